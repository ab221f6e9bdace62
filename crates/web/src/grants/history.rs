//! What the journal says of a thing, as people read it.

use crate::kit::{Moment, Problem, Texts, When};
use journal::Entry;
use sea_orm::DatabaseConnection;
use vocabulary::Day;

/// The names under which the system itself acts.
const SYSTEM: [&str; 8] = [
    "worker",
    ::status_reports::BY_ITSELF,
    "reminders",
    "post office",
    "register",
    "fordel demo",
    "fordel user",
    "fordel report",
];

/// What was done to a thing, oldest first.
pub(crate) async fn moments(
    db: &DatabaseConnection,
    texts: Texts,
    thing: &str,
    id: &str,
) -> Result<Vec<Moment>, Problem> {
    let entries = journal::history(db, thing, id).await?;
    let said = entries.iter().enumerate().filter(|(place, entry)| {
        // Of many saves in a row the last one tells enough.
        let next = entries.get(place + 1);
        entry.act != "saved" || next.is_none_or(|next| next.act != "saved")
    });
    Ok(said.map(|(_, entry)| moment(texts, entry)).collect())
}

fn moment(texts: Texts, entry: &Entry) -> Moment {
    // A word of a new verb shows as it is until it has a sentence here.
    let what = texts.find(&key(entry)).unwrap_or_else(|| entry.act.clone());
    let by = if SYSTEM.contains(&entry.actor.as_str()) {
        texts.t("grants-history-by-system").to_string()
    } else {
        texts.t("grants-history-by").with("by", &entry.actor).to_string()
    };
    let day = |name: &str| entry.detail.get(name)?.as_str()?.parse::<Day>().ok();
    let mut detail = by;
    if let (Some(from), Some(to)) = (day("from"), day("to")) {
        let moved = texts.t("grants-history-moved").with("from", from).with("to", to);
        detail = format!("{moved} {detail}");
    }
    for name in ["reason", "note"] {
        if let Some(said) = entry.detail.get(name).and_then(|said| said.as_str()) {
            detail = format!("{detail}: «{said}»");
        }
    }
    Moment::past(When::At(entry.at), what).detail(detail)
}

fn key(entry: &Entry) -> String {
    let act: String =
        entry.act.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '-' }).collect();
    format!("grants-history-{}-{act}", entry.thing)
}
