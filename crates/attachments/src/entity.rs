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

row!(attachment, "attachment", {
    #[sea_orm(primary_key, auto_increment = false)]
    hash: String,
    bytes: i64,
    media_type: String,
    stored_at: DateTimeUtc,
    scan: String,
    scanned_at: Option<DateTimeUtc>,
    finding: Option<String>,
});
row!(attachment_use, "attachment_use", {
    #[sea_orm(primary_key, auto_increment = false)]
    id: Uuid,
    hash: String,
    thing: String,
    thing_id: String,
    name: String,
    added_at: DateTimeUtc,
    added_by: String,
});
row!(shelf_round, "shelf_round", {
    #[sea_orm(primary_key, auto_increment = false)]
    shelf: String,
    phase: String,
    after_name: String,
    began_at: DateTimeUtc,
    files: i64,
    bytes: i64,
    ended_at: Option<DateTimeUtc>,
});
row!(shelf_finding, "shelf_finding", {
    #[sea_orm(primary_key, auto_increment = false)]
    shelf: String,
    #[sea_orm(primary_key, auto_increment = false)]
    name: String,
    wrong: String,
    said: String,
    found_at: DateTimeUtc,
});
