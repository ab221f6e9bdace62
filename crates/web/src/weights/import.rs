//! Bringing in a set of weights from a file or from what is pasted. What was sent comes back with what is
//! wrong, line by line; a file comes back as text, so that it can be mended where it stands.

use super::{
    line_of,
    list::{Line, Sending, page},
    wrong_field,
};
use crate::{
    App,
    app::LARGEST_BODY,
    kit::{FieldErrors, Filled, PageFrame, Problem, Texts, render_as},
    session::Officer,
};
use axum::{
    extract::{
        Multipart, State,
        multipart::{MultipartError, MultipartRejection},
    },
    http::{StatusCode, Uri},
    response::{IntoResponse, Redirect, Response},
};
use county_allocation::{
    ImportWeightsError, Level, NewWeightSet, WrongLine, import_weights, weight_rows,
};

/// So many wrong lines are shown; nobody reads more before mending these.
const MOST_SHOWN: usize = 50;

/// What was sent: the fields, and the file.
struct Parcel {
    fields: Vec<(String, String)>,
    file: Vec<u8>,
    /// The fields alone are more than a form may send.
    is_flood: bool,
}

async fn unpack(mut sent: Multipart) -> Result<Parcel, MultipartError> {
    let mut parcel = Parcel { fields: Vec::new(), file: Vec::new(), is_flood: false };
    let mut typed = 0;
    while let Some(part) = sent.next_field().await? {
        let name = part.name().unwrap_or_default().to_owned();
        if part.file_name().is_some() {
            parcel.file = part.bytes().await?.to_vec();
        } else {
            let text = part.text().await?;
            typed += name.len() + text.len();
            parcel.fields.push((name, text));
        }
    }
    parcel.is_flood = typed > LARGEST_BODY;
    Ok(parcel)
}

/// The text of a file, whatever a spreadsheet has written it in.
fn decoded(bytes: &[u8]) -> String {
    if let Some(rest) = bytes.strip_prefix(&[0xff, 0xfe]) {
        let pairs = rest.chunks_exact(2).map(|pair| u16::from_le_bytes([pair[0], pair[1]]));
        return char::decode_utf16(pairs).map(|one| one.unwrap_or('\u{fffd}')).collect();
    }
    match std::str::from_utf8(bytes) {
        Ok(text) => text.trim_start_matches('\u{feff}').to_owned(),
        // What else spreadsheets write has the letters of Latin-1 where it is not ASCII.
        Err(_) => bytes.iter().map(|byte| char::from(*byte)).collect(),
    }
}

/// A workbook, as spreadsheets keep it for themselves: packed, or the older kind.
fn is_workbook(bytes: &[u8]) -> bool {
    bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(&[0xd0, 0xcf, 0x11, 0xe0])
}

fn too_large(texts: Texts) -> Problem {
    Problem::of(StatusCode::PAYLOAD_TOO_LARGE).detail(texts.t("weights-too-large"))
}

/// The fields with the text of the file in the place of what is pasted, and whether there was a file.
fn with_file(parcel: Parcel, errors: &mut FieldErrors, texts: Texts) -> (Filled, bool) {
    let Parcel { mut fields, file, .. } = parcel;
    let pasted = fields.iter().any(|(name, text)| name == "text" && !text.trim().is_empty());
    if file.is_empty() {
        return (fields.into(), false);
    }
    if pasted {
        errors.add("file", texts.t("weights-both"));
    } else if file.len() > LARGEST_BODY {
        errors.add("file", texts.t("weights-too-large"));
    } else if is_workbook(&file) {
        errors.add("file", texts.t("weights-workbook"));
    } else {
        fields.retain(|(name, _)| name != "text");
        fields.push(("text".to_owned(), decoded(&file)));
        return (fields.into(), true);
    }
    (fields.into(), false)
}

