//! Writing a call until it opens.

use super::{
    Lacking, lacking, refusals, seen, words,
    writing::{self, Offered, Pairs, Row, Typed},
};
use crate::{
    App,
    forms::{Stale, stale::sides},
    kit::{FieldErrors, Filled, Form, FormField, PageFrame, Problem, render, render_as},
    session::Officer,
};
use askama::Template;
use axum::{
    Form as Sent,
    extract::{Path, Query, State},
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use grant_applications::{
    AnnounceError, Call, CallVerb, NewCall, announce_call,
    queries::{CallView, call as call_by_id},
    save_call,
};
use serde::Deserialize;
use vocabulary::{Actor, Day};

#[derive(Template)]
#[template(path = "calls/edit.html")]
struct WritePage {
    frame: PageFrame,
    action: String,
    back: String,
    revision: i32,
    slug: String,
    is_new: bool,
    has_schemes: bool,
    form: Form,
    criteria: Vec<Row>,
    lacking: Option<Lacking>,
    stale: Option<Stale>,
}

impl WritePage {
    /// The field of a criterion.
    fn of(&self, index: &usize, part: &str) -> FormField {
        self.form.field(&format!("criterion.{index}.{part}"))
    }
    /// The field of an anchor.
    fn anchor(&self, index: &usize, anchor: &usize, part: &str) -> FormField {
        self.form.field(&format!("criterion.{index}.anchor.{anchor}.{part}"))
    }
}

/// What is shown of a call that is being written, or of one that is new.
struct Written<'a> {
    view: Option<&'a CallView>,
    pairs: Pairs,
    errors: FieldErrors,
    revision: i32,
    stale: Option<Stale>,
}

async fn page(
    app: &App,
    actor: &Actor,
    frame: PageFrame,
    written: Written<'_>,
) -> Result<WritePage, Problem> {
    let Written { view, pairs, errors, revision, stale } = written;
    let filled = Filled::from(pairs.clone());
    // Counties are those of the day it opens; of today as long as that is not known.
    let day = filled.one("opens_on").parse().unwrap_or_else(|_| app.clock.today());
    let offered = Offered::on(app, actor, day, filled.one("form").parse().ok()).await?;
    let fields = writing::fields(&pairs, &offered, frame.texts);
    let frame = frame.crumb("calls-title", "/calls").with_errors(!errors.is_empty());
    let (action, back, frame, lacking) = match view {
        Some(CallView { call, .. }) => {
            let here = format!("/calls/{}", call.slug);
            let lacking = lacking(app, call, &frame).await?;
            let name = call.title_in(frame.language()).to_owned();
            let frame = frame.under(name, &here).titled_by("calls-edit");
            (format!("{here}/edit"), here, frame, Some(lacking))
        }
        None => ("/calls/new".into(), "/calls".into(), frame.titled_by("calls-new"), None),
    };
    Ok(WritePage {
        action,
        back,
        revision,
        slug: view.map(|view| view.call.slug.clone()).unwrap_or_default(),
        is_new: view.is_none(),
        has_schemes: offered.has_schemes(),
        form: Form::new(fields).filled(&filled).checked(&errors),
        criteria: writing::criteria(&pairs),
        lacking,
        stale,
        frame,
    })
}

/// Which scheme the call belongs to.
#[derive(Deserialize, Default)]
pub(crate) struct Wanted {
    #[serde(default)]
    scheme: String,
}

/// `GET /calls/new?scheme=ips`.
pub(crate) async fn ask(
    State(app): State<App>,
    Officer(actor): Officer,
    Query(wanted): Query<Wanted>,
    frame: PageFrame,
) -> Result<Response, Problem> {
    let pairs = writing::blank(&wanted.scheme, app.clock.today());
    let written =
        Written { view: None, pairs, errors: FieldErrors::none(), revision: 0, stale: None };
    Ok(render(&page(&app, &actor, frame, written).await?))
}

/// `POST /calls/new`: a draft, or the same page with a row more or less.
pub(crate) async fn announce(
    State(app): State<App>,
    Officer(actor): Officer,
    frame: PageFrame,
    Sent(mut pairs): Sent<Pairs>,
) -> Result<Response, Problem> {
    let mut errors = FieldErrors::none();
    let wanted = asked(&pairs);
    let status = if writing::rearranged(&mut pairs, &wanted) {
        StatusCode::OK
    } else {
        if let Some(typed) = writing::read(&pairs, &mut errors, frame.texts) {
            let slug = typed.call.slug.clone();
            let clock = app.clock.as_ref();
            match announce_call(&app.db, clock, &actor, typed.call.clone()).await {
                Ok(_) => return Ok(Redirect::to(&format!("/calls/{slug}")).into_response()),
                Err(error) => note(&mut errors, &typed, error, &frame)?,
            }
        }
        StatusCode::UNPROCESSABLE_ENTITY
    };
    let written = Written { view: None, pairs, errors, revision: 0, stale: None };
    Ok(render_as(status, &page(&app, &actor, frame, written).await?))
}

