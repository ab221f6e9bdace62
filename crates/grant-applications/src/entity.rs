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

row!(programme, "programme", {
    #[sea_orm(primary_key, auto_increment = false)]
    id: Uuid,
    slug: String,
    name: String,
    about: String,
});
row!(scheme, "scheme", {
    #[sea_orm(primary_key, auto_increment = false)]
    id: Uuid,
    programme_id: Uuid,
    slug: String,
    name: String,
    chapter: String,
    item: String,
    appealable: bool,
});
row!(scheme_version, "scheme_version", {
    #[sea_orm(primary_key, auto_increment = false)]
    scheme_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    number: i32,
    valid_from_on: Date,
    valid_to_on: Option<Date>,
    change: String,
    goals: String,
    target_group: String,
    achievement_criteria: String,
    award_criteria: String,
    follow_up: String,
    published_at: DateTimeUtc,
});
row!(call, "call", {
    #[sea_orm(primary_key, auto_increment = false)]
    id: Uuid,
    scheme_id: Uuid,
    scheme_version: i32,
    slug: String,
    title: String,
    year: i32,
    budget_ore: i64,
    opens_at: DateTimeUtc,
    closes_at: DateTimeUtc,
    report_due_on: Date,
    funded_through_on: Date,
    accept_within_days: i32,
    about: String,
    state: String,
});
row!(call_criterion, "call_criterion", {
    #[sea_orm(primary_key, auto_increment = false)]
    call_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    position: i32,
    name: String,
    weight: i32,
    max_points: i32,
});
row!(application, "application", {
    #[sea_orm(primary_key, auto_increment = false)]
    id: Uuid,
    call_id: Uuid,
    organisation_id: Uuid,
    reference: String,
    number: i32,
    municipality_number: String,
    county_number: String,
    located_on: Date,
    title: String,
    summary: String,
    target_group: String,
    amount_ore: i64,
    own_share_ore: i64,
    continuation: String,
    state: String,
    revision: i32,
    begun_at: DateTimeUtc,
    submitted_at: Option<DateTimeUtc>,
    submitted_by: Option<String>,
    content_hash: Option<String>,
    decided_at: Option<DateTimeUtc>,
    reason: Option<String>,
});
row!(application_partner, "application_partner", {
    #[sea_orm(primary_key, auto_increment = false)]
    application_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    position: i32,
    name: String,
    municipality_number: Option<String>,
});
row!(application_member, "application_member", {
    #[sea_orm(primary_key, auto_increment = false)]
    application_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    position: i32,
    team: String,
    job: String,
    percent: Option<i32>,
});
row!(assessment, "assessment", {
    #[sea_orm(primary_key, auto_increment = false)]
    id: Uuid,
    application_id: Uuid,
    assessor_id: Uuid,
    assessor_name: String,
    impartial_at: DateTimeUtc,
    recommended_ore: i64,
    comment: String,
    submitted_at: DateTimeUtc,
});
row!(assessment_score, "assessment_score", {
    #[sea_orm(primary_key, auto_increment = false)]
    assessment_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    criterion: i32,
    points: i32,
});
