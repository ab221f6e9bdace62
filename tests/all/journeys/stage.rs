//! A small call with everybody it takes, for the journeys that begin before the demonstration ends.

use crate::journeys::house::{TestHouse, actor, day};
use county_allocation::{EnvelopeKind, Method, NewEnvelope, NewScenario, Plan};
use forms::{Required, Takes, Words};
use grant_applications::{
    Content, Criterion, Declaration, NewApplication, NewAssessment, NewCall, NewScheme,
    SchemeVersion,
};
use organisations::{NewOrganisation, NewPerson, OrganisationKind};
use vocabulary::{
    Actor, ApplicationId, CallId, Clock, FormVersionId, Money, OrganisationId, Role, ScenarioId,
};

pub(crate) const OFFICER: &str = "a@direktoratet.example";
pub(crate) const OTHER_OFFICER: &str = "b@direktoratet.example";
pub(crate) const AUTHORITY: &str = "direktor@direktoratet.example";
/// Writes nynorsk.
pub(crate) const KLEPP: &str = "soknad@klepp.example";
pub(crate) const STAVANGER: &str = "soknad@stavanger.example";
pub(crate) const BODO: &str = "soknad@bodo.example";

/// The call everything is about. Its envelope is `call:jobb-2012`.
pub(crate) const CALL: &str = "jobb-2012";

const SYSTEM: Actor = Actor::System("the tests");

/// Enrols the directorate and three municipalities with one person each.
pub(crate) async fn assemble(house: &TestHouse) {
    let directorate =
        enrol(house, "Tilskuddsforvalteren", OrganisationKind::Directorate, None).await;
    join(house, directorate, "Anne Saksbehandler", OFFICER, &[Role::CaseOfficer]).await;
    join(house, directorate, "Bjørn Saksbehandler", OTHER_OFFICER, &[Role::CaseOfficer]).await;
    let roles = [Role::BudgetAuthority];
    join(house, directorate, "Dina Direktør", AUTHORITY, &roles).await;
    for (name, number, person, email) in [
        ("Klepp kommune", "1120", "Kari Klepp", KLEPP),
        ("Stavanger kommune", "1103", "Stian Stavanger", STAVANGER),
        ("Bodø kommune", "1804", "Berit Bodø", BODO),
    ] {
        let kind = OrganisationKind::Municipality;
        let organisation = enrol(house, name, kind, Some(number)).await;
        join(house, organisation, person, email, &[Role::Applicant]).await;
    }
}

pub(crate) async fn enrol(
    house: &TestHouse,
    name: &str,
    kind: OrganisationKind,
    municipality: Option<&str>,
) -> OrganisationId {
    let municipality = municipality.map(|number| number.parse().expect("a number"));
    let name = name.to_owned();
    let new = NewOrganisation { kind, name, number: None, municipality, language: None };
    organisations::enrol(&house.house.db, house.clock(), &SYSTEM, new).await.expect("enrolled")
}

pub(crate) async fn join(
    house: &TestHouse,
    organisation: OrganisationId,
    name: &str,
    email: &str,
    roles: &[Role],
) {
    for role in roles {
        let (name, email) = (name.to_owned(), email.to_owned());
        let new = NewPerson { name, email, organisation, role: *role };
        organisations::add_person(&house.house.db, house.clock(), &SYSTEM, new)
            .await
            .expect("added");
    }
}

/// Publishes a scheme and announces a call of it, open from 9 January to the end of February 2012, with
/// its frames. The call is still a draft.
pub(crate) async fn announce(house: &TestHouse, budget: Money) -> CallId {
    announce_within(house, budget, budget).await
}

/// The same, with a frame of another size than the call says.
pub(crate) async fn announce_within(house: &TestHouse, budget: Money, frame: Money) -> CallId {
    announce_like(house, frame, |call| call.budget = budget).await
}

