//! Row ⇄ letter. The only file that names `entity`, beside the queries.

use crate::{Enclosure, LetterKind, LetterState, entity};
use chrono::{DateTime, SubsecRound, Utc};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, DatabaseTransaction, DbErr, EntityTrait,
    QueryFilter, QuerySelect, TryInsertResult, sea_query::Expr,
};
use std::str::FromStr;
use vocabulary::{Language, LetterId, OrganisationId};

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

/// Marks the letter as being offered on the next attempt, if it still stands where it was read.
pub(crate) async fn begin_attempt(
    tx: &DatabaseTransaction,
    id: LetterId,
    read: (LetterState, i32),
    now: DateTime<Utc>,
) -> Result<bool, DbErr> {
    let (state, attempt) = read;
    let updated = entity::Entity::update_many()
        .col_expr(entity::Column::State, Expr::value(LetterState::HandingOver.word()))
        .col_expr(entity::Column::Attempt, Expr::value(attempt + 1))
        .col_expr(entity::Column::HandingOverAt, Expr::value(now.trunc_subsecs(6)))
        .filter(entity::Column::Id.eq(id.0))
        .filter(entity::Column::State.eq(state.word()))
        .filter(entity::Column::Attempt.eq(attempt))
        .exec(tx)
        .await?;
    Ok(updated.rows_affected == 1)
}

/// Moves the letter on, if it is in one of these states and still on this attempt.
pub(crate) async fn settle(
    tx: &DatabaseTransaction,
    id: LetterId,
    from: &[LetterState],
    attempt: i32,
    to: LetterState,
    answer: Option<&str>,
    now: DateTime<Utc>,
) -> Result<bool, DbErr> {
    let mut update = entity::Entity::update_many()
        .col_expr(entity::Column::State, Expr::value(to.word()))
        .filter(entity::Column::Id.eq(id.0))
        .filter(entity::Column::State.is_in(from.iter().map(|state| state.word())))
        .filter(entity::Column::Attempt.eq(attempt));
    if to.is_settled() {
        update = update.col_expr(entity::Column::SettledAt, Expr::value(now.trunc_subsecs(6)));
    }
    if let Some(answer) = answer {
        update = update.col_expr(entity::Column::RelayAnswer, Expr::value(answer));
    }
    Ok(update.exec(tx).await?.rows_affected == 1)
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
                let document = serde_json::from_value(document).map_err(unreadable)?;
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
        })
    }
}
