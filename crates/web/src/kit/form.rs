//! Forms: fields with what was typed and what is wrong with it, the list of errors, the question
//! before something cannot be taken back.

use super::{figures::Fact, page::PageFrame, problem::FieldProblem, texts::Texts};
use askama::Template;
use vocabulary::{Day, Money};

/// Something to choose.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    /// What is sent.
    pub value: String,
    /// What people read.
    pub label: String,
    /// A sentence more; radio buttons and checkboxes show it.
    pub hint: Option<String>,
}

impl Choice {
    /// Something to choose.
    pub fn new(value: impl Into<String>, label: impl Into<String>) -> Choice {
        Choice { value: value.into(), label: label.into(), hint: None }
    }
    /// With a sentence more.
    #[must_use]
    pub fn hint(self, hint: impl Into<String>) -> Choice {
        Choice { hint: Some(hint.into()), ..self }
    }
}

/// What a field is filled in with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Control {
    /// One line; the HTML input type (`text`, `email`, `password`, `tel`).
    Line(&'static str),
    /// An amount of kroner, typed as people write it.
    Kroner,
    /// A whole number.
    Number,
    /// A day.
    Day,
    /// Several lines; how many are shown.
    Lines(u8),
    /// One of a list that is too long to show.
    Select(Vec<Choice>),
    /// One of a few.
    Radio(Vec<Choice>),
    /// Any of a few.
    Checkboxes(Vec<Choice>),
    /// Yes or not; the label stands beside the box, and `yes` is sent.
    Checkbox,
    /// A file; what is accepted: `.pdf,.docx`. The form needs `enctype="multipart/form-data"`.
    File(&'static str),
}

/// A field of a form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FormField {
    /// What it is sent as.
    pub name: String,
    /// What it asks.
    pub label: String,
    /// What helps to answer.
    pub hint: Option<String>,
    /// What is filled in; several for checkboxes.
    pub values: Vec<String>,
    /// What is wrong with it.
    pub error: Option<String>,
    /// An answer is needed. Fields are, unless [`FormField::optional`] says otherwise.
    pub required: bool,
    /// What it is filled in with.
    pub control: Control,
    /// What the browser may fill in: `email`, `current-password`, `organization`.
    pub autocomplete: Option<&'static str>,
    /// The longest answer, in characters.
    pub max_length: Option<u32>,
}

/// A field as it is shown. A template of its own, so that it is compiled once and not anew on every page
/// that has fields.
#[derive(Debug, Clone, Copy, Template)]
#[template(path = "kit/field.html")]
pub struct ShownField<'a> {
    frame: Texts,
    field: &'a FormField,
}

