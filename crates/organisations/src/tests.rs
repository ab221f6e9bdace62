//! The verbs on a database of their own: an SQLite file each.

use crate::*;
use chrono::Duration;
use sea_orm::{ConnectionTrait, DatabaseConnection};
use vocabulary::{Actor, Clock, Day, FixedClock, Language, Look, OrganisationId, PersonId, Role};

const SYSTEM: Actor = Actor::System("test");

struct House {
    db: DatabaseConnection,
    clock: FixedClock,
    _folder: tempfile::TempDir,
}

async fn house() -> House {
    let folder = tempfile::tempdir().expect("a folder");
    let url = format!("sqlite://{}?mode=rwc", folder.path().join("t.db").display());
    let db = migrations::open(&url).await.expect("a database");
    migrations::migrate(&db).await.expect("tables");
    House { db, clock: FixedClock::on(day("2012-03-01"), 9), _folder: folder }
}

impl House {
    async fn enrol(
        &self,
        kind: OrganisationKind,
        name: &str,
        municipality: Option<&str>,
    ) -> OrganisationId {
        let municipality = municipality.map(|number| number.parse().expect("a number"));
        let new =
            NewOrganisation { kind, name: name.into(), number: None, municipality, language: None };
        enrol(&self.db, &self.clock, &SYSTEM, new).await.expect("enrolled")
    }
    async fn add(&self, email: &str, organisation: OrganisationId, role: Role) -> PersonId {
        let new = NewPerson {
            name: format!("{email} sitt namn"),
            email: email.into(),
            organisation,
            role,
        };
        add_person(&self.db, &self.clock, &SYSTEM, new).await.expect("added")
    }
    async fn entries(&self) -> u64 {
        journal::count(&self.db).await.expect("a journal")
    }
    fn later(&self, by: Duration) -> FixedClock {
        FixedClock(self.clock.now() + by)
    }
}

fn day(text: &str) -> Day {
    text.parse().expect("a day")
}

#[tokio::test]
async fn the_register_is_imported_once() {
    let h = house().await;
    let first = import_register(&h.db, &h.clock).await.expect("imported");
    assert!(first.changed);
    assert_eq!((first.counties, first.changes), (33, 504));
    assert_eq!(h.entries().await, 1);
    // What an officer records of a language form stays.
    h.db.execute_unprepared(
        "UPDATE municipality SET language_form = 'nynorsk' WHERE number = '1101'",
    )
    .await
    .expect("an update");
    let again = import_register(&h.db, &h.clock).await.expect("imported");
    assert_eq!(again, Imported { changed: false, ..first });
    assert_eq!(h.entries().await, 1);

    let register = Register::embedded().expect("a register");
    for on in ["2010-01-01", "2012-01-01", "2020-01-01", "2026-11-21"].map(day) {
        let counties = queries::counties_on(&h.db, on).await.expect("counties");
        assert_eq!(counties, register.counties_on(on).cloned().collect::<Vec<_>>());
        let stored = queries::municipalities_on(&h.db, on).await.expect("municipalities");
        assert_eq!(stored.len(), register.municipalities_on(on).count());
        for municipality in stored.iter().filter(|row| row.number.to_string() != "1101") {
            assert_eq!(Some(municipality), register.municipality_on(municipality.number, on));
        }
    }
    let persons = queries::county_population(&h.db, 2012).await.expect("figures");
    assert_eq!((persons.len(), persons.values().sum::<i64>()), (19, 4_985_870));
    let oppegard = "0217".parse().expect("a number");
    let found = queries::municipality_on(&h.db, oppegard, day("2012-01-01")).await.expect("a row");
    assert_eq!(found.map(|row| row.name), Some("Oppegård".to_owned()));
    assert_eq!(
        queries::municipality_on(&h.db, oppegard, day("2020-01-01")).await.expect("a row"),
        None
    );
}

