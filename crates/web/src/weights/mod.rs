//! Sets of weights: what counties and municipalities count by. The list of them, bringing one in, one
//! with its versions and the scenarios that count by it.

mod import;
mod list;
mod show;

pub(crate) use import::import;
pub(crate) use list::list;
pub(crate) use show::show;

use crate::{
    App,
    kit::{Choice, Problem, Texts},
};
use county_allocation::{
    Level, WeightSet, WeightsFileError, WrongLine,
    queries::{self, WeightUse},
};
use grant_applications::Call;
use vocabulary::Actor;

/// One version of a set, with what belongs to it.
pub(crate) struct Found {
    /// The version.
    pub(crate) set: WeightSet,
    /// All versions of its level, oldest first.
    pub(crate) versions: Vec<WeightSet>,
    /// The levels that the short name has.
    pub(crate) levels: Vec<Level>,
    /// The scenarios that count by any version of it, with their calls.
    pub(crate) uses: Vec<(Call, WeightUse)>,
}

/// The version of a set that is asked for: of counties where there are any, the latest, unless said. 404
/// where there is none.
pub(crate) async fn found(
    app: &App,
    actor: &Actor,
    slug: &str,
    level: Option<&str>,
    version: Option<&str>,
) -> Result<Found, Problem> {
    let mut all = queries::weight_sets_for_actor(&app.db, actor).await?;
    all.retain(|set| set.figures.slug == slug);
    let levels: Vec<Level> =
        Level::ALL.into_iter().filter(|one| all.iter().any(|set| set.level == *one)).collect();
    let level = match level.filter(|level| !level.is_empty()) {
        Some(word) => Level::from_word(word).filter(|level| levels.contains(level)),
        None => levels.first().copied(),
    };
    let level = level.ok_or_else(Problem::not_found)?;
    all.retain(|set| set.level == level);
    let set = match version.filter(|version| !version.is_empty()) {
        Some(number) => all.iter().find(|set| set.figures.version.to_string() == number),
        None => all.last(),
    };
    let set = set.cloned().ok_or_else(Problem::not_found)?;
    let mut uses = Vec::new();
    if level == Level::County {
        for used in queries::weight_uses_for_actor(&app.db, actor, slug).await? {
            let call = grant_applications::queries::call(&app.db, used.call).await?;
            uses.extend(call.map(|view| (view.call, used)));
        }
    }
    Ok(Found { set, versions: all, levels, uses })
}

/// What people call a level.
pub(crate) fn level(level: Level, texts: Texts) -> String {
    let key = match level {
        Level::County => "weights-level-county",
        Level::Municipality => "weights-level-municipality",
    };
    texts.t(key).into()
}

/// The levels to choose between.
fn levels(texts: Texts) -> Vec<Choice> {
    Level::ALL.map(|one| Choice::new(one.word(), level(one, texts))).into()
}

/// Which line is wrong.
pub(crate) fn line_of(wrong: &WrongLine) -> u64 {
    match wrong {
        WrongLine::Blank(line)
        | WrongLine::Unknown { line, .. }
        | WrongLine::Twice { line, .. }
        | WrongLine::Number { line, .. } => *line,
    }
}

/// The field that can be mended when a file is no table of weights: the file's own, or the column's.
pub(crate) fn wrong_field<'f>(error: &WeightsFileError, file: &'f str) -> &'f str {
    match error {
        WeightsFileError::Empty
        | WeightsFileError::Unreadable
        | WeightsFileError::NoUnits { .. } => file,
        WeightsFileError::NoColumn { .. } | WeightsFileError::WhichColumn { .. } => "column",
    }
}

/// Where one version is shown.
fn href(set: &WeightSet) -> String {
    let figures = &set.figures;
    format!("/weights/{}?level={}&version={}", figures.slug, set.level.word(), figures.version)
}
