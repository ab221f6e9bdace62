//! `/grants/{id}/reverse`: taking an award back by a new decision, after having read what that means.

use crate::{
    App, PathOf,
    kit::{
        Choice, Confirmation, ConfirmationPage, Control, Fact, FieldErrors, FieldProblem, Filled,
        FormField, PageFrame, Problem, Texts, render, render_as,
    },
    ledger::of_ledger,
    session::{Officer, holds_budget_authority},
};
use axum::{
    Form as Sent,
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use funding_periods::{
    Grant, GrantState, LegalGround, Reversal, ReversalDoubt, ReverseError, queries, reverse_grant,
};
use reporting_deadlines::DeadlineState;
use vocabulary::{Actor, Day, GrantId, Money, NotPossible};

/// What is asked about, and the money in it.
struct Question {
    grant: Grant,
    paid: Money,
    owed: Money,
}

/// The grant, for who may decide and while it can be reversed.
async fn question(
    app: &App,
    actor: &Actor,
    texts: Texts,
    id: GrantId,
) -> Result<Question, Problem> {
    let grant = queries::grant_for_actor(&app.db, actor, id).await?;
    let grant = grant.ok_or_else(Problem::not_found)?;
    let refused = |error: ReverseError| of_reverse(texts, id, &error);
    if !holds_budget_authority(actor) {
        return Err(refused(ReverseError::NotYours));
    }
    if let Err(no) = grant.state.clone().reverse(app.clock.now(), actor.name()) {
        return Err(refused(no.into()));
    }
    let today = app.clock.today();
    let of = grant.application;
    let blocked = grant_applications::queries::disqualified_in(&app.db, actor, today, of).await?;
    if !blocked.is_empty() {
        return Err(refused(ReverseError::Disqualified));
    }
    let (paid, owed) = queries::paid_and_not_back(&app.db, &grant).await?;
    Ok(Question { grant, paid, owed })
}

async fn page(
    app: &App,
    frame: PageFrame,
    question: Question,
    filled: &Filled,
    errors: &FieldErrors,
) -> Result<ConfirmationPage, Problem> {
    let Question { grant, paid, owed } = question;
    let t = |key| frame.t(key).to_string();
    let organisation = organisations::organisation(&app.db, grant.organisation).await?;
    let mut facts = vec![
        Fact::new(t("grants-project"), &grant.title),
        Fact::new(t("grants-reference"), &grant.reference),
        Fact::new(t("grants-recipient"), organisation.map(|one| one.name).unwrap_or_default()),
        Fact::new(t("grants-amount"), frame.kroner(&grant.amount)),
        Fact::new(t("grants-awarded"), frame.day(&Day::at(grant.awarded_at))),
        Fact::new(t("reversal-paid"), frame.kroner(&paid)),
    ];
    if owed.is_positive() {
        facts.push(Fact::new(t("reversal-owed"), frame.kroner(&owed)));
    }
    let deadlines = reporting_deadlines::deadlines_of_grants(&app.db, &[grant.id]).await?;
    let open = deadlines.iter().filter(|one| one.state == DeadlineState::Open).count();
    let here = format!("/grants/{}", grant.id);
    let freed = grant.amount - paid;
    let mut confirmation = Confirmation::new(format!("{here}/reverse"), t("reversal-do"), &here)
        .consequence(frame.t("reversal-beside"));
    if freed.is_positive() {
        let sentence = frame.t("reversal-frees").with("amount", freed);
        confirmation = confirmation.consequence(sentence);
    }
    if owed.is_positive() {
        let sentence = frame.t("reversal-owes").with("amount", owed);
        confirmation = confirmation.consequence(sentence);
    }
    if open > 0 {
        confirmation = confirmation.consequence(frame.t("reversal-deadlines").with("count", open));
    }
    confirmation = confirmation.consequence(frame.t("reversal-letter")).dangerous();
    for field in fields(frame.texts, &grant.state, owed) {
        confirmation = confirmation.field(field.filled(filled).checked(errors));
    }
    let frame = frame
        .titled_by("reversal-title")
        .crumb("grants-title", "/grants")
        .under(grant.title, here)
        .with_errors(!errors.is_empty());
    Ok(ConfirmationPage { frame, facts, confirmation })
}

fn fields(texts: Texts, state: &GrantState, owed: Money) -> [FormField; 3] {
    let t = |key: &str| texts.t(key).to_string();
    // Who has accepted knows of the decision, so that ground is none.
    let accepted = state.acceptance().is_some();
    let grounds = LegalGround::ALL.into_iter();
    let grounds = grounds.filter(|ground| !(accepted && *ground == LegalGround::NotNotified));
    let choices = grounds.map(|ground| {
        let word = ground.word();
        Choice::new(word, t(&format!("reversal-ground-{word}")))
            .hint(t(&format!("reversal-ground-{word}-hint")))
    });
    let noticed = FormField::day("noticed_on", t("reversal-noticed"));
    [
        FormField::lines(6, "why", t("reversal-why")).hint(t("reversal-why-hint")),
        FormField::new(Control::Radio(choices.collect()), "legal_ground", t("reversal-ground"))
            .hint(t("reversal-ground-hint")),
        if owed.is_positive() { noticed } else { noticed.optional() }
            .hint(t("reversal-noticed-hint")),
    ]
}

/// `GET /grants/{id}/reverse`.
pub(crate) async fn confirm_reverse(
    State(app): State<App>,
    Officer(actor): Officer,
    PathOf(id): PathOf<GrantId>,
    frame: PageFrame,
) -> Result<Response, Problem> {
    let question = question(&app, &actor, frame.texts, id).await?;
    let (filled, errors) = (Filled::default(), FieldErrors::none());
    Ok(render(&page(&app, frame, question, &filled, &errors).await?))
}

/// `POST /grants/{id}/reverse`.
pub(crate) async fn reverse(
    State(app): State<App>,
    Officer(actor): Officer,
    PathOf(id): PathOf<GrantId>,
    frame: PageFrame,
    Sent(pairs): Sent<Vec<(String, String)>>,
) -> Result<Response, Problem> {
    let (filled, texts) = (Filled::from(pairs), frame.texts);
    let question = question(&app, &actor, texts, id).await?;
    let mut errors = FieldErrors::none();
    if let Some(reversal) = typed(&filled, &mut errors, texts) {
        let (db, clock, desk) = (&app.db, app.clock.as_ref(), &app.desk);
        match reverse_grant(db, clock, &actor, desk, id, reversal).await {
            Ok(_) => {
                app.bell.ring();
                return Ok(Redirect::to(&format!("/grants/{id}")).into_response());
            }
            Err(ReverseError::Doubt(doubt)) => {
                let (field, said) = doubted(texts, &doubt);
                errors.add(field, said);
            }
            Err(error) => return Err(of_reverse(texts, id, &error)),
        }
    }
    let page = page(&app, frame, question, &filled, &errors).await?;
    Ok(render_as(StatusCode::UNPROCESSABLE_ENTITY, &page))
}

fn typed(filled: &Filled, errors: &mut FieldErrors, texts: Texts) -> Option<Reversal> {
    let why = errors.text(filled, "why", texts).map(str::to_owned);
    let ground = filled.one("legal_ground").parse().ok();
    if ground.is_none() {
        errors.add("legal_ground", texts.t("reversal-choose-ground"));
    }
    let noticed_on = match filled.one("noticed_on") {
        "" => Some(None),
        _ => errors.day(filled, "noticed_on", texts).map(Some),
    };
    Some(Reversal { why: why?, ground: ground?, noticed_on: noticed_on? })
}

/// The field that is wrong, and what is wrong with it.
fn doubted(texts: Texts, doubt: &ReversalDoubt) -> (&'static str, String) {
    match doubt {
        ReversalDoubt::NoReason => {
            ("why", texts.t("reversal-no-reason").with("most", Reversal::LONGEST_WHY).into())
        }
        ReversalDoubt::WasNotified => ("legal_ground", texts.t("reversal-was-notified").into()),
        ReversalDoubt::NotNoticed { owed } => {
            ("noticed_on", texts.t("reversal-not-noticed").with("amount", owed).into())
        }
        ReversalDoubt::NoticedOnAnotherDay { awarded } => {
            ("noticed_on", texts.t("reversal-noticed-other-day").with("day", *awarded).into())
        }
    }
}

/// A refusal to reverse.
pub(crate) fn of_reverse(texts: Texts, id: GrantId, error: &ReverseError) -> Problem {
    let back = |problem: Problem| {
        problem.or_else_do("show", texts.t("grants-show"), format!("/grants/{id}"))
    };
    match error {
        ReverseError::NoGrant => Problem::not_found(),
        ReverseError::NotYours => Problem::forbidden().detail(texts.t("reversal-not-yours")),
        ReverseError::Disqualified => {
            back(Problem::conflict(texts.t("reversal-disqualified")).kind("/problems/disqualified"))
        }
        ReverseError::Doubt(doubt) => {
            let (field, detail) = doubted(texts, doubt);
            Problem::invalid(vec![FieldProblem { field: field.to_owned(), detail }])
        }
        ReverseError::NotPossible(refusal) => {
            let sentence = match refusal.state {
                "reversed" => "reversal-already",
                "lapsed" => "reversal-lapsed",
                _ => "reversal-closed",
            };
            let nothing = NotPossible { possible: Vec::new(), ..refusal.clone() };
            back(Problem::not_possible(&nothing).detail(texts.t(sentence)))
        }
        ReverseError::Ledger(error) => of_ledger(texts, error),
        ReverseError::Decide(_)
        | ReverseError::Deadline(_)
        | ReverseError::Letter(_)
        | ReverseError::Database(_) => Problem::internal(error),
    }
}
