//! What differs: two versions of a definition, and two sets of answers to one.

mod change;
mod differences;

pub use change::{Change, Named, PartKind};
pub use differences::{Difference, differences};

use crate::{Choice, Definition, Question, Section, Takes, Words};

/// What an author changed from one version of a form to the next: first the form itself, then section
/// by section as the new version has them, then what is gone, then the checks. Things are the same when
/// their keys are. Nothing is said about a question that came or went with all its parts, nor about the
/// order of the checks.
pub fn compare(old: &Definition, new: &Definition) -> Vec<Change> {
    let mut changes = Vec::new();
    if old.kind != new.kind {
        changes.push(Change::KindChanged { from: old.kind, to: new.kind });
    }
    if old.title != new.title {
        changes.push(Change::FormReworded { from: old.title.clone(), to: new.title.clone() });
    }
    if old.about != new.about {
        changes.push(Change::FormAboutReworded);
    }

    let moved = moved(&keys(&old.sections), &keys(&new.sections));
    for section in &new.sections {
        let name = of_section(section);
        match old.sections.iter().find(|before| before.key == section.key) {
            None => changes.push(Change::SectionAdded(name)),
            Some(before) => {
                if moved.contains(&section.key.as_str()) {
                    changes.push(Change::SectionMoved(name));
                }
                compare_section(before, section, &mut changes);
            }
        }
        compare_questions(old, new, section, &mut changes);
    }

    for (_, question) in old.questions().filter(|(_, q)| new.question(&q.key).is_none()) {
        changes.push(Change::QuestionRemoved(of_question(question)));
    }
    for section in &old.sections {
        if !new.sections.iter().any(|after| after.key == section.key) {
            changes.push(Change::SectionRemoved(of_section(section)));
        }
    }
    compare_checks(old, new, &mut changes);
    changes
}

fn compare_section(before: &Section, section: &Section, changes: &mut Vec<Change>) {
    let name = of_section(section);
    if before.title != section.title {
        let from = before.title.clone();
        changes.push(Change::SectionReworded { section: name.clone(), from });
    }
    if before.about != section.about {
        changes.push(Change::SectionAboutReworded(name.clone()));
    }
    if before.show_if != section.show_if {
        let always = section.show_if.is_none();
        changes.push(Change::SectionConditionChanged { section: name, always });
    }
}

fn compare_questions(
    old: &Definition,
    new: &Definition,
    section: &Section,
    changes: &mut Vec<Change>,
) {
    // Only the order of the questions that stayed in this section can have changed within it.
    let stayed = |of: &Definition, other: &Definition| -> Vec<String> {
        let questions = of.questions().filter(|(home, _)| home.key == section.key);
        questions
            .filter(|(_, q)| home_of(other, &q.key).is_some_and(|home| home.key == section.key))
            .map(|(_, question)| question.key.clone())
            .collect()
    };
    let (before, after) = (stayed(old, new), stayed(new, old));
    let moved = moved(
        &before.iter().map(String::as_str).collect::<Vec<_>>(),
        &after.iter().map(String::as_str).collect::<Vec<_>>(),
    );
    for question in &section.questions {
        let name = of_question(question);
        let (Some(home), Some(before)) = (home_of(old, &question.key), old.question(&question.key))
        else {
            changes.push(Change::QuestionAdded { question: name, section: of_section(section) });
            continue;
        };
        if home.key != section.key || moved.contains(&question.key.as_str()) {
            changes.push(Change::QuestionMoved {
                question: name,
                from: of_section(home),
                to: of_section(section),
            });
        }
        compare_question(before, question, changes);
    }
}

fn compare_question(before: &Question, question: &Question, changes: &mut Vec<Change>) {
    let name = || of_question(question);
    if before.label != question.label {
        let from = before.label.clone();
        changes.push(Change::QuestionReworded { question: name(), from });
    }
    if before.help != question.help {
        changes.push(Change::HelpReworded(name()));
    }
    if before.takes.word() != question.takes.word() {
        changes.push(Change::QuestionRetyped {
            question: name(),
            from: before.takes.clone(),
            to: question.takes.clone(),
        });
    } else {
        compare_takes(before, question, changes);
    }
    if before.required != question.required {
        let required = question.required.clone();
        changes.push(Change::RequiredChanged { question: name(), required });
    }
    if before.show_if != question.show_if {
        let always = question.show_if.is_none();
        changes.push(Change::ConditionChanged { question: name(), always });
    }
    if before.meaning != question.meaning {
        changes.push(Change::MeaningChanged(name()));
    }
    if before.known != question.known {
        changes.push(Change::KnownFactChanged(name()));
    }
}

