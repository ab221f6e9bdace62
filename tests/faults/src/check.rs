//! The one checker: reads the databases, the relay's log and the files, and nothing the program says.

use crate::ground::{Ground, Keeps};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;

/// What it found.
#[derive(Debug, Default)]
pub(crate) struct Found {
    /// What must not be.
    pub(crate) violations: Vec<String>,
    /// Letters of which nobody knows whether they were taken, each listed as that.
    pub(crate) uncertain: usize,
    /// Repeats that the relay recognised by their Message-ID and dropped.
    pub(crate) absorbed: usize,
    /// Rows of work that are dead, but for rounds.
    pub(crate) dead: usize,
    /// Rounds that are dead: their next tick asks for another.
    pub(crate) rounds_dead: usize,
}

impl Found {
    fn say(&mut self, what: String) {
        self.violations.push(what);
    }
}

/// Looks once nothing goes on any more. `dead` says how many rows of work may be dead.
pub(crate) async fn look(ground: &Ground, dead: usize) -> anyhow::Result<Found> {
    let mut found = Found::default();
    reminders(ground, &mut found).await?;
    letters(ground, &mut found).await?;
    work(ground, dead, &mut found).await?;
    ticks(ground, &mut found).await?;
    files(ground, &mut found).await?;
    // And what the program itself holds to be invariant.
    let (code, said) = ground.orders.run(&["check"]).await?;
    if code != Some(0) {
        found.say(format!("fordel check: {}", said.trim().replace('\n', "; ")));
    }
    Ok(found)
}

/// Every reminder that is due is planned, and none that is not.
async fn reminders(ground: &Ground, found: &mut Found) -> anyhow::Result<()> {
    let planned = ground.number("SELECT COUNT(*) FROM reminder").await?;
    let due = i64::try_from(ground.due)?;
    if planned != due {
        found.say(format!("{planned} reminders are planned and {due} are due"));
    }
    let twice = "SELECT COUNT(*) FROM (SELECT deadline_id, due_on, step, recipient_email FROM reminder WHERE state <> 'withdrawn' GROUP BY 1, 2, 3, 4 HAVING COUNT(*) > 1) AS twice";
    let twice = ground.number(twice).await?;
    if twice > 0 {
        found.say(format!("{twice} reminders are planned twice"));
    }
    let orphans = "SELECT COUNT(*) FROM reminder r LEFT JOIN letter l ON l.id = r.letter_id WHERE l.id IS NULL";
    let orphans = ground.number(orphans).await?;
    if orphans > 0 {
        found.say(format!("{orphans} reminders have no letter"));
    }
    let after = "SELECT COUNT(*) FROM reminder r JOIN deadline d ON d.id = r.deadline_id JOIN letter l ON l.id = r.letter_id WHERE l.written_at > d.met_at";
    let after = ground.number(after).await?;
    if after > 0 {
        found.say(format!("{after} reminders were planned of what was delivered"));
    }
    let early = "SELECT COUNT(*) FROM reminder r JOIN deadline d ON d.id = r.deadline_id AND d.due_on = r.due_on WHERE r.planned_on < r.due_on - 30";
    let early = ground.number(early).await?;
    if early > 0 {
        found.say(format!("{early} reminders were planned of a day that is far ahead"));
    }
    Ok(())
}

/// What the relay has taken against what the house says of it.
async fn letters(ground: &Ground, found: &mut Found) -> anyhow::Result<()> {
    let mut taken: BTreeMap<String, usize> = BTreeMap::new();
    for id in ground.relay.message_ids() {
        *taken.entry(id).or_default() += 1;
    }
    let rows = ground.texts("SELECT message_id || ' ' || state FROM letter").await?;
    let mut known = BTreeMap::new();
    for row in &rows {
        let (id, state) = row.rsplit_once(' ').unwrap_or((row, ""));
        known.insert(id.trim_matches(['<', '>']).to_owned(), state.to_owned());
    }
    for (id, state) in &known {
        let times = taken.get(id).copied().unwrap_or_default();
        match state.as_str() {
            "accepted" if times == 0 => {
                found.say(format!("lost: {id} is called accepted and never came"));
            }
            "accepted" | "uncertain" => {}
            "refused" | "withdrawn" if times == 0 => {}
            other => found.say(format!("{id} is {other}, and came {times} times")),
        }
        if state == "uncertain" {
            found.uncertain += 1;
        }
        if times > 1 {
            found.say(format!("duplicate: {id} came {times} times"));
        }
    }
    for id in taken.keys().filter(|id| !known.contains_key(*id)) {
        found.say(format!("{id} came, and there is no such letter"));
    }
    found.absorbed = ground.relay.dropped();
    if ground.keeps != Keeps::Nothing && found.uncertain > 0 {
        found.say(format!("{} letters are uncertain, and need not be", found.uncertain));
    }
    Ok(())
}

