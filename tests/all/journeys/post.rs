//! The post as the workers do it: what a relay keeps, what comes back, and how fast it is given letters.

use super::house::{TestHouse, actor, migrated};
use super::mail::{LOOKER, letters, states, time_passes, with_receipts};
use super::stage::OFFICER;
use letters::queries::{LetterFilter, letters_for_actor, post_offices, timeline_for_actor};
use letters::{Happened, LetterState, Trouble, follow_up};
use std::collections::BTreeSet;
use tests::both_databases;
use tests::relay::{Does, ScriptedRelay, Step};
use vocabulary::{Clock, SystemClock};
use worklist::Ask;

/// Runs a round as its cron line would have it run.
async fn round(house: &TestHouse, kind: &'static str) {
    let tx = journal::begin(&house.house.db).await.expect("a transaction");
    let now = SystemClock.now();
    worklist::ask(&tx, now, Ask::new(kind, "", now).max_attempts(3)).await.expect("asked for");
    tx.commit().await.expect("a commit");
    house.drain().await;
}

fn ids(relay: &ScriptedRelay) -> BTreeSet<String> {
    let id = |message: &[u8]| {
        let text = String::from_utf8_lossy(message).into_owned();
        let line =
            text.lines().find_map(|line| line.strip_prefix("Message-ID: ").map(str::to_owned));
        line.expect("every mail has a Message-ID")
    };
    relay.taken().iter().map(|letter| id(&letter.message)).collect()
}

