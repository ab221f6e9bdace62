//! Forms and answers made at random: sound definitions, answers that fit them, and any JSON at all.

use forms::{
    Answers, Choice, Column, Condition, Definition, FormKind, Grid, Meaning, Question, Required,
    Row, Rows, Section, Shape, Takes, Visible, Words,
};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::Index;
use serde_json::{Map, Value, json};
use vocabulary::{Day, Language, Money};

/// The municipality that answers which fit name.
pub const PLACE: &str = "0301";

/// Sound forms without checks: `faults()` is empty. Questions have conditions on earlier ones.
pub fn definitions() -> impl Strategy<Value = Definition> {
    let question =
        (takes(), proptest::option::of(gate()), proptest::option::of(gate()), any::<bool>());
    let section = (proptest::option::of(gate()), vec(question, 1..6));
    (vec(section, 1..5), any::<bool>(), texts()).prop_map(|(sections, application, title)| {
        let mut definition = Definition {
            kind: if application { FormKind::Application } else { FormKind::Questionnaire },
            title,
            about: Words::default(),
            sections: Vec::new(),
            checks: Vec::new(),
        };
        if application {
            definition.sections.push(what_every_application_has());
        }
        for (place, (gate, questions)) in sections.into_iter().enumerate() {
            let earlier = asked(&definition);
            definition.sections.push(Section {
                key: format!("s{place}"),
                title: words(&format!("Del {place}")),
                about: Words::default(),
                show_if: gate.map(|gate| gate.on(&earlier)),
                questions: Vec::new(),
            });
            for (number, (takes, show, required, always)) in questions.into_iter().enumerate() {
                let earlier = asked(&definition);
                let question = Question {
                    key: format!("q{place}-{number}"),
                    label: words(&format!("Spørsmål {place}.{number}")),
                    help: Words::default(),
                    required: match required {
                        Some(gate) => Required::If(gate.on(&earlier)),
                        None if always => Required::Always,
                        None => Required::Never,
                    },
                    show_if: show.map(|gate| gate.on(&earlier)),
                    meaning: None,
                    known: None,
                    takes,
                };
                if let Some(section) = definition.sections.last_mut() {
                    section.questions.push(question);
                }
            }
        }
        definition
    })
}

fn what_every_application_has() -> Section {
    let question = |key: &str, meaning, takes| Question {
        key: key.into(),
        label: words(key),
        help: Words::default(),
        required: Required::Always,
        show_if: None,
        meaning: Some(meaning),
        known: None,
        takes,
    };
    Section {
        key: "project".into(),
        title: words("Prosjektet"),
        about: Words::default(),
        show_if: None,
        questions: vec![
            question("title", Meaning::Title, Takes::ShortText { longest: 200 }),
            question(
                "amount",
                Meaning::AmountAppliedFor,
                Takes::Kroner { least: None, most: None },
            ),
        ],
    }
}

fn asked(definition: &Definition) -> Vec<Question> {
    definition.questions().map(|(_, question)| question.clone()).collect()
}

fn words(text: &str) -> Words {
    Words::norwegian(text, text)
}

fn texts() -> impl Strategy<Value = Words> {
    ("[A-ZÆØÅa-zæøå]{1,12}", proptest::option::of("[A-Za-z]{1,12}")).prop_map(
        |(norwegian, english)| match english {
            Some(english) => words(&norwegian).with(Language::English, english),
            None => words(&norwegian),
        },
    )
}

/// A condition that does not know yet which questions stand before it.
#[derive(Debug, Clone)]
pub enum Gate {
    One(Index, Index, i64),
    Answered(Index),
    Not(Box<Gate>),
    All(Vec<Gate>),
    Any(Vec<Gate>),
}

