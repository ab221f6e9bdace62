//! The database restarted, away, deaf, refusing, or silent about what it has committed.

use crate::Asked;
use crate::check;
use crate::fleet::{Process, free_address, status_of};
use crate::ground::{Ground, Keeps, PATIENCE};
use crate::line::Line;
use crate::proxy::Wire;
use std::net::SocketAddr;
use std::time::{Duration, Instant};
use tests::relay::{Does, Step};
use tokio::time::sleep;

/// While the database is away one process may say one thing a second, and a few when it begins; more
/// would be a storm.
const A_FEW: usize = 20;

/// Letters that go out slowly enough to last, two workers, and the web.
async fn busy_house(
    due: usize,
    thinks: Duration,
) -> anyhow::Result<(Ground, Vec<Process>, SocketAddr)> {
    let ground = Ground::lay(Keeps::Journal, due).await?;
    ground.plan().await?;
    ground.relay.always(Step::Taken, Does::Waits(thinks));
    let address = free_address()?;
    let listen = address.to_string();
    let fleet = vec![
        ground.orders.work()?,
        ground.orders.work()?,
        ground.orders.start(&["serve", "--listen", &listen])?,
    ];
    ground.until_taken(1).await?;
    ready(address, true).await?;
    Ok((ground, fleet, address))
}

/// How long it takes until readiness says so.
async fn ready(address: SocketAddr, wanted: bool) -> anyhow::Result<Duration> {
    let began = Instant::now();
    while (status_of(address, "/readyz").await == Some(200)) != wanted {
        anyhow::ensure!(began.elapsed() < PATIENCE, "readiness never is {wanted}");
        sleep(Duration::from_millis(50)).await;
    }
    Ok(began.elapsed())
}

/// How long it takes until another letter is taken.
async fn goes_on(ground: &Ground) -> anyhow::Result<Duration> {
    ground.until_taken(ground.due.min(ground.relay.count() + 1)).await
}

async fn all_live(fleet: &mut [Process], line: &mut Line) -> anyhow::Result<()> {
    for process in fleet {
        if process.has_ended()? {
            line.violations.push(format!("a process ended by itself: {}", process.last_words()));
        }
    }
    Ok(())
}

/// Ended without writing anything down, and started again.
pub(super) async fn restarts(asked: Asked) -> anyhow::Result<Line> {
    let times = if asked.small { 2 } else { 20 };
    let mut line = Line::default();
    let (mut ground, mut fleet, address) =
        busy_house(times * 60, Duration::from_millis(250)).await?;
    let mut green = Duration::ZERO;
    for _ in 0..times {
        line.tried += 1;
        ground.postgres.restart_at_once()?;
        let up = Instant::now();
        green = green.max(ready(address, true).await?);
        goes_on(&ground).await?;
        line.recoveries.push(up.elapsed());
    }
    ground.until_quiet().await?;
    all_live(&mut fleet, &mut line).await?;
    line.figure("ready again after at most", format!("{:.2} s", green.as_secs_f64()));
    if green > Duration::from_secs(5) {
        line.violations.push(format!("it took {green:?} until readiness was back"));
    }
    line.violations.extend(check::look(&ground, 0).await?.violations);
    Ok(line)
}

/// The way to the database is cut for a while.
pub(super) async fn unreachable(asked: Asked) -> anyhow::Result<Line> {
    away(asked, Wire::Cut, if asked.small { 6 } else { 60 }).await
}

/// What is sent is swallowed, and nobody says anything.
pub(super) async fn half_open(asked: Asked) -> anyhow::Result<Line> {
    away(asked, Wire::Deaf, if asked.small { 6 } else { 60 }).await
}

