//! What the program costs while nobody uses it.

use std::time::Duration;

use crate::figure::Figure;
use crate::running::{REFERENCE, Running, migrate};

/// Resident memory in MiB of a server that has served one page and then been left alone.
pub(crate) fn measure() -> anyhow::Result<Vec<Figure>> {
    let data = tempfile::tempdir()?;
    let empty = tempfile::tempdir()?;
    migrate(data.path())?;
    let value = settled(&Running::fordel(data.path())?)?;
    let reference = settled(&Running::reference(empty.path())?)?;
    Ok(vec![Figure::new("idle-memory", value, "MiB", REFERENCE, reference)])
}

/// The memory once it has stayed the same for two seconds, or what it is after twenty.
fn settled(running: &Running) -> anyhow::Result<f64> {
    let mut last = running.resident_mebibytes()?;
    let mut same = 0;
    for _ in 0..40 {
        std::thread::sleep(Duration::from_millis(500));
        let now = running.resident_mebibytes()?;
        same = if (now - last).abs() < 0.05 { same + 1 } else { 0 };
        if same == 4 {
            break;
        }
        last = now;
    }
    Ok(last)
}