fn gate() -> impl Strategy<Value = Gate> {
    let leaf = prop_oneof![
        3 => (any::<Index>(), any::<Index>(), -10..10_i64).prop_map(|(a, b, c)| Gate::One(a, b, c)),
        1 => any::<Index>().prop_map(Gate::Answered),
    ];
    leaf.prop_recursive(3, 8, 3, |inner| {
        prop_oneof![
            inner.clone().prop_map(|gate| Gate::Not(Box::new(gate))),
            vec(inner.clone(), 0..3).prop_map(Gate::All),
            vec(inner, 0..3).prop_map(Gate::Any),
        ]
    })
}

impl Gate {
    fn on(&self, earlier: &[Question]) -> Condition {
        let all = |gates: &[Gate]| gates.iter().map(|gate| gate.on(earlier)).collect();
        match self {
            Gate::Not(gate) => Condition::Not(Box::new(gate.on(earlier))),
            Gate::All(gates) => Condition::All(all(gates)),
            Gate::Any(gates) => Condition::Any(all(gates)),
            Gate::One(..) | Gate::Answered(_) if earlier.is_empty() => Condition::All(Vec::new()),
            Gate::Answered(which) => {
                Condition::Answered { question: which.get(earlier).key.clone() }
            }
            Gate::One(which, what, number) => {
                let named = which.get(earlier);
                let question = named.key.clone();
                match (&named.takes, named.takes.shape()) {
                    (Takes::YesNo, _) => Condition::Is {
                        question,
                        value: if *number < 0 { "no" } else { "yes" }.into(),
                    },
                    (
                        Takes::Choice { options }
                        | Takes::MultiChoice { options, .. }
                        | Takes::Checklist { options },
                        _,
                    ) => Condition::Is { question, value: what.get(options).key.clone() },
                    (Takes::Whole { .. } | Takes::Kroner { .. } | Takes::Percent { .. }, _)
                    | (_, Shape::Rows(_)) => Condition::AtLeast { question, value: *number },
                    _ => Condition::Answered { question },
                }
            }
        }
    }
}

/// Every kind of answer, within sensible and within tight bounds.
pub fn takes() -> impl Strategy<Value = Takes> {
    prop_oneof![
        4 => single(),
        1 => Just(Takes::Organisation),
        1 => Just(Takes::Person),
        1 => (1..4_u32).prop_map(|most| Takes::Files { most }),
        1 => grid().prop_map(Takes::Table),
        1 => grid().prop_map(Takes::Group),
        1 => (options(0..3), 1..4_u32).prop_map(|(lines, own_lines)| Takes::Budget { lines, own_lines }),
        1 => (options(1..3), 0..4_u32).prop_map(|(lines, own_lines)| Takes::Indicators { lines, own_lines }),
        1 => (1..5_u32).prop_map(|most| Takes::CoFinancing { most }),
    ]
}

fn single() -> impl Strategy<Value = Takes> {
    prop_oneof![
        (1..300_u32).prop_map(|longest| Takes::ShortText { longest }),
        (1..20_001_u32).prop_map(|longest| Takes::LongText { longest }),
        bounds(-1000).prop_map(|(least, most)| Takes::Whole { least, most }),
        bounds(0).prop_map(|(least, most)| Takes::Kroner {
            least: least.map(Money::from_ore),
            most: most.map(Money::from_ore),
        }),
        (0..20_000_u32).prop_map(|most| Takes::Percent { most }),
        (proptest::option::of(0..4000_i64), proptest::option::of(0..4000_i64)).prop_map(
            |(earliest, length)| {
                let first = Day::new(2008, 1, 1).expect("a day");
                Takes::Date {
                    earliest: earliest.map(|days| first.plus_days(days)),
                    latest: length.map(|days| first.plus_days(earliest.unwrap_or(0) + days)),
                }
            }
        ),
        Just(Takes::ImpreciseDate),
        Just(Takes::YesNo),
        options(1..5).prop_map(|options| Takes::Choice { options }),
        (options(1..5), proptest::option::of(1..4_u32))
            .prop_map(|(options, most)| Takes::MultiChoice { options, most }),
        options(1..4).prop_map(|options| Takes::Checklist { options }),
        Just(Takes::OrganisationNumber),
        Just(Takes::Municipality),
        Just(Takes::Email),
    ]
}

