//! A stored letter as the bytes of one e-mail. The same letter always gives the same bytes.

use crate::{Desk, LetterKind, repository::Stored, words};
use lettre::{
    Address, Message,
    message::{
        Attachment, Mailbox, MultiPart, SinglePart,
        header::{ContentType, HeaderName, HeaderValue},
    },
};
use sha2::{Digest, Sha256};
use std::time::SystemTime;
use vocabulary::{Day, LetterId};

/// What the post office takes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Posting {
    /// Who answers for it on the way.
    pub from: Address,
    /// Who gets it.
    pub to: Address,
    /// Headers and body.
    pub bytes: Vec<u8>,
    /// The name of its file in an outbox.
    pub file_name: String,
    /// Under which a report on its delivery comes back: the letter's id.
    pub envelope_id: String,
}

/// Why a stored letter cannot be made into an e-mail. The letter was checked when it was written, so
/// this means that the settings of the desk, or the row, have been broken since.
#[derive(Debug, thiserror::Error)]
pub enum MessageError {
    /// The sender or a recipient is not an address.
    #[error("the letter has no usable address: {0}")]
    Address(String),
    /// The parts do not make an e-mail.
    #[error("the letter cannot be made into an e-mail: {0}")]
    Parts(String),
}

/// `<letter-id@domain of the sender>`.
pub(crate) fn message_id(id: LetterId, desk: &Desk) -> String {
    let domain = desk.from.parse::<Mailbox>().map(|from| from.email.domain().to_owned());
    format!("<{id}@{}>", domain.unwrap_or_else(|_| "localhost".to_owned()))
}

/// `20130215-report-deadline-k3v9x2ab.eml`: the day it was written, its kind, and eight letters and
/// digits drawn from its id (40 bits: two letters of one kind and day do not meet in practice, and
/// the outbox refuses to put one over another).
pub(crate) fn file_name(id: LetterId, kind: LetterKind, written_on: Day) -> String {
    const ALPHABET: &[u8; 32] = b"abcdefghijklmnopqrstuvwxyz234567";
    let digest = Sha256::digest(id.0.as_bytes());
    let drawn: String =
        digest.iter().take(8).map(|byte| char::from(ALPHABET[usize::from(byte % 32)])).collect();
    format!("{}-{kind}-{drawn}.eml", written_on.date().format("%Y%m%d"))
}

/// Puts the e-mail together. `enclosed` is the rendered enclosure: its file name and its bytes.
pub(crate) fn posting(
    letter: &Stored,
    desk: &Desk,
    enclosed: Option<(String, Vec<u8>)>,
) -> Result<Posting, MessageError> {
    let from: Mailbox = desk.from.parse().map_err(|_| MessageError::Address(desk.from.clone()))?;
    let from_address = from.email.clone();
    let to = words::address(letter.address())
        .map_err(|error| MessageError::Address(error.to_string()))?;
    let contact =
        words::address(&desk.contact).map_err(|error| MessageError::Address(error.to_string()))?;
    // The names are brought onto one line even here: this is the last gate before the headers.
    let named = Some(words::one_line(&letter.recipient_name)).filter(|name| !name.is_empty());
    let both = MultiPart::alternative()
        .boundary(format!("text-{}", letter.id))
        .singlepart(SinglePart::plain(letter.text.clone()))
        .singlepart(SinglePart::html(letter.html.clone()));
    let body = match enclosed {
        None => both,
        Some((name, bytes)) => {
            let pdf = ContentType::parse("application/pdf")
                .map_err(|error| MessageError::Parts(error.to_string()))?;
            MultiPart::mixed()
                .boundary(format!("enclosed-{}", letter.id))
                .multipart(both)
                .singlepart(Attachment::new(name).body(bytes, pdf))
        }
    };
    let header = |name, value: &str| {
        HeaderValue::new(HeaderName::new_from_ascii_str(name), value.to_owned())
    };
    let message = Message::builder()
        .from(from)
        .reply_to(Mailbox::new(Some(desk.authority.clone()), contact))
        .to(Mailbox::new(named, to.clone()))
        .subject(words::one_line(&letter.subject))
        .message_id(Some(letter.message_id.clone()))
        .date(SystemTime::from(letter.written_at))
        // No absence notice should answer a machine (RFC 3834).
        .raw_header(header("Auto-Submitted", "auto-generated"))
        .raw_header(header("Content-Language", letter.language.code()))
        .multipart(body)
        .map_err(|error| MessageError::Parts(error.to_string()))?;
    Ok(Posting {
        from: from_address,
        to,
        bytes: message.formatted(),
        file_name: file_name(letter.id, letter.kind, Day::at(letter.written_at)),
        envelope_id: letter.id.to_string(),
    })
}
