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

row!(status_report, "status_report", {
    #[sea_orm(primary_key, auto_increment = false)]
    id: Uuid,
    kind: String,
    subject: String,
    language: String,
    as_of_on: Date,
    asked_at: DateTimeUtc,
    asked_by: String,
    state: String,
    #[sea_orm(column_type = "JsonBinary", nullable)]
    figures: Option<Json>,
    made_at: Option<DateTimeUtc>,
    sha256: Option<String>,
    bytes: Option<i64>,
    pages: Option<i32>,
    file_name: String,
    reason: Option<String>,
    sender: Option<String>,
    template: Option<i32>,
    year: Option<i32>,
    audience: String,
    title: Option<String>,
    asked_times: i32,
    published_at: Option<DateTimeUtc>,
    published_by: Option<String>,
});
row!(status_report_reader, "status_report_reader", {
    #[sea_orm(primary_key, auto_increment = false)]
    report_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    email: String,
    name: String,
});
row!(report_order, "report_order", {
    #[sea_orm(primary_key, auto_increment = false)]
    id: Uuid,
    kind: String,
    subject: String,
    year: Option<i32>,
    rhythm: String,
    language: String,
    audience: String,
    ordered_at: DateTimeUtc,
    ordered_by: String,
    ended_at: Option<DateTimeUtc>,
    ended_by: Option<String>,
});
row!(report_order_reader, "report_order_reader", {
    #[sea_orm(primary_key, auto_increment = false)]
    order_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    email: String,
    name: String,
});
row!(report_turn, "report_turn", {
    #[sea_orm(primary_key, auto_increment = false)]
    order_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    turn: String,
    report_id: Option<Uuid>,
    asked_at: DateTimeUtc,
});
row!(call_reporting, "call_reporting", {
    #[sea_orm(primary_key, auto_increment = false)]
    call_id: Uuid,
    looked_at: DateTimeUtc,
    report_id: Option<Uuid>,
    told_at: Option<DateTimeUtc>,
});
