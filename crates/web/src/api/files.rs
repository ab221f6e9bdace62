//! Files of an application: sending them, what the scanner says of them, fetching them, taking them
//! away again.

use super::ProblemBody;
use crate::{
    App, PathOf,
    applications::{
        self, is_sent_in, refusals,
        show::{refuse_unread, seen},
        why_not,
    },
    json::bytes_of,
    kit::{FieldProblem, Problem, Texts},
    session::Signed,
};
use attachments::{Attachment, Scan, To, attachments_of, receive};
use axum::{
    Json,
    extract::{FromRequest, Multipart, Path, Request, State},
    http::{HeaderMap, StatusCode, header},
    response::Response,
};
use chrono::{DateTime, Utc};
use grant_applications::{ApplyError, allow_attaching, remove_attachment};
use percent_encoding::percent_decode_str;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;
use vocabulary::{ApplicationId, AttachmentId};

/// The header with the name of a file that is sent as it is.
const NAME: &str = "x-file-name";

/// A file that was handed in.
#[derive(Serialize, ToSchema)]
#[schema(as = File)]
pub(crate) struct FileBody {
    /// Its id: what an answer names it by, as `{"id": "…"}` in the list of its question.
    id: Uuid,
    /// Its name, made harmless.
    name: String,
    /// How many bytes it has.
    bytes: u64,
    /// What its content is: `application/pdf`.
    #[serde(rename = "type")]
    media_type: String,
    /// SHA-256 of its content, in hexadecimal.
    sha256: String,
    /// When it was handed in.
    added_at: DateTime<Utc>,
    /// By whom.
    added_by: String,
    /// `waiting` for the scanner, `clean`, `infected`, or `not-scanned` where there is no scanner.
    scan: &'static str,
    /// When the scanner said so.
    scanned_at: Option<DateTime<Utc>>,
    /// What it found.
    finding: Option<String>,
    /// It can be fetched: it neither waits nor is infected.
    can_be_fetched: bool,
    /// A version that was sent in names it: it stays.
    sent_in: bool,
}

impl FileBody {
    fn of(file: Attachment, sent_in: bool) -> FileBody {
        let (scanned_at, finding) = match &file.scan {
            Scan::Clean { at } => (Some(*at), None),
            Scan::Infected { at, finding } => (Some(*at), Some(finding.clone())),
            Scan::Waiting | Scan::NotScanned => (None, None),
        };
        FileBody {
            id: file.id.0,
            scan: file.scan.word(),
            can_be_fetched: file.scan.can_be_fetched(),
            scanned_at,
            finding,
            sent_in,
            name: file.name,
            bytes: file.bytes,
            media_type: file.media_type,
            sha256: file.hash,
            added_at: file.added_at,
            added_by: file.added_by,
        }
    }
}

/// The files of an application: to those who write it all of them, to the directorate those that were
/// sent in.
#[utoipa::path(get, path = "/api/v1/applications/{id}/files", tag = "files",
    params(("id" = Uuid, Path, description = "The application")),
    security(("session" = []), ("bearer" = [])),
    responses((status = 200, description = "The files", body = Vec<FileBody>),
        (status = 401, description = "Not signed in", body = ProblemBody),
        (status = 403, description = "Impartiality is to be declared first, or stands in the way", body = ProblemBody),
        (status = 404, description = "No such application, or not yours", body = ProblemBody)))]
pub(crate) async fn list(
    State(app): State<App>,
    Signed(actor): Signed,
    PathOf(id): PathOf<ApplicationId>,
    texts: Texts,
) -> Result<Json<Vec<FileBody>>, Problem> {
    let (application, _) = seen(&app, &actor, id).await?;
    refuse_unread(&app, &actor, id, texts).await?;
    let files = attachments_of(&app.db, "application", &id.to_string()).await?.into_iter();
    let files = files.map(|file| (is_sent_in(&application, &file), file));
    // What is uploaded beside a version that was sent in is not the directorate's to know of yet.
    let files = files.filter(|(sent_in, _)| *sent_in || !actor.is_directorate());
    Ok(Json(files.map(|(sent_in, file)| FileBody::of(file, sent_in)).collect()))
}

