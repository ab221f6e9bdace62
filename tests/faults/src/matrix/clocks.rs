//! Schedulers whose clocks disagree, and none at all for a while.

use crate::Asked;
use crate::arm;
use crate::check;
use crate::ground::{Ground, Keeps, PATIENCE};
use crate::line::Line;
use std::time::{Duration, Instant};
use tokio::time::sleep;

/// Lines that tick every minute.
const EVERY_MINUTE: [&str; 2] = ["settle-uncertain", "read-bounces"];

/// Three schedulers: one clock is right, one 90 s ahead, one 90 s behind. One that rings is killed at the
/// tick.
pub(super) async fn skewed(asked: Asked) -> anyhow::Result<Line> {
    let minutes = if asked.small { 1 } else { 4 };
    let mut line = Line::default();
    let mut ground = Ground::lay(Keeps::Journal, 12).await?;
    let skewed = |seconds: &str| ground.orders.with(arm::CLOCK, seconds);
    let (ahead, behind) = (skewed("90"), skewed("-90"));
    // The first two to ring are killed at it.
    ground.nothing_was_rung().await?;
    for (orders, point) in [(&ahead, "cron.before_tick_commit:1"), (&behind, "cron.after_tick:1")] {
        let mut doomed = orders.work_until(point)?;
        if !doomed.ends_within(PATIENCE).await {
            line.violations.push(format!("{point} was never passed"));
        }
    }
    let began = Instant::now();
    let fleet = [ahead.work()?, behind.work()?, ground.orders.work()?];
    while began.elapsed() < Duration::from_secs(60 * minutes + 15) {
        sleep(Duration::from_millis(500)).await;
        if ground.due < 12 * usize::try_from(minutes)? && ground.relay.count() >= ground.due {
            ground.more(12).await?;
            ground.plan().await?;
        }
    }
    ground.until_quiet().await?;
    for name in EVERY_MINUTE {
        let ticks = format!("SELECT COUNT(*) FROM cron_tick WHERE line = '{name}'");
        let ticks = ground.number(&ticks).await?;
        line.tried += usize::try_from(ticks)?;
        // Between the first and the last, none is missing.
        let missing = format!(
            "SELECT CAST(extract(epoch FROM max(tick_at) - min(tick_at)) / 60 AS bigint) + 1 - COUNT(*) FROM cron_tick WHERE line = '{name}'"
        );
        let missing = ground.number(&missing).await?;
        let rounds =
            format!("SELECT COUNT(*) FROM work WHERE kind = '{name}' AND unique_key = '{name}'");
        let by_hand = format!(
            "SELECT COUNT(*) FROM journal_entry WHERE thing = 'cron-line' AND thing_id = '{name}'"
        );
        let rounds = ground.number(&rounds).await? - ground.number(&by_hand).await?;
        if missing != 0 || rounds > ticks {
            line.violations
                .push(format!("{name}: {ticks} ticks, {missing} missing, {rounds} rounds"));
        }
    }
    drop(fleet);
    line.violations.extend(check::look(&ground, 0).await?.violations);
    Ok(line)
}

/// Nobody looked at the table for three days: each line makes up for what it says, and no more.
pub(super) async fn down(_: Asked) -> anyhow::Result<Line> {
    let mut line = Line::default();
    let ground = Ground::lay(Keeps::Journal, 12).await?;
    ground.the_day_is_planned().await?;
    ground
        .sql("UPDATE cron_tick SET tick_at = tick_at - interval '3 days', asked_at = asked_at - interval '3 days'")
        .await?;
    let before = ground.number("SELECT COUNT(*) FROM cron_tick").await?;
    let began = Instant::now();
    let _fleet = [ground.orders.work()?, ground.orders.work()?];
    let rung = "SELECT COUNT(*) FROM cron_tick WHERE asked_at > now() - interval '1 hour'";
    ground.until("every line has rung", rung, |rung| rung >= before).await?;
    ground.until_quiet().await?;
    line.recoveries.push(began.elapsed());
    line.tried = usize::try_from(before)?;
    let rounds = "SELECT COUNT(*) FROM (SELECT kind FROM work WHERE kind IN ('plan-reminders', 'remind-drafts', 'reply-provisionally', 'prune') GROUP BY kind HAVING COUNT(*) > 1) AS twice";
    if ground.number(rounds).await? > 0 {
        line.violations.push("a round was asked for more than once".to_owned());
    }
    line.violations.extend(check::look(&ground, 0).await?.violations);
    anyhow::ensure!(began.elapsed() < PATIENCE, "it took too long");
    Ok(line)
}
