//! What kind of answer a question takes, as fields: limits, options, columns, rows.

use super::{
    change::fresh_key,
    conditions::{hundredths, read_number},
};
use crate::{
    forms::words,
    kit::{Choice as Option_, Control, FieldErrors, Filled, FormField, Texts},
};
use forms::{Choice, Column, Grid, Takes, Words};
use std::collections::BTreeSet;
use vocabulary::{Day, Language, Money};

/// Empty rows that a list is shown with, to be written in.
const EMPTY_ROWS: usize = 2;

/// The names of the fields that hold the limits of a single value. In a column all texts and numbers
/// share two fields.
struct Limits {
    longest: String,
    least: String,
    most: String,
    earliest: String,
    latest: String,
}

impl Limits {
    fn of_question() -> Limits {
        Limits {
            longest: "longest".into(),
            least: "least".into(),
            most: "most".into(),
            earliest: "earliest".into(),
            latest: "latest".into(),
        }
    }
    fn of_column(column: usize) -> Limits {
        let (least, most) = (format!("column.{column}.least"), format!("column.{column}.most"));
        Limits { longest: most.clone(), earliest: least.clone(), latest: most.clone(), least, most }
    }
}

/// A text in the three languages, from the fields of this name.
pub(super) fn words_of(filled: &Filled, name: &str) -> Words {
    Language::ALL.into_iter().fold(Words::default(), |words, language| {
        // Line breaks as the file has them, not as browsers send them.
        let text = filled.one(&format!("{name}.{}", language.code())).replace("\r\n", "\n");
        if text.is_empty() { words } else { words.with(language, text) }
    })
}

/// The three fields of a text, filled in.
pub(super) fn fill_words(name: &str, words: &Words) -> Vec<(String, String)> {
    let pair = |language: Language| {
        let text = words.exactly(language).unwrap_or_default();
        (format!("{name}.{}", language.code()), text.to_owned())
    };
    Language::ALL.map(pair).into()
}

/// What people call a kind of answer, as it stands in a list: «Kort tekst».
pub(in crate::forms) fn kind_name(kind: &str, texts: Texts) -> String {
    let key = format!("forms-takes-{kind}");
    texts.find(&key).unwrap_or_else(|| kind.to_owned())
}

/// The kinds to choose among.
pub(super) fn kinds(of: &[&str], texts: Texts) -> Vec<Option_> {
    of.iter().map(|kind| Option_::new(*kind, kind_name(kind, texts))).collect()
}

/// The indices of the rows that were sent under this name, in their order.
pub(super) fn sent_rows(filled: &Filled, name: &str, parts: &[&str]) -> Vec<usize> {
    // No list may be longer than any form can have.
    const MOST: usize = 400;
    let says = |index: &usize| {
        parts.iter().any(|part| !filled.one(&format!("{name}.{index}.{part}")).is_empty())
    };
    (0..MOST).filter(says).collect()
}

/// The rows to show: those that say anything, and some empty ones.
fn shown_rows(filled: &Filled, name: &str, parts: &[&str]) -> Vec<usize> {
    let mut rows = sent_rows(filled, name, parts);
    let next = rows.last().map_or(0, |last| last + 1);
    rows.extend(next..next + EMPTY_ROWS);
    rows
}

const OPTION_PARTS: [&str; 4] = ["key", "nb", "nn", "en"];

/// The options, lines or rows to show.
pub(super) fn option_rows(kind: &str, filled: &Filled) -> Vec<usize> {
    if has_options(kind) { shown_rows(filled, "option", &OPTION_PARTS) } else { Vec::new() }
}

/// The columns to show.
pub(super) fn column_rows(kind: &str, filled: &Filled) -> Vec<usize> {
    if has_columns(kind) { shown_rows(filled, "column", &OPTION_PARTS) } else { Vec::new() }
}

/// It has options, lines that are there for everybody, or fixed rows.
pub(super) fn has_options(kind: &str) -> bool {
    matches!(kind, "choice" | "multi-choice" | "checklist" | "budget" | "indicators")
        || has_columns(kind)
}

/// It has columns.
pub(super) fn has_columns(kind: &str) -> bool {
    matches!(kind, "table" | "group")
}

