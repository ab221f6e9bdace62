//! Assessments as they may be seen, and what they add up to for the allocation.
//!
//! Who is asked to assess sees others' scores after having given their own, and an application only
//! after having declared to be impartial; who is disqualified sees neither until it is decided. Others of
//! the directorate see the application, and its scores once all who are asked have handed in: before,
//! they may be asked themselves. Applicants see nothing; what the assessments add up to is told to them in
//! the letter about the decision.

use crate::{
    Agreement, Assessment, Bearing, Call, CallAgreement, ConsensusNote, Criterion, Entrant, Known,
    Panel, Ranking, Standing, agreement,
    panel::Reading,
    ranking,
    repository::{self, Scope},
};
use chrono::{DateTime, Utc};
use sea_orm::{ConnectionTrait, DbErr};
use std::collections::BTreeMap;
use vocabulary::{Actor, ApplicationId, CallId, CountyNumber, Day, Money, PersonId};

/// How the actor stands to an application that is sent in; `None` for applicants and for the house
/// itself, who never assess.
pub async fn bearing_for_actor<C: ConnectionTrait>(
    db: &C,
    actor: &Actor,
    today: Day,
    id: ApplicationId,
) -> Result<Option<Bearing>, DbErr> {
    let Some(person) = actor.person().filter(|_| actor.is_directorate()) else { return Ok(None) };
    let found = repository::panel(db, id).await?;
    Ok(found.map(|(known, panel)| panel.bearing(&known, person, today)))
}

/// The assessments of an application that the actor may see; for the directorate only. Whatever has
/// stood in the way of the actor since the application was begun closes others' assessments.
pub async fn assessments_for_actor<C: ConnectionTrait>(
    db: &C,
    actor: &Actor,
    id: ApplicationId,
) -> Result<Vec<Assessment>, DbErr> {
    if !actor.is_directorate() {
        return Ok(Vec::new());
    }
    let found = repository::panel(db, id).await?;
    Ok(found.map_or_else(Vec::new, |(known, panel)| panel.seen_by(&known, actor.person(), None)))
}

/// An application in the lists of assessment, as somebody may see it.
#[derive(Debug, Clone)]
pub struct PanelRow {
    /// Which.
    pub application: ApplicationId,
    /// What people call it.
    pub reference: String,
    /// The applicant.
    pub organisation: String,
    /// Others that it concerns: who has joined and not left.
    pub others: Vec<String>,
    /// The project; `None` while the viewer may not read the application.
    pub title: Option<String>,
    /// Its county.
    pub county: CountyNumber,
    /// What is applied for; `None` as the title.
    pub applied: Option<Money>,
    /// Where it stands, by its word.
    pub state: String,
    /// When it was sent in.
    pub submitted_at: Option<DateTime<Utc>>,
    /// How the viewer stands to it; `None` for the house itself.
    pub own: Option<Bearing>,
    /// How many are asked or have handed in, and may deal with it.
    pub able: usize,
    /// Those who are asked, may assess, and have not yet, by name.
    pub awaited: Vec<String>,
    /// The assessments that the viewer may see: all, or the viewer's own.
    pub assessments: Vec<Assessment>,
    /// How many more there are.
    pub hidden: usize,
    /// Whether what others give is open to the viewer, whether or not somebody has given anything.
    pub sees_others: bool,
    /// Whether more assessors can be asked, as far as those who have handed in let it: see
    /// [`assign`](crate::assign).
    pub takes_more: bool,
    /// What the assessments add up to; `None` while some are hidden, too.
    pub standing: Option<Standing>,
    /// How far they agree; `None` while some are hidden.
    pub agreement: Option<Agreement>,
    /// What was agreed on, oldest first; empty while assessments are hidden.
    pub consensus: Vec<ConsensusNote>,
}

