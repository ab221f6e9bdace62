//! What we say to people: typed letters in bokmål, nynorsk and English, their rows, the post office.
//!
//! A [`Letter`] is a value; its words stand in `templates/letters/`, in three languages, as plain text
//! (the master) and as a page of HTML, and are bound to its fields at compile time. [`write`] puts a
//! letter into words, stores them with one fixed Message-ID and asks for [`HAND_OVER`] work, all in the
//! caller's transaction: the letter is there when the fact is there, once for each unique key.
//!
//! [`hand_over`] is the act. It marks that the letter is being offered, offers it to the [`PostOffice`]
//! and writes down the answer. A letter is offered again only when it certainly was not taken, or when
//! the office drops repeats; otherwise it is uncertain, and a person says what became of it with
//! [`settle_uncertain`]. We do not promise that a letter reaches an inbox; we record what the relay said.
//!
//! Citations of law do not stand in the letters: paragraphs change, and what an old letter says stays.

mod application_letters;
mod award_letter;
mod compose;
mod desk;
mod entity;
mod hand_over;
mod letter;
mod marked;
mod message;
mod outbox;
mod post_office;
pub mod queries;
mod receipt_document;
mod repository;
pub mod samples;
mod settle_uncertain;
mod smtp;
mod state;
mod withdraw;
mod words;
mod write;

pub use application_letters::{
    ApplicationReceipt, CallAmended, Dismissal, DraftClosing, InformationRequest, JoinInvitation,
    LateAdmitted, ProvisionalReply, ReceiptEntry, ReceiptSaid, ReceiptSection, SignatureWanted,
};
pub use compose::{Composed, Enclosure, compose};
pub use desk::{Desk, DeskError, Recipient};
pub use hand_over::{HandOverError, HandedOver, hand_over};
pub use letter::{
    AcceptanceReceipt, Award, AwardReversed, Letter, LetterKind, Refusal, ReminderStep, Replaces,
    ReportDeadline, ReportOverdueToOfficer, ReportReceipt, SignIn,
};
pub use message::MessageError;
pub use outbox::Outbox;
pub use post_office::PostOffice;
pub use settle_uncertain::{Evidence, SettleError, settle_uncertain};
pub use smtp::{Smtp, SmtpUrlError};
pub use state::LetterState;
pub use withdraw::withdraw;
pub use words::NotAnAddress;
pub use write::{About, HAND_OVER, WriteError, write};
