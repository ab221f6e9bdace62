//! The reserve list of a settled call: who is funded when money comes back, in which order, how much there
//! is for each, and whom a rule of the adopted scenario keeps out.

use crate::Grant;
use county_allocation::{BrokenRule, Contender, Envelope, EnvelopeKind, Given, Scenario};
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
    /// What there is for it now: of the money, and of what its purpose may get.
    pub room: Money,
    /// The rule of the scenario that any award to it would break now; none when it can be awarded, or
    /// does not wait.
    pub against: Option<BrokenRule>,
    /// Those before it who still wait for the same money and could get it: awarding it passes them over.
    pub before: Vec<ApplicationId>,
}

impl ReservePlace {
    /// It still waits for money.
    pub fn waits(&self) -> bool {
        self.state == WAITS
    }
    /// It waits, and no rule of the scenario keeps it out.
    pub fn may_be_awarded(&self) -> bool {
        self.waits() && self.against.is_none()
    }
}

const WAITS: &str = "refused";

/// Whoever cannot be awarded this cannot be awarded anything.
const SMALLEST: Money = Money::from_ore(1);

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

/// What is given under the rules of a scenario: the grants of its call that stand. What has lapsed or is
/// reversed is as if it had never been given.
pub fn given_now<'s>(scenario: &'s Scenario, grants: &[Grant]) -> Given<'s> {
    let mut given = Given::under(&scenario.plan.rules);
    for grant in grants.iter().filter(|grant| grant.state.stands()) {
        if let Some(contender) = scenario.inputs.contender(grant.application) {
            given.give(contender, grant.amount);
        }
    }
    given
}

/// What of the money there is an application can get under the rules of its scenario.
fn within(given: &Given<'_>, contender: Option<&Contender>, money: Money) -> Money {
    let left = contender.and_then(|one| given.left_of_purpose(one));
    left.map_or(money, |(_, left)| money.min(left.max(Money::ZERO)))
}

