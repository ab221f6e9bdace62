//! Bars of equal length, cut into parts. Each part has its own filling, so that it can be told without
//! its colour, and its value where there is room; what has no room is said below the bar.

use crate::model::{Part, Share, StackedBar};

use super::shapes::{Anchor, Band, Drawn, Fill, Hatching, Label, Point, Tone, Weight};
use super::sheet::Sheet;
use super::words;

/// The fillings of parts that are not stressed, in their order; then from the beginning.
const FILLS: [Fill; 6] = [
    Fill::Plain(Tone::Bar),
    Fill::Plain(Tone::Light),
    Fill::Hatched(Hatching::Rising),
    Fill::Hatched(Hatching::Upright),
    Fill::Hatched(Hatching::Crossed),
    Fill::Hatched(Hatching::Level),
];

/// What is left of a bar: no filling at all.
const BLANK: Fill = Fill::Plain(Tone::Paper);

/// The filling of each part. What is stressed is darkest; a second such part is lighter, so that the
/// two can be told apart. Beside what is stressed the last part is blank where it stands for the rest
/// (what is not told yet, not due yet), so that the rest does not catch the eye first.
fn fills(parts: &[Part]) -> Vec<Fill> {
    let (mut plain, mut stressed) = (FILLS.iter().cycle(), 0);
    // Two dark areas beside each other could not be told apart in grey.
    if parts.iter().any(|part| part.stressed) {
        plain.next();
    }
    let mut fill = |part: &Part| {
        if !part.stressed {
            return plain.next().copied().unwrap_or(FILLS[1]);
        }
        stressed += 1;
        if stressed % 2 == 1 { Fill::Plain(Tone::Strong) } else { Fill::Plain(Tone::Bar) }
    };
    let mut fills: Vec<Fill> = parts.iter().map(&mut fill).collect();
    if stressed > 0
        && parts.len() > 2
        && parts.last().is_some_and(|part| !part.stressed)
        && let Some(last) = fills.last_mut()
    {
        *last = BLANK;
    }
    fills
}

/// The tone of text on a filling; hatched ones get paper behind it.
fn tone_on(fill: Fill) -> Tone {
    match fill {
        Fill::Plain(Tone::Bar | Tone::Strong) => Tone::Paper,
        _ => Tone::Ink,
    }
}

pub(super) fn draw(sheet: &Sheet, parts: &[Part], bars: &[StackedBar]) -> Drawn {
    let unit = sheet.unit();
    let narrow = sheet.is_narrow();
    let fills = fills(parts);
    let limit = sheet.width * if narrow { 1.0 } else { 0.34 };
    let names: Vec<Vec<Label>> = bars
        .iter()
        .map(|bar| sheet.wrapped(&bar.name, Weight::Regular, sheet.text, limit, 2))
        .collect();
    let widest = names.iter().flatten().map(|line| line.width).fold(0.0, f32::max);
    let left = if narrow || widest == 0.0 { 0.0 } else { widest + 8.0 * unit };
    let mut bands = Vec::with_capacity(bars.len());
    for (bar, name) in bars.iter().zip(names) {
        bands.push(draw_one(sheet, parts, &fills, bar, name, left));
    }
    let head = direct_names(sheet, parts, bars, &fills, left)
        .map_or_else(|| key(sheet, parts, &fills), |band| vec![band]);
    Drawn { width: sheet.width, head, bands }
}

/// Where each part of a bar begins and ends.
fn stretches(bar: &StackedBar, parts: usize, left: f32, width: f32) -> Vec<(f32, f32)> {
    let value = |i: usize| bar.shares.get(i).map_or(0.0, |share| share.value.max(0) as f64);
    let total: f64 = (0..parts).map(value).sum();
    let mut sum = 0.0;
    let along = |sum: f64| {
        if total > 0.0 { left + (sum / total * f64::from(width)) as f32 } else { left }
    };
    (0..parts)
        .map(|i| {
            let from = along(sum);
            sum += value(i);
            (from, along(sum))
        })
        .collect()
}

