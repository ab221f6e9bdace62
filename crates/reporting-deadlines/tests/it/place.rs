//! A database with a directorate, two municipalities and a deadline.

use letters::Desk;
use migrations::{migrate, open};
use organisations::{NewOrganisation, NewPerson, OrganisationKind, add_person, enrol};
use reporting_deadlines::{
    NewDeadline, NewReport, Owed, ReportKind, STANDARD_LADDER, begin_report, set_deadline,
};
use sea_orm::{ConnectionTrait, DatabaseConnection, Statement};
use vocabulary::{
    Actor, Day, DeadlineId, FixedClock, GrantId, OrganisationId, PersonId, ReportId, Role,
};

pub const SYSTEM: Actor = Actor::System("test");

pub struct Place {
    pub db: DatabaseConnection,
    pub desk: Desk,
    pub oppegard: OrganisationId,
    pub notodden: OrganisationId,
    pub directorate: OrganisationId,
    _folder: tempfile::TempDir,
}

pub fn day(text: &str) -> Day {
    text.parse().expect("a day")
}

pub fn clock(on: &str) -> FixedClock {
    FixedClock::on(day(on), 9)
}

pub fn person(organisation: OrganisationId, role: Role) -> Actor {
    let name = "Kari Nordmann".into();
    Actor::Person { id: PersonId::fresh(), name, organisation, roles: vec![role] }
}

impl Place {
    pub async fn new() -> Place {
        let folder = tempfile::tempdir().expect("a folder");
        let url = format!("sqlite://{}/test.sqlite", folder.path().display());
        let db = open(&url).await.expect("a database");
        migrate(&db).await.expect("tables");
        let desk = Desk::new(
            "Helsedirektoratet",
            "Tilskudd <tilskudd@directorate.example>",
            "https://fordel.example",
            "post@directorate.example",
        )
        .expect("a desk");
        let directorate = enrolled(&db, OrganisationKind::Directorate, "Direktoratet").await;
        let oppegard = enrolled(&db, OrganisationKind::Other, "Oppegård kommune").await;
        let notodden = enrolled(&db, OrganisationKind::Other, "Notodden kommune").await;
        let place = Place { db, desk, oppegard, notodden, directorate, _folder: folder };
        place.hire(oppegard, "Kari Nordmann", "kari@oppegard.example", Role::Applicant).await;
        place.hire(oppegard, "Per Hansen", "per@oppegard.example", Role::Applicant).await;
        place.hire(directorate, "Siv Moe", "siv@directorate.example", Role::CaseOfficer).await;
        place
    }

    pub async fn hire(&self, organisation: OrganisationId, name: &str, email: &str, role: Role) {
        let new = NewPerson { name: name.into(), email: email.into(), organisation, role };
        add_person(&self.db, &clock("2012-01-01"), &SYSTEM, new).await.expect("a person");
    }

    /// The annual report for 2012, due on 1 March 2013.
    pub async fn annual_report(&self, organisation: OrganisationId) -> DeadlineId {
        let owed = Owed::Report(ReportKind::AnnualReport);
        self.owes(GrantId::fresh(), organisation, owed, "2013-03-01").await
    }

    pub async fn owes(
        &self,
        grant: GrantId,
        organisation: OrganisationId,
        owed: Owed,
        due_on: &str,
    ) -> DeadlineId {
        let tx = journal::begin(&self.db).await.expect("a transaction");
        let new = NewDeadline {
            grant,
            organisation,
            grant_reference: "LAB-2008-01".into(),
            project_title: "Lavterskel arbeidsrettet brukertiltak".into(),
            owed,
            title: "Årsrapport 2012".into(),
            due_on: day(due_on),
            ladder: STANDARD_LADDER.into(),
        };
        let now = vocabulary::Clock::now(&clock("2012-06-01"));
        let id = set_deadline(&tx, &SYSTEM, now, new).await.expect("a deadline");
        tx.commit().await.expect("committed");
        id
    }

    pub async fn draft(&self, deadline: DeadlineId) -> ReportId {
        let new = NewReport::Owed { deadline, reporting_on: day("2012-12-31") };
        begin_report(&self.db, &clock("2013-02-01"), &SYSTEM, new).await.expect("a report")
    }

    /// The letters there are: kind, recipient, state, in the order they were written.
    pub async fn letters(&self) -> Vec<String> {
        let sql = "SELECT kind || ' → ' || recipient_email || ' (' || state || ')' AS line \
                   FROM letter ORDER BY written_at, kind, recipient_email";
        let rows = self
            .db
            .query_all_raw(Statement::from_string(self.db.get_database_backend(), sql))
            .await
            .expect("letters");
        rows.iter().map(|row| row.try_get("", "line").expect("a line")).collect()
    }

    /// What does not hold, of all that must.
    pub async fn broken(&self) -> Vec<String> {
        let mut broken = Vec::new();
        for invariant in reporting_deadlines::INVARIANTS {
            let backend = self.db.get_database_backend();
            let rows = self
                .db
                .query_all_raw(Statement::from_string(backend, invariant.offenders))
                .await
                .expect(invariant.name);
            for row in rows {
                let offender: String = row.try_get("", "offender").expect("a text");
                broken.push(format!("{}: {offender}", invariant.name));
            }
        }
        broken
    }
}

async fn enrolled(db: &DatabaseConnection, kind: OrganisationKind, name: &str) -> OrganisationId {
    let new = NewOrganisation {
        kind,
        name: name.into(),
        number: None,
        municipality: None,
        language: None,
    };
    enrol(db, &clock("2012-01-01"), &SYSTEM, new).await.expect("an organisation")
}
