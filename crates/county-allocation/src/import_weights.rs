//! Bringing in sets of weights.

use crate::weights::is_slug;
use crate::{
    Figures, Level, NewWeightSet, UnitCode, WeightRow, WeightSet, WrongLine, read_weights,
    repository,
};
use journal::Act;
use sea_orm::{DatabaseConnection, DatabaseTransaction, DbErr, SqlErr};
use serde_json::json;
use std::collections::{BTreeMap, BTreeSet};
use vocabulary::{Actor, Clock, Day, Language, MunicipalityNumber, WeightSetId};

/// The most letters of the name of a set.
const LONGEST_NAME: usize = 200;

/// The most letters of where a set is from.
const LONGEST_SOURCE: usize = 500;

/// Why a set of weights could not be brought in.
#[derive(Debug, thiserror::Error)]
pub enum ImportWeightsError {
    /// Only the directorate brings in weights.
    #[error("only the directorate can bring in weights")]
    NotYours,
    /// A slug is small letters, digits and hyphens.
    #[error("give the set a short name of small letters, digits and hyphens")]
    Slug,
    /// Without a name or a source nobody can tell what the numbers are. Both stand in tables, in workbooks
    /// and in what scenarios keep for good, so neither is longer than a line or two.
    #[error("give the set a name of at most 200 letters, and its source in at most 500")]
    Unnamed,
    /// No rows.
    #[error("there are no rows in the file")]
    Empty,
    /// Lines that cannot be read; nothing was brought in.
    #[error("{}", .0.iter().map(ToString::to_string).collect::<Vec<_>>().join("; "))]
    Lines(Vec<WrongLine>),
    /// The database answered with an error.
    #[error(transparent)]
    Database(#[from] DbErr),
}

impl ImportWeightsError {
    /// The sentence in the reader's language; of lines that cannot be read one sentence each.
    pub fn in_words(&self, language: Language) -> String {
        let [nb, nn, en] = match self {
            ImportWeightsError::Lines(lines) => {
                let said: Vec<String> = lines.iter().map(|line| line.in_words(language)).collect();
                return said.join(" ");
            }
            ImportWeightsError::NotYours => [
                "Bare direktoratet kan hente inn vekter.",
                "Berre direktoratet kan hente inn vekter.",
                "Only the directorate can bring in weights.",
            ],
            ImportWeightsError::Slug => [
                "Gi vektsettet et kortnavn av små bokstaver a–z, sifre og bindestreker, høyst 60 tegn. «population» er opptatt.",
                "Gi vektsettet eit kortnamn av små bokstavar a–z, siffer og bindestrekar, høgst 60 teikn. «population» er oppteke.",
                "Give the set a short name of small letters a–z, digits and hyphens, at most 60 of them. “population” is taken.",
            ],
            ImportWeightsError::Unnamed => [
                "Skriv hva vektsettet heter, med høyst 200 tegn, og hvor tallene er fra, med høyst 500.",
                "Skriv kva vektsettet heiter, med høgst 200 teikn, og kvar tala er frå, med høgst 500.",
                "Write what the set is called, in at most 200 letters, and where its numbers are from, in at most 500.",
            ],
            ImportWeightsError::Empty => [
                "Det er ingen rader i fila.",
                "Det er ingen rader i fila.",
                "There are no rows in the file.",
            ],
            // What the database says is for the log.
            ImportWeightsError::Database(_) => [
                "Noe gikk galt i databasen.",
                "Noko gjekk gale i databasen.",
                "Something went wrong in the database.",
            ],
        };
        match language {
            Language::Bokmal => nb,
            Language::Nynorsk => nn,
            Language::English => en,
        }
        .to_owned()
    }
}

/// Brings in a set of weights. What is there already, word by word, is not brought in again; anything
/// else under a known slug and level is its next version.
pub async fn import_weights(
    db: &DatabaseConnection,
    clock: &dyn Clock,
    actor: &Actor,
    new: NewWeightSet,
) -> Result<WeightSetId, ImportWeightsError> {
    if !actor.is_directorate() {
        return Err(ImportWeightsError::NotYours);
    }
    match one_import(db, clock, actor, new.clone()).await {
        // Of two at the same moment one gets the number of the version; looking again, the other finds
        // its own there, or takes the next.
        Err(ImportWeightsError::Database(error))
            if matches!(error.sql_err(), Some(SqlErr::UniqueConstraintViolation(_))) =>
        {
            one_import(db, clock, actor, new).await
        }
        outcome => outcome,
    }
}

/// One try, in a transaction of its own.
async fn one_import(
    db: &DatabaseConnection,
    clock: &dyn Clock,
    actor: &Actor,
    new: NewWeightSet,
) -> Result<WeightSetId, ImportWeightsError> {
    let tx = journal::begin(db).await?;
    let id = import(&tx, clock, actor, new).await?;
    tx.commit().await?;
    Ok(id)
}

async fn import(
    tx: &DatabaseTransaction,
    clock: &dyn Clock,
    actor: &Actor,
    new: NewWeightSet,
) -> Result<WeightSetId, ImportWeightsError> {
    let NewWeightSet { slug, name, level, source, as_of, rows } = new;
    if !is_slug(&slug) {
        return Err(ImportWeightsError::Slug);
    }
    let (name, source) = (name.trim().to_owned(), source.trim().to_owned());
    let fits = |text: &str, most: usize| !text.is_empty() && text.chars().count() <= most;
    if !fits(&name, LONGEST_NAME) || !fits(&source, LONGEST_SOURCE) {
        return Err(ImportWeightsError::Unnamed);
    }
    if rows.is_empty() {
        return Err(ImportWeightsError::Empty);
    }
    let known: BTreeSet<UnitCode> = match level {
        Level::County => {
            let counties = organisations::queries::counties_on(tx, as_of).await?;
            counties.into_iter().map(|county| county.number.into()).collect()
        }
        Level::Municipality => {
            let all = organisations::queries::municipalities_on(tx, as_of).await?;
            all.into_iter().map(|municipality| municipality.number.into()).collect()
        }
    };
    let values = read_weights(&rows, &known).map_err(ImportWeightsError::Lines)?;
    let hash = Figures::hash_of(&values);
    let last = repository::latest_weights(tx, &slug, level).await?;
    if let Some(last) = &last {
        let same = last.figures.hash == hash
            && last.figures.name == name
            && last.figures.source == source
            && last.as_of == as_of;
        if same {
            return Ok(last.id);
        }
    }
    let set = WeightSet {
        id: WeightSetId::fresh(),
        level,
        as_of,
        imported_at: clock.now(),
        imported_by: actor.name().to_owned(),
        figures: Figures {
            slug,
            version: last.map_or(1, |last| last.figures.version + 1),
            name,
            source,
            as_of: Some(as_of),
            hash,
            values,
        },
    };
    repository::insert_weights(tx, &set).await?;
    let detail = json!({
        "slug": set.figures.slug, "version": set.figures.version, "level": level.word(),
        "units": set.figures.values.len(), "hash": set.figures.hash,
    });
    let act = Act { act: "imported", thing: "weight-set", id: set.id.to_string(), detail };
    journal::record(tx, actor, set.imported_at, act).await?;
    Ok(set.id)
}

/// Persons of two age bands by municipality, on the map of 2024. Kilde: Statistisk sentralbyrå, tabell
/// 07459.
const AGES: &str = include_str!("../data/ages_2026.csv");

/// The sets this program carries: slug, name and the column of the file.
const CARRIED: [(&str, &str, usize); 2] =
    [("age-16-35", "Personer 16–35 år", 1), ("age-18-66", "Personer 18–66 år", 2)];

/// Brings in the sets of weights that this program carries, of municipalities and of counties. Those that
/// are there already stay as they are, so it is done at every start; without the register of places it
/// does nothing.
pub async fn import_carried_weights(
    db: &DatabaseConnection,
    clock: &dyn Clock,
) -> Result<(), ImportWeightsError> {
    let actor = Actor::System("the sets of weights");
    let Some(as_of) = Day::new(2026, 1, 1) else { return Ok(()) };
    let municipalities = organisations::queries::municipalities_on(db, as_of).await?;
    if municipalities.is_empty() {
        return Ok(());
    }
    let county_of: BTreeMap<String, String> = municipalities
        .into_iter()
        .map(|one| (MunicipalityNumber::to_string(&one.number), one.county.to_string()))
        .collect();
    for (slug, name, column) in CARRIED {
        let mut rows = Vec::new();
        let mut sums: BTreeMap<String, i64> = BTreeMap::new();
        for (line, text) in (1_u64..).zip(AGES.lines()).skip(1) {
            let fields: Vec<&str> = text.split(',').collect();
            let (Some(unit), Some(value)) = (fields.first(), fields.get(column)) else { continue };
            rows.push(WeightRow { line, unit: (*unit).to_owned(), value: (*value).to_owned() });
            let (Some(county), Ok(value)) = (county_of.get(*unit), value.parse::<i64>()) else {
                continue;
            };
            *sums.entry(county.clone()).or_default() += value;
        }
        let by_county = (1_u64..).zip(sums).map(|(line, (unit, value))| {
            let value = value.to_string();
            WeightRow { line, unit, value }
        });
        let levels = [(Level::County, by_county.collect()), (Level::Municipality, rows)];
        for (level, rows) in levels {
            if repository::latest_weights(db, slug, level).await?.is_some() {
                continue;
            }
            let new = NewWeightSet {
                slug: slug.to_owned(),
                name: name.to_owned(),
                level,
                source: "SSB tabell 07459".to_owned(),
                as_of,
                rows,
            };
            import_weights(db, clock, &actor, new).await?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::queries::MunicipalSharesError;
    use crate::{FurtherError, OptimumError, OptimumOfError};

    #[test]
    fn every_refusal_is_said_in_three_languages() {
        let import = |error: ImportWeightsError| Language::ALL.map(|one| error.in_words(one));
        let wrong = vec![WrongLine::Blank(3), WrongLine::Unknown { line: 4, unit: "99".into() }];
        let further = |error: MunicipalSharesError| Language::ALL.map(|one| error.in_words(one));
        let never = OptimumError::CountyNever {
            county: "18".parse().unwrap(),
            least: vocabulary::Money::from_kroner(1),
            most: vocabulary::Money::from_kroner(2),
        };
        let never = OptimumOfError::Optimum(never, Some("Nordland".into()));
        let said = [
            import(ImportWeightsError::NotYours),
            import(ImportWeightsError::Slug),
            import(ImportWeightsError::Unnamed),
            import(ImportWeightsError::Empty),
            import(ImportWeightsError::Lines(wrong)),
            further(MunicipalSharesError::NotYours),
            further(MunicipalSharesError::NoFrames),
            further(MunicipalSharesError::NoWeights("unge".into())),
            further(MunicipalSharesError::Share(FurtherError::NoShare("18".into()))),
            Language::ALL.map(|one| never.in_words(one)),
        ];
        insta::assert_snapshot!(said.map(|said| said.join("\n")).join("\n\n"));
    }
}
