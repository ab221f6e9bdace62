//! Changing a call while applicants count on it.

use crate::Call;
use chrono::{DateTime, Utc};
use forms::{FormVersion, Words};
use serde::{Deserialize, Serialize};
use vocabulary::{Day, FormVersionId, Language};

/// A change of an open call. Everything in it is something that takes nothing from those who have begun:
/// more time, clearer texts, a later version of the same form.
///
/// Criteria never change while a call is open: applications are written towards them. Neither does the
/// budget: less would break what applicants count on, and more is a question of the frame above the
/// call, which the envelopes hold and this crate does not see.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Amendment {
    /// What is changed and why, in bokmål, as applicants read it.
    pub what_nb: String,
    /// The same in nynorsk.
    pub what_nn: String,
    /// The same in English; may be empty.
    pub what_en: String,
    /// A later last day to apply.
    pub closes_on: Option<Day>,
    /// A later last day for what arrives too late. Without it that day keeps its distance to the last
    /// day to apply.
    pub late_until: Option<Day>,
    /// Another text in bokmål.
    pub about: Option<String>,
    /// Another text in nynorsk.
    pub about_nn: Option<String>,
    /// Another text in English.
    pub about_en: Option<String>,
    /// A later version of the same form; what is being written moves to it.
    pub form: Option<FormVersionId>,
    /// Another day to expect a decision by.
    pub decision_expected_on: Option<Day>,
}

/// Why a call cannot be changed like this.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AmendmentDoubt {
    /// Applicants must be told in both Norwegian languages.
    #[error("applicants must be told what is changed in {0}")]
    Unsaid(Language),
    /// The call would close earlier, or when it does anyway.
    #[error("the last day to apply can only be put later than {0}")]
    NotLater(Day),
    /// Late applications would be received for a shorter time, or not longer than others.
    #[error("the last day for late applications can only be put later than {0}")]
    LateNotLater(Day),
    /// A text would be missing.
    #[error("the text of the call cannot be emptied in {0}")]
    NoText(Language),
    /// The decision is expected before the call closes.
    #[error("the decision is expected before the call closes")]
    DecidedBeforeItCloses,
    /// There is no such form.
    #[error("there is no such form")]
    NoForm,
    /// The form is another one, or the same version, or an earlier one.
    #[error("the form can only be replaced by a later version of itself")]
    NotALaterVersion,
    /// The version is still being written.
    #[error("the new version of the form is not published")]
    FormNotPublished,
}

impl AmendmentDoubt {
    /// The field of [`Amendment`] it is said at.
    pub const fn field(&self) -> &'static str {
        match self {
            AmendmentDoubt::Unsaid(Language::Nynorsk) => "what_nn",
            AmendmentDoubt::Unsaid(_) => "what_nb",
            AmendmentDoubt::NotLater(_) => "closes_on",
            AmendmentDoubt::LateNotLater(_) => "late_until",
            AmendmentDoubt::NoText(Language::Nynorsk) => "about_nn",
            AmendmentDoubt::NoText(_) => "about",
            AmendmentDoubt::DecidedBeforeItCloses => "decision_expected_on",
            AmendmentDoubt::NoForm
            | AmendmentDoubt::NotALaterVersion
            | AmendmentDoubt::FormNotPublished => "form",
        }
    }
}

/// What an amendment changed: before and after, of what it touched.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Changes {
    /// The last day to apply.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub closes_on: Option<(Day, Day)>,
    /// The last day for what arrives too late.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub late_until: Option<(Option<Day>, Day)>,
    /// The text in bokmål.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub about: Option<(String, String)>,
    /// The text in nynorsk.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub about_nn: Option<(String, String)>,
    /// The text in English.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub about_en: Option<(String, String)>,
    /// The form.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub form: Option<(FormVersionId, FormVersionId)>,
    /// The day to expect a decision by.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub decision_expected_on: Option<(Option<Day>, Day)>,
}

/// An amendment as it was made. It never changes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CallAmendment {
    /// From 1.
    pub number: i32,
    /// When.
    pub made_at: DateTime<Utc>,
    /// By whom.
    pub made_by: String,
    /// What was changed and why, as applicants read it.
    pub what: Words,
    /// What it changed.
    pub changes: Changes,
}

