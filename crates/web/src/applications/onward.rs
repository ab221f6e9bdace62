//! What comes next with an application, and who has to do it, in a sentence.

use crate::{calls::words::last_day, kit::PageFrame};
use chrono::{DateTime, Utc};
use grant_applications::{Application, ApplicationState, Call, queries::PanelRow};
use vocabulary::Day;

/// What an officer reads; `panel` says who assesses it.
pub(super) fn for_officer(
    application: &Application,
    call: &Call,
    panel: &PanelRow,
    now: DateTime<Utc>,
    frame: &PageFrame,
) -> Option<String> {
    let said = |key: &str| frame.t(key).to_string();
    let text = match &application.state {
        ApplicationState::Submitted(_) if call.takes_applications(now) => {
            let text = said("applications-next-to-check");
            let until = last_day(call).in_words(frame.language());
            let until = frame.t("applications-next-may-change").with("day", until);
            format!("{text} {until}")
        }
        ApplicationState::Submitted(_) => said("applications-next-to-check"),
        ApplicationState::Incomplete(_, request) => {
            let over = Day::at(now).days_since(request.due_on);
            if over <= 0 {
                return None;
            }
            frame.t("applications-next-overdue").with("days", over).into()
        }
        ApplicationState::Late(_) => said("applications-next-late"),
        ApplicationState::Checked(_) => match (panel.able, panel.awaited.len()) {
            (0, _) => said("applications-next-nobody"),
            (_, 0) => said("applications-next-assessed"),
            (able, awaited) => frame
                .t("applications-next-awaited")
                .with("done", able.saturating_sub(awaited))
                .with("count", able)
                .with("names", panel.awaited.join(", "))
                .into(),
        },
        _ => return None,
    };
    Some(text)
}

/// What the applicant reads.
pub(super) fn for_applicant(
    application: &Application,
    call: &Call,
    now: DateTime<Utc>,
    frame: &PageFrame,
) -> Option<String> {
    let closes = last_day(call).in_words(frame.language());
    let dated = |key: &str| frame.t(key).with("day", &closes).to_string();
    let text = match &application.state {
        ApplicationState::Draft if call.takes_applications(now) => dated("applications-next-draft"),
        ApplicationState::Draft if call.takes_late(now) => dated("applications-late"),
        ApplicationState::Draft => dated("applications-next-too-late"),
        ApplicationState::Submitted(_) if call.takes_applications(now) => {
            dated("applications-next-sent")
        }
        ApplicationState::Submitted(_) => frame.t("applications-next-received").into(),
        ApplicationState::Late(_) => frame.t("applications-next-came-late").into(),
        ApplicationState::Checked(_) => frame.t("applications-next-assessing").into(),
        _ => return None,
    };
    let is_in = !matches!(application.state, ApplicationState::Draft);
    // A day that is over says nothing about when there will be an answer.
    let expected = call.decision_expected_on.filter(|day| is_in && *day >= Day::at(now));
    Some(match expected {
        Some(day) => {
            let day = day.in_words(frame.language());
            let expected = frame.t("applications-expected").with("day", day);
            format!("{text} {expected}")
        }
        None => text,
    })
}
