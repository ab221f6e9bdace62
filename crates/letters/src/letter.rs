//! The letters: what each says, as typed values. The words stand in `templates/letters/`. What is said
//! about an application on its way is in `application_letters.rs`.

use crate::{
    ApplicationReceipt, AppliedFor, Assessed, CallAmended, Dismissal, DraftClosing,
    InformationRequest, JoinInvitation, LateAdmitted, ProvisionalReply, ReceiptSaid, Rule,
    SignatureWanted,
};
use chrono::{DateTime, Utc};
use std::{fmt, str::FromStr};
use vocabulary::{Day, Money, OrganisationNumber};

/// Something we say to somebody.
///
/// A `path` in any of them begins with `/` and is put behind the public address of the installation.
#[derive(Clone, Debug, PartialEq)]
pub enum Letter {
    /// A link to sign in with.
    SignIn(SignIn),
    /// You are invited to take part in a project.
    JoinInvitation(JoinInvitation),
    /// You have an unfinished draft, and the call closes soon.
    DraftClosing(DraftClosing),
    /// The call you apply to has been amended.
    CallAmended(CallAmended),
    /// An application is ready and waits for you to send it in.
    SignatureWanted(SignatureWanted),
    /// We have received your application. Carries all it says as an enclosed PDF.
    ApplicationReceipt(ApplicationReceipt),
    /// Your application is not complete.
    InformationRequest(InformationRequest),
    /// Your application arrived late and is taken in.
    LateAdmitted(LateAdmitted),
    /// The answer takes longer than a month.
    ProvisionalReply(ProvisionalReply),
    /// Your application is dismissed.
    Dismissal(Dismissal),
    /// You get a grant. Carries the award letter as an enclosed PDF.
    Award(Box<Award>),
    /// You do not get a grant. Carries the refusal as an enclosed PDF.
    Refusal(Refusal),
    /// The decision to give you a grant is reversed.
    AwardReversed(AwardReversed),
    /// We have received your acceptance.
    AcceptanceReceipt(AcceptanceReceipt),
    /// A report is due, or overdue.
    ReportDeadline(ReportDeadline),
    /// We have received your report.
    ReportReceipt(ReportReceipt),
    /// To the case officer: this recipient still owes a report.
    ReportOverdueToOfficer(ReportOverdueToOfficer),
    /// To those at the directorate who are to read it: a status report is made.
    StatusReportReady(StatusReportReady),
}

impl Letter {
    /// The word of its kind.
    pub const fn kind(&self) -> LetterKind {
        match self {
            Letter::SignIn(_) => LetterKind::SignIn,
            Letter::JoinInvitation(_) => LetterKind::JoinInvitation,
            Letter::DraftClosing(_) => LetterKind::DraftClosing,
            Letter::CallAmended(_) => LetterKind::CallAmended,
            Letter::SignatureWanted(_) => LetterKind::SignatureWanted,
            Letter::ApplicationReceipt(_) => LetterKind::ApplicationReceipt,
            Letter::InformationRequest(_) => LetterKind::InformationRequest,
            Letter::LateAdmitted(_) => LetterKind::LateAdmitted,
            Letter::ProvisionalReply(_) => LetterKind::ProvisionalReply,
            Letter::Dismissal(_) => LetterKind::Dismissal,
            Letter::Award(_) => LetterKind::Award,
            Letter::Refusal(_) => LetterKind::Refusal,
            Letter::AwardReversed(_) => LetterKind::AwardReversed,
            Letter::AcceptanceReceipt(_) => LetterKind::AcceptanceReceipt,
            Letter::ReportDeadline(_) => LetterKind::ReportDeadline,
            Letter::ReportReceipt(_) => LetterKind::ReportReceipt,
            Letter::ReportOverdueToOfficer(_) => LetterKind::ReportOverdueToOfficer,
            Letter::StatusReportReady(_) => LetterKind::StatusReportReady,
        }
    }
    /// Where its link leads, without the address of the installation.
    pub fn path(&self) -> &str {
        match self {
            Letter::SignIn(letter) => &letter.path,
            Letter::JoinInvitation(letter) => &letter.path,
            Letter::DraftClosing(letter) => &letter.path,
            Letter::CallAmended(letter) => &letter.path,
            Letter::SignatureWanted(letter) => &letter.path,
            Letter::ApplicationReceipt(letter) => &letter.path,
            Letter::InformationRequest(letter) => &letter.path,
            Letter::LateAdmitted(letter) => &letter.path,
            Letter::ProvisionalReply(letter) => &letter.path,
            Letter::Dismissal(letter) => &letter.path,
            Letter::Award(letter) => &letter.path,
            Letter::Refusal(letter) => &letter.path,
            Letter::AwardReversed(letter) => &letter.path,
            Letter::AcceptanceReceipt(letter) => &letter.path,
            Letter::ReportDeadline(letter) => &letter.path,
            Letter::ReportReceipt(letter) => &letter.path,
            Letter::ReportOverdueToOfficer(letter) => &letter.path,
            Letter::StatusReportReady(letter) => &letter.path,
        }
    }
}

