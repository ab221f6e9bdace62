//! The program: commands, settings, and the wiring of what the other crates are made of.
//!
//! [`Settings`] is the only reader of the environment. A [`House`] is everything a process works with,
//! put together from them. Each command is one file in `commands/`; the demo, which walks two real
//! programmes through the whole house, stands in `demo/`.

mod commands;
mod demo;
mod house;
mod logs;
mod settings;

pub use commands::{app, run, run_as};
pub use demo::{DemoError, Made, Story, StoryError, tell};
pub use house::{House, HouseError};
pub use settings::{SETTINGS, Setting, Settings, SettingsError};
