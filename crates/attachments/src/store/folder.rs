//! A shelf in a folder.

use super::{Lying, Shelf, StoreError, hash_of};
use chrono::DateTime;
use fail::fail_point;
use std::fs::{self, DirEntry, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

/// What a file that is still being written begins with.
const UNFINISHED: &str = ".unfinished-";

/// A folder of contents. A file appears under its name only when it is whole: it is written beside,
/// under a name that nobody else has, synced, and renamed.
#[derive(Debug, Clone)]
pub(super) struct Folder {
    root: PathBuf,
    shelf: Shelf,
}

impl Folder {
    pub(super) fn of(data: &Path, shelf: Shelf) -> Folder {
        Folder { root: data.join(shelf.word()), shelf }
    }

    pub(super) fn put(&self, bytes: &[u8]) -> Result<String, StoreError> {
        let hash = hash_of(bytes);
        match self.read(&hash) {
            Ok(_) => return Ok(hash),
            Err(StoreError::Missing(_) | StoreError::Damaged(_)) => {}
            Err(failed) => return Err(failed),
        }
        let path = self.path_of(&hash);
        self.write_whole(&path, bytes).map_err(|source| StoreError::Files { path, source })?;
        Ok(hash)
    }

    pub(super) fn read(&self, hash: &str) -> Result<Vec<u8>, StoreError> {
        let path = self.path_of(hash);
        let bytes = fs::read(&path).map_err(|source| match source.kind() {
            io::ErrorKind::NotFound => StoreError::Missing(hash.to_owned()),
            _ => StoreError::Files { path, source },
        })?;
        if hash_of(&bytes) != hash {
            return Err(StoreError::Damaged(hash.to_owned()));
        }
        Ok(bytes)
    }

    pub(super) fn length(&self, hash: &str) -> Result<Option<u64>, StoreError> {
        let path = self.path_of(hash);
        match fs::metadata(&path) {
            Ok(about) => Ok(Some(about.len())),
            Err(gone) if gone.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(source) => Err(StoreError::Files { path, source }),
        }
    }

    pub(super) fn remove(&self, hash: &str) -> Result<(), StoreError> {
        let path = self.path_of(hash);
        match fs::remove_file(&path) {
            Err(source) if source.kind() != io::ErrorKind::NotFound => {
                Err(StoreError::Files { path, source })
            }
            _ => Ok(()),
        }
    }

    pub(super) fn lying(&self, number: u8) -> Result<Vec<Lying>, StoreError> {
        let mut lying = Vec::new();
        for file in self.entries(&self.root.join(format!("{number:02x}")))? {
            let name = file.file_name().to_string_lossy().into_owned();
            // Gone meanwhile lies nowhere.
            let Ok(about) = file.metadata() else { continue };
            if name.starts_with(UNFINISHED) || !about.is_file() {
                continue;
            }
            let written_at = DateTime::from(about.modified().unwrap_or(SystemTime::UNIX_EPOCH));
            lying.push(Lying { hash: self.shelf.hash_in(&name), name, written_at });
        }
        Ok(lying)
    }

    pub(super) fn sweep_unfinished(&self, before: SystemTime) -> Result<u64, StoreError> {
        let mut swept = 0;
        for folder in self.entries(&self.root)? {
            if !folder.path().is_dir() {
                continue;
            }
            for file in self.entries(&folder.path())? {
                let unfinished = file.file_name().to_string_lossy().starts_with(UNFINISHED);
                let written = file.metadata().and_then(|about| about.modified());
                // Gone meanwhile is finished meanwhile.
                if unfinished && written.is_ok_and(|written| written < before) {
                    swept += u64::from(fs::remove_file(file.path()).is_ok());
                }
            }
        }
        Ok(swept)
    }

    /// What lies in a folder; nothing when there is no such folder.
    fn entries(&self, folder: &Path) -> Result<Vec<DirEntry>, StoreError> {
        let failed = |source| StoreError::Files { path: folder.to_owned(), source };
        match fs::read_dir(folder) {
            Err(none) if none.kind() == io::ErrorKind::NotFound => Ok(Vec::new()),
            Err(source) => Err(failed(source)),
            Ok(entries) => entries.collect::<io::Result<_>>().map_err(failed),
        }
    }

    fn path_of(&self, hash: &str) -> PathBuf {
        let folder = hash.get(..2).unwrap_or_default();
        self.root.join(folder).join(self.shelf.name_of(hash))
    }

    fn write_whole(&self, path: &Path, bytes: &[u8]) -> io::Result<()> {
        let folder = path.parent().unwrap_or(&self.root);
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
        match self.shelf {
            Shelf::Attachments => fail_point!("attachment.after_fsync"),
            Shelf::Documents => fail_point!("report.after_fsync"),
        }
        beside.persist(path).map_err(|kept| kept.error)?;
        match self.shelf {
            Shelf::Attachments => fail_point!("attachment.after_rename"),
            Shelf::Documents => fail_point!("report.after_rename"),
        }
        // The new name itself must survive a power cut too.
        sync(folder)
    }
}

fn sync(folder: &Path) -> io::Result<()> {
    // A relative path may have an empty parent, which is where we stand.
    let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
    File::open(folder)?.sync_all()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    fn folder() -> (Folder, tempfile::TempDir) {
        let data = tempfile::tempdir().unwrap();
        (Folder::of(data.path(), Shelf::Documents), data)
    }

    fn files_beside(folder: &Folder, hash: &str) -> usize {
        fs::read_dir(folder.path_of(hash).parent().unwrap()).unwrap().count()
    }

    #[test]
    fn many_who_store_the_same_at_once_leave_one_whole_file() {
        let (folder, _data) = folder();
        let bytes = vec![7; 300_000];
        let hash = std::thread::scope(|scope| {
            let all: Vec<_> = (0..8).map(|_| scope.spawn(|| folder.put(&bytes).unwrap())).collect();
            all.into_iter().map(|one| one.join().unwrap()).last().unwrap()
        });
        assert_eq!(folder.read(&hash).unwrap(), bytes);
        assert_eq!(files_beside(&folder, &hash), 1);
    }

    #[test]
    fn what_was_left_unfinished_is_swept_and_the_rest_stays() {
        let (folder, _data) = folder();
        assert_eq!(folder.sweep_unfinished(SystemTime::UNIX_EPOCH).unwrap(), 0);
        let hash = folder.put(b"a file").unwrap();
        let path = folder.path_of(&hash);
        fs::write(path.with_file_name(".unfinished-x"), b"a f").unwrap();
        assert_eq!(folder.sweep_unfinished(SystemTime::UNIX_EPOCH).unwrap(), 0);
        assert_eq!(files_beside(&folder, &hash), 2);
        let number = u8::from_str_radix(&hash[..2], 16).unwrap();
        assert_eq!(folder.lying(number).unwrap().len(), 1, "half a file lies nowhere");
        let written = fs::metadata(&path).unwrap().modified().unwrap();
        assert_eq!(folder.sweep_unfinished(written + Duration::from_secs(3600)).unwrap(), 1);
        assert_eq!(files_beside(&folder, &hash), 1);
        assert_eq!(folder.read(&hash).unwrap(), b"a file");
    }
}
