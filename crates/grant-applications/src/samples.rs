//! A call and an application for the tests of this crate.

use crate::{Application, ApplicationState, BEFORE_FORMS, Call, CallState, Content, WhoMayApply};
use forms::Answers;
use vocabulary::{ApplicationId, CallId, Day, Money, OrganisationId, SchemeId};

fn day(text: &str) -> Day {
    text.parse().unwrap()
}

/// A call of a million kroner that is open from 9 January to 29 February 2012 and wants a fifth of the
/// cost from the applicant.
pub(crate) fn call() -> Call {
    Call {
        id: CallId::fresh(),
        scheme: SchemeId::fresh(),
        scheme_version: 1,
        slug: "ips-2012".into(),
        title: "IPS".into(),
        title_nn: "IPS".into(),
        title_en: String::new(),
        year: 2012,
        budget: Money::from_kroner(1_000_000),
        opens_at: day("2012-01-09").begins_at(),
        closes_at: day("2012-02-29").ends_at(),
        report_due: day("2013-03-01"),
        funded_through: day("2012-12-31"),
        accept_within_days: 28,
        about: "Om".into(),
        about_nn: "Om".into(),
        about_en: String::new(),
        criteria: Vec::new(),
        form: None,
        who_may_apply: WhoMayApply::default(),
        own_share_milli: 200,
        continuation_required: true,
        late_until: None,
        decision_expected_on: None,
        remind_drafts_days: 5,
        provisional_reply_days: 30,
        revision: 1,
        state: CallState::Open,
    }
}

/// What keeps to its rules: 400 000 kroner applied for and 100 000 put in.
pub(crate) fn content() -> Content {
    Content {
        title: "Jobb først".into(),
        summary: "Vi vil.".into(),
        amount: Money::from_kroner(400_000),
        own_share: Money::from_kroner(100_000),
        continuation: "I ordinær drift.".into(),
        ..Content::default()
    }
}

/// A draft that says so, from Stavanger.
pub(crate) fn application() -> Application {
    Application {
        id: ApplicationId::fresh(),
        call: CallId::fresh(),
        organisation: OrganisationId::fresh(),
        reference: "IPS-2012-S01".into(),
        municipality: "1103".parse().unwrap(),
        county: "11".parse().unwrap(),
        located_on: day("2012-01-09"),
        form: BEFORE_FORMS,
        answers: Answers::new(),
        content: content(),
        draft: None,
        versions: Vec::new(),
        organisations: Vec::new(),
        requests: Vec::new(),
        arrived_late: false,
        admitted: None,
        revision: 1,
        begun_at: day("2012-01-10").begins_at(),
        state: ApplicationState::Draft,
    }
}
