use super::{known, known_or_none};
use crate::{
    entity::{county, county_population, municipality, municipality_change, population},
    register::{County, Municipality, Register},
};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, Insert,
    IntoActiveModel, QueryFilter, QueryOrder, sea_query::OnConflict,
};
use std::collections::BTreeMap;
use vocabulary::{CountyNumber, Day, MunicipalityNumber};

impl TryFrom<county::Model> for County {
    type Error = DbErr;
    fn try_from(row: county::Model) -> Result<County, DbErr> {
        Ok(County {
            number: known(&row.number)?,
            name: row.name,
            valid_from: row.valid_from_on.into(),
            valid_to: row.valid_to_on.map(Day::from),
        })
    }
}

impl TryFrom<municipality::Model> for Municipality {
    type Error = DbErr;
    fn try_from(row: municipality::Model) -> Result<Municipality, DbErr> {
        Ok(Municipality {
            number: known(&row.number)?,
            name: row.name,
            short_name: row.short_name,
            county: known(&row.county_number)?,
            language_form: known(&row.language_form)?,
            organisation_number: known_or_none(row.organisation_number.as_deref())?,
            valid_from: row.valid_from_on.into(),
            valid_to: row.valid_to_on.map(Day::from),
        })
    }
}

pub(crate) async fn counties_on<C: ConnectionTrait>(
    db: &C,
    day: Day,
) -> Result<Vec<County>, DbErr> {
    let rows = county::Entity::find()
        .filter(valid_on(county::Column::ValidFromOn, county::Column::ValidToOn, day))
        .order_by_asc(county::Column::Number)
        .all(db)
        .await?;
    rows.into_iter().map(County::try_from).collect()
}

pub(crate) async fn municipalities_on<C: ConnectionTrait>(
    db: &C,
    day: Day,
) -> Result<Vec<Municipality>, DbErr> {
    let rows = municipality::Entity::find()
        .filter(valid_on(municipality::Column::ValidFromOn, municipality::Column::ValidToOn, day))
        .order_by_asc(municipality::Column::Number)
        .all(db)
        .await?;
    rows.into_iter().map(Municipality::try_from).collect()
}

pub(crate) async fn municipality_on<C: ConnectionTrait>(
    db: &C,
    number: MunicipalityNumber,
    day: Day,
) -> Result<Option<Municipality>, DbErr> {
    municipality::Entity::find()
        .filter(municipality::Column::Number.eq(number.to_string()))
        .filter(valid_on(municipality::Column::ValidFromOn, municipality::Column::ValidToOn, day))
        .one(db)
        .await?
        .map(Municipality::try_from)
        .transpose()
}

/// The latest row of a number, valid still or not.
pub(crate) async fn latest_municipality<C: ConnectionTrait>(
    db: &C,
    number: MunicipalityNumber,
) -> Result<Option<Municipality>, DbErr> {
    municipality::Entity::find()
        .filter(municipality::Column::Number.eq(number.to_string()))
        .order_by_desc(municipality::Column::ValidFromOn)
        .one(db)
        .await?
        .map(Municipality::try_from)
        .transpose()
}

pub(crate) async fn county_population<C: ConnectionTrait>(
    db: &C,
    year: i32,
) -> Result<BTreeMap<CountyNumber, i64>, DbErr> {
    let rows = county_population::Entity::find()
        .filter(county_population::Column::Year.eq(year))
        .all(db)
        .await?;
    rows.into_iter().map(|row| Ok((known(&row.county_number)?, row.persons))).collect()
}

fn valid_on<C: ColumnTrait>(from: C, to: C, day: Day) -> Condition {
    Condition::all()
        .add(from.lte(day.date()))
        .add(Condition::any().add(to.is_null()).add(to.gte(day.date())))
}

