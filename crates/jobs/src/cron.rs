//! The one cron table, and the hand that rings its lines.
//!
//! A line does no work: it asks for a round. A tick is a row, unique per line and instant, written in
//! one transaction with what it asks for, so any number of processes may look at the table. After a
//! pause of any length a line makes up for what its [`CatchUp`] says.

mod line;

pub use line::{CatchUp, Line};

use crate::entity::tick;
use chrono::{DateTime, SubsecRound, TimeDelta, Utc};
use fail::fail_point;
use journal::Act;
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, DatabaseConnection, DbErr, EntityTrait,
    QueryFilter, QueryOrder, QuerySelect, Select, sea_query::OnConflict,
};
use serde_json::json;
use vocabulary::{Actor, Clock, Day};
use worklist::Ask;

/// The round that plans the reminders that are due.
pub const PLAN_REMINDERS: &str = "plan-reminders";
/// The round that writes to those with an unfinished draft.
pub const REMIND_DRAFTS: &str = "remind-drafts";
/// The round that writes to those who have waited for an answer.
pub const REPLY_PROVISIONALLY: &str = "reply-provisionally";
/// The round that seals the journal.
pub const SEAL_JOURNAL: &str = "seal-journal";
/// The round that sweeps away what is over.
pub const PRUNE: &str = "prune";
/// The round that removes the attachments that nothing uses any more.
pub const PRUNE_ATTACHMENTS: &str = "prune-attachments";
/// The round that looks what became of letters that nobody knows of.
pub const SETTLE_UNCERTAIN: &str = "settle-uncertain";
/// The round that reads what came back of letters.
pub const READ_BOUNCES: &str = "read-bounces";

/// The round that asks for the status reports that are ordered and due.
pub const ORDER_STATUS_REPORTS: &str = "order-status-reports";
/// The round that looks whether everything in the store is there and what it was.
pub const VERIFY_DOCUMENTS: &str = "verify-documents";

/// The table.
pub const LINES: &[Line] = &[
    Line {
        name: "plan-reminders",
        schedule: "0 0 6 * * *",
        kind: PLAN_REMINDERS,
        catch_up: CatchUp::Latest,
        about: "Planlegger påminnelsene som skal ut i dag",
    },
    Line {
        name: "remind-drafts",
        schedule: "0 15 6 * * *",
        kind: REMIND_DRAFTS,
        catch_up: CatchUp::Latest,
        about: "Skriver til dem som har en uferdig søknad før fristen går ut",
    },
    Line {
        name: "reply-provisionally",
        schedule: "0 30 6 * * *",
        kind: REPLY_PROVISIONALLY,
        catch_up: CatchUp::Latest,
        about: "Sender foreløpig svar til dem som har ventet lenge på svar",
    },
    Line {
        name: "order-status-reports",
        schedule: "0 45 6 * * *",
        kind: ORDER_STATUS_REPORTS,
        catch_up: CatchUp::Latest,
        about: "Bestiller statusrapportene som skal komme av seg selv når en måned eller et kvartal er over",
    },
    Line {
        name: "seal-journal",
        schedule: "0 */5 * * * *",
        kind: SEAL_JOURNAL,
        catch_up: CatchUp::Latest,
        about: "Forsegler det som er nytt i journalen",
    },
    Line {
        name: "prune",
        schedule: "0 30 3 * * *",
        kind: PRUNE,
        catch_up: CatchUp::Latest,
        about: "Rydder bort utført arbeid, hvert slag etter sin regel (vanligvis etter 30 dager)",
    },
    Line {
        name: "prune-attachments",
        schedule: "0 45 3 * * *",
        kind: PRUNE_ATTACHMENTS,
        catch_up: CatchUp::Latest,
        about: "Fjerner vedlegg som ingen bruker lenger og som er eldre enn 30 dager",
    },
    Line {
        name: "verify-documents",
        schedule: "0 0 1 * * *",
        kind: VERIFY_DOCUMENTS,
        catch_up: CatchUp::Latest,
        about: "Leser gjennom lagrede dokumenter og vedlegg, en del hver natt, og lager tapte rapporter på nytt",
    },
    Line {
        name: "settle-uncertain",
        schedule: "20 * * * * *",
        kind: SETTLE_UNCERTAIN,
        catch_up: CatchUp::Latest,
        about: "Ser etter uavklarte brev blant kopiene av det e-posttjeneren har tatt imot",
    },
    Line {
        name: "read-bounces",
        schedule: "40 * * * * *",
        kind: READ_BOUNCES,
        catch_up: CatchUp::Latest,
        about: "Leser meldinger om brev som ikke kom fram",
    },
];

