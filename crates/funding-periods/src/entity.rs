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

row!(funded_grant, "funded_grant", {
    #[sea_orm(primary_key, auto_increment = false)]
    id: Uuid,
    reference: String,
    application_id: Uuid,
    call_id: Uuid,
    organisation_id: Uuid,
    envelope_id: Uuid,
    title: String,
    municipality_number: String,
    county_number: String,
    amount_ore: i64,
    state: String,
    awarded_at: DateTimeUtc,
    awarded_by: String,
    accept_by_on: Date,
    accepted_at: Option<DateTimeUtc>,
    accepted_by: Option<String>,
    reversed_at: Option<DateTimeUtc>,
    reversed_by: Option<String>,
});
row!(funding_period, "funding_period", {
    #[sea_orm(primary_key, auto_increment = false)]
    grant_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    number: i32,
    opens_on: Date,
    closes_on: Date,
    amount_ore: i64,
});
row!(instalment, "instalment", {
    #[sea_orm(primary_key, auto_increment = false)]
    id: Uuid,
    grant_id: Uuid,
    period_number: i32,
    number: i32,
    due_on: Date,
    amount_ore: i64,
    state: String,
    paid_on: Option<Date>,
});
row!(grant_reversal, "grant_reversal", {
    #[sea_orm(primary_key, auto_increment = false)]
    grant_id: Uuid,
    application_id: Uuid,
    decision_number: i32,
    legal_ground: String,
    noticed_on: Option<Date>,
    freed_ore: i64,
    paid_ore: i64,
    owed_ore: i64,
});
row!(later_award, "later_award", {
    #[sea_orm(primary_key, auto_increment = false)]
    grant_id: Uuid,
    application_id: Uuid,
    decision_number: i32,
    place: i32,
    passed_over: i32,
    passed_over_why: Option<String>,
});
