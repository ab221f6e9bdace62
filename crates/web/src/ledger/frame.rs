//! One frame as it stood on a day: the way down to it, its figures, the frames inside it, and every
//! entry.

use super::{frame_path, level, list::lapse_badge, movement, on_day::OnDay};
use crate::{
    App,
    kit::{
        Badge, Bars, Fact, KeyFigure, ListQuery, ListSpec, PageFrame, PagePlace, Paging, Problem,
        Texts, format::short_instant, render, render_as,
    },
    session::{Officer, holds_budget_authority},
};
use askama::Template;
use axum::{
    extract::{OriginalUri, Path, Query, State},
    http::StatusCode,
    response::Response,
};
use county_allocation::{
    Appropriation, Envelope, EnvelopeKind, Movement, Post,
    queries::{self, EntryView},
};
use serde::Deserialize;
use std::collections::BTreeMap;
use vocabulary::{Actor, ApplicationId, Day, EnvelopeId, Money};

static ENTRIES: ListSpec =
    ListSpec { sorts: &["entered"], first_sort: "entered", filters: &["on"], per_page: 100 };

/// What is asked of a frame.
#[derive(Deserialize)]
pub(crate) struct Asked {
    on: Option<String>,
    done: Option<String>,
}

struct Inside {
    href: String,
    name: String,
    amount: Money,
    reserved: Money,
    paid: Money,
    remaining: Money,
}

struct Entry {
    day: Day,
    entered: String,
    by: String,
    what: String,
    /// The frame at the other end, with its page.
    other: Option<(String, String)>,
    amount: Money,
    why: String,
    document: String,
}

struct Unused {
    origin: i32,
    until: i32,
    amount: Money,
    badge: Badge,
}

struct Deed {
    label: String,
    href: String,
}

#[derive(Template)]
#[template(path = "ledger/frame.html")]
struct FramePage {
    frame: PageFrame,
    on: OnDay,
    path: String,
    done: Option<String>,
    /// The day it was opened, when that is after the day that is shown.
    opened_later: Option<Day>,
    facts: Vec<Fact>,
    key_figures: Vec<KeyFigure>,
    bars: Option<Bars>,
    deeds: Vec<Deed>,
    unused: Vec<Unused>,
    inside_title: String,
    inside: Vec<Inside>,
    query: ListQuery,
    paging: Paging,
    entries: Vec<Entry>,
}

/// `GET /ledger/frames/{key}?on=2012-06-30`.
pub(crate) async fn show(
    State(app): State<App>,
    Officer(actor): Officer,
    Path(key): Path<String>,
    Query(asked): Query<Asked>,
    OriginalUri(uri): OriginalUri,
    frame: PageFrame,
) -> Result<Response, Problem> {
    let texts = frame.texts;
    let known = queries::envelope_by_key(&app.db, &key).await?.ok_or_else(Problem::not_found)?;
    let on = OnDay::read(asked.on.as_deref(), app.clock.today(), texts);
    let query = ListQuery::read(&ENTRIES, &uri);
    let stood = queries::as_of(&app.db, known.id, on.day).await?;
    let all = queries::entries(&app.db, known.id).await?;
    let opened = all.first().map(|entry| entry.day);
    let entered: Vec<_> = all.into_iter().filter(|entry| entry.day <= on.day).collect();
    let paging = query.paging(u64::try_from(entered.len()).unwrap_or(u64::MAX));
    let from = usize::try_from(paging.offset()).unwrap_or(usize::MAX);
    let most = usize::try_from(paging.limit()).unwrap_or(usize::MAX);
    let page_of: Vec<_> = entered.into_iter().skip(from).take(most).collect();
    let inside = queries::inside_as_of(&app.db, known.id, on.day).await?;
    let unused = match (&stood, Post::of_key(&known.key)) {
        (Some(stood), Some(post)) if known.kind == EnvelopeKind::Appropriation => {
            let appropriation = Appropriation { post, envelope: stood.clone() };
            queries::unused_as_of(&app.db, &appropriation, on.day).await?
        }
        _ => Vec::new(),
    };
    let unused = unused.into_iter().map(|lapse| Unused {
        badge: lapse_badge(&lapse, on.day.year(), texts),
        origin: lapse.origin,
        until: lapse.until,
        amount: lapse.amount,
    });
    let wrong = on.is_wrong;
    let day = on.query();
    let mut titled = frame.titled(&known.name).with_errors(wrong);
    titled = titled.crumb("ledger-title", format!("/ledger{day}"));
    let mut way = queries::way_to(&app.db, known.id).await?;
    way.pop();
    for around in way {
        titled = titled.under(around.name, format!("{}{day}", frame_path(&around.key)));
    }
    let page = FramePage {
        path: frame_path(&known.key),
        done: asked.done.as_deref().and_then(|done| said_done(done, texts)),
        opened_later: opened.filter(|_| stood.is_none()),
        facts: facts(&app, &known, opened, texts).await?,
        key_figures: stood.as_ref().map(|stood| figures(stood, &titled)).unwrap_or_default(),
        bars: stood.as_ref().map(|stood| bars(stood, texts)),
        deeds: deeds(&actor, &known, on.is_today, texts),
        unused: unused.collect(),
        inside_title: inside.first().map(|one| inside_title(one.kind, texts)).unwrap_or_default(),
        entries: entries(&app, page_of, &inside, &day, texts).await?,
        inside: inside.into_iter().map(|one| within(one, &day)).collect(),
        query,
        paging,
        on,
        frame: titled,
    };
    Ok(match wrong {
        true => render_as(StatusCode::UNPROCESSABLE_ENTITY, &page),
        false => render(&page),
    })
}

