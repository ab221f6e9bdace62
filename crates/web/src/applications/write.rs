//! Beginning and editing an application.

use super::{
    form::{ApplicationForm, fill, form, read},
    refusals,
    show::seen,
};
use crate::{
    App, PathOf,
    calls::words::last_day,
    kit::{
        Control, FieldErrors, Filled, Form, FormField, PageFrame, Problem, format::kroner, render,
        render_as,
    },
    session::Signed,
};
use askama::Template;
use axum::{
    Form as Sent,
    extract::{Query, State},
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use grant_applications::{
    Application, ApplicationVerb, ApplyError, Call, Content, Draft, begin_application,
    save_application,
};
use organisations::{Municipality, queries::municipalities_on};
use serde::Deserialize;
use vocabulary::{Actor, ApplicationId, Day, MunicipalityNumber, OrganisationId, Role};

/// What one of two who saved at once wrote, where it is not what the other wrote.
struct Difference {
    label: String,
    theirs: String,
    yours: String,
}

#[derive(Template)]
#[template(path = "applications/edit.html")]
struct EditPage {
    frame: PageFrame,
    action: String,
    hidden: Vec<(&'static str, String)>,
    form: Form,
    partners: Vec<Vec<FormField>>,
    members: Vec<Vec<FormField>>,
    differences: Vec<Difference>,
    is_stale: bool,
    closes: Option<Day>,
}

impl EditPage {
    fn new(
        frame: PageFrame,
        action: String,
        hidden: Vec<(&'static str, String)>,
        made: ApplicationForm,
    ) -> EditPage {
        let ApplicationForm { form, partners, members } = made;
        let frame = frame.with_errors(form.has_errors());
        EditPage {
            frame,
            action,
            hidden,
            form,
            partners,
            members,
            differences: Vec::new(),
            is_stale: false,
            closes: None,
        }
    }
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
    if !call.takes_applications(app.clock.now()) {
        let opens = Day::at(call.opens_at);
        return Err(refused(ApplyError::NotOpen { opens, closes: last_day(&call) }));
    }
    Ok((call, *organisation))
}

/// The applicant's own municipality, when it is on today's map: then nobody needs to be asked.
async fn own_municipality(
    app: &App,
    organisation: OrganisationId,
    of_the_day: &[Municipality],
) -> Result<Option<MunicipalityNumber>, Problem> {
    let organisation = organisations::organisation(&app.db, organisation).await?;
    let own = organisation.and_then(|organisation| organisation.municipality);
    Ok(own.filter(|own| of_the_day.iter().any(|known| known.number == *own)))
}

fn new_page(frame: PageFrame, call: &Call, made: ApplicationForm) -> EditPage {
    let here = format!("/calls/{}", call.slug);
    let frame = frame
        .titled_by("applications-new-title")
        .crumb("calls-title", "/calls")
        .under(&call.title, here);
    let hidden = vec![("call", call.slug.clone())];
    let page = EditPage::new(frame, "/applications".into(), hidden, made);
    EditPage { closes: Some(last_day(call)), ..page }
}

/// `GET /applications/new?call=ips-2012`.
pub(crate) async fn new(
    State(app): State<App>,
    Signed(actor): Signed,
    Query(wanted): Query<Wanted>,
    frame: PageFrame,
) -> Result<Response, Problem> {
    if wanted.call.is_empty() {
        return Ok(Redirect::to("/calls").into_response());
    }
    let (call, organisation) = open_call(&app, &actor, &wanted.call, &frame).await?;
    let of_the_day = municipalities_on(&app.db, Day::at(call.opens_at)).await?;
    let own = own_municipality(&app, organisation, &of_the_day).await?;
    let asked = own.is_none().then_some(of_the_day.as_slice());
    let made = form(&frame, &Filled::default(), &FieldErrors::none(), asked);
    Ok(render(&new_page(frame, &call, made)))
}

/// `POST /applications`: begins a draft.
pub(crate) async fn begin(
    State(app): State<App>,
    Signed(actor): Signed,
    frame: PageFrame,
    Sent(pairs): Sent<Vec<(String, String)>>,
) -> Result<Response, Problem> {
    let filled = Filled::from(pairs);
    let (call, organisation) = open_call(&app, &actor, filled.one("call"), &frame).await?;
    let of_the_day = municipalities_on(&app.db, Day::at(call.opens_at)).await?;
    let own = own_municipality(&app, organisation, &of_the_day).await?;
    let (mut errors, texts) = (FieldErrors::none(), frame.texts);
    let content = read(&filled, &of_the_day, texts, &mut errors);
    let municipality = match own {
        Some(own) => Some(own),
        None => errors
            .text(&filled, "municipality", texts)
            .and_then(|number| number.parse::<MunicipalityNumber>().ok()),
    };
    let more_rows = !filled.one("more").is_empty();
    if let (Some(content), Some(municipality), false) = (content, municipality, more_rows) {
        let draft = Draft { call: call.id, organisation, municipality, content };
        let begun = begin_application(&app.db, app.clock.as_ref(), &actor, draft).await;
        let id = begun.map_err(|error| refusals::of_apply(texts, None, &call.slug, &error))?;
        app.bell.ring();
        return Ok(Redirect::to(&format!("/applications/{id}")).into_response());
    }
    let asked = own.is_none().then_some(of_the_day.as_slice());
    let (status, errors) = outcome(more_rows, errors);
    let made = form(&frame, &filled, &errors, asked);
    Ok(render_as(status, &new_page(frame, &call, made)))
}

/// Who only asked for more rows is not told what is missing yet.
fn outcome(more_rows: bool, errors: FieldErrors) -> (StatusCode, FieldErrors) {
    if more_rows {
        (StatusCode::OK, FieldErrors::none())
    } else {
        (StatusCode::UNPROCESSABLE_ENTITY, errors)
    }
}

async fn own_draft(
    app: &App,
    actor: &Actor,
    id: ApplicationId,
    frame: &PageFrame,
) -> Result<(Application, Call, Vec<Municipality>), Problem> {
    let (application, call) = seen(app, actor, id).await?;
    let call = call.call;
    let refused = |error| refusals::of_apply(frame.texts, Some(id), &call.slug, &error);
    if !actor.applies_for(application.organisation) {
        return Err(refused(ApplyError::NotYours));
    }
    application.state.allow(ApplicationVerb::Save).map_err(|no| refused(no.into()))?;
    let of_the_day = municipalities_on(&app.db, application.located_on).await?;
    Ok((application, call, of_the_day))
}

fn edit_page(
    frame: PageFrame,
    application: &Application,
    call: &Call,
    made: ApplicationForm,
) -> EditPage {
    let here = format!("/applications/{}", application.id);
    let frame = frame
        .titled_by("applications-edit-title")
        .crumb("applications-title", "/applications")
        .under(&application.content.title, &here);
    let hidden = vec![("revision", application.revision.to_string())];
    let page = EditPage::new(frame, format!("{here}/edit"), hidden, made);
    EditPage { closes: Some(last_day(call)), ..page }
}

/// `GET /applications/{id}/edit`.
pub(crate) async fn edit(
    State(app): State<App>,
    Signed(actor): Signed,
    PathOf(id): PathOf<ApplicationId>,
    frame: PageFrame,
) -> Result<Response, Problem> {
    let (application, call, of_the_day) = own_draft(&app, &actor, id, &frame).await?;
    let filled = fill(&application.content, &of_the_day);
    let made = form(&frame, &filled, &FieldErrors::none(), None);
    Ok(render(&edit_page(frame, &application, &call, made)))
}

/// `POST /applications/{id}/edit`. Who saves what somebody else has saved meanwhile gets both to see
/// and keeps what was typed; saving once more then puts it in place of the other's.
pub(crate) async fn save(
    State(app): State<App>,
    Signed(actor): Signed,
    PathOf(id): PathOf<ApplicationId>,
    frame: PageFrame,
    Sent(pairs): Sent<Vec<(String, String)>>,
) -> Result<Response, Problem> {
    let filled = Filled::from(pairs);
    let (application, call, of_the_day) = own_draft(&app, &actor, id, &frame).await?;
    let (mut errors, texts) = (FieldErrors::none(), frame.texts);
    let content = read(&filled, &of_the_day, texts, &mut errors);
    let more_rows = !filled.one("more").is_empty();
    // A form without a revision was never ours; 0 is no revision of anything, so it is stale.
    let revision = filled.one("revision").parse().unwrap_or(0);
    if let (Some(content), false) = (content, more_rows) {
        let clock = app.clock.as_ref();
        let yours = content.clone();
        match save_application(&app.db, clock, &actor, id, revision, content).await {
            Ok(()) => {
                app.bell.ring();
                return Ok(Redirect::to(&format!("/applications/{id}")).into_response());
            }
            Err(ApplyError::Stale(theirs)) => {
                let differences = differences(&theirs.content, &yours, &frame);
                let made = form(&frame, &filled, &FieldErrors::none(), None);
                let page = edit_page(frame, &theirs, &call, made);
                let page = EditPage { differences, is_stale: true, ..page };
                return Ok(render_as(StatusCode::CONFLICT, &page));
            }
            Err(error) => {
                return Err(refusals::of_apply(texts, Some(id), &call.slug, &error));
            }
        }
    }
    let (status, errors) = outcome(more_rows, errors);
    let made = form(&frame, &filled, &errors, None);
    // The revision that was seen stays: what is wrong with a field does not make the rest newer.
    let page = edit_page(frame, &application, &call, made);
    let hidden = vec![("revision", revision.to_string())];
    Ok(render_as(status, &EditPage { hidden, ..page }))
}

fn differences(theirs: &Content, yours: &Content, frame: &PageFrame) -> Vec<Difference> {
    let language = frame.language();
    let texts = |content: &Content| {
        let partners = content.partners.iter().map(|partner| partner.name.clone());
        let members = content.members.iter().map(|member| match member.percent {
            Some(percent) => format!("{}, {percent} %", member.job),
            None => member.job.clone(),
        });
        [
            content.title.clone(),
            content.summary.clone(),
            content.target_group.clone(),
            kroner(content.amount, language),
            kroner(content.own_share, language),
            content.continuation.clone(),
            partners.collect::<Vec<_>>().join("; "),
            members.collect::<Vec<_>>().join("; "),
        ]
    };
    let labels = [
        frame.t("applications-project"),
        frame.t("applications-summary"),
        frame.t("applications-target-group"),
        frame.t("applications-amount"),
        frame.t("applications-own-share"),
        frame.t("applications-continuation"),
        frame.t("applications-partners"),
        frame.t("applications-members"),
    ];
    let both = texts(theirs).into_iter().zip(texts(yours));
    let all = labels.into_iter().zip(both);
    all.filter(|(_, (theirs, yours))| theirs != yours)
        .map(|(label, (theirs, yours))| Difference { label: label.into(), theirs, yours })
        .collect()
}
