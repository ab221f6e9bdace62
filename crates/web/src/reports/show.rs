//! `GET /reports/{id}`: a report as it is read.

use super::{list::title_key, words};
use crate::{
    App, PathOf, Signed,
    deadlines::capitalised,
    grants::history,
    kit::{Badge, Fact, KeyFigure, Moment, PageFrame, Phase, Problem, Texts, format, render},
    letters::LetterLine,
    text::paragraphs,
};
use askama::Template;
use axum::{
    extract::{OriginalUri, State},
    response::Response,
};
use letters::About;
use reporting_deadlines::{
    Contents, Passage, ReportAct, ReportState, ReportView, Target, Verdict, report_for_actor,
    suggested_verdict,
};
use vocabulary::{ReportId, Role};

#[derive(Template)]
#[template(path = "reports/show.html")]
struct ReportPage {
    frame: PageFrame,
    path: String,
    badge: Badge,
    done: Done,
    is_draft: bool,
    can_write: bool,
    can_approve: bool,
    facts: Vec<Fact>,
    contents: ReadContents,
    letters: Vec<LetterLine>,
    history: Vec<Moment>,
}

/// What was just done to it.
enum Done {
    Submitted,
    Approved,
    Nothing,
}

/// What is written in a report, as it is read: on its page, and beside a draft that somebody else
/// has saved in the meantime.
pub(super) struct ReadContents {
    pub(super) passages: Vec<ReadPassage>,
    pub(super) targets: Vec<TargetRow>,
    pub(super) unanswered: usize,
    pub(super) funnel: Option<FunnelRead>,
}

pub(super) struct ReadPassage {
    pub(super) heading: String,
    pub(super) paragraphs: Vec<String>,
}

/// A target against its result.
pub(super) struct TargetRow {
    pub(super) what: String,
    pub(super) wanted: String,
    pub(super) by_when: String,
    pub(super) reached: String,
    pub(super) badge: Badge,
    pub(super) explanation: String,
    /// What the numbers alone say, where the recipient judges otherwise.
    pub(super) numbers_say: Option<String>,
}

pub(super) struct FunnelRead {
    pub(super) figures: Vec<KeyFigure>,
    pub(super) departures: Vec<(String, u32)>,
    pub(super) doubts: Vec<String>,
    pub(super) explanation: String,
}

pub(crate) async fn show(
    State(app): State<App>,
    Signed(actor): Signed,
    PathOf(id): PathOf<ReportId>,
    OriginalUri(uri): OriginalUri,
    frame: PageFrame,
) -> Result<Response, Problem> {
    let (db, texts) = (&app.db, frame.texts);
    let view = report_for_actor(db, &actor, id).await?.ok_or_else(Problem::not_found)?;
    let report = &view.report;
    let possible = report.state.possible();
    let about = About { thing: "report", id: id.to_string() };
    let list = frame.t(title_key(actor.is_directorate())).to_string();
    let title = format!("{} – {}", capitalised(&report.title), report.project_title);
    Ok(render(&ReportPage {
        path: report.path(),
        badge: words::badge(texts, &actor, &report.state),
        done: done(&report.state, uri.query()),
        is_draft: report.state == ReportState::Draft,
        can_write: possible.contains(&ReportAct::Save) && actor.applies_for(report.organisation),
        can_approve: possible.contains(&ReportAct::Approve) && actor.is(Role::CaseOfficer),
        facts: facts(&frame, &view),
        contents: read(texts, &view.contents, &view.targets),
        letters: crate::letters::lines_about(&app, texts, &actor, about).await?,
        history: history::moments(db, texts, "report", &id.to_string()).await?,
        frame: frame.titled(title).under(list, "/reports"),
    }))
}

fn done(state: &ReportState, query: Option<&str>) -> Done {
    match (state, query) {
        (ReportState::Submitted(_), Some("done=submitted")) => Done::Submitted,
        (ReportState::Approved(..), Some("done=approved")) => Done::Approved,
        _ => Done::Nothing,
    }
}

