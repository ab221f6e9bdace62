//! Setting, moving, settling and listing deadlines.

use crate::place::{Place, SYSTEM, clock, day, person};
use reporting_deadlines::{
    MoveDeadlineError, NewDeadline, Owed, ReportKind, SetDeadlineError, SettleError, Shown,
    deadline_for_actor, deadlines_for_actor, deadlines_of_grants, lapse, meet, move_deadline,
    overdue_count, reporting_status, set_deadline,
};
use vocabulary::{Clock, DeadlineId, GrantId, Look, Role};

const ANNUAL: Owed = Owed::Report(ReportKind::AnnualReport);

#[tokio::test]
async fn the_same_is_owed_once_by_a_day() {
    let place = Place::new().await;
    let grant = GrantId::fresh();
    place.owes(grant, place.oppegard, ANNUAL, "2013-03-01").await;
    let new = |ladder: &str| NewDeadline {
        grant,
        organisation: place.oppegard,
        grant_reference: "LAB-2008-01".into(),
        project_title: "LAB".into(),
        owed: ANNUAL,
        title: "Årsrapport 2012".into(),
        due_on: day("2013-03-01"),
        ladder: ladder.into(),
    };
    let now = clock("2012-06-01").now();
    let tx = journal::begin(&place.db).await.expect("a transaction");
    let unknown = set_deadline(&tx, &SYSTEM, now, new("strict")).await;
    assert!(matches!(unknown, Err(SetDeadlineError::NoSuchLadder { .. })));
    let again = set_deadline(&tx, &SYSTEM, now, new("standard")).await;
    assert!(matches!(again, Err(SetDeadlineError::AlreadySet { .. })));
}

#[tokio::test]
async fn a_deadline_moves_for_a_reason_and_by_the_directorate() {
    let place = Place::new().await;
    let grant = GrantId::fresh();
    let id = place.owes(grant, place.oppegard, ANNUAL, "2013-03-01").await;
    place.owes(grant, place.oppegard, ANNUAL, "2014-03-01").await;
    let officer = person(place.directorate, Role::CaseOfficer);
    let applicant = person(place.oppegard, Role::Applicant);
    let stranger = person(place.notodden, Role::Applicant);
    let now = clock("2013-02-20");
    let mut said = Vec::new();
    for (actor, to, reason) in [
        (&stranger, "2013-04-01", "sykdom"),
        (&applicant, "2013-04-01", "sykdom"),
        (&officer, "2013-04-01", " "),
        (&officer, "2013-03-01", "sykdom"),
        (&officer, "2013-02-01", "sykdom"),
        (&officer, "2014-03-01", "sykdom"),
        (&officer, "2013-04-01", "sykdom"),
    ] {
        let moved = move_deadline(&place.db, &now, actor, id, day(to), reason).await;
        said.push(moved.map_or_else(|no| no.to_string(), |moved| moved.due_on.to_string()));
    }
    insta::assert_snapshot!(said.join("\n"), @r"
    there is no such deadline
    only the directorate can move a deadline
    moving a deadline needs a reason
    the deadline is due on 2013-03-01 already
    a deadline cannot be moved to 2013-02-01, which is past
    the grant already owes the same by 2014-03-01
    2013-04-01
    ");
    let tx = journal::begin(&place.db).await.expect("a transaction");
    meet(&tx, &SYSTEM, now.now(), id).await.expect("met");
    let again = lapse(&tx, &SYSTEM, now.now(), id).await;
    assert!(matches!(again, Err(SettleError::NotPossible(_))));
    let unknown = meet(&tx, &SYSTEM, now.now(), DeadlineId::fresh()).await;
    assert!(matches!(unknown, Err(SettleError::NotFound)));
    tx.commit().await.expect("committed");
    let moved = move_deadline(&place.db, &now, &officer, id, day("2013-05-01"), "mer").await;
    assert!(matches!(moved, Err(MoveDeadlineError::NotPossible(_))));
}

#[tokio::test]
async fn lists_and_sums() {
    let place = Place::new().await;
    let grants: Vec<GrantId> = (0..4).map(|_| GrantId::fresh()).collect();
    let early = place.owes(grants[0], place.oppegard, ANNUAL, "2013-03-01").await;
    let late = place.owes(grants[1], place.oppegard, ANNUAL, "2013-03-01").await;
    place.owes(grants[2], place.oppegard, ANNUAL, "2013-03-01").await;
    place.owes(grants[3], place.notodden, ANNUAL, "2013-04-01").await;
    place.owes(grants[3], place.notodden, Owed::Acceptance, "2013-01-01").await;
    let tx = journal::begin(&place.db).await.expect("a transaction");
    meet(&tx, &SYSTEM, clock("2013-03-01").now(), early).await.expect("met");
    meet(&tx, &SYSTEM, clock("2013-03-02").now(), late).await.expect("met");
    tx.commit().await.expect("committed");

    let today = day("2013-03-10");
    let officer = person(place.directorate, Role::CaseOfficer);
    let applicant = person(place.oppegard, Role::Applicant);
    let mut counted = Vec::new();
    for shown in Shown::ALL {
        let look = Look::default();
        let of = |actor| deadlines_for_actor(&place.db, actor, today, shown, &look);
        let all = of(&officer).await.expect("a list").total;
        let own = of(&applicant).await.expect("a list").total;
        counted.push(format!("{}: {all}, of them seen from Oppegård: {own}", shown.word()));
    }
    insta::assert_snapshot!(counted.join("\n"), @r"
    overdue: 2, of them seen from Oppegård: 1
    due-soon: 1, of them seen from Oppegård: 0
    open: 3, of them seen from Oppegård: 1
    met: 2, of them seen from Oppegård: 2
    all: 5, of them seen from Oppegård: 3
    ");
    assert_eq!(overdue_count(&place.db, &applicant, today).await.expect("counted"), 1);
    let status = reporting_status(&place.db, &grants, today).await.expect("a status");
    assert_eq!((status.delivered, status.delivered_late), (2, 1));
    assert_eq!((status.overdue, status.open, status.lapsed), (1, 1, 0));
    assert_eq!(deadlines_of_grants(&place.db, &grants).await.expect("a list").len(), 5);

    let look = Look {
        search: Some("notodden".into()),
        sort: Some("due".into()),
        descending: true,
        per_page: 1,
        page: 2,
    };
    let page = deadlines_for_actor(&place.db, &officer, today, Shown::All, &look).await;
    let page = page.expect("a page");
    assert_eq!((page.total, page.rows.len()), (2, 1));
    assert_eq!(page.rows[0].deadline.owed, Owed::Acceptance);
    assert_eq!((page.rows[0].days_left, page.rows[0].overdue), (-68, true));
    let look = Look { search: Some("100%_".into()), ..Look::default() };
    let none = deadlines_for_actor(&place.db, &officer, today, Shown::All, &look).await;
    assert_eq!(none.expect("a page").total, 0);
    let stranger = person(place.notodden, Role::Applicant);
    let seen = deadline_for_actor(&place.db, &stranger, today, early).await.expect("looked");
    assert_eq!(seen, None);
    let seen = deadline_for_actor(&place.db, &applicant, today, early).await.expect("looked");
    assert_eq!(seen.map(|row| row.deadline.id), Some(early));
}
