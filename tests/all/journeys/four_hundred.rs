//! A whole call with four hundred applications from forty municipalities: everything that can become of
//! an application becomes of some of them, and at the end every one of them and every sum is right.

mod sent;

use self::sent::{Course, MOST_POINTS, MUNICIPALITIES, Sent, municipalities};
use super::applicant::{self, api, saves, standard, submits};
use super::house::{TestHouse, actor, day, migrated};
use super::stage::{self, AUTHORITY, CALL, OFFICER, OTHER_OFFICER};
use forms::{Answers, Takes};
use grant_applications::{
    Amendment, AssignError, Declaration, NewAssessment, NewTie, TieKind, queries,
};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use tests::both_databases;
use vocabulary::{Actor, ApplicationId, CallId, FormVersionId, Money, PersonId};

const APPLICATIONS: usize = 400;
const BUDGET: Money = Money::from_kroner(6_000_000);
/// Those begun before the form was amended.
const BEFORE: usize = 100;
async fn opened(house: &TestHouse) -> CallId {
    stage::opened_like(house, |call| {
        call.budget = BUDGET;
        call.late_until = Some(day("2012-03-05"));
        call.decision_expected_on = Some(day("2012-05-01"));
        for criterion in &mut call.criteria {
            criterion.max_points = MOST_POINTS;
        }
    })
    .await
}

/// The form in a later version that asks for one thing more, which the call is amended to.
async fn amends(house: &TestHouse, call: CallId) -> [FormVersionId; 2] {
    let (db, clock, desk) = (&house.house.db, house.clock(), &house.house.desk);
    let officer = actor(house, OFFICER).await;
    let (key, label) = ("accessible", "Er tilbudet tilgjengelig?");
    let id = stage::form_with(house, forms::STANDARD, key, label, Takes::YesNo).await;
    let before = queries::call(db, call).await.expect("a look").expect("the call").call.form;
    let what = Amendment {
        what_nb: "Vi spør om tilgjengelighet.".into(),
        what_nn: "Vi spør om tilgjenge.".into(),
        form: Some(id),
        ..Amendment::default()
    };
    grant_applications::amend_call(db, clock, &officer, desk, call, what).await.expect("amended");
    [before.expect("a form"), id]
}

async fn begins(house: &TestHouse, number: usize, people: &[String]) -> Sent {
    let (who, course) = (people[number % MUNICIPALITIES].clone(), Course::of(number));
    let mut sent = Sent { number, id: ApplicationId::fresh(), who, course, agreed: None };
    let mut answers = standard(&sent.title(), sent.kroner());
    if course == Course::Supplemented {
        // Nothing that the form demands; an officer misses it all the same.
        answers["members"] = json!([]);
    }
    sent.id = applicant::begins(house, &sent.who, &answers).await;
    if !matches!(course, Course::Unsent | Course::Admitted | Course::Dismissed) {
        submits(house, &sent.who, sent.id).await.is(200);
    }
    sent
}

/// What happens while the call is open, and shortly after.
async fn apply(house: &TestHouse, call: CallId) -> (Vec<Sent>, [FormVersionId; 2]) {
    let people = municipalities(house).await;
    let mut all = Vec::new();
    for number in 0..BEFORE {
        all.push(begins(house, number, &people).await);
    }
    let forms = amends(house, call).await;
    for number in BEFORE..APPLICATIONS {
        all.push(begins(house, number, &people).await);
    }
    house.set_clock("2012-02-01", 9);
    for one in &all {
        match one.course {
            Course::Replaced => {
                let mut answers = standard(&format!("{} igjen", one.title()), one.kroner());
                answers["accessible"] = json!(true);
                applicant::sends_again(house, &one.who, one.id, &answers).await;
            }
            Course::Withdrawn => {
                let withdraw = format!("{}/withdraw", api(one.id));
                house.json("POST", &withdraw, &json!({}), &one.who).await.is(200);
            }
            _ => {}
        }
    }
    house.set_clock("2012-03-02", 9);
    for one in &all {
        match one.course {
            Course::Admitted | Course::Dismissed => {
                let late = submits(house, &one.who, one.id).await.is(200).value();
                assert_eq!(late["state"], "late");
            }
            // What was sent in in time is not changed any more.
            Course::Plain if one.number % 100 == 7 => {
                let answers = standard("For sent", 1000);
                saves(house, &one.who, one.id, &json!(1), &answers).await.is(409);
            }
            _ => {}
        }
    }
    (all, forms)
}

