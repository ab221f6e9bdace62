//! Where assessors stand, what disqualifies them and how far they agree, in words.

use crate::kit::{Badge, Texts, Tone, format::instant};
use grant_applications::{Blocked, Part, Provision, Spread, TieKind};
use vocabulary::{Language, PersonId};

/// Where somebody stands with an application.
pub(crate) fn part_text(part: Part, texts: Texts) -> String {
    texts.t(&format!("assessments-part-{}", part.word())).into()
}

/// The same as a badge.
pub(crate) fn part(part: Part, texts: Texts) -> Badge {
    let tone = match part {
        Part::Outside => Tone::Neutral,
        Part::Assigned => Tone::Warning,
        Part::Impartial => Tone::Info,
        Part::HandedIn => Tone::Success,
        Part::Barred | Part::Blocked | Part::SetAside => Tone::Danger,
    };
    Badge::new(tone, part_text(part, texts))
}

/// What ties a person to an organisation.
pub(crate) fn kind(kind: TieKind, texts: Texts) -> String {
    texts.t(&format!("assessments-kind-{}", kind.word())).into()
}

/// Where a rule stands, with the year of the text.
pub(crate) fn provision(provision: Provision, texts: Texts) -> String {
    let paragraph = texts.t(&format!("assessments-paragraph-{}", provision.paragraph)).to_string();
    let letter = provision
        .letter
        .map(|letter| texts.t("assessments-letter").with("letter", letter.to_string()).to_string());
    texts
        .t("assessments-provision")
        .with("section", provision.section)
        .with("paragraph", paragraph)
        .with("letter", letter.unwrap_or_default())
        .with("year", provision.read_in.to_string())
        .into()
}

/// Why somebody may not deal with a case, and by which rule. What a person has said of their own
/// circumstances is shown to nobody else: that they have is enough.
pub(crate) fn ground(blocked: &Blocked, is_own: bool, texts: Texts) -> String {
    let because = because(blocked, is_own, texts);
    let rule = provision(blocked.provision(), texts);
    texts.t("assessments-ground").with("because", because).with("rule", rule).into()
}

fn because(blocked: &Blocked, is_own: bool, texts: Texts) -> String {
    match blocked {
        Blocked::Tie { organisation_name, kind: tie, since, .. } => texts
            .t("assessments-ground-tie")
            .with("kind", kind(*tie, texts))
            .with("organisation", organisation_name)
            .with("since", since)
            .into(),
        Blocked::ActsFor { organisation_name, .. } => {
            texts.t("assessments-ground-acts-for").with("organisation", organisation_name).into()
        }
        Blocked::Declared { ground, at } => {
            let at = instant(*at, texts.language());
            if is_own {
                let said = texts.t("assessments-ground-declared-own").with("at", at);
                said.with("ground", ground).into()
            } else {
                texts.t("assessments-ground-declared").with("at", at).into()
            }
        }
        // Whose superior it is does not make it their own.
        Blocked::Superior { superior_name, because: above, .. } => texts
            .t("assessments-ground-superior")
            .with("name", superior_name)
            .with("because", because(above, false, texts))
            .into(),
    }
}

/// All grounds of a person, as the viewer may read them.
pub(crate) fn grounds(
    blocked: &[Blocked],
    person: PersonId,
    viewer: Option<PersonId>,
    texts: Texts,
) -> Vec<String> {
    blocked.iter().map(|one| ground(one, viewer == Some(person), texts)).collect()
}

/// From here on agreement is good enough to build on, by custom (Krippendorff 2004, «Content
/// Analysis», 2nd ed., ch. 11). Guidance for readers, never a rule of ours.
pub(crate) const RELIABLE: f64 = 0.8;
/// From here on it allows tentative conclusions; same source.
pub(crate) const TENTATIVE: f64 = 0.667;

/// How far assessors agree, by Krippendorff's alpha.
pub(crate) fn agreement(alpha: Option<f64>, texts: Texts) -> Badge {
    match alpha {
        None => Badge::new(Tone::Neutral, texts.t("assessments-alpha-none")),
        Some(alpha) if alpha >= RELIABLE => {
            Badge::new(Tone::Success, texts.t("assessments-alpha-good"))
        }
        Some(alpha) if alpha >= TENTATIVE => {
            Badge::new(Tone::Info, texts.t("assessments-alpha-fair"))
        }
        Some(alpha) if alpha > 0.0 => Badge::new(Tone::Warning, texts.t("assessments-alpha-weak")),
        Some(_) => Badge::new(Tone::Danger, texts.t("assessments-alpha-chance")),
    }
}

