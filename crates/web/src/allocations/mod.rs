//! The allocation of a call: scenarios side by side, drawn by any plan, changed by hand, drawn again when
//! they have grown old, and adopted.

mod adjust;
mod adopt;
mod compare;
mod draw;
mod freshness;
mod municipalities;
mod named;
mod one;
mod optimum;
mod overview;
mod plan_fields;
mod plan_fill;
mod plan_form;
mod plan_words;
mod purposes;
pub(crate) mod refusals;
mod scenario;
mod scenario_parts;
mod sensitivity;
mod words;
mod workbook;
mod working;

pub(crate) use adjust::{adjust, drop, room};
pub(crate) use adopt::{adopt, confirm_adopt};
pub(crate) use compare::compare;
pub(crate) use draw::{ask, draw, redraw};
pub(crate) use freshness::{Freshness, Now};
pub(crate) use municipalities::municipalities;
pub(crate) use one::{Purposes, adopted, kept_scenarios_of, scenario_of, scenarios_of};
pub(crate) use optimum::{optimum, points_of, searched};
pub(crate) use overview::show;
pub(crate) use purposes::{Demand, called as purpose_called, purposes, sum_field};
pub(crate) use scenario::scenario;
pub(crate) use sensitivity::sensitivity;
pub(crate) use workbook::workbook;
pub(crate) use working::working;

use crate::{
    App,
    kit::{Problem, Texts},
};
use grant_applications::{Call, queries::closed_scores};
use vocabulary::Actor;

/// Refuses what is made of scores to who may not read all of them: the result would tell them.
pub(crate) async fn refuse_closed(
    app: &App,
    actor: &Actor,
    call: &Call,
    texts: Texts,
) -> Result<(), Problem> {
    let closed = closed_scores(&app.db, actor, app.clock.today(), call.id).await?;
    if closed == 0 {
        return Ok(());
    }
    let detail = texts.t("allocations-scores-closed").with("count", closed);
    Err(Problem::forbidden().detail(detail).or_else_do(
        "assess",
        texts.t("allocations-to-assess"),
        "/assessments",
    ))
}
