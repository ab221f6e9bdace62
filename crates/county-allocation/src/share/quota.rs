//! Methods that round quotas: largest remainder and nominal rounding.

use super::{BoundRound, Share, Tie, TieBy, TieOver, bounds};
use bounds::{Bound, Room};
use std::cmp::Reverse;

/// Largest remainder (Hamilton): the whole units of the quotas, and what is left one by one to the
/// largest remainders. Those held by a bound have it exactly and take no part.
pub(super) fn largest_remainder(room: &Room, shares: &mut [Share]) -> (Vec<BoundRound>, Vec<Tie>) {
    let (filled, mut order) = filled(room, shares);
    order.sort_by_key(|&at| {
        let frame = &room.frames[at];
        (Reverse(filled.quotas[at].numerator), Reverse(frame.weight), frame.unit)
    });
    let given: i64 = shares.iter().map(|share| share.units).sum();
    let left = usize::try_from(room.units - given).unwrap_or(0);
    for &at in order.iter().take(left) {
        shares[at].rounded_up = true;
        shares[at].units += 1;
    }
    let remainder = |at: usize| filled.quotas[at].numerator;
    let tie = tie_at(left, &order, |a, b| remainder(a) == remainder(b));
    let tie = tie.map(|among| Tie::of(TieOver::Remainder, room, &order, among, left));
    (filled.rounds, tie.into_iter().collect())
}

/// Nominal rounding: each quota half up. Units that nobody gets stay as rest; units given too much are
/// taken back from the largest amount that no bound holds, and from the next when that would go below
/// its floor. They suffice: each that was rounded up can give its unit back.
pub(super) fn nominal(room: &Room, shares: &mut [Share]) -> (Vec<BoundRound>, Vec<Tie>) {
    let (filled, free) = filled(room, shares);
    for &at in &free {
        let up = filled.quotas[at].rounds_up();
        shares[at].rounded_up = up;
        shares[at].units += i64::from(up);
    }
    let given: i64 = shares.iter().map(|share| share.units).sum();
    let mut over = given - room.units;
    if over <= 0 {
        return (filled.rounds, Vec::new());
    }
    let unit = room.unit;
    let amount = |share: &Share| share.lump.ore() + share.units * unit.ore();
    let before: Vec<i64> = shares.iter().map(amount).collect();
    let mut order = free;
    order.retain(|&at| shares[at].units > room.frames[at].floor);
    order.sort_by_key(|&at| {
        let frame = &room.frames[at];
        (Reverse(before[at]), Reverse(frame.weight), frame.unit)
    });
    let mut touched = 0;
    for &at in &order {
        if over == 0 {
            break;
        }
        let take = over.min(shares[at].units - room.frames[at].floor);
        shares[at].taken = take;
        shares[at].units -= take;
        over -= take;
        touched += 1;
    }
    let tie = tie_at(touched, &order, |a, b| before[a] == before[b]);
    let tie = tie.map(|among| Tie::of(TieOver::Largest, room, &order, among, touched));
    (filled.rounds, tie.into_iter().collect())
}

/// Meets the bounds and writes them and the whole units of the quotas into the shares; also who is
/// free.
fn filled(room: &Room, shares: &mut [Share]) -> (bounds::Filled, Vec<usize>) {
    let filled = bounds::fill(room);
    for (at, share) in shares.iter_mut().enumerate() {
        let frame = &room.frames[at];
        share.bound = filled.bounds[at];
        share.units = match share.bound {
            Some(Bound::Floor) => frame.floor,
            Some(Bound::Cap) => frame.cap,
            None => filled.quotas[at].whole,
        };
        if share.bound.is_none() && !filled.rounds.is_empty() {
            share.bounded = Some(filled.quotas[at]);
        }
    }
    let free = (0..shares.len()).filter(|&at| filled.bounds[at].is_none()).collect();
    (filled, free)
}

/// The places in `order` that are equal across a cut after `taken`, if there are any on both sides.
fn tie_at(
    taken: usize,
    order: &[usize],
    equal: impl Fn(usize, usize) -> bool,
) -> Option<std::ops::Range<usize>> {
    let last = *order.get(taken.checked_sub(1)?)?;
    let first = *order.get(taken)?;
    if !equal(last, first) {
        return None;
    }
    let from = order.iter().position(|&at| equal(at, last))?;
    let to = order.iter().rposition(|&at| equal(at, last))? + 1;
    Some(from..to)
}

impl Tie {
    /// The tie among these places of an order that was cut after `taken`.
    fn of(
        over: TieOver,
        room: &Room,
        order: &[usize],
        among: std::ops::Range<usize>,
        taken: usize,
    ) -> Tie {
        let weight = |place: usize| room.frames[order[place]].weight;
        let by = if weight(taken - 1) == weight(taken) { TieBy::Code } else { TieBy::Weight };
        let got = taken - among.start;
        let among = order[among].iter().map(|&at| room.frames[at].unit.clone()).collect();
        Tie { over, among, got, by }
    }
}
