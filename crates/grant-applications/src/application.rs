//! An application: what it says and where it stands.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use vocabulary::{
    ApplicationId, CallId, CountyNumber, Day, Money, MunicipalityNumber, NotPossible,
    OrganisationId,
};

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
    /// What it says.
    pub content: Content,
    /// How often it was saved: a stale save is refused.
    pub revision: i32,
    /// When it was begun.
    pub begun_at: DateTime<Utc>,
    /// Where it stands.
    pub state: ApplicationState,
}

/// What an application says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Content {
    /// The name of the project.
    pub title: String,
    /// What is to be done, in prose.
    pub summary: String,
    /// For whom.
    pub target_group: String,
    /// What is applied for.
    pub amount: Money,
    /// What the applicant puts in.
    pub own_share: Money,
    /// How the service goes on when the state's money ends.
    pub continuation: String,
    /// Others who take part.
    pub partners: Vec<Partner>,
    /// Who does what.
    pub members: Vec<Member>,
}

/// Another organisation that takes part.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Partner {
    /// Its name.
    pub name: String,
    /// Its municipality, when it is one.
    pub municipality: Option<MunicipalityNumber>,
}

/// Somebody's part in the project, by function; persons are not named.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Member {
    /// Where.
    pub team: Team,
    /// As what: `head of the local NAV office`.
    pub job: String,
    /// Size of the position in percent, when it is one.
    pub percent: Option<i32>,
}

/// The groups around a project.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Team {
    /// Owns it.
    Owner,
    /// Steers it.
    SteeringGroup,
    /// Runs it.
    ProjectGroup,
    /// Is employed in it.
    Staff,
}

impl Team {
    /// All of them.
    pub const ALL: [Team; 4] = [Team::Owner, Team::SteeringGroup, Team::ProjectGroup, Team::Staff];

    /// The word in the database.
    pub const fn word(self) -> &'static str {
        match self {
            Team::Owner => "owner",
            Team::SteeringGroup => "steering-group",
            Team::ProjectGroup => "project-group",
            Team::Staff => "staff",
        }
    }
}

/// What keeps a content from being submitted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ContentDoubt {
    /// No title.
    TitleMissing,
    /// A title that no list and no letter can hold: more than 200 characters.
    TitleTooLong,
    /// No prose.
    SummaryMissing,
    /// Nothing is applied for.
    AmountMissing,
    /// More than the whole call has.
    AmountAboveBudget,
    /// Nothing is said of how it goes on: the condition of the schemes.
    ContinuationMissing,
}

impl ContentDoubt {
    /// The field it belongs to.
    pub const fn field(self) -> &'static str {
        match self {
            ContentDoubt::TitleMissing | ContentDoubt::TitleTooLong => "title",
            ContentDoubt::SummaryMissing => "summary",
            ContentDoubt::AmountMissing | ContentDoubt::AmountAboveBudget => "amount",
            ContentDoubt::ContinuationMissing => "continuation",
        }
    }
}

/// A title stands in lists, in subjects of mails and in decisions.
const LONGEST_TITLE: usize = 200;

impl Content {
    /// What keeps it from being submitted to a call with this budget; empty when nothing does.
    pub fn doubts(&self, budget: Money) -> Vec<ContentDoubt> {
        let mut doubts = Vec::new();
        if self.title.trim().is_empty() {
            doubts.push(ContentDoubt::TitleMissing);
        } else if self.title.chars().count() > LONGEST_TITLE {
            doubts.push(ContentDoubt::TitleTooLong);
        }
        if self.summary.trim().is_empty() {
            doubts.push(ContentDoubt::SummaryMissing);
        }
        if !self.amount.is_positive() {
            doubts.push(ContentDoubt::AmountMissing);
        } else if self.amount > budget {
            doubts.push(ContentDoubt::AmountAboveBudget);
        }
        if self.continuation.trim().is_empty() {
            doubts.push(ContentDoubt::ContinuationMissing);
        }
        doubts
    }
}

/// That it was submitted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Submission {
    /// When.
    pub at: DateTime<Utc>,
    /// By whom.
    pub by: String,
    /// SHA-256 of the content as it was then, in hexadecimal: the receipt shows it.
    pub content_hash: String,
}

