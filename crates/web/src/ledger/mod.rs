//! The ledger, for the directorate: what parliament gave, frames as they stood on any day, what moved in
//! them, and what staff move. Every page that changes something shows the frames before and after first,
//! and carries a key of its own, so that a form that is sent twice moves once.

mod frame;
mod list;
mod moving;
mod on_day;
mod open;
mod refusals;
mod rules;
mod words;

pub(crate) use frame::show;
pub(crate) use list::list;
pub(crate) use moving::{ask as ask_movement, send as send_movement};
pub(crate) use open::{ask as ask_opening, send as send_opening};
pub(crate) use refusals::of_ledger;
pub(crate) use rules::{list as rules, set as set_rule};
pub(crate) use words::{frame_path, level, movement};

use crate::kit::{Confirmation, FieldErrors, Filled, Problem, Texts};
use axum::http::StatusCode;
use county_allocation::{ChangedFrame, LedgerError};
use uuid::Uuid;
use vocabulary::{Actor, Money};

/// The hidden field that carries the key of a form.
const ONCE: &str = "once";

/// The hidden field that says yes to what was shown.
const SURE: &str = "sure";

/// What keys of forms begin with, so that no form can use up a key of the house itself or of a program.
const OF_FORMS: &str = "form:";

/// A key of a form that is shown: whatever is sent with it moves once.
fn fresh_once() -> String {
    format!("{OF_FORMS}{}", Uuid::now_v7())
}

/// The key that a form came with; a new one for a form that came without.
fn once_of(filled: &Filled) -> String {
    match filled.one(ONCE) {
        "" => fresh_once(),
        once => {
            let own = once.strip_prefix(OF_FORMS).unwrap_or(once);
            OF_FORMS.chars().chain(own.chars().take(80)).collect()
        }
    }
}

/// Refuses those who may look at the ledger and not move anything in it, in words.
fn may_move(actor: &Actor, texts: Texts) -> Result<(), Problem> {
    if crate::session::holds_budget_authority(actor) {
        Ok(())
    } else {
        Err(of_ledger(texts, &LedgerError::NotYours))
    }
}

/// What was typed, as the query of the page that asks for it: nothing of it is lost on the way back, nor
/// when the language is changed.
fn with_typed(path: &str, filled: &Filled, names: &[&str]) -> String {
    let mut query = form_urlencoded::Serializer::new(String::new());
    for name in names {
        if !filled.one(name).is_empty() {
            query.append_pair(name, filled.one(name));
        }
    }
    let query = query.finish();
    match (query.is_empty(), path.contains('?')) {
        (true, _) => path.to_owned(),
        (false, true) => format!("{path}&{query}"),
        (false, false) => format!("{path}?{query}"),
    }
}

/// A figure of a frame before and after.
struct Change {
    frame: String,
    what: String,
    before: Money,
    after: Money,
}

/// The figures that a movement changes, frame by frame.
fn changes(changed: &[ChangedFrame], texts: Texts) -> Vec<Change> {
    let mut rows = Vec::new();
    for ChangedFrame { before, after } in changed {
        let figures = [
            (texts.t("ledger-amount"), before.amount, after.amount),
            (texts.t("ledger-reserved"), before.reserved, after.reserved),
            (texts.t("ledger-remaining"), before.remaining(), after.remaining()),
        ];
        for (what, before_it, after_it) in figures {
            if before_it != after_it {
                rows.push(Change {
                    frame: before.name.clone(),
                    what: what.into(),
                    before: before_it,
                    after: after_it,
                });
            }
        }
    }
    rows
}

/// A confirmation that sends everything on that was typed.
fn sends_on(
    confirmation: Confirmation,
    filled: &Filled,
    names: &[&str],
    once: &str,
) -> Confirmation {
    let mut confirmation = confirmation.hidden(ONCE, once).hidden(SURE, "yes");
    for name in names {
        if !filled.one(name).is_empty() {
            confirmation = confirmation.hidden(*name, filled.one(name));
        }
    }
    confirmation
}

/// Notes a refusal at its field and says what status the page comes back with: 422 for what cannot be
/// so, 409 for what a rule forbids. What no form can mend is a problem.
fn noted(
    texts: Texts,
    error: &LedgerError,
    errors: &mut FieldErrors,
) -> Result<StatusCode, Problem> {
    let field = match error {
        LedgerError::NotYours | LedgerError::Database(_) => return Err(of_ledger(texts, error)),
        LedgerError::NoRoom { .. }
        | LedgerError::Nothing
        | LedgerError::NoCarryRule(_)
        | LedgerError::Lapsed { .. }
        | LedgerError::AboveLimit { .. } => "amount",
        LedgerError::NoReason => "why",
        LedgerError::NoDocument => "document",
        LedgerError::Future(_) | LedgerError::BeforeOpened { .. } => "day",
        LedgerError::NoEnvelope(_)
        | LedgerError::NotSiblings { .. }
        | LedgerError::NotAnAppropriation(_)
        | LedgerError::NotLater { .. } => "to",
        LedgerError::KeyTaken(_) | LedgerError::NotAKey(_) | LedgerError::NoName => "what",
        LedgerError::RuleTaken(_) => "from_year",
        LedgerError::NotARule("most_milli") => "most",
        LedgerError::NotARule(field) => field,
        LedgerError::OtherContent(_) => {
            errors.add("", texts.t("ledger-form-used"));
            return Ok(StatusCode::CONFLICT);
        }
        LedgerError::OfAGrant(_) | LedgerError::NotInside { .. } => "",
    };
    let problem = of_ledger(texts, error);
    let said = match (&problem.detail, problem.errors.first()) {
        (_, Some(wrong)) => wrong.detail.clone(),
        (Some(detail), None) => detail.to_string(),
        (None, None) => return Err(problem),
    };
    errors.add(field, said);
    Ok(StatusCode::from_u16(problem.status).unwrap_or(StatusCode::CONFLICT))
}
