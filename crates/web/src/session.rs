//! Who asks: the session, and the extractors that let only some through.

use crate::{
    App,
    kit::{Banner, NavItem, Problem, SignedIn, Visitor},
};
use axum::{
    extract::{FromRequestParts, OriginalUri, Request, State},
    http::{HeaderMap, Method, Uri, header, request::Parts},
    middleware::Next,
    response::{IntoResponse, Redirect, Response},
};
use axum_extra::extract::cookie::{Cookie, CookieJar, SameSite};
use funding_periods::queries::GrantFilter;
use letters::LetterState;
use reporting_deadlines::ShownReports;
use sea_orm::DbErr;
use vocabulary::{Actor, Look, Role};

/// The cookie that carries a session's token.
pub const SESSION_COOKIE: &str = "fordel_session";

/// Who asks, as the request carries it on.
#[derive(Clone, Debug)]
enum Asker {
    Stranger,
    Known(Actor),
    /// The database did not answer: nobody is let through, and nobody is sent to sign in again.
    Unreadable,
}

/// The token that was presented: the cookie's or, for programs that call the API, the bearer's.
pub(crate) fn presented_token(uri: &Uri, headers: &HeaderMap) -> Option<String> {
    if is_api(uri)
        && let Some(bearer) = headers.get(header::AUTHORIZATION).and_then(|v| v.to_str().ok())
    {
        return bearer.strip_prefix("Bearer ").map(|token| token.trim().to_owned());
    }
    CookieJar::from_headers(headers).get(SESSION_COOKIE).map(|cookie| cookie.value().to_owned())
}

/// The cookie of a session. It ends with the browser; the session itself ends by its own clock.
pub(crate) fn session_cookie(app: &App, token: String) -> Cookie<'static> {
    let mut cookie = Cookie::new(SESSION_COOKIE, token);
    cookie.set_http_only(true);
    // Lax, not Strict: who follows a link in a letter arrives signed in.
    cookie.set_same_site(SameSite::Lax);
    cookie.set_secure(app.installation.secure_cookies);
    cookie.set_path("/");
    cookie
}

/// Finds out who asks, once per request: a role that was withdrawn counts at once.
pub(crate) async fn read_session(
    State(app): State<App>,
    mut request: Request,
    next: Next,
) -> Response {
    let path = request.uri().path();
    if path.starts_with("/assets/") || matches!(path, "/livez" | "/readyz" | "/metrics") {
        return next.run(request).await;
    }
    let token = presented_token(request.uri(), request.headers());
    let asker = match token {
        None => Ok(None),
        Some(token) => organisations::actor_of(&app.db, app.clock.as_ref(), &token).await,
    };
    let asker = match asker {
        Ok(Some(actor)) => Asker::Known(actor),
        Ok(None) => Asker::Stranger,
        Err(error) => {
            tracing::error!(%error, "a session could not be read");
            Asker::Unreadable
        }
    };
    if !is_api(request.uri()) {
        let actor = match &asker {
            Asker::Known(actor) => Some(actor),
            Asker::Stranger | Asker::Unreadable => None,
        };
        let visitor = visitor(&app, actor).await.unwrap_or_else(|error| {
            // The page itself will say what is wrong, if something is.
            tracing::error!(%error, "the navigation could not be counted");
            Visitor::default()
        });
        request.extensions_mut().insert(visitor);
    }
    request.extensions_mut().insert(asker);
    next.run(request).await
}

/// Under the API proper; its document and the page to read it on are pages like others.
fn is_api(uri: &Uri) -> bool {
    uri.path().starts_with("/api/v1/")
}

/// The person, the navigation with what waits, and the banner.
async fn visitor(app: &App, actor: Option<&Actor>) -> Result<Visitor, DbErr> {
    let banner = app.installation.rehearsal.then(|| Banner::DateSet(app.clock.today()));
    let Some(actor) = actor else {
        let nav =
            vec![NavItem::new("start-nav-front", "/"), NavItem::new("start-nav-calls", "/calls")];
        return Ok(Visitor { person: None, nav, banner });
    };
    let organisation = match actor {
        Actor::Person { organisation, .. } => {
            organisations::organisation(&app.db, *organisation).await?.map(|found| found.name)
        }
        Actor::System(_) => None,
    };
    let person = SignedIn {
        id: actor.person().map(|person| person.to_string()).unwrap_or_default(),
        name: actor.name().to_owned(),
        organisation: organisation.unwrap_or_default(),
    };
    let nav = if actor.is_directorate() {
        officers_nav(app, actor).await?
    } else {
        applicants_nav(app, actor).await?
    };
    Ok(Visitor { person: Some(person), nav, banner })
}

fn count_only() -> Look {
    Look { per_page: 1, ..Look::default() }
}