fn bounds(from: i64) -> impl Strategy<Value = (Option<i64>, Option<i64>)> {
    (proptest::option::of(from..1_000_000), proptest::option::of(0..1_000_000_i64))
        .prop_map(|(least, room)| (least, room.map(|room| least.unwrap_or(0) + room)))
}

fn options(how_many: std::ops::Range<usize>) -> impl Strategy<Value = Vec<Choice>> {
    how_many.prop_map(|many| {
        (0..many)
            .map(|one| Choice { key: format!("o{one}"), label: words(&format!("Valg {one}")) })
            .collect()
    })
}

fn grid() -> impl Strategy<Value = Grid> {
    let column = (single(), any::<bool>(), any::<bool>());
    (vec(column, 1..5), options(0..3), 0..3_u32, 1..4_u32).prop_map(
        |(columns, rows, fewest, more)| Grid {
            columns: columns
                .into_iter()
                .enumerate()
                .map(|(place, (takes, required, sum))| Column {
                    key: format!("c{place}"),
                    label: words(&format!("Kolonne {place}")),
                    required,
                    sum: sum && matches!(takes, Takes::Whole { .. } | Takes::Kroner { .. }),
                    takes,
                })
                .collect(),
            rows,
            fewest,
            most: fewest + more,
        },
    )
}

/// Throws that follow from a seed, so that a case that fails can be thrown again.
pub struct Dice(u64);

impl Dice {
    /// From a seed.
    pub fn new(seed: u64) -> Dice {
        Dice(seed)
    }
    /// From 0 to below `sides`; 0 when there are no sides.
    pub fn throw(&mut self, sides: u64) -> u64 {
        // splitmix64: good enough for tests, and the same everywhere.
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (mixed ^ (mixed >> 31)).checked_rem(sides).unwrap_or(0)
    }
    /// Heads.
    pub fn flip(&mut self) -> bool {
        self.throw(2) == 0
    }
}

/// Which of the questions that may be left open are answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Filling {
    /// None.
    Required,
    /// Some.
    Some,
}

/// Fills in a form from top to bottom, as somebody does who sees one question after the other: each
/// that is shown and required gets an answer that fits it.
pub fn filled_in(definition: &Definition, seed: u64, filling: Filling) -> Answers {
    let mut dice = Dice::new(seed);
    let mut answers = Answers::new();
    for (_, question) in definition.questions() {
        let visible = Visible::of(definition, &answers);
        if visible.question(&question.key)
            && (visible.required(&question.key) || (filling == Filling::Some && dice.flip()))
        {
            answers.set(&question.key, fitting(question, &mut dice));
        }
    }
    answers
}

/// An answer that fits the question.
pub fn fitting(question: &Question, dice: &mut Dice) -> Value {
    let takes = match &question.takes {
        Takes::Kroner { least, most } if question.meaning == Some(Meaning::AmountAppliedFor) => {
            let least = least.map_or(100, Money::ore).max(100);
            Takes::Kroner { least: Some(Money::from_ore(least)), most: *most }
        }
        takes => takes.clone(),
    };
    match takes.shape() {
        Shape::Single | Shape::Files { .. } => value(&takes, dice),
        Shape::Record(columns) => Value::Object(cells(columns.iter(), Map::new(), false, dice)),
        Shape::Rows(rows) => Value::Array(fitting_rows(&takes, &rows, dice)),
    }
}

