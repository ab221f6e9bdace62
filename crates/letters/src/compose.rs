//! A letter in a recipient's language: subject, text, page and enclosure.

use crate::{
    AcceptanceReceipt, ApplicationReceipt, Award, AwardReversed, CallAmended, Desk, Dismissal,
    DraftClosing, InformationRequest, JoinInvitation, LateAdmitted, Letter, ProvisionalReply,
    Recipient, Refusal, ReminderStep, ReportDeadline, ReportOverdueToOfficer, ReportReceipt,
    SignIn, SignatureWanted, StatusReportReady, award_letter, receipt_document, refusal_letter,
    words,
};
use askama::Template;
use chrono::{DateTime, Utc};
use documents::Document;
use vocabulary::{Day, Language};

/// What a letter says, ready to be stored.
#[derive(Clone, Debug, PartialEq)]
pub struct Composed {
    /// The subject: one line.
    pub subject: String,
    /// The plain text, which is the master.
    pub text: String,
    /// The same as a page of HTML without anything to be fetched.
    pub html: String,
    /// What is enclosed, if anything.
    pub enclosed: Option<Enclosure>,
}

/// A document that goes with a letter.
#[derive(Clone, Debug, PartialEq)]
pub struct Enclosure {
    /// Its file name.
    pub name: String,
    /// What it says. It is rendered when the letter is handed over.
    pub document: Document,
}

/// Writes a letter without storing it: what [`write`](crate::write) stores, and what a rehearsal shows.
///
/// # Errors
///
/// Those of the template engine; a template that does not fit its letter does not compile, so what
/// is left is running out of memory.
pub fn compose(
    desk: &Desk,
    now: DateTime<Utc>,
    recipient: &Recipient,
    letter: &Letter,
) -> Result<Composed, askama::Error> {
    let lang = recipient.language;
    let page = Sheet {
        to: words::one_line(&recipient.name),
        link: format!("{}{}", desk.public_url, letter.path()),
        desk,
        lang,
        now,
    };
    let (subject, text, html) = match letter {
        Letter::SignIn(letter) => sign_in::render(letter, &page),
        Letter::JoinInvitation(letter) => join_invitation::render(letter, &page),
        Letter::DraftClosing(letter) => draft_closing::render(letter, &page),
        Letter::CallAmended(letter) => call_amended::render(letter, &page),
        Letter::SignatureWanted(letter) => signature_wanted::render(letter, &page),
        Letter::ApplicationReceipt(letter) => application_receipt::render(letter, &page),
        Letter::InformationRequest(letter) => information_request::render(letter, &page),
        Letter::LateAdmitted(letter) => late_admitted::render(letter, &page),
        Letter::ProvisionalReply(letter) => provisional_reply::render(letter, &page),
        Letter::Dismissal(letter) => dismissal::render(letter, &page),
        Letter::Award(letter) => award::render(letter, &page),
        Letter::Refusal(letter) => refusal::render(letter, &page),
        Letter::AwardReversed(letter) => award_reversed::render(letter, &page),
        Letter::AcceptanceReceipt(letter) => acceptance_receipt::render(letter, &page),
        Letter::ReportDeadline(letter) => report_deadline::render(letter, &page),
        Letter::ReportReceipt(letter) => report_receipt::render(letter, &page),
        Letter::ReportOverdueToOfficer(letter) => report_overdue_to_officer::render(letter, &page),
        Letter::StatusReportReady(letter) => status_report_ready::render(letter, &page),
    }?;
    let enclosed = match letter {
        Letter::Award(award) => Some(Enclosure {
            name: award_letter::file_name(award),
            document: award_letter::document(award, &page)?,
        }),
        Letter::Refusal(refusal) => Some(Enclosure {
            name: refusal_letter::file_name(refusal),
            document: refusal_letter::document(refusal, &page)?,
        }),
        Letter::ApplicationReceipt(receipt) => Some(Enclosure {
            name: receipt_document::file_name(receipt),
            document: receipt_document::document(receipt, &page)?,
        }),
        _ => None,
    };
    Ok(Composed { subject, text, html, enclosed })
}

