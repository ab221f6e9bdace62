//! A story as its file tells it.

use super::next_call::NextCall;
use county_allocation::{Method, Plan};
use grant_applications::{Anchor, Criterion, Member, NewCall};
use reporting_deadlines::{
    Contents, Departure, Direction, Funnel, Passage, ReportKind, Target, TargetResult, Verdict,
    Wanted,
};
use serde::Deserialize;
use std::collections::BTreeSet;
use vocabulary::{Day, Money, MunicipalityNumber};

/// The files, in the order the stories happened.
const FILES: [(&str, &str); 2] = [
    ("lab-2009.toml", include_str!("../../demo/lab-2009.toml")),
    ("ips-2012.toml", include_str!("../../demo/ips-2012.toml")),
];

/// Why a story cannot be told.
#[derive(Debug, thiserror::Error)]
pub enum StoryError {
    /// The file cannot be read.
    #[error("the demonstration file {file} cannot be read: {why}")]
    Unreadable {
        /// Which.
        file: String,
        /// Why.
        why: String,
    },
    /// The file contradicts itself.
    #[error("the demonstration file {file} does not add up: {why}")]
    DoesNotAddUp {
        /// Which.
        file: String,
        /// What does not.
        why: String,
    },
}

/// One programme's story.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Story {
    /// What in the file is made up; for its readers.
    #[serde(rename = "invented")]
    _invented: Vec<String>,
    pub(super) promise: Promise,
    pub(super) programme: Programme,
    pub(super) scheme: Scheme,
    pub(super) appropriation: Appropriation,
    pub(super) call: Call,
    pub(super) days: Days,
    pub(super) scenarios: Vec<Scenario>,
    pub(super) targets: Vec<TargetLine>,
    pub(super) reminders: Option<Reminders>,
    pub(super) status_report: StatusReport,
    pub(super) applications: Vec<Application>,
    /// The call of the same scheme that is open when the story ends; a file of its own.
    #[serde(skip)]
    pub(super) next: Option<NextCall>,
}

