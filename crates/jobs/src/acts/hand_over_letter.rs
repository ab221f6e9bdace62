use super::{Act, ActError, Workplace};
use crate::Rules;
use letters::{Desk, HandOverError, HandedOver, PostOffice};
use std::{sync::Arc, time::Duration};
use vocabulary::LetterId;
use worklist::{Claim, Throttle};

/// A relay may think about a letter for five minutes, and its answer is worth waiting for even when the
/// work is somebody else's by then: who knows the truth may still write it.
const LAST_CALL: Duration = Duration::from_secs(330);

/// Hands one letter to the post office, no faster than it may be asked.
#[derive(Debug)]
pub struct HandOverLetter {
    /// Who writes.
    pub desk: Desk,
    /// Who carries.
    pub office: PostOffice,
    /// How fast the office may be given letters; all processes share it.
    pub throttle: Arc<dyn Throttle>,
}

#[async_trait::async_trait]
impl Act for HandOverLetter {
    fn kind(&self) -> &'static str {
        letters::HAND_OVER
    }
    fn rules(&self) -> Rules {
        Rules { last_call: LAST_CALL, ..Rules::default() }
    }
    async fn run(&self, at: &Workplace, claim: &Claim) -> Result<(), ActError> {
        let letter: LetterId = claim.subject.parse().map_err(ActError::give_up)?;
        if let Err(wait) = self.throttle.take(&format!("mail:{}", self.office.name())).await {
            return Err(ActError::snooze(wait, "the post office is given no more letters for now"));
        }
        let lease = claim.lease.clone();
        // Who is told to stop keeps the final dot back as well: nothing is taken without it.
        let still_held = move || lease.is_held() && !lease.is_told_to_stop();
        let (db, clock) = (&at.db, at.clock.as_ref());
        let handed =
            letters::hand_over_while(db, clock, &self.desk, &self.office, letter, &still_held)
                .await;
        count(&handed);
        match handed.map_err(ActError::retry)? {
            HandedOver::Retry(not_taken) if not_taken.is_hopeless => {
                let why = format!("it was offered for five days; at last: {}", not_taken.why);
                Err(ActError::give_up(why))
            }
            // The letter's own row counts the offers. The work is put off, so that its attempts count
            // only what kills a worker or fails before the office is asked.
            HandedOver::Retry(not_taken) => {
                Err(ActError::snooze(not_taken.wait(roll()), not_taken.why))
            }
            // The letter's own row says what became of it; officers see the uncertain ones.
            HandedOver::Accepted
            | HandedOver::Already(_)
            | HandedOver::Refused(_)
            | HandedOver::Uncertain(_) => Ok(()),
        }
    }
}

fn count(handed: &Result<HandedOver, HandOverError>) {
    let outcome = match handed {
        Ok(HandedOver::Accepted) => "accepted",
        Ok(HandedOver::Already(_)) => "already",
        Ok(HandedOver::Refused(_)) => "refused",
        Ok(HandedOver::Retry(not_taken)) => not_taken.because.word(),
        Ok(HandedOver::Uncertain(_)) => "uncertain",
        Err(HandOverError::Overtaken(_)) => "overtaken",
        Err(_) => "error",
    };
    metrics::counter!("fordel_mail_dispatch_total", "outcome" => outcome).increment(1);
}

/// A throw of the dice in 0..=1; the middle when the machine has none.
fn roll() -> f64 {
    getrandom::u32().map_or(0.5, |bits| f64::from(bits) / f64::from(u32::MAX))
}
