//! The row as the database keeps it.

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
}

impl ActiveModelBehavior for ActiveModel {}
