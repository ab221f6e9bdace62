//! Divisor methods: each next unit goes to the largest quotient of weight and divisor.

use super::{
    Apportionment, Bound, Decimal, Share, Tie, TieBy, TieOver, UnitCode,
    bounds::{Frame, Room},
};
use serde::{Deserialize, Serialize};
use std::{
    cmp::{Ordering, Reverse},
    collections::BinaryHeap,
};

/// The quotient for somebody's nth unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Quotient {
    /// Which unit of its own, from 1.
    pub nth: i64,
    /// The weight through the divisor of that unit, cut off after nine or more digits; none where it
    /// is larger than any number: the first unit of Huntington-Hill.
    pub value: Option<Decimal>,
}

/// A quotient as it is compared: exact. For Huntington-Hill it is the square of the quotient, so that
/// no root is needed.
#[derive(Debug, Clone, Copy)]
struct Exact {
    numerator: u128,
    /// 0 makes it larger than any number; among those the larger numerator goes first.
    denominator: u128,
}

impl Exact {
    /// The quotient that decides whether somebody who has `given` units gets one more.
    fn of(method: Apportionment, weight: i64, given: i64) -> Exact {
        let (weight, given) = (u128::from(weight.unsigned_abs()), u128::from(given.unsigned_abs()));
        let (numerator, denominator) = match method {
            // 1.4 is 7/5.
            Apportionment::ModifiedSainteLague if given == 0 => (5 * weight, 7),
            Apportionment::SainteLague | Apportionment::ModifiedSainteLague => {
                (weight, 2 * given + 1)
            }
            Apportionment::HuntingtonHill => (weight * weight, given * (given + 1)),
            // The other two do not share by quotients and do not come here.
            Apportionment::DHondt | Apportionment::Hamilton | Apportionment::Nominal => {
                (weight, given + 1)
            }
        };
        Exact { numerator, denominator }
    }
}

impl Ord for Exact {
    fn cmp(&self, other: &Self) -> Ordering {
        if self.denominator == 0 && other.denominator == 0 {
            return self.numerator.cmp(&other.numerator);
        }
        product(self.numerator, other.denominator).cmp(&product(other.numerator, self.denominator))
    }
}
impl PartialOrd for Exact {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}
impl PartialEq for Exact {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}
impl Eq for Exact {}

/// The exact product in 256 bits, the high half first.
fn product(a: u128, b: u128) -> (u128, u128) {
    let (low, high) = a.carrying_mul(b, 0);
    (high, low)
}

/// Somebody's next unit. The greatest of them is given: the largest quotient; of equal ones the larger
/// weight; of equal weights the unit code that comes first.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Next<'a> {
    quotient: Exact,
    weight: i64,
    code: Reverse<&'a UnitCode>,
    at: usize,
}

