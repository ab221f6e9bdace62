//! What the verbs of assessment refuse, as problems. What can be mended in a form is noted with its
//! field and answers `None`.

use super::{here, words};
use crate::{
    applications::words::{for_reader, href},
    kit::{FieldErrors, Problem, Texts},
    problems::not_possible,
};
use grant_applications::{
    AssessError, AssignError, Blocked, ConsensusError, DeclareError, TieError,
};
use vocabulary::{ApplicationId, NotPossible};

/// What the fields of an assessment are called: by place on a page, by index for programs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Naming {
    /// `points-1`
    Page,
    /// `points.0`
    Api,
}

impl Naming {
    /// The field of a criterion, from 1.
    pub(crate) fn field(self, of: &str, criterion: usize) -> String {
        match self {
            Naming::Page => format!("{of}-{criterion}"),
            Naming::Api => format!("{}.{}", self.plural(of), criterion.saturating_sub(1)),
        }
    }
    fn plural(self, of: &str) -> &str {
        if of == "comment" { "comments" } else { of }
    }
    fn recommended(self) -> &'static str {
        match self {
            Naming::Page => "recommended",
            Naming::Api => "recommended_ore",
        }
    }
}

fn of_state(texts: Texts, id: ApplicationId, call: &str, refusal: &NotPossible) -> Problem {
    not_possible(texts, &for_reader(refusal, true), |verb| href(&id, call, verb))
}

fn blocked(texts: Texts, grounds: &[Blocked]) -> String {
    let grounds = grounds.iter().map(|one| words::ground(one, false, texts));
    grounds.collect::<Vec<_>>().join(" ")
}

/// Offers to declare first.
fn or_declare(problem: Problem, texts: Texts, id: ApplicationId) -> Problem {
    let label = texts.t("assessments-declare");
    problem.or_else_do("declare", label, format!("{}/impartiality", here(id)))
}

/// A refusal of a declaration.
pub(crate) fn of_declare(
    texts: Texts,
    id: ApplicationId,
    call: &str,
    error: &DeclareError,
    errors: &mut FieldErrors,
) -> Option<Problem> {
    match error {
        DeclareError::NoApplication => Some(Problem::not_found()),
        DeclareError::NotYours => {
            Some(Problem::forbidden().detail(texts.t("assessments-declare-not-yours")))
        }
        DeclareError::NoGround => {
            errors.add("ground", texts.t("assessments-no-ground"));
            None
        }
        DeclareError::TooLong { most, is } => {
            let text = texts.t("assessments-too-long").with("most", *most).with("is", *is);
            errors.add("ground", text);
            None
        }
        DeclareError::Blocked(grounds) => {
            let grounds = blocked(texts, grounds);
            let detail = texts.t("assessments-registered").with("grounds", grounds);
            Some(Problem::conflict(detail).kind("/problems/disqualified"))
        }
        DeclareError::NotPossible(refusal) => Some(of_state(texts, id, call, refusal)),
        DeclareError::Database(_) => Some(Problem::internal(error)),
    }
}

/// A refusal of an assessment.
pub(crate) fn of_assess(
    texts: Texts,
    id: ApplicationId,
    call: &str,
    error: &AssessError,
    naming: Naming,
    errors: &mut FieldErrors,
) -> Option<Problem> {
    match error {
        AssessError::NoApplication => Some(Problem::not_found()),
        AssessError::NotYours => {
            Some(Problem::forbidden().detail(texts.t("assessments-not-yours")))
        }
        AssessError::NotAssigned => {
            let detail = texts.t("assessments-not-assigned");
            Some(Problem::conflict(detail).kind("/problems/not-assigned"))
        }
        AssessError::NotDeclared => {
            let detail = texts.t("assessments-declare-first");
            let problem = Problem::conflict(detail).kind("/problems/not-declared");
            Some(or_declare(problem, texts, id))
        }
        AssessError::Blocked(grounds) => {
            let detail =
                texts.t("assessments-disqualified").with("grounds", blocked(texts, grounds));
            Some(Problem::conflict(detail).kind("/problems/disqualified"))
        }
        AssessError::OutsideScale { criterion, max } => {
            let text = texts.t("assessments-outside-scale").with("max", *max);
            errors.add(naming.field("points", *criterion), text);
            None
        }
        AssessError::TooLong { criterion, most, is } => {
            let field = criterion.map_or_else(
                || "comment".to_owned(),
                |criterion| naming.field("comment", criterion),
            );
            let text = texts.t("assessments-too-long").with("most", *most).with("is", *is);
            errors.add(field, text);
            None
        }
        AssessError::TooMuch(applied) => {
            let text = texts.t("assessments-too-much").with("applied", applied);
            errors.add(naming.recommended(), text);
            None
        }
        AssessError::HandedIn => Some(Problem::conflict(texts.t("assessments-handed-in"))),
        AssessError::NotPossible(refusal) => Some(of_state(texts, id, call, refusal)),
        AssessError::Database(_) => Some(Problem::internal(error)),
    }
}

