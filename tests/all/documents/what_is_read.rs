//! What comes out of a file when it is read: by eyes that see the text only, and by ears.

use chrono::{TimeZone, Utc};
use documents::{
    Align, Attached, Bar, Block, BudgetBar, Cell, Chart, Column, Document, Drawing, Figure,
    HeadGroup, KeyFigure, Link, Numbers, Part, Piece, Rich, Row, Share, StackedBar, Table,
};
use image::ImageFormat;
use insta::assert_snapshot;
use tests::pdf;
use vocabulary::Language;

use super::{awkward, written};

fn column(head: &str, align: Align) -> Column {
    Column { head: head.into(), share: 1.0, align }
}

fn share(value: i64) -> Share {
    Share { value, label: value.to_string() }
}

fn heading(level: u8, text: &str) -> Block {
    Block::Heading { level, text: text.into() }
}

/// Every kind of block once, in few words.
fn specimen() -> Document {
    let over = |text: &str, columns, rows| Cell { text: text.into(), columns, rows };
    let table = Table {
        caption: "Tabell 1. Tilskudd".into(),
        groups: vec![
            HeadGroup { head: String::new(), columns: 1 },
            HeadGroup { head: "Kroner".into(), columns: 2 },
        ],
        columns: vec![
            column("Kommune", Align::Left),
            column("Innvilget", Align::Right),
            column("Brukt", Align::Right),
        ],
        rows: vec![
            Row::section("Agder"),
            Row::data(["Risør", "1\u{a0}000", "900"]),
            Row { cells: vec![over("Arendal", 1, 2), "20".into(), "10".into()], ..Row::default() },
            Row { cells: vec![over("trukket", 2, 1)], ..Row::default() },
            Row::sum(["Sum Agder", "1\u{a0}020", "910"]),
        ],
        total: Some(["I alt", "1\u{a0}020", "910"].map(Cell::from).into()),
    };
    let chart = |finding: &str, drawing, numbers| {
        let (finding, alt) = (finding.into(), "Stolper. Agder har mest.".into());
        Block::Chart(Chart { finding, alt, drawing, numbers })
    };
    let text = Rich(vec![
        Piece::from("Pengene er "),
        Piece::strong("brukt"),
        Piece::from(".").noted("Regnskap per 1. mars."),
        Piece::from(" Mer i "),
        Piece::from("sammendraget").to(Link::Heading("Sammendrag".into())),
        Piece::from(" og på "),
        Piece::from("nettet").to(Link::Web("https://example.no/".into())),
        Piece::from(", på nordsamisk «"),
        Piece::from("nuoraide").in_language("se"),
        Piece::from("»."),
    ]);
    Document {
        title: "Eksempel".into(),
        language: Language::Bokmal,
        sender: "Direktoratet".into(),
        reference: "26/1".into(),
        subject: "Alle slags avsnitt".into(),
        made_at: Utc.timestamp_opt(1_795_000_000, 0).single().unwrap_or_default(),
        blocks: vec![
            heading(1, "Eksempel"),
            Block::KeyFigures(vec![KeyFigure {
                figure: "910 kr".into(),
                caption: "er brukt".into(),
                against: "ned 1 fra i fjor".into(),
            }]),
            Block::Contents { depth: 2 },
            heading(2, "Sammendrag"),
            Block::Paragraph(text),
            Block::Quote("Det virker.".into()),
            Block::Bullets(vec!["ett".into(), "to".into()]),
            Block::Numbered(vec!["først".into(), "så".into()]),
            Block::Facts(vec![("Kontakt".into(), "Kari Nordmann".into())]),
            heading(2, "Tall"),
            Block::Table(table),
            chart(
                "Agder får alt",
                Drawing::Bars(vec![Bar { name: "Agder".into(), value: 9, label: "910".into() }]),
                Numbers::In("tabell 1".into()),
            ),
            chart(
                "Nesten alt er brukt",
                Drawing::BudgetAgainstUsed(vec![BudgetBar {
                    name: "Agder".into(),
                    budget: share(1020),
                    used: share(910),
                    expected: None,
                }]),
                Numbers::In("tabell 1".into()),
            ),
            chart(
                "Én mangler",
                Drawing::Stacked {
                    parts: [("levert", false), ("mangler", true)]
                        .map(|(name, stressed)| Part { name: name.into(), stressed })
                        .into(),
                    bars: vec![StackedBar {
                        name: "Agder".into(),
                        shares: vec![share(2), share(1)],
                    }],
                },
                Numbers::FromDrawing,
            ),
            Block::Figure(Figure {
                picture: awkward::picture((30, 20), ImageFormat::Png, false),
                alt: "Agders våpen: et åpent kart.".into(),
                caption: "Agders våpen".into(),
                width: 0.2,
            }),
            Block::Attachments(vec![Attached {
                name: "Regnskap".into(),
                about: "PDF, 2 sider".into(),
            }]),
            Block::Small("Laget av Fordel.".into()),
        ],
    }
}

#[tokio::test]
async fn every_kind_of_block_is_read_in_its_order() {
    let directory = tempfile::tempdir().expect("a directory");
    let file = written(directory.path(), "specimen", &specimen());
    assert_snapshot!("text", pdf::text(&file).await.expect("text"));
    assert_snapshot!("structure", pdf::structure(&file).await.expect("structure"));
}

/// Those that run leftwards are put into the order of the eye by the program that extracts the text, and
/// where a line holds signs only it sees no words. The one that prints the structure does not look at what
/// stands behind replaced characters.
#[tokio::test]
async fn awkward_scripts_survive_the_way_through_another_program() {
    let directory = tempfile::tempdir().expect("a directory");
    let blocks = awkward::SCRIPTS.map(|text| Block::Paragraph(text.into())).into();
    let file = written(directory.path(), "scripts", &Document { blocks, ..specimen() });
    let structure = pdf::structure(&file).await.expect("structure");
    let closed = |text: &str| text.replace(char::is_whitespace, "");
    let text = closed(&pdf::text(&file).await.expect("text"));
    let leftwards = |text: &str| text.contains(|c| ('\u{590}'..'\u{700}').contains(&c));
    for script in awkward::SCRIPTS {
        assert!(leftwards(script) || text.contains(&closed(script)), "{script} is lost in {text}");
        let replaced = script.contains(['👩', '漢']);
        let said = closed(&structure).contains(&closed(script));
        assert!(replaced || said, "{script} is lost in {structure}");
    }
}
