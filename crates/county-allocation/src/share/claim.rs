//! What is asked of a formula: who is to get something, and on which terms.

use serde::{Deserialize, Serialize};
use std::fmt;
use vocabulary::{CountyNumber, Language, Money, MunicipalityNumber};

/// Who gets a share: a county or municipality number, or what a file calls it. Ordered by its text.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct UnitCode(pub String);

impl UnitCode {
    /// As text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}
impl fmt::Display for UnitCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}
impl From<&str> for UnitCode {
    fn from(text: &str) -> Self {
        UnitCode(text.to_owned())
    }
}
impl From<CountyNumber> for UnitCode {
    fn from(number: CountyNumber) -> Self {
        UnitCode(number.to_string())
    }
}
impl From<MunicipalityNumber> for UnitCode {
    fn from(number: MunicipalityNumber) -> Self {
        UnitCode(number.to_string())
    }
}

/// What one unit brings to the sharing. All amounts are of the whole of what it gets, the lump
/// included.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Claim {
    /// Who.
    pub unit: UnitCode,
    /// What it counts by, 0 or more: persons, an index, any column. Without weight it gets its lump
    /// and its floor and no more.
    pub weight: i64,
    /// A fixed sum before anything is shared by weight.
    pub lump: Money,
    /// The least it may get; goes before the floor for all.
    pub floor: Option<Money>,
    /// The most it may get; goes before the cap for all.
    pub cap: Option<Money>,
    /// What it asks for: nobody gets more, whatever the floor.
    pub demand: Option<Money>,
}

impl Claim {
    /// A claim by weight only.
    pub fn of(unit: impl Into<UnitCode>, weight: i64) -> Claim {
        let unit = unit.into();
        Claim { unit, weight, lump: Money::ZERO, floor: None, cap: None, demand: None }
    }
}

/// How quotas become whole units. Source: Balinski & Young, *Fair Representation* (1982, 2001), and
/// Pukelsheim, *Proportional Representation* (2nd ed. 2017).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Apportionment {
    /// Largest remainder: the whole units of the quota, the rest to the largest remainders. Stays
    /// within the quota; a larger pot can make a share smaller (Alabama paradox).
    Hamilton,
    /// Sainte-Laguë (Webster): divisors 1, 3, 5 …. Favours nobody by size; a larger pot never makes a
    /// share smaller.
    SainteLague,
    /// Modified Sainte-Laguë: divisors 1.4, 3, 5 …, as in elections to the Storting. The first unit
    /// is harder to get.
    ModifiedSainteLague,
    /// D'Hondt (Jefferson): divisors 1, 2, 3 …. Favours large units.
    #[serde(rename = "dhondt")]
    DHondt,
    /// Huntington-Hill: geometric means of neighbouring numbers. Everybody's first unit goes before
    /// anybody's second, so it favours small units.
    HuntingtonHill,
    /// Nominal rounding: each quota half up by itself. What that leaves stays as a visible rest; what
    /// it takes too much is taken from the largest.
    Nominal,
}

impl Apportionment {
    /// All of them, the usual one first.
    pub const ALL: [Apportionment; 6] = [
        Apportionment::Hamilton,
        Apportionment::SainteLague,
        Apportionment::ModifiedSainteLague,
        Apportionment::DHondt,
        Apportionment::HuntingtonHill,
        Apportionment::Nominal,
    ];

    /// The word in files, in the database and on the command line.
    pub const fn word(self) -> &'static str {
        match self {
            Apportionment::Hamilton => "hamilton",
            Apportionment::SainteLague => "sainte-lague",
            Apportionment::ModifiedSainteLague => "modified-sainte-lague",
            Apportionment::DHondt => "dhondt",
            Apportionment::HuntingtonHill => "huntington-hill",
            Apportionment::Nominal => "nominal",
        }
    }
    /// The method of a word.
    pub fn from_word(word: &str) -> Option<Apportionment> {
        Apportionment::ALL.into_iter().find(|method| method.word() == word)
    }
    /// What people call it.
    pub const fn name(self, language: Language) -> &'static str {
        use Language::{Bokmal, English, Nynorsk};
        match (self, language) {
            (Apportionment::Hamilton, Bokmal) => "største restledd (Hamilton)",
            (Apportionment::Hamilton, Nynorsk) => "største restledd (Hamilton)",
            (Apportionment::Hamilton, English) => "largest remainder (Hamilton)",
            (Apportionment::SainteLague, _) => "Sainte-Laguë",
            (Apportionment::ModifiedSainteLague, Bokmal) => "modifisert Sainte-Laguë",
            (Apportionment::ModifiedSainteLague, Nynorsk) => "modifisert Sainte-Laguë",
            (Apportionment::ModifiedSainteLague, English) => "modified Sainte-Laguë",
            (Apportionment::DHondt, _) => "D’Hondt",
            (Apportionment::HuntingtonHill, _) => "Huntington-Hill",
            (Apportionment::Nominal, Bokmal) => "vanlig avrunding",
            (Apportionment::Nominal, Nynorsk) => "vanleg avrunding",
            (Apportionment::Nominal, English) => "nominal rounding",
        }
    }
    /// Shares by quotients of a row of divisors; the others round quotas.
    pub const fn has_divisors(self) -> bool {
        !matches!(self, Apportionment::Hamilton | Apportionment::Nominal)
    }
}

/// What is shared, and how.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Terms {
    /// All there is.
    pub pot: Money,
    /// Shares are whole multiples of this, beyond the lump.
    pub unit: Money,
    /// Held back of the pot before anything is shared.
    pub reserve: Money,
    /// How quotas become whole units.
    pub method: Apportionment,
    /// The least anybody may get.
    pub floor: Option<Money>,
    /// The most anybody may get.
    pub cap: Option<Money>,
}

impl Terms {
    /// The whole pot, without bounds.
    pub const fn of(pot: Money, unit: Money, method: Apportionment) -> Terms {
        Terms { pot, unit, reserve: Money::ZERO, method, floor: None, cap: None }
    }
}
