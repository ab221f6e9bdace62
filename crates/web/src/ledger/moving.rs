//! Moving money: larger, smaller, over to the frame beside, over to a later budget year. The form, what
//! it would change, and the act.

use super::{
    Change, SURE, changes, frame_path, fresh_once, may_move, noted, once_of, sends_on, with_typed,
};
use crate::{
    App,
    kit::{
        Choice, Confirmation, Control, Fact, FieldErrors, Filled, Form, FormField, PageFrame,
        Problem, Texts, format::kroner, render, render_as,
    },
    session::Officer,
};
use askama::Template;
use axum::{
    Form as Sent,
    extract::{OriginalUri, Path, Query, State},
    http::{StatusCode, Uri},
    response::{IntoResponse, Redirect, Response},
};
use county_allocation::{
    Appropriation, Carriable, Envelope, EnvelopeKind, LedgerError, Post, StaffMovement, Voucher,
    carry_over, foresee, increase_now, queries, reduce_now, transfer_now,
};
use vocabulary::{Actor, Money};

const NAMES: [&str; 5] = ["to", "amount", "why", "document", "day"];

/// What is done, as the last part of the path says it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Deed {
    Increase,
    Reduce,
    Transfer,
    CarryOver,
}

impl Deed {
    fn of(uri: &Uri) -> Option<Deed> {
        match uri.path().rsplit('/').next()? {
            "increase" => Some(Deed::Increase),
            "reduce" => Some(Deed::Reduce),
            "transfer" => Some(Deed::Transfer),
            "carry-over" => Some(Deed::CarryOver),
            _ => None,
        }
    }
    const fn word(self) -> &'static str {
        match self {
            Deed::Increase => "increase",
            Deed::Reduce => "reduce",
            Deed::Transfer => "transfer",
            Deed::CarryOver => "carry-over",
        }
    }
    fn title(self, texts: Texts) -> String {
        match self {
            Deed::Increase => texts.t("ledger-increase").into(),
            Deed::Reduce => texts.t("ledger-reduce").into(),
            Deed::Transfer => texts.t("ledger-transfer").into(),
            Deed::CarryOver => texts.t("ledger-carry-over").into(),
        }
    }
    /// Money goes to a frame that is chosen.
    const fn chooses(self) -> bool {
        matches!(self, Deed::Transfer | Deed::CarryOver)
    }
}

/// What may be carried over to a later appropriation, and why the rest stays.
struct Way {
    to: String,
    may: Money,
    /// By the year it was appropriated for.
    parts: Vec<(i32, Money)>,
    stays: Vec<String>,
}

#[derive(Template)]
#[template(path = "ledger/move.html")]
struct MovePage {
    frame: PageFrame,
    action: String,
    back: String,
    facts: Vec<Fact>,
    about: String,
    room: Option<String>,
    ways: Vec<Way>,
    /// There is nowhere to move it.
    nowhere: Option<String>,
    form: Form,
    once: String,
}

#[derive(Template)]
#[template(path = "ledger/confirm.html")]
struct ConfirmPage {
    frame: PageFrame,
    facts: Vec<Fact>,
    changes: Vec<Change>,
    confirmation: Confirmation,
}

/// The frame, what is to be done with it, and all that the form says about that.
struct Asking {
    own: Envelope,
    deed: Deed,
    path: String,
    around: Option<Envelope>,
    others: Vec<Envelope>,
    ways: Vec<Way>,
}

