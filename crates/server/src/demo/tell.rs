//! Telling a story: every step through the verb that everybody uses, on the day it happened.

use super::cast::{Cast, assemble};
use super::story::{Application, Appropriation, Call, Story};
use crate::House;
use crate::commands::TELLER;
use county_allocation::{EnvelopeKind, NewEnvelope, NewScenario};
use grant_applications::queries::{self, CallView};
use grant_applications::{
    ApplicationState, AssessError, CallState, Content, Declaration, NewApplication, NewAssessment,
    NewScheme, Part, SchemeVersion,
};
use reporting_deadlines::BeginReportError;
use status_reports::{ReportState, Subject};
use std::path::PathBuf;
use std::sync::Arc;
use vocabulary::{Actor, ApplicationId, CallId, Clock, Day, FixedClock, Money, PersonId};

/// Why a story could not be told to its end.
#[derive(Debug, thiserror::Error)]
pub enum DemoError {
    /// Something that was just written is not there.
    #[error("the demonstration lost {0}")]
    Lost(&'static str),
    /// What came of it is not what the story promises.
    #[error(
        "the demonstration came to {came} kr for {projects} projects, and the story says {promised} kr for {wanted}"
    )]
    NotAsPromised {
        /// What was awarded.
        came: Money,
        /// To how many.
        projects: usize,
        /// What was promised.
        promised: Money,
        /// To how many.
        wanted: usize,
    },
    /// Work was left undone.
    #[error("{0} rows of work are left undone; see the log")]
    Undone(u64),
    /// A verb refused.
    #[error("the demonstration stopped: {0}")]
    Refused(Box<dyn std::error::Error + Send + Sync>),
}

macro_rules! refused {
    ($($error:ty),+ $(,)?) => {$(
        impl From<$error> for DemoError {
            fn from(error: $error) -> DemoError {
                DemoError::Refused(Box::new(error))
            }
        }
    )+};
}
refused!(
    sea_orm::DbErr,
    organisations::ImportError,
    organisations::EnrolError,
    organisations::AddPersonError,
    grant_applications::AnnounceError,
    grant_applications::ApplyError,
    grant_applications::CheckError,
    forms::FormError,
    attachments::ReceiveError,
    AssessError,
    grant_applications::AssignError,
    grant_applications::DeclareError,
    county_allocation::LedgerError,
    county_allocation::DrawError,
    county_allocation::ImportWeightsError,
    funding_periods::AwardError,
    funding_periods::AcceptError,
    reporting_deadlines::SetTargetsError,
    BeginReportError,
    reporting_deadlines::SaveDraftError,
    reporting_deadlines::SubmitReportError,
    status_reports::AskForError,
    jobs::EngineError,
);

/// What the stories left behind.
#[derive(Debug, Clone)]
pub struct Made {
    /// Where the status reports are.
    pub status_reports: Vec<PathBuf>,
    /// How many letters there are.
    pub letters: u64,
    /// Who can sign in, with what they are called.
    pub people: Vec<(String, PersonId)>,
    /// The call that is open.
    pub open: Option<Open>,
}

/// A call that is open when the stories end, and where to look at it.
#[derive(Debug, Clone)]
pub struct Open {
    /// What it is called, in bokmål.
    pub title: String,
    /// The last day one may apply.
    pub closes_on: Day,
    /// What there is to do, who does it, and the path of the page.
    pub pages: Vec<(String, String)>,
}

/// Tells the stories. Telling them again changes nothing.
pub async fn tell(house: &House, stories: &[Story]) -> Result<Made, DemoError> {
    let Some(first) = stories.first() else { return Err(DemoError::Lost("its stories")) };
    let dawn = FixedClock::on(first.scheme.versions[0].published_on, 7);
    organisations::import_register(&house.db, &dawn).await?;
    county_allocation::import_carried_weights(&house.db, &dawn).await?;
    let cast = assemble(house, &dawn, &TELLER, stories).await?;
    let mut reports = Vec::new();
    let mut open = None;
    for story in stories {
        let told = Teller { house, cast: &cast, story }.tell(&mut reports).await?;
        open = told.or(open);
    }
    let last_day = stories.iter().map(Story::last_day).max().unwrap_or(house.clock.today());
    work_off_at(house, last_day, DAWN).await?;
    let mut status_reports = Vec::new();
    for (about, as_of) in reports {
        let made = status_reports::queries::reports_about_for_actor(&house.db, &TELLER, about)
            .await?
            .into_iter()
            .find(|r| r.as_of == as_of && matches!(r.state, ReportState::Made { .. }))
            .ok_or(DemoError::Lost("a status report"))?;
        status_reports.push(house.store.published(&made.file_name));
    }
    let counts = letters::queries::counts_by_state(&house.db).await?;
    let letters = counts.into_values().sum();
    Ok(Made { status_reports, letters, people: cast.shown, open })
}

