//! What the form of a plan asks, and what can be chosen in it.

use super::{one::Purposes, plan_form, plan_form::Pairs, words};
use crate::{
    App,
    kit::{Choice, Control, FormField, Problem, Texts, format::kroner},
};
use county_allocation::{Apportionment, AtTheLine, Basis, Level, TieBreak, queries};
use std::collections::BTreeMap;
use vocabulary::{Actor, ApplicationId, CountyNumber, Money};

/// What can be chosen on the page.
#[derive(Default)]
pub(super) struct Offered {
    /// The counties of the day the call opens, by number.
    pub counties: Vec<(CountyNumber, String)>,
    /// Imported sets of weights of counties.
    pub sets: Vec<Choice>,
    /// What applications are for: by the key of a purpose, what people call it.
    pub purposes: BTreeMap<String, String>,
    /// The applications that stand for selection, by what people call them, in capitals.
    pub references: BTreeMap<String, ApplicationId>,
    /// The budget of the call.
    pub budget: Money,
    /// The year whose population counts.
    pub year: i32,
}

impl Offered {
    /// For a call.
    pub(super) async fn of(
        app: &App,
        actor: &Actor,
        basis: &Basis,
        texts: Texts,
    ) -> Result<Offered, Problem> {
        let counties = organisations::queries::counties_on(&app.db, basis.day).await?;
        // Latest versions only: a plan names a set, and takes the version of the day.
        let sets: BTreeMap<String, String> = queries::weight_sets_for_actor(&app.db, actor)
            .await?
            .into_iter()
            .filter(|set| set.level == Level::County)
            .map(|set| (set.figures.slug, set.figures.name))
            .collect();
        let contenders = basis.contenders.iter();
        let purposes = Purposes::of(app, actor, basis.call, texts).await?;
        let named = |key: &String| (key.clone(), purposes.called(key).to_owned());
        Ok(Offered {
            counties: counties.into_iter().map(|county| (county.number, county.name)).collect(),
            sets: sets.into_iter().map(|(slug, name)| Choice::new(slug, name)).collect(),
            purposes: contenders
                .clone()
                .filter_map(|one| one.purpose.as_ref())
                .map(named)
                .collect(),
            references: contenders
                .map(|one| (one.reference.to_uppercase(), one.application))
                .collect(),
            budget: basis.budget,
            year: basis.year,
        })
    }

    /// The counties to show: those of the call, and those that were sent.
    pub(super) fn counties_shown(&self, pairs: &Pairs) -> Vec<(CountyNumber, String)> {
        let mut all: BTreeMap<CountyNumber, String> = plan_form::counties(pairs)
            .into_iter()
            .map(|county| (county, county.to_string()))
            .collect();
        all.extend(self.counties.iter().cloned());
        all.into_iter().collect()
    }
    /// The purposes to show, with their names: those of the applications, and those that were sent.
    pub(super) fn purposes_shown(&self, pairs: &Pairs) -> Vec<(String, String)> {
        let mut all: BTreeMap<String, String> =
            plan_form::purposes(pairs).into_iter().map(|key| (key.clone(), key)).collect();
        all.extend(self.purposes.clone());
        all.into_iter().collect()
    }
}

/// So many empty rows are offered at first.
pub(super) const ROWS: usize = 2;

/// All fields, in the order they stand.
pub(super) fn fields(pairs: &Pairs, offered: &Offered, texts: Texts) -> Vec<FormField> {
    let t = |key: &str| texts.find(key).unwrap_or_default();
    let choice = |value: &str, key: &str, hint: String| Choice::new(value, t(key)).hint(hint);
    let budget = kroner(offered.budget, texts.language());
    let frames = vec![
        choice("formula", "allocations-frames-formula", t("allocations-frames-formula-hint")),
        choice("one", "allocations-frames-one", t("allocations-frames-one-hint")),
        choice("hand", "allocations-frames-hand", t("allocations-frames-hand-hint")),
    ];
    let mut fields = vec![
        FormField::text("name", t("allocations-name"))
            .hint(t("allocations-name-hint"))
            .max_length(100),
        FormField::kroner("budget", t("allocations-budget-used"))
            .hint(texts.t("allocations-budget-used-hint").with("budget", budget))
            .optional(),
        FormField::new(Control::Radio(frames), "frames", t("allocations-frames")),
    ];
    formula(pairs, offered, texts, &mut fields);
    for (county, name) in offered.counties_shown(pairs) {
        let label = |key: &str| format!("{name}, {}", t(key));
        fields.extend([
            FormField::kroner(format!("county.{county}.least"), label("allocations-least"))
                .optional(),
            FormField::kroner(format!("county.{county}.most"), label("allocations-most"))
                .optional(),
        ]);
    }
    fields.push(
        FormField::lines(3, "why", t("allocations-why"))
            .hint(t("allocations-why-hint"))
            .max_length(2000),
    );
    rules(pairs, offered, texts, &mut fields);
    fields
}

