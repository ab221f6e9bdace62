//! One version of a form: as applicants see it, its file, publishing, copying and discarding it.

use super::{Missing, found, href, refusals, title, words};
use crate::{
    App,
    kit::{
        Badge, Confirmation, ConfirmationPage, Fact, FieldErrors, FieldProblem, Filled, Form,
        FormField, PageFrame, Problem, format, render, render_as,
    },
    questions::{self, Asking, Deed, Places, QuestionForm, Typed, question_form},
    session::Officer,
};
use askama::Template;
use axum::{
    Form as Sent,
    extract::{Path, State},
    http::{StatusCode, header},
    response::{IntoResponse, Redirect, Response},
};
use forms::{
    Answers, Doubt, FormError, FormVersion, VersionVerb, copy_form, discard_form_draft, examine,
    examine_draft, publish_form, too_wide,
};

#[derive(Template)]
#[template(path = "forms/version.html")]
struct VersionPage {
    frame: PageFrame,
    here: String,
    badge: Badge,
    facts: Vec<Fact>,
    is_draft: bool,
    missing: Missing,
    questions: QuestionForm,
    /// Everything that was tried is filled in as it should be.
    is_fine: bool,
}

struct Tried<'a> {
    answers: &'a Answers,
    doubts: &'a [Doubt],
    places: &'a Places,
    more: Option<&'a str>,
    is_fine: bool,
}

fn page(frame: PageFrame, version: &FormVersion, tried: &Tried<'_>) -> VersionPage {
    let texts = frame.texts;
    let asking = Asking {
        definition: &version.definition,
        answers: tried.answers,
        doubts: tried.doubts,
        places: tried.places,
        upload: None,
        more: tried.more,
        hindrances: None,
    };
    let questions = question_form(&frame, &asking);
    let name = title(&version.definition, texts);
    let number = texts.t("forms-version").with("number", version.number).to_string();
    let mut facts = vec![
        Fact::new(texts.t("forms-kind"), words::kind(version.definition.kind, texts)),
        Fact::new(texts.t("forms-saved-by"), &version.saved_by),
        Fact::new(texts.t("forms-saved-at"), format::instant(version.saved_at, frame.language())),
    ];
    // The sum of a draft says nothing: it is another after each save.
    if version.state.is_published() {
        facts.push(Fact::new(texts.t("forms-hash"), &version.hash));
    }
    VersionPage {
        here: href(version),
        badge: words::badge(version, texts),
        facts,
        is_draft: !version.state.is_published(),
        missing: Missing::of(version, texts),
        is_fine: tried.is_fine,
        frame: frame
            .crumb("forms-title", "/forms")
            .under(&name, format!("/forms/{}", version.slug))
            .titled(format!("{name}, {number}"))
            .with_errors(questions.has_errors()),
        questions,
    }
}

/// `GET /forms/{slug}/{number}`: as applicants see it.
pub(crate) async fn show(
    State(app): State<App>,
    Officer(actor): Officer,
    Path((slug, number)): Path<(String, i32)>,
    frame: PageFrame,
) -> Result<Response, Problem> {
    let version = found(&app, &actor, &slug, number).await?;
    let places = Places::on(&app, app.clock.today()).await?;
    let tried = Tried {
        answers: &Answers::new(),
        doubts: &[],
        places: &places,
        more: None,
        is_fine: false,
    };
    Ok(render(&page(frame, &version, &tried)))
}

/// `POST /forms/{slug}/{number}`: tried out; nothing is kept.
pub(crate) async fn try_out(
    State(app): State<App>,
    Officer(actor): Officer,
    Path((slug, number)): Path<(String, i32)>,
    frame: PageFrame,
    Sent(sent): Sent<Vec<(String, String)>>,
) -> Result<Response, Problem> {
    let version = found(&app, &actor, &slug, number).await?;
    let places = Places::on(&app, app.clock.today()).await?;
    let typed = Typed::from(sent);
    let definition = &version.definition;
    let answers = typed.answers(definition, &places);
    // As where it is kept: a page of more could not be sent back.
    if let Some(doubt) = too_wide(definition, &answers) {
        let said = questions::words::doubt(&doubt, Some(definition), frame.texts);
        let field = FieldProblem { field: doubt.at.to_string(), detail: said.clone() };
        return Err(Problem::invalid(vec![field]).detail(said));
    }
    let (deed, numbers) = (typed.deed(), places.numbers());
    let looks_over = deed == Deed::LookOver;
    let doubts = if looks_over {
        examine(definition, &answers, Some(&numbers))
    } else {
        examine_draft(definition, &answers, Some(&numbers))
    };
    let more = match &deed {
        Deed::Add(question) => Some(question.as_str()),
        _ => None,
    };
    let tried = Tried {
        answers: &answers,
        is_fine: looks_over && doubts.iter().all(|doubt| doubt.warns),
        doubts: &doubts,
        places: &places,
        more,
    };
    Ok(render(&page(frame, &version, &tried)))
}

