//! What is wrong with a shelf, and how far the look through it has come.

use crate::Shelf;
use chrono::{DateTime, Utc};

/// What is wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Wrong {
    /// A row says that it is there, and it is not.
    Missing,
    /// It is there with another content.
    Damaged,
    /// It is there, and the file system does not let it be read.
    Unreadable,
    /// It is there, and no row knows it.
    Unrecorded,
}

impl Wrong {
    /// All of them.
    pub const ALL: [Wrong; 4] =
        [Wrong::Missing, Wrong::Damaged, Wrong::Unreadable, Wrong::Unrecorded];

    /// The word in the database and the journal.
    pub const fn word(self) -> &'static str {
        match self {
            Wrong::Missing => "missing",
            Wrong::Damaged => "damaged",
            Wrong::Unreadable => "unreadable",
            Wrong::Unrecorded => "unrecorded",
        }
    }
}

/// Something that is wrong with a shelf and has not come right yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// Where.
    pub shelf: Shelf,
    /// The hash of the content; for what no row knows, the name it lies under.
    pub name: String,
    /// What is wrong with it.
    pub wrong: Wrong,
    /// Why it was not mended, in a sentence for an operator.
    pub said: String,
    /// When it was found.
    pub found_at: DateTime<Utc>,
}

/// What a look through a shelf is at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Phase {
    /// Holding what the rows know against what lies there.
    Recorded,
    /// Holding what lies there against what the rows know.
    Lying,
    /// Nothing: the next look begins at the beginning.
    Ended,
}

impl Phase {
    pub(crate) const ALL: [Phase; 3] = [Phase::Recorded, Phase::Lying, Phase::Ended];

    pub(crate) const fn word(self) -> &'static str {
        match self {
            Phase::Recorded => "recorded",
            Phase::Lying => "lying",
            Phase::Ended => "ended",
        }
    }
}

/// How far the look through a shelf has come.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShelfRound {
    /// Which shelf.
    pub shelf: Shelf,
    pub(crate) phase: Phase,
    /// It goes on after this hash, or this folder.
    pub(crate) after: String,
    /// When the look that is under way, or the last one, began.
    pub began_at: DateTime<Utc>,
    /// How many contents it has read.
    pub files: u64,
    /// How many bytes that were.
    pub bytes: u64,
    /// When a look last came to the end.
    pub ended_at: Option<DateTime<Utc>>,
}

impl ShelfRound {
    /// A look that begins.
    pub(crate) fn begin(
        shelf: Shelf,
        now: DateTime<Utc>,
        before: Option<ShelfRound>,
    ) -> ShelfRound {
        ShelfRound {
            shelf,
            phase: Phase::Recorded,
            after: String::new(),
            began_at: now,
            files: 0,
            bytes: 0,
            ended_at: before.and_then(|before| before.ended_at),
        }
    }
    /// Whether a look is under way and goes on at the next round.
    pub fn is_under_way(&self) -> bool {
        self.phase != Phase::Ended
    }
}
