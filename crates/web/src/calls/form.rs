//! What a call asks applicants, for everybody to read before they begin.

use super::seen;
use crate::{
    App,
    forms::{Outline, outline},
    kit::{PageFrame, Problem, render},
    session::MaybeSigned,
};
use askama::Template;
use axum::{
    extract::{Path, State},
    response::Response,
};

#[derive(Template)]
#[template(path = "calls/form.html")]
struct FormPage {
    frame: PageFrame,
    slug: String,
    outline: Outline,
}

/// `GET /calls/{slug}/form`.
pub(crate) async fn form(
    State(app): State<App>,
    MaybeSigned(actor): MaybeSigned,
    Path(slug): Path<String>,
    frame: PageFrame,
) -> Result<Response, Problem> {
    let call = seen(&app, actor.as_ref(), &slug).await?.call;
    let form = call.form.ok_or_else(Problem::not_found)?;
    let version = forms::version(&app.db, form).await?.ok_or_else(Problem::not_found)?;
    let title = crate::forms::title(&version.definition, frame.texts);
    let name = call.title_in(frame.language()).to_owned();
    Ok(render(&FormPage {
        outline: outline(&version.definition, frame.texts),
        frame: frame
            .crumb("calls-title", "/calls")
            .under(name, format!("/calls/{slug}"))
            .titled(title),
        slug,
    }))
}
