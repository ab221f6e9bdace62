//! Files of an application: sending them and fetching them.

use super::{
    compare::{Meanwhile, stale_page},
    edit::wants_json,
    opened::{Opened, here},
    show::seen,
    unsaved::unsaved_page,
};
use crate::{
    App, PathOf,
    app::LARGEST_BODY,
    kit::{PageFrame, Problem, Texts},
    questions::Typed,
    session::Signed,
};
use attachments::{Attachment, FetchError, ReceiveError, Scan, To, attachment, fetch, receive};
use axum::{
    Json,
    extract::{Multipart, Path, State, multipart::MultipartError},
    http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header},
    response::{IntoResponse, Redirect, Response},
};
use forms::Shape;
use grant_applications::{Application, ApplyError, allow_attaching, save_application};
use serde_json::{Value, json};
use vocabulary::{Actor, ApplicationId, AttachmentId};

/// What was sent: the fields of the form, and the file of the question.
struct Parcel {
    fields: Typed,
    file: Option<(String, Vec<u8>)>,
    /// The fields alone are more than a form may send: only the file may be large.
    is_flood: bool,
}

async fn unpack(mut sent: Multipart, question: &str) -> Result<Parcel, MultipartError> {
    let (mut fields, mut file, mut typed) = (Vec::new(), None, 0);
    let wanted = format!("upload.{question}");
    while let Some(part) = sent.next_field().await? {
        let name = part.name().unwrap_or_default().to_owned();
        match part.file_name().map(str::to_owned) {
            // Other questions have a field for a file too; what is chosen there is sent by its own
            // button.
            Some(file_name) => {
                let bytes = part.bytes().await?;
                if name == wanted && !(file_name.is_empty() && bytes.is_empty()) {
                    file = Some((file_name, bytes.to_vec()));
                }
            }
            None => {
                let text = part.text().await?;
                typed += name.len() + text.len();
                fields.push((name, text));
            }
        }
    }
    Ok(Parcel { fields: Typed::from(fields), file, is_flood: typed > LARGEST_BODY })
}

/// `POST /applications/{id}/files/{question}`: a file to this question, and with it the whole form when it is sent
/// without the script, so that nothing typed is lost.
pub(crate) async fn upload(
    State(app): State<App>,
    Signed(actor): Signed,
    PathOf(id): PathOf<ApplicationId>,
    Path((_, question)): Path<(String, String)>,
    headers: HeaderMap,
    frame: PageFrame,
    sent: Result<Multipart, axum::extract::multipart::MultipartRejection>,
) -> Result<Response, Problem> {
    let opened = Opened::of_writer(&app, &actor, id, &frame).await?;
    let asked = opened.definition.question(&question);
    let Some(Shape::Files { most }) = asked.map(|question| question.takes.shape()) else {
        return Err(Problem::not_found());
    };
    let unreadable = || Problem::of(StatusCode::BAD_REQUEST);
    let parcel = unpack(sent.map_err(|_| unreadable())?, &question).await;
    let parcel = parcel.map_err(|error| match error.status() {
        StatusCode::PAYLOAD_TOO_LARGE => too_large(frame.texts),
        _ => unreadable(),
    })?;
    if parcel.is_flood {
        return Err(Problem::of(StatusCode::PAYLOAD_TOO_LARGE));
    }
    if let Err(error) = allow_attaching(&app.db, app.clock.as_ref(), &actor, id).await {
        let problem = opened.refused(frame.texts, &error);
        // Without the script the whole form came along, and is not lost with the file.
        if wants_json(&headers) || !parcel.fields.has_answers() {
            return Err(problem);
        }
        let typed = parcel.fields.answers(&opened.definition, &opened.places);
        return Ok(unsaved_page(frame, &opened, typed, problem));
    }
    let received = match parcel.file {
        None => Err(frame.t("questions-missing-file").to_string()),
        Some((name, bytes)) => {
            let to = To { thing: "application", id: id.to_string() };
            let clock = app.clock.as_ref();
            let received =
                receive(&app.db, clock, &actor, &app.files, app.scanning, to, &name, bytes).await;
            match received {
                Ok(received) => Ok(received),
                Err(error) => Err(why_not(error, frame.texts)?),
            }
        }
    };
    app.bell.ring();
    if wants_json(&headers) {
        return match received {
            Ok(file) => {
                let mut said = named(&file);
                said["href"] = json!(format!("{}/files/{}", here(id), file.id));
                Ok(Json(said).into_response())
            }
            Err(why) => Err(refused_file(&question, why)),
        };
    }
    let file = match received {
        Ok(file) => file,
        Err(why) => {
            // The rest of the form is kept all the same.
            let whole = Whole { fields: parcel.fields, question: &question, file: None, most };
            if let Some(stale) = keep(&app, &opened, &actor, whole, &frame).await? {
                return Ok(stale);
            }
            let problem = refused_file(&question, why.clone()).detail(why);
            let back = format!("{}/edit#question-{question}", here(id));
            return Err(problem.or_else_do("save", frame.t("applications-back-to-form"), back));
        }
    };
    let whole = Whole { fields: parcel.fields, question: &question, file: Some(&file), most };
    if let Some(stale) = keep(&app, &opened, &actor, whole, &frame).await? {
        return Ok(stale);
    }
    Ok(Redirect::to(&format!("{}/edit#question-{question}", here(id))).into_response())
}

