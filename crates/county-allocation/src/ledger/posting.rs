//! What every movement has in common: what is asked of it before, how it is entered, and why it may be
//! refused.

use super::{Envelope, EnvelopeKind, Movement, Post, Voucher};
use crate::repository::{self, NewEntry};
use chrono::{DateTime, Utc};
use journal::Act;
use sea_orm::{DatabaseTransaction, DbErr, SqlErr};
use serde_json::json;
use vocabulary::{Actor, Day, EnvelopeId, Money};

/// Why money could not be moved. Nothing has moved then, and the caller's transaction can go on; only
/// after [`LedgerError::Database`] and [`LedgerError::OtherContent`] it must be given up.
#[derive(Debug, thiserror::Error)]
pub enum LedgerError {
    /// The frame has not enough left.
    #[error("«{envelope}» has {remaining} kr left, and {asked} kr were asked for")]
    NoRoom {
        /// The frame.
        envelope: String,
        /// What is left of it for this movement.
        remaining: Money,
        /// What was asked for.
        asked: Money,
    },
    /// No such frame.
    #[error("there is no envelope «{0}»")]
    NoEnvelope(String),
    /// A frame with this key, or an appropriation of this post, exists with another amount or parent.
    #[error("the envelope «{0}» is open with another amount or under another parent")]
    KeyTaken(String),
    /// A movement moves something, and no more than a frame can hold.
    #[error("an amount must be above 0, and no more than a frame can hold")]
    Nothing,
    /// Every movement says why.
    #[error("say why the money is moved")]
    NoReason,
    /// What parliament decides is not moved without its decision.
    #[error("name the decision or document that this rests on")]
    NoDocument,
    /// A movement counts for a day that has come.
    #[error("{0} has not come yet: money is moved for today or a day before")]
    Future(Day),
    /// Nothing moves in a frame before it is opened.
    #[error("«{envelope}» was opened on {opened}: nothing moved in it before that day")]
    BeforeOpened {
        /// The frame.
        envelope: String,
        /// The day it counts from.
        opened: Day,
    },
    /// The same key was used for something else.
    #[error("the key «{0}» stands in the ledger with another content")]
    OtherContent(String),
    /// Money is moved over only between frames inside the same frame.
    #[error(
        "«{from}» and «{to}» do not lie in the same frame: reduce the one and increase the other instead"
    )]
    NotSiblings {
        /// The frame that was to give.
        from: String,
        /// The frame that was to get.
        to: String,
    },
    /// An award's money changes with its grant only.
    #[error("«{0}» is the money of a grant: it changes when the grant does")]
    OfAGrant(String),
    /// Only what parliament gave is carried over.
    #[error("«{0}» is not an appropriation with a chapter, an item and a year")]
    NotAnAppropriation(String),
    /// Money is carried forward.
    #[error("money of {from} cannot be carried to {to}: only to a later year")]
    NotLater {
        /// The year it is in.
        from: i32,
        /// The year it was to go to.
        to: i32,
    },
    /// No rule lets this post's money be carried over.
    #[error("no rule lets unused money of {0} be carried over")]
    NoCarryRule(Post),
    /// The years in which it could be used are over by then.
    #[error("money of {origin_year} can be used until the end of {until}; {may} kr can be carried")]
    Lapsed {
        /// The year it was appropriated for.
        origin_year: i32,
        /// The last year it can be used in.
        until: i32,
        /// What can be carried all the same.
        may: Money,
    },
    /// The rule lets only a part be carried.
    #[error("at most {may} kr can be carried over, and {asked} kr were asked for")]
    AboveLimit {
        /// What can be carried.
        may: Money,
        /// What was asked for.
        asked: Money,
    },
    /// A frame has a name.
    #[error("give the frame a name")]
    NoName,
    /// A frame is found by its key, also in addresses.
    #[error(
        "«{0}» cannot be a key: the kind of the frame and a colon, then small letters, digits, «:», «.», «-» and «_»"
    )]
    NotAKey(String),
    /// Each kind of frame lies in one kind of frame.
    #[error("a frame of the kind «{}» is not opened there", .kind.word())]
    NotInside {
        /// What was to be opened.
        kind: EnvelopeKind,
        /// What it was to be opened in; none for at the top.
        around: Option<EnvelopeKind>,
    },
    /// A rule of carrying over names a post, a year, a number of years and a part.
    #[error("the {0} of this rule cannot be read as one")]
    NotARule(&'static str),
    /// A rule stands there for the same post and year, and is never edited.
    #[error("there is a rule for {0} already: set one from a later year")]
    RuleTaken(Post),
    /// Moving money between frames takes budget authority; entering what was decided, the directorate.
    #[error("this takes budget authority at the directorate")]
    NotYours,
    /// The database answered with an error.
    #[error(transparent)]
    Database(#[from] DbErr),
}

/// A movement being made: the same amount by the same voucher, in one frame or several.
pub(super) struct Posting<'a> {
    pub tx: &'a DatabaseTransaction,
    now: DateTime<Utc>,
    actor: &'a Actor,
    voucher: &'a Voucher,
}

