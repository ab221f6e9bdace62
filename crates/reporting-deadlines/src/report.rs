//! A report of a grant: what is written in it and where it stands.

use crate::{Funnel, FunnelDoubt, Target, TargetResult, unanswered};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::{fmt, str::FromStr};
use vocabulary::{Day, DeadlineId, GrantId, NotPossible, OrganisationId, ReportId};

/// The kinds of report.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ReportKind {
    /// How it goes, while it goes.
    StatusReport,
    /// A year's results.
    AnnualReport,
    /// What became of it.
    FinalReport,
}

impl ReportKind {
    /// All of them.
    pub const ALL: [ReportKind; 3] =
        [ReportKind::StatusReport, ReportKind::AnnualReport, ReportKind::FinalReport];

    /// The word that stands in the database.
    pub const fn word(self) -> &'static str {
        match self {
            ReportKind::StatusReport => "status-report",
            ReportKind::AnnualReport => "annual-report",
            ReportKind::FinalReport => "final-report",
        }
    }
}

impl fmt::Display for ReportKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.word())
    }
}
impl FromStr for ReportKind {
    type Err = String;
    fn from_str(word: &str) -> Result<Self, String> {
        ReportKind::ALL
            .into_iter()
            .find(|kind| kind.word() == word)
            .ok_or_else(|| format!("«{word}» is not a kind of report"))
    }
}

/// A piece of the narrative under its heading.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Passage {
    /// What it is about.
    pub heading: String,
    /// What is told; paragraphs are parted by an empty line.
    pub text: String,
}

/// What is written in a report.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Contents {
    /// The narrative, in the order of its headings.
    pub narrative: Vec<Passage>,
    /// The results of the grant's targets, at most one for each.
    pub results: Vec<TargetResult>,
    /// The participants, where the scheme counts them.
    pub funnel: Option<Funnel>,
}

impl Contents {
    /// Nothing has been told.
    pub fn is_empty(&self) -> bool {
        let told = self.narrative.iter().any(|passage| !passage.text.trim().is_empty());
        !told && self.results.is_empty() && self.funnel.is_none()
    }
    /// The checksum of all that is written in it: SHA-256 in 64 hexadecimal digits. The recipient
    /// gets it with the receipt, and can hold it against what is stored.
    pub fn hash(&self) -> String {
        let mut told = vec![self.narrative.len().to_string(), self.results.len().to_string()];
        for passage in &self.narrative {
            told.extend([passage.heading.clone(), passage.text.clone()]);
        }
        for result in &self.results {
            let reached = result.reached.map(|reached| reached.to_string()).unwrap_or_default();
            let verdict = result.verdict.word().to_owned();
            told.extend([result.target.to_string(), reached, verdict, result.explanation.clone()]);
        }
        if let Some(funnel) = &self.funnel {
            let counts =
                [funnel.informed, funnel.started, funnel.departed, funnel.active, funnel.in_work];
            told.extend(counts.map(|count| count.to_string()));
            told.push(funnel.explanation.clone());
            for departure in &funnel.departures {
                told.extend([departure.reason.clone(), departure.participants.to_string()]);
            }
        }
        let mut hash = Sha256::new();
        for text in told {
            // The length in front keeps two texts from passing for one another.
            hash.update((text.len() as u64).to_be_bytes());
            hash.update(text.as_bytes());
        }
        hex::encode(hash.finalize())
    }
    /// The positions of the targets that have no result yet: they are flagged.
    pub fn unanswered(&self, targets: &[Target]) -> Vec<i32> {
        unanswered(targets, &self.results)
    }
    /// The doubts about the participants that nobody has explained.
    pub fn unexplained(&self) -> Vec<FunnelDoubt> {
        self.funnel.as_ref().map(Funnel::unexplained).unwrap_or_default()
    }
}

/// A report of a grant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
    /// Its id.
    pub id: ReportId,
    /// The grant it is about.
    pub grant: GrantId,
    /// The organisation that reports.
    pub organisation: OrganisationId,
    /// The reference people know the grant by.
    pub grant_reference: String,
    /// What the project is called.
    pub project_title: String,
    /// The deadline it meets; a report may come unasked.
    pub deadline: Option<DeadlineId>,
    /// Its kind.
    pub kind: ReportKind,
    /// What it is called.
    pub title: String,
    /// The day it describes.
    pub reporting_on: Day,
    /// Where it stands.
    pub state: ReportState,
    /// How often its draft has been saved; a saver must know the latest.
    pub revision: i32,
}

/// That a report was handed in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Submission {
    /// When.
    pub at: DateTime<Utc>,
    /// The name of who did it.
    pub by: String,
    /// The checksum of what was handed in, see [`Contents::hash`].
    pub content_hash: String,
}

/// That a report was approved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Approval {
    /// When.
    pub at: DateTime<Utc>,
    /// The name of who did it.
    pub by: String,
}

/// Where a report stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ReportState {
    /// The recipient writes it.
    Draft,
    /// It was handed in and no longer changes.
    Submitted(Submission),
    /// The directorate has read and approved it.
    Approved(Submission, Approval),
}

/// What can be done to a report.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReportAct {
    /// Write on the draft.
    Save,
    /// Hand it in.
    Submit,
    /// Approve it.
    Approve,
}

