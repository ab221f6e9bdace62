//! `GET /deadlines/{id}`: one deadline, its ladder of reminders, and what was written about it.

use super::words;
use crate::{
    App, PathOf, Signed,
    grants::history,
    kit::{Badge, Fact, Moment, PageFrame, Phase, Problem, Texts, Tone, When, format, render},
    letters::LetterLine,
};
use askama::Template;
use axum::{
    extract::{OriginalUri, State},
    response::Response,
};
use letters::About;
use reporting_deadlines::{
    Audience, Deadline, DeadlineAct, DeadlineRow, DeadlineState, Owed, Reminder, StepDue, Why,
    deadline_for_actor, explain, reminders_of_deadline,
};
use vocabulary::{Actor, Day, DeadlineId};

#[derive(Template)]
#[template(path = "deadlines/show.html")]
struct DeadlinePage {
    frame: PageFrame,
    badge: Badge,
    just_moved: bool,
    due_on: Day,
    facts: Vec<Fact>,
    act: Act,
    can_move: Option<String>,
    has_letters_about_it: bool,
    ladder: Vec<Moment>,
    letters: Vec<LetterLine>,
    history: Vec<Moment>,
}

/// What who looks can do about it.
enum Act {
    Begin(String),
    Continue(String),
    Read(String),
    Accept(String),
    Nothing,
}

pub(crate) async fn show(
    State(app): State<App>,
    Signed(actor): Signed,
    PathOf(id): PathOf<DeadlineId>,
    OriginalUri(uri): OriginalUri,
    frame: PageFrame,
) -> Result<Response, Problem> {
    let (db, texts, today) = (&app.db, frame.texts, app.clock.today());
    let row = deadline_for_actor(db, &actor, today, id).await?.ok_or_else(Problem::not_found)?;
    let deadline = &row.deadline;
    let steps = explain(db, id, today).await?;
    let reminders = reminders_of_deadline(db, id).await?;
    let about = About { thing: "deadline", id: id.to_string() };
    let letters = crate::letters::lines_about(&app, texts, &actor, about).await?;
    let possible = deadline.state.possible();
    let officer = actor.is_directorate();
    let can_move = officer && possible.contains(&DeadlineAct::Move);
    let title = format!("{} – {}", words::capitalised(&deadline.title), deadline.project_title);
    let list = frame.t("deadlines-title").to_string();
    Ok(render(&DeadlinePage {
        badge: words::badge(texts, deadline, today),
        just_moved: uri.query() == Some("done=moved"),
        due_on: deadline.due_on,
        facts: facts(&frame, &row, today),
        act: act(&actor, &row),
        can_move: can_move.then(|| format!("/deadlines/{id}/move")),
        has_letters_about_it: deadline.owed != Owed::Acceptance,
        ladder: ladder(texts, &actor, deadline, &steps, &reminders, today),
        letters,
        history: history::moments(db, texts, "deadline", &id.to_string()).await?,
        frame: frame.titled(title).under(list, "/deadlines"),
    }))
}

fn facts(frame: &PageFrame, row: &DeadlineRow, today: Day) -> Vec<Fact> {
    let t = |key| frame.t(key).to_string();
    let deadline = &row.deadline;
    let mut facts = vec![
        Fact::new(t("deadlines-due"), frame.day(&deadline.due_on)),
        Fact::new(t("deadlines-recipient"), &row.organisation_name),
        Fact::new(
            t("deadlines-grant"),
            format!("{} {}", deadline.grant_reference, deadline.project_title),
        )
        .leading_to(format!("/grants/{}", deadline.grant)),
    ];
    match deadline.state {
        DeadlineState::Open => {
            let days = words::days_in_words(frame.texts, deadline, today);
            facts.insert(1, Fact::new(t("deadlines-days"), words::capitalised(&days)));
        }
        DeadlineState::Met { at } => {
            facts.push(Fact::new(t("deadlines-met"), format::instant(at, frame.language())));
        }
        DeadlineState::Lapsed => {}
    }
    if let Some(report) = row.report {
        let fact = Fact::new(t("deadlines-report"), words::capitalised(&deadline.title));
        facts.push(fact.leading_to(format!("/reports/{report}")));
    }
    facts
}

