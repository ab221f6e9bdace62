//! The kit that every page is made of. `/kit` shows all of it; its template is the example to copy.
//!
//! # To add a page
//! 1. `src/<noun>.rs`: a struct beside its handler, with `frame: PageFrame` first:
//!    ```text
//!    #[derive(Template)]
//!    #[template(path = "grant/list.html")]
//!    struct GrantList { frame: PageFrame, query: ListQuery, paging: Paging, rows: Vec<GrantRow> }
//!
//!    async fn list(frame: PageFrame, OriginalUri(uri): OriginalUri, …) -> Result<Response, Problem> {
//!        let query = ListQuery::read(&GRANTS, &uri);
//!        let paging = query.paging(count);
//!        let title = frame.t("grant-list").to_string();
//!        Ok(render(&GrantList { frame: frame.titled(title), query, paging, rows }))
//!    }
//!    ```
//! 2. `templates/pages/<noun>/list.html`: `{% extends "layout.html" %}`, `{% import "kit/list.html" as
//!    list %}`, `{% block content %}`; the heading comes from the layout. The macros find the texts and
//!    the language through `frame`.
//! 3. `templates/pages/texts/{nb,nn,en}/<noun>.ftl`: its sentences; keys begin with the noun. A test
//!    holds the three languages, and every key that is used, against each other.
//! 4. The route, in the table of all routes.
//!
//! A form that comes back: `Filled::from(pairs)`, check the fields into [`FieldErrors`], then
//! `render_as(422, …)` with `Form::new(…).filled(&filled).checked(&errors)` and
//! `frame.with_errors(true)`. No `style=` and no script in a page: the security policy forbids both.

mod assets;
mod badge;
mod differences;
mod figures;
mod form;
pub mod format;
mod list;
mod page;
mod problem;
mod security;
mod showcase;
mod texts;
mod timeline;

pub use assets::asset_path;
pub use badge::{Badge, Phase, Progress, Step, Tone};
pub use differences::{DifferenceBar, DifferenceBars, signed};
pub use figures::{Bar, Bars, Fact, KeyFigure};
pub use form::{
    Choice, Confirmation, ConfirmationPage, Control, ErrorLine, FieldError, FieldErrors, Filled,
    Form, FormField,
};
pub use list::{ListQuery, ListSpec, PagePlace, Paging, Sort};
pub use page::{Banner, Crumb, NavItem, PageFrame, SignedIn, Visitor, render, render_as};
pub use problem::{FieldProblem, Possible, Problem, of_panic, show_problems};
pub use security::{add_security_headers, local_path, refuse_cross_site};
pub use texts::{Gap, Text, Texts, language_of};
pub use timeline::{Moment, When};

use axum::{Router, middleware, routing::get};

/// The routes of the kit itself: assets, the language switch and the page that shows the kit.
pub fn routes<S: Clone + Send + Sync + 'static>() -> Router<S> {
    Router::new()
        .route("/assets/{hash}/{name}", get(assets::asset))
        .route("/language/{code}", get(texts::switch_language).post(texts::switch_language))
        .route("/kit", get(showcase::show))
        .route("/kit/confirm", get(showcase::confirm))
}

/// What lies around all routes: unknown paths and methods become problems, problems are shown as who
/// asked can read them, other sites are refused, every answer carries the security headers. What reads
/// the session lies outside when pages that do not exist shall know their reader, and must then never
/// answer by itself.
pub fn dress<S: Clone + Send + Sync + 'static>(routes: Router<S>) -> Router<S> {
    routes
        .fallback(|| async { Problem::not_found() })
        .layer(middleware::from_fn(refuse_cross_site))
        .layer(middleware::from_fn(show_problems))
        .layer(middleware::map_response(add_security_headers))
}
