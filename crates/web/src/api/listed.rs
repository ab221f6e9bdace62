//! What all lists have in common.

use crate::kit::FieldProblem;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::{IntoParams, ToSchema};
use vocabulary::{Look, Page};

/// What can be asked of a list. What does not fit is ignored: a list with a strange address still
/// shows the list.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Asked {
    /// Words that must occur.
    q: Option<String>,
    /// The column to order by, with a `-` before it for largest first.
    sort: Option<String>,
    /// The page, from 1.
    page: Option<u64>,
    /// Rows a page: 50 unless said, 500 at most.
    per_page: Option<u64>,
    /// Only of the call with this short name, where things belong to a call.
    pub(crate) call: Option<String>,
    /// Only in this state, by its word.
    pub(crate) state: Option<String>,
    /// Only of this county, by its two digits.
    pub(crate) county: Option<String>,
}

impl Asked {
    /// In the words of the queries.
    pub(crate) fn look(&self) -> Look {
        let sort = self.sort.as_deref().unwrap_or_default();
        let (by, descending) = match sort.strip_prefix('-') {
            Some(by) => (by, true),
            None => (sort, false),
        };
        // Never a page beyond what the database's own numbers can count.
        const LAST: u64 = 1_000_000;
        Look {
            search: self.q.as_ref().map(|words| words.chars().take(100).collect()),
            sort: (!by.is_empty()).then(|| by.to_owned()),
            descending,
            page: self.page.unwrap_or(1).min(LAST),
            per_page: self.per_page.unwrap_or(50).min(500),
        }
    }
}

/// One page of a list.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Listed<T> {
    /// The rows of this page.
    rows: Vec<T>,
    /// How many rows there are on all pages.
    total: u64,
    /// This page, from 1.
    page: u64,
    /// Rows a page.
    per_page: u64,
}

impl<T> Listed<T> {
    /// Each row as the API says it.
    pub(crate) fn of<R>(page: Page<R>, row: impl FnMut(R) -> T) -> Listed<T> {
        Listed {
            rows: page.rows.into_iter().map(row).collect(),
            total: page.total,
            page: page.page,
            per_page: page.per_page,
        }
    }
}

/// A problem as RFC 9457 says it: `application/problem+json`.
#[derive(Serialize, ToSchema)]
#[schema(as = Problem)]
pub(crate) struct ProblemBody {
    /// Which kind of problem: the address of a page that explains it, which does not change.
    /// `about:blank` when the status says it all.
    #[serde(rename = "type")]
    kind: String,
    /// The kind in a few words, in the language asked for.
    title: String,
    /// The HTTP status.
    status: u16,
    /// This one, in a sentence.
    detail: Option<String>,
    /// The path that was asked for.
    instance: Option<String>,
    /// The fields that are wrong.
    #[schema(value_type = Vec<FieldProblemBody>)]
    errors: Vec<FieldProblem>,
    /// What can be done instead.
    possible: Vec<PossibleBody>,
    /// Where money does not reach: what there is, in øre.
    remaining_ore: Option<i64>,
    /// Where money does not reach: what was asked for, in øre.
    asked_ore: Option<i64>,
}

/// A field that is wrong.
#[derive(Serialize, ToSchema)]
#[schema(as = FieldProblem)]
pub(super) struct FieldProblemBody {
    /// The field.
    field: String,
    /// What is wrong with it.
    detail: String,
}

/// A stale save of answers, `/problems/stale`: what stands now beside what was sent, so that the two can
/// be put together and saved over `revision`.
#[derive(Serialize, ToSchema)]
#[schema(as = StaleProblem)]
pub(crate) struct StaleBody {
    #[serde(flatten)]
    problem: ProblemBody,
    /// The revision that stands now.
    revision: i32,
    /// When it was saved.
    saved_at: Option<DateTime<Utc>>,
    /// By whom.
    saved_by: Option<String>,
    /// Where the two differ, in the order of the form.
    differences: Vec<DifferenceBody>,
}

/// A question that was answered differently by two who wrote at once.
#[derive(Serialize, ToSchema)]
#[schema(as = Difference)]
struct DifferenceBody {
    /// The key of the question.
    field: String,
    /// What is asked, in the language asked for.
    label: String,
    /// What was sent; null where nothing was.
    mine: Value,
    /// What stands; null where nothing does.
    theirs: Value,
}

/// Something that can be done instead.
#[derive(Serialize, ToSchema)]
#[schema(as = Possible)]
struct PossibleBody {
    /// The verb.
    action: String,
    /// The verb as people read it.
    label: Option<String>,
    /// Where it is done.
    href: Option<String>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strange_addresses_still_ask_for_something() {
        let asked = Asked {
            sort: Some("-amount".into()),
            page: Some(u64::MAX),
            per_page: Some(u64::MAX),
            ..Asked::default()
        };
        let look = asked.look();
        assert_eq!((look.sort.as_deref(), look.descending), (Some("amount"), true));
        assert_eq!((look.page, look.per_page()), (1_000_000, 500));
        assert_eq!(Asked::default().look().per_page(), 50);
    }
}
