//! The typed document: what is said, not how it looks.

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
    Paragraph(String),
    /// Running text in small, muted type: notes, sources, who approved.
    Small(String),
    /// A list with bullets, one string an item.
    Bullets(Vec<String>),
    /// A row of large figures with captions.
    KeyFigures(Vec<KeyFigure>),
    /// A table of data.
    Table(Table),
    /// A bar chart with horizontal bars.
    Bars(BarChart),
    /// Steps that become fewer: applied, started, still active.
    Funnel(Funnel),
    /// The head of a letter. It begins a page; the recipient stands in the window of the envelope.
    AddressField {
        /// Name and address, one string a line.
        recipient: Vec<String>,
        /// Name and value, such as ("Dato", "1. mars 2027"), in the order they are shown.
        references: Vec<(String, String)>,
    },
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
}

/// A table of data. The heads are repeated on every page; the first column names the row.
///
/// A row may be shorter or longer than the heads: missing cells are empty, further cells get a column
/// without a head.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Table {
    /// What the table shows.
    pub caption: String,
    /// The columns from left to right.
    pub columns: Vec<Column>,
    /// The rows from top to bottom, each with one cell a column.
    pub rows: Vec<Vec<String>>,
    /// The last row, set apart as the sum.
    pub total: Option<Vec<String>>,
}

/// A column of a table.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Column {
    /// What stands at the head, with the unit: "Beløp (kr)".
    pub head: String,
    /// The width relative to the other columns. Columns of figures get more if they need it.
    pub share: f32,
    /// Where the text stands in the column.
    pub align: Align,
}

/// Where text stands in its column.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub enum Align {
    /// Words.
    #[default]
    Left,
    /// Figures.
    Right,
}

/// A bar chart with horizontal bars, drawn in the order given.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BarChart {
    /// The finding: "Agder får mest".
    pub caption: String,
    /// What one who cannot see the chart needs: kind, message, extremes, where the numbers stand.
    /// If empty, the bars are read out instead.
    pub alt: String,
    /// The bars from top to bottom.
    pub bars: Vec<Bar>,
}

/// A bar of a chart or a step of a funnel.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Bar {
    /// What the bar stands for.
    pub name: String,
    /// Its length, in any unit that the whole chart shares.
    pub value: i64,
    /// The value as it is to be read: "88,0".
    pub label: String,
}

/// Steps that become fewer, as centred bars of falling width.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Funnel {
    /// The finding.
    pub caption: String,
    /// What one who cannot see the funnel needs. If empty, the steps are read out instead.
    pub alt: String,
    /// The steps from first to last.
    pub steps: Vec<Bar>,
}

/// A rendered document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pdf {
    /// The file.
    pub bytes: Vec<u8>,
    /// How many pages it has.
    pub pages: usize,
}