/// Officers settle what is complete, and who is in the way of nothing.
async fn check(house: &TestHouse, call: CallId, all: &[Sent]) {
    house.set_clock("2012-03-06", 9);
    let (officer, db) = (actor(house, OFFICER).await, &house.house.db);
    grant_applications::close_call(db, house.clock(), &officer, call).await.expect("closed");
    for one in all {
        let does = async |verb: &str, body: Value| {
            let path = format!("{}/{verb}", api(one.id));
            house.json("POST", &path, &body, OFFICER).await.is(200).value()
        };
        let reason = json!({ "reason": "Posten var forsinket." });
        match one.course {
            Course::Admitted => {
                does("admit", reason).await;
            }
            Course::Dismissed => {
                assert_eq!(does("dismiss", reason).await["state"], "dismissed");
            }
            Course::Supplemented => {
                let what = json!({ "what": "Hvem arbeider i prosjektet?", "due_on": "2012-03-20" });
                assert_eq!(does("ask", what).await["state"], "incomplete");
                let answers = standard(&one.title(), one.kroner());
                let again = applicant::sends_again(house, &one.who, one.id, &answers).await;
                assert_eq!(again["state"], "submitted");
            }
            _ => {}
        }
        if one.course.is_judged() {
            grant_applications::check_application(db, house.clock(), &officer, one.id)
                .await
                .expect("checked");
        }
    }
}

/// Six assessors, of whom one is tied to the first municipality.
async fn assessors(house: &TestHouse, all: &[Sent]) -> Vec<(PersonId, Actor)> {
    let mut people = Vec::new();
    for (name, email) in [
        ("Cato C", "c@direktoratet.example"),
        ("Dag D", "d@direktoratet.example"),
        ("Eva E", "e@direktoratet.example"),
        ("Finn F", "f@direktoratet.example"),
    ] {
        stage::join_officer(house, name, email).await;
        people.push(email);
    }
    people.extend([OFFICER, OTHER_OFFICER]);
    let mut assessors = Vec::new();
    for email in people {
        let actor = actor(house, email).await;
        assessors.push((actor.person().expect("a person"), actor));
    }
    let tie = NewTie {
        person: assessors[0].0,
        organisation: actor(house, &all[0].who).await.confined_to().expect("an applicant"),
        kind: TieKind::Board,
        note: String::new(),
        from: day("2010-01-01"),
        to: None,
    };
    let officer = &assessors[4].1;
    grant_applications::register_tie(&house.house.db, house.clock(), officer, tie)
        .await
        .expect("registered");
    assessors
}

/// Everything that is judged is spread over the six, two each.
async fn spread(
    house: &TestHouse,
    call: CallId,
    all: &[Sent],
    assessors: &[(PersonId, Actor)],
) -> Vec<(ApplicationId, PersonId)> {
    let (db, clock) = (&house.house.db, house.clock());
    let people: Vec<PersonId> = assessors.iter().map(|(person, _)| *person).collect();
    let judged: BTreeSet<_> =
        all.iter().filter(|one| one.course.is_judged()).map(|one| one.id).collect();
    let officer = &assessors[4].1;
    let came = grant_applications::spread(db, clock, officer, call, &people, 2).await;
    let came = came.expect("spread");
    assert!(came.unfilled.is_empty(), "{:?}", came.unfilled);
    assert_eq!(came.assigned.len(), 2 * judged.len());
    let given: BTreeSet<_> = came.assigned.iter().map(|(application, _)| *application).collect();
    assert_eq!(given, judged);
    let (tied, _) = assessors[0];
    let blocked = |one: &Sent| one.who == all[0].who;
    for (application, person) in &came.assigned {
        let one = all.iter().find(|one| one.id == *application).expect("one of them");
        assert!(*person != tied || !blocked(one), "{} is given to who is tied", one.title());
    }
    let mut loads: BTreeMap<PersonId, usize> = BTreeMap::new();
    for (_, person) in &came.assigned {
        *loads.entry(*person).or_default() += 1;
    }
    let (least, most) = (loads.values().min(), loads.values().max());
    assert!(loads.len() == 6 && most.zip(least).is_some_and(|(m, l)| m - l <= 1), "{loads:?}");
    // By hand it is no different, and a second spreading finds nothing to do.
    let own = all.iter().find(|one| blocked(one) && one.course.is_judged()).expect("one");
    let is_free = |person: PersonId| person != tied && !came.assigned.contains(&(own.id, person));
    let (_, free) = assessors.iter().find(|(id, _)| is_free(*id)).expect("one who is not asked");
    let by_hand = grant_applications::assign(db, clock, free, own.id, tied).await;
    assert!(matches!(by_hand, Err(AssignError::Blocked { .. })), "{by_hand:?}");
    let again = grant_applications::spread(db, clock, officer, call, &people, 2).await;
    assert_eq!(again.expect("spread").assigned, []);
    came.assigned
}

