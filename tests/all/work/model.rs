//! One row against a model of it: whatever is done to it in whatever order, by two workers of whom one
//! may be asleep, the database says what the model says.

use super::{KIND, LEASE, asked, at, claimed, ended, open};
use crate::journeys::house::migrated;
use proptest::{collection::vec, prelude::*, strategy::ValueTree, test_runner::TestRunner};
use sea_orm::DatabaseConnection;
use tests::both_databases;
use worklist::{Ask, Cancelled, Claim, How, ReplayError, Settled, State, queries};

const MOST: i32 = 3;
const STEPS: usize = 40;
const CASES: u32 = 12;

#[derive(Debug, Clone, Copy)]
enum Step {
    Ask,
    Claim,
    /// By the worker that claimed so many claims ago: 0 is the latest.
    Renew(usize),
    End(usize, End),
    Rescue,
    Cancel,
    CancelOne,
    Replay,
    Pass(i64),
}

#[derive(Debug, Clone, Copy)]
enum End {
    Done,
    Failed,
    GivenUp,
    PutOff,
    HandedBack,
    Stopped,
}

impl End {
    fn how(self, now: i64) -> How {
        let reason = || "so it is".to_owned();
        match self {
            End::Done => How::Done,
            End::Failed => How::Failed { retry_at: at(now + 7), reason: reason() },
            End::GivenUp => How::GivenUp { reason: reason() },
            End::PutOff => How::PutOff { until: at(now + 5), reason: reason() },
            End::HandedBack => How::HandedBack,
            End::Stopped => How::Stopped,
        }
    }
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    use End::*;
    let end = prop_oneof![
        Just(Done),
        Just(Failed),
        Just(GivenUp),
        Just(PutOff),
        Just(HandedBack),
        Just(Stopped)
    ];
    let step = prop_oneof![
        2 => Just(Step::Ask),
        4 => Just(Step::Claim),
        2 => (0_usize..3).prop_map(Step::Renew),
        5 => (0_usize..3, end).prop_map(|(ago, end)| Step::End(ago, end)),
        2 => Just(Step::Rescue),
        1 => Just(Step::Cancel),
        1 => Just(Step::CancelOne),
        1 => Just(Step::Replay),
        4 => (1_i64..40).prop_map(Step::Pass),
    ];
    vec(step, 1..STEPS)
}

/// What the row should be.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Model {
    state: State,
    attempt: i32,
    run_at: i64,
    lease_until: i64,
    /// Which claim holds it, while it runs.
    holder: usize,
    to_stop: bool,
    setbacks: usize,
    /// The attempts that were put off for the one reason there is, each a row of its own.
    put_off: Vec<i32>,
}

impl Model {
    fn live(&self) -> bool {
        matches!(self.state, State::Ready | State::Running)
    }
    fn ends(&mut self, end: End, now: i64) -> Settled {
        let attempt = self.attempt;
        let mut state = match end {
            End::Done => State::Done,
            End::GivenUp => State::Dead,
            End::Failed if attempt >= MOST => State::Dead,
            _ => State::Ready,
        };
        if matches!(end, End::PutOff | End::HandedBack | End::Stopped) {
            self.attempt -= 1;
        }
        match (end, state) {
            (End::Failed, State::Ready) => self.run_at = now + 7,
            (End::PutOff, _) => self.run_at = now + 5,
            _ => {}
        }
        match end {
            End::Done => {}
            End::PutOff if self.put_off.contains(&attempt) => {}
            End::PutOff => {
                self.put_off.push(attempt);
                self.setbacks += 1;
            }
            _ => self.setbacks += 1,
        }
        if self.to_stop && state != State::Done {
            state = State::Cancelled;
        }
        self.state = state;
        settled(state)
    }
}

fn settled(state: State) -> Settled {
    match state {
        State::Done => Settled::Done,
        State::Dead => Settled::Dead,
        State::Cancelled => Settled::Cancelled,
        State::Ready | State::Running => Settled::Waits,
    }
}

