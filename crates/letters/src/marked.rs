//! Documents whose words stand in a template.
//!
//! Every line of such a template begins with what it is: `=` the title, `>` a named fact for the head,
//! `#` a heading, `|` a paragraph, `~` small print, `+` another line of either, `-` an item of a list,
//! `@` the place of what is put together from values, with the words it needs, parted by ` | `.
//! Values stand on one line, so that none of them can begin one.

use crate::words;
use documents::Block;

/// Stands for a line end inside a value until the lines have been told apart.
const LINE_END: char = '\u{2028}';

/// What a rendered template says.
#[derive(Debug, Default)]
pub(crate) struct Marked {
    /// The title.
    pub title: String,
    /// The named facts for the head.
    pub facts: Vec<(String, String)>,
    /// The rest, in its order.
    pub blocks: Vec<Block>,
}

/// Reads a rendered template. `place` gives what stands where a line asks for it, from its words.
pub(crate) fn read(text: &str, place: impl Fn(&[&str]) -> Vec<Block>) -> Marked {
    let Marked { mut title, mut facts, mut blocks } = Marked::default();
    for line in text.lines() {
        let (mark, said) = line.split_once(' ').unwrap_or((line, ""));
        let said = said.replace(LINE_END, "\n");
        match (mark, blocks.last_mut()) {
            ("=", _) => title = said,
            (">", _) => facts.extend(
                said.split_once(": ").map(|(name, value)| (name.to_owned(), value.to_owned())),
            ),
            ("#", _) => blocks.push(Block::Heading { level: 2, text: said }),
            ("-", Some(Block::Bullets(items))) => items.push(said),
            ("-", _) => blocks.push(Block::Bullets(vec![said])),
            ("~", _) => blocks.push(Block::Small(said)),
            ("@", _) => blocks.extend(place(&said.split(" | ").collect::<Vec<_>>())),
            ("|", _) => blocks.push(Block::Paragraph(said)),
            ("+", Some(Block::Paragraph(text) | Block::Small(text))) => {
                text.push_str(&format!("\n{said}"));
            }
            _ => {}
        }
    }
    Marked { title, facts, blocks }
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
