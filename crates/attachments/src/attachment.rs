//! A file as it was handed in to one thing.

use chrono::{DateTime, Utc};
use vocabulary::AttachmentId;

/// What a file is handed in to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct To {
    /// The kind of thing, by the word the journal uses: `application`.
    pub thing: &'static str,
    /// Which one.
    pub id: String,
}

/// One use of a content: a file as it was handed in to one thing, under one name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attachment {
    /// This use.
    pub id: AttachmentId,
    /// The kind of thing it was handed in to; that thing's owner decides who may fetch it.
    pub thing: String,
    /// Which one.
    pub thing_id: String,
    /// SHA-256 of the content, 64 hexadecimal digits.
    pub hash: String,
    /// The name people know it by, made harmless: one part, no control characters, at most 255 bytes,
    /// with an ending that fits the content.
    pub name: String,
    /// How many bytes it has.
    pub bytes: u64,
    /// What it is served as: `application/pdf`.
    pub media_type: String,
    /// What the scanner thinks of the content.
    pub scan: Scan,
    /// When it was handed in.
    pub added_at: DateTime<Utc>,
    /// Who handed it in, by name.
    pub added_by: String,
}

/// What the scanner thinks of a content.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Scan {
    /// The scanner has not answered yet: nobody gets it.
    Waiting,
    /// Nothing was found.
    Clean {
        /// When the scanner said so.
        at: DateTime<Utc>,
    },
    /// Something was found: nobody gets it, and nothing makes it go away unseen.
    Infected {
        /// When the scanner said so.
        at: DateTime<Utc>,
        /// What the scanner calls it: `Win.Test.EICAR_HDB-1`.
        finding: String,
    },
    /// It was handed in while there was no scanner.
    NotScanned,
}

impl Scan {
    /// The word that stands in the database.
    pub const fn word(&self) -> &'static str {
        match self {
            Scan::Waiting => "waiting",
            Scan::Clean { .. } => "clean",
            Scan::Infected { .. } => "infected",
            Scan::NotScanned => "not-scanned",
        }
    }
    /// Whether the content is given away.
    pub const fn can_be_fetched(&self) -> bool {
        matches!(self, Scan::Clean { .. } | Scan::NotScanned)
    }
}
