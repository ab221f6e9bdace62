//! Two who wrote at once, for programs: what each of them has, question by question, so that the two can
//! be put together and saved over the revision that stands now. People get a page for it.

use super::compare::{Changed, changed};
use crate::kit::{FieldProblem, Problem, Texts};
use forms::{Answers, Definition};
use grant_applications::Application;
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// 409 with what stands now beside what was sent. `base` is what [`super::compare::base_of`] said when
/// the form was opened, so that it can be told who changed what; programs have none. `prefix` stands
/// before the names of fields in `errors`.
pub(crate) fn stale_problem(
    texts: Texts,
    definition: &Definition,
    mine: &Answers,
    standing: &Application,
    base: Option<&str>,
    prefix: &str,
) -> Problem {
    let theirs = standing.working().0;
    let mut keys: Vec<&str> =
        definition.questions().map(|(_, question)| question.key.as_str()).collect();
    let known: BTreeSet<&str> = keys.iter().copied().collect();
    let strays = mine.iter().chain(theirs.iter()).map(|(key, _)| key);
    let strays: BTreeSet<&str> = strays.filter(|key| !known.contains(key)).collect();
    keys.extend(strays);
    keys.retain(|key| mine.get(key) != theirs.get(key));

    let label = |key: &str| {
        let question = definition.question(key);
        question.map_or_else(|| key.to_owned(), |one| one.label.to(texts.language()).to_owned())
    };
    let difference = |key: &&str| {
        let key = *key;
        let mut said = json!({
            "field": key,
            "label": label(key),
            "mine": mine.get(key),
            "theirs": theirs.get(key),
        });
        if let Some(base) = base {
            let who = changed(base, key, mine, theirs);
            said["changed_by"] = Value::from(match who {
                Changed::Theirs => "theirs",
                Changed::Yours => "mine",
                Changed::Both => "both",
            });
        }
        said
    };
    let errors = keys.iter().map(|key| FieldProblem {
        field: format!("{prefix}{key}"),
        detail: texts.t("api-differs").with("label", label(key)).into(),
    });
    let mut problem = Problem::conflict(texts.t("applications-stale")).kind("/problems/stale");
    problem.errors = errors.collect();
    let draft = standing.draft.as_ref();
    problem
        .member("revision", standing.revision)
        .member("saved_at", json!(draft.map(|draft| draft.saved_at)))
        .member("saved_by", json!(draft.map(|draft| &draft.saved_by)))
        .member("differences", keys.iter().map(difference).collect::<Vec<Value>>())
}
