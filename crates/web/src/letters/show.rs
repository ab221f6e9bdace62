//! `GET /letters/{id}`: one letter as it was sent, and what became of it.

use super::{acts::LetterAct, list::title_key, words};
use crate::{
    App, PathOf, Signed,
    kit::{Badge, Fact, Moment, PageFrame, Phase, Problem, When, render},
};
use ::letters::{
    LetterState,
    queries::{
        Happening, LetterRow, LetterView, enclosed_for_actor, letter_for_actor, timeline_for_actor,
    },
};
use askama::Template;
use axum::{
    extract::State,
    http::{HeaderName, header},
    response::{IntoResponse, Response},
};
use grant_applications::queries::{MayReadError, application_for_actor, may_read};
use sea_orm::DbErr;
use vocabulary::{Actor, LetterId};

#[derive(Template)]
#[template(path = "letters/show.html")]
struct LetterPage {
    frame: PageFrame,
    badge: Badge,
    facts: Vec<Fact>,
    /// `None` when the reader may not read it.
    paragraphs: Option<Vec<Vec<String>>>,
    /// The key of why not.
    why_not: &'static str,
    enclosure: Option<Enclosure>,
    settle: Option<String>,
    /// It came back and nobody has dealt with it.
    is_bounced: bool,
    /// What else an officer can do: address, text.
    acts: Vec<(String, String)>,
    moments: Vec<Moment>,
}

struct Enclosure {
    href: String,
    name: String,
}

pub(crate) async fn show(
    State(app): State<App>,
    Signed(actor): Signed,
    PathOf(id): PathOf<LetterId>,
    frame: PageFrame,
) -> Result<Response, Problem> {
    let view = letter_for_actor(&app.db, &actor, id).await?.ok_or_else(Problem::not_found)?;
    let row = &view.row;
    let is_closed = is_closed(&app, &actor, row).await?;
    let said = if actor.is_directorate() {
        timeline_for_actor(&app.db, &actor, id).await?
    } else {
        Vec::new()
    };
    let fitting = LetterAct::ALL
        .into_iter()
        .filter(|act| actor.is_directorate() && act.fits(row, is_closed))
        .map(|act| (format!("/letters/{id}/{}", act.word()), frame.t(act.title()).to_string()));
    let acts = fitting.collect();
    let list = frame.t(title_key(&actor)).to_string();
    let enclosure = row
        .enclosed_name
        .clone()
        .filter(|_| !is_closed)
        .map(|name| Enclosure { href: format!("/letters/{id}/enclosure"), name });
    let can_settle = actor.is_directorate() && row.state == LetterState::Uncertain;
    Ok(render(&LetterPage {
        badge: words::badge(frame.texts, &actor, row.state),
        facts: facts(&frame, &actor, &view),
        why_not: if is_closed { "letters-closed-why" } else { "letters-secret-why" },
        paragraphs: view.text.as_deref().filter(|_| !is_closed).map(paragraphs),
        enclosure,
        is_bounced: row.is_bounced && actor.is_directorate(),
        acts,
        settle: can_settle.then(|| format!("/letters/{id}/settle")),
        moments: moments(&frame, &actor, row, said),
        frame: match is_closed {
            true => frame.titled_by(words::kind_key(row.kind)),
            false => frame.titled(row.subject.as_deref().unwrap_or_default()),
        }
        .under(list, "/letters"),
    }))
}

/// The enclosed PDF, rendered as it was sent.
pub(crate) async fn enclosure(
    State(app): State<App>,
    Signed(actor): Signed,
    PathOf(id): PathOf<LetterId>,
) -> Result<Response, Problem> {
    let view = letter_for_actor(&app.db, &actor, id).await?.ok_or_else(Problem::not_found)?;
    if is_closed(&app, &actor, &view.row).await? {
        return Err(Problem::forbidden());
    }
    let file = enclosed_for_actor(&app.db, &actor, id).await;
    let file = file.map_err(|error| Problem::internal(&error))?.ok_or_else(Problem::not_found)?;
    Ok((pdf_headers(&file.name), file.bytes).into_response())
}

