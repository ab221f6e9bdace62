//! Calls: the public list, one call with its form, writing one, opening and closing, amending it.

mod amend;
mod copy;
mod edit;
mod form;
pub(crate) mod refusals;
pub(crate) mod words;
mod writing;

pub(crate) use amend::{amend, ask_amend};
pub(crate) use copy::{ask_copy, copy};
pub(crate) use edit::{announce, ask, edit, save};
pub(crate) use form::form;

use crate::{
    App,
    forms::Missing,
    kit::{Badge, Confirmation, ConfirmationPage, Fact, KeyFigure, PageFrame, Problem, render},
    schemes::{Cited, Passage, cited, passages},
    session::{MaybeSigned, Officer},
    text::paragraphs,
};
use askama::Template;
use axum::{
    extract::{Path, State},
    response::{IntoResponse, Redirect, Response},
};
use grant_applications::{
    AnnounceError, ApplicationState, Call, CallState, CallVerb, Criterion, SchemeVersion,
    close_call, open_call, queries, queries::CallView,
};
use vocabulary::{Actor, Day, Role};

struct CallRow {
    call: Call,
    title: String,
    badge: Badge,
    last_day: Day,
    /// How long it stays open, while it does.
    left: Option<String>,
}

#[derive(Template)]
#[template(path = "calls/list.html")]
struct CallList {
    frame: PageFrame,
    rows: Vec<CallRow>,
    is_officer: bool,
}

/// What one can apply to comes first, by the day it closes; then what opens later; then all else, the
/// latest first.
fn in_order(calls: &mut [Call], now: chrono::DateTime<chrono::Utc>) {
    calls.sort_by_key(|call| {
        let open = call.state == CallState::Open && now < call.closes_at;
        match (open, now < call.opens_at) {
            (true, false) => (0, call.closes_at.timestamp()),
            (true, true) => (1, call.opens_at.timestamp()),
            (false, _) => (2, -call.closes_at.timestamp()),
        }
    });
}

/// `GET /calls`: all that are public; drafts too for the directorate.
pub(crate) async fn list(
    State(app): State<App>,
    MaybeSigned(actor): MaybeSigned,
    frame: PageFrame,
) -> Result<Response, Problem> {
    let (now, texts) = (app.clock.now(), frame.texts);
    let mut calls = queries::calls_for_actor(&app.db, actor.as_ref()).await?;
    in_order(&mut calls, now);
    let row = |call: Call| CallRow {
        title: call.title_in(texts.language()).to_owned(),
        badge: words::badge(&call, now, texts),
        last_day: words::last_day(&call),
        left: words::left(&call, now, texts),
        call,
    };
    let rows = calls.into_iter().map(row).collect();
    let is_officer = actor.as_ref().is_some_and(Actor::is_directorate);
    Ok(render(&CallList { frame: frame.titled_by("calls-title"), rows, is_officer }))
}

/// A button that leads to a verb.
struct Act {
    label: String,
    href: String,
    /// The verb that carries the call onward from where it stands.
    is_main: bool,
}

/// What was changed while the call was open.
struct Amended {
    day: String,
    what: Vec<String>,
}

/// A criterion as this reader reads it.
struct Scored {
    name: String,
    weight: i32,
    max_points: i32,
    anchors: Vec<(i32, String)>,
}

/// What a draft lacks before it can open, and where it is mended.
struct Lacking {
    says: Vec<String>,
    form: Option<Missing>,
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
    /// What comes next, for who works with it.
    next: Option<String>,
    is_officer: bool,
    takes_applications: bool,
    may_apply: bool,
    criteria: Vec<Scored>,
    amendments: Vec<Amended>,
    rules: Vec<Cited>,
    /// Only of a draft.
    lacking: Option<Lacking>,
}

fn scored(criterion: &Criterion, frame: &PageFrame) -> Scored {
    let language = frame.language();
    let anchors = criterion.anchors.iter();
    Scored {
        name: criterion.name_in(language).to_owned(),
        weight: criterion.weight,
        max_points: criterion.max_points,
        anchors: anchors
            .map(|anchor| (anchor.points, anchor.text.to(language).to_owned()))
            .collect(),
    }
}

