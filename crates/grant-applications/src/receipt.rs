//! The receipt: what was sent in, as people read it.

use crate::post::{Addressed, Post};
use crate::{Call, Content, Version};
use attachments::Attachment;
use forms::{Definition, NamedFile, Reading, Said};
use letters::{ApplicationReceipt, Letter, ReceiptEntry, ReceiptFile, ReceiptSaid, ReceiptSection};
use std::collections::BTreeMap;

/// What a receipt is for: a version that was sent in, and what it is read with.
pub(crate) struct Arrived<'a> {
    pub(crate) call: &'a Call,
    pub(crate) form: &'a Definition,
    pub(crate) version: &'a Version,
    pub(crate) content: &'a Content,
    /// The names of municipalities by their numbers.
    pub(crate) places: &'a BTreeMap<String, String>,
    /// The files that were handed in to the application.
    pub(crate) files: &'a [Attachment],
}

/// The receipt for a version, in the language of whom it is for.
pub(crate) fn letter(to: &Addressed<'_>, post: &Post<'_>, arrived: &Arrived<'_>) -> Letter {
    let Arrived { call, form, version, content, places, files } = *arrived;
    let name = |number: &str| places.get(number).cloned();
    let reading = forms::read(form, &version.answers, to.language, &name);
    Letter::ApplicationReceipt(ApplicationReceipt {
        applicant: to.applicant.to_owned(),
        call_title: call.title_in(to.language).to_owned(),
        project_title: content.title.clone(),
        reference: post.application.reference.clone(),
        amount: content.amount,
        version: version.number,
        submitted_at: version.submitted_at,
        submitted_by: version.submitted_by.clone(),
        closes_on: call.closes_on(),
        late: version.late,
        content_hash: version.content_hash.clone(),
        expected_decision: call.decision_expected_on,
        files: sent_files(&reading, files),
        contents: contents(reading),
        path: post.path(),
    })
}

/// The files that the answers name, in their order, each once.
fn sent_files(reading: &Reading, files: &[Attachment]) -> Vec<ReceiptFile> {
    let entries = reading.sections.iter().flat_map(|section| &section.entries);
    let named = entries.filter_map(|entry| match &entry.said {
        Said::Files(files) => Some(files),
        _ => None,
    });
    let mut sent: Vec<&NamedFile> = Vec::new();
    for file in named.flatten() {
        if !sent.iter().any(|known| known.id == file.id) {
            sent.push(file);
        }
    }
    let hash = |id: &str| files.iter().find(|file| file.id.to_string() == id);
    sent.into_iter()
        .map(|file| ReceiptFile {
            name: file.name.clone(),
            bytes: file.bytes,
            hash: hash(&file.id).map(|known| known.hash.clone()).unwrap_or_default(),
        })
        .collect()
}

fn contents(reading: Reading) -> Vec<ReceiptSection> {
    let sections = reading.sections.into_iter();
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

/// An answer as letters write it.
pub(crate) fn said(said: Said) -> ReceiptSaid {
    match said {
        Said::Nothing => ReceiptSaid::Nothing,
        Said::Line(text) => ReceiptSaid::Line(text),
        Said::Paragraphs(text) => ReceiptSaid::Paragraphs(text),
        Said::Many(things) => ReceiptSaid::Many(things),
        Said::Grid { head, rows, sums, .. } => ReceiptSaid::Grid { head, rows, sums },
        Said::Files(files) => ReceiptSaid::Many(files.into_iter().map(|file| file.name).collect()),
    }
}
