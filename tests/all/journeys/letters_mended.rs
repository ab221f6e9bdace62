//! What an officer does about letters that did not go: offer one again to the right address, take one back.

use super::house::{STRANGER, migrated};
use super::mail::{letters, states, time_passes, with_receipts};
use super::stage::{KLEPP, OFFICER};
use letters::{LetterKind, LetterState};
use tests::both_databases;
use tests::smtp::{Behaviour, SmtpSink};

both_databases! {
    from migrated;

    async fn a_refused_letter_goes_to_the_right_address(db: TestDatabase) {
        let sink = SmtpSink::start().await;
        sink.behave(Behaviour::RefuseRecipients(550));
        let house = with_receipts(db, sink.url()).await;
        house.drain().await;
        assert_eq!(states(&house).await, [LetterState::Refused; 3]);
        sink.behave(Behaviour::Accept);
        let all = letters(&house).await;
        let wrong = all.iter().find(|letter| letter.recipient_email == KLEPP).expect("one");
        let (page, right) = (format!("/letters/{}", wrong.id), "rett.adresse@klepp.example");
        let again = format!("{page}/offer-again");
        assert!(house.get(&page, OFFICER).await.is(200).text().contains(&again));
        assert!(house.get(&again, OFFICER).await.is(200).text().contains(KLEPP), "it is proposed");
        house.post(&again, &[("email", right), ("note", "")], OFFICER).await.is(422);
        house.post(&again, &[("email", "rett adresse"), ("note", "x")], OFFICER).await.is(422);
        house.drain().await;
        assert_eq!(sink.mails().len(), 0);

        house.post(&again, &[("email", right), ("note", "Skrivefeil.")], OFFICER).await.is(303);
        house.post(&again, &[("email", right), ("note", "Skrivefeil.")], OFFICER).await.is(409);
        house.drain().await;
        let [mail] = sink.mails().try_into().expect("one mail");
        assert_eq!(mail.recipients, [right]);
        let text = String::from_utf8_lossy(&mail.message).into_owned();
        assert!(text.contains(&wrong.id.to_string()), "under its own Message-ID: {text}");
        let told = house.get(&page, OFFICER).await.is(200).text();
        for said in ["Avvist for godt", "Skrivefeil.", right, KLEPP, "Tatt imot"] {
            assert!(told.contains(said), "{said} is not in {told}");
        }
        // Whoever the letter was for does not read what officers write about it.
        let own = house.get(&page, KLEPP).await.is(200).text();
        assert!(!own.contains("Skrivefeil."));

        // What lets somebody in never goes to an address that somebody else typed.
        sink.behave(Behaviour::RefuseRecipients(550));
        house.post("/sign-in", &[("email", KLEPP)], STRANGER).await;
        house.drain().await;
        let all = letters(&house).await;
        let link = all.iter().find(|letter| letter.kind == LetterKind::SignIn).expect("a link");
        assert_eq!(link.state, LetterState::Refused);
        let again = format!("/letters/{}/offer-again", link.id);
        house.post(&again, &[("email", right), ("note", "x")], OFFICER).await.is(409);
        house.leave_undone().await;
    }

    async fn a_letter_is_taken_back_before_it_goes(db: TestDatabase) {
        let sink = SmtpSink::start().await;
        sink.behave(Behaviour::RefuseRecipients(450));
        let house = with_receipts(db, sink.url()).await;
        house.drain().await;
        assert_eq!(states(&house).await, [LetterState::Retry; 3]);
        let id = letters(&house).await[0].id;
        let path = format!("/letters/{id}/withdraw");
        house.get(&path, OFFICER).await.is(200);
        house.post(&path, &[("note", "Feil søknad.")], OFFICER).await.is(303);
        house.post(&path, &[("note", "Feil søknad.")], OFFICER).await.is(409);
        sink.behave(Behaviour::Accept);
        time_passes(&house).await;
        house.drain().await;
        assert_eq!(sink.mails().len(), 2);
        let page = house.get(&format!("/letters/{id}"), OFFICER).await.is(200).text();
        assert!(page.contains("Trukket tilbake") && page.contains("Feil søknad."), "{page}");
        house.leave().await;
    }
}
