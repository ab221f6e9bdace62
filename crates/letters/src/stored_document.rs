//! Documents as they stand in rows: those that were written before texts had pieces can be read too.
//!
//! Until then a text was a string and a row of a table a list of strings; letters never had charts. What
//! was sent is shown as it was sent, so the words stay and only their shape is made new.

use documents::Document;
use serde_json::{Value, json};

/// Reads a stored document of whichever shape.
pub(crate) fn read(stored: Value) -> Result<Document, serde_json::Error> {
    let mut stored = stored;
    let blocks = stored.get_mut("blocks").and_then(Value::as_array_mut);
    for block in blocks.into_iter().flatten() {
        make_new(block);
    }
    serde_json::from_value(stored)
}

fn make_new(block: &mut Value) {
    let Some((kind, said)) = block.as_object_mut().and_then(|block| block.iter_mut().next()) else {
        return;
    };
    match kind.as_str() {
        "Paragraph" | "Small" => text(said),
        "Bullets" => said.as_array_mut().into_iter().flatten().for_each(text),
        "KeyFigures" => said.as_array_mut().into_iter().flatten().for_each(|figure| {
            missing(figure, "against", json!(""));
        }),
        "Table" => {
            missing(said, "groups", json!([]));
            let rows = said.get_mut("rows").and_then(Value::as_array_mut);
            for row in rows.into_iter().flatten().filter(|row| row.is_array()) {
                cells(row);
                *row = json!({ "cells": row.take(), "kind": "Data" });
            }
            said.get_mut("total").into_iter().for_each(cells);
        }
        _ => {}
    }
}

/// Strings in a list as cells.
fn cells(row: &mut Value) {
    for cell in row.as_array_mut().into_iter().flatten().filter(|cell| cell.is_string()) {
        text(cell);
        *cell = json!({ "text": cell.take(), "columns": 1, "rows": 1 });
    }
}

/// A string as a text of one piece.
fn text(said: &mut Value) {
    if said.is_string() {
        let style = "Plain";
        *said = json!([{
            "text": said.take(), "style": style, "language": null, "link": null, "note": null
        }]);
    }
}

fn missing(thing: &mut Value, name: &str, value: Value) {
    if let Some(thing) = thing.as_object_mut() {
        thing.entry(name).or_insert(value);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use documents::{Block, Row};

    /// As letters were stored before texts had pieces.
    const OLD: &str = r#"{
        "title": "Dere får 1 kroner", "language": "nb", "sender": "Direktoratet", "reference": "1",
        "subject": "", "made_at": "2013-02-15T09:00:00Z",
        "blocks": [
            { "AddressField": { "recipient": ["Kommunen"], "references": [["Dato", "i dag"]] } },
            { "Heading": { "level": 2, "text": "Del" } },
            { "Paragraph": "En\nto" },
            { "Bullets": ["a", "b"] },
            { "Small": "liten" },
            { "Table": {
                "caption": "Plan",
                "columns": [{ "head": "Dag", "share": 1.0, "align": "Left" }],
                "rows": [["1. mars", "2"], []],
                "total": ["Sum", "2"]
            } },
            { "KeyFigures": [{ "figure": "1", "caption": "en" }] },
            "PageBreak"
        ]
    }"#;

    #[test]
    fn an_old_document_says_what_it_said() {
        let old = read(serde_json::from_str(OLD).unwrap()).unwrap();
        assert_eq!(old.blocks[2], Block::Paragraph("En\nto".into()));
        assert_eq!(old.blocks[3], Block::Bullets(vec!["a".into(), "b".into()]));
        let Block::Table(table) = &old.blocks[5] else { panic!("{:?}", old.blocks) };
        assert_eq!(table.rows[0], Row::data(["1. mars", "2"]));
        assert_eq!(table.total.as_ref().map(Vec::len), Some(2));
        assert_eq!(old.blocks[7], Block::PageBreak);
        assert!(documents::render(&old).is_ok());
    }

    #[test]
    fn a_new_document_is_read_as_it_is() {
        let old = read(serde_json::from_str(OLD).unwrap()).unwrap();
        let again = read(serde_json::to_value(&old).unwrap()).unwrap();
        assert_eq!(again, old);
    }
}
