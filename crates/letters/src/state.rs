use std::{fmt, str::FromStr};

/// How far a letter has come on its way to the recipient.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum LetterState {
    /// Written, not offered to the post office yet.
    Planned,
    /// Being offered right now, or the one who offered it died.
    HandingOver,
    /// Certainly not taken so far; it is offered again.
    Retry,
    /// Taken by the relay, or lying in the outbox.
    Accepted,
    /// The relay said no for good.
    Refused,
    /// Nobody knows whether the relay took it. Never offered again by itself; a person looks at it.
    Uncertain,
    /// No longer wanted, and never offered.
    Withdrawn,
}

impl LetterState {
    /// All of them, in the order of a letter's life.
    pub const ALL: [LetterState; 7] = [
        LetterState::Planned,
        LetterState::HandingOver,
        LetterState::Retry,
        LetterState::Accepted,
        LetterState::Refused,
        LetterState::Uncertain,
        LetterState::Withdrawn,
    ];

    /// The word that stands in the database.
    pub const fn word(self) -> &'static str {
        match self {
            LetterState::Planned => "planned",
            LetterState::HandingOver => "handing-over",
            LetterState::Retry => "retry",
            LetterState::Accepted => "accepted",
            LetterState::Refused => "refused",
            LetterState::Uncertain => "uncertain",
            LetterState::Withdrawn => "withdrawn",
        }
    }
    /// Nothing happens to it any more.
    pub const fn is_settled(self) -> bool {
        matches!(self, LetterState::Accepted | LetterState::Refused | LetterState::Withdrawn)
    }
    /// What the post office does with a letter it is asked to hand over. `in_doubt`: an earlier offer may
    /// have been taken; `may_repeat`: the office drops what it has seen.
    pub(crate) const fn offer(self, in_doubt: bool, may_repeat: bool) -> Offer {
        match self {
            LetterState::Retry if in_doubt && !may_repeat => Offer::Park,
            LetterState::Planned | LetterState::Retry => Offer::Go,
            // The one who was offering it died: only an office that drops repeats may be asked again.
            LetterState::HandingOver if may_repeat => Offer::Go,
            LetterState::HandingOver => Offer::Park,
            LetterState::Accepted
            | LetterState::Refused
            | LetterState::Uncertain
            | LetterState::Withdrawn => Offer::Leave,
        }
    }
}

/// See [`LetterState::offer`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Offer {
    /// Offer it.
    Go,
    /// Say that it is uncertain.
    Park,
    /// There is nothing to do.
    Leave,
}

impl fmt::Display for LetterState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.word())
    }
}
impl FromStr for LetterState {
    type Err = String;
    fn from_str(word: &str) -> Result<Self, String> {
        LetterState::ALL
            .into_iter()
            .find(|state| state.word() == word)
            .ok_or_else(|| format!("«{word}» is not a state of a letter"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_every_state_lets_the_post_office_do() {
        let table: Vec<String> = LetterState::ALL
            .into_iter()
            .map(|state| {
                let certain = state.offer(false, false);
                let (plain, repeats) = (state.offer(true, false), state.offer(true, true));
                format!("{state}: {certain:?} / {plain:?} / {repeats:?}")
            })
            .collect();
        // Certainly not taken so far; in doubt with a plain relay; in doubt with one that drops repeats.
        assert_eq!(
            table,
            [
                "planned: Go / Go / Go",
                "handing-over: Park / Park / Go",
                "retry: Go / Park / Go",
                "accepted: Leave / Leave / Leave",
                "refused: Leave / Leave / Leave",
                "uncertain: Leave / Leave / Leave",
                "withdrawn: Leave / Leave / Leave",
            ]
        );
    }
}
