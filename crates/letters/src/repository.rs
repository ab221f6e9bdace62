//! Row ⇄ letter. The only file that names `entity`, beside the queries.

use crate::{Enclosure, Happened, LetterKind, LetterState, entity, stored_document};
use chrono::{DateTime, SubsecRound, Utc};
use sea_orm::{
    ActiveValue::{NotSet, Set},
    ColumnTrait, ConnectionTrait, DatabaseTransaction, DbErr, EntityTrait, QueryFilter,
    QuerySelect, TryInsertResult,
    sea_query::{Expr, Func},
};
use std::str::FromStr;
use vocabulary::{Actor, Language, LetterId, OrganisationId};

pub(crate) mod bounces;
pub(crate) mod office;

/// A letter as it is stored.
#[derive(Debug, Clone)]
pub(crate) struct Stored {
    pub id: LetterId,
    pub kind: LetterKind,
    pub language: Language,
    pub recipient_name: String,
    pub recipient_email: String,
    pub organisation: Option<OrganisationId>,
    pub about: (String, String),
    pub subject: String,
    pub text: String,
    pub html: String,
    pub enclosed: Option<Enclosure>,
    pub message_id: String,
    pub written_at: DateTime<Utc>,
    pub state: LetterState,
    pub attempt: i32,
    pub handing_over_at: Option<DateTime<Utc>>,
    pub settled_at: Option<DateTime<Utc>>,
    pub relay_answer: Option<String>,
    /// The post office it was offered to last.
    pub offered_to: Option<String>,
    pub first_offered_at: Option<DateTime<Utc>>,
    /// When the first offer was made that may have been taken without our knowing.
    pub in_doubt_since: Option<DateTime<Utc>>,
    /// When it became uncertain, while it is.
    pub uncertain_at: Option<DateTime<Utc>>,
    /// The address it goes to instead, since somebody mended it.
    pub mended_email: Option<String>,
}

/// How a letter moves on.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Move<'a> {
    /// Only from one of these states.
    pub from: &'a [LetterState],
    /// Only while it is still on this attempt.
    pub attempt: i32,
    pub to: LetterState,
    /// What the post office said, when it said something.
    pub answer: Option<&'a str>,
    pub doubt: Doubt,
}

/// What a move changes about whether the letter may have been taken unknown to us.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Doubt {
    /// Nothing.
    AsItWas,
    /// It may have been, by an offer made then (or by one before that).
    Since(DateTime<Utc>),
    /// It has not been.
    Over,
}

/// Stores a letter that is planned; false when a letter with that unique key stands already.
pub(crate) async fn insert(
    tx: &DatabaseTransaction,
    unique_key: &str,
    letter: Stored,
) -> Result<bool, DbErr> {
    let (enclosed, enclosed_name) = match letter.enclosed {
        Some(enclosure) => {
            let document = serde_json::to_value(&enclosure.document).map_err(unreadable)?;
            (Some(document), Some(enclosure.name))
        }
        None => (None, None),
    };
    let row = entity::ActiveModel {
        id: Set(letter.id.0),
        kind: Set(letter.kind.word().to_owned()),
        unique_key: Set(unique_key.to_owned()),
        language: Set(letter.language.code().to_owned()),
        recipient_name: Set(letter.recipient_name),
        recipient_email: Set(letter.recipient_email),
        organisation_id: Set(letter.organisation.map(|organisation| organisation.0)),
        about: Set(letter.about.0),
        about_id: Set(letter.about.1),
        subject: Set(letter.subject),
        text_body: Set(letter.text),
        html_body: Set(letter.html),
        enclosed: Set(enclosed),
        enclosed_name: Set(enclosed_name),
        message_id: Set(letter.message_id),
        written_at: Set(letter.written_at),
        state: Set(letter.state.word().to_owned()),
        attempt: Set(letter.attempt),
        handing_over_at: Set(None),
        settled_at: Set(None),
        relay_answer: Set(None),
        offered_to: Set(None),
        first_offered_at: Set(None),
        in_doubt_since_at: Set(None),
        uncertain_at: Set(None),
        mended_email: Set(None),
    };
    let inserted = entity::Entity::insert(row)
        .on_conflict_do_nothing_on([entity::Column::UniqueKey])
        .exec_without_returning(tx)
        .await?;
    Ok(matches!(inserted, TryInsertResult::Inserted(rows) if rows > 0))
}

