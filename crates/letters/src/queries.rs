//! Looking at letters. Officers see all, an applicant those of its own organisation. What a sign-in
//! letter says is nobody's but its recipient's, so it is never shown.

use crate::{
    About, LetterKind, LetterState, entity, message,
    repository::{self, word},
};
use chrono::{DateTime, Utc};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, DatabaseConnection, DbBackend, DbErr, EntityTrait,
    FromQueryResult, Order, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect, Select,
    sea_query::{Expr, ExprTrait, Func, LikeExpr},
};
use std::collections::BTreeMap;
use vocabulary::{Actor, Day, Language, LetterId, OrganisationId};

mod post;

pub(crate) use post::is_bounced;
pub use post::{
    Happening, INVARIANTS, OfficeStanding, PostFigures, UnmatchedBounce, open_bounces,
    post_figures, post_offices, timeline_for_actor, unmatched_bounces_for_actor,
};

/// Which letters, in which order. The default is all of them, newest first, fifty a page.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LetterFilter {
    /// Only those in this state.
    pub state: Option<LetterState>,
    /// Only those of this kind.
    pub kind: Option<LetterKind>,
    /// Only those about this thing.
    pub about: Option<About>,
    /// Only those that came back and that nobody has dealt with.
    pub bounced: bool,
    /// Only those with these words in the subject, the recipient's name or the address.
    pub search: Option<String>,
    /// From 1; 0 is taken as 1.
    pub page: u64,
    /// At most 200; 0 is taken as 50.
    pub per_page: u64,
    /// The order.
    pub sort: LetterSort,
    /// The applications whose contents are closed to the actor, by id: a subject names the project, so
    /// that letters about these are neither found nor sorted nor shown by it.
    pub closed: Vec<String>,
}

/// The order of a list of letters.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum LetterSort {
    /// The newest first.
    #[default]
    Newest,
    /// The oldest first.
    Oldest,
    /// By the recipient's name.
    Recipient,
    /// By the subject.
    Subject,
    /// By the word of the state.
    State,
}

/// One page of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page<T> {
    /// The rows of this page.
    pub rows: Vec<T>,
    /// How many there are on all pages.
    pub total: u64,
}

/// A letter in a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LetterRow {
    /// Which.
    pub id: LetterId,
    /// Which kind of letter.
    pub kind: LetterKind,
    /// In which language.
    pub language: Language,
    /// To whom.
    pub recipient_name: String,
    /// At which address.
    pub recipient_email: String,
    /// At which address instead, since somebody mended it.
    pub mended_email: Option<String>,
    /// On behalf of which organisation the recipient gets it.
    pub organisation: Option<OrganisationId>,
    /// The kind of thing it is about.
    pub about: String,
    /// The id of that thing.
    pub about_id: String,
    /// The subject; `None` when what the letter is about is closed to the reader.
    pub subject: Option<String>,
    /// The file name of the enclosure, when there is one.
    pub enclosed_name: Option<String>,
    /// When it was written.
    pub written_at: DateTime<Utc>,
    /// How far it has come.
    pub state: LetterState,
    /// How often it was offered to the post office.
    pub attempt: i32,
    /// When it was offered last.
    pub handing_over_at: Option<DateTime<Utc>>,
    /// When it was accepted, refused or withdrawn.
    pub settled_at: Option<DateTime<Utc>>,
    /// What the post office said last.
    pub relay_answer: Option<String>,
    /// Somebody on the way reported that it cannot be delivered, and nobody has dealt with that.
    pub is_bounced: bool,
}

impl LetterRow {
    /// Where it goes.
    pub fn address(&self) -> &str {
        self.mended_email.as_deref().unwrap_or(&self.recipient_email)
    }

    /// Whether what it says is closed to the actor, to whom the contents of these applications are. As
    /// [`closed`] says it to the database.
    fn is_closed(&self, actor: &Actor, closed: &[String]) -> bool {
        let is_about_one = self.about == APPLICATION && closed.contains(&self.about_id);
        is_about_one || (actor.confined_to().is_none() && BEFORE_IT_IS_SENT.contains(&self.kind))
    }
}

