//! Signing in by a link in a letter, and out again.

mod send_link;
mod throttle;

pub(crate) use throttle::Throttle;

use crate::{
    App,
    kit::{
        FieldErrors, Filled, Form, FormField, PageFrame, Problem, local_path, render, render_as,
    },
    session::{MaybeSigned, SESSION_COOKIE, presented_token, session_cookie},
};
use askama::Template;
use axum::{
    Form as Sent,
    extract::{OriginalUri, Path, Query, State},
    http::{HeaderMap, HeaderName, StatusCode},
    response::{IntoResponse, Redirect, Response},
};
use axum_extra::extract::cookie::{Cookie, CookieJar};
use organisations::SignInError;
use serde::Deserialize;

/// Where to go afterwards; followed only within this site.
#[derive(Deserialize)]
pub(crate) struct Afterwards {
    next: Option<String>,
}

impl Afterwards {
    fn path(&self) -> Option<&str> {
        self.next.as_deref().and_then(local_path).filter(|path| *path != "/")
    }
}

#[derive(Template)]
#[template(path = "sign_in/ask.html")]
struct AskPage {
    frame: PageFrame,
    form: Form,
    next: Option<String>,
}

fn ask_form(frame: &PageFrame) -> Form {
    let hint = frame.t("sign-in-email-hint");
    Form::new([FormField::email("email", frame.t("sign-in-email")).hint(hint).max_length(254)])
}

/// `GET /sign-in`: asks for the e-mail address.
pub(crate) async fn ask(
    frame: PageFrame,
    MaybeSigned(actor): MaybeSigned,
    Query(afterwards): Query<Afterwards>,
) -> Response {
    if actor.is_some() {
        return Redirect::to(afterwards.path().unwrap_or("/")).into_response();
    }
    let form = ask_form(&frame);
    let frame = frame.titled_by("sign-in-title");
    render(&AskPage { frame, form, next: afterwards.path().map(str::to_owned) })
}

#[derive(Template)]
#[template(path = "sign_in/sent.html")]
struct SentPage {
    frame: PageFrame,
    email: String,
}

/// `POST /sign-in`: the answer is the same whether there is such a person or not.
pub(crate) async fn send(
    State(app): State<App>,
    frame: PageFrame,
    Sent(pairs): Sent<Vec<(String, String)>>,
) -> Result<Response, Problem> {
    let filled = Filled::from(pairs);
    let mut errors = FieldErrors::none();
    let next = local_path(filled.one("next")).filter(|path| *path != "/").map(str::to_owned);
    let email = errors.text(&filled, "email", frame.texts).unwrap_or_default().to_owned();
    if errors.is_empty() && !email.contains('@') {
        errors.add("email", frame.t("sign-in-not-an-address"));
    }
    if !errors.is_empty() {
        let form = ask_form(&frame).filled(&filled).checked(&errors);
        let frame = frame.titled_by("sign-in-title").with_errors(true);
        return Ok(render_as(StatusCode::UNPROCESSABLE_ENTITY, &AskPage { frame, form, next }));
    }
    send_link::send_link(&app, frame.language(), &email, next.as_deref())
        .await
        .map_err(|error| Problem::internal(&error))?;
    Ok(render(&SentPage { frame: frame.titled_by("sign-in-sent-title"), email }))
}

#[derive(Template)]
#[template(path = "sign_in/arrive.html")]
struct ArrivePage {
    frame: PageFrame,
    action: String,
}

/// `GET /sign-in/{token}`: shows a button and changes nothing. Mail scanners follow links before
/// people do, and would use the link up.
pub(crate) async fn arrive(frame: PageFrame, OriginalUri(uri): OriginalUri) -> Response {
    let action = uri.path_and_query().map_or_else(|| uri.path(), |path| path.as_str()).to_owned();
    let mut frame = frame.titled_by("sign-in-arrive-title");
    // The language switch would carry the token into another address.
    frame.path = "/sign-in".to_owned();
    let mut page = render(&ArrivePage { frame, action });
    let policy = axum::http::HeaderValue::from_static("no-referrer");
    page.headers_mut().insert(axum::http::header::REFERRER_POLICY, policy);
    page
}

/// `POST /sign-in/{token}`: uses the link.
pub(crate) async fn enter(
    State(app): State<App>,
    frame: PageFrame,
    Path(token): Path<String>,
    Query(afterwards): Query<Afterwards>,
    jar: CookieJar,
) -> Result<Response, Problem> {
    let refused = |key: &str| {
        Problem::of(StatusCode::GONE)
            .kind("/problems/sign-in-link")
            .detail(frame.t(key))
            .or_else_do("sign-in", frame.t("sign-in-another"), "/sign-in")
    };
    match organisations::redeem(&app.db, app.clock.as_ref(), &token).await {
        Ok((session, _)) => {
            let jar = jar.add(session_cookie(&app, session.reveal()));
            Ok((jar, Redirect::to(afterwards.path().unwrap_or("/"))).into_response())
        }
        Err(SignInError::Unknown) => Err(refused("sign-in-unknown")),
        Err(SignInError::Used) => Err(refused("sign-in-used")),
        Err(SignInError::Expired) => Err(refused("sign-in-expired")),
        Err(SignInError::NoRole) => Err(Problem::forbidden().detail(frame.t("sign-in-no-role"))),
        Err(error @ (SignInError::NoRandomness(_) | SignInError::Database(_))) => {
            Err(Problem::internal(&error))
        }
    }
}

/// What the browser has kept for the person goes with them: text that was typed and not sent. Browsers
/// heed it over TLS; the script does the same.
const CLEAR_SITE_DATA: (HeaderName, &str) =
    (HeaderName::from_static("clear-site-data"), "\"storage\"");

/// `POST /sign-out`: ends the session.
pub(crate) async fn leave(
    State(app): State<App>,
    OriginalUri(uri): OriginalUri,
    headers: HeaderMap,
    jar: CookieJar,
) -> Result<Response, Problem> {
    if let Some(token) = presented_token(&uri, &headers) {
        organisations::sign_out(&app.db, &token).await?;
    }
    let mut gone = Cookie::from(SESSION_COOKIE);
    gone.set_path("/");
    Ok((jar.remove(gone), [CLEAR_SITE_DATA], Redirect::to("/")).into_response())
}
