//! Targets against results, the participants, and what the recipient tells.

use crate::definitions::not_told;
use crate::paper::{Paper, Sheet, cells, figures as amounts, words};
use crate::scope_report::{HIDDEN, hidden_note, quote, verdict_name, wanted_in_words};
use crate::words::{number, tell};
use crate::{Counts, GrantFigures, TargetFigure};
use documents::{Bar, Drawing, Row};
use reporting_deadlines::{Departure, Passage, Wanted};
use vocabulary::Day;

pub(super) fn tell(paper: &mut Paper, figures: &GrantFigures) {
    if !figures.targets.is_empty() {
        paper.heading(2, paper.say("Mål og resultater", "Mål og resultat"));
        targets(paper, figures);
    }
    let counts = match (&figures.counts, &figures.funnel) {
        (Some(counts), _) => Some(*counts),
        // The oldest figures have the funnel only.
        (None, Some((day, funnel))) => Some((*day, crate::grant_lines::counts(funnel))),
        (None, None) => None,
    };
    if let Some((day, counts)) = counts {
        paper.heading(2, paper.say("Deltakere", "Deltakarar"));
        participants(paper, figures, day, counts);
    }
}

fn targets(paper: &mut Paper, figures: &GrantFigures) {
    let rows = figures.targets.iter().map(|figure| target_row(paper, figure)).collect();
    paper.table(Sheet {
        caption: paper.say("Mål mot resultat", "Mål mot resultat").into(),
        groups: Vec::new(),
        columns: vec![
            words(paper.say("Mål", "Mål"), 3.0),
            words(paper.say("Ønsket", "Ønskt"), 2.2),
            amounts(paper.say("Oppnådd", "Oppnådd"), 1.2),
            words(paper.say("Vurdering", "Vurdering"), 3.0),
        ],
        rows,
        total: None,
    });
}

fn target_row(paper: &Paper, figure: &TargetFigure) -> Row {
    let wanted = match &figure.target.wanted {
        Wanted::Number { value, direction, unit } => {
            wanted_in_words(paper, *value, *direction, unit)
        }
        Wanted::Quality(text) => text.clone(),
    };
    let (reached, verdict) = match &figure.result {
        None => ("–".to_owned(), not_told(paper, false).0.to_owned()),
        Some((day, result)) => {
            let (verdict, day) = (verdict_name(paper, result.verdict), day.short());
            let verdict = match result.explanation.trim() {
                "" => format!("{verdict} ({day})"),
                why => format!("{verdict} ({day}): {why}"),
            };
            (result.reached.map_or("–".to_owned(), number), verdict)
        }
    };
    let what = match figure.target.by_when.as_str() {
        "" => figure.target.what.clone(),
        by => format!("{} ({by})", figure.target.what),
    };
    Row::data([what, wanted, reached, verdict])
}

/// What the counts of participants are called, in the order of the funnel.
pub(super) const fn count_names(paper: &Paper) -> [&'static str; 5] {
    [
        paper.say("Informasjonssamtaler", "Informasjonssamtalar"),
        paper.say("Startet", "Starta"),
        paper.say("Sluttet", "Slutta"),
        paper.say("Aktive", "Aktive"),
        paper.say("I ordinært arbeid", "I ordinært arbeid"),
    ]
}

