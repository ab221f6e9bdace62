//! The life of an application up to its assessment.

use crate::house::{SYSTEM, clock, day};
use crate::town::{Town, answers, titled};
use forms::{Answers, Wrong};
use grant_applications::{
    ApplicationState, ApplicationVerb, ApplyError, Arrival, CheckError, Content, Participant,
    ParticipantError, admit_late, arrival, ask_for_more, ask_signature, check_application,
    close_call, dismiss_application, drop_working_copy, invite_organisation, join_application,
    leave_application, queries, remind_drafts, reply_provisionally, save_application,
    submit_application, withdraw_application,
};
use organisations::{NewSignatory, register_signatory};
use proptest::prelude::*;
use serde_json::json;
use vocabulary::{FixedClock, Look, Money, Role};

#[tokio::test]
async fn from_draft_to_receipt_and_a_new_version() {
    let town = Town::new().await;
    let mut typed = answers();
    typed.set("amount", json!("tolv"));
    let id = town.begun(typed.clone()).await;
    let draft = town.own(id).await;
    assert_eq!((draft.revision, draft.content.amount), (1, Money::ZERO));
    assert_eq!(draft.answers, typed, "nothing typed is lost");

    let refused = town.submit(id, "2012-01-11").await;
    let Err(ApplyError::Incomplete(doubts)) = refused else { panic!("{refused:?}") };
    assert_eq!(doubts.len(), 1, "{doubts:?}");
    assert_eq!(
        (doubts[0].at.to_string().as_str(), &doubts[0].wrong),
        ("amount", &Wrong::NotAnAmount)
    );

    assert_eq!(town.save(id, 1, answers()).await.expect("saved"), 2);
    let first = town.submit(id, "2012-01-13").await.expect("sent in");
    assert_eq!(town.letters("application-receipt").await, 1);
    let sent = town.own(id).await;
    assert_eq!(sent.state, ApplicationState::Submitted(first.clone()));
    assert_eq!((sent.versions.len(), &sent.draft), (1, &None));
    assert_eq!(sent.versions[0].content_hash, first.content_hash);
    // Nothing was written since: there is nothing to send in.
    let again = town.submit(id, "2012-01-14").await;
    let Err(ApplyError::NotPossible(no)) = again else { panic!("{again:?}") };
    assert_eq!((no.tried, no.possible.contains(&"drop")), ("submit", false));

    // A working copy beside it, which nobody else sees and which counts for nothing yet.
    assert_eq!(town.save(id, 2, titled("Bedre tittel")).await.expect("saved"), 3);
    let officers = town.seen(&town.officer, id).await.expect("sent in");
    assert_eq!((officers.content.title.as_str(), officers.draft), ("Jobb først", None));
    let own = town.own(id).await;
    assert_eq!(own.content.title, "Jobb først");
    assert_eq!(own.working().0.get("title"), Some(&json!("Bedre tittel")));
    assert!(own.possible().contains(&ApplicationVerb::Drop));

    let second = town.submit(id, "2012-01-15").await.expect("sent in again");
    assert_ne!(second.content_hash, first.content_hash);
    let sent = town.own(id).await;
    let titles: Vec<_> = sent.versions.iter().map(|v| v.answers.get("title").cloned()).collect();
    assert_eq!(titles, [Some(json!("Jobb først")), Some(json!("Bedre tittel"))]);
    assert_eq!(sent.content.title, "Bedre tittel");
    assert_eq!(town.letters("application-receipt").await, 2);
    town.all_is_well().await;
}

#[tokio::test]
async fn several_write_and_nothing_is_lost() {
    let town = Town::new().await;
    let id = town.begun(answers()).await;
    assert_eq!(town.save(id, 1, titled("En")).await.expect("saved"), 2);
    let stale = town.save(id, 1, titled("To")).await;
    let Err(ApplyError::Stale(standing)) = stale else { panic!("{stale:?}") };
    assert_eq!((standing.revision, standing.content.title.as_str()), (2, "En"));
    // Asked again after its answer got lost: nothing changes, nothing is refused.
    assert_eq!(town.save(id, 1, titled("En")).await.expect("the same"), 2);
    // What is thrown away is not brought back by one who still sees it.
    town.submit(id, "2012-01-13").await.expect("sent in");
    assert_eq!(town.save(id, 2, titled("Tre")).await.expect("saved"), 3);
    let db = &town.house.db;
    drop_working_copy(db, &clock("2012-01-14"), &town.stavanger.1, id).await.expect("dropped");
    assert!(matches!(town.save(id, 3, titled("Fire")).await, Err(ApplyError::Stale(_))));
    let own = town.own(id).await;
    assert_eq!((own.revision, own.draft), (4, None));
    town.all_is_well().await;
}

