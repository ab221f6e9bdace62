//! Pulls every plug of the finished program and looks at what came of it:
//! `cargo run --release -p faults -- all|short|NAME… [--seed N] [--small]`, or `--list`.
//!
//! It starts a durable PostgreSQL, a Redis and a mail relay of its own, fills a house with reminders
//! that are due, and runs the program (this same binary, as `faults program …`, so that the points at
//! which it may be made to die are compiled into it and into nothing that is shipped). While the faults
//! rain and afterwards, one checker reads only databases, the relay's log and the files.
//!
//! One line per fault: tried, violations, recovery. A seed makes the same chances again.
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "its lines are its answer")]

mod arm;
mod chance;
mod check;
mod fleet;
mod ground;
mod line;
mod matrix;
mod proxy;
mod servers;

use anyhow::{Context, anyhow, bail};
use std::process::ExitCode;
use std::thread::{self, JoinHandle};
use tokio::runtime::Runtime;

/// How a run is asked for.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Asked {
    /// What chance begins with.
    pub(crate) seed: u64,
    /// A form of it that is short enough for every run of the tests.
    pub(crate) small: bool,
}

#[tokio::main]
async fn main() -> ExitCode {
    let mut arguments: Vec<String> = std::env::args().skip(1).collect();
    if arguments.first().is_some_and(|first| first == "program") {
        if let Err(why) = arm::arm() {
            eprintln!("faults: {why:#}");
            return ExitCode::FAILURE;
        }
        arguments[0] = "fordel".to_owned();
        return server::run_as(arguments).await;
    }
    match run(arguments).await {
        Ok(0) => ExitCode::SUCCESS,
        Ok(violations) => {
            eprintln!("faults: {violations} violations");
            ExitCode::FAILURE
        }
        Err(error) => {
            eprintln!("faults: {error:#}");
            ExitCode::FAILURE
        }
    }
}

async fn run(arguments: Vec<String>) -> anyhow::Result<usize> {
    let mut names = Vec::new();
    let mut asked = Asked { seed: chance::of_the_moment(), small: false };
    let mut rest = arguments.into_iter();
    while let Some(argument) = rest.next() {
        match argument.as_str() {
            "--list" => {
                for fault in matrix::FAULTS {
                    println!("{:<24}{}", fault.name, fault.about);
                }
                return Ok(0);
            }
            "--small" => asked.small = true,
            "--seed" => {
                asked.seed = rest.next().context("--seed takes a number")?.parse()?;
            }
            other if !other.starts_with('-') => names.push(other.to_owned()),
            other => bail!("«{other}» is not known here"),
        }
    }
    let mut chosen = Vec::new();
    for name in &names {
        let before = chosen.len();
        let is_meant = |fault: &&matrix::Fault| match name.as_str() {
            "all" => true,
            "short" => matrix::SHORT.contains(&fault.name),
            name => fault.name == name,
        };
        chosen.extend(matrix::FAULTS.iter().filter(is_meant));
        asked.small |= name == "short";
        if chosen.len() == before {
            bail!("there is no {name}; `--list` names what there is");
        }
    }
    if chosen.is_empty() {
        bail!("which one? `--list` names them, `all` runs them all, `short` some in a short form");
    }
    println!("seed {}", asked.seed);
    let mut violations = 0;
    if names == ["short"] {
        // They wait most of their time. Each has a thread of its own, because laying the ground keeps one.
        let start = |fault: &'static matrix::Fault| {
            thread::spawn(move || Ok(Runtime::new()?.block_on(tried(fault, asked))))
        };
        let trying: Vec<JoinHandle<anyhow::Result<line::Line>>> =
            chosen.iter().map(|fault| start(fault)).collect();
        for (fault, trying) in chosen.iter().zip(trying) {
            let line = trying.join().map_err(|_| anyhow!("trying {} panicked", fault.name))??;
            violations += line.violations.len();
            line.print(fault.name);
        }
        return Ok(violations);
    }
    for fault in chosen {
        let line = tried(fault, asked).await;
        violations += line.violations.len();
        line.print(fault.name);
    }
    Ok(violations)
}

/// One that cannot be tried keeps the others from nothing.
async fn tried(fault: &matrix::Fault, asked: Asked) -> line::Line {
    (fault.run)(asked).await.unwrap_or_else(|error| line::Line {
        violations: vec![format!("it could not be tried to its end: {error:#}")],
        ..line::Line::default()
    })
}