/// A refusal of asking somebody to assess, or of taking that back.
pub(crate) fn of_assign(
    texts: Texts,
    id: Option<ApplicationId>,
    call: &str,
    error: &AssignError,
) -> Problem {
    match error {
        AssignError::NoApplication | AssignError::NoCall => Problem::not_found(),
        AssignError::NotYours => {
            Problem::forbidden().detail(texts.t("assessments-assign-not-yours"))
        }
        AssignError::NotAnAssessor(_) => Problem::conflict(texts.t("assessments-not-an-assessor")),
        AssignError::Blocked { name, grounds, .. } => {
            let text = texts.t("assessments-is-disqualified").with("name", name);
            Problem::conflict(text.with("grounds", blocked(texts, grounds)))
                .kind("/problems/disqualified")
        }
        AssignError::Disqualified(_) => Problem::forbidden()
            .detail(texts.t("assessments-assign-disqualified"))
            .kind("/problems/disqualified"),
        AssignError::NotDeclared => {
            let problem = Problem::forbidden().detail(texts.t("assessments-assign-declare-first"));
            match id {
                Some(id) => or_declare(problem.kind("/problems/not-declared"), texts, id),
                None => problem.kind("/problems/not-declared"),
            }
        }
        AssignError::OwnAssignment => Problem::conflict(texts.t("assessments-own-assignment")),
        AssignError::SawScores(name) => {
            Problem::conflict(texts.t("assessments-saw-scores").with("name", name))
        }
        AssignError::AlreadyAssigned(name) => {
            Problem::conflict(texts.t("assessments-already-assigned").with("name", name))
        }
        AssignError::NotAssigned => Problem::conflict(texts.t("assessments-was-not-assigned")),
        AssignError::HandedIn(name) => {
            Problem::conflict(texts.t("assessments-stays").with("name", name))
        }
        AssignError::NotPossible(refusal) => {
            let refusal = for_reader(refusal, true);
            not_possible(texts, &refusal, |verb| id.and_then(|id| href(&id, call, verb)))
        }
        AssignError::Database(_) => Problem::internal(error),
    }
}

/// A refusal of writing down what assessors agree on.
pub(crate) fn of_consensus(
    texts: Texts,
    id: ApplicationId,
    call: &str,
    error: &ConsensusError,
    errors: &mut FieldErrors,
) -> Option<Problem> {
    match error {
        ConsensusError::NoApplication => Some(Problem::not_found()),
        ConsensusError::NotYours => {
            Some(Problem::forbidden().detail(texts.t("assessments-agree-not-yours")))
        }
        ConsensusError::Blocked(grounds) => {
            let detail =
                texts.t("assessments-disqualified").with("grounds", blocked(texts, grounds));
            Some(Problem::conflict(detail).kind("/problems/disqualified"))
        }
        ConsensusError::NothingToAgreeOn => {
            Some(Problem::conflict(texts.t("assessments-nothing-to-agree-on")))
        }
        ConsensusError::StillWaiting(names) => {
            let text = texts.t("assessments-still-waiting").with("names", names.join(", "));
            Some(Problem::conflict(text))
        }
        ConsensusError::NoNote => {
            errors.add("note", texts.t("form-required"));
            None
        }
        ConsensusError::TooLong { most, is } => {
            let text = texts.t("assessments-too-long").with("most", *most).with("is", *is);
            errors.add("note", text);
            None
        }
        ConsensusError::TooMuch(applied) => {
            let text = texts.t("assessments-too-much").with("applied", applied);
            errors.add("recommended", text);
            None
        }
        ConsensusError::NotPossible(refusal) => Some(of_state(texts, id, call, refusal)),
        ConsensusError::Database(_) => Some(Problem::internal(error)),
    }
}

