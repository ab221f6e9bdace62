//! One section: its heading, what stands under it, when it is shown.

use super::{
    conditions::Conditions,
    piece::{Piece, Sheet},
    settings, text_fields,
};
use crate::kit::{FieldErrors, Filled, FormField, PageFrame, Texts};
use askama::Template;
use forms::Definition;
use vocabulary::Language;

/// The page of a section.
#[derive(Template)]
#[template(path = "forms/section.html")]
pub(crate) struct SectionPage {
    frame: PageFrame,
    sheet: Sheet,
}

impl Piece for SectionPage {
    const WORD: &'static str = "section";

    fn fields(definition: &Definition, key: &str, _: &Filled, texts: Texts) -> Vec<FormField> {
        let mut fields = text_fields("title", "forms-section-title", 1, texts);
        let about = text_fields("about", "forms-section-about", 4, texts);
        fields.extend(about.into_iter().map(FormField::optional));
        let conditions = Conditions::before(definition, &format!("section/{key}"), texts);
        fields.extend(conditions.fields("show", "forms-show-section", "forms-always-shown"));
        fields.push(FormField::text("key", texts.t("forms-key")).hint(texts.t("forms-key-hint")));
        fields
    }
    fn fill(definition: &Definition, key: &str, texts: Texts) -> Option<Filled> {
        let section = definition.sections.iter().find(|section| section.key == key)?;
        let conditions = Conditions::before(definition, &format!("section/{key}"), texts);
        let mut pairs = settings::fill_words("title", &section.title);
        pairs.extend(settings::fill_words("about", &section.about));
        pairs.extend(conditions.fill("show", section.show_if.as_ref()));
        pairs.push(("key".into(), section.key.clone()));
        Some(pairs.into())
    }
    fn put(
        definition: &mut Definition,
        key: &str,
        filled: &Filled,
        errors: &mut FieldErrors,
        texts: Texts,
    ) -> Option<String> {
        let title = settings::words_of(filled, "title");
        if title.exactly(Language::Bokmal).is_none() {
            errors.add("title.nb", texts.t("form-required"));
        }
        let conditions = Conditions::before(definition, &format!("section/{key}"), texts);
        let show_if = conditions.read("show", filled, errors);
        let new_key = errors.text(filled, "key", texts)?.to_owned();
        let section = definition.sections.iter_mut().find(|section| section.key == key)?;
        section.key.clone_from(&new_key);
        section.title = title;
        section.about = settings::words_of(filled, "about");
        section.show_if = show_if?;
        Some(new_key)
    }
    fn page(frame: PageFrame, sheet: Sheet, _: &Filled) -> SectionPage {
        SectionPage { frame, sheet }
    }
}