fn formula(pairs: &Pairs, offered: &Offered, texts: Texts, fields: &mut Vec<FormField>) {
    let t = |key: &str| texts.find(key).unwrap_or_default();
    let year = offered.year.to_string();
    let weights = vec![
        Choice::new("population", t("allocations-weights-population"))
            .hint(texts.t("allocations-weights-population-hint").with("year", year)),
        Choice::new("set", t("allocations-weights-set")).hint(t("allocations-weights-set-hint")),
        Choice::new("index", t("allocations-weights-index"))
            .hint(t("allocations-weights-index-hint")),
    ];
    fields.extend([
        FormField::new(Control::Radio(weights), "weights", t("allocations-weights")),
        FormField::new(Control::Select(offered.sets.clone()), "set", t("allocations-set")),
    ]);
    for (place, row) in plan_form::rows(pairs, "need", ROWS).into_iter().enumerate() {
        let label = |key: &str| format!("{} {}, {}", t("allocations-need-row"), place + 1, t(key));
        fields.extend([
            FormField::new(
                Control::Select(offered.sets.clone()),
                format!("need.{row}.set"),
                label("allocations-need-set"),
            )
            .optional(),
            FormField::number(format!("need.{row}.share"), label("allocations-need-share"))
                .optional(),
        ]);
    }
    let methods = Apportionment::ALL.map(|method| {
        let name = words::capital(method.name(texts.language()));
        Choice::new(method.word(), name).hint(words::apportionment_hint(method, texts))
    });
    fields.extend([
        FormField::new(
            Control::Radio(methods.into()),
            "apportionment",
            t("allocations-apportionment"),
        ),
        FormField::kroner("unit", t("allocations-unit")).hint(t("allocations-unit-hint")),
        FormField::kroner("reserve", t("allocations-reserve"))
            .hint(t("allocations-reserve-hint"))
            .optional(),
        FormField::kroner("lump", t("allocations-lump"))
            .hint(t("allocations-lump-hint"))
            .optional(),
        FormField::kroner("floor", t("allocations-floor"))
            .hint(t("allocations-floor-hint"))
            .optional(),
        FormField::kroner("cap", t("allocations-cap")).hint(t("allocations-cap-hint")).optional(),
        FormField::new(Control::Checkbox, "demand", t("allocations-demand-as-cap"))
            .hint(t("allocations-demand-hint"))
            .optional(),
    ]);
}

fn rules(pairs: &Pairs, offered: &Offered, texts: Texts, fields: &mut Vec<FormField>) {
    let t = |key: &str| texts.find(key).unwrap_or_default();
    let lines = AtTheLine::ALL.map(|at| {
        Choice::new(at.word(), words::at_the_line(at, texts))
            .hint(words::at_the_line_hint(at, texts))
    });
    let cut = |value: &str, key: &str, hint: &str| Choice::new(value, t(key)).hint(t(hint));
    let cuts = vec![
        cut("none", "allocations-cut-none", "allocations-cut-none-hint"),
        cut("pro-rata", "allocations-cut-pro-rata", "allocations-cut-pro-rata-hint"),
        cut("steps", "allocations-cut-steps", "allocations-cut-steps-hint"),
    ];
    fields.extend([
        FormField::new(Control::Radio(lines.into()), "at_the_line", t("allocations-at-the-line")),
        FormField::new(Control::Radio(cuts), "cut", t("allocations-cut")),
    ]);
    for (place, row) in plan_form::rows(pairs, "step", ROWS).into_iter().enumerate() {
        let label = |key: &str| format!("{} {}, {}", t("allocations-step"), place + 1, t(key));
        fields.extend([
            FormField::number(format!("step.{row}.from"), label("allocations-step-from"))
                .optional(),
            FormField::number(format!("step.{row}.percent"), label("allocations-step-percent"))
                .optional(),
        ]);
    }
    fields.push(
        FormField::kroner("rounding", t("allocations-rounding"))
            .hint(t("allocations-rounding-hint")),
    );
    let ties: Vec<Choice> =
        TieBreak::ALL.iter().map(|tie| Choice::new(tie.word(), words::tie(*tie, texts))).collect();
    for index in 0..TieBreak::ALL.len() {
        let label = texts.t("allocations-tie-number").with("number", index + 1);
        let control = Control::Select(ties.clone());
        fields.push(FormField::new(control, format!("tie.{index}"), label).optional());
    }
    fields.push(
        FormField::number("per_recipient", t("allocations-per-recipient"))
            .hint(t("allocations-per-recipient-hint"))
            .optional(),
    );
    for (place, row) in plan_form::rows(pairs, "pair", ROWS).into_iter().enumerate() {
        let label = |key: &str| format!("{} {}, {}", t("allocations-pair"), place + 1, t(key));
        fields.extend([
            FormField::text(format!("pair.{row}.one"), label("allocations-pair-one"))
                .max_length(60)
                .optional(),
            FormField::text(format!("pair.{row}.other"), label("allocations-pair-other"))
                .max_length(60)
                .optional(),
        ]);
    }
    for (purpose, name) in offered.purposes_shown(pairs) {
        let label = |key: &str| format!("{name}, {}", t(key));
        fields.extend([
            FormField::kroner(format!("purpose.{purpose}.least"), label("allocations-least"))
                .optional(),
            FormField::kroner(format!("purpose.{purpose}.most"), label("allocations-most"))
                .optional(),
        ]);
    }
}
