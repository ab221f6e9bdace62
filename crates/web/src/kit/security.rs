//! What every answer carries and what no request may do, whichever page it is for.

use super::problem::Problem;
use axum::{
    extract::Request,
    http::{HeaderMap, HeaderName, HeaderValue, Method, header},
    middleware::Next,
    response::{IntoResponse, Response},
};

/// No script and no style inside a page, nothing from elsewhere. `data:` is for the icons that
/// Designsystemet's style sheet carries within itself, and for the pictures of documents.
const CONTENT_SECURITY_POLICY: &str = "default-src 'self'; script-src 'self'; style-src 'self'; \
    img-src 'self' data:; font-src 'self'; connect-src 'self'; object-src 'none'; \
    base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

const HEADERS: [(HeaderName, &str); 7] = [
    (header::CONTENT_SECURITY_POLICY, CONTENT_SECURITY_POLICY),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::REFERRER_POLICY, "same-origin"),
    // Browsers heed it only over TLS, so it does no harm on a developer's machine. Subdomains are
    // left out: the directorate's other services are not ours to decide for.
    (header::STRICT_TRANSPORT_SECURITY, "max-age=31536000"),
    (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
    (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
    (HeaderName::from_static("permissions-policy"), "camera=(), geolocation=(), microphone=()"),
];

/// Puts the security headers on an answer; one that an answer already has (a stricter policy on a
/// download, say) stays.
pub async fn add_security_headers(mut response: Response) -> Response {
    let headers = response.headers_mut();
    for (name, value) in HEADERS {
        headers.entry(name).or_insert(HeaderValue::from_static(value));
    }
    response
}

/// Refuses with 403 what another site makes a signed-in person's browser send. Instead of tokens in
/// forms it trusts what every current browser says about where a request comes from.
pub async fn refuse_cross_site(request: Request, next: Next) -> Response {
    if is_cross_site(request.method(), request.headers()) {
        return Problem::cross_site().into_response();
    }
    next.run(request).await
}

/// Whether the request would change something and comes from another site. A neighbour on the same
/// domain counts as another site. Clients that are no browsers say neither where they come from nor
/// carry a person's cookie unasked, and pass.
fn is_cross_site(method: &Method, headers: &HeaderMap) -> bool {
    if matches!(*method, Method::GET | Method::HEAD | Method::OPTIONS) {
        return false;
    }
    if let Some(site) = headers.get("sec-fetch-site") {
        return site != "same-origin" && site != "none";
    }
    let Some(origin) = headers.get(header::ORIGIN) else {
        return false;
    };
    let origin = origin.to_str().ok().and_then(|origin| origin.split_once("://"));
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok());
    match (origin, host) {
        (Some((_, origin)), Some(host)) => !origin.eq_ignore_ascii_case(host),
        // `Origin: null`, or nothing to hold it against.
        _ => true,
    }
}

/// The path when it leads within this site, else `None`. For every `?back=` and `?next=`.
pub fn local_path(path: &str) -> Option<&str> {
    // Browsers read `//host` and `/\host` as another host, and drop tabs and line ends before they look.
    let rest = path.strip_prefix('/')?;
    let clean = !path.chars().any(|c| c.is_control() || c == '\\');
    (clean && !rest.starts_with('/')).then_some(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(pairs: &[(&'static str, &'static str)]) -> HeaderMap {
        pairs
            .iter()
            .map(|(n, v)| (HeaderName::from_static(n), HeaderValue::from_static(v)))
            .collect()
    }

    #[test]
    fn what_another_site_sends_is_refused() {
        let post = |pairs| is_cross_site(&Method::POST, &headers(pairs));
        assert!(post(&[("sec-fetch-site", "cross-site")]));
        assert!(post(&[("sec-fetch-site", "same-site")]));
        assert!(!post(&[("sec-fetch-site", "same-origin")]));
        assert!(!post(&[("sec-fetch-site", "none")]));
        assert!(post(&[("origin", "https://evil.example"), ("host", "fordel.example")]));
        assert!(post(&[("origin", "null"), ("host", "fordel.example")]));
        assert!(post(&[("origin", "https://fordel.example")]));
        assert!(!post(&[
            ("origin", "https://Fordel.example:8443"),
            ("host", "fordel.example:8443")
        ]));
        assert!(post(&[("origin", "https://fordel.example:81"), ("host", "fordel.example")]));
        assert!(!post(&[("host", "fordel.example")]));
        assert!(is_cross_site(&Method::DELETE, &headers(&[("sec-fetch-site", "cross-site")])));
        assert!(!is_cross_site(&Method::GET, &headers(&[("sec-fetch-site", "cross-site")])));
    }

    #[test]
    fn a_local_path_stays_here() {
        for local in ["/", "/grants?page=2&q=a//b", "/kit#bars", "/a?u=https://x.example"] {
            assert_eq!(local_path(local), Some(local));
        }
        for other in [
            "",
            "grants",
            "//evil.example",
            "/\\evil.example",
            "https://evil.example",
            "/\t/evil",
            "/a\\b",
            "/a\r\nset-cookie: a=b",
            "javascript:alert(1)",
        ] {
            assert_eq!(local_path(other), None, "{other:?}");
        }
    }

    #[tokio::test]
    async fn a_stricter_policy_stays() {
        let own = [(header::CONTENT_SECURITY_POLICY, "sandbox")];
        let response = add_security_headers((own, "file").into_response()).await;
        assert_eq!(response.headers()["content-security-policy"], "sandbox");
        assert_eq!(response.headers()["x-content-type-options"], "nosniff");
    }
}
