//! Setting an amount that a rule turns on, from a day.

use super::{found, page, threshold_rule};
use crate::{
    App,
    kit::{
        Choice, Control, FieldErrors, Filled, Form, FormField, PageFrame, Problem, Texts, render_as,
    },
    session::Officer,
};
use axum::{
    Form as Sent,
    extract::{Path, State},
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use grant_applications::{Threshold, ThresholdError, ThresholdRule, set_threshold};

fn fields(texts: Texts) -> [FormField; 6] {
    let rules =
        ThresholdRule::ALL.map(|rule| Choice::new(rule.word(), threshold_rule(rule, texts))).into();
    let reach = vec![
        Choice::new("scheme", texts.t("schemes-threshold-this")),
        Choice::new("all", texts.t("schemes-threshold-all")),
    ];
    [
        FormField::new(Control::Select(rules), "rule", texts.t("schemes-threshold-rule")),
        FormField::new(Control::Radio(reach), "reach", texts.t("schemes-threshold-reach")),
        FormField::kroner("amount", texts.t("schemes-threshold-amount")),
        FormField::day("valid_from", texts.t("schemes-threshold-from")),
        FormField::text("source", texts.t("schemes-threshold-source"))
            .hint(texts.t("schemes-threshold-source-hint")),
        FormField::day("source_on", texts.t("schemes-threshold-source-on")),
    ]
}

/// The fields before anything was typed.
pub(super) fn blank(frame: &PageFrame) -> Form {
    let filled = vec![("reach".to_owned(), "scheme".to_owned())];
    Form::new(fields(frame.texts)).filled(&filled.into())
}

/// `POST /schemes/{slug}/thresholds`.
pub(crate) async fn set(
    State(app): State<App>,
    Officer(actor): Officer,
    Path(slug): Path<String>,
    frame: PageFrame,
    Sent(sent): Sent<Vec<(String, String)>>,
) -> Result<Response, Problem> {
    let (texts, filled) = (frame.texts, Filled::from(sent));
    let view = found(&app, &actor, &slug).await?;
    let mut errors = FieldErrors::none();
    let rule = errors.text(&filled, "rule", texts).and_then(ThresholdRule::from_word);
    let reach = errors.text(&filled, "reach", texts);
    let amount = errors.kroner(&filled, "amount", texts);
    let valid_from = errors.day(&filled, "valid_from", texts);
    let source = errors.text(&filled, "source", texts);
    let source_on = errors.day(&filled, "source_on", texts);
    if let (
        Some(rule),
        Some(reach),
        Some(amount),
        Some(valid_from),
        Some(source),
        Some(source_on),
    ) = (rule, reach, amount, valid_from, source, source_on)
    {
        let scheme_slug = if reach == "all" { String::new() } else { slug.clone() };
        let source = source.to_owned();
        let threshold = Threshold { rule, scheme_slug, valid_from, amount, source, source_on };
        match set_threshold(&app.db, app.clock.as_ref(), &actor, threshold).await {
            Ok(()) => {
                return Ok(Redirect::to(&format!("/schemes/{slug}#thresholds")).into_response());
            }
            Err(ThresholdError::BelowNothing) => {
                errors.add("amount", texts.t("form-not-an-amount"));
            }
            Err(ThresholdError::NoSource) => errors.add("source", texts.t("form-required")),
            Err(ThresholdError::InForce(day)) => {
                errors.add("valid_from", texts.t("schemes-threshold-in-force").with("day", day));
            }
            Err(ThresholdError::NoScheme(_)) => return Err(Problem::not_found()),
            Err(ThresholdError::NotYours) => return Err(Problem::forbidden()),
            Err(error @ ThresholdError::Database(_)) => return Err(Problem::internal(&error)),
        }
    }
    let form = Form::new(fields(texts)).filled(&filled).checked(&errors);
    let page = page(&app, view, frame, form).await?;
    Ok(render_as(StatusCode::UNPROCESSABLE_ENTITY, &page))
}
