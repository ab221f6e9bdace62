//! Sending in, taking back, checking and dismissing.

use super::{refusals, show::seen};
use crate::{
    App, PathOf,
    calls::words::last_day,
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
    Application, ApplicationVerb, ApplyError, Call, CheckError, check_application,
    dismiss_application, submit_application, withdraw_application,
};
use vocabulary::{Actor, ApplicationId};

fn here(id: ApplicationId) -> String {
    format!("/applications/{id}")
}

fn back_to(app: &App, id: ApplicationId) -> Response {
    app.bell.ring();
    Redirect::to(&here(id)).into_response()
}

fn facts(application: &Application, call: &Call, frame: &PageFrame) -> Vec<Fact> {
    let content = &application.content;
    vec![
        Fact::new(frame.t("applications-reference"), &application.reference),
        Fact::new(frame.t("applications-project"), &content.title),
        Fact::new(frame.t("applications-call"), &call.title),
        Fact::new(frame.t("applications-amount"), kroner(content.amount, frame.language())),
    ]
}

fn asking(frame: PageFrame, application: &Application, title: &str) -> PageFrame {
    frame
        .titled_by(title)
        .crumb("applications-title", "/applications")
        .under(&application.content.title, here(application.id))
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
    application.state.allow(verb).map_err(|no| refused(no.into()))?;
    Ok((application, call.call))
}

/// `GET /applications/{id}/submit`: asks, or says what is missing.
pub(crate) async fn confirm_submit(
    State(app): State<App>,
    Signed(actor): Signed,
    PathOf(id): PathOf<ApplicationId>,
    frame: PageFrame,
) -> Result<Response, Problem> {
    let (application, call) = own(&app, &actor, id, &frame, ApplicationVerb::Submit).await?;
    let doubts = application.content.doubts(call.budget);
    if !doubts.is_empty() {
        let error = ApplyError::Incomplete(doubts);
        return Err(refusals::of_apply(frame.texts, Some(id), &call.slug, &error));
    }
    let yes = frame.t("applications-submit");
    let confirmation = Confirmation::new(format!("{}/submit", here(id)), yes, here(id))
        .consequence(frame.t("applications-submit-consequence"))
        .consequence(frame.t("applications-submit-until").with("day", last_day(&call)));
    let facts = facts(&application, &call, &frame);
    let frame = asking(frame, &application, "applications-submit-title");
    Ok(render(&ConfirmationPage { frame, facts, confirmation }))
}

/// `POST /applications/{id}/submit`.
pub(crate) async fn submit(
    State(app): State<App>,
    Signed(actor): Signed,
    PathOf(id): PathOf<ApplicationId>,
    frame: PageFrame,
) -> Result<Response, Problem> {
    let (_, call) = seen(&app, &actor, id).await?;
    submit_application(&app.db, app.clock.as_ref(), &actor, &app.desk, id)
        .await
        .map_err(|error| refusals::of_apply(frame.texts, Some(id), &call.call.slug, &error))?;
    Ok(back_to(&app, id))
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

fn dismissal(
    frame: PageFrame,
    application: &Application,
    call: &Call,
    filled: &Filled,
    errors: &FieldErrors,
) -> ConfirmationPage {
    let id = application.id;
    let reason = FormField::lines(5, "reason", frame.t("applications-dismiss-reason"))
        .hint(frame.t("applications-dismiss-hint"))
        .filled(filled)
        .checked(errors);
    let yes = frame.t("applications-dismiss");
    let confirmation = Confirmation::new(format!("{}/dismiss", here(id)), yes, here(id))
        .consequence(frame.t("applications-dismiss-consequence"))
        .dangerous()
        .field(reason);
    let facts = facts(application, call, &frame);
    let frame = asking(frame, application, "applications-dismiss-title");
    ConfirmationPage { frame: frame.with_errors(!errors.is_empty()), facts, confirmation }
}

/// `GET /applications/{id}/dismiss`.
pub(crate) async fn confirm_dismiss(
    State(app): State<App>,
    Officer(actor): Officer,
    PathOf(id): PathOf<ApplicationId>,
    frame: PageFrame,
) -> Result<Response, Problem> {
    let (application, call) = seen(&app, &actor, id).await?;
    application.state.allow(ApplicationVerb::Dismiss).map_err(|no| {
        refusals::of_check(frame.texts, id, &call.call.slug, &CheckError::NotPossible(no))
    })?;
    let (filled, errors) = (Filled::default(), FieldErrors::none());
    Ok(render(&dismissal(frame, &application, &call.call, &filled, &errors)))
}

/// `POST /applications/{id}/dismiss`.
pub(crate) async fn dismiss(
    State(app): State<App>,
    Officer(actor): Officer,
    PathOf(id): PathOf<ApplicationId>,
    frame: PageFrame,
    Sent(pairs): Sent<Vec<(String, String)>>,
) -> Result<Response, Problem> {
    let filled = Filled::from(pairs);
    let (application, call) = seen(&app, &actor, id).await?;
    let clock = app.clock.as_ref();
    match dismiss_application(&app.db, clock, &actor, id, filled.one("reason")).await {
        Ok(()) => Ok(back_to(&app, id)),
        Err(CheckError::NoReason) => {
            let mut errors = FieldErrors::none();
            errors.add("reason", frame.t("applications-no-reason"));
            let page = dismissal(frame, &application, &call.call, &filled, &errors);
            Ok(render_as(StatusCode::UNPROCESSABLE_ENTITY, &page))
        }
        Err(error) => Err(refusals::of_check(frame.texts, id, &call.call.slug, &error)),
    }
}
