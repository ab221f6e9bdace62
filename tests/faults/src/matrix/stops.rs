//! Processes that are told to stop, or replaced, while work is under way.

use crate::Asked;
use crate::check;
use crate::fleet::Process;
use crate::ground::{Ground, Keeps, PATIENCE};
use crate::line::Line;
use std::time::{Duration, Instant};
use tests::relay::{Does, Step};

/// How many acts run when it is told to stop, and in the short form.
const RUNNING: usize = 50;
const FEW: usize = 16;

/// SIGTERM with fifty letters on the wire: those are finished, the rest is handed back, no attempt is
/// used up. First with a relay that answers within the grace, then (not in the short form) with one that
/// does not.
pub(super) async fn drain(asked: Asked) -> anyhow::Result<Line> {
    let mut line = Line::default();
    let running = if asked.small { FEW } else { RUNNING };
    let thinks: &[u64] = if asked.small { &[2] } else { &[3, 45] };
    for seconds in thinks {
        let ground = under_way(running, Duration::from_secs(*seconds)).await?;
        line.tried += 1;
        let mut worker = full(&ground, running).await?;
        let told = Instant::now();
        worker.signal("TERM").await?;
        let code = worker.end(PATIENCE).await?;
        line.recoveries.push(told.elapsed());
        if code != Some(0) {
            line.violations.push(format!("it ended with {code:?}"));
        }
        handed_back(&ground, &mut line).await?;
        finish(&ground, &mut line).await?;
    }
    Ok(line)
}

/// Told twice; and killed while it drains, at the point and a moment later.
pub(super) async fn drain_cut_short(asked: Asked) -> anyhow::Result<Line> {
    let mut line = Line::default();
    let running = if asked.small { FEW } else { RUNNING };
    for how in ["twice", "at drain.begin", "a moment later"] {
        if asked.small && how != "a moment later" {
            continue;
        }
        let ground = under_way(running, Duration::from_secs(2)).await?;
        line.tried += 1;
        let mut worker = match how {
            "at drain.begin" => many(&ground, running, "drain.begin:1").await?,
            _ => full(&ground, running).await?,
        };
        let told = Instant::now();
        worker.signal("TERM").await?;
        match how {
            "twice" => {
                tokio::time::sleep(Duration::from_millis(300)).await;
                worker.signal("TERM").await?;
                if worker.end(PATIENCE).await? != Some(0) {
                    line.violations.push("told twice, it did not end well".to_owned());
                }
                handed_back(&ground, &mut line).await?;
            }
            "at drain.begin" => anyhow::ensure!(worker.ends_within(PATIENCE).await, "it goes on"),
            _ => {
                tokio::time::sleep(Duration::from_millis(300)).await;
                worker.kill().await?;
            }
        }
        finish(&ground, &mut line).await?;
        line.recoveries.push(told.elapsed());
    }
    Ok(line)
}

/// Each process is replaced in turn, round after round, while letters go out.
pub(super) async fn rolling(asked: Asked) -> anyhow::Result<Line> {
    let (rounds, due) = if asked.small { (2, 60) } else { (5, 1200) };
    let mut line = Line::default();
    let ground = Ground::lay(Keeps::Journal, due).await?;
    ground.plan().await?;
    ground.relay.always(Step::Taken, Does::Waits(Duration::from_millis(80)));
    let mut fleet = vec![ground.orders.work()?, ground.orders.work()?];
    ground.until_taken(1).await?;
    for round in 0..rounds {
        for _ in 0..fleet.len() {
            line.tried += 1;
            let new = ground.orders.work()?;
            new.says("working").await?;
            let mut old = fleet.remove(0);
            let told = Instant::now();
            old.signal("TERM").await?;
            if old.end(PATIENCE).await? != Some(0) {
                line.violations
                    .push(format!("round {round}: it did not end well: {}", old.last_words()));
            }
            line.recoveries.push(told.elapsed());
            fleet.push(new);
        }
    }
    line.figure("taken while replacing", ground.relay.count());
    ground.until_quiet().await?;
    let again = "SELECT COUNT(*) FROM work WHERE kind = 'hand-over-letter' AND attempt > 1";
    line.figure("attempts used up", ground.number(again).await?);
    let setbacks = "SELECT COUNT(*) FROM work_setback WHERE outcome <> 'handed-back'";
    if ground.number(setbacks).await? + ground.number(again).await? > 0 {
        line.violations.push("replacing a process cost attempts".to_owned());
    }
    line.violations.extend(check::look(&ground, 0).await?.violations);
    Ok(line)
}

/// Three times as many letters as run at once, and a relay that thinks.
async fn under_way(running: usize, thinks: Duration) -> anyhow::Result<Ground> {
    let ground = Ground::lay(Keeps::Journal, running * 3).await?;
    ground.plan().await?;
    ground.relay.always(Step::Taken, Does::Waits(thinks));
    Ok(ground)
}

async fn full(ground: &Ground, running: usize) -> anyhow::Result<Process> {
    many(ground, running, "").await
}

/// A process that has so many letters on the wire.
async fn many(ground: &Ground, running: usize, point: &str) -> anyhow::Result<Process> {
    let worker = ground.orders.with("FORDEL_WORKERS", running).work_until(point)?;
    let began = Instant::now();
    while ground.relay.finished() < running {
        anyhow::ensure!(began.elapsed() < PATIENCE, "{} are on the wire", ground.relay.finished());
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    Ok(worker)
}

/// Nothing is running any more, and nothing that was not offered has used up an attempt.
async fn handed_back(ground: &Ground, line: &mut Line) -> anyhow::Result<()> {
    let running = ground.number("SELECT COUNT(*) FROM work WHERE state = 'running'").await?;
    let used = "SELECT COUNT(*) FROM work WHERE state = 'ready' AND attempt > 0";
    let used = ground.number(used).await?;
    let back = "SELECT COUNT(*) FROM work_setback WHERE outcome = 'handed-back'";
    line.count("handed back", ground.number(back).await?);
    line.count("attempts used up", used);
    if running + used > 0 {
        line.violations.push(format!("{running} rows are held by nobody, {used} lost an attempt"));
    }
    Ok(())
}

/// Another process does the rest.
async fn finish(ground: &Ground, line: &mut Line) -> anyhow::Result<()> {
    ground.relay.always(Step::Taken, Does::Waits(Duration::from_millis(2)));
    let _next = ground.orders.with("FORDEL_LEASE_SECONDS", 3).work()?;
    ground.until_quiet().await?;
    line.violations.extend(check::look(ground, 0).await?.violations);
    Ok(())
}