#[tokio::test]
async fn newer_data_is_written_over_older_but_language_forms_stay() {
    let h = house().await;
    let register = Register::embedded().expect("a register");
    import_register::import(&h.db, &h.clock, register, "older".into()).await.expect("imported");
    h.db.execute_unprepared(
        "UPDATE municipality SET language_form = 'nynorsk', name = 'Old name' WHERE number = '1101'",
    )
    .await
    .expect("an update");
    let newer =
        import_register::import(&h.db, &h.clock, register, "newer".into()).await.expect("imported");
    assert!(newer.changed);
    let number = "1101".parse().expect("a number");
    let row = queries::municipality_on(&h.db, number, day("2026-01-01"))
        .await
        .expect("a row")
        .expect("a row");
    assert_eq!((row.name.as_str(), row.language_form), ("Eigersund", LanguageForm::Nynorsk));
}

#[tokio::test]
async fn enrolling_the_same_twice_gives_the_same() {
    let h = house().await;
    import_register(&h.db, &h.clock).await.expect("imported");
    let new = |name: &str, number: Option<&str>, municipality: &str| NewOrganisation {
        kind: OrganisationKind::Municipality,
        name: name.into(),
        number: number.map(|number| number.parse().expect("a number")),
        municipality: Some(municipality.parse().expect("a number")),
        language: None,
    };
    let enrol = |new| enrol(&h.db, &h.clock, &SYSTEM, new);
    let oslo = enrol(new("Oslo kommune", Some("958935420"), "0301")).await.expect("enrolled");
    let before = h.entries().await;
    assert_eq!(
        enrol(new(" Oslo kommune ", Some("958935420"), "0301")).await.expect("enrolled"),
        oslo
    );
    assert_eq!(h.entries().await, before);
    assert!(matches!(
        enrol(new("Oslo kommune", None, "0301")).await,
        Err(EnrolError::NameTaken(_))
    ));
    let clash = enrol(new("Bergen kommune", Some("958935420"), "1201")).await;
    assert!(
        matches!(clash, Err(EnrolError::NumberTaken { holder, .. }) if holder == "Oslo kommune")
    );
    let unknown = enrol(new("Ingenmannsland", None, "9999")).await;
    assert!(matches!(unknown, Err(EnrolError::UnknownMunicipality(_))));
    assert!(matches!(enrol(new("  ", None, "0301")).await, Err(EnrolError::NoName)));
    let nowhere = NewOrganisation { municipality: None, ..new("X", None, "0301") };
    assert!(matches!(enrol(nowhere).await, Err(EnrolError::NoMunicipalityNumber)));

    // Sogndal of 2012 (1420) is written to as Sogndal of today (4640) asks for.
    let sogndal = enrol(new("Sogndal kommune", None, "1420")).await.expect("enrolled");
    let sogndal = queries::organisation(&h.db, sogndal).await.expect("a row").expect("a row");
    assert_eq!(sogndal.language, Language::Nynorsk);
    let oslo = queries::by_name(&h.db, "Oslo kommune").await.expect("a row").expect("a row");
    assert_eq!(oslo.language, Language::Bokmal);
    let names: Vec<_> =
        queries::list(&h.db).await.expect("rows").into_iter().map(|o| o.name).collect();
    assert_eq!(names, ["Oslo kommune", "Sogndal kommune"]);
}

#[tokio::test]
async fn enrolled_by_two_at_once_it_is_enrolled_once() {
    let h = house().await;
    let new = || NewOrganisation {
        kind: OrganisationKind::Other,
        name: "Et samarbeid".into(),
        number: None,
        municipality: None,
        language: Some(Language::Nynorsk),
    };
    let both = tokio::join!(
        enrol(&h.db, &h.clock, &SYSTEM, new()),
        enrol(&h.db, &h.clock, &SYSTEM, new())
    );
    assert_eq!(both.0.expect("enrolled"), both.1.expect("enrolled"));
    assert_eq!(h.entries().await, 1);
}

