//! Several municipalities in one project, and who may send in for one.

use super::applicant::{api, begins, page, reads, saves, standard, submits};
use super::house::{TestHouse, actor, day, migrated, recipient, text};
use super::stage::{self, BODO, KLEPP, OFFICER, STAVANGER};
use organisations::NewSignatory;
use serde_json::json;
use tests::both_databases;
use vocabulary::Role;

both_databases! {
    from migrated;

    async fn another_municipality_joins_writes_and_leaves(db: TestDatabase) {
        let house = TestHouse::open(db, "2012-01-05").await;
        stage::opened_like(&house, |_| {}).await;
        let id = begins(&house, KLEPP, &standard("Jobb på Jæren", 400_000)).await;
        let (together, join) =
            (format!("{}/organisations", page(id)), format!("{}/organisations/join", page(id)));
        let stavanger = actor(&house, STAVANGER).await.confined_to().expect("an applicant");
        let whom = [("organisation", &*stavanger.to_string())];
        house.post(&together, &whom, STAVANGER).await.is(404);
        house.post(&together, &[("organisation", "ingen")], KLEPP).await.is(422);
        house.post(&together, &whom, KLEPP).await.leads_on();
        house.post(&together, &whom, KLEPP).await.is(422).says("Stavanger kommune");
        let mails = house.post_comes().await;
        assert_eq!(mails.iter().map(recipient).collect::<Vec<_>>(), [STAVANGER]);
        assert!(text(&mails[0]).contains("Klepp kommune"), "{}", text(&mails[0]));

        // Who is invited sees what it is, and nothing that stands in it, before joining.
        house.get(&api(id), STAVANGER).await.is(404);
        assert_eq!(house.get(&page(id), STAVANGER).await.leads_on(), join);
        let invited = house.get(&join, STAVANGER).await.is(200).says("Jobb på Jæren").text();
        assert!(!invited.contains("jobbspesialist"), "{invited}");
        saves(&house, STAVANGER, id, &json!(1), &standard("Vårt", 1)).await.is(404);
        house.get(&join, BODO).await.is(404);
        house.post(&join, &[], BODO).await.is(404);
        house.post(&join, &[], STAVANGER).await.leads_on();

        // Both write in it; the applicant sends it in.
        let ours = standard("Jobb på hele Jæren", 450_000);
        let revision = reads(&house, STAVANGER, id).await["revision"].clone();
        saves(&house, STAVANGER, id, &revision, &ours).await.is(200);
        saves(&house, KLEPP, id, &revision, &standard("Jobb", 1)).await.is(409);
        house.get(&format!("{}/edit", page(id)), STAVANGER).await.is(200).says("hele Jæren");
        submits(&house, STAVANGER, id).await.is(403);
        house.json("POST", &format!("{}/withdraw", api(id)), &json!({}), STAVANGER).await.is(403);
        submits(&house, KLEPP, id).await.is(200);
        let mails = house.post_comes().await;
        let mut told: Vec<_> = mails.iter().map(recipient).collect();
        told.sort_unstable();
        assert_eq!(told, [KLEPP, STAVANGER], "the receipt goes to all who take part");
        house.get(&page(id), OFFICER).await.is(200).says("Stavanger kommune");

        house.post(&format!("{together}/leave"), &[], BODO).await.is(404);
        house.post(&format!("{together}/leave"), &[], STAVANGER).await.leads_on();
        house.get(&page(id), STAVANGER).await.is(404);
        saves(&house, STAVANGER, id, &json!(3), &ours).await.is(404);
        let other = reads(&house, KLEPP, id).await["organisations"][0].clone();
        assert!(other["left_at"].is_string(), "{other}");
        house.leave().await;
    }

    async fn who_signs_sends_in(db: TestDatabase) {
        const MAYOR: &str = "ordforar@klepp.example";
        let house = TestHouse::open(db, "2012-01-05").await;
        stage::opened_like(&house, |_| {}).await;
        let klepp = actor(&house, KLEPP).await.confined_to().expect("an applicant");
        stage::join(&house, klepp, "Olga Ordførar", MAYOR, &[Role::Applicant]).await;
        let signs = NewSignatory {
            person: house.person(MAYOR).await,
            organisation: klepp,
            from: day("2012-01-01"),
            to: Some(day("2012-02-20")),
        };
        let officer = actor(&house, OFFICER).await;
        organisations::register_signatory(&house.house.db, house.clock(), &officer, signs)
            .await
            .expect("registered");
        let id = begins(&house, KLEPP, &standard("Jobb i Klepp", 400_000)).await;
        let refused = submits(&house, KLEPP, id).await.is(409).says("Olga Ordførar").value();
        assert_eq!(refused["type"], "/problems/not-signatory");
        house.get(&format!("{}/submit", page(id)), KLEPP).await.is(200).says("Olga Ordførar");
        // Asked twice about the same, she gets one letter.
        for _ in 0..2 {
            house.post(&format!("{}/signature", page(id)), &[], KLEPP).await.leads_on();
        }
        let mails = house.post_comes().await;
        assert_eq!(mails.iter().map(recipient).collect::<Vec<_>>(), [MAYOR]);
        assert!(text(&mails[0]).contains("Kari Klepp"), "{}", text(&mails[0]));
        submits(&house, MAYOR, id).await.is(200);
        // When nobody signs any more, whoever applies sends in.
        house.set_clock("2012-02-21", 9);
        let other = begins(&house, KLEPP, &standard("Enda en", 100_000)).await;
        submits(&house, KLEPP, other).await.is(200);
        house.drain().await;
        house.leave().await;
    }
}
