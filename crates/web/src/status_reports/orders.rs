//! `/status-reports/orders`: the reports that come by themselves, and to whom.

use super::{ask, readers, words};
use crate::{
    App, Officer, PathOf,
    grants::history,
    kit::{
        Choice, Confirmation, Control, Fact, FieldErrors, Filled, Form, FormField, Moment,
        PageFrame, Phase, Problem, Texts, format, render, render_as,
    },
};
use ::status_reports::{
    NewOrder, OrderError, OrderedScope, ReportOrder, Rhythm, end_order, order_reports,
    queries::{OrderView, order_for_actor, orders_for_actor},
    set_order_readers,
};
use askama::Template;
use axum::{
    Form as Posted,
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use std::collections::BTreeSet;
use vocabulary::{Actor, CountyNumber, Language, ReportOrderId};

const PATH: &str = "/status-reports/orders";

#[derive(Template)]
#[template(path = "status_reports/orders.html")]
struct OrdersPage {
    frame: PageFrame,
    rows: Vec<OrderLine>,
    form: Form,
}

/// An order that stands, as a row.
struct OrderLine {
    href: String,
    about: String,
    rhythm: String,
    audience: String,
    language: &'static str,
    readers: String,
    /// When it last asked for a report.
    latest: String,
    /// That report.
    report: Option<String>,
}

#[derive(Template)]
#[template(path = "status_reports/order.html")]
struct OrderPage {
    frame: PageFrame,
    path: String,
    facts: Vec<Fact>,
    /// The readers, as long as it stands.
    form: Option<Form>,
    confirmation: Option<Confirmation>,
    history: Vec<Moment>,
}

/// What an order is about, in the reader's language.
async fn about(app: &App, texts: Texts, scope: OrderedScope) -> Result<String, Problem> {
    let name = match scope {
        OrderedScope::Call(id) => {
            let call = grant_applications::queries::plain_call(&app.db, id).await?;
            let title = call.map(|call| ask::title(&call, texts).to_owned()).unwrap_or_default();
            return Ok(texts.t("status-reports-choice-call").with("title", title).to_string());
        }
        OrderedScope::Scheme(id, _) => {
            let officer = Actor::System("pages");
            let schemes =
                grant_applications::queries::schemes_for_actor(&app.db, Some(&officer)).await?;
            let known = schemes.into_iter().find(|view| view.scheme.id == id);
            known.map(|view| view.scheme.name).unwrap_or_default()
        }
        OrderedScope::County(number, year) => {
            let day = year.and_then(|year| vocabulary::Day::new(year, 1, 1));
            let day = day.unwrap_or(app.clock.today());
            let counties = crate::places::county_names(&app.db, day).await?;
            counties.get(&number).cloned().unwrap_or_else(|| number.to_string())
        }
        OrderedScope::Everything(_) => texts.t("status-reports-all-calls").to_string(),
    };
    Ok(match scope.year() {
        Some(year) => format!("{name} {year}"),
        None => texts.t("status-reports-latest-year").with("name", name).to_string(),
    })
}

async fn line(app: &App, texts: Texts, view: OrderView) -> Result<OrderLine, Problem> {
    let OrderView { order, latest } = view;
    let wanted = &order.order;
    let (latest, report) = match latest {
        None => (texts.t("status-reports-no-turn-yet").to_string(), None),
        Some((at, Some(id))) => (format::short_instant(at), Some(format!("/status-reports/{id}"))),
        Some((at, None)) => {
            let said = texts.t("status-reports-turn-without");
            (said.with("when", format::short_instant(at)).to_string(), None)
        }
    };
    Ok(OrderLine {
        href: format!("{PATH}/{}", order.id),
        about: about(app, texts, wanted.scope).await?,
        rhythm: texts.t(words::rhythm_key(wanted.rhythm)).to_string(),
        audience: texts.t(words::audience_key(wanted.audience)).to_string(),
        language: wanted.language.own_name(),
        readers: wanted.readers.iter().map(|one| one.name.as_str()).collect::<Vec<_>>().join(", "),
        latest,
        report,
    })
}

/// What the form stands at before anybody has filled it in.
async fn proposal(app: &App, actor: &Actor) -> Result<Filled, Problem> {
    let mut pairs = vec![
        ("rhythm".to_owned(), Rhythm::Monthly.word().to_owned()),
        ("audience".to_owned(), "internal".to_owned()),
        ("language".to_owned(), Language::Bokmal.code().to_owned()),
    ];
    if let Some(person) = actor.person()
        && let Some(person) = organisations::person(&app.db, person).await?
    {
        pairs.push(("readers".to_owned(), person.email));
    }
    Ok(pairs.into())
}

async fn page(
    app: &App,
    actor: &Actor,
    frame: PageFrame,
    filled: &Filled,
    errors: &FieldErrors,
) -> Result<OrdersPage, Problem> {
    let texts = frame.texts;
    let mut rows = Vec::new();
    for view in orders_for_actor(&app.db, actor).await? {
        rows.push(line(app, texts, view).await?);
    }
    let form = form(app, actor, texts).await?.filled(filled).checked(errors);
    let list = texts.t("status-reports-title").to_string();
    Ok(OrdersPage {
        rows,
        form,
        frame: frame
            .titled_by("status-reports-orders")
            .under(list, "/status-reports")
            .with_errors(!errors.is_empty()),
    })
}

async fn form(app: &App, actor: &Actor, texts: Texts) -> Result<Form, Problem> {
    let schemes = grant_applications::queries::schemes_for_actor(&app.db, Some(actor)).await?;
    let mut choices: Vec<Choice> = vec![Choice::new("year:", texts.t("status-reports-all-calls"))];
    for view in schemes {
        let label = texts.t("status-reports-about-scheme");
        let value = format!("scheme:{}", view.scheme.id);
        choices.push(Choice::new(value, format!("{label}: {}", view.scheme.name)));
    }
    // A call may be ordered before it is decided: until then nothing comes of it.
    let calls = grant_applications::queries::calls_for_actor(&app.db, Some(actor)).await?;
    for call in &calls {
        let name = texts.t("status-reports-choice-call").with("title", ask::title(call, texts));
        choices.push(Choice::new(format!("call:{}", call.id), name));
    }
    let years: BTreeSet<i32> =
        calls.iter().map(|call| call.year).chain([app.clock.today().year()]).collect();
    let counties = Control::Select(ask::counties(app, years.into_iter()).await?);
    let rhythms = Rhythm::ALL.map(|one| Choice::new(one.word(), texts.t(words::rhythm_key(one))));
    Ok(Form::new([
        FormField::new(Control::Select(choices), "about", texts.t("status-reports-about")),
        FormField::new(counties, "county", texts.t("status-reports-county"))
            .hint(texts.t("status-reports-order-county-hint"))
            .optional(),
        FormField::number("year", texts.t("status-reports-year"))
            .hint(texts.t("status-reports-year-hint"))
            .optional(),
        FormField::new(Control::Radio(rhythms.into()), "rhythm", texts.t("status-reports-rhythm")),
        ask::audience_field(texts),
        ask::language_field(texts),
        ask::readers_field(texts),
    ]))
}

/// `GET /status-reports/orders`.
pub(crate) async fn list(
    State(app): State<App>,
    Officer(actor): Officer,
    frame: PageFrame,
) -> Result<Response, Problem> {
    let filled = proposal(&app, &actor).await?;
    Ok(render(&page(&app, &actor, frame, &filled, &FieldErrors::none()).await?))
}

/// What the form says is ordered; errors are noted.
fn ordered(filled: &Filled, errors: &mut FieldErrors, texts: Texts) -> Option<NewOrder> {
    let about = errors.text(filled, "about", texts)?;
    let year = match filled.one("year") {
        "" => None,
        typed => {
            let year = typed.parse::<i32>().ok().filter(|year| (1990..2100).contains(year));
            if year.is_none() {
                errors.add("year", texts.t("status-reports-not-a-year"));
            }
            year
        }
    };
    let (kind, id) = about.split_once(':').unwrap_or((about, ""));
    // A call has a year of its own.
    let mut scope = OrderedScope::from_parts(kind, id, year.filter(|_| kind != "call"));
    if scope.is_none() {
        errors.add("about", texts.t("status-reports-no-subject"));
    }
    match (filled.one("county"), scope) {
        ("", _) => {}
        (number, Some(OrderedScope::Everything(year))) => match number.parse::<CountyNumber>() {
            Ok(number) => scope = Some(OrderedScope::County(number, year)),
            Err(_) => errors.add("county", texts.t("status-reports-no-county")),
        },
        _ => errors.add("county", texts.t("status-reports-county-of-all")),
    }
    let rhythm = errors.text(filled, "rhythm", texts).and_then(|word| word.parse().ok());
    if rhythm.is_none() {
        errors.add("rhythm", texts.t("form-required"));
    }
    let audience = errors.text(filled, "audience", texts).and_then(|word| word.parse().ok());
    if audience.is_none() {
        errors.add("audience", texts.t("form-required"));
    }
    Some(NewOrder {
        language: ask::language(filled, errors, texts)?,
        scope: scope?,
        rhythm: rhythm?,
        audience: audience?,
        readers: Vec::new(),
    })
}

/// `POST /status-reports/orders`: orders a report that comes by itself.
pub(crate) async fn create(
    State(app): State<App>,
    Officer(actor): Officer,
    frame: PageFrame,
    Posted(pairs): Posted<Vec<(String, String)>>,
) -> Result<Response, Problem> {
    let texts = frame.texts;
    let filled = Filled::from(pairs);
    let mut errors = FieldErrors::none();
    let new = ordered(&filled, &mut errors, texts);
    let told = ask::told(&app, &filled, &mut errors, texts).await?;
    if let (Some(new), true) = (new, errors.is_empty()) {
        let new = NewOrder { readers: told, ..new };
        match order_reports(&app.db, app.clock.as_ref(), &actor, new).await {
            Ok(_) => return Ok(Redirect::to(PATH).into_response()),
            Err(error) => {
                let (field, said) = refusal(&error, texts)?;
                errors.add(field, said);
            }
        }
    }
    let page = page(&app, &actor, frame, &filled, &errors).await?;
    Ok(render_as(StatusCode::UNPROCESSABLE_ENTITY, &page))
}

/// A refusal as the field it belongs to and its sentence, or as a problem.
pub(crate) fn refusal(error: &OrderError, texts: Texts) -> Result<(&'static str, String), Problem> {
    let (field, key) = match error {
        OrderError::NotAllowed => return Err(Problem::forbidden()),
        OrderError::NotFound => return Err(Problem::not_found()),
        OrderError::Database(error) => return Err(Problem::internal(error)),
        OrderError::Ended => {
            let problem = Problem::conflict(texts.t("status-reports-order-ended"));
            return Err(problem.kind("/problems/not-possible"));
        }
        OrderError::NoSubject => ("about", "status-reports-no-subject"),
        OrderError::AlreadyOrdered => ("about", "status-reports-already-ordered"),
        OrderError::CountyByCalendarOnly => ("rhythm", "status-reports-county-by-calendar"),
        OrderError::NotThatLanguage => ("language", "form-required"),
        OrderError::AllApproved => ("rhythm", "status-reports-all-approved"),
        OrderError::Reader(wrong) => return Ok(("readers", readers::not_told(wrong, texts))),
    };
    Ok((field, texts.t(key).to_string()))
}

async fn order_page(
    app: &App,
    frame: PageFrame,
    order: &ReportOrder,
    form: Option<Form>,
    has_errors: bool,
) -> Result<OrderPage, Problem> {
    let (texts, wanted) = (frame.texts, &order.order);
    let t = |key| texts.t(key).to_string();
    let path = format!("{PATH}/{}", order.id);
    let title = about(app, texts, wanted.scope).await?;
    let when = |(at, by): (_, &str)| {
        let at = format::instant(at, texts.language());
        texts.t("status-reports-when-by").with("when", at).with("by", by).to_string()
    };
    let mut facts = vec![
        Fact::new(t("status-reports-rhythm"), t(words::rhythm_key(wanted.rhythm))),
        Fact::new(t("status-reports-audience"), t(words::audience_key(wanted.audience))),
        Fact::new(t("status-reports-language"), wanted.language.own_name()),
        Fact::new(t("status-reports-asked"), when((order.ordered_at, &order.ordered_by))),
    ];
    let mut confirmation = None;
    match &order.ended {
        Some((at, by)) => {
            facts.push(Fact::new(t("status-reports-order-ended-head"), when((*at, by))));
        }
        None => {
            let end = t("status-reports-order-end");
            confirmation = Some(
                Confirmation::new(format!("{path}/end"), end, PATH)
                    .consequence(t("status-reports-order-end-nothing-more"))
                    .consequence(t("status-reports-order-end-kept"))
                    .dangerous(),
            );
        }
    }
    let history = history::moments(&app.db, texts, "report-order", &order.id.to_string()).await?;
    Ok(OrderPage {
        path,
        facts,
        form,
        confirmation,
        history,
        frame: frame
            .titled(title)
            .under(t("status-reports-title"), "/status-reports")
            .under(t("status-reports-orders"), PATH)
            .with_errors(has_errors),
    })
}

fn readers_form(order: &ReportOrder, texts: Texts) -> Option<Form> {
    let field = ask::readers_field(texts).value(readers::written(&order.order.readers));
    order.ended.is_none().then(|| Form::new([field]))
}

/// `GET /status-reports/orders/{order}`.
pub(crate) async fn show(
    State(app): State<App>,
    Officer(actor): Officer,
    PathOf(id): PathOf<ReportOrderId>,
    frame: PageFrame,
) -> Result<Response, Problem> {
    let order = order_for_actor(&app.db, &actor, id).await?.ok_or_else(Problem::not_found)?;
    let form = readers_form(&order, frame.texts);
    Ok(render(&order_page(&app, frame, &order, form, false).await?))
}

/// `POST /status-reports/orders/{order}`: says anew who is told.
pub(crate) async fn set_readers(
    State(app): State<App>,
    Officer(actor): Officer,
    PathOf(id): PathOf<ReportOrderId>,
    frame: PageFrame,
    Posted(pairs): Posted<Vec<(String, String)>>,
) -> Result<Response, Problem> {
    let texts = frame.texts;
    let order = order_for_actor(&app.db, &actor, id).await?.ok_or_else(Problem::not_found)?;
    let filled = Filled::from(pairs);
    let mut errors = FieldErrors::none();
    let told = ask::told(&app, &filled, &mut errors, texts).await?;
    if errors.is_empty() {
        match set_order_readers(&app.db, app.clock.as_ref(), &actor, id, &told).await {
            Ok(()) => return Ok(Redirect::to(&format!("{PATH}/{id}")).into_response()),
            Err(error) => {
                let (field, said) = refusal(&error, texts)?;
                errors.add(field, said);
            }
        }
    }
    let form = readers_form(&order, texts).map(|form| form.filled(&filled).checked(&errors));
    let page = order_page(&app, frame, &order, form, true).await?;
    Ok(render_as(StatusCode::UNPROCESSABLE_ENTITY, &page))
}

/// `POST /status-reports/orders/{order}/end`: nothing comes by it any more.
pub(crate) async fn end(
    State(app): State<App>,
    Officer(actor): Officer,
    PathOf(id): PathOf<ReportOrderId>,
    texts: Texts,
) -> Result<Response, Problem> {
    match end_order(&app.db, app.clock.as_ref(), &actor, id).await {
        Ok(()) => Ok(Redirect::to(PATH).into_response()),
        Err(error) => {
            let problem = match refusal(&error, texts) {
                Ok((_, said)) => Problem::conflict(said),
                Err(problem) => problem,
            };
            Err(problem.or_else_do("show", texts.t("status-reports-orders"), PATH))
        }
    }
}
