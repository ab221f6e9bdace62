//! A call as it is written: what can be wrong with it, and how last year's becomes this year's.

use crate::{Call, Criterion, Scheme, WhoMayApply, scheme::is_slug};
use chrono::{Months, NaiveDate};
use organisations::OrganisationKind;
use std::fmt;
use vocabulary::{Day, FormVersionId, Money};

/// How many criteria a call can have, and anchors a criterion.
const MOST: usize = 50;
/// How far a copy may lie from its original, in years.
const FARTHEST: i32 = 100;

/// A call to announce.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewCall {
    /// Short name of the scheme.
    pub scheme_slug: String,
    /// Short name of the call; references of its applications begin with it.
    pub slug: String,
    /// Its title in bokmål.
    pub title: String,
    /// Its title in nynorsk.
    pub title_nn: String,
    /// Its title in English; may be empty.
    pub title_en: String,
    /// The budget year.
    pub year: i32,
    /// What can be awarded in all.
    pub budget: Money,
    /// The first day applications may come.
    pub opens_on: Day,
    /// The last day they may: until midnight in Norway.
    pub closes_on: Day,
    /// When the report is due.
    pub report_due: Day,
    /// The last day a grant of this call is given for.
    pub funded_through: Day,
    /// How many days a recipient has to accept.
    pub accept_within_days: i32,
    /// The text of the announcement in bokmål.
    pub about: String,
    /// The text of the announcement in nynorsk.
    pub about_nn: String,
    /// The text of the announcement in English; may be empty.
    pub about_en: String,
    /// What applications are scored on.
    pub criteria: Vec<Criterion>,
    /// What applicants fill in; `None` is the house's standard form, or the one the call has already.
    pub form: Option<FormVersionId>,
    /// Who may apply.
    pub who_may_apply: WhoMayApply,
    /// The least own share, in thousandths of the whole cost: 200 is 20 %.
    pub own_share_milli: i32,
    /// Whether the applicant must commit itself to go on when the state's money ends.
    pub continuation_required: bool,
    /// The last day that what arrives too late is received at all; `None` closes the door with the call.
    pub late_until: Option<Day>,
    /// When applicants can expect a decision.
    pub decision_expected_on: Option<Day>,
    /// How many days before it closes those with an unfinished draft are written to; 0 is never.
    pub remind_drafts_days: i32,
    /// How many days after it arrived an application without a decision gets a provisional reply; 0 is
    /// never.
    pub provisional_reply_days: i32,
}

impl Default for NewCall {
    /// Nothing said, no money, on the first day of 1970; what has a usual value has it.
    fn default() -> NewCall {
        let day = Day::from(NaiveDate::default());
        NewCall {
            scheme_slug: String::new(),
            slug: String::new(),
            title: String::new(),
            title_nn: String::new(),
            title_en: String::new(),
            year: day.year(),
            budget: Money::ZERO,
            opens_on: day,
            closes_on: day,
            report_due: day,
            funded_through: day,
            accept_within_days: 28,
            about: String::new(),
            about_nn: String::new(),
            about_en: String::new(),
            criteria: Vec::new(),
            form: None,
            who_may_apply: WhoMayApply::default(),
            own_share_milli: 0,
            continuation_required: true,
            late_until: None,
            decision_expected_on: None,
            remind_drafts_days: 5,
            provisional_reply_days: 30,
        }
    }
}

/// Something that is wrong with a call as it is written. Criteria are counted from 1.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CallDoubt {
    /// It has no title in bokmål.
    NoTitle,
    /// Its short name cannot stand in an address.
    BadSlug,
    /// It closes before it opens.
    ClosesBeforeItOpens,
    /// Late applications would be received no longer than others.
    LateBeforeItCloses,
    /// The decision is expected before it closes.
    DecidedBeforeItCloses,
    /// It has no budget.
    NoBudget,
    /// There is nothing to score applications on.
    NothingToScoreOn,
    /// More criteria or anchors than anybody can read.
    TooManyCriteria,
    /// A criterion has no name in bokmål.
    NamelessCriterion(usize),
    /// A criterion weighs nothing.
    WeightlessCriterion(usize),
    /// No points can be given on a criterion.
    PointlessCriterion(usize),
    /// An anchor lies outside of its criterion's scale.
    AnchorOffScale {
        /// The criterion.
        criterion: usize,
        /// The anchor's points.
        points: i32,
    },
    /// A criterion says twice what the same points mean.
    AnchorTwice {
        /// The criterion.
        criterion: usize,
        /// The points.
        points: i32,
    },
    /// The least own share is not between nothing and the whole.
    OwnShareIsNoShare,
    /// A recipient has no day to accept.
    NoTimeToAccept,
    /// A number of days is below nothing.
    DaysBelowNothing(&'static str),
    /// The directorate does not apply to itself.
    DirectorateCannotApply,
    /// The year is too far from the one it is copied from.
    YearOutOfReach(i32),
}

