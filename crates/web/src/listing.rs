//! From what is asked of a list to the page of it that the database cuts.

use crate::kit::{ListQuery, Paging};
use sea_orm::DbErr;
use vocabulary::{Look, Page};

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

/// The rows of the page that is asked for; of the last page when there are fewer.
pub(crate) async fn rows_of<T>(
    query: &ListQuery,
    fetch: impl AsyncFn(Look) -> Result<Page<T>, DbErr>,
) -> Result<(Vec<T>, Paging), DbErr> {
    let look = look(query);
    let found = fetch(look.clone()).await?;
    let paging = query.paging(found.total);
    if look.page == u64::from(paging.page) {
        return Ok((found.rows, paging));
    }
    let last = fetch(Look { page: paging.page.into(), ..look }).await?;
    Ok((last.rows, paging))
}
