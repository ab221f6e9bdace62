//! Where finished documents lie: named by their hash in the store, and as copies under the names people
//! know.

use attachments::{FileStore, Place, Shelf, StoreError};
use sha2::{Digest, Sha256};
use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// The shelf of documents, and the folder of copies for people. The copies are always files of this
/// machine, also where the store is a bucket: they are a convenience and can be lost.
#[derive(Debug, Clone)]
pub struct DocumentStore {
    documents: FileStore,
    data: PathBuf,
}

impl DocumentStore {
    /// The store under a data folder: `documents/` by hash, `status-reports/` by name.
    pub fn within(data: &Path) -> DocumentStore {
        DocumentStore::at(&Place::folder(data), data)
    }
    /// Documents in that place, and the copies under a data folder.
    pub fn at(place: &Place, data: &Path) -> DocumentStore {
        let documents = FileStore::on(place, Shelf::Documents);
        DocumentStore { documents, data: data.to_owned() }
    }

    /// The data folder of the copies.
    pub fn data(&self) -> &Path {
        &self.data
    }
    /// The shelf of documents.
    pub const fn documents(&self) -> &FileStore {
        &self.documents
    }

    /// Stores a document and returns its hash: 64 hexadecimal digits. Storing it again changes nothing.
    pub async fn put(&self, bytes: &[u8]) -> Result<String, StoreError> {
        self.documents.put(bytes).await
    }

    /// Reads a document and makes sure that it is the one that was stored.
    pub async fn read(&self, hash: &str) -> Result<Vec<u8>, StoreError> {
        self.documents.read(hash).await
    }

    /// Puts a copy where people look for it, in place of the one before. Returns where. Waits for the
    /// disk.
    pub fn publish(&self, name: &str, bytes: &[u8]) -> Result<PathBuf, StoreError> {
        let path = self.published(name);
        match write_whole(&path, bytes) {
            Ok(()) => Ok(path),
            Err(source) => Err(StoreError::Files { path, source }),
        }
    }

    /// Where the copy for people is, whether or not it exists.
    pub fn published(&self, name: &str) -> PathBuf {
        self.data.join("status-reports").join(name)
    }
}

fn write_whole(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let folder = path.parent().unwrap_or(Path::new("."));
    fs::create_dir_all(folder)?;
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
        fs::rename(&beside, path)?;
        // The new name itself must survive a power cut too.
        File::open(folder)?.sync_all()
    })();
    if written.is_err() {
        let _ = fs::remove_file(&beside);
    }
    written
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn what_is_stored_is_read_back_and_damage_is_seen() {
        let folder = tempfile::tempdir().unwrap();
        let store = DocumentStore::within(folder.path());
        let hash = store.put(b"a document").await.unwrap();
        assert_eq!(store.put(b"a document").await.unwrap(), hash);
        assert_eq!(store.read(&hash).await.unwrap(), b"a document");
        let path = folder.path().join("documents").join(&hash[..2]).join(format!("{hash}.pdf"));
        fs::write(&path, b"something else").unwrap();
        assert!(matches!(store.read(&hash).await, Err(StoreError::Damaged(_))));
        assert!(store.read("00").await.is_err());
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
