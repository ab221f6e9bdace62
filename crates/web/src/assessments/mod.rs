//! Assessment: who assesses what, declaring to be impartial, scoring, what assessors agree on, the
//! order of a call's applications, and the registers that disqualify.
//!
//! Who is asked to assess reads nothing before having declared to be impartial, and sees no other's
//! scores before having handed in: the queries see to that, these pages say why.

mod agreed;
mod assess;
mod assessors;
mod declare;
mod mine;
mod overview;
mod panel;
mod ranked;
mod ranking;
pub(crate) mod refusals;
mod spreading;
mod ties;
pub(crate) mod words;
mod workbook;

pub(crate) use assess::{assess, assess_form};
pub(crate) use assessors::{assessors, change_assessors};
pub(crate) use declare::{declare, declare_form};
pub(crate) use mine::mine;
pub(crate) use overview::agree;
pub(crate) use panel::panel;
pub(crate) use ranked::{RankedCall, Without};
pub(crate) use ranking::ranking;
pub(crate) use spreading::{spread, spread_form};
pub(crate) use ties::{end_superior, end_tie, register_superior, register_tie, ties};
pub(crate) use workbook::download;

use crate::{App, applications::show::seen, kit::Problem};
use grant_applications::{
    Application,
    queries::{CallView, PanelRow, panel_for_actor},
};
use vocabulary::{Actor, ApplicationId};

/// An application that is sent in, its call, and who has to do with assessing it, as the actor may see
/// it. What is not sent in is nobody's to assess: 404.
pub(crate) async fn opened(
    app: &App,
    actor: &Actor,
    id: ApplicationId,
) -> Result<(Application, CallView, PanelRow), Problem> {
    let (application, call) = seen(app, actor, id).await?;
    let row = panel_for_actor(&app.db, actor, app.clock.today(), id).await?;
    Ok((application, call, row.ok_or_else(Problem::not_found)?))
}

/// Where the pages of an application lie.
fn here(id: ApplicationId) -> String {
    format!("/applications/{id}")
}

#[cfg(test)]
mod walk_tests;
