//! What the pages about one scenario share: its applications by name, and the ways between the pages.

use crate::{
    App,
    applications::words::score,
    kit::{Fact, PageFrame, Problem, format},
};
use county_allocation::Scenario;
use grant_applications::{
    Call,
    queries::{ApplicationFilter, ApplicationRow, applications_for_actor},
};
use std::collections::BTreeMap;
use uuid::Uuid;
use vocabulary::{Actor, ApplicationId, CountyNumber, Look};

/// An application as a list links to it.
#[derive(Debug, Clone)]
pub(super) struct Linked {
    pub href: String,
    pub reference: String,
    pub organisation: String,
    pub county: String,
    pub score: String,
}

impl Linked {
    /// Who applies and from where, as far as it is known.
    pub(super) fn from(&self) -> String {
        match (self.organisation.as_str(), self.county.as_str()) {
            ("", from) | (from, "") => from.to_owned(),
            (organisation, county) => format!("{organisation}, {county}"),
        }
    }
}

/// The applications of a call, by id.
pub(super) struct Named(BTreeMap<Uuid, ApplicationRow>);

impl Named {
    /// Those of a call that somebody may see.
    pub(super) async fn of(app: &App, actor: &Actor, call: &Call) -> Result<Named, Problem> {
        let look = Look::everything();
        let filter = ApplicationFilter { call: Some(call.id), look, ..Default::default() };
        let page = applications_for_actor(&app.db, actor, app.clock.today(), &filter).await?;
        Ok(Named(page.rows.into_iter().map(|row| (row.id, row)).collect()))
    }
    /// What is known of one of them.
    pub(super) fn row(&self, application: ApplicationId) -> Option<&ApplicationRow> {
        self.0.get(&application.0)
    }
    /// One of them as it stood in a scenario; of one that is not in it, what the call knows.
    pub(super) fn linked(
        &self,
        scenario: &Scenario,
        application: ApplicationId,
        frame: &PageFrame,
    ) -> Linked {
        let (row, contender) = (self.row(application), scenario.inputs.contender(application));
        let own = || row.map(|row| row.county_number.clone()).unwrap_or_default();
        Linked {
            href: format!("/applications/{application}"),
            reference: row
                .map(|row| row.reference.clone())
                .or_else(|| contender.map(|one| one.reference.clone()))
                .unwrap_or_default(),
            organisation: row.map(|row| row.organisation.clone()).unwrap_or_default(),
            county: contender.map_or_else(own, |one| county_of(scenario, one.county)),
            score: contender.map(|one| score(one.score_milli, frame.texts)).unwrap_or_default(),
        }
    }
}

/// What a county was called in a scenario; its number where the scenario does not know it.
pub(super) fn county_of(scenario: &Scenario, county: CountyNumber) -> String {
    scenario.county_name(county).map_or_else(|| county.to_string(), str::to_owned)
}

/// The pages about one scenario, with the one that is shown.
pub(super) struct Ways {
    pub here: String,
    pub number: i32,
    pub shown: &'static str,
}

impl Ways {
    /// The ways from one of the pages.
    pub(super) fn from(call: &Call, scenario: &Scenario, shown: &'static str) -> Ways {
        let here = format!("/calls/{}/allocation", call.slug);
        Ways { here, number: scenario.number, shown }
    }
    /// Each page that is not shown: the key of its name, and where it is.
    pub(super) fn others(&self) -> Vec<(&'static str, String)> {
        let pages = [
            ("working", "working-to-working"),
            ("optimum", "working-to-optimum"),
            ("sensitivity", "working-to-sensitivity"),
            ("municipalities", "working-to-municipalities"),
            ("purposes", "working-to-purposes"),
            ("workbook", "working-to-workbook"),
        ];
        let others = pages.into_iter().filter(|(page, _)| *page != self.shown);
        others.map(|(page, key)| (key, format!("{}/{}/{page}", self.here, self.number))).collect()
    }
}

/// A page under a call, with the way down to it.
pub(super) fn under_call(frame: PageFrame, call: &Call) -> PageFrame {
    let called = call.title_in(frame.language()).to_owned();
    frame.crumb("calls-title", "/calls").under(called, format!("/calls/{}", call.slug))
}

/// A page under the overview of a call's scenarios, with the way down to it.
pub(super) fn under_allocation(frame: PageFrame, call: &Call) -> PageFrame {
    let here = format!("/calls/{}/allocation", call.slug);
    under_call(frame, call).crumb("allocations-title", here)
}

/// The frame of a page about one scenario: its title says which.
pub(super) fn about(frame: PageFrame, call: &Call, scenario: &Scenario, key: &str) -> PageFrame {
    let title = frame.t(key).with("scenario", &scenario.name).to_string();
    let here = format!("/calls/{}/allocation/{}", call.slug, scenario.number);
    under_allocation(frame, call).titled(title).under(&scenario.name, here)
}

/// When a scenario was computed, by whom, and the hash of what it was computed from.
pub(super) fn computed_from(scenario: &Scenario, frame: &PageFrame) -> Vec<Fact> {
    let language = frame.language();
    let made = format::instant(scenario.made_at, language);
    let mut facts = vec![Fact::new(
        frame.t("working-drawn"),
        frame.t("working-drawn-by").with("at", made).with("by", &scenario.made_by),
    )];
    facts.push(Fact::new(frame.t("working-to-share"), format::kroner(scenario.budget, language)));
    if let Some(envelope) = &scenario.inputs.envelope {
        let held = frame
            .t("working-envelope-held")
            .with("amount", envelope.amount)
            .with("remaining", envelope.remaining);
        facts.push(Fact::new(frame.t("working-envelope"), held));
    }
    facts.push(Fact::new(
        frame.t("working-contenders"),
        scenario.inputs.contenders.len().to_string(),
    ));
    if let Some(hash) = &scenario.inputs_hash {
        facts.push(Fact::new(frame.t("working-hash"), hash));
    }
    facts
}
