//! Taking an award back: what such a decision says, and what it rests on.

use chrono::{DateTime, Utc};
use std::{fmt, str::FromStr};
use vocabulary::{Day, GrantId, Language, Money};

/// What lets the body that has taken a decision reverse it without an appeal: forvaltningsloven § 35,
/// text of 2026. A reversal by a superior body (second and third paragraph) is not the house's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum LegalGround {
    /// First paragraph, letter a: it is to nobody's harm whom the decision is directed at or favours.
    NoHarm,
    /// First paragraph, letter b: the recipient has not been notified, nor has the decision been
    /// announced in public.
    NotNotified,
    /// First paragraph, letter c: the decision must be held to be invalid.
    Invalid,
    /// Fifth paragraph: another act, the decision itself or general rules of administrative law allow it.
    ByItsTerms,
}

impl LegalGround {
    /// All of them, in the order of the section.
    pub const ALL: [LegalGround; 4] = [
        LegalGround::NoHarm,
        LegalGround::NotNotified,
        LegalGround::Invalid,
        LegalGround::ByItsTerms,
    ];

    /// The word in the database, on forms and in JSON.
    pub const fn word(self) -> &'static str {
        match self {
            LegalGround::NoHarm => "no-harm",
            LegalGround::NotNotified => "not-notified",
            LegalGround::Invalid => "invalid",
            LegalGround::ByItsTerms => "by-its-terms",
        }
    }

    /// The sentence in the letter to the recipient, with the place in the act.
    pub const fn in_words(self, language: Language) -> &'static str {
        match (language, self) {
            (Language::Bokmal, LegalGround::NoHarm) => {
                "Vi kan omgjøre vedtaket fordi endringen ikke er til skade for noen som vedtaket retter seg mot eller direkte tilgodeser (forvaltningsloven § 35 første ledd bokstav a)."
            }
            (Language::Bokmal, LegalGround::NotNotified) => {
                "Vi kan omgjøre vedtaket fordi underretningen om det ikke var kommet fram til dere, og det heller ikke var offentlig kunngjort (forvaltningsloven § 35 første ledd bokstav b)."
            }
            (Language::Bokmal, LegalGround::Invalid) => {
                "Vi kan omgjøre vedtaket fordi det må anses som ugyldig (forvaltningsloven § 35 første ledd bokstav c)."
            }
            (Language::Bokmal, LegalGround::ByItsTerms) => {
                "Vi kan omgjøre vedtaket fordi det følger av vedtaket selv, av en annen lov eller av alminnelige forvaltningsrettslige regler (forvaltningsloven § 35 femte ledd)."
            }
            (Language::Nynorsk, LegalGround::NoHarm) => {
                "Vi kan gjere om vedtaket fordi endringa ikkje er til skade for nokon som vedtaket rettar seg mot eller direkte er til fordel for (forvaltningslova § 35 første ledd bokstav a)."
            }
            (Language::Nynorsk, LegalGround::NotNotified) => {
                "Vi kan gjere om vedtaket fordi underretninga om det ikkje var komen fram til dykk, og det heller ikkje var offentleg kunngjort (forvaltningslova § 35 første ledd bokstav b)."
            }
            (Language::Nynorsk, LegalGround::Invalid) => {
                "Vi kan gjere om vedtaket fordi det må reknast som ugyldig (forvaltningslova § 35 første ledd bokstav c)."
            }
            (Language::Nynorsk, LegalGround::ByItsTerms) => {
                "Vi kan gjere om vedtaket fordi det følgjer av vedtaket sjølv, av ei anna lov eller av alminnelege forvaltningsrettslege reglar (forvaltningslova § 35 femte ledd)."
            }
            (Language::English, LegalGround::NoHarm) => {
                "We can reverse the decision because the change does not harm anybody whom the decision is directed at or directly favours (section 35, first paragraph, letter a, of the Public Administration Act)."
            }
            (Language::English, LegalGround::NotNotified) => {
                "We can reverse the decision because notice of it had not reached you, and it had not been announced in public either (section 35, first paragraph, letter b, of the Public Administration Act)."
            }
            (Language::English, LegalGround::Invalid) => {
                "We can reverse the decision because it must be held to be invalid (section 35, first paragraph, letter c, of the Public Administration Act)."
            }
            (Language::English, LegalGround::ByItsTerms) => {
                "We can reverse the decision because this follows from the decision itself, from another act or from general rules of administrative law (section 35, fifth paragraph, of the Public Administration Act)."
            }
        }
    }
}

impl fmt::Display for LegalGround {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.word())
    }
}
impl FromStr for LegalGround {
    type Err = String;
    fn from_str(word: &str) -> Result<Self, String> {
        LegalGround::ALL
            .into_iter()
            .find(|ground| ground.word() == word)
            .ok_or_else(|| format!("«{word}» is not a ground to reverse a decision on"))
    }
}

