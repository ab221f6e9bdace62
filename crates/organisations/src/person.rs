use vocabulary::{OrganisationId, PersonId, Role};

/// Somebody who signs in or is written to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// Their id.
    pub id: PersonId,
    /// Their name.
    pub name: String,
    /// Their e-mail address, in small letters; one person each.
    pub email: String,
}

/// Somebody who is to have a role.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewPerson {
    /// Their name; a person who is known already keeps the name that is recorded.
    pub name: String,
    /// Their e-mail address, in letters of any size.
    pub email: String,
    /// For whom they act.
    pub organisation: OrganisationId,
    /// As what.
    pub role: Role,
}

/// One role of one person, as a list shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RoleHeld {
    /// Who.
    pub person: Person,
    /// For whom.
    pub organisation: OrganisationId,
    /// That organisation's name.
    pub organisation_name: String,
    /// As what.
    pub role: Role,
}

/// An e-mail address as it is kept, or `None` when a letter could not be addressed to it. It is not a
/// full reading of the standard: it lets through what people have and nothing that could break out of
/// a letter's heading.
pub(crate) fn email_address(typed: &str) -> Option<String> {
    let address = typed.trim().to_lowercase();
    let (mailbox, host) = address.split_once('@')?;
    let plain = |c: char| !c.is_whitespace() && !c.is_control() && !"@<>()[]\\,;:\"".contains(c);
    let dots_in_place =
        |part: &str| !part.is_empty() && part.split('.').all(|label| !label.is_empty());
    // Mail relays take other letters than ASCII in the host only.
    let sound = address.len() <= 254
        && mailbox.is_ascii()
        && [mailbox, host].iter().all(|part| dots_in_place(part) && part.chars().all(plain));
    sound.then_some(address)
}

/// A name without blanks around it, or `None` when nothing printable is left.
pub(crate) fn name(typed: &str) -> Option<String> {
    let name = typed.trim();
    (!name.is_empty() && !name.chars().any(char::is_control)).then(|| name.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_that_a_letter_can_be_sent_to() {
        assert_eq!(
            email_address(" Kari.Nordmann@Oslo.Kommune.no "),
            Some("kari.nordmann@oslo.kommune.no".into())
        );
        assert_eq!(email_address("a@b"), Some("a@b".into()));
        for bad in [
            "",
            "kari",
            "@oslo.no",
            "kari@",
            "a b@c.no",
            "a@b@c.no",
            "a@b..no",
            "a@b.no\nBcc: x@y.no",
            "<a@b.no>",
        ] {
            assert_eq!(email_address(bad), None, "{bad}");
        }
        assert_eq!(email_address(&format!("{}@b.no", "a".repeat(250))), None);
    }
}
