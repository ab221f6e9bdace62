//! What happened to an application, from the journal.

use crate::{
    App,
    kit::{Moment, Texts, Tone, When},
};
use sea_orm::DbErr;
use vocabulary::ApplicationId;

/// The acts a timeline shows. `saved` is left out: it happens too often to tell anything.
pub(super) const ACTS: [&str; 8] =
    ["began", "submitted", "withdrew", "checked", "dismissed", "assessed", "awarded", "refused"];

/// The history as this reader may see it: who assessed is the directorate's own.
pub(super) async fn of_application(
    app: &App,
    id: ApplicationId,
    officer: bool,
    texts: Texts,
) -> Result<Vec<Moment>, DbErr> {
    let entries = journal::history(&app.db, "application", &id.to_string()).await?;
    let shown = entries
        .into_iter()
        .filter(|entry| ACTS.contains(&entry.act.as_str()) && (officer || entry.act != "assessed"));
    Ok(shown
        .map(|entry| {
            let what: String = texts.t(&format!("applications-act-{}", entry.act)).into();
            let tone = match entry.act.as_str() {
                "awarded" => Tone::Success,
                "dismissed" | "refused" => Tone::Danger,
                _ => Tone::Neutral,
            };
            let moment = Moment::past(When::At(entry.at), what).toned(tone);
            moment.detail(texts.t("applications-by").with("name", entry.actor))
        })
        .collect())
}
