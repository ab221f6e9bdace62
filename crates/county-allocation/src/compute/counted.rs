//! What counties count by: persons, an imported set, or a need index made of several.

use super::PlanError;
use crate::{
    Figures, IndexPart, IndexRow, Inputs, NeedCriterion, Plan, UnitCode, WeightSource, need_index,
};
use std::collections::BTreeMap;
use vocabulary::CountyNumber;

/// What every county counts by.
pub(super) fn weights(
    plan: &Plan,
    inputs: &Inputs,
) -> Result<BTreeMap<CountyNumber, i64>, PlanError> {
    let of = |figures: &Figures| {
        let counties = inputs.counties.iter().map(|one| one.county);
        counties.map(|county| (county, figures.of(county).unwrap_or(0))).collect()
    };
    match plan.formula().map(|formula| &formula.weights) {
        None => Ok(of(&inputs.population)),
        Some(WeightSource::Population) => Ok(of(whole(&inputs.population, inputs)?)),
        Some(WeightSource::Set(slug)) => Ok(of(whole(set(slug, inputs)?, inputs)?)),
        Some(WeightSource::Index(criteria)) => {
            let (_, rows) = index(criteria, inputs)?;
            let by_unit: BTreeMap<UnitCode, i64> =
                rows.into_iter().map(|row| (row.unit, row.weight)).collect();
            let counties = inputs.counties.iter().map(|one| one.county);
            let weight = |county| by_unit.get(&UnitCode::from(county)).copied().unwrap_or(0);
            Ok(counties.map(|county| (county, weight(county))).collect())
        }
    }
}

/// The criteria of a need index, and what the index of each unit is made of.
pub type NeedIndex = (Vec<IndexPart>, Vec<IndexRow>);

/// The need index of a plan: its criteria, and what the index of each county is made of, by unit code.
/// None where counties count by something else.
pub fn index_of(plan: &Plan, inputs: &Inputs) -> Result<Option<NeedIndex>, PlanError> {
    match plan.formula().map(|formula| &formula.weights) {
        Some(WeightSource::Index(criteria)) => index(criteria, inputs).map(Some),
        _ => Ok(None),
    }
}

fn index(criteria: &[NeedCriterion], inputs: &Inputs) -> Result<NeedIndex, PlanError> {
    let counted = |figures: &Figures| -> BTreeMap<UnitCode, i64> {
        let counties = inputs.counties.iter();
        let known =
            counties.filter_map(|one| Some((UnitCode::from(one.county), figures.of(one.county)?)));
        known.collect()
    };
    let persons = counted(whole(&inputs.population, inputs)?);
    let mut parts = Vec::with_capacity(criteria.len());
    for criterion in criteria {
        let figures = whole(set(&criterion.set, inputs)?, inputs)?;
        let values = counted(figures);
        parts.push(IndexPart {
            name: figures.name.clone(),
            share_millionths: criterion.share_millionths,
            national: values.values().fold(0, |sum: i64, one| sum.saturating_add(*one)),
            values,
        });
    }
    let rows = need_index(&parts, &persons)?;
    Ok((parts, rows))
}

/// The set of this slug among the inputs.
fn set<'i>(slug: &str, inputs: &'i Inputs) -> Result<&'i Figures, PlanError> {
    let found = inputs.weights.iter().find(|figures| figures.slug == slug);
    found.ok_or_else(|| PlanError::NoFigures {
        name: slug.to_owned(),
        counties: inputs.counties.iter().map(|one| one.name.clone()).collect(),
    })
}

/// The figures, when they say something of every county.
fn whole<'f>(figures: &'f Figures, inputs: &Inputs) -> Result<&'f Figures, PlanError> {
    let lacking: Vec<String> = inputs
        .counties
        .iter()
        .filter(|one| figures.of(one.county).is_none())
        .map(|one| one.name.clone())
        .collect();
    // Before plans, a county without a number counted by none.
    if lacking.is_empty() || inputs.of_before {
        return Ok(figures);
    }
    Err(PlanError::NoFigures { name: figures.name.clone(), counties: lacking })
}
