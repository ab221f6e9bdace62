//! Gathering the figures of a call, a scheme, a county or a year.

use crate::geography;
use crate::goals::reached_of_judged;
use crate::grant_lines::{delivered_reports, grant_line, reports_due, target_line};
use crate::scope_figures::{
    CallLine, Counts, CountyLine, Covered, GrantLine, MoneyStep, ReportStanding, ScopeFigures,
    Step, Totals, UnusedMoney,
};
use crate::{Audience, Scope};
use county_allocation::{Appropriation, Envelope, EnvelopeKind, Scenario};
use funding_periods::Grant;
use grant_applications::queries::CallView;
use grant_applications::{Call, CallState, DecisionKind, DecisionTaken};
use sea_orm::{ConnectionTrait, DbErr};
use std::collections::BTreeMap;
use vocabulary::{Actor, CountyNumber, Day, EnvelopeId, Language, Money};

/// Who looks: figures are gathered for the house, and who may read them is asked where they are shown.
const READER: Actor = Actor::System("status-reports");

/// Gathers the figures of a scope as they stood when a day was over, or as they stand now where it is not
/// over; `None` when there is no such thing or nothing of it was decided by then.
///
/// Money comes from the ledger as it stood on the day (what counts for that day and the days before),
/// reports and acceptances by the instants they are recorded with, so that a report says what was so and
/// not what was planned.
pub async fn scope_figures<C: ConnectionTrait>(
    db: &C,
    scope: &Scope,
    as_of: Day,
) -> Result<Option<ScopeFigures>, DbErr> {
    let Some((covers, calls)) = covered(db, *scope, as_of).await? else { return Ok(None) };
    let county = match scope {
        Scope::County { number, .. } => Some(*number),
        _ => None,
    };
    let mut frames = Frames::default();
    let mut figures = ScopeFigures {
        covers,
        as_of,
        told_at: None,
        audience: Audience::Internal,
        calls: Vec::new(),
        undecided: Vec::new(),
        steps: Vec::new(),
        unused: Vec::new(),
        counties: Vec::new(),
        map: None,
        latest_map: None,
        year_before: None,
        goals_before: None,
        grants: Vec::new(),
        participants: None,
    };
    let mut decided = Vec::new();
    for call in calls {
        match decided_by(db, &call, as_of).await? {
            Some(found) => decided.push(found),
            None => figures.undecided.push((call.title, call.title_nn)),
        }
    }
    if decided.is_empty() {
        return Ok(None);
    }
    let mut places = Vec::new();
    for one in &decided {
        frames.add(db, one, county, as_of).await?;
        let counties = counties_of(db, one, county, as_of).await?;
        figures.calls.push(call_line(db, one, &counties, as_of).await?);
        for grant in &one.grants {
            if county.is_some_and(|county| grant.county != county) {
                continue;
            }
            let (line, place) = grant_line(db, grant, &one.view.call.slug, as_of).await?;
            let county = counties.iter().find(|c| c.number == grant.county.to_string());
            let county_name = county.map(|c| c.name.clone()).unwrap_or_default();
            let holds = (line.is_project(), line.holds);
            figures.grants.push(GrantLine { county_name, ..line });
            places.push((place, holds));
        }
        merge(&mut figures.counties, counties);
    }
    figures.counties.sort_by(|a, b| (&a.number, &a.name).cmp(&(&b.number, &b.name)));
    figures.grants.sort_by(|a, b| (&a.county, &a.reference).cmp(&(&b.county, &b.reference)));
    figures.steps = frames.steps(county.is_some(), &figures.grants);
    if county.is_none() {
        figures.unused = frames.unused(db, as_of).await?;
        figures.map = geography::map_showing(&figures.counties, figures.covers.year);
        figures.latest_map = geography::on_the_latest_map(figures.map, &places);
    }
    figures.participants = together(&figures.grants);
    if let Some(before) = year_before(db, *scope, &figures.covers, &decided, as_of).await? {
        figures.year_before = Some((before.year, before.sums));
        figures.goals_before = before.goals;
    }
    Ok(Some(figures))
}

/// A call that was decided by the day.
struct Decided {
    view: CallView,
    scenario: Scenario,
    on: Day,
    purse: Envelope,
    grants: Vec<Grant>,
}

