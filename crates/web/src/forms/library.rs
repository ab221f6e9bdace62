//! The library: all forms, by what they are for.

use super::{title, words};
use crate::{
    App,
    kit::{Choice, ListQuery, ListSpec, PageFrame, Problem, render},
    session::Officer,
};
use askama::Template;
use axum::{
    extract::{OriginalUri, State},
    response::Response,
};
use forms::{FormKind, FormVersion, queries::FormLine};

static FORMS: ListSpec =
    ListSpec { sorts: &["slug"], first_sort: "slug", filters: &["kind"], per_page: 1000 };

/// A version in the list: its number and its page.
struct Told {
    number: i32,
    href: String,
}

struct FormRow {
    href: String,
    slug: String,
    title: String,
    published: Option<Told>,
    draft: Option<Told>,
}

struct Shelf {
    kind: String,
    rows: Vec<FormRow>,
}

#[derive(Template)]
#[template(path = "forms/list.html")]
struct Library {
    frame: PageFrame,
    query: ListQuery,
    kinds: Vec<Choice>,
    shelves: Vec<Shelf>,
}

/// `GET /forms`.
pub(crate) async fn list(
    State(app): State<App>,
    Officer(actor): Officer,
    OriginalUri(uri): OriginalUri,
    frame: PageFrame,
) -> Result<Response, Problem> {
    let texts = frame.texts;
    let query = ListQuery::read(&FORMS, &uri);
    let wanted = query.filter("kind").and_then(FormKind::from_word);
    let lines = forms::queries::forms_for_actor(&app.db, &actor, wanted).await?;
    let sought = query.q().to_lowercase();
    let row = |line: &FormLine| {
        let told =
            |version: &FormVersion| Told { number: version.number, href: super::href(version) };
        FormRow {
            href: format!("/forms/{}", line.form.slug),
            slug: line.form.slug.clone(),
            title: line.shown().map(|one| title(&one.definition, texts)).unwrap_or_default(),
            published: line.published.as_ref().map(told),
            draft: line.draft.as_ref().map(told),
        }
    };
    let is_sought =
        |row: &FormRow| row.title.to_lowercase().contains(&sought) || row.slug.contains(&sought);
    let shelf = |kind: FormKind| Shelf {
        kind: words::kind(kind, texts),
        rows: lines
            .iter()
            .filter(|line| line.form.kind == kind)
            .map(row)
            .filter(is_sought)
            .collect(),
    };
    let shelves = FormKind::ALL.into_iter().map(shelf).filter(|shelf| !shelf.rows.is_empty());
    let kinds =
        FormKind::ALL.into_iter().map(|kind| Choice::new(kind.word(), words::kind(kind, texts)));
    Ok(render(&Library {
        shelves: shelves.collect(),
        kinds: kinds.collect(),
        query,
        frame: frame.titled_by("forms-title"),
    }))
}