/// `GET /forms/{slug}/{number}/file`: the definition, to be kept or taken elsewhere.
pub(crate) async fn file(
    State(app): State<App>,
    Officer(actor): Officer,
    Path((slug, number)): Path<(String, i32)>,
) -> Result<Response, Problem> {
    let version = found(&app, &actor, &slug, number).await?;
    // A short name is made of letters, digits and hyphens: nothing in it needs to be escaped.
    let name = format!("attachment; filename=\"{}-{}.json\"", version.slug, version.number);
    let headers = [
        (header::CONTENT_TYPE, "application/json".to_owned()),
        (header::CONTENT_DISPOSITION, name),
        (header::CACHE_CONTROL, "no-store".to_owned()),
    ];
    Ok((headers, version.definition.to_json()).into_response())
}

fn under(frame: PageFrame, version: &FormVersion, key: &str) -> PageFrame {
    let texts = frame.texts;
    let name = title(&version.definition, texts);
    let number = texts.t("forms-version").with("number", version.number).to_string();
    frame
        .crumb("forms-title", "/forms")
        .under(&name, format!("/forms/{}", version.slug))
        .under(number, href(version))
        .titled_by(key)
}

fn refuse(version: &FormVersion, verb: VersionVerb, frame: &PageFrame) -> Result<(), Problem> {
    version.state.allow(verb).map_err(|refusal| {
        refusals::of_form(frame.texts, &FormError::NotPossible(refusal)).or_else_do(
            "see-form",
            frame.t("forms-see-versions"),
            format!("/forms/{}", version.slug),
        )
    })
}

#[derive(Template)]
#[template(path = "forms/publish.html")]
struct PublishPage {
    frame: PageFrame,
    here: String,
    missing: Missing,
    confirmation: Confirmation,
}

/// `GET /forms/{slug}/{number}/publish`: what is missing, or the question whether it shall be.
pub(crate) async fn confirm_publish(
    State(app): State<App>,
    Officer(actor): Officer,
    Path((slug, number)): Path<(String, i32)>,
    frame: PageFrame,
) -> Result<Response, Problem> {
    let version = found(&app, &actor, &slug, number).await?;
    refuse(&version, VersionVerb::Publish, &frame)?;
    Ok(render(&publish_page(frame, &version)))
}

fn publish_page(frame: PageFrame, version: &FormVersion) -> PublishPage {
    let here = href(version);
    let ask = Confirmation::new(format!("{here}/publish"), frame.t("forms-publish"), &here)
        .consequence(frame.t("forms-publish-consequence"))
        .consequence(frame.t("forms-publish-calls"));
    PublishPage {
        missing: Missing::of(version, frame.texts),
        confirmation: ask,
        here,
        frame: under(frame, version, "forms-publish-title"),
    }
}

/// `POST /forms/{slug}/{number}/publish`.
pub(crate) async fn publish(
    State(app): State<App>,
    Officer(actor): Officer,
    Path((slug, number)): Path<(String, i32)>,
    frame: PageFrame,
) -> Result<Response, Problem> {
    let version = found(&app, &actor, &slug, number).await?;
    match publish_form(&app.db, app.clock.as_ref(), &actor, version.id).await {
        Ok(()) => Ok(Redirect::to(&format!("/forms/{slug}")).into_response()),
        Err(FormError::Faulty(_) | FormError::Wordless(_)) => {
            let page = publish_page(frame, &version);
            Ok(render_as(StatusCode::UNPROCESSABLE_ENTITY, &page))
        }
        Err(error) => Err(refusals::of_form(frame.texts, &error)),
    }
}