fn row(
    known: &Known,
    panel: Panel,
    criteria: &[Criterion],
    viewer: Option<PersonId>,
    today: Day,
) -> PanelRow {
    let own = viewer.map(|viewer| panel.bearing(known, viewer, today));
    let open = viewer.is_none_or(|viewer| panel.opens_to(known, viewer, Some(today)));
    let readable = viewer.is_none_or(|viewer| panel.reading(known, viewer, today) == Reading::Open);
    let seen = panel.seen_by(known, viewer, Some(today));
    let agreed = open.then(|| {
        let one = (panel.case.application, panel.case.reference.as_str(), seen.as_slice());
        agreement(criteria, [one]).applications.pop()
    });
    let mut concerns = panel.case.concerns.iter().map(|one| one.name.clone());
    let awaited = panel.awaited(known, today).into_iter().map(|person| known.name(person));
    PanelRow {
        application: panel.case.application,
        organisation: concerns.next().unwrap_or_default(),
        others: concerns.collect(),
        title: readable.then(|| panel.case.title.clone()),
        county: panel.case.county,
        applied: readable.then_some(panel.case.applied),
        submitted_at: panel.case.submitted_at,
        able: panel.able(known, today),
        awaited: awaited.collect(),
        hidden: panel.assessments.len() - seen.len(),
        sees_others: open,
        takes_more: !panel.is_known_outside(),
        standing: panel.standing(criteria).filter(|_| open),
        agreement: agreed.flatten(),
        reference: panel.case.reference,
        state: panel.case.state,
        consensus: if open { panel.consensus } else { Vec::new() },
        assessments: seen,
        own,
    }
}

async fn criteria_of<C: ConnectionTrait>(db: &C, call: CallId) -> Result<Vec<Criterion>, DbErr> {
    Ok(repository::call(db, call).await?.map(|call| call.criteria).unwrap_or_default())
}

/// The assessors of one application and what they have said, as the actor may see it; for the
/// directorate only.
pub async fn panel_for_actor<C: ConnectionTrait>(
    db: &C,
    actor: &Actor,
    today: Day,
    id: ApplicationId,
) -> Result<Option<PanelRow>, DbErr> {
    if !actor.is_directorate() {
        return Ok(None);
    }
    let Some((known, panel)) = repository::panel(db, id).await? else { return Ok(None) };
    let criteria = criteria_of(db, panel.case.call).await?;
    Ok(Some(row(&known, panel, &criteria, actor.person(), today)))
}

/// The same of all applications of a call that are sent in, by number; empty for everybody else.
pub async fn panels_for_actor<C: ConnectionTrait>(
    db: &C,
    actor: &Actor,
    today: Day,
    call: CallId,
) -> Result<Vec<PanelRow>, DbErr> {
    if !actor.is_directorate() {
        return Ok(Vec::new());
    }
    let criteria = criteria_of(db, call).await?;
    let (known, panels) = repository::panels(db, Scope::Call(call)).await?;
    let rows = panels.into_iter();
    Ok(rows.map(|panel| row(&known, panel, &criteria, actor.person(), today)).collect())
}

/// The applications of a call that await their decision and that the actor may not decide on, being
/// disqualified or not having declared, by reference; none for the house itself.
pub async fn closed_to<C: ConnectionTrait>(
    db: &C,
    actor: &Actor,
    today: Day,
    call: CallId,
) -> Result<Vec<String>, DbErr> {
    let Some(person) = actor.person() else { return Ok(Vec::new()) };
    let (known, panels) = repository::panels(db, Scope::Call(call)).await?;
    let waiting = panels.into_iter().filter(|panel| panel.case.state == "checked");
    let closed = waiting.filter(|panel| panel.reading(&known, person, today) != Reading::Open);
    Ok(closed.map(|panel| panel.case.reference).collect())
}