/// The same, with something else about the call.
pub(crate) async fn announce_like(
    house: &TestHouse,
    frame: Money,
    change: impl FnOnce(&mut NewCall),
) -> CallId {
    let (db, clock) = (&house.house.db, house.clock());
    let officer = actor(house, OFFICER).await;
    let text = |text: &str| text.to_owned();
    let scheme = NewScheme {
        programme_slug: text("arbeid"),
        programme_name: text("Arbeid og helse"),
        programme_about: text("En satsing."),
        slug: text("jobb"),
        name: text("Jobb først"),
        chapter: text("764"),
        item: text("60"),
        appealable: true,
        appeal_body: Some(text("Helse- og omsorgsdepartementet")),
        version: SchemeVersion {
            number: 1,
            valid_from: day("2012-01-01"),
            valid_to: None,
            change: text("Første versjon."),
            goals: text("Flere i arbeid."),
            target_group: text("De som vil arbeide."),
            achievement_criteria: text("Antall i arbeid."),
            award_criteria: text("Samarbeid og plan."),
            follow_up: text("Årlig rapport."),
            evaluation: text("Etter tre år."),
            ..SchemeVersion::default()
        },
    };
    grant_applications::publish_scheme(db, clock, &officer, scheme).await.expect("published");
    let criterion = |name: &str, weight| Criterion {
        name: text(name),
        name_nn: text(name),
        weight,
        max_points: 5,
        ..Criterion::default()
    };
    let mut call = NewCall {
        scheme_slug: text("jobb"),
        slug: text(CALL),
        title: text("Jobb først 2012"),
        title_nn: text("Jobb først 2012"),
        year: 2012,
        budget: frame,
        opens_on: day("2012-01-09"),
        closes_on: day("2012-02-29"),
        report_due: day("2013-03-01"),
        funded_through: day("2012-12-31"),
        accept_within_days: 28,
        about: text("Kommuner kan søke."),
        about_nn: text("Kommunar kan søkje."),
        criteria: vec![criterion("Samarbeid", 60), criterion("Plan", 40)],
        ..NewCall::default()
    };
    change(&mut call);
    let call =
        grant_applications::announce_call(db, clock, &officer, call).await.expect("announced");
    let frames = [
        (None, EnvelopeKind::Appropriation, "appropriation:2012:764.60".to_owned()),
        (Some("appropriation:2012:764.60"), EnvelopeKind::Scheme, text("scheme:jobb:2012")),
        (Some("scheme:jobb:2012"), EnvelopeKind::Call, format!("call:{CALL}")),
    ];
    for (parent, kind, key) in frames {
        let parent = parent.map(str::to_owned);
        let name = key.clone();
        let new = NewEnvelope { parent, kind, key, name, county: None, amount: frame };
        county_allocation::open_envelope(db, clock, &officer, new).await.expect("a frame");
    }
    call
}

/// Everybody, and the call open on its first day.
pub(crate) async fn opened_like(house: &TestHouse, change: impl FnOnce(&mut NewCall)) -> CallId {
    assemble(house).await;
    let call = announce_like(house, Money::from_kroner(6_000_000), change).await;
    opens(house, call).await;
    call
}

/// Opens the call on its first day.
pub(crate) async fn opens(house: &TestHouse, call: CallId) {
    house.set_clock("2012-01-09", 8);
    let officer = actor(house, OFFICER).await;
    let db = &house.house.db;
    grant_applications::open_call(db, house.clock(), &officer, call).await.expect("opened");
}

/// A published version of a form: the house's own with one question more, which need not be answered.
/// Of the house's own form, by its short name, it is the next version.
pub(crate) async fn form_with(
    house: &TestHouse,
    slug: &str,
    key: &str,
    label: &str,
    takes: Takes,
) -> FormVersionId {
    let (db, clock) = (&house.house.db, house.clock());
    let officer = actor(house, OFFICER).await;
    let mut definition = forms::standard();
    let mut asked = definition.sections[0].questions[0].clone();
    (asked.key, asked.label) = (key.to_owned(), Words::norwegian(label, label));
    (asked.takes, asked.meaning, asked.required) = (takes, None, Required::Never);
    definition.sections[0].questions.push(asked);
    let id = forms::import_form(db, clock, &officer, slug, definition).await.expect("taken in");
    forms::publish_form(db, clock, &officer, id).await.expect("published");
    id
}

/// Opens the call, takes these applications (who, title, kroner), closes it, checks and assesses them:
/// every assessor gives the points and recommends all that is applied for.
pub(crate) async fn judged(
    house: &TestHouse,
    call: CallId,
    applications: &[(&str, &str, i64, i32)],
) -> Vec<ApplicationId> {
    judged_of(house, call, applications, None).await
}

