//! One check across questions: what must equal, not exceed or reach what.

use super::{
    change::written,
    conditions::{Conditions, hundredths, read_number},
    piece::{Piece, Sheet},
    settings, text_fields,
};
use crate::{
    forms::words,
    kit::{Choice, Control, FieldErrors, Filled, FormField, PageFrame, Texts},
};
use askama::Template;
use forms::{Check, Comparison, Definition, Expression, Shape, Takes};
use serde_json::Value;
use vocabulary::{Language, Money};

/// The page of a check.
#[derive(Template)]
#[template(path = "forms/check.html")]
pub(crate) struct CheckPage {
    frame: PageFrame,
    sheet: Sheet,
}

/// How many answers a side can add up without a word of the file's own text.
const TERMS: usize = 3;

const AS_JSON: &str = "json";

/// Everything that can be counted: its value in the field and its sentence.
fn terms(definition: &Definition, texts: Texts) -> Vec<Choice> {
    let mut choices = Vec::new();
    for (_, question) in definition.questions() {
        let (key, label) = (&question.key, words::label(question, texts));
        if matches!(
            question.takes,
            Takes::Whole { .. } | Takes::Kroner { .. } | Takes::Percent { .. }
        ) {
            choices.push(Choice::new(format!("answer/{key}"), &label));
        }
        if let Shape::Rows(rows) = question.takes.shape() {
            for column in &rows.columns {
                if matches!(
                    column.takes,
                    Takes::Whole { .. } | Takes::Kroner { .. } | Takes::Percent { .. }
                ) {
                    let said = texts
                        .t("forms-term-sum")
                        .with("question", &label)
                        .with("column", column.label.to(texts.language()));
                    choices.push(Choice::new(format!("sum/{key}/{}", column.key), said));
                }
            }
            let said = texts.t("forms-term-rows").with("question", &label);
            choices.push(Choice::new(format!("rows/{key}"), said));
        }
    }
    choices
}

fn side_fields(definition: &Definition, side: &str, texts: Texts) -> Vec<FormField> {
    let mut choices = terms(definition, texts);
    let mut fields = Vec::new();
    for term in 0..TERMS {
        if term == 0 {
            choices.push(Choice::new(AS_JSON, texts.t("forms-if-json")));
        }
        let label = texts.t("forms-term").with("number", term + 1).to_string();
        let choices = choices.iter().filter(|choice| term == 0 || choice.value != AS_JSON);
        let control = Control::Select(choices.cloned().collect());
        let field = FormField::new(control, format!("{side}.{term}"), label);
        fields.push(FormField { required: term == 0, ..field });
    }
    fields.push(
        FormField::text(format!("{side}.number"), texts.t("forms-term-number"))
            .hint(texts.t("forms-term-number-hint"))
            .optional(),
    );
    fields.push(
        FormField::text(format!("{side}.share"), texts.t("forms-term-share"))
            .hint(texts.t("forms-term-share-hint"))
            .optional(),
    );
    fields.push(
        FormField::lines(4, format!("{side}.json"), texts.t("forms-if-json-field"))
            .hint(texts.t("forms-term-json-hint"))
            .optional(),
    );
    fields
}

fn fields(definition: &Definition, texts: Texts) -> Vec<FormField> {
    let mut fields = text_fields("says", "forms-check-says", 2, texts);
    fields.extend(side_fields(definition, "left", texts));
    let comparisons = [
        ("equal", "forms-must-equal"),
        ("at-most", "forms-must-be-at-most"),
        ("at-least", "forms-must-be-at-least"),
    ];
    let comparisons = comparisons.map(|(value, key)| Choice::new(value, texts.t(key)));
    fields.push(FormField::new(
        Control::Radio(comparisons.into()),
        "must_be",
        texts.t("forms-must-be"),
    ));
    fields.extend(side_fields(definition, "right", texts));
    let questions = definition.questions();
    let questions: Vec<Choice> =
        questions.map(|(_, one)| Choice::new(&one.key, words::label(one, texts))).collect();
    fields.push(
        FormField::new(Control::Select(questions), "at", texts.t("forms-check-at"))
            .hint(texts.t("forms-check-at-hint")),
    );
    let conditions = Conditions::before(definition, "", texts);
    fields.extend(conditions.fields("only", "forms-check-only", "forms-if-always"));
    fields
        .push(FormField::new(Control::Checkbox, "warns", texts.t("forms-check-warns")).optional());
    fields.push(FormField::text("key", texts.t("forms-key")).hint(texts.t("forms-key-hint")));
    fields
}

