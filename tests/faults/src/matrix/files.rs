//! Status reports and the ledger, cut off in the middle; and a disk that is full.

use crate::Asked;
use crate::arm;
use crate::check;
use crate::ground::{Ground, HARNESS, Keeps, PATIENCE};
use crate::line::Line;
use anyhow::Context;
use status_reports::{Audience, Subject, Wanted, ask_for};
use std::time::{Duration, Instant};
use tokio::time::sleep;
use vocabulary::{Clock, GrantId, Language, SystemClock};

const POINTS: [&str; 6] = [
    "report.after_claim",
    "report.after_render",
    "report.after_fsync",
    "report.after_rename",
    "report.before_commit",
    "report.after_commit",
];

/// Ground on which two programmes have been walked through the house, with all letters handed over.
async fn told() -> anyhow::Result<Ground> {
    let ground = Ground::lay(Keeps::Journal, 0).await?;
    let (code, said) = ground.orders.run(&["demo", "--once"]).await?;
    anyhow::ensure!(code == Some(0), "fordel demo: {said}");
    ground.the_day_is_planned().await?;
    Ok(ground)
}

/// What is checked here: everything but the reminders of the story, which are not counted.
async fn checked(ground: &mut Ground) -> anyhow::Result<Vec<String>> {
    ground.due = usize::try_from(ground.number("SELECT COUNT(*) FROM reminder").await?)?;
    Ok(check::look(ground, 0).await?.violations)
}

/// Asks for a status report of a grant that has none of this day yet.
async fn ask(ground: &Ground, number: usize) -> anyhow::Result<()> {
    let grants = "SELECT CAST(id AS text) FROM funded_grant ORDER BY id";
    let grants = ground.texts(grants).await?;
    let grant: GrantId = grants[number % grants.len()].parse().ok().context("a grant's id")?;
    let language = if (number / grants.len()).is_multiple_of(2) {
        Language::Bokmal
    } else {
        Language::Nynorsk
    };
    let wanted = Wanted {
        subject: Subject::Grant(grant),
        audience: Audience::Internal,
        language,
        as_of: SystemClock.today(),
    };
    ask_for(&ground.db, &SystemClock, &HARNESS, wanted, &[]).await?;
    Ok(())
}

const WAITING: &str =
    "SELECT COUNT(*) FROM work WHERE kind = 'make-status-report' AND state IN ('ready', 'running')";

/// Killed at each point of making a status report.
pub(super) async fn reports(asked: Asked) -> anyhow::Result<Line> {
    let mut line = Line::default();
    let mut ground = told().await?;
    let orders = ground.orders.with("FORDEL_LEASE_SECONDS", 2);
    let passes = if asked.small { 1 } else { 2 };
    for point in POINTS {
        for pass in 1..=passes {
            ask(&ground, line.tried * 2).await?;
            ask(&ground, line.tried * 2 + 1).await?;
            line.tried += 1;
            let mut doomed = orders.work_until(&format!("{point}:{pass}"))?;
            if !doomed.ends_within(PATIENCE).await {
                line.violations.push(format!("{point} was never passed {pass} times"));
            }
            // What people can see meanwhile is whole.
            for path in check::all_files(&ground.data().join("documents")) {
                let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
                let hidden = name.starts_with('.');
                if let Some(wrong) = (!hidden).then(|| check::wrong_with(&path, &name)).flatten() {
                    line.violations.push(format!("{point}: {wrong}"));
                }
            }
            let died = Instant::now();
            let after = orders.work()?;
            ground.until("the reports are made", WAITING, |left| left == 0).await?;
            line.recoveries.push(died.elapsed());
            after.kill().await?;
        }
    }
    let made = "SELECT COUNT(*) FROM status_report WHERE state = 'made'";
    line.figure("reports", ground.number(made).await?);
    line.violations.extend(checked(&mut ground).await?);
    Ok(line)
}

/// No file may grow any more, as on a disk that is full; and then it may again.
pub(super) async fn disk_full(_: Asked) -> anyhow::Result<Line> {
    let mut line = Line::default();
    let mut ground = told().await?;
    let mut full = ground.orders.with("FORDEL_LEASE_SECONDS", 2);
    // The signal that would end the process is ignored: what is left is the error.
    let arguments = ["--ignore-signal=XFSZ", "prlimit", "--fsize=16384"];
    full.beneath = Some(("env", arguments.map(str::to_owned).to_vec()));
    for number in 0..4 {
        ask(&ground, number).await?;
    }
    line.tried = 4;
    let worker = full.with("FORDEL_LOG", "error").work()?;
    let failed = "SELECT COALESCE(SUM(times), 0)::bigint FROM work_setback s JOIN work w ON w.id = s.work_id WHERE w.kind = 'make-status-report'";
    ground.until("the disk was met", failed, |times| times >= 4).await?;
    let reasons = "SELECT DISTINCT substr(s.reason, length(s.reason) - 30) FROM work_setback s JOIN work w ON w.id = s.work_id WHERE w.kind = 'make-status-report'";
    line.figure("said", format!("«{}»", ground.texts(reasons).await?.join("; ")));
    let mut worker = worker;
    if worker.has_ended()? {
        line.violations.push("the worker ended".to_owned());
    }
    for path in check::all_files(&ground.data().join("documents")) {
        let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        if let Some(wrong) = check::wrong_with(&path, &name) {
            line.violations.push(format!("with a full disk: {wrong}"));
        }
    }
    worker.kill().await?;
    let room = Instant::now();
    let _worker = ground.orders.with("FORDEL_LEASE_SECONDS", 2).work()?;
    while ground.number(WAITING).await? > 0 {
        ground.hurry().await?;
        anyhow::ensure!(room.elapsed() < PATIENCE, "the reports are not made");
        sleep(Duration::from_millis(100)).await;
    }
    line.recoveries.push(room.elapsed());
    line.violations.extend(checked(&mut ground).await?);
    Ok(line)
}

/// Killed between the statements of a movement of money, and told again: all of it or nothing.
pub(super) async fn budget(asked: Asked) -> anyhow::Result<Line> {
    let passes: &[u32] = if asked.small { &[4, 40] } else { &[1, 2, 3, 5, 8, 13, 21, 34, 55, 89] };
    let mut line = Line::default();
    let mut ground = Ground::lay(Keeps::Journal, 0).await?;
    for pass in passes {
        let point = format!("budget.between_statements:{pass}");
        let began = Instant::now();
        let (code, _) = ground.orders.with(arm::POINTS, point).run(&["demo", "--once"]).await?;
        line.tried += usize::from(code.is_none());
        line.recoveries.push(began.elapsed());
        let (code, said) = ground.orders.run(&["check"]).await?;
        if code != Some(0) {
            line.violations.push(format!("after pass {pass}: {}", said.trim()));
        }
        // What stands in the frames is what stands in the entries.
        let differ = "SELECT COUNT(*) FROM envelope e WHERE e.reserved_ore < 0 OR e.reserved_ore > e.amount_ore";
        if ground.number(differ).await? > 0 {
            line.violations.push(format!("after pass {pass}: a frame is overspent"));
        }
    }
    let (code, said) = ground.orders.run(&["demo", "--once"]).await?;
    anyhow::ensure!(code == Some(0), "fordel demo: {said}");
    if line.tried == 0 {
        line.violations.push("nothing was killed".to_owned());
    }
    line.violations.extend(checked(&mut ground).await?);
    Ok(line)
}