/// Hands a file in to an application, as the field `file` of a multipart form, or as it is with its name
/// in the header `X-File-Name` (percent-encoded UTF-8). What it is stands in its content: a name that
/// says otherwise is refused. An answer then names it by its id.
#[utoipa::path(post, path = "/api/v1/applications/{id}/files", tag = "files",
    params(("id" = Uuid, Path, description = "The application"),
        ("X-File-Name" = Option<String>, Header, description = "The name of a file that is sent as it is, percent-encoded")),
    request_body(content((Vec<u8> = "application/octet-stream"), (Object = "multipart/form-data")),
        description = "The file"),
    security(("session" = []), ("bearer" = [])),
    responses((status = 201, description = "The file", body = FileBody),
        (status = 401, description = "Not signed in", body = ProblemBody),
        (status = 403, description = "Only the applicants can", body = ProblemBody),
        (status = 404, description = "No such application, or not yours", body = ProblemBody),
        (status = 409, description = "Not possible now", body = ProblemBody),
        (status = 413, description = "Too large", body = ProblemBody),
        (status = 422, description = "No file, no name, or of a kind that is not taken", body = ProblemBody)))]
pub(crate) async fn upload(
    State(app): State<App>,
    Signed(actor): Signed,
    PathOf(id): PathOf<ApplicationId>,
    texts: Texts,
    request: Request,
) -> Result<(StatusCode, Json<FileBody>), Problem> {
    let (_, call) = seen(&app, &actor, id).await?;
    let refused = |error| refusals::of_apply(texts, Some(id), &call.call.slug, &error);
    allow_attaching(&app.db, app.clock.as_ref(), &actor, id).await.map_err(refused)?;
    let (name, bytes) = unpacked(request, texts).await?;
    let to = To { thing: "application", id: id.to_string() };
    let clock = app.clock.as_ref();
    let received =
        receive(&app.db, clock, &actor, &app.files, app.scanning, to, &name, bytes).await;
    let file = match received {
        Ok(file) => file,
        Err(error) => return Err(at_file(why_not(error, texts)?)),
    };
    app.bell.ring();
    Ok((StatusCode::CREATED, Json(FileBody::of(file, false))))
}

fn at_file(detail: String) -> Problem {
    let field = FieldProblem { field: "file".to_owned(), detail: detail.clone() };
    Problem::invalid(vec![field]).detail(detail)
}

/// The name and the bytes that were sent, in either way.
async fn unpacked(request: Request, texts: Texts) -> Result<(String, Vec<u8>), Problem> {
    if !is_multipart(request.headers()) {
        let name = name_of(request.headers());
        let bytes = bytes_of(request, &()).await?;
        let name = name.ok_or_else(|| at_file(texts.t("api-file-name").into()))?;
        return Ok((name, bytes.into()));
    }
    let unread = |status: StatusCode| match status {
        StatusCode::PAYLOAD_TOO_LARGE => Problem::too_large(),
        _ => at_file(texts.t("api-file-one").into()),
    };
    let sent = Multipart::from_request(request, &()).await;
    let mut sent = sent.map_err(|refused| unread(refused.status()))?;
    let mut found = None;
    while let Some(part) = sent.next_field().await.map_err(|error| unread(error.status()))? {
        let name = part.file_name().map(str::to_owned);
        let is_it = part.name() == Some("file");
        let bytes = part.bytes().await.map_err(|error| unread(error.status()))?;
        if !is_it || found.is_some() {
            return Err(at_file(texts.t("api-file-one").into()));
        }
        let name = name.ok_or_else(|| at_file(texts.t("api-file-name").into()))?;
        found = Some((name, bytes.to_vec()));
    }
    found.ok_or_else(|| at_file(texts.t("api-file-one").into()))
}

