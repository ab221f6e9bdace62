//! Every page as a browser shows it on a telephone: one heading, a title, a language, nothing that
//! went wrong, nothing wider than the screen.

use super::access::{Asker, Things};
use super::house::{TestHouse, migrated, told};
use super::stage::{KLEPP, OFFICER};
use super::unforeseen;
use axum::body::Body;
use axum::extract::Request;
use axum::http::{HeaderValue, header};
use axum::response::{Html, IntoResponse, Response};
use http_body_util::BodyExt;
use serde::Deserialize;
use serde_json::json;
use std::sync::Arc;
use tests::browser;
use tests::databases::Database;
use tokio::net::TcpListener;
use tower::ServiceExt;
use web::{Access, KIT_ROUTES, ROUTES};

/// The width of a small telephone, in CSS pixels.
const WIDTH: u32 = 390;

/// What a browser found on one page.
#[derive(Debug, Deserialize)]
struct Found {
    page: String,
    title: String,
    lang: String,
    h1: usize,
    /// Errors of scripts, files that did not come, what the security policy stopped.
    problems: Vec<String>,
    /// How wide the page wants to be, and what makes it so.
    width: u32,
    wide: Vec<String>,
}

/// Runs first on every page and writes down what goes wrong there.
const LISTEN: &str = r"
window.problems = [];
addEventListener('error', event => window.problems.push(
    event.message || 'did not come: ' + (event.target.src || event.target.href)), true);
addEventListener('unhandledrejection', event => window.problems.push(String(event.reason)));
addEventListener('securitypolicyviolation', event => window.problems.push(
    event.violatedDirective + ' stopped ' + event.blockedURI + ' ' + event.sample));
const error = console.error;
console.error = (...said) => { window.problems.push(said.join(' ')); error(...said); };
";

/// Looks into every frame once all have loaded. The answer is written in hexadecimal digits, which no
/// way of writing a document down changes.
const LOOK: &str = r"
addEventListener('load', () => {
    const look = frame => {
        const page = frame.contentDocument, width = frame.clientWidth;
        const scrolls = element => {
            for (let above = element.parentElement; above; above = above.parentElement) {
                const style = frame.contentWindow.getComputedStyle(above);
                if (above !== page.body && /auto|scroll|hidden|clip/.test(style.overflowX)) return true;
            }
            return false;
        };
        const wide = [...page.body.querySelectorAll('*')]
            .filter(one => one.getBoundingClientRect().right > width + 1 && !scrolls(one))
            .map(one => one.outerHTML.slice(0, 120));
        return {
            page: frame.name, title: page.title, lang: page.documentElement.lang,
            h1: page.querySelectorAll('h1').length,
            problems: frame.contentWindow.problems || ['the page is none of the house'],
            width: page.documentElement.scrollWidth, wide: wide.slice(0, 5),
        };
    };
    const found = JSON.stringify([...document.querySelectorAll('iframe')].map(look));
    const digits = [...new TextEncoder().encode(found)]
        .map(byte => byte.toString(16).padStart(2, '0')).join('');
    document.body.innerHTML = '<pre>' + digits + '</pre>';
});
";

/// A page with everything wrong that is looked for: what finds nothing here finds nothing anywhere.
const CROOKED: &str = "<html lang=en><head><script src=/listen.js></script><title>x</title></head><body>\
    <h1>One</h1><h1>Two</h1><div style='width: 800px'>wide</div>\
    <script>throw new Error('crooked')</script></body></html>";

/// The address of whoever asks.
type People = Arc<dyn Fn(Asker) -> String + Send + Sync>;