/// One letter with what it says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LetterView {
    /// What a list shows of it.
    pub row: LetterRow,
    /// Its fixed Message-ID, with the angle brackets.
    pub message_id: String,
    /// What it says, as text; `None` when nobody but its recipient may read it.
    pub text: Option<String>,
    /// The same as a page; `None` as above.
    pub html: Option<String>,
}

/// An enclosure, rendered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EnclosedFile {
    /// Its file name.
    pub name: String,
    /// PDF.
    pub bytes: Vec<u8>,
}

/// Why an enclosure could not be shown.
#[derive(Debug, thiserror::Error)]
pub enum EnclosedError {
    /// It could not be rendered.
    #[error("the enclosure cannot be rendered: {0}")]
    Rendering(String),
    /// The database answered with an error.
    #[error(transparent)]
    Database(#[from] DbErr),
}

/// An accepted letter and the file it would be in, had it been put into an outbox.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OutboxRow {
    /// Which.
    pub id: LetterId,
    /// Its Message-ID, with the angle brackets.
    pub message_id: String,
    /// The name of the file.
    pub file_name: String,
}

/// The letters an actor sees; of those about what is closed to it, that they are there.
pub async fn letters_for_actor(
    db: &DatabaseConnection,
    actor: &Actor,
    filter: LetterFilter,
) -> Result<Page<LetterRow>, DbErr> {
    use entity::Column as C;
    let mut found = seen_by(actor);
    let is_closed = closed(actor, &filter.closed);
    if let Some(state) = filter.state {
        found = found.filter(C::State.eq(state.word()));
    }
    if let Some(kind) = filter.kind {
        found = found.filter(C::Kind.eq(kind.word()));
    }
    if let Some(about) = &filter.about {
        found = found.filter(C::About.eq(about.thing)).filter(C::AboutId.eq(&about.id));
    }
    if filter.bounced {
        found = found.filter(post::bounced());
    }
    for wanted in filter.search.iter().flat_map(|words| words.split_whitespace()) {
        let pattern = like(wanted, db.get_database_backend());
        let holds = |column: C| {
            Expr::expr(Func::lower(Expr::col((entity::Entity, column))))
                .like(LikeExpr::new(pattern.clone()).escape('\\'))
        };
        let subject = match &is_closed {
            Some(is_closed) => is_closed.clone().not().and(holds(C::Subject)),
            None => holds(C::Subject),
        };
        found = found.filter(
            Condition::any()
                .add(subject)
                .add(holds(C::RecipientName))
                .add(holds(C::RecipientEmail)),
        );
    }
    let total = found.clone().count(db).await?;
    let (column, order) = match filter.sort {
        LetterSort::Newest => (C::WrittenAt, Order::Desc),
        LetterSort::Oldest => (C::WrittenAt, Order::Asc),
        LetterSort::Recipient => (C::RecipientName, Order::Asc),
        LetterSort::Subject => (C::Subject, Order::Asc),
        LetterSort::State => (C::State, Order::Asc),
    };
    let per_page = if filter.per_page == 0 { 50 } else { Ord::min(filter.per_page, 200) };
    // An offset beyond i64 panics in the driver, and a page number comes from an address line.
    let skipped = Ord::min(filter.page.saturating_sub(1).saturating_mul(per_page), total);
    let mut found = found.select_only();
    let by: Expr = match is_closed.clone().filter(|_| filter.sort == LetterSort::Subject) {
        // Last, in an order that tells nothing.
        Some(is_closed) => {
            let last: Expr = Expr::case(is_closed.clone(), 1).finally(0).into();
            found = found.order_by(last, Order::Asc);
            Expr::case(is_closed.not(), Expr::col((entity::Entity, column))).into()
        }
        None => Expr::col((entity::Entity, column)),
    };
    let rows: Vec<Listed> = found
        .columns([
            C::Id,
            C::Kind,
            C::Language,
            C::RecipientName,
            C::RecipientEmail,
            C::MendedEmail,
            C::OrganisationId,
            C::About,
            C::AboutId,
            C::Subject,
            C::EnclosedName,
            C::WrittenAt,
            C::State,
            C::Attempt,
            C::HandingOverAt,
            C::SettledAt,
            C::RelayAnswer,
        ])
        .column_as(post::bounced(), "is_bounced")
        .order_by(by, order)
        .order_by_desc(C::Id)
        .offset(skipped)
        .limit(per_page)
        .into_model()
        .all(db)
        .await?;
    let mut rows =
        rows.into_iter().map(LetterRow::try_from).collect::<Result<Vec<LetterRow>, _>>()?;
    for row in rows.iter_mut().filter(|row| row.is_closed(actor, &filter.closed)) {
        row.subject = None;
    }
    Ok(Page { rows, total })
}