/// Where an application stands, with what is true then.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ApplicationState {
    /// Being written.
    Draft,
    /// Sent in.
    Submitted(Submission),
    /// Complete and within the rules: may be assessed.
    Checked(Submission),
    /// Not assessed: outside the rules.
    Dismissed(Submission, DateTime<Utc>, String),
    /// Gets money.
    Awarded(Submission, DateTime<Utc>, String),
    /// Gets none.
    Refused(Submission, DateTime<Utc>, String),
    /// Taken back by the applicant.
    Withdrawn(Option<Submission>),
}

/// What can be done with an application.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ApplicationVerb {
    /// Change what it says.
    Save,
    /// Send it in.
    Submit,
    /// Take it back.
    Withdraw,
    /// Find it complete.
    Check,
    /// Turn it away unassessed.
    Dismiss,
    /// Score it.
    Assess,
    /// Award it money.
    Award,
    /// Refuse it money.
    Refuse,
}

impl ApplicationVerb {
    /// All of them.
    pub const ALL: [ApplicationVerb; 8] = [
        ApplicationVerb::Save,
        ApplicationVerb::Submit,
        ApplicationVerb::Withdraw,
        ApplicationVerb::Check,
        ApplicationVerb::Dismiss,
        ApplicationVerb::Assess,
        ApplicationVerb::Award,
        ApplicationVerb::Refuse,
    ];

    /// The word that state tables and refusals use.
    pub const fn word(self) -> &'static str {
        match self {
            ApplicationVerb::Save => "save",
            ApplicationVerb::Submit => "submit",
            ApplicationVerb::Withdraw => "withdraw",
            ApplicationVerb::Check => "check",
            ApplicationVerb::Dismiss => "dismiss",
            ApplicationVerb::Assess => "assess",
            ApplicationVerb::Award => "award",
            ApplicationVerb::Refuse => "refuse",
        }
    }
}

impl ApplicationState {
    /// The words of all states, as the database keeps them.
    pub const WORDS: [&str; 7] =
        ["draft", "submitted", "checked", "dismissed", "awarded", "refused", "withdrawn"];

