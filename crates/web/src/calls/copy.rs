//! The call of another year, from this one.

use super::{facts_of, refusals, seen, words};
use crate::{
    App,
    kit::{
        Confirmation, ConfirmationPage, FieldErrors, Filled, FormField, PageFrame, Problem, render,
        render_as,
    },
    session::Officer,
};
use axum::{
    Form as Sent,
    extract::{Path, State},
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use grant_applications::{AnnounceError, Call, CallDoubt, copy_call};

fn page(frame: PageFrame, call: &Call, filled: &Filled, errors: &FieldErrors) -> ConfirmationPage {
    let here = format!("/calls/{}", call.slug);
    let field = |field: FormField| field.filled(filled).checked(errors);
    let slug = FormField::text("slug", frame.t("calls-slug")).hint(frame.t("calls-slug-hint"));
    let ask = Confirmation::new(format!("{here}/copy"), frame.t("calls-copy-do"), &here)
        .consequence(frame.t("calls-copy-what"))
        .consequence(frame.t("calls-copy-days"))
        .field(field(FormField::number("year", frame.t("calls-year"))))
        .field(field(slug.max_length(60)));
    let facts = facts_of(call, &frame);
    let name = call.title_in(frame.language()).to_owned();
    let frame = frame
        .crumb("calls-title", "/calls")
        .under(name, here)
        .titled_by("calls-copy-title")
        .with_errors(!errors.is_empty());
    ConfirmationPage { frame, facts, confirmation: ask }
}

/// The short name with the next year in it, where this year stands in it.
fn next_slug(call: &Call) -> String {
    let (this, next) = (call.year.to_string(), call.year.saturating_add(1).to_string());
    if call.slug.contains(&this) { call.slug.replace(&this, &next) } else { String::new() }
}

/// `GET /calls/{slug}/copy`.
pub(crate) async fn ask_copy(
    State(app): State<App>,
    Officer(actor): Officer,
    Path(slug): Path<String>,
    frame: PageFrame,
) -> Result<Response, Problem> {
    let call = seen(&app, Some(&actor), &slug).await?.call;
    let filled = vec![
        ("year".to_owned(), call.year.saturating_add(1).to_string()),
        ("slug".to_owned(), next_slug(&call)),
    ];
    Ok(render(&page(frame, &call, &filled.into(), &FieldErrors::none())))
}

/// `POST /calls/{slug}/copy`.
pub(crate) async fn copy(
    State(app): State<App>,
    Officer(actor): Officer,
    Path(slug): Path<String>,
    frame: PageFrame,
    Sent(sent): Sent<Vec<(String, String)>>,
) -> Result<Response, Problem> {
    let (texts, filled) = (frame.texts, Filled::from(sent));
    let call = seen(&app, Some(&actor), &slug).await?.call;
    let mut errors = FieldErrors::none();
    let year = errors.number(&filled, "year", texts);
    let new_slug = errors.text(&filled, "slug", texts);
    if let (Some(year), Some(new_slug)) = (year, new_slug) {
        // A year that does not fit is as far away as one can be.
        let year = i32::try_from(year).unwrap_or(i32::MAX);
        match copy_call(&app.db, app.clock.as_ref(), &actor, call.id, new_slug, year).await {
            Ok(_) => return Ok(Redirect::to(&format!("/calls/{new_slug}/edit")).into_response()),
            Err(AnnounceError::Contradiction(doubts)) => {
                for doubt in doubts {
                    let field = match doubt {
                        CallDoubt::BadSlug => "slug",
                        _ => "year",
                    };
                    errors.add(field, words::doubt(&doubt, texts));
                }
            }
            Err(error @ AnnounceError::SlugTaken(_)) => {
                errors.add("slug", words::announce(&error, texts));
            }
            Err(error @ (AnnounceError::NoScheme(_) | AnnounceError::NoCounty(_))) => {
                errors.add("year", words::announce(&error, texts));
            }
            Err(error) => return Err(refusals::of_announce(texts, &slug, &error)),
        }
    }
    let page = page(frame, &call, &filled, &errors);
    Ok(render_as(StatusCode::UNPROCESSABLE_ENTITY, &page))
}
