//! What drawing and adopting refuse, as problems.

use super::one::adopted;
use crate::{
    kit::{FieldErrors, Problem, Texts},
    ledger::of_ledger,
    problems::not_possible,
};
use county_allocation::{
    AdjustError, AdoptError, Change, DrawError, IndexError, PlanError, Scenario, ShareError,
};
use funding_periods::AwardError;
use grant_applications::{AnnounceError, DecideError};
use vocabulary::NotPossible;

/// Refuses where the call is settled: nothing of its scenarios changes any more, and the adopted one can
/// be seen.
pub(super) fn refuse_settled(
    texts: Texts,
    call: &str,
    scenarios: &[Scenario],
) -> Result<(), Problem> {
    let Some(adopted) = adopted(scenarios) else { return Ok(()) };
    let detail = texts.t("allocations-settled-by").with("scenario", &adopted.name);
    Err(Problem::conflict(detail).or_else_do(
        "see",
        texts.t("allocations-see-adopted"),
        format!("/calls/{call}/allocation/{}", adopted.number),
    ))
}

/// The field of a plan's form that a plan has no result because of.
fn field_of(error: &PlanError) -> String {
    match error {
        PlanError::Share(share) => match share {
            ShareError::Nobody | ShareError::Weights | ShareError::Twice(_) => "weights",
            ShareError::Amounts => "unit",
            ShareError::Reserve { .. } | ShareError::Negative => "reserve",
            ShareError::LumpsAbove { .. } => "lump",
            ShareError::FloorAboveCap { .. } | ShareError::FloorsAbove { .. } => "floor",
            ShareError::CapsBelow { .. } => "cap",
        }
        .to_owned(),
        PlanError::Index(IndexError::Shares(_)) => "need.0.share".to_owned(),
        PlanError::Index(_) | PlanError::NoFigures { .. } => "weights".to_owned(),
        PlanError::Budget { .. } => "budget".to_owned(),
        PlanError::NoReason => "why".to_owned(),
        PlanError::NoCounty(county) => format!("county.{county}.most"),
        PlanError::UpsideDown(county) => format!("county.{county}.least"),
        PlanError::MinimaAbove { .. } => "frames".to_owned(),
        // Of amounts set by hand, which a new scenario has none of.
        PlanError::NotAContender(_) | PlanError::AboveApplied { .. } | PlanError::NoRoom { .. } => {
            String::new()
        }
    }
}

/// A refusal of drawing: what can be mended in the form is noted with its field.
pub(super) fn of_draw(
    texts: Texts,
    error: &DrawError,
    errors: &mut FieldErrors,
) -> Option<Problem> {
    let said = error.in_words(texts.language());
    match error {
        DrawError::Name => errors.add("name", texts.t("allocations-name-taken")),
        DrawError::Plan(PlanError::Share(ShareError::Amounts)) => {
            errors.add("budget", texts.t("allocations-no-budget"));
        }
        DrawError::Plan(plan) => errors.add(field_of(plan), said),
        DrawError::NoWeights(_) => errors.add("weights", said),
        DrawError::AtOnce => errors.add("", said),
        DrawError::NoScenario => return Some(Problem::not_found()),
        DrawError::Settled(_) => return Some(Problem::conflict(said)),
        DrawError::NotYours => return Some(Problem::forbidden()),
        DrawError::Database(_) => return Some(Problem::internal(error)),
    }
    None
}

/// A refusal of drawing a scenario again: what stands now has no result by its plan, so another plan or
/// other amounts by hand are what is possible.
pub(super) fn of_redraw(texts: Texts, call: &str, number: i32, error: &DrawError) -> Problem {
    let said = error.in_words(texts.language());
    let here = format!("/calls/{call}/allocation/{number}");
    match error {
        DrawError::NoScenario => Problem::not_found(),
        DrawError::NotYours => Problem::forbidden(),
        DrawError::Database(_) => Problem::internal(error),
        DrawError::Settled(_) | DrawError::Name | DrawError::AtOnce => Problem::conflict(said),
        DrawError::Plan(
            PlanError::NotAContender(_) | PlanError::AboveApplied { .. } | PlanError::NoRoom { .. },
        ) => Problem::conflict(said).or_else_do(
            "adjust",
            texts.t("allocations-change-by-hand"),
            format!("{here}#by-hand"),
        ),
        DrawError::Plan(_) | DrawError::NoWeights(_) => Problem::conflict(said).or_else_do(
            "vary",
            texts.t("allocations-vary"),
            format!("/calls/{call}/allocation/new?from={number}"),
        ),
    }
}