    /// The word in the database.
    pub const fn word(&self) -> &'static str {
        match self {
            ApplicationState::Draft => "draft",
            ApplicationState::Submitted(_) => "submitted",
            ApplicationState::Checked(_) => "checked",
            ApplicationState::Dismissed(..) => "dismissed",
            ApplicationState::Awarded(..) => "awarded",
            ApplicationState::Refused(..) => "refused",
            ApplicationState::Withdrawn(_) => "withdrawn",
        }
    }
    /// What is possible now; the buttons on the pages come from here.
    pub const fn possible(&self) -> &'static [ApplicationVerb] {
        use ApplicationVerb::{Assess, Award, Check, Dismiss, Refuse, Save, Submit, Withdraw};
        match self {
            ApplicationState::Draft => &[Save, Submit, Withdraw],
            ApplicationState::Submitted(_) => &[Withdraw, Check, Dismiss],
            ApplicationState::Checked(_) => &[Withdraw, Assess, Award, Refuse],
            ApplicationState::Dismissed(..)
            | ApplicationState::Awarded(..)
            | ApplicationState::Refused(..)
            | ApplicationState::Withdrawn(_) => &[],
        }
    }
    /// That it was submitted, when it was.
    pub const fn submission(&self) -> Option<&Submission> {
        match self {
            ApplicationState::Draft => None,
            ApplicationState::Withdrawn(submission) => submission.as_ref(),
            ApplicationState::Submitted(submission)
            | ApplicationState::Checked(submission)
            | ApplicationState::Dismissed(submission, ..)
            | ApplicationState::Awarded(submission, ..)
            | ApplicationState::Refused(submission, ..) => Some(submission),
        }
    }
    /// The reason of the decision, when there is one.
    pub fn reason(&self) -> Option<&str> {
        match self {
            ApplicationState::Dismissed(_, _, reason)
            | ApplicationState::Awarded(_, _, reason)
            | ApplicationState::Refused(_, _, reason) => Some(reason),
            _ => None,
        }
    }
    /// Refuses a verb that is not possible now.
    pub fn allow(&self, verb: ApplicationVerb) -> Result<(), NotPossible> {
        if self.possible().contains(&verb) {
            return Ok(());
        }
        Err(NotPossible {
            tried: verb.word(),
            state: self.word(),
            possible: self.possible().iter().map(|verb| verb.word()).collect(),
        })
    }
    /// Sends it in.
    pub fn submit(self, submission: Submission) -> Result<ApplicationState, NotPossible> {
        self.allow(ApplicationVerb::Submit)?;
        Ok(ApplicationState::Submitted(submission))
    }
    /// Takes it back.
    pub fn withdraw(self) -> Result<ApplicationState, NotPossible> {
        self.allow(ApplicationVerb::Withdraw)?;
        Ok(ApplicationState::Withdrawn(self.submission().cloned()))
    }
    /// Finds it complete.
    pub fn check(self) -> Result<ApplicationState, NotPossible> {
        self.allow(ApplicationVerb::Check)?;
        match self {
            ApplicationState::Submitted(submission) => Ok(ApplicationState::Checked(submission)),
            other => Ok(other),
        }
    }
    /// Turns it away unassessed.
    pub fn dismiss(
        self,
        at: DateTime<Utc>,
        reason: String,
    ) -> Result<ApplicationState, NotPossible> {
        self.decide(ApplicationVerb::Dismiss, at, reason)
    }
    /// Decides it: award, refuse or dismiss.
    pub fn decide(
        self,
        verb: ApplicationVerb,
        at: DateTime<Utc>,
        reason: String,
    ) -> Result<ApplicationState, NotPossible> {
        self.allow(verb)?;
        let Some(submission) = self.submission().cloned() else { return Ok(self) };
        Ok(match verb {
            ApplicationVerb::Award => ApplicationState::Awarded(submission, at, reason),
            ApplicationVerb::Refuse => ApplicationState::Refused(submission, at, reason),
            ApplicationVerb::Dismiss => ApplicationState::Dismissed(submission, at, reason),
            _ => self,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_state_and_every_verb() {
        let at = Day::new(2012, 2, 1).unwrap().begins_at();
        let submission = Submission { at, by: "Kari".into(), content_hash: "00".into() };
        let why = || "because".to_owned();
        let states = [
            ApplicationState::Draft,
            ApplicationState::Submitted(submission.clone()),
            ApplicationState::Checked(submission.clone()),
            ApplicationState::Dismissed(submission.clone(), at, why()),
            ApplicationState::Awarded(submission.clone(), at, why()),
            ApplicationState::Refused(submission.clone(), at, why()),
            ApplicationState::Withdrawn(Some(submission.clone())),
        ];
        let mut table = String::new();
        for state in states {
            for verb in ApplicationVerb::ALL {
                let before = state.clone();
                let after = match verb {
                    ApplicationVerb::Submit => before.submit(submission.clone()),
                    ApplicationVerb::Withdraw => before.withdraw(),
                    ApplicationVerb::Check => before.check(),
                    ApplicationVerb::Save | ApplicationVerb::Assess => {
                        before.allow(verb).map(|()| before)
                    }
                    verb => before.decide(verb, at, why()),
                };
                let after = after.map_or_else(|_| "–".to_owned(), |next| next.word().to_owned());
                table += &format!("{:<9} + {:<8} → {after}\n", state.word(), verb.word());
            }
        }
        insta::assert_snapshot!(table);
    }

    #[test]
    fn says_what_keeps_it_from_being_submitted() {
        let content = Content {
            title: " ".into(),
            summary: "s".into(),
            target_group: String::new(),
            amount: Money::from_kroner(12),
            own_share: Money::ZERO,
            continuation: String::new(),
            partners: vec![],
            members: vec![],
        };
        assert_eq!(
            content.doubts(Money::from_kroner(10)),
            [
                ContentDoubt::TitleMissing,
                ContentDoubt::AmountAboveBudget,
                ContentDoubt::ContinuationMissing
            ]
        );
    }
}
