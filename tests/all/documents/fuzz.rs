//! Documents of every kind there can be.

use documents::Document;
use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::TestRunner;

use super::{any, written};
use tests::pdf;

const COUNT: usize = 100;

/// Others every time. What is broken is printed as the JSON that renders it again.
#[tokio::test]
async fn no_document_breaks_a_rule() {
    let directory = tempfile::tempdir().expect("a directory");
    let mut runner = TestRunner::default();
    let strategy = any::any_document();
    let drawn: Vec<Document> =
        (0..COUNT).map(|_| strategy.new_tree(&mut runner).expect("a document").current()).collect();
    let files: Vec<_> = drawn
        .iter()
        .enumerate()
        .map(|(i, document)| written(directory.path(), &i.to_string(), document))
        .collect();
    let faults = pdf::faults(&files).await.expect("programs that look into PDF files");
    let broken = |i: &usize| {
        let name = files[*i].display().to_string();
        faults.iter().any(|fault| fault.starts_with(&name))
    };
    let first = (0..COUNT).find(broken).map(|i| serde_json::to_string(&drawn[i]));
    assert!(faults.is_empty(), "{faults:#?}\n{first:?}");
}
