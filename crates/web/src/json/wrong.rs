//! What is wrong with a field, as a sentence for people. What reads the JSON says it in English and to
//! programmers; its few kinds of complaint are told apart by how they begin.

use crate::kit::{FieldProblem, Texts};
use serde_path_to_error::{Path, Segment};

/// The most alternatives that are named.
const MOST_NAMED: usize = 40;

/// The field and what is wrong with it.
pub(super) fn said(path: &Path, words: &str, texts: Texts) -> FieldProblem {
    let mut field: Vec<String> = path
        .iter()
        .filter_map(|segment| match segment {
            Segment::Seq { index } => Some(index.to_string()),
            Segment::Map { key } => Some(key.clone()),
            Segment::Enum { variant } => Some(variant.clone()),
            Segment::Unknown => None,
        })
        .collect();
    if let Some(missing) = words.strip_prefix("missing field ") {
        field.extend(quoted(missing).next().map(str::to_owned));
        return FieldProblem { field: field.join("."), detail: texts.t("api-missing").into() };
    }
    if let Some(rest) = words.strip_prefix("unknown field ") {
        let mut names = quoted(rest);
        let unknown = names.next().unwrap_or_default().to_owned();
        if field.last() != Some(&unknown) {
            field.push(unknown.clone());
        }
        let known: Vec<&str> = names.take(MOST_NAMED).collect();
        let detail = unknown_among(&unknown, &known, texts);
        return FieldProblem { field: field.join("."), detail };
    }
    FieldProblem { field: field.join("."), detail: wrong(words, texts) }
}

/// That there is no such name, what it may have meant, and what there is.
fn unknown_among(unknown: &str, known: &[&str], texts: Texts) -> String {
    if known.is_empty() {
        return texts.t("api-no-fields").into();
    }
    let all = texts.t("api-unknown-field").with("known", listed(known)).to_string();
    let like = like(unknown, known.iter().copied());
    if like.is_empty() {
        return all;
    }
    format!("{} {all}", texts.t("api-meant").with("names", listed(&like)))
}

/// The names that are written like this one, the likest first; none when nothing is.
pub(crate) fn like<'a>(unknown: &str, known: impl Iterator<Item = &'a str>) -> Vec<&'a str> {
    // Whoever writes `target_group` means `target-group`.
    let plain = |name: &str| name.to_lowercase().replace(['-', '_', ' '], "");
    let unknown = plain(&unknown.chars().take(100).collect::<String>());
    let mut found: Vec<(f64, &str)> = known
        .map(|name| {
            let name_plain = plain(name);
            let is_part = unknown.len().min(name_plain.len()) > 3
                && (name_plain.contains(&unknown) || unknown.contains(&name_plain));
            let alike = strsim::normalized_damerau_levenshtein(&unknown, &name_plain);
            (if is_part { alike.max(0.7) } else { alike }, name)
        })
        .filter(|(alike, _)| *alike >= 0.6)
        .collect();
    found.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(b.1)));
    found.into_iter().take(3).map(|(_, name)| name).collect()
}

/// What stands between backticks, in order.
fn quoted(words: &str) -> impl Iterator<Item = &str> {
    words.split('`').skip(1).step_by(2)
}

fn listed(names: &[&str]) -> String {
    names.join(", ")
}

fn wrong(words: &str, texts: Texts) -> String {
    if let Some(rest) = words.strip_prefix("unknown variant ") {
        let mut names = quoted(rest);
        let typed = names.next().unwrap_or_default().to_owned();
        let possible: Vec<&str> = names.take(MOST_NAMED).collect();
        return texts
            .t("api-no-option")
            .with("typed", typed)
            .with("possible", listed(&possible))
            .into();
    }
    let expected = ["invalid type: ", "invalid value: ", "invalid length "]
        .iter()
        .any(|begin| words.starts_with(begin))
        .then(|| words.rsplit_once("expected "))
        .flatten();
    let key = match expected {
        Some((_, expected)) => wanted(expected),
        None if words.contains("UUID") => Some("api-wants-id"),
        // What chrono says of a text that is no day.
        None if ["input", "trailing", "premature", "no possible"]
            .iter()
            .any(|begin| words.starts_with(begin)) =>
        {
            Some("api-wants-day")
        }
        None => None,
    };
    match key {
        Some(key) => texts.find(key).unwrap_or_else(|| words.to_owned()),
        None => texts.t("api-wrong-value").with("why", words).into(),
    }
}

/// The sentence for what was expected, by the words of serde and of the types it reads.
fn wanted(expected: &str) -> Option<&'static str> {
    let is = |words: &[&str]| words.contains(&expected);
    if is(&["i8", "i16", "i32", "i64", "u8", "u16", "u32", "u64", "usize", "isize"]) {
        return Some("api-wants-whole-number");
    }
    if is(&["f32", "f64"]) {
        return Some("api-wants-number");
    }
    if is(&["a string", "a borrowed string", "a character", "string or map"]) {
        return Some("api-wants-text");
    }
    if is(&["a boolean"]) {
        return Some("api-wants-yes-no");
    }
    if expected.contains("UUID") {
        return Some("api-wants-id");
    }
    if expected.contains("date") {
        return Some("api-wants-day");
    }
    if is(&["a sequence"]) || expected.starts_with("tuple ") || expected.starts_with("an array") {
        return Some("api-wants-list");
    }
    if is(&["a map"]) || expected.starts_with("struct ") {
        return Some("api-wants-object");
    }
    None
}
