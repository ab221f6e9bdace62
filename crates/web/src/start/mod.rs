//! The first page: what is late, what waits for whoever looks, and what comes soon.

mod applicants;
mod officers;
#[cfg(test)]
mod tests;

use crate::{
    App,
    calls::words::last_day,
    deadlines::capitalised,
    kit::{Badge, PageFrame, Problem, Tone, render},
    session::MaybeSigned,
};
use askama::Template;
use axum::{extract::State, response::Response};
use grant_applications::{
    Call, CallState,
    queries::{
        ApplicationFilter, ApplicationRow, SupplementRow, applications_for_actor, calls_for_actor,
        supplements_for_actor,
    },
};
use reporting_deadlines::{DeadlineRow, Shown, deadlines_for_actor};
use vocabulary::{Actor, Day, Look, Page};

/// How many things of one kind the page shows; the rest stands in its list.
const SHOWN: u64 = 6;

/// From so many days before its day on, something is marked.
const SOON: i64 = 7;

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

impl Section {
    /// Things that are all shown, or the first of them.
    fn of(title: String, mut items: Vec<Item>, all: impl Into<String>) -> Section {
        let total = items.len() as u64;
        items.truncate(SHOWN as usize);
        Section { title, items, total, all: all.into() }
    }
}

/// The sections of one urgency.
struct Group {
    title: String,
    sections: Vec<Section>,
}

#[derive(Template)]
#[template(path = "start/show.html")]
struct StartPage {
    frame: PageFrame,
    is_stranger: bool,
    is_officer: bool,
    groups: Vec<Group>,
    /// What can be applied to, where nothing else is shown before it.
    open: Option<Section>,
}

/// `GET /`.
pub(crate) async fn show(
    State(app): State<App>,
    MaybeSigned(actor): MaybeSigned,
    frame: PageFrame,
) -> Result<Response, Problem> {
    let calls = calls_for_actor(&app.db, actor.as_ref()).await?;
    let desk = Desk { app: &app, frame: &frame, calls };
    let is_officer = actor.as_ref().is_some_and(Actor::is_directorate);
    let (groups, open) = match &actor {
        None => (Vec::new(), Some(desk.open_calls())),
        Some(officer) if is_officer => (desk.officers(officer).await?, None),
        Some(applicant) => (desk.applicants(applicant).await?, Some(desk.open_calls())),
    };
    let is_stranger = actor.is_none();
    let title = if is_stranger { "start-title-stranger" } else { "start-title" };
    let page = StartPage {
        is_stranger,
        is_officer,
        groups,
        open: open.filter(|section| !section.items.is_empty()),
        frame: frame.titled_by(title),
    };
    Ok(render(&page))
}

/// Gathers what lies on somebody's desk.
struct Desk<'a> {
    app: &'a App,
    frame: &'a PageFrame,
    calls: Vec<Call>,
}

fn first_few(sort: &str) -> Look {
    Look { sort: Some(sort.into()), per_page: SHOWN, ..Look::default() }
}

/// What is called by its title where there is one to be read, else by its reference; the other stands
/// beside it.
fn called(title: Option<String>, reference: String, organisation: String) -> (String, String) {
    match title.filter(|title| !title.trim().is_empty() && *title != reference) {
        Some(title) => (title, format!("{reference}, {organisation}")),
        None => (reference, organisation),
    }
}

