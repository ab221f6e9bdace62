//! `GET …/{scenario}/purposes`: the frames of the counties split over the purposes of the call, so that
//! both the frames and what each purpose gets in all hold to the øre.

use super::{
    named::{Ways, about, county_of},
    one::{Purposes, scenario_of},
};
use crate::{
    App,
    kit::{
        Fact, FieldErrors, Filled, Form, FormField, PageFrame, Problem, Texts, format, render_as,
    },
    session::Officer,
};
use askama::Template;
use axum::{
    extract::{Path, Query, State},
    http::StatusCode,
    response::Response,
};
use county_allocation::{
    Apportionment, BothError, Claim, Method, Scenario, Table, Terms, UnitCode, share, share_both,
};
use std::collections::{BTreeMap, BTreeSet};
use vocabulary::{CountyNumber, Money};

/// The field of the sum of those who do not say what they apply for; that of a purpose is `sum-KEY`.
const SUM: &str = "sum";
/// Where errors of no single sum stand.
const SUMS: &str = "sums";

/// What is applied for by county and purpose, with the frames that are to be split.
pub(crate) struct Demand {
    /// Cells are whole multiples of this: the formula's unit where every frame is, else the largest of
    /// 1 000 kr, 1 kr and 1 øre that all of them are.
    pub unit: Money,
    /// The counties with a frame and applications, by number.
    pub counties: Vec<(CountyNumber, Money)>,
    /// What these applications are for, by key; none, last, for those that do not say.
    pub purposes: Vec<Option<String>>,
    /// What is applied for: a row for each county, in it an amount for each purpose.
    pub applied: Vec<Vec<Money>>,
    /// Counties with a frame in which nobody applies: there is nothing to split it by.
    pub without: Vec<(CountyNumber, Money)>,
}

/// Why the frames of a scenario cannot be split by purpose.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum NoDemand {
    /// The whole budget is one frame.
    OneFrame,
    /// No county with a frame has an application.
    Nobody,
    /// No application says what it is for.
    NoPurposes,
}

impl NoDemand {
    /// The sentence in the reader's language.
    pub(crate) fn in_words(self, texts: Texts) -> String {
        match self {
            NoDemand::OneFrame => texts.t("by-purpose-one-frame-about").to_string(),
            NoDemand::Nobody => texts.t("by-purpose-nobody-about").to_string(),
            NoDemand::NoPurposes => texts.t("by-purpose-none-about").to_string(),
        }
    }
    fn title(self, texts: Texts) -> String {
        match self {
            NoDemand::OneFrame => texts.t("by-purpose-one-frame").to_string(),
            NoDemand::Nobody => texts.t("by-purpose-nobody").to_string(),
            NoDemand::NoPurposes => texts.t("by-purpose-none").to_string(),
        }
    }
}

/// The field of a purpose's sum.
pub(crate) fn sum_field(purpose: Option<&str>) -> String {
    purpose.map_or_else(|| SUM.to_owned(), |key| format!("{SUM}-{key}"))
}

/// What a purpose is called; those who do not say have a name too.
pub(crate) fn called(names: &Purposes, purpose: Option<&str>, texts: Texts) -> String {
    match purpose {
        Some(key) => names.called(key).to_owned(),
        None => texts.t("by-purpose-not-said").to_string(),
    }
}

impl Demand {
    /// Of a scenario as it was drawn.
    pub(crate) fn of(scenario: &Scenario) -> Result<Demand, NoDemand> {
        if scenario.method() == Method::RankedList {
            return Err(NoDemand::OneFrame);
        }
        let mut applied: BTreeMap<CountyNumber, BTreeMap<Option<&str>, Money>> = BTreeMap::new();
        let contenders = scenario.inputs.contenders.iter().filter(|one| one.applied.is_positive());
        for one in contenders {
            let of_county = applied.entry(one.county).or_default();
            let cell = of_county.entry(one.purpose.as_deref()).or_default();
            *cell = *cell + one.applied;
        }
        let frames = scenario.counties.iter().filter_map(|line| Some((line.county, line.frame?)));
        let (counties, without): (Vec<_>, Vec<_>) = frames
            .filter(|(_, frame)| frame.is_positive())
            .partition(|(county, _)| applied.contains_key(county));
        if counties.is_empty() {
            return Err(NoDemand::Nobody);
        }
        let rows = || counties.iter().filter_map(|(county, _)| applied.get(county));
        let said: BTreeSet<&str> = rows().flat_map(|row| row.keys().flatten().copied()).collect();
        if said.is_empty() {
            return Err(NoDemand::NoPurposes);
        }
        let mut purposes: Vec<Option<&str>> = said.into_iter().map(Some).collect();
        if rows().any(|row| row.contains_key(&None)) {
            purposes.push(None);
        }
        let cells = |row: &BTreeMap<Option<&str>, Money>| {
            purposes.iter().map(|one| row.get(one).copied().unwrap_or_default()).collect()
        };
        let usual = [Money::from_kroner(1000), Money::from_kroner(1)];
        let formula = scenario.plan.formula().map(|formula| formula.unit);
        let fits = |unit: &Money| {
            unit.is_positive() && counties.iter().all(|(_, frame)| frame.ore() % unit.ore() == 0)
        };
        let unit = formula.into_iter().chain(usual).find(fits).unwrap_or(Money::from_ore(1));
        Ok(Demand {
            unit,
            applied: rows().map(cells).collect(),
            purposes: purposes.into_iter().map(|one| one.map(str::to_owned)).collect(),
            counties,
            without,
        })
    }

