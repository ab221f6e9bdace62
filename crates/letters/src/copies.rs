use crate::maildir::Maildir;
use mail_parser::MessageParser;
use std::{
    collections::{HashMap, HashSet},
    io,
    sync::{Arc, Mutex, PoisonError},
};

/// Headers are not longer.
const HEAD: u64 = 128 * 1024;

/// The mailbox into which a relay puts a copy of everything it takes (`always_bcc` and its like): the
/// evidence of what it took. Nobody else may be able to write to it.
#[derive(Debug, Clone)]
pub(crate) struct Copies {
    maildir: Maildir,
    /// What was read before; a look reads only what is new.
    known: Arc<Mutex<Known>>,
}

#[derive(Debug, Default)]
struct Known {
    /// Names of files that were read.
    read: HashSet<String>,
    /// Message-ID, with the angle brackets, to the name of the file.
    found: HashMap<String, String>,
}

impl Copies {
    pub(crate) fn of(maildir: Maildir) -> Copies {
        Copies { maildir, known: Arc::default() }
    }

    pub(crate) fn place(&self) -> String {
        self.maildir.path().display().to_string()
    }

    /// Looks for copies of these letters, by Message-ID with the angle brackets: the files that are
    /// there. It reads files; call it where that may take its time.
    pub(crate) fn find(&self, wanted: &[String]) -> io::Result<HashMap<String, String>> {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        for entry in self.maildir.all()? {
            if known.read.contains(&entry.name) {
                continue;
            }
            // Moved by a reader meanwhile. What was not read must not pass for not being there.
            let head = entry.beginning(HEAD)?.ok_or_else(|| {
                io::Error::other("the mailbox changed while it was looked through")
            })?;
            let parsed = MessageParser::default().parse_headers(&head);
            if let Some(id) = parsed.as_ref().and_then(|mail| mail.message_id()) {
                known.found.entry(format!("<{id}>")).or_insert_with(|| entry.name.clone());
            }
            known.read.insert(entry.name);
        }
        let here = wanted.iter().filter_map(|id| Some((id.clone(), known.found.get(id)?.clone())));
        Ok(here.collect())
    }
}
