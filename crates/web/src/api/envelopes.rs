//! The ledger: frames as they are or were, and what staff do with them.

use super::ProblemBody;
use crate::{
    App,
    json::JsonOf,
    kit::{FieldProblem, Problem, Texts},
    ledger::of_ledger,
    session::Officer,
};
use axum::{
    Json,
    extract::{Path, Query, State},
    http::StatusCode,
};
use chrono::{DateTime, NaiveDate, Utc};
use county_allocation::{
    Envelope, EnvelopeKind, LedgerError, NewEnvelope, Voucher, carry_over, increase_now, open_now,
    queries, reduce_now, transfer_now,
};
use sea_orm::DbErr;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use utoipa::{IntoParams, ToSchema};
use vocabulary::{Actor, Day, EnvelopeId, Money};

/// Which day.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct On {
    /// The day to show it at the end of; today unless said.
    on: Option<NaiveDate>,
}

/// A frame and its figures.
#[derive(Serialize, ToSchema)]
#[schema(as = EnvelopeFigures)]
pub(crate) struct FiguresBody {
    /// Its key.
    key: String,
    /// What people call it.
    name: String,
    /// What kind: `appropriation`, `scheme`, `call`, `county`, `award`.
    kind: String,
    /// Its county, by its two digits.
    county: Option<String>,
    /// What it holds, in øre.
    amount_ore: i64,
    /// What of it is promised, in øre.
    reserved_ore: i64,
    /// What of that is paid, in øre.
    paid_ore: i64,
    /// What of that has come back, in øre.
    returned_ore: i64,
    /// What can still be promised, in øre.
    remaining_ore: i64,
}

impl From<Envelope> for FiguresBody {
    fn from(envelope: Envelope) -> FiguresBody {
        FiguresBody {
            remaining_ore: envelope.remaining().ore(),
            kind: envelope.kind.word().to_owned(),
            county: envelope.county.map(|county| county.to_string()),
            amount_ore: envelope.amount.ore(),
            reserved_ore: envelope.reserved.ore(),
            paid_ore: envelope.paid.ore(),
            returned_ore: envelope.returned.ore(),
            key: envelope.key,
            name: envelope.name,
        }
    }
}

/// A movement as it was entered.
#[derive(Serialize, ToSchema)]
#[schema(as = EnvelopeEntry)]
struct EntryBody {
    /// What, by its word.
    movement: String,
    /// How much, in øre.
    amount_ore: i64,
    /// The day it counts for.
    day: NaiveDate,
    /// When it was entered.
    entered_at: DateTime<Utc>,
    /// By whom.
    by: String,
    /// Why.
    why: String,
    /// The decision or document behind it.
    document: Option<String>,
    /// The key of the frame at the other end.
    other: Option<String>,
}

/// A frame as it was at the end of a day, with the frames inside it and what moved in it.
#[derive(Serialize, ToSchema)]
#[schema(as = Envelope)]
pub(crate) struct EnvelopeBody {
    /// The day.
    on: NaiveDate,
    /// Its figures.
    #[serde(flatten)]
    figures: FiguresBody,
    /// The key of the frame it is taken from; none for an appropriation.
    parent: Option<String>,
    /// The frames inside it, by key.
    inside: Vec<FiguresBody>,
    /// What moved in it, in the order it was entered.
    entries: Vec<EntryBody>,
}

/// Money to move within one frame.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = MoneyToMove)]
pub(crate) struct MoveBody {
    /// How much, in øre.
    amount_ore: i64,
    /// Why.
    why: String,
    /// The decision or document it rests on; an appropriation changes by one only.
    #[serde(default)]
    document: Option<String>,
    /// The day it counts for; today unless said, never later.
    #[serde(default)]
    day: Option<NaiveDate>,
    /// A key of yours: posted again by you with the same content, nothing moves again.
    #[serde(default)]
    once: Option<String>,
}

/// Money to move to another frame.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = MoneyToMoveOver)]
pub(crate) struct MoveOverBody {
    /// The key of the frame that gets it.
    to: String,
    /// How much, in øre.
    amount_ore: i64,
    /// Why.
    why: String,
    /// The decision or document it rests on; carrying over takes one.
    #[serde(default)]
    document: Option<String>,
    /// The day it counts for; today unless said, never later.
    #[serde(default)]
    day: Option<NaiveDate>,
    /// A key of yours: posted again by you with the same content, nothing moves again.
    #[serde(default)]
    once: Option<String>,
}

