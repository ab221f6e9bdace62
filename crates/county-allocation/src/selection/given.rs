//! What the rules of a plan have against one award more, beside those that are given.

use super::{Contender, Rank, Reason, Rules};
use std::collections::{BTreeMap, HashMap};
use vocabulary::{ApplicationId, Money};

/// A rule that an award would break.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BrokenRule {
    /// Another application is funded, and only one of the two can be.
    #[error("{reference} is funded, and only one of the two can be")]
    Exclusive {
        /// The other one.
        other: ApplicationId,
        /// What people call it.
        reference: String,
    },
    /// Its applicant has got as many awards as one may get.
    #[error("its applicant has got the {most} awards that one may get")]
    RecipientHasEnough {
        /// As many as one may get.
        most: u32,
    },
    /// Its purpose would get more than it may.
    #[error("the purpose {purpose} may get {most} kr, of which {left} kr are left")]
    AbovePurpose {
        /// The purpose, by its key in the form.
        purpose: String,
        /// What the purpose may get.
        most: Money,
        /// What is left of that; never less than nothing.
        left: Money,
    },
}

impl BrokenRule {
    /// The reason for refusing an application that stands here and needed so much.
    pub(super) fn refuses(self, rank: Rank, needed: Money) -> Reason {
        match self {
            BrokenRule::Exclusive { other, reference } => {
                Reason::ExcludedBy { rank, other, reference }
            }
            BrokenRule::RecipientHasEnough { most } => Reason::RecipientHasEnough { rank, most },
            BrokenRule::AbovePurpose { purpose, most, left } => {
                Reason::PurposeUsedUp { rank, purpose, most, left, needed }
            }
        }
    }
}

/// The awards that are given under the rules of a plan, as far as these rules count them: who excludes
/// whom, how many a recipient has, what a purpose has got.
#[derive(Debug, Clone)]
pub struct Given<'r> {
    rules: &'r Rules,
    excluding: HashMap<ApplicationId, Vec<ApplicationId>>,
    funded: HashMap<ApplicationId, String>,
    recipients: HashMap<String, u32>,
    purposes: BTreeMap<String, Money>,
}