fn said_done(done: &str, texts: Texts) -> Option<String> {
    let text = match done {
        "increase" => texts.t("ledger-done-increase"),
        "reduce" => texts.t("ledger-done-reduce"),
        "transfer" => texts.t("ledger-done-transfer"),
        "carry-over" => texts.t("ledger-done-carry-over"),
        "open" => texts.t("ledger-done-open"),
        _ => return None,
    };
    Some(text.into())
}

fn within(one: Envelope, day: &str) -> Inside {
    Inside {
        href: format!("{}{day}", frame_path(&one.key)),
        amount: one.amount,
        reserved: one.reserved,
        paid: one.paid,
        remaining: one.remaining(),
        name: one.name,
    }
}

fn inside_title(kind: EnvelopeKind, texts: Texts) -> String {
    let text = match kind {
        EnvelopeKind::Appropriation => texts.t("ledger-inside"),
        EnvelopeKind::Scheme => texts.t("ledger-inside-schemes"),
        EnvelopeKind::Call => texts.t("ledger-inside-calls"),
        EnvelopeKind::County => texts.t("ledger-inside-counties"),
        EnvelopeKind::Award => texts.t("ledger-inside-awards"),
    };
    text.into()
}

/// What the frame is, and where the thing it is the money of is shown.
async fn facts(
    app: &App,
    known: &Envelope,
    opened: Option<Day>,
    texts: Texts,
) -> Result<Vec<Fact>, Problem> {
    let mut facts = vec![Fact::new(texts.t("ledger-level"), level(known.kind, texts))];
    match (known.kind, known.key.split_once(':')) {
        (EnvelopeKind::Scheme, Some((_, rest))) => {
            let slug = rest.split(':').next().unwrap_or(rest);
            let found = grant_applications::queries::scheme_by_slug(&app.db, slug).await?;
            if let Some((scheme, _)) = found {
                let href = format!("/schemes/{}", scheme.slug);
                facts.push(Fact::new(texts.t("ledger-scheme"), scheme.name).leading_to(href));
            }
        }
        (EnvelopeKind::Call, Some((_, slug))) => {
            let calls = texts.t("ledger-call");
            facts.push(Fact::new(calls, &known.name).leading_to(format!("/calls/{slug}")));
            let href = format!("/calls/{slug}/allocation");
            let how = texts.t("ledger-how-shared");
            facts.push(Fact::new(texts.t("ledger-allocation"), how).leading_to(href));
        }
        (EnvelopeKind::Award, Some((_, application))) => {
            if let Ok(id) = application.parse::<ApplicationId>() {
                let grant = funding_periods::queries::grant_of_application(&app.db, id).await?;
                if let Some(grant) = grant {
                    let name = format!("{}: {}", grant.reference, grant.title);
                    let href = format!("/grants/{}", grant.id);
                    facts.push(Fact::new(texts.t("ledger-grant"), name).leading_to(href));
                }
                let href = format!("/applications/{id}");
                let name = texts.t("ledger-see-application");
                facts.push(Fact::new(texts.t("ledger-application"), name).leading_to(href));
            }
        }
        _ => {}
    }
    if let Some(opened) = opened {
        let day = opened.in_words(texts.language());
        facts.push(Fact::new(texts.t("ledger-opened"), day));
    }
    facts.push(Fact::new(texts.t("ledger-key"), &known.key));
    Ok(facts)
}

