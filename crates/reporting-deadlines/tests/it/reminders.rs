//! The round: never twice, never for what has come, and never lost.

use crate::place::{Place, SYSTEM, clock, day};
use reporting_deadlines::{
    Contents, Owed, Passage, Reminded, StepName, Why, explain, move_deadline, preview, remind,
    reminders_of_deadline, save_draft, submit_report,
};
use vocabulary::{GrantId, Role};

async fn round(place: &Place, on: &str) -> Reminded {
    let reminded = remind(&place.db, &clock(on), &place.desk, day(on)).await.expect("a round");
    assert_eq!(reminded.failed, []);
    reminded
}

fn contents() -> Contents {
    let passage = Passage { heading: "Gjennomføring".into(), text: "Det gikk bra.".into() };
    Contents { narrative: vec![passage], ..Contents::default() }
}

#[tokio::test]
async fn a_round_writes_once_what_the_rehearsal_shows() {
    let place = Place::new().await;
    let deadline = place.annual_report(place.oppegard).await;
    let rehearsal = preview(&place.db, day("2013-02-15")).await.expect("a rehearsal");
    assert_eq!(place.letters().await, Vec::<String>::new(), "a rehearsal writes nothing");
    let expected: Vec<_> =
        rehearsal.going_out.iter().map(|planned| planned.recipient.email.clone()).collect();
    assert_eq!(expected, ["kari@oppegard.example", "per@oppegard.example"]);
    assert!(rehearsal.going_out.iter().all(|planned| planned.step == StepName::ReminderBefore));

    assert_eq!(round(&place, "2013-02-15").await.letters, 2);
    assert_eq!(round(&place, "2013-02-15").await.letters, 0);
    assert_eq!(round(&place, "2013-02-16").await.letters, 0);
    assert_eq!(
        place.letters().await,
        [
            "report-deadline → kari@oppegard.example (planned)",
            "report-deadline → per@oppegard.example (planned)",
        ]
    );
    let reminders = reminders_of_deadline(&place.db, deadline).await.expect("reminders");
    assert!(reminders.iter().all(|reminder| reminder.letter.is_some() && !reminder.withdrawn));
    let quiet = preview(&place.db, day("2013-02-16")).await.expect("a rehearsal").quiet;
    assert_eq!(
        quiet[0].telling().map(|step| (step.step, step.why)),
        Some((StepName::Overdue1, Why::NotYet { on: day("2013-03-02") }))
    );
    assert_eq!(place.broken().await, Vec::<String>::new());
}

#[tokio::test]
async fn two_rounds_at_once_write_no_more_than_one() {
    let place = Place::new().await;
    for _ in 0..5 {
        place.annual_report(place.oppegard).await;
    }
    let (on, now) = (day("2013-03-20"), clock("2013-03-20"));
    let (one, other) = tokio::join!(
        remind(&place.db, &now, &place.desk, on),
        remind(&place.db, &now, &place.desk, on),
    );
    let (one, other) = (one.expect("a round"), other.expect("a round"));
    assert_eq!((one.failed, other.failed), (vec![], vec![]));
    assert_eq!(one.letters + other.letters, 10);
    assert_eq!(place.letters().await.len(), 10);
    assert_eq!(place.broken().await, Vec::<String>::new());
}

#[tokio::test]
async fn every_day_from_notice_to_escalation() {
    let place = Place::new().await;
    let deadline = place.annual_report(place.oppegard).await;
    let mut written = Vec::new();
    let mut on = day("2013-01-20");
    while on < day("2013-05-01") {
        let letters = remind(&place.db, &clock(&on.to_string()), &place.desk, on)
            .await
            .expect("a round")
            .letters;
        if letters > 0 {
            written.push(format!("{on}: {letters}"));
        }
        on = on.plus_days(1);
    }
    // After the due day too, and to the case officer in the end.
    assert_eq!(
        written,
        ["2013-01-30: 2", "2013-02-15: 2", "2013-03-02: 2", "2013-03-15: 2", "2013-03-29: 1"]
    );
    let last = reminders_of_deadline(&place.db, deadline).await.expect("reminders").pop();
    let last = last.map(|reminder| (reminder.step, reminder.recipient_email));
    assert_eq!(last, Some((StepName::Escalated, "siv@directorate.example".to_owned())));
    let history =
        journal::history(&place.db, "deadline", &deadline.to_string()).await.expect("a journal");
    assert_eq!(history.len(), 6);
}

