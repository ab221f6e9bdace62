//! Publishing a scheme, announcing a call, opening and closing it.

use crate::{
    AppealDoubt, Call, CallDoubt, CallState, CallVerb, NewCall, NewScheme, Programme, Scheme,
    Unready, repository, scheme::appeal_body,
};
use forms::{FormError, FormKind};
use journal::Act;
use sea_orm::{DatabaseConnection, DatabaseTransaction, DbErr, SqlErr};
use serde_json::json;
use vocabulary::{
    Actor, CallId, Clock, CountyNumber, Day, FormVersionId, NotPossible, ProgrammeId, SchemeId,
};

/// Why a scheme or a call could not be written or made public.
#[derive(Debug, thiserror::Error)]
pub enum AnnounceError {
    /// Only the directorate announces.
    #[error("only the directorate can publish schemes and announce calls")]
    NotYours,
    /// Elements that the rules demand are missing.
    #[error("the scheme cannot be published without: {}", .0.join(", "))]
    Incomplete(Vec<&'static str>),
    /// A new scheme says something wrong of appeals.
    #[error(transparent)]
    Appeal(#[from] AppealDoubt),
    /// A published version says something else.
    #[error(
        "version {number} of «{scheme}» is published and says something else; make a new version"
    )]
    Published {
        /// The scheme.
        scheme: String,
        /// The version.
        number: i32,
    },
    /// A call with this short name exists and says something else.
    #[error("there is another call with the short name «{0}»")]
    SlugTaken(String),
    /// No such scheme, or none that is in force when the call opens.
    #[error("there is no published scheme «{0}» that is in force when the call opens")]
    NoScheme(String),
    /// No such call.
    #[error("there is no such call")]
    NoCall,
    /// No such version of a form.
    #[error("there is no such form")]
    NoForm,
    /// The form is for something else.
    #[error("the form «{slug}» is a form of the kind {}, and cannot be applied with", .kind.word())]
    NotAnApplicationForm {
        /// The form.
        slug: String,
        /// What it is for.
        kind: FormKind,
    },
    /// A county that is not there on the day the call opens.
    #[error("there is no county {0} on the day the call opens")]
    NoCounty(CountyNumber),
    /// Applications may come until the end of this day: those who write them count on it.
    #[error("the call takes applications until the end of {0}, and cannot be closed before that")]
    StillOpen(Day),
    /// The call contradicts itself.
    #[error("the call cannot be announced: {}", said(.0))]
    Contradiction(Vec<CallDoubt>),
    /// The call cannot open yet.
    #[error("the call cannot open: {}", said(.0))]
    NotReady(Vec<Unready>),
    /// Somebody saved it meanwhile: what they saved comes along so that both can be compared.
    #[error("somebody else has saved this call since you opened it")]
    Stale(Box<Call>),
    /// The call is in a state where this cannot be done.
    #[error(transparent)]
    NotPossible(#[from] NotPossible),
    /// The house's own form could not be made ready.
    #[error(transparent)]
    Form(#[from] FormError),
    /// The database answered with an error.
    #[error(transparent)]
    Database(#[from] DbErr),
}

fn said<T: std::fmt::Display>(reasons: &[T]) -> String {
    reasons.iter().map(T::to_string).collect::<Vec<_>>().join("; ")
}

/// Publishes a scheme (and its programme) or a new version of it. Publishing the same again changes
/// nothing.
pub async fn publish_scheme(
    db: &DatabaseConnection,
    clock: &dyn Clock,
    actor: &Actor,
    new: NewScheme,
) -> Result<SchemeId, AnnounceError> {
    if !actor.is_directorate() {
        return Err(AnnounceError::NotYours);
    }
    let missing = new.version.missing();
    if !missing.is_empty() {
        return Err(AnnounceError::Incomplete(missing));
    }
    let tx = journal::begin(db).await?;
    let programme = match repository::programme_by_slug(&tx, &new.programme_slug).await? {
        Some(programme) => programme.id,
        None => {
            let programme = Programme {
                id: ProgrammeId::fresh(),
                slug: new.programme_slug,
                name: new.programme_name,
                about: new.programme_about,
            };
            repository::insert_programme(&tx, &programme).await?;
            programme.id
        }
    };
    let scheme = match repository::scheme_by_slug(&tx, &new.slug).await? {
        Some(scheme) => scheme,
        None => {
            let scheme = Scheme {
                id: SchemeId::fresh(),
                programme,
                slug: new.slug,
                name: new.name,
                chapter: new.chapter,
                item: new.item,
                appealable: new.appealable,
                appeal_body: appeal_body(new.appealable, new.appeal_body.as_deref())?,
            };
            repository::insert_scheme(&tx, &scheme).await?;
            scheme
        }
    };
    let versions = repository::scheme_versions(&tx, scheme.id).await?;
    match versions.iter().find(|version| version.number == new.version.number) {
        Some(same) if *same == new.version => return Ok(scheme.id),
        Some(_) => {
            return Err(AnnounceError::Published {
                scheme: scheme.name,
                number: new.version.number,
            });
        }
        None => {}
    }
    repository::insert_scheme_version(&tx, scheme.id, &new.version, clock.now()).await?;
    let detail = json!({ "version": new.version.number, "change": new.version.change });
    let act = Act { act: "published", thing: "scheme", id: scheme.id.to_string(), detail };
    journal::record(&tx, actor, clock.now(), act).await?;
    tx.commit().await?;
    Ok(scheme.id)
}

/// Writes a call as a draft. Announcing the same again changes nothing. Without a form it gets the
/// house's standard form.
pub async fn announce_call(
    db: &DatabaseConnection,
    clock: &dyn Clock,
    actor: &Actor,
    new: NewCall,
) -> Result<CallId, AnnounceError> {
    if !actor.is_directorate() {
        return Err(AnnounceError::NotYours);
    }
    let tx = journal::begin(db).await?;
    let known = repository::call_by_slug(&tx, &new.slug).await?;
    let call = described(&tx, clock, new, known.as_ref()).await?;
    if let Some(known) = known {
        return if known == call { Ok(known.id) } else { Err(AnnounceError::SlugTaken(call.slug)) };
    }
    draft(&tx, clock, actor, &call, "drafted", json!({})).await?;
    tx.commit().await?;
    Ok(call.id)
}

/// Stores a call that was not there before.
pub(crate) async fn draft(
    tx: &DatabaseTransaction,
    clock: &dyn Clock,
    actor: &Actor,
    call: &Call,
    act: &str,
    from: serde_json::Value,
) -> Result<(), AnnounceError> {
    repository::insert_call(tx, call).await.map_err(|error| slug_taken(error, &call.slug))?;
    let mut detail = json!({ "slug": call.slug, "budget_ore": call.budget.ore() });
    if let (Some(detail), serde_json::Value::Object(from)) = (detail.as_object_mut(), from) {
        detail.extend(from);
    }
    let act = Act { act, thing: "call", id: call.id.to_string(), detail };
    Ok(journal::record(tx, actor, clock.now(), act).await?)
}

/// The short name is the one thing of a call that two can both want.
pub(crate) fn slug_taken(error: DbErr, slug: &str) -> AnnounceError {
    match error.sql_err() {
        Some(SqlErr::UniqueConstraintViolation(_)) => AnnounceError::SlugTaken(slug.to_owned()),
        _ => AnnounceError::Database(error),
    }
}

/// The call that is described: its scheme in the version that is in force when it opens, its form and
/// counties looked up. What is not said about the form, and everything that is not described, is taken
/// from the call as it stands, or begins anew.
pub(crate) async fn described(
    tx: &DatabaseTransaction,
    clock: &dyn Clock,
    new: NewCall,
    standing: Option<&Call>,
) -> Result<Call, AnnounceError> {
    let doubts = new.doubts();
    if !doubts.is_empty() {
        return Err(AnnounceError::Contradiction(doubts));
    }
    let no_scheme = || AnnounceError::NoScheme(new.scheme_slug.clone());
    let scheme = repository::scheme_by_slug(tx, &new.scheme_slug).await?.ok_or_else(no_scheme)?;
    let version = repository::scheme_versions(tx, scheme.id)
        .await?
        .into_iter()
        .rfind(|version| version.valid_from <= new.opens_on)
        .ok_or_else(no_scheme)?;
    if !new.who_may_apply.counties.is_empty() {
        let counties = organisations::queries::counties_on(tx, new.opens_on).await?;
        let known = |number: &CountyNumber| counties.iter().any(|county| county.number == *number);
        if let Some(unknown) = new.who_may_apply.counties.iter().find(|number| !known(number)) {
            return Err(AnnounceError::NoCounty(*unknown));
        }
    }
    let form = match new.form.or(standing.and_then(|call| call.form)) {
        Some(form) => application_form(tx, form).await?,
        None => forms::standard_form(tx, clock).await?,
    };
    let mut criteria = new.criteria;
    for criterion in &mut criteria {
        criterion.anchors.sort_by_key(|anchor| anchor.points);
    }
    Ok(Call {
        id: standing.map_or_else(CallId::fresh, |call| call.id),
        scheme: scheme.id,
        scheme_version: version.number,
        slug: new.slug,
        title: new.title,
        title_nn: new.title_nn,
        title_en: new.title_en,
        year: new.year,
        budget: new.budget,
        opens_at: new.opens_on.begins_at(),
        closes_at: new.closes_on.ends_at(),
        report_due: new.report_due,
        funded_through: new.funded_through,
        accept_within_days: new.accept_within_days,
        about: new.about,
        about_nn: new.about_nn,
        about_en: new.about_en,
        criteria,
        form: Some(form),
        who_may_apply: new.who_may_apply,
        own_share_milli: new.own_share_milli,
        continuation_required: new.continuation_required,
        late_until: new.late_until.map(|day| day.ends_at()),
        decision_expected_on: new.decision_expected_on,
        remind_drafts_days: new.remind_drafts_days,
        provisional_reply_days: new.provisional_reply_days,
        revision: standing.map_or(1, |call| call.revision),
        state: standing.map_or(CallState::Draft, |call| call.state),
    })
}

/// A version of a form that one can apply with; it may still be being written, until the call opens.
async fn application_form(
    tx: &DatabaseTransaction,
    id: FormVersionId,
) -> Result<FormVersionId, AnnounceError> {
    let form = forms::version(tx, id).await?.ok_or(AnnounceError::NoForm)?;
    match form.definition.kind {
        FormKind::Application => Ok(id),
        kind => Err(AnnounceError::NotAnApplicationForm { slug: form.slug, kind }),
    }
}

/// Makes a call public. It is refused until the call and its form speak both Norwegian languages
/// (språklova § 14, text of 2026) and the form can be filled in.
pub async fn open_call(
    db: &DatabaseConnection,
    clock: &dyn Clock,
    actor: &Actor,
    call: CallId,
) -> Result<(), AnnounceError> {
    if !actor.is_directorate() {
        return Err(AnnounceError::NotYours);
    }
    let tx = journal::begin(db).await?;
    let known = repository::call_locked(&tx, call).await?.ok_or(AnnounceError::NoCall)?;
    known.state.after(CallVerb::Open)?;
    let form = match known.form {
        Some(form) => forms::version(&tx, form).await?,
        None => None,
    };
    let lacks = known.lacks(form.as_ref(), clock.now());
    if !lacks.is_empty() {
        return Err(AnnounceError::NotReady(lacks));
    }
    move_on(&tx, clock, actor, call, CallVerb::Open, "opened").await?;
    Ok(tx.commit().await?)
}

/// Takes no more applications to a call, when its closing moment has passed: a deadline that was
/// announced is never moved closer (an amendment can move it away, and tells everybody).
pub async fn close_call(
    db: &DatabaseConnection,
    clock: &dyn Clock,
    actor: &Actor,
    call: CallId,
) -> Result<(), AnnounceError> {
    let tx = journal::begin(db).await?;
    let known = move_on(&tx, clock, actor, call, CallVerb::Close, "closed").await?;
    if clock.now() < known.closes_at {
        return Err(AnnounceError::StillOpen(known.closes_on()));
    }
    Ok(tx.commit().await?)
}

pub(crate) async fn move_on(
    tx: &DatabaseTransaction,
    clock: &dyn Clock,
    actor: &Actor,
    id: CallId,
    verb: CallVerb,
    act: &str,
) -> Result<Call, AnnounceError> {
    if !actor.is_directorate() {
        return Err(AnnounceError::NotYours);
    }
    let call = repository::call_locked(tx, id).await?.ok_or(AnnounceError::NoCall)?;
    let next = call.state.after(verb)?;
    if !repository::move_call(tx, id, call.state, next).await? {
        // Somebody was faster: what they left behind is the state to explain.
        let now = repository::call(tx, id).await?.ok_or(AnnounceError::NoCall)?;
        now.state.after(verb)?;
        return Err(AnnounceError::NoCall);
    }
    let act = Act { act, thing: "call", id: id.to_string(), detail: json!({ "slug": call.slug }) };
    journal::record(tx, actor, clock.now(), act).await?;
    Ok(call)
}