/// The fields for limits that a kind has.
pub(super) fn limit_fields(kind: &str, texts: Texts) -> Vec<FormField> {
    let number = |name: &str, key: &str| FormField::number(name, texts.t(key)).optional();
    match kind {
        "short-text" | "long-text" => vec![number("longest", "forms-longest")],
        "whole" => vec![number("least", "forms-least"), number("most", "forms-most")],
        "kroner" => vec![
            FormField::kroner("least", texts.t("forms-least")).optional(),
            FormField::kroner("most", texts.t("forms-most")).optional(),
        ],
        "percent" => vec![number("most", "forms-most-percent")],
        "date" => vec![
            FormField::day("earliest", texts.t("forms-earliest")).optional(),
            FormField::day("latest", texts.t("forms-latest")).optional(),
        ],
        "multi-choice" => vec![number("most", "forms-most-chosen")],
        "files" => vec![number("most", "forms-most-files")],
        "table" | "group" => {
            vec![number("fewest", "forms-fewest-rows"), number("most", "forms-most-rows")]
        }
        "budget" | "indicators" => vec![number("own_lines", "forms-own-lines")],
        "co-financing" => vec![number("most", "forms-most-rows")],
        _ => Vec::new(),
    }
}

/// The fields of the options that are shown.
pub(super) fn option_fields(rows: &[usize], texts: Texts) -> Vec<FormField> {
    let field = |name: String, key: &str| FormField::text(name, texts.t(key)).optional();
    let row = |index: &usize| {
        [
            field(format!("option.{index}.nb"), "forms-in-nb"),
            field(format!("option.{index}.nn"), "forms-in-nn"),
            field(format!("option.{index}.en"), "forms-in-en"),
            field(format!("option.{index}.key"), "forms-key"),
        ]
    };
    rows.iter().flat_map(row).collect()
}

/// The fields of the columns that are shown.
pub(super) fn column_fields(rows: &[usize], texts: Texts) -> Vec<FormField> {
    let field = |name: String, key: &str| FormField::text(name, texts.t(key)).optional();
    let box_ =
        |name: String, key: &str| FormField::new(Control::Checkbox, name, texts.t(key)).optional();
    let row = |index: &usize| {
        let name = |part: &str| format!("column.{index}.{part}");
        let kinds = Control::Select(kinds(&words::COLUMN_KINDS, texts));
        vec![
            field(name("nb"), "forms-in-nb"),
            field(name("nn"), "forms-in-nn"),
            field(name("en"), "forms-in-en"),
            field(name("key"), "forms-key"),
            FormField::new(kinds, name("kind"), texts.t("forms-column-kind")).optional(),
            field(name("least"), "forms-column-least"),
            field(name("most"), "forms-column-most"),
            FormField::lines(3, name("options"), texts.t("forms-column-options"))
                .hint(texts.t("forms-column-options-hint"))
                .optional(),
            box_(name("required"), "forms-column-required"),
            box_(name("sum"), "forms-column-sum"),
        ]
    };
    rows.iter().flat_map(row).collect()
}

fn shown<T: ToString>(value: Option<T>) -> String {
    value.map(|value| value.to_string()).unwrap_or_default()
}

fn fill_single(takes: &Takes, names: &Limits) -> Vec<(String, String)> {
    let pair = |name: &str, value: String| (name.to_owned(), value);
    match takes {
        Takes::ShortText { longest } | Takes::LongText { longest } => {
            vec![pair(&names.longest, longest.to_string())]
        }
        Takes::Whole { least, most } => {
            vec![pair(&names.least, shown(*least)), pair(&names.most, shown(*most))]
        }
        Takes::Kroner { least, most } => {
            vec![pair(&names.least, shown(*least)), pair(&names.most, shown(*most))]
        }
        Takes::Percent { most } => {
            vec![pair(&names.most, Money::from_ore(i64::from(*most)).to_string())]
        }
        Takes::Date { earliest, latest } => {
            vec![pair(&names.earliest, shown(*earliest)), pair(&names.latest, shown(*latest))]
        }
        Takes::MultiChoice { most, .. } => vec![pair(&names.most, shown(*most))],
        _ => Vec::new(),
    }
}

