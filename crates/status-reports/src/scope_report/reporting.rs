//! How reporting stands: delivered, late, missing.

use super::summary::reports_are_delivered;
use crate::definitions::ReportWord;
use crate::paper::{Paper, Sheet, cells, figures as amounts, words};
use crate::words::{capital, none_or, number, one_or, percent, tell};
use crate::{Reporting, ScopeFigures};
use documents::{Drawing, Part, Row, Share, StackedBar};

pub(super) fn tell(paper: &mut Paper, figures: &ScopeFigures) {
    let reporting = figures.reporting();
    let all = reporting.all();
    if all == 0 {
        return;
    }
    let language = paper.language;
    paper.heading(2, paper.say("Rapportering", "Rapportering"));
    let delivered = reporting.delivered();
    let share = percent(delivered as i64, all as i64);
    let approved = none_or(reporting.approved, language);
    let reports = one_or(reporting.missing, "rapport", paper.say("rapporter", "rapportar"));
    let missing = capital(&none_or(reporting.missing, language));
    let approved = match delivered {
        0 => String::new(),
        _ => tell!(
            language,
            " Vi har lest og godkjent {approved} av dem.",
            " Vi har lese og godkjent {approved} av dei.",
        ),
    };
    paper.paragraph(tell!(
        language,
        "{delivered} av {all} {are_delivered} ({share}).{approved} {missing} {reports} mangler etter fristen.",
        "{delivered} av {all} {are_delivered} ({share}).{approved} {missing} {reports} manglar etter fristen.",
        are_delivered = reports_are_delivered(all, language),
    ));
    let groups = groups(paper, figures);
    chart(paper, reporting, &groups);
    table(paper, reporting, &groups);
}

/// The reporting of the parts of the scope: of its calls where there are several, else of its counties,
/// else of the whole.
fn groups(paper: &Paper, figures: &ScopeFigures) -> Vec<(String, Reporting)> {
    let of = |wanted: &dyn Fn(&crate::GrantLine) -> bool| {
        ScopeFigures::reporting_of(figures.grants.iter().filter(|grant| wanted(grant)))
    };
    let mut groups: Vec<(String, Reporting)> = if figures.calls.len() > 1 {
        let calls = figures.calls.iter();
        calls
            .map(|call| {
                let name = paper.either(&call.title, &call.title_nn).to_owned();
                (name, of(&|grant| grant.call == call.slug))
            })
            .collect()
    } else {
        let counties = figures.counties.iter();
        counties
            .map(|county| (county.name.clone(), of(&|grant| grant.county == county.number)))
            .collect()
    };
    groups.retain(|(_, reporting)| reporting.all() > 0);
    groups
}

fn counts(reporting: &Reporting) -> [usize; 4] {
    [reporting.in_time, reporting.late, reporting.missing, reporting.not_due]
}

fn parts(paper: &Paper) -> [(&'static str, bool); 4] {
    ReportWord::COUNTED.map(|word| (word.name(paper), word == ReportWord::Missing))
}

fn chart(paper: &mut Paper, reporting: Reporting, groups: &[(String, Reporting)]) {
    let language = paper.language;
    let parts =
        parts(paper).map(|(name, stressed)| Part { name: name.to_owned(), stressed }).to_vec();
    let bar = |name: &str, reporting: &Reporting| StackedBar {
        name: name.to_owned(),
        shares: counts(reporting)
            .map(|count| Share { value: count as i64, label: number(count as u64) })
            .to_vec(),
    };
    let mut bars: Vec<StackedBar> = Vec::new();
    if groups.len() > 1 {
        bars.push(bar(paper.say("I alt", "I alt"), &reporting));
    }
    bars.extend(groups.iter().map(|(name, reporting)| bar(name, reporting)));
    let (delivered, all, missing) = (reporting.delivered(), reporting.all(), reporting.missing);
    let (are_delivered, missing) =
        (reports_are_delivered(all, language), none_or(missing, language));
    let finding = tell!(
        language,
        "{delivered} av {all} {are_delivered}, og {missing} mangler etter fristen",
        "{delivered} av {all} {are_delivered}, og {missing} manglar etter fristen",
    );
    let table = paper.next_table();
    let alt = tell!(
        language,
        "Stolper som er delt i levert i tide, levert for sent, mangler og ikke forfalt. Alle verdiene står i {table}.",
        "Stolpar som er delte i levert i tide, levert for seint, manglar og ikkje forfallen. Alle verdiane står i {table}.",
    );
    paper.chart(&finding, alt, Drawing::Stacked { parts, bars }, table);
}

fn table(paper: &mut Paper, reporting: Reporting, groups: &[(String, Reporting)]) {
    let row = |name: &str, reporting: &Reporting| {
        let mut cells = vec![name.to_owned()];
        cells.extend(counts(reporting).map(|count| number(count as u64)));
        cells.extend([number(reporting.all() as u64), number(reporting.approved as u64)]);
        cells
    };
    let rows = groups.iter().map(|(name, reporting)| Row::data(row(name, reporting))).collect();
    let mut columns = vec![words(paper.say("Hvor", "Kvar"), 2.6)];
    columns.extend(parts(paper).map(|(name, _)| amounts(capital(name), 1.2)));
    columns.push(amounts(paper.say("I alt", "I alt"), 0.9));
    columns.push(amounts(paper.say("Godkjent", "Godkjende"), 1.1));
    paper.table(Sheet {
        caption: paper.say("Rapportene og fristene", "Rapportane og fristane").into(),
        groups: Vec::new(),
        columns,
        rows,
        total: Some(cells(row("Sum", &reporting))),
    });
}
