//! `POST /status-reports`: an officer asks for a status report.

use super::list::page;
use crate::{
    App, Officer,
    kit::{
        Choice, Control, FieldErrors, Filled, Form, FormField, PageFrame, Problem, Texts, render_as,
    },
};
use ::status_reports::{AskForError, Subject, ask_for as ask};
use axum::{
    Form as Posted,
    extract::{OriginalUri, Query, State},
    http::{StatusCode, Uri},
    response::{IntoResponse, Redirect, Response},
};
use grant_applications::CallState;
use vocabulary::{Actor, Day, Language};

/// The languages the directorate writes its reports in.
const LANGUAGES: [Language; 2] = [Language::Bokmal, Language::Nynorsk];

/// Asks for it and leads to it.
pub(crate) async fn ask_for(
    State(app): State<App>,
    Officer(actor): Officer,
    frame: PageFrame,
    OriginalUri(uri): OriginalUri,
    Posted(pairs): Posted<Vec<(String, String)>>,
) -> Result<Response, Problem> {
    let texts = frame.texts;
    let filled = Filled::from(pairs);
    let mut errors = FieldErrors::none();
    let subject = errors.text(&filled, "about", texts).map(subject_of);
    if subject == Some(None) {
        errors.add("about", texts.t("status-reports-no-subject"));
    }
    let language = errors.text(&filled, "language", texts).map(str::parse::<Language>);
    let language = language.and_then(Result::ok).filter(|l| LANGUAGES.contains(l));
    if language.is_none() {
        errors.add("language", texts.t("form-required"));
    }
    let as_of = errors.day(&filled, "as-of", texts);
    if let (Some(Some(subject)), Some(language), Some(as_of)) = (subject, language, as_of) {
        match ask(&app.db, app.clock.as_ref(), &actor, subject, language, as_of).await {
            Ok(id) => {
                app.bell.ring();
                return Ok(Redirect::to(&format!("/status-reports/{id}")).into_response());
            }
            Err(AskForError::NotYours) => return Err(Problem::forbidden()),
            Err(AskForError::Database(error)) => return Err(Problem::internal(&error)),
            Err(AskForError::NoSubject) => {
                errors.add("about", texts.t("status-reports-no-subject"));
            }
            Err(AskForError::NotDecided) => {
                errors.add("about", texts.t("status-reports-not-decided"));
            }
        }
    }
    let page = page(&app, &actor, frame, &uri, &filled, &errors).await?;
    Ok(render_as(StatusCode::UNPROCESSABLE_ENTITY, &page))
}

fn subject_of(word: &str) -> Option<Subject> {
    let (kind, id) = word.split_once(':')?;
    match kind {
        "call" => id.parse().ok().map(Subject::Call),
        "grant" => id.parse().ok().map(Subject::Grant),
        _ => None,
    }
}

/// What the form stands at before anybody has filled it in; `?about=grant:…` chooses a grant.
pub(super) fn proposal(app: &App, uri: &Uri) -> Filled {
    let asked = Query::<Vec<(String, String)>>::try_from_uri(uri).map(|q| q.0).unwrap_or_default();
    let about = asked.into_iter().filter(|(name, _)| name == "about");
    let mut pairs: Vec<(String, String)> = about.collect();
    pairs.push(("language".into(), Language::Bokmal.code().into()));
    pairs.push(("as-of".into(), app.clock.today().to_string()));
    pairs.into()
}

/// The form: what about, in which language, as of which day.
pub(super) async fn form(
    app: &App,
    actor: &Actor,
    texts: Texts,
    filled: &Filled,
) -> Result<Form, Problem> {
    let calls = grant_applications::queries::calls_for_actor(&app.db, Some(actor)).await?;
    let calls = calls.into_iter().filter(|call| call.state == CallState::Decided);
    let mut choices: Vec<Choice> =
        calls.map(|call| Choice::new(format!("call:{}", call.id), call.title)).collect();
    let about = filled.one("about");
    if let Some(Subject::Grant(id)) = subject_of(about)
        && let Some(grant) = funding_periods::queries::grant_for_actor(&app.db, actor, id).await?
    {
        choices.push(Choice::new(about, format!("{} {}", grant.reference, grant.title)));
    }
    let about = FormField::new(Control::Select(choices), "about", texts.t("status-reports-about"))
        .hint(texts.t("status-reports-about-hint"));
    let mut fields = vec![about];
    fields.extend(language_and_day(texts, app.clock.today()));
    Ok(Form::new(fields))
}

/// The two fields that every request has, in bokmål and as of today.
pub(crate) fn language_and_day(texts: Texts, today: Day) -> Vec<FormField> {
    let languages = LANGUAGES.map(|language| Choice::new(language.code(), language.own_name()));
    let label = texts.t("status-reports-language");
    vec![
        FormField::new(Control::Radio(languages.into()), "language", label)
            .value(Language::Bokmal.code()),
        FormField::day("as-of", texts.t("status-reports-as-of"))
            .hint(texts.t("status-reports-as-of-hint"))
            .value(today.to_string()),
    ]
}
