//! What we say to people: typed letters in bokmål, nynorsk and English, their rows, the post office.
//!
//! A [`Letter`] is a value; its words stand in `templates/letters/`, in three languages, as plain text
//! (the master) and as a page of HTML, and are bound to its fields at compile time. [`write`] puts a
//! letter into words, stores them with one fixed Message-ID and asks for [`HAND_OVER`] work, all in the
//! caller's transaction: the letter is there when the fact is there, once for each unique key.
//!
//! [`hand_over`] is the act. It marks that the letter is being offered, offers it to the [`PostOffice`]
//! and writes down the answer. A letter is offered again only when it certainly was not taken, or when
//! the office drops repeats; otherwise it is uncertain. [`settle_by_evidence`] looks for it among the
//! copies of what the relay took, where the relay keeps such; else a person says what became of it with
//! [`settle_uncertain`]. [`read_bounces`] reads what comes back and writes it beside what was accepted;
//! a person says with [`follow_up`] that a bounce was dealt with. Everything that happens to a letter is
//! a line of its history. We do not promise that a letter reaches an inbox; we record what was said.
//!
//! What a letter encloses is a document of the `documents` crate whose words stand in a template too, with
//! a number that is raised when they change. It is stored with the letter, so what an old letter says
//! stays, and rendered when it is handed over. Paragraphs of acts stand in no template: `law.rs` says
//! which are cited on the day of a letter.

mod answers;
mod application_letters;
mod award_letter;
mod bounce;
mod compose;
mod copies;
mod decided;
mod decision_letter;
mod desk;
mod entity;
mod follow_up;
mod hand_over;
mod happened;
mod inline;
mod law;
mod letter;
mod maildir;
mod marked;
mod message;
mod not_now;
mod offer_again;
mod outbox;
mod post_office;
pub mod queries;
mod read_bounces;
mod receipt_document;
mod refusal_letter;
mod repository;
pub mod samples;
mod settle_by_evidence;
mod settle_uncertain;
mod smtp;
mod standing;
mod state;
mod stored_document;
mod withdraw;
mod words;
mod write;

pub use application_letters::{
    ApplicationReceipt, CallAmended, Dismissal, DraftClosing, InformationRequest, JoinInvitation,
    LateAdmitted, ProvisionalReply, ReceiptEntry, ReceiptFile, ReceiptSaid, ReceiptSection,
    SignatureWanted,
};
pub use bounce::Delivery;
pub use compose::{Composed, Enclosure, compose};
pub use decided::{AppliedFor, Assessed, AssessedCriterion, Rule};
pub use desk::{Desk, DeskError, Recipient};
pub use follow_up::{FollowUpError, follow_up};
pub use hand_over::{HandOverError, HandedOver, NotTaken, hand_over, hand_over_while};
pub use happened::Happened;
pub use letter::{
    AcceptanceReceipt, Award, AwardReversed, Letter, LetterKind, Refusal, ReminderStep, Replaces,
    ReportDeadline, ReportOverdueToOfficer, ReportReceipt, SignIn, StatusReportReady,
};
pub use message::MessageError;
pub use not_now::{NotNow, Trouble};
pub use offer_again::{OfferAgainError, offer_again};
pub use outbox::Outbox;
pub use post_office::{PostOffice, StillHeld};
pub use read_bounces::{BounceBox, BounceBoxError, BouncesRead, ReadBouncesError, read_bounces};
pub use settle_by_evidence::{SettleByEvidenceError, Settled, settle_by_evidence};
pub use settle_uncertain::{Evidence, SettleError, settle_uncertain};
pub use smtp::{Smtp, SmtpUrlError};
pub use state::LetterState;
pub use withdraw::{WithdrawError, withdraw, withdraw_one};
pub use words::{NotAnAddress, usable_address};
pub use write::{About, HAND_OVER, WriteError, write};
