//! Programmes and schemes.

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
}

/// One published wording of a scheme. It holds the elements that Bestemmelser om økonomistyring i
/// staten point 6.2.1 demands (text of 2026-01-01): goals and target group, criteria for goal
/// achievement, award criteria, follow-up and control. Awards keep the version they were made under.
#[derive(Debug, Clone, PartialEq, Eq)]
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
        ]
        .into_iter()
        .filter(|(_, text)| text.trim().is_empty())
        .map(|(name, _)| name)
        .collect()
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
    /// The version to publish.
    pub version: SchemeVersion,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn says_what_is_missing() {
        let version = SchemeVersion {
            number: 1,
            valid_from: Day::new(2008, 1, 1).unwrap(),
            valid_to: None,
            change: String::new(),
            goals: "g".into(),
            target_group: " ".into(),
            achievement_criteria: "a".into(),
            award_criteria: String::new(),
            follow_up: "f".into(),
        };
        assert_eq!(version.missing(), ["target group", "award criteria"]);
    }
}