/// The fields of a kind, filled in.
pub(super) fn fill(takes: &Takes) -> Vec<(String, String)> {
    let pair = |name: &str, value: String| (name.to_owned(), value);
    let mut pairs = vec![pair("kind", takes.word().to_owned())];
    pairs.extend(fill_single(takes, &Limits::of_question()));
    match takes {
        Takes::Files { most } | Takes::CoFinancing { most } => {
            pairs.push(pair("most", most.to_string()));
        }
        Takes::Table(grid) | Takes::Group(grid) => {
            pairs.push(pair("fewest", grid.fewest.to_string()));
            pairs.push(pair("most", grid.most.to_string()));
            for (index, column) in grid.columns.iter().enumerate() {
                pairs.extend(fill_column(index, column));
            }
        }
        Takes::Budget { own_lines, .. } | Takes::Indicators { own_lines, .. } => {
            pairs.push(pair("own_lines", own_lines.to_string()));
        }
        _ => {}
    }
    for (index, option) in takes.options().iter().enumerate() {
        pairs.push((format!("option.{index}.key"), option.key.clone()));
        pairs.extend(fill_words(&format!("option.{index}"), &option.label));
    }
    pairs
}

fn fill_column(index: usize, column: &Column) -> Vec<(String, String)> {
    let name = |part: &str| format!("column.{index}.{part}");
    let mut pairs = vec![
        (name("key"), column.key.clone()),
        (name("kind"), column.takes.word().to_owned()),
        (name("options"), lines(column.takes.options())),
    ];
    pairs.extend(fill_words(&format!("column.{index}"), &column.label));
    pairs.extend(fill_single(&column.takes, &Limits::of_column(index)));
    for (part, is_so) in [("required", column.required), ("sum", column.sum)] {
        if is_so {
            pairs.push((name(part), "yes".to_owned()));
        }
    }
    pairs
}

/// Options as lines: `owner | Eier | Eigar | Owner`.
fn lines(options: &[Choice]) -> String {
    let line = |option: &Choice| {
        let texts = Language::ALL.map(|one| option.label.exactly(one).unwrap_or_default());
        format!("{} | {}", option.key, texts.join(" | "))
    };
    options.iter().map(line).collect::<Vec<_>>().join("\n")
}

/// Lines as options. Without a key before them, texts make one.
fn read_lines(text: &str) -> Vec<Choice> {
    let mut taken = BTreeSet::new();
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    lines
        .map(|line| {
            let mut parts: Vec<&str> = line.split('|').map(str::trim).collect();
            let key = if parts.len() > 3 { parts.remove(0) } else { "" };
            let texts = Language::ALL.into_iter().zip(&parts);
            let label = texts
                .filter(|(_, text)| !text.is_empty())
                .fold(Words::default(), |words, (language, text)| words.with(language, *text));
            named_choice(key, label, &mut taken)
        })
        .collect()
}

fn named_choice(key: &str, label: Words, taken: &mut BTreeSet<String>) -> Choice {
    let key = if key.is_empty() {
        fresh_key(label.to(Language::Bokmal), "valg", taken)
    } else {
        key.to_owned()
    };
    taken.insert(key.clone());
    Choice { key, label }
}

/// What reads the fields, and notes what is wrong with them.
struct Reader<'a> {
    filled: &'a Filled,
    errors: &'a mut FieldErrors,
    texts: Texts,
}

