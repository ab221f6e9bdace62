//! What a chart says in words: the alternative text, and the table of its numbers.

use vocabulary::Language;

use crate::model::{Align, Bar, Cell, Chart, Column, Drawing, Numbers, Row, Share, Table};
use crate::text::{is_blank, one_line};

use super::{counties, words};

/// The alternative text: what was given, or kind, finding, extremes and where the numbers stand.
pub(crate) fn alt(chart: &Chart, language: Language) -> String {
    if !is_blank(&chart.alt) {
        return one_line(&chart.alt);
    }
    let kind = words::kind(language, &chart.drawing);
    let finding = one_line(&chart.finding);
    let opening = if is_blank(&finding) {
        format!("{kind}.")
    } else {
        format!("{kind}: {}.", finding.trim_end_matches('.'))
    };
    let table = match &chart.numbers {
        Numbers::In(table) => words::numbers(language, Some(table)),
        Numbers::Here(_) | Numbers::FromDrawing => words::numbers(language, None),
    };
    one_line(&format!("{opening} {} {table}", message(&chart.drawing, language)))
}

/// The extremes, in one or two sentences.
fn message(drawing: &Drawing, language: Language) -> String {
    match drawing {
        Drawing::Bars(bars) => {
            extremes(language, bars.iter().map(|bar| (bar.value, named(&bar.name, &bar.label))))
        }
        Drawing::CountyTiles { year, tiles } => {
            let named = |tile| named(counties::name(*year, tile), &tile.label);
            extremes(language, tiles.iter().map(|tile| (tile.value, named(tile))))
        }
        Drawing::Funnel(steps) => match (steps.first(), steps.last()) {
            (Some(first), Some(last)) if steps.len() > 1 => {
                let step = |bar: &Bar| named(&bar.name, &bar.label);
                words::from_to(language, &step(first), &step(last))
            }
            _ => String::new(),
        },
        Drawing::BudgetAgainstUsed(bars) => {
            let used: Vec<String> = bars
                .iter()
                .take(6)
                .map(|bar| {
                    let of = words::of(language, &bar.budget.label);
                    format!("{} {of}", named(&bar.name, &bar.used.label))
                })
                .collect();
            let over: Vec<&str> = bars
                .iter()
                .filter(|bar| bar.used.value > bar.budget.value)
                .map(|bar| bar.name.as_str())
                .take(6)
                .collect();
            let over = if over.is_empty() {
                String::new()
            } else {
                words::overrun(language, &over.join(", "))
            };
            format!("{}. {over}", used.join("; "))
        }
        Drawing::Stacked { parts, bars } => {
            // The part that asks for something is told; where none does, the first.
            let told = parts.iter().position(|part| part.stressed).unwrap_or(0);
            let Some(part) = parts.get(told) else { return String::new() };
            let share = |shares: &[Share]| shares.get(told).cloned().unwrap_or_default();
            let values = bars.iter().map(|bar| {
                let share = share(&bar.shares);
                (share.value, named(&bar.name, &share.label))
            });
            let extremes = extremes(language, values);
            if extremes.is_empty() {
                String::new()
            } else {
                format!("{} – {extremes}", part.name)
            }
        }
        Drawing::TimeLine { spans, today } => {
            let next = spans
                .iter()
                .flat_map(|span| &span.marks)
                .filter(|mark| !mark.done && mark.on >= *today)
                .min_by_key(|mark| mark.on);
            let next = next
                .map(|mark| words::next(language, &named(&mark.name, &mark.on.in_words(language))));
            let (from, to) =
                (spans.iter().map(|span| span.from).min(), spans.iter().map(|span| span.to).max());
            match (from, to) {
                (Some(from), Some(to)) => {
                    let whole =
                        words::from_to(language, &from.in_words(language), &to.in_words(language));
                    format!("{whole} {}", next.unwrap_or_default())
                }
                _ => String::new(),
            }
        }
        Drawing::SmallMultiples { charts, .. } => {
            let last = charts.iter().filter_map(|chart| {
                let share = chart.values.iter().rev().flatten().next()?;
                Some((share.value, named(&chart.name, &share.label)))
            });
            extremes(language, last)
        }
    }
}

