//! What a chart consists of: shapes that know nothing of the writer. Measures are points from the
//! upper left corner of their band.

/// A point: from the left, from the top.
pub(crate) type Point = (f32, f32);

/// What a shape is drawn with. The writer decides the colour, so that paper and a dark screen can each
/// have their own; in grey the order from light to dark is the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Tone {
    /// Text.
    Ink,
    /// Text that stands back, axes.
    Muted,
    /// Thin rules that help the eye along.
    Rule,
    /// The ground, for text on dark areas.
    Paper,
    /// Bars.
    Bar,
    /// What asks for something.
    Strong,
    /// The light areas between and behind bars.
    Light,
    /// The steps of a scale from little (0) to much (4).
    Step(u8),
    /// Text on a step of the scale.
    OnStep(u8),
}

/// How strong a text is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Weight {
    Regular,
    SemiBold,
}

/// Where a text stands at its point.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Anchor {
    Start,
    Middle,
    End,
}

/// A line of text as it is drawn.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Label {
    /// What is drawn. A space at the end keeps it apart from what is read after it.
    pub(crate) text: String,
    /// What is said, where that is more than is drawn.
    pub(crate) says: Option<String>,
    /// The width that is seen.
    pub(crate) width: f32,
    pub(crate) weight: Weight,
    pub(crate) size: f32,
}

/// One shape.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Shape {
    /// A filled polygon.
    Area { corners: Vec<Point>, tone: Tone },
    /// A filled rectangle.
    Rectangle { from: Point, width: f32, height: f32, tone: Tone },
    /// Straight lines of one kind.
    Lines { lines: Vec<(Point, Point)>, thickness: f32, tone: Tone },
    /// Text whose base line runs through the point.
    Text { label: Label, at: Point, anchor: Anchor, tone: Tone },
}

/// A part of a chart that is never torn: a bar with its name and value.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Band {
    pub(crate) height: f32,
    pub(crate) shapes: Vec<Shape>,
}

/// A chart, ready to be put somewhere: its bands stand below each other without a gap.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Drawn {
    pub(crate) width: f32,
    /// What explains the rest: the axis, what the parts are called. Repeated where a chart goes on on
    /// another page.
    pub(crate) head: Vec<Band>,
    pub(crate) bands: Vec<Band>,
}

impl Drawn {
    /// The height of all bands together.
    pub(crate) fn height(&self) -> f32 {
        self.head.iter().chain(&self.bands).map(|band| band.height).sum()
    }
}

/// How an area is filled, so that it can be told from its neighbours without its colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fill {
    /// One tone.
    Plain(Tone),
    /// Strokes over paper.
    Hatched(Hatching),
}

/// Which way the strokes of a filling run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Hatching {
    Rising,
    Upright,
    Crossed,
    Level,
}

/// What follows is drawn over what was before.
impl Band {
    pub(crate) fn of_height(height: f32) -> Self {
        Band { height, shapes: Vec::new() }
    }

    pub(crate) fn rectangle(&mut self, from: Point, width: f32, height: f32, tone: Tone) {
        self.shapes.push(Shape::Rectangle { from, width, height, tone });
    }

    pub(crate) fn area(&mut self, corners: &[Point], tone: Tone) {
        self.shapes.push(Shape::Area { corners: corners.to_vec(), tone });
    }

    pub(crate) fn line(&mut self, from: Point, to: Point, thickness: f32, tone: Tone) {
        self.shapes.push(Shape::Lines { lines: vec![(from, to)], thickness, tone });
    }

    /// The edge of a rectangle, drawn inside it.
    pub(crate) fn outline(
        &mut self,
        (x, y): Point,
        width: f32,
        height: f32,
        thickness: f32,
        tone: Tone,
    ) {
        let half = thickness / 2.0;
        let (left, right) = (x + half, x + (width - half).max(half));
        let (top, bottom) = (y + half, y + (height - half).max(half));
        let lines = vec![
            ((x, top), (x + width, top)),
            ((right, y), (right, y + height)),
            ((x + width, bottom), (x, bottom)),
            ((left, y + height), (left, y)),
        ];
        self.shapes.push(Shape::Lines { lines, thickness, tone });
    }

