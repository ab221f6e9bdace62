use sha2::{Digest, Sha256};
use std::fmt;

/// A secret that opens something once or for a while: 32 random bytes, written as 64 hexadecimal
/// digits. Only its hash is ever stored, so it can be handed out exactly once, here.
#[derive(Clone, PartialEq, Eq)]
pub struct SecretToken(String);

impl SecretToken {
    /// Draws one.
    ///
    /// # Errors
    /// The machine has no randomness to give.
    pub(crate) fn draw() -> Result<SecretToken, getrandom::Error> {
        let mut bytes = [0_u8; 32];
        getrandom::fill(&mut bytes)?;
        Ok(SecretToken(hex::encode(bytes)))
    }
    /// The text itself, for the link or the cookie; nowhere else.
    pub fn reveal(self) -> String {
        self.0
    }
    /// What is stored instead of it.
    pub(crate) fn hash(&self) -> String {
        hash(&self.0)
    }
}

/// Never shows the secret, so that it does not end up in a log.
impl fmt::Debug for SecretToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SecretToken(…)")
    }
}

/// What is stored of a token that somebody presents. It is long and random, so one plain round of
/// SHA-256 is enough, unlike for a password.
pub(crate) fn hash(presented: &str) -> String {
    hex::encode(Sha256::digest(presented.as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn is_long_random_and_silent() {
        let (one, other) = (SecretToken::draw().expect("dice"), SecretToken::draw().expect("dice"));
        assert_ne!(one, other);
        assert_eq!(format!("{one:?}"), "SecretToken(…)");
        let stored = one.hash();
        let shown = one.reveal();
        assert_eq!(shown.len(), 64);
        assert_ne!(shown, stored);
        assert_eq!(hash(&shown), stored);
    }
}
