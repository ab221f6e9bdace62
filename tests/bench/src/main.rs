//! Measures the finished program: `cargo run --release -p bench -- NAME`, or `--list`.
//!
//! Prints one JSON line per figure. Every figure stands beside a reference measured in the same run on
//! the same machine, so that figures of two machines, or of a busy and an idle one, can be compared by
//! their ratio.

mod allocation;
mod applications;
mod client;
mod cold_start;
mod documents;
mod figure;
mod idle_memory;
mod reference;
mod running;
mod worklist;

use std::io::Write;
use std::process::ExitCode;

use anyhow::{Context, bail};

use figure::Figure;

/// One thing that can be measured: its name, what it measures, and how.
struct Bench {
    name: &'static str,
    about: &'static str,
    measure: fn() -> anyhow::Result<Vec<Figure>>,
}

const BENCHES: &[Bench] = &[
    Bench {
        name: "allocation",
        about: "a pot over counties and municipalities, the best of 10 000 applications, reservations in the ledger",
        measure: allocation::measure,
    },
    Bench {
        name: "applications",
        about: "applications taken in a second, and the list of a call with 100 000",
        measure: applications::measure,
    },
    Bench {
        name: "cold-start",
        about: "milliseconds from starting `fordel serve` to its first page",
        measure: cold_start::measure,
    },
    Bench {
        name: "documents",
        about: "a national report and a letter as PDF: processor, pages in a second, bytes, memory for 1 000 letters",
        measure: documents::measure,
    },
    Bench {
        name: "idle-memory",
        about: "resident memory of an idle `fordel serve`, in MiB",
        measure: idle_memory::measure,
    },
    Bench {
        name: "worklist",
        about: "background work asked for and done in a second, its processor time, and its wait until it begins",
        measure: worklist::measure,
    },
];

fn main() -> ExitCode {
    let mut output = std::io::stdout().lock();
    match run(&mut output) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            // With nowhere left to say it, the exit code still does.
            let _ = writeln!(std::io::stderr(), "bench: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(output: &mut impl Write) -> anyhow::Result<()> {
    let mut arguments = std::env::args().skip(1);
    let name = arguments.next().context("which one? `--list` names them, `all` runs them all")?;
    if let Some(extra) = arguments.next() {
        bail!("one name at a time, and no {extra}");
    }
    if name == "--list" {
        for bench in BENCHES {
            writeln!(output, "{:<16}{}", bench.name, bench.about)?;
        }
        return Ok(());
    }
    if name == documents::LETTERS {
        writeln!(output, "{}", documents::thousand_letters()?)?;
        return Ok(());
    }
    let chosen: Vec<&Bench> =
        BENCHES.iter().filter(|bench| name == "all" || bench.name == name).collect();
    if chosen.is_empty() {
        bail!("there is no {name}; `--list` names what there is");
    }
    for bench in chosen {
        for figure in (bench.measure)().with_context(|| format!("measuring {}", bench.name))? {
            writeln!(output, "{}", serde_json::to_string(&figure)?)?;
        }
    }
    Ok(())
}