async fn asking(app: &App, key: &str, uri: &Uri, texts: Texts) -> Result<Asking, Problem> {
    let own = queries::envelope_by_key(&app.db, key).await?.ok_or_else(Problem::not_found)?;
    let deed = Deed::of(uri).ok_or_else(Problem::not_found)?;
    if own.kind == EnvelopeKind::Award {
        return Err(super::of_ledger(texts, &LedgerError::OfAGrant(own.name)));
    }
    let around = match own.parent {
        Some(parent) => queries::envelope(&app.db, parent).await?,
        None => None,
    };
    let (mut others, mut ways) = (Vec::new(), Vec::new());
    match (deed, &around) {
        (Deed::Transfer, Some(around)) => {
            others = queries::inside(&app.db, around.id).await?;
            others.retain(|other| other.id != own.id && other.kind != EnvelopeKind::Award);
        }
        (Deed::CarryOver, _) => {
            let post = Post::of_key(&own.key).filter(|_| own.kind == EnvelopeKind::Appropriation);
            let post = post.ok_or_else(|| {
                super::of_ledger(texts, &LedgerError::NotAnAppropriation(own.name.clone()))
            })?;
            let from = Appropriation { post, envelope: own.clone() };
            for later in queries::appropriations(&app.db, None).await? {
                if later.post.year > from.post.year {
                    let to_year = later.post.year;
                    let may = queries::carriable_to(&app.db, &from, to_year).await?;
                    ways.push(way(&later.envelope, may, texts));
                    others.push(later.envelope);
                }
            }
        }
        _ => {}
    }
    Ok(Asking {
        path: format!("{}/{}", frame_path(&own.key), deed.word()),
        own,
        deed,
        around,
        others,
        ways,
    })
}

/// What can go that way, in words.
fn way(to: &Envelope, may: Carriable, texts: Texts) -> Way {
    let mut stays = Vec::new();
    for lapse in &may.lapses {
        let text = texts.t("ledger-stays-lapses").with("amount", lapse.amount);
        let text = text.with("origin", lapse.origin.to_string());
        stays.push(text.with("until", lapse.until.to_string()).into());
    }
    if may.above_limit.is_positive() {
        stays.push(texts.t("ledger-stays-above").with("amount", may.above_limit).into());
    }
    if may.without_rule.is_positive() {
        stays.push(texts.t("ledger-stays-no-rule").with("amount", may.without_rule).into());
    }
    Way { to: to.name.clone(), may: may.most(), parts: may.carried, stays }
}

impl Asking {
    fn fields(&self, app: &App, texts: Texts) -> Vec<FormField> {
        let mut fields = Vec::new();
        if self.deed.chooses() {
            let choice = |(at, other): (usize, &Envelope)| {
                let label = match self.ways.get(at) {
                    Some(way) => texts.t("ledger-to-carry").with("amount", way.may),
                    None => texts.t("ledger-to-beside").with("amount", other.amount),
                };
                Choice::new(&other.key, label.with("name", &other.name))
            };
            let choices = self.others.iter().enumerate().map(choice).collect();
            let label = match self.deed {
                Deed::CarryOver => texts.t("ledger-to-later"),
                _ => texts.t("ledger-to"),
            };
            fields.push(FormField::new(Control::Select(choices), "to", label));
        }
        let is_top = self.own.kind == EnvelopeKind::Appropriation;
        let document = FormField::text("document", texts.t("ledger-document")).max_length(200);
        let document = match is_top {
            true => document.hint(texts.t("ledger-document-needed")),
            false => document.hint(texts.t("ledger-document-hint")).optional(),
        };
        let today = app.clock.today();
        fields.extend([
            FormField::kroner("amount", texts.t("ledger-how-much")),
            FormField::lines(2, "why", texts.t("ledger-why"))
                .hint(texts.t("ledger-why-hint"))
                .max_length(1000),
            document,
            FormField::day("day", texts.t("ledger-day"))
                .hint(texts.t("ledger-day-hint"))
                .value(today.to_string()),
        ]);
        fields
    }

    /// What there is to move.
    fn room(&self, texts: Texts) -> Option<String> {
        let text = match (self.deed, &self.around) {
            (Deed::Increase, Some(around)) => texts
                .t("ledger-room-around")
                .with("envelope", &around.name)
                .with("amount", around.remaining()),
            (Deed::Increase, None) => texts.t("ledger-room-parliament"),
            (Deed::Reduce | Deed::Transfer, _) => {
                texts.t("ledger-room-own").with("amount", self.own.remaining())
            }
            (Deed::CarryOver, _) => return None,
        };
        Some(text.into())
    }

