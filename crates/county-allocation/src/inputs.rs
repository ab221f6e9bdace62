//! What a scenario is computed from, as it stood when it was drawn.

use crate::{Contender, Envelope, UnitCode};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use vocabulary::{ApplicationId, CountyNumber, Day, EnvelopeId, Money};

/// What a scenario is computed from. Kept with it as it stood when it was drawn, so that the same
/// computation gives the same result whenever it is repeated.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Inputs {
    /// What there is to share.
    pub budget: Money,
    /// The call's frame in the ledger; none when it had none.
    pub envelope: Option<EnvelopeState>,
    /// The counties of the time, by number.
    pub counties: Vec<CountyName>,
    /// How many people live in each; may lack counties that the source lacks.
    pub population: Figures,
    /// The other weights that the plan takes, in its order.
    pub weights: Vec<Figures>,
    /// The applications that stood for selection.
    pub contenders: Vec<Contender>,
    /// Scenarios drawn by versions before plans kept less: not the envelope, nor of an application its
    /// applicant, its purpose and its own minimum.
    #[serde(default, skip_serializing_if = "is_false")]
    pub of_before: bool,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands it over like this")]
fn is_false(it: &bool) -> bool {
    !it
}

/// The call's frame when a scenario was drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct EnvelopeState {
    /// Which.
    pub id: EnvelopeId,
    /// What it held.
    pub amount: Money,
    /// What of that was promised to nobody.
    pub remaining: Money,
}

impl From<&Envelope> for EnvelopeState {
    fn from(envelope: &Envelope) -> Self {
        EnvelopeState { id: envelope.id, amount: envelope.amount, remaining: envelope.remaining() }
    }
}

/// A county and what it was called.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CountyName {
    /// Its number.
    pub county: CountyNumber,
    /// Its name at the time.
    pub name: String,
}

/// A number for each unit, with where it is from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Figures {
    /// What programs call it; `population` for persons.
    pub slug: String,
    /// Which version of an imported set; 0 where there are no versions.
    #[serde(default)]
    pub version: i32,
    /// What people call it.
    pub name: String,
    /// Where it is from, as the reader is told.
    pub source: String,
    /// The day it holds for; none where that was not kept.
    pub as_of: Option<Day>,
    /// SHA-256 of the numbers, see [`Figures::hash_of`].
    pub hash: String,
    /// The numbers, by unit.
    pub values: BTreeMap<UnitCode, i64>,
}

impl Figures {
    /// SHA-256 of numbers by unit, in hexadecimal: of lines `unit,value`, each with a line feed, by unit.
    pub fn hash_of(values: &BTreeMap<UnitCode, i64>) -> String {
        let lines: String =
            values.iter().map(|(unit, value)| format!("{unit},{value}\n")).collect();
        hex::encode(Sha256::digest(lines.as_bytes()))
    }

    /// Persons by county.
    pub fn population(
        source: String,
        as_of: Option<Day>,
        persons: impl IntoIterator<Item = (CountyNumber, i64)>,
    ) -> Figures {
        let values: BTreeMap<UnitCode, i64> =
            persons.into_iter().map(|(county, persons)| (county.into(), persons)).collect();
        Figures {
            slug: "population".to_owned(),
            version: 0,
            name: "Folketall".to_owned(),
            source,
            as_of,
            hash: Figures::hash_of(&values),
            values,
        }
    }

    /// The number of a county.
    pub fn of(&self, county: CountyNumber) -> Option<i64> {
        self.values.get(&UnitCode::from(county)).copied()
    }
}

impl Inputs {
    /// What a county was called.
    pub fn county_name(&self, county: CountyNumber) -> Option<&str> {
        let found = self.counties.iter().find(|one| one.county == county);
        found.map(|one| one.name.as_str())
    }
    /// An application that stood for selection.
    pub fn contender(&self, application: ApplicationId) -> Option<&Contender> {
        self.contenders.iter().find(|contender| contender.application == application)
    }
    /// What counties counted by, as the reader is told: each source once.
    pub fn sources(&self) -> Vec<&str> {
        let mut sources = Vec::new();
        for source in self.weights.iter().chain([&self.population]).map(|one| one.source.as_str()) {
            if !sources.contains(&source) {
                sources.push(source);
            }
        }
        sources
    }
    /// The text that is kept, and its SHA-256 in hexadecimal.
    pub fn frozen(&self) -> Result<(String, String), serde_json::Error> {
        let text = serde_json::to_string(self)?;
        let hash = Inputs::hash_of(&text);
        Ok((text, hash))
    }
    /// SHA-256 of a kept text, in hexadecimal.
    pub fn hash_of(text: &str) -> String {
        hex::encode(Sha256::digest(text.as_bytes()))
    }
}

/// The inputs as versions before plans kept them.
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct InputsOfBefore {
    weights_source: String,
    weights: BTreeMap<CountyNumber, i64>,
    contenders: Vec<ContenderOfBefore>,
}

#[derive(Debug, Clone, Deserialize)]
struct ContenderOfBefore {
    application: ApplicationId,
    reference: String,
    county: CountyNumber,
    applied_ore: i64,
    recommended_ore: i64,
    score_milli: i64,
}

impl InputsOfBefore {
    /// As they are kept now, with what stood in the scenario itself.
    pub(crate) fn into_inputs(self, budget: Money, counties: Vec<CountyName>) -> Inputs {
        let contender = |contender: ContenderOfBefore| Contender {
            application: contender.application,
            reference: contender.reference,
            county: contender.county,
            applied: Money::from_ore(contender.applied_ore),
            recommended: Money::from_ore(contender.recommended_ore),
            score_milli: contender.score_milli,
            least: None,
            recipient: String::new(),
            purpose: None,
        };
        Inputs {
            budget,
            envelope: None,
            counties,
            population: Figures::population(self.weights_source, None, self.weights),
            weights: Vec::new(),
            contenders: self.contenders.into_iter().map(contender).collect(),
            of_before: true,
        }
    }
}
