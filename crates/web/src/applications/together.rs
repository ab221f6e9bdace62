//! Several organisations in one project: inviting, joining, leaving.

use super::{
    opened::{here, name, writes},
    refusals,
    show::seen,
};
use crate::{
    App, PathOf,
    calls::words::last_day,
    kit::{
        Choice, Confirmation, ConfirmationPage, Control, Fact, FieldErrors, Filled, Form,
        FormField, PageFrame, Problem, format::instant, render, render_as,
    },
    session::Signed,
};
use askama::Template;
use axum::{
    Form as Sent,
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use grant_applications::{
    Application, ApplicationVerb, Call, ParticipantError, invite_organisation, join_application,
    leave_application, queries,
};
use organisations::OrganisationKind;
use vocabulary::{Actor, ApplicationId, OrganisationId};

/// An organisation in the project or on its way into it.
struct TogetherRow {
    name: String,
    stands: String,
    /// Its id, when it can be taken out.
    leaves: Option<String>,
}

#[derive(Template)]
#[template(path = "applications/together.html")]
struct TogetherPage {
    frame: PageFrame,
    here: String,
    applicant: String,
    rows: Vec<TogetherRow>,
    form: Form,
    may_invite: bool,
}

async fn together_page(
    app: &App,
    actor: &Actor,
    application: &Application,
    frame: PageFrame,
    filled: &Filled,
    errors: &FieldErrors,
) -> Result<TogetherPage, Problem> {
    let language = frame.language();
    let is_own = actor.applies_for(application.organisation);
    let can_change = application.state.possible().contains(&ApplicationVerb::Save);
    let all = organisations::list(&app.db).await?;
    let applicant = all.iter().find(|one| one.id == application.organisation);
    let applicant = applicant.map(|one| one.name.clone()).unwrap_or_default();
    let invited = |id: OrganisationId| {
        application.organisations.iter().any(|one| one.organisation == id && one.left_at.is_none())
    };
    let choices = all
        .iter()
        .filter(|one| one.kind != OrganisationKind::Directorate)
        .filter(|one| one.id != application.organisation && !invited(one.id))
        .map(|one| Choice::new(one.id.to_string(), one.name.clone()))
        .collect();
    let label = frame.t("applications-invite-whom");
    let field = FormField::new(Control::Select(choices), "organisation", label);
    let row = |one: &grant_applications::Participant| {
        let (key, at) = match (one.left_at, one.joined_at) {
            (Some(at), _) => ("applications-participant-left", at),
            (None, Some(at)) => ("applications-participant-joined", at),
            (None, None) => ("applications-participant-invited", one.invited_at),
        };
        let is_its_own = actor.confined_to() == Some(one.organisation);
        let leaves = one.left_at.is_none() && can_change && (is_own || is_its_own);
        TogetherRow {
            name: one.name.clone(),
            stands: frame.texts.t(key).with("at", instant(at, language)).into(),
            leaves: leaves.then(|| one.organisation.to_string()),
        }
    };
    let rows = application.organisations.iter().map(row).collect();
    let form = Form::new([field]).filled(filled).checked(errors);
    Ok(TogetherPage {
        here: here(application.id),
        applicant,
        rows,
        may_invite: is_own && can_change,
        frame: frame
            .titled_by("applications-together-title")
            .with_errors(form.has_errors())
            .crumb("applications-title", "/applications")
            .under(name(application), here(application.id)),
        form,
    })
}

fn refused(error: &ParticipantError, id: ApplicationId, call: &str, frame: &PageFrame) -> Problem {
    refusals::of_participants(frame.texts, id, call, error)
}

/// `GET /applications/{id}/organisations`.
pub(crate) async fn together(
    State(app): State<App>,
    Signed(actor): Signed,
    PathOf(id): PathOf<ApplicationId>,
    frame: PageFrame,
) -> Result<Response, Problem> {
    let (application, view) = seen(&app, &actor, id).await?;
    if !writes(&actor, &application) {
        return Err(refused(&ParticipantError::NotYours, id, &view.call.slug, &frame));
    }
    let (filled, errors) = (Filled::default(), FieldErrors::none());
    Ok(render(&together_page(&app, &actor, &application, frame, &filled, &errors).await?))
}

/// `POST /applications/{id}/organisations`: invites one.
pub(crate) async fn invite(
    State(app): State<App>,
    Signed(actor): Signed,
    PathOf(id): PathOf<ApplicationId>,
    frame: PageFrame,
    Sent(pairs): Sent<Vec<(String, String)>>,
) -> Result<Response, Problem> {
    let filled = Filled::from(pairs);
    let (application, view) = seen(&app, &actor, id).await?;
    if !actor.applies_for(application.organisation) {
        return Err(refused(&ParticipantError::NotYours, id, &view.call.slug, &frame));
    }
    let (mut errors, texts) = (FieldErrors::none(), frame.texts);
    let chosen = errors.text(&filled, "organisation", texts);
    if let Some(chosen) = chosen {
        let invited = match chosen.parse::<OrganisationId>() {
            Ok(organisation) => {
                let (clock, desk) = (app.clock.as_ref(), &app.desk);
                invite_organisation(&app.db, clock, &actor, desk, id, organisation).await
            }
            Err(_) => Err(ParticipantError::NoOrganisation),
        };
        match invited {
            Ok(()) => {
                app.bell.ring();
                return Ok(Redirect::to(&format!("{}/organisations", here(id))).into_response());
            }
            Err(ParticipantError::NoOrganisation) => {
                errors.add("organisation", texts.t("applications-no-organisation"));
            }
            Err(ParticipantError::AlreadyIn(name)) => {
                errors.add("organisation", texts.t("applications-already-in").with("name", name));
            }
            Err(error) => return Err(refused(&error, id, &view.call.slug, &frame)),
        }
    }
    let page = together_page(&app, &actor, &application, frame, &filled, &errors).await?;
    Ok(render_as(StatusCode::UNPROCESSABLE_ENTITY, &page))
}

/// The application that the actor's organisation is invited to; for everybody else there is none.
pub(crate) async fn invited_to(
    app: &App,
    actor: &Actor,
    id: ApplicationId,
) -> Result<(Application, Call), Problem> {
    let own = actor.confined_to().ok_or_else(Problem::forbidden)?;
    let application = queries::application(&app.db, id).await?.ok_or_else(Problem::not_found)?;
    let mut others = application.organisations.iter().filter(|one| one.is_invited());
    if !others.any(|one| one.organisation == own) {
        return Err(Problem::not_found());
    }
    let call = queries::call(&app.db, application.call).await?.ok_or_else(Problem::not_found)?;
    Ok((application, call.call))
}

/// Whether the actor's organisation is invited and has not answered.
pub(super) async fn is_invited(
    app: &App,
    actor: &Actor,
    id: ApplicationId,
) -> Result<bool, Problem> {
    if actor.confined_to().is_none() {
        return Ok(false);
    }
    Ok(invited_to(app, actor, id).await.is_ok())
}

/// `GET /applications/{id}/organisations/join`: what one is invited to, and nothing more of it.
pub(crate) async fn confirm_join(
    State(app): State<App>,
    Signed(actor): Signed,
    PathOf(id): PathOf<ApplicationId>,
    frame: PageFrame,
) -> Result<Response, Problem> {
    let (application, call) = invited_to(&app, &actor, id).await?;
    let applicant = organisations::organisation(&app.db, application.organisation).await?;
    let applicant = applicant.map(|one| one.name).unwrap_or_default();
    let language = frame.language();
    let facts = vec![
        Fact::new(frame.t("applications-applicant"), applicant),
        Fact::new(frame.t("applications-project"), name(&application)),
        Fact::new(frame.t("applications-call"), call.title_in(language))
            .leading_to(format!("/calls/{}", call.slug)),
        Fact::new(frame.t("applications-closes"), last_day(&call).in_words(language)),
    ];
    let yes = frame.t("applications-join");
    let confirmation = Confirmation::new(format!("{}/organisations/join", here(id)), yes, "/")
        .consequence(frame.t("applications-join-consequence"))
        .consequence(frame.t("applications-join-decline"));
    let frame = frame.titled_by("applications-join-title");
    let frame = frame.crumb("applications-title", "/applications");
    Ok(render(&ConfirmationPage { frame, facts, confirmation }))
}

/// `POST /applications/{id}/organisations/join`.
pub(crate) async fn join(
    State(app): State<App>,
    Signed(actor): Signed,
    PathOf(id): PathOf<ApplicationId>,
    frame: PageFrame,
) -> Result<Response, Problem> {
    let (_, call) = match invited_to(&app, &actor, id).await {
        Ok(invited) => invited,
        // Who has joined meanwhile is where they wanted to be.
        Err(_) => {
            let (_, view) = seen(&app, &actor, id).await?;
            return if actor.is_directorate() {
                Err(refused(&ParticipantError::NotYours, id, &view.call.slug, &frame))
            } else {
                Ok(Redirect::to(&here(id)).into_response())
            };
        }
    };
    join_application(&app.db, app.clock.as_ref(), &actor, id)
        .await
        .map_err(|error| refused(&error, id, &call.slug, &frame))?;
    app.bell.ring();
    Ok(Redirect::to(&here(id)).into_response())
}

/// `POST /applications/{id}/organisations/leave`: the own organisation, or one that the applicant takes
/// out.
pub(crate) async fn leave(
    State(app): State<App>,
    Signed(actor): Signed,
    PathOf(id): PathOf<ApplicationId>,
    frame: PageFrame,
    Sent(pairs): Sent<Vec<(String, String)>>,
) -> Result<Response, Problem> {
    let filled = Filled::from(pairs);
    let (application, call) = match invited_to(&app, &actor, id).await {
        Ok(invited) => invited,
        Err(_) => {
            let (application, view) = seen(&app, &actor, id).await?;
            (application, view.call)
        }
    };
    let own = actor.confined_to().ok_or_else(Problem::forbidden)?;
    let organisation = filled.one("organisation").parse().unwrap_or(own);
    leave_application(&app.db, app.clock.as_ref(), &actor, id, organisation)
        .await
        .map_err(|error| refused(&error, id, &call.slug, &frame))?;
    app.bell.ring();
    let to = if actor.applies_for(application.organisation) {
        format!("{}/organisations", here(id))
    } else {
        "/applications".to_owned()
    };
    Ok(Redirect::to(&to).into_response())
}