/// A refusal of the registers. `fields` names the fields: who, to whom or above whom, first day, last
/// day.
pub(crate) fn of_ties(
    texts: Texts,
    error: &TieError,
    fields: TieFields,
    errors: &mut FieldErrors,
) -> Option<Problem> {
    match error {
        TieError::NotYours => {
            return Some(Problem::forbidden().detail(texts.t("assessments-ties-not-yours")));
        }
        TieError::NoTie => return Some(Problem::conflict(texts.t("assessments-no-tie"))),
        TieError::Database(_) => return Some(Problem::internal(error)),
        TieError::NoPerson => errors.add(fields.person, texts.t("assessments-no-person")),
        TieError::NoOrganisation => {
            errors.add(fields.other, texts.t("assessments-no-organisation"));
        }
        TieError::EndsBeforeItBegins(from) => {
            errors.add(fields.to, texts.t("assessments-ends-before").with("from", from));
        }
        TieError::NotYet(_) => errors.add(fields.from, texts.t("assessments-not-yet")),
        TieError::Ended(on) => {
            errors.add(fields.to, texts.t("assessments-has-ended").with("on", on));
        }
        TieError::Circle => errors.add(fields.other, texts.t("assessments-circle")),
        TieError::Already => errors.add(fields.other, texts.t("assessments-superior-already")),
        TieError::TooLong { most, is } => {
            let text = texts.t("assessments-too-long").with("most", *most).with("is", *is);
            errors.add(fields.note, text);
        }
    }
    None
}

/// What the fields of a form about a register are called.
#[derive(Debug, Clone, Copy)]
pub(crate) struct TieFields {
    /// Who.
    pub person: &'static str,
    /// To whom, or above whom.
    pub other: &'static str,
    /// The first day.
    pub from: &'static str,
    /// The last day.
    pub to: &'static str,
    /// What more there is to know.
    pub note: &'static str,
}

#[cfg(test)]
mod tests {
    use super::*;
    use vocabulary::Money;

    fn refused(error: &AssessError, naming: Naming) -> (Option<u16>, Vec<String>) {
        let mut errors = FieldErrors::none();
        let id = ApplicationId::fresh();
        let problem = of_assess(Texts::default(), id, "c", error, naming, &mut errors);
        let fields = errors.all().iter().map(|error| error.field.clone()).collect();
        (problem.map(|problem| problem.status), fields)
    }

    #[test]
    fn what_can_be_mended_stands_at_its_field() {
        let outside = AssessError::OutsideScale { criterion: 2, max: 5 };
        assert_eq!(refused(&outside, Naming::Page), (None, vec!["points-2".into()]));
        assert_eq!(refused(&outside, Naming::Api), (None, vec!["points.1".into()]));
        let long = AssessError::TooLong { criterion: Some(1), most: 10, is: 11 };
        assert_eq!(refused(&long, Naming::Page), (None, vec!["comment-1".into()]));
        assert_eq!(refused(&long, Naming::Api), (None, vec!["comments.0".into()]));
        let much = AssessError::TooMuch(Money::from_kroner(1));
        assert_eq!(refused(&much, Naming::Api), (None, vec!["recommended_ore".into()]));
    }

    #[test]
    fn what_cannot_be_mended_says_what_can_be_done() {
        let mut errors = FieldErrors::none();
        let id = ApplicationId::fresh();
        let error = AssessError::NotDeclared;
        let problem =
            of_assess(Texts::default(), id, "c", &error, Naming::Page, &mut errors).expect("one");
        assert_eq!((problem.status, problem.kind), (409, "/problems/not-declared"));
        let href = problem.possible[0].href.as_deref();
        assert_eq!(href, Some(format!("/applications/{id}/impartiality").as_str()));
        assert_eq!(refused(&AssessError::NotYours, Naming::Page).0, Some(403));
        assert_eq!(refused(&AssessError::HandedIn, Naming::Page).0, Some(409));
    }
}
