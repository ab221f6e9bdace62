//! Logs to standard error: standard output belongs to what a command answers.

use crate::{Settings, SettingsError};
use tracing_subscriber::EnvFilter;

/// Begins to log as the settings say, or else as much as `usually`. Beginning twice in one process
/// leaves the first.
pub(crate) fn begin(settings: &Settings, usually: &str) -> Result<(), SettingsError> {
    let wanted = settings.log.as_deref().unwrap_or(usually);
    let filter = EnvFilter::try_new(wanted).map_err(|error| SettingsError::Value {
        name: "FORDEL_LOG",
        value: wanted.to_owned(),
        why: error.to_string(),
    })?;
    let lines = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    let _ = if settings.log_json { lines.json().try_init() } else { lines.try_init() };
    Ok(())
}
