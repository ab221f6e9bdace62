//! The registers that disqualify by themselves: who is tied to which organisation, and who is above
//! whom.

use super::{refusals, refusals::TieFields, words};
use crate::{
    App,
    kit::{
        Badge, Choice, Control, FieldErrors, Filled, Form, FormField, ListQuery, ListSpec,
        PageFrame, PagePlace, Paging, Problem, Tone, render, render_as,
    },
    session::Officer,
};
use askama::Template;
use axum::{
    Form as Sent,
    extract::{OriginalUri, State},
    http::{StatusCode, Uri},
    response::{IntoResponse, Redirect, Response},
};
use grant_applications::{
    NewTie, TieError, TieKind,
    queries::{SuperiorRow, TieRow, superiors_for_actor, ties_for_actor},
    set_superior,
};
use organisations::OrganisationKind;
use std::collections::BTreeMap;
use vocabulary::{Actor, Day, PersonId, Role, SuperiorId, TieId};

static TIES: ListSpec = ListSpec {
    sorts: &["person", "organisation"],
    first_sort: "person",
    filters: &["shown"],
    per_page: 50,
};

/// Something registered that lasts from a day on, and perhaps to one.
struct Lasting {
    from: Day,
    to: Option<Day>,
    badge: Badge,
    /// Whether its end can still be set.
    can_end: bool,
}

impl Lasting {
    fn of(from: Day, to: Option<Day>, today: Day, frame: &PageFrame) -> Lasting {
        let is_over = to.is_some_and(|to| to < today);
        let badge = if is_over {
            Badge::new(Tone::Neutral, frame.t("assessments-tie-over"))
        } else {
            Badge::new(Tone::Warning, frame.t("assessments-tie-bears"))
        };
        Lasting { from, to, badge, can_end: !is_over }
    }
}

/// A tie as a row.
struct Tied {
    id: TieId,
    person: String,
    organisation: String,
    kind: String,
    note: String,
    lasts: Lasting,
}

/// A superior as a row.
struct Above {
    id: SuperiorId,
    person: String,
    superior: String,
    lasts: Lasting,
}

#[derive(Template)]
#[template(path = "assessments/ties.html")]
struct TiesPage {
    frame: PageFrame,
    query: ListQuery,
    paging: Paging,
    today: Day,
    shown: Vec<Choice>,
    ties: Vec<Tied>,
    superiors: Vec<Above>,
    tie_form: Form,
    superior_form: Form,
    /// What was wrong with ending something.
    refused: Option<String>,
}

const TIE: TieFields =
    TieFields { person: "person", other: "organisation", from: "from", to: "to", note: "note" };

const SUPERIOR: TieFields = TieFields {
    person: "subordinate",
    other: "superior",
    from: "since",
    to: "since",
    note: "since",
};

/// Those who work for the directorate, by name.
async fn people(app: &App) -> Result<Vec<Choice>, Problem> {
    let mut found: BTreeMap<(String, PersonId), String> = BTreeMap::new();
    for role in Role::ALL.into_iter().filter(|role| role.is_directorate()) {
        for person in organisations::directorate_people(&app.db, role).await? {
            found.insert((person.name.clone(), person.id), person.name);
        }
    }
    let choices = found.into_iter().map(|((_, id), name)| Choice::new(id.to_string(), name));
    Ok(choices.collect())
}

fn tie_form(frame: &PageFrame, people: &[Choice], organisations: Vec<Choice>, today: Day) -> Form {
    let kind = |kind: TieKind| Choice::new(kind.word(), words::kind(kind, frame.texts));
    Form::new([
        FormField::new(Control::Select(people.to_vec()), "person", frame.t("assessments-person")),
        FormField::new(
            Control::Select(organisations),
            "organisation",
            frame.t("assessments-organisation"),
        ),
        FormField::new(
            Control::Radio(TieKind::ALL.map(kind).into()),
            "kind",
            frame.t("assessments-kind"),
        ),
        FormField::lines(2, "note", frame.t("assessments-tie-note"))
            .hint(frame.t("assessments-tie-note-hint"))
            .max_length(1000)
            .optional(),
        FormField::day("from", frame.t("assessments-from"))
            .hint(frame.t("assessments-from-hint"))
            .value(today.to_string()),
        FormField::day("to", frame.t("assessments-to"))
            .hint(frame.t("assessments-to-hint"))
            .optional(),
    ])
}

fn superior_form(frame: &PageFrame, people: &[Choice], today: Day) -> Form {
    Form::new([
        FormField::new(
            Control::Select(people.to_vec()),
            "subordinate",
            frame.t("assessments-subordinate"),
        ),
        FormField::new(
            Control::Select(people.to_vec()),
            "superior",
            frame.t("assessments-superior"),
        ),
        FormField::day("since", frame.t("assessments-from"))
            .hint(frame.t("assessments-from-hint"))
            .value(today.to_string()),
    ])
}

