/// Something that must hold, whoever has written to the database. `fordel check` runs them all.
///
/// An invariant stands three times: in the code that decides, as a constraint where one can say it,
/// and here, as a question that anybody can ask.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Invariant {
    /// Its short name: `envelope-children-within-parent`.
    pub name: &'static str,
    /// What holds, as a sentence.
    pub says: &'static str,
    /// SQL that both databases understand; each row it finds has one column, `offender`, a text that
    /// says what is wrong. It finds nothing when all is well.
    pub offenders: &'static str,
}
