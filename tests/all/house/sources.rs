//! The manifests and source files of the house, as the tests of this folder read them.

use std::path::{Path, PathBuf};

use cargo_metadata::{Metadata, MetadataCommand};

/// Where the checkout is.
pub fn root() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/.."))
}

/// What cargo says of the workspace's own packages.
pub fn manifests() -> Metadata {
    let mut command = MetadataCommand::new();
    command.manifest_path(root().join("Cargo.toml")).no_deps();
    command.other_options(["--locked".to_owned(), "--offline".to_owned()]);
    command.exec().expect("cargo reads the manifests")
}

/// One source file.
pub struct Source {
    /// From the root of the checkout, parts separated by `/`.
    pub path: String,
    /// As it stands there.
    pub text: String,
}

/// All Rust files below a folder of the checkout, in the order of their paths.
pub fn sources(folder: &str) -> Vec<Source> {
    let mut files = Vec::new();
    collect(&root().join(folder), &mut files);
    files.sort();
    assert!(!files.is_empty(), "no source below {folder}");
    files
        .into_iter()
        .map(|file| {
            let path = file.strip_prefix(root()).expect("it lies in the checkout");
            let path = path.to_string_lossy().replace('\\', "/");
            Source { path, text: std::fs::read_to_string(&file).expect("a source is text") }
        })
        .collect()
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).expect("the folder is there") {
        let path = entry.expect("an entry of it").path();
        if path.is_dir() {
            collect(&path, files);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
}

impl Source {
    /// The folder below `crates` that it stands in; the first folder of all others.
    pub fn package(&self) -> &str {
        let path = self.path.strip_prefix("crates/").unwrap_or(&self.path);
        path.split('/').next().expect("a path has a first part")
    }

    /// Its name without folders.
    pub fn name(&self) -> &str {
        self.path.rsplit('/').next().expect("a path has a last part")
    }

    /// The lines that are program, numbered from 1: without comments, what stands between quotes on one
    /// line, and the unit tests, which stand last in a file.
    pub fn code(&self) -> impl Iterator<Item = (usize, String)> + '_ {
        let lines = (1..).zip(self.text.lines());
        lines
            .take_while(|(_, line)| line.trim() != "#[cfg(test)]")
            .map(|(number, line)| (number, bare(line)))
            .filter(|(_, line)| !line.trim().is_empty())
    }

    /// Where one of its lines of program holds a word (whole, if it begins and ends with a letter).
    pub fn lines_with(&self, word: &str) -> Vec<String> {
        let found = self.code().filter(|(_, line)| holds(line, word));
        found.map(|(number, line)| format!("{}:{number}: {}", self.path, line.trim())).collect()
    }
}

/// The line without its comment and without what stands between quotes.
fn bare(line: &str) -> String {
    let mut kept = String::new();
    let mut quoted = false;
    let mut letters = line.chars().peekable();
    while let Some(letter) = letters.next() {
        match letter {
            '\\' if quoted => {
                letters.next();
            }
            // A quote between apostrophes is a letter and opens nothing.
            '"' if !kept.ends_with('\'') => {
                quoted = !quoted;
                kept.push('"');
            }
            '/' if !quoted && letters.peek() == Some(&'/') => break,
            _ if quoted => {}
            _ => kept.push(letter),
        }
    }
    kept
}

fn holds(line: &str, word: &str) -> bool {
    let part_of_a_word = |letter: char| letter.is_alphanumeric() || letter == '_';
    line.match_indices(word).any(|(at, _)| {
        let before = line[..at].chars().next_back();
        let after = line[at + word.len()..].chars().next();
        let open = |inside: Option<char>, beside: Option<char>| {
            !(inside.is_some_and(part_of_a_word) && beside.is_some_and(part_of_a_word))
        };
        open(word.chars().next(), before) && open(word.chars().next_back(), after)
    })
}

#[test]
fn comments_quotes_and_parts_of_words_do_not_count() {
    assert_eq!(bare(r#"let a = "x // \" y"; // entity"#), r#"let a = ""; "#);
    assert_eq!(bare("let quote = '\"'; entity"), "let quote = '\"'; entity");
    assert!(holds("use crate::entity;", "entity") && !holds("my_entity", "entity"));
    assert!(holds("x.begin()", ".begin()") && !holds("x.begin(a)", ".begin()"));
}
