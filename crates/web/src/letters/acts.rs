//! What an officer does about one letter, after having read what that means: says what was done about one
//! that came back (`/letters/{id}/follow-up`), offers one again that was refused
//! (`/letters/{id}/offer-again`), takes one back that nobody has been offered (`/letters/{id}/withdraw`).

use super::{show::is_closed, words};
use crate::{
    App, Officer, PathOf,
    kit::{
        Confirmation, ConfirmationPage, Fact, FieldErrors, Filled, FormField, PageFrame, Problem,
        Texts, render, render_as,
    },
};
use ::letters::{
    FollowUpError, LetterState, OfferAgainError, WithdrawError, follow_up, offer_again,
    queries::{LetterRow, letter_for_actor},
    withdraw_one,
};
use axum::{
    Form as Posted,
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use vocabulary::{Actor, LetterId};

/// What is done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum LetterAct {
    /// Say what was done about one that came back.
    FollowUp,
    /// Offer one again that was refused.
    OfferAgain,
    /// Take one back.
    Withdraw,
}

impl LetterAct {
    pub(super) const ALL: [LetterAct; 3] =
        [LetterAct::FollowUp, LetterAct::OfferAgain, LetterAct::Withdraw];

    /// The last part of its address.
    pub(super) const fn word(self) -> &'static str {
        match self {
            LetterAct::FollowUp => "follow-up",
            LetterAct::OfferAgain => "offer-again",
            LetterAct::Withdraw => "withdraw",
        }
    }
    /// What its button says.
    pub(super) const fn title(self) -> &'static str {
        match self {
            LetterAct::FollowUp => "letters-follow-up",
            LetterAct::OfferAgain => "letters-offer-again",
            LetterAct::Withdraw => "letters-withdraw",
        }
    }
    const fn consequences(self) -> &'static [&'static str] {
        match self {
            LetterAct::FollowUp => &["letters-follow-up-list", "letters-follow-up-again"],
            LetterAct::OfferAgain => {
                &["letters-offer-again-same", "letters-offer-again-now", "letters-offer-again-kept"]
            }
            LetterAct::Withdraw => &["letters-withdraw-never", "letters-withdraw-kept"],
        }
    }
    /// Whether it is for this letter, whose contents may be closed to the reader.
    pub(super) const fn fits(self, row: &LetterRow, is_closed: bool) -> bool {
        match self {
            LetterAct::FollowUp => row.is_bounced,
            // Another address is given what it says: that is only for who may read it.
            LetterAct::OfferAgain => {
                matches!(row.state, LetterState::Refused) && !row.kind.is_secret() && !is_closed
            }
            LetterAct::Withdraw => matches!(row.state, LetterState::Planned | LetterState::Retry),
        }
    }
    const fn refused(self) -> &'static str {
        match self {
            LetterAct::FollowUp => "letters-nothing-to-follow-up",
            LetterAct::OfferAgain => "letters-not-refused",
            LetterAct::Withdraw => "letters-not-withdrawable",
        }
    }
    fn fields(self, texts: Texts, row: &LetterRow) -> Vec<FormField> {
        let t = |key: &str| texts.t(key).to_string();
        let hint = match self {
            LetterAct::FollowUp => "letters-follow-up-hint",
            LetterAct::OfferAgain => "letters-offer-again-hint",
            LetterAct::Withdraw => "letters-withdraw-hint",
        };
        let note = FormField::lines(2, "note", t("letters-note")).hint(t(hint)).max_length(500);
        match self {
            LetterAct::OfferAgain => vec![
                FormField::email("email", t("letters-mended-address"))
                    .hint(t("letters-mended-address-hint"))
                    .value(row.address()),
                note,
            ],
            LetterAct::FollowUp | LetterAct::Withdraw => vec![note],
        }
    }
}

/// `GET /letters/{id}/follow-up`.
pub(crate) async fn confirm_follow_up(
    app: State<App>,
    officer: Officer,
    id: PathOf<LetterId>,
    frame: PageFrame,
) -> Result<Response, Problem> {
    confirm(app, officer, id, frame, LetterAct::FollowUp).await
}