impl Amendment {
    /// The call as it becomes, with what changes; or everything that speaks against it. `current` is the
    /// version of the form that the call has, `wanted` the one the amendment names, when it is there.
    pub(crate) fn apply(
        &self,
        call: &Call,
        current: Option<&FormVersion>,
        wanted: Option<&FormVersion>,
    ) -> Result<(Call, Changes), Vec<AmendmentDoubt>> {
        let mut doubts = Vec::new();
        let (mut after, mut changes) = (call.clone(), Changes::default());
        for (what, language) in
            [(&self.what_nb, Language::Bokmal), (&self.what_nn, Language::Nynorsk)]
        {
            if what.trim().is_empty() {
                doubts.push(AmendmentDoubt::Unsaid(language));
            }
        }
        self.put_later(call, &mut after, &mut changes, &mut doubts);
        let texts = [
            (&self.about, &mut after.about, &mut changes.about, Some(Language::Bokmal)),
            (&self.about_nn, &mut after.about_nn, &mut changes.about_nn, Some(Language::Nynorsk)),
            (&self.about_en, &mut after.about_en, &mut changes.about_en, None),
        ];
        for (new, text, change, demanded) in texts {
            let Some(new) = new.as_ref().filter(|new| *new != text) else { continue };
            match demanded.filter(|_| new.trim().is_empty()) {
                Some(language) => doubts.push(AmendmentDoubt::NoText(language)),
                None => *change = Some((std::mem::replace(text, new.clone()), new.clone())),
            }
        }
        if let Some(day) = self.decision_expected_on
            && call.decision_expected_on != Some(day)
        {
            after.decision_expected_on = Some(day);
            changes.decision_expected_on = Some((call.decision_expected_on, day));
        }
        if after.decision_expected_on.is_some_and(|day| day <= after.closes_on()) {
            doubts.push(AmendmentDoubt::DecidedBeforeItCloses);
        }
        if self.form.is_some() && self.form != call.form {
            match (current, wanted) {
                (_, None) => doubts.push(AmendmentDoubt::NoForm),
                (Some(old), Some(new)) if old.form == new.form && old.number < new.number => {
                    if new.state.is_published() {
                        after.form = Some(new.id);
                        changes.form = Some((old.id, new.id));
                    } else {
                        doubts.push(AmendmentDoubt::FormNotPublished);
                    }
                }
                _ => doubts.push(AmendmentDoubt::NotALaterVersion),
            }
        }
        if doubts.is_empty() { Ok((after, changes)) } else { Err(doubts) }
    }

    fn put_later(
        &self,
        call: &Call,
        after: &mut Call,
        changes: &mut Changes,
        doubts: &mut Vec<AmendmentDoubt>,
    ) {
        let closed = call.closes_on();
        let late = call.late_until.map(|until| Day::at(until).plus_days(-1));
        let closes = self.closes_on.unwrap_or(closed);
        if self.closes_on.is_some() {
            if closes <= closed {
                doubts.push(AmendmentDoubt::NotLater(closed));
                return;
            }
            after.closes_at = closes.ends_at();
            changes.closes_on = Some((closed, closes));
        }
        // What was promised to those who come late is promised still, counted from the new last day.
        let kept = late.map(|day| day.plus_days(closes.days_since(closed)));
        let earliest = kept.unwrap_or(closes);
        let until = match self.late_until {
            Some(day) if Some(day) == late && closes == closed => late,
            Some(day) if day > earliest || kept == Some(day) => Some(day),
            Some(_) => {
                doubts.push(AmendmentDoubt::LateNotLater(earliest));
                return;
            }
            None => kept,
        };
        if let Some(day) = until.filter(|day| late != Some(*day)) {
            after.late_until = Some(day.ends_at());
            changes.late_until = Some((late, day));
        }
    }

