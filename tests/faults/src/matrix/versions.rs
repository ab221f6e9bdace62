//! Two neighbouring versions of the program on one database.

use crate::Asked;
use crate::check;
use crate::ground::{Ground, Keeps, PATIENCE};
use crate::line::Line;
use std::time::{Duration, Instant};
use tests::relay::{Does, Step};

/// While the present version works, the next one brings the tables up to date: columns more, and a kind
/// of work that only it knows. What runs goes on; what it does not know waits; a process of the present
/// version that is started now says that it is the older one.
pub(super) async fn neighbours(asked: Asked) -> anyhow::Result<Line> {
    let due = if asked.small { 60 } else { 400 };
    let mut line = Line { tried: 1, ..Line::default() };
    let ground = Ground::lay(Keeps::Journal, due).await?;
    ground.plan().await?;
    ground.relay.always(Step::Taken, Does::Waits(Duration::from_millis(60)));
    let mut old = [ground.orders.work()?, ground.orders.work()?];
    ground.until_taken(due / 6).await?;
    let next = Instant::now();
    for table in [
        "work",
        "work_setback",
        "letter",
        "letter_event",
        "worker",
        "cron_tick",
        "reminder",
        "journal_entry",
        "post_office",
    ] {
        ground.sql(&format!("ALTER TABLE {table} ADD COLUMN of_tomorrow text")).await?;
    }
    ground.sql("CREATE INDEX of_tomorrow ON work (of_tomorrow)").await?;
    ground
        .sql("INSERT INTO work (id, kind, subject, unique_key, state, run_at, max_attempts, asked_at, of_tomorrow) \
              VALUES (gen_random_uuid(), 'of-tomorrow', 'x', 'x', 'ready', now(), 3, now(), 'x')")
        .await?;
    ground
        .sql("INSERT INTO seaql_migrations (version, applied_at) VALUES ('m99_of_tomorrow', 0)")
        .await?;
    ground.until_quiet().await?;
    line.recoveries.push(next.elapsed());
    let waits =
        "SELECT COUNT(*) FROM work WHERE kind = 'of-tomorrow' AND state = 'ready' AND attempt = 0";
    if ground.number(waits).await? != 1 {
        line.violations.push("what only the next version knows did not wait".to_owned());
    }
    let setbacks =
        "SELECT COUNT(*) FROM work_setback WHERE outcome IN ('failed', 'rescued', 'given-up')";
    let setbacks = ground.number(setbacks).await?;
    line.figure("attempts that failed", setbacks);
    if setbacks > 0 {
        line.violations.push("work failed when the tables changed".to_owned());
    }
    for process in &mut old {
        if process.has_ended()? {
            line.violations.push(format!("an older process ended: {}", process.last_words()));
        }
    }
    let mut late = ground.orders.work()?;
    let code = late.end(PATIENCE).await?;
    if code != Some(1) || !late.log().contains("newer version") {
        line.violations
            .push(format!("an older process started all the same: {}", late.last_words()));
    }
    ground.sql("DELETE FROM seaql_migrations WHERE version = 'm99_of_tomorrow'").await?;
    ground.sql("DELETE FROM work WHERE kind = 'of-tomorrow'").await?;
    line.violations.extend(check::look(&ground, 0).await?.violations);
    Ok(line)
}
