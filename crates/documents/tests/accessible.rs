//! What PDF/A-2a and PDF/UA-1 demand, asked of the objects of rendered documents.

#![allow(clippy::unwrap_used, reason = "whatever is missing fails the test")]

mod support;

use documents::{Align, Bar, BarChart, Block, Column, Document, Funnel, KeyFigure, Table, render};
use lopdf::Object;
use proptest::prelude::*;
use support::{Opened, document, string};
use vocabulary::Language;

fn heading(level: u8, text: &str) -> Block {
    Block::Heading { level, text: text.into() }
}

fn column(head: &str, align: Align) -> Column {
    Column { head: head.into(), share: 1.0, align }
}

fn bars(count: i64) -> Vec<Bar> {
    (0..count).map(|i| Bar { name: format!("Navn {i}"), value: i, label: i.to_string() }).collect()
}

fn table(rows: Vec<Vec<String>>, total: Option<Vec<String>>) -> Block {
    Block::Table(Table {
        caption: "En tabell".into(),
        columns: vec![column("Kommune", Align::Left), column("Beløp (kr)", Align::Right)],
        rows,
        total,
    })
}

/// Everything that has gone wrong somewhere else.
fn awkward() -> Document {
    let word = "x1".repeat(150);
    let amount = "11\u{a0}000\u{a0}000".to_owned();
    let many = (0..200).map(|i| vec![format!("Kommune {i}"), amount.clone()]).collect();
    let tall = vec![vec!["høy ".repeat(3000), amount.clone()], vec![]];
    let long = vec![vec![amount; 14]];
    let mut document = document(vec![
        heading(3, "Ságat áŋčđŧžš og 👨‍👩‍👧"),
        heading(1, &word),
        Block::Paragraph(format!("{word}\nny linje\u{0}\u{7} & <b>")),
        Block::Paragraph("漢字 العربية a\u{20D0}b \u{E000}\u{FFFE}".into()),
        Block::Paragraph(String::new()),
        Block::Small("\u{200B}".into()),
        Block::Bullets(vec![]),
        Block::Bullets(vec!["".into(), word.clone(), "lang ".repeat(2000)]),
        Block::KeyFigures(vec![]),
        Block::KeyFigures(vec![KeyFigure { figure: word.clone(), caption: word.clone() }; 5]),
        Block::KeyFigures(vec![KeyFigure { figure: "9".into(), caption: "lang ".repeat(900) }]),
        table(vec![], None),
        table(vec![], Some(vec![])),
        table(many, Some(vec!["Sum".into(), "1".into()])),
        table(tall, None),
        table(long, None),
        Block::Table(Table { caption: String::new(), columns: vec![], rows: vec![], total: None }),
        Block::Bars(BarChart { caption: String::new(), alt: String::new(), bars: vec![] }),
        Block::Bars(BarChart { caption: "Åtti".into(), alt: String::new(), bars: bars(80) }),
        Block::Funnel(Funnel { caption: "c ".repeat(5000), alt: "alt".into(), steps: bars(3) }),
        Block::AddressField {
            recipient: vec![word.clone(); 80],
            references: vec![(word.clone(), word); 30],
        },
        Block::AddressField { recipient: vec![], references: vec![] },
        Block::PageBreak,
    ]);
    document.title = "Tittel \u{1} & <tittel> ]]> 👩‍🚒".into();
    document
}

fn samples() -> Vec<Document> {
    let letter = document(vec![
        Block::AddressField {
            recipient: vec!["Bodø kommune".into(), "8001 BODØ".into()],
            references: vec![("Dato".into(), "1. mars 2027".into())],
        },
        heading(2, "Dette må dere gjøre"),
        Block::Bullets(vec!["Svar".into(), "Send rapport".into()]),
    ]);
    vec![document(vec![]), letter, awkward()]
}

fn opened(document: &Document) -> Opened {
    Opened::of(&render(document).unwrap())
}

/// Operators that put something on the page.
const DRAWING: [&str; 12] = ["Tj", "TJ", "'", "\"", "f", "f*", "F", "S", "s", "B", "Do", "sh"];

