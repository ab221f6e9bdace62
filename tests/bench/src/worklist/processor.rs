//! What the processor did for somebody, as Linux counts it.

use anyhow::Context;
use std::fs;

/// Linux counts processor time for programs in hundredths of a second, whatever its clock does.
const MILLISECONDS_A_TICK: f64 = 10.0;

/// One process: whose child it is, what it is called, and what it has used in ticks.
struct Process {
    id: u32,
    parent: u32,
    name: String,
    own: u64,
    /// Of children that have ended.
    ended: u64,
}

/// Milliseconds of processor time that this process has used, and those a server with its children.
pub(super) fn milliseconds(server: Option<u32>) -> anyhow::Result<f64> {
    let own = process(std::process::id()).context("this process is not listed")?.own;
    let server = server.map_or(0, of_server);
    Ok((own + server) as f64 * MILLISECONDS_A_TICK)
}

/// The child of this process with that name.
pub(super) fn child(name: &str) -> anyhow::Result<u32> {
    let own = std::process::id();
    let found = all().into_iter().find(|process| process.parent == own && process.name == name);
    Ok(found.with_context(|| format!("no child of this process is called {name}"))?.id)
}

/// Ticks of a server and of its children, which are all one level below it.
fn of_server(id: u32) -> u64 {
    let family = all().into_iter().filter(|process| process.id == id || process.parent == id);
    family.map(|process| process.own + process.ended).sum()
}

fn all() -> Vec<Process> {
    let names = fs::read_dir("/proc").into_iter().flatten().flatten();
    let ids = names.filter_map(|entry| entry.file_name().to_str()?.parse().ok());
    // One that has ended meanwhile is counted by its parent.
    ids.filter_map(process).collect()
}

fn process(id: u32) -> Option<Process> {
    read(id, &fs::read_to_string(format!("/proc/{id}/stat")).ok()?)
}

/// The name stands in parentheses and may hold any of its own; behind it every field is a word.
fn read(id: u32, stat: &str) -> Option<Process> {
    let (before, after) = stat.rsplit_once(") ")?;
    let (_, name) = before.split_once('(')?;
    let fields: Vec<&str> = after.split(' ').collect();
    let number = |place: usize| fields.get(place)?.parse::<u64>().ok();
    Some(Process {
        id,
        parent: fields.get(1)?.parse().ok()?,
        name: name.to_owned(),
        own: number(11)? + number(12)?,
        ended: number(13)? + number(14)?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_may_hold_what_follows_it() {
        let stat =
            "42 (odd) S 1 (name) R 7 42 42 0 -1 4194304 100 0 0 0 11 12 13 14 20 0 1 0 99 0 0";
        let process = read(42, stat).unwrap();
        assert_eq!((process.name.as_str(), process.parent), ("odd) S 1 (name", 7));
        assert_eq!((process.own, process.ended), (23, 27));
    }

    #[test]
    fn this_very_process_is_listed() {
        assert!(process(std::process::id()).is_some() && milliseconds(None).is_ok());
    }
}