#[tokio::test]
async fn roles_are_given_by_the_directorate_where_they_fit() {
    let h = house().await;
    let directorate = h.enrol(OrganisationKind::Directorate, "Direktoratet", None).await;
    let other = h.enrol(OrganisationKind::Other, "En forening", None).await;
    let kari = h.add("Kari@Direktoratet.no", directorate, Role::CaseOfficer).await;
    let before = h.entries().await;
    assert_eq!(h.add("kari@direktoratet.NO", directorate, Role::CaseOfficer).await, kari);
    assert_eq!(h.entries().await, before);
    assert_eq!(h.add("kari@direktoratet.no", directorate, Role::BudgetAuthority).await, kari);
    let per = h.add("per@forening.no", other, Role::Applicant).await;

    let new = |email: &str, organisation, role| NewPerson {
        name: "Ola".into(),
        email: email.into(),
        organisation,
        role,
    };
    let (db, clock) = (&h.db, &h.clock);
    let add =
        |actor: Actor, new: NewPerson| async move { add_person(db, clock, &actor, new).await };
    let applicant = queries::actor(&h.db, per, other).await.expect("a row").expect("an actor");
    let officer = queries::actor(&h.db, kari, directorate).await.expect("a row").expect("an actor");
    let refused = add(applicant.clone(), new("ola@forening.no", other, Role::Applicant)).await;
    assert!(matches!(refused, Err(AddPersonError::NotAllowed)));
    let refused = add(officer.clone(), new("ola@forening.no", other, Role::CaseOfficer)).await;
    assert!(matches!(refused, Err(AddPersonError::RoleDoesNotFit { .. })));
    let refused = add(officer.clone(), new("ola(at)forening.no", other, Role::Applicant)).await;
    assert!(matches!(refused, Err(AddPersonError::NotAnAddress(_))));
    let nowhere =
        add(officer.clone(), new("ola@x.no", OrganisationId::fresh(), Role::Applicant)).await;
    assert!(matches!(nowhere, Err(AddPersonError::UnknownOrganisation(_))));
    add(officer.clone(), new("ola@forening.no", other, Role::Applicant)).await.expect("added");

    let names = |people: Vec<Person>| people.into_iter().map(|p| p.email).collect::<Vec<_>>();
    let applicants = queries::people_of(&h.db, other, Role::Applicant).await.expect("rows");
    assert_eq!(names(applicants), ["ola@forening.no", "per@forening.no"]);
    let authorities =
        queries::directorate_people(&h.db, Role::BudgetAuthority).await.expect("rows");
    assert_eq!(names(authorities), ["kari@direktoratet.no"]);
    let found = queries::person_by_email(&h.db, " KARI@direktoratet.no").await.expect("a row");
    assert_eq!(found.map(|person| person.id), Some(kari));

    let all = queries::people_for_actor(&h.db, &officer, &Look::default()).await.expect("rows");
    assert_eq!((all.total, all.rows.len()), (4, 4));
    let own =
        queries::people_for_actor(&h.db, &applicant, &Look::everything()).await.expect("rows");
    assert!(own.total == 2 && own.rows.iter().all(|row| row.organisation == other));
    let look = Look { search: Some("_@FORENING".into()), ..Look::default() };
    assert_eq!(queries::people_for_actor(&h.db, &officer, &look).await.expect("rows").total, 0);
    let look = Look { search: Some("FORENING".into()), per_page: 1, page: 2, ..Look::default() };
    let page = queries::people_for_actor(&h.db, &officer, &look).await.expect("rows");
    assert_eq!((page.total, page.rows.len(), page.rows[0].person.id), (2, 1, per));
}