both_databases! {
    from migrated;

    /// One letter is lost on the way, one is taken without a word, one is taken: nobody is asked.
    async fn what_nobody_knows_of_is_settled_by_the_copies(db: TestDatabase) {
        let relay = ScriptedRelay::start().await;
        let place = tempfile::tempdir().expect("a folder");
        relay.copies_to(place.path());
        let copies = place.path().display();
        let url = format!("smtp://{}?evidence=maildir://{copies}&settles=10m", relay.address());
        let house = with_receipts(db, url).await;
        relay.once(Step::Lost, Does::HangsUp);
        relay.once(Step::Taken, Does::HangsUp);
        house.drain().await;
        let stand = states(&house).await;
        assert_eq!(stand.iter().filter(|state| **state == LetterState::Uncertain).count(), 2);
        round(&house, jobs::cron::SETTLE_UNCERTAIN).await;
        let stand = states(&house).await;
        assert_eq!(stand.iter().filter(|state| **state == LetterState::Uncertain).count(), 1);
        // A quarter of an hour later the relay cannot take the third any more.
        house.set_clock("2012-03-02", 9);
        round(&house, jobs::cron::SETTLE_UNCERTAIN).await;
        assert_eq!(states(&house).await, [LetterState::Accepted; 3]);
        assert_eq!((relay.taken().len(), ids(&relay).len(), relay.finished()), (3, 3, 4));
        for letter in letters(&house).await {
            let lines = timeline_for_actor(&house.house.db, &LOOKER, letter.id).await;
            let lines = lines.expect("a history");
            let offers = lines.iter().filter(|line| line.what == Happened::Offered).count();
            assert_eq!(i32::try_from(offers), Ok(letter.attempt));
            assert_eq!(lines[0].what, Happened::Planned);
        }
        house.leave().await;
    }

    /// A relay that drops repeats gets what is in doubt again, and an officer sees nothing of it.
    async fn what_is_in_doubt_is_repeated_where_repeats_are_dropped(db: TestDatabase) {
        let relay = ScriptedRelay::start().await;
        relay.drops_repeats();
        let url = format!("smtp://{}?repeats=dropped", relay.address());
        let house = with_receipts(db, url).await;
        relay.always(Step::Taken, Does::HangsUp);
        house.drain().await;
        assert_eq!(states(&house).await, [LetterState::Retry; 3]);
        relay.behaves();
        time_passes(&house).await;
        house.drain().await;
        assert_eq!(states(&house).await, [LetterState::Accepted; 3]);
        assert_eq!((relay.taken().len(), ids(&relay).len(), relay.dropped()), (3, 3, 3));
        house.leave().await;
    }

    /// What comes back stands beside what was accepted, until an officer has dealt with it.
    async fn what_comes_back_is_dealt_with(db: TestDatabase) {
        let relay = ScriptedRelay::start().await;
        relay.speaks_dsn();
        let place = tempfile::tempdir().expect("a folder");
        for folder in ["new", "cur"] {
            std::fs::create_dir(place.path().join(folder)).expect("a mailbox");
        }
        let url = format!("smtp://{}", relay.address());
        let mut house = with_receipts(db, url).await;
        let mailbox = format!("maildir://{}", place.path().display());
        house.house.bounces = Some(mailbox.parse().expect("a mailbox"));
        house.drain().await;
        assert_eq!(states(&house).await, [LetterState::Accepted; 3]);
        // As the relay was asked: under the envelope's id.
        let sender = &relay.taken()[0].sender;
        let (_, envelope) = sender.split_once("ENVID=").expect("an envelope's id");
        let report = format!(
            "Subject: Undelivered\r\nContent-Type: multipart/report; report-type=delivery-status; \
             boundary=B\r\n\r\n--B\r\nContent-Type: message/delivery-status\r\n\r\n\
             Reporting-MTA: dns; relay.example\r\nOriginal-Envelope-Id: {envelope}\r\n\r\n\
             Final-Recipient: rfc822; post@example.no\r\nAction: failed\r\nStatus: 5.1.1\r\n\r\n--B--\r\n"
        );
        std::fs::write(place.path().join("new").join("1.relay"), report).expect("a mail");
        round(&house, jobs::cron::READ_BOUNCES).await;
        let officer = actor(&house, OFFICER).await;
        let db = &house.house.db;
        let bounced = async || {
            let filter = LetterFilter { bounced: true, ..LetterFilter::default() };
            letters_for_actor(db, &officer, filter).await.expect("letters").rows
        };
        let [letter] = bounced().await.try_into().expect("one letter");
        assert_eq!((letter.id.to_string().as_str(), letter.state), (envelope, LetterState::Accepted));
        follow_up(db, &officer, house.clock(), letter.id, "Ringte.").await.expect("written down");
        assert_eq!(bounced().await.len(), 0);
        house.leave().await;
    }

    /// No faster than it may be given letters; what waits for its turn uses up no attempt.
    async fn a_relay_is_given_letters_at_its_pace(db: TestDatabase) {
        let relay = ScriptedRelay::start().await;
        let house = with_receipts(db, format!("smtp://{}?rate=1/m", relay.address())).await;
        house.drain().await;
        assert_eq!(relay.taken().len(), 1);
        let uncounted = "SELECT COUNT(*) FROM work WHERE kind = 'hand-over-letter' AND state = 'ready' AND attempt = 0";
        assert_eq!(house.number(uncounted).await, 2);
        house.leave_undone().await;
    }

    /// Away for a while: told of, and well again.
    async fn a_relay_in_trouble_is_told_of(db: TestDatabase) {
        let relay = ScriptedRelay::start().await;
        relay.always(Step::Sender, Does::Says("550 5.7.1 not from you"));
        let house = with_receipts(db, format!("smtp://{}", relay.address())).await;
        house.drain().await;
        assert_eq!(states(&house).await, [LetterState::Retry; 3], "no letter is to blame");
        let told = post_offices(&house.house.db).await.expect("offices");
        assert_eq!(told[0].trouble, Some(Trouble::Sender));
        relay.behaves();
        time_passes(&house).await;
        house.drain().await;
        assert_eq!(states(&house).await, [LetterState::Accepted; 3]);
        assert_eq!(post_offices(&house.house.db).await.expect("offices")[0].trouble, None);
        house.leave().await;
    }
}