/// What came along with a file, and the question it belongs to.
struct Whole<'a> {
    fields: Typed,
    question: &'a str,
    file: Option<&'a Attachment>,
    /// The most files of the question.
    most: u32,
}

/// Saves what came along with a file, and the file among its question's. Where somebody else has saved
/// meanwhile, the page that compares is the answer.
async fn keep(
    app: &App,
    opened: &Opened,
    actor: &Actor,
    whole: Whole<'_>,
    frame: &PageFrame,
) -> Result<Option<Response>, Problem> {
    let Whole { fields, question, file, most } = whole;
    let id = opened.application.id;
    let mut answers = if fields.has_answers() {
        fields.answers(&opened.definition, &opened.places)
    } else {
        opened.answers().clone()
    };
    if let Some(file) = file {
        let mut files = match answers.get(question) {
            Some(Value::Array(files)) => files.clone(),
            _ => Vec::new(),
        };
        files.push(named(file));
        // Where as many are there as may be, the last counts.
        let surplus = files.len().saturating_sub(usize::try_from(most).unwrap_or(usize::MAX));
        files.drain(..surplus);
        answers.set(question, Value::Array(files));
    }
    let revision = fields.one("revision").parse().unwrap_or(opened.application.revision);
    let clock = app.clock.as_ref();
    match save_application(&app.db, clock, actor, id, revision, answers.clone()).await {
        Ok(_) => Ok(None),
        Err(ApplyError::Stale(theirs)) => {
            let base = fields.one("base");
            let meanwhile = Meanwhile::Writing;
            stale_page(app, frame.clone(), opened, *theirs, answers, base, meanwhile)
                .await
                .map(Some)
        }
        Err(error) => {
            let problem = opened.refused(frame.texts, &error);
            Ok(Some(unsaved_page(frame.clone(), opened, answers, problem)))
        }
    }
}

fn named(file: &Attachment) -> Value {
    json!({
        "id": file.id.to_string(),
        "name": file.name,
        "bytes": file.bytes,
        "type": file.media_type,
    })
}

fn refused_file(question: &str, why: String) -> Problem {
    let field = crate::kit::FieldProblem { field: format!("a.{question}"), detail: why.clone() };
    Problem::invalid(vec![field]).detail(why)
}

fn too_large(texts: Texts) -> Problem {
    Problem::of(StatusCode::PAYLOAD_TOO_LARGE).detail(texts.t("questions-upload-too-large"))
}

/// Why a file is not taken, as a sentence; what is ours to mend as a problem.
pub(crate) fn why_not(error: ReceiveError, texts: Texts) -> Result<String, Problem> {
    Ok(match error {
        ReceiveError::Empty => texts.t("applications-file-empty").into(),
        ReceiveError::TooLarge { .. } => texts.t("questions-upload-too-large").into(),
        ReceiveError::NoName => texts.t("applications-file-no-name").into(),
        ReceiveError::Lies { name_says, is } => {
            let text = texts.t("applications-file-lies").with("says", name_says);
            text.with("is", media(&is, texts)).into()
        }
        ReceiveError::NotAllowed { is } => {
            texts.t("applications-file-not-allowed").with("is", media(&is, texts)).into()
        }
        ReceiveError::Macros => texts.t("applications-file-macros").into(),
        ReceiveError::NotUtf8 => texts.t("applications-file-not-utf8").into(),
        ReceiveError::TooMany { most } => {
            texts.t("applications-file-too-many").with("most", most).into()
        }
        ReceiveError::TooMuch { most, .. } => {
            let megabytes = most / (1024 * 1024);
            texts.t("applications-file-too-much").with("megabytes", megabytes).into()
        }
        ReceiveError::Store(_) | ReceiveError::Database(_) => {
            return Err(Problem::internal(&error));
        }
    })
}

/// A kind of content that nobody recognises has a name that tells people nothing.
fn media(is: &str, texts: Texts) -> String {
    match is {
        "application/octet-stream" => texts.t("applications-file-unknown").into(),
        is => is.to_owned(),
    }
}

