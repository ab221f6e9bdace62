//! `fordel check`: every invariant as a readable list.

use crate::House;
use attachments::{Catalogue, FileStore, HandedIn};
use chrono::TimeDelta;
use sea_orm::{ConnectionTrait, Statement};
use status_reports::MadeReports;
use std::process::ExitCode;
use vocabulary::{Clock, Invariant, SystemClock};

/// How many offending rows are printed of each.
const SHOWN: usize = 20;

/// All invariants that are questions to the database, in the order of the story.
pub(crate) fn invariants() -> impl Iterator<Item = &'static Invariant> {
    [
        forms::queries::INVARIANTS,
        grant_applications::INVARIANTS,
        county_allocation::INVARIANTS,
        funding_periods::INVARIANTS,
        reporting_deadlines::INVARIANTS,
        status_reports::queries::INVARIANTS,
        attachments::INVARIANTS,
        letters::queries::INVARIANTS,
        LETTERS,
    ]
    .into_iter()
    .flatten()
}

/// What must hold between letters and the worklist, which do not see each other's tables.
const LETTERS: &[Invariant] = &[Invariant {
    name: "letter-waiting-has-work",
    says: "for every letter that waits there is a row of work that will hand it over, or a dead one that says why not",
    // The Message-ID begins with the letter's id, as text in both databases.
    offenders: "SELECT 'the letter ' || l.message_id || ' waits without work' AS offender FROM letter l \
        WHERE l.state IN ('planned', 'claimed', 'handing-over', 'retry') AND NOT EXISTS (SELECT 1 FROM work w \
        WHERE w.kind = 'hand-over-letter' AND w.state IN ('ready', 'running', 'dead') AND w.subject = substr(l.message_id, 2, 36))",
}];

/// Prints each invariant with `ok`, or with the rows that offend it; fails when one does. With
/// `read_files` everything in the store is read, too.
pub(super) async fn check(house: &House, read_files: bool) -> anyhow::Result<ExitCode> {
    let db = &house.db;
    let mut broken = 0;
    for invariant in invariants() {
        let statement = Statement::from_string(db.get_database_backend(), invariant.offenders);
        let rows = db.query_all_raw(statement).await?;
        let offenders: Vec<String> =
            rows.iter().map(|row| row.try_get("", "offender")).collect::<Result<_, _>>()?;
        broken += tell(invariant.name, invariant.says, &offenders);
    }
    let missing = attachments::queries::missing_files(db, &house.files).await?;
    broken += tell(
        "attachment-has-file",
        "every file that was handed in is there, in its length",
        &missing,
    );
    let authority = &house.desk.authority;
    let missing = status_reports::queries::missing_files(db, &house.store, authority).await?;
    broken += tell(
        "status-report-has-document",
        "every document that was made is there, in its length",
        &missing,
    );
    if read_files {
        broken += read_through(house).await?;
    }
    let changed = forms::queries::changed_after_all(db).await?;
    broken += tell("form-version-hash", "every version of a form is what its hash says", &changed);
    let altered = grant_applications::queries::verify_versions(db).await?;
    broken += tell(
        "application-version-hash",
        "every version of an application is what was sent in, to the form it was sent in with",
        &altered,
    );
    let otherwise = county_allocation::queries::verify_scenarios(db).await?;
    broken += tell(
        "scenario-computes-again",
        "every scenario comes out the same when it is computed again from what is kept of its inputs",
        &otherwise,
    );
    let reweighed = county_allocation::queries::changed_weight_sets(db).await?;
    broken += tell("weight-set-hash", "every set of weights is what came in", &reweighed);
    let links = journal::verify(db).await?;
    broken += tell("journal-chain", "the journal is what it was when it was sealed", &links);
    if broken > 0 {
        say!("{broken} invariants do not hold.");
        return Ok(ExitCode::FAILURE);
    }
    say!("Everything holds.");
    Ok(ExitCode::SUCCESS)
}

/// Reads everything in the store. What lies there that no row knows is told, and breaks nothing.
async fn read_through(house: &House) -> anyhow::Result<usize> {
    let db = &house.db;
    let made = MadeReports { sender: house.desk.authority.clone() };
    let shelves: [(&str, &FileStore, &dyn Catalogue); 2] = [
        ("attachment-is-what-came", &house.files, &HandedIn),
        ("document-is-what-was-made", house.store.documents(), &made),
    ];
    let mut broken = 0;
    for (name, store, catalogue) in shelves {
        let wrong = attachments::read_through(db, store, catalogue).await?;
        broken += tell(name, "every stored content is read and has its hash", &wrong);
        // What is younger may be about to get its row.
        let before = SystemClock.now() - TimeDelta::days(1);
        for stranger in attachments::strangers(db, store, catalogue, before).await? {
            say!("note    {}: {stranger}", store.shelf().word());
        }
    }
    Ok(broken)
}

fn tell(name: &str, says: &str, offenders: &[String]) -> usize {
    if offenders.is_empty() {
        say!("ok      {name}: {says}");
        return 0;
    }
    say!("BROKEN  {name}: {says}");
    for offender in offenders.iter().take(SHOWN) {
        say!("        - {offender}");
    }
    if offenders.len() > SHOWN {
        say!("        and {} more", offenders.len() - SHOWN);
    }
    1
}