async fn assess(
    house: &TestHouse,
    all: &mut [Sent],
    assessors: &[(PersonId, Actor)],
    assigned: &[(ApplicationId, PersonId)],
) {
    let (db, clock) = (&house.house.db, house.clock());
    let strict = assessors[5].0;
    for (application, person) in assigned {
        let one = all.iter().find(|one| one.id == *application).expect("one of them");
        let (_, who) = assessors.iter().find(|(id, _)| id == person).expect("an assessor");
        let declaration = Declaration::Impartial;
        grant_applications::declare_impartiality(db, clock, who, one.id, declaration)
            .await
            .expect("declared");
        let new = NewAssessment {
            points: one.points(*person == strict),
            comments: vec!["God plan.".into()],
            recommended: one.recommended(),
            comment: "Godt.".into(),
        };
        grant_applications::assess(db, clock, who, one.id, new).await.expect("assessed");
    }
    for (at, (application, person)) in assigned.iter().step_by(150).enumerate() {
        let (_, who) = assessors.iter().find(|(id, _)| id == person).expect("an assessor");
        let amount = Money::from_kroner(50_000);
        let id = *application;
        let number =
            grant_applications::write_consensus(db, clock, who, id, "Vi er enige.", amount).await;
        assert_eq!(number.expect("written"), 1, "note {at}");
        let one = all.iter_mut().find(|one| one.id == *application).expect("one of them");
        one.agreed = Some(amount);
    }
}

/// The scores as the test reckons them: in thousandths of a percent, the mean of two.
fn score(one: &Sent, own: &[PersonId], strict: PersonId) -> i64 {
    let sum: i64 = own
        .iter()
        .map(|person| {
            let points = one.points(*person == strict);
            let part = |points: i32| i64::from(points) * 100_000 / i64::from(MOST_POINTS);
            60 * part(points[0]) + 40 * part(points[1])
        })
        .sum();
    sum / 100 / 2
}

/// Whoever assessed nothing sees the whole ranking: it is what the scores say.
async fn ranks(
    house: &TestHouse,
    call: CallId,
    all: &[Sent],
    assigned: &[(ApplicationId, PersonId)],
    strict: PersonId,
) -> BTreeMap<ApplicationId, i64> {
    let mut own: BTreeMap<ApplicationId, Vec<PersonId>> = BTreeMap::new();
    for (application, person) in assigned {
        own.entry(*application).or_default().push(*person);
    }
    let judged = all.iter().filter(|one| one.course.is_judged());
    let scores: BTreeMap<ApplicationId, i64> =
        judged.map(|one| (one.id, score(one, &own[&one.id], strict))).collect();
    let authority = actor(house, AUTHORITY).await;
    let ranked = queries::ranking_for_actor(&house.house.db, &authority, house.today(), call).await;
    let (ranking, hidden) = ranked.expect("a ranking");
    assert_eq!((ranking.rows.len(), hidden, ranking.assessors.len()), (scores.len(), 0, 6));
    for row in &ranking.rows {
        let standing = row.standing.expect("all are assessed");
        assert_eq!(standing.score_milli, scores[&row.application], "{}", row.reference);
        let better = scores.values().filter(|score| **score > standing.score_milli).count();
        let place = row.place.expect("a place");
        assert_eq!(place.in_call, better + 1, "{}", row.reference);
        let rivals = ranking.rows.iter().filter(|other| {
            other.county == row.county && scores[&other.application] > standing.score_milli
        });
        assert_eq!(place.in_county, rivals.count() + 1, "{}", row.reference);
    }
    scores
}

/// The best get what is recommended until the money is used, and the ledger says so.
async fn settles(
    house: &TestHouse,
    call: CallId,
    scores: &BTreeMap<ApplicationId, i64>,
    all: &[Sent],
) {
    let db = &house.house.db;
    stage::drawn(house, call, "Rangert liste").await;
    let adopt = format!("/calls/{CALL}/allocation/1/adopt");
    house.post(&adopt, &[], AUTHORITY).await.leads_on();
    let grants = funding_periods::queries::grants_of_call(db, call).await.expect("grants");
    let sum: Money = grants.iter().map(|grant| grant.amount).sum();
    assert!((55..=65).contains(&grants.len()), "{} awards", grants.len());
    assert!(sum <= BUDGET && BUDGET - sum < Money::from_kroner(120_000), "{sum}");
    for grant in &grants {
        let one = all.iter().find(|one| one.id == grant.application).expect("one of them");
        assert_eq!(grant.amount, one.recommended(), "{}", one.title());
    }
    let awarded: BTreeSet<_> = grants.iter().map(|grant| grant.application).collect();
    let worst = awarded.iter().map(|id| scores[id]).min().expect("an award");
    let passed_over = scores.iter().filter(|(id, score)| **score > worst && !awarded.contains(id));
    for (id, _) in passed_over {
        let one = all.iter().find(|one| one.id == *id).expect("one of them");
        assert!(one.recommended() > BUDGET - sum, "{} was passed over", one.title());
    }
    let key = format!("call:{CALL}");
    let envelope = county_allocation::queries::envelope_by_key(db, &key).await.expect("a look");
    assert_eq!(envelope.expect("a frame").reserved, sum);
}

