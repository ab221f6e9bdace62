//! Scoring an application.

use super::{refusals, show::seen};
use crate::{
    App, PathOf,
    kit::{Control, FieldErrors, Filled, Form, FormField, PageFrame, Problem, render, render_as},
    session::Officer,
    text::paragraphs,
};
use askama::Template;
use axum::{
    Form as Sent,
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use grant_applications::{Application, ApplicationVerb, AssessError, Call, NewAssessment, queries};
use vocabulary::{Actor, ApplicationId};

#[derive(Template)]
#[template(path = "applications/assess.html")]
struct AssessPage {
    frame: PageFrame,
    id: ApplicationId,
    form: Form,
    summary: Vec<String>,
    target_group: Vec<String>,
    continuation: Vec<String>,
}

fn form(application: &Application, call: &Call, frame: &PageFrame) -> Form {
    let mut fields = vec![
        FormField::new(Control::Checkbox, "impartial", frame.t("applications-impartial"))
            .hint(frame.t("applications-impartial-hint")),
    ];
    for (criterion, place) in call.criteria.iter().zip(1..) {
        let hint = frame.t("applications-points-hint").with("max", criterion.max_points);
        let hint = hint.with("weight", criterion.weight);
        fields.push(FormField::number(format!("points-{place}"), &criterion.name).hint(hint));
    }
    let applied = application.content.amount;
    fields.push(
        FormField::kroner("recommended", frame.t("applications-recommended"))
            .hint(frame.t("applications-recommended-hint").with("applied", applied)),
    );
    fields.push(FormField::lines(6, "comment", frame.t("applications-comment")));
    Form::new(fields)
}

fn page(application: &Application, form: Form, frame: PageFrame) -> AssessPage {
    let content = &application.content;
    AssessPage {
        id: application.id,
        summary: paragraphs(&content.summary),
        target_group: paragraphs(&content.target_group),
        continuation: paragraphs(&content.continuation),
        frame: frame
            .titled_by("applications-assess-title")
            .with_errors(form.has_errors())
            .crumb("applications-title", "/applications")
            .under(&content.title, format!("/applications/{}", application.id)),
        form,
    }
}

async fn to_assess(
    app: &App,
    actor: &Actor,
    id: ApplicationId,
    frame: &PageFrame,
) -> Result<(Application, Call), Problem> {
    let (application, call) = seen(app, actor, id).await?;
    let call = call.call;
    let refused = |error| {
        let mut errors = FieldErrors::none();
        refusals::of_assess(frame.texts, id, &call.slug, &error, &mut errors)
            .unwrap_or_else(Problem::forbidden)
    };
    application.state.allow(ApplicationVerb::Assess).map_err(|no| refused(no.into()))?;
    let handed_in = queries::assessments_for_actor(&app.db, actor, id).await?;
    if handed_in.iter().any(|one| Some(one.assessor) == actor.person()) {
        return Err(refused(AssessError::HandedIn));
    }
    Ok((application, call))
}

/// `GET /applications/{id}/assess`.
pub(crate) async fn assess_form(
    State(app): State<App>,
    Officer(actor): Officer,
    PathOf(id): PathOf<ApplicationId>,
    frame: PageFrame,
) -> Result<Response, Problem> {
    let (application, call) = to_assess(&app, &actor, id, &frame).await?;
    let form = form(&application, &call, &frame);
    Ok(render(&page(&application, form, frame)))
}

/// `POST /applications/{id}/assess`.
pub(crate) async fn assess(
    State(app): State<App>,
    Officer(actor): Officer,
    PathOf(id): PathOf<ApplicationId>,
    frame: PageFrame,
    Sent(pairs): Sent<Vec<(String, String)>>,
) -> Result<Response, Problem> {
    let filled = Filled::from(pairs);
    let (application, call) = to_assess(&app, &actor, id, &frame).await?;
    let (mut errors, texts) = (FieldErrors::none(), frame.texts);
    let points = (1..=call.criteria.len()).map(|place| {
        let points = errors.number(&filled, &format!("points-{place}"), texts);
        // What does not fit the scale's own type is outside of every scale.
        points.map(|points| i32::try_from(points).unwrap_or(-1))
    });
    let points: Vec<Option<i32>> = points.collect();
    let recommended = errors.kroner(&filled, "recommended", texts);
    let comment = errors.text(&filled, "comment", texts).unwrap_or_default().to_owned();
    let points: Option<Vec<i32>> = points.into_iter().collect();
    if let (Some(points), Some(recommended), true) = (points, recommended, errors.is_empty()) {
        let impartial = filled.one("impartial") == "yes";
        let new = NewAssessment { impartial, points, recommended, comment };
        let clock = app.clock.as_ref();
        match grant_applications::assess(&app.db, clock, &actor, id, new).await {
            Ok(()) => {
                app.bell.ring();
                return Ok(Redirect::to(&format!("/applications/{id}")).into_response());
            }
            Err(error) => {
                let problem = refusals::of_assess(texts, id, &call.slug, &error, &mut errors);
                if let Some(problem) = problem {
                    return Err(problem);
                }
            }
        }
    }
    let form = form(&application, &call, &frame).filled(&filled).checked(&errors);
    Ok(render_as(StatusCode::UNPROCESSABLE_ENTITY, &page(&application, form, frame)))
}