fn draw_one(
    sheet: &Sheet,
    parts: &[Part],
    fills: &[Fill],
    bar: &StackedBar,
    name: Vec<Label>,
    left: f32,
) -> Band {
    let unit = sheet.unit();
    let narrow = sheet.is_narrow();
    let width = sheet.width - left;
    let thickness = 17.0 * unit;
    let stretches = stretches(bar, parts.len(), left, width);
    let (mut inside, mut below) = (Vec::new(), Vec::new());
    for (i, share) in bar.shares.iter().enumerate().take(parts.len()) {
        let (from, to) = stretches[i];
        let label = sheet.whole(&format!("{} ", share.label), Weight::SemiBold, sheet.text);
        if share.label.is_empty() || share.value == 0 && is_nothing(share) {
            continue;
        }
        // On a hatched part the label stands on paper, and the hatching must still be seen beside it.
        let room = if matches!(fills[i], Fill::Hatched(_)) { 16.0 } else { 6.0 } * unit;
        if label.width + room <= to - from {
            inside.push((i, label));
        } else {
            below.push(format!("{}\u{a0}{}", parts[i].name.replace(' ', "\u{a0}"), share.label));
        }
    }
    let says = below.join(" · ");
    let notes = sheet.wrapped(&says, Weight::Regular, sheet.small(), width, 4);
    let words = sheet.height(name.len());
    let notes_height = notes.iter().map(|note| note.size * 1.36).sum::<f32>();
    let above = if narrow { words } else { 0.0 };
    let beside = if narrow { 0.0 } else { words };
    let below_bar = if notes.is_empty() { 0.0 } else { 3.0 * unit + notes_height };
    let height = above + beside.max(thickness + below_bar) + 6.0 * unit;
    let mut band = Band::of_height(height);
    let top = above + 1.5 * unit;
    let middle = top + thickness / 2.0;
    if narrow {
        sheet.put_below(&mut band, name, (0.0, 0.0), Anchor::Start, Tone::Ink);
    } else if name.len() > 1 {
        let x = left - 8.0 * unit;
        sheet.put_below(&mut band, name, (x, 0.0), Anchor::End, Tone::Ink);
    } else {
        sheet.put_middle(&mut band, name, left - 8.0 * unit, middle, Anchor::End, Tone::Ink);
    }
    for ((from, to), fill) in stretches.iter().zip(fills) {
        if to > from {
            band.filled((*from, top), to - from, thickness, *fill, 4.0 * unit);
        }
    }
    if stretches.iter().all(|(from, to)| to <= from) {
        let notice = words::nothing(sheet.language);
        let label = sheet.whole(&format!("{notice} "), Weight::Regular, sheet.small());
        let x = left + 5.0 * unit;
        sheet.put_middle(&mut band, vec![label], x, middle, Anchor::Start, Tone::Muted);
    }
    // White gaps keep parts apart where both are dark, and a line does where one is blank.
    for ((from, to), fill) in
        stretches.iter().zip(fills).skip(1).filter(|((from, to), _)| to > from)
    {
        if *from > left + 0.1 && *to <= sheet.width + 0.1 {
            let (start, end) = ((*from, top), (*from, top + thickness));
            let (weight, tone) =
                if *fill == BLANK { (0.8, Tone::Muted) } else { (1.2, Tone::Paper) };
            band.line(start, end, weight * unit, tone);
        }
    }
    band.outline((left, top), width, thickness, 0.8 * unit, Tone::Muted);
    for (i, label) in inside {
        let (from, to) = stretches[i];
        let centre = (from + to) / 2.0;
        if matches!(fills[i], Fill::Hatched(_)) {
            // As high as the bar within its outline: no stumps of strokes above and below the label.
            let (wide, high) = (label.width + 5.0 * unit, thickness - 1.0 * unit);
            let corner: Point = (centre - wide / 2.0, middle - high / 2.0);
            band.rectangle(corner, wide, high, Tone::Paper);
        }
        let tone = tone_on(fills[i]);
        sheet.put_middle(&mut band, vec![label], centre, middle, Anchor::Middle, tone);
    }
    let at = (left, top + thickness + 1.5 * unit);
    sheet.put_below(&mut band, notes, at, Anchor::Start, Tone::Muted);
    band
}

/// Whether a share of nothing also reads as nothing, and need not be said.
fn is_nothing(share: &Share) -> bool {
    matches!(share.label.trim(), "" | "0" | "–" | "0,0" | "0\u{a0}%" | "0 %" | "0.0" | "0%")
}

/// The names of the parts, each above its part of the first bar; nothing where they would not fit.
fn direct_names(
    sheet: &Sheet,
    parts: &[Part],
    bars: &[StackedBar],
    fills: &[Fill],
    left: f32,
) -> Option<Band> {
    if sheet.is_narrow() {
        return None;
    }
    let unit = sheet.unit();
    let first = bars.first()?;
    let stretches = stretches(first, parts.len(), left, sheet.width - left);
    let mut band = Band::of_height(sheet.leading() + 5.0 * unit);
    let mut free = left;
    for ((part, fill), (from, to)) in parts.iter().zip(fills).zip(stretches) {
        let weight = if part.stressed { Weight::SemiBold } else { Weight::Regular };
        let label = sheet.whole(&format!("{} ", part.name), weight, sheet.small());
        // A name must stand over its own part, so a part without width has none.
        let centre = (from + to) / 2.0;
        let start = (centre - label.width / 2.0).min(sheet.width - label.width);
        let reaches = start + label.width;
        if to - from < 4.0 * unit || start < free || part.name.is_empty() {
            return None;
        }
        if !(start..=reaches).contains(&centre) {
            return None;
        }
        free = reaches + 8.0 * unit;
        let foot = sheet.leading() + 0.5 * unit;
        band.line((centre, foot), (centre, foot + 4.5 * unit), 0.7 * unit, Tone::Muted);
        let tone = if matches!(fill, Fill::Plain(Tone::Strong)) { Tone::Ink } else { Tone::Muted };
        sheet.put_below(&mut band, vec![label], (start, 0.0), Anchor::Start, tone);
    }
    Some(band)
}

