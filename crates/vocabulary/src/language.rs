use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};

/// A language that people read. Which one a municipality is written to in is law, not taste
/// (språklova § 15, text of 2026): see the language form of the municipality.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
pub enum Language {
    /// Bokmål.
    #[default]
    #[serde(rename = "nb")]
    Bokmal,
    /// Nynorsk.
    #[serde(rename = "nn")]
    Nynorsk,
    /// English.
    #[serde(rename = "en")]
    English,
}

impl Language {
    /// All of them, in the order the switch shows them.
    pub const ALL: [Language; 3] = [Language::Bokmal, Language::Nynorsk, Language::English];

    /// The two letters of BCP 47: `nb`, `nn`, `en`.
    pub const fn code(self) -> &'static str {
        match self {
            Language::Bokmal => "nb",
            Language::Nynorsk => "nn",
            Language::English => "en",
        }
    }
    /// What speakers call it.
    pub const fn own_name(self) -> &'static str {
        match self {
            Language::Bokmal => "Bokmål",
            Language::Nynorsk => "Nynorsk",
            Language::English => "English",
        }
    }
}

impl fmt::Display for Language {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}
impl FromStr for Language {
    type Err = String;
    fn from_str(code: &str) -> Result<Self, String> {
        Language::ALL
            .into_iter()
            .find(|language| language.code() == code)
            .ok_or_else(|| format!("«{code}» is not one of the languages nb, nn, en"))
    }
}
