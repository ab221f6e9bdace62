//! Levels and movements of the ledger in words, and where a frame is shown.

use crate::kit::Texts;
use county_allocation::{EnvelopeKind, Movement};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

/// What stands in a part of a path as it is; everything else of a key is written as `%xx`.
const KEPT: &AsciiSet =
    &NON_ALPHANUMERIC.remove(b':').remove(b'.').remove(b'-').remove(b'_').remove(b'~');

/// The path of the page of the frame with this key.
pub(crate) fn frame_path(key: &str) -> String {
    format!("/ledger/frames/{}", utf8_percent_encode(key, KEPT))
}

/// The name of a level of the ledger.
pub(crate) fn level(kind: EnvelopeKind, texts: Texts) -> String {
    let text = match kind {
        EnvelopeKind::Appropriation => texts.t("ledger-level-appropriation"),
        EnvelopeKind::Scheme => texts.t("ledger-level-scheme"),
        EnvelopeKind::Call => texts.t("ledger-level-call"),
        EnvelopeKind::County => texts.t("ledger-level-county"),
        EnvelopeKind::Award => texts.t("ledger-level-award"),
    };
    text.into()
}

/// What happened, by the word of a movement.
pub(crate) fn movement(word: &str, texts: Texts) -> String {
    let Some(movement) = Movement::from_word(word) else { return word.to_owned() };
    let text = match movement {
        Movement::Open => texts.t("ledger-movement-open"),
        Movement::Increase => texts.t("ledger-movement-increase"),
        Movement::Reduce => texts.t("ledger-movement-reduce"),
        Movement::TransferIn => texts.t("ledger-movement-transfer-in"),
        Movement::TransferOut => texts.t("ledger-movement-transfer-out"),
        Movement::CarryIn => texts.t("ledger-movement-carry-in"),
        Movement::CarryOut => texts.t("ledger-movement-carry-out"),
        Movement::Reserve => texts.t("ledger-movement-reserve"),
        Movement::Release => texts.t("ledger-movement-release"),
        Movement::Pay => texts.t("ledger-movement-pay"),
        Movement::Return => texts.t("ledger-movement-return"),
    };
    text.into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use vocabulary::Language;

    #[test]
    fn a_key_stands_in_a_path_whatever_is_in_it() {
        assert_eq!(
            frame_path("appropriation:2012:764.60"),
            "/ledger/frames/appropriation:2012:764.60"
        );
        assert_eq!(frame_path("call:a/b?c#d%"), "/ledger/frames/call:a%2Fb%3Fc%23d%25");
        assert_eq!(frame_path("scheme:på vei"), "/ledger/frames/scheme:p%C3%A5%20vei");
    }

    #[test]
    fn every_movement_has_a_word_of_its_own_in_every_language() {
        for language in Language::ALL {
            let texts = Texts::new(language);
            let words = Movement::ALL.iter().map(|one| movement(one.word(), texts));
            let words: std::collections::BTreeSet<String> = words.collect();
            assert_eq!(words.len(), Movement::ALL.len(), "{language}: {words:?}");
        }
    }
}