async fn away(asked: Asked, wire: Wire, seconds: u64) -> anyhow::Result<Line> {
    let mut line = Line { tried: 1, ..Line::default() };
    let due = if asked.small { 60 } else { 300 };
    let (ground, mut fleet, address) = busy_house(due, Duration::from_millis(300)).await?;
    ground.wire.set(wire);
    let red = ready(address, false).await?;
    // What was under way says once each that it was cut off; a storm is what goes on.
    sleep(Duration::from_secs(1)).await;
    let said: Vec<usize> = fleet.iter().map(|process| process.log().lines().count()).collect();
    sleep(Duration::from_secs(seconds)).await;
    let said_since = |(process, before): (&Process, &usize)| process.log().lines().count() - before;
    let lines = fleet.iter().zip(&said).take(2).map(said_since).max().unwrap_or_default();
    ground.wire.set(Wire::Whole);
    let healed = Instant::now();
    let green = ready(address, true).await?;
    goes_on(&ground).await?;
    line.recoveries.push(healed.elapsed());
    ground.until_quiet().await?;
    all_live(&mut fleet, &mut line).await?;
    line.figure("away", format!("{seconds} s"));
    line.figure("not ready after", format!("{:.2} s", red.as_secs_f64()));
    line.figure("ready again after", format!("{:.2} s", green.as_secs_f64()));
    line.figure("log lines of a worker", lines);
    if lines > A_FEW + usize::try_from(seconds)? {
        line.violations.push(format!("{lines} lines: {}", fleet[0].last_words()));
    }
    line.violations.extend(check::look(&ground, 0).await?.violations);
    Ok(line)
}

/// Each kind of write to each table fails once as if two transactions had been in each other's way.
pub(super) async fn serialization(asked: Asked) -> anyhow::Result<Line> {
    let due = if asked.small { 20 } else { 120 };
    let mut line = Line::default();
    let ground = Ground::lay(Keeps::Journal, due).await?;
    let tables = "SELECT CAST(relname AS text) FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace AND relname NOT LIKE 'seaql%'";
    for table in ground.texts(tables).await? {
        for write in ["INSERT", "UPDATE", "DELETE"] {
            let name = format!("fault_{}_{table}", write.to_lowercase());
            ground.sql(&format!("CREATE SEQUENCE {name}")).await?;
            // The sequence is not rolled back: it counts what was refused.
            ground
                .sql(&format!(
                    "CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN \
                     IF nextval('{name}') = 1 THEN RAISE EXCEPTION 'could not serialize access' USING ERRCODE = '40001'; END IF; \
                     RETURN NULL; END $$"
                ))
                .await?;
            ground
                .sql(&format!(
                    "CREATE TRIGGER {name} BEFORE {write} ON {table} FOR EACH STATEMENT EXECUTE FUNCTION {name}()"
                ))
                .await?;
        }
    }
    ground.nothing_was_rung().await.ok();
    let began = Instant::now();
    let mut worker = ground.orders.with("FORDEL_LEASE_SECONDS", 3).work()?;
    let mut hurried = Instant::now();
    let due = i64::try_from(due)?;
    let written = "SELECT COUNT(*) FROM letter WHERE state = 'accepted'";
    while ground.number(written).await? < due {
        if hurried.elapsed() > Duration::from_secs(2) {
            hurried = Instant::now();
            // It is refused once like everything else.
            let _ = ground.hurry().await;
            let _ = ground.ring("settle-uncertain").await;
        }
        anyhow::ensure!(began.elapsed() < PATIENCE, "it does not end: {}", worker.last_words());
        sleep(Duration::from_millis(50)).await;
    }
    ground.until_quiet().await?;
    line.recoveries.push(began.elapsed());
    if worker.has_ended()? {
        line.violations.push(format!("the worker ended: {}", worker.last_words()));
    }
    let refused =
        "SELECT COUNT(*) FROM pg_sequences WHERE sequencename LIKE 'fault_%' AND last_value >= 1";
    line.tried = usize::try_from(ground.number(refused).await?)?;
    let which = "SELECT replace(CAST(sequencename AS text), 'fault_', '') FROM pg_sequences WHERE sequencename LIKE 'fault_%' AND last_value >= 1 ORDER BY 1";
    line.figure("paths", ground.texts(which).await?.join(" "));
    line.violations.extend(check::look(&ground, 0).await?.violations);
    Ok(line)
}

