//! The style sheets, the script and the fonts: embedded in the program, served under a path that
//! names their content, so that a browser may keep them for ever.

use axum::{
    extract::Path,
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use sha2::{Digest, Sha256};
use std::sync::LazyLock;

struct Asset {
    name: &'static str,
    media_type: &'static str,
    bytes: &'static [u8],
}

const CSS: &str = "text/css; charset=utf-8";
const FONT: &str = "font/woff2";

macro_rules! assets {
    ($($name:literal $media_type:expr),+ $(,)?) => {
        &[$(Asset {
            name: $name,
            media_type: $media_type,
            bytes: include_bytes!(concat!("../../assets/", $name)),
        }),+]
    };
}

static ASSETS: &[Asset] = assets![
    "designsystemet.css" CSS,
    "fordel.css" CSS,
    "app.css" CSS,
    "document.css" CSS,
    "app.js" "text/javascript; charset=utf-8",
    "favicon.svg" "image/svg+xml",
    "inter-latin-400.woff2" FONT,
    "inter-latin-600.woff2" FONT,
    "inter-latin-ext-400.woff2" FONT,
    "inter-latin-ext-600.woff2" FONT,
];

/// One hash over all of them, not one each: the style sheet names the fonts relative to itself, so
/// they must lie beside it.
static HASH: LazyLock<String> = LazyLock::new(|| hash_of(ASSETS));

fn hash_of(assets: &[Asset]) -> String {
    let mut hasher = Sha256::new();
    for asset in assets {
        hasher.update(asset.name.as_bytes());
        hasher.update(asset.bytes.len().to_le_bytes());
        hasher.update(asset.bytes);
    }
    let mut hash = hex::encode(hasher.finalize());
    hash.truncate(16);
    hash
}

/// The path an asset is served at: `/assets/{hash}/{name}`. The name is not checked; a test holds
/// the names in the layout against what is embedded.
pub fn asset_path(name: &str) -> String {
    format!("/assets/{}/{name}", *HASH)
}

/// Serves an asset. Under another hash (a page of an older process, while a new version is rolled
/// out) it still comes, but is not kept.
pub(crate) async fn asset(Path((hash, name)): Path<(String, String)>) -> Response {
    let Some(asset) = ASSETS.iter().find(|asset| asset.name == name) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let keep = if hash == *HASH { "public, max-age=31536000, immutable" } else { "no-store" };
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static(asset.media_type)),
        (header::CACHE_CONTROL, HeaderValue::from_static(keep)),
    ];
    (headers, asset.bytes).into_response()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn another_content_gives_another_path() {
        let one = |bytes| hash_of(&[Asset { name: "a.css", media_type: CSS, bytes }]);
        assert_eq!(one(b"a"), one(b"a"));
        assert_ne!(one(b"a"), one(b"b"));
        assert_eq!(HASH.len(), 16);
    }

    #[tokio::test]
    async fn is_kept_for_ever_only_under_its_own_hash() {
        let response = asset(Path((HASH.clone(), "app.css".into()))).await;
        assert_eq!(response.headers()["cache-control"], "public, max-age=31536000, immutable");
        assert_eq!(response.headers()["content-type"], CSS);
        let response = asset(Path(("0000000000000000".into(), "app.css".into()))).await;
        assert_eq!(response.status(), StatusCode::OK);
        assert_eq!(response.headers()["cache-control"], "no-store");
        let response = asset(Path((HASH.clone(), "../Cargo.toml".into()))).await;
        assert_eq!(response.status(), StatusCode::NOT_FOUND);
    }

    #[test]
    fn the_style_sheet_and_the_layout_name_only_what_is_there() {
        let layout = include_str!("../../../../templates/pages/layout.html");
        // The one sheet that only the pages with a document on them ask for.
        let preview = include_str!("../../../../templates/pages/status_reports/preview.html");
        let named = [layout, preview].into_iter().flat_map(|page| page.split("asset(\"").skip(1));
        let named = named.map(|rest| rest.split('"').next());
        let style = include_str!("../../assets/app.css");
        let fonts = style.split("url(\"").skip(1).map(|rest| rest.split('"').next());
        let mut seen = 0;
        for name in named.chain(fonts).flatten() {
            assert!(ASSETS.iter().any(|asset| asset.name == name), "{name} is not embedded");
            seen += 1;
        }
        assert_eq!(seen, ASSETS.len(), "every asset is used");
    }
}
