//! Where an application stands, and what can be done with it then.

use chrono::{DateTime, Utc};
use vocabulary::{Day, NotPossible};

/// That it was sent in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Submission {
    /// When the version that counts arrived.
    pub at: DateTime<Utc>,
    /// By whom.
    pub by: String,
    /// SHA-256 of the answers as they were then together with the form's, in hexadecimal: the receipt
    /// shows it.
    pub content_hash: String,
}

/// What the applicant is asked to add, and until when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request {
    /// What is missing, as the applicant reads it.
    pub what: String,
    /// The last day to add it.
    pub due_on: Day,
}

/// Where an application stands, with what is true then.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ApplicationState {
    /// Being written.
    Draft,
    /// Sent in.
    Submitted(Submission),
    /// Sent in, and something is missing that the applicant was asked for.
    Incomplete(Submission, Request),
    /// Arrived after the call closed: let in with a reason, or turned away.
    Late(Submission),
    /// Complete and within the rules: may be assessed.
    Checked(Submission),
    /// Not assessed: outside the rules.
    Dismissed(Submission, DateTime<Utc>, String),
    /// Gets money.
    Awarded(Submission, DateTime<Utc>, String),
    /// Gets none.
    Refused(Submission, DateTime<Utc>, String),
    /// Was awarded money, and a later decision took the award back.
    Reversed(Submission, DateTime<Utc>, String),
    /// Taken back by the applicant.
    Withdrawn(Option<Submission>),
}

/// What can be done with an application.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ApplicationVerb {
    /// Change what it says.
    Save,
    /// Send it in, or send in a new version of it.
    Submit,
    /// Throw away what was written beside the version that was sent in.
    Drop,
    /// Take it back.
    Withdraw,
    /// Find it complete.
    Check,
    /// Turn it away unassessed.
    Dismiss,
    /// Ask for what is missing.
    Ask,
    /// Let in what arrived late.
    Admit,
    /// Score it.
    Assess,
    /// Award it money.
    Award,
    /// Refuse it money.
    Refuse,
    /// Award it money that came back, after it was refused.
    AwardLater,
    /// Take its award back by a new decision.
    Reverse,
}

impl ApplicationVerb {
    /// All of them.
    pub const ALL: [ApplicationVerb; 13] = [
        ApplicationVerb::Save,
        ApplicationVerb::Submit,
        ApplicationVerb::Drop,
        ApplicationVerb::Withdraw,
        ApplicationVerb::Check,
        ApplicationVerb::Dismiss,
        ApplicationVerb::Ask,
        ApplicationVerb::Admit,
        ApplicationVerb::Assess,
        ApplicationVerb::Award,
        ApplicationVerb::Refuse,
        ApplicationVerb::AwardLater,
        ApplicationVerb::Reverse,
    ];

    /// The word that state tables and refusals use.
    pub const fn word(self) -> &'static str {
        match self {
            ApplicationVerb::Save => "save",
            ApplicationVerb::Submit => "submit",
            ApplicationVerb::Drop => "drop",
            ApplicationVerb::Withdraw => "withdraw",
            ApplicationVerb::Check => "check",
            ApplicationVerb::Dismiss => "dismiss",
            ApplicationVerb::Ask => "ask",
            ApplicationVerb::Admit => "admit",
            ApplicationVerb::Assess => "assess",
            ApplicationVerb::Award => "award",
            ApplicationVerb::Refuse => "refuse",
            ApplicationVerb::AwardLater => "award-later",
            ApplicationVerb::Reverse => "reverse",
        }
    }
    /// Whether it is the directorate's to do; else it is the applicants'.
    pub const fn is_officers(self) -> bool {
        match self {
            ApplicationVerb::Save
            | ApplicationVerb::Submit
            | ApplicationVerb::Drop
            | ApplicationVerb::Withdraw => false,
            ApplicationVerb::Check
            | ApplicationVerb::Dismiss
            | ApplicationVerb::Ask
            | ApplicationVerb::Admit
            | ApplicationVerb::Assess
            | ApplicationVerb::Award
            | ApplicationVerb::Refuse
            | ApplicationVerb::AwardLater
            | ApplicationVerb::Reverse => true,
        }
    }
}

impl ApplicationState {
    /// The words of all states, as the database keeps them.
    pub const WORDS: [&str; 10] = [
        "draft",
        "submitted",
        "incomplete",
        "late",
        "checked",
        "dismissed",
        "awarded",
        "refused",
        "reversed",
        "withdrawn",
    ];

