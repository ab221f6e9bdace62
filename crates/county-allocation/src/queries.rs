//! The ledger and the scenarios, for pages, reports and checks. Money of the directorate is seen by
//! the directorate only; what an applicant was awarded it sees in its own grant.

use crate::{Envelope, Scenario, repository};
use chrono::{DateTime, Utc};
use sea_orm::{ConnectionTrait, DbErr};
use vocabulary::{Actor, CallId, EnvelopeId, Invariant, Money, ScenarioId};

/// The scenarios of a call, oldest first; for the directorate only, empty for everybody else.
pub async fn scenarios_for_actor<C: ConnectionTrait>(
    db: &C,
    actor: &Actor,
    call: CallId,
) -> Result<Vec<Scenario>, DbErr> {
    if !actor.is_directorate() {
        return Ok(Vec::new());
    }
    repository::scenarios(db, call).await
}

/// The scenario a call was settled by.
pub async fn adopted_scenario<C: ConnectionTrait>(
    db: &C,
    call: CallId,
) -> Result<Option<Scenario>, DbErr> {
    Ok(repository::scenarios(db, call).await?.into_iter().find(|s| s.adopted.is_some()))
}

/// One scenario.
pub async fn scenario<C: ConnectionTrait>(
    db: &C,
    id: ScenarioId,
) -> Result<Option<Scenario>, DbErr> {
    repository::scenario(db, id).await
}

/// An envelope by its key.
pub async fn envelope_by_key<C: ConnectionTrait>(
    db: &C,
    key: &str,
) -> Result<Option<Envelope>, DbErr> {
    repository::by_key(db, key).await
}

/// An envelope by its id.
pub async fn envelope<C: ConnectionTrait>(
    db: &C,
    id: EnvelopeId,
) -> Result<Option<Envelope>, DbErr> {
    repository::by_id(db, id).await
}

/// The frames inside a frame, by key.
pub async fn inside<C: ConnectionTrait>(db: &C, id: EnvelopeId) -> Result<Vec<Envelope>, DbErr> {
    repository::children(db, id).await
}

/// The frames around a frame, from the appropriation down to the frame itself: one krone's way.
pub async fn way_to<C: ConnectionTrait>(db: &C, id: EnvelopeId) -> Result<Vec<Envelope>, DbErr> {
    let mut way = Vec::new();
    let mut next = Some(id);
    while let Some(id) = next {
        let Some(envelope) = repository::by_id(db, id).await? else { break };
        next = envelope.parent;
        way.push(envelope);
    }
    way.reverse();
    Ok(way)
}

/// A movement of money, as it was entered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EntryView {
    /// When.
    pub at: DateTime<Utc>,
    /// By whom.
    pub by: String,
    /// What: `open`, `reserve`, `release`, `pay`.
    pub movement: String,
    /// How much.
    pub amount: Money,
    /// Why.
    pub why: String,
}

/// The movements of an envelope, oldest first.
pub async fn entries<C: ConnectionTrait>(db: &C, id: EnvelopeId) -> Result<Vec<EntryView>, DbErr> {
    let rows = repository::entries(db, id).await?;
    Ok(rows
        .into_iter()
        .map(|row| EntryView {
            at: row.at,
            by: row.actor_name,
            movement: row.movement,
            amount: Money::from_ore(row.amount_ore),
            why: row.why,
        })
        .collect())
}

/// What must hold of the ledger and of scenarios.
pub const INVARIANTS: &[Invariant] = &[
    Invariant {
        name: "envelope-children-within-parent",
        says: "what the frames inside a frame hold is what the frame has reserved for them",
        offenders: "SELECT p.key || ' has reserved ' || p.reserved_ore || ' øre, and its children hold ' || COALESCE(SUM(c.amount_ore), 0) AS offender \
            FROM envelope p LEFT JOIN envelope c ON c.parent_id = p.id WHERE p.kind <> 'award' \
            GROUP BY p.id, p.key, p.reserved_ore HAVING p.reserved_ore <> COALESCE(SUM(c.amount_ore), 0)",
    },
    Invariant {
        name: "envelope-paid-within-reserved-within-amount",
        says: "paid is never above reserved, reserved never above the amount",
        offenders: "SELECT key AS offender FROM envelope WHERE paid_ore > reserved_ore OR reserved_ore > amount_ore OR paid_ore < 0 OR returned_ore > paid_ore",
    },
    Invariant {
        name: "envelope-entries-add-up",
        says: "the entries of an envelope add up to its columns",
        offenders: "SELECT e.key || ' does not equal its entries' AS offender FROM envelope e LEFT JOIN envelope_entry m ON m.envelope_id = e.id \
            GROUP BY e.id, e.key, e.amount_ore, e.reserved_ore, e.paid_ore \
            HAVING e.amount_ore <> COALESCE(SUM(CASE WHEN m.movement = 'open' THEN m.amount_ore ELSE 0 END), 0) \
            OR e.reserved_ore <> COALESCE(SUM(CASE WHEN m.movement = 'reserve' THEN m.amount_ore WHEN m.movement = 'release' THEN -m.amount_ore ELSE 0 END), 0) \
            OR e.paid_ore <> COALESCE(SUM(CASE WHEN m.movement = 'pay' THEN m.amount_ore ELSE 0 END), 0)",
    },
    Invariant {
        name: "envelope-paid-adds-up",
        says: "what is paid in a frame is what is paid in the frames inside it",
        offenders: "SELECT p.key || ' has paid ' || p.paid_ore || ' øre, and its children ' || SUM(c.paid_ore) AS offender \
            FROM envelope p JOIN envelope c ON c.parent_id = p.id GROUP BY p.id, p.key, p.paid_ore HAVING p.paid_ore <> SUM(c.paid_ore)",
    },
    Invariant {
        name: "scenario-adopted-within-budget",
        says: "an adopted scenario awards no more than its budget, and its counties add up to its lines",
        offenders: "SELECT s.name || ' awards ' || SUM(l.awarded_ore) || ' øre of ' || s.budget_ore AS offender FROM scenario s JOIN scenario_line l ON l.scenario_id = s.id \
            WHERE s.state = 'adopted' GROUP BY s.id, s.name, s.budget_ore HAVING SUM(l.awarded_ore) > s.budget_ore \
            OR SUM(l.awarded_ore) <> (SELECT SUM(c.awarded_ore) FROM scenario_county c WHERE c.scenario_id = s.id)",
    },
];
