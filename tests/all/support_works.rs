//! The support library does what the other tests rely on.

use std::path::Path;

use sea_orm::{ConnectionTrait, DatabaseConnection, Statement};
use tests::databases::{Database, TestDatabase};
use tests::smtp::{Behaviour, SmtpSink};
use tests::{both_databases, browser, pdf, settings, wait_until};
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};

async fn number(connection: &DatabaseConnection, query: &str) -> anyhow::Result<i64> {
    let statement = Statement::from_string(connection.get_database_backend(), query);
    let row = connection.query_one_raw(statement).await?.expect("one row");
    Ok(row.try_get_by_index(0)?)
}

both_databases! {
    /// Each test gets an empty database that answers and keeps what is written.
    async fn a_fresh_database_answers(db: TestDatabase) -> anyhow::Result<()> {
        let connection = db.connect().await;
        connection.execute_unprepared("CREATE TABLE kept (ore bigint)").await?;
        connection.execute_unprepared("INSERT INTO kept VALUES (1100000000)").await?;
        assert_eq!(number(&connection, "SELECT ore FROM kept").await?, 1_100_000_000);
        connection.close().await?;
        Ok(())
    }

    async fn two_tests_never_meet(db: TestDatabase) -> anyhow::Result<()> {
        let other = TestDatabase::fresh(db.kind()).await;
        assert_ne!(db.url(), other.url());
        db.connect().await.execute_unprepared("CREATE TABLE mine (id bigint)").await?;
        other.connect().await.execute_unprepared("CREATE TABLE mine (id bigint)").await?;
        Ok(())
    }

    async fn a_preparation_is_copied_not_repeated(db: TestDatabase) -> anyhow::Result<()> {
        let mut prepared = 0;
        for _ in 0..2 {
            let copy = TestDatabase::prepared(db.kind(), "support", async |url| {
                prepared += 1;
                let connection = sea_orm::Database::connect(url).await?;
                connection.execute_unprepared("CREATE TABLE filled (id bigint)").await?;
                connection.execute_unprepared("INSERT INTO filled VALUES (7)").await?;
                connection.close().await?;
                Ok(())
            })
            .await;
            let connection = copy.connect().await;
            assert_eq!(number(&connection, "SELECT id FROM filled").await?, 7);
            connection.execute_unprepared("DELETE FROM filled").await?;
            connection.close().await?;
        }
        assert_eq!(prepared, 1);
        Ok(())
    }
}

#[tokio::test]
async fn a_dropped_database_is_gone() -> anyhow::Result<()> {
    let db = TestDatabase::fresh(Database::Postgres).await;
    let url = db.url().to_owned();
    drop(db);
    assert!(sea_orm::Database::connect(url).await.is_err());
    Ok(())
}

#[tokio::test]
async fn the_private_redis_answers() -> anyhow::Result<()> {
    let client = redis::Client::open(settings::redis_url())?;
    let mut connection = client.get_multiplexed_async_connection().await?;
    let answer: String = redis::cmd("PING").query_async(&mut connection).await?;
    assert_eq!(answer, "PONG");
    Ok(())
}

/// Speaks SMTP line by line and returns the codes; `None` where the server hung up instead.
async fn hand_over(sink: &SmtpSink, message: &str) -> anyhow::Result<Vec<Option<String>>> {
    let stream = TcpStream::connect(sink.address()).await?;
    let mut stream = BufReader::new(stream);
    let mut greeting = String::new();
    stream.read_line(&mut greeting).await?;
    let mut codes = Vec::new();
    for line in [
        "HELO test",
        "MAIL FROM:<tilskudd@example.no>",
        "RCPT TO:<post@example.no>",
        "DATA",
        message,
    ] {
        stream.write_all(format!("{line}\r\n").as_bytes()).await?;
        let mut answer = String::new();
        let read = stream.read_line(&mut answer).await?;
        codes.push((read > 0).then(|| answer.chars().take(3).collect()));
        if !answer.starts_with(['2', '3']) {
            break;
        }
    }
    Ok(codes)
}

const MAIL: &str = "Subject: Husk rapporten\r\n\r\nHei\r\n..to punktum\r\n.";

#[tokio::test]
async fn a_mail_is_kept_as_it_was_sent() -> anyhow::Result<()> {
    let sink = SmtpSink::start().await;
    let codes = hand_over(&sink, MAIL).await?;
    assert_eq!(codes.last(), Some(&Some("250".to_owned())));
    let mails = sink.wait_for_mails(1).await;
    assert_eq!(mails.len(), 1);
    assert_eq!(mails[0].sender, "tilskudd@example.no");
    assert_eq!(mails[0].recipients, ["post@example.no"]);
    assert_eq!(mails[0].message, b"Subject: Husk rapporten\r\n\r\nHei\r\n.to punktum\r\n");
    assert_eq!(sink.sessions(), 1);
    Ok(())
}

