//! What happened to letters on their way, what came back, and how the post offices are doing.

use super::seen_by;
use crate::{
    Happened, LetterState, Trouble,
    entity::{self, bounce, event, office},
    repository::word,
};
use chrono::{DateTime, TimeDelta, Utc};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DatabaseConnection, DbErr, EntityTrait, PaginatorTrait,
    QueryFilter, QueryOrder, QuerySelect,
    sea_query::{Expr, ExprTrait, Query, SelectStatement},
};
use vocabulary::{Actor, Invariant, LetterId};

/// What must hold of letters and their history.
pub const INVARIANTS: &[Invariant] = &[
    Invariant {
        name: "letter-accepted-says-by-what",
        says: "the history of every letter that was offered and is accepted says by what it is known to have been taken",
        offenders: "SELECT 'the letter ' || l.message_id || ' is accepted and nothing says so' AS offender FROM letter l \
            WHERE l.state = 'accepted' AND l.offered_to IS NOT NULL AND NOT EXISTS (SELECT 1 FROM letter_event e WHERE e.letter_id = l.id \
            AND e.what IN ('accepted', 'found', 'settled-taken'))",
    },
    Invariant {
        name: "letter-bounced-has-report",
        says: "for every letter that came back the report is kept",
        offenders: "SELECT 'the letter ' || l.message_id || ' came back and no report is kept' AS offender FROM letter l \
            WHERE l.id IN (SELECT e.letter_id FROM letter_event e WHERE e.what = 'bounced') AND NOT EXISTS (SELECT 1 \
            FROM letter_bounce b WHERE b.letter_id = l.id AND b.action = 'failed')",
    },
];

/// One line of a letter's history.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Happening {
    /// When, by the trade's clock.
    pub at: DateTime<Utc>,
    /// What.
    pub what: Happened,
    /// On which offer, from 1; 0 before the first.
    pub attempt: i32,
    /// What was said with it: by the relay, by a report, by a person. For the directorate only.
    pub said: Option<String>,
    /// Who did it or wrote it down.
    pub actor: String,
}

/// How a post office is doing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OfficeStanding {
    /// The relay's host and port, or `copies of` these: the mailbox of its copies.
    pub name: String,
    /// What is wrong with it; `None` when it is well again.
    pub trouble: Option<Trouble>,
    /// What was said or seen.
    pub said: Option<String>,
    /// Since when.
    pub since: DateTime<Utc>,
}

/// A report on the delivery of something that is no letter of ours.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnmatchedBounce {
    /// When it was read.
    pub read_at: DateTime<Utc>,
    /// The Message-ID it returned, when it returned one.
    pub message_id: Option<String>,
    /// What was reported: `failed`, `delayed`, `delivered`.
    pub action: String,
    /// The status (RFC 3463), when it had one.
    pub status: Option<String>,
    /// What the last server said.
    pub said: String,
}

/// The figures of the post, for metrics.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PostFigures {
    /// Letters that nobody knows of.
    pub uncertain: u64,
    /// How long the one has been so that has been so longest; `None` when there is none.
    pub longest_uncertain: Option<TimeDelta>,
    /// Letters that the post office refused for good.
    pub refused: u64,
    /// Letters that wait to be offered, again or for the first time.
    pub waiting: u64,
    /// Letters that came back and that nobody has dealt with.
    pub bounced: u64,
    /// Reports that match no letter.
    pub unmatched: u64,
    /// The offices that have been in trouble, whether they still are.
    pub offices: Vec<OfficeStanding>,
}

/// What happened to a letter, the oldest first; nothing when the actor does not see it.
pub async fn timeline_for_actor(
    db: &DatabaseConnection,
    actor: &Actor,
    id: LetterId,
) -> Result<Vec<Happening>, DbErr> {
    if seen_by(actor).filter(entity::Column::Id.eq(id.0)).count(db).await? == 0 {
        return Ok(Vec::new());
    }
    let rows = event::Entity::find()
        .filter(event::Column::LetterId.eq(id.0))
        .order_by_asc(event::Column::Seq)
        .all(db)
        .await?;
    rows.into_iter()
        .map(|row| {
            let said = row.said.filter(|_| actor.is_directorate());
            let what = word(&row.what)?;
            Ok(Happening { at: row.at, what, attempt: row.attempt, said, actor: row.actor_name })
        })
        .collect()
}