    /// What is said, in the languages.
    pub(crate) fn what(&self) -> Words {
        let what = Words::norwegian(self.what_nb.trim(), self.what_nn.trim());
        match self.what_en.trim() {
            "" => what,
            english => what.with(Language::English, english),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{CallState, WhoMayApply};
    use forms::VersionState;
    use vocabulary::{CallId, FormId, Money, SchemeId};

    fn day(text: &str) -> Day {
        text.parse().unwrap()
    }

    fn call(form: Option<FormVersionId>) -> Call {
        Call {
            id: CallId::fresh(),
            scheme: SchemeId::fresh(),
            scheme_version: 1,
            slug: "ips-2012".into(),
            title: "IPS".into(),
            title_nn: "IPS".into(),
            title_en: String::new(),
            year: 2012,
            budget: Money::from_kroner(1),
            opens_at: day("2012-01-09").begins_at(),
            closes_at: day("2012-02-29").ends_at(),
            report_due: day("2013-03-01"),
            funded_through: day("2012-12-31"),
            accept_within_days: 28,
            about: "Om".into(),
            about_nn: "Om".into(),
            about_en: String::new(),
            criteria: Vec::new(),
            form,
            who_may_apply: WhoMayApply::default(),
            own_share_milli: 0,
            continuation_required: true,
            late_until: Some(day("2012-03-02").ends_at()),
            decision_expected_on: Some(day("2012-04-01")),
            remind_drafts_days: 5,
            provisional_reply_days: 30,
            revision: 3,
            state: CallState::Open,
        }
    }

    fn told() -> Amendment {
        Amendment { what_nb: "Ny frist.".into(), what_nn: "Ny frist.".into(), ..Default::default() }
    }

    fn version(form: FormId, number: i32, published: bool) -> FormVersion {
        let at = DateTime::<Utc>::UNIX_EPOCH;
        FormVersion {
            id: FormVersionId::fresh(),
            form,
            slug: "soknad".into(),
            number,
            definition: forms::standard(),
            hash: String::new(),
            state: if published {
                VersionState::Published { at, by: "K".into() }
            } else {
                VersionState::Draft { revision: 1 }
            },
            saved_at: at,
            saved_by: "K".into(),
        }
    }

    #[test]
    fn a_deadline_moves_later_only_and_the_late_ones_keep_their_days() {
        let call = call(None);
        let later = Amendment { closes_on: Some(day("2012-03-14")), ..told() };
        let (after, changes) = later.apply(&call, None, None).unwrap();
        assert_eq!(after.closes_on(), day("2012-03-14"));
        assert_eq!(after.late_until, Some(day("2012-03-16").ends_at()));
        assert_eq!(changes.closes_on, Some((day("2012-02-29"), day("2012-03-14"))));
        for not_later in ["2012-02-29", "2012-02-01"] {
            let earlier = Amendment { closes_on: Some(day(not_later)), ..told() };
            let doubts = [AmendmentDoubt::NotLater(day("2012-02-29"))];
            assert_eq!(earlier.apply(&call, None, None).unwrap_err(), doubts);
        }
        let shorter = Amendment { late_until: Some(day("2012-03-01")), ..told() };
        let doubts = [AmendmentDoubt::LateNotLater(day("2012-03-02"))];
        assert_eq!(shorter.apply(&call, None, None).unwrap_err(), doubts);
        let past_the_decision = Amendment { closes_on: Some(day("2012-04-01")), ..told() };
        let doubts = [AmendmentDoubt::DecidedBeforeItCloses];
        assert_eq!(past_the_decision.apply(&call, None, None).unwrap_err(), doubts);
    }

    #[test]
    fn applicants_are_told_in_both_languages_and_no_text_is_emptied() {
        let silent = Amendment { about_nn: Some(" ".into()), ..Amendment::default() };
        let doubts = silent.apply(&call(None), None, None).unwrap_err();
        assert_eq!(
            doubts.iter().map(AmendmentDoubt::field).collect::<Vec<_>>(),
            ["what_nb", "what_nn", "about_nn"]
        );
        // A clarification that changes nothing else is an amendment too.
        let (after, changes) = told().apply(&call(None), None, None).unwrap();
        assert_eq!((after.about, changes), ("Om".to_owned(), Changes::default()));
    }

    #[test]
    fn a_form_gives_way_only_to_a_later_published_version_of_itself() {
        let form = FormId::fresh();
        let [first, second, draft] =
            [(1, true), (2, true), (3, false)].map(|(number, out)| version(form, number, out));
        let other = version(FormId::fresh(), 2, true);
        let ask = |from: &FormVersion, to: &FormVersion| {
            let amendment = Amendment { form: Some(to.id), ..told() };
            amendment.apply(&call(Some(from.id)), Some(from), Some(to))
        };
        let (after, changes) = ask(&first, &second).unwrap();
        assert_eq!(after.form, Some(second.id));
        assert_eq!(changes.form, Some((first.id, second.id)));
        assert_eq!(ask(&second, &first).unwrap_err(), [AmendmentDoubt::NotALaterVersion]);
        assert_eq!(ask(&first, &other).unwrap_err(), [AmendmentDoubt::NotALaterVersion]);
        assert_eq!(ask(&first, &draft).unwrap_err(), [AmendmentDoubt::FormNotPublished]);
        assert_eq!(ask(&first, &first).unwrap().1, Changes::default());
    }
}
