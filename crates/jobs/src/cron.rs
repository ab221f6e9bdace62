//! The one cron table, and the hand that rings its lines.
//!
//! A line does no work: it asks for a round. A tick is a row, unique per line and instant, written in
//! one transaction with what it asks for, so any number of processes may look at the table. After a
//! pause of any length only the latest tick of a line is made up for: a round compares what should be
//! with what is, and twice in a row is once too often.

use crate::entity::tick;
use chrono::{DateTime, DurationRound, LocalResult, SubsecRound, TimeDelta, TimeZone, Utc};
use chrono_tz::Europe::Oslo;
use cron::Schedule;
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, DatabaseConnection, DbErr, EntityTrait,
    QueryFilter, QueryOrder, QuerySelect, sea_query::OnConflict,
};
use std::str::FromStr;
use worklist::Ask;

/// The round that plans the reminders that are due.
pub const PLAN_REMINDERS: &str = "plan-reminders";
/// The round that writes to those with an unfinished draft.
pub const REMIND_DRAFTS: &str = "remind-drafts";
/// The round that writes to those who have waited for an answer.
pub const REPLY_PROVISIONALLY: &str = "reply-provisionally";
/// The round that seals the journal.
pub const SEAL_JOURNAL: &str = "seal-journal";
/// The round that sweeps away what is over.
pub const PRUNE: &str = "prune";
/// The round that removes the attachments that nothing uses any more.
pub const PRUNE_ATTACHMENTS: &str = "prune-attachments";

/// A line of the table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Line {
    /// Its name; ticks are kept under it, so it never changes.
    pub name: &'static str,
    /// When, as `second minute hour day month weekday` by the clock on the wall in Norway.
    pub schedule: &'static str,
    /// The kind of work it asks for.
    pub kind: &'static str,
    /// What it is for, in bokmål, for the operators' page.
    pub about: &'static str,
}

/// The table.
pub const LINES: [Line; 6] = [
    Line {
        name: "plan-reminders",
        schedule: "0 0 6 * * *",
        kind: PLAN_REMINDERS,
        about: "Planlegger påminnelsene som skal ut i dag",
    },
    Line {
        name: "remind-drafts",
        schedule: "0 15 6 * * *",
        kind: REMIND_DRAFTS,
        about: "Skriver til dem som har en uferdig søknad før fristen går ut",
    },
    Line {
        name: "reply-provisionally",
        schedule: "0 30 6 * * *",
        kind: REPLY_PROVISIONALLY,
        about: "Sender foreløpig svar til dem som har ventet lenge på svar",
    },
    Line {
        name: "seal-journal",
        schedule: "0 */5 * * * *",
        kind: SEAL_JOURNAL,
        about: "Forsegler det som er nytt i journalen",
    },
    Line {
        name: "prune",
        schedule: "0 30 3 * * *",
        kind: PRUNE,
        about: "Rydder bort utført arbeid som er eldre enn 30 dager",
    },
    Line {
        name: "prune-attachments",
        schedule: "0 45 3 * * *",
        kind: PRUNE_ATTACHMENTS,
        about: "Fjerner vedlegg som ingen bruker lenger og som er eldre enn 30 dager",
    },
];

impl Line {
    /// The latest tick that is not after `now`. In the hour that the clocks go back, a line that falls
    /// into it ticks twice; on the night they go forward, what falls into the missing hour ticks when
    /// that hour is over.
    pub fn latest_tick(&self, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
        let schedule = Schedule::from_str(self.schedule).ok()?;
        // The schedule is read on the wall and the wall is read as UTC: given a time zone that sets its
        // clocks back, the cron crate answers with ticks that have not come yet. It looks strictly
        // before the instant it is given.
        let wall = now.with_timezone(&Oslo).naive_local().trunc_subsecs(0).and_utc();
        let tick = schedule.after(&(wall + TimeDelta::seconds(1))).next_back()?.naive_utc();
        let (first, second) = match Oslo.from_local_datetime(&tick) {
            LocalResult::Single(tick) => (tick, None),
            LocalResult::Ambiguous(first, second) => (first, Some(second)),
            LocalResult::None => {
                let over = (tick + TimeDelta::hours(1)).duration_trunc(TimeDelta::hours(1)).ok()?;
                (Oslo.from_local_datetime(&over).earliest()?, None)
            }
        };
        let tick = second.filter(|second| *second <= now).unwrap_or(first);
        Some(tick.with_timezone(&Utc))
    }
}