/// Every drawing operator stands in content of an element or in an artifact, never in both.
fn assert_all_is_marked(opened: &Opened) {
    for page in 0..opened.pages.len() {
        let mut open: Vec<&str> = Vec::new();
        for operation in opened.operations(page) {
            match operation.operator.as_str() {
                "BMC" | "BDC" => {
                    let tag = operation.operands[0].as_name().unwrap();
                    let owned = operation
                        .operands
                        .get(1)
                        .and_then(|p| p.as_dict().ok())
                        .is_some_and(|p| p.has(b"MCID"));
                    let kind = match tag {
                        b"Artifact" => "artifact",
                        _ if owned => "element",
                        _ => "span",
                    };
                    assert!(kind == "span" || open.is_empty(), "{kind} inside {open:?}");
                    assert!(kind != "span" || open == ["element"], "span inside {open:?}");
                    open.push(kind);
                }
                "EMC" => assert!(open.pop().is_some()),
                operator => {
                    assert!(
                        !DRAWING.contains(&operator) || !open.is_empty(),
                        "{operator} unmarked"
                    );
                }
            }
        }
        assert!(open.is_empty());
    }
}

/// Structure and parent tree tell the same, and both know every stretch of content there is.
fn assert_parents_agree(opened: &Opened) {
    let owners = opened.parent_tree();
    let mut claimed = opened.claimed();
    let count = claimed.len();
    claimed.sort_unstable();
    claimed.dedup_by_key(|(place, _)| *place);
    assert_eq!(claimed.len(), count, "content claimed twice");
    assert_eq!(claimed, owners.into_iter().collect::<Vec<_>>());
    let mut written = Vec::new();
    for page in 0..opened.pages.len() {
        for operation in opened.operations(page).iter().filter(|o| o.operator == "BDC") {
            if let Ok(mcid) = operation.operands[1].as_dict().unwrap().get(b"MCID") {
                written.push((page, mcid.as_i64().unwrap()));
            }
        }
    }
    written.sort_unstable();
    assert_eq!(claimed.into_iter().map(|(place, _)| place).collect::<Vec<_>>(), written);
}

fn assert_structure_is_sound(opened: &Opened) {
    let structure = opened.structure();
    let mut level = 0;
    for element in structure.all() {
        let said = |key: &[u8]| element.dictionary.get(key).map(string).unwrap_or_default();
        match element.role.as_str() {
            "H1" | "H2" | "H3" => {
                let this = element.role[1..].parse::<i32>().unwrap();
                assert!(this <= level + 1, "H{this} after H{level}");
                assert!(!said(b"T").is_empty());
                level = this;
            }
            "Figure" => {
                assert!(!said(b"Alt").is_empty());
                assert!(element.dictionary.get(b"A").unwrap().as_dict().unwrap().has(b"BBox"));
            }
            "TH" => assert!(element.dictionary.get(b"A").unwrap().as_dict().unwrap().has(b"Scope")),
            "Table" => assert_is_regular(element),
            "L" => assert!(element.below.iter().all(|item| item.role == "LI")),
            _ => {}
        }
    }
    assert!(level > 0, "a document has a heading");
}

/// Every row of a table covers as many columns.
fn assert_is_regular(table: &support::Element) {
    let widths: Vec<i64> = table
        .all()
        .iter()
        .filter(|element| element.role == "TR")
        .map(|row| {
            let span = |cell: &support::Element| {
                let attributes = cell.dictionary.get(b"A").ok()?.as_dict().ok()?;
                attributes.get(b"ColSpan").ok()?.as_i64().ok()
            };
            row.below.iter().map(|cell| span(cell).unwrap_or(1)).sum()
        })
        .collect();
    assert!(!widths.is_empty() && widths.iter().all(|width| *width == widths[0]), "{widths:?}");
}

fn assert_fonts_are_embedded(opened: &Opened) {
    assert!(!opened.fonts().is_empty());
    for font in opened.fonts().values() {
        assert!(font.has(b"ToUnicode"));
        let below = opened.resolved(font.get(b"DescendantFonts").unwrap()).as_array().unwrap();
        let below = opened.resolved(&below[0]).as_dict().unwrap();
        let descriptor = opened.resolved(below.get(b"FontDescriptor").unwrap()).as_dict().unwrap();
        assert!(descriptor.has(b"FontFile2"));
        let name = descriptor.get(b"FontName").unwrap().as_name().unwrap();
        assert_eq!(name[6], b'+', "a subset has a tag");
    }
}

fn assert_glyphs_exist(opened: &Opened) {
    for page in 0..opened.pages.len() {
        for operation in opened.operations(page).iter().filter(|o| o.operator == "TJ") {
            for part in operation.operands[0].as_array().unwrap() {
                if let Object::String(code, _) = part {
                    assert_ne!(code.as_slice(), [0, 0], ".notdef is shown");
                }
            }
        }
    }
}

