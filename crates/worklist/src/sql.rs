//! Statements that are written out. SQLite and PostgreSQL get the same text, but for how a parameter is
//! called and for what stands in [`crate::dialect`].

use sea_orm::{DbBackend, Statement, Value};

/// A statement whose parameters are written `?`. No text of this crate has a question mark of its own.
pub(crate) fn statement(backend: DbBackend, sql: &str, values: Vec<Value>) -> Statement {
    Statement::from_sql_and_values(backend, placeholders(backend, sql), values)
}

/// So many rows of so many parameters: `(?, ?), (?, ?)`.
pub(crate) fn rows(rows: usize, columns: usize) -> String {
    let row = format!("({})", vec!["?"; columns].join(", "));
    vec![row; rows].join(", ")
}

/// How many rows a list of so many is written with: the rest is filled up with rows of nothing. So there
/// are few texts, and a connection has prepared most of them before.
pub(crate) fn filled_up(rows: usize) -> usize {
    rows.next_power_of_two()
}

/// `?` becomes `$1`, `$2`, … on PostgreSQL.
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
    fn postgresql_numbers_its_parameters() {
        let sql = format!("VALUES {}", rows(2, 2));
        assert_eq!(placeholders(DbBackend::Sqlite, &sql), "VALUES (?, ?), (?, ?)");
        assert_eq!(placeholders(DbBackend::Postgres, &sql), "VALUES ($1, $2), ($3, $4)");
    }
}