#[tokio::test]
async fn a_link_signs_in_once() {
    let h = house().await;
    let directorate = h.enrol(OrganisationKind::Directorate, "Direktoratet", None).await;
    let kari = h.add("kari@direktoratet.no", directorate, Role::CaseOfficer).await;
    let link = || async {
        let made = sign_in_link(&h.db, &h.clock, kari, Duration::minutes(30)).await;
        made.expect("a link").reveal()
    };
    let token = link().await;
    let tries = tokio::join!(
        redeem(&h.db, &h.clock, &token),
        redeem(&h.db, &h.clock, &token),
        redeem(&h.db, &h.clock, &token)
    );
    let mut won = Vec::new();
    for outcome in [tries.0, tries.1, tries.2] {
        match outcome {
            Ok(signed_in) => won.push(signed_in),
            Err(error) => assert!(matches!(error, SignInError::Used), "{error:?}"),
        }
    }
    assert_eq!(won.len(), 1);
    let (session, actor) = won.remove(0);
    let session = session.reveal();
    assert_eq!((actor.person(), actor.is(Role::CaseOfficer)), (Some(kari), true));
    assert_eq!(actor_of(&h.db, &h.clock, &session).await.expect("a row"), Some(actor));

    assert!(matches!(redeem(&h.db, &h.clock, "nonsense").await, Err(SignInError::Unknown)));
    assert!(matches!(redeem(&h.db, &h.clock, &session).await, Err(SignInError::Unknown)));
    let late = link().await;
    let at_the_end = h.later(Duration::minutes(30));
    assert!(matches!(redeem(&h.db, &at_the_end, &late).await, Err(SignInError::Expired)));
    redeem(&h.db, &h.later(Duration::minutes(29)), &late).await.expect("still in time");

    // The token of a link opens no session, and a session ends after its time or at a word.
    assert_eq!(actor_of(&h.db, &h.clock, &token).await.expect("a row"), None);
    assert_eq!(actor_of(&h.db, &h.later(SESSION_LASTS), &session).await.expect("a row"), None);
    sign_out(&h.db, &session).await.expect("signed out");
    sign_out(&h.db, &session).await.expect("signed out again");
    assert_eq!(actor_of(&h.db, &h.clock, &session).await.expect("a row"), None);

    let nobody = sign_in_link(&h.db, &h.clock, PersonId::fresh(), Duration::minutes(1)).await;
    assert!(matches!(nobody, Err(SignInLinkError::UnknownPerson(_))));
    let never = sign_in_link(&h.db, &h.clock, kari, Duration::zero()).await;
    assert!(matches!(never, Err(SignInLinkError::ValidForNoTime)));
    // The session of the second link, then both links.
    assert_eq!(prune_sessions(&h.db, &h.clock).await.expect("pruned"), 0);
    assert_eq!(prune_sessions(&h.db, &h.later(Duration::days(1))).await.expect("pruned"), 1);
    assert_eq!(prune_sessions(&h.db, &h.later(Duration::days(31))).await.expect("pruned"), 2);
}

#[tokio::test]
async fn a_withdrawn_role_counts_at_once() {
    let h = house().await;
    let directorate = h.enrol(OrganisationKind::Directorate, "Direktoratet", None).await;
    let kari = h.add("kari@direktoratet.no", directorate, Role::CaseOfficer).await;
    h.add("kari@direktoratet.no", directorate, Role::BudgetAuthority).await;
    let link = sign_in_link(&h.db, &h.clock, kari, Duration::hours(1)).await.expect("a link");
    let unused =
        sign_in_link(&h.db, &h.clock, kari, Duration::hours(1)).await.expect("a link").reveal();
    let (session, actor) = redeem(&h.db, &h.clock, &link.reveal()).await.expect("signed in");
    let session = session.reveal();
    assert!(actor.is(Role::BudgetAuthority) && actor.is(Role::CaseOfficer));

    let withdraw = |role| withdraw_role(&h.db, &h.clock, &SYSTEM, kari, directorate, role);
    withdraw(Role::BudgetAuthority).await.expect("withdrawn");
    let now = actor_of(&h.db, &h.clock, &session).await.expect("a row").expect("an actor");
    assert!(!now.is(Role::BudgetAuthority) && now.is(Role::CaseOfficer));
    withdraw(Role::CaseOfficer).await.expect("withdrawn");
    assert_eq!(actor_of(&h.db, &h.clock, &session).await.expect("a row"), None);
    assert!(matches!(withdraw(Role::CaseOfficer).await, Err(WithdrawRoleError::NotHeld)));

    // A link that finds no role stays unused, for when there is one again.
    assert!(matches!(redeem(&h.db, &h.clock, &unused).await, Err(SignInError::NoRole)));
    h.add("kari@direktoratet.no", directorate, Role::CaseOfficer).await;
    redeem(&h.db, &h.clock, &unused).await.expect("signed in");
}