fn named(name: &str, label: &str) -> String {
    format!("{name} {label}").trim().to_owned()
}

fn extremes(language: Language, values: impl Iterator<Item = (i64, String)>) -> String {
    let values: Vec<(i64, String)> = values.collect();
    // Of equals the first one drawn is told.
    let most = values.iter().rev().max_by_key(|(value, _)| *value);
    let least = values.iter().min_by_key(|(value, _)| *value);
    match (most, least) {
        (Some((_, most)), Some((_, least))) if values.len() > 1 => {
            words::extremes(language, most, least)
        }
        (Some((_, only)), _) => format!("{only}."),
        _ => String::new(),
    }
}

/// The table of the numbers that stands below the chart; nothing where they stand elsewhere or there
/// are none.
pub(crate) fn numbers(chart: &Chart, language: Language) -> Option<Table> {
    match &chart.numbers {
        Numbers::Here(table) => Some(table.clone()),
        Numbers::In(_) => None,
        Numbers::FromDrawing => from_drawing(chart, language),
    }
}

fn from_drawing(chart: &Chart, language: Language) -> Option<Table> {
    let heads = words::heads(language);
    let bars = |bars: &[Bar]| {
        bars.iter().map(|bar| vec![bar.name.clone(), bar.label.clone()]).collect::<Vec<_>>()
    };
    let label = |share: Option<&Share>| share.map(|share| share.label.clone()).unwrap_or_default();
    let (columns, rows) = match &chart.drawing {
        Drawing::Bars(all) => (vec![words(heads.name), figures(heads.value)], bars(all)),
        Drawing::Funnel(all) => (vec![words(heads.step), figures(heads.value)], bars(all)),
        Drawing::CountyTiles { year, tiles } => {
            let name = |tile| counties::name(*year, tile).to_owned();
            let rows = tiles.iter().map(|tile| vec![name(tile), tile.label.clone()]);
            (vec![words(heads.county), figures(heads.value)], rows.collect())
        }
        Drawing::BudgetAgainstUsed(all) => {
            let has_expected = all.iter().any(|bar| bar.expected.is_some());
            let mut columns = vec![words(heads.name), figures(heads.budget), figures(heads.used)];
            columns.extend(has_expected.then(|| figures(heads.expected)));
            let rows = all.iter().map(|bar| {
                let mut row =
                    vec![bar.name.clone(), bar.budget.label.clone(), bar.used.label.clone()];
                row.extend(has_expected.then(|| label(bar.expected.as_ref())));
                row
            });
            (columns, rows.collect())
        }
        Drawing::Stacked { parts, bars } => {
            let mut columns = vec![words(heads.name)];
            columns.extend(parts.iter().map(|part| figures(&part.name)));
            let rows = bars.iter().map(|bar| {
                let shares = (0..parts.len()).map(|i| label(bar.shares.get(i)));
                std::iter::once(bar.name.clone()).chain(shares).collect()
            });
            (columns, rows.collect())
        }
        Drawing::TimeLine { spans, .. } => {
            let has_marks = spans.iter().any(|span| !span.marks.is_empty());
            let mut columns = vec![words(heads.name), words(heads.days)];
            columns.extend(has_marks.then(|| words(heads.marks)));
            let [done, open] = words::mark_key(language);
            let rows = spans.iter().map(|span| {
                let marks: Vec<String> = span
                    .marks
                    .iter()
                    .map(|mark| {
                        let state = if mark.done { done } else { open };
                        format!("{} {} ({state})", mark.name, mark.on.in_words(language))
                    })
                    .collect();
                let mut row = vec![span.name.clone(), span.label.clone()];
                row.extend(has_marks.then(|| marks.join("\n")));
                row
            });
            (columns, rows.collect())
        }
        Drawing::SmallMultiples { steps, charts } => {
            let mut columns = vec![words(heads.name)];
            columns.extend(steps.iter().map(|step| figures(step)));
            let rows = charts.iter().map(|chart| {
                let count = steps.len().max(chart.values.len());
                let value = |i: usize| match chart.values.get(i) {
                    Some(Some(share)) => share.label.clone(),
                    _ => "–".to_owned(),
                };
                std::iter::once(chart.name.clone()).chain((0..count).map(value)).collect()
            });
            (columns, rows.collect())
        }
    };
    if rows.is_empty() {
        return None;
    }
    Some(Table {
        caption: words::table_of(language, &one_line(&chart.finding)),
        columns,
        rows: rows.into_iter().map(row).collect(),
        ..Table::default()
    })
}

