//! `fordel demo`.

use super::{serve, user};
use crate::{House, Settings, Story};
use std::sync::Arc;
use std::time::Duration;
use vocabulary::{Actor, RunningClock};

/// Tells the stories, prints what came of them, and serves.
pub(super) async fn show(mut settings: Settings, once: bool) -> anyhow::Result<()> {
    // Whoever kills a demonstration and starts it again does not want to wait for a dead one's lease.
    settings.lease = settings.lease.min(Duration::from_secs(5));
    // Everything that can be wrong is looked at before anything is written.
    let stories = Story::all()?;
    let listener = if once { None } else { Some(serve::listener(&settings).await?) };
    let house = House::ready(&settings).await?;
    say!("Walking two programmes through the house, from call to status report …");
    let made = crate::tell(&house, &stories).await?;
    let house = match stories.last() {
        // The demonstration goes on where the last story ends.
        Some(story) => house.on(Arc::new(RunningClock::set_to(story.last_day().at_hour(8, 0)))),
        None => house,
    };
    say!("\nWhat was made:");
    for report in &made.status_reports {
        say!("  status report  {}", report.display());
    }
    let relay = match &settings.smtp_url {
        Some(_) => "handed to the relay".to_owned(),
        None => settings.data.join("outbox").display().to_string(),
    };
    say!("  mails          {} in {relay}", made.letters);
    say!("  database       {}", told(&settings));
    say!("\nSign in (each address works once, for seven days):");
    for (who, person) in &made.people {
        say!("  {who:<22} {}", user::sign_in_address(&house, *person).await?);
    }
    if let Some(open) = &made.open {
        say!("\nOpen to applications until {}: {}", open.closes_on, open.title);
        for (what, path) in &open.pages {
            say!("  {what:<46} {}{path}", house.desk.public_url.trim_end_matches('/'));
        }
    }
    say!("\nTry also:");
    say!("  fordel check --data {}", settings.data.display());
    say!("  fordel remind --on 2013-02-15 --dry-run --data {}", settings.data.display());
    // The journal ends with what this run did.
    journal::seal(&house.db, house.clock.as_ref()).await?;
    if let Some(listener) = listener {
        say!("\nServing {} (Ctrl-C ends it).", house.desk.public_url);
        serve::serve(house, listener, true, true).await?;
    }
    Ok(())
}

/// The database as it may be shown.
fn told(settings: &Settings) -> String {
    settings
        .in_force()
        .into_iter()
        .find(|(setting, _)| setting.key == "database_url")
        .map(|(_, told)| told)
        .unwrap_or_default()
}

/// Who the demonstration is told by.
pub(crate) const TELLER: Actor = Actor::System("fordel demo");
