//! The reserve list of a settled call: who is funded when money comes back, in which order, and how much
//! there is for each.

use county_allocation::{Envelope, EnvelopeKind, Scenario};
use std::collections::BTreeMap;
use vocabulary::{ApplicationId, CountyNumber, Money};

/// An application on the reserve list of the adopted scenario.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReservePlace {
    /// Its place on the reserve list, from 1.
    pub place: i32,
    /// The application.
    pub application: ApplicationId,
    /// What people call it.
    pub reference: String,
    /// Its county.
    pub county: CountyNumber,
    /// What the county was called.
    pub county_name: String,
    /// Its score, in thousandths on a scale from 0 to 100.
    pub score_milli: i64,
    /// What was applied for.
    pub applied: Money,
    /// What the assessors recommended.
    pub recommended: Money,
    /// The least its applicant could carry out the project with; none when nothing was said.
    pub least: Option<Money>,
    /// Where it stands now, by its word: `refused` as long as it waits.
    pub state: String,
    /// What there is for it now.
    pub room: Money,
    /// Those before it who still wait for the same money: awarding it passes them over.
    pub before: Vec<ApplicationId>,
}

impl ReservePlace {
    /// It still waits for money.
    pub fn waits(&self) -> bool {
        self.state == WAITS
    }
}

const WAITS: &str = "refused";

/// The frames of a call's money: its own, and those of the counties inside it.
#[derive(Debug, Clone, Copy)]
pub struct CallFrames<'a> {
    /// The call's.
    pub call: &'a Envelope,
    /// Those inside it.
    pub inside: &'a [Envelope],
}

impl CallFrames<'_> {
    /// The frame of a county, where it has one.
    pub fn county(&self, county: CountyNumber) -> Option<&Envelope> {
        self.inside
            .iter()
            .find(|frame| frame.kind == EnvelopeKind::County && frame.county == Some(county))
    }
    /// What an application of a county can get: what has come back in its county, and what the call has
    /// never promised. Where counties have frames, of the latter no more than the county's own frame
    /// allows, and what came back in another county is that county's; where the budget was one frame,
    /// that too.
    pub fn room(&self, county: CountyNumber, frame: Option<Money>) -> Money {
        let own = self.county(county);
        let came_back = own.map_or(Money::ZERO, Envelope::remaining);
        let unpromised = self.call.remaining();
        match frame {
            Some(frame) => {
                let held = own.map_or(Money::ZERO, |own| own.amount);
                came_back + unpromised.min((frame - held).max(Money::ZERO))
            }
            None => came_back + unpromised + self.in_other_counties(county),
        }
    }
    fn in_other_counties(&self, county: CountyNumber) -> Money {
        self.others(county).map(Envelope::remaining).sum()
    }
    /// The frames of the other counties, by key.
    pub fn others(&self, county: CountyNumber) -> impl Iterator<Item = &Envelope> {
        let others = self.inside.iter().filter(|frame| frame.kind == EnvelopeKind::County);
        others.filter(move |frame| frame.county != Some(county))
    }
}

/// The frame that a scenario gave a county; none where the whole budget is one.
pub(crate) fn frame_of(scenario: &Scenario, county: CountyNumber) -> Option<Money> {
    scenario.counties.iter().find(|line| line.county == county).and_then(|line| line.frame)
}

/// The reserve list of a scenario, in its order; `states` says where its applications stand now.
pub fn reserve_places(
    scenario: &Scenario,
    frames: CallFrames<'_>,
    states: &BTreeMap<ApplicationId, String>,
) -> Vec<ReservePlace> {
    let by_county = scenario.counties.iter().any(|line| line.frame.is_some());
    let mut places: Vec<ReservePlace> = Vec::new();
    for (application, place) in scenario.reserve_list().into_iter().zip(1..) {
        let line = scenario.lines.iter().find(|line| line.application == application);
        let Some(line) = line else { continue };
        let contender = scenario.inputs.contender(application);
        let before = places
            .iter()
            .filter(|other| other.waits() && (!by_county || other.county == line.county))
            .map(|other| other.application)
            .collect();
        places.push(ReservePlace {
            place,
            application,
            reference: contender.map(|one| one.reference.clone()).unwrap_or_default(),
            county: line.county,
            county_name: scenario.county_name(line.county).unwrap_or_default().to_owned(),
            score_milli: line.score_milli,
            applied: line.applied,
            recommended: line.recommended,
            least: contender.and_then(|one| one.least),
            state: states.get(&application).cloned().unwrap_or_default(),
            room: frames.room(line.county, frame_of(scenario, line.county)),
            before,
        });
    }
    places
}

#[cfg(test)]
mod tests {
    use super::*;
    use vocabulary::EnvelopeId;

    fn frame(kind: EnvelopeKind, county: Option<&str>, amount: i64, reserved: i64) -> Envelope {
        Envelope {
            id: EnvelopeId::fresh(),
            parent: Some(EnvelopeId::fresh()),
            kind,
            key: format!("{county:?}"),
            name: String::new(),
            county: county.map(|number| number.parse().expect("a county")),
            amount: Money::from_kroner(amount),
            reserved: Money::from_kroner(reserved),
            paid: Money::ZERO,
            returned: Money::ZERO,
        }
    }

    /// A call of 1 000, of which 900 lie in two counties; 200 came back in the one, 50 in the other.
    #[test]
    fn what_there_is_for_whom() {
        let call = frame(EnvelopeKind::Call, None, 1_000, 900);
        let inside = [
            frame(EnvelopeKind::County, Some("11"), 500, 300),
            frame(EnvelopeKind::County, Some("18"), 400, 350),
        ];
        let frames = CallFrames { call: &call, inside: &inside };
        let room = |county: &str, frame: Option<i64>| {
            let frame = frame.map(Money::from_kroner);
            frames.room(county.parse().expect("a county"), frame).whole_kroner()
        };
        assert_eq!(room("11", None), 350, "one frame for all");
        assert_eq!(room("03", None), 350, "also where nobody got anything");
        assert_eq!(room("11", Some(500)), 200, "its own frame is given away");
        assert_eq!(room("11", Some(560)), 260, "60 of it never was");
        assert_eq!(room("18", Some(900)), 150, "the call has no more");
        assert_eq!(room("03", Some(80)), 80, "nothing of it was given away");
        assert_eq!(room("11", Some(100)), 200, "a frame that was moved into is what it is");
    }
}
