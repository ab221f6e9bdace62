//! What is closed to who may not deal with a case: all that it says, in every list, and all that could
//! be done with it, until it is decided.

use crate::house::{SYSTEM, clock, day};
use crate::town::{Town, answers};
use forms::Answers;
use grant_applications::queries::{self, ApplicationFilter, MayReadError};
use grant_applications::{
    CheckError, Decision, Declaration, NewTie, TieKind, admit_late, ask_for_more, assign,
    check_application, decide, declare_impartiality, dismiss_application, register_tie,
    set_superior, withdraw_application,
};
use serde_json::json;
use vocabulary::{Actor, ApplicationId, Look, Role};

const TODAY: &str = "2012-01-20";

/// An application with a title and an amount in kroner, sent in.
async fn sent(town: &Town, title: &str, kroner: i64) -> ApplicationId {
    let mut all: Answers = answers();
    all.set("title", json!(title));
    all.set("amount", json!(kroner * 100));
    let id = town.begun(all).await;
    town.submit(id, "2012-01-11").await.expect("sent in");
    id
}

async fn colleague(town: &Town) -> Actor {
    let Actor::Person { organisation, .. } = &town.officer else { panic!("a person") };
    Town::person(&town.house, *organisation, "Etaten", Role::CaseOfficer).await
}

async fn asked(town: &Town, id: ApplicationId, who: &Actor) {
    let person = who.person().expect("a person");
    assign(&town.house.db, &clock(TODAY), &town.officer, id, person).await.expect("asked");
}

async fn says(town: &Town, id: ApplicationId, who: &Actor, what: Declaration) {
    declare_impartiality(&town.house.db, &clock(TODAY), who, id, what).await.expect("declared");
}

/// The four things an officer does with what has come in, each of which is refused.
async fn settles(town: &Town, id: ApplicationId, who: &Actor) -> Vec<CheckError> {
    let (db, desk, at) = (&town.house.db, &town.house.desk, &clock(TODAY));
    let due = day("2012-02-01");
    vec![
        check_application(db, at, who, id).await.expect_err("checked"),
        ask_for_more(db, at, who, desk, id, "Budsjett", due).await.expect_err("asked"),
        admit_late(db, at, who, desk, id, "Streik").await.expect_err("let in"),
        dismiss_application(db, at, who, desk, id, "Nei").await.expect_err("dismissed"),
    ]
}

async fn list(town: &Town, who: &Actor, look: Look) -> Vec<(String, Option<String>, bool)> {
    let filter = ApplicationFilter { look, ..ApplicationFilter::default() };
    let page = queries::applications_for_actor(&town.house.db, who, day(TODAY), &filter).await;
    let rows = page.expect("a list").rows.into_iter();
    rows.map(|row| (row.reference, row.title, row.amount_ore.is_some())).collect()
}

#[tokio::test]
async fn who_has_not_declared_or_is_disqualified_settles_nothing() {
    let town = Town::new().await;
    let id = sent(&town, "Jobb", 500_000).await;
    let undeclared = colleague(&town).await;
    asked(&town, id, &undeclared).await;
    for error in settles(&town, id, &undeclared).await {
        assert!(matches!(error, CheckError::NotDeclared), "{error:?}");
    }
    let ground = "Søsteren min leder det.".to_owned();
    says(&town, id, &undeclared, Declaration::Disqualified { ground }).await;
    for error in settles(&town, id, &undeclared).await {
        assert!(matches!(error, CheckError::Disqualified(_)), "{error:?}");
    }
    assert_eq!(town.own(id).await.state.word(), "submitted");
    let letters = town.letters("information-request").await + town.letters("dismissal").await;
    assert_eq!(letters, 0);
    // Neither stops who is not asked, nor the house itself, nor who declares.
    says(&town, id, &undeclared, Declaration::Impartial).await;
    check_application(&town.house.db, &clock(TODAY), &undeclared, id).await.expect("checked");
    let second = sent(&town, "Mer jobb", 1).await;
    check_application(&town.house.db, &clock(TODAY), &town.officer, second).await.expect("checked");
    let third = sent(&town, "Enda mer", 1).await;
    check_application(&town.house.db, &clock(TODAY), &SYSTEM, third).await.expect("checked");
    town.all_is_well().await;
}