/// What every template can use beside its letter.
pub(crate) struct Sheet<'a> {
    pub(crate) to: String,
    pub(crate) link: String,
    pub(crate) desk: &'a Desk,
    pub(crate) lang: Language,
    pub(crate) now: DateTime<Utc>,
}

/// How templates write days and times: `{{ s.day(l.due_on) }}`.
impl Sheet<'_> {
    pub(crate) fn day(&self, day: &Day) -> String {
        day.in_words(self.lang)
    }
    pub(crate) fn moment(&self, at: &DateTime<Utc>) -> String {
        words::moment(*at, self.lang)
    }
    /// What an officer wrote, its lines kept: the template marks it as safe.
    fn lines(&self, text: &str) -> String {
        words::lines(text)
    }
    fn within(&self, title: &str) -> String {
        words::within_a_sentence(title)
    }
    fn until(&self, days: &i64) -> String {
        words::from_now(*days, self.lang)
    }
    fn days(&self, days: &i64) -> String {
        words::days(*days, self.lang)
    }
}

/// Three templates a language: the block `subject` and the block `body` of the text file, and the
/// page. They are bound at compile time, so a missing file or field never reaches production.
macro_rules! templates {
    ($letter:ident: $context:ty {
        $nb_txt:tt $nb_html:tt $nn_txt:tt $nn_html:tt $en_txt:tt $en_html:tt
    }) => {
        mod $letter {
            use super::*;

            templates!(@language bokmal, $context, $nb_txt, $nb_html);
            templates!(@language nynorsk, $context, $nn_txt, $nn_html);
            templates!(@language english, $context, $en_txt, $en_html);

            pub(super) fn render(
                letter: &$context,
                sheet: &Sheet<'_>,
            ) -> Result<(String, String, String), askama::Error> {
                match sheet.lang {
                    Language::Bokmal => bokmal::render(letter, sheet),
                    Language::Nynorsk => nynorsk::render(letter, sheet),
                    Language::English => english::render(letter, sheet),
                }
            }
        }
    };
    (@language $language:ident, $context:ty, $txt:tt, $html:tt) => {
        mod $language {
            use super::*;

            #[derive(Template)]
            #[template(path = $txt, block = "subject")]
            #[allow(dead_code)] // not every subject names both
            struct Subject<'a> {
                l: &'a $context,
                s: &'a Sheet<'a>,
            }
            #[derive(Template)]
            #[template(path = $txt, block = "body")]
            struct Text<'a> {
                l: &'a $context,
                s: &'a Sheet<'a>,
            }
            #[derive(Template)]
            #[template(path = $html)]
            struct Page<'a> {
                l: &'a $context,
                s: &'a Sheet<'a>,
                subject: &'a str,
            }

            pub(super) fn render(
                l: &$context,
                s: &Sheet<'_>,
            ) -> Result<(String, String, String), askama::Error> {
                let subject = words::one_line(&Subject { l, s }.render()?);
                let text = Text { l, s }.render()?.trim().to_owned() + "\n";
                let html = Page { l, s, subject: &subject }.render()?;
                Ok((subject, text, html))
            }
        }
    };
}

