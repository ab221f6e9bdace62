//! Scenarios, their plans and their states in words.

use super::{named::county_of, one::Purposes};
use crate::kit::{Badge, Texts, Tone, format::kroner};
use county_allocation::{
    Apportionment, AtTheLine, FramePlan, Inputs, Plan, Scenario, ScenarioState, Short, TieBreak,
    WeightSource,
};
use vocabulary::{Language, Money};

/// How a plan sets its frames, in a few words.
pub(super) fn plan(plan: &Plan, inputs: &Inputs, texts: Texts) -> String {
    match &plan.frames {
        FramePlan::OneFrame => texts.t("allocations-frames-one").into(),
        FramePlan::ByHand { .. } => texts.t("allocations-frames-hand").into(),
        FramePlan::ByFormula(formula) => texts
            .t("allocations-by-formula")
            .with("weights", weights(&formula.weights, inputs, texts))
            .with("method", formula.method.name(texts.language()))
            .into(),
    }
}

/// What counties count by, in a few words.
pub(super) fn weights(source: &WeightSource, inputs: &Inputs, texts: Texts) -> String {
    let name = |slug: &str| {
        let found = inputs.weights.iter().find(|figures| figures.slug == slug);
        found.map_or_else(|| slug.to_owned(), |figures| figures.name.clone())
    };
    match source {
        WeightSource::Population => texts.t("allocations-by-population").into(),
        WeightSource::Set(slug) => format!("«{}»", name(slug)),
        WeightSource::Index(criteria) => {
            let parts: Vec<String> = criteria
                .iter()
                .map(|one| {
                    let share = decimal(one.share_millionths, 4, texts.language());
                    format!("{share}\u{a0}% «{}»", name(&one.set))
                })
                .collect();
            texts.t("allocations-by-index").with("parts", parts.join(", ")).into()
        }
    }
}

/// How quotas become whole units, and what that is good for, in a sentence.
pub(super) fn apportionment_hint(method: Apportionment, texts: Texts) -> String {
    let key = match method {
        Apportionment::Hamilton => "allocations-hamilton-hint",
        Apportionment::SainteLague => "allocations-sainte-lague-hint",
        Apportionment::ModifiedSainteLague => "allocations-modified-sainte-lague-hint",
        Apportionment::DHondt => "allocations-dhondt-hint",
        Apportionment::HuntingtonHill => "allocations-huntington-hill-hint",
        Apportionment::Nominal => "allocations-nominal-hint",
    };
    texts.t(key).into()
}

/// What happens where the money ends.
pub(super) fn at_the_line(at: AtTheLine, texts: Texts) -> String {
    let key = match at {
        AtTheLine::Stop => "allocations-line-stop",
        AtTheLine::Skip => "allocations-line-skip",
        AtTheLine::Partial => "allocations-line-partial",
    };
    texts.t(key).into()
}

/// The same, in a sentence.
pub(super) fn at_the_line_hint(at: AtTheLine, texts: Texts) -> String {
    let key = match at {
        AtTheLine::Stop => "allocations-line-stop-hint",
        AtTheLine::Skip => "allocations-line-skip-hint",
        AtTheLine::Partial => "allocations-line-partial-hint",
    };
    texts.t(key).into()
}

/// Who goes first among equals.
pub(super) fn tie(tie: TieBreak, texts: Texts) -> String {
    let key = match tie {
        TieBreak::SmallerAmount => "allocations-tie-smaller",
        TieBreak::LargerAmount => "allocations-tie-larger",
        TieBreak::LargerShareRecommended => "allocations-tie-share",
        TieBreak::EarlierReference => "allocations-tie-reference",
    };
    texts.t(key).into()
}

/// Where a scenario stands; what is out of date says so.
pub(super) fn state(state: ScenarioState, is_stale: bool, texts: Texts) -> Badge {
    let (tone, key) = match state {
        ScenarioState::Adopted => (Tone::Success, "allocations-is-adopted"),
        ScenarioState::PassedOver => (Tone::Neutral, "allocations-is-passed-over"),
        ScenarioState::Draft if is_stale => (Tone::Warning, "allocations-is-stale"),
        ScenarioState::Draft => (Tone::Info, "allocations-is-draft"),
    };
    Badge::new(tone, texts.t(key))
}

/// A minimum that was not reached, in a sentence.
pub(super) fn short(
    short: &Short,
    scenario: &Scenario,
    purposes: &Purposes,
    texts: Texts,
) -> String {
    let language = texts.language();
    let (who, least, got) = match short {
        Short::County { county, least, got } => (county_of(scenario, *county), least, got),
        Short::Purpose { purpose, least, got } => {
            (format!("«{}»", purposes.called(purpose)), least, got)
        }
    };
    texts
        .t("allocations-short-of")
        .with("who", who)
        .with("least", kroner(*least, language))
        .with("got", kroner(*got, language))
        .into()
}

/// The same with a capital letter first: names of methods and columns are words within sentences.
pub(super) fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| {
        first.to_uppercase().collect::<String>() + letters.as_str()
    })
}

/// A number that is kept in whole parts of ten to the power of `places`, with as many decimals as it
/// needs: 62 500 of thousandths is «62,5».
pub(super) fn decimal(value: i64, places: u32, language: Language) -> String {
    let one = 10_i64.pow(places);
    let width = usize::try_from(places).unwrap_or_default();
    let (whole, rest) = (value / one, (value % one).unsigned_abs());
    if rest == 0 {
        return whole.to_string();
    }
    let mark = if language == Language::English { '.' } else { ',' };
    let digits = format!("{rest:0width$}");
    format!("{whole}{mark}{}", digits.trim_end_matches('0'))
}

/// Kroner per head, to the øre; none where nobody is counted.
pub(super) fn per_head(amount: Money, persons: Option<i64>) -> Option<Money> {
    let persons = i128::from(persons.filter(|persons| *persons > 0)?);
    let rounded = (2 * i128::from(amount.ore()) + persons) / (2 * persons);
    i64::try_from(rounded).ok().map(Money::from_ore)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decimals_are_as_many_as_needed() {
        assert_eq!(decimal(62_500, 3, Language::Bokmal), "62,5");
        assert_eq!(decimal(333_333, 4, Language::English), "33.3333");
        assert_eq!(decimal(1_000_000, 4, Language::Nynorsk), "100");
        assert_eq!(decimal(50, 3, Language::Bokmal), "0,05");
    }

    #[test]
    fn nobody_has_nothing_per_head() {
        let kr = Money::from_kroner;
        assert_eq!(per_head(kr(100), Some(3)), Some(Money::from_ore(3_333)));
        assert_eq!((per_head(kr(100), Some(0)), per_head(kr(100), None)), (None, None));
    }
}
