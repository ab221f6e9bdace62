//! The state of a thing, and where it stands on its way.

/// How a state is to be taken. Never said by colour alone: the text says it too.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Tone {
    /// Just so.
    #[default]
    Neutral,
    /// Under way.
    Info,
    /// Done and good.
    Success,
    /// Somebody should look.
    Warning,
    /// Something is wrong or late.
    Danger,
}

impl Tone {
    /// All of them.
    pub const ALL: [Tone; 5] =
        [Tone::Neutral, Tone::Info, Tone::Success, Tone::Warning, Tone::Danger];

    /// The name of the colour in the style sheet.
    pub const fn color(self) -> &'static str {
        match self {
            Tone::Neutral => "neutral",
            Tone::Info => "info",
            Tone::Success => "success",
            Tone::Warning => "warning",
            Tone::Danger => "danger",
        }
    }
}

/// A state in a word or two.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Badge {
    /// How to take it.
    pub tone: Tone,
    /// The state, in the reader's language.
    pub text: String,
}

impl Badge {
    /// A state.
    pub fn new(tone: Tone, text: impl Into<String>) -> Badge {
        Badge { tone, text: text.into() }
    }
}

/// Where a step of a way stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Phase {
    /// Behind us.
    Done,
    /// Where we are.
    Now,
    /// Still to come.
    Ahead,
}

impl Phase {
    /// The name in the style sheet.
    pub const fn name(self) -> &'static str {
        match self {
            Phase::Done => "done",
            Phase::Now => "now",
            Phase::Ahead => "ahead",
        }
    }
}

/// A step of a way with a fixed order: the sections of a form, the life of a grant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// Its name.
    pub label: String,
    /// Where it stands.
    pub phase: Phase,
    /// Where it leads, when one can go there.
    pub href: Option<String>,
}

impl Step {
    /// A step that leads nowhere.
    pub fn new(phase: Phase, label: impl Into<String>) -> Step {
        Step { label: label.into(), phase, href: None }
    }
    /// A step one can go to.
    #[must_use]
    pub fn leading_to(self, href: impl Into<String>) -> Step {
        Step { href: Some(href.into()), ..self }
    }
}

/// How much of a piece of work is done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Progress {
    /// What is being done.
    pub label: String,
    /// How many are done.
    pub done: u64,
    /// How many there are; 0 when that is not known yet.
    pub total: u64,
}
