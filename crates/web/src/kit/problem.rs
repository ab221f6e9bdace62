//! What went wrong, as RFC 9457 says it: JSON for programs, a page for people.
//!
//! A verb's error becomes a [`Problem`]; as an answer it is `application/problem+json` in bokmål. The
//! layer [`show_problems`] puts it into the reader's language, and into the layout where a person asked.

use super::page::{PageFrame, Visitor, render_as};
use askama::Template;
use axum::{
    body::{Body, to_bytes},
    extract::Request,
    http::{HeaderMap, HeaderValue, StatusCode, Uri, header},
    middleware::Next,
    response::{IntoResponse, Response},
};
use serde::Serialize;
use serde_json::{Map, Value};
use std::{any::Any, error::Error, fmt};
use vocabulary::{Money, NotPossible};
use worklist::Passing;

use super::texts::Texts;

/// A field that does not parse or breaks a rule.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FieldProblem {
    /// The field.
    pub field: String,
    /// What is wrong with it.
    pub detail: String,
}

/// Something that can be done instead.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Possible {
    /// The verb, as the state tables name it.
    pub action: String,
    /// The verb as people read it, when the page knows it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub label: Option<String>,
    /// Where it is done.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub href: Option<String>,
}

/// What went wrong.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Problem {
    /// Which kind of problem: a name that does not change, `about:blank` when the status says it all.
    #[serde(rename = "type")]
    pub kind: &'static str,
    /// The kind in a few words; when empty, the status' words in the reader's language.
    pub title: Box<str>,
    /// The HTTP status.
    pub status: u16,
    /// This one, in a sentence, in the reader's language.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub detail: Option<Box<str>>,
    /// The fields that are wrong.
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    pub errors: Box<[FieldProblem]>,
    /// What can be done instead.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub possible: Vec<Possible>,
    /// What only this kind of problem says: the extension members of RFC 9457.
    #[serde(flatten)]
    pub members: Option<Box<Map<String, Value>>>,
    // A detail that is put into words only when the reader's language is known.
    #[serde(skip)]
    detail_key: Option<&'static str>,
    #[serde(skip)]
    nothing_done: bool,
}