    /// An upright or level line of dashes.
    pub(crate) fn dashes(&mut self, from: Point, to: Point, dash: f32, thickness: f32, tone: Tone) {
        let (dx, dy) = (to.0 - from.0, to.1 - from.1);
        let length = dx.hypot(dy);
        let step = dash.max(0.5) * 1.8;
        let count = (length / step).ceil().clamp(1.0, 400.0);
        let at = |along: f32| (from.0 + dx * along / length, from.1 + dy * along / length);
        if length <= 0.0 {
            return;
        }
        let lines = (0..count as usize)
            .map(|i| i as f32 * step)
            .filter(|along| *along < length)
            .map(|along| (at(along), at((along + dash).min(length))))
            .collect();
        self.shapes.push(Shape::Lines { lines, thickness, tone });
    }

    /// A rectangle that is filled and edged.
    pub(crate) fn filled(&mut self, from: Point, width: f32, height: f32, fill: Fill, gap: f32) {
        match fill {
            Fill::Plain(tone) => self.rectangle(from, width, height, tone),
            Fill::Hatched(hatching) => {
                self.rectangle(from, width, height, Tone::Paper);
                let lines = hatch(from, width, height, gap, hatching);
                if !lines.is_empty() {
                    let thickness = gap * 0.2;
                    self.shapes.push(Shape::Lines { lines, thickness, tone: Tone::Muted });
                }
                self.outline(from, width, height, gap * 0.2, Tone::Muted);
            }
        }
    }

    pub(crate) fn text(&mut self, label: Label, at: Point, anchor: Anchor, tone: Tone) {
        self.shapes.push(Shape::Text { label, at, anchor, tone });
    }
}

/// The strokes that fill a rectangle, cut at its edges. Wide areas get wider gaps, so that no filling
/// takes more than some hundred strokes.
fn hatch(
    (x, y): Point,
    width: f32,
    height: f32,
    gap: f32,
    hatching: Hatching,
) -> Vec<(Point, Point)> {
    let gap = gap.max((width + height) / 300.0);
    let upright =
        || steps(gap / 2.0, gap, width).map(|dx| ((x + dx, y), (x + dx, y + height))).collect();
    let level = |gap: f32| -> Vec<(Point, Point)> {
        steps(gap / 2.0, gap, height).map(|dy| ((x, y + dy), (x + width, y + dy))).collect()
    };
    match hatching {
        Hatching::Upright => upright(),
        Hatching::Level => level(gap * 0.8),
        Hatching::Crossed => {
            let mut lines: Vec<(Point, Point)> = upright();
            lines.extend(level(gap));
            lines
        }
        Hatching::Rising => steps(gap * 0.7, gap * 1.4, width + height)
            .map(|along| {
                // From the left or the lower edge up to the upper or the right edge.
                let below = (along - height).max(0.0);
                let above = along.min(width);
                ((x + below, y + (along - below)), (x + above, y + (along - above)))
            })
            .collect(),
    }
}

fn steps(first: f32, step: f32, end: f32) -> impl Iterator<Item = f32> {
    (0..).map(move |i| first + i as f32 * step).take_while(move |at| *at < end)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strokes_stay_inside_what_they_fill() {
        for hatching in [Hatching::Rising, Hatching::Upright, Hatching::Crossed, Hatching::Level] {
            let lines = hatch((10.0, 20.0), 37.0, 11.0, 3.0, hatching);
            assert!(lines.len() > 2, "{hatching:?}");
            for (from, to) in lines {
                for (x, y) in [from, to] {
                    assert!((9.99..=47.01).contains(&x), "{hatching:?} {x}");
                    assert!((19.99..=31.01).contains(&y), "{hatching:?} {y}");
                }
            }
        }
    }

    #[test]
    fn a_huge_area_takes_no_endless_strokes() {
        assert!(hatch((0.0, 0.0), 1e6, 1e6, 0.1, Hatching::Rising).len() < 1000);
    }
}
