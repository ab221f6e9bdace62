//! Where the contents lie: files named by their hash.

use sha2::{Digest, Sha256};
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// What a file that is still being written begins with.
const UNFINISHED: &str = ".unfinished-";

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
    /// There is no such file.
    #[error("the file {0} is not there")]
    Missing(String),
    /// The file is not what its name says it is.
    #[error("the file {0} is damaged: its content has another hash")]
    Damaged(String),
}

/// A folder of contents. A file appears under its name only when it is whole: it is written beside,
/// under a name that nobody else has, synced, and renamed. It never changes after that; writing a
/// content again mends the file if it was damaged.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileStore {
    root: PathBuf,
}

impl FileStore {
    /// The store under a data folder: `attachments/ab/<hash>`.
    pub fn within(data: &Path) -> FileStore {
        FileStore { root: data.join("attachments") }
    }

    /// Stores a content and returns its hash: 64 hexadecimal digits. Storing it again changes nothing.
    pub fn put(&self, bytes: &[u8]) -> Result<String, StoreError> {
        let hash = hash_of(bytes);
        match self.read(&hash) {
            Ok(_) => return Ok(hash),
            Err(StoreError::Missing(_) | StoreError::Damaged(_)) => {}
            Err(files) => return Err(files),
        }
        let folder = self.folder_of(&hash);
        let path = folder.join(&hash);
        self.write_whole(&folder, &path, bytes)
            .map_err(|source| StoreError::Files { path, source })?;
        Ok(hash)
    }

    /// Reads a content and makes sure that it is the one that was stored.
    pub fn read(&self, hash: &str) -> Result<Vec<u8>, StoreError> {
        let path = self.path_of(hash)?;
        let bytes = fs::read(&path).map_err(|source| match source.kind() {
            io::ErrorKind::NotFound => StoreError::Missing(hash.to_owned()),
            _ => StoreError::Files { path, source },
        })?;
        if hash_of(&bytes) != hash {
            return Err(StoreError::Damaged(hash.to_owned()));
        }
        Ok(bytes)
    }

    /// How many bytes the file has, without reading it; `None` when it is not there.
    pub fn length(&self, hash: &str) -> Result<Option<u64>, StoreError> {
        let path = self.path_of(hash)?;
        match fs::metadata(&path) {
            Ok(about) => Ok(Some(about.len())),
            Err(gone) if gone.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(source) => Err(StoreError::Files { path, source }),
        }
    }

    /// Removes a content; nothing is wrong when it is gone already.
    pub(crate) fn remove(&self, hash: &str) -> Result<(), StoreError> {
        let path = self.path_of(hash)?;
        match fs::remove_file(&path) {
            Err(source) if source.kind() != io::ErrorKind::NotFound => {
                Err(StoreError::Files { path, source })
            }
            _ => Ok(()),
        }
    }

    /// Removes what a process that died left unfinished, if it was last written before `before`.
    pub(crate) fn sweep(&self, before: std::time::SystemTime) -> Result<(), StoreError> {
        let failed = |source| StoreError::Files { path: self.root.clone(), source };
        let folders = match fs::read_dir(&self.root) {
            Err(none) if none.kind() == io::ErrorKind::NotFound => return Ok(()),
            other => other.map_err(failed)?,
        };
        for folder in folders {
            let folder = folder.map_err(failed)?.path();
            if !folder.is_dir() {
                continue;
            }
            for file in fs::read_dir(&folder).map_err(failed)? {
                let file = file.map_err(failed)?;
                let unfinished = file.file_name().to_string_lossy().starts_with(UNFINISHED);
                let written = file.metadata().and_then(|about| about.modified());
                // Gone meanwhile is finished meanwhile.
                if unfinished && written.is_ok_and(|written| written < before) {
                    let _ = fs::remove_file(file.path());
                }
            }
        }
        Ok(())
    }

    fn folder_of(&self, hash: &str) -> PathBuf {
        self.root.join(&hash[..2])
    }

