//! The row as the database keeps it.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "letter")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub kind: String,
    pub unique_key: String,
    pub language: String,
    pub recipient_name: String,
    pub recipient_email: String,
    pub organisation_id: Option<Uuid>,
    pub about: String,
    pub about_id: String,
    pub subject: String,
    pub text_body: String,
    pub html_body: String,
    #[sea_orm(column_type = "JsonBinary", nullable)]
    pub enclosed: Option<Json>,
    pub enclosed_name: Option<String>,
    pub message_id: String,
    pub written_at: DateTimeUtc,
    pub state: String,
    pub attempt: i32,
    pub handing_over_at: Option<DateTimeUtc>,
    pub settled_at: Option<DateTimeUtc>,
    pub relay_answer: Option<String>,
}
impl ActiveModelBehavior for ActiveModel {}
