//! The round of reminders: compares what should have gone out with what has, and writes the rest.

use crate::{
    Audience, Ladders, Planned, Reminder, StepName, Why,
    plan::{Outlook, outlooks},
    reminder::unique_key,
    repository,
    set::record,
};
use chrono::{DateTime, Utc};
use fail::fail_point;
use letters::{
    About, Desk, Letter, Recipient, ReminderStep, ReportDeadline, ReportOverdueToOfficer,
    WriteError,
};
use sea_orm::{DatabaseConnection, DatabaseTransaction, DbErr};
use std::collections::BTreeSet;
use uuid::Uuid;
use vocabulary::{Actor, Clock, Day, DeadlineId};

/// Why a round could not begin. What goes wrong with one deadline does not end a round: see
/// [`Reminded::failed`].
#[derive(Debug, thiserror::Error)]
pub enum RemindError {
    /// The database answered with an error.
    #[error(transparent)]
    Database(#[from] DbErr),
}

/// What a round did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reminded {
    /// How many letters it wrote.
    pub letters: usize,
    /// About how many deadlines.
    pub deadlines: usize,
    /// The deadlines with a step that had nobody to be written to.
    pub no_recipient: Vec<DeadlineId>,
    /// What could not be written, and why. The next round tries again.
    pub failed: Vec<(DeadlineId, String)>,
}

/// Writes the reminders of a day. It may run any number of times, also at the same time as another:
/// nothing is written twice. Each deadline is a transaction of its own, in which it is looked at
/// again, so that a report that came in the meantime is not asked for.
pub async fn remind(
    db: &DatabaseConnection,
    clock: &dyn Clock,
    desk: &Desk,
    on: Day,
) -> Result<Reminded, RemindError> {
    let ladders = repository::ladders(db).await?;
    let (_, last) = ladders.due_days(on);
    let open = repository::deadlines(db, Some(last), None, None).await?;
    let mut reminded = Reminded::default();
    for outlook in outlooks(db, &ladders, open, on).await? {
        if outlook.steps.iter().any(|step| step.why == Why::NoRecipient) {
            reminded.no_recipient.push(outlook.deadline.id);
        }
        if outlook.going_out.is_empty() {
            continue;
        }
        let id = outlook.deadline.id;
        match remind_of(db, clock, desk, &ladders, id, on).await {
            Ok(written) => {
                reminded.letters += written.letters;
                reminded.deadlines += usize::from(written.letters > 0);
                reminded.failed.extend(written.failed.into_iter().map(|why| (id, why)));
            }
            Err(error) => reminded.failed.push((id, error.to_string())),
        }
    }
    Ok(reminded)
}

#[derive(Default)]
struct Written {
    letters: usize,
    failed: Vec<String>,
}

/// One deadline, in one transaction.
async fn remind_of(
    db: &DatabaseConnection,
    clock: &dyn Clock,
    desk: &Desk,
    ladders: &Ladders,
    id: DeadlineId,
    on: Day,
) -> Result<Written, WriteError> {
    let now = clock.now();
    let tx = journal::begin(db).await?;
    let deadline = repository::deadline_locked(&tx, id).await?.into_iter().collect();
    let mut written = Written::default();
    for Outlook { deadline, going_out, .. } in outlooks(&tx, ladders, deadline, on).await? {
        let before = repository::reminders(&tx, id).await?;
        let mut steps = BTreeSet::new();
        for planned in going_out {
            match write(&tx, now, desk, on, &planned, &before).await {
                Ok(()) => {
                    written.letters += 1;
                    steps.insert(planned.step);
                }
                // Found before anything was written: an address that is none must not keep the
                // others back.
                Err(error @ (WriteError::Address(_) | WriteError::Words(_))) => {
                    written.failed.push(format!("{}: {error}", planned.recipient.email));
                }
                Err(error) => return Err(error),
            }
        }
        if !steps.is_empty() {
            let detail = serde_json::json!({
                "due_on": deadline.due_on,
                "on": on,
                "steps": steps,
                "letters": written.letters,
            });
            record(&tx, &Actor::System("reminders"), now, "reminded", id, detail).await?;
        }
    }
    fail_point!("plan.before_commit");
    tx.commit().await?;
    fail_point!("plan.after_commit");
    Ok(written)
}

async fn write(
    tx: &DatabaseTransaction,
    now: DateTime<Utc>,
    desk: &Desk,
    on: Day,
    planned: &Planned,
    before: &[Reminder],
) -> Result<(), WriteError> {
    let deadline = &planned.deadline;
    let email = &planned.recipient.email;
    let withdrawn_before = before
        .iter()
        .filter(|reminder| {
            reminder.due_on == deadline.due_on
                && reminder.step == planned.step
                && reminder.recipient_email == *email
        })
        .count();
    let recipient = Recipient {
        name: planned.recipient.name.clone(),
        email: email.clone(),
        language: planned.recipient.language,
        organisation: match planned.recipient.audience {
            Audience::Recipient => Some(deadline.organisation),
            Audience::CaseOfficer => None,
        },
    };
    let about = About { thing: "deadline", id: deadline.id.to_string() };
    let key = unique_key(deadline, planned.step, email, withdrawn_before);
    let letter = letter(planned, on);
    let letter = letters::write(tx, desk, now, &key, about, &recipient, &letter).await?;
    let reminder = Reminder {
        id: Uuid::now_v7(),
        deadline: deadline.id,
        due_on: deadline.due_on,
        step: planned.step,
        recipient_name: planned.recipient.name.clone(),
        recipient_email: email.clone(),
        planned_on: on,
        letter: Some(letter),
        withdrawn: false,
        why: planned.why.to_string(),
    };
    repository::insert_reminder(tx, &reminder).await?;
    Ok(())
}

/// What a planned reminder says.
fn letter(planned: &Planned, on: Day) -> Letter {
    let deadline = &planned.deadline;
    let step = match (planned.recipient.audience, planned.step) {
        (Audience::Recipient, StepName::Notice) => Some(ReminderStep::Notice),
        (Audience::Recipient, StepName::ReminderBefore) => Some(ReminderStep::ReminderBefore),
        (Audience::Recipient, StepName::Overdue1) => Some(ReminderStep::Overdue1),
        (Audience::Recipient, StepName::Overdue2) => Some(ReminderStep::Overdue2),
        (Audience::Recipient, StepName::Escalated) | (Audience::CaseOfficer, _) => None,
    };
    match step {
        Some(step) => Letter::ReportDeadline(ReportDeadline {
            organisation: planned.organisation_name.clone(),
            project_title: deadline.project_title.clone(),
            grant_reference: deadline.grant_reference.clone(),
            report_title: deadline.title.clone(),
            due_on: deadline.due_on,
            step,
            days: deadline.due_on.days_since(on),
            path: deadline.path(),
        }),
        None => Letter::ReportOverdueToOfficer(ReportOverdueToOfficer {
            organisation: planned.organisation_name.clone(),
            project_title: deadline.project_title.clone(),
            grant_reference: deadline.grant_reference.clone(),
            report_title: deadline.title.clone(),
            due_on: deadline.due_on,
            days_overdue: on.days_since(deadline.due_on),
            contacts: planned.contacts.clone(),
            path: format!("/grants/{}", deadline.grant),
        }),
    }
}
