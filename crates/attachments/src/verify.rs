//! Going through a shelf, a part at a time: is what should be there, and is it what it was?

use crate::catalogue::{AT_A_TIME, unrecorded};
use crate::finding::Phase;
use crate::store::hash_of;
use crate::{Catalogue, FileStore, Finding, Recorded, ShelfRound, StoreError, Wrong, repository};
use chrono::{DateTime, TimeDelta, Utc};
use journal::Act;
use sea_orm::{DatabaseConnection, DbErr};
use serde_json::json;
use std::collections::BTreeMap;
use std::time::Duration;
use vocabulary::{Actor, Clock};

/// How fast a shelf is gone through, and what becomes of what no row knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pace {
    /// How many bytes are read in a second, on average.
    pub bytes_per_second: u64,
    /// How many bytes are read in one go; the next one goes on from there.
    pub bytes_in_one_go: u64,
    /// How long a file may lie there before a row must know it, by the machine's clock.
    pub grace: TimeDelta,
    /// How long what no row knows is told before it is removed.
    pub told_for: TimeDelta,
    /// More than so many missing or damaged contents are no accidents of single files: the go ends
    /// before it writes all of them down.
    pub most_findings: usize,
}

impl Default for Pace {
    /// Sixteen MiB a second for three hours, a day's grace, thirty days of telling, a thousand findings.
    fn default() -> Self {
        const PER_SECOND: u64 = 16 * 1024 * 1024;
        Pace {
            bytes_per_second: PER_SECOND,
            bytes_in_one_go: PER_SECOND * 3 * 60 * 60,
            grace: TimeDelta::days(1),
            told_for: TimeDelta::days(30),
            most_findings: 1000,
        }
    }
}

/// What one go came to.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Verified {
    /// How many contents were read.
    pub files: u64,
    /// How many bytes they had.
    pub bytes: u64,
    /// How many were made again.
    pub rebuilt: u64,
    /// How many that no row knew were removed, having been told long enough.
    pub swept: u64,
    /// How many half-written files of processes that died were removed.
    pub unfinished: u64,
    /// Whether the end of the shelf was reached.
    pub ended: bool,
}

/// Why a go stopped. What was found until then is kept, and the next one goes on from there.
#[derive(Debug, thiserror::Error)]
pub enum VerifyError {
    /// The store does not answer.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// Nearly everything is gone.
    #[error(
        "more than {0} contents are missing or damaged: is the right place of the store set up, and is it there?"
    )]
    TooMany(usize),
    /// The database answered with an error.
    #[error(transparent)]
    Database(#[from] DbErr),
}

/// After so many files it is kept how far it has come.
const FILES_BETWEEN: u64 = 50;
/// What was last written longer ago than this belongs to a process that died.
const UNFINISHED_FOR: TimeDelta = TimeDelta::hours(1);

/// Goes through a shelf from where the last go stopped, until it has read as much as the pace allows,
/// `stop` says so, or the end is reached.
///
/// First every content that a row knows is read. One that is missing or damaged is made again from what
/// it was made from and stored if that gives the very same bytes; otherwise it is told, and a damaged
/// one is left as it is. Then what lies there is held against the rows: what no row knows is told, and
/// removed when it has been told long enough and has a name of ours. Everything found, made again,
/// removed or come right stands in the journal. `machine` is the clock that files are dated by.
pub async fn verify(
    db: &DatabaseConnection,
    clock: &dyn Clock,
    machine: &dyn Clock,
    store: &FileStore,
    catalogue: &dyn Catalogue,
    pace: Pace,
    stop: impl Fn() -> bool + Send,
) -> Result<Verified, VerifyError> {
    let unfinished = store.sweep_unfinished(machine.now() - UNFINISHED_FOR).await?;
    let mut look = Look {
        db,
        clock,
        machine,
        store,
        catalogue,
        pace,
        findings: BTreeMap::new(),
        round: begun(db, clock, store).await?,
        came_to: Verified { unfinished, ..Verified::default() },
    };
    for finding in repository::findings(db, store.shelf()).await? {
        look.findings.insert(finding.name.clone(), finding);
    }
    let ended = look.go(&stop).await;
    if matches!(ended, Err(VerifyError::TooMany(_))) {
        // What was found so far may come right all at once, which only a look from the beginning sees.
        look.round.phase = Phase::Ended;
        look.round.after.clear();
    }
    // However it ended, it goes on from where it came to.
    repository::keep_round(db, &look.round).await?;
    Ok(Verified { ended: ended?, ..look.came_to })
}