impl MoveOverBody {
    fn parts(self) -> (String, MoveBody) {
        let MoveOverBody { to, amount_ore, why, document, day, once } = self;
        (to, MoveBody { amount_ore, why, document, day, once })
    }
}

impl MoveBody {
    fn money(&self) -> Money {
        Money::from_ore(self.amount_ore)
    }

    fn voucher(&self, actor: &Actor, today: Day) -> Voucher {
        Voucher {
            why: self.why.trim().to_owned(),
            document: said(self.document.as_deref()).map(str::to_owned),
            day: self.day.map_or(today, Day::from),
            once: said(self.once.as_deref()).map(|once| key_of_program(actor, once)),
        }
    }
}

fn said(text: Option<&str>) -> Option<&str> {
    text.map(str::trim).filter(|text| !text.is_empty())
}

/// The most letters of a key that stand in the ledger as they came: an index of PostgreSQL holds no more
/// than some thousand bytes.
const LONGEST_ONCE: usize = 100;

/// The key of a voucher: the sender's own, so that two programs that count from 1 do not meet, and no
/// program uses up a key of the house itself. Of one that is longer than anybody needs its hash stands
/// there.
fn key_of_program(actor: &Actor, once: &str) -> String {
    let whose = actor.person().map(|person| person.to_string()).unwrap_or_default();
    match once.chars().count() {
        ..=LONGEST_ONCE => format!("api:{whose}:{once}"),
        _ => format!("api:{whose}:sha256:{}", hex::encode(Sha256::digest(once.as_bytes()))),
    }
}

/// The key as its sender wrote it.
fn as_sent(key: &str) -> &str {
    match key.strip_prefix("api:").and_then(|own| own.split_once(':')) {
        Some((_, once)) => once,
        None => key,
    }
}

/// 404 for the frame that the path names, a rule for the one that the body names.
fn refused(texts: Texts, key: &str, error: &LedgerError) -> Problem {
    match error {
        LedgerError::NoEnvelope(missing) if missing == key => Problem::not_found(),
        LedgerError::NoEnvelope(other) => {
            Problem::conflict(texts.t("ledger-no-envelope").with("key", other))
        }
        LedgerError::OtherContent(once) => {
            of_ledger(texts, &LedgerError::OtherContent(as_sent(once).to_owned()))
        }
        _ => of_ledger(texts, error),
    }
}

async fn key_of(app: &App, id: Option<EnvelopeId>) -> Result<Option<String>, DbErr> {
    match id {
        Some(id) => Ok(queries::envelope(&app.db, id).await?.map(|envelope| envelope.key)),
        None => Ok(None),
    }
}

/// A frame as it was at the end of a day. For the directorate.
#[utoipa::path(get, path = "/api/v1/envelopes/{key}", tag = "envelopes",
    params(("key" = String, Path, description = "The frame's key, as call:ips-2012"), On),
    security(("session" = []), ("bearer" = [])),
    responses((status = 200, description = "The frame", body = EnvelopeBody),
        (status = 401, description = "Not signed in", body = ProblemBody),
        (status = 403, description = "Not of the directorate", body = ProblemBody),
        (status = 404, description = "No such frame, or not open yet on that day", body = ProblemBody)))]
pub(crate) async fn one(
    State(app): State<App>,
    _officer: Officer,
    Path(key): Path<String>,
    Query(asked): Query<On>,
) -> Result<Json<EnvelopeBody>, Problem> {
    let day = asked.on.map_or_else(|| app.clock.today(), Day::from);
    let known = queries::envelope_by_key(&app.db, &key).await?.ok_or_else(Problem::not_found)?;
    let stood = queries::as_of(&app.db, known.id, day).await?.ok_or_else(Problem::not_found)?;
    let inside = queries::inside_as_of(&app.db, known.id, day).await?;
    let inside = inside.into_iter().map(FiguresBody::from).collect();
    let mut entries = Vec::new();
    for entry in queries::entries_until(&app.db, known.id, day).await? {
        entries.push(EntryBody {
            movement: entry.movement,
            amount_ore: entry.amount.ore(),
            day: entry.day.date(),
            entered_at: entry.at,
            by: entry.by,
            why: entry.why,
            document: entry.document,
            other: key_of(&app, entry.other).await?,
        });
    }
    let parent = key_of(&app, known.parent).await?;
    Ok(Json(EnvelopeBody { on: day.date(), figures: stood.into(), parent, inside, entries }))
}

