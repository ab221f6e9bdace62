//! Who may not deal with an application, and why (forvaltningsloven §§ 6–10, text in force 2026).
//!
//! A tie to the applicant or to a participant disqualifies by itself on the days it lasts. What only a
//! person can know is declared, case by case; the latest declaration counts. Whoever is below a
//! disqualified superior is disqualified too, all the way down. The law says that of decisions; here it
//! holds for assessing as well, because an assessment prepares nothing but the decision. A substitute
//! (§ 9) is found by assigning somebody else.

use crate::{Superior, Tie, TieKind};
use chrono::{DateTime, Utc};
use std::collections::{BTreeMap, BTreeSet};
use vocabulary::{ApplicationId, CallId, CountyNumber, Day, Money, OrganisationId, PersonId};

/// What a person says of themselves in a case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Declaration {
    /// Knows of nothing that can weaken the trust in their impartiality.
    Impartial,
    /// Is disqualified.
    Disqualified {
        /// Why, in their own words.
        ground: String,
    },
}

impl Declaration {
    /// The word in the database.
    pub const fn word(&self) -> &'static str {
        match self {
            Declaration::Impartial => "impartial",
            Declaration::Disqualified { .. } => "disqualified",
        }
    }
    /// Why, empty for the impartial.
    pub fn ground(&self) -> &str {
        match self {
            Declaration::Impartial => "",
            Declaration::Disqualified { ground } => ground,
        }
    }
}

/// A declaration as it was made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Declared {
    /// In which case.
    pub application: ApplicationId,
    /// Who.
    pub person: PersonId,
    /// What.
    pub declaration: Declaration,
    /// When.
    pub at: DateTime<Utc>,
}

/// One reason why somebody may not deal with an application.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Blocked {
    /// A registered tie to somebody the application concerns.
    Tie {
        /// To whom.
        organisation: OrganisationId,
        /// The name shown.
        organisation_name: String,
        /// What ties them.
        kind: TieKind,
        /// Since when.
        since: Day,
    },
    /// Applies and reports on behalf of somebody the application concerns.
    ActsFor {
        /// For whom.
        organisation: OrganisationId,
        /// The name shown.
        organisation_name: String,
    },
    /// Has declared to be disqualified.
    Declared {
        /// Why, in their own words.
        ground: String,
        /// When.
        at: DateTime<Utc>,
    },
    /// Is below somebody who is disqualified.
    Superior {
        /// The superior.
        superior: PersonId,
        /// The name shown.
        superior_name: String,
        /// Why the superior is; again a superior when it comes from further up.
        because: Box<Blocked>,
    },
}

/// Where a rule stands. Shown with the date of the text it was read in, because texts change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Provision {
    /// The act: `LOV-1967-02-10`.
    pub act: &'static str,
    /// The section: `6`.
    pub section: &'static str,
    /// The paragraph of the section, from 1.
    pub paragraph: u8,
    /// The letter in the paragraph, when it has letters.
    pub letter: Option<char>,
    /// The year of the text this was read in.
    pub read_in: i32,
}

impl Blocked {
    /// The word for lists and the journal: `tie`, `acts-for`, `declared`, `superior`.
    pub const fn word(&self) -> &'static str {
        match self {
            Blocked::Tie { .. } => "tie",
            Blocked::ActsFor { .. } => "acts-for",
            Blocked::Declared { .. } => "declared",
            Blocked::Superior { .. } => "superior",
        }
    }
    /// The rule that says so.
    pub const fn provision(&self) -> Provision {
        let (paragraph, letter) = match self {
            Blocked::Tie { kind: TieKind::Party, .. } => (1, Some('a')),
            Blocked::Tie { kind: TieKind::Kin, .. } => (1, Some('b')),
            Blocked::Tie { kind: TieKind::Representative, .. } | Blocked::ActsFor { .. } => {
                (1, Some('d'))
            }
            Blocked::Tie { kind: TieKind::Leader | TieKind::Board, .. } => (1, Some('e')),
            Blocked::Tie { kind: TieKind::Employed | TieKind::Other, .. }
            | Blocked::Declared { .. } => (2, None),
            Blocked::Superior { .. } => (3, None),
        };
        Provision { act: "LOV-1967-02-10", section: "6", paragraph, letter, read_in: 2026 }
    }
    /// Can be taken back by the person alone: a declaration is replaced by a later one. Everything else
    /// stands in a register that others keep.
    pub const fn is_own_declaration(&self) -> bool {
        matches!(self, Blocked::Declared { .. })
    }
}

