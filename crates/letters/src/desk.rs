use crate::words::{address, one_line};
use lettre::message::Mailbox;
use vocabulary::{Language, OrganisationId};

/// Who writes: what every letter says about its sender.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Desk {
    /// The name of the directorate as letters show it.
    pub authority: String,
    /// The mailbox letters come from: `Name <post@example.no>`.
    pub from: String,
    /// The public address of the installation, without a slash at the end.
    pub public_url: String,
    /// The e-mail address that takes questions; answers to a letter go there.
    pub contact: String,
}

/// Why there is no desk to write at.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DeskError {
    /// No name.
    #[error("the name of the authority is empty")]
    Authority,
    /// Not a mailbox.
    #[error(
        "«{0}» is not a mailbox to send from; write for example Tilskudd <tilskudd@example.no>"
    )]
    From(String),
    /// Not an address of the web.
    #[error("«{0}» is not a public address; it begins with https:// or http://")]
    PublicUrl(String),
    /// Not an e-mail address.
    #[error("«{0}» is not an e-mail address to send questions to")]
    Contact(String),
}

impl Desk {
    /// Checks what it is given. A slash at the end of the public address falls away.
    ///
    /// # Errors
    ///
    /// [`DeskError`] with the text that cannot be used.
    pub fn new(
        authority: &str,
        from: &str,
        public_url: &str,
        contact: &str,
    ) -> Result<Desk, DeskError> {
        let authority = one_line(authority);
        if authority.is_empty() {
            return Err(DeskError::Authority);
        }
        let sender: Mailbox = from.parse().map_err(|_| DeskError::From(from.to_owned()))?;
        if !sender.email.to_string().is_ascii() {
            return Err(DeskError::From(from.to_owned()));
        }
        let public_url = public_url.trim_end_matches('/');
        let known = url::Url::parse(public_url)
            .is_ok_and(|url| matches!(url.scheme(), "http" | "https") && url.host().is_some());
        if !known {
            return Err(DeskError::PublicUrl(public_url.to_owned()));
        }
        let contact = address(contact).map_err(|_| DeskError::Contact(contact.to_owned()))?;
        Ok(Desk {
            authority,
            from: one_line(from),
            public_url: public_url.to_owned(),
            contact: contact.to_string(),
        })
    }
}

/// Who is written to, and in which language.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recipient {
    /// The name the letter greets.
    pub name: String,
    /// The e-mail address.
    pub email: String,
    /// The language of the letter.
    pub language: Language,
    /// The organisation on whose behalf the recipient gets it; it can then read the letter too.
    pub organisation: Option<OrganisationId>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_desk_is_checked() {
        let from = "Tilskudd <tilskudd@direktoratet.no>";
        let desk = Desk::new("Direktoratet", from, "https://fordel.no/", "hjelp@direktoratet.no");
        assert_eq!(desk.map(|desk| desk.public_url), Ok("https://fordel.no".into()));
        for (from, url, contact) in [
            ("nobody", "https://fordel.no", "a@b.no"),
            (from, "fordel.no", "a@b.no"),
            (from, "ftp://fordel.no", "a@b.no"),
            (from, "https://fordel.no", "a@b.no\r\nBcc: c@d.no"),
        ] {
            assert!(
                Desk::new("Direktoratet", from, url, contact).is_err(),
                "{from} {url} {contact}"
            );
        }
    }
}