/// Makes a frame larger out of what the frame around it has left; an appropriation by a decision of
/// parliament. Takes budget authority.
#[utoipa::path(post, path = "/api/v1/envelopes/{key}/increase", tag = "envelopes",
    request_body = MoveBody,
    params(("key" = String, Path, description = "The frame's key")),
    security(("session" = []), ("bearer" = [])),
    responses((status = 200, description = "The frame as it is now", body = FiguresBody),
        (status = 401, description = "Not signed in", body = ProblemBody),
        (status = 403, description = "Without budget authority", body = ProblemBody),
        (status = 404, description = "No such frame", body = ProblemBody),
        (status = 409, description = "The frame around it has not so much left, or another rule says no", body = ProblemBody),
        (status = 422, description = "An amount, a reason or a document is missing", body = ProblemBody)))]
pub(crate) async fn increase(
    State(app): State<App>,
    Officer(actor): Officer,
    Path(key): Path<String>,
    texts: Texts,
    JsonOf(body): JsonOf<MoveBody>,
) -> Result<Json<FiguresBody>, Problem> {
    let (clock, voucher) = (app.clock.as_ref(), body.voucher(&actor, app.clock.today()));
    let moved = increase_now(&app.db, clock, &actor, &key, body.money(), &voucher).await;
    Ok(Json(moved.map_err(|error| refused(texts, &key, &error))?.into()))
}

/// Makes a frame smaller by what it has not promised. Takes budget authority.
#[utoipa::path(post, path = "/api/v1/envelopes/{key}/reduce", tag = "envelopes",
    request_body = MoveBody,
    params(("key" = String, Path, description = "The frame's key")),
    security(("session" = []), ("bearer" = [])),
    responses((status = 200, description = "The frame as it is now", body = FiguresBody),
        (status = 401, description = "Not signed in", body = ProblemBody),
        (status = 403, description = "Without budget authority", body = ProblemBody),
        (status = 404, description = "No such frame", body = ProblemBody),
        (status = 409, description = "It has not so much left, or another rule says no", body = ProblemBody),
        (status = 422, description = "An amount, a reason or a document is missing", body = ProblemBody)))]
pub(crate) async fn reduce(
    State(app): State<App>,
    Officer(actor): Officer,
    Path(key): Path<String>,
    texts: Texts,
    JsonOf(body): JsonOf<MoveBody>,
) -> Result<Json<FiguresBody>, Problem> {
    let (clock, voucher) = (app.clock.as_ref(), body.voucher(&actor, app.clock.today()));
    let moved = reduce_now(&app.db, clock, &actor, &key, body.money(), &voucher).await;
    Ok(Json(moved.map_err(|error| refused(texts, &key, &error))?.into()))
}

/// Moves money to a frame beside it, inside the same frame. Takes budget authority.
#[utoipa::path(post, path = "/api/v1/envelopes/{key}/transfer", tag = "envelopes",
    request_body = MoveOverBody,
    params(("key" = String, Path, description = "The key of the frame that gives")),
    security(("session" = []), ("bearer" = [])),
    responses((status = 200, description = "The frame that gave, as it is now", body = FiguresBody),
        (status = 401, description = "Not signed in", body = ProblemBody),
        (status = 403, description = "Without budget authority", body = ProblemBody),
        (status = 404, description = "No such frame", body = ProblemBody),
        (status = 409, description = "It has not so much left, or they do not lie beside each other", body = ProblemBody),
        (status = 422, description = "An amount or a reason is missing", body = ProblemBody)))]
pub(crate) async fn transfer(
    State(app): State<App>,
    Officer(actor): Officer,
    Path(key): Path<String>,
    texts: Texts,
    JsonOf(body): JsonOf<MoveOverBody>,
) -> Result<Json<FiguresBody>, Problem> {
    let (to, money) = body.parts();
    let (clock, voucher) = (app.clock.as_ref(), money.voucher(&actor, app.clock.today()));
    let keys = (key.as_str(), to.as_str());
    let moved = transfer_now(&app.db, clock, &actor, keys, money.money(), &voucher).await;
    Ok(Json(moved.map_err(|error| refused(texts, &key, &error))?.into()))
}

