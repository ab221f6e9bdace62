//! The tables of a scenario's page: counties, the list with its cut line, what was set by hand, who
//! waits for money that comes back.

use super::{
    named::{Named, county_of},
    words,
};
use crate::{
    applications::words::score,
    kit::{PageFrame, format::kroner},
};
use county_allocation::{AtTheLine, Scenario, ScenarioLine, whole_number};
use std::collections::BTreeMap;
use vocabulary::{ApplicationId, CountyNumber, Day, Money};

/// What a county gets.
pub(super) struct CountyRow {
    pub name: String,
    pub frame: Option<Money>,
    pub awarded: Money,
    pub left: Option<Money>,
    pub projects: usize,
    pub persons: Option<String>,
    pub per_head: Option<Money>,
}

/// An application in the list.
pub(super) struct Line {
    pub place: i32,
    pub href: String,
    pub adjust: String,
    pub reference: String,
    pub organisation: String,
    pub score: String,
    pub applied: Money,
    pub recommended: Money,
    pub computed: Money,
    pub awarded: Money,
    pub is_adjusted: bool,
    pub reason: String,
}

/// A row of the list.
pub(super) enum Row {
    /// An application.
    Line(Box<Line>),
    /// Where the money ends, in a sentence.
    Cut(String),
}

/// The applications that compete within one frame.
pub(super) struct Group {
    /// Whose frame it is and what there is; none where all compete for one.
    pub heading: Option<String>,
    pub rows: Vec<Row>,
}

/// An amount that was set by hand.
pub(super) struct AdjustedRow {
    pub reference: String,
    pub href: String,
    pub drop: String,
    pub computed: Money,
    pub awarded: Money,
    pub who: String,
    pub why: String,
}

/// An application that is refused for want of money only.
pub(super) struct Waiting {
    pub reference: String,
    pub href: String,
    pub organisation: String,
    pub county: String,
    pub score: String,
    pub recommended: Money,
    /// Where it is awarded money that came back; none where the reader cannot or it waits no longer.
    pub award: Option<String>,
}

/// What the tables are made from.
pub(super) struct Parts<'a> {
    scenario: &'a Scenario,
    named: &'a Named,
    here: &'a str,
    frame: &'a PageFrame,
}

