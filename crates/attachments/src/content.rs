//! What a file is, by its content.

use crate::file_type::{DOCX, PDF, PPTX, TEXT, XLSX};
use std::io::Cursor;

/// What nobody recognises.
pub(crate) const UNKNOWN: &str = "application/octet-stream";

/// What a content is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Content {
    /// Of this media type; [`UNKNOWN`] when nobody recognises it.
    Of(&'static str),
    /// An office document that brings a program along.
    WithMacros,
    /// Text in another encoding than UTF-8, most likely Windows-1252 or UTF-16.
    TextNotUtf8,
}

/// What these bytes are, whatever their name says.
pub(crate) fn recognised(bytes: &[u8]) -> Content {
    let kind = infer::get(bytes).map(|kind| kind.mime_type());
    if bytes.starts_with(b"PK\x03\x04") {
        return packed(bytes, kind);
    }
    match kind {
        // A letter that is a text through and through is a text, even if it begins like a program
        // («MZ») or a picture («BM»): those are two bytes long and decide nothing. What a browser, an
        // office or a printer would take for something else stays that.
        Some(kind) if is_read_by_programs(kind, bytes) => Content::Of(kind),
        Some(kind) if !is_text(bytes) => Content::Of(kind),
        _ if is_text(bytes) => Content::Of(TEXT),
        _ if looks_like_text(bytes) => Content::TextNotUtf8,
        _ => Content::Of(UNKNOWN),
    }
}

fn is_read_by_programs(kind: &str, bytes: &[u8]) -> bool {
    match kind {
        // It may begin anywhere in the first kilobyte, so a text can speak of it.
        PDF => bytes.trim_ascii_start().starts_with(b"%PDF") || !is_text(bytes),
        "application/rtf" | "application/postscript" => true,
        kind => kind.starts_with("text/"),
    }
}

/// What a packed file is: its table of contents says it better than the order of its parts, which is
/// different in every office program. Nothing is unpacked.
fn packed(bytes: &[u8], guess: Option<&'static str>) -> Content {
    const ZIP: &str = "application/zip";
    let opened = zip::ZipArchive::new(Cursor::new(bytes));
    // What cannot be opened here cannot be opened by anybody who is to read it.
    let Ok(archive) = opened else { return Content::Of(ZIP) };
    let has = |wanted: fn(&[u8]) -> bool| archive.file_names_raw().any(wanted);
    if has(|name| name.to_ascii_lowercase().ends_with(b"vbaproject.bin")) {
        return Content::WithMacros;
    }
    let parts = [
        (DOCX, has(|name| name.starts_with(b"word/"))),
        (XLSX, has(|name| name.starts_with(b"xl/"))),
        (PPTX, has(|name| name.starts_with(b"ppt/"))),
    ];
    let mut found = parts.iter().filter(|(_, there)| *there);
    match (has(|name| name == b"[Content_Types].xml"), found.next(), found.next()) {
        (true, Some((kind, _)), None) => Content::Of(kind),
        _ => match guess {
            // OpenDocument says what it is in its first part, by its own rule.
            Some(kind) if kind.starts_with("application/vnd.oasis.") => Content::Of(kind),
            _ => Content::Of(ZIP),
        },
    }
}

/// UTF-8 without control characters, but for those that lay out a text.
fn is_text(bytes: &[u8]) -> bool {
    str::from_utf8(bytes).is_ok_and(|text| {
        text.chars().all(|letter| !letter.is_control() || matches!(letter, '\t' | '\n' | '\r'))
    })
}