/// A reversal that is to be decided.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reversal {
    /// Why, as the recipient reads it: not blank, at most [`Reversal::LONGEST_WHY`] letters.
    pub why: String,
    /// What it rests on.
    pub ground: LegalGround,
    /// The day the recipient was told beforehand that this may be decided, or spoke in the case. Needed
    /// where money is to come back (forvaltningsloven § 16, text of 2026).
    pub noticed_on: Option<Day>,
}

/// What is wrong with a reversal, whatever it is about.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ReversalDoubt {
    /// A reason can be read.
    #[error("write why, in at most {most} letters", most = Reversal::LONGEST_WHY)]
    NoReason,
    /// Who has accepted the terms knows of the decision.
    #[error("the recipient has accepted the terms, so the decision has reached it")]
    WasNotified,
    /// Before money is claimed back its recipient is heard.
    #[error("{owed} kr are to come back: say when the recipient was told beforehand or was heard")]
    NotNoticed {
        /// What is paid and has not come back.
        owed: Money,
    },
    /// Between the award and today.
    #[error(
        "the recipient can be told of the reversal from {awarded} on, and before it is decided today"
    )]
    NoticedOnAnotherDay {
        /// The day of the award.
        awarded: Day,
    },
}

impl Reversal {
    /// The most letters of a reason.
    pub const LONGEST_WHY: usize = 5_000;

    /// Whether it can be decided today about a grant that was awarded on a day, may have been accepted,
    /// and of which `owed` is paid and has not come back.
    pub fn doubt(
        &self,
        today: Day,
        awarded: Day,
        accepted: bool,
        owed: Money,
    ) -> Result<(), ReversalDoubt> {
        let why = self.why.trim();
        if why.is_empty() || why.chars().count() > Reversal::LONGEST_WHY {
            return Err(ReversalDoubt::NoReason);
        }
        if self.ground == LegalGround::NotNotified && accepted {
            return Err(ReversalDoubt::WasNotified);
        }
        match self.noticed_on {
            None if owed.is_positive() => Err(ReversalDoubt::NotNoticed { owed }),
            Some(day) if day > today || day < awarded => {
                Err(ReversalDoubt::NoticedOnAnotherDay { awarded })
            }
            _ => Ok(()),
        }
    }
}

/// A reversal that was decided.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reversed {
    /// The grant.
    pub grant: GrantId,
    /// When.
    pub at: DateTime<Utc>,
    /// By whom.
    pub by: String,
    /// Why, as the recipient read it.
    pub why: String,
    /// What it rests on.
    pub ground: LegalGround,
    /// The day the recipient was told beforehand or was heard.
    pub noticed_on: Option<Day>,
    /// What was not paid: the frames around it can promise it again.
    pub freed: Money,
    /// What was paid, and stays paid.
    pub paid: Money,
    /// What of that had not come back then, and is owed.
    pub owed: Money,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Day {
        text.parse().expect("a day")
    }

    #[test]
    fn every_ground_reads_back_and_names_its_place() {
        for ground in LegalGround::ALL {
            assert_eq!(ground.word().parse(), Ok(ground));
            for language in Language::ALL {
                assert!(ground.in_words(language).contains("35"), "{ground} {language}");
            }
        }
        assert!("whim".parse::<LegalGround>().is_err());
    }

    #[test]
    fn what_a_reversal_needs() {
        let (awarded, today) = (day("2012-03-10"), day("2012-09-01"));
        let reversal = |ground, noticed: Option<&str>| Reversal {
            why: "Prosjektet blir ikke noe av.".into(),
            ground,
            noticed_on: noticed.map(day),
        };
        let none = Money::ZERO;
        let some = Money::from_kroner(100);
        let invalid = reversal(LegalGround::Invalid, None);
        assert_eq!(invalid.doubt(today, awarded, true, none), Ok(()));
        let owed = ReversalDoubt::NotNoticed { owed: some };
        assert_eq!(invalid.doubt(today, awarded, true, some), Err(owed));
        let noticed = reversal(LegalGround::Invalid, Some("2012-08-15"));
        assert_eq!(noticed.doubt(today, awarded, true, some), Ok(()));
        for other in ["2012-03-09", "2012-09-02"] {
            let doubt = reversal(LegalGround::Invalid, Some(other));
            let doubt = doubt.doubt(today, awarded, true, some);
            assert_eq!(doubt, Err(ReversalDoubt::NoticedOnAnotherDay { awarded }), "{other}");
        }
        let unknown = reversal(LegalGround::NotNotified, None);
        assert_eq!(unknown.doubt(today, awarded, false, none), Ok(()));
        let known = unknown.doubt(today, awarded, true, none);
        assert_eq!(known, Err(ReversalDoubt::WasNotified));
        for why in [String::new(), " \n".into(), "x".repeat(5_001)] {
            let blank = Reversal { why, ..invalid.clone() };
            assert_eq!(blank.doubt(today, awarded, false, none), Err(ReversalDoubt::NoReason));
        }
    }
}
