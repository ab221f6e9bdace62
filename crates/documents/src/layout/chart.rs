//! Bar charts and funnels: names on the left, bars, values directly on or beside them. No legend, no
//! grid, one colour, a base of zero.

use vocabulary::Language;

use crate::display::PAGE_HEIGHT;
use crate::lines::{Breaker, Line};
use crate::model::{Bar, BarChart, Funnel};
use crate::tags::{NodeId, Role, Tree};
use crate::text::{is_blank, one_line};
use crate::words;

use super::Prepared;
use super::flow::Running;
use super::page::Paper;
use super::style::{BAR, BRIDGE, CAPACITY, INK, LEFT, MUTED, PAPER, Style, WIDTH};

const NAME: Style = Style::CELL;
const LABEL: Style = Style::CELL.semi_bold();
/// Names get at most this part of the width.
const NAMES_SHARE: f32 = 0.4;
/// Values get at most this part of the width.
const LABELS_SHARE: f32 = 0.25;
const GAP: f32 = 8.0;

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Bars,
    Funnel,
}

impl Kind {
    /// The height of a row whose name has this many lines.
    fn row_height(self, lines: usize) -> f32 {
        let names = lines as f32 * NAME.leading;
        match self {
            Kind::Bars => (names + 5.5).max(18.0),
            Kind::Funnel => (names + 6.0).max(36.0),
        }
    }
}

struct Row {
    name: Vec<Line>,
    label: Option<Line>,
    value: i64,
    height: f32,
}

/// A chart with at least one bar.
pub(super) struct Chart {
    kind: Kind,
    caption: Vec<Line>,
    alt: String,
    rows: Vec<Row>,
    /// The width of the names, without the gap to the bars.
    names: f32,
    /// The width of the widest value.
    labels: f32,
}

pub(super) fn prepare_bars(breaker: &Breaker, language: Language, chart: &BarChart) -> Prepared {
    prepare(breaker, language, Kind::Bars, &chart.caption, &chart.alt, &chart.bars)
}

pub(super) fn prepare_funnel(breaker: &Breaker, language: Language, funnel: &Funnel) -> Prepared {
    prepare(breaker, language, Kind::Funnel, &funnel.caption, &funnel.alt, &funnel.steps)
}

fn prepare(
    breaker: &Breaker,
    language: Language,
    kind: Kind,
    caption: &str,
    alt: &str,
    bars: &[Bar],
) -> Prepared {
    if bars.is_empty() {
        let notice = words::no_figures(language);
        let text =
            if is_blank(caption) { notice.to_owned() } else { format!("{caption}\n{notice}") };
        return Prepared::Running(Running::new(breaker, Style::NOTICE, &text));
    }
    let limit = WIDTH * NAMES_SHARE;
    let rows: Vec<Row> = bars
        .iter()
        .map(|bar| {
            let name = breaker.lines_at_most(&bar.name, &NAME, limit, 2);
            let label = breaker
                .lines_at_most(&bar.label, &LABEL, WIDTH * LABELS_SHARE, 1)
                .into_iter()
                .next();
            let height = kind.row_height(name.len());
            Row { name, label, value: bar.value, height }
        })
        .collect();
    let names = rows.iter().flat_map(|r| &r.name).map(|line| line.width).fold(0.0, f32::max);
    let labels = rows.iter().flat_map(|r| &r.label).map(|line| line.width).fold(0.0, f32::max);
    let caption_lines =
        if is_blank(caption) { Vec::new() } else { breaker.lines(caption, &Style::CAPTION, WIDTH) };
    let alt = spoken(language, caption, alt, bars);
    Prepared::Chart(Chart { kind, caption: caption_lines, alt, rows, names, labels })
}

/// The alternative text; the bars themselves where none was given.
fn spoken(language: Language, caption: &str, alt: &str, bars: &[Bar]) -> String {
    if !is_blank(alt) {
        return alt.to_owned();
    }
    let caption = one_line(caption);
    let caption = if is_blank(&caption) { words::chart(language).to_owned() } else { caption };
    let bars: Vec<String> = bars.iter().map(|bar| format!("{} {}", bar.name, bar.label)).collect();
    format!("{caption}: {}.", bars.join("; "))
}

impl Chart {
    fn caption_height(&self) -> f32 {
        if self.caption.is_empty() {
            0.0
        } else {
            self.caption.len() as f32 * Style::CAPTION.leading + 4.0
        }
    }

    fn height(&self) -> f32 {
        self.caption_height() + self.rows.iter().map(|row| row.height).sum::<f32>() + 2.0
    }

    pub(super) fn opening(&self) -> f32 {
        let first = self.caption_height() + self.rows.iter().take(2).map(|r| r.height).sum::<f32>();
        if self.height() <= CAPACITY { self.height() } else { first }
    }