async fn officers_nav(app: &App, actor: &Actor) -> Result<Vec<NavItem>, DbErr> {
    let db = &app.db;
    let to_check =
        grant_applications::queries::waiting_for_actor(db, actor, NavItem::MOST + 1).await?;
    let to_assess = grant_applications::queries::awaited_of_actor(db, actor).await?;
    let overdue = reporting_deadlines::overdue_count(db, actor, app.clock.today()).await?;
    let to_read =
        reporting_deadlines::reports_for_actor(db, actor, ShownReports::Submitted, &count_only())
            .await?
            .total;
    let letters = letters::queries::counts_by_state(db).await?;
    let stuck = [LetterState::Refused, LetterState::Uncertain];
    let stuck: u64 = stuck.iter().filter_map(|state| letters.get(state)).sum();
    let stuck = stuck + letters::queries::open_bounces(db).await?;
    let dead = worklist::queries::backlog(db).await?;
    let dead = dead.iter().filter(|count| count.state == worklist::State::Dead);
    Ok(vec![
        NavItem::new("start-nav-home", "/"),
        NavItem::new("schemes-nav", "/schemes"),
        NavItem::new("start-nav-calls", "/calls"),
        NavItem::new("forms-nav", "/forms"),
        NavItem::new("start-nav-applications", "/applications").waiting(to_check),
        NavItem::new("assessments-nav", "/assessments").waiting(to_assess),
        NavItem::new("start-nav-grants", "/grants"),
        NavItem::new("ledger-nav", "/ledger"),
        NavItem::new("start-nav-deadlines", "/deadlines").waiting(overdue),
        NavItem::new("start-nav-reports", "/reports").waiting(to_read),
        NavItem::new("start-nav-status-reports", "/status-reports"),
        NavItem::new("start-nav-letters", "/letters").waiting(stuck),
        NavItem::new("start-nav-work", "/work").waiting(dead.map(|count| count.rows).sum()),
    ])
}

async fn applicants_nav(app: &App, actor: &Actor) -> Result<Vec<NavItem>, DbErr> {
    let db = &app.db;
    let awarded =
        GrantFilter { state: Some("awarded".into()), look: count_only(), ..Default::default() };
    let to_accept = funding_periods::queries::grants_for_actor(db, actor, &awarded).await?.total;
    let overdue = reporting_deadlines::overdue_count(db, actor, app.clock.today()).await?;
    Ok(vec![
        NavItem::new("start-nav-home", "/"),
        NavItem::new("start-nav-calls", "/calls"),
        NavItem::new("start-nav-applications", "/applications"),
        NavItem::new("start-nav-grants", "/grants").waiting(to_accept),
        NavItem::new("start-nav-deadlines", "/deadlines").waiting(overdue),
        NavItem::new("start-nav-reports", "/reports"),
        NavItem::new("start-nav-letters", "/letters"),
    ])
}

/// Somebody who is signed in. A stranger is sent to sign in on pages, and gets 401 from the API.
#[derive(Clone, Debug)]
pub struct Signed(pub Actor);

/// Whoever asks.
#[derive(Clone, Debug)]
pub struct MaybeSigned(pub Option<Actor>);

/// Somebody of the directorate. Other people get 403, strangers as with [`Signed`].
#[derive(Clone, Debug)]
pub struct Officer(pub Actor);

fn asker(parts: &Parts) -> Asker {
    parts.extensions.get::<Asker>().cloned().unwrap_or(Asker::Stranger)
}

fn unreadable() -> Problem {
    Problem::of(axum::http::StatusCode::SERVICE_UNAVAILABLE)
}

/// To the sign-in page, and back here afterwards. What was posted cannot be posted again by a link.
fn to_sign_in(parts: &Parts) -> Response {
    let uri = parts.extensions.get::<OriginalUri>().map_or(&parts.uri, |original| &original.0);
    if is_api(uri) {
        return Problem::of(axum::http::StatusCode::UNAUTHORIZED).into_response();
    }
    if parts.method != Method::GET {
        return Redirect::to("/sign-in").into_response();
    }
    let here = uri.path_and_query().map_or_else(|| uri.path(), |path| path.as_str());
    let here: String = form_urlencoded::byte_serialize(here.as_bytes()).collect();
    Redirect::to(&format!("/sign-in?next={here}")).into_response()
}

impl<S: Send + Sync> FromRequestParts<S> for Signed {
    type Rejection = Response;
    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Response> {
        match asker(parts) {
            Asker::Known(actor) => Ok(Signed(actor)),
            Asker::Stranger => Err(to_sign_in(parts)),
            Asker::Unreadable => Err(unreadable().into_response()),
        }
    }
}

impl<S: Send + Sync> FromRequestParts<S> for MaybeSigned {
    type Rejection = Response;
    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Response> {
        match asker(parts) {
            Asker::Known(actor) => Ok(MaybeSigned(Some(actor))),
            Asker::Stranger => Ok(MaybeSigned(None)),
            Asker::Unreadable => Err(unreadable().into_response()),
        }
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Officer {
    type Rejection = Response;
    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Response> {
        let Signed(actor) = Signed::from_request_parts(parts, state).await?;
        if actor.is_directorate() {
            Ok(Officer(actor))
        } else {
            Err(Problem::forbidden().into_response())
        }
    }
}

/// Whether this person may settle money.
pub(crate) fn holds_budget_authority(actor: &Actor) -> bool {
    actor.is(Role::BudgetAuthority)
}
