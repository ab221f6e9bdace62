//! What a worker has in hand: claimed and not yet written back.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};
use vocabulary::WorkId;
use worklist::Claim;

/// The attempts one worker holds. Only these have their leases renewed, so a row that is lost on the
/// way through apalis is free again when its lease runs out.
#[derive(Debug, Default)]
pub(super) struct Hand(Mutex<HashMap<(WorkId, i32), Held>>);

#[derive(Debug)]
struct Held {
    claim: Claim,
    runs: bool,
}

/// An attempt under way; when this is dropped, however that comes, it is out of hand.
#[derive(Debug)]
pub(super) struct UnderWay {
    hand: Arc<Hand>,
    attempt: (WorkId, i32),
}

impl Hand {
    pub(super) fn take(&self, claims: &[Claim]) {
        let mut held = self.held();
        for claim in claims {
            let new = Held { claim: claim.clone(), runs: false };
            held.insert((claim.id, claim.attempt), new);
        }
    }
    pub(super) fn begin(self: &Arc<Self>, claim: &Claim) -> UnderWay {
        let attempt = (claim.id, claim.attempt);
        if let Some(held) = self.held().get_mut(&attempt) {
            held.runs = true;
        }
        UnderWay { hand: self.clone(), attempt }
    }
    pub(super) fn put_down(&self, claim: &Claim) {
        self.held().remove(&(claim.id, claim.attempt));
    }
    pub(super) fn claims(&self) -> Vec<Claim> {
        self.held().values().map(|held| held.claim.clone()).collect()
    }
    pub(super) fn busy(&self) -> usize {
        self.held().len()
    }
    pub(super) fn busy_with(&self, kind: &str) -> usize {
        self.held().values().filter(|held| held.claim.kind == kind).count()
    }
    pub(super) fn running(&self) -> Vec<WorkId> {
        self.held().values().filter(|held| held.runs).map(|held| held.claim.id).collect()
    }

    fn held(&self) -> MutexGuard<'_, HashMap<(WorkId, i32), Held>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for UnderWay {
    fn drop(&mut self) {
        self.hand.held().remove(&self.attempt);
    }
}
