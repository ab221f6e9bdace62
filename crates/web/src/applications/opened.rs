//! An application as an editor or a reader needs it: with its call, its form and the places.

use super::{refusals, show::seen};
use crate::{
    App,
    kit::{PageFrame, Problem, Texts},
    questions::{Places, ReadingView},
};
use chrono::{DateTime, Utc};
use forms::{Answers, Definition};
use grant_applications::{Application, ApplicationVerb, ApplyError, BEFORE_FORMS, Call};
use vocabulary::{Actor, ApplicationId, Day, FormVersionId, Role};

/// An application with what it is written on.
pub(super) struct Opened {
    pub application: Application,
    pub call: Call,
    /// The form that what is written now belongs to.
    pub definition: Definition,
    pub places: Places,
}

impl Opened {
    /// The application of somebody who may write it and do this with it as it stands; 404 for who does
    /// not see it.
    pub(super) async fn to_write(
        app: &App,
        actor: &Actor,
        id: ApplicationId,
        verb: ApplicationVerb,
        frame: &PageFrame,
    ) -> Result<Opened, Problem> {
        let opened = Opened::of_writer(app, actor, id, frame).await?;
        opened
            .application
            .allow_for(verb, actor, &opened.call, app.clock.now())
            .map_err(|no| opened.refused(frame.texts, &no.into()))?;
        Ok(opened)
    }
    /// The application of somebody who writes it, whatever is possible with it; 404 for who does not see
    /// it.
    pub(super) async fn of_writer(
        app: &App,
        actor: &Actor,
        id: ApplicationId,
        frame: &PageFrame,
    ) -> Result<Opened, Problem> {
        let (application, view) = seen(app, actor, id).await?;
        let call = view.call;
        if !writes(actor, &application) {
            let (slug, error) = (&call.slug, ApplyError::NotYours);
            return Err(refusals::of_apply(frame.texts, Some(id), slug, &error));
        }
        Opened::of(app, application, call).await
    }
    /// Why this cannot be done with it at this moment; `None` when it can.
    pub(super) fn why_not(&self, verb: ApplicationVerb, now: DateTime<Utc>) -> Option<ApplyError> {
        if let Err(no) = self.application.allow(verb) {
            return Some(no.into());
        }
        let is_possible = self.application.possible_at(&self.call, now).contains(&verb);
        let call = &self.call;
        (!is_possible).then(|| ApplyError::NotOpen {
            opens: Day::at(call.opens_at),
            closes: call.closes_on(),
        })
    }
    /// The refusal as a problem that names what can be chosen in its form.
    pub(super) fn refused(&self, texts: Texts, error: &ApplyError) -> Problem {
        let (id, form) = (Some(self.application.id), Some(&self.definition));
        refusals::of_apply_in(texts, id, &self.call.slug, error, form)
    }
    async fn of(app: &App, application: Application, call: Call) -> Result<Opened, Problem> {
        // As it is saved: on the form that the call was last amended to.
        let form = call.form.unwrap_or(application.working().1);
        let definition = definition(app, form).await?;
        let places = Places::on(app, application.located_on).await?;
        Ok(Opened { application, call, definition, places })
    }
    /// What an editor goes on from.
    pub(super) fn answers(&self) -> &Answers {
        self.application.working().0
    }
    /// What would keep these answers from being right even in a draft.
    pub(super) fn doubts_of_draft(&self, answers: &Answers) -> Vec<forms::Doubt> {
        forms::examine_draft(&self.definition, answers, Some(&self.places.numbers()))
    }
    /// What keeps them from being sent in.
    pub(super) fn doubts(&self, answers: &Answers) -> Vec<forms::Doubt> {
        let numbers = self.places.numbers();
        grant_applications::hindrances(&self.call, &self.definition, answers, Some(&numbers))
    }
    /// Where its pages lie.
    pub(super) fn here(&self) -> String {
        here(self.application.id)
    }
    /// Where its files lie.
    pub(super) fn files(&self) -> String {
        format!("{}/files", self.here())
    }
    /// The way to a page about it.
    pub(super) fn titled(&self, frame: PageFrame, key: &str) -> PageFrame {
        let title = name(&self.application);
        frame.titled_by(key).crumb("applications-title", "/applications").under(title, self.here())
    }
}

/// Where an application's pages lie.
pub(super) fn here(id: ApplicationId) -> String {
    format!("/applications/{id}")
}

/// What a page calls it: a draft may have no title yet.
pub(super) fn name(application: &Application) -> String {
    let title = application.content.title.trim();
    if title.is_empty() { application.reference.clone() } else { title.to_owned() }
}

/// One of the applicant's people, or of an organisation that has joined.
pub(super) fn writes(actor: &Actor, application: &Application) -> bool {
    let Actor::Person { organisation, .. } = actor else { return false };
    actor.is(Role::Applicant) && application.takes_part(*organisation)
}

/// A form version's definition. What is older than forms is read with the house's own.
pub(crate) async fn definition(app: &App, id: FormVersionId) -> Result<Definition, Problem> {
    if id == BEFORE_FORMS {
        return Ok(forms::standard());
    }
    let version = forms::shared_version(&app.db, id).await?;
    version.map(|version| version.definition.clone()).ok_or_else(|| {
        Problem::broken(&format!("an application is answered on form version {id}, which is gone"))
    })
}

/// The answers of a version as people read them.
pub(crate) fn reading(
    frame: &PageFrame,
    definition: &Definition,
    answers: &Answers,
    places: &Places,
    files: &str,
) -> ReadingView {
    ReadingView::of(frame, definition, answers, &|number| places.name(number), Some(files))
}
