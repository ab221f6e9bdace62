//! One change from a version of a form to the next, and the sentence that tells it.

use crate::{FormKind, Required, Takes, Words};
use vocabulary::Language;

/// Something in a form, as the version that has it calls it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Named {
    /// Its key.
    pub key: String,
    /// What people call it.
    pub label: Words,
}

/// What kind of part a question has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum PartKind {
    /// Something to choose or tick.
    Option,
    /// A row or line that is there for everybody.
    Row,
    /// A column of a table, a question of a group.
    Column,
}

/// One change from a version of a form to the next.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(missing_docs, reason = "the fields are named by what they are")]
pub enum Change {
    /// The form is for something else.
    KindChanged { from: FormKind, to: FormKind },
    /// The form has another title.
    FormReworded { from: Words, to: Words },
    /// What stands above the first section is another text.
    FormAboutReworded,
    /// A section is new.
    SectionAdded(Named),
    /// A section is gone.
    SectionRemoved(Named),
    /// A section stands elsewhere among the others.
    SectionMoved(Named),
    /// A section has another heading.
    SectionReworded { section: Named, from: Words },
    /// The text under the heading is another.
    SectionAboutReworded(Named),
    /// A section is shown in other cases; `always` from now on.
    SectionConditionChanged { section: Named, always: bool },
    /// A question is new.
    QuestionAdded { question: Named, section: Named },
    /// A question is gone.
    QuestionRemoved(Named),
    /// A question stands in another section, or elsewhere in its own.
    QuestionMoved { question: Named, from: Named, to: Named },
    /// A question is worded differently.
    QuestionReworded { question: Named, from: Words },
    /// The help of a question is another text.
    HelpReworded(Named),
    /// A question takes another kind of answer.
    QuestionRetyped { question: Named, from: Takes, to: Takes },
    /// The same kind of answer, with other limits.
    LimitsChanged(Named),
    /// Something to choose, a row or a column is new.
    PartAdded { question: Named, kind: PartKind, part: Named },
    /// Something to choose, a row or a column is gone.
    PartRemoved { question: Named, kind: PartKind, part: Named },
    /// Something to choose, a row or a column is called something else.
    PartReworded { question: Named, kind: PartKind, part: Named, from: Words },
    /// The parts stand in another order.
    PartsReordered { question: Named, kind: PartKind },
    /// A column takes another kind of answer or has other limits.
    ColumnRetyped { question: Named, column: Named },
    /// Whether a column must be filled in, or is summed, is different.
    ColumnRulesChanged { question: Named, column: Named },
    /// Whether it must be answered is different.
    RequiredChanged { question: Named, required: Required },
    /// A question is shown in other cases; `always` from now on.
    ConditionChanged { question: Named, always: bool },
    /// The house reads something else out of it.
    MeaningChanged(Named),
    /// It is filled in beforehand with something else.
    KnownFactChanged(Named),
    /// A check is new; the label is what it says.
    CheckAdded(Named),
    /// A check is gone.
    CheckRemoved(Named),
    /// A check looks at something else, or says something else.
    CheckChanged(Named),
}

impl Change {
    /// The key of the question that changed; `None` of what concerns a section, a check or the form.
    pub fn question(&self) -> Option<&str> {
        match self {
            Change::QuestionAdded { question, .. }
            | Change::QuestionRemoved(question)
            | Change::QuestionMoved { question, .. }
            | Change::QuestionReworded { question, .. }
            | Change::HelpReworded(question)
            | Change::QuestionRetyped { question, .. }
            | Change::LimitsChanged(question)
            | Change::PartAdded { question, .. }
            | Change::PartRemoved { question, .. }
            | Change::PartReworded { question, .. }
            | Change::PartsReordered { question, .. }
            | Change::ColumnRetyped { question, .. }
            | Change::ColumnRulesChanged { question, .. }
            | Change::RequiredChanged { question, .. }
            | Change::ConditionChanged { question, .. }
            | Change::MeaningChanged(question)
            | Change::KnownFactChanged(question) => Some(&question.key),
            _ => None,
        }
    }

