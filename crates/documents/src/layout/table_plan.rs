//! Which rows of a table stand on which page, and which lines of them.
//!
//! Rows are not parted if a page can hold them, what belongs together stays together (a section and
//! its first row, a row and its sum), and what is taller than a page goes on over the next.

use std::ops::Range;

/// How tall the rows are, in points.
#[derive(Debug, Clone, Copy)]
pub(super) struct Measures {
    /// From base line to base line.
    pub(super) leading: f32,
    /// Above and below the lines of a row.
    pub(super) padding: f32,
    /// What parts the footnotes of a page from the rows.
    pub(super) notes_gap: f32,
}

/// A row before it has its place.
#[derive(Debug, Clone, Default)]
pub(super) struct Measured {
    /// The lines of the tallest cell that reaches over this row only, at least 1.
    pub(super) lines: usize,
    /// The cells that begin here and reach over further rows.
    pub(super) spans: Vec<Reach>,
    /// Whether it must not be the last on its page.
    pub(super) keeps_next: bool,
    /// The space above it, where it is not the first on its page.
    pub(super) above: f32,
    /// What its footnotes take at the foot of the page.
    pub(super) notes: f32,
}

/// A cell that reaches over several rows.
#[derive(Debug, Clone, Copy)]
pub(super) struct Reach {
    /// Which cell of its row it is.
    pub(super) cell: usize,
    /// How many rows it reaches over, at least 2.
    pub(super) rows: usize,
    /// How many lines it has.
    pub(super) lines: usize,
}

/// What stands on one page. The first slice may be empty: then the table begins on the next page.
#[derive(Debug, Default)]
pub(super) struct Slice {
    pub(super) pieces: Vec<Piece>,
}

/// A row or a part of it on one page.
#[derive(Debug)]
pub(super) struct Piece {
    pub(super) row: usize,
    /// The lines of the cells that reach over this row only.
    pub(super) lines: Range<usize>,
    /// Below the upper end of the slice, in points.
    pub(super) top: f32,
    pub(super) height: f32,
    /// The cells over several rows whose part on this page begins here.
    pub(super) spans: Vec<SpanPart>,
}

/// The part of a cell over several rows that stands on one page.
#[derive(Debug)]
pub(super) struct SpanPart {
    /// The row the cell begins in.
    pub(super) row: usize,
    /// Which cell of that row it is.
    pub(super) cell: usize,
    pub(super) lines: Range<usize>,
    /// How much of the page it covers, in points.
    pub(super) height: f32,
}

/// The page that rows begin on.
#[derive(Debug, Clone, Copy)]
pub(super) struct Start {
    /// What it has left for rows.
    pub(super) room: f32,
    /// Whether nothing stands on it yet: then it is not left for another, which has no more room.
    pub(super) fresh: bool,
    /// What other pages have for rows.
    pub(super) full: f32,
}

/// Spreads the rows over pages. `turn` is handed what stands on a page that is full and the row that
/// goes on on the next, and says what room that one has; what stands on the last page is returned.
pub(super) fn plan(
    rows: &[Measured],
    measures: Measures,
    start: Start,
    turn: impl FnMut(Slice, usize) -> f32,
) -> Slice {
    let kept = kept(rows, measures, start.full);
    let Start { room, fresh, full } = start;
    let slice = Slice::default();
    let mut plan = Planning {
        measures,
        full,
        room,
        fresh,
        y: 0.0,
        noted: false,
        slice,
        open: Vec::new(),
        turn,
    };
    for (r, row) in rows.iter().enumerate() {
        plan.place(r, row, kept[r]);
    }
    plan.slice
}

/// The height of all rows on one page that is large enough.
pub(super) fn height(rows: &[Measured], measures: Measures) -> f32 {
    let start = Start { room: f32::INFINITY, fresh: false, full: f32::INFINITY };
    let slice = plan(rows, measures, start, |_, _| f32::INFINITY);
    let notes: f32 = rows.iter().map(|row| row.notes).sum();
    slice.pieces.last().map_or(0.0, |piece| piece.top + piece.height) + notes
}

