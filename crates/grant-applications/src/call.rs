//! A call for applications.

use crate::Criterion;
use chrono::{DateTime, Utc};
use organisations::OrganisationKind;
use serde::{Deserialize, Serialize};
use vocabulary::{
    CallId, CountyNumber, Day, FormVersionId, Language, Money, NotPossible, SchemeId,
};

/// A call: a budget and a period in which municipalities may apply.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Call {
    /// Its id.
    pub id: CallId,
    /// The scheme it belongs to.
    pub scheme: SchemeId,
    /// The version of the scheme it was announced under.
    pub scheme_version: i32,
    /// Short name in addresses and references: `ips-2012`.
    pub slug: String,
    /// Its title in bokmål.
    pub title: String,
    /// Its title in nynorsk.
    pub title_nn: String,
    /// Its title in English; may be empty.
    pub title_en: String,
    /// The budget year.
    pub year: i32,
    /// What can be awarded in all.
    pub budget: Money,
    /// When applications may come.
    pub opens_at: DateTime<Utc>,
    /// When they may no longer.
    pub closes_at: DateTime<Utc>,
    /// When the report on a grant of this call is due.
    pub report_due: Day,
    /// The last day a grant of this call is given for.
    pub funded_through: Day,
    /// How many days a recipient has to accept.
    pub accept_within_days: i32,
    /// The text of the announcement in bokmål.
    pub about: String,
    /// The text of the announcement in nynorsk.
    pub about_nn: String,
    /// The text of the announcement in English; may be empty.
    pub about_en: String,
    /// What applications are scored on.
    pub criteria: Vec<Criterion>,
    /// What applicants fill in; `None` only in calls that are older than forms.
    pub form: Option<FormVersionId>,
    /// Who may apply.
    pub who_may_apply: WhoMayApply,
    /// The least own share, in thousandths of the whole cost: 200 is 20 %.
    pub own_share_milli: i32,
    /// Whether the applicant must commit itself to go on when the state's money ends.
    pub continuation_required: bool,
    /// Until when what arrives after it closed is received at all, as late; without it the door closes
    /// with the call.
    pub late_until: Option<DateTime<Utc>>,
    /// When applicants can expect a decision.
    pub decision_expected_on: Option<Day>,
    /// How many days before it closes those with an unfinished draft are written to; 0 is never.
    pub remind_drafts_days: i32,
    /// How many days after it arrived an application without a decision gets a provisional reply; 0 is
    /// never.
    pub provisional_reply_days: i32,
    /// How often it was saved or amended: a stale save is refused.
    pub revision: i32,
    /// Where it stands.
    pub state: CallState,
}

/// Who may apply to a call. Empty lists mean everybody.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WhoMayApply {
    /// The kinds of organisations.
    #[serde(with = "kind_words")]
    pub kinds: Vec<OrganisationKind>,
    /// The counties, by their numbers on the day the call opens.
    pub counties: Vec<CountyNumber>,
}

impl WhoMayApply {
    /// Organisations of this kind may apply.
    pub fn admits_kind(&self, kind: OrganisationKind) -> bool {
        self.kinds.is_empty() || self.kinds.contains(&kind)
    }
    /// Applicants from this county may apply.
    pub fn admits_county(&self, county: CountyNumber) -> bool {
        self.counties.is_empty() || self.counties.contains(&county)
    }
}

/// Kinds of organisations as the words of the database.
mod kind_words {
    use super::OrganisationKind;
    use serde::{Deserialize, Deserializer, Serializer, de::Error};

    pub(super) fn serialize<S: Serializer>(
        kinds: &[OrganisationKind],
        to: S,
    ) -> Result<S::Ok, S::Error> {
        to.collect_seq(kinds.iter().map(|kind| kind.word()))
    }
    pub(super) fn deserialize<'de, D: Deserializer<'de>>(
        from: D,
    ) -> Result<Vec<OrganisationKind>, D::Error> {
        Vec::<String>::deserialize(from)?
            .iter()
            .map(|word| word.parse().map_err(D::Error::custom))
            .collect()
    }
}

/// Where a call stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum CallState {
    /// Being written; not public.
    Draft,
    /// Public; takes applications between its opening and closing moments.
    Open,
    /// Takes no more applications; they are being assessed.
    Closed,
    /// An allocation was adopted and every application decided.
    Decided,
}

/// What can be done with a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum CallVerb {
    /// Change anything of it.
    Save,
    /// Make it public.
    Open,
    /// Change what may be changed while applicants count on it, and tell them.
    Amend,
    /// Take no more applications.
    Close,
    /// Settle it with an adopted allocation.
    Decide,
    /// Begin the call of another year from it.
    Copy,
}

impl CallState {
    /// All of them.
    pub const ALL: [CallState; 4] =
        [CallState::Draft, CallState::Open, CallState::Closed, CallState::Decided];

    /// The word in the database.
    pub const fn word(self) -> &'static str {
        match self {
            CallState::Draft => "draft",
            CallState::Open => "open",
            CallState::Closed => "closed",
            CallState::Decided => "decided",
        }
    }
    /// The state of a word, `None` when there is no such state.
    pub fn from_word(word: &str) -> Option<CallState> {
        CallState::ALL.into_iter().find(|state| state.word() == word)
    }
    /// What is possible now; the buttons on the pages come from here.
    pub const fn possible(self) -> &'static [CallVerb] {
        match self {
            CallState::Draft => &[CallVerb::Save, CallVerb::Open, CallVerb::Copy],
            CallState::Open => &[CallVerb::Amend, CallVerb::Close, CallVerb::Copy],
            CallState::Closed => &[CallVerb::Decide, CallVerb::Copy],
            CallState::Decided => &[CallVerb::Copy],
        }
    }
    /// The state after a verb.
    pub fn after(self, verb: CallVerb) -> Result<CallState, NotPossible> {
        if !self.possible().contains(&verb) {
            return Err(NotPossible {
                tried: verb.word(),
                state: self.word(),
                possible: self.possible().iter().map(|verb| verb.word()).collect(),
            });
        }
        Ok(match verb {
            CallVerb::Save | CallVerb::Amend | CallVerb::Copy => self,
            CallVerb::Open => CallState::Open,
            CallVerb::Close => CallState::Closed,
            CallVerb::Decide => CallState::Decided,
        })
    }
}