fn assert_sound(opened: &Opened) {
    assert_all_is_marked(opened);
    assert_parents_agree(opened);
    assert_structure_is_sound(opened);
    assert_fonts_are_embedded(opened);
    assert_glyphs_exist(opened);
}

#[test]
fn samples_are_sound() {
    for document in samples() {
        assert_sound(&opened(&document));
    }
}

#[test]
fn the_catalog_says_what_the_standards_ask() {
    for (language, tag) in
        [(Language::Bokmal, "nb-NO"), (Language::Nynorsk, "nn-NO"), (Language::English, "en-GB")]
    {
        let document = Document { language, ..document(vec![]) };
        let opened = opened(&document);
        let catalog = opened.catalog();
        assert_eq!(string(catalog.get(b"Lang").unwrap()), tag);
        let marked = catalog.get(b"MarkInfo").unwrap().as_dict().unwrap();
        assert!(marked.get(b"Marked").unwrap().as_bool().unwrap());
        let shown = catalog.get(b"ViewerPreferences").unwrap().as_dict().unwrap();
        assert!(shown.get(b"DisplayDocTitle").unwrap().as_bool().unwrap());
        for page in &opened.pages {
            let page = opened.graph.get_dictionary(*page).unwrap();
            assert_eq!(page.get(b"Tabs").unwrap().as_name().unwrap(), b"S");
            assert!(!page.has(b"Annots"));
        }
        let metadata = opened.resolved(catalog.get(b"Metadata").unwrap()).as_stream().unwrap();
        let metadata = String::from_utf8(metadata.content.clone()).unwrap();
        assert!(metadata.contains(&format!("<rdf:li>{tag}</rdf:li>")));
        assert!(metadata.contains("<xmp:CreateDate>2026-11-18T"), "{metadata}");
        let intents = catalog.get(b"OutputIntents").unwrap().as_array().unwrap();
        let intent = intents[0].as_dict().unwrap();
        assert_eq!(intent.get(b"S").unwrap().as_name().unwrap(), b"GTS_PDFA1");
        assert_eq!(opened.graph.version, "1.7");
    }
}

#[test]
fn the_same_document_gives_the_same_bytes_and_another_gives_others() {
    let document = awkward();
    let first = render(&document).unwrap();
    assert_eq!(first, render(&document).unwrap());
    let changed = Document { subject: "Noe annet".into(), ..document };
    assert_ne!(first.bytes, render(&changed).unwrap().bytes);
}

#[test]
fn no_break_spaces_come_out_as_spaces_and_what_cannot_be_drawn_as_itself() {
    let text = opened(&awkward()).text();
    assert!(text.contains("11 000 000") && !text.contains('\u{a0}'));
    for written in ["Ságat áŋčđŧžš og 👨‍👩‍👧", "漢字", "a\u{20D0}b", "Kommune 199", "ny linje & <b>"]
    {
        assert!(text.contains(written), "{written} is lost");
    }
}

#[test]
fn a_row_taller_than_a_page_is_not_lost() {
    let words: Vec<String> = (0..2500).map(|i| format!("ord{i}")).collect();
    let opened = opened(&document(vec![table(vec![vec![words.join(" "), "1".into()]], None)]));
    let text = opened.text();
    assert!(opened.pages.len() > 2);
    assert!(words.iter().all(|word| text.contains(word)));
}

#[test]
fn a_table_over_many_pages_repeats_its_heads() {
    let rows = (0..200).map(|i| vec![format!("Kommune {i}"), i.to_string()]).collect();
    let opened = opened(&document(vec![table(rows, None)]));
    assert!(opened.pages.len() > 3);
    for page in 0..opened.pages.len() {
        assert!(opened.page_text(page).contains("Beløp (kr)"), "page {page}");
    }
}

#[test]
fn a_heading_stays_with_what_follows() {
    for lines in 20..60 {
        let filler = Block::Paragraph(vec!["linje"; lines].join("\n"));
        let below = Block::Paragraph("En to tre\nfire\nfem".into());
        let blocks = vec![filler, heading(2, "Alene?"), heading(3, "Dypere"), below];
        let opened = opened(&document(blocks));
        let page = |text: &str| {
            (0..opened.pages.len()).find(|page| opened.page_text(*page).contains(text)).unwrap()
        };
        assert_eq!(page("Alene?"), page("En to tre"), "after {lines} lines");
        assert_eq!(page("En to tre"), page("fem"), "after {lines} lines");
    }
}