impl Measured {
    fn height(&self, measures: Measures) -> f32 {
        measures.height(self.lines) + self.above + self.notes
    }
}

impl Measures {
    fn height(self, lines: usize) -> f32 {
        lines as f32 * self.leading + 2.0 * self.padding
    }

    /// How many lines a cell of this height holds. The small addition keeps rounding from taking one.
    fn holds(self, height: f32) -> usize {
        ((height - 2.0 * self.padding + 0.01) / self.leading).floor().max(0.0) as usize
    }
}

/// How much of what follows each row keeps on its page. Of a row that is taller than a page only its
/// beginning can be kept.
fn kept(rows: &[Measured], measures: Measures, full: f32) -> Vec<f32> {
    let mut kept = vec![0.0_f32; rows.len()];
    for r in (0..rows.len().saturating_sub(1)).rev() {
        if rows[r].keeps_next || in_small_group(rows, r, measures, full) {
            let next = rows[r + 1].height(measures);
            let beginning = if next > full { measures.height(4) } else { next };
            kept[r] = (beginning + kept[r + 1]).min(full / 2.0);
        }
    }
    kept
}

/// Whether a cell that is not tall reaches from this row into the next.
fn in_small_group(rows: &[Measured], r: usize, measures: Measures, full: f32) -> bool {
    // Few cells reach over more than a handful of rows; those that do are parted anyway.
    (r.saturating_sub(30)..=r).any(|first| {
        rows[first].spans.iter().any(|span| {
            let end = (first + span.rows).min(rows.len());
            end > r + 1
                && measures.height(span.lines) <= full / 3.0
                && rows[first..end].iter().map(|row| row.height(measures)).sum::<f32>()
                    <= full / 3.0
        })
    })
}

/// A cell over several rows whose end is not placed yet.
struct Open {
    row: usize,
    cell: usize,
    lines: usize,
    done: usize,
    /// The row after its last.
    end: usize,
    /// The piece of the current slice it begins in, and where that is; none before the first.
    begun: Option<(usize, f32)>,
}

struct Planning<T> {
    measures: Measures,
    full: f32,
    /// What the current page has for rows, and whether it is a new one.
    room: f32,
    fresh: bool,
    y: f32,
    /// Whether a row on the current page has footnotes.
    noted: bool,
    /// What stands on the current page.
    slice: Slice,
    open: Vec<Open>,
    turn: T,
}

impl<T: FnMut(Slice, usize) -> f32> Planning<T> {
    fn place(&mut self, r: usize, row: &Measured, kept: f32) {
        self.open.extend(row.spans.iter().map(|span| Open {
            row: r,
            cell: span.cell,
            lines: span.lines,
            done: 0,
            end: r + span.rows,
            begun: None,
        }));
        let height = self.height(self.count(r, row, 0), row);
        let fits_a_page = height + row.notes <= self.full;
        let wanted = if fits_a_page {
            (height + self.notes(row) + kept).min(self.full)
        } else {
            self.measures.height(4.min(row.lines.max(1)))
        };
        if self.room - self.y < wanted {
            self.turn(r);
        }
        self.y += if self.y > 0.0 { row.above } else { 0.0 };
        self.room -= if fits_a_page { self.notes(row) } else { 0.0 };
        self.noted |= row.notes > 0.0;
        let mut from = 0;
        loop {
            let count = self.count(r, row, from);
            let room = self.room - self.y;
            let to = count.min(from.saturating_add(self.measures.holds(room).max(1)));
            let last = to == count;
            if last && !fits_a_page && room < self.measures.height(to - from) + kept {
                // The end of a tall row does not leave the sum below it alone.
                if to - from > 2 {
                    self.piece(r, from..to - 1);
                    from = to - 1;
                    self.turn(r);
                    continue;
                }
                if self.turn(r) {
                    continue;
                }
            }
            self.piece(r, from..to);
            from = to;
            if last {
                break;
            }
            self.turn(r);
        }
        self.finish(r + 1);
    }

