//! The README names what there is.

use super::sources::{manifests, root};
use crate::processes::program::{ended, fordel};

fn readme() -> String {
    std::fs::read_to_string(root().join("README.md")).expect("there is a README")
}

/// Whether it stands there as a word of code: between backticks, or as the first word of such a piece.
fn names(readme: &str, word: &str) -> bool {
    readme.contains(&format!("`{word}`")) || readme.contains(&format!("`{word} "))
}

#[tokio::test]
async fn every_command_is_explained() {
    let place = tempfile::tempdir().expect("a directory");
    let help = ended(fordel(place.path(), &["--help"])).await;
    assert_eq!(help.code, Some(0), "{help:?}");
    let (_, commands) = help.out.split_once("Commands:\n").expect("the help lists commands");
    let commands: Vec<&str> = commands
        .lines()
        .take_while(|line| !line.trim().is_empty())
        // What a command is for may go on in the next line, further to the right.
        .filter(|line| !line.starts_with("   "))
        .filter_map(|line| line.split_whitespace().next())
        .filter(|command| *command != "help")
        .collect();
    assert!(commands.contains(&"demo") && commands.contains(&"check"), "{commands:?}");
    let readme = readme();
    let missing: Vec<&str> = commands
        .into_iter()
        .filter(|command| !names(&readme, &format!("fordel {command}")))
        .collect();
    assert!(missing.is_empty(), "the README says nothing of {missing:?}");
}

#[test]
fn every_setting_is_named() {
    let readme = readme();
    let mut variables: Vec<&str> =
        server::SETTINGS.iter().map(|setting| setting.variable).collect();
    variables.push("FORDEL_SETTINGS");
    variables.retain(|variable| !names(&readme, variable));
    assert!(variables.is_empty(), "the README says nothing of {variables:?}");
}

#[test]
fn every_crate_is_on_the_map() {
    let readme = readme();
    let missing: Vec<String> = manifests()
        .packages
        .iter()
        .map(|package| package.name.to_string())
        .filter(|name| {
            let folder = match name.as_str() {
                "bench" => "tests/bench",
                "faults" => "tests/faults",
                name => name,
            };
            !names(&readme, name)
                && !names(&readme, folder)
                && !names(&readme, &format!("{folder}/"))
        })
        .collect();
    assert!(missing.is_empty(), "the README's map lacks {missing:?}");
}
