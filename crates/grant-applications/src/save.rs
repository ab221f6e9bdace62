//! Saving what is being written.

use crate::apply::{ApplyError, form_now, note, written_by};
use crate::{ApplicationState, ApplicationVerb, Content, Working, files, repository};
use chrono::SubsecRound;
use forms::{Answers, settled, too_wide};
use sea_orm::DatabaseConnection;
use serde_json::json;
use vocabulary::{Actor, ApplicationId, Clock};

/// Saves what is being written; the new revision comes back. `revision` is the one the writer saw.
///
/// Answers may be wrong in every way: nothing typed is lost, and what is wrong is said when it is sent
/// in. Only what no page could show again is refused ([`too_wide`]). Of what was sent in, a working copy is written beside it, which counts for nothing until it is
/// sent in too. Saving what stands already changes nothing, so that an answer that got lost on its way
/// back can be asked for again.
pub async fn save_application(
    db: &DatabaseConnection,
    clock: &dyn Clock,
    actor: &Actor,
    id: ApplicationId,
    revision: i32,
    answers: Answers,
) -> Result<i32, ApplyError> {
    let now = clock.now().trunc_subsecs(6);
    let tx = journal::begin(db).await?;
    let application = written_by(&tx, actor, id).await?;
    application.state.allow(ApplicationVerb::Save)?;
    let call = repository::call_kept(&tx, application.call).await?.ok_or(ApplyError::NoCall)?;
    files::refuse_after_closing(&application, &call, now)?;
    let form = form_now(&tx, clock, &call, &application).await?;
    if let Some(doubt) = too_wide(&form.definition, &answers) {
        return Err(ApplyError::Incomplete(vec![doubt]));
    }
    let own = match files::asks_for_files(&form.definition) {
        true => files::files_of(&tx, id).await?,
        false => Vec::new(),
    };
    let answers = match files::restated(&form.definition, answers, &own) {
        Ok(answers) => answers,
        // Somebody else has taken it out meanwhile: that is to be seen before the file is missed.
        Err(_) if application.revision != revision => {
            return Err(ApplyError::Stale(Box::new(application)));
        }
        Err(places) => return Err(ApplyError::NoSuchFile(places)),
    };
    if application.working() == (&answers, form.id) {
        return Ok(application.revision);
    }
    if application.revision != revision {
        return Err(ApplyError::Stale(Box::new(application)));
    }
    let saved = if application.state == ApplicationState::Draft {
        let content = Content::of(&form.definition, &settled(&form.definition, &answers));
        repository::save_content(&tx, &application, revision, &content).await?
    } else {
        repository::count_saving(&tx, id, application.state.word(), revision).await?
    };
    if !saved {
        return Err(ApplyError::Stale(Box::new(application)));
    }
    let working =
        Working { answers, form: form.id, saved_at: now, saved_by: actor.name().to_owned() };
    repository::put_working_copy(&tx, id, &working).await?;
    files::release(&tx, clock, actor, &application, &own, Some(&working.answers)).await?;
    let detail = json!({ "revision": revision + 1, "form": form.id });
    note(&tx, clock, actor, id, "saved", detail).await?;
    tx.commit().await?;
    Ok(revision + 1)
}