/// What tells a movement from another with the same key: the frame it is entered in with the key, what
/// moves there, and the frame at the other end.
#[derive(Clone, Copy)]
pub(super) struct Main {
    pub envelope: EnvelopeId,
    pub movement: Movement,
    pub other: Option<EnvelopeId>,
}

/// The frame at the other end of a step, and whether the step carries the key of the voucher.
#[derive(Clone, Copy, Default)]
pub(super) struct Step {
    pub other: Option<EnvelopeId>,
    pub keyed: bool,
}

impl Step {
    pub const KEYED: Step = Step { other: None, keyed: true };
    pub const BESIDE: Step = Step { other: None, keyed: false };
}

impl<'a> Posting<'a> {
    /// Asks what can be asked without looking: who, how much, why, and for which day.
    pub fn new(
        tx: &'a DatabaseTransaction,
        now: DateTime<Utc>,
        actor: &'a Actor,
        amount: Money,
        voucher: &'a Voucher,
    ) -> Result<Posting<'a>, LedgerError> {
        if !actor.is_directorate() {
            return Err(LedgerError::NotYours);
        }
        if !amount.is_positive() || amount > Envelope::LARGEST {
            return Err(LedgerError::Nothing);
        }
        if voucher.why.trim().is_empty() {
            return Err(LedgerError::NoReason);
        }
        if voucher.day > Day::at(now) {
            return Err(LedgerError::Future(voucher.day));
        }
        Ok(Posting { tx, now, actor, voucher })
    }

    /// Whether it moves once whatever is posted again.
    pub fn is_keyed(&self) -> bool {
        self.voucher.once.is_some()
    }

    /// What parliament gave changes by its decisions only, so one must be named.
    pub fn documented(&self, envelope: &Envelope) -> Result<(), LedgerError> {
        if envelope.kind == EnvelopeKind::Appropriation && !self.voucher.is_documented() {
            return Err(LedgerError::NoDocument);
        }
        Ok(())
    }

    /// Whether the same was posted before with the same key. Asked when the frames are held, so that of
    /// several at once the others see the first.
    pub async fn is_done(&self, main: Main, amount: Money) -> Result<bool, LedgerError> {
        let Some(once) = &self.voucher.once else { return Ok(false) };
        let Some(entry) = repository::entry_by_key(self.tx, once).await? else { return Ok(false) };
        let same = entry.envelope_id == main.envelope.0
            && entry.movement == main.movement.word()
            && entry.counter_id == main.other.map(|other| other.0)
            && entry.amount_ore == amount.ore()
            && entry.day == self.voucher.day.date()
            && entry.why == self.voucher.why
            && entry.document == self.voucher.document;
        if same { Ok(true) } else { Err(LedgerError::OtherContent(once.clone())) }
    }

    /// One frame's part of the movement: the guarded statement with its entry, and the journal.
    pub async fn step(
        &self,
        envelope: &Envelope,
        movement: Movement,
        amount: Money,
        Step { other, keyed }: Step,
    ) -> Result<(), LedgerError> {
        if self.voucher.day < Day::at(self.now)
            && let Some(opened) = repository::opened_on(self.tx, envelope.id).await?
            && self.voucher.day < opened
        {
            return Err(LedgerError::BeforeOpened { envelope: envelope.name.clone(), opened });
        }
        let entry = NewEntry {
            envelope: envelope.id,
            movement,
            amount,
            at: self.now,
            actor: self.actor,
            voucher: self.voucher,
            other,
            keyed,
        };
        let moved = repository::post(self.tx, &entry).await.map_err(|error| {
            match (error.sql_err(), &self.voucher.once) {
                // Posted to another frame with the same key at the same time.
                (Some(SqlErr::UniqueConstraintViolation(_)), Some(once)) => {
                    LedgerError::OtherContent(once.clone())
                }
                _ => LedgerError::Database(error),
            }
        })?;
        if !moved {
            let now = known(self.tx, envelope.id).await?;
            let remaining = now.room_for(movement);
            return Err(LedgerError::NoRoom { envelope: now.name, remaining, asked: amount });
        }
        let mut detail =
            json!({ "key": envelope.key, "amount_ore": amount.ore(), "why": self.voucher.why });
        if let Some(document) = &self.voucher.document {
            detail["document"] = json!(document);
        }
        if self.voucher.day != Day::at(self.now) {
            detail["day"] = json!(self.voucher.day);
        }
        if let Some(other) = other {
            detail["other"] = json!(other);
        }
        let id = envelope.id.to_string();
        let act = Act { act: movement.word(), thing: "envelope", id, detail };
        journal::record(self.tx, self.actor, self.now, act).await?;
        // The other frames of the movement come after this, in the same transaction.
        fail::fail_point!("budget.between_statements");
        Ok(())
    }
}

pub(super) async fn known(
    tx: &DatabaseTransaction,
    id: EnvelopeId,
) -> Result<Envelope, LedgerError> {
    let missing = || LedgerError::NoEnvelope(id.to_string());
    repository::by_id(tx, id).await?.ok_or_else(missing)
}

pub(super) async fn known_by_key(
    tx: &DatabaseTransaction,
    key: &str,
) -> Result<Envelope, LedgerError> {
    let missing = || LedgerError::NoEnvelope(key.to_owned());
    repository::by_key(tx, key).await?.ok_or_else(missing)
}
