//! Everything a process works with.

use crate::Settings;
use attachments::{FileStore, Place, PlaceError, Scanner, ScannerAddressError, Shelf};
use jobs::{
    Acts, Audible, Engine, HandOverLetter, LocalBell, LocalThrottle, MakeStatusReport, Pace,
    PlanReminders, PruneAttachments, ReadBounces, RedisBell, RedisBellError, RedisThrottle,
    RemindDrafts, ReplyProvisionally, ScanAttachment, SettleUncertain, VerifyDocuments, Vitals,
    WriteReceipts,
};
use letters::{BounceBox, BounceBoxError, Desk, DeskError, Outbox, PostOffice, Smtp, SmtpUrlError};
use migrations::{MigrateError, OpenError};
use sea_orm::{
    DatabaseConnection,
    sqlx::{postgres::PgConnectOptions, sqlite::SqliteConnectOptions},
};
use status_reports::DocumentStore;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;
use vocabulary::{Clock, SystemClock};
use worklist::{Throttle, Unthrottled};

/// Why the house could not be put together.
#[derive(Debug, thiserror::Error)]
pub enum HouseError {
    /// The data directory cannot be used.
    #[error("the data directory {path} cannot be used: {why}")]
    Data {
        /// Which.
        path: PathBuf,
        /// Why.
        why: std::io::Error,
    },
    /// No way to the database.
    #[error(transparent)]
    Open(#[from] OpenError),
    /// Not an address of a database.
    #[error("DATABASE_URL cannot be used: {0}")]
    Address(String),
    /// There is no database yet, and the command is not one that makes it.
    #[error("there is no database at {0} yet; run «fordel migrate» first")]
    NoDatabase(PathBuf),
    /// Database and program do not fit together.
    #[error(transparent)]
    Migrate(#[from] MigrateError),
    /// The sender of letters is not complete.
    #[error(transparent)]
    Desk(#[from] DeskError),
    /// Not an address of a mail relay.
    #[error("FORDEL_SMTP_URL cannot be used: {0}")]
    Relay(#[from] SmtpUrlError),
    /// Not a mailbox.
    #[error("FORDEL_BOUNCES cannot be used: {0}")]
    Bounces(#[from] BounceBoxError),
    /// Not an address of an object store.
    #[error("FORDEL_STORE cannot be used: {0}")]
    Store(#[from] PlaceError),
    /// Not an address of a virus scanner.
    #[error("FORDEL_CLAMD cannot be used: {0}")]
    Scanner(#[from] ScannerAddressError),
    /// Not an address of Redis.
    #[error("REDIS_URL cannot be used: {0}")]
    Bell(#[from] RedisBellError),
}

/// Whether the tables are brought up to date when the house is put together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Tables {
    /// Yes.
    BringUpToDate,
    /// No; refuse when they are not.
    MustFit,
}

/// Everything a process works with, put together from the settings.
#[derive(Debug, Clone)]
pub struct House {
    /// The database.
    pub db: DatabaseConnection,
    /// The trade's clock.
    pub clock: Arc<dyn Clock>,
    /// Who writes letters.
    pub desk: Desk,
    /// Who carries them.
    pub office: PostOffice,
    /// How fast it may be given letters.
    pub throttle: Arc<dyn Throttle>,
    /// Where what cannot be delivered comes back.
    pub bounces: Option<BounceBox>,
    /// The bell that wakes the workers.
    pub bell: Arc<dyn Audible>,
    /// Where documents are kept.
    pub store: DocumentStore,
    /// Where the files are kept that people hand in.
    pub files: FileStore,
    /// Who looks at them for viruses.
    pub scanner: Option<Scanner>,
    /// How the workers of this process are.
    pub vitals: Arc<Vitals>,
    /// The settings it was made from.
    pub settings: Settings,
}

impl House {
    /// Puts it together and brings the tables up to date.
    pub async fn ready(settings: &Settings) -> Result<House, HouseError> {
        House::with(settings, Tables::BringUpToDate).await
    }

    pub(crate) async fn with(settings: &Settings, tables: Tables) -> Result<House, HouseError> {
        // What can be wrong without touching anything is looked at first.
        let desk = Desk::new(
            &settings.authority,
            &settings.mail_from,
            &settings.public_url,
            &settings.contact,
        )?;
        let office = match &settings.smtp_url {
            Some(url) => PostOffice::Smtp(Smtp::from_url(url)?),
            None => PostOffice::Outbox(Outbox { dir: settings.data.join("outbox") }),
        };
        let throttle = throttle(&office, settings)?;
        let bounces = settings.bounces.as_deref().map(str::parse).transpose()?;
        let place = match &settings.store {
            Some(url) => Place::bucket(url, &settings.store_keys)?,
            None => Place::folder(&settings.data),
        };
        let scanner = settings.clamd.as_deref().map(str::parse).transpose()?;
        let bell: Arc<dyn Audible> = match &settings.redis_url {
            Some(url) => Arc::new(RedisBell::hang(url)?),
            None => Arc::new(LocalBell::new()),
        };
        legible(&settings.database_url)?;
        if let Some(file) = sqlite_file(&settings.database_url) {
            // Opening would make an empty one, which is nothing that a command may leave behind.
            match (tables, file.parent()) {
                (Tables::MustFit, _) if !file.exists() => return Err(HouseError::NoDatabase(file)),
                (Tables::BringUpToDate, Some(directory)) => make_directory(directory)?,
                _ => {}
            }
        }
        let db = migrations::open(&settings.database_url).await?;
        match tables {
            Tables::BringUpToDate => migrations::migrate(&db).await?,
            Tables::MustFit => migrations::verify(&db).await?,
        }
        make_directory(&settings.data)?;
        Ok(House {
            db,
            clock: Arc::new(SystemClock),
            desk,
            office,
            throttle,
            bounces,
            bell,
            store: DocumentStore::at(&place, &settings.data),
            files: FileStore::on(&place, Shelf::Attachments),
            scanner,
            vitals: Arc::default(),
            settings: settings.clone(),
        })
    }

    /// The same house on another day: for rehearsals.
    #[must_use]
    pub fn on(self, clock: Arc<dyn Clock>) -> House {
        House { clock, ..self }
    }

    /// All acts, with what each needs.
    pub fn acts(&self) -> Acts {
        let acts = Acts::of_the_house()
            .with(HandOverLetter {
                desk: self.desk.clone(),
                office: self.office.clone(),
                throttle: self.throttle.clone(),
            })
            .with(SettleUncertain { office: self.office.clone() })
            .with(ReadBounces { mailbox: self.bounces.clone() })
            .with(MakeStatusReport { store: self.store.clone(), desk: self.desk.clone() })
            .with(VerifyDocuments::of(
                self.store.clone(),
                self.files.clone(),
                self.desk.authority.clone(),
            ))
            .with(PlanReminders { desk: self.desk.clone() })
            .with(WriteReceipts { desk: self.desk.clone() })
            .with(RemindDrafts { desk: self.desk.clone() })
            .with(ReplyProvisionally { desk: self.desk.clone() })
            .with(PruneAttachments::of(self.files.clone()));
        match &self.scanner {
            Some(scanner) => {
                acts.with(ScanAttachment { files: self.files.clone(), scanner: scanner.clone() })
            }
            // What waits for a scanner waits for a process that has one.
            None => acts,
        }
    }

    /// The engine that runs them.
    pub fn engine(&self) -> Engine {
        let engine = Engine::new(self.db.clone(), self.clock.clone(), self.bell.clone());
        Engine {
            concurrency: self.settings.workers,
            poll: self.settings.poll,
            lease: self.settings.lease,
            // Longer than the post office waits for a slow relay, whose answer must not be cut off.
            limit: Duration::from_secs(600),
            version: env!("CARGO_PKG_VERSION").to_owned(),
            vitals: self.vitals.clone(),
            ..engine
        }
    }
}

/// Shared by all processes over Redis where there is one.
fn throttle(office: &PostOffice, settings: &Settings) -> Result<Arc<dyn Throttle>, HouseError> {
    let Some(letters) = office.per_minute() else { return Ok(Arc::new(Unthrottled)) };
    let pace = Pace::per_minute(letters);
    Ok(match &settings.redis_url {
        Some(url) => Arc::new(RedisThrottle::at(pace, url)?),
        None => Arc::new(LocalThrottle::at(pace)),
    })
}

fn make_directory(path: &Path) -> Result<(), HouseError> {
    std::fs::create_dir_all(path).map_err(|why| HouseError::Data { path: path.to_owned(), why })
}

/// Refuses what only looks like an address of PostgreSQL. The error that opening it would give repeats
/// the whole address, and with it the password.
fn legible(url: &str) -> Result<(), HouseError> {
    if url.starts_with("postgres")
        && let Err(why) = url.parse::<PgConnectOptions>()
    {
        return Err(HouseError::Address(why.to_string()));
    }
    Ok(())
}

/// The file that an SQLite address means; none for other databases.
fn sqlite_file(url: &str) -> Option<PathBuf> {
    // The driver's own reading: addresses escape what has a meaning in them.
    let options: SqliteConnectOptions = url.starts_with("sqlite:").then(|| url.parse().ok())??;
    Some(options.get_filename().to_owned())
}
