//! Awarding money that came back to somebody on the reserve list: a new decision beside the refusal.

use crate::award::{Gets, Settling};
use crate::reserve::frame_of;
use crate::{AwardError, CallFrames, Grant, ReservePlace, given_now, repository, reserve_places};
use chrono::SubsecRound;
use county_allocation::{
    BrokenRule, EnvelopeKind, LedgerError, NewEnvelope, Scenario, Voucher, hold, increase,
    open_envelope_within, queries as money, reduce, reserve,
};
use grant_applications::queries as cases;
use grant_applications::{Application, ApplicationVerb, Decision};
use letters::{Desk, Replaces};
use sea_orm::{ConnectionTrait, DatabaseConnection, DatabaseTransaction, DbErr};
use std::collections::BTreeMap;
use vocabulary::{
    Actor, ApplicationId, CallId, Clock, Day, EnvelopeId, GrantId, Money, NotPossible, Role,
};

/// Why nothing was awarded. Nothing has changed then.
#[derive(Debug, thiserror::Error)]
pub enum AwardLaterError {
    /// No such application.
    #[error("there is no such application")]
    NoApplication,
    /// Decisions are for those who hold budget authority.
    #[error("only somebody with budget authority can award money that came back")]
    NotYours,
    /// Who decides is disqualified in these cases (forvaltningsloven § 6, text of 2026): the one that is
    /// to get the money, or one that is passed over for it.
    #[error("you are disqualified in these cases, so somebody else must decide: {}", .0.join(", "))]
    Disqualified(Vec<String>),
    /// The application is in a state where this cannot be done.
    #[error(transparent)]
    NotPossible(#[from] NotPossible),
    /// It was not refused for want of money, or its call has no adopted scenario.
    #[error("it is not on the reserve list of its call")]
    NotOnTheList,
    /// The funding of its call is over.
    #[error("grants of the call were for the time until {0}, which is over")]
    PeriodOver(Day),
    /// A reason can be read.
    #[error("write why, in at most {most} letters", most = LaterAward::LONGEST_WHY)]
    NoReason,
    /// Others stand before it for the same money, and it is not said why they are passed over.
    #[error("say why these, who stand before it, are passed over: {}", .0.join(", "))]
    PassesOver(Vec<String>),
    /// Nobody gets nothing, or more than they have applied for.
    #[error("set an amount above 0 and up to the {applied} kr that were applied for")]
    AboveApplied {
        /// What was applied for.
        applied: Money,
    },
    /// A rule of the scenario that was adopted is against it, beside the grants that stand.
    #[error("a rule of the adopted scenario is against an award of {asked} kr: {rule}")]
    AgainstRules {
        /// Which.
        rule: BrokenRule,
        /// What was asked for.
        asked: Money,
    },
    /// There is not so much.
    #[error("there are {remaining} kr for it, and {asked} kr were asked for")]
    NoRoom {
        /// What there is for it.
        remaining: Money,
        /// What was asked for.
        asked: Money,
    },
    /// The award itself failed.
    #[error(transparent)]
    Award(AwardError),
    /// The money cannot be moved.
    #[error(transparent)]
    Ledger(LedgerError),
    /// The database answered with an error.
    #[error(transparent)]
    Database(#[from] DbErr),
}

impl From<LedgerError> for AwardLaterError {
    fn from(error: LedgerError) -> AwardLaterError {
        match error {
            LedgerError::NoRoom { remaining, asked, .. } => {
                AwardLaterError::NoRoom { remaining, asked }
            }
            LedgerError::Database(error) => AwardLaterError::Database(error),
            other => AwardLaterError::Ledger(other),
        }
    }
}

impl From<AwardError> for AwardLaterError {
    fn from(error: AwardError) -> AwardLaterError {
        match error {
            AwardError::Database(error) => AwardLaterError::Database(error),
            other => AwardLaterError::Award(other),
        }
    }
}

/// An award from the reserve list that is to be decided.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LaterAward {
    /// How much: above nothing, and at most what was applied for and what there is.
    pub amount: Money,
    /// Why, as its applicant reads it: not blank, at most [`LaterAward::LONGEST_WHY`] letters.
    pub why: String,
    /// Why those who stand before it are passed over, for the case file; needed where there are such.
    pub passing_over: Option<String>,
}

impl LaterAward {
    /// The most letters of a reason.
    pub const LONGEST_WHY: usize = 5_000;
}

/// Who was passed over by an award.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct PassedOver {
    pub count: i32,
    pub why: Option<String>,
}

/// The reserve list of a settled call as it stands now.
pub(crate) struct ReserveList {
    /// The scenario the call was settled by.
    pub scenario: Scenario,
    /// The grants of the call, whether they stand or not.
    grants: Vec<Grant>,
    /// In the order of the scenario.
    pub places: Vec<ReservePlace>,
}

