//! Figures for tests: a small call with one of everything, and a grant.

use crate::scope_figures::*;
use crate::{Audience, GrantFigures, ReportState, Scope, StatusReport, Subject, TargetFigure};
use chrono::{DateTime, Utc};
use reporting_deadlines::{
    Departure, Direction, Funnel, Passage, Target, TargetResult, Verdict, Wanted,
};
use uuid::Uuid;
use vocabulary::{CallId, Day, Language, Money, Period, StatusReportId};

fn day(text: &str) -> Day {
    text.parse().expect("a day")
}

/// A report of a call that somebody asked for just now.
pub(crate) fn asked_report(now: DateTime<Utc>) -> StatusReport {
    StatusReport {
        id: StatusReportId::fresh(),
        subject: Subject::Call(CallId::fresh()),
        audience: Audience::Internal,
        language: Language::Bokmal,
        as_of: Day::at(now),
        asked_at: now,
        asked_by: "Kari".into(),
        asked_times: 1,
        file_name: "ips-2012.pdf".into(),
        title: None,
        state: ReportState::Asked,
        published: None,
    }
}

fn kr(kroner: i64) -> Money {
    Money::from_kroner(kroner)
}

fn county(number: &str, name: &str, persons: i64, applications: usize) -> CountyLine {
    CountyLine {
        number: number.into(),
        name: name.into(),
        persons: Some(persons),
        applications,
        applied: kr(700_000 * applications as i64),
        projects: 0,
        granted: Money::ZERO,
        paid: Money::ZERO,
        returned: Money::ZERO,
    }
}

fn counted(value: i64, unit: &str) -> Wanted {
    Wanted::Number { value, direction: Direction::AtLeast, unit: unit.into() }
}

fn result(reached: i64, verdict: Verdict, explanation: &str) -> Option<ResultLine> {
    Some(ResultLine {
        on: day("2012-12-31"),
        reached: Some(reached),
        verdict,
        explanation: explanation.into(),
    })
}

fn targets(work: Option<ResultLine>, points: Option<ResultLine>) -> Vec<TargetLine> {
    vec![
        TargetLine {
            what: "Deltakere i ordinært arbeid".into(),
            wanted: counted(6, "deltakere"),
            by_when: "31. desember 2012".into(),
            result: work,
        },
        TargetLine {
            what: "Poeng på kvalitetsskalaen".into(),
            wanted: counted(74, "poeng"),
            by_when: String::new(),
            result: points,
        },
    ]
}

fn report(due_on: &str, standing: ReportStanding) -> ReportLine {
    ReportLine {
        title: "Årsrapport 2012".into(),
        due_on: day(due_on),
        moved_from: None,
        standing,
        approved_on: None,
    }
}

fn grant(number: u32, organisation: &str, county: (&str, &str), holds: i64) -> GrantLine {
    GrantLine {
        reference: format!("IPS-2012-T{number:02}"),
        call: "ips-2012".into(),
        organisation: format!("{organisation} kommune"),
        title: format!("Jobb først i {organisation}"),
        county: county.0.into(),
        county_name: county.1.into(),
        municipality: organisation.into(),
        applied: kr(700_000),
        granted: kr(holds),
        holds: kr(holds),
        paid: Money::ZERO,
        returned: Money::ZERO,
        planned_by_now: kr(holds / 2),
        awarded_on: day("2012-04-12"),
        accept_by: day("2012-05-14"),
        accepted_on: Some(day("2012-04-20")),
        state: "active".into(),
        reversed: None,
        periods: Period::new(day("2012-04-20"), day("2012-12-31"))
            .map(|days| (days, kr(holds)))
            .into_iter()
            .collect(),
        reports: vec![report("2013-03-01", ReportStanding::Missing)],
        targets: targets(None, None),
        participants: None,
        counts_unexplained: false,
        narrative: None,
    }
}

