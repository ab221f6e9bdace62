//! A line of the cron table: when it ticks, and what is made up for.

use chrono::{
    DateTime, DurationRound, LocalResult, NaiveDateTime, SubsecRound, TimeDelta, TimeZone, Utc,
};
use chrono_tz::Europe::Oslo;
use cron::Schedule;
use std::{str::FromStr, time::Duration};

/// Further back than this many ticks nobody looks.
const FURTHEST: usize = 1000;

/// A line of the table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Line {
    /// Its name; ticks are kept under it, so it never changes.
    pub name: &'static str,
    /// When, as `second minute hour day month weekday` by the clock on the wall in Norway.
    pub schedule: &'static str,
    /// The kind of work it asks for.
    pub kind: &'static str,
    /// What is made up for after a pause.
    pub catch_up: CatchUp,
    /// What it is for, in bokmål, for the operators' page.
    pub about: &'static str,
}

/// What is made up for when nobody looked at the table for a while.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CatchUp {
    /// The latest tick, however old: a round compares what should be with what is, and twice in a row is
    /// once too often.
    Latest,
    /// Each tick, but at most so many, the latest ones. Each asks for a round of its own, whose subject
    /// is the day of the tick in Norway.
    Each {
        /// How many.
        at_most: usize,
    },
    /// The latest tick, unless it is older than this: then it is left out.
    Skip {
        /// How old.
        older_than: Duration,
    },
}

/// What a look at a line found to be done.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Due {
    /// Ticks to be rung, in their order.
    pub ring: Vec<DateTime<Utc>>,
    /// A tick that is too old and is kept without asking for anything.
    pub skip: Option<DateTime<Utc>>,
    /// How many ticks since the last one that was rung are not made up for.
    pub missed: usize,
}

impl Line {
    /// The latest tick that is not after `now`. In the hour that the clocks go back, a line that falls
    /// into it ticks twice; on the night they go forward, what falls into the missing hour ticks when
    /// that hour is over.
    pub fn latest_tick(&self, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
        let schedule = Schedule::from_str(self.schedule).ok()?;
        // The schedule is read on the wall and the wall is read as UTC: given a time zone that sets its
        // clocks back, the cron crate answers with ticks that have not come yet. It looks strictly
        // before the instant it is given.
        let before = |wall: NaiveDateTime| {
            let tick = schedule.after(&wall.and_utc()).next_back()?;
            instants(tick.naive_utc()).into_iter().flatten().filter(|tick| *tick <= now).max()
        };
        let here = now.with_timezone(&Oslo);
        let wall = here.naive_local().trunc_subsecs(0);
        let latest = before(wall + TimeDelta::seconds(1));
        // In the hour that is shown for the second time, the end of its first time is later than what
        // the wall shows as earlier.
        let an_hour_ago = (now - TimeDelta::hours(1)).with_timezone(&Oslo).naive_local();
        if an_hour_ago.trunc_subsecs(0) != wall {
            return latest;
        }
        let first_time = wall.duration_trunc(TimeDelta::hours(1)).ok()? + TimeDelta::hours(1);
        latest.max(before(first_time))
    }

    /// The next tick after `now`, for people to read.
    pub fn next_tick(&self, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
        let schedule = Schedule::from_str(self.schedule).ok()?;
        let wall = now.with_timezone(&Oslo).naive_local().trunc_subsecs(0);
        // From an hour before: on the night the clocks go back the wall shows this hour again.
        let mut found: Option<DateTime<Utc>> = None;
        for tick in schedule.after(&(wall - TimeDelta::hours(1)).and_utc()).take(FURTHEST) {
            let tick = tick.naive_utc();
            if found.is_some() && tick > wall + TimeDelta::hours(1) {
                break;
            }
            let later = instants(tick).into_iter().flatten().filter(|tick| *tick > now);
            found = later.chain(found).min();
        }
        found
    }

