//! The row as the database keeps it.

pub(crate) mod tick {
    use sea_orm::entity::prelude::*;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "cron_tick")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub line: String,
        #[sea_orm(primary_key, auto_increment = false)]
        pub tick_at: DateTimeUtc,
        pub asked_at: DateTimeUtc,
        pub skipped: bool,
    }
    impl ActiveModelBehavior for ActiveModel {}
}