/// An organisation that an application concerns.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Concerned {
    /// Which.
    pub organisation: OrganisationId,
    /// The name shown.
    pub name: String,
}

/// An application as far as assessing it needs to know.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Case {
    /// Which.
    pub application: ApplicationId,
    /// The call it answers.
    pub call: CallId,
    /// What people call it.
    pub reference: String,
    /// Its number in the call.
    pub number: i32,
    /// The project.
    pub title: String,
    /// Its county when it was begun.
    pub county: CountyNumber,
    /// What is applied for.
    pub applied: Money,
    /// Where it stands, by its word.
    pub state: String,
    /// When it was begun.
    pub begun_at: DateTime<Utc>,
    /// When it was sent in.
    pub submitted_at: Option<DateTime<Utc>>,
    /// When it was decided.
    pub decided_at: Option<DateTime<Utc>>,
    /// The applicant first, then those who have joined and not left.
    pub concerns: Vec<Concerned>,
}

impl Case {
    /// Whether it is decided: awarded, refused or dismissed, which its parties are told at once. What
    /// was taken back was never decided.
    pub const fn is_decided(&self) -> bool {
        self.decided_at.is_some()
    }
}

/// What the registers and the declarations say of everybody, as far as some cases need it.
#[derive(Debug, Clone, Default)]
pub struct Known {
    /// Who is tied to which organisation.
    pub ties: Vec<Tie>,
    /// Who applies on behalf of which organisation.
    pub acting: BTreeSet<(PersonId, OrganisationId)>,
    /// Who is above whom.
    pub superiors: Vec<Superior>,
    /// All that was declared, by case and person, oldest first.
    pub declarations: BTreeMap<(ApplicationId, PersonId), Vec<Declared>>,
    /// What people are called.
    pub names: BTreeMap<PersonId, String>,
}

impl Known {
    /// What a person is called; their id when nobody knows.
    pub fn name(&self, person: PersonId) -> String {
        self.names.get(&person).cloned().unwrap_or_else(|| person.to_string())
    }

    /// The latest declaration of a person in a case.
    pub fn declared(&self, case: ApplicationId, person: PersonId) -> Option<&Declared> {
        self.declared_by(case, person, None)
    }

    fn declared_by(
        &self,
        case: ApplicationId,
        person: PersonId,
        by: Option<DateTime<Utc>>,
    ) -> Option<&Declared> {
        let all = self.declarations.get(&(case, person))?;
        all.iter().rfind(|one| by.is_none_or(|by| one.at <= by))
    }

    /// Why a person may not deal with the case on this day; empty when nothing is in the way.
    pub fn blocked_on(&self, case: &Case, person: PersonId, day: Day) -> Vec<Blocked> {
        self.grounds(case, person, Span { from: day, to: Some(day), by: None }, &mut Vec::new())
    }

    /// Why an assessment handed in at that time does not count; empty when it does. Whatever has come
    /// to stand in the way since then counts too, until the application was decided: what happens
    /// afterwards does not change what was decided on.
    pub fn set_aside(
        &self,
        case: &Case,
        assessor: PersonId,
        handed_in: DateTime<Utc>,
    ) -> Vec<Blocked> {
        let to = case.decided_at.map(Day::at);
        let from = Day::at(handed_in);
        let span = Span { from, to: to.map(|to| to.max(from)), by: case.decided_at };
        self.grounds(case, assessor, span, &mut Vec::new())
    }

