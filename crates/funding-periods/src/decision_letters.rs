//! The letters about decisions, put together from the decision, the call and the application.

use crate::award::{Settling, expected_period};
use crate::{Grant, instalment_plan};
use grant_applications::{Application, Told, assessed};
use letters::{Assessed, Award, Refusal, Replaces, Rule};
use organisations::Organisation;
use vocabulary::Language;

impl Settling<'_> {
    /// The award letter. Its amounts are those of the grant that was just made.
    pub(crate) fn award_letter(
        &self,
        application: &Application,
        grant: &Grant,
        organisation: &Organisation,
        told: &Told,
        reason: String,
        replaces: Option<Replaces>,
    ) -> Award {
        let (call, scheme, version) = (&self.call.call, &self.call.scheme, &self.call.version);
        let plan = expected_period(self.call, grant.accept_by)
            .map(|days| instalment_plan(days, grant.amount))
            .unwrap_or_default();
        Award {
            recipient_organisation: organisation.name.clone(),
            organisation_number: organisation.number,
            participants: told.participants.clone(),
            applied_for: told.applied_for.clone(),
            project_title: grant.title.clone(),
            scheme_title: scheme.name.clone(),
            reference: grant.reference.clone(),
            amount: grant.amount,
            reason,
            assessed: self.assessed(application, organisation.language),
            purpose: purpose(organisation.language, &grant.title, &application.reference),
            goals: version.goals.clone(),
            support_types: version.support_types.clone(),
            own_share: application.content.own_share,
            own_share_least_milli: call.own_share_milli,
            continuation: call.continuation_required,
            conditions: Vec::new(),
            budget: told.budget.clone(),
            targets: told.targets.clone(),
            instalments: plan.iter().map(|one| (one.due_on, one.amount)).collect(),
            accept_by: grant.accept_by,
            funded_through: call.funded_through,
            report_due: call.report_due,
            chapter: scheme.chapter.clone(),
            item: scheme.item.clone(),
            case_officer: self.case_officer.to_owned(),
            responsible: self.actor.name().to_owned(),
            appealable: scheme.appealable,
            appeal_body: scheme.appeal_body.clone(),
            rules: self.rules(),
            replaces,
            path: format!("/grants/{}", grant.id),
        }
    }

    /// The refusal of an application that is not on the reserve list.
    pub(crate) fn refusal_letter(
        &self,
        application: &Application,
        organisation: &Organisation,
        told: &Told,
        reason: String,
    ) -> Refusal {
        Refusal {
            recipient_organisation: organisation.name.clone(),
            organisation_number: organisation.number,
            applied_for: told.applied_for.clone(),
            project_title: application.content.title.clone(),
            scheme_title: self.call.scheme.name.clone(),
            reference: application.reference.clone(),
            reason,
            on_reserve_list: false,
            assessed: self.assessed(application, organisation.language),
            case_officer: self.case_officer.to_owned(),
            responsible: self.actor.name().to_owned(),
            appealable: self.call.scheme.appealable,
            appeal_body: self.call.scheme.appeal_body.clone(),
            rules: self.rules(),
            path: format!("/applications/{}", application.id),
        }
    }

    fn assessed(&self, application: &Application, language: Language) -> Option<Assessed> {
        let given = self.assessments.get(&application.id)?;
        assessed(&self.call.call.criteria, given, language)
    }

    /// The rules of the scheme, in the version the call was announced under.
    fn rules(&self) -> Vec<Rule> {
        let rulebook = self.call.version.rulebook.iter();
        rulebook
            .map(|rule| Rule { title: rule.title.clone(), reference: rule.reference.clone() })
            .collect()
    }
}

fn purpose(language: Language, title: &str, reference: &str) -> String {
    match language {
        Language::Bokmal => format!(
            "Tilskuddet skal brukes til prosjektet «{title}», slik dere har beskrevet det i søknaden {reference}."
        ),
        Language::Nynorsk => format!(
            "Tilskotet skal brukast til prosjektet «{title}», slik de har skildra det i søknaden {reference}."
        ),
        Language::English => format!(
            "The grant is for the project «{title}», as you have described it in application {reference}."
        ),
    }
}
