//! `POST /status-reports`: an officer asks for a status report.

use super::{list::page, readers, words};
use crate::{
    App, Officer,
    kit::{
        Choice, Control, FieldErrors, Filled, Form, FormField, PageFrame, Problem, Texts, render_as,
    },
};
use ::status_reports::{AskForError, Audience, Reader, Subject, Wanted, ask_for as ask};
use axum::{
    Form as Posted,
    extract::{OriginalUri, Query, State},
    http::{StatusCode, Uri},
    response::{IntoResponse, Redirect, Response},
};
use grant_applications::{Call, CallState};
use std::collections::{BTreeMap, BTreeSet};
use vocabulary::{Actor, CountyNumber, Day, Language, SchemeId};

/// The languages the directorate writes its reports in.
pub(super) const LANGUAGES: [Language; 2] = [Language::Bokmal, Language::Nynorsk];

/// Asks for it and leads to it.
pub(crate) async fn ask_for(
    State(app): State<App>,
    Officer(actor): Officer,
    frame: PageFrame,
    OriginalUri(uri): OriginalUri,
    Posted(pairs): Posted<Vec<(String, String)>>,
) -> Result<Response, Problem> {
    let texts = frame.texts;
    let filled = Filled::from(pairs);
    let mut errors = FieldErrors::none();
    let wanted = wanted(&filled, &mut errors, texts);
    let told = told(&app, &filled, &mut errors, texts).await?;
    if let (Some(wanted), true) = (wanted, errors.is_empty()) {
        match ask(&app.db, app.clock.as_ref(), &actor, wanted, &told).await {
            Ok(id) => {
                app.bell.ring();
                return Ok(Redirect::to(&format!("/status-reports/{id}")).into_response());
            }
            Err(error) => {
                let (field, said) = refusal(&error, texts)?;
                // What is not there is the county, where one was chosen.
                let county = matches!(error, AskForError::NoSubject)
                    && matches!(wanted.subject, Subject::County { .. });
                errors.add(if county { "county" } else { field }, said);
            }
        }
    }
    let page = page(&app, &actor, frame, &uri, &filled, &errors).await?;
    Ok(render_as(StatusCode::UNPROCESSABLE_ENTITY, &page))
}

/// What the form says is wanted; errors are noted.
pub(super) fn wanted(filled: &Filled, errors: &mut FieldErrors, texts: Texts) -> Option<Wanted> {
    let subject = errors.text(filled, "about", texts).map(subject_of);
    if subject == Some(None) {
        errors.add("about", texts.t("status-reports-no-subject"));
    }
    let mut subject = subject.flatten();
    match (filled.one("county"), subject) {
        ("", _) => {}
        (number, Some(Subject::Year(year))) => match number.parse::<CountyNumber>() {
            Ok(number) => subject = Some(Subject::County { number, year }),
            Err(_) => errors.add("county", texts.t("status-reports-no-county")),
        },
        _ => errors.add("county", texts.t("status-reports-county-of-a-year")),
    }
    // A form that says nothing of it asks for what only the directorate reads.
    let audience = match filled.one("audience") {
        "" => Some(Audience::Internal),
        word => word.parse().ok(),
    };
    if audience.is_none() {
        errors.add("audience", texts.t("form-required"));
    }
    let language = language(filled, errors, texts);
    let as_of = errors.day(filled, "as-of", texts);
    Some(Wanted { subject: subject?, audience: audience?, language: language?, as_of: as_of? })
}

/// The language of a report; the error is noted.
pub(super) fn language(
    filled: &Filled,
    errors: &mut FieldErrors,
    texts: Texts,
) -> Option<Language> {
    let language = errors.text(filled, "language", texts).map(str::parse::<Language>);
    let language = language.and_then(Result::ok).filter(|l| LANGUAGES.contains(l));
    if language.is_none() {
        errors.add("language", texts.t("form-required"));
    }
    language
}

/// Who is told; errors are noted.
pub(super) async fn told(
    app: &App,
    filled: &Filled,
    errors: &mut FieldErrors,
    texts: Texts,
) -> Result<Vec<Reader>, Problem> {
    Ok(match readers::named(&app.db, filled.one("readers").lines()).await? {
        Ok(readers) => readers,
        Err(wrong) => {
            errors.add("readers", readers::not_told(&wrong, texts));
            Vec::new()
        }
    })
}