    /// The word in the database.
    pub const fn word(&self) -> &'static str {
        match self {
            ApplicationState::Draft => "draft",
            ApplicationState::Submitted(_) => "submitted",
            ApplicationState::Incomplete(..) => "incomplete",
            ApplicationState::Late(_) => "late",
            ApplicationState::Checked(_) => "checked",
            ApplicationState::Dismissed(..) => "dismissed",
            ApplicationState::Awarded(..) => "awarded",
            ApplicationState::Refused(..) => "refused",
            ApplicationState::Reversed(..) => "reversed",
            ApplicationState::Withdrawn(_) => "withdrawn",
        }
    }
    /// What is possible now; the buttons on the pages come from here. Saving and sending in what was
    /// sent in before is only possible while the call is open, and sending in or dropping only when
    /// something was written since: see [`Application::possible`](crate::Application::possible).
    pub const fn possible(&self) -> &'static [ApplicationVerb] {
        use ApplicationVerb::{
            Admit, Ask, Assess, Award, AwardLater, Check, Dismiss, Drop, Refuse, Reverse, Save,
            Submit, Withdraw,
        };
        match self {
            ApplicationState::Draft => &[Save, Submit, Withdraw],
            // What is still missing may be asked for again, or turn out not to be needed.
            ApplicationState::Submitted(_) | ApplicationState::Incomplete(..) => {
                &[Save, Submit, Drop, Withdraw, Check, Dismiss, Ask]
            }
            ApplicationState::Late(_) => &[Withdraw, Dismiss, Admit],
            ApplicationState::Checked(_) => &[Withdraw, Assess, Award, Refuse],
            ApplicationState::Awarded(..) => &[Reverse],
            ApplicationState::Refused(..) => &[AwardLater],
            ApplicationState::Dismissed(..)
            | ApplicationState::Reversed(..)
            | ApplicationState::Withdrawn(_) => &[],
        }
    }
    /// That it was sent in, when it was.
    pub const fn submission(&self) -> Option<&Submission> {
        match self {
            ApplicationState::Draft => None,
            ApplicationState::Withdrawn(submission) => submission.as_ref(),
            ApplicationState::Submitted(submission)
            | ApplicationState::Incomplete(submission, _)
            | ApplicationState::Late(submission)
            | ApplicationState::Checked(submission)
            | ApplicationState::Dismissed(submission, ..)
            | ApplicationState::Awarded(submission, ..)
            | ApplicationState::Refused(submission, ..)
            | ApplicationState::Reversed(submission, ..) => Some(submission),
        }
    }
    /// What the applicant is asked for, while it is.
    pub const fn request(&self) -> Option<&Request> {
        match self {
            ApplicationState::Incomplete(_, request) => Some(request),
            _ => None,
        }
    }
    /// The reason of the decision, when there is one.
    pub fn reason(&self) -> Option<&str> {
        match self {
            ApplicationState::Dismissed(_, _, reason)
            | ApplicationState::Awarded(_, _, reason)
            | ApplicationState::Refused(_, _, reason)
            | ApplicationState::Reversed(_, _, reason) => Some(reason),
            _ => None,
        }
    }
    /// Refuses a verb that is not possible now.
    pub fn allow(&self, verb: ApplicationVerb) -> Result<(), NotPossible> {
        if self.possible().contains(&verb) {
            return Ok(());
        }
        Err(self.refuses(verb, self.possible()))
    }
    /// The refusal of a verb, with what is possible instead.
    pub(crate) fn refuses(
        &self,
        verb: ApplicationVerb,
        possible: &[ApplicationVerb],
    ) -> NotPossible {
        NotPossible {
            tried: verb.word(),
            state: self.word(),
            possible: possible.iter().map(|verb| verb.word()).collect(),
        }
    }
    /// Sends it in, in time; or a new version of it, or what was asked for.
    pub fn submit(self, submission: Submission) -> Result<ApplicationState, NotPossible> {
        self.allow(ApplicationVerb::Submit)?;
        Ok(ApplicationState::Submitted(submission))
    }
    /// Sends it in after the call closed.
    pub fn arrive_late(self, submission: Submission) -> Result<ApplicationState, NotPossible> {
        match self {
            ApplicationState::Draft => Ok(ApplicationState::Late(submission)),
            other => Err(other.refuses(ApplicationVerb::Submit, other.possible())),
        }
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
            ApplicationState::Submitted(submission)
            | ApplicationState::Incomplete(submission, _) => {
                Ok(ApplicationState::Checked(submission))
            }
            other => Ok(other),
        }
    }
    /// Asks for what is missing.
    pub fn ask(self, request: Request) -> Result<ApplicationState, NotPossible> {
        self.allow(ApplicationVerb::Ask)?;
        match self {
            ApplicationState::Submitted(submission)
            | ApplicationState::Incomplete(submission, _) => {
                Ok(ApplicationState::Incomplete(submission, request))
            }
            other => Ok(other),
        }
    }
    /// Lets in what arrived late.
    pub fn admit(self) -> Result<ApplicationState, NotPossible> {
        self.allow(ApplicationVerb::Admit)?;
        match self {
            ApplicationState::Late(submission) => Ok(ApplicationState::Submitted(submission)),
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
    /// Decides it: award, refuse, dismiss, award later or reverse.
    pub fn decide(
        self,
        verb: ApplicationVerb,
        at: DateTime<Utc>,
        reason: String,
    ) -> Result<ApplicationState, NotPossible> {
        self.allow(verb)?;
        let Some(submission) = self.submission().cloned() else { return Ok(self) };
        Ok(match verb {
            ApplicationVerb::Award | ApplicationVerb::AwardLater => {
                ApplicationState::Awarded(submission, at, reason)
            }
            ApplicationVerb::Reverse => ApplicationState::Reversed(submission, at, reason),
            ApplicationVerb::Refuse => ApplicationState::Refused(submission, at, reason),
            ApplicationVerb::Dismiss => ApplicationState::Dismissed(submission, at, reason),
            _ => self,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn submission() -> Submission {
        let at = DateTime::<Utc>::UNIX_EPOCH;
        Submission { at, by: "Kari".into(), content_hash: "00".into() }
    }

    fn request() -> Request {
        Request { what: "Budsjettet".into(), due_on: Day::new(2026, 3, 1).unwrap() }
    }

    #[test]
    fn every_state_and_every_verb() {
        let at = DateTime::<Utc>::UNIX_EPOCH;
        let why = || "because".to_owned();
        let states = [
            ApplicationState::Draft,
            ApplicationState::Submitted(submission()),
            ApplicationState::Incomplete(submission(), request()),
            ApplicationState::Late(submission()),
            ApplicationState::Checked(submission()),
            ApplicationState::Dismissed(submission(), at, why()),
            ApplicationState::Awarded(submission(), at, why()),
            ApplicationState::Refused(submission(), at, why()),
            ApplicationState::Reversed(submission(), at, why()),
            ApplicationState::Withdrawn(Some(submission())),
        ];
        assert_eq!(ApplicationState::WORDS.to_vec(), states.each_ref().map(|s| s.word()).to_vec());
        let mut table = String::new();
        for state in states {
            for verb in ApplicationVerb::ALL {
                let before = state.clone();
                let after = match verb {
                    ApplicationVerb::Submit => before.submit(submission()),
                    ApplicationVerb::Withdraw => before.withdraw(),
                    ApplicationVerb::Check => before.check(),
                    ApplicationVerb::Ask => before.ask(request()),
                    ApplicationVerb::Admit => before.admit(),
                    ApplicationVerb::Save | ApplicationVerb::Drop | ApplicationVerb::Assess => {
                        before.allow(verb).map(|()| before)
                    }
                    verb => before.decide(verb, at, why()),
                };
                let after = after.map_or_else(|_| "–".to_owned(), |next| next.word().to_owned());
                table += &format!("{:<10} + {:<11} → {after}\n", state.word(), verb.word());
            }
        }
        insta::assert_snapshot!(table);
    }

    #[test]
    fn only_a_draft_arrives_late() {
        assert_eq!(
            ApplicationState::Draft.arrive_late(submission()),
            Ok(ApplicationState::Late(submission()))
        );
        // A new version and what was asked for are never late arrivals: the application is here.
        assert!(ApplicationState::Submitted(submission()).arrive_late(submission()).is_err());
        assert!(
            ApplicationState::Incomplete(submission(), request())
                .arrive_late(submission())
                .is_err()
        );
    }
}
