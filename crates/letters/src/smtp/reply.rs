//! What a relay's «no» means: for this letter, for now, or for the settings.

use crate::{not_now::NotNow, post_office::Answer, words};
use lettre::transport::smtp::Error;
use std::error::Error as _;

/// The longest answer that is kept.
const ANSWER: usize = 500;

/// Which step of the talk was answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Step {
    /// MAIL FROM: about who sends.
    Sender,
    /// RCPT TO: about who gets it.
    Recipient,
    /// DATA: whether the relay is ready for the letter.
    Data,
    /// The whole letter, after the final dot.
    Letter,
}

/// A reply that says no: its code, and what was said with it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct No {
    pub(super) code: u16,
    pub(super) said: String,
}

impl No {
    /// What the relay replied; `None` when it was lost instead of replying.
    pub(super) fn of(error: &Error) -> Option<No> {
        let code = u16::from(error.status()?);
        let said = error.source().map(ToString::to_string).unwrap_or_default();
        Some(No { code, said })
    }

    /// It ends the connection (RFC 5321 § 3.8).
    pub(super) fn hangs_up(&self) -> bool {
        self.code == 421
    }

    /// The enhanced status (RFC 3463) without its class: `7.1` of `4.7.1`.
    fn subject_and_detail(&self) -> Option<&str> {
        let word = self.said.split_whitespace().next()?;
        let (class, rest) = word.split_once('.')?;
        let (subject, detail) = rest.split_once('.')?;
        let is_number = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
        (matches!(class, "4" | "5") && is_number(subject) && is_number(detail)).then_some(rest)
    }

    /// What it means at this step.
    ///
    /// That the relay wants another sign-in, or does not know the sender, is a matter of the settings and
    /// not of one letter, so it is never the end of a letter. A full mailbox may have room tomorrow,
    /// whichever class the relay puts it in (RFC 3463 § 3.3).
    pub(super) fn means(&self, step: Step) -> Answer {
        let said = kept(&format!("{} {}", self.code, self.said));
        let lower = self.said.to_lowercase();
        let status = self.subject_and_detail();
        let is_temporary = self.code < 500;
        let because = if matches!(self.code, 530 | 534 | 535 | 538 | 454) {
            NotNow::SignIn
        } else if status == Some("2.2")
            || (matches!(self.code, 452 | 552)
                && (lower.contains("mailbox") || lower.contains("quota")))
        {
            NotNow::MailboxFull
        } else if is_temporary && self.is_greylisting(step, &lower, status) {
            NotNow::Greylisted
        } else if is_temporary {
            NotNow::Busy
        } else if step == Step::Sender {
            NotNow::Sender
        } else {
            return Answer::Never(said);
        };
        Answer::NotNow(because, said)
    }

    fn is_greylisting(&self, step: Step, lower: &str, status: Option<&str>) -> bool {
        let says_so = ["greylist", "graylist", "grey-list", "gray-list"];
        // 4.7.1 to a recipient is what greylisting relays answer without naming it.
        says_so.iter().any(|word| lower.contains(word))
            || (step == Step::Recipient && matches!(self.code, 450 | 451) && status == Some("7.1"))
    }
}

/// One line, not too long, to be kept in a row.
pub(super) fn kept(answer: &str) -> String {
    words::one_line(answer).chars().take(ANSWER).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_no_means() {
        let means = |step, code, said: &str| match (No { code, said: said.into() }).means(step) {
            Answer::Never(_) => "never".to_owned(),
            Answer::NotNow(because, _) => because.word().to_owned(),
            other => panic!("{other:?}"),
        };
        use Step::{Data, Letter, Recipient, Sender};
        for (step, code, said, meaning) in [
            (Recipient, 550, "5.1.1 no such user", "never"),
            (Recipient, 553, "relaying denied", "never"),
            (Recipient, 450, "4.2.0 Greylisted, come back later", "greylisted"),
            (Recipient, 451, "4.7.1 please try again later", "greylisted"),
            (Letter, 451, "4.7.1 please try again later", "busy"),
            (Recipient, 450, "4.2.1 the mailbox is busy", "busy"),
            (Recipient, 452, "4.2.2 over quota", "mailbox-full"),
            (Recipient, 552, "5.2.2 mailbox full", "mailbox-full"),
            (Letter, 552, "mailbox is full", "mailbox-full"),
            (Letter, 552, "5.3.4 message too big", "never"),
            (Letter, 452, "4.3.1 insufficient system storage", "busy"),
            (Letter, 554, "5.7.1 spam", "never"),
            (Sender, 550, "5.7.1 you may not send as that", "sender"),
            (Sender, 530, "5.7.0 sign in first", "sign-in"),
            (Recipient, 530, "sign in first", "sign-in"),
            (Data, 421, "4.3.2 shutting down", "busy"),
            (Data, 554, "5.5.1 no valid recipients", "never"),
            (Data, 503, "out of order", "never"),
        ] {
            assert_eq!(means(step, code, said), meaning, "{step:?} {code} {said}");
        }
    }
}
