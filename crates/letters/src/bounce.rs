//! Reports on the delivery of letters (RFC 3464), as they come back by mail.

use crate::words;
use mail_parser::{Message, MessageParser, MimeHeaders, PartType};
use sha2::{Digest, Sha256};
use std::str::FromStr;
use vocabulary::LetterId;

/// The longest text that is kept of what a server said.
const SAID: usize = 500;

/// What somebody on the way reports of a letter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Delivery {
    /// It was delivered.
    Delivered,
    /// It is late, and still tried.
    Delayed,
    /// It cannot be delivered, and is not tried any more.
    Failed,
}

impl Delivery {
    /// All of them, the worst last.
    pub const ALL: [Delivery; 3] = [Delivery::Delivered, Delivery::Delayed, Delivery::Failed];

    /// The word that stands in the database.
    pub const fn word(self) -> &'static str {
        match self {
            Delivery::Delivered => "delivered",
            Delivery::Delayed => "delayed",
            Delivery::Failed => "failed",
        }
    }
}

impl FromStr for Delivery {
    type Err = String;
    fn from_str(word: &str) -> Result<Self, String> {
        let found = Delivery::ALL.into_iter().find(|delivery| delivery.word() == word);
        found.ok_or_else(|| format!("«{word}» is not a report on a delivery"))
    }
}

/// One report, read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Report {
    /// SHA-256 of the mail, in hexadecimal digits: one mail is one report.
    pub digest: String,
    /// The letter it names as its envelope.
    pub letter: Option<LetterId>,
    /// The Message-ID of what is returned, with the angle brackets.
    pub message_id: Option<String>,
    /// The worst that is reported of a recipient; a letter has one.
    pub action: Delivery,
    /// The status (RFC 3463): `5.1.1`.
    pub status: Option<String>,
    /// What the last server said.
    pub said: String,
}

impl Report {
    /// Reads a mail; `None` when it is no report on a delivery.
    pub(crate) fn read(bytes: &[u8]) -> Option<Report> {
        let mail = MessageParser::default().parse(bytes)?;
        let of_kind = |kind: &[&str]| {
            mail.parts.iter().find(|part| {
                part.content_type().is_some_and(|content| {
                    let subtype = content.subtype().unwrap_or_default().to_lowercase();
                    content.ctype().eq_ignore_ascii_case(kind[0]) && kind[1..].contains(&&*subtype)
                })
            })
        };
        let status = of_kind(&["message", "delivery-status", "global-delivery-status"])?;
        let text = String::from_utf8_lossy(status.contents()).replace("\r\n", "\n");
        let mut groups = text.split("\n\n").filter(|group| !group.trim().is_empty());
        let envelope = groups.next()?;
        let worst = groups
            .filter_map(|group| Some((action(&field(group, "Action")?)?, group)))
            .max_by_key(|(action, _)| *action);
        let (action, recipient) = worst?;
        // `smtp; 550 5.1.1 …`: the kind of server first.
        let diagnostic = field(recipient, "Diagnostic-Code");
        let said = diagnostic.as_deref().map(|said| said.split_once(';').map_or(said, |(_, s)| s));
        let said = words::one_line(said.unwrap_or_default());
        let returned = of_kind(&["message", "rfc822", "global"])
            .and_then(|part| match &part.body {
                PartType::Message(message) => message_id(message),
                _ => message_id(&MessageParser::default().parse_headers(part.contents())?),
            })
            .or_else(|| {
                let head = of_kind(&["text", "rfc822-headers"])
                    .or_else(|| of_kind(&["message", "global-headers"]))?;
                message_id(&MessageParser::default().parse_headers(head.contents())?)
            });
        Some(Report {
            digest: hex(&Sha256::digest(bytes)),
            letter: field(envelope, "Original-Envelope-Id").and_then(|id| id.parse().ok()),
            message_id: returned,
            action,
            status: field(recipient, "Status").map(|status| words::one_line(&status)),
            said: said.chars().take(SAID).collect(),
        })
    }
}

