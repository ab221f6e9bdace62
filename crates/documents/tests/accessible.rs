//! What PDF/A-2a and PDF/UA-1 demand, asked of the objects of rendered documents.

#![allow(clippy::unwrap_used, reason = "whatever is missing fails the test")]

mod support;

use documents::{Align, Block, Column, Document, Figure, Picture, Row, Table, render};
use image::ImageFormat;
use support::awkward::picture;
use support::given::{compared, texts};
use support::sound::assert_sound;
use support::{Opened, document, string};
use vocabulary::Language;

fn heading(level: u8, text: &str) -> Block {
    Block::Heading { level, text: text.into() }
}

fn column(head: &str, align: Align) -> Column {
    Column { head: head.into(), share: 1.0, align }
}

fn table(rows: Vec<Vec<String>>, total: Option<Vec<String>>) -> Block {
    Block::Table(Table {
        caption: "En tabell".into(),
        columns: vec![column("Kommune", Align::Left), column("Beløp (kr)", Align::Right)],
        rows: rows.into_iter().map(Row::from).collect(),
        total: total.map(|cells| cells.into_iter().map(Into::into).collect()),
        ..Table::default()
    })
}

/// The documents of awkward texts by their names.
fn awkward(name: &str) -> Document {
    let found = support::awkward::documents().into_iter().find(|(known, _)| *known == name);
    found.unwrap().1
}

fn opened(document: &Document) -> Opened {
    Opened::of(&render(document).unwrap())
}

#[test]
fn awkward_documents_are_sound() {
    for (name, document) in support::awkward::documents() {
        println!("{name}");
        assert_sound(&opened(&document));
    }
}

#[test]
fn awkward_texts_come_out_as_they_were_given() {
    for (name, document) in support::awkward::documents() {
        let said = compared(&opened(&document).read_out());
        for text in texts(&document) {
            assert!(said.contains(&text), "{name}: {text} is lost");
        }
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
    let document = awkward("texts");
    let first = render(&document).unwrap();
    assert_eq!(first, render(&document).unwrap());
    let changed = Document { subject: "Noe annet".into(), ..document };
    assert_ne!(first.bytes, render(&changed).unwrap().bytes);
}

#[test]
fn no_break_spaces_come_out_as_spaces_and_what_cannot_be_drawn_as_itself() {
    let text = opened(&awkward("tables")).text();
    assert!(text.contains("11 000 000") && !text.contains('\u{a0}'));
    let text = opened(&awkward("texts")).text();
    for written in ["áŋčđŧžš og 👨‍👩‍👧", "漢字", "a\u{20D0}b", "Punkt nummer 120", "slutt"]
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
        let filler = Block::Paragraph(vec!["linje"; lines].join("\n").into());
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

fn figure(picture: &Picture, alt: &str, caption: &str) -> Block {
    let (picture, alt, caption) = (picture.clone(), alt.into(), caption.into());
    Block::Figure(Figure { picture, alt, caption, width: 0.5 })
}

#[test]
fn a_picture_is_a_figure_with_its_words_its_place_and_its_caption() {
    let photograph = picture((40, 20), ImageFormat::Jpeg, false);
    let opened = opened(&document(vec![figure(&photograph, "Et bål", "Leirskole 2027")]));
    let structure = opened.structure();
    let all = structure.all();
    let figure = all.iter().find(|element| element.role == "Figure").unwrap();
    assert_eq!(string(figure.dictionary.get(b"Alt").unwrap()), "Et bål");
    let attributes = figure.dictionary.get(b"A").unwrap().as_dict().unwrap();
    assert_eq!(attributes.get(b"O").unwrap().as_name().unwrap(), b"Layout");
    assert_eq!(attributes.get(b"Placement").unwrap().as_name().unwrap(), b"Block");
    let bounds = attributes.get(b"BBox").unwrap().as_array().unwrap();
    let bounds: Vec<f32> = bounds.iter().map(|side| side.as_float().unwrap()).collect();
    let (width, height) = (bounds[2] - bounds[0], bounds[3] - bounds[1]);
    // Half the column, and as wide to tall as the picture.
    assert!((width - 226.64).abs() < 0.1 && (height * 2.0 - width).abs() < 0.1, "{bounds:?}");
    let below: Vec<&str> = figure.below.iter().map(|below| below.role.as_str()).collect();
    assert_eq!(below, ["Caption"]);
    assert!(opened.read_out().contains("Leirskole 2027"));
    // A photograph goes in as it is.
    let pictures = opened.pictures();
    assert_eq!(pictures.values().next().unwrap().content, photograph.file());
}

#[test]
fn a_picture_drawn_often_is_in_the_file_once() {
    let [one, other] = [(30, 20), (20, 30)].map(|size| picture(size, ImageFormat::Png, false));
    let again = Picture::new(one.file()).unwrap();
    let mut blocks: Vec<Block> = (0..9).map(|_| figure(&one, "Et våpen", "")).collect();
    blocks.extend([figure(&other, "Et kart", ""), figure(&again, "Et våpen", "")]);
    let opened = opened(&document(blocks));
    assert!(opened.pages.len() > 1);
    assert_eq!(opened.pictures().len(), 2);
    let drawn = (0..opened.pages.len()).flat_map(|page| opened.operations(page));
    assert_eq!(drawn.filter(|operation| operation.operator == "Do").count(), 11);
    let streams = opened.graph.objects.values().filter_map(|object| object.as_stream().ok());
    assert_eq!(streams.filter(|stream| stream.dict.has(b"BitsPerComponent")).count(), 2);
}

#[test]
fn a_picture_without_words_is_decoration() {
    let wave = picture((40, 20), ImageFormat::Png, true);
    let opened = opened(&document(vec![figure(&wave, " ", "Til pynt")]));
    let structure = opened.structure();
    let roles: Vec<&str> = structure.all().iter().map(|one| one.role.as_str()).collect();
    assert!(!roles.contains(&"Figure") && !roles.contains(&"Caption"), "{roles:?}");
    assert_eq!(opened.pictures().len(), 1);
    assert!(opened.read_out().contains("Til pynt"));
}

#[test]
fn a_caption_stays_with_its_picture() {
    let photograph = picture((40, 30), ImageFormat::Jpeg, false);
    for lines in 1..45 {
        let filler = Block::Paragraph(vec!["linje"; lines].join("\n").into());
        let below = "Bildetekst\nover\ntre linjer";
        let opened = opened(&document(vec![filler, figure(&photograph, "Et bål", below)]));
        let drawn = |page: &usize| opened.operations(*page).iter().any(|o| o.operator == "Do");
        let page = (0..opened.pages.len()).find(drawn).unwrap();
        let text = opened.page_text(page);
        assert!(text.contains("Bildetekst") && text.contains("tre linjer"), "after {lines} lines");
    }
}

#[test]
fn the_title_is_printed_once() {
    let count = |blocks| opened(&document(blocks)).page_text(0).matches("Statusrapport").count();
    assert_eq!(count(vec![]), 1);
    assert_eq!(count(vec![heading(1, "Statusrapport")]), 1);
    assert_eq!(count(vec![Block::Paragraph("a".into()), heading(2, "b")]), 1);
}
