//! What the pages say, in the language of who reads. The sentences lie in
//! `templates/pages/texts/{nb,nn,en}/*.ftl`; what nynorsk or English lacks comes in bokmål.

use super::{format, security::local_path};
use axum::{
    extract::{FromRequestParts, Path, Query},
    http::{HeaderMap, header, request::Parts},
    response::{IntoResponse, Redirect, Response},
};
use axum_extra::extract::cookie::{Cookie, CookieJar, SameSite};
use fluent_templates::{fluent_bundle::FluentValue, static_loader};
use serde::Deserialize;
use std::{borrow::Cow, collections::HashMap, convert::Infallible, fmt};
use unic_langid::{LanguageIdentifier, langid};
use vocabulary::{Day, Language, Money};

static_loader! {
    static SENTENCES = {
        locales: "../../templates/pages/texts",
        fallback_language: "nb",
        // The isolating marks are for mixed writing directions, of which there are none here; in
        // attributes and titles they would show.
        customise: |bundle| bundle.set_use_isolating(false),
    };
}

const COOKIE: &str = "language";

fn identifier(language: Language) -> LanguageIdentifier {
    match language {
        Language::Bokmal => langid!("nb"),
        Language::Nynorsk => langid!("nn"),
        Language::English => langid!("en"),
    }
}

/// The sentences in one language. Cheap to copy.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Texts {
    language: Language,
}

impl Texts {
    /// In this language.
    pub fn new(language: Language) -> Texts {
        Texts { language }
    }
    /// The language.
    pub fn language(self) -> Language {
        self.language
    }
    /// The sentence with this key: prints itself in a template, `.with(name, value)` fills a gap in
    /// it, `.to_string()` makes it a string. An unknown key prints as itself between «» and is logged;
    /// a test finds it first.
    pub fn t(self, key: &str) -> Text<'_> {
        Text { texts: self, key, gaps: HashMap::new() }
    }
    /// The sentence with several gaps filled at once.
    pub fn t_with<'k, const N: usize>(
        self,
        key: &'k str,
        gaps: [(&'static str, FluentValue<'static>); N],
    ) -> Text<'k> {
        Text {
            texts: self,
            key,
            gaps: gaps.into_iter().map(|(name, value)| (Cow::Borrowed(name), value)).collect(),
        }
    }
    /// The sentence, or `None` when there is none with this key even in bokmål.
    pub fn find(self, key: &str) -> Option<String> {
        self.look_up(key, None)
    }

    fn look_up(
        self,
        key: &str,
        gaps: Option<&HashMap<Cow<'static, str>, FluentValue<'static>>>,
    ) -> Option<String> {
        // Not the loader's own fallback: it negotiates languages anew for every sentence.
        let own = identifier(self.language);
        SENTENCES
            .lookup_single_language(&own, key, gaps)
            .or_else(|_| SENTENCES.lookup_single_language(&identifier(Language::Bokmal), key, gaps))
            .ok()
    }
}

/// One sentence, its gaps perhaps filled; prints itself.
#[derive(Debug, Clone)]
pub struct Text<'k> {
    texts: Texts,
    key: &'k str,
    gaps: HashMap<Cow<'static, str>, FluentValue<'static>>,
}

impl Text<'_> {
    /// Fills the gap `{ $name }`. Numbers choose between singular and plural; amounts and days are
    /// written as people write them.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl Gap) -> Self {
        let value = value.fill(self.texts.language);
        self.gaps.insert(Cow::Borrowed(name), value);
        self
    }
}

impl fmt::Display for Text<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let gaps = (!self.gaps.is_empty()).then_some(&self.gaps);
        match self.texts.look_up(self.key, gaps) {
            Some(sentence) => f.write_str(&sentence),
            None => {
                tracing::error!(key = self.key, "no such text");
                write!(f, "«{}»", self.key)
            }
        }
    }
}