/// Rings every line whose latest tick was not yet rung; their names, so that the caller can ring the
/// bell. `now` is the machine's.
///
/// When the round of an earlier tick still waits or runs, the tick is kept and adds no second round.
pub async fn ring_due(
    db: &DatabaseConnection,
    now: DateTime<Utc>,
) -> Result<Vec<&'static str>, DbErr> {
    let mut rung = Vec::new();
    for line in &LINES {
        let Some(tick) = line.latest_tick(now) else { continue };
        // A read first: most looks find nothing to do and need no write lock. «Or later»: a clock that
        // was set back rings nothing twice.
        // A tick far ahead was written under a wrong clock and must not silence the line until then.
        let believed = |last: &DateTime<Utc>| *last <= now + TimeDelta::days(1);
        if last_tick(db, line.name).await?.filter(believed).is_some_and(|last| last >= tick) {
            continue;
        }
        if ring(db, line, tick, now).await? {
            rung.push(line.name);
        }
    }
    Ok(rung)
}

/// The last tick of a line that was rung.
pub async fn last_tick<C: ConnectionTrait>(
    db: &C,
    line: &str,
) -> Result<Option<DateTime<Utc>>, DbErr> {
    let last = tick::Entity::find()
        .filter(tick::Column::Line.eq(line))
        .order_by_desc(tick::Column::TickAt)
        .limit(1)
        .one(db)
        .await?;
    Ok(last.map(|last| last.tick_at))
}

async fn ring(
    db: &DatabaseConnection,
    line: &Line,
    tick_at: DateTime<Utc>,
    now: DateTime<Utc>,
) -> Result<bool, DbErr> {
    let tx = journal::begin(db).await?;
    let row = tick::ActiveModel {
        line: Set(line.name.to_owned()),
        tick_at: Set(tick_at),
        asked_at: Set(now.trunc_subsecs(6)),
    };
    let added = tick::Entity::insert(row)
        .on_conflict(OnConflict::new().do_nothing().to_owned())
        .exec_without_returning(&tx)
        .await?;
    if added == 0 {
        return Ok(false);
    }
    let round = Ask::new(line.kind, "", tick_at).unique_key(line.name).max_attempts(3);
    worklist::ask(&tx, now, round).await?;
    tx.commit().await?;
    Ok(true)
}

/// Deletes ticks from before an instant, but never the last of a line; how many.
pub(crate) async fn prune<C: ConnectionTrait>(db: &C, before: DateTime<Utc>) -> Result<u64, DbErr> {
    let mut pruned = 0;
    for line in &LINES {
        let Some(last) = last_tick(db, line.name).await? else { continue };
        let deleted = tick::Entity::delete_many()
            .filter(tick::Column::Line.eq(line.name))
            .filter(tick::Column::TickAt.lt(before.min(last)))
            .exec(db)
            .await?;
        pruned += deleted.rows_affected;
    }
    Ok(pruned)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().expect("an instant")
    }

    fn line(name: &str) -> Line {
        *LINES.iter().find(|line| line.name == name).expect("a line")
    }

    #[test]
    fn every_line_has_a_schedule_and_a_name_of_its_own() {
        let now = at("2026-11-02T12:00:00Z");
        for line in &LINES {
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
        for line in &LINES {
            for start in ["2026-03-28T22:00:00Z", "2026-10-24T22:00:00Z", "2026-12-31T20:00:00Z"] {
                let minutes = (0..900).map(|n| at(start) + TimeDelta::minutes(n));
                let ticks: Vec<_> = minutes.map(|now| (line.latest_tick(now), now)).collect();
                assert!(ticks.is_sorted_by_key(|(tick, _)| *tick), "{}", line.name);
                assert!(ticks.iter().all(|(tick, now)| tick.is_some_and(|tick| tick <= *now)));
            }
        }
    }
}