impl FormField {
    /// As it is shown to readers of these texts.
    pub fn shown(&self, texts: &Texts) -> ShownField<'_> {
        ShownField { frame: *texts, field: self }
    }
    /// A field with any control.
    pub fn new(control: Control, name: impl Into<String>, label: impl Into<String>) -> FormField {
        FormField {
            name: name.into(),
            label: label.into(),
            hint: None,
            values: Vec::new(),
            error: None,
            required: true,
            control,
            autocomplete: None,
            max_length: None,
        }
    }
    /// One line of text.
    pub fn text(name: impl Into<String>, label: impl Into<String>) -> FormField {
        FormField::new(Control::Line("text"), name, label)
    }
    /// An e-mail address.
    pub fn email(name: impl Into<String>, label: impl Into<String>) -> FormField {
        let field = FormField::new(Control::Line("email"), name, label);
        FormField { autocomplete: Some("email"), ..field }
    }
    /// Several lines of text.
    pub fn lines(rows: u8, name: impl Into<String>, label: impl Into<String>) -> FormField {
        FormField::new(Control::Lines(rows), name, label)
    }
    /// An amount of kroner.
    pub fn kroner(name: impl Into<String>, label: impl Into<String>) -> FormField {
        FormField::new(Control::Kroner, name, label)
    }
    /// A whole number.
    pub fn number(name: impl Into<String>, label: impl Into<String>) -> FormField {
        FormField::new(Control::Number, name, label)
    }
    /// A day.
    pub fn day(name: impl Into<String>, label: impl Into<String>) -> FormField {
        FormField::new(Control::Day, name, label)
    }

    /// With what helps to answer.
    #[must_use]
    pub fn hint(self, hint: impl Into<String>) -> FormField {
        FormField { hint: Some(hint.into()), ..self }
    }
    /// An answer may be left out.
    #[must_use]
    pub fn optional(self) -> FormField {
        FormField { required: false, ..self }
    }
    /// Filled in with this.
    #[must_use]
    pub fn value(self, value: impl Into<String>) -> FormField {
        FormField { values: vec![value.into()], ..self }
    }
    /// Filled in with what was sent.
    #[must_use]
    pub fn filled(self, filled: &Filled) -> FormField {
        let values = filled.all(&self.name).map(str::to_owned).collect();
        FormField { values, ..self }
    }
    /// With what is wrong with it.
    #[must_use]
    pub fn checked(self, errors: &FieldErrors) -> FormField {
        let error = errors.of(&self.name).map(str::to_owned);
        FormField { error, ..self }
    }
    /// What the browser may fill in.
    #[must_use]
    pub fn autocomplete(self, autocomplete: &'static str) -> FormField {
        FormField { autocomplete: Some(autocomplete), ..self }
    }
    /// The longest answer, in characters.
    #[must_use]
    pub fn max_length(self, characters: u32) -> FormField {
        FormField { max_length: Some(characters), ..self }
    }

    /// The id of the control: where the list of errors leads.
    pub fn id(&self) -> String {
        anchor(&self.name)
    }
    /// The id of a choice: the first has the field's own, so that the list of errors leads to it.
    pub fn choice_id(&self, index: &usize) -> String {
        if *index == 0 { self.id() } else { format!("{}-{index}", self.id()) }
    }
    /// The one value.
    pub fn one_value(&self) -> &str {
        self.values.first().map_or("", String::as_str)
    }
    /// Whether a choice is chosen.
    pub fn is_chosen(&self, value: &str) -> bool {
        self.values.iter().any(|chosen| chosen == value)
    }
    /// The ids of hint and error, for `aria-describedby`.
    pub fn described_by(&self) -> Option<String> {
        let id = self.id();
        let hint = self.hint.as_ref().map(|_| format!("{id}-hint"));
        let error = self.error.as_ref().map(|_| format!("{id}-error"));
        match (hint, error) {
            (Some(hint), Some(error)) => Some(format!("{hint} {error}")),
            (hint, error) => hint.or(error),
        }
    }
}

fn anchor(name: &str) -> String {
    format!("field-{name}")
}

/// What was sent with a form: `Form<Vec<(String, String)>>` becomes it with `.into()`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filled(Vec<(String, String)>);

impl From<Vec<(String, String)>> for Filled {
    fn from(mut pairs: Vec<(String, String)>) -> Filled {
        // Nobody types a NUL, and PostgreSQL keeps none.
        for (_, value) in pairs.iter_mut().filter(|(_, value)| value.contains('\0')) {
            value.retain(|one| one != '\0');
        }
        Filled(pairs)
    }
}

impl Filled {
    /// What a field was filled in with, trimmed; `""` when it was not sent.
    pub fn one(&self, name: &str) -> &str {
        self.all(name).next().unwrap_or("").trim()
    }
    /// All values of a field.
    pub fn all<'s>(&'s self, name: &str) -> impl Iterator<Item = &'s str> {
        self.0.iter().filter(move |(n, _)| n == name).map(|(_, value)| value.as_str())
    }
}

/// Something wrong with a field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldError {
    /// The field.
    pub field: String,
    /// What is wrong and what would be right, in the reader's language.
    pub message: String,
}

/// All that is wrong with a form, in the order it was found: check fields in the order they stand.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FieldErrors(Vec<FieldError>);

impl FieldErrors {
    /// Nothing wrong.
    pub fn none() -> FieldErrors {
        FieldErrors::default()
    }
    /// This is wrong with that field. Only the first error of a field is kept.
    pub fn add(&mut self, field: impl Into<String>, message: impl Into<String>) {
        let field = field.into();
        if self.of(&field).is_none() {
            self.0.push(FieldError { field, message: message.into() });
        }
    }
    /// Nothing is wrong.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
    /// What is wrong with a field.
    pub fn of(&self, field: &str) -> Option<&str> {
        self.0.iter().find(|error| error.field == field).map(|error| error.message.as_str())
    }
    /// All of them.
    pub fn all(&self) -> &[FieldError] {
        &self.0
    }
    /// For the JSON API.
    pub fn into_problems(self) -> Vec<FieldProblem> {
        let problem = |e: FieldError| FieldProblem { field: e.field, detail: e.message };
        self.0.into_iter().map(problem).collect()
    }

