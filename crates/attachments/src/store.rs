//! Where the contents lie: named by their hash, in a folder or in an object store.

mod bucket;
mod folder;

pub use bucket::{BucketKeys, PlaceError};

use bucket::Bucket;
use chrono::{DateTime, Utc};
use folder::Folder;
use sha2::{Digest, Sha256};
use std::io;
use std::path::{Path, PathBuf};

/// Why a content could not be stored or read.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The file system said no.
    #[error("«{path}» cannot be written or read: {source}")]
    Files {
        /// Where.
        path: PathBuf,
        /// What it said.
        source: io::Error,
    },
    /// The object store did not answer, or said no.
    #[error("the object store did not do it: {why}")]
    Away {
        /// What it said.
        why: String,
    },
    /// There is no such file.
    #[error("the file {0} is not there")]
    Missing(String),
    /// The file is not what its name says it is.
    #[error("the file {0} is damaged: its content has another hash")]
    Damaged(String),
}

/// What is kept apart in a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Shelf {
    /// What people handed in: `attachments/ab/<hash>`.
    Attachments,
    /// What the house made: `documents/ab/<hash>.pdf`.
    Documents,
}

impl Shelf {
    /// Both.
    pub const ALL: [Shelf; 2] = [Shelf::Attachments, Shelf::Documents];

    /// The name of its folder, which is also the word in the database.
    pub const fn word(self) -> &'static str {
        match self {
            Shelf::Attachments => "attachments",
            Shelf::Documents => "documents",
        }
    }
    /// What its names end in.
    const fn ending(self) -> &'static str {
        match self {
            Shelf::Attachments => "",
            Shelf::Documents => ".pdf",
        }
    }
    /// The name of a content, after the folder it lies in: the first two digits of its hash.
    fn name_of(self, hash: &str) -> String {
        format!("{hash}{}", self.ending())
    }
    /// The hash that a name stands for; none for names that are not ours.
    fn hash_in(self, name: &str) -> Option<String> {
        let hash = name.strip_suffix(self.ending())?;
        is_hash(hash).then(|| hash.to_owned())
    }
}

/// Where shelves stand: a folder of this machine, or a bucket that all machines share.
#[derive(Debug, Clone)]
pub struct Place(Within);

#[derive(Debug, Clone)]
enum Within {
    Folder(PathBuf),
    Bucket(Bucket),
}

impl Place {
    /// A data folder.
    pub fn folder(data: &Path) -> Place {
        Place(Within::Folder(data.to_owned()))
    }
    /// A bucket of an S3-compatible object store:
    /// `s3://BUCKET/PREFIX?endpoint=https://HOST&region=REGION&ca=FILE`. Nothing is asked over the network
    /// yet.
    pub fn bucket(url: &str, keys: &BucketKeys) -> Result<Place, PlaceError> {
        Bucket::from_url(url, keys).map(|bucket| Place(Within::Bucket(bucket)))
    }
}

/// A shelf of contents. A content appears under its name only when it is whole, and never changes after
/// that; storing a content again mends it if it was damaged.
#[derive(Debug, Clone)]
pub struct FileStore {
    place: Place,
    shelf: Shelf,
}

/// Something that lies on a shelf.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lying {
    /// Its name.
    pub name: String,
    /// The hash it is named by; none when somebody else put it there.
    pub hash: Option<String>,
    /// When it was written, by the machine's clock.
    pub written_at: DateTime<Utc>,
}

impl FileStore {
    /// What people handed in, under a data folder.
    pub fn within(data: &Path) -> FileStore {
        FileStore::on(&Place::folder(data), Shelf::Attachments)
    }
    /// A shelf of a place.
    pub fn on(place: &Place, shelf: Shelf) -> FileStore {
        FileStore { place: place.clone(), shelf }
    }
    /// Which shelf it is.
    pub const fn shelf(&self) -> Shelf {
        self.shelf
    }

