//! What the verbs refuse, as problems.

use super::words;
use crate::{
    kit::{FieldErrors, Problem, Texts},
    problems::not_possible,
};
use grant_applications::{ApplyError, AssessError, CheckError};
use vocabulary::ApplicationId;

/// A refusal about an application of the call with this short name.
pub(crate) fn of_apply(
    texts: Texts,
    id: Option<ApplicationId>,
    call: &str,
    error: &ApplyError,
) -> Problem {
    match error {
        ApplyError::NoApplication | ApplyError::NoCall => Problem::not_found(),
        ApplyError::NotYours => Problem::forbidden().detail(texts.t("applications-not-yours")),
        ApplyError::NotOpen { opens, closes } => {
            let detail =
                texts.t("applications-not-open").with("opens", opens).with("closes", closes);
            Problem::conflict(detail).or_else_do(
                "see-call",
                texts.t("applications-see-call"),
                format!("/calls/{call}"),
            )
        }
        ApplyError::NoMunicipality(number) => Problem::conflict(
            texts.t("applications-no-municipality").with("number", number.to_string()),
        ),
        ApplyError::Incomplete(doubts) => {
            let mut errors = FieldErrors::none();
            for doubt in doubts {
                errors.add(doubt.field(), words::doubt(*doubt, texts));
            }
            let problem = Problem::invalid(errors.into_problems());
            let problem = problem.detail(texts.t("applications-incomplete"));
            match id {
                Some(id) => problem.or_else_do(
                    "save",
                    texts.t("applications-edit"),
                    format!("/applications/{id}/edit"),
                ),
                None => problem,
            }
        }
        ApplyError::Stale(_) => Problem::conflict(texts.t("applications-stale")),
        ApplyError::NotPossible(refusal) => {
            not_possible(texts, refusal, |verb| id.and_then(|id| words::href(&id, call, verb)))
        }
        ApplyError::Letter(_) | ApplyError::Database(_) => Problem::internal(error),
    }
}

/// A refusal of the formal check.
pub(crate) fn of_check(texts: Texts, id: ApplicationId, call: &str, error: &CheckError) -> Problem {
    match error {
        CheckError::NoApplication => Problem::not_found(),
        CheckError::NotYours => Problem::forbidden(),
        CheckError::NoReason => Problem::conflict(texts.t("applications-no-reason")),
        CheckError::NotPossible(refusal) => {
            not_possible(texts, refusal, |verb| words::href(&id, call, verb))
        }
        CheckError::Database(_) => Problem::internal(error),
    }
}

/// A refusal of an assessment: what can be mended in the form is noted with its field, the rest is a
/// problem.
pub(crate) fn of_assess(
    texts: Texts,
    id: ApplicationId,
    call: &str,
    error: &AssessError,
    errors: &mut FieldErrors,
) -> Option<Problem> {
    match error {
        AssessError::NotDeclared => {
            errors.add("impartial", texts.t("applications-not-declared"));
            None
        }
        AssessError::OutsideScale { criterion, max } => {
            let message = texts.t("applications-outside-scale").with("max", *max);
            errors.add(format!("points-{criterion}"), message);
            None
        }
        AssessError::TooMuch(applied) => {
            errors.add("recommended", texts.t("applications-too-much").with("applied", applied));
            None
        }
        AssessError::NoApplication => Some(Problem::not_found()),
        AssessError::NotYours => {
            Some(Problem::forbidden().detail(texts.t("applications-assess-not-yours")))
        }
        AssessError::Partial => Some(Problem::conflict(texts.t("applications-partial"))),
        AssessError::HandedIn => Some(Problem::conflict(texts.t("applications-handed-in"))),
        AssessError::NotPossible(refusal) => {
            Some(not_possible(texts, refusal, |verb| words::href(&id, call, verb)))
        }
        AssessError::Database(_) => Some(Problem::internal(error)),
    }
}