impl Reader<'_> {
    /// `None` for an empty field; what cannot be read is noted and read as empty.
    fn number(&mut self, name: &str) -> Option<i64> {
        let typed = self.filled.one(name);
        if typed.is_empty() {
            return None;
        }
        let number = read_number(None, typed);
        if number.is_none() {
            self.errors.add(name, self.texts.t("form-not-a-number"));
        }
        number
    }
    fn count(&mut self, name: &str, otherwise: u32) -> u32 {
        let Some(number) = self.number(name) else { return otherwise };
        u32::try_from(number).unwrap_or_else(|_| {
            self.errors.add(name, self.texts.t("form-not-a-number"));
            otherwise
        })
    }
    fn amount(&mut self, name: &str) -> Option<Money> {
        let typed = self.filled.one(name);
        if typed.is_empty() {
            return None;
        }
        let amount = typed.parse().ok();
        if amount.is_none() {
            self.errors.add(name, self.texts.t("form-not-an-amount"));
        }
        amount
    }
    fn percent(&mut self, name: &str, otherwise: u32) -> u32 {
        let typed = self.filled.one(name);
        if typed.is_empty() {
            return otherwise;
        }
        let percent = hundredths(typed).and_then(|percent| u32::try_from(percent).ok());
        percent.unwrap_or_else(|| {
            self.errors.add(name, self.texts.t("form-not-a-number"));
            otherwise
        })
    }
    fn day(&mut self, name: &str) -> Option<Day> {
        let typed = self.filled.one(name);
        if typed.is_empty() {
            return None;
        }
        let day = typed.parse().ok();
        if day.is_none() {
            self.errors.add(name, self.texts.t("form-not-a-day"));
        }
        day
    }
    /// A kind that is a single value.
    fn single(&mut self, kind: &str, names: &Limits, options: Vec<Choice>) -> Option<Takes> {
        Some(match kind {
            "short-text" => Takes::ShortText { longest: self.count(&names.longest, 200) },
            "long-text" => Takes::LongText { longest: self.count(&names.longest, 10_000) },
            "whole" => {
                Takes::Whole { least: self.number(&names.least), most: self.number(&names.most) }
            }
            "kroner" => {
                Takes::Kroner { least: self.amount(&names.least), most: self.amount(&names.most) }
            }
            "percent" => Takes::Percent { most: self.percent(&names.most, 10_000) },
            "date" => {
                Takes::Date { earliest: self.day(&names.earliest), latest: self.day(&names.latest) }
            }
            "imprecise-date" => Takes::ImpreciseDate,
            "yes-no" => Takes::YesNo,
            "choice" => Takes::Choice { options },
            "multi-choice" => {
                let empty = self.filled.one(&names.most).is_empty();
                let most = self.count(&names.most, 0);
                Takes::MultiChoice { options, most: (!empty).then_some(most) }
            }
            "checklist" => Takes::Checklist { options },
            "organisation-number" => Takes::OrganisationNumber,
            "municipality" => Takes::Municipality,
            "email" => Takes::Email,
            _ => return None,
        })
    }
    fn options(&self) -> Vec<Choice> {
        let mut taken = BTreeSet::new();
        sent_rows(self.filled, "option", &OPTION_PARTS)
            .into_iter()
            .map(|index| {
                let label = words_of(self.filled, &format!("option.{index}"));
                let key = self.filled.one(&format!("option.{index}.key"));
                named_choice(key, label, &mut taken)
            })
            .collect()
    }
    fn column(&mut self, index: usize, taken: &mut BTreeSet<String>) -> Column {
        let name = |part: &str| format!("column.{index}.{part}");
        let label = words_of(self.filled, &format!("column.{index}"));
        let named = named_choice(self.filled.one(&name("key")), label, taken);
        let kind = self.filled.one(&name("kind"));
        let options = read_lines(self.filled.one(&name("options")));
        let takes = self.single(kind, &Limits::of_column(index), options);
        if takes.is_none() {
            self.errors.add(name("kind"), self.texts.t("form-required"));
        }
        Column {
            key: named.key,
            label: named.label,
            required: self.filled.one(&name("required")) == "yes",
            sum: self.filled.one(&name("sum")) == "yes",
            takes: takes.unwrap_or(Takes::ShortText { longest: 200 }),
        }
    }
    fn grid(&mut self) -> Grid {
        let mut taken = BTreeSet::new();
        let columns = sent_rows(self.filled, "column", &OPTION_PARTS);
        Grid {
            columns: columns.into_iter().map(|index| self.column(index, &mut taken)).collect(),
            rows: self.options(),
            fewest: self.count("fewest", 0),
            most: self.count("most", 0),
        }
    }
}

