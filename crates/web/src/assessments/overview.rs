//! What all assessors have said about an application, side by side, and what they agree on.

use super::{here, opened, refusals, words};
use crate::{
    App, PathOf,
    applications::words::score,
    kit::{
        Badge, Fact, FieldErrors, Filled, Form, FormField, KeyFigure, PageFrame, Problem, Tone,
        format::{instant, kroner},
        render_as,
    },
    session::Officer,
    text::paragraphs,
};
use askama::Template;
use axum::{
    Form as Sent,
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use grant_applications::{
    Application, ApplicationVerb, Assessment, Call, ConsensusNote, Part, queries::PanelRow,
    write_consensus,
};
use vocabulary::{Actor, ApplicationId, Money, Role};

/// One assessor's points for a criterion.
struct Cell {
    head: String,
    value: String,
}

/// A criterion across all assessors.
struct CriterionRow {
    name: String,
    max: i32,
    cells: Vec<Cell>,
    mean: String,
    range: String,
}

/// A comment under its heading.
struct Remark {
    heading: String,
    paragraphs: Vec<String>,
}

/// What one assessor has said.
struct Voice {
    name: String,
    when: String,
    badge: Option<Badge>,
    /// Why it does not count.
    aside: Vec<String>,
    score: String,
    recommended: String,
    remarks: Vec<Remark>,
}

/// What was agreed on.
struct Note {
    heading: String,
    recommended: String,
    paragraphs: Vec<String>,
}

#[derive(Template)]
#[template(path = "assessments/overview.html")]
pub(super) struct OverviewPage {
    frame: PageFrame,
    here: String,
    panel: String,
    badge: Option<Badge>,
    facts: Vec<Fact>,
    /// What the page has to say first: nothing asked, not checked yet.
    says: Option<String>,
    hidden: usize,
    awaited: Vec<String>,
    figures: Vec<KeyFigure>,
    heads: Vec<String>,
    rows: Vec<CriterionRow>,
    voices: Vec<Voice>,
    notes: Vec<Note>,
    form: Option<Form>,
    may_assign: bool,
    /// What the browser may have kept of an assessment that has been handed in.
    forget: Option<String>,
}

fn voice(one: &Assessment, actor: &Actor, call: &Call, frame: &PageFrame) -> Voice {
    let (texts, language) = (frame.texts, frame.language());
    let mut remarks = vec![Remark {
        heading: texts.t("assessments-comment").into(),
        paragraphs: paragraphs(&one.comment),
    }];
    let said = call.criteria.iter().zip(&one.comments).map(|(criterion, comment)| Remark {
        heading: criterion.name_in(language).to_owned(),
        paragraphs: paragraphs(comment),
    });
    remarks.extend(said);
    remarks.retain(|remark| !remark.paragraphs.is_empty());
    let is_own = actor.person() == Some(one.assessor);
    let badge = if one.counts() {
        is_own.then(|| Badge::new(Tone::Info, texts.t("assessments-yours")))
    } else {
        Some(Badge::new(Tone::Danger, texts.t("assessments-does-not-count")))
    };
    Voice {
        name: one.assessor_name.clone(),
        when: instant(one.submitted_at, language),
        badge,
        aside: words::grounds(&one.set_aside, one.assessor, actor.person(), texts),
        score: score(one.score_milli(&call.criteria), texts),
        recommended: kroner(one.recommended, language),
        remarks,
    }
}

fn criteria_rows(row: &PanelRow, call: &Call, frame: &PageFrame) -> Vec<CriterionRow> {
    let language = frame.language();
    let spread = |place: usize| {
        let agreement = row.agreement.as_ref().filter(|agreement| agreement.assessors > 0)?;
        agreement.criteria.get(place).copied().flatten()
    };
    let none = || "–".to_owned();
    let of = |(place, criterion): (usize, &grant_applications::Criterion)| CriterionRow {
        name: criterion.name_in(language).to_owned(),
        max: criterion.max_points,
        cells: row
            .assessments
            .iter()
            .map(|one| Cell {
                head: one.assessor_name.clone(),
                value: one.points.get(place).map_or_else(none, i32::to_string),
            })
            .collect(),
        mean: spread(place).map_or_else(none, |one| words::decimal(one.mean, 1, language)),
        range: spread(place).map_or_else(none, |one| words::range(&one, 0, language)),
    };
    call.criteria.iter().enumerate().map(of).collect()
}

/// What is applied for, for who may read it.
pub(super) fn applied_in_words(row: &PanelRow, frame: &PageFrame) -> String {
    row.applied.map_or_else(|| "–".to_owned(), |applied| kroner(applied, frame.language()))
}

fn figures(row: &PanelRow, frame: &PageFrame) -> Vec<KeyFigure> {
    let (texts, language) = (frame.texts, frame.language());
    let (Some(standing), Some(applied)) = (row.standing, row.applied) else { return Vec::new() };
    let mut figures = vec![
        KeyFigure::new(texts.t("assessments-score"), score(standing.score_milli, texts))
            .note(texts.t("assessments-of-hundred")),
        KeyFigure::new(
            texts.t(match standing.agreed {
                true => "assessments-agreed-amount",
                false => "assessments-lowest-recommended",
            }),
            kroner(standing.recommended, language),
        )
        .note(texts.t("assessments-of-applied").with("applied", applied)),
    ];
    if let Some(spread) = row.agreement.as_ref().and_then(|agreement| agreement.score) {
        let note = texts.t("assessments-counting").with("count", standing.assessors);
        let range = words::range(&spread, 1, language);
        figures.push(KeyFigure::new(texts.t("assessments-score-range"), range).note(note));
    }
    figures
}

fn notes(notes: &[ConsensusNote], frame: &PageFrame) -> Vec<Note> {
    let note = |note: &ConsensusNote| Note {
        heading: frame
            .t("assessments-note-by")
            .with("number", note.number)
            .with("at", instant(note.written_at, frame.language()))
            .with("name", &note.written_by)
            .into(),
        recommended: kroner(note.recommended, frame.language()),
        paragraphs: paragraphs(&note.note),
    };
    notes.iter().map(note).collect()
}

fn agree_form(applied: Money, frame: &PageFrame) -> Form {
    Form::new([
        FormField::lines(5, "note", frame.t("assessments-note"))
            .hint(frame.t("assessments-note-hint")),
        FormField::kroner("recommended", frame.t("assessments-agreed-amount"))
            .hint(frame.t("assessments-recommended-hint").with("applied", applied)),
    ])
}

/// The page for somebody who stands so that they may see it.
pub(super) fn overview(
    frame: PageFrame,
    actor: &Actor,
    (application, call, row): (&Application, &Call, PanelRow),
    (filled, errors): (&Filled, &FieldErrors),
) -> OverviewPage {
    let texts = frame.texts;
    let part = row.own.as_ref().map(|own| own.part);
    let is_open = application.state.allow(ApplicationVerb::Assess).is_ok();
    let says = match part {
        Some(Part::Impartial) => Some("assessments-not-checked"),
        Some(Part::Outside) if is_open => Some("assessments-outside"),
        _ => None,
    };
    let may_agree = is_open
        && actor.is(Role::CaseOfficer)
        && row.hidden == 0
        && row.awaited.is_empty()
        && row.standing.is_some();
    let form = row.applied.filter(|_| may_agree);
    let form = form.map(|applied| agree_form(applied, &frame).filled(filled).checked(errors));
    let title = row.title.as_deref().filter(|title| !title.trim().is_empty());
    let name = title.unwrap_or(&row.reference).to_owned();
    let person = actor.person().filter(|_| part == Some(Part::HandedIn));
    OverviewPage {
        here: here(application.id),
        panel: format!("/calls/{}/assessment", call.slug),
        badge: part.map(|part| words::part(part, texts)),
        facts: vec![
            Fact::new(frame.t("assessments-reference"), &row.reference)
                .leading_to(here(application.id)),
            Fact::new(frame.t("assessments-applicant"), &row.organisation),
            Fact::new(frame.t("assessments-applied"), applied_in_words(&row, &frame)),
            Fact::new(frame.t("assessments-call"), call.title_in(frame.language()))
                .leading_to(format!("/calls/{}", call.slug)),
        ],
        says: says.map(|key| texts.t(key).into()),
        hidden: row.hidden,
        figures: figures(&row, &frame),
        heads: row.assessments.iter().map(|one| one.assessor_name.clone()).collect(),
        rows: criteria_rows(&row, call, &frame),
        voices: row.assessments.iter().map(|one| voice(one, actor, call, &frame)).collect(),
        notes: notes(&row.consensus, &frame),
        form,
        may_assign: is_open && actor.is(Role::CaseOfficer),
        forget: person.map(|person| format!("assessment:{}:{person}", application.id)),
        awaited: row.awaited,
        frame: frame
            .titled_by("assessments-overview-title")
            .with_errors(!errors.is_empty())
            .crumb("assessments-title", "/assessments")
            .under(name, here(application.id)),
    }
}

/// `POST /applications/{id}/consensus`: adds what assessors agree on.
pub(crate) async fn agree(
    State(app): State<App>,
    Officer(actor): Officer,
    PathOf(id): PathOf<ApplicationId>,
    frame: PageFrame,
    Sent(pairs): Sent<Vec<(String, String)>>,
) -> Result<Response, Problem> {
    let filled = Filled::from(pairs);
    let (application, view, row) = opened(&app, &actor, id).await?;
    let (mut errors, texts) = (FieldErrors::none(), frame.texts);
    // Nothing of the case comes back to somebody who may not see what was said in it.
    if !row.sees_others {
        return Err(Problem::conflict(texts.t("assessments-agree-closed")));
    }
    let note = errors.text(&filled, "note", texts).unwrap_or_default().to_owned();
    let recommended = errors.kroner(&filled, "recommended", texts);
    if let (Some(recommended), true) = (recommended, errors.is_empty()) {
        let clock = app.clock.as_ref();
        match write_consensus(&app.db, clock, &actor, id, &note, recommended).await {
            Ok(_) => return Ok(Redirect::to(&format!("{}/assess", here(id))).into_response()),
            Err(error) => {
                let slug = &view.call.slug;
                let problem = refusals::of_consensus(texts, id, slug, &error, &mut errors);
                if let Some(problem) = problem {
                    return Err(problem);
                }
            }
        }
    }
    let page = overview(frame, &actor, (&application, &view.call, row), (&filled, &errors));
    Ok(render_as(StatusCode::UNPROCESSABLE_ENTITY, &page))
}
