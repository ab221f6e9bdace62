//! The short form of the suite of faults: the program killed, stopped, drained and cut off, and the one
//! checker that looks at what came of it.

use std::process::Stdio;
use std::time::Duration;

use tests::settings;
use tokio::process::Command;

/// Far longer than it takes on a busy machine.
const PATIENCE: Duration = Duration::from_secs(240);

#[tokio::test]
async fn no_letter_is_lost_and_none_goes_twice() {
    let place = tempfile::tempdir().expect("a directory");
    let mut command = Command::new(settings::faults());
    command.args(["short", "--seed", "1"]).current_dir(place.path());
    command.stdin(Stdio::null()).kill_on_drop(true);
    let output = tokio::time::timeout(PATIENCE, command.output()).await;
    let output = output.expect("it ends in time").expect("it starts");
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    let why = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success(), "{said}{why}");
    // Each fault of the short form says its line, and each was tried.
    let lines: Vec<&str> = said.lines().filter(|line| line.contains(": tried ")).collect();
    assert_eq!(lines.len(), 6, "{said}");
    assert!(lines.iter().all(|line| line.contains("violations 0,")), "{said}");
    assert!(!said.contains(": tried 0,"), "{said}");
}
