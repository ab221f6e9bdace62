//! Rows: a table that becomes cards on a narrow screen, or fieldsets of their own.

use super::{
    ask::{FieldSet, Paper},
    fields::{help_in_a_set, in_a_cell},
};
use crate::kit::FormField;
use forms::{Choice, Column, Question, Row, Rows, Takes};
use serde_json::Value;
use vocabulary::{Language, Money};

/// Where the index of a row stands in the row that the script copies.
const COPIED: &str = "__row__";

/// Where its number stands, counted from one.
const COPIED_NUMBER: &str = "__number__";

/// All rows of a question.
#[derive(Debug)]
pub(super) struct RowSet {
    /// Label, help, error.
    pub set: FieldSet,
    /// The key of the question.
    pub key: String,
    /// Each row by itself, as a fieldset.
    pub is_apart: bool,
    /// The keys of what a row is called, and of what adds one.
    pub named: &'static str,
    pub adds: &'static str,
    /// What the first column is headed; fixed rows have their label there.
    pub named_by: Option<String>,
    /// Nothing names the rows: they are counted.
    pub is_counted: bool,
    /// The heads of the other columns.
    pub heads: Vec<Head>,
    /// The rows.
    pub rows: Vec<RowView>,
    /// What an added row is copied from; `None` where none can be added.
    pub copied: Option<RowView>,
    /// There is room for another row.
    pub has_room: bool,
    /// The most rows of one's own.
    pub most: u32,
    /// The sums below the columns, in their order; `None` where nothing is summed up.
    pub sums: Option<Vec<Option<String>>>,
}

/// The head of a column.
#[derive(Debug)]
pub(super) struct Head {
    pub key: String,
    pub label: String,
    pub kind: &'static str,
    pub is_number: bool,
    /// It may be left open in every row.
    pub is_optional: bool,
    /// In a group it takes the whole width.
    pub is_wide: bool,
}

/// One row.
#[derive(Debug)]
pub(super) struct RowView {
    /// The index in the names of its fields.
    pub index: String,
    /// What names it to people: the label of a fixed row, else «Rad 2».
    pub name: String,
    /// Its number, counted from one.
    pub number: String,
    /// The field that says which fixed row it is, and its key.
    pub fixed: Option<(String, String)>,
    /// The field that names a row of one's own, where fixed rows have their label.
    pub naming: Option<FormField>,
    /// The other fields.
    pub cells: Vec<FormField>,
}

impl RowView {
    /// It can be taken away.
    pub(super) fn is_own(&self) -> bool {
        self.fixed.is_none()
    }
}

/// The rows of a question as they are asked.
pub(super) fn row_set(
    question: &Question,
    rows: &Rows,
    set: FieldSet,
    paper: &Paper<'_>,
) -> RowSet {
    let language = paper.frame.language();
    let key = question.key.clone();
    let laid = rows.laid_out(paper.answers.get(&key));
    let mut views: Vec<RowView> = laid
        .iter()
        .enumerate()
        .map(|(index, row)| row_view(&key, Some(index), row.fixed, rows, paper))
        .collect();
    let own = laid.iter().filter(|row| row.fixed.is_none()).count();
    let most = usize::try_from(rows.most).unwrap_or(usize::MAX);
    // An empty row invites, where there are none; and whoever asked for one more gets it.
    let fewest = usize::try_from(rows.fewest).unwrap_or(0);
    let first = usize::from(rows.fixed.is_empty());
    let more = usize::from(paper.more == Some(key.as_str()));
    let empty = (fewest.max(first).saturating_sub(own)).max(more).min(most.saturating_sub(own));
    for _ in 0..empty {
        views.push(row_view(&key, Some(views.len()), None, rows, paper));
    }
    let copied = (most > 0).then(|| row_view(&key, None, None, rows, paper));
    let named_by = match &rows.named_by {
        Some(column) => Some(column.label.to(language).to_owned()),
        // Without a column that names them, rows are counted.
        None if !rows.apart => Some(paper.frame.t("questions-row-head").to_string()),
        None => None,
    };
    RowSet {
        set,
        is_apart: rows.apart,
        named: called(rows),
        adds: if rows.apart { "questions-add-repetition" } else { "questions-add-row" },
        is_counted: rows.named_by.is_none() && rows.fixed.is_empty(),
        named_by,
        heads: rows
            .columns
            .iter()
            .zip(wide(rows.columns.iter().map(|column| &column.takes)))
            .map(|(column, is_wide)| Head {
                is_optional: !column.required && !question.takes.may_demand(&column.key),
                is_wide,
                ..head(column, language)
            })
            .collect(),
        rows: views,
        copied,
        has_room: own + empty < most,
        most: rows.most,
        sums: sums(rows, &laid),
        key,
    }
}

