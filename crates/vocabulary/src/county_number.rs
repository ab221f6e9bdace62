use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};

/// A text that is not a number of the official list.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("«{text}» is not a {what} number of {digits} digits")]
pub struct NumberError {
    what: &'static str,
    digits: usize,
    text: String,
}

macro_rules! number {
    ($(#[$about:meta])* $name:ident, $what:literal, $digits:literal) => {
        $(#[$about])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $name(u16);

        impl FromStr for $name {
            type Err = NumberError;
            fn from_str(text: &str) -> Result<Self, NumberError> {
                let text = text.trim();
                let wrong = || NumberError { what: $what, digits: $digits, text: text.to_owned() };
                if text.len() != $digits || !text.bytes().all(|b| b.is_ascii_digit()) {
                    return Err(wrong());
                }
                text.parse().map($name).map_err(|_| wrong())
            }
        }
        impl TryFrom<String> for $name {
            type Error = NumberError;
            fn try_from(text: String) -> Result<Self, NumberError> {
                text.parse()
            }
        }
        impl From<$name> for String {
            fn from(number: $name) -> String {
                number.to_string()
            }
        }
        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{:0width$}", self.0, width = $digits)
            }
        }
        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{self}")
            }
        }
    };
}

number!(
    /// A county's two digits in the official list (SSB Klass 104), leading zero kept. It names a county
    /// only together with a day: numbers come and go with the reforms.
    CountyNumber, "county", 2
);
number!(
    /// A municipality's four digits in the official list (SSB Klass 131), leading zero kept. It names a
    /// municipality only together with a day.
    MunicipalityNumber, "municipality", 4
);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keeps_the_leading_zero() {
        assert_eq!("02".parse::<CountyNumber>().map(|n| n.to_string()), Ok("02".into()));
        assert_eq!("0217".parse::<MunicipalityNumber>().map(|n| n.to_string()), Ok("0217".into()));
        assert!("217".parse::<MunicipalityNumber>().is_err());
        assert!("+1".parse::<CountyNumber>().is_err());
    }
}
