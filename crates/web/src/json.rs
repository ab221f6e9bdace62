//! What programs send: JSON, read in one way everywhere.
//!
//! What cannot be read says so as a problem in the language of who asks: no JSON at all is 400, another
//! media type 415, too much of it 413, and what is JSON but not what is asked for 422, each wrong field
//! by its place: `criteria.0.weight`. Bodies are closed: a field that is misspelt is refused instead of
//! passed over, and what it may have meant is said.

mod wrong;

pub(crate) use wrong::like;

use crate::kit::{FieldProblem, Problem, Texts};
use axum::{
    RequestExt,
    body::Bytes,
    extract::{FromRequest, Request},
    http::{HeaderMap, StatusCode, header},
};
use serde::{Deserialize, de::DeserializeOwned};
use serde_json::Value;

/// A body of JSON, read as what it is to be.
#[derive(Debug, Clone, Copy)]
pub(crate) struct JsonOf<T>(pub(crate) T);

/// No body, or an object without fields: there is nothing to say but the address. Whoever says more
/// takes the route for another one.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Bare;

/// An object that holds nothing.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Nothing {}

/// So many wrong fields are said at once; nobody reads more.
const MOST_WRONG: usize = 50;

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for JsonOf<T> {
    type Rejection = Problem;
    async fn from_request(mut request: Request, state: &S) -> Result<Self, Problem> {
        let Ok(texts) = request.extract_parts::<Texts>().await;
        let is_json = is_json(request.headers());
        let bytes = bytes_of(request, state).await?;
        if !is_json {
            return Err(not_json_said(texts));
        }
        read(&bytes, texts).map(JsonOf)
    }
}

impl<S: Send + Sync> FromRequest<S> for Bare {
    type Rejection = Problem;
    async fn from_request(mut request: Request, state: &S) -> Result<Self, Problem> {
        let Ok(texts) = request.extract_parts::<Texts>().await;
        let is_json = is_json(request.headers());
        let bytes = bytes_of(request, state).await?;
        if bytes.iter().all(u8::is_ascii_whitespace) {
            return Ok(Bare);
        }
        if !is_json {
            return Err(not_json_said(texts));
        }
        read::<Nothing>(&bytes, texts).map(|_| Bare)
    }
}

/// The whole body, when it is not too large.
pub(crate) async fn bytes_of<S: Send + Sync>(
    request: Request,
    state: &S,
) -> Result<Bytes, Problem> {
    Bytes::from_request(request, state).await.map_err(|refused| match refused.status() {
        StatusCode::PAYLOAD_TOO_LARGE => Problem::too_large(),
        // The connection broke off.
        _ => Problem::of(StatusCode::BAD_REQUEST),
    })
}

/// `application/json`, or a kind of it.
fn is_json(headers: &HeaderMap) -> bool {
    let said = headers.get(header::CONTENT_TYPE).and_then(|said| said.to_str().ok());
    let kind = said.and_then(|said| said.split(';').next()).unwrap_or_default();
    let kind = kind.trim().to_ascii_lowercase();
    kind == "application/json" || (kind.starts_with("application/") && kind.ends_with("+json"))
}

fn not_json_said(texts: Texts) -> Problem {
    Problem::of(StatusCode::UNSUPPORTED_MEDIA_TYPE)
        .kind("/problems/media-type")
        .detail(texts.t("api-wrong-media-type"))
}

/// Reads what was sent, or says where it is wrong.
fn read<T: DeserializeOwned>(bytes: &[u8], texts: Texts) -> Result<T, Problem> {
    let value: Value = serde_json::from_slice(bytes).map_err(|error| {
        let place = texts.t("api-not-json").with("line", error.line());
        Problem::of(StatusCode::BAD_REQUEST)
            .kind("/problems/not-json")
            .detail(place.with("column", error.column()))
    })?;
    if !value.is_object() {
        return Err(Problem::invalid(Vec::new()).detail(texts.t("api-not-an-object")));
    }
    let mut nuls = Vec::new();
    find_nuls(&value, "", &mut nuls);
    if !nuls.is_empty() {
        let detail = texts.t("api-nul").to_string();
        let wrong = |field| FieldProblem { field, detail: detail.clone() };
        return Err(Problem::invalid(nuls.into_iter().map(wrong).collect()).detail(detail.clone()));
    }
    serde_path_to_error::deserialize(&value).map_err(|error| {
        let field = wrong::said(error.path(), &error.inner().to_string(), texts);
        Problem::invalid(vec![field]).detail(texts.t("api-wrong"))
    })
}

/// Where characters stand that no text has and PostgreSQL refuses to keep: by the path of the value, or
/// of the object whose key it is.
fn find_nuls(value: &Value, at: &str, found: &mut Vec<String>) {
    if found.len() >= MOST_WRONG {
        return;
    }
    let below = |part: &str| if at.is_empty() { part.to_owned() } else { format!("{at}.{part}") };
    match value {
        Value::String(text) if text.contains('\0') => found.push(at.to_owned()),
        Value::Array(list) => {
            for (index, one) in list.iter().enumerate() {
                find_nuls(one, &below(&index.to_string()), found);
            }
        }
        Value::Object(fields) => {
            for (key, one) in fields {
                if key.contains('\0') {
                    found.push(below(&key.replace('\0', "\u{fffd}")));
                } else {
                    find_nuls(one, &below(key), found);
                }
            }
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests;
