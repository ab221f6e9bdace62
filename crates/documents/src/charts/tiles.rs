//! A map of tiles: one tile a county, about where it lies, darker where there is more, with its name
//! and its value on it.

use crate::model::Tile;

use super::counties::{self, COLUMNS, ROWS};
use super::shapes::{Anchor, Band, Drawn, Label, Tone, Weight};
use super::sheet::Sheet;
use super::words;

/// How many steps the scale has.
const STEPS: u8 = 5;

struct Grid {
    tile: (f32, f32),
    gap: f32,
    left: f32,
    text: Type,
}

impl Grid {
    fn of(sheet: &Sheet, words: &[(&str, &str)]) -> Self {
        let unit = sheet.unit();
        let gap = 3.0 * unit;
        let columns = f32::from(COLUMNS);
        let width = ((sheet.width - gap * (columns - 1.0)) / columns).min(72.0 * unit);
        let whole = width * columns + gap * (columns - 1.0);
        let text = Type::of(sheet, width - inset(sheet), words);
        Grid { tile: (width, 42.0 * unit), gap, left: ((sheet.width - whole) / 2.0).max(0.0), text }
    }

    /// The width of the words on a tile.
    fn room(&self, sheet: &Sheet) -> f32 {
        self.tile.0 - inset(sheet)
    }

    fn at(&self, column: u8, row: f32) -> (f32, f32) {
        let (width, height) = self.tile;
        (self.left + f32::from(column) * (width + self.gap), row * (height + self.gap))
    }
}

/// What stays free beside the words of a tile.
fn inset(sheet: &Sheet) -> f32 {
    let units = if sheet.is_narrow() { 3.0 } else { 7.0 };
    units * sheet.unit()
}

/// The type of names and values, the same on all tiles of a map.
struct Type {
    name: f32,
    value: f32,
}

impl Type {
    /// The largest in which the words of every tile fit.
    fn of(sheet: &Sheet, room: f32, words: &[(&str, &str)]) -> Self {
        let size = sheet.text;
        let fits = |text: &str, weight: Weight, size: f32, most: usize| {
            let lines = sheet.wrapped(text, weight, size, room, most);
            lines.iter().all(|line| line.says.is_none() && line.text.ends_with(' '))
        };
        // A word that fits in no size is cut, and makes the others no smaller.
        let largest = |sizes: [f32; 4], fits: &dyn Fn(&(&str, &str), f32) -> bool| {
            let mut fitting = words.to_vec();
            fitting.retain(|word| fits(word, sizes[3]));
            let all = |size: &f32| fitting.iter().all(|word| fits(word, *size));
            sizes.into_iter().find(all).unwrap_or(sizes[3])
        };
        Type {
            name: largest([0.92, 0.86, 0.8, 0.74].map(|part| part * size), &|(name, _), size| {
                fits(short(name), Weight::Regular, size, 2)
            }),
            value: largest([1.0, 0.92, 0.84, 0.76].map(|part| part * size), &|(_, value), size| {
                fits(value, Weight::SemiBold, size, 1)
            }),
        }
    }
}

/// Where a county has names in several languages, the first is enough on the map.
fn short(name: &str) -> &str {
    name.split(" – ").next().unwrap_or(name)
}

/// Which step of the scale a value stands on, from 0. Zero and less stand on the lowest.
fn step(value: i64, least: i64, most: i64) -> u8 {
    if most <= least {
        return if value > 0 { 2 } else { 0 };
    }
    let along = (value as f64 - least as f64) / (most as f64 - least as f64);
    ((along * f64::from(STEPS)).floor().max(0.0) as u8).min(STEPS - 1)
}

pub(super) fn draw(sheet: &Sheet, year: i32, tiles: &[Tile]) -> Drawn {
    let unit = sheet.unit();
    let map = counties::of(year);
    let given = tiles.iter().map(|tile| (counties::name(year, tile), tile.label.as_str()));
    let words: Vec<(&str, &str)> =
        map.iter().map(|(_, name, ..)| (*name, "")).chain(given).collect();
    let grid = Grid::of(sheet, &words);
    let least = tiles.iter().map(|tile| tile.value).min().unwrap_or(0).min(0);
    let most = tiles.iter().map(|tile| tile.value).max().unwrap_or(0);
    let mut band = Band::default();
    let mut drawn = vec![false; tiles.len()];
    for (number, name, column, row) in map {
        let corner = grid.at(*column, f32::from(*row));
        let given = tiles.iter().position(|tile| tile.number == *number);
        match given {
            Some(i) => {
                drawn[i] = true;
                let step = step(tiles[i].value, least, most);
                let name = counties::name(year, &tiles[i]);
                draw_tile(sheet, &mut band, &grid, corner, name, &tiles[i].label, Some(step));
            }
            None => {
                let notice = words::without(sheet.language);
                draw_tile(sheet, &mut band, &grid, corner, name, notice, None);
            }
        }
    }
    let map_height = grid.at(0, f32::from(ROWS)).1 - grid.gap;
    band.height = map_height + 4.0 * unit;
    if !tiles.is_empty() {
        key(sheet, &mut band, &grid, tiles);
    }
    let mut bands = vec![band];
    // What belongs to no county of the map is shown below it, never left out.
    let others: Vec<&Tile> =
        tiles.iter().zip(drawn).filter(|(_, drawn)| !drawn).map(|(tile, _)| tile).collect();
    for row in others.chunks(usize::from(COLUMNS)) {
        let mut band = Band::of_height(grid.tile.1 + grid.gap);
        for (column, tile) in (0..).zip(row) {
            let name = counties::name(year, tile);
            let step = step(tile.value, least, most);
            let corner = grid.at(column, 0.0);
            draw_tile(sheet, &mut band, &grid, corner, name, &tile.label, Some(step));
        }
        bands.push(band);
    }
    Drawn { width: sheet.width, head: Vec::new(), bands }
}

