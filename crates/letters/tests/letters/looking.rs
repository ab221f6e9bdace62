use crate::support::{database, written_to};
use letters::{
    LetterKind, LetterState, Recipient,
    queries::{
        LetterFilter, LetterSort, counts_by_state, counts_by_state_for_actor, letter_for_actor,
        letters_for_actor,
    },
    samples,
};
use sea_orm::{ConnectionTrait, DatabaseConnection, Statement};
use vocabulary::{Actor, Language, LetterId, OrganisationId, PersonId, Role};

#[tokio::test]
async fn everybody_sees_their_own() {
    let (db, _dir) = database().await;
    let (own, other) = (organisation(&db, "Øksnes").await, organisation(&db, "Bodø").await);
    let to = |organisation, name: &str| Recipient {
        organisation: Some(organisation),
        name: name.into(),
        ..samples::recipient(Language::Bokmal)
    };
    let letter = written_to(&db, "report-notice", "1", &to(own, "Øystein")).await;
    let foreign = written_to(&db, "report-notice", "2", &to(other, "Berit")).await;
    let key = written_to(&db, "sign-in", "3", &to(own, "Øystein")).await;
    let nobodys = written_to(&db, "award", "4", &samples::recipient(Language::English)).await;

    let applicant = person(own, Role::Applicant);
    let officer = person(other, Role::CaseOfficer);
    let seen = async |actor: &Actor, filter| {
        let page = letters_for_actor(&db, actor, filter).await.expect("rows");
        page.rows.into_iter().map(|row| row.id).collect::<Vec<LetterId>>()
    };
    let all = LetterFilter::default;
    assert_eq!(seen(&applicant, all()).await, [key, letter]);
    assert_eq!(seen(&officer, all()).await, [nobodys, key, foreign, letter]);
    assert!(letter_for_actor(&db, &applicant, foreign).await.expect("rows").is_none());
    let opened = letter_for_actor(&db, &officer, key).await.expect("rows").expect("a letter");
    assert!(opened.text.is_none() && opened.html.is_none(), "a sign-in link is nobody else's");
    let opened = letter_for_actor(&db, &applicant, letter).await.expect("rows").expect("a letter");
    assert!(opened.text.is_some_and(|text| text.contains("årsrapport 2012")));

    for (filter, found) in [
        (LetterFilter { kind: Some(LetterKind::SignIn), ..all() }, vec![key]),
        (LetterFilter { state: Some(LetterState::Accepted), ..all() }, vec![]),
        (LetterFilter { search: Some("øystein rapporten".into()), ..all() }, vec![letter]),
        (LetterFilter { search: Some("100%".into()), ..all() }, vec![]),
        (LetterFilter { sort: LetterSort::Recipient, per_page: 1, ..all() }, vec![foreign]),
        (LetterFilter { page: 2, per_page: 3, ..all() }, vec![letter]),
        (LetterFilter { page: u64::MAX, ..all() }, vec![]),
    ] {
        assert_eq!(seen(&officer, filter.clone()).await, found, "{filter:?}");
    }
    let first = LetterFilter { per_page: 1, ..all() };
    assert_eq!(letters_for_actor(&db, &officer, first).await.expect("rows").total, 4);
    let own = counts_by_state_for_actor(&db, &applicant).await.expect("counts");
    assert_eq!(own[&LetterState::Planned], 2);
    assert_eq!(counts_by_state(&db).await.expect("counts")[&LetterState::Planned], 4);
}

#[tokio::test]
async fn what_is_closed_is_neither_found_nor_sorted_by_its_subject() {
    let (db, _dir) = database().await;
    let own = organisation(&db, "Øksnes").await;
    let to = Recipient { organisation: Some(own), ..samples::recipient(Language::Bokmal) };
    // By their subjects: the request, the provisional reply, the receipt.
    let reply = written_to(&db, "provisional-reply", "1", &to).await;
    let request = written_to(&db, "information-request", "2", &to).await;
    let unsent = written_to(&db, "signature-wanted", "3", &to).await;
    about_applications(&db, &[(reply, "1"), (request, "2"), (unsent, "3")]).await;
    let officer = person(OrganisationId::fresh(), Role::CaseOfficer);
    let applicant = person(own, Role::Applicant);
    let seen = async |actor: &Actor, search: Option<&str>, sort, closed: &[&str]| {
        let closed = closed.iter().map(|id| (*id).to_owned()).collect();
        let search = search.map(str::to_owned);
        let filter = LetterFilter { search, sort, closed, ..LetterFilter::default() };
        let page = letters_for_actor(&db, actor, filter).await.expect("rows");
        assert_eq!(page.total, page.rows.len() as u64);
        page.rows.into_iter().map(|row| (row.id, row.subject.is_some())).collect::<Vec<_>>()
    };
    let by = LetterSort::Subject;
    // What is written before anything is sent in is no officer's to read.
    let open = [(request, true), (reply, true), (unsent, false)];
    assert_eq!(seen(&officer, None, by, &[]).await, open);
    let shut = [(reply, true), (unsent, false), (request, false)];
    assert_eq!(seen(&officer, None, by, &["2"]).await, shut);
    for (words, closed, found) in [
        ("fullstendig", &[][..], vec![(request, true)]),
        ("fullstendig", &["2"], vec![]),
        ("søknaden", &["1", "2"], vec![]),
    ] {
        assert_eq!(seen(&officer, Some(words), by, closed).await, found, "{words} {closed:?}");
    }
    // By whom it went to it is found all the same, and its recipient reads everything.
    let name = to.name.split(' ').next();
    assert_eq!(seen(&officer, name, by, &["1", "2"]).await.len(), 3);
    assert!(seen(&applicant, None, by, &[]).await.iter().all(|(_, is_said)| *is_said));
}

async fn about_applications(db: &DatabaseConnection, letters: &[(LetterId, &str)]) {
    for (letter, id) in letters {
        let sql = "UPDATE letter SET about = 'application', about_id = ? WHERE id = ?";
        let values = [(*id).into(), letter.0.into()];
        db.execute_raw(Statement::from_sql_and_values(db.get_database_backend(), sql, values))
            .await
            .expect("a letter");
    }
}

fn person(organisation: OrganisationId, role: Role) -> Actor {
    Actor::Person { id: PersonId::fresh(), name: "P".into(), organisation, roles: vec![role] }
}

async fn organisation(db: &DatabaseConnection, name: &str) -> OrganisationId {
    let id = OrganisationId::fresh();
    let sql = "INSERT INTO organisation (id, kind, name, language) VALUES (?, 'other', ?, 'nb')";
    let values = [id.0.into(), name.into()];
    db.execute_raw(Statement::from_sql_and_values(db.get_database_backend(), sql, values))
        .await
        .expect("an organisation");
    id
}
