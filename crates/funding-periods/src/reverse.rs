//! Taking an award back: a new decision beside the first, in one transaction.

use crate::award::Settling;
use crate::{AwardError, LegalGround, Reversal, ReversalDoubt, Reversed, repository};
use chrono::SubsecRound;
use county_allocation::{LedgerError, Voucher};
use grant_applications::{DecideError, Decision};
use journal::Act;
use letters::{AwardReversed, Desk, Letter};
use reporting_deadlines::{DeadlineState, SettleError};
use sea_orm::{DatabaseConnection, DatabaseTransaction, DbErr};
use serde_json::json;
use std::collections::BTreeMap;
use vocabulary::{Actor, Clock, Day, GrantId, Language, Money, NotPossible, Role};

/// Why an award could not be reversed. Nothing has changed then.
#[derive(Debug, thiserror::Error)]
pub enum ReverseError {
    /// No such grant.
    #[error("there is no such grant")]
    NoGrant,
    /// Decisions are for those who hold budget authority.
    #[error("only somebody with budget authority can reverse an award")]
    NotYours,
    /// Who decides is disqualified in the case (forvaltningsloven § 6, text of 2026).
    #[error("you are disqualified in this case, so somebody else must decide")]
    Disqualified,
    /// Something about the decision itself.
    #[error(transparent)]
    Doubt(#[from] ReversalDoubt),
    /// The grant is in a state where this cannot be done.
    #[error(transparent)]
    NotPossible(#[from] NotPossible),
    /// The application cannot be decided.
    #[error(transparent)]
    Decide(#[from] DecideError),
    /// The money cannot be moved.
    #[error(transparent)]
    Ledger(#[from] LedgerError),
    /// A deadline cannot be closed.
    #[error(transparent)]
    Deadline(#[from] SettleError),
    /// The letter cannot be written.
    #[error("a letter could not be written: {0}")]
    Letter(#[from] letters::WriteError),
    /// The database answered with an error.
    #[error(transparent)]
    Database(#[from] DbErr),
}

/// Reverses the award of a grant, before or after its terms were accepted: a decision of its own beside
/// the first. What is not paid is never paid, and the frames around it can promise it again; what is paid
/// stays paid and is owed back. What the grant owes in reports falls away with the reminders that have
/// not left, and the recipient is told by letter. All of it or nothing.
pub async fn reverse_grant(
    db: &DatabaseConnection,
    clock: &dyn Clock,
    actor: &Actor,
    desk: &Desk,
    id: GrantId,
    reversal: Reversal,
) -> Result<Reversed, ReverseError> {
    if !actor.is(Role::BudgetAuthority) {
        return Err(ReverseError::NotYours);
    }
    let (now, today) = (clock.now().trunc_subsecs(6), clock.today());
    let tx = journal::begin(db).await?;
    // Who accepts the terms at the same moment waits for the grant, and finds it reversed.
    let grant = repository::grant_locked(&tx, id).await?.ok_or(ReverseError::NoGrant)?;
    let disqualified =
        grant_applications::queries::disqualified_in(&tx, actor, today, grant.application);
    if !disqualified.await?.is_empty() {
        return Err(ReverseError::Disqualified);
    }
    let was_accepted = grant.state.acceptance().is_some();
    let next = grant.state.clone().reverse(now, actor.name())?;
    county_allocation::hold(&tx, grant.envelope).await?;
    let purse = county_allocation::queries::envelope(&tx, grant.envelope).await?;
    let purse = purse.ok_or_else(|| LedgerError::NoEnvelope(grant.envelope.to_string()))?;
    let owed = purse.paid - purse.returned;
    reversal.doubt(today, Day::at(grant.awarded_at), was_accepted, owed)?;
    let Reversal { why, ground, noticed_on } = reversal;
    let why = why.trim().to_owned();

    let decision = Decision::Reverse { reason: why.clone() };
    let (application, number) =
        grant_applications::decide(&tx, clock, actor, grant.application, decision).await?;
    let voucher = Voucher::new(why.clone(), today)
        .with_document(grant.reference.clone())
        .once(format!("reverse:{id}"));
    // Of what is paid in full nothing is left to free.
    let freed = match (purse.amount - purse.paid).is_positive() {
        true => county_allocation::reverse_award(&tx, now, actor, grant.envelope, &voucher).await?,
        false => Money::ZERO,
    };
    let reversed = Reversed {
        grant: id,
        at: now,
        by: actor.name().to_owned(),
        why,
        ground,
        noticed_on,
        freed,
        paid: purse.paid,
        owed,
    };
    repository::insert_reversal(&tx, grant.application, number, &reversed).await?;
    let stopped = repository::stop_instalments(&tx, id).await?;
    let lapsed = lapse_deadlines(&tx, actor, id, clock).await?;
    if !repository::move_grant(&tx, id, grant.state.word(), &next).await? {
        return Err(ReverseError::NoGrant);
    }
    let detail = json!({
        "reason": reversed.why, "ground": ground.word(), "noticed_on": noticed_on,
        "freed_ore": freed.ore(), "paid_ore": reversed.paid.ore(), "owed_ore": owed.ore(),
        "instalments_stopped": stopped, "deadlines_lapsed": lapsed,
    });
    let act = Act { act: "reversed", thing: "grant", id: id.to_string(), detail };
    journal::record(&tx, actor, now, act).await?;
    let call = grant_applications::queries::call(&tx, grant.call).await?;
    let call = call.ok_or(ReverseError::NoGrant)?;
    let settling = Settling {
        tx: &tx,
        clock,
        actor,
        desk,
        call: &call,
        case_officer: actor.name(),
        // A reversal says nothing of them.
        assessments: BTreeMap::new(),
        now,
        today,
    };
    let about = id.to_string();
    let written = settling.write_to_applicants(&application, number, &about, "grant", |to| {
        Letter::AwardReversed(AwardReversed {
            recipient_organisation: to.name.clone(),
            project_title: grant.title.clone(),
            scheme_title: call.scheme.name.clone(),
            reference: grant.reference.clone(),
            awarded_on: Day::at(grant.awarded_at),
            amount: grant.amount,
            why: reversed.why.clone(),
            ground: said(ground, to.language),
            noticed_on,
            was_accepted,
            freed,
            paid: reversed.paid,
            owed,
            reports_lapsed: lapsed > 0,
            case_officer: actor.name().to_owned(),
            responsible: actor.name().to_owned(),
            appealable: call.scheme.appealable,
            appeal_body: call.scheme.appeal_body.clone(),
            path: format!("/grants/{id}"),
        })
    });
    written.await.map_err(|error| match error {
        AwardError::Letter(error) => ReverseError::Letter(error),
        AwardError::Database(error) => ReverseError::Database(error),
        other => ReverseError::Database(DbErr::Custom(other.to_string())),
    })?;
    tx.commit().await?;
    Ok(reversed)
}

fn said(ground: LegalGround, language: Language) -> String {
    ground.in_words(language).to_owned()
}

/// Nothing is owed by a day any more; says how many deadlines that were. What was delivered stays.
async fn lapse_deadlines(
    tx: &DatabaseTransaction,
    actor: &Actor,
    grant: GrantId,
    clock: &dyn Clock,
) -> Result<usize, ReverseError> {
    let mut lapsed = 0;
    for deadline in reporting_deadlines::deadlines_of_grants(tx, &[grant]).await? {
        if deadline.state != DeadlineState::Open {
            continue;
        }
        match reporting_deadlines::lapse(tx, actor, clock.now(), deadline.id).await {
            Ok(_) => lapsed += 1,
            // Its report came in at the same moment: then it is delivered, and nothing is left to lapse.
            Err(SettleError::NotPossible(_)) => {}
            Err(error) => return Err(error.into()),
        }
    }
    Ok(lapsed)
}