    fn nowhere(&self, texts: Texts) -> Option<String> {
        if !self.deed.chooses() || !self.others.is_empty() {
            return None;
        }
        Some(match self.deed {
            Deed::CarryOver => texts.t("ledger-nowhere-later").into(),
            _ => texts.t("ledger-nowhere-beside").into(),
        })
    }

    fn facts(&self, texts: Texts) -> Vec<Fact> {
        let money = |amount: Money| kroner(amount, texts.language());
        vec![
            Fact::new(texts.t("ledger-frame"), &self.own.name)
                .leading_to(frame_path(&self.own.key)),
            Fact::new(texts.t("ledger-amount"), money(self.own.amount)),
            Fact::new(texts.t("ledger-reserved"), money(self.own.reserved)),
            Fact::new(texts.t("ledger-remaining"), money(self.own.remaining())),
        ]
    }

    fn about(&self, texts: Texts) -> String {
        match self.deed {
            Deed::Increase => texts.t("ledger-about-increase").into(),
            Deed::Reduce => texts.t("ledger-about-reduce").into(),
            Deed::Transfer => texts.t("ledger-about-transfer").into(),
            Deed::CarryOver => texts.t("ledger-about-carry-over").into(),
        }
    }

    fn page(self, frame: PageFrame, form: Form, once: String) -> MovePage {
        let texts = frame.texts;
        let back = frame_path(&self.own.key);
        MovePage {
            facts: self.facts(texts),
            about: self.about(texts),
            room: self.room(texts),
            nowhere: self.nowhere(texts),
            frame: frame
                .titled(self.deed.title(texts))
                .with_errors(form.has_errors())
                .crumb("ledger-title", "/ledger")
                .under(&self.own.name, &back),
            action: self.path,
            back,
            ways: self.ways,
            form,
            once,
        }
    }

    async fn moves(
        &self,
        app: &App,
        actor: &Actor,
        to: &str,
        amount: Money,
        voucher: &Voucher,
    ) -> Result<(), LedgerError> {
        let (db, clock, key) = (&app.db, app.clock.as_ref(), self.own.key.as_str());
        match self.deed {
            Deed::Increase => {
                increase_now(db, clock, actor, key, amount, voucher).await?;
            }
            Deed::Reduce => {
                reduce_now(db, clock, actor, key, amount, voucher).await?;
            }
            Deed::Transfer => {
                transfer_now(db, clock, actor, (key, to), amount, voucher).await?;
            }
            Deed::CarryOver => {
                carry_over(db, clock, actor, key, to, amount, voucher).await?;
            }
        }
        Ok(())
    }
}

/// `GET /ledger/frames/{key}/increase` and its like: the form, filled in with what the address says.
pub(crate) async fn ask(
    State(app): State<App>,
    Officer(actor): Officer,
    Path(key): Path<String>,
    OriginalUri(uri): OriginalUri,
    Query(typed): Query<Vec<(String, String)>>,
    frame: PageFrame,
) -> Result<Response, Problem> {
    let texts = frame.texts;
    may_move(&actor, texts)?;
    let asking = asking(&app, &key, &uri, texts).await?;
    let typed = Filled::from(typed);
    let fields = asking.fields(&app, texts).into_iter().map(|field| {
        let said = !typed.one(&field.name).is_empty();
        if said { field.filled(&typed) } else { field }
    });
    let form = Form::new(fields.collect::<Vec<_>>());
    Ok(render(&asking.page(frame, form, fresh_once())))
}

