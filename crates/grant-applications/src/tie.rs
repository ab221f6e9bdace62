//! What ties people to organisations and to one another, on the days it lasts.

use vocabulary::{Day, OrganisationId, PersonId, SuperiorId, TieId};

/// What ties a person to an organisation. The first five are those of forvaltningsloven § 6, first
/// paragraph, which disqualify without any weighing; the last two are circumstances of its second
/// paragraph that the directorate has weighed once and for all by registering them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum TieKind {
    /// Is the party, or has an interest of its own in the case.
    Party,
    /// Kin as near as siblings, spouse, fiancé or foster family of somebody who leads it.
    Kin,
    /// Represents it, or has done so after the case began.
    Representative,
    /// Leads it or has a leading position in it.
    Leader,
    /// Sits on its board.
    Board,
    /// Is employed by it.
    Employed,
    /// Anything else that can weaken the trust in the person's impartiality.
    Other,
}

impl TieKind {
    /// All of them.
    pub const ALL: [TieKind; 7] = [
        TieKind::Party,
        TieKind::Kin,
        TieKind::Representative,
        TieKind::Leader,
        TieKind::Board,
        TieKind::Employed,
        TieKind::Other,
    ];

    /// The word in the database.
    pub const fn word(self) -> &'static str {
        match self {
            TieKind::Party => "party",
            TieKind::Kin => "kin",
            TieKind::Representative => "representative",
            TieKind::Leader => "leader",
            TieKind::Board => "board",
            TieKind::Employed => "employed",
            TieKind::Other => "other",
        }
    }
    /// The kind of a word, `None` when there is no such kind.
    pub fn from_word(word: &str) -> Option<TieKind> {
        TieKind::ALL.into_iter().find(|kind| kind.word() == word)
    }
}

/// A tie of a person to an organisation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tie {
    /// Its id.
    pub id: TieId,
    /// Who.
    pub person: PersonId,
    /// To which organisation.
    pub organisation: OrganisationId,
    /// What ties them.
    pub kind: TieKind,
    /// What more there is to know, for those who keep the register.
    pub note: String,
    /// The first day.
    pub from: Day,
    /// The last day; open-ended without one.
    pub to: Option<Day>,
}

impl Tie {
    /// Whether it bears on a case in which the person acts on any day from `from` to `to` (open-ended
    /// without one). Who has represented a party after the case began stays disqualified when that
    /// ends (forvaltningsloven § 6, first paragraph, letter d).
    pub fn bears(&self, begun: Day, from: Day, to: Option<Day>) -> bool {
        let since = if self.kind == TieKind::Representative { begun.min(from) } else { from };
        to.is_none_or(|to| self.from <= to) && self.to.is_none_or(|end| end >= since)
    }
}

/// That one person is another's superior.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Superior {
    /// Its id.
    pub id: SuperiorId,
    /// The subordinate.
    pub person: PersonId,
    /// The superior.
    pub superior: PersonId,
    /// The first day.
    pub from: Day,
    /// The last day; open-ended without one.
    pub to: Option<Day>,
}

impl Superior {
    /// The days of `from` to `to` (open-ended without one) on which it holds, `None` when on no day.
    pub fn within(&self, from: Day, to: Option<Day>) -> Option<(Day, Option<Day>)> {
        let first = self.from.max(from);
        let last = match (self.to, to) {
            (Some(a), Some(b)) => Some(a.min(b)),
            (one, other) => one.or(other),
        };
        last.is_none_or(|last| first <= last).then_some((first, last))
    }
}

/// Whether making `superior` the superior of `person` closes a circle: the person would be above
/// themselves on some day.
pub fn closes_a_circle(
    known: &[Superior],
    person: PersonId,
    superior: PersonId,
    from: Day,
    to: Option<Day>,
) -> bool {
    let mut waiting = vec![(superior, from, to)];
    let mut steps = 0;
    while let Some((one, from, to)) = waiting.pop() {
        // Without a circle among those known, a chain is never longer than there are links.
        steps += 1;
        if one == person || steps > known.len() * known.len() + 1 {
            return true;
        }
        let above = known.iter().filter(|link| link.person == one);
        waiting.extend(
            above.filter_map(|link| {
                link.within(from, to).map(|(from, to)| (link.superior, from, to))
            }),
        );
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Day {
        text.parse().unwrap()
    }

    fn tie(kind: TieKind, from: &str, to: Option<&str>) -> Tie {
        Tie {
            id: TieId::fresh(),
            person: PersonId::fresh(),
            organisation: OrganisationId::fresh(),
            kind,
            note: String::new(),
            from: day(from),
            to: to.map(day),
        }
    }

    #[test]
    fn a_tie_bears_on_the_days_it_lasts() {
        let board = tie(TieKind::Board, "2012-01-01", Some("2012-06-30"));
        let on = |text: &str| board.bears(day("2012-01-10"), day(text), Some(day(text)));
        assert!(!on("2011-12-31"));
        assert!(on("2012-01-01"));
        assert!(on("2012-06-30"));
        assert!(!on("2012-07-01"));
    }

    #[test]
    fn who_represented_a_party_after_the_case_began_stays_disqualified() {
        let ended = tie(TieKind::Representative, "2011-01-01", Some("2012-01-20"));
        let on = |begun: &str| ended.bears(day(begun), day("2012-03-01"), Some(day("2012-03-01")));
        assert!(on("2012-01-20"));
        assert!(!on("2012-01-21"));
    }

    #[test]
    fn nobody_is_above_themselves() {
        let (a, b, c) = (PersonId::fresh(), PersonId::fresh(), PersonId::fresh());
        let link = |person, superior, from: &str, to: Option<&str>| Superior {
            id: SuperiorId::fresh(),
            person,
            superior,
            from: day(from),
            to: to.map(day),
        };
        let known = [link(a, b, "2012-01-01", None), link(b, c, "2012-01-01", Some("2012-12-31"))];
        assert!(closes_a_circle(&known, c, a, day("2012-06-01"), None));
        assert!(!closes_a_circle(&known, c, a, day("2013-01-01"), None));
        assert!(closes_a_circle(&known, b, a, day("2013-01-01"), None));
        assert!(!closes_a_circle(&known, a, c, day("2012-01-01"), None));
    }
}