#[tokio::test]
async fn a_mail_server_fails_as_it_is_told() -> anyhow::Result<()> {
    let sink = SmtpSink::start().await;
    for (behaviour, last, kept) in [
        (Behaviour::RefuseRecipients(450), Some("450"), 0),
        (Behaviour::RefuseMessage(554), Some("554"), 0),
        (Behaviour::LoseAndHangUp, None, 0),
        (Behaviour::KeepAndHangUp, None, 1),
        (Behaviour::Accept, Some("250"), 2),
    ] {
        sink.behave(behaviour);
        let codes = hand_over(&sink, MAIL).await?;
        assert_eq!(codes.last(), Some(&last.map(str::to_owned)), "{behaviour:?}");
        assert_eq!(sink.mails().len(), kept, "{behaviour:?}");
    }
    Ok(())
}

#[tokio::test]
async fn waiting_ends_when_it_has_come() {
    let mut looks = 0;
    let found = wait_until("the third look", async || {
        looks += 1;
        (looks == 3).then_some("found")
    })
    .await;
    assert_eq!(found, "found");
}

/// Serves one page, whatever is asked for, until the test ends.
async fn serve(page: &'static str) -> anyhow::Result<String> {
    let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
    let url = format!("http://{}/", listener.local_addr()?);
    let router = axum::Router::new().fallback(async move || axum::response::Html(page));
    tokio::spawn(async move { axum::serve(listener, router).await });
    Ok(url)
}

#[tokio::test]
async fn a_page_is_seen_as_a_person_sees_it() -> anyhow::Result<()> {
    let url = serve("<title>Før</title><script>document.title = 'Søknad'</script>").await?;
    assert!(browser::document(&url).await?.contains("<title>Søknad</title>"));

    let directory = tempfile::tempdir()?;
    let picture = directory.path().join("page.png");
    browser::screenshot(&url, (400, 300), &picture).await?;
    let bytes = std::fs::read(&picture)?;
    // A PNG's first part says its width and height.
    assert_eq!(&bytes[..4], b"\x89PNG");
    assert_eq!(bytes[16..24], [0, 0, 1, 144, 0, 0, 1, 44]);
    Ok(())
}

/// The smallest file with one page and one word; neither tagged nor fit for an archive.
fn write_plain_pdf(file: &Path) -> anyhow::Result<()> {
    let content = "BT /F1 24 Tf 20 40 Td (Tilskudd) Tj ET";
    let objects = [
        "<< /Type /Catalog /Pages 2 0 R >>".to_owned(),
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>".to_owned(),
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 200 100] /Contents 4 0 R \
         /Resources << /Font << /F1 5 0 R >> >> >>"
            .to_owned(),
        format!("<< /Length {} >>\nstream\n{content}\nendstream", content.len()),
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>".to_owned(),
        "<< /Title (Et brev) >>".to_owned(),
    ];
    let mut bytes = "%PDF-1.7\n".to_owned();
    let mut table = format!("xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1);
    for (index, object) in objects.iter().enumerate() {
        table.push_str(&format!("{:010} 00000 n \n", bytes.len()));
        bytes.push_str(&format!("{} 0 obj\n{object}\nendobj\n", index + 1));
    }
    let end = bytes.len();
    let size = objects.len() + 1;
    bytes.push_str(&format!(
        "{table}trailer\n<< /Size {size} /Root 1 0 R /Info 6 0 R >>\nstartxref\n{end}\n%%EOF\n"
    ));
    std::fs::write(file, bytes)?;
    Ok(())
}

#[tokio::test]
async fn a_pdf_is_read_by_strangers() -> anyhow::Result<()> {
    let directory = tempfile::tempdir()?;
    let file = directory.path().join("plain.pdf");
    write_plain_pdf(&file)?;

    assert_eq!(pdf::text(&file).await?.trim(), "Tilskudd");
    let facts = pdf::facts(&file).await?;
    assert_eq!((facts["Title"].as_str(), facts["Pages"].as_str()), ("Et brev", "1"));
    assert!(pdf::fonts(&file).await?.contains("Helvetica"));
    pdf::check_structure(&file).await?;
    let pages = pdf::pages(&file, 72, directory.path()).await?;
    assert_eq!(pages.len(), 1);

    let broken = pdf::broken_rules(&file).await?;
    for profile in ["PDF/A-2a", "PDF/UA-1"] {
        assert!(broken.iter().any(|rule| rule.profile == profile), "{profile}: {broken:?}");
    }
    Ok(())
}

#[tokio::test]
async fn what_is_no_pdf_is_an_error() -> anyhow::Result<()> {
    let directory = tempfile::tempdir()?;
    let file = directory.path().join("no.pdf");
    std::fs::write(&file, "ikke en PDF")?;
    assert!(pdf::text(&file).await.is_err());
    assert!(pdf::check_structure(&file).await.is_err());
    Ok(())
}
