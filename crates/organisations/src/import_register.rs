use crate::{
    register::{Register, RegisterError, Sources},
    repository,
};
use sea_orm::{DatabaseConnection, DbErr};
use vocabulary::{Actor, Clock};

/// What the import found in the data, and whether it had to write it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Imported {
    /// Counties since 2005, by number and validity.
    pub counties: usize,
    /// Municipalities since 2005, by number and validity.
    pub municipalities: usize,
    /// Changes of municipalities.
    pub changes: usize,
    /// Population figures of municipalities, on both maps.
    pub municipality_figures: usize,
    /// Population figures of counties.
    pub county_figures: usize,
    /// `false` when this very data was imported before.
    pub changed: bool,
}

/// Why the register was not imported. Nothing of it was written.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    /// A data file is damaged.
    #[error("the register of municipalities cannot be used: {0}")]
    Register(#[from] RegisterError),
    /// The database said no.
    #[error("the register of municipalities could not be imported: {0}")]
    Database(#[from] DbErr),
}

/// Brings the register this program carries into the database, all of it or nothing. Importing the
/// same data again changes nothing; newer data is written over the older, except for language forms,
/// which the municipalities decide and officers record.
pub async fn import_register(
    db: &DatabaseConnection,
    clock: &dyn Clock,
) -> Result<Imported, ImportError> {
    let fingerprint = Sources::EMBEDDED.fingerprint();
    import(db, clock, Register::embedded()?, fingerprint).await
}

const THING: &str = "register";

pub(crate) async fn import(
    db: &DatabaseConnection,
    clock: &dyn Clock,
    register: &Register,
    fingerprint: String,
) -> Result<Imported, ImportError> {
    let imported = Imported {
        counties: register.counties.len(),
        municipalities: register.municipalities.len(),
        changes: register.changes.len(),
        municipality_figures: register.population.len(),
        county_figures: register.county_population.len(),
        changed: true,
    };
    // The journal remembers which data was imported, so a second run need not compare 15 000 rows.
    if !journal::history(db, THING, &fingerprint).await?.is_empty() {
        return Ok(Imported { changed: false, ..imported });
    }
    let tx = journal::begin(db).await?;
    if !journal::history(&tx, THING, &fingerprint).await?.is_empty() {
        return Ok(Imported { changed: false, ..imported });
    }
    repository::save_register(&tx, register).await?;
    let detail = serde_json::json!({
        "counties": imported.counties,
        "municipalities": imported.municipalities,
        "changes": imported.changes,
        "municipality_figures": imported.municipality_figures,
        "county_figures": imported.county_figures,
    });
    let act = journal::Act { act: "imported", thing: THING, id: fingerprint, detail };
    journal::record(&tx, &Actor::System("register"), clock.now(), act).await?;
    tx.commit().await?;
    Ok(imported)
}