/// What a scope covers, with the calls it is made of; `None` when there is no such thing.
async fn covered<C: ConnectionTrait>(
    db: &C,
    scope: Scope,
    as_of: Day,
) -> Result<Option<(Covered, Vec<Call>)>, DbErr> {
    let named = |slug: String, name: String, name_nn: String, year| Covered {
        scope,
        slug,
        name,
        name_nn,
        year,
    };
    let year = match scope {
        Scope::Call(id) => {
            let Some(view) = grant_applications::queries::call(db, id).await? else {
                return Ok(None);
            };
            let call = view.call;
            let (title, title_nn) = (call.title.clone(), call.title_nn.clone());
            let covers = named(call.slug.clone(), title, title_nn, call.year);
            return Ok(Some((covers, vec![call])));
        }
        Scope::Scheme { year, .. } | Scope::County { year, .. } | Scope::Year(year) => year,
    };
    let calls = calls_of_year(db, scope, year, as_of).await?;
    let covers = match scope {
        Scope::Scheme { .. } => {
            let Some(first) = calls.first() else { return Ok(None) };
            let view = grant_applications::queries::call(db, first.id).await?;
            let Some(view) = view else { return Ok(None) };
            let name = format!("{} {year}", view.scheme.name);
            named(format!("{}-{year}", view.scheme.slug), name.clone(), name, year)
        }
        Scope::County { number, .. } => {
            let Some(name) = geography::county_name(number, year) else { return Ok(None) };
            let title = format!("{name} {year}");
            named(format!("fylke-{number}-{year}"), title.clone(), title, year)
        }
        Scope::Call(_) | Scope::Year(_) => named(
            year.to_string(),
            format!("Alle tilskuddsordninger {year}"),
            format!("Alle tilskotsordningar {year}"),
            year,
        ),
    };
    Ok(Some((covers, calls)))
}

/// The announced calls of a scope in a year, by short name.
async fn calls_of_year<C: ConnectionTrait>(
    db: &C,
    scope: Scope,
    year: i32,
    as_of: Day,
) -> Result<Vec<Call>, DbErr> {
    let mut calls = grant_applications::queries::calls_for_actor(db, Some(&READER)).await?;
    calls.retain(|call| {
        let of_scheme = match scope {
            Scope::Scheme { scheme, .. } => call.scheme == scheme,
            _ => true,
        };
        let announced = call.state != CallState::Draft && Day::at(call.opens_at) <= as_of;
        call.year == year && of_scheme && announced
    });
    calls.sort_by(|a, b| a.slug.cmp(&b.slug));
    Ok(calls)
}

/// A call with what it was settled by, when that was so by the day.
async fn decided_by<C: ConnectionTrait>(
    db: &C,
    call: &Call,
    as_of: Day,
) -> Result<Option<Decided>, DbErr> {
    let Some(scenario) = county_allocation::queries::adopted_scenario(db, call.id).await? else {
        return Ok(None);
    };
    let on = scenario.adopted.as_ref().map(|(at, _)| Day::at(*at));
    let Some(on) = on.filter(|on| *on <= as_of) else { return Ok(None) };
    let Some(view) = grant_applications::queries::call(db, call.id).await? else {
        return Ok(None);
    };
    let key = format!("call:{}", call.slug);
    let Some(purse) = county_allocation::queries::envelope_by_key(db, &key).await? else {
        return Ok(None);
    };
    let mut grants = funding_periods::queries::grants_of_call(db, call.id).await?;
    grants.retain(|grant| Day::at(grant.awarded_at) <= as_of);
    Ok(Some(Decided { view, scenario, on, purse, grants }))
}

