//! Those who assess: who could, who is asked, how much each has, and the registers that disqualify.

use crate::{
    Bearing, Known, Panel, Superior, Tie,
    assign::OPEN_STATES,
    repository::{self, Scope},
};
use chrono::{DateTime, Utc};
use sea_orm::{
    ConnectionTrait, DbErr, ExprTrait,
    sea_query::{Expr, Func, JoinType, Query},
};
use std::collections::{BTreeMap, BTreeSet};
use vocabulary::{Actor, ApplicationId, CallId, Day, PersonId, Role};

/// Somebody who assesses an application or could.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AssessorRow {
    /// Who.
    pub person: PersonId,
    /// The name shown.
    pub name: String,
    /// How they stand to the application: with the grounds, when something is in the way.
    pub bearing: Bearing,
    /// When and by whom they were asked.
    pub asked: Option<(DateTime<Utc>, String)>,
    /// How many applications of the call they are asked to assess.
    pub load: usize,
}

/// The case officers with how they stand to an application, by name: who is asked, who could be, and who
/// may not and why. For the directorate only.
pub async fn assessors_for_actor<C: ConnectionTrait>(
    db: &C,
    actor: &Actor,
    today: Day,
    id: ApplicationId,
) -> Result<Vec<AssessorRow>, DbErr> {
    if !actor.is_directorate() {
        return Ok(Vec::new());
    }
    let Some((known, panel)) = repository::panel(db, id).await? else { return Ok(Vec::new()) };
    let loads = repository::loads(db, Scope::Call(panel.case.call)).await?;
    let officers = organisations::directorate_people(db, Role::CaseOfficer).await?;
    let mut people: BTreeSet<PersonId> = officers.into_iter().map(|person| person.id).collect();
    // Who has left since is shown as long as something is left of them.
    people.extend(panel.assignments.iter().map(|one| one.assessor));
    people.extend(panel.assessments.iter().map(|one| one.assessor));
    let loads = |person| loads.get(&person).map_or(0, |load: &Load| load.asked);
    Ok(rows(&known, &panel, people, today, loads))
}

/// Those who are asked to assess the applications of a call or have handed in, by name, for each
/// application that is sent in, by number. For the directorate only.
pub async fn assessors_of_call_for_actor<C: ConnectionTrait>(
    db: &C,
    actor: &Actor,
    today: Day,
    call: CallId,
) -> Result<Vec<(ApplicationId, Vec<AssessorRow>)>, DbErr> {
    if !actor.is_directorate() {
        return Ok(Vec::new());
    }
    let loads = repository::loads(db, Scope::Call(call)).await?;
    let loads = |person| loads.get(&person).map_or(0, |load| load.asked);
    let (known, panels) = repository::panels(db, Scope::Call(call)).await?;
    let row = |panel: Panel| {
        let handed_in = panel.assessments.iter().map(|one| one.assessor);
        let people = panel.assignments.iter().map(|one| one.assessor).chain(handed_in).collect();
        (panel.case.application, rows(&known, &panel, people, today, loads))
    };
    Ok(panels.into_iter().map(row).collect())
}

fn rows(
    known: &Known,
    panel: &Panel,
    people: BTreeSet<PersonId>,
    today: Day,
    load: impl Fn(PersonId) -> usize,
) -> Vec<AssessorRow> {
    let row = |person| {
        let asked = panel.assignments.iter().find(|one| one.assessor == person);
        AssessorRow {
            person,
            name: known.name(person),
            bearing: panel.bearing(known, person, today),
            asked: asked.map(|one| (one.at, one.by.clone())),
            load: load(person),
        }
    };
    let mut rows: Vec<AssessorRow> = people.into_iter().map(row).collect();
    rows.sort_by(|a, b| (&a.name, a.person).cmp(&(&b.name, b.person)));
    rows
}

