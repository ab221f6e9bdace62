//! A relay in every bad mood, and deadlines that change while their reminders go out.

use crate::Asked;
use crate::chance::Dice;
use crate::check;
use crate::ground::{Ground, HARNESS, Keeps, PATIENCE};
use crate::line::Line;
use reporting_deadlines::{meet, move_deadline};
use std::time::{Duration, Instant};
use tests::relay::{Does, Step};
use tokio::time::sleep;
use vocabulary::{Clock, SystemClock};

/// A mood: what the relay does at a step.
type Mood = (&'static str, Step, Does);

fn moods() -> Vec<Mood> {
    vec![
        ("says nothing at first", Step::Greeting, Does::Hangs),
        ("hangs up at first", Step::Greeting, Does::HangsUp),
        ("is closed", Step::Greeting, Does::Says("421 4.3.2 closed")),
        ("lets strangers wait", Step::Recipient, Does::Says("450 4.2.0 greylisted")),
        ("is busy at the recipient", Step::Recipient, Does::Says("451 4.3.0 later")),
        ("hangs up before the letter", Step::Data, Does::HangsUp),
        ("refuses to hear the letter", Step::Data, Does::Says("451 4.3.0 later")),
        ("hangs up in the letter", Step::Body, Does::HangsUp),
        ("has no room for the letter", Step::Lost, Does::Says("452 4.3.1 no room")),
        ("loses the letter and hangs up", Step::Lost, Does::HangsUp),
        ("takes the letter and hangs up", Step::Taken, Does::HangsUp),
        ("takes the letter and says nothing", Step::Taken, Does::Hangs),
    ]
}

/// In each mood for a while, and then well again: every letter comes once.
pub(super) async fn moods_in_turn(asked: Asked) -> anyhow::Result<Line> {
    let mut line = Line::default();
    let mut uncertain = 0;
    let relays: &[Keeps] = if asked.small {
        &[Keeps::Journal]
    } else {
        &[Keeps::First, Keeps::Journal, Keeps::Nothing]
    };
    for keeps in relays {
        let mut ground = Ground::lay(*keeps, 4).await?;
        ground.plan().await?;
        let _fleet = [ground.orders.work()?, ground.orders.work()?];
        // One letter that was taken is what the copies are believed by.
        ground.until_quiet().await?;
        for (mood, step, does) in moods() {
            line.tried += 1;
            let (sessions, finished) = (ground.relay.sessions(), ground.relay.finished());
            ground.relay.always(step, does.clone());
            ground.relay.hang_up();
            ground.more(6).await?;
            ground.plan().await?;
            // Until it has been met with.
            let began = Instant::now();
            while ground.relay.sessions() < sessions + 2 && ground.relay.finished() < finished + 2 {
                anyhow::ensure!(began.elapsed() < PATIENCE, "nobody met «{mood}»");
                sleep(Duration::from_millis(20)).await;
            }
            sleep(Duration::from_millis(500)).await;
            ground.relay.behaves();
            ground.relay.hang_up();
            let well = Instant::now();
            hurried(&ground).await?;
            line.recoveries.push(well.elapsed());
        }
        let found = check::look(&ground, 0).await?;
        uncertain += found.uncertain;
        let with = |violation| format!("{keeps:?}: {violation}");
        line.violations.extend(found.violations.into_iter().map(with));
    }
    line.figure("uncertain", uncertain);
    Ok(line)
}

/// All of it by chance, letter by letter.
pub(super) async fn any_mood(asked: Asked) -> anyhow::Result<Line> {
    let due = if asked.small { 60 } else { 2_000 };
    let mut line = Line { tried: due, ..Line::default() };
    let (mut uncertain, mut were) = (0, 0);
    let relays: &[Keeps] = if asked.small {
        &[Keeps::Journal]
    } else {
        &[Keeps::First, Keeps::Journal, Keeps::Nothing]
    };
    for keeps in relays {
        let mut ground = Ground::lay(*keeps, 4).await?;
        ground.plan().await?;
        let _fleet = [ground.orders.work()?, ground.orders.work()?];
        ground.until_quiet().await?;
        ground.relay.seed(asked.seed);
        for (_, step, does) in moods() {
            if does != Does::Hangs {
                ground.relay.by_chance(step, does, 6);
            }
        }
        ground.more(due).await?;
        ground.plan().await?;
        let began = Instant::now();
        while ground.relay.count() * 10 < due * 7 {
            ground.hurry().await?;
            if *keeps == Keeps::Journal {
                ground.ring("settle-uncertain").await?;
            }
            anyhow::ensure!(began.elapsed() < PATIENCE * 3, "{} taken", ground.relay.count());
            sleep(Duration::from_millis(500)).await;
            if *keeps == Keeps::Nothing && ground.relay.count() * 2 > due {
                break;
            }
        }
        ground.relay.behaves();
        hurried(&ground).await?;
        line.recoveries.push(began.elapsed());
        let found = check::look(&ground, 0).await?;
        uncertain += found.uncertain;
        let sql = "SELECT COUNT(DISTINCT letter_id) FROM letter_event WHERE what = 'uncertain'";
        were += ground.number(sql).await?;
        let with = |violation| format!("{keeps:?}: {violation}");
        line.violations.extend(found.violations.into_iter().map(with));
    }
    line.figure("were uncertain", were);
    line.figure("uncertain", uncertain);
    Ok(line)
}

/// Waits until nothing is left, letting nothing wait for its hour.
async fn hurried(ground: &Ground) -> anyhow::Result<()> {
    let left = "SELECT COUNT(*) FROM work WHERE kind = 'hand-over-letter' AND state IN ('ready', 'running')";
    let began = Instant::now();
    loop {
        while ground.number(left).await? > 0 {
            ground.hurry().await?;
            anyhow::ensure!(began.elapsed() < PATIENCE, "letters wait still");
            sleep(Duration::from_millis(200)).await;
        }
        ground.until_quiet().await?;
        if ground.number(left).await? == 0 {
            return Ok(());
        }
    }
}

/// What is owed is delivered, or is given another day, while the reminder of it is being handed over.
pub(super) async fn deadline_changes(asked: Asked) -> anyhow::Result<Line> {
    let due = if asked.small { 40 } else { 600 };
    let mut line = Line { tried: due, ..Line::default() };
    let mut dice = Dice::new(asked.seed);
    let ground = Ground::lay(Keeps::Journal, due).await?;
    ground.relay.always(Step::Data, Does::Waits(Duration::from_millis(60)));
    let _fleet = [ground.orders.work()?, ground.orders.work()?];
    let planner = ground.orders.start(&["remind"])?;
    let clock = SystemClock;
    let ids = ground.texts("SELECT CAST(id AS text) FROM deadline ORDER BY id").await?;
    for (number, id) in ids.iter().enumerate() {
        // About as fast as the letters go.
        sleep(dice.between(Duration::ZERO, Duration::from_millis(20))).await;
        let id = id.parse().map_err(|_| anyhow::anyhow!("a deadline's id"))?;
        if number % 2 == 0 {
            let tx = journal::begin(&ground.db).await?;
            meet(&tx, &HARNESS, clock.now(), id).await?;
            tx.commit().await?;
        } else {
            let to = clock.today().plus_days(200);
            move_deadline(&ground.db, &clock, &HARNESS, id, to, "a test of faults").await?;
        }
    }
    let changed = Instant::now();
    let mut planner = planner;
    planner.end(PATIENCE).await?;
    // The round once more, and the command: nothing is planned of what is not owed now.
    ground.ring("plan-reminders").await?;
    ground.plan().await?;
    let left = "SELECT COUNT(*) FROM work WHERE state IN ('ready', 'running') AND kind IN ('hand-over-letter', 'plan-reminders')";
    ground.until("nothing is left", left, |left| left == 0).await?;
    line.recoveries.push(changed.elapsed());
    let count = |state: &str| format!("SELECT COUNT(*) FROM letter WHERE state = '{state}'");
    line.figure("sent", ground.number(&count("accepted")).await?);
    line.figure("withdrawn", ground.number(&count("withdrawn")).await?);
    let mut found = check::look(&ground, 0).await?;
    // Those that were met or moved before they were planned have none.
    found.violations.retain(|violation| !violation.contains("reminders are planned and"));
    line.violations.extend(found.violations);
    let live = "SELECT COUNT(*) FROM reminder r JOIN letter l ON l.id = r.letter_id WHERE (r.state = 'withdrawn') <> (l.state = 'withdrawn')";
    let live = ground.number(live).await?;
    if live > 0 {
        line.violations.push(format!("{live} reminders and their letters disagree"));
    }
    Ok(line)
}