    /// What must be filled in; `None` notes the error.
    pub fn text<'f>(&mut self, filled: &'f Filled, name: &str, texts: Texts) -> Option<&'f str> {
        let text = filled.one(name);
        if text.is_empty() {
            self.add(name, texts.t("form-required"));
            return None;
        }
        Some(text)
    }
    /// An amount that must be filled in; `None` notes the error.
    pub fn kroner(&mut self, filled: &Filled, name: &str, texts: Texts) -> Option<Money> {
        let amount = self.text(filled, name, texts)?.parse().ok();
        if amount.is_none() {
            self.add(name, texts.t("form-not-an-amount"));
        }
        amount
    }
    /// A day that must be filled in; `None` notes the error.
    pub fn day(&mut self, filled: &Filled, name: &str, texts: Texts) -> Option<Day> {
        let day = self.text(filled, name, texts)?.parse().ok();
        if day.is_none() {
            self.add(name, texts.t("form-not-a-day"));
        }
        day
    }
    /// A whole number that must be filled in; `None` notes the error.
    pub fn number(&mut self, filled: &Filled, name: &str, texts: Texts) -> Option<i64> {
        let typed = self.text(filled, name, texts)?;
        let bare: String = typed.chars().filter(|c| !c.is_whitespace()).collect();
        let number = bare.parse().ok();
        if number.is_none() {
            self.add(name, texts.t("form-not-a-number"));
        }
        number
    }
}

/// A line of the list of errors above a form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ErrorLine {
    /// The field's label and what is wrong with it.
    pub message: String,
    /// Where the field is; `None` when the error is of no field here.
    pub anchor: Option<String>,
}

/// The fields of a form, in the order they stand, and what is wrong with them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Form {
    fields: Vec<FormField>,
    // Errors of no field here: what a rule says of the whole.
    of_the_whole: Vec<String>,
}

impl Form {
    /// With these fields.
    pub fn new(fields: impl IntoIterator<Item = FormField>) -> Form {
        Form { fields: fields.into_iter().collect(), of_the_whole: Vec::new() }
    }
    /// Filled in with what was sent.
    #[must_use]
    pub fn filled(self, filled: &Filled) -> Form {
        let fields = self.fields.into_iter().map(|field| field.filled(filled)).collect();
        Form { fields, ..self }
    }
    /// With what is wrong: at the field where there is one, else above the form.
    #[must_use]
    pub fn checked(self, errors: &FieldErrors) -> Form {
        let is_here = |error: &&FieldError| self.fields.iter().any(|f| f.name == error.field);
        let others = errors.all().iter().filter(|error| !is_here(error));
        let of_the_whole = others.map(|error| error.message.clone()).collect();
        let fields = self.fields.into_iter().map(|field| field.checked(errors)).collect();
        Form { fields, of_the_whole }
    }
    /// Whether anything is wrong.
    pub fn has_errors(&self) -> bool {
        !self.of_the_whole.is_empty() || self.fields.iter().any(|field| field.error.is_some())
    }
    /// All fields.
    pub fn all(&self) -> &[FormField] {
        &self.fields
    }
    /// The field of this name, to place it by hand; an empty one when there is none.
    pub fn field(&self, name: &str) -> FormField {
        let found = self.fields.iter().find(|field| field.name == name).cloned();
        found.unwrap_or_else(|| FormField::text(name, name))
    }
    /// The list of errors, in the order the fields stand.
    pub fn errors(&self) -> Vec<ErrorLine> {
        let whole = self.of_the_whole.iter();
        let whole = whole.map(|message| ErrorLine { message: message.clone(), anchor: None });
        let of_fields = self.fields.iter().filter_map(|field| {
            let message = format!("{}: {}", field.label, field.error.as_ref()?);
            Some(ErrorLine { message, anchor: Some(field.id()) })
        });
        whole.chain(of_fields).collect()
    }
}

/// The question before something is done that cannot be taken back: what will happen, yes or no.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Confirmation {
    /// Where the yes is posted.
    pub action: String,
    /// What will happen, one sentence each.
    pub consequences: Vec<String>,
    /// What the yes says: the verb, not «OK».
    pub confirm: String,
    /// Where the no leads.
    pub cancel: String,
    /// The yes takes something away from somebody.
    pub is_dangerous: bool,
    /// Sent along unseen: what the question was about, the version that was seen.
    pub hidden: Vec<(String, String)>,
    /// Asked along: a reason, say.
    pub fields: Vec<FormField>,
}

