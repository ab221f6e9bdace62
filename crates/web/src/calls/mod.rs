//! Calls: the public list, one call, and opening and closing it.

pub(crate) mod words;

use crate::{
    App,
    kit::{Badge, Confirmation, ConfirmationPage, Fact, KeyFigure, PageFrame, Problem, render},
    problems::not_possible,
    session::{MaybeSigned, Officer},
    text::paragraphs,
};
use askama::Template;
use axum::{
    extract::{Path, State},
    response::{IntoResponse, Redirect, Response},
};
use grant_applications::{
    AnnounceError, ApplicationState, Call, CallVerb, Criterion, SchemeVersion, close_call,
    open_call, queries, queries::CallView,
};
use vocabulary::{Actor, Day, Role};

struct CallRow {
    call: Call,
    badge: Badge,
    last_day: Day,
}

#[derive(Template)]
#[template(path = "calls/list.html")]
struct CallList {
    frame: PageFrame,
    rows: Vec<CallRow>,
}

/// `GET /calls`: all that are public; drafts too for the directorate.
pub(crate) async fn list(
    State(app): State<App>,
    MaybeSigned(actor): MaybeSigned,
    frame: PageFrame,
) -> Result<Response, Problem> {
    let (now, texts) = (app.clock.now(), frame.texts);
    let calls = queries::calls_for_actor(&app.db, actor.as_ref()).await?;
    let row = |call: Call| CallRow {
        badge: words::badge(&call, now, texts),
        last_day: words::last_day(&call),
        call,
    };
    let rows = calls.into_iter().map(row).collect();
    Ok(render(&CallList { frame: frame.titled_by("calls-title"), rows }))
}

/// A button that leads to a verb.
struct Act {
    label: String,
    href: String,
}

/// A wording of the scheme under its headings.
struct Passage {
    heading: String,
    paragraphs: Vec<String>,
}

#[derive(Template)]
#[template(path = "calls/show.html")]
struct CallPage {
    frame: PageFrame,
    call: Call,
    badge: Badge,
    facts: Vec<Fact>,
    about: Vec<String>,
    scheme: String,
    version: SchemeVersion,
    passages: Vec<Passage>,
    later: Vec<SchemeVersion>,
    counts: Vec<KeyFigure>,
    acts: Vec<Act>,
    is_officer: bool,
    takes_applications: bool,
    may_apply: bool,
    criteria: Vec<Criterion>,
}

/// `GET /calls/{slug}`.
pub(crate) async fn show(
    State(app): State<App>,
    MaybeSigned(actor): MaybeSigned,
    Path(slug): Path<String>,
    frame: PageFrame,
) -> Result<Response, Problem> {
    let view = seen(&app, actor.as_ref(), &slug).await?;
    let CallView { call, scheme, version } = view;
    let now = app.clock.now();
    let is_officer = actor.as_ref().is_some_and(Actor::is_directorate);
    let versions = queries::scheme_by_slug(&app.db, &scheme.slug).await?;
    let versions = versions.map(|(_, versions)| versions).unwrap_or_default();
    let later = versions.into_iter().filter(|other| other.number > version.number).collect();
    let counts = if is_officer {
        let counts = queries::counts(&app.db, call.id).await?;
        // A draft is its writer's own: the directorate does not even count them.
        let words = ApplicationState::WORDS.into_iter().filter(|word| *word != "draft");
        words
            .filter_map(|word| {
                let count = counts.get(word)?;
                let label = crate::applications::words::state_text(word, true, frame.texts);
                Some(KeyFigure::new(label, count.to_string()))
            })
            .collect()
    } else {
        Vec::new()
    };
    let language = frame.language();
    let facts = vec![
        Fact::new(frame.t("calls-scheme"), &scheme.name),
        Fact::new(frame.t("calls-budget"), crate::kit::format::kroner(call.budget, language)),
        Fact::new(frame.t("calls-opens"), Day::at(call.opens_at).in_words(language)),
        Fact::new(frame.t("calls-closes"), words::last_day(&call).in_words(language)),
        Fact::new(
            frame.t("calls-accept-within"),
            frame.t("calls-days").with("days", call.accept_within_days),
        ),
        Fact::new(frame.t("calls-funded-through"), call.funded_through.in_words(language)),
        Fact::new(frame.t("calls-report-due"), call.report_due.in_words(language)),
        Fact::new(
            frame.t("calls-appropriation"),
            frame
                .t("calls-chapter-item")
                .with("chapter", &scheme.chapter)
                .with("item", &scheme.item),
        ),
    ];
    let acts = if is_officer { acts(&call, &frame) } else { Vec::new() };
    let takes_applications = call.takes_applications(now);
    let page = CallPage {
        badge: words::badge(&call, now, frame.texts),
        facts,
        about: paragraphs(&call.about),
        scheme: scheme.name,
        passages: passages(&version, &frame),
        version,
        later,
        counts,
        acts,
        is_officer,
        takes_applications,
        may_apply: takes_applications && actor.is_some_and(|actor| actor.is(Role::Applicant)),
        criteria: call.criteria.clone(),
        frame: frame.titled(call.title.clone()).crumb("calls-title", "/calls"),
        call,
    };
    Ok(render(&page))
}

