use std::time::Duration;
use worklist::Backoff;

const MINUTE: Duration = Duration::from_secs(60);

/// Why a letter was certainly not taken this time (or, with [`NotNow::InDoubt`], may be offered again
/// although it perhaps was).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum NotNow {
    /// The relay does not answer, or was lost before it had the whole letter.
    Away,
    /// The relay has no room or no time for it now.
    Busy,
    /// The recipient's server lets strangers wait (greylisting).
    Greylisted,
    /// The recipient's mailbox is full.
    MailboxFull,
    /// The relay does not accept our sign-in. A matter of the settings.
    SignIn,
    /// The relay does not let us send from our address. A matter of the settings.
    Sender,
    /// No protected connection: no STARTTLS, or a certificate that is not trusted.
    Tls,
    /// The folder of the outbox cannot be written.
    Outbox,
    /// The worker lost its lease before the final dot, and kept the dot back.
    Stopped,
    /// The relay may have it, and drops repeats: it is offered again.
    InDoubt,
}

impl NotNow {
    /// The word under which it is counted.
    pub const fn word(self) -> &'static str {
        match self {
            NotNow::Away => "away",
            NotNow::Busy => "busy",
            NotNow::Greylisted => "greylisted",
            NotNow::MailboxFull => "mailbox-full",
            NotNow::SignIn => "sign-in",
            NotNow::Sender => "sender",
            NotNow::Tls => "tls",
            NotNow::Outbox => "outbox",
            NotNow::Stopped => "stopped",
            NotNow::InDoubt => "in-doubt",
        }
    }

    /// How long such a letter waits for its next offer: seconds to a quarter of an hour where the relay
    /// is in the way, minutes for greylisting, hours for a full mailbox.
    pub const fn backoff(self) -> Backoff {
        let (first, cap) = match self {
            NotNow::Away | NotNow::InDoubt | NotNow::Outbox => {
                (Duration::from_secs(4), MINUTE.saturating_mul(15))
            }
            NotNow::Stopped => (Duration::from_secs(1), Duration::from_secs(15)),
            NotNow::Busy => (Duration::from_secs(30), MINUTE.saturating_mul(15)),
            NotNow::SignIn | NotNow::Sender | NotNow::Tls => (MINUTE, MINUTE.saturating_mul(15)),
            NotNow::Greylisted => (MINUTE.saturating_mul(5), MINUTE.saturating_mul(30)),
            NotNow::MailboxFull => (MINUTE.saturating_mul(60), MINUTE.saturating_mul(6 * 60)),
        };
        Backoff { first, cap }
    }

    /// What it says of the post office itself: what is wrong with it, or `Some(None)` that it is well.
    /// `None` when it says nothing either way.
    pub(crate) const fn says_of_the_office(self) -> Option<Option<Trouble>> {
        match self {
            NotNow::Away => Some(Some(Trouble::Away)),
            NotNow::SignIn => Some(Some(Trouble::SignIn)),
            NotNow::Sender => Some(Some(Trouble::Sender)),
            NotNow::Tls => Some(Some(Trouble::Tls)),
            NotNow::Busy | NotNow::Greylisted | NotNow::MailboxFull => Some(None),
            NotNow::Outbox | NotNow::Stopped | NotNow::InDoubt => None,
        }
    }
}

/// What is wrong with a post office, whichever letter is offered. It stops nothing: letters wait and
/// are offered again; operators are told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Trouble {
    /// It does not answer.
    Away,
    /// It does not accept our sign-in.
    SignIn,
    /// There is no protected connection to it.
    Tls,
    /// It does not let us send from our address.
    Sender,
    /// The mailbox of its copies cannot be read, or does not hold what it took.
    Copies,
}

impl Trouble {
    /// All of them.
    pub const ALL: [Trouble; 5] =
        [Trouble::Away, Trouble::SignIn, Trouble::Tls, Trouble::Sender, Trouble::Copies];

    /// The word that stands in the database.
    pub const fn word(self) -> &'static str {
        match self {
            Trouble::Away => "away",
            Trouble::SignIn => "sign-in",
            Trouble::Tls => "tls",
            Trouble::Sender => "sender",
            Trouble::Copies => "copies",
        }
    }
}

impl std::str::FromStr for Trouble {
    type Err = String;
    fn from_str(word: &str) -> Result<Self, String> {
        let found = Trouble::ALL.into_iter().find(|trouble| trouble.word() == word);
        found.ok_or_else(|| format!("«{word}» is not a trouble of a post office"))
    }
}
