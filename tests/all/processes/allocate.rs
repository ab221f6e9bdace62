//! `fordel allocate`: the counties of 2010 through the command line.

use std::path::Path;

use serde_json::Value;
use tempfile::TempDir;

use super::program::{answer, ended, fordel};

/// The published splits of 11 million over the counties of 2010.
const VECTORS: &str =
    concat!(env!("CARGO_MANIFEST_DIR"), "/../crates/county-allocation/data/vectors.csv");

/// Number, name, persons, and the expected thousands of each method.
fn vectors() -> Vec<csv::StringRecord> {
    let mut table = csv::Reader::from_path(VECTORS).expect("the vectors");
    table.records().collect::<Result<_, _>>().expect("rows")
}

/// A directory with a file of weights.
fn place_with(text: &str) -> TempDir {
    let place = tempfile::tempdir().expect("a directory");
    std::fs::write(place.path().join("weights.csv"), text).expect("a file");
    place
}

fn counties() -> TempDir {
    let rows = vectors();
    let lines = rows.iter().map(|row| format!("{},{},{}\n", &row[0], &row[2], &row[1]));
    place_with(&format!("unit,weight,name\n{}", lines.collect::<String>()))
}

fn with<'a>(more: &[&'a str]) -> Vec<&'a str> {
    let mut arguments = vec!["allocate", "--weights", "weights.csv"];
    if !more.contains(&"--budget") {
        arguments.extend(["--budget", "11000000"]);
    }
    if !more.contains(&"--method") {
        arguments.extend(["--method", "hamilton"]);
    }
    arguments.extend(more);
    arguments
}

async fn told(place: &Path, more: &[&str]) -> String {
    answer(fordel(place, &with(more))).await
}

/// Why it cannot be done: one sentence, nothing answered, exit code 2.
async fn refused(place: &Path, more: &[&str]) -> String {
    let ended = ended(fordel(place, &with(more))).await;
    assert_eq!((ended.code, ended.out.as_str()), (Some(2), ""), "{ended:#?}");
    let sentence = ended.err.strip_prefix("fordel: ").expect("who says it");
    let sentence = sentence.strip_suffix('\n').expect("it ends its line");
    assert!(!sentence.contains('\n'), "{sentence}");
    sentence.replace('\u{a0}', " ")
}

#[tokio::test]
async fn the_counties_of_2010_as_csv() {
    let place = counties();
    let bounds = ["--floor", "300000", "--cap", "1000000"];
    let plain: [&str; 0] = [];
    for (column, method, bounds) in [
        (3, "hamilton", &plain[..]),
        (4, "sainte-lague", &plain),
        (5, "dhondt", &plain),
        (6, "hamilton", &bounds),
    ] {
        let more = [&["--method", method, "--format", "csv"], bounds].concat();
        let expected: String =
            vectors().iter().map(|row| format!("{},{}000\n", &row[0], &row[column])).collect();
        assert_eq!(told(place.path(), &more).await, format!("unit,amount\n{expected}"), "{method}");
    }
    let left: Vec<_> = std::fs::read_dir(place.path()).expect("the place").collect();
    assert_eq!(left.len(), 1, "no database and nothing else was made: {left:?}");
}

#[tokio::test]
async fn a_table_that_people_read() {
    let place = counties();
    let bounds = ["--floor", "300000", "--cap", "1000000"];
    let table = told(place.path(), &bounds).await;
    insta::assert_snapshot!("counties-of-2010", table.replace('\u{a0}', " "));
    let more = ["--budget", "11000500", "--method", "sainte-lague", "--language", "nb"];
    let table = told(place.path(), &more).await.replace('\u{a0}', " ");
    assert!(table.starts_with("11 000 500 kr på 19 etter metoden Sainte-Laguë"), "{table}");
    let rest = table.lines().find(|line| line.starts_with("rest")).expect("a rest");
    assert!(rest.ends_with("  500"), "{rest}");
}