templates!(sign_in: SignIn {
    "sign-in.nb.txt" "sign-in.nb.html"
    "sign-in.nn.txt" "sign-in.nn.html"
    "sign-in.en.txt" "sign-in.en.html"
});
templates!(join_invitation: JoinInvitation {
    "join-invitation.nb.txt" "join-invitation.nb.html"
    "join-invitation.nn.txt" "join-invitation.nn.html"
    "join-invitation.en.txt" "join-invitation.en.html"
});
templates!(draft_closing: DraftClosing {
    "draft-closing.nb.txt" "draft-closing.nb.html"
    "draft-closing.nn.txt" "draft-closing.nn.html"
    "draft-closing.en.txt" "draft-closing.en.html"
});
templates!(call_amended: CallAmended {
    "call-amended.nb.txt" "call-amended.nb.html"
    "call-amended.nn.txt" "call-amended.nn.html"
    "call-amended.en.txt" "call-amended.en.html"
});
templates!(signature_wanted: SignatureWanted {
    "signature-wanted.nb.txt" "signature-wanted.nb.html"
    "signature-wanted.nn.txt" "signature-wanted.nn.html"
    "signature-wanted.en.txt" "signature-wanted.en.html"
});
templates!(application_receipt: ApplicationReceipt {
    "application-receipt.nb.txt" "application-receipt.nb.html"
    "application-receipt.nn.txt" "application-receipt.nn.html"
    "application-receipt.en.txt" "application-receipt.en.html"
});
templates!(information_request: InformationRequest {
    "information-request.nb.txt" "information-request.nb.html"
    "information-request.nn.txt" "information-request.nn.html"
    "information-request.en.txt" "information-request.en.html"
});
templates!(late_admitted: LateAdmitted {
    "late-admitted.nb.txt" "late-admitted.nb.html"
    "late-admitted.nn.txt" "late-admitted.nn.html"
    "late-admitted.en.txt" "late-admitted.en.html"
});
templates!(provisional_reply: ProvisionalReply {
    "provisional-reply.nb.txt" "provisional-reply.nb.html"
    "provisional-reply.nn.txt" "provisional-reply.nn.html"
    "provisional-reply.en.txt" "provisional-reply.en.html"
});
templates!(dismissal: Dismissal {
    "dismissal.nb.txt" "dismissal.nb.html"
    "dismissal.nn.txt" "dismissal.nn.html"
    "dismissal.en.txt" "dismissal.en.html"
});
templates!(award: Award {
    "award.nb.txt" "award.nb.html"
    "award.nn.txt" "award.nn.html"
    "award.en.txt" "award.en.html"
});
templates!(refusal: Refusal {
    "refusal.nb.txt" "refusal.nb.html"
    "refusal.nn.txt" "refusal.nn.html"
    "refusal.en.txt" "refusal.en.html"
});
templates!(award_reversed: AwardReversed {
    "award-reversed.nb.txt" "award-reversed.nb.html"
    "award-reversed.nn.txt" "award-reversed.nn.html"
    "award-reversed.en.txt" "award-reversed.en.html"
});
templates!(acceptance_receipt: AcceptanceReceipt {
    "acceptance-receipt.nb.txt" "acceptance-receipt.nb.html"
    "acceptance-receipt.nn.txt" "acceptance-receipt.nn.html"
    "acceptance-receipt.en.txt" "acceptance-receipt.en.html"
});
templates!(report_deadline: ReportDeadline {
    "report-deadline.nb.txt" "report-deadline.nb.html"
    "report-deadline.nn.txt" "report-deadline.nn.html"
    "report-deadline.en.txt" "report-deadline.en.html"
});
templates!(report_receipt: ReportReceipt {
    "report-receipt.nb.txt" "report-receipt.nb.html"
    "report-receipt.nn.txt" "report-receipt.nn.html"
    "report-receipt.en.txt" "report-receipt.en.html"
});
templates!(report_overdue_to_officer: ReportOverdueToOfficer {
    "report-overdue-to-officer.nb.txt" "report-overdue-to-officer.nb.html"
    "report-overdue-to-officer.nn.txt" "report-overdue-to-officer.nn.html"
    "report-overdue-to-officer.en.txt" "report-overdue-to-officer.en.html"
});
templates!(status_report_ready: StatusReportReady {
    "status-report-ready.nb.txt" "status-report-ready.nb.html"
    "status-report-ready.nn.txt" "status-report-ready.nn.html"
    "status-report-ready.en.txt" "status-report-ready.en.html"
});