/// The hour at which the status report of a story is asked for and made, on the day after the one it tells
/// of; whoever looks at the demonstration comes after it.
pub(super) const DAWN: u32 = 7;

/// Lets the workers do what was asked for, as if it were that day.
pub(super) async fn work_off(house: &House, on: Day) -> Result<(), DemoError> {
    work_off_at(house, on, 16).await
}

async fn work_off_at(house: &House, on: Day, hour: u32) -> Result<(), DemoError> {
    let house = house.clone().on(Arc::new(FixedClock::on(on, hour)));
    match jobs::drain(house.engine(), house.acts()).await? {
        0 => Ok(()),
        left => Err(DemoError::Undone(left)),
    }
}

pub(super) struct Teller<'a> {
    pub(super) house: &'a House,
    pub(super) cast: &'a Cast,
    pub(super) story: &'a Story,
}

impl Teller<'_> {
    async fn tell(&self, reports: &mut Vec<(Subject, Day)>) -> Result<Option<Open>, DemoError> {
        let story = self.story;
        let mut versions = story.scheme.versions.iter();
        if let Some(version) = versions.next() {
            self.publish(version).await?;
        }
        let call = self.announce().await?;
        for application in &story.applications {
            self.apply(call, application).await?;
        }
        work_off(self.house, story.call.closes_on).await?;
        self.judge(call).await?;
        self.allocate(call).await?;
        work_off(self.house, story.days.adopted).await?;
        for application in &story.applications {
            self.accept(call, application).await?;
        }
        let next = match &story.next {
            Some(next) => Some((next, self.open_next(next).await?)),
            None => None,
        };
        if let Some(reminders) = &story.reminders {
            self.remind(reminders.on).await?;
            // The reports of the story came after the reminders.
            work_off(self.house, reminders.on).await?;
        }
        for application in &story.applications {
            self.deliver_all(call, application).await?;
        }
        for version in versions {
            self.publish(version).await?;
        }
        let open = match next {
            Some((next, call)) => Some(self.receive_for(next, call).await?),
            None => None,
        };
        reports.push(self.report(call).await?);
        work_off_at(self.house, story.last_day(), DAWN).await?;
        Ok(open)
    }

    pub(super) fn officer(&self) -> Result<&Actor, DemoError> {
        self.cast.officers.first().ok_or(DemoError::Lost("its case officers"))
    }

    async fn publish(&self, version: &super::story::Version) -> Result<(), DemoError> {
        let (programme, scheme) = (&self.story.programme, &self.story.scheme);
        let new = NewScheme {
            programme_slug: programme.slug.clone(),
            programme_name: programme.name.clone(),
            programme_about: programme.about.clone(),
            slug: scheme.slug.clone(),
            name: scheme.name.clone(),
            chapter: scheme.chapter.clone(),
            item: scheme.item.clone(),
            appealable: scheme.appealable,
            appeal_body: scheme.appeal_body.clone(),
            version: SchemeVersion {
                number: version.number,
                valid_from: version.valid_from,
                valid_to: version.valid_to,
                change: version.change.clone(),
                goals: version.goals.clone(),
                target_group: version.target_group.clone(),
                achievement_criteria: version.achievement_criteria.clone(),
                award_criteria: version.award_criteria.clone(),
                follow_up: version.follow_up.clone(),
                evaluation: version.evaluation.clone(),
                support_types: version.support_types.clone(),
                rulebook: Vec::new(),
            },
        };
        let clock = FixedClock::on(version.published_on, 9);
        grant_applications::publish_scheme(&self.house.db, &clock, self.officer()?, new).await?;
        Ok(())
    }

    async fn view(&self, call: CallId) -> Result<CallView, DemoError> {
        let view = grant_applications::queries::call(&self.house.db, call).await?;
        view.ok_or(DemoError::Lost("a call"))
    }

    async fn announce(&self) -> Result<CallId, DemoError> {
        let (db, officer) = (&self.house.db, self.officer()?);
        let (call, money) = (&self.story.call, &self.story.appropriation);
        let clock = FixedClock::on(call.announced_on, 9);
        let new = call.announced(&self.story.scheme);
        let id = grant_applications::announce_call(db, &clock, officer, new).await?;
        self.frame(call, money).await?;
        if self.view(id).await?.call.state == CallState::Draft {
            let clock = FixedClock::on(call.opens_on, 8);
            grant_applications::open_call(db, &clock, officer, id).await?;
        }
        Ok(id)
    }

    /// Opens the frames of a call: appropriation, scheme, call. Those that are there stay as they are.
    pub(super) async fn frame(&self, call: &Call, money: &Appropriation) -> Result<(), DemoError> {
        let (db, officer, scheme) = (&self.house.db, self.officer()?, &self.story.scheme);
        let clock = FixedClock::on(call.announced_on, 9);
        let top = format!("appropriation:{}:{}.{}", money.year, scheme.chapter, scheme.item);
        let middle = format!("scheme:{}:{}", scheme.slug, money.year);
        let frames = [
            (
                None,
                EnvelopeKind::Appropriation,
                top.clone(),
                format!("Kapittel {} post {} ({})", scheme.chapter, scheme.item, money.year),
                Money::from_kroner(money.amount),
            ),
            (
                Some(top),
                EnvelopeKind::Scheme,
                middle.clone(),
                scheme.name.clone(),
                Money::from_kroner(money.scheme_amount),
            ),
            (
                Some(middle),
                EnvelopeKind::Call,
                format!("call:{}", call.slug),
                call.title.clone(),
                call.budget(),
            ),
        ];
        for (parent, kind, key, name, amount) in frames {
            let new = NewEnvelope { parent, kind, key, name, county: None, amount };
            county_allocation::open_envelope(db, &clock, officer, new).await?;
        }
        Ok(())
    }

    pub(super) fn applicant(
        &self,
        application: &Application,
    ) -> Result<&(vocabulary::OrganisationId, Actor), DemoError> {
        self.people_of(&application.organisation)
    }

    pub(super) fn people_of(
        &self,
        organisation: &str,
    ) -> Result<&(vocabulary::OrganisationId, Actor), DemoError> {
        self.cast.applicants.get(organisation).ok_or(DemoError::Lost("an applicant"))
    }

    pub(super) async fn known(
        &self,
        call: CallId,
        application: &Application,
    ) -> Result<Option<grant_applications::Application>, DemoError> {
        let organisation = self.applicant(application)?.0;
        let title = &application.title;
        let db = &self.house.db;
        Ok(grant_applications::queries::application_by_title(db, call, organisation, title).await?)
    }

    async fn apply(&self, call: CallId, application: &Application) -> Result<(), DemoError> {
        let db = &self.house.db;
        let (organisation, actor) = self.applicant(application)?;
        let begun = FixedClock::on(application.submitted_on, 10);
        let (id, seen) = match self.known(call, application).await? {
            Some(known) if known.state != ApplicationState::Draft => return Ok(()),
            Some(draft) => (draft.id, draft.revision),
            None => {
                let said = Content {
                    title: application.title.clone(),
                    summary: application.summary.clone(),
                    target_group: application.target_group.clone(),
                    amount: Money::from_kroner(application.amount),
                    least_amount: None,
                    own_share: Money::from_kroner(application.own_share),
                    continuation: application.continuation.clone(),
                    partners: application.partners.clone(),
                    members: application.members.clone(),
                };
                let new = NewApplication {
                    call,
                    organisation: *organisation,
                    municipality: application.municipality,
                    answers: said.answers(),
                };
                (grant_applications::begin_application(db, &begun, actor, new).await?, 1)
            }
        };
        let clock = FixedClock::on(application.submitted_on, 13);
        grant_applications::submit_application(db, &clock, actor, id, seen).await?;
        Ok(())
    }

    async fn judge(&self, call: CallId) -> Result<(), DemoError> {
        let (db, days) = (&self.house.db, &self.story.days);
        let officer = self.officer()?;
        if self.view(call).await?.call.state == CallState::Open {
            let clock = FixedClock::on(self.story.call.closes_on.plus_days(1), 8);
            grant_applications::close_call(db, &clock, officer, call).await?;
        }
        for application in &self.story.applications {
            let known = self.known(call, application).await?;
            let mut known = known.ok_or(DemoError::Lost("an application"))?;
            if let ApplicationState::Submitted(submission) = known.state {
                let clock = FixedClock::on(days.checked, 10);
                grant_applications::check_application(db, &clock, officer, known.id).await?;
                known.state = ApplicationState::Checked(submission);
            }
            if matches!(known.state, ApplicationState::Checked(_)) {
                self.assess(known.id, application).await?;
            }
        }
        Ok(())
    }

    async fn assess(&self, id: ApplicationId, from: &Application) -> Result<(), DemoError> {
        let clock = FixedClock::on(self.story.days.assessed, 11);
        // All are asked before anybody hands in: afterwards the scores are open to the others.
        for (assessor, _) in self.cast.officers.iter().zip(&from.points) {
            self.prepare(&clock, id, assessor).await?;
        }
        for (assessor, points) in self.cast.officers.iter().zip(&from.points) {
            let new = NewAssessment {
                points: points.clone(),
                recommended: Money::from_kroner(from.recommended),
                ..NewAssessment::default()
            };
            match grant_applications::assess(&self.house.db, &clock, assessor, id, new).await {
                Ok(()) | Err(AssessError::HandedIn) => {}
                Err(error) => return Err(error.into()),
            }
        }
        Ok(())
    }

    /// Asks somebody to assess an application, and lets them declare to be impartial.
    async fn prepare(
        &self,
        clock: &FixedClock,
        id: ApplicationId,
        assessor: &Actor,
    ) -> Result<(), DemoError> {
        let db = &self.house.db;
        let person = assessor.person().ok_or(DemoError::Lost("an assessor"))?;
        let part = async || {
            let today = Clock::today(clock);
            let bearing = queries::bearing_for_actor(db, assessor, today, id).await?;
            bearing.map(|bearing| bearing.part).ok_or(DemoError::Lost("an application"))
        };
        if part().await? == Part::Outside {
            grant_applications::assign(db, clock, self.officer()?, id, person).await?;
        }
        if part().await? == Part::Assigned {
            let impartial = Declaration::Impartial;
            grant_applications::declare_impartiality(db, clock, assessor, id, impartial).await?;
        }
        Ok(())
    }

    async fn allocate(&self, call: CallId) -> Result<(), DemoError> {
        let (db, desk, days) = (&self.house.db, &self.house.desk, &self.story.days);
        let view = self.view(call).await?.call;
        if view.state == CallState::Closed {
            let drawn = county_allocation::queries::scenarios_for_actor(db, &TELLER, call).await?;
            for scenario in &self.story.scenarios {
                let Some(plan) = scenario.plan() else { continue };
                if drawn.iter().any(|drawn| drawn.name == scenario.name) {
                    continue;
                }
                let clock = FixedClock::on(days.drawn, 12);
                let basis = funding_periods::basis(db, call).await?;
                let new = NewScenario { name: scenario.name.clone(), plan, basis };
                county_allocation::draw_scenario(db, &clock, self.officer()?, new).await?;
            }
            let drawn = county_allocation::queries::scenarios_for_actor(db, &TELLER, call).await?;
            let adopt = self.story.scenarios.iter().find(|scenario| scenario.adopt);
            let chosen = drawn.iter().find(|drawn| adopt.is_some_and(|a| a.name == drawn.name));
            let chosen = chosen.ok_or(DemoError::Lost("a scenario"))?.id;
            let clock = FixedClock::on(days.adopted, 14);
            let authority = &self.cast.authority;
            funding_periods::adopt_and_award(db, &clock, authority, desk, chosen).await?;
        }
        let adopted = county_allocation::queries::adopted_scenario(db, call).await?;
        let adopted = adopted.ok_or(DemoError::Lost("the adopted scenario"))?;
        let promise = &self.story.promise;
        let promised = Money::from_kroner(promise.awarded);
        if adopted.awarded() != promised || adopted.projects() != promise.projects {
            return Err(DemoError::NotAsPromised {
                came: adopted.awarded(),
                projects: adopted.projects(),
                promised,
                wanted: promise.projects,
            });
        }
        Ok(())
    }
}
