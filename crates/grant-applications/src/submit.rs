//! Sending an application in: for the first time, as a new version, or with what was asked for.

use crate::apply::{ApplyError, form_now, form_version, note, owned_by};
use crate::post::place_names;
use crate::{
    Application, ApplicationState, ApplicationVerb, Arrival, Call, Content, Submission, Version,
    arrival, files, repository, requirements, write_receipts::receipt_of,
};
use chrono::{DateTime, SubsecRound, Utc};
use forms::{Answers, Definition, FormVersion, Takes, settled};
use sea_orm::{DatabaseConnection, DatabaseTransaction, DbErr};
use serde_json::json;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use vocabulary::{Actor, ApplicationId, Clock, MunicipalityNumber};

/// An application that was just sent in, as it stands now, and its call.
#[derive(Debug, Clone, PartialEq)]
pub struct SentIn {
    /// The application: what was sent in is its last version.
    pub application: Application,
    /// The call it answers.
    pub call: Call,
}

/// Sends an application in, and asks for the receipt that goes to all who take part by mail.
///
/// `seen` is the revision that was looked over: what somebody has saved since was seen by nobody who
/// sends it in, and is refused as a stale save is ([`ApplyError::Stale`]).
///
/// Every version that is sent in is kept for good with the form version it answers. What was asked but
/// is not shown any more is not sent in with it.
pub async fn submit_application(
    db: &DatabaseConnection,
    clock: &dyn Clock,
    actor: &Actor,
    id: ApplicationId,
    seen: i32,
) -> Result<SentIn, ApplyError> {
    let now = clock.now().trunc_subsecs(6);
    let tx = journal::begin(db).await?;
    let mut application = owned_by(&tx, actor, id).await?;
    application.allow(ApplicationVerb::Submit)?;
    let call = repository::call_kept(&tx, application.call).await?.ok_or(ApplyError::NoCall)?;
    let arrives = arrives(&call, &application, now)?;
    refuse_others_than_signatories(&tx, clock, actor, &application).await?;
    if application.revision != seen {
        return Err(ApplyError::Stale(Box::new(application)));
    }

    let form = form_now(&tx, clock, &call, &application).await?;
    let own = match files::asks_for_files(&form.definition) {
        true => files::files_of(&tx, id).await?,
        false => Vec::new(),
    };
    let answers = settled(&form.definition, application.working().0);
    let answers =
        files::restated(&form.definition, answers, &own).map_err(ApplyError::NoSuchFile)?;
    files::refuse_infected(&form.definition, &answers, &own)?;
    let content = Content::of(&form.definition, &answers);
    let places = match names_places(&form.definition, &answers) {
        true => place_names(&tx, &application).await?,
        false => BTreeMap::new(),
    };
    let known: BTreeSet<MunicipalityNumber> =
        places.keys().filter_map(|number| number.parse().ok()).collect();
    let known = (!known.is_empty()).then_some(&known);
    let mut doubts = requirements::hindrances(&call, &form.definition, &answers, known);
    doubts.retain(|doubt| !doubt.warns);
    if !doubts.is_empty() {
        return Err(ApplyError::Incomplete(doubts));
    }

    application.versions.extend(kept_from_before(&tx, clock, &application).await?);
    let late = arrives == Arrival::Late;
    let version = Version {
        number: 1 + sent_before(&application),
        form: form.id,
        content_hash: answers.hash(&form.hash),
        answers,
        submitted_at: now,
        submitted_by: actor.name().to_owned(),
        late,
    };
    let submission = Submission {
        at: now,
        by: version.submitted_by.clone(),
        content_hash: version.content_hash.clone(),
    };
    let next = match arrives {
        Arrival::InTime => application.state.clone().submit(submission)?,
        Arrival::Late => application.state.clone().arrive_late(submission)?,
    };
    repository::insert_version(&tx, id, &version).await?;
    if !repository::send_in(&tx, &application, &next, &content).await? {
        return Err(ApplyError::Stale(Box::new(application)));
    }
    repository::delete_working_copy(&tx, id).await?;
    files::release(&tx, clock, actor, &application, &own, Some(&version.answers)).await?;
    if application.requests.iter().any(|asked| asked.answered_at.is_none()) {
        repository::answer_requests(&tx, id, now).await?;
    }
    let detail = json!({
        "version": version.number,
        "amount_ore": content.amount.ore(),
        "content_hash": version.content_hash,
        "late": late,
    });
    note(&tx, clock, actor, id, "submitted", detail).await?;
    // The receipt is a document of all answers: made by a worker, not while somebody waits.
    worklist::ask(&tx, now, receipt_of(id, version.number, now)).await?;
    tx.commit().await?;
    Ok(SentIn { application: after(application, version, content, next), call })
}