fn is_multipart(headers: &HeaderMap) -> bool {
    let said = headers.get(header::CONTENT_TYPE).and_then(|said| said.to_str().ok());
    said.is_some_and(|said| said.trim_start().to_ascii_lowercase().starts_with("multipart/"))
}

fn name_of(headers: &HeaderMap) -> Option<String> {
    let said = headers.get(NAME)?.to_str().ok()?;
    let name = percent_decode_str(said).decode_utf8().ok()?;
    Some(name.into_owned()).filter(|name| !name.trim().is_empty() && !name.contains('\0'))
}

/// A file of an application, always as a download. The header `X-Scan` says `clean`, or `not-scanned`
/// where there is no scanner; what waits or is infected is not given out.
#[utoipa::path(get, path = "/api/v1/applications/{id}/files/{file}", tag = "files",
    params(("id" = Uuid, Path, description = "The application"),
        ("file" = Uuid, Path, description = "The file")),
    security(("session" = []), ("bearer" = [])),
    responses((status = 200, description = "The file", content_type = "application/octet-stream", body = Vec<u8>,
            headers(("X-Scan" = String, description = "`clean` or `not-scanned`"))),
        (status = 401, description = "Not signed in", body = ProblemBody),
        (status = 403, description = "Impartiality is to be declared first, or stands in the way", body = ProblemBody),
        (status = 404, description = "No such file, or not yours", body = ProblemBody),
        (status = 409, description = "It waits for the scanner, or is infected", body = ProblemBody)))]
pub(crate) async fn download(
    state: State<App>,
    signed: Signed,
    id: PathOf<ApplicationId>,
    names: Path<(String, String)>,
    texts: Texts,
) -> Result<Response, Problem> {
    applications::download(state, signed, id, names, texts).await
}

/// Takes a file away from an application. What a version that was sent in names stays.
#[utoipa::path(delete, path = "/api/v1/applications/{id}/files/{file}", tag = "files",
    params(("id" = Uuid, Path, description = "The application"),
        ("file" = Uuid, Path, description = "The file")),
    security(("session" = []), ("bearer" = [])),
    responses((status = 204, description = "It is gone"),
        (status = 401, description = "Not signed in", body = ProblemBody),
        (status = 403, description = "Only the applicants can", body = ProblemBody),
        (status = 404, description = "No such file, or not yours", body = ProblemBody),
        (status = 409, description = "It belongs to what was sent in, or not possible now", body = ProblemBody)))]
pub(crate) async fn remove(
    State(app): State<App>,
    Signed(actor): Signed,
    PathOf(id): PathOf<ApplicationId>,
    Path((_id, file)): Path<(String, String)>,
    texts: Texts,
) -> Result<StatusCode, Problem> {
    let (_, call) = seen(&app, &actor, id).await?;
    let file = file.parse::<AttachmentId>().map_err(|_| Problem::not_found())?;
    let clock = app.clock.as_ref();
    match remove_attachment(&app.db, clock, &actor, id, file).await {
        Ok(()) => Ok(StatusCode::NO_CONTENT),
        Err(ApplyError::NoSuchFile(_)) => Err(Problem::not_found()),
        Err(error) => Err(refusals::of_apply(texts, Some(id), &call.call.slug, &error)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::HeaderValue;

    #[test]
    fn a_name_comes_percent_encoded_or_not_at_all() {
        let name = |said: &'static str| {
            let mut headers = HeaderMap::new();
            headers.insert(NAME, HeaderValue::from_static(said));
            name_of(&headers)
        };
        assert_eq!(name("plan%20%C3%A5.pdf").as_deref(), Some("plan å.pdf"));
        assert_eq!(name("plan.pdf").as_deref(), Some("plan.pdf"));
        for none in ["", "%20", "%ff", "a%00.pdf"] {
            assert_eq!(name(none), None, "{none}");
        }
        assert_eq!(name_of(&HeaderMap::new()), None);
    }
}
