//! The library of forms on a real database.

use forms::{
    Definition, FormError, VersionState, copy_form, discard_form_draft, import_form,
    latest_published, publish_form, queries, revise_form, save_form, standard, standard_form,
    version,
};
use sea_orm::{ConnectionTrait, DatabaseConnection};
use vocabulary::{Actor, Day, FixedClock, OrganisationId, PersonId, Role};

async fn database() -> (DatabaseConnection, tempfile::TempDir) {
    let dir = tempfile::tempdir().expect("a directory");
    let url = format!("sqlite://{}", dir.path().join("fordel.db").display());
    let db = migrations::open(&url).await.expect("a database");
    migrations::migrate(&db).await.expect("its tables");
    (db, dir)
}

fn clock() -> FixedClock {
    FixedClock::on(Day::new(2026, 1, 5).expect("a day"), 9)
}

fn person(role: Role) -> Actor {
    let (id, organisation) = (PersonId::fresh(), OrganisationId::fresh());
    Actor::Person { id, name: "Anne".into(), organisation, roles: vec![role] }
}

fn retitled(title: &str) -> Definition {
    let mut definition = standard();
    definition.title = definition.title.with(vocabulary::Language::Bokmal, title);
    definition
}

#[tokio::test]
async fn a_form_is_written_published_and_written_on() {
    let (db, _dir) = database().await;
    let (clock, officer) = (clock(), person(Role::CaseOfficer));
    let id = import_form(&db, &clock, &officer, "ips", standard()).await.expect("taken in");
    let revision = save_form(&db, &clock, &officer, id, 1, retitled("IPS")).await.expect("saved");
    assert_eq!(revision, 2);
    let stale = save_form(&db, &clock, &officer, id, 1, retitled("Annet")).await;
    let Err(FormError::Stale(theirs)) = stale else { panic!("{stale:?}") };
    assert_eq!(theirs.definition, retitled("IPS"), "what the other wrote comes along");
    assert!(latest_published(&db, "ips").await.expect("a look").is_none());
    publish_form(&db, &clock, &officer, id).await.expect("published");
    let again = save_form(&db, &clock, &officer, id, 2, retitled("Sent")).await;
    assert!(matches!(again, Err(FormError::NotPossible(_))), "{again:?}");

    let same = import_form(&db, &clock, &officer, "ips", retitled("IPS")).await.expect("the same");
    assert_eq!(same, id, "what says the same changes nothing");
    let next = revise_form(&db, &clock, &officer, "ips").await.expect("begun");
    let another = revise_form(&db, &clock, &officer, "ips").await;
    assert!(matches!(another, Err(FormError::DraftStands(_))), "{another:?}");
    let second = version(&db, next).await.expect("a look").expect("it is there");
    assert_eq!((second.number, &second.state), (2, &VersionState::Draft { revision: 1 }));
    assert_eq!(latest_published(&db, "ips").await.expect("a look").expect("one").id, id);

    let copy = copy_form(&db, &clock, &officer, id, "ips-lang").await.expect("copied");
    let taken = copy_form(&db, &clock, &officer, id, "ips-lang").await;
    assert!(matches!(taken, Err(FormError::SlugTaken(_))), "{taken:?}");
    discard_form_draft(&db, &clock, &officer, copy).await.expect("thrown away");
    let lines = queries::forms_for_actor(&db, &officer, None).await.expect("a list");
    assert_eq!(lines.len(), 1, "with its only version the form is gone");
    assert_eq!(queries::changed_after_all(&db).await.expect("a look"), Vec::<String>::new());
}

#[tokio::test]
async fn what_is_published_cannot_be_changed_by_anybody() {
    let (db, _dir) = database().await;
    let (clock, officer) = (clock(), person(Role::CaseOfficer));
    let id = import_form(&db, &clock, &officer, "ips", standard()).await.expect("taken in");
    publish_form(&db, &clock, &officer, id).await.expect("published");
    for (sql, trigger) in [
        ("UPDATE form_version SET definition = '{}'", "form_version_published_never_changes"),
        ("DELETE FROM form_version", "form_version_published_stays"),
    ] {
        let refused = db.execute_unprepared(sql).await.expect_err("it is published");
        assert!(refused.to_string().contains(trigger), "{refused}");
    }
}

#[tokio::test]
async fn what_nobody_could_fill_in_is_not_published() {
    let (db, _dir) = database().await;
    let (clock, officer) = (clock(), person(Role::CaseOfficer));
    let mut wordless = standard();
    wordless.sections[0].title = forms::Words::default();
    let id = import_form(&db, &clock, &officer, "stum", wordless).await.expect("taken in");
    let refused = publish_form(&db, &clock, &officer, id).await;
    assert!(matches!(&refused, Err(FormError::Wordless(lacks)) if lacks.len() == 2), "{refused:?}");
    let mut twice = standard();
    let first = twice.sections[0].questions[0].clone();
    twice.sections[0].questions.push(first);
    let id = import_form(&db, &clock, &officer, "dobbel", twice).await.expect("taken in");
    let refused = publish_form(&db, &clock, &officer, id).await;
    assert!(matches!(refused, Err(FormError::Faulty(_))), "{refused:?}");
}

#[tokio::test]
async fn forms_are_the_directorates() {
    let (db, _dir) = database().await;
    let (clock, applicant) = (clock(), person(Role::Applicant));
    let refused = import_form(&db, &clock, &applicant, "ips", standard()).await;
    assert!(matches!(refused, Err(FormError::NotYours)), "{refused:?}");
    let officer = person(Role::CaseOfficer);
    for slug in ["", "IPS", "a b", "søknad"] {
        let refused = import_form(&db, &clock, &officer, slug, standard()).await;
        assert!(matches!(refused, Err(FormError::BadSlug(_))), "{slug}: {refused:?}");
    }
    import_form(&db, &clock, &officer, "ips", standard()).await.expect("taken in");
    let theirs = queries::forms_for_actor(&db, &applicant, None).await.expect("a list");
    assert!(theirs.is_empty());
}

#[tokio::test]
async fn the_houses_own_form_is_published_once() {
    let (db, _dir) = database().await;
    let clock = clock();
    let mut ids = Vec::new();
    for _ in 0..2 {
        let tx = journal::begin(&db).await.expect("a transaction");
        ids.push(standard_form(&tx, &clock).await.expect("it is there"));
        tx.commit().await.expect("committed");
    }
    assert_eq!(ids[0], ids[1]);
    let own = version(&db, ids[0]).await.expect("a look").expect("it is there");
    assert!(own.state.is_published() && own.definition == standard());
}