/// What the actor is asked to assess or has assessed, in all calls, by call and number; what is decided
/// or withdrawn without having been assessed by the actor is left out.
pub async fn assignments_for_actor<C: ConnectionTrait>(
    db: &C,
    actor: &Actor,
    today: Day,
) -> Result<Vec<(CallId, PanelRow)>, DbErr> {
    let Some(person) = actor.person().filter(|_| actor.is_directorate()) else {
        return Ok(Vec::new());
    };
    let (known, panels) = repository::panels(db, Scope::Assessor(person)).await?;
    let mut rows = Vec::new();
    let mut last: Option<(CallId, Vec<Criterion>)> = None;
    for panel in panels {
        let open = crate::assign::OPEN_STATES.contains(&panel.case.state.as_str());
        if !open && panel.handed_in_by(person).is_none() {
            continue;
        }
        let call = panel.case.call;
        let criteria = match last.take() {
            Some((same, criteria)) if same == call => criteria,
            _ => criteria_of(db, call).await?,
        };
        rows.push((call, row(&known, panel, &criteria, Some(person), today)));
        last = Some((call, criteria));
    }
    Ok(rows)
}

/// The assessed part of a call that is open to the actor, and how many applications are not.
async fn open_panels<C: ConnectionTrait>(
    db: &C,
    actor: &Actor,
    today: Day,
    call: CallId,
) -> Result<(Vec<Panel>, usize), DbErr> {
    if !actor.is_directorate() {
        return Ok((Vec::new(), 0));
    }
    let (known, panels) = repository::panels(db, Scope::Call(call)).await?;
    Ok(open_to(actor, today, &known, panels))
}

fn open_to(actor: &Actor, today: Day, known: &Known, panels: Vec<Panel>) -> (Vec<Panel>, usize) {
    let mut panels = panels;
    panels.retain(|panel| CANDIDATE_STATES.contains(&panel.case.state.as_str()));
    let all = panels.len();
    if let Some(viewer) = actor.person() {
        panels.retain(|panel| panel.opens_to(known, viewer, Some(today)));
    }
    let hidden = all - panels.len();
    (panels, hidden)
}

fn entrants(panels: Vec<Panel>) -> Vec<Entrant> {
    let entrant = |panel: Panel| Entrant {
        agreed: panel.agreed_amount(),
        application: panel.case.application,
        reference: panel.case.reference,
        county: panel.case.county,
        submitted_at: panel.case.submitted_at,
        assessments: panel.assessments,
    };
    panels.into_iter().map(entrant).collect()
}

/// Of how many applications of a call that await their decision the scores are closed to the actor: who
/// still owes an assessment does not read the others', who is not asked reads none before all are there,
/// and who is disqualified none at all.
pub async fn closed_scores<C: ConnectionTrait>(
    db: &C,
    actor: &Actor,
    today: Day,
    call: CallId,
) -> Result<usize, DbErr> {
    let Some(viewer) = actor.person() else { return Ok(0) };
    let (known, panels) = repository::panels(db, Scope::Call(call)).await?;
    let waiting = panels.iter().filter(|panel| panel.case.state == "checked");
    Ok(waiting.filter(|panel| !panel.opens_to(&known, viewer, Some(today))).count())
}

/// The ranking of a call, as far as the actor may see it, and how many applications are left out of it
/// because their scores are closed to the actor. For the directorate only.
///
/// Places are those among the applications that are shown: places among all would tell of the others.
pub async fn ranking_for_actor<C: ConnectionTrait>(
    db: &C,
    actor: &Actor,
    today: Day,
    call: CallId,
) -> Result<(Ranking, usize), DbErr> {
    let (panels, hidden) = open_panels(db, actor, today, call).await?;
    Ok((ranking(&criteria_of(db, call).await?, &entrants(panels)), hidden))
}

