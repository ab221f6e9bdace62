//! Why a pot cannot be shared out.

use super::UnitCode;
use vocabulary::{Language, Money};

/// Why a pot cannot be shared out.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ShareError {
    /// Nobody to share with.
    #[error("there is nobody to share the money with")]
    Nobody,
    /// A weight is negative, all of them are 0, or together they are above 10^15.
    #[error("the weights must be 0 or more, cannot all be 0, and can be 10^15 together at most")]
    Weights,
    /// The pot or the unit is not above 0.
    #[error("the pot and the unit must be amounts above 0")]
    Amounts,
    /// Two claims of one unit.
    #[error("{0} is there twice")]
    Twice(UnitCode),
    /// A lump, a floor, a cap, a demand or the reserve is below 0.
    #[error("a lump, a floor, a cap, a demand and the reserve cannot be below 0")]
    Negative,
    /// More is held back than there is.
    #[error("the reserve of {reserve} kr is more than the pot of {pot} kr")]
    Reserve {
        /// What should be held back.
        reserve: Money,
        /// All there is.
        pot: Money,
    },
    /// The lumps alone are more than there is.
    #[error("the lumps add up to {lumps} kr, more than the {pot} kr there are to share")]
    LumpsAbove {
        /// Their sum.
        lumps: Money,
        /// What there is after the reserve.
        pot: Money,
    },
    /// No whole number of units lies between floor and cap.
    #[error(
        "no whole number of units lies between the floor of {floor} kr and the cap of {cap} kr for {unit}"
    )]
    FloorAboveCap {
        /// Whose.
        unit: UnitCode,
        /// The floor.
        floor: Money,
        /// The cap.
        cap: Money,
    },
    /// The least that everybody must get is more than there is.
    #[error("the floors add up to {floors} kr, more than the {pot} kr there are to share")]
    FloorsAbove {
        /// The sum of the floors in whole units, the lumps included.
        floors: Money,
        /// What there is after the reserve.
        pot: Money,
    },
    /// The most that everybody may get is less than there is.
    #[error("the caps add up to {caps} kr, less than the {pot} kr there are to share")]
    CapsBelow {
        /// The sum of the caps in whole units, the lumps included.
        caps: Money,
        /// What there is after the reserve.
        pot: Money,
    },
}

impl ShareError {
    /// The sentence in the reader's language.
    pub fn in_words(&self, language: Language) -> String {
        use ShareError as E;
        let kr = |amount: &Money| format!("{amount}\u{a0}kr");
        let [nb, nn] = match self {
            E::Nobody => [
                "Det er ingen å dele pengene på.".to_owned(),
                "Det er ingen å dele pengane på.".to_owned(),
            ],
            E::Weights => [
                "Vektene må være 0 eller mer, kan ikke alle være 0, og kan til sammen være høyst 10¹⁵.".to_owned(),
                "Vektene må vere 0 eller meir, kan ikkje alle vere 0, og kan til saman vere høgst 10¹⁵.".to_owned(),
            ],
            E::Amounts => [
                "Potten og enheten må være beløp over 0.".to_owned(),
                "Potten og eininga må vere beløp over 0.".to_owned(),
            ],
            E::Twice(unit) => {
                [format!("{unit} står der to ganger."), format!("{unit} står der to gonger.")]
            }
            E::Negative => [
                "Grunnbeløp, gulv, tak, behov og reserve kan ikke være under 0.".to_owned(),
                "Grunnbeløp, golv, tak, behov og reserve kan ikkje vere under 0.".to_owned(),
            ],
            E::Reserve { reserve, pot } => [
                format!("Reserven på {} er større enn potten på {}.", kr(reserve), kr(pot)),
                format!("Reserven på {} er større enn potten på {}.", kr(reserve), kr(pot)),
            ],
            E::LumpsAbove { lumps, pot } => [
                format!("Grunnbeløpene er til sammen {}, og det er bare {} å dele.", kr(lumps), kr(pot)),
                format!("Grunnbeløpa er til saman {}, og det er berre {} å dele.", kr(lumps), kr(pot)),
            ],
            E::FloorAboveCap { unit, floor, cap } => [
                format!("For {unit} finnes det ikke noe helt antall enheter mellom gulvet på {} og taket på {}.", kr(floor), kr(cap)),
                format!("For {unit} finst det ikkje noko heilt tal einingar mellom golvet på {} og taket på {}.", kr(floor), kr(cap)),
            ],
            E::FloorsAbove { floors, pot } => [
                format!("Gulvene er til sammen {}, og det er bare {} å dele.", kr(floors), kr(pot)),
                format!("Golva er til saman {}, og det er berre {} å dele.", kr(floors), kr(pot)),
            ],
            E::CapsBelow { caps, pot } => [
                format!("Takene er til sammen {}, og det er {} å dele.", kr(caps), kr(pot)),
                format!("Taka er til saman {}, og det er {} å dele.", kr(caps), kr(pot)),
            ],
        };
        in_language(language, nb, nn, self)
    }
}

/// The sentence of a language; in English what the error itself says, as a sentence.
pub(super) fn in_language(
    language: Language,
    nb: String,
    nn: String,
    english: &dyn std::error::Error,
) -> String {
    match language {
        Language::Bokmal => nb,
        Language::Nynorsk => nn,
        Language::English => {
            let said = english.to_string();
            let mut letters = said.chars();
            let first = letters.next().map(|first| first.to_uppercase().to_string());
            format!("{}{}.", first.unwrap_or_default(), letters.as_str())
        }
    }
}
