//! How the program serves, how it stops, and how it refuses to begin.

use std::path::Path;

use sea_orm::ConnectionTrait;
use tests::databases::{Database, TestDatabase};
use tests::wait_until;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::process::Command;

use super::census::{census, database, differences, files};
use super::program::{Running, answer, fordel, free_address, get, refusal, rest};

fn command(place: &Path, arguments: &[&str], settings: &[(&str, &str)]) -> Command {
    let mut command = fordel(place, arguments);
    command.args(["--data", "data"]).envs(settings.iter().copied());
    command
}

#[tokio::test]
async fn it_serves_and_finishes_what_was_begun() {
    let place = tempfile::tempdir().expect("a directory");
    let place = place.path();
    answer(command(place, &["migrate"], &[])).await;
    let address = free_address();
    let listen = address.to_string();
    let serve = ["serve", "--with-workers", "--listen", &listen];
    let token = [("FORDEL_METRICS_TOKEN", "hemmelig")];
    let mut serve = Running::start(place, command(place, &serve, &token));
    serve.answers(address, "/readyz").await;
    serve.answers(address, "/livez").await;

    let status = async |headers: &[(&str, &str)]| {
        get(address, "/metrics", headers).await.expect("an answer").status
    };
    assert_eq!(status(&[]).await, 404);
    assert_eq!(status(&[("Authorization", "Bearer other")]).await, 404);
    assert_eq!(status(&[("Authorization", "Bearer hemmelig")]).await, 200);

    // A form of which one half has come. That the server asks for the other says that it is at work.
    let body = "email=nobody%40nowhere.example";
    let (half, other_half) = body.split_at(10);
    let mut open = TcpStream::connect(address).await.expect("it listens");
    let head = format!(
        "POST /sign-in HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\nExpect: 100-continue\r\n\
         Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\n\r\n",
        body.len()
    );
    open.write_all(head.as_bytes()).await.expect("the head is sent");
    let mut goes_on = [0; 25];
    open.read_exact(&mut goes_on).await.expect("the server asks for the rest");
    assert_eq!(&goes_on[..], b"HTTP/1.1 100 Continue\r\n\r\n");
    open.write_all(half.as_bytes()).await.expect("one half is sent");

    serve.terminate().await;
    wait_until("nobody new is let in", async || TcpStream::connect(address).await.err()).await;
    open.write_all(other_half.as_bytes()).await.expect("the other half is sent");
    let answered = rest(&mut open).await.expect("the request is answered");
    assert_eq!(answered.status, 200, "{}", answered.text);
    assert!(answered.text.ends_with("</html>\n") || answered.text.contains("</html>"));
    assert_eq!(serve.end().await, Some(0), "{}", serve.log());
    assert!(serve.log().contains("stopped"), "{}", serve.log());
}

#[tokio::test]
async fn without_a_token_there_are_no_metrics() {
    let place = tempfile::tempdir().expect("a directory");
    let place = place.path();
    answer(command(place, &["migrate"], &[])).await;
    let address = free_address();
    let mut serve =
        Running::start(place, command(place, &["serve", "--listen", &address.to_string()], &[]));
    serve.answers(address, "/readyz").await;
    let bearer = [("Authorization", "Bearer ")];
    for headers in [&[][..], &bearer[..]] {
        assert_eq!(get(address, "/metrics", headers).await.expect("an answer").status, 404);
    }
    serve.terminate().await;
    assert_eq!(serve.end().await, Some(0), "{}", serve.log());
}

/// Refused for that reason, with nothing written.
async fn refused(arguments: &[&str], settings: &[(&str, &str)], because: &[&str]) {
    let place = tempfile::tempdir().expect("a directory");
    let sentence = refusal(command(place.path(), arguments, settings)).await;
    for words in because {
        assert!(sentence.contains(words), "{words} is missing in «{sentence}»");
    }
    assert!(files(place.path()).is_empty(), "{arguments:?} left {:?}", files(place.path()));
}

#[tokio::test]
async fn a_port_in_use_is_said_before_anything_is_written() {
    let taken = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = taken.local_addr().expect("it has an address").to_string();
    for command in ["serve", "demo"] {
        refused(&[command, "--listen", &address], &[], &["cannot listen on", &address]).await;
    }
}

#[tokio::test]
async fn unknown_and_unfit_settings_are_refused() {
    let cases = [
        ("FORDEL_LISTN", "127.0.0.1:1", "FORDEL_LISTN"),
        ("FORDEL_LISTEN", "here", "127.0.0.1:8080"),
        ("FORDEL_WORKERS", "many", "FORDEL_WORKERS"),
        ("FORDEL_POLL_SECONDS", "0", "FORDEL_POLL_SECONDS"),
        ("FORDEL_LEASE_SECONDS", "-1", "FORDEL_LEASE_SECONDS"),
        ("FORDEL_LOG", "=,=", "FORDEL_LOG"),
        ("FORDEL_LOG_FORMAT", "xml", "FORDEL_LOG_FORMAT"),
        ("FORDEL_SMTP_URL", "ftp://relay", "FORDEL_SMTP_URL"),
        ("FORDEL_MAIL_FROM", "nobody", "nobody"),
        ("FORDEL_CONTACT", "nobody", "nobody"),
        ("FORDEL_PUBLIC_URL", "nonsense", "nonsense"),
        ("REDIS_URL", "http://bell", "REDIS_URL"),
        ("DATABASE_URL", "mysql://user:hemmelig@host/database", "sqlite://"),
    ];
    for (variable, value, because) in cases {
        refused(&["migrate"], &[(variable, value)], &[because]).await;
    }
}

