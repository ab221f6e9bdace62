//! A demonstration that is killed anywhere and started again ends where one ends that never was.

use std::collections::BTreeMap;
use std::path::Path;
use std::time::{Duration, Instant};

use super::census::{census, database, differences, documents, message_ids};
use super::program::{Running, answer, ended, fordel};

/// At how many moments, spread over the time of one run, it is killed.
const MOMENTS: u32 = 12;

fn demo(place: &Path) -> tokio::process::Command {
    let mut command = fordel(place, &["demo", "--once", "--data", "data"]);
    // What the killed process held is free again after this time; the test need not wait for long.
    command.env("FORDEL_LEASE_SECONDS", "1");
    command
}

/// Everything that must be the same, however often it was killed.
async fn state(place: &Path) -> BTreeMap<String, String> {
    let data = place.join("data");
    let db = database(&data).await;
    let mut census = census(&db).await;
    db.close().await.expect("it is closed");
    // The journal is sealed when a run ends, so that a killed run may add a seal, never take one away.
    assert!(census.remove("journal_seal").is_some_and(|seals| seals > 0));
    let mut state: BTreeMap<String, String> =
        census.into_iter().map(|(name, count)| (name, count.to_string())).collect();
    state.extend(documents(&data));
    state.insert("outbox".to_owned(), message_ids(&data.join("outbox")).len().to_string());
    state
}

/// Kills it after the first time, starts it again, kills it after the second, starts it again, and
/// returns what then stands there, with how often it was killed and had not ended by itself.
async fn interrupted(times: [Duration; 2]) -> (u32, BTreeMap<String, String>) {
    let place = tempfile::tempdir().expect("a directory");
    let mut killed = 0;
    for time in times {
        killed +=
            u32::from(Running::start(place.path(), demo(place.path())).kill_after(time).await);
    }
    answer(demo(place.path())).await;
    let check = ended(fordel(place.path(), &["check", "--data", "data"])).await;
    assert_eq!(check.code, Some(0), "after {times:?}: {check:#?}");
    (killed, state(place.path()).await)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn it_ends_in_the_same_state() {
    let place = tempfile::tempdir().expect("a directory");
    let began = Instant::now();
    answer(demo(place.path())).await;
    let duration = began.elapsed();
    let wanted = state(place.path()).await;

    // Two side by side: each waits for the disk more than for the processor.
    let lane = async |first: u32| {
        let mut killed = 0;
        for moment in (first..=MOMENTS / 2).step_by(2) {
            // The second moment comes half a run after the first.
            let times = [duration * moment / MOMENTS, duration / 2];
            let (kills, came) = interrupted(times).await;
            let different = differences(&came, &wanted);
            assert_eq!(different, [""; 0], "killed after {times:?} of {duration:?}");
            killed += kills;
        }
        killed
    };
    let (odd, even) = tokio::join!(lane(1), lane(2));
    // The last moments may come after the end.
    assert!(odd + even >= MOMENTS / 2, "only {} of {MOMENTS} were killed", odd + even);
}
