//! Where one assessor stands with one application.

use vocabulary::NotPossible;

/// Where a person stands with an application, as its assessor.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Part {
    /// Not asked to assess it, and nothing is in the way.
    Outside,
    /// Not asked to assess it, and may not deal with it.
    Barred,
    /// Asked to assess it; has not declared to be impartial.
    Assigned,
    /// Has declared to be impartial; may read and assess.
    Impartial,
    /// Asked to assess it, and may not deal with it: somebody else has to.
    Blocked,
    /// Has handed in.
    HandedIn,
    /// Has handed in, and may not deal with it any more: the assessment stays and does not count.
    SetAside,
}

/// What can be done about it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum AssessorVerb {
    /// Ask the person to assess.
    Assign,
    /// Take that back.
    Unassign,
    /// The person declares to be impartial or disqualified.
    Declare,
    /// The person reads the application.
    Read,
    /// The person hands in an assessment.
    Assess,
    /// The person sees what others have given.
    SeeOthers,
}

impl AssessorVerb {
    /// All of them.
    pub const ALL: [AssessorVerb; 6] = [
        AssessorVerb::Assign,
        AssessorVerb::Unassign,
        AssessorVerb::Declare,
        AssessorVerb::Read,
        AssessorVerb::Assess,
        AssessorVerb::SeeOthers,
    ];

    /// The word that state tables and refusals use.
    pub const fn word(self) -> &'static str {
        match self {
            AssessorVerb::Assign => "assign",
            AssessorVerb::Unassign => "unassign",
            AssessorVerb::Declare => "declare",
            AssessorVerb::Read => "read",
            AssessorVerb::Assess => "assess",
            AssessorVerb::SeeOthers => "see-others",
        }
    }
}

impl Part {
    /// All of them.
    pub const ALL: [Part; 7] = [
        Part::Outside,
        Part::Barred,
        Part::Assigned,
        Part::Impartial,
        Part::Blocked,
        Part::HandedIn,
        Part::SetAside,
    ];

    /// Where somebody stands of whom this is known.
    pub const fn of(assigned: bool, impartial: bool, handed_in: bool, blocked: bool) -> Part {
        match (handed_in, assigned, blocked) {
            (true, _, false) => Part::HandedIn,
            (true, _, true) => Part::SetAside,
            (false, true, true) => Part::Blocked,
            (false, true, false) if impartial => Part::Impartial,
            (false, true, false) => Part::Assigned,
            (false, false, true) => Part::Barred,
            (false, false, false) => Part::Outside,
        }
    }
    /// The word for state tables and the API.
    pub const fn word(self) -> &'static str {
        match self {
            Part::Outside => "outside",
            Part::Barred => "barred",
            Part::Assigned => "assigned",
            Part::Impartial => "impartial",
            Part::Blocked => "blocked",
            Part::HandedIn => "handed-in",
            Part::SetAside => "set-aside",
        }
    }
    /// What is possible now; the buttons on the pages come from here. A case officer who is asked to
    /// assess sees others' scores after having given theirs; one who is not asked reads the application,
    /// and the scores when they are all there: see [`Part::sees_others`].
    pub const fn possible(self) -> &'static [AssessorVerb] {
        use AssessorVerb::{Assess, Assign, Declare, Read, SeeOthers, Unassign};
        match self {
            Part::Outside => &[Assign, Declare, Read],
            Part::Barred => &[Declare],
            Part::Assigned => &[Unassign, Declare],
            Part::Impartial => &[Unassign, Declare, Read, Assess],
            Part::Blocked => &[Unassign, Declare],
            Part::HandedIn => &[Declare, Read, SeeOthers],
            Part::SetAside => &[Declare],
        }
    }
    /// Whether it is possible now.
    pub fn may(self, verb: AssessorVerb) -> bool {
        self.possible().contains(&verb)
    }
    /// Whether others' assessments are open to somebody who stands so. Who is not asked may be asked
    /// yet, and reads none as long as somebody who is asked has not handed in.
    pub fn sees_others(self, all_have_handed_in: bool) -> bool {
        self.may(AssessorVerb::SeeOthers) || (all_have_handed_in && self == Part::Outside)
    }
    /// Refuses a verb that is not possible now.
    pub fn allow(self, verb: AssessorVerb) -> Result<(), NotPossible> {
        if self.may(verb) {
            return Ok(());
        }
        Err(NotPossible {
            tried: verb.word(),
            state: self.word(),
            possible: self.possible().iter().map(|verb| verb.word()).collect(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_part_and_every_verb() {
        let mut table = String::new();
        for part in Part::ALL {
            for verb in AssessorVerb::ALL {
                let answer = if part.may(verb) { "yes" } else { "–" };
                table += &format!("{:<9} + {:<10} → {answer}\n", part.word(), verb.word());
            }
        }
        for part in Part::ALL.into_iter().filter(|part| part.sees_others(true)) {
            table += &format!("{:<9} sees others when all have handed in\n", part.word());
        }
        insta::assert_snapshot!(table);
    }

    #[test]
    fn nobody_who_is_disqualified_reads_assesses_or_sees() {
        for bits in 0..8_u8 {
            let part = Part::of(bits & 1 > 0, bits & 2 > 0, bits & 4 > 0, true);
            for verb in [AssessorVerb::Read, AssessorVerb::Assess, AssessorVerb::SeeOthers] {
                assert!(!part.may(verb), "{part:?} {verb:?}");
            }
            assert!(!part.sees_others(true), "{part:?}");
        }
    }
}