fn term(expression: &Expression) -> Option<String> {
    match expression {
        Expression::Answer(question) => Some(format!("answer/{question}")),
        Expression::Sum { question, column } => Some(format!("sum/{question}/{column}")),
        Expression::Rows(question) => Some(format!("rows/{question}")),
        _ => None,
    }
}

/// What a side adds up, and the share of it that counts.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Chosen {
    terms: Vec<String>,
    /// Added to them.
    number: Option<i64>,
    /// In thousandths; all of it where it is not said.
    share: Option<i64>,
}

/// What a side adds up, when it is as simple as that.
fn simple(expression: &Expression) -> Option<Chosen> {
    if let Expression::Thousandths(share, of) = expression {
        let of = simple(of).filter(|of| of.share.is_none())?;
        return Some(Chosen { share: Some(*share), ..of });
    }
    let parts = match expression {
        Expression::Plus(parts) => parts.as_slice(),
        other => std::slice::from_ref(other),
    };
    let (mut terms, mut number) = (Vec::new(), None);
    for part in parts {
        match part {
            Expression::Number(value) if number.is_none() => number = Some(*value),
            other => terms.push(term(other)?),
        }
    }
    (terms.len() <= TERMS).then_some(Chosen { terms, number, share: None })
}

/// What a side is shown as; `None` when only the file's own text can say it.
fn chosen(definition: &Definition, side: &Expression, texts: Texts) -> Option<Chosen> {
    let known = self::terms(definition, texts);
    let is_known = |term: &String| known.iter().any(|choice| choice.value == *term);
    // Only what reads back as the same is shown as fields: nothing of an imported check is lost.
    simple(side)
        .filter(|chosen| chosen.terms.iter().all(is_known))
        .filter(|chosen| added(chosen).as_ref() == Some(side))
}

/// Whether the numbers beside these terms are written as kroner and percent are, with hundredths.
fn has_hundredths<'t>(definition: &Definition, terms: impl Iterator<Item = &'t str>) -> bool {
    let takes_hundredths =
        |takes: &Takes| matches!(takes, Takes::Kroner { .. } | Takes::Percent { .. });
    let mut terms = terms;
    terms.any(|term| {
        let mut parts = term.splitn(3, '/');
        let kind = parts.next().unwrap_or_default();
        let question = parts.next().and_then(|key| definition.question(key));
        let Some(question) = question else { return false };
        match (kind, question.takes.shape(), parts.next()) {
            ("answer", ..) => takes_hundredths(&question.takes),
            ("sum", Shape::Rows(rows), Some(column)) => {
                rows.column(column).is_some_and(|column| takes_hundredths(&column.takes))
            }
            _ => false,
        }
    })
}

fn fill_side(
    side: &str,
    expression: &Expression,
    chosen: Option<Chosen>,
    hundredths: bool,
) -> Vec<(String, String)> {
    let Some(Chosen { terms, number, share }) = chosen else {
        return vec![
            (format!("{side}.0"), AS_JSON.into()),
            (format!("{side}.json"), written(expression)),
        ];
    };
    let terms = terms.into_iter().enumerate();
    let mut pairs: Vec<(String, String)> =
        terms.map(|(index, term)| (format!("{side}.{index}"), term)).collect();
    let number = number.map(|number| {
        if hundredths { Money::from_ore(number).to_string() } else { number.to_string() }
    });
    pairs.push((format!("{side}.number"), number.unwrap_or_default()));
    // Thousandths are to percent what a tenth of an øre would be to kroner.
    let share = share.map(|share| Money::from_ore(share.saturating_mul(10)).to_string());
    let share = share.map(|share| match share.strip_suffix('0') {
        Some(short) if share.contains(',') => short.to_owned(),
        _ => share,
    });
    pairs.push((format!("{side}.share"), share.unwrap_or_default()));
    pairs
}