impl CallDoubt {
    /// The field of [`NewCall`] it is said at.
    pub const fn field(&self) -> &'static str {
        match self {
            CallDoubt::NoTitle => "title",
            CallDoubt::BadSlug => "slug",
            CallDoubt::ClosesBeforeItOpens => "closes_on",
            CallDoubt::LateBeforeItCloses => "late_until",
            CallDoubt::DecidedBeforeItCloses => "decision_expected_on",
            CallDoubt::NoBudget => "budget",
            CallDoubt::NothingToScoreOn
            | CallDoubt::TooManyCriteria
            | CallDoubt::NamelessCriterion(_)
            | CallDoubt::WeightlessCriterion(_)
            | CallDoubt::PointlessCriterion(_)
            | CallDoubt::AnchorOffScale { .. }
            | CallDoubt::AnchorTwice { .. } => "criteria",
            CallDoubt::OwnShareIsNoShare => "own_share_milli",
            CallDoubt::NoTimeToAccept => "accept_within_days",
            CallDoubt::DaysBelowNothing(field) => field,
            CallDoubt::DirectorateCannotApply => "who_may_apply",
            CallDoubt::YearOutOfReach(_) => "year",
        }
    }
}

impl fmt::Display for CallDoubt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            CallDoubt::NoTitle => f.write_str("it has no title in bokmål"),
            CallDoubt::BadSlug => f.write_str(
                "its short name must be 2 to 60 of the letters a to z, digits and hyphens, beginning with a letter",
            ),
            CallDoubt::ClosesBeforeItOpens => f.write_str("it closes before it opens"),
            CallDoubt::LateBeforeItCloses => {
                f.write_str("late applications must be received longer than others")
            }
            CallDoubt::DecidedBeforeItCloses => {
                f.write_str("the decision is expected before it closes")
            }
            CallDoubt::NoBudget => f.write_str("it has no budget"),
            CallDoubt::NothingToScoreOn => {
                f.write_str("there is nothing to score applications on")
            }
            CallDoubt::TooManyCriteria => {
                write!(f, "there are more than {MOST} criteria or anchors of a criterion")
            }
            CallDoubt::NamelessCriterion(n) => write!(f, "criterion {n} has no name in bokmål"),
            CallDoubt::WeightlessCriterion(n) => write!(f, "criterion {n} weighs nothing"),
            CallDoubt::PointlessCriterion(n) => {
                write!(f, "no points can be given on criterion {n}")
            }
            CallDoubt::AnchorOffScale { criterion, points } => {
                write!(f, "{points} points are not on the scale of criterion {criterion}")
            }
            CallDoubt::AnchorTwice { criterion, points } => {
                write!(f, "criterion {criterion} says twice what {points} points mean")
            }
            CallDoubt::OwnShareIsNoShare => {
                f.write_str("the least own share must be from 0 to 99,9 percent")
            }
            CallDoubt::NoTimeToAccept => f.write_str("a recipient has no day to accept"),
            CallDoubt::DaysBelowNothing(_) => f.write_str("a number of days is below nothing"),
            CallDoubt::DirectorateCannotApply => {
                f.write_str("the directorate does not apply to itself")
            }
            CallDoubt::YearOutOfReach(year) => {
                write!(f, "the year {year} is too far from the one it is copied from")
            }
        }
    }
}

impl NewCall {
    /// A call as it stands, to be changed or copied.
    pub fn of(call: &Call, scheme: &Scheme) -> NewCall {
        NewCall {
            scheme_slug: scheme.slug.clone(),
            slug: call.slug.clone(),
            title: call.title.clone(),
            title_nn: call.title_nn.clone(),
            title_en: call.title_en.clone(),
            year: call.year,
            budget: call.budget,
            opens_on: Day::at(call.opens_at),
            closes_on: call.closes_on(),
            report_due: call.report_due,
            funded_through: call.funded_through,
            accept_within_days: call.accept_within_days,
            about: call.about.clone(),
            about_nn: call.about_nn.clone(),
            about_en: call.about_en.clone(),
            criteria: call.criteria.clone(),
            form: call.form,
            who_may_apply: call.who_may_apply.clone(),
            own_share_milli: call.own_share_milli,
            continuation_required: call.continuation_required,
            late_until: call.late_until.map(|until| Day::at(until).plus_days(-1)),
            decision_expected_on: call.decision_expected_on,
            remind_drafts_days: call.remind_drafts_days,
            provisional_reply_days: call.provisional_reply_days,
        }
    }

