//! What letters about decisions share as documents: the head, the table of points, what they rest on.

use crate::{
    Assessed, Rule,
    compose::Sheet,
    law::{self, Topic},
    marked::Marked,
    words::{self, decimal, one_line},
};
use documents::{Align, Block, Cell, Column, Document, Row, Table};
use vocabulary::{Day, Language};

/// A letter to an organisation, from what its template says.
pub(crate) fn letter(
    mut said: Marked,
    recipient: &str,
    reference: &str,
    sheet: &Sheet<'_>,
) -> Document {
    let recipient = vec![one_line(recipient)];
    said.blocks.insert(0, Block::AddressField { recipient, references: said.facts });
    Document {
        title: said.title,
        language: sheet.lang,
        sender: sheet.desk.authority.clone(),
        reference: one_line(reference),
        subject: said.subject,
        made_at: sheet.now,
        blocks: said.blocks,
    }
}

/// What every decision rests on. Who cannot appeal is not told how.
pub(crate) fn topics(appealable: bool) -> Vec<Topic> {
    let mut topics = Vec::new();
    if appealable {
        topics.extend([Topic::Reasons, Topic::Appeal, Topic::PartyAccess]);
    }
    topics.push(Topic::PublicAccess);
    topics
}

/// The rules a decision rests on: those of the scheme, then the general ones of the day.
pub(crate) fn rules(
    scheme: &[Rule],
    topics: &[Topic],
    day: Day,
    language: Language,
) -> Vec<String> {
    let cited = |rule: &Rule| match (one_line(&rule.title), one_line(&rule.reference)) {
        (title, reference) if reference.is_empty() => title,
        (title, reference) => format!("{title} ({reference})"),
    };
    let own = scheme.iter().map(cited).filter(|rule| !rule.is_empty());
    own.chain(law::cited(topics, day, language)).collect()
}

/// The points by criterion. The words are the caption, the heads of the four columns and the word for
/// the score.
pub(crate) fn points(
    words: &[&str],
    assessed: Option<&Assessed>,
    language: Language,
) -> Vec<Block> {
    let Some(assessed) = assessed else { return Vec::new() };
    let word = |place: usize| words.get(place).copied().unwrap_or_default().to_owned();
    let column = |place, share, align| Column { head: word(place), share, align };
    let points = words::decimals(assessed.criteria.iter().map(|one| one.points_milli), language);
    let rows = assessed.criteria.iter().zip(points).map(|(criterion, points)| {
        Row::data([
            one_line(&criterion.name),
            decimal(criterion.share_milli, language),
            points,
            criterion.most.to_string(),
        ])
    });
    // Cut off, so that it never looks better than the ranking took it.
    let score = decimal(assessed.score_milli / 10 * 10, language);
    vec![Block::Table(Table {
        caption: word(0),
        columns: vec![
            column(1, 3.0, Align::Left),
            column(2, 1.0, Align::Right),
            column(3, 1.0, Align::Right),
            column(4, 1.0, Align::Right),
        ],
        rows: rows.collect(),
        total: Some([word(5), "100".to_owned(), score, "100".to_owned()].map(Cell::from).into()),
        ..Table::default()
    })]
}
