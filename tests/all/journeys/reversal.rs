//! What was decided is undone by a new decision: an award is reversed, and what came back goes to the
//! next on the reserve list.

use super::allocation_rules;
use super::applicant::{begins, standard, submits};
use super::house::{TestHouse, actor, day, migrated, recipient, subject, text};
use super::stage::{self, AUTHORITY, BODO, CALL, KLEPP, OFFICER, OTHER_OFFICER, STAVANGER};
use county_allocation::{BrokenRule, Method, Plan, Quota, Rules, Voucher, pay};
use funding_periods::{
    AcceptError, AwardLaterError, Grant, GrantState, LaterAward, LegalGround, Reversal,
    ReverseError, accept_grant, adopt_and_award, award_later, reverse_grant,
};
use grant_applications::{NewTie, TieKind};
use letters::{HAND_OVER, HandedOver, LetterState, hand_over};
use sea_orm::{ConnectionTrait, Statement, Value};
use serde_json::json;
use std::time::Duration;
use tests::both_databases;
use vocabulary::{ApplicationId, GrantId, LetterId, Money};

/// The money reaches the two best, and 50 000 kr are left.
const APPLICATIONS: [(&str, &str, i64, i32); 4] = [
    (KLEPP, "Jobb i Klepp", 400_000, 5),
    (STAVANGER, "Jobb i Stavanger", 500_000, 4),
    (BODO, "Jobb i Bodø", 300_000, 3),
    (KLEPP, "Mer jobb i Klepp", 200_000, 2),
];
const BUDGET: Money = Money::from_kroner(950_000);

const fn kr(kroner: i64) -> Money {
    Money::from_kroner(kroner)
}

/// The applications, settled by the ranked list, and everybody told.
async fn settled(house: &TestHouse) -> Vec<ApplicationId> {
    stage::assemble(house).await;
    let call = stage::announce(house, BUDGET).await;
    let applications = stage::judged(house, call, &APPLICATIONS).await;
    let scenario = stage::drawn(house, call, "A").await;
    let (h, authority) = (&house.house, actor(house, AUTHORITY).await);
    adopt_and_award(&h.db, house.clock(), &authority, &h.desk, scenario).await.expect("adopted");
    house.post_comes().await;
    applications
}

/// Who applies for how many kroner, with which points, for which purpose. Of a million, the first two get
/// theirs.
const UNDER_RULES: [(&str, i64, i32, &str); 6] = [
    (KLEPP, 400_000, 5, "home"),
    (STAVANGER, 500_000, 4, "work"),
    (BODO, 300_000, 3, "work"),
    (STAVANGER, 300_000, 2, "work"),
    (KLEPP, 220_000, 1, "home"),
    (KLEPP, 250_000, 1, "work"),
];

/// These applications, settled by the ranked list with a rule of each kind: of the third and the fourth only
/// one can be funded, nobody gets more than two, and homes no more than 600 000 kr.
async fn settled_under_rules(house: &TestHouse) -> [ApplicationId; 6] {
    stage::assemble(house).await;
    let form = allocation_rules::form(house).await;
    let call = stage::announce_like(house, kr(1_000_000), |call| call.form = Some(form)).await;
    stage::opens(house, call).await;
    let mut applications = Vec::new();
    for (who, kroner, _, purpose) in UNDER_RULES {
        let mut answers = standard("Jobb", kroner);
        answers["purpose"] = json!(purpose);
        let id = begins(house, who, &answers).await;
        submits(house, who, id).await.is(200);
        applications.push(id);
    }
    house.set_clock("2012-03-01", 8);
    let (h, officer) = (&house.house, actor(house, OFFICER).await);
    grant_applications::close_call(&h.db, house.clock(), &officer, call).await.expect("closed");
    for (id, (_, kroner, points, _)) in applications.iter().zip(UNDER_RULES) {
        let checked = grant_applications::check_application(&h.db, house.clock(), &officer, *id);
        checked.await.expect("checked");
        for assessor in [OFFICER, OTHER_OFFICER] {
            stage::asks(house, assessor, *id).await;
        }
        for assessor in [OFFICER, OTHER_OFFICER] {
            stage::assess(house, assessor, *id, points, kroner).await;
        }
    }
    let homes = Quota { least: Money::ZERO, most: Some(kr(600_000)) };
    let rules = Rules {
        per_recipient: Some(2),
        exclusive: vec![(applications[2], applications[3])],
        purposes: [("home".to_owned(), homes)].into(),
        ..Rules::default()
    };
    let plan = Plan { rules, ..Plan::of(Method::RankedList) };
    let scenario = stage::drawn_by(house, call, "A", plan).await;
    let authority = actor(house, AUTHORITY).await;
    adopt_and_award(&h.db, house.clock(), &authority, &h.desk, scenario).await.expect("adopted");
    house.post_comes().await;
    applications.try_into().expect("six")
}