/// The sum of these, or the share of it.
fn added(chosen: &Chosen) -> Option<Expression> {
    let Chosen { terms, number, share } = chosen;
    let read = |term: &String| {
        let mut parts = term.splitn(3, '/');
        let (kind, question) = (parts.next()?, parts.next()?.to_owned());
        match kind {
            "answer" => Some(Expression::Answer(question)),
            "rows" => Some(Expression::Rows(question)),
            "sum" => Some(Expression::Sum { question, column: parts.next()?.to_owned() }),
            _ => None,
        }
    };
    let mut all: Vec<Expression> = terms.iter().map(read).collect::<Option<_>>()?;
    // Nothing is added by adding nothing.
    let number = number.filter(|number| *number != 0 || all.is_empty());
    all.extend(number.map(Expression::Number));
    let sum = if all.len() == 1 { all.pop()? } else { Expression::Plus(all) };
    Some(match share {
        Some(share) => Expression::Thousandths(*share, Box::new(sum)),
        None => sum,
    })
}

/// What a side says; `None` with the error noted.
fn read_side(
    side: &str,
    filled: &Filled,
    with_hundredths: bool,
    errors: &mut FieldErrors,
    texts: Texts,
) -> Option<Expression> {
    let first = format!("{side}.0");
    if filled.one(&first) == AS_JSON {
        let field = format!("{side}.json");
        return match serde_json::from_str(filled.one(&field)) {
            Ok(expression) => Some(expression),
            Err(why) => {
                let said = texts.t("forms-if-json-wrong").with("why", why.to_string());
                errors.add(field, said);
                None
            }
        };
    }
    let terms = (0..TERMS).map(|term| filled.one(&format!("{side}.{term}")).to_owned());
    let terms: Vec<String> = terms.filter(|term| !term.is_empty()).collect();
    let typed = filled.one(&format!("{side}.number"));
    let number = match typed {
        "" => None,
        typed => {
            let number = if with_hundredths { hundredths(typed) } else { read_number(None, typed) };
            if number.is_none() {
                errors.add(format!("{side}.number"), texts.t("form-not-a-number"));
                return None;
            }
            number
        }
    };
    if terms.is_empty() && number.is_none() {
        errors.add(first, texts.t("form-required"));
        return None;
    }
    let field = format!("{side}.share");
    let share = match filled.one(&field) {
        "" => None,
        typed => match hundredths(typed).filter(|share| *share > 0 && share % 10 == 0) {
            Some(share) => Some(share / 10),
            None => {
                errors.add(field, texts.t("forms-term-share-wrong"));
                return None;
            }
        },
    };
    added(&Chosen { terms, number, share })
}

fn fill(definition: &Definition, check: &Check, texts: Texts) -> Filled {
    let conditions = Conditions::before(definition, "", texts);
    let mut pairs = settings::fill_words("says", &check.says);
    let sides = [("left", &check.left), ("right", &check.right)];
    let sides = sides.map(|(name, side)| (name, side, chosen(definition, side, texts)));
    let terms = sides.iter().filter_map(|(_, _, chosen)| chosen.as_ref());
    let terms = terms.flat_map(|chosen| chosen.terms.iter().map(String::as_str));
    let fine = has_hundredths(definition, terms);
    for (name, side, chosen) in sides {
        pairs.extend(fill_side(name, side, chosen, fine));
    }
    pairs.extend(conditions.fill("only", check.only_if.as_ref()));
    pairs.push(("must_be".into(), words::word(&check.must_be)));
    pairs.push(("at".into(), check.at.clone()));
    pairs.push(("key".into(), check.key.clone()));
    if check.warns {
        pairs.push(("warns".into(), "yes".into()));
    }
    pairs.into()
}

