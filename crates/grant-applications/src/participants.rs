//! Several organisations in one project: invited by the applicant, joining by themselves.

use crate::apply::{Unseen, note, owned_by, written_by};
use crate::post::Post;
use crate::{ApplicationVerb, repository};
use chrono::SubsecRound;
use letters::{Desk, JoinInvitation, Letter};
use organisations::OrganisationKind;
use sea_orm::{DatabaseConnection, DbErr};
use serde_json::json;
use vocabulary::{Actor, ApplicationId, Clock, Day, NotPossible, OrganisationId};

/// Why an organisation could not be invited, join or leave.
#[derive(Debug, thiserror::Error)]
pub enum ParticipantError {
    /// Private: for whoever asks it does not exist.
    #[error("there is no such application")]
    NoApplication,
    /// Only people of the applicant invite, only people of an organisation join for it.
    #[error("only people with the role applicant in the organisation can do this")]
    NotYours,
    /// No such organisation, or one that gives the grants.
    #[error("there is no such organisation to invite")]
    NoOrganisation,
    /// The applicant itself, or one that is invited or in it already.
    #[error("{0} is in this application already")]
    AlreadyIn(String),
    /// It is not in it.
    #[error("the organisation is not in this application")]
    NotIn,
    /// The application is in a state where this cannot be done.
    #[error(transparent)]
    NotPossible(#[from] NotPossible),
    /// The invitation could not be written.
    #[error("the invitation could not be written: {0}")]
    Letter(#[from] letters::WriteError),
    /// The database answered with an error.
    #[error(transparent)]
    Database(#[from] DbErr),
}

impl From<Unseen> for ParticipantError {
    fn from(unseen: Unseen) -> ParticipantError {
        match unseen {
            Unseen::NoApplication => ParticipantError::NoApplication,
            Unseen::NotYours => ParticipantError::NotYours,
            Unseen::Database(error) => ParticipantError::Database(error),
        }
    }
}

/// Invites another organisation into the project, by letter to those who apply for it.
pub async fn invite_organisation(
    db: &DatabaseConnection,
    clock: &dyn Clock,
    actor: &Actor,
    desk: &Desk,
    id: ApplicationId,
    organisation: OrganisationId,
) -> Result<(), ParticipantError> {
    let now = clock.now().trunc_subsecs(6);
    let tx = journal::begin(db).await?;
    let application = owned_by(&tx, actor, id).await?;
    application.state.allow(ApplicationVerb::Save)?;
    let known = organisations::organisation(&tx, organisation)
        .await?
        .filter(|known| known.kind != OrganisationKind::Directorate)
        .ok_or(ParticipantError::NoOrganisation)?;
    let mut others = application.organisations.iter();
    let is_in = others.any(|other| other.organisation == organisation && other.left_at.is_none());
    if is_in || organisation == application.organisation {
        return Err(ParticipantError::AlreadyIn(known.name));
    }
    let call = repository::call(&tx, application.call).await?;
    let call = call.ok_or(ParticipantError::NoApplication)?;
    repository::put_invitation(&tx, id, organisation, now, actor.name()).await?;
    let detail = json!({ "organisation": organisation });
    note(&tx, clock, actor, id, "invited", detail).await?;
    let post = Post { tx: &tx, desk, now, application: &application };
    // One letter a day: who left can be invited again, and nobody can be flooded with invitations.
    let key = format!("invitation:{id}:{organisation}:{}", Day::at(now));
    post.to_organisation(organisation, &key, |to| {
        Letter::JoinInvitation(JoinInvitation {
            organisation: to.organisation.to_owned(),
            invited_by: to.applicant.to_owned(),
            project_title: application.content.title.clone(),
            call_title: call.title_in(to.language).to_owned(),
            reference: application.reference.clone(),
            closes_on: call.closes_on(),
            path: post.path(),
        })
    })
    .await?;
    Ok(tx.commit().await?)
}

/// Joins a project that the actor's organisation is invited to.
pub async fn join_application(
    db: &DatabaseConnection,
    clock: &dyn Clock,
    actor: &Actor,
    id: ApplicationId,
) -> Result<(), ParticipantError> {
    let now = clock.now().trunc_subsecs(6);
    let organisation = actor.confined_to().ok_or(ParticipantError::NotYours)?;
    let tx = journal::begin(db).await?;
    let application = repository::application_locked(&tx, id).await?;
    let application = application.ok_or(ParticipantError::NoApplication)?;
    let mut invited = application.organisations.iter().filter(|other| other.is_invited());
    if !invited.any(|other| other.organisation == organisation) {
        // Whoever is not invited does not learn that there is something to join.
        return Err(match application.takes_part(organisation) {
            true => ParticipantError::AlreadyIn(actor.name().to_owned()),
            false => ParticipantError::NoApplication,
        });
    }
    if !actor.applies_for(organisation) {
        return Err(ParticipantError::NotYours);
    }
    application.state.allow(ApplicationVerb::Save)?;
    if !repository::join(&tx, id, organisation, now, actor.name()).await? {
        return Err(ParticipantError::NotIn);
    }
    note(&tx, clock, actor, id, "joined", json!({ "organisation": organisation })).await?;
    Ok(tx.commit().await?)
}

/// Leaves a project or declines the invitation: by the organisation's own people, or by the applicant's,
/// who take it out.
pub async fn leave_application(
    db: &DatabaseConnection,
    clock: &dyn Clock,
    actor: &Actor,
    id: ApplicationId,
    organisation: OrganisationId,
) -> Result<(), ParticipantError> {
    let now = clock.now().trunc_subsecs(6);
    let tx = journal::begin(db).await?;
    let application = if actor.confined_to() == Some(organisation) {
        // Also of what one is only invited to, and cannot read yet.
        let application = repository::application_locked(&tx, id).await?;
        let application = application.ok_or(ParticipantError::NoApplication)?;
        let mut others = application.organisations.iter();
        if !others.any(|other| other.organisation == organisation && other.left_at.is_none()) {
            return Err(ParticipantError::NoApplication);
        }
        if !actor.applies_for(organisation) {
            return Err(ParticipantError::NotYours);
        }
        application
    } else {
        let application = written_by(&tx, actor, id).await?;
        if !actor.applies_for(application.organisation) {
            return Err(ParticipantError::NotYours);
        }
        application
    };
    application.state.allow(ApplicationVerb::Save)?;
    if !repository::leave(&tx, id, organisation, now).await? {
        return Err(ParticipantError::NotIn);
    }
    note(&tx, clock, actor, id, "left", json!({ "organisation": organisation })).await?;
    Ok(tx.commit().await?)
}