fn row(cells: Vec<String>) -> Row {
    Row::data(cells.into_iter().map(Cell::from))
}

fn words(head: &str) -> Column {
    Column { head: head.to_owned(), share: 2.0, align: Align::Left }
}

fn figures(head: &str) -> Column {
    Column { head: head.to_owned(), share: 1.0, align: Align::Right }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Mark, Part, Span, StackedBar};
    use vocabulary::Day;

    fn bar(name: &str, value: i64) -> Bar {
        Bar { name: name.into(), value, label: format!("{value},0") }
    }

    fn chart(drawing: Drawing, numbers: Numbers) -> Chart {
        Chart { finding: "Agder får mest".into(), alt: String::new(), drawing, numbers }
    }

    #[test]
    fn the_alternative_text_tells_kind_finding_extremes_and_where_the_numbers_are() {
        let bars = vec![bar("Agder", 88), bar("Oslo", 62), bar("Vestland", 28)];
        let told = chart(Drawing::Bars(bars), Numbers::In("tabell 1".into()));
        assert_eq!(
            alt(&told, Language::Bokmal),
            "Stolpediagram: Agder får mest. Høyest: Agder 88,0. Lavest: Vestland 28,0. \
             Alle verdier står i tabell 1."
        );
        assert!(alt(&told, Language::Nynorsk).contains("Høgast: Agder"));
    }

    #[test]
    fn a_given_text_is_taken_as_it_is() {
        let mut told = chart(Drawing::Funnel(Vec::new()), Numbers::FromDrawing);
        told.alt = "Fire steg".into();
        assert_eq!(alt(&told, Language::English), "Fire steg");
    }

    #[test]
    fn the_table_of_a_stacked_chart_has_a_column_for_each_part() {
        let share = |value: i64| Share { value, label: value.to_string() };
        let parts = ["levert", "mangler"];
        let stacked = Drawing::Stacked {
            parts: parts.map(|name| Part { name: name.into(), stressed: false }).into(),
            bars: vec![StackedBar { name: "Agder".into(), shares: vec![share(3)] }],
        };
        let table = numbers(&chart(stacked, Numbers::FromDrawing), Language::Bokmal).unwrap();
        assert_eq!(table.caption, "Tallene i diagrammet: Agder får mest");
        let heads: Vec<&str> = table.columns.iter().map(|column| column.head.as_str()).collect();
        assert_eq!(heads, ["Navn", "levert", "mangler"]);
        assert_eq!(table.rows, [Row::data(["Agder", "3", ""])]);
    }

    #[test]
    fn a_time_line_tells_what_comes_next_and_whether_days_have_happened() {
        let day = |month| Day::new(2027, month, 1).unwrap();
        let mark = |month, done| Mark { on: day(month), name: "Rapport".into(), done };
        let span = Span {
            name: "Periode 1".into(),
            from: day(1),
            to: day(12),
            label: "2027".into(),
            marks: vec![mark(3, true), mark(9, false)],
        };
        let told =
            chart(Drawing::TimeLine { spans: vec![span], today: day(6) }, Numbers::FromDrawing);
        assert!(alt(&told, Language::Bokmal).contains("Neste: Rapport 1. september 2027."));
        let table = numbers(&told, Language::Bokmal).unwrap();
        let marks = table.rows[0].cells[2].text.words();
        assert_eq!(marks, "Rapport 1. mars 2027 (skjedd)\nRapport 1. september 2027 (gjenstår)");
    }

    #[test]
    fn nothing_drawn_has_no_table() {
        assert!(
            numbers(&chart(Drawing::Bars(Vec::new()), Numbers::FromDrawing), Language::Bokmal)
                .is_none()
        );
    }
}
