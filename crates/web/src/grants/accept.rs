//! `/grants/{id}/accept`: the recipient accepts the terms, after having read what that means.

use crate::{
    App, PathOf, Signed,
    kit::{Confirmation, Fact, PageFrame, Problem, Texts, render},
};
use askama::Template;
use axum::{
    extract::State,
    response::{IntoResponse, Redirect, Response},
};
use funding_periods::{AcceptError, Grant, GrantState, accept_grant, queries};
use vocabulary::{Actor, GrantId};

#[derive(Template)]
#[template(path = "grants/accept.html")]
struct AcceptPage {
    frame: PageFrame,
    facts: Vec<Fact>,
    confirmation: Confirmation,
}

/// Asks before the terms are accepted.
pub(crate) async fn confirm_accept(
    State(app): State<App>,
    Signed(actor): Signed,
    PathOf(id): PathOf<GrantId>,
    frame: PageFrame,
) -> Result<Response, Problem> {
    let grant = own_grant(&app, &actor, id).await?;
    let texts = frame.texts;
    // The verb says it again; who comes too late should not have to press a button to learn it.
    grant
        .state
        .clone()
        .accept(app.clock.now(), actor.name())
        .map_err(|_| settled(texts, id, &grant.state))?;
    if app.clock.today() > grant.accept_by {
        return Err(refusal(texts, id, AcceptError::TooLate(grant.accept_by)));
    }
    let call = grant_applications::queries::call(&app.db, grant.call).await?;
    let call = call.ok_or_else(Problem::not_found)?.call;
    let t = |key| frame.t(key).to_string();
    let facts = vec![
        Fact::new(t("grants-project"), &grant.title),
        Fact::new(t("grants-reference"), &grant.reference),
        Fact::new(t("grants-amount"), frame.kroner(&grant.amount)),
        Fact::new(t("grants-accept-by"), frame.day(&grant.accept_by)),
    ];
    let page = format!("/grants/{id}");
    let confirmation = Confirmation::new(format!("{page}/accept"), t("grants-accept"), &page)
        .consequence(frame.t("grants-accept-terms"))
        .consequence(frame.t("grants-accept-period").with("day", call.funded_through))
        .consequence(frame.t("grants-accept-instalments"))
        .consequence(frame.t("grants-accept-report").with("day", call.report_due))
        .consequence(frame.t("grants-accept-receipt"));
    let (title, list) = (t("grants-accept-title"), t("grants-title-own"));
    let frame = frame.titled(title).under(list, "/grants").under(grant.title, page);
    Ok(render(&AcceptPage { frame, facts, confirmation }))
}

/// Accepts the terms.
pub(crate) async fn accept(
    State(app): State<App>,
    Signed(actor): Signed,
    PathOf(id): PathOf<GrantId>,
    texts: Texts,
) -> Result<Response, Problem> {
    match accept_grant(&app.db, app.clock.as_ref(), &actor, &app.desk, id).await {
        Ok(()) => {
            app.bell.ring();
            Ok(Redirect::to(&format!("/grants/{id}?done=accepted")).into_response())
        }
        Err(AcceptError::NotPossible(_)) => {
            let grant = own_grant(&app, &actor, id).await?;
            Err(settled(texts, id, &grant.state))
        }
        Err(error) => Err(refusal(texts, id, error)),
    }
}

async fn own_grant(app: &App, actor: &Actor, id: GrantId) -> Result<Grant, Problem> {
    let grant = queries::grant_for_actor(&app.db, actor, id).await?;
    let grant = grant.ok_or_else(Problem::not_found)?;
    if actor.applies_for(grant.organisation) { Ok(grant) } else { Err(Problem::forbidden()) }
}

/// The state says no: what it is, and where to look.
fn settled(texts: Texts, id: GrantId, state: &GrantState) -> Problem {
    let sentence = match state {
        GrantState::Active { .. } => "grants-accept-already",
        GrantState::Lapsed => "grants-accept-lapsed",
        GrantState::Closed { .. } => "grants-accept-closed",
        GrantState::Reversed { .. } => "reversal-cannot-accept",
        // Somebody was quicker, and was then undone: not a thing that happens, but the state may be.
        GrantState::Awarded => "grants-accept-again",
    };
    back_to(texts, id, Problem::conflict(texts.t(sentence)))
}

fn refusal(texts: Texts, id: GrantId, error: AcceptError) -> Problem {
    match error {
        AcceptError::NoGrant => Problem::not_found(),
        AcceptError::NotYours => Problem::forbidden(),
        AcceptError::TooLate(day) => {
            let detail = texts.t("grants-accept-too-late").with("day", day);
            back_to(texts, id, Problem::conflict(detail).kind("/problems/too-late"))
        }
        AcceptError::PeriodOver => {
            back_to(texts, id, Problem::conflict(texts.t("grants-accept-period-over")))
        }
        AcceptError::NotPossible(refusal) => back_to(texts, id, Problem::not_possible(&refusal)),
        AcceptError::Letter(error) => Problem::internal(&error),
        AcceptError::Database(error) => Problem::internal(&error),
    }
}

fn back_to(texts: Texts, id: GrantId, problem: Problem) -> Problem {
    problem.or_else_do("show", texts.t("grants-show"), format!("/grants/{id}"))
}
