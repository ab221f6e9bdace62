//! The builder: staff without programming write a form, page by page. Every page is an ordinary form that
//! is posted and led back; the revision goes along, so that nobody's work is lost to another's.

pub(super) mod change;
mod check;
mod conditions;
mod json;
mod overview;
mod piece;
mod question;
mod section;
pub(super) mod settings;

pub(crate) use check::CheckPage;
pub(crate) use json::{json, save_json};
pub(crate) use overview::{edit, save};
pub(crate) use piece::{open, write};
pub(crate) use question::QuestionPage;
pub(crate) use section::SectionPage;

use super::{found, href, refusals, stale::Side};
use crate::{
    App,
    kit::{FieldErrors, Filled, FormField, PageFrame, Problem, Texts},
};
use forms::{Definition, Fault, FormError, FormVersion, VersionState, VersionVerb, save_form};
use vocabulary::{Actor, Language};

/// A version that is being written.
struct Draft {
    version: FormVersion,
    revision: i32,
}

impl Draft {
    /// The one with this number; 404 when there is none, 409 when it is published.
    async fn open(
        app: &App,
        actor: &Actor,
        slug: &str,
        number: i32,
        texts: Texts,
    ) -> Result<Draft, Problem> {
        let version = found(app, actor, slug, number).await?;
        if let Err(refusal) = version.state.allow(VersionVerb::Save) {
            let problem = refusals::of_form(texts, &FormError::NotPossible(refusal));
            let href = format!("/forms/{slug}");
            return Err(problem.or_else_do("see-form", texts.t("forms-see-versions"), href));
        }
        let VersionState::Draft { revision } = version.state else {
            return Err(Problem::not_found());
        };
        Ok(Draft { version, revision })
    }
    fn definition(&self) -> &Definition {
        &self.version.definition
    }
    /// The page of the version.
    fn here(&self) -> String {
        href(&self.version)
    }
    /// The way to a page of the builder.
    fn frame(&self, frame: PageFrame, title: String) -> PageFrame {
        let name = super::title(self.definition(), frame.texts);
        let slug = &self.version.slug;
        frame
            .crumb("forms-title", "/forms")
            .under(name, format!("/forms/{slug}"))
            .crumb("forms-edit", format!("{}/edit", self.here()))
            .titled(title)
    }
    /// Saves it; the version as somebody else has saved it meanwhile when they have.
    async fn keep(
        &self,
        app: &App,
        actor: &Actor,
        revision: i32,
        definition: Definition,
        texts: Texts,
    ) -> Result<Option<Box<FormVersion>>, Problem> {
        let clock = app.clock.as_ref();
        match save_form(&app.db, clock, actor, self.version.id, revision, definition).await {
            Ok(_) => Ok(None),
            Err(FormError::Stale(theirs)) => Ok(Some(theirs)),
            Err(error) => Err(refusals::of_form(texts, &error)),
        }
    }
}

/// The revision that was sent along.
fn sent_revision(filled: &Filled) -> i32 {
    filled.one("revision").parse().unwrap_or(0)
}

/// What a form that was saved meanwhile says of itself above what was typed here.
fn stale(theirs: &FormVersion, sides: Vec<Side>, frame: &PageFrame) -> super::Stale {
    super::Stale::by(&theirs.saved_by, theirs.saved_at, sides, frame)
}

/// The three fields of a text.
fn text_fields(name: &str, label: &str, lines: u8, texts: Texts) -> Vec<FormField> {
    let field = |language: Language| {
        let label = format!("{} ({})", texts.t(label), super::words::language(language, texts));
        let name = format!("{name}.{}", language.code());
        let field = if lines > 1 {
            FormField::lines(lines, name, label)
        } else {
            FormField::text(name, label)
        };
        // English may always be left out; Norwegian is asked for when the form is published.
        FormField { required: language != Language::English, ..field }
    };
    Language::ALL.map(field).into()
}

/// Notes what the engine says of a key, at the field of the key. `like` is what has such keys:
/// `sections`, `questions`, `checks`.
fn check_key(
    definition: &Definition,
    like: &str,
    key: &str,
    errors: &mut FieldErrors,
    texts: Texts,
) {
    let of_it = |fault: &&Fault| match fault {
        Fault::BadKey { at, key: bad } | Fault::KeyTwice { at, key: bad } => {
            at == like && bad == key
        }
        _ => false,
    };
    if let Some(fault) = definition.faults().iter().find(of_it) {
        errors.add("key", super::words::fault(fault, Some(definition), texts));
    }
}
