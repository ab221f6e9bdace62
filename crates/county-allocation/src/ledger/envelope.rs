//! A frame of money.

use super::Movement;
use vocabulary::{CountyNumber, EnvelopeId, Money};

/// A frame of money inside another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Envelope {
    /// Its id.
    pub id: EnvelopeId,
    /// The frame it is taken from; none for an appropriation.
    pub parent: Option<EnvelopeId>,
    /// What kind of frame.
    pub kind: EnvelopeKind,
    /// Its name in the ledger, unique: `call:ips-2012`.
    pub key: String,
    /// What people call it.
    pub name: String,
    /// The county, for county envelopes and awards.
    pub county: Option<CountyNumber>,
    /// What it holds.
    pub amount: Money,
    /// What of it is promised: to the frames inside it or, in an award, to its recipient.
    pub reserved: Money,
    /// What of that is paid.
    pub paid: Money,
    /// What of that has come back.
    pub returned: Money,
}

/// Why a movement does not fit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("there are {remaining} kr, and {asked} kr were asked for")]
pub struct NoRoom {
    /// The most that this movement could move.
    pub remaining: Money,
    /// What was asked for.
    pub asked: Money,
}

impl Envelope {
    /// The most a frame can hold: a thousand times what the state spends in a year. No sum of two such
    /// amounts leaves what the databases count in.
    pub const LARGEST: Money = Money::from_ore(100_000_000_000_000_000);

    /// What can still be promised.
    pub fn remaining(&self) -> Money {
        self.amount - self.reserved
    }

    /// The most that a movement can move now.
    pub fn room_for(&self, movement: Movement) -> Money {
        match movement {
            Movement::Open | Movement::Increase | Movement::TransferIn | Movement::CarryIn => {
                Envelope::LARGEST - self.amount
            }
            Movement::Reduce | Movement::TransferOut | Movement::CarryOut | Movement::Reserve => {
                self.amount - self.reserved
            }
            Movement::Release | Movement::Pay => self.reserved - self.paid,
            Movement::Return => self.paid - self.returned,
        }
    }

    /// The frame after a movement. What holds of every frame, and what the guarded statement of the
    /// database asks in the same words: 0 ≤ returned ≤ paid ≤ reserved ≤ amount.
    pub fn moved(&self, movement: Movement, asked: Money) -> Result<Envelope, NoRoom> {
        let refused = NoRoom { remaining: self.room_for(movement), asked };
        if !asked.is_positive() || asked > Envelope::LARGEST {
            return Err(refused);
        }
        let delta = movement.delta(asked);
        let after = Envelope {
            amount: self.amount + delta.amount,
            reserved: self.reserved + delta.reserved,
            paid: self.paid + delta.paid,
            returned: self.returned + delta.returned,
            ..self.clone()
        };
        if after.holds() { Ok(after) } else { Err(refused) }
    }

    fn holds(&self) -> bool {
        Money::ZERO <= self.returned
            && self.returned <= self.paid
            && self.paid <= self.reserved
            && self.reserved <= self.amount
            && self.amount <= Envelope::LARGEST
    }
}

/// The levels of the ledger, from the top.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum EnvelopeKind {
    /// What parliament gave: a chapter and item of one year.
    Appropriation,
    /// A scheme's part of it.
    Scheme,
    /// A call's budget.
    Call,
    /// A county's part of a call.
    County,
    /// One award.
    Award,
}

impl EnvelopeKind {
    /// All of them, from the top.
    pub const ALL: [EnvelopeKind; 5] = [
        EnvelopeKind::Appropriation,
        EnvelopeKind::Scheme,
        EnvelopeKind::Call,
        EnvelopeKind::County,
        EnvelopeKind::Award,
    ];

    /// The word in the database.
    pub const fn word(self) -> &'static str {
        match self {
            EnvelopeKind::Appropriation => "appropriation",
            EnvelopeKind::Scheme => "scheme",
            EnvelopeKind::Call => "call",
            EnvelopeKind::County => "county",
            EnvelopeKind::Award => "award",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn frame(amount: i64) -> Envelope {
        Envelope {
            id: EnvelopeId::fresh(),
            parent: None,
            kind: EnvelopeKind::Appropriation,
            key: "top".into(),
            name: "Top".into(),
            county: None,
            amount: Money::from_ore(amount),
            reserved: Money::ZERO,
            paid: Money::ZERO,
            returned: Money::ZERO,
        }
    }

    fn any_movement() -> impl Strategy<Value = Movement> {
        (0..Movement::ALL.len()).prop_map(|at| Movement::ALL[at])
    }

    #[test]
    fn a_frame_cannot_outgrow_what_the_databases_count_in() {
        let full = frame(Envelope::LARGEST.ore());
        let refused = full.moved(Movement::Increase, Money::from_ore(1)).expect_err("it is full");
        assert_eq!(refused.remaining, Money::ZERO);
        assert!(frame(0).moved(Movement::Increase, Money::from_ore(i64::MAX)).is_err());
        assert!(
            frame(5).moved(Movement::Reserve, Money::ZERO).is_err(),
            "a movement moves something"
        );
    }

    proptest! {
        /// Whatever happens, in whatever order: it holds, the sum of what moved is what stands there,
        /// and a refusal names the most that would have gone through.
        #[test]
        fn a_frame_holds_whatever_moves(
            opened in 1_i64..1000,
            moves in proptest::collection::vec((any_movement(), 1_i64..400), 0..60),
        ) {
            let mut now = frame(opened);
            let (mut amount, mut reserved) = (now.amount, Money::ZERO);
            let (mut paid, mut returned) = (Money::ZERO, Money::ZERO);
            for (movement, ore) in moves {
                let asked = Money::from_ore(ore);
                let room = now.room_for(movement);
                match now.moved(movement, asked) {
                    Ok(after) => {
                        prop_assert!(asked <= room);
                        let delta = movement.delta(asked);
                        amount = amount + delta.amount;
                        reserved = reserved + delta.reserved;
                        paid = paid + delta.paid;
                        returned = returned + delta.returned;
                        now = after;
                    }
                    Err(refused) => {
                        prop_assert_eq!(refused, NoRoom { remaining: room, asked });
                        prop_assert!(asked > room, "{:?} of {} was refused with room for {}", movement, asked, room);
                        let most = !room.is_positive() || now.moved(movement, room).is_ok();
                        prop_assert!(most, "what is said to remain does not fit");
                    }
                }
                prop_assert!(now.holds());
                prop_assert_eq!(
                    (now.amount, now.reserved, now.paid, now.returned),
                    (amount, reserved, paid, returned)
                );
            }
        }
    }
}
