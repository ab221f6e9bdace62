//! `/applications/{id}/award`: money that came back goes to somebody on the reserve list.

use super::{
    opened::{here, name},
    show::seen,
    words,
};
use crate::{
    App, PathOf,
    allocations::{Purposes, refusals::of_award},
    kit::{
        Badge, Fact, FieldErrors, FieldProblem, Filled, Form, FormField, PageFrame, Problem, Texts,
        render, render_as,
    },
    ledger::of_ledger,
    problems::not_possible,
    session::{Officer, holds_budget_authority},
};
use askama::Template;
use axum::{
    Form as Sent,
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use county_allocation::BrokenRule;
use funding_periods::{
    AwardLaterError, LaterAward, ReservePlace, award_later, queries::reserve_list_for_actor,
};
use grant_applications::{Application, ApplicationVerb, Call};
use vocabulary::{Actor, ApplicationId, Money};

/// A place on the reserve list.
struct Row {
    place: i32,
    href: String,
    reference: String,
    county: String,
    score: String,
    recommended: Money,
    least: Option<Money>,
    room: Money,
    badge: Badge,
    /// Why it cannot be awarded, in a sentence; empty where it can, and of who waits no longer.
    against: String,
    /// The one that is asked about.
    is_this: bool,
}

#[derive(Template)]
#[template(path = "applications/award_later.html")]
struct AwardLaterPage {
    frame: PageFrame,
    action: String,
    cancel: String,
    facts: Vec<Fact>,
    /// Why it cannot be awarded, in a sentence; nothing is asked then.
    against: Option<String>,
    passes_over: Vec<String>,
    rows: Vec<Row>,
    form: Form,
}

/// What is asked about.
struct Question {
    application: Application,
    call: Call,
    place: ReservePlace,
    list: Vec<ReservePlace>,
    purposes: Purposes,
}

/// The application on the reserve list of its call, for who may decide and while it waits.
async fn question(
    app: &App,
    actor: &Actor,
    texts: Texts,
    id: ApplicationId,
) -> Result<Question, Problem> {
    let (application, view) = seen(app, actor, id).await?;
    let call = view.call;
    let purposes = Purposes::of(app, actor, call.id, texts).await?;
    let refused = |error: AwardLaterError| of_award_later(texts, &purposes, id, &call.slug, &error);
    if !holds_budget_authority(actor) {
        return Err(refused(AwardLaterError::NotYours));
    }
    let verb = ApplicationVerb::AwardLater;
    application.allow_for(verb, actor, &call, app.clock.now()).map_err(|no| refused(no.into()))?;
    let list = reserve_list_for_actor(&app.db, actor, call.id).await?;
    let place = list.iter().find(|place| place.application == id).cloned();
    let place = place.ok_or_else(|| refused(AwardLaterError::NotOnTheList))?;
    Ok(Question { application, call, place, list, purposes })
}

fn fields(texts: Texts, place: &ReservePlace) -> Vec<FormField> {
    let t = |key: &str| texts.t(key).to_string();
    let room = texts.t("reversal-amount-hint").with("room", place.room);
    let mut fields = vec![
        FormField::kroner("amount", t("reversal-amount")).hint(room.with("applied", place.applied)),
        FormField::lines(4, "why", t("reversal-later-why")).hint(t("reversal-later-why-hint")),
    ];
    if !place.before.is_empty() {
        let field = FormField::lines(4, "passing_over", t("reversal-passing-over"));
        fields.push(field.hint(t("reversal-passing-over-hint")));
    }
    fields
}

fn page(
    frame: PageFrame,
    question: Question,
    filled: Option<&Filled>,
    errors: &FieldErrors,
) -> AwardLaterPage {
    let Question { application, call, place, list, purposes } = question;
    let (texts, id) = (frame.texts, application.id);
    let t = |key| frame.t(key).to_string();
    let mut facts = vec![
        Fact::new(t("applications-reference"), &application.reference),
        Fact::new(t("applications-project"), name(&application)),
        Fact::new(t("applications-call"), call.title_in(frame.language()))
            .leading_to(format!("/calls/{}/allocation", call.slug)),
        Fact::new(t("applications-amount"), frame.kroner(&place.applied)),
        Fact::new(t("reversal-recommended"), frame.kroner(&place.recommended)),
    ];
    if let Some(least) = place.least {
        facts.push(Fact::new(t("reversal-least"), frame.kroner(&least)));
    }
    facts.push(Fact::new(t("reversal-place"), place.place.to_string()));
    facts.push(Fact::new(t("reversal-room"), frame.kroner(&place.room)));
    let against =
        |place: &ReservePlace| place.against.as_ref().map(|rule| broken(texts, &purposes, rule));
    let passed = list.iter().filter(|other| place.before.contains(&other.application));
    let passes_over = passed
        .map(|other| {
            let sentence = frame.t("reversal-stands-before").with("place", other.place);
            sentence.with("reference", &other.reference).to_string()
        })
        .collect();
    let form = Form::new(fields(texts, &place));
    let form = match filled {
        Some(filled) => form.filled(filled).checked(errors),
        None => {
            let most = place.recommended.min(place.room);
            let suggested = Filled::from(vec![("amount".to_owned(), most.to_string())]);
            form.filled(&suggested)
        }
    };
    let rows = list
        .iter()
        .map(|other| Row {
            place: other.place,
            href: here(other.application),
            reference: other.reference.clone(),
            county: other.county_name.clone(),
            score: words::score(other.score_milli, texts),
            recommended: other.recommended,
            least: other.least,
            room: other.room,
            badge: words::badge(&other.state, true, texts),
            against: against(other).unwrap_or_default(),
            is_this: other.application == id,
        })
        .collect();
    let frame = frame
        .titled_by("reversal-later-title")
        .crumb("applications-title", "/applications")
        .under(name(&application), here(id))
        .with_errors(form.has_errors());
    let (action, against) = (format!("{}/award", here(id)), against(&place));
    AwardLaterPage { frame, action, cancel: here(id), facts, against, passes_over, rows, form }
}

/// `GET /applications/{id}/award`.
pub(crate) async fn confirm_award_later(
    State(app): State<App>,
    Officer(actor): Officer,
    PathOf(id): PathOf<ApplicationId>,
    frame: PageFrame,
) -> Result<Response, Problem> {
    let question = question(&app, &actor, frame.texts, id).await?;
    Ok(render(&page(frame, question, None, &FieldErrors::none())))
}

/// `POST /applications/{id}/award`.
pub(crate) async fn award_later_post(
    State(app): State<App>,
    Officer(actor): Officer,
    PathOf(id): PathOf<ApplicationId>,
    frame: PageFrame,
    Sent(pairs): Sent<Vec<(String, String)>>,
) -> Result<Response, Problem> {
    let (filled, texts) = (Filled::from(pairs), frame.texts);
    let question = question(&app, &actor, texts, id).await?;
    let mut errors = FieldErrors::none();
    let amount = errors.kroner(&filled, "amount", texts);
    let why = errors.text(&filled, "why", texts).map(str::to_owned);
    let passing_over = filled.one("passing_over");
    let passing_over = (!passing_over.is_empty()).then(|| passing_over.to_owned());
    if passing_over.is_none() && !question.place.before.is_empty() {
        errors.add("passing_over", texts.t("form-required"));
    }
    if let (Some(amount), Some(why), true) = (amount, why, errors.is_empty()) {
        let (db, clock, desk) = (&app.db, app.clock.as_ref(), &app.desk);
        let new = LaterAward { amount, why, passing_over };
        match award_later(db, clock, &actor, desk, id, new).await {
            Ok(grant) => {
                app.bell.ring();
                return Ok(Redirect::to(&format!("/grants/{grant}")).into_response());
            }
            Err(error) => match doubted(texts, &error) {
                Some((field, said)) => errors.add(field, said),
                None => {
                    let (purposes, slug) = (&question.purposes, &question.call.slug);
                    return Err(of_award_later(texts, purposes, id, slug, &error));
                }
            },
        }
    }
    let page = page(frame, question, Some(&filled), &errors);
    Ok(render_as(StatusCode::UNPROCESSABLE_ENTITY, &page))
}

/// What a rule of the adopted scenario has against an award, in a sentence.
fn broken(texts: Texts, purposes: &Purposes, rule: &BrokenRule) -> String {
    match rule {
        BrokenRule::Exclusive { reference, .. } => {
            texts.t("reversal-rule-exclusive").with("reference", reference).into()
        }
        BrokenRule::RecipientHasEnough { most } => {
            texts.t("reversal-rule-recipient").with("most", *most).into()
        }
        BrokenRule::AbovePurpose { purpose, most, left } => texts
            .t("reversal-rule-purpose")
            .with("purpose", purposes.called(purpose))
            .with("most", most)
            .with("left", left)
            .into(),
    }
}

/// The field that is wrong, and what is wrong with it, where it can be mended in the form.
fn doubted(texts: Texts, error: &AwardLaterError) -> Option<(&'static str, String)> {
    Some(match error {
        AwardLaterError::NoReason => {
            ("why", texts.t("reversal-no-reason").with("most", LaterAward::LONGEST_WHY).into())
        }
        AwardLaterError::AboveApplied { applied } => {
            ("amount", texts.t("reversal-above-applied").with("applied", applied).into())
        }
        AwardLaterError::PassesOver(references) => {
            let sentence = texts.t("reversal-passes-over");
            ("passing_over", sentence.with("references", references.join(", ")).into())
        }
        _ => return None,
    })
}

/// A refusal to award from the reserve list, as programs are told: amounts are sent in øre.
pub(crate) fn award_later_as_problem(
    texts: Texts,
    purposes: &Purposes,
    id: ApplicationId,
    call: &str,
    error: &AwardLaterError,
) -> Problem {
    match doubted(texts, error) {
        Some((field, detail)) => {
            let field = if field == "amount" { "amount_ore" } else { field };
            Problem::invalid(vec![FieldProblem { field: field.to_owned(), detail }])
        }
        None => of_award_later(texts, purposes, id, call, error),
    }
}

/// A refusal to award from the reserve list, where the form has no field for it.
fn of_award_later(
    texts: Texts,
    purposes: &Purposes,
    id: ApplicationId,
    call: &str,
    error: &AwardLaterError,
) -> Problem {
    let again = || (texts.t("reversal-other-amount"), format!("{}/award", here(id)));
    let back = |problem: Problem| problem.or_else_do("show", texts.t("reversal-show"), here(id));
    match error {
        AwardLaterError::NoApplication => Problem::not_found(),
        AwardLaterError::NotYours => {
            Problem::forbidden().detail(texts.t("reversal-later-not-yours"))
        }
        AwardLaterError::Disqualified(references) => {
            let detail = texts.t("reversal-later-disqualified");
            let detail = detail.with("references", references.join(", "));
            back(Problem::conflict(detail).kind("/problems/disqualified"))
        }
        AwardLaterError::NotPossible(refusal) => {
            let refusal = words::for_reader(refusal, true);
            not_possible(texts, &refusal, |verb| words::href(&id, call, verb))
        }
        AwardLaterError::NotOnTheList => {
            back(Problem::conflict(texts.t("reversal-not-on-the-list")))
        }
        AwardLaterError::PeriodOver(day) => {
            back(Problem::conflict(texts.t("reversal-period-over").with("day", *day)))
        }
        AwardLaterError::NoRoom { remaining, asked } => {
            let detail = texts.t("reversal-no-room");
            let detail = detail.with("remaining", remaining).with("asked", asked);
            let problem = Problem::conflict(detail).kind("/problems/no-room");
            let (label, there) = again();
            problem.short_of(*remaining, *asked).or_else_do("award-later", label, there)
        }
        AwardLaterError::AgainstRules { rule, asked } => {
            let problem = Problem::conflict(broken(texts, purposes, rule));
            match rule {
                BrokenRule::AbovePurpose { left, .. } if left.is_positive() => {
                    let (label, there) = again();
                    problem.short_of(*left, *asked).or_else_do("award-later", label, there)
                }
                BrokenRule::AbovePurpose { left, .. } => back(problem.short_of(*left, *asked)),
                BrokenRule::Exclusive { .. } | BrokenRule::RecipientHasEnough { .. } => {
                    back(problem)
                }
            }
        }
        AwardLaterError::Award(error) => of_award(texts, call, error),
        AwardLaterError::Ledger(error) => of_ledger(texts, error),
        AwardLaterError::NoReason
        | AwardLaterError::AboveApplied { .. }
        | AwardLaterError::PassesOver(_)
        | AwardLaterError::Database(_) => Problem::internal(error),
    }
}