#[tokio::test]
async fn what_was_saved_after_it_was_looked_over_is_not_sent_in() {
    let town = Town::new().await;
    let id = town.begun(answers()).await;
    let (db, on, kari) = (&town.house.db, &clock("2012-01-13"), &town.stavanger.1);
    assert_eq!(town.save(id, 1, titled("Aldri sett")).await.expect("saved"), 2);
    let stale = submit_application(db, on, kari, id, 1).await;
    let Err(ApplyError::Stale(standing)) = stale else { panic!("{stale:?}") };
    assert_eq!((standing.revision, standing.content.title.as_str()), (2, "Aldri sett"));
    assert_eq!(town.own(id).await.state, ApplicationState::Draft);
    let sent = submit_application(db, on, kari, id, 2).await.expect("sent in");
    assert_eq!(sent.application.content.title, "Aldri sett");
}

#[tokio::test]
async fn others_do_not_learn_that_it_exists() {
    let town = Town::new().await;
    let id = town.begun(answers()).await;
    let (db, clock) = (&town.house.db, &clock("2012-01-12"));
    let stranger = &town.sandnes.1;
    for actor in [stranger, &town.officer] {
        assert_eq!(town.seen(actor, id).await, None, "a draft is its writers'");
        let saved = save_application(db, clock, actor, id, 1, answers()).await;
        assert!(matches!(saved, Err(ApplyError::NoApplication)), "{saved:?}");
    }
    town.submit(id, "2012-01-13").await.expect("sent in");
    assert!(town.seen(&town.officer, id).await.is_some());
    assert_eq!(town.seen(stranger, id).await, None);
    let sent = submit_application(db, clock, stranger, id, 1).await;
    assert!(matches!(sent, Err(ApplyError::NoApplication)));
    let withdrawn = withdraw_application(db, clock, &town.officer, id).await;
    assert!(matches!(withdrawn, Err(ApplyError::NotYours)));
    let joined = join_application(db, clock, stranger, id).await;
    assert!(matches!(joined, Err(ParticipantError::NoApplication)));
    let all = queries::ApplicationFilter { look: Look::everything(), ..Default::default() };
    let today = day("2012-01-14");
    let list = queries::applications_for_actor(db, stranger, today, &all).await.expect("a list");
    assert_eq!(list.total, 0);
    // What was never sent in stays unpublished when it is withdrawn.
    let other = town.begun(titled("Angret")).await;
    withdraw_application(db, clock, &town.stavanger.1, other).await.expect("withdrawn");
    assert_eq!(town.seen(&town.officer, other).await, None);
    let list = queries::applications_for_actor(db, &town.officer, today, &all).await;
    assert_eq!(list.expect("a list").total, 1);
    let call = town.own(other).await.call;
    let panels = queries::panels_for_actor(db, &town.officer, today, call).await.expect("panels");
    let listed: Vec<_> = panels.iter().map(|panel| panel.application).collect();
    assert_eq!(listed, [id]);
}

#[tokio::test]
async fn answers_that_no_page_could_show_are_not_kept() {
    let town = Town::new().await;
    let id = town.begun(answers()).await;
    let (db, clock, kari) = (&town.house.db, &clock("2012-01-12"), &town.stavanger.1);
    let of_rows = |count: usize| {
        let mut wide = answers();
        wide.set("partners", vec![1; count]);
        wide
    };
    let refused = save_application(db, clock, kari, id, 1, of_rows(300_000)).await;
    let Err(ApplyError::Incomplete(doubts)) = refused else { panic!("{refused:?}") };
    assert_eq!(doubts[0].at.to_string(), "partners");
    // Too many for the form, and yet somebody's work.
    save_application(db, clock, kari, id, 1, of_rows(1_000)).await.expect("saved");
}