impl Confirmation {
    /// The question.
    pub fn new(
        action: impl Into<String>,
        confirm: impl Into<String>,
        cancel: impl Into<String>,
    ) -> Confirmation {
        Confirmation {
            action: action.into(),
            consequences: Vec::new(),
            confirm: confirm.into(),
            cancel: cancel.into(),
            is_dangerous: false,
            hidden: Vec::new(),
            fields: Vec::new(),
        }
    }
    /// This will happen.
    #[must_use]
    pub fn consequence(mut self, sentence: impl Into<String>) -> Confirmation {
        self.consequences.push(sentence.into());
        self
    }
    /// The yes takes something away from somebody.
    #[must_use]
    pub fn dangerous(self) -> Confirmation {
        Confirmation { is_dangerous: true, ..self }
    }
    /// Sends this along unseen.
    #[must_use]
    pub fn hidden(mut self, name: impl Into<String>, value: impl Into<String>) -> Confirmation {
        self.hidden.push((name.into(), value.into()));
        self
    }
    /// Asks this along.
    #[must_use]
    pub fn field(mut self, field: FormField) -> Confirmation {
        self.fields.push(field);
        self
    }
}

/// A question on a page of its own, below the facts it is about.
#[derive(Debug, Clone, Template)]
#[template(path = "kit/confirmation_page.html")]
pub struct ConfirmationPage {
    /// Titled with the question.
    pub frame: PageFrame,
    /// What it is about.
    pub facts: Vec<Fact>,
    /// The question.
    pub confirmation: Confirmation,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn filled(pairs: &[(&str, &str)]) -> Filled {
        let pair = |(n, v): &(&str, &str)| ((*n).to_owned(), (*v).to_owned());
        pairs.iter().map(pair).collect::<Vec<_>>().into()
    }

    #[test]
    fn a_nul_is_not_kept() {
        assert_eq!(filled(&[("reason", "Utenfor\0 ordningen")]).one("reason"), "Utenfor ordningen");
    }

    #[test]
    fn what_is_wrong_is_noted_with_its_field() {
        let filled =
            filled(&[("title", "  "), ("amount", "tolv"), ("due", "01.03.2013"), ("n", "1 2")]);
        let (mut errors, texts) = (FieldErrors::none(), Texts::default());
        assert_eq!(errors.text(&filled, "title", texts), None);
        assert_eq!(errors.kroner(&filled, "amount", texts), None);
        assert_eq!(errors.day(&filled, "due", texts), Day::new(2013, 3, 1));
        assert_eq!(errors.number(&filled, "n", texts), Some(12));
        assert_eq!(errors.all().len(), 2);
        let field = FormField::kroner("amount", "Beløp").hint("h").filled(&filled).checked(&errors);
        assert_eq!(field.one_value(), "tolv");
        assert_eq!(field.described_by().as_deref(), Some("field-amount-hint field-amount-error"));
    }

    #[test]
    fn the_list_of_errors_stands_in_the_order_of_the_fields() {
        let mut errors = FieldErrors::none();
        errors.add("b", "mangler");
        errors.add("a", "er feil");
        errors.add("nowhere", "Summen går ikke opp.");
        let form = Form::new([FormField::text("a", "A"), FormField::text("b", "B")]);
        assert!(!form.has_errors());
        let lines = form.checked(&errors).errors();
        let messages: Vec<_> = lines.iter().map(|line| line.message.as_str()).collect();
        assert_eq!(messages, ["Summen går ikke opp.", "A: er feil", "B: mangler"]);
        assert_eq!((&lines[0].anchor, lines[1].anchor.as_deref()), (&None, Some("field-a")));
    }

    #[test]
    fn the_list_of_errors_leads_to_the_first_choice() {
        let choices = vec![Choice::new("a", "A"), Choice::new("b", "B")];
        let filled = filled(&[("of", "b"), ("of", "c")]);
        let field = FormField::new(Control::Checkboxes(choices), "of", "Av").filled(&filled);
        assert_eq!((field.choice_id(&0), field.choice_id(&1)), (field.id(), "field-of-1".into()));
        assert!(field.is_chosen("b") && !field.is_chosen("a"));
    }
}