/// How many applications wait for an assessment of the actor: asked, not settled, nothing handed in.
pub async fn awaited_of_actor<C: ConnectionTrait>(db: &C, actor: &Actor) -> Result<u64, DbErr> {
    let Some(person) = actor.person().filter(|_| actor.is_directorate()) else { return Ok(0) };
    let e = |table: &'static str, column: &'static str| Expr::col((table, column));
    let own = e("s", "application_id")
        .equals(("n", "application_id"))
        .and(e("s", "assessor_id").equals(("n", "assessor_id")));
    let of = e("a", "id").equals(("n", "application_id"));
    let select = Query::select()
        .from_as("assignment", "n")
        .join_as(JoinType::InnerJoin, "application", "a", of)
        .join_as(JoinType::LeftJoin, "assessment", "s", own)
        .expr_as(Func::count(e("n", "application_id")), "awaited")
        .and_where(e("n", "assessor_id").eq(person.0))
        .and_where(e("a", "state").is_in(OPEN_STATES))
        .and_where(e("s", "id").is_null())
        .to_owned();
    let row = db.query_one(&select).await?;
    let count: i64 = row.map_or(Ok(0), |row| row.try_get("", "awaited"))?;
    Ok(u64::try_from(count).unwrap_or(0))
}

/// How much somebody has to assess.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Load {
    /// How many applications they are asked to assess.
    pub asked: usize,
    /// How many of these they have handed in.
    pub handed_in: usize,
}

/// How much each case officer has to assess in a call, by name; also those who have nothing. For the
/// directorate only.
pub async fn loads_for_actor<C: ConnectionTrait>(
    db: &C,
    actor: &Actor,
    call: CallId,
) -> Result<Vec<(PersonId, String, Load)>, DbErr> {
    if !actor.is_directorate() {
        return Ok(Vec::new());
    }
    let loads = repository::loads(db, Scope::Call(call)).await?;
    let mut names: BTreeMap<PersonId, String> = repository::names(db).await?;
    let officers = organisations::directorate_people(db, Role::CaseOfficer).await?;
    let officers: BTreeSet<PersonId> = officers.into_iter().map(|person| person.id).collect();
    names.retain(|person, _| officers.contains(person) || loads.contains_key(person));
    let mut rows: Vec<(PersonId, String, Load)> = names
        .into_iter()
        .map(|(person, name)| (person, name, loads.get(&person).copied().unwrap_or_default()))
        .collect();
    rows.sort_by(|a, b| (&a.1, a.0).cmp(&(&b.1, b.0)));
    Ok(rows)
}

/// A tie as the register shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TieRow {
    /// The tie.
    pub tie: Tie,
    /// The person's name.
    pub person_name: String,
    /// The organisation's name.
    pub organisation_name: String,
}

/// The register of ties, by person and first day. For the directorate only.
pub async fn ties_for_actor<C: ConnectionTrait>(
    db: &C,
    actor: &Actor,
) -> Result<Vec<TieRow>, DbErr> {
    if !actor.is_directorate() {
        return Ok(Vec::new());
    }
    let names = repository::names(db).await?;
    let organisations: BTreeMap<_, _> = organisations::list(db)
        .await?
        .into_iter()
        .map(|organisation| (organisation.id, organisation.name))
        .collect();
    let ties = repository::ties(db).await?.into_iter();
    let mut rows: Vec<TieRow> = ties
        .map(|tie| TieRow {
            person_name: names.get(&tie.person).cloned().unwrap_or_default(),
            organisation_name: organisations.get(&tie.organisation).cloned().unwrap_or_default(),
            tie,
        })
        .collect();
    rows.sort_by(|a, b| (&a.person_name, a.tie.from).cmp(&(&b.person_name, b.tie.from)));
    Ok(rows)
}

/// A superior as the register shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SuperiorRow {
    /// The link.
    pub superior: Superior,
    /// The subordinate's name.
    pub person_name: String,
    /// The superior's name.
    pub superior_name: String,
}

/// Who is above whom, by the subordinate's name and the first day. For the directorate only.
pub async fn superiors_for_actor<C: ConnectionTrait>(
    db: &C,
    actor: &Actor,
) -> Result<Vec<SuperiorRow>, DbErr> {
    if !actor.is_directorate() {
        return Ok(Vec::new());
    }
    let names = repository::names(db).await?;
    let name = |person: PersonId| names.get(&person).cloned().unwrap_or_default();
    let links = repository::superiors(db).await?.into_iter();
    let mut rows: Vec<SuperiorRow> = links
        .map(|superior| SuperiorRow {
            person_name: name(superior.person),
            superior_name: name(superior.superior),
            superior,
        })
        .collect();
    rows.sort_by(|a, b| (&a.person_name, a.superior.from).cmp(&(&b.person_name, b.superior.from)));
    Ok(rows)
}