/// Writes all rows of the register over those that are there. A language form that is recorded stays:
/// the municipality's decision is the authority, not our snapshot of it.
pub(crate) async fn save_register<C: ConnectionTrait>(
    tx: &C,
    register: &Register,
) -> Result<(), DbErr> {
    let counties = register.counties.iter().map(|county| county::Model {
        number: county.number.to_string(),
        name: county.name.clone(),
        valid_from_on: county.valid_from.date(),
        valid_to_on: county.valid_to.map(Day::date),
    });
    let over = OnConflict::columns([county::Column::Number, county::Column::ValidFromOn])
        .update_columns([county::Column::Name, county::Column::ValidToOn])
        .to_owned();
    save_all(tx, counties, over).await?;

    let municipalities = register.municipalities.iter().map(|row| municipality::Model {
        number: row.number.to_string(),
        name: row.name.clone(),
        short_name: row.short_name.clone(),
        county_number: row.county.to_string(),
        language_form: row.language_form.word().to_owned(),
        organisation_number: row.organisation_number.map(|number| number.to_string()),
        valid_from_on: row.valid_from.date(),
        valid_to_on: row.valid_to.map(Day::date),
    });
    let over =
        OnConflict::columns([municipality::Column::Number, municipality::Column::ValidFromOn])
            .update_columns([
                municipality::Column::Name,
                municipality::Column::ShortName,
                municipality::Column::CountyNumber,
                municipality::Column::OrganisationNumber,
                municipality::Column::ValidToOn,
            ])
            .to_owned();
    save_all(tx, municipalities, over).await?;

    let changes = register.changes.iter().map(|change| municipality_change::Model {
        in_force_on: change.in_force_on.date(),
        kind: change.kind.word().to_owned(),
        from_number: change.from.to_string(),
        from_name: change.from_name.clone(),
        to_number: change.to.to_string(),
        to_name: change.to_name.clone(),
    });
    let over = OnConflict::columns([
        municipality_change::Column::InForceOn,
        municipality_change::Column::FromNumber,
        municipality_change::Column::ToNumber,
    ])
    .update_columns([
        municipality_change::Column::Kind,
        municipality_change::Column::FromName,
        municipality_change::Column::ToName,
    ])
    .to_owned();
    save_all(tx, changes, over).await?;

    let persons =
        register.population.iter().map(|((number, year, borders), persons)| population::Model {
            municipality_number: number.to_string(),
            year: *year,
            borders: borders.word().to_owned(),
            persons: *persons,
        });
    let over = OnConflict::columns([
        population::Column::MunicipalityNumber,
        population::Column::Year,
        population::Column::Borders,
    ])
    .update_column(population::Column::Persons)
    .to_owned();
    save_all(tx, persons, over).await?;

    let persons = register.county_population.iter().map(|((number, year), persons)| {
        county_population::Model {
            county_number: number.to_string(),
            year: *year,
            persons: *persons,
        }
    });
    let over = OnConflict::columns([
        county_population::Column::CountyNumber,
        county_population::Column::Year,
    ])
    .update_column(county_population::Column::Persons)
    .to_owned();
    save_all(tx, persons, over).await
}

/// Some hundred rows a statement: few round trips, and far below what either database takes.
async fn save_all<C, M, A>(
    tx: &C,
    rows: impl Iterator<Item = M>,
    over: OnConflict,
) -> Result<(), DbErr>
where
    C: ConnectionTrait,
    M: IntoActiveModel<A>,
    A: ActiveModelTrait,
{
    const A_STATEMENT: usize = 500;
    let mut rows = rows.peekable();
    while rows.peek().is_some() {
        let some: Vec<A> = rows.by_ref().take(A_STATEMENT).map(M::into_active_model).collect();
        // Rows that come from a model are «unchanged» and would be left out of the statement.
        let some = some.into_iter().map(ActiveModelTrait::reset_all);
        Insert::many(some).on_conflict(over.clone()).exec_without_returning(tx).await?;
    }
    Ok(())
}