/// The same with all applications of the call that are sent in, as [`panels_for_actor`] tells of them:
/// read once, so that both speak of the same moment.
pub async fn ranked_panels_for_actor<C: ConnectionTrait>(
    db: &C,
    actor: &Actor,
    today: Day,
    call: &Call,
) -> Result<(Ranking, usize, Vec<PanelRow>), DbErr> {
    if !actor.is_directorate() {
        return Ok((ranking(&call.criteria, &[]), 0, Vec::new()));
    }
    let (known, panels) = repository::panels(db, Scope::Call(call.id)).await?;
    let (open, hidden) = open_to(actor, today, &known, panels.clone());
    let ranking = ranking(&call.criteria, &entrants(open));
    let rows = panels.into_iter();
    let rows = rows.map(|panel| row(&known, panel, &call.criteria, actor.person(), today));
    Ok((ranking, hidden, rows.collect()))
}

/// How far the assessors of a call agree, as far as the actor may see it. For the directorate only.
pub async fn agreement_for_actor<C: ConnectionTrait>(
    db: &C,
    actor: &Actor,
    today: Day,
    call: CallId,
) -> Result<CallAgreement, DbErr> {
    let (panels, _) = open_panels(db, actor, today, call).await?;
    let given = panels.iter().map(|panel| {
        let case = &panel.case;
        (case.application, case.reference.as_str(), panel.assessments.as_slice())
    });
    Ok(agreement(&criteria_of(db, call).await?, given))
}

/// An application as plain values for the allocation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Candidate {
    /// Which.
    pub application: ApplicationId,
    /// What people call it.
    pub reference: String,
    /// Its county when it was begun.
    pub county: CountyNumber,
    /// What is applied for.
    pub applied: Money,
    /// The least that its applicant could carry out the project with, as said in what was sent in last.
    pub least: Option<Money>,
    /// What it is for, by the key of the option chosen in what was sent in last; none where the form does
    /// not ask or nothing was chosen.
    pub purpose: Option<String>,
    /// Who the award would go to: the applicant's organisation number, or its id where it has none.
    pub recipient: String,
    /// What its assessments add up to; `None` when it has none that counts.
    pub standing: Option<Standing>,
    /// Where it stands, by its word.
    pub state: &'static str,
}

/// States in which an application stands for the allocation, or has stood for it.
const CANDIDATE_STATES: [&str; 4] = ["checked", "awarded", "refused", "reversed"];

/// The applications of a call that are checked (or already decided), by reference.
pub async fn candidates<C: ConnectionTrait>(db: &C, call: CallId) -> Result<Vec<Candidate>, DbErr> {
    let criteria = criteria_of(db, call).await?;
    let (_, panels) = repository::panels(db, Scope::Call(call)).await?;
    let mut terms = repository::terms(db, call).await?;
    let mut recipients = repository::recipients(db, call).await?;
    let mut found: Vec<Candidate> = panels
        .into_iter()
        .filter_map(|panel| {
            let state = CANDIDATE_STATES.into_iter().find(|word| *word == panel.case.state)?;
            let terms = terms.remove(&panel.case.application).unwrap_or_default();
            Some(Candidate {
                application: panel.case.application,
                county: panel.case.county,
                applied: panel.case.applied,
                least: terms.least,
                purpose: terms.purpose,
                recipient: recipients.remove(&panel.case.application).unwrap_or_default(),
                standing: panel.standing(&criteria),
                reference: panel.case.reference,
                state,
            })
        })
        .collect();
    found.sort_by(|a, b| a.reference.cmp(&b.reference));
    Ok(found)
}

/// The assessments of the applications of a call, whether they count or not: for the letters about the
/// decisions.
pub async fn assessments_of_call<C: ConnectionTrait>(
    db: &C,
    call: CallId,
) -> Result<BTreeMap<ApplicationId, Vec<Assessment>>, DbErr> {
    let (_, panels) = repository::panels(db, Scope::Call(call)).await?;
    Ok(panels.into_iter().map(|panel| (panel.case.application, panel.assessments)).collect())
}

/// What the forms of a call let applicants choose as purpose, by key, with what it is called; empty where
/// they do not ask.
pub async fn purposes<C: ConnectionTrait>(
    db: &C,
    call: CallId,
) -> Result<BTreeMap<String, forms::Words>, DbErr> {
    repository::purposes(db, call).await
}
