//! Samples of what is said about an application on its way.

use super::{
    APPEAL_BODY, OFFICER, ORGANISATION, PROJECT, REFERENCE, RESPONSIBLE, content_hash, day,
};
use crate::{
    ApplicationReceipt, CallAmended, Dismissal, DraftClosing, InformationRequest, JoinInvitation,
    LateAdmitted, Letter, ProvisionalReply, ReceiptEntry, ReceiptFile, ReceiptSaid, ReceiptSection,
    SignatureWanted,
};
use vocabulary::Money;

const CALL: &str = "Individuell jobbstøtte (IPS) 2012–2013";

/// All of them, each with a name.
pub(super) fn samples() -> Vec<(&'static str, Letter)> {
    vec![
        ("join-invitation", Letter::JoinInvitation(join_invitation())),
        ("draft-closing", Letter::DraftClosing(draft_closing())),
        (
            "draft-closing-changes",
            Letter::DraftClosing(DraftClosing { already_sent: true, days: 1, ..draft_closing() }),
        ),
        (
            "draft-closing-untitled",
            Letter::DraftClosing(DraftClosing {
                project_title: String::new(),
                days: 0,
                ..draft_closing()
            }),
        ),
        ("call-amended-draft", Letter::CallAmended(call_amended(false, false))),
        ("call-amended-draft-form", Letter::CallAmended(call_amended(false, true))),
        ("call-amended-sent", Letter::CallAmended(call_amended(true, false))),
        ("call-amended-sent-form", Letter::CallAmended(call_amended(true, true))),
        ("signature-wanted", Letter::SignatureWanted(signature_wanted())),
        ("application-receipt", Letter::ApplicationReceipt(application_receipt())),
        (
            "application-receipt-again",
            Letter::ApplicationReceipt(ApplicationReceipt {
                version: 2,
                expected_decision: Some(day(2013, 2, 15)),
                contents: Vec::new(),
                files: Vec::new(),
                ..application_receipt()
            }),
        ),
        (
            "application-receipt-late",
            Letter::ApplicationReceipt(ApplicationReceipt {
                submitted_at: day(2012, 10, 2).at_hour(0, 7),
                late: true,
                contents: Vec::new(),
                files: Vec::new(),
                ..application_receipt()
            }),
        ),
        ("information-request", Letter::InformationRequest(information_request())),
        ("late-admitted", Letter::LateAdmitted(late_admitted())),
        ("provisional-reply", Letter::ProvisionalReply(provisional_reply())),
        (
            "provisional-reply-no-day",
            Letter::ProvisionalReply(ProvisionalReply {
                expected_decision: None,
                ..provisional_reply()
            }),
        ),
        ("dismissal", Letter::Dismissal(dismissal(true))),
        ("dismissal-final", Letter::Dismissal(dismissal(false))),
    ]
}

fn join_invitation() -> JoinInvitation {
    JoinInvitation {
        organisation: "Kárášjoga gielda – Karasjok kommune".to_owned(),
        invited_by: ORGANISATION.to_owned(),
        project_title: PROJECT.to_owned(),
        call_title: CALL.to_owned(),
        reference: REFERENCE.to_owned(),
        closes_on: day(2012, 10, 1),
        path: "/applications/1".to_owned(),
    }
}

fn draft_closing() -> DraftClosing {
    DraftClosing {
        organisation: ORGANISATION.to_owned(),
        project_title: PROJECT.to_owned(),
        call_title: CALL.to_owned(),
        reference: REFERENCE.to_owned(),
        closes_on: day(2012, 10, 1),
        days: 7,
        already_sent: false,
        path: "/applications/1".to_owned(),
    }
}

