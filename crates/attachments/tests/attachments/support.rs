//! What the tests share: a house in a folder, and a stand-in for clamd.

use attachments::{Attachment, FileStore, ReceiveError, Scanner, To};
use sea_orm::{ConnectionTrait, DatabaseConnection, Statement};
use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    task::JoinHandle,
};
use vocabulary::{Actor, Day, FixedClock, OrganisationId, PersonId, Role};

/// The harmless string that every scanner takes for a virus; cut in two so that this file is not one.
pub const EICAR: &str =
    concat!("X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR-", "STANDARD-ANTIVIRUS-TEST-FILE!$H+H*");

/// A database and a store of files.
pub struct Place {
    pub db: DatabaseConnection,
    pub store: FileStore,
    pub folder: tempfile::TempDir,
}

impl Place {
    pub async fn new() -> Place {
        let folder = tempfile::tempdir().expect("a folder");
        let url = format!("sqlite://{}", folder.path().join("fordel.db").display());
        let db = migrations::open(&url).await.expect("a database");
        migrations::migrate(&db).await.expect("its tables");
        Place { db, store: FileStore::within(folder.path()), folder }
    }
    pub async fn receive(
        &self,
        scanning: bool,
        to: &str,
        name: &str,
        bytes: &[u8],
    ) -> Result<Attachment, ReceiveError> {
        let to = To { thing: "application", id: to.to_owned() };
        let actor = applicant();
        attachments::receive(&self.db, &clock(), &actor, &self.store, scanning, to, name, bytes)
            .await
    }
    /// The first column of the first row.
    pub async fn number(&self, sql: &str) -> i64 {
        let statement = Statement::from_string(self.db.get_database_backend(), sql);
        let row = self.db.query_one_raw(statement).await.expect("an answer").expect("a row");
        row.try_get_by_index(0).expect("a number")
    }
    pub async fn run(&self, sql: &str) {
        self.db.execute_unprepared(sql).await.expect("done");
    }
    pub async fn again(&self, attachment: &Attachment) -> Attachment {
        attachments::attachment(&self.db, attachment.id).await.expect("rows").expect("a file")
    }
    /// What offends the invariants, and the files that are missing.
    pub async fn offenders(&self) -> Vec<String> {
        let mut all =
            attachments::queries::missing_files(&self.db, &self.store).await.expect("rows");
        for invariant in attachments::INVARIANTS {
            let backend = self.db.get_database_backend();
            let statement = Statement::from_string(backend, invariant.offenders);
            for row in self.db.query_all_raw(statement).await.expect("an answer") {
                all.push(row.try_get("", "offender").expect("a sentence"));
            }
        }
        all
    }
    pub fn files(&self) -> usize {
        let folders = std::fs::read_dir(self.folder.path().join("attachments"));
        let folders = folders.into_iter().flatten().map(|folder| folder.expect("a folder").path());
        folders.map(|folder| std::fs::read_dir(folder).expect("files").count()).sum()
    }
}

/// A rehearsed day of the past, before any file of these tests was written.
pub fn clock() -> FixedClock {
    FixedClock::on(Day::new(2013, 2, 15).expect("a day"), 9)
}

pub fn applicant() -> Actor {
    person(Role::Applicant)
}

pub fn officer() -> Actor {
    person(Role::CaseOfficer)
}

fn person(role: Role) -> Actor {
    let (id, organisation) = (PersonId::fresh(), OrganisationId::fresh());
    Actor::Person { id, name: "Kari Nordmann".into(), organisation, roles: vec![role] }
}

/// How the stand-in answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Manner {
    /// As a healthy clamd: infected is what holds the test string.
    Honest,
    /// It hangs up in the middle of its answer.
    CutsOff,
    /// It says that the file is too large for it.
    TooLarge,
    /// It takes everything for infected.
    SeesGhosts,
}

/// A stand-in for clamd, because clamd itself may not be at hand where the tests run: it speaks PING and
/// INSTREAM over TCP as clamd's manual page describes them, and counts its looks.
pub struct Clamd {
    pub scanner: Scanner,
    pub looks: Arc<AtomicUsize>,
    serving: JoinHandle<()>,
}

impl Clamd {
    pub async fn that(manner: Manner) -> Clamd {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = listener.local_addr().expect("an address");
        let looks = Arc::new(AtomicUsize::new(0));
        let counted = looks.clone();
        let serving = tokio::spawn(async move {
            while let Ok((line, _)) = listener.accept().await {
                let counted = counted.clone();
                // A client that hangs up is its own concern.
                tokio::spawn(async move { answer(line, manner, &counted).await.ok() });
            }
        });
        let scanner = format!("tcp://{address}").parse().expect("an address of a scanner");
        Clamd { scanner, looks, serving }
    }
    pub fn looks(&self) -> usize {
        self.looks.load(Ordering::SeqCst)
    }
    /// Nobody answers at its address any more.
    pub async fn goes_away(self) -> Scanner {
        self.serving.abort();
        let _ = self.serving.await;
        self.scanner
    }
}

async fn answer(mut line: TcpStream, manner: Manner, looks: &AtomicUsize) -> std::io::Result<()> {
    // The form with a z in front ends in a zero byte, and so does its answer.
    let mut command = Vec::new();
    loop {
        match line.read_u8().await? {
            0 => break,
            byte => command.push(byte),
        }
    }
    if command == b"zPING" {
        return line.write_all(b"PONG\0").await;
    }
    if command != b"zINSTREAM" {
        return line.write_all(b"UNKNOWN COMMAND\0").await;
    }
    let mut content = Vec::new();
    loop {
        let length = line.read_u32().await?;
        if length == 0 {
            break;
        }
        let start = content.len();
        content.resize(start + length as usize, 0);
        line.read_exact(&mut content[start..]).await?;
    }
    looks.fetch_add(1, Ordering::SeqCst);
    let infected = content.windows(EICAR.len()).any(|part| part == EICAR.as_bytes());
    let said: &[u8] = match manner {
        Manner::CutsOff => b"stream: O",
        Manner::TooLarge => b"INSTREAM size limit exceeded. ERROR\0",
        Manner::SeesGhosts => b"stream: Ghost FOUND\0",
        Manner::Honest if infected => b"stream: Eicar-Test-Signature FOUND\0",
        Manner::Honest => b"stream: OK\0",
    };
    line.write_all(said).await
}
