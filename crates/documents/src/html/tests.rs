use chrono::DateTime;
use vocabulary::Language;

use super::html;
use crate::model::{
    Align, Bar, Block, Cell, Chart, Column, Document, Drawing, Figure, Link, Numbers, Picture,
    Piece, Rich, Row, Table,
};

fn document(blocks: Vec<Block>) -> Document {
    Document {
        title: "Rapport <b>".into(),
        language: Language::Nynorsk,
        sender: "Direktoratet".into(),
        reference: "26/1".into(),
        subject: String::new(),
        made_at: DateTime::UNIX_EPOCH,
        blocks,
    }
}

fn shown(blocks: Vec<Block>) -> String {
    html(&document(blocks)).unwrap()
}

fn heading(level: u8, text: &str) -> Block {
    Block::Heading { level, text: text.into() }
}

#[test]
fn markup_in_a_text_is_text() {
    let page = shown(vec![
        Block::Paragraph("<script>alert(1)</script> & «å»\nny linje".into()),
        Block::Paragraph(Piece::from("x").in_language("se\" onload=\"x").into_rich()),
    ]);
    assert!(!page.contains("<script") && page.contains("&#60;script&#62;"), "{page}");
    assert!(page.contains("«å»<br>ny linje"), "{page}");
    assert!(!page.contains("onload"), "{page}");
    assert!(page.contains("<h2 id=\"document-heading-1\">Rapport &#60;b&#62;</h2>"), "{page}");
    assert!(page.contains("<article class=\"document\" lang=\"nn\">"), "{page}");
}

#[test]
fn headings_never_skip_a_level_and_the_contents_lead_to_them() {
    let page = shown(vec![
        heading(1, "Tittel"),
        Block::Contents { depth: 2 },
        heading(3, "Krav"),
        heading(3, "Under krav"),
    ]);
    assert!(page.contains("<h3 id=\"document-heading-2\">Krav</h3>"), "{page}");
    assert!(page.contains("<h4 id=\"document-heading-3\">Under krav</h4>"), "{page}");
    assert!(page.contains("<a href=\"#document-heading-2\">Krav</a>"), "{page}");
    assert!(!page.contains("href=\"#document-heading-3\""), "deeper than asked for: {page}");
    assert!(!page.contains("href=\"#document-heading-1\""), "stands before the contents: {page}");
}

#[test]
fn links_lead_only_where_they_may() {
    let to = |link| Piece::from("ord").to(link).into_rich();
    let page = shown(vec![
        heading(2, "Krav"),
        Block::Paragraph(to(Link::Web("javascript:alert(1)".into()))),
        Block::Paragraph(to(Link::Web("HTTPS://example.no/?a=1&b=\"".into()))),
        Block::Paragraph(to(Link::Heading("Krav".into()))),
        Block::Paragraph(to(Link::Heading("Finst ikkje".into()))),
    ]);
    assert!(!page.contains("javascript"), "{page}");
    assert!(page.contains("<a href=\"HTTPS://example.no/?a=1&#38;b=&#34;\">ord</a>"), "{page}");
    assert_eq!(page.matches("<a ").count(), 2, "{page}");
}

#[test]
fn notes_stand_at_the_end_and_lead_back() {
    let noted = |text: &str| Piece::from("ord").noted(text).into_rich();
    let page = shown(vec![
        Block::Paragraph(noted("Ein")),
        Block::Table(Table { rows: vec![Row::data([noted("To")])], ..Table::default() }),
    ]);
    let mark = "<sup><a id=\"document-note-2-mark\" href=\"#document-note-2\" role=\"doc-noteref\" \
                aria-label=\"Note 2\">2</a></sup>";
    assert!(page.contains(mark), "{page}");
    assert!(
        page.contains("<li id=\"document-note-2\">To <a href=\"#document-note-2-mark\""),
        "{page}"
    );
    assert!(page.find("document-note-1\">").unwrap() > page.find(mark).unwrap(), "{page}");
}

