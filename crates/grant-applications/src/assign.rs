//! Who assesses what: asked by hand, or spread evenly.

use crate::spreading::{Spreading, Wanting, spread_over};
use crate::{
    ApplicationVerb, AssessorVerb, Assignment, Blocked, Panel, panel::Reading, repository,
};
use journal::Act;
use sea_orm::{ConnectionTrait, DatabaseConnection, DatabaseTransaction, DbErr};
use serde_json::json;
use std::collections::BTreeMap;
use vocabulary::{Actor, ApplicationId, CallId, Clock, Day, NotPossible, PersonId, Role};

/// Why somebody was not asked to assess, or still is.
#[derive(Debug, thiserror::Error)]
pub enum AssignError {
    /// No such application.
    #[error("there is no such application")]
    NoApplication,
    /// No such call.
    #[error("there is no such call")]
    NoCall,
    /// Case officers say who assesses.
    #[error("only case officers can say who assesses an application")]
    NotYours,
    /// Assessors are case officers at the directorate.
    #[error("{0} is not a case officer and cannot assess applications")]
    NotAnAssessor(PersonId),
    /// The person is disqualified in this case (forvaltningsloven § 6); ask somebody else.
    #[error("{name} is disqualified in this case and cannot assess it")]
    Blocked {
        /// Who.
        person: PersonId,
        /// The name shown.
        name: String,
        /// Why.
        grounds: Vec<Blocked>,
    },
    /// Who asks is disqualified in this case: choosing who assesses is preparing it.
    #[error("you are disqualified in this case, so somebody else must say who assesses it")]
    Disqualified(Vec<Blocked>),
    /// Who asks is asked to assess the application too and has not declared to be impartial.
    #[error("declare that you are impartial in this case before you say who assesses it")]
    NotDeclared,
    /// Nobody takes back that they are asked themselves: they would read what is closed to an assessor,
    /// and could be asked again.
    #[error("somebody else must take back that you are asked to assess this application")]
    OwnAssignment,
    /// All who are asked have handed in, so that who is not asked can have read what they gave.
    #[error("{0} can have read what others have given, and is not asked to assess it any more")]
    SawScores(String),
    /// Asked already.
    #[error("{0} is asked to assess this application already")]
    AlreadyAssigned(String),
    /// Not asked.
    #[error("nobody has asked that person to assess this application")]
    NotAssigned,
    /// An assessment that is handed in stays.
    #[error("{0} has handed in an assessment, which stays")]
    HandedIn(String),
    /// The application is in a state where this cannot be done.
    #[error(transparent)]
    NotPossible(#[from] NotPossible),
    /// The database answered with an error.
    #[error(transparent)]
    Database(#[from] DbErr),
}

/// States in which assessors can be asked: what is sent in and neither late nor settled.
pub(crate) const OPEN_STATES: [&str; 3] = ["submitted", "incomplete", "checked"];

/// Asks a case officer to assess an application. Who is disqualified is not asked, nor anybody once all
/// who were asked have handed in: their scores are open to the others from then on.
pub async fn assign(
    db: &DatabaseConnection,
    clock: &dyn Clock,
    actor: &Actor,
    id: ApplicationId,
    assessor: PersonId,
) -> Result<(), AssignError> {
    let tx = journal::begin(db).await?;
    let (known, panel) = opened(&tx, clock, actor, id).await?;
    let names = assessors(&tx).await?;
    let name = names.get(&assessor).cloned().ok_or(AssignError::NotAnAssessor(assessor))?;
    let bearing = panel.bearing(&known, assessor, clock.today());
    if panel.has_asked(assessor) {
        return Err(AssignError::AlreadyAssigned(name));
    }
    if panel.handed_in_by(assessor).is_some() {
        return Err(AssignError::HandedIn(name));
    }
    if !bearing.blocked.is_empty() {
        return Err(AssignError::Blocked { person: assessor, name, grounds: bearing.blocked });
    }
    if panel.is_known_outside() {
        return Err(AssignError::SawScores(name));
    }
    let one =
        Assignment { application: id, assessor, at: clock.now(), by: actor.name().to_owned() };
    ask(&tx, clock, actor, &[one]).await?;
    Ok(tx.commit().await?)
}

/// Takes back that somebody else is asked, as long as they have not handed in.
pub async fn unassign(
    db: &DatabaseConnection,
    clock: &dyn Clock,
    actor: &Actor,
    id: ApplicationId,
    assessor: PersonId,
) -> Result<(), AssignError> {
    let tx = journal::begin(db).await?;
    let (known, panel) = opened(&tx, clock, actor, id).await?;
    if panel.handed_in_by(assessor).is_some() {
        return Err(AssignError::HandedIn(known.name(assessor)));
    }
    if actor.person() == Some(assessor) && panel.has_asked(assessor) {
        return Err(AssignError::OwnAssignment);
    }
    if !repository::delete_assignment(&tx, id, assessor).await? {
        return Err(AssignError::NotAssigned);
    }
    let detail = json!({ "assessor": assessor });
    let act = Act { act: "unassigned", thing: "application", id: id.to_string(), detail };
    journal::record(&tx, actor, clock.now(), act).await?;
    Ok(tx.commit().await?)
}

/// Spreads the applications of a call evenly over assessors, until each has `each` who may deal with
/// it. Who is asked already stays; a disqualified one is never asked and does not count. Cases in which
/// whoever spreads is disqualified or has not declared are left to somebody else, and those in which all
/// who were asked have handed in are left as they are.
///
/// Applications by their number; for each whoever has the fewest in this call, then by name, then by
/// id. Says which applications could not be filled, and who was in the way of it.
pub async fn spread(
    db: &DatabaseConnection,
    clock: &dyn Clock,
    actor: &Actor,
    call: CallId,
    chosen: &[PersonId],
    each: usize,
) -> Result<Spreading, AssignError> {
    if !actor.is(Role::CaseOfficer) {
        return Err(AssignError::NotYours);
    }
    let (today, now) = (clock.today(), clock.now());
    let tx = journal::begin(db).await?;
    repository::call(&tx, call).await?.ok_or(AssignError::NoCall)?;
    // Two who spread at once take turns: the second fills only what the first has left.
    repository::lock_applications_of_call(&tx, call).await?;
    let came = planned(&tx, actor, today, call, chosen, each).await?;
    let new: Vec<Assignment> = came
        .assigned
        .iter()
        .map(|(application, assessor)| Assignment {
            application: *application,
            assessor: *assessor,
            at: now,
            by: actor.name().to_owned(),
        })
        .collect();
    ask(&tx, clock, actor, &new).await?;
    tx.commit().await?;
    Ok(came)
}

/// What [`spread`] would do now, for people to see before they do it.
pub async fn spread_preview<C: ConnectionTrait>(
    db: &C,
    actor: &Actor,
    today: Day,
    call: CallId,
    chosen: &[PersonId],
    each: usize,
) -> Result<Spreading, AssignError> {
    if !actor.is(Role::CaseOfficer) {
        return Err(AssignError::NotYours);
    }
    repository::call(db, call).await?.ok_or(AssignError::NoCall)?;
    planned(db, actor, today, call, chosen, each).await
}

async fn planned<C: ConnectionTrait>(
    db: &C,
    actor: &Actor,
    today: Day,
    call: CallId,
    chosen: &[PersonId],
    each: usize,
) -> Result<Spreading, AssignError> {
    let names = assessors(db).await?;
    let mut able: BTreeMap<PersonId, String> = BTreeMap::new();
    for person in chosen {
        let name = names.get(person).ok_or(AssignError::NotAnAssessor(*person))?;
        able.insert(*person, name.clone());
    }
    let able: Vec<(PersonId, String)> = able.into_iter().collect();
    let (known, panels) = repository::panels(db, repository::Scope::Call(call)).await?;
    let mut loads: BTreeMap<PersonId, usize> = BTreeMap::new();
    for asked in panels.iter().flat_map(|panel| &panel.assignments) {
        *loads.entry(asked.assessor).or_default() += 1;
    }
    let open = panels.iter().filter(|panel| OPEN_STATES.contains(&panel.case.state.as_str()));
    let open = open.filter(|panel| !panel.is_known_outside());
    let (ours, others): (Vec<&Panel>, Vec<&Panel>) =
        open.partition(|panel| may_prepare(&known, panel, actor, today).is_ok());
    let wanting: Vec<Wanting> =
        ours.into_iter().map(|panel| wanting(panel, &known, &able, today)).collect();
    let left = others.into_iter().map(|panel| panel.case.reference.clone());
    Ok(Spreading { left_to_others: left.collect(), ..spread_over(&wanting, &able, loads, each) })
}

fn wanting(
    panel: &Panel,
    known: &crate::Known,
    able: &[(PersonId, String)],
    today: Day,
) -> Wanting {
    let handed_in = panel.assessments.iter().map(|one| one.assessor);
    let asked = panel.assignments.iter().map(|one| one.assessor).chain(handed_in);
    let blocked = able.iter().filter_map(|(person, _)| {
        let grounds = panel.bearing(known, *person, today).blocked;
        (!grounds.is_empty()).then_some((*person, grounds))
    });
    Wanting {
        application: panel.case.application,
        reference: panel.case.reference.clone(),
        has: panel.able(known, today),
        asked: asked.collect(),
        blocked: blocked.collect(),
    }
}

/// The panel of an application whose assessors can still be changed, by somebody who may prepare it.
async fn opened(
    tx: &DatabaseTransaction,
    clock: &dyn Clock,
    actor: &Actor,
    id: ApplicationId,
) -> Result<(crate::Known, Panel), AssignError> {
    if !actor.is(Role::CaseOfficer) {
        return Err(AssignError::NotYours);
    }
    let application =
        repository::application_locked(tx, id).await?.ok_or(AssignError::NoApplication)?;
    let word = application.state.word();
    if !OPEN_STATES.contains(&word) {
        return Err(not_open(AssessorVerb::Assign, word, application.state.possible()).into());
    }
    let (known, panel) = repository::panel(tx, id).await?.ok_or(AssignError::NoApplication)?;
    may_prepare(&known, &panel, actor, clock.today())?;
    Ok((known, panel))
}

/// Refuses who may not read the case: saying who assesses it is preparing it.
fn may_prepare(
    known: &crate::Known,
    panel: &Panel,
    actor: &Actor,
    today: Day,
) -> Result<(), AssignError> {
    let Some(person) = actor.person() else { return Ok(()) };
    match panel.reading(known, person, today) {
        Reading::Open => Ok(()),
        Reading::NotDeclared => Err(AssignError::NotDeclared),
        Reading::Blocked(grounds) => Err(AssignError::Disqualified(grounds)),
    }
}

pub(crate) fn not_open(
    tried: AssessorVerb,
    state: &'static str,
    possible: &[ApplicationVerb],
) -> NotPossible {
    let possible = possible.iter().map(|verb| verb.word()).collect();
    NotPossible { tried: tried.word(), state, possible }
}

/// Case officers at the directorate, with what they are called.
async fn assessors<C: ConnectionTrait>(db: &C) -> Result<BTreeMap<PersonId, String>, DbErr> {
    let people = organisations::directorate_people(db, Role::CaseOfficer).await?;
    Ok(people.into_iter().map(|person| (person.id, person.name)).collect())
}

async fn ask(
    tx: &DatabaseTransaction,
    clock: &dyn Clock,
    actor: &Actor,
    new: &[Assignment],
) -> Result<(), DbErr> {
    repository::insert_assignments(tx, new).await?;
    for one in new {
        let detail = json!({ "assessor": one.assessor });
        let id = one.application.to_string();
        let act = Act { act: "assigned", thing: "application", id, detail };
        journal::record(tx, actor, clock.now(), act).await?;
    }
    Ok(())
}
