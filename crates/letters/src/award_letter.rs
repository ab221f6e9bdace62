//! The award letter as a document.
//!
//! Its words stand in `award-letter.{nb,nn,en}.txt`. Every line of that template begins with what it
//! is: `=` the title, `>` a reference at the head, `#` a heading, `|` a paragraph, `+` another line of it, `-` an item of a
//! list, `~` small print, `@` the payment plan (caption, the heads of its two columns, the word for
//! the sum). Values stand on one line, so that none of them can begin one.

use crate::{Award, compose::Sheet, words};
use askama::Template;
use documents::{Align, Block, Column, Document, Table};
use vocabulary::{Day, Language, Money};

/// Stands for a line end inside a value until the lines have been told apart.
const LINE_END: char = '\u{2028}';

macro_rules! in_language {
    ($name:ident, $txt:tt) => {
        #[derive(Template)]
        #[template(path = $txt)]
        struct $name<'a> {
            l: &'a Award,
            s: &'a Sheet<'a>,
            written_on: Day,
            purpose: String,
            conditions: Vec<String>,
        }
    };
}
in_language!(Bokmal, "award-letter.nb.txt");
in_language!(Nynorsk, "award-letter.nn.txt");
in_language!(English, "award-letter.en.txt");

/// `tilskuddsbrev-12-345-6.pdf`: the name under which the letter is enclosed, in every language.
pub(crate) fn file_name(award: &Award) -> String {
    let reference: String =
        award.reference.chars().map(|c| if c.is_alphanumeric() { c } else { '-' }).collect();
    format!("tilskuddsbrev-{}.pdf", reference.trim_matches('-'))
}

/// What the award letter says.
pub(crate) fn document(award: &Award, sheet: &Sheet<'_>) -> Result<Document, askama::Error> {
    let (l, s, written_on) = (award, sheet, Day::at(sheet.now));
    let purpose = lines(&award.purpose);
    let conditions = award.conditions.iter().map(|condition| lines(condition)).collect();
    let text = match sheet.lang {
        Language::Bokmal => Bokmal { l, s, written_on, purpose, conditions }.render(),
        Language::Nynorsk => Nynorsk { l, s, written_on, purpose, conditions }.render(),
        Language::English => English { l, s, written_on, purpose, conditions }.render(),
    }?;
    let mut title = String::new();
    let mut references = Vec::new();
    let mut blocks = Vec::new();
    for line in text.lines() {
        let (mark, said) = line.split_once(' ').unwrap_or((line, ""));
        let said = said.replace(LINE_END, "\n");
        match (mark, blocks.last_mut()) {
            ("=", _) => title = said,
            (">", _) => references.extend(
                said.split_once(": ").map(|(name, value)| (name.to_owned(), value.to_owned())),
            ),
            ("#", _) => blocks.push(Block::Heading { level: 2, text: said }),
            ("-", Some(Block::Bullets(items))) => items.push(said),
            ("-", _) => blocks.push(Block::Bullets(vec![said])),
            ("~", _) => blocks.push(Block::Small(said)),
            ("@", _) => blocks.push(payment_plan(&said, &award.instalments)),
            ("|", _) => blocks.push(Block::Paragraph(said)),
            ("+", Some(Block::Paragraph(text))) => text.push_str(&format!("\n{said}")),
            _ => {}
        }
    }
    let recipient = vec![words::one_line(&award.recipient_organisation)];
    blocks.insert(0, Block::AddressField { recipient, references });
    Ok(Document {
        subject: title.clone(),
        title,
        language: sheet.lang,
        sender: sheet.desk.authority.clone(),
        reference: words::one_line(&award.reference),
        made_at: sheet.now,
        blocks,
    })
}

fn payment_plan(words: &str, instalments: &[(Day, Money)]) -> Block {
    let mut words = words.split(" | ").map(str::to_owned);
    let mut word = || words.next().unwrap_or_default();
    let caption = word();
    let columns = vec![
        Column { head: word(), share: 1.0, align: Align::Left },
        Column { head: word(), share: 1.0, align: Align::Right },
    ];
    let total: Money = instalments.iter().map(|(_, amount)| *amount).sum();
    Block::Table(Table {
        caption,
        columns,
        rows: instalments
            .iter()
            .map(|(day, amount)| vec![day.short(), amount.to_string()])
            .collect(),
        total: (instalments.len() > 1).then(|| vec![word(), total.to_string()]),
    })
}

/// The lines of a value that may have several, on one line until they are told apart.
fn lines(text: &str) -> String {
    let kept: Vec<String> =
        text.lines().map(words::one_line).filter(|line| !line.is_empty()).collect();
    kept.join(&LINE_END.to_string())
}
