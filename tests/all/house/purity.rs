//! What a source file may name: nouns are pure, the repository alone knows the rows, the clock and the
//! environment have one reader.

use super::sources::{Source, sources};

/// Crates whose nouns are pure.
const DOMAIN: [&str; 11] = [
    "vocabulary",
    "documents",
    "forms",
    "attachments",
    "organisations",
    "letters",
    "county-allocation",
    "reporting-deadlines",
    "grant-applications",
    "funding-periods",
    "status-reports",
];

/// Nouns that name the clock after all.
const KNOWS_THE_CLOCK: [(&str, &str); 1] = [("crates/vocabulary/src/clock.rs", "it is the clock")];

/// Files beside repository, queries and entity that name rows.
const NAMES_ROWS: [(&str, &str); 8] = [
    ("crates/journal/src/lib.rs", "the journal is one table, and writing to it is all it does"),
    ("crates/journal/src/chain.rs", "the seals are the other half of the journal"),
    ("crates/worklist/src/ask.rs", "a row of work has no noun apart from its row"),
    ("crates/worklist/src/cancel.rs", "cancelling is one statement on the row"),
    ("crates/worklist/src/replay.rs", "a replay is one statement on the row"),
    ("crates/worklist/src/pause.rs", "a paused kind is a row and nothing else"),
    ("crates/worklist/src/worker.rs", "a sign of life is a row and nothing else"),
    ("crates/jobs/src/cron.rs", "a tick is a row and nothing else"),
];

/// Tests that let time pass themselves, because the time is what they are about.
const LETS_TIME_PASS: [(&str, &str); 6] = [
    ("crates/jobs/tests/engine.rs", "acts that take their time, longer than a lease"),
    ("crates/jobs/tests/support/mod.rs", "its own loop that waits until something is true"),
    ("crates/letters/tests/letters/relay.rs", "its own loop that waits until something is true"),
    ("tests/all/journeys/alerts.rs", "a look at the list that has not come for a while"),
    ("tests/src/postgres.rs", "its own loop that waits until the server answers"),
    ("tests/src/relay.rs", "a relay that keeps its clients waiting"),
];

/// The most lines of a source file.
const LONGEST: usize = 700;

/// The program: everything below `src` of crates and migrations.
fn program() -> Vec<Source> {
    let mut all = sources("crates");
    all.extend(sources("migrations"));
    all.retain(|source| source.path.contains("/src/"));
    all
}

/// All Rust files there are.
fn everything() -> Vec<Source> {
    ["crates", "migrations", "tests"].into_iter().flat_map(sources).collect()
}

fn excused(list: &[(&str, &str)], path: &str) -> bool {
    list.iter().any(|(excused, _)| *excused == path)
}

/// Every line of the program that holds one of the words, but for files that `may` hold it.
fn offenders(words: &[&str], may: impl Fn(&Source) -> bool) -> Vec<String> {
    let all = program();
    let named = all.iter().filter(|source| !may(source));
    named.flat_map(|source| words.iter().flat_map(|word| source.lines_with(word))).collect()
}

/// An excuse that is not needed any more is taken out.
fn needed(list: &[(&str, &str)], words: &[&str]) {
    let all = everything();
    for (path, why) in list {
        let source = all.iter().find(|source| source.path == *path);
        let source = source.unwrap_or_else(|| panic!("{path} is excused ({why}) and gone"));
        let holds = words.iter().any(|word| !source.lines_with(word).is_empty());
        assert!(holds, "{path} needs no excuse ({why})");
    }
}

fn is_noun(source: &Source) -> bool {
    DOMAIN.contains(&source.package())
        && source.code().all(|(_, line)| !line.contains("async fn"))
        && !knows_rows(source)
        && !source.path.contains("/tests/")
        && !["lib.rs", "tests.rs"].contains(&source.name())
}

/// Repository, queries, entity, and the files of a folder of that name; also of a part of a crate.
fn knows_rows(source: &Source) -> bool {
    let (_, inside) = source.path.split_once("/src/").expect("it is part of the program");
    inside
        .split('/')
        .map(|part| part.strip_suffix(".rs").unwrap_or(part))
        .any(|part| part == "entity" || part == "queries" || part.starts_with("repository"))
}

#[test]
fn nouns_are_pure() {
    let all = program();
    let nouns: Vec<&Source> = all.iter().filter(|source| is_noun(source)).collect();
    assert!(nouns.len() > 40, "only {} nouns were recognised", nouns.len());
    let wrong: Vec<String> = nouns
        .iter()
        .flat_map(|noun| {
            let clock = match excused(&KNOWS_THE_CLOCK, &noun.path) {
                true => Vec::new(),
                false => noun.lines_with("Clock"),
            };
            [noun.lines_with("sea_orm"), noun.lines_with("async"), clock].concat()
        })
        .collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
    needed(&KNOWS_THE_CLOCK, &["Clock"]);
}

#[test]
fn rows_are_named_by_repository_and_queries_only() {
    let mut wrong =
        offenders(&["entity"], |source| knows_rows(source) || excused(&NAMES_ROWS, &source.path));
    // Saying that the file exists is not naming a row.
    wrong.retain(|line| !line.ends_with("mod entity;"));
    assert!(wrong.is_empty(), "{wrong:#?}");
    needed(&NAMES_ROWS, &["entity"]);
}

#[test]
fn write_transactions_begin_in_the_journal() {
    let wrong = offenders(&["begin_with_options", "begin_with_config"], |source| {
        source.path == "crates/journal/src/lib.rs"
    });
    assert!(wrong.is_empty(), "{wrong:#?}");
    let wrong = offenders(&[".begin()"], |source| source.path == "migrations/src/lib.rs");
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn the_environment_has_one_reader() {
    let words = ["std::env", "env::var", "env::vars", "env::var_os", "env::current_dir"];
    let wrong = offenders(&words, |source| source.path == "crates/server/src/settings.rs");
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn the_time_comes_from_the_clock() {
    let words = ["Utc::now", "Local::now", "SystemTime::now", "CURRENT_TIMESTAMP"];
    let wrong = offenders(&words, |source| source.path == "crates/vocabulary/src/clock.rs");
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn nothing_is_left_for_later() {
    let mut wrong = Vec::new();
    for source in everything() {
        for word in [concat!("#[", "ignore"), concat!("todo", "!("), concat!("unimplemented", "!(")]
        {
            wrong.extend(source.lines_with(word));
        }
        let lines = source.text.lines().count();
        if lines > LONGEST {
            wrong.push(format!("{} has {lines} lines", source.path));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn tests_wait_for_what_they_wait_for() {
    let words = [concat!("time::", "sleep"), concat!("thread::", "sleep")];
    let wrong: Vec<String> = everything()
        .iter()
        // The bench measures time and the faults last for a while: neither is a test that waits.
        .filter(|source| source.path.contains("tests/"))
        .filter(|source| {
            !["tests/bench/", "tests/faults/"].iter().any(|own| source.path.contains(own))
        })
        .filter(|source| source.path != "tests/src/waiting.rs")
        .filter(|source| !excused(&LETS_TIME_PASS, &source.path))
        .flat_map(|source| {
            words.iter().flat_map(|word| source.lines_with(word)).collect::<Vec<_>>()
        })
        .collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
    needed(&LETS_TIME_PASS, &words);
}
