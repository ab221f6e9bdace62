use sea_orm::{ConnectOptions, Database, DatabaseConnection, DbErr};
use std::time::Duration;

/// A process that stands still in the middle of a transaction must not keep the rows it holds from the
/// others for ever: PostgreSQL ends its session after this time.
const IDLE_IN_A_TRANSACTION: &str = "60s";

/// Why there is no way to the database.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// Neither `sqlite://…` nor `postgres://…`.
    #[error("«{0}» is not a database address; it begins with sqlite:// or postgres://")]
    UnknownKind(String),
    /// Nobody answered.
    #[error("the database does not answer; is it running, and is the address right?")]
    Silent,
    /// It said no.
    #[error("the database cannot be opened: {0}")]
    Unreachable(#[from] DbErr),
}

/// Opens a database. An SQLite file is made when it does not exist.
///
/// SQLite is set to WAL with `synchronous = FULL`, so that what was committed survives a power cut,
/// and to a busy timeout of 10 s; every write transaction must begin `IMMEDIATE` (see `journal::begin`).
pub async fn open(url: &str) -> Result<DatabaseConnection, OpenError> {
    let sqlite = url.starts_with("sqlite:");
    if !sqlite && !url.starts_with("postgres:") && !url.starts_with("postgresql:") {
        let kind = url.split("://").next().unwrap_or_default();
        return Err(OpenError::UnknownKind(format!("{kind}://…")));
    }
    let mut options = ConnectOptions::new(url);
    options
        .max_connections(if sqlite { 8 } else { 16 })
        .acquire_timeout(Duration::from_secs(10))
        // Asking whether it still stands before every statement would cost as much as most statements.
        // A connection that breaks in use says so itself; one that has rested is asked, and no database
        // comes back from a restart sooner than that.
        .test_before_acquire_if_idle_for(Duration::from_secs(1))
        .sqlx_logging_level(log::LevelFilter::Trace);
    options.map_sqlx_sqlite_opts(|options| {
        use sqlx::sqlite::{SqliteJournalMode, SqliteSynchronous};
        options
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Full)
            .busy_timeout(Duration::from_secs(10))
            .foreign_keys(true)
            .pragma("temp_store", "memory")
    });
    options.map_sqlx_postgres_opts(|options| {
        options.options([("idle_in_transaction_session_timeout", IDLE_IN_A_TRANSACTION)])
    });
    Database::connect(options).await.map_err(|error| match error {
        DbErr::ConnectionAcquire(_) => OpenError::Silent,
        error if error.to_string().contains("timed out") => OpenError::Silent,
        error => OpenError::Unreachable(error),
    })
}
