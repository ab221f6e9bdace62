//! Every letter with awkward values, for tests and for the page that shows what we say: names that do
//! not end, Norwegian and Sámi letters, markup and line ends where none belong, no-break spaces.

mod applications;
mod decisions;

use crate::{
    AcceptanceReceipt, AwardReversed, Desk, Letter, Recipient, ReminderStep, ReportDeadline,
    ReportOverdueToOfficer, ReportReceipt, SignIn, StatusReportReady,
};
use chrono::{DateTime, Utc};
use vocabulary::{Day, Language, Money};

/// The instant the samples are written at: 15 February 2013, ten in the morning.
pub fn now() -> DateTime<Utc> {
    day(2013, 2, 15).at_hour(10, 0)
}

/// A desk to write them at.
pub fn desk() -> Desk {
    Desk {
        authority: "Direktoratet for helse og arbeid".to_owned(),
        from: "Direktoratet for helse og arbeid <tilskudd@direktoratet.example>".to_owned(),
        public_url: "https://tilskudd.direktoratet.example".to_owned(),
        contact: "tilskudd@direktoratet.example".to_owned(),
    }
}

/// Somebody to write to.
pub fn recipient(language: Language) -> Recipient {
    Recipient {
        name: "Máret Ánne Čállinávki-Østbye".to_owned(),
        email: "maret@guovdageainnu.example".to_owned(),
        language,
        organisation: None,
    }
}

/// All of them, each with a name.
pub fn samples() -> Vec<(&'static str, Letter)> {
    let mut samples = applications::samples();
    samples.extend(decisions::samples());
    samples.extend([
        ("sign-in", Letter::SignIn(sign_in())),
        ("award-reversed", Letter::AwardReversed(award_reversed())),
        ("award-reversed-unpaid", Letter::AwardReversed(unpaid_reversed())),
        ("acceptance-receipt", Letter::AcceptanceReceipt(acceptance_receipt())),
    ]);
    samples.extend(
        [
            ("report-notice", ReminderStep::Notice, 30),
            ("report-reminder-before", ReminderStep::ReminderBefore, 1),
            ("report-overdue-1", ReminderStep::Overdue1, -1),
            ("report-overdue-2", ReminderStep::Overdue2, -14),
        ]
        .map(|(name, step, days)| (name, Letter::ReportDeadline(report_deadline(step, days)))),
    );
    samples.extend([
        ("report-receipt", Letter::ReportReceipt(report_receipt())),
        (
            "report-overdue-to-officer",
            Letter::ReportOverdueToOfficer(report_overdue_to_officer(&[
                "Máret Ánne Čállinávki-Østbye <maret@guovdageainnu.example>",
                "Åse Ødegård <ase@guovdageainnu.example>",
            ])),
        ),
        (
            "report-overdue-to-officer-nobody",
            Letter::ReportOverdueToOfficer(report_overdue_to_officer(&[])),
        ),
        ("status-report-ready", Letter::StatusReportReady(status_report_ready(false))),
        ("status-report-ready-public", Letter::StatusReportReady(status_report_ready(true))),
    ]);
    samples
}

const ORGANISATION: &str = "Guovdageainnu suohkan – Kautokeino kommune";
const PROJECT: &str = "Jobb <b>først</b> & «ráđđi»";
const SCHEME: &str = "Individuell jobbstøtte (IPS)";
const REFERENCE: &str = "2012/1234-5";
const OFFICER: &str = "Kåre Sæther-Ånestad";
const RESPONSIBLE: &str = "Ingrid Øverås";
const APPEAL_BODY: &str = "Helse- og omsorgsdepartementet";

fn day(year: i32, month: u32, day: u32) -> Day {
    Day::new(year, month, day).unwrap_or_else(|| Day::at(DateTime::<Utc>::UNIX_EPOCH))
}

fn content_hash() -> String {
    "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08".to_owned()
}

fn instalments() -> Vec<(Day, Money)> {
    vec![
        (day(2013, 3, 15), Money::from_kroner(325_000)),
        (day(2013, 9, 16), Money::from_ore(32_500_050)),
    ]
}

fn sign_in() -> SignIn {
    SignIn {
        name: "Máret Ánne Čállinávki-Østbye".to_owned(),
        path: "/sign-in/3f9c2b7e51d84a60".to_owned(),
        valid_minutes: 15,
    }
}