fn fitting_rows(takes: &Takes, rows: &Rows, dice: &mut Dice) -> Vec<Value> {
    // The house's own tables ask more of their columns than that they are required.
    let all = !matches!(takes, Takes::Table(_) | Takes::Group(_));
    let laid: Vec<Row<'_>> = rows.laid_out(None);
    let mut answered: Vec<Value> = laid
        .iter()
        .map(|row| {
            let key = row.fixed.map(|fixed| fixed.key.clone()).expect("only fixed rows yet");
            let begun = Map::from_iter([("row".to_owned(), Value::String(key))]);
            Value::Object(cells(rows.columns.iter(), begun, all, dice))
        })
        .collect();
    let fewest = if answered.is_empty() { rows.fewest.max(1) } else { rows.fewest };
    let own = fewest
        + u32::try_from(dice.throw(u64::from(rows.most - fewest.min(rows.most)) + 1))
            .expect("small");
    for _ in 0..own.min(rows.most) {
        let columns = rows.named_by.iter().chain(&rows.columns);
        answered.push(Value::Object(cells(columns, Map::new(), all, dice)));
    }
    answered
}

fn cells<'c>(
    columns: impl Iterator<Item = &'c Column>,
    mut cells: Map<String, Value>,
    all: bool,
    dice: &mut Dice,
) -> Map<String, Value> {
    for (place, column) in columns.enumerate() {
        // The first column always, so that a row that is there says something.
        if all || column.required || place == 0 || dice.flip() {
            let cell = match column.key.as_str() {
                // Nobody stops before they begin.
                "from" => json!("2012"),
                "to" => json!("2012-03/2013-04"),
                _ => value(&column.takes, dice),
            };
            cells.insert(column.key.clone(), cell);
        }
    }
    cells
}

fn value(takes: &Takes, dice: &mut Dice) -> Value {
    let chosen =
        |options: &[Choice], place: u64| json!(options[usize::try_from(place).expect("small")].key);
    match takes {
        Takes::ShortText { longest } => {
            json!(text("Jobb først – «støtte» på Åsnes ", *longest, dice))
        }
        Takes::LongText { longest } => {
            json!(text("Først.\n\nSå <b>dette</b>.\r\n\tOg 𝄞 æøå. ", *longest, dice))
        }
        Takes::Whole { .. } | Takes::Kroner { .. } | Takes::Percent { .. } => {
            let (least, most) = takes.bounds();
            let least = least.unwrap_or_else(|| most.unwrap_or(0).min(0) - 1000);
            let most = most.unwrap_or(least + 1_000_000_000);
            json!(match dice.throw(4) {
                0 => least,
                1 => most,
                _ =>
                    least
                        + i64::try_from(
                            dice.throw(u64::try_from(most - least).expect("least first") + 1)
                        )
                        .expect("small"),
            })
        }
        Takes::Date { earliest, latest } => {
            let usual = Day::new(2012, 2, 29).expect("a day");
            let day = match (earliest, latest) {
                (Some(day), None) | (None, Some(day)) => *day,
                (Some(first), Some(last)) => {
                    if dice.flip() {
                        *first
                    } else {
                        *last
                    }
                }
                (None, None) => usual,
            };
            json!(day.to_string())
        }
        Takes::ImpreciseDate => {
            let dates = ["2012", "2012-03", "2012-03-01", "2012-03/2012-04", "2012/2013-02-28"];
            json!(dates[usize::try_from(dice.throw(5)).expect("small")])
        }
        Takes::YesNo => json!(dice.flip()),
        Takes::Choice { options } => chosen(options, dice.throw(options.len() as u64)),
        Takes::MultiChoice { options, most } => {
            let most = most.map_or(options.len(), |most| (most as usize).min(options.len()));
            let many = 1 + usize::try_from(dice.throw(most as u64)).expect("small");
            options[..many].iter().map(|option| option.key.clone()).collect()
        }
        Takes::Checklist { options } => options.iter().map(|option| option.key.clone()).collect(),
        Takes::OrganisationNumber => {
            json!(if dice.flip() { "983544622" } else { "958935420" })
        }
        Takes::Municipality => json!(PLACE),
        Takes::Email => {
            json!(if dice.flip() { "kari.nordmann@oslo.kommune.no" } else { "post+1@nav.no" })
        }
        Takes::Files { most } => {
            let file = |number| {
                json!({
                    "id": format!("00000000-0000-4000-8000-{number:012}"),
                    "name": "plan.pdf",
                    "bytes": 1 + number,
                    "type": "application/pdf",
                })
            };
            (0..=dice.throw(u64::from(*most))).map(file).collect()
        }
        other => panic!("{other:?} is no single value"),
    }
}

