//! Where a call stands, in words.

use crate::kit::{Badge, Texts, Tone};
use chrono::{DateTime, Utc};
use grant_applications::{AmendmentDoubt, AnnounceError, Call, CallDoubt, CallState, Unready};
use organisations::OrganisationKind;
use vocabulary::{Day, Language};

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

/// How many days are left to apply, while one can.
pub(crate) fn left(call: &Call, now: DateTime<Utc>, texts: Texts) -> Option<String> {
    let days = last_day(call).days_since(Day::at(now));
    call.takes_applications(now).then(|| texts.t("start-days-left").with("days", days).into())
}

/// What comes next with a call, for who works with it; what a draft lacks is told elsewhere.
pub(crate) fn next(call: &Call, now: DateTime<Utc>, texts: Texts) -> Option<String> {
    let closes = last_day(call).in_words(texts.language());
    match call.state {
        CallState::Open if now < call.opens_at => {
            let opens = Day::at(call.opens_at).in_words(texts.language());
            Some(texts.t("calls-next-coming").with("day", opens).into())
        }
        CallState::Open if now < call.closes_at => {
            Some(texts.t("calls-next-open").with("day", closes).into())
        }
        CallState::Open => Some(texts.t("calls-next-over").with("day", closes).into()),
        CallState::Closed => Some(texts.t("calls-next-closed").into()),
        CallState::Draft | CallState::Decided => None,
    }
}

/// What a refusal says at a field or above the form.
pub(crate) fn announce(error: &AnnounceError, texts: Texts) -> String {
    match error {
        AnnounceError::SlugTaken(slug) => texts.t("calls-slug-taken").with("slug", slug).into(),
        AnnounceError::Published { scheme, number } => texts
            .t("schemes-published-otherwise")
            .with("scheme", scheme)
            .with("number", *number)
            .into(),
        AnnounceError::Appeal(doubt) => crate::schemes::appeal_doubt(texts, *doubt),
        AnnounceError::NoScheme(slug) => texts.t("calls-no-scheme").with("scheme", slug).into(),
        AnnounceError::NoForm => texts.t("calls-no-such-form").into(),
        AnnounceError::NotAnApplicationForm { slug, kind } => texts
            .t("calls-not-an-application-form")
            .with("slug", slug)
            .with("kind", crate::forms::words::kind(*kind, texts))
            .into(),
        AnnounceError::NoCounty(county) => {
            texts.t("calls-no-county").with("county", county.to_string()).into()
        }
        AnnounceError::Stale(_) => texts.t("calls-stale").into(),
        other => other.to_string(),
    }
}

/// Something that is wrong with a call as it is written.
pub(crate) fn doubt(doubt: &CallDoubt, texts: Texts) -> String {
    let at =
        |key: &str, criterion: usize| -> String { texts.t(key).with("number", criterion).into() };
    match doubt {
        CallDoubt::NoTitle => texts.t("calls-doubt-no-title").into(),
        CallDoubt::BadSlug => texts.t("calls-doubt-bad-slug").into(),
        CallDoubt::ClosesBeforeItOpens => texts.t("calls-doubt-closes-before").into(),
        CallDoubt::LateBeforeItCloses => texts.t("calls-doubt-late-before").into(),
        CallDoubt::DecidedBeforeItCloses => texts.t("calls-doubt-decided-before").into(),
        CallDoubt::NoBudget => texts.t("calls-doubt-no-budget").into(),
        CallDoubt::NothingToScoreOn => texts.t("calls-doubt-no-criteria").into(),
        CallDoubt::TooManyCriteria => texts.t("calls-doubt-many-criteria").into(),
        CallDoubt::NamelessCriterion(number) => at("calls-doubt-nameless", *number),
        CallDoubt::WeightlessCriterion(number) => at("calls-doubt-weightless", *number),
        CallDoubt::PointlessCriterion(number) => at("calls-doubt-pointless", *number),
        CallDoubt::AnchorOffScale { criterion, points } => texts
            .t("calls-doubt-off-scale")
            .with("number", *criterion)
            .with("points", *points)
            .into(),
        CallDoubt::AnchorTwice { criterion, points } => texts
            .t("calls-doubt-anchor-twice")
            .with("number", *criterion)
            .with("points", *points)
            .into(),
        CallDoubt::OwnShareIsNoShare => texts.t("calls-doubt-own-share").into(),
        CallDoubt::NoTimeToAccept => texts.t("calls-doubt-no-time").into(),
        CallDoubt::DaysBelowNothing(_) => texts.t("calls-doubt-days").into(),
        CallDoubt::DirectorateCannotApply => texts.t("calls-doubt-directorate").into(),
        CallDoubt::YearOutOfReach(year) => {
            texts.t("calls-doubt-year").with("year", year.to_string()).into()
        }
    }
}

