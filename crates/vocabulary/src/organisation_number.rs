use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};

/// A number in the Norwegian register of legal entities (Enhetsregisteret): nine digits, the last a
/// check digit modulo 11 with the weights 3 2 7 6 5 4 3 2.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct OrganisationNumber(u32);

/// Why a text is not an organisation number.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum OrganisationNumberError {
    /// Not nine digits.
    #[error("«{0}» is not nine digits")]
    NotNineDigits(String),
    /// The last digit does not fit the eight before it: usually a slip of typing.
    #[error("the check digit of «{0}» does not fit the other digits")]
    CheckDigit(String),
}

impl FromStr for OrganisationNumber {
    type Err = OrganisationNumberError;
    fn from_str(typed: &str) -> Result<Self, OrganisationNumberError> {
        let digits: Vec<u32> = typed
            .chars()
            .filter(|c| !c.is_whitespace())
            .map(|c| c.to_digit(10))
            .collect::<Option<_>>()
            .filter(|d: &Vec<u32>| d.len() == 9)
            .ok_or_else(|| OrganisationNumberError::NotNineDigits(typed.to_owned()))?;
        let sum: u32 = digits.iter().zip([3, 2, 7, 6, 5, 4, 3, 2]).map(|(d, w)| d * w).sum();
        if (11 - sum % 11) % 11 != digits[8] {
            return Err(OrganisationNumberError::CheckDigit(typed.to_owned()));
        }
        Ok(OrganisationNumber(digits.iter().fold(0, |n, d| n * 10 + d)))
    }
}
impl TryFrom<String> for OrganisationNumber {
    type Error = OrganisationNumberError;
    fn try_from(text: String) -> Result<Self, OrganisationNumberError> {
        text.parse()
    }
}
impl From<OrganisationNumber> for String {
    fn from(number: OrganisationNumber) -> String {
        number.to_string()
    }
}
/// Nine digits without spaces, as registers exchange it.
impl fmt::Display for OrganisationNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:09}", self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_check_digit_is_checked() {
        for good in ["983544622", "991825827", "983887406", "958 935 420"] {
            assert!(good.parse::<OrganisationNumber>().is_ok(), "{good}");
        }
        assert!(matches!(
            "958935421".parse::<OrganisationNumber>(),
            Err(OrganisationNumberError::CheckDigit(_))
        ));
        assert!("12345678".parse::<OrganisationNumber>().is_err());
    }
}
