//! Amounts that rules turn on, from a day.

use vocabulary::{Day, Money};

/// An amount that a rule turns on, from a day until another replaces it, with the text it comes from.
/// Dated data and no constant: the amounts change, and an old grant is judged by the one of its day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Threshold {
    /// Which rule.
    pub rule: ThresholdRule,
    /// The short name of the scheme it is for; empty for all schemes.
    pub scheme_slug: String,
    /// The first day it is in force.
    pub valid_from: Day,
    /// The amount.
    pub amount: Money,
    /// The text it comes from: «Bestemmelser om økonomistyring i staten, punkt 6.4.1».
    pub source: String,
    /// The date of that text.
    pub source_on: Day,
}

/// What turns on an amount.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ThresholdRule {
    /// An award below it need as a rule not be reported on (Bestemmelser point 6.4.1).
    ReportingWaivedBelow,
    /// From this award on, an auditor states that the accounts are right.
    AuditorStatementFrom,
}

impl ThresholdRule {
    /// All of them.
    pub const ALL: [ThresholdRule; 2] =
        [ThresholdRule::ReportingWaivedBelow, ThresholdRule::AuditorStatementFrom];

    /// The word in the database and in forms.
    pub const fn word(self) -> &'static str {
        match self {
            ThresholdRule::ReportingWaivedBelow => "reporting-waived-below",
            ThresholdRule::AuditorStatementFrom => "auditor-statement-from",
        }
    }
    /// The rule of a word, `None` when there is no such rule.
    pub fn from_word(word: &str) -> Option<ThresholdRule> {
        ThresholdRule::ALL.into_iter().find(|rule| rule.word() == word)
    }
}

/// The threshold of a rule that is in force for a scheme on a day. What is set for the scheme itself
/// goes before what is set for all; of either, the latest that has begun. `None`: the rule does not
/// apply on that day.
pub fn in_force<'a>(
    thresholds: &'a [Threshold],
    rule: ThresholdRule,
    scheme: &str,
    on: Day,
) -> Option<&'a Threshold> {
    thresholds
        .iter()
        .filter(|one| one.rule == rule && one.valid_from <= on)
        .filter(|one| one.scheme_slug.is_empty() || one.scheme_slug == scheme)
        .max_by_key(|one| (!one.scheme_slug.is_empty(), one.valid_from))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn threshold(scheme: &str, from: &str, kroner: i64) -> Threshold {
        Threshold {
            rule: ThresholdRule::ReportingWaivedBelow,
            scheme_slug: scheme.into(),
            valid_from: from.parse().unwrap(),
            amount: Money::from_kroner(kroner),
            source: "S".into(),
            source_on: from.parse().unwrap(),
        }
    }

    #[test]
    fn the_one_of_the_day_and_the_scheme() {
        let all = [
            threshold("", "2026-01-01", 1_000_000),
            threshold("", "2014-01-01", 200_000),
            threshold("ips", "2020-01-01", 50_000),
        ];
        let on = |scheme: &str, day: &str| {
            in_force(&all, ThresholdRule::ReportingWaivedBelow, scheme, day.parse().unwrap())
                .map(|one| one.amount.whole_kroner())
        };
        assert_eq!(on("lab", "2013-12-31"), None);
        assert_eq!(on("lab", "2025-12-31"), Some(200_000));
        assert_eq!(on("lab", "2026-01-01"), Some(1_000_000));
        assert_eq!(on("ips", "2019-12-31"), Some(200_000));
        assert_eq!(on("ips", "2026-01-01"), Some(50_000));
        let day = "2026-01-01".parse().unwrap();
        assert_eq!(in_force(&all, ThresholdRule::AuditorStatementFrom, "ips", day), None);
    }
}