/// The pages: every route that answers GET with one, as somebody who may see it.
fn pages(things: &Things) -> Vec<(Asker, String)> {
    // Not pages: what programs read, and files.
    let is_page = |path: &str| {
        !path.starts_with("/api/")
            && !path.starts_with("/assets/")
            && !path.starts_with("/language/")
            && !path.ends_with("/file")
            && !path.ends_with("/files/{file}")
            && !path.ends_with(".xlsx")
            && !path.ends_with("/workbook")
            && !path.ends_with("/figures")
            && !path.ends_with("/enclosure")
            // What is told there is no page.
            && !path.ends_with("/progress")
            && !matches!(path, "/livez" | "/readyz" | "/metrics")
    };
    let mut pages = vec![
        (Asker::Stranger, "/api/docs".to_owned()),
        (Asker::Stranger, "/calls/there-is-none".to_owned()),
        (Asker::Officer, "/there/is/none".to_owned()),
    ];
    for route in ROUTES.iter().chain(KIT_ROUTES) {
        if route.method != "GET" || !is_page(route.path) {
            continue;
        }
        let askers: &[Asker] = match route.access {
            Access::Public => &[Asker::Stranger, Asker::Owner, Asker::Officer],
            Access::SignedIn | Access::Owner => &[Asker::Owner, Asker::Officer],
            Access::OwnApplicant => &[Asker::Owner],
            Access::Directorate => &[Asker::Authority],
        };
        pages.extend(askers.iter().map(|asker| (*asker, things.path(route))));
    }
    // Who is signed in is sent on from the page that asks people to.
    pages.retain(|(asker, path)| path != "/sign-in" || *asker == Asker::Stranger);
    pages
}

/// A page with all the others in frames as wide as a telephone.
fn album(pages: &[(Asker, String)]) -> String {
    let mut album = format!("<!doctype html><script>{LOOK}</script>");
    for (asker, path) in pages {
        let sign = if path.contains('?') { '&' } else { '?' };
        album += &format!(
            "<iframe name=\"{path} as {asker:?}\" src=\"{path}{sign}as={asker:?}\" width=\"{WIDTH}\" \
             height=\"844\" style=\"border: 0\"></iframe>"
        );
    }
    album
}

/// Serves the house to a browser: each page to the one it is for, with an ear on it, and to be framed by
/// the album. Everything else is as the house sends it, its security policy too.
async fn serve(house: Arc<TestHouse>, people: People, album: String) -> String {
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.expect("a free port");
    let address = listener.local_addr().expect("an address");
    let gate = async move |request: Request| -> Response {
        match request.uri().path() {
            "/album" => Html(album).into_response(),
            "/crooked" => Html(CROOKED).into_response(),
            "/listen.js" => ([(header::CONTENT_TYPE, "text/javascript")], LISTEN).into_response(),
            _ => pass(&house, &people, request).await,
        }
    };
    let router = axum::Router::new().fallback(gate);
    tokio::spawn(async move { axum::serve(listener, router).await });
    format!("http://{address}/album")
}

async fn pass(house: &TestHouse, people: &People, mut request: Request) -> Response {
    let query = request.uri().query().unwrap_or_default().to_owned();
    let (query, asker) = query.rsplit_once("as=").unwrap_or((&query, ""));
    let asker = [Asker::Owner, Asker::Officer, Asker::Authority]
        .into_iter()
        .find(|known| asker == format!("{known:?}"));
    if let Some(asker) = asker {
        let cookie = house.cookie(&people(asker)).await;
        let cookie = HeaderValue::from_str(&cookie).expect("a cookie");
        request.headers_mut().insert(header::COOKIE, cookie);
    }
    let path = format!("{}?{}", request.uri().path(), query.trim_end_matches('&'));
    *request.uri_mut() = path.trim_end_matches('?').parse().expect("a path");
    // Nothing is packed, so that the ear can be put in; and the browser of the tests asks for English.
    request.headers_mut().remove(header::ACCEPT_ENCODING);
    request.headers_mut().insert(header::ACCEPT_LANGUAGE, HeaderValue::from_static("nb"));
    let response = house.router().oneshot(request).await.expect("an answer");
    let (mut parts, body) = response.into_parts();
    let mut bytes = body.collect().await.expect("a whole body").to_bytes().to_vec();
    let kind = parts.headers.get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
    if kind.is_some_and(|kind| kind.starts_with("text/html")) {
        let page = String::from_utf8(bytes).expect("a page is UTF-8");
        let ear = "<head><script src=\"/listen.js\"></script>";
        bytes = page.replacen("<head>", ear, 1).into_bytes();
        let policy = parts.headers.get(header::CONTENT_SECURITY_POLICY).expect("a policy");
        let policy = policy
            .to_str()
            .expect("words")
            .replace("frame-ancestors 'none'", "frame-ancestors 'self'");
        let policy = HeaderValue::from_str(&policy).expect("a policy");
        parts.headers.insert(header::CONTENT_SECURITY_POLICY, policy);
    }
    parts.headers.remove(header::CONTENT_LENGTH);
    Response::from_parts(parts, Body::from(bytes))
}

