//! The receipt for an application as a document: when it arrived, what happens now, then all that was
//! asked and answered, the files, the checksums. Its words stand in `receipt-document.{nb,nn,en}.txt`.

use crate::{
    ApplicationReceipt, ReceiptFile,
    answers::Answers,
    compose::Sheet,
    marked,
    words::{one_line, size},
};
use askama::Template;
use documents::{Attached, Block, Document};
use vocabulary::Language;

macro_rules! in_language {
    ($name:ident, $txt:tt) => {
        #[derive(Template)]
        #[template(path = $txt)]
        struct $name<'a> {
            l: &'a ApplicationReceipt,
            s: &'a Sheet<'a>,
        }
    };
}
in_language!(Bokmal, "receipt-document.nb.txt");
in_language!(Nynorsk, "receipt-document.nn.txt");
in_language!(English, "receipt-document.en.txt");

/// The name under which the receipt is enclosed, in every language.
pub(crate) fn file_name(receipt: &ApplicationReceipt) -> String {
    marked::file_name("kvittering", &receipt.reference)
}

/// What the receipt says.
pub(crate) fn document(
    receipt: &ApplicationReceipt,
    sheet: &Sheet<'_>,
) -> Result<Document, askama::Error> {
    let (l, s) = (receipt, sheet);
    let text = match sheet.lang {
        Language::Bokmal => Bokmal { l, s }.render(),
        Language::Nynorsk => Nynorsk { l, s }.render(),
        Language::English => English { l, s }.render(),
    }?;
    let said = marked::read(&text, |name, words| match name {
        "answers" => {
            let answers = Answers::in_words(words);
            receipt.contents.iter().flat_map(|section| answers.section(section)).collect()
        }
        "files" => vec![files(words.first().copied().unwrap_or_default(), receipt, sheet.lang)],
        _ => Vec::new(),
    });
    Ok(Document {
        title: said.title,
        language: sheet.lang,
        sender: sheet.desk.authority.clone(),
        reference: one_line(&receipt.reference),
        subject: said.subject,
        made_at: sheet.now,
        blocks: said.blocks,
    })
}

/// The files with what tells each of them from any other.
fn files(checksum: &str, receipt: &ApplicationReceipt, language: Language) -> Block {
    let about = |file: &ReceiptFile| {
        let size = size(file.bytes, language);
        match file.hash.is_empty() {
            true => size,
            false => format!("{size}. {checksum}: {}", file.hash),
        }
    };
    let attached = receipt.files.iter();
    Block::Attachments(
        attached.map(|file| Attached { name: one_line(&file.name), about: about(file) }).collect(),
    )
}
