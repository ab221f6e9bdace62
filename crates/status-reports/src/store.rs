//! Where finished documents lie: files named by their hash, and copies under the names people know.

use fail::fail_point;
use sha2::{Digest, Sha256};
use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// Why a file could not be stored or read.
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
    /// The file is not what its name says it is.
    #[error("the document {0} is damaged: its content has another hash")]
    Damaged(String),
}

/// A folder of documents. A file appears under its name only when it is whole: it is written beside,
/// synced, and renamed.
#[derive(Debug, Clone)]
pub struct DocumentStore {
    by_hash: PathBuf,
    by_name: PathBuf,
}

impl DocumentStore {
    /// The store under a data folder: `documents/` by hash, `status-reports/` by name.
    pub fn within(data: &Path) -> DocumentStore {
        DocumentStore { by_hash: data.join("documents"), by_name: data.join("status-reports") }
    }

    /// The data folder it lies in.
    pub fn data(&self) -> &Path {
        self.by_hash.parent().unwrap_or(Path::new(""))
    }

    /// Stores a document and returns its hash: 64 hexadecimal digits. Storing it again changes nothing.
    pub fn put(&self, bytes: &[u8]) -> Result<String, StoreError> {
        let hash = hex::encode(Sha256::digest(bytes));
        let path = self.path_of(&hash);
        if !path.exists() {
            write_whole(&path, bytes)?;
        }
        Ok(hash)
    }

    /// Puts a copy where people look for it, in place of the one before. Returns where.
    pub fn publish(&self, name: &str, bytes: &[u8]) -> Result<PathBuf, StoreError> {
        let path = self.by_name.join(name);
        write_whole(&path, bytes)?;
        Ok(path)
    }

    /// Reads a document and makes sure that it is the one that was stored.
    pub fn read(&self, hash: &str) -> Result<Vec<u8>, StoreError> {
        let path = self.path_of(hash);
        let bytes = fs::read(&path).map_err(|source| StoreError::Files { path, source })?;
        if hex::encode(Sha256::digest(&bytes)) != hash {
            return Err(StoreError::Damaged(hash.to_owned()));
        }
        Ok(bytes)
    }

    /// Where the copy for people is, whether or not it exists.
    pub fn published(&self, name: &str) -> PathBuf {
        self.by_name.join(name)
    }

    fn path_of(&self, hash: &str) -> PathBuf {
        self.by_hash.join(hash.get(..2).unwrap_or_default()).join(format!("{hash}.pdf"))
    }
}

fn write_whole(path: &Path, bytes: &[u8]) -> Result<(), StoreError> {
    let failed = |source| StoreError::Files { path: path.to_owned(), source };
    let folder = path.parent().unwrap_or(Path::new("."));
    fs::create_dir_all(folder).map_err(failed)?;
    // Named by what is in it: a repeat after a power cut leaves nothing behind, and two who write it at
    // once write the same bytes, which is why it is not cut short first.
    let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
    let hash = hex::encode(Sha256::digest(bytes));
    let beside = folder.join(format!(".{name}.{}.part", &hash[..16]));
    let written = (|| {
        let mut file = OpenOptions::new().write(true).create(true).truncate(false).open(&beside)?;
        file.write_all(bytes)?;
        file.set_len(bytes.len() as u64)?;
        file.sync_all()?;
        fail_point!("report.after_fsync");
        fs::rename(&beside, path)?;
        fail_point!("report.after_rename");
        // The new name itself must survive a power cut too.
        File::open(folder)?.sync_all()
    })();
    written.map_err(|source| {
        let _ = fs::remove_file(&beside);
        failed(source)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_stored_is_read_back_and_damage_is_seen() {
        let folder = tempfile::tempdir().unwrap();
        let store = DocumentStore::within(folder.path());
        let hash = store.put(b"a document").unwrap();
        assert_eq!(store.put(b"a document").unwrap(), hash);
        assert_eq!(store.read(&hash).unwrap(), b"a document");
        fs::write(store.path_of(&hash), b"something else").unwrap();
        assert!(matches!(store.read(&hash), Err(StoreError::Damaged(_))));
        assert!(store.read("00").is_err());
    }

    #[test]
    fn publishing_leaves_nothing_half_written() {
        let folder = tempfile::tempdir().unwrap();
        let store = DocumentStore::within(folder.path());
        store.publish("ips-2012.pdf", b"old").unwrap();
        let path = store.publish("ips-2012.pdf", b"new").unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"new");
        assert_eq!(fs::read_dir(path.parent().unwrap()).unwrap().count(), 1);
    }
}
