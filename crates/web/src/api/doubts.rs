//! What a program is told of answers: at every save what can never be right, and what a misspelt key may
//! have meant; when they are sent in, keys that the form has never asked are no longer passed over.

use crate::{
    App,
    applications::opened::definition,
    json::like,
    kit::{FieldProblem, Problem, Texts},
    questions::{Places, words},
};
use forms::{Answers, Definition, Doubt, Shape, Wrong, examine_draft};
use grant_applications::{Application, Call, queries::amendments};
use std::collections::BTreeSet;
use vocabulary::FormVersionId;

/// The form that what is written now belongs to.
pub(super) fn form_now(application: &Application, call: &Call) -> FormVersionId {
    call.form.unwrap_or(application.working().1)
}

/// What can never be right in what is being written, in the order of the form. It is kept all the same.
pub(super) async fn of_draft(
    app: &App,
    application: &Application,
    call: &Call,
    texts: Texts,
) -> Result<Vec<FieldProblem>, Problem> {
    let form = definition(app, form_now(application, call)).await?;
    let answers = application.working().0;
    let mut doubts = examine_draft(&form, answers, Some(&BTreeSet::new()));
    // The register is read only where a municipality was answered.
    if doubts.iter().any(|doubt| matches!(doubt.wrong, Wrong::NoSuchMunicipality(_))) {
        let places = Places::on(app, application.located_on).await?;
        doubts = examine_draft(&form, answers, Some(&places.numbers()));
    }
    Ok(doubts.iter().map(|doubt| said(doubt, &form, texts)).collect())
}

/// Refuses to send in keys that no version of the form has asked in this call: they would be left out
/// without a word. What an amendment took out of the form is no mistake of the applicant's, and is left
/// out as ever. Pages send no such keys, so this is asked of programs only.
pub(super) async fn refuse_unknown_keys(
    app: &App,
    application: &Application,
    call: &Call,
    texts: Texts,
) -> Result<(), Problem> {
    let now = form_now(application, call);
    let form = definition(app, now).await?;
    let answers = application.working().0;
    let mut unknown = unknown_keys(&form, answers);
    if unknown.is_empty() {
        return Ok(());
    }
    let amended = amendments(&app.db, call.id).await?;
    let before = amended.iter().filter_map(|one| one.changes.form.map(|(old, _)| old));
    let before = before.chain([application.working().1]).filter(|older| *older != now);
    for older in before.collect::<BTreeSet<_>>() {
        let older = unknown_keys(&definition(app, older).await?, answers);
        unknown.retain(|doubt| older.contains(doubt));
    }
    if unknown.is_empty() {
        return Ok(());
    }
    let errors = unknown.iter().map(|doubt| said(doubt, &form, texts)).collect();
    Err(Problem::invalid(errors).detail(texts.t("applications-incomplete")))
}

/// Keys of questions, of rows and of parts that the form does not have.
fn unknown_keys(form: &Definition, answers: &Answers) -> Vec<Doubt> {
    let mut doubts = examine_draft(form, answers, None);
    doubts.retain(|doubt| {
        matches!(doubt.wrong, Wrong::NoSuchQuestion | Wrong::NoSuchPart(_) | Wrong::NoSuchRow(_))
    });
    doubts
}

/// A doubt by the keys of the form, as the schema names them.
pub(super) fn said(doubt: &Doubt, form: &Definition, texts: Texts) -> FieldProblem {
    let (key, known, sentence) = match &doubt.wrong {
        Wrong::NoSuchQuestion => {
            let known = form.questions().map(|(_, question)| question.key.clone());
            (&doubt.at.question, known.collect(), "api-unknown-question")
        }
        Wrong::NoSuchPart(part) => (part, parts_of(form, doubt), "api-unknown-part"),
        _ => {
            let detail = words::doubt(doubt, Some(form), texts);
            return FieldProblem { field: doubt.at.to_string(), detail };
        }
    };
    let like = like(key, known.iter().map(String::as_str));
    let mut detail = match like.as_slice() {
        [] => String::new(),
        some => format!("{} ", texts.t("api-meant").with("names", some.join(", "))),
    };
    let known: Vec<&str> = known.iter().take(MOST_NAMED).map(String::as_str).collect();
    detail += &match sentence {
        "api-unknown-part" => texts.t("api-unknown-part").with("known", known.join(", ")),
        _ => texts.t("api-unknown-question").with("known", known.join(", ")),
    }
    .to_string();
    FieldProblem { field: doubt.at.to_string(), detail }
}

/// The most keys that are named.
const MOST_NAMED: usize = 60;

/// The keys that stand in an answer to this question.
fn parts_of(form: &Definition, doubt: &Doubt) -> Vec<String> {
    let Some(question) = form.question(&doubt.at.question) else { return Vec::new() };
    let columns = match question.takes.shape() {
        Shape::Record(columns) => columns,
        Shape::Rows(rows) => rows.columns.into_iter().chain(rows.named_by).collect(),
        Shape::Single | Shape::Files { .. } => Vec::new(),
    };
    columns.into_iter().map(|column| column.key).collect()
}
