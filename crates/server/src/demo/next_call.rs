//! The call that is open when the stories end, as its files tell it.

use super::story::{Appropriation, Call, Scheme, StoryError};
use forms::{Answers, Definition};
use grant_applications::{NewCall, WhoMayApply};
use organisations::OrganisationKind;
use serde::Deserialize;
use vocabulary::{Day, FormVersionId, MunicipalityNumber};

const CALL: (&str, &str) = ("ips-2013.toml", include_str!("../../demo/ips-2013.toml"));
const FORM: (&str, &str) = ("ips-soknad.json", include_str!("../../demo/ips-soknad.json"));

/// What is enclosed, by the names that the applications use.
const ENCLOSED: [(&str, &[u8]); 2] = [
    ("organisasjonskart-bodo.pdf", include_bytes!("../../demo/organisasjonskart-bodo.pdf")),
    ("organisasjonskart-forde.pdf", include_bytes!("../../demo/organisasjonskart-forde.pdf")),
];

/// A call, its form, and what has come in.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct NextCall {
    /// What in the file is made up; for its readers.
    #[serde(rename = "invented")]
    _invented: Vec<String>,
    pub(super) appropriation: Appropriation,
    pub(super) call: Call,
    pub(super) opening: Terms,
    pub(super) applications: Vec<Begun>,
    /// From its own file.
    #[serde(skip)]
    pub(super) form: Option<Definition>,
}

/// What the calls of the stories do not have.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Terms {
    /// Short name of the form.
    pub(super) form: String,
    own_share_milli: i32,
    decision_expected_on: Day,
    pub(super) assessors_asked_on: Day,
}

/// An application as far as it has come.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Begun {
    pub(super) organisation: String,
    pub(super) municipality: MunicipalityNumber,
    pub(super) begun_on: Day,
    /// A draft without it.
    pub(super) submitted_on: Option<Day>,
    pub(super) request: Option<Asked>,
    /// As the form asks for them; what is known of the applicant is filled in by the house.
    pub(super) answers: Answers,
    #[serde(default)]
    pub(super) files: Vec<Enclosed>,
}

/// What was asked for.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Asked {
    pub(super) on: Day,
    pub(super) due_on: Day,
    pub(super) what: String,
}

/// A file, and the question it answers.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Enclosed {
    pub(super) question: String,
    pub(super) name: String,
}

impl NextCall {
    /// Reads the call and its form, and refuses what does not add up.
    pub(super) fn read() -> Result<NextCall, StoryError> {
        let unreadable =
            |file: &str, why: String| StoryError::Unreadable { file: file.into(), why };
        let form =
            Definition::from_json(FORM.1).map_err(|why| unreadable(FORM.0, why.to_string()))?;
        let mut next: NextCall =
            toml::from_str(CALL.1).map_err(|why| unreadable(CALL.0, why.to_string()))?;
        let file = |file: &str, why| StoryError::DoesNotAddUp { file: file.to_owned(), why };
        if let Some(fault) = form.faults().first() {
            return Err(file(FORM.0, fault.to_string()));
        }
        if let Some(why) = next.contradiction() {
            return Err(file(CALL.0, why));
        }
        next.form = Some(form);
        Ok(next)
    }

    fn contradiction(&self) -> Option<String> {
        let open = self.call.opens_on..=self.call.closes_on;
        for one in &self.applications {
            let name = &one.organisation;
            let days = [Some(one.begun_on), one.submitted_on];
            if days.into_iter().flatten().any(|day| !open.contains(&day)) {
                return Some(format!("the application of {name} comes when the call is not open"));
            }
            let asked = one.request.as_ref().map(|asked| asked.on);
            if asked.is_some_and(|on| one.submitted_on.is_none_or(|came| on < came)) {
                return Some(format!("more is asked of {name} before anything has come"));
            }
            if let Some(file) = one.files.iter().find(|file| file.bytes().is_none()) {
                return Some(format!("there is no file «{}»", file.name));
            }
        }
        None
    }

    /// The call as it is announced, with its form.
    pub(super) fn announced(&self, scheme: &Scheme, form: FormVersionId) -> NewCall {
        NewCall {
            form: Some(form),
            who_may_apply: WhoMayApply {
                kinds: vec![OrganisationKind::Municipality],
                counties: Vec::new(),
            },
            own_share_milli: self.opening.own_share_milli,
            decision_expected_on: Some(self.opening.decision_expected_on),
            ..self.call.announced(scheme)
        }
    }
}

impl Enclosed {
    pub(super) fn bytes(&self) -> Option<&'static [u8]> {
        ENCLOSED.iter().find(|(name, _)| *name == self.name).map(|(_, bytes)| *bytes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use forms::{Doubt, examine, examine_draft};
    use serde_json::json;
    use vocabulary::Language;

    fn next() -> (NextCall, Definition) {
        let next = NextCall::read().unwrap();
        let form = next.form.clone().unwrap();
        (next, form)
    }

    /// The answers with what the house fills in and with the files.
    fn completed(one: &Begun) -> Answers {
        let mut answers = one.answers.clone();
        for (key, known) in [
            ("applicant", json!({ "name": one.organisation })),
            ("municipality", json!(one.municipality)),
            ("contact-name", json!("Søknadsansvarlig")),
            ("contact-email", json!("soknad@kommune.example")),
            ("last-title", json!("Forrige prosjekt")),
            ("last-award", json!(69_000_000)),
        ] {
            answers.set(key, known);
        }
        for file in &one.files {
            let id = "018f0000-0000-7000-8000-000000000000";
            let said =
                json!([{ "id": id, "name": file.name, "bytes": 1, "type": "application/pdf" }]);
            answers.set(file.question.as_str(), said);
        }
        answers
    }

    fn told(doubts: Vec<Doubt>) -> Vec<String> {
        doubts.into_iter().map(|doubt| format!("{} {}", doubt.at, doubt.wrong)).collect()
    }

    #[test]
    fn the_form_can_be_published_and_speaks_three_languages() {
        let (_, form) = next();
        assert_eq!(form.faults(), []);
        assert_eq!(form.lacks(&Language::ALL), []);
        // Taken out by `fordel form export`, it is the file that was taken in.
        assert_eq!(form.to_json().trim_end(), FORM.1.trim_end());
    }

    #[test]
    fn what_was_sent_in_could_be_sent_in() {
        let (next, form) = next();
        let sent: Vec<_> = next.applications.iter().filter(|a| a.submitted_on.is_some()).collect();
        assert_eq!(sent.len(), 2);
        for one in sent {
            let answers = completed(one);
            assert_eq!(told(examine(&form, &answers, None)), [""; 0], "{}", one.organisation);
            assert_eq!(told(examine_draft(&form, &answers, None)), [""; 0], "{}", one.organisation);
            assert!(forms::settled(&form, &answers).get("chart").is_some());
        }
    }

    #[test]
    fn the_draft_is_half_filled_in() {
        let (next, form) = next();
        let draft = next.applications.iter().find(|one| one.submitted_on.is_none()).unwrap();
        let told = told(examine(&form, &completed(draft), None));
        // Something is missing, a number is written in words, a row lacks a part, a sum does not add up.
        for wrong in [
            "target-group is missing",
            "participants is not a whole number",
            "partners.1.part is missing",
            "agreement-on is missing",
            "measured-points is missing",
            "chart is missing",
            "confirmed is missing",
            "budget The budget must be the sum of what you apply for, the own share and other money.",
        ] {
            assert!(told.iter().any(|said| said == wrong), "«{wrong}» is not among {told:#?}");
        }
        assert_eq!(told.len(), 16, "{told:#?}");
    }
}