#[tokio::test]
async fn several_municipalities_in_one_project() {
    let town = Town::new().await;
    let id = town.begun(answers()).await;
    let (db, desk, clock) = (&town.house.db, &town.house.desk, &clock("2012-01-12"));
    let ((stavanger, kari), (sandnes, ola)) = (&town.stavanger, &town.sandnes);
    invite_organisation(db, clock, kari, desk, id, *sandnes).await.expect("invited");
    assert_eq!(town.letters("join-invitation").await, 1);
    let twice = invite_organisation(db, clock, kari, desk, id, *sandnes).await;
    assert!(matches!(twice, Err(ParticipantError::AlreadyIn(name)) if name == "Sandnes kommune"));
    let oneself = invite_organisation(db, clock, kari, desk, id, *stavanger).await;
    assert!(matches!(oneself, Err(ParticipantError::AlreadyIn(_))));

    // Invited, one sees who invites to what, and nothing more.
    assert_eq!(town.seen(ola, id).await, None);
    let invitations = queries::invitations_for_actor(db, ola).await.expect("a list");
    assert_eq!(invitations[0].applicant, "Stavanger kommune");
    join_application(db, clock, ola, id).await.expect("joined");
    assert!(queries::invitations_for_actor(db, ola).await.expect("a list").is_empty());
    let all = queries::ApplicationFilter { look: Look::everything(), ..Default::default() };
    let list =
        queries::applications_for_actor(db, ola, day("2012-01-20"), &all).await.expect("a list");
    assert_eq!(list.total, 1);

    // It writes, and does not send in or withdraw.
    save_application(db, clock, ola, id, 1, titled("Sammen")).await.expect("saved");
    assert_eq!(town.own(id).await.content.title, "Sammen");
    let sent = submit_application(db, clock, ola, id, 2).await;
    assert!(matches!(sent, Err(ApplyError::NotYours)));
    let withdrawn = withdraw_application(db, clock, ola, id).await;
    assert!(matches!(withdrawn, Err(ApplyError::NotYours)));
    town.submit(id, "2012-01-13").await.expect("sent in");
    assert_eq!(town.letters("application-receipt").await, 2);

    leave_application(db, clock, ola, id, *sandnes).await.expect("left");
    assert_eq!(town.seen(ola, id).await, None);
    let left: Vec<bool> =
        town.own(id).await.organisations.iter().map(Participant::takes_part).collect();
    assert_eq!(left, [false]);
    // And can be asked back, by a letter of its own.
    let later = &crate::house::clock("2012-01-14");
    invite_organisation(db, later, kari, desk, id, *sandnes).await.expect("invited again");
    assert_eq!(town.letters("join-invitation").await, 2);
    town.all_is_well().await;
}

#[tokio::test]
async fn only_signatories_send_in_where_there_are_any() {
    let town = Town::new().await;
    let id = town.begun(answers()).await;
    let (db, desk, on) = (&town.house.db, &town.house.desk, &clock("2012-01-12"));
    let organisation = town.stavanger.0;
    assert_eq!(ask_signature(db, on, &town.stavanger.1, desk, id).await.expect("asked"), 0);
    let head = Town::person(&town.house, organisation, "Radhuset", Role::Applicant).await;
    let signs = NewSignatory {
        person: head.person().expect("a person"),
        organisation,
        from: day("2012-01-01"),
        to: Some(day("2012-02-01")),
    };
    register_signatory(db, on, &SYSTEM, signs).await.expect("registered");
    let refused = town.submit(id, "2012-01-12").await;
    let Err(ApplyError::NotSignatory { who }) = refused else { panic!("{refused:?}") };
    assert_eq!(who, ["Kari i Radhuset"]);
    for _ in 0..2 {
        assert_eq!(ask_signature(db, on, &town.stavanger.1, desk, id).await.expect("asked"), 1);
    }
    assert_eq!(town.letters("signature-wanted").await, 1, "not twice about the same");
    submit_application(db, on, &head, id, 1).await.expect("sent in");

    // From the day that nobody signs any more, whoever applies for it sends in.
    town.save(id, 1, titled("Ny")).await.expect("saved");
    town.submit(id, "2012-02-02").await.expect("sent in");
}

