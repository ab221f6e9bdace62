//! Spreading the applications of a call evenly over assessors: choose, look at what would come of it,
//! do it.

use super::{here, refusals, words};
use crate::{
    App,
    kit::{
        Choice, Control, FieldErrors, Filled, Form, FormField, PageFrame, Problem, render,
        render_as,
    },
    session::Officer,
};
use askama::Template;
use axum::{
    Form as Sent,
    extract::{Path, Query, State},
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use grant_applications::{Call, Spreading, queries::loads_for_actor};
use std::collections::{BTreeMap, BTreeSet};
use vocabulary::{Actor, PersonId};

/// More than a handful assess nothing in practice, and typing 22 for 2 would ask everybody.
const MOST_EACH: usize = 9;

/// What an assessor would be given.
struct Given {
    name: String,
    now: usize,
    new: usize,
}

/// An application that would lack assessors still.
struct Lacking {
    reference: String,
    href: String,
    has: usize,
    wanted: usize,
    /// Who is in the way of nothing but the law, and why; empty when too few were chosen.
    reasons: Vec<String>,
}

/// What would come of it.
struct Preview {
    assigned: usize,
    given: Vec<Given>,
    lacking: Vec<Lacking>,
    left_to_others: String,
    chosen: Vec<PersonId>,
    each: usize,
}

#[derive(Template)]
#[template(path = "assessments/spread.html")]
struct SpreadPage {
    frame: PageFrame,
    here: String,
    form: Form,
    preview: Option<Preview>,
}

type Loads = Vec<(PersonId, String, grant_applications::queries::Load)>;

fn form(loads: &Loads, frame: &PageFrame) -> Form {
    let choice = |(person, name, load): &(PersonId, String, grant_applications::queries::Load)| {
        let hint = frame.t("assessments-load-now").with("count", load.asked);
        Choice::new(person.to_string(), name.clone()).hint(hint)
    };
    let assessors = loads.iter().map(choice).collect();
    Form::new([
        FormField::new(
            Control::Checkboxes(assessors),
            "assessor",
            frame.t("assessments-spread-over"),
        )
        .hint(frame.t("assessments-spread-over-hint")),
        FormField::number("each", frame.t("assessments-each"))
            .hint(frame.t("assessments-each-hint")),
    ])
}

/// Whom to spread over and how many each, when both are said.
fn read(
    filled: &Filled,
    frame: &PageFrame,
    errors: &mut FieldErrors,
) -> Option<(Vec<PersonId>, usize)> {
    let chosen: BTreeSet<PersonId> =
        filled.all("assessor").filter_map(|id| id.parse().ok()).collect();
    if chosen.is_empty() {
        errors.add("assessor", frame.t("assessments-nobody-chosen"));
    }
    let each = errors.number(filled, "each", frame.texts);
    let each = each.and_then(|each| usize::try_from(each).ok());
    let each = each.filter(|each| (1..=MOST_EACH).contains(each));
    if each.is_none() {
        errors.add("each", frame.t("assessments-each-wrong").with("most", MOST_EACH));
    }
    Some((chosen.into_iter().collect(), each?)).filter(|_| errors.is_empty())
}

fn preview(
    came: &Spreading,
    loads: &Loads,
    (chosen, each): (Vec<PersonId>, usize),
    actor: &Actor,
    frame: &PageFrame,
) -> Preview {
    let mut new: BTreeMap<PersonId, usize> = BTreeMap::new();
    for (_, person) in &came.assigned {
        *new.entry(*person).or_default() += 1;
    }
    let given = loads.iter().filter(|(person, ..)| chosen.contains(person));
    let given = given.map(|(person, name, load)| Given {
        name: name.clone(),
        now: load.asked,
        new: new.get(person).copied().unwrap_or(0),
    });
    let lacking = came.unfilled.iter().map(|one| Lacking {
        reference: one.reference.clone(),
        href: format!("{}/assessors", here(one.application)),
        has: one.has,
        wanted: one.wanted,
        reasons: one
            .blocked
            .iter()
            .map(|(person, name, blocked)| {
                let grounds = words::grounds(blocked, *person, actor.person(), frame.texts);
                format!("{name}: {}", grounds.join(" "))
            })
            .collect(),
    });
    Preview {
        assigned: came.assigned.len(),
        given: given.collect(),
        lacking: lacking.collect(),
        left_to_others: came.left_to_others.join(", "),
        chosen,
        each,
    }
}

fn page(frame: PageFrame, call: &Call, form: Form, preview: Option<Preview>) -> SpreadPage {
    let here = format!("/calls/{}", call.slug);
    let title = call.title_in(frame.language());
    SpreadPage {
        frame: frame
            .titled_by("assessments-spread-title")
            .with_errors(form.has_errors())
            .crumb("calls-title", "/calls")
            .under(title, here.clone())
            .crumb("assessments-panel-title", format!("{here}/assessment")),
        here,
        form,
        preview,
    }
}

/// `GET /calls/{slug}/spread?assessor=…&each=2`: what would come of it.
pub(crate) async fn spread_form(
    State(app): State<App>,
    Officer(actor): Officer,
    Path(slug): Path<String>,
    Query(asked): Query<Vec<(String, String)>>,
    frame: PageFrame,
) -> Result<Response, Problem> {
    let call = crate::calls::seen(&app, Some(&actor), &slug).await?.call;
    let loads = loads_for_actor(&app.db, &actor, call.id).await?;
    let form = form(&loads, &frame);
    if asked.is_empty() {
        let filled = Filled::from(vec![("each".to_owned(), "2".to_owned())]);
        return Ok(render(&page(frame, &call, form.filled(&filled), None)));
    }
    let filled = Filled::from(asked);
    let mut errors = FieldErrors::none();
    let Some((chosen, each)) = read(&filled, &frame, &mut errors) else {
        let form = form.filled(&filled).checked(&errors);
        let page = page(frame, &call, form, None);
        return Ok(render_as(StatusCode::UNPROCESSABLE_ENTITY, &page));
    };
    let (db, today) = (&app.db, app.clock.today());
    let came = grant_applications::spread_preview(db, &actor, today, call.id, &chosen, each).await;
    let came = came.map_err(|error| refusals::of_assign(frame.texts, None, &slug, &error))?;
    let preview = preview(&came, &loads, (chosen, each), &actor, &frame);
    Ok(render(&page(frame, &call, form.filled(&filled), Some(preview))))
}

/// `POST /calls/{slug}/spread`.
pub(crate) async fn spread(
    State(app): State<App>,
    Officer(actor): Officer,
    Path(slug): Path<String>,
    frame: PageFrame,
    Sent(pairs): Sent<Vec<(String, String)>>,
) -> Result<Response, Problem> {
    let filled = Filled::from(pairs);
    let call = crate::calls::seen(&app, Some(&actor), &slug).await?.call;
    let mut errors = FieldErrors::none();
    let Some((chosen, each)) = read(&filled, &frame, &mut errors) else {
        let loads = loads_for_actor(&app.db, &actor, call.id).await?;
        let form = form(&loads, &frame).filled(&filled).checked(&errors);
        let page = page(frame, &call, form, None);
        return Ok(render_as(StatusCode::UNPROCESSABLE_ENTITY, &page));
    };
    let clock = app.clock.as_ref();
    grant_applications::spread(&app.db, clock, &actor, call.id, &chosen, each)
        .await
        .map_err(|error| refusals::of_assign(frame.texts, None, &slug, &error))?;
    app.bell.ring();
    Ok(Redirect::to(&format!("/calls/{slug}/assessment")).into_response())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_chosen_is_read_once_each_and_bounded() {
        let frame = PageFrame::default();
        let (a, b) = (PersonId::fresh().to_string(), PersonId::fresh().to_string());
        let filled = |each: &str| {
            let pairs = [("assessor", a.as_str()), ("assessor", &b), ("assessor", &a)];
            let pairs = pairs.into_iter().chain([("each", each)]);
            Filled::from(pairs.map(|(n, v)| (n.to_owned(), v.to_owned())).collect::<Vec<_>>())
        };
        let mut errors = FieldErrors::none();
        let (chosen, each) = read(&filled("2"), &frame, &mut errors).expect("both");
        assert_eq!((chosen.len(), each), (2, 2));
        for wrong in ["0", "10", "-1", "to", ""] {
            let mut errors = FieldErrors::none();
            assert_eq!(read(&filled(wrong), &frame, &mut errors), None, "{wrong}");
            assert!(errors.of("each").is_some(), "{wrong}");
        }
        let mut errors = FieldErrors::none();
        assert_eq!(read(&Filled::default(), &frame, &mut errors), None);
        assert!(errors.of("assessor").is_some());
    }
}
