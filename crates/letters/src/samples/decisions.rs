//! Samples of decisions and their documents.

use super::{
    APPEAL_BODY, OFFICER, ORGANISATION, PROJECT, REFERENCE, RESPONSIBLE, SCHEME,
    applications::grid, day, instalments,
};
use crate::{
    AppliedFor, Assessed, AssessedCriterion, Award, Letter, ReceiptSaid, Refusal, Replaces, Rule,
};
use vocabulary::Money;

/// All of them, each with a name.
pub(super) fn samples() -> Vec<(&'static str, Letter)> {
    vec![
        ("award", Letter::Award(Box::new(award()))),
        ("award-plain", Letter::Award(Box::new(plain_award()))),
        ("award-later", Letter::Award(Box::new(later_award()))),
        ("refusal", Letter::Refusal(refusal())),
        ("refusal-final", Letter::Refusal(final_refusal())),
    ]
}

fn award() -> Award {
    Award {
        recipient_organisation: ORGANISATION.to_owned(),
        organisation_number: "945475056".parse().ok(),
        participants: vec![
            "Kárášjoga gielda – Karasjok kommune".to_owned(),
            "Finnmarkssykehuset".to_owned(),
        ],
        applied_for: applied_for(),
        project_title: PROJECT.to_owned(),
        scheme_title: SCHEME.to_owned(),
        reference: REFERENCE.to_owned(),
        amount: Money::from_ore(65_000_050),
        reason: "Søknaden er nummer tre av fem i Finnmark etter poeng. Det var 650\u{a0}000,50 kr igjen av rammen, og det rekker ikke til 1\u{a0}250\u{a0}000 kr."
            .to_owned(),
        assessed: Some(assessed()),
        purpose: "Personer med alvorlige psykiske lidelser skal få ordinært, lønnet arbeid.\r\n# Støtten går til to jobbspesialister."
            .to_owned(),
        goals: "Flere med psykiske lidelser eller rusproblemer skal komme i ordinært arbeid.\n\nNAV og helsetjenesten skal arbeide sammen om det."
            .to_owned(),
        support_types: vec!["lønn".to_owned(), "opplæring".to_owned(), "veiledning".to_owned()],
        own_share: Money::from_kroner(310_000),
        own_share_least_milli: 200,
        continuation: true,
        conditions: vec![
            "NAV og helsetjenesten skal ha inngått en bindende avtale om samarbeid.".to_owned(),
            "Tjenesten skal kvalitetsmåles med IPS-skalaen (25–125 poeng) én gang i året."
                .to_owned(),
        ],
        budget: budget(),
        targets: grid(
            &["Mål", "Nå", "Mål", "Enhet", "Innen"],
            &[
                &["Deltakere som får støtte til jobb", "0", "40", "personer", "desember 2013"],
                &["Deltakere i ordinært arbeid", "0", "14", "personer", "desember 2013"],
            ],
            None,
        ),
        instalments: instalments(),
        accept_by: day(2013, 3, 8),
        funded_through: day(2013, 12, 31),
        report_due: day(2014, 3, 1),
        chapter: "0764".to_owned(),
        item: "60".to_owned(),
        case_officer: OFFICER.to_owned(),
        responsible: RESPONSIBLE.to_owned(),
        appealable: true,
        appeal_body: Some(APPEAL_BODY.to_owned()),
        rules: rules(),
        replaces: None,
        path: "/grants/1".to_owned(),
    }
}

/// In the place of a refusal, from a scheme that does not name its appeal body.
fn later_award() -> Award {
    Award {
        reason: String::new(),
        replaces: Some(Replaces {
            refused_on: day(2012, 12, 20),
            why: "Et annet prosjekt i Finnmark er trukket.\r\n# Dere sto først på reservelisten."
                .to_owned(),
        }),
        appeal_body: None,
        ..award()
    }
}

