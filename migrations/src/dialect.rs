//! What the two databases call the same thing: the one place of this crate that knows them apart.

use sea_orm::DbBackend;

/// Replaces the type words in braces.
pub(crate) fn translate(sql: &str, backend: DbBackend) -> String {
    let words: [(&str, &str); 10] = match backend {
        DbBackend::Postgres => [
            ("{uuid}", "uuid"),
            ("{instant}", "timestamptz"),
            ("{date}", "date"),
            ("{json}", "jsonb"),
            ("{int}", "integer"),
            ("{bytes}", "bytea"),
            ("{serial}", "bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY"),
            ("{bool}", "boolean"),
            ("{generated}", "STORED"),
            // By way of a time without a zone: with one, taking minutes off is not held to be the same
            // whoever asks, and such a column may not stand on it.
            (
                "{rank}",
                "timestamptz GENERATED ALWAYS AS (((run_at AT TIME ZONE 'UTC') - priority * interval '1 minute') AT TIME ZONE 'UTC') STORED",
            ),
        ],
        _ => [
            ("{uuid}", "uuid_text"),
            ("{instant}", "timestamp_with_timezone_text"),
            ("{date}", "date_text"),
            ("{json}", "jsonb_text"),
            ("{int}", "integer"),
            ("{bytes}", "blob"),
            ("{serial}", "integer PRIMARY KEY AUTOINCREMENT"),
            ("{bool}", "boolean"),
            // What is added to a table that stands can only be reckoned when it is read.
            ("{generated}", "VIRTUAL"),
            (
                "{rank}",
                "text GENERATED ALWAYS AS (strftime('%Y-%m-%dT%H:%M:%f', run_at, (0 - priority) || ' minutes')) VIRTUAL",
            ),
        ],
    };
    words.iter().fold(sql.to_owned(), |sql, (word, type_name)| sql.replace(word, type_name))
}

/// The statements of a text. Comment lines and blank ones fall away; a statement ends with a
/// semicolon at the end of a line.
pub(crate) fn statements(sql: &str) -> impl Iterator<Item = &str> {
    sql.split(";\n").map(str::trim).filter(|statement| {
        statement.lines().any(|line| !line.trim().is_empty() && !line.trim().starts_with("--"))
    })
}