/// The line of a name.
pub fn line(name: &str) -> Option<&'static Line> {
    LINES.iter().find(|line| line.name == name)
}

/// A tick far ahead of the clock was written under a wrong clock and must not silence its line until
/// then.
const BELIEVED_AHEAD: TimeDelta = TimeDelta::days(1);

/// Rings every line that is due; their names, so that the caller can ring the bell. `now` is the
/// machine's.
///
/// When the round of an earlier tick still waits or runs, the tick is kept and adds no second round.
pub async fn ring_due(
    db: &DatabaseConnection,
    now: DateTime<Utc>,
) -> Result<Vec<&'static str>, DbErr> {
    let mut rung = Vec::new();
    for line in LINES {
        if ring_line(db, line, now).await? {
            rung.push(line.name);
        }
    }
    Ok(rung)
}

async fn ring_line(
    db: &DatabaseConnection,
    line: &Line,
    now: DateTime<Utc>,
) -> Result<bool, DbErr> {
    // A read first: most looks find nothing to do and need no write lock.
    let last = last_believed(db, line.name, now).await?;
    let due = line.due(last, now);
    let mut rung = false;
    if let Some(tick) = due.skip
        && keep(db, line, tick, now, None).await?
    {
        tracing::warn!(line = line.name, %tick, "a tick is too old and left out");
    }
    for tick in &due.ring {
        // With a round of its own for each tick, a round that still waits does not stand for it.
        let (subject, key) = match line.catch_up {
            CatchUp::Each { .. } => (Day::at(*tick).to_string(), format!("{}@{tick}", line.name)),
            CatchUp::Latest | CatchUp::Skip { .. } => (String::new(), line.name.to_owned()),
        };
        let round = Ask::new(line.kind, subject, *tick).unique_key(key).max_attempts(3);
        rung |= keep(db, line, *tick, now, Some(round)).await?;
    }
    if rung && due.missed > 0 {
        metrics::counter!("fordel_schedule_missed_total", "line" => line.name)
            .increment(due.missed as u64);
    }
    if let Some(tick) = due.ring.last().copied().or(last) {
        metrics::gauge!("fordel_schedule_last_tick_timestamp_seconds", "line" => line.name)
            .set(tick.timestamp() as f64);
    }
    Ok(rung)
}

/// Keeps a tick, with what it asks for in the same transaction; false when it was kept before.
async fn keep(
    db: &DatabaseConnection,
    line: &Line,
    tick_at: DateTime<Utc>,
    now: DateTime<Utc>,
    round: Option<Ask>,
) -> Result<bool, DbErr> {
    let tx = journal::begin(db).await?;
    let row = tick::ActiveModel {
        line: Set(line.name.to_owned()),
        tick_at: Set(tick_at),
        asked_at: Set(now.trunc_subsecs(6)),
        skipped: Set(round.is_none()),
    };
    let added = tick::Entity::insert(row)
        .on_conflict(OnConflict::new().do_nothing().to_owned())
        .exec_without_returning(&tx)
        .await?;
    if added == 0 {
        return Ok(false);
    }
    if let Some(round) = round {
        worklist::ask(&tx, now, round).await?;
    }
    fail_point!("cron.before_tick_commit");
    tx.commit().await?;
    fail_point!("cron.after_tick");
    Ok(true)
}