/// The letter with this unique key.
pub(crate) async fn by_unique_key(
    tx: &DatabaseTransaction,
    unique_key: &str,
) -> Result<Option<LetterId>, DbErr> {
    let id = entity::Entity::find()
        .select_only()
        .column(entity::Column::Id)
        .filter(entity::Column::UniqueKey.eq(unique_key))
        .into_tuple::<uuid::Uuid>()
        .one(tx)
        .await?;
    Ok(id.map(LetterId))
}

/// One letter, whole.
pub(crate) async fn load<C: ConnectionTrait>(
    db: &C,
    id: LetterId,
) -> Result<Option<Stored>, DbErr> {
    entity::Entity::find_by_id(id.0).one(db).await?.map(Stored::try_from).transpose()
}

/// How far one letter has come, and on which attempt.
pub(crate) async fn state_of(
    tx: &DatabaseTransaction,
    id: LetterId,
) -> Result<Option<(LetterState, i32)>, DbErr> {
    let found: Option<(String, i32)> = entity::Entity::find_by_id(id.0)
        .select_only()
        .columns([entity::Column::State, entity::Column::Attempt])
        .into_tuple()
        .one(tx)
        .await?;
    found.map(|(state, attempt)| Ok((word(&state)?, attempt))).transpose()
}

/// Marks the letter as being offered to an office on the next attempt, if it still stands where it was
/// read. Where the attempt before was cut off, what it offered stays in doubt.
pub(crate) async fn begin_attempt(
    tx: &DatabaseTransaction,
    letter: &Stored,
    office: &str,
    now: DateTime<Utc>,
) -> Result<bool, DbErr> {
    use entity::Column as C;
    let now = now.trunc_subsecs(6);
    let mut update = entity::Entity::update_many()
        .col_expr(C::State, Expr::value(LetterState::HandingOver.word()))
        .col_expr(C::Attempt, Expr::value(letter.attempt + 1))
        .col_expr(C::HandingOverAt, Expr::value(now))
        .col_expr(C::OfferedTo, Expr::value(office))
        .filter(C::Id.eq(letter.id.0))
        .filter(C::State.eq(letter.state.word()))
        .filter(C::Attempt.eq(letter.attempt));
    if letter.first_offered_at.is_none() {
        update = update.col_expr(C::FirstOfferedAt, Expr::value(now));
    }
    if let Some(since) = letter.possibly_taken_since() {
        update = update.col_expr(C::InDoubtSinceAt, Expr::value(since));
    }
    Ok(update.exec(tx).await?.rows_affected == 1)
}

/// Moves the letter on, if it is in one of these states and still on this attempt.
pub(crate) async fn settle(
    tx: &DatabaseTransaction,
    id: LetterId,
    how: Move<'_>,
    now: DateTime<Utc>,
) -> Result<bool, DbErr> {
    use entity::Column as C;
    let now = now.trunc_subsecs(6);
    let uncertain_at = (how.to == LetterState::Uncertain).then_some(now);
    let mut update = entity::Entity::update_many()
        .col_expr(C::State, Expr::value(how.to.word()))
        .col_expr(C::UncertainAt, Expr::value(uncertain_at))
        .filter(C::Id.eq(id.0))
        .filter(C::State.is_in(how.from.iter().map(|state| state.word())))
        .filter(C::Attempt.eq(how.attempt));
    if how.to.is_settled() {
        update = update.col_expr(C::SettledAt, Expr::value(now));
    }
    if let Some(answer) = how.answer {
        update = update.col_expr(C::RelayAnswer, Expr::value(answer));
    }
    update = match how.doubt {
        Doubt::AsItWas => update,
        Doubt::Since(offered_at) => {
            let first = [Expr::col(C::InDoubtSinceAt), Expr::value(offered_at)];
            update.col_expr(C::InDoubtSinceAt, Func::coalesce(first).into())
        }
        Doubt::Over => {
            update.col_expr(C::InDoubtSinceAt, Expr::value(Option::<DateTime<Utc>>::None))
        }
    };
    Ok(update.exec(tx).await?.rows_affected == 1)
}