#[derive(Template)]
#[template(path = "forms/copy.html")]
struct CopyPage {
    frame: PageFrame,
    action: String,
    form: Form,
}

fn copy_page(
    frame: PageFrame,
    version: &FormVersion,
    filled: &Filled,
    errors: &FieldErrors,
) -> CopyPage {
    let slug = FormField::text("slug", frame.t("forms-slug")).hint(frame.t("forms-slug-hint"));
    CopyPage {
        action: format!("{}/copy", href(version)),
        form: Form::new([slug.max_length(60)]).filled(filled).checked(errors),
        frame: under(frame, version, "forms-copy-title").with_errors(!errors.is_empty()),
    }
}

/// `GET /forms/{slug}/{number}/copy`.
pub(crate) async fn ask_copy(
    State(app): State<App>,
    Officer(actor): Officer,
    Path((slug, number)): Path<(String, i32)>,
    frame: PageFrame,
) -> Result<Response, Problem> {
    let version = found(&app, &actor, &slug, number).await?;
    Ok(render(&copy_page(frame, &version, &Filled::default(), &FieldErrors::none())))
}

/// `POST /forms/{slug}/{number}/copy`.
pub(crate) async fn copy(
    State(app): State<App>,
    Officer(actor): Officer,
    Path((slug, number)): Path<(String, i32)>,
    frame: PageFrame,
    Sent(sent): Sent<Vec<(String, String)>>,
) -> Result<Response, Problem> {
    let (texts, filled) = (frame.texts, Filled::from(sent));
    let version = found(&app, &actor, &slug, number).await?;
    let mut errors = FieldErrors::none();
    if let Some(new) = errors.text(&filled, "slug", texts) {
        match copy_form(&app.db, app.clock.as_ref(), &actor, version.id, new).await {
            Ok(id) => {
                let copy = forms::version(&app.db, id).await?.ok_or_else(Problem::not_found)?;
                return Ok(Redirect::to(&format!("{}/edit", href(&copy))).into_response());
            }
            Err(error @ (FormError::BadSlug(_) | FormError::SlugTaken(_))) => {
                errors.add("slug", refusals::said(texts, &error));
            }
            Err(error) => return Err(refusals::of_form(texts, &error)),
        }
    }
    let page = copy_page(frame, &version, &filled, &errors);
    Ok(render_as(StatusCode::UNPROCESSABLE_ENTITY, &page))
}

/// `GET /forms/{slug}/{number}/discard`.
pub(crate) async fn confirm_discard(
    State(app): State<App>,
    Officer(actor): Officer,
    Path((slug, number)): Path<(String, i32)>,
    frame: PageFrame,
) -> Result<Response, Problem> {
    let version = found(&app, &actor, &slug, number).await?;
    refuse(&version, VersionVerb::Discard, &frame)?;
    let here = href(&version);
    let mut ask = Confirmation::new(format!("{here}/discard"), frame.t("forms-discard"), &here)
        .consequence(frame.t("forms-discard-consequence"))
        .dangerous();
    if number == 1 {
        ask = ask.consequence(frame.t("forms-discard-form"));
    }
    let facts = vec![
        Fact::new(frame.t("forms-saved-by"), &version.saved_by),
        Fact::new(frame.t("forms-saved-at"), format::instant(version.saved_at, frame.language())),
    ];
    let frame = under(frame, &version, "forms-discard-title");
    Ok(render(&ConfirmationPage { frame, facts, confirmation: ask }))
}

/// `POST /forms/{slug}/{number}/discard`.
pub(crate) async fn discard(
    State(app): State<App>,
    Officer(actor): Officer,
    Path((slug, number)): Path<(String, i32)>,
    frame: PageFrame,
) -> Result<Response, Problem> {
    let version = found(&app, &actor, &slug, number).await?;
    discard_form_draft(&app.db, app.clock.as_ref(), &actor, version.id)
        .await
        .map_err(|error| refusals::of_form(frame.texts, &error))?;
    let next = if number == 1 { "/forms".to_owned() } else { format!("/forms/{slug}") };
    Ok(Redirect::to(&next).into_response())
}