async fn call_line<C: ConnectionTrait>(
    db: &C,
    decided: &Decided,
    counties: &[CountyLine],
    as_of: Day,
) -> Result<CallLine, DbErr> {
    let Decided { view, scenario, on, purse, .. } = decided;
    let candidates = grant_applications::queries::candidates(db, view.call.id).await?;
    let here = |number: CountyNumber| counties.iter().any(|c| c.number == number.to_string());
    let mut refused = 0;
    for candidate in candidates.iter().filter(|candidate| here(candidate.county)) {
        let taken = grant_applications::queries::decisions(db, candidate.application).await?;
        refused += usize::from(stood_refused(&taken, as_of));
    }
    let budget = county_allocation::queries::as_of(db, purse.id, as_of).await?;
    let versions = grant_applications::queries::scheme_by_slug(db, &view.scheme.slug).await?;
    let versions = versions.map(|(_, versions)| versions).unwrap_or_default();
    let amendments = grant_applications::queries::amendments(db, view.call.id).await?;
    Ok(CallLine {
        slug: view.call.slug.clone(),
        title: view.call.title.clone(),
        title_nn: view.call.title_nn.clone(),
        scheme: view.scheme.name.clone(),
        chapter_item: format!("{}.{}", view.scheme.chapter, view.scheme.item),
        decided_on: *on,
        report_due: view.call.report_due,
        budget: budget.map_or(scenario.budget, |frame| frame.amount),
        applications: counties.iter().map(|county| county.applications).sum(),
        applied: counties.iter().map(|county| county.applied).sum(),
        refused,
        scheme_changes: versions
            .into_iter()
            .filter(|v| v.number > view.version.number && v.valid_from <= as_of)
            .map(|v| (v.valid_from, v.change))
            .collect(),
        amendments: amendments
            .into_iter()
            .filter(|amended| Day::at(amended.made_at) <= as_of)
            .map(|amended| {
                let nynorsk = amended.what.exactly(Language::Nynorsk).unwrap_or_default();
                let bokmal = amended.what.to(Language::Bokmal);
                (Day::at(amended.made_at), bokmal.to_owned(), nynorsk.to_owned())
            })
            .collect(),
    })
}

/// Whether the last decision of the day was a refusal; another one may have come after it.
fn stood_refused(taken: &[DecisionTaken], as_of: Day) -> bool {
    let last = taken.iter().rfind(|one| Day::at(one.at) <= as_of);
    last.is_some_and(|one| one.kind == DecisionKind::Refused)
}

/// The counties of a call by the ledger of the day; only the one that is asked for, where one is.
async fn counties_of<C: ConnectionTrait>(
    db: &C,
    decided: &Decided,
    only: Option<CountyNumber>,
    as_of: Day,
) -> Result<Vec<CountyLine>, DbErr> {
    let Decided { view, scenario, purse, grants, .. } = decided;
    let candidates = grant_applications::queries::candidates(db, view.call.id).await?;
    let frames = county_allocation::queries::inside_as_of(db, purse.id, as_of).await?;
    let mut lines = Vec::new();
    for county in &scenario.counties {
        if only.is_some_and(|only| county.county != only) {
            continue;
        }
        let of_county = candidates.iter().filter(|c| c.county == county.county);
        let frame = frames.iter().find(|frame| frame.county == Some(county.county));
        let mut projects = 0;
        for grant in grants.iter().filter(|grant| grant.county == county.county) {
            let award = county_allocation::queries::as_of(db, grant.envelope, as_of).await?;
            projects += usize::from(award.is_some_and(|award| award.amount.is_positive()));
        }
        lines.push(CountyLine {
            number: county.county.to_string(),
            name: county.name.clone(),
            persons: scenario
                .persons(county.county)
                .or_else(|| geography::persons(county.county, view.call.year)),
            applications: of_county.clone().count(),
            applied: of_county.map(|candidate| candidate.applied).sum(),
            projects,
            granted: frame.map_or(Money::ZERO, |frame| frame.reserved),
            paid: frame.map_or(Money::ZERO, |frame| frame.paid),
            returned: frame.map_or(Money::ZERO, |frame| frame.returned),
        });
    }
    Ok(lines)
}

/// Puts the counties of one more call to those there are.
fn merge(all: &mut Vec<CountyLine>, more: Vec<CountyLine>) {
    for county in more {
        let same = |one: &&mut CountyLine| one.number == county.number && one.name == county.name;
        match all.iter_mut().find(same) {
            None => all.push(county),
            Some(known) => {
                known.persons = known.persons.or(county.persons);
                known.applications += county.applications;
                known.applied = known.applied + county.applied;
                known.projects += county.projects;
                known.granted = known.granted + county.granted;
                known.paid = known.paid + county.paid;
                known.returned = known.returned + county.returned;
            }
        }
    }
}

/// The frames that some calls lie in, each once, as they stood on the day.
#[derive(Default)]
struct Frames(BTreeMap<EnvelopeId, Envelope>);

