//! What officers read of a status report.

use crate::kit::{Badge, Texts, Tone};
use ::status_reports::{ReportState, Subject};
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
    }
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
}