/// Shows the pages to a browser, after the crooked one, and fails with all that is wrong with them.
async fn fit(house: &Arc<TestHouse>, people: People, mut pages: Vec<(Asker, String)>) {
    pages.insert(0, (Asker::Stranger, "/crooked".to_owned()));
    let url = serve(house.clone(), people, album(&pages)).await;
    let document = browser::document(&url).await.expect("a browser");
    let digits = document.rsplit_once("<pre>").and_then(|(_, rest)| rest.split_once("</pre>"));
    let (digits, _) = digits.unwrap_or_else(|| panic!("the browser found nothing: {document}"));
    let found = hex::decode(digits).expect("hexadecimal digits");
    let mut found: Vec<Found> = serde_json::from_slice(&found).expect("what the browser found");
    assert_eq!(found.len(), pages.len());

    let crooked = found.remove(0);
    assert_eq!((crooked.h1, crooked.width, crooked.wide.len()), (2, 808, 1), "{crooked:?}");
    assert!(crooked.problems.iter().any(|one| one.contains("crooked")), "{crooked:?}");

    let mut wrong = Vec::new();
    for Found { page, title, lang, h1, problems, width, wide } in found {
        let mut is = |so: bool, what: String| {
            if !so {
                wrong.push(format!("{page}: {what}"));
            }
        };
        is(h1 == 1, format!("{h1} headings of the first level"));
        is(title.ends_with(" – Fordel") && title.len() > 12, format!("the title «{title}»"));
        is(lang == "nb", format!("the language «{lang}»"));
        is(problems.is_empty(), problems.join("; "));
        is(width <= WIDTH && wide.is_empty(), format!("{width} pixels wide: {wide:#?}"));
    }
    let (many, all) = (wrong.len(), pages.len());
    assert!(wrong.is_empty(), "{many} things on {all} pages:\n{}", wrong.join("\n"));
}

#[tokio::test]
async fn every_page_fits_a_telephone_and_says_what_it_is() {
    let house = Arc::new(TestHouse::told(told(Database::Sqlite).await).await);
    let things = Arc::new(Things::find(&house).await);
    let pages = pages(&things);
    let people: People = Arc::new(move |asker| things.address(asker).to_owned());
    fit(&house, people, pages).await;
    house.leave().await;
}

/// Every kind of question, with answers good and bad, and the pages that staff write it on.
#[tokio::test]
async fn a_form_with_every_kind_of_question_fits_a_telephone() {
    let house = TestHouse::open(migrated(Database::Sqlite).await, "2026-01-07").await;
    unforeseen::announced(&house).await;
    let mut wrong = unforeseen::parsed(unforeseen::ANSWERS);
    wrong["visitors"] = json!("tolv".repeat(40));
    wrong["owner"]["number"] = json!("1");
    wrong["steps"] = json!([{ "what": "Badstue".repeat(12), "by": "i morgen" }]);
    let id = unforeseen::begun(&house, &wrong).await;
    let application = ["edit", "edit?check=yes", "submit", "organisations"]
        .map(|page| (Asker::Owner, format!("/applications/{id}/{page}")));
    let form =
        ["", "/edit", "/json", "/questions/budget", "/sections/money", "/checks/least-below"]
            .map(|page| (Asker::Officer, format!("/forms/{}/1{page}", unforeseen::SLUG)));
    let call = ["", "/amend", "/form"]
        .map(|page| (Asker::Officer, format!("/calls/{}{page}", unforeseen::CALL)));
    let people: People = Arc::new(|asker| match asker {
        Asker::Owner => KLEPP.to_owned(),
        _ => OFFICER.to_owned(),
    });
    let house = Arc::new(house);
    fit(&house, people, application.into_iter().chain(form).chain(call).collect()).await;
    house.drain().await;
    house.leave().await;
}