impl Frames {
    async fn add<C: ConnectionTrait>(
        &mut self,
        db: &C,
        decided: &Decided,
        county: Option<CountyNumber>,
        as_of: Day,
    ) -> Result<(), DbErr> {
        for around in county_allocation::queries::way_to(db, decided.purse.id).await? {
            let stood = county_allocation::queries::as_of(db, around.id, as_of).await?;
            self.0.extend(stood.map(|frame| (frame.id, frame)));
        }
        let inside = county_allocation::queries::inside_as_of(db, decided.purse.id, as_of).await?;
        let wanted = inside.into_iter().filter(|one| county.is_none() || one.county == county);
        self.0.extend(wanted.map(|frame| (frame.id, frame)));
        Ok(())
    }

    fn sum(&self, kind: EnvelopeKind, figure: impl Fn(&Envelope) -> Money) -> Money {
        self.0.values().filter(|frame| frame.kind == kind).map(figure).sum()
    }

    /// The way of the money. A county's begins with its own frames. What is granted comes from the
    /// awards themselves: of each what it holds.
    fn steps(&self, only_county: bool, grants: &[GrantLine]) -> Vec<MoneyStep> {
        let above = [
            (Step::Appropriated, EnvelopeKind::Appropriation),
            (Step::ToSchemes, EnvelopeKind::Scheme),
            (Step::ToCalls, EnvelopeKind::Call),
        ];
        let mut steps: Vec<MoneyStep> = above
            .into_iter()
            .filter(|_| !only_county)
            .map(|(step, kind)| MoneyStep { step, amount: self.sum(kind, |frame| frame.amount) })
            .collect();
        let of_grants = |figure: fn(&GrantLine) -> Money| grants.iter().map(figure).sum();
        steps.extend([
            MoneyStep {
                step: Step::ToCounties,
                amount: self.sum(EnvelopeKind::County, |frame| frame.amount),
            },
            MoneyStep { step: Step::Granted, amount: of_grants(|grant| grant.holds) },
            MoneyStep { step: Step::Paid, amount: of_grants(|grant| grant.paid) },
            MoneyStep { step: Step::Returned, amount: of_grants(|grant| grant.returned) },
        ]);
        steps
    }

    /// What of the appropriations nobody was promised when the day was over.
    async fn unused<C: ConnectionTrait>(
        &self,
        db: &C,
        as_of: Day,
    ) -> Result<Vec<UnusedMoney>, DbErr> {
        let mut unused = Vec::new();
        for one in county_allocation::queries::appropriations(db, None).await? {
            let Some(envelope) = self.0.get(&one.envelope.id) else { continue };
            let stood = Appropriation { post: one.post, envelope: envelope.clone() };
            let post = format!("{}.{}", stood.post.chapter, stood.post.item);
            let lapses = county_allocation::queries::unused_as_of(db, &stood, as_of).await?;
            unused.extend(lapses.into_iter().map(|lapse| UnusedMoney {
                post: post.clone(),
                origin: lapse.origin,
                until: lapse.until,
                amount: lapse.amount,
            }));
        }
        unused.sort_by(|a, b| (a.until, &a.post, a.origin).cmp(&(b.until, &b.post, b.origin)));
        Ok(unused)
    }
}

/// The latest counts of all projects together; `None` when none tells any.
fn together(grants: &[GrantLine]) -> Option<Counts> {
    let of = |grant: &GrantLine| Some(grant.participants.as_ref()?.1.all());
    let counted: Vec<[Option<u32>; 5]> =
        grants.iter().filter(|grant| grant.is_project()).filter_map(of).collect();
    if counted.is_empty() {
        return None;
    }
    let sum = |kind: usize| counted.iter().try_fold(0_u32, |sum, row| sum.checked_add(row[kind]?));
    Some(Counts::of(std::array::from_fn(sum)))
}

/// What the year before adds up to.
#[derive(Default)]
struct YearBefore {
    year: i32,
    sums: Totals,
    /// Targets that are reached, of those that are judged; `None` where none is.
    goals: Option<(usize, usize)>,
}

impl YearBefore {
    /// Adds the counties of a call. A county that was not among them has no year before: nothing is not
    /// the same as nobody.
    fn add(&mut self, counties: &[CountyLine]) {
        for line in counties {
            self.sums.applications += line.applications;
            self.sums.applied = self.sums.applied + line.applied;
            self.sums.projects += line.projects;
            self.sums.granted = self.sums.granted + line.granted;
            self.sums.paid = self.sums.paid + line.paid;
            self.sums.returned = self.sums.returned + line.returned;
        }
    }

