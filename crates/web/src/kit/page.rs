//! What every page has around it: title, navigation, who is signed in, language, banner.

use super::{assets::asset_path, format, problem::Problem, texts::Text, texts::Texts};
use askama::Template;
use axum::{
    extract::{FromRequestParts, OriginalUri},
    http::{Extensions, HeaderMap, HeaderValue, StatusCode, Uri, header, request::Parts},
    response::{IntoResponse, Response},
};
use chrono::{DateTime, Utc};
use std::{convert::Infallible, fmt::Display};
use vocabulary::{Day, Language, Money, Period};

/// One entry of the main navigation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NavItem {
    /// The key of its text.
    pub text: &'static str,
    /// Where it leads. It is the current one on that path and on all paths beneath.
    pub href: &'static str,
    /// How many things wait there, shown when there are any.
    pub waiting: u64,
}

impl NavItem {
    /// More than this is not told apart, so that it need not be counted either.
    pub const MOST: u64 = 999;

    /// More wait there than are told apart.
    pub fn is_more(&self) -> bool {
        self.waiting > NavItem::MOST
    }
    /// How many things wait there, as far as they are told apart.
    pub fn told(&self) -> u64 {
        self.waiting.min(NavItem::MOST)
    }
    /// How many things wait there, as it is shown: `999+` for all that is more.
    pub fn shown(&self) -> String {
        format!("{}{}", self.told(), if self.is_more() { "+" } else { "" })
    }
    /// An entry where nothing waits.
    pub const fn new(text: &'static str, href: &'static str) -> NavItem {
        NavItem { text, href, waiting: 0 }
    }
    /// How many things wait there.
    #[must_use]
    pub const fn waiting(self, waiting: u64) -> NavItem {
        NavItem { waiting, ..self }
    }
}

/// The person whose session it is, as the head of the page shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignedIn {
    /// What tells the person from others at the same machine: what the browser keeps for one is not
    /// shown to another.
    pub id: String,
    /// The person's name.
    pub name: String,
    /// The organisation acted for.
    pub organisation: String,
}

/// A line above every page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Banner {
    /// A demonstration: the date is set to this day.
    DateSet(Day),
    /// Something else, in the reader's language.
    Says(String),
}

/// What is known of who asks. Whoever reads the session puts it into the request's extensions (and
/// into the response's, when problems outside of the routes shall show it too); [`PageFrame`] takes
/// it from there.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Visitor {
    /// `None` for a stranger.
    pub person: Option<SignedIn>,
    /// The main navigation for this person.
    pub nav: Vec<NavItem>,
    /// Shown above every page.
    pub banner: Option<Banner>,
}

/// A step of the way to the page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Crumb {
    /// The name of that page.
    pub label: String,
    /// Its path.
    pub href: String,
}

/// What stands around a page. Every page's struct has a field `frame: PageFrame`: the layout and the
/// kit's macros look for it by that name. It is an extractor.
#[derive(Debug, Clone, Default)]
pub struct PageFrame {
    /// The sentences in the reader's language.
    pub texts: Texts,
    /// Who looks.
    pub visitor: Visitor,
    /// Path and query of this page.
    pub path: String,
    /// The title: heading and title of the window.
    pub title: String,
    /// The way here, without the page itself.
    pub crumbs: Vec<Crumb>,
    /// A form came back with errors: the window's title says so first.
    pub has_errors: bool,
}

impl PageFrame {
    /// Around the page at this path.
    pub fn new(texts: Texts, path: impl Into<String>) -> PageFrame {
        PageFrame { texts, path: path.into(), ..PageFrame::default() }
    }
    pub(super) fn around(headers: &HeaderMap, uri: &Uri, visitor: Option<&Visitor>) -> PageFrame {
        let language = super::texts::language_of(headers);
        let path = uri.path_and_query().map_or_else(|| uri.path(), |path| path.as_str());
        let visitor = visitor.cloned().unwrap_or_default();
        PageFrame { visitor, ..PageFrame::new(Texts::new(language), path) }
    }
    /// For this visitor.
    #[must_use]
    pub fn visited_by(self, visitor: Visitor) -> PageFrame {
        PageFrame { visitor, ..self }
    }
    /// Gives the page its heading.
    #[must_use]
    pub fn titled(self, title: impl Into<String>) -> PageFrame {
        PageFrame { title: title.into(), ..self }
    }
    /// Gives the page the sentence with this key as its heading.
    #[must_use]
    pub fn titled_by(self, key: &str) -> PageFrame {
        let title = self.t(key).to_string();
        self.titled(title)
    }
    /// Adds a step to the way here.
    #[must_use]
    pub fn under(mut self, label: impl Into<String>, href: impl Into<String>) -> PageFrame {
        self.crumbs.push(Crumb { label: label.into(), href: href.into() });
        self
    }
    /// Adds a step to the way here, named by the sentence with this key.
    #[must_use]
    pub fn crumb(self, key: &str, href: impl Into<String>) -> PageFrame {
        let label = self.t(key).to_string();
        self.under(label, href)
    }
    /// Says in the window's title that the form came back with errors.
    #[must_use]
    pub fn with_errors(self, has_errors: bool) -> PageFrame {
        PageFrame { has_errors, ..self }
    }

