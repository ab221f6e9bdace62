use std::{fmt, str::FromStr};

/// Where a row of work stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum State {
    /// Waits for its time or for a free worker.
    Ready,
    /// A worker holds a lease on it.
    Running,
    /// Done.
    Done,
    /// Given up, with a reason; a person may replay it.
    Dead,
    /// No longer wanted, with a reason.
    Cancelled,
}

impl State {
    /// All of them, in the order a row goes through them.
    pub const ALL: [State; 5] =
        [State::Ready, State::Running, State::Done, State::Dead, State::Cancelled];

    /// The word that stands in the database.
    pub const fn word(self) -> &'static str {
        match self {
            State::Ready => "ready",
            State::Running => "running",
            State::Done => "done",
            State::Dead => "dead",
            State::Cancelled => "cancelled",
        }
    }
}

impl fmt::Display for State {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.word())
    }
}
impl FromStr for State {
    type Err = String;
    fn from_str(word: &str) -> Result<Self, String> {
        State::ALL
            .into_iter()
            .find(|state| state.word() == word)
            .ok_or_else(|| format!("«{word}» is not a state of work"))
    }
}