impl From<Text<'_>> for String {
    fn from(text: Text<'_>) -> String {
        text.to_string()
    }
}

/// What can fill a gap in a sentence.
pub trait Gap {
    /// As the sentence in this language takes it.
    fn fill(&self, language: Language) -> FluentValue<'static>;
}

macro_rules! number_gap {
    ($($number:ty),+) => {$(
        impl Gap for $number {
            fn fill(&self, _: Language) -> FluentValue<'static> {
                FluentValue::from(*self)
            }
        }
    )+};
}
number_gap!(u8, u16, i32, u32, i64, u64, usize);

impl Gap for str {
    fn fill(&self, _: Language) -> FluentValue<'static> {
        FluentValue::from(self.to_owned())
    }
}
impl Gap for String {
    fn fill(&self, language: Language) -> FluentValue<'static> {
        self.as_str().fill(language)
    }
}
impl Gap for Text<'_> {
    fn fill(&self, _: Language) -> FluentValue<'static> {
        FluentValue::from(self.to_string())
    }
}
impl Gap for Money {
    fn fill(&self, language: Language) -> FluentValue<'static> {
        FluentValue::from(format::amount(*self, language))
    }
}
impl Gap for Day {
    fn fill(&self, language: Language) -> FluentValue<'static> {
        FluentValue::from(self.in_words(language))
    }
}
impl<T: Gap + ?Sized> Gap for &T {
    fn fill(&self, language: Language) -> FluentValue<'static> {
        (**self).fill(language)
    }
}

/// The language of who asks: what the switch was set to, else what the browser prefers, else bokmål.
pub fn language_of(headers: &HeaderMap) -> Language {
    let chosen = CookieJar::from_headers(headers).get(COOKIE).and_then(|c| c.value().parse().ok());
    chosen.or_else(|| preferred(headers)).unwrap_or_default()
}

fn preferred(headers: &HeaderMap) -> Option<Language> {
    let accepted = headers.get(header::ACCEPT_LANGUAGE)?.to_str().ok()?;
    let mut best: Option<(f32, Language)> = None;
    for part in accepted.split(',') {
        let (tag, parameters) = part.split_once(';').unwrap_or((part, ""));
        let weight = match parameters.trim().strip_prefix("q=") {
            Some(q) => q.trim().parse().unwrap_or(0.0),
            None => 1.0,
        };
        let language = match tag.trim().split('-').next().map(str::to_ascii_lowercase).as_deref() {
            Some("nb" | "no") => Language::Bokmal,
            Some("nn") => Language::Nynorsk,
            Some("en") => Language::English,
            _ => continue,
        };
        // The first of equals wins, as browsers mean it.
        if weight > 0.0 && best.is_none_or(|(so_far, _)| weight > so_far) {
            best = Some((weight, language));
        }
    }
    best.map(|(_, language)| language)
}

impl<S: Sync> FromRequestParts<S> for Texts {
    type Rejection = Infallible;
    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        Ok(Texts::new(language_of(&parts.headers)))
    }
}

#[derive(Deserialize)]
pub(crate) struct Back {
    #[serde(default)]
    back: String,
}

/// `GET|POST /language/{code}?back=/path`: keeps the choice in a cookie and goes back. `back` is
/// followed only within this site.
pub(crate) async fn switch_language(
    Path(code): Path<String>,
    Query(Back { back }): Query<Back>,
    jar: CookieJar,
) -> Response {
    let back = Redirect::to(local_path(&back).unwrap_or("/"));
    let Ok(language) = code.parse::<Language>() else {
        return back.into_response();
    };
    let mut cookie = Cookie::new(COOKIE, language.code());
    cookie.set_path("/");
    cookie.set_same_site(SameSite::Lax);
    cookie.set_http_only(true);
    cookie.make_permanent();
    (jar.add(cookie), back).into_response()
}

#[cfg(test)]
#[path = "texts_tests.rs"]
mod tests;