/// What an action says; relayed and expanded are as far as anybody on the way can tell.
fn action(word: &str) -> Option<Delivery> {
    match word.trim().to_lowercase().as_str() {
        "failed" => Some(Delivery::Failed),
        "delayed" => Some(Delivery::Delayed),
        "delivered" | "relayed" | "expanded" => Some(Delivery::Delivered),
        _ => None,
    }
}

fn message_id(message: &Message<'_>) -> Option<String> {
    message.message_id().map(|id| format!("<{id}>"))
}

/// A field of a group, unfolded.
fn field(group: &str, name: &str) -> Option<String> {
    let unfolded = group.replace("\n ", " ").replace("\n\t", " ");
    unfolded.lines().find_map(|line| {
        let (field, value) = line.split_once(':')?;
        field.trim().eq_ignore_ascii_case(name).then(|| value.trim().to_owned())
    })
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const LETTER: &str = "0190a1b2-0000-7000-8000-000000000001";

    /// A report as Postfix writes it.
    fn report(envelope: &str, recipient: &str, returned: &str) -> String {
        format!(
            "From: MAILER-DAEMON@relay.example (Mail Delivery System)\r\nTo: tilskudd@direktoratet.example\r\n\
             Subject: Undelivered Mail Returned to Sender\r\nMIME-Version: 1.0\r\n\
             Content-Type: multipart/report; report-type=delivery-status; boundary=\"B\"\r\n\r\n\
             --B\r\nContent-Type: text/plain\r\n\r\nI'm sorry to have to inform you.\r\n\r\n\
             --B\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; relay.example\r\n{envelope}\r\n\
             {recipient}\r\n\r\n--B\r\n{returned}\r\n--B--\r\n"
        )
    }

    const FAILED: &str = "Final-Recipient: rfc822; kari@klepp.example\r\nAction: failed\r\nStatus: 5.1.1\r\n\
        Diagnostic-Code: smtp; 550 5.1.1 <kari@klepp.example>: Recipient address rejected:\r\n    User unknown";

    #[test]
    fn a_failure_with_the_headers_of_the_letter() {
        let returned = format!(
            "Content-Type: text/rfc822-headers\r\n\r\nSubject: Rapport\r\nMessage-ID: <{LETTER}@d.example>\r\n"
        );
        let read = Report::read(report("", FAILED, &returned).as_bytes()).expect("a report");
        assert_eq!(read.message_id, Some(format!("<{LETTER}@d.example>")));
        assert_eq!((read.letter, read.action), (None, Delivery::Failed));
        assert_eq!(read.status.as_deref(), Some("5.1.1"));
        assert_eq!(
            read.said,
            "550 5.1.1 <kari@klepp.example>: Recipient address rejected: User unknown"
        );
    }

    #[test]
    fn a_failure_with_the_whole_letter_or_its_envelope_only() {
        let returned = format!(
            "Content-Type: message/rfc822\r\n\r\nSubject: Rapport\r\nMessage-ID: <{LETTER}@d.example>\r\n\r\nHei\r\n"
        );
        let read = Report::read(report("", FAILED, &returned).as_bytes()).expect("a report");
        assert_eq!(read.message_id, Some(format!("<{LETTER}@d.example>")));
        let envelope = format!("Original-Envelope-Id: {LETTER}\r\n");
        let text = report(&envelope, FAILED, "Content-Type: text/plain\r\n\r\nnothing\r\n");
        let read = Report::read(text.as_bytes()).expect("a report");
        assert_eq!((read.message_id, read.letter), (None, LETTER.parse().ok()));
    }

    #[test]
    fn what_is_late_and_what_is_no_report() {
        let late = FAILED.replace("failed", "Delayed").replace("5.1.1", "4.4.1");
        let read = Report::read(report("", &late, "\r\n").as_bytes()).expect("a report");
        assert_eq!((read.action, read.status.as_deref()), (Delivery::Delayed, Some("4.4.1")));
        for not in [
            "",
            "Subject: Fravær\r\nAuto-Submitted: auto-replied\r\n\r\nJeg er borte.",
            "Content-Type: multipart/report; boundary=B\r\n\r\n--B\r\nContent-Type: message/delivery-status\r\n\r\n\r\n--B--",
        ] {
            assert_eq!(Report::read(not.as_bytes()), None, "{not}");
        }
    }
}
