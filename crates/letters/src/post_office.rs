use crate::{Outbox, Smtp, copies::Copies, message::Posting, not_now::NotNow};
use chrono::{DateTime, TimeDelta, Utc};
use std::{num::NonZeroU32, time::Duration};

/// Where letters are handed over.
#[derive(Debug, Clone)]
pub enum PostOffice {
    /// A folder of files, one a letter: the embedded default.
    Outbox(Outbox),
    /// A mail relay.
    Smtp(Smtp),
}

/// Whether the work that hands a letter over is still the caller's. Asked just before the final dot.
pub type StillHeld<'a> = &'a (dyn Fn() -> bool + Send + Sync);

/// What the post office says about one offer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Answer {
    /// It has taken the letter; what it said.
    Taken(String),
    /// It has certainly not taken the letter and never will; why.
    Never(String),
    /// It has certainly not taken the letter this time; why.
    NotNow(NotNow, String),
    /// Nobody knows whether it has taken the letter; what was seen last.
    Unknown(String),
}

impl PostOffice {
    /// By what letters remember to whom they were offered: `outbox`, or the relay's host and port.
    pub fn name(&self) -> String {
        match self {
            PostOffice::Outbox(_) => "outbox".to_owned(),
            PostOffice::Smtp(relay) => relay.name(),
        }
    }
    /// How many letters a minute it may be given; `None` when it takes all.
    pub fn per_minute(&self) -> Option<NonZeroU32> {
        match self {
            PostOffice::Outbox(_) => None,
            PostOffice::Smtp(relay) => relay.per_minute(),
        }
    }
    /// Whether what it took can be looked up, so that uncertain letters are settled without a person.
    pub fn has_evidence(&self) -> bool {
        self.copies().is_some()
    }
    pub(crate) fn copies(&self) -> Option<&Copies> {
        match self {
            PostOffice::Outbox(_) => None,
            PostOffice::Smtp(relay) => relay.copies(),
        }
    }
    /// See [`Smtp::settles`].
    pub(crate) fn settles(&self) -> Duration {
        match self {
            PostOffice::Outbox(_) => Duration::ZERO,
            PostOffice::Smtp(relay) => relay.settles(),
        }
    }
    /// Whether a letter may be offered to it that it perhaps took: a file is written over by itself, and
    /// some relays drop for a while what comes with a Message-ID they have seen. Another office than the
    /// one that may have it knows nothing of that.
    pub(crate) fn may_repeat(
        &self,
        offered_to: Option<&str>,
        in_doubt_since: Option<DateTime<Utc>>,
        now: DateTime<Utc>,
    ) -> bool {
        if offered_to.is_some_and(|other| other != self.name()) {
            return false;
        }
        match self {
            PostOffice::Outbox(_) => true,
            PostOffice::Smtp(relay) => match (relay.drops_repeats_for(), in_doubt_since) {
                (None, _) => false,
                (Some(time), Some(since)) => {
                    let time = TimeDelta::from_std(time).unwrap_or(TimeDelta::MAX);
                    now.signed_duration_since(since) < time
                }
                (Some(_), None) => true,
            },
        }
    }
    pub(crate) async fn offer(&self, posting: Posting, still_held: StillHeld<'_>) -> Answer {
        match self {
            PostOffice::Outbox(outbox) => outbox.offer(posting).await,
            PostOffice::Smtp(relay) => relay.offer(&posting, still_held).await,
        }
    }
}