    /// What the footnotes of a row take on this page.
    fn notes(&self, row: &Measured) -> f32 {
        let is_first = row.notes > 0.0 && !self.noted;
        row.notes + if is_first { self.measures.notes_gap } else { 0.0 }
    }

    fn height(&self, lines: usize, row: &Measured) -> f32 {
        self.measures.height(lines) + if self.y > 0.0 { row.above } else { 0.0 }
    }

    /// How many lines row `r` has from its own cells and those that end in it, `from` of them on
    /// earlier pages.
    fn count(&self, r: usize, row: &Measured, from: usize) -> usize {
        let ending = self.open.iter().filter(|open| open.end == r + 1).map(|open| {
            let so_far = open.begun.map_or(0.0, |(_, top)| self.y - top);
            let lines = (open.lines - open.done) as f32 - so_far / self.measures.leading;
            from + (lines - 0.01).ceil().max(0.0) as usize
        });
        ending.fold(row.lines.max(from + 1), usize::max)
    }

    fn piece(&mut self, row: usize, lines: Range<usize>) {
        let height = self.measures.height(lines.len());
        for open in self.open.iter_mut().filter(|open| open.begun.is_none()) {
            open.begun = Some((self.slice.pieces.len(), self.y));
        }
        self.slice.pieces.push(Piece { row, lines, top: self.y, height, spans: Vec::new() });
        self.y += height;
    }

    /// Ends what reaches to `end` and no further.
    fn finish(&mut self, end: usize) {
        let (ended, open) = std::mem::take(&mut self.open).into_iter().partition(|o| o.end <= end);
        self.open = open;
        let ended: Vec<Open> = ended;
        for open in ended {
            self.part(&open, open.lines);
        }
    }

    /// Notes which lines of a cell stand on the current page.
    fn part(&mut self, open: &Open, to: usize) {
        let Some((piece, top)) = open.begun else { return };
        let (lines, height) = (open.done..to, self.y - top);
        let part = SpanPart { row: open.row, cell: open.cell, lines, height };
        if let Some(piece) = self.slice.pieces.get_mut(piece) {
            piece.spans.push(part);
        }
    }