    /// The frames together.
    pub(crate) fn frames(&self) -> Money {
        self.counties.iter().map(|(_, frame)| *frame).sum()
    }
    /// What is applied for to a purpose, by its place.
    pub(crate) fn applied_to(&self, place: usize) -> Money {
        self.applied.iter().filter_map(|row| row.get(place)).copied().sum()
    }
    /// The fields of the sums, in the order of the purposes.
    pub(crate) fn fields(&self) -> Vec<String> {
        self.purposes.iter().map(|one| sum_field(one.as_deref())).collect()
    }

    /// What each purpose would get if every county split its frame as its applicants apply: the weights
    /// by which the frames are shared out over the purposes, largest remainder, so that the sums add up.
    /// In this way no county is left with a frame that its applicants have no purpose for.
    fn proportional(&self, language: vocabulary::Language) -> Result<Vec<Money>, String> {
        let mut weights = vec![0_i128; self.purposes.len()];
        for ((_, frame), row) in self.counties.iter().zip(&self.applied) {
            let all: i128 = row.iter().map(|cell| i128::from(cell.ore())).sum();
            for (weight, cell) in weights.iter_mut().zip(row) {
                *weight += i128::from(frame.ore()) * i128::from(cell.ore()) / all.max(1);
            }
        }
        let claims: Vec<Claim> = self
            .fields()
            .into_iter()
            .zip(weights)
            .map(|(field, weight)| Claim::of(field.as_str(), weight.try_into().unwrap_or(i64::MAX)))
            .collect();
        let terms = Terms::of(self.frames(), self.unit, Apportionment::Hamilton);
        let shares = share(&terms, &claims).map_err(|error| error.in_words(language))?;
        Ok(shares.shares.iter().map(|share| share.amount).collect())
    }

    /// The sums that were typed, or why they are not whole units that add up to the frames.
    fn typed(&self, filled: &Filled, texts: Texts) -> Result<Vec<Money>, FieldErrors> {
        let mut errors = FieldErrors::none();
        let mut sums = Vec::new();
        for field in self.fields() {
            let Some(sum) = errors.kroner(filled, &field, texts) else { continue };
            if sum < Money::ZERO {
                errors.add(field, texts.t("form-not-an-amount"));
            } else if sum.ore() % self.unit.ore() != 0 {
                errors.add(field, texts.t("by-purpose-whole-units").with("unit", self.unit));
            } else {
                sums.push(sum);
            }
        }
        let (sum, frames) = (sums.iter().copied().sum::<Money>(), self.frames());
        if errors.is_empty() && sum != frames {
            let said = match sum < frames {
                true => texts.t("by-purpose-too-little").with("missing", frames - sum),
                false => texts.t("by-purpose-too-much").with("more", sum - frames),
            };
            let last = self.purposes.last().and_then(|one| one.as_deref());
            errors.add(sum_field(last), said.with("sum", sum).with("frames", frames));
        }
        if errors.is_empty() { Ok(sums) } else { Err(errors) }
    }

    /// The table whose rows are the frames and whose columns are these sums. Its columns are named by
    /// their fields.
    fn split(&self, sums: &[Money]) -> Result<Table, BothError> {
        let rows: Vec<(UnitCode, Money)> =
            self.counties.iter().map(|(county, frame)| ((*county).into(), *frame)).collect();
        let columns: Vec<(String, Money)> =
            self.fields().into_iter().zip(sums.iter().copied()).collect();
        let wanted: Vec<Vec<i64>> =
            self.applied.iter().map(|row| row.iter().map(|cell| cell.ore()).collect()).collect();
        share_both(self.unit, &rows, &columns, &wanted)
    }

