//! Programmes, schemes, calls.

row!(programme, "programme", {
    #[sea_orm(primary_key, auto_increment = false)]
    id: Uuid,
    slug: String,
    name: String,
    about: String,
});
row!(scheme, "scheme", {
    #[sea_orm(primary_key, auto_increment = false)]
    id: Uuid,
    programme_id: Uuid,
    slug: String,
    name: String,
    chapter: String,
    item: String,
    appealable: bool,
    appeal_body: Option<String>,
});
row!(scheme_version, "scheme_version", {
    #[sea_orm(primary_key, auto_increment = false)]
    scheme_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    number: i32,
    valid_from_on: Date,
    valid_to_on: Option<Date>,
    change: String,
    goals: String,
    target_group: String,
    achievement_criteria: String,
    award_criteria: String,
    follow_up: String,
    evaluation: String,
    support_types: String,
    rulebook: String,
    published_at: DateTimeUtc,
});
row!(scheme_draft, "scheme_draft", {
    #[sea_orm(primary_key, auto_increment = false)]
    scheme_id: Uuid,
    content: String,
    revision: i32,
    saved_at: DateTimeUtc,
    saved_by: String,
});
row!(threshold, "threshold", {
    #[sea_orm(primary_key, auto_increment = false)]
    rule: String,
    #[sea_orm(primary_key, auto_increment = false)]
    scheme_slug: String,
    #[sea_orm(primary_key, auto_increment = false)]
    valid_from_on: Date,
    amount_ore: i64,
    source: String,
    source_on: Date,
});
row!(call, "call", {
    #[sea_orm(primary_key, auto_increment = false)]
    id: Uuid,
    scheme_id: Uuid,
    scheme_version: i32,
    slug: String,
    title: String,
    year: i32,
    budget_ore: i64,
    opens_at: DateTimeUtc,
    closes_at: DateTimeUtc,
    report_due_on: Date,
    funded_through_on: Date,
    accept_within_days: i32,
    about: String,
    state: String,
    form_version_id: Option<Uuid>,
    title_nn: String,
    title_en: String,
    about_nn: String,
    about_en: String,
    who_may_apply: String,
    own_share_milli: i32,
    continuation_required: bool,
    late_until_at: Option<DateTimeUtc>,
    decision_expected_on: Option<Date>,
    remind_drafts_days: i32,
    provisional_reply_days: i32,
    revision: i32,
});
row!(call_criterion, "call_criterion", {
    #[sea_orm(primary_key, auto_increment = false)]
    call_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    position: i32,
    name: String,
    weight: i32,
    max_points: i32,
    name_nn: String,
    name_en: String,
    anchors: String,
});
row!(call_amendment, "call_amendment", {
    #[sea_orm(primary_key, auto_increment = false)]
    call_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    number: i32,
    made_at: DateTimeUtc,
    made_by: String,
    what_nb: String,
    what_nn: String,
    what_en: String,
    changes: String,
});