/// The key of what a row without a label is called.
const fn called(rows: &Rows) -> &'static str {
    if rows.apart { "questions-repetition" } else { "questions-row" }
}

/// Which fields of a set take the whole width: those that need it, and those that would stand alone beside
/// a hole. Two of one kind (from, to) are not torn apart.
pub(super) fn wide<'t>(fields: impl Iterator<Item = &'t Takes>) -> Vec<bool> {
    let fields: Vec<&Takes> = fields.collect();
    let needs = |at: usize| {
        fields.get(at).is_none_or(|takes| {
            matches!(
                takes,
                Takes::LongText { .. }
                    | Takes::YesNo
                    | Takes::Choice { .. }
                    | Takes::MultiChoice { .. }
                    | Takes::Checklist { .. }
            )
        })
    };
    let kind = |at: usize| fields.get(at).map(|takes| takes.word());
    let mut wide = Vec::new();
    while wide.len() < fields.len() {
        let at = wide.len();
        let tears = kind(at) != kind(at + 1) && kind(at + 1) == kind(at + 2);
        if needs(at) || needs(at + 1) || tears {
            wide.push(true);
        } else {
            wide.extend([false, false]);
        }
    }
    wide
}

fn head(column: &Column, language: Language) -> Head {
    Head {
        key: column.key.clone(),
        label: column.label.to(language).to_owned(),
        kind: column.takes.word(),
        is_number: is_number(&column.takes),
        is_optional: !column.required,
        is_wide: false,
    }
}

const fn is_number(takes: &Takes) -> bool {
    matches!(takes, Takes::Whole { .. } | Takes::Kroner { .. } | Takes::Percent { .. })
}

/// A row; without a place the one that is copied.
fn row_view(
    question: &str,
    place: Option<usize>,
    fixed: Option<&Choice>,
    rows: &Rows,
    paper: &Paper<'_>,
) -> RowView {
    let language = paper.frame.language();
    let index = place.map_or_else(|| COPIED.to_owned(), |place| place.to_string());
    let number = place.map_or_else(|| COPIED_NUMBER.to_owned(), |place| (place + 1).to_string());
    let name = match fixed {
        Some(fixed) => fixed.label.to(language).to_owned(),
        None => paper.frame.t(called(rows)).with("number", &number).into(),
    };
    let cell = |column: &Column| {
        let field_name = format!("a.{question}.{index}.{}", column.key);
        let field = paper.field(&column.takes, field_name, column.label.to(language));
        let field = FormField { required: column.required, ..field };
        if rows.apart {
            // A table has no room for help; a group has.
            FormField { hint: help_in_a_set(&column.takes, paper.frame), ..field }
        } else {
            in_a_cell(field)
        }
    };
    RowView {
        name,
        number,
        fixed: fixed.map(|fixed| (format!("a.{question}.{index}.row"), fixed.key.clone())),
        naming: rows.named_by.as_ref().filter(|_| fixed.is_none()).map(cell),
        cells: rows.columns.iter().map(cell).collect(),
        index,
    }
}

/// The sums of what can be summed up; what is no number counts nothing.
fn sums(rows: &Rows, laid: &[Row<'_>]) -> Option<Vec<Option<String>>> {
    if !rows.columns.iter().any(|column| column.sum) {
        return None;
    }
    let sum = |column: &Column| {
        if !column.sum {
            return None;
        }
        let values = laid.iter().filter_map(|row| row.get(&column.key).and_then(Value::as_i64));
        let sum = values.fold(0_i64, i64::saturating_add);
        Some(match column.takes {
            Takes::Kroner { .. } => Money::from_ore(sum).to_string(),
            _ => Money::from_kroner(sum.clamp(-1_000_000_000_000, 1_000_000_000_000)).to_string(),
        })
    };
    Some(rows.columns.iter().map(sum).collect())
}

#[cfg(test)]
mod tests {
    use super::wide;
    use forms::Takes;

    #[test]
    fn no_field_stands_beside_a_hole() {
        let short = Takes::ShortText { longest: 200 };
        let long = Takes::LongText { longest: 200 };
        let (number, date) = (Takes::Whole { least: None, most: None }, Takes::ImpreciseDate);
        for (fields, said) in [
            (vec![&short, &long, &short, &date, &date], "wwwnn"),
            (vec![&short, &short, &number, &Takes::Email, &date, &date], "nnnnnn"),
            (vec![&short, &Takes::YesNo, &short], "www"),
            (vec![&short, &short, &short], "nnw"),
            (vec![], ""),
        ] {
            let wide: String =
                wide(fields.into_iter()).into_iter().map(|is| if is { 'w' } else { 'n' }).collect();
            assert_eq!(wide, said);
        }
    }
}
