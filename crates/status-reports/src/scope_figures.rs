//! The figures of a status report to the directorate: of a call, a scheme, a county or a year.
//!
//! What can be counted from the grants (reporting, goals, deviations, sums) is counted when it is asked
//! for and not kept beside them, so that no two figures of one report can disagree.

use crate::{Audience, Scope};
use chrono::{DateTime, Utc};
use reporting_deadlines::{Passage, Verdict, Wanted};
use serde::{Deserialize, Serialize};
use vocabulary::{Day, Money, Period};

/// Everything that a report to the directorate tells, as it stood when a day was over. Amounts in øre.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ScopeFigures {
    /// What the report covers.
    pub covers: Covered,
    /// The day it describes.
    pub as_of: Day,
    /// When they were gathered, where that was before the day was over.
    #[serde(default)]
    pub told_at: Option<DateTime<Utc>>,
    /// Who may read these figures.
    pub audience: Audience,
    /// The calls that are decided, by their short names.
    pub calls: Vec<CallLine>,
    /// The calls of the year that were announced and not decided: titles in bokmål and nynorsk.
    pub undecided: Vec<(String, String)>,
    /// The way of the money, from the top.
    pub steps: Vec<MoneyStep>,
    /// Money of the appropriations that nobody was promised, the oldest first.
    pub unused: Vec<UnusedMoney>,
    /// Every county of the time, by number; also those without a project.
    pub counties: Vec<CountyLine>,
    /// The map of tiles that shows these counties: of 2008, 2018, 2020 or 2024.
    pub map: Option<i32>,
    /// The same grants on the latest map, where that is another one.
    pub latest_map: Option<LatestMap>,
    /// The same scope in the year before, where there was anything.
    pub year_before: Option<(i32, Totals)>,
    /// Of the targets of the year before: how many were reached, of how many that were judged. Not told in
    /// public, where targets of few persons are left out.
    #[serde(default)]
    pub goals_before: Option<(usize, usize)>,
    /// The grants, by county and reference.
    pub grants: Vec<GrantLine>,
    /// The participants of all projects together.
    pub participants: Option<Counts>,
}

/// What a report covers, in words.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Covered {
    /// By ids.
    pub scope: Scope,
    /// Short name, also of the file: `ips-2012`, `fylke-11-2012`, `2012`.
    pub slug: String,
    /// What it is called in bokmål.
    pub name: String,
    /// What it is called in nynorsk.
    pub name_nn: String,
    /// The budget year.
    pub year: i32,
}

/// A call that is decided.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CallLine {
    /// Its short name.
    pub slug: String,
    /// Its title in bokmål.
    pub title: String,
    /// Its title in nynorsk.
    pub title_nn: String,
    /// The scheme.
    pub scheme: String,
    /// Chapter and item of the state budget: `764.60`.
    pub chapter_item: String,
    /// When it was decided.
    pub decided_on: Day,
    /// When the reports of its grants are due by the call.
    pub report_due: Day,
    /// What there was to share.
    pub budget: Money,
    /// How many applications passed the formal check.
    pub applications: usize,
    /// What they asked for.
    pub applied: Money,
    /// How many of them stood refused on the day.
    pub refused: usize,
    /// What of the scheme was changed after the version the call rests on: the day and in which words, in the
    /// language they were written in.
    pub scheme_changes: Vec<(Day, String)>,
    /// What was amended while the call was open: the day, and the words in bokmål and nynorsk.
    pub amendments: Vec<(Day, String, String)>,
}

/// A step on the way of the money.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct MoneyStep {
    /// Which.
    pub step: Step,
    /// How much.
    pub amount: Money,
}

/// The steps from what parliament gave to what came back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Step {
    /// What parliament gave on the chapters and items.
    Appropriated,
    /// What of that was allocated to the schemes.
    ToSchemes,
    /// What of that was announced in calls.
    ToCalls,
    /// What of that was allocated to counties.
    ToCounties,
    /// What is granted to recipients; of a reversed award what was paid.
    Granted,
    /// What is paid.
    Paid,
    /// What of that came back.
    Returned,
}

impl Step {
    /// All of them, from the top.
    pub const ALL: [Step; 7] = [
        Step::Appropriated,
        Step::ToSchemes,
        Step::ToCalls,
        Step::ToCounties,
        Step::Granted,
        Step::Paid,
        Step::Returned,
    ];
}

