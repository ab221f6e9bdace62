//! The money of a grant: the way it came, the plan, what is paid.

use crate::GrantFigures;
use crate::definitions::instalment_state;
use crate::paper::{Paper, Sheet, cells, figures as amounts, words};
use crate::words::{number, tell};
use documents::{Drawing, Mark, Row, Span};
use vocabulary::Money;

pub(super) fn tell(paper: &mut Paper, figures: &GrantFigures) {
    let language = paper.language;
    paper.heading(2, paper.say("Penger og tid", "Pengar og tid"));
    let (awarded, own) = (figures.awarded, figures.own_share);
    let mut text = tell!(language, "{awarded} kr er innvilget.", "{awarded} kr er innvilga.",);
    if let Some(holds) = figures.holds.filter(|holds| *holds != awarded) {
        text += &tell!(language, " {holds} kr av dem er igjen.", " {holds} kr av dei er att.",);
    }
    if own.is_positive() {
        text += &tell!(
            language,
            " Mottakeren skal selv legge inn {own} kr.",
            " Mottakaren skal sjølv leggje inn {own} kr.",
        );
    }
    if figures.paid.is_positive() {
        let (paid, returned) = (figures.paid, figures.returned);
        text += &tell!(language, " {paid} kr er utbetalt.", " {paid} kr er utbetalt.");
        if returned.is_positive() {
            text += &tell!(
                language,
                " {returned} kr er betalt tilbake.",
                " {returned} kr er betalt tilbake.",
            );
        }
    }
    paper.paragraph(text);
    way(paper, figures);
    time_line(paper, figures);
    instalments(paper, figures);
}

/// The frames the money came through.
fn way(paper: &mut Paper, figures: &GrantFigures) {
    if figures.way.is_empty() {
        return;
    }
    let row = |(name, amount): &(String, Money)| Row::data([name.clone(), amount.to_string()]);
    paper.table(Sheet {
        caption: paper.say("Veien pengene går", "Vegen pengane går").into(),
        groups: Vec::new(),
        columns: vec![
            words(paper.say("Ramme", "Ramme"), 4.0),
            amounts(paper.say("Beløp (kr)", "Beløp (kr)"), 1.6),
        ],
        rows: figures.way.iter().map(row).collect(),
        total: None,
    });
}

/// The periods with instalments and reports along them.
fn time_line(paper: &mut Paper, figures: &GrantFigures) {
    if figures.periods.is_empty() {
        return;
    }
    let language = paper.language;
    let mut spans: Vec<Span> = Vec::new();
    for ((days, _), at) in figures.periods.iter().zip(1..) {
        let name = match figures.periods.len() {
            1 => paper.say("Periode", "Periode").to_owned(),
            _ => tell!(language, "Periode {at}", "Periode {at}"),
        };
        let payments = figures
            .instalments
            .iter()
            .zip(1..)
            .filter(|((day, _, state), _)| days.contains(*day) && state != "stopped")
            .map(|((day, _, state), number)| Mark {
                on: *day,
                name: tell!(language, "Termin {number}", "Termin {number}"),
                done: state == "paid",
            });
        let (first, last) = (days.first(), days.last());
        spans.push(Span {
            name,
            from: first,
            to: last,
            label: format!("{}–{}", first.short(), last.short()),
            marks: payments.collect(),
        });
    }
    let (Some(first), Some(last)) =
        (spans.iter().map(|span| span.from).min(), spans.iter().map(|span| span.to).max())
    else {
        return;
    };
    let due = figures.owed.iter().filter(|r| r.standing != crate::ReportStanding::NotOwed);
    let reports: Vec<Mark> = due
        .map(|report| Mark {
            on: report.due_on,
            name: paper.say("Rapport", "Rapport").to_owned(),
            done: matches!(report.standing, crate::ReportStanding::Delivered(_)),
        })
        .collect();
    if let Some(latest) = reports.iter().map(|mark| mark.on).max() {
        spans.push(Span {
            name: paper.say("Rapportering", "Rapportering").to_owned(),
            from: first,
            to: latest.max(last),
            label: tell!(language, "frist {day}", "frist {day}", day = latest.short(),),
            marks: reports,
        });
    }
    let (from, to) = (first.in_words(language), last.in_words(language));
    let finding = tell!(language, "Tilskuddet gjelder {from}–{to}", "Tilskotet gjeld {from}–{to}",);
    let table = paper.next_table();
    let alt = tell!(
        language,
        "Tidslinje med periode, terminer og frister. Terminene står i {table}, fristene i avsnittet om rapportering.",
        "Tidslinje med periode, terminar og fristar. Terminane står i {table}, fristane i avsnittet om rapportering.",
    );
    paper.chart(&finding, alt, Drawing::TimeLine { spans, today: figures.as_of }, table);
}

fn instalments(paper: &mut Paper, figures: &GrantFigures) {
    if figures.instalments.is_empty() {
        return;
    }
    let rows = figures
        .instalments
        .iter()
        .zip(1_i64..)
        .map(|((day, amount, state), at)| {
            let state = instalment_state(paper, state).map_or(state.as_str(), |(name, _)| name);
            Row::data([
                number(at),
                day.in_words(paper.language),
                state.to_owned(),
                amount.to_string(),
            ])
        })
        .collect();
    let sum: Money = figures.instalments.iter().map(|(_, amount, _)| *amount).sum();
    paper.table(Sheet {
        caption: paper.say("Terminer", "Terminar").into(),
        groups: Vec::new(),
        columns: vec![
            words(paper.say("Termin", "Termin"), 1.0),
            words(paper.say("Dato", "Dato"), 2.0),
            words(paper.say("Status", "Status"), 2.0),
            amounts(paper.say("Beløp (kr)", "Beløp (kr)"), 1.6),
        ],
        rows,
        total: Some(cells(["Sum".to_owned(), String::new(), String::new(), sum.to_string()])),
    });
}
