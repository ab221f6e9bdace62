use super::*;
use axum::http::{HeaderValue, StatusCode};
use std::{
    collections::{BTreeMap, BTreeSet},
    path::{Path as FilePath, PathBuf},
};

fn crate_folder() -> &'static FilePath {
    FilePath::new(env!("CARGO_MANIFEST_DIR"))
}

fn files_under(folder: &FilePath, extension: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            found.extend(files_under(&path, extension));
        } else if path.extension().is_some_and(|e| e == extension) {
            found.push(path);
        }
    }
    found
}

/// Key → the names of its gaps.
fn keys(language: Language) -> BTreeMap<String, BTreeSet<String>> {
    let folder = crate_folder().join("../../templates/pages/texts").join(language.code());
    let mut keys = BTreeMap::new();
    let mut current = String::new();
    for file in files_under(&folder, "ftl") {
        for line in std::fs::read_to_string(file).expect("a text file").lines() {
            let begins = line.starts_with(|c: char| c.is_ascii_lowercase());
            if let (true, Some((key, _))) = (begins, line.split_once('=')) {
                current = key.trim().to_owned();
                let before = keys.insert(current.clone(), BTreeSet::new());
                assert!(before.is_none(), "{language}: {current} stands twice");
            }
            for gap in line.split('$').skip(1) {
                let name: String =
                    gap.chars().take_while(|c| c.is_alphanumeric() || *c == '-').collect();
                keys.get_mut(&current).expect("a key before its text").insert(name);
            }
        }
    }
    keys
}

#[test]
fn every_key_that_is_used_has_a_sentence() {
    let known = keys(Language::Bokmal);
    let mut sources = files_under(&crate_folder().join("../../templates/pages"), "html");
    sources.extend(files_under(&crate_folder().join("src"), "rs"));
    let mut missing = BTreeSet::new();
    let mut used = 0;
    for file in sources {
        let source = std::fs::read_to_string(&file).expect("a source");
        let is_code = |line: &&str| !line.trim_start().starts_with("//");
        let source: String = source.split_inclusive('\n').filter(is_code).collect();
        for begin in [".t(\"", ".t_with(\"", "NavItem::new(\""] {
            for rest in source.split(begin).skip(1) {
                let key = rest.split('"').next().unwrap_or_default();
                used += 1;
                if !known.contains_key(key) && key != "no-such-key" {
                    missing.insert(format!("{key} ({})", file.display()));
                }
            }
        }
    }
    assert!(used > 20, "the search itself works");
    assert!(missing.is_empty(), "no text for: {missing:#?}");
}

#[test]
fn nynorsk_and_english_say_all_that_bokmal_says() {
    let bokmal = keys(Language::Bokmal);
    for language in [Language::Nynorsk, Language::English] {
        let own = keys(language);
        let missing: Vec<_> = bokmal.keys().filter(|key| !own.contains_key(*key)).collect();
        assert!(missing.is_empty(), "{language} lacks {missing:#?}");
        let extra: Vec<_> = own.keys().filter(|key| !bokmal.contains_key(*key)).collect();
        assert!(extra.is_empty(), "{language} has what bokmål lacks: {extra:#?}");
        for (key, gaps) in &bokmal {
            assert_eq!(gaps, &own[key], "{language}: the gaps of {key}");
        }
    }
}

#[test]
fn every_sentence_can_be_said() {
    for language in Language::ALL {
        for (key, gaps) in keys(language) {
            let gaps: HashMap<_, _> =
                gaps.into_iter().map(|gap| (Cow::Owned(gap), FluentValue::from(2))).collect();
            let said = Texts::new(language).look_up(&key, Some(&gaps));
            assert!(said.is_some_and(|said| !said.is_empty()), "{language}: {key}");
        }
    }
}

#[test]
fn an_unknown_key_shows_itself() {
    assert_eq!(Texts::default().t("no-such-key").to_string(), "«no-such-key»");
}

#[test]
fn numbers_choose_the_plural() {
    let texts = Texts::new(Language::Bokmal);
    assert_eq!(texts.t("form-error-count").with("count", 1).to_string(), "Rett opp 1 feil");
    assert_eq!(texts.t("form-error-count").with("count", 3_u64).to_string(), "Rett opp 3 feil");
    let texts = Texts::new(Language::English);
    assert_eq!(
        texts.t("form-error-count").with("count", 1).to_string(),
        "There is 1 error to correct"
    );
}

fn asking(accept: &str, cookie: &str) -> HeaderMap {
    let mut headers = HeaderMap::new();
    for (name, value) in [(header::ACCEPT_LANGUAGE, accept), (header::COOKIE, cookie)] {
        if !value.is_empty() {
            headers.insert(name, HeaderValue::from_str(value).expect("a header"));
        }
    }
    headers
}

#[test]
fn the_switch_comes_before_the_browser() {
    assert_eq!(language_of(&asking("", "")), Language::Bokmal);
    assert_eq!(language_of(&asking("de-DE,de;q=0.9", "")), Language::Bokmal);
    assert_eq!(language_of(&asking("sv,en;q=0.5,nn-NO;q=0.8", "")), Language::Nynorsk);
    assert_eq!(language_of(&asking("no,en", "")), Language::Bokmal);
    assert_eq!(language_of(&asking("en;q=0, nb;q=0.1", "")), Language::Bokmal);
    assert_eq!(language_of(&asking("nb", "a=b; language=en")), Language::English);
    assert_eq!(language_of(&asking("en", "language=klingon")), Language::English);
}

#[tokio::test]
async fn the_switch_goes_back_only_within_this_site() {
    let switch = async |code: &str, back: &str| {
        let back = Query(Back { back: back.into() });
        switch_language(Path(code.into()), back, CookieJar::new()).await
    };
    let response = switch("nn", "/grants?page=2").await;
    assert_eq!(response.status(), StatusCode::SEE_OTHER);
    assert_eq!(response.headers()["location"], "/grants?page=2");
    let cookie = response.headers()["set-cookie"].to_str().expect("text");
    assert!(cookie.starts_with("language=nn; HttpOnly; SameSite=Lax; Path=/;"), "{cookie}");
    let response = switch("nn", "https://elsewhere.example/").await;
    assert_eq!(response.headers()["location"], "/");
    let response = switch("xx", "/grants").await;
    assert!(!response.headers().contains_key("set-cookie"));
}
