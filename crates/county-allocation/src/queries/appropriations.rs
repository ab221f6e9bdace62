//! What parliament gave, and what of it lapses.

use crate::ledger::{carriable, unused};
use crate::{Appropriation, Carriable, CarryRule, CarryRules, Lapse, Post, Tranche, repository};
use sea_orm::{ConnectionTrait, DbErr};
use vocabulary::{Day, Money};

/// The appropriations of a budget year, or of all, by year, chapter and item. Frames whose keys name no
/// post are not among them.
pub async fn appropriations<C: ConnectionTrait>(
    db: &C,
    year: Option<i32>,
) -> Result<Vec<Appropriation>, DbErr> {
    let mut all = repository::appropriations(db).await?;
    all.retain(|one| year.is_none_or(|year| one.post.year == year));
    Ok(all)
}

/// All rules of carrying over, the general ones (`*`) first, the earliest first within a post.
pub async fn carry_rules<C: ConnectionTrait>(db: &C) -> Result<Vec<CarryRule>, DbErr> {
    repository::carry_rules(db).await
}

/// Unused money of an appropriation that cannot be used any more.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LapseView {
    /// The appropriation it lies in.
    pub post: Post,
    /// The key of its frame.
    pub key: String,
    /// Which year's money, how long it can be used, how much.
    pub lapse: Lapse,
}

/// What nobody has been promised and can be used no longer than to the end of a budget year: what lapses
/// with that year, and what has lapsed before it. The oldest money counts as promised first.
pub async fn what_lapses<C: ConnectionTrait>(db: &C, year: i32) -> Result<Vec<LapseView>, DbErr> {
    let rules = repository::carry_rules(db).await?;
    let mut lapsing = Vec::new();
    for appropriation in repository::appropriations(db).await? {
        let Appropriation { post, envelope } = &appropriation;
        if !envelope.remaining().is_positive() {
            continue;
        }
        let rules = CarryRules::of_post(rules.clone(), &post.chapter, &post.item);
        let tranches = repository::tranches_of(db, &appropriation).await?;
        for (tranche, amount) in unused(&tranches, envelope.reserved) {
            let until = rules.last_year(tranche.origin);
            if until <= year {
                let lapse = Lapse { origin: tranche.origin, until, amount };
                lapsing.push(LapseView { post: post.clone(), key: envelope.key.clone(), lapse });
            }
        }
    }
    Ok(lapsing)
}

/// What of an appropriation nobody had been promised when a day was over, and how long it can be used,
/// by the year it was appropriated for, oldest first. `appropriation` is the frame as it stood then.
pub async fn unused_as_of<C: ConnectionTrait>(
    db: &C,
    appropriation: &Appropriation,
    day: Day,
) -> Result<Vec<Lapse>, DbErr> {
    let Appropriation { post, envelope } = appropriation;
    let rules = repository::carry_rules(db).await?;
    let rules = CarryRules::of_post(rules, &post.chapter, &post.item);
    let tranches = repository::tranches_until(db, appropriation, Some(day)).await?;
    let lapse = |(tranche, amount): (Tranche, Money)| Lapse {
        origin: tranche.origin,
        until: rules.last_year(tranche.origin),
        amount,
    };
    Ok(unused(&tranches, envelope.reserved).into_iter().map(lapse).collect())
}

/// What of an appropriation can be carried over to a later budget year now, and why the rest cannot.
pub async fn carriable_to<C: ConnectionTrait>(
    db: &C,
    appropriation: &Appropriation,
    to_year: i32,
) -> Result<Carriable, DbErr> {
    let Appropriation { post, envelope } = appropriation;
    let rules = repository::carry_rules(db).await?;
    let rules = CarryRules::of_post(rules, &post.chapter, &post.item);
    let tranches = repository::tranches_of(db, appropriation).await?;
    Ok(carriable(&rules, &tranches, envelope.reserved, to_year))
}