/// The same, with one more who is asked and has not handed in yet.
pub(crate) async fn judged_of(
    house: &TestHouse,
    call: CallId,
    applications: &[(&str, &str, i64, i32)],
    owing: Option<&str>,
) -> Vec<ApplicationId> {
    let db = &house.house.db;
    opens(house, call).await;
    let mut ids = Vec::new();
    for (who, title, kroner, _) in applications {
        let actor = actor(house, who).await;
        let organisation = actor.confined_to().expect("an applicant");
        let found = organisations::organisation(db, organisation).await.expect("a look");
        let municipality = found.and_then(|found| found.municipality).expect("a municipality");
        let content = Content {
            title: (*title).to_owned(),
            summary: "Vi vil.".into(),
            target_group: "De som vil.".into(),
            amount: Money::from_kroner(*kroner),
            continuation: "Vi fortsetter.".into(),
            ..Content::default()
        };
        let answers = content.answers();
        let new = NewApplication { call, organisation, municipality, answers };
        let id = grant_applications::begin_application(db, house.clock(), &actor, new)
            .await
            .expect("begun");
        grant_applications::submit_application(db, house.clock(), &actor, id, 1)
            .await
            .expect("submitted");
        ids.push(id);
    }
    house.set_clock("2012-03-01", 8);
    let officer = actor(house, OFFICER).await;
    grant_applications::close_call(db, house.clock(), &officer, call).await.expect("closed");
    for (id, (_, _, kroner, points)) in ids.iter().zip(applications) {
        grant_applications::check_application(db, house.clock(), &officer, *id)
            .await
            .expect("checked");
        // Both before either: nobody is asked once all who were asked have handed in.
        for assessor in [OFFICER, OTHER_OFFICER].into_iter().chain(owing) {
            asks(house, assessor, *id).await;
        }
        for assessor in [OFFICER, OTHER_OFFICER] {
            assess(house, assessor, *id, *points, *kroner).await;
        }
    }
    ids
}

/// Has somebody asked to assess an application, and lets them declare to be impartial.
pub(crate) async fn asks(house: &TestHouse, assessor: &str, id: ApplicationId) {
    let (db, clock) = (&house.house.db, house.clock());
    let assessor = actor(house, assessor).await;
    let person = assessor.person().expect("a person");
    grant_applications::assign(db, clock, &assessor, id, person).await.expect("assigned");
    grant_applications::declare_impartiality(db, clock, &assessor, id, Declaration::Impartial)
        .await
        .expect("declared");
}

/// Hands in one assessment of somebody who is asked, the same points on both criteria.
pub(crate) async fn assess(
    house: &TestHouse,
    assessor: &str,
    id: ApplicationId,
    points: i32,
    kroner: i64,
) {
    let new = NewAssessment {
        points: vec![points, points],
        comments: vec!["Godt.".into()],
        recommended: Money::from_kroner(kroner),
        comment: "Godt.".into(),
    };
    let (db, clock) = (&house.house.db, house.clock());
    let assessor = actor(house, assessor).await;
    grant_applications::assess(db, clock, &assessor, id, new).await.expect("assessed");
}

/// Draws a ranked list of the call.
pub(crate) async fn drawn(house: &TestHouse, call: CallId, name: &str) -> ScenarioId {
    drawn_by(house, call, name, Plan::of(Method::RankedList)).await
}

/// Draws a scenario of the call by a plan.
pub(crate) async fn drawn_by(
    house: &TestHouse,
    call: CallId,
    name: &str,
    plan: Plan,
) -> ScenarioId {
    let db = &house.house.db;
    let basis = funding_periods::basis(db, call).await.expect("a basis");
    let new = NewScenario { name: name.to_owned(), plan, basis };
    let officer = actor(house, OFFICER).await;
    county_allocation::draw_scenario(db, house.clock(), &officer, new).await.expect("drawn")
}

/// The instant of the house's clock.
pub(crate) fn now(house: &TestHouse) -> chrono::DateTime<chrono::Utc> {
    Clock::now(house.clock())
}

/// One more case officer.
pub(crate) async fn join_officer(house: &TestHouse, name: &str, email: &str) {
    let directorate = organisations::by_name(&house.house.db, "Tilskuddsforvalteren").await;
    let directorate = directorate.expect("a look").expect("the directorate");
    join(house, directorate.id, name, email, &[Role::CaseOfficer]).await;
}