    /// The change as a sentence in the language of the reader.
    pub fn says(&self, language: Language) -> String {
        let q = |named: &Named| quoted(&named.label, &named.key, language);
        // Bokmål, nynorsk and English of one sentence.
        let in_three = |nb: String, nn: String, en: String| match language {
            Language::Bokmal => nb,
            Language::Nynorsk => nn,
            Language::English => en,
        };
        match self {
            Change::KindChanged { from, to } => {
                let (from, to) = (kind_called(*from, language), kind_called(*to, language));
                in_three(
                    format!("Skjemaet var {from} og er nå {to}."),
                    format!("Skjemaet var {from} og er no {to}."),
                    format!("The form was {from} and is now {to}."),
                )
            }
            Change::FormReworded { from, to } => {
                reworded(from, to, language).unwrap_or_else(|| {
                    let (from, to) = (quoted(from, "", language), quoted(to, "", language));
                    in_three(
                        format!("Skjemaet {from} heter nå {to}."),
                        format!("Skjemaet {from} heiter no {to}."),
                        format!("The form {from} is now called {to}."),
                    )
                })
            }
            Change::FormAboutReworded => in_three(
                "Innledningen til skjemaet er endret.".to_owned(),
                "Innleiinga til skjemaet er endra.".to_owned(),
                "The introduction to the form has changed.".to_owned(),
            ),
            Change::SectionAdded(section) => {
                let section = q(section);
                in_three(
                    format!("Delen {section} er ny."),
                    format!("Delen {section} er ny."),
                    format!("The section {section} is new."),
                )
            }
            Change::SectionRemoved(section) => {
                let section = q(section);
                in_three(
                    format!("Delen {section} er tatt bort."),
                    format!("Delen {section} er teken bort."),
                    format!("The section {section} has been removed."),
                )
            }
            Change::SectionMoved(section) => {
                let section = q(section);
                in_three(
                    format!("Delen {section} er flyttet."),
                    format!("Delen {section} er flytta."),
                    format!("The section {section} has been moved."),
                )
            }
            Change::SectionReworded { section, from } => reworded(from, &section.label, language)
                .unwrap_or_else(|| {
                    let (from, to) = (quoted(from, &section.key, language), q(section));
                    in_three(
                        format!("Delen {from} heter nå {to}."),
                        format!("Delen {from} heiter no {to}."),
                        format!("The section {from} is now called {to}."),
                    )
                }),
            Change::SectionAboutReworded(section) => {
                let section = q(section);
                in_three(
                    format!("Innledningen til delen {section} er endret."),
                    format!("Innleiinga til delen {section} er endra."),
                    format!("The introduction to the section {section} has changed."),
                )
            }
            Change::SectionConditionChanged { section, always } => {
                shown_now(&q(section), *always, language)
            }
            Change::QuestionAdded { question, section } => {
                let (question, section) = (q(question), q(section));
                in_three(
                    format!("Spørsmålet {question} i delen {section} er nytt."),
                    format!("Spørsmålet {question} i delen {section} er nytt."),
                    format!("The question {question} in the section {section} is new."),
                )
            }
            Change::QuestionRemoved(question) => {
                let question = q(question);
                in_three(
                    format!("Spørsmålet {question} er tatt bort."),
                    format!("Spørsmålet {question} er teke bort."),
                    format!("The question {question} has been removed."),
                )
            }
            Change::QuestionMoved { question, from, to } if from.key == to.key => {
                let (question, section) = (q(question), q(to));
                in_three(
                    format!("Spørsmålet {question} har fått en annen plass i delen {section}."),
                    format!("Spørsmålet {question} har fått ein annan plass i delen {section}."),
                    format!("The question {question} has another place in the section {section}."),
                )
            }
            Change::QuestionMoved { question, from, to } => {
                let (question, from, to) = (q(question), q(from), q(to));
                in_three(
                    format!("Spørsmålet {question} er flyttet fra {from} til {to}."),
                    format!("Spørsmålet {question} er flytta frå {from} til {to}."),
                    format!("The question {question} has been moved from {from} to {to}."),
                )
            }
            Change::QuestionReworded { question, from } => {
                reworded(from, &question.label, language).unwrap_or_else(|| {
                    let (from, to) = (quoted(from, &question.key, language), q(question));
                    in_three(
                        format!("Spørsmålet {from} lyder nå {to}."),
                        format!("Spørsmålet {from} lyder no {to}."),
                        format!("The question {from} now reads {to}."),
                    )
                })
            }
            Change::HelpReworded(question) => {
                let question = q(question);
                in_three(
                    format!("Hjelpeteksten til {question} er endret."),
                    format!("Hjelpeteksten til {question} er endra."),
                    format!("The help text of {question} has changed."),
                )
            }
            Change::QuestionRetyped { question, from, to } => {
                let question = q(question);
                let (from, to) = (from.called(language), to.called(language));
                in_three(
                    format!("{question} besvares nå med {to}, før med {from}."),
                    format!("{question} skal no svarast på med {to}, før med {from}."),
                    format!("{question} is now answered with {to}, before with {from}."),
                )
            }
            Change::LimitsChanged(question) => {
                let question = q(question);
                in_three(
                    format!("Grensene for svaret på {question} er endret."),
                    format!("Grensene for svaret på {question} er endra."),
                    format!("The limits of the answer to {question} have changed."),
                )
            }
            Change::PartAdded { question, kind, part } => {
                let (question, part) = (q(question), q(part));
                let kind = kind.called(language);
                in_three(
                    format!("{question} har fått {kind} {part}."),
                    format!("{question} har fått {kind} {part}."),
                    format!("{question} now has the {kind} {part}."),
                )
            }
            Change::PartRemoved { question, kind, part } => {
                let (question, part) = (q(question), q(part));
                let kind = kind.called(language);
                in_three(
                    format!("{question} har ikke lenger {kind} {part}."),
                    format!("{question} har ikkje lenger {kind} {part}."),
                    format!("{question} no longer has the {kind} {part}."),
                )
            }
            Change::PartReworded { question, kind, part, from } => {
                reworded(from, &part.label, language).unwrap_or_else(|| {
                    let (from, to) = (quoted(from, &part.key, language), q(part));
                    let (question, kind) = (q(question), kind.called(language));
                    in_three(
                        format!("I {question} heter {kind} {from} nå {to}."),
                        format!("I {question} heiter {kind} {from} no {to}."),
                        format!("In {question} the {kind} {from} is now called {to}."),
                    )
                })
            }
            Change::PartsReordered { question, kind } => {
                let question = q(question);
                let (nb, nn, en) = match kind {
                    PartKind::Option => ("Valgene", "Vala", "options"),
                    PartKind::Row => ("Radene", "Radene", "rows"),
                    PartKind::Column => ("Kolonnene", "Kolonnane", "columns"),
                };
                in_three(
                    format!("{nb} i {question} står i en annen rekkefølge."),
                    format!("{nn} i {question} står i ei anna rekkjefølgje."),
                    format!("The {en} of {question} stand in another order."),
                )
            }
            Change::ColumnRetyped { question, column } => {
                let (question, column) = (q(question), q(column));
                in_three(
                    format!("Kolonnen {column} i {question} tar andre svar enn før."),
                    format!("Kolonnen {column} i {question} tek andre svar enn før."),
                    format!("The column {column} of {question} takes other answers than before."),
                )
            }
            Change::ColumnRulesChanged { question, column } => {
                let (question, column) = (q(question), q(column));
                in_three(
                    format!("Reglene for kolonnen {column} i {question} er endret."),
                    format!("Reglane for kolonnen {column} i {question} er endra."),
                    format!("The rules of the column {column} of {question} have changed."),
                )
            }
            Change::RequiredChanged { question, required } => {
                let question = q(question);
                let (nb, nn, en) = match required {
                    Required::Always => {
                        ("må nå besvares", "må no svarast på", "must now be answered")
                    }
                    Required::Never => {
                        ("kan nå stå åpent", "kan no stå ope", "may now be left open")
                    }
                    Required::If(_) => (
                        "må nå besvares i andre tilfeller enn før",
                        "må no svarast på i andre tilfelle enn før",
                        "must now be answered in other cases than before",
                    ),
                };
                in_three(
                    format!("{question} {nb}."),
                    format!("{question} {nn}."),
                    format!("{question} {en}."),
                )
            }
            Change::ConditionChanged { question, always } => {
                shown_now(&q(question), *always, language)
            }
            Change::MeaningChanged(question) => {
                let question = q(question);
                in_three(
                    format!("Det systemet selv leser ut av {question}, er endret."),
                    format!("Det systemet sjølv les ut av {question}, er endra."),
                    format!("What the system itself reads out of {question} has changed."),
                )
            }
            Change::KnownFactChanged(question) => {
                let question = q(question);
                in_three(
                    format!("Det {question} er fylt ut med på forhånd, er endret."),
                    format!("Det {question} er fylt ut med på førehand, er endra."),
                    format!("What {question} is filled in with beforehand has changed."),
                )
            }
            Change::CheckAdded(check) => {
                let check = q(check);
                in_three(
                    format!("Kontrollen {check} er ny."),
                    format!("Kontrollen {check} er ny."),
                    format!("The check {check} is new."),
                )
            }
            Change::CheckRemoved(check) => {
                let check = q(check);
                in_three(
                    format!("Kontrollen {check} er tatt bort."),
                    format!("Kontrollen {check} er teken bort."),
                    format!("The check {check} has been removed."),
                )
            }
            Change::CheckChanged(check) => {
                let check = q(check);
                in_three(
                    format!("Kontrollen {check} er endret."),
                    format!("Kontrollen {check} er endra."),
                    format!("The check {check} has changed."),
                )
            }
        }
    }
}