fn act(actor: &Actor, row: &DeadlineRow) -> Act {
    let deadline = &row.deadline;
    let is_open = deadline.state == DeadlineState::Open;
    let own = actor.applies_for(deadline.organisation);
    match (deadline.owed, row.report) {
        (Owed::Acceptance, _) if is_open && own => {
            Act::Accept(format!("/grants/{}/accept", deadline.grant))
        }
        (Owed::Acceptance, _) => Act::Nothing,
        (Owed::Report(_), Some(report)) if is_open && own => {
            Act::Continue(format!("/reports/{report}/edit"))
        }
        (Owed::Report(_), Some(report)) => Act::Read(format!("/reports/{report}")),
        (Owed::Report(_), None) if is_open && own => {
            Act::Begin(format!("/deadlines/{}/report", deadline.id))
        }
        (Owed::Report(_), None) => Act::Nothing,
    }
}

/// The steps and the day itself, in order. What is written to the case officers is theirs to see.
fn ladder(
    texts: Texts,
    actor: &Actor,
    deadline: &Deadline,
    steps: &[StepDue],
    reminders: &[Reminder],
    today: Day,
) -> Vec<Moment> {
    let officer = actor.is_directorate();
    let mut moments: Vec<(Day, Moment)> = steps
        .iter()
        .filter(|step| officer || step.step.audience() == Audience::Recipient)
        .map(|step| (step.on, step_moment(texts, officer, deadline, step, reminders)))
        .collect();
    let day = When::On(deadline.due_on);
    let name = texts.t("deadlines-the-day").to_string();
    let moment = match deadline.state {
        DeadlineState::Open if deadline.due_on < today => {
            Moment::past(day, name).toned(Tone::Danger)
        }
        DeadlineState::Open if deadline.due_on == today => {
            Moment::now(day, name).toned(Tone::Warning)
        }
        DeadlineState::Open => Moment::ahead(day, name),
        DeadlineState::Met { .. } => Moment::past(day, name).toned(Tone::Success),
        DeadlineState::Lapsed => Moment::past(day, name),
    };
    // The day ends at midnight, so it comes after a step of the same day.
    let place = moments.iter().position(|(on, _)| *on > deadline.due_on);
    moments.insert(place.unwrap_or(moments.len()), (deadline.due_on, moment));
    moments.into_iter().map(|(_, moment)| moment).collect()
}

fn step_moment(
    texts: Texts,
    officer: bool,
    deadline: &Deadline,
    step: &StepDue,
    reminders: &[Reminder],
) -> Moment {
    let name = words::step_name(texts, step.step);
    let mut why = words::capitalised(&step.why.in_words(texts.language()));
    let own = reminders.iter().filter(|reminder| {
        reminder.step == step.step && reminder.due_on == deadline.due_on && !reminder.withdrawn
    });
    let own: Vec<&Reminder> = own.collect();
    let moment = match step.why {
        Why::AlreadySent => {
            let names: Vec<&str> = own.iter().map(|sent| sent.recipient_name.as_str()).collect();
            let on = own.first().map_or(step.on, |sent| sent.planned_on);
            why = texts.t("deadlines-sent-to").with("names", names.join(", ")).to_string();
            Moment::past(When::On(on), name).toned(Tone::Success)
        }
        Why::Due => Moment::now(When::On(step.on), name).toned(Tone::Info),
        Why::NotYet { .. } => {
            why = texts.t("deadlines-step-ahead").to_string();
            Moment::ahead(When::On(step.on), name)
        }
        Why::Skipped(_) | Why::Met | Why::Lapsed | Why::NoLetter => {
            Moment::past(When::On(step.on), name)
        }
        Why::NoRecipient => Moment::now(When::On(step.on), name).toned(Tone::Danger),
    };
    let moment = moment.detail(why);
    // Of several letters the first stands for all; the list below the ladder has every one.
    match own.first().and_then(|sent| sent.letter) {
        Some(letter) if officer || step.step.audience() == Audience::Recipient => {
            moment.leading_to(format!("/letters/{letter}"))
        }
        _ => moment,
    }
}
