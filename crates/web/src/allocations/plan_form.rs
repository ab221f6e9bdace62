//! Fields as a plan. Rows that say nothing are no rows; what was typed in a part that is not chosen is
//! kept on the page and not read. The other way round is [`super::plan_fill`].

use super::{plan_fields::Offered, words};
use crate::kit::{FieldErrors, Filled, Texts};
use county_allocation::{
    Apportionment, AtTheLine, CountyFrame, Cut, Formula, FramePlan, NeedCriterion, Plan, Quota,
    Rules, Step, TieBreak, WeightSource,
};
use std::collections::{BTreeMap, BTreeSet};
use vocabulary::{ApplicationId, CountyNumber, Money};

/// What was typed, as it was sent.
pub(super) type Pairs = Vec<(String, String)>;

/// The most rows of a kind that a plan takes.
const MOST: [(&str, usize); 3] = [("need", 6), ("step", 10), ("pair", 50)];
/// All of an index, in millionths.
const WHOLE_INDEX: i64 = 1_000_000;
/// All of an amount, in thousandths of a percent, and the highest score, in thousandths.
const HUNDRED_MILLI: i64 = 100_000;

/// How many rows of a kind there may be.
pub(super) fn most(kind: &str) -> usize {
    MOST.iter().find(|(of, _)| *of == kind).map_or(usize::MAX, |(_, most)| *most)
}

/// The indices of the rows of a kind that were sent, and as many empty ones as `least` asks for.
pub(super) fn rows(pairs: &Pairs, kind: &str, least: usize) -> Vec<usize> {
    let prefix = format!("{kind}.");
    let sent = pairs
        .iter()
        .filter_map(|(name, _)| name.strip_prefix(&prefix)?.split('.').next()?.parse().ok());
    let mut found: BTreeSet<usize> = sent.collect();
    let most = most(kind);
    let mut index = 0;
    while found.len() < least.min(most) {
        found.insert(index);
        index += 1;
    }
    found.into_iter().take(most).collect()
}

/// Does what a button of the page asks, a row more; `false` when it asks for something else.
pub(super) fn rearranged(pairs: &mut Pairs) -> bool {
    let asked = pairs.iter().rfind(|(name, _)| name == "do").map(|(_, value)| value.clone());
    let (kind, part) = match asked.as_deref() {
        Some("add:need") => ("need", "share"),
        Some("add:step") => ("step", "from"),
        Some("add:pair") => ("pair", "one"),
        _ => return false,
    };
    let shown = rows(pairs, kind, 0);
    if shown.len() < most(kind) {
        let next = shown.last().map_or(0, |last| last.saturating_add(1));
        pairs.push((format!("{kind}.{next}.{part}"), String::new()));
    }
    true
}

/// The counties that were sent, by number.
pub(super) fn counties(pairs: &Pairs) -> BTreeSet<CountyNumber> {
    let sent = pairs
        .iter()
        .filter_map(|(name, _)| name.strip_prefix("county.")?.split('.').next()?.parse().ok());
    sent.collect()
}

/// The purposes that were sent.
pub(super) fn purposes(pairs: &Pairs) -> BTreeSet<String> {
    let sent = pairs.iter().filter_map(|(name, _)| {
        let rest = name.strip_prefix("purpose.")?;
        rest.strip_suffix(".least").or_else(|| rest.strip_suffix(".most"))
    });
    sent.map(str::to_owned).collect()
}

/// What was typed, read.
pub(super) struct Typed {
    /// What the scenario is to be called.
    pub name: String,
    /// Its plan.
    pub plan: Plan,
}

/// What the fields say; what cannot be read is noted with its field, and then nothing comes back.
pub(super) fn read(
    pairs: &Pairs,
    offered: &Offered,
    errors: &mut FieldErrors,
    texts: Texts,
) -> Option<Typed> {
    let filled = Filled::from(pairs.clone());
    let name = errors.text(&filled, "name", texts).map(str::to_owned);
    let mut reader = Reader { pairs, filled: &filled, offered, errors, texts };
    let budget = reader.budget();
    let frames = reader.frames();
    let rules = reader.rules();
    let frames = frames.filter(|_| errors.is_empty())?;
    Some(Typed { name: name?, plan: Plan { frames, rules, budget } })
}