/// The days, the money and the conditions of a call, as this reader reads them.
async fn facts(app: &App, view: &CallView, frame: &PageFrame) -> Result<Vec<Fact>, Problem> {
    let CallView { call, scheme, .. } = view;
    let (texts, language) = (frame.texts, frame.language());
    let mut facts = vec![
        Fact::new(texts.t("calls-scheme"), &scheme.name),
        Fact::new(texts.t("calls-budget"), crate::kit::format::kroner(call.budget, language)),
        Fact::new(texts.t("calls-who"), who(app, call, frame).await?),
        Fact::new(texts.t("calls-opens"), Day::at(call.opens_at).in_words(language)),
        Fact::new(texts.t("calls-closes"), words::last_day(call).in_words(language)),
    ];
    if let Some(until) = call.late_until {
        let day = Day::at(until).plus_days(-1);
        facts.push(Fact::new(texts.t("calls-late"), texts.t("calls-late-until").with("day", day)));
    }
    if let Some(day) = call.decision_expected_on {
        facts.push(Fact::new(texts.t("calls-decision"), day.in_words(language)));
    }
    if call.own_share_milli > 0 {
        let share = words::share(call.own_share_milli);
        let said = texts.t("calls-own-share-least").with("share", share);
        facts.push(Fact::new(texts.t("calls-own-share"), said));
    }
    if call.continuation_required {
        facts
            .push(Fact::new(texts.t("calls-continuation"), texts.t("calls-continuation-required")));
    }
    facts.extend([
        Fact::new(
            texts.t("calls-accept-within"),
            texts.t("calls-days").with("days", call.accept_within_days),
        ),
        Fact::new(texts.t("calls-funded-through"), call.funded_through.in_words(language)),
        Fact::new(texts.t("calls-report-due"), call.report_due.in_words(language)),
        Fact::new(
            texts.t("calls-appropriation"),
            texts
                .t("calls-chapter-item")
                .with("chapter", &scheme.chapter)
                .with("item", &scheme.item),
        ),
    ]);
    Ok(facts)
}

/// Who may apply, in a sentence.
async fn who(app: &App, call: &Call, frame: &PageFrame) -> Result<String, Problem> {
    let texts = frame.texts;
    let who = &call.who_may_apply;
    let kinds: Vec<String> =
        who.kinds.iter().map(|kind| words::applicant_kind(*kind, texts)).collect();
    let kinds =
        if kinds.is_empty() { texts.t("calls-who-all").to_string() } else { kinds.join(", ") };
    if who.counties.is_empty() {
        return Ok(kinds);
    }
    let names = crate::places::county_names(&app.db, Day::at(call.opens_at)).await?;
    let named = |number: &vocabulary::CountyNumber| {
        names.get(number).cloned().unwrap_or_else(|| number.to_string())
    };
    let counties: Vec<String> = who.counties.iter().map(named).collect();
    Ok(texts.t("calls-who-in").with("who", kinds).with("counties", counties.join(", ")).into())
}

/// What a draft lacks before it can open.
async fn lacking(app: &App, call: &Call, frame: &PageFrame) -> Result<Lacking, Problem> {
    let form = match call.form {
        Some(form) => forms::version(&app.db, form).await?,
        None => None,
    };
    let definition = form.as_ref().map(|form| &form.definition);
    let unready = call.lacks(form.as_ref(), app.clock.now());
    // What the form itself lacks is told apart, with the way to where it is written.
    let of_the_call = unready.iter().filter(|one| {
        !matches!(
            one,
            grant_applications::Unready::FormFault(_) | grant_applications::Unready::FormLacks(_)
        )
    });
    let says = of_the_call.map(|one| words::unready(one, definition, frame.texts)).collect();
    let missing = form.as_ref().map(|form| Missing::of(form, frame.texts));
    Ok(Lacking { says, form: missing.filter(|missing| !missing.is_nothing()) })
}

impl Lacking {
    fn is_nothing(&self) -> bool {
        self.says.is_empty() && self.form.is_none()
    }
}

/// `GET /calls/{slug}`.
pub(crate) async fn show(
    State(app): State<App>,
    MaybeSigned(actor): MaybeSigned,
    Path(slug): Path<String>,
    frame: PageFrame,
) -> Result<Response, Problem> {
    let view = seen(&app, actor.as_ref(), &slug).await?;
    let facts = facts(&app, &view, &frame).await?;
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
    let amendments = queries::amendments(&app.db, call.id).await?;
    let amended = |one: &grant_applications::CallAmendment| Amended {
        day: crate::kit::format::instant(one.made_at, language),
        what: paragraphs(one.what.to(language)),
    };
    let lacking = match (is_officer, call.state) {
        (true, CallState::Draft) => Some(lacking(&app, &call, &frame).await?),
        _ => None,
    };
    let is_ready = lacking.as_ref().is_none_or(Lacking::is_nothing);
    let acts = if is_officer { acts(&call, is_ready, now, &frame) } else { Vec::new() };
    let next = if is_officer { words::next(&call, now, frame.texts) } else { None };
    let takes_applications = call.takes_applications(now);
    let page = CallPage {
        badge: words::badge(&call, now, frame.texts),
        facts,
        about: paragraphs(call.about_in(language)),
        scheme: scheme.name,
        passages: passages(&version, frame.texts),
        rules: cited(&version, frame.texts),
        amendments: amendments.iter().map(amended).collect(),
        lacking,
        version,
        later,
        counts,
        acts,
        next,
        is_officer,
        takes_applications,
        may_apply: takes_applications && actor.is_some_and(|actor| actor.is(Role::Applicant)),
        criteria: call.criteria.iter().map(|one| scored(one, &frame)).collect(),
        frame: frame.titled(call.title_in(language)).crumb("calls-title", "/calls"),
        call,
    };
    Ok(render(&page))
}

