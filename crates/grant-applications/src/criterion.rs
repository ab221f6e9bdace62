//! What applications are scored on.

use forms::Words;
use serde::{Deserialize, Serialize};
use vocabulary::Language;

/// What applications to a call are scored on.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Criterion {
    /// Its name in bokmål.
    pub name: String,
    /// Its name in nynorsk.
    pub name_nn: String,
    /// Its name in English; may be empty.
    pub name_en: String,
    /// How heavily it counts beside the others.
    pub weight: i32,
    /// The most points that can be given; the least is 0.
    pub max_points: i32,
    /// What points mean, by rising points; not every point needs one.
    pub anchors: Vec<Anchor>,
}

/// What some points mean on the scale of a criterion.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Anchor {
    /// The points.
    pub points: i32,
    /// What an application looks like that gets them.
    pub text: Words,
}

impl Criterion {
    /// Its name for a reader of this language; bokmål where there is none in it.
    pub fn name_in(&self, language: Language) -> &str {
        match language {
            Language::Nynorsk if !self.name_nn.trim().is_empty() => &self.name_nn,
            Language::English if !self.name_en.trim().is_empty() => &self.name_en,
            _ => &self.name,
        }
    }
    /// The anchor of these points.
    pub fn anchor(&self, points: i32) -> Option<&Anchor> {
        self.anchors.iter().find(|anchor| anchor.points == points)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_falls_back_to_bokmal() {
        let criterion =
            Criterion { name: "Mål".into(), name_nn: "Mål nn".into(), ..Criterion::default() };
        assert_eq!(criterion.name_in(Language::Nynorsk), "Mål nn");
        assert_eq!(criterion.name_in(Language::English), "Mål");
    }
}
