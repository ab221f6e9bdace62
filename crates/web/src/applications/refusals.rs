//! What the verbs refuse, as problems.

use super::words;
use crate::{
    kit::{FieldErrors, Problem, Texts},
    problems::not_possible,
    questions,
};
use forms::Definition;
use grant_applications::{ApplyError, CheckError, ParticipantError};
use vocabulary::ApplicationId;

/// A refusal about an application of the call with this short name.
pub(crate) fn of_apply(
    texts: Texts,
    id: Option<ApplicationId>,
    call: &str,
    error: &ApplyError,
) -> Problem {
    of_apply_in(texts, id, call, error, None)
}

/// The same, with the form at hand: what is wrong with an answer then names what can be chosen.
pub(crate) fn of_apply_in(
    texts: Texts,
    id: Option<ApplicationId>,
    call: &str,
    error: &ApplyError,
    form: Option<&Definition>,
) -> Problem {
    let or_edit = |problem: Problem| match id {
        Some(id) => problem.or_else_do(
            "save",
            texts.t("applications-edit"),
            format!("/applications/{id}/edit"),
        ),
        None => problem,
    };
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
        ApplyError::TooManyDrafts { most } => {
            let detail = texts.t("applications-too-many-drafts").with("most", most);
            Problem::conflict(detail).or_else_do(
                "go-on",
                texts.t("applications-see-drafts"),
                format!("/applications?call={call}&state=draft"),
            )
        }
        ApplyError::NoMunicipality(number) => Problem::conflict(
            texts.t("applications-no-municipality").with("number", number.to_string()),
        ),
        ApplyError::Incomplete(doubts) => {
            let mut errors = FieldErrors::none();
            for doubt in doubts {
                errors.add(doubt.at.to_string(), questions::words::doubt(doubt, form, texts));
            }
            let problem = Problem::invalid(errors.into_problems());
            or_edit(problem.detail(texts.t("applications-incomplete")))
        }
        ApplyError::NotSignatory { who } => {
            let who = texts.t("applications-not-signatory").with("who", who.join(", "));
            Problem::conflict(who).kind("/problems/not-signatory")
        }
        ApplyError::NoSuchFile(places) => {
            let mut errors = FieldErrors::none();
            for at in places {
                errors.add(at.to_string(), texts.t("applications-file-gone"));
            }
            let problem = Problem::invalid(errors.into_problems());
            or_edit(problem.detail(texts.t("applications-file-gone")))
        }
        ApplyError::InfectedFile { at, name } => {
            let said = texts.t("applications-file-infected-submit").with("name", name).to_string();
            let mut errors = FieldErrors::none();
            errors.add(at.to_string(), said.clone());
            or_edit(Problem::invalid(errors.into_problems()).detail(said))
        }
        ApplyError::FileSentIn => Problem::conflict(texts.t("applications-file-sent-in")),
        ApplyError::Stale(_) => {
            or_edit(Problem::conflict(texts.t("applications-stale")).kind("/problems/stale"))
        }
        ApplyError::NotPossible(refusal) => {
            let refusal = words::for_reader(refusal, false);
            not_possible(texts, &refusal, |verb| id.and_then(|id| words::href(&id, call, verb)))
        }
        ApplyError::Form(_) | ApplyError::Letter(_) | ApplyError::Database(_) => {
            Problem::internal(error)
        }
    }
}

/// A refusal of the formal check.
pub(crate) fn of_check(texts: Texts, id: ApplicationId, call: &str, error: &CheckError) -> Problem {
    match error {
        CheckError::NoApplication => Problem::not_found(),
        CheckError::NotYours => Problem::forbidden(),
        CheckError::NotDeclared => closed(texts, id, "applications-declare-first"),
        CheckError::Disqualified(_) => closed(texts, id, "applications-disqualified"),
        CheckError::NoReason => Problem::conflict(texts.t("applications-no-reason")),
        CheckError::NothingAsked => Problem::conflict(texts.t("applications-nothing-asked")),
        CheckError::DayIsOver(_) => Problem::conflict(texts.t("applications-day-is-over")),
        CheckError::NotPossible(refusal) => {
            let refusal = words::for_reader(refusal, true);
            not_possible(texts, &refusal, |verb| words::href(&id, call, verb))
        }
        CheckError::Letter(_) | CheckError::Database(_) => Problem::internal(error),
    }
}

/// Impartiality is to be declared first, or stands in the way.
pub(super) fn closed(texts: Texts, id: ApplicationId, why: &str) -> Problem {
    Problem::forbidden().detail(texts.t(why)).or_else_do(
        "declare",
        texts.t("applications-declare"),
        format!("/applications/{id}/impartiality"),
    )
}

/// A refusal about who takes part.
pub(crate) fn of_participants(
    texts: Texts,
    id: ApplicationId,
    call: &str,
    error: &ParticipantError,
) -> Problem {
    match error {
        ParticipantError::NoApplication => Problem::not_found(),
        ParticipantError::NotYours => {
            Problem::forbidden().detail(texts.t("applications-not-yours"))
        }
        ParticipantError::NoOrganisation => {
            Problem::conflict(texts.t("applications-no-organisation"))
        }
        ParticipantError::AlreadyIn(name) => {
            Problem::conflict(texts.t("applications-already-in").with("name", name))
        }
        ParticipantError::NotIn => Problem::conflict(texts.t("applications-not-in")),
        ParticipantError::NotPossible(refusal) => {
            let refusal = words::for_reader(refusal, false);
            not_possible(texts, &refusal, |verb| words::href(&id, call, verb))
        }
        ParticipantError::Letter(_) | ParticipantError::Database(_) => Problem::internal(error),
    }
}
