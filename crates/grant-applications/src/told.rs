//! What letters about a decision say of an application: what was applied for, its budget and targets,
//! and how it was assessed.

use crate::receipt::said;
use crate::{Application, Assessment, Call, Criterion, Participant, queries};
use forms::{Meaning, Reading, read};
use letters::{AppliedFor, Assessed, AssessedCriterion, ReceiptSaid};
use sea_orm::{ConnectionTrait, DbErr};
use vocabulary::{Day, Language};

/// An application as a letter about it tells it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told {
    /// What was applied for, when, and where.
    pub applied_for: AppliedFor,
    /// The other organisations that take part, by name.
    pub participants: Vec<String>,
    /// The budget, as it was answered.
    pub budget: ReceiptSaid,
    /// The targets, as they were answered.
    pub targets: ReceiptSaid,
}

/// Tells an application, in the version that was sent in last, to a reader of this language.
pub async fn told<C: ConnectionTrait>(
    db: &C,
    application: &Application,
    call: &Call,
    language: Language,
) -> Result<Told, DbErr> {
    let form = queries::form_of(db, application.form).await?;
    // Neither a budget nor targets name municipalities.
    let mut reading = read(&form, &application.answers, language, &|_| None);
    let mut answer = |meaning| {
        let key = form.meant(meaning).map(|question| question.key.as_str());
        key.map_or(ReceiptSaid::Nothing, |key| take(&mut reading, key))
    };
    let (budget, targets) = (answer(Meaning::Budget), answer(Meaning::Targets));
    let version = application.versions.last();
    let taking_part = application.organisations.iter().filter(|one| Participant::takes_part(one));
    Ok(Told {
        applied_for: AppliedFor {
            reference: application.reference.clone(),
            version: version.map(|version| version.number),
            received_on: version.map(|version| Day::at(version.submitted_at)),
            amount: application.content.amount,
            call_title: call.title_in(language).to_owned(),
            year: call.year,
        },
        participants: taking_part.map(|one| one.name.clone()).collect(),
        budget,
        targets,
    })
}

/// What was said to a question.
fn take(reading: &mut Reading, key: &str) -> ReceiptSaid {
    let mut entries = reading.sections.iter_mut().flat_map(|section| &mut section.entries);
    let found = entries.find(|entry| entry.key == key);
    found.map_or(ReceiptSaid::Nothing, |entry| said(entry.said.clone()))
}

/// How the assessments that count have judged an application, criterion by criterion; `None` without
/// any. Who assessed stays unsaid.
pub fn assessed(
    criteria: &[Criterion],
    assessments: &[Assessment],
    language: Language,
) -> Option<Assessed> {
    let score = crate::standing(criteria, assessments)?;
    let counting: Vec<&Assessment> = assessments.iter().filter(|one| one.counts()).collect();
    let count = i64::try_from(counting.len()).unwrap_or(i64::MAX).max(1);
    let weights: i64 = criteria.iter().map(|one| i64::from(one.weight)).sum::<i64>().max(1);
    let told = criteria.iter().enumerate().map(|(place, criterion)| {
        let points = counting.iter().filter_map(|one| one.points.get(place));
        let points: i64 = points.map(|points| i64::from(*points)).sum();
        AssessedCriterion {
            name: criterion.name_in(language).to_owned(),
            share_milli: i64::from(criterion.weight) * 100_000 / weights,
            points_milli: points * 1_000 / count,
            most: criterion.max_points,
        }
    });
    Some(Assessed {
        assessors: score.assessors,
        criteria: told.collect(),
        score_milli: score.score_milli,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::{DateTime, Utc};
    use vocabulary::{Money, PersonId};

    fn assessment(points: &[i32], counts: bool) -> Assessment {
        let at = DateTime::<Utc>::UNIX_EPOCH;
        let blocked = crate::Blocked::Declared { ground: "Slekt".into(), at };
        Assessment {
            assessor: PersonId::fresh(),
            assessor_name: "A".into(),
            impartial_at: at,
            points: points.to_vec(),
            comments: Vec::new(),
            recommended: Money::from_kroner(1),
            comment: String::new(),
            submitted_at: at,
            set_aside: if counts { Vec::new() } else { vec![blocked] },
        }
    }

    #[test]
    fn points_are_means_of_what_counts_and_weights_are_shares() {
        let criterion = |name: &str, weight| Criterion {
            name: name.into(),
            weight,
            max_points: 6,
            ..Criterion::default()
        };
        let criteria = [criterion("Mål", 3), criterion("Plan", 1)];
        let given = [assessment(&[6, 3], true), assessment(&[3, 0], true)];
        let told = assessed(&criteria, &given, Language::Bokmal).unwrap();
        assert_eq!(told.assessors, 2);
        let points: Vec<_> =
            told.criteria.iter().map(|one| (one.share_milli, one.points_milli)).collect();
        assert_eq!(points, [(75_000, 4_500), (25_000, 1_500)]);
        // 0,75 · 75 % + 0,25 · 25 %.
        assert_eq!(told.score_milli, 62_500);
        let aside = [assessment(&[6, 6], false)];
        assert_eq!(assessed(&criteria, &aside, Language::Bokmal), None);
    }
}