impl Desk<'_> {
    fn say(&self, key: &str) -> String {
        self.frame.t(key).into()
    }

    fn today(&self) -> Day {
        self.app.clock.today()
    }

    /// The sections that have something in them, under the title of their urgency; nothing when none has.
    fn group(&self, title: &str, sections: Vec<Section>) -> Option<Group> {
        let sections: Vec<Section> =
            sections.into_iter().filter(|section| !section.items.is_empty()).collect();
        (!sections.is_empty()).then(|| Group { title: self.say(title), sections })
    }

    /// How far away a day is: marked when it is near, and more when it is over.
    fn until(&self, day: Day) -> Badge {
        let left = day.days_since(self.today());
        if left < 0 {
            return Badge::new(Tone::Danger, self.frame.t("start-days-late").with("days", -left));
        }
        let tone = if left <= SOON { Tone::Warning } else { Tone::Neutral };
        Badge::new(tone, self.frame.t("start-days-left").with("days", left))
    }

    fn closes(&self, call: &Call) -> String {
        let day = last_day(call).in_words(self.frame.language());
        self.frame.t("start-closes").with("day", day).into()
    }

    fn open_calls(&self) -> Section {
        let now = self.app.clock.now();
        let mut open: Vec<&Call> =
            self.calls.iter().filter(|call| call.takes_applications(now)).collect();
        open.sort_by_key(|call| call.closes_at);
        let late = self.calls.iter().filter(|call| call.takes_late(now));
        open.extend(late);
        let item = |call: &&Call| {
            let late = call.late_until.filter(|_| call.takes_late(now));
            let (detail, badge) = match late {
                Some(until) => {
                    let day = Day::at(until).plus_days(-1);
                    (self.frame.t("start-late-until").with("day", day).into(), None)
                }
                None => (self.closes(call), Some(self.until(last_day(call)))),
            };
            let label = call.title_in(self.frame.language()).to_owned();
            Item { label, href: format!("/calls/{}", call.slug), detail, badge }
        };
        Section::of(self.say("start-open-calls"), open.iter().map(item).collect(), "/calls")
    }

    async fn rows(&self, actor: &Actor, state: &str) -> Result<Page<ApplicationRow>, Problem> {
        let look = first_few("submitted");
        let filter = ApplicationFilter { state: Some(state.into()), look, ..Default::default() };
        Ok(applications_for_actor(&self.app.db, actor, self.today(), &filter).await?)
    }

    fn call_of(&self, row: &ApplicationRow) -> Option<&Call> {
        self.calls.iter().find(|call| call.slug == row.call_slug)
    }

    /// What applicants were asked for and have not sent: what is overdue, or what is not yet.
    async fn supplements(
        &self,
        actor: &Actor,
        overdue: bool,
        title: &str,
        act: &str,
    ) -> Result<Section, Problem> {
        let page = supplements_for_actor(&self.app.db, actor, self.today(), overdue, SHOWN).await?;
        let item = |row: SupplementRow| {
            let (label, detail) = called(row.title, row.reference, row.organisation);
            let href = format!("/applications/{}{act}", row.id);
            Item { label, href, detail, badge: Some(self.until(row.due_on)) }
        };
        Ok(Section {
            title: self.say(title),
            items: page.rows.into_iter().map(item).collect(),
            total: page.total,
            all: "/applications?state=incomplete".into(),
        })
    }

    async fn deadlines(&self, actor: &Actor, shown: Shown) -> Result<Section, Problem> {
        let look = first_few("due");
        let page = deadlines_for_actor(&self.app.db, actor, self.today(), shown, &look).await?;
        let item = |row: DeadlineRow| Item {
            href: row.deadline.path(),
            detail: format!("{}, {}", capitalised(&row.deadline.title), row.organisation_name),
            badge: Some(self.until(row.deadline.due_on)),
            label: row.deadline.project_title,
        };
        let title =
            if shown == Shown::Overdue { "start-reports-overdue" } else { "start-due-soon" };
        let all = format!("/deadlines?shown={}", shown.word());
        let items = page.rows.into_iter().map(item).collect();
        Ok(Section { title: self.say(title), items, total: page.total, all })
    }
}

/// Takes applications no longer, or is closed and not decided.
fn waits_for_us(call: &Call, now: chrono::DateTime<chrono::Utc>) -> bool {
    call.state == CallState::Closed || (call.state == CallState::Open && now >= call.closes_at)
}
