//! Amending a call while it is open, and who hears of it.

use crate::house::{House, SYSTEM, clock, day, outsider};
use forms::Answers;
use grant_applications::{
    AmendError, Amendment, AmendmentDoubt, AnnounceError, NewApplication, amend_call,
    begin_application, close_call, invite_organisation, join_application, open_call, queries,
    submit_application, withdraw_application,
};
use organisations::{NewOrganisation, NewPerson, OrganisationKind, add_person, enrol};
use serde_json::json;
use vocabulary::{Actor, ApplicationId, CallId, Language, OrganisationId, Role};

impl House {
    /// An organisation with people who apply for it; the first of them.
    async fn applicant(&self, name: &str, language: Language, emails: &[&str]) -> Actor {
        let (clock, kind) = (clock("2012-01-01"), OrganisationKind::Other);
        let municipality = Some("0217".parse().expect("Oppegård"));
        let language = Some(language);
        let new = NewOrganisation { kind, name: name.into(), number: None, municipality, language };
        let organisation = enrol(&self.db, &clock, &SYSTEM, new).await.expect("enrolled");
        let mut first = None;
        for email in emails {
            let (name, email, role) = ("Kari".to_owned(), (*email).to_owned(), Role::Applicant);
            let new = NewPerson { name, email, organisation, role };
            let person = add_person(&self.db, &clock, &SYSTEM, new).await.expect("added");
            first.get_or_insert(person);
        }
        Actor::Person {
            id: first.expect("a person"),
            name: "Kari".into(),
            organisation,
            roles: vec![Role::Applicant],
        }
    }

    async fn begun(&self, call: CallId, actor: &Actor) -> ApplicationId {
        let organisation: OrganisationId = actor.confined_to().expect("an organisation");
        let answers = json!({
            "title": "Jobb først",
            "summary": "Vi vil.",
            "amount": 10_000_000,
            "continuation": "Vi fortsetter.",
        });
        let new = NewApplication {
            call,
            organisation,
            municipality: "0217".parse().expect("Oppegård"),
            answers: Answers::from_value(answers).expect("answers"),
        };
        begin_application(&self.db, &clock("2012-01-10"), actor, new).await.expect("begun")
    }

    async fn submitted(&self, call: CallId, actor: &Actor) -> ApplicationId {
        let id = self.begun(call, actor).await;
        let clock = clock("2012-01-11");
        submit_application(&self.db, &clock, actor, id, 1).await.expect("submitted");
        id
    }

    /// Who was written to about amendments, and in which words.
    async fn told(&self) -> Vec<String> {
        let sql = "SELECT recipient_email || ' ' || language || ' ' || subject FROM letter \
                   WHERE kind = 'call-amended' ORDER BY recipient_email, written_at";
        self.texts(sql).await
    }
}

fn later() -> Amendment {
    Amendment {
        what_nb: "Fristen er utsatt.".into(),
        what_nn: "Fristen er utsett.".into(),
        closes_on: Some(day("2012-03-14")),
        ..Amendment::default()
    }
}