impl CallVerb {
    /// All of them.
    pub const ALL: [CallVerb; 6] = [
        CallVerb::Save,
        CallVerb::Open,
        CallVerb::Amend,
        CallVerb::Close,
        CallVerb::Decide,
        CallVerb::Copy,
    ];

    /// The word that state tables and refusals use.
    pub const fn word(self) -> &'static str {
        match self {
            CallVerb::Save => "save",
            CallVerb::Open => "open",
            CallVerb::Amend => "amend",
            CallVerb::Close => "close",
            CallVerb::Decide => "decide",
            CallVerb::Copy => "copy",
        }
    }
}

impl Call {
    /// Takes an application at this moment.
    pub fn takes_applications(&self, now: DateTime<Utc>) -> bool {
        self.state == CallState::Open && self.opens_at <= now && now < self.closes_at
    }
    /// Receives what arrives too late at this moment; whether it is let in is decided one by one.
    pub fn takes_late(&self, now: DateTime<Utc>) -> bool {
        let public = matches!(self.state, CallState::Open | CallState::Closed);
        public && self.closes_at <= now && self.late_until.is_some_and(|until| now < until)
    }
    /// The last day applications may come: until midnight in Norway.
    pub fn closes_on(&self) -> Day {
        Day::at(self.closes_at).plus_days(-1)
    }
    /// Its title for a reader of this language; bokmål where there is none in it.
    pub fn title_in(&self, language: Language) -> &str {
        in_language(language, &self.title, &self.title_nn, &self.title_en)
    }
    /// The text of the announcement for a reader of this language; bokmål where there is none in it.
    pub fn about_in(&self, language: Language) -> &str {
        in_language(language, &self.about, &self.about_nn, &self.about_en)
    }
    /// Anybody may see it.
    pub fn is_public(&self) -> bool {
        self.state != CallState::Draft
    }
}

fn in_language<'a>(language: Language, nb: &'a str, nn: &'a str, en: &'a str) -> &'a str {
    let wanted = match language {
        Language::Bokmal => nb,
        Language::Nynorsk => nn,
        Language::English => en,
    };
    if wanted.trim().is_empty() { nb } else { wanted }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_named_is_everybody() {
        let all = WhoMayApply::default();
        let oslo: CountyNumber = "03".parse().unwrap();
        assert!(all.admits_kind(OrganisationKind::Other) && all.admits_county(oslo));
        let some = WhoMayApply {
            kinds: vec![OrganisationKind::Municipality],
            counties: vec!["11".parse().unwrap()],
        };
        assert!(some.admits_kind(OrganisationKind::Municipality) && !some.admits_county(oslo));
        assert!(!some.admits_kind(OrganisationKind::Other));
    }

    #[test]
    fn who_may_apply_reads_as_the_database_keeps_it() {
        let all: WhoMayApply = serde_json::from_str(r#"{"kinds":[],"counties":[]}"#).unwrap();
        assert_eq!(all, WhoMayApply::default());
        let text = r#"{"kinds":["municipality","other"],"counties":["03"]}"#;
        let some: WhoMayApply = serde_json::from_str(text).unwrap();
        assert_eq!(serde_json::to_string(&some).unwrap(), text);
        let wrong = serde_json::from_str::<WhoMayApply>(r#"{"kinds":["club"],"counties":[]}"#);
        assert!(wrong.is_err());
    }

    #[test]
    fn every_state_and_every_verb() {
        let mut table = String::new();
        for state in CallState::ALL {
            for verb in CallVerb::ALL {
                let after = match state.after(verb) {
                    Ok(next) => next.word().to_owned(),
                    Err(no) => no.to_string(),
                };
                table += &format!("{} + {} → {after}\n", state.word(), verb.word());
            }
        }
        insta::assert_snapshot!(table, @r"
        draft + save → draft
        draft + open → open
        draft + amend → cannot amend what is draft; possible now: save, open, copy
        draft + close → cannot close what is draft; possible now: save, open, copy
        draft + decide → cannot decide what is draft; possible now: save, open, copy
        draft + copy → draft
        open + save → cannot save what is open; possible now: amend, close, copy
        open + open → cannot open what is open; possible now: amend, close, copy
        open + amend → open
        open + close → closed
        open + decide → cannot decide what is open; possible now: amend, close, copy
        open + copy → open
        closed + save → cannot save what is closed; possible now: decide, copy
        closed + open → cannot open what is closed; possible now: decide, copy
        closed + amend → cannot amend what is closed; possible now: decide, copy
        closed + close → cannot close what is closed; possible now: decide, copy
        closed + decide → decided
        closed + copy → closed
        decided + save → cannot save what is decided; possible now: copy
        decided + open → cannot open what is decided; possible now: copy
        decided + amend → cannot amend what is decided; possible now: copy
        decided + close → cannot close what is decided; possible now: copy
        decided + decide → cannot decide what is decided; possible now: copy
        decided + copy → decided
        ");
    }
}