/// After acceptance, with one instalment paid.
fn award_reversed() -> AwardReversed {
    AwardReversed {
        recipient_organisation: ORGANISATION.to_owned(),
        project_title: PROJECT.to_owned(),
        scheme_title: SCHEME.to_owned(),
        reference: REFERENCE.to_owned(),
        awarded_on: day(2012, 12, 20),
        amount: Money::from_ore(65_000_050),
        why: "Prosjektet kom aldri i gang.\r\nDet følger av vilkårene at tilskuddet da faller bort."
            .to_owned(),
        ground: "Vi kan omgjøre vedtaket fordi det følger av vedtaket selv, av en annen lov eller av alminnelige forvaltningsrettslige regler (forvaltningsloven § 35 femte ledd)."
            .to_owned(),
        noticed_on: Some(day(2013, 1, 15)),
        was_accepted: true,
        freed: Money::from_ore(32_500_050),
        paid: Money::from_kroner(325_000),
        owed: Money::from_kroner(300_000),
        reports_lapsed: true,
        case_officer: OFFICER.to_owned(),
        responsible: RESPONSIBLE.to_owned(),
        appealable: true,
        appeal_body: Some(APPEAL_BODY.to_owned()),
        path: "/grants/1".to_owned(),
    }
}

/// Before acceptance, to nobody's harm, and without a right to appeal.
fn unpaid_reversed() -> AwardReversed {
    AwardReversed {
        ground: "Vi kan omgjøre vedtaket fordi endringen ikke er til skade for noen som vedtaket retter seg mot eller direkte tilgodeser (forvaltningsloven § 35 første ledd bokstav a)."
            .to_owned(),
        why: "Dere har skrevet at dere ikke trenger tilskuddet.".to_owned(),
        noticed_on: None,
        was_accepted: false,
        freed: Money::from_ore(65_000_050),
        paid: Money::ZERO,
        owed: Money::ZERO,
        appealable: false,
        appeal_body: None,
        ..award_reversed()
    }
}

fn acceptance_receipt() -> AcceptanceReceipt {
    AcceptanceReceipt {
        recipient_organisation: ORGANISATION.to_owned(),
        project_title: PROJECT.to_owned(),
        reference: REFERENCE.to_owned(),
        amount: Money::from_ore(65_000_050),
        accepted_by: "Máret Ánne Čállinávki-Østbye".to_owned(),
        accepted_at: day(2013, 3, 1).at_hour(9, 5),
        instalments: instalments(),
        report_due: day(2014, 3, 1),
        path: "/grants/1".to_owned(),
    }
}

fn report_deadline(step: ReminderStep, days: i64) -> ReportDeadline {
    ReportDeadline {
        organisation: ORGANISATION.to_owned(),
        project_title: PROJECT.to_owned(),
        grant_reference: REFERENCE.to_owned(),
        report_title: "Årsrapport 2012".to_owned(),
        due_on: day(2013, 3, 1),
        step,
        days,
        path: "/reports/1".to_owned(),
    }
}

fn report_receipt() -> ReportReceipt {
    ReportReceipt {
        organisation: ORGANISATION.to_owned(),
        project_title: PROJECT.to_owned(),
        grant_reference: REFERENCE.to_owned(),
        report_title: "Årsrapport 2012".to_owned(),
        submitted_at: day(2013, 2, 28).at_hour(15, 30),
        content_hash: content_hash(),
        path: "/reports/1".to_owned(),
    }
}

fn report_overdue_to_officer(contacts: &[&str]) -> ReportOverdueToOfficer {
    ReportOverdueToOfficer {
        organisation: ORGANISATION.to_owned(),
        project_title: PROJECT.to_owned(),
        grant_reference: REFERENCE.to_owned(),
        report_title: "Årsrapport 2012".to_owned(),
        due_on: day(2013, 3, 1),
        days_overdue: 21,
        contacts: contacts.iter().map(|contact| (*contact).to_owned()).collect(),
        path: "/grants/1".to_owned(),
    }
}

/// The public version by an order, the internal one because somebody asked.
fn status_report_ready(public: bool) -> StatusReportReady {
    StatusReportReady {
        title: "Statusrapport: Individuell <b>jobbstøtte</b> & «ráđđi» 2012".to_owned(),
        as_of: day(2013, 2, 28),
        public,
        by_order: public,
        asked_by: OFFICER.to_owned(),
        pages: 41,
        sha256: content_hash(),
        path: "/status-reports/1".to_owned(),
    }
}
