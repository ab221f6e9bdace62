//! Documents whose words stand in a template.
//!
//! Every line of such a template begins with what it is: `!` one sentence on the document and the
//! number of its template, `=` the title, `>` a named fact for the head, `:` one for a list of facts,
//! `#` a heading, `|` a paragraph, `"` a quotation, `~` small print, `+` another line of any of them,
//! `-` an item of a list, `.` one of a numbered list, `@` the place of what is put together from values,
//! with its name and the words it needs, parted by ` | `; `^` begins a page, and what stands between `(`
//! and `)` stays on one. Values stand on one line, so that none of them can begin one.

use crate::{inline::pieces, words};
use documents::{Block, Piece, Rich};

/// Stands for a line end inside a value until the lines have been told apart.
const LINE_END: char = '\u{2028}';

/// What a rendered template says.
#[derive(Debug, Default)]
pub(crate) struct Marked {
    /// One sentence on what it is, for the metadata.
    pub subject: String,
    /// The title.
    pub title: String,
    /// The named facts for the head.
    pub facts: Vec<(String, String)>,
    /// The rest, in its order.
    pub blocks: Vec<Block>,
}

/// Reads a rendered template. `place` gives what stands where a line asks for it: from its name, and
/// from its words.
pub(crate) fn read(text: &str, place: impl Fn(&str, &[&str]) -> Vec<Block>) -> Marked {
    let mut marked = Marked::default();
    // What is to stand on one page, once it is begun.
    let mut together: Option<Vec<Block>> = None;
    for line in text.lines() {
        let (mark, said) = line.split_once(' ').unwrap_or((line, ""));
        match mark {
            "!" => marked.subject = said.to_owned(),
            "=" => marked.title = said.to_owned(),
            ">" => marked.facts.extend(named(said)),
            "(" => together = Some(Vec::new()),
            ")" => marked.blocks.extend(together.take().map(Block::Together)),
            "@" => {
                let words: Vec<&str> = said.split(" | ").collect();
                let (name, words) = words.split_first().map_or(("", &[][..]), |(n, w)| (*n, w));
                together.as_mut().unwrap_or(&mut marked.blocks).extend(place(name, words));
            }
            mark => {
                let said = said.replace(LINE_END, "\n");
                add(together.as_mut().unwrap_or(&mut marked.blocks), mark, &said);
            }
        }
    }
    marked.blocks.extend(together.map(Block::Together));
    marked
}

/// A line that is words, after the blocks it may belong to.
fn add(blocks: &mut Vec<Block>, mark: &str, said: &str) {
    let text = || pieces(said);
    match (mark, blocks.last_mut()) {
        ("#", _) => blocks.push(Block::Heading { level: 2, text: said.to_owned() }),
        ("-", Some(Block::Bullets(items))) | (".", Some(Block::Numbered(items))) => {
            items.push(text());
        }
        ("-", _) => blocks.push(Block::Bullets(vec![text()])),
        (".", _) => blocks.push(Block::Numbered(vec![text()])),
        (":", Some(Block::Facts(facts))) => facts.extend(fact(said)),
        (":", _) => blocks.push(Block::Facts(fact(said).into_iter().collect())),
        ("|", _) => blocks.push(Block::Paragraph(text())),
        ("\"", _) => blocks.push(Block::Quote(text())),
        ("~", _) => blocks.push(Block::Small(text())),
        ("^", _) => blocks.push(Block::PageBreak),
        ("+", Some(Block::Paragraph(before) | Block::Small(before) | Block::Quote(before))) => {
            append(before, pieces(&format!("\n{said}")));
        }
        _ => {}
    }
}

/// Puts a text behind another; plain words stay one piece.
fn append(before: &mut Rich, after: Rich) {
    let plain = |piece: &Piece| *piece == Piece::from(piece.text.as_str());
    for piece in after.0 {
        match before.0.last_mut() {
            Some(last) if plain(last) && plain(&piece) => last.text.push_str(&piece.text),
            _ => before.0.push(piece),
        }
    }
}

fn named(said: &str) -> Option<(String, String)> {
    said.split_once(": ").map(|(name, value)| (name.to_owned(), value.to_owned()))
}

fn fact(said: &str) -> Option<(String, Rich)> {
    said.split_once(": ").map(|(name, value)| (name.to_owned(), pieces(value)))
}

/// The lines of a value that may have several, on one line until they are told apart.
pub(crate) fn lines(text: &str) -> String {
    let kept: Vec<String> =
        text.lines().map(words::one_line).filter(|line| !line.is_empty()).collect();
    kept.join(&LINE_END.to_string())
}

/// `tilskuddsbrev-2012-1234-5.pdf`: a name that any file system takes.
pub(crate) fn file_name(what: &str, reference: &str) -> String {
    let reference: String =
        reference.chars().map(|c| if c.is_alphanumeric() { c } else { '-' }).collect();
    format!("{what}-{}.pdf", reference.trim_matches('-'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_mark_is_read() {
        let text = "! Om. Mal: prøve 1.\n= Tittel\n> Dato: 1. mars\n# Del\n| En\n+ to\n\" Sitat\n- a\n- b\n. en\n. to\n: Navn: verdi: med kolon\n: Tomt: \n@ tall | Hode | Sum\n^\n(\n| Hilsen\n~ Liten\n)\nukjent linje";
        let marked = read(text, |name, words| {
            vec![Block::Small(format!("{name}: {}", words.join("/")).into())]
        });
        assert_eq!(marked.subject, "Om. Mal: prøve 1.");
        assert_eq!(marked.title, "Tittel");
        assert_eq!(marked.facts, [("Dato".to_owned(), "1. mars".to_owned())]);
        let [heading, one, quote, bullets, numbered, facts, place, page, together] =
            marked.blocks.as_slice()
        else {
            panic!("{:?}", marked.blocks);
        };
        assert_eq!(*heading, Block::Heading { level: 2, text: "Del".into() });
        assert!(matches!(one, Block::Paragraph(text) if text.words() == "En\nto"));
        assert!(matches!(quote, Block::Quote(text) if text.words() == "Sitat"));
        assert!(matches!(bullets, Block::Bullets(items) if items.len() == 2));
        assert!(matches!(numbered, Block::Numbered(items) if items.len() == 2));
        let values = [("Navn".to_owned(), "verdi: med kolon".into())];
        assert!(matches!(facts, Block::Facts(facts) if facts[..1] == values), "{facts:?}");
        assert!(matches!(place, Block::Small(text) if text.words() == "tall: Hode/Sum"));
        assert_eq!(*page, Block::PageBreak);
        assert!(matches!(together, Block::Together(blocks) if blocks.len() == 2));
    }

    #[test]
    fn a_value_begins_no_line_and_keeps_its_own() {
        let text = format!("| {}", lines("En\r\n# to\n\n= tre"));
        let marked = read(&text, |_, _| Vec::new());
        assert_eq!(marked.title, "");
        assert_eq!(marked.blocks, [Block::Paragraph("En\n# to\n= tre".into())]);
    }
}
