//! The rows as the database keeps them.

macro_rules! row {
    ($module:ident, $table:literal, { $($(#[$attribute:meta])* $field:ident: $type:ty,)+ }) => {
        pub(crate) mod $module {
            use sea_orm::entity::prelude::*;

            #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
            #[sea_orm(table_name = $table)]
            pub struct Model {
                $($(#[$attribute])* pub $field: $type,)+
            }
            #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
            pub enum Relation {}
            impl ActiveModelBehavior for ActiveModel {}
        }
    };
}

row!(envelope, "envelope", {
    #[sea_orm(primary_key, auto_increment = false)]
    id: Uuid,
    parent_id: Option<Uuid>,
    kind: String,
    key: String,
    name: String,
    county_number: Option<String>,
    amount_ore: i64,
    reserved_ore: i64,
    paid_ore: i64,
    returned_ore: i64,
});
row!(envelope_entry, "envelope_entry", {
    #[sea_orm(primary_key)]
    seq: i64,
    envelope_id: Uuid,
    movement: String,
    amount_ore: i64,
    at: DateTimeUtc,
    actor_name: String,
    why: String,
    counter_id: Option<Uuid>,
    day: Date,
    document: Option<String>,
    once: Option<String>,
});
row!(appropriation, "appropriation", {
    #[sea_orm(primary_key, auto_increment = false)]
    envelope_id: Uuid,
    year: i32,
    chapter: String,
    item: String,
});
row!(carry_rule, "carry_rule", {
    #[sea_orm(primary_key, auto_increment = false)]
    chapter: String,
    #[sea_orm(primary_key, auto_increment = false)]
    item: String,
    #[sea_orm(primary_key, auto_increment = false)]
    from_year: i32,
    years_on: i32,
    most_milli: Option<i32>,
    source: String,
    source_on: Date,
});
row!(carried, "carried", {
    #[sea_orm(primary_key)]
    id: i64,
    from_envelope: Uuid,
    to_envelope: Uuid,
    origin_year: i32,
    amount_ore: i64,
    day: Date,
    carried_by: String,
});
row!(scenario, "scenario", {
    #[sea_orm(primary_key, auto_increment = false)]
    id: Uuid,
    call_id: Uuid,
    number: i32,
    name: String,
    method: String,
    budget_ore: i64,
    #[sea_orm(column_type = "JsonBinary")]
    inputs: Json,
    plan: Option<String>,
    frozen: Option<String>,
    inputs_hash: Option<String>,
    working: Option<String>,
    state: String,
    made_at: DateTimeUtc,
    made_by: String,
    adopted_at: Option<DateTimeUtc>,
    adopted_by: Option<String>,
});
row!(scenario_county, "scenario_county", {
    #[sea_orm(primary_key, auto_increment = false)]
    scenario_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    county_number: String,
    county_name: String,
    weight: i64,
    frame_ore: Option<i64>,
    awarded_ore: i64,
    projects: i32,
});
row!(scenario_line, "scenario_line", {
    #[sea_orm(primary_key, auto_increment = false)]
    scenario_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    application_id: Uuid,
    county_number: String,
    place: i32,
    score_milli: i64,
    applied_ore: i64,
    recommended_ore: i64,
    awarded_ore: i64,
    reason: String,
});
row!(scenario_adjustment, "scenario_adjustment", {
    #[sea_orm(primary_key, auto_increment = false)]
    scenario_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    application_id: Uuid,
    amount_ore: i64,
    reason: String,
    made_by: String,
    made_at: DateTimeUtc,
});
row!(weight_set, "weight_set", {
    #[sea_orm(primary_key, auto_increment = false)]
    id: Uuid,
    slug: String,
    level: String,
    version: i32,
    name: String,
    source: String,
    as_of: Date,
    hash: String,
    imported_at: DateTimeUtc,
    imported_by: String,
});
row!(weight, "weight", {
    #[sea_orm(primary_key, auto_increment = false)]
    set_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    unit: String,
    value: i64,
});
