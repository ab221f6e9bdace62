//! The reports of a grant, and what was changed in what it rests on.

use crate::GrantFigures;
use crate::paper::{Paper, Sheet, words};
use crate::scope_report::report_in_words;
use crate::words::{quoted, tell};
use documents::{Rich, Row};

pub(super) fn tell(paper: &mut Paper, figures: &GrantFigures) {
    reports(paper, figures);
    let changes = changes(paper, figures);
    if !changes.is_empty() {
        paper.heading(2, paper.say("Endringer underveis", "Endringar undervegs"));
        paper.bullets(changes);
    }
}

/// The reports that were handed in, and those that are owed.
fn reports(paper: &mut Paper, figures: &GrantFigures) {
    if figures.reports.is_empty() && figures.owed.is_empty() {
        return;
    }
    paper.heading(2, paper.say("Rapportering", "Rapportering"));
    let mut rows: Vec<Row> = figures
        .owed
        .iter()
        .map(|report| Row::data([report.title.clone(), report_in_words(paper, report)]))
        .collect();
    // A report that was not asked for is told by its own title; the others stand with their deadlines.
    let asked = |day| {
        figures.owed.iter().any(|report| {
        matches!(report.standing, crate::ReportStanding::Delivered(on) if Some(on) == day)
    })
    };
    for (title, on, submitted) in &figures.reports {
        if figures.owed.is_empty() || !asked(*submitted) {
            let on = on.short();
            let told = match submitted {
                Some(day) => {
                    let day = day.short();
                    tell!(paper.language, "gjelder {on}, levert {day}", "gjeld {on}, levert {day}",)
                }
                None => tell!(paper.language, "gjelder {on}", "gjeld {on}"),
            };
            rows.push(Row::data([title.clone(), told]));
        }
    }
    paper.table(Sheet {
        caption: paper.say("Rapporter og frister", "Rapportar og fristar").into(),
        groups: Vec::new(),
        columns: vec![
            words(paper.say("Rapport", "Rapport"), 2.6),
            words(paper.say("Status", "Status"), 3.0),
        ],
        rows,
        total: None,
    });
}

fn changes(paper: &Paper, figures: &GrantFigures) -> Vec<Rich> {
    let language = paper.language;
    let mut changes: Vec<Rich> = Vec::new();
    for (day, nb, nn) in &figures.amendments {
        let on = day.short();
        let lead = tell!(language, "Utlysningen ble endret {on}: ", "Utlysinga vart endra {on}: ");
        changes.push(Rich(vec![lead.into(), paper.either_marked(nb, nn)]));
    }
    // They stand as they were written, in whatever language.
    for what in figures.scheme_changes.iter().map(|what| quoted(what)) {
        changes.push(tell!(language, "Ordningen: {what}", "Ordninga: {what}").into());
    }
    for report in &figures.owed {
        if let Some((from, why)) = &report.moved_from {
            let (title, from, to) = (&report.title, from.short(), report.due_on.short());
            let mut text = tell!(
                language,
                "{title}: fristen er flyttet fra {from} til {to}.",
                "{title}: fristen er flytta frå {from} til {to}.",
            );
            if !why.is_empty() {
                text += &format!(" {why}");
            }
            changes.push(text.into());
        }
    }
    if let Some(reversed) = &figures.reversed {
        let (on, freed) = (reversed.on.short(), reversed.freed);
        let mut text = tell!(
            language,
            "Vedtaket ble omgjort {on}; {freed} kr ble ledige igjen.",
            "Vedtaket vart gjort om {on}; {freed} kr vart ledige igjen.",
        );
        if let Some(why) = &reversed.why {
            text += &format!(" {why}");
        }
        changes.push(text.into());
    }
    changes
}
