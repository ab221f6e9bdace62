//! `fordel settings`.

use crate::Settings;

/// Prints every setting with its meaning and the value in force.
pub(super) fn explain(settings: &Settings) {
    say!("Settings come from the environment, then from the file fordel.toml (or the one that");
    say!("FORDEL_SETTINGS names), then from the defaults.\n");
    for (setting, value) in settings.in_force() {
        say!("{} (in the file: {})", setting.variable, setting.key);
        say!("  {}", setting.about);
        let value = if value.is_empty() { "not set" } else { &value };
        say!("  now: {value}\n");
    }
}
