//! Documents as others see them: a validator of PDF/A-2a and PDF/UA-1, qpdf and poppler, which had no
//! part in making them.

mod fuzz;
mod reports;
mod templates;
mod what_is_read;

#[allow(dead_code, reason = "the tests of the crate itself ask for more of it")]
#[allow(clippy::unwrap_used, reason = "whatever is missing fails the test")]
#[path = "../../../crates/documents/tests/support/any.rs"]
mod any;
#[allow(dead_code, reason = "the tests of the crate itself ask for more of it")]
#[path = "../../../crates/documents/tests/support/awkward.rs"]
mod awkward;

use std::path::{Path, PathBuf};

use documents::{Document, render};
use tests::pdf;

/// Renders a document into a file.
fn written(directory: &Path, name: &str, document: &Document) -> PathBuf {
    let file = directory.join(format!("{name}.pdf"));
    let pdf = render(document).unwrap_or_else(|error| panic!("{name}: {error}"));
    std::fs::write(&file, pdf.bytes).unwrap_or_else(|error| panic!("{name}: {error}"));
    file
}

/// Fails with everything that is wrong with any of the documents.
async fn assert_readable_for_ever(documents: &[(String, Document)]) {
    let directory = tempfile::tempdir().expect("a directory");
    let files: Vec<PathBuf> = documents
        .iter()
        .map(|(name, document)| written(directory.path(), name, document))
        .collect();
    let faults = pdf::faults(&files).await.expect("programs that look into PDF files");
    assert!(faults.is_empty(), "{faults:#?}");
}