/// Which letter it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum LetterKind {
    /// See [`SignIn`].
    SignIn,
    /// See [`JoinInvitation`].
    JoinInvitation,
    /// See [`DraftClosing`].
    DraftClosing,
    /// See [`CallAmended`].
    CallAmended,
    /// See [`SignatureWanted`].
    SignatureWanted,
    /// See [`ApplicationReceipt`].
    ApplicationReceipt,
    /// See [`InformationRequest`].
    InformationRequest,
    /// See [`LateAdmitted`].
    LateAdmitted,
    /// See [`ProvisionalReply`].
    ProvisionalReply,
    /// See [`Dismissal`].
    Dismissal,
    /// See [`Award`].
    Award,
    /// See [`Refusal`].
    Refusal,
    /// See [`AwardReversed`].
    AwardReversed,
    /// See [`AcceptanceReceipt`].
    AcceptanceReceipt,
    /// See [`ReportDeadline`].
    ReportDeadline,
    /// See [`ReportReceipt`].
    ReportReceipt,
    /// See [`ReportOverdueToOfficer`].
    ReportOverdueToOfficer,
    /// See [`StatusReportReady`].
    StatusReportReady,
}

impl LetterKind {
    /// All of them.
    pub const ALL: [LetterKind; 18] = [
        LetterKind::SignIn,
        LetterKind::JoinInvitation,
        LetterKind::DraftClosing,
        LetterKind::CallAmended,
        LetterKind::SignatureWanted,
        LetterKind::ApplicationReceipt,
        LetterKind::InformationRequest,
        LetterKind::LateAdmitted,
        LetterKind::ProvisionalReply,
        LetterKind::Dismissal,
        LetterKind::Award,
        LetterKind::Refusal,
        LetterKind::AwardReversed,
        LetterKind::AcceptanceReceipt,
        LetterKind::ReportDeadline,
        LetterKind::ReportReceipt,
        LetterKind::ReportOverdueToOfficer,
        LetterKind::StatusReportReady,
    ];

    /// The word that stands in the database, in file names and on the command line.
    pub const fn word(self) -> &'static str {
        match self {
            LetterKind::SignIn => "sign-in",
            LetterKind::JoinInvitation => "join-invitation",
            LetterKind::DraftClosing => "draft-closing",
            LetterKind::CallAmended => "call-amended",
            LetterKind::SignatureWanted => "signature-wanted",
            LetterKind::ApplicationReceipt => "application-receipt",
            LetterKind::InformationRequest => "information-request",
            LetterKind::LateAdmitted => "late-admitted",
            LetterKind::ProvisionalReply => "provisional-reply",
            LetterKind::Dismissal => "dismissal",
            LetterKind::Award => "award",
            LetterKind::Refusal => "refusal",
            LetterKind::AwardReversed => "award-reversed",
            LetterKind::AcceptanceReceipt => "acceptance-receipt",
            LetterKind::ReportDeadline => "report-deadline",
            LetterKind::ReportReceipt => "report-receipt",
            LetterKind::ReportOverdueToOfficer => "report-overdue-to-officer",
            LetterKind::StatusReportReady => "status-report-ready",
        }
    }
    /// Its link opens a door by itself, so nobody but its recipient may read it.
    pub const fn is_secret(self) -> bool {
        matches!(self, LetterKind::SignIn)
    }
}

impl fmt::Display for LetterKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.word())
    }
}
impl FromStr for LetterKind {
    type Err = String;
    fn from_str(word: &str) -> Result<Self, String> {
        LetterKind::ALL
            .into_iter()
            .find(|kind| kind.word() == word)
            .ok_or_else(|| format!("«{word}» is not a kind of letter"))
    }
}

/// A link to sign in with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignIn {
    /// The person who asked for it.
    pub name: String,
    /// The path with the token in it. Works once.
    pub path: String,
    /// For how many minutes the link works.
    pub valid_minutes: u32,
}

