//! The refusal as a document. Its words stand in `refusal-letter.{nb,nn,en}.txt`.

use crate::{Refusal, compose::Sheet, decision_letter, marked, words};
use askama::Template;
use documents::Document;
use vocabulary::{Day, Language};

macro_rules! in_language {
    ($name:ident, $txt:tt) => {
        #[derive(Template)]
        #[template(path = $txt)]
        struct $name<'a> {
            l: &'a Refusal,
            s: &'a Sheet<'a>,
            a: &'a Aside,
        }
    };
}
in_language!(Bokmal, "refusal-letter.nb.txt");
in_language!(Nynorsk, "refusal-letter.nn.txt");
in_language!(English, "refusal-letter.en.txt");

/// What the template needs beside the letter.
struct Aside {
    written_on: Day,
    number: Option<String>,
    reason: String,
    rules: Vec<String>,
}

/// The name under which the letter is enclosed, in every language.
pub(crate) fn file_name(refusal: &Refusal) -> String {
    marked::file_name("avslag", &refusal.reference)
}

/// What the refusal says.
pub(crate) fn document(refusal: &Refusal, sheet: &Sheet<'_>) -> Result<Document, askama::Error> {
    let written_on = Day::at(sheet.now);
    let topics = decision_letter::topics(refusal.appealable);
    let aside = Aside {
        written_on,
        number: refusal.organisation_number.map(words::organisation_number),
        reason: marked::lines(&refusal.reason),
        rules: decision_letter::rules(&refusal.rules, &topics, written_on, sheet.lang),
    };
    let (l, s, a) = (refusal, sheet, &aside);
    let text = match sheet.lang {
        Language::Bokmal => Bokmal { l, s, a }.render(),
        Language::Nynorsk => Nynorsk { l, s, a }.render(),
        Language::English => English { l, s, a }.render(),
    }?;
    let letter = marked::read(&text, |name, words| match name {
        "assessed" => decision_letter::points(words, refusal.assessed.as_ref(), sheet.lang),
        _ => Vec::new(),
    });
    Ok(decision_letter::letter(letter, &refusal.recipient_organisation, &refusal.reference, sheet))
}