/// What the button asked for; the last counts, for the first is what the enter key presses.
fn asked(pairs: &Pairs) -> String {
    let asked = pairs.iter().rfind(|(name, _)| name == "do");
    asked.map(|(_, value)| value.clone()).unwrap_or_default()
}

/// Notes a refusal at its field; what is said of none becomes a problem.
fn note(
    errors: &mut FieldErrors,
    typed: &Typed,
    error: AnnounceError,
    frame: &PageFrame,
) -> Result<(), Problem> {
    let texts = frame.texts;
    let said = words::announce(&error, texts);
    match &error {
        AnnounceError::Contradiction(doubts) => {
            for doubt in doubts {
                errors.add(typed.field_of(doubt), words::doubt(doubt, texts));
            }
        }
        AnnounceError::SlugTaken(_) => errors.add("slug", said),
        AnnounceError::NoScheme(_) => errors.add("scheme", said),
        AnnounceError::NoForm | AnnounceError::NotAnApplicationForm { .. } => {
            errors.add("form", said);
        }
        AnnounceError::NoCounty(_) => errors.add("counties", said),
        _ => return Err(refusals::of_announce(texts, &typed.call.slug, &error)),
    }
    Ok(())
}

/// A call that may still be written; 409 when it is public.
async fn open_draft(
    app: &App,
    actor: &Actor,
    slug: &str,
    frame: &PageFrame,
) -> Result<CallView, Problem> {
    let view = seen(app, Some(actor), slug).await?;
    view.call
        .state
        .after(CallVerb::Save)
        .map_err(|no| refusals::of_announce(frame.texts, slug, &AnnounceError::NotPossible(no)))?;
    Ok(view)
}

/// `GET /calls/{slug}/edit`.
pub(crate) async fn edit(
    State(app): State<App>,
    Officer(actor): Officer,
    Path(slug): Path<String>,
    frame: PageFrame,
) -> Result<Response, Problem> {
    let view = open_draft(&app, &actor, &slug, &frame).await?;
    let written = Written {
        pairs: writing::fill(&NewCall::of(&view.call, &view.scheme)),
        errors: FieldErrors::none(),
        revision: view.call.revision,
        stale: None,
        view: Some(&view),
    };
    Ok(render(&page(&app, &actor, frame, written).await?))
}

/// `POST /calls/{slug}/edit`.
pub(crate) async fn save(
    State(app): State<App>,
    Officer(actor): Officer,
    Path(slug): Path<String>,
    frame: PageFrame,
    Sent(mut pairs): Sent<Pairs>,
) -> Result<Response, Problem> {
    let view = open_draft(&app, &actor, &slug, &frame).await?;
    let sent = Filled::from(pairs.clone());
    let mut revision: i32 = sent.one("revision").parse().unwrap_or(0);
    let mut errors = FieldErrors::none();
    let mut stale = None;
    let mut status = StatusCode::UNPROCESSABLE_ENTITY;
    let wanted = asked(&pairs);
    if writing::rearranged(&mut pairs, &wanted) {
        status = StatusCode::OK;
    } else if let Some(typed) = writing::read(&pairs, &mut errors, frame.texts) {
        let (clock, id) = (app.clock.as_ref(), view.call.id);
        let new_slug = typed.call.slug.clone();
        match save_call(&app.db, clock, &actor, id, revision, typed.call.clone()).await {
            Ok(_) => return Ok(Redirect::to(&format!("/calls/{new_slug}")).into_response()),
            Err(AnnounceError::Stale(theirs)) => {
                status = StatusCode::CONFLICT;
                revision = theirs.revision;
                stale = Some(compared(&app, &actor, &theirs, &pairs, &frame).await?);
            }
            Err(error) => note(&mut errors, &typed, error, &frame)?,
        }
    }
    let written = Written { view: Some(&view), pairs, errors, revision, stale };
    Ok(render_as(status, &page(&app, &actor, frame, written).await?))
}

/// What reads otherwise in what somebody else saved meanwhile.
async fn compared(
    app: &App,
    actor: &Actor,
    theirs: &Call,
    yours: &Pairs,
    frame: &PageFrame,
) -> Result<Stale, Problem> {
    let view = call_by_id(&app.db, theirs.id).await?.ok_or_else(Problem::not_found)?;
    let pairs = writing::fill(&NewCall::of(theirs, &view.scheme));
    let offered = Offered::on(app, actor, Day::at(theirs.opens_at), theirs.form).await?;
    // Rows that only one of the two has are told too.
    let both: Pairs = pairs.iter().chain(yours).cloned().collect();
    let fields = writing::fields(&both, &offered, frame.texts);
    let sides = sides(&fields, &pairs.into(), &yours.clone().into());
    Ok(Stale { who: String::new(), at: String::new(), sides })
}