/// The list of work: everything ended, nothing tried more often than it may be, nothing without a fact.
async fn work(ground: &Ground, dead: usize, found: &mut Found) -> anyhow::Result<()> {
    let left = "SELECT COUNT(*) FROM work WHERE kind IN ('hand-over-letter', 'make-status-report') AND state IN ('ready', 'running')";
    let left = ground.number(left).await?;
    if left > 0 {
        found.say(format!("{left} rows of work are left"));
    }
    let often = ground.number("SELECT COUNT(*) FROM work WHERE attempt > max_attempts").await?;
    if often > 0 {
        found.say(format!("{often} rows were tried more often than they may be"));
    }
    let ghosts = "SELECT COUNT(*) FROM work w WHERE w.kind = 'hand-over-letter' AND NOT EXISTS (SELECT 1 FROM letter l WHERE CAST(l.id AS text) = w.subject)";
    let ghosts = ground.number(ghosts).await?;
    if ghosts > 0 {
        found.say(format!("{ghosts} rows of work have no letter"));
    }
    // Nothing of what is asked for by a letter or a report may be given up; a round comes again.
    let of_facts = "kind IN ('hand-over-letter', 'make-status-report')";
    let count = |what: &str| format!("SELECT COUNT(*) FROM work WHERE state = 'dead' AND {what}");
    found.dead = usize::try_from(ground.number(&count(of_facts)).await?)?;
    found.rounds_dead = usize::try_from(ground.number(&count(&format!("NOT {of_facts}"))).await?)?;
    if found.dead > dead {
        let why =
            "SELECT kind || ': ' || COALESCE(reason, '') FROM work WHERE state = 'dead' LIMIT 3";
        let why = ground.texts(why).await?.join("; ");
        let number = found.dead;
        found.say(format!("{number} rows of work are dead: {why}"));
    }
    let silent = "SELECT COUNT(*) FROM work WHERE state = 'dead' AND COALESCE(reason, '') = ''";
    if ground.number(silent).await? > 0 {
        found.say("work is dead without a reason".to_owned());
    }
    Ok(())
}

/// No tick asked for more than one round, and none was written ahead of its time.
async fn ticks(ground: &Ground, found: &mut Found) -> anyhow::Result<()> {
    let early = "SELECT COUNT(*) FROM cron_tick WHERE tick_at > now() + interval '2 seconds'";
    let early = ground.number(early).await?;
    if early > 0 {
        found.say(format!("{early} ticks are ahead of their time"));
    }
    Ok(())
}

/// Every report that was made is one file under its hash, whole, and nothing half-written lies about.
async fn files(ground: &Ground, found: &mut Found) -> anyhow::Result<()> {
    let data = ground.data();
    let made = "SELECT sha256 || ' ' || file_name FROM status_report WHERE state = 'made'";
    for row in ground.texts(made).await? {
        let (hash, name) = row.split_once(' ').unwrap_or((&row, ""));
        let folder = hash.get(..2).unwrap_or_default();
        let stored = data.join("documents").join(folder).join(format!("{hash}.pdf"));
        if let Some(wrong) = wrong_with(&stored, hash) {
            found.say(wrong);
        }
        let published = data.join("status-reports").join(name);
        if !published.exists() {
            found.say(format!("the copy {name} is missing"));
        }
    }
    let failed = ground.number("SELECT COUNT(*) FROM status_report WHERE state <> 'made'").await?;
    if failed > 0 {
        found.say(format!("{failed} status reports that were asked for are not made"));
    }
    let made = "SELECT COUNT(DISTINCT sha256) FROM status_report WHERE state = 'made'";
    let documents = all_files(&data.join("documents"));
    let whole = documents.iter().filter(|path| path.extension().is_some_and(|end| end == "pdf"));
    if i64::try_from(whole.count())? != ground.number(made).await? {
        found.say(format!("there are {} documents, and not one for each report", documents.len()));
    }
    for path in documents.into_iter().chain(all_files(&data.join("status-reports"))) {
        if path.extension().is_some_and(|end| end == "part") {
            found.say(format!("{} lies about half-written", path.display()));
        }
    }
    Ok(())
}

/// What is wrong with a document that should be this one.
pub(crate) fn wrong_with(path: &Path, hash: &str) -> Option<String> {
    let bytes = match std::fs::read(path) {
        Ok(bytes) => bytes,
        Err(error) => return Some(format!("the document {hash} cannot be read: {error}")),
    };
    if hex::encode(Sha256::digest(&bytes)) != hash {
        return Some(format!("the document {hash} has another hash"));
    }
    let looked = Command::new("qpdf").arg("--check").arg(path).output();
    match looked {
        Ok(output) if output.status.success() => None,
        Ok(output) => Some(format!("qpdf: {}", String::from_utf8_lossy(&output.stderr).trim())),
        Err(error) => Some(format!("qpdf is needed: {error}")),
    }
}

/// All files below a folder.
pub(crate) fn all_files(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() { files.extend(all_files(&path)) } else { files.push(path) }
    }
    files
}
