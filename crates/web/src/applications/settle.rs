//! Taking back, dropping, checking, asking for more, letting in, dismissing.

use super::{
    opened::{here, name, writes},
    refusals,
    show::{refuse_unread, seen},
};
use crate::{
    App, PathOf,
    kit::{
        Confirmation, ConfirmationPage, Fact, FieldErrors, Filled, FormField, PageFrame, Problem,
        format::kroner, render, render_as,
    },
    session::{Officer, Signed},
};
use axum::{
    Form as Sent,
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use grant_applications::{
    Application, ApplicationVerb, ApplyError, Call, CheckError, admit_late, ask_for_more,
    check_application, dismiss_application, drop_working_copy, withdraw_application,
};
use vocabulary::{Actor, ApplicationId};

/// The most characters of a reason or a request: it must fit in a letter.
const LONGEST_REASON: usize = 5_000;

fn back_to(app: &App, id: ApplicationId) -> Response {
    app.bell.ring();
    Redirect::to(&here(id)).into_response()
}

fn facts(application: &Application, call: &Call, frame: &PageFrame) -> Vec<Fact> {
    let content = &application.content;
    let language = frame.language();
    vec![
        Fact::new(frame.t("applications-reference"), &application.reference),
        Fact::new(frame.t("applications-project"), name(application)),
        Fact::new(frame.t("applications-call"), call.title_in(language)),
        Fact::new(frame.t("applications-amount"), kroner(content.amount, language)),
    ]
}

fn asking(frame: PageFrame, application: &Application, title: &str) -> PageFrame {
    frame
        .titled_by(title)
        .crumb("applications-title", "/applications")
        .under(name(application), here(application.id))
}

/// Its own application, in a state that allows the verb; the directorate, which sees it, may not.
async fn own(
    app: &App,
    actor: &Actor,
    id: ApplicationId,
    frame: &PageFrame,
    verb: ApplicationVerb,
) -> Result<(Application, Call), Problem> {
    let (application, call) = seen(app, actor, id).await?;
    let refused = |error| refusals::of_apply(frame.texts, Some(id), &call.call.slug, &error);
    if !actor.applies_for(application.organisation) {
        return Err(refused(ApplyError::NotYours));
    }
    application
        .allow_for(verb, actor, &call.call, app.clock.now())
        .map_err(|no| refused(no.into()))?;
    Ok((application, call.call))
}

/// `GET /applications/{id}/withdraw`.
pub(crate) async fn confirm_withdraw(
    State(app): State<App>,
    Signed(actor): Signed,
    PathOf(id): PathOf<ApplicationId>,
    frame: PageFrame,
) -> Result<Response, Problem> {
    let (application, call) = own(&app, &actor, id, &frame, ApplicationVerb::Withdraw).await?;
    let yes = frame.t("applications-withdraw");
    let confirmation = Confirmation::new(format!("{}/withdraw", here(id)), yes, here(id))
        .consequence(frame.t("applications-withdraw-consequence"))
        .dangerous();
    let facts = facts(&application, &call, &frame);
    let frame = asking(frame, &application, "applications-withdraw-title");
    Ok(render(&ConfirmationPage { frame, facts, confirmation }))
}

/// `POST /applications/{id}/withdraw`.
pub(crate) async fn withdraw(
    State(app): State<App>,
    Signed(actor): Signed,
    PathOf(id): PathOf<ApplicationId>,
    frame: PageFrame,
) -> Result<Response, Problem> {
    let (_, call) = seen(&app, &actor, id).await?;
    withdraw_application(&app.db, app.clock.as_ref(), &actor, id)
        .await
        .map_err(|error| refusals::of_apply(frame.texts, Some(id), &call.call.slug, &error))?;
    Ok(back_to(&app, id))
}

/// `GET /applications/{id}/drop`: asks before a working copy is thrown away.
pub(crate) async fn confirm_drop(
    State(app): State<App>,
    Signed(actor): Signed,
    PathOf(id): PathOf<ApplicationId>,
    frame: PageFrame,
) -> Result<Response, Problem> {
    let (application, call) = seen(&app, &actor, id).await?;
    let refused = |error| refusals::of_apply(frame.texts, Some(id), &call.call.slug, &error);
    if !writes(&actor, &application) {
        return Err(refused(ApplyError::NotYours));
    }
    application
        .allow_for(ApplicationVerb::Drop, &actor, &call.call, app.clock.now())
        .map_err(|no| refused(no.into()))?;
    let yes = frame.t("applications-drop");
    let confirmation = Confirmation::new(format!("{}/drop", here(id)), yes, here(id))
        .consequence(frame.t("applications-drop-consequence"))
        .dangerous();
    let facts = facts(&application, &call.call, &frame);
    let frame = asking(frame, &application, "applications-drop-title");
    Ok(render(&ConfirmationPage { frame, facts, confirmation }))
}

/// `POST /applications/{id}/drop`.
pub(crate) async fn drop_copy(
    State(app): State<App>,
    Signed(actor): Signed,
    PathOf(id): PathOf<ApplicationId>,
    frame: PageFrame,
) -> Result<Response, Problem> {
    let (_, call) = seen(&app, &actor, id).await?;
    drop_working_copy(&app.db, app.clock.as_ref(), &actor, id)
        .await
        .map_err(|error| refusals::of_apply(frame.texts, Some(id), &call.call.slug, &error))?;
    Ok(back_to(&app, id))
}

/// `POST /applications/{id}/check`: complete and within the rules.
pub(crate) async fn check(
    State(app): State<App>,
    Officer(actor): Officer,
    PathOf(id): PathOf<ApplicationId>,
    frame: PageFrame,
) -> Result<Response, Problem> {
    let (_, call) = seen(&app, &actor, id).await?;
    check_application(&app.db, app.clock.as_ref(), &actor, id)
        .await
        .map_err(|error| refusals::of_check(frame.texts, id, &call.call.slug, &error))?;
    Ok(back_to(&app, id))
}

/// What an officer settles with words of their own, which the applicant reads in a letter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Worded {
    Dismiss,
    Ask,
    Admit,
}

