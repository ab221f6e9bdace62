/// How urgent work is: the three that have a name. In between any number of points is possible.
///
/// A point is a minute's head start: work that has waited as many minutes longer goes first all the
/// same, so that nothing waits for ever.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum Class {
    /// Nobody waits for it: rounds that sweep and seal. Ten minutes behind.
    Background,
    /// Most of it.
    #[default]
    Ordinary,
    /// Somebody sits and waits: half a day ahead, which is before whatever a busy day has left over.
    Urgent,
}

impl Class {
    /// The priority, in minutes of head start.
    pub const fn points(self) -> i32 {
        match self {
            Class::Background => -10,
            Class::Ordinary => 0,
            Class::Urgent => 720,
        }
    }
}

/// The least and the most points there are: how far ahead of its time a row can be ranked is bounded,
/// and so is what a claim reads.
pub(crate) fn within_bounds(points: i32) -> i32 {
    points.clamp(Class::Background.points(), Class::Urgent.points())
}