/// One letter, when the actor sees it.
pub async fn letter_for_actor(
    db: &DatabaseConnection,
    actor: &Actor,
    id: LetterId,
) -> Result<Option<LetterView>, DbErr> {
    let Some(row) = seen_by(actor).filter(entity::Column::Id.eq(id.0)).one(db).await? else {
        return Ok(None);
    };
    let is_bounced = is_bounced(db, id).await?;
    let letter = repository::Stored::try_from(row)?;
    let shown = |text: String| (!letter.kind.is_secret()).then_some(text);
    Ok(Some(LetterView {
        message_id: letter.message_id,
        text: shown(letter.text),
        html: shown(letter.html),
        row: LetterRow {
            id: letter.id,
            kind: letter.kind,
            language: letter.language,
            recipient_name: letter.recipient_name,
            recipient_email: letter.recipient_email,
            mended_email: letter.mended_email,
            organisation: letter.organisation,
            about: letter.about.0,
            about_id: letter.about.1,
            subject: Some(letter.subject),
            enclosed_name: letter.enclosed.map(|enclosure| enclosure.name),
            written_at: letter.written_at,
            state: letter.state,
            attempt: letter.attempt,
            handing_over_at: letter.handing_over_at,
            settled_at: letter.settled_at,
            relay_answer: letter.relay_answer,
            is_bounced,
        },
    }))
}

/// The enclosure of a letter that the actor sees, rendered as it was sent.
///
/// # Errors
///
/// [`EnclosedError`] when it cannot be rendered or the database fails.
pub async fn enclosed_for_actor(
    db: &DatabaseConnection,
    actor: &Actor,
    id: LetterId,
) -> Result<Option<EnclosedFile>, EnclosedError> {
    let row = seen_by(actor).filter(entity::Column::Id.eq(id.0)).one(db).await?;
    let letter = row.map(repository::Stored::try_from).transpose()?;
    let Some(enclosure) = letter.and_then(|letter| letter.enclosed) else { return Ok(None) };
    let rendered = tokio::task::spawn_blocking(move || documents::render(&enclosure.document))
        .await
        .map_err(|error| EnclosedError::Rendering(error.to_string()))?
        .map_err(|error| EnclosedError::Rendering(error.to_string()))?;
    Ok(Some(EnclosedFile { name: enclosure.name, bytes: rendered.bytes }))
}

/// How many letters stand in each state; a state without any is 0.
pub async fn counts_by_state<C: ConnectionTrait>(
    db: &C,
) -> Result<BTreeMap<LetterState, u64>, DbErr> {
    counts(db, entity::Entity::find()).await
}

/// How many of the letters an actor sees stand in each state; a state without any is 0.
pub async fn counts_by_state_for_actor<C: ConnectionTrait>(
    db: &C,
    actor: &Actor,
) -> Result<BTreeMap<LetterState, u64>, DbErr> {
    counts(db, seen_by(actor)).await
}

/// The accepted letters and their files, for the check that outbox and rows say the same.
pub async fn outbox_rows<C: ConnectionTrait>(db: &C) -> Result<Vec<OutboxRow>, DbErr> {
    let rows: Vec<(uuid::Uuid, String, String, DateTime<Utc>)> = entity::Entity::find()
        .select_only()
        .columns([
            entity::Column::Id,
            entity::Column::Kind,
            entity::Column::MessageId,
            entity::Column::WrittenAt,
        ])
        .filter(entity::Column::State.eq(LetterState::Accepted.word()))
        .order_by_asc(entity::Column::Id)
        .into_tuple()
        .all(db)
        .await?;
    rows.into_iter()
        .map(|(id, kind, message_id, written_at)| {
            let id = LetterId(id);
            let file_name = message::file_name(id, word(&kind)?, Day::at(written_at));
            Ok(OutboxRow { id, message_id, file_name })
        })
        .collect()
}

