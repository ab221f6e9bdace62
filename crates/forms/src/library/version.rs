//! One version of a form, and what can be done with it.

use crate::{Definition, FormKind};
use chrono::{DateTime, Utc};
use vocabulary::{FormId, FormVersionId, NotPossible};

/// A form: the same questions through its versions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Form {
    /// Its id.
    pub id: FormId,
    /// Its short name in addresses and files: `ips-soknad`.
    pub slug: String,
    /// What it is for; the same in all versions.
    pub kind: FormKind,
    /// When it was made.
    pub made_at: DateTime<Utc>,
}

/// One version of a form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FormVersion {
    /// Its id.
    pub id: FormVersionId,
    /// The form.
    pub form: FormId,
    /// The form's short name.
    pub slug: String,
    /// From 1.
    pub number: i32,
    /// What it asks.
    pub definition: Definition,
    /// SHA-256 of the definition in its canonical form (RFC 8785), in hexadecimal.
    pub hash: String,
    /// Where it stands.
    pub state: VersionState,
    /// When it was saved last.
    pub saved_at: DateTime<Utc>,
    /// By whom.
    pub saved_by: String,
}

/// Where a version of a form stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum VersionState {
    /// Being written. There is at most one of a form.
    Draft {
        /// How often it was saved: a stale save is refused.
        revision: i32,
    },
    /// Answers may be bound to it; it never changes.
    Published {
        /// When.
        at: DateTime<Utc>,
        /// By whom.
        by: String,
    },
}

/// What can be done with a version of a form.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum VersionVerb {
    /// Change what it asks.
    Save,
    /// Make it the one that answers are bound to.
    Publish,
    /// Throw the draft away.
    Discard,
    /// Begin the next version from it.
    Revise,
    /// Make another form from it.
    Copy,
}

impl VersionVerb {
    /// All of them.
    pub const ALL: [VersionVerb; 5] = [
        VersionVerb::Save,
        VersionVerb::Publish,
        VersionVerb::Discard,
        VersionVerb::Revise,
        VersionVerb::Copy,
    ];

    /// The word that state tables and refusals use.
    pub const fn word(self) -> &'static str {
        match self {
            VersionVerb::Save => "save",
            VersionVerb::Publish => "publish",
            VersionVerb::Discard => "discard",
            VersionVerb::Revise => "revise",
            VersionVerb::Copy => "copy",
        }
    }
}

impl VersionState {
    /// The word in the database.
    pub const fn word(&self) -> &'static str {
        match self {
            VersionState::Draft { .. } => "draft",
            VersionState::Published { .. } => "published",
        }
    }
    /// What is possible now; the buttons on the pages come from here.
    pub const fn possible(&self) -> &'static [VersionVerb] {
        use VersionVerb::{Copy, Discard, Publish, Revise, Save};
        match self {
            VersionState::Draft { .. } => &[Save, Publish, Discard, Copy],
            VersionState::Published { .. } => &[Revise, Copy],
        }
    }
    /// Refuses a verb that is not possible now.
    pub fn allow(&self, verb: VersionVerb) -> Result<(), NotPossible> {
        if self.possible().contains(&verb) {
            return Ok(());
        }
        Err(NotPossible {
            tried: verb.word(),
            state: self.word(),
            possible: self.possible().iter().map(|verb| verb.word()).collect(),
        })
    }
    /// Answers may be bound to it.
    pub const fn is_published(&self) -> bool {
        matches!(self, VersionState::Published { .. })
    }
}

/// A short name for addresses: 2 to 60 lower-case letters a to z, digits and hyphens, beginning with a
/// letter and ending with a letter or digit.
pub(crate) fn is_slug(text: &str) -> bool {
    let known = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    (2..=60).contains(&text.len())
        && text.chars().all(known)
        && text.starts_with(|c: char| c.is_ascii_lowercase())
        && !text.ends_with('-')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_state_and_every_verb() {
        let at = DateTime::<Utc>::UNIX_EPOCH;
        let states =
            [VersionState::Draft { revision: 1 }, VersionState::Published { at, by: "K".into() }];
        let mut table = String::new();
        for state in states {
            for verb in VersionVerb::ALL {
                let said =
                    state.allow(verb).map_or_else(|no| no.to_string(), |()| "yes".to_owned());
                table += &format!("{} + {} → {said}\n", state.word(), verb.word());
            }
        }
        insta::assert_snapshot!(table, @r"
        draft + save → yes
        draft + publish → yes
        draft + discard → yes
        draft + revise → cannot revise what is draft; possible now: save, publish, discard, copy
        draft + copy → yes
        published + save → cannot save what is published; possible now: revise, copy
        published + publish → cannot publish what is published; possible now: revise, copy
        published + discard → cannot discard what is published; possible now: revise, copy
        published + revise → yes
        published + copy → yes
        ");
    }

    #[test]
    fn short_names() {
        assert!(is_slug("ips-soknad-2026"));
        for not in ["", "a", "Ips", "ips soknad", "-ips", "ips-", "1ps", "søknad"] {
            assert!(!is_slug(not), "{not}");
        }
    }
}