/// In the quotation marks of the language; the key where nothing is said.
fn quoted(words: &Words, key: &str, language: Language) -> String {
    let text = Some(words.to(language)).filter(|text| !text.is_empty()).unwrap_or(key);
    match language {
        Language::Bokmal | Language::Nynorsk => format!("«{text}»"),
        Language::English => format!("“{text}”"),
    }
}

/// A rewording that the reader does not see in their own language is told by the languages it is in.
fn reworded(from: &Words, to: &Words, language: Language) -> Option<String> {
    if from.to(language) != to.to(language) {
        return None;
    }
    let name = |one: Language| match (one, language) {
        (Language::Bokmal, Language::English) => "Bokmål",
        (Language::Nynorsk, Language::English) => "Nynorsk",
        (Language::English, Language::English) => "English",
        (Language::Bokmal, _) => "bokmål",
        (Language::Nynorsk, _) => "nynorsk",
        (Language::English, _) => "engelsk",
    };
    let changed = Language::ALL.into_iter().filter(|one| from.exactly(*one) != to.exactly(*one));
    let changed: Vec<&str> = changed.map(name).collect();
    let text = quoted(to, "", language);
    Some(match language {
        Language::Bokmal => format!("Teksten {text} er endret på {}.", changed.join(" og ")),
        Language::Nynorsk => format!("Teksten {text} er endra på {}.", changed.join(" og ")),
        Language::English => format!("The text {text} has changed in {}.", changed.join(" and ")),
    })
}

