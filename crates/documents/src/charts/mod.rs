//! Charts as shapes that know nothing of the writer: the layout puts them on paper, the preview draws
//! them as inline SVG. Values are labelled where they stand, everything has a base of zero, and nothing
//! is told by colour alone.

mod bars;
mod budgets;
mod counties;
mod multiples;
mod shapes;
mod sheet;
mod spoken;
mod stacked;
mod tiles;
mod time_line;
mod words;

pub(crate) use shapes::{Anchor, Band, Drawn, Label, Shape, Tone, Weight};
pub(crate) use sheet::{Ruler, Sheet};
pub(crate) use spoken::{alt, numbers};

use crate::model::Drawing;

/// The chart on a sheet; nothing if there is nothing to draw.
pub(crate) fn draw(drawing: &Drawing, sheet: &Sheet) -> Option<Drawn> {
    let drawn = match drawing {
        Drawing::Bars(bars) if bars.is_empty() => return None,
        Drawing::Funnel(steps) if steps.is_empty() => return None,
        Drawing::BudgetAgainstUsed(bars) if bars.is_empty() => return None,
        Drawing::Stacked { parts, bars } if parts.is_empty() || bars.is_empty() => return None,
        Drawing::TimeLine { spans, .. } if spans.is_empty() => return None,
        Drawing::SmallMultiples { charts, .. } if charts.is_empty() => return None,
        Drawing::Bars(bars) => bars::draw(sheet, bars),
        Drawing::Funnel(steps) => bars::draw_funnel(sheet, steps),
        Drawing::BudgetAgainstUsed(bars) => budgets::draw(sheet, bars),
        Drawing::Stacked { parts, bars } => stacked::draw(sheet, parts, bars),
        Drawing::TimeLine { spans, today } => time_line::draw(sheet, spans, *today),
        Drawing::SmallMultiples { steps, charts } => multiples::draw(sheet, steps, charts),
        Drawing::CountyTiles { year, tiles } => tiles::draw(sheet, *year, tiles),
    };
    Some(drawn)
}

#[cfg(test)]
mod tests {
    use vocabulary::Day;

    use super::sheet::tests::sheet;
    use super::*;
    use crate::model::{Bar, BudgetBar, Mark, Multiple, Part, Share, Span, StackedBar, Tile};

    const LONG: &str = "Tilskuddsforvaltningsforskriftenes ikrafttredelsesbestemmelse om oppvekst";

    fn share(value: i64, label: &str) -> Share {
        Share { value, label: label.into() }
    }

    /// Every kind of chart, with names and values that are short, long, empty, negative and huge.
    fn all() -> Vec<Drawing> {
        let day = |year, month| Day::new(year, month, 1).unwrap();
        let values = [0, 7, -3, i64::MAX, i64::MIN];
        let bars: Vec<Bar> = values
            .into_iter()
            .zip(["", "Agder", LONG, "Oslo", "Troms – Romsa"])
            .map(|(value, name)| Bar { name: name.into(), value, label: value.to_string() })
            .collect();
        let budgets = values.map(|value| BudgetBar {
            name: LONG.into(),
            budget: share(500, LONG),
            used: share(value, &value.to_string()),
            expected: (value > 0).then(|| share(value / 2, LONG)),
        });
        let part = |(i, name): (usize, &str)| Part { name: name.into(), stressed: i == 1 };
        let parts: Vec<Part> =
            ["levert", LONG, "", "sen", "ny", "x", "y"].into_iter().enumerate().map(part).collect();
        let stacked = |values: &[i64]| StackedBar {
            name: LONG.into(),
            shares: values.iter().map(|value| share(*value, &value.to_string())).collect(),
        };
        let marks =
            (1..=12).map(|month| Mark { on: day(2027, month), name: LONG.into(), done: month < 4 });
        let spans = vec![
            Span {
                name: LONG.into(),
                from: day(2026, 1),
                to: day(2028, 1),
                label: LONG.into(),
                marks: marks.collect(),
            },
            Span {
                name: String::new(),
                from: day(1900, 1),
                to: day(1899, 1),
                label: String::new(),
                marks: Vec::new(),
            },
        ];
        let multiple = |name: &str| Multiple {
            name: name.into(),
            values: values
                .map(|value| (value != 7).then(|| share(value, &value.to_string())))
                .into(),
        };
        let tile = |number: &str, value| Tile {
            number: number.into(),
            name: if value > 0 { LONG.into() } else { String::new() },
            value,
            label: format!("{value} mill. kr"),
        };
        vec![
            Drawing::Bars(bars.clone()),
            Drawing::Funnel(bars),
            Drawing::BudgetAgainstUsed(budgets.into()),
            Drawing::Stacked {
                parts,
                bars: vec![stacked(&[5, 1, 900, 0, 3]), stacked(&[]), stacked(&[-4, i64::MAX, 1])],
            },
            Drawing::TimeLine { spans: spans.clone(), today: day(2027, 6) },
            Drawing::TimeLine { spans: spans[..1].to_vec(), today: day(2026, 1) },
            Drawing::SmallMultiples {
                steps: [LONG, "2026", "", "2028"].map(str::to_owned).into(),
                charts: [LONG, "Oslo", "", "Agder", "Vestland"].map(multiple).into(),
            },
            Drawing::CountyTiles {
                year: 2024,
                tiles: vec![tile("03", 5), tile("42", 0), tile("03", 9), tile("", i64::MAX)],
            },
        ]
    }

    #[test]
    fn nothing_is_drawn_beside_its_sheet() {
        for (drawing, width) in all()
            .iter()
            .flat_map(|drawing| [300.0, 332.0, 450.0, 700.0].map(|width| (drawing, width)))
        {
            let drawn = draw(drawing, &sheet(width)).unwrap();
            for band in drawn.head.iter().chain(&drawn.bands) {
                assert!(band.height.is_finite() && band.height < 700.0, "{drawing:?}");
                let kind = words::kind(vocabulary::Language::Bokmal, drawing);
                for shape in &band.shapes {
                    for (x, y) in corners(shape) {
                        let inside = (-1.0..=width + 1.0).contains(&x)
                            && (-4.0..=band.height + 4.0).contains(&y);
                        assert!(inside, "{kind}, {width} wide: {shape:?} of {}", band.height);
                    }
                }
            }
        }
    }

    fn corners(shape: &Shape) -> Vec<(f32, f32)> {
        match shape {
            Shape::Area { corners, .. } => corners.clone(),
            Shape::Rectangle { from, width, height, .. } => {
                vec![*from, (from.0 + width, from.1 + height)]
            }
            Shape::Lines { lines, .. } => {
                lines.iter().flat_map(|(from, to)| [*from, *to]).collect()
            }
            Shape::Text { label, at, anchor, .. } => {
                let left = match anchor {
                    Anchor::Start => at.0,
                    Anchor::Middle => at.0 - label.width / 2.0,
                    Anchor::End => at.0 - label.width,
                };
                vec![(left, at.1), (left + label.width, at.1 - label.size * 0.7)]
            }
        }
    }
}
