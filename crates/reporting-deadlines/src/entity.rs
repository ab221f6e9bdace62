//! The rows as the database keeps them.

pub(crate) mod ladder_step {
    use sea_orm::entity::prelude::*;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "ladder_step")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub ladder: String,
        #[sea_orm(primary_key, auto_increment = false)]
        pub valid_from_on: Date,
        #[sea_orm(primary_key, auto_increment = false)]
        pub step: String,
        pub days: i32,
        pub audience: String,
    }
    impl ActiveModelBehavior for ActiveModel {}
}

pub(crate) mod deadline {
    use sea_orm::entity::prelude::*;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "deadline")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub grant_id: Uuid,
        pub organisation_id: Uuid,
        pub grant_reference: String,
        pub project_title: String,
        pub owed: String,
        pub title: String,
        pub due_on: Date,
        pub ladder: String,
        pub state: String,
        pub met_at: Option<DateTimeUtc>,
    }
    impl ActiveModelBehavior for ActiveModel {}
}

pub(crate) mod reminder {
    use sea_orm::entity::prelude::*;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "reminder")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub deadline_id: Uuid,
        pub due_on: Date,
        pub step: String,
        pub recipient_email: String,
        pub recipient_name: String,
        pub planned_on: Date,
        pub letter_id: Option<Uuid>,
        pub state: String,
        pub why: String,
    }
    impl ActiveModelBehavior for ActiveModel {}
}

pub(crate) mod target {
    use sea_orm::entity::prelude::*;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "target")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub grant_id: Uuid,
        #[sea_orm(primary_key, auto_increment = false)]
        pub position: i32,
        pub what: String,
        pub wanted: Option<i64>,
        pub wanted_text: Option<String>,
        pub direction: String,
        pub unit: String,
        pub by_when: String,
    }
    impl ActiveModelBehavior for ActiveModel {}
}

pub(crate) mod report {
    use sea_orm::entity::prelude::*;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "report")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub grant_id: Uuid,
        pub organisation_id: Uuid,
        pub grant_reference: String,
        pub project_title: String,
        pub deadline_id: Option<Uuid>,
        pub kind: String,
        pub title: String,
        pub reporting_on: Date,
        #[sea_orm(column_type = "JsonBinary")]
        pub narrative: Json,
        pub state: String,
        pub revision: i32,
        pub submitted_at: Option<DateTimeUtc>,
        pub submitted_by: Option<String>,
        pub content_hash: Option<String>,
        pub approved_at: Option<DateTimeUtc>,
        pub approved_by: Option<String>,
    }
    impl ActiveModelBehavior for ActiveModel {}
}

pub(crate) mod report_result {
    use sea_orm::entity::prelude::*;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "report_result")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub report_id: Uuid,
        #[sea_orm(primary_key, auto_increment = false)]
        pub target: i32,
        pub reached: Option<i64>,
        pub verdict: String,
        pub explanation: String,
    }
    impl ActiveModelBehavior for ActiveModel {}
}

pub(crate) mod report_funnel {
    use sea_orm::entity::prelude::*;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "report_funnel")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub report_id: Uuid,
        pub informed: i32,
        pub started: i32,
        pub departed: i32,
        pub active: i32,
        pub in_work: i32,
        pub explanation: String,
    }
    impl ActiveModelBehavior for ActiveModel {}
}

pub(crate) mod report_departure {
    use sea_orm::entity::prelude::*;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "report_departure")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub report_id: Uuid,
        #[sea_orm(primary_key, auto_increment = false)]
        pub position: i32,
        pub reason: String,
        pub participants: i32,
    }
    impl ActiveModelBehavior for ActiveModel {}
}
