//! What the house reads out of answers, and fills in beforehand.

use super::{Fault, every_application_has};
use crate::{Definition, KnownFact, Meaning, Question, Required, Rows, Shape, Takes};
use std::collections::BTreeSet;

/// A title stands in lists, in subjects of mails and in decisions.
const LONGEST_TITLE: u32 = 200;

/// The groups around a project that the house knows.
const TEAMS: [&str; 4] = ["owner", "steering-group", "project-group", "staff"];

pub(super) fn faults(definition: &Definition, faults: &mut Vec<Fault>) {
    let mut seen = BTreeSet::new();
    let needed = every_application_has(definition.kind);
    for (section, question) in definition.questions() {
        let key = || question.key.clone();
        if let Some(fact) = question.known.filter(|fact| !takes_fact(*fact, &question.takes)) {
            faults.push(Fault::KnownFactDoesNotFit { question: key(), fact });
        }
        let Some(meaning) = question.meaning else { continue };
        if !seen.insert(meaning) {
            faults.push(Fault::MeaningTwice { question: key(), meaning });
        }
        if !fits(meaning, &question.takes) {
            faults.push(Fault::MeaningDoesNotFit { question: key(), meaning });
        }
        if needed.contains(&meaning) && (section.show_if.is_some() || !is_always(question)) {
            faults.push(Fault::MeaningNotAlways { question: key(), meaning });
        }
    }
    for meaning in needed.iter().copied().filter(|meaning| !seen.contains(meaning)) {
        faults.push(Fault::MeaningMissing { meaning });
    }
}

fn is_always(question: &Question) -> bool {
    question.show_if.is_none() && question.required == Required::Always
}

fn fits(meaning: Meaning, takes: &Takes) -> bool {
    let text = matches!(takes, Takes::ShortText { .. } | Takes::LongText { .. });
    match meaning {
        Meaning::Title => {
            matches!(takes, Takes::ShortText { longest } if *longest <= LONGEST_TITLE)
        }
        Meaning::AmountAppliedFor | Meaning::LeastAmount | Meaning::OwnShare => {
            matches!(takes, Takes::Kroner { least, .. }
                if least.is_none_or(|least| least.ore() >= 0))
        }
        Meaning::Purpose => matches!(takes, Takes::Choice { .. }),
        Meaning::Summary | Meaning::TargetGroup | Meaning::Continuation => text,
        Meaning::Budget => matches!(takes, Takes::Budget { .. }),
        Meaning::Targets => matches!(takes, Takes::Indicators { .. }),
        Meaning::Partners => table(takes).is_some_and(|rows| {
            has_text(&rows, "name")
                && rows
                    .column("municipality")
                    .is_none_or(|column| column.takes == Takes::Municipality)
        }),
        Meaning::Members => table(takes).is_some_and(|rows| {
            has_text(&rows, "job")
                && rows.column("team").is_some_and(|column| {
                    matches!(column.takes, Takes::Choice { .. })
                        && column
                            .takes
                            .options()
                            .iter()
                            .all(|option| TEAMS.contains(&option.key.as_str()))
                })
                && rows
                    .column("percent")
                    .is_none_or(|column| matches!(column.takes, Takes::Whole { .. }))
        }),
    }
}

fn table(takes: &Takes) -> Option<Rows> {
    match (takes, takes.shape()) {
        (Takes::Table(_) | Takes::Group(_), Shape::Rows(rows)) => Some(rows),
        _ => None,
    }
}

fn has_text(rows: &Rows, column: &str) -> bool {
    rows.column(column).is_some_and(|column| {
        matches!(column.takes, Takes::ShortText { .. } | Takes::LongText { .. })
    })
}

fn takes_fact(fact: KnownFact, takes: &Takes) -> bool {
    let text = matches!(takes, Takes::ShortText { .. } | Takes::LongText { .. });
    match fact {
        KnownFact::OrganisationName | KnownFact::WriterName | KnownFact::LastTitle => text,
        KnownFact::WriterEmail => text || *takes == Takes::Email,
        KnownFact::Organisation => *takes == Takes::Organisation,
        KnownFact::Municipality => *takes == Takes::Municipality,
        KnownFact::LastAward => matches!(takes, Takes::Kroner { .. }),
    }
}