/// The connection is cut when a commit, or a statement that commits by itself, has been passed on: nobody
/// knows whether it stands.
pub(super) async fn commit_unknown(asked: Asked) -> anyhow::Result<Line> {
    let times = if asked.small { 6 } else { 200 };
    let mut line = Line::default();
    let ground = Ground::lay(Keeps::Journal, times * 12).await?;
    ground.plan().await?;
    ground.relay.always(Step::Taken, Does::Waits(Duration::from_millis(60)));
    let orders = ground.orders.with("FORDEL_LEASE_SECONDS", 4);
    let mut fleet = [orders.work()?, orders.work()?];
    ground.until_taken(1).await?;
    let texts: [&[u8]; 3] = [b"COMMIT", b"UPDATE work SET state", b"UPDATE work SET lease"];
    let began = Instant::now();
    let mut round = 0;
    while line.tried < times && ground.relay.count() < ground.due {
        let text = texts[if round % 4 == 3 { 1 + round / 4 % 2 } else { 0 }];
        round += 1;
        ground.wire.cut_after(text, 1);
        let asked_for = Instant::now();
        while ground.wire.cuts_left() > 0 && asked_for.elapsed() < Duration::from_secs(2) {
            sleep(Duration::from_millis(2)).await;
        }
        line.tried += usize::from(ground.wire.cuts_left() == 0);
        let cut = Instant::now();
        goes_on(&ground).await?;
        line.recoveries.push(cut.elapsed());
        anyhow::ensure!(began.elapsed() < PATIENCE * 3, "only {} were cut", line.tried);
    }
    ground.wire.cut_after(b"", 0);
    ground.hurry().await?;
    ground.until_quiet().await?;
    all_live(&mut fleet, &mut line).await?;
    line.violations.extend(check::look(&ground, 0).await?.violations);
    Ok(line)
}

/// Somebody holds the row of a letter, and of the work that waits for another, for a long time.
pub(super) async fn row_lock(asked: Asked) -> anyhow::Result<Line> {
    let seconds = if asked.small { 4 } else { 30 };
    let due = 60;
    let mut line = Line { tried: 2, ..Line::default() };
    let ground = Ground::lay(Keeps::Journal, due).await?;
    ground.plan().await?;
    let subjects = "SELECT subject FROM work WHERE kind = 'hand-over-letter' ORDER BY rank_at, id";
    let subjects = ground.texts(subjects).await?;
    let holder = journal::begin(&ground.db).await?;
    let hold = [
        format!("SELECT 1 FROM letter WHERE id = '{}' FOR UPDATE", subjects[5]),
        format!("SELECT 1 FROM work WHERE subject = '{}' FOR UPDATE", subjects[9]),
    ];
    for sql in hold {
        use sea_orm::ConnectionTrait;
        holder.execute_unprepared(&sql).await?;
    }
    let orders = ground.orders.with("FORDEL_LEASE_SECONDS", 2);
    let mut fleet = [orders.work()?, orders.work()?];
    let others = ground.until_taken(due - 2).await?;
    sleep(Duration::from_secs(seconds).saturating_sub(others)).await;
    if ground.relay.count() != due - 2 {
        line.violations.push("what was held was not waited for".to_owned());
    }
    holder.commit().await?;
    let freed = Instant::now();
    ground.until_quiet().await?;
    line.recoveries.push(freed.elapsed());
    line.figure("others were through after", format!("{:.2} s", others.as_secs_f64()));
    all_live(&mut fleet, &mut line).await?;
    line.violations.extend(check::look(&ground, 0).await?.violations);
    Ok(line)
}
