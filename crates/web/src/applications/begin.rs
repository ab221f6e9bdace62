//! Beginning an application: choosing a call, and a draft with what is known filled in.

use super::refusals;
use crate::{
    App,
    calls::words::last_day,
    kit::{
        Choice, Control, Fact, FieldErrors, Filled, Form, FormField, PageFrame, Problem, render,
        render_as,
    },
    questions::{Places, Typed},
    session::Signed,
    text::paragraphs,
};
use askama::Template;
use axum::{
    Form as Sent,
    extract::{Query, State},
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use forms::Answers;
use grant_applications::{ApplyError, Call, NewApplication, arrival, begin_application, queries};
use organisations::queries::municipalities_on;
use serde::Deserialize;
use vocabulary::{Actor, Day, MunicipalityNumber, OrganisationId, Role};

/// A call that takes applications now.
struct OpenRow {
    title: String,
    href: String,
    closes: Day,
}

#[derive(Template)]
#[template(path = "applications/choose.html")]
struct ChoosePage {
    frame: PageFrame,
    calls: Vec<OpenRow>,
}

#[derive(Template)]
#[template(path = "applications/begin.html")]
struct BeginPage {
    frame: PageFrame,
    call: String,
    facts: Vec<Fact>,
    about: Vec<String>,
    form: Form,
}

/// Which call to apply to.
#[derive(Deserialize)]
pub(crate) struct Wanted {
    #[serde(default)]
    call: String,
}

/// The call, when it takes applications from this person now, and for whom.
async fn open_call(
    app: &App,
    actor: &Actor,
    slug: &str,
    frame: &PageFrame,
) -> Result<(Call, OrganisationId), Problem> {
    let refused = |error| refusals::of_apply(frame.texts, None, slug, &error);
    let call = crate::calls::seen(app, Some(actor), slug).await?.call;
    let Actor::Person { organisation, .. } = actor else {
        return Err(refused(ApplyError::NotYours));
    };
    if !actor.is(Role::Applicant) {
        return Err(refused(ApplyError::NotYours));
    }
    // What is late is received too, for a while, and let in or turned away by a case officer.
    if arrival(&call, app.clock.now()).is_none() {
        let opens = Day::at(call.opens_at);
        return Err(refused(ApplyError::NotOpen { opens, closes: last_day(&call) }));
    }
    Ok((call, *organisation))
}

/// `GET /applications/new?call=ips-2012`; without a call, those to choose from.
pub(crate) async fn new(
    State(app): State<App>,
    Signed(actor): Signed,
    Query(wanted): Query<Wanted>,
    frame: PageFrame,
) -> Result<Response, Problem> {
    if wanted.call.is_empty() {
        let language = frame.language();
        let open = queries::open_calls(&app.db, app.clock.now()).await?;
        let row = |call: Call| OpenRow {
            title: call.title_in(language).to_owned(),
            href: format!("/applications/new?call={}", call.slug),
            closes: last_day(&call),
        };
        let calls = open.into_iter().filter(|one| !one.coming).map(|one| row(one.view.call));
        let frame = frame.titled_by("applications-choose-title");
        let frame = frame.crumb("applications-title", "/applications");
        return Ok(render(&ChoosePage { calls: calls.collect(), frame }));
    }
    let (call, organisation) = open_call(&app, &actor, &wanted.call, &frame).await?;
    let asked = asks_municipality(&app, &call, organisation).await?;
    let page = begin_page(frame, &call, asked, &Filled::default(), &FieldErrors::none());
    Ok(render(&page))
}

/// The municipalities to choose from, for applicants that are none themselves; `None` where nobody
/// needs to be asked.
async fn asks_municipality(
    app: &App,
    call: &Call,
    organisation: OrganisationId,
) -> Result<Option<Vec<Choice>>, Problem> {
    let of_the_day = municipalities_on(&app.db, Day::at(call.opens_at)).await?;
    let organisation = organisations::organisation(&app.db, organisation).await?;
    let own = organisation.and_then(|organisation| organisation.municipality);
    if own.is_some_and(|own| of_the_day.iter().any(|known| known.number == own)) {
        return Ok(None);
    }
    let choices = of_the_day
        .into_iter()
        .map(|one| Choice::new(one.number.to_string(), format!("{} {}", one.number, one.name)));
    Ok(Some(choices.collect()))
}

fn begin_page(
    frame: PageFrame,
    call: &Call,
    asked: Option<Vec<Choice>>,
    filled: &Filled,
    errors: &FieldErrors,
) -> BeginPage {
    let language = frame.language();
    let fields = asked.map(|choices| {
        let label = frame.t("applications-municipality");
        FormField::new(Control::Select(choices), "municipality", label)
    });
    let form = Form::new(fields).filled(filled).checked(errors);
    let facts = vec![
        Fact::new(frame.t("applications-call"), call.title_in(language))
            .leading_to(format!("/calls/{}", call.slug)),
        Fact::new(frame.t("applications-closes"), last_day(call).in_words(language)),
    ];
    BeginPage {
        about: paragraphs(call.about_in(language)),
        call: call.slug.clone(),
        facts,
        frame: frame
            .titled_by("applications-new-title")
            .with_errors(form.has_errors())
            .crumb("calls-title", "/calls")
            .under(call.title_in(language), format!("/calls/{}", call.slug)),
        form,
    }
}

/// `POST /applications`: begins a draft, with what is known and what was sent along.
pub(crate) async fn begin(
    State(app): State<App>,
    Signed(actor): Signed,
    frame: PageFrame,
    Sent(pairs): Sent<Vec<(String, String)>>,
) -> Result<Response, Problem> {
    let filled = Filled::from(pairs.clone());
    let (call, organisation) = open_call(&app, &actor, filled.one("call"), &frame).await?;
    let asked = asks_municipality(&app, &call, organisation).await?;
    let known = organisations::organisation(&app.db, organisation).await?;
    let known = known.ok_or_else(Problem::not_found)?;
    let mut errors = FieldErrors::none();
    let municipality = match &asked {
        None => known.municipality,
        Some(_) => errors
            .text(&filled, "municipality", frame.texts)
            .and_then(|number| number.parse::<MunicipalityNumber>().ok()),
    };
    let Some(municipality) = municipality else {
        let page = begin_page(frame, &call, asked, &filled, &errors);
        return Ok(render_as(StatusCode::UNPROCESSABLE_ENTITY, &page));
    };
    let answers = first_answers(&app, &call, pairs.into()).await?;
    let new = NewApplication { call: call.id, organisation, municipality, answers };
    let begun = begin_application(&app.db, app.clock.as_ref(), &actor, new).await;
    let id = begun.map_err(|error| refusals::of_apply(frame.texts, None, &call.slug, &error))?;
    app.bell.ring();
    Ok(Redirect::to(&format!("/applications/{id}/edit")).into_response())
}

/// What was sent along; what is known is filled in beside it when the draft is made.
async fn first_answers(app: &App, call: &Call, typed: Typed) -> Result<Answers, Problem> {
    if !typed.has_answers() {
        return Ok(Answers::new());
    }
    let definition = match call.form {
        Some(form) => super::opened::definition(app, form).await?,
        None => forms::standard(),
    };
    Ok(typed.answers(&definition, &Places::on(app, Day::at(call.opens_at)).await?))
}