fn shown_now(what: &str, always: bool, language: Language) -> String {
    match (language, always) {
        (Language::Bokmal, true) => format!("{what} vises nå alltid."),
        (Language::Bokmal, false) => format!("{what} vises nå i andre tilfeller enn før."),
        (Language::Nynorsk, true) => format!("{what} blir no alltid vist."),
        (Language::Nynorsk, false) => format!("{what} blir no vist i andre tilfelle enn før."),
        (Language::English, true) => format!("{what} is now always shown."),
        (Language::English, false) => format!("{what} is now shown in other cases than before."),
    }
}

fn kind_called(kind: FormKind, language: Language) -> &'static str {
    let (nb, nn, en) = match kind {
        FormKind::Application => ("en søknad", "ein søknad", "an application"),
        FormKind::Report => ("en rapport", "ein rapport", "a report"),
        FormKind::Questionnaire => ("et spørreskjema", "eit spørjeskjema", "a questionnaire"),
        FormKind::Scale => ("en skala", "ein skala", "a scale"),
    };
    one_of(nb, nn, en, language)
}

impl PartKind {
    /// `kolonnen`, `column`: in the definite form in Norwegian, bare in English.
    fn called(self, language: Language) -> &'static str {
        match self {
            PartKind::Option => one_of("valget", "valet", "option", language),
            PartKind::Row => one_of("raden", "rada", "row", language),
            PartKind::Column => one_of("kolonnen", "kolonnen", "column", language),
        }
    }
}

