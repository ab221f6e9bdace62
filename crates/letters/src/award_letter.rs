//! The award letter as a document. Its words stand in `award-letter.{nb,nn,en}.txt`; `@` is the payment
//! plan: caption, the heads of its two columns, the word for the sum.

use crate::{Award, compose::Sheet, marked, words};
use askama::Template;
use documents::{Align, Block, Column, Document, Table};
use vocabulary::{Day, Language, Money};

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
            /// Why there is money now, where the award comes in the place of a refusal.
            replaces: Option<(Day, String)>,
        }
    };
}
in_language!(Bokmal, "award-letter.nb.txt");
in_language!(Nynorsk, "award-letter.nn.txt");
in_language!(English, "award-letter.en.txt");

/// The name under which the letter is enclosed, in every language.
pub(crate) fn file_name(award: &Award) -> String {
    marked::file_name("tilskuddsbrev", &award.reference)
}

/// What the award letter says.
pub(crate) fn document(award: &Award, sheet: &Sheet<'_>) -> Result<Document, askama::Error> {
    let (l, s, written_on) = (award, sheet, Day::at(sheet.now));
    let purpose = marked::lines(&award.purpose);
    let conditions = award.conditions.iter().map(|condition| marked::lines(condition)).collect();
    let replaces = award.replaces.as_ref();
    let replaces = replaces.map(|before| (before.refused_on, marked::lines(&before.why)));
    let text = match sheet.lang {
        Language::Bokmal => Bokmal { l, s, written_on, purpose, conditions, replaces }.render(),
        Language::Nynorsk => Nynorsk { l, s, written_on, purpose, conditions, replaces }.render(),
        Language::English => English { l, s, written_on, purpose, conditions, replaces }.render(),
    }?;
    let mut letter = marked::read(&text, |words| vec![payment_plan(words, &award.instalments)]);
    let recipient = vec![words::one_line(&award.recipient_organisation)];
    letter.blocks.insert(0, Block::AddressField { recipient, references: letter.facts });
    Ok(Document {
        subject: letter.title.clone(),
        title: letter.title,
        language: sheet.lang,
        sender: sheet.desk.authority.clone(),
        reference: words::one_line(&award.reference),
        made_at: sheet.now,
        blocks: letter.blocks,
    })
}

fn payment_plan(words: &[&str], instalments: &[(Day, Money)]) -> Block {
    let word = |place: usize| words.get(place).map(|word| (*word).to_owned()).unwrap_or_default();
    let columns = vec![
        Column { head: word(1), share: 1.0, align: Align::Left },
        Column { head: word(2), share: 1.0, align: Align::Right },
    ];
    let total: Money = instalments.iter().map(|(_, amount)| *amount).sum();
    Block::Table(Table {
        caption: word(0),
        columns,
        rows: instalments
            .iter()
            .map(|(day, amount)| vec![day.short(), amount.to_string()])
            .collect(),
        total: (instalments.len() > 1).then(|| vec![word(3), total.to_string()]),
    })
}