    /// Goes on with row `r` on a new page, unless nothing stands on this one yet. Whether it did.
    fn turn(&mut self, r: usize) -> bool {
        if self.fresh && self.y == 0.0 {
            return false;
        }
        for mut open in std::mem::take(&mut self.open) {
            if let Some((_, top)) = open.begun {
                let to = open.lines.min(open.done + self.measures.holds(self.y - top));
                self.part(&open, to);
                open.done = to;
                open.begun = None;
            }
            self.open.push(open);
        }
        self.room = (self.turn)(std::mem::take(&mut self.slice), r);
        self.y = 0.0;
        self.noted = false;
        self.fresh = true;
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MEASURES: Measures = Measures { leading: 10.0, padding: 2.5, notes_gap: 5.0 };

    fn row(lines: usize) -> Measured {
        Measured { lines, ..Measured::default() }
    }

    fn kept_row(lines: usize) -> Measured {
        Measured { keeps_next: true, ..row(lines) }
    }

    fn spanning(lines: usize, rows: usize, tall: usize) -> Measured {
        let spans = vec![Reach { cell: 0, rows, lines: tall }];
        Measured { spans, ..row(lines) }
    }

    /// The pages of rows that begin on a page with `room` points, where the others have `full`.
    fn spread(rows: &[Measured], room: f32, full: f32, fresh: bool) -> Vec<Slice> {
        let mut slices = Vec::new();
        let last = plan(rows, MEASURES, Start { room, fresh, full }, |slice, _| {
            slices.push(slice);
            full
        });
        slices.push(last);
        slices
    }

    /// Each page as "row:from-to", and cells over several rows as "[row:from-to]".
    fn told(slices: &[Slice]) -> Vec<String> {
        slices
            .iter()
            .map(|slice| {
                let pieces = slice.pieces.iter().map(|piece| {
                    let spans = piece.spans.iter().map(|span| {
                        format!("[{}:{}-{}]", span.row, span.lines.start, span.lines.end)
                    });
                    let Piece { row, lines, .. } = piece;
                    format!("{row}:{}-{}{}", lines.start, lines.end, spans.collect::<String>())
                });
                pieces.collect::<Vec<_>>().join(" ")
            })
            .collect()
    }

    #[test]
    fn rows_go_to_the_next_page_whole() {
        let rows = [row(1), row(2), row(1)];
        assert_eq!(told(&spread(&rows, 35.0, 100.0, false)), ["0:0-1", "1:0-2 2:0-1"]);
        assert_eq!(told(&spread(&rows, 10.0, 100.0, false)), ["", "0:0-1 1:0-2 2:0-1"]);
    }

    #[test]
    fn a_sum_takes_the_row_before_it_along() {
        let rows = [row(1), kept_row(1), kept_row(1), row(1)];
        assert_eq!(told(&spread(&rows, 50.0, 100.0, false)), ["0:0-1", "1:0-1 2:0-1 3:0-1"]);
    }

    #[test]
    fn a_row_taller_than_a_page_goes_on_and_leaves_no_sum_alone() {
        let rows = [row(1), kept_row(17), row(1)];
        let told = told(&spread(&rows, 100.0, 100.0, true));
        assert_eq!(told, ["0:0-1 1:0-8", "1:8-16", "1:16-17 2:0-1"]);
    }

    #[test]
    fn footnotes_take_room_from_the_rows_of_their_page() {
        let noted = |lines| Measured { notes: 10.0, ..row(lines) };
        let rows = [noted(1), noted(1), row(1), row(1)];
        assert_eq!(told(&spread(&rows, 70.0, 70.0, true)), ["0:0-1 1:0-1 2:0-1", "3:0-1"]);
        assert_eq!(told(&spread(&rows, 69.0, 69.0, true)), ["0:0-1 1:0-1", "2:0-1 3:0-1"]);
    }

    #[test]
    fn rows_too_small_for_the_cell_beside_them_make_room_for_it() {
        let rows = [spanning(1, 2, 4), row(1)];
        let slices = spread(&rows, 100.0, 100.0, false);
        assert_eq!(told(&slices), ["0:0-1[0:0-4] 1:0-3"]);
        assert!(height(&rows, MEASURES) >= 45.0);
    }

    #[test]
    fn a_low_cell_over_several_rows_stays_on_one_page() {
        let rows = [row(1), spanning(1, 2, 1), row(1)];
        let told = told(&spread(&rows, 35.0, 120.0, false));
        assert_eq!(told, ["0:0-1", "1:0-1[1:0-1] 2:0-1"]);
    }

    #[test]
    fn a_tall_cell_over_several_rows_is_parted_and_no_line_is_lost() {
        for room in 1..100 {
            let rows = [spanning(2, 3, 20), row(5), row(1), row(1)];
            let slices = spread(&rows, room as f32, 60.0, false);
            let parts: Vec<Range<usize>> = slices
                .iter()
                .flat_map(|slice| &slice.pieces)
                .flat_map(|piece| &piece.spans)
                .map(|span| span.lines.clone())
                .collect();
            assert_eq!(
                parts.iter().cloned().flatten().collect::<Vec<_>>(),
                (0..20).collect::<Vec<_>>()
            );
            for slice in &slices[1..] {
                let last = slice.pieces.last().map_or(0.0, |piece| piece.top + piece.height);
                assert!(last <= 60.1, "{last} points on a page of 60");
            }
        }
    }
}
