//! The general rules that decisions rest on, each with the days on which it is cited.
//!
//! Acts are replaced and paragraphs move, so no template names a paragraph: it asks for what holds on
//! the day the letter is written, and what an old letter says stays. Read on 2026-07-01. The new
//! forvaltningslov (LOV-2025-06-20-81) is adopted and not in force: on the day it comes into force the
//! rows of the old one get a last day, and its own rows are added.

use vocabulary::{Day, Language};

/// What a rule is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Topic {
    /// What an award letter says.
    AwardLetter,
    /// That the use of the money can be controlled.
    Control,
    /// That decisions are given with their reasons.
    Reasons,
    /// Who may appeal, and how.
    Appeal,
    /// That a party sees the documents of the case.
    PartyAccess,
    /// That anybody may ask to see documents.
    PublicAccess,
}

/// A rule, and when it is cited.
struct Provision {
    topic: Topic,
    /// The first year in which it is cited by these numbers.
    since: i32,
    /// The first day on which it no longer is.
    until: Option<(i32, u32, u32)>,
    nb: &'static str,
    nn: &'static str,
    en: &'static str,
}

const PROVISIONS: [Provision; 6] = [
    // Bestemmelser om økonomistyring i staten, version in force on 2026-01-01; numbered so since then.
    Provision {
        topic: Topic::AwardLetter,
        since: 2026,
        until: None,
        nb: "Bestemmelser om økonomistyring i staten punkt 6.3.3, om hva et tilskuddsbrev skal si",
        nn: "Føresegner om økonomistyring i staten punkt 6.3.3, om kva eit tilskotsbrev skal seie",
        en: "Provisions on Financial Management in Central Government point 6.3.3, on what an award letter must say",
    },
    // Bevilgningsreglementet of 26 May 2005.
    Provision {
        topic: Topic::Control,
        since: 2006,
        until: None,
        nb: "Bevilgningsreglementet § 10, om retten til å kontrollere at pengene blir brukt slik de skal",
        nn: "Løyvingsreglementet § 10, om retten til å kontrollere at pengane blir brukte slik dei skal",
        en: "The Appropriation Regulations (bevilgningsreglementet) section 10, on the right to check that the money is used as it should be",
    },
    // LOV-1967-02-10.
    Provision {
        topic: Topic::Reasons,
        since: 1970,
        until: None,
        nb: "Forvaltningsloven §§ 23–25, om at vedtak skal være skriftlige og begrunnet",
        nn: "Forvaltningslova §§ 23–25, om at vedtak skal vere skriftlege og grunngitte",
        en: "The Public Administration Act (forvaltningsloven) sections 23–25, on decisions being in writing and with reasons",
    },
    Provision {
        topic: Topic::Appeal,
        since: 1970,
        until: None,
        nb: "Forvaltningsloven §§ 27–36, om underretning, klage og dekning av utgifter",
        nn: "Forvaltningslova §§ 27–36, om underretning, klage og dekning av utgifter",
        en: "The Public Administration Act (forvaltningsloven) sections 27–36, on notification, appeal and costs",
    },
    Provision {
        topic: Topic::PartyAccess,
        since: 1970,
        until: None,
        nb: "Forvaltningsloven §§ 18–20, om retten til å se dokumentene i egen sak",
        nn: "Forvaltningslova §§ 18–20, om retten til å sjå dokumenta i eiga sak",
        en: "The Public Administration Act (forvaltningsloven) sections 18–20, on seeing the documents of one's own case",
    },
    // LOV-2006-05-19-16, in force on 1 January 2009.
    Provision {
        topic: Topic::PublicAccess,
        since: 2009,
        until: None,
        nb: "Offentleglova § 3, om at alle kan be om innsyn i dokumentene",
        nn: "Offentleglova § 3, om at alle kan be om innsyn i dokumenta",
        en: "The Freedom of Information Act (offentleglova) section 3, on anybody's right to ask for the documents",
    },
];

impl Provision {
    fn is_cited_on(&self, day: Day) -> bool {
        let until = self.until.and_then(|(year, month, day)| Day::new(year, month, day));
        self.since <= day.year() && until.is_none_or(|until| day < until)
    }
}

/// What is cited about these topics in a letter of a day, without a full stop.
pub(crate) fn cited(topics: &[Topic], day: Day, language: Language) -> Vec<String> {
    let known = |topic: &Topic| {
        let mut known = PROVISIONS.iter().filter(|provision| provision.topic == *topic);
        known.find(|provision| provision.is_cited_on(day))
    };
    let found = topics.iter().filter_map(known);
    found
        .map(|provision| match language {
            Language::Bokmal => provision.nb.to_owned(),
            Language::Nynorsk => provision.nn.to_owned(),
            Language::English => provision.en.to_owned(),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const ALL: [Topic; 6] = [
        Topic::AwardLetter,
        Topic::Control,
        Topic::Reasons,
        Topic::Appeal,
        Topic::PartyAccess,
        Topic::PublicAccess,
    ];

    fn day(text: &str) -> Day {
        text.parse().unwrap()
    }

    #[test]
    fn every_topic_has_one_rule_in_every_language_today() {
        for language in Language::ALL {
            assert_eq!(cited(&ALL, day("2026-07-01"), language).len(), ALL.len(), "{language}");
        }
        for topic in ALL {
            let holds = PROVISIONS.iter().filter(|one| one.topic == topic);
            let holds = holds.filter(|one| one.is_cited_on(day("2026-07-01")));
            assert_eq!(holds.count(), 1, "{topic:?}");
        }
    }

    #[test]
    fn an_old_letter_cites_nothing_that_is_younger() {
        let cited = cited(&ALL, day("2008-12-31"), Language::Bokmal);
        assert!(cited.iter().all(|rule| !rule.starts_with("Offentleglova")), "{cited:?}");
        assert!(cited.iter().any(|rule| rule.starts_with("Forvaltningsloven §§ 27")), "{cited:?}");
    }

    #[test]
    fn a_rule_with_a_last_day_is_not_cited_from_then_on() {
        let old = Provision { until: Some((2027, 1, 1)), ..PROVISIONS[2] };
        assert!(old.is_cited_on(day("2026-12-31")) && !old.is_cited_on(day("2027-01-01")));
    }
}
