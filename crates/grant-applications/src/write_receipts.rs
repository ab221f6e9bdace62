//! Writing the receipts of what was sent in.

use crate::apply::form_version;
use crate::post::{Post, place_names};
use crate::submit::names_places;
use crate::{Content, files, receipt, repository};
use chrono::{DateTime, Utc};
use letters::{Desk, WriteError};
use sea_orm::DatabaseConnection;
use std::collections::BTreeMap;
use vocabulary::ApplicationId;
use worklist::Ask;

/// The kind of work that writes the receipts of one version. Its subject is the application's id, a
/// colon and the number of the version.
pub const WRITE_RECEIPTS: &str = "write-receipts";

/// The work that writes the receipts of a version.
pub(crate) fn receipt_of(id: ApplicationId, version: i32, now: DateTime<Utc>) -> Ask {
    Ask::new(WRITE_RECEIPTS, format!("{id}:{version}"), now)
}

/// Writes the receipts of a version that was sent in, to all who take part; how many. `subject` is that
/// of the work. They are dated by the moment it arrived, whenever they are written, and written once
/// however often this runs.
///
/// # Errors
///
/// [`WriteError`]; nothing is written then.
pub async fn write_receipts(
    db: &DatabaseConnection,
    desk: &Desk,
    subject: &str,
) -> Result<usize, WriteError> {
    let Some((id, number)) = parts(subject) else { return Ok(0) };
    let tx = journal::begin(db).await?;
    let Some(application) = repository::application(&tx, id).await? else { return Ok(0) };
    let Some(version) = application.versions.iter().find(|version| version.number == number) else {
        return Ok(0);
    };
    let Some(call) = repository::call(&tx, application.call).await? else { return Ok(0) };
    let form = form_version(&tx, version.form).await?;
    let content = Content::of(&form.definition, &version.answers);
    let places = match names_places(&form.definition, &version.answers) {
        true => place_names(&tx, &application).await?,
        false => BTreeMap::new(),
    };
    let handed_in = match files::asks_for_files(&form.definition) {
        true => files::files_of(&tx, id).await?,
        false => Vec::new(),
    };
    let now = version.submitted_at;
    let arrived = receipt::Arrived {
        call: &call,
        form: &form.definition,
        version,
        content: &content,
        places: &places,
        files: &handed_in,
    };
    let post = Post { tx: &tx, desk, now, application: &application };
    let written = post
        .to_all(&format!("receipt:{id}:{number}"), |to| receipt::letter(to, &post, &arrived))
        .await?;
    tx.commit().await?;
    Ok(written)
}

fn parts(subject: &str) -> Option<(ApplicationId, i32)> {
    let (id, number) = subject.split_once(':')?;
    Some((id.parse().ok()?, number.parse().ok()?))
}