    fn add_report(&mut self, standing: ReportStanding) {
        let delivered = matches!(standing, ReportStanding::Delivered(_));
        self.sums.delivered += usize::from(delivered);
        self.sums.owed += usize::from(standing != ReportStanding::NotOwed);
    }
}

/// The same scope in the year before: of a call, all calls of its scheme. `None` where nothing was
/// decided then, and of a county where it was in none of the calls.
async fn year_before<C: ConnectionTrait>(
    db: &C,
    scope: Scope,
    covers: &Covered,
    decided: &[Decided],
    as_of: Day,
) -> Result<Option<YearBefore>, DbErr> {
    let year = covers.year - 1;
    let (scope, county) = match scope {
        Scope::Call(_) => {
            let Some(first) = decided.first() else { return Ok(None) };
            (Scope::Scheme { scheme: first.view.scheme.id, year }, None)
        }
        Scope::County { number, .. } => (scope, Some(number)),
        Scope::Scheme { .. } | Scope::Year(_) => (scope, None),
    };
    let mut before = YearBefore { year, ..YearBefore::default() };
    let mut any = false;
    let mut targets = Vec::new();
    for call in calls_of_year(db, scope, year, as_of).await? {
        let Some(found) = decided_by(db, &call, as_of).await? else { continue };
        let counties = counties_of(db, &found, county, as_of).await?;
        any |= was_there(county, &counties);
        before.add(&counties);
        for grant in found.grants.iter().filter(|g| county.is_none_or(|c| g.county == c)) {
            for (_, report) in reports_due(db, &[grant.id], as_of).await? {
                before.add_report(report.standing);
            }
            let award = county_allocation::queries::as_of(db, grant.envelope, as_of).await?;
            if award.is_some_and(|award| award.amount.is_positive()) {
                let reports = delivered_reports(db, grant.id, as_of).await?;
                let of_grant = reporting_deadlines::targets_of_grant(db, grant.id).await?;
                targets.extend(of_grant.into_iter().map(|target| target_line(target, &reports)));
            }
        }
    }
    before.goals = reached_of_judged(&targets);
    Ok(any.then_some(before))
}

/// Whether a call of the year before is one to hold this year against: of a county, only where the
/// county was in it.
fn was_there(county: Option<CountyNumber>, counties: &[CountyLine]) -> bool {
    county.is_none() || !counties.is_empty()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::samples;

    #[test]
    fn a_refusal_is_told_as_it_stood() {
        let day = |text: &str| -> Day { text.parse().expect("a day") };
        let taken = |kind, on: &str| DecisionTaken {
            number: 1,
            kind,
            amount: Money::ZERO,
            reason: String::new(),
            at: day(on).at_hour(12, 0),
            by: "Kari".into(),
        };
        // Refused in April, and funded from the reserve list in June.
        let both = [
            taken(DecisionKind::Refused, "2012-04-12"),
            taken(DecisionKind::Awarded, "2012-06-01"),
        ];
        for (on, refused) in [("2012-04-11", false), ("2012-04-12", true), ("2012-06-01", false)] {
            assert_eq!(stood_refused(&both, day(on)), refused, "{on}");
        }
    }

    #[test]
    fn a_county_that_was_not_there_has_no_year_before() {
        let akershus: CountyNumber = "02".parse().expect("a number");
        let counties = samples::call().counties;
        assert!(!was_there(Some(akershus), &[]), "founded since, or not among those asked");
        assert!(was_there(Some(akershus), &counties[..1]), "it was, and nobody applied");
        assert!(was_there(None, &[]), "a call without a county is one");
        let mut before = YearBefore::default();
        before.add(&counties);
        before.add_report(ReportStanding::Delivered("2012-03-01".parse().expect("a day")));
        before.add_report(ReportStanding::Missing);
        before.add_report(ReportStanding::NotOwed);
        let sums = before.sums;
        assert_eq!((sums.applications, sums.projects), (6, 3));
        assert_eq!((sums.delivered, sums.owed), (1, 2));
        assert_eq!(sums.granted, counties.iter().map(|county| county.granted).sum());
    }

    #[test]
    fn participants_are_added_up_over_projects() {
        let mut grants = samples::call().grants;
        let of_projects = together(&grants);
        assert_eq!(of_projects, Some(Counts::of([70, 43, 12, 31, 13].map(Some))));
        grants[2].participants = grants[0].participants;
        assert_eq!(together(&grants), of_projects, "what was reversed unpaid is none");
        assert_eq!(together(&grants[2..3]), None);
    }
}