/// A call with three projects and one that was reversed: delivered in time, delivered late after a moved
/// deadline, missing.
pub(crate) fn call() -> ScopeFigures {
    let bodo = GrantLine {
        reports: vec![ReportLine {
            approved_on: Some(day("2013-03-12")),
            ..report("2013-03-01", ReportStanding::Delivered(day("2013-02-08")))
        }],
        targets: targets(result(7, Verdict::Reached, ""), result(76, Verdict::Reached, "")),
        participants: Some((day("2012-12-31"), Counts::of([30, 18, 4, 14, 7].map(Some)))),
        narrative: Some((
            "Årsrapport 2012".into(),
            day("2012-12-31"),
            vec![Passage {
                heading: "Gjennomføring".into(),
                text: "Jobbspesialisten sitter i behandlingsteamet.\n\nNAV er med.".into(),
            }],
        )),
        paid: kr(345_000),
        ..grant(1, "Bodø", ("18", "Nordland"), 690_000)
    };
    let stavanger = GrantLine {
        reports: vec![ReportLine {
            moved_from: Some((day("2013-03-01"), "Sykdom i prosjektet.".into())),
            ..report("2013-03-15", ReportStanding::Delivered(day("2013-03-20")))
        }],
        targets: targets(
            result(4, Verdict::Partly, "Målet var for høyt."),
            result(80, Verdict::Reached, ""),
        ),
        participants: Some((day("2012-12-31"), Counts::of([40, 25, 8, 17, 6].map(Some)))),
        paid: kr(650_000),
        returned: kr(50_000),
        ..grant(2, "Stavanger", ("11", "Rogaland"), 650_000)
    };
    let sandnes = grant(3, "Sandnes", ("11", "Rogaland"), 610_000);
    let reversed = GrantLine {
        state: "reversed".into(),
        holds: Money::ZERO,
        planned_by_now: Money::ZERO,
        reversed: Some(ReversedLine {
            on: day("2012-09-03"),
            why: Some("Prosjektet blir ikke noe av.".into()),
            freed: kr(500_000),
            owed: Money::ZERO,
        }),
        periods: Vec::new(),
        reports: vec![report("2013-03-01", ReportStanding::NotOwed)],
        ..grant(4, "Haugesund", ("11", "Rogaland"), 500_000)
    };
    let mut counties = vec![
        county("03", "Oslo", 613_285, 1),
        county("11", "Rogaland", 443_115, 4),
        county("18", "Nordland", 238_320, 1),
    ];
    for (at, projects, granted, paid, returned) in
        [(1, 2, 1_260_000, 650_000, 50_000), (2, 1, 690_000, 345_000, 0)]
    {
        let line: &mut CountyLine = &mut counties[at];
        line.projects = projects;
        line.granted = kr(granted);
        line.paid = kr(paid);
        line.returned = kr(returned);
    }
    let step = |step, kroner| MoneyStep { step, amount: kr(kroner) };
    ScopeFigures {
        covers: Covered {
            scope: Scope::Call(CallId(Uuid::nil())),
            slug: "ips-2012".into(),
            name: "Individuell jobbstøtte (IPS) 2012".into(),
            name_nn: "Individuell jobbstøtte (IPS) 2012".into(),
            year: 2012,
        },
        as_of: day("2013-04-02"),
        told_at: None,
        audience: Audience::Internal,
        calls: vec![CallLine {
            slug: "ips-2012".into(),
            title: "Individuell jobbstøtte (IPS) 2012".into(),
            title_nn: "Individuell jobbstøtte (IPS) 2012".into(),
            scheme: "Individuell jobbstøtte (IPS)".into(),
            chapter_item: "764.60".into(),
            decided_on: day("2012-04-12"),
            report_due: day("2013-03-01"),
            budget: kr(2_500_000),
            applications: 6,
            applied: kr(4_200_000),
            refused: 2,
            scheme_changes: Vec::new(),
            amendments: vec![(
                day("2012-02-20"),
                "Fristen ble flyttet.".into(),
                "Fristen vart flytta.".into(),
            )],
        }],
        undecided: Vec::new(),
        steps: vec![
            step(Step::Appropriated, 40_000_000),
            step(Step::ToSchemes, 11_000_000),
            step(Step::ToCalls, 2_500_000),
            step(Step::ToCounties, 2_450_000),
            step(Step::Granted, 1_950_000),
            step(Step::Paid, 995_000),
            step(Step::Returned, 50_000),
        ],
        unused: vec![UnusedMoney {
            post: "764.60".into(),
            origin: 2012,
            until: 2014,
            amount: kr(29_000_000),
        }],
        counties,
        map: Some(2008),
        latest_map: Some(LatestMap {
            year: 2024,
            counties: vec![
                ("03".into(), "Oslo".into(), 0, Money::ZERO),
                ("11".into(), "Rogaland".into(), 2, kr(1_260_000)),
                ("18".into(), "Nordland".into(), 1, kr(690_000)),
            ],
            unplaced: (0, Money::ZERO),
        }),
        year_before: Some((
            2011,
            Totals {
                applications: 4,
                applied: kr(2_400_000),
                projects: 2,
                granted: kr(1_200_000),
                paid: kr(1_200_000),
                returned: Money::ZERO,
                delivered: 2,
                owed: 2,
            },
        )),
        goals_before: Some((1, 3)),
        grants: vec![stavanger, sandnes, reversed, bodo],
        participants: Some(Counts::of([70, 43, 12, 31, 13].map(Some))),
    }
}

