//! The scenarios of a call, as every page and program finds them.

use crate::{
    App,
    kit::{Problem, Texts},
};
use county_allocation::{Reason, Scenario, queries};
use funding_periods::queries::purposes_for_actor;
use grant_applications::Call;
use std::collections::BTreeMap;
use vocabulary::{Actor, CallId};

/// The call of this short name and its scenario of this number. Refuses who may not read all scores,
/// because a scenario would tell them; a number that no scenario has is not found.
pub(crate) async fn scenario_of(
    app: &App,
    actor: &Actor,
    slug: &str,
    number: &str,
    texts: Texts,
) -> Result<(Call, Scenario), Problem> {
    let (call, scenarios) = scenarios_of(app, actor, slug, texts).await?;
    let scenario = numbered(&scenarios, number)?.clone();
    Ok((call, scenario))
}

/// The scenario of this number; a number that no scenario has is not found.
pub(super) fn numbered<'s>(
    scenarios: &'s [Scenario],
    number: &str,
) -> Result<&'s Scenario, Problem> {
    let found = scenarios.iter().find(|scenario| scenario.number.to_string() == number);
    found.ok_or_else(Problem::not_found)
}

/// The scenario that the call was settled by.
pub(crate) fn adopted(scenarios: &[Scenario]) -> Option<&Scenario> {
    scenarios.iter().find(|scenario| scenario.adopted.is_some())
}

/// The call of this short name and all its scenarios, oldest first; refuses as [`scenario_of`]. Their
/// reasons speak of purposes by the names that the form gives them, in the reader's language.
pub(crate) async fn scenarios_of(
    app: &App,
    actor: &Actor,
    slug: &str,
    texts: Texts,
) -> Result<(Call, Vec<Scenario>), Problem> {
    let (call, mut scenarios) = kept_scenarios_of(app, actor, slug, texts).await?;
    let mut lines = scenarios.iter().flat_map(|scenario| &scenario.lines);
    if lines.any(|line| line.reason.purpose().is_some()) {
        let purposes = Purposes::of(app, actor, call.id, texts).await?;
        for line in scenarios.iter_mut().flat_map(|scenario| &mut scenario.lines) {
            line.reason = purposes.told(&line.reason);
        }
    }
    Ok((call, scenarios))
}

/// The same as they are kept: with purposes by their keys, which is what programs compare.
pub(crate) async fn kept_scenarios_of(
    app: &App,
    actor: &Actor,
    slug: &str,
    texts: Texts,
) -> Result<(Call, Vec<Scenario>), Problem> {
    let call = crate::calls::seen(app, Some(actor), slug).await?.call;
    super::refuse_closed(app, actor, &call, texts).await?;
    let scenarios = queries::scenarios_for_actor(&app.db, actor, call.id).await?;
    Ok((call, scenarios))
}

/// What the purposes of a call are called in the reader's language, by their keys in its forms.
pub(crate) struct Purposes(BTreeMap<String, String>);

impl Purposes {
    /// Of a call.
    pub(crate) async fn of(
        app: &App,
        actor: &Actor,
        call: CallId,
        texts: Texts,
    ) -> Result<Purposes, Problem> {
        let all = purposes_for_actor(&app.db, actor, call).await?;
        let named = all.into_iter().map(|one| (one.key, one.name.to(texts.language()).to_owned()));
        Ok(Purposes(named.filter(|(_, name)| !name.is_empty()).collect()))
    }
    /// The name of the purpose with this key; the key itself where no form says more.
    pub(crate) fn called<'p>(&'p self, key: &'p str) -> &'p str {
        self.0.get(key).map_or(key, String::as_str)
    }
    /// A reason as people are told it.
    pub(crate) fn told(&self, reason: &Reason) -> Reason {
        match reason.purpose() {
            Some(key) => reason.clone().with_purpose_called(self.called(key)),
            None => reason.clone(),
        }
    }
}
