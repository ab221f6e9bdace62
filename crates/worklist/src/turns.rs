//! Whose turn it is: pure, from what a look at the list has found.
//!
//! Whatever is pressing goes first: what is urgent, and what has waited as long as urgent work is ahead.
//! Among the rest, and among what is pressing, organisations take turns: who has the fewest rows under
//! way, then who was served longest ago. An organisation's own rows go by rank.

use crate::{Class, Wanted};
use chrono::{DateTime, TimeDelta, Utc};
use sea_orm::prelude::Uuid;
use std::{
    cmp::Reverse,
    collections::{BinaryHeap, HashMap, VecDeque},
    sync::{Mutex, MutexGuard, PoisonError},
};

/// So many organisations are remembered.
const MEMORY: usize = 4096;

/// Who was served when, and how far around the organisations the last look came. One worker keeps it
/// as long as it lives; a new one is fair from its first look on.
#[derive(Debug, Default)]
pub struct Turns(Mutex<Memory>);

#[derive(Debug, Default)]
struct Memory {
    served: HashMap<Option<Uuid>, u64>,
    turn: u64,
    around: HashMap<String, Uuid>,
}

/// A row that is due.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Due {
    pub id: Uuid,
    pub kind: String,
    pub organisation: Option<Uuid>,
    pub rank: DateTime<Utc>,
}

/// A row that somebody runs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct UnderWay {
    pub kind: String,
    pub organisation: Option<Uuid>,
}

impl Turns {
    /// Nobody was served yet.
    pub fn new() -> Turns {
        Turns::default()
    }
    /// After whom the next look around the organisations that wait for a kind begins.
    pub(crate) fn around(&self, kind: &str) -> Uuid {
        self.memory().around.get(kind).copied().unwrap_or_default()
    }
    /// The last look came this far; none when it came to the end, so that the next begins anew.
    pub(crate) fn came_to(&self, kind: &str, last: Option<Uuid>) {
        self.memory().around.insert(kind.to_owned(), last.unwrap_or_default());
    }
    /// They had their turn.
    pub(crate) fn served(&self, organisations: impl Iterator<Item = Option<Uuid>>) {
        let mut memory = self.memory();
        for organisation in organisations {
            memory.turn += 1;
            let turn = memory.turn;
            memory.served.insert(organisation, turn);
        }
        if memory.served.len() > MEMORY {
            let old = memory.turn.saturating_sub(MEMORY as u64 / 2);
            memory.served.retain(|_, turn| *turn > old);
        }
    }

