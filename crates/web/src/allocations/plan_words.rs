//! A plan and what a scenario was computed from, as facts to read.

use super::{one::Purposes, words};
use crate::kit::{Fact, Texts, format};
use county_allocation::{Cut, Figures, Formula, FramePlan, Inputs, Plan, Rules, Scenario};
use vocabulary::{ApplicationId, Language, Money};

/// The whole plan, in words.
pub(super) fn facts(plan: &Plan, inputs: &Inputs, purposes: &Purposes, texts: Texts) -> Vec<Fact> {
    let mut said = Said { texts, facts: Vec::new() };
    said.add("allocations-frames", words::plan(plan, inputs, texts));
    if let Some(budget) = plan.budget {
        said.kroner("allocations-budget-used", budget);
    }
    match &plan.frames {
        FramePlan::OneFrame => {}
        FramePlan::ByFormula(formula) => said.formula(formula),
        FramePlan::ByHand { why, .. } => said.add("allocations-why", why),
    }
    said.rules(&plan.rules, inputs, purposes);
    said.facts
}

struct Said {
    texts: Texts,
    facts: Vec<Fact>,
}

impl Said {
    fn language(&self) -> Language {
        self.texts.language()
    }
    fn add(&mut self, key: &str, value: impl Into<String>) {
        self.facts.push(Fact::new(self.texts.t(key), value));
    }
    fn kroner(&mut self, key: &str, amount: Money) {
        self.add(key, format::kroner(amount, self.language()));
    }

    fn formula(&mut self, formula: &Formula) {
        let name = formula.method.name(self.language());
        let hint = words::apportionment_hint(formula.method, self.texts);
        self.add("allocations-apportionment", format!("{}. {hint}", words::capital(name)));
        self.kroner("allocations-unit", formula.unit);
        if formula.reserve.is_positive() {
            self.kroner("allocations-reserve", formula.reserve);
        }
        if formula.lump.is_positive() {
            self.kroner("allocations-lump", formula.lump);
        }
        if let Some(floor) = formula.floor {
            self.kroner("allocations-floor", floor);
        }
        if let Some(cap) = formula.cap {
            self.kroner("allocations-cap", cap);
        }
        if formula.demand_as_cap {
            let yes = self.texts.t("allocations-demand-as-cap").to_string();
            self.add("allocations-demand", yes);
        }
    }

    fn rules(&mut self, rules: &Rules, inputs: &Inputs, called: &Purposes) {
        let (texts, language) = (self.texts, self.language());
        if rules.cut != Cut::ProRata {
            self.add("allocations-at-the-line", words::at_the_line(rules.at_the_line, texts));
        }
        let percent = |milli: i64| format!("{}\u{a0}%", words::decimal(milli, 3, language));
        let cut: String = match &rules.cut {
            Cut::None => texts.t("allocations-cut-none").into(),
            Cut::ProRata => texts.t("allocations-cut-pro-rata").into(),
            Cut::Steps(steps) => {
                let step = |step: &county_allocation::Step| {
                    texts
                        .t("allocations-step-said")
                        .with("from", words::decimal(step.from_score_milli, 3, language))
                        .with("percent", percent(step.percent_milli))
                        .to_string()
                };
                steps.iter().map(step).collect::<Vec<_>>().join("; ")
            }
        };
        self.add("allocations-cut", cut);
        let mut ties: Vec<String> = rules.ties.iter().map(|tie| words::tie(*tie, texts)).collect();
        if ties.is_empty() {
            ties.push(words::tie(county_allocation::TieBreak::EarlierReference, texts));
        }
        self.add("allocations-ties", ties.join("; "));
        if let Some(most) = rules.per_recipient {
            let most = texts.t("allocations-per-recipient-said").with("most", most).to_string();
            self.add("allocations-per-recipient", most);
        }
        if !rules.exclusive.is_empty() {
            let name = |application: ApplicationId| {
                let found = inputs.contender(application);
                found.map_or_else(|| application.to_string(), |one| one.reference.clone())
            };
            let pair = |(one, other): &(ApplicationId, ApplicationId)| {
                texts
                    .t("allocations-pair-said")
                    .with("one", name(*one))
                    .with("other", name(*other))
                    .to_string()
            };
            let pairs: Vec<String> = rules.exclusive.iter().map(pair).collect();
            self.add("allocations-exclusive", pairs.join("; "));
        }
        if !rules.purposes.is_empty() {
            let kr = |amount: Money| format::kroner(amount, language);
            let purpose = |(key, quota): (&String, &county_allocation::Quota)| match quota.most {
                Some(most) => texts
                    .t("allocations-purpose-between")
                    .with("purpose", called.called(key))
                    .with("least", kr(quota.least))
                    .with("most", kr(most))
                    .to_string(),
                None => texts
                    .t("allocations-purpose-least")
                    .with("purpose", called.called(key))
                    .with("least", kr(quota.least))
                    .to_string(),
            };
            let purposes: Vec<String> = rules.purposes.iter().map(purpose).collect();
            self.add("allocations-purposes", purposes.join("; "));
        }
        if rules.cut != Cut::None || rules.at_the_line == county_allocation::AtTheLine::Partial {
            self.kroner("allocations-rounding", rules.unit);
        }
    }
}

/// What a scenario was computed from, with where it is from and by which checksum it is known again.
pub(super) fn inputs(scenario: &Scenario, texts: Texts) -> Vec<Fact> {
    let (inputs, language) = (&scenario.inputs, texts.language());
    let t = |key: &str| texts.t(key).to_string();
    let figures = |figures: &Figures| {
        let mut said = figures.source.clone();
        if let Some(day) = figures.as_of {
            said =
                texts.t("allocations-source-on").with("source", &said).with("day", day).to_string();
        }
        if figures.version > 0 {
            let version = texts.t("allocations-source-version").with("number", figures.version);
            said = format!("{said}, {version}");
        }
        let hash = texts.t("allocations-hash-short").with("hash", short_hash(&figures.hash));
        Fact::new(&figures.name, format!("{said}. {hash}"))
    };
    let mut facts = vec![
        Fact::new(
            t("allocations-drawn-by"),
            texts
                .t("allocations-drawn-said")
                .with("who", &scenario.made_by)
                .with("when", format::instant(scenario.made_at, language))
                .to_string(),
        ),
        Fact::new(t("allocations-budget-of-call"), format::kroner(inputs.budget, language)),
    ];
    if let Some(envelope) = &inputs.envelope {
        let said = texts
            .t("allocations-envelope-said")
            .with("amount", format::kroner(envelope.amount, language))
            .with("remaining", format::kroner(envelope.remaining, language));
        facts.push(Fact::new(t("allocations-envelope"), said.to_string()));
    }
    facts.push(Fact::new(
        t("allocations-contenders"),
        texts.t("allocations-contenders-said").with("count", inputs.contenders.len()).to_string(),
    ));
    if scenario.plan.counts_people() || scenario.plan.formula().is_none() {
        let mut population = figures(&inputs.population);
        if scenario.plan.formula().is_none() {
            // It decides nothing here, but what a county gets per head is told by it.
            let only = texts.t("allocations-for-per-head").to_string();
            population.value = format!("{} {only}", population.value);
        }
        facts.push(population);
    }
    facts.extend(inputs.weights.iter().map(|set| {
        figures(set).leading_to(format!("/weights/{}?version={}", set.slug, set.version))
    }));
    if let Some(hash) = &scenario.inputs_hash {
        facts.push(Fact::new(t("allocations-inputs-hash"), hash));
    }
    facts
}

fn short_hash(hash: &str) -> String {
    hash.chars().take(12).collect()
}