/// The application with the version that was just stored, as it would be read from the tables now.
fn after(
    before: Application,
    version: Version,
    content: Content,
    state: ApplicationState,
) -> Application {
    let mut after = Application {
        form: version.form,
        answers: version.answers.clone(),
        arrived_late: before.arrived_late || version.late,
        draft: None,
        content,
        state,
        ..before
    };
    for asked in &mut after.requests {
        asked.answered_at.get_or_insert(version.submitted_at);
    }
    after.versions.push(version);
    after
}

/// How it arrives now. A new version is taken while the call is open; what was asked for is taken until
/// the case goes on: a supplement that comes late is better than none, and its day is plain to see.
fn arrives(
    call: &Call,
    application: &Application,
    now: DateTime<Utc>,
) -> Result<Arrival, ApplyError> {
    let arrives = match &application.state {
        ApplicationState::Incomplete(..) => Some(Arrival::InTime),
        ApplicationState::Draft => arrival(call, now),
        _ => arrival(call, now).filter(|arrives| *arrives == Arrival::InTime),
    };
    arrives.ok_or_else(|| ApplyError::not_open(call))
}

/// Where an organisation has signatories, only they send in; where it has none, whoever applies for it.
async fn refuse_others_than_signatories(
    tx: &DatabaseTransaction,
    clock: &dyn Clock,
    actor: &Actor,
    application: &Application,
) -> Result<(), ApplyError> {
    let Some(person) = actor.person() else { return Ok(()) };
    let signatories =
        organisations::signatories_on(tx, application.organisation, clock.today()).await?;
    if signatories.is_empty() || signatories.iter().any(|signatory| signatory.id == person) {
        return Ok(());
    }
    let who = signatories.into_iter().map(|signatory| signatory.name).collect();
    Err(ApplyError::NotSignatory { who })
}

/// The register need not be read where no municipality is named.
pub(crate) fn names_places(form: &Definition, answers: &Answers) -> bool {
    form.questions().any(|(_, question)| {
        let Some(said) = answers.get(&question.key) else { return false };
        match &question.takes {
            Takes::Municipality => true,
            Takes::Table(grid) | Takes::Group(grid) => {
                let places = || grid.columns.iter().filter(|one| one.takes == Takes::Municipality);
                let mut rows = said.as_array().into_iter().flatten();
                rows.any(|row| places().any(|place| row.get(&place.key).is_some()))
            }
            _ => false,
        }
    })
}

/// How many versions were sent in; what was sent in before versions were kept is one.
fn sent_before(application: &Application) -> i32 {
    let before_versions = i32::from(application.state.submission().is_some());
    application.version().map_or(before_versions, |version| version.number)
}

/// What was sent in before versions were kept becomes the first of them, so that it stays readable when
/// it is replaced.
async fn kept_from_before(
    tx: &DatabaseTransaction,
    clock: &dyn Clock,
    application: &Application,
) -> Result<Option<Version>, ApplyError> {
    let Some(submission) = application.state.submission() else { return Ok(None) };
    if !application.versions.is_empty() {
        return Ok(None);
    }
    let form = own_form(tx, clock).await?;
    let first = Version {
        number: 1,
        form: form.id,
        content_hash: application.answers.hash(&form.hash),
        answers: application.answers.clone(),
        submitted_at: submission.at,
        submitted_by: submission.by.clone(),
        late: false,
    };
    repository::insert_version(tx, application.id, &first).await?;
    Ok(Some(first))
}

async fn own_form(
    tx: &DatabaseTransaction,
    clock: &dyn Clock,
) -> Result<Arc<FormVersion>, ApplyError> {
    let id = forms::standard_form(tx, clock).await?;
    form_version(tx, id).await.map_err(|error: DbErr| error.into())
}