    /// The rows to be claimed next, best first, at most `most`. No kind gets more than its room and no
    /// organisation more of a kind than it may have under way, so that any part of them may be taken.
    pub(crate) fn choose(
        &self,
        now: DateTime<Utc>,
        mut due: Vec<Due>,
        under_way: &[UnderWay],
        wanted: &[Wanted<'_>],
        most: usize,
    ) -> Vec<Due> {
        let pressing_since = now - TimeDelta::minutes(i64::from(Class::Urgent.points()));
        let mut rooms: HashMap<&str, Room<'_>> =
            wanted.iter().map(|kind| (kind.kind, Room::of(kind))).collect();
        let mut load: HashMap<Option<Uuid>, usize> = HashMap::new();
        for running in under_way {
            *load.entry(running.organisation).or_default() += 1;
            if let Some(room) = rooms.get_mut(running.kind.as_str()) {
                *room.under_way.entry(running.organisation).or_default() += 1;
            }
        }
        for row in &mut due {
            if let Some(room) = rooms.get(row.kind.as_str()) {
                row.rank -= TimeDelta::minutes(i64::from(room.kind.class.points()));
            }
        }
        due.sort_by_key(|row| (row.rank, row.id));
        due.dedup_by_key(|row| row.id);
        let mut lines: HashMap<Option<Uuid>, VecDeque<Due>> = HashMap::new();
        for row in due {
            lines.entry(row.organisation).or_default().push_back(row);
        }
        let memory = self.memory();
        let place = |head: &Due, load: usize, served: u64| {
            (Reverse(head.rank <= pressing_since), load, served, head.rank, head.id)
        };
        // One place for each organisation. Only its own turn makes it a later one.
        let mut places = BinaryHeap::new();
        for (whose, line) in &lines {
            if let Some(head) = line.front() {
                let served = memory.served.get(whose).copied().unwrap_or(0);
                let load = load.get(whose).copied().unwrap_or(0);
                places.push(Reverse((place(head, load, served), *whose)));
            }
        }
        let mut chosen: Vec<Due> = Vec::new();
        while chosen.len() < most {
            let Some(Reverse(((_, mut load, mut served, _, first), whose))) = places.pop() else {
                break;
            };
            let Some(line) = lines.get_mut(&whose) else { continue };
            // What may not be taken stands in nobody's way: and once it may not, it never may again.
            while line.front().is_some_and(|row| !may(&rooms, row)) {
                line.pop_front();
            }
            if line.front().is_some_and(|row| row.id == first)
                && let Some(row) = line.pop_front()
            {
                load += 1;
                served = memory.turn + 1 + chosen.len() as u64;
                if let Some(room) = rooms.get_mut(row.kind.as_str()) {
                    room.left -= 1;
                    *room.under_way.entry(whose).or_default() += 1;
                }
                chosen.push(row);
            }
            if let Some(head) = line.front() {
                places.push(Reverse((place(head, load, served), whose)));
            }
        }
        chosen
    }

    fn memory(&self) -> MutexGuard<'_, Memory> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// How much more of a kind may be taken.
struct Room<'a> {
    kind: &'a Wanted<'a>,
    left: usize,
    /// How much of it everybody has.
    under_way: HashMap<Option<Uuid>, usize>,
}

impl<'a> Room<'a> {
    fn of(kind: &'a Wanted<'a>) -> Room<'a> {
        Room { kind, left: kind.room, under_way: HashMap::new() }
    }
}

