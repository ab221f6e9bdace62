//! What is set apart inside a text of a document: important words, and words that lead somewhere.
//!
//! A template asks the [`Sheet`] for it and marks the answer as safe. The signs between are control
//! characters, which no value of a letter contains: so nothing that somebody typed is ever set apart.

use crate::{compose::Sheet, words::one_line};
use documents::{Link, Piece, Rich};
use std::fmt::Display;

const STRONG: char = '\u{1}';
const LINK: char = '\u{2}';
const TARGET: char = '\u{3}';
const END: char = '\u{4}';
/// Before the words of a heading that a link leads to.
const HEADING: char = '#';

impl Sheet<'_> {
    /// Important words.
    pub(crate) fn strong(&self, words: impl Display) -> String {
        format!("{STRONG}{}{END}", one_line(&words.to_string()))
    }
    /// The address of the thing the letter is about, as a link. On paper it is read without its scheme.
    pub(crate) fn web(&self) -> String {
        let words = self.link.trim_start_matches("https://").trim_start_matches("http://");
        link(words, &self.link)
    }
    /// The address for questions, as a link.
    pub(crate) fn mail(&self) -> String {
        let contact = one_line(&self.desk.contact);
        link(&contact, &format!("mailto:{contact}"))
    }
    /// A heading of the document, as a link to it.
    pub(crate) fn heading(&self, heading: &str) -> String {
        self.link_to(heading, heading)
    }
    /// Words as a link to a heading of the document.
    pub(crate) fn link_to(&self, words: &str, heading: &str) -> String {
        link(words, &format!("{HEADING}{heading}"))
    }
}

fn link(words: &str, target: &str) -> String {
    format!("{LINK}{words}{TARGET}{target}{END}")
}

/// The text in its pieces.
pub(crate) fn pieces(text: &str) -> Rich {
    let mut pieces = Vec::new();
    let mut rest = text;
    while let Some(at) = rest.find([STRONG, LINK]) {
        let (before, marked) = rest.split_at(at);
        let (inside, after) = marked.split_once(END).unwrap_or((marked, ""));
        if !before.is_empty() {
            pieces.push(Piece::from(before));
        }
        let strong = inside.strip_prefix(STRONG).map(Piece::strong);
        pieces.extend(strong.or_else(|| inside.strip_prefix(LINK).map(leading)));
        rest = after;
    }
    if !rest.is_empty() {
        pieces.push(Piece::from(rest));
    }
    Rich(pieces)
}

fn leading(inside: &str) -> Piece {
    let (words, target) = inside.split_once(TARGET).unwrap_or((inside, inside));
    Piece::from(words).to(match target.strip_prefix(HEADING) {
        Some(heading) => Link::Heading(heading.to_owned()),
        None => Link::Web(target.to_owned()),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_falls_into_its_pieces() {
        let text = format!(
            "Før {STRONG}viktig{END}, {LINK}her{TARGET}https://a.no/{END}{LINK}der{TARGET}#Klage{END} til slutt"
        );
        let pieces = pieces(&text);
        assert_eq!(pieces.words(), "Før viktig, herder til slutt");
        assert_eq!(
            pieces.0,
            [
                Piece::from("Før "),
                Piece::strong("viktig"),
                Piece::from(", "),
                Piece::from("her").to(Link::Web("https://a.no/".to_owned())),
                Piece::from("der").to(Link::Heading("Klage".to_owned())),
                Piece::from(" til slutt"),
            ]
        );
    }

    #[test]
    fn plain_text_is_one_piece_and_nothing_is_none() {
        assert_eq!(pieces("**a** [b](c) #d"), Rich::plain("**a** [b](c) #d"));
        assert_eq!(pieces(""), Rich::default());
    }
}