#[tokio::test]
async fn a_report_that_came_is_not_asked_for() {
    let place = Place::new().await;
    let deadline = place.annual_report(place.oppegard).await;
    assert_eq!(round(&place, "2013-02-15").await.letters, 2);
    let report = place.draft(deadline).await;
    save_draft(&place.db, &clock("2013-02-15"), &SYSTEM, report, 0, &contents())
        .await
        .expect("saved");
    let before = preview(&place.db, day("2013-03-02")).await.expect("a rehearsal");
    assert_eq!(before.going_out.len(), 2);
    submit_report(&place.db, &clock("2013-02-20"), &SYSTEM, &place.desk, report)
        .await
        .expect("handed in");
    assert_eq!(
        place.letters().await,
        [
            "report-deadline → kari@oppegard.example (withdrawn)",
            "report-deadline → per@oppegard.example (withdrawn)",
            "report-receipt → kari@oppegard.example (planned)",
            "report-receipt → per@oppegard.example (planned)",
        ]
    );
    assert_eq!(round(&place, "2013-03-02").await, Reminded::default());
    let quiet = preview(&place.db, day("2013-03-02")).await.expect("a rehearsal").quiet;
    assert_eq!(quiet[0].telling().map(|step| step.why), Some(Why::Met));
    assert_eq!(place.broken().await, Vec::<String>::new());
}

#[tokio::test]
async fn an_extension_starts_a_new_ladder() {
    let place = Place::new().await;
    let deadline = place.annual_report(place.oppegard).await;
    assert_eq!(round(&place, "2013-02-15").await.letters, 2);
    let moved = |to: &'static str| {
        let place = &place;
        async move {
            let now = clock("2013-02-20");
            move_deadline(&place.db, &now, &SYSTEM, deadline, day(to), "sykdom").await
        }
    };
    moved("2013-04-01").await.expect("moved");
    assert!(place.letters().await.iter().all(|letter| letter.ends_with("(withdrawn)")));
    assert_eq!(round(&place, "2013-03-02").await.letters, 2, "the notice for the new day");
    assert_eq!(round(&place, "2013-03-03").await.letters, 0);
    assert_eq!(round(&place, "2013-04-02").await.letters, 2, "overdue on the new day");
    // Back on the old day: what had been taken back may be said once more.
    let place = Place::new().await;
    let deadline = place.annual_report(place.oppegard).await;
    assert_eq!(round(&place, "2013-02-15").await.letters, 2);
    for to in ["2013-04-01", "2013-03-01"] {
        let now = clock("2013-02-15");
        move_deadline(&place.db, &now, &SYSTEM, deadline, day(to), "feil").await.expect("moved");
    }
    assert_eq!(round(&place, "2013-02-15").await.letters, 2);
    assert_eq!(place.letters().await.len(), 4);
    assert_eq!(place.broken().await, Vec::<String>::new());
}

#[tokio::test]
async fn nobody_to_write_to_is_told_and_escalated() {
    let place = Place::new().await;
    let deadline = place.annual_report(place.notodden).await;
    let reminded = round(&place, "2013-02-15").await;
    assert_eq!((reminded.letters, reminded.no_recipient), (0, vec![deadline]));
    let quiet = preview(&place.db, day("2013-02-15")).await.expect("a rehearsal").quiet;
    assert_eq!(quiet[0].telling().map(|step| step.why), Some(Why::NoRecipient));

    let reminded = round(&place, "2013-03-02").await;
    assert_eq!((reminded.letters, reminded.no_recipient), (1, vec![deadline]));
    assert_eq!(
        place.letters().await,
        ["report-overdue-to-officer → siv@directorate.example (planned)"]
    );
    assert_eq!(round(&place, "2013-03-02").await, Reminded::default());
    // Somebody has been found, and gets the steps that follow.
    place.hire(place.notodden, "Liv Dahl", "liv@notodden.example", Role::Applicant).await;
    assert_eq!(round(&place, "2013-03-03").await.letters, 0);
    assert_eq!(round(&place, "2013-03-15").await.letters, 1);
    assert_eq!(round(&place, "2013-03-29").await.letters, 1);

    // Long overdue and nobody there: one letter to the case officer, not two.
    let place = Place::new().await;
    place.annual_report(place.notodden).await;
    assert_eq!(round(&place, "2013-06-01").await.letters, 1);
    assert_eq!(round(&place, "2013-06-02").await.letters, 0);
}

#[tokio::test]
async fn an_acceptance_is_shown_but_not_reminded_of() {
    let place = Place::new().await;
    let owed = Owed::Acceptance;
    let deadline = place.owes(GrantId::fresh(), place.oppegard, owed, "2013-03-01").await;
    assert_eq!(round(&place, "2013-02-15").await.letters, 0);
    let steps = explain(&place.db, deadline, day("2013-02-15")).await.expect("explained");
    assert!(steps.iter().all(|step| step.why == Why::NoLetter));
}
