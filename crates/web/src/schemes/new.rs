//! Beginning a scheme: its programme, its name, the chapter and item it is paid from.

use super::{appeal_doubt, refused, said};
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
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use grant_applications::{
    NewSchemeHead, Programme, SchemeError, appeal_body, begin_scheme, queries,
};

#[derive(Template)]
#[template(path = "schemes/new.html")]
struct NewPage {
    frame: PageFrame,
    form: Form,
}

fn page(
    frame: PageFrame,
    programmes: &[Programme],
    filled: &Filled,
    errors: &FieldErrors,
) -> NewPage {
    let t = |key: &str| frame.texts.find(key).unwrap_or_default();
    let choices = programmes.iter().map(|one| Choice::new(&one.slug, &one.name)).collect();
    let fields = [
        FormField::text("name", t("schemes-name")).max_length(200),
        FormField::text("slug", t("schemes-slug")).hint(t("forms-slug-hint")).max_length(60),
        FormField::text("chapter", t("schemes-chapter")).max_length(20),
        FormField::text("item", t("schemes-item")).max_length(20),
        FormField::new(Control::Checkbox, "appealable", t("schemes-appealable-box"))
            .hint(t("schemes-appealable-hint"))
            .optional(),
        FormField::text("appeal_body", t("schemes-appeal-body"))
            .hint(t("schemes-appeal-body-hint"))
            .optional()
            .max_length(200),
        FormField::new(Control::Select(choices), "programme", t("schemes-programme"))
            .hint(t("schemes-programme-hint"))
            .optional(),
        FormField::text("programme_name", t("schemes-programme-name")).optional().max_length(200),
        FormField::text("programme_slug", t("schemes-programme-slug"))
            .hint(t("forms-slug-hint"))
            .optional()
            .max_length(60),
        FormField::lines(3, "programme_about", t("schemes-programme-about")).optional(),
    ];
    NewPage {
        form: Form::new(fields).filled(filled).checked(errors),
        frame: frame
            .crumb("schemes-title", "/schemes")
            .titled_by("schemes-new")
            .with_errors(!errors.is_empty()),
    }
}

/// `GET /schemes/new`.
pub(crate) async fn ask(
    State(app): State<App>,
    Officer(_): Officer,
    frame: PageFrame,
) -> Result<Response, Problem> {
    let programmes = queries::programmes(&app.db).await?;
    Ok(render(&page(frame, &programmes, &Filled::default(), &FieldErrors::none())))
}

/// `POST /schemes/new`.
pub(crate) async fn begin(
    State(app): State<App>,
    Officer(actor): Officer,
    frame: PageFrame,
    Sent(sent): Sent<Vec<(String, String)>>,
) -> Result<Response, Problem> {
    let (texts, filled) = (frame.texts, Filled::from(sent));
    let programmes = queries::programmes(&app.db).await?;
    let mut errors = FieldErrors::none();
    for field in ["name", "slug", "chapter", "item"] {
        errors.text(&filled, field, texts);
    }
    let appealable = filled.one("appealable") == "yes";
    if let Err(doubt) = appeal_body(appealable, Some(filled.one("appeal_body"))) {
        errors.add("appeal_body", appeal_doubt(texts, doubt));
    }
    let chosen = filled.one("programme");
    if chosen.is_empty() && filled.one("programme_name").trim().is_empty() {
        errors.add("programme", texts.t("schemes-no-programme"));
    } else if chosen.is_empty() {
        errors.text(&filled, "programme_slug", texts);
    }
    let programme = if chosen.is_empty() { filled.one("programme_slug") } else { chosen };
    let new = NewSchemeHead {
        programme_slug: programme.to_owned(),
        programme_name: filled.one("programme_name").to_owned(),
        programme_about: filled.one("programme_about").to_owned(),
        slug: filled.one("slug").to_owned(),
        name: filled.one("name").to_owned(),
        chapter: filled.one("chapter").to_owned(),
        item: filled.one("item").to_owned(),
        appealable,
        appeal_body: Some(filled.one("appeal_body").to_owned()),
    };
    if errors.is_empty() {
        let slug = new.slug.clone();
        match begin_scheme(&app.db, app.clock.as_ref(), &actor, new).await {
            Ok(_) => {
                return Ok(Redirect::to(&format!("/schemes/{slug}/draft")).into_response());
            }
            Err(error) => {
                let field = match &error {
                    SchemeError::SlugTaken(_) => "slug",
                    SchemeError::BadSlug(bad) if *bad == slug => "slug",
                    SchemeError::BadSlug(_) => "programme_slug",
                    SchemeError::Empty(field) => field,
                    SchemeError::Appeal(_) => "appeal_body",
                    _ => return Err(refused(texts, &error)),
                };
                errors.add(field, said(texts, &error));
            }
        }
    }
    let page = page(frame, &programmes, &filled, &errors);
    Ok(render_as(StatusCode::UNPROCESSABLE_ENTITY, &page))
}
