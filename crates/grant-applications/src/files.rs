//! Files that answers name: they are those that were handed in to this application, and no others.

use crate::apply::{note, written_by};
use crate::{Application, ApplicationState, ApplicationVerb, ApplyError, Call, repository};
use attachments::{Attachment, Scan};
use chrono::{DateTime, TimeDelta, Utc};
use forms::{Answers, At, Definition, Takes};
use sea_orm::{ConnectionTrait, DatabaseConnection, DatabaseTransaction, DbErr};
use serde_json::{Value, json};
use vocabulary::{Actor, ApplicationId, AttachmentId, Clock};

/// The files of an application.
pub(crate) async fn files_of<C: ConnectionTrait>(
    db: &C,
    id: ApplicationId,
) -> Result<Vec<Attachment>, DbErr> {
    attachments::attachments_of(db, "application", &id.to_string()).await
}

/// The files of an application need not be read for a form that asks for none.
pub(crate) fn asks_for_files(form: &Definition) -> bool {
    form.questions().any(|(_, question)| matches!(question.takes, Takes::Files { .. }))
}

/// Where answers name files, with the ids they name.
fn named(form: &Definition, answers: &Answers) -> Vec<(At, Option<AttachmentId>)> {
    let mut found = Vec::new();
    for (_, question) in form.questions() {
        if !matches!(question.takes, Takes::Files { .. }) {
            continue;
        }
        let rows = answers.get(&question.key).and_then(Value::as_array);
        for (row, file) in rows.into_iter().flatten().enumerate() {
            let Some(id) = file.get("id") else { continue };
            let at = At { question: question.key.clone(), row: Some(row), part: None };
            found.push((at, id.as_str().and_then(|id| id.parse().ok())));
        }
    }
    found
}

/// The answers with what is known of each file they name: its name, length and type are ours to say.
/// Refuses files that were not handed in to this application, each with its place.
pub(crate) fn restated(
    form: &Definition,
    answers: Answers,
    files: &[Attachment],
) -> Result<Answers, Vec<At>> {
    let mut restated = answers;
    let mut strangers = Vec::new();
    for (at, id) in named(form, &restated) {
        let Some(file) = files.iter().find(|file| Some(file.id) == id) else {
            strangers.push(at);
            continue;
        };
        let (Some(row), Some(mut list)) = (at.row, restated.remove(&at.question)) else { continue };
        if let Some(place) = list.get_mut(row) {
            *place = json!({
                "id": file.id.to_string(),
                "name": file.name,
                "bytes": file.bytes,
                "type": file.media_type,
            });
        }
        restated.set(at.question, list);
    }
    if strangers.is_empty() { Ok(restated) } else { Err(strangers) }
}

/// Refuses answers that name an infected file.
pub(crate) fn refuse_infected(
    form: &Definition,
    answers: &Answers,
    files: &[Attachment],
) -> Result<(), ApplyError> {
    for (at, id) in named(form, answers) {
        let file = files.iter().find(|file| Some(file.id) == id);
        if let Some(file) = file.filter(|file| matches!(file.scan, Scan::Infected { .. })) {
            return Err(ApplyError::InfectedFile { at, name: file.name.clone() });
        }
    }
    Ok(())
}

/// Says whether the actor may hand in files to an application now; what is received then belongs to it.
/// As with saving, what was sent in is not added to once the call has closed.
pub async fn allow_attaching(
    db: &DatabaseConnection,
    clock: &dyn Clock,
    actor: &Actor,
    id: ApplicationId,
) -> Result<(), ApplyError> {
    let tx = journal::begin(db).await?;
    let application = written_by(&tx, actor, id).await?;
    application.state.allow(ApplicationVerb::Save)?;
    let call = repository::call(&tx, application.call).await?.ok_or(ApplyError::NoCall)?;
    refuse_after_closing(&application, &call, clock.now())
}

/// Refuses to write beside what was sent in when the call takes applications no more.
pub(crate) fn refuse_after_closing(
    application: &Application,
    call: &Call,
    now: DateTime<Utc>,
) -> Result<(), ApplyError> {
    let was_sent = matches!(application.state, ApplicationState::Submitted(_));
    if was_sent && !call.takes_applications(now) {
        return Err(ApplyError::not_open(call));
    }
    Ok(())
}

/// Takes a file away from an application. Answers of the draft that name it no longer count it among
/// the files when they are saved next; what was sent in keeps its files for good.
pub async fn remove_attachment(
    db: &DatabaseConnection,
    clock: &dyn Clock,
    actor: &Actor,
    id: ApplicationId,
    file: AttachmentId,
) -> Result<(), ApplyError> {
    let tx = journal::begin(db).await?;
    let application = written_by(&tx, actor, id).await?;
    application.state.allow(ApplicationVerb::Save)?;
    if !files_of(&tx, id).await?.iter().any(|own| own.id == file) {
        return Err(ApplyError::NoSuchFile(Vec::new()));
    }
    if sent_in(&application, file) {
        return Err(ApplyError::FileSentIn);
    }
    attachments::remove_use(&tx, clock, actor, file).await?;
    note(&tx, clock, actor, id, "removed a file", json!({ "file": file })).await?;
    Ok(tx.commit().await?)
}

/// How long a file may lie beside an application without being named in what is saved: it is handed in
/// before the answer that names it, and somebody else may save in between.
const UNNAMED: TimeDelta = TimeDelta::days(1);

