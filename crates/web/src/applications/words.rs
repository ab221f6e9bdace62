//! Where an application stands and what happened to it, in words. Officers read where it stands in
//! their work, applicants what it means for them.

use crate::kit::{Badge, Texts, Tone};
use grant_applications::{ApplicationState, ApplicationVerb, ContentDoubt, Team};

/// The state in words; `word` is one of [`ApplicationState::WORDS`].
pub(crate) fn state_text(word: &str, officer: bool, texts: Texts) -> String {
    let reader = if officer { "officer" } else { "applicant" };
    texts.t(&format!("applications-state-{reader}-{word}")).into()
}

/// The state as a badge.
pub(crate) fn badge(word: &str, officer: bool, texts: Texts) -> Badge {
    let tone = match (word, officer) {
        ("submitted", true) => Tone::Warning,
        ("draft", false) => Tone::Warning,
        ("submitted" | "checked", _) => Tone::Info,
        ("awarded", _) => Tone::Success,
        ("dismissed" | "refused", _) => Tone::Danger,
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
        ApplicationVerb::Withdraw => format!("{here}/withdraw"),
        ApplicationVerb::Check => here,
        ApplicationVerb::Dismiss => format!("{here}/dismiss"),
        ApplicationVerb::Assess => format!("{here}/assess"),
        ApplicationVerb::Award | ApplicationVerb::Refuse => format!("/calls/{call}/allocation"),
    })
}

/// Who may do a verb.
pub(crate) const fn is_officers(verb: ApplicationVerb) -> bool {
    match verb {
        ApplicationVerb::Save | ApplicationVerb::Submit | ApplicationVerb::Withdraw => false,
        ApplicationVerb::Check
        | ApplicationVerb::Dismiss
        | ApplicationVerb::Assess
        | ApplicationVerb::Award
        | ApplicationVerb::Refuse => true,
    }
}

/// The name of a team.
pub(crate) fn team(team: Team, texts: Texts) -> String {
    texts.t(&format!("applications-team-{}", team.word())).into()
}

/// What keeps an application from being sent in, as a sentence.
pub(crate) fn doubt(doubt: ContentDoubt, texts: Texts) -> String {
    let key = match doubt {
        ContentDoubt::TitleMissing => "applications-doubt-title",
        ContentDoubt::TitleTooLong => "applications-doubt-title-long",
        ContentDoubt::SummaryMissing => "applications-doubt-summary",
        ContentDoubt::AmountMissing => "applications-doubt-amount",
        ContentDoubt::AmountAboveBudget => "applications-doubt-above-budget",
        ContentDoubt::ContinuationMissing => "applications-doubt-continuation",
    };
    texts.t(key).into()
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
            let keys = ApplicationState::WORDS
                .iter()
                .flat_map(|word| ["officer", "applicant"].map(|r| format!("state-{r}-{word}")))
                .chain(Team::ALL.iter().map(|team| format!("team-{}", team.word())))
                .chain(super::super::timeline::ACTS.iter().map(|act| format!("act-{act}")));
            for key in keys {
                assert!(texts.find(&format!("applications-{key}")).is_some(), "{language} {key}");
            }
        }
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
