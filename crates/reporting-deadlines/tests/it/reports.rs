//! From draft to approval, and who may.

use crate::place::{Place, SYSTEM, clock, day, person};
use reporting_deadlines::{
    ApproveReportError, BeginReportError, Contents, Departure, Direction, Funnel, NewDeadline,
    NewReport, Owed, ReportKind, ReportState, STANDARD_LADDER, SaveDraftError, ShownReports,
    SubmitReportError, Target, TargetResult, Verdict, Wanted, approve_report, begin_report,
    report_for_actor, reports_for_actor, reports_of_grant, save_draft, set_deadline, set_targets,
    submit_report, suggested_verdict,
};
use sea_orm::DatabaseConnection;
use vocabulary::{Actor, Clock, GrantId, Look, ReportId, Role};

/// As the verb above does, which looks what follows from it.
async fn approve(
    db: &DatabaseConnection,
    now: &dyn Clock,
    actor: &Actor,
    id: ReportId,
) -> Result<reporting_deadlines::Report, ApproveReportError> {
    let tx = journal::begin(db).await?;
    let report = approve_report(&tx, now.now(), actor, id).await?;
    tx.commit().await?;
    Ok(report)
}

fn lab_targets() -> Vec<Target> {
    let number = |position, what: &str, value, direction| Target {
        position,
        what: what.into(),
        wanted: Wanted::Number { value, direction, unit: "deltakere".into() },
        by_when: "første år".into(),
    };
    vec![
        number(1, "deltakere rekruttert", 20, Direction::Exactly),
        number(2, "fra kvalifiseringsprogrammet", 10, Direction::AtLeast),
        number(3, "videre til andre tiltak", 5, Direction::Exactly),
        Target {
            position: 4,
            what: "prioritert gruppe".into(),
            wanted: Wanted::Quality("brukere under 35 år".into()),
            by_when: String::new(),
        },
    ]
}

fn lab_funnel() -> Funnel {
    let reason = |reason: &str, participants| Departure { reason: reason.into(), participants };
    Funnel {
        informed: 35,
        started: 17,
        departed: 7,
        active: 10,
        in_work: 2,
        departures: vec![
            reason("fravær", 2),
            reason("fant arbeid selv", 2),
            reason("søkte uførepensjon", 2),
            reason("institusjonsbehandling", 1),
        ],
        explanation: String::new(),
    }
}

fn lab_contents() -> Contents {
    let result = |target: i32, reached: Option<i64>, explanation: &str| TargetResult {
        target,
        reached,
        verdict: suggested_verdict(&lab_targets()[target as usize - 1].wanted, reached),
        explanation: explanation.into(),
    };
    Contents {
        narrative: vec![],
        results: vec![
            result(1, Some(17), ""),
            result(3, Some(2), "Målet var for ambisiøst."),
            result(4, None, ""),
        ],
        funnel: Some(lab_funnel()),
    }
}

