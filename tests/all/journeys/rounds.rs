//! What the house writes to applicants by itself: before a call closes, while they wait, when it changes.

use super::applicant::{applies, begins, page, reads, saves, sends_again, standard};
use super::house::{TestHouse, actor, day, migrated, recipient, text};
use super::stage::{self, BODO, CALL, KLEPP, OFFICER, STAVANGER};
use forms::Takes;
use grant_applications::{Amendment, Wrote};
use mail_parser::Message;
use serde_json::json;
use tests::both_databases;
use vocabulary::CallId;

/// The round of one day: twice at once, then once more; who was written to.
async fn reminds(house: &TestHouse, on: &str) -> Vec<Message<'static>> {
    house.set_clock(on, 6);
    let h = &house.house;
    let round =
        async || grant_applications::remind_drafts(&h.db, house.clock(), &h.desk, day(on)).await;
    let (one, other) = tokio::join!(round(), round());
    let wrote = [one, other, round().await].map(|round| round.expect("a round"));
    written(house, wrote).await
}

/// The same of the round that replies to those who wait.
async fn replies(house: &TestHouse, on: &str) -> Vec<Message<'static>> {
    house.set_clock(on, 6);
    let h = &house.house;
    let round = async || {
        grant_applications::reply_provisionally(&h.db, house.clock(), &h.desk, day(on)).await
    };
    let (one, other) = tokio::join!(round(), round());
    let wrote = [one, other, round().await].map(|round| round.expect("a round"));
    written(house, wrote).await
}

async fn written(house: &TestHouse, wrote: [Wrote; 3]) -> Vec<Message<'static>> {
    assert!(wrote.iter().all(|wrote| wrote.failed.is_empty()), "{wrote:?}");
    assert_eq!(wrote[2].letters, 0, "a third round has nothing to do");
    let mails = house.post_comes().await;
    assert_eq!(mails.len(), wrote.iter().map(|wrote| wrote.letters).sum::<usize>());
    mails
}

