//! Who signs for which organisation: the register, for the directorate. An organisation that has
//! somebody in it sends in its applications by them only.

#[cfg(test)]
mod tests;

use crate::{
    App,
    kit::{
        Badge, Choice, Control, FieldErrors, Filled, Form, FormField, ListQuery, ListSpec,
        PageFrame, PagePlace, Paging, Problem, Texts, Tone, render, render_as,
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
use organisations::{
    NewSignatory, SignatoryError, end_signatory,
    queries::{SignatoryRow, people_for_actor, registered_signatories_for_actor},
    register_signatory,
};
use vocabulary::{Actor, Day, Look, OrganisationId, PersonId, Role};

static SIGNATORIES: ListSpec = ListSpec {
    sorts: &["organisation", "person"],
    first_sort: "organisation",
    filters: &["shown"],
    per_page: 50,
};

/// Somebody who signs, as a row.
struct Row {
    /// Person and organisation, as the form that ends it says them.
    whom: String,
    organisation: String,
    person: String,
    from: Day,
    to: Option<Day>,
    badge: Badge,
    can_end: bool,
}

#[derive(Template)]
#[template(path = "signatories/list.html")]
struct SignatoriesPage {
    frame: PageFrame,
    query: ListQuery,
    paging: Paging,
    today: Day,
    shown: Vec<Choice>,
    rows: Vec<Row>,
    form: Form,
    /// What was wrong with ending something.
    refused: Option<String>,
}

/// How the forms name a person together with whom they sign for.
fn whom(person: PersonId, organisation: OrganisationId) -> String {
    format!("{person}:{organisation}")
}

fn read_whom(text: &str) -> Option<(PersonId, OrganisationId)> {
    let (person, organisation) = text.split_once(':')?;
    Some((person.parse().ok()?, organisation.parse().ok()?))
}

/// Those who apply for somebody, by organisation and name: they may be registered.
async fn applicants(app: &App, actor: &Actor) -> Result<Vec<Choice>, Problem> {
    let held = people_for_actor(&app.db, actor, &Look::everything()).await?.rows;
    let mut held: Vec<_> = held.into_iter().filter(|held| held.role == Role::Applicant).collect();
    held.sort_by(|a, b| {
        (&a.organisation_name, &a.person.name).cmp(&(&b.organisation_name, &b.person.name))
    });
    let choice = |held: organisations::RoleHeld| {
        let label = format!("{}: {}", held.organisation_name, held.person.name);
        Choice::new(whom(held.person.id, held.organisation), label)
    };
    Ok(held.into_iter().map(choice).collect())
}

fn blank(applicants: Vec<Choice>, today: Day, texts: Texts) -> Form {
    Form::new([
        FormField::new(Control::Select(applicants), "whom", texts.t("signatories-whom"))
            .hint(texts.t("signatories-whom-hint")),
        FormField::day("from", texts.t("signatories-from")).value(today.to_string()),
        FormField::day("to", texts.t("signatories-to"))
            .hint(texts.t("signatories-to-hint"))
            .optional(),
    ])
}

fn row(found: SignatoryRow, today: Day, texts: Texts) -> Row {
    let signatory = found.signatory;
    let is_over = signatory.to.is_some_and(|to| to < today);
    let badge = if signatory.signs_on(today) {
        Badge::new(Tone::Success, texts.t("signatories-signs"))
    } else if is_over {
        Badge::new(Tone::Neutral, texts.t("signatories-over"))
    } else {
        Badge::new(Tone::Info, texts.t("signatories-coming"))
    };
    Row {
        whom: whom(signatory.person.id, found.organisation),
        organisation: found.organisation_name,
        person: signatory.person.name,
        from: signatory.from,
        to: signatory.to,
        badge,
        can_end: !is_over,
    }
}

/// What came back of a form, and what is wrong with it.
#[derive(Default)]
struct Sending {
    filled: Filled,
    errors: FieldErrors,
    refused: Option<String>,
}

async fn page(
    app: &App,
    actor: &Actor,
    uri: &Uri,
    frame: PageFrame,
    sending: Option<Sending>,
) -> Result<SignatoriesPage, Problem> {
    let query = ListQuery::read(&SIGNATORIES, uri);
    let (today, texts) = (app.clock.today(), frame.texts);
    let mut form = blank(applicants(app, actor).await?, today, texts);
    let mut refused = None;
    if let Some(sending) = sending {
        refused = sending.refused;
        if refused.is_none() {
            form = form.filled(&sending.filled).checked(&sending.errors);
        }
    }
    let sought = query.q().to_lowercase();
    let all = query.filter("shown") == Some("all");
    let mut found = registered_signatories_for_actor(&app.db, actor).await?;
    found.retain(|row| {
        let text = format!("{} {}", row.organisation_name, row.signatory.person.name);
        (all || row.signatory.to.is_none_or(|to| to >= today))
            && text.to_lowercase().contains(&sought)
    });
    if query.sort().by == "person" {
        found.sort_by(|a, b| a.signatory.person.name.cmp(&b.signatory.person.name));
    }
    if query.sort().descending {
        found.reverse();
    }
    let paging = query.paging(u64::try_from(found.len()).unwrap_or(u64::MAX));
    let from = usize::try_from(paging.offset()).unwrap_or(usize::MAX);
    let most = usize::try_from(paging.limit()).unwrap_or(usize::MAX);
    let rows = found.into_iter().skip(from).take(most).map(|one| row(one, today, texts)).collect();
    let has_errors = refused.is_some() || form.has_errors();
    Ok(SignatoriesPage {
        query,
        paging,
        today,
        shown: vec![Choice::new("all", texts.t("signatories-shown-ended"))],
        rows,
        form,
        refused,
        frame: frame
            .titled_by("signatories-title")
            .with_errors(has_errors)
            .crumb("applications-title", "/applications"),
    })
}

/// `GET /signatories`.
pub(crate) async fn list(
    State(app): State<App>,
    Officer(actor): Officer,
    OriginalUri(uri): OriginalUri,
    frame: PageFrame,
) -> Result<Response, Problem> {
    Ok(render(&page(&app, &actor, &uri, frame, None).await?))
}

fn back() -> Response {
    Redirect::to("/signatories").into_response()
}

/// The page again with what is wrong, under the list's own address: its filters lead there.
async fn again(
    app: &App,
    actor: &Actor,
    frame: PageFrame,
    sending: Sending,
) -> Result<Response, Problem> {
    let uri = Uri::from_static("/signatories");
    let page = page(app, actor, &uri, frame, Some(sending)).await?;
    Ok(render_as(StatusCode::UNPROCESSABLE_ENTITY, &page))
}

/// A refusal as the field it belongs to and its sentence, or as a problem.
pub(crate) fn refusal(
    error: &SignatoryError,
    texts: Texts,
) -> Result<(&'static str, String), Problem> {
    Ok(match error {
        SignatoryError::NotAllowed => return Err(Problem::forbidden()),
        SignatoryError::Database(_) => return Err(Problem::internal(error)),
        SignatoryError::NotAnApplicant => {
            ("whom", texts.t("signatories-not-an-applicant").to_string())
        }
        SignatoryError::EndsBeforeItBegins { from, .. } => {
            ("to", texts.t("signatories-ends-before").with("from", from).to_string())
        }
        SignatoryError::SignsAlready => ("from", texts.t("signatories-signs-already").to_string()),
        SignatoryError::NotASignatory => {
            ("whom", texts.t("signatories-not-a-signatory").to_string())
        }
    })
}

/// `POST /signatories`: registers somebody who signs.
pub(crate) async fn register(
    State(app): State<App>,
    Officer(actor): Officer,
    frame: PageFrame,
    Sent(pairs): Sent<Vec<(String, String)>>,
) -> Result<Response, Problem> {
    let filled = Filled::from(pairs);
    let (mut errors, texts) = (FieldErrors::none(), frame.texts);
    let whom = read_whom(filled.one("whom"));
    if whom.is_none() {
        errors.add("whom", texts.t("assessments-choose"));
    }
    let from = errors.day(&filled, "from", texts);
    let to = match filled.one("to") {
        "" => None,
        _ => errors.day(&filled, "to", texts),
    };
    if let (Some((person, organisation)), Some(from), true) = (whom, from, errors.is_empty()) {
        let new = NewSignatory { person, organisation, from, to };
        match register_signatory(&app.db, app.clock.as_ref(), &actor, new).await {
            Ok(()) => return Ok(back()),
            Err(error) => {
                let (field, said) = refusal(&error, texts)?;
                errors.add(field, said);
            }
        }
    }
    again(&app, &actor, frame, Sending { filled, errors, refused: None }).await
}

/// `POST /signatories/end`: says until when somebody signs.
pub(crate) async fn end(
    State(app): State<App>,
    Officer(actor): Officer,
    frame: PageFrame,
    Sent(pairs): Sent<Vec<(String, String)>>,
) -> Result<Response, Problem> {
    let filled = Filled::from(pairs);
    let (mut errors, texts) = (FieldErrors::none(), frame.texts);
    let last = errors.day(&filled, "on", texts);
    let refused = match (read_whom(filled.one("whom")), last) {
        (Some((person, organisation)), Some(last)) => {
            let clock = app.clock.as_ref();
            match end_signatory(&app.db, clock, &actor, person, organisation, last).await {
                Ok(()) => return Ok(back()),
                Err(error) => refusal(&error, texts)?.1,
            }
        }
        (None, _) => texts.t("signatories-not-a-signatory").to_string(),
        (_, None) => errors.of("on").unwrap_or_default().to_owned(),
    };
    again(&app, &actor, frame, Sending { refused: Some(refused), ..Sending::default() }).await
}