/// Text that old programs write: one byte a letter, or two with a mark at the beginning.
fn looks_like_text(bytes: &[u8]) -> bool {
    let utf16 = bytes.starts_with(&[0xFF, 0xFE]) || bytes.starts_with(&[0xFE, 0xFF]);
    let laid_out = |byte: &u8| matches!(byte, b'\t' | b'\n' | b'\r');
    utf16
        || (str::from_utf8(bytes).is_err()
            && bytes.iter().all(|byte| (*byte >= 0x20 && *byte != 0x7F) || laid_out(byte))
            // Random bytes seldom get here at all; letters of a text are mostly plain ones.
            && bytes.iter().filter(|byte| byte.is_ascii()).count() * 2 > bytes.len())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::io::Write;
    use zip::{CompressionMethod, ZipWriter, write::SimpleFileOptions};

    fn packed_with(names: &[&str]) -> Vec<u8> {
        let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
        let plain = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
        for name in names {
            archive.start_file(*name, plain).unwrap();
            let content = match *name {
                "mimetype" => "application/vnd.oasis.opendocument.spreadsheet",
                _ => "<xml/>",
            };
            archive.write_all(content.as_bytes()).unwrap();
        }
        archive.finish().unwrap().into_inner()
    }

    #[test]
    fn office_documents_are_told_apart_from_each_other_and_from_plain_archives() {
        let types = "[Content_Types].xml";
        for (names, wanted) in [
            (&[types, "_rels/.rels", "word/document.xml"][..], DOCX),
            // As some programs order it: the part that says what it is comes last.
            (&["docProps/app.xml", "docProps/core.xml", "a", "b", "xl/workbook.xml", types], XLSX),
            (&["ppt/presentation.xml", types], PPTX),
            (&["mimetype", "content.xml"], "application/vnd.oasis.opendocument.spreadsheet"),
            (&["word/document.xml"], "application/zip"),
            (&[types, "word/document.xml", "xl/workbook.xml"], "application/zip"),
            (&["virus.exe"], "application/zip"),
        ] {
            assert_eq!(recognised(&packed_with(names)), Content::Of(wanted), "{names:?}");
        }
        let macros = packed_with(&[types, "word/document.xml", "word/vbaProject.bin"]);
        assert_eq!(recognised(&macros), Content::WithMacros);
        let cut = packed_with(&[types, "word/document.xml"]);
        assert_eq!(recognised(&cut[..cut.len() - 30]), Content::Of("application/zip"));
    }

    #[test]
    fn a_text_is_a_text_whatever_it_begins_with() {
        for text in
            ["BMI;Alder\n1;2\n", "MZ er en forkortelse", "\u{FEFF}Fylke;Beløp\r\n", "«%PDF»"]
        {
            assert_eq!(recognised(text.as_bytes()), Content::Of(TEXT), "{text}");
        }
        for (other, wanted) in [
            ("<!DOCTYPE html><p>", "text/html"),
            ("<?xml version=\"1.0\"?><svg/>", "text/xml"),
            ("#!/bin/sh\nrm", "text/x-shellscript"),
            ("{\\rtf1 }", "application/rtf"),
            ("%PDF-1.7\n", PDF),
            ("\n %PDF-1.7\n", PDF),
        ] {
            assert_eq!(recognised(other.as_bytes()), Content::Of(wanted), "{other}");
        }
    }

    #[test]
    fn old_encodings_and_control_characters_are_no_text() {
        assert_eq!(recognised(b"Fylke;Bel\xF8p\nTroms;1\n"), Content::TextNotUtf8);
        assert_eq!(recognised(b"\xFF\xFEF\0y\0l\0k\0e\0"), Content::TextNotUtf8);
        assert_eq!(recognised(b"a\x1B[2Jb"), Content::Of(UNKNOWN));
        assert_eq!(recognised("a\u{85}b".as_bytes()), Content::Of(UNKNOWN));
        let program = [&b"\x7FELF\x02\x01\x01"[..], &[0; 60]].concat();
        assert_eq!(recognised(&program), Content::Of("application/x-executable"));
    }

    proptest! {
        #[test]
        fn no_bytes_are_too_strange(bytes: Vec<u8>, like in 0..4_usize) {
            let beginning: &[u8] = [&b""[..], b"PK\x03\x04", b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", b"\x89PNG"][like];
            recognised(&[beginning, &bytes].concat());
        }
    }
}
