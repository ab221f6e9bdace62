//! What officers read of a status report.

use crate::kit::{Badge, Texts, Tone};
use ::status_reports::{Audience, BY_ITSELF, ReportState, Rhythm, Subject};
use vocabulary::Language;

/// Where a status report stands.
pub(super) fn badge(texts: Texts, state: &ReportState) -> Badge {
    let (tone, key) = match state {
        ReportState::Asked => (Tone::Info, "status-reports-state-asked"),
        ReportState::Made { .. } => (Tone::Success, "status-reports-state-made"),
        ReportState::Failed { .. } => (Tone::Danger, "status-reports-state-failed"),
    };
    Badge::new(tone, texts.t(key))
}

/// What kind of thing it is about.
pub(super) const fn about_key(subject: Subject) -> &'static str {
    match subject {
        Subject::Call(_) => "status-reports-about-call",
        Subject::Grant(_) => "status-reports-about-grant",
        Subject::Scheme { .. } => "status-reports-about-scheme",
        Subject::County { .. } => "status-reports-about-county",
        Subject::Year(_) => "status-reports-about-year",
    }
}

/// For whom it is written.
pub(super) const fn audience_key(audience: Audience) -> &'static str {
    match audience {
        Audience::Internal => "status-reports-internal",
        Audience::Public => "status-reports-public",
    }
}

/// What that means.
pub(super) const fn audience_hint_key(audience: Audience) -> &'static str {
    match audience {
        Audience::Internal => "status-reports-internal-hint",
        Audience::Public => "status-reports-public-hint",
    }
}

/// How often it comes.
pub(super) const fn rhythm_key(rhythm: Rhythm) -> &'static str {
    match rhythm {
        Rhythm::Monthly => "status-reports-monthly",
        Rhythm::Quarterly => "status-reports-quarterly",
        Rhythm::LastApproval => "status-reports-last-approval",
    }
}

/// A subject as forms and addresses write it: `call:ID`, `scheme:ID:2012`.
pub(super) fn written(subject: Subject) -> String {
    let (kind, id) = (subject.kind(), subject.id());
    match subject.year() {
        Some(year) => format!("{kind}:{id}:{year}"),
        None => format!("{kind}:{id}"),
    }
}

/// Who asked for it: a person by name, or that it came by itself.
pub(crate) fn said(texts: Texts, asked_by: &str) -> String {
    if asked_by == BY_ITSELF {
        return texts.t("status-reports-by-itself").to_string();
    }
    asked_by.to_owned()
}

/// The size of a file: `31 kB`, `1,2 MB`.
pub(super) fn size(bytes: i64, language: Language) -> String {
    if bytes < 1_000_000 {
        return format!("{}\u{a0}kB", (bytes + 999) / 1000);
    }
    let tenths = (bytes + 50_000) / 100_000;
    let mark = if language == Language::English { '.' } else { ',' };
    format!("{}{mark}{}\u{a0}MB", tenths / 10, tenths % 10)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_as_people_say_them() {
        assert_eq!(size(30_684, Language::Bokmal), "31\u{a0}kB");
        assert_eq!(size(1_249_000, Language::Bokmal), "1,2\u{a0}MB");
        assert_eq!(size(12_000_000, Language::English), "12.0\u{a0}MB");
    }

    #[test]
    fn every_word_has_its_sentence() {
        let texts = Texts::default();
        let mut keys: Vec<&str> = Rhythm::ALL.into_iter().map(rhythm_key).collect();
        keys.extend(
            Audience::ALL.into_iter().flat_map(|one| [audience_key(one), audience_hint_key(one)]),
        );
        for key in keys {
            assert!(texts.find(key).is_some(), "{key}");
        }
        assert_ne!(said(texts, BY_ITSELF), BY_ITSELF);
    }
}
