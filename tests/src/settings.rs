//! What `tests/run` tells the tests: the only place of the test code that reads the environment.

use std::path::PathBuf;

/// Address of the private PostgreSQL's database `postgres`, whose user may create databases.
pub fn postgres_url() -> String {
    setting("FORDEL_TEST_POSTGRES_URL")
}

/// Address of the private Redis. Every test shares it: use keys of your own.
pub fn redis_url() -> String {
    setting("FORDEL_TEST_REDIS_URL")
}

/// The program `redis-server`, for tests that stop and start a Redis of their own.
pub fn redis_server() -> PathBuf {
    setting("FORDEL_TEST_REDIS_SERVER").into()
}

/// Directory that lives as long as the run of all tests; for what several test processes share.
pub fn directory() -> PathBuf {
    setting("FORDEL_TEST_DIRECTORY").into()
}

/// The program `fordel`, built with the tests.
pub fn program() -> PathBuf {
    setting("FORDEL_TEST_PROGRAM").into()
}

/// The program with the points at which it may be made to die, and what makes it: built with the tests.
pub fn faults() -> PathBuf {
    setting("FORDEL_TEST_FAULTS").into()
}

/// The browser.
pub fn chromium() -> PathBuf {
    setting("FORDEL_TEST_CHROMIUM").into()
}

/// A Python in whose environment the PDF validator is installed.
pub fn python() -> PathBuf {
    setting("FORDEL_TEST_PYTHON").into()
}

/// The program that prints the text of a PDF.
pub fn pdftotext() -> PathBuf {
    setting("FORDEL_TEST_PDFTOTEXT").into()
}

/// The program that prints title, pages and other facts of a PDF.
pub fn pdfinfo() -> PathBuf {
    setting("FORDEL_TEST_PDFINFO").into()
}

/// The program that lists the fonts of a PDF.
pub fn pdffonts() -> PathBuf {
    setting("FORDEL_TEST_PDFFONTS").into()
}

/// The program that draws the pages of a PDF.
pub fn pdftoppm() -> PathBuf {
    setting("FORDEL_TEST_PDFTOPPM").into()
}

/// The program that checks the structure of a PDF file.
pub fn qpdf() -> PathBuf {
    setting("FORDEL_TEST_QPDF").into()
}

/// The program that holds alert rules against samples.
pub fn promtool() -> PathBuf {
    setting("FORDEL_TEST_PROMTOOL").into()
}

/// The value of a variable that `tests/run` sets; panics with what to do where it is missing, so that
/// no test passes by not running.
#[allow(clippy::disallowed_methods, reason = "tests are told by tests/run where its servers are")]
fn setting(name: &str) -> String {
    match std::env::var(name) {
        Ok(value) if !value.is_empty() => value,
        _ => panic!("{name} is not set: start the tests with `tests/run`, which sets it"),
    }
}
