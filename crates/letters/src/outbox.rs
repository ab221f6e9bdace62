use crate::{message::Posting, not_now::NotNow, post_office::Answer};
use std::{
    fs::{self, File, OpenOptions},
    io::{self, Write},
    path::{Path, PathBuf},
};

/// A folder into which every letter is put as one `.eml` file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outbox {
    /// The folder; made when it does not exist.
    pub dir: PathBuf,
}

impl Outbox {
    pub(crate) async fn offer(&self, posting: Posting) -> Answer {
        let dir = self.dir.clone();
        let put = tokio::task::spawn_blocking(move || put(&dir, &posting)).await;
        match put {
            Ok(Ok(Put::There(name))) => Answer::Taken(format!("lies in the outbox as {name}")),
            Ok(Ok(Put::Taken(name))) => {
                Answer::Never(format!("another letter lies in the outbox as {name}"))
            }
            // The rename is the last thing that can be seen from outside, and a repeat writes the
            // same file again: nothing is lost by saying «not now».
            Ok(Err(error)) => {
                Answer::NotNow(NotNow::Outbox, format!("the outbox cannot be written: {error}"))
            }
            Err(error) => {
                Answer::NotNow(NotNow::Outbox, format!("the outbox was not written: {error}"))
            }
        }
    }
}

enum Put {
    /// The file is there, and survives a power cut.
    There(String),
    /// Another letter has that name.
    Taken(String),
}

/// All or nothing: a temporary file beside it, flushed, then renamed, then the folder flushed.
fn put(dir: &Path, posting: &Posting) -> io::Result<Put> {
    fs::create_dir_all(dir)?;
    let name = posting.file_name.clone();
    let path = dir.join(&name);
    if fs::read(&path).is_ok_and(|lies| message_id(&lies) != message_id(&posting.bytes)) {
        return Ok(Put::Taken(name));
    }
    // Always the same name beside it, so that a repeat after a power cut leaves nothing behind. It is
    // not cut short first: two that write one letter write the same bytes.
    let beside = dir.join(format!(".{name}.part"));
    let mut file = OpenOptions::new().write(true).create(true).truncate(false).open(&beside)?;
    file.write_all(&posting.bytes)?;
    file.set_len(posting.bytes.len() as u64)?;
    file.sync_all()?;
    fs::rename(&beside, &path)?;
    if cfg!(unix) {
        File::open(dir)?.sync_all()?;
    }
    Ok(Put::There(name))
}

fn message_id(bytes: &[u8]) -> Option<&[u8]> {
    bytes.split(|byte| *byte == b'\n').find(|line| line.starts_with(b"Message-ID:"))
}
