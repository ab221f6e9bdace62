//! Filling in beforehand what the house knows.

use forms::{Answers, Definition, KnownFact, Takes};
use serde_json::{Value, json};
use vocabulary::{Money, MunicipalityNumber, OrganisationNumber};

/// What is known of the applicant and of who writes.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct KnownFacts {
    /// The name of the organisation.
    pub organisation: String,
    /// Its number in the register of legal entities.
    pub number: Option<OrganisationNumber>,
    /// Its municipality.
    pub municipality: Option<MunicipalityNumber>,
    /// The name of who writes.
    pub writer_name: String,
    /// The address of who writes.
    pub writer_email: Option<String>,
    /// What the organisation was awarded last in this scheme.
    pub last_award: Option<Money>,
    /// The title of its last project in this scheme.
    pub last_title: Option<String>,
}

/// The answers with every question filled in that the form wants filled in, that is not answered yet,
/// and whose answer is known.
pub fn prefilled(form: &Definition, known: &KnownFacts, answers: Answers) -> Answers {
    let mut filled = answers;
    for (_, question) in form.questions() {
        let Some(fact) = question.known else { continue };
        if filled.get(&question.key).is_some() {
            continue;
        }
        if let Some(answer) = known.answer(fact, &question.takes) {
            filled.set(question.key.as_str(), answer);
        }
    }
    filled
}

impl KnownFacts {
    /// The fact in the shape that the question takes; `None` when it is not known.
    fn answer(&self, fact: KnownFact, takes: &Takes) -> Option<Value> {
        let words = |text: &str| (!text.trim().is_empty()).then(|| json!(text));
        match fact {
            KnownFact::OrganisationName => words(&self.organisation),
            KnownFact::Organisation => match (takes, self.number) {
                (Takes::Organisation, Some(number)) => {
                    Some(json!({ "number": number.to_string(), "name": self.organisation }))
                }
                (Takes::Organisation, None) => Some(json!({ "name": self.organisation })),
                _ => words(&self.organisation),
            },
            KnownFact::Municipality => self.municipality.map(|number| json!(number.to_string())),
            KnownFact::WriterName => match takes {
                Takes::Person => Some(json!({ "name": self.writer_name })),
                _ => words(&self.writer_name),
            },
            KnownFact::WriterEmail => words(self.writer_email.as_deref()?),
            KnownFact::LastAward => self.last_award.map(|amount| json!(amount.ore())),
            KnownFact::LastTitle => words(self.last_title.as_deref()?),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form() -> Definition {
        let question = |key: &str, known: &str, takes: &str| json!({ "key": key, "label": { "nb": key, "nn": key }, "known": known, "takes": { "kind": takes } });
        let form = json!({ "kind": "application", "title": { "nb": "Søknad", "nn": "Søknad" }, "sections": [{
            "key": "s", "title": { "nb": "Om", "nn": "Om" }, "questions": [
                question("applicant", "organisation", "organisation"),
                question("name", "organisation-name", "short-text"),
                question("place", "municipality", "municipality"),
                question("contact", "writer-name", "person"),
                question("mail", "writer-email", "short-text"),
                question("last", "last-award", "kroner"),
                question("project", "last-title", "short-text"),
            ],
        }] });
        serde_json::from_value(form).unwrap()
    }

    #[test]
    fn what_is_known_is_filled_in_and_nothing_is_overwritten() {
        let known = KnownFacts {
            organisation: "Sandnes kommune".into(),
            number: "964965137".parse().ok(),
            municipality: "1108".parse().ok(),
            writer_name: "Kari".into(),
            writer_email: Some("kari@sandnes.example".into()),
            last_award: Some(Money::from_kroner(10)),
            last_title: None,
        };
        let mut typed = Answers::new();
        typed.set("name", json!("NAV Sandnes"));
        let filled = prefilled(&form(), &known, typed);
        let expected = json!({
            "applicant": { "number": "964965137", "name": "Sandnes kommune" },
            "name": "NAV Sandnes",
            "place": "1108",
            "contact": { "name": "Kari" },
            "mail": "kari@sandnes.example",
            "last": 1000,
        });
        assert_eq!(filled, Answers::from_value(expected).unwrap());
    }
}
