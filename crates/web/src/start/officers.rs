//! The desk of somebody who works for the directorate.

use super::{Desk, Group, Item, SOON, Section, called, first_few, waits_for_us};
use crate::{
    calls::words::last_day,
    deadlines::capitalised,
    kit::{Badge, Problem, Tone},
};
use grant_applications::{
    Call, CallState, Part,
    queries::{PanelRow, assignments_for_actor, provisional_replies_for_actor},
};
use letters::LetterState;
use reporting_deadlines::{Shown, ShownReports, reports_for_actor};
use vocabulary::{Actor, CallId, Day};

/// So many days ahead the page looks for calls that close.
const CLOSING: i64 = 14;

impl Desk<'_> {
    pub(super) async fn officers(&self, actor: &Actor) -> Result<Vec<Group>, Problem> {
        let late = vec![
            self.supplements(actor, true, "start-supplements-overdue", "").await?,
            self.deadlines(actor, Shown::Overdue).await?,
        ];
        let now = vec![
            self.to_assess(actor).await?,
            self.to_settle(actor, "submitted", "start-to-check").await?,
            self.to_settle(actor, "late", "start-late").await?,
            self.calls_that_wait(),
            self.reports_to_read(actor).await?,
            self.letters().await?,
            self.dead_work().await?,
        ];
        let soon = vec![
            self.calls_that_close(),
            self.provisional_replies(actor).await?,
            self.supplements(actor, false, "start-supplements-asked", "").await?,
            self.deadlines(actor, Shown::DueSoon).await?,
        ];
        let groups = [
            self.group("start-group-late", late),
            self.group("start-group-now", now),
            self.group("start-group-soon", soon),
        ];
        Ok(groups.into_iter().flatten().collect())
    }

    /// What was sent in and nobody has looked over, those who have waited longest first.
    async fn to_settle(&self, actor: &Actor, state: &str, title: &str) -> Result<Section, Problem> {
        let page = self.rows(actor, state).await?;
        let today = self.today();
        let items = page.rows.into_iter().map(|row| {
            let href = format!("/applications/{}", row.id);
            let waited = row.submitted_at.map(|at| today.days_since(Day::at(at)));
            let (label, detail) = called(row.title, row.reference, row.organisation);
            let badge = waited.map(|days| {
                Badge::new(Tone::Neutral, self.frame.t("start-days-waited").with("days", days))
            });
            Item { label, href, detail, badge }
        });
        let items = items.collect();
        let all = format!("/applications?state={state}&sort=submitted");
        Ok(Section { title: self.say(title), items, total: page.total, all })
    }

    /// What this person is asked to assess and has not: first to declare impartiality, then to assess.
    async fn to_assess(&self, actor: &Actor) -> Result<Section, Problem> {
        let asked = assignments_for_actor(&self.app.db, actor, self.today()).await?;
        let is_decided = |of: CallId| {
            self.calls.iter().any(|call| call.id == of && call.state == CallState::Decided)
        };
        let asked = asked.into_iter().filter(|(call, _)| !is_decided(*call));
        let item = |(_, row): (CallId, PanelRow)| {
            let (page, badge) = match row.own.as_ref()?.part {
                Part::Assigned => {
                    let undeclared = self.frame.t("assessments-part-assigned");
                    ("impartiality", Badge::new(Tone::Warning, undeclared))
                }
                Part::Impartial => {
                    ("assess", Badge::new(Tone::Info, self.frame.t("assessments-part-impartial")))
                }
                _ => return None,
            };
            let href = format!("/applications/{}/{page}", row.application);
            // Who has not declared does not read, the title neither.
            let (label, detail) = called(row.title, row.reference, row.organisation);
            Some(Item { label, href, detail, badge: Some(badge) })
        };
        let items = asked.filter_map(item).collect();
        Ok(Section::of(self.say("start-to-assess"), items, "/assessments"))
    }

    fn of_call(&self, call: &Call, end: &str, detail: String, badge: Option<Badge>) -> Item {
        let label = call.title_in(self.frame.language()).to_owned();
        Item { label, href: format!("/calls/{}{end}", call.slug), detail, badge }
    }

    /// Calls whose time is over, to close, and those that are closed, to share out.
    fn calls_that_wait(&self) -> Section {
        let now = self.app.clock.now();
        let item = |call: &Call| match call.state {
            CallState::Closed => {
                self.of_call(call, "/allocation", self.say("start-to-allocate"), None)
            }
            _ => self.of_call(call, "", self.say("start-to-close"), None),
        };
        let waiting = self.calls.iter().filter(|call| waits_for_us(call, now));
        Section::of(self.say("start-calls-waiting"), waiting.map(item).collect(), "/calls")
    }

    fn calls_that_close(&self) -> Section {
        let (now, today) = (self.app.clock.now(), self.today());
        let mut closing: Vec<&Call> = self
            .calls
            .iter()
            .filter(|call| call.takes_applications(now))
            .filter(|call| last_day(call).days_since(today) <= CLOSING)
            .collect();
        closing.sort_by_key(|call| call.closes_at);
        let item = |call: &&Call| {
            self.of_call(call, "", self.closes(call), Some(self.until(last_day(call))))
        };
        let title = self.say("start-calls-closing");
        Section::of(title, closing.iter().map(item).collect(), "/calls")
    }

    /// Where applicants are told that an answer takes its time, unless they get it before.
    async fn provisional_replies(&self, actor: &Actor) -> Result<Section, Problem> {
        let today = self.today();
        let until = today.plus_days(SOON);
        let due = provisional_replies_for_actor(&self.app.db, actor, today, until).await?;
        let item = |one: grant_applications::queries::RepliesDue| {
            let call = self.calls.iter().find(|call| call.id == one.call)?;
            let detail = self.frame.t("start-replies-of").with("count", one.applications);
            let mut item = self.of_call(call, "", detail.into(), Some(self.until(one.first_on)));
            item.href = format!("/applications?call={}&sort=submitted", call.slug);
            Some(item)
        };
        let items = due.into_iter().filter_map(item).collect();
        Ok(Section::of(self.say("start-replies"), items, "/calls"))
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
        let mut items: Vec<Item> =
            stuck.into_iter().filter(|(.., count)| *count > 0).map(item).collect();
        let bounced = letters::queries::open_bounces(&self.app.db).await?;
        if bounced > 0 {
            items.push(Item {
                label: self.frame.t("start-letters-bounced").with("count", bounced).into(),
                href: "/letters?bounced=yes".into(),
                detail: String::new(),
                badge: None,
            });
        }
        Ok(Section::of(self.say("start-letters"), items, "/letters"))
    }

    async fn dead_work(&self) -> Result<Section, Problem> {
        let counts = worklist::queries::backlog(&self.app.db).await?;
        let dead = counts.iter().filter(|count| count.state == worklist::State::Dead);
        let dead: u64 = dead.map(|count| count.rows).sum();
        let item = Item {
            label: self.frame.t("start-dead-work").with("count", dead).into(),
            href: "/work?state=dead".into(),
            detail: String::new(),
            badge: None,
        };
        let items = if dead > 0 { vec![item] } else { Vec::new() };
        Ok(Section::of(self.say("start-work"), items, "/work"))
    }
}
