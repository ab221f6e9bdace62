//! The solver that the program's own computations are held against: HiGHS, in a Python of its own.

use anyhow::{Context, bail};
use serde::{Serialize, de::DeserializeOwned};
use std::path::Path;
use std::process::Command;

/// Puts a question to `tests/bench/reference/solve.py`: `what` is the kind of question. The solver is
/// installed in the user's cache directory when it is not there.
pub(crate) fn asked<Q: Serialize, A: DeserializeOwned>(
    what: &str,
    question: &Q,
) -> anyhow::Result<A> {
    let file = tempfile::NamedTempFile::new()?;
    serde_json::to_writer(&file, question)?;
    let run = Path::new(env!("CARGO_MANIFEST_DIR")).join("reference/run");
    let mut command = Command::new("bash");
    let output = command.arg(run).arg(what).arg(file.path()).output().context("starting bash")?;
    if !output.status.success() {
        bail!("the reference solver: {}", String::from_utf8_lossy(&output.stderr).trim());
    }
    serde_json::from_slice(&output.stdout).context("what the reference solver answers")
}

/// Numbers that look random and are the same in every run (xorshift).
pub(crate) struct Dice(u64);

impl Dice {
    /// The numbers of a seed.
    pub(crate) fn new(seed: u64) -> Dice {
        Dice(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1)
    }

    /// From 0, below `sides`.
    pub(crate) fn below(&mut self, sides: i64) -> i64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        // 31 bits, which always fit.
        i64::try_from(self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 33).unwrap_or(0) % sides
    }
}
