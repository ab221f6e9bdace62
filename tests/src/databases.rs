//! A fresh database of either kind for every test.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context;
use sea_orm::{ConnectOptions, ConnectionTrait, DatabaseConnection};
use tempfile::TempDir;

use crate::settings;

/// The two kinds of database that Fordel runs on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Database {
    /// One file, the embedded default.
    Sqlite,
    /// A server, what a directorate runs.
    Postgres,
}

impl Database {
    /// Both kinds, for tests that compare them.
    pub const BOTH: [Self; 2] = [Self::Sqlite, Self::Postgres];
}

/// An empty database of a test's own. It is removed when the last clone of it is dropped: keep one
/// alive as long as you are connected.
#[derive(Clone, Debug)]
pub struct TestDatabase {
    kind: Database,
    url: String,
    // Held only for what its end does.
    _place: Arc<Place>,
}

#[derive(Debug)]
enum Place {
    File { _directory: TempDir },
    Server { name: String },
}

impl TestDatabase {
    /// A new, empty database: a file in a temporary directory, or a database of the private server.
    pub async fn fresh(kind: Database) -> Self {
        match kind {
            Database::Sqlite => Self::new_file(None),
            Database::Postgres => Self::on_server("template1").await,
        }
    }

    /// A new database that `prepare` has filled, as migrations and reference data do.
    ///
    /// `prepare` gets the URL of an empty database, once per run of the tests, `kind` and `name`; its
    /// outcome is copied for everybody else, which is far cheaper than preparing again. So it must
    /// always do the same for one name, and close its connections before it returns.
    pub async fn prepared(
        kind: Database,
        name: &str,
        prepare: impl AsyncFnOnce(String) -> anyhow::Result<()>,
    ) -> Self {
        let lock = lock(&format!("{kind:?}-{name}")).await;
        let template = match kind {
            Database::Sqlite => {
                let file = settings::directory().join(format!("template-{name}.db"));
                if !file.exists() {
                    let first = Self::new_file(None);
                    prepare(first.url.clone()).await.expect("the template is prepared");
                    first.copy_file_to(&file).await.expect("the template is kept");
                }
                file
            }
            Database::Postgres => PathBuf::from(template_on_server(name, prepare).await),
        };
        drop(lock);
        match kind {
            Database::Sqlite => Self::new_file(Some(&template)),
            Database::Postgres => Self::on_server(&template.to_string_lossy()).await,
        }
    }

    /// Which of the two it is.
    pub fn kind(&self) -> Database {
        self.kind
    }

    /// The address, as `DATABASE_URL` takes it.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// A plain connection pool with sea-orm's own settings but for the number of connections. What
    /// tests the product connects as the product does, with [`Self::url`].
    pub async fn connect(&self) -> DatabaseConnection {
        connect(&self.url).await.expect("the test database answers")
    }

    fn new_file(template: Option<&Path>) -> Self {
        let directory = tempfile::tempdir().expect("a temporary directory");
        let file = directory.path().join("fordel.db");
        if let Some(template) = template {
            std::fs::copy(template, &file).expect("the template is copied");
        }
        let url = format!("sqlite://{}?mode=rwc", file.display());
        let place = Place::File { _directory: directory };
        Self { kind: Database::Sqlite, url, _place: Arc::new(place) }
    }

    async fn on_server(template: &str) -> Self {
        let name = format!("test_{}", uuid::Uuid::new_v4().simple());
        on_server(&format!("CREATE DATABASE {name} TEMPLATE {template}"))
            .await
            .expect("a database on the private PostgreSQL");
        let url = url_of(&name);
        Self { kind: Database::Postgres, url, _place: Arc::new(Place::Server { name }) }
    }

    /// Writes the whole database, what still stands in the write-ahead log included, into one file.
    async fn copy_file_to(&self, file: &Path) -> anyhow::Result<()> {
        let connection = connect(&self.url).await?;
        connection.execute_unprepared(&format!("VACUUM INTO '{}'", file.display())).await?;
        connection.close().await?;
        Ok(())
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let Self::Server { name } = self else { return };
        let drop_it = format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)");
        // The runtime of the test may be ending, so that this needs one of its own. A database that
        // stays behind goes with the server: nothing here is worth failing a test for.
        let _ = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
            runtime.block_on(on_server(&drop_it))
        })
        .join();
    }
}

async fn template_on_server(
    name: &str,
    prepare: impl AsyncFnOnce(String) -> anyhow::Result<()>,
) -> String {
    let template = format!("template_{name}");
    let kept = settings::directory().join(&template);
    // The mark is written last: a preparation that failed half-way is begun anew.
    if !kept.exists() {
        on_server(&format!("DROP DATABASE IF EXISTS {template} WITH (FORCE)"))
            .await
            .expect("an unfinished template is dropped");
        on_server(&format!("CREATE DATABASE {template}")).await.expect("a template is created");
        prepare(url_of(&template)).await.expect("the template is prepared");
        std::fs::write(&kept, "").expect("the template is marked as ready");
    }
    template
}

/// Lets one test process at a time through; the test runner starts each test in a process of its own.
async fn lock(name: &str) -> std::fs::File {
    let path = settings::directory().join(format!("{name}.lock"));
    let file = std::fs::File::create(path).expect("a lock file");
    tokio::task::spawn_blocking(move || {
        file.lock().expect("the lock is taken");
        file
    })
    .await
    .expect("the lock is waited for")
}

async fn on_server(statement: &str) -> anyhow::Result<()> {
    let connection = connect(&settings::postgres_url()).await?;
    connection.execute_unprepared(statement).await.context(statement.to_owned())?;
    connection.close().await?;
    Ok(())
}

async fn connect(url: &str) -> anyhow::Result<DatabaseConnection> {
    let mut options = ConnectOptions::new(url);
    options.max_connections(8).acquire_timeout(Duration::from_secs(20)).sqlx_logging(false);
    sea_orm::Database::connect(options).await.with_context(|| format!("connecting to {url}"))
}

fn url_of(database: &str) -> String {
    let url = settings::postgres_url();
    let (server, _) = url.rsplit_once('/').expect("the URL names a database");
    format!("{server}/{database}")
}

/// Makes two tests of one: `name::sqlite` and `name::postgres`, each with a [`TestDatabase`] of its own.
/// It is empty, or comes from an async function that is named first and takes the [`Database`].
///
/// ```text
/// both_databases! {
///     from migrated;
///     /// What must hold.
///     async fn money_is_kept(db: TestDatabase) { … }
/// }
/// ```
#[macro_export]
macro_rules! both_databases {
    (from $make:path; $($(#[$about:meta])*
       async fn $name:ident($db:ident: TestDatabase) $(-> $outcome:ty)? $body:block)+) => {$(
        $(#[$about])*
        mod $name {
            #[allow(unused_imports, reason = "the body may need nothing of the file it stands in")]
            use super::*;

            async fn body($db: $crate::databases::TestDatabase) $(-> $outcome)? $body

            #[tokio::test]
            async fn sqlite() $(-> $outcome)? {
                body($make($crate::databases::Database::Sqlite).await).await
            }

            #[tokio::test]
            async fn postgres() $(-> $outcome)? {
                body($make($crate::databases::Database::Postgres).await).await
            }
        }
    )+};
    ($($tests:tt)+) => {
        $crate::both_databases! { from $crate::databases::TestDatabase::fresh; $($tests)+ }
    };
}