/// Whether the contents are closed to somebody who sees that there is a letter: one about an application
/// says what stands in it, and a receipt encloses the whole of it. Officers who may not read the
/// application do not read it here either, and what is written before it is sent in is not theirs at all.
pub(super) async fn is_closed(app: &App, actor: &Actor, row: &LetterRow) -> Result<bool, DbErr> {
    if row.about != "application" || !actor.is_directorate() {
        return Ok(false);
    }
    let Ok(id) = row.about_id.parse() else { return Ok(false) };
    if application_for_actor(&app.db, actor, id).await?.is_none() {
        return Ok(true);
    }
    match may_read(&app.db, actor, app.clock.today(), id).await {
        Ok(()) => Ok(false),
        Err(MayReadError::Database(error)) => Err(error),
        Err(MayReadError::NotDeclared | MayReadError::Blocked(_)) => Ok(true),
    }
}

/// A PDF to be kept under a name, and not by others on the way.
pub(crate) fn pdf_headers(name: &str) -> [(HeaderName, String); 4] {
    // A quote or a line's end in the name would end the header early.
    let is_safe = |c: &char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_');
    let name: String = name.chars().filter(is_safe).collect();
    [
        (header::CONTENT_TYPE, "application/pdf".to_owned()),
        (header::CONTENT_DISPOSITION, format!("attachment; filename=\"{name}\"")),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff".to_owned()),
        (header::CACHE_CONTROL, "private, no-cache".to_owned()),
    ]
}

fn facts(frame: &PageFrame, actor: &Actor, view: &LetterView) -> Vec<Fact> {
    let t = |key| frame.t(key).to_string();
    let row = &view.row;
    let mut facts = vec![
        Fact::new(t("letters-recipient"), format!("{} <{}>", row.recipient_name, row.address())),
        Fact::new(t("letters-kind"), t(words::kind_key(row.kind))),
        Fact::new(t("letters-language"), row.language.own_name()),
    ];
    if let Some((key, href)) = words::about(&row.about, &row.about_id) {
        facts.push(Fact::new(t("letters-about"), t(key)).leading_to(href));
    }
    if actor.is_directorate() {
        if row.mended_email.is_some() {
            facts.push(Fact::new(t("letters-written-to"), &row.recipient_email));
        }
        facts.push(Fact::new(t("letters-message-id"), &view.message_id));
        if row.attempt > 0 {
            facts.push(Fact::new(t("letters-attempts"), row.attempt.to_string()));
        }
        if let Some(answer) = &row.relay_answer {
            facts.push(Fact::new(t("letters-relay-answer"), answer));
        }
    }
    facts
}

/// What happened to it: for officers all of it, for applicants that it was sent.
fn moments(frame: &PageFrame, actor: &Actor, row: &LetterRow, said: Vec<Happening>) -> Vec<Moment> {
    let texts = frame.texts;
    let state = words::badge(texts, actor, row.state);
    let mut moments: Vec<Moment> =
        said.into_iter().map(|happening| words::moment(texts, happening)).collect();
    let is_told = !moments.is_empty();
    if !is_told {
        moments.push(Moment::past(When::At(row.written_at), frame.t("letters-written")));
    }
    match row.settled_at {
        Some(_) if is_told => {}
        Some(at) => moments.push(Moment::past(When::At(at), state.text).toned(state.tone)),
        None => {
            let at = row.handing_over_at.unwrap_or(row.written_at);
            moments.push(Moment::now(When::At(at), state.text).toned(state.tone));
        }
    }
    moments
}

/// The text as paragraphs of lines.
fn paragraphs(text: &str) -> Vec<Vec<String>> {
    let paragraphs = text.split("\n\n").map(|paragraph| {
        let lines = paragraph.lines().map(str::trim_end).filter(|line| !line.is_empty());
        lines.map(str::to_owned).collect::<Vec<_>>()
    });
    paragraphs.filter(|lines| !lines.is_empty()).collect()
}
