//! What the lists have in common: pages, search, scope.

use sea_orm::{
    Condition, ConnectionTrait, DbErr, ExprTrait, QueryResult,
    sea_query::{Asterisk, Expr, Func, LikeExpr, Query, SelectStatement},
};
use vocabulary::{Actor, Look, Page};

/// Runs a query for one page and counts all it would find.
pub(super) async fn page<T, C: ConnectionTrait>(
    conn: &C,
    mut rows: SelectStatement,
    look: &Look,
    read: impl Fn(&QueryResult) -> Result<T, DbErr>,
) -> Result<Page<T>, DbErr> {
    let counted = Query::select()
        .expr_as(Func::count(Expr::col(Asterisk)), "found")
        .from_subquery(rows.clone(), "list")
        .to_owned();
    let total = match conn.query_one(&counted).await? {
        Some(row) => u64::try_from(row.try_get::<i64>("", "found")?).unwrap_or_default(),
        None => 0,
    };
    let before = (look.page() - 1).saturating_mul(look.per_page());
    rows.limit(look.per_page()).offset(Ord::min(before, i64::MAX.unsigned_abs()));
    let found = conn.query_all(&rows).await?;
    let rows = found.iter().map(read).collect::<Result<_, _>>()?;
    Ok(Page { rows, total, page: look.page(), per_page: look.per_page() })
}

/// The rows of one table that belong to the organisation the actor is confined to.
pub(super) fn within_sight(actor: &Actor, table: &'static str) -> Condition {
    match actor.confined_to() {
        Some(own) => Condition::all().add(Expr::col((table, "organisation_id")).eq(own.0)),
        None => Condition::all(),
    }
}

/// The rows in which one of the columns contains the words, in letters of any size.
pub(super) fn containing(look: &Look, columns: &[(&'static str, &'static str)]) -> Condition {
    let Some(words) = look.search() else { return Condition::all() };
    // SQLite knows the letters of ASCII only, so Å and å are both asked for.
    let first = words.chars().next().into_iter().flat_map(char::to_uppercase);
    let capitalised: String = first.chain(words.chars().skip(1)).collect();
    let mut spellings =
        vec![words.to_owned(), words.to_lowercase(), words.to_uppercase(), capitalised];
    spellings.sort();
    spellings.dedup();
    let mut any = Condition::any();
    for column in columns {
        for spelling in &spellings {
            let plain = spelling.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_");
            let pattern = LikeExpr::new(format!("%{plain}%")).escape('\\');
            let column = Expr::col(*column);
            any = any.add(column.clone().like(pattern.clone()));
            // PostgreSQL tells large letters from small where SQLite does not.
            let lower = LikeExpr::new(format!("%{}%", plain.to_lowercase())).escape('\\');
            any = any.add(Expr::expr(Func::lower(column)).like(lower));
        }
    }
    any
}