/// How many letters came back that nobody has dealt with.
pub async fn open_bounces<C: ConnectionTrait>(db: &C) -> Result<u64, DbErr> {
    entity::Entity::find().filter(bounced()).count(db).await
}

/// The reports that match no letter, the newest first, at most a hundred; nothing for who does not work
/// for the directorate.
pub async fn unmatched_bounces_for_actor(
    db: &DatabaseConnection,
    actor: &Actor,
) -> Result<Vec<UnmatchedBounce>, DbErr> {
    if !actor.is_directorate() {
        return Ok(Vec::new());
    }
    let rows = bounce::Entity::find()
        .filter(bounce::Column::LetterId.is_null())
        .order_by_desc(bounce::Column::ReadAt)
        .limit(100)
        .all(db)
        .await?;
    let read = |row: bounce::Model| UnmatchedBounce {
        read_at: row.read_at,
        message_id: row.message_id,
        action: row.action,
        status: row.status,
        said: row.said,
    };
    Ok(rows.into_iter().map(read).collect())
}

/// The post offices that have ever been in trouble, by name.
pub async fn post_offices<C: ConnectionTrait>(db: &C) -> Result<Vec<OfficeStanding>, DbErr> {
    let rows = office::Entity::find().order_by_asc(office::Column::Name).all(db).await?;
    rows.into_iter()
        .map(|row| {
            let trouble = row.trouble.as_deref().map(word).transpose()?;
            Ok(OfficeStanding { name: row.name, trouble, said: row.said, since: row.since_at })
        })
        .collect()
}

/// The figures of the post. `now` is the trade's.
pub async fn post_figures<C: ConnectionTrait>(
    db: &C,
    now: DateTime<Utc>,
) -> Result<PostFigures, DbErr> {
    let counts = super::counts_by_state(db).await?;
    let count = |state: LetterState| counts.get(&state).copied().unwrap_or(0);
    let longest: Option<DateTime<Utc>> = entity::Entity::find()
        .select_only()
        .column(entity::Column::UncertainAt)
        .filter(entity::Column::State.eq(LetterState::Uncertain.word()))
        .filter(entity::Column::UncertainAt.is_not_null())
        .order_by_asc(entity::Column::UncertainAt)
        .limit(1)
        .into_tuple()
        .one(db)
        .await?;
    let unmatched = bounce::Entity::find().filter(bounce::Column::LetterId.is_null());
    Ok(PostFigures {
        uncertain: count(LetterState::Uncertain),
        longest_uncertain: longest.map(|since| now - since),
        refused: count(LetterState::Refused),
        waiting: count(LetterState::Planned) + count(LetterState::Retry),
        bounced: open_bounces(db).await?,
        unmatched: unmatched.count(db).await?,
        offices: post_offices(db).await?,
    })
}

/// Whether a letter came back and nobody has dealt with that.
pub(crate) async fn is_bounced<C: ConnectionTrait>(db: &C, id: LetterId) -> Result<bool, DbErr> {
    let found = entity::Entity::find().filter(entity::Column::Id.eq(id.0)).filter(bounced());
    Ok(found.count(db).await? > 0)
}

/// The condition for letters that came back since somebody last dealt with it, if ever.
pub(super) fn bounced() -> Expr {
    Expr::col((entity::Entity, entity::Column::Id)).in_subquery(came_back())
}

fn came_back() -> SelectStatement {
    let later = "NOT EXISTS (SELECT 1 FROM letter_event later WHERE later.what = 'followed-up' \
                 AND later.letter_id = letter_event.letter_id AND later.seq > letter_event.seq)";
    Query::select()
        .column(event::Column::LetterId)
        .from(event::Entity)
        .and_where(Expr::col(event::Column::What).eq(Happened::Bounced.word()))
        .and_where(Expr::cust(later))
        .to_owned()
}
