//! Scoring an application: once per assessor. Whoever has handed in, or is not asked, sees what all
//! have said instead.

use super::{
    here, opened,
    overview::{applied_in_words, overview},
    refusals::{self, Naming},
};
use crate::{
    App, PathOf,
    applications::opened::{definition, reading},
    kit::{
        Choice, Control, Fact, FieldErrors, Filled, Form, FormField, PageFrame, Problem, render,
        render_as,
    },
    questions::{Places, ReadingView},
    session::Officer,
};
use askama::Template;
use axum::{
    Form as Sent,
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use grant_applications::{
    Application, ApplicationVerb, Call, Criterion, LONGEST_COMMENT, NewAssessment, Part,
    queries::PanelRow,
};
use vocabulary::{Actor, ApplicationId, Language};

/// A criterion with its two fields.
struct Scored {
    name: String,
    /// How much of the whole it is.
    weight: String,
    points: FormField,
    /// What points mean, where they are typed.
    anchors: Vec<Fact>,
    comment: FormField,
}

#[derive(Template)]
#[template(path = "assessments/assess.html")]
struct AssessPage {
    frame: PageFrame,
    here: String,
    facts: Vec<Fact>,
    reading: ReadingView,
    /// What others have handed in and is not shown yet.
    hidden: usize,
    form: Form,
    scored: Vec<Scored>,
    /// Names what the browser keeps of it: the application and who writes.
    kept_as: String,
}

/// Up to so many points each stands as a choice of its own, where points have a meaning.
const MOST_CHOICES: i32 = 10;

fn longest() -> u32 {
    u32::try_from(LONGEST_COMMENT).unwrap_or(u32::MAX)
}

fn anchors(criterion: &Criterion, frame: &PageFrame) -> Vec<Fact> {
    let anchor = |anchor: &grant_applications::Anchor| {
        let points = frame.t("assessments-points").with("points", anchor.points);
        Fact::new(points, anchor.text.to(frame.language()))
    };
    criterion.anchors.iter().map(anchor).collect()
}

fn points(criterion: &Criterion, place: usize, frame: &PageFrame) -> FormField {
    let (name, language) = (Naming::Page.field("points", place), frame.language());
    let label = frame.t("assessments-points-of").with("name", criterion.name_in(language));
    let hint = frame.t("assessments-points-hint").with("max", criterion.max_points);
    if criterion.anchors.is_empty() || criterion.max_points > MOST_CHOICES {
        return FormField::number(name, label).hint(hint);
    }
    let choice = |points: i32| {
        let choice = Choice::new(points.to_string(), points.to_string());
        match criterion.anchor(points) {
            Some(anchor) => choice.hint(anchor.text.to(language)),
            None => choice,
        }
    };
    let choices = (0..=criterion.max_points).map(choice).collect();
    FormField::new(Control::Radio(choices), name, label).hint(hint)
}

/// The fields in the order they stand.
fn form(application: &Application, call: &Call, frame: &PageFrame) -> Form {
    let mut fields = Vec::new();
    for (criterion, place) in call.criteria.iter().zip(1..) {
        fields.push(points(criterion, place, frame));
        let name = criterion.name_in(frame.language());
        let label = frame.t("assessments-comment-of").with("name", name);
        fields.push(
            FormField::lines(3, Naming::Page.field("comment", place), label)
                .max_length(longest())
                .optional(),
        );
    }
    let applied = application.content.amount;
    fields.push(
        FormField::kroner("recommended", frame.t("assessments-recommended"))
            .hint(frame.t("assessments-recommended-hint").with("applied", applied)),
    );
    fields.push(
        FormField::lines(6, "comment", frame.t("assessments-comment"))
            .hint(frame.t("assessments-comment-hint"))
            .max_length(longest()),
    );
    Form::new(fields)
}

/// `25 %`, one decimal at most.
fn weight(criterion: &Criterion, call: &Call, language: Language) -> String {
    let all: i64 = call.criteria.iter().map(|one| i64::from(one.weight)).sum();
    // The shares of amounts are written the same way.
    let part = |weight: i64| vocabulary::Money::from_ore(weight);
    crate::kit::format::share(part(i64::from(criterion.weight)), part(all), language)
}

async fn page(
    app: &App,
    actor: &Actor,
    (application, call, row): (&Application, &Call, &PanelRow),
    form: Form,
    frame: PageFrame,
) -> Result<AssessPage, Problem> {
    let definition = definition(app, application.form).await?;
    let places = Places::on(app, application.located_on).await?;
    let files = format!("{}/files", here(application.id));
    let language = frame.language();
    let scored = call.criteria.iter().zip(1..).map(|(criterion, place)| {
        let points = form.field(&Naming::Page.field("points", place));
        let is_typed = points.control == Control::Number;
        Scored {
            name: criterion.name_in(language).to_owned(),
            weight: weight(criterion, call, language),
            anchors: if is_typed { anchors(criterion, &frame) } else { Vec::new() },
            comment: form.field(&Naming::Page.field("comment", place)),
            points,
        }
    });
    let writer = actor.person().map(|person| person.to_string()).unwrap_or_default();
    let title = row.title.as_deref().filter(|title| !title.trim().is_empty());
    Ok(AssessPage {
        here: here(application.id),
        facts: vec![
            Fact::new(frame.t("assessments-reference"), &application.reference),
            Fact::new(frame.t("assessments-applicant"), &row.organisation),
            Fact::new(frame.t("assessments-applied"), applied_in_words(row, &frame)),
            Fact::new(frame.t("assessments-call"), call.title_in(language))
                .leading_to(format!("/calls/{}", call.slug)),
        ],
        reading: reading(&frame, &definition, &application.answers, &places, &files),
        hidden: row.hidden,
        scored: scored.collect(),
        kept_as: format!("assessment:{}:{writer}", application.id),
        frame: frame
            .titled_by("assessments-assess-title")
            .with_errors(form.has_errors())
            .crumb("assessments-title", "/assessments")
            .under(title.unwrap_or(&application.reference), here(application.id)),
        form,
    })
}

/// Where somebody goes who cannot hand in now, or `None` when they can.
enum Instead {
    /// To declare, or to read why not.
    Declare,
    /// To what was said.
    Overview,
}

fn instead(application: &Application, row: &PanelRow) -> Option<Instead> {
    match row.own.as_ref().map(|own| own.part) {
        Some(Part::Impartial) if application.state.allow(ApplicationVerb::Assess).is_ok() => None,
        // Of what is decided everybody reads what the assessors said.
        Some(Part::Assigned | Part::Blocked | Part::Barred | Part::SetAside)
            if row.title.is_none() =>
        {
            Some(Instead::Declare)
        }
        _ => Some(Instead::Overview),
    }
}

/// `GET /applications/{id}/assess`.
pub(crate) async fn assess_form(
    State(app): State<App>,
    Officer(actor): Officer,
    PathOf(id): PathOf<ApplicationId>,
    frame: PageFrame,
) -> Result<Response, Problem> {
    let (application, view, row) = opened(&app, &actor, id).await?;
    let call = view.call;
    match instead(&application, &row) {
        Some(Instead::Declare) => {
            Ok(Redirect::to(&format!("{}/impartiality", here(id))).into_response())
        }
        Some(Instead::Overview) => {
            let blank = (Filled::default(), FieldErrors::none());
            let about = (&application, &call, row);
            Ok(render(&overview(frame, &actor, about, (&blank.0, &blank.1))))
        }
        None => {
            let form = form(&application, &call, &frame);
            let about = (&application, &call, &row);
            Ok(render(&page(&app, &actor, about, form, frame).await?))
        }
    }
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
    let (application, view, row) = opened(&app, &actor, id).await?;
    let (call, texts) = (view.call, frame.texts);
    let mut errors = FieldErrors::none();
    let mut points: Vec<Option<i32>> = Vec::new();
    for (criterion, place) in call.criteria.iter().zip(1..) {
        let field = Naming::Page.field("points", place);
        // What does not fit the scale's own type is outside of every scale.
        let given = errors.number(&filled, &field, texts);
        let given = given.map(|points| i32::try_from(points).unwrap_or(-1));
        // The verb says it too, of one criterion; here all that is wrong is said at once.
        let max = criterion.max_points;
        if given.is_some_and(|points| !(0..=max).contains(&points)) {
            errors.add(field, texts.t("assessments-outside-scale").with("max", max));
        }
        points.push(given);
    }
    let places = 1..=call.criteria.len();
    let comments: Vec<String> =
        places.map(|place| filled.one(&Naming::Page.field("comment", place)).to_owned()).collect();
    let recommended = errors.kroner(&filled, "recommended", texts);
    let comment = errors.text(&filled, "comment", texts).unwrap_or_default().to_owned();
    let points: Option<Vec<i32>> = points.into_iter().collect();
    if let (Some(points), Some(recommended), true) = (points, recommended, errors.is_empty()) {
        let new = NewAssessment { points, comments, recommended, comment };
        let clock = app.clock.as_ref();
        match grant_applications::assess(&app.db, clock, &actor, id, new).await {
            Ok(()) => {
                app.bell.ring();
                return Ok(Redirect::to(&format!("{}/assess", here(id))).into_response());
            }
            Err(error) => {
                let (slug, naming) = (&call.slug, Naming::Page);
                let problem = refusals::of_assess(texts, id, slug, &error, naming, &mut errors);
                if let Some(problem) = problem {
                    return Err(problem);
                }
            }
        }
    }
    // What was typed comes back only to somebody who may read the application beside it.
    if let Some(instead) = instead(&application, &row) {
        let refused = match instead {
            Instead::Declare => texts.t("assessments-declare-first"),
            Instead::Overview => texts.t("assessments-not-assigned"),
        };
        let problem = Problem::conflict(refused);
        let label = texts.t("assessments-declare");
        return Err(problem.or_else_do("declare", label, format!("{}/impartiality", here(id))));
    }
    let form = form(&application, &call, &frame).filled(&filled).checked(&errors);
    let page = page(&app, &actor, (&application, &call, &row), form, frame).await?;
    Ok(render_as(StatusCode::UNPROCESSABLE_ENTITY, &page))
}
