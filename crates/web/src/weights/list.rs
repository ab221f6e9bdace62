//! The sets of weights, each by its latest version, and the form that brings one in.

use super::{found, href, level, levels};
use crate::{
    App,
    kit::{
        Choice, Control, FieldErrors, Filled, Form, FormField, ListQuery, ListSpec, PageFrame,
        PagePlace, Paging, Problem, Texts, render,
    },
    session::Officer,
};
use askama::Template;
use axum::{
    extract::{OriginalUri, Query, State},
    http::Uri,
    response::Response,
};
use county_allocation::{WeightSet, queries};
use serde::Deserialize;
use std::collections::BTreeMap;
use vocabulary::{Actor, Day};

static WEIGHTS: ListSpec =
    ListSpec { sorts: &["name", "day"], first_sort: "name", filters: &["level"], per_page: 50 };

/// A set as a row.
struct Row {
    href: String,
    name: String,
    slug: String,
    level: String,
    day: Day,
    source: String,
    units: usize,
    version: i32,
}

/// A line of what was sent that cannot be read.
pub(super) struct Line {
    /// What stands there.
    pub(super) text: String,
    /// What is wrong with it.
    pub(super) says: String,
}

/// What came back of the form, and what is wrong with it.
#[derive(Default)]
pub(super) struct Sending {
    pub(super) filled: Filled,
    pub(super) errors: FieldErrors,
    /// The first lines that are wrong.
    pub(super) lines: Vec<Line>,
    /// How many more are.
    pub(super) more: usize,
    /// The file that was chosen stands in the field for text now.
    pub(super) of_file: bool,
}

#[derive(Template)]
#[template(path = "weights/list.html")]
pub(super) struct WeightsPage {
    frame: PageFrame,
    query: ListQuery,
    paging: Paging,
    levels: Vec<Choice>,
    rows: Vec<Row>,
    form: Form,
    lines: Vec<Line>,
    more: usize,
    of_file: bool,
    is_open: bool,
}

/// Of which set another version is to be brought in.
#[derive(Default, Deserialize)]
pub(crate) struct Of {
    of: Option<String>,
    level: Option<String>,
}

fn fields(texts: Texts) -> Form {
    Form::new([
        FormField::text("name", texts.t("weights-name"))
            .hint(texts.t("weights-name-hint"))
            .max_length(200),
        FormField::text("slug", texts.t("weights-slug"))
            .hint(texts.t("weights-slug-hint"))
            .max_length(60),
        FormField::new(Control::Radio(levels(texts)), "level", texts.t("weights-level")),
        FormField::text("source", texts.t("weights-source"))
            .hint(texts.t("weights-source-hint"))
            .max_length(500),
        FormField::day("as_of", texts.t("weights-day")).hint(texts.t("weights-day-hint")),
        FormField::new(Control::File(".csv,.txt,.tsv"), "file", texts.t("weights-file"))
            .hint(texts.t("weights-file-hint"))
            .optional(),
        FormField::lines(10, "text", texts.t("weights-text"))
            .hint(texts.t("weights-text-hint"))
            .optional(),
        FormField::text("column", texts.t("weights-column"))
            .hint(texts.t("weights-column-hint"))
            .optional()
            .max_length(200),
    ])
}

/// The latest version of each set, by name.
fn latest(sets: Vec<WeightSet>) -> Vec<WeightSet> {
    // They come by version, so that the last of each is what stays.
    let by_key: BTreeMap<_, WeightSet> =
        sets.into_iter().map(|set| ((set.figures.slug.clone(), set.level), set)).collect();
    let mut latest: Vec<WeightSet> = by_key.into_values().collect();
    latest.sort_by_key(|set| (set.figures.name.to_lowercase(), set.level));
    latest
}

/// The page, with the form as it was sent or filled in.
pub(super) async fn page(
    app: &App,
    actor: &Actor,
    uri: &Uri,
    frame: PageFrame,
    sending: Option<Sending>,
) -> Result<WeightsPage, Problem> {
    let texts = frame.texts;
    let query = ListQuery::read(&WEIGHTS, uri);
    let mut sets = latest(queries::weight_sets_for_actor(&app.db, actor).await?);
    let there_are_any = !sets.is_empty();
    let sought = query.q().to_lowercase();
    sets.retain(|set| {
        let figures = &set.figures;
        let words = format!("{} {} {}", figures.name, figures.slug, figures.source).to_lowercase();
        words.contains(&sought) && query.filter("level").is_none_or(|one| one == set.level.word())
    });
    if query.sort().by == "day" {
        sets.sort_by_key(|set| set.as_of);
    }
    if query.sort().descending {
        sets.reverse();
    }
    let paging = query.paging(u64::try_from(sets.len()).unwrap_or(u64::MAX));
    let from = usize::try_from(paging.offset()).unwrap_or(usize::MAX);
    let most = usize::try_from(paging.limit()).unwrap_or(usize::MAX);
    let row = |set: WeightSet| Row {
        href: href(&set),
        level: level(set.level, texts),
        day: set.as_of,
        units: set.figures.values.len(),
        version: set.figures.version,
        name: set.figures.name,
        slug: set.figures.slug,
        source: set.figures.source,
    };
    let is_sent = sending.is_some();
    let Sending { filled, errors, lines, more, of_file } = sending.unwrap_or_default();
    let form = fields(texts).filled(&filled).checked(&errors);
    Ok(WeightsPage {
        rows: sets.into_iter().skip(from).take(most).map(row).collect(),
        query,
        paging,
        levels: levels(texts),
        is_open: is_sent || !there_are_any,
        form,
        lines,
        more,
        of_file,
        frame: frame
            .titled_by("weights-title")
            .with_errors(!errors.is_empty())
            .crumb("calls-title", "/calls"),
    })
}

/// `GET /weights`. With `?of=unge&level=county` the form is filled in for its next version.
pub(crate) async fn list(
    State(app): State<App>,
    Officer(actor): Officer,
    OriginalUri(uri): OriginalUri,
    Query(of): Query<Of>,
    frame: PageFrame,
) -> Result<Response, Problem> {
    let Some(slug) = of.of else {
        return Ok(render(&page(&app, &actor, &uri, frame, None).await?));
    };
    let set = found(&app, &actor, &slug, of.level.as_deref(), None).await?.set;
    let filled = [
        ("name", set.figures.name.clone()),
        ("slug", slug),
        ("level", set.level.word().to_owned()),
        ("source", set.figures.source.clone()),
    ];
    let filled = filled.map(|(name, value)| (name.to_owned(), value)).to_vec().into();
    let sending = Sending { filled, ..Sending::default() };
    // What it is the next version of does not narrow the list.
    let uri = Uri::from_static("/weights");
    Ok(render(&page(&app, &actor, &uri, frame, Some(sending)).await?))
}