/// Two kinds that are the same but for their limits and parts.
fn compare_takes(before: &Question, question: &Question, changes: &mut Vec<Change>) {
    let name = || of_question(question);
    let choices = |choices: &[Choice]| -> Vec<(Named, Option<Takes>)> {
        choices.iter().map(|choice| (of_choice(choice), None)).collect()
    };
    let kind = match question.takes {
        Takes::Choice { .. } | Takes::MultiChoice { .. } | Takes::Checklist { .. } => {
            PartKind::Option
        }
        _ => PartKind::Row,
    };
    compare_parts(
        question,
        kind,
        &choices(before.takes.options()),
        &choices(question.takes.options()),
        changes,
    );
    if let (Takes::Table(old) | Takes::Group(old), Takes::Table(new) | Takes::Group(new)) =
        (&before.takes, &question.takes)
    {
        let parts = |grid: &crate::Grid| -> Vec<(Named, Option<Takes>)> {
            let named = |column: &crate::Column| Named::new(&column.key, &column.label);
            grid.columns.iter().map(|column| (named(column), Some(column.takes.clone()))).collect()
        };
        compare_parts(question, PartKind::Column, &parts(old), &parts(new), changes);
        for column in &new.columns {
            let before = old.columns.iter().find(|before| before.key == column.key);
            if before.is_some_and(|b| (b.required, b.sum) != (column.required, column.sum)) {
                let part = Named::new(&column.key, &column.label);
                changes.push(Change::ColumnRulesChanged { question: name(), column: part });
            }
        }
    }
    if without_parts(&before.takes) != without_parts(&question.takes) {
        changes.push(Change::LimitsChanged(name()));
    }
}

fn compare_parts(
    question: &Question,
    kind: PartKind,
    old: &[(Named, Option<Takes>)],
    new: &[(Named, Option<Takes>)],
    changes: &mut Vec<Change>,
) {
    let name = || of_question(question);
    for (part, takes) in new {
        match old.iter().find(|(before, _)| before.key == part.key) {
            None => {
                changes.push(Change::PartAdded { question: name(), kind, part: part.clone() });
            }
            Some((before, took)) => {
                if before.label != part.label {
                    let from = before.label.clone();
                    let part = part.clone();
                    changes.push(Change::PartReworded { question: name(), kind, part, from });
                }
                if took != takes {
                    let part = part.clone();
                    changes.push(Change::ColumnRetyped { question: name(), column: part });
                }
            }
        }
    }
    for (part, _) in old {
        if !new.iter().any(|(after, _)| after.key == part.key) {
            changes.push(Change::PartRemoved { question: name(), kind, part: part.clone() });
        }
    }
    let keys = |parts: &[(Named, Option<Takes>)], others: &[(Named, Option<Takes>)]| {
        let both = parts.iter().filter(|(part, _)| others.iter().any(|(o, _)| o.key == part.key));
        both.map(|(part, _)| part.key.clone()).collect::<Vec<_>>()
    };
    if keys(old, new) != keys(new, old) {
        changes.push(Change::PartsReordered { question: name(), kind });
    }
}

fn compare_checks(old: &Definition, new: &Definition, changes: &mut Vec<Change>) {
    for check in &new.checks {
        let name = Named::new(&check.key, &check.says);
        match old.checks.iter().find(|before| before.key == check.key) {
            None => changes.push(Change::CheckAdded(name)),
            Some(before) if before != check => changes.push(Change::CheckChanged(name)),
            Some(_) => {}
        }
    }
    for check in &old.checks {
        if !new.checks.iter().any(|after| after.key == check.key) {
            changes.push(Change::CheckRemoved(Named::new(&check.key, &check.says)));
        }
    }
}

/// What is left of a kind when its options, rows and columns are taken away: its limits.
fn without_parts(takes: &Takes) -> Takes {
    let mut bare = takes.clone();
    match &mut bare {
        Takes::Choice { options }
        | Takes::MultiChoice { options, .. }
        | Takes::Checklist { options } => options.clear(),
        Takes::Budget { lines, .. } | Takes::Indicators { lines, .. } => lines.clear(),
        Takes::Table(grid) | Takes::Group(grid) => {
            grid.columns.clear();
            grid.rows.clear();
        }
        _ => {}
    }
    bare
}

/// The keys whose place among the others changed: as few as possible, so that one section that was
/// taken to the end is one move and not many. What is only on one side has not moved.
fn moved<'k>(old: &[&str], new: &[&'k str]) -> Vec<&'k str> {
    let places: Vec<(usize, &str)> = new
        .iter()
        .filter_map(|key| Some((old.iter().position(|before| before == key)?, *key)))
        .collect();
    // The longest rising run of old places stays where it is; the rest moved around it.
    let mut best: Vec<(usize, Option<usize>)> = Vec::with_capacity(places.len());
    for (index, (place, _)) in places.iter().enumerate() {
        let before = (0..index).filter(|other| places[*other].0 < *place);
        let before = before.max_by_key(|other| best[*other].0);
        best.push((before.map_or(1, |other| best[other].0 + 1), before));
    }
    let mut stays = vec![false; places.len()];
    let mut at = (0..places.len()).max_by_key(|index| best[*index].0);
    while let Some(index) = at {
        stays[index] = true;
        at = best[index].1;
    }
    let moved = places.iter().zip(stays).filter(|(_, stays)| !stays);
    moved.map(|((_, key), _)| *key).collect()
}

