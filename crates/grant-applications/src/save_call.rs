//! Writing a call before it opens: saving it, and copying another year's.

use crate::announce::{described, draft, slug_taken};
use crate::{AnnounceError, Call, CallVerb, NewCall, repository};
use journal::Act;
use sea_orm::DatabaseConnection;
use serde_json::json;
use vocabulary::{Actor, CallId, Clock};

/// Saves what a draft says. `revision` is the one the writer saw; the new one comes back. Without a form
/// it keeps the one it has.
pub async fn save_call(
    db: &DatabaseConnection,
    clock: &dyn Clock,
    actor: &Actor,
    id: CallId,
    revision: i32,
    new: NewCall,
) -> Result<i32, AnnounceError> {
    if !actor.is_directorate() {
        return Err(AnnounceError::NotYours);
    }
    let tx = journal::begin(db).await?;
    let standing = repository::call_locked(&tx, id).await?.ok_or(AnnounceError::NoCall)?;
    standing.state.after(CallVerb::Save)?;
    if standing.revision != revision {
        return Err(AnnounceError::Stale(Box::new(standing)));
    }
    let call = described(&tx, clock, new, Some(&standing)).await?;
    let call = Call { revision: revision + 1, ..call };
    let written = repository::rewrite_call(&tx, &call).await;
    if !written.map_err(|error| slug_taken(error, &call.slug))? {
        return Err(AnnounceError::Stale(Box::new(standing)));
    }
    if call.criteria != standing.criteria {
        repository::rewrite_criteria(&tx, &call).await?;
    }
    let detail = json!({
        "slug": call.slug,
        "budget_ore": call.budget.ore(),
        "revision": call.revision,
    });
    let act = Act { act: "saved", thing: "call", id: id.to_string(), detail };
    journal::record(&tx, actor, clock.now(), act).await?;
    tx.commit().await?;
    Ok(call.revision)
}

/// Begins the call of another year from this one, as a draft: the same texts, criteria with their anchors
/// and conditions, its days moved by whole years, the latest published version of the same form, and the
/// version of the scheme that is in force then.
pub async fn copy_call(
    db: &DatabaseConnection,
    clock: &dyn Clock,
    actor: &Actor,
    from: CallId,
    new_slug: &str,
    year: i32,
) -> Result<CallId, AnnounceError> {
    if !actor.is_directorate() {
        return Err(AnnounceError::NotYours);
    }
    let tx = journal::begin(db).await?;
    let original = repository::call(&tx, from).await?.ok_or(AnnounceError::NoCall)?;
    original.state.after(CallVerb::Copy)?;
    if repository::call_by_slug(&tx, new_slug).await?.is_some() {
        return Err(AnnounceError::SlugTaken(new_slug.to_owned()));
    }
    let scheme = repository::scheme(&tx, original.scheme).await?;
    let scheme = scheme.ok_or_else(|| AnnounceError::NoScheme(original.slug.clone()))?;
    let form = match original.form {
        Some(form) => {
            let known = forms::version(&tx, form).await?.ok_or(AnnounceError::NoForm)?;
            // A form of which nothing is published yet is copied as it is being written.
            Some(forms::latest_published(&tx, &known.slug).await?.map_or(form, |latest| latest.id))
        }
        None => None,
    };
    let copy = NewCall::of(&original, &scheme)
        .in_year(year)
        .map_err(|doubt| AnnounceError::Contradiction(vec![doubt]))?;
    let copy = NewCall { slug: new_slug.to_owned(), form, ..copy };
    let call = described(&tx, clock, copy, None).await?;
    draft(&tx, clock, actor, &call, "copied", json!({ "from": original.slug })).await?;
    tx.commit().await?;
    Ok(call.id)
}