    /// Stores a content and returns its hash: 64 hexadecimal digits. Storing it again changes nothing.
    pub async fn put(&self, bytes: &[u8]) -> Result<String, StoreError> {
        let bytes = bytes.to_vec();
        match &self.place.0 {
            Within::Folder(data) => {
                let folder = Folder::of(data, self.shelf);
                aside(move || folder.put(&bytes)).await
            }
            Within::Bucket(bucket) => bucket.put(self.shelf, bytes).await,
        }
    }

    /// Reads a content and makes sure that it is the one that was stored.
    pub async fn read(&self, hash: &str) -> Result<Vec<u8>, StoreError> {
        let hash = named(hash)?;
        match &self.place.0 {
            Within::Folder(data) => {
                let folder = Folder::of(data, self.shelf);
                aside(move || folder.read(&hash)).await
            }
            Within::Bucket(bucket) => bucket.read(self.shelf, hash).await,
        }
    }

    /// How many bytes it has, without reading it; `None` when it is not there.
    pub async fn length(&self, hash: &str) -> Result<Option<u64>, StoreError> {
        let hash = named(hash)?;
        match &self.place.0 {
            Within::Folder(data) => {
                let folder = Folder::of(data, self.shelf);
                aside(move || folder.length(&hash)).await
            }
            Within::Bucket(bucket) => bucket.length(self.shelf, &hash).await,
        }
    }

    /// Removes a content; nothing is wrong when it is gone already.
    pub(crate) async fn remove(&self, hash: &str) -> Result<(), StoreError> {
        let hash = named(hash)?;
        match &self.place.0 {
            Within::Folder(data) => {
                let folder = Folder::of(data, self.shelf);
                aside(move || folder.remove(&hash)).await
            }
            Within::Bucket(bucket) => bucket.remove(self.shelf, &hash).await,
        }
    }

    /// What lies in one of the 256 folders of the shelf, by name, whoever put it there; not what is still
    /// being written.
    pub(crate) async fn lying(&self, folder_number: u8) -> Result<Vec<Lying>, StoreError> {
        let mut lying = match &self.place.0 {
            Within::Folder(data) => {
                let folder = Folder::of(data, self.shelf);
                aside(move || folder.lying(folder_number)).await?
            }
            Within::Bucket(bucket) => bucket.lying(self.shelf, folder_number).await?,
        };
        lying.sort_by(|one, other| one.name.cmp(&other.name));
        Ok(lying)
    }

    /// Removes what a process that died left half-written, if it was last written before `before`, by the
    /// machine's clock; how many. An object store keeps no half of anything.
    pub async fn sweep_unfinished(&self, before: DateTime<Utc>) -> Result<u64, StoreError> {
        match &self.place.0 {
            Within::Folder(data) => {
                let folder = Folder::of(data, self.shelf);
                aside(move || folder.sweep_unfinished(before.into())).await
            }
            Within::Bucket(_) => Ok(0),
        }
    }
}

/// The hash itself when it is one: anything else could lead out of the shelf.
fn named(hash: &str) -> Result<String, StoreError> {
    if is_hash(hash) { Ok(hash.to_owned()) } else { Err(StoreError::Missing(hash.to_owned())) }
}

fn is_hash(text: &str) -> bool {
    text.len() == 64 && text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
}

/// The hash that names a content: 64 hexadecimal digits.
pub fn hash_of(bytes: &[u8]) -> String {
    hex::encode(Sha256::digest(bytes))
}

/// Does what takes a while, or waits for a disk, beside the threads that serve everybody.
pub(crate) async fn aside<T: Send + 'static, E: From<StoreError> + Send + 'static>(
    work: impl FnOnce() -> Result<T, E> + Send + 'static,
) -> Result<T, E> {
    match tokio::task::spawn_blocking(work).await {
        Ok(done) => done,
        Err(stopped) => Err(E::from(StoreError::Files {
            path: PathBuf::new(),
            source: io::Error::other(stopped),
        })),
    }
}
