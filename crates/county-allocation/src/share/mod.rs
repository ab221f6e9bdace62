//! Splitting a pot by weights: exact, the same whoever computes it and in whatever order the units
//! come, and with the working that a person can check by hand.

mod both;
mod bounds;
mod claim;
mod divisor;
mod error;
mod further;
mod grid;
mod index;
mod quota;
mod ratio;
#[cfg(test)]
mod tests;
mod working;

pub use both::{BothError, Cell, Shift, Table, share_both};
pub use bounds::{Bound, BoundRound, Pinned};
pub use claim::{Apportionment, Claim, Terms, UnitCode};
pub use divisor::Quotient;
pub use error::ShareError;
pub use further::{Further, FurtherError, share_further};
pub use index::{IndexError, IndexPart, IndexRow, need_index};
pub use ratio::{Decimal, Ratio, whole_number};
pub use working::{Working, WorkingColumn, WorkingRow, working_rows};

use bounds::Room;
use serde::{Deserialize, Serialize};
use vocabulary::Money;

/// What one unit gets, and how that came about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Share {
    /// Who.
    pub unit: UnitCode,
    /// What it counts by.
    pub weight: i64,
    /// What it gets before anything is shared by weight; never above its cap.
    pub lump: Money,
    /// The least it may get in all, as it was asked for.
    pub floor: Option<Money>,
    /// The most it may get in all, as it was asked for; its demand counts as a cap.
    pub cap: Option<Money>,
    /// Its quota without any bounds: all units · weight / sum of the weights.
    pub quota: Ratio,
    /// Its quota in the last round of meeting the bounds; none where no bound holds anybody, where a
    /// bound holds this one, and for divisor methods.
    pub bounded: Option<Ratio>,
    /// Which bound holds it.
    pub bound: Option<Bound>,
    /// Got one unit more than the whole units of its quota (largest remainder, nominal rounding).
    pub rounded_up: bool,
    /// Units taken back from it because nominal rounding gave out too many.
    pub taken: i64,
    /// The quotient of its last unit (divisor methods).
    pub last: Option<Quotient>,
    /// The quotient of the unit that it would have got next (divisor methods).
    pub next: Option<Quotient>,
    /// Units beyond the lump.
    pub units: i64,
    /// What it gets in all: lump and units.
    pub amount: Money,
}

/// What was equal in a tie.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum TieOver {
    /// The remainders of quotas.
    Remainder,
    /// The quotients of a divisor method.
    Quotient,
    /// The amounts from which something is taken back.
    Largest,
}

/// What broke a tie.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum TieBy {
    /// The larger weight went first.
    Weight,
    /// Equal weights: the unit code that comes first.
    Code,
}

/// Several that stood equal where not all of them could be served.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tie {
    /// What was equal.
    pub over: TieOver,
    /// All of them, in the order in which they went.
    pub among: Vec<UnitCode>,
    /// So many of the first of them got the unit (or lost it, where units are taken back).
    pub got: usize,
    /// What broke the tie.
    pub by: TieBy,
}

/// All shares with their working. Σ amounts + rest + reserve = pot.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shares {
    /// On which terms.
    pub terms: Terms,
    /// Whole units that were shared by weight, after reserve and lumps.
    pub units: i64,
    /// The sum of the weights.
    pub weight: i64,
    /// One per claim, in the order of the input.
    pub shares: Vec<Share>,
    /// The rounds in which the bounds were met (largest remainder, nominal rounding); none when no
    /// bound holds anybody.
    pub rounds: Vec<BoundRound>,
    /// What stood equal at the last unit.
    pub ties: Vec<Tie>,
    /// A number through which all weights can be divided to check a divisor method; none when it could
    /// not be written shortly, or when a tie lies exactly on it.
    pub divisor: Option<Decimal>,
    /// What nobody got: less than one unit, but for nominal rounding, which may leave more.
    pub rest: Money,
}

impl Shares {
    /// What they get together.
    pub fn shared(&self) -> Money {
        self.shares.iter().map(|share| share.amount).sum()
    }
    /// What one of them gets.
    pub fn amount_of(&self, unit: &UnitCode) -> Option<Money> {
        self.shares.iter().find(|share| share.unit == *unit).map(|share| share.amount)
    }
}

/// Splits a pot over claims.
///
/// The reserve is held back and every lump is given; what is left is shared in whole units by weight,
/// by the method of the terms, between floors (rounded up to whole units) and caps (rounded down).
/// Where a claim's own bound contradicts the one for all, its own stands; nobody gets more than their
/// demand. What does not make a whole unit is the rest. Ties: the larger weight, then the unit code
/// that comes first.
pub fn share(terms: &Terms, claims: &[Claim]) -> Result<Shares, ShareError> {
    Ok(shared(terms, Room::of(terms, claims)?))
}

fn shared(terms: &Terms, room: Room) -> Shares {
    let quota = |weight: i64| {
        Ratio::of(i128::from(room.units) * i128::from(weight), i128::from(room.weight))
    };
    let mut shares: Vec<Share> = room
        .frames
        .iter()
        .map(|frame| Share {
            unit: frame.unit.clone(),
            weight: frame.weight,
            lump: frame.lump,
            floor: frame.floor_asked,
            cap: frame.cap_asked,
            quota: quota(frame.weight),
            bounded: None,
            bound: None,
            rounded_up: false,
            taken: 0,
            last: None,
            next: None,
            units: 0,
            amount: Money::ZERO,
        })
        .collect();
    let ((rounds, ties), divisor) = match terms.method {
        Apportionment::Hamilton => (quota::largest_remainder(&room, &mut shares), None),
        Apportionment::Nominal => (quota::nominal(&room, &mut shares), None),
        Apportionment::SainteLague
        | Apportionment::ModifiedSainteLague
        | Apportionment::DHondt
        | Apportionment::HuntingtonHill => {
            let (ties, divisor) = divisor::apportion(terms.method, &room, &mut shares);
            ((Vec::new(), ties), divisor)
        }
    };
    for share in &mut shares {
        share.amount = share.lump + Money::from_ore(share.units * terms.unit.ore());
    }
    let mut shares = Shares {
        terms: terms.clone(),
        units: room.units,
        weight: room.weight,
        shares,
        rounds,
        ties,
        divisor,
        rest: Money::ZERO,
    };
    shares.rest = terms.pot - terms.reserve - shares.shared();
    shares
}