/// Takes a letter up again that the post office refused, to be offered to this address from now on, if it
/// still stands where it was read. How long it has been tried is counted anew.
pub(crate) async fn take_up_again(
    tx: &DatabaseTransaction,
    letter: &Stored,
    mended_email: Option<&str>,
) -> Result<bool, DbErr> {
    use entity::Column as C;
    let none = || Expr::value(Option::<DateTime<Utc>>::None);
    let mut update = entity::Entity::update_many()
        .col_expr(C::State, Expr::value(LetterState::Retry.word()))
        .col_expr(C::SettledAt, none())
        .col_expr(C::FirstOfferedAt, none())
        .filter(C::Id.eq(letter.id.0))
        .filter(C::State.eq(LetterState::Refused.word()))
        .filter(C::Attempt.eq(letter.attempt));
    if let Some(email) = mended_email {
        update = update.col_expr(C::MendedEmail, Expr::value(email));
    }
    Ok(update.exec(tx).await?.rows_affected == 1)
}

/// Adds a line to a letter's history.
pub(crate) async fn remember(
    tx: &DatabaseTransaction,
    id: LetterId,
    actor: &Actor,
    now: DateTime<Utc>,
    (happened, attempt): (Happened, i32),
    said: Option<&str>,
) -> Result<(), DbErr> {
    let row = entity::event::ActiveModel {
        seq: NotSet,
        letter_id: Set(id.0),
        at: Set(now.trunc_subsecs(6)),
        what: Set(happened.word().to_owned()),
        attempt: Set(attempt),
        said: Set(said.map(str::to_owned)),
        actor_name: Set(actor.name().to_owned()),
    };
    entity::event::Entity::insert(row).exec_without_returning(tx).await?;
    Ok(())
}

/// The letter with this Message-ID, angle brackets and all.
pub(crate) async fn by_message_id(
    tx: &DatabaseTransaction,
    message_id: &str,
) -> Result<Option<Stored>, DbErr> {
    let found = entity::Entity::find().filter(entity::Column::MessageId.eq(message_id)).one(tx);
    found.await?.map(Stored::try_from).transpose()
}

/// A word that was read from the database.
pub(crate) fn word<T: FromStr<Err = String>>(text: &str) -> Result<T, DbErr> {
    text.parse().map_err(DbErr::Custom)
}

fn unreadable(error: serde_json::Error) -> DbErr {
    DbErr::Json(error.to_string())
}

impl TryFrom<entity::Model> for Stored {
    type Error = DbErr;
    fn try_from(row: entity::Model) -> Result<Stored, DbErr> {
        let enclosed = match (row.enclosed, row.enclosed_name) {
            (Some(document), Some(name)) => {
                let document = stored_document::read(document).map_err(unreadable)?;
                Some(Enclosure { name, document })
            }
            _ => None,
        };
        Ok(Stored {
            id: LetterId(row.id),
            kind: word(&row.kind)?,
            language: word(&row.language)?,
            recipient_name: row.recipient_name,
            recipient_email: row.recipient_email,
            organisation: row.organisation_id.map(OrganisationId),
            about: (row.about, row.about_id),
            subject: row.subject,
            text: row.text_body,
            html: row.html_body,
            enclosed,
            message_id: row.message_id,
            written_at: row.written_at,
            state: word(&row.state)?,
            attempt: row.attempt,
            handing_over_at: row.handing_over_at,
            settled_at: row.settled_at,
            relay_answer: row.relay_answer,
            offered_to: row.offered_to,
            first_offered_at: row.first_offered_at,
            in_doubt_since: row.in_doubt_since_at,
            uncertain_at: row.uncertain_at,
            mended_email: row.mended_email,
        })
    }
}

impl Stored {
    /// Where it goes.
    pub(crate) fn address(&self) -> &str {
        self.mended_email.as_deref().unwrap_or(&self.recipient_email)
    }
    /// Since when somebody may have it without our knowing: an offer without an answer, or the one that
    /// is under way (or was, when it was cut off).
    pub(crate) fn possibly_taken_since(&self) -> Option<DateTime<Utc>> {
        let under_way = self.handing_over_at.filter(|_| self.state == LetterState::HandingOver);
        self.in_doubt_since.or(under_way)
    }
}
