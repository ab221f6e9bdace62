//! The same small chart once for each of several things, on a common scale.

use crate::model::Multiple;

use super::shapes::{Anchor, Band, Drawn, Tone, Weight};
use super::sheet::{Scale, Sheet};

pub(super) fn draw(sheet: &Sheet, steps: &[String], charts: &[Multiple]) -> Drawn {
    let unit = sheet.unit();
    let least = if sheet.is_narrow() { 100.0 } else { 132.0 } * unit;
    let in_a_row = ((sheet.width / least).floor() as usize).clamp(1, 4).min(charts.len());
    let gap = 18.0 * unit;
    let width = (sheet.width - gap * (in_a_row as f32 - 1.0)) / in_a_row as f32;
    let values =
        || charts.iter().flat_map(|chart| &chart.values).flatten().map(|share| share.value);
    // Measured upwards from the base; the scale is that of all charts together.
    let room = 46.0 * unit;
    let scale = Scale::of(values(), 0.0, room);
    let bands = charts
        .chunks(in_a_row.max(1))
        .map(|row| {
            let names: Vec<_> = row
                .iter()
                .map(|chart| sheet.wrapped(&chart.name, Weight::SemiBold, sheet.text, width, 2))
                .collect();
            let lines = names.iter().map(Vec::len).max().unwrap_or(0);
            let top = sheet.height(lines) + 5.0 * unit;
            let base = top + sheet.leading() + room;
            let height = base + sheet.leading() + 14.0 * unit;
            let mut band = Band::of_height(height);
            for (i, (chart, name)) in row.iter().zip(names).enumerate() {
                let left = i as f32 * (width + gap);
                let above = sheet.height(lines - name.len()) + 3.0 * unit;
                sheet.put_below(&mut band, name, (left, above), Anchor::Start, Tone::Ink);
                let place = Place { left, base, width };
                draw_one(sheet, &mut band, &scale, steps, chart, place);
            }
            band
        })
        .collect();
    Drawn { width: sheet.width, head: Vec::new(), bands }
}

/// Where one small chart stands.
struct Place {
    left: f32,
    base: f32,
    width: f32,
}

fn draw_one(
    sheet: &Sheet,
    band: &mut Band,
    scale: &Scale,
    steps: &[String],
    chart: &Multiple,
    Place { left, base, width }: Place,
) {
    let unit = sheet.unit();
    let count = steps.len().max(chart.values.len()).max(1);
    let step = width / count as f32;
    let thickness = (step * 0.62).min(22.0 * unit);
    let centre = |i: usize| left + (i as f32 + 0.5) * step;
    let zero = base - scale.zero();
    let last = chart.values.iter().rposition(Option::is_some);
    for (i, share) in chart.values.iter().enumerate() {
        let Some(share) = share else {
            // What is not known is not nothing.
            let (x, reach) = (centre(i), 2.5 * unit);
            let y = zero - 5.0 * unit;
            band.line((x - reach, y), (x + reach, y), unit, Tone::Muted);
            continue;
        };
        let end = base - scale.at(share.value);
        let (top, bottom) = if end < zero { (end, zero) } else { (zero, end) };
        let from = (centre(i) - thickness / 2.0, top);
        let tone = if Some(i) == last { Tone::Strong } else { Tone::Bar };
        if share.value != 0 {
            band.rectangle(from, thickness, (bottom - top).max(0.5), tone);
        }
    }
    band.line((left, zero), (left + width, zero), 0.8 * unit, Tone::Muted);
    for (i, label) in told(sheet, chart, step, last) {
        let Some(Some(share)) = chart.values.get(i) else { continue };
        let end = base - scale.at(share.value);
        let size = sheet.small();
        let room = if i == 0 || Some(i) == last { width * 0.5 } else { step + 3.0 * unit };
        let Some(label) = sheet.line(&label, Weight::SemiBold, size, room) else { continue };
        let half = label.width / 2.0;
        let x = centre(i).clamp(left + half, (left + width - half).max(left + half));
        let y = end.min(zero) - size * 0.72;
        sheet.put_middle(band, vec![label], x, y, Anchor::Middle, Tone::Ink);
    }
    // The words along the base: all, or the first and the last.
    let small = sheet.small();
    let label = |i: usize, room: f32| sheet.line(&steps[i], Weight::Regular, small, room);
    let widest = steps
        .iter()
        .take(60)
        .map(|word| sheet.ruler.width(word, Weight::Regular, small))
        .fold(0.0, f32::max);
    let all = steps.len() <= 60 && widest + 3.0 * unit <= step;
    let y = base + 2.0 * unit;
    if all {
        for (i, _) in steps.iter().enumerate() {
            let line = label(i, step).into_iter().collect();
            sheet.put_below(band, line, (centre(i), y), Anchor::Middle, Tone::Muted);
        }
    } else if !steps.is_empty() {
        let half = width * 0.48;
        let first = label(0, half).into_iter().collect();
        sheet.put_below(band, first, (left, y), Anchor::Start, Tone::Muted);
        if steps.len() > 1 {
            let last = label(steps.len() - 1, half).into_iter().collect();
            sheet.put_below(band, last, (left + width, y), Anchor::End, Tone::Muted);
        }
    }
}

/// The values that are told in words: all if they have room, otherwise the last and, where it does not
/// touch it, the first.
fn told(sheet: &Sheet, chart: &Multiple, step: f32, last: Option<usize>) -> Vec<(usize, String)> {
    let unit = sheet.unit();
    let measure = |text: &str| sheet.ruler.width(text, Weight::SemiBold, sheet.small());
    let known: Vec<(usize, &str)> = chart
        .values
        .iter()
        .enumerate()
        .filter_map(|(i, share)| share.as_ref().map(|share| (i, share.label.as_str())))
        .filter(|(_, label)| !label.is_empty())
        .collect();
    let all = known.len() <= 24 && known.iter().all(|(_, label)| measure(label) <= step + unit);
    if all {
        return known.into_iter().map(|(i, label)| (i, label.to_owned())).collect();
    }
    let mut told = Vec::new();
    let end = known.last().filter(|(i, _)| Some(*i) == last);
    if let (Some((first, label)), Some((end, other))) = (known.first(), end)
        && first != end
    {
        let between = (end - first) as f32 * step;
        if (measure(label) + measure(other)) / 2.0 + 4.0 * unit <= between {
            told.push((*first, (*label).to_owned()));
        }
    }
    told.extend(end.map(|(i, label)| (*i, (*label).to_owned())));
    told
}
