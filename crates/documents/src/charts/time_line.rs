//! Stretches of days and single days along a common time.

use chrono::Datelike;
use vocabulary::Day;

use crate::model::{Mark, Span};

use super::shapes::{Anchor, Band, Drawn, Label, Tone, Weight};
use super::sheet::Sheet;
use super::words;

/// Names of single days are put on at most this many lines below each other.
const LEVELS: usize = 5;

/// Where days lie.
struct Axis {
    first: Day,
    days: f64,
    left: f32,
    width: f32,
}

impl Axis {
    /// An axis that holds everything that is drawn.
    fn of(spans: &[Span], today: Day, left: f32, width: f32) -> Self {
        let days = spans.iter().flat_map(|span| {
            [span.from, span.to].into_iter().chain(span.marks.iter().map(|mark| mark.on))
        });
        let (mut first, mut last) = (today, today);
        for day in days {
            first = first.min(day);
            last = last.max(day);
        }
        let days = (last.days_since(first) + 1) as f64;
        Axis { first, days, left, width }
    }

    /// Where a day begins.
    fn at(&self, day: Day) -> f32 {
        let along = day.days_since(self.first) as f64 / self.days;
        self.left + (along * f64::from(self.width)) as f32
    }

    fn last(&self) -> Day {
        self.first.plus_days(self.days as i64 - 1)
    }

    fn right(&self) -> f32 {
        self.left + self.width
    }
}

pub(super) fn draw(sheet: &Sheet, spans: &[Span], today: Day) -> Drawn {
    let unit = sheet.unit();
    let narrow = sheet.is_narrow();
    let limit = if narrow { sheet.width } else { sheet.width * 0.34 };
    let names: Vec<Vec<Label>> = spans
        .iter()
        .map(|span| {
            let mut lines = sheet.wrapped(&span.name, Weight::SemiBold, sheet.text, limit, 2);
            let days = sheet.wrapped(&span.label, Weight::Regular, sheet.small(), limit, 2);
            lines.extend(days);
            lines
        })
        .collect();
    let widest = names.iter().flatten().map(|line| line.width).fold(0.0, f32::max);
    // A mark at either end of the axis reaches beyond it.
    let left = if narrow { 7.0 * unit } else { widest + 12.0 * unit };
    let axis = Axis::of(spans, today, left, sheet.width - left - 7.0 * unit);
    let ticks = ticks(&axis, sheet);
    let mut bands: Vec<Band> = spans
        .iter()
        .zip(names)
        .map(|(span, name)| row(sheet, &axis, span, name, &ticks, today))
        .collect();
    if spans.iter().any(|span| !span.marks.is_empty()) {
        bands.push(key(sheet));
    }
    Drawn { width: sheet.width, head: vec![head(sheet, &axis, today, &ticks)], bands }
}

/// A rule across the rows and what stands above it.
struct Tick {
    x: f32,
    word: String,
}

/// Years; where the time is short, months. As many as have room for their words.
fn ticks(axis: &Axis, sheet: &Sheet) -> Vec<Tick> {
    let (first, last) = (axis.first, axis.last());
    let months = (last.year() - first.year()) * 12 + last.date().month() as i32
        - first.date().month() as i32;
    let room = 38.0 * sheet.unit();
    let fitting = (axis.width / room).floor().max(1.0) as i32;
    let step = [1, 2, 3, 6].into_iter().find(|step| months / step <= fitting && months <= 30);
    let at = |year: i32, month: u32, word: String| {
        let day = Day::new(year, month, 1)?;
        let x = axis.at(day);
        let inside = x >= axis.left && x + 8.0 * sheet.unit() <= axis.right();
        inside.then_some(Tick { x, word })
    };
    match step {
        Some(step) => (0..=months)
            .filter_map(|i| {
                let month = first.date().month0() as i32 + i;
                let (year, month) = (first.year() + month / 12, month % 12);
                let on_step = month % step == 0;
                let word = words::month(sheet.language, month as usize, year, i < step);
                on_step.then(|| at(year, month as u32 + 1, word)).flatten()
            })
            .collect(),
        None => {
            let years = (last.year() - first.year()).max(1);
            let step = (years / fitting + 1).max(1);
            (first.year()..=last.year())
                .filter(|year| (year - first.year()) % step == 0)
                .filter_map(|year| at(year, 1, year.to_string()))
                .take(60)
                .collect()
        }
    }
}

