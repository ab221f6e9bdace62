//! The next call is opened, and applications to it come in.

use super::next_call::{Begun, NextCall};
use super::tell::{DemoError, Open, Teller, work_off};
use crate::commands::TELLER;
use attachments::To;
use forms::Answers;
use grant_applications::queries::{self, ApplicationFilter};
use grant_applications::{Application, ApplicationState, CallState, NewApplication};
use serde_json::json;
use vocabulary::{Actor, ApplicationId, CallId, Clock, Day, FixedClock, FormVersionId, PersonId};

impl Teller<'_> {
    /// Publishes the form and opens the call. A visitor may have amended both since: what is there stays.
    pub(super) async fn open_next(&self, next: &NextCall) -> Result<CallId, DemoError> {
        let (db, officer, call) = (&self.house.db, self.officer()?, &next.call);
        let announced = FixedClock::on(call.announced_on, 9);
        let known = queries::call_for_actor(db, Some(&TELLER), &call.slug).await?;
        let (id, state) = match known {
            Some(view) => (view.call.id, view.call.state),
            None => {
                let form = self.publish_form(next, &announced).await?;
                let new = next.announced(&self.story.scheme, form);
                let id = grant_applications::announce_call(db, &announced, officer, new).await?;
                (id, CallState::Draft)
            }
        };
        self.frame(call, &next.appropriation).await?;
        if state == CallState::Draft {
            let clock = FixedClock::on(call.opens_on, 8);
            grant_applications::open_call(db, &clock, officer, id).await?;
        }
        Ok(id)
    }

    async fn publish_form(
        &self,
        next: &NextCall,
        clock: &FixedClock,
    ) -> Result<FormVersionId, DemoError> {
        let (db, officer, slug) = (&self.house.db, self.officer()?, &next.opening.form);
        if let Some(published) = forms::latest_published(db, slug).await? {
            return Ok(published.id);
        }
        let form = next.form.clone().ok_or(DemoError::Lost("the form of its call"))?;
        let id = forms::import_form(db, clock, officer, slug, form).await?;
        forms::publish_form(db, clock, officer, id).await?;
        Ok(id)
    }

    /// Lets the applications come, asks for what is missing, and asks two to assess them.
    pub(super) async fn receive_for(
        &self,
        next: &NextCall,
        call: CallId,
    ) -> Result<Open, DemoError> {
        let mut pages = vec![
            ("the call, for everybody".to_owned(), format!("/calls/{}", next.call.slug)),
            ("its form, as staff write it".to_owned(), format!("/forms/{}", next.opening.form)),
        ];
        for one in &next.applications {
            let id = self.come(call, one).await?;
            let (what, page) = match (one.submitted_on, &one.request) {
                (None, _) => ("a draft, to go on with", "/edit"),
                (Some(_), None) => ("sent in, with its receipt", "/receipt"),
                (Some(_), Some(_)) => ("sent in, more is asked for", ""),
            };
            let who = &one.organisation;
            pages.push((format!("{who}: {what}"), format!("/applications/{id}{page}")));
        }
        let asked_on = next.opening.assessors_asked_on;
        self.ask_assessors(call, &FixedClock::on(asked_on, 9)).await?;
        let slug = &next.call.slug;
        pages.push((
            "Saksbehandler A: waiting to be assessed".to_owned(),
            "/assessments".to_owned(),
        ));
        pages.push(("who assesses what".to_owned(), format!("/calls/{slug}/assessment")));
        work_off(self.house, asked_on).await?;
        let view = queries::call(&self.house.db, call).await?.ok_or(DemoError::Lost("a call"))?;
        Ok(Open { closes_on: view.call.closes_on(), title: view.call.title, pages })
    }

    /// One application comes as far as the story takes it; what a visitor has done with it since stays.
    async fn come(&self, call: CallId, one: &Begun) -> Result<ApplicationId, DemoError> {
        let (db, desk) = (&self.house.db, &self.house.desk);
        let (organisation, actor) = self.people_of(&one.organisation)?;
        let id = match self.first_of(call, actor, &one.organisation, one.begun_on).await? {
            Some(known) => known,
            None => {
                let mut answers = Answers::new();
                if let Some(title) = one.answers.get("title") {
                    answers.set("title", title.clone());
                }
                let (organisation, municipality) = (*organisation, one.municipality);
                let new = NewApplication { call, organisation, municipality, answers };
                let clock = FixedClock::on(one.begun_on, 10);
                grant_applications::begin_application(db, &clock, actor, new).await?
            }
        };
        let known = self.application(actor, id).await?;
        // It has been saved since it was begun: by us, or by a visitor.
        let mut revision = known.revision;
        if known.state == ApplicationState::Draft && revision == 1 {
            let clock = FixedClock::on(one.submitted_on.unwrap_or(one.begun_on), 12);
            let answers = self.answered(&clock, actor, &known, one).await?;
            revision =
                grant_applications::save_application(db, &clock, actor, id, revision, answers)
                    .await?;
        }
        if let (ApplicationState::Draft, Some(day)) = (&known.state, one.submitted_on) {
            let clock = FixedClock::on(day, 13);
            grant_applications::submit_application(db, &clock, actor, id, revision).await?;
        }
        if let Some(asked) = &one.request {
            let known = self.application(actor, id).await?;
            let waits = matches!(known.state, ApplicationState::Submitted(_));
            if waits && known.requests.is_empty() {
                let (clock, officer) = (FixedClock::on(asked.on, 10), self.officer()?);
                let (what, due_on) = (&asked.what, asked.due_on);
                grant_applications::ask_for_more(db, &clock, officer, desk, id, what, due_on)
                    .await?;
            }
        }
        Ok(id)
    }

    /// By whose it is, because a visitor may have given it another title.
    async fn first_of(
        &self,
        call: CallId,
        actor: &Actor,
        organisation: &str,
        on: Day,
    ) -> Result<Option<ApplicationId>, DemoError> {
        let filter = ApplicationFilter { call: Some(call), ..ApplicationFilter::default() };
        let page = queries::applications_for_actor(&self.house.db, actor, on, &filter).await?;
        let own = page.rows.iter().find(|row| row.organisation == organisation);
        Ok(own.map(|row| ApplicationId(row.id)))
    }

    async fn application(
        &self,
        actor: &Actor,
        id: ApplicationId,
    ) -> Result<Application, DemoError> {
        let known = queries::application_for_actor(&self.house.db, actor, id).await?;
        known.ok_or(DemoError::Lost("an application"))
    }

    /// What the house has filled in, with what the story says on top of it, and with the files.
    async fn answered(
        &self,
        clock: &dyn Clock,
        actor: &Actor,
        known: &Application,
        one: &Begun,
    ) -> Result<Answers, DemoError> {
        let (db, house) = (&self.house.db, self.house);
        let mut answers = known.working().0.clone();
        for (question, answer) in one.answers.iter() {
            answers.set(question, answer.clone());
        }
        let there = attachments::attachments_of(db, "application", &known.id.to_string()).await?;
        for file in &one.files {
            let id = match there.iter().find(|there| there.name == file.name) {
                Some(there) => there.id,
                None => {
                    let bytes = file.bytes().ok_or(DemoError::Lost("an enclosed file"))?;
                    let to = To { thing: "application", id: known.id.to_string() };
                    let (files, scanning) = (&house.files, house.scanner.is_some());
                    let name = &file.name;
                    attachments::receive(db, clock, actor, files, scanning, to, name, bytes)
                        .await?
                        .id
                }
            };
            answers.set(file.question.as_str(), json!([{ "id": id }]));
        }
        Ok(answers)
    }

    /// Spreads the applications over the case officers, unless anybody has been asked already.
    async fn ask_assessors(&self, call: CallId, clock: &FixedClock) -> Result<(), DemoError> {
        let db = &self.house.db;
        let today = Clock::today(clock);
        let asked = queries::assessors_of_call_for_actor(db, &TELLER, today, call).await?;
        if asked.iter().any(|(_, rows)| !rows.is_empty()) {
            return Ok(());
        }
        let officers: Vec<PersonId> = self.cast.officers.iter().filter_map(Actor::person).collect();
        let each = officers.len();
        grant_applications::spread(db, clock, self.officer()?, call, &officers, each).await?;
        Ok(())
    }
}