/// What the fields say; `None` when no kind is chosen. What is wrong is noted.
pub(super) fn read(filled: &Filled, errors: &mut FieldErrors, texts: Texts) -> Option<Takes> {
    let kind = filled.one("kind");
    let mut reader = Reader { filled, errors, texts };
    let options = reader.options();
    let lines = options.clone();
    if let Some(takes) = reader.single(kind, &Limits::of_question(), options) {
        return Some(takes);
    }
    Some(match kind {
        "organisation" => Takes::Organisation,
        "person" => Takes::Person,
        "files" => Takes::Files { most: reader.count("most", 1) },
        "table" => Takes::Table(reader.grid()),
        "group" => Takes::Group(reader.grid()),
        "budget" => Takes::Budget { lines, own_lines: reader.count("own_lines", 0) },
        "indicators" => Takes::Indicators { lines, own_lines: reader.count("own_lines", 0) },
        "co-financing" => Takes::CoFinancing { most: reader.count("most", 20) },
        _ => {
            errors.add("kind", texts.t("form-required"));
            return None;
        }
    })
}

/// A kind with its usual limits, for a new question.
pub(super) fn usual(kind: &str) -> Option<Takes> {
    let room = |name: &str| (name.to_owned(), "10".to_owned());
    let mut pairs = vec![("kind".to_owned(), kind.to_owned())];
    // Rows of one's own, so that a new table or budget can be answered.
    match kind {
        "table" | "group" => pairs.push(room("most")),
        "budget" | "indicators" => pairs.push(room("own_lines")),
        _ => {}
    }
    read(&pairs.into(), &mut FieldErrors::none(), Texts::default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_can_be_chosen_and_comes_back_as_it_was() {
        for kind in words::KINDS {
            let takes = usual(kind).unwrap_or_else(|| panic!("{kind} cannot be chosen"));
            assert_eq!(takes.word(), kind);
            let mut errors = FieldErrors::none();
            let back = read(&fill(&takes).into(), &mut errors, Texts::default());
            assert_eq!((back, errors.is_empty()), (Some(takes), true), "{kind}");
            for language in Language::ALL {
                assert_ne!(kind_name(kind, Texts::new(language)), kind);
            }
        }
        assert_eq!(usual("poem"), None);
    }

    #[test]
    fn a_column_takes_every_single_value_and_nothing_else() {
        for kind in words::KINDS {
            let single = usual(kind).is_some_and(|takes| takes.shape() == forms::Shape::Single);
            assert_eq!(single, words::COLUMN_KINDS.contains(&kind), "{kind}");
        }
    }

    #[test]
    fn the_house_s_own_form_loses_nothing_on_the_way_through_the_fields() {
        for (_, question) in forms::standard().questions() {
            let mut errors = FieldErrors::none();
            let back = read(&fill(&question.takes).into(), &mut errors, Texts::default());
            assert_eq!(back.as_ref(), Some(&question.takes), "{}", question.key);
            assert!(errors.is_empty());
        }
    }

    #[test]
    fn limits_are_read_as_people_write_them_and_said_when_they_cannot() {
        let filled = |pairs: &[(&str, &str)]| {
            let pair = |(n, v): &(&str, &str)| ((*n).to_owned(), (*v).to_owned());
            Filled::from(pairs.iter().map(pair).collect::<Vec<_>>())
        };
        let mut errors = FieldErrors::none();
        let texts = Texts::default();
        let kroner = filled(&[("kind", "kroner"), ("least", "1 250,50"), ("most", "mye")]);
        let takes = read(&kroner, &mut errors, texts);
        assert_eq!(
            takes,
            Some(Takes::Kroner { least: Some(Money::from_ore(125_050)), most: None })
        );
        assert!(errors.of("most").is_some() && errors.of("least").is_none());
        let percent = filled(&[("kind", "percent"), ("most", "12,5 %")]);
        assert_eq!(read(&percent, &mut errors, texts), Some(Takes::Percent { most: 1250 }));
    }

    #[test]
    fn options_of_a_column_are_lines() {
        let options = read_lines("owner | Eier | Eigar | Owner\n Annet | Anna\n\nAnnet");
        let keys: Vec<_> = options.iter().map(|one| one.key.as_str()).collect();
        assert_eq!(keys, ["owner", "annet", "annet-2"]);
        assert_eq!(options[1].label.exactly(Language::Nynorsk), Some("Anna"));
        assert_eq!(read_lines(&lines(&options)), options);
    }
}
