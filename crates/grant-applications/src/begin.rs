//! Beginning an application.

use crate::apply::{ApplyError, form_version, note};
use crate::{
    Application, ApplicationState, Call, Content, KnownFacts, LIMITS, Working, arrival, prefilled,
    repository,
};
use chrono::SubsecRound;
use forms::{Answers, settled, too_wide};
use sea_orm::{DatabaseConnection, DatabaseTransaction, DbErr};
use serde_json::json;
use vocabulary::{
    Actor, ApplicationId, CallId, Clock, Day, Money, MunicipalityNumber, OrganisationId,
};

/// An application to begin.
#[derive(Debug, Clone)]
pub struct NewApplication {
    /// The call.
    pub call: CallId,
    /// Who applies.
    pub organisation: OrganisationId,
    /// The applicant's municipality.
    pub municipality: MunicipalityNumber,
    /// What it says so far; what is not answered and known is filled in.
    pub answers: Answers,
}

/// Begins an application.
pub async fn begin_application(
    db: &DatabaseConnection,
    clock: &dyn Clock,
    actor: &Actor,
    new: NewApplication,
) -> Result<ApplicationId, ApplyError> {
    if !actor.applies_for(new.organisation) {
        return Err(ApplyError::NotYours);
    }
    let now = clock.now().trunc_subsecs(6);
    let tx = journal::begin(db).await?;
    // One after the other: each draws the number after the last.
    let call = repository::call_locked(&tx, new.call).await?.filter(Call::is_public);
    let call = call.ok_or(ApplyError::NoCall)?;
    if arrival(&call, now).is_none() {
        return Err(ApplyError::not_open(&call));
    }
    // The call is ours until this ends: two that begin at once are counted one after the other.
    let drafts = repository::drafts_of(&tx, new.call, new.organisation).await?;
    if drafts >= LIMITS.most_drafts {
        return Err(ApplyError::TooManyDrafts { most: LIMITS.most_drafts });
    }
    // One call, one map: a reform while it is open must not give its applications two kinds of county.
    let map_of = Day::at(call.opens_at);
    let municipality = organisations::queries::municipality_on(&tx, new.municipality, map_of)
        .await?
        .ok_or(ApplyError::NoMunicipality(new.municipality))?;
    let form = match call.form {
        Some(form) => form,
        None => forms::standard_form(&tx, clock).await?,
    };
    let version = form_version(&tx, form).await?;
    let definition = &version.definition;
    if let Some(doubt) = too_wide(definition, &new.answers) {
        return Err(ApplyError::Incomplete(vec![doubt]));
    }
    let known = known_facts(&tx, actor, &new, &call).await?;
    // Files belong to an application, and there has been none until now.
    let answers = crate::files::restated(definition, new.answers.clone(), &[])
        .map_err(ApplyError::NoSuchFile)?;
    let answers = prefilled(definition, &known, answers);
    let number = repository::next_number(&tx, new.call).await?;
    let working = Working {
        answers: answers.clone(),
        form,
        saved_at: now,
        saved_by: actor.name().to_owned(),
    };
    let application = Application {
        id: ApplicationId::fresh(),
        call: new.call,
        organisation: new.organisation,
        reference: format!("{}-S{number:02}", call.slug.to_uppercase()),
        municipality: new.municipality,
        county: municipality.county,
        located_on: map_of,
        form,
        content: Content::of(definition, &settled(definition, &answers)),
        answers,
        draft: Some(working),
        versions: Vec::new(),
        organisations: Vec::new(),
        requests: Vec::new(),
        arrived_late: false,
        admitted: None,
        revision: 1,
        begun_at: now,
        state: ApplicationState::Draft,
    };
    repository::insert_application(&tx, &application, number).await?;
    let detail = json!({ "call": call.slug, "reference": application.reference });
    note(&tx, clock, actor, application.id, "began", detail).await?;
    tx.commit().await?;
    Ok(application.id)
}

async fn known_facts(
    tx: &DatabaseTransaction,
    actor: &Actor,
    new: &NewApplication,
    call: &Call,
) -> Result<KnownFacts, DbErr> {
    let organisation = organisations::organisation(tx, new.organisation).await?;
    let writer = match actor.person() {
        Some(person) => organisations::person(tx, person).await?,
        None => None,
    };
    let last = repository::last_awarded(tx, new.organisation, call.scheme).await?;
    Ok(KnownFacts {
        number: organisation.as_ref().and_then(|known| known.number),
        organisation: organisation.map(|known| known.name).unwrap_or_default(),
        municipality: Some(new.municipality),
        writer_name: actor.name().to_owned(),
        writer_email: writer.map(|person| person.email),
        last_award: match &last {
            Some((id, _)) => awarded(tx, *id).await?,
            None => None,
        },
        last_title: last.map(|(_, title)| title),
    })
}

/// What an application was awarded: the decision wrote it into the journal.
async fn awarded(tx: &DatabaseTransaction, id: ApplicationId) -> Result<Option<Money>, DbErr> {
    let history = journal::history(tx, "application", &id.to_string()).await?;
    let award = history.iter().rfind(|entry| entry.act == "awarded");
    let ore = award.and_then(|entry| entry.detail.get("amount_ore")?.as_i64());
    Ok(ore.map(Money::from_ore))
}
