//! The rows as the database keeps them.

pub(crate) mod status_report {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "status_report")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub kind: String,
        pub subject: String,
        pub language: String,
        pub as_of_on: Date,
        pub asked_at: DateTimeUtc,
        pub asked_by: String,
        pub state: String,
        #[sea_orm(column_type = "JsonBinary", nullable)]
        pub figures: Option<Json>,
        pub made_at: Option<DateTimeUtc>,
        pub sha256: Option<String>,
        pub bytes: Option<i64>,
        pub pages: Option<i32>,
        pub file_name: String,
        pub reason: Option<String>,
        pub sender: Option<String>,
        pub template: Option<i32>,
    }
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}
