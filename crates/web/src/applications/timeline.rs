//! What happened to an application, from the journal.

use crate::{
    App,
    kit::{Moment, Texts, Tone, When},
};
use sea_orm::DbErr;
use vocabulary::ApplicationId;

/// The acts a timeline shows. `saved` is left out: it happens too often to tell anything.
pub(super) const ACTS: [&str; 16] = [
    "began",
    "submitted",
    "dropped changes",
    "withdrew",
    "invited",
    "joined",
    "left",
    "asked for a signature",
    "asked for more",
    "let in",
    "checked",
    "dismissed",
    "assessed",
    "awarded",
    "refused",
    "reversed",
];

/// What is the directorate's own: who assessed.
const OFFICERS_ONLY: [&str; 1] = ["assessed"];

/// What is the applicant's own, before and beside what was sent in.
const APPLICANTS_ONLY: [&str; 5] =
    ["dropped changes", "invited", "joined", "left", "asked for a signature"];

/// The key of the sentence for an act.
pub(super) fn key(act: &str) -> String {
    format!("applications-act-{}", act.replace(' ', "-"))
}

/// The history as this reader may see it.
pub(super) async fn of_application(
    app: &App,
    id: ApplicationId,
    officer: bool,
    texts: Texts,
) -> Result<Vec<Moment>, DbErr> {
    let entries = journal::history(&app.db, "application", &id.to_string()).await?;
    let others = if officer { &APPLICANTS_ONLY[..] } else { &OFFICERS_ONLY[..] };
    let shown = entries.into_iter().filter(|entry| {
        let act = entry.act.as_str();
        ACTS.contains(&act) && !others.contains(&act)
    });
    Ok(shown
        .map(|entry| {
            let what: String = texts.t(&key(&entry.act)).into();
            let tone = match entry.act.as_str() {
                "awarded" => Tone::Success,
                "asked for more" => Tone::Warning,
                "dismissed" | "refused" | "reversed" => Tone::Danger,
                _ => Tone::Neutral,
            };
            let moment = Moment::past(When::At(entry.at), what).toned(tone);
            moment.detail(texts.t("applications-by").with("name", entry.actor))
        })
        .collect())
}
