use super::{Act, ActError, Workplace};
use letters::{Desk, HandedOver, PostOffice};
use vocabulary::LetterId;
use worklist::Claim;

/// Hands one letter to the post office.
#[derive(Debug)]
pub struct HandOverLetter {
    /// Who writes.
    pub desk: Desk,
    /// Who carries.
    pub office: PostOffice,
}

#[async_trait::async_trait]
impl Act for HandOverLetter {
    fn kind(&self) -> &'static str {
        letters::HAND_OVER
    }
    async fn run(&self, at: &Workplace, claim: &Claim) -> Result<(), ActError> {
        let letter: LetterId = claim.subject.parse().map_err(ActError::give_up)?;
        let handed =
            letters::hand_over(&at.db, at.clock.as_ref(), &self.desk, &self.office, letter)
                .await
                .map_err(ActError::retry)?;
        match handed {
            HandedOver::Retry(why) => Err(ActError::retry(why)),
            // The letter's own row says what became of it; officers see the uncertain ones.
            HandedOver::Accepted
            | HandedOver::Already(_)
            | HandedOver::Refused(_)
            | HandedOver::Uncertain(_) => Ok(()),
        }
    }
}
