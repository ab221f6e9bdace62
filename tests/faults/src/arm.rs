//! The points at which the program may be made to die, to stand still, to panic or to keep its thread.
//!
//! `FAULTS_AT=mail.after_250:3` kills the process the third time it passes that point, without any
//! goodbye, and `work.<subject>:0` every time. `mail.after_marker:1:stop` makes it stand still there until
//! somebody sends it on; `panic` and `busy=10` (seconds of a thread that does nothing else) are the
//! others. `FAULTS_CLOCK=90` sets the machine's clock 90 seconds ahead for this process.

use anyhow::{Context, bail};
use std::hint::spin_loop;
use std::process::{Command, abort};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

/// The variable that names the points.
pub(crate) const POINTS: &str = "FAULTS_AT";
/// The variable that sets the clock.
pub(crate) const CLOCK: &str = "FAULTS_CLOCK";

/// What happens at a point.
#[derive(Debug, Clone, Copy)]
enum Does {
    Dies,
    StandsStill,
    Panics,
    KeepsTheThread(Duration),
}

impl Does {
    fn read(text: &str) -> anyhow::Result<Does> {
        Ok(match text.split_once('=') {
            None if text == "die" => Does::Dies,
            None if text == "stop" => Does::StandsStill,
            None if text == "panic" => Does::Panics,
            Some(("busy", seconds)) => Does::KeepsTheThread(Duration::from_secs(seconds.parse()?)),
            _ => bail!("«{text}» is nothing that can happen at a point"),
        })
    }

    #[allow(clippy::panic, reason = "a panic in an act is one of the faults")]
    fn happen(self) {
        match self {
            Does::Dies => abort(),
            Does::StandsStill => {
                // Every thread of the process stops where it is.
                let me = std::process::id().to_string();
                let _ = Command::new("kill").args(["-STOP", &me]).status();
            }
            Does::Panics => panic!("the act was made to panic"),
            Does::KeepsTheThread(time) => {
                let began = Instant::now();
                while began.elapsed() < time {
                    spin_loop();
                }
            }
        }
    }
}

/// Sets the points and the clock that the environment names.
#[allow(clippy::disallowed_methods, reason = "only the harness sets it, for a process it starts")]
pub(crate) fn arm() -> anyhow::Result<()> {
    if let Ok(seconds) = std::env::var(CLOCK) {
        let action = format!("return({seconds})");
        fail::cfg("clock.ahead", &action).map_err(anyhow::Error::msg)?;
    }
    let points = std::env::var(POINTS).unwrap_or_default();
    for point in points.split(',').filter(|point| !point.is_empty()) {
        let mut parts = point.split(':');
        let name = parts.next().context("a point has a name")?.to_owned();
        let at: u32 = parts.next().map_or(Ok(1), str::parse)?;
        let does = Does::read(parts.next().unwrap_or("die"))?;
        let passed = AtomicU32::new(0);
        let callback = move || {
            let pass = passed.fetch_add(1, Ordering::SeqCst) + 1;
            if at == 0 || pass == at {
                does.happen();
            }
        };
        fail::cfg_callback(name, callback).map_err(anyhow::Error::msg)?;
    }
    Ok(())
}