#[tokio::test]
async fn what_is_missing_is_asked_for_and_added() {
    let town = Town::new().await;
    let id = town.sent_in().await;
    let (db, desk, on) = (&town.house.db, &town.house.desk, &clock("2012-03-05"));
    close_call(db, &clock("2012-03-01"), &SYSTEM, town.call).await.expect("closed");
    let closed = town.save(id, 1, titled("For sent")).await;
    assert!(matches!(closed, Err(ApplyError::NotOpen { .. })), "the call is not open any more");

    let due = day("2012-03-20");
    let unsaid = ask_for_more(db, on, &town.officer, desk, id, " ", due).await;
    assert!(matches!(unsaid, Err(CheckError::NothingAsked)));
    let over = ask_for_more(db, on, &town.officer, desk, id, "Budsjett", day("2012-03-04")).await;
    assert!(matches!(over, Err(CheckError::DayIsOver(_))));
    ask_for_more(db, on, &town.officer, desk, id, "Budsjett", due).await.expect("asked");
    assert_eq!(town.letters("information-request").await, 1);
    let asked = town.own(id).await;
    assert_eq!(asked.state.request().map(|r| (r.what.as_str(), r.due_on)), Some(("Budsjett", due)));
    assert_eq!(asked.requests[0].answered_at, None);
    town.all_is_well().await;

    assert_eq!(town.save(id, 1, titled("Med budsjett")).await.expect("saved"), 2);
    town.submit(id, "2012-03-10").await.expect("added");
    let added = town.own(id).await;
    assert_eq!((added.state.word(), added.versions.len()), ("submitted", 2));
    assert!(added.requests[0].answered_at.is_some());
    assert!(!added.arrived_late, "what was asked for is no late arrival");
    check_application(db, on, &town.officer, id).await.expect("checked");
    town.all_is_well().await;
}

#[tokio::test]
async fn what_comes_late_is_let_in_or_turned_away() {
    let town = Town::new().await;
    let (db, desk) = (&town.house.db, &town.house.desk);
    let (let_in, turned_away, too_late) = (
        town.begun(titled("A")).await,
        town.begun(titled("B")).await,
        town.begun(titled("C")).await,
    );
    let call = town.house.call(town.call).await;
    let at = |on: &str| arrival(&call, clock(on).0);
    assert_eq!([at("2012-02-29"), at("2012-03-01")], [Some(Arrival::InTime), Some(Arrival::Late)]);
    assert_eq!([at("2012-01-08"), at("2012-03-03")], [None, None]);

    for id in [let_in, turned_away] {
        town.submit(id, "2012-03-01").await.expect("received");
        let late = town.own(id).await;
        assert!(late.arrived_late && late.versions[0].late && late.state.word() == "late");
        assert!(
            late.possible_at(&call, clock("2012-03-01").0)
                == [ApplicationVerb::Withdraw, ApplicationVerb::Dismiss, ApplicationVerb::Admit]
        );
        let on = clock("2012-03-01").0;
        let own = late.possible_for(&town.stavanger.1, &call, on);
        assert_eq!(own, [ApplicationVerb::Withdraw]);
        let officers = late.possible_for(&town.officer, &call, on);
        assert_eq!(officers, [ApplicationVerb::Dismiss, ApplicationVerb::Admit]);
        assert_eq!(late.possible_for(&town.sandnes.1, &call, on), []);
    }
    let refused = town.submit(too_late, "2012-03-03").await;
    assert!(matches!(refused, Err(ApplyError::NotOpen { .. })));
    // Nor is it offered.
    let after = &clock("2012-03-03");
    let draft = town.own(too_late).await;
    let possible = draft.possible_for(&town.stavanger.1, &call, after.0);
    assert_eq!(possible, [ApplicationVerb::Save, ApplicationVerb::Withdraw]);
    let dropped = drop_working_copy(db, after, &town.stavanger.1, too_late).await;
    let Err(ApplyError::NotPossible(no)) = dropped else { panic!("{dropped:?}") };
    assert_eq!(no.possible, ["save", "withdraw"]);

    let on = &clock("2012-03-06");
    let unsaid = admit_late(db, on, &town.officer, desk, let_in, "").await;
    assert!(matches!(unsaid, Err(CheckError::NoReason)));
    admit_late(db, on, &town.officer, desk, let_in, "Portalen var nede.").await.expect("let in");
    let admitted = town.own(let_in).await;
    assert_eq!(admitted.state.word(), "submitted");
    assert_eq!(admitted.admitted.map(|a| a.reason), Some("Portalen var nede.".to_owned()));
    dismiss_application(db, on, &town.officer, desk, turned_away, "For sent.").await.expect("away");
    assert_eq!(town.letters("late-admitted").await, 1);
    assert_eq!(town.letters("dismissal").await, 1);
    town.all_is_well().await;
}

