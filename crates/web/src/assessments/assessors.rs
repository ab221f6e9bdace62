//! Who assesses one application: asking and taking back by hand, with what is in the way.

use super::{here, opened, refusals, words};
use crate::{
    App, PathOf,
    kit::{Badge, Fact, Filled, PageFrame, Problem, format::instant, render},
    session::Officer,
};
use askama::Template;
use axum::{
    Form as Sent,
    extract::State,
    response::{IntoResponse, Redirect, Response},
};
use grant_applications::{
    AssessorVerb, Part, assign,
    queries::{AssessorRow, assessors_for_actor},
    unassign,
};
use vocabulary::{Actor, ApplicationId, PersonId, Role};

/// A case officer and how they stand to the application.
struct Row {
    person: PersonId,
    name: String,
    badge: Badge,
    reasons: Vec<String>,
    asked: String,
    load: usize,
    /// What can be done: the value of the button and its words.
    act: Option<(&'static str, String)>,
}

#[derive(Template)]
#[template(path = "assessments/assessors.html")]
struct AssessorsPage {
    frame: PageFrame,
    action: String,
    facts: Vec<Fact>,
    rows: Vec<Row>,
    is_open: bool,
    /// All who are asked have handed in: nobody else is asked.
    is_full: bool,
    panel: String,
}

/// States in which assessors can be asked, as the verbs have it: what is sent in and neither late nor
/// settled. The page only leaves the buttons out; the verb decides.
fn is_open(state: &str) -> bool {
    matches!(state, "submitted" | "incomplete" | "checked")
}

/// `is_open` says that assessors can be changed, `takes_more` that more can be asked.
fn row(
    row: AssessorRow,
    actor: &Actor,
    (is_open, takes_more): (bool, bool),
    frame: &PageFrame,
) -> Row {
    let texts = frame.texts;
    let part = row.bearing.part;
    let may = |verb| is_open && actor.is(Role::CaseOfficer) && part.may(verb);
    let act = if may(AssessorVerb::Assign) && takes_more {
        Some(("ask", texts.t("assessments-ask").into()))
    } else if may(AssessorVerb::Unassign) && actor.person() != Some(row.person) {
        Some(("take-back", texts.t("assessments-take-back").into()))
    } else {
        None
    };
    let asked = row.asked.map(|(at, by)| {
        let at = instant(at, frame.language());
        texts.t("assessments-asked-by").with("at", at).with("name", by).to_string()
    });
    Row {
        badge: match part {
            Part::Outside => Badge::new(crate::kit::Tone::Neutral, texts.t("assessments-free")),
            part => words::part(part, texts),
        },
        reasons: words::grounds(&row.bearing.blocked, row.person, actor.person(), texts),
        asked: asked.unwrap_or_else(|| "–".to_owned()),
        load: row.load,
        person: row.person,
        name: row.name,
        act,
    }
}

/// `GET /applications/{id}/assessors`.
pub(crate) async fn assessors(
    State(app): State<App>,
    Officer(actor): Officer,
    PathOf(id): PathOf<ApplicationId>,
    frame: PageFrame,
) -> Result<Response, Problem> {
    let (application, view, panel) = opened(&app, &actor, id).await?;
    let rows = assessors_for_actor(&app.db, &actor, app.clock.today(), id).await?;
    let is_open = is_open(application.state.word());
    let call = &view.call;
    let title = call.title_in(frame.language());
    let mut facts = vec![
        Fact::new(frame.t("assessments-reference"), &panel.reference).leading_to(here(id)),
        Fact::new(frame.t("assessments-applicant"), &panel.organisation),
    ];
    if !panel.others.is_empty() {
        facts.push(Fact::new(frame.t("assessments-participants"), panel.others.join(", ")));
    }
    let heading = frame.t("assessments-assessors-title").with("reference", &panel.reference);
    let heading = heading.to_string();
    let page = AssessorsPage {
        action: format!("{}/assessors", here(id)),
        facts,
        rows: rows
            .into_iter()
            .map(|one| row(one, &actor, (is_open, panel.takes_more), &frame))
            .collect(),
        is_open,
        is_full: is_open && !panel.takes_more,
        panel: format!("/calls/{}/assessment", call.slug),
        frame: frame
            .titled(heading)
            .crumb("calls-title", "/calls")
            .under(title, format!("/calls/{}", call.slug))
            .crumb("assessments-panel-title", format!("/calls/{}/assessment", call.slug)),
    };
    Ok(render(&page))
}

/// `POST /applications/{id}/assessors`: asks somebody, or takes that back.
pub(crate) async fn change_assessors(
    State(app): State<App>,
    Officer(actor): Officer,
    PathOf(id): PathOf<ApplicationId>,
    frame: PageFrame,
    Sent(pairs): Sent<Vec<(String, String)>>,
) -> Result<Response, Problem> {
    let filled = Filled::from(pairs);
    let (_, view, _) = opened(&app, &actor, id).await?;
    let texts = frame.texts;
    let back = |problem: Problem| {
        let label = texts.t("assessments-see-assessors");
        problem.or_else_do("see-assessors", label, format!("{}/assessors", here(id)))
    };
    let Ok(person) = filled.one("assessor").parse::<PersonId>() else {
        return Err(back(Problem::conflict(texts.t("assessments-no-assessor"))));
    };
    let clock = app.clock.as_ref();
    let done = match filled.one("do") {
        "ask" => assign(&app.db, clock, &actor, id, person).await,
        "take-back" => unassign(&app.db, clock, &actor, id, person).await,
        _ => return Err(back(Problem::conflict(texts.t("assessments-no-assessor")))),
    };
    match done {
        Ok(()) => Ok(Redirect::to(&format!("{}/assessors", here(id))).into_response()),
        Err(error) => Err(back(refusals::of_assign(texts, Some(id), &view.call.slug, &error))),
    }
}