fn text(pattern: &str, longest: u32, dice: &mut Dice) -> String {
    let long = match dice.throw(3) {
        0 => u64::from(longest),
        _ => 1 + dice.throw(u64::from(longest)),
    };
    pattern.chars().cycle().take(usize::try_from(long).expect("small")).collect()
}

/// Any JSON, with a liking for what breaks things.
pub fn any_json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        proptest::sample::select(vec![
            json!(1e308),
            json!(-1e308),
            json!(0.1),
            json!(i64::MIN),
            json!(i64::MAX),
            json!(u64::MAX),
            json!(9_007_199_254_740_993_i64),
            json!(""),
            json!(" "),
            json!("\u{0}"),
            json!("tolv"),
            json!("o0"),
            json!("yes"),
            json!("2026-02-30"),
            json!("+10000-01-01"),
            json!("0301"),
            json!("0301 "),
            json!("983 544 622"),
            json!("𝄞".repeat(30_000)),
            json!("2012/"),
            json!("a@b"),
            json!("2012-03/2012-04"),
        ]),
        ".{0,20}".prop_map(Value::from),
    ];
    leaf.prop_recursive(5, 60, 8, |inner| {
        let key = prop_oneof![
            4 => proptest::sample::select(vec![
                "row", "text", "amount", "c0", "c1", "c2", "name", "number", "percent", "from", "to",
                "status", "direction", "target", "by", "id", "bytes", "type", "", "a.b",
            ]).prop_map(str::to_owned),
            1 => ".{0,8}",
        ];
        prop_oneof![
            vec(inner.clone(), 0..8).prop_map(Value::from),
            vec((key, inner), 0..8)
                .prop_map(|pairs| Value::Object(pairs.into_iter().collect())),
        ]
    })
}

/// A form and answers to it, of which some fit, some are spoilt, and some are any JSON under any key.
pub fn definitions_with_any_answers() -> impl Strategy<Value = (Definition, Answers)> {
    let spoilt = vec((any::<Index>(), 0..6_u8, any_json()), 0..8);
    let beside = vec((".{0,10}", any_json()), 0..3);
    (definitions(), any::<u64>(), spoilt, beside).prop_map(|(definition, seed, spoilt, beside)| {
        let mut answers = filled_in(&definition, seed, Filling::Some);
        let mut dice = Dice::new(seed);
        let questions = asked(&definition);
        for (which, how, json) in spoilt {
            let question = which.get(&questions);
            let fits = fitting(question, &mut dice);
            answers.set(
                &question.key,
                match (how, fits) {
                    // A good answer where it may not be shown.
                    (0, fits) => fits,
                    // A row, a part or an option more.
                    (1 | 2, Value::Array(mut list)) => {
                        list.insert(0, json);
                        Value::Array(list)
                    }
                    (1 | 2, Value::Object(mut parts)) => {
                        parts.insert("name".into(), json);
                        Value::Object(parts)
                    }
                    // A part of a row.
                    (3, Value::Array(mut list)) => {
                        if let Some(Value::Object(cells)) = list.first_mut() {
                            cells.insert(if dice.flip() { "row" } else { "c0" }.into(), json);
                        }
                        Value::Array(list)
                    }
                    (4, Value::Array(list)) => {
                        Value::Array(list.iter().rev().chain(&list).cloned().collect())
                    }
                    _ => json,
                },
            );
        }
        for (key, json) in beside {
            answers.set(key, json);
        }
        (definition, answers)
    })
}