    /// The sentence with this key.
    pub fn t<'k>(&self, key: &'k str) -> Text<'k> {
        self.texts.t(key)
    }
    /// The reader's language.
    pub fn language(&self) -> Language {
        self.texts.language()
    }
    /// All languages, for the switch.
    pub fn languages(&self) -> [Language; 3] {
        Language::ALL
    }
    /// The path of the switch to another language, back to this page.
    pub fn switch_to(&self, language: &Language) -> String {
        let back: String = form_urlencoded::byte_serialize(self.path.as_bytes()).collect();
        format!("/language/{}?back={back}", language.code())
    }
    /// The path an asset is served at.
    pub fn asset(&self, name: &str) -> String {
        asset_path(name)
    }
    /// Whether this page lies at or beneath the entry of the navigation.
    pub fn is_current(&self, item: &NavItem) -> bool {
        let path = self.path.split('?').next().unwrap_or_default();
        match path.strip_prefix(item.href) {
            Some(rest) => rest.is_empty() || (item.href != "/" && rest.starts_with('/')),
            None => false,
        }
    }
    /// What the banner says.
    pub fn banner(&self) -> Option<String> {
        match self.visitor.banner.as_ref()? {
            Banner::DateSet(day) => Some(self.t("layout-date-set").with("day", day).to_string()),
            Banner::Says(text) => Some(text.clone()),
        }
    }

    /// `1. mars 2013`.
    pub fn day(&self, day: &Day) -> String {
        day.in_words(self.language())
    }
    /// `15. februar 2013 kl. 14.30`.
    pub fn instant(&self, at: &DateTime<Utc>) -> String {
        format::instant(*at, self.language())
    }
    /// `1. januar – 31. desember 2013`.
    pub fn period(&self, period: &Period) -> String {
        format::period(*period, self.language())
    }
    /// `1 250 000`, for where a column head says the unit.
    pub fn amount(&self, amount: impl Display) -> String {
        format::amount(amount, self.language())
    }
    /// `kr 1 250 000`, for where no column head says the unit.
    pub fn kroner(&self, amount: &Money) -> String {
        format::kroner(*amount, self.language())
    }
}

impl<S: Send + Sync> FromRequestParts<S> for PageFrame {
    type Rejection = Infallible;
    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        let visitor = parts.extensions.get::<Visitor>();
        Ok(PageFrame::around(&parts.headers, &whole_uri(&parts.extensions, &parts.uri), visitor))
    }
}

/// The path as the browser knows it, also within nested routers.
pub(super) fn whole_uri(extensions: &Extensions, uri: &Uri) -> Uri {
    extensions.get::<OriginalUri>().map_or_else(|| uri.clone(), |original| original.0.clone())
}

/// The page as an answer, 200.
pub fn render(page: &impl Template) -> Response {
    render_as(StatusCode::OK, page)
}

/// The page as an answer with another status: 422 for a form that came back with errors. Pages are
/// not kept by browsers or on the way: they show what one person may see.
pub fn render_as(status: StatusCode, page: &impl Template) -> Response {
    match page.render() {
        Ok(html) => {
            let headers = [
                (header::CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8")),
                (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
            ];
            (status, headers, html).into_response()
        }
        Err(error) => Problem::internal(&error).into_response(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn knows_where_it_stands() {
        let grants = NavItem::new("kit-nav", "/grants");
        let home = NavItem::new("kit-nav", "/");
        let at = |path: &str| PageFrame::new(Texts::default(), path);
        assert!(at("/grants").is_current(&grants));
        assert!(at("/grants?page=2").is_current(&grants));
        assert!(at("/grants/17").is_current(&grants));
        assert!(!at("/grants-closed").is_current(&grants));
        assert!(!at("/grants").is_current(&home));
        assert!(at("/?a=b").is_current(&home));
    }

    #[test]
    fn many_that_wait_are_not_told_apart() {
        let shown = |waiting| NavItem::new("kit-nav", "/").waiting(waiting).shown();
        assert_eq!((shown(7), shown(999), shown(1000)), ("7".into(), "999".into(), "999+".into()));
    }

    #[test]
    fn the_switch_comes_back_with_the_query() {
        let frame = PageFrame::new(Texts::default(), "/grants?q=a&page=2");
        assert_eq!(
            frame.switch_to(&Language::Nynorsk),
            "/language/nn?back=%2Fgrants%3Fq%3Da%26page%3D2"
        );
    }
}