/// With a new form the day moves too.
fn call_amended(already_sent: bool, new_form: bool) -> CallAmended {
    CallAmended {
        organisation: ORGANISATION.to_owned(),
        project_title: PROJECT.to_owned(),
        call_title: CALL.to_owned(),
        reference: REFERENCE.to_owned(),
        what: "Flere kan søke:\r\nOgså helseforetak kan nå være med.\n\n\nVi spør etter hvem som leder arbeidet."
            .to_owned(),
        closes_on: if new_form { day(2012, 10, 15) } else { day(2012, 10, 1) },
        closes_moved: new_form,
        new_form,
        already_sent,
        path: "/applications/1".to_owned(),
    }
}

fn signature_wanted() -> SignatureWanted {
    SignatureWanted {
        organisation: ORGANISATION.to_owned(),
        project_title: PROJECT.to_owned(),
        call_title: CALL.to_owned(),
        reference: REFERENCE.to_owned(),
        amount: Money::from_kroner(1_250_000),
        prepared_by: "Åse Ødegård".to_owned(),
        closes_on: day(2012, 10, 1),
        days: 4,
        path: "/applications/1".to_owned(),
    }
}

fn information_request() -> InformationRequest {
    InformationRequest {
        organisation: ORGANISATION.to_owned(),
        project_title: PROJECT.to_owned(),
        call_title: CALL.to_owned(),
        reference: REFERENCE.to_owned(),
        what: "Budsjettet er ikke det samme som søknadsbeløpet.\nAvtalen mellom NAV og helsetjenesten mangler."
            .to_owned(),
        due_on: day(2012, 10, 22),
        case_officer: OFFICER.to_owned(),
        path: "/applications/1".to_owned(),
    }
}

fn provisional_reply() -> ProvisionalReply {
    ProvisionalReply {
        organisation: ORGANISATION.to_owned(),
        project_title: PROJECT.to_owned(),
        call_title: CALL.to_owned(),
        reference: REFERENCE.to_owned(),
        received_at: day(2012, 10, 1).at_hour(23, 59),
        expected_decision: Some(day(2013, 2, 15)),
        path: "/applications/1".to_owned(),
    }
}

fn dismissal(appealable: bool) -> Dismissal {
    Dismissal {
        recipient_organisation: ORGANISATION.to_owned(),
        project_title: PROJECT.to_owned(),
        call_title: CALL.to_owned(),
        reference: REFERENCE.to_owned(),
        reason: "Søknaden kom 3. oktober 2012, to dager etter at fristen var ute.".to_owned(),
        case_officer: OFFICER.to_owned(),
        responsible: RESPONSIBLE.to_owned(),
        appealable,
        appeal_body: appealable.then(|| APPEAL_BODY.to_owned()),
        path: "/applications/1".to_owned(),
    }
}

fn late_admitted() -> LateAdmitted {
    LateAdmitted {
        organisation: ORGANISATION.to_owned(),
        project_title: PROJECT.to_owned(),
        call_title: CALL.to_owned(),
        reference: REFERENCE.to_owned(),
        received_at: day(2012, 10, 2).at_hour(0, 7),
        reason: "Søknadsportalen var nede den siste timen før fristen.".to_owned(),
        expected_decision: Some(day(2013, 2, 15)),
        path: "/applications/1".to_owned(),
    }
}

fn application_receipt() -> ApplicationReceipt {
    ApplicationReceipt {
        applicant: ORGANISATION.to_owned(),
        call_title: CALL.to_owned(),
        project_title: PROJECT.to_owned(),
        reference: REFERENCE.to_owned(),
        amount: Money::from_kroner(1_250_000),
        version: 1,
        submitted_at: day(2012, 10, 1).at_hour(23, 59),
        submitted_by: "Máret Ánne Čállinávki-Østbye".to_owned(),
        closes_on: day(2012, 10, 1),
        late: false,
        content_hash: content_hash(),
        expected_decision: None,
        contents: contents(),
        files: vec![
            ReceiptFile {
                name: "samarbeidsavtale.pdf".to_owned(),
                bytes: 213_600,
                hash: content_hash(),
            },
            ReceiptFile {
                name: "organisasjonskart <b>Guovdageaidnu</b> – ráđđi.xlsx".to_owned(),
                bytes: 1_249_999,
                hash: String::new(),
            },
        ],
        path: "/applications/1".to_owned(),
    }
}

