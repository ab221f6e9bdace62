//! What the verbs of schemes and calls refuse, as problems.

use super::words;
use crate::{
    forms::refusals::of_form,
    kit::{FieldProblem, Problem, Texts},
    problems::not_possible,
};
use grant_applications::{AmendError, AnnounceError};

/// A refusal to write, open or close the call with this short name, or to publish a scheme.
pub(crate) fn of_announce(texts: Texts, slug: &str, error: &AnnounceError) -> Problem {
    let at = |field: &str| {
        let detail = words::announce(error, texts);
        Problem::invalid(vec![FieldProblem { field: field.to_owned(), detail }])
    };
    match error {
        AnnounceError::NotYours => Problem::forbidden(),
        AnnounceError::NoCall => Problem::not_found(),
        AnnounceError::NotPossible(refusal) => not_possible(texts, refusal, |verb| {
            let end = match verb {
                "decide" => "allocation",
                "save" => "edit",
                other => other,
            };
            Some(format!("/calls/{slug}/{end}"))
        })
        .detail(texts.t(&format!("calls-is-{}", refusal.state))),
        AnnounceError::StillOpen(day) => Problem::conflict(
            texts.t("calls-still-open").with("day", day.in_words(texts.language())),
        )
        .or_else_do("amend", texts.t("calls-amend"), format!("/calls/{slug}/amend")),
        AnnounceError::Incomplete(missing) => {
            let problem = |name: &&str| FieldProblem {
                field: crate::schemes::field_of(name).to_owned(),
                detail: texts.t("schemes-must-say").into(),
            };
            Problem::invalid(missing.iter().map(problem).collect())
                .detail(texts.t("schemes-incomplete"))
        }
        AnnounceError::Published { .. } | AnnounceError::SlugTaken(_) => {
            Problem::conflict(words::announce(error, texts))
        }
        AnnounceError::Stale(_) => {
            Problem::conflict(words::announce(error, texts)).kind("/problems/stale")
        }
        AnnounceError::Appeal(_) => at("appeal_body"),
        AnnounceError::NoScheme(_) => at("scheme"),
        AnnounceError::NoForm | AnnounceError::NotAnApplicationForm { .. } => at("form"),
        AnnounceError::NoCounty(_) => at("who_may_apply"),
        AnnounceError::Contradiction(doubts) => {
            let problem = |doubt: &grant_applications::CallDoubt| FieldProblem {
                field: doubt.field().to_owned(),
                detail: words::doubt(doubt, texts),
            };
            Problem::invalid(doubts.iter().map(problem).collect())
        }
        AnnounceError::NotReady(unready) => {
            let problem = |one: &grant_applications::Unready| FieldProblem {
                field: words::unready_field(one).to_owned(),
                detail: words::unready(one, None, texts),
            };
            let problem = Problem::invalid(unready.iter().map(problem).collect())
                .detail(texts.t("calls-not-ready"));
            problem.or_else_do("save", texts.t("calls-edit"), format!("/calls/{slug}/edit"))
        }
        AnnounceError::Form(error) => of_form(texts, error),
        AnnounceError::Database(_) => Problem::internal(error),
    }
}

/// A refusal to amend the call with this short name.
pub(crate) fn of_amend(texts: Texts, slug: &str, error: &AmendError) -> Problem {
    match error {
        AmendError::NotYours => Problem::forbidden(),
        AmendError::NoCall => Problem::not_found(),
        AmendError::NotPossible(refusal) => {
            let refusal = AnnounceError::NotPossible(refusal.clone());
            of_announce(texts, slug, &refusal)
        }
        AmendError::Over(day) => Problem::conflict(texts.t("calls-amend-over").with("day", day)),
        AmendError::Refused(doubts) => {
            let problem = |doubt: &grant_applications::AmendmentDoubt| FieldProblem {
                field: doubt.field().to_owned(),
                detail: words::amendment_doubt(doubt, texts),
            };
            Problem::invalid(doubts.iter().map(problem).collect())
        }
        AmendError::Letter(_) | AmendError::Database(_) => Problem::internal(error),
    }
}
