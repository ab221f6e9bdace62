//! Killed at random, again and again, while thousands of reminders are written and go out.

use crate::Asked;
use crate::chance::Dice;
use crate::check;
use crate::fleet::Process;
use crate::ground::{Ground, Keeps, PATIENCE};
use crate::line::Line;
use std::collections::HashMap;
use std::time::{Duration, Instant};

/// So many processes work.
const FLEET: usize = 3;
/// What was held by the dead must be free again within this.
const FREE_WITHIN: Duration = Duration::from_secs(20);

/// A row that a victim held: which, in which attempt, and when it was killed, in microseconds.
type Held = (String, i64, i64);

/// Kills one of three processes, starts another in its place, and again: in step with what has gone out,
/// so that the last kill comes when about the last reminder goes, and at an instant of chance within
/// each step. Beside them `fordel remind` writes the reminders; it is killed too.
pub(super) async fn rain(asked: Asked, keeps: Keeps) -> anyhow::Result<Line> {
    let (due, kills) = if asked.small { (200, 12) } else { (10_000, 1_000) };
    let mut line = Line::default();
    let mut dice = Dice::new(asked.seed);
    let mut ground = Ground::lay(keeps, due).await?;
    if asked.small {
        ground.orders = ground.orders.with("FORDEL_LEASE_SECONDS", 3);
    }
    ground.the_day_is_planned().await?;
    let mut planner = Some(ground.orders.start(&["remind"])?);
    let mut fleet: Vec<Process> = Vec::new();
    for _ in 0..FLEET {
        fleet.push(ground.orders.work()?);
    }
    let began = Instant::now();
    let (mut held, mut planners_killed) = (Vec::new(), 0);
    while line.tried < kills {
        // In step with the work, but never waiting for what only a rescue brings on.
        let step = Instant::now();
        let reached = |ground: &Ground| ground.relay.count() * kills / due;
        while reached(&ground) < line.tried && step.elapsed() < Duration::from_secs(2) {
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
        tokio::time::sleep(dice.between(Duration::ZERO, Duration::from_millis(40))).await;
        if let Some(process) = &mut planner
            && process.has_ended()?
        {
            let planned = ground.number("SELECT COUNT(*) FROM reminder").await?;
            planner = match usize::try_from(planned)? < due {
                true => Some(ground.orders.start(&["remind"])?),
                false => None,
            };
        }
        if line.tried % 50 == 49
            && let Some(process) = planner.take()
        {
            process.kill().await?;
            planners_killed += 1;
            planner = Some(ground.orders.start(&["remind"])?);
        }
        let victim = fleet.swap_remove(dice.below(fleet.len()));
        let id = victim.id();
        victim.kill().await?;
        line.tried += 1;
        held.extend(held_by(&ground, id).await?);
        fleet.push(ground.orders.work()?);
        anyhow::ensure!(began.elapsed() < PATIENCE * 20, "the rain does not end");
    }
    let taken_by_then = ground.relay.count();
    if let Some(mut planner) = planner {
        planner.end(PATIENCE).await?;
    }
    ground.until_quiet().await?;
    let took = began.elapsed();
    drop(fleet);
    let lost_rows = rescued(&ground, &held, &mut line).await?;
    let found = check::look(&ground, 0).await?;
    line.figure("reminders", due);
    line.figure("taken at the last kill", taken_by_then);
    line.figure("taken", ground.relay.count());
    line.figure("held by the dead", held.len());
    line.figure("never tried again", lost_rows);
    line.figure("planners killed", planners_killed);
    line.figure("absorbed", found.absorbed);
    line.figure("uncertain", found.uncertain);
    let was_uncertain =
        "SELECT COUNT(DISTINCT letter_id) FROM letter_event WHERE what = 'uncertain'";
    line.figure("were uncertain", ground.number(was_uncertain).await?);
    line.figure("dead", found.dead);
    line.figure("dead rounds", found.rounds_dead);
    line.figure("seconds", took.as_secs());
    line.violations.extend(found.violations);
    Ok(line)
}

/// What a dead process holds.
async fn held_by(ground: &Ground, process: u32) -> anyhow::Result<Vec<Held>> {
    let sql = format!(
        "SELECT id || ' ' || attempt || ' ' || CAST(extract(epoch FROM now()) * 1000000 AS bigint) FROM work \
         WHERE state = 'running' AND kind = 'hand-over-letter' AND worker LIKE '{process}-%'"
    );
    let mut held = Vec::new();
    for row in ground.texts(&sql).await? {
        let mut parts = row.split(' ');
        let mut next = || parts.next().unwrap_or_default();
        held.push((next().to_owned(), next().parse()?, next().parse()?));
    }
    Ok(held)
}

/// When something happened to an attempt at a row.
type Instants = HashMap<(String, i64), i64>;

async fn instants(ground: &Ground, which: &str) -> anyhow::Result<Instants> {
    let mut instants = Instants::new();
    for row in ground.texts(which).await? {
        let mut parts = row.split(' ');
        let mut next = || parts.next().unwrap_or_default();
        let key = (next().to_owned(), next().parse()?);
        instants.insert(key, next().parse()?);
    }
    Ok(instants)
}

/// How long it took each time until the next attempt began, and until the row was free for it: with many
/// letters waiting it takes its turn after that. How many were never tried again, because what the dead
/// had last said of them was written all the same.
async fn rescued(ground: &Ground, held: &[Held], line: &mut Line) -> anyhow::Result<usize> {
    let micros = |what: &str| format!("CAST(extract(epoch FROM {what}) * 1000000 AS bigint)");
    let (began, ended) = (micros("began_at"), micros("ended_at"));
    let began = format!(
        "SELECT id || ' ' || attempt || ' ' || {began} FROM work WHERE began_at IS NOT NULL \
         UNION ALL SELECT work_id || ' ' || attempt || ' ' || {began} FROM work_setback WHERE began_at IS NOT NULL"
    );
    let freed = format!(
        "SELECT work_id || ' ' || attempt || ' ' || {ended} FROM work_setback WHERE outcome = 'rescued'"
    );
    let (began, freed) = (instants(ground, &began).await?, instants(ground, &freed).await?);
    let (mut never, mut free_after) = (0, Vec::new());
    for (id, attempt, killed_at) in held {
        let since = |at: &i64| Duration::from_micros(u64::try_from(at - killed_at).unwrap_or(0));
        free_after.extend(freed.get(&(id.clone(), *attempt)).map(since));
        match began.get(&(id.clone(), attempt + 1)) {
            Some(at) => line.recoveries.push(since(at)),
            None => never += 1,
        }
    }
    free_after.sort_unstable();
    // The ninety-ninth hundredth is what is promised.
    let at = |share: usize| free_after.get(free_after.len() * share / 100).copied();
    let (half, most) = (at(50).unwrap_or_default(), at(99).unwrap_or_default());
    line.figure("free again p50", format!("{:.2} s", half.as_secs_f64()));
    line.figure("p99", format!("{:.2} s", most.as_secs_f64()));
    if most > FREE_WITHIN {
        line.violations.push(format!("rows were free again later than after {FREE_WITHIN:?}"));
    }
    Ok(never)
}