/// The look that is under way, or a new one.
async fn begun(
    db: &DatabaseConnection,
    clock: &dyn Clock,
    store: &FileStore,
) -> Result<ShelfRound, DbErr> {
    let standing = repository::round(db, store.shelf()).await?;
    Ok(match standing {
        Some(round) if round.is_under_way() => round,
        before => ShelfRound::begin(store.shelf(), clock.now(), before),
    })
}

struct Look<'a> {
    db: &'a DatabaseConnection,
    clock: &'a dyn Clock,
    machine: &'a dyn Clock,
    store: &'a FileStore,
    catalogue: &'a dyn Catalogue,
    pace: Pace,
    /// What is wrong, by name.
    findings: BTreeMap<String, Finding>,
    round: ShelfRound,
    came_to: Verified,
}

impl Look<'_> {
    /// True when the end was reached.
    async fn go(&mut self, stop: &(impl Fn() -> bool + Send)) -> Result<bool, VerifyError> {
        if self.round.phase == Phase::Recorded && !self.read_recorded(stop).await? {
            return Ok(false);
        }
        if self.round.phase == Phase::Lying && !self.look_at_lying(stop).await? {
            return Ok(false);
        }
        Ok(true)
    }

    async fn read_recorded(
        &mut self,
        stop: &(impl Fn() -> bool + Send),
    ) -> Result<bool, VerifyError> {
        loop {
            let some = self.catalogue.recorded_after(self.db, &self.round.after, AT_A_TIME).await?;
            if some.is_empty() {
                break;
            }
            for recorded in &some {
                if stop() || self.came_to.bytes >= self.pace.bytes_in_one_go {
                    return Ok(false);
                }
                self.read(recorded).await?;
                self.round.after.clone_from(&recorded.hash);
                self.came_to.files += 1;
                self.came_to.bytes += recorded.bytes;
                self.round.files += 1;
                self.round.bytes += recorded.bytes;
                if self.came_to.files.is_multiple_of(FILES_BETWEEN) {
                    repository::keep_round(self.db, &self.round).await?;
                }
                self.breathe(recorded.bytes).await;
            }
        }
        self.forget_what_nobody_needs().await?;
        self.round.phase = Phase::Lying;
        self.round.after.clear();
        repository::keep_round(self.db, &self.round).await?;
        Ok(true)
    }

    async fn breathe(&self, bytes: u64) {
        let nanoseconds =
            u128::from(bytes) * 1_000_000_000 / u128::from(self.pace.bytes_per_second.max(1));
        let pause = Duration::from_nanos(u64::try_from(nanoseconds).unwrap_or(u64::MAX));
        // Shorter ones than the timer knows cost more than they give.
        if pause >= Duration::from_millis(1) {
            tokio::time::sleep(pause).await;
        }
    }

    async fn read(&mut self, recorded: &Recorded) -> Result<(), VerifyError> {
        let hash = recorded.hash.as_str();
        let (wrong, mut said) = match self.store.read(hash).await {
            Ok(_) => return Ok(self.came_right(hash, "came-right").await?),
            Err(StoreError::Missing(_)) => {
                // Given up and removed since its row was read, it is nothing to tell.
                let known = self.catalogue.known(self.db, &[hash.to_owned()]).await?;
                if known.is_empty() {
                    return Ok(());
                }
                (Wrong::Missing, "it is not there".to_owned())
            }
            Err(StoreError::Damaged(_)) => {
                (Wrong::Damaged, "its content has another hash".to_owned())
            }
            Err(away @ StoreError::Away { .. }) => return Err(away.into()),
            Err(files) => (Wrong::Unreadable, files.to_string()),
        };
        match self.catalogue.rebuild(self.db, hash).await? {
            Ok(bytes) if hash_of(&bytes) == hash => {
                // Kept first, so that the journal says that it was gone even if it cannot be stored.
                self.found(hash, wrong, &said).await?;
                self.store.put(&bytes).await?;
                self.came_to.rebuilt += 1;
                return Ok(self.came_right(hash, "rebuilt").await?);
            }
            Ok(_) => said += "; made again, it gives another content",
            Err(why) => said = format!("{said}; {why}"),
        }
        self.found(hash, wrong, &said).await
    }

    /// Tells what is wrong, once.
    async fn found(&mut self, name: &str, wrong: Wrong, said: &str) -> Result<(), VerifyError> {
        if self.findings.get(name).is_some_and(|known| known.wrong == wrong && known.said == said) {
            return Ok(());
        }
        let broken = self.findings.values().filter(|one| one.wrong != Wrong::Unrecorded).count();
        if wrong != Wrong::Unrecorded && broken >= self.pace.most_findings {
            return Err(VerifyError::TooMany(self.pace.most_findings));
        }
        let finding = Finding {
            shelf: self.store.shelf(),
            name: name.to_owned(),
            wrong,
            said: said.to_owned(),
            found_at: self.clock.now(),
        };
        let tx = journal::begin(self.db).await?;
        repository::keep_finding(&tx, &finding).await?;
        let detail = json!({ "wrong": wrong.word(), "said": said });
        self.record(&tx, "found-wrong", name, detail).await?;
        tx.commit().await?;
        tracing::error!(
            shelf = self.store.shelf().word(),
            name,
            wrong = wrong.word(),
            said,
            "in the store"
        );
        self.findings.insert(name.to_owned(), finding);
        Ok(())
    }

    /// What was wrong is not any more.
    async fn came_right(&mut self, name: &str, how: &str) -> Result<(), DbErr> {
        if self.findings.remove(name).is_none() {
            return Ok(());
        }
        let tx = journal::begin(self.db).await?;
        if repository::forget_finding(&tx, self.store.shelf(), name).await? {
            self.record(&tx, how, name, json!({})).await?;
        }
        tx.commit().await
    }

    /// What is missing and not needed any more is nothing to tell.
    async fn forget_what_nobody_needs(&mut self) -> Result<(), DbErr> {
        let missing = self.findings.values().filter(|one| one.wrong != Wrong::Unrecorded);
        let missing: Vec<String> = missing.map(|one| one.name.clone()).collect();
        let known = self.catalogue.known(self.db, &missing).await?;
        for name in missing.iter().filter(|name| !known.contains(*name)) {
            self.came_right(name, "not-needed").await?;
        }
        Ok(())
    }

    async fn look_at_lying(
        &mut self,
        stop: &(impl Fn() -> bool + Send),
    ) -> Result<bool, VerifyError> {
        let first =
            u8::from_str_radix(&self.round.after, 16).map_or(0, |after| u16::from(after) + 1);
        for folder in first..=u16::from(u8::MAX) {
            if stop() {
                return Ok(false);
            }
            let folder = folder as u8;
            self.look_into(folder).await?;
            self.round.after = format!("{folder:02x}");
        }
        self.round.phase = Phase::Ended;
        self.round.after.clear();
        self.round.ended_at = Some(self.clock.now());
        Ok(true)
    }

    async fn look_into(&mut self, folder: u8) -> Result<(), VerifyError> {
        let before = self.machine.now() - self.pace.grace;
        let lying = unrecorded(self.db, self.store, self.catalogue, folder, before).await?;
        // What was told of this folder and is gone, or has its row now.
        let of_folder = format!("{folder:02x}/");
        let told = self.findings.values().filter(|one| one.wrong == Wrong::Unrecorded);
        let told: Vec<String> = told.map(|one| one.name.clone()).collect();
        for name in told.iter().filter(|name| name.starts_with(&of_folder)) {
            if !lying.iter().any(|file| name.ends_with(&format!("/{}", file.name))) {
                self.came_right(name, "not-there-any-more").await?;
            }
        }
        for file in lying {
            let name = format!("{of_folder}{}", file.name);
            let told_since = self.findings.get(&name).map(|told| told.found_at);
            let long_enough =
                told_since.is_some_and(|since| self.clock.now() - since >= self.pace.told_for);
            match &file.hash {
                Some(hash) if long_enough => self.sweep(&name, hash).await?,
                Some(_) => self.found(&name, Wrong::Unrecorded, "no row knows it").await?,
                None => {
                    let said = "no row knows it, and its name is none of ours: it is left";
                    self.found(&name, Wrong::Unrecorded, said).await?;
                }
            }
        }
        Ok(())
    }

    /// Removes what no row knows, while nobody can come to know it.
    async fn sweep(&mut self, name: &str, hash: &str) -> Result<(), VerifyError> {
        let held = journal::begin(self.db).await?;
        let unrecorded = self.catalogue.keep_unrecorded(&held, hash).await?;
        if unrecorded {
            self.store.remove(hash).await?;
        }
        // Nothing of it is to stay: it was there for others to wait for.
        held.rollback().await?;
        if unrecorded {
            self.came_to.swept += 1;
        }
        Ok(self.came_right(name, if unrecorded { "swept" } else { "came-right" }).await?)
    }

    async fn record(
        &self,
        tx: &sea_orm::DatabaseTransaction,
        act: &str,
        name: &str,
        mut detail: serde_json::Value,
    ) -> Result<(), DbErr> {
        detail["shelf"] = json!(self.store.shelf().word());
        let act = Act { act, thing: "stored-file", id: name.to_owned(), detail };
        journal::record(tx, &Actor::System("worker"), self.now(), act).await
    }

    fn now(&self) -> DateTime<Utc> {
        self.clock.now()
    }
}
