//! Two municipalities and an officer around one open call.

use crate::house::{House, SYSTEM, clock};
use forms::Answers;
use grant_applications::{
    ApplyError, Content, NewApplication, begin_application, open_call, queries, save_application,
    submit_application, write_receipts,
};
use organisations::{
    NewOrganisation, NewPerson, OrganisationKind, add_person, enrol, import_register,
};
use serde_json::json;
use vocabulary::{Actor, ApplicationId, CallId, Money, OrganisationId, Role};

/// A house with an open call and two municipalities.
pub(crate) struct Town {
    pub(crate) house: House,
    pub(crate) call: CallId,
    pub(crate) stavanger: (OrganisationId, Actor),
    pub(crate) sandnes: (OrganisationId, Actor),
    pub(crate) officer: Actor,
}

pub(crate) fn answers() -> Answers {
    Content {
        title: "Jobb først".into(),
        summary: "Vi ansetter en jobbspesialist.".into(),
        target_group: "Unge voksne".into(),
        amount: Money::from_kroner(600_000),
        own_share: Money::from_kroner(100_000),
        continuation: "I ordinær drift.".into(),
        ..Content::default()
    }
    .answers()
}

pub(crate) fn titled(title: &str) -> Answers {
    let mut answers = answers();
    answers.set("title", json!(title));
    answers
}

impl Town {
    pub(crate) async fn new() -> Town {
        let house = House::with_a_scheme().await;
        import_register(&house.db, &clock("2012-01-01")).await.expect("a register");
        let call = house.announced().await;
        open_call(&house.db, &clock("2012-01-09"), &SYSTEM, call).await.expect("opened");
        let stavanger = Town::enrolled(&house, "Stavanger kommune", Some("1103")).await;
        let sandnes = Town::enrolled(&house, "Sandnes kommune", Some("1102")).await;
        let (_, officer) = Town::enrolled(&house, "Direktoratet", None).await;
        Town { house, call, stavanger, sandnes, officer }
    }

    pub(crate) async fn enrolled(
        house: &House,
        name: &str,
        place: Option<&str>,
    ) -> (OrganisationId, Actor) {
        let db = &house.db;
        let (kind, role) = match place {
            Some(_) => (OrganisationKind::Municipality, Role::Applicant),
            None => (OrganisationKind::Directorate, Role::CaseOfficer),
        };
        let municipality = place.map(|number| number.parse().expect("a number"));
        let new =
            NewOrganisation { kind, name: name.into(), number: None, municipality, language: None };
        let organisation = enrol(db, &clock("2012-01-01"), &SYSTEM, new).await.expect("enrolled");
        let actor = Town::person(house, organisation, name, role).await;
        (organisation, actor)
    }

    pub(crate) async fn person(
        house: &House,
        organisation: OrganisationId,
        name: &str,
        role: Role,
    ) -> Actor {
        let email = format!("{}@example.no", name.to_lowercase().replace(' ', "."));
        let new = NewPerson { name: format!("Kari i {name}"), email, organisation, role };
        let person =
            add_person(&house.db, &clock("2012-01-01"), &SYSTEM, new).await.expect("added");
        let actor = organisations::queries::actor(&house.db, person, organisation).await;
        actor.expect("a look").expect("an actor")
    }

    pub(crate) async fn begun(&self, answers: Answers) -> ApplicationId {
        let new = NewApplication {
            call: self.call,
            organisation: self.stavanger.0,
            municipality: "1103".parse().expect("a number"),
            answers,
        };
        begin_application(&self.house.db, &clock("2012-01-10"), &self.stavanger.1, new)
            .await
            .expect("begun")
    }

    pub(crate) async fn sent_in(&self) -> ApplicationId {
        let id = self.begun(answers()).await;
        self.submit(id, "2012-01-11").await.expect("sent in");
        id
    }

    pub(crate) async fn submit(
        &self,
        id: ApplicationId,
        on: &str,
    ) -> Result<grant_applications::Submission, ApplyError> {
        let house = &self.house;
        let stands = queries::application(&house.db, id).await.expect("a look").expect("there");
        let (on, who) = (&clock(on), &self.stavanger.1);
        let sent = submit_application(&house.db, on, who, id, stands.revision).await?;
        // As a worker does, who may come again.
        let owed = "SELECT subject FROM work WHERE kind = 'write-receipts'";
        for subject in house.texts(owed).await {
            write_receipts(&house.db, &house.desk, &subject).await.expect("receipts");
        }
        // What is told without looking again is what stands.
        assert_eq!(queries::application(&house.db, id).await, Ok(Some(sent.application.clone())));
        Ok(sent.application.state.submission().cloned().expect("sent in"))
    }

    pub(crate) async fn save(
        &self,
        id: ApplicationId,
        revision: i32,
        answers: Answers,
    ) -> Result<i32, ApplyError> {
        let db = &self.house.db;
        save_application(db, &clock("2012-01-12"), &self.stavanger.1, id, revision, answers).await
    }

    pub(crate) async fn seen(
        &self,
        actor: &Actor,
        id: ApplicationId,
    ) -> Option<grant_applications::Application> {
        queries::application_for_actor(&self.house.db, actor, id).await.expect("a look")
    }

    pub(crate) async fn own(&self, id: ApplicationId) -> grant_applications::Application {
        self.seen(&self.stavanger.1, id).await.expect("an application")
    }

    /// How many letters of a kind there are.
    pub(crate) async fn letters(&self, kind: &str) -> usize {
        let sql = format!("SELECT subject FROM letter WHERE kind = '{kind}'");
        self.house.texts(&sql).await.len()
    }

    pub(crate) async fn all_is_well(&self) {
        self.house.nothing_offends().await;
        let altered = queries::verify_versions(&self.house.db).await.expect("a look");
        assert_eq!(altered, Vec::<String>::new());
    }
}