/// The field of a call at which something is mended before it opens.
pub(crate) const fn unready_field(unready: &Unready) -> &'static str {
    match unready {
        Unready::NoForm
        | Unready::FormNotPublished
        | Unready::FormFault(_)
        | Unready::FormLacks(_) => "form",
        Unready::NoTitle(Language::Nynorsk) => "title_nn",
        Unready::NoTitle(_) => "title",
        Unready::NoText(Language::Nynorsk) => "about_nn",
        Unready::NoText(_) => "about",
        Unready::NoCriterionName { .. } | Unready::NoAnchorText { .. } => "criteria",
        Unready::AlreadyOver => "closes_on",
    }
}

/// What a call lacks before it can open.
pub(crate) fn unready(unready: &Unready, form: Option<&forms::Definition>, texts: Texts) -> String {
    let said = |language: Language| crate::forms::words::language(language, texts);
    match unready {
        Unready::NoForm => texts.t("calls-unready-no-form").into(),
        Unready::FormNotPublished => texts.t("calls-unready-form").into(),
        Unready::FormFault(fault) => crate::forms::words::fault(fault, form, texts),
        Unready::FormLacks(lack) => crate::forms::words::lack(lack, form, texts),
        Unready::NoTitle(language) => {
            texts.t("calls-unready-title").with("language", said(*language)).into()
        }
        Unready::NoText(language) => {
            texts.t("calls-unready-text").with("language", said(*language)).into()
        }
        Unready::NoCriterionName { criterion, language } => texts
            .t("calls-unready-criterion")
            .with("number", *criterion)
            .with("language", said(*language))
            .into(),
        Unready::NoAnchorText { criterion, points, language } => texts
            .t("calls-unready-anchor")
            .with("number", *criterion)
            .with("points", *points)
            .with("language", said(*language))
            .into(),
        Unready::AlreadyOver => texts.t("calls-unready-over").into(),
    }
}

/// Why a call cannot be amended like this.
pub(crate) fn amendment_doubt(doubt: &AmendmentDoubt, texts: Texts) -> String {
    match doubt {
        AmendmentDoubt::Unsaid(_) => texts.t("form-required").into(),
        AmendmentDoubt::NotLater(day) | AmendmentDoubt::LateNotLater(day) => {
            texts.t("calls-amend-not-later").with("day", day).into()
        }
        AmendmentDoubt::NoText(_) => texts.t("calls-amend-no-text").into(),
        AmendmentDoubt::DecidedBeforeItCloses => texts.t("calls-doubt-decided-before").into(),
        AmendmentDoubt::NoForm => texts.t("calls-no-such-form").into(),
        AmendmentDoubt::NotALaterVersion => texts.t("calls-amend-not-a-later-version").into(),
        AmendmentDoubt::FormNotPublished => texts.t("calls-unready-form").into(),
    }
}

/// `20 %`, `12,5 %` of thousandths.
pub(crate) fn share(milli: i32) -> String {
    let (percent, rest) = (milli / 10, milli % 10);
    if rest == 0 { format!("{percent}\u{a0}%") } else { format!("{percent},{rest}\u{a0}%") }
}

/// A kind of organisation that may apply.
pub(crate) fn applicant_kind(kind: OrganisationKind, texts: Texts) -> String {
    match kind {
        OrganisationKind::Municipality => texts.t("calls-kind-municipality").into(),
        OrganisationKind::Other => texts.t("calls-kind-other").into(),
        OrganisationKind::Directorate => texts.t("calls-kind-directorate").into(),
    }
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
            title_nn: String::new(),
            title_en: String::new(),
            year: 2012,
            budget: Money::from_kroner(1),
            opens_at: day("2012-01-10").begins_at(),
            closes_at: day("2012-03-01").ends_at(),
            report_due: day("2013-03-01"),
            funded_through: day("2012-12-31"),
            accept_within_days: 21,
            about: String::new(),
            about_nn: String::new(),
            about_en: String::new(),
            criteria: Vec::new(),
            form: None,
            who_may_apply: grant_applications::WhoMayApply::default(),
            own_share_milli: 0,
            continuation_required: true,
            late_until: None,
            decision_expected_on: None,
            remind_drafts_days: 5,
            provisional_reply_days: 30,
            revision: 1,
            state: CallState::Open,
        };
        let said = |on: &str| badge(&call, day(on).begins_at(), Texts::default()).text;
        assert_eq!(said("2012-01-09"), "Åpner 10. januar 2012");
        assert_eq!(said("2012-03-01"), "Åpen");
        assert_eq!(said("2012-03-02"), "Søknadsfristen er ute");
        assert_eq!(last_day(&call), day("2012-03-01"));
    }
}