/// Goes through the steps with a row of its own, and holds the database against the model after each.
async fn goes_through(db: &DatabaseConnection, key: &str, steps: &[Step]) {
    let ask = || Ask::new(KIND, key, at(0)).max_attempts(MOST);
    assert_eq!(asked(db, vec![ask()]).await, 1);
    let mut model = Model {
        state: State::Ready,
        attempt: 0,
        run_at: 0,
        lease_until: 0,
        holder: 0,
        to_stop: false,
        setbacks: 0,
        put_off: Vec::new(),
    };
    let all = queries::list(db, &queries::Filter::default(), 0, 10).await.expect("the list");
    let id = all.items.iter().find(|item| item.subject == key).expect("the row").id;
    let (mut now, mut claims): (i64, Vec<Claim>) = (0, Vec::new());
    let lease = i64::try_from(LEASE.as_secs()).expect("seconds");

    for step in steps {
        match *step {
            Step::Pass(seconds) => now += seconds,
            Step::Ask => {
                // A second row under the key is not followed here: only asking while one lives is.
                if model.live() {
                    assert_eq!(asked(db, vec![ask()]).await, 0, "{step:?}");
                    model.to_stop = false;
                }
            }
            Step::Claim => {
                let held = claimed(db, now, &format!("w{}", claims.len()), 1).await;
                let free = model.state == State::Ready && model.run_at <= now;
                assert_eq!(!held.is_empty(), free, "{step:?} {model:?} at {now}");
                if let Some(claim) = held.into_iter().next() {
                    model.state = State::Running;
                    model.attempt += 1;
                    model.lease_until = now + lease;
                    model.holder = claims.len();
                    claims.push(claim);
                }
            }
            Step::Renew(ago) => {
                let Some(number) = claims.len().checked_sub(ago + 1) else { continue };
                let claim = std::slice::from_ref(&claims[number]);
                let renewed = worklist::renew(db, at(now), claim, LEASE).await.expect("renewed");
                let holds = model.state == State::Running && model.holder == number;
                assert_eq!((renewed.held, renewed.lost), (holds.into(), (!holds).into()));
                if holds {
                    assert_eq!(renewed.to_stop, u64::from(model.to_stop));
                    model.lease_until = now + lease;
                }
            }
            Step::End(ago, end) => {
                let Some(number) = claims.len().checked_sub(ago + 1) else { continue };
                let became = ended(db, now, &claims[number], end.how(now)).await;
                let holds = model.state == State::Running && model.holder == number;
                let expected = if holds { model.ends(end, now) } else { Settled::NotOurs };
                assert_eq!(became, expected, "{step:?}");
            }
            Step::Rescue => {
                let tx = journal::begin(db).await.expect("a transaction");
                let rescued = worklist::rescue(&tx, at(now)).await.expect("rescued");
                tx.commit().await.expect("committed");
                let lost = model.state == State::Running && model.lease_until < now;
                assert_eq!(rescued.len(), usize::from(lost), "{step:?} {model:?} at {now}");
                if lost {
                    let run_at = model.run_at;
                    let became = model.ends(End::Failed, now);
                    model.run_at = run_at;
                    assert_eq!(rescued[0].became, became);
                }
            }
            Step::Cancel | Step::CancelOne => {
                let tx = journal::begin(db).await.expect("a transaction");
                let one = matches!(step, Step::CancelOne);
                let came = if one {
                    worklist::cancel_one(&tx, at(now), id, "not wanted").await.ok()
                } else {
                    worklist::cancel(&tx, at(now), KIND, key, "not wanted").await.expect("asked")
                };
                tx.commit().await.expect("committed");
                let expected = match model.state {
                    State::Ready => Some(Cancelled::AtOnce),
                    State::Dead if one => Some(Cancelled::AtOnce),
                    State::Running => Some(Cancelled::AskedToStop),
                    _ => None,
                };
                assert_eq!(came, expected, "{step:?} {model:?}");
                match came {
                    Some(Cancelled::AtOnce) => model.state = State::Cancelled,
                    Some(Cancelled::AskedToStop) => model.to_stop = true,
                    None => {}
                }
            }
            Step::Replay => {
                let tx = journal::begin(db).await.expect("a transaction");
                match worklist::replay(&tx, at(now), id).await {
                    Ok(()) => {
                        assert_eq!(model.state, State::Dead);
                        tx.commit().await.expect("committed");
                        (model.state, model.attempt, model.run_at) = (State::Ready, 0, now);
                        model.to_stop = false;
                    }
                    Err(ReplayError::NotDead(state)) => assert_eq!(state, model.state),
                    Err(other) => panic!("{other}"),
                }
            }
        }
        let row = queries::item(db, id).await.expect("a look").expect("it stays");
        let stands = (row.state, row.attempt, row.run_at);
        assert_eq!(stands, (model.state, model.attempt, at(model.run_at)), "after {step:?}");
        assert_eq!(row.worker.is_some(), model.state == State::Running);
        assert_eq!(row.finished_at.is_some(), !model.live());
        assert!(row.attempt <= MOST);
        let setbacks = queries::setbacks(db, id).await.expect("a look");
        assert_eq!(setbacks.len(), model.setbacks, "after {step:?}: {setbacks:?}");
    }
    // Out of the way of the next row.
    let tx = journal::begin(db).await.expect("a transaction");
    let _ = worklist::cancel_one(&tx, at(now), id, "over").await;
    tx.commit().await.expect("committed");
    if model.state == State::Running {
        ended(db, now, &claims[model.holder], How::Stopped).await;
    }
}

both_databases! {
    from migrated;

    async fn a_row_is_what_its_model_says(db: TestDatabase) {
        let db = open(&db).await;
        let mut runner = TestRunner::deterministic();
        for case in 0..CASES {
            let steps = steps().new_tree(&mut runner).expect("some steps").current();
            goes_through(&db, &format!("row {case}"), &steps).await;
        }
    }
}