/// A refusal as the field it belongs to and its sentence, or as a problem.
pub(crate) fn refusal(
    error: &AskForError,
    texts: Texts,
) -> Result<(&'static str, String), Problem> {
    let (field, key) = match error {
        AskForError::NotYours => return Err(Problem::forbidden()),
        AskForError::Database(error) => return Err(Problem::internal(error)),
        AskForError::NoSubject => ("about", "status-reports-no-subject"),
        AskForError::NotDecided => ("about", "status-reports-not-decided"),
        AskForError::NotYet => ("as-of", "status-reports-not-yet"),
        AskForError::Reader(wrong) => return Ok(("readers", readers::not_told(wrong, texts))),
    };
    Ok((field, texts.t(key).to_string()))
}

/// `call:ID`, `grant:ID`, `scheme:ID:2012`, `county:11:2012`, `year::2012`.
pub(crate) fn subject_of(word: &str) -> Option<Subject> {
    let mut parts = word.splitn(3, ':');
    let (kind, id, year) = (parts.next()?, parts.next()?, parts.next());
    match year {
        Some(year) => Subject::from_parts(kind, id, Some(year.parse().ok()?)),
        None => Subject::from_parts(kind, id, None),
    }
}

/// What the form stands at before anybody has filled it in; `?about=grant:…` chooses a grant.
pub(super) fn proposal(app: &App, uri: &Uri) -> Filled {
    let asked = Query::<Vec<(String, String)>>::try_from_uri(uri).map(|q| q.0).unwrap_or_default();
    let known = ["about", "county", "audience", "language", "as-of", "readers"];
    let mut pairs: Vec<(String, String)> =
        asked.into_iter().filter(|(name, _)| known.contains(&name.as_str())).collect();
    let mut unless_said = |name: &str, value: String| {
        if pairs.iter().all(|(said, _)| said != name) {
            pairs.push((name.to_owned(), value));
        }
    };
    unless_said("audience", Audience::Internal.word().into());
    unless_said("language", Language::Bokmal.code().into());
    unless_said("as-of", app.clock.today().to_string());
    pairs.into()
}

/// The form: what about, for whom, in which language, as of which day, who is told.
pub(super) async fn form(
    app: &App,
    actor: &Actor,
    texts: Texts,
    filled: &Filled,
) -> Result<Form, Problem> {
    let decided = decided(app, actor).await?;
    let mut choices: Vec<Choice> = decided
        .iter()
        .map(|call| {
            let name = texts.t("status-reports-choice-call").with("title", title(call, texts));
            Choice::new(words::written(Subject::Call(call.id)), name)
        })
        .collect();
    for ((scheme, year), name) in schemes_by_year(app, actor, &decided).await? {
        let name = texts.t("status-reports-choice-scheme").with("name", name);
        let value = words::written(Subject::Scheme { scheme, year });
        choices.push(Choice::new(value, name.with("year", year.to_string())));
    }
    let years: BTreeSet<i32> = decided.iter().map(|call| call.year).collect();
    for year in years.iter().rev() {
        let name = texts.t("status-reports-choice-year").with("year", year.to_string());
        choices.push(Choice::new(words::written(Subject::Year(*year)), name));
    }
    let about = filled.one("about");
    if let Some(Subject::Grant(id)) = subject_of(about)
        && let Some(grant) = funding_periods::queries::grant_for_actor(&app.db, actor, id).await?
    {
        choices.push(Choice::new(about, format!("{} {}", grant.reference, grant.title)));
    }
    let about = FormField::new(Control::Select(choices), "about", texts.t("status-reports-about"))
        .hint(texts.t("status-reports-about-hint"));
    let counties = Control::Select(counties(app, years.iter().copied()).await?);
    let county = FormField::new(counties, "county", texts.t("status-reports-county"))
        .hint(texts.t("status-reports-county-hint"))
        .optional();
    let mut fields = vec![about, county];
    fields.extend(usual_fields(texts, app.clock.today()));
    fields.push(readers_field(texts));
    Ok(Form::new(fields))
}

/// The calls that are decided, the latest first.
pub(super) async fn decided(app: &App, actor: &Actor) -> Result<Vec<Call>, Problem> {
    let mut calls = grant_applications::queries::calls_for_actor(&app.db, Some(actor)).await?;
    calls.retain(|call| call.state == CallState::Decided);
    Ok(calls)
}

/// The title of a call in the reader's language.
pub(super) fn title(call: &Call, texts: Texts) -> &str {
    let title = match texts.language() {
        Language::Bokmal => &call.title,
        Language::Nynorsk => &call.title_nn,
        Language::English => &call.title_en,
    };
    if title.is_empty() { &call.title } else { title }
}

