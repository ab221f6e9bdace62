//! Programmes, schemes and calls, the applications that answer a call, and their assessment.
//!
//! A programme has schemes; a scheme has versions, of which a published one never changes; a call
//! belongs to one version and is answered by applications. An application is drafted and submitted by
//! its organisation, checked by a case officer, scored by assessors who have declared themselves
//! impartial, and decided once: what is decided, and with which money, is settled in
//! `funding-periods`, which calls [`decide`] in its transaction.
//!
//! Other organisations' applications do not exist for an applicant: queries are scoped by actor.

mod admit_late;
mod agreement;
mod amend_call;
mod amendment;
mod announce;
mod application;
mod application_state;
mod apply;
mod arrival;
mod ask_for_more;
mod assess;
mod assessment;
mod assessor;
mod assign;
mod begin;
mod call;
mod check;
mod consensus;
mod content;
mod criterion;
mod decide;
mod decision;
mod declare;
mod draft_scheme;
mod eligibility;
mod entity;
mod files;
mod impartiality;
mod limits;
mod new_call;
mod panel;
mod participants;
mod post;
mod prefill;
pub mod queries;
mod ranking;
mod receipt;
mod remind_drafts;
mod reply_provisionally;
mod repository;
mod requirements;
#[cfg(test)]
mod samples;
mod save;
mod save_call;
mod scheme;
mod set_threshold;
mod signature;
mod spreading;
mod submit;
mod threshold;
mod tie;
mod ties;
mod told;
mod unready;
mod withdraw;
mod write_receipts;

pub use admit_late::admit_late;
pub use agreement::{Agreement, CallAgreement, Metric, Spread, agreement, alpha};
pub use amend_call::{AmendError, amend_call};
pub use amendment::{Amendment, AmendmentDoubt, CallAmendment, Changes};
pub use announce::{AnnounceError, announce_call, close_call, open_call, publish_scheme};
pub use application::{Admitted, Application, Asked, BEFORE_FORMS, Participant, Version, Working};
pub use application_state::{ApplicationState, ApplicationVerb, Request, Submission};
pub use apply::ApplyError;
pub use arrival::{Arrival, arrival};
pub use ask_for_more::ask_for_more;
pub use assess::{AssessError, LONGEST_COMMENT, NewAssessment, assess};
pub use assessment::{Assessment, ConsensusNote, Standing, agreed_amount, standing};
pub use assessor::{AssessorVerb, Part};
pub use assign::{AssignError, assign, spread, spread_preview, unassign};
pub use begin::{NewApplication, begin_application};
pub use call::{Call, CallState, CallVerb, WhoMayApply};
pub use check::{CheckError, check_application, dismiss_application};
pub use consensus::{ConsensusError, write_consensus};
pub use content::{Content, Member, Partner, Team};
pub use criterion::{Anchor, Criterion};
pub use decide::{DecideError, Decision, decide, hold_applications, mark_call_decided};
pub use decision::{DecisionKind, DecisionTaken};
pub use declare::{DeclareError, LONGEST_GROUND, declare_impartiality};
pub use draft_scheme::{
    SchemeError, begin_scheme, discard_scheme_draft, publish_scheme_draft, revise_scheme,
    save_scheme_draft,
};
pub use eligibility::{
    ApplicantKnown, Because, EarlierGrant, EligibilityRule, Finding, Outcome, eligibility,
};
pub use files::{allow_attaching, remove_attachment};
pub use impartiality::{Blocked, Declaration, Declared, Provision};
pub use limits::{LIMITS, Limits};
pub use new_call::{CallDoubt, NewCall};
pub use panel::Bearing;
pub use participants::{
    ParticipantError, invite_organisation, join_application, leave_application,
};
pub use post::Wrote;
pub use prefill::{KnownFacts, prefilled};
pub use queries::INVARIANTS;
pub use ranking::{Entrant, Place, Ranked, Ranking, ranking};
pub use remind_drafts::remind_drafts;
pub use reply_provisionally::reply_provisionally;
pub use requirements::{hindrances, least_own_share};
pub use save::save_application;
pub use save_call::{copy_call, save_call};
pub use scheme::{
    AppealDoubt, NewScheme, NewSchemeHead, Programme, Rule, RuleKind, Scheme, SchemeDraft,
    SchemeVersion, appeal_body,
};
pub use set_threshold::{ThresholdError, set_threshold};
pub use signature::ask_signature;
pub use spreading::{Spreading, Unfilled};
pub use submit::{SentIn, submit_application};
pub use threshold::{Threshold, ThresholdRule, in_force};
pub use tie::{Superior, Tie, TieKind};
pub use ties::{NewTie, TieError, end_superior, end_tie, register_tie, set_superior};
pub use told::{Told, assessed, told};
pub use unready::Unready;
pub use withdraw::{drop_working_copy, withdraw_application};
pub use write_receipts::{WRITE_RECEIPTS, write_receipts};

use impartiality::{Case, Concerned, Known};
use panel::{Assignment, Panel};