fn told<'a>(mails: &'a [Message<'static>]) -> Vec<&'a str> {
    let mut told: Vec<_> = mails.iter().map(recipient).collect();
    told.sort_unstable();
    told
}

async fn amends(house: &TestHouse, call: CallId, change: Amendment) {
    let what = Amendment {
        what_nb: "Vi har endret utlysningen.".into(),
        what_nn: "Vi har endra utlysinga.".into(),
        ..change
    };
    let officer = actor(house, OFFICER).await;
    let h = &house.house;
    grant_applications::amend_call(&h.db, house.clock(), &officer, &h.desk, call, what)
        .await
        .expect("amended");
}

both_databases! {
    from migrated;

    async fn drafts_are_reminded_once_for_each_closing_day(db: TestDatabase) {
        let house = TestHouse::open(db, "2012-01-05").await;
        let call = stage::opened_like(&house, |_| {}).await;
        begins(&house, KLEPP, &standard("Jobb i Klepp", 400_000)).await;
        applies(&house, STAVANGER, "Jobb i Stavanger", 500_000).await;
        let beside = applies(&house, BODO, "Jobb i Bodø", 300_000).await;
        let revision = reads(&house, BODO, beside).await["revision"].clone();
        saves(&house, BODO, beside, &revision, &standard("Endret", 300_000)).await.is(200);
        house.post_comes().await;
        assert_eq!(told(&reminds(&house, "2012-02-23").await), [""; 0]);
        // Five days before: those who have something unsent, each told what it is.
        let mails = reminds(&house, "2012-02-24").await;
        assert_eq!(told(&mails), [BODO, KLEPP]);
        for mail in &mails {
            assert!(text(mail).contains("29. februar 2012"), "{}", text(mail));
            assert!(text(mail).contains("http://fordel.example/applications/"), "{}", text(mail));
        }
        for on in ["2012-02-25", "2012-02-29"] {
            assert_eq!(told(&reminds(&house, on).await), [""; 0], "{on}");
        }
        // A deadline that moves is another deadline.
        amends(&house, call, Amendment { closes_on: Some(day("2012-03-14")), ..Default::default() }).await;
        let mails = house.post_comes().await;
        assert_eq!(told(&mails), [BODO, KLEPP, STAVANGER]);
        assert!(mails.iter().all(|mail| text(mail).contains("14. mars 2012")));
        assert_eq!(told(&reminds(&house, "2012-03-08").await), [""; 0]);
        sends_again(&house, BODO, beside, &standard("Endret igjen", 300_000)).await;
        house.post_comes().await;
        let mails = reminds(&house, "2012-03-09").await;
        assert_eq!(told(&mails), [KLEPP]);
        assert!(text(&mails[0]).contains("14. mars 2012"), "{}", text(&mails[0]));
        assert_eq!(told(&reminds(&house, "2012-03-14").await), [""; 0]);
        // When it has closed there is nothing to remind of.
        assert_eq!(told(&reminds(&house, "2012-03-15").await), [""; 0]);
        house.leave().await;
    }

    async fn who_waits_a_month_is_told_so_once(db: TestDatabase) {
        let house = TestHouse::open(db, "2012-01-05").await;
        stage::opened_like(&house, |call| call.decision_expected_on = Some(day("2012-05-01"))).await;
        applies(&house, KLEPP, "Jobb i Klepp", 400_000).await;
        house.set_clock("2012-01-20", 9);
        applies(&house, STAVANGER, "Jobb i Stavanger", 500_000).await;
        begins(&house, BODO, &standard("Jobb i Bodø", 300_000)).await;
        house.post_comes().await;
        assert_eq!(told(&replies(&house, "2012-02-07").await), [""; 0]);
        let mails = replies(&house, "2012-02-08").await;
        assert_eq!(told(&mails), [KLEPP]);
        assert!(text(&mails[0]).contains("1. mai 2012"), "{}", text(&mails[0]));
        assert_eq!(told(&replies(&house, "2012-02-18").await), [""; 0]);
        // A round that was missed is made up for.
        assert_eq!(told(&replies(&house, "2012-03-01").await), [STAVANGER]);
        assert_eq!(told(&replies(&house, "2012-06-01").await), [""; 0]);
        house.leave().await;
    }

    async fn an_amendment_reaches_drafts_and_moves_them(db: TestDatabase) {
        let house = TestHouse::open(db, "2012-01-05").await;
        let call = stage::opened_like(&house, |_| {}).await;
        let draft = begins(&house, KLEPP, &standard("Jobb i Klepp", 400_000)).await;
        let sent = applies(&house, STAVANGER, "Jobb i Stavanger", 500_000).await;
        house.post_comes().await;
        let before = reads(&house, KLEPP, draft).await["form"].clone();
        let label = "Er tilbudet tilgjengelig?";
        let form = stage::form_with(&house, forms::STANDARD, "accessible", label, Takes::YesNo).await;
        amends(&house, call, Amendment { form: Some(form), ..Default::default() }).await;
        let mails = house.post_comes().await;
        assert_eq!(told(&mails), [KLEPP, STAVANGER]);
        let said = |who: &str| {
            text(mails.iter().find(|mail| recipient(mail) == who).expect("a letter"))
        };
        assert!(said(KLEPP).contains("Vi har endra utlysinga."), "{}", said(KLEPP));
        assert!(said(STAVANGER).contains("Vi har endret utlysningen."), "{}", said(STAVANGER));

        // What is being written moves with all that stands in it; what was sent in does not.
        let moved = reads(&house, KLEPP, draft).await;
        assert_eq!(moved["draft"]["form"], form.to_string().as_str());
        assert_eq!(moved["draft"]["answers"]["title"], "Jobb i Klepp");
        house.get(&format!("{}/edit", page(draft)), KLEPP).await.is(200).says(label);
        let stands = reads(&house, STAVANGER, sent).await;
        assert_eq!((&stands["form"], stands["versions"][0]["form"] == before), (&before, true));
        // A new version of it answers the new form.
        let mut answers = standard("Jobb i Stavanger", 500_000);
        answers["accessible"] = json!(true);
        let again = sends_again(&house, STAVANGER, sent, &answers).await;
        let of = |at: usize| again["versions"][at]["form"].clone();
        assert_eq!((of(0), of(1)), (before, json!(form.to_string())));
        house.get(&format!("/calls/{CALL}"), "").await.is(200).says("Vi har endret utlysningen.");
        house.drain().await;
        house.leave().await;
    }
}
