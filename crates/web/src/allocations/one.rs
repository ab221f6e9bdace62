//! One scenario of a call, as every page about it finds it.

use crate::{
    App,
    kit::{Problem, Texts},
};
use county_allocation::{Scenario, queries};
use funding_periods::queries::purposes_for_actor;
use grant_applications::Call;
use std::collections::BTreeMap;
use vocabulary::Actor;

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
    let found = scenarios.into_iter().find(|scenario| scenario.number.to_string() == number);
    Ok((call, found.ok_or_else(Problem::not_found)?))
}

/// The call of this short name and all its scenarios, oldest first; refuses as [`scenario_of`]. Their
/// reasons speak of purposes by the names that the form gives them, in the reader's language.
pub(crate) async fn scenarios_of(
    app: &App,
    actor: &Actor,
    slug: &str,
    texts: Texts,
) -> Result<(Call, Vec<Scenario>), Problem> {
    let call = crate::calls::seen(app, Some(actor), slug).await?.call;
    super::refuse_closed(app, actor, &call, texts).await?;
    let mut scenarios = queries::scenarios_for_actor(&app.db, actor, call.id).await?;
    let mut lines = scenarios.iter().flat_map(|scenario| &scenario.lines);
    if lines.any(|line| line.reason.purpose().is_some()) {
        let purposes = purposes_for_actor(&app.db, actor, call.id).await?;
        let called: BTreeMap<&str, &str> = purposes
            .iter()
            .map(|purpose| (purpose.key.as_str(), purpose.name.to(texts.language())))
            .collect();
        for line in scenarios.iter_mut().flat_map(|scenario| &mut scenario.lines) {
            if let Some(name) = line.reason.purpose().and_then(|key| called.get(key)) {
                line.reason = line.reason.clone().with_purpose_called(name);
            }
        }
    }
    Ok((call, scenarios))
}