impl Problem {
    /// Just this status.
    pub fn of(status: StatusCode) -> Problem {
        Problem {
            kind: "about:blank",
            title: Box::default(),
            status: status.as_u16(),
            detail: None,
            errors: Box::default(),
            possible: Vec::new(),
            members: None,
            detail_key: None,
            nothing_done: false,
        }
    }
    /// 404: there is no such thing, or who asks may not know that there is.
    pub fn not_found() -> Problem {
        Problem::of(StatusCode::NOT_FOUND)
    }
    /// 403: who asks may not do this.
    pub fn forbidden() -> Problem {
        Problem::of(StatusCode::FORBIDDEN)
    }
    /// 403: another site made the browser ask.
    pub fn cross_site() -> Problem {
        let problem = Problem::forbidden().kind("/problems/cross-site");
        Problem { detail_key: Some("problem-cross-site"), ..problem }
    }
    /// 409: a rule says no. `detail` in the reader's language.
    pub fn conflict(detail: impl Into<String>) -> Problem {
        Problem::of(StatusCode::CONFLICT).kind("/problems/rule").detail(detail)
    }
    /// 409: the state of the thing says no; names what is possible instead.
    pub fn not_possible(refusal: &NotPossible) -> Problem {
        let possible =
            |action: &&str| Possible { action: (*action).to_owned(), label: None, href: None };
        Problem {
            possible: refusal.possible.iter().map(possible).collect(),
            detail_key: Some("problem-not-possible"),
            ..Problem::of(StatusCode::CONFLICT).kind("/problems/not-possible")
        }
    }
    /// 413: more was sent than is read.
    pub fn too_large() -> Problem {
        let problem = Problem::of(StatusCode::PAYLOAD_TOO_LARGE).kind("/problems/too-large");
        Problem { detail_key: Some("problem-too-large"), ..problem }
    }
    /// 422: a form does not parse.
    pub fn invalid(errors: Vec<FieldProblem>) -> Problem {
        let problem = Problem::of(StatusCode::UNPROCESSABLE_ENTITY).kind("/problems/invalid");
        Problem { errors: errors.into(), ..problem }
    }
    /// What we could not do: 503 where trying again helps, because two were in each other's way or the
    /// database is away for a moment, else 500, ours to mend. The error is logged and never shown.
    pub fn internal(error: &(dyn Error + 'static)) -> Problem {
        let Some(passing) = worklist::passing(error) else { return Problem::broken(error) };
        tracing::warn!(%error, "a request has to be made again");
        Problem {
            nothing_done: passing == Passing::GaveWay,
            ..Problem::of(StatusCode::SERVICE_UNAVAILABLE).kind("/problems/busy")
        }
    }
    /// 500: ours to mend. The words are logged and never shown.
    pub fn broken(words: &dyn fmt::Display) -> Problem {
        tracing::error!(error = %words, "a request failed");
        Problem::of(StatusCode::INTERNAL_SERVER_ERROR)
    }
    /// Whether nothing of what was asked for was done, and doing all of it again may succeed.
    pub(crate) fn may_be_tried_again(&self) -> bool {
        self.nothing_done
    }

    /// Names the kind: a path that does not change, `/problems/too-late`.
    #[must_use]
    pub fn kind(self, kind: &'static str) -> Problem {
        Problem { kind, ..self }
    }
    /// Says what went wrong, in the reader's language.
    #[must_use]
    pub fn detail(self, detail: impl Into<String>) -> Problem {
        Problem { detail: Some(detail.into().into()), ..self }
    }
    /// Says what there is and what was asked for, where money does not reach.
    #[must_use]
    pub fn short_of(self, remaining: Money, asked: Money) -> Problem {
        self.member("remaining_ore", remaining.ore()).member("asked_ore", asked.ore())
    }
    /// Says something that only this kind of problem has to say, for programs.
    #[must_use]
    pub fn member(mut self, name: &str, value: impl Into<Value>) -> Problem {
        self.members.get_or_insert_default().insert(name.to_owned(), value.into());
        self
    }
    /// Offers something to do instead.
    #[must_use]
    pub fn or_else_do(
        mut self,
        action: impl Into<String>,
        label: impl Into<String>,
        href: impl Into<String>,
    ) -> Problem {
        let (label, href) = (Some(label.into()), Some(href.into()));
        self.possible.push(Possible { action: action.into(), label, href });
        self
    }

    fn status_code(&self) -> StatusCode {
        StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
    }

    /// With the words that only the reader's language decides.
    pub(crate) fn worded(mut self, texts: Texts) -> Problem {
        if self.title.is_empty() {
            let own = self.kind.strip_prefix("/problems/");
            let own = own.and_then(|slug| texts.find(&format!("problem-kind-{slug}")));
            let own = own.or_else(|| texts.find(&format!("problem-title-{}", self.status)));
            self.title =
                own.unwrap_or_else(|| texts.t("problem-title-other").into()).into_boxed_str();
        }
        if let (None, Some(key)) = (&self.detail, self.detail_key) {
            self.detail = Some(texts.t(key).to_string().into());
        }
        self
    }

    /// As RFC 9457 says it; `path` is what was asked for.
    fn json(&self, path: Option<&str>) -> Response {
        #[derive(Serialize)]
        struct Asked<'a> {
            #[serde(flatten)]
            problem: &'a Problem,
            #[serde(skip_serializing_if = "Option::is_none")]
            instance: Option<&'a str>,
        }
        let body = serde_json::to_vec(&Asked { problem: self, instance: path }).unwrap_or_default();
        let headers = [
            (header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json")),
            (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
        ];
        (self.status_code(), headers, body).into_response()
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let mut response = self.clone().worded(Texts::default()).json(None);
        if self.status == 503 {
            response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from_static("5"));
        }
        response.extensions_mut().insert(self);
        response
    }
}

#[derive(Template)]
#[template(path = "kit/problem_page.html")]
struct ProblemPage {
    frame: PageFrame,
    problem: Problem,
    /// What to name when one calls for help.
    reference: Option<String>,
}

/// Shows every problem as who asked can read it: JSON beneath `/api/` or where JSON is asked for, else
/// a page. What the framework itself refuses (no such route, body too large) becomes a problem too.
pub async fn show_problems(request: Request, next: Next) -> Response {
    let uri = super::page::whole_uri(request.extensions(), request.uri());
    let asked = request.headers().clone();
    let visitor = request.extensions().get::<Visitor>().cloned();
    let mut response = next.run(request).await;
    let status = response.status();
    if !status.is_client_error() && !status.is_server_error() {
        return response;
    }
    let wants_json = wants_json(&uri, &asked);
    let problem = match response.extensions_mut().remove::<Problem>() {
        Some(problem) => problem,
        None if status == StatusCode::PAYLOAD_TOO_LARGE && is_bare(response.headers()) => {
            *response.body_mut() = Body::empty();
            Problem::too_large()
        }
        None if is_bare(response.headers()) => {
            let words = std::mem::replace(response.body_mut(), Body::empty());
            let words = to_bytes(words, 4096).await.unwrap_or_default();
            let words = String::from_utf8_lossy(&words).trim().to_owned();
            let problem = Problem::of(status);
            // The framework's own words are English and for programmers: of use to who calls the API.
            let of_use = wants_json && status.is_client_error() && !words.is_empty();
            if of_use { problem.detail(words) } else { problem }
        }
        None => return response,
    };
    let visitor = response.extensions_mut().remove::<Visitor>().or(visitor);
    let frame = PageFrame::around(&asked, &uri, visitor.as_ref());
    let problem = problem.worded(frame.texts);
    let mut shown = if wants_json {
        problem.json(Some(uri.path()))
    } else {
        let reference = asked.get("x-request-id").and_then(|id| id.to_str().ok());
        let reference = reference.filter(|_| status.is_server_error()).map(str::to_owned);
        let frame = frame.titled(problem.title.to_string());
        render_as(status, &ProblemPage { frame, problem, reference })
    };
    for (name, value) in response.headers() {
        // `Allow`, `Retry-After`, cookies: all but what described the old body.
        if name != header::CONTENT_TYPE && name != header::CONTENT_LENGTH {
            shown.headers_mut().insert(name, value.clone());
        }
    }
    shown
}

/// For `CatchPanicLayer::custom`: a panic is a 500 like any other.
pub fn of_panic(panic: Box<dyn Any + Send + 'static>) -> Response {
    let words = panic.downcast_ref::<String>().map(String::as_str);
    let words = words.or_else(|| panic.downcast_ref::<&str>().copied()).unwrap_or("a panic");
    Problem::broken(&words).into_response()
}

fn is_bare(headers: &HeaderMap) -> bool {
    let media_type = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    media_type.is_none_or(|media_type| media_type.starts_with("text/plain"))
}

fn wants_json(uri: &Uri, headers: &HeaderMap) -> bool {
    if uri.path() == "/api" || uri.path().starts_with("/api/") {
        return true;
    }
    let accepted = headers.get(header::ACCEPT).and_then(|accepted| accepted.to_str().ok());
    accepted.is_some_and(|accepted| accepted.contains("json") && !accepted.contains("text/html"))
}

#[cfg(test)]
#[path = "problem_tests.rs"]
mod tests;