#[tokio::test]
async fn the_working_adds_up_again() {
    let place = counties();
    let more = ["--floor", "300000", "--cap", "1000000", "--format", "json"];
    let answer: Value = serde_json::from_str(&told(place.path(), &more).await).expect("JSON");
    let number = |value: &Value| value.as_i64().unwrap_or_else(|| panic!("{value} is no number"));
    let rounds = answer["rounds"].as_array().expect("rounds");
    let last = rounds.last().expect("the last round");
    let mut sum = 0;
    for share in answer["shares"].as_array().expect("shares") {
        let units = number(&share["units"]);
        sum += units;
        assert_eq!(number(&share["amount"]), units * 1000);
        let pinned = rounds
            .iter()
            .flat_map(|round| round["pinned"].as_array().expect("a list"))
            .find(|pinned| pinned["unit"] == share["unit"]);
        if let Some(pinned) = pinned {
            assert_eq!(pinned["units"], share["units"]);
            continue;
        }
        // weight · left / sum of weights = whole + numerator / denominator, by hand.
        let quota = &share["quota_in_bounds"];
        let product = number(&share["weight"]) * number(&last["left"]);
        assert_eq!(number(&quota["whole"]), product / number(&last["weight"]));
        assert_eq!(number(&quota["numerator"]), product % number(&last["weight"]));
        let up = i64::from(share["rounded_up"] == true);
        assert_eq!(units, number(&quota["whole"]) + up);
    }
    assert_eq!(sum, 11_000);
    assert_eq!(number(&answer["sum"]) + number(&answer["rest"]), number(&answer["budget"]));
}

#[tokio::test]
async fn what_cannot_be_met_is_one_sentence() {
    let place = counties();
    assert_eq!(
        refused(place.path(), &["--floor", "600000"]).await,
        "the floors add up to 11 400 000 kr, more than the 11 000 000 kr there are to share"
    );
    assert_eq!(
        refused(place.path(), &["--cap", "500000", "--format", "json"]).await,
        "the caps add up to 9 500 000 kr, less than the 11 000 000 kr there are to share"
    );
}

#[tokio::test]
async fn a_malformed_file_is_one_sentence() {
    for (text, why) in [
        ("", "«weights.csv» has no column «unit»"),
        ("unit,weight\n", "«weights.csv» has no unit to share with"),
        ("unit,persons\n01,5\n", "«weights.csv» has a column «persons», which is none of"),
        ("unit,floor\n01,5\n", "«weights.csv» has no column «weight»"),
        ("unit,weight,weight\n01,5,5\n", "«weights.csv» has the column «weight» twice"),
        ("unit,weight\n01,5\n02\n", "line 3 of «weights.csv» has 1 columns, the first line 2"),
        ("unit,weight\n01,many\n", "line 2 of «weights.csv»: the weight «many» is not"),
        ("unit,weight\n01,-5\n", "line 2 of «weights.csv»: the weight «-5» is not"),
        ("unit,weight\n01,1.5\n", "line 2 of «weights.csv»: the weight «1.5» is not"),
        ("unit,weight,cap\n01,5,much\n", "line 2 of «weights.csv»: the cap: «much»"),
        ("unit,weight\n,5\n", "line 2 of «weights.csv» has no unit"),
        ("unit,weight\n01,5\n01,6\n", "01 is there twice"),
        ("unit,weight\n01,0\n", "the weights must be 0 or more"),
    ] {
        let place = place_with(text);
        let said = refused(place.path(), &[]).await;
        assert!(said.starts_with(why), "{text:?}: {said}");
    }
    let place = place_with("unit,weight\n01,5\n");
    std::fs::write(place.path().join("weights.csv"), b"unit,weight\n\xe5,5\n").expect("a file");
    assert_eq!(refused(place.path(), &[]).await, "«weights.csv» is not UTF-8 text");
    std::fs::remove_file(place.path().join("weights.csv")).expect("it is gone");
    let said = refused(place.path(), &[]).await;
    assert!(said.starts_with("«weights.csv» cannot be read"), "{said}");
}

#[tokio::test]
async fn a_spreadsheet_of_norway_is_read() {
    let place = place_with("\u{feff}Unit;Weight;Demand\r\n01;1 000;\r\n02;3 000;2 000\r\n");
    let more = ["--budget", "8000", "--format", "csv"];
    assert_eq!(told(place.path(), &more).await, "unit,amount\n01,6000\n02,2000\n");
}