/// Why a line could not be rung by hand.
#[derive(Debug, thiserror::Error)]
pub enum RingError {
    /// There is no such line.
    #[error("there is no such line in the cron table")]
    Unknown,
    /// The database answered with an error.
    #[error("the line could not be rung: {0}")]
    Database(#[from] DbErr),
}

/// Asks for a line's round now, for a person who says why; false when its round waits or runs already.
/// It is no tick: the next one comes in its time. The caller rings the bell.
pub async fn ring_by_hand(
    db: &DatabaseConnection,
    clock: &dyn Clock,
    actor: &Actor,
    name: &str,
    note: &str,
) -> Result<bool, RingError> {
    let line = line(name).ok_or(RingError::Unknown)?;
    let now = clock.now();
    let tx = journal::begin(db).await?;
    let round = Ask::new(line.kind, "", now).unique_key(line.name).max_attempts(3);
    let added = worklist::ask(&tx, now, round).await?;
    let act = Act {
        act: "rang",
        thing: "cron-line",
        id: name.to_owned(),
        detail: json!({ "note": note, "added": added }),
    };
    journal::record(&tx, actor, now, act).await?;
    tx.commit().await?;
    Ok(added)
}

/// How a line stands, for the operators' page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    /// The line.
    pub line: &'static Line,
    /// Its last tick that was kept.
    pub last: Option<DateTime<Utc>>,
    /// Whether that one was too old and left out.
    pub skipped: bool,
    /// Its next tick.
    pub next: Option<DateTime<Utc>>,
}

/// How all lines stand, in the order of the table. `now` is the machine's.
pub async fn board<C: ConnectionTrait>(db: &C, now: DateTime<Utc>) -> Result<Vec<Standing>, DbErr> {
    let mut board = Vec::with_capacity(LINES.len());
    for line in LINES {
        let last = last_row(db, line.name).await?;
        board.push(Standing {
            line,
            skipped: last.as_ref().is_some_and(|last| last.skipped),
            last: last.map(|last| last.tick_at),
            next: line.next_tick(now),
        });
    }
    Ok(board)
}

/// The last tick of a line that was kept.
pub async fn last_tick<C: ConnectionTrait>(
    db: &C,
    line: &str,
) -> Result<Option<DateTime<Utc>>, DbErr> {
    Ok(last_row(db, line).await?.map(|last| last.tick_at))
}

async fn last_row<C: ConnectionTrait>(db: &C, line: &str) -> Result<Option<tick::Model>, DbErr> {
    latest(db, tick::Entity::find().filter(tick::Column::Line.eq(line))).await
}

async fn last_believed<C: ConnectionTrait>(
    db: &C,
    line: &str,
    now: DateTime<Utc>,
) -> Result<Option<DateTime<Utc>>, DbErr> {
    let these = tick::Entity::find()
        .filter(tick::Column::Line.eq(line))
        .filter(tick::Column::TickAt.lte(now + BELIEVED_AHEAD));
    Ok(latest(db, these).await?.map(|last| last.tick_at))
}

async fn latest<C: ConnectionTrait>(
    db: &C,
    these: Select<tick::Entity>,
) -> Result<Option<tick::Model>, DbErr> {
    these.order_by_desc(tick::Column::TickAt).limit(1).one(db).await
}

/// Deletes ticks from before an instant, but never the last of a line; how many.
pub(crate) async fn prune<C: ConnectionTrait>(db: &C, before: DateTime<Utc>) -> Result<u64, DbErr> {
    let mut pruned = 0;
    for line in LINES {
        let Some(last) = last_tick(db, line.name).await? else { continue };
        let deleted = tick::Entity::delete_many()
            .filter(tick::Column::Line.eq(line.name))
            .filter(tick::Column::TickAt.lt(before.min(last)))
            .exec(db)
            .await?;
        pruned += deleted.rows_affected;
    }
    Ok(pruned)
}
