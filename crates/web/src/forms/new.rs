//! A new form: empty, copied from another, or from a file.

use super::{
    builder::change::{blank, fresh_key},
    href, refusals, title, words,
};
use crate::{
    App,
    kit::{
        Choice, Control, FieldErrors, Filled, Form, FormField, PageFrame, Problem, Texts, render,
        render_as,
    },
    session::Officer,
};
use askama::Template;
use axum::{
    extract::{Multipart, State},
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use forms::{Definition, FormError, FormKind, copy_form, import_form, queries};
use vocabulary::{Actor, FormVersionId, Language};

#[derive(Template)]
#[template(path = "forms/new.html")]
struct NewPage {
    frame: PageFrame,
    form: Form,
    /// A file was sent that must be chosen again.
    file_again: bool,
}

async fn fields(app: &App, actor: &Actor, texts: Texts) -> Result<Vec<FormField>, Problem> {
    let ways = [
        ("empty", "forms-way-empty", "forms-way-empty-hint"),
        ("copy", "forms-way-copy", "forms-way-copy-hint"),
        ("file", "forms-way-file", "forms-way-file-hint"),
    ];
    let way = |(value, key, hint): (&str, &str, &str)| {
        Choice::new(value, texts.t(key)).hint(texts.t(hint))
    };
    let kinds = FormKind::ALL.map(|kind| Choice::new(kind.word(), words::kind(kind, texts)));
    let lines = queries::forms_for_actor(&app.db, actor, None).await?;
    let versions = lines.iter().filter_map(|line| line.shown());
    let versions = versions.map(|version| {
        let name = title(&version.definition, texts);
        let slug = &version.slug;
        Choice::new(format!("{slug}/{}", version.number), format!("{name} ({slug})"))
    });
    Ok(vec![
        // Each way asks for its own fields, and only those are shown.
        FormField::new(Control::Radio(ways.map(way).into()), "way", texts.t("forms-way")),
        FormField::text("title", texts.t("forms-title-nb")).max_length(500),
        FormField::new(Control::Select(kinds.into()), "kind", texts.t("forms-kind")),
        FormField::new(Control::Select(versions.collect()), "from", texts.t("forms-copy-from")),
        FormField::new(Control::File(".json"), "file", texts.t("forms-file")).optional(),
        FormField::lines(6, "json", texts.t("forms-paste")).optional(),
        FormField::text("slug", texts.t("forms-slug"))
            .hint(texts.t("forms-slug-hint"))
            .optional()
            .max_length(60),
    ])
}

fn page(
    frame: PageFrame,
    fields: Vec<FormField>,
    filled: &Filled,
    errors: &FieldErrors,
) -> NewPage {
    NewPage {
        form: Form::new(fields).filled(filled).checked(errors),
        file_again: false,
        frame: frame
            .crumb("forms-title", "/forms")
            .titled_by("forms-new")
            .with_errors(!errors.is_empty()),
    }
}

/// `GET /forms/new`.
pub(crate) async fn ask(
    State(app): State<App>,
    Officer(actor): Officer,
    frame: PageFrame,
) -> Result<Response, Problem> {
    let fields = fields(&app, &actor, frame.texts).await?;
    let filled = [("way", "empty"), ("kind", FormKind::Application.word())];
    let filled = filled.map(|(name, value)| (name.to_owned(), value.to_owned())).to_vec();
    Ok(render(&page(frame, fields, &filled.into(), &FieldErrors::none())))
}

/// All fields; the file as the text it is.
async fn received(mut sent: Multipart) -> Result<Filled, Problem> {
    let unreadable = |_| Problem::of(StatusCode::BAD_REQUEST);
    let mut pairs = Vec::new();
    while let Some(field) = sent.next_field().await.map_err(unreadable)? {
        let name = field.name().unwrap_or_default().to_owned();
        let bytes = field.bytes().await.map_err(unreadable)?;
        // A file in another encoding is no form anyhow; what is wrong with it is said by the reader.
        pairs.push((name, String::from_utf8_lossy(&bytes).into_owned()));
    }
    Ok(pairs.into())
}

/// What the new form is made from.
enum Source {
    Definition(Box<Definition>),
    /// Another form's version, and the slug of that form.
    Copy(FormVersionId, String),
}

/// The slug that was typed, or one that nothing has and that reads like what it is made from.
async fn slug_for(
    app: &App,
    actor: &Actor,
    typed: &str,
    source: &Source,
) -> Result<String, Problem> {
    if !typed.is_empty() {
        return Ok(typed.to_owned());
    }
    let like = match source {
        Source::Definition(definition) => definition.title.to(Language::Bokmal),
        Source::Copy(_, slug) => slug,
    };
    let lines = queries::forms_for_actor(&app.db, actor, None).await?;
    let taken = lines.into_iter().map(|line| line.form.slug).collect();
    let slug = fresh_key(like, "skjema", &taken);
    // A slug begins with a letter.
    let begins = slug.starts_with(|one: char| one.is_ascii_lowercase());
    Ok(if begins { slug } else { fresh_key(&format!("skjema-{slug}"), "skjema", &taken) })
}

async fn source(
    app: &App,
    actor: &Actor,
    filled: &Filled,
    errors: &mut FieldErrors,
    texts: Texts,
) -> Result<Option<Source>, Problem> {
    Ok(match filled.one("way") {
        "copy" => {
            let from = errors.text(filled, "from", texts).and_then(|from| from.rsplit_once('/'));
            let Some((slug, number)) = from else { return Ok(None) };
            let number = number.parse().unwrap_or(0);
            let version = queries::version_for_actor(&app.db, actor, slug, number).await?;
            if version.is_none() {
                errors.add("from", texts.t("form-required"));
            }
            version.map(|version| Source::Copy(version.id, version.slug))
        }
        "file" => {
            let (file, pasted) = (filled.one("file"), filled.one("json"));
            let (field, text) = if file.is_empty() { ("json", pasted) } else { ("file", file) };
            if text.is_empty() {
                errors.add("file", texts.t("forms-no-file"));
                return Ok(None);
            }
            match Definition::from_json(text) {
                Ok(definition) => Some(Source::Definition(Box::new(definition))),
                Err(why) => {
                    let said = texts
                        .t("forms-bad-json")
                        .with("line", why.line)
                        .with("column", why.column)
                        .with("why", why.why);
                    errors.add(field, said);
                    None
                }
            }
        }
        _ => {
            let kind = errors.text(filled, "kind", texts).and_then(FormKind::from_word);
            let title = errors.text(filled, "title", texts);
            match (kind, title) {
                (Some(kind), Some(title)) => Some(Source::Definition(Box::new(blank(kind, title)))),
                _ => None,
            }
        }
    })
}

/// `POST /forms/new`.
pub(crate) async fn make(
    State(app): State<App>,
    Officer(actor): Officer,
    frame: PageFrame,
    sent: Multipart,
) -> Result<Response, Problem> {
    let (texts, filled) = (frame.texts, received(sent).await?);
    let mut errors = FieldErrors::none();
    let source = source(&app, &actor, &filled, &mut errors, texts).await?;
    let slug = match &source {
        Some(source) => slug_for(&app, &actor, filled.one("slug"), source).await?,
        None => filled.one("slug").to_owned(),
    };
    let is_empty_form = !matches!(filled.one("way"), "copy" | "file");
    if is_empty_form && queries::versions_for_actor(&app.db, &actor, &slug).await?.is_some() {
        // A file may bring the next version of a form; an empty form is always another one.
        errors.add("slug", texts.t("forms-slug-taken").with("slug", &slug));
    }
    if let (Some(source), true) = (source, errors.is_empty()) {
        let clock = app.clock.as_ref();
        let made = match source {
            Source::Definition(definition) => {
                import_form(&app.db, clock, &actor, &slug, *definition).await
            }
            Source::Copy(from, _) => copy_form(&app.db, clock, &actor, from, &slug).await,
        };
        match made {
            Ok(id) => {
                let version = forms::version(&app.db, id).await?.ok_or_else(Problem::not_found)?;
                // A draft is there to be written; what a file brought may be published already.
                let write = if version.state.is_published() { "" } else { "/edit" };
                return Ok(Redirect::to(&format!("{}{write}", href(&version))).into_response());
            }
            Err(
                error @ (FormError::BadSlug(_)
                | FormError::SlugTaken(_)
                | FormError::OtherKind { .. }
                | FormError::DraftStands(_)),
            ) => errors.add("slug", refusals::said(texts, &error)),
            Err(error) => return Err(refusals::of_form(texts, &error)),
        }
    }
    let fields = fields(&app, &actor, texts).await?;
    let mut page = page(frame, fields, &filled, &errors);
    // A browser does not fill in a file again, but what was in it need not be lost.
    page.file_again = !filled.one("file").is_empty();
    Ok(render_as(StatusCode::UNPROCESSABLE_ENTITY, &page))
}
