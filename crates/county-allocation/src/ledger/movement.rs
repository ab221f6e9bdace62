//! What can happen to a frame, and what each of it changes.

use vocabulary::Money;

/// What a movement changes in the four figures of a frame: each grows, shrinks or stays.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Delta {
    /// In what the frame holds.
    pub amount: Money,
    /// In what of it is promised.
    pub reserved: Money,
    /// In what of that is paid.
    pub paid: Money,
    /// In what of that has come back.
    pub returned: Money,
}

/// The table of movements: name, word in the database, and how often the moved amount is added to what
/// the frame holds, has promised, has paid and has had returned. The one home of it: the pure model, the
/// guarded statement and the replay of `fordel check` all read this table.
macro_rules! every_movement {
    ($then:ident) => {
        $then! {
            /// The frame is opened with this amount.
            Open "open" 1 0 0 0;
            /// It holds more: a supplementary appropriation, a larger budget.
            Increase "increase" 1 0 0 0;
            /// It holds less, out of what was not promised.
            Reduce "reduce" -1 0 0 0;
            /// It holds more, and the frame beside it less.
            TransferIn "transfer-in" 1 0 0 0;
            /// It holds less, and the frame beside it more.
            TransferOut "transfer-out" -1 0 0 0;
            /// Money of an earlier budget year came to it.
            CarryIn "carry-in" 1 0 0 0;
            /// Unused money went on to a later budget year.
            CarryOut "carry-out" -1 0 0 0;
            /// Promised.
            Reserve "reserve" 0 1 0 0;
            /// No longer promised.
            Release "release" 0 -1 0 0;
            /// Paid out.
            Pay "pay" 0 0 1 0;
            /// Paid back. It is counted and not promised again by itself: what was paid stays paid.
            Return "return" 0 0 0 1;
        }
    };
}
pub(crate) use every_movement;

macro_rules! movements {
    ($($(#[$about:meta])* $name:ident $word:literal $amount:literal $reserved:literal $paid:literal
       $returned:literal;)+) => {
        /// What an entry moves.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Movement {
            $($(#[$about])* $name,)+
        }

        impl Movement {
            /// All of them.
            pub const ALL: &[Movement] = &[$(Movement::$name),+];

            /// The word in the database.
            pub const fn word(self) -> &'static str {
                match self {
                    $(Movement::$name => $word,)+
                }
            }

            /// What moving this amount (above 0) changes.
            pub fn delta(self, amount: Money) -> Delta {
                let times = |factor: i64| Money::from_ore(amount.ore().saturating_mul(factor));
                match self {
                    $(Movement::$name => Delta {
                        amount: times($amount),
                        reserved: times($reserved),
                        paid: times($paid),
                        returned: times($returned),
                    },)+
                }
            }
        }
    };
}
every_movement!(movements);

impl Movement {
    /// The movement of a word.
    pub fn from_word(word: &str) -> Option<Movement> {
        Movement::ALL.iter().copied().find(|movement| movement.word() == word)
    }
    /// Whether money goes between two frames, so that the entry names the other one.
    pub const fn names_another(self) -> bool {
        matches!(
            self,
            Movement::TransferIn | Movement::TransferOut | Movement::CarryIn | Movement::CarryOut
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_is_read_back_and_no_two_are_alike() {
        for movement in Movement::ALL {
            assert_eq!(Movement::from_word(movement.word()), Some(*movement));
        }
        assert_eq!(Movement::from_word("steal"), None);
    }

    #[test]
    fn what_one_frame_gives_the_other_gets() {
        let amount = Money::from_kroner(7);
        for (out, into) in [
            (Movement::TransferOut, Movement::TransferIn),
            (Movement::CarryOut, Movement::CarryIn),
            (Movement::Reduce, Movement::Increase),
            (Movement::Release, Movement::Reserve),
        ] {
            let (out, into) = (out.delta(amount), into.delta(amount));
            assert_eq!(out.amount + into.amount, Money::ZERO);
            assert_eq!(out.reserved + into.reserved, Money::ZERO);
        }
    }
}
