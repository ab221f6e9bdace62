//! Claiming: a look at what is due, the choice of whose turn it is, and the one statement that takes it.

use crate::{
    Class, Lease, Turns, dialect, sql,
    turns::{Due, UnderWay},
};
use chrono::{DateTime, SubsecRound, TimeDelta, Utc};
use sea_orm::{ConnectionTrait, DbErr, QueryResult, Value, prelude::Uuid};
use std::time::{Duration, Instant};
use vocabulary::{OrganisationId, WorkId};

/// A look takes no more rows of a kind than this, however many are due.
const WIDEST: usize = 256;
/// A look asks no more organisations than this for what they have waiting.
const MOST_AROUND: usize = 64;
/// So often a look that found rows which others took is repeated.
const LOOKS: usize = 4;

/// A kind of work that is asked for, and how much of it there is room for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Wanted<'a> {
    /// The kind.
    pub kind: &'a str,
    /// At most so many of them.
    pub room: usize,
    /// No more for an organisation than this with what all workers together have under way. Two workers
    /// that claim in the same instant may each go up to it.
    pub per_organisation: Option<usize>,
    /// How urgent the kind is beside others; a row's own priority is added.
    pub class: Class,
}

impl<'a> From<&'a str> for Wanted<'a> {
    /// As many as there are.
    fn from(kind: &'a str) -> Wanted<'a> {
        Wanted { kind, room: usize::MAX, per_organisation: None, class: Class::Ordinary }
    }
}

/// One attempt at one row, held by one worker for the length of a lease.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claim {
    /// The row.
    pub id: WorkId,
    /// Which act does it.
    pub kind: String,
    /// What it is done to.
    pub subject: String,
    /// Whose it is.
    pub organisation: Option<OrganisationId>,
    /// Which attempt this is, from 1. With the worker it fences every write.
    pub attempt: i32,
    /// After this many attempts it is dead.
    pub max_attempts: i32,
    /// Who holds it.
    pub worker: String,
    /// Since when it was due.
    pub due_at: DateTime<Utc>,
    /// When this attempt was claimed.
    pub began_at: DateTime<Utc>,
    /// Until when it is held, and whether it was told to stop.
    pub lease: Lease,
}

impl Claim {
    /// Whether nobody else can hold the row yet, by a clock that never goes back. To be asked right
    /// before what cannot be taken back, as the last step of handing over a mail.
    pub fn still_held(&self) -> bool {
        self.lease.is_held()
    }
}

