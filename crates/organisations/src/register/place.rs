use std::{fmt, str::FromStr};
use vocabulary::{CountyNumber, Day, Language, MunicipalityNumber, OrganisationNumber};

/// A county in the days its number and name were valid.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct County {
    /// Its number in the official list.
    pub number: CountyNumber,
    /// Its Norwegian name.
    pub name: String,
    /// The first day; 2005-01-01 means then or earlier.
    pub valid_from: Day,
    /// The last day, included; `None` while it is valid.
    pub valid_to: Option<Day>,
}

/// A municipality in the days its number and name were valid. A new name is a new row of the same
/// number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Municipality {
    /// Its number in the official list.
    pub number: MunicipalityNumber,
    /// The official name with its parallel names: `Trondheim - Tråante`. Not unique: show the county.
    pub name: String,
    /// The first of the names: `Trondheim`.
    pub short_name: String,
    /// The county it lies in.
    pub county: CountyNumber,
    /// Which Norwegian it asks the state to write.
    pub language_form: LanguageForm,
    /// Its number in the register of legal entities, where it is known.
    pub organisation_number: Option<OrganisationNumber>,
    /// The first day; 2005-01-01 means then or earlier.
    pub valid_from: Day,
    /// The last day, included; `None` while it is valid.
    pub valid_to: Option<Day>,
}

impl County {
    /// Whether it existed on the day.
    pub fn is_valid_on(&self, day: Day) -> bool {
        lies_in(day, self.valid_from, self.valid_to)
    }
}

impl Municipality {
    /// Whether it existed, with this name, on the day.
    pub fn is_valid_on(&self, day: Day) -> bool {
        lies_in(day, self.valid_from, self.valid_to)
    }
}

fn lies_in(day: Day, first: Day, last: Option<Day>) -> bool {
    first <= day && last.is_none_or(|last| day <= last)
}

/// The name without its parallel names.
pub(crate) fn short_name(name: &str) -> &str {
    name.split(" - ").next().unwrap_or(name)
}

/// The Norwegian a municipality has decided to be written to in (språklova § 15, text of 2026).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum LanguageForm {
    /// It asks for bokmål.
    Bokmal,
    /// It asks for nynorsk.
    Nynorsk,
    /// It takes either.
    Neutral,
    /// Not recorded: it ended before 2024.
    Unknown,
}

impl LanguageForm {
    /// All of them.
    pub const ALL: [LanguageForm; 4] =
        [LanguageForm::Bokmal, LanguageForm::Nynorsk, LanguageForm::Neutral, LanguageForm::Unknown];

    /// The word that stands in the database and in the data files.
    pub const fn word(self) -> &'static str {
        match self {
            LanguageForm::Bokmal => "bokmal",
            LanguageForm::Nynorsk => "nynorsk",
            LanguageForm::Neutral => "neutral",
            LanguageForm::Unknown => "unknown",
        }
    }
    /// The language we write in: nynorsk where it is asked for, else bokmål.
    pub const fn language(self) -> Language {
        match self {
            LanguageForm::Nynorsk => Language::Nynorsk,
            LanguageForm::Bokmal | LanguageForm::Neutral | LanguageForm::Unknown => {
                Language::Bokmal
            }
        }
    }
}

impl FromStr for LanguageForm {
    type Err = String;
    fn from_str(word: &str) -> Result<Self, String> {
        LanguageForm::ALL
            .into_iter()
            .find(|form| form.word() == word)
            .ok_or_else(|| format!("«{word}» is not a language form"))
    }
}

/// What became of one municipality number on a day. Several rows of one day and one `to` are a merger,
/// several of one `from` a split.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// The first day the new state of things was true.
    pub in_force_on: Day,
    /// What kind of change.
    pub kind: ChangeKind,
    /// The number until then.
    pub from: MunicipalityNumber,
    /// The name until then.
    pub from_name: String,
    /// The number since.
    pub to: MunicipalityNumber,
    /// The name since.
    pub to_name: String,
}

macro_rules! change_kinds {
    ($($(#[$about:meta])* $kind:ident = $word:literal,)+) => {
        /// The kinds of change, as the source classes them.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum ChangeKind { $($(#[$about])* $kind,)+ }

        impl ChangeKind {
            /// The word that stands in the database and in the data files.
            pub const fn word(self) -> &'static str {
                match self { $(ChangeKind::$kind => $word,)+ }
            }
        }
        impl FromStr for ChangeKind {
            type Err = String;
            fn from_str(word: &str) -> Result<Self, String> {
                match word {
                    $($word => Ok(ChangeKind::$kind),)+
                    _ => Err(format!("«{word}» is not a kind of change")),
                }
            }
        }
    };
}

change_kinds! {
    /// Several became one, or one was absorbed by another.
    Merger = "merger",
    /// A merger over a county border.
    MergerWithCountyChange = "merger+county-change",
    /// It was divided and its parts were merged into others.
    MergerWithSplit = "merger+split",
    /// Another number, the same municipality.
    Renumbering = "renumbering",
    /// Another number because it moved to another county.
    RenumberingWithCountyChange = "renumbering+county-change",
    /// Another name, the same number.
    Renaming = "renaming",
    /// One became several.
    Split = "split",
}

/// The map on which persons are counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Borders {
    /// The municipality's own, of that year.
    Then,
    /// Those of 2024, recalculated: for comparison over years; rough where municipalities were split.
    Of2024,
}

impl Borders {
    /// The word that stands in the database.
    pub const fn word(self) -> &'static str {
        match self {
            Borders::Then => "then",
            Borders::Of2024 => "of-2024",
        }
    }
}

impl fmt::Display for LanguageForm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.word())
    }
}
impl fmt::Display for ChangeKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.word())
    }
}