/// `GET /applications/{id}/files/{file}`: a download, never shown in the browser, because what people
/// hand in is not ours to trust.
pub(crate) async fn download(
    State(app): State<App>,
    Signed(actor): Signed,
    PathOf(id): PathOf<ApplicationId>,
    Path((_, file)): Path<(String, String)>,
    texts: Texts,
) -> Result<Response, Problem> {
    let (application, _) = seen(&app, &actor, id).await?;
    super::show::refuse_unread(&app, &actor, id, texts).await?;
    let file = file.parse::<AttachmentId>().map_err(|_| Problem::not_found())?;
    let file = attachment(&app.db, file).await?;
    let belongs =
        |file: &Attachment| file.thing == "application" && file.thing_id == id.to_string();
    let file = file.filter(belongs).ok_or_else(Problem::not_found)?;
    // What is uploaded beside a version that was sent in is not the directorate's to read yet.
    if actor.is_directorate() && !is_sent_in(&application, &file) {
        return Err(Problem::not_found());
    }
    let bytes = fetch(&app.files, &file).await.map_err(|error| match error {
        FetchError::Waiting => Problem::conflict(texts.t("applications-file-waiting")),
        FetchError::Infected { finding } => Problem::conflict(
            texts.t("applications-file-infected").with("finding", finding).with("name", &file.name),
        ),
        error => Problem::internal(&error),
    })?;
    let media_type = HeaderValue::from_str(&file.media_type)
        .unwrap_or(HeaderValue::from_static("application/octet-stream"));
    let headers = [
        (header::CONTENT_TYPE, media_type),
        (header::CONTENT_DISPOSITION, as_download(&file.name)),
        (header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
        (header::CACHE_CONTROL, HeaderValue::from_static("private, no-store")),
        (header::CONTENT_SECURITY_POLICY, HeaderValue::from_static("default-src 'none'; sandbox")),
        // For programs: whether a scanner has looked at it.
        (HeaderName::from_static("x-scan"), HeaderValue::from_static(file.scan.word())),
    ];
    Ok((headers, bytes).into_response())
}

/// A version that was sent in names the file.
pub(crate) fn is_sent_in(application: &Application, file: &Attachment) -> bool {
    fn names(value: &Value, id: &str) -> bool {
        match value {
            Value::Array(list) => list.iter().any(|one| names(one, id)),
            Value::Object(map) => map.get("id").and_then(Value::as_str) == Some(id),
            _ => false,
        }
    }
    let id = file.id.to_string();
    let versions = application.versions.iter().map(|version| &version.answers);
    let mut all = versions.chain([&application.answers]);
    all.any(|answers| answers.iter().any(|(_, answer)| names(answer, &id)))
}

/// `attachment`, under its name: in letters that every browser reads, and as it is (RFC 6266).
fn as_download(name: &str) -> HeaderValue {
    let plain: String = name
        .chars()
        .map(|c| match c {
            ' '..='~' if !matches!(c, '"' | '\\' | '%' | ';') => c,
            _ => '_',
        })
        .collect();
    let whole: String = form_urlencoded::byte_serialize(name.as_bytes()).collect();
    let whole = whole.replace('+', "%20");
    HeaderValue::from_str(&format!("attachment; filename=\"{plain}\"; filename*=UTF-8''{whole}"))
        .unwrap_or(HeaderValue::from_static("attachment"))
}

/// What the scanner says of the files of an application, as far as the reader may know of them.
pub(super) async fn scan_notes(
    app: &App,
    actor: &Actor,
    application: &Application,
    texts: Texts,
) -> Result<Vec<String>, Problem> {
    let id = application.id.to_string();
    let files = attachments::attachments_of(&app.db, "application", &id).await?;
    // As in [`download`].
    let is_seen = |file: &&Attachment| !actor.is_directorate() || is_sent_in(application, file);
    Ok(files
        .iter()
        .filter(is_seen)
        .filter_map(|file| match &file.scan {
            Scan::Waiting => {
                Some(texts.t("applications-file-is-waiting").with("name", &file.name).into())
            }
            Scan::Infected { finding, .. } => Some(
                texts
                    .t("applications-file-infected")
                    .with("finding", finding)
                    .with("name", &file.name)
                    .into(),
            ),
            Scan::Clean { .. } | Scan::NotScanned => None,
        })
        .collect())
}

#[cfg(test)]
mod tests {
    use super::as_download;

    #[test]
    fn a_name_cannot_break_out_of_its_header() {
        let value = as_download("søk\"nad;\r\n.pdf");
        assert_eq!(
            value.to_str().expect("text"),
            "attachment; filename=\"s_k_nad___.pdf\"; \
             filename*=UTF-8''s%C3%B8k%22nad%3B%0D%0A.pdf"
        );
    }
}