fn keys(sections: &[Section]) -> Vec<&str> {
    sections.iter().map(|section| section.key.as_str()).collect()
}

fn home_of<'d>(definition: &'d Definition, question: &str) -> Option<&'d Section> {
    definition.questions().find(|(_, one)| one.key == question).map(|(home, _)| home)
}

fn of_section(section: &Section) -> Named {
    Named::new(&section.key, &section.title)
}

fn of_question(question: &Question) -> Named {
    Named::new(&question.key, &question.label)
}

fn of_choice(choice: &Choice) -> Named {
    Named::new(&choice.key, &choice.label)
}

impl Named {
    fn new(key: &str, label: &Words) -> Named {
        Named { key: key.to_owned(), label: label.clone() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;
    use vocabulary::Language;

    fn form(value: serde_json::Value) -> Definition {
        serde_json::from_value(value).expect("a definition")
    }

    fn before() -> Definition {
        form(json!({"kind": "application", "title": {"nb": "Søknad"}, "sections": [
            {"key": "who", "title": {"nb": "Hvem"}, "questions": [
                {"key": "name", "label": {"nb": "Navn"}, "takes": {"kind": "short-text"}},
                {"key": "gone", "label": {"nb": "Borte"}, "takes": {"kind": "yes-no"}},
                {"key": "far", "label": {"nb": "Langt"}, "takes": {"kind": "whole"}}]},
            {"key": "what", "title": {"nb": "Hva"}, "questions": [
                {"key": "amount", "label": {"nb": "Beløp"}, "takes": {"kind": "short-text"}},
                {"key": "group", "label": {"nb": "Gruppe"}, "takes": {"kind": "choice", "options": [
                    {"key": "young", "label": {"nb": "Unge"}}, {"key": "old", "label": {"nb": "Eldre"}}]}},
                {"key": "plan", "label": {"nb": "Plan"}, "takes": {"kind": "table", "most": 3, "columns": [
                    {"key": "what", "label": {"nb": "Hva"}, "takes": {"kind": "short-text"}},
                    {"key": "when", "label": {"nb": "Når"}, "takes": {"kind": "date"}}]}}]},
            {"key": "end", "title": {"nb": "Slutt"}, "questions": []}]}))
    }

    fn after() -> Definition {
        form(json!({"kind": "application", "title": {"nb": "Søknad 2026"}, "sections": [
            {"key": "end", "title": {"nb": "Slutt", "nn": "Slutt no"}, "questions": []},
            {"key": "who", "title": {"nb": "Hvem"}, "questions": [
                {"key": "name", "label": {"nb": "Fullt navn"}, "help": {"nb": "Hele"}, "required": "always", "takes": {"kind": "short-text", "longest": 100}}]},
            {"key": "what", "title": {"nb": "Hva"}, "questions": [
                {"key": "amount", "label": {"nb": "Beløp"}, "takes": {"kind": "kroner"}},
                {"key": "far", "label": {"nb": "Langt"}, "takes": {"kind": "whole"}},
                {"key": "group", "label": {"nb": "Gruppe"}, "takes": {"kind": "choice", "options": [
                    {"key": "old", "label": {"nb": "Voksne"}}, {"key": "all", "label": {"nb": "Alle"}}]}},
                {"key": "plan", "label": {"nb": "Plan"}, "show_if": {"answered": {"question": "name"}}, "takes": {"kind": "table", "most": 3, "columns": [
                    {"key": "when", "label": {"nb": "Når"}, "takes": {"kind": "imprecise-date"}},
                    {"key": "what", "label": {"nb": "Hva"}, "required": true, "takes": {"kind": "short-text"}}]}},
                {"key": "new", "label": {"nb": "Nytt"}, "takes": {"kind": "yes-no"}}]}],
            "checks": [{"key": "sum", "at": "far", "says": {"nb": "For langt"}, "left": {"answer": "far"}, "must_be": "at-most", "right": {"number": 3}}]}))
    }

    #[test]
    fn every_change_has_its_sentence() {
        let changes = compare(&before(), &after());
        let told = |language| {
            changes.iter().map(|change| change.says(language)).collect::<Vec<_>>().join("\n")
        };
        insta::assert_snapshot!(format!(
            "{}\n\n{}\n\n{}",
            told(Language::Bokmal),
            told(Language::Nynorsk),
            told(Language::English)
        ));
    }

    #[test]
    fn the_same_version_has_not_changed() {
        assert_eq!(compare(&before(), &before()), vec![]);
    }

    #[test]
    fn as_few_moves_as_possible() {
        assert_eq!(moved(&["a", "b", "c", "d"], &["b", "c", "d", "a"]), ["a"]);
        assert_eq!(moved(&["a", "b", "c"], &["x", "a", "c"]), Vec::<&str>::new());
        assert_eq!(moved(&["a", "b"], &["b", "a"]).len(), 1);
    }
}