fn draw_tile(
    sheet: &Sheet,
    band: &mut Band,
    grid: &Grid,
    (x, y): (f32, f32),
    name: &str,
    label: &str,
    step: Option<u8>,
) {
    let unit = sheet.unit();
    let (width, height) = grid.tile;
    let text_tone = step.map_or(Tone::Muted, Tone::OnStep);
    match step {
        Some(step) => {
            band.rectangle((x, y), width, height, Tone::Step(step));
            // The lightest step would be lost on the ground without an edge.
            if step == 0 {
                band.outline((x, y), width, height, 0.7 * unit, Tone::Muted);
            }
        }
        None => {
            let corners = [(x, y), (x + width, y), (x + width, y + height), (x, y + height)];
            for (i, from) in corners.into_iter().enumerate() {
                band.dashes(from, corners[(i + 1) % 4], 2.5 * unit, 0.7 * unit, Tone::Muted);
            }
        }
    }
    let room = grid.room(sheet);
    let short = short(name);
    let mut lines = sheet.wrapped(short, Weight::Regular, grid.text.name, room, 2);
    if short.len() < name.len()
        && let Some(last) = lines.last_mut()
    {
        let said = last.says.take().unwrap_or_else(|| last.text.trim_end().to_owned());
        last.says = Some(format!("{said}{}", &name[short.len()..]));
    }
    let (weight, size) = match step {
        Some(_) => (Weight::SemiBold, grid.text.value),
        None => (Weight::Regular, grid.text.name),
    };
    let value = sheet.wrapped(label, weight, size, room, 1);
    let high = |lines: &[Label]| lines.iter().map(|line| line.size * 1.36).sum::<f32>();
    let top = y + (height - high(&lines) - high(&value)) / 2.0;
    let below = top + high(&lines);
    let centre = x + width / 2.0;
    sheet.put_below(band, lines, (centre, top), Anchor::Middle, text_tone);
    sheet.put_below(band, value, (centre, below), Anchor::Middle, text_tone);
}

/// The scale from the least to the most, in the free corner of the map where there is sea.
fn key(sheet: &Sheet, band: &mut Band, grid: &Grid, tiles: &[Tile]) {
    let unit = sheet.unit();
    let (x, y) = (grid.left, 4.0 * unit);
    let height = 9.0 * unit;
    // Below, the map begins with the third column.
    let room = grid.at(2, 0.0).0 + grid.tile.0 - x;
    let gap = 12.0 * unit;
    let end = |tile: Option<&Tile>, word: &str| {
        let label = tile.map(|tile| tile.label.trim()).unwrap_or_default();
        let text = format!("{word} {label} ");
        sheet.line(&text, Weight::Regular, sheet.small(), (room - gap) / 2.0)
    };
    let [least, most] = words::least_and_most(sheet.language);
    let least = end(tiles.iter().min_by_key(|tile| tile.value), least);
    let most = end(tiles.iter().max_by_key(|tile| tile.value), most);
    let words: f32 = least.iter().chain(&most).map(|label| label.width).sum();
    let whole = (words + gap).max(90.0 * unit);
    let step_width = whole / f32::from(STEPS);
    for step in 0..STEPS {
        let corner = (x + f32::from(step) * step_width, y);
        band.rectangle(corner, step_width, height, Tone::Step(step));
    }
    band.outline((x, y), whole, height, 0.6 * unit, Tone::Muted);
    let below = y + height + 1.5 * unit;
    let lines = |label: Option<Label>| label.into_iter().collect::<Vec<_>>();
    sheet.put_below(band, lines(least), (x, below), Anchor::Start, Tone::Muted);
    sheet.put_below(band, lines(most), (x + whole, below), Anchor::End, Tone::Muted);
}

#[cfg(test)]
mod tests {
    use super::super::shapes::Shape;
    use super::super::sheet::tests::sheet;
    use super::*;

    fn tile(number: &str, value: i64) -> Tile {
        Tile { number: number.into(), name: String::new(), value, label: value.to_string() }
    }

    #[test]
    fn the_scale_runs_from_nothing_to_the_most() {
        assert_eq!([0, 19, 20, 99, 100].map(|value| step(value, 0, 100)), [0, 0, 1, 4, 4]);
        assert_eq!(step(5, 0, 0), 2);
    }

    #[test]
    fn counties_without_a_value_are_said_to_be_without_and_strangers_are_not_lost() {
        let drawn = draw(&sheet(450.0), 2024, &[tile("03", 5), tile("21", 7)]);
        let texts: Vec<&str> = drawn
            .bands
            .iter()
            .flat_map(|band| &band.shapes)
            .filter_map(|shape| match shape {
                Shape::Text { label, .. } => Some(label.text.trim()),
                _ => None,
            })
            .collect();
        let without = texts.iter().filter(|text| **text == "ingen tall").count();
        assert_eq!(without, 14, "{texts:?}");
        assert!(texts.contains(&"21") && texts.contains(&"7"), "{texts:?}");
    }
}
