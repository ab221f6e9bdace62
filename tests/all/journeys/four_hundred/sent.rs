//! Who applies in the call with four hundred applications, and what becomes of each.

use crate::journeys::house::{TestHouse, day};
use crate::journeys::stage;
use organisations::OrganisationKind;
use std::collections::BTreeMap;
use vocabulary::{ApplicationId, Money, Role};

pub(super) const MUNICIPALITIES: usize = 40;
pub(super) const MOST_POINTS: i32 = 20;

/// What becomes of an application before it is checked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Course {
    Plain,
    /// A second version takes the place of the first.
    Replaced,
    Withdrawn,
    /// Something was missing, was asked for and came.
    Supplemented,
    /// Came late and was let in.
    Admitted,
    /// Came late and was turned away.
    Dismissed,
    /// Was never sent in.
    Unsent,
}

impl Course {
    /// Twenty of each but the plain ones, ten where two share them.
    pub(super) fn of(number: usize) -> Course {
        let (round, municipality) = (number / MUNICIPALITIES, number % MUNICIPALITIES);
        let second = municipality >= MUNICIPALITIES / 2;
        match (round * 7 + municipality) % 20 {
            0 | 10 => Course::Replaced,
            1 => Course::Withdrawn,
            2 => Course::Supplemented,
            3 if second => Course::Admitted,
            3 => Course::Dismissed,
            4 if second => Course::Unsent,
            _ => Course::Plain,
        }
    }

    /// How many versions were sent in.
    pub(super) fn versions(self) -> usize {
        match self {
            Course::Unsent => 0,
            Course::Replaced | Course::Supplemented => 2,
            _ => 1,
        }
    }

    pub(super) fn is_judged(self) -> bool {
        !matches!(self, Course::Withdrawn | Course::Dismissed | Course::Unsent)
    }
}

/// An application as the test knows it.
pub(super) struct Sent {
    pub(super) number: usize,
    pub(super) id: ApplicationId,
    pub(super) who: String,
    pub(super) course: Course,
    /// What the assessors have agreed on.
    pub(super) agreed: Option<Money>,
}

impl Sent {
    pub(super) fn title(&self) -> String {
        format!("Jobb {}", self.number)
    }
    pub(super) fn kroner(&self) -> i64 {
        150_000 + 100 * i64::try_from(self.number).expect("a small number")
    }
    /// What was agreed on, else what is recommended by all: between 80 000 and 120 000.
    pub(super) fn recommended(&self) -> Money {
        let all = 80_000 + 10_000 * i64::try_from(self.number % 5).expect("small");
        self.agreed.unwrap_or(Money::from_kroner(all))
    }
    /// What an assessor gives: each application is as good as it is, and one assessor is stricter.
    pub(super) fn points(&self, is_strict: bool) -> Vec<i32> {
        let most = usize::try_from(MOST_POINTS).expect("positive");
        let of = |factor: usize| i32::try_from(self.number * factor % (most + 1)).expect("small");
        [of(8), of(13)].map(|points| (points - i32::from(is_strict)).max(0)).to_vec()
    }
}

/// Forty municipalities of all counties of the day, a person in each: their addresses.
pub(super) async fn municipalities(house: &TestHouse) -> Vec<String> {
    let all = organisations::queries::municipalities_on(&house.house.db, day("2012-01-09")).await;
    let mut counties: BTreeMap<_, Vec<_>> = BTreeMap::new();
    for one in all.expect("municipalities") {
        counties.entry(one.county).or_default().push(one);
    }
    assert_eq!(counties.len(), 19);
    let most = counties.values().map(Vec::len).max().unwrap_or_default();
    let in_turn = (0..most).flat_map(|turn| counties.values().filter_map(move |own| own.get(turn)));
    // Those of the stage apply in other tests.
    let enrolled = ["1120", "1103", "1804"];
    let chosen = in_turn.filter(|one| !enrolled.contains(&one.number.to_string().as_str()));
    let mut people = Vec::new();
    for one in chosen.take(MUNICIPALITIES) {
        let number = one.number.to_string();
        let (name, email) =
            (format!("{} kommune {number}", one.name), format!("k{number}@x.example"));
        let kind = OrganisationKind::Municipality;
        let organisation = stage::enrol(house, &name, kind, Some(&number)).await;
        stage::join(house, organisation, "Kari Kommune", &email, &[Role::Applicant]).await;
        people.push(email);
    }
    people
}
