//! What drawing and adopting refuse, as problems.

use crate::{
    kit::{FieldErrors, Problem, Texts},
    problems::not_possible,
};
use county_allocation::{AdoptError, DrawError, LedgerError, ShareError};
use funding_periods::AwardError;
use grant_applications::{AnnounceError, DecideError};
use vocabulary::NotPossible;

/// A refusal of drawing: what can be mended in the form is noted with its field.
pub(super) fn of_draw(
    texts: Texts,
    year: i32,
    error: &DrawError,
    errors: &mut FieldErrors,
) -> Option<Problem> {
    match error {
        DrawError::Name => {
            errors.add("name", texts.t("allocations-name-taken"));
            None
        }
        DrawError::Share(ShareError::Nobody | ShareError::Weights) => {
            let year = year.to_string();
            errors.add("method", texts.t("allocations-no-population").with("year", year));
            None
        }
        DrawError::Share(ShareError::Amounts) => {
            errors.add("method", texts.t("allocations-no-budget"));
            None
        }
        DrawError::Settled(scenario) => {
            Some(Problem::conflict(texts.t("allocations-settled-by").with("scenario", scenario)))
        }
        DrawError::NotYours => Some(Problem::forbidden()),
        DrawError::Database(_) => Some(Problem::internal(error)),
    }
}

fn of_state(texts: Texts, call: &str, refusal: &NotPossible) -> Problem {
    not_possible(texts, refusal, |verb| match verb {
        "open" | "close" => Some(format!("/calls/{call}/{verb}")),
        "decide" => Some(format!("/calls/{call}/allocation")),
        _ => None,
    })
}

fn of_ledger(texts: Texts, error: &LedgerError) -> Problem {
    match error {
        LedgerError::NoRoom { envelope, remaining, asked } => Problem::conflict(
            texts
                .t("allocations-no-room")
                .with("envelope", envelope)
                .with("remaining", remaining)
                .with("asked", asked),
        ),
        LedgerError::NoEnvelope(_) => Problem::conflict(texts.t("allocations-no-envelope")),
        LedgerError::NotYours => Problem::forbidden(),
        LedgerError::KeyTaken(_) | LedgerError::Nothing | LedgerError::Database(_) => {
            Problem::internal(error)
        }
    }
}

/// A refusal of adopting a scenario of the call with this short name.
pub(crate) fn of_award(texts: Texts, call: &str, error: &AwardError) -> Problem {
    let draw_again = |problem: Problem| {
        let label = texts.t("allocations-draw-again");
        problem.or_else_do("draw", label, format!("/calls/{call}/allocation"))
    };
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
                let detail = texts.t("allocations-stale").with("count", changes.len());
                draw_again(Problem::conflict(detail))
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