    /// Places it on one page if a page can hold it. A longer chart becomes several figures, because a
    /// figure stands on one page.
    pub(super) fn place(self, paper: &mut Paper) {
        paper.need(self.opening());
        let mut rest = self.rows.as_slice();
        let mut first = true;
        while !rest.is_empty() {
            let figure = paper.tree.add(Tree::ROOT, Role::Figure);
            paper.tree.nodes[figure].alt = Some(self.alt.clone());
            if std::mem::take(&mut first) && !self.caption.is_empty() {
                let caption = paper.tree.add(figure, Role::Caption);
                paper.flow(caption, &self.caption, &Style::CAPTION, 0.0);
                paper.y += 4.0;
            }
            let mut height = 0.0;
            let room = paper.room();
            let fitting = rest
                .iter()
                .take_while(|row| {
                    height += row.height;
                    height <= room
                })
                .count();
            // A caption of more than a page leaves no room; then the bars begin on the next.
            if fitting == 0 && !paper.is_fresh() {
                paper.break_page();
                let row = rest[0].height;
                let more = rest.iter().skip(1).scan(row, |sum, row| {
                    *sum += row.height;
                    Some(*sum)
                });
                let fitting = 1 + more.take_while(|sum| *sum <= CAPACITY).count();
                rest = self.place_rows(paper, figure, rest, fitting);
            } else {
                rest = self.place_rows(paper, figure, rest, fitting.max(1));
            }
            if !rest.is_empty() {
                paper.break_page();
            }
        }
        paper.y += 8.0;
    }

    fn place_rows<'r>(
        &self,
        paper: &mut Paper,
        figure: NodeId,
        rows: &'r [Row],
        count: usize,
    ) -> &'r [Row] {
        let (now, later) = rows.split_at(count);
        let top = paper.y;
        let height: f32 = now.iter().map(|row| row.height).sum();
        paper.tree.nodes[figure].bounds =
            Some([LEFT, PAGE_HEIGHT - top - height - 2.0, LEFT + WIDTH, PAGE_HEIGHT - top + 2.0]);
        paper.begin(figure);
        match self.kind {
            Kind::Bars => self.draw_bars(paper, now, top),
            Kind::Funnel => self.draw_steps(paper, now, top),
        }
        paper.end();
        paper.y += height + 2.0;
        later
    }

    fn draw_bars(&self, paper: &mut Paper, rows: &[Row], top: f32) {
        // The scale is that of the whole chart, also where it is spread over pages.
        let most = self.rows.iter().map(|row| row.value).max().unwrap_or(0).max(0) as f64;
        let least = self.rows.iter().map(|row| row.value).min().unwrap_or(0).min(0) as f64;
        let left = LEFT + self.names + GAP;
        let room = f64::from(LEFT + WIDTH - left - self.labels - GAP);
        let span = most - least;
        let place = |value: f64| {
            if span > 0.0 { left + ((value - least) / span * room) as f32 } else { left }
        };
        let zero = place(0.0);
        let mut y = top;
        for row in rows {
            draw_name(paper, row, y, left - GAP);
            let end = place(row.value as f64);
            let (from, to) = if end < zero { (end, zero) } else { (zero, end) };
            let thickness = 12.0;
            let inset = (row.height - thickness) / 2.0;
            paper.rectangle(from, y + inset, (to - from).max(0.5), thickness, BAR);
            if let Some(label) = &row.label {
                let style = LABEL;
                paper.put(label, &style, to + 5.0, y + (row.height - style.leading) / 2.0);
            }
            y += row.height;
        }
        paper.rule((zero, top - 1.0), (zero, y + 1.0), 0.8, MUTED);
    }

    fn draw_steps(&self, paper: &mut Paper, rows: &[Row], top: f32) {
        let most = self.rows.iter().map(|row| row.value).max().unwrap_or(0).max(1) as f64;
        let left = LEFT + self.names + GAP;
        // Room is kept on both sides for a value that does not fit on its bar.
        let room = LEFT + WIDTH - left - 2.0 * (self.labels + GAP);
        let centre = left + (LEFT + WIDTH - left) / 2.0;
        let wide = |row: &Row| ((row.value.max(0) as f64 / most * f64::from(room)) as f32).max(1.0);
        let thickness = 24.0;
        let mut y = top;
        let mut before: Option<(f32, f32)> = None;
        for row in rows {
            draw_name(paper, row, y, left - GAP);
            let width = wide(row);
            let bar_top = y + (row.height - thickness) / 2.0;
            if let Some((above, bottom)) = before {
                let corners = [
                    (centre - above / 2.0, bottom),
                    (centre + above / 2.0, bottom),
                    (centre + width / 2.0, bar_top),
                    (centre - width / 2.0, bar_top),
                ];
                paper.polygon(&corners, BRIDGE);
            }
            paper.rectangle(centre - width / 2.0, bar_top, width, thickness, BAR);
            if let Some(label) = &row.label {
                let y = y + (row.height - LABEL.leading) / 2.0;
                if label.width + 12.0 <= width {
                    let style = LABEL.in_colour(PAPER);
                    paper.put(label, &style, centre - label.width / 2.0, y);
                } else {
                    paper.put(label, &LABEL.in_colour(INK), centre + width / 2.0 + 5.0, y);
                }
            }
            before = Some((width, bar_top + thickness));
            y += row.height;
        }
    }
}

/// Draws the name of a row, in the middle of its height and ending at `right`.
fn draw_name(paper: &mut Paper, row: &Row, y: f32, right: f32) {
    let height = row.name.len() as f32 * NAME.leading;
    let top = y + (row.height - height) / 2.0;
    for (i, line) in row.name.iter().enumerate() {
        paper.put_right(line, &NAME, right, top + i as f32 * NAME.leading);
    }
}
