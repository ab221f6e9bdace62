//! A page as a person's browser makes it: its document after scripts ran, or its picture.

use std::path::Path;
use std::process::{Output, Stdio};
use std::time::Duration;

use anyhow::{Context, ensure};
use tokio::process::Command;

use crate::settings;

const PATIENCE: Duration = Duration::from_secs(60);

/// The document at `url` as HTML, after its scripts have run.
///
/// Fails when the browser ends with an error or takes longer than a minute.
pub async fn document(url: &str) -> anyhow::Result<String> {
    let output = browse(&["--dump-dom".to_owned()], url).await?;
    String::from_utf8(output.stdout).context("the document is not UTF-8")
}

/// Draws the page at `url` in a window of `width` × `height` pixels into the PNG file `picture`.
///
/// Fails when the browser ends with an error, takes longer than a minute or draws nothing.
pub async fn screenshot(
    url: &str,
    (width, height): (u32, u32),
    picture: &Path,
) -> anyhow::Result<()> {
    let to = format!("--screenshot={}", picture.display());
    let size = format!("--window-size={width},{height}");
    let output = browse(&[to, size, "--hide-scrollbars".to_owned()], url).await?;
    ensure!(picture.exists(), "no picture: {}", String::from_utf8_lossy(&output.stderr));
    Ok(())
}

async fn browse(what: &[String], url: &str) -> anyhow::Result<Output> {
    // A profile of its own: neither cookies nor a running browser of somebody else take part.
    let profile = tempfile::tempdir().context("a directory for the browser's profile")?;
    let browser = Command::new(settings::chromium())
        .args([
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
            "--disable-dev-shm-usage",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
        ])
        .arg(format!("--user-data-dir={}", profile.path().display()))
        .args(what)
        .arg(url)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .kill_on_drop(true)
        .spawn()
        .context("starting the browser")?;
    let output = tokio::time::timeout(PATIENCE, browser.wait_with_output())
        .await
        .with_context(|| format!("the browser took longer than {PATIENCE:?} for {url}"))??;
    let words = String::from_utf8_lossy(&output.stderr);
    ensure!(output.status.success(), "the browser failed on {url}: {words}");
    Ok(output)
}
