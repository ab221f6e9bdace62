//! Floors and caps: what they are in whole units, and the rounds in which they are met.

use super::{Claim, Ratio, ShareError, Terms, UnitCode};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use vocabulary::Money;

/// The most all weights may be together. With it every product of the working fits in 128 bits.
const MOST_WEIGHT: i64 = 1_000_000_000_000_000;

/// Which bound holds somebody.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Bound {
    /// It would get less without its floor.
    Floor,
    /// It would get more without its cap.
    Cap,
}

/// Somebody who was set to a bound in a round.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pinned {
    /// Who.
    pub unit: UnitCode,
    /// To which bound.
    pub bound: Bound,
    /// The quota it had in the round, in units.
    pub quota: Ratio,
    /// The bound: what it gets, in whole units beyond its lump.
    pub units: i64,
}

/// One round of meeting the bounds: what is left is split in proportion among those that are free;
/// then either those above their caps or those below their floors are set to their bound, whichever
/// side is off by more. That side stays set for good, because later rounds can only push it further
/// beyond its bound. In the last round nobody is off, and its quotas are the ones that are rounded.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BoundRound {
    /// The units left for those that are free.
    pub left: i64,
    /// How many are free.
    pub free: usize,
    /// The sum of their weights.
    pub weight: i64,
    /// By how much quotas are above caps, in units.
    pub above_caps: Ratio,
    /// By how much quotas are below floors, in units.
    pub below_floors: Ratio,
    /// Who is set to a bound in this round, in the order of the input.
    pub pinned: Vec<Pinned>,
}

/// One claim, its bounds in whole units beyond the lump.
#[derive(Debug)]
pub(super) struct Frame<'a> {
    pub unit: &'a UnitCode,
    pub weight: i64,
    pub lump: Money,
    pub floor: i64,
    /// The largest number where there is no cap.
    pub cap: i64,
    /// As it was asked for, of the whole amount.
    pub floor_asked: Option<Money>,
    /// As it was asked for, of the whole amount; the demand counts as a cap.
    pub cap_asked: Option<Money>,
}

/// What there is to share in whole units, and between which bounds.
#[derive(Debug)]
pub(super) struct Room<'a> {
    pub frames: Vec<Frame<'a>>,
    /// How much money a unit is.
    pub unit: Money,
    /// What can be shared by weight.
    pub units: i64,
    /// The sum of the weights.
    pub weight: i64,
}

impl Room<'_> {
    /// Reads the terms and the claims, and refuses what cannot be met.
    pub(super) fn of<'a>(terms: &Terms, claims: &'a [Claim]) -> Result<Room<'a>, ShareError> {
        if !terms.pot.is_positive() || !terms.unit.is_positive() {
            return Err(ShareError::Amounts);
        }
        Room::of_any(terms, claims)
    }

    /// As [`Room::of`], and a pot of nothing is shared out as nothing.
    pub(super) fn of_any<'a>(terms: &Terms, claims: &'a [Claim]) -> Result<Room<'a>, ShareError> {
        if claims.is_empty() {
            return Err(ShareError::Nobody);
        }
        if terms.pot < Money::ZERO || !terms.unit.is_positive() {
            return Err(ShareError::Amounts);
        }
        let weight: i128 = claims.iter().map(|claim| i128::from(claim.weight)).sum();
        if claims.iter().any(|claim| claim.weight < 0)
            || !(1..=MOST_WEIGHT.into()).contains(&weight)
        {
            return Err(ShareError::Weights);
        }
        let all = claims.iter().flat_map(|c| [Some(c.lump), c.floor, c.cap, c.demand]);
        if all
            .chain([Some(terms.reserve), terms.floor, terms.cap])
            .any(|amount| amount.is_some_and(|amount| amount < Money::ZERO))
        {
            return Err(ShareError::Negative);
        }
        let mut seen = BTreeSet::new();
        if let Some(claim) = claims.iter().find(|claim| !seen.insert(&claim.unit)) {
            return Err(ShareError::Twice(claim.unit.clone()));
        }
        if terms.reserve > terms.pot {
            return Err(ShareError::Reserve { reserve: terms.reserve, pot: terms.pot });
        }
        let pot = terms.pot - terms.reserve;
        let frames =
            claims.iter().map(|claim| Frame::of(terms, claim)).collect::<Result<Vec<_>, _>>()?;
        let lumps: i128 = frames.iter().map(|frame| i128::from(frame.lump.ore())).sum();
        if lumps > i128::from(pot.ore()) {
            return Err(ShareError::LumpsAbove { lumps: money(lumps), pot });
        }
        // Between 0 and the pot, which came from an i64.
        let units = money(i128::from(pot.ore()) - lumps).ore() / terms.unit.ore();
        let in_money = |units: i128| money(lumps + units * i128::from(terms.unit.ore()));
        let floors: i128 = frames.iter().map(|frame| i128::from(frame.floor)).sum();
        if floors > units.into() {
            return Err(ShareError::FloorsAbove { floors: in_money(floors), pot });
        }
        // Nobody can get more than all of it; so the sum of the caps is a sum of amounts.
        let caps: i128 = frames.iter().map(|frame| i128::from(frame.cap.min(units))).sum();
        if caps < units.into() {
            return Err(ShareError::CapsBelow { caps: in_money(caps), pot });
        }
        let weight = i64::try_from(weight).unwrap_or(MOST_WEIGHT);
        Ok(Room { frames, unit: terms.unit, units, weight })
    }
}

