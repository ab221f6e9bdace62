//! What is wrong with one value.

use super::{At, Examiner, Wrong, shortened};
use crate::{Choice, ImpreciseDate, Takes};
use serde_json::Value;
use std::collections::BTreeSet;
use vocabulary::{Day, Money, MunicipalityNumber, OrganisationNumber};

/// The largest whole number that every reader of JSON reads as the same number (RFC 8785 writes
/// numbers as doubles, 2⁵³ − 1): so the hash of a receipt says exactly what was answered. In øre it is
/// ninety thousand billion kroner.
pub(crate) const LARGEST: i64 = 9_007_199_254_740_991;

impl Examiner<'_> {
    /// One value that says something.
    pub(super) fn value(&mut self, takes: &Takes, value: &Value, at: &At) {
        match takes {
            Takes::ShortText { longest } => self.text(value, *longest, &[], at),
            Takes::LongText { longest } => self.text(value, *longest, &['\n', '\r', '\t'], at),
            Takes::Whole { .. } => self.number(takes, value, Wrong::NotWhole, grouped, at),
            Takes::Kroner { .. } => self.number(
                takes,
                value,
                Wrong::NotAnAmount,
                |ore| Money::from_ore(ore).to_string(),
                at,
            ),
            Takes::Percent { .. } => self.number(
                takes,
                value,
                Wrong::NotAPercent,
                |share| format!("{}\u{a0}%", Money::from_ore(share)),
                at,
            ),
            Takes::Date { earliest, latest } => match day(value) {
                None => self.says(at, Wrong::NotADay),
                Some(day) => {
                    if let Some(earliest) = earliest.filter(|earliest| day < *earliest) {
                        self.says(at, Wrong::TooEarly(earliest));
                    }
                    if let Some(latest) = latest.filter(|latest| day > *latest) {
                        self.says(at, Wrong::TooLate(latest));
                    }
                }
            },
            Takes::ImpreciseDate => {
                if imprecise(value).is_none() {
                    self.says(at, Wrong::NotAnImpreciseDate);
                }
            }
            Takes::YesNo => {
                if !value.is_boolean() {
                    self.says(at, Wrong::NotYesNo);
                }
            }
            Takes::Choice { options } => self.option(options, value, at),
            Takes::MultiChoice { options, most } => self.options(options, *most, value, at),
            Takes::Checklist { options } => self.options(options, None, value, at),
            Takes::OrganisationNumber => {
                // As registers exchange it: nine digits without spaces.
                let sound = value.as_str().is_some_and(|text| {
                    text.parse::<OrganisationNumber>()
                        .is_ok_and(|number| number.to_string() == text)
                });
                if !sound {
                    self.says(at, Wrong::NotAnOrganisationNumber);
                }
            }
            Takes::Municipality => {
                let number = value
                    .as_str()
                    .filter(|text| text.len() == 4)
                    .and_then(|text| text.parse::<MunicipalityNumber>().ok());
                match (number, self.places) {
                    (None, _) => self.says(at, Wrong::NotAMunicipality),
                    (Some(number), Some(places)) if !places.contains(&number) => {
                        self.says(at, Wrong::NoSuchMunicipality(number.to_string()));
                    }
                    _ => {}
                }
            }
            Takes::Email => {
                if !value.as_str().is_some_and(is_email) {
                    self.says(at, Wrong::NotAnAddress);
                }
            }
            Takes::Files { most } => self.files(*most, value, at),
            // A definition without faults has none of these as a column, and as questions they are
            // examined by their parts.
            Takes::Organisation
            | Takes::Person
            | Takes::Table(_)
            | Takes::Group(_)
            | Takes::Budget { .. }
            | Takes::Indicators { .. }
            | Takes::CoFinancing { .. } => self.says(at, Wrong::NotText),
        }
    }

    fn text(&mut self, value: &Value, longest: u32, controls: &[char], at: &At) {
        let Some(text) = value.as_str() else {
            return self.says(at, Wrong::NotText);
        };
        let is = text.chars().count();
        if is > usize::try_from(longest).unwrap_or(usize::MAX) {
            self.says(at, Wrong::TooLong { most: longest, is });
        } else if text.chars().any(|one| one.is_control() && !controls.contains(&one)) {
            self.says(at, Wrong::NotText);
        }
    }

    fn number(
        &mut self,
        takes: &Takes,
        value: &Value,
        not: Wrong,
        written: impl Fn(i64) -> String,
        at: &At,
    ) {
        let Some(number) = value.as_i64() else {
            // A whole number beyond 64 bits is a number all the same.
            return self
                .says(at, if value.is_u64() { Wrong::TooLarge(written(LARGEST)) } else { not });
        };
        let (least, most) = takes.bounds();
        let (least, most) = (least.unwrap_or(-LARGEST), most.unwrap_or(LARGEST));
        if number < least.max(-LARGEST) {
            self.says(at, Wrong::TooSmall(written(least.max(-LARGEST))));
        } else if number > most.min(LARGEST) {
            self.says(at, Wrong::TooLarge(written(most.min(LARGEST))));
        }
    }

    fn option(&mut self, options: &[Choice], value: &Value, at: &At) {
        let key = value.as_str();
        if !key.is_some_and(|key| options.iter().any(|option| option.key == key)) {
            self.no_such_option(value, at);
        }
    }

    fn options(&mut self, options: &[Choice], most: Option<u32>, value: &Value, at: &At) {
        let Some(chosen) = value.as_array() else {
            return self.no_such_option(value, at);
        };
        let mut seen = BTreeSet::new();
        for one in chosen {
            let known = one.as_str().filter(|key| options.iter().any(|option| option.key == *key));
            if !known.is_some_and(|key| seen.insert(key)) {
                // One is enough: who sends a thousand wrong ones learns nothing from the second.
                return self.no_such_option(one, at);
            }
        }
        if let Some(most) =
            most.filter(|most| u32::try_from(chosen.len()).is_ok_and(|is| is > *most))
        {
            self.says(at, Wrong::TooManyChosen { most });
        }
    }

    fn no_such_option(&mut self, value: &Value, at: &At) {
        let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        self.says(at, Wrong::NoSuchOption(shortened(&text)));
    }

    fn files(&mut self, most: u32, value: &Value, at: &At) {
        let sound = |file: &Value| {
            let text = |key: &str| file.get(key).and_then(Value::as_str);
            file.as_object().is_some_and(|parts| parts.len() == 4)
                && text("id").is_some_and(|id| uuid::Uuid::try_parse(id).is_ok())
                && text("name").is_some_and(|name| {
                    !name.trim().is_empty()
                        && name.len() <= 255
                        && !name.chars().any(char::is_control)
                })
                && text("type").is_some_and(|kind| !kind.is_empty() && kind.len() <= 255)
                && file.get("bytes").and_then(Value::as_u64).is_some()
        };
        match value.as_array() {
            Some(files) if files.iter().all(sound) => {
                if files.len() > usize::try_from(most).unwrap_or(usize::MAX) {
                    self.says(at, Wrong::TooManyFiles { most });
                }
            }
            _ => self.says(at, Wrong::NotFiles),
        }
    }
}

/// A day in the notation that answers hold, `2026-03-01`.
fn day(value: &Value) -> Option<Day> {
    let text = value.as_str().filter(|text| text.len() == 10)?;
    let day: Day = text.parse().ok()?;
    ((1000..=9999).contains(&day.year()) && day.to_string() == text).then_some(day)
}

/// An imprecise date in the notation that answers hold.
pub(super) fn imprecise(value: &Value) -> Option<ImpreciseDate> {
    value.as_str()?.parse().ok()
}

/// What a letter can be sent to: a plain mailbox (no quotes, no name beside it) at a named host.
fn is_email(text: &str) -> bool {
    let options = email_address::Options::default()
        .without_display_text()
        .without_domain_literal()
        .with_required_tld();
    // Mail relays take other letters than ASCII in the host only.
    text.rsplit_once('@').is_some_and(|(mailbox, _)| mailbox.is_ascii())
        && !text.contains('"')
        && email_address::EmailAddress::parse_with_options(text, options).is_ok()
}

/// `12 500`: no-break spaces between thousands, U+2212 as minus.
fn grouped(number: i64) -> String {
    Money::from_kroner(number).to_string()
}
