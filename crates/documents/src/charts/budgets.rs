//! Budgets against what is used of them: the budget as an outline, the use as a bar inside it, and a
//! marker where the use should stand by now.

use crate::model::BudgetBar;

use super::shapes::{Anchor, Band, Drawn, Fill, Hatching, Label, Tone, Weight};
use super::sheet::{Scale, Sheet};
use super::words;

struct Row<'b> {
    bar: &'b BudgetBar,
    name: Vec<Label>,
    /// "4,1 av 6,0": the two in their weights.
    used: Option<Label>,
    of: Option<Label>,
    /// What else is to be said: where it should stand, that it is too much.
    notes: Vec<Label>,
}

impl Row<'_> {
    fn width(&self, space: f32) -> f32 {
        let line = self.used.iter().chain(&self.of).map(|label| label.width + space).sum::<f32>();
        self.notes.iter().map(|note| note.width).fold(line, f32::max)
    }
}

pub(super) fn draw(sheet: &Sheet, bars: &[BudgetBar]) -> Drawn {
    let unit = sheet.unit();
    let narrow = sheet.is_narrow();
    let gap = 8.0 * unit;
    let space = sheet.text * 0.28;
    let limit = sheet.width * if narrow { 1.0 } else { 0.3 };
    let rows: Vec<Row> = bars.iter().map(|bar| row(sheet, bar, limit)).collect();
    let widest = rows.iter().flat_map(|row| &row.name).map(|line| line.width);
    // A marker at zero reaches to the left of it.
    let left = if narrow { 4.0 * unit } else { widest.fold(0.0, f32::max) + gap };
    let words = rows.iter().map(|row| row.width(space)).fold(0.0, f32::max);
    let right = if narrow { sheet.width } else { sheet.width - words - gap };
    let values = bars.iter().flat_map(|bar| {
        let expected = bar.expected.as_ref().map(|share| share.value);
        [Some(bar.budget.value), Some(bar.used.value), expected].into_iter().flatten()
    });
    let scale = Scale::of(values, left, right - left - 3.0 * unit);
    let bands = rows
        .into_iter()
        .map(|row| {
            let names = sheet.height(row.name.len());
            let notes = sheet.height(row.notes.len() + 1);
            let bar_room = 26.0 * unit;
            let height = if narrow {
                names + bar_room + notes + 8.0 * unit
            } else {
                names.max(notes).max(bar_room) + 6.0 * unit
            };
            let middle = if narrow { names + bar_room / 2.0 } else { height / 2.0 };
            let mut band = Band::of_height(height);
            if narrow {
                sheet.put_below(&mut band, row.name, (0.0, 0.0), Anchor::Start, Tone::Ink);
            } else {
                sheet.put_middle(&mut band, row.name, left - gap, middle, Anchor::End, Tone::Ink);
            }
            draw_bar(&mut band, row.bar, &scale, middle, unit);
            let x = if narrow { 0.0 } else { right + gap };
            let mut top = if narrow { names + bar_room } else { middle - notes / 2.0 };
            let mut pen = x;
            for label in row.used.into_iter().chain(row.of) {
                let width = label.width;
                sheet.put_below(&mut band, vec![label], (pen, top), Anchor::Start, Tone::Ink);
                pen += width + space;
            }
            top += sheet.leading();
            sheet.put_below(&mut band, row.notes, (x, top), Anchor::Start, Tone::Muted);
            band
        })
        .collect();
    Drawn { width: sheet.width, head: key(sheet, bars), bands }
}

fn row<'b>(sheet: &Sheet, bar: &'b BudgetBar, limit: f32) -> Row<'b> {
    let room = sheet.width * if sheet.is_narrow() { 0.48 } else { 0.17 };
    let language = sheet.language;
    let used = sheet.line(&bar.used.label, Weight::SemiBold, sheet.text, room);
    let of = (!bar.budget.label.is_empty()).then(|| words::of(language, &bar.budget.label));
    let of = of.and_then(|of| sheet.line(&of, Weight::Regular, sheet.text, room));
    let mut notes = Vec::new();
    if bar.used.value > bar.budget.value {
        notes.push(words::over_budget(language).to_owned());
    }
    if let Some(expected) = bar.expected.as_ref().filter(|share| !share.label.is_empty()) {
        notes.push(words::expected(language, &expected.label));
    }
    let notes = notes
        .iter()
        .filter_map(|note| sheet.line(note, Weight::Regular, sheet.small(), 2.0 * room))
        .collect();
    let name = sheet.wrapped(&bar.name, Weight::Regular, sheet.text, limit, 3);
    Row { bar, name, used, of, notes }
}

