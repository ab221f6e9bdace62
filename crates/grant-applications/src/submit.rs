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
use vocabulary::{Actor, ApplicationId, Clock, MunicipalityNumber};

/// Sends an application in, and asks for the receipt that goes to all who take part by mail.
///
/// Every version that is sent in is kept for good with the form version it answers. What was asked but
/// is not shown any more is not sent in with it.
pub async fn submit_application(
    db: &DatabaseConnection,
    clock: &dyn Clock,
    actor: &Actor,
    id: ApplicationId,
) -> Result<Submission, ApplyError> {
    let now = clock.now().trunc_subsecs(6);
    let tx = journal::begin(db).await?;
    let application = owned_by(&tx, actor, id).await?;
    application.allow(ApplicationVerb::Submit)?;
    let call = repository::call_kept(&tx, application.call).await?.ok_or(ApplyError::NoCall)?;
    let arrives = arrives(&call, &application, now)?;
    refuse_others_than_signatories(&tx, clock, actor, &application).await?;

    let form = form_now(&tx, clock, &call, &application).await?;
    let own = files::files_of(&tx, id).await?;
    let answers = settled(&form.definition, application.working().0);
    let answers =
        files::restated(&form.definition, answers, &own).map_err(ApplyError::NoSuchFile)?;
    files::refuse_infected(&form.definition, &answers, &own)?;
    let content = Content::of(&form.definition, &answers);
    let places = match asks_for_places(&form.definition, &answers) {
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

    keep_what_was_sent_before(&tx, clock, &application).await?;
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
        Arrival::InTime => application.state.clone().submit(submission.clone())?,
        Arrival::Late => application.state.clone().arrive_late(submission.clone())?,
    };
    repository::insert_version(&tx, id, &version).await?;
    if !repository::send_in(&tx, &application, &next, &content).await? {
        return Err(ApplyError::Stale(Box::new(application)));
    }
    repository::delete_working_copy(&tx, id).await?;
    repository::answer_requests(&tx, id, now).await?;
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
    Ok(submission)
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

/// The register need not be read for a form that names no municipality.
pub(crate) fn asks_for_places(form: &Definition, answers: &Answers) -> bool {
    form.questions().any(|(_, question)| {
        let asks = match &question.takes {
            Takes::Municipality => true,
            Takes::Table(grid) | Takes::Group(grid) => {
                grid.columns.iter().any(|column| column.takes == Takes::Municipality)
            }
            _ => false,
        };
        asks && answers.get(&question.key).is_some()
    })
}

/// How many versions were sent in; what was sent in before versions were kept is one.
fn sent_before(application: &Application) -> i32 {
    let before_versions = i32::from(application.state.submission().is_some());
    application.version().map_or(before_versions, |version| version.number)
}

/// What was sent in before versions were kept becomes the first of them, so that it stays readable when
/// it is replaced.
async fn keep_what_was_sent_before(
    tx: &DatabaseTransaction,
    clock: &dyn Clock,
    application: &Application,
) -> Result<(), ApplyError> {
    let Some(submission) = application.state.submission() else { return Ok(()) };
    if !application.versions.is_empty() {
        return Ok(());
    }
    let FormVersion { id, hash, .. } = own_form(tx, clock).await?;
    let first = Version {
        number: 1,
        form: id,
        content_hash: application.answers.hash(&hash),
        answers: application.answers.clone(),
        submitted_at: submission.at,
        submitted_by: submission.by.clone(),
        late: false,
    };
    Ok(repository::insert_version(tx, application.id, &first).await?)
}

async fn own_form(tx: &DatabaseTransaction, clock: &dyn Clock) -> Result<FormVersion, ApplyError> {
    let id = forms::standard_form(tx, clock).await?;
    form_version(tx, id).await.map_err(|error: DbErr| error.into())
}