/// The LAB project of 2010.
pub(crate) fn grant_figures() -> GrantFigures {
    let target = |position, what: &str, wanted, by_when: &str| Target {
        position,
        what: what.into(),
        wanted,
        by_when: by_when.into(),
    };
    let exactly =
        |value| Wanted::Number { value, direction: Direction::Exactly, unit: "deltakere".into() };
    let told = |target, reached, verdict, explanation: &str| {
        let explanation = explanation.into();
        Some((day("2010-08-31"), TargetResult { target, reached, verdict, explanation }))
    };
    let departure = |reason: &str, participants| Departure { reason: reason.into(), participants };
    let funnel = Funnel {
        informed: 35,
        started: 17,
        departed: 7,
        active: 10,
        in_work: 2,
        departures: vec![
            departure("Skrevet ut på grunn av fravær", 2),
            departure("Fant arbeid på egen hånd", 2),
            departure("Søkte uførepensjon", 2),
            departure("Innlagt til behandling", 1),
        ],
        explanation: String::new(),
    };
    GrantFigures {
        audience: Audience::Internal,
        reference: "LAB-2009-T01".into(),
        title: "Lavterskel arbeidsrettet brukertiltak (LAB)".into(),
        organisation: "Oppegård kommune".into(),
        place: "Oppegård, Akershus".into(),
        scheme: "Stimuleringsmidler til lavterskel arbeidsrettede tilbud (LAB)".into(),
        call: ("LAB 2009".into(), "LAB 2009".into()),
        chapter_item: "764.60".into(),
        scheme_changes: vec!["Ordningen er forlenget til og med 31. desember 2012.".into()],
        amendments: Vec::new(),
        as_of: day("2010-08-31"),
        told_at: None,
        summary: "Kafé og kontorarbeid tre dager i uka.".into(),
        target_group: "Mennesker med psykiske problemer".into(),
        continuation: "Kommunen driver tilbudet videre.".into(),
        members: vec![
            ("owner".into(), "Oppegård kommune".into(), None),
            ("steering-group".into(), "lederen for det lokale NAV-kontoret".into(), None),
            ("staff".into(), "prosjektleder".into(), Some(60)),
            ("staff".into(), "prosjektleder".into(), Some(80)),
        ],
        partners: vec!["NAV Oppegård".into()],
        applied: kr(1_200_000),
        own_share: kr(300_000),
        awarded: kr(1_200_000),
        holds: Some(kr(1_200_000)),
        paid: kr(400_000),
        returned: Money::ZERO,
        way: vec![
            ("Kapittel 764 post 60, 2009".into(), kr(30_000_000)),
            ("LAB 2009".into(), kr(2_000_000)),
        ],
        awarded_on: Some((day("2009-01-15"), day("2009-09-22"))),
        accepted_on: Some(day("2009-08-10")),
        state: "active".into(),
        reversed: None,
        periods: Period::new(day("2009-08-10"), day("2010-12-31"))
            .map(|days| (days, kr(1_200_000)))
            .into_iter()
            .collect(),
        instalments: vec![
            (day("2009-08-24"), kr(400_000), "paid".into()),
            (day("2010-02-10"), kr(400_000), "scheduled".into()),
            (day("2010-08-10"), kr(400_000), "scheduled".into()),
        ],
        targets: vec![
            TargetFigure {
                target: target(1, "Deltakere rekruttert", exactly(20), "første året"),
                result: told(1, Some(17), Verdict::Partly, "35 var til informasjonssamtale."),
            },
            TargetFigure {
                target: target(3, "Deltakere som har gått videre", exactly(5), "første året"),
                result: told(3, None, Verdict::NotReached, "Målet var for ambisiøst."),
            },
            TargetFigure {
                target: target(4, "Prioritert", Wanted::Quality("Brukere under 35 år".into()), ""),
                result: None,
            },
        ],
        counts: Some((day("2010-08-31"), crate::grant_lines::counts(&funnel))),
        tellable: Some([true, true, true, true, false]),
        funnel: Some((day("2010-08-31"), funnel)),
        narrative: Some((
            "Tall for august 2010".into(),
            day("2010-08-31"),
            vec![Passage {
                heading: "Vurdering av målene".into(),
                text: "Målet om at fem deltakere skulle gå videre, var for ambisiøst.".into(),
            }],
        )),
        reports: vec![
            ("Statusrapport, mars 2010".into(), day("2010-03-15"), Some(day("2010-03-22"))),
            ("Tall for august 2010".into(), day("2010-08-31"), Some(day("2010-08-31"))),
        ],
        owed: vec![ReportLine {
            title: "Rapport for LAB".into(),
            due_on: day("2010-03-31"),
            moved_from: None,
            standing: ReportStanding::Delivered(day("2010-03-22")),
            approved_on: None,
        }],
    }
}
