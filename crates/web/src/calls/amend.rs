//! Changing a call while applicants count on it: what, and who is written to.

use super::{facts_of, refusals, seen, words, writing};
use crate::{
    App,
    kit::{
        Control, Fact, FieldErrors, Filled, Form, FormField, KeyFigure, PageFrame, Problem, render,
        render_as,
    },
    session::Officer,
};
use askama::Template;
use axum::{
    Form as Sent,
    extract::{Path, State},
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use forms::FormVersion;
use grant_applications::{
    AmendError, Amendment, AmendmentDoubt, AnnounceError, Call, CallVerb, amend_call,
    queries::counts,
};
use vocabulary::{Actor, Day};

#[derive(Template)]
#[template(path = "calls/amend.html")]
struct AmendPage {
    frame: PageFrame,
    action: String,
    back: String,
    facts: Vec<Fact>,
    /// Who is written to.
    told: Vec<KeyFigure>,
    has_later_forms: bool,
    form: Form,
}

/// The published versions of the call's form that came after the one it has.
async fn later_forms(app: &App, actor: &Actor, call: &Call) -> Result<Vec<FormVersion>, Problem> {
    let Some(form) = call.form else { return Ok(Vec::new()) };
    let Some(now) = forms::version(&app.db, form).await? else { return Ok(Vec::new()) };
    let all = forms::queries::versions_for_actor(&app.db, actor, &now.slug).await?;
    let all = all.map(|(_, versions)| versions).unwrap_or_default();
    let later = |one: &FormVersion| one.number > now.number && one.state.is_published();
    Ok(all.into_iter().filter(later).collect())
}

async fn page(
    app: &App,
    actor: &Actor,
    call: &Call,
    frame: PageFrame,
    filled: &Filled,
    errors: &FieldErrors,
) -> Result<AmendPage, Problem> {
    let texts = frame.texts;
    let later = later_forms(app, actor, call).await?;
    let versions = later.iter().map(|version| writing::form_choice(version, texts)).collect();
    let mut fields = writing::text_fields("what", "calls-amend-what", 3, texts);
    fields.extend([
        FormField::day("closes_on", texts.t("calls-amend-closes")).optional(),
        FormField::day("late_until", texts.t("calls-amend-late")).optional(),
        FormField::day("decision_expected_on", texts.t("calls-decision")).optional(),
        FormField::new(Control::Select(versions), "form", texts.t("calls-amend-form"))
            .hint(texts.t("calls-amend-form-hint"))
            .optional(),
    ]);
    fields.extend(writing::text_fields("about", "calls-about-text", 10, texts));
    let counts = counts(&app.db, call.id).await?;
    let of = |words: &[&str]| -> i64 { words.iter().filter_map(|word| counts.get(*word)).sum() };
    let here = format!("/calls/{}", call.slug);
    let name = call.title_in(frame.language()).to_owned();
    Ok(AmendPage {
        action: format!("{here}/amend"),
        facts: facts_of(call, &frame),
        told: vec![
            KeyFigure::new(texts.t("calls-amend-drafts"), of(&["draft"]).to_string()),
            KeyFigure::new(
                texts.t("calls-amend-applications"),
                of(&["submitted", "incomplete"]).to_string(),
            ),
        ],
        has_later_forms: !later.is_empty(),
        form: Form::new(fields).filled(filled).checked(errors),
        frame: frame
            .crumb("calls-title", "/calls")
            .under(name, &here)
            .titled_by("calls-amend-title")
            .with_errors(!errors.is_empty()),
        back: here,
    })
}

async fn open_to_amend(
    app: &App,
    actor: &Actor,
    slug: &str,
    frame: &PageFrame,
) -> Result<Call, Problem> {
    let call = seen(app, Some(actor), slug).await?.call;
    call.state
        .after(CallVerb::Amend)
        .map_err(|no| refusals::of_announce(frame.texts, slug, &AnnounceError::NotPossible(no)))?;
    Ok(call)
}

/// `GET /calls/{slug}/amend`.
pub(crate) async fn ask_amend(
    State(app): State<App>,
    Officer(actor): Officer,
    Path(slug): Path<String>,
    frame: PageFrame,
) -> Result<Response, Problem> {
    let call = open_to_amend(&app, &actor, &slug, &frame).await?;
    let pairs: Vec<(String, String)> = [
        ("closes_on", call.closes_on().to_string()),
        (
            "late_until",
            call.late_until
                .map(|until| Day::at(until).plus_days(-1).to_string())
                .unwrap_or_default(),
        ),
        (
            "decision_expected_on",
            call.decision_expected_on.map(|day| day.to_string()).unwrap_or_default(),
        ),
        ("about.nb", call.about.clone()),
        ("about.nn", call.about_nn.clone()),
        ("about.en", call.about_en.clone()),
    ]
    .map(|(name, value)| (name.to_owned(), value))
    .into();
    let none = FieldErrors::none();
    Ok(render(&page(&app, &actor, &call, frame, &pairs.into(), &none).await?))
}

/// The field of the page at which a doubt is said.
fn field_of(doubt: &AmendmentDoubt) -> &'static str {
    match doubt.field() {
        "what_nb" => "what.nb",
        "what_nn" => "what.nn",
        "about" => "about.nb",
        "about_nn" => "about.nn",
        other => other,
    }
}

/// `POST /calls/{slug}/amend`.
pub(crate) async fn amend(
    State(app): State<App>,
    Officer(actor): Officer,
    Path(slug): Path<String>,
    frame: PageFrame,
    Sent(sent): Sent<Vec<(String, String)>>,
) -> Result<Response, Problem> {
    let (texts, filled) = (frame.texts, Filled::from(sent));
    let call = open_to_amend(&app, &actor, &slug, &frame).await?;
    let mut errors = FieldErrors::none();
    // What stands as it stood is no change.
    let mut day = |name: &str, now: Option<Day>| match filled.one(name) {
        "" => None,
        _ => errors.day(&filled, name, texts).filter(|day| Some(*day) != now),
    };
    let late = call.late_until.map(|until| Day::at(until).plus_days(-1));
    let (closes_on, late_until) =
        (day("closes_on", Some(call.closes_on())), day("late_until", late));
    let decision_expected_on = day("decision_expected_on", call.decision_expected_on);
    let text = |name: &str, now: &str| {
        let text = filled.one(name).replace("\r\n", "\n");
        (text != now.trim().replace("\r\n", "\n")).then_some(text)
    };
    let amendment = Amendment {
        what_nb: filled.one("what.nb").to_owned(),
        what_nn: filled.one("what.nn").to_owned(),
        what_en: filled.one("what.en").to_owned(),
        closes_on,
        late_until,
        about: text("about.nb", &call.about),
        about_nn: text("about.nn", &call.about_nn),
        about_en: text("about.en", &call.about_en),
        form: filled.one("form").parse().ok(),
        decision_expected_on,
    };
    if errors.is_empty() {
        let clock = app.clock.as_ref();
        match amend_call(&app.db, clock, &actor, &app.desk, call.id, amendment).await {
            Ok(_) => {
                app.bell.ring();
                return Ok(Redirect::to(&format!("/calls/{slug}#amendments")).into_response());
            }
            Err(AmendError::Refused(doubts)) => {
                for doubt in &doubts {
                    errors.add(field_of(doubt), words::amendment_doubt(doubt, texts));
                }
            }
            Err(error) => return Err(refusals::of_amend(texts, &slug, &error)),
        }
    }
    let page = page(&app, &actor, &call, frame, &filled, &errors).await?;
    Ok(render_as(StatusCode::UNPROCESSABLE_ENTITY, &page))
}