/// What the story must come to.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Promise {
    /// In kroner.
    pub(super) awarded: i64,
    pub(super) projects: usize,
    pub(super) counties: usize,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Programme {
    pub(super) slug: String,
    pub(super) name: String,
    pub(super) about: String,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Scheme {
    pub(super) slug: String,
    pub(super) name: String,
    pub(super) chapter: String,
    pub(super) item: String,
    pub(super) appealable: bool,
    #[serde(default)]
    pub(super) appeal_body: Option<String>,
    pub(super) versions: Vec<Version>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Version {
    pub(super) published_on: Day,
    pub(super) number: i32,
    pub(super) valid_from: Day,
    pub(super) valid_to: Option<Day>,
    pub(super) change: String,
    pub(super) goals: String,
    pub(super) target_group: String,
    pub(super) achievement_criteria: String,
    pub(super) award_criteria: String,
    pub(super) follow_up: String,
    pub(super) evaluation: String,
    pub(super) support_types: Vec<String>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Appropriation {
    pub(super) year: i32,
    /// In kroner.
    pub(super) amount: i64,
    /// In kroner.
    pub(super) scheme_amount: i64,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Call {
    pub(super) slug: String,
    pub(super) title: String,
    pub(super) title_nn: String,
    pub(super) title_en: String,
    pub(super) year: i32,
    /// In kroner.
    pub(super) budget: i64,
    pub(super) announced_on: Day,
    pub(super) opens_on: Day,
    pub(super) closes_on: Day,
    pub(super) report_due: Day,
    pub(super) funded_through: Day,
    pub(super) accept_within_days: i32,
    pub(super) about: String,
    pub(super) about_nn: String,
    pub(super) about_en: String,
    pub(super) criteria: Vec<CriterionLine>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct CriterionLine {
    name: String,
    name_nn: String,
    name_en: String,
    weight: i32,
    max_points: i32,
    #[serde(default)]
    anchors: Vec<Anchor>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Days {
    pub(super) checked: Day,
    pub(super) assessed: Day,
    pub(super) drawn: Day,
    pub(super) adopted: Day,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Scenario {
    pub(super) name: String,
    /// A method in one word, for its usual plan.
    method: Option<String>,
    /// Or the plan itself.
    plan: Option<Plan>,
    pub(super) adopt: bool,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct TargetLine {
    what: String,
    wanted: Option<i64>,
    wanted_text: Option<String>,
    direction: Option<String>,
    #[serde(default)]
    unit: String,
    #[serde(default)]
    by_when: String,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Reminders {
    pub(super) on: Day,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct StatusReport {
    /// The project it is about; the whole call when none is named.
    pub(super) of_project: Option<String>,
    pub(super) as_of: Day,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Application {
    pub(super) organisation: String,
    pub(super) municipality: MunicipalityNumber,
    pub(super) email: String,
    pub(super) title: String,
    pub(super) target_group: String,
    pub(super) summary: String,
    pub(super) continuation: String,
    /// In kroner.
    pub(super) amount: i64,
    /// In kroner.
    pub(super) own_share: i64,
    /// In kroner.
    pub(super) recommended: i64,
    pub(super) submitted_on: Day,
    /// By assessor, then by criterion.
    pub(super) points: Vec<Vec<i32>>,
    expect: Expected,
    pub(super) accepted_on: Option<Day>,
    #[serde(default)]
    pub(super) partners: Vec<grant_applications::Partner>,
    #[serde(default)]
    pub(super) members: Vec<Member>,
    #[serde(default)]
    pub(super) reports: Vec<Report>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Expected {
    Award,
    Refuse,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Report {
    pub(super) kind: ReportKind,
    /// Meets the grant's deadline.
    pub(super) owed: bool,
    pub(super) title: String,
    pub(super) reporting_on: Day,
    pub(super) submitted_on: Day,
    narrative: Vec<Passage>,
    results: Vec<ResultLine>,
    funnel: Option<FunnelLines>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct ResultLine {
    target: i32,
    reached: Option<i64>,
    verdict: Verdict,
    explanation: String,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct FunnelLines {
    informed: u32,
    started: u32,
    departed: u32,
    active: u32,
    in_work: u32,
    departures: Vec<DepartureLine>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct DepartureLine {
    reason: String,
    participants: u32,
}

impl Story {
    /// All stories, read and added up.
    pub fn all() -> Result<Vec<Story>, StoryError> {
        let stories = FILES.iter().map(|(file, text)| Story::read(file, text));
        let mut stories = stories.collect::<Result<Vec<_>, _>>()?;
        if let Some(last) = stories.last_mut() {
            last.next = Some(NextCall::read()?);
        }
        Ok(stories)
    }

    /// Reads one story and refuses it when it does not add up.
    pub fn read(file: &str, text: &str) -> Result<Story, StoryError> {
        let story: Story = toml::from_str(text).map_err(|why| StoryError::Unreadable {
            file: file.to_owned(),
            why: why.to_string(),
        })?;
        match story.contradiction() {
            Some(why) => Err(StoryError::DoesNotAddUp { file: file.to_owned(), why }),
            None => Ok(story),
        }
    }

    /// The day the story ends; the demonstration goes on from there.
    pub fn last_day(&self) -> Day {
        // A status report tells the whole of its day when that is over.
        let reported = self.status_report.as_of.plus_days(1);
        self.reminders.as_ref().map_or(reported, |reminders| reminders.on.max(reported))
    }

    fn contradiction(&self) -> Option<String> {
        let funded = || self.applications.iter().filter(|a| a.expect == Expected::Award);
        let sum: i64 = funded().map(|application| application.recommended).sum();
        let promised = self.promise.awarded;
        if sum != promised {
            return Some(format!("the awards add up to {sum} kr and not to {promised} kr"));
        }
        if sum > self.call.budget || self.call.budget > self.appropriation.scheme_amount {
            return Some("the awards, the call and the scheme do not fit into one another".into());
        }
        if funded().count() != self.promise.projects {
            return Some(format!("{} awards are not {}", funded().count(), self.promise.projects));
        }
        // Before 2018 the first two digits of a municipality's number are its county's.
        let counties: BTreeSet<String> =
            funded().map(|a| a.municipality.to_string()[..2].to_owned()).collect();
        if counties.len() != self.promise.counties {
            return Some(format!("{} counties are not {}", counties.len(), self.promise.counties));
        }
        for application in &self.applications {
            let title = &application.title;
            if application.recommended > application.amount {
                return Some(format!("«{title}» is to get more than it applied for"));
            }
            if application.points.iter().any(|p| p.len() != self.call.criteria.len()) {
                return Some(format!("«{title}» is not scored on every criterion"));
            }
            if (application.expect == Expected::Award) != application.accepted_on.is_some() {
                return Some(format!("«{title}» is accepted without an award, or not accepted"));
            }
        }
        if self.scenarios.iter().filter(|scenario| scenario.adopt).count() != 1 {
            return Some("exactly one scenario is to be adopted".into());
        }
        if self.scenarios.iter().any(|scenario| scenario.plan().is_none()) {
            return Some("a scenario has neither a plan nor a method that exists".into());
        }
        self.targets().is_none().then(|| "a target is neither a number nor a text".into())
    }

    /// What every grant of the call is to reach; `None` when a line is neither a number nor a text.
    pub(super) fn targets(&self) -> Option<Vec<Target>> {
        self.targets
            .iter()
            .zip(1..)
            .map(|(line, position)| {
                let wanted = match (line.wanted, &line.wanted_text) {
                    (Some(value), None) => Wanted::Number {
                        value,
                        direction: line.direction.as_deref()?.parse::<Direction>().ok()?,
                        unit: line.unit.clone(),
                    },
                    (None, Some(text)) => Wanted::Quality(text.clone()),
                    _ => return None,
                };
                let (what, by_when) = (line.what.clone(), line.by_when.clone());
                Some(Target { position, what, wanted, by_when })
            })
            .collect()
    }
}

impl Call {
    pub(super) fn criteria(&self) -> Vec<Criterion> {
        self.criteria
            .iter()
            .map(|line| Criterion {
                name: line.name.clone(),
                name_nn: line.name_nn.clone(),
                name_en: line.name_en.clone(),
                weight: line.weight,
                max_points: line.max_points,
                anchors: line.anchors.clone(),
            })
            .collect()
    }
    pub(super) fn budget(&self) -> Money {
        Money::from_kroner(self.budget)
    }
    /// The call as it is announced.
    pub(super) fn announced(&self, scheme: &Scheme) -> NewCall {
        NewCall {
            scheme_slug: scheme.slug.clone(),
            slug: self.slug.clone(),
            title: self.title.clone(),
            title_nn: self.title_nn.clone(),
            title_en: self.title_en.clone(),
            year: self.year,
            budget: self.budget(),
            opens_on: self.opens_on,
            closes_on: self.closes_on,
            report_due: self.report_due,
            funded_through: self.funded_through,
            accept_within_days: self.accept_within_days,
            about: self.about.clone(),
            about_nn: self.about_nn.clone(),
            about_en: self.about_en.clone(),
            criteria: self.criteria(),
            ..NewCall::default()
        }
    }
}

impl Scenario {
    /// How it shares the money out; `None` when the file says neither or both.
    pub(super) fn plan(&self) -> Option<Plan> {
        match (&self.method, &self.plan) {
            (Some(method), None) => Method::from_word(method).map(Plan::of),
            (None, Some(plan)) => Some(plan.clone()),
            _ => None,
        }
    }
}

impl Report {
    pub(super) fn contents(&self) -> Contents {
        Contents {
            narrative: self.narrative.clone(),
            results: self
                .results
                .iter()
                .map(|line| TargetResult {
                    target: line.target,
                    reached: line.reached,
                    verdict: line.verdict,
                    explanation: line.explanation.clone(),
                })
                .collect(),
            funnel: self.funnel.as_ref().map(|lines| Funnel {
                informed: lines.informed,
                started: lines.started,
                departed: lines.departed,
                active: lines.active,
                in_work: lines.in_work,
                departures: lines
                    .departures
                    .iter()
                    .map(|line| Departure {
                        reason: line.reason.clone(),
                        participants: line.participants,
                    })
                    .collect(),
                explanation: String::new(),
            }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_stories_add_up() {
        let stories = Story::all().unwrap();
        assert_eq!(stories.len(), 2);
        assert_eq!(stories[1].applications.len(), 29);
        assert_eq!(stories[1].last_day().to_string(), "2013-02-14");
    }

    #[test]
    fn money_that_does_not_add_up_refuses_the_whole_story() {
        let text = FILES[1].1.replacen("recommended = 650_000", "recommended = 650_001", 1);
        let refused = Story::read("ips-2012.toml", &text).unwrap_err().to_string();
        assert_eq!(
            refused,
            "the demonstration file ips-2012.toml does not add up: the awards add up to 11000001 kr and not to 11000000 kr"
        );
    }
}
