//! `GET /grants/{id}`: one grant with all that hangs on it.

use super::{history, list::county_names, money, words};
use crate::{
    App, PathOf, Signed,
    deadlines::{self, capitalised},
    kit::{Badge, Fact, FormField, Moment, PageFrame, Phase, Problem, format, render},
    letters::LetterLine,
    reports,
    session::holds_budget_authority,
    status_reports::{self, StatusReportLine},
};
use ::status_reports::Subject;
use askama::Template;
use axum::{
    extract::{OriginalUri, State},
    response::Response,
};
use funding_periods::{Grant, GrantState, GrantVerb, queries};
use letters::About;
use vocabulary::{Actor, Day, GrantId, Money};

#[derive(Template)]
#[template(path = "grants/show.html")]
struct GrantPage {
    frame: PageFrame,
    id: GrantId,
    officer: bool,
    badge: Badge,
    /// What the page says first: what was just done, or what waits.
    call_to_act: CallToAct,
    accept_by: Day,
    may_reverse: bool,
    facts: Vec<Fact>,
    several_periods: bool,
    instalments: Vec<InstalmentRow>,
    deadlines: Vec<DeadlineLine>,
    targets: Vec<TargetLine>,
    reports: Vec<ReportLine>,
    way: Option<money::Way>,
    letters: Vec<LetterLine>,
    status_reports: Vec<StatusReportLine>,
    ask_fields: Vec<FormField>,
    history: Vec<Moment>,
}

enum CallToAct {
    Accept,
    WaitForAcceptance,
    TooLate,
    JustAccepted,
    /// By a new decision: when, why and on what ground; what is owed back now.
    Reversed {
        on: Day,
        why: String,
        ground: &'static str,
        owed: Option<Money>,
    },
    Nothing,
}

struct InstalmentRow {
    number: i32,
    period: i32,
    due_on: Day,
    amount: Money,
    badge: Badge,
}

struct DeadlineLine {
    href: String,
    title: String,
    due_on: Day,
    badge: Badge,
}

struct TargetLine {
    what: String,
    wanted: String,
    by_when: String,
}

struct ReportLine {
    href: String,
    title: String,
    reporting_on: Day,
    badge: Badge,
}

pub(crate) async fn show(
    State(app): State<App>,
    Signed(actor): Signed,
    PathOf(id): PathOf<GrantId>,
    OriginalUri(uri): OriginalUri,
    frame: PageFrame,
) -> Result<Response, Problem> {
    let (db, texts, today) = (&app.db, frame.texts, app.clock.today());
    let officer = actor.is_directorate();
    let grant = queries::grant_for_actor(db, &actor, id).await?.ok_or_else(Problem::not_found)?;
    let deadline = |deadline: reporting_deadlines::Deadline| DeadlineLine {
        href: format!("/deadlines/{}", deadline.id),
        badge: deadlines::badge(texts, &deadline, today),
        title: capitalised(&deadline.title),
        due_on: deadline.due_on,
    };
    let deadlines = reporting_deadlines::deadlines_of_grants(db, &[id]).await?;
    let target = |target: reporting_deadlines::Target| TargetLine {
        wanted: reports::wanted_in_words(texts, &target.wanted),
        what: target.what,
        by_when: if target.by_when.is_empty() { "–".into() } else { target.by_when },
    };
    let targets = reporting_deadlines::targets_of_grant(db, id).await?;
    let report = |view: reporting_deadlines::ReportView| ReportLine {
        href: view.report.path(),
        badge: reports::badge(texts, &actor, &view.report.state),
        title: capitalised(&view.report.title),
        reporting_on: view.report.reporting_on,
    };
    let reports = reporting_deadlines::reports_of_grant(db, id).await?;
    let instalments = instalments(&app, &frame, id, today).await?;
    let about = About { thing: "grant", id: id.to_string() };
    let way = if officer { Some(money::way(db, texts, grant.envelope).await?) } else { None };
    let lists = if officer { "grants-title" } else { "grants-title-own" };
    let parent = frame.t(lists).to_string();
    Ok(render(&GrantPage {
        id,
        officer,
        badge: words::badge(texts, &actor, grant.state.word(), grant.accept_by, today),
        call_to_act: match queries::reversal_of(db, &grant).await? {
            Some(reversed) => {
                let (_, owed) = queries::paid_and_not_back(db, &grant).await?;
                CallToAct::Reversed {
                    on: Day::at(reversed.at),
                    ground: reversed.ground.in_words(frame.language()),
                    why: reversed.why,
                    owed: owed.is_positive().then_some(owed),
                }
            }
            None => call_to_act(&actor, &grant, today, uri.query()),
        },
        may_reverse: holds_budget_authority(&actor)
            && grant.state.possible().contains(&GrantVerb::Reverse),
        accept_by: grant.accept_by,
        facts: facts(&app, &frame, &grant, officer).await?,
        several_periods: instalments.iter().any(|row| row.period != 1),
        instalments,
        deadlines: deadlines.into_iter().map(deadline).collect(),
        targets: targets.into_iter().map(target).collect(),
        reports: reports.into_iter().map(report).collect(),
        way,
        letters: crate::letters::lines_about(&app, texts, &actor, about).await?,
        status_reports: status_reports::lines_about(db, texts, &actor, Subject::Grant(id)).await?,
        ask_fields: status_reports::usual_fields(texts, today),
        history: history::moments(db, texts, "grant", &id.to_string()).await?,
        frame: frame.titled(grant.title).under(parent, "/grants"),
    }))
}

