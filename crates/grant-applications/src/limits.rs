//! How much of what costs nothing to make may be made: one table, as `attachments::LIMITS` is for files.

/// What may be begun.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// The most drafts of one organisation in one call that were never sent in.
    pub most_drafts: u64,
}

/// The limits in force.
pub const LIMITS: Limits = Limits { most_drafts: 20 };
