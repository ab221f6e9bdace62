//! What drawing and adopting refuse, as problems.

use crate::{
    kit::{FieldErrors, FieldProblem, Problem, Text, Texts},
    problems::not_possible,
};
use county_allocation::{AdoptError, DrawError, LedgerError, PlanError, ShareError};
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
        DrawError::Plan(
            PlanError::Share(ShareError::Nobody | ShareError::Weights)
            | PlanError::NoFigures { .. },
        ) => {
            let year = year.to_string();
            errors.add("method", texts.t("allocations-no-population").with("year", year));
            None
        }
        DrawError::Plan(PlanError::Share(ShareError::Amounts)) => {
            errors.add("method", texts.t("allocations-no-budget"));
            None
        }
        DrawError::Plan(_) | DrawError::NoWeights(_) | DrawError::AtOnce => {
            errors.add("method", error.in_words(texts.language()));
            None
        }
        DrawError::NoScenario => Some(Problem::not_found()),
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

/// A refusal of the ledger. Money that does not reach is said with what there is.
pub(crate) fn of_ledger(texts: Texts, error: &LedgerError) -> Problem {
    let conflict = |detail: Text<'_>| Problem::conflict(detail);
    let wrong = |field: &str, key: &str| {
        let detail = texts.t(key).to_string();
        Problem::invalid(vec![FieldProblem { field: field.to_owned(), detail }])
    };
    match error {
        LedgerError::NoRoom { envelope, remaining, asked } => conflict(
            texts
                .t("allocations-no-room")
                .with("envelope", envelope)
                .with("remaining", remaining)
                .with("asked", asked),
        )
        .kind("/problems/no-room")
        .short_of(*remaining, *asked),
        LedgerError::NoEnvelope(_) => conflict(texts.t("allocations-no-envelope")),
        LedgerError::NotYours => Problem::forbidden().detail(texts.t("ledger-not-yours")),
        LedgerError::Nothing => wrong("amount_ore", "ledger-nothing"),
        LedgerError::NoReason => wrong("why", "ledger-no-reason"),
        LedgerError::NoDocument => wrong("document", "ledger-no-document"),
        LedgerError::Future(_) => wrong("day", "ledger-future"),
        LedgerError::BeforeOpened { envelope, opened } => conflict(
            texts.t("ledger-before-opened").with("envelope", envelope).with("day", *opened),
        ),
        LedgerError::OtherContent(key) => {
            conflict(texts.t("ledger-other-content").with("key", key))
        }
        LedgerError::NotSiblings { from, to } => {
            conflict(texts.t("ledger-not-siblings").with("from", from).with("to", to))
        }
        LedgerError::OfAGrant(name) => {
            conflict(texts.t("ledger-of-a-grant").with("envelope", name))
        }
        LedgerError::NotAnAppropriation(name) => {
            conflict(texts.t("ledger-not-an-appropriation").with("envelope", name))
        }
        LedgerError::NotLater { from, to } => conflict(
            texts.t("ledger-not-later").with("from", from.to_string()).with("to", to.to_string()),
        ),
        LedgerError::NoCarryRule(post) => conflict(
            texts
                .t("ledger-no-carry-rule")
                .with("chapter", &post.chapter)
                .with("item", &post.item)
                .with("year", post.year.to_string()),
        ),
        LedgerError::Lapsed { origin_year, until, may } => conflict(
            texts
                .t("ledger-lapsed")
                .with("origin", origin_year.to_string())
                .with("until", until.to_string())
                .with("may", may),
        ),
        LedgerError::AboveLimit { may, asked } => {
            conflict(texts.t("ledger-above-limit").with("may", may).with("asked", asked))
                .short_of(*may, *asked)
        }
        LedgerError::KeyTaken(_) | LedgerError::RuleTaken(_) | LedgerError::Database(_) => {
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
            AdoptError::Inputs(_) => {
                draw_again(Problem::conflict(texts.t("allocations-stale").with("count", 1)))
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