    fn path_of(&self, hash: &str) -> Result<PathBuf, StoreError> {
        // Anything else could lead out of the folder.
        let digits = hash.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
        if hash.len() != 64 || !digits {
            return Err(StoreError::Missing(hash.to_owned()));
        }
        Ok(self.folder_of(hash).join(hash))
    }

    fn write_whole(&self, folder: &Path, path: &Path, bytes: &[u8]) -> io::Result<()> {
        if !folder.is_dir() {
            fs::create_dir_all(folder)?;
            // The new folder's name must survive a power cut, too, and so must the one it stands in.
            sync(&self.root)?;
            self.root.parent().map_or(Ok(()), sync)?;
        }
        // It is removed again by itself when anything below fails.
        let mut beside = tempfile::Builder::new().prefix(UNFINISHED).tempfile_in(folder)?;
        beside.write_all(bytes)?;
        beside.as_file().sync_all()?;
        beside.persist(path).map_err(|kept| kept.error)?;
        sync(folder)
    }
}

fn sync(folder: &Path) -> io::Result<()> {
    // A relative path may have an empty parent, which is where we stand.
    let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
    File::open(folder)?.sync_all()
}

/// The hash that names a content.
fn hash_of(bytes: &[u8]) -> String {
    hex::encode(Sha256::digest(bytes))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::{Duration, SystemTime};

    fn store() -> (FileStore, tempfile::TempDir) {
        let folder = tempfile::tempdir().unwrap();
        (FileStore::within(folder.path()), folder)
    }

    fn files_beside(store: &FileStore, hash: &str) -> usize {
        fs::read_dir(store.folder_of(hash)).unwrap().count()
    }

    #[test]
    fn what_is_stored_is_read_back_damage_is_seen_and_mended() {
        let (store, _folder) = store();
        let hash = store.put(b"a file").unwrap();
        assert_eq!(store.put(b"a file").unwrap(), hash);
        assert_eq!(store.read(&hash).unwrap(), b"a file");
        assert_eq!(store.length(&hash).unwrap(), Some(6));
        fs::write(store.path_of(&hash).unwrap(), b"another").unwrap();
        assert!(matches!(store.read(&hash), Err(StoreError::Damaged(_))));
        store.put(b"a file").unwrap();
        assert_eq!(store.read(&hash).unwrap(), b"a file");
        assert_eq!(files_beside(&store, &hash), 1);
    }

    #[test]
    fn nothing_outside_of_the_folder_is_read() {
        let (store, folder) = store();
        fs::write(folder.path().join("secret"), b"x").unwrap();
        let long = format!("../{}", "a".repeat(61));
        for hash in ["../secret", "", "ab", &long, &"A".repeat(64), &"æ".repeat(32)] {
            assert!(matches!(store.read(hash), Err(StoreError::Missing(_))), "{hash}");
        }
    }

    #[test]
    fn many_who_store_the_same_at_once_leave_one_whole_file() {
        let (store, _folder) = store();
        let bytes = vec![7; 300_000];
        let hash = std::thread::scope(|scope| {
            let all: Vec<_> = (0..8).map(|_| scope.spawn(|| store.put(&bytes).unwrap())).collect();
            all.into_iter().map(|one| one.join().unwrap()).last().unwrap()
        });
        assert_eq!(store.read(&hash).unwrap(), bytes);
        assert_eq!(files_beside(&store, &hash), 1);
    }

    #[test]
    fn what_was_left_unfinished_is_swept_and_the_rest_stays() {
        let (store, _folder) = store();
        store.sweep(SystemTime::UNIX_EPOCH).unwrap();
        let hash = store.put(b"a file").unwrap();
        fs::write(store.folder_of(&hash).join(".unfinished-x"), b"a f").unwrap();
        store.sweep(SystemTime::UNIX_EPOCH).unwrap();
        assert_eq!(files_beside(&store, &hash), 2);
        let written = fs::metadata(store.path_of(&hash).unwrap()).unwrap().modified().unwrap();
        store.sweep(written + Duration::from_secs(3600)).unwrap();
        assert_eq!(files_beside(&store, &hash), 1);
        assert_eq!(store.read(&hash).unwrap(), b"a file");
    }
}