impl<'r> Given<'r> {
    /// Nothing is given yet.
    pub fn under(rules: &'r Rules) -> Given<'r> {
        let mut excluding: HashMap<ApplicationId, Vec<ApplicationId>> = HashMap::new();
        for (one, other) in rules.exclusive.iter().filter(|(one, other)| one != other) {
            excluding.entry(*one).or_default().push(*other);
            excluding.entry(*other).or_default().push(*one);
        }
        for others in excluding.values_mut() {
            others.sort_unstable();
        }
        let (funded, recipients, purposes) = Default::default();
        Given { rules, excluding, funded, recipients, purposes }
    }

    /// One award more is given.
    pub fn give(&mut self, contender: &Contender, amount: Money) {
        self.funded.insert(contender.application, contender.reference.clone());
        *self.recipients.entry(contender.recipient.clone()).or_default() += 1;
        if let Some(purpose) = &contender.purpose {
            let got = self.purposes.entry(purpose.clone()).or_default();
            *got = *got + amount;
        }
    }

    /// The rule that an award of this amount would break; none when it may be given. With the smallest
    /// amount there is, the rule that stands against any award at all.
    pub fn breaks(&self, contender: &Contender, amount: Money) -> Option<BrokenRule> {
        if let Some(rule) = self.not_another(contender) {
            return Some(rule);
        }
        let (most, left) = self.left_of_purpose(contender)?;
        let purpose = contender.purpose.clone().filter(|_| amount > left)?;
        Some(BrokenRule::AbovePurpose { purpose, most, left: left.max(Money::ZERO) })
    }

    /// What its purpose may get at most, and what of that is left, below nothing where more was given;
    /// none where its purpose has no limit.
    pub fn left_of_purpose(&self, contender: &Contender) -> Option<(Money, Money)> {
        let purpose = contender.purpose.as_ref()?;
        let most = self.rules.purposes.get(purpose)?.most?;
        let got = self.purposes.get(purpose).copied().unwrap_or_default();
        Some((most, most - got))
    }

    /// Why it cannot be funded, whatever the amount, because others are.
    pub(super) fn not_another(&self, contender: &Contender) -> Option<BrokenRule> {
        let others = self.excluding.get(&contender.application).into_iter().flatten();
        for other in others {
            if let Some(reference) = self.funded.get(other) {
                let (other, reference) = (*other, reference.clone());
                return Some(BrokenRule::Exclusive { other, reference });
            }
        }
        let most = self.rules.per_recipient?;
        let has = self.recipients.get(&contender.recipient).copied().unwrap_or(0);
        (has >= most).then_some(BrokenRule::RecipientHasEnough { most })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Quota;

    const fn kr(kroner: i64) -> Money {
        Money::from_kroner(kroner)
    }

    fn contender(reference: &str, recipient: &str, purpose: Option<&str>) -> Contender {
        Contender {
            application: ApplicationId::fresh(),
            reference: reference.to_owned(),
            county: "11".parse().expect("a county"),
            applied: kr(500),
            recommended: kr(500),
            score_milli: 50_000,
            least: None,
            recipient: recipient.to_owned(),
            purpose: purpose.map(str::to_owned),
        }
    }

    /// One of a pair keeps the other out, whichever of the two it is, and nobody else.
    #[test]
    fn only_one_of_a_pair() {
        let (a, b, c) =
            (contender("A", "1", None), contender("B", "2", None), contender("C", "3", None));
        let pair = (b.application, a.application);
        // An application is not kept out by itself.
        let exclusive = vec![pair, (c.application, c.application)];
        let rules = Rules { exclusive, ..Rules::default() };
        for (funded, other) in [(&a, &b), (&b, &a)] {
            let mut given = Given::under(&rules);
            assert_eq!(given.breaks(other, kr(1)), None, "nothing is given yet");
            given.give(funded, kr(1));
            given.give(&c, kr(1));
            let (by, reference) = (funded.application, funded.reference.clone());
            let broken = BrokenRule::Exclusive { other: by, reference };
            assert_eq!(given.breaks(other, kr(1)), Some(broken));
            assert_eq!(given.breaks(&c, kr(1)), None);
        }
    }

    /// A recipient gets as many as it may, and another none the less for it.
    #[test]
    fn so_many_for_a_recipient() {
        let rules = Rules { per_recipient: Some(2), ..Rules::default() };
        let mut given = Given::under(&rules);
        let next = contender("Next", "1", None);
        for reference in ["A", "B"] {
            assert_eq!(given.breaks(&next, kr(1)), None, "before {reference}");
            given.give(&contender(reference, "1", None), kr(1));
        }
        assert_eq!(given.breaks(&next, kr(1)), Some(BrokenRule::RecipientHasEnough { most: 2 }));
        assert_eq!(given.breaks(&contender("Other", "2", None), kr(1)), None);
    }

    /// A purpose gets what it may to the øre; one without a limit, and no purpose, what there is.
    #[test]
    fn so_much_for_a_purpose() {
        let most = |most| Quota { least: Money::ZERO, most };
        let purposes = [("home".to_owned(), most(Some(kr(600)))), ("work".to_owned(), most(None))];
        let rules = Rules { purposes: purposes.into(), ..Rules::default() };
        let mut given = Given::under(&rules);
        let home = contender("Home", "1", Some("home"));
        given.give(&contender("A", "1", Some("home")), kr(400));
        given.give(&contender("B", "1", Some("work")), kr(900));
        assert_eq!(given.left_of_purpose(&home), Some((kr(600), kr(200))));
        assert_eq!(given.breaks(&home, kr(200)), None);
        let above = |left| BrokenRule::AbovePurpose { purpose: "home".into(), most: kr(600), left };
        let one_more = kr(200) + Money::from_ore(1);
        assert_eq!(given.breaks(&home, one_more), Some(above(kr(200))));
        for purpose in [Some("work"), Some("unknown"), None] {
            let other = contender("Other", "1", purpose);
            assert_eq!(given.breaks(&other, kr(9_999)), None, "{purpose:?}");
        }
        // By hand a purpose can have been given more than it may get: nothing is left then.
        given.give(&contender("C", "2", Some("home")), kr(300));
        assert_eq!(given.left_of_purpose(&home), Some((kr(600), kr(-100))));
        assert_eq!(given.breaks(&home, Money::from_ore(1)), Some(above(Money::ZERO)));
    }
}
