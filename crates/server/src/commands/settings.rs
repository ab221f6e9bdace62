//! `fordel settings`.

use crate::Settings;

/// Prints every setting with its meaning and the value in force.
pub(super) fn explain(settings: &Settings) {
    println!("Settings come from the environment, then from the file fordel.toml (or the one that");
    println!("FORDEL_SETTINGS names), then from the defaults.\n");
    for (setting, value) in settings.in_force() {
        println!("{} (in the file: {})", setting.variable, setting.key);
        println!("  {}", setting.about);
        let value = if value.is_empty() { "not set" } else { &value };
        println!("  now: {value}\n");
    }
}
