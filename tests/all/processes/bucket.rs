//! The program with its documents and attachments in an object store.

use super::program::{answer, ended, fordel, refusal};
use std::path::{Path, PathBuf};
use tokio::process::Command;

#[allow(dead_code, reason = "what others ask of the server is not asked here")]
#[path = "../../../crates/attachments/tests/attachments/bucket.rs"]
mod server;

use server::BucketServer;

fn with(server: &BucketServer, place: &Path, arguments: &[&str]) -> Command {
    let keys = BucketServer::keys();
    let mut command = fordel(place, arguments);
    command
        .env("FORDEL_STORE", server.url())
        .env("AWS_ACCESS_KEY_ID", keys.id)
        .env("AWS_SECRET_ACCESS_KEY", keys.secret);
    command
}

fn files_below(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder).into_iter().flatten() {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            files.extend(files_below(&path));
        } else {
            files.push(path);
        }
    }
    files.sort();
    files
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn documents_and_attachments_lie_in_a_bucket_and_are_looked_through() {
    let mut server = BucketServer::start().await;
    let place = tempfile::tempdir().expect("a directory");
    let told = answer(with(&server, place.path(), &["demo", "--once", "--data", "data"])).await;
    assert!(told.contains("status-reports/ips-2012.pdf"), "{told}");
    let data = place.path().join("data");
    assert!(!data.join("documents").exists() && !data.join("attachments").exists());
    let documents = files_below(&server.path_of("documents"));
    assert!(!documents.is_empty());
    let check = ["check", "--files", "--data", "data"];
    let whole = answer(with(&server, place.path(), &check)).await;
    assert!(whole.contains("ok      document-is-what-was-made"), "{whole}");
    assert!(whole.contains("Everything holds.") && !whole.contains("note "), "{whole}");

    // One is damaged, which its length does not tell.
    let mut bytes = std::fs::read(&documents[0]).expect("a document");
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    std::fs::write(&documents[0], bytes).expect("it is damaged");
    answer(with(&server, place.path(), &["check", "--data", "data"])).await;
    let broken = ended(with(&server, place.path(), &check)).await;
    assert_eq!(broken.code, Some(1), "{broken:#?}");
    let hash = documents[0].file_stem().expect("a name").to_string_lossy();
    assert!(broken.out.contains(&format!("the file {hash} is damaged")), "{broken:#?}");

    // Without the bucket it says so and takes nothing for lost.
    server.goes_away().await;
    let away = ended(with(&server, place.path(), &["check", "--data", "data"])).await;
    assert_eq!(away.code, Some(1), "{away:#?}");
    assert!(away.out.contains("the object store did not do it"), "{away:#?}");
    assert!(!away.out.contains("hemmelig") && !away.err.contains("hemmelig"), "{away:#?}");
}

#[tokio::test]
async fn a_bucket_that_cannot_be_used_is_refused_in_one_sentence() {
    let place = tempfile::tempdir().expect("a directory");
    let mut command = fordel(place.path(), &["migrate", "--data", "data"]);
    command.env("FORDEL_STORE", "s3://fordel");
    let sentence = refusal(command).await;
    assert!(
        sentence.contains("FORDEL_STORE") && sentence.contains("AWS_ACCESS_KEY_ID"),
        "{sentence}"
    );
}
