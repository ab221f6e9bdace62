//! What the verbs of forms refuse, as problems.

use super::words;
use crate::{
    kit::{FieldProblem, Problem, Texts, format},
    problems::not_possible,
};
use forms::FormError;

/// A refusal about a form.
pub(crate) fn of_form(texts: Texts, error: &FormError) -> Problem {
    let at_field = |field: &str, detail: String| {
        Problem::invalid(vec![FieldProblem { field: field.to_owned(), detail }])
    };
    match error {
        FormError::NotYours => Problem::forbidden(),
        FormError::NoForm => Problem::not_found(),
        FormError::BadSlug(_) | FormError::OtherKind { .. } => at_field("slug", said(texts, error)),
        FormError::SlugTaken(_) => Problem::conflict(said(texts, error)),
        FormError::DraftStands(version) => {
            let href = format!("/forms/{}/{}/edit", version.slug, version.number);
            Problem::conflict(said(texts, error)).or_else_do("save", texts.t("forms-go-on"), href)
        }
        FormError::Stale(_) => Problem::conflict(said(texts, error)).kind("/problems/stale"),
        FormError::Faulty(faults) => {
            let problems = faults.iter().map(|fault| FieldProblem {
                field: field(words::fault_at(fault)),
                detail: words::fault(fault, None, texts),
            });
            Problem::invalid(problems.collect()).detail(texts.t("forms-faulty"))
        }
        FormError::Wordless(lacks) => {
            let problems = lacks.iter().map(|lack| FieldProblem {
                field: field(lack.at.clone()),
                detail: words::lack(lack, None, texts),
            });
            Problem::invalid(problems.collect()).detail(texts.t("forms-wordless"))
        }
        FormError::NotPossible(refusal) => not_possible(texts, refusal, |_| None),
        FormError::Database(_) => Problem::internal(error),
    }
}

/// What is wrong stands in the definition, somewhere.
fn field(at: String) -> String {
    if at.is_empty() { "definition".into() } else { at }
}

/// What a refusal says at a field or above the form; of those that are said elsewhere, their own words.
pub(super) fn said(texts: Texts, error: &FormError) -> String {
    match error {
        FormError::BadSlug(slug) => texts.t("forms-bad-slug").with("slug", slug).into(),
        FormError::OtherKind { slug, kind } => texts
            .t("forms-other-kind")
            .with("slug", slug)
            .with("kind", words::kind(*kind, texts))
            .into(),
        FormError::SlugTaken(slug) => texts.t("forms-slug-taken").with("slug", slug).into(),
        FormError::DraftStands(version) => {
            texts.t("forms-draft-stands").with("number", version.number).into()
        }
        FormError::Stale(version) => texts
            .t("forms-stale")
            .with("name", &version.saved_by)
            .with("at", format::instant(version.saved_at, texts.language()))
            .into(),
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use forms::{Fault, Lack};
    use vocabulary::Language;

    #[test]
    fn says_where_something_is_missing() {
        let at = "question/amount".to_owned();
        let texts = Texts::default();
        let lack = Lack { at: at.clone(), language: Language::Nynorsk };
        let problem = of_form(texts, &FormError::Wordless(vec![lack]));
        assert_eq!((problem.status, problem.errors[0].field.as_str()), (422, at.as_str()));
        assert_eq!(problem.errors[0].detail, "Spørsmålet «amount» mangler tekst på nynorsk.");
        let problem = of_form(texts, &FormError::Faulty(vec![Fault::NoQuestions]));
        assert_eq!(problem.errors[0].field, "definition");
    }
}
