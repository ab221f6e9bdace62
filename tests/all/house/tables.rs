//! The tables go up from nothing on both databases, and are the same on both.

use std::collections::{BTreeMap, BTreeSet};

use migrations::MigrateError;
use sea_orm::{ConnectionTrait, DatabaseConnection, DbBackend, Statement};
use tests::both_databases;
use tests::databases::{Database, TestDatabase};

/// sea-orm's own table of the steps that were taken.
const STEPS: &str = "seaql_migrations";

async fn open(database: &TestDatabase) -> DatabaseConnection {
    migrations::open(database.url()).await.expect("the database opens")
}

async fn rows(db: &DatabaseConnection, sql: &str) -> Vec<Vec<String>> {
    let statement = Statement::from_string(db.get_database_backend(), sql);
    let rows = db.query_all_raw(statement).await.expect(sql);
    let column = |row: &sea_orm::QueryResult, at| row.try_get_by_index::<String>(at);
    rows.iter().map(|row| (0..).map_while(|at| column(row, at).ok()).collect()).collect()
}

async fn set(db: &DatabaseConnection, sql: &str) -> BTreeSet<String> {
    rows(db, sql).await.into_iter().map(|row| row.join(" ")).collect()
}

both_databases! {
    /// From empty, and then again.
    async fn they_go_up_once(db: TestDatabase) {
        let connection = open(&db).await;
        migrations::migrate(&connection).await.expect("they go up");
        migrations::verify(&connection).await.expect("they fit");
        let first = rows(&connection, "SELECT version, CAST(applied_at AS text) FROM seaql_migrations ORDER BY version").await;
        assert!(first.len() >= 9, "{first:?}");
        migrations::migrate(&connection).await.expect("there is nothing to do");
        let second = rows(&connection, "SELECT version, CAST(applied_at AS text) FROM seaql_migrations ORDER BY version").await;
        assert_eq!(first, second);
    }

    /// As when several processes of a new version start together.
    async fn several_at_once_do_not_disturb_each_other(db: TestDatabase) {
        let mut migrating = tokio::task::JoinSet::new();
        for _ in 0..4 {
            let connection = open(&db).await;
            migrating.spawn(async move { migrations::migrate(&connection).await });
        }
        for outcome in migrating.join_all().await {
            outcome.expect("each succeeds");
        }
        migrations::verify(&open(&db).await).await.expect("they fit");
    }

    /// Before anything stands there, the way out is named.
    async fn an_empty_database_is_told_apart(db: TestDatabase) {
        let connection = open(&db).await;
        let refused = migrations::verify(&connection).await.expect_err("it is empty");
        assert!(matches!(refused, MigrateError::Older(_)), "{refused:?}");
        assert!(refused.to_string().contains("fordel migrate"), "{refused}");
        assert_eq!(table_names(&connection).await, BTreeSet::new(), "looking changes nothing");
    }

    /// A newer version has been here: hands off.
    async fn a_newer_database_is_refused(db: TestDatabase) {
        let connection = open(&db).await;
        migrations::migrate(&connection).await.expect("they go up");
        let newer = "INSERT INTO seaql_migrations (version, applied_at) VALUES ('m99_of_tomorrow', 0)";
        connection.execute_unprepared(newer).await.expect("a step of tomorrow");
        let before = table_names(&connection).await;
        for refused in [
            migrations::migrate(&connection).await.expect_err("it is newer"),
            migrations::verify(&connection).await.expect_err("it is newer"),
        ] {
            assert!(matches!(&refused, MigrateError::Newer(step) if step == "m99_of_tomorrow"));
            let sentence = refused.to_string();
            assert!(sentence.contains("newer version") && !sentence.contains('\n'), "{sentence}");
        }
        assert_eq!(table_names(&connection).await, before);
    }

    /// What may never change is held by the triggers that the migrations name.
    async fn every_trigger_is_there(db: TestDatabase) {
        let connection = open(&db).await;
        migrations::migrate(&connection).await.expect("they go up");
        let triggers = match connection.get_database_backend() {
            DbBackend::Postgres => set(&connection, "SELECT tgname::text FROM pg_trigger WHERE NOT tgisinternal").await,
            _ => set(&connection, "SELECT name FROM sqlite_master WHERE type = 'trigger'").await,
        };
        assert_eq!(triggers, triggers_in_the_source());
    }
}

/// The names as `frozen.rs` gives them.
fn triggers_in_the_source() -> BTreeSet<String> {
    let source = include_str!("../../../migrations/src/frozen.rs");
    let words = |text: &str| -> Vec<String> {
        let name = |word: &&str| {
            !word.is_empty()
                && word.chars().all(|letter| letter.is_ascii_lowercase() || letter == '_')
        };
        text.split('"').skip(1).step_by(2).filter(name).map(str::to_owned).collect()
    };
    let (before, after) = source.split_once("const FROZEN").expect("there is a list");
    let (list, _) = after.split_once("];").expect("the list ends");
    // In the list: the name first, then the table. Of the conditions only `true` looks like either.
    let mut names: BTreeSet<String> =
        words(list).into_iter().filter(|word| word != "true").step_by(2).collect();
    let (_, added_to) = before.split_once("const ADDED_TO").expect("there is a list");
    for table in words(added_to.split_once("];").expect("the list ends").0) {
        names.extend(["update", "delete"].map(|event| format!("{table}_only_added_to_{event}")));
    }
    assert!(names.len() > 20, "{names:?}");
    names
}

