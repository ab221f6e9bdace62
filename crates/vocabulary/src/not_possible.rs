use std::fmt;

/// A rule says no. Carries what was tried, in which state, and what is possible instead, so that a
/// page can offer exactly that.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotPossible {
    /// The verb that was tried, as the state tables name it: `submit`.
    pub tried: &'static str,
    /// The state the thing is in: `withdrawn`.
    pub state: &'static str,
    /// The verbs that are possible now.
    pub possible: Vec<&'static str>,
}

impl fmt::Display for NotPossible {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "cannot {} what is {}; ", self.tried, self.state)?;
        match self.possible.as_slice() {
            [] => f.write_str("nothing can be done with it now"),
            verbs => write!(f, "possible now: {}", verbs.join(", ")),
        }
    }
}
impl std::error::Error for NotPossible {}