fn passages(version: &SchemeVersion, frame: &PageFrame) -> Vec<Passage> {
    [
        (frame.t("calls-goals"), &version.goals),
        (frame.t("calls-target-group"), &version.target_group),
        (frame.t("calls-achievement"), &version.achievement_criteria),
        (frame.t("calls-award-criteria"), &version.award_criteria),
        (frame.t("calls-follow-up"), &version.follow_up),
    ]
    .map(|(heading, text)| Passage { heading: heading.into(), paragraphs: paragraphs(text) })
    .into()
}

fn acts(call: &Call, frame: &PageFrame) -> Vec<Act> {
    let act = |verb: &CallVerb| {
        let (label, end) = match verb {
            CallVerb::Open => (frame.t("calls-open"), "open"),
            CallVerb::Close => (frame.t("calls-close"), "close"),
            CallVerb::Decide => (frame.t("calls-allocate"), "allocation"),
        };
        Act { label: label.into(), href: format!("/calls/{}/{end}", call.slug) }
    };
    call.state.possible().iter().map(act).collect()
}

/// The call when it may be seen, else 404.
pub(crate) async fn seen(
    app: &App,
    actor: Option<&Actor>,
    slug: &str,
) -> Result<CallView, Problem> {
    queries::call_for_actor(&app.db, actor, slug).await?.ok_or_else(Problem::not_found)
}

fn facts_of(call: &Call, frame: &PageFrame) -> Vec<Fact> {
    let language = frame.language();
    vec![
        Fact::new(frame.t("calls-call"), &call.title),
        Fact::new(frame.t("calls-budget"), crate::kit::format::kroner(call.budget, language)),
        Fact::new(frame.t("calls-opens"), Day::at(call.opens_at).in_words(language)),
        Fact::new(frame.t("calls-closes"), words::last_day(call).in_words(language)),
    ]
}

/// A page that asks before the verb, or says at once that it is not possible now.
async fn confirm(
    app: &App,
    actor: &Actor,
    slug: &str,
    frame: PageFrame,
    verb: CallVerb,
) -> Result<Response, Problem> {
    let call = seen(app, Some(actor), slug).await?.call;
    call.state.after(verb).map_err(|no| refused(&frame, slug, &AnnounceError::NotPossible(no)))?;
    let here = format!("/calls/{slug}");
    let (title, consequence, yes) = match verb {
        CallVerb::Open => ("calls-open-title", "calls-open-consequence", "calls-open"),
        _ => ("calls-close-title", "calls-close-consequence", "calls-close"),
    };
    let confirmation = Confirmation::new(format!("{here}/{}", verb.word()), frame.t(yes), &here)
        .consequence(frame.t(consequence));
    let facts = facts_of(&call, &frame);
    let frame = frame.titled_by(title).crumb("calls-title", "/calls").under(&call.title, here);
    Ok(render(&ConfirmationPage { frame, facts, confirmation }))
}

/// `GET /calls/{slug}/open`.
pub(crate) async fn confirm_open(
    State(app): State<App>,
    Officer(actor): Officer,
    Path(slug): Path<String>,
    frame: PageFrame,
) -> Result<Response, Problem> {
    confirm(&app, &actor, &slug, frame, CallVerb::Open).await
}

/// `GET /calls/{slug}/close`.
pub(crate) async fn confirm_close(
    State(app): State<App>,
    Officer(actor): Officer,
    Path(slug): Path<String>,
    frame: PageFrame,
) -> Result<Response, Problem> {
    confirm(&app, &actor, &slug, frame, CallVerb::Close).await
}

/// `POST /calls/{slug}/open`.
pub(crate) async fn open(
    State(app): State<App>,
    Officer(actor): Officer,
    Path(slug): Path<String>,
    frame: PageFrame,
) -> Result<Response, Problem> {
    let call = seen(&app, Some(&actor), &slug).await?.call;
    open_call(&app.db, app.clock.as_ref(), &actor, call.id)
        .await
        .map_err(|error| refused(&frame, &slug, &error))?;
    app.bell.ring();
    Ok(Redirect::to(&format!("/calls/{slug}")).into_response())
}

/// `POST /calls/{slug}/close`.
pub(crate) async fn close(
    State(app): State<App>,
    Officer(actor): Officer,
    Path(slug): Path<String>,
    frame: PageFrame,
) -> Result<Response, Problem> {
    let call = seen(&app, Some(&actor), &slug).await?.call;
    close_call(&app.db, app.clock.as_ref(), &actor, call.id)
        .await
        .map_err(|error| refused(&frame, &slug, &error))?;
    app.bell.ring();
    Ok(Redirect::to(&format!("/calls/{slug}")).into_response())
}

fn refused(frame: &PageFrame, slug: &str, error: &AnnounceError) -> Problem {
    match error {
        AnnounceError::NotYours => Problem::forbidden(),
        AnnounceError::NoCall => Problem::not_found(),
        AnnounceError::NotPossible(refusal) => not_possible(frame.texts, refusal, |verb| {
            let end = if verb == "decide" { "allocation" } else { verb };
            Some(format!("/calls/{slug}/{end}"))
        }),
        // Announcing itself is done by commands so far; nothing here can meet these.
        AnnounceError::Incomplete(_)
        | AnnounceError::Published { .. }
        | AnnounceError::SlugTaken(_)
        | AnnounceError::NoScheme(_)
        | AnnounceError::Contradiction(_)
        | AnnounceError::Database(_) => Problem::internal(error),
    }
}
