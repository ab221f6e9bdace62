//! What a movement rests on (norsk: bilag).

use vocabulary::Day;

/// What a movement rests on: why, by which document, for which day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Voucher {
    /// Why, as whoever reads the ledger is told.
    pub why: String,
    /// The decision or document behind it: `Prop. 1 S (2012–2013)`, a letter's reference.
    pub document: Option<String>,
    /// The day it counts for: never later than the day it is entered, nor before its frame was opened.
    pub day: Day,
    /// A key of who moves, unique in the ledger: posted again with the same content it moves nothing,
    /// with other content it is refused.
    pub once: Option<String>,
}

impl Voucher {
    /// With a reason, for a day; without a document, and moving as often as it is posted.
    pub fn new(why: impl Into<String>, day: Day) -> Voucher {
        Voucher { why: why.into(), document: None, day, once: None }
    }
    /// The same with the document behind it.
    #[must_use]
    pub fn with_document(self, document: impl Into<String>) -> Voucher {
        Voucher { document: Some(document.into()), ..self }
    }
    /// The same, moving once whatever is posted again.
    #[must_use]
    pub fn once(self, key: impl Into<String>) -> Voucher {
        Voucher { once: Some(key.into()), ..self }
    }
    /// Whether there is a document, by a name that says something.
    pub fn is_documented(&self) -> bool {
        self.document.as_ref().is_some_and(|document| !document.trim().is_empty())
    }
}
