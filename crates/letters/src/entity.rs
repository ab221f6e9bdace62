//! The rows as the database keeps them.

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
    pub offered_to: Option<String>,
    pub first_offered_at: Option<DateTimeUtc>,
    pub in_doubt_since_at: Option<DateTimeUtc>,
    pub uncertain_at: Option<DateTimeUtc>,
    pub mended_email: Option<String>,
}
impl ActiveModelBehavior for ActiveModel {}

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

row!(event, "letter_event", {
    #[sea_orm(primary_key)]
    seq: i64,
    letter_id: Uuid,
    at: DateTimeUtc,
    what: String,
    attempt: i32,
    said: Option<String>,
    actor_name: String,
});
row!(bounce, "letter_bounce", {
    #[sea_orm(primary_key, auto_increment = false)]
    id: Uuid,
    letter_id: Option<Uuid>,
    digest: String,
    message_id: Option<String>,
    action: String,
    status: Option<String>,
    said: String,
    read_at: DateTimeUtc,
});
row!(office, "post_office", {
    #[sea_orm(primary_key, auto_increment = false)]
    name: String,
    trouble: Option<String>,
    said: Option<String>,
    since_at: DateTimeUtc,
});
