//! The first page: what awaits whoever looks.

use crate::{
    App,
    applications::titles_closed_to,
    calls::words::last_day,
    deadlines::capitalised,
    kit::{Badge, PageFrame, Problem, Tone, render},
    session::MaybeSigned,
};
use askama::Template;
use axum::{extract::State, response::Response};
use funding_periods::queries::{GrantFilter, grants_for_actor};
use grant_applications::{
    Call, CallState, Part,
    queries::{
        ApplicationFilter, PanelRow, applications_for_actor, assignments_for_actor, calls_for_actor,
    },
};
use letters::LetterState;
use reporting_deadlines::{
    DeadlineRow, Shown, ShownReports, deadlines_for_actor, reports_for_actor,
};
use vocabulary::{Actor, Day, Look};

/// How many things of one kind the page shows; the rest stands in its list.
const SHOWN: u64 = 6;

/// Something that waits.
struct Item {
    label: String,
    href: String,
    detail: String,
    badge: Option<Badge>,
}

/// Things of one kind, and where all of them are.
struct Section {
    title: String,
    items: Vec<Item>,
    total: u64,
    all: String,
}

#[derive(Template)]
#[template(path = "start/show.html")]
struct StartPage {
    frame: PageFrame,
    is_stranger: bool,
    sections: Vec<Section>,
}

/// `GET /`.
pub(crate) async fn show(
    State(app): State<App>,
    MaybeSigned(actor): MaybeSigned,
    frame: PageFrame,
) -> Result<Response, Problem> {
    let desk = Desk { app: &app, frame: &frame };
    let sections = match &actor {
        None => vec![desk.open_calls(None).await?],
        Some(officer) if officer.is_directorate() => desk.officers(officer).await?,
        Some(applicant) => desk.applicants(applicant).await?,
    };
    let is_stranger = actor.is_none();
    let sections = sections.into_iter().filter(|section| !section.items.is_empty()).collect();
    let title = if is_stranger { "start-title-stranger" } else { "start-title" };
    Ok(render(&StartPage { frame: frame.titled_by(title), is_stranger, sections }))
}

/// Gathers what lies on somebody's desk.
struct Desk<'a> {
    app: &'a App,
    frame: &'a PageFrame,
}

fn first_few(sort: &str) -> Look {
    Look { sort: Some(sort.into()), per_page: SHOWN, ..Look::default() }
}

