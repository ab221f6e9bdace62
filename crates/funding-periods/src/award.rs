//! The award: a call is settled in one transaction.

use crate::{Grant, GrantState, repository};
use chrono::{DateTime, Utc};
use county_allocation::{AdoptError, Basis, Contender};
use grant_applications::queries::{CallView, Candidate};
use grant_applications::{Application, Assessment, DecideError, Decision, Told};
use journal::Act;
use letters::{About, Desk, Letter, Recipient, Refusal, Replaces};
use organisations::Organisation;
use reporting_deadlines::{NewDeadline, Owed, ReportKind, STANDARD_LADDER, SetDeadlineError};
use sea_orm::{ConnectionTrait, DatabaseConnection, DatabaseTransaction, DbErr};
use serde_json::json;
use std::collections::BTreeMap;
use vocabulary::{
    Actor, ApplicationId, CallId, Clock, Day, EnvelopeId, GrantId, Language, Money, Period, Role,
    ScenarioId,
};

/// Why a call could not be settled.
#[derive(Debug, thiserror::Error)]
pub enum AwardError {
    /// No such scenario, or its call is gone.
    #[error("there is no such scenario")]
    NoScenario,
    /// An application is not assessed: nobody can be decided before all are.
    #[error("these applications are not assessed yet: {}", .0.join(", "))]
    NotAssessed(Vec<String>),
    /// These are not checked yet.
    #[error("{0} applications have not been checked or dismissed yet")]
    NotChecked(i64),
    /// Who decides is disqualified in these cases (forvaltningsloven § 6, text of 2026): somebody else
    /// must adopt.
    #[error("you are disqualified in these cases, so somebody else must decide: {}", .0.join(", "))]
    Disqualified(Vec<String>),
    /// The scenario cannot be adopted.
    #[error(transparent)]
    Adopt(#[from] AdoptError),
    /// An application cannot be decided.
    #[error(transparent)]
    Decide(#[from] DecideError),
    /// A deadline cannot be set.
    #[error(transparent)]
    Deadline(#[from] SetDeadlineError),
    /// A letter cannot be written.
    #[error("a letter could not be written: {0}")]
    Letter(#[from] letters::WriteError),
    /// The database answered with an error.
    #[error(transparent)]
    Database(#[from] DbErr),
}

/// What came of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Awarded {
    /// The grants, in the order of the list.
    pub grants: Vec<GrantId>,
    /// How many were refused.
    pub refused: usize,
    /// What was awarded in all.
    pub amount: Money,
}

/// The applications of a call that stand for selection now.
pub async fn contenders<C: ConnectionTrait>(
    db: &C,
    call: CallId,
) -> Result<Vec<Contender>, AwardError> {
    let candidates = grant_applications::queries::candidates(db, call).await?;
    let unassessed: Vec<String> = candidates
        .iter()
        .filter(|candidate| candidate.standing.is_none())
        .map(|candidate| candidate.reference.clone())
        .collect();
    if !unassessed.is_empty() {
        return Err(AwardError::NotAssessed(unassessed));
    }
    Ok(candidates.into_iter().filter_map(contender).collect())
}

/// What the scenarios of a call are drawn from, as it stands now.
pub async fn basis<C: ConnectionTrait>(db: &C, call: CallId) -> Result<Basis, AwardError> {
    let view = grant_applications::queries::call(db, call).await?.ok_or(AwardError::NoScenario)?;
    Ok(Basis {
        call,
        year: view.call.year,
        day: Day::at(view.call.opens_at),
        budget: view.call.budget,
        envelope_key: format!("call:{}", view.call.slug),
        contenders: contenders(db, call).await?,
    })
}

fn contender(candidate: Candidate) -> Option<Contender> {
    let standing = candidate.standing?;
    Some(Contender {
        application: candidate.application,
        reference: candidate.reference,
        county: candidate.county,
        applied: candidate.applied,
        recommended: standing.recommended,
        score_milli: standing.score_milli,
        least: candidate.least,
        recipient: candidate.recipient,
        purpose: candidate.purpose,
    })
}

/// Adopts a scenario and settles its call: every application is decided, the money of each award
/// reserved, a grant made of it, its report deadline set, and a letter written to each applicant. All
/// of it or nothing.
pub async fn adopt_and_award(
    db: &DatabaseConnection,
    clock: &dyn Clock,
    actor: &Actor,
    desk: &Desk,
    scenario: ScenarioId,
) -> Result<Awarded, AwardError> {
    let tx = journal::begin(db).await?;
    let call = county_allocation::queries::scenario(&tx, scenario)
        .await?
        .ok_or(AwardError::NoScenario)?
        .call;
    let call = grant_applications::queries::call(&tx, call).await?.ok_or(AwardError::NoScenario)?;
    // Before anything is held: who comes second must not wait here for who changes an award by now.
    if county_allocation::queries::adopted_scenario(&tx, call.call.id).await?.is_some() {
        return Err(AdoptError::Settled.into());
    }
    // What the decision rests on stays as it is from here on.
    grant_applications::hold_applications(&tx, call.call.id).await?;
    refuse_unchecked(&tx, call.call.id).await?;
    let today = clock.today();
    let closed = grant_applications::queries::closed_to(&tx, actor, today, call.call.id).await?;
    if !closed.is_empty() {
        return Err(AwardError::Disqualified(closed));
    }
    let basis = basis(&tx, call.call.id).await?;
    let mut applications: BTreeMap<ApplicationId, Application> = BTreeMap::new();
    for contender in &basis.contenders {
        let found = grant_applications::queries::application(&tx, contender.application).await?;
        let application = found.ok_or(AwardError::NoScenario)?;
        applications.insert(application.id, application);
    }
    let names = applications
        .iter()
        .map(|(id, application)| {
            (*id, format!("{} {}", application.reference, application.content.title))
        })
        .collect();
    let (scenario, lines) =
        county_allocation::adopt(&tx, clock, actor, scenario, &basis, &names).await?;
    let settling = Settling {
        tx: &tx,
        clock,
        actor,
        desk,
        call: &call,
        case_officer: &scenario.made_by,
        assessments: grant_applications::queries::assessments_of_call(&tx, call.call.id).await?,
        now: clock.now(),
        today,
    };
    let purposes = grant_applications::queries::purposes(&tx, call.call.id).await?;
    let mut awarded = Awarded { grants: Vec::new(), refused: 0, amount: Money::ZERO };
    for adopted in lines {
        let Some(application) = applications.get(&adopted.line.application) else { continue };
        let language =
            settling.organisation(application).await?.map_or(Language::Bokmal, |o| o.language);
        let county = scenario.county_name(adopted.line.county);
        let reason = &adopted.line.reason;
        let on_reserve_list = reason.is_for_want_of_money();
        let purpose = reason.purpose().and_then(|key| purposes.get(key));
        let reason = match purpose {
            Some(name) => reason.clone().with_purpose_called(name.to(language)),
            None => reason.clone(),
        }
        .in_words(language, county);
        if let Some(envelope) = adopted.envelope {
            let amount = adopted.line.awarded;
            let decision = Decision::Award { amount, reason };
            let gets = Gets { amount, envelope, decision, replaces: None };
            awarded.grants.push(settling.award(application, gets).await?.0);
            awarded.amount = awarded.amount + amount;
        } else {
            settling.refuse(application, reason, on_reserve_list).await?;
            awarded.refused += 1;
        }
    }
    grant_applications::mark_call_decided(&tx, clock, actor, call.call.id).await?;
    // Only now the call is held: on PostgreSQL something may have come in late between the first look and
    // this one, and would be left undecided.
    refuse_unchecked(&tx, call.call.id).await?;
    tx.commit().await?;
    Ok(awarded)
}

/// Refuses while something of the call is still to be checked. What was asked for more and what came late
/// must be settled one way or the other too.
async fn refuse_unchecked<C: ConnectionTrait>(db: &C, call: CallId) -> Result<(), AwardError> {
    let counts = grant_applications::queries::counts(db, call).await?;
    let unchecked = ["submitted", "incomplete", "late"];
    let waiting: i64 = unchecked.iter().filter_map(|state| counts.get(*state)).sum();
    if waiting > 0 { Err(AwardError::NotChecked(waiting)) } else { Ok(()) }
}

/// What every decision of one settlement shares.
pub(crate) struct Settling<'a> {
    pub tx: &'a DatabaseTransaction,
    pub clock: &'a dyn Clock,
    pub actor: &'a Actor,
    pub desk: &'a Desk,
    pub call: &'a CallView,
    pub case_officer: &'a str,
    /// What all applications of the call were given, for the letters.
    pub assessments: BTreeMap<ApplicationId, Vec<Assessment>>,
    pub now: DateTime<Utc>,
    pub today: Day,
}

/// What one application gets, and by which decision.
pub(crate) struct Gets {
    pub amount: Money,
    /// Its frame, the amount reserved in it.
    pub envelope: EnvelopeId,
    pub decision: Decision,
    /// The refusal that the award comes in the place of.
    pub replaces: Option<Replaces>,
}

impl Settling<'_> {
    async fn organisation(&self, application: &Application) -> Result<Option<Organisation>, DbErr> {
        organisations::organisation(self.tx, application.organisation).await
    }

    /// Awards, and says which grant came of it and the number of the decision.
    pub(crate) async fn award(
        &self,
        application: &Application,
        gets: Gets,
    ) -> Result<(GrantId, i32), AwardError> {
        let Gets { amount, envelope, decision, replaces } = gets;
        // What comes in the place of a refusal has its reason beside the refusal.
        let reason = match &decision {
            Decision::Award { reason, .. } => reason.clone(),
            _ => String::new(),
        };
        let (_, number) =
            grant_applications::decide(self.tx, self.clock, self.actor, application.id, decision)
                .await?;
        let grant = Grant {
            id: GrantId::fresh(),
            reference: grant_reference(&application.reference),
            application: application.id,
            call: self.call.call.id,
            organisation: application.organisation,
            envelope,
            title: application.content.title.clone(),
            municipality: application.municipality,
            county: application.county,
            amount,
            awarded_at: self.now,
            awarded_by: self.actor.name().to_owned(),
            accept_by: self.today.plus_days(self.call.call.accept_within_days.into()),
            state: GrantState::Awarded,
        };
        repository::insert_grant(self.tx, &grant).await?;
        let detail = json!({ "reference": grant.reference, "application": application.id, "amount_ore": amount.ore() });
        let act = Act { act: "awarded", thing: "grant", id: grant.id.to_string(), detail };
        journal::record(self.tx, self.actor, self.now, act).await?;
        let deadline = NewDeadline {
            grant: grant.id,
            organisation: grant.organisation,
            grant_reference: grant.reference.clone(),
            project_title: grant.title.clone(),
            owed: Owed::Report(ReportKind::AnnualReport),
            title: format!("Rapport for {}", self.call.call.year),
            due_on: self.call.call.report_due,
            ladder: STANDARD_LADDER.to_owned(),
        };
        reporting_deadlines::set_deadline(self.tx, self.actor, self.now, deadline).await?;
        let id = grant.id.to_string();
        let told = self.told(application).await?;
        self.write_to_applicants(application, number, &id, "grant", |organisation| {
            let reason = reason.clone();
            let replaces = replaces.clone();
            let letter =
                self.award_letter(application, &grant, organisation, &told, reason, replaces);
            Letter::Award(Box::new(letter))
        })
        .await?;
        Ok((grant.id, number))
    }

    async fn refuse(
        &self,
        application: &Application,
        reason: String,
        on_reserve_list: bool,
    ) -> Result<(), AwardError> {
        let decision = Decision::Refuse { reason: reason.clone() };
        let (_, number) =
            grant_applications::decide(self.tx, self.clock, self.actor, application.id, decision)
                .await?;
        let told = self.told(application).await?;
        let id = application.id.to_string();
        self.write_to_applicants(application, number, &id, "application", |organisation| {
            Letter::Refusal(Refusal {
                on_reserve_list,
                ..self.refusal_letter(application, organisation, &told, reason.clone())
            })
        })
        .await
    }

    /// The application as letters tell it, in the language of its organisation.
    async fn told(&self, application: &Application) -> Result<Told, DbErr> {
        let organisation = self.organisation(application).await?;
        let language = organisation.map_or(Language::Bokmal, |known| known.language);
        grant_applications::told(self.tx, application, &self.call.call, language).await
    }

    /// Writes to all who apply for the applicant: one letter about each decision to each of them.
    pub(crate) async fn write_to_applicants(
        &self,
        application: &Application,
        decision: i32,
        id: &str,
        thing: &'static str,
        letter: impl Fn(&Organisation) -> Letter,
    ) -> Result<(), AwardError> {
        let Some(organisation) = self.organisation(application).await? else { return Ok(()) };
        let letter = letter(&organisation);
        let applicants =
            organisations::people_of(self.tx, application.organisation, Role::Applicant).await?;
        for person in applicants {
            let recipient = Recipient {
                name: person.name,
                email: person.email,
                language: organisation.language,
                organisation: Some(application.organisation),
            };
            // The first decision's letters were written before decisions had numbers.
            let key = match decision {
                1 => format!("decision:{}:{}", application.id, recipient.email),
                later => format!("decision:{}:{later}:{}", application.id, recipient.email),
            };
            let about = About { thing, id: id.to_owned() };
            letters::write(self.tx, self.desk, self.now, &key, about, &recipient, &letter).await?;
        }
        Ok(())
    }
}

/// The period a grant of a call is given for when its terms are accepted on a day: from that day to the
/// last day of the call's funding. `None` when that day has passed.
pub(crate) fn expected_period(call: &CallView, accepted_on: Day) -> Option<Period> {
    Period::new(accepted_on, call.call.funded_through)
}

/// `IPS-2012-S07` becomes `IPS-2012-T07`: the number stays the same through a case's life.
fn grant_reference(application: &str) -> String {
    match application.rsplit_once("-S") {
        Some((call, number)) => format!("{call}-T{number}"),
        None => format!("{application}-T"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_last_letter_of_a_reference_changes() {
        assert_eq!(grant_reference("IPS-2012-S07"), "IPS-2012-T07");
        assert_eq!(grant_reference("NY-START-2013-S01"), "NY-START-2013-T01");
    }
}