impl ReserveList {
    /// Refuses an award that breaks a rule of the scenario, beside the grants that stand.
    fn refuse_against_rules(&self, id: ApplicationId, asked: Money) -> Result<(), AwardLaterError> {
        let contender = self.scenario.inputs.contender(id).ok_or(AwardLaterError::NotOnTheList)?;
        match given_now(&self.scenario, &self.grants).breaks(contender, asked) {
            Some(rule) => Err(AwardLaterError::AgainstRules { rule, asked }),
            None => Ok(()),
        }
    }
}

/// The reserve list of a settled call as it stands now; `None` when the call is not settled.
pub(crate) async fn reserve_list<C: ConnectionTrait>(
    db: &C,
    call: CallId,
    slug: &str,
) -> Result<Option<ReserveList>, DbErr> {
    let Some(scenario) = money::adopted_scenario(db, call).await? else { return Ok(None) };
    let Some(frame) = money::envelope_by_key(db, &call_key(slug)).await? else { return Ok(None) };
    let inside = money::inside(db, frame.id).await?;
    let grants = repository::grants_of_call(db, call).await?;
    let mut states = BTreeMap::new();
    for id in scenario.reserve_list() {
        if let Some(application) = cases::application(db, id).await? {
            states.insert(id, application.state.word().to_owned());
        }
    }
    let frames = CallFrames { call: &frame, inside: &inside };
    let places = reserve_places(&scenario, frames, &states, &given_now(&scenario, &grants));
    Ok(Some(ReserveList { scenario, grants, places }))
}

fn call_key(slug: &str) -> String {
    format!("call:{slug}")
}

/// Awards money that came back, or that was never given away, to an application on the reserve list of
/// its call: a new decision beside the refusal, with the grant, its deadline and its letter like any
/// award. Never more than there is in the frames it may draw on, nor against the rules of the adopted
/// scenario beside the grants that stand; who stands before it is passed over only with a reason. All of
/// it or nothing.
pub async fn award_later(
    db: &DatabaseConnection,
    clock: &dyn Clock,
    actor: &Actor,
    desk: &Desk,
    id: ApplicationId,
    new: LaterAward,
) -> Result<GrantId, AwardLaterError> {
    if !actor.is(Role::BudgetAuthority) {
        return Err(AwardLaterError::NotYours);
    }
    let (now, today) = (clock.now().trunc_subsecs(6), clock.today());
    let tx = journal::begin(db).await?;
    let found = cases::application(&tx, id).await?.ok_or(AwardLaterError::NoApplication)?;
    let call = cases::call(&tx, found.call).await?.ok_or(AwardLaterError::NoApplication)?;
    let frame = money::envelope_by_key(&tx, &call_key(&call.call.slug)).await?;
    let frame = frame.ok_or(AwardLaterError::NotOnTheList)?;
    // Whoever gives away money of the same call waits here; what is read from now on stays so.
    hold(&tx, frame.id).await?;
    let application = cases::application(&tx, id).await?.ok_or(AwardLaterError::NoApplication)?;
    application.state.allow(ApplicationVerb::AwardLater)?;
    let list = reserve_list(&tx, application.call, &call.call.slug).await?;
    let list = list.ok_or(AwardLaterError::NotOnTheList)?;
    let (scenario, places) = (&list.scenario, &list.places);
    let place = places.iter().find(|place| place.application == id);
    let place = place.ok_or(AwardLaterError::NotOnTheList)?;
    refuse_disqualified(&tx, actor, today, place, places).await?;
    if today > call.call.funded_through {
        return Err(AwardLaterError::PeriodOver(call.call.funded_through));
    }
    let why = readable(&new.why).ok_or(AwardLaterError::NoReason)?;
    if !new.amount.is_positive() || new.amount > place.applied {
        return Err(AwardLaterError::AboveApplied { applied: place.applied });
    }
    list.refuse_against_rules(id, new.amount)?;
    let passed_over = passed_over(place, places, new.passing_over.as_deref())?;
    if new.amount > place.room {
        return Err(AwardLaterError::NoRoom { remaining: place.room, asked: new.amount });
    }
    let funds = Funds { tx: &tx, actor, clock, scenario, why: &why };
    let envelope = funds.promise(&application, &call_key(&call.call.slug), new.amount).await?;
    let settling = Settling {
        tx: &tx,
        clock,
        actor,
        desk,
        call: &call,
        case_officer: actor.name(),
        assessments: cases::assessments_of_call(&tx, application.call).await?,
        now,
        today,
    };
    let refused = cases::decisions(&tx, id).await?.pop();
    let gets = Gets {
        amount: new.amount,
        envelope,
        decision: Decision::AwardLater { amount: new.amount, reason: why.clone() },
        replaces: refused.map(|refused| Replaces { refused_on: Day::at(refused.at), why }),
    };
    let (grant, number) = settling.award(&application, gets).await?;
    repository::insert_later_award(&tx, grant, id, number, place.place, &passed_over).await?;
    tx.commit().await?;
    Ok(grant)
}