fn participants(paper: &mut Paper, figures: &GrantFigures, day: Day, counts: Counts) {
    let language = paper.language;
    let on = day.in_words(language);
    if let (Some(informed), Some(started), Some(active)) =
        (counts.informed, counts.started, counts.active)
    {
        let step = |name: &str, count: u32| Bar {
            name: name.to_owned(),
            value: count.into(),
            label: number(count),
        };
        let steps = vec![
            step(paper.say("Informasjonssamtaler", "Informasjonssamtalar"), informed),
            step(paper.say("Startet", "Starta"), started),
            step(paper.say("Aktive", "Aktive"), active),
        ];
        let table = paper.next_table();
        let finding = tell!(
            language,
            "Av {informed} informerte startet {started}, og {active} er aktive per {on}",
            "Av {informed} informerte starta {started}, og {active} er aktive per {on}",
        );
        let alt = tell!(
            language,
            "Trakt over deltakere: {informed} informasjonssamtaler, {started} startet, {active} aktive. Alle verdiene står i {table}.",
            "Trakt over deltakarar: {informed} informasjonssamtalar, {started} starta, {active} aktive. Alle verdiane står i {table}.",
        );
        paper.chart(&finding, alt, Drawing::Funnel(steps), table);
    }
    let names = count_names(paper);
    let shown = |count: Option<u32>| count.map_or(HIDDEN.to_owned(), number);
    let rows = names.into_iter().zip(counts.all());
    if counts.all().contains(&None) {
        paper.small(hidden_note(paper));
    }
    paper.table(Sheet {
        caption: tell!(language, "Deltakere per {on}", "Deltakarar per {on}"),
        groups: Vec::new(),
        columns: vec![
            words(paper.say("Deltakere", "Deltakarar"), 4.0),
            amounts(paper.say("Antall", "Tal"), 1.2),
        ],
        rows: rows.map(|(name, count)| Row::data([name.to_owned(), shown(count)])).collect(),
        total: None,
    });
    let Some((_, funnel)) = &figures.funnel else { return };
    departures(paper, &funnel.departures, funnel.departed);
    if !funnel.explanation.is_empty() {
        paper.small(funnel.explanation.as_str());
    }
}

fn departures(paper: &mut Paper, departures: &[Departure], departed: u32) {
    if departures.is_empty() {
        return;
    }
    let row = |one: &Departure| Row::data([one.reason.clone(), number(one.participants)]);
    paper.table(Sheet {
        caption: paper.say("Hvorfor deltakere sluttet", "Kvifor deltakarar slutta").into(),
        groups: Vec::new(),
        columns: vec![
            words(paper.say("Årsak", "Årsak"), 4.0),
            amounts(paper.say("Deltakere", "Deltakarar"), 1.2),
        ],
        rows: departures.iter().map(row).collect(),
        total: Some(cells(["Sum".to_owned(), number(departed)])),
    });
}

/// Whether a passage is about experience, lessons or proposals, as far as its heading says: nothing else
/// is recorded of what a passage is about, and the report says that it goes by the headings.
fn is_lesson(passage: &Passage) -> bool {
    let heading = passage.heading.to_lowercase();
    ["lærdom", "lærdomm", "læring", "erfaring", "forslag", "lesson"]
        .iter()
        .any(|word| heading.contains(word))
}

/// Whether the latest narrative tells of lessons.
pub(super) fn tells_lessons(figures: &GrantFigures) -> bool {
    let passages = figures.narrative.iter().flat_map(|(_, _, passages)| passages);
    passages.into_iter().any(is_lesson)
}

/// What the recipient tells in the latest report, what was learned on its own.
pub(super) fn narrative(paper: &mut Paper, figures: &GrantFigures) {
    let Some((title, day, passages)) = &figures.narrative else { return };
    let day = day.in_words(paper.language);
    let (lessons, told): (Vec<Passage>, Vec<Passage>) =
        passages.iter().cloned().partition(is_lesson);
    if !told.is_empty() {
        paper.heading(
            2,
            tell!(
                paper.language,
                "Fra rapporten: {title} ({day})",
                "Frå rapporten: {title} ({day})",
            ),
        );
        quote(paper, &told);
    }
    if !lessons.is_empty() {
        paper.heading(
            2,
            paper.say("Erfaringer, lærdommer og forslag", "Erfaringar, lærdomar og forslag"),
        );
        paper.small(tell!(
            paper.language,
            "Avsnitt i rapporten {title} ({day}) som har en overskrift om erfaring, læring eller forslag.",
            "Avsnitt i rapporten {title} ({day}) som har ei overskrift om erfaring, læring eller forslag.",
        ));
        quote(paper, &lessons);
    }
}