fn read(
    definition: &Definition,
    filled: &Filled,
    errors: &mut FieldErrors,
    texts: Texts,
) -> Option<Check> {
    let says = settings::words_of(filled, "says");
    if says.exactly(Language::Bokmal).is_none() {
        errors.add("says.nb", texts.t("form-required"));
    }
    let named = ["left", "right"].iter().flat_map(|side| (0..TERMS).map(move |n| (side, n)));
    let terms = named.map(|(side, term)| filled.one(&format!("{side}.{term}")));
    let fine = has_hundredths(definition, terms);
    let left = read_side("left", filled, fine, errors, texts);
    let must_be: Option<Comparison> =
        serde_json::from_value(Value::from(filled.one("must_be"))).ok();
    if must_be.is_none() {
        errors.add("must_be", texts.t("form-required"));
    }
    let right = read_side("right", filled, fine, errors, texts);
    let at = errors.text(filled, "at", texts).map(str::to_owned);
    let only_if = Conditions::before(definition, "", texts).read("only", filled, errors);
    let key = errors.text(filled, "key", texts).map(str::to_owned);
    Some(Check {
        key: key?,
        at: at?,
        says,
        left: left?,
        must_be: must_be?,
        right: right?,
        only_if: only_if?,
        warns: filled.one("warns") == "yes",
    })
}

impl Piece for CheckPage {
    const WORD: &'static str = "check";

    fn fields(definition: &Definition, _: &str, _: &Filled, texts: Texts) -> Vec<FormField> {
        fields(definition, texts)
    }
    fn fill(definition: &Definition, key: &str, texts: Texts) -> Option<Filled> {
        let check = definition.checks.iter().find(|check| check.key == key)?;
        Some(fill(definition, check, texts))
    }
    fn put(
        definition: &mut Definition,
        key: &str,
        filled: &Filled,
        errors: &mut FieldErrors,
        texts: Texts,
    ) -> Option<String> {
        let written = read(definition, filled, errors, texts)?;
        let check = definition.checks.iter_mut().find(|check| check.key == key)?;
        let new_key = written.key.clone();
        *check = written;
        Some(new_key)
    }
    fn page(frame: PageFrame, sheet: Sheet, _: &Filled) -> CheckPage {
        CheckPage { frame, sheet }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_check_comes_back_from_the_page_as_it_was() {
        let form: Definition = serde_json::from_value(serde_json::json!({
            "kind": "application", "title": {"nb": "S"},
            "sections": [{"key": "a", "title": {"nb": "A"}, "questions": [
                {"key": "sum", "label": {"nb": "Sum"}, "takes": {"kind": "kroner"}},
                {"key": "own", "label": {"nb": "Egen"}, "takes": {"kind": "kroner"}},
                {"key": "budget", "label": {"nb": "Budsjett"},
                 "takes": {"kind": "budget", "lines": [], "own_lines": 3}}]}],
            "checks": [
                {"key": "fits", "at": "budget", "says": {"nb": "Budsjettet går ikke opp"},
                 "left": {"sum": {"question": "budget", "column": "amount"}}, "must_be": "equal",
                 "right": {"plus": [{"answer": "sum"}, {"answer": "own"}]}},
                {"key": "own", "at": "own", "says": {"nb": "For liten egenandel"}, "warns": true,
                 "left": {"answer": "own"}, "must_be": "at-least",
                 "right": {"thousandths": [200, {"answer": "sum"}]},
                 "only_if": {"answered": {"question": "sum"}}},
                {"key": "rows", "at": "budget", "says": {"nb": "For mange"},
                 "left": {"rows": "budget"}, "must_be": "at-most", "right": {"number": 5}},
                {"key": "dear", "at": "sum", "says": {"nb": "For dyrt"},
                 "left": {"answer": "sum"}, "must_be": "at-most", "right": {"number": 150050}}]
        }))
        .expect("a form");
        for check in &form.checks {
            let texts = Texts::default();
            let filled = fill(&form, check, texts);
            let mut errors = FieldErrors::none();
            assert_eq!(read(&form, &filled, &mut errors, texts).as_ref(), Some(check));
            assert!(errors.is_empty());
        }
        let number = |check: usize| {
            fill(&form, &form.checks[check], Texts::default()).one("right.number").to_owned()
        };
        // A share is written as percent, and needs no words of the file.
        let own = fill(&form, &form.checks[1], Texts::default());
        assert_eq!((own.one("right.share"), own.one("right.json")), ("20", ""));
        // Rows are counted, kroner are written with their øre.
        assert_eq!((number(2).as_str(), number(3).as_str()), ("5", "1\u{a0}500,50"));
    }
}