/// The decision to give a grant, and the award letter with what økonomibestemmelsene 6.3.3 (text of
/// 2026) demands of it. Whatever names an amount comes from the decision or from the application.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Award {
    /// The organisation that gets the grant.
    pub recipient_organisation: String,
    /// Its number in the register of legal entities, where it is known.
    pub organisation_number: Option<OrganisationNumber>,
    /// The others who take part in the project, by name.
    pub participants: Vec<String>,
    /// The application that is decided on.
    pub applied_for: AppliedFor,
    /// The project.
    pub project_title: String,
    /// The scheme.
    pub scheme_title: String,
    /// The case reference.
    pub reference: String,
    /// How much.
    pub amount: Money,
    /// Why so much and no more: whole sentences in the recipient's language. May be empty, and is left
    /// out where the award replaces a refusal, which says why itself.
    pub reason: String,
    /// How the application was assessed, where it was.
    pub assessed: Option<Assessed>,
    /// What the money is for: whole sentences in the recipient's language.
    pub purpose: String,
    /// The goals of the scheme, as its rules say them. May be empty and have several lines.
    pub goals: String,
    /// What the money may be used for, each in a few words; empty where the scheme draws no line.
    pub support_types: Vec<String>,
    /// What the applicant puts in itself, as it said.
    pub own_share: Money,
    /// The least own share, in thousandths of the whole cost: 200 is 20 %. 0 where none is demanded.
    pub own_share_least_milli: i32,
    /// The recipient has committed itself to carry on when the money is used up.
    pub continuation: bool,
    /// The scheme's own conditions, a sentence each. The general ones are part of the letter.
    pub conditions: Vec<String>,
    /// The budget of the application, which goes with the letter.
    pub budget: ReceiptSaid,
    /// The targets of the application, which go with the letter.
    pub targets: ReceiptSaid,
    /// The payment plan: the day and the amount of each instalment.
    pub instalments: Vec<(Day, Money)>,
    /// The last day to accept the terms; the award lapses after it.
    pub accept_by: Day,
    /// The last day the grant is given for; the first is that of the acceptance.
    pub funded_through: Day,
    /// The last day to deliver the report.
    pub report_due: Day,
    /// The chapter of the state budget.
    pub chapter: String,
    /// The item of that chapter.
    pub item: String,
    /// The name of the case officer.
    pub case_officer: String,
    /// The name of the one who answers for the decision, and holds the budget authority.
    pub responsible: String,
    /// Whether the decision can be appealed: a switch of the scheme.
    pub appealable: bool,
    /// Who decides appeals, where that is said; older schemes do not say it.
    pub appeal_body: Option<String>,
    /// The rules of the scheme. The general ones are part of the letter.
    pub rules: Vec<Rule>,
    /// The refusal that the award comes in the place of, where there was one.
    pub replaces: Option<Replaces>,
    /// To the grant, where the terms are accepted.
    pub path: String,
}

/// A refusal that an award comes in the place of, because money came back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Replaces {
    /// The day of the refusal.
    pub refused_on: Day,
    /// Why there is money now: whole sentences. May have several lines.
    pub why: String,
}

/// The decision to give a grant is taken back by a new one: why, what it rests on, and what it means for
/// the money and for what the recipient owed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AwardReversed {
    /// The organisation that had got the grant.
    pub recipient_organisation: String,
    /// The project.
    pub project_title: String,
    /// The scheme.
    pub scheme_title: String,
    /// The case reference.
    pub reference: String,
    /// The day of the decision that is reversed.
    pub awarded_on: Day,
    /// How much was awarded.
    pub amount: Money,
    /// Why, as the officer wrote it. May have several lines.
    pub why: String,
    /// What lets the decision be reversed, with its place in the act: a whole sentence in the recipient's
    /// language.
    pub ground: String,
    /// The day the recipient was told beforehand, or was heard.
    pub noticed_on: Option<Day>,
    /// The recipient had accepted the terms.
    pub was_accepted: bool,
    /// What is not paid out any more.
    pub freed: Money,
    /// What is paid out.
    pub paid: Money,
    /// What of that is to be paid back.
    pub owed: Money,
    /// The recipient owed a report, and does so no more.
    pub reports_lapsed: bool,
    /// The name of the case officer.
    pub case_officer: String,
    /// The name of the one who answers for the decision.
    pub responsible: String,
    /// Whether the decision can be appealed: a switch of the scheme.
    pub appealable: bool,
    /// Who decides appeals, where that is said; older schemes do not say it.
    pub appeal_body: Option<String>,
    /// To the grant.
    pub path: String,
}

