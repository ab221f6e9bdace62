//! A document while it is written: tables and charts get their numbers in the order they stand.

use crate::words::{say, written};
use documents::{
    Align, Block, Cell, Chart, Column, Document, Drawing, HeadGroup, KeyFigure, Numbers, Piece,
    Rich, Row, Table,
};
use vocabulary::{Day, Language};

/// A document while it is written.
pub(crate) struct Paper {
    /// The language it is written in.
    pub(crate) language: Language,
    blocks: Vec<Block>,
    tables: usize,
    charts: usize,
}

/// What a document is called and whose it is.
pub(crate) struct Masthead<'a> {
    pub(crate) title: String,
    pub(crate) sender: &'a str,
    pub(crate) reference: String,
    pub(crate) subject: String,
    pub(crate) as_of: Day,
}

/// A table without its number.
pub(crate) struct Sheet {
    pub(crate) caption: String,
    pub(crate) groups: Vec<HeadGroup>,
    pub(crate) columns: Vec<Column>,
    pub(crate) rows: Vec<Row>,
    pub(crate) total: Option<Vec<Cell>>,
}

impl Paper {
    pub(crate) const fn new(language: Language) -> Paper {
        Paper { language, blocks: Vec::new(), tables: 0, charts: 0 }
    }

    /// The bokmål or the nynorsk words.
    pub(crate) const fn say(&self, bokmal: &'static str, nynorsk: &'static str) -> &'static str {
        say(self.language, bokmal, nynorsk)
    }

    /// Of two texts that somebody has written, the one in the language of the document; the other where
    /// there is none in it.
    pub(crate) fn either<'a>(&self, bokmal: &'a str, nynorsk: &'a str) -> &'a str {
        written(self.language, bokmal, nynorsk).0
    }

    /// The same as a piece that says in which language it is, where that is not the document's.
    pub(crate) fn either_marked(&self, bokmal: &str, nynorsk: &str) -> Piece {
        let (text, language) = written(self.language, bokmal, nynorsk);
        let piece = Piece::from(text);
        if language == self.language { piece } else { piece.in_language(language.code()) }
    }

    pub(crate) fn add(&mut self, block: Block) {
        self.blocks.push(block);
    }
    pub(crate) fn heading(&mut self, level: u8, text: impl Into<String>) {
        self.add(Block::Heading { level, text: text.into() });
    }
    pub(crate) fn paragraph(&mut self, text: impl Into<Rich>) {
        self.add(Block::Paragraph(text.into()));
    }
    pub(crate) fn small(&mut self, text: impl Into<Rich>) {
        self.add(Block::Small(text.into()));
    }
    pub(crate) fn bullets(&mut self, items: Vec<Rich>) {
        if !items.is_empty() {
            self.add(Block::Bullets(items));
        }
    }
    pub(crate) fn key_figures(&mut self, figures: Vec<KeyFigure>) {
        self.add(Block::KeyFigures(figures));
    }

    /// A table with the next number.
    pub(crate) fn table(&mut self, sheet: Sheet) {
        self.tables += 1;
        let caption = format!("Tabell {}. {}", self.tables, sheet.caption);
        let Sheet { groups, columns, rows, total, .. } = sheet;
        self.add(Block::Table(Table { caption, groups, columns, rows, total }));
    }

    /// What the next table will be called within a sentence: `tabell 3`.
    pub(crate) fn next_table(&self) -> String {
        format!("tabell {}", self.tables + 1)
    }
    /// What the table after the next will be called within a sentence.
    pub(crate) fn second_next_table(&self) -> String {
        format!("tabell {}", self.tables + 2)
    }

    /// A chart with the next number, whose numbers stand in the table of this name.
    pub(crate) fn chart(&mut self, finding: &str, alt: String, drawing: Drawing, table: String) {
        self.charts += 1;
        self.add(Block::Chart(Chart {
            finding: format!("Figur {}. {finding}", self.charts),
            alt,
            drawing,
            numbers: Numbers::In(table),
        }));
    }

    /// The document; its moment is the day it describes and not the one it is made at, so that the same
    /// figures give the same bytes.
    pub(crate) fn finish(self, masthead: Masthead<'_>) -> Document {
        Document {
            title: masthead.title,
            language: self.language,
            sender: masthead.sender.to_owned(),
            reference: masthead.reference,
            subject: masthead.subject,
            made_at: masthead.as_of.begins_at(),
            blocks: self.blocks,
        }
    }
}

/// A column of words.
pub(crate) fn words(head: impl Into<String>, share: f32) -> Column {
    Column { head: head.into(), share, align: Align::Left }
}

/// A column of figures.
pub(crate) fn figures(head: impl Into<String>, share: f32) -> Column {
    Column { head: head.into(), share, align: Align::Right }
}

/// Cells of a row.
pub(crate) fn cells<T: Into<Cell>>(cells: impl IntoIterator<Item = T>) -> Vec<Cell> {
    cells.into_iter().map(Into::into).collect()
}