    /// The same call in another year: its days moved by whole years (29 February to the 28th where there
    /// is none), and the year in its titles and texts replaced where it stands as a word.
    pub fn in_year(self, year: i32) -> Result<NewCall, CallDoubt> {
        let years = year
            .checked_sub(self.year)
            .filter(|years| years.abs() <= FARTHEST)
            .ok_or(CallDoubt::YearOutOfReach(year))?;
        let moved = |day: Day| moved_by_years(day, years).ok_or(CallDoubt::YearOutOfReach(year));
        let said = |text: &str| with_year(text, self.year, year);
        Ok(NewCall {
            title: said(&self.title),
            title_nn: said(&self.title_nn),
            title_en: said(&self.title_en),
            about: said(&self.about),
            about_nn: said(&self.about_nn),
            about_en: said(&self.about_en),
            opens_on: moved(self.opens_on)?,
            closes_on: moved(self.closes_on)?,
            report_due: moved(self.report_due)?,
            funded_through: moved(self.funded_through)?,
            late_until: self.late_until.map(moved).transpose()?,
            decision_expected_on: self.decision_expected_on.map(moved).transpose()?,
            year,
            ..self
        })
    }

    /// What is wrong with it as it is written. What it still lacks before it can open is another
    /// question: see [`crate::Unready`].
    pub fn doubts(&self) -> Vec<CallDoubt> {
        let mut doubts = Vec::new();
        let mut doubt = |wrong: bool, what: CallDoubt| {
            if wrong {
                doubts.push(what);
            }
        };
        doubt(self.title.trim().is_empty(), CallDoubt::NoTitle);
        doubt(!is_slug(&self.slug), CallDoubt::BadSlug);
        doubt(self.closes_on < self.opens_on, CallDoubt::ClosesBeforeItOpens);
        let late = self.late_until.is_some_and(|until| until <= self.closes_on);
        doubt(late, CallDoubt::LateBeforeItCloses);
        let decided = self.decision_expected_on.is_some_and(|day| day <= self.closes_on);
        doubt(decided, CallDoubt::DecidedBeforeItCloses);
        doubt(!self.budget.is_positive(), CallDoubt::NoBudget);
        doubt(self.criteria.is_empty(), CallDoubt::NothingToScoreOn);
        let crowded = self.criteria.iter().any(|criterion| criterion.anchors.len() > MOST);
        doubt(crowded || self.criteria.len() > MOST, CallDoubt::TooManyCriteria);
        for (n, criterion) in (1..).zip(&self.criteria) {
            doubt(criterion.name.trim().is_empty(), CallDoubt::NamelessCriterion(n));
            doubt(criterion.weight <= 0, CallDoubt::WeightlessCriterion(n));
            doubt(criterion.max_points <= 0, CallDoubt::PointlessCriterion(n));
            for (place, anchor) in criterion.anchors.iter().enumerate() {
                let (criterion_no, points) = (n, anchor.points);
                let off = !(0..=criterion.max_points).contains(&points);
                doubt(off, CallDoubt::AnchorOffScale { criterion: criterion_no, points });
                let twice = criterion.anchors[..place].iter().any(|other| other.points == points);
                doubt(twice, CallDoubt::AnchorTwice { criterion: criterion_no, points });
            }
        }
        doubt(!(0..1000).contains(&self.own_share_milli), CallDoubt::OwnShareIsNoShare);
        doubt(self.accept_within_days <= 0, CallDoubt::NoTimeToAccept);
        for (days, field) in [
            (self.remind_drafts_days, "remind_drafts_days"),
            (self.provisional_reply_days, "provisional_reply_days"),
        ] {
            doubt(days < 0, CallDoubt::DaysBelowNothing(field));
        }
        let directorate = self.who_may_apply.kinds.contains(&OrganisationKind::Directorate);
        doubt(directorate, CallDoubt::DirectorateCannotApply);
        doubts
    }
}

/// The same day of another year; the 28th for a 29 February that is not there.
fn moved_by_years(day: Day, years: i32) -> Option<Day> {
    let months = Months::new(years.unsigned_abs().checked_mul(12)?);
    let date = day.date();
    let moved =
        if years < 0 { date.checked_sub_months(months) } else { date.checked_add_months(months) };
    moved.map(Day::from)
}

/// The text with one year for the other, where it stands as a word: not inside a longer number or name,
/// nor in a date or a reference written in figures (`01.03.2012`, `FOR-2012-03-04-185`), which are facts
/// that a new year does not change.
fn with_year(text: &str, from: i32, to: i32) -> String {
    let (from, to) = (from.to_string(), to.to_string());
    let mut said = String::with_capacity(text.len());
    let mut rest = 0;
    for (at, found) in text.match_indices(&from) {
        let before = text[..at].chars().rev();
        let after = text[at + found.len()..].chars();
        if joined(before) || joined(after) {
            continue;
        }
        said.push_str(&text[rest..at]);
        said.push_str(&to);
        rest = at + found.len();
    }
    said.push_str(&text[rest..]);
    said
}