fn draw_bar(band: &mut Band, bar: &BudgetBar, scale: &Scale, middle: f32, unit: f32) {
    let zero = scale.zero();
    let (outer, inner) = (15.0 * unit, 8.0 * unit);
    let stretch = |value: i64| {
        let end = scale.at(value);
        if end < zero { (end, zero - end) } else { (zero, end - zero) }
    };
    let (from, width) = stretch(bar.budget.value);
    let top = middle - outer / 2.0;
    band.rectangle((from, top), width, outer, Tone::Light);
    band.outline((from, top), width, outer, 0.9 * unit, Tone::Muted);
    let within = bar.used.value.min(bar.budget.value.max(0));
    let (from, width) = stretch(within);
    let top = middle - inner / 2.0;
    if within != 0 {
        band.rectangle((from, top), width.max(0.5), inner, Tone::Bar);
    }
    if bar.used.value > within {
        let from = scale.at(within);
        let width = (scale.at(bar.used.value) - from).max(unit);
        let fill = Fill::Hatched(Hatching::Rising);
        band.filled((from, top), width, inner, fill, 3.0 * unit);
        band.outline((from, top), width, inner, 1.1 * unit, Tone::Strong);
    }
    if let Some(expected) = &bar.expected {
        marker(band, scale.at(expected.value), middle - outer / 2.0, outer, unit);
    }
    let reach = outer / 2.0 + 2.0 * unit;
    band.line((zero, middle - reach), (zero, middle + reach), 0.8 * unit, Tone::Muted);
}

/// A line through the bar with a point above it.
fn marker(band: &mut Band, x: f32, top: f32, height: f32, unit: f32) {
    let tip = top + 1.5 * unit;
    let corners =
        [(x - 3.2 * unit, top - 4.0 * unit), (x + 3.2 * unit, top - 4.0 * unit), (x, tip)];
    band.area(&corners, Tone::Ink);
    band.line((x, tip - unit), (x, top + height + 2.0 * unit), 1.4 * unit, Tone::Ink);
}

/// What outline, bar and marker are, drawn as they are drawn below.
fn key(sheet: &Sheet, bars: &[BudgetBar]) -> Vec<Band> {
    let unit = sheet.unit();
    let words = words::budget_key(sheet.language);
    let shown = if bars.iter().any(|bar| bar.expected.is_some()) { 3 } else { 2 };
    let mut bands = vec![Band::of_height(20.0 * unit)];
    let middle = 8.0 * unit;
    let mut x = 0.0;
    for (i, word) in words.iter().take(shown).enumerate() {
        let label = sheet.whole(&format!("{word} "), Weight::Regular, sheet.small());
        let width = label.width;
        let swatch = if i == 2 { 12.0 } else { 20.0 } * unit;
        if x > 0.0 && x + swatch + width > sheet.width {
            bands.push(Band::of_height(20.0 * unit));
            x = 0.0;
        }
        let Some(band) = bands.last_mut() else { break };
        let (from, wide) = ((x, middle - 5.0 * unit), 16.0 * unit);
        match i {
            0 => {
                band.rectangle(from, wide, 10.0 * unit, Tone::Light);
                band.outline(from, wide, 10.0 * unit, 0.9 * unit, Tone::Muted);
            }
            1 => band.rectangle((x, middle - 3.0 * unit), wide, 6.0 * unit, Tone::Bar),
            _ => marker(band, x + 4.0 * unit, middle - 3.0 * unit, 8.0 * unit, unit),
        }
        x += swatch;
        sheet.put_middle(band, vec![label], x, middle, Anchor::Start, Tone::Muted);
        x += width + 14.0 * unit;
    }
    bands
}