fn call_to_act(actor: &Actor, grant: &Grant, today: Day, query: Option<&str>) -> CallToAct {
    let can_accept = grant.state.possible().contains(&GrantVerb::Accept);
    match &grant.state {
        GrantState::Active { .. } if query == Some("done=accepted") => CallToAct::JustAccepted,
        _ if !can_accept => CallToAct::Nothing,
        _ if today > grant.accept_by => CallToAct::TooLate,
        _ if actor.applies_for(grant.organisation) => CallToAct::Accept,
        _ => CallToAct::WaitForAcceptance,
    }
}

async fn facts(
    app: &App,
    frame: &PageFrame,
    grant: &Grant,
    officer: bool,
) -> Result<Vec<Fact>, Problem> {
    let t = |key| frame.t(key).to_string();
    let db = &app.db;
    let organisation = organisations::organisation(db, grant.organisation).await?;
    let call = grant_applications::queries::call(db, grant.call).await?;
    let awarded_on = Day::at(grant.awarded_at);
    let counties = county_names(app, std::iter::empty(), awarded_on).await?;
    let mut facts = vec![
        Fact::new(t("grants-reference"), &grant.reference),
        Fact::new(t("grants-amount"), frame.kroner(&grant.amount)),
        Fact::new(
            t("grants-recipient"),
            organisation.map(|organisation| organisation.name).unwrap_or_default(),
        ),
        Fact::new(
            t("grants-county"),
            counties.get(&grant.county).cloned().unwrap_or_else(|| grant.county.to_string()),
        ),
    ];
    if let Some(call) = &call {
        let fact = Fact::new(t("grants-call"), &call.call.title);
        facts.push(fact.leading_to(format!("/calls/{}", call.call.slug)));
    }
    let application = Fact::new(t("grants-application"), t("grants-application-show"));
    facts.push(application.leading_to(format!("/applications/{}", grant.application)));
    let awarded = format::instant(grant.awarded_at, frame.language());
    facts.push(Fact::new(
        t("grants-awarded"),
        if officer {
            frame
                .t("grants-when-by")
                .with("when", awarded)
                .with("by", &grant.awarded_by)
                .to_string()
        } else {
            awarded
        },
    ));
    match grant.state.acceptance() {
        Some((at, by)) => {
            let when = format::instant(at, frame.language());
            let sentence = frame.t("grants-when-by").with("when", when).with("by", by);
            facts.push(Fact::new(t("grants-accepted"), sentence));
        }
        // Who cannot accept any more has no day to do it by.
        None if grant.state.reversal().is_some() => {}
        None => facts.push(Fact::new(t("grants-accept-by"), frame.day(&grant.accept_by))),
    }
    if let Some(reversed) = queries::reversal_of(db, grant).await? {
        let (paid, owed) = queries::paid_and_not_back(db, grant).await?;
        let when = format::instant(reversed.at, frame.language());
        let sentence = frame.t("grants-when-by").with("when", when).with("by", &reversed.by);
        let said = if officer { sentence.to_string() } else { frame.day(&Day::at(reversed.at)) };
        facts.push(Fact::new(t("reversal-reversed"), said));
        if let Some(day) = reversed.noticed_on {
            facts.push(Fact::new(t("reversal-heard"), frame.day(&day)));
        }
        facts.push(Fact::new(t("reversal-never-paid"), frame.kroner(&reversed.freed)));
        facts.push(Fact::new(t("reversal-paid"), frame.kroner(&paid)));
        facts.push(Fact::new(t("reversal-owed"), frame.kroner(&owed)));
    }
    for period in queries::periods(db, grant.id).await? {
        let days = frame.period(&period.days);
        let term = frame.t("grants-period").with("number", period.number);
        facts.push(Fact::new(term, format!("{days}, {}", frame.kroner(&period.amount))));
    }
    Ok(facts)
}

async fn instalments(
    app: &App,
    frame: &PageFrame,
    id: GrantId,
    today: Day,
) -> Result<Vec<InstalmentRow>, Problem> {
    let rows = queries::instalments(&app.db, id).await?;
    Ok(rows
        .into_iter()
        .map(|instalment| InstalmentRow {
            number: instalment.number,
            period: instalment.period,
            due_on: instalment.due_on,
            amount: instalment.amount,
            badge: words::instalment_badge(frame.texts, instalment.state, instalment.due_on, today),
        })
        .collect())
}
