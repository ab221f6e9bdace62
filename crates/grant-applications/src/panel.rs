//! The assessors of one application, and what they have said.

use crate::{
    Assessment, AssessorVerb, Blocked, Case, ConsensusNote, Criterion, Declaration, Declared,
    Known, Part, Standing, agreed_amount, standing,
};
use chrono::{DateTime, Utc};
use vocabulary::{ApplicationId, Day, Money, PersonId};

/// That somebody is asked to assess an application.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Assignment {
    /// Which.
    pub application: ApplicationId,
    /// Who.
    pub assessor: PersonId,
    /// When they were asked.
    pub at: DateTime<Utc>,
    /// By whom.
    pub by: String,
}

/// An application with everything that assessors have to do with it.
#[derive(Debug, Clone)]
pub struct Panel {
    /// The application.
    pub case: Case,
    /// Who is asked, in the order they were asked.
    pub assignments: Vec<Assignment>,
    /// What was handed in, in that order; each says whether it counts.
    pub assessments: Vec<Assessment>,
    /// What was agreed on, oldest first.
    pub consensus: Vec<ConsensusNote>,
}

/// Whether impartiality lets somebody read an application.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reading {
    /// It does.
    Open,
    /// They are asked to assess it and have not declared to be impartial.
    NotDeclared,
    /// They are disqualified.
    Blocked(Vec<Blocked>),
}

/// How one person stands to one application on a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bearing {
    /// Where they stand.
    pub part: Part,
    /// Why they may not deal with it; empty when nothing is in the way.
    pub blocked: Vec<Blocked>,
    /// What they declared last.
    pub declared: Option<Declared>,
}

impl Panel {
    /// Whether somebody is asked to assess it.
    pub fn has_asked(&self, person: PersonId) -> bool {
        self.assignments.iter().any(|one| one.assessor == person)
    }
    /// What somebody has handed in.
    pub fn handed_in_by(&self, person: PersonId) -> Option<&Assessment> {
        self.assessments.iter().find(|one| one.assessor == person)
    }
    /// How somebody stands to it on a day. An assessment that is set aside stays so, and with it its
    /// assessor, when the ground has passed.
    pub fn bearing(&self, known: &Known, person: PersonId, day: Day) -> Bearing {
        let mut blocked = known.blocked_on(&self.case, person, day);
        if let Some(handed_in) = self.handed_in_by(person) {
            let past = handed_in.set_aside.iter().filter(|ground| !blocked.contains(ground));
            let past: Vec<Blocked> = past.cloned().collect();
            blocked.extend(past);
        }
        let part = self.part(known, person, !blocked.is_empty());
        let declared = known.declared(self.case.application, person).cloned();
        Bearing { part, blocked, declared }
    }
    /// Where somebody stands of whom is known whether they are blocked.
    pub fn part(&self, known: &Known, person: PersonId, blocked: bool) -> Part {
        let declared = known.declared(self.case.application, person);
        let impartial = declared.is_some_and(|one| one.declaration == Declaration::Impartial);
        let handed_in = self.handed_in_by(person).is_some();
        Part::of(self.has_asked(person), impartial, handed_in, blocked)
    }
    /// Those who are asked, may assess, and have not yet.
    pub fn awaited(&self, known: &Known, day: Day) -> Vec<PersonId> {
        let asked = self.assignments.iter().map(|one| one.assessor);
        asked
            .filter(|person| {
                let part = self.bearing(known, *person, day).part;
                matches!(part, Part::Assigned | Part::Impartial)
            })
            .collect()
    }
    /// How many are asked or have handed in, and may deal with it.
    pub fn able(&self, known: &Known, day: Day) -> usize {
        let counting = self.assessments.iter().filter(|one| one.counts()).count();
        counting + self.awaited(known, day).len()
    }
    /// Whether all who are asked have handed in, whatever stands in the way of those who have not: what
    /// is open to others then stays so, because nobody is taken back who has handed in.
    pub fn all_have_handed_in(&self) -> bool {
        self.assignments.iter().all(|one| self.handed_in_by(one.assessor).is_some())
    }
    /// Whether those who are not asked can have read scores that count: none of them is asked any more.
    /// Where nothing counts any more, somebody else has to be found.
    pub fn is_known_outside(&self) -> bool {
        self.all_have_handed_in() && self.assessments.iter().any(Assessment::counts)
    }
    /// What the assessments add up to, with the amount that was agreed on.
    pub fn standing(&self, criteria: &[Criterion]) -> Option<Standing> {
        standing(criteria, &self.assessments).map(|one| one.with_agreed(self.agreed_amount()))
    }
    /// The amount that those whose assessments count have agreed on.
    pub fn agreed_amount(&self) -> Option<Money> {
        agreed_amount(&self.consensus, &self.assessments)
    }
    /// Whether somebody may read the application on a day. Impartiality is asked for of those who prepare
    /// and decide: what is decided has the ordinary access of the role.
    pub fn reading(&self, known: &Known, person: PersonId, day: Day) -> Reading {
        if self.case.is_decided() {
            return Reading::Open;
        }
        let bearing = self.bearing(known, person, day);
        match bearing.blocked.is_empty() {
            _ if bearing.part.may(AssessorVerb::Read) => Reading::Open,
            true => Reading::NotDeclared,
            false => Reading::Blocked(bearing.blocked),
        }
    }
    /// The assessments that somebody may see: all, or those of their own only, or none for who is
    /// disqualified without having assessed. `None` is the house itself, which sees all.
    pub fn seen_by(
        &self,
        known: &Known,
        viewer: Option<PersonId>,
        day: Option<Day>,
    ) -> Vec<Assessment> {
        let Some(viewer) = viewer else { return self.assessments.clone() };
        if self.opens_to(known, viewer, day) {
            return self.assessments.clone();
        }
        self.handed_in_by(viewer).cloned().into_iter().collect()
    }
    /// Whether others' assessments are open to somebody: of what is decided they are. Without a day,
    /// whatever has stood in the way since the application was begun does.
    pub fn opens_to(&self, known: &Known, viewer: PersonId, day: Option<Day>) -> bool {
        if self.case.is_decided() {
            return true;
        }
        let part = match day {
            Some(day) => self.bearing(known, viewer, day).part,
            None => {
                let since =
                    self.handed_in_by(viewer).map_or(self.case.begun_at, |o| o.submitted_at);
                let blocked = !known.set_aside(&self.case, viewer, since).is_empty();
                self.part(known, viewer, blocked)
            }
        };
        part.sees_others(self.all_have_handed_in())
    }
}
