//! What documents cost: a national report and a letter, beside other ways to make a PDF.
//!
//! The same typed document goes as JSON to `tests/bench/reference/documents`, where typst, WeasyPrint and
//! ReportLab set it with the same font files. What each of them can be asked for differs: typst writes
//! PDF/A-2a and PDF/UA-1 in one file like ours, WeasyPrint one of the two, ReportLab neither and no tags.
//! Figures are for one copy in a process that has made one before, and every copy has a number of its own.

mod report;

use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Instant;

use anyhow::{Context, bail, ensure};
use documents::Document;
use serde::Deserialize;

use crate::figure::Figure;

/// The word by which this program, started again, makes letters and says how much memory that took.
pub(crate) const LETTERS: &str = "thousand-letters";

const LETTER_COUNT: usize = 1000;

/// The references, with how many reports and letters each sets: the slow one fewer.
const ENGINES: [(&str, usize, usize); 3] =
    [("typst", 10, 1000), ("weasyprint", 3, 100), ("reportlab", 5, 1000)];
/// How often ours is set.
const REPORTS: usize = 20;
/// The report is a long one.
const LEAST_PAGES: usize = 40;

/// What a document cost: of one copy, but for the memory.
#[derive(Debug, Deserialize)]
struct Cost {
    engine: String,
    /// What the file says it is.
    claims: String,
    pages: usize,
    bytes: usize,
    /// Milliseconds of the processor, all threads together.
    processor: f64,
    /// Milliseconds on the clock.
    clock: f64,
    /// The most memory the process held, in MiB.
    peak: f64,
}

/// The report and the letter, ours beside each of the others.
pub(crate) fn measure() -> anyhow::Result<Vec<Figure>> {
    let (report, letter) = (report::national(), report::letter());
    let ours = rendered(&report, REPORTS)?;
    ensure!(ours.pages >= LEAST_PAGES, "the report has {} pages only", ours.pages);
    let ours_letter = rendered(&letter, LETTER_COUNT)?;
    let peak = peak_of_letters()?;
    let mut figures = Vec::new();
    for (engine, reports, letters) in ENGINES {
        let theirs = set_by(engine, &report, reports)?;
        let name = |what: &str| format!("{what}, national report of {} pages", ours.pages);
        figures.extend(beside(&name, &ours, &theirs));
        let theirs = set_by(engine, &letter, letters)?;
        figures.extend(beside(&|what: &str| format!("{what}, letter"), &ours_letter, &theirs));
        figures.push(Figure::new(
            &format!("peak memory, {LETTER_COUNT} letters one after another"),
            peak,
            "MiB",
            &format!("{} ({letters} letters)", theirs.engine),
            theirs.peak,
        ));
    }
    Ok(figures)
}

fn beside(name: &dyn Fn(&str) -> String, ours: &Cost, theirs: &Cost) -> [Figure; 3] {
    let reference = format!("{}: {}, {} pages", theirs.engine, theirs.claims, theirs.pages);
    let per_second = |cost: &Cost| cost.pages as f64 * 1000.0 / cost.clock;
    [
        Figure::new(
            &name("pages per second"),
            per_second(ours),
            "per second",
            &reference,
            per_second(theirs),
        ),
        Figure::new(&name("processor"), ours.processor, "ms", &reference, theirs.processor),
        Figure::new(&name("size"), ours.bytes as f64, "bytes", &reference, theirs.bytes as f64),
    ]
}

/// Copies of a document with numbers of their own.
fn copies(document: &Document, count: usize) -> anyhow::Result<Vec<Document>> {
    let text = serde_json::to_string(document)?;
    let copy = |i| serde_json::from_str(&text.replace(report::NUMBER, &format!("{i:07}")));
    Ok((1..=count).map(copy).collect::<Result<_, _>>()?)
}

/// What ours cost.
fn rendered(document: &Document, count: usize) -> anyhow::Result<Cost> {
    let copies = copies(document, count)?;
    let mut last = documents::render(document)?;
    let mut sizes = Vec::with_capacity(count);
    let (processor, clock) = (processor()?, Instant::now());
    for copy in &copies {
        last = documents::render(copy)?;
        sizes.push(last.bytes.len());
    }
    let (processor, clock) = (self::processor()? - processor, clock.elapsed().as_secs_f64() * 1e3);
    sizes.sort_unstable();
    Ok(Cost {
        engine: "fordel".into(),
        claims: "PDF/A-2a and PDF/UA-1".into(),
        pages: last.pages,
        bytes: sizes[count / 2],
        processor: processor / count as f64,
        clock: clock / count as f64,
        peak: f64::NAN,
    })
}

/// Milliseconds that this thread has had a processor. Rendering starts no other.
fn processor() -> anyhow::Result<f64> {
    let said = std::fs::read_to_string("/proc/thread-self/schedstat").context("asking Linux")?;
    let nanoseconds = said.split(' ').next().unwrap_or_default().parse::<f64>()?;
    Ok(nanoseconds / 1e6)
}

/// What it cost another engine.
fn set_by(engine: &str, document: &Document, count: usize) -> anyhow::Result<Cost> {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let fonts = here.join("../../crates/documents/fonts");
    let mut command = Command::new("bash");
    command.arg(here.join("reference/documents")).arg(engine).arg(fonts);
    command.args([report::NUMBER, &count.to_string()]);
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut process = command.spawn().context("starting bash")?;
    let mut input = process.stdin.take().context("its standard input")?;
    input.write_all(&serde_json::to_vec(document)?)?;
    drop(input);
    let output = process.wait_with_output()?;
    if !output.status.success() {
        bail!("{engine}: {}", String::from_utf8_lossy(&output.stderr).trim());
    }
    serde_json::from_slice(&output.stdout).with_context(|| format!("what {engine} answers"))
}

/// What a process of its own holds at most that makes a thousand letters, in MiB.
fn peak_of_letters() -> anyhow::Result<f64> {
    let own = std::env::current_exe().context("finding this program")?;
    let output = Command::new(own).arg(LETTERS).output().context("starting this program again")?;
    ensure!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    Ok(String::from_utf8(output.stdout)?.trim().parse()?)
}

/// Makes a thousand letters, each from its own data, and says what this process held at most, in MiB.
pub(crate) fn thousand_letters() -> anyhow::Result<f64> {
    let text = serde_json::to_string(&report::letter())?;
    for i in 1..=LETTER_COUNT {
        let letter: Document =
            serde_json::from_str(&text.replace(report::NUMBER, &format!("{i:07}")))?;
        documents::render(&letter)?;
    }
    let status = std::fs::read_to_string("/proc/self/status").context("asking Linux")?;
    let most =
        status.lines().find_map(|line| line.strip_prefix("VmHWM:")?.split_whitespace().next());
    Ok(most.context("Linux does not say")?.parse::<f64>()? / 1024.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn copies_differ_by_their_number_only() {
        let letter = report::letter();
        let copies = copies(&letter, 2).unwrap();
        assert_ne!(copies[0], copies[1]);
        assert_eq!(copies[0].blocks.len(), letter.blocks.len());
        assert!(copies[1].reference.contains("0000002"));
    }
}
