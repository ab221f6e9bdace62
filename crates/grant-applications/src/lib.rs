//! Programmes, schemes and calls, the applications that answer a call, and their assessment.
//!
//! A programme has schemes; a scheme has versions, of which a published one never changes; a call
//! belongs to one version and is answered by applications. An application is drafted and submitted by
//! its organisation, checked by a case officer, scored by assessors who have declared themselves
//! impartial, and decided once: what is decided, and with which money, is settled in
//! `funding-periods`, which calls [`decide`] in its transaction.
//!
//! Other organisations' applications do not exist for an applicant: queries are scoped by actor.

mod announce;
mod application;
mod apply;
mod assess;
mod assessment;
mod call;
mod check;
mod decide;
mod entity;
pub mod queries;
mod repository;
mod scheme;

pub use announce::{AnnounceError, announce_call, close_call, open_call, publish_scheme};
pub use application::{
    Application, ApplicationState, ApplicationVerb, Content, ContentDoubt, Member, Partner,
    Submission, Team,
};
pub use apply::{
    ApplyError, Draft, begin_application, save_application, submit_application,
    withdraw_application,
};
pub use assess::{AssessError, NewAssessment, assess};
pub use assessment::{Assessment, Criterion, Standing, standing};
pub use call::{Call, CallState, CallVerb, NewCall};
pub use check::{CheckError, check_application, dismiss_application};
pub use decide::{DecideError, Decision, decide, mark_call_decided};
pub use scheme::{NewScheme, Programme, Scheme, SchemeVersion};