    /// What is to be done at `now`, when the last tick that was kept is `last`.
    pub(super) fn due(&self, last: Option<DateTime<Utc>>, now: DateTime<Utc>) -> Due {
        let Some(latest) = self.latest_tick(now) else { return Due::default() };
        // «Or later»: a clock that was set back rings nothing twice.
        if last.is_some_and(|last| last >= latest) {
            return Due::default();
        }
        // A line that never ticked has missed nothing.
        let since = |last| {
            let mut ticks = vec![latest];
            while let Some(earlier) = ticks
                .last()
                .and_then(|tick| self.latest_tick(*tick - TimeDelta::seconds(1)))
                .filter(|tick| *tick > last && ticks.len() < FURTHEST)
            {
                ticks.push(earlier);
            }
            ticks
        };
        let ticks = last.map_or_else(|| vec![latest], since);
        let age = (now - latest).to_std().unwrap_or_default();
        let (ring, skip) = match self.catch_up {
            CatchUp::Latest => (vec![latest], None),
            CatchUp::Each { at_most } => {
                (ticks.iter().take(at_most.max(1)).rev().copied().collect(), None)
            }
            CatchUp::Skip { older_than } if age > older_than => (Vec::new(), Some(latest)),
            CatchUp::Skip { .. } => (vec![latest], None),
        };
        Due { missed: ticks.len() - ring.len(), ring, skip }
    }
}