impl Worded {
    const fn verb(self) -> ApplicationVerb {
        match self {
            Worded::Dismiss => ApplicationVerb::Dismiss,
            Worded::Ask => ApplicationVerb::Ask,
            Worded::Admit => ApplicationVerb::Admit,
        }
    }
    fn fields(self, frame: &PageFrame) -> Vec<FormField> {
        let lines = |name, label: String, hint: String| FormField::lines(6, name, label).hint(hint);
        match self {
            Worded::Dismiss => vec![lines(
                "reason",
                frame.t("applications-dismiss-reason").into(),
                frame.t("applications-dismiss-hint").into(),
            )],
            Worded::Ask => vec![
                lines(
                    "what",
                    frame.t("applications-ask-what").into(),
                    frame.t("applications-ask-hint").into(),
                ),
                FormField::day("due_on", frame.t("applications-ask-due")),
            ],
            Worded::Admit => vec![lines(
                "reason",
                frame.t("applications-admit-reason").into(),
                frame.t("applications-admit-hint").into(),
            )],
        }
    }
    fn page(
        self,
        frame: PageFrame,
        application: &Application,
        call: &Call,
        filled: &Filled,
        errors: &FieldErrors,
    ) -> ConfirmationPage {
        let id = application.id;
        let (yes, consequence, title) = match self {
            Worded::Dismiss => (
                frame.t("applications-dismiss"),
                frame.t("applications-dismiss-consequence"),
                "applications-dismiss-title",
            ),
            Worded::Ask => (
                frame.t("applications-ask"),
                frame.t("applications-ask-consequence"),
                "applications-ask-title",
            ),
            Worded::Admit => (
                frame.t("applications-admit"),
                frame.t("applications-admit-consequence"),
                "applications-admit-title",
            ),
        };
        let action = format!("{}/{}", here(id), self.verb().word());
        let mut confirmation = Confirmation::new(action, yes, here(id)).consequence(consequence);
        confirmation.is_dangerous = self == Worded::Dismiss;
        for field in self.fields(&frame) {
            confirmation = confirmation.field(field.filled(filled).checked(errors));
        }
        let facts = facts(application, call, &frame);
        let frame = asking(frame, application, title);
        ConfirmationPage { frame: frame.with_errors(!errors.is_empty()), facts, confirmation }
    }
    async fn ask(
        self,
        app: &App,
        actor: &Actor,
        id: ApplicationId,
        frame: PageFrame,
    ) -> Result<Response, Problem> {
        let (application, call) = seen(app, actor, id).await?;
        refuse_unread(app, actor, id, frame.texts).await?;
        let now = app.clock.now();
        application.allow_for(self.verb(), actor, &call.call, now).map_err(|no| {
            refusals::of_check(frame.texts, id, &call.call.slug, &CheckError::NotPossible(no))
        })?;
        let (filled, errors) = (Filled::default(), FieldErrors::none());
        Ok(render(&self.page(frame, &application, &call.call, &filled, &errors)))
    }
    async fn settle(
        self,
        app: &App,
        actor: &Actor,
        id: ApplicationId,
        frame: PageFrame,
        filled: Filled,
    ) -> Result<Response, Problem> {
        let (application, call) = seen(app, actor, id).await?;
        // The verb refuses it too; but the page comes back, with what it is about, before it is asked.
        refuse_unread(app, actor, id, frame.texts).await?;
        let (db, clock, desk) = (&app.db, app.clock.as_ref(), &app.desk);
        let (mut errors, texts) = (FieldErrors::none(), frame.texts);
        let field = if self == Worded::Ask { "what" } else { "reason" };
        if filled.one(field).chars().count() > LONGEST_REASON {
            let text = texts.t("questions-longest").with("most", LONGEST_REASON);
            errors.add(field, text);
        }
        // The verb says so too; here all that is wrong is said at once.
        if self == Worded::Ask && filled.one(field).trim().is_empty() {
            errors.add(field, texts.t("applications-nothing-asked"));
        }
        let due = match self {
            Worded::Ask => errors.day(&filled, "due_on", texts),
            Worded::Dismiss | Worded::Admit => None,
        };
        let words = filled.one(field).to_owned();
        let done = match (self, due, errors.is_empty()) {
            (_, _, false) | (Worded::Ask, None, _) => None,
            (Worded::Ask, Some(due), _) => {
                Some(ask_for_more(db, clock, actor, desk, id, &words, due).await)
            }
            (Worded::Admit, ..) => Some(admit_late(db, clock, actor, desk, id, &words).await),
            (Worded::Dismiss, ..) => {
                Some(dismiss_application(db, clock, actor, desk, id, &words).await)
            }
        };
        match done {
            Some(Ok(())) => return Ok(back_to(app, id)),
            Some(Err(CheckError::NoReason)) => {
                errors.add("reason", texts.t("applications-no-reason"));
            }
            Some(Err(CheckError::NothingAsked)) => {
                errors.add("what", texts.t("applications-nothing-asked"));
            }
            Some(Err(CheckError::DayIsOver(_))) => {
                errors.add("due_on", texts.t("applications-day-is-over"));
            }
            Some(Err(error)) => {
                return Err(refusals::of_check(texts, id, &call.call.slug, &error));
            }
            None => {}
        }
        let page = self.page(frame, &application, &call.call, &filled, &errors);
        Ok(render_as(StatusCode::UNPROCESSABLE_ENTITY, &page))
    }
}