/// What was sent, to which of the two forms, and what is wrong with it.
#[derive(Default)]
struct Sending {
    filled: Filled,
    errors: FieldErrors,
    refused: Option<String>,
    is_superior: bool,
}

async fn page(
    app: &App,
    actor: &Actor,
    uri: &Uri,
    frame: PageFrame,
    sending: Option<Sending>,
) -> Result<TiesPage, Problem> {
    let query = ListQuery::read(&TIES, uri);
    let (db, today) = (&app.db, app.clock.today());
    let people = people(app).await?;
    let organisations = organisations::list(db).await?.into_iter();
    let organisations = organisations.filter(|one| one.kind != OrganisationKind::Directorate);
    let organisations =
        organisations.map(|one| Choice::new(one.id.to_string(), one.name)).collect();
    let mut tie_form = tie_form(&frame, &people, organisations, today);
    let mut superior_form = superior_form(&frame, &people, today);
    let mut refused = None;
    if let Some(sending) = sending {
        refused = sending.refused;
        if refused.is_none() && sending.is_superior {
            superior_form = superior_form.filled(&sending.filled).checked(&sending.errors);
        } else if refused.is_none() {
            tie_form = tie_form.filled(&sending.filled).checked(&sending.errors);
        }
    }
    let sought = query.q().to_lowercase();
    let all = query.filter("shown") == Some("all");
    let lasts = |to: Option<Day>| all || to.is_none_or(|to| to >= today);
    let mut rows: Vec<TieRow> = ties_for_actor(db, actor)
        .await?
        .into_iter()
        .filter(|row| lasts(row.tie.to))
        .filter(|row| {
            let text = format!("{} {}", row.person_name, row.organisation_name);
            text.to_lowercase().contains(&sought)
        })
        .collect();
    if query.sort().by == "organisation" {
        rows.sort_by(|a, b| a.organisation_name.cmp(&b.organisation_name));
    }
    if query.sort().descending {
        rows.reverse();
    }
    let paging = query.paging(u64::try_from(rows.len()).unwrap_or(u64::MAX));
    let from = usize::try_from(paging.offset()).unwrap_or(usize::MAX);
    let most = usize::try_from(paging.limit()).unwrap_or(usize::MAX);
    let superiors: Vec<SuperiorRow> = superiors_for_actor(db, actor).await?;
    let tied = |row: TieRow| Tied {
        id: row.tie.id,
        person: row.person_name,
        organisation: row.organisation_name,
        kind: words::kind(row.tie.kind, frame.texts),
        note: row.tie.note,
        lasts: Lasting::of(row.tie.from, row.tie.to, today, &frame),
    };
    let above = |row: SuperiorRow| Above {
        id: row.superior.id,
        person: row.person_name,
        superior: row.superior_name,
        lasts: Lasting::of(row.superior.from, row.superior.to, today, &frame),
    };
    let ties = rows.into_iter().skip(from).take(most).map(tied).collect();
    let superiors = superiors.into_iter().filter(|row| lasts(row.superior.to)).map(above).collect();
    let shown = vec![Choice::new("all", frame.t("assessments-shown-ended"))];
    let has_errors = refused.is_some() || tie_form.has_errors() || superior_form.has_errors();
    Ok(TiesPage {
        query,
        paging,
        today,
        shown,
        ties,
        superiors,
        tie_form,
        superior_form,
        refused,
        frame: frame
            .titled_by("assessments-ties-title")
            .with_errors(has_errors)
            .crumb("assessments-title", "/assessments"),
    })
}

/// `GET /ties`.
pub(crate) async fn ties(
    State(app): State<App>,
    Officer(actor): Officer,
    OriginalUri(uri): OriginalUri,
    frame: PageFrame,
) -> Result<Response, Problem> {
    Ok(render(&page(&app, &actor, &uri, frame, None).await?))
}

/// Where one goes after a change.
fn back() -> Response {
    Redirect::to("/ties").into_response()
}

/// A refusal: a problem, or the page again with what is wrong at its field.
async fn refused(
    app: &App,
    actor: &Actor,
    frame: PageFrame,
    sending: Sending,
) -> Result<Response, Problem> {
    // Under the list's own address: its filters lead there.
    let page = page(app, actor, &Uri::from_static("/ties"), frame, Some(sending)).await?;
    Ok(render_as(StatusCode::UNPROCESSABLE_ENTITY, &page))
}

/// What stands in a choice of a form, read as what it names; notes the error when nothing is chosen.
fn choice<T: std::str::FromStr>(
    errors: &mut FieldErrors,
    filled: &Filled,
    name: &str,
    frame: &PageFrame,
) -> Option<T> {
    let chosen = filled.one(name).parse().ok();
    if chosen.is_none() {
        errors.add(name, frame.t("assessments-choose"));
    }
    chosen
}

