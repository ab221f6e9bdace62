//! What becomes of a grant after the decision: accepted, reminded of, reported on.

use super::story::{Application, Report};
use super::tell::{DAWN, DemoError, Teller};
use crate::commands::TELLER;
use reporting_deadlines::NewReport;
use status_reports::{Audience, ReportState, Subject, Wanted};
use vocabulary::{Actor, CallId, Day, FixedClock, GrantId, Language, Look};
use worklist::Ask;

impl Teller<'_> {
    async fn grant(
        &self,
        call: CallId,
        application: &Application,
    ) -> Result<funding_periods::Grant, DemoError> {
        let known = self.known(call, application).await?;
        let known = known.ok_or(DemoError::Lost("an application"))?;
        let db = &self.house.db;
        let grant = funding_periods::queries::grant_of_application(db, known.id).await?;
        grant.ok_or(DemoError::Lost("a grant"))
    }

    /// The recipient accepts the terms; what the grant is to reach is written down.
    pub(super) async fn accept(
        &self,
        call: CallId,
        application: &Application,
    ) -> Result<(), DemoError> {
        let Some(accepted_on) = application.accepted_on else { return Ok(()) };
        let (db, desk) = (&self.house.db, &self.house.desk);
        let actor = &self.applicant(application)?.1;
        let grant = self.grant(call, application).await?;
        let clock = FixedClock::on(accepted_on, 12);
        if grant.state.acceptance().is_none() {
            funding_periods::accept_grant(db, &clock, actor, desk, grant.id).await?;
        }
        if reporting_deadlines::targets_of_grant(db, grant.id).await?.is_empty() {
            let targets = self.story.targets().unwrap_or_default();
            let tx = journal::begin(db).await?;
            let now = vocabulary::Clock::now(&clock);
            reporting_deadlines::set_targets(&tx, &TELLER, now, grant.id, targets).await?;
            tx.commit().await?;
        }
        Ok(())
    }

    pub(super) async fn deliver_all(
        &self,
        call: CallId,
        application: &Application,
    ) -> Result<(), DemoError> {
        let (organisation, actor) = self.applicant(application)?;
        for report in &application.reports {
            let grant = self.grant(call, application).await?;
            self.deliver(report, &grant, *organisation, actor).await?;
        }
        Ok(())
    }

    async fn deliver(
        &self,
        report: &Report,
        grant: &funding_periods::Grant,
        organisation: vocabulary::OrganisationId,
        actor: &Actor,
    ) -> Result<(), DemoError> {
        let (db, desk) = (&self.house.db, &self.house.desk);
        let clock = FixedClock::on(report.submitted_on, 12);
        let known = reporting_deadlines::reports_of_grant(db, grant.id).await?;
        let known = known
            .into_iter()
            .map(|view| view.report)
            .find(|known| known.reporting_on == report.reporting_on && known.kind == report.kind);
        let id = match known {
            Some(known) if known.state.submission().is_some() => return Ok(()),
            Some(draft) => draft.id,
            None => {
                let new = if report.owed {
                    let deadlines =
                        reporting_deadlines::deadlines_of_grants(db, &[grant.id]).await?;
                    let deadline = deadlines.first().ok_or(DemoError::Lost("a deadline"))?.id;
                    NewReport::Owed { deadline, reporting_on: report.reporting_on }
                } else {
                    NewReport::Unasked {
                        grant: grant.id,
                        organisation,
                        grant_reference: grant.reference.clone(),
                        project_title: grant.title.clone(),
                        kind: report.kind,
                        title: report.title.clone(),
                        reporting_on: report.reporting_on,
                    }
                };
                reporting_deadlines::begin_report(db, &clock, actor, new).await?
            }
        };
        let view = reporting_deadlines::report_for_actor(db, actor, id).await?;
        let view = view.ok_or(DemoError::Lost("a report"))?;
        let (revision, contents) = (view.report.revision, report.contents());
        if view.contents != contents {
            reporting_deadlines::save_draft(db, &clock, actor, id, revision, &contents).await?;
        }
        reporting_deadlines::submit_report(db, &clock, actor, desk, id).await?;
        Ok(())
    }

    /// Asks for the round of a day, as the cron line does.
    pub(super) async fn remind(&self, on: Day) -> Result<(), DemoError> {
        if reporting_deadlines::preview(&self.house.db, on).await?.going_out.is_empty() {
            return Ok(());
        }
        let now = on.at_hour(6, 0);
        let tx = journal::begin(&self.house.db).await?;
        let ask = Ask::new(jobs::cron::PLAN_REMINDERS, on.to_string(), now)
            .unique_key(format!("{}:{on}", jobs::cron::PLAN_REMINDERS));
        worklist::ask(&tx, now, ask).await?;
        tx.commit().await?;
        Ok(())
    }

    pub(super) async fn report(&self, call: CallId) -> Result<(Subject, Day), DemoError> {
        let (db, wanted) = (&self.house.db, &self.story.status_report);
        let subject = match &wanted.of_project {
            None => Subject::Call(call),
            Some(project) => {
                let filter = funding_periods::queries::GrantFilter {
                    call: Some(call),
                    look: Look::everything(),
                    ..Default::default()
                };
                let grants =
                    funding_periods::queries::grants_for_actor(db, &TELLER, &filter).await?;
                let grant = grants.rows.iter().find(|row| row.title == *project);
                Subject::Grant(GrantId(grant.ok_or(DemoError::Lost("a grant"))?.id))
            }
        };
        let about = status_reports::queries::reports_about_for_actor(db, &TELLER, subject).await?;
        let there = about.iter().any(|report| {
            report.as_of == wanted.as_of && !matches!(report.state, ReportState::Failed { .. })
        });
        if !there {
            let clock = FixedClock::on(wanted.as_of.plus_days(1), DAWN);
            let (officer, as_of) = (self.officer()?, wanted.as_of);
            let (audience, language) = (Audience::Internal, Language::Bokmal);
            let one = Wanted { subject, audience, language, as_of };
            status_reports::ask_for(db, &clock, officer, one, &[]).await?;
        }
        Ok((subject, wanted.as_of))
    }
}