/// The buttons, what carries the call onward first; while it is open nothing does but time.
fn acts(
    call: &Call,
    is_ready: bool,
    now: chrono::DateTime<chrono::Utc>,
    frame: &PageFrame,
) -> Vec<Act> {
    let onward = match call.state {
        CallState::Draft if is_ready => Some(CallVerb::Open),
        CallState::Draft => Some(CallVerb::Save),
        CallState::Open if now >= call.closes_at => Some(CallVerb::Close),
        CallState::Open => None,
        CallState::Closed => Some(CallVerb::Decide),
        CallState::Decided => None,
    };
    let act = |verb: &CallVerb| {
        let (label, end) = match verb {
            CallVerb::Save => (frame.t("calls-edit"), "edit"),
            CallVerb::Open => (frame.t("calls-open"), "open"),
            CallVerb::Amend => (frame.t("calls-amend"), "amend"),
            CallVerb::Close => (frame.t("calls-close"), "close"),
            CallVerb::Decide => (frame.t("calls-allocate"), "allocation"),
            CallVerb::Copy => (frame.t("calls-copy"), "copy"),
        };
        let href = format!("/calls/{}/{end}", call.slug);
        Act { label: label.into(), href, is_main: Some(*verb) == onward }
    };
    let mut acts: Vec<Act> = call.state.possible().iter().map(act).collect();
    acts.sort_by_key(|act| !act.is_main);
    acts
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
        Fact::new(frame.t("calls-call"), call.title_in(language)),
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
    call.state
        .after(verb)
        .map_err(|no| refusals::of_announce(frame.texts, slug, &AnnounceError::NotPossible(no)))?;
    let here = format!("/calls/{slug}");
    let (title, consequence, yes) = match verb {
        CallVerb::Open => ("calls-open-title", "calls-open-consequence", "calls-open"),
        _ => ("calls-close-title", "calls-close-consequence", "calls-close"),
    };
    let confirmation = Confirmation::new(format!("{here}/{}", verb.word()), frame.t(yes), &here)
        .consequence(frame.t(consequence));
    let facts = facts_of(&call, &frame);
    let name = call.title_in(frame.language()).to_owned();
    let frame = frame.titled_by(title).crumb("calls-title", "/calls").under(name, here);
    Ok(render(&ConfirmationPage { frame, facts, confirmation }))
}

/// `GET /calls/{slug}/open`.
pub(crate) async fn confirm_open(
    State(app): State<App>,
    Officer(actor): Officer,
    Path(slug): Path<String>,
    frame: PageFrame,
) -> Result<Response, Problem> {
    let call = seen(&app, Some(&actor), &slug).await?.call;
    if call.state == CallState::Draft {
        // Whoever would be refused is shown at once what is missing.
        let lacking = lacking(&app, &call, &frame).await?;
        if !lacking.is_nothing() {
            let here = format!("/calls/{slug}");
            let name = call.title_in(frame.language()).to_owned();
            let frame = frame.crumb("calls-title", "/calls").under(name, &here);
            let frame = frame.titled_by("calls-not-ready-title");
            return Ok(render(&NotReadyPage { frame, slug, lacking }));
        }
    }
    confirm(&app, &actor, &slug, frame, CallVerb::Open).await
}

#[derive(Template)]
#[template(path = "calls/not_ready.html")]
struct NotReadyPage {
    frame: PageFrame,
    slug: String,
    lacking: Lacking,
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
        .map_err(|error| refusals::of_announce(frame.texts, &slug, &error))?;
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
        .map_err(|error| refusals::of_announce(frame.texts, &slug, &error))?;
    app.bell.ring();
    Ok(Redirect::to(&format!("/calls/{slug}")).into_response())
}