/// The schemes with the years in which they have a decided call, by name, the latest year first.
async fn schemes_by_year(
    app: &App,
    actor: &Actor,
    decided: &[Call],
) -> Result<Vec<((SchemeId, i32), String)>, Problem> {
    let schemes = grant_applications::queries::schemes_for_actor(&app.db, Some(actor)).await?;
    let years: BTreeSet<(SchemeId, i32)> =
        decided.iter().map(|call| (call.scheme, call.year)).collect();
    let mut found = Vec::new();
    for view in schemes {
        let of_it = years.iter().rev().filter(|(scheme, _)| *scheme == view.scheme.id);
        found.extend(of_it.map(|one| (*one, view.scheme.name.clone())));
    }
    Ok(found)
}

/// The counties of these years, by number.
pub(super) async fn counties(
    app: &App,
    years: impl Iterator<Item = i32>,
) -> Result<Vec<Choice>, Problem> {
    let mut names: BTreeMap<String, String> = BTreeMap::new();
    for day in years.filter_map(|year| Day::new(year, 1, 1)) {
        for county in organisations::queries::counties_on(&app.db, day).await? {
            names.insert(county.number.to_string(), county.name);
        }
    }
    let choice = |(number, name): (String, String)| {
        let label = format!("{name} ({number})");
        Choice::new(number, label)
    };
    Ok(names.into_iter().map(choice).collect())
}

/// For whom it is written.
pub(super) fn audience_field(texts: Texts) -> FormField {
    let audiences = Audience::ALL.map(|audience| {
        Choice::new(audience.word(), texts.t(words::audience_key(audience)))
            .hint(texts.t(words::audience_hint_key(audience)).to_string())
    });
    FormField::new(Control::Radio(audiences.into()), "audience", texts.t("status-reports-audience"))
        .value(Audience::Internal.word())
}

/// Who is told by mail.
pub(super) fn readers_field(texts: Texts) -> FormField {
    FormField::lines(3, "readers", texts.t("status-reports-readers"))
        .hint(texts.t("status-reports-readers-hint"))
        .max_length(4000)
        .optional()
}

/// In which language.
pub(super) fn language_field(texts: Texts) -> FormField {
    let languages = LANGUAGES.map(|language| Choice::new(language.code(), language.own_name()));
    let label = texts.t("status-reports-language");
    FormField::new(Control::Radio(languages.into()), "language", label)
        .value(Language::Bokmal.code())
}

/// The fields that every request has: for the directorate, in bokmål and as of today.
pub(crate) fn usual_fields(texts: Texts, today: Day) -> Vec<FormField> {
    vec![
        audience_field(texts),
        language_field(texts),
        FormField::day("as-of", texts.t("status-reports-as-of"))
            .hint(texts.t("status-reports-as-of-hint"))
            .value(today.to_string()),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn filled(pairs: &[(&str, &str)]) -> Filled {
        let pair = |(n, v): &(&str, &str)| ((*n).to_owned(), (*v).to_owned());
        pairs.iter().map(pair).collect::<Vec<_>>().into()
    }

    #[test]
    fn a_subject_is_read_as_it_is_written() {
        for subject in [
            Subject::Call(vocabulary::CallId::fresh()),
            Subject::Grant(vocabulary::GrantId::fresh()),
            Subject::Scheme { scheme: SchemeId::fresh(), year: 2012 },
            Subject::Year(2012),
        ] {
            assert_eq!(subject_of(&words::written(subject)), Some(subject));
        }
        for wrong in ["", "call", "call:x", "year:2012", "year::", "moon::2012", "county:3:2012"] {
            assert_eq!(subject_of(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn a_county_is_part_of_a_year_and_of_nothing_else() {
        let texts = Texts::default();
        let rest = [("language", "nn"), ("as-of", "2013-02-15")];
        let of = |about: &str, county: &str| {
            let mut errors = FieldErrors::none();
            let pairs = [[("about", about), ("county", county)], rest].concat();
            (wanted(&filled(&pairs), &mut errors, texts), errors)
        };
        let (wanted, errors) = of("year::2012", "11");
        let wanted = wanted.expect("it is whole");
        assert_eq!(wanted.subject, Subject::County { number: "11".parse().unwrap(), year: 2012 });
        assert_eq!((wanted.audience, wanted.language), (Audience::Internal, Language::Nynorsk));
        assert!(errors.is_empty());
        let call = words::written(Subject::Call(vocabulary::CallId::fresh()));
        assert!(of(&call, "11").1.of("county").is_some());
        assert!(of("year::2012", "1").1.of("county").is_some());
    }
}