/// `GET /applications/{id}/dismiss`.
pub(crate) async fn confirm_dismiss(
    State(app): State<App>,
    Officer(actor): Officer,
    PathOf(id): PathOf<ApplicationId>,
    frame: PageFrame,
) -> Result<Response, Problem> {
    Worded::Dismiss.ask(&app, &actor, id, frame).await
}

/// `POST /applications/{id}/dismiss`.
pub(crate) async fn dismiss(
    State(app): State<App>,
    Officer(actor): Officer,
    PathOf(id): PathOf<ApplicationId>,
    frame: PageFrame,
    Sent(pairs): Sent<Vec<(String, String)>>,
) -> Result<Response, Problem> {
    Worded::Dismiss.settle(&app, &actor, id, frame, pairs.into()).await
}

/// `GET /applications/{id}/ask`: what is missing, and by when.
pub(crate) async fn confirm_ask(
    State(app): State<App>,
    Officer(actor): Officer,
    PathOf(id): PathOf<ApplicationId>,
    frame: PageFrame,
) -> Result<Response, Problem> {
    Worded::Ask.ask(&app, &actor, id, frame).await
}

/// `POST /applications/{id}/ask`.
pub(crate) async fn ask(
    State(app): State<App>,
    Officer(actor): Officer,
    PathOf(id): PathOf<ApplicationId>,
    frame: PageFrame,
    Sent(pairs): Sent<Vec<(String, String)>>,
) -> Result<Response, Problem> {
    Worded::Ask.settle(&app, &actor, id, frame, pairs.into()).await
}

/// `GET /applications/{id}/admit`: why what came late is let in.
pub(crate) async fn confirm_admit(
    State(app): State<App>,
    Officer(actor): Officer,
    PathOf(id): PathOf<ApplicationId>,
    frame: PageFrame,
) -> Result<Response, Problem> {
    Worded::Admit.ask(&app, &actor, id, frame).await
}

/// `POST /applications/{id}/admit`.
pub(crate) async fn admit(
    State(app): State<App>,
    Officer(actor): Officer,
    PathOf(id): PathOf<ApplicationId>,
    frame: PageFrame,
    Sent(pairs): Sent<Vec<(String, String)>>,
) -> Result<Response, Problem> {
    Worded::Admit.settle(&app, &actor, id, frame, pairs.into()).await
}
