//! Writing, submitting and withdrawing an application.

use crate::{
    Application, ApplicationState, ApplicationVerb, Content, ContentDoubt, Submission, repository,
};
use journal::Act;
use letters::{About, ApplicationReceipt, Desk, Letter, Recipient};
use sea_orm::{DatabaseConnection, DatabaseTransaction, DbErr, SqlErr};
use serde_json::json;
use sha2::{Digest, Sha256};
use vocabulary::{
    Actor, ApplicationId, CallId, Clock, Day, MunicipalityNumber, NotPossible, OrganisationId, Role,
};

/// Why an application could not be written or sent in.
#[derive(Debug, thiserror::Error)]
pub enum ApplyError {
    /// Private: for whoever asks it does not exist.
    #[error("there is no such application")]
    NoApplication,
    /// No such public call.
    #[error("there is no such call")]
    NoCall,
    /// Only people of the organisation apply for it.
    #[error("only people with the role applicant in the organisation can do this")]
    NotYours,
    /// The call does not take applications now.
    #[error("the call takes applications from {opens} to {closes}")]
    NotOpen {
        /// The first day.
        opens: Day,
        /// The last day.
        closes: Day,
    },
    /// The municipality is not in the register on that day.
    #[error("municipality {0} is not in the register on that day")]
    NoMunicipality(MunicipalityNumber),
    /// It is not complete.
    #[error("the application cannot be sent in yet")]
    Incomplete(Vec<ContentDoubt>),
    /// Somebody saved it meanwhile: what they saved comes along so that both can be compared.
    #[error("somebody else has saved this application since you opened it")]
    Stale(Box<Application>),
    /// The application is in a state where this cannot be done.
    #[error(transparent)]
    NotPossible(#[from] NotPossible),
    /// The receipt could not be written.
    #[error("the receipt could not be written: {0}")]
    Letter(#[from] letters::WriteError),
    /// The database answered with an error.
    #[error(transparent)]
    Database(#[from] DbErr),
}

/// An application to begin.
#[derive(Debug, Clone)]
pub struct Draft {
    /// The call.
    pub call: CallId,
    /// Who applies.
    pub organisation: OrganisationId,
    /// The applicant's municipality.
    pub municipality: MunicipalityNumber,
    /// What it says so far.
    pub content: Content,
}

/// Begins an application.
pub async fn begin_application(
    db: &DatabaseConnection,
    clock: &dyn Clock,
    actor: &Actor,
    draft: Draft,
) -> Result<ApplicationId, ApplyError> {
    if !actor.applies_for(draft.organisation) {
        return Err(ApplyError::NotYours);
    }
    // Two that begin at once draw the same number; the one refused draws again.
    let mut tries = 0;
    loop {
        match begin_once(db, clock, actor, &draft).await {
            Err(ApplyError::Database(error))
                if tries < 5
                    && matches!(error.sql_err(), Some(SqlErr::UniqueConstraintViolation(_))) =>
            {
                tries += 1;
            }
            ended => return ended,
        }
    }
}

async fn begin_once(
    db: &DatabaseConnection,
    clock: &dyn Clock,
    actor: &Actor,
    draft: &Draft,
) -> Result<ApplicationId, ApplyError> {
    let now = clock.now();
    let tx = journal::begin(db).await?;
    let call = repository::call(&tx, draft.call).await?.filter(|call| call.is_public());
    let call = call.ok_or(ApplyError::NoCall)?;
    if !call.takes_applications(now) {
        let closes = Day::at(call.closes_at).plus_days(-1);
        return Err(ApplyError::NotOpen { opens: Day::at(call.opens_at), closes });
    }
    // One call, one map: a reform while it is open must not give its applications two kinds of county.
    let map_of = Day::at(call.opens_at);
    let municipality = organisations::queries::municipality_on(&tx, draft.municipality, map_of)
        .await?
        .ok_or(ApplyError::NoMunicipality(draft.municipality))?;
    let number = repository::next_number(&tx, draft.call).await?;
    let application = Application {
        id: ApplicationId::fresh(),
        call: draft.call,
        organisation: draft.organisation,
        reference: format!("{}-S{number:02}", call.slug.to_uppercase()),
        municipality: draft.municipality,
        county: municipality.county,
        located_on: map_of,
        content: draft.content.clone(),
        revision: 1,
        begun_at: now,
        state: ApplicationState::Draft,
    };
    repository::insert_application(&tx, &application, number).await?;
    note(&tx, clock, actor, &application, "began", json!({ "call": call.slug })).await?;
    tx.commit().await?;
    Ok(application.id)
}

/// Saves what a draft says. `revision` is the one the writer saw.
pub async fn save_application(
    db: &DatabaseConnection,
    clock: &dyn Clock,
    actor: &Actor,
    id: ApplicationId,
    revision: i32,
    content: Content,
) -> Result<(), ApplyError> {
    let tx = journal::begin(db).await?;
    let application = own(&tx, actor, id).await?;
    application.state.allow(ApplicationVerb::Save)?;
    if !repository::save_content(&tx, id, revision, &content).await? {
        let now = own(&tx, actor, id).await?;
        now.state.allow(ApplicationVerb::Save)?;
        return Err(ApplyError::Stale(Box::new(now)));
    }
    note(&tx, clock, actor, &application, "saved", json!({ "revision": revision + 1 })).await?;
    Ok(tx.commit().await?)
}

/// Sends an application in; the receipt goes to the applicants by mail.
pub async fn submit_application(
    db: &DatabaseConnection,
    clock: &dyn Clock,
    actor: &Actor,
    desk: &Desk,
    id: ApplicationId,
) -> Result<Submission, ApplyError> {
    let now = clock.now();
    let tx = journal::begin(db).await?;
    let application = own(&tx, actor, id).await?;
    application.state.allow(ApplicationVerb::Submit)?;
    let call = repository::call(&tx, application.call).await?.ok_or(ApplyError::NoCall)?;
    if !call.takes_applications(now) {
        let closes = Day::at(call.closes_at).plus_days(-1);
        return Err(ApplyError::NotOpen { opens: Day::at(call.opens_at), closes });
    }
    let doubts = application.content.doubts(call.budget);
    if !doubts.is_empty() {
        return Err(ApplyError::Incomplete(doubts));
    }
    let submission = Submission {
        at: now,
        by: actor.name().to_owned(),
        content_hash: content_hash(&application.content),
    };
    let next = application.state.clone().submit(submission.clone())?;
    if !repository::move_application(&tx, id, application.state.word(), &next).await? {
        own(&tx, actor, id).await?.state.allow(ApplicationVerb::Submit)?;
        return Err(ApplyError::NoApplication);
    }
    let amount = application.content.amount;
    let detail = json!({ "amount_ore": amount.ore(), "content_hash": submission.content_hash });
    note(&tx, clock, actor, &application, "submitted", detail).await?;
    let organisation = organisations::organisation(&tx, application.organisation).await?;
    for person in organisations::people_of(&tx, application.organisation, Role::Applicant).await? {
        let Some(organisation) = &organisation else { break };
        let recipient = Recipient {
            name: person.name,
            email: person.email,
            language: organisation.language,
            organisation: Some(application.organisation),
        };
        let receipt = Letter::ApplicationReceipt(ApplicationReceipt {
            applicant: organisation.name.clone(),
            call_title: call.title.clone(),
            project_title: application.content.title.clone(),
            reference: application.reference.clone(),
            amount,
            submitted_at: now,
            content_hash: submission.content_hash.clone(),
            path: format!("/applications/{id}"),
        });
        let key = format!("receipt:{id}:{}", recipient.email);
        let about = About { thing: "application", id: id.to_string() };
        letters::write(&tx, desk, now, &key, about, &recipient, &receipt).await?;
    }
    tx.commit().await?;
    Ok(submission)
}

/// Takes an application back.
pub async fn withdraw_application(
    db: &DatabaseConnection,
    clock: &dyn Clock,
    actor: &Actor,
    id: ApplicationId,
) -> Result<(), ApplyError> {
    let tx = journal::begin(db).await?;
    let application = own(&tx, actor, id).await?;
    let next = application.state.clone().withdraw()?;
    if !repository::move_application(&tx, id, application.state.word(), &next).await? {
        own(&tx, actor, id).await?.state.allow(ApplicationVerb::Withdraw)?;
        return Err(ApplyError::NoApplication);
    }
    note(&tx, clock, actor, &application, "withdrew", json!({})).await?;
    Ok(tx.commit().await?)
}

/// SHA-256 of what an application says, in hexadecimal.
fn content_hash(content: &Content) -> String {
    hex::encode(Sha256::digest(json!(content).to_string()))
}

async fn own(
    tx: &DatabaseTransaction,
    actor: &Actor,
    id: ApplicationId,
) -> Result<Application, ApplyError> {
    let application =
        repository::application_locked(tx, id).await?.ok_or(ApplyError::NoApplication)?;
    if !actor.sees(application.organisation) {
        return Err(ApplyError::NoApplication);
    }
    if !actor.applies_for(application.organisation) {
        return Err(ApplyError::NotYours);
    }
    Ok(application)
}

async fn note(
    tx: &DatabaseTransaction,
    clock: &dyn Clock,
    actor: &Actor,
    application: &Application,
    act: &str,
    detail: serde_json::Value,
) -> Result<(), DbErr> {
    let act = Act { act, thing: "application", id: application.id.to_string(), detail };
    journal::record(tx, actor, clock.now(), act).await
}