    fn grounds(
        &self,
        case: &Case,
        person: PersonId,
        span: Span,
        below: &mut Vec<PersonId>,
    ) -> Vec<Blocked> {
        let mut found = Vec::new();
        let begun = Day::at(case.begun_at);
        for concerned in &case.concerns {
            let ties = self
                .ties
                .iter()
                .filter(|tie| tie.person == person && tie.organisation == concerned.organisation);
            let ties = ties.filter(|tie| tie.bears(begun, span.from, span.to));
            found.extend(ties.map(|tie| Blocked::Tie {
                organisation: concerned.organisation,
                organisation_name: concerned.name.clone(),
                kind: tie.kind,
                since: tie.from,
            }));
            // Roles have no days: one that was given after the decision says nothing about it.
            if span.by.is_none() && self.acting.contains(&(person, concerned.organisation)) {
                found.push(Blocked::ActsFor {
                    organisation: concerned.organisation,
                    organisation_name: concerned.name.clone(),
                });
            }
        }
        if let Some(Declared { declaration: Declaration::Disqualified { ground }, at, .. }) =
            self.declared_by(case.application, person, span.by)
        {
            found.push(Blocked::Declared { ground: ground.clone(), at: *at });
        }
        // A circle cannot be registered, but a row written past the application must not hang a page.
        below.push(person);
        for link in self.superiors.iter().filter(|link| link.person == person) {
            if below.contains(&link.superior) {
                continue;
            }
            let Some((from, to)) = link.within(span.from, span.to) else { continue };
            let above = self.grounds(case, link.superior, Span { from, to, ..span }, below);
            if let Some(because) = above.into_iter().next() {
                found.push(Blocked::Superior {
                    superior: link.superior,
                    superior_name: self.name(link.superior),
                    because: Box::new(because),
                });
            }
        }
        below.pop();
        found
    }
}

/// The days that are looked at, and until when declarations are.
#[derive(Debug, Clone, Copy)]
struct Span {
    from: Day,
    to: Option<Day>,
    by: Option<DateTime<Utc>>,
}

#[cfg(test)]
mod tests {
    use super::*;
    use vocabulary::{SuperiorId, TieId};

    fn day(text: &str) -> Day {
        text.parse().unwrap()
    }

    fn case(applicant: OrganisationId, partner: OrganisationId) -> Case {
        let begun_at = day("2012-01-10").at_hour(10, 0);
        let concerned = |organisation, name: &str| Concerned { organisation, name: name.into() };
        Case {
            application: ApplicationId::fresh(),
            call: CallId::fresh(),
            reference: "S01".into(),
            number: 1,
            title: "T".into(),
            county: "11".parse().unwrap(),
            applied: Money::from_kroner(1),
            state: "checked".into(),
            begun_at,
            submitted_at: Some(begun_at),
            decided_at: None,
            concerns: vec![concerned(applicant, "Klepp"), concerned(partner, "Time")],
        }
    }

    fn tie(person: PersonId, organisation: OrganisationId, from: &str, to: Option<&str>) -> Tie {
        Tie {
            id: TieId::fresh(),
            person,
            organisation,
            kind: TieKind::Board,
            note: String::new(),
            from: day(from),
            to: to.map(day),
        }
    }

    fn above(person: PersonId, superior: PersonId, from: &str, to: Option<&str>) -> Superior {
        let id = SuperiorId::fresh();
        Superior { id, person, superior, from: day(from), to: to.map(day) }
    }