/// Carries unused money of an appropriation over to one of a later budget year. Takes budget authority.
#[utoipa::path(post, path = "/api/v1/envelopes/{key}/carry-over", tag = "envelopes",
    request_body = MoveOverBody,
    params(("key" = String, Path, description = "The key of the appropriation that gives")),
    security(("session" = []), ("bearer" = [])),
    responses((status = 200, description = "The appropriation that gave, as it is now", body = FiguresBody),
        (status = 401, description = "Not signed in", body = ProblemBody),
        (status = 403, description = "Without budget authority", body = ProblemBody),
        (status = 404, description = "No such frame", body = ProblemBody),
        (status = 409, description = "It has not so much left, the money lapses before that year, or no rule lets it go", body = ProblemBody),
        (status = 422, description = "An amount, a reason or a document is missing", body = ProblemBody)))]
pub(crate) async fn carry(
    State(app): State<App>,
    Officer(actor): Officer,
    Path(key): Path<String>,
    texts: Texts,
    JsonOf(body): JsonOf<MoveOverBody>,
) -> Result<Json<FiguresBody>, Problem> {
    let (to, money) = body.parts();
    let (clock, voucher) = (app.clock.as_ref(), money.voucher(&actor, app.clock.today()));
    let carried = carry_over(&app.db, clock, &actor, &key, &to, money.money(), &voucher).await;
    let (gave, _) = carried.map_err(|error| refused(texts, &key, &error))?;
    Ok(Json(gave.into()))
}

/// A frame to open.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = NewEnvelope)]
pub(crate) struct OpenBody {
    /// What kind: `appropriation`, `scheme` or `call`. Counties and awards get theirs when a scenario is
    /// adopted.
    kind: String,
    /// Its key: small letters, digits, `:`, `.`, `-` and `_`. An appropriation's names its post
    /// (`appropriation:2012:764.60`), a call's its short name (`call:ips-2012`).
    key: String,
    /// The key of the frame it is taken from; none for an appropriation.
    #[serde(default)]
    parent: Option<String>,
    /// What people call it.
    name: String,
    /// What it holds, in øre.
    amount_ore: i64,
    /// Why; its name unless said.
    #[serde(default)]
    why: Option<String>,
    /// The decision or document it rests on; an appropriation takes one.
    #[serde(default)]
    document: Option<String>,
    /// The day it counts from; today unless said, never later.
    #[serde(default)]
    day: Option<NaiveDate>,
    /// A key of yours: posted again by you with the same content, nothing is opened again.
    #[serde(default)]
    once: Option<String>,
}

/// Opens a frame: an appropriation, a scheme's part of one, or a call's budget in that. Takes budget
/// authority.
#[utoipa::path(post, path = "/api/v1/envelopes", tag = "envelopes",
    request_body = OpenBody,
    security(("session" = []), ("bearer" = [])),
    responses((status = 201, description = "The frame", body = FiguresBody),
        (status = 401, description = "Not signed in", body = ProblemBody),
        (status = 403, description = "Without budget authority", body = ProblemBody),
        (status = 409, description = "The frame around it has not so much left, there is one already, or it does not belong there", body = ProblemBody),
        (status = 422, description = "A kind, a key, a name, an amount or a document is missing or cannot be one", body = ProblemBody)))]
pub(crate) async fn open(
    State(app): State<App>,
    Officer(actor): Officer,
    texts: Texts,
    JsonOf(body): JsonOf<OpenBody>,
) -> Result<(StatusCode, Json<FiguresBody>), Problem> {
    let Some(kind) = EnvelopeKind::ALL.into_iter().find(|kind| kind.word() == body.kind) else {
        let possible = EnvelopeKind::ALL.map(EnvelopeKind::word)[..3].join(", ");
        let said = texts.t("api-no-option").with("typed", &body.kind).with("possible", possible);
        let detail = said.to_string();
        return Err(Problem::invalid(vec![FieldProblem { field: "kind".to_owned(), detail }]));
    };
    let money = MoveBody {
        amount_ore: body.amount_ore,
        why: body.why.unwrap_or_else(|| body.name.clone()),
        document: body.document,
        day: body.day,
        once: body.once,
    };
    let new = NewEnvelope {
        parent: body.parent,
        kind,
        key: body.key,
        name: body.name.trim().to_owned(),
        county: None,
        amount: money.money(),
    };
    let (clock, voucher) = (app.clock.as_ref(), money.voucher(&actor, app.clock.today()));
    let opened = open_now(&app.db, clock, &actor, &new, &voucher).await;
    // The path names no frame here, so that the one around is always somebody's to say.
    let opened = opened.map_err(|error| refused(texts, "", &error))?;
    Ok((StatusCode::CREATED, Json(opened.into())))
}