#[test]
fn footers_count_the_pages_in_the_language_of_the_document() {
    let blocks = vec![Block::Paragraph("a".into()), Block::PageBreak, Block::Paragraph("b".into())];
    let mut document = document(blocks);
    let norwegian = opened(&document);
    assert!(norwegian.page_text(0).contains("Side 1 av 2"));
    assert!(norwegian.page_text(0).contains("Direktoratet · 26/1"));
    assert!(
        norwegian.page_text(1).starts_with('b') && norwegian.page_text(1).contains("Statusrapport")
    );
    document.language = Language::English;
    assert!(opened(&document).page_text(1).contains("Page 2 of 2"));
}

#[test]
fn page_breaks_never_make_empty_pages() {
    let blocks =
        vec![Block::PageBreak, Block::PageBreak, Block::Paragraph("a".into()), Block::PageBreak];
    assert_eq!(render(&document(blocks)).unwrap().pages, 2);
}

#[test]
fn the_title_is_printed_once() {
    let count = |blocks| opened(&document(blocks)).page_text(0).matches("Statusrapport").count();
    assert_eq!(count(vec![]), 1);
    assert_eq!(count(vec![heading(1, "Statusrapport")]), 1);
    assert_eq!(count(vec![Block::Paragraph("a".into()), heading(2, "b")]), 1);
}

/// Text of all kinds: ordinary, controls, marks, other scripts, very long words.
fn any_text() -> impl Strategy<Value = String> {
    prop_oneof![
        "[a-zæøå \u{a0}\n]{0,60}",
        any::<String>(),
        "\\PC{0,40}",
        "[\u{0}-\u{2F}\u{300}-\u{310}a\u{200B}-\u{200F}\u{AD}🏽👩‍🚒\u{E000}\u{FFFF}]{0,30}",
        (1_usize..400).prop_map(|n| "Wx".repeat(n)),
    ]
}

fn any_texts() -> impl Strategy<Value = Vec<String>> {
    prop::collection::vec(any_text(), 0..6)
}

fn any_bars() -> impl Strategy<Value = Vec<Bar>> {
    let bar = (any_text(), any::<i64>(), any_text());
    prop::collection::vec(bar.prop_map(|(name, value, label)| Bar { name, value, label }), 0..5)
}

fn any_table() -> impl Strategy<Value = Table> {
    let column = (any_text(), any::<f32>(), any::<bool>()).prop_map(|(head, share, right)| {
        Column { head, share, align: if right { Align::Right } else { Align::Left } }
    });
    (
        any_text(),
        prop::collection::vec(column, 0..6),
        prop::collection::vec(any_texts(), 0..5),
        prop::option::of(any_texts()),
    )
        .prop_map(|(caption, columns, rows, total)| Table { caption, columns, rows, total })
}

fn any_block() -> impl Strategy<Value = Block> {
    let figure =
        (any_text(), any_text()).prop_map(|(figure, caption)| KeyFigure { figure, caption });
    prop_oneof![
        (any::<u8>(), any_text()).prop_map(|(level, text)| Block::Heading { level, text }),
        any_text().prop_map(Block::Paragraph),
        any_text().prop_map(Block::Small),
        any_texts().prop_map(Block::Bullets),
        prop::collection::vec(figure, 0..7).prop_map(Block::KeyFigures),
        any_table().prop_map(Block::Table),
        (any_text(), any_text(), any_bars())
            .prop_map(|(caption, alt, bars)| Block::Bars(BarChart { caption, alt, bars })),
        (any_text(), any_text(), any_bars())
            .prop_map(|(caption, alt, steps)| Block::Funnel(Funnel { caption, alt, steps })),
        (any_texts(), prop::collection::vec((any_text(), any_text()), 0..4))
            .prop_map(|(recipient, references)| Block::AddressField { recipient, references }),
        Just(Block::PageBreak),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_text_in_any_place_gives_a_sound_document(
        title in any_text(),
        sender in any_text(),
        reference in any_text(),
        blocks in prop::collection::vec(any_block(), 0..8),
    ) {
        let document = Document { title, sender, reference, ..document(blocks) };
        assert_sound(&opened(&document));
    }
}
