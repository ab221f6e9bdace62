//! A plan as programs send it: closed, so that a field that is misspelt is refused instead of passed
//! over. It has the shape in which plans are kept, so that what is read can be sent again.

use county_allocation::{
    Apportionment, AtTheLine, CountyFrame, Cut, Formula, FramePlan, NeedCriterion, Plan, Quota,
    Rules, Step, TieBreak, WeightSource,
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use utoipa::ToSchema;
use vocabulary::{ApplicationId, CountyNumber, Money};

/// How a call's money is to be shared out: the frames, and by what rules projects are chosen within them.
/// All amounts are whole øre.
#[derive(Debug, Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = Plan)]
pub(crate) struct PlanBody {
    /// How the frames are set.
    frames: FramesBody,
    /// By what rules projects are chosen; what is left out is as usual.
    #[serde(default)]
    rules: RulesBody,
    /// How much of the call's budget is shared out, in øre; all of it when left out.
    #[serde(default)]
    #[schema(value_type = Option<i64>)]
    budget: Option<Money>,
}

/// How the frames of a plan are set.
#[derive(Debug, Deserialize, Serialize, ToSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
#[schema(as = PlanFrames)]
enum FramesBody {
    /// The whole budget is one frame.
    OneFrame,
    /// A frame for each county, shared out by weights.
    ByFormula(FormulaBody),
    /// A frame for each county that somebody has set, with a reason. Who is not named gets nothing.
    ByHand {
        /// By the county's two digits.
        #[schema(value_type = BTreeMap<String, FrameBody>)]
        frames: BTreeMap<CountyNumber, FrameBody>,
        /// Why they are as they are.
        why: String,
    },
}

/// What a county must get at least and may get at most, in øre.
#[derive(Debug, Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = PlanCountyFrame)]
struct FrameBody {
    /// The least; nothing when left out.
    #[serde(default)]
    #[schema(value_type = i64)]
    least: Money,
    /// The most.
    #[schema(value_type = i64)]
    most: Money,
}

/// How a pot is shared over the counties.
#[derive(Debug, Deserialize, Serialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
#[schema(as = PlanFormula)]
struct FormulaBody {
    /// How quotas become whole units: `hamilton`, `sainte-lague`, `modified-sainte-lague`, `dhondt`,
    /// `huntington-hill` or `nominal`.
    #[schema(value_type = String)]
    method: Apportionment,
    /// Frames are whole multiples of this, in øre: 100 000 unless said.
    #[schema(value_type = i64)]
    unit: Money,
    /// Held back before anything is shared, in øre.
    #[schema(value_type = i64)]
    reserve: Money,
    /// The least any county may get, in øre.
    #[schema(value_type = Option<i64>)]
    floor: Option<Money>,
    /// The most any county may get, in øre.
    #[schema(value_type = Option<i64>)]
    cap: Option<Money>,
    /// No county gets more than its applicants have applied for.
    demand_as_cap: bool,
    /// What every county gets before anything is shared by weight, in øre.
    #[schema(value_type = i64)]
    lump: Money,
    /// What counties count by.
    weights: WeightsBody,
}

impl Default for FormulaBody {
    fn default() -> Self {
        let Formula { method, unit, reserve, floor, cap, demand_as_cap, lump, .. } =
            Formula::default();
        let weights = WeightsBody::Population;
        FormulaBody { method, unit, reserve, floor, cap, demand_as_cap, lump, weights }
    }
}

/// What counties count by.
#[derive(Debug, Deserialize, Serialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
#[schema(as = PlanWeights)]
enum WeightsBody {
    /// Persons on 1 January of the call's year.
    Population,
    /// A set of weights of county level, by its short name; its latest version when it is drawn.
    Set(String),
    /// A need index of several sets.
    Index(Vec<CriterionBody>),
}

/// A criterion of a need index.
#[derive(Debug, Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = PlanCriterion)]
struct CriterionBody {
    /// The short name of the set of weights that counts it.
    set: String,
    /// How much of the index it makes up, in millionths; all together make 1 000 000.
    share_millionths: i64,
}

/// By what rules projects are chosen.
#[derive(Debug, Deserialize, Serialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
#[schema(as = PlanRules)]
struct RulesBody {
    /// What happens where the money ends: `stop`, `skip` (unless said) or `partial`.
    #[schema(value_type = String)]
    at_the_line: AtTheLine,
    /// Whether recommended amounts are cut first.
    cut: CutBody,
    /// What decides between equal scores, in order: `smaller-amount`, `larger-amount`,
    /// `larger-share-recommended`, `earlier-reference`.
    #[schema(value_type = Vec<String>)]
    ties: Vec<TieBreak>,
    /// The most awards of one recipient; any number when left out.
    per_recipient: Option<u32>,
    /// Pairs of applications of which only one can be funded.
    #[schema(value_type = Vec<Vec<uuid::Uuid>>)]
    exclusive: Vec<(ApplicationId, ApplicationId)>,
    /// What purposes must get at least and may get at most, by their words.
    purposes: BTreeMap<String, QuotaBody>,
    /// Cut amounts are whole multiples of this, in øre: 100 000 unless said.
    #[schema(value_type = i64)]
    unit: Money,
}

impl Default for RulesBody {
    fn default() -> Self {
        let Rules { at_the_line, ties, per_recipient, exclusive, unit, .. } = Rules::default();
        let (cut, purposes) = (CutBody::None, BTreeMap::new());
        RulesBody { at_the_line, cut, ties, per_recipient, exclusive, purposes, unit }
    }
}

/// Whether recommended amounts are cut before they are awarded.
#[derive(Debug, Deserialize, Serialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
#[schema(as = PlanCut)]
enum CutBody {
    /// Not at all.
    None,
    /// All of a frame alike, so far that they fit.
    ProRata,
    /// By score.
    Steps(Vec<StepBody>),
}

/// One step of a step cut.
#[derive(Debug, Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = PlanStep)]
struct StepBody {
    /// From this score on, in thousandths.
    from_score_milli: i64,
    /// So much of the recommended amount, in thousandths of a percent.
    percent_milli: i64,
}

/// What a purpose must get at least and may get at most, in øre.
#[derive(Debug, Default, Deserialize, Serialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
#[schema(as = PlanQuota)]
struct QuotaBody {
    /// The least.
    #[schema(value_type = i64)]
    least: Money,
    /// The most; no limit when left out.
    #[schema(value_type = Option<i64>)]
    most: Option<Money>,
}

impl From<PlanBody> for Plan {
    fn from(body: PlanBody) -> Plan {
        let PlanBody { frames, rules, budget } = body;
        Plan { frames: frames.into(), rules: rules.into(), budget }
    }
}

impl From<FramesBody> for FramePlan {
    fn from(body: FramesBody) -> FramePlan {
        match body {
            FramesBody::OneFrame => FramePlan::OneFrame,
            FramesBody::ByFormula(formula) => FramePlan::ByFormula(formula.into()),
            FramesBody::ByHand { frames, why } => {
                let frame = |FrameBody { least, most }| CountyFrame { least, most };
                let frames = frames.into_iter().map(|(county, one)| (county, frame(one))).collect();
                FramePlan::ByHand { frames, why }
            }
        }
    }
}

impl From<FormulaBody> for Formula {
    fn from(body: FormulaBody) -> Formula {
        let FormulaBody { method, unit, reserve, floor, cap, demand_as_cap, lump, weights } = body;
        let weights = weights.into();
        Formula { method, unit, reserve, floor, cap, demand_as_cap, lump, weights }
    }
}

impl From<WeightsBody> for WeightSource {
    fn from(body: WeightsBody) -> WeightSource {
        let criterion =
            |CriterionBody { set, share_millionths }| NeedCriterion { set, share_millionths };
        match body {
            WeightsBody::Population => WeightSource::Population,
            WeightsBody::Set(slug) => WeightSource::Set(slug),
            WeightsBody::Index(criteria) => {
                WeightSource::Index(criteria.into_iter().map(criterion).collect())
            }
        }
    }
}

impl From<RulesBody> for Rules {
    fn from(body: RulesBody) -> Rules {
        let RulesBody { at_the_line, cut, ties, per_recipient, exclusive, purposes, unit } = body;
        let quota = |QuotaBody { least, most }| Quota { least, most };
        let purposes = purposes.into_iter().map(|(word, one)| (word, quota(one))).collect();
        let cut = cut.into();
        Rules { at_the_line, cut, ties, per_recipient, exclusive, purposes, unit }
    }
}

impl From<CutBody> for Cut {
    fn from(body: CutBody) -> Cut {
        let step =
            |StepBody { from_score_milli, percent_milli }| Step { from_score_milli, percent_milli };
        match body {
            CutBody::None => Cut::None,
            CutBody::ProRata => Cut::ProRata,
            CutBody::Steps(steps) => Cut::Steps(steps.into_iter().map(step).collect()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use county_allocation::Method;

    #[test]
    fn every_plan_that_is_kept_can_be_sent() {
        let kr = Money::from_kroner;
        let frame = CountyFrame { least: kr(1), most: kr(5) };
        let by_hand = FramePlan::ByHand {
            frames: BTreeMap::from([("03".parse().expect("a county"), frame)]),
            why: "Etter møtet".into(),
        };
        let criterion = NeedCriterion { set: "alene".into(), share_millionths: 1_000_000 };
        let index = Formula {
            method: Apportionment::DHondt,
            floor: Some(kr(2)),
            cap: Some(kr(9)),
            demand_as_cap: true,
            lump: kr(3),
            reserve: kr(4),
            weights: WeightSource::Index(vec![criterion]),
            ..Formula::default()
        };
        let set = Formula { weights: WeightSource::Set("unge".into()), ..Formula::default() };
        let rules = Rules {
            at_the_line: AtTheLine::Partial,
            cut: Cut::Steps(vec![Step { from_score_milli: 50_000, percent_milli: 80_000 }]),
            ties: TieBreak::ALL.to_vec(),
            per_recipient: Some(2),
            exclusive: vec![(ApplicationId::fresh(), ApplicationId::fresh())],
            purposes: BTreeMap::from([(
                "drift".to_owned(),
                Quota { least: kr(1), most: Some(kr(2)) },
            )]),
            unit: kr(10),
        };
        let plans = [
            Plan::of(Method::RankedList),
            Plan::of(Method::CountyFrames),
            Plan { frames: by_hand, rules: rules.clone(), budget: Some(kr(7)) },
            Plan { frames: FramePlan::ByFormula(index), rules, budget: None },
            Plan {
                frames: FramePlan::ByFormula(set),
                rules: Rules { cut: Cut::ProRata, ..Rules::default() },
                budget: None,
            },
        ];
        for plan in plans {
            let kept = serde_json::to_string(&plan).expect("JSON");
            let body: PlanBody = serde_json::from_str(&kept).expect("the shape of a kept plan");
            assert_eq!(Plan::from(body), plan, "{kept}");
        }
    }

    #[test]
    fn what_is_left_out_is_as_usual_and_what_is_misspelt_is_refused() {
        let read = |text: &str| serde_json::from_str::<PlanBody>(text).map(Plan::from);
        assert_eq!(read(r#"{"frames":"one-frame"}"#).expect("read"), Plan::of(Method::RankedList));
        let short = read(r#"{"frames":{"by-formula":{}}}"#).expect("read");
        assert_eq!(short, Plan::of(Method::CountyFrames));
        for wrong in [
            r#"{"frames":"one-frame","rule":{}}"#,
            r#"{"frames":{"by-formula":{"flor":1}}}"#,
            r#"{"frames":{"by-hand":{"frames":{},"why":"","because":""}}}"#,
            r#"{"frames":{"by-formula":{"weights":{"index":[{"set":"a","share":1}]}}}}"#,
            r#"{"frames":"one-frame","rules":{"purposes":{"drift":{"max":1}}}}"#,
            r#"{"frames":"one-frame","rules":{"cut":{"steps":[{"from":1}]}}}"#,
        ] {
            assert!(read(wrong).is_err(), "{wrong}");
        }
    }
}