/// A number as people write it, with so many decimals.
pub(crate) fn decimal(value: f64, decimals: usize, language: Language) -> String {
    let written = format!("{value:.decimals$}");
    // What rounds to nothing has no sign.
    let is_nothing = written.chars().all(|c| matches!(c, '-' | '0' | '.'));
    let written = if is_nothing { written.replace('-', "") } else { written };
    match language {
        Language::English => written.replace('-', "\u{2212}"),
        Language::Bokmal | Language::Nynorsk => written.replace('-', "\u{2212}").replace('.', ","),
    }
}

/// From the least to the most: `62,5–80,0`; one number where they are the same.
pub(crate) fn range(spread: &Spread, decimals: usize, language: Language) -> String {
    let (least, most) =
        (decimal(spread.least, decimals, language), decimal(spread.most, decimals, language));
    if least == most { least } else { format!("{least}–{most}") }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::{DateTime, Utc};
    use vocabulary::OrganisationId;

    #[test]
    fn everything_has_its_words() {
        for language in Language::ALL {
            let texts = Texts::new(language);
            let parts = Part::ALL.iter().map(|part| format!("assessments-part-{}", part.word()));
            let kinds = TieKind::ALL.iter().map(|kind| format!("assessments-kind-{}", kind.word()));
            let paragraphs = (1..=3).map(|number| format!("assessments-paragraph-{number}"));
            for key in parts.chain(kinds).chain(paragraphs) {
                assert!(texts.find(&key).is_some(), "{language} {key}");
            }
        }
    }

    #[test]
    fn a_ground_names_its_rule_and_hides_what_is_private() {
        let texts = Texts::default();
        let declared =
            Blocked::Declared { ground: "Min bror".into(), at: DateTime::<Utc>::UNIX_EPOCH };
        assert!(ground(&declared, true, texts).contains("Min bror"));
        let others = ground(&declared, false, texts);
        assert!(!others.contains("Min bror") && others.contains("§ 6 andre ledd"), "{others}");
        let above = Blocked::Superior {
            superior: PersonId::fresh(),
            superior_name: "Dina".into(),
            because: Box::new(declared),
        };
        let said = ground(&above, true, texts);
        assert!(said.contains("Dina") && !said.contains("Min bror"), "{said}");
        assert!(said.contains("§ 6 tredje ledd"), "{said}");
        let board = Blocked::Tie {
            organisation: OrganisationId::fresh(),
            organisation_name: "Klepp kommune".into(),
            kind: TieKind::Board,
            since: "2012-01-01".parse().expect("a day"),
        };
        let said = ground(&board, false, texts);
        assert!(said.contains("Klepp kommune") && said.contains("bokstav e"), "{said}");
        assert!(said.contains("2026"), "{said}");
    }

    #[test]
    fn numbers_are_written_as_people_write_them() {
        assert_eq!(decimal(0.6667, 2, Language::Bokmal), "0,67");
        assert_eq!(decimal(-0.5, 1, Language::English), "\u{2212}0.5");
        assert_eq!(decimal(-0.001, 2, Language::Nynorsk), "0,00");
        let spread = Spread::of(&[3.0, 5.0]).expect("a spread");
        assert_eq!(range(&spread, 0, Language::Bokmal), "3–5");
        let same = Spread::of(&[4.0, 4.0]).expect("a spread");
        assert_eq!(range(&same, 1, Language::Bokmal), "4,0");
    }

    #[test]
    fn agreement_is_judged_by_custom() {
        let tone = |alpha| agreement(alpha, Texts::default()).tone;
        assert_eq!(tone(Some(0.8)), Tone::Success);
        assert_eq!(tone(Some(0.7)), Tone::Info);
        assert_eq!(tone(Some(0.2)), Tone::Warning);
        assert_eq!(tone(Some(-0.1)), Tone::Danger);
        assert_eq!(tone(None), Tone::Neutral);
    }
}
