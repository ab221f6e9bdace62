//! Whether an application keeps to the rules of its call, each answer with the facts it rests on.
//!
//! Nothing is turned away by this: whoever applies is entitled to an answer, also outside of the rules.
//! It is what an applicant sees beforehand, and what a case officer begins with.

use crate::{Application, Call, least_own_share};
use organisations::OrganisationKind;
use vocabulary::{CountyNumber, Money};

/// What is looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum EligibilityRule {
    /// The applicant is of a kind that may apply.
    WhoMayApply,
    /// The applicant lies in a county that may apply.
    County,
    /// Not more is applied for than there is.
    Amount,
    /// The applicant puts in its share.
    OwnShare,
    /// It goes on when the state's money ends.
    Continuation,
    /// The applicant has delivered the reports it owes.
    OverdueReports,
    /// What the applicant was granted before.
    EarlierGrants,
}

impl EligibilityRule {
    /// All of them, in the order they are shown.
    pub const ALL: [EligibilityRule; 7] = [
        EligibilityRule::WhoMayApply,
        EligibilityRule::County,
        EligibilityRule::Amount,
        EligibilityRule::OwnShare,
        EligibilityRule::Continuation,
        EligibilityRule::OverdueReports,
        EligibilityRule::EarlierGrants,
    ];

    /// The word that texts and the API use: `who-may-apply`.
    pub const fn word(self) -> &'static str {
        match self {
            EligibilityRule::WhoMayApply => "who-may-apply",
            EligibilityRule::County => "county",
            EligibilityRule::Amount => "amount",
            EligibilityRule::OwnShare => "own-share",
            EligibilityRule::Continuation => "continuation",
            EligibilityRule::OverdueReports => "overdue-reports",
            EligibilityRule::EarlierGrants => "earlier-grants",
        }
    }
}

/// How it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Outcome {
    /// As the rule wants it.
    Met,
    /// Somebody must look.
    Doubtful,
    /// Not as the rule wants it.
    NotMet,
}

impl Outcome {
    /// The word that texts and the API use: `not-met`.
    pub const fn word(self) -> &'static str {
        match self {
            Outcome::Met => "met",
            Outcome::Doubtful => "doubtful",
            Outcome::NotMet => "not-met",
        }
    }
}

/// One rule, how it stands and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// Which rule.
    pub rule: EligibilityRule,
    /// How it stands.
    pub outcome: Outcome,
    /// What that rests on.
    pub because: Because,
}

/// The facts a finding rests on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Because {
    /// The applicant's kind, and those that may apply; empty means all.
    Kind {
        /// The applicant's; `None` when the organisation is not known.
        is: Option<OrganisationKind>,
        /// Those that may.
        may: Vec<OrganisationKind>,
    },
    /// The applicant's county, and those that may apply; empty means all.
    County {
        /// The applicant's.
        is: CountyNumber,
        /// Those that may.
        may: Vec<CountyNumber>,
    },
    /// What is applied for and what there is.
    Amount {
        /// Applied for.
        applied: Money,
        /// The whole call's.
        budget: Money,
    },
    /// What is put in and what must be.
    OwnShare {
        /// Put in.
        is: Money,
        /// Must be put in, for the amount applied for.
        least: Money,
        /// The rule, in thousandths of the whole cost.
        least_milli: i32,
    },
    /// Whether anything is said of how it goes on.
    Continuation {
        /// It is.
        said: bool,
        /// It must be.
        required: bool,
    },
    /// Reports that are overdue today.
    OverdueReports(u32),
    /// Earlier grants, latest first.
    EarlierGrants(Vec<EarlierGrant>),
}

/// What is known of an applicant elsewhere in the house.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ApplicantKnown {
    /// What it is; `None` when the organisation is not known.
    pub kind: Option<OrganisationKind>,
    /// How many of its reports are overdue today.
    pub overdue_reports: u32,
    /// What it was granted before.
    pub earlier_grants: Vec<EarlierGrant>,
}

/// A grant the applicant had before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EarlierGrant {
    /// What people call it.
    pub reference: String,
    /// The project.
    pub title: String,
    /// The year of its call.
    pub year: i32,
    /// How much.
    pub amount: Money,
}