async fn table_names(db: &DatabaseConnection) -> BTreeSet<String> {
    match db.get_database_backend() {
        DbBackend::Postgres => {
            set(db, "SELECT tablename::text FROM pg_tables WHERE schemaname = 'public'").await
        }
        _ => {
            set(
                db,
                "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'",
            )
            .await
        }
    }
}

/// Every column as `table column` with whether it must have a value.
async fn columns(db: &DatabaseConnection) -> BTreeSet<String> {
    let sql = match db.get_database_backend() {
        DbBackend::Postgres => {
            "SELECT table_name::text, column_name::text, CASE is_nullable WHEN 'NO' THEN 'must' ELSE 'may' END \
             FROM information_schema.columns WHERE table_schema = 'public'"
        }
        // A primary key of numbers says nothing of NULL and takes none.
        _ => {
            "SELECT m.name, c.name, CASE WHEN c.\"notnull\" = 1 OR c.pk > 0 THEN 'must' ELSE 'may' END \
             FROM sqlite_master m JOIN pragma_table_xinfo(m.name) c WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite_%'"
        }
    };
    set(db, sql).await
}

/// The named constraints, as `table kind name`.
async fn constraints(db: &DatabaseConnection) -> BTreeSet<String> {
    if db.get_database_backend() == DbBackend::Postgres {
        let sql = "SELECT r.relname::text, CASE c.contype WHEN 'c' THEN 'CHECK' WHEN 'u' THEN 'UNIQUE' \
            WHEN 'f' THEN 'FOREIGN' ELSE 'PRIMARY' END, c.conname::text FROM pg_constraint c \
            JOIN pg_class r ON r.oid = c.conrelid JOIN pg_namespace n ON n.oid = r.relnamespace \
            WHERE n.nspname = 'public' AND c.contype IN ('c', 'u', 'f', 'p')";
        let all = set(db, sql).await;
        // A name that PostgreSQL made up for a key that the table did not name.
        return all.into_iter().filter(|line| !line.ends_with("_pkey")).collect();
    }
    let tables = rows(db, "SELECT name, sql FROM sqlite_master WHERE type = 'table'").await;
    let mut found = BTreeSet::new();
    for table in tables {
        let [name, sql] = table.as_slice() else { panic!("a table without its text: {table:?}") };
        let words: Vec<&str> = sql.split_whitespace().collect();
        for three in words.windows(3).filter(|three| three[0] == "CONSTRAINT") {
            found.insert(format!(
                "{name} {} {}",
                // A key that a column brings along says what it refers to instead of what it is.
                three[2].split('(').next().unwrap_or("").replace("REFERENCES", "FOREIGN"),
                three[1]
            ));
        }
    }
    found
}

/// The named indexes that are no constraint, as `table name unique-or-not`.
async fn indexes(db: &DatabaseConnection) -> BTreeSet<String> {
    let sql = match db.get_database_backend() {
        DbBackend::Postgres => {
            "SELECT i.tablename::text, i.indexname::text, CASE WHEN i.indexdef LIKE 'CREATE UNIQUE%' THEN 'unique' ELSE '' END, \
             CASE WHEN i.indexdef LIKE '% WHERE %' THEN 'partial' ELSE '' END FROM pg_indexes i \
             WHERE i.schemaname = 'public' AND NOT EXISTS (SELECT 1 FROM pg_constraint c WHERE c.conname = i.indexname)"
        }
        _ => {
            "SELECT tbl_name, name, CASE WHEN sql LIKE 'CREATE UNIQUE%' THEN 'unique' ELSE '' END, \
             CASE WHEN sql LIKE '% WHERE %' THEN 'partial' ELSE '' END FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL"
        }
    };
    set(db, sql).await
}

fn difference(sqlite: &BTreeSet<String>, postgres: &BTreeSet<String>) -> Vec<String> {
    let only = |here: &BTreeSet<String>, there: &BTreeSet<String>, whose: &str| -> Vec<String> {
        let lines = here.difference(there).filter(|line| !line.starts_with(STEPS));
        lines.map(|line| format!("only {whose}: {line}")).collect()
    };
    [only(sqlite, postgres, "SQLite"), only(postgres, sqlite, "PostgreSQL")].concat()
}

#[tokio::test]
async fn both_databases_have_the_same_tables_and_constraints() {
    let mut shapes = Vec::new();
    for kind in Database::BOTH {
        let database = TestDatabase::fresh(kind).await;
        let db = open(&database).await;
        migrations::migrate(&db).await.expect("they go up");
        let shape = BTreeMap::from([
            ("tables", table_names(&db).await),
            ("columns", columns(&db).await),
            ("constraints", constraints(&db).await),
            ("indexes", indexes(&db).await),
        ]);
        shapes.push(shape);
    }
    let [sqlite, postgres] = shapes.as_slice() else { panic!("two databases") };
    for (what, here) in sqlite {
        assert!(here.len() > 20, "few {what}: {here:?}");
        let different = difference(here, &postgres[what]);
        assert!(different.is_empty(), "{what}: {different:#?}");
    }
}