fn figures(stood: &Envelope, frame: &PageFrame) -> Vec<KeyFigure> {
    let figure =
        |label: crate::kit::Text<'_>, amount: Money| KeyFigure::new(label, frame.kroner(&amount));
    let mut figures = vec![
        figure(frame.t("ledger-amount"), stood.amount),
        figure(frame.t("ledger-reserved"), stood.reserved),
        figure(frame.t("ledger-paid"), stood.paid),
    ];
    if stood.returned.is_positive() {
        figures.push(figure(frame.t("ledger-returned"), stood.returned));
    }
    figures.push(figure(frame.t("ledger-remaining"), stood.remaining()));
    figures
}

/// The frame in the parts that make it up.
fn bars(stood: &Envelope, texts: Texts) -> Bars {
    let mut rows = vec![(texts.t("ledger-part-used").into(), stood.paid - stood.returned)];
    if stood.returned.is_positive() {
        rows.push((texts.t("ledger-part-returned").into(), stood.returned));
    }
    rows.push((texts.t("ledger-part-promised").into(), stood.reserved - stood.paid));
    rows.push((texts.t("ledger-part-free").into(), stood.remaining()));
    Bars::new(texts.t("ledger-parts"), texts.t("ledger-part"), rows)
}

/// What may be done with the frame as it is now. Looking at a day that is over, nothing is.
fn deeds(actor: &Actor, known: &Envelope, today: bool, texts: Texts) -> Vec<Deed> {
    if !today || !holds_budget_authority(actor) || known.kind == EnvelopeKind::Award {
        return Vec::new();
    }
    let path = frame_path(&known.key);
    let deed = |label: crate::kit::Text<'_>, href: String| Deed { label: label.into(), href };
    let mut deeds = Vec::new();
    let key: String = form_urlencoded::byte_serialize(known.key.as_bytes()).collect();
    let inside = format!("/ledger/new?in={key}");
    match known.kind {
        EnvelopeKind::Appropriation => deeds.push(deed(texts.t("ledger-open-scheme"), inside)),
        EnvelopeKind::Scheme => deeds.push(deed(texts.t("ledger-open-call"), inside)),
        _ => {}
    }
    deeds.push(deed(texts.t("ledger-increase"), format!("{path}/increase")));
    deeds.push(deed(texts.t("ledger-reduce"), format!("{path}/reduce")));
    match known.kind {
        EnvelopeKind::Appropriation => {
            deeds.push(deed(texts.t("ledger-carry-over"), format!("{path}/carry-over")));
        }
        _ => deeds.push(deed(texts.t("ledger-transfer"), format!("{path}/transfer"))),
    }
    deeds
}

async fn entries(
    app: &App,
    views: Vec<EntryView>,
    inside: &[Envelope],
    day: &str,
    texts: Texts,
) -> Result<Vec<Entry>, Problem> {
    let mut others: BTreeMap<EnvelopeId, (String, String)> = BTreeMap::new();
    for id in views.iter().filter_map(|view| view.other) {
        if !others.contains_key(&id)
            && let Some(other) = queries::envelope(&app.db, id).await?
        {
            let href = format!("{}{day}", frame_path(&other.key));
            others.insert(id, (other.name, href));
        }
    }
    // What was promised was promised to a frame inside, and says its name; where two have the same name
    // nobody can tell to which.
    let promised_to = |view: &EntryView| {
        let is_promise = Movement::from_word(&view.movement) == Some(Movement::Reserve);
        let mut named = inside.iter().filter(|one| is_promise && one.name == view.why);
        match (named.next(), named.next()) {
            (Some(one), None) => Some((one.name.clone(), format!("{}{day}", frame_path(&one.key)))),
            _ => None,
        }
    };
    let entry = |view: EntryView| Entry {
        day: view.day,
        entered: short_instant(view.at),
        what: movement(&view.movement, texts),
        other: match view.other {
            Some(id) => others.get(&id).cloned(),
            None => promised_to(&view),
        },
        by: view.by,
        amount: view.amount,
        why: view.why,
        document: view.document.unwrap_or_else(|| "–".to_owned()),
    };
    Ok(views.into_iter().map(entry).collect())
}
