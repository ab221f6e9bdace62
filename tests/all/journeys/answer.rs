//! What comes back from the house: answers of its router, and mails.

use axum::http::{HeaderMap, StatusCode, header};
use mail_parser::Message;
use serde_json::Value;
use std::fmt::Write;

/// The address a mail goes to.
pub(crate) fn recipient<'a>(mail: &'a Message<'_>) -> &'a str {
    let to = mail.to().and_then(|to| to.first());
    to.and_then(|to| to.address()).expect("a mail goes to somebody")
}

/// The subject of a mail.
pub(crate) fn subject<'a>(mail: &'a Message<'_>) -> &'a str {
    mail.subject().expect("a mail has a subject")
}

/// The plain text of a mail.
pub(crate) fn text(mail: &Message<'_>) -> String {
    mail.body_text(0).expect("a mail has a text").into_owned()
}

/// What came back.
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) bytes: Vec<u8>,
    pub(super) asked: String,
}

impl Answer {
    /// The body as JSON.
    #[track_caller]
    pub(crate) fn value(&self) -> Value {
        serde_json::from_slice(&self.bytes).unwrap_or_else(|why| {
            panic!("{} answered no JSON ({why}): {}", self.asked, self.text())
        })
    }

    /// The body as text, entities of HTML left as they are.
    pub(crate) fn text(&self) -> String {
        String::from_utf8_lossy(&self.bytes).into_owned()
    }

    /// Fails with the body when the answer has another status.
    #[track_caller]
    pub(crate) fn is(self, status: u16) -> Answer {
        assert_eq!(self.status.as_u16(), status, "{}: {}", self.asked, self.text());
        self
    }

    /// Where the answer leads on to; empty when nowhere.
    pub(crate) fn location(&self) -> &str {
        let location = self.headers.get(header::LOCATION);
        location.and_then(|location| location.to_str().ok()).unwrap_or_default()
    }

    /// Fails when the answer does not lead on.
    #[track_caller]
    pub(crate) fn leads_on(self) -> String {
        let answer = self.is(303);
        answer.location().to_owned()
    }

    /// Fails, showing the body, when these words are not in it.
    #[track_caller]
    pub(crate) fn says(self, words: &str) -> Answer {
        let text = self.text();
        assert!(text.contains(words), "{}: «{words}» is not in {text}", self.asked);
        self
    }

    /// The value of a field of a form on the page.
    #[track_caller]
    pub(crate) fn field(&self, name: &str) -> String {
        let text = self.text();
        let named = format!("name=\"{name}\"");
        let input = text.split("<input").find(|input| input.contains(&named));
        let value = input.and_then(|input| input.split_once("value=\""));
        let value = value.and_then(|(_, rest)| rest.split_once('"'));
        let (value, _) =
            value.unwrap_or_else(|| panic!("{}: no field {name} in {text}", self.asked));
        value.to_owned()
    }
}

/// Everything but letters and digits as `%xx`.
pub(super) fn encoded(pairs: &[(&str, &str)]) -> String {
    let mut text = String::new();
    let put = |text: &mut String, word: &str| {
        for byte in word.bytes() {
            if byte.is_ascii_alphanumeric() {
                text.push(byte.into());
            } else {
                write!(text, "%{byte:02X}").expect("a string takes everything");
            }
        }
    };
    for (name, value) in pairs {
        if !text.is_empty() {
            text.push('&');
        }
        put(&mut text, name);
        text.push('=');
        put(&mut text, value);
    }
    text
}
