//! Where SQLite and PostgreSQL need different SQL: how far ahead a rank is looked at, how rows are held
//! that are about to be written, and what time the database has.

use sea_orm::DbBackend;

/// The latest rank that a row which is due can have; one parameter, the instant.
pub(crate) fn latest_rank(backend: DbBackend, minutes_behind: i32) -> String {
    match backend {
        DbBackend::Postgres => format!("? + interval '{minutes_behind} minutes'"),
        _ => format!("strftime('%Y-%m-%dT%H:%M:%f', ?, '{minutes_behind} minutes', '+1 second')"),
    }
}

/// What follows a choice of rows to write: several workers choose side by side and skip what another is
/// writing. SQLite has one writer at a time, so there is nothing to skip.
pub(crate) fn skip_locked(backend: DbBackend) -> &'static str {
    match backend {
        DbBackend::Postgres => "FOR UPDATE OF w SKIP LOCKED",
        _ => "",
    }
}

/// `column` is one of what `choice` selects. On PostgreSQL `ARRAY(…)` makes the choice exactly once: as
/// a plain `IN` the planner may repeat it and take more rows than its limit.
pub(crate) fn one_of(backend: DbBackend, column: &str, choice: &str) -> String {
    match backend {
        DbBackend::Postgres => format!("{column} = ANY(ARRAY({choice}))"),
        _ => format!("{column} IN ({choice})"),
    }
}

/// The type of an id that is not there.
pub(crate) fn uuid(backend: DbBackend) -> &'static str {
    match backend {
        DbBackend::Postgres => "uuid",
        _ => "text",
    }
}

/// The statement that says what time the database has, where it has a clock of its own.
pub(crate) fn its_time(backend: DbBackend) -> Option<&'static str> {
    match backend {
        DbBackend::Postgres => Some("SELECT clock_timestamp() AS now"),
        // SQLite asks this very machine.
        _ => None,
    }
}
