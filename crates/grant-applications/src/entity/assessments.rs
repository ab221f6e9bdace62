//! Assessments, and who may assess.

row!(assignment, "assignment", {
    #[sea_orm(primary_key, auto_increment = false)]
    application_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    assessor_id: Uuid,
    assigned_at: DateTimeUtc,
    assigned_by: String,
});
row!(impartiality, "impartiality", {
    #[sea_orm(primary_key, auto_increment = false)]
    id: Uuid,
    application_id: Uuid,
    person_id: Uuid,
    verdict: String,
    ground: String,
    declared_at: DateTimeUtc,
});
row!(tie, "tie", {
    #[sea_orm(primary_key, auto_increment = false)]
    id: Uuid,
    person_id: Uuid,
    organisation_id: Uuid,
    kind: String,
    note: String,
    from_on: Date,
    to_on: Option<Date>,
    registered_at: DateTimeUtc,
    registered_by: String,
});
row!(superior, "superior", {
    #[sea_orm(primary_key, auto_increment = false)]
    id: Uuid,
    person_id: Uuid,
    superior_id: Uuid,
    from_on: Date,
    to_on: Option<Date>,
});
row!(assessment, "assessment", {
    #[sea_orm(primary_key, auto_increment = false)]
    id: Uuid,
    application_id: Uuid,
    assessor_id: Uuid,
    assessor_name: String,
    impartial_at: DateTimeUtc,
    recommended_ore: i64,
    comment: String,
    submitted_at: DateTimeUtc,
});
row!(assessment_score, "assessment_score", {
    #[sea_orm(primary_key, auto_increment = false)]
    assessment_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    criterion: i32,
    points: i32,
    comment: String,
});
row!(consensus_note, "consensus_note", {
    #[sea_orm(primary_key, auto_increment = false)]
    application_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    number: i32,
    note: String,
    recommended_ore: i64,
    counted: i32,
    written_at: DateTimeUtc,
    written_by: String,
});