/// Reads the form. `None` notes what is wrong.
fn read(filled: &Filled, errors: &mut FieldErrors, texts: Texts) -> Option<NewWeightSet> {
    let name = errors.text(filled, "name", texts).map(str::to_owned);
    let slug = errors.text(filled, "slug", texts).map(str::to_owned);
    let level = Level::from_word(filled.one("level"));
    if level.is_none() {
        errors.add("level", texts.t("form-required"));
    }
    let source = errors.text(filled, "source", texts).map(str::to_owned);
    let as_of = errors.day(filled, "as_of", texts);
    // Not trimmed: a line is where it stands.
    let text = filled.all("text").next().unwrap_or_default();
    if text.trim().is_empty() && errors.of("file").is_none() {
        errors.add("text", texts.t("weights-nothing"));
    }
    let rows = match level.filter(|_| !text.trim().is_empty()) {
        None => None,
        Some(level) => match weight_rows(text, level, Some(filled.one("column"))) {
            Ok(rows) => Some(rows),
            Err(error) => {
                errors.add(wrong_field(&error, "text"), error.in_words(texts.language()));
                None
            }
        },
    };
    let (slug, name, level) = (slug?, name?, level?);
    let new = NewWeightSet { slug, name, level, source: source?, as_of: as_of?, rows: rows? };
    errors.is_empty().then_some(new)
}

/// The wrong lines as they are shown, each with what stands there, and how many more there are.
fn shown(wrong: &[WrongLine], text: &str, texts: Texts) -> (Vec<Line>, usize) {
    let lines: Vec<&str> = text.lines().collect();
    let line = |one: &WrongLine| {
        let at = usize::try_from(line_of(one)).unwrap_or(0).saturating_sub(1);
        let text = lines.get(at).copied().unwrap_or_default();
        let text = text.chars().take(100).collect();
        Line { text, says: one.in_words(texts.language()) }
    };
    let more = wrong.len().saturating_sub(MOST_SHOWN);
    (wrong.iter().take(MOST_SHOWN).map(line).collect(), more)
}

/// `POST /weights`.
pub(crate) async fn import(
    State(app): State<App>,
    Officer(actor): Officer,
    frame: PageFrame,
    sent: Result<Multipart, MultipartRejection>,
) -> Result<Response, Problem> {
    let texts = frame.texts;
    let unreadable = || Problem::of(StatusCode::BAD_REQUEST);
    let parcel = unpack(sent.map_err(|_| unreadable())?).await;
    let parcel = parcel.map_err(|error| match error.status() {
        StatusCode::PAYLOAD_TOO_LARGE => too_large(texts),
        _ => unreadable(),
    })?;
    if parcel.is_flood {
        return Err(too_large(texts));
    }
    let mut errors = FieldErrors::none();
    let (filled, of_file) = with_file(parcel, &mut errors, texts);
    let mut sending = Sending { of_file, ..Sending::default() };
    if let Some(new) = read(&filled, &mut errors, texts) {
        let (slug, level) = (new.slug.clone(), new.level.word());
        match import_weights(&app.db, app.clock.as_ref(), &actor, new).await {
            Ok(_) => {
                app.bell.ring();
                let set = format!("/weights/{slug}?level={level}");
                return Ok(Redirect::to(&set).into_response());
            }
            Err(ImportWeightsError::Lines(lines)) => {
                let text = filled.all("text").next().unwrap_or_default();
                errors.add("text", texts.t("weights-lines-wrong").with("count", lines.len()));
                (sending.lines, sending.more) = shown(&lines, text, texts);
            }
            Err(error) => {
                let field = match &error {
                    ImportWeightsError::Slug => "slug",
                    ImportWeightsError::Unnamed => "name",
                    ImportWeightsError::Empty | ImportWeightsError::Lines(_) => "text",
                    ImportWeightsError::NotYours => return Err(Problem::forbidden()),
                    ImportWeightsError::Database(_) => return Err(Problem::internal(&error)),
                };
                errors.add(field, error.in_words(texts.language()));
            }
        }
    }
    (sending.filled, sending.errors) = (filled, errors);
    let uri = Uri::from_static("/weights");
    let page = page(&app, &actor, &uri, frame, Some(sending)).await?;
    Ok(render_as(StatusCode::UNPROCESSABLE_ENTITY, &page))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_spreadsheets_write_is_read() {
        assert_eq!(decoded("År;vekt".as_bytes()), "År;vekt");
        assert_eq!(decoded("\u{feff}År".as_bytes()), "År");
        assert_eq!(decoded(b"\xc5r;vekt"), "År;vekt");
        let wide: Vec<u8> =
            [0xfeff].into_iter().chain("År\t1".encode_utf16()).flat_map(u16::to_le_bytes).collect();
        assert_eq!(decoded(&wide), "År\t1");
        assert!(is_workbook(b"PK\x03\x04rest") && !is_workbook(b"unit,weight"));
    }
}