/// The instants at which the wall in Norway shows a time: two in the hour that the clocks go back. What
/// falls into the hour that is missing in spring is when it is over.
fn instants(wall: NaiveDateTime) -> [Option<DateTime<Utc>>; 2] {
    let utc = |tick: DateTime<chrono_tz::Tz>| tick.with_timezone(&Utc);
    match Oslo.from_local_datetime(&wall) {
        LocalResult::Single(tick) => [Some(utc(tick)), None],
        LocalResult::Ambiguous(first, second) => [Some(utc(first)), Some(utc(second))],
        LocalResult::None => {
            let over = (wall + TimeDelta::hours(1)).duration_trunc(TimeDelta::hours(1)).ok();
            let over = over.and_then(|over| Oslo.from_local_datetime(&over).earliest());
            [over.map(utc), None]
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cron::LINES;

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().expect("an instant")
    }

    fn line(name: &str) -> Line {
        *LINES.iter().find(|line| line.name == name).expect("a line")
    }

    #[test]
    fn every_line_has_a_schedule_and_a_name_of_its_own() {
        let now = at("2026-11-02T12:00:00Z");
        for line in LINES {
            assert!(line.latest_tick(now).is_some_and(|tick| tick <= now), "{}", line.name);
            assert_eq!(LINES.iter().filter(|other| other.name == line.name).count(), 1);
        }
    }

    #[test]
    fn ticks_follow_the_clock_on_the_wall_in_norway() {
        let reminders = line("plan-reminders");
        for (now, tick) in [
            ("2026-01-10T05:00:00Z", "2026-01-10T05:00:00Z"), // on the dot
            ("2026-01-10T05:00:00.5Z", "2026-01-10T05:00:00Z"),
            ("2026-01-10T04:59:59.9Z", "2026-01-09T05:00:00Z"),
            ("2026-03-29T04:00:00Z", "2026-03-29T04:00:00Z"), // the first morning of summer time
            ("2026-03-29T03:59:59Z", "2026-03-28T05:00:00Z"),
            ("2026-10-25T05:00:00Z", "2026-10-25T05:00:00Z"), // the first morning of winter time
            ("2026-10-25T04:59:59Z", "2026-10-24T04:00:00Z"),
        ] {
            assert_eq!(reminders.latest_tick(at(now)), Some(at(tick)), "{now}");
        }
        let seal = line("seal-journal");
        assert_eq!(seal.latest_tick(at("2026-10-25T00:59:59Z")), Some(at("2026-10-25T00:55:00Z")));
        assert_eq!(seal.latest_tick(at("2026-10-25T01:04:00Z")), Some(at("2026-10-25T01:00:00Z")));
        assert_eq!(seal.latest_tick(at("2026-10-25T02:01:00Z")), Some(at("2026-10-25T02:00:00Z")));
    }

    #[test]
    fn a_tick_in_the_missing_hour_comes_when_it_is_over() {
        let line = Line { schedule: "0 30 2 * * *", ..line("prune") };
        let tick = |now| line.latest_tick(at(now));
        assert_eq!(tick("2026-03-29T00:59:00Z"), Some(at("2026-03-28T01:30:00Z")));
        for now in ["2026-03-29T01:00:00Z", "2026-03-29T01:29:00Z", "2026-03-29T23:00:00Z"] {
            assert_eq!(tick(now), Some(at("2026-03-29T01:00:00Z")), "{now}");
        }
    }

    #[test]
    fn ticks_never_go_back_and_never_lie_ahead() {
        for line in LINES {
            for start in ["2026-03-28T22:00:00Z", "2026-10-24T22:00:00Z", "2026-12-31T20:00:00Z"] {
                let minutes = (0..900).map(|n| at(start) + TimeDelta::minutes(n));
                let ticks: Vec<_> = minutes.map(|now| (line.latest_tick(now), now)).collect();
                assert!(ticks.is_sorted_by_key(|(tick, _)| *tick), "{}", line.name);
                assert!(ticks.iter().all(|(tick, now)| tick.is_some_and(|tick| tick <= *now)));
            }
        }
    }

    #[test]
    fn the_next_tick_is_the_first_that_comes() {
        for (schedule, now, next) in [
            ("0 0 6 * * *", "2026-01-10T05:00:00Z", "2026-01-11T05:00:00Z"),
            ("0 0 6 * * *", "2026-01-10T04:59:59.9Z", "2026-01-10T05:00:00Z"),
            ("0 30 2 * * *", "2026-03-28T22:00:00Z", "2026-03-29T01:00:00Z"), // the missing hour
            ("0 30 2 * * *", "2026-10-25T00:29:00Z", "2026-10-25T00:30:00Z"), // the first half past two
            ("0 30 2 * * *", "2026-10-25T00:30:00Z", "2026-10-25T01:30:00Z"), // and the second
            ("0 */5 * * * *", "2026-10-25T00:59:59Z", "2026-10-25T01:00:00Z"),
            ("0 0 0 29 2 *", "2026-03-01T00:00:00Z", "2028-02-28T23:00:00Z"),
        ] {
            let line = Line { schedule, ..line("prune") };
            assert_eq!(line.next_tick(at(now)), Some(at(next)), "{schedule} after {now}");
        }
    }

    #[test]
    fn after_a_pause_each_line_makes_up_for_what_it_says() {
        let daily = |catch_up| Line { schedule: "0 0 6 * * *", catch_up, ..line("prune") };
        let (last, now) = (Some(at("2026-01-10T05:00:00Z")), at("2026-01-13T07:00:00Z"));
        let day = |day: u32| at(&format!("2026-01-{day}T05:00:00Z"));
        let hours = |hours: u64| CatchUp::Skip { older_than: Duration::from_secs(hours * 3600) };
        for (catch_up, ring, skip, missed) in [
            (CatchUp::Latest, vec![day(13)], None, 2),
            (CatchUp::Each { at_most: 2 }, vec![day(12), day(13)], None, 1),
            (CatchUp::Each { at_most: 9 }, vec![day(11), day(12), day(13)], None, 0),
            (hours(3), vec![day(13)], None, 2),
            (hours(1), vec![], Some(day(13)), 3),
        ] {
            let line = daily(catch_up);
            assert_eq!(line.due(last, now), Due { ring, skip, missed }, "{catch_up:?}");
            assert_eq!(line.due(Some(day(13)), now), Due::default(), "nothing is due twice");
            assert_eq!(line.due(None, now).missed, usize::from(catch_up == hours(1)));
        }
    }
}
