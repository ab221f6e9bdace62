//! Asking those who sign for an organisation to send an application in.

use crate::apply::{ApplyError, note, owned_by};
use crate::post::Post;
use crate::{ApplicationVerb, Content, repository};
use forms::settled;
use letters::{Desk, Letter, SignatureWanted};
use sea_orm::DatabaseConnection;
use serde_json::json;
use vocabulary::{Actor, ApplicationId, Clock};

/// Writes to those who sign for the applicant that its application is ready; how many they are. Nobody
/// gets the same letter twice about what has not been saved since, and where an organisation has no
/// signatories nobody needs to be asked.
pub async fn ask_signature(
    db: &DatabaseConnection,
    clock: &dyn Clock,
    actor: &Actor,
    desk: &Desk,
    id: ApplicationId,
) -> Result<usize, ApplyError> {
    let (now, today) = (clock.now(), clock.today());
    let tx = journal::begin(db).await?;
    let application = owned_by(&tx, actor, id).await?;
    let call = repository::call(&tx, application.call).await?.ok_or(ApplyError::NoCall)?;
    application.allow_for(ApplicationVerb::Submit, actor, &call, now)?;
    let version = crate::apply::form_now(&tx, clock, &call, &application).await?;
    let form = &version.definition;
    let content = Content::of(form, &settled(form, application.working().0));
    let organisation = application.organisation;
    let signatories = organisations::signatories_on(&tx, organisation, today).await?;
    let post = Post { tx: &tx, desk, now, application: &application };
    let closes_on = call.closes_on();
    let key = format!("signature:{id}:{}", application.revision);
    let asked = post
        .to_people(organisation, &signatories, &key, |to| {
            Letter::SignatureWanted(SignatureWanted {
                organisation: to.applicant.to_owned(),
                project_title: content.title.clone(),
                call_title: call.title_in(to.language).to_owned(),
                reference: application.reference.clone(),
                amount: content.amount,
                prepared_by: actor.name().to_owned(),
                closes_on,
                days: closes_on.days_since(today),
                path: post.path(),
            })
        })
        .await?;
    if asked > 0 {
        let detail = json!({ "revision": application.revision, "asked": asked });
        note(&tx, clock, actor, id, "asked for a signature", detail).await?;
    }
    tx.commit().await?;
    Ok(asked)
}