pub(super) fn facts(frame: &PageFrame, view: &ReportView) -> Vec<Fact> {
    let t = |key| frame.t(key).to_string();
    let report = &view.report;
    let grant = format!("{} {}", report.grant_reference, report.project_title);
    let mut facts = vec![
        Fact::new(t("reports-kind"), t(words::kind_key(report.kind))),
        Fact::new(t("reports-grant"), grant).leading_to(format!("/grants/{}", report.grant)),
        Fact::new(t("reports-recipient"), &view.organisation_name),
        Fact::new(t("reports-reporting-on"), frame.day(&report.reporting_on)),
    ];
    if let Some(due_on) = view.due_on {
        let fact = Fact::new(t("reports-due"), frame.day(&due_on));
        facts.push(match report.deadline {
            Some(deadline) => fact.leading_to(format!("/deadlines/{deadline}")),
            None => fact,
        });
    }
    let when_by = |at, by: &str| {
        let when = format::instant(at, frame.language());
        frame.t("reports-when-by").with("when", when).with("by", by).to_string()
    };
    if let Some(submission) = report.state.submission() {
        let by = when_by(submission.at, &submission.by);
        facts.push(Fact::new(t("reports-submitted"), by));
    }
    if let Some(approval) = report.state.approval() {
        facts.push(Fact::new(t("reports-approved"), when_by(approval.at, &approval.by)));
    }
    if let Some(submission) = report.state.submission() {
        facts.push(Fact::new(t("reports-hash"), &submission.content_hash));
    }
    facts
}

/// The contents as they are read.
pub(super) fn read(texts: Texts, contents: &Contents, targets: &[Target]) -> ReadContents {
    let passage = |passage: &Passage| ReadPassage {
        heading: passage.heading.clone(),
        paragraphs: paragraphs(&passage.text),
    };
    let told = contents.narrative.iter().filter(|passage| !passage.text.trim().is_empty());
    ReadContents {
        passages: told.map(passage).collect(),
        targets: targets.iter().map(|target| target_row(texts, contents, target)).collect(),
        unanswered: contents.unanswered(targets).len(),
        funnel: contents.funnel.as_ref().map(|funnel| {
            let figure = |key, count: u32| KeyFigure::new(texts.t(key), count.to_string());
            let departures = funnel.departures.iter();
            FunnelRead {
                figures: vec![
                    figure("reports-funnel-informed", funnel.informed),
                    figure("reports-funnel-started", funnel.started),
                    figure("reports-funnel-departed", funnel.departed),
                    figure("reports-funnel-active", funnel.active),
                    figure("reports-funnel-in-work", funnel.in_work),
                ],
                departures: departures.map(|d| (d.reason.clone(), d.participants)).collect(),
                doubts: funnel
                    .check()
                    .into_iter()
                    .map(|doubt| words::doubt_in_words(texts, doubt))
                    .collect(),
                explanation: funnel.explanation.clone(),
            }
        }),
    }
}

fn target_row(texts: Texts, contents: &Contents, target: &Target) -> TargetRow {
    let result = contents.results.iter().find(|result| result.target == target.position);
    let reached = result.and_then(|result| result.reached);
    let verdict = result.map_or(Verdict::NotAssessed, |result| result.verdict);
    let suggested = suggested_verdict(&target.wanted, reached);
    let differs = suggested != Verdict::NotAssessed && suggested != verdict;
    TargetRow {
        what: target.what.clone(),
        wanted: words::wanted_in_words(texts, &target.wanted),
        by_when: target.by_when.clone(),
        reached: reached.map_or_else(|| "–".to_owned(), |reached| reached.to_string()),
        badge: words::verdict_badge(texts, verdict),
        explanation: result.map(|result| result.explanation.clone()).unwrap_or_default(),
        numbers_say: differs.then(|| {
            let verdict = texts.t(words::verdict_key(suggested)).to_string().to_lowercase();
            texts.t("reports-numbers-say").with("verdict", verdict).to_string()
        }),
    }
}
