//! Who is told by mail, as it is typed: an address a line.

use crate::kit::{Problem, Texts};
use ::status_reports::{MOST_READERS, Reader, ReaderError};
use sea_orm::ConnectionTrait;

/// The addresses with the names they are known by; an address that is nobody's, such as a shared mailbox,
/// is its own name. The first that no letter can be sent to is the error.
pub(crate) async fn named(
    db: &impl ConnectionTrait,
    addresses: impl IntoIterator<Item = impl AsRef<str>>,
) -> Result<Result<Vec<Reader>, ReaderError>, Problem> {
    let mut readers = Vec::new();
    for address in addresses {
        let typed = address.as_ref().trim();
        if typed.is_empty() {
            continue;
        }
        if readers.len() == MOST_READERS {
            return Ok(Err(ReaderError::TooMany));
        }
        let email = match letters::usable_address(typed) {
            Ok(email) => email,
            Err(wrong) => return Ok(Err(wrong.into())),
        };
        let known = organisations::person_by_email(db, &email).await?;
        let name = known.map_or_else(|| email.clone(), |person| person.name);
        readers.push(Reader { name, email });
    }
    Ok(Ok(readers))
}

/// Why somebody cannot be told, as people read it.
pub(crate) fn not_told(error: &ReaderError, texts: Texts) -> String {
    match error {
        ReaderError::Address(wrong) => {
            texts.t("status-reports-no-address").with("address", &wrong.0).to_string()
        }
        ReaderError::TooMany => {
            texts.t("status-reports-too-many-readers").with("most", MOST_READERS).to_string()
        }
    }
}

/// As they are typed.
pub(crate) fn written(readers: &[Reader]) -> String {
    readers.iter().map(|one| one.email.as_str()).collect::<Vec<_>>().join("\n")
}