/// `POST /letters/{id}/follow-up`.
pub(crate) async fn follow_up_post(
    app: State<App>,
    officer: Officer,
    id: PathOf<LetterId>,
    frame: PageFrame,
    sent: Posted<Vec<(String, String)>>,
) -> Result<Response, Problem> {
    carry_out(app, officer, id, frame, sent, LetterAct::FollowUp).await
}

/// `GET /letters/{id}/offer-again`.
pub(crate) async fn confirm_offer_again(
    app: State<App>,
    officer: Officer,
    id: PathOf<LetterId>,
    frame: PageFrame,
) -> Result<Response, Problem> {
    confirm(app, officer, id, frame, LetterAct::OfferAgain).await
}

/// `POST /letters/{id}/offer-again`.
pub(crate) async fn offer_again_post(
    app: State<App>,
    officer: Officer,
    id: PathOf<LetterId>,
    frame: PageFrame,
    sent: Posted<Vec<(String, String)>>,
) -> Result<Response, Problem> {
    carry_out(app, officer, id, frame, sent, LetterAct::OfferAgain).await
}

/// `GET /letters/{id}/withdraw`.
pub(crate) async fn confirm_withdraw(
    app: State<App>,
    officer: Officer,
    id: PathOf<LetterId>,
    frame: PageFrame,
) -> Result<Response, Problem> {
    confirm(app, officer, id, frame, LetterAct::Withdraw).await
}

/// `POST /letters/{id}/withdraw`.
pub(crate) async fn withdraw_post(
    app: State<App>,
    officer: Officer,
    id: PathOf<LetterId>,
    frame: PageFrame,
    sent: Posted<Vec<(String, String)>>,
) -> Result<Response, Problem> {
    carry_out(app, officer, id, frame, sent, LetterAct::Withdraw).await
}

async fn confirm(
    State(app): State<App>,
    Officer(actor): Officer,
    PathOf(id): PathOf<LetterId>,
    frame: PageFrame,
    act: LetterAct,
) -> Result<Response, Problem> {
    let row = asked_about(&app, frame.texts, &actor, id, act).await?;
    Ok(render(&page(frame, &row, act, &Filled::default(), &FieldErrors::none())))
}

async fn carry_out(
    State(app): State<App>,
    Officer(actor): Officer,
    PathOf(id): PathOf<LetterId>,
    frame: PageFrame,
    Posted(pairs): Posted<Vec<(String, String)>>,
    act: LetterAct,
) -> Result<Response, Problem> {
    let texts = frame.texts;
    let row = asked_about(&app, texts, &actor, id, act).await?;
    let filled = Filled::from(pairs);
    let mut errors = FieldErrors::none();
    let note = errors.text(&filled, "note", texts).map(str::to_owned);
    let email = match act {
        LetterAct::OfferAgain => errors.text(&filled, "email", texts).map(str::to_owned),
        LetterAct::FollowUp | LetterAct::Withdraw => None,
    };
    if let (Some(note), true) = (note, errors.is_empty()) {
        let (db, clock) = (&app.db, app.clock.as_ref());
        let refused = match act {
            LetterAct::FollowUp => {
                follow_up(db, &actor, clock, id, &note).await.err().map(of_follow_up)
            }
            LetterAct::OfferAgain => offer_again(db, &actor, clock, id, email.as_deref(), &note)
                .await
                .err()
                .map(of_offer_again),
            LetterAct::Withdraw => {
                withdraw_one(db, &actor, clock, id, &note).await.err().map(of_withdraw)
            }
        };
        match refused {
            None => {
                app.bell.ring();
                return Ok(Redirect::to(&format!("/letters/{id}")).into_response());
            }
            Some(Refused::NotThere) => return Err(Problem::not_found()),
            Some(Refused::NotNow) => return Err(not_now(texts, id, act)),
            Some(Refused::Broken(error)) => return Err(Problem::internal(&error)),
            Some(Refused::Note) => errors.add("note", texts.t("form-required")),
            Some(Refused::Address) => errors.add("email", texts.t("letters-no-address")),
        }
    }
    let page = page(frame, &row, act, &filled, &errors);
    Ok(render_as(StatusCode::UNPROCESSABLE_ENTITY, &page))
}

