//! Where a call stands, in words.

use crate::kit::{Badge, Texts, Tone};
use chrono::{DateTime, Utc};
use grant_applications::{Call, CallState};
use vocabulary::Day;

/// The last day applications are taken: the closing moment is the midnight after it.
pub(crate) fn last_day(call: &Call) -> Day {
    Day::at(call.closes_at - chrono::Duration::seconds(1))
}

/// Where a call stands now. That its days have not begun or are over is no state of its own, but it
/// is what people want to know.
pub(crate) fn badge(call: &Call, now: DateTime<Utc>, texts: Texts) -> Badge {
    let (tone, text) = match call.state {
        CallState::Draft => (Tone::Neutral, texts.t("calls-state-draft")),
        CallState::Open if now < call.opens_at => {
            (Tone::Neutral, texts.t("calls-state-coming").with("day", Day::at(call.opens_at)))
        }
        CallState::Open if now >= call.closes_at => (Tone::Warning, texts.t("calls-state-over")),
        CallState::Open => (Tone::Success, texts.t("calls-state-open")),
        CallState::Closed => (Tone::Info, texts.t("calls-state-closed")),
        CallState::Decided => (Tone::Neutral, texts.t("calls-state-decided")),
    };
    Badge::new(tone, text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use vocabulary::{CallId, Money, SchemeId};

    #[test]
    fn says_when_it_opens_and_that_it_is_over() {
        let day = |text: &str| text.parse::<Day>().expect("a day");
        let call = Call {
            id: CallId::fresh(),
            scheme: SchemeId::fresh(),
            scheme_version: 1,
            slug: "ips-2012".into(),
            title: "IPS".into(),
            year: 2012,
            budget: Money::from_kroner(1),
            opens_at: day("2012-01-10").begins_at(),
            closes_at: day("2012-03-01").ends_at(),
            report_due: day("2013-03-01"),
            funded_through: day("2012-12-31"),
            accept_within_days: 21,
            about: String::new(),
            criteria: Vec::new(),
            state: CallState::Open,
        };
        let said = |on: &str| badge(&call, day(on).begins_at(), Texts::default()).text;
        assert_eq!(said("2012-01-09"), "Åpner 10. januar 2012");
        assert_eq!(said("2012-03-01"), "Åpen");
        assert_eq!(said("2012-03-02"), "Søknadsfristen er ute");
        assert_eq!(last_day(&call), day("2012-03-01"));
    }
}