/// Money of an appropriation that nobody was promised.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct UnusedMoney {
    /// Chapter and item: `764.60`.
    pub post: String,
    /// The year it was appropriated for.
    pub origin: i32,
    /// The last year it can be used in.
    pub until: i32,
    /// How much.
    pub amount: Money,
}

/// One county.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CountyLine {
    /// Its number at the time.
    pub number: String,
    /// Its name at the time.
    pub name: String,
    /// Persons on 1 January of the year, where the source gives them.
    pub persons: Option<i64>,
    /// How many applications came from it and passed the formal check.
    pub applications: usize,
    /// What they asked for.
    pub applied: Money,
    /// How many projects it got.
    pub projects: usize,
    /// What they hold.
    pub granted: Money,
    /// What of that is paid.
    pub paid: Money,
    /// What of that came back.
    pub returned: Money,
}

/// The grants by the counties of the latest map.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct LatestMap {
    /// The year of the map.
    pub year: i32,
    /// Every county of it: number, name, projects, what they hold.
    pub counties: Vec<(String, String, usize, Money)>,
    /// What lies in municipalities that were divided so that no one stands in their place: projects, and
    /// what they hold.
    pub unplaced: (usize, Money),
}

/// Sums of a scope, to hold a year against the one before.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Totals {
    /// Applications that passed the formal check.
    pub applications: usize,
    /// What they asked for.
    pub applied: Money,
    /// Projects with money.
    pub projects: usize,
    /// What they hold.
    pub granted: Money,
    /// What of that is paid.
    pub paid: Money,
    /// What of that came back.
    pub returned: Money,
    /// Reports delivered, late or not.
    pub delivered: usize,
    /// Reports that are owed or were delivered.
    pub owed: usize,
}

/// One grant.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct GrantLine {
    /// Its reference.
    pub reference: String,
    /// Short name of its call.
    pub call: String,
    /// Who received it.
    pub organisation: String,
    /// The project.
    pub title: String,
    /// Number of the county at the time.
    pub county: String,
    /// Name of the county at the time.
    pub county_name: String,
    /// Name of the municipality at the time.
    pub municipality: String,
    /// What was applied for.
    pub applied: Money,
    /// What was granted by the decision.
    pub granted: Money,
    /// What of that it holds: all of it, or of a reversed award what was paid.
    pub holds: Money,
    /// What is paid.
    pub paid: Money,
    /// What of that came back.
    pub returned: Money,
    /// What was to be paid by the day.
    pub planned_by_now: Money,
    /// When it was granted.
    pub awarded_on: Day,
    /// The last day to accept the terms.
    pub accept_by: Day,
    /// When they were accepted.
    pub accepted_on: Option<Day>,
    /// Where it stands, by its word.
    pub state: String,
    /// How it was taken back.
    pub reversed: Option<ReversedLine>,
    /// The days it is given for.
    pub periods: Vec<(Period, Money)>,
    /// The reports it owes or has delivered.
    pub reports: Vec<ReportLine>,
    /// Its targets with the latest result of each.
    pub targets: Vec<TargetLine>,
    /// The latest counts of participants with their day.
    pub participants: Option<(Day, Counts)>,
    /// What does not add up in the latest counts is not explained.
    pub counts_unexplained: bool,
    /// What the latest report tells, with its title and day.
    pub narrative: Option<(String, Day, Vec<Passage>)>,
}

/// How an award was taken back.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ReversedLine {
    /// When.
    pub on: Day,
    /// Why, as the recipient read it; not told in public.
    pub why: Option<String>,
    /// What became free for others.
    pub freed: Money,
    /// What was paid and is owed back.
    pub owed: Money,
}

/// A report that a grant owes or has delivered.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ReportLine {
    /// What is owed, in words.
    pub title: String,
    /// The last day.
    pub due_on: Day,
    /// The last day before it was moved, and why; the reason is not told in public.
    pub moved_from: Option<(Day, String)>,
    /// Where it stands.
    pub standing: ReportStanding,
    /// When the directorate approved it.
    pub approved_on: Option<Day>,
}

/// Where a report stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ReportStanding {
    /// Delivered on this day.
    Delivered(Day),
    /// Not delivered, and its day is over.
    Missing,
    /// Not delivered, and its day is not over.
    NotDue,
    /// Not owed any more.
    NotOwed,
}

