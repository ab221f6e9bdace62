//! The typed document: what is said, not how it looks.

mod chart;
mod picture;
mod rich;
mod table;

pub use chart::{
    Bar, BudgetBar, Chart, Drawing, Mark, Multiple, Numbers, Part, Share, Span, StackedBar, Tile,
};
pub use picture::{Figure, NoPicture, Picture};
pub use rich::{Link, Piece, Rich, Style};
pub use table::{Align, Cell, Column, HeadGroup, Row, RowKind, Table};

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use vocabulary::Language;

/// A document to be rendered: a report, a letter, a list.
///
/// If no block is a level 1 heading, the title is printed as one: first in the document, or directly
/// below the address field of a letter.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Document {
    /// What the document is called: in the metadata, in the window title and, from page 2, at the head
    /// of each page.
    pub title: String,
    /// The language it is written in; also decides hyphenation and the words "Side 1 av 3".
    pub language: Language,
    /// The body that speaks: masthead, footer and author in the metadata.
    pub sender: String,
    /// The case or report reference, shown in the footer. May be empty.
    pub reference: String,
    /// One sentence on what it is about, for the metadata. May be empty.
    pub subject: String,
    /// When it was made, for the metadata. It is given, never taken from the machine's clock.
    pub made_at: DateTime<Utc>,
    /// What it says, in reading order.
    pub blocks: Vec<Block>,
}

/// One piece of a document. All text is plain text: a newline starts a new line, nothing else is markup.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Block {
    /// A heading. It stays on the page of what follows. A level that skips one is tagged one below
    /// the heading before it, because a reader must be able to walk the levels.
    Heading {
        /// 1 to 3; other levels are taken as the nearest of these.
        level: u8,
        /// The words of the heading.
        text: String,
    },
    /// Running text.
    Paragraph(Rich),
    /// Running text in small, muted type: notes, sources, who approved.
    Small(Rich),
    /// Running text set apart by a rule at its side: what somebody else has said or written.
    Quote(Rich),
    /// A list with bullets, one text an item.
    Bullets(Vec<Rich>),
    /// A list with numbers from 1, one text an item.
    Numbered(Vec<Rich>),
    /// Words and what is said of them, one pair a line: "Kontakt: Kari Nordmann". An empty value is
    /// shown as a dash.
    Facts(Vec<(String, Rich)>),
    /// A row of large figures with captions.
    KeyFigures(Vec<KeyFigure>),
    /// A table of data.
    Table(Table),
    /// A chart with the finding as its title and its numbers in a table.
    Chart(Chart),
    /// A picture with what it shows in words and a caption: a coat of arms, a photograph, a plan.
    Figure(Figure),
    /// The head of a letter. It begins a page; the recipient stands in the window of the envelope.
    AddressField {
        /// Name and address, one string a line.
        recipient: Vec<String>,
        /// Name and value, such as ("Dato", "1. mars 2027"), in the order they are shown.
        references: Vec<(String, String)>,
    },
    /// The headings that follow, with their pages, each a link. Headings of a level below `depth`
    /// (1 to 3) are left out. Nothing where the document has no heading after it.
    Contents {
        /// The lowest level shown.
        depth: u8,
    },
    /// What goes with the document.
    Attachments(Vec<Attached>),
    /// What should stand on one page, as far as a page has room for it.
    Together(Vec<Block>),
    /// What follows begins on a new page. On a page that is still empty it does nothing.
    PageBreak,
}

/// A large figure with a caption.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeyFigure {
    /// The figure as it is to be read, with its unit: "612 mill. kr".
    pub figure: String,
    /// What the figure says.
    pub caption: String,
    /// How it stands against something else: "opp 8 mill. kr fra 2026". May be empty.
    pub against: String,
}

/// One thing that goes with a document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attached {
    /// What it is called.
    pub name: String,
    /// What it is: kind, size, whose. May be empty.
    pub about: String,
}

/// A rendered document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pdf {
    /// The file.
    pub bytes: Vec<u8>,
    /// How many pages it has.
    pub pages: usize,
}