fn money(ore: i128) -> Money {
    Money::from_ore(i64::try_from(ore).unwrap_or(i64::MAX))
}

impl Frame<'_> {
    fn of<'a>(terms: &Terms, claim: &'a Claim) -> Result<Frame<'a>, ShareError> {
        let unit = terms.unit.ore();
        let mut floor = claim.floor.or(terms.floor);
        let mut cap = claim.cap.or(terms.cap);
        // A claim's own bound goes before the one for all, also where they contradict one another.
        let (mut yields, mut raised) = (false, false);
        if let (Some(least), Some(most)) = (floor, cap)
            && least > most
        {
            match (claim.floor, claim.cap) {
                (Some(_), None) => {
                    cap = floor;
                    raised = true;
                }
                (None, Some(_)) => {
                    floor = cap;
                    yields = true;
                }
                _ => {}
            }
        }
        if let Some(demand) = claim.demand {
            cap = Some(cap.map_or(demand, |cap| cap.min(demand)));
            if floor.is_some_and(|floor| floor > demand) {
                floor = Some(demand);
                yields = true;
            }
        }
        let lump = match cap {
            Some(cap) if claim.lump > cap => Money::from_ore(cap.ore() / unit * unit),
            _ => claim.lump,
        };
        let beyond = |amount: Money| (amount - lump).ore().max(0);
        let mut most = cap.map_or(i64::MAX, |cap| beyond(cap) / unit);
        let mut least = floor.map_or(0, |floor| {
            let beyond = beyond(floor);
            beyond / unit + i64::from(beyond % unit > 0)
        });
        if yields {
            least = least.min(most);
        } else if raised {
            most = most.max(least);
        }
        if let (Some(floor), Some(cap)) = (floor, cap)
            && least > most
        {
            return Err(ShareError::FloorAboveCap { unit: claim.unit.clone(), floor, cap });
        }
        Ok(Frame {
            unit: &claim.unit,
            weight: claim.weight,
            lump,
            floor: least,
            cap: if claim.weight == 0 { least } else { most },
            floor_asked: floor,
            cap_asked: cap,
        })
    }
}

/// The quotas that meet all bounds: each is its floor, its cap, or in proportion to its weight among
/// those that are free.
#[derive(Debug)]
pub(super) struct Filled {
    /// Who is held by which bound.
    pub bounds: Vec<Option<Bound>>,
    /// The quotas of those that are free; all over one denominator.
    pub quotas: Vec<Ratio>,
    /// The rounds; none when no bound holds anybody.
    pub rounds: Vec<BoundRound>,
}

/// Meets the bounds by rounds (water-filling). Source: Balinski & Young, *Fair Representation*, on
/// minimum requirements; the order of the rounds is that of Bitran & Hax, *Disaggregation and
/// resource allocation* (1981), which needs no undoing: a floor set too early, while caps still free
/// money, would have to be taken back.
pub(super) fn fill(room: &Room) -> Filled {
    let frames = &room.frames;
    let mut bounds = vec![None; frames.len()];
    let mut left = i128::from(room.units);
    let mut rounds = Vec::new();
    loop {
        let free: Vec<usize> = (0..frames.len()).filter(|&at| bounds[at].is_none()).collect();
        let weight: i128 = free.iter().map(|&at| i128::from(frames[at].weight)).sum();
        // Those without weight have quotas of nothing, whatever it is divided by.
        let whole = weight.max(1);
        let part = |at: usize| left * i128::from(frames[at].weight);
        let above = |at: usize| (part(at) - i128::from(frames[at].cap) * whole).max(0);
        let below = |at: usize| (i128::from(frames[at].floor) * whole - part(at)).max(0);
        let excess: i128 = free.iter().map(|&at| above(at)).sum();
        let lack: i128 = free.iter().map(|&at| below(at)).sum();
        let mut pinned = Vec::new();
        for &at in &free {
            let bound = match () {
                () if excess >= lack && above(at) > 0 => Bound::Cap,
                () if lack >= excess && below(at) > 0 => Bound::Floor,
                () => continue,
            };
            let frame = &frames[at];
            let units = if bound == Bound::Cap { frame.cap } else { frame.floor };
            let quota = Ratio::of(part(at), whole);
            pinned.push((at, Pinned { unit: frame.unit.clone(), bound, quota, units }));
        }
        let ended = pinned.is_empty();
        let quotas =
            if ended {
                (0..frames.len())
                    .map(|at| {
                        if bounds[at].is_none() { Ratio::of(part(at), whole) } else { Ratio::ZERO }
                    })
                    .collect()
            } else {
                Vec::new()
            };
        for (at, pin) in &pinned {
            bounds[*at] = Some(pin.bound);
            left -= i128::from(pin.units);
        }
        let taken: i128 = pinned.iter().map(|(_, pin)| i128::from(pin.units)).sum();
        rounds.push(BoundRound {
            left: i64::try_from(left + taken).unwrap_or(0),
            free: free.len(),
            weight: i64::try_from(weight).unwrap_or(MOST_WEIGHT),
            above_caps: Ratio::of(excess, whole),
            below_floors: Ratio::of(lack, whole),
            pinned: pinned.into_iter().map(|(_, pin)| pin).collect(),
        });
        if ended {
            if rounds.len() == 1 {
                rounds.clear();
            }
            return Filled { bounds, quotas, rounds };
        }
    }
}