enum Refused {
    NotThere,
    NotNow,
    Note,
    Address,
    Broken(sea_orm::DbErr),
}

fn of_follow_up(error: FollowUpError) -> Refused {
    match error {
        FollowUpError::NoSuchLetter(_) => Refused::NotThere,
        FollowUpError::NothingToDo => Refused::NotNow,
        FollowUpError::NoNote => Refused::Note,
        FollowUpError::Database(error) => Refused::Broken(error),
    }
}

fn of_offer_again(error: OfferAgainError) -> Refused {
    match error {
        OfferAgainError::NoSuchLetter(_) => Refused::NotThere,
        OfferAgainError::NotPossible(_) | OfferAgainError::Secret => Refused::NotNow,
        OfferAgainError::Address(_) => Refused::Address,
        OfferAgainError::NoNote => Refused::Note,
        OfferAgainError::Database(error) => Refused::Broken(error),
    }
}

fn of_withdraw(error: WithdrawError) -> Refused {
    match error {
        WithdrawError::NoSuchLetter(_) => Refused::NotThere,
        WithdrawError::NotPossible(_) => Refused::NotNow,
        WithdrawError::NoNote => Refused::Note,
        WithdrawError::Database(error) => Refused::Broken(error),
    }
}

fn not_now(texts: Texts, id: LetterId, act: LetterAct) -> Problem {
    Problem::conflict(texts.t(act.refused())).or_else_do(
        "show",
        texts.t("letters-show"),
        format!("/letters/{id}"),
    )
}

/// The letter, when this can be done with it.
async fn asked_about(
    app: &App,
    texts: Texts,
    actor: &Actor,
    id: LetterId,
    act: LetterAct,
) -> Result<LetterRow, Problem> {
    let view = letter_for_actor(&app.db, actor, id).await?.ok_or_else(Problem::not_found)?;
    let is_closed = is_closed(app, actor, &view.row).await?;
    if act == LetterAct::OfferAgain && is_closed {
        return Err(Problem::forbidden());
    }
    if !act.fits(&view.row, is_closed) {
        return Err(not_now(texts, id, act));
    }
    Ok(view.row)
}

fn page(
    frame: PageFrame,
    row: &LetterRow,
    act: LetterAct,
    filled: &Filled,
    errors: &FieldErrors,
) -> ConfirmationPage {
    let texts = frame.texts;
    let t = |key: &str| texts.t(key).to_string();
    let path = format!("/letters/{}", row.id);
    let mut facts = vec![
        Fact::new(t("letters-recipient"), format!("{} <{}>", row.recipient_name, row.address())),
        Fact::new(t("letters-kind"), t(words::kind_key(row.kind))),
    ];
    if let Some(answer) = &row.relay_answer {
        facts.push(Fact::new(t("letters-relay-answer"), answer));
    }
    let action = format!("{path}/{}", act.word());
    let mut confirmation = Confirmation::new(action, t(act.title()), &path);
    for key in act.consequences() {
        confirmation = confirmation.consequence(t(key));
    }
    if act == LetterAct::Withdraw {
        confirmation = confirmation.dangerous();
    }
    for field in act.fields(texts, row) {
        let asked_before = !filled.one("note").is_empty() || !errors.is_empty();
        let field = if asked_before { field.filled(filled) } else { field };
        confirmation = confirmation.field(field.checked(errors));
    }
    // What a subject says may be closed to who looks after the post.
    let kind = t(words::kind_key(row.kind));
    let frame = frame
        .titled_by(act.title())
        .crumb("letters-title", "/letters")
        .under(kind, path)
        .with_errors(!errors.is_empty());
    ConfirmationPage { frame, facts, confirmation }
}
