//! Forms: the library, one form through its versions, and the builder in which staff write them.

pub(crate) mod builder;
mod library;
mod new;
mod outline;
pub(crate) mod refusals;
pub(crate) mod stale;
mod version;
mod versions;
pub(crate) mod words;

#[cfg(test)]
mod tests;

pub(crate) use library::list;
pub(crate) use new::{ask, make};
pub(crate) use outline::{Missing, Outline, outline};
pub(crate) use stale::Stale;
pub(crate) use version::{
    ask_copy, confirm_discard, confirm_publish, copy, discard, file, publish, show as show_version,
    try_out,
};
pub(crate) use versions::{revise, show};

use crate::{
    App,
    kit::{Form, FormField, Problem, Texts},
};
use forms::{Definition, FormVersion};
use vocabulary::{Actor, Language};

/// A version that there is; 404 else.
async fn found(app: &App, actor: &Actor, slug: &str, number: i32) -> Result<FormVersion, Problem> {
    let found = forms::queries::version_for_actor(&app.db, actor, slug, number).await?;
    found.ok_or_else(Problem::not_found)
}

/// The page of a version.
pub(crate) fn href(version: &FormVersion) -> String {
    format!("/forms/{}/{}", version.slug, version.number)
}

/// The title of a form for this reader.
pub(crate) fn title(definition: &Definition, texts: Texts) -> String {
    definition.title.to(texts.language()).to_owned()
}

/// The three fields of a text, one for each language; for templates.
pub(crate) fn three(form: &Form, name: &str) -> Vec<FormField> {
    Language::ALL.map(|language| form.field(&format!("{name}.{}", language.code()))).into()
}

/// A field whose name has two parts; for templates.
pub(crate) fn part(form: &Form, name: &str, part: &str) -> FormField {
    form.field(&format!("{name}.{part}"))
}