fn may(rooms: &HashMap<&str, Room<'_>>, row: &Due) -> bool {
    let Some(room) = rooms.get(row.kind.as_str()) else { return false };
    // What is nobody's is not held to what one organisation may have.
    let limit = room.kind.per_organisation.filter(|_| row.organisation.is_some());
    let theirs = || room.under_way.get(&row.organisation).copied().unwrap_or(0);
    room.left > 0 && limit.is_none_or(|limit| theirs() < limit)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn now() -> DateTime<Utc> {
        DateTime::UNIX_EPOCH + TimeDelta::days(20_000)
    }
    fn row(number: u128, organisation: u128, waited: i64, points: i32) -> Due {
        Due {
            id: Uuid::from_u128(number),
            kind: "k".into(),
            organisation: Some(Uuid::from_u128(organisation)),
            rank: now() - TimeDelta::minutes(waited + i64::from(points)),
        }
    }
    fn numbers(rows: &[Due]) -> Vec<u128> {
        rows.iter().map(|row| row.id.as_u128()).collect()
    }
    fn one_by_one(turns: &Turns, mut due: Vec<Due>, rounds: usize) -> Vec<u128> {
        let mut order = Vec::new();
        for _ in 0..rounds {
            let next = turns.choose(now(), due.clone(), &[], &["k".into()], 1);
            turns.served(next.iter().map(|row| row.organisation));
            due.retain(|row| row.id != next[0].id);
            order.extend(numbers(&next));
        }
        order
    }

    #[test]
    fn one_slot_goes_round_even_when_one_organisation_has_waited_longest() {
        let due = vec![row(1, 1, 90, 0), row(2, 1, 80, 0), row(3, 1, 70, 0), row(4, 2, 1, 0)];
        assert_eq!(one_by_one(&Turns::new(), due, 4), [1, 4, 2, 3]);
    }

    #[test]
    fn who_has_least_under_way_goes_first() {
        let due = vec![row(1, 1, 90, 0), row(4, 2, 1, 0)];
        let busy = UnderWay { kind: "k".into(), organisation: Some(Uuid::from_u128(1)) };
        let next = Turns::new().choose(now(), due, &[busy], &["k".into()], 2);
        assert_eq!(numbers(&next), [4, 1]);
    }

    #[test]
    fn what_is_urgent_goes_before_the_turn_and_age_makes_urgent() {
        let urgent = Class::Urgent.points();
        let due = vec![row(1, 2, 5, 0), row(2, 1, 90, 0), row(3, 1, 0, urgent), row(4, 3, 721, 0)];
        assert_eq!(one_by_one(&Turns::new(), due, 4), [4, 3, 1, 2]);
    }

    #[test]
    fn limits_stand_in_nobodys_way() {
        let mut due: Vec<Due> = (0..5).map(|n| row(n, 1, 60, 0)).collect();
        due.push(row(9, 2, 1, 0));
        let limited = Wanted { room: 10, per_organisation: Some(2), ..Wanted::from("k") };
        assert_eq!(Turns::new().choose(now(), due.clone(), &[], &[limited], 10).len(), 3);
        let narrow = Wanted { room: 1, ..Wanted::from("k") };
        assert_eq!(Turns::new().choose(now(), due, &[], &[narrow], 10).len(), 1);
    }

    proptest! {
        /// Whatever the backlog of the others: within as many turns as there are organisations,
        /// everybody who waits has been served once.
        #[test]
        fn nobody_waits_longer_than_once_around(
            backlogs in proptest::collection::vec(1_usize..30, 1..8),
            waits in proptest::collection::vec(0_i64..700, 8),
        ) {
            let mut due = Vec::new();
            for (organisation, rows) in backlogs.iter().enumerate() {
                for _ in 0..*rows {
                    let number = due.len() as u128;
                    due.push(row(number, organisation as u128, waits[organisation], 0));
                }
            }
            let whose: HashMap<u128, Option<Uuid>> =
                due.iter().map(|row| (row.id.as_u128(), row.organisation)).collect();
            let order = one_by_one(&Turns::new(), due, backlogs.len());
            let mut served: Vec<_> = order.iter().map(|number| whose[number]).collect();
            served.sort_unstable();
            served.dedup();
            prop_assert_eq!(served.len(), backlogs.len());
        }

        /// Whoever takes many at once takes the same as who takes one after the other.
        #[test]
        fn many_at_once_are_as_many_turns(
            rows in proptest::collection::vec((0_u128..4, 0_i64..800, proptest::bool::ANY), 0..40),
            room in 0_usize..12,
            limit in proptest::option::of(0_usize..4),
        ) {
            let of = |(number, (whose, waited, other)): (usize, (u128, i64, bool))| Due {
                kind: if other { "other" } else { "k" }.into(),
                organisation: (whose > 0).then(|| Uuid::from_u128(whose)),
                ..row(number as u128, whose, waited, 0)
            };
            let due: Vec<Due> = rows.into_iter().enumerate().map(of).collect();
            let wanted = [
                Wanted { room, per_organisation: limit, ..Wanted::from("k") },
                Wanted { class: Class::Background, ..Wanted::from("other") },
            ];
            let at_once = Turns::new().choose(now(), due.clone(), &[], &wanted, 30);
            let (turns, mut left, mut under_way) = (Turns::new(), wanted, Vec::new());
            let mut waiting = due;
            for one in &at_once {
                let next = turns.choose(now(), waiting.clone(), &under_way, &left, 1);
                prop_assert_eq!(numbers(&next), numbers(std::slice::from_ref(one)));
                turns.served(std::iter::once(one.organisation));
                waiting.retain(|row| row.id != one.id);
                left.iter_mut().filter(|kind| kind.kind == one.kind).for_each(|kind| {
                    kind.room -= 1;
                });
                under_way.push(UnderWay { kind: one.kind.clone(), organisation: one.organisation });
            }
            if at_once.len() < 30 {
                prop_assert_eq!(turns.choose(now(), waiting, &under_way, &left, 1), Vec::new());
            }
        }
    }
}
