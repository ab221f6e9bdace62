//! The receipt: what was sent in, as people read it.

use crate::post::{Addressed, Post};
use crate::{Call, Content, Version};
use forms::{Definition, Said, read};
use letters::{ApplicationReceipt, Letter, ReceiptEntry, ReceiptSaid, ReceiptSection};
use std::collections::BTreeMap;
use vocabulary::Language;

/// The receipt for a version, in the language of whom it is for.
pub(crate) fn letter(
    to: &Addressed<'_>,
    post: &Post<'_>,
    call: &Call,
    form: &Definition,
    version: &Version,
    content: &Content,
    places: &BTreeMap<String, String>,
) -> Letter {
    Letter::ApplicationReceipt(ApplicationReceipt {
        applicant: to.applicant.to_owned(),
        call_title: call.title_in(to.language).to_owned(),
        project_title: content.title.clone(),
        reference: post.application.reference.clone(),
        amount: content.amount,
        version: version.number,
        submitted_at: version.submitted_at,
        late: version.late,
        content_hash: version.content_hash.clone(),
        expected_decision: call.decision_expected_on,
        contents: contents(form, version, to.language, places),
        path: post.path(),
    })
}

fn contents(
    form: &Definition,
    version: &Version,
    language: Language,
    places: &BTreeMap<String, String>,
) -> Vec<ReceiptSection> {
    let name = |number: &str| places.get(number).cloned();
    let sections = read(form, &version.answers, language, &name).sections.into_iter();
    sections
        .map(|section| ReceiptSection {
            title: section.title,
            entries: section
                .entries
                .into_iter()
                .map(|entry| ReceiptEntry { label: entry.label, said: said(entry.said) })
                .collect(),
        })
        .collect()
}

fn said(said: Said) -> ReceiptSaid {
    match said {
        Said::Nothing => ReceiptSaid::Nothing,
        Said::Line(text) => ReceiptSaid::Line(text),
        Said::Paragraphs(text) => ReceiptSaid::Paragraphs(text),
        Said::Many(things) => ReceiptSaid::Many(things),
        Said::Grid { head, rows, sums, .. } => ReceiptSaid::Grid { head, rows, sums },
        Said::Files(files) => ReceiptSaid::Many(files.into_iter().map(|file| file.name).collect()),
    }
}
