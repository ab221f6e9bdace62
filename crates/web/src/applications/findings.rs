//! What the rules of the call say of an application, in words, with the facts they rest on.

use crate::{
    App,
    kit::{Badge, Fact, PageFrame, Problem, Texts, Tone, format::kroner},
    places::county_names,
    questions::words::whole_kroner_up,
};
use funding_periods::queries::{GrantOfOrganisation, grants_of_organisation_for_actor};
use grant_applications::{
    ApplicantKnown, Application, Because, Call, EarlierGrant, EligibilityRule, Finding, Outcome,
    eligibility,
};
use reporting_deadlines::{Deadline, Owed, deadlines_of_grants};
use std::collections::BTreeMap;
use vocabulary::{Actor, CountyNumber, GrantId, Money};

/// One rule and how it stands.
pub(super) struct FindingView {
    pub badge: Badge,
    pub rule: String,
    pub because: String,
}

/// What is known of the applicant: findings, earlier grants, reports that are overdue.
pub(super) struct Findings {
    pub findings: Vec<FindingView>,
    /// Those of them that an applicant can do something about before sending in.
    pub to_mend: Vec<FindingView>,
    pub grants: Vec<Fact>,
    pub overdue: Vec<Fact>,
}

/// What every rule of the call finds, and what of the applicant it rests on, as far as the actor may
/// know of it.
pub(crate) struct Looked {
    /// Rule by rule.
    pub found: Vec<Finding>,
    /// What the applicant was granted before.
    pub grants: Vec<GrantOfOrganisation>,
    /// The reports it owes and has not delivered in time.
    pub overdue: Vec<Deadline>,
    /// The names of the counties when the application was placed.
    pub counties: BTreeMap<CountyNumber, String>,
}

/// Looks at every rule.
pub(crate) async fn looked_up(
    app: &App,
    actor: &Actor,
    application: &Application,
    call: &Call,
) -> Result<Looked, Problem> {
    let organisation = organisations::organisation(&app.db, application.organisation).await?;
    let mut grants =
        grants_of_organisation_for_actor(&app.db, actor, application.organisation).await?;
    // The grant that this application itself became is not an earlier one.
    if let Some(own) =
        funding_periods::queries::grant_of_application(&app.db, application.id).await?
    {
        grants.retain(|grant| grant.id != own.id.0);
    }
    let ids: Vec<GrantId> = grants.iter().map(|grant| GrantId(grant.id)).collect();
    let today = app.clock.today();
    let overdue: Vec<_> = deadlines_of_grants(&app.db, &ids)
        .await?
        .into_iter()
        .filter(|deadline| deadline.owed != Owed::Acceptance && deadline.is_overdue(today))
        .collect();
    let known = ApplicantKnown {
        kind: organisation.map(|organisation| organisation.kind),
        overdue_reports: u32::try_from(overdue.len()).unwrap_or(u32::MAX),
        earlier_grants: grants
            .iter()
            .map(|grant| EarlierGrant {
                reference: grant.reference.clone(),
                title: grant.title.clone(),
                year: grant.year,
                amount: Money::from_ore(grant.amount_ore),
            })
            .collect(),
    };
    let counties = county_names(&app.db, application.located_on).await?;
    let found = eligibility(call, application, &known);
    Ok(Looked { found, grants, overdue, counties })
}

/// What an officer, or the applicant of it, is shown of an application's standing with the rules.
pub(super) async fn findings(
    app: &App,
    actor: &Actor,
    application: &Application,
    call: &Call,
    frame: &PageFrame,
) -> Result<Findings, Problem> {
    let language = frame.language();
    let Looked { found, grants, overdue, counties } =
        looked_up(app, actor, application, call).await?;
    let to_mend = found.iter().filter(|finding| {
        finding.outcome != Outcome::Met && finding.rule != EligibilityRule::EarlierGrants
    });
    Ok(Findings {
        to_mend: to_mend.map(|finding| view(finding, &counties, frame)).collect(),
        findings: found.iter().map(|finding| view(finding, &counties, frame)).collect(),
        grants: grants
            .iter()
            .map(|grant| {
                let term = format!("{} ({})", grant.reference, grant.year);
                let amount = kroner(Money::from_ore(grant.amount_ore), language);
                Fact::new(term, format!("{}, {amount}", grant.title))
                    .leading_to(format!("/grants/{}", grant.id))
            })
            .collect(),
        overdue: overdue
            .iter()
            .map(|deadline| {
                let reference = grants.iter().find(|grant| grant.id == deadline.grant.0);
                let reference = reference.map(|grant| grant.reference.clone()).unwrap_or_default();
                let due = frame.t("applications-overdue-since").with("day", deadline.due_on);
                Fact::new(reference, due).leading_to(format!("/deadlines/{}", deadline.id))
            })
            .collect(),
    })
}