/// Claims at most `most` due rows of the wanted kinds, but for kinds that are paused. Kinds that are not
/// named wait: an older process leaves alone what only a newer one knows.
///
/// However long the list is, a look reads a bounded part of it: the first rows of each kind by rank, and
/// where a kind has more than that, the first rows of the next organisations in turn.
pub async fn claim<C: ConnectionTrait>(
    db: &C,
    now: DateTime<Utc>,
    worker: &str,
    wanted: &[Wanted<'_>],
    most: usize,
    lease: Duration,
    turns: &Turns,
) -> Result<Vec<Claim>, DbErr> {
    let wanted: Vec<Wanted<'_>> = wanted.iter().filter(|kind| kind.room > 0).copied().collect();
    if wanted.is_empty() || most == 0 {
        return Ok(Vec::new());
    }
    for _ in 0..LOOKS {
        let choice = look(db, now, &wanted, most, turns).await?;
        if choice.is_empty() {
            return Ok(Vec::new());
        }
        let claims = take(db, now, worker, &choice, most, lease).await?;
        if !claims.is_empty() {
            let whose = |claim: &Claim| claim.organisation.map(|organisation| organisation.0);
            turns.served(claims.iter().map(whose));
            return Ok(claims);
        }
    }
    // Others were faster each time: what is left is found at the next look.
    Ok(Vec::new())
}

/// What to try for, best first: some more than are wanted, because other workers look at the same rows.
async fn look<C: ConnectionTrait>(
    db: &C,
    now: DateTime<Utc>,
    wanted: &[Wanted<'_>],
    most: usize,
    turns: &Turns,
) -> Result<Vec<Due>, DbErr> {
    let backend = db.get_database_backend();
    let window = most.saturating_mul(4).clamp(16, WIDEST);
    let latest = dialect::latest_rank(backend, -Class::Background.points());
    let columns = "id, kind, organisation_id, priority, run_at";
    let mut text = format!(
        "SELECT {columns}, 'under way' AS what FROM work WHERE state = 'running' \
         UNION ALL SELECT CAST(NULL AS {uuid}), kind, CAST(NULL AS {uuid}), 0, since_at, 'paused' FROM paused_kind",
        uuid = dialect::uuid(backend),
    );
    let mut values: Vec<Value> = Vec::new();
    for kind in wanted {
        text.push_str(&format!(
            " UNION ALL SELECT * FROM (SELECT {columns}, 'due' AS what FROM work WHERE state = 'ready' \
             AND kind = ? AND run_at <= ? AND rank_at <= {latest} AND attempt < max_attempts \
             ORDER BY rank_at, id LIMIT ?) AS due"
        ));
        values.extend([kind.kind.into(), now.into(), now.into(), count(window)]);
    }
    let (mut due, mut under_way, mut paused) = (Vec::new(), Vec::new(), Vec::new());
    for row in db.query_all_raw(sql::statement(backend, &text, values)).await? {
        match row.try_get::<String>("", "what")?.as_str() {
            "due" => due.push(read(&row)?),
            "paused" => paused.push(row.try_get::<String>("", "kind")?),
            _ => under_way.push(UnderWay {
                kind: row.try_get("", "kind")?,
                organisation: row.try_get("", "organisation_id")?,
            }),
        }
    }
    due.retain(|row| !paused.contains(&row.kind));
    let long: Vec<&str> = wanted
        .iter()
        .map(|kind| kind.kind)
        .filter(|kind| due.iter().filter(|row| row.kind == *kind).count() >= window)
        .collect();
    for kind in long {
        due.extend(look_around(db, now, kind, most, turns).await?);
    }
    Ok(turns.choose(now, due, &under_way, wanted, most.saturating_mul(4).min(WIDEST)))
}

/// The first row of each of the next organisations in turn, and of what is nobody's: they may stand far
/// behind in a kind of which one organisation has asked for a great deal.
async fn look_around<C: ConnectionTrait>(
    db: &C,
    now: DateTime<Utc>,
    kind: &str,
    most: usize,
    turns: &Turns,
) -> Result<Vec<Due>, DbErr> {
    let backend = db.get_database_backend();
    let around = most.saturating_mul(2).clamp(8, MOST_AROUND);
    let latest = dialect::latest_rank(backend, -Class::Background.points());
    let next = |after: &str| {
        format!(
            "(SELECT n.organisation_id FROM work n WHERE n.state = 'ready' AND n.kind = ? \
             AND n.organisation_id > {after} ORDER BY n.organisation_id LIMIT 1)"
        )
    };
    // Ordered by whose it is though that is one: so only the index that begins with it will do.
    let first = |whose: &str| {
        format!(
            "(SELECT f.id FROM work f WHERE f.state = 'ready' AND f.kind = ? AND f.organisation_id {whose} \
             AND f.run_at <= ? AND f.rank_at <= {latest} AND f.attempt < f.max_attempts \
             ORDER BY f.organisation_id, f.rank_at, f.id LIMIT 1)"
        )
    };
    let text = format!(
        "WITH RECURSIVE turn(organisation_id, n) AS (\
         SELECT {}, 1 UNION ALL SELECT {}, n + 1 FROM turn WHERE turn.organisation_id IS NOT NULL AND n < ?) \
         SELECT heads.asked, {} FROM (\
         SELECT turn.organisation_id AS asked, {} AS id FROM turn WHERE turn.organisation_id IS NOT NULL \
         UNION ALL SELECT CAST(NULL AS {}), {}) AS heads LEFT JOIN work w ON w.id = heads.id",
        next("?"),
        next("turn.organisation_id"),
        "w.id, w.kind, w.organisation_id, w.priority, w.run_at",
        first("= turn.organisation_id"),
        dialect::uuid(backend),
        first("IS NULL"),
    );
    let values: Vec<Value> = vec![
        kind.into(),
        turns.around(kind).into(),
        kind.into(),
        i32::try_from(around).unwrap_or(i32::MAX).into(),
        kind.into(),
        now.into(),
        now.into(),
        kind.into(),
        now.into(),
        now.into(),
    ];
    let (mut heads, mut asked) = (Vec::new(), Vec::new());
    for row in db.query_all_raw(sql::statement(backend, &text, values)).await? {
        asked.extend(row.try_get::<Option<Uuid>>("", "asked")?);
        // An organisation whose rows are all for later has none.
        if row.try_get::<Option<Uuid>>("", "id")?.is_some() {
            heads.push(read(&row)?);
        }
    }
    let reached = asked.iter().max().copied();
    turns.came_to(kind, reached.filter(|_| asked.len() >= around));
    Ok(heads)
}

/// Takes the best of the chosen that are still to be had.
async fn take<C: ConnectionTrait>(
    db: &C,
    now: DateTime<Utc>,
    worker: &str,
    choice: &[Due],
    most: usize,
    lease: Duration,
) -> Result<Vec<Claim>, DbErr> {
    let backend = db.get_database_backend();
    let rows = sql::filled_up(choice.len());
    let still = format!(
        "SELECT w.id FROM (VALUES {}) AS c JOIN work w ON w.id = c.column1 WHERE w.state = 'ready' \
         AND w.attempt < w.max_attempts AND w.kind NOT IN (SELECT kind FROM paused_kind) \
         ORDER BY c.column2 LIMIT ? {}",
        sql::rows(rows, 2),
        dialect::skip_locked(backend),
    );
    let text = format!(
        "UPDATE work SET state = 'running', worker = ?, lease_until_at = ?, began_at = ?, \
         attempt = attempt + 1 \
         WHERE {} RETURNING id, kind, subject, organisation_id, attempt, max_attempts, run_at",
        dialect::one_of(backend, "id", &still),
    );
    let began_at = now.trunc_subsecs(6);
    let mut values: Vec<Value> = vec![worker.into(), until(now, lease).into(), began_at.into()];
    for place in 0..rows {
        values.extend([choice.get(place).map(|row| row.id).into(), count(place)]);
    }
    values.push(count(most));
    // The lease is counted from before the statement was sent: later than that it cannot begin.
    let ends = Instant::now() + lease;
    let rows = db.query_all_raw(sql::statement(backend, &text, values)).await?;
    let mut claims = Vec::with_capacity(rows.len());
    for row in rows {
        let id: Uuid = row.try_get("", "id")?;
        let organisation: Option<Uuid> = row.try_get("", "organisation_id")?;
        claims.push(Claim {
            id: WorkId(id),
            kind: row.try_get("", "kind")?,
            subject: row.try_get("", "subject")?,
            organisation: organisation.map(OrganisationId),
            attempt: row.try_get("", "attempt")?,
            max_attempts: row.try_get("", "max_attempts")?,
            worker: worker.to_owned(),
            due_at: row.try_get("", "run_at")?,
            began_at,
            lease: Lease::until(ends),
        });
    }
    // RETURNING keeps no order.
    claims.sort_by_key(|claim| choice.iter().position(|row| row.id == claim.id.0));
    Ok(claims)
}

fn read(row: &QueryResult) -> Result<Due, DbErr> {
    let (run_at, priority): (DateTime<Utc>, i32) =
        (row.try_get("", "run_at")?, row.try_get("", "priority")?);
    Ok(Due {
        id: row.try_get("", "id")?,
        kind: row.try_get("", "kind")?,
        organisation: row.try_get("", "organisation_id")?,
        rank: run_at - TimeDelta::minutes(i64::from(priority)),
    })
}

fn count(rows: usize) -> Value {
    i64::try_from(rows).unwrap_or(i64::MAX).into()
}

pub(crate) fn until(now: DateTime<Utc>, lease: Duration) -> DateTime<Utc> {
    (now + lease).trunc_subsecs(6)
}