/// Every kind of answer, also those in which nothing stands.
fn contents() -> Vec<ReceiptSection> {
    vec![
        section(
            "Prosjektet",
            vec![
                entry("Navn på prosjektet", line(PROJECT)),
                entry("Søknadsbeløp", line("1\u{a0}250\u{a0}000 kr")),
                entry(
                    "Skal tiltaket videreføres når tilskuddet er brukt opp, og hvem har i så fall vedtatt det?",
                    line("Ja"),
                ),
                entry("Nettsted", ReceiptSaid::Nothing),
                entry(
                    "Sammendrag",
                    ReceiptSaid::Paragraphs(
                        "Personer med alvorlige psykiske lidelser skal få ordinært, lønnet arbeid.\r\n\r\n# Støtten går til to jobbspesialister, en for hvert team:\n- Distriktspsykiatrisk senter\n- NAV"
                            .to_owned(),
                    ),
                ),
                entry("Erfaringer fra tidligere prosjekter", ReceiptSaid::Paragraphs(" \n".to_owned())),
                entry("Målgruppe", many(&["Unge under 30 år", "Personer med rusproblemer", " "])),
                entry("Vedlegg", many(&["samarbeidsavtale.pdf (214 kB)"])),
            ],
        ),
        section("Uten spørsmål", Vec::new()),
        section(
            "Budsjett og bemanning",
            vec![
                entry(
                    "Budsjett",
                    grid(
                        &["Post", "2012 (kr)", "2013 (kr)", "Merknad"],
                        &[
                            &["Lønn til to jobbspesialister", "250\u{a0}000", "750\u{a0}000,50", ""],
                            &["Reise", "50\u{a0}000", "−25\u{a0}000", "Refusjon fra fylket i 2013"],
                            &["Opplæring og veiledning", "", "224\u{a0}999,50", "Anslag"],
                        ],
                        Some(&["", "300\u{a0}000", "950\u{a0}000", ""]),
                    ),
                ),
                entry(
                    "Tiltak",
                    grid(
                        &["Tiltak", "Ansvarlig", "Beskrivelse", "Beløp"],
                        &[
                            &[
                                "Jobbsøk",
                                "NAV Guovdageaidnu",
                                "Jobbspesialistene oppsøker arbeidsgivere i hele kommunen fra første uke, avtaler arbeid på vanlige vilkår, og følger opp både den som får arbeid og den som gir det, så lenge begge vil. Det finnes ikke noe krav om trening eller utredning på forhånd.",
                                "900\u{a0}000",
                            ],
                            &["Kvalitetsmåling", "", "To ganger i perioden.", "350\u{a0}000"],
                        ],
                        Some(&["", "", "", "1\u{a0}250\u{a0}000"]),
                    ),
                ),
                entry("Andre tilskudd", grid(&["Fra", "Beløp"], &[], None)),
            ],
        ),
    ]
}

fn section(title: &str, entries: Vec<ReceiptEntry>) -> ReceiptSection {
    ReceiptSection { title: title.to_owned(), entries }
}

fn entry(label: &str, said: ReceiptSaid) -> ReceiptEntry {
    ReceiptEntry { label: label.to_owned(), said }
}

fn line(text: &str) -> ReceiptSaid {
    ReceiptSaid::Line(text.to_owned())
}

fn many(things: &[&str]) -> ReceiptSaid {
    ReceiptSaid::Many(owned(things))
}

pub(super) fn grid(head: &[&str], rows: &[&[&str]], sums: Option<&[&str]>) -> ReceiptSaid {
    ReceiptSaid::Grid {
        head: owned(head),
        rows: rows.iter().map(|row| owned(row)).collect(),
        sums: sums.map(owned),
    }
}

fn owned(texts: &[&str]) -> Vec<String> {
    texts.iter().map(|text| (*text).to_owned()).collect()
}
