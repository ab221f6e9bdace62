//! Changing a call while it is open, and telling everybody who counts on it.

use crate::{
    Amendment, AmendmentDoubt, Call, CallAmendment, CallVerb, repository, repository::Underway,
};
use chrono::SubsecRound;
use journal::Act;
use letters::{About, CallAmended, Desk, Letter, Recipient};
use sea_orm::{DatabaseConnection, DatabaseTransaction, DbErr};
use serde_json::json;
use std::collections::BTreeSet;
use vocabulary::{Actor, CallId, Clock, Day, NotPossible, Role};

/// Why a call could not be amended.
#[derive(Debug, thiserror::Error)]
pub enum AmendError {
    /// Only the directorate amends.
    #[error("only the directorate can amend a call")]
    NotYours,
    /// No such call.
    #[error("there is no such call")]
    NoCall,
    /// The call is not open.
    #[error(transparent)]
    NotPossible(#[from] NotPossible),
    /// The last day to apply is over: who kept to it must not be overtaken by others.
    #[error(
        "the last day to apply was {0}; an application that came later can be let in by itself"
    )]
    Over(Day),
    /// The change is none that can be made while the call is open.
    #[error("the call cannot be amended: {}", .0.iter().map(ToString::to_string).collect::<Vec<_>>().join("; "))]
    Refused(Vec<AmendmentDoubt>),
    /// A letter could not be written.
    #[error("the applicants could not be written to: {0}")]
    Letter(#[from] letters::WriteError),
    /// The database answered with an error.
    #[error(transparent)]
    Database(#[from] DbErr),
}

/// Amends an open call and returns the number of the amendment. What is being written moves to the new
/// version of the form, and everybody behind an application that is being written or was sent in gets a
/// letter.
pub async fn amend_call(
    db: &DatabaseConnection,
    clock: &dyn Clock,
    actor: &Actor,
    desk: &Desk,
    id: CallId,
    amendment: Amendment,
) -> Result<i32, AmendError> {
    if !actor.is_directorate() {
        return Err(AmendError::NotYours);
    }
    let now = clock.now().trunc_subsecs(6);
    let tx = journal::begin(db).await?;
    let call = repository::call_locked(&tx, id).await?.ok_or(AmendError::NoCall)?;
    call.state.after(CallVerb::Amend)?;
    if call.closes_at <= now {
        return Err(AmendError::Over(call.closes_on()));
    }
    let current = match call.form {
        Some(form) => forms::version(&tx, form).await?,
        None => None,
    };
    let wanted = match amendment.form {
        Some(form) => forms::version(&tx, form).await?,
        None => None,
    };
    let (after, changes) =
        amendment.apply(&call, current.as_ref(), wanted.as_ref()).map_err(AmendError::Refused)?;
    let after = Call { revision: call.revision + 1, ..after };
    if !repository::rewrite_call(&tx, &after).await? {
        return Err(AmendError::NoCall);
    }
    let last = repository::amendments(&tx, id).await?.last().map_or(0, |one| one.number);
    let made = CallAmendment {
        number: last + 1,
        made_at: now,
        made_by: actor.name().to_owned(),
        what: amendment.what(),
        changes,
    };
    repository::insert_amendment(&tx, id, &made).await?;
    let moved = match made.changes.form {
        Some((_, form)) => repository::move_drafts(&tx, id, form).await?,
        None => 0,
    };
    let mut told = 0;
    for application in repository::underway(&tx, id).await? {
        told += tell(&tx, desk, &after, &made, &application).await?;
    }
    let detail = json!({
        "number": made.number,
        "changes": made.changes,
        "drafts_moved": moved,
        "letters": told,
    });
    let act = Act { act: "amended", thing: "call", id: id.to_string(), detail };
    journal::record(&tx, actor, now, act).await?;
    tx.commit().await?;
    Ok(made.number)
}

/// Writes to everybody behind an application, each once, in their organisation's language. Returns how
/// many that were.
async fn tell(
    tx: &DatabaseTransaction,
    desk: &Desk,
    call: &Call,
    made: &CallAmendment,
    application: &Underway,
) -> Result<usize, AmendError> {
    let id = application.application;
    let mut told = BTreeSet::new();
    let mut applicant = None;
    for organisation in &application.organisations {
        let Some(known) = organisations::organisation(tx, *organisation).await? else { continue };
        let applicant = applicant.get_or_insert_with(|| known.name.clone());
        for person in organisations::people_of(tx, *organisation, Role::Applicant).await? {
            if !told.insert(person.email.clone()) {
                continue;
            }
            let letter = Letter::CallAmended(CallAmended {
                organisation: applicant.clone(),
                project_title: application.title.clone(),
                call_title: call.title_in(known.language).to_owned(),
                reference: application.reference.clone(),
                what: made.what.to(known.language).to_owned(),
                closes_on: call.closes_on(),
                closes_moved: made.changes.closes_on.is_some(),
                new_form: made.changes.form.is_some(),
                already_sent: !application.is_draft,
                path: format!("/applications/{id}"),
            });
            let recipient = Recipient {
                name: person.name,
                email: person.email,
                language: known.language,
                organisation: Some(*organisation),
            };
            let key = format!("amended:{}:{}:{id}:{}", call.id, made.number, recipient.email);
            let about = About { thing: "application", id: id.to_string() };
            letters::write(tx, desk, made.made_at, &key, about, &recipient, &letter).await?;
        }
    }
    Ok(told.len())
}