    /// The table of the sums that were sent; where none was, of what follows from what is applied for.
    /// Returns the sums as they stand in their fields, and the table or what is wrong.
    pub(crate) fn answered(
        &self,
        filled: &Filled,
        scenario: &Scenario,
        names: &Purposes,
        texts: Texts,
    ) -> (Filled, Result<Table, FieldErrors>) {
        let fields = self.fields();
        let wrong = |field: &str, said: String| {
            let mut errors = FieldErrors::none();
            errors.add(field, said);
            errors
        };
        let (filled, sums) = if fields.iter().any(|field| filled.all(field).next().is_some()) {
            (filled.clone(), self.typed(filled, texts))
        } else {
            let sums = self.proportional(texts.language()).map_err(|said| wrong(SUMS, said));
            let written = sums.as_deref().unwrap_or_default().iter().map(Money::to_string);
            let pairs: Vec<(String, String)> = fields.iter().cloned().zip(written).collect();
            (pairs.into(), sums)
        };
        let table = sums.and_then(|sums| {
            self.split(&sums).map_err(|error| match &error {
                BothError::NoWay { name } => {
                    let at = fields.iter().position(|field| field == name);
                    let purpose = at.and_then(|at| self.purposes.get(at));
                    let of_county = || name.parse().map(|county| county_of(scenario, county)).ok();
                    let told = match purpose {
                        Some(one) => called(names, one.as_deref(), texts),
                        None => of_county().unwrap_or_else(|| name.clone()),
                    };
                    let said = BothError::NoWay { name: told }.in_words(texts.language());
                    wrong(if purpose.is_some() { name } else { SUMS }, said)
                }
                _ => wrong(SUMS, error.in_words(texts.language())),
            })
        });
        (filled, table)
    }
}

/// A row of amounts with its sum.
struct Row {
    name: String,
    cells: Vec<Money>,
    sum: Money,
}

/// Counties by purposes.
struct Matrix {
    caption: String,
    rows: Vec<Row>,
    sums: Row,
}

impl Matrix {
    fn of(caption: String, total: String, rows: Vec<Row>) -> Matrix {
        let columns = rows.first().map_or(0, |row| row.cells.len());
        let column = |at: usize| rows.iter().filter_map(|row| row.cells.get(at)).copied().sum();
        let sums = Row {
            name: total,
            cells: (0..columns).map(column).collect(),
            sum: rows.iter().map(|row| row.sum).sum(),
        };
        Matrix { caption, rows, sums }
    }
}

/// How a cell of the table came about.
struct Step {
    county: String,
    purpose: String,
    applied: Money,
    quota: String,
    rounding: String,
    units: String,
    amount: Money,
}

/// The table with its working.
struct Split {
    matrix: Matrix,
    steps: Vec<Step>,
    notes: Vec<String>,
}

/// All that is shown where there is something to split.
struct Shown {
    facts: Vec<Fact>,
    without: Option<String>,
    heads: Vec<String>,
    applied: Matrix,
    form: Form,
    split: Option<Split>,
}

#[derive(Template)]
#[template(path = "allocations/purposes.html")]
struct PurposesPage {
    frame: PageFrame,
    ways: Ways,
    path: String,
    refused: Option<(String, String)>,
    shown: Option<Shown>,
}

fn matrix(
    scenario: &Scenario,
    demand: &Demand,
    cells: Vec<Vec<Money>>,
    caption: &str,
    texts: Texts,
) -> Matrix {
    let row = |((county, _), cells): (&(CountyNumber, Money), Vec<Money>)| Row {
        name: county_of(scenario, *county),
        sum: cells.iter().copied().sum(),
        cells,
    };
    let rows = demand.counties.iter().zip(cells).map(row).collect();
    Matrix::of(texts.t(caption).to_string(), texts.t("figures-total").to_string(), rows)
}

