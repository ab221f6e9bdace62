//! The award letter as a document. Its words stand in `award-letter.{nb,nn,en}.txt`.

use crate::{
    Award,
    answers::{self, Answers},
    compose::Sheet,
    decision_letter, law, marked,
    words::{self, one_line},
};
use askama::Template;
use documents::{Align, Attached, Block, Cell, Column, Document, Row, Table};
use law::Topic;
use vocabulary::{Day, Language, Money};

macro_rules! in_language {
    ($name:ident, $txt:tt) => {
        #[derive(Template)]
        #[template(path = $txt)]
        struct $name<'a> {
            l: &'a Award,
            s: &'a Sheet<'a>,
            a: &'a Aside,
        }
    };
}
in_language!(Bokmal, "award-letter.nb.txt");
in_language!(Nynorsk, "award-letter.nn.txt");
in_language!(English, "award-letter.en.txt");

/// What the template needs beside the letter.
struct Aside {
    written_on: Day,
    /// How much less it is than what was applied for; nothing where it is not less.
    less: Money,
    number: Option<String>,
    participants: String,
    purpose: String,
    goals: String,
    support: String,
    conditions: Vec<String>,
    own_share_least: Option<String>,
    reason: String,
    /// There is something to say on why.
    reasoned: bool,
    /// Why there is money now, where the award comes in the place of a refusal.
    replaces: Option<(Day, String)>,
    /// A budget goes with the letter.
    budgeted: bool,
    /// Targets go with the letter.
    aimed: bool,
    rules: Vec<String>,
}

/// The name under which the letter is enclosed, in every language.
pub(crate) fn file_name(award: &Award) -> String {
    marked::file_name("tilskuddsbrev", &award.reference)
}

/// What the award letter says.
pub(crate) fn document(award: &Award, sheet: &Sheet<'_>) -> Result<Document, askama::Error> {
    let aside = aside(award, sheet);
    let (l, s, a) = (award, sheet, &aside);
    let text = match sheet.lang {
        Language::Bokmal => Bokmal { l, s, a }.render(),
        Language::Nynorsk => Nynorsk { l, s, a }.render(),
        Language::English => English { l, s, a }.render(),
    }?;
    let letter = marked::read(&text, |name, words| match name {
        "plan" => vec![payment_plan(words, &award.instalments)],
        "assessed" => decision_letter::points(words, award.assessed.as_ref(), sheet.lang),
        "enclosed" => vec![enclosed(words, &aside)],
        "budget" => answered(words, &award.budget),
        "targets" => answered(words, &award.targets),
        _ => Vec::new(),
    });
    Ok(decision_letter::letter(letter, &award.recipient_organisation, &award.reference, sheet))
}

fn aside(award: &Award, sheet: &Sheet<'_>) -> Aside {
    let written_on = Day::at(sheet.now);
    let reason = marked::lines(&award.reason);
    let mut topics = vec![Topic::AwardLetter, Topic::Control];
    topics.extend(decision_letter::topics(award.appealable));
    let support: Vec<String> = award.support_types.iter().map(|one| one_line(one)).collect();
    let participants: Vec<String> = award.participants.iter().map(|one| one_line(one)).collect();
    let replaces = award.replaces.as_ref();
    Aside {
        written_on,
        less: (award.applied_for.amount - award.amount).max(Money::ZERO),
        number: award.organisation_number.map(words::organisation_number),
        participants: words::list(&participants, sheet.lang),
        purpose: marked::lines(&award.purpose),
        goals: marked::lines(&award.goals),
        support: words::list(&support, sheet.lang),
        conditions: award.conditions.iter().map(|condition| marked::lines(condition)).collect(),
        own_share_least: (award.own_share_least_milli > 0)
            .then(|| words::decimal(i64::from(award.own_share_least_milli) * 100, sheet.lang)),
        // What replaces a refusal says why at once.
        reasoned: replaces.is_none() && (!reason.is_empty() || award.assessed.is_some()),
        reason,
        replaces: replaces.map(|before| (before.refused_on, marked::lines(&before.why))),
        budgeted: !answers::is_empty(&award.budget),
        aimed: !answers::is_empty(&award.targets),
        rules: decision_letter::rules(&award.rules, &topics, written_on, sheet.lang),
    }
}

fn payment_plan(words: &[&str], instalments: &[(Day, Money)]) -> Block {
    let word = |place: usize| words.get(place).copied().unwrap_or_default().to_owned();
    let column = |place, align| Column { head: word(place), share: 1.0, align };
    let total: Money = instalments.iter().map(|(_, amount)| *amount).sum();
    let rows = instalments.iter().zip(1..).map(|((day, amount), number)| {
        Row::data([number.to_string(), day.short(), amount.to_string()])
    });
    Block::Table(Table {
        caption: word(0),
        columns: vec![column(1, Align::Left), column(2, Align::Left), column(3, Align::Right)],
        rows: rows.collect(),
        total: (instalments.len() > 1)
            .then(|| [word(4), String::new(), total.to_string()].map(Cell::from).into()),
        ..Table::default()
    })
}

/// An answer of the application under its caption.
fn answered(words: &[&str], said: &crate::ReceiptSaid) -> Vec<Block> {
    let (caption, words) = words.split_first().map_or(("", words), |(first, rest)| (*first, rest));
    Answers::in_words(words).answer(caption, said)
}

/// What stands behind the letter itself.
fn enclosed(words: &[&str], aside: &Aside) -> Block {
    let there = words.iter().zip([aside.budgeted, aside.aimed]).filter(|(_, there)| *there);
    let attached =
        |(name, _): (&&str, bool)| Attached { name: (*name).to_owned(), about: String::new() };
    Block::Attachments(there.map(attached).collect())
}
