//! Bars from a common zero, and funnels.

use crate::model::Bar;

use super::shapes::{Anchor, Band, Drawn, Label, Tone, Weight};
use super::sheet::{Scale, Sheet};

/// A name, its value and the room they take.
struct Named {
    name: Vec<Label>,
    label: Option<Label>,
    value: i64,
}

/// How the names stand to what they name.
struct Names {
    rows: Vec<Named>,
    /// The width of the names, with the gap; 0 where they stand above.
    beside: f32,
    /// The width of the widest value.
    labels: f32,
}

fn names(sheet: &Sheet, bars: &[Bar]) -> Names {
    let narrow = sheet.is_narrow();
    let limit = if narrow { sheet.width } else { sheet.width * 0.4 };
    let labels_limit = sheet.width * if narrow { 0.4 } else { 0.25 };
    let rows: Vec<Named> = bars
        .iter()
        .map(|bar| Named {
            name: sheet.wrapped(&bar.name, Weight::Regular, sheet.text, limit, 2),
            label: sheet.line(&bar.label, Weight::SemiBold, sheet.text, labels_limit),
            value: bar.value,
        })
        .collect();
    let widest = rows.iter().flat_map(|row| &row.name).map(|line| line.width);
    let beside = if narrow { 0.0 } else { widest.fold(0.0, f32::max) + 8.0 * sheet.unit() };
    let labels = rows.iter().flat_map(|row| &row.label).map(|line| line.width).fold(0.0, f32::max);
    Names { rows, beside, labels }
}

/// Horizontal bars in the order given.
pub(super) fn draw(sheet: &Sheet, bars: &[Bar]) -> Drawn {
    let unit = sheet.unit();
    let names = names(sheet, bars);
    let left = names.beside;
    let room = sheet.width - left - names.labels - 8.0 * unit;
    let scale = Scale::of(bars.iter().map(|bar| bar.value), left, room);
    let zero = scale.zero();
    let narrow = sheet.is_narrow();
    let bands = names
        .rows
        .into_iter()
        .map(|row| {
            let words = sheet.height(row.name.len());
            let (above, height) = if narrow {
                (words, words + 23.0 * unit)
            } else {
                (0.0, (words + 5.5 * unit).max(18.0 * unit))
            };
            let mut band = Band::of_height(height);
            let middle = if narrow { above + 8.5 * unit } else { height / 2.0 };
            if narrow {
                sheet.put_below(&mut band, row.name, (0.0, 0.0), Anchor::Start, Tone::Ink);
            } else {
                let x = left - 8.0 * unit;
                sheet.put_middle(&mut band, row.name, x, middle, Anchor::End, Tone::Ink);
            }
            let end = scale.at(row.value);
            let (from, to) = if end < zero { (end, zero) } else { (zero, end) };
            let thickness = 12.0 * unit;
            let top = middle - thickness / 2.0;
            if row.value != 0 {
                band.rectangle((from, top), (to - from).max(0.5), thickness, Tone::Bar);
            }
            let axis = if narrow { above } else { 0.0 };
            band.line((zero, axis), (zero, height), 0.8 * unit, Tone::Muted);
            let label = row.label.into_iter().collect();
            sheet.put_middle(&mut band, label, to + 5.0 * unit, middle, Anchor::Start, Tone::Ink);
            band
        })
        .collect();
    Drawn { width: sheet.width, head: Vec::new(), bands }
}

/// Steps that become fewer: centred bars, each joined to the next.
pub(super) fn draw_funnel(sheet: &Sheet, steps: &[Bar]) -> Drawn {
    let unit = sheet.unit();
    let names = names(sheet, steps);
    let left = names.beside;
    let most = steps.iter().map(|step| step.value).max().unwrap_or(0).max(1) as f64;
    // Room is kept on both sides for a value that does not fit on its bar.
    let room = (sheet.width - left - 2.0 * (names.labels + 8.0 * unit)).max(10.0 * unit);
    let centre = left + (sheet.width - left) / 2.0;
    let width_of = |value: i64| ((value.max(0) as f64 / most * f64::from(room)) as f32).max(unit);
    let narrow = sheet.is_narrow();
    let widths: Vec<f32> = names.rows.iter().map(|row| width_of(row.value)).collect();
    let bands = names
        .rows
        .into_iter()
        .enumerate()
        .map(|(i, row)| {
            let thickness = 24.0 * unit;
            let words = sheet.height(row.name.len());
            let (top, height) = if narrow {
                (words + 2.0 * unit, words + thickness + 4.0 * unit)
            } else {
                let height = (words + 6.0 * unit).max(36.0 * unit);
                ((height - thickness) / 2.0, height)
            };
            let mut band = Band::of_height(height);
            let width = widths[i];
            let middle = top + thickness / 2.0;
            // What joins the steps narrows halfway between two bars, above and below each of them.
            let half = |other: Option<&f32>| other.map(|other| (other + width) / 2.0);
            let before = i.checked_sub(1).and_then(|before| widths.get(before));
            for (edge, bar, joined) in
                [(0.0, top, half(before)), (height, top + thickness, half(widths.get(i + 1)))]
            {
                if let Some(joined) = joined.filter(|_| !narrow) {
                    let corners = [
                        (centre - joined / 2.0, edge),
                        (centre + joined / 2.0, edge),
                        (centre + width / 2.0, bar),
                        (centre - width / 2.0, bar),
                    ];
                    band.area(&corners, Tone::Light);
                }
            }
            band.rectangle((centre - width / 2.0, top), width, thickness, Tone::Bar);
            if narrow {
                sheet.put_below(&mut band, row.name, (centre, 0.0), Anchor::Middle, Tone::Ink);
            } else {
                let x = left - 8.0 * unit;
                sheet.put_middle(&mut band, row.name, x, middle, Anchor::End, Tone::Ink);
            }
            if let Some(label) = row.label {
                let fits = label.width + 12.0 * unit <= width;
                let (x, anchor, tone) = if fits {
                    (centre, Anchor::Middle, Tone::Paper)
                } else {
                    (centre + width / 2.0 + 5.0 * unit, Anchor::Start, Tone::Ink)
                };
                sheet.put_middle(&mut band, vec![label], x, middle, anchor, tone);
            }
            band
        })
        .collect();
    Drawn { width: sheet.width, head: Vec::new(), bands }
}
