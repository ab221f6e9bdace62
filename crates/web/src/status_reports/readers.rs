//! Who is told by mail, as it is typed: an address a line.

use crate::kit::Problem;
use ::status_reports::Reader;
use sea_orm::ConnectionTrait;

/// The addresses with the names they are known by; an address that is nobody's, such as a shared mailbox,
/// is its own name. The first that no letter can be sent to is the error.
pub(crate) async fn named(
    db: &impl ConnectionTrait,
    addresses: impl IntoIterator<Item = impl AsRef<str>>,
) -> Result<Result<Vec<Reader>, String>, Problem> {
    let mut readers = Vec::new();
    for address in addresses {
        let typed = address.as_ref().trim();
        if typed.is_empty() {
            continue;
        }
        let Ok(email) = letters::usable_address(typed) else { return Ok(Err(typed.to_owned())) };
        let known = organisations::person_by_email(db, &email).await?;
        let name = known.map_or_else(|| email.clone(), |person| person.name);
        readers.push(Reader { name, email });
    }
    Ok(Ok(readers))
}

/// As they are typed.
pub(crate) fn written(readers: &[Reader]) -> String {
    readers.iter().map(|one| one.email.as_str()).collect::<Vec<_>>().join("\n")
}
