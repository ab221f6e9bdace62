//! Killed at every named point, once each, and started again.

use crate::Asked;
use crate::check;
use crate::fleet::Orders;
use crate::ground::{Ground, Keeps, PATIENCE};
use crate::line::Line;
use std::time::Instant;

/// The points, and at which pass each kills. Those of a status report and of the ledger stand with what
/// they are about.
const POINTS: &[(&str, u32)] = &[
    ("cron.before_tick_commit", 1),
    ("cron.after_tick", 2),
    ("plan.before_commit", 3),
    ("plan.after_commit", 3),
    ("work.after_claim", 2),
    ("work.before_end", 2),
    ("work.after_end", 2),
    ("mail.after_claim", 2),
    ("mail.after_marker", 2),
    ("mail.after_connect", 1),
    ("mail.after_rcpt", 2),
    ("mail.after_354", 2),
    ("mail.after_dot", 2),
    ("mail.after_250", 2),
    ("mail.after_commit", 2),
];
/// Those of the short form.
const FEW: [&str; 5] = [
    "plan.before_commit",
    "work.before_end",
    "mail.after_marker",
    "mail.after_dot",
    "mail.after_250",
];
/// So many reminders more for each point.
const DUE: usize = 12;

/// Each in turn, with each kind of relay.
pub(super) async fn all(asked: Asked) -> anyhow::Result<Line> {
    let mut line = Line::default();
    let relays: &[Keeps] = if asked.small {
        &[Keeps::Journal]
    } else {
        &[Keeps::First, Keeps::Journal, Keeps::Nothing]
    };
    let (mut uncertain, mut absorbed) = (0, 0);
    for keeps in relays {
        let mut ground = Ground::lay(*keeps, 0).await?;
        let orders = ground.orders.with("FORDEL_LEASE_SECONDS", 2);
        let points = POINTS.iter().filter(|(point, _)| !asked.small || FEW.contains(point));
        for (point, pass) in points {
            ground.more(DUE).await?;
            ground.nothing_was_rung().await?;
            line.tried += 1;
            let mut doomed = orders.work_until(&format!("{point}:{pass}"))?;
            if !doomed.ends_within(PATIENCE).await {
                line.violations.push(format!("{point} was never passed"));
                continue;
            }
            let died = Instant::now();
            let after = orders.work()?;
            ground.until_quiet().await?;
            line.recoveries.push(died.elapsed());
            after.kill().await?;
        }
        if !asked.small {
            ground.more(DUE).await?;
            in_the_rescue(&ground, &orders, &mut line).await?;
        }
        let found = check::look(&ground, 0).await?;
        uncertain += found.uncertain;
        absorbed += found.absorbed;
        let with = |violation| format!("{keeps:?}: {violation}");
        line.violations.extend(found.violations.into_iter().map(with));
    }
    line.figure("absorbed", absorbed);
    line.figure("uncertain", uncertain);
    Ok(line)
}

/// Whoever is killed in the rescue of what another held leaves it to a third.
async fn in_the_rescue(ground: &Ground, orders: &Orders, line: &mut Line) -> anyhow::Result<()> {
    ground.nothing_was_rung().await?;
    line.tried += 1;
    for point in ["mail.after_marker:2", "work.before_rescue_commit:1"] {
        let mut doomed = orders.work_until(point)?;
        if !doomed.ends_within(PATIENCE).await {
            line.violations.push(format!("{point} was never passed"));
        }
    }
    let died = Instant::now();
    let third = orders.work()?;
    ground.until_quiet().await?;
    line.recoveries.push(died.elapsed());
    third.kill().await
}