#[test]
fn tables_have_scopes_spans_and_bodies_for_their_sections() {
    let column = |head: &str, align| Column { head: head.into(), share: 1.0, align };
    let wide = |text: &str, columns: usize, rows: usize| Cell { text: text.into(), columns, rows };
    let page = shown(vec![Block::Table(Table {
        caption: "Tabell 1".into(),
        columns: vec![column("Fylke", Align::Left), column("Kroner", Align::Right)],
        rows: vec![
            Row::data([wide("Agder", 1, 2), "1".into()]),
            Row::data(["2"]),
            Row::section("Nord"),
            Row::data(["Troms", "3"]),
        ],
        total: Some(vec!["Sum".into(), "6".into()]),
        ..Table::default()
    })]);
    for part in [
        "<caption>Tabell 1</caption>",
        "<th scope=\"col\" class=\"number\">Kroner</th>",
        "<th scope=\"rowgroup\" rowspan=\"2\">Agder</th>",
        "<tr><td class=\"number\">2</td></tr>",
        "<tr class=\"document__section\"><th scope=\"rowgroup\" colspan=\"2\">Nord</th></tr>",
        "<tr class=\"document__total\"><th scope=\"row\">Sum</th><td class=\"number\">6</td></tr>",
    ] {
        assert!(page.contains(part), "{part} is not in {page}");
    }
    assert_eq!((page.matches("<tbody>").count(), page.matches("<tfoot>").count()), (2, 1));
}

#[test]
fn an_empty_table_says_so() {
    let page = shown(vec![Block::Table(Table::default())]);
    assert!(page.contains("Ingen rader å vise"), "{page}");
}

#[test]
fn a_chart_is_drawn_for_two_screens_and_has_its_words_and_numbers() {
    let chart = |bars: Vec<Bar>| {
        Block::Chart(Chart {
            finding: "Agder får mest".into(),
            alt: String::new(),
            drawing: Drawing::Bars(bars),
            numbers: Numbers::FromDrawing,
        })
    };
    let bar = |name: &str, value| Bar { name: name.into(), value, label: value.to_string() };
    let page = shown(vec![chart(vec![bar("Agder", 88), bar("<Oslo>", 62)])]);
    for part in [
        "<figcaption>Agder får mest</figcaption>",
        "<title id=\"document-chart-1-wide-title\">Agder får mest</title>",
        "Stolpediagram: Agder får mest. Høgast: Agder 88. Lågast: &#60;Oslo&#62; 62.",
        "<svg class=\"document__svg document__svg--narrow\" role=\"img\"",
        "<summary>Vis tala i ein tabell</summary>",
        "<th scope=\"row\">Agder</th>",
    ] {
        assert!(page.contains(part), "{part} is not in {page}");
    }
    let empty = shown(vec![chart(Vec::new())]);
    assert!(empty.contains("Ingen tal å vise") && !empty.contains("<svg"), "{empty}");
}

#[test]
fn nothing_needs_a_style_in_an_attribute_or_a_script() {
    let bar = Bar { name: "a".into(), value: 1, label: "1".into() };
    let page = shown(vec![Block::Chart(Chart {
        finding: String::new(),
        alt: String::new(),
        drawing: Drawing::Funnel(vec![bar]),
        numbers: Numbers::In("tabell 1".into()),
    })]);
    assert!(!page.contains("style=") && !page.contains("<script"), "{page}");
}

trait IntoRich {
    fn into_rich(self) -> Rich;
}

impl IntoRich for Piece {
    fn into_rich(self) -> Rich {
        Rich(vec![self])
    }
}

#[test]
fn a_picture_stands_in_the_page_itself_with_its_words() {
    let mut file = std::io::Cursor::new(Vec::new());
    image::RgbImage::new(20, 10).write_to(&mut file, image::ImageFormat::Png).unwrap();
    let picture = Picture::new(file.into_inner()).unwrap();
    let page = shown(vec![
        Block::Figure(Figure {
            picture: picture.clone(),
            alt: "Et \"våpen\" <b>".into(),
            caption: "Fylkets\nvåpen & farger".into(),
            width: 0.5,
        }),
        Block::Figure(Figure {
            picture: picture.clone(),
            alt: "\u{200B}".into(),
            caption: String::new(),
            width: 1.0,
        }),
    ]);
    let source = format!("src=\"data:image/png;base64,{}\"", picture.base64());
    assert_eq!(page.matches(&source).count(), 2);
    assert!(
        page.contains("alt=\"Et &#34;våpen&#34; &#60;b&#62;\" width=\"340\" height=\"170\""),
        "{page}"
    );
    assert!(page.contains("<figcaption>Fylkets<br>våpen &#38; farger</figcaption>"), "{page}");
    assert!(page.contains("alt=\"\" width=\"680\" height=\"340\""), "{page}");
    assert_eq!(page.matches("<figcaption>").count(), 1);
}
