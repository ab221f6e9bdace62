//! `GET /letters`: the letters one may see.

use super::words;
use crate::{
    App, Signed,
    kit::{
        Badge, Choice, ListQuery, ListSpec, PageFrame, PagePlace, Paging, Problem, Texts, Tone,
        format, render,
    },
    listing::look,
};
use ::letters::{
    About, LetterKind, LetterState,
    queries::{LetterFilter, LetterRow, LetterSort, PostFigures, letters_for_actor, post_figures},
};
use askama::Template;
use axum::{
    extract::{OriginalUri, State},
    response::Response,
};
use grant_applications::queries::closed_contents;
use sea_orm::DbErr;
use vocabulary::Actor;

static LETTERS: ListSpec = ListSpec {
    sorts: &["written"],
    first_sort: "-written",
    filters: &["state", "kind", "bounced", "order"],
    per_page: 50,
};

/// The orders that go one way only, for the choice beside the filters.
const ORDERS: [(&str, LetterSort, &str); 3] = [
    ("recipient", LetterSort::Recipient, "letters-recipient"),
    ("subject", LetterSort::Subject, "letters-subject"),
    ("state", LetterSort::State, "letters-state"),
];

#[derive(Template)]
#[template(path = "letters/list.html")]
struct LetterList {
    frame: PageFrame,
    query: ListQuery,
    paging: Paging,
    rows: Vec<LetterLine>,
    officer: bool,
    /// What waits for somebody, and what is wrong with the relay; nothing for applicants.
    calls_for: Vec<CallsFor>,
    troubles: Vec<String>,
    returned: Vec<Choice>,
    states: Vec<Choice>,
    kinds: Vec<Choice>,
    orders: Vec<Choice>,
}

/// Letters that wait for an officer.
struct CallsFor {
    text: String,
    href: &'static str,
}

/// A letter in a list, here and on the pages of what letters are about.
pub(crate) struct LetterLine {
    pub(crate) href: String,
    pub(crate) subject: String,
    pub(crate) kind: String,
    pub(crate) recipient: String,
    pub(crate) email: String,
    pub(crate) written: String,
    pub(crate) badge: Badge,
    /// It came back and nobody has dealt with that.
    pub(crate) bounced: Option<Badge>,
    pub(crate) has_enclosure: bool,
}

pub(crate) async fn list(
    State(app): State<App>,
    Signed(actor): Signed,
    frame: PageFrame,
    OriginalUri(uri): OriginalUri,
) -> Result<Response, Problem> {
    let query = ListQuery::read(&LETTERS, &uri);
    let (texts, officer) = (frame.texts, actor.is_directorate());
    let asked = look(&query);
    let ordered = ORDERS.iter().find(|(word, ..)| query.is_filtered_to("order", word));
    let by_time = if query.sort().descending { LetterSort::Newest } else { LetterSort::Oldest };
    let filter = LetterFilter {
        state: query.filter_as("state"),
        kind: query.filter_as("kind"),
        about: None,
        bounced: officer && query.is_filtered_to("bounced", "yes"),
        search: asked.search,
        page: asked.page,
        per_page: asked.per_page,
        sort: ordered.map_or(by_time, |(_, sort, _)| *sort),
        closed: closed(&app, &actor).await?,
    };
    let mut found = letters_for_actor(&app.db, &actor, filter.clone()).await?;
    let paging = query.paging(found.total);
    if u64::from(paging.page) != filter.page {
        let last = LetterFilter { page: paging.page.into(), ..filter };
        found = letters_for_actor(&app.db, &actor, last).await?;
    }
    let title = frame.t(title_key(&actor)).to_string();
    let figures = match officer {
        true => Some(post_figures(&app.db, app.clock.now()).await?),
        false => None,
    };
    let state =
        |state| Choice::new(LetterState::word(state), texts.t(words::state_key(state, officer)));
    // Applicants are not written all kinds.
    let kinds = LetterKind::ALL.into_iter().filter(|kind| {
        officer || {
            !matches!(kind, LetterKind::ReportOverdueToOfficer | LetterKind::StatusReportReady)
        }
    });
    Ok(render(&LetterList {
        frame: frame.titled(title),
        paging,
        rows: found.rows.into_iter().map(|row| line(texts, &actor, row)).collect(),
        officer,
        calls_for: figures.iter().flat_map(|figures| calls_for(texts, figures)).collect(),
        troubles: figures.iter().flat_map(|figures| troubles(texts, figures)).collect(),
        returned: vec![Choice::new("yes", texts.t("letters-bounced"))],
        states: LetterState::ALL.into_iter().map(state).collect(),
        kinds: kinds.map(|kind| Choice::new(kind.word(), texts.t(words::kind_key(kind)))).collect(),
        orders: ORDERS.iter().map(|(word, _, key)| Choice::new(*word, texts.t(key))).collect(),
        query,
    }))
}