struct Reader<'a> {
    pairs: &'a Pairs,
    filled: &'a Filled,
    offered: &'a Offered,
    errors: &'a mut FieldErrors,
    texts: Texts,
}

impl Reader<'_> {
    fn wrong(&mut self, field: &str, key: &str) {
        let said = self.texts.t(key);
        self.errors.add(field, said);
    }
    /// An amount from nothing up; none where nothing was typed, or what cannot be read.
    fn amount(&mut self, name: &str) -> Option<Money> {
        let typed = self.filled.one(name);
        if typed.is_empty() {
            return None;
        }
        match typed.parse::<Money>() {
            Ok(amount) if amount >= Money::ZERO => Some(amount),
            Ok(_) => {
                self.wrong(name, "allocations-below-nothing");
                None
            }
            Err(_) => {
                self.wrong(name, "form-not-an-amount");
                None
            }
        }
    }
    /// An amount above nothing that must be there.
    fn positive(&mut self, name: &str) -> Money {
        let amount = self.amount(name);
        if !amount.is_some_and(Money::is_positive) {
            self.wrong(name, "allocations-above-nothing");
        }
        amount.unwrap_or_default()
    }
    /// A number with at most so many decimals, in whole parts of ten to that power; from 0 to `most`.
    fn decimal(&mut self, name: &str, places: u32, most: i64, key: &str) -> Option<i64> {
        let typed: String = self.filled.one(name).chars().filter(|c| !c.is_whitespace()).collect();
        let typed = typed.trim_end_matches('%').replace(',', ".");
        let (whole, rest) = typed.split_once('.').unwrap_or((&typed, ""));
        let width = usize::try_from(places).unwrap_or_default();
        let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
        let read = (!whole.is_empty() && digits(whole) && digits(rest) && rest.len() <= width)
            .then(|| format!("{whole}{rest:0<width$}").parse::<i64>().ok())
            .flatten()
            .filter(|number| *number <= most);
        if read.is_none() {
            self.wrong(name, key);
        }
        read
    }
    fn is_blank(&self, names: &[String]) -> bool {
        names.iter().all(|name| self.filled.one(name).is_empty())
    }

    fn budget(&mut self) -> Option<Money> {
        let amount = self.amount("budget")?;
        if !amount.is_positive() {
            self.wrong("budget", "allocations-above-nothing");
        } else if amount > self.offered.budget {
            let budget = self.offered.budget;
            let said = self.texts.t("allocations-budget-above").with("budget", budget);
            self.errors.add("budget", said);
        }
        Some(amount)
    }

    fn frames(&mut self) -> Option<FramePlan> {
        match self.filled.one("frames") {
            "one" => Some(FramePlan::OneFrame),
            "formula" => Some(FramePlan::ByFormula(self.formula())),
            "hand" => Some(self.by_hand()),
            _ => {
                self.wrong("frames", "allocations-no-frames");
                None
            }
        }
    }

    fn formula(&mut self) -> Formula {
        let weights = self.weights();
        let method = Apportionment::from_word(self.filled.one("apportionment"));
        if method.is_none() {
            self.wrong("apportionment", "allocations-no-apportionment");
        }
        let formula = Formula {
            method: method.unwrap_or(Apportionment::Hamilton),
            unit: self.positive("unit"),
            reserve: self.amount("reserve").unwrap_or_default(),
            lump: self.amount("lump").unwrap_or_default(),
            floor: self.amount("floor"),
            cap: self.amount("cap"),
            demand_as_cap: self.filled.one("demand") == "yes",
            weights,
        };
        if formula.floor.zip(formula.cap).is_some_and(|(floor, cap)| floor > cap) {
            self.wrong("cap", "allocations-cap-below-floor");
        }
        formula
    }

    fn weights(&mut self) -> WeightSource {
        match self.filled.one("weights") {
            "population" => WeightSource::Population,
            "set" => {
                let slug = self.filled.one("set").to_owned();
                if slug.is_empty() {
                    self.wrong("set", "allocations-no-set");
                }
                WeightSource::Set(slug)
            }
            "index" => WeightSource::Index(self.index()),
            _ => {
                self.wrong("weights", "allocations-no-weights");
                WeightSource::Population
            }
        }
    }

    fn index(&mut self) -> Vec<NeedCriterion> {
        let mut criteria: Vec<NeedCriterion> = Vec::new();
        let shown = rows(self.pairs, "need", 1);
        let first = shown.first().copied().unwrap_or(0);
        let mut is_whole = true;
        for row in shown {
            let (of_set, of_share) = (format!("need.{row}.set"), format!("need.{row}.share"));
            if self.is_blank(&[of_set.clone(), of_share.clone()]) {
                continue;
            }
            let set = self.filled.one(&of_set).to_owned();
            if set.is_empty() {
                self.wrong(&of_set, "allocations-no-set");
            } else if criteria.iter().any(|one| one.set == set) {
                self.wrong(&of_set, "allocations-set-twice");
            }
            let share = self.decimal(&of_share, 4, WHOLE_INDEX, "allocations-not-a-percent");
            let share = share.filter(|share| *share > 0);
            if share.is_none() {
                is_whole = false;
                self.wrong(&of_share, "allocations-not-a-percent");
            }
            let share_millionths = share.unwrap_or_default();
            criteria.push(NeedCriterion { set, share_millionths });
        }
        let sum: i64 = criteria.iter().map(|one| one.share_millionths).sum();
        if criteria.is_empty() {
            self.wrong(&format!("need.{first}.set"), "allocations-no-set");
        } else if is_whole && sum != WHOLE_INDEX {
            let sum = words::decimal(sum, 4, self.texts.language());
            let said = self.texts.t("allocations-shares-sum").with("sum", sum);
            self.errors.add(format!("need.{first}.share"), said);
        }
        criteria
    }

    fn by_hand(&mut self) -> FramePlan {
        let mut frames = BTreeMap::new();
        for county in counties(self.pairs) {
            let (of_least, of_most) =
                (format!("county.{county}.least"), format!("county.{county}.most"));
            if self.is_blank(&[of_least.clone(), of_most.clone()]) {
                continue;
            }
            let least = self.amount(&of_least).unwrap_or_default();
            let most = self.amount(&of_most);
            if most.is_none() {
                self.wrong(&of_most, "allocations-no-most");
            } else if most.is_some_and(|most| least > most) {
                self.wrong(&of_least, "allocations-least-above-most");
            }
            let most = most.unwrap_or_default();
            frames.insert(county, CountyFrame { least, most });
        }
        if frames.is_empty() {
            let first = self.offered.counties.first().map(|(county, _)| *county);
            let field = first.map_or_else(|| "frames".into(), |one| format!("county.{one}.most"));
            self.wrong(&field, "allocations-no-county-frame");
        }
        let why = self.filled.one("why").replace("\r\n", "\n");
        if why.is_empty() {
            self.wrong("why", "allocations-no-why");
        }
        FramePlan::ByHand { frames, why }
    }

    fn rules(&mut self) -> Rules {
        let usual = Rules::default();
        let at_the_line = AtTheLine::from_word(self.filled.one("at_the_line"));
        if at_the_line.is_none() {
            self.wrong("at_the_line", "allocations-choose-one");
        }
        let cut = match self.filled.one("cut") {
            "none" => Cut::None,
            "pro-rata" => Cut::ProRata,
            "steps" => Cut::Steps(self.steps()),
            _ => {
                self.wrong("cut", "allocations-choose-one");
                Cut::None
            }
        };
        Rules {
            at_the_line: at_the_line.unwrap_or(usual.at_the_line),
            cut,
            unit: self.positive("rounding"),
            ties: self.ties(),
            per_recipient: self.per_recipient(),
            exclusive: self.exclusive(),
            purposes: self.purposes(),
        }
    }

    fn steps(&mut self) -> Vec<Step> {
        let mut steps: Vec<Step> = Vec::new();
        let shown = rows(self.pairs, "step", 1);
        let first = shown.first().copied().unwrap_or(0);
        let mut is_empty = true;
        for row in shown {
            let (of_from, of_percent) = (format!("step.{row}.from"), format!("step.{row}.percent"));
            if self.is_blank(&[of_from.clone(), of_percent.clone()]) {
                continue;
            }
            is_empty = false;
            let from = self.decimal(&of_from, 3, HUNDRED_MILLI, "allocations-not-points");
            let percent = self.decimal(&of_percent, 3, HUNDRED_MILLI, "allocations-not-a-percent");
            let Some((from_score_milli, percent_milli)) = from.zip(percent) else { continue };
            if steps.iter().any(|step| step.from_score_milli == from_score_milli) {
                self.wrong(&of_from, "allocations-step-twice");
            }
            steps.push(Step { from_score_milli, percent_milli });
        }
        if is_empty {
            self.wrong(&format!("step.{first}.from"), "allocations-no-step");
        }
        steps
    }

    fn ties(&mut self) -> Vec<TieBreak> {
        let mut ties = Vec::new();
        for index in 0..TieBreak::ALL.len() {
            let name = format!("tie.{index}");
            let word = self.filled.one(&name);
            if word.is_empty() {
                continue;
            }
            match TieBreak::from_word(word) {
                Some(tie) if ties.contains(&tie) => self.wrong(&name, "allocations-tie-twice"),
                Some(tie) => ties.push(tie),
                None => self.wrong(&name, "allocations-choose-one"),
            }
        }
        ties
    }

    fn per_recipient(&mut self) -> Option<u32> {
        let typed = self.filled.one("per_recipient");
        if typed.is_empty() {
            return None;
        }
        let most = typed.parse().ok().filter(|most| *most > 0);
        if most.is_none() {
            self.wrong("per_recipient", "allocations-not-a-count");
        }
        most
    }

    fn exclusive(&mut self) -> Vec<(ApplicationId, ApplicationId)> {
        let mut all = Vec::new();
        for row in rows(self.pairs, "pair", 0) {
            let names = [format!("pair.{row}.one"), format!("pair.{row}.other")];
            if self.is_blank(&names) {
                continue;
            }
            let found = names.clone().map(|name| {
                let typed = self.filled.one(&name).to_uppercase();
                let found = self.offered.references.get(&typed).copied();
                if found.is_none() {
                    self.wrong(&name, "allocations-no-such-reference");
                }
                found
            });
            let [Some(one), Some(other)] = found else { continue };
            if one == other {
                self.wrong(&names[1], "allocations-pair-same");
            }
            all.push((one, other));
        }
        all
    }

    fn purposes(&mut self) -> BTreeMap<String, Quota> {
        let mut all = BTreeMap::new();
        for purpose in purposes(self.pairs) {
            let (of_least, of_most) =
                (format!("purpose.{purpose}.least"), format!("purpose.{purpose}.most"));
            if self.is_blank(&[of_least.clone(), of_most.clone()]) {
                continue;
            }
            let quota = Quota {
                least: self.amount(&of_least).unwrap_or_default(),
                most: self.amount(&of_most),
            };
            if quota.most.is_some_and(|most| quota.least > most) {
                self.wrong(&of_least, "allocations-least-above-most");
            }
            all.insert(purpose, quota);
        }
        all
    }
}

#[cfg(test)]
#[path = "plan_form_tests.rs"]
mod tests;