impl ReportAct {
    /// All of them.
    pub const ALL: [ReportAct; 3] = [ReportAct::Save, ReportAct::Submit, ReportAct::Approve];

    /// The verb.
    pub const fn word(self) -> &'static str {
        match self {
            ReportAct::Save => "save",
            ReportAct::Submit => "submit",
            ReportAct::Approve => "approve",
        }
    }
}

impl ReportState {
    /// The word that stands in the database.
    pub const fn word(&self) -> &'static str {
        match self {
            ReportState::Draft => "draft",
            ReportState::Submitted(..) => "submitted",
            ReportState::Approved(..) => "approved",
        }
    }
    /// What can be done now; who may do it is another question.
    pub fn possible(&self) -> Vec<ReportAct> {
        match self {
            ReportState::Draft => vec![ReportAct::Save, ReportAct::Submit],
            ReportState::Submitted(..) => vec![ReportAct::Approve],
            ReportState::Approved(..) => Vec::new(),
        }
    }
    /// When and by whom it was handed in, once it was.
    pub fn submission(&self) -> Option<&Submission> {
        match self {
            ReportState::Draft => None,
            ReportState::Submitted(submission) | ReportState::Approved(submission, _) => {
                Some(submission)
            }
        }
    }
    /// When and by whom it was approved, once it was.
    pub fn approval(&self) -> Option<&Approval> {
        match self {
            ReportState::Approved(_, approval) => Some(approval),
            _ => None,
        }
    }
    fn not_possible(&self, act: ReportAct) -> NotPossible {
        NotPossible {
            tried: act.word(),
            state: self.word(),
            possible: self.possible().into_iter().map(ReportAct::word).collect(),
        }
    }
}

impl Report {
    /// The draft was written on.
    pub fn save(self) -> Result<Report, NotPossible> {
        match self.state {
            ReportState::Draft => Ok(Report { revision: self.revision + 1, ..self }),
            state => Err(state.not_possible(ReportAct::Save)),
        }
    }
    /// It is handed in.
    pub fn submit(self, submission: Submission) -> Result<Report, NotPossible> {
        match self.state {
            ReportState::Draft => Ok(Report { state: ReportState::Submitted(submission), ..self }),
            state => Err(state.not_possible(ReportAct::Submit)),
        }
    }
    /// It is approved.
    pub fn approve(self, approval: Approval) -> Result<Report, NotPossible> {
        match self.state {
            ReportState::Submitted(submission) => {
                Ok(Report { state: ReportState::Approved(submission, approval), ..self })
            }
            state => Err(state.not_possible(ReportAct::Approve)),
        }
    }
    /// Where it is read and written.
    pub fn path(&self) -> String {
        format!("/reports/{}", self.id)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fmt::Write;

    #[test]
    fn every_state_and_every_act() {
        let day = Day::new(2013, 3, 1).expect("a day");
        let submission = Submission {
            at: day.begins_at(),
            by: "Kari Nordmann".into(),
            content_hash: Contents::default().hash(),
        };
        let approval = Approval { at: day.ends_at(), by: "Ola Hansen".into() };
        let states = [
            ReportState::Draft,
            ReportState::Submitted(submission.clone()),
            ReportState::Approved(submission.clone(), approval.clone()),
        ];
        let mut table = String::new();
        for state in states {
            for act in ReportAct::ALL {
                let report = Report {
                    id: ReportId::fresh(),
                    grant: GrantId::fresh(),
                    organisation: OrganisationId::fresh(),
                    grant_reference: "LAB-2008-01".into(),
                    project_title: "LAB".into(),
                    deadline: None,
                    kind: ReportKind::StatusReport,
                    title: "Statusrapport".into(),
                    reporting_on: day,
                    state: state.clone(),
                    revision: 3,
                };
                let outcome = match act {
                    ReportAct::Save => report.save(),
                    ReportAct::Submit => report.submit(submission.clone()),
                    ReportAct::Approve => report.approve(approval.clone()),
                };
                let said = match outcome {
                    Ok(now) => format!("{}, revision {}", now.state.word(), now.revision),
                    Err(no) => format!("no: {no}"),
                };
                writeln!(table, "{:<9} {:<7} → {said}", state.word(), act.word()).expect("text");
            }
        }
        insta::assert_snapshot!(table, @r"
        draft     save    → draft, revision 4
        draft     submit  → submitted, revision 3
        draft     approve → no: cannot approve what is draft; possible now: save, submit
        submitted save    → no: cannot save what is submitted; possible now: approve
        submitted submit  → no: cannot submit what is submitted; possible now: approve
        submitted approve → approved, revision 3
        approved  save    → no: cannot save what is approved; nothing can be done with it now
        approved  submit  → no: cannot submit what is approved; nothing can be done with it now
        approved  approve → no: cannot approve what is approved; nothing can be done with it now
        ");
    }

    #[test]
    fn headings_alone_tell_nothing() {
        let passage = Passage { heading: "Gjennomføring".into(), text: "  ".into() };
        assert!(Contents { narrative: vec![passage], ..Contents::default() }.is_empty());
        let passage = Passage { heading: "Gjennomføring".into(), text: "Godt.".into() };
        assert!(!Contents { narrative: vec![passage], ..Contents::default() }.is_empty());
    }
}