/// Ends the use of files that nothing names any more, now that this is what is written, or nothing: what
/// is taken out of the form is taken back, and what was sent in keeps its files for good. `own` are the
/// application's files as far as they are at hand.
pub(crate) async fn release(
    tx: &DatabaseTransaction,
    clock: &dyn Clock,
    actor: &Actor,
    application: &Application,
    own: &[Attachment],
    written: Option<&Answers>,
) -> Result<(), DbErr> {
    let before = application.working().0;
    // The form may have been another when they were handed in.
    let forgotten = own.is_empty() && before.iter().any(|(_, said)| names_any(said));
    let found = if forgotten { files_of(tx, application.id).await? } else { Vec::new() };
    for file in own.iter().chain(&found) {
        if is_over(application, file, written, clock.now()) {
            attachments::remove_use(tx, clock, actor, file.id).await?;
        }
    }
    Ok(())
}

/// Nothing names the file any more: it was named until now, or has not been for long.
fn is_over(
    application: &Application,
    file: &Attachment,
    written: Option<&Answers>,
    now: DateTime<Utc>,
) -> bool {
    let was_named = says(application.working().0, file.id);
    let is_named = written.is_some_and(|written| says(written, file.id));
    let lay_unnamed = now - file.added_at > UNNAMED;
    !is_named && !sent_in(application, file.id) && (was_named || lay_unnamed)
}

/// What was sent in names the file, wherever.
fn sent_in(application: &Application, file: AttachmentId) -> bool {
    let before_versions = application.state.submission().map(|_| &application.answers);
    let mut all = application.versions.iter().map(|version| &version.answers);
    all.any(|answers| says(answers, file)) || before_versions.is_some_and(|all| says(all, file))
}

fn says(answers: &Answers, file: AttachmentId) -> bool {
    let id = file.to_string();
    answers.iter().any(|(_, said)| names(said, &id))
}

fn names_any(value: &Value) -> bool {
    let has_an_id = |one: &Value| one.get("id").is_some_and(Value::is_string);
    value.as_array().is_some_and(|list| list.iter().any(has_an_id))
}

fn names(value: &Value, id: &str) -> bool {
    match value {
        Value::Array(list) => list.iter().any(|value| names(value, id)),
        Value::Object(map) => map.get("id").and_then(Value::as_str) == Some(id),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form() -> Definition {
        let form = json!({ "kind": "application", "title": { "nb": "S" }, "sections": [{
            "key": "s", "title": { "nb": "S" }, "questions": [
                { "key": "plan", "label": { "nb": "Plan" }, "takes": { "kind": "files", "most": 3 } },
                { "key": "title", "label": { "nb": "Tittel" }, "takes": { "kind": "short-text" } },
            ],
        }] });
        serde_json::from_value(form).unwrap()
    }

    fn file(scan: Scan) -> Attachment {
        Attachment {
            id: AttachmentId::fresh(),
            thing: "application".into(),
            thing_id: "x".into(),
            hash: "0".repeat(64),
            name: "plan.pdf".into(),
            bytes: 12,
            media_type: "application/pdf".into(),
            scan,
            added_at: DateTime::<Utc>::UNIX_EPOCH,
            added_by: "Kari".into(),
        }
    }

    fn answers(value: Value) -> Answers {
        Answers::from_value(value).unwrap()
    }

    #[test]
    fn what_is_said_of_a_file_is_ours() {
        let plan = file(Scan::NotScanned);
        let claimed = json!({ "id": plan.id, "name": "lønn.exe", "bytes": 1, "type": "text/html" });
        let typed = answers(json!({ "plan": [claimed], "title": "x" }));
        let said = restated(&form(), typed, std::slice::from_ref(&plan)).unwrap();
        let known =
            json!({ "id": plan.id, "name": "plan.pdf", "bytes": 12, "type": "application/pdf" });
        assert_eq!(said, answers(json!({ "plan": [known], "title": "x" })));
    }

    #[test]
    fn files_of_others_are_refused_with_their_place() {
        let (own, other) = (file(Scan::NotScanned), AttachmentId::fresh());
        let typed = answers(json!({ "plan": [{ "id": own.id }, { "id": other }, { "id": 7 }] }));
        let strangers = restated(&form(), typed, &[own]).unwrap_err();
        let places: Vec<_> = strangers.iter().map(|at| at.row).collect();
        assert_eq!(places, [Some(1), Some(2)]);
        // What is no list of files is kept as it was typed: a draft may hold anything.
        let odd = answers(json!({ "plan": "vedlagt" }));
        assert_eq!(restated(&form(), odd.clone(), &[]), Ok(odd));
    }

    #[test]
    fn nothing_infected_is_sent_in() {
        let bad = file(Scan::Infected { at: DateTime::<Utc>::UNIX_EPOCH, finding: "EICAR".into() });
        let waiting = file(Scan::Waiting);
        let of = |file: &Attachment| answers(json!({ "plan": [{ "id": file.id }] }));
        let files = [bad, waiting];
        assert!(refuse_infected(&form(), &of(&files[1]), &files).is_ok());
        let refused = refuse_infected(&form(), &of(&files[0]), &files).unwrap_err();
        assert!(matches!(refused, ApplyError::InfectedFile { name, .. } if name == "plan.pdf"));
    }
}
