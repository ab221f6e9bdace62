//! Text in pieces: with styles, other languages, links and footnotes.

use serde::{Deserialize, Serialize};

/// Text in pieces. A plain string is a text of one piece.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rich(pub Vec<Piece>);

/// A stretch of text that is all of one kind.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Piece {
    /// The words; a newline starts a new line.
    pub text: String,
    /// How they are set.
    pub style: Style,
    /// The language of the words by its BCP 47 tag (`se`, `sma`, `en`), where it is not the document's.
    pub language: Option<String>,
    /// Where the words lead.
    pub link: Option<Link>,
    /// What stands at the foot of the page about these words.
    pub note: Option<String>,
}

/// How words are set.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Style {
    /// As the text around them.
    #[default]
    Plain,
    /// Important.
    Strong,
    /// Set apart: titles, foreign words.
    Emphasis,
}

/// Where words lead.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Link {
    /// An address of the web or of mail: `https://…`, `mailto:…`. Another kind is shown as text only.
    Web(String),
    /// The first heading of the document with exactly these words; as text only where there is none.
    Heading(String),
}

impl Rich {
    /// Text of one plain piece.
    pub fn plain(text: impl Into<String>) -> Self {
        Rich(vec![Piece { text: text.into(), ..Piece::default() }])
    }

    /// The text with a further piece.
    #[must_use]
    pub fn and(mut self, piece: Piece) -> Self {
        self.0.push(piece);
        self
    }

    /// The words alone, without the notes.
    pub fn words(&self) -> String {
        self.0.iter().map(|piece| piece.text.as_str()).collect()
    }
}

impl Piece {
    /// Important words.
    pub fn strong(text: impl Into<String>) -> Self {
        Piece { text: text.into(), style: Style::Strong, ..Piece::default() }
    }

    /// Words set apart.
    pub fn emphasis(text: impl Into<String>) -> Self {
        Piece { text: text.into(), style: Style::Emphasis, ..Piece::default() }
    }

    /// The words in another language, by its BCP 47 tag.
    #[must_use]
    pub fn in_language(mut self, tag: impl Into<String>) -> Self {
        self.language = Some(tag.into());
        self
    }

    /// The words with a link.
    #[must_use]
    pub fn to(mut self, link: Link) -> Self {
        self.link = Some(link);
        self
    }

    /// The words with a footnote.
    #[must_use]
    pub fn noted(mut self, note: impl Into<String>) -> Self {
        self.note = Some(note.into());
        self
    }
}

impl From<&str> for Piece {
    fn from(text: &str) -> Self {
        Piece { text: text.to_owned(), ..Piece::default() }
    }
}

impl From<String> for Piece {
    fn from(text: String) -> Self {
        Piece { text, ..Piece::default() }
    }
}

impl From<&str> for Rich {
    fn from(text: &str) -> Self {
        Rich::plain(text)
    }
}

impl From<String> for Rich {
    fn from(text: String) -> Self {
        Rich::plain(text)
    }
}

impl From<Vec<Piece>> for Rich {
    fn from(pieces: Vec<Piece>) -> Self {
        Rich(pieces)
    }
}