#[tokio::test]
async fn a_password_is_not_repeated() {
    let place = tempfile::tempdir().expect("a directory");
    for (variable, value) in [
        ("DATABASE_URL", "mysql://user:hemmelig@host/database"),
        ("DATABASE_URL", "postgres://user:hemmelig@127.0.0.1:notaport/database"),
        ("FORDEL_SMTP_URL", "imap://user:hemmelig@host"),
        ("REDIS_URL", "http://user:hemmelig@host"),
    ] {
        let sentence = refusal(command(place.path(), &["migrate"], &[(variable, value)])).await;
        assert!(!sentence.contains("hemmelig"), "{sentence}");
    }
}

#[tokio::test]
async fn a_settings_file_that_cannot_be_used_is_refused() {
    refused(&["migrate"], &[("FORDEL_SETTINGS", "nowhere.toml")], &["nowhere.toml"]).await;
    refused(&["migrate"], &[("FORDEL_SETTINGS", "/")], &["settings file /"]).await;
    for (text, because) in [
        ("workrs = 2\n", "«workrs»"),
        ("workers = \n", "fordel.toml"),
        ("workers = \"many\"\n", "many"),
    ] {
        let place = tempfile::tempdir().expect("a directory");
        std::fs::write(place.path().join("fordel.toml"), text).expect("a settings file");
        let sentence = refusal(command(place.path(), &["migrate"], &[])).await;
        assert!(sentence.contains(because), "{sentence}");
        assert_eq!(files(place.path()).into_iter().collect::<Vec<_>>(), ["fordel.toml"]);
    }
}

/// The commands that want a database that fits.
fn commands_that_look() -> [Vec<&'static str>; 5] {
    [
        vec!["serve", "--listen", "127.0.0.1:0"],
        vec!["work"],
        vec!["check"],
        vec!["remind", "--dry-run"],
        vec!["report", "--call", "ips-2012"],
    ]
}

#[tokio::test]
async fn a_database_that_is_not_there_is_not_made_by_looking() {
    for arguments in commands_that_look() {
        refused(&arguments, &[], &["fordel migrate"]).await;
    }
}

#[tokio::test]
async fn an_empty_server_is_told_to_migrate() {
    let empty = TestDatabase::fresh(Database::Postgres).await;
    for arguments in commands_that_look() {
        refused(&arguments, &[("DATABASE_URL", empty.url())], &["fordel migrate"]).await;
    }
}

#[tokio::test]
async fn a_newer_database_is_left_alone() {
    let place = tempfile::tempdir().expect("a directory");
    let place = place.path();
    answer(command(place, &["migrate"], &[])).await;
    let db = database(&place.join("data")).await;
    let newer = "INSERT INTO seaql_migrations (version, applied_at) VALUES ('m99_of_tomorrow', 0)";
    db.execute_unprepared(newer).await.expect("a step of tomorrow");
    let before = census(&db).await;
    let mut commands = commands_that_look().to_vec();
    commands.extend([vec!["migrate"], vec!["demo", "--once"]]);
    for arguments in commands {
        let sentence = refusal(command(place, &arguments, &[])).await;
        assert!(sentence.contains("newer version"), "{sentence}");
        assert!(sentence.contains("m99_of_tomorrow"), "{sentence}");
    }
    assert_eq!(differences(&census(&db).await, &before), [""; 0]);
    let left = files(&place.join("data"));
    assert!(left.iter().all(|name| name.starts_with("fordel.db")), "{left:?}");
}

#[tokio::test]
async fn what_is_no_database_is_refused_and_left_alone() {
    let place = tempfile::tempdir().expect("a directory");
    let file = place.path().join("letter.txt");
    let text = "Kjære kommune, dette er et brev og ingen database. ".repeat(100);
    std::fs::write(&file, &text).expect("a file");
    let url = format!("sqlite://{}", file.display());
    for arguments in [&["check"][..], &["migrate"]] {
        let sentence = refusal(command(place.path(), arguments, &[("DATABASE_URL", &url)])).await;
        assert!(sentence.contains("not a database"), "{sentence}");
        assert_eq!(std::fs::read_to_string(&file).expect("it is there"), text);
        assert_eq!(files(place.path()).into_iter().collect::<Vec<_>>(), ["letter.txt"]);
    }
}

#[tokio::test]
async fn a_data_directory_may_have_any_name() {
    let place = tempfile::tempdir().expect("a directory");
    for name in ["med mellomrom", "æ ø?å#%", "dypt/nede/her"] {
        answer(fordel(place.path(), &["migrate", "--data", name])).await;
        assert!(place.path().join(name).join("fordel.db").exists(), "{name}");
        answer(fordel(place.path(), &["check", "--data", name])).await;
    }
}

#[tokio::test]
async fn a_report_is_asked_for_with_its_day_and_language() {
    let (place, data) = super::demo::told().await;
    let report = ["report", "--call", "ips-2012", "--as-of", "2012-12-31", "--language", "nn"];
    let said = answer(command(place.path(), &report, &[])).await;
    assert!(said.contains("ips-2012-nn.pdf"), "{said}");
    assert!(data.join("status-reports/ips-2012-nn.pdf").exists());
}