/// All that was applied for, with nothing that can be left out; with a title that breaks lines.
fn plain_award() -> Award {
    let amount = Money::from_ore(65_000_050);
    Award {
        organisation_number: None,
        participants: Vec::new(),
        applied_for: AppliedFor { version: None, received_on: None, amount, ..applied_for() },
        project_title: "Et prosjekt med et navn som er så langt at det knapt får plass på én linje i noe brev, og som\r\nBcc: alle@direktoratet.example"
            .to_owned(),
        amount,
        reason: String::new(),
        assessed: None,
        goals: String::new(),
        support_types: Vec::new(),
        own_share: Money::ZERO,
        own_share_least_milli: 0,
        continuation: false,
        conditions: Vec::new(),
        budget: ReceiptSaid::Nothing,
        targets: ReceiptSaid::Nothing,
        instalments: Vec::new(),
        appealable: false,
        appeal_body: None,
        rules: Vec::new(),
        ..award()
    }
}

fn refusal() -> Refusal {
    Refusal {
        recipient_organisation: ORGANISATION.to_owned(),
        organisation_number: "945475056".parse().ok(),
        applied_for: applied_for(),
        project_title: PROJECT.to_owned(),
        scheme_title: SCHEME.to_owned(),
        reference: REFERENCE.to_owned(),
        reason: "Søknaden ble nummer 19 av 29 etter kriteriene i utlysningen. Pengene rakk til de 17 første."
            .to_owned(),
        on_reserve_list: true,
        assessed: Some(assessed()),
        case_officer: OFFICER.to_owned(),
        responsible: RESPONSIBLE.to_owned(),
        appealable: true,
        appeal_body: Some(APPEAL_BODY.to_owned()),
        rules: rules(),
        path: "/applications/1".to_owned(),
    }
}

/// Without a right to appeal, a place on the reserve list and an assessment.
fn final_refusal() -> Refusal {
    Refusal {
        organisation_number: None,
        reason: "De som vurderte søknaden, tilrådde ikke tilskudd.\r\n# Planen mangler.".to_owned(),
        on_reserve_list: false,
        assessed: None,
        appealable: false,
        appeal_body: None,
        rules: Vec::new(),
        ..refusal()
    }
}

fn applied_for() -> AppliedFor {
    AppliedFor {
        reference: "IPS-2012-S07".to_owned(),
        version: Some(2),
        received_on: Some(day(2012, 10, 1)),
        amount: Money::from_kroner(1_250_000),
        call_title: "Individuell jobbstøtte (IPS) 2012–2013".to_owned(),
        year: 2013,
    }
}

fn assessed() -> Assessed {
    let criterion = |name: &str, share_milli, points_milli| AssessedCriterion {
        name: name.to_owned(),
        share_milli,
        points_milli,
        most: 6,
    };
    Assessed {
        assessors: 2,
        criteria: vec![
            criterion("Måloppnåelse: Jobb <b>først</b>", 40_000, 4_500),
            criterion("Samarbeid mellom NAV og helsetjenesten", 33_333, 3_333),
            criterion("Videreføring", 26_667, 5_000),
        ],
        score_milli: 70_738,
    }
}

fn rules() -> Vec<Rule> {
    vec![
        Rule {
            title: "Forskrift om tilskudd til individuell jobbstøtte".to_owned(),
            reference: "FOR-2019-03-04-185".to_owned(),
        },
        Rule { title: "Regelverk for ordningen".to_owned(), reference: String::new() },
    ]
}

fn budget() -> ReceiptSaid {
    grid(
        &["Post", "Beløp (kr)"],
        &[
            &["Lønn til to jobbspesialister", "1\u{a0}000\u{a0}000"],
            &["Reise", "50\u{a0}000"],
            &["Opplæring og veiledning", "200\u{a0}000"],
            &["Refusjon fra fylket", ""],
        ],
        Some(&["Sum", "1\u{a0}250\u{a0}000"]),
    )
}