fn calls_for(texts: Texts, figures: &PostFigures) -> Vec<CallsFor> {
    let waiting = [
        (figures.uncertain, "letters-count-uncertain", "/letters?state=uncertain"),
        (figures.refused, "letters-count-refused", "/letters?state=refused"),
        (figures.bounced, "letters-count-bounced", "/letters?bounced=yes"),
        (figures.unmatched, "letters-count-unmatched", "/letters/unmatched"),
    ];
    let some = waiting.into_iter().filter(|(count, ..)| *count > 0);
    some.map(|(count, key, href)| CallsFor {
        text: texts.t(key).with("count", count).to_string(),
        href,
    })
    .collect()
}

/// A sentence for each post office that is in trouble now.
fn troubles(texts: Texts, figures: &PostFigures) -> Vec<String> {
    let in_trouble = figures.offices.iter().filter_map(|office| {
        let trouble = texts.t(words::trouble_key(office.trouble?));
        let since = texts
            .t("letters-trouble-since")
            .with("office", &office.name)
            .with("when", format::instant(office.since, texts.language()));
        let said = office.said.as_deref().unwrap_or_default();
        Some(format!("{trouble} {since} {said}").trim_end().to_owned())
    });
    in_trouble.collect()
}

/// What the list is called: an applicant's are its own.
pub(super) fn title_key(actor: &Actor) -> &'static str {
    if actor.is_directorate() { "letters-title" } else { "letters-title-own" }
}

/// The letters about one thing that an actor may see, the newest first.
pub(crate) async fn lines_about(
    app: &App,
    texts: Texts,
    actor: &Actor,
    about: About,
) -> Result<Vec<LetterLine>, DbErr> {
    let filter = LetterFilter {
        about: Some(about),
        per_page: 200,
        closed: closed(app, actor).await?,
        ..LetterFilter::default()
    };
    let found = letters_for_actor(&app.db, actor, filter).await?;
    Ok(found.rows.into_iter().map(|row| line(texts, actor, row)).collect())
}

/// The applications whose letters say nothing to this reader.
async fn closed(app: &App, actor: &Actor) -> Result<Vec<String>, DbErr> {
    let closed = closed_contents(&app.db, actor, app.clock.today()).await?;
    Ok(closed.into_iter().map(|id| id.to_string()).collect())
}

fn line(texts: Texts, actor: &Actor, row: LetterRow) -> LetterLine {
    let kind = texts.t(words::kind_key(row.kind)).to_string();
    LetterLine {
        href: format!("/letters/{}", row.id),
        email: row.address().to_owned(),
        subject: row.subject.unwrap_or_else(|| kind.clone()),
        kind,
        recipient: row.recipient_name,
        bounced: (row.is_bounced && actor.is_directorate())
            .then(|| Badge::new(Tone::Danger, texts.t("letters-came-back"))),
        written: format::short_instant(row.written_at),
        badge: words::badge(texts, actor, row.state),
        has_enclosure: row.enclosed_name.is_some(),
    }
}