#[tokio::test]
async fn holders_of_drafts_are_written_to_once_for_each_closing_day() {
    let town = Town::new().await;
    let (db, desk) = (&town.house.db, &town.house.desk);
    let (_draft, sent) = (town.begun(answers()).await, town.sent_in().await);
    let round = async |on: &str| {
        remind_drafts(db, &clock(on), desk, day(on)).await.expect("a round").letters
    };
    // Five days before 29 February, not six.
    assert_eq!(round("2012-02-23").await, 0);
    assert_eq!(round("2012-02-24").await, 1);
    assert_eq!(round("2012-02-25").await, 0);
    // What was sent in and changed since is a draft too.
    town.save(sent, 1, titled("Endret")).await.expect("saved");
    assert_eq!(round("2012-02-26").await, 1);
    // The call is prolonged: they are told again when it closes.
    let longer = "UPDATE call SET closes_at = '2012-03-31T22:00:00+00:00', late_until_at = NULL";
    sea_orm::ConnectionTrait::execute_unprepared(db, longer).await.expect("moved");
    assert_eq!(round("2012-02-27").await, 0);
    assert_eq!(round("2012-03-31").await, 2);
    assert_eq!(round("2012-04-01").await, 0);
    assert_eq!(town.letters("draft-closing").await, 4);
}

#[tokio::test]
async fn who_waits_a_month_gets_a_provisional_reply_once() {
    let town = Town::new().await;
    let (db, desk) = (&town.house.db, &town.house.desk);
    let (_waiting, asked, withdrawn) =
        (town.sent_in().await, town.sent_in().await, town.sent_in().await);
    withdraw_application(db, &clock("2012-01-20"), &town.stavanger.1, withdrawn)
        .await
        .expect("withdrawn");
    let due = day("2012-03-01");
    ask_for_more(db, &clock("2012-02-01"), &town.officer, desk, asked, "Budsjett", due)
        .await
        .expect("asked");
    let round = async |on: &str| {
        reply_provisionally(db, &clock(on), desk, day(on)).await.expect("a round").letters
    };
    assert_eq!(round("2012-02-09").await, 0);
    assert_eq!(round("2012-02-10").await, 1);
    assert_eq!(round("2012-02-11").await, 0);
    assert_eq!(town.letters("provisional-reply").await, 1);
}

#[tokio::test]
async fn what_is_older_than_forms_is_read_and_goes_on() {
    let town = Town::new().await;
    let (draft, sent) = (town.begun(titled("Gammel kladd")).await, town.sent_in().await);
    let db = &town.house.db;
    // As an earlier version of the program left them.
    for sql in [
        "DROP TRIGGER application_version_only_added_to_delete",
        "DELETE FROM application_version",
        "DELETE FROM application_draft",
        "UPDATE call SET form_version_id = NULL",
    ] {
        sea_orm::ConnectionTrait::execute_unprepared(db, sql).await.expect("undone");
    }
    let old = town.own(draft).await;
    assert_eq!(old.form, grant_applications::BEFORE_FORMS);
    assert_eq!(old.answers, titled("Gammel kladd"));
    let form = queries::form_of(db, old.form).await.expect("a form");
    assert_eq!(form, forms::standard());
    town.save(draft, 1, titled("Nyere kladd")).await.expect("saved");
    town.submit(draft, "2012-01-20").await.expect("sent in");

    let old = town.own(sent).await;
    assert_eq!((old.versions.len(), old.answers), (0, answers()));
    town.save(sent, 1, titled("Endret")).await.expect("saved");
    assert_eq!(town.own(sent).await.answers, answers(), "what was sent in still stands");
    town.submit(sent, "2012-01-20").await.expect("sent in");
    let new = town.own(sent).await;
    let versions: Vec<_> = new.versions.iter().map(|v| (v.number, v.answers.clone())).collect();
    assert_eq!(versions, [(1, answers()), (2, titled("Endret"))]);
    town.all_is_well().await;
}

