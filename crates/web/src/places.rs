//! Names of places on a day: a number names a place only together with a day.

use organisations::Municipality;
use sea_orm::{ConnectionTrait, DbErr};
use std::collections::BTreeMap;
use vocabulary::{CountyNumber, Day, MunicipalityNumber};

/// The counties of a day, number → name.
pub(crate) async fn county_names(
    db: &impl ConnectionTrait,
    day: Day,
) -> Result<BTreeMap<CountyNumber, String>, DbErr> {
    let counties = organisations::queries::counties_on(db, day).await?;
    Ok(counties.into_iter().map(|county| (county.number, county.name)).collect())
}

/// The name of a municipality on a day; its number when the register does not know it.
pub(crate) async fn municipality_name(
    db: &impl ConnectionTrait,
    number: MunicipalityNumber,
    day: Day,
) -> Result<String, DbErr> {
    let found = organisations::queries::municipality_on(db, number, day).await?;
    Ok(found.map_or_else(|| number.to_string(), |municipality| municipality.name))
}

/// Why a typed municipality is none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum NotFound {
    /// There is no such number or name on that day.
    Unknown,
    /// Several have that name: only the number tells them apart.
    Several,
}

/// The municipality that somebody typed, by number or by name.
pub(crate) fn typed(
    text: &str,
    of_the_day: &[Municipality],
) -> Result<MunicipalityNumber, NotFound> {
    if let Ok(number) = text.parse::<MunicipalityNumber>() {
        let known = of_the_day.iter().any(|municipality| municipality.number == number);
        return if known { Ok(number) } else { Err(NotFound::Unknown) };
    }
    let wanted = text.trim().to_lowercase();
    let wanted = wanted.strip_suffix(" kommune").unwrap_or(&wanted);
    let mut found = of_the_day.iter().filter(|municipality| {
        municipality.short_name.to_lowercase() == wanted
            || municipality.name.to_lowercase() == wanted
    });
    match (found.next(), found.next()) {
        (Some(one), None) => Ok(one.number),
        (Some(_), Some(_)) => Err(NotFound::Several),
        (None, _) => Err(NotFound::Unknown),
    }
}
