//! One worker that dies of its work, sleeps, is slow, keeps its threads, or panics; the others go on.

use crate::Asked;
use crate::arm;
use crate::check;
use crate::fleet::{Orders, Process};
use crate::ground::{Ground, Keeps, PATIENCE};
use crate::line::Line;
use std::collections::BTreeSet;
use std::time::{Duration, Instant};
use tests::relay::{Does, Step};

/// A short lease: what is lost is free again soon.
const LEASE: u64 = 2;

fn quick(ground: &Ground) -> Orders {
    ground.orders.with("FORDEL_LEASE_SECONDS", LEASE)
}

/// The letters that wait, in the order in which they are handed over.
async fn waiting(ground: &Ground) -> anyhow::Result<Vec<String>> {
    let sql = "SELECT subject FROM work WHERE kind = 'hand-over-letter' AND state = 'ready' ORDER BY rank_at, id";
    ground.texts(sql).await
}

/// How often attempts at something ended in such a way.
async fn setbacks(ground: &Ground, outcome: &str) -> anyhow::Result<i64> {
    let sql = format!(
        "SELECT COALESCE(SUM(times), 0)::bigint FROM work_setback WHERE outcome = '{outcome}'"
    );
    ground.number(&sql).await
}

/// A letter that kills whoever begins with it: it starts as often as it may and is dead with a reason.
pub(super) async fn poison(asked: Asked) -> anyhow::Result<Line> {
    let (due, may) = if asked.small { (20, 2) } else { (300, 6) };
    let mut line = Line { tried: 1, ..Line::default() };
    let ground = Ground::lay(Keeps::First, due).await?;
    ground.plan().await?;
    let poison = waiting(&ground).await?.swap_remove(due / 4);
    ground.sql(&format!("UPDATE work SET max_attempts = {may} WHERE subject = '{poison}'")).await?;
    let orders = quick(&ground).with(arm::POINTS, format!("work.{poison}:0"));
    let mut fleet = [orders.work()?, orders.work()?];
    let (mut deaths, began) = (0, Instant::now());
    let dead = format!("SELECT COUNT(*) FROM work WHERE subject = '{poison}' AND state = 'dead'");
    while ground.number(&dead).await? == 0 {
        for process in &mut fleet {
            if process.has_ended()? {
                deaths += 1;
                *process = orders.work()?;
            }
        }
        anyhow::ensure!(began.elapsed() < PATIENCE, "the poison goes on after {deaths} deaths");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    let until_dead = began.elapsed();
    ground.until_quiet().await?;
    if deaths > may {
        line.violations.push(format!("it started {deaths} times and may {may} times"));
    }
    // Its letter waits for a person; everything else has gone out.
    let others = "SELECT COUNT(*) FROM letter WHERE state <> 'accepted'";
    if ground.number(others).await? != 1 {
        line.violations.push("others than the poison were kept back".to_owned());
    }
    line.figure("starts", deaths);
    line.figure("may start", may);
    line.figure("seconds until dead", until_dead.as_secs());
    line.figure("others taken", ground.relay.count());
    // Somebody mends the act, and the letter is offered after all.
    let sane = quick(&ground);
    drop(fleet);
    ground
        .sql(&format!(
            "UPDATE work SET state = 'ready', attempt = 0, finished_at = NULL, run_at = now() WHERE subject = '{poison}'"
        ))
        .await?;
    let _worker = sane.work()?;
    line.recoveries.push(ground.until_quiet().await?);
    line.violations.extend(check::look(&ground, 0).await?.violations);
    Ok(line)
}

/// Stopped just before the final dot until another has taken over, and sent on.
pub(super) async fn zombie_of_a_letter(asked: Asked) -> anyhow::Result<Line> {
    let rounds = if asked.small { 1 } else { 10 };
    let mut line = Line::default();
    for keeps in [Keeps::Journal, Keeps::First, Keeps::Nothing] {
        if asked.small && keeps != Keeps::Journal {
            continue;
        }
        let mut ground = Ground::lay(keeps, 0).await?;
        for _ in 0..rounds {
            ground.more(8).await?;
            ground.plan().await?;
            asleep(&ground, "mail.after_marker:3:stop", &mut line).await?;
        }
        let found = check::look(&ground, 0).await?;
        line.count("uncertain", i64::try_from(found.uncertain)?);
        line.violations.extend(found.violations);
    }
    Ok(line)
}

/// The same when the act is done and its end not written, and when a round has just committed a part.
pub(super) async fn zombie_of_an_act(asked: Asked) -> anyhow::Result<Line> {
    let rounds = if asked.small { 1 } else { 5 };
    let mut line = Line::default();
    let mut ground = Ground::lay(Keeps::Journal, 0).await?;
    for _ in 0..rounds {
        for point in ["work.before_end:3:stop", "plan.after_commit:4:stop"] {
            ground.more(8).await?;
            ground.nothing_was_rung().await?;
            if point.starts_with("work") {
                ground.plan().await?;
            }
            asleep(&ground, point, &mut line).await?;
        }
    }
    line.violations.extend(check::look(&ground, 0).await?.violations);
    Ok(line)
}

/// Stopped while it holds a row of the database in an open transaction: nobody can take that over, until
/// the database ends who is idle in a transaction.
pub(super) async fn zombie_in_a_transaction(_: Asked) -> anyhow::Result<Line> {
    let mut line = Line::default();
    let ground = Ground::lay(Keeps::Journal, 12).await?;
    ground.nothing_was_rung().await?;
    asleep(&ground, "plan.before_commit:4:stop", &mut line).await?;
    line.violations.extend(check::look(&ground, 0).await?.violations);
    Ok(line)
}

/// One process stands still at a point; another does everything; then the first is sent on.
async fn asleep(ground: &Ground, point: &str, line: &mut Line) -> anyhow::Result<()> {
    let orders = quick(ground);
    line.tried += 1;
    let sleeper = orders.work_until(point)?;
    sleeper.until_still().await?;
    let still = Instant::now();
    let held = format!("{}-%", sleeper.id());
    let running =
        format!("SELECT COUNT(*) FROM work WHERE state = 'running' AND worker LIKE '{held}'");
    let held_rows = ground.number(&running).await?;
    let other = orders.work()?;
    ground.until_quiet().await?;
    ground.until("what it held is another's", &running, |rows| rows == 0).await?;
    line.recoveries.push(still.elapsed());
    let rows = "SELECT CAST(work AS text) FROM work WHERE state IN ('done', 'dead') AND kind = 'hand-over-letter'";
    let before: BTreeSet<String> = ground.texts(rows).await?.into_iter().collect();
    let taken = ground.relay.count();
    sleeper.signal("CONT").await?;
    // It is awake when it has given a sign of life again.
    let awake = format!(
        "SELECT COUNT(*) FROM worker WHERE name LIKE '{held}' AND seen_at > now() - interval '1 second'"
    );
    ground.until("the sleeper lives", &awake, |rows| rows == 1).await?;
    tokio::time::sleep(Duration::from_millis(1500)).await;
    let after: BTreeSet<String> = ground.texts(rows).await?.into_iter().collect();
    // With a relay that tells nothing the sleeper alone knows that it never sent the final dot: the
    // letter that was called uncertain meanwhile is then offered again, as work of its own.
    let may_tell = ground.keeps == Keeps::Nothing;
    let tells = !may_tell && (after.len() != before.len() || ground.relay.count() != taken);
    if tells || !after.is_superset(&before) {
        line.violations.push(format!("{point}: the late writes of a sleeper changed something"));
    }
    let refused = sleeper.log().matches("the lease was lost; the outcome is not written").count();
    line.count("held asleep", held_rows);
    line.count("late writes refused", i64::try_from(refused)?);
    for mut process in [sleeper, other] {
        process.signal("TERM").await?;
        if process.end(PATIENCE).await? != Some(0) {
            line.violations.push(format!("{point}: a process did not end well"));
        }
    }
    Ok(())
}

/// The relay thinks longer than a lease lasts: it is lengthened, and each letter is offered once.
pub(super) async fn slow(asked: Asked) -> anyhow::Result<Line> {
    let thinks = if asked.small { 4 } else { 9 };
    let due = 12;
    let mut line = Line { tried: due, ..Line::default() };
    let ground = Ground::lay(Keeps::Journal, due).await?;
    ground.plan().await?;
    ground.relay.always(Step::Taken, Does::Waits(Duration::from_secs(thinks)));
    let _fleet = [quick(&ground).work()?, quick(&ground).work()?, quick(&ground).work()?];
    line.recoveries.push(ground.until_quiet().await?);
    ran_once(&ground, &mut line).await?;
    line.violations.extend(check::look(&ground, 0).await?.violations);
    Ok(line)
}

/// Acts that keep all threads of a process for longer than a lease: it gives signs of life all the same.
pub(super) async fn busy(asked: Asked) -> anyhow::Result<Line> {
    let seconds = if asked.small { 4 } else { 10 };
    let due = 24;
    let mut line = Line { tried: due, ..Line::default() };
    let ground = Ground::lay(Keeps::Journal, due).await?;
    ground.plan().await?;
    let points: Vec<String> = waiting(&ground)
        .await?
        .into_iter()
        .take(4)
        .map(|letter| format!("work.{letter}:1:busy={seconds}"))
        .collect();
    let orders = quick(&ground).with(arm::POINTS, points.join(","));
    let _busy = orders.work()?;
    // Another watches, and would rescue what seems dead.
    let _watcher = quick(&ground).work()?;
    line.recoveries.push(ground.until_quiet().await?);
    ran_once(&ground, &mut line).await?;
    line.violations.extend(check::look(&ground, 0).await?.violations);
    Ok(line)
}

async fn ran_once(ground: &Ground, line: &mut Line) -> anyhow::Result<()> {
    let rescued = setbacks(ground, "rescued").await?;
    let again = "SELECT COUNT(*) FROM work WHERE kind = 'hand-over-letter' AND attempt > 1";
    let again = ground.number(again).await?;
    line.figure("false rescues", rescued);
    line.figure("run more than once", again);
    if rescued + again > 0 {
        line.violations.push(format!("{rescued} were rescued from the living, {again} ran again"));
    }
    Ok(())
}

/// An act that panics is one failed attempt, and nothing else is lost.
pub(super) async fn panic(asked: Asked) -> anyhow::Result<Line> {
    let due = if asked.small { 12 } else { 60 };
    let mut line = Line { tried: 3, ..Line::default() };
    let ground = Ground::lay(Keeps::Journal, due).await?;
    ground.plan().await?;
    let letters = waiting(&ground).await?;
    let points = letters.iter().step_by(due / 3).map(|letter| format!("work.{letter}:1:panic"));
    let orders = quick(&ground).with(arm::POINTS, points.collect::<Vec<_>>().join(","));
    let mut worker: Process = orders.work()?;
    let began = Instant::now();
    ground.until_taken(due - 3).await?;
    let failed = "SELECT COUNT(*) FROM work_setback WHERE outcome = 'failed'";
    ground.until("three panicked", failed, |rows| rows == 3).await?;
    ground.hurry().await?;
    ground.until_quiet().await?;
    line.recoveries.push(began.elapsed());
    if worker.has_ended()? {
        line.violations.push("a panic in an act ended the process".to_owned());
    }
    let reasons = "SELECT DISTINCT reason FROM work_setback WHERE outcome = 'failed'";
    line.figure("reason", format!("«{}»", ground.texts(reasons).await?.join("; ")));
    line.violations.extend(check::look(&ground, 0).await?.violations);
    Ok(line)
}
