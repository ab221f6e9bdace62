//! The rows as the database keeps them.

pub(crate) mod entry {
    use sea_orm::entity::prelude::*;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "journal_entry")]
    pub struct Model {
        #[sea_orm(primary_key)]
        pub seq: i64,
        pub at: DateTimeUtc,
        pub actor_id: Option<Uuid>,
        pub actor_name: String,
        pub act: String,
        pub thing: String,
        pub thing_id: String,
        #[sea_orm(column_type = "JsonBinary")]
        pub detail: Json,
    }
    impl ActiveModelBehavior for ActiveModel {}
}

pub(crate) mod seal {
    use sea_orm::entity::prelude::*;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "journal_seal")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub number: i32,
        pub first_seq: i64,
        pub last_seq: i64,
        pub entries: i64,
        pub previous_hash: String,
        pub hash: String,
        pub sealed_at: DateTimeUtc,
    }
    impl ActiveModelBehavior for ActiveModel {}
}
