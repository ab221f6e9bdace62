//! Which errors of a database pass by themselves.

use sea_orm::{DbErr, RuntimeErr, sqlx};
use std::error::Error;

/// How an error of a database passes by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Passing {
    /// Two transactions were in each other's way (40001, 40P01, a lock that was not to be had, SQLite
    /// being busy): this one gave way, and nothing of it was done.
    GaveWay,
    /// The way to the database broke off (a connection lost, a server that stops or starts). Where that
    /// was after a commit was sent nobody knows whether it was written: what is tried again must be
    /// harmless when it was.
    BrokeOff,
}

/// Whether trying the same again can help.
pub fn may_pass(error: &DbErr) -> bool {
    passing(error).is_some()
}

/// How the error of a database that lies at the bottom of this one passes; `None` when it stays.
pub fn passing(error: &(dyn Error + 'static)) -> Option<Passing> {
    let mut next = Some(error);
    while let Some(error) = next {
        let said = match error.downcast_ref::<DbErr>() {
            Some(DbErr::ConnectionAcquire(_) | DbErr::Conn(_)) => return Some(Passing::BrokeOff),
            Some(DbErr::Exec(said) | DbErr::Query(said)) => Some(said),
            _ => error.downcast_ref::<RuntimeErr>(),
        };
        if let Some(RuntimeErr::SqlxError(said)) = said {
            return of_the_driver(said);
        }
        next = error.source();
    }
    None
}

fn of_the_driver(error: &sqlx::Error) -> Option<Passing> {
    match error {
        sqlx::Error::Database(said) => said.code().and_then(|code| of_code(&code)),
        sqlx::Error::Io(_)
        | sqlx::Error::Protocol(_)
        | sqlx::Error::Tls(_)
        | sqlx::Error::PoolTimedOut
        | sqlx::Error::PoolClosed
        | sqlx::Error::WorkerCrashed => Some(Passing::BrokeOff),
        _ => None,
    }
}

/// The codes of PostgreSQL have five characters; SQLite's are numbers, of which 5 is busy, 6 is locked,
/// and larger ones say more exactly how.
fn of_code(code: &str) -> Option<Passing> {
    const AWAY: [&str; 6] = ["57P01", "57P02", "57P03", "53300", "25006", "57014"];
    let sqlite = |code: &str| code.parse::<u32>().is_ok_and(|code| matches!(code & 0xff, 5 | 6));
    match code {
        "40001" | "40P01" | "55P03" => Some(Passing::GaveWay),
        code if code.len() < 5 && sqlite(code) => Some(Passing::GaveWay),
        code if AWAY.contains(&code) || (code.len() == 5 && code.starts_with("08")) => {
            Some(Passing::BrokeOff)
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_passes_and_what_does_not() {
        for code in ["40001", "40P01", "57P01", "08006", "5", "6", "517", "261"] {
            assert!(of_code(code).is_some(), "{code}");
        }
        for code in ["23505", "23514", "22021", "42P01", "19", "2067", "1"] {
            assert!(of_code(code).is_none(), "{code}");
        }
        assert!(!may_pass(&DbErr::RecordNotFound("x".into())));
        assert_eq!(of_code("40001"), Some(Passing::GaveWay));
        assert_eq!(of_code("08006"), Some(Passing::BrokeOff));
    }

    /// As a verb tells it: its own error, with the database's inside.
    #[derive(Debug, thiserror::Error)]
    enum Refused {
        #[error(transparent)]
        Transparent(#[from] DbErr),
        #[error("it could not be written")]
        Worded(#[source] DbErr),
    }

    #[test]
    fn it_is_found_beneath_the_errors_of_verbs() {
        let lost = || DbErr::Query(RuntimeErr::SqlxError(sqlx::Error::PoolTimedOut.into()));
        assert_eq!(passing(&Refused::from(lost())), Some(Passing::BrokeOff));
        assert_eq!(passing(&Refused::Worded(lost())), Some(Passing::BrokeOff));
        assert_eq!(passing(&Refused::from(DbErr::RecordNotFound("x".into()))), None);
    }
}