fn readable(text: &str) -> Option<String> {
    let text = text.trim();
    let fits = !text.is_empty() && text.chars().count() <= LaterAward::LONGEST_WHY;
    fits.then(|| text.to_owned())
}

fn passed_over(
    place: &ReservePlace,
    places: &[ReservePlace],
    why: Option<&str>,
) -> Result<PassedOver, AwardLaterError> {
    if place.before.is_empty() {
        return Ok(PassedOver { count: 0, why: None });
    }
    let why = why.and_then(readable);
    let why = why.ok_or_else(|| AwardLaterError::PassesOver(references(&place.before, places)))?;
    Ok(PassedOver { count: place.before.len().try_into().unwrap_or(i32::MAX), why: Some(why) })
}

fn references(ids: &[ApplicationId], places: &[ReservePlace]) -> Vec<String> {
    let named = places.iter().filter(|place| ids.contains(&place.application));
    named.map(|place| place.reference.clone()).collect()
}

async fn refuse_disqualified(
    tx: &DatabaseTransaction,
    actor: &Actor,
    today: Day,
    place: &ReservePlace,
    places: &[ReservePlace],
) -> Result<(), AwardLaterError> {
    let mut closed = Vec::new();
    for id in place.before.iter().chain([&place.application]) {
        if !cases::disqualified_in(tx, actor, today, *id).await?.is_empty() {
            closed.push(*id);
        }
    }
    match closed.is_empty() {
        true => Ok(()),
        false => Err(AwardLaterError::Disqualified(references(&closed, places))),
    }
}

/// Where the money of a later award is taken from.
struct Funds<'a> {
    tx: &'a DatabaseTransaction,
    actor: &'a Actor,
    clock: &'a dyn Clock,
    scenario: &'a Scenario,
    why: &'a str,
}

impl Funds<'_> {
    /// Promises an amount to an application: out of what came back in its county, then what the call has
    /// never promised, then, where the budget was one frame, what came back in other counties. The frames
    /// of the call are held, so what was counted is still there.
    async fn promise(
        &self,
        application: &Application,
        call: &str,
        amount: Money,
    ) -> Result<EnvelopeId, AwardLaterError> {
        let (tx, actor, now) = (self.tx, self.actor, self.clock.now());
        let none = || LedgerError::NoEnvelope(call.to_owned());
        let county = application.county;
        let frame = money::envelope_by_key(tx, call).await?.ok_or_else(none)?;
        let inside = money::inside(tx, frame.id).await?;
        let frames = CallFrames { call: &frame, inside: &inside };
        let voucher =
            Voucher::new(self.why, self.clock.today()).with_document(application.reference.clone());
        let own = frames.county(county);
        let lacks = amount - own.map_or(Money::ZERO, |own| own.remaining());
        if lacks.is_positive() {
            if frame_of(self.scenario, county).is_none() {
                let mut missing = lacks - frame.remaining();
                for other in frames.others(county) {
                    let gives = other.remaining().min(missing);
                    if gives.is_positive() {
                        reduce(tx, now, actor, other.id, gives, &voucher).await?;
                        missing = missing - gives;
                    }
                }
            }
            match own {
                Some(own) => increase(tx, now, actor, own.id, lacks, &voucher).await?,
                None => {
                    let name = self.scenario.county_name(county).unwrap_or_default();
                    let new = NewEnvelope {
                        parent: Some(call.to_owned()),
                        kind: EnvelopeKind::County,
                        key: county_key(call, county),
                        name: name.to_owned(),
                        county: Some(county),
                        amount: lacks,
                    };
                    open_envelope_within(tx, now, actor, new).await?;
                }
            }
        }
        let name = format!("{} {}", application.reference, application.content.title);
        let award = NewEnvelope {
            parent: Some(own.map_or_else(|| county_key(call, county), |own| own.key.clone())),
            kind: EnvelopeKind::Award,
            key: format!("award:{}", application.id),
            name,
            county: Some(county),
            amount,
        };
        let envelope = open_envelope_within(tx, now, actor, award).await?;
        reserve(tx, now, actor, envelope, amount, &voucher).await?;
        Ok(envelope)
    }
}

fn county_key(call: &str, county: vocabulary::CountyNumber) -> String {
    format!("{call}:county:{county}")
}
