//! Names of files, made harmless.

/// The most bytes of a name: what common file systems keep.
const MOST_BYTES: usize = 255;

/// Names that Windows takes for devices, whatever their ending.
const DEVICES: [&str; 22] = [
    "con", "prn", "aux", "nul", "com1", "com2", "com3", "com4", "com5", "com6", "com7", "com8",
    "com9", "lpt1", "lpt2", "lpt3", "lpt4", "lpt5", "lpt6", "lpt7", "lpt8", "lpt9",
];

/// The name without what could lead somewhere or show something else: no path, no control characters,
/// nothing that turns the direction of writing (`fdp.exe` shown as `exe.pdf`) or cannot be seen, no
/// characters that a file system refuses, at most 255 bytes, its ending kept. `None` when nothing is
/// left.
pub(crate) fn cleaned(name: &str) -> Option<String> {
    // Some browsers send the whole path of the sender's machine.
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let seen: String = last
        .chars()
        .filter(|letter| !is_unseen(*letter))
        .map(|letter| match letter {
            '"' | '<' | '>' | ':' | '|' | '?' | '*' => '_',
            other => other,
        })
        .collect();
    // Blanks of every kind become one blank.
    let seen = seen.split_whitespace().collect::<Vec<_>>().join(" ");
    let seen = seen.trim_matches(|letter: char| letter == '.' || letter == ' ');
    let stem = seen.split('.').next().unwrap_or_default();
    let device = DEVICES.iter().any(|device| stem.trim_end().eq_ignore_ascii_case(device));
    let seen = if device { format!("_{seen}") } else { seen.to_owned() };
    Some(shortened(&seen, MOST_BYTES)).filter(|name| !name.is_empty())
}

/// What stands behind the last dot, in lower case; `None` when there is none, or when it is no ending
/// but a part of the words («Vedlegg nr. 2»).
pub(crate) fn ending(name: &str) -> Option<String> {
    let (stem, ending) = name.rsplit_once('.')?;
    let fits = !stem.is_empty()
        && (1..=10).contains(&ending.len())
        && ending.chars().all(|letter| letter.is_ascii_alphanumeric());
    fits.then(|| ending.to_ascii_lowercase())
}

/// The name with an ending, still short enough.
pub(crate) fn with_ending(name: &str, ending: &str) -> String {
    format!("{}.{ending}", shortened(name, MOST_BYTES - ending.len() - 1))
}

fn shortened(name: &str, most: usize) -> String {
    if name.len() <= most {
        return name.to_owned();
    }
    let kept = ending(name).map(|ending| format!(".{ending}")).unwrap_or_default();
    let stem = &name[..name.len() - kept.len()];
    let end = stem.floor_char_boundary(most.saturating_sub(kept.len()));
    format!("{}{kept}", stem[..end].trim_end_matches([' ', '.']))
}

fn is_unseen(letter: char) -> bool {
    // A tab or a line break is a blank, which is dealt with apart.
    (letter.is_control() && !letter.is_whitespace())
        || matches!(letter,
            '\u{00AD}' | '\u{034F}' | '\u{061C}' | '\u{180E}'
            | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{206F}'
            | '\u{FE00}'..='\u{FE0F}' | '\u{FEFF}' | '\u{FFF9}'..='\u{FFFB}'
            | '\u{E0000}'..='\u{E0FFF}')
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_could_lead_somewhere_is_gone() {
        for (name, wanted) in [
            ("C:\\Users\\kari\\Søknad.pdf", "Søknad.pdf"),
            ("../../etc/passwd", "passwd"),
            ("budsjett\u{202E}fdp.exe", "budsjettfdp.exe"),
            ("a\0b\nc.pdf", "ab c.pdf"),
            ("  mange   blanke .pdf  ", "mange blanke .pdf"),
            (".bashrc", "bashrc"),
            ("CON.txt", "_CON.txt"),
            ("Hva? \"Nå\".pdf", "Hva_ _Nå_.pdf"),
        ] {
            assert_eq!(cleaned(name).as_deref(), Some(wanted), "{name:?}");
        }
        for nothing in ["", "   ", "...", "..", "/", "\u{200B}\u{202E}"] {
            assert_eq!(cleaned(nothing), None, "{nothing:?}");
        }
    }

    #[test]
    fn a_long_name_keeps_its_ending() {
        let name = cleaned(&format!("{}.docx", "ø".repeat(300))).unwrap();
        assert!(name.len() <= 255 && name.len() > 250 && name.ends_with("ø.docx"), "{name}");
        let name = with_ending(&"a".repeat(255), "pdf");
        assert!(name.len() == 255 && name.ends_with("a.pdf"));
    }

    #[test]
    fn an_ending_is_short_and_plain() {
        assert_eq!(ending("Søknad.PDF").as_deref(), Some("pdf"));
        assert_eq!(ending("a.exe.pdf").as_deref(), Some("pdf"));
        assert_eq!(ending("Vedlegg nr. 2").as_deref(), None);
        assert_eq!(ending("Vedlegg").as_deref(), None);
    }

    proptest! {
        #[test]
        fn whatever_comes_in_a_harmless_name_or_none_comes_out(name in ".{0,400}") {
            if let Some(name) = cleaned(&name) {
                prop_assert!(!name.is_empty() && name.len() <= MOST_BYTES);
                let leads_astray = name.contains(['/', '\\', '\0', '\u{202E}', '\n']);
                prop_assert!(!leads_astray);
                prop_assert!(!name.starts_with('.') && !name.ends_with(['.', ' ']));
                prop_assert_eq!(cleaned(&name), Some(name.clone()));
                prop_assert!(with_ending(&name, "docx").len() <= MOST_BYTES);
            }
        }
    }
}
