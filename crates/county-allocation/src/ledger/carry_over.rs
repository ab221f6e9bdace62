//! Carrying unused money over to a later budget year, and the rules that let it.

use super::posting::{Main, Posting, Step, known_by_key};
use super::{
    Appropriation, CarryRule, CarryRules, Envelope, LedgerError, Movement, Post, Voucher, carriable,
};
use crate::repository;
use chrono::{DateTime, Utc};
use journal::Act;
use sea_orm::{DatabaseConnection, DatabaseTransaction, SqlErr};
use serde_json::json;
use vocabulary::{Actor, Clock, Money, Role};

/// Moves unused money of an appropriation to one of a later year, in a transaction of its own, and
/// remembers which year's money it is: the oldest goes first. The voucher names the consent it rests on.
/// Takes budget authority. Both frames as they are afterwards.
pub async fn carry_over(
    db: &DatabaseConnection,
    clock: &dyn Clock,
    actor: &Actor,
    from_key: &str,
    to_key: &str,
    amount: Money,
    voucher: &Voucher,
) -> Result<(Envelope, Envelope), LedgerError> {
    if !actor.is(Role::BudgetAuthority) {
        return Err(LedgerError::NotYours);
    }
    let tx = journal::begin(db).await?;
    carry_over_within(&tx, clock.now(), actor, (from_key, to_key), amount, voucher).await?;
    let after = (known_by_key(&tx, from_key).await?, known_by_key(&tx, to_key).await?);
    tx.commit().await?;
    Ok(after)
}

/// The same in the caller's transaction.
pub(super) async fn carry_over_within(
    tx: &DatabaseTransaction,
    now: DateTime<Utc>,
    actor: &Actor,
    (from_key, to_key): (&str, &str),
    amount: Money,
    voucher: &Voucher,
) -> Result<(), LedgerError> {
    let posting = Posting::new(tx, now, actor, amount, voucher)?;
    let (from, to) = (known_by_key(tx, from_key).await?, known_by_key(tx, to_key).await?);
    let held = repository::hold_beside(tx, from.id, to.id).await?;
    let of =
        |envelope: Envelope| held.iter().find(|e| e.id == envelope.id).cloned().unwrap_or(envelope);
    let (from, to) = (appropriation(tx, of(from)).await?, appropriation(tx, of(to)).await?);
    posting.documented(&from.envelope)?;
    if to.post.year <= from.post.year {
        return Err(LedgerError::NotLater { from: from.post.year, to: to.post.year });
    }
    let (out, into) = (from.envelope.id, to.envelope.id);
    let main = Main { envelope: out, movement: Movement::CarryOut, other: Some(into) };
    if !posting.is_done(main, amount).await? {
        let parts = decided(tx, &from, to.post.year, amount).await?;
        let step = Step { other: Some(into), keyed: true };
        posting.step(&from.envelope, Movement::CarryOut, amount, step).await?;
        let step = Step { other: Some(out), keyed: false };
        posting.step(&to.envelope, Movement::CarryIn, amount, step).await?;
        for (origin, part) in parts {
            repository::insert_carried(tx, out, into, origin, part, voucher.day, actor).await?;
        }
    }
    Ok(())
}

async fn appropriation(
    tx: &DatabaseTransaction,
    envelope: Envelope,
) -> Result<Appropriation, LedgerError> {
    match repository::post_of(tx, envelope.id).await? {
        Some(post) => Ok(Appropriation { post, envelope }),
        None => Err(LedgerError::NotAnAppropriation(envelope.name)),
    }
}

/// Which years' money goes, or why so much cannot.
async fn decided(
    tx: &DatabaseTransaction,
    from: &Appropriation,
    to_year: i32,
    asked: Money,
) -> Result<Vec<(i32, Money)>, LedgerError> {
    let Appropriation { post, envelope } = from;
    let rules = CarryRules::of_post(repository::carry_rules(tx).await?, &post.chapter, &post.item);
    let tranches = repository::tranches_of(tx, from).await?;
    let outcome = carriable(&rules, &tranches, envelope.reserved, to_year);
    if asked > envelope.remaining() {
        let (envelope, remaining) = (envelope.name.clone(), envelope.remaining());
        return Err(LedgerError::NoRoom { envelope, remaining, asked });
    }
    let may = outcome.most();
    if let Some(parts) = outcome.oldest(asked) {
        return Ok(parts);
    }
    if let Some(lapse) = outcome.lapses.last() {
        let (origin_year, until) = (lapse.origin, lapse.until);
        return Err(LedgerError::Lapsed { origin_year, until, may });
    }
    if outcome.above_limit.is_positive() {
        return Err(LedgerError::AboveLimit { may, asked });
    }
    Err(LedgerError::NoCarryRule(post.clone()))
}

/// Sets how long unused money of a post can be used, for its money of a year and the years after it.
/// Rules are added to and never edited; setting the same again changes nothing. Takes budget authority.
pub async fn set_carry_rule(
    db: &DatabaseConnection,
    clock: &dyn Clock,
    actor: &Actor,
    rule: CarryRule,
) -> Result<(), LedgerError> {
    if !actor.is(Role::BudgetAuthority) {
        return Err(LedgerError::NotYours);
    }
    if rule.source.trim().is_empty() {
        return Err(LedgerError::NoDocument);
    }
    if let Some(field) = rule.wrong() {
        return Err(LedgerError::NotARule(field));
    }
    let tx = journal::begin(db).await?;
    let CarryRule { chapter, item, from_year, .. } = &rule;
    let post = Post { year: *from_year, chapter: chapter.clone(), item: item.clone() };
    let same_post = |one: &&CarryRule| {
        one.chapter == rule.chapter && one.item == rule.item && one.from_year == rule.from_year
    };
    if let Some(stands) = repository::carry_rules(&tx).await?.iter().find(same_post) {
        return if *stands == rule { Ok(()) } else { Err(LedgerError::RuleTaken(post)) };
    }
    repository::insert_carry_rule(&tx, &rule).await.map_err(|error| match error.sql_err() {
        Some(SqlErr::UniqueConstraintViolation(_)) => LedgerError::RuleTaken(post.clone()),
        _ => LedgerError::Database(error),
    })?;
    let detail =
        json!({ "years_on": rule.years_on, "most_milli": rule.most_milli, "source": rule.source });
    let act = Act { act: "set", thing: "carry-rule", id: post.to_string(), detail };
    journal::record(&tx, actor, clock.now(), act).await?;
    Ok(tx.commit().await?)
}