/// Every version that was sent in stands as it was, with the form it answers.
async fn reads_back(house: &TestHouse, all: &[Sent], forms: [FormVersionId; 2]) {
    let db = &house.house.db;
    let mut hashes = BTreeMap::new();
    for form in forms {
        let version = forms::version(db, form).await.expect("a look").expect("a version");
        hashes.insert(form.to_string(), version.hash);
    }
    for one in all {
        let told = applicant::reads(house, &one.who, one.id).await;
        let versions = told["versions"].as_array().expect("versions");
        assert_eq!(versions.len(), one.course.versions(), "{}", one.title());
        let state = match one.course {
            Course::Unsent => "draft",
            Course::Withdrawn => "withdrawn",
            Course::Dismissed => "dismissed",
            _ => told["state"]
                .as_str()
                .filter(|state| ["awarded", "refused"].contains(state))
                .expect("decided"),
        };
        assert_eq!(told["state"], state);
        for (at, version) in versions.iter().enumerate() {
            let is_late = matches!(one.course, Course::Admitted | Course::Dismissed);
            let is_old = one.number < BEFORE && at == 0 && !is_late;
            let form = forms[usize::from(!is_old)].to_string();
            assert_eq!(version["form"], form.as_str(), "{} {at}", one.title());
            let answers = Answers::from_value(version["answers"].clone()).expect("answers");
            assert_eq!(version["content_hash"], answers.hash(&hashes[&form]), "{}", one.title());
            assert_eq!(version["late"], is_late);
            assert_eq!(version["answers"]["amount"], one.kroner() * 100);
        }
    }
    // People read them, each with its own form.
    for one in all.iter().filter(|one| one.course == Course::Replaced).step_by(4) {
        let path = |number: u32| format!("/applications/{}/versions/{number}", one.id);
        let asks = "Er tilbudet tilgjengelig?";
        let first = house.get(&path(1), &one.who).await.is(200).says(&one.title()).text();
        assert_eq!(first.contains(asks), one.number >= BEFORE, "{}", one.title());
        house
            .get(&path(2), OFFICER)
            .await
            .is(200)
            .says(asks)
            .says(&format!("{} igjen", one.title()));
    }
}

/// Every letter went out, and as many as there was reason to write.
async fn are_told(house: &TestHouse, all: &[Sent]) {
    house.drain().await;
    let course = |wanted: Course| all.iter().filter(|one| one.course == wanted).count();
    let judged = all.iter().filter(|one| one.course.is_judged()).count();
    let grants = usize::try_from(house.count("funded_grant").await).expect("a count");
    let sent: usize = all.iter().map(|one| one.course.versions()).sum();
    let expected = [
        ("application-receipt", sent),
        ("call-amended", BEFORE),
        ("information-request", course(Course::Supplemented)),
        ("late-admitted", course(Course::Admitted)),
        ("dismissal", course(Course::Dismissed)),
        ("award", grants),
        ("refusal", judged - grants),
    ];
    for (kind, letters) in expected {
        let query =
            format!("SELECT COUNT(*) FROM letter WHERE kind = '{kind}' AND state = 'accepted'");
        assert_eq!(house.number(&query).await, i64::try_from(letters).expect("few"), "{kind}");
    }
    let mails = house.mails();
    assert_eq!(mails.len(), expected.iter().map(|(_, letters)| letters).sum::<usize>());
    // Receipts and decisions carry their document.
    let documents = mails.iter().map(|mail| mail.attachment_count()).sum::<usize>();
    assert_eq!(documents, sent + judged);
}

both_databases! {
    from migrated;

    async fn a_call_with_four_hundred_applications(db: TestDatabase) {
        let house = TestHouse::open(db, "2012-01-05").await;
        let call = opened(&house).await;
        let (mut all, forms) = apply(&house, call).await;
        check(&house, call, &all).await;
        let assessors = assessors(&house, &all).await;
        let assigned = spread(&house, call, &all, &assessors).await;
        assess(&house, &mut all, &assessors, &assigned).await;
        let scores = ranks(&house, call, &all, &assigned, assessors[5].0).await;
        settles(&house, call, &scores, &all).await;
        reads_back(&house, &all, forms).await;
        are_told(&house, &all).await;
        house.leave().await;
    }
}
