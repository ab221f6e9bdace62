//! When an application arrives: in time, late, or not at all.

use crate::{Application, ApplicationState, ApplicationVerb, Call};
use chrono::{DateTime, Utc};

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
}
