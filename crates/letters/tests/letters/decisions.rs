//! The letters about decisions as documents: complete, in the right order, with amounts that add up.

use crate::outline::outline;
use crate::support::sample;
use documents::{Block, Document, Link, Rich};
use letters::{Award, AwardReversed, Dismissal, Letter, Refusal, compose, samples};
use vocabulary::{Day, Language, Money};

#[test]
fn an_award_letter_has_all_that_must_be_in_it() {
    for language in Language::ALL {
        let document = document(&sample("award"), language);
        // What to do, the grant, what for, payment, conditions, reporting, unused money, control, breach,
        // reasons, appeal, what it rests on, enclosures, budget, targets.
        assert_eq!(headings(&document).len(), 15, "{language}");
        let said = outline(&document);
        for must in [
            "Riksrevisjonen",
            "650\u{a0}000,50",
            // What was applied for, and how much less the grant is.
            "1\u{a0}250\u{a0}000",
            "599\u{a0}999,50",
            "0764",
            "https://tilskudd.direktoratet.example/grants/1",
            "945\u{a0}475\u{a0}056",
            "IPS-2012-S07",
            "FOR-2019-03-04-185",
            "Kåre Sæther-Ånestad",
            "Ingrid Øverås",
            "Finnmarkssykehuset",
        ] {
            assert!(said.contains(must), "{language}: {must}\n{said}");
        }
    }
}

#[test]
fn a_refusal_says_the_result_then_why_then_what_to_do() {
    for (language, order) in [
        (
            Language::Bokmal,
            [
                "Dere får ikke",
                "# Begrunnelse",
                "# Slik har vi vurdert",
                "# Dette kan dere",
                "# Klage",
            ],
        ),
        (
            Language::Nynorsk,
            ["De får ikkje", "# Grunngiving", "# Slik har vi vurdert", "# Dette kan de", "# Klage"],
        ),
        (
            Language::English,
            ["You do not get", "# Reasons", "# How we assessed", "# What you can", "# Appeal"],
        ),
    ] {
        let said = outline(&document(&sample("refusal"), language));
        let places = order.map(|one| said.find(one).unwrap_or_else(|| panic!("{one}\n{said}")));
        assert!(places.is_sorted(), "{language}\n{said}");
        assert!(said.contains("FOR-2019-03-04-185"), "{language}\n{said}");
    }
}

#[test]
fn who_cannot_appeal_is_not_told_how() {
    for name in ["award-plain", "refusal-final"] {
        for (language, appeal, law) in [
            (Language::Bokmal, "Dere kan klage", "Forvaltningsloven"),
            (Language::Nynorsk, "De kan klage", "Forvaltningslova"),
            (Language::English, "You may appeal", "Public Administration"),
        ] {
            let said = outline(&document(&sample(name), language));
            assert!(!said.contains(appeal) && !said.contains(law), "{name}.{language}\n{said}");
        }
    }
}

/// Forvaltningsloven § 27 third paragraph: who is told of a decision is told whom it can be appealed to.
#[test]
fn who_can_appeal_is_told_to_whom() {
    const NAMED: &str = "Helse- og omsorgsdepartementet";
    for (language, general, named) in [
        (Language::Bokmal, "til klageinstansen", "departementet, som er klageinstans"),
        (Language::Nynorsk, "til klageinstansen", "departementet, som er klageinstans"),
        (Language::English, "to the appeal body", "departementet, which is the appeal body"),
    ] {
        for name in ["award", "refusal", "dismissal", "award-reversed"] {
            let letter = sample(name);
            let said = all_words(&letter, language);
            assert!(said.contains(named) && !said.contains(general), "{name}.{language}\n{said}");
            // Schemes that were made before do not say it.
            let said = all_words(&unnamed(letter), language);
            assert!(said.contains(general) && !said.contains(NAMED), "{name}.{language}\n{said}");
        }
    }
}

fn unnamed(letter: Letter) -> Letter {
    let appeal_body = None;
    match letter {
        Letter::Award(award) => Letter::Award(Box::new(Award { appeal_body, ..*award })),
        Letter::Refusal(refusal) => Letter::Refusal(Refusal { appeal_body, ..refusal }),
        Letter::Dismissal(one) => Letter::Dismissal(Dismissal { appeal_body, ..one }),
        Letter::AwardReversed(one) => Letter::AwardReversed(AwardReversed { appeal_body, ..one }),
        other => panic!("{other:?}"),
    }
}

/// The text of a letter, and what it encloses.
fn all_words(letter: &Letter, language: Language) -> String {
    let to = samples::recipient(language);
    let composed = compose(&samples::desk(), samples::now(), &to, letter).expect("words");
    let enclosed = composed.enclosed.map(|enclosure| outline(&enclosure.document));
    composed.text + &enclosed.unwrap_or_default()
}

#[test]
fn the_law_is_that_of_the_day_of_the_letter() {
    let award = award();
    let at = |year| {
        let day = Day::new(year, 7, 1).expect("a day");
        let to = samples::recipient(Language::Bokmal);
        let letter = Letter::Award(Box::new(award.clone()));
        let composed = compose(&samples::desk(), day.at_hour(10, 0), &to, &letter).expect("words");
        outline(&composed.enclosed.expect("an enclosure").document)
    };
    assert!(at(2026).contains("økonomistyring i staten punkt 6.3.3"));
    assert!(!at(2013).contains("6.3.3"), "numbered so from 2026");
    assert!(at(2013).contains("Bevilgningsreglementet § 10"));
}

