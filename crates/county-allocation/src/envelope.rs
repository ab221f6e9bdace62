//! A frame of money.

use vocabulary::{CountyNumber, EnvelopeId, Money};

/// A frame of money inside another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Envelope {
    /// Its id.
    pub id: EnvelopeId,
    /// The frame it is taken from; none for an appropriation.
    pub parent: Option<EnvelopeId>,
    /// What kind of frame.
    pub kind: EnvelopeKind,
    /// Its name in the ledger, unique: `call:ips-2012`.
    pub key: String,
    /// What people call it.
    pub name: String,
    /// The county, for county envelopes and awards.
    pub county: Option<CountyNumber>,
    /// What it holds.
    pub amount: Money,
    /// What of it is promised: to the frames inside it or, in an award, to its recipient.
    pub reserved: Money,
    /// What of that is paid.
    pub paid: Money,
    /// What of that has come back.
    pub returned: Money,
}

impl Envelope {
    /// What can still be promised.
    pub fn remaining(&self) -> Money {
        self.amount - self.reserved
    }
}

/// The levels of the ledger, from the top.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum EnvelopeKind {
    /// What parliament gave: a chapter and item of one year.
    Appropriation,
    /// A scheme's part of it.
    Scheme,
    /// A call's budget.
    Call,
    /// A county's part of a call.
    County,
    /// One award.
    Award,
}

impl EnvelopeKind {
    /// All of them, from the top.
    pub const ALL: [EnvelopeKind; 5] = [
        EnvelopeKind::Appropriation,
        EnvelopeKind::Scheme,
        EnvelopeKind::Call,
        EnvelopeKind::County,
        EnvelopeKind::Award,
    ];

    /// The word in the database.
    pub const fn word(self) -> &'static str {
        match self {
            EnvelopeKind::Appropriation => "appropriation",
            EnvelopeKind::Scheme => "scheme",
            EnvelopeKind::Call => "call",
            EnvelopeKind::County => "county",
            EnvelopeKind::Award => "award",
        }
    }
}

/// What an entry moves.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Movement {
    /// The frame is opened with this amount.
    Open,
    /// Promised.
    Reserve,
    /// No longer promised.
    Release,
    /// Paid out.
    Pay,
}

impl Movement {
    /// The word in the database.
    pub const fn word(self) -> &'static str {
        match self {
            Movement::Open => "open",
            Movement::Reserve => "reserve",
            Movement::Release => "release",
            Movement::Pay => "pay",
        }
    }
}
