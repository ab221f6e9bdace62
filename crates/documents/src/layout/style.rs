//! Measures, type sizes and colours of the page.

use crate::display::{Colour, PAGE_HEIGHT, PAGE_WIDTH};
use crate::fonts::FaceName;

/// The left margin. Print services put a bar code into the outer 18 mm.
pub(crate) const LEFT: f32 = 71.0;
/// Where text begins on a page, from its upper edge.
pub(crate) const TOP: f32 = 78.0;
/// How much stays free below the text.
pub(crate) const BOTTOM: f32 = 76.0;
/// The width of the text.
pub(crate) const WIDTH: f32 = PAGE_WIDTH - 2.0 * LEFT;
/// The height of the text on a full page.
pub(crate) const CAPACITY: f32 = PAGE_HEIGHT - TOP - BOTTOM;
/// Points in a millimetre.
pub(crate) const MILLIMETRE: f32 = 72.0 / 25.4;

/// Text; 16:1 against white.
pub(crate) const INK: Colour = [0.11, 0.13, 0.16];
/// Text that stands back; 6.8:1.
pub(crate) const MUTED: Colour = [0.33, 0.36, 0.40];
/// Headings and figures; 9:1.
pub(crate) const ACCENT: Colour = [0.0, 0.30, 0.44];
/// Bars; 5.9:1.
pub(crate) const BAR: Colour = [0.10, 0.42, 0.58];
/// What joins the steps of a funnel; decoration only.
pub(crate) const BRIDGE: Colour = [0.88, 0.92, 0.94];
/// Thin rules.
pub(crate) const RULE: Colour = [0.72, 0.75, 0.78];
/// Every second row and the boxes of key figures.
pub(crate) const TINT: Colour = [0.955, 0.965, 0.972];
/// Text on bars.
pub(crate) const PAPER: Colour = [1.0, 1.0, 1.0];

/// How a text is set. Sizes are points.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Style {
    pub(crate) face: FaceName,
    pub(crate) size: f32,
    /// From base line to base line.
    pub(crate) leading: f32,
    pub(crate) colour: Colour,
    /// Whether all figures are equally wide.
    pub(crate) tabular: bool,
}

impl Style {
    /// Running text of a report.
    pub(crate) const BODY: Style =
        Style { face: FaceName::Regular, size: 10.0, leading: 15.0, colour: INK, tabular: false };
    /// Running text of a letter, which is read at arm's length.
    pub(crate) const LETTER: Style = Style { size: 10.5, leading: 15.5, ..Style::BODY };
    /// Notes, footers.
    pub(crate) const SMALL: Style =
        Style { size: 8.5, leading: 12.0, colour: MUTED, ..Style::BODY };
    /// Cells of a table, names in a chart.
    pub(crate) const CELL: Style = Style { size: 9.0, leading: 12.5, tabular: true, ..Style::BODY };
    /// What a table or chart shows.
    pub(crate) const CAPTION: Style =
        Style { face: FaceName::SemiBold, size: 9.5, leading: 14.0, ..Style::BODY };
    /// The sender at the head of the first page.
    pub(crate) const MASTHEAD: Style =
        Style { face: FaceName::SemiBold, leading: 14.0, colour: ACCENT, ..Style::BODY };
    /// What is said where there is nothing to show.
    pub(crate) const NOTICE: Style =
        Style { face: FaceName::Italic, size: 9.0, leading: 12.5, colour: MUTED, ..Style::BODY };

    /// The same in semi-bold.
    pub(crate) const fn semi_bold(self) -> Style {
        Style { face: FaceName::SemiBold, ..self }
    }

    /// The same in another colour.
    pub(crate) const fn in_colour(self, colour: Colour) -> Style {
        Style { colour, ..self }
    }
}

/// A report or a letter: the same blocks, other sizes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Manner {
    Report,
    Letter,
}

/// How a heading is set, and the space above and below it.
pub(crate) struct HeadingStyle {
    pub(crate) style: Style,
    pub(crate) above: f32,
    pub(crate) below: f32,
}

impl Manner {
    pub(crate) fn body(self) -> Style {
        match self {
            Manner::Report => Style::BODY,
            Manner::Letter => Style::LETTER,
        }
    }

    pub(crate) fn heading(self, level: u8) -> HeadingStyle {
        let (size, leading, above, below) = match (self, level) {
            (Manner::Report, 1) => (26.0, 32.0, 24.0, 10.0),
            (Manner::Report, 2) => (16.0, 22.0, 18.0, 6.0),
            (Manner::Letter, 1) => (17.0, 22.0, 18.0, 8.0),
            (Manner::Letter, 2) => (13.0, 18.0, 14.0, 4.0),
            _ => (11.5, 16.0, 11.0, 3.0),
        };
        let style = Style {
            face: if level == 1 { FaceName::Bold } else { FaceName::SemiBold },
            size,
            leading,
            colour: if level <= 2 { ACCENT } else { INK },
            tabular: false,
        };
        HeadingStyle { style, above, below }
    }
}