impl Desk<'_> {
    fn say(&self, key: &str) -> String {
        self.frame.t(key).into()
    }

    async fn officers(&self, actor: &Actor) -> Result<Vec<Section>, Problem> {
        Ok(vec![
            self.deadlines(actor, Shown::Overdue).await?,
            self.reports_to_read(actor).await?,
            self.applications(actor, "submitted").await?,
            self.applications(actor, "late").await?,
            self.to_assess(actor).await?,
            self.calls_to_allocate(actor).await?,
            self.letters().await?,
            self.dead_work().await?,
            self.deadlines(actor, Shown::DueSoon).await?,
        ])
    }

    async fn applicants(&self, actor: &Actor) -> Result<Vec<Section>, Problem> {
        Ok(vec![
            self.to_accept(actor).await?,
            self.applications(actor, "incomplete").await?,
            self.deadlines(actor, Shown::Overdue).await?,
            self.deadlines(actor, Shown::DueSoon).await?,
            self.applications(actor, "draft").await?,
            self.open_calls(Some(actor)).await?,
        ])
    }

    async fn open_calls(&self, actor: Option<&Actor>) -> Result<Section, Problem> {
        let now = self.app.clock.now();
        let calls = calls_for_actor(&self.app.db, actor).await?;
        let open = calls.into_iter().filter(|call| call.takes_applications(now));
        let item = |call: Call| Item {
            href: format!("/calls/{}", call.slug),
            detail: self.frame.t("start-closes").with("day", last_day(&call)).into(),
            label: call.title,
            badge: None,
        };
        let items: Vec<Item> = open.map(item).collect();
        let total = items.len() as u64;
        Ok(Section { title: self.say("start-open-calls"), items, total, all: "/calls".into() })
    }

    async fn calls_to_allocate(&self, actor: &Actor) -> Result<Section, Problem> {
        let now = self.app.clock.now();
        let calls = calls_for_actor(&self.app.db, Some(actor)).await?;
        let waits = |call: &Call| {
            call.state == CallState::Closed
                || (call.state == CallState::Open && now >= call.closes_at)
        };
        let item = |call: Call| {
            let (end, detail) = match call.state {
                CallState::Closed => ("/allocation", "start-to-allocate"),
                _ => ("", "start-to-close"),
            };
            let href = format!("/calls/{}{end}", call.slug);
            Item { href, detail: self.say(detail), label: call.title, badge: None }
        };
        let items: Vec<Item> = calls.into_iter().filter(waits).map(item).collect();
        let total = items.len() as u64;
        Ok(Section { title: self.say("start-calls-waiting"), items, total, all: "/calls".into() })
    }

    async fn applications(&self, actor: &Actor, state: &str) -> Result<Section, Problem> {
        let look = first_few("submitted");
        let filter = ApplicationFilter { state: Some(state.into()), look, ..Default::default() };
        let page = applications_for_actor(&self.app.db, actor, &filter).await?;
        let unread = titles_closed_to(self.app, actor, &page.rows).await?;
        let items = page.rows.into_iter().map(|row| {
            let act = if matches!(state, "draft" | "incomplete") { "/edit" } else { "" };
            Item {
                href: format!("/applications/{}{act}", row.id),
                // What has no title, or none to be read yet, is called by its reference.
                detail: match row.title == row.reference {
                    true => row.organisation,
                    false => format!("{}, {}", row.reference, row.organisation),
                },
                label: if unread.contains(&row.id) { row.reference } else { row.title },
                badge: None,
            }
        });
        let title = match state {
            "draft" => "start-drafts",
            "incomplete" => "start-to-supplement",
            "late" => "start-late",
            _ => "start-to-check",
        };
        let all = format!("/applications?state={state}");
        Ok(Section { title: self.say(title), items: items.collect(), total: page.total, all })
    }

    /// What this person is asked to assess and has not: first to declare impartiality, then to assess.
    async fn to_assess(&self, actor: &Actor) -> Result<Section, Problem> {
        let today = self.app.clock.today();
        let asked = assignments_for_actor(&self.app.db, actor, today).await?;
        let item = |(_, row): (_, PanelRow)| {
            let (page, badge) = match row.own.as_ref()?.part {
                Part::Assigned => {
                    let undeclared = self.frame.t("assessments-part-assigned");
                    ("impartiality", Some(Badge::new(Tone::Warning, undeclared)))
                }
                Part::Impartial => ("assess", None),
                _ => return None,
            };
            // Who has not declared does not read, the title neither.
            let href = format!("/applications/{}/{page}", row.application);
            let (label, detail) = match row.title.filter(|title| !title.trim().is_empty()) {
                Some(title) => (title, format!("{}, {}", row.reference, row.organisation)),
                None => (row.reference, row.organisation),
            };
            Some(Item { label, href, detail, badge })
        };
        let mut items: Vec<Item> = asked.into_iter().filter_map(item).collect();
        let total = items.len() as u64;
        items.truncate(SHOWN as usize);
        let all = "/assessments".into();
        Ok(Section { title: self.say("start-to-assess"), items, total, all })
    }

    async fn to_accept(&self, actor: &Actor) -> Result<Section, Problem> {
        let filter = GrantFilter {
            state: Some("awarded".into()),
            look: first_few("reference"),
            ..Default::default()
        };
        let page = grants_for_actor(&self.app.db, actor, &filter).await?;
        let today = self.app.clock.today();
        let items = page.rows.into_iter().map(|row| {
            let last = Day::from(row.accept_by_on);
            let key = if last < today { "start-accept-late" } else { "start-accept-by" };
            Item {
                href: format!("/grants/{}", row.id),
                detail: self.frame.t(key).with("day", last).into(),
                badge: (last.days_since(today) <= 7)
                    .then(|| Badge::new(Tone::Warning, last.in_words(self.frame.language()))),
                label: row.title,
            }
        });
        let (title, all) = (self.say("start-to-accept"), "/grants?state=awarded".into());
        Ok(Section { title, items: items.collect(), total: page.total, all })
    }

    async fn deadlines(&self, actor: &Actor, shown: Shown) -> Result<Section, Problem> {
        let today = self.app.clock.today();
        let look = first_few("due");
        let page = deadlines_for_actor(&self.app.db, actor, today, shown, &look).await?;
        let item = |row: DeadlineRow| {
            let badge = if row.overdue {
                let late = self.frame.t("start-days-late").with("days", -row.days_left);
                Badge::new(Tone::Danger, late)
            } else {
                let left = self.frame.t("start-days-left").with("days", row.days_left);
                Badge::new(if row.days_left <= 7 { Tone::Warning } else { Tone::Neutral }, left)
            };
            let due = row.deadline.due_on.in_words(self.frame.language());
            Item {
                href: row.deadline.path(),
                detail: format!(
                    "{}, {}. {due}",
                    capitalised(&row.deadline.title),
                    row.organisation_name
                ),
                label: row.deadline.project_title,
                badge: Some(badge),
            }
        };
        let title = if shown == Shown::Overdue { "start-overdue" } else { "start-due-soon" };
        let all = format!("/deadlines?shown={}", shown.word());
        let items = page.rows.into_iter().map(item).collect();
        Ok(Section { title: self.say(title), items, total: page.total, all })
    }

    async fn reports_to_read(&self, actor: &Actor) -> Result<Section, Problem> {
        let look = first_few("submitted");
        let page = reports_for_actor(&self.app.db, actor, ShownReports::Submitted, &look).await?;
        let items = page.rows.into_iter().map(|row| Item {
            href: row.report.path(),
            detail: format!("{}, {}", capitalised(&row.report.title), row.organisation_name),
            label: row.report.project_title,
            badge: None,
        });
        let all = format!("/reports?shown={}", ShownReports::Submitted.word());
        let title = self.say("start-to-read");
        Ok(Section { title, items: items.collect(), total: page.total, all })
    }

    async fn letters(&self) -> Result<Section, Problem> {
        let counts = letters::queries::counts_by_state(&self.app.db).await?;
        let stuck = [
            (LetterState::Refused, "start-letters-refused"),
            (LetterState::Uncertain, "start-letters-uncertain"),
        ];
        let stuck =
            stuck.map(|(state, key)| (state, key, counts.get(&state).copied().unwrap_or(0)));
        let item = |(state, key, count): (LetterState, &str, u64)| Item {
            label: self.frame.t(key).with("count", count).into(),
            href: format!("/letters?state={state}"),
            detail: String::new(),
            badge: None,
        };
        let items: Vec<Item> =
            stuck.into_iter().filter(|(.., count)| *count > 0).map(item).collect();
        let total = items.len() as u64;
        Ok(Section { title: self.say("start-letters"), items, total, all: "/letters".into() })
    }

    async fn dead_work(&self) -> Result<Section, Problem> {
        let counts = worklist::queries::counts(&self.app.db).await?;
        let dead = counts.iter().filter(|count| count.state == worklist::State::Dead);
        let dead: u64 = dead.map(|count| count.rows).sum();
        let item = Item {
            label: self.frame.t("start-dead-work").with("count", dead).into(),
            href: "/work?state=dead".into(),
            detail: String::new(),
            badge: None,
        };
        let items = if dead > 0 { vec![item] } else { Vec::new() };
        let total = items.len() as u64;
        Ok(Section { title: self.say("start-work"), items, total, all: "/work".into() })
    }
}
