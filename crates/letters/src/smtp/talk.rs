//! One letter over one connection.

use super::{
    Patience,
    gate::Gate,
    reply::{No, Step, kept},
};
use crate::{
    message::Posting,
    not_now::NotNow,
    post_office::{Answer, StillHeld},
};
use fail::fail_point;
use lettre::transport::smtp::{
    Error,
    client::AsyncSmtpConnection,
    commands::{Data, Mail, Quit, Rcpt, Rset},
    extension::{Extension, MailBodyParameter, MailParameter, RcptParameter},
    response::Response,
};
use std::{
    fmt,
    sync::{
        OnceLock,
        atomic::{AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};
use tokio::time::timeout;

/// So much of a letter is written at a time; between two such pieces the relay may take its time.
const PIECE: usize = 64 * 1024;

/// A connection to a relay.
pub(super) struct Line {
    connection: AsyncSmtpConnection,
    gate: Gate,
    speaks_dsn: bool,
    letters: u32,
    is_usable: bool,
    rests_since: Instant,
}

/// How a talk about one letter ended.
pub(super) enum Talked {
    /// The relay, or its silence, is an answer.
    Answered(Answer),
    /// The connection had been used before and was gone before the letter was spoken of.
    Gone,
}

/// How far a letter has got on the wire.
#[derive(Debug, Default)]
struct Progress {
    pieces: AtomicUsize,
    /// When the final dot was about to be written.
    dotted_at: OnceLock<Instant>,
}

impl Line {
    pub(super) fn new(connection: AsyncSmtpConnection, gate: Gate, speaks_dsn: bool) -> Line {
        let (letters, is_usable) = (0, true);
        Line { connection, gate, speaks_dsn, letters, is_usable, rests_since: Instant::now() }
    }
    /// How many letters were offered over it.
    pub(super) fn letters(&self) -> u32 {
        self.letters
    }
    /// Whether another letter can follow.
    pub(super) fn is_usable(&self) -> bool {
        self.is_usable
    }
    pub(super) fn rests(&mut self) {
        self.rests_since = Instant::now();
    }
    pub(super) fn has_rested(&self, time: Duration) -> bool {
        self.rests_since.elapsed() >= time
    }
    pub(super) async fn quit(&mut self) {
        let _ = self.connection.command(Quit).await;
    }

    /// Offers a letter. After anything but a reply to the last thing that was said the connection is not
    /// usable any more: nobody could tell what the next reply belongs to.
    pub(super) async fn talk(
        &mut self,
        posting: &Posting,
        patience: Patience,
        still_held: StillHeld<'_>,
    ) -> Talked {
        let was_used = self.letters > 0;
        self.letters = self.letters.saturating_add(1);
        self.is_usable = false;
        let began = Instant::now();
        if was_used && !matches!(self.say(Rset, patience.step).await, Said::Yes(_)) {
            return Talked::Gone;
        }
        let (from, to) = match self.envelope(posting) {
            Ok(envelope) => envelope,
            Err(answer) => {
                self.is_usable = true;
                return Talked::Answered(answer);
            }
        };
        for (step, command) in [
            (Step::Sender, from.to_string()),
            (Step::Recipient, to.to_string()),
            (Step::Data, Data.to_string()),
        ] {
            // Nothing has been taken as long as the letter has not been sent.
            match self.say(command, patience.step).await {
                Said::Yes(reply) if step == Step::Data && !reply.has_code(354) => {
                    let why = format!("the relay answered {} to DATA", reply.code());
                    return Talked::Answered(Answer::NotNow(NotNow::Away, why));
                }
                Said::Yes(_) => match step {
                    Step::Recipient => fail_point!("mail.after_rcpt"),
                    Step::Data => fail_point!("mail.after_354"),
                    Step::Sender | Step::Letter => {}
                },
                Said::No(no) if no.hangs_up() && was_used => return Talked::Gone,
                Said::No(no) => {
                    self.is_usable = !no.hangs_up();
                    return Talked::Answered(no.means(step));
                }
                Said::Nothing(_) if was_used => return Talked::Gone,
                Said::Nothing(why) => {
                    return Talked::Answered(Answer::NotNow(NotNow::Away, why));
                }
            }
        }
        record("envelope", began);
        Talked::Answered(self.send(posting, patience, still_held).await)
    }

    /// The two commands of the envelope. A relay that reports on deliveries is asked to report failures
    /// under the letter's own id, with the headers only.
    fn envelope(&self, posting: &Posting) -> Result<(Mail, Rcpt), Answer> {
        let mut of_mail = Vec::new();
        let mut of_recipient = Vec::new();
        if !posting.bytes.is_ascii() {
            if !self.connection.server_info().supports_feature(Extension::EightBitMime) {
                let why = "the relay takes no letters beyond ASCII".to_owned();
                return Err(Answer::Never(why));
            }
            of_mail.push(MailParameter::Body(MailBodyParameter::EightBitMime));
        }
        if self.speaks_dsn {
            let other = |keyword: &str, value: &str| (keyword.to_owned(), Some(value.to_owned()));
            let (keyword, value) = other("RET", "HDRS");
            of_mail.push(MailParameter::Other { keyword, value });
            let (keyword, value) = other("ENVID", &posting.envelope_id);
            of_mail.push(MailParameter::Other { keyword, value });
            let (keyword, value) = other("NOTIFY", "FAILURE,DELAY");
            of_recipient.push(RcptParameter::Other { keyword, value });
        }
        let from = Mail::new(Some(posting.from.clone()), of_mail);
        Ok((from, Rcpt::new(posting.to.clone(), of_recipient)))
    }

    /// Says one thing and waits for the reply.
    async fn say(&mut self, command: impl fmt::Display, step: Duration) -> Said {
        match timeout(step, self.connection.command(command)).await {
            Ok(Ok(reply)) => Said::Yes(reply),
            Ok(Err(error)) => Said::of(&error),
            Err(_) => Said::Nothing("the relay did not answer in time".to_owned()),
        }
    }

    /// Sends the letter. Just before the final dot it is looked whether the work is still ours: a worker
    /// that stood still may find that another has taken over, and the dot is what makes a letter taken.
    async fn send(
        &mut self,
        posting: &Posting,
        patience: Patience,
        still_held: StillHeld<'_>,
    ) -> Answer {
        let began = Instant::now();
        let progress = Progress::default();
        let gate = self.gate.clone();
        let mut pieces = posting.bytes.chunks(PIECE);
        let pieces = std::iter::from_fn(|| {
            progress.pieces.fetch_add(1, Ordering::Relaxed);
            let piece = pieces.next();
            // What was asked for before is written and flushed by now; the dot comes next.
            if piece.is_none() {
                match still_held() {
                    true => {
                        progress.dotted_at.get_or_init(Instant::now);
                        gate.dot_comes();
                    }
                    false => gate.shut(),
                }
            }
            piece
        });
        let sent = {
            let mut sending = std::pin::pin!(self.connection.message_iter(pieces));
            loop {
                let before = progress.pieces.load(Ordering::Relaxed);
                if let Ok(sent) = timeout(patience.step, &mut sending).await {
                    break Some(sent);
                }
                if progress.dotted_at.get().is_some() {
                    break timeout(patience.after_the_dot, &mut sending).await.ok();
                }
                if progress.pieces.load(Ordering::Relaxed) == before {
                    break None;
                }
            }
        };
        record("letter", began);
        let dotted = progress.dotted_at.get().is_some();
        if let Some(dotted_at) = progress.dotted_at.get() {
            record("answer", *dotted_at);
        }
        match sent {
            Some(Ok(reply)) => {
                self.is_usable = true;
                let lines: Vec<&str> = reply.message().collect();
                Answer::Taken(kept(&format!("{} {}", reply.code(), lines.join(" "))))
            }
            Some(Err(error)) => match (Said::of(&error), dotted) {
                (Said::No(no), _) => {
                    self.is_usable = !no.hangs_up();
                    no.means(Step::Letter)
                }
                (Said::Nothing(why), true) => Answer::Unknown(kept(&format!(
                    "the relay was lost while it had the whole letter: {why}"
                ))),
                (_, _) if self.gate.is_shut() => {
                    let why = "the worker lost its lease before the final dot";
                    Answer::NotNow(NotNow::Stopped, why.to_owned())
                }
                (Said::Nothing(why), false) => Answer::NotNow(NotNow::Away, why),
                (Said::Yes(_), _) => Answer::NotNow(NotNow::Away, kept(&error.to_string())),
            },
            None if dotted => Answer::Unknown(
                "the relay had the whole letter and did not answer in time".to_owned(),
            ),
            None => Answer::NotNow(NotNow::Away, "the relay stopped reading".to_owned()),
        }
    }
}

/// What came back.
enum Said {
    Yes(Response),
    No(No),
    /// It was lost, or spoke what is not SMTP.
    Nothing(String),
}

impl Said {
    fn of(error: &Error) -> Said {
        match No::of(error) {
            Some(no) => Said::No(no),
            None => Said::Nothing(kept(&error.to_string())),
        }
    }
}

fn record(phase: &'static str, since: Instant) {
    metrics::histogram!("fordel_mail_handover_seconds", "phase" => phase)
        .record(since.elapsed().as_secs_f64());
}

impl fmt::Debug for Line {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Line").field("letters", &self.letters).finish_non_exhaustive()
    }
}
