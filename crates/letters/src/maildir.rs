//! A mailbox as a folder of files (Maildir): what lies in it, and putting away what was read.

use std::{
    fs::{self, File},
    io::{self, Read},
    path::{Path, PathBuf},
};
use url::Url;

/// A folder with `new` and `cur` in it. Who delivers writes elsewhere and renames, so a file that is
/// there is whole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Maildir(PathBuf);

/// One mail in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Entry {
    /// Its name without the flags behind the colon: it stays the same when somebody reads the mail.
    pub name: String,
    /// Where it lies now.
    pub path: PathBuf,
}

impl Maildir {
    /// `maildir:///path`.
    pub(crate) fn from_url(text: &str) -> Option<Maildir> {
        let url = Url::parse(text).ok().filter(|url| url.scheme() == "maildir")?;
        let plain = url.host_str().is_none_or(str::is_empty) && url.query().is_none();
        let path = percent_encoding::percent_decode_str(url.path()).decode_utf8().ok()?;
        (plain && path.len() > 1).then(|| Maildir(PathBuf::from(path.as_ref())))
    }

    pub(crate) fn path(&self) -> &Path {
        &self.0
    }

    /// What nobody has read, in the order of the names, which begin with the time of delivery.
    pub(crate) fn unread(&self) -> io::Result<Vec<Entry>> {
        entries(&self.0.join("new"))
    }

    /// Everything. An error when the folder is not a mailbox: a mailbox that is away is not an empty one.
    pub(crate) fn all(&self) -> io::Result<Vec<Entry>> {
        // `cur` first: what is moved there meanwhile was in `new`, and is seen there or twice.
        let mut all = entries(&self.0.join("cur"))?;
        all.extend(entries(&self.0.join("new"))?);
        all.extend(entries(&self.0.join("cur"))?);
        all.sort_by(|a, b| a.name.cmp(&b.name));
        all.dedup_by(|a, b| a.name == b.name);
        Ok(all)
    }

    /// Moves an unread mail among the read ones, marked `S` (seen) or `F` (flagged: somebody should look).
    pub(crate) fn put_away(&self, entry: &Entry, flag: char) -> io::Result<()> {
        fs::rename(&entry.path, self.0.join("cur").join(format!("{}:2,{flag}", entry.name)))
    }
}

fn entries(folder: &Path) -> io::Result<Vec<Entry>> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let file = entry.file_name();
        let Some(file) = file.to_str().filter(|file| !file.starts_with('.')) else { continue };
        if entry.file_type()?.is_dir() {
            continue;
        }
        let name = file.split(':').next().unwrap_or(file).to_owned();
        found.push(Entry { name, path: entry.path() });
    }
    found.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(found)
}

impl Entry {
    /// The first bytes of it; `None` when it is gone, as when somebody has just read it.
    pub(crate) fn beginning(&self, most: u64) -> io::Result<Option<Vec<u8>>> {
        let file = match File::open(&self.path) {
            Ok(file) => file,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(error),
        };
        let mut bytes = Vec::new();
        file.take(most).read_to_end(&mut bytes)?;
        Ok(Some(bytes))
    }
}
