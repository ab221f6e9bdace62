use std::{fmt, str::FromStr};

/// What happened to a letter: the words of its history.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Happened {
    /// It was written and is to be handed over.
    Planned,
    /// It was offered to the post office, on an attempt of that number.
    Offered,
    /// The post office took it.
    Accepted,
    /// The post office said no for good.
    Refused,
    /// It was certainly not taken this time, or is offered again to an office that drops repeats.
    NotTaken,
    /// Nobody knows whether it was taken.
    Uncertain,
    /// Its copy was found where the relay puts what it took.
    Found,
    /// No copy was there after the time that a relay may take: it was not taken, and is offered again.
    NotFound,
    /// A person said that it was taken.
    SettledTaken,
    /// A person said that it was not taken.
    SettledNotTaken,
    /// Somebody on the way reported that it cannot be delivered.
    Bounced,
    /// Somebody on the way reported that it is late and still tried.
    Delayed,
    /// Somebody on the way reported that it was delivered.
    Delivered,
    /// A person has dealt with a bounce.
    FollowedUp,
    /// It is no longer wanted.
    Withdrawn,
}

impl Happened {
    /// All of them, in the order of a letter's life.
    pub const ALL: [Happened; 15] = [
        Happened::Planned,
        Happened::Offered,
        Happened::Accepted,
        Happened::Refused,
        Happened::NotTaken,
        Happened::Uncertain,
        Happened::Found,
        Happened::NotFound,
        Happened::SettledTaken,
        Happened::SettledNotTaken,
        Happened::Bounced,
        Happened::Delayed,
        Happened::Delivered,
        Happened::FollowedUp,
        Happened::Withdrawn,
    ];

    /// The word that stands in the database.
    pub const fn word(self) -> &'static str {
        match self {
            Happened::Planned => "planned",
            Happened::Offered => "offered",
            Happened::Accepted => "accepted",
            Happened::Refused => "refused",
            Happened::NotTaken => "not-taken",
            Happened::Uncertain => "uncertain",
            Happened::Found => "found",
            Happened::NotFound => "not-found",
            Happened::SettledTaken => "settled-taken",
            Happened::SettledNotTaken => "settled-not-taken",
            Happened::Bounced => "bounced",
            Happened::Delayed => "delayed",
            Happened::Delivered => "delivered",
            Happened::FollowedUp => "followed-up",
            Happened::Withdrawn => "withdrawn",
        }
    }

    /// What the journal calls it.
    pub(crate) const fn act(self) -> &'static str {
        match self {
            Happened::NotTaken => "not taken",
            Happened::Found => "found among the copies",
            Happened::NotFound => "not found among the copies",
            Happened::SettledTaken => "settled as taken",
            Happened::SettledNotTaken => "settled as not taken",
            Happened::FollowedUp => "followed up",
            other => other.word(),
        }
    }
}

impl fmt::Display for Happened {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.word())
    }
}
impl FromStr for Happened {
    type Err = String;
    fn from_str(word: &str) -> Result<Self, String> {
        let found = Happened::ALL.into_iter().find(|happened| happened.word() == word);
        found.ok_or_else(|| format!("«{word}» is nothing that happens to a letter"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_reads_back() {
        for happened in Happened::ALL {
            assert_eq!(happened.word().parse(), Ok(happened));
        }
    }
}