async fn grant_of(house: &TestHouse, application: ApplicationId) -> Grant {
    let found = funding_periods::queries::grant_of_application(&house.house.db, application).await;
    found.expect("a look").expect("a grant")
}

/// What a frame holds, has promised and has paid, in kroner.
async fn holds(house: &TestHouse, key: &str) -> (i64, i64, i64) {
    let found = county_allocation::queries::envelope_by_key(&house.house.db, key).await;
    let frame = found.expect("a look").expect("a frame");
    let in_kroner = |amount: Money| amount.whole_kroner();
    (in_kroner(frame.amount), in_kroner(frame.reserved), in_kroner(frame.paid))
}

fn because(why: &str, ground: LegalGround) -> Reversal {
    Reversal { why: why.to_owned(), ground, noticed_on: None }
}

async fn reverses(house: &TestHouse, grant: GrantId) -> Result<(), ReverseError> {
    let (h, authority) = (&house.house, actor(house, AUTHORITY).await);
    let reversal = because("Prosjektet er oppgitt.", LegalGround::NoHarm);
    reverse_grant(&h.db, house.clock(), &authority, &h.desk, grant, reversal).await.map(|_| ())
}

async fn awards(
    house: &TestHouse,
    application: ApplicationId,
    kroner: i64,
) -> Result<GrantId, AwardLaterError> {
    let (h, authority) = (&house.house, actor(house, AUTHORITY).await);
    let new = LaterAward {
        amount: kr(kroner),
        why: "Et annet prosjekt er oppgitt.".into(),
        passing_over: Some("De kan ikke begynne i år.".into()),
    };
    award_later(&h.db, house.clock(), &authority, &h.desk, application, new).await
}

/// Pays the first instalment of a grant, as the payments to come will.
async fn pays_the_first(house: &TestHouse, grant: &Grant) -> Money {
    let db = &house.house.db;
    let first = funding_periods::queries::instalments(db, grant.id).await.expect("instalments");
    let first = first.first().expect("a first one").clone();
    let officer = actor(house, OFFICER).await;
    let tx = journal::begin(db).await.expect("a transaction");
    let voucher = Voucher::new("Første rate", house.today());
    let now = stage::now(house);
    pay(&tx, now, &officer, grant.envelope, first.amount, &voucher).await.expect("paid");
    let values: Vec<Value> = vec![house.today().date().into(), first.id.0.into()];
    let sql = "UPDATE instalment SET state = 'paid', paid_on = $1 WHERE id = $2";
    let statement = Statement::from_sql_and_values(tx.get_database_backend(), sql, values);
    tx.execute_raw(statement).await.expect("noted");
    tx.commit().await.expect("kept");
    first.amount
}

