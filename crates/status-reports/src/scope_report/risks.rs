//! Risks and deviations: late, missing, moved, reversed, returned, not reached.

use crate::ScopeFigures;
use crate::deviations::{Deviation, deviations};
use crate::paper::{Paper, Sheet, words};
use crate::words::{count_of_in_words, number, one_or, tell};
use documents::Row;

pub(super) fn tell(paper: &mut Paper, figures: &ScopeFigures) {
    paper.heading(2, paper.say("Risiko og avvik", "Risiko og avvik"));
    let found = deviations(figures);
    if found.is_empty() {
        paper.paragraph(paper.say(
            "Ingen av tilskuddene avviker etter reglene som er forklart til slutt.",
            "Ingen av tilskota avvik etter reglane som er forklarte til slutt.",
        ));
        return;
    }
    let mut concerned: Vec<&str> = found.iter().map(|(_, g)| g.reference.as_str()).collect();
    concerned.sort_unstable();
    concerned.dedup();
    let (n, all) = (concerned.len(), figures.grants.len());
    let count = count_of_in_words(n, all, paper.language);
    paper.paragraph(tell!(
        paper.language,
        "{count} tilskudd avviker fra det som var avtalt eller ventet. Det som krever noe av oss, står først.",
        "{count} tilskot avvik frå det som var avtalt eller venta. Det som krev noko av oss, står først.",
    ));
    let mut rows = Vec::new();
    let mut kind = None;
    for (deviation, grant) in &found {
        if kind != Some(deviation.kind()) {
            kind = Some(deviation.kind());
            let many = found.iter().filter(|(other, _)| other.kind() == deviation.kind()).count();
            rows.push(Row::section(format!("{} ({many})", heading(paper, deviation))));
        }
        rows.push(Row::data([
            grant.reference.clone(),
            grant.organisation.clone(),
            in_words(paper, deviation),
        ]));
    }
    paper.table(Sheet {
        caption: paper.say("Avvik etter type", "Avvik etter type").into(),
        groups: Vec::new(),
        columns: vec![
            words(paper.say("Sak", "Sak"), 1.6),
            words(paper.say("Mottaker", "Mottakar"), 2.2),
            words(paper.say("Hva", "Kva"), 4.6),
        ],
        rows,
        total: None,
    });
}

/// What a kind of deviation is called.
fn heading(paper: &Paper, deviation: &Deviation) -> &'static str {
    match deviation {
        Deviation::ReportMissing { .. } => {
            paper.say("Rapport mangler etter fristen", "Rapport manglar etter fristen")
        }
        Deviation::NotAccepted { .. } => {
            paper.say("Vilkårene er ikke godtatt", "Vilkåra er ikkje godtekne")
        }
        Deviation::PaymentBehind { .. } => {
            paper.say("Mindre utbetalt enn planlagt", "Mindre utbetalt enn planlagt")
        }
        Deviation::TargetsNotReached { .. } => paper.say("Mål ikke nådd", "Mål ikkje nådde"),
        Deviation::TargetsUnanswered { .. } => {
            paper.say("Mål uten svar i rapporten", "Mål utan svar i rapporten")
        }
        Deviation::CountsUnexplained => {
            paper.say("Deltakertall som ikke stemmer", "Deltakartal som ikkje stemmer")
        }
        Deviation::ReportLate { .. } => {
            paper.say("Rapport levert etter fristen", "Rapport levert etter fristen")
        }
        Deviation::DeadlineMoved { .. } => paper.say("Frist flyttet", "Frist flytta"),
        Deviation::Returned { .. } => paper.say("Penger betalt tilbake", "Pengar betalte tilbake"),
        Deviation::Reversed { .. } => paper.say("Vedtak omgjort", "Vedtak gjort om"),
        Deviation::Lapsed => paper.say("Tilsagn bortfalt", "Tilsegn bortfallen"),
    }
}

/// What a deviation is, in a sentence.
pub(super) fn in_words(paper: &Paper, deviation: &Deviation) -> String {
    let language = paper.language;
    match deviation {
        Deviation::ReportMissing { title, due_on, days } => {
            let (due, days) = (due_on.short(), number(*days));
            let unit = one_or(usize::from(days != "1") + 1, "dag", paper.say("dager", "dagar"));
            tell!(
                language,
                "{title}: fristen var {due}, for {days} {unit} siden.",
                "{title}: fristen var {due}, for {days} {unit} sidan.",
            )
        }
        Deviation::ReportLate { title, due_on, delivered_on } => {
            let (due, on) = (due_on.short(), delivered_on.short());
            tell!(
                language,
                "{title}: levert {on}, fristen var {due}.",
                "{title}: levert {on}, fristen var {due}.",
            )
        }
        Deviation::DeadlineMoved { title, from, to, why } => {
            let (from, to) = (from.short(), to.short());
            let moved = tell!(
                language,
                "{title}: fristen er flyttet fra {from} til {to}.",
                "{title}: fristen er flytta frå {from} til {to}.",
            );
            with_why(moved, why)
        }
        Deviation::NotAccepted { by, over } => {
            let day = by.short();
            match over {
                true => tell!(
                    language,
                    "Fristen for å godta vilkårene var {day}.",
                    "Fristen for å godta vilkåra var {day}.",
                ),
                false => tell!(
                    language,
                    "Mottakeren har frist til {day}.",
                    "Mottakaren har frist til {day}.",
                ),
            }
        }
        Deviation::Lapsed => paper
            .say(
                "Vilkårene ble ikke godtatt i tide, og pengene er ledige igjen.",
                "Vilkåra vart ikkje godtekne i tide, og pengane er ledige igjen.",
            )
            .to_owned(),
        Deviation::Reversed { on, freed, owed, why } => {
            let day = on.short();
            let mut text = tell!(
                language,
                "Omgjort {day}; {freed} kr ble ledige igjen.",
                "Gjort om {day}; {freed} kr vart ledige igjen.",
            );
            if owed.is_positive() {
                text += &tell!(
                    language,
                    " {owed} kr skal betales tilbake.",
                    " {owed} kr skal betalast tilbake.",
                );
            }
            with_why(text, why)
        }
        Deviation::Returned { amount } => {
            tell!(language, "{amount} kr er betalt tilbake.", "{amount} kr er betalt tilbake.",)
        }
        Deviation::PaymentBehind { planned, paid } => tell!(
            language,
            "{planned} kr skulle vært utbetalt til nå, {paid} kr er det.",
            "{planned} kr skulle vore utbetalt til no, {paid} kr er det.",
        ),
        Deviation::TargetsNotReached { missed, all } => tell!(
            language,
            "{missed} av {all} mål er ikke {reached}.",
            "{missed} av {all} mål er ikkje {reached}.",
            reached = one_or(*missed, "nådd", paper.say("nådd", "nådde")),
        ),
        Deviation::TargetsUnanswered { unanswered, all } => tell!(
            language,
            "{unanswered} av {all} mål har ikke noe resultat.",
            "{unanswered} av {all} mål har ikkje noko resultat.",
        ),
        Deviation::CountsUnexplained => paper
            .say(
                "Tallene i deltakertrakta går ikke opp, og mottakeren har ikke forklart hvorfor.",
                "Tala i deltakartrakta går ikkje opp, og mottakaren har ikkje forklart kvifor.",
            )
            .to_owned(),
    }
}

fn with_why(text: String, why: &str) -> String {
    match why.trim() {
        "" => text,
        why => format!("{text} {why}"),
    }
}