#[tokio::test]
async fn everybody_behind_an_application_hears_of_it_once() {
    let house = House::with_a_scheme().await;
    let db = &house.db;
    organisations::import_register(db, &clock("2012-01-01")).await.expect("places");
    let call = house.announced().await;
    open_call(db, &clock("2012-01-02"), &SYSTEM, call).await.expect("opened");
    let writing = house.applicant("A", Language::Bokmal, &["a1@a.example", "a2@a.example"]).await;
    let sent = house.applicant("B", Language::Nynorsk, &["b@b.example"]).await;
    let joining = house.applicant("C", Language::Nynorsk, &["c@c.example"]).await;
    let invited = house.applicant("D", Language::Bokmal, &["d@d.example"]).await;
    let gone = house.applicant("E", Language::Bokmal, &["e@e.example"]).await;
    house.applicant("F", Language::Bokmal, &["f@f.example"]).await;
    let draft = house.begun(call, &writing).await;
    house.submitted(call, &sent).await;
    let withdrawn = house.submitted(call, &gone).await;
    let on = clock("2012-01-12");
    withdraw_application(db, &on, &gone, withdrawn).await.expect("withdrawn");
    for other in [&joining, &invited] {
        let organisation = other.confined_to().expect("an organisation");
        let asked = invite_organisation(db, &on, &writing, &house.desk, draft, organisation);
        asked.await.expect("invited");
    }
    join_application(db, &on, &joining, draft).await.expect("joined");

    let on = clock("2012-02-01");
    let number = amend_call(db, &on, &SYSTEM, &house.desk, call, later()).await.expect("amended");
    assert_eq!(number, 1);
    insta::assert_snapshot!(house.told().await.join("\n"), @r"
    a1@a.example nb Utlysningen IPS 2012 er endret. Ny frist er 14. mars 2012
    a2@a.example nb Utlysningen IPS 2012 er endret. Ny frist er 14. mars 2012
    b@b.example nn Utlysinga IPS 2012 (nynorsk) er endra. Ny frist er 14. mars 2012
    c@c.example nn Utlysinga IPS 2012 (nynorsk) er endra. Ny frist er 14. mars 2012
    ");
    let amended = house.call(call).await;
    assert_eq!(amended.closes_on(), day("2012-03-14"));
    // The two days for those who come late are promised from the new last day on.
    assert_eq!(amended.late_until, Some(day("2012-03-16").ends_at()));
    assert_eq!(amended.revision, 2);
    let made = queries::amendments(db, call).await.expect("a look");
    assert_eq!(made.len(), 1);
    assert_eq!(made[0].what.exactly(Language::Nynorsk), Some("Fristen er utsett."));
    assert_eq!(made[0].changes.closes_on, Some((day("2012-02-29"), day("2012-03-14"))));

    // Another amendment is another letter, to the same people.
    let before = house.told().await.len();
    let clearer = Amendment { closes_on: None, ..later() };
    let number = amend_call(db, &on, &SYSTEM, &house.desk, call, clearer).await.expect("amended");
    assert_eq!((number, house.told().await.len()), (2, 2 * before));
    house.nothing_offends().await;
}

#[tokio::test]
async fn drafts_move_to_the_new_form_and_what_was_sent_stays_in_its_own() {
    let house = House::with_a_scheme().await;
    let db = &house.db;
    organisations::import_register(db, &clock("2012-01-01")).await.expect("places");
    let call = house.announced().await;
    open_call(db, &clock("2012-01-02"), &SYSTEM, call).await.expect("opened");
    let writing = house.applicant("A", Language::Bokmal, &["a@a.example"]).await;
    let sent = house.applicant("B", Language::Nynorsk, &["b@b.example"]).await;
    let draft = house.begun(call, &writing).await;
    let submitted = house.submitted(call, &sent).await;
    let first = house.call(call).await.form;
    let next = house.next_form(true).await;
    let amendment = Amendment { form: Some(next), closes_on: None, ..later() };
    let on = clock("2012-02-01");
    amend_call(db, &on, &SYSTEM, &house.desk, call, amendment.clone()).await.expect("amended");

    assert_eq!(house.call(call).await.form, Some(next));
    let read = async |id| queries::application(db, id).await.expect("a look").expect("it");
    let draft = read(draft).await.draft.expect("a draft");
    assert_eq!((draft.form, draft.answers.get("title")), (next, Some(&json!("Jobb først"))));
    let submitted = read(submitted).await;
    assert_eq!(submitted.versions.iter().map(|v| Some(v.form)).collect::<Vec<_>>(), [first]);
    house.nothing_offends().await;

    // The same version again, an earlier one, another form: none of them is a later version.
    let back = Amendment { form: first, ..amendment };
    let refused = amend_call(db, &on, &SYSTEM, &house.desk, call, back).await;
    let Err(AmendError::Refused(doubts)) = refused else { panic!("{refused:?}") };
    assert_eq!(doubts, [AmendmentDoubt::NotALaterVersion]);
}

#[tokio::test]
async fn a_call_is_amended_only_while_it_is_open() {
    let house = House::with_a_scheme().await;
    let (db, desk) = (&house.db, &house.desk);
    let call = house.announced().await;
    let amend = async |actor: &Actor, on: &str, amendment: Amendment| {
        amend_call(db, &clock(on), actor, desk, call, amendment).await
    };
    let draft = amend(&SYSTEM, "2012-02-01", later()).await;
    assert!(matches!(draft, Err(AmendError::NotPossible(no)) if no.state == "draft"));
    open_call(db, &clock("2012-01-02"), &SYSTEM, call).await.expect("opened");
    assert!(matches!(amend(&outsider(), "2012-02-01", later()).await, Err(AmendError::NotYours)));
    let over = amend(&SYSTEM, "2012-03-01", later()).await;
    assert!(matches!(over, Err(AmendError::Over(on)) if on == day("2012-02-29")));
    let earlier = Amendment { closes_on: Some(day("2012-02-20")), ..Amendment::default() };
    let refused = amend(&SYSTEM, "2012-02-01", earlier).await;
    let Err(AmendError::Refused(doubts)) = refused else { panic!("{refused:?}") };
    let fields: Vec<_> = doubts.iter().map(AmendmentDoubt::field).collect();
    assert_eq!(fields, ["what_nb", "what_nn", "closes_on"]);
    assert_eq!(queries::amendments(db, call).await.expect("a look"), []);
    let early = close_call(db, &clock("2012-02-29"), &SYSTEM, call).await;
    assert!(matches!(early, Err(AnnounceError::StillOpen(on)) if on == day("2012-02-29")));
    close_call(db, &clock("2012-03-01"), &SYSTEM, call).await.expect("closed");
    let closed = amend(&SYSTEM, "2012-03-01", later()).await;
    assert!(matches!(closed, Err(AmendError::NotPossible(no)) if no.state == "closed"));
    // What applications are written towards is held by the database itself.
    for (sql, name) in [
        ("UPDATE call_criterion SET weight = 1", "call_criterion_open_never_changes"),
        ("DELETE FROM call_criterion", "call_criterion_open_stays"),
    ] {
        let refused = house.refusal(sql).await;
        assert!(refused.contains(name), "{refused}");
    }
}