impl<'a> Next<'a> {
    fn of(method: Apportionment, frame: &Frame<'a>, at: usize, given: i64) -> Next<'a> {
        let quotient = Exact::of(method, frame.weight, given);
        Next { quotient, weight: frame.weight, code: Reverse(frame.unit), at }
    }
}

/// Gives the units out: everybody begins with their floor, and each next unit goes to the largest
/// quotient among those below their cap. Source: Balinski & Young, *Fair Representation*, on minimum
/// requirements: the result is the middle one of floor, cap and rounded weight through a common
/// divisor, for everybody.
///
/// Returns the ties and the common divisor.
pub(super) fn apportion(
    method: Apportionment,
    room: &Room,
    shares: &mut [Share],
) -> (Vec<Tie>, Option<Decimal>) {
    let mut given = start(room);
    let mut left = room.units - given.iter().sum::<i64>();
    let next = |at: usize, given: i64| Next::of(method, &room.frames[at], at, given);
    let mut heap: BinaryHeap<Next> = (0..given.len())
        .filter(|&at| given[at] < room.frames[at].cap)
        .map(|at| next(at, given[at]))
        .collect();
    while left > 0 {
        // Room::of saw to it that the caps reach the pot, so the heap does not run dry.
        let Some(Next { at, .. }) = heap.pop() else { break };
        given[at] += 1;
        left -= 1;
        if given[at] < room.frames[at].cap {
            heap.push(next(at, given[at]));
        }
    }
    // The last unit that was given out, and the first one that was not.
    let frames = || room.frames.iter().enumerate().zip(&given);
    let last = frames()
        .filter(|((_, frame), given)| **given > frame.floor)
        .map(|((at, _), given)| next(at, given - 1))
        .min();
    let first = frames()
        .filter(|((_, frame), given)| **given < frame.cap)
        .map(|((at, _), given)| next(at, *given))
        .max();
    for (((at, frame), &given), share) in frames().zip(shares.iter_mut()) {
        share.units = given;
        share.bound = if given > 0
            && given == frame.floor
            && last.as_ref().is_none_or(|last| next(at, given - 1) < *last)
        {
            Some(Bound::Floor)
        } else if frame.cap_asked.is_some()
            && frame.weight > 0
            && given == frame.cap
            && last.as_ref().is_some_and(|last| next(at, given) > *last)
        {
            Some(Bound::Cap)
        } else {
            None
        };
        let quotient = |given: i64| Quotient {
            nth: given + 1,
            value: readable(method, Exact::of(method, frame.weight, given)),
        };
        share.last = (given > 0).then(|| quotient(given - 1));
        share.next = Some(quotient(given));
    }
    let (Some(last), Some(first)) = (last, first) else { return (Vec::new(), None) };
    if last.quotient != first.quotient {
        let divisor = common_divisor(method, first.quotient, last.quotient);
        return (Vec::new(), divisor);
    }
    let equal = |next: &Next| next.quotient == last.quotient;
    let mut got: Vec<Next> = frames()
        .filter(|((_, frame), given)| **given > frame.floor)
        .map(|((at, _), given)| next(at, given - 1))
        .filter(equal)
        .collect();
    let mut not: Vec<Next> = frames()
        .filter(|((_, frame), given)| **given < frame.cap)
        .map(|((at, _), given)| next(at, *given))
        .filter(equal)
        .collect();
    got.sort_by(|a, b| b.cmp(a));
    not.sort_by(|a, b| b.cmp(a));
    let by = if last.weight == first.weight { TieBy::Code } else { TieBy::Weight };
    let count = got.len();
    let among = got.iter().chain(&not).map(|next| next.code.0.clone()).collect();
    (vec![Tie { over: TieOver::Quotient, among, got: count, by }], None)
}

/// Units that everybody has for certain, so that a large pot in small units is not given out one by
/// one. With a divisor at which everybody, rounded up and kept between floor and cap, together get no
/// more than there is, nobody ends below their weight through it, rounded down and kept likewise. Only
/// about two units for each are left to be given.
fn start(room: &Room) -> Vec<i64> {
    let weight = i128::from(room.weight);
    let at = |parts: i128, more: i64| {
        room.frames.iter().map(move |frame| {
            // Where the product does not fit it is beyond any cap.
            let whole = i128::from(frame.weight).checked_mul(parts).map(|part| part / weight);
            let whole = whole.and_then(|whole| i64::try_from(whole).ok());
            let whole = whole.and_then(|whole| whole.checked_add(more)).unwrap_or(i64::MAX);
            whole.clamp(frame.floor, frame.cap)
        })
    };
    let fits = |parts: i128| at(parts, 1).map(i128::from).sum::<i128>() <= i128::from(room.units);
    if !fits(0) {
        return room.frames.iter().map(|frame| frame.floor).collect();
    }
    let (mut low, mut high) = (0, i128::from(room.units) * weight + 1);
    while high - low > 1 {
        let middle = low + (high - low) / 2;
        if fits(middle) {
            low = middle;
        } else {
            high = middle;
        }
    }
    at(low, 0).collect()
}

/// The square root for Huntington-Hill, whose quotients are kept as squares.
const fn is_squared(method: Apportionment) -> bool {
    matches!(method, Apportionment::HuntingtonHill)
}

/// A quotient with at least nine digits where they fit, cut off; none when it is without bound.
fn readable(method: Apportionment, quotient: Exact) -> Option<Decimal> {
    (0..=12).rev().find_map(|decimals| {
        let digits = cut_off(method, quotient, decimals)?;
        // Zeros that say nothing more are not written; a decimal mark with three digits always is.
        let (mut digits, mut decimals) = (digits, decimals);
        while decimals > 3 && digits >= 10_i128.pow(9) {
            digits /= 10;
            decimals -= 1;
        }
        Some(Decimal { digits, decimals })
    })
}

/// The quotient times 10 to the power of `decimals`, rounded down; none where it does not fit.
fn cut_off(method: Apportionment, quotient: Exact, decimals: u32) -> Option<i128> {
    let power = if is_squared(method) { 2 * decimals } else { decimals };
    let scaled = quotient.numerator.checked_mul(10_u128.checked_pow(power)?)?;
    let whole = scaled.checked_div(quotient.denominator)?;
    i128::try_from(if is_squared(method) { whole.isqrt() } else { whole }).ok()
}

/// The shortest number by which all weights can be divided so that, rounded as the method rounds and
/// kept between floor and cap, they are the shares: it lies between the largest quotient that got
/// nothing and the smallest that got a unit. The quotients of Sainte-Laguë are counted by the odd
/// numbers, so its divisor is twice as large as they are.
fn common_divisor(method: Apportionment, above: Exact, below: Exact) -> Option<Decimal> {
    let factor = match method {
        Apportionment::SainteLague | Apportionment::ModifiedSainteLague => 2,
        _ => 1,
    };
    let above = Exact { numerator: above.numerator * factor, ..above };
    let below = Exact { numerator: below.numerator * factor, ..below };
    // As the quotients are compared: squared for Huntington-Hill.
    let is_below = |candidate: i128, scale: u128| {
        let power = if is_squared(method) { 2 } else { 1 };
        let candidate = u128::try_from(candidate).ok()?;
        let candidate = Exact {
            numerator: candidate.checked_pow(power)?,
            denominator: scale.checked_pow(power)?,
        };
        Some(candidate < below)
    };
    for zeros in (1..=9).rev() {
        let step = 10_i128.pow(zeros);
        let candidate = (cut_off(method, above, 0)? / step + 1) * step;
        if is_below(candidate, 1)? {
            return Some(Decimal { digits: candidate, decimals: 0 });
        }
    }
    (0..=12).find_map(|decimals| {
        let candidate = cut_off(method, above, decimals)? + 1;
        is_below(candidate, 10_u128.pow(decimals))?
            .then_some(Decimal { digits: candidate, decimals })
    })
}
