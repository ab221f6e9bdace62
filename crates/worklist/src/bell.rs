use std::fmt::Debug;

/// Says that there is new work. Ring it after the commit, never before.
///
/// Ringing returns at once and cannot fail: a bell nobody hears costs time, never work.
pub trait Bell: Send + Sync + Debug {
    /// Wakes whoever listens.
    fn ring(&self);
}

/// Nobody listens: for commands that do not work the list themselves, and for tests.
#[derive(Debug, Clone, Copy, Default)]
pub struct SilentBell;

impl Bell for SilentBell {
    fn ring(&self) {}
}