both_databases! {
    from migrated;

    /// On the pages, before anybody accepted: the money goes to the next, who is told why, and what is
    /// left of it to the one after.
    async fn reversed_before_acceptance_and_the_next_gets_it(db: TestDatabase) {
        let house = TestHouse::open(db, "2012-01-05").await;
        let applications = settled(&house).await;
        let [_, stavanger, bodo, more] = applications[..] else { panic!("four") };
        let grant = grant_of(&house, stavanger).await;
        house.set_clock("2012-03-12", 9);
        let page = format!("/grants/{}/reverse", grant.id);

        // Who may not decide is not asked.
        for who in [OFFICER, STAVANGER] {
            house.get(&page, who).await.is(403);
            let form = [("why", "x"), ("legal_ground", "no-harm")];
            house.post(&page, &form, who).await.is(403);
        }
        house.get(&format!("/grants/{}", grant.id), AUTHORITY).await.is(200).says(&page);
        let asked = house.get(&page, AUTHORITY).await.is(200);
        let asked = asked.says("500\u{a0}000").says("Én frist faller bort");
        // Nobody is owed anything back yet, so nobody needs to have been heard.
        asked.says("Endringen er ikke til skade for noen");
        let wrong = [("why", "Kommunen vil ikke."), ("noticed_on", "i går")];
        let wrong = house.post(&page, &wrong, AUTHORITY).await.is(422);
        let wrong = wrong.says("Velg hva omgjøringen bygger på").says("Kommunen vil ikke.");
        wrong.says("i går");
        let early = [("why", "Nei."), ("legal_ground", "no-harm"), ("noticed_on", "2012-02-01")];
        house.post(&page, &early, AUTHORITY).await.is(422).says("Dagen må være fra");
        assert_eq!(house.count("grant_reversal").await, 0);

        let form = [
            ("why", "Kommunen har skrevet at den ikke vil ha tilskuddet."),
            ("legal_ground", "no-harm"),
            ("noticed_on", ""),
        ];
        let there = house.post(&page, &form, AUTHORITY).await.leads_on();
        assert_eq!(there, format!("/grants/{}", grant.id));
        let mails = house.post_comes().await;
        let [mail] = &mails[..] else { panic!("{} mails", mails.len()) };
        assert_eq!(recipient(mail), STAVANGER);
        assert!(subject(mail).starts_with("Vi har omgjort vedtaket"), "{}", subject(mail));
        for said in [
            "Kommunen har skrevet at den ikke vil ha tilskuddet.",
            "§ 35 første ledd bokstav a",
            "Vi betaler ikke ut tilskuddet.",
            "Dere kan ikke lenger godta vilkårene.",
            "innen tre uker",
        ] {
            assert!(text(mail).contains(said), "{said}: {}", text(mail));
        }

        // The first decision stands beside the second, and nothing can be done any more.
        let shown = house.get(&format!("/applications/{stavanger}"), AUTHORITY).await.is(200);
        let shown = shown.says("Innvilget 500\u{a0}000 kr").says("Omgjort 12. mars 2012");
        shown.says("Kommunen har skrevet");
        let own = house.get(&there, STAVANGER).await.is(200);
        own.says("Vedtaket ble omgjort 12. mars 2012").says("bokstav a");
        let accept = house.post(&format!("{there}/accept"), &[], STAVANGER).await.is(409);
        accept.says("ingenting å godta");
        house.post(&page, &form, AUTHORITY).await.is(409).says("allerede omgjort");
        house.get(&page, AUTHORITY).await.is(409);
        let open = "SELECT COUNT(*) FROM deadline WHERE state = 'open'";
        assert_eq!(house.number(open).await, 1, "Klepp's");
        assert_eq!(holds(&house, &format!("award:{stavanger}")).await, (0, 0, 0));
        assert_eq!(holds(&house, "call:jobb-2012:county:11").await, (900_000, 400_000, 0));

        // The next on the list: what is left of the call, and of what came back what is missing.
        let next = format!("/applications/{bodo}/award");
        house.get(&next, OFFICER).await.is(403);
        house.get(&format!("/applications/{bodo}"), AUTHORITY).await.is(200).says(&next);
        let asked = house.get(&next, AUTHORITY).await.is(200);
        assert_eq!(asked.field("amount"), "300\u{a0}000");
        let asked = asked.says("JOBB-2012-S03").says("JOBB-2012-S04");
        asked.says("550\u{a0}000");
        let much = [("amount", "300 001"), ("why", "Penger kom tilbake.")];
        let much = house.post(&next, &much, AUTHORITY).await.is(422);
        much.says("opp til de 300\u{a0}000 kr").says("Penger kom tilbake.");
        let form = [("amount", "300 000"), ("why", "Et annet prosjekt er oppgitt.")];
        let there = house.post(&next, &form, AUTHORITY).await.leads_on();
        let mails = house.post_comes().await;
        let [mail] = &mails[..] else { panic!("{} mails", mails.len()) };
        assert_eq!(recipient(mail), BODO);
        assert!(text(mail).contains("Vi avslo søknaden 1. mars 2012"), "{}", text(mail));
        assert!(text(mail).contains("Et annet prosjekt er oppgitt."));
        assert_eq!(holds(&house, "call:jobb-2012:county:18").await, (300_000, 300_000, 0));
        assert_eq!(holds(&house, "call:jobb-2012:county:11").await, (650_000, 400_000, 0));
        assert_eq!(holds(&house, "call:jobb-2012").await, (950_000, 950_000, 0));
        house.post(&format!("{there}/accept"), &[], BODO).await.leads_on();
        let shown = house.get(&format!("/applications/{bodo}"), BODO).await.is(200);
        shown.says("Avslått 1. mars 2012").says("Innvilget 300\u{a0}000 kr 12. mars 2012");
        house.post(&next, &form, AUTHORITY).await.is(409);

        // Programs award the last one, as far as the money reaches.
        let last = format!("/api/v1/applications/{more}/award");
        let asks = |ore: i64| json!({ "amount_ore": ore, "why": "Noe er igjen." });
        house.json("POST", &last, &asks(20_000_000), OFFICER).await.is(403);
        house.json("POST", &last, &asks(0), AUTHORITY).await.is(422).says("amount_ore");
        let grant = house.json("POST", &last, &asks(15_000_000), AUTHORITY).await.is(201).value();
        assert_eq!((&grant["state"], &grant["amount_ore"]), (&json!("awarded"), &json!(15_000_000)));
        let reverse = format!("/api/v1/grants/{}/reverse", grant["id"].as_str().expect("an id"));
        let whim = json!({ "why": "Nei.", "legal_ground": "whim" });
        house.json("POST", &reverse, &whim, AUTHORITY).await.is(422).says("legal_ground");
        let invalid = json!({ "why": "Feil søknad.", "legal_ground": "invalid" });
        house.json("POST", &reverse, &invalid, OFFICER).await.is(403);
        let grant = house.json("POST", &reverse, &invalid, AUTHORITY).await.is(200).value();
        assert_eq!(grant["reversal"]["legal_ground"], json!("invalid"));
        assert_eq!(grant["reversal"]["freed_ore"], json!(15_000_000));
        house.json("POST", &reverse, &invalid, AUTHORITY).await.is(409);
        house.json("POST", &last, &asks(1), AUTHORITY).await.is(409);
        house.drain().await;
        house.leave().await;
    }

    /// One instalment is paid and a reminder is on its way, already with somebody who hands it over: it
    /// never leaves, and none follows. What is paid stays paid and is owed back.
    async fn reversed_after_a_payment(db: TestDatabase) {
        let house = TestHouse::open(db, "2012-01-05").await;
        let applications = settled(&house).await;
        let grant = grant_of(&house, applications[0]).await;
        let h = &house.house;
        let klepp = actor(&house, KLEPP).await;
        accept_grant(&h.db, house.clock(), &klepp, &h.desk, grant.id).await.expect("accepted");
        house.set_clock("2012-03-20", 9);
        let paid = pays_the_first(&house, &grant).await;
        assert!(paid.is_positive() && paid < grant.amount);
        house.post_comes().await;

        house.set_clock("2013-01-31", 9);
        let reminded = reporting_deadlines::remind(&h.db, house.clock(), &h.desk, house.today()).await;
        assert_eq!(reminded.expect("a round").letters, 2, "Klepp and Stavanger");
        let hour = Duration::from_secs(3600);
        let (now, turns) = (stage::now(&house), worklist::Turns::new());
        let claims =
            worklist::claim(&h.db, now, "another", &[HAND_OVER.into()], 9, hour, &turns).await;
        let claims = claims.expect("claimed");
        assert_eq!(claims.len(), 2);

        let page = format!("/grants/{}/reverse", grant.id);
        let asked = house.get(&page, AUTHORITY).await.is(200);
        let asked = asked.says("De blir stående som betalt, og som skyldig tilbake");
        assert!(!asked.text().contains("not-notified"), "Klepp has accepted");
        let form = |noticed| {
            [("why", "Prosjektet kom aldri i gang."), ("legal_ground", "by-its-terms"), ("noticed_on", noticed)]
        };
        let unheard = house.post(&page, &form(""), AUTHORITY).await.is(422);
        unheard.says("Skriv dagen mottakeren ble varslet").says("Prosjektet kom aldri i gang.");
        let known = because("Nei.", LegalGround::NotNotified);
        let authority = actor(&house, AUTHORITY).await;
        let known = reverse_grant(&h.db, house.clock(), &authority, &h.desk, grant.id, known).await;
        assert!(matches!(known, Err(ReverseError::Doubt(_))), "{known:?}");
        house.post(&page, &form("2013-01-10"), AUTHORITY).await.leads_on();

        // The work that was claimed goes on, and finds nothing to hand over for Klepp.
        let mut handed = Vec::new();
        for claim in &claims {
            let letter = LetterId(claim.subject.parse().expect("a letter"));
            let ended = hand_over(&h.db, house.clock(), &h.desk, &h.office, letter).await;
            handed.push(ended.expect("an answer"));
            let at = stage::now(&house);
            let ending = worklist::Ending { claim: claim.clone(), at, how: worklist::How::Done };
            worklist::finish(&h.db, &[ending]).await.expect("finished");
        }
        let withdrawn = HandedOver::Already(LetterState::Withdrawn);
        assert_eq!(handed.iter().filter(|one| **one == withdrawn).count(), 1, "{handed:?}");
        let mails = house.post_comes().await;
        let to_klepp: Vec<_> = mails.iter().filter(|mail| recipient(mail) == KLEPP).collect();
        let [mail] = &to_klepp[..] else { panic!("{} mails", to_klepp.len()) };
        assert!(subject(mail).starts_with("Vi har gjort om vedtaket"), "{}", subject(mail));
        for said in [
            format!("Vi har betalt ut {paid} kroner. Dei pengane skal de betale tilbake."),
            format!("{} kronene som står att", grant.amount - paid),
            "10. januar 2013".to_owned(),
            "§ 35 femte ledd".to_owned(),
            "De skal ikkje levere rapport om tilskotet".to_owned(),
        ] {
            assert!(text(mail).contains(&said), "{said}: {}", text(mail));
        }
        // Not on any later day either; Stavanger, whose grant stands, is reminded of its report.
        for on in ["2013-02-20", "2013-03-02", "2013-03-20", "2013-04-10"] {
            house.set_clock(on, 9);
            reporting_deadlines::remind(&h.db, house.clock(), &h.desk, house.today()).await.expect("a round");
        }
        let later = house.post_comes().await;
        assert!(later.iter().any(|mail| recipient(mail) == STAVANGER));
        let klepps = |mail: &&mail_parser::Message<'_>| recipient(mail) == KLEPP || text(mail).contains("Jobb i Klepp");
        assert_eq!(later.iter().filter(klepps).count(), 0);

        // The money: paid stays paid, in every frame, and is owed back.
        let paid_kr = paid.whole_kroner();
        let award = format!("award:{}", applications[0]);
        assert_eq!(holds(&house, &award).await, (paid_kr, paid_kr, paid_kr));
        assert_eq!(
            holds(&house, "call:jobb-2012:county:11").await,
            (900_000, 500_000 + paid_kr, paid_kr)
        );
        let api = format!("/api/v1/grants/{}", grant.id);
        let said = house.json("GET", &api, &json!(null), AUTHORITY).await.is(200).value();
        assert_eq!(said["reversal"]["owed_ore"], json!(paid.ore()));
        assert_eq!(said["paid_ore"], json!(paid.ore()));
        assert_eq!(said["instalments"][0]["state"], json!("paid"));
        assert_eq!(said["instalments"][1]["state"], json!("stopped"));
        let own = house.get(&format!("/grants/{}", grant.id), KLEPP).await.is(200);
        own.says(&format!("{paid} kr skal betales tilbake")).says("Vilkårene godtatt");

        // Past the verb nothing comes back to life.
        for (sql, name) in [
            ("UPDATE funded_grant SET state = 'active' WHERE state = 'reversed'", "funded_grant_reversed_never_changes"),
            ("UPDATE deadline SET state = 'open' WHERE state = 'lapsed'", "deadline_of_a_reversed_grant_stays_closed"),
            ("UPDATE instalment SET state = 'scheduled' WHERE state = 'stopped'", "instalment_of_a_reversed_grant_stays_stopped"),
            ("UPDATE application_decision SET reason = 'x'", "application_decision_only_added_to_update"),
            ("DELETE FROM grant_reversal", "grant_reversal_only_added_to_delete"),
        ] {
            let refused = h.db.execute_unprepared(sql).await.expect_err(name).to_string();
            assert!(refused.contains(name), "{refused}");
        }
        house.leave().await;
    }

    /// Whatever happens at once: one reversal, one answer to it, and never more given away than is there.
    async fn at_once(db: TestDatabase) {
        let house = TestHouse::open(db, "2012-01-05").await;
        let applications = settled(&house).await;
        let h = &house.house;
        let (klepp, stavanger) = (actor(&house, KLEPP).await, actor(&house, STAVANGER).await);
        actor(&house, AUTHORITY).await;

        // Accepted and reversed: in whichever order, it ends reversed and nothing is to be paid.
        let grant = grant_of(&house, applications[1]).await;
        let accepts = accept_grant(&h.db, house.clock(), &stavanger, &h.desk, grant.id);
        let (accepted, reversed) = tokio::join!(accepts, reverses(&house, grant.id));
        reversed.expect("reversed");
        assert!(matches!(accepted, Ok(()) | Err(AcceptError::NotPossible(_))), "{accepted:?}");
        let now_so = grant_of(&house, applications[1]).await;
        let GrantState::Reversed { accepted: was_accepted, .. } = &now_so.state else {
            panic!("{:?}", now_so.state)
        };
        assert_eq!(was_accepted.is_some(), accepted.is_ok());
        let to_pay = "SELECT COUNT(*) FROM instalment WHERE state = 'scheduled'";
        assert_eq!(house.number(to_pay).await, 0);

        // Reversed twice: one does it, the other finds it done.
        let grant = grant_of(&house, applications[0]).await;
        let (one, other) = tokio::join!(reverses(&house, grant.id), reverses(&house, grant.id));
        let lost: Vec<_> = [one, other].into_iter().filter_map(Result::err).collect();
        assert!(matches!(lost.as_slice(), [ReverseError::NotPossible(_)]), "{lost:?}");
        assert_eq!(house.count("grant_reversal").await, 2);
        let late = accept_grant(&h.db, house.clock(), &klepp, &h.desk, grant.id).await;
        assert!(matches!(late, Err(AcceptError::NotPossible(_))), "{late:?}");

        // The same one twice, and both for more than there is together.
        let (bodo, more) = (applications[2], applications[3]);
        let authority = actor(&house, AUTHORITY).await;
        let unasked = LaterAward { amount: kr(200_000), why: "Penger.".into(), passing_over: None };
        let unasked =
            award_later(&h.db, house.clock(), &authority, &h.desk, more, unasked).await;
        let Err(AwardLaterError::PassesOver(before)) = unasked else { panic!("{unasked:?}") };
        assert_eq!(before, ["JOBB-2012-S03"]);
        // Somebody at the ledger takes all of it but 350 000 kr for something else.
        let officer = actor(&house, AUTHORITY).await;
        let call = county_allocation::queries::envelope_by_key(&h.db, "call:jobb-2012:county:11").await;
        let county = call.expect("a look").expect("a frame");
        let tx = journal::begin(&h.db).await.expect("a transaction");
        let voucher = Voucher::new("Til noe annet", house.today());
        let now = stage::now(&house);
        county_allocation::hold(&tx, county.parent.expect("a call")).await.expect("held");
        county_allocation::reduce(&tx, now, &officer, county.id, kr(600_000), &voucher).await.expect("smaller");
        let call = county.parent.expect("a call");
        county_allocation::reduce(&tx, now, &officer, call, kr(600_000), &voucher).await.expect("smaller");
        tx.commit().await.expect("kept");
        let (one, twice, other) = tokio::join!(
            awards(&house, bodo, 300_000), awards(&house, bodo, 300_000), awards(&house, more, 200_000),
        );
        let ended = [one, twice, other];
        let won: Vec<_> = ended.iter().filter_map(|one| one.as_ref().ok()).collect();
        assert_eq!(won.len(), 1, "{ended:?}");
        for lost in ended.iter().filter_map(|one| one.as_ref().err()) {
            match lost {
                AwardLaterError::NotPossible(_) => {}
                AwardLaterError::NoRoom { remaining, asked } => {
                    assert!(remaining < asked, "{lost}");
                }
                other => panic!("{other}"),
            }
        }
        assert_eq!(house.count("funded_grant").await, 3);
        // What was reversed does not come back by the reserve list, nor what was never on it.
        let gone = awards(&house, applications[0], 1_000).await;
        assert!(matches!(gone, Err(AwardLaterError::NotPossible(_))), "{gone:?}");
        house.drain().await;
        house.leave().await;
    }

    /// The rules of the scenario hold for what is awarded after it: of a pair one, to a recipient so many, to
    /// a purpose so much. Grants that are reversed no longer count.
    async fn by_the_rules_of_the_scenario(db: TestDatabase) {
        let house = TestHouse::open(db, "2012-01-05").await;
        let applications = settled_under_rules(&house).await;
        let [_, second, third, fourth, homes, one_more] = applications;
        let way = |id: ApplicationId| format!("/applications/{id}/award");
        let scenario = format!("/calls/{CALL}/allocation/1");
        let mut page = house.get(&scenario, AUTHORITY).await.is(200);
        for waits in [third, fourth, homes, one_more] {
            page = page.says(&way(waits));
        }
        let others = house.get(&scenario, OFFICER).await.is(200).says("Reserveliste");
        assert!(!others.text().contains("/award"), "an officer cannot award");

        // There is money for both of the pair, at once: one of them gets it.
        reverses(&house, grant_of(&house, second).await.id).await.expect("reversed");
        let (one, other) = tokio::join!(awards(&house, third, 300_000), awards(&house, fourth, 300_000));
        let (won, kept_out, refused) = match (one, other) {
            (Ok(_), Err(refused)) => (third, fourth, refused),
            (Err(refused), Ok(_)) => (fourth, third, refused),
            both => panic!("{both:?}"),
        };
        let AwardLaterError::AgainstRules { rule: BrokenRule::Exclusive { other, .. }, .. } = refused
        else { panic!("{refused:?}") };
        assert_eq!(other, won);
        let only_one = "bare én av de to kan få det";
        let asked = house.get(&way(kept_out), AUTHORITY).await.is(200).says(only_one);
        assert!(!asked.text().contains("name=\"amount\""), "nothing is asked: {}", asked.text());
        let form = [("amount", "300 000"), ("why", "Penger."), ("passing_over", "Nei.")];
        house.post(&way(kept_out), &form, AUTHORITY).await.is(409).says(only_one);
        let page = house.get(&scenario, AUTHORITY).await.is(200).says(&way(kept_out));
        assert!(!page.text().contains(&way(won)), "it waits no longer");

        // Homes have got 400 000 of their 600 000 kr. Who is kept out is not passed over by anybody.
        let asked = house.get(&way(homes), AUTHORITY).await.is(200).says(only_one);
        assert_eq!(asked.field("amount"), "200\u{a0}000");
        let api = |id: ApplicationId| format!("/api/v1{}", way(id));
        let asks = |ore: i64| json!({ "amount_ore": ore, "why": "Penger kom tilbake." });
        let above = house.json("POST", &api(homes), &asks(20_000_001), AUTHORITY).await.is(409).value();
        let said = above["detail"].as_str().expect("words").replace('\u{a0}', " ");
        assert!(said.contains("Formålet «Få et hjem» kan få høyst 600 000 kr"), "{said}");
        assert!(said.contains("av dem er det 200 000 kr igjen"), "{said}");
        assert_eq!(above["remaining_ore"], json!(20_000_000));
        house.json("POST", &api(homes), &asks(20_000_000), AUTHORITY).await.is(201);

        // Klepp has its two.
        let enough = house.json("POST", &api(one_more), &asks(1), AUTHORITY).await.is(409);
        enough.says("høyst 2 tilskudd");
        assert_eq!(house.count("later_award").await, 2);

        // What is reversed counts no longer: the other of the pair gets its turn.
        reverses(&house, grant_of(&house, won).await.id).await.expect("reversed");
        let asked = house.get(&way(kept_out), AUTHORITY).await.is(200);
        assert_eq!(asked.field("amount"), "300\u{a0}000");
        awards(&house, kept_out, 300_000).await.expect("awarded");
        house.drain().await;
        house.leave().await;
    }

    /// Who is tied to a case decides nothing in it anew, nor passes over it; and only budget authority
    /// decides at all.
    async fn by_the_impartial_only(db: TestDatabase) {
        let house = TestHouse::open(db, "2012-01-05").await;
        let applications = settled(&house).await;
        let h = &house.house;
        let grant = grant_of(&house, applications[1]).await;
        let officer = actor(&house, OFFICER).await;
        let refused = reverse_grant(
            &h.db, house.clock(), &officer, &h.desk, grant.id, because("Nei.", LegalGround::NoHarm),
        ).await;
        assert!(matches!(refused, Err(ReverseError::NotYours)), "{refused:?}");
        let authority = actor(&house, AUTHORITY).await;
        for organisation in [grant.organisation, actor(&house, BODO).await.confined_to().expect("its own")] {
            let tie = NewTie {
                person: authority.person().expect("a person"),
                organisation,
                kind: TieKind::Employed,
                note: String::new(),
                from: day("2012-01-01"),
                to: None,
            };
            grant_applications::register_tie(&h.db, house.clock(), &officer, tie).await.expect("registered");
        }
        let refused = reverses(&house, grant.id).await;
        assert!(matches!(refused, Err(ReverseError::Disqualified)), "{refused:?}");
        house.get(&format!("/grants/{}/reverse", grant.id), AUTHORITY).await.is(409);
        // Stavanger's grant is not hers to take back; Klepp's is, and Bodø is passed over by none of hers.
        let klepp = grant_of(&house, applications[0]).await;
        reverses(&house, klepp.id).await.expect("reversed");
        let refused = awards(&house, applications[3], 100_000).await;
        let Err(AwardLaterError::Disqualified(cases)) = refused else { panic!("{refused:?}") };
        assert_eq!(cases, ["JOBB-2012-S03"]);
        assert_eq!(house.count("later_award").await, 0);
        house.drain().await;
        house.leave().await;
    }
}
