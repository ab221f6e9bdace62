use crate::repository;
use sea_orm::{DatabaseConnection, DbErr};
use vocabulary::{Actor, Clock, OrganisationId, PersonId, Role};

/// Why a role was not withdrawn.
#[derive(Debug, thiserror::Error)]
pub enum WithdrawRoleError {
    /// Only the directorate withdraws roles.
    #[error("only the directorate withdraws roles")]
    NotAllowed,
    /// The person does not hold it.
    #[error("the person does not hold this role")]
    NotHeld,
    /// The database said no.
    #[error(transparent)]
    Database(#[from] DbErr),
}

/// Takes a role away. It counts at the next request of an open session.
pub async fn withdraw_role(
    db: &DatabaseConnection,
    clock: &dyn Clock,
    actor: &Actor,
    person: PersonId,
    organisation: OrganisationId,
    role: Role,
) -> Result<(), WithdrawRoleError> {
    if !actor.is_directorate() {
        return Err(WithdrawRoleError::NotAllowed);
    }
    let tx = journal::begin(db).await?;
    if !repository::delete_role(&tx, person, organisation, role).await? {
        return Err(WithdrawRoleError::NotHeld);
    }
    let detail = serde_json::json!({ "organisation": organisation, "role": role });
    let act =
        journal::Act { act: "withdrew role", thing: "person", id: person.to_string(), detail };
    journal::record(&tx, actor, clock.now(), act).await?;
    tx.commit().await?;
    Ok(())
}
