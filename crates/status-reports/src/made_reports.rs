//! The catalogue of the reports that were made, and how one is made again.

use crate::Snapshot;
use crate::repository;
use attachments::{Catalogue, Recorded, Shelf, hold_shelf};
use sea_orm::{ConnectionTrait, DatabaseConnection, DatabaseTransaction, DbErr};
use std::collections::BTreeSet;

/// The documents of the reports that were made. A lost one is made again from the figures that were kept
/// with it, which gives the same bytes as long as nobody has changed how such a report is written.
#[derive(Debug, Clone)]
pub struct MadeReports {
    /// The body that speaks in documents now. Reports say whose name they were made in; the oldest do
    /// not, and are tried with this one.
    pub sender: String,
}

#[async_trait::async_trait]
impl Catalogue for MadeReports {
    async fn recorded_after(
        &self,
        db: &DatabaseConnection,
        hash: &str,
        most: u64,
    ) -> Result<Vec<Recorded>, DbErr> {
        repository::stored_after(db, hash, most).await
    }
    async fn known(
        &self,
        db: &DatabaseConnection,
        hashes: &[String],
    ) -> Result<BTreeSet<String>, DbErr> {
        repository::known(db, hashes).await
    }
    async fn keep_unrecorded(&self, tx: &DatabaseTransaction, hash: &str) -> Result<bool, DbErr> {
        hold_shelf(tx, Shelf::Documents).await?;
        Ok(repository::known(tx, &[hash.to_owned()]).await?.is_empty())
    }
    async fn rebuild(
        &self,
        db: &DatabaseConnection,
        hash: &str,
    ) -> Result<Result<Vec<u8>, String>, DbErr> {
        rebuild(db, &self.sender, hash).await
    }
}

/// The document of a report once more, from what it was made from. Several reports may have the same
/// document; the first that can be made again is.
async fn rebuild<C: ConnectionTrait>(
    db: &C,
    sender: &str,
    hash: &str,
) -> Result<Result<Vec<u8>, String>, DbErr> {
    let mut why = "no report has it".to_owned();
    for snapshot in repository::snapshots(db, hash).await? {
        match rendered(hash, snapshot, sender).await {
            Ok(bytes) => return Ok(Ok(bytes)),
            Err(reason) => why = reason,
        }
    }
    Ok(Err(why))
}

