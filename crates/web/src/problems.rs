//! What the trade refuses, as problems; and the kinds of problems there are, on a page each: the `type`
//! of a problem leads there.

use crate::kit::{PageFrame, Possible, Problem, Texts, render};
use askama::Template;
use axum::{
    extract::Path,
    response::{IntoResponse, Response},
};
use sea_orm::DbErr;
use vocabulary::NotPossible;

/// A kind of problem: the last part of its `type`. Its title, what it means and what to do stand in the
/// texts as `problem-kind-…`, `problem-means-…` and `problem-do-…`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Kind {
    /// `stale` of `/problems/stale`.
    pub slug: &'static str,
    /// The HTTP status it comes with.
    pub status: u16,
}

const fn kind(slug: &'static str, status: u16) -> Kind {
    Kind { slug, status }
}

/// All kinds of problems that have a name of their own. What comes as `about:blank` is said by its
/// status.
pub(crate) const KINDS: &[Kind] = &[
    kind("not-json", 400),
    kind("cross-site", 403),
    kind("rule", 409),
    kind("no-room", 409),
    kind("not-possible", 409),
    kind("stale", 409),
    kind("too-late", 409),
    kind("not-signatory", 409),
    kind("not-assigned", 409),
    kind("not-declared", 409),
    kind("disqualified", 409),
    kind("unexplained", 409),
    kind("settled", 409),
    kind("outdated", 409),
    kind("not-assessed", 409),
    kind("sign-in-link", 410),
    kind("too-large", 413),
    kind("media-type", 415),
    kind("invalid", 422),
    kind("damaged", 500),
    kind("missing-file", 500),
    kind("busy", 503),
];

/// The database failed: ours to mend.
impl From<DbErr> for Problem {
    fn from(error: DbErr) -> Problem {
        Problem::internal(&error)
    }
}

/// 409: the state says no. The verbs that are possible are named as people read them; where one of
/// them is done is for the caller to say, by its word.
pub(crate) fn not_possible(
    texts: Texts,
    refusal: &NotPossible,
    href: impl Fn(&str) -> Option<String>,
) -> Problem {
    let possible = refusal.possible.iter().map(|verb| Possible {
        action: (*verb).to_owned(),
        label: texts.find(&format!("problem-verb-{verb}")),
        href: href(verb),
    });
    let mut problem = Problem::not_possible(refusal);
    problem.possible = possible.collect();
    problem
}

#[derive(Template)]
#[template(path = "problems/show.html")]
struct KindPage {
    frame: PageFrame,
    kind: &'static Kind,
    means: String,
    to_do: String,
    others: Vec<(&'static str, String)>,
}

fn title(kind: &Kind, texts: Texts) -> String {
    texts.find(&format!("problem-kind-{}", kind.slug)).unwrap_or_default()
}

/// `GET /problems/{slug}`: what a kind of problem means and what to do about it.
pub(crate) async fn show(Path(slug): Path<String>, frame: PageFrame) -> Result<Response, Problem> {
    let kind = KINDS.iter().find(|kind| kind.slug == slug).ok_or_else(Problem::not_found)?;
    let texts = frame.texts;
    let text = |about: &str| texts.find(&format!("problem-{about}-{slug}")).unwrap_or_default();
    let others = KINDS.iter().filter(|other| other.slug != slug);
    let page = KindPage {
        kind,
        means: text("means"),
        to_do: text("do"),
        others: others.map(|other| (other.slug, title(other, texts))).collect(),
        frame: frame.titled(title(kind, texts)).crumb("api-title", "/api/docs"),
    };
    Ok(render(&page).into_response())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::{collections::BTreeSet, path::PathBuf};
    use vocabulary::Language;

    /// The kinds that the source names.
    fn named() -> BTreeSet<String> {
        let mut folders = vec![PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/src"))];
        let mut found = BTreeSet::new();
        while let Some(folder) = folders.pop() {
            for entry in std::fs::read_dir(folder).expect("a folder") {
                let path = entry.expect("an entry").path();
                if path.is_dir() {
                    folders.push(path);
                    continue;
                }
                let text = std::fs::read_to_string(&path).expect("a source");
                for rest in text.split("kind(\"/problems/").skip(1) {
                    found.extend(rest.split('"').next().map(str::to_owned));
                }
            }
        }
        found
    }

    #[test]
    fn every_kind_that_is_answered_has_its_page_and_no_other() {
        let known: BTreeSet<String> = KINDS.iter().map(|kind| kind.slug.to_owned()).collect();
        let named = named();
        assert!(named.len() > 10, "the search itself works: {named:?}");
        assert_eq!(known, named);
    }

    #[test]
    fn every_kind_says_what_it_means_and_what_to_do() {
        for language in Language::ALL {
            for kind in KINDS {
                for about in ["kind", "means", "do"] {
                    let key = format!("problem-{about}-{}", kind.slug);
                    assert!(Texts::new(language).find(&key).is_some(), "{language} {key}");
                }
            }
        }
    }
}
