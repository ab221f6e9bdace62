//! From what is asked of a list to the page of it that the database cuts.

use crate::kit::ListQuery;
use vocabulary::Look;

/// What is asked of a list, in the domain's words.
pub(crate) fn look(query: &ListQuery) -> Look {
    // How many rows there are is not known yet, so that any page may be asked for.
    let asked = query.paging(u64::MAX);
    Look {
        search: (!query.q().is_empty()).then(|| query.q().to_owned()),
        sort: Some(query.sort().by.to_owned()),
        descending: query.sort().descending,
        page: asked.page.into(),
        per_page: asked.per_page.into(),
    }
}

/// What to ask instead when the page that was asked for lies beyond the last: rows may have gone
/// since the link was made.
pub(crate) fn last_page(query: &ListQuery, total: u64) -> Option<Look> {
    let asked = look(query);
    let last = u64::from(query.paging(total).page);
    (last != asked.page).then_some(Look { page: last, ..asked })
}