async fn rendered(hash: &str, snapshot: Snapshot, sender: &str) -> Result<Vec<u8>, String> {
    let document = snapshot.document(sender)?;
    let made = tokio::task::spawn_blocking(move || documents::render(&document)).await;
    let made = made.map_err(|stopped| stopped.to_string())?.map_err(|why| why.to_string())?;
    if attachments::hash_of(&made.bytes) == hash {
        return Ok(made.bytes);
    }
    Err(format!("made again, it is another document{}", snapshot.older()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::repository::{Stored, insert, mark_made};
    use crate::{Audience, DocumentStore, Figures, StatusReport, TEMPLATE};
    use attachments::{Pace, Verified, Wrong, queries::findings_for_actor, verify};
    use serde_json::{Value, json};
    use std::path::PathBuf;
    use vocabulary::{Actor, Clock, Day, FixedClock, Language, Look, SystemClock};

    const SENDER: &str = "Direktoratet";

    fn figures() -> Figures {
        Figures::Scope(Box::new(crate::samples::call()))
    }

    fn document(language: Language) -> Vec<u8> {
        let document = figures().document(Audience::Internal, SENDER, language);
        documents::render(&document).unwrap().bytes
    }

    struct Kept {
        db: DatabaseConnection,
        store: DocumentStore,
        folder: tempfile::TempDir,
    }

    impl Kept {
        async fn new() -> Kept {
            let folder = tempfile::tempdir().unwrap();
            let url = format!("sqlite://{}", folder.path().join("fordel.db").display());
            let db = migrations::open(&url).await.unwrap();
            migrations::migrate(&db).await.unwrap();
            Kept { db, store: DocumentStore::within(folder.path()), folder }
        }
        /// A report that was made, whatever stands in its row.
        async fn made(&self, bytes: &[u8], figures: Value, language: Language) -> String {
            let sha256 = self.store.put(bytes).await.unwrap();
            let now = clock().now();
            let report = StatusReport { language, ..crate::samples::asked_report(now) };
            let tx = journal::begin(&self.db).await.unwrap();
            insert(&tx, &report).await.unwrap();
            let stored = Stored {
                at: now,
                sha256: sha256.clone(),
                bytes: bytes.len() as i64,
                pages: 1,
                figures,
                sender: SENDER.into(),
                title: "Statusrapport".into(),
            };
            assert!(mark_made(&tx, &report, stored).await.unwrap());
            tx.commit().await.unwrap();
            sha256
        }
        fn path_of(&self, hash: &str) -> PathBuf {
            let folder = self.folder.path().join("documents").join(&hash[..2]);
            folder.join(format!("{hash}.pdf"))
        }
        async fn verified(&self) -> Verified {
            let pace = Pace { bytes_per_second: u64::MAX, ..Pace::default() };
            // Another name now than when the report was made.
            let made = MadeReports { sender: "Etaten".into() };
            let (now, store) = (clock(), self.store.documents());
            verify(&self.db, &now, &SystemClock, store, &made, pace, || false).await.unwrap()
        }
        async fn findings(&self) -> Vec<(String, Wrong, String)> {
            let system = Actor::System("tests");
            let page = findings_for_actor(&self.db, &system, &Look::default()).await.unwrap();
            page.rows.into_iter().map(|one| (one.name, one.wrong, one.said)).collect()
        }
    }

    fn clock() -> FixedClock {
        FixedClock::on(Day::new(2013, 2, 15).unwrap(), 9)
    }

    /// Whoever sees this fail has changed how reports are written: raise `TEMPLATE`, and then this.
    #[test]
    fn a_template_gives_these_bytes() {
        let of = |language| attachments::hash_of(&document(language))[..16].to_owned();
        let bytes = (TEMPLATE, of(Language::Bokmal), of(Language::Nynorsk));
        insta::assert_debug_snapshot!(bytes);
    }

    #[tokio::test]
    async fn a_lost_and_a_damaged_report_are_made_again_to_the_same_bytes() {
        let kept = Kept::new().await;
        let (nb, nn) = (document(Language::Bokmal), document(Language::Nynorsk));
        let lost = kept.made(&nb, json!(figures()), Language::Bokmal).await;
        let bad = kept.made(&nn, json!(figures()), Language::Nynorsk).await;
        // The second report with the same document is no second file.
        assert_eq!(kept.made(&nb, json!(figures()), Language::Bokmal).await, lost);
        assert_eq!((kept.verified().await.files, kept.findings().await), (2, vec![]));
        std::fs::remove_file(kept.path_of(&lost)).unwrap();
        std::fs::write(kept.path_of(&bad), &nn[..nn.len() - 1]).unwrap();
        assert_eq!(kept.verified().await.rebuilt, 2);
        assert_eq!(kept.store.read(&lost).await.unwrap(), nb);
        assert_eq!(kept.store.read(&bad).await.unwrap(), nn);
        assert_eq!(kept.findings().await, []);
        let journal = journal::history(&kept.db, "stored-file", &lost).await.unwrap();
        let acts: Vec<&str> = journal.iter().map(|entry| entry.act.as_str()).collect();
        assert_eq!(acts, ["found-wrong", "rebuilt"]);
    }

    #[tokio::test]
    async fn a_report_of_an_older_template_is_kept_and_told_when_it_is_gone() {
        let kept = Kept::new().await;
        let older = b"%PDF-1.7 as it was written in those days";
        let other = kept.made(older, json!(figures()), Language::Bokmal).await;
        let unread = kept.made(b"%PDF-1.7", json!({ "about": "moon" }), Language::Bokmal).await;
        assert_eq!((kept.verified().await.files, kept.findings().await), (2, vec![]));
        std::fs::remove_file(kept.path_of(&other)).unwrap();
        std::fs::write(kept.path_of(&unread), b"%PDF-1.8").unwrap();
        assert_eq!(kept.verified().await.rebuilt, 0);
        let found = kept.findings().await;
        let of = |hash: &str| found.iter().find(|one| one.0 == hash).unwrap().clone();
        let (_, wrong, said) = of(&other);
        assert_eq!(wrong, Wrong::Missing);
        assert!(said.ends_with("made again, it is another document"), "{said}");
        let (_, wrong, said) = of(&unread);
        assert_eq!(wrong, Wrong::Damaged);
        assert!(said.contains("its figures cannot be read any more"), "{said}");
        // What is damaged may still be of use to somebody.
        assert_eq!(std::fs::read(kept.path_of(&unread)).unwrap(), b"%PDF-1.8");
    }
}