impl Takes {
    /// What people call this kind of answer, to stand in a sentence: `et beløp`, `eit beløp`,
    /// `an amount`.
    pub fn called(&self, language: Language) -> &'static str {
        let (nb, nn, en) = match self {
            Takes::ShortText { .. } => ("en kort tekst", "ein kort tekst", "a short text"),
            Takes::LongText { .. } => ("en lengre tekst", "ein lengre tekst", "a longer text"),
            Takes::Whole { .. } => ("et helt tall", "eit heilt tal", "a whole number"),
            Takes::Kroner { .. } => ("et beløp", "eit beløp", "an amount"),
            Takes::Percent { .. } => ("en prosent", "ein prosent", "a percentage"),
            Takes::Date { .. } => ("en dato", "ein dato", "a date"),
            Takes::ImpreciseDate => {
                ("en omtrentlig dato", "ein omtrentleg dato", "an approximate date")
            }
            Takes::YesNo => ("ja eller nei", "ja eller nei", "yes or no"),
            Takes::Choice { .. } => ("ett valg", "eitt val", "one choice"),
            Takes::MultiChoice { .. } => {
                ("ett eller flere valg", "eitt eller fleire val", "one or more choices")
            }
            Takes::Checklist { .. } => ("en sjekkliste", "ei sjekkliste", "a checklist"),
            Takes::Organisation => ("en organisasjon", "ein organisasjon", "an organisation"),
            Takes::OrganisationNumber => {
                ("et organisasjonsnummer", "eit organisasjonsnummer", "an organisation number")
            }
            Takes::Municipality => ("en kommune", "ein kommune", "a municipality"),
            Takes::Email => ("en e-postadresse", "ei e-postadresse", "an e-mail address"),
            Takes::Person => ("en person", "ein person", "a person"),
            Takes::Files { .. } => ("vedlegg", "vedlegg", "files"),
            Takes::Table(_) => ("en tabell", "ein tabell", "a table"),
            Takes::Group(_) => {
                ("spørsmål som gjentas", "spørsmål som blir gjentekne", "repeated questions")
            }
            Takes::Budget { .. } => ("et budsjett", "eit budsjett", "a budget"),
            Takes::Indicators { .. } => ("indikatorer", "indikatorar", "indicators"),
            Takes::CoFinancing { .. } => {
                ("annen finansiering", "anna finansiering", "other funding")
            }
        };
        one_of(nb, nn, en, language)
    }
}

fn one_of(
    nb: &'static str,
    nn: &'static str,
    en: &'static str,
    language: Language,
) -> &'static str {
    match language {
        Language::Bokmal => nb,
        Language::Nynorsk => nn,
        Language::English => en,
    }
}