/// `POST /ties`: registers a tie.
pub(crate) async fn register_tie(
    State(app): State<App>,
    Officer(actor): Officer,
    frame: PageFrame,
    Sent(pairs): Sent<Vec<(String, String)>>,
) -> Result<Response, Problem> {
    let filled = Filled::from(pairs);
    let (mut errors, texts) = (FieldErrors::none(), frame.texts);
    let person = choice(&mut errors, &filled, "person", &frame);
    let organisation = choice(&mut errors, &filled, "organisation", &frame);
    let kind = TieKind::from_word(filled.one("kind"));
    if kind.is_none() {
        errors.add("kind", texts.t("assessments-choose"));
    }
    let from = errors.day(&filled, "from", texts);
    let to = match filled.one("to") {
        "" => None,
        _ => errors.day(&filled, "to", texts),
    };
    if let (Some(person), Some(organisation), Some(kind), Some(from), true) =
        (person, organisation, kind, from, errors.is_empty())
    {
        let note = filled.one("note").to_owned();
        let new = NewTie { person, organisation, kind, note, from, to };
        let clock = app.clock.as_ref();
        match grant_applications::register_tie(&app.db, clock, &actor, new).await {
            Ok(_) => return Ok(back()),
            Err(error) => {
                let problem = refusals::of_ties(texts, &error, TIE, &mut errors);
                if let Some(problem) = problem {
                    return Err(problem);
                }
            }
        }
    }
    let sending = Sending { filled, errors, ..Sending::default() };
    refused(&app, &actor, frame, sending).await
}

/// `POST /ties/superiors`: says who is above whom.
pub(crate) async fn register_superior(
    State(app): State<App>,
    Officer(actor): Officer,
    frame: PageFrame,
    Sent(pairs): Sent<Vec<(String, String)>>,
) -> Result<Response, Problem> {
    let filled = Filled::from(pairs);
    let (mut errors, texts) = (FieldErrors::none(), frame.texts);
    let person = choice(&mut errors, &filled, "subordinate", &frame);
    let superior = choice(&mut errors, &filled, "superior", &frame);
    let since = errors.day(&filled, "since", texts);
    if let (Some(person), Some(superior), Some(since)) = (person, superior, since) {
        let clock = app.clock.as_ref();
        match set_superior(&app.db, clock, &actor, person, superior, since).await {
            Ok(_) => return Ok(back()),
            Err(error) => {
                let problem = refusals::of_ties(texts, &error, SUPERIOR, &mut errors);
                if let Some(problem) = problem {
                    return Err(problem);
                }
            }
        }
    }
    let sending = Sending { filled, errors, is_superior: true, ..Sending::default() };
    refused(&app, &actor, frame, sending).await
}

/// What was sent to end something: its id and its last day, or what is wrong with them.
fn ending<T: std::str::FromStr>(filled: &Filled, frame: &PageFrame) -> Result<(T, Day), String> {
    let mut errors = FieldErrors::none();
    let id = filled.one("id").parse().ok();
    let on = errors.day(filled, "on", frame.texts);
    match (id, on) {
        (Some(id), Some(on)) => Ok((id, on)),
        (None, _) => Err(frame.t("assessments-no-tie").into()),
        (_, None) => Err(errors.of("on").unwrap_or_default().to_owned()),
    }
}

async fn ended(
    app: &App,
    actor: &Actor,
    frame: PageFrame,
    done: Result<Result<(), TieError>, String>,
) -> Result<Response, Problem> {
    let said = match done {
        Ok(Ok(())) => return Ok(back()),
        Ok(Err(error)) => {
            let mut errors = FieldErrors::none();
            match refusals::of_ties(frame.texts, &error, TIE, &mut errors) {
                Some(problem) => return Err(problem),
                None => errors.all().first().map(|error| error.message.clone()).unwrap_or_default(),
            }
        }
        Err(said) => said,
    };
    let sending = Sending { refused: Some(said), ..Sending::default() };
    refused(app, actor, frame, sending).await
}

/// `POST /ties/end`: gives a tie its last day.
pub(crate) async fn end_tie(
    State(app): State<App>,
    Officer(actor): Officer,
    frame: PageFrame,
    Sent(pairs): Sent<Vec<(String, String)>>,
) -> Result<Response, Problem> {
    let filled = Filled::from(pairs);
    let done = match ending::<TieId>(&filled, &frame) {
        Ok((id, on)) => {
            let clock = app.clock.as_ref();
            Ok(grant_applications::end_tie(&app.db, clock, &actor, id, on).await)
        }
        Err(said) => Err(said),
    };
    ended(&app, &actor, frame, done).await
}

/// `POST /ties/superiors/end`: says until when somebody was a superior.
pub(crate) async fn end_superior(
    State(app): State<App>,
    Officer(actor): Officer,
    frame: PageFrame,
    Sent(pairs): Sent<Vec<(String, String)>>,
) -> Result<Response, Problem> {
    let filled = Filled::from(pairs);
    let done = match ending::<SuperiorId>(&filled, &frame) {
        Ok((id, on)) => {
            let clock = app.clock.as_ref();
            Ok(grant_applications::end_superior(&app.db, clock, &actor, id, on).await)
        }
        Err(said) => Err(said),
    };
    ended(&app, &actor, frame, done).await
}