/// A refusal of setting an amount by hand that is of no field.
pub(super) fn of_adjust(texts: Texts, call: &str, error: &AdjustError) -> Problem {
    let said = error.in_words(texts.language());
    match error {
        AdjustError::NotYours => Problem::forbidden().detail(said),
        AdjustError::NoScenario | AdjustError::NoApplication => Problem::not_found(),
        AdjustError::Database(_) => Problem::internal(error),
        AdjustError::NoRoom { remaining, asked } => {
            Problem::conflict(said).kind("/problems/no-room").short_of(*remaining, *asked)
        }
        AdjustError::Settled(_)
        | AdjustError::NoReason
        | AdjustError::AboveApplied { .. }
        | AdjustError::Plan(_) => Problem::conflict(said).or_else_do(
            "see",
            texts.t("allocations-see-scenarios"),
            format!("/calls/{call}/allocation"),
        ),
    }
}

/// A scenario that cannot be adopted because it is out of date: everything that has changed.
pub(super) fn out_of_date(texts: Texts, href: String, changes: &[String]) -> Problem {
    let detail = texts.t("allocations-stale-because").with("changes", changes.join(" "));
    Problem::conflict(detail).or_else_do("redraw", texts.t("allocations-to-redraw"), href)
}

fn of_state(texts: Texts, call: &str, refusal: &NotPossible) -> Problem {
    not_possible(texts, refusal, |verb| match verb {
        "open" | "close" => Some(format!("/calls/{call}/{verb}")),
        "decide" => Some(format!("/calls/{call}/allocation")),
        _ => None,
    })
}

/// A refusal of adopting a scenario of the call with this short name.
pub(crate) fn of_award(texts: Texts, call: &str, error: &AwardError) -> Problem {
    let all = || format!("/calls/{call}/allocation");
    match error {
        AwardError::NoScenario => Problem::not_found(),
        AwardError::NotAssessed(references) => Problem::conflict(
            texts.t("allocations-not-assessed").with("references", references.join(", ")),
        ),
        AwardError::Disqualified(references) => Problem::conflict(
            texts.t("allocations-disqualified").with("references", references.join(", ")),
        ),
        AwardError::NotChecked(count) => {
            Problem::conflict(texts.t("allocations-not-checked").with("count", *count))
        }
        AwardError::Adopt(adopt) => match adopt {
            AdoptError::NotYours => {
                Problem::forbidden().detail(texts.t("allocations-adopt-not-yours"))
            }
            AdoptError::NoScenario => Problem::not_found(),
            AdoptError::Settled => Problem::conflict(texts.t("allocations-settled")),
            AdoptError::Stale(changes) => {
                let words = |change: &Change| change.in_words(texts.language());
                let changes: Vec<String> = changes.iter().map(words).collect();
                out_of_date(texts, all(), &changes)
            }
            AdoptError::Inputs(_) => {
                let gone = texts.t("allocations-inputs-gone").to_string();
                out_of_date(texts, all(), &[gone])
            }
            AdoptError::Ledger(ledger) => of_ledger(texts, ledger),
            AdoptError::Database(_) => Problem::internal(error),
        },
        AwardError::Decide(decide) => match decide {
            DecideError::NoApplication => Problem::not_found(),
            DecideError::NotYours => {
                Problem::forbidden().detail(texts.t("allocations-adopt-not-yours"))
            }
            DecideError::NotPossible(refusal)
            | DecideError::Call(AnnounceError::NotPossible(refusal)) => {
                of_state(texts, call, refusal)
            }
            DecideError::Call(_) | DecideError::Database(_) => Problem::internal(error),
        },
        AwardError::Deadline(_) | AwardError::Letter(_) | AwardError::Database(_) => {
            Problem::internal(error)
        }
    }
}
