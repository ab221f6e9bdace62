//! Keys and bounds of questions.

use super::{Fault, LONGEST_TEXT, MOST_COLUMNS, MOST_FILES, MOST_OPTIONS, MOST_ROWS, Many, keys};
use crate::examine::LARGEST;
use crate::{Choice, Column, Definition, Grid, Meaning, Question, Shape, Takes};
use vocabulary::Day;

pub(super) fn faults(definition: &Definition, faults: &mut Vec<Fault>) {
    keys("sections", definition.sections.iter().map(|section| section.key.as_str()), faults);
    keys("questions", definition.questions().map(|(_, one)| one.key.as_str()), faults);
    keys("checks", definition.checks.iter().map(|check| check.key.as_str()), faults);
    for (_, question) in definition.questions() {
        asked(question, faults);
    }
}

fn asked(question: &Question, faults: &mut Vec<Fault>) {
    let at = format!("question/{}", question.key);
    match &question.takes {
        Takes::Table(grid) | Takes::Group(grid) => table(grid, &at, faults),
        Takes::Budget { lines, own_lines } | Takes::Indicators { lines, own_lines } => {
            rows(lines, *own_lines, &at, faults);
        }
        Takes::CoFinancing { most } => rows(&[], *most, &at, faults),
        Takes::Files { most } => {
            if *most == 0 {
                faults.push(Fault::NothingToAnswer { at });
            } else if *most > MOST_FILES {
                faults.push(too_many(&at, Many::Files, MOST_FILES, *most));
            }
        }
        // What is applied for is at least a krone.
        Takes::Kroner { most, .. }
            if question.meaning == Some(Meaning::AmountAppliedFor)
                && most.is_some_and(|most| most.ore() < 100) =>
        {
            faults.push(Fault::NothingFits { at });
        }
        single => value(single, &at, faults),
    }
}

/// Bounds of a single value, in a question or a column.
fn value(takes: &Takes, at: &str, faults: &mut Vec<Fault>) {
    let at = || at.to_owned();
    match takes {
        Takes::ShortText { longest } | Takes::LongText { longest }
            if !(1..=LONGEST_TEXT).contains(longest) =>
        {
            faults.push(Fault::LongestOutOfRange { at: at(), most: LONGEST_TEXT, is: *longest });
        }
        Takes::Whole { .. } | Takes::Kroner { .. } | Takes::Percent { .. } => {
            let (least, most) = takes.bounds();
            let numbers = -LARGEST..=LARGEST;
            let outside = |bound: Option<i64>| bound.is_some_and(|bound| !numbers.contains(&bound));
            if outside(least)
                || outside(most)
                || least.unwrap_or(-LARGEST) > most.unwrap_or(LARGEST)
            {
                faults.push(Fault::NothingFits { at: at() });
            }
        }
        Takes::Date { earliest, latest } => {
            let outside =
                |bound: &Option<Day>| bound.is_some_and(|day| !(1000..=9999).contains(&day.year()));
            let crossed = earliest.zip(*latest).is_some_and(|(first, last)| first > last);
            if outside(earliest) || outside(latest) || crossed {
                faults.push(Fault::NothingFits { at: at() });
            }
        }
        Takes::Choice { options } | Takes::Checklist { options } => {
            choices(options, &at(), faults);
        }
        Takes::MultiChoice { options, most } => {
            choices(options, &at(), faults);
            if *most == Some(0) && !options.is_empty() {
                faults.push(Fault::NothingToAnswer { at: at() });
            }
        }
        _ => {}
    }
}

fn choices(options: &[Choice], at: &str, faults: &mut Vec<Fault>) {
    if options.is_empty() {
        faults.push(Fault::NothingToAnswer { at: at.to_owned() });
    }
    listed(options, at, faults);
}

fn listed(options: &[Choice], at: &str, faults: &mut Vec<Fault>) {
    if options.len() > MOST_OPTIONS {
        faults.push(Fault::TooMany {
            at: at.to_owned(),
            what: Many::Options,
            most: MOST_OPTIONS,
            is: options.len(),
        });
    }
    keys(at, options.iter().map(|option| option.key.as_str()), faults);
}

fn rows(fixed: &[Choice], own: u32, at: &str, faults: &mut Vec<Fault>) {
    listed(fixed, at, faults);
    if fixed.is_empty() && own == 0 {
        faults.push(Fault::NothingToAnswer { at: at.to_owned() });
    }
    if own > MOST_ROWS {
        faults.push(too_many(at, Many::Rows, MOST_ROWS, own));
    }
}

fn table(grid: &Grid, at: &str, faults: &mut Vec<Fault>) {
    rows(&grid.rows, grid.most, at, faults);
    if grid.fewest > grid.most {
        faults.push(Fault::NothingFits { at: at.to_owned() });
    }
    if grid.columns.is_empty() {
        faults.push(Fault::NothingToAnswer { at: at.to_owned() });
    }
    if grid.columns.len() > MOST_COLUMNS {
        faults.push(Fault::TooMany {
            at: at.to_owned(),
            what: Many::Columns,
            most: MOST_COLUMNS,
            is: grid.columns.len(),
        });
    }
    keys(at, grid.columns.iter().map(|column| column.key.as_str()), faults);
    for one in &grid.columns {
        column(one, at, faults);
    }
}

fn column(column: &Column, table: &str, faults: &mut Vec<Fault>) {
    if column.key == "row" {
        faults.push(Fault::KeyReserved { at: table.to_owned() });
    }
    let at = format!("{table}/column/{}", column.key);
    if column.takes.shape() != Shape::Single {
        faults.push(Fault::NoColumn { at, kind: column.takes.word() });
        return;
    }
    value(&column.takes, &at, faults);
    if column.sum && !matches!(column.takes, Takes::Whole { .. } | Takes::Kroner { .. }) {
        faults.push(Fault::NoSum { at });
    }
}

fn too_many(at: &str, what: Many, most: u32, is: u32) -> Fault {
    let count = |number| usize::try_from(number).unwrap_or(usize::MAX);
    Fault::TooMany { at: at.to_owned(), what, most: count(most), is: count(is) }
}
