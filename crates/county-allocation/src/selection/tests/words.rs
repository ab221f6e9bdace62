use super::*;
use vocabulary::Language;

fn rank(place: usize, of: usize) -> Rank {
    Rank { place, of, frame: kroner(1_300_000), county: Some("11".parse().unwrap()) }
}

/// One of each, with what is kept of it.
fn all() -> Vec<Reason> {
    let other = "00000000-0000-4000-8000-000000000007".parse().map(ApplicationId).unwrap();
    let small = kroner(100_000);
    let whole = Rank { county: None, ..rank(21, 29) };
    vec![
        Reason::Funded { rank: rank(1, 5) },
        Reason::Partial {
            rank: rank(2, 5),
            left: small,
            needed: kroner(400_000),
            least: kroner(90_000),
        },
        Reason::CutByStep {
            rank: rank(2, 5),
            percent_milli: 62_500,
            from_score_milli: Some(60_000),
            recommended: small,
        },
        Reason::CutByStep {
            rank: rank(5, 5),
            percent_milli: 0,
            from_score_milli: None,
            recommended: small,
        },
        Reason::CutProRata { rank: whole, percent_milli: 87_654, recommended: small },
        Reason::UsedUp { rank: rank(3, 5), funded_before: 2 },
        Reason::UsedUp { rank: rank(2, 5), funded_before: 1 },
        Reason::UsedUp { rank: whole, funded_before: 17 },
        Reason::UsedUp { rank: rank(4, 5), funded_before: 1 },
        Reason::UsedUp { rank: Rank { frame: Money::ZERO, ..rank(1, 1) }, funded_before: 0 },
        Reason::DoesNotFit { rank: rank(4, 5), left: small, needed: kroner(400_000) },
        Reason::Stopped { rank: rank(5, 13), at: 4 },
        Reason::BelowLeast { rank: rank(4, 5), offered: small, least: kroner(150_000) },
        Reason::KeptForOthers {
            rank: whole,
            left: kroner(300_000),
            kept: small,
            needed: kroner(250_000),
        },
        Reason::PurposeUsedUp {
            rank: rank(4, 5),
            purpose: "arbeid".into(),
            most: kroner(500_000),
            left: small,
            needed: kroner(400_000),
        },
        Reason::RecipientHasEnough { rank: rank(4, 5), most: 2 },
        Reason::RecipientHasEnough { rank: rank(4, 5), most: 1 },
        Reason::ExcludedBy { rank: rank(4, 5), other, reference: "2013/7".into() },
        Reason::InOptimum { rank: rank(4, 5) },
        Reason::OutsideOptimum { rank: rank(2, 5) },
        Reason::NothingRecommended,
        Reason::Adjusted {
            by: "Kari Nordmann".into(),
            why: "Prosjektet er slått sammen med et annet.".into(),
            from: kroner(400_000),
        },
    ]
}

#[test]
fn every_reason_is_said_in_three_languages() {
    let said: Vec<String> = all()
        .iter()
        .flat_map(|reason| {
            [Language::Bokmal, Language::Nynorsk, Language::English]
                .map(|language| reason.in_words(language, Some("Rogaland")).replace('\u{a0}', " "))
        })
        .collect();
    insta::assert_snapshot!(said.join("\n"));
}

#[test]
fn a_county_is_named_only_where_it_is_known_and_has_a_frame() {
    let reason = Reason::UsedUp { rank: rank(3, 5), funded_before: 2 };
    let said =
        |reason: &Reason, name| reason.in_words(Language::English, name).replace('\u{a0}', " ");
    assert_eq!(
        said(&reason, Some("Rogaland")),
        "The application is third of five in Rogaland by score. The frame of 1 300 000 kr was used up by the first two."
    );
    assert!(said(&reason, None).starts_with("The application is third of five by score. "));
    let rank = Rank { county: None, ..rank(3, 5) };
    let reason = Reason::UsedUp { rank, funded_before: 2 };
    assert!(
        said(&reason, Some("Rogaland")).starts_with("The application is third of five by score. ")
    );
}

#[test]
fn a_purpose_is_called_what_people_call_it() {
    for reason in all() {
        let named = reason.clone().with_purpose_called("Arbeid først");
        let said = named.in_words(Language::Bokmal, None);
        assert_eq!(said.contains("«Arbeid først»"), reason.purpose().is_some(), "{said}");
        assert_eq!(reason.purpose().is_none(), named == reason);
    }
}

#[test]
fn every_reason_is_read_as_it_was_kept() {
    for reason in all() {
        let text = serde_json::to_string(&reason).unwrap();
        assert_eq!(serde_json::from_str::<Reason>(&text).unwrap(), reason, "{text}");
    }
}

/// As they stand in the database of before.
#[test]
fn reasons_of_before_are_still_read() {
    let read = |text: &str| serde_json::from_str::<Reason>(text).unwrap();
    let rank = Rank { place: 3, of: 5, frame: kroner(1000), county: None };
    assert_eq!(
        read(r#"{"because":"funded","place":3,"of":5,"frame":100000}"#),
        Reason::Funded { rank }
    );
    assert_eq!(
        read(r#"{"because":"used-up","place":3,"of":5,"frame":100000,"funded_before":2}"#),
        Reason::UsedUp { rank, funded_before: 2 }
    );
    assert_eq!(
        read(
            r#"{"because":"does-not-fit","place":3,"of":5,"frame":100000,"left":4200,"needed":5000}"#
        ),
        Reason::DoesNotFit { rank, left: kroner(42), needed: kroner(50) }
    );
    assert_eq!(read(r#"{"because":"nothing-recommended"}"#), Reason::NothingRecommended);
}
