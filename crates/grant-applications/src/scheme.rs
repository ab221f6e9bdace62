//! Programmes and schemes.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use vocabulary::{Day, ProgrammeId, SchemeId};

/// A national plan under which schemes live.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Programme {
    /// Its id.
    pub id: ProgrammeId,
    /// Its short name in addresses: `jobb-og-helse`.
    pub slug: String,
    /// Its name.
    pub name: String,
    /// What it is about.
    pub about: String,
}

/// A grant scheme.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scheme {
    /// Its id.
    pub id: SchemeId,
    /// The programme it belongs to.
    pub programme: ProgrammeId,
    /// Its short name in addresses: `ips`.
    pub slug: String,
    /// Its name.
    pub name: String,
    /// Chapter of the state budget.
    pub chapter: String,
    /// Item of the chapter.
    pub item: String,
    /// Whether decisions can be appealed: for municipalities a switch of the scheme (forvaltningsloven
    /// § 2 last paragraph, text of 2026).
    pub appealable: bool,
    /// Who decides appeals, by name on one line; see [`appeal_body`]. Schemes that were made before this
    /// was asked for do not say it.
    pub appeal_body: Option<String>,
}

/// One wording of a scheme; published, it never changes. It holds the elements that Bestemmelser om
/// økonomistyring i staten point 6.2.1 demands (text of 2026-01-01): goals and target group, criteria
/// for goal achievement, award criteria, follow-up and control, evaluation. Awards keep the version they
/// were made under.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SchemeVersion {
    /// From 1.
    pub number: i32,
    /// The first day it is in force.
    pub valid_from: Day,
    /// The last day, when one is set.
    pub valid_to: Option<Day>,
    /// What changed since the version before, in a sentence.
    pub change: String,
    /// Goals.
    pub goals: String,
    /// Target group.
    pub target_group: String,
    /// How goal achievement is judged.
    pub achievement_criteria: String,
    /// What awards go by.
    pub award_criteria: String,
    /// Follow-up and control.
    pub follow_up: String,
    /// How and when the scheme is evaluated, or where that is laid down.
    pub evaluation: String,
    /// What the support may be given for, each in a few words: «lønn», «etablering». Empty when the
    /// scheme draws no line.
    pub support_types: Vec<String>,
    /// The rules it rests on.
    pub rulebook: Vec<Rule>,
}

/// A text of rules that a scheme rests on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rule {
    /// What kind of text it is.
    pub kind: RuleKind,
    /// Its title.
    pub title: String,
    /// What it is cited by: `FOR-2019-03-04-185`.
    pub reference: String,
    /// Who approved it: the ministry, parliament.
    pub approved_by: String,
    /// The date of the text that was read.
    pub dated_on: Option<Day>,
    /// Where it can be read.
    pub address: Option<String>,
}

/// What kind of text a rule is. What binds private parties must be a regulation (forvaltningsloven
/// chapter VII, text of 2026), so staff say which it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RuleKind {
    /// The scheme's own rules, set by the ministry.
    Rulebook,
    /// A regulation.
    Regulation,
    /// An act of parliament.
    Act,
    /// A circular.
    Circular,
}

impl RuleKind {
    /// All of them.
    pub const ALL: [RuleKind; 4] =
        [RuleKind::Rulebook, RuleKind::Regulation, RuleKind::Act, RuleKind::Circular];

    /// The word in the database and in forms.
    pub const fn word(self) -> &'static str {
        match self {
            RuleKind::Rulebook => "rulebook",
            RuleKind::Regulation => "regulation",
            RuleKind::Act => "act",
            RuleKind::Circular => "circular",
        }
    }
    /// The kind of a word, `None` when there is no such kind.
    pub fn from_word(word: &str) -> Option<RuleKind> {
        RuleKind::ALL.into_iter().find(|kind| kind.word() == word)
    }
}

impl Default for SchemeVersion {
    /// An empty first version, from the first day of 1970.
    fn default() -> SchemeVersion {
        SchemeVersion {
            number: 1,
            valid_from: NaiveDate::default().into(),
            valid_to: None,
            change: String::new(),
            goals: String::new(),
            target_group: String::new(),
            achievement_criteria: String::new(),
            award_criteria: String::new(),
            follow_up: String::new(),
            evaluation: String::new(),
            support_types: Vec::new(),
            rulebook: Vec::new(),
        }
    }
}

impl SchemeVersion {
    /// The elements that are missing: a scheme cannot be published until there are none.
    pub fn missing(&self) -> Vec<&'static str> {
        [
            ("goals", &self.goals),
            ("target group", &self.target_group),
            ("criteria for goal achievement", &self.achievement_criteria),
            ("award criteria", &self.award_criteria),
            ("follow-up and control", &self.follow_up),
            ("evaluation", &self.evaluation),
        ]
        .into_iter()
        .filter(|(_, text)| text.trim().is_empty())
        .map(|(name, _)| name)
        .collect()
    }
}

/// What is being written of a scheme: its next version.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SchemeDraft {
    /// The scheme.
    pub scheme: SchemeId,
    /// The version as it was saved last; its number is the one it will be published under.
    pub version: SchemeVersion,
    /// How often it was saved: a stale save is refused.
    pub revision: i32,
    /// When it was saved last.
    pub saved_at: DateTime<Utc>,
    /// By whom.
    pub saved_by: String,
}

