//! Charts as inline SVG: once for a wide and once for a narrow screen, because type that shrinks with
//! its chart cannot be read on a telephone.

use askama::Template;
use vocabulary::Language;

use crate::charts::{self, Anchor, Drawn, Ruler, Shape, Sheet, Tone, Weight};
use crate::model::Chart;
use crate::text::{is_blank, one_line};

/// For what screen a chart is drawn: what it is called in the style sheet, its width and its type.
const SCREENS: [(&str, f32, f32); 2] = [("wide", 680.0, 14.0), ("narrow", 332.0, 13.0)];

/// A chart for one width of screen.
#[derive(Template)]
#[template(path = "chart.html")]
pub(super) struct Svg {
    kind: &'static str,
    id: String,
    title: String,
    alt: String,
    width: String,
    height: String,
    marks: Vec<SvgMark>,
}

/// A shape as SVG says it.
enum SvgMark {
    Rectangle {
        x: String,
        y: String,
        width: String,
        height: String,
        tone: SvgTone,
    },
    Area {
        points: String,
        tone: SvgTone,
    },
    Lines {
        path: String,
        thickness: String,
        tone: SvgTone,
    },
    Text {
        x: String,
        y: String,
        anchor: Option<&'static str>,
        size: String,
        is_strong: bool,
        text: String,
        says: Option<String>,
        tone: SvgTone,
    },
}

/// The colour of a tone, and its classes, by which a style sheet exchanges it.
struct SvgTone {
    fill: &'static str,
    stroke: &'static str,
    colour: &'static str,
}

/// The chart for each width of screen; nothing if there is nothing to draw.
pub(super) fn of(chart: &Chart, id: &str, language: Language, ruler: &dyn Ruler) -> Vec<Svg> {
    let alt = charts::alt(chart, language);
    let finding = one_line(&chart.finding);
    let title = if is_blank(&finding) { alt.clone() } else { finding };
    SCREENS
        .into_iter()
        .filter_map(|(kind, width, text)| {
            let sheet = Sheet { width, text, language, ruler };
            let drawn = charts::draw(&chart.drawing, &sheet)?;
            Some(Svg {
                kind,
                id: format!("{id}-{kind}"),
                title: title.clone(),
                alt: alt.clone(),
                width: measure(drawn.width),
                height: measure(drawn.height() + 2.0),
                marks: marks(drawn),
            })
        })
        .collect()
}

fn marks(drawn: Drawn) -> Vec<SvgMark> {
    let mut top = 1.0;
    let mut marks = Vec::new();
    for band in drawn.head.into_iter().chain(drawn.bands) {
        marks.extend(band.shapes.into_iter().map(|shape| mark(shape, top)));
        top += band.height;
    }
    marks
}

fn mark(shape: Shape, top: f32) -> SvgMark {
    let pair = |(x, y): (f32, f32)| format!("{} {}", measure(x), measure(y + top));
    match shape {
        Shape::Rectangle { from, width, height, tone } => SvgMark::Rectangle {
            x: measure(from.0),
            y: measure(from.1 + top),
            width: measure(width),
            height: measure(height),
            tone: svg_tone(tone),
        },
        Shape::Area { corners, tone } => SvgMark::Area {
            points: corners.into_iter().map(pair).collect::<Vec<_>>().join(" "),
            tone: svg_tone(tone),
        },
        Shape::Lines { lines, thickness, tone } => SvgMark::Lines {
            path: lines
                .into_iter()
                .map(|(from, to)| format!("M{}L{}", pair(from), pair(to)))
                .collect(),
            thickness: measure(thickness),
            tone: svg_tone(tone),
        },
        Shape::Text { label, at, anchor, tone } => SvgMark::Text {
            x: measure(at.0),
            y: measure(at.1 + top),
            anchor: match anchor {
                Anchor::Start => None,
                Anchor::Middle => Some("middle"),
                Anchor::End => Some("end"),
            },
            size: measure(label.size),
            is_strong: label.weight == Weight::SemiBold,
            text: label.text.trim_end().to_owned(),
            says: label.says,
            tone: svg_tone(tone),
        },
    }
}

/// A measure with at most one place after the point.
fn measure(value: f32) -> String {
    let text = format!("{value:.1}");
    text.strip_suffix(".0").map_or(text.clone(), str::to_owned)
}

/// The colours are those of paper; the style sheet has others for a dark screen.
fn svg_tone(tone: Tone) -> SvgTone {
    let (fill, stroke, colour) = match tone {
        Tone::Ink => ("ink", "ink-line", "#1c2129"),
        Tone::Muted => ("muted", "muted-line", "#545c66"),
        Tone::Rule => ("rule", "rule-line", "#b8bfc7"),
        Tone::Paper => ("paper", "paper-line", "#ffffff"),
        Tone::Bar => ("bar", "bar-line", "#1a6b94"),
        Tone::Strong => ("strong", "strong-line", "#003650"),
        Tone::Light => ("light", "light-line", "#d9e6ed"),
        Tone::Step(0) => ("step-0", "step-0", "#f2f7fa"),
        Tone::Step(1) => ("step-1", "step-1", "#cbdfe9"),
        Tone::Step(2) => ("step-2", "step-2", "#92bdd2"),
        Tone::Step(3) => ("step-3", "step-3", "#1a6b94"),
        Tone::Step(_) => ("step-4", "step-4", "#003650"),
        Tone::OnStep(0..=2) => ("on-light-step", "on-light-step", "#1c2129"),
        Tone::OnStep(_) => ("on-dark-step", "on-dark-step", "#ffffff"),
    };
    SvgTone { fill, stroke, colour }
}