/// The decision not to give a grant, and the refusal as a document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// The organisation that applied.
    pub recipient_organisation: String,
    /// Its number in the register of legal entities, where it is known.
    pub organisation_number: Option<OrganisationNumber>,
    /// The application that is decided on.
    pub applied_for: AppliedFor,
    /// The project.
    pub project_title: String,
    /// The scheme.
    pub scheme_title: String,
    /// The case reference.
    pub reference: String,
    /// Why: whole sentences in the recipient's language.
    pub reason: String,
    /// It was refused for want of money only, so that it is funded when money comes back and its turn is.
    pub on_reserve_list: bool,
    /// How the application was assessed, where it was.
    pub assessed: Option<Assessed>,
    /// The name of the case officer.
    pub case_officer: String,
    /// The name of the one who answers for the decision.
    pub responsible: String,
    /// Whether the decision can be appealed: a switch of the scheme.
    pub appealable: bool,
    /// Who decides appeals, where that is said; older schemes do not say it.
    pub appeal_body: Option<String>,
    /// The rules of the scheme. The general ones are part of the letter.
    pub rules: Vec<Rule>,
    /// To the application.
    pub path: String,
}

/// The terms were accepted: when, by whom, and what comes next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AcceptanceReceipt {
    /// The organisation that gets the grant.
    pub recipient_organisation: String,
    /// The project.
    pub project_title: String,
    /// The case reference of the grant.
    pub reference: String,
    /// How much.
    pub amount: Money,
    /// The name of who accepted.
    pub accepted_by: String,
    /// When.
    pub accepted_at: DateTime<Utc>,
    /// The payment plan: the day and the amount of each instalment.
    pub instalments: Vec<(Day, Money)>,
    /// The last day to deliver the report.
    pub report_due: Day,
    /// To the grant.
    pub path: String,
}

/// Where on the ladder a reminder stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ReminderStep {
    /// The notice that a report is coming up.
    Notice,
    /// The reminder shortly before the day.
    ReminderBefore,
    /// The first reminder after the day.
    Overdue1,
    /// The second and last.
    Overdue2,
}

impl ReminderStep {
    /// All of them, in the order they are taken.
    pub const ALL: [ReminderStep; 4] = [
        ReminderStep::Notice,
        ReminderStep::ReminderBefore,
        ReminderStep::Overdue1,
        ReminderStep::Overdue2,
    ];

    /// The word: `notice`, `reminder-before`, `overdue-1`, `overdue-2`.
    pub const fn word(self) -> &'static str {
        match self {
            ReminderStep::Notice => "notice",
            ReminderStep::ReminderBefore => "reminder-before",
            ReminderStep::Overdue1 => "overdue-1",
            ReminderStep::Overdue2 => "overdue-2",
        }
    }
}

/// A report is due, or overdue; then the letter says what that leads to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReportDeadline {
    /// The organisation that owes the report.
    pub organisation: String,
    /// The project.
    pub project_title: String,
    /// The case reference of the grant.
    pub grant_reference: String,
    /// The report: `Årsrapport 2012`.
    pub report_title: String,
    /// The last day to deliver it.
    pub due_on: Day,
    /// Which reminder this is.
    pub step: ReminderStep,
    /// Days until the day; negative when it has passed.
    pub days: i64,
    /// To the report.
    pub path: String,
}

impl ReportDeadline {
    /// The day has passed.
    pub const fn is_overdue(&self) -> bool {
        matches!(self.step, ReminderStep::Overdue1 | ReminderStep::Overdue2)
    }
}

/// The report arrived: what, when, and what happens now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReportReceipt {
    /// The organisation that reports.
    pub organisation: String,
    /// The project.
    pub project_title: String,
    /// The case reference of the grant.
    pub grant_reference: String,
    /// The report.
    pub report_title: String,
    /// When it arrived.
    pub submitted_at: DateTime<Utc>,
    /// The checksum of what was submitted: 64 hexadecimal digits.
    pub content_hash: String,
    /// To the report.
    pub path: String,
}

/// The reminders have been sent and the report is still missing: a person must act.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReportOverdueToOfficer {
    /// The organisation that owes the report.
    pub organisation: String,
    /// The project.
    pub project_title: String,
    /// The case reference of the grant.
    pub grant_reference: String,
    /// The report.
    pub report_title: String,
    /// The day it was due.
    pub due_on: Day,
    /// How many days ago that was.
    pub days_overdue: i64,
    /// Those who were reminded, as they are to be read: name and address.
    pub contacts: Vec<String>,
    /// To the grant.
    pub path: String,
}

/// A status report is made and can be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StatusReportReady {
    /// The title of the report.
    pub title: String,
    /// The day it describes.
    pub as_of: Day,
    /// It is the version that may be shown to anybody.
    pub public: bool,
    /// It came by itself: by an order that stands, or because the last report of a call was approved.
    /// Else `asked_by` is the person who asked for it; it may be ordered all the same.
    pub by_order: bool,
    /// The name of who asked for it.
    pub asked_by: String,
    /// How many pages it has.
    pub pages: i32,
    /// The checksum of the file: 64 hexadecimal digits.
    pub sha256: String,
    /// To the report.
    pub path: String,
}
