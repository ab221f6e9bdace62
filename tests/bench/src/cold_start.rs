//! How long a person waits who starts the program and opens the first page.

use crate::figure::{Figure, median};
use crate::running::{REFERENCE, Running, migrate};

const RUNS: usize = 7;

/// Milliseconds from starting the process to the end of its first page; the median of seven starts,
/// taken in turns with the reference so that both meet the same machine.
pub(crate) fn measure() -> anyhow::Result<Vec<Figure>> {
    let data = tempfile::tempdir()?;
    let empty = tempfile::tempdir()?;
    migrate(data.path())?;
    let (mut values, mut references) = (Vec::new(), Vec::new());
    for _ in 0..RUNS {
        values.push(milliseconds(&Running::fordel(data.path())?));
        references.push(milliseconds(&Running::reference(empty.path())?));
    }
    Ok(vec![Figure::new("cold-start", median(values), "ms", REFERENCE, median(references))])
}

fn milliseconds(running: &Running) -> f64 {
    running.until_first_page.as_secs_f64() * 1000.0
}
