use crate::{Outbox, Smtp, message::Posting};

/// Where letters are handed over.
#[derive(Debug, Clone)]
pub enum PostOffice {
    /// A folder of files, one a letter: the embedded default.
    Outbox(Outbox),
    /// A mail relay.
    Smtp(Smtp),
}

/// What the post office says about one offer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Answer {
    /// It has taken the letter; what it said.
    Taken(String),
    /// It has certainly not taken the letter and never will; why.
    Never(String),
    /// It has certainly not taken the letter this time; why.
    NotNow(String),
    /// Nobody knows whether it has taken the letter; what was seen last.
    Unknown(String),
}

impl PostOffice {
    /// Whether a letter may be offered again when nobody knows whether it was taken: a file is
    /// written over by itself, and some relays drop what comes with a Message-ID they have seen.
    pub fn drops_repeats(&self) -> bool {
        match self {
            PostOffice::Outbox(_) => true,
            PostOffice::Smtp(relay) => relay.drops_repeats(),
        }
    }
    pub(crate) async fn offer(&self, posting: Posting) -> Answer {
        let answer = match self {
            PostOffice::Outbox(outbox) => outbox.offer(posting).await,
            PostOffice::Smtp(relay) => relay.offer(&posting).await,
        };
        match answer {
            Answer::Unknown(seen) if self.drops_repeats() => Answer::NotNow(seen),
            answer => answer,
        }
    }
}
