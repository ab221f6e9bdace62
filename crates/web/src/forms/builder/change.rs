//! Changes to a form that is being written: adding, moving, renaming and removing its parts.

use forms::{
    Check, Comparison, Condition, Definition, Expression, Question, Required, Section, Words,
};
use serde_json::json;
use std::collections::BTreeSet;
use vocabulary::Language;

/// A part of a form, by its key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Part<'k> {
    Section(&'k str),
    Question(&'k str),
    Check(&'k str),
}

impl<'k> Part<'k> {
    /// `section/plan`, `question/amount`, `check/sum`.
    pub(super) fn read(text: &'k str) -> Option<Part<'k>> {
        match text.split_once('/')? {
            ("section", key) => Some(Part::Section(key)),
            ("question", key) => Some(Part::Question(key)),
            ("check", key) => Some(Part::Check(key)),
            _ => None,
        }
    }
}

/// Where a question stands: its section and its place there.
fn place_of(definition: &Definition, key: &str) -> Option<(usize, usize)> {
    definition.sections.iter().enumerate().find_map(|(section, one)| {
        let place = one.questions.iter().position(|question| question.key == key)?;
        Some((section, place))
    })
}

fn swapped<T>(list: &mut [T], place: usize, down: bool) -> bool {
    let other = if down { place.checked_add(1) } else { place.checked_sub(1) };
    match other.filter(|other| *other < list.len()) {
        Some(other) => {
            list.swap(place, other);
            true
        }
        None => false,
    }
}

/// Moves a part one place up or down. A question at the edge of its section goes to the next one.
/// `false` when there is no such part or it cannot go further.
pub(super) fn moved(definition: &mut Definition, part: Part<'_>, down: bool) -> bool {
    match part {
        Part::Section(key) => {
            let place = definition.sections.iter().position(|section| section.key == key);
            place.is_some_and(|place| swapped(&mut definition.sections, place, down))
        }
        Part::Check(key) => {
            let place = definition.checks.iter().position(|check| check.key == key);
            place.is_some_and(|place| swapped(&mut definition.checks, place, down))
        }
        Part::Question(key) => {
            let Some((section, place)) = place_of(definition, key) else { return false };
            if swapped(&mut definition.sections[section].questions, place, down) {
                return true;
            }
            let next = if down { section.checked_add(1) } else { section.checked_sub(1) };
            let Some(next) = next.filter(|next| *next < definition.sections.len()) else {
                return false;
            };
            let question = definition.sections[section].questions.remove(place);
            let home = &mut definition.sections[next].questions;
            let at = if down { 0 } else { home.len() };
            home.insert(at, question);
            true
        }
    }
}

/// Takes a part out; a section with its questions.
pub(super) fn removed(definition: &mut Definition, part: Part<'_>) -> bool {
    match part {
        Part::Section(key) => {
            let place = definition.sections.iter().position(|section| section.key == key);
            place.map(|place| definition.sections.remove(place)).is_some()
        }
        Part::Check(key) => {
            let place = definition.checks.iter().position(|check| check.key == key);
            place.map(|place| definition.checks.remove(place)).is_some()
        }
        Part::Question(key) => match place_of(definition, key) {
            Some((section, place)) => {
                definition.sections[section].questions.remove(place);
                true
            }
            None => false,
        },
    }
}

/// A key made of a text that nothing in `taken` has: `kort-om-tiltaket`, `kort-om-tiltaket-2`.
pub(in crate::forms) fn fresh_key(text: &str, otherwise: &str, taken: &BTreeSet<String>) -> String {
    let mut key = String::new();
    for letter in text.to_lowercase().chars() {
        match letter {
            'a'..='z' | '0'..='9' => key.push(letter),
            'æ' | 'ä' => key.push_str("ae"),
            'ø' | 'ö' => key.push('o'),
            'å' | 'á' => key.push('a'),
            'é' | 'è' => key.push('e'),
            _ if !key.is_empty() && !key.ends_with('-') => key.push('-'),
            _ => {}
        }
        if key.len() >= 40 {
            break;
        }
    }
    let key = key.trim_end_matches('-');
    let key = if key.is_empty() { otherwise } else { key };
    if !taken.contains(key) {
        return key.to_owned();
    }
    (2..).map(|n: u32| format!("{key}-{n}")).find(|key| !taken.contains(key)).unwrap_or_default()
}

fn question_keys(definition: &Definition) -> BTreeSet<String> {
    definition.questions().map(|(_, question)| question.key.clone()).collect()
}

fn norwegian(title: &str) -> Words {
    Words::default().with(Language::Bokmal, title)
}

/// Adds a section with this title in bokmål and returns its key.
pub(super) fn add_section(definition: &mut Definition, title: &str) -> String {
    let taken = definition.sections.iter().map(|section| section.key.clone()).collect();
    let key = fresh_key(title, "del", &taken);
    definition.sections.push(Section {
        key: key.clone(),
        title: norwegian(title),
        about: Words::default(),
        show_if: None,
        questions: Vec::new(),
    });
    key
}

/// Adds a question at the end of a section and returns its key; `None` when there is no such section.
pub(super) fn add_question(
    definition: &mut Definition,
    section: &str,
    label: &str,
    takes: forms::Takes,
) -> Option<String> {
    let key = fresh_key(label, "sporsmal", &question_keys(definition));
    let home = definition.sections.iter_mut().find(|one| one.key == section)?;
    home.questions.push(Question {
        key: key.clone(),
        label: norwegian(label),
        help: Words::default(),
        required: Required::Never,
        show_if: None,
        meaning: None,
        known: None,
        takes,
    });
    Some(key)
}

/// Adds a check that says something, to be filled in; it holds until it is. `None` in a form without
/// questions.
pub(super) fn add_check(definition: &mut Definition, says: &str) -> Option<String> {
    let at = definition.questions().map(|(_, question)| question.key.clone()).last()?;
    let taken = definition.checks.iter().map(|check| check.key.clone()).collect();
    let key = fresh_key(says, "kontroll", &taken);
    definition.checks.push(Check {
        key: key.clone(),
        at,
        says: norwegian(says),
        left: Expression::Number(0),
        must_be: Comparison::Equal,
        right: Expression::Number(0),
        only_if: None,
        warns: false,
    });
    Some(key)
}

/// Puts a question where the one with this key stands, or at the end of another section; whatever names
/// it follows it to its new key. `false` when there is no such question or section.
pub(super) fn put_question(
    definition: &mut Definition,
    key: &str,
    section: &str,
    question: Question,
) -> bool {
    let Some((home, place)) = place_of(definition, key) else { return false };
    let Some(to) = definition.sections.iter().position(|one| one.key == section) else {
        return false;
    };
    let new_key = question.key.clone();
    if home == to {
        definition.sections[home].questions[place] = question;
    } else {
        definition.sections[home].questions.remove(place);
        definition.sections[to].questions.push(question);
    }
    if new_key != key {
        rename(definition, key, &new_key);
    }
    true
}

/// Everything that names a question names it by its new key.
fn rename(definition: &mut Definition, old: &str, new: &str) {
    for section in &mut definition.sections {
        if let Some(condition) = &mut section.show_if {
            rename_in(condition, old, new);
        }
        for question in &mut section.questions {
            if let Some(condition) = &mut question.show_if {
                rename_in(condition, old, new);
            }
            if let Required::If(condition) = &mut question.required {
                rename_in(condition, old, new);
            }
        }
    }
    for check in &mut definition.checks {
        if check.at == old {
            new.clone_into(&mut check.at);
        }
        if let Some(condition) = &mut check.only_if {
            rename_in(condition, old, new);
        }
        rename_in_sum(&mut check.left, old, new);
        rename_in_sum(&mut check.right, old, new);
    }
}

fn rename_in(condition: &mut Condition, old: &str, new: &str) {
    match condition {
        Condition::Is { question, .. }
        | Condition::Answered { question }
        | Condition::AtLeast { question, .. } => {
            if question == old {
                new.clone_into(question);
            }
        }
        Condition::Not(one) => rename_in(one, old, new),
        Condition::All(many) | Condition::Any(many) => {
            for one in many {
                rename_in(one, old, new);
            }
        }
    }
}

fn rename_in_sum(expression: &mut Expression, old: &str, new: &str) {
    match expression {
        Expression::Number(_) => {}
        Expression::Answer(question)
        | Expression::Rows(question)
        | Expression::Sum { question, .. } => {
            if question == old {
                new.clone_into(question);
            }
        }
        Expression::Plus(many) => {
            for one in many {
                rename_in_sum(one, old, new);
            }
        }
        Expression::Minus(first, second) => {
            rename_in_sum(first, old, new);
            rename_in_sum(second, old, new);
        }
        Expression::Thousandths(_, one) => rename_in_sum(one, old, new),
    }
}

/// Whether anything else in the form names this question.
pub(super) fn is_named(definition: &Definition, key: &str) -> bool {
    let mut other = definition.clone();
    // What a new name would change is what names it.
    rename(&mut other, key, "\u{0}");
    other != *definition
}

/// A form of a kind with nothing in it but what every form of the kind has.
pub(in crate::forms) fn blank(kind: forms::FormKind, title: &str) -> Definition {
    let mut form = Definition {
        kind,
        title: norwegian(title),
        about: Words::default(),
        sections: Vec::new(),
        checks: Vec::new(),
    };
    let name = |nb: &str, nn: &str, en: &str| Words::norwegian(nb, nn).with(Language::English, en);
    let mut section = Section {
        key: "innhold".into(),
        title: name("Innhold", "Innhald", "Contents"),
        about: Words::default(),
        show_if: None,
        questions: Vec::new(),
    };
    if kind == forms::FormKind::Application {
        let standard = forms::standard();
        let always = [forms::Meaning::Title, forms::Meaning::AmountAppliedFor];
        section.questions.extend(always.iter().filter_map(|one| standard.meant(*one).cloned()));
    }
    form.sections.push(section);
    form
}

/// What a condition or a sum reads as in a file.
pub(super) fn written(value: &impl serde::Serialize) -> String {
    serde_json::to_string_pretty(&json!(value)).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form() -> Definition {
        serde_json::from_value(json!({
            "kind": "application", "title": {"nb": "S"},
            "sections": [
                {"key": "a", "title": {"nb": "A"}, "questions": [
                    {"key": "one", "label": {"nb": "En"}, "takes": {"kind": "yes-no"}},
                    {"key": "two", "label": {"nb": "To"}, "takes": {"kind": "whole"},
                     "show_if": {"not": {"is": {"question": "one", "value": "yes"}}}}]},
                {"key": "b", "title": {"nb": "B"}, "questions": [
                    {"key": "three", "label": {"nb": "Tre"}, "takes": {"kind": "whole"},
                     "required": {"if": {"answered": {"question": "one"}}}}]}],
            "checks": [{"key": "sum", "at": "two", "says": {"nb": "Sum"},
                "left": {"plus": [{"answer": "two"}, {"number": 3}]}, "must_be": "at-most",
                "right": {"answer": "three"}}]
        }))
        .expect("a form")
    }

    fn order(definition: &Definition) -> String {
        let sections = definition.sections.iter().map(|section| {
            let keys: Vec<_> = section.questions.iter().map(|one| one.key.as_str()).collect();
            format!("{}:{}", section.key, keys.join(","))
        });
        sections.collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn questions_move_over_the_edge_of_their_section() {
        let mut form = form();
        assert!(moved(&mut form, Part::Question("one"), true));
        assert_eq!(order(&form), "a:two,one b:three");
        assert!(moved(&mut form, Part::Question("one"), true));
        assert_eq!(order(&form), "a:two b:one,three");
        assert!(moved(&mut form, Part::Question("one"), false));
        assert_eq!(order(&form), "a:two,one b:three");
        assert!(!moved(&mut form, Part::Question("three"), true));
        assert!(moved(&mut form, Part::Section("b"), false));
        assert_eq!(order(&form), "b:three a:two,one");
        assert!(!moved(&mut form, Part::Section("b"), false));
        assert!(!moved(&mut form, Part::Question("none"), false));
    }

    #[test]
    fn whatever_names_a_question_follows_its_new_key() {
        let mut form = form();
        assert!(is_named(&form, "one") && is_named(&form, "three"));
        let one = Question { key: "first".into(), ..form.question("one").cloned().expect("it") };
        assert!(put_question(&mut form, "one", "a", one));
        assert!(!is_named(&form, "one") && is_named(&form, "first"));
        let two = Question { key: "second".into(), ..form.question("two").cloned().expect("it") };
        assert!(put_question(&mut form, "two", "b", two));
        assert_eq!(order(&form), "a:first b:three,second");
        assert_eq!(form.checks[0].at, "second");
        assert!(!put_question(
            &mut form.clone(),
            "second",
            "nowhere",
            form.question("second").cloned().expect("it")
        ));
    }

    #[test]
    fn keys_are_made_of_what_people_call_things() {
        let taken = BTreeSet::from(["omtale-av-tiltaket".to_owned()]);
        assert_eq!(fresh_key("Omtale av tiltaket!", "x", &taken), "omtale-av-tiltaket-2");
        assert_eq!(fresh_key("Søknadsbeløp (kr)", "x", &taken), "soknadsbelop-kr");
        assert_eq!(fresh_key("¿?", "x", &taken), "x");
    }

    #[test]
    fn a_new_form_of_any_kind_can_be_gone_on_with() {
        for kind in forms::FormKind::ALL {
            let mut form = blank(kind, "Nytt skjema");
            assert!(add_question(&mut form, "innhold", "Ja?", forms::Takes::YesNo).is_some());
            let check = add_check(&mut form, "Det går opp").expect("a check");
            assert!(removed(&mut form, Part::Check(&check)));
            assert_eq!(form.faults(), [], "{kind:?}");
        }
    }
}