    fn words(found: &[Blocked]) -> Vec<&'static str> {
        found.iter().map(Blocked::word).collect()
    }

    #[test]
    fn a_tie_to_a_participant_blocks_as_one_to_the_applicant() {
        let (klepp, time, bodo) =
            (OrganisationId::fresh(), OrganisationId::fresh(), OrganisationId::fresh());
        let (a, b, c) = (PersonId::fresh(), PersonId::fresh(), PersonId::fresh());
        let ties = vec![
            tie(a, klepp, "2012-01-01", None),
            tie(b, time, "2012-01-01", None),
            tie(c, bodo, "2012-01-01", None),
        ];
        let known = Known { ties, ..Known::default() };
        let case = case(klepp, time);
        let today = day("2012-03-01");
        assert_eq!(words(&known.blocked_on(&case, a, today)), ["tie"]);
        assert_eq!(words(&known.blocked_on(&case, b, today)), ["tie"]);
        assert!(known.blocked_on(&case, c, today).is_empty());
        assert!(known.blocked_on(&case, a, day("2011-12-31")).is_empty());
    }

    #[test]
    fn a_superior_reaches_all_the_way_down_on_the_days_all_of_it_holds() {
        let klepp = OrganisationId::fresh();
        let case = case(klepp, OrganisationId::fresh());
        let (officer, head, director) = (PersonId::fresh(), PersonId::fresh(), PersonId::fresh());
        let known = Known {
            ties: vec![tie(director, klepp, "2012-02-01", None)],
            superiors: vec![
                above(officer, head, "2012-01-01", None),
                above(head, director, "2012-01-01", Some("2012-03-31")),
            ],
            ..Known::default()
        };
        let found = known.blocked_on(&case, officer, day("2012-03-01"));
        let [Blocked::Superior { superior, because, .. }] = found.as_slice() else {
            panic!("{found:?}")
        };
        assert_eq!(*superior, head);
        assert!(matches!(&**because, Blocked::Superior { superior, because, .. }
            if *superior == director && matches!(**because, Blocked::Tie { .. })));
        assert_eq!(found[0].provision().paragraph, 3);
        // Not before the director's tie, not after the director has gone.
        assert!(known.blocked_on(&case, officer, day("2012-01-31")).is_empty());
        assert!(known.blocked_on(&case, officer, day("2012-04-01")).is_empty());
        // The director is not reached from below.
        let known = Known { ties: vec![tie(officer, klepp, "2012-02-01", None)], ..known };
        assert!(known.blocked_on(&case, director, day("2012-03-01")).is_empty());
    }

    #[test]
    fn a_circle_written_past_the_application_ends() {
        let (a, b) = (PersonId::fresh(), PersonId::fresh());
        let superiors = vec![above(a, b, "2012-01-01", None), above(b, a, "2012-01-01", None)];
        let known = Known { superiors, ..Known::default() };
        let case = case(OrganisationId::fresh(), OrganisationId::fresh());
        assert!(known.blocked_on(&case, a, day("2012-03-01")).is_empty());
    }

    #[test]
    fn the_latest_declaration_counts() {
        let case = case(OrganisationId::fresh(), OrganisationId::fresh());
        let person = PersonId::fresh();
        let said = |declaration, hour| Declared {
            application: case.application,
            person,
            declaration,
            at: day("2012-03-01").at_hour(hour, 0),
        };
        let disqualified = Declaration::Disqualified { ground: "Gammel venn".into() };
        let mut all = vec![said(Declaration::Impartial, 8), said(disqualified, 9)];
        let known = |all: &[Declared]| Known {
            declarations: BTreeMap::from([((case.application, person), all.to_vec())]),
            ..Known::default()
        };
        let today = day("2012-03-01");
        assert_eq!(words(&known(&all).blocked_on(&case, person, today)), ["declared"]);
        all.push(said(Declaration::Impartial, 10));
        let known = known(&all);
        assert!(known.blocked_on(&case, person, today).is_empty());
    }

    #[test]
    fn what_was_handed_in_is_set_aside_until_it_was_decided() {
        let klepp = OrganisationId::fresh();
        let mut case = case(klepp, OrganisationId::fresh());
        let person = PersonId::fresh();
        let handed_in = day("2012-03-01").at_hour(12, 0);
        let with =
            |from: &str, to| Known { ties: vec![tie(person, klepp, from, to)], ..Known::default() };
        let aside =
            |known: Known, case: &Case| !known.set_aside(case, person, handed_in).is_empty();
        assert!(aside(with("2012-03-20", None), &case));
        // It has ended before the assessment was handed in.
        assert!(!aside(with("2012-01-01", Some("2012-02-29")), &case));
        // It ended afterwards: the assessment stays aside.
        assert!(aside(with("2012-02-01", Some("2012-03-02")), &case));
        case.decided_at = Some(day("2012-03-10").at_hour(12, 0));
        assert!(!aside(with("2012-03-20", None), &case));
        assert!(aside(with("2012-03-05", None), &case));
    }
}