/// Looks at every rule. Rules that the call does not make are met.
pub fn eligibility(
    call: &Call,
    application: &Application,
    applicant: &ApplicantKnown,
) -> Vec<Finding> {
    let content = &application.content;
    let who = &call.who_may_apply;
    let met = |holds: bool| if holds { Outcome::Met } else { Outcome::NotMet };
    let look = |holds: bool| if holds { Outcome::Met } else { Outcome::Doubtful };
    let least = least_own_share(content.amount, call.own_share_milli);
    let said = !content.continuation.trim().is_empty();
    let finding = |rule, outcome, because| Finding { rule, outcome, because };
    let mut earlier = applicant.earlier_grants.clone();
    earlier.sort_by(|a, b| (b.year, &a.reference).cmp(&(a.year, &b.reference)));
    vec![
        finding(
            EligibilityRule::WhoMayApply,
            match applicant.kind {
                _ if who.kinds.is_empty() => Outcome::Met,
                Some(kind) => met(who.admits_kind(kind)),
                None => Outcome::Doubtful,
            },
            Because::Kind { is: applicant.kind, may: who.kinds.clone() },
        ),
        finding(
            EligibilityRule::County,
            met(who.admits_county(application.county)),
            Because::County { is: application.county, may: who.counties.clone() },
        ),
        finding(
            EligibilityRule::Amount,
            met(content.amount.is_positive() && content.amount <= call.budget),
            Because::Amount { applied: content.amount, budget: call.budget },
        ),
        finding(
            EligibilityRule::OwnShare,
            met(content.own_share >= least),
            Because::OwnShare { is: content.own_share, least, least_milli: call.own_share_milli },
        ),
        finding(
            EligibilityRule::Continuation,
            met(said || !call.continuation_required),
            Because::Continuation { said, required: call.continuation_required },
        ),
        // A late report need not be the applicant's fault, and one that is may have been told of.
        finding(
            EligibilityRule::OverdueReports,
            look(applicant.overdue_reports == 0),
            Because::OverdueReports(applicant.overdue_reports),
        ),
        // Money for the same twice is what an officer looks for; having had some is no fault.
        finding(
            EligibilityRule::EarlierGrants,
            look(earlier.is_empty()),
            Because::EarlierGrants(earlier),
        ),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{WhoMayApply, samples};

    fn known() -> ApplicantKnown {
        ApplicantKnown { kind: Some(OrganisationKind::Municipality), ..Default::default() }
    }

    fn outcomes(call: &Call, application: &Application, known: &ApplicantKnown) -> Vec<String> {
        let findings = eligibility(call, application, known);
        let not_met = findings.iter().filter(|finding| finding.outcome != Outcome::Met);
        not_met.map(|f| format!("{}: {}", f.rule.word(), f.outcome.word())).collect()
    }

    #[test]
    fn every_rule_is_looked_at_and_what_keeps_to_them_is_met() {
        let findings = eligibility(&samples::call(), &samples::application(), &known());
        let rules: Vec<_> = findings.iter().map(|finding| finding.rule).collect();
        assert_eq!(rules, EligibilityRule::ALL);
        assert!(findings.iter().all(|finding| finding.outcome == Outcome::Met), "{findings:?}");
    }

    #[test]
    fn every_rule_can_be_broken() {
        let call = Call {
            who_may_apply: WhoMayApply {
                kinds: vec![OrganisationKind::Municipality],
                counties: vec!["03".parse().unwrap()],
            },
            ..samples::call()
        };
        let mut application = samples::application();
        application.content.amount = Money::from_kroner(1_000_001);
        application.content.continuation = " ".into();
        let grant = |reference: &str, year| EarlierGrant {
            reference: reference.into(),
            title: "Jobb".into(),
            year,
            amount: Money::from_kroner(1),
        };
        let known = ApplicantKnown {
            kind: Some(OrganisationKind::Other),
            overdue_reports: 2,
            earlier_grants: vec![grant("A", 2010), grant("B", 2011)],
        };
        assert_eq!(
            outcomes(&call, &application, &known),
            [
                "who-may-apply: not-met",
                "county: not-met",
                "amount: not-met",
                "own-share: not-met",
                "continuation: not-met",
                "overdue-reports: doubtful",
                "earlier-grants: doubtful",
            ]
        );
        let findings = eligibility(&call, &application, &known);
        assert_eq!(
            findings[3].because,
            Because::OwnShare {
                is: Money::from_kroner(100_000),
                // A fourth of what is applied for is a fifth of both together.
                least: Money::from_ore(25_000_025),
                least_milli: 200,
            }
        );
        let Because::EarlierGrants(grants) = &findings[6].because else { panic!("{findings:?}") };
        assert_eq!(grants[0].reference, "B", "the latest first");
    }

    #[test]
    fn what_nobody_knows_is_doubtful_only_where_it_matters() {
        let unknown = ApplicantKnown::default();
        let (call, application) = (samples::call(), samples::application());
        assert_eq!(outcomes(&call, &application, &unknown), [""; 0]);
        let kinds = vec![OrganisationKind::Municipality];
        let who_may_apply = WhoMayApply { kinds, counties: vec![] };
        let call = Call { who_may_apply, ..call };
        assert_eq!(outcomes(&call, &application, &unknown), ["who-may-apply: doubtful"]);
    }
}
