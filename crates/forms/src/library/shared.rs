//! Published versions in memory: one that was read once need not be read again, as it never changes.

use super::{FormVersion, repository};
use sea_orm::{ConnectionTrait, DbErr};
use std::collections::BTreeMap;
use std::sync::{Arc, PoisonError, RwLock};
use vocabulary::FormVersionId;

/// A directorate has a few calls open at a time, each on a form of its own.
const KEPT: usize = 64;

static PUBLISHED: RwLock<BTreeMap<FormVersionId, Arc<FormVersion>>> = RwLock::new(BTreeMap::new());

/// One version of a form as [`version`](super::version) reads it, and from memory when it is published
/// and was read before by anybody. Who wants to know whether the table still says what it said asks
/// [`version`](super::version).
pub async fn shared_version<C: ConnectionTrait>(
    db: &C,
    id: FormVersionId,
) -> Result<Option<Arc<FormVersion>>, DbErr> {
    if let Some(kept) = PUBLISHED.read().unwrap_or_else(PoisonError::into_inner).get(&id) {
        return Ok(Some(Arc::clone(kept)));
    }
    let Some(version) = repository::version(db, id).await?.map(Arc::new) else { return Ok(None) };
    if version.state.is_published() {
        let mut kept = PUBLISHED.write().unwrap_or_else(PoisonError::into_inner);
        keep(&mut kept, Arc::clone(&version));
    }
    Ok(Some(version))
}

/// Ids grow with time: what goes when there are too many is the oldest.
fn keep(kept: &mut BTreeMap<FormVersionId, Arc<FormVersion>>, version: Arc<FormVersion>) {
    kept.insert(version.id, version);
    while kept.len() > KEPT {
        kept.pop_first();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{VersionState, standard};
    use chrono::{DateTime, Utc};
    use vocabulary::FormId;

    #[test]
    fn no_more_are_kept_than_that_and_the_oldest_goes() {
        let version = |number| FormVersion {
            id: FormVersionId::fresh(),
            form: FormId::fresh(),
            slug: "s".into(),
            number,
            definition: standard(),
            hash: String::new(),
            state: VersionState::Published { at: DateTime::<Utc>::UNIX_EPOCH, by: "K".into() },
            saved_at: DateTime::<Utc>::UNIX_EPOCH,
            saved_by: "K".into(),
        };
        let mut kept = BTreeMap::new();
        let numbers = 1..=i32::try_from(KEPT).unwrap() + 1;
        numbers.for_each(|number| keep(&mut kept, Arc::new(version(number))));
        assert_eq!(kept.len(), KEPT);
        assert!(kept.values().all(|version| version.number > 1));
    }
}