/// The reserve list of a scenario, in its order; `states` says where its applications stand now, `given`
/// what its rules count.
pub fn reserve_places(
    scenario: &Scenario,
    frames: CallFrames<'_>,
    states: &BTreeMap<ApplicationId, String>,
    given: &Given<'_>,
) -> Vec<ReservePlace> {
    let by_county = scenario.counties.iter().any(|line| line.frame.is_some());
    let mut places: Vec<ReservePlace> = Vec::new();
    for (application, place) in scenario.reserve_list().into_iter().zip(1..) {
        let line = scenario.lines.iter().find(|line| line.application == application);
        let Some(line) = line else { continue };
        let contender = scenario.inputs.contender(application);
        let before = places
            .iter()
            .filter(|other| other.may_be_awarded() && (!by_county || other.county == line.county))
            .map(|other| other.application)
            .collect();
        let state = states.get(&application).cloned().unwrap_or_default();
        let money = frames.room(line.county, frame_of(scenario, line.county));
        let waiting = contender.filter(|_| state == WAITS);
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
            state,
            room: within(given, contender, money),
            against: waiting.and_then(|one| given.breaks(one, SMALLEST)),
            before,
        });
    }
    places
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::GrantState;
    use county_allocation::{
        Figures, Inputs, Method, Plan, Quota, Rank, Reason, Rules, ScenarioLine,
    };
    use vocabulary::{CallId, Day, EnvelopeId, GrantId, OrganisationId, ScenarioId};

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

    /// One of a pair is funded and keeps the other out; once that grant is reversed, it no longer does, and
    /// what it had of its purpose is free again. Who is kept out is passed over by nobody.
    #[test]
    fn what_stands_counts_under_the_rules() {
        let ids: [ApplicationId; 3] = std::array::from_fn(|_| ApplicationId::fresh());
        let [funded, other, third] = ids;
        let rules = Rules {
            exclusive: vec![(other, funded)],
            purposes: [("home".to_owned(), Quota { least: Money::ZERO, most: Some(kr(600)) })]
                .into(),
            ..Rules::default()
        };
        let contenders = [(funded, "A", 400), (other, "B", 300), (third, "C", 500)];
        let scenario = scenario(rules, contenders);
        let call = frame(EnvelopeKind::Call, None, 900, 400);
        let frames = CallFrames { call: &call, inside: &[] };
        let states = [(other, "refused".to_owned()), (third, "refused".to_owned())].into();
        let at = Day::new(2012, 3, 1).expect("a day").begins_at();
        let list = |state: GrantState| {
            let grants = [grant(funded, kr(400), state)];
            reserve_places(&scenario, frames, &states, &given_now(&scenario, &grants))
        };

        let stands = GrantState::Active { accepted_at: at, accepted_by: "Kari".into() };
        for state in [GrantState::Awarded, stands] {
            let [b, c] = &list(state)[..] else { panic!("two places") };
            let broken = BrokenRule::Exclusive { other: funded, reference: "A".into() };
            assert_eq!((b.against.clone(), b.may_be_awarded()), (Some(broken), false));
            assert_eq!((c.against.clone(), c.room), (None, kr(200)), "of the purpose's 600");
            assert!(c.before.is_empty(), "nobody who could get it stands before it");
        }
        let reversed = GrantState::Reversed { accepted: None, at, by: "Dina".into() };
        for state in [GrantState::Lapsed, reversed] {
            let [b, c] = &list(state)[..] else { panic!("two places") };
            assert_eq!((b.against.clone(), b.room), (None, kr(500)));
            assert_eq!((c.against.clone(), &c.before[..]), (None, &[other][..]));
        }
    }

    const fn kr(kroner: i64) -> Money {
        Money::from_kroner(kroner)
    }

    fn grant(application: ApplicationId, amount: Money, state: GrantState) -> Grant {
        let day = Day::new(2012, 3, 1).expect("a day");
        Grant {
            id: GrantId::fresh(),
            reference: String::new(),
            application,
            call: CallId::fresh(),
            organisation: OrganisationId::fresh(),
            envelope: EnvelopeId::fresh(),
            title: String::new(),
            municipality: "1120".parse().expect("a municipality"),
            county: "11".parse().expect("a county"),
            amount,
            awarded_at: day.begins_at(),
            awarded_by: "Dina".into(),
            accept_by: day,
            state,
        }
    }

    /// A list of one frame, of which the first is funded and the others are refused for want of money. All
    /// are for the purpose `home`.
    fn scenario(rules: Rules, contenders: [(ApplicationId, &str, i64); 3]) -> Scenario {
        let county: CountyNumber = "11".parse().expect("a county");
        let contenders = contenders.map(|(application, reference, kroner)| Contender {
            application,
            reference: reference.to_owned(),
            county,
            applied: kr(kroner),
            recommended: kr(kroner),
            score_milli: 50_000,
            least: None,
            recipient: reference.to_owned(),
            purpose: Some("home".into()),
        });
        let inputs = Inputs {
            budget: kr(900),
            envelope: None,
            counties: Vec::new(),
            population: Figures::population(String::new(), None, []),
            weights: Vec::new(),
            contenders: contenders.to_vec(),
            of_before: false,
        };
        let line = |(one, place): (&Contender, i32)| {
            let rank = Rank { place: 1, of: 3, frame: kr(900), county: None };
            let (awarded, reason) = match place {
                1 => (one.recommended, Reason::Funded { rank }),
                _ => (Money::ZERO, Reason::UsedUp { rank, funded_before: 1 }),
            };
            ScenarioLine {
                application: one.application,
                county,
                place,
                score_milli: one.score_milli,
                applied: one.applied,
                recommended: one.recommended,
                awarded,
                reason,
            }
        };
        Scenario {
            id: ScenarioId::fresh(),
            call: CallId::fresh(),
            number: 1,
            name: "A".into(),
            plan: Plan { rules, ..Plan::of(Method::RankedList) },
            lines: inputs.contenders.iter().zip(1..).map(line).collect(),
            inputs,
            inputs_hash: None,
            working: None,
            adjustments: Vec::new(),
            budget: kr(900),
            made_at: Day::new(2012, 3, 1).expect("a day").begins_at(),
            made_by: "Anne".into(),
            adopted: None,
            counties: Vec::new(),
        }
    }
}