fn view(
    finding: &Finding,
    counties: &BTreeMap<CountyNumber, String>,
    frame: &PageFrame,
) -> FindingView {
    let texts = frame.texts;
    let tone = match finding.outcome {
        Outcome::Met => Tone::Success,
        Outcome::Doubtful => Tone::Warning,
        Outcome::NotMet => Tone::Danger,
    };
    let word = |key: &str| texts.t(key).to_string();
    FindingView {
        badge: Badge::new(tone, word(&format!("applications-outcome-{}", finding.outcome.word()))),
        rule: word(&format!("applications-rule-{}", finding.rule.word())),
        because: because(&finding.because, counties, texts),
    }
}

/// What a finding rests on, as a sentence.
pub(crate) fn because(
    because: &Because,
    counties: &BTreeMap<CountyNumber, String>,
    texts: Texts,
) -> String {
    let language = texts.language();
    let county =
        |number: &CountyNumber| counties.get(number).cloned().unwrap_or_else(|| number.to_string());
    let kind = |word: &str| texts.t(&format!("applications-kind-{word}")).to_string();
    match because {
        Because::Kind { may, .. } if may.is_empty() => {
            texts.t("applications-because-all-kinds").into()
        }
        Because::Kind { is, may } => {
            let is = is
                .map_or_else(|| texts.t("applications-kind-unknown").into(), |is| kind(is.word()));
            let may: Vec<String> = may.iter().map(|one| kind(one.word())).collect();
            texts.t("applications-because-kind").with("is", is).with("may", may.join(", ")).into()
        }
        Because::County { is, may } if may.is_empty() => {
            texts.t("applications-because-all-counties").with("is", county(is)).into()
        }
        Because::County { is, may } => {
            let may: Vec<String> = may.iter().map(county).collect();
            let text = texts.t("applications-because-county").with("is", county(is));
            text.with("may", may.join(", ")).into()
        }
        Because::Amount { applied, budget } => texts
            .t("applications-because-amount")
            .with("applied", kroner(*applied, language))
            .with("budget", kroner(*budget, language))
            .into(),
        Because::OwnShare { least_milli: 0, is, .. } => {
            texts.t("applications-because-no-share").with("is", kroner(*is, language)).into()
        }
        Because::OwnShare { is, least, least_milli } => texts
            .t("applications-because-share")
            .with("is", kroner(*is, language))
            .with("least", kroner(whole_kroner_up(*least), language))
            .with("percent", percent(*least_milli))
            .into(),
        Because::Continuation { said: true, .. } => {
            texts.t("applications-because-continues").into()
        }
        Because::Continuation { said: false, required: true } => {
            texts.t("applications-because-no-continuation").into()
        }
        Because::Continuation { said: false, required: false } => {
            texts.t("applications-because-continuation-not-needed").into()
        }
        Because::OverdueReports(count) => {
            texts.t("applications-because-overdue").with("count", *count).into()
        }
        Because::EarlierGrants(grants) => {
            texts.t("applications-because-earlier").with("count", grants.len()).into()
        }
    }
}

/// Thousandths as a percentage: 125 is `12,5`.
fn percent(milli: i32) -> String {
    match (milli / 10, (milli % 10).abs()) {
        (whole, 0) => whole.to_string(),
        (whole, rest) => format!("{whole},{rest}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use organisations::OrganisationKind;
    use vocabulary::Language;

    #[test]
    fn every_rule_and_outcome_has_its_words() {
        for language in Language::ALL {
            let texts = Texts::new(language);
            let rules = EligibilityRule::ALL.map(|rule| format!("rule-{}", rule.word()));
            let outcomes = [Outcome::Met, Outcome::Doubtful, Outcome::NotMet];
            let outcomes = outcomes.map(|outcome| format!("outcome-{}", outcome.word()));
            let kinds = OrganisationKind::ALL.map(|kind| format!("kind-{}", kind.word()));
            for key in rules.iter().chain(&outcomes).chain(&kinds) {
                assert!(texts.find(&format!("applications-{key}")).is_some(), "{language} {key}");
            }
        }
    }

    #[test]
    fn a_finding_says_what_it_rests_on() {
        let share = Because::OwnShare {
            is: Money::from_kroner(100_000),
            least: Money::from_kroner(200_000),
            least_milli: 205,
        };
        let said = because(&share, &BTreeMap::new(), Texts::default());
        for figure in ["100\u{a0}000", "200\u{a0}000", "20,5"] {
            assert!(said.contains(figure), "{said}");
        }
    }
}