/// `POST /ledger/frames/{key}/increase` and its like: what would change, and with a yes to that, the act.
pub(crate) async fn send(
    State(app): State<App>,
    Officer(actor): Officer,
    Path(key): Path<String>,
    OriginalUri(uri): OriginalUri,
    frame: PageFrame,
    Sent(pairs): Sent<Vec<(String, String)>>,
) -> Result<Response, Problem> {
    let (texts, filled) = (frame.texts, Filled::from(pairs));
    may_move(&actor, texts)?;
    let asking = asking(&app, &key, &uri, texts).await?;
    let once = once_of(&filled);
    // Another language is asked for by a link: it leads to the form with all that was typed.
    let frame = PageFrame { path: with_typed(&asking.path, &filled, &NAMES), ..frame };
    let done = format!("{}?done={}", frame_path(&asking.own.key), asking.deed.word());
    let (mut errors, mut status) = (FieldErrors::none(), StatusCode::UNPROCESSABLE_ENTITY);
    let to = filled.one("to").to_owned();
    if asking.deed.chooses() {
        errors.text(&filled, "to", texts);
    }
    let amount = errors.kroner(&filled, "amount", texts);
    let why = errors.text(&filled, "why", texts);
    let is_top = asking.own.kind == EnvelopeKind::Appropriation;
    let document = match is_top {
        true => errors.text(&filled, "document", texts),
        false => Some(filled.one("document")).filter(|document| !document.is_empty()),
    };
    let day = errors.day(&filled, "day", texts);
    if let (Some(amount), Some(why), Some(day), true) = (amount, why, day, errors.is_empty()) {
        let voucher = Voucher::new(why, day).once(&once);
        let voucher = document.iter().fold(voucher, |voucher, one| voucher.with_document(*one));
        let refused = if filled.one(SURE) == "yes" {
            match asking.moves(&app, &actor, &to, amount, &voucher).await {
                Ok(()) => return Ok(Redirect::to(&done).into_response()),
                Err(refused) => refused,
            }
        } else {
            let movement = match asking.deed {
                Deed::Increase => StaffMovement::Increase,
                Deed::Reduce => StaffMovement::Reduce,
                Deed::Transfer => StaffMovement::Transfer(&to),
                Deed::CarryOver => StaffMovement::CarryOver(&to),
            };
            let clock = app.clock.as_ref();
            match foresee(&app.db, clock, &actor, &key, movement, amount, &voucher).await {
                // This very form has moved it already.
                Ok(changed) if changed.is_empty() => return Ok(Redirect::to(&done).into_response()),
                Ok(changed) => {
                    let rows = changes(&changed, texts);
                    return Ok(render(&confirm(
                        &asking, frame, &filled, &once, rows, &voucher, amount,
                    )));
                }
                Err(refused) => refused,
            }
        };
        status = noted(texts, &refused, &mut errors)?;
    }
    let form = Form::new(asking.fields(&app, texts)).filled(&filled).checked(&errors);
    // What was used up is not sent again: whatever is mended is a movement of its own.
    Ok(render_as(status, &asking.page(frame, form, fresh_once())))
}

fn confirm(
    asking: &Asking,
    frame: PageFrame,
    filled: &Filled,
    once: &str,
    changes: Vec<Change>,
    voucher: &Voucher,
    amount: Money,
) -> ConfirmPage {
    let texts = frame.texts;
    let mut facts = vec![
        Fact::new(texts.t("ledger-frame"), &asking.own.name),
        Fact::new(texts.t("ledger-how-much"), kroner(amount, texts.language())),
        Fact::new(texts.t("ledger-why"), &voucher.why),
    ];
    if let Some(document) = &voucher.document {
        facts.push(Fact::new(texts.t("ledger-document"), document));
    }
    facts.push(Fact::new(texts.t("ledger-day"), voucher.day.in_words(texts.language())));
    let back = with_typed(&asking.path, filled, &NAMES);
    let confirmation = Confirmation::new(&asking.path, asking.deed.title(texts), back)
        .consequence(texts.t("ledger-confirm-entered"))
        .consequence(texts.t("ledger-confirm-never-edited"));
    ConfirmPage {
        facts,
        changes,
        confirmation: sends_on(confirmation, filled, &NAMES, once),
        frame: frame
            .titled(asking.deed.title(texts))
            .crumb("ledger-title", "/ledger")
            .under(&asking.own.name, frame_path(&asking.own.key)),
    }
}
