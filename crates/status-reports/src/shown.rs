//! A report as pages and spreadsheets show it.

use crate::{Sheet, Snapshot, sheets};
use documents::{Document, RenderError};
use vocabulary::Language;

/// A report as pages and spreadsheets show it: the same document as in its file.
#[derive(Debug, Clone)]
pub struct Shown {
    document: Document,
}

impl From<Document> for Shown {
    fn from(document: Document) -> Shown {
        Shown { document }
    }
}

impl Shown {
    /// What a snapshot gives, in the name it was made in.
    ///
    /// # Errors
    ///
    /// A sentence that says why its figures cannot be read any more.
    pub fn of(snapshot: &Snapshot, sender: &str) -> Result<Shown, String> {
        snapshot.document(sender).map(Shown::from)
    }
    /// Its title.
    pub fn title(&self) -> &str {
        &self.document.title
    }
    /// The language it is written in.
    pub const fn language(&self) -> Language {
        self.document.language
    }
    /// A fragment of HTML, escaped and without style and script of its own.
    ///
    /// # Errors
    ///
    /// [`RenderError`], which does not depend on what the document says.
    pub fn html(&self) -> Result<String, RenderError> {
        documents::html(&self.document)
    }
    /// Its tables.
    pub fn sheets(&self) -> Vec<Sheet> {
        sheets(&self.document)
    }
}