#[tokio::test]
async fn somebody_of_several_organisations_signs_in_for_the_first_by_name() {
    let h = house().await;
    let second = h.enrol(OrganisationKind::Other, "Bjørka", None).await;
    let first = h.enrol(OrganisationKind::Other, "Alm", None).await;
    let kari = h.add("kari@x.no", second, Role::Applicant).await;
    h.add("kari@x.no", first, Role::Applicant).await;
    let link = sign_in_link(&h.db, &h.clock, kari, Duration::hours(1)).await.expect("a link");
    let (_, actor) = redeem(&h.db, &h.clock, &link.reveal()).await.expect("signed in");
    assert!(actor.applies_for(first) && !actor.sees(second));
}

#[tokio::test]
async fn who_signs_is_registered_with_days() {
    let h = house().await;
    let directorate = h.enrol(OrganisationKind::Directorate, "Direktoratet", None).await;
    let own = h.enrol(OrganisationKind::Other, "Foreningen", None).await;
    let kari = h.add("kari@forening.example", own, Role::Applicant).await;
    let officer = h.add("ola@direktoratet.example", directorate, Role::CaseOfficer).await;
    let new = |person, from, to: Option<&str>| NewSignatory {
        person,
        organisation: own,
        from: day(from),
        to: to.map(day),
    };
    let names = |people: Vec<Person>| people.into_iter().map(|p| p.email).collect::<Vec<_>>();
    let on = async |text: &str| names(signatories_on(&h.db, own, day(text)).await.expect("a look"));
    assert!(on("2012-03-01").await.is_empty());

    register_signatory(&h.db, &h.clock, &SYSTEM, new(kari, "2012-03-01", Some("2012-12-31")))
        .await
        .expect("registered");
    assert_eq!(on("2012-03-01").await, ["kari@forening.example"]);
    assert!(on("2012-02-29").await.is_empty() && on("2013-01-01").await.is_empty());

    // The register shows it to the directorate, and to the organisation's own people only.
    let seen = async |who: &Actor| {
        let rows = queries::registered_signatories_for_actor(&h.db, who).await.expect("a look");
        rows.into_iter().map(|row| (row.organisation, row.signatory.person.id)).collect::<Vec<_>>()
    };
    let herself = queries::actor(&h.db, kari, own).await.expect("a look").expect("an actor");
    assert_eq!(seen(&SYSTEM).await, [(own, kari)]);
    assert_eq!(seen(&herself).await, [(own, kari)]);
    let another = Actor::Person {
        id: PersonId::fresh(),
        name: "En annen".into(),
        organisation: OrganisationId::fresh(),
        roles: vec![Role::Applicant],
    };
    assert!(seen(&another).await.is_empty());

    // Twice on one day, by themselves, or somebody who does not apply for it: no.
    let again = new(kari, "2012-12-31", None);
    let refused = register_signatory(&h.db, &h.clock, &SYSTEM, again).await;
    assert!(matches!(refused, Err(SignatoryError::SignsAlready)));
    let outsider = new(officer, "2012-03-01", None);
    let refused = register_signatory(&h.db, &h.clock, &SYSTEM, outsider).await;
    assert!(matches!(refused, Err(SignatoryError::NotAnApplicant)));
    let by_herself = new(kari, "2013-01-01", None);
    let refused = register_signatory(&h.db, &h.clock, &herself, by_herself).await;
    assert!(matches!(refused, Err(SignatoryError::NotAllowed)));

    // Ended before its day, and whoever no longer applies no longer signs.
    end_signatory(&h.db, &h.clock, &SYSTEM, kari, own, day("2012-06-30")).await.expect("ended");
    assert!(on("2012-07-01").await.is_empty());
    assert_eq!(on("2012-06-30").await.len(), 1);
    let refused = end_signatory(&h.db, &h.clock, &SYSTEM, kari, own, day("2012-06-30")).await;
    assert!(matches!(refused, Err(SignatoryError::NotASignatory)));
    withdraw_role(&h.db, &h.clock, &SYSTEM, kari, own, Role::Applicant).await.expect("withdrawn");
    assert!(on("2012-04-01").await.is_empty());
}
