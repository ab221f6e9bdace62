//! What is in a data directory, counted: two of them that were told the same story count the same.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use sea_orm::{ConnectionTrait, DatabaseConnection, DbBackend, Statement};
use sha2::{Digest, Sha256};

/// What is counted, by a name that says what it is.
pub type Census = BTreeMap<String, i64>;

/// One number from the database.
pub async fn number(db: &DatabaseConnection, sql: &str) -> i64 {
    let statement = Statement::from_string(db.get_database_backend(), sql);
    let row = db.query_one_raw(statement).await.expect(sql).expect("a row");
    row.try_get_by_index(0).expect(sql)
}

/// One text per row.
pub async fn texts(db: &DatabaseConnection, sql: &str) -> Vec<String> {
    let statement = Statement::from_string(db.get_database_backend(), sql);
    let rows = db.query_all_raw(statement).await.expect(sql);
    rows.iter().map(|row| row.try_get_by_index(0).expect(sql)).collect()
}

/// Every table's rows, by state where it has states, and the sums of every column of money.
///
/// Sign-in links are left out, because every run makes its own; so are rounds, because every run may ask
/// for one, which then finds nothing to do; and what is remembered of who worked and what was tried in
/// vain, which a killed program leaves behind.
pub async fn census(db: &DatabaseConnection) -> Census {
    let columns = match db.get_database_backend() {
        DbBackend::Postgres => {
            "SELECT table_name || '.' || column_name FROM information_schema.columns WHERE table_schema = 'public'"
        }
        _ => {
            "SELECT m.name || '.' || c.name FROM sqlite_master m JOIN pragma_table_info(m.name) c \
             WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite_%'"
        }
    };
    let columns = texts(db, columns).await;
    let named: Vec<(&str, &str)> =
        columns.iter().map(|name| name.split_once('.').expect("a column has a table")).collect();
    let tables: BTreeSet<&str> = named.iter().map(|(table, _)| *table).collect();
    let mut census = Census::new();
    let left_out = ["sign_in_link", "work_setback", "worker"];
    for table in tables.into_iter().filter(|table| !left_out.contains(table)) {
        let rows = number(db, &format!("SELECT COUNT(*) FROM {}", counted(table))).await;
        census.insert(table.to_owned(), rows);
    }
    for (table, column) in named {
        if column == "state" {
            let rows = counted(table);
            for state in texts(db, &format!("SELECT DISTINCT state FROM {rows}")).await {
                let sql = format!("SELECT COUNT(*) FROM {rows} WHERE state = '{state}'");
                census.insert(format!("{table} {state}"), number(db, &sql).await);
            }
        } else if column.ends_with("_ore") {
            let sql = format!("SELECT CAST(COALESCE(SUM({column}), 0) AS bigint) FROM \"{table}\"");
            census.insert(format!("{table} {column}"), number(db, &sql).await);
        }
    }
    for act in texts(db, "SELECT DISTINCT thing || ' ' || act FROM journal_entry").await {
        let sql = format!("SELECT COUNT(*) FROM journal_entry WHERE thing || ' ' || act = '{act}'");
        census.insert(format!("journal: {act}"), number(db, &sql).await);
    }
    census
}

fn counted(table: &str) -> String {
    match table {
        "work" => {
            format!("(SELECT * FROM work WHERE kind <> '{}') counted", jobs::cron::PLAN_REMINDERS)
        }
        // Who was killed while a letter was handed over has offered it, and offers it again.
        "letter_event" => "(SELECT * FROM letter_event WHERE what <> 'offered') counted".to_owned(),
        _ => format!("\"{table}\""),
    }
}

/// What two of them do not have in common; empty when they are equal.
pub fn differences<V: PartialEq + std::fmt::Debug>(
    one: &BTreeMap<String, V>,
    other: &BTreeMap<String, V>,
) -> Vec<String> {
    let names: BTreeSet<&String> = one.keys().chain(other.keys()).collect();
    let names = names.into_iter().filter(|name| one.get(*name) != other.get(*name));
    names.map(|name| format!("{name}: {:?} and {:?}", one.get(name), other.get(name))).collect()
}

/// The names of the files in a directory. What a killed program left half-written is hidden, and nobody
/// takes it for a letter or a report.
pub fn files(directory: &Path) -> BTreeSet<String> {
    let entries = std::fs::read_dir(directory).expect("the directory is there");
    entries
        .map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned())
        .filter(|name| !name.starts_with('.'))
        .collect()
}

/// The Message-IDs of the letters in an outbox.
pub fn message_ids(outbox: &Path) -> Vec<String> {
    let mut ids: Vec<String> = files(outbox)
        .into_iter()
        .map(|file| {
            let bytes = std::fs::read(outbox.join(&file)).expect("a letter is readable");
            let letter = mail_parser::MessageParser::default().parse(&bytes).expect("it is a mail");
            letter.message_id().expect("it has a Message-ID").to_owned()
        })
        .collect();
    ids.sort();
    ids
}

/// The hash of every published status report, by its name.
pub fn documents(data: &Path) -> BTreeMap<String, String> {
    let directory = data.join("status-reports");
    files(&directory)
        .into_iter()
        .map(|name| {
            let bytes = std::fs::read(directory.join(&name)).expect("a report is readable");
            (name, hex::encode(Sha256::digest(bytes)))
        })
        .collect()
}

/// Opens the database of a data directory.
pub async fn database(data: &Path) -> DatabaseConnection {
    let url = format!("sqlite://{}", data.join("fordel.db").display());
    migrations::open(&url).await.expect("the database opens")
}