#[tokio::test]
async fn a_version_that_was_altered_is_found() {
    let town = Town::new().await;
    let id = town.sent_in().await;
    let db = &town.house.db;
    let alter = "UPDATE application_version SET answers = replace(answers, 'Jobb', 'Hobb')";
    let refused = sea_orm::ConnectionTrait::execute_unprepared(db, alter).await;
    assert!(refused.is_err(), "the database refuses it");
    for sql in ["DROP TRIGGER application_version_only_added_to_update", alter] {
        sea_orm::ConnectionTrait::execute_unprepared(db, sql).await.expect("altered");
    }
    let found = queries::verify_versions(db).await.expect("a look");
    assert_eq!(found, [format!("version 1 of application {id} is not what was sent in")]);
}

/// What somebody does to an application.
#[derive(Debug, Clone)]
enum Step {
    Save(u8),
    SaveNonsense,
    Submit,
    Drop,
    AmendForm,
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let step = prop_oneof![
        4 => (0u8..6).prop_map(Step::Save),
        1 => Just(Step::SaveNonsense),
        4 => Just(Step::Submit),
        1 => Just(Step::Drop),
        1 => Just(Step::AmendForm),
    ];
    prop::collection::vec(step, 1..9)
}

/// Any sequence of savings and sendings leaves every version that was sent in as it was, readable with
/// its own form version.
async fn every_version_stays(steps: Vec<Step>) {
    let town = Town::new().await;
    let id = town.begun(titled("0")).await;
    let db = &town.house.db;
    let mut amended = false;
    let mut sent: Vec<(Answers, vocabulary::FormVersionId)> = Vec::new();
    for step in steps {
        let before = town.own(id).await;
        match step {
            Step::Save(n) => {
                let title = format!("{n}");
                town.save(id, before.revision, titled(&title)).await.expect("saved");
            }
            Step::SaveNonsense => {
                let mut nonsense = answers();
                nonsense.set("amount", json!(["tolv", null]));
                town.save(id, before.revision, nonsense).await.expect("saved");
            }
            Step::Submit => {
                let unsent = before.has_unsent();
                match town.submit(id, "2012-02-01").await {
                    Ok(_) => {
                        let now = town.own(id).await;
                        let version = now.version().expect("a version");
                        assert_eq!(&version.answers, before.working().0);
                        sent.push((version.answers.clone(), version.form));
                    }
                    Err(ApplyError::NotPossible(_)) => assert!(!unsent),
                    Err(ApplyError::Incomplete(_)) => {
                        assert!(before.working().0.get("amount").is_some_and(|a| a.is_array()));
                    }
                    Err(error) => panic!("{error}"),
                }
            }
            Step::Drop => {
                let dropped =
                    drop_working_copy(db, &clock("2012-02-01"), &town.stavanger.1, id).await;
                assert_eq!(
                    dropped.is_ok(),
                    before.state.word() == "submitted" && before.has_unsent()
                );
            }
            Step::AmendForm if !amended => {
                amended = true;
                let form = town.house.next_form(true).await;
                let amendment = grant_applications::Amendment {
                    what_nb: "Nytt skjema.".into(),
                    what_nn: "Nytt skjema.".into(),
                    form: Some(form),
                    ..Default::default()
                };
                let on: FixedClock = clock("2012-01-25");
                let desk = &town.house.desk;
                grant_applications::amend_call(db, &on, &SYSTEM, desk, town.call, amendment)
                    .await
                    .expect("amended");
            }
            Step::AmendForm => {}
        }
        let now = town.own(id).await;
        let kept: Vec<_> = now.versions.iter().map(|v| (v.answers.clone(), v.form)).collect();
        assert_eq!(kept, sent, "every version stays as it was sent in");
        for version in &now.versions {
            let form = queries::form_of(db, version.form).await.expect("its own form");
            let title = Content::of(&form, &version.answers).title;
            assert_eq!(version.answers.get("title"), Some(&json!(title)), "and can be read");
        }
    }
    town.all_is_well().await;
}

proptest! {
    // Each case is a database of its own.
    #![proptest_config(ProptestConfig { cases: 6, max_shrink_iters: 20, ..ProptestConfig::default() })]

    #[test]
    fn any_sequence_leaves_every_version_intact(steps in steps()) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
        runtime.block_on(every_version_stays(steps));
    }
}