/// The words of the axis, and the day the document describes.
fn head(sheet: &Sheet, axis: &Axis, today: Day, ticks: &[Tick]) -> Band {
    let unit = sheet.unit();
    let row = sheet.leading();
    let mut band = Band::of_height(2.0 * row + 5.0 * unit);
    let word = words::as_of(sheet.language, &today.in_words(sheet.language));
    let label = sheet.whole(&format!("{word} "), Weight::SemiBold, sheet.small());
    let x = axis.at(today);
    let half = label.width / 2.0;
    let middle = if label.width >= axis.width {
        axis.left + half
    } else {
        x.clamp(axis.left + half, axis.right() - half)
    };
    sheet.put_below(&mut band, vec![label], (middle, 0.0), Anchor::Middle, Tone::Ink);
    band.dashes((x, row), (x, band.height), 3.0 * unit, unit, Tone::Strong);
    let mut free = axis.left;
    for tick in ticks {
        let foot = band.height - 4.0 * unit;
        band.line((tick.x, foot), (tick.x, band.height), 0.6 * unit, Tone::Rule);
        let label = sheet.whole(&format!("{} ", tick.word), Weight::Regular, sheet.small());
        // A word that would stand on another, or on the line of the day, is left out.
        let end = tick.x + label.width + 3.0 * unit;
        let on_today = (tick.x..=end).contains(&x);
        if tick.x < free || end > axis.right() + 6.0 * unit {
            continue;
        }
        free = end + 4.0 * unit;
        if on_today {
            let corner = (tick.x + 2.0 * unit, row);
            band.rectangle(corner, label.width + 2.0 * unit, row, Tone::Paper);
        }
        band.line((tick.x, row + 2.0 * unit), (tick.x, foot), 0.6 * unit, Tone::Rule);
        let at = (tick.x + 3.0 * unit, row);
        sheet.put_below(&mut band, vec![label], at, Anchor::Start, Tone::Muted);
    }
    let y = band.height;
    band.line((axis.left, y), (axis.right(), y), 0.8 * unit, Tone::Muted);
    band
}

fn row(
    sheet: &Sheet,
    axis: &Axis,
    span: &Span,
    name: Vec<Label>,
    ticks: &[Tick],
    today: Day,
) -> Band {
    let unit = sheet.unit();
    let narrow = sheet.is_narrow();
    let names: f32 = name.iter().map(|line| line.size * 1.36).sum();
    let above = if narrow { names + unit } else { 0.0 };
    let placed = places(sheet, axis, &span.marks);
    let levels = placed.iter().map(|place| place.level + 1).max().unwrap_or(0);
    let words = levels as f32 * sheet.small() * 1.3;
    let thickness = 9.0 * unit;
    let inner = 5.0 * unit + thickness + 3.0 * unit + words;
    let beside = if narrow { 0.0 } else { names };
    let height = above + inner.max(beside + 4.0 * unit) + 5.0 * unit;
    let mut band = Band::of_height(height);
    for tick in ticks {
        band.line((tick.x, above), (tick.x, height), 0.6 * unit, Tone::Rule);
    }
    let top = above + 5.0 * unit;
    // A name and its days, each in its weight.
    let mut pen = if narrow { 0.0 } else { 2.0 * unit };
    for line in name {
        let tone = if line.weight == Weight::SemiBold { Tone::Ink } else { Tone::Muted };
        let step = line.size * 1.36;
        sheet.put_below(&mut band, vec![line], (0.0, pen), Anchor::Start, tone);
        pen += step;
    }
    let (from, to) = (axis.at(span.from), axis.at(span.to.plus_days(1)));
    if span.to >= span.from {
        band.rectangle((from, top), (to - from).max(unit), thickness, Tone::Bar);
    }
    let now = axis.at(today);
    band.dashes((now, above), (now, height), 3.0 * unit, unit, Tone::Strong);
    let middle = top + thickness / 2.0;
    let small = sheet.small() * 1.3;
    let word_top = |place: &Place| top + thickness + 3.0 * unit + place.level as f32 * small;
    // What leads to the lower names goes behind the upper ones.
    for place in placed.iter().filter(|place| place.label.is_some() && place.level > 0) {
        let (start, end) = (middle + 4.0 * unit, word_top(place) + 2.0 * unit);
        band.line((place.x, start), (place.x, end), 0.6 * unit, Tone::Muted);
    }
    for (mark, place) in span.marks.iter().zip(&placed) {
        diamond(&mut band, place.x, middle, unit, mark.done);
    }
    for place in placed {
        let word_top = word_top(&place);
        if let Some(label) = place.label {
            let (from, width) = ((place.start - unit, word_top), label.width + 2.0 * unit);
            band.rectangle(from, width, small, Tone::Paper);
            let at = (place.start, word_top);
            sheet.put_below(&mut band, vec![label], at, Anchor::Start, Tone::Ink);
        }
    }
    band
}

/// A single day: filled if it has happened.
fn diamond(band: &mut Band, x: f32, y: f32, unit: f32, done: bool) {
    let corners = |reach: f32| [(x - reach, y), (x, y - reach), (x + reach, y), (x, y + reach)];
    band.area(&corners(7.0 * unit), Tone::Paper);
    band.area(&corners(5.8 * unit), Tone::Ink);
    if !done {
        band.area(&corners(3.6 * unit), Tone::Paper);
    }
}

