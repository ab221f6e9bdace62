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

/// The tree of the structure with the text of each element, as it is read out.
pub async fn structure(file: &Path) -> anyhow::Result<String> {
    run(Command::new(settings::pdfinfo()).args(["-enc", "UTF-8", "-struct-text"]).arg(file)).await
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
    let mut broken = broken_rules_of(&[file.to_owned()]).await?;
    broken.pop().context("an answer for one file")
}

/// The same for many files at once, in their order: most of the time goes into starting.
pub async fn broken_rules_of(files: &[PathBuf]) -> anyhow::Result<Vec<Vec<BrokenRule>>> {
    const VALIDATE: &str = r#"
import json, page, sys
profiles = {"PDF/A-2a": page.ValidationProfile.PDF_A_2A, "PDF/UA-1": page.ValidationProfile.PDF_UA_1}
print(json.dumps([
    [
        {"profile": name, "rule": str(failure.rule_id), "message": str(failure.message)}
        for name, profile in profiles.items()
        for failure in page.validate_pdf(file, profile=profile).failures
    ]
    for file in sys.argv[1:]
]))
"#;
    let answer = run(Command::new(settings::python()).args(["-c", VALIDATE]).args(files)).await?;
    let broken: Vec<Vec<BrokenRule>> =
        serde_json::from_str(&answer).context("the validator's answer")?;
    ensure!(broken.len() == files.len(), "an answer for each file");
    Ok(broken)
}

/// What is wrong with documents that anybody must be able to read, for ever, a line each: rules of
/// PDF/A-2a and PDF/UA-1 that are broken, damage, no tags, no title, and fonts that are not embedded,
/// cut down and with their Unicode. Nothing is excused.
pub async fn faults(files: &[PathBuf]) -> anyhow::Result<Vec<String>> {
    let mut faults = Vec::new();
    for few in files.chunks(40) {
        for (file, broken) in few.iter().zip(broken_rules_of(few).await?) {
            let said = |rule: BrokenRule| format!("{}: {rule:?}", file.display());
            faults.extend(broken.into_iter().map(said));
        }
    }
    for file in files {
        let name = file.display();
        if let Err(damage) = check_structure(file).await {
            faults.push(format!("{name}: {damage}"));
        }
        let facts = facts(file).await?;
        if facts.get("Tagged").map(String::as_str) != Some("yes") {
            faults.push(format!("{name}: not tagged"));
        }
        if facts.get("Title").is_none_or(String::is_empty) {
            faults.push(format!("{name}: no title"));
        }
        let fonts = fonts(file).await?;
        let fonts: Vec<&str> = fonts.lines().skip(2).collect();
        if fonts.is_empty() {
            faults.push(format!("{name}: no fonts"));
        }
        for font in fonts {
            // Name, type and encoding may hold spaces; emb, sub, uni, object and generation do not.
            let columns: Vec<&str> = font.split_whitespace().rev().collect();
            if columns.get(2..5) != Some(&["yes", "yes", "yes"]) {
                faults.push(format!("{name}: {font}"));
            }
        }
    }
    Ok(faults)
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
    // Titles of headings are printed as the file holds them, in UTF-16 up to the first zero.
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}
