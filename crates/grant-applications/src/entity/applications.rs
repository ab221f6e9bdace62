//! Applications and what stands around them.

row!(application, "application", {
    #[sea_orm(primary_key, auto_increment = false)]
    id: Uuid,
    call_id: Uuid,
    organisation_id: Uuid,
    reference: String,
    number: i32,
    municipality_number: String,
    county_number: String,
    located_on: Date,
    title: String,
    summary: String,
    target_group: String,
    amount_ore: i64,
    own_share_ore: i64,
    continuation: String,
    state: String,
    revision: i32,
    begun_at: DateTimeUtc,
    submitted_at: Option<DateTimeUtc>,
    submitted_by: Option<String>,
    content_hash: Option<String>,
    decided_at: Option<DateTimeUtc>,
    reason: Option<String>,
    supplement_due_on: Option<Date>,
    arrived_late: bool,
    late_admitted_at: Option<DateTimeUtc>,
    late_reason: Option<String>,
});
row!(application_partner, "application_partner", {
    #[sea_orm(primary_key, auto_increment = false)]
    application_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    position: i32,
    name: String,
    municipality_number: Option<String>,
});
row!(application_member, "application_member", {
    #[sea_orm(primary_key, auto_increment = false)]
    application_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    position: i32,
    team: String,
    job: String,
    percent: Option<i32>,
});
row!(application_draft, "application_draft", {
    #[sea_orm(primary_key, auto_increment = false)]
    application_id: Uuid,
    form_version_id: Uuid,
    answers: String,
    saved_at: DateTimeUtc,
    saved_by: String,
});
row!(application_version, "application_version", {
    #[sea_orm(primary_key, auto_increment = false)]
    application_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    number: i32,
    form_version_id: Uuid,
    answers: String,
    content_hash: String,
    submitted_at: DateTimeUtc,
    submitted_by: String,
    late: bool,
});
row!(application_organisation, "application_organisation", {
    #[sea_orm(primary_key, auto_increment = false)]
    application_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    organisation_id: Uuid,
    invited_at: DateTimeUtc,
    invited_by: String,
    joined_at: Option<DateTimeUtc>,
    joined_by: Option<String>,
    left_at: Option<DateTimeUtc>,
});
row!(information_request, "information_request", {
    #[sea_orm(primary_key, auto_increment = false)]
    application_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    number: i32,
    what: String,
    due_on: Date,
    asked_at: DateTimeUtc,
    asked_by: String,
    answered_at: Option<DateTimeUtc>,
});
row!(application_decision, "application_decision", {
    #[sea_orm(primary_key, auto_increment = false)]
    application_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    number: i32,
    decision: String,
    amount_ore: i64,
    reason: String,
    decided_at: DateTimeUtc,
    decided_by: String,
});