fn split(
    scenario: &Scenario,
    demand: &Demand,
    table: &Table,
    heads: &[String],
    texts: Texts,
) -> Split {
    let amounts = table.cells.iter().map(|row| row.iter().map(|cell| cell.amount).collect());
    let mut steps = Vec::new();
    for ((county, _), row) in demand.counties.iter().zip(&table.cells) {
        for (head, cell) in heads.iter().zip(row).filter(|(_, cell)| cell.wanted > 0) {
            let rounding = match (cell.rounded_up, cell.exact.numerator) {
                (true, _) => texts.t("by-purpose-up").to_string(),
                (false, 0) => "–".to_owned(),
                (false, _) => texts.t("by-purpose-down").to_string(),
            };
            steps.push(Step {
                county: county_of(scenario, *county),
                purpose: head.clone(),
                applied: Money::from_ore(cell.wanted),
                quota: cell.exact.decimals(6).in_words(texts.language()),
                rounding,
                units: county_allocation::whole_number(cell.amount.ore() / table.unit.ore()),
                amount: cell.amount,
            });
        }
    }
    let mut notes = vec![
        texts.t("by-purpose-note-quota").with("count", table.passes).to_string(),
        texts.t("by-purpose-note-sums").with("unit", table.unit).to_string(),
        texts.t("by-purpose-note-rounding").to_string(),
    ];
    let fields = demand.fields();
    let cell = |(county, field): &(UnitCode, String)| {
        let at = fields.iter().position(|one| one == field);
        let purpose = at.and_then(|at| heads.get(at)).unwrap_or(field);
        format!("{} · {purpose}", super::working::unit_name(scenario, county))
    };
    notes.extend(table.shifts.iter().map(|shift| {
        let cells = shift.cells.iter().map(cell).collect::<Vec<_>>().join(" → ");
        texts.t("by-purpose-note-shift").with("cells", cells).to_string()
    }));
    Split {
        matrix: matrix(scenario, demand, amounts.collect(), "by-purpose-result", texts),
        steps,
        notes,
    }
}

fn shown(
    scenario: &Scenario,
    demand: &Demand,
    names: &Purposes,
    filled: &Filled,
    texts: Texts,
) -> Shown {
    let heads: Vec<String> =
        demand.purposes.iter().map(|one| called(names, one.as_deref(), texts)).collect();
    let (filled, table) = demand.answered(filled, scenario, names, texts);
    let field = |(place, (field, head)): (usize, (String, &String))| {
        let applied = demand.applied_to(place);
        FormField::kroner(field, head)
            .hint(texts.t("by-purpose-applied-for").with("amount", applied))
    };
    let fields = demand.fields().into_iter().zip(&heads).enumerate().map(field);
    let form = Form::new(fields).filled(&filled);
    let form = match &table {
        Ok(_) => form,
        Err(errors) => form.checked(errors),
    };
    let kroner = |amount: Money| format::kroner(amount, texts.language());
    let without = (!demand.without.is_empty()).then(|| {
        let names = demand.without.iter().map(|(county, _)| county_of(scenario, *county));
        let sum: Money = demand.without.iter().map(|(_, frame)| *frame).sum();
        let said = texts.t("by-purpose-without").with("count", demand.without.len());
        said.with("sum", sum).with("counties", names.collect::<Vec<_>>().join(", ")).to_string()
    });
    Shown {
        facts: vec![
            Fact::new(texts.t("by-purpose-frames"), kroner(demand.frames())),
            Fact::new(texts.t("by-purpose-unit"), kroner(demand.unit)),
        ],
        without,
        applied: matrix(scenario, demand, demand.applied.clone(), "by-purpose-applied", texts),
        split: table.ok().map(|table| split(scenario, demand, &table, &heads, texts)),
        heads,
        form,
    }
}

/// `GET /calls/{slug}/allocation/{scenario}/purposes?sum-KEY=KRONER&…`. Without sums, those that follow
/// from what is applied for.
pub(crate) async fn purposes(
    State(app): State<App>,
    Officer(actor): Officer,
    Path((slug, number)): Path<(String, String)>,
    Query(typed): Query<Vec<(String, String)>>,
    frame: PageFrame,
) -> Result<Response, Problem> {
    let (call, scenario) = scenario_of(&app, &actor, &slug, &number, frame.texts).await?;
    let texts = frame.texts;
    let (refused, shown) = match Demand::of(&scenario) {
        Ok(demand) => {
            let names = Purposes::of(&app, &actor, call.id, texts).await?;
            (None, Some(shown(&scenario, &demand, &names, &typed.into(), texts)))
        }
        Err(why) => (Some((why.title(texts), why.in_words(texts))), None),
    };
    let has_errors = shown.as_ref().is_some_and(|shown| shown.form.has_errors());
    let status = if has_errors { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let page = PurposesPage {
        ways: Ways::from(&call, &scenario, "purposes"),
        path: format!("/calls/{slug}/allocation/{number}/purposes"),
        refused,
        shown,
        frame: about(frame, &call, &scenario, "by-purpose-title").with_errors(has_errors),
    };
    Ok(render_as(status, &page))
}
