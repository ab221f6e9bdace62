//! Looking into a PDF with programs that had no part in making it.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;

use anyhow::{Context, ensure};
use serde::Deserialize;
use tokio::process::Command;

use crate::settings;

const PATIENCE: Duration = Duration::from_secs(60);

/// The text in reading order, pages separated by form feeds.
pub async fn text(file: &Path) -> anyhow::Result<String> {
    run(Command::new(settings::pdftotext()).args(["-enc", "UTF-8"]).arg(file).arg("-")).await
}

/// What the file says of itself: `Title`, `Pages`, `Tagged` and so on, as the program names them.
pub async fn facts(file: &Path) -> anyhow::Result<BTreeMap<String, String>> {
    let lines = run(Command::new(settings::pdfinfo()).args(["-enc", "UTF-8"]).arg(file)).await?;
    let facts = lines.lines().filter_map(|line| line.split_once(':'));
    Ok(facts.map(|(name, value)| (name.to_owned(), value.trim().to_owned())).collect())
}

/// The table of fonts, one line each after two lines of heading, with the columns emb, sub and uni.
pub async fn fonts(file: &Path) -> anyhow::Result<String> {
    run(Command::new(settings::pdffonts()).arg(file)).await
}

/// Draws every page at `dots` per inch into `directory` and returns the PNG files in page order.
pub async fn pages(file: &Path, dots: u32, directory: &Path) -> anyhow::Result<Vec<PathBuf>> {
    let (dots, prefix) = (dots.to_string(), directory.join("page"));
    run(Command::new(settings::pdftoppm()).args(["-png", "-r", &dots]).arg(file).arg(prefix))
        .await?;
    let mut pages = Vec::new();
    for entry in std::fs::read_dir(directory).context("reading the pages")? {
        pages.push(entry?.path());
    }
    pages.retain(|page| page.extension().is_some_and(|extension| extension == "png"));
    // The program fills page numbers with zeros, so that the names sort as the pages do.
    pages.sort();
    Ok(pages)
}

/// Fails with what is wrong when the file's structure is damaged, and on warnings too.
pub async fn check_structure(file: &Path) -> anyhow::Result<()> {
    run(Command::new(settings::qpdf()).arg("--check").arg(file)).await.map(drop)
}

/// One rule that a file breaks.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct BrokenRule {
    /// `PDF/A-2a` (archiving) or `PDF/UA-1` (accessibility).
    pub profile: String,
    /// The validator's name of the rule.
    pub rule: String,
    /// The validator's words.
    pub message: String,
}

/// Every rule of PDF/A-2a and PDF/UA-1 that the file breaks; empty when it meets both.
///
/// Fails when the validator itself does, as on a file that is no PDF.
pub async fn broken_rules(file: &Path) -> anyhow::Result<Vec<BrokenRule>> {
    const VALIDATE: &str = r#"
import json, page, sys
profiles = {"PDF/A-2a": page.ValidationProfile.PDF_A_2A, "PDF/UA-1": page.ValidationProfile.PDF_UA_1}
print(json.dumps([
    {"profile": name, "rule": str(failure.rule_id), "message": str(failure.message)}
    for name, profile in profiles.items()
    for failure in page.validate_pdf(sys.argv[1], profile=profile).failures
]))
"#;
    let answer = run(Command::new(settings::python()).args(["-c", VALIDATE]).arg(file)).await?;
    serde_json::from_str(&answer).context("the validator's answer")
}

async fn run(command: &mut Command) -> anyhow::Result<String> {
    let name = format!("{:?}", command.as_std().get_program());
    let process = command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .kill_on_drop(true);
    let output = tokio::time::timeout(PATIENCE, process.output())
        .await
        .with_context(|| format!("{name} took longer than {PATIENCE:?}"))?
        .with_context(|| format!("starting {name}"))?;
    ensure!(
        output.status.success(),
        "{name}: {}{}",
        String::from_utf8_lossy(&output.stderr),
        String::from_utf8_lossy(&output.stdout)
    );
    String::from_utf8(output.stdout).with_context(|| format!("{name} answers in UTF-8"))
}