/// Where a single day and its name stand.
struct Place {
    x: f32,
    start: f32,
    level: usize,
    label: Option<Label>,
}

/// Names go below each other where they would touch. Those beyond the last line are told together by
/// the first that found no room.
fn places(sheet: &Sheet, axis: &Axis, marks: &[Mark]) -> Vec<Place> {
    let unit = sheet.unit();
    let mut free = [f32::NEG_INFINITY; LEVELS];
    let mut order: Vec<usize> = (0..marks.len()).collect();
    order.sort_by_key(|i| marks[*i].on);
    let mut places: Vec<Place> = marks
        .iter()
        .map(|mark| Place { x: axis.at(mark.on), start: 0.0, level: 0, label: None })
        .collect();
    let mut left_out: Vec<usize> = Vec::new();
    for i in order {
        let mark = &marks[i];
        if mark.name.trim().is_empty() {
            continue;
        }
        let room = axis.width * 0.6;
        let Some(label) = sheet.line(&mark.name, Weight::Regular, sheet.small(), room) else {
            continue;
        };
        let x = places[i].x;
        let most = (axis.right() + 6.0 * unit - label.width).max(axis.left);
        let start = (x - label.width / 2.0).clamp(axis.left.min(most), most);
        match (0..LEVELS).find(|level| free[*level] + 5.0 * unit <= start) {
            Some(level) => {
                free[level] = start + label.width;
                let place = &mut places[i];
                (place.start, place.level, place.label) = (start, level, Some(label));
            }
            None => left_out.push(i),
        }
    }
    if let Some(first) = left_out.first() {
        let names: Vec<&str> = left_out.iter().map(|i| marks[*i].name.as_str()).collect();
        let word = words::more(sheet.language, left_out.len());
        let mut label = sheet.whole(&format!("{word} "), Weight::Regular, sheet.small());
        label.says = Some(names.join(", "));
        let place = &mut places[*first];
        let most = (axis.right() - label.width).max(axis.left);
        place.start = (place.x - label.width / 2.0).clamp(axis.left, most);
        place.level = LEVELS;
        place.label = Some(label);
    }
    places
}

/// What a filled and an open mark say.
fn key(sheet: &Sheet) -> Band {
    let unit = sheet.unit();
    let mut band = Band::of_height(18.0 * unit);
    let middle = 11.0 * unit;
    let mut x = 7.0 * unit;
    for (word, done) in words::mark_key(sheet.language).into_iter().zip([true, false]) {
        diamond(&mut band, x, middle, unit, done);
        x += 9.0 * unit;
        let label = sheet.whole(&format!("{word} "), Weight::Regular, sheet.small());
        let width = label.width;
        sheet.put_middle(&mut band, vec![label], x, middle, Anchor::Start, Tone::Muted);
        x += width + 18.0 * unit;
    }
    band
}

#[cfg(test)]
mod tests {
    use super::super::shapes::Shape;
    use super::super::sheet::tests::sheet;
    use super::*;

    fn day(year: i32, month: u32, day: u32) -> Day {
        Day::new(year, month, day).unwrap()
    }

    fn span(marks: Vec<Mark>) -> Span {
        Span {
            name: "Periode".into(),
            from: day(2026, 1, 1),
            to: day(2027, 12, 31),
            label: "2026–2027".into(),
            marks,
        }
    }

    #[test]
    fn names_of_days_that_lie_close_stand_below_each_other() {
        let mark = |d| Mark { on: day(2026, 6, d), name: "Delrapport".into(), done: false };
        let sheet = sheet(450.0);
        let axis = Axis::of(&[span(Vec::new())], day(2026, 6, 1), 100.0, 340.0);
        let levels: Vec<usize> = places(&sheet, &axis, &[mark(1), mark(2), mark(3)])
            .iter()
            .map(|place| place.level)
            .collect();
        assert_eq!(levels, [0, 1, 2]);
        let many: Vec<Mark> = (1..=9).map(mark).collect();
        let places = places(&sheet, &axis, &many);
        let shown = places.iter().filter(|place| place.label.is_some()).count();
        assert_eq!(shown, LEVELS + 1, "the rest is told together");
    }

    #[test]
    fn everything_stays_on_the_sheet() {
        let far = Mark { on: day(2029, 12, 31), name: "Sluttrapport for alt".into(), done: true };
        for width in [200.0, 450.0] {
            let drawn = draw(&sheet(width), &[span(vec![far.clone()])], day(2025, 1, 1));
            for shape in drawn.head.iter().chain(&drawn.bands).flat_map(|band| &band.shapes) {
                if let Shape::Text { label, at, anchor, .. } = shape {
                    let left = match anchor {
                        Anchor::Start => at.0,
                        Anchor::Middle => at.0 - label.width / 2.0,
                        Anchor::End => at.0 - label.width,
                    };
                    assert!(left >= -0.1 && left + label.width <= width + 0.1, "{label:?} {at:?}");
                }
            }
        }
    }
}
