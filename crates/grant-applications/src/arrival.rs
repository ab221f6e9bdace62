//! When an application arrives: in time, late, or not at all.

use crate::{Application, ApplicationState, ApplicationVerb, Call};
use chrono::{DateTime, Utc};
use vocabulary::{Actor, NotPossible, Role};

/// How what is sent in now arrives.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Arrival {
    /// While the call is open.
    InTime,
    /// After it closed, and before the door is shut for what is late: received, and let in or turned
    /// away by a case officer.
    Late,
}

/// How an application that is sent in to the call now arrives; `None` when nothing is received.
pub fn arrival(call: &Call, now: DateTime<Utc>) -> Option<Arrival> {
    if call.takes_applications(now) {
        return Some(Arrival::InTime);
    }
    call.takes_late(now).then_some(Arrival::Late)
}

impl Application {
    /// What is possible at this moment of its call: the buttons of a page. What was sent in is changed
    /// while the call is open, or when more was asked for.
    pub fn possible_at(&self, call: &Call, now: DateTime<Utc>) -> Vec<ApplicationVerb> {
        let open = call.takes_applications(now);
        let mut possible = self.possible();
        possible.retain(|verb| match (&self.state, verb) {
            (ApplicationState::Draft, ApplicationVerb::Submit) => arrival(call, now).is_some(),
            (ApplicationState::Submitted(_), ApplicationVerb::Save | ApplicationVerb::Submit) => {
                open
            }
            _ => true,
        });
        possible
    }
    /// The same, as far as it is the actor's to do: applicants write and send in, of those who joined
    /// them all but sending in and withdrawing; the directorate settles, and budget authority decides anew.
    pub fn possible_for(
        &self,
        actor: &Actor,
        call: &Call,
        now: DateTime<Utc>,
    ) -> Vec<ApplicationVerb> {
        let is_own = actor.applies_for(self.organisation);
        let writes = is_own || self.joined().any(|other| actor.applies_for(other));
        let mut possible = self.possible_at(call, now);
        possible.retain(|verb| match verb {
            ApplicationVerb::Submit | ApplicationVerb::Withdraw => is_own,
            ApplicationVerb::Save | ApplicationVerb::Drop => writes,
            ApplicationVerb::AwardLater | ApplicationVerb::Reverse => {
                actor.is(Role::BudgetAuthority)
            }
            settles => settles.is_officers() && actor.is_directorate(),
        });
        possible
    }
    /// Refuses a verb that the application does not allow as it stands, and names of what it does allow
    /// only what is the actor's and possible at this moment of its call. Whether the call is open for the
    /// verb itself is said with its days, by the verb.
    pub fn allow_for(
        &self,
        verb: ApplicationVerb,
        actor: &Actor,
        call: &Call,
        now: DateTime<Utc>,
    ) -> Result<(), NotPossible> {
        self.allow(verb).map_err(|_| self.state.refuses(verb, &self.possible_for(actor, call, now)))
    }
}
