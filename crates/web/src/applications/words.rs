//! Where an application stands and what happened to it, in words. Officers read where it stands in
//! their work, applicants what it means for them.

use crate::kit::{Badge, Texts, Tone};
use grant_applications::{ApplicationState, ApplicationVerb};
use vocabulary::NotPossible;

/// The state in words; `word` is one of [`ApplicationState::WORDS`].
pub(crate) fn state_text(word: &str, officer: bool, texts: Texts) -> String {
    let reader = if officer { "officer" } else { "applicant" };
    texts.t(&format!("applications-state-{reader}-{word}")).into()
}

/// The state as a badge.
pub(crate) fn badge(word: &str, officer: bool, texts: Texts) -> Badge {
    let tone = match (word, officer) {
        ("submitted" | "late", true) => Tone::Warning,
        ("draft" | "incomplete", false) => Tone::Warning,
        ("submitted" | "incomplete" | "late" | "checked", _) => Tone::Info,
        ("awarded", _) => Tone::Success,
        ("dismissed" | "refused" | "reversed", _) => Tone::Danger,
        _ => Tone::Neutral,
    };
    Badge::new(tone, state_text(word, officer, texts))
}

/// The states a list can be narrowed to.
pub(crate) fn states(officer: bool) -> impl Iterator<Item = &'static str> {
    // What is not sent in is nobody's but the applicant's.
    ApplicationState::WORDS.into_iter().filter(move |word| !(officer && *word == "draft"))
}

/// Where a verb is done.
pub(crate) fn href(id: &impl std::fmt::Display, call: &str, verb: &str) -> Option<String> {
    let verb = ApplicationVerb::ALL.into_iter().find(|known| known.word() == verb)?;
    let here = format!("/applications/{id}");
    Some(match verb {
        ApplicationVerb::Save => format!("{here}/edit"),
        ApplicationVerb::Submit => format!("{here}/submit"),
        ApplicationVerb::Drop => format!("{here}/drop"),
        ApplicationVerb::Withdraw => format!("{here}/withdraw"),
        ApplicationVerb::Check => here,
        ApplicationVerb::Ask => format!("{here}/ask"),
        ApplicationVerb::Admit => format!("{here}/admit"),
        ApplicationVerb::Dismiss => format!("{here}/dismiss"),
        ApplicationVerb::Assess => format!("{here}/assess"),
        ApplicationVerb::AwardLater => format!("{here}/award"),
        // Its page leads to the grant, where that is done.
        ApplicationVerb::Reverse => here,
        ApplicationVerb::Award | ApplicationVerb::Refuse => format!("/calls/{call}/allocation"),
    })
}

/// A refusal with what is possible instead, as far as it is the reader's: what officers do is nothing to
/// offer an applicant, nor the other way round.
pub(crate) fn for_reader(refusal: &NotPossible, officer: bool) -> NotPossible {
    let mut refusal = refusal.clone();
    refusal.possible.retain(|word| {
        let verb = ApplicationVerb::ALL.into_iter().find(|verb| verb.word() == *word);
        verb.is_none_or(|verb| verb.is_officers() == officer)
    });
    refusal
}

/// A score as people write it: 72 500 thousandths are 72,5.
pub(crate) fn score(milli: i64, texts: Texts) -> String {
    let tenths = (milli + 50) / 100;
    let (whole, tenth) = (tenths / 10, tenths % 10);
    match texts.language() {
        vocabulary::Language::English => format!("{whole}.{tenth}"),
        _ => format!("{whole},{tenth}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use vocabulary::Language;

    #[test]
    fn everything_has_its_words() {
        for language in Language::ALL {
            let texts = Texts::new(language);
            let states = ApplicationState::WORDS.iter().flat_map(|word| {
                ["officer", "applicant"].map(|r| format!("applications-state-{r}-{word}"))
            });
            let acts = super::super::timeline::ACTS.iter();
            let acts = acts.map(|act| super::super::timeline::key(act));
            let verbs =
                ApplicationVerb::ALL.iter().map(|verb| format!("problem-verb-{}", verb.word()));
            for key in states.chain(acts).chain(verbs) {
                assert!(texts.find(&key).is_some(), "{language} {key}");
            }
        }
    }

    #[test]
    fn nobody_is_offered_what_others_do() {
        let checked = NotPossible {
            tried: "save",
            state: "checked",
            possible: vec!["withdraw", "assess", "award", "refuse", "unassign"],
        };
        assert_eq!(for_reader(&checked, false).possible, ["withdraw", "unassign"]);
        let officers = ["assess", "award", "refuse", "unassign"];
        assert_eq!(for_reader(&checked, true).possible, officers);
    }

    #[test]
    fn scores_have_one_decimal() {
        assert_eq!(score(72_549, Texts::default()), "72,5");
        assert_eq!(score(99_960, Texts::default()), "100,0");
        assert_eq!(score(0, Texts::new(Language::English)), "0.0");
    }

    #[test]
    fn every_verb_leads_somewhere() {
        for verb in ApplicationVerb::ALL {
            assert!(href(&"x", "ips-2012", verb.word()).is_some());
        }
        assert_eq!(href(&"x", "c", "dance"), None);
    }
}
