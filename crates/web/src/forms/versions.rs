//! One form through its versions: what changed, and where to go on.

use super::{refusals, title, words};
use crate::{
    App,
    kit::{Badge, Choice, Control, Fact, Filled, FormField, PageFrame, Problem, format, render},
    session::Officer,
};
use askama::Template;
use axum::{
    extract::{Path, Query, State},
    response::{IntoResponse, Redirect, Response},
};
use forms::{FormVersion, compare, revise_form};
use serde::Deserialize;

struct VersionRow {
    number: i32,
    href: String,
    badge: Badge,
    by: String,
    at: String,
    is_draft: bool,
}

#[derive(Template)]
#[template(path = "forms/show.html")]
struct FormPage {
    frame: PageFrame,
    slug: String,
    facts: Vec<Fact>,
    rows: Vec<VersionRow>,
    /// The draft to go on with; without one the next version can be begun.
    draft: Option<String>,
    compared: Option<Compared>,
    from: FormField,
    to: FormField,
}

/// What changed from one version to another.
struct Compared {
    from: i32,
    to: i32,
    changes: Vec<String>,
}

/// Which versions are compared.
#[derive(Deserialize, Default)]
pub(crate) struct Wanted {
    from: Option<String>,
    to: Option<String>,
}

/// `GET /forms/{slug}?from=1&to=2`.
pub(crate) async fn show(
    State(app): State<App>,
    Officer(actor): Officer,
    Path(slug): Path<String>,
    Query(wanted): Query<Wanted>,
    frame: PageFrame,
) -> Result<Response, Problem> {
    let (texts, language) = (frame.texts, frame.language());
    let found = forms::queries::versions_for_actor(&app.db, &actor, &slug).await?;
    let (form, versions) = found.ok_or_else(Problem::not_found)?;
    let latest = versions.first().ok_or_else(Problem::not_found)?;
    let numbered = |number: &Option<String>| {
        let number: i32 = number.as_ref()?.parse().ok()?;
        versions.iter().find(|version| version.number == number)
    };
    // Unless one says which, the latest is compared with the one before it.
    let asked = (numbered(&wanted.from), numbered(&wanted.to));
    let pair = match asked {
        (Some(from), Some(to)) => Some((from, to)),
        _ => versions.get(1).map(|before| (before, latest)),
    };
    let compared = pair.map(|(from, to)| Compared {
        from: from.number,
        to: to.number,
        changes: compare(&from.definition, &to.definition)
            .iter()
            .map(|change| change.says(language))
            .collect(),
    });
    let row = |version: &FormVersion| VersionRow {
        number: version.number,
        href: super::href(version),
        badge: words::badge(version, texts),
        by: version.saved_by.clone(),
        at: format::short_instant(version.saved_at),
        is_draft: !version.state.is_published(),
    };
    let choices = || -> Vec<Choice> {
        let choice = |version: &FormVersion| {
            let said = texts.t("forms-version").with("number", version.number);
            Choice::new(version.number.to_string(), said)
        };
        versions.iter().map(choice).collect()
    };
    let field = |name: &str, label: &str, chosen: Option<i32>| {
        let field = FormField::new(Control::Select(choices()), name, texts.t(label));
        let chosen = chosen.map(|number| (name.to_owned(), number.to_string()));
        field.filled(&Filled::from(chosen.into_iter().collect::<Vec<_>>()))
    };
    let page = FormPage {
        facts: vec![
            Fact::new(texts.t("forms-kind"), words::kind(form.kind, texts)),
            Fact::new(texts.t("forms-slug"), &form.slug),
            Fact::new(texts.t("forms-made"), format::instant(form.made_at, language)),
        ],
        rows: versions.iter().map(row).collect(),
        draft: (!latest.state.is_published()).then(|| format!("{}/edit", super::href(latest))),
        from: field("from", "forms-compare-from", compared.as_ref().map(|one| one.from)),
        to: field("to", "forms-compare-to", compared.as_ref().map(|one| one.to)),
        compared,
        slug,
        frame: frame.crumb("forms-title", "/forms").titled(title(&latest.definition, texts)),
    };
    Ok(render(&page))
}

/// `POST /forms/{slug}/revise`: begins the next version.
pub(crate) async fn revise(
    State(app): State<App>,
    Officer(actor): Officer,
    Path(slug): Path<String>,
    frame: PageFrame,
) -> Result<Response, Problem> {
    let id = revise_form(&app.db, app.clock.as_ref(), &actor, &slug)
        .await
        .map_err(|error| refusals::of_form(frame.texts, &error))?;
    let version = forms::version(&app.db, id).await?.ok_or_else(Problem::not_found)?;
    Ok(Redirect::to(&format!("{}/edit", super::href(&version))).into_response())
}