/// A scheme to begin: what stands above its versions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewSchemeHead {
    /// Short name of the programme; one that is not there yet is made.
    pub programme_slug: String,
    /// Name of a new programme.
    pub programme_name: String,
    /// What a new programme is about.
    pub programme_about: String,
    /// Short name of the scheme.
    pub slug: String,
    /// Name of the scheme.
    pub name: String,
    /// Chapter of the state budget.
    pub chapter: String,
    /// Item of the chapter.
    pub item: String,
    /// Whether decisions can be appealed; see [`Scheme::appealable`].
    pub appealable: bool,
    /// Who decides appeals; see [`appeal_body`].
    pub appeal_body: Option<String>,
}

/// A short name for addresses and references: 2 to 60 lower-case letters a to z, digits and hyphens,
/// beginning with a letter and not ending with a hyphen.
pub(crate) fn is_slug(text: &str) -> bool {
    let known = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    (2..=60).contains(&text.len())
        && text.chars().all(known)
        && text.starts_with(|c: char| c.is_ascii_lowercase())
        && !text.ends_with('-')
}

/// What is wrong with what a new scheme says of appeals.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum AppealDoubt {
    /// Decisions can be appealed, and nobody is named who decides appeals.
    #[error("decisions can be appealed: say who decides appeals")]
    NoBody,
    /// Somebody is named who decides appeals, and decisions cannot be appealed.
    #[error("decisions cannot be appealed: nobody decides appeals")]
    NothingToAppeal,
}

/// Who decides appeals, as a new scheme keeps it: on one line, and named exactly where decisions can be
/// appealed, since who is told of a decision is told to whom it can be appealed (forvaltningsloven § 27
/// third paragraph, text of 2026).
pub fn appeal_body(appealable: bool, body: Option<&str>) -> Result<Option<String>, AppealDoubt> {
    let parts = body.unwrap_or_default().split(|c: char| c.is_whitespace() || c.is_control());
    let line = parts.filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ");
    match (appealable, line.is_empty()) {
        (true, true) => Err(AppealDoubt::NoBody),
        (true, false) => Ok(Some(line)),
        (false, true) => Ok(None),
        (false, false) => Err(AppealDoubt::NothingToAppeal),
    }
}

/// A scheme to publish, with its programme and a version.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewScheme {
    /// Short name of the programme.
    pub programme_slug: String,
    /// Name of the programme.
    pub programme_name: String,
    /// What the programme is about.
    pub programme_about: String,
    /// Short name of the scheme.
    pub slug: String,
    /// Name of the scheme.
    pub name: String,
    /// Chapter of the state budget.
    pub chapter: String,
    /// Item of the chapter.
    pub item: String,
    /// Whether decisions can be appealed: for municipalities a switch of the scheme (forvaltningsloven
    /// § 2 last paragraph, text of 2026).
    pub appealable: bool,
    /// Who decides appeals; see [`appeal_body`].
    pub appeal_body: Option<String>,
    /// The version to publish.
    pub version: SchemeVersion,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn says_what_is_missing() {
        let version = SchemeVersion {
            goals: "g".into(),
            target_group: " ".into(),
            achievement_criteria: "a".into(),
            follow_up: "f".into(),
            ..SchemeVersion::default()
        };
        assert_eq!(version.missing(), ["target group", "award criteria", "evaluation"]);
    }

    #[test]
    fn who_decides_appeals_is_named_where_there_are_any() {
        let named = appeal_body(true, Some(" Helse- og\r\nomsorgs\u{7}departementet "));
        assert_eq!(named, Ok(Some("Helse- og omsorgs departementet".to_owned())));
        for empty in [None, Some(""), Some(" \n\u{a0}")] {
            assert_eq!(appeal_body(true, empty), Err(AppealDoubt::NoBody));
            assert_eq!(appeal_body(false, empty), Ok(None));
        }
        assert_eq!(appeal_body(false, Some("Dep.")), Err(AppealDoubt::NothingToAppeal));
    }

    #[test]
    fn a_draft_keeps_all_of_it_in_its_text() {
        let rule = Rule {
            kind: RuleKind::Regulation,
            title: "Forskrift om tilskudd".into(),
            reference: "FOR-2019-03-04-185".into(),
            approved_by: "Helse- og omsorgsdepartementet".into(),
            dated_on: Day::new(2019, 3, 4),
            address: None,
        };
        let version = SchemeVersion {
            support_types: vec!["lønn".into()],
            rulebook: vec![rule],
            ..SchemeVersion::default()
        };
        let text = serde_json::to_string(&version).unwrap();
        assert!(text.contains(r#""kind":"regulation""#), "{text}");
        assert_eq!(serde_json::from_str::<SchemeVersion>(&text).unwrap(), version);
    }

    #[test]
    fn short_names() {
        assert!(is_slug("ips-2012"));
        for not in ["", "a", "Ips", "ips 2012", "ips/2012", "-ips", "ips-", "1ps", "søknad"] {
            assert!(!is_slug(not), "{not}");
        }
    }
}