/// A target with its latest result.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TargetLine {
    /// What is to be reached.
    pub what: String,
    /// How much, or what it is to be like.
    pub wanted: Wanted,
    /// By when, as it was said; may be empty.
    pub by_when: String,
    /// The latest result.
    pub result: Option<ResultLine>,
}

/// A result.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ResultLine {
    /// The day it describes.
    pub on: Day,
    /// How much; `None` where it is not counted, not known, or not told in public.
    pub reached: Option<i64>,
    /// How the recipient judges it.
    pub verdict: Verdict,
    /// Why; not told in public.
    pub explanation: String,
}

/// Counts of participants; `None` where a count is not told in public.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counts {
    /// Had an information interview.
    pub informed: Option<u32>,
    /// Started.
    pub started: Option<u32>,
    /// Have left.
    pub departed: Option<u32>,
    /// Are active.
    pub active: Option<u32>,
    /// Are in ordinary work.
    pub in_work: Option<u32>,
}

/// How reporting stands: how many reports.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Reporting {
    /// Delivered in time.
    pub in_time: usize,
    /// Delivered after their day.
    pub late: usize,
    /// Not delivered, and their day is over.
    pub missing: usize,
    /// Not delivered, and their day is not over.
    pub not_due: usize,
    /// Of the delivered ones, those the directorate has approved.
    pub approved: usize,
}

impl Reporting {
    /// Delivered, late or not.
    pub fn delivered(&self) -> usize {
        self.in_time + self.late
    }
    /// All that are owed or were delivered.
    pub fn all(&self) -> usize {
        self.delivered() + self.missing + self.not_due
    }
}

impl Counts {
    /// As an array in the order of the funnel.
    pub fn all(&self) -> [Option<u32>; 5] {
        [self.informed, self.started, self.departed, self.active, self.in_work]
    }
    /// From an array in the order of the funnel.
    pub const fn of(all: [Option<u32>; 5]) -> Counts {
        let [informed, started, departed, active, in_work] = all;
        Counts { informed, started, departed, active, in_work }
    }
}

impl GrantLine {
    /// A project with money: not one that was reversed or lapsed before anything was paid.
    pub fn is_project(&self) -> bool {
        self.holds.is_positive()
    }
}

impl ScopeFigures {
    /// The projects with money.
    pub fn projects(&self) -> impl Iterator<Item = &GrantLine> {
        self.grants.iter().filter(|grant| grant.is_project())
    }
    /// How much at a step of the way; nothing where the scope does not have it.
    pub fn at(&self, step: Step) -> Money {
        let found = self.steps.iter().find(|one| one.step == step);
        found.map_or(Money::ZERO, |one| one.amount)
    }
    /// How the reporting of some grants stands.
    pub fn reporting_of<'a>(grants: impl Iterator<Item = &'a GrantLine>) -> Reporting {
        let mut sum = Reporting::default();
        for report in grants.flat_map(|grant| &grant.reports) {
            match report.standing {
                ReportStanding::Delivered(on) if on > report.due_on => sum.late += 1,
                ReportStanding::Delivered(_) => sum.in_time += 1,
                ReportStanding::Missing => sum.missing += 1,
                ReportStanding::NotDue => sum.not_due += 1,
                ReportStanding::NotOwed => {}
            }
            sum.approved += usize::from(report.approved_on.is_some());
        }
        sum
    }
    /// How reporting stands in all.
    pub fn reporting(&self) -> Reporting {
        ScopeFigures::reporting_of(self.grants.iter())
    }
    /// Sums, to hold another year against.
    pub fn totals(&self) -> Totals {
        let reporting = self.reporting();
        Totals {
            applications: self.counties.iter().map(|county| county.applications).sum(),
            applied: self.counties.iter().map(|county| county.applied).sum(),
            projects: self.projects().count(),
            granted: self.at(Step::Granted),
            paid: self.at(Step::Paid),
            returned: self.at(Step::Returned),
            delivered: reporting.delivered(),
            owed: reporting.all(),
        }
    }
    /// Whether a payment has been entered for any of the grants. Without one, nothing can be said of
    /// what should have been paid.
    pub fn knows_payments(&self) -> bool {
        self.at(Step::Paid).is_positive()
    }
}
