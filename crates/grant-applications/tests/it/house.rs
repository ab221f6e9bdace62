//! A database with a scheme, and what its tests need to say briefly.

use forms::{Words, publish_form, revise_form, save_form};
use grant_applications::{
    Call, Criterion, INVARIANTS, NewCall, NewScheme, SchemeVersion, announce_call, publish_scheme,
    queries,
};
use letters::Desk;
use migrations::{migrate, open};
use sea_orm::{ConnectionTrait, DatabaseConnection, Statement};
use vocabulary::{
    Actor, CallId, Day, FixedClock, FormVersionId, Money, OrganisationId, PersonId, Role,
};

pub const SYSTEM: Actor = Actor::System("test");

pub struct House {
    pub db: DatabaseConnection,
    pub desk: Desk,
    _folder: tempfile::TempDir,
}

pub fn day(text: &str) -> Day {
    text.parse().expect("a day")
}

pub fn clock(on: &str) -> FixedClock {
    FixedClock::on(day(on), 9)
}

/// Somebody who applies for an organisation that nobody knows.
pub fn outsider() -> Actor {
    Actor::Person {
        id: PersonId::fresh(),
        name: "Kari Nordmann".into(),
        organisation: OrganisationId::fresh(),
        roles: vec![Role::Applicant],
    }
}

/// A version that lacks nothing.
pub fn version(from: &str) -> SchemeVersion {
    let text = || "Tekst.".to_owned();
    SchemeVersion {
        valid_from: day(from),
        change: text(),
        goals: text(),
        target_group: text(),
        achievement_criteria: text(),
        award_criteria: text(),
        follow_up: text(),
        evaluation: text(),
        ..SchemeVersion::default()
    }
}

/// A call that lacks nothing.
pub fn new_call() -> NewCall {
    let criterion = |name: &str| Criterion {
        name: name.into(),
        name_nn: name.into(),
        weight: 50,
        max_points: 5,
        ..Criterion::default()
    };
    NewCall {
        scheme_slug: "ips".into(),
        slug: "ips-2012".into(),
        title: "IPS 2012".into(),
        title_nn: "IPS 2012 (nynorsk)".into(),
        year: 2012,
        budget: Money::from_kroner(1_000_000),
        opens_on: day("2012-01-09"),
        closes_on: day("2012-02-29"),
        report_due: day("2013-03-01"),
        funded_through: day("2012-12-31"),
        about: "Midler for 2012.".into(),
        about_nn: "Midlar for 2012.".into(),
        criteria: vec![criterion("Samarbeid"), criterion("Plan")],
        late_until: Some(day("2012-03-02")),
        decision_expected_on: Some(day("2012-04-15")),
        ..NewCall::default()
    }
}

impl House {
    pub async fn new() -> House {
        let folder = tempfile::tempdir().expect("a folder");
        let url = format!("sqlite://{}/test.sqlite", folder.path().display());
        let db = open(&url).await.expect("a database");
        migrate(&db).await.expect("tables");
        let sender = "Tilskudd <tilskudd@directorate.example>";
        let address = "https://fordel.example";
        let desk = Desk::new("Helsedirektoratet", sender, address, "post@directorate.example");
        House { db, desk: desk.expect("a desk"), _folder: folder }
    }

    pub async fn with_a_scheme() -> House {
        let house = House::new().await;
        let scheme = NewScheme {
            programme_slug: "arbeid".into(),
            programme_name: "Arbeid og helse".into(),
            programme_about: "En satsing.".into(),
            slug: "ips".into(),
            name: "Individuell jobbstøtte".into(),
            chapter: "764".into(),
            item: "60".into(),
            appealable: false,
            appeal_body: None,
            version: version("2012-01-01"),
        };
        publish_scheme(&house.db, &clock("2012-01-01"), &SYSTEM, scheme).await.expect("published");
        house
    }

    /// A call that is ready to open, still a draft.
    pub async fn announced(&self) -> CallId {
        self.announced_as(&new_call().slug).await
    }

    /// The same under another short name.
    pub async fn announced_as(&self, slug: &str) -> CallId {
        let new = NewCall { slug: slug.into(), ..new_call() };
        announce_call(&self.db, &clock("2012-01-02"), &SYSTEM, new).await.expect("announced")
    }

    pub async fn call(&self, id: CallId) -> Call {
        queries::call(&self.db, id).await.expect("a look").expect("a call").call
    }

    /// The first column of what a question finds, as texts.
    pub async fn texts(&self, sql: &str) -> Vec<String> {
        let asked = Statement::from_string(self.db.get_database_backend(), sql.to_owned());
        let rows = self.db.query_all_raw(asked).await.expect("rows");
        rows.iter().map(|row| row.try_get_by_index(0).expect("a text")).collect()
    }

    /// Why the database itself refuses a statement.
    pub async fn refusal(&self, sql: &str) -> String {
        self.db.execute_unprepared(sql).await.expect_err("a refusal").to_string()
    }

    /// The next version of the standard form, with another title.
    pub async fn next_form(&self, publish: bool) -> FormVersionId {
        let clock = clock("2012-01-20");
        let id = revise_form(&self.db, &clock, &SYSTEM, "standard-soknad").await.expect("revised");
        let mut definition = forms::standard();
        definition.title = Words::norwegian("Søknad, ny utgave", "Søknad, ny utgåve");
        save_form(&self.db, &clock, &SYSTEM, id, 1, definition).await.expect("saved");
        if publish {
            publish_form(&self.db, &clock, &SYSTEM, id).await.expect("published");
        }
        id
    }

    pub async fn nothing_offends(&self) {
        for invariant in INVARIANTS {
            let offenders = self.texts(invariant.offenders).await;
            assert_eq!(offenders, Vec::<String>::new(), "{}", invariant.says);
        }
    }
}
