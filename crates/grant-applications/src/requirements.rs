//! What a call demands of an application beyond what its form does.

use crate::{Call, Content};
use forms::{Answers, At, Definition, Doubt, Meaning, Wrong};
use std::collections::BTreeSet;
use vocabulary::{Money, MunicipalityNumber};

/// The least own share with an amount applied for: a share of both together, in thousandths, rounded up
/// to whole øre.
pub fn least_own_share(applied: Money, milli: i32) -> Money {
    let milli = i128::from(milli.clamp(0, 999));
    // own ≥ milli/1000 · (applied + own)  ⇔  own ≥ applied · milli / (1000 − milli)
    let (share, rest) = (i128::from(applied.ore().max(0)) * milli, 1000 - milli);
    Money::from_ore(
        i64::try_from(share.div_euclid(rest) + i128::from(share % rest > 0)).unwrap_or(i64::MAX),
    )
}

/// All that would be said of these answers if they were sent in to this call now: what the form says of
/// them, its warnings too, and what the call demands beyond. The page that looks an application over
/// shows it.
pub fn hindrances(
    call: &Call,
    form: &Definition,
    answers: &Answers,
    places: Option<&BTreeSet<MunicipalityNumber>>,
) -> Vec<Doubt> {
    let answers = forms::settled(form, answers);
    let mut doubts = forms::examine(form, &answers, places);
    for unmet in unmet(call, form, &Content::of(form, &answers)) {
        let is_said = |doubt: &Doubt| !doubt.warns && doubt.at.question == unmet.at.question;
        if !doubts.iter().any(is_said) {
            doubts.push(unmet);
        }
    }
    doubts
}

/// What keeps an application from being sent in to this call, each at the question that can mend it.
/// A form without such a question is no hindrance: the case officer sees what is missing then.
pub(crate) fn unmet(call: &Call, form: &Definition, content: &Content) -> Vec<Doubt> {
    let mut doubts = Vec::new();
    let mut say = |meaning, wrong| {
        if let Some(question) = form.meant(meaning) {
            let at = At { question: question.key.clone(), row: None, part: None };
            doubts.push(Doubt { at, wrong, warns: false });
        }
    };
    if !content.amount.is_positive() {
        say(Meaning::AmountAppliedFor, Wrong::Missing);
    } else if content.amount > call.budget {
        say(Meaning::AmountAppliedFor, Wrong::TooLarge(call.budget.to_string()));
    }
    if content.least_amount.is_some_and(|least| least > content.amount) {
        say(Meaning::LeastAmount, Wrong::TooLarge(content.amount.to_string()));
    }
    let least = least_own_share(content.amount, call.own_share_milli);
    if content.own_share < least {
        say(Meaning::OwnShare, Wrong::TooSmall(least.to_string()));
    }
    if call.continuation_required && content.continuation.trim().is_empty() {
        say(Meaning::Continuation, Wrong::Missing);
    }
    doubts
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::samples;
    use proptest::prelude::*;

    fn said(content: &Content) -> Vec<(String, Wrong)> {
        let doubts = unmet(&samples::call(), &forms::standard(), content);
        doubts.into_iter().map(|doubt| (doubt.at.to_string(), doubt.wrong)).collect()
    }

    #[test]
    fn what_the_call_demands_is_said_at_its_question() {
        assert_eq!(said(&samples::content()), []);
        let nothing = Content { amount: Money::ZERO, ..samples::content() };
        assert_eq!(said(&nothing), [("amount".into(), Wrong::Missing)]);
        let much = Content {
            amount: Money::from_kroner(2_000_000),
            continuation: String::new(),
            ..samples::content()
        };
        assert_eq!(
            said(&much),
            [
                ("amount".into(), Wrong::TooLarge(Money::from_kroner(1_000_000).to_string())),
                ("own-share".into(), Wrong::TooSmall(Money::from_kroner(500_000).to_string())),
                ("continuation".into(), Wrong::Missing),
            ]
        );
    }

    #[test]
    fn a_form_that_does_not_ask_is_no_hindrance() {
        let mut form = forms::standard();
        for section in &mut form.sections {
            section.questions.retain(|question| {
                !matches!(question.meaning, Some(Meaning::OwnShare | Meaning::Continuation))
            });
        }
        let content = Content { amount: Money::from_kroner(1), ..Content::default() };
        assert_eq!(unmet(&samples::call(), &form, &content), []);
    }

    #[test]
    fn a_share_of_both_together() {
        let least = |kroner, milli| least_own_share(Money::from_kroner(kroner), milli);
        assert_eq!(least(800_000, 200), Money::from_kroner(200_000));
        assert_eq!(least(1_000_000, 0), Money::ZERO);
        // A third of 100,01 kr is not whole øre: rounded up, never down.
        assert_eq!(least_own_share(Money::from_ore(10_001), 250), Money::from_ore(3_334));
        assert_eq!(least(-5, 200), Money::ZERO);
        assert_eq!(least_own_share(Money::from_ore(i64::MAX), 999), Money::from_ore(i64::MAX));
    }

    proptest! {
        #[test]
        fn it_is_the_least_that_is_enough(ore in 0_i64..1_000_000_000_000, milli in 0_i32..1000) {
            let own = i128::from(least_own_share(Money::from_ore(ore), milli).ore());
            let enough = |own: i128| own * 1000 >= i128::from(milli) * (i128::from(ore) + own);
            prop_assert!(enough(own));
            prop_assert!(own == 0 || !enough(own - 1));
        }
    }
}
