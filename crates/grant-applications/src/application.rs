//! An application: what it says, who takes part, and where it stands.

use crate::{ApplicationState, ApplicationVerb, Content};
use chrono::{DateTime, Utc};
use forms::Answers;
use vocabulary::{
    ApplicationId, CallId, CountyNumber, Day, FormVersionId, MunicipalityNumber, NotPossible,
    OrganisationId,
};

/// The form of what was written before forms were kept: the house's own, which was the only one.
pub const BEFORE_FORMS: FormVersionId = FormVersionId(uuid::Uuid::nil());

/// An application to a call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Application {
    /// Its id.
    pub id: ApplicationId,
    /// The call it answers.
    pub call: CallId,
    /// Who applies and would receive the money.
    pub organisation: OrganisationId,
    /// What people call it: `IPS-2012-S07`.
    pub reference: String,
    /// The applicant's municipality on `located_on`.
    pub municipality: MunicipalityNumber,
    /// The county of that municipality on that day.
    pub county: CountyNumber,
    /// The day whose map these two numbers belong to.
    pub located_on: Day,
    /// The form version that `answers` belong to; [`BEFORE_FORMS`] for what is older than forms.
    pub form: FormVersionId,
    /// What it says: the version last sent in, or the draft of what was never sent in.
    pub answers: Answers,
    /// What the house reads out of `answers`.
    pub content: Content,
    /// What is being written: of a draft the same as `answers`, else a working copy beside the version
    /// sent in. The directorate never sees it.
    pub draft: Option<Working>,
    /// Every version that was sent in, oldest first. Without any when it was sent in before versions
    /// were kept.
    pub versions: Vec<Version>,
    /// The other organisations in the project, in the order they were invited.
    pub organisations: Vec<Participant>,
    /// What was asked for, oldest first.
    pub requests: Vec<Asked>,
    /// It arrived after the call had closed.
    pub arrived_late: bool,
    /// That it was let in all the same.
    pub admitted: Option<Admitted>,
    /// How often it was saved: a stale save is refused.
    pub revision: i32,
    /// When it was begun.
    pub begun_at: DateTime<Utc>,
    /// Where it stands.
    pub state: ApplicationState,
}

/// What is being written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Working {
    /// The answers, as they were typed: they may be wrong.
    pub answers: Answers,
    /// The form version they belong to.
    pub form: FormVersionId,
    /// When they were saved last.
    pub saved_at: DateTime<Utc>,
    /// By whom.
    pub saved_by: String,
}

/// One version that was sent in. It never changes and is read with its own form version.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Version {
    /// From 1.
    pub number: i32,
    /// The form version that was answered.
    pub form: FormVersionId,
    /// The answers: only to what was asked.
    pub answers: Answers,
    /// SHA-256 of the answers together with the form's, in hexadecimal.
    pub content_hash: String,
    /// When.
    pub submitted_at: DateTime<Utc>,
    /// By whom.
    pub submitted_by: String,
    /// After the call had closed.
    pub late: bool,
}

/// Another organisation in the project. Its people read and write as soon as it has joined; only the
/// applicant's own send in and withdraw.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Participant {
    /// Which.
    pub organisation: OrganisationId,
    /// Its name.
    pub name: String,
    /// When it was invited.
    pub invited_at: DateTime<Utc>,
    /// When it joined, once it has.
    pub joined_at: Option<DateTime<Utc>>,
    /// When it left, or the invitation was taken back.
    pub left_at: Option<DateTime<Utc>>,
}

/// One request for what was missing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asked {
    /// From 1.
    pub number: i32,
    /// What was missing.
    pub what: String,
    /// The last day to add it.
    pub due_on: Day,
    /// When it was asked for.
    pub asked_at: DateTime<Utc>,
    /// By whom.
    pub asked_by: String,
    /// When the applicant sent in a new version.
    pub answered_at: Option<DateTime<Utc>>,
}

/// That a late application was let in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Admitted {
    /// When.
    pub at: DateTime<Utc>,
    /// Why.
    pub reason: String,
}

impl Participant {
    /// It takes part now.
    pub const fn takes_part(&self) -> bool {
        self.joined_at.is_some() && self.left_at.is_none()
    }
    /// It is invited and has neither joined nor declined.
    pub const fn is_invited(&self) -> bool {
        self.joined_at.is_none() && self.left_at.is_none()
    }
}

impl Application {
    /// The organisation applies or has joined: its people may read it.
    pub fn takes_part(&self, organisation: OrganisationId) -> bool {
        self.organisation == organisation || self.joined().any(|other| other == organisation)
    }
    /// The organisations that have joined the applicant.
    pub fn joined(&self) -> impl Iterator<Item = OrganisationId> {
        let taking_part = self.organisations.iter().filter(|other| other.takes_part());
        taking_part.map(|other| other.organisation)
    }
    /// The version last sent in.
    pub fn version(&self) -> Option<&Version> {
        self.versions.last()
    }
    /// When it first arrived: what deadlines for an answer count from.
    pub fn arrived_at(&self) -> Option<DateTime<Utc>> {
        let first = self.versions.first().map(|version| version.submitted_at);
        first.or_else(|| self.state.submission().map(|submission| submission.at))
    }
    /// What an editor goes on from, with its form version: what is being written, else what was sent in.
    pub fn working(&self) -> (&Answers, FormVersionId) {
        match &self.draft {
            Some(draft) => (&draft.answers, draft.form),
            None => (&self.answers, self.form),
        }
    }
    /// Something was written that has not been sent in.
    pub fn has_unsent(&self) -> bool {
        self.state == ApplicationState::Draft || self.draft.is_some()
    }
    /// What is possible now: of what the state allows, sending in and dropping only when something was
    /// written since it was sent in.
    pub fn possible(&self) -> Vec<ApplicationVerb> {
        let unsent = self.has_unsent();
        let needs_it = [ApplicationVerb::Submit, ApplicationVerb::Drop];
        let all = self.state.possible().iter().copied();
        all.filter(|verb| unsent || !needs_it.contains(verb)).collect()
    }
    /// Refuses a verb that is not possible now.
    pub fn allow(&self, verb: ApplicationVerb) -> Result<(), NotPossible> {
        let possible = self.possible();
        if possible.contains(&verb) {
            return Ok(());
        }
        Err(self.state.refuses(verb, &possible))
    }
}
