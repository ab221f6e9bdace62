use crate::outline::outline;
use letters::{Letter, LetterKind, compose, samples};
use std::collections::BTreeSet;
use vocabulary::Language;

#[test]
fn every_letter_in_every_language() {
    for (name, letter) in samples::samples() {
        for language in Language::ALL {
            let to = samples::recipient(language);
            let composed = compose(&samples::desk(), samples::now(), &to, &letter).expect("words");
            assert!(!composed.subject.contains(char::is_control), "{name}: {:?}", composed.subject);
            let shown = format!("{}\n\n{}", composed.subject, composed.text);
            insta::assert_snapshot!(format!("{name}.{language}"), shown);
            if let Some(enclosure) = composed.enclosed {
                insta::assert_snapshot!(
                    format!("{name}.{language}.enclosed"),
                    format!("{}\n{}", enclosure.name, outline(&enclosure.document))
                );
            }
        }
    }
}

#[test]
fn the_page_says_what_the_text_says() {
    for (name, letter) in samples::samples() {
        for language in Language::ALL {
            let (desk, to) = (samples::desk(), samples::recipient(language));
            let composed = compose(&desk, samples::now(), &to, &letter).expect("words");
            let master = format!("{} {} {}", desk.authority, composed.subject, composed.text);
            assert_eq!(words(&read(&composed.html)), words(&master), "{name}.{language}");
            assert!(composed.html.contains(&format!("<html lang=\"{language}\">")));
        }
    }
}

#[test]
fn what_people_typed_is_never_markup() {
    for (name, letter) in samples::samples() {
        // Neither says anything that an applicant typed.
        if matches!(letter, Letter::SignIn(_) | Letter::StatusReportReady(_)) {
            continue;
        }
        for language in Language::ALL {
            let to = samples::recipient(language);
            let composed = compose(&samples::desk(), samples::now(), &to, &letter).expect("words");
            assert!(!composed.html.contains("<b>"), "{name}.{language}");
            if !["award-plain", "draft-closing-untitled"].contains(&name) {
                assert!(
                    composed.html.contains("&#60;b&#62;først&#60;/b&#62;"),
                    "{name}.{language}"
                );
                assert!(composed.text.contains("Jobb <b>først</b> & «ráđđi»"), "{name}.{language}");
            }
        }
    }
}

#[test]
fn a_draft_without_a_title_is_written_about_without_one() {
    for language in Language::ALL {
        let letter = crate::support::sample("draft-closing-untitled");
        let to = samples::recipient(language);
        let composed = compose(&samples::desk(), samples::now(), &to, &letter).expect("words");
        for (empty, where_) in
            [("«»", &composed.text), ("“”", &composed.text), ("<dd></dd>", &composed.html)]
        {
            assert!(!where_.contains(empty), "{language}: {where_}");
        }
        let last = composed.text.lines().rfind(|line| line.contains("2012/1234-5"));
        assert!(last.is_some(), "{language}");
    }
}

#[test]
fn every_kind_has_a_sample_and_one_word() {
    let shown: BTreeSet<_> = samples::samples().iter().map(|(_, letter)| letter.kind()).collect();
    assert_eq!(shown, LetterKind::ALL.into_iter().collect());
    assert_eq!(shown.len(), LetterKind::ALL.len());
    for kind in LetterKind::ALL {
        assert_eq!(kind.word().parse(), Ok(kind));
    }
}

/// What a reader of the page sees, in order.
fn read(html: &str) -> String {
    let body = html.split_once("<body>").map(|(_, body)| body).expect("a body");
    let mut seen = String::new();
    let mut inside = false;
    for character in body.chars() {
        match character {
            '<' => inside = true,
            '>' => {
                inside = false;
                seen.push(' ');
            }
            _ if !inside => seen.push(character),
            _ => {}
        }
    }
    [("&#60;", "<"), ("&#62;", ">"), ("&#34;", "\""), ("&#39;", "'"), ("&#38;", "&")]
        .iter()
        .fold(seen, |seen, (escaped, plain)| seen.replace(escaped, plain))
}

fn words(text: &str) -> Vec<String> {
    text.split(|c: char| c.is_whitespace() && c != '\u{a0}')
        .map(|word| word.trim_matches([':', '-', '.']).to_owned())
        .filter(|word| !word.is_empty())
        .collect()
}