#[tokio::test]
async fn the_lab_project_reports() {
    let place = Place::new().await;
    let grant = GrantId::fresh();
    let now = clock("2010-03-15");
    let tx = journal::begin(&place.db).await.expect("a transaction");
    set_targets(&tx, &SYSTEM, now.now(), grant, lab_targets()).await.expect("targets");
    let owed = NewDeadline {
        grant,
        organisation: place.oppegard,
        grant_reference: "LAB-2008-01".into(),
        project_title: "Lavterskel arbeidsrettet brukertiltak".into(),
        owed: Owed::Report(ReportKind::AnnualReport),
        title: "Rapport for 2009".into(),
        due_on: day("2010-03-31"),
        ladder: STANDARD_LADDER.into(),
    };
    set_deadline(&tx, &SYSTEM, now.now(), owed).await.expect("a deadline");
    tx.commit().await.expect("committed");

    let applicant = person(place.oppegard, Role::Applicant);
    let other = person(place.notodden, Role::Applicant);
    let officer = person(place.directorate, Role::CaseOfficer);
    let new = NewReport::Unasked {
        grant,
        organisation: place.oppegard,
        grant_reference: "LAB-2008-01".into(),
        project_title: "Lavterskel arbeidsrettet brukertiltak".into(),
        kind: ReportKind::StatusReport,
        title: "Statusrapport mars 2010".into(),
        reporting_on: day("2010-03-01"),
    };
    let refused = begin_report(&place.db, &now, &other, new.clone()).await;
    assert!(matches!(refused, Err(BeginReportError::NotAllowed)));
    let NewReport::Unasked { grant_reference, project_title, kind, title, reporting_on, .. } =
        new.clone()
    else {
        unreachable!("it is one nobody asked for");
    };
    let organisation = place.notodden;
    let foreign = NewReport::Unasked {
        grant,
        organisation,
        grant_reference,
        project_title,
        kind,
        title,
        reporting_on,
    };
    let refused = begin_report(&place.db, &now, &other, foreign).await;
    assert!(matches!(refused, Err(BeginReportError::NotFound)), "a grant of another organisation");
    let id = begin_report(&place.db, &now, &applicant, new.clone()).await.expect("begun");
    let again = begin_report(&place.db, &now, &applicant, new).await;
    assert!(matches!(again, Err(BeginReportError::AlreadyBegun(there)) if there == id));

    let empty = submit_report(&place.db, &now, &applicant, &place.desk, id).await;
    assert!(matches!(empty, Err(SubmitReportError::Empty)));
    let saved = save_draft(&place.db, &now, &applicant, id, 0, &lab_contents()).await;
    assert_eq!(saved.expect("saved"), 1);
    let stale = save_draft(&place.db, &now, &applicant, id, 0, &lab_contents()).await;
    assert!(matches!(stale, Err(SaveDraftError::Stale { now: 1 })));
    for somebody in [&other, &officer] {
        let saved = save_draft(&place.db, &now, somebody, id, 1, &lab_contents()).await;
        assert!(matches!(saved, Err(SaveDraftError::NotFound | SaveDraftError::NotAllowed)));
        let handed_in = submit_report(&place.db, &now, somebody, &place.desk, id).await;
        assert!(matches!(
            handed_in,
            Err(SubmitReportError::NotFound | SubmitReportError::NotAllowed)
        ));
    }
    let early = approve(&place.db, &now, &officer, id).await;
    assert!(matches!(early, Err(ApproveReportError::NotPossible(_))));

    let report = submit_report(&place.db, &now, &applicant, &place.desk, id).await;
    let report = report.expect("handed in");
    let submission = report.state.submission().cloned().expect("a submission");
    assert_eq!(submission.content_hash, lab_contents().hash());
    let late = save_draft(&place.db, &now, &applicant, id, 1, &lab_contents()).await;
    assert!(matches!(late, Err(SaveDraftError::NotPossible(_))));
    assert!(matches!(
        approve(&place.db, &now, &applicant, id).await,
        Err(ApproveReportError::NotAllowed)
    ));
    let approved = approve(&place.db, &now, &officer, id).await.expect("approved");
    assert!(matches!(approved.state, ReportState::Approved(..)));

    assert_eq!(report_for_actor(&place.db, &other, id).await.expect("looked"), None);
    let view = report_for_actor(&place.db, &applicant, id).await.expect("looked").expect("seen");
    assert_eq!(view.contents, lab_contents());
    assert_eq!(view.targets, lab_targets());
    assert_eq!((view.unanswered, view.doubts), (vec![2, 4], vec![]));
    assert_eq!(view.report, approved);
    let of_grant = reports_of_grant(&place.db, grant).await.expect("looked");
    assert_eq!(of_grant.len(), 1);

    // What has been answered cannot be asked otherwise afterwards; more can be asked.
    let mut targets = lab_targets();
    let tx = journal::begin(&place.db).await.expect("a transaction");
    targets[2].what = "videre".into();
    assert!(set_targets(&tx, &SYSTEM, now.now(), grant, targets).await.is_err());
    let more = Target { position: 5, ..lab_targets()[0].clone() };
    let targets = lab_targets().into_iter().chain([more]).collect();
    set_targets(&tx, &SYSTEM, now.now(), grant, targets).await.expect("one more target");
    tx.commit().await.expect("committed");
    assert_eq!(place.broken().await, Vec::<String>::new());
}

#[tokio::test]
async fn what_does_not_fit_is_refused_with_what_it_is() {
    let place = Place::new().await;
    let deadline = place.annual_report(place.oppegard).await;
    let id = place.draft(deadline).await;
    let now = clock("2013-02-01");
    let saving = |contents: Contents| {
        let (db, now) = (&place.db, &now);
        async move { save_draft(db, now, &SYSTEM, id, 0, &contents).await }
    };
    let result = TargetResult {
        target: 9,
        reached: None,
        verdict: Verdict::Reached,
        explanation: String::new(),
    };
    let unknown = Contents { results: vec![result], ..Contents::default() };
    assert!(matches!(saving(unknown).await, Err(SaveDraftError::NoSuchTarget(9))));
    let funnel = Funnel { active: 12, ..lab_funnel() };
    let odd = Contents { funnel: Some(funnel.clone()), ..Contents::default() };
    assert!(
        matches!(saving(odd).await, Err(SaveDraftError::Unexplained(doubts)) if doubts.len() == 1)
    );
    let funnel = Funnel { explanation: "To kom tilbake.".into(), ..funnel };
    let explained = Contents { funnel: Some(funnel), ..Contents::default() };
    assert_eq!(saving(explained).await.expect("saved"), 1);
}

#[tokio::test]
async fn reports_are_listed_for_those_who_may_see_them() {
    let place = Place::new().await;
    for organisation in [place.oppegard, place.notodden] {
        let deadline = place.annual_report(organisation).await;
        place.draft(deadline).await;
    }
    let look = Look::default();
    let officer = person(place.directorate, Role::CaseOfficer);
    let applicant = person(place.notodden, Role::Applicant);
    let all = reports_for_actor(&place.db, &officer, ShownReports::All, &look).await;
    assert_eq!(all.expect("a list").total, 2);
    let own = reports_for_actor(&place.db, &applicant, ShownReports::Drafts, &look).await;
    let own = own.expect("a list");
    assert_eq!(own.total, 1);
    assert_eq!(own.rows[0].organisation_name, "Notodden kommune");
    assert_eq!(own.rows[0].due_on, Some(day("2013-03-01")));
    let none = reports_for_actor(&place.db, &applicant, ShownReports::Submitted, &look).await;
    assert_eq!(none.expect("a list").total, 0);
    let look = Look { search: Some("OPPEGÅRD".into()), ..Look::default() };
    let found = reports_for_actor(&place.db, &officer, ShownReports::All, &look).await;
    assert_eq!(found.expect("a list").total, 1);
}
