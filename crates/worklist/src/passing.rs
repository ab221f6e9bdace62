//! Which errors of a database pass by themselves.

use sea_orm::{DbErr, RuntimeErr, sqlx};

/// Whether trying the same again can help: two transactions were in each other's way (40001, 40P01, a
/// lock that was not to be had, SQLite being busy), or the way to the database broke off (a connection
/// lost, a server that stops or starts).
///
/// Where it broke off after a commit was sent nobody knows whether it was written: what is tried again
/// must be harmless when it was.
pub fn may_pass(error: &DbErr) -> bool {
    match error {
        DbErr::ConnectionAcquire(_) | DbErr::Conn(_) => true,
        DbErr::Exec(RuntimeErr::SqlxError(error)) | DbErr::Query(RuntimeErr::SqlxError(error)) => {
            match error.as_ref() {
                sqlx::Error::Database(said) => said.code().is_some_and(|code| passes(&code)),
                sqlx::Error::Io(_)
                | sqlx::Error::Protocol(_)
                | sqlx::Error::Tls(_)
                | sqlx::Error::PoolTimedOut
                | sqlx::Error::PoolClosed
                | sqlx::Error::WorkerCrashed => true,
                _ => false,
            }
        }
        _ => false,
    }
}

/// The codes of PostgreSQL have five characters; SQLite's are numbers, of which 5 is busy, 6 is locked,
/// and larger ones say more exactly how.
fn passes(code: &str) -> bool {
    const POSTGRES: [&str; 9] =
        ["40001", "40P01", "55P03", "57P01", "57P02", "57P03", "53300", "25006", "57014"];
    let sqlite = |code: &str| code.parse::<u32>().is_ok_and(|code| matches!(code & 0xff, 5 | 6));
    POSTGRES.contains(&code)
        || (code.len() == 5 && code.starts_with("08"))
        || (code.len() < 5 && sqlite(code))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_passes_and_what_does_not() {
        for code in ["40001", "40P01", "57P01", "08006", "5", "6", "517", "261"] {
            assert!(passes(code), "{code}");
        }
        for code in ["23505", "23514", "22021", "42P01", "19", "2067", "1"] {
            assert!(!passes(code), "{code}");
        }
        assert!(!may_pass(&DbErr::RecordNotFound("x".into())));
    }
}
