//! Setting what an application gets in a scenario by hand, and taking that back.

use super::{
    named::{county_of, under_allocation},
    one::{numbered, scenarios_of},
    refusals,
};
use crate::{
    App,
    applications::words::score,
    kit::{
        Fact, FieldErrors, Filled, Form, FormField, PageFrame, Problem, format::kroner, render,
        render_as,
    },
    session::Officer,
};
use askama::Template;
use axum::{
    Form as Sent,
    extract::{Path, State},
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use county_allocation::{
    AdjustError, Adjustment, NewAdjustment, Room, Scenario, ScenarioLine, drop_adjustment, room_for,
};
use grant_applications::Call;
use vocabulary::{Actor, ApplicationId, Money};

#[derive(Template)]
#[template(path = "allocations/adjust.html")]
struct AdjustPage {
    frame: PageFrame,
    action: String,
    back: String,
    facts: Vec<Fact>,
    most: Money,
    room: Vec<Fact>,
    reason: String,
    form: Form,
    /// Something is set already, and can be taken back.
    drop: Option<String>,
}

/// A line that is to be changed.
struct Changed {
    call: Call,
    scenario: Scenario,
    line: ScenarioLine,
    reference: String,
    room: Room,
}

/// The line of an application in a scenario; refused when the call is settled.
async fn line_of(
    app: &App,
    actor: &Actor,
    (slug, number, application): &(String, String, String),
    frame: &PageFrame,
) -> Result<Changed, Problem> {
    let (call, scenarios) = scenarios_of(app, actor, slug, frame.texts).await?;
    let scenario = numbered(&scenarios, number)?;
    let line = scenario.lines.iter().find(|line| line.application.to_string() == *application);
    let line = line.ok_or_else(Problem::not_found)?.clone();
    refusals::refuse_settled(frame.texts, slug, &scenarios)?;
    let room = room_for(scenario, line.application)
        .map_err(|error| Problem::conflict(error.in_words(frame.language())))?
        .ok_or_else(Problem::not_found)?;
    let contender = scenario.inputs.contender(line.application);
    let reference = contender.map(|one| one.reference.clone()).unwrap_or_default();
    Ok(Changed { call, scenario: scenario.clone(), line, reference, room })
}

impl Changed {
    fn adjustment(&self) -> Option<&Adjustment> {
        let all = &self.scenario.adjustments;
        all.iter().find(|one| one.application == self.line.application)
    }

    async fn page(
        self,
        app: &App,
        frame: PageFrame,
        (filled, errors): (Filled, FieldErrors),
    ) -> Result<AdjustPage, Problem> {
        let Changed { line, room, .. } = &self;
        let language = frame.language();
        let kr = |amount: Money| kroner(amount, language);
        let found = grant_applications::queries::application(&app.db, line.application).await?;
        let title = found.map(|found| found.content.title).unwrap_or_default();
        let county = county_of(&self.scenario, line.county);
        let mut facts = vec![
            Fact::new(frame.t("allocations-application"), format!("{} {title}", self.reference))
                .leading_to(format!("/applications/{}", line.application)),
            Fact::new(frame.t("allocations-county"), &county),
            Fact::new(frame.t("allocations-place"), line.place.to_string()),
            Fact::new(frame.t("allocations-score"), score(line.score_milli, frame.texts)),
            Fact::new(frame.t("allocations-applied"), kr(line.applied)),
            Fact::new(frame.t("allocations-recommended"), kr(line.recommended)),
            Fact::new(frame.t("allocations-computed"), kr(line.computed())),
        ];
        if line.is_adjusted() {
            facts.push(Fact::new(frame.t("allocations-set-by-hand"), kr(line.awarded)));
        }
        let limit = |amount: Money| kr(amount.max(Money::ZERO));
        let mut limits = Vec::new();
        if let Some(in_frame) = room.in_frame {
            let key = frame.t("allocations-room-frame").with("county", &county).to_string();
            limits.push(Fact::new(key, limit(in_frame)));
        }
        limits.push(Fact::new(frame.t("allocations-room-budget"), limit(room.in_budget)));
        limits.push(Fact::new(frame.t("allocations-room-applied"), limit(room.applied)));
        let most = room.most();
        let hint = frame.t("allocations-amount-hint").with("most", kr(most)).to_string();
        let fields = [
            FormField::kroner("amount", frame.t("allocations-amount")).hint(hint),
            FormField::lines(4, "reason", frame.t("allocations-reason-by-hand"))
                .hint(frame.t("allocations-reason-by-hand-hint"))
                .max_length(2000),
        ];
        let back = format!("/calls/{}/allocation/{}", self.call.slug, self.scenario.number);
        let action = format!("{back}/lines/{}", line.application);
        let drop = self.adjustment().map(|_| format!("{action}/drop"));
        let frame = under_allocation(frame, &self.call)
            .with_errors(!errors.is_empty())
            .titled_by("allocations-adjust-title")
            .under(self.scenario.name.clone(), &back);
        Ok(AdjustPage {
            action,
            back,
            facts,
            most,
            room: limits,
            reason: line.reason.in_words(language, Some(&county)),
            form: Form::new(fields).filled(&filled).checked(&errors),
            drop,
            frame,
        })
    }
}

/// Where a line of a scenario lies: call, number, application.
type Place = Path<(String, String, String)>;

/// `GET /calls/{slug}/allocation/{scenario}/lines/{application}`.
pub(crate) async fn room(
    State(app): State<App>,
    Officer(actor): Officer,
    Path(place): Place,
    frame: PageFrame,
) -> Result<Response, Problem> {
    let changed = line_of(&app, &actor, &place, &frame).await?;
    let set = changed.adjustment().map(|one| {
        vec![
            ("amount".to_owned(), one.amount.to_string()),
            ("reason".to_owned(), one.reason.clone()),
        ]
    });
    let filled = (Filled::from(set.unwrap_or_default()), FieldErrors::none());
    Ok(render(&changed.page(&app, frame, filled).await?))
}

/// `POST /calls/{slug}/allocation/{scenario}/lines/{application}`.
pub(crate) async fn adjust(
    State(app): State<App>,
    Officer(actor): Officer,
    Path(place): Place,
    frame: PageFrame,
    Sent(pairs): Sent<Vec<(String, String)>>,
) -> Result<Response, Problem> {
    let filled = Filled::from(pairs);
    let mut changed = line_of(&app, &actor, &place, &frame).await?;
    let (mut errors, mut status) = (FieldErrors::none(), StatusCode::UNPROCESSABLE_ENTITY);
    let amount = errors.kroner(&filled, "amount", frame.texts);
    let reason = errors.text(&filled, "reason", frame.texts).map(str::to_owned);
    if let Some((amount, reason)) = amount.zip(reason) {
        let application = changed.line.application;
        let new = NewAdjustment { application, amount, reason: reason.replace("\r\n", "\n") };
        let (clock, id) = (app.clock.as_ref(), changed.scenario.id);
        let set = county_allocation::adjust(&app.db, clock, &actor, id, new).await;
        let Err(error) = set else {
            app.bell.ring();
            return Ok(back_to(&place));
        };
        let said = error.in_words(frame.language());
        match &error {
            AdjustError::NoReason => errors.add("reason", said),
            AdjustError::AboveApplied { .. } => errors.add("amount", said),
            AdjustError::NoRoom { .. } => {
                // A rule says no, and what there is stands on the page as it is now.
                status = StatusCode::CONFLICT;
                changed = line_of(&app, &actor, &place, &frame).await?;
                errors.add("amount", said);
            }
            _ => return Err(refusals::of_adjust(frame.texts, &place.0, &error)),
        }
    }
    let page = changed.page(&app, frame, (filled, errors)).await?;
    Ok(render_as(status, &page))
}

/// `POST /calls/{slug}/allocation/{scenario}/lines/{application}/drop`: it gets what was computed again.
pub(crate) async fn drop(
    State(app): State<App>,
    Officer(actor): Officer,
    Path(place): Place,
    frame: PageFrame,
) -> Result<Response, Problem> {
    let changed = line_of(&app, &actor, &place, &frame).await?;
    let application: ApplicationId = changed.line.application;
    drop_adjustment(&app.db, app.clock.as_ref(), &actor, changed.scenario.id, application)
        .await
        .map_err(|error| refusals::of_adjust(frame.texts, &place.0, &error))?;
    app.bell.ring();
    Ok(back_to(&place))
}

fn back_to((slug, number, _): &(String, String, String)) -> Response {
    Redirect::to(&format!("/calls/{slug}/allocation/{number}")).into_response()
}