/// What the parts are called, each beside its filling, in as many rows as needed.
fn key(sheet: &Sheet, parts: &[Part], fills: &[Fill]) -> Vec<Band> {
    let unit = sheet.unit();
    let height = sheet.leading() + 3.0 * unit;
    let mut bands = vec![Band::of_height(height)];
    let mut x = 0.0;
    for (part, fill) in parts.iter().zip(fills) {
        let swatch = 14.0 * unit;
        let room = sheet.width - swatch - 5.0 * unit;
        let Some(label) = sheet.line(&part.name, Weight::Regular, sheet.small(), room) else {
            continue;
        };
        let width = swatch + 5.0 * unit + label.width;
        if x > 0.0 && x + width > sheet.width {
            bands.push(Band::of_height(height));
            x = 0.0;
        }
        let Some(band) = bands.last_mut() else { continue };
        let middle = sheet.leading() / 2.0;
        let corner = (x, middle - 4.5 * unit);
        band.filled(corner, swatch, 9.0 * unit, *fill, 4.0 * unit);
        band.outline(corner, swatch, 9.0 * unit, 0.7 * unit, Tone::Muted);
        let at = x + swatch + 5.0 * unit;
        sheet.put_middle(band, vec![label], at, middle, Anchor::Start, Tone::Ink);
        x += width + 14.0 * unit;
    }
    if let Some(last) = bands.last_mut() {
        last.height += 3.0 * unit;
    }
    bands
}

#[cfg(test)]
mod tests {
    use super::super::sheet::tests::sheet;
    use super::*;

    fn part(name: &str, stressed: bool) -> Part {
        Part { name: name.into(), stressed }
    }

    fn bar(shares: &[(i64, &str)]) -> StackedBar {
        let share = |(value, label): &(i64, &str)| Share { value: *value, label: (*label).into() };
        StackedBar { name: "Agder".into(), shares: shares.iter().map(share).collect() }
    }

    fn texts(bands: &[Band]) -> Vec<&str> {
        let shapes = bands.iter().flat_map(|band| &band.shapes);
        shapes
            .filter_map(|shape| match shape {
                super::super::shapes::Shape::Text { label, .. } => Some(label.text.trim()),
                _ => None,
            })
            .collect()
    }

    #[test]
    fn no_two_neighbours_are_filled_alike() {
        let parts: Vec<Part> = (0..12).map(|i| part("a", i == 3 || i == 4)).collect();
        let fills = fills(&parts);
        assert!(fills.windows(2).all(|pair| pair[0] != pair[1]), "{fills:?}");
    }

    #[test]
    fn beside_what_is_stressed_the_rest_is_blank() {
        let three =
            |stressed| [part("levert", false), part("mangler", stressed), part("ikke", false)];
        assert_eq!(fills(&three(true)).last(), Some(&BLANK));
        assert_ne!(fills(&three(false)).last(), Some(&BLANK));
        assert_ne!(fills(&three(true)[..2]).last(), Some(&BLANK), "what is stressed is no rest");
    }

    #[test]
    fn names_stand_above_the_first_bar_where_they_fit_and_in_a_key_where_not() {
        let parts = [part("levert", false), part("mangler", true)];
        let drawn = draw(&sheet(450.0), &parts, &[bar(&[(6, "6"), (4, "4")])]);
        assert_eq!(drawn.head.len(), 1);
        let lines = |drawn: &Drawn| texts(&drawn.head).join("|");
        assert_eq!(lines(&drawn), "levert|mangler");
        let narrow = draw(&sheet(200.0), &parts, &[bar(&[(600, "600"), (1, "1")])]);
        assert_eq!(lines(&narrow), "levert|mangler");
        assert!(texts(&narrow.bands).contains(&"mangler\u{a0}1"), "{:?}", texts(&narrow.bands));
    }

    #[test]
    fn a_bar_of_nothing_says_so() {
        let parts = [part("levert", false)];
        let drawn = draw(&sheet(450.0), &parts, &[bar(&[(0, "0")])]);
        assert!(texts(&drawn.bands).contains(&"ingen"), "{:?}", texts(&drawn.bands));
    }
}
