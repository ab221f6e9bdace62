//! The rows as the database keeps them. The rank of a row of work is reckoned by the database.

/// A row of work.
pub(crate) mod work {
    use sea_orm::entity::prelude::*;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "work")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub kind: String,
        pub subject: String,
        pub unique_key: String,
        pub priority: i32,
        pub state: String,
        pub run_at: DateTimeUtc,
        pub attempt: i32,
        pub max_attempts: i32,
        pub worker: Option<String>,
        pub lease_until_at: Option<DateTimeUtc>,
        pub reason: Option<String>,
        pub asked_at: DateTimeUtc,
        pub finished_at: Option<DateTimeUtc>,
        pub organisation_id: Option<Uuid>,
        pub began_at: Option<DateTimeUtc>,
        pub cancel_asked_at: Option<DateTimeUtc>,
        pub cancel_reason: Option<String>,
    }
    impl ActiveModelBehavior for ActiveModel {}
}

/// An attempt that did not end well.
pub(crate) mod setback {
    use sea_orm::entity::prelude::*;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "work_setback")]
    pub struct Model {
        #[sea_orm(primary_key)]
        pub seq: i64,
        pub work_id: Uuid,
        pub attempt: i32,
        pub worker: String,
        pub began_at: Option<DateTimeUtc>,
        pub ended_at: DateTimeUtc,
        pub outcome: String,
        pub reason: String,
        pub times: i32,
    }
    impl ActiveModelBehavior for ActiveModel {}
}

/// A kind that is paused.
pub(crate) mod paused_kind {
    use sea_orm::entity::prelude::*;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "paused_kind")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub kind: String,
        pub since_at: DateTimeUtc,
        pub paused_by: String,
        pub why: String,
    }
    impl ActiveModelBehavior for ActiveModel {}
}

/// A process at work.
pub(crate) mod worker {
    use sea_orm::entity::prelude::*;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "worker")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub name: String,
        pub version: String,
        pub started_at: DateTimeUtc,
        pub seen_at: DateTimeUtc,
        pub polled_at: Option<DateTimeUtc>,
        pub running: i32,
        pub draining: bool,
    }
    impl ActiveModelBehavior for ActiveModel {}
}