/// The kind of thing whose contents can be closed to those who work for the directorate.
const APPLICATION: &str = "application";

/// Letters between applicants whose subject names a project that may not be sent in yet: what is
/// unpublished is not the directorate's to read.
const BEFORE_IT_IS_SENT: [LetterKind; 1] = [LetterKind::SignatureWanted];

/// The condition for letters whose subject is closed; `None` when none is.
fn closed(actor: &Actor, closed: &[String]) -> Option<Expr> {
    let e = |column: entity::Column| Expr::col((entity::Entity, column));
    let about_one = (!closed.is_empty()).then(|| {
        e(entity::Column::About).eq(APPLICATION).and(e(entity::Column::AboutId).is_in(closed))
    });
    let unsent = actor
        .confined_to()
        .is_none()
        .then(|| e(entity::Column::Kind).is_in(BEFORE_IT_IS_SENT.map(LetterKind::word)));
    match (about_one, unsent) {
        (Some(about), Some(unsent)) => Some(about.or(unsent)),
        (about, unsent) => about.or(unsent),
    }
}

fn seen_by(actor: &Actor) -> Select<entity::Entity> {
    let all = entity::Entity::find();
    match actor.confined_to() {
        Some(own) => all.filter(entity::Column::OrganisationId.eq(own.0)),
        None => all,
    }
}

async fn counts<C: ConnectionTrait>(
    db: &C,
    letters: Select<entity::Entity>,
) -> Result<BTreeMap<LetterState, u64>, DbErr> {
    let counted: Vec<(String, i64)> = letters
        .select_only()
        .column(entity::Column::State)
        .column_as(entity::Column::Id.count(), "letters")
        .group_by(entity::Column::State)
        .into_tuple()
        .all(db)
        .await?;
    let mut counts: BTreeMap<LetterState, u64> =
        LetterState::ALL.into_iter().map(|state| (state, 0)).collect();
    for (state, letters) in counted {
        counts.insert(word(&state)?, letters.unsigned_abs());
    }
    Ok(counts)
}

/// The pattern that finds a word anywhere in a lower-cased text. SQLite lowers only ASCII, so there
/// any character stands for one beyond it: better a line too many than «Øksnes» not found.
fn like(word: &str, backend: DbBackend) -> String {
    let mut pattern = String::from("%");
    for character in word.to_lowercase().chars() {
        if matches!(character, '%' | '_' | '\\') {
            pattern.push('\\');
        }
        let any = !character.is_ascii() && backend == DbBackend::Sqlite;
        pattern.push(if any { '_' } else { character });
    }
    pattern + "%"
}

#[derive(FromQueryResult)]
struct Listed {
    id: uuid::Uuid,
    kind: String,
    language: String,
    recipient_name: String,
    recipient_email: String,
    mended_email: Option<String>,
    organisation_id: Option<uuid::Uuid>,
    about: String,
    about_id: String,
    subject: String,
    enclosed_name: Option<String>,
    written_at: DateTime<Utc>,
    state: String,
    attempt: i32,
    handing_over_at: Option<DateTime<Utc>>,
    settled_at: Option<DateTime<Utc>>,
    relay_answer: Option<String>,
    is_bounced: bool,
}

impl TryFrom<Listed> for LetterRow {
    type Error = DbErr;
    fn try_from(row: Listed) -> Result<LetterRow, DbErr> {
        Ok(LetterRow {
            id: LetterId(row.id),
            kind: word(&row.kind)?,
            language: word(&row.language)?,
            recipient_name: row.recipient_name,
            recipient_email: row.recipient_email,
            mended_email: row.mended_email,
            organisation: row.organisation_id.map(OrganisationId),
            about: row.about,
            about_id: row.about_id,
            subject: Some(row.subject),
            enclosed_name: row.enclosed_name,
            written_at: row.written_at,
            state: word(&row.state)?,
            attempt: row.attempt,
            handing_over_at: row.handing_over_at,
            settled_at: row.settled_at,
            relay_answer: row.relay_answer,
            is_bounced: row.is_bounced,
        })
    }
}