impl<'a> Parts<'a> {
    /// Of a scenario that lies at this path.
    pub(super) fn new(
        scenario: &'a Scenario,
        named: &'a Named,
        here: &'a str,
        frame: &'a PageFrame,
    ) -> Parts<'a> {
        Parts { scenario, named, here, frame }
    }

    fn reference(&self, application: ApplicationId) -> String {
        match self.scenario.inputs.contender(application) {
            Some(contender) => contender.reference.clone(),
            None => application.to_string(),
        }
    }
    fn organisation(&self, application: ApplicationId) -> String {
        let row = self.named.row(application);
        row.map(|row| row.organisation.clone()).unwrap_or_default()
    }
    /// Whether counties have frames of their own, under whose names the list then stands.
    pub(super) fn has_frames(&self) -> bool {
        self.scenario.counties.iter().any(|county| county.frame.is_some())
    }

    /// The counties, by number.
    pub(super) fn counties(&self) -> Vec<CountyRow> {
        let row = |county: &county_allocation::CountyLine| {
            let persons = self.scenario.persons(county.county);
            CountyRow {
                name: county.name.clone(),
                frame: county.frame,
                awarded: county.awarded,
                left: county.frame.map(|frame| frame - county.awarded),
                projects: usize::try_from(county.projects).unwrap_or_default(),
                persons: persons.map(whole_number),
                per_head: words::per_head(county.awarded, persons),
            }
        };
        self.scenario.counties.iter().map(row).collect()
    }

    /// All counties together.
    pub(super) fn total(&self) -> CountyRow {
        let (rows, counties) = (self.counties(), &self.scenario.counties);
        let frames: Option<Vec<Money>> = rows.iter().map(|row| row.frame).collect();
        let frame: Option<Money> = frames.map(|all| all.into_iter().sum());
        let persons: Option<i64> =
            counties.iter().map(|county| self.scenario.persons(county.county)).sum();
        let awarded = rows.iter().map(|row| row.awarded).sum();
        CountyRow {
            name: String::new(),
            frame,
            awarded,
            left: frame.map(|frame| frame - awarded),
            projects: rows.iter().map(|row| row.projects).sum(),
            persons: persons.map(whole_number),
            per_head: words::per_head(awarded, persons),
        }
    }

    /// The list: one group for each county that has a frame and applicants, or all in one.
    pub(super) fn groups(&self) -> Vec<Group> {
        if !self.has_frames() {
            let left = self.scenario.budget - self.scenario.awarded();
            let lines = self.scenario.lines.iter().collect();
            return vec![Group { heading: None, rows: self.group(lines, left) }];
        }
        let mut by_county: BTreeMap<CountyNumber, Vec<&ScenarioLine>> = BTreeMap::new();
        for line in &self.scenario.lines {
            by_county.entry(line.county).or_default().push(line);
        }
        let language = self.frame.language();
        let group = |(number, lines): (CountyNumber, Vec<&ScenarioLine>)| {
            let county = self.scenario.counties.iter().find(|one| one.county == number);
            let frame = county.and_then(|county| county.frame).unwrap_or_default();
            let awarded = county.map(|county| county.awarded).unwrap_or_default();
            let heading = self
                .frame
                .t("allocations-group")
                .with("county", county_of(self.scenario, number))
                .with("frame", kroner(frame, language))
                .with("awarded", kroner(awarded, language))
                .with("left", kroner(frame - awarded, language));
            let heading = Some(heading.to_string());
            Group { heading, rows: self.group(lines, frame - awarded) }
        };
        by_county.into_iter().map(group).collect()
    }

    /// The rows of one frame, the cut line above the first that the money does not reach.
    fn group(&self, lines: Vec<&ScenarioLine>, left: Money) -> Vec<Row> {
        let first = lines.iter().position(|line| line.reason.is_for_want_of_money());
        let mut rows: Vec<Row> =
            lines.into_iter().map(|line| Row::Line(Box::new(self.line(line)))).collect();
        if let Some(first) = first {
            let key = match self.scenario.plan.rules.at_the_line {
                AtTheLine::Stop => "allocations-cut-line-stop",
                AtTheLine::Skip | AtTheLine::Partial => "allocations-cut-line-skip",
            };
            let left = kroner(left.max(Money::ZERO), self.frame.language());
            rows.insert(first, Row::Cut(self.frame.t(key).with("left", left).into()));
        }
        rows
    }

    fn line(&self, line: &ScenarioLine) -> Line {
        let county = county_of(self.scenario, line.county);
        let organisation = self.organisation(line.application);
        Line {
            place: line.place,
            href: format!("/applications/{}", line.application),
            adjust: format!("{}/lines/{}", self.here, line.application),
            reference: self.reference(line.application),
            organisation: match (self.has_frames(), organisation.is_empty()) {
                (true, false) => organisation,
                (false, false) => format!("{organisation}, {county}"),
                (_, true) => county.clone(),
            },
            score: score(line.score_milli, self.frame.texts),
            applied: line.applied,
            recommended: line.recommended,
            computed: line.computed(),
            awarded: line.awarded,
            is_adjusted: line.is_adjusted(),
            reason: line.reason.in_words(self.frame.language(), Some(&county)),
        }
    }

    /// What was set by hand, in the order of the list.
    pub(super) fn adjusted(&self) -> Vec<AdjustedRow> {
        let all = &self.scenario.adjustments;
        let row = |line: &ScenarioLine| {
            let one = all.iter().find(|one| one.application == line.application)?;
            let who = self
                .frame
                .t("allocations-who-when")
                .with("who", &one.by)
                .with("day", Day::at(one.at))
                .to_string();
            Some(AdjustedRow {
                reference: self.reference(line.application),
                href: format!("{}/lines/{}", self.here, line.application),
                drop: format!("{}/lines/{}/drop", self.here, line.application),
                computed: line.computed(),
                awarded: line.awarded,
                who,
                why: one.reason.clone(),
            })
        };
        self.scenario.lines.iter().filter_map(row).collect()
    }

    /// Who is funded when money comes back, in order; those of `awardable` with the way to award them.
    pub(super) fn waiting(&self, awardable: &[ApplicationId]) -> Vec<Waiting> {
        let lines: BTreeMap<ApplicationId, &ScenarioLine> =
            self.scenario.lines.iter().map(|line| (line.application, line)).collect();
        let row = |application: ApplicationId| {
            let line = lines.get(&application)?;
            Some(Waiting {
                reference: self.reference(application),
                href: format!("/applications/{application}"),
                organisation: self.organisation(application),
                county: county_of(self.scenario, line.county),
                score: score(line.score_milli, self.frame.texts),
                recommended: line.recommended,
                award: awardable
                    .contains(&application)
                    .then(|| format!("/applications/{application}/award")),
            })
        };
        self.scenario.reserve_list().into_iter().filter_map(row).collect()
    }
}