/// What stands beside a year makes it part of something longer.
fn joined(mut beside: impl Iterator<Item = char>) -> bool {
    match beside.next() {
        Some(c) if c.is_alphanumeric() || c == '_' => true,
        Some('-' | '.' | '/' | ':' | '–') => beside.next().is_some_and(char::is_alphanumeric),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Anchor;
    use forms::Words;

    fn day(text: &str) -> Day {
        text.parse().unwrap()
    }

    fn call() -> NewCall {
        NewCall {
            scheme_slug: "ips".into(),
            slug: "ips-2012".into(),
            title: "IPS 2012".into(),
            title_nn: "IPS 2012 (nynorsk)".into(),
            year: 2012,
            budget: Money::from_kroner(1),
            opens_on: day("2012-01-09"),
            closes_on: day("2012-02-29"),
            report_due: day("2013-03-01"),
            funded_through: day("2012-12-31"),
            late_until: Some(day("2012-03-02")),
            about: "Midler for 2012. Jf. FOR-2012-03-04-185.".into(),
            criteria: vec![Criterion {
                name: "Plan".into(),
                weight: 1,
                max_points: 5,
                ..Criterion::default()
            }],
            ..NewCall::default()
        }
    }

    #[test]
    fn a_copy_moves_by_whole_years() {
        let next = call().in_year(2013).unwrap();
        assert_eq!(next.closes_on, day("2013-02-28"));
        assert_eq!(next.report_due, day("2014-03-01"));
        assert_eq!(next.late_until, Some(day("2013-03-02")));
        assert_eq!(next.title_nn, "IPS 2013 (nynorsk)");
        assert_eq!(next.about, "Midler for 2013. Jf. FOR-2012-03-04-185.");
        assert_eq!(call().in_year(2008).unwrap().closes_on, day("2008-02-29"));
        assert_eq!(call().in_year(20_120), Err(CallDoubt::YearOutOfReach(20_120)));
        assert_eq!(call().in_year(i32::MIN), Err(CallDoubt::YearOutOfReach(i32::MIN)));
    }

    #[test]
    fn a_year_is_replaced_only_as_a_word() {
        for (text, becomes) in [
            ("2012", "2013"),
            ("«IPS 2012», 2012.", "«IPS 2013», 2013."),
            ("20120 12012 a2012", "20120 12012 a2012"),
            ("innen 29.02.2012", "innen 29.02.2012"),
            ("2012-02-29", "2012-02-29"),
            ("2012–2014", "2012–2014"),
            ("i 2012: søk nå", "i 2013: søk nå"),
            ("for 2012-", "for 2013-"),
            ("å2012", "å2012"),
            ("", ""),
        ] {
            assert_eq!(with_year(text, 2012, 2013), becomes, "{text}");
        }
    }

    #[test]
    fn says_everything_that_is_wrong_at_its_field() {
        assert_eq!(call().doubts(), []);
        let anchor = |points| Anchor { points, text: Words::norwegian("x", "x") };
        let wrong = NewCall {
            slug: "IPS 2012".into(),
            closes_on: day("2012-01-08"),
            late_until: Some(day("2012-01-08")),
            decision_expected_on: Some(day("2012-01-01")),
            budget: Money::ZERO,
            own_share_milli: 1000,
            accept_within_days: 0,
            remind_drafts_days: -1,
            who_may_apply: WhoMayApply {
                kinds: vec![OrganisationKind::Directorate],
                counties: Vec::new(),
            },
            criteria: vec![Criterion {
                max_points: 3,
                anchors: vec![anchor(0), anchor(4), anchor(0)],
                ..Criterion::default()
            }],
            ..call()
        };
        let said: String =
            wrong.doubts().iter().map(|doubt| format!("{}: {doubt}\n", doubt.field())).collect();
        insta::assert_snapshot!(said, @r"
        slug: its short name must be 2 to 60 of the letters a to z, digits and hyphens, beginning with a letter
        closes_on: it closes before it opens
        late_until: late applications must be received longer than others
        decision_expected_on: the decision is expected before it closes
        budget: it has no budget
        criteria: criterion 1 has no name in bokmål
        criteria: criterion 1 weighs nothing
        criteria: 4 points are not on the scale of criterion 1
        criteria: criterion 1 says twice what 0 points mean
        own_share_milli: the least own share must be from 0 to 99,9 percent
        accept_within_days: a recipient has no day to accept
        remind_drafts_days: a number of days is below nothing
        who_may_apply: the directorate does not apply to itself
        ");
        let nothing = NewCall { criteria: Vec::new(), ..call() };
        assert_eq!(nothing.doubts(), [CallDoubt::NothingToScoreOn]);
    }
}