#[tokio::test]
async fn what_is_closed_is_neither_found_nor_sorted_by_what_it_says() {
    let town = Town::new().await;
    let (a, b, c) = (
        sent(&town, "Bærekraft", 200_000).await,
        sent(&town, "Arbeid", 900_000).await,
        sent(&town, "Ålreit", 100_000).await,
    );
    let reader = colleague(&town).await;
    let by =
        |sort: &str, descending| Look { sort: Some(sort.into()), descending, ..Look::everything() };
    let of = |number: i32| town_reference(number);
    let open = |number, title: &str| (of(number), Some(title.to_owned()), true);
    let shut = |number| (of(number), None, false);
    let amounts = [open(3, "Ålreit"), open(1, "Bærekraft"), open(2, "Arbeid")];
    assert_eq!(list(&town, &reader, by("amount", false)).await, amounts);
    asked(&town, b, &reader).await;

    // Last both ways: where it would stand tells how much it is.
    let amounts = [open(3, "Ålreit"), open(1, "Bærekraft"), shut(2)];
    assert_eq!(list(&town, &reader, by("amount", false)).await, amounts);
    let amounts = [open(1, "Bærekraft"), open(3, "Ålreit"), shut(2)];
    assert_eq!(list(&town, &reader, by("amount", true)).await, amounts);
    for descending in [false, true] {
        let titles = list(&town, &reader, by("title", descending)).await;
        assert_eq!(titles[2], shut(2), "{titles:?}");
    }
    let found = async |words: &str| {
        let look = Look { search: Some(words.into()), ..Look::everything() };
        list(&town, &reader, look).await.into_iter().map(|row| row.0).collect::<Vec<_>>()
    };
    assert_eq!(found("arbeid").await, Vec::<String>::new());
    assert_eq!(found("bærekraft").await, [of(1)]);
    // Who applies and under which number is no secret.
    assert_eq!(found("Stavanger").await, [of(1), of(2), of(3)]);
    assert_eq!(found(&of(2)).await, [of(2)]);
    let rows = queries::panels_for_actor(&town.house.db, &reader, day(TODAY), town.call).await;
    let rows = rows.expect("panels");
    let said = rows.iter().map(|row| (row.title.is_some(), row.applied.is_some()));
    assert_eq!(said.collect::<Vec<_>>(), [(true, true), (false, false), (true, true)]);
    // Others see it all.
    assert_eq!(list(&town, &town.officer, Look::everything()).await[1], open(2, "Arbeid"));
    let _ = (a, c);
}

fn town_reference(number: i32) -> String {
    format!("IPS-2012-S{number:02}")
}

/// The list knows what [`queries::may_read`] says of one, whatever closes it.
#[tokio::test]
async fn the_list_and_the_single_case_agree() {
    let town = Town::new().await;
    let (db, at) = (&town.house.db, &clock(TODAY));
    let mut all = Vec::new();
    for number in 0..4 {
        all.push(sent(&town, &format!("Prosjekt {number}"), 100_000).await);
    }
    let (reader, above) = (colleague(&town).await, {
        let Actor::Person { organisation, .. } = &town.officer else { panic!("a person") };
        Town::person(&town.house, *organisation, "Ledelsen", Role::BudgetAuthority).await
    });
    let agree = async |closed: &[ApplicationId]| {
        let mut wanted = closed.to_vec();
        wanted.sort();
        let listed = queries::closed_contents(db, &reader, day(TODAY)).await.expect("a look");
        assert_eq!(listed.into_iter().collect::<Vec<_>>(), wanted);
        for id in &all {
            let read = queries::may_read(db, &reader, day(TODAY), *id).await;
            assert_eq!(read.is_err(), closed.contains(id), "{read:?}");
        }
    };
    agree(&[]).await;
    asked(&town, all[0], &reader).await;
    agree(&[all[0]]).await;
    says(&town, all[0], &reader, Declaration::Impartial).await;
    agree(&[]).await;
    // What a superior has declared reaches down.
    let (below, superior) = (reader.person().expect("one"), above.person().expect("one"));
    set_superior(db, at, &town.officer, below, superior, day("2012-01-01")).await.expect("set");
    let ground = "Gift med rådmannen.".to_owned();
    says(&town, all[1], &above, Declaration::Disqualified { ground }).await;
    agree(&[all[1]]).await;
    // A tie of the superior closes all of the organisation's.
    let tie = NewTie {
        person: superior,
        organisation: town.stavanger.0,
        kind: TieKind::Board,
        note: String::new(),
        from: day("2012-01-01"),
        to: None,
    };
    register_tie(db, at, &town.officer, tie).await.expect("registered");
    agree(&all).await;
    // What is decided has the ordinary access of the role; what was taken back was never decided.
    check_application(db, at, &town.officer, all[2]).await.expect("checked");
    let tx = journal::begin(db).await.expect("a transaction");
    let refused = Decision::Refuse { reason: "Ikke nok penger".into() };
    decide(&tx, at, &SYSTEM, all[2], refused).await.expect("decided");
    tx.commit().await.expect("a commit");
    let desk = &town.house.desk;
    dismiss_application(db, at, &town.officer, desk, all[3], "Utenfor").await.expect("dismissed");
    withdraw_application(db, at, &town.stavanger.1, all[0]).await.expect("withdrawn");
    agree(&[all[0], all[1]]).await;
    let read = queries::may_read(db, &reader, day(TODAY), all[1]).await;
    assert!(matches!(read, Err(MayReadError::Blocked(_))));
    let row = queries::panel_for_actor(db, &reader, day(TODAY), all[2]).await.expect("a look");
    let row = row.expect("a row");
    assert_eq!((row.title.as_deref(), row.hidden), (Some("Prosjekt 2"), 0));
    assert!(queries::closed_contents(db, &SYSTEM, day(TODAY)).await.expect("a look").is_empty());
    let own = queries::closed_contents(db, &town.stavanger.1, day(TODAY)).await.expect("a look");
    assert!(own.is_empty());
}
