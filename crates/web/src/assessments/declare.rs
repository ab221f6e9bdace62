//! Declaring to be impartial or disqualified, before anything of the application is readable: the page
//! shows only whom the case concerns and which call it answers.

use super::{here, opened, refusals, words};
use crate::{
    App, PathOf,
    kit::{
        Badge, Choice, Control, Fact, FieldErrors, Filled, Form, FormField, PageFrame, Problem,
        Tone, format::instant, render, render_as,
    },
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
    Application, Call, Declaration, LONGEST_GROUND, Part, declare_impartiality, queries::PanelRow,
};
use vocabulary::ApplicationId;

#[derive(Template)]
#[template(path = "assessments/declare.html")]
struct DeclarePage {
    frame: PageFrame,
    action: String,
    badge: Badge,
    facts: Vec<Fact>,
    /// What stands in the way whatever is declared.
    registered: Vec<String>,
    declared: Option<String>,
    /// What waits once it is declared.
    onward: Option<String>,
    form: Option<Form>,
}

/// Whom the case concerns, and nothing of what it says.
fn facts(application: &Application, call: &Call, row: &PanelRow, frame: &PageFrame) -> Vec<Fact> {
    let mut facts = vec![
        Fact::new(frame.t("assessments-reference"), &application.reference),
        Fact::new(frame.t("assessments-applicant"), &row.organisation),
    ];
    if !row.others.is_empty() {
        facts.push(Fact::new(frame.t("assessments-participants"), row.others.join(", ")));
    }
    let title = call.title_in(frame.language());
    let call = format!("/calls/{}", call.slug);
    facts.push(Fact::new(frame.t("assessments-call"), title).leading_to(call));
    facts
}

fn form(frame: &PageFrame, may_be_impartial: bool) -> Form {
    let mut verdicts = Vec::new();
    if may_be_impartial {
        verdicts.push(
            Choice::new("impartial", frame.t("assessments-impartial"))
                .hint(frame.t("assessments-impartial-hint")),
        );
    }
    verdicts.push(
        Choice::new("disqualified", frame.t("assessments-declares-disqualified"))
            .hint(frame.t("assessments-declares-disqualified-hint")),
    );
    Form::new([
        FormField::new(Control::Radio(verdicts), "verdict", frame.t("assessments-verdict")),
        FormField::lines(4, "ground", frame.t("assessments-verdict-ground"))
            .hint(frame.t("assessments-verdict-ground-hint"))
            .max_length(u32::try_from(LONGEST_GROUND).unwrap_or(u32::MAX))
            .optional(),
    ])
}

fn page(
    frame: PageFrame,
    (application, call, row): (&Application, &Call, &PanelRow),
    (filled, errors): (&Filled, &FieldErrors),
) -> DeclarePage {
    let texts = frame.texts;
    let own = row.own.as_ref();
    let blocked = own.map(|own| own.blocked.as_slice()).unwrap_or_default();
    let registered: Vec<String> = blocked
        .iter()
        .filter(|one| !one.is_own_declaration())
        .map(|one| words::ground(one, true, texts))
        .collect();
    let declared = own.and_then(|own| own.declared.as_ref()).map(|declared| {
        let at = instant(declared.at, frame.language());
        match &declared.declaration {
            Declaration::Impartial => frame.t("assessments-declared-impartial").with("at", at),
            Declaration::Disqualified { ground } => {
                frame.t("assessments-declared-disqualified").with("at", at).with("ground", ground)
            }
        }
        .to_string()
    });
    let part = own.map_or(Part::Outside, |own| own.part);
    let onward = match part {
        Part::Impartial => Some("assessments-go-assess"),
        Part::HandedIn => Some("assessments-go-overview"),
        _ => None,
    };
    // After it is settled a declaration would change nothing any more.
    let is_open =
        matches!(application.state.word(), "submitted" | "incomplete" | "checked" | "late");
    let form = is_open.then(|| form(&frame, registered.is_empty()).filled(filled).checked(errors));
    DeclarePage {
        action: format!("{}/impartiality", here(application.id)),
        badge: match (&declared, part) {
            (None, Part::Outside) => {
                Badge::new(Tone::Neutral, frame.t("assessments-nothing-declared"))
            }
            (Some(_), Part::Outside) => Badge::new(Tone::Info, frame.t("assessments-is-declared")),
            (_, part) => words::part(part, texts),
        },
        facts: facts(application, call, row, &frame),
        registered,
        declared,
        onward: onward.map(|key| frame.t(key).into()),
        form,
        frame: frame
            .titled_by("assessments-declare-title")
            .with_errors(!errors.is_empty())
            .crumb("assessments-title", "/assessments"),
    }
}

/// `GET /applications/{id}/impartiality`.
pub(crate) async fn declare_form(
    State(app): State<App>,
    Officer(actor): Officer,
    PathOf(id): PathOf<ApplicationId>,
    frame: PageFrame,
) -> Result<Response, Problem> {
    let (application, view, row) = opened(&app, &actor, id).await?;
    let blank = (Filled::default(), FieldErrors::none());
    let about = (&application, &view.call, &row);
    Ok(render(&page(frame, about, (&blank.0, &blank.1))))
}

/// `POST /applications/{id}/impartiality`.
pub(crate) async fn declare(
    State(app): State<App>,
    Officer(actor): Officer,
    PathOf(id): PathOf<ApplicationId>,
    frame: PageFrame,
    Sent(pairs): Sent<Vec<(String, String)>>,
) -> Result<Response, Problem> {
    let filled = Filled::from(pairs);
    let (application, view, row) = opened(&app, &actor, id).await?;
    let (mut errors, texts) = (FieldErrors::none(), frame.texts);
    let declaration = match filled.one("verdict") {
        "impartial" => Some(Declaration::Impartial),
        "disqualified" => {
            Some(Declaration::Disqualified { ground: filled.one("ground").to_owned() })
        }
        _ => {
            errors.add("verdict", texts.t("assessments-no-verdict"));
            None
        }
    };
    if let Some(declaration) = declaration {
        let is_impartial = declaration == Declaration::Impartial;
        let clock = app.clock.as_ref();
        match declare_impartiality(&app.db, clock, &actor, id, declaration).await {
            Ok(()) => {
                let is_asked = row.own.as_ref().is_some_and(|own| {
                    matches!(own.part, Part::Assigned | Part::Impartial | Part::Blocked)
                });
                let to = match (is_impartial, is_asked) {
                    (true, true) => format!("{}/assess", here(id)),
                    (true, false) => here(id),
                    (false, _) => format!("{}/impartiality", here(id)),
                };
                return Ok(Redirect::to(&to).into_response());
            }
            Err(error) => {
                let slug = &view.call.slug;
                if let Some(problem) = refusals::of_declare(texts, id, slug, &error, &mut errors) {
                    return Err(problem);
                }
            }
        }
    }
    let about = (&application, &view.call, &row);
    let page = page(frame, about, (&filled, &errors));
    Ok(render_as(StatusCode::UNPROCESSABLE_ENTITY, &page))
}
