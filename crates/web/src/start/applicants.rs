//! The desk of somebody who applies for an organisation.

use super::{Desk, Group, Item, SHOWN, Section, called, first_few};
use crate::{calls::words::last_day, kit::Problem};
use funding_periods::queries::{GrantFilter, grants_for_actor};
use grant_applications::queries::{InvitationRow, invitations_for_actor};
use reporting_deadlines::Shown;
use vocabulary::{Actor, Day};

impl Desk<'_> {
    pub(super) async fn applicants(&self, actor: &Actor) -> Result<Vec<Group>, Problem> {
        let (accept_late, accept) = self.to_accept(actor).await?;
        let (to_sign, drafts) = self.drafts(actor).await?;
        let late = vec![
            self.supplements(actor, true, "start-supplements-late", "/edit").await?,
            self.deadlines(actor, Shown::Overdue).await?,
            accept_late,
        ];
        let now = vec![
            to_sign,
            accept,
            self.supplements(actor, false, "start-to-supplement", "/edit").await?,
            self.invitations(actor).await?,
            drafts,
        ];
        let soon = vec![self.deadlines(actor, Shown::DueSoon).await?];
        let groups = [
            self.group("start-group-late", late),
            self.group("start-group-now", now),
            self.group("start-group-soon", soon),
        ];
        Ok(groups.into_iter().flatten().collect())
    }

    /// What somebody else has asked this organisation to take part in.
    async fn invitations(&self, actor: &Actor) -> Result<Section, Problem> {
        let item = |row: InvitationRow| {
            let (label, detail) = called(Some(row.title), row.reference, row.applicant);
            let href = format!("/applications/{}/organisations/join", row.id);
            Item { label, href, detail, badge: None }
        };
        let items = invitations_for_actor(&self.app.db, actor).await?.into_iter().map(item);
        Ok(Section::of(self.say("start-invitations"), items.collect(), "/applications"))
    }

    /// Drafts by when their call closes: those that this person was asked to send in, and the others.
    async fn drafts(&self, actor: &Actor) -> Result<(Section, Section), Problem> {
        let page = self.rows(actor, "draft").await?;
        let signs = self.signs(actor).await?;
        let (mut to_sign, mut others) = (Vec::new(), Vec::new());
        let now = self.app.clock.now();
        for row in page.rows {
            let call = self.call_of(&row);
            // What can be sent in nowhere any more does not wait for anybody.
            if call.is_some_and(|call| !call.takes_applications(now) && !call.takes_late(now)) {
                continue;
            }
            let closes = call.map(last_day);
            let asked = signs && self.is_asked_to_sign(&row.id.to_string()).await?;
            let end = if asked { "submit" } else { "edit" };
            let href = format!("/applications/{}/{end}", row.id);
            let (label, detail) = called(row.title, row.reference, row.organisation);
            let item = Item { label, href, detail, badge: closes.map(|day| self.until(day)) };
            let into = if asked { &mut to_sign } else { &mut others };
            into.push((closes, item));
        }
        let sorted = |mut some: Vec<(Option<Day>, Item)>| {
            some.sort_by_key(|(closes, _)| *closes);
            some.into_iter().map(|(_, item)| item).collect::<Vec<_>>()
        };
        let all = "/applications?state=draft";
        let mut drafts = Section::of(self.say("start-drafts"), sorted(others), all);
        if page.total > SHOWN {
            drafts.total = page.total;
        }
        Ok((Section::of(self.say("start-to-sign"), sorted(to_sign), all), drafts))
    }

    /// Only registered people send in for the organisation, and this is one of them.
    async fn signs(&self, actor: &Actor) -> Result<bool, Problem> {
        let (Some(own), Some(person)) = (actor.confined_to(), actor.person()) else {
            return Ok(false);
        };
        let signatories =
            organisations::queries::signatories_on(&self.app.db, own, self.today()).await?;
        Ok(signatories.iter().any(|one| one.id == person))
    }

    async fn is_asked_to_sign(&self, application: &str) -> Result<bool, Problem> {
        let history = journal::history(&self.app.db, "application", application).await?;
        Ok(history.iter().any(|entry| entry.act == "asked for a signature"))
    }

    /// Grants whose terms nobody has accepted: where the day is over, and the others.
    async fn to_accept(&self, actor: &Actor) -> Result<(Section, Section), Problem> {
        let filter = GrantFilter {
            state: Some("awarded".into()),
            look: first_few("reference"),
            ..Default::default()
        };
        let page = grants_for_actor(&self.app.db, actor, &filter).await?;
        let today = self.today();
        let (mut late, mut items) = (Vec::new(), Vec::new());
        for row in page.rows {
            let last = Day::from(row.accept_by_on);
            let is_late = last < today;
            let key = if is_late { "start-accept-late" } else { "start-accept-by" };
            let item = Item {
                href: format!("/grants/{}", row.id),
                detail: self.frame.t(key).with("day", last).into(),
                badge: Some(self.until(last)),
                label: row.title,
            };
            if is_late { late.push(item) } else { items.push(item) }
        }
        let all = "/grants?state=awarded";
        let mut others = Section::of(self.say("start-to-accept"), items, all);
        if page.total > SHOWN {
            others.total = page.total;
        }
        Ok((Section::of(self.say("start-accept-over"), late, all), others))
    }
}
