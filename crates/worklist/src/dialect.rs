//! Where SQLite and PostgreSQL need different SQL: only the claim.

use sea_orm::{DbBackend, Statement, Value};

/// Takes the most urgent due rows in one statement, oldest first within a priority.
///
/// On PostgreSQL `SKIP LOCKED` lets several workers claim side by side, and `ARRAY(…)` makes the choice
/// exactly once: as a plain `IN` the planner may repeat it and take more rows than the limit. SQLite
/// has one writer at a time, so there is nothing to skip.
pub(crate) fn claim(
    backend: DbBackend,
    kinds: &[&str],
    now: Value,
    worker: Value,
    lease_until: Value,
    most: Value,
) -> Statement {
    let of_kinds = vec!["?"; kinds.len()].join(", ");
    let due = format!(
        "SELECT id FROM work WHERE state = 'ready' AND run_at <= ? AND attempt < max_attempts \
         AND kind IN ({of_kinds}) ORDER BY priority DESC, run_at, id LIMIT ?"
    );
    let chosen = match backend {
        DbBackend::Postgres => format!("id = ANY(ARRAY({due} FOR UPDATE SKIP LOCKED))"),
        _ => format!("id IN ({due})"),
    };
    let sql = format!(
        "UPDATE work SET state = 'running', worker = ?, lease_until_at = ?, attempt = attempt + 1 \
         WHERE {chosen} RETURNING id, kind, subject, attempt, max_attempts, priority, run_at"
    );
    let mut values = vec![worker, lease_until, now];
    values.extend(kinds.iter().map(|kind| Value::from(*kind)));
    values.push(most);
    Statement::from_sql_and_values(backend, placeholders(backend, &sql), values)
}

/// `?` becomes `$1`, `$2`, … on PostgreSQL. No text of this crate has a question mark of its own.
fn placeholders(backend: DbBackend, sql: &str) -> String {
    if backend != DbBackend::Postgres {
        return sql.to_owned();
    }
    let mut pieces = sql.split('?');
    let mut numbered = pieces.next().unwrap_or_default().to_owned();
    for (before, piece) in pieces.enumerate() {
        numbered.push_str(&format!("${}{piece}", before + 1));
    }
    numbered
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn postgresql_numbers_its_placeholders_and_skips_locked_rows() {
        let sql = |backend| {
            let text = || Value::from("x");
            claim(backend, &["a", "b"], text(), text(), text(), Value::from(1_i64)).sql
        };
        let postgres = sql(DbBackend::Postgres);
        assert!(postgres.contains("worker = $1, lease_until_at = $2"), "{postgres}");
        assert!(postgres.contains("run_at <= $3"), "{postgres}");
        assert!(postgres.contains("kind IN ($4, $5)"), "{postgres}");
        assert!(postgres.contains("LIMIT $6 FOR UPDATE SKIP LOCKED))"), "{postgres}");
        assert!(!sql(DbBackend::Sqlite).contains("SKIP"));
    }
}