#[test]
fn every_link_inside_a_letter_leads_to_one_of_its_headings() {
    for (name, letter) in samples::samples() {
        for language in Language::ALL {
            let Some(document) = enclosed(&letter, language) else { continue };
            let known = headings(&document);
            for text in texts(&document.blocks) {
                for link in text.0.iter().filter_map(|piece| piece.link.as_ref()) {
                    match link {
                        Link::Heading(to) => assert!(known.contains(&to.as_str()), "{name}: {to}"),
                        Link::Web(to) => assert!(
                            to.starts_with("https://tilskudd.direktoratet.example/")
                                || to == "mailto:tilskudd@direktoratet.example",
                            "{name}: {to}"
                        ),
                    }
                }
            }
        }
    }
}

#[test]
fn an_award_of_all_that_was_applied_for_asks_for_no_new_budget() {
    let award = award();
    let full = Award { amount: award.applied_for.amount, ..award.clone() };
    for (language, adjust) in [
        (Language::Bokmal, "Tilpass budsjettet"),
        (Language::Nynorsk, "Tilpass budsjettet"),
        (Language::English, "Adjust the budget"),
    ] {
        let said =
            |award: &Award| outline(&document(&Letter::Award(Box::new(award.clone())), language));
        assert!(said(&award).contains(adjust), "{language}");
        assert!(!said(&full).contains(adjust), "{language}");
    }
}

#[test]
fn a_payment_plan_adds_up_to_the_grant() {
    let award = award();
    let planned: Money = award.instalments.iter().map(|(_, amount)| *amount).sum();
    assert_eq!(planned, award.amount);
    let document = document(&Letter::Award(Box::new(award.clone())), Language::Bokmal);
    let plan = document.blocks.iter().find_map(|block| match block {
        Block::Table(table) if table.caption == "Utbetalingsplan" => Some(table),
        _ => None,
    });
    let total = plan.and_then(|plan| plan.total.as_ref()).expect("a sum");
    assert_eq!(total.last().map(|cell| cell.text.words()), Some(award.amount.to_string()));
}

#[test]
fn what_was_typed_never_becomes_a_part_of_the_letter() {
    let Letter::Refusal(refusal) = sample("refusal") else { panic!("a refusal") };
    let sly = Refusal {
        reason:
            "Nei.\r\n# Dere får likevel\n| 1 000 000 kroner\u{2}her\u{3}https://evil.example\u{4}"
                .into(),
        recipient_organisation: "A\u{1}B\u{4}\n= Ny tittel".into(),
        ..refusal
    };
    let document = document(&Letter::Refusal(sly), Language::Bokmal);
    assert!(document.title.starts_with("Dere får ikke tilskudd"));
    assert!(!headings(&document).iter().any(|heading| heading.contains("likevel")));
    let all = texts(&document.blocks);
    let links = all.iter().flat_map(|text| &text.0).filter_map(|piece| piece.link.as_ref());
    assert!(links.into_iter().all(|link| !format!("{link:?}").contains("evil")));
}

/// The number of a template and its words go together: words that changed need the next number.
#[test]
fn every_wording_has_its_number() {
    use sha2::{Digest, Sha256};
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../templates/letters");
    let read = |name: &str| std::fs::read_to_string(format!("{folder}/{name}")).expect(name);
    let mut told = String::new();
    for template in ["award-letter", "refusal-letter", "receipt-document"] {
        for language in Language::ALL {
            let text = read(&format!("{template}.{language}.txt"));
            let number = text.lines().next().and_then(|line| line.rsplit(' ').next());
            let number = number.expect("a number").trim_end_matches('.').to_owned();
            let mut words = Sha256::new_with_prefix(&text);
            for part in ["_appeal", "_assessed", "_rests-on", "_signature"] {
                if text.contains(part) {
                    words.update(read(&format!("{part}.{language}.txt")));
                }
            }
            let words: String =
                words.finalize().iter().take(8).map(|byte| format!("{byte:02x}")).collect();
            told += &format!("{template}.{language} {number}: {words}\n");
        }
    }
    insta::assert_snapshot!(told);
}

fn award() -> Award {
    match sample("award") {
        Letter::Award(award) => *award,
        other => panic!("{other:?}"),
    }
}

fn document(letter: &Letter, language: Language) -> Document {
    enclosed(letter, language).expect("an enclosure")
}

fn enclosed(letter: &Letter, language: Language) -> Option<Document> {
    let to = samples::recipient(language);
    let composed = compose(&samples::desk(), samples::now(), &to, letter).expect("words");
    composed.enclosed.map(|enclosure| enclosure.document)
}

fn headings(document: &Document) -> Vec<&str> {
    let headings = document.blocks.iter().filter_map(|block| match block {
        Block::Heading { text, .. } => Some(text.as_str()),
        _ => None,
    });
    headings.collect()
}

/// All texts of some blocks, tables aside.
fn texts(blocks: &[Block]) -> Vec<&Rich> {
    blocks
        .iter()
        .flat_map(|block| match block {
            Block::Paragraph(text) | Block::Small(text) | Block::Quote(text) => vec![text],
            Block::Bullets(items) | Block::Numbered(items) => items.iter().collect(),
            Block::Facts(facts) => facts.iter().map(|(_, value)| value).collect(),
            Block::Together(blocks) => texts(blocks),
            _ => Vec::new(),
        })
        .collect()
}
