//! Writes every kind of chart into a PDF and into a page of HTML, to be looked at:
//! `cargo run -p documents --example charts -- DIRECTORY`. The page names the style sheets of the web
//! crate by the path given as second argument.

use std::error::Error;
use std::path::PathBuf;

use chrono::{TimeZone, Utc};
use documents::{
    Align, Attached, Bar, Block, BudgetBar, Cell, Chart, Column, Document, Drawing, HeadGroup,
    KeyFigure, Link, Mark, Multiple, Numbers, Part, Piece, Rich, Row, Share, Span, StackedBar,
    Table, Tile,
};
use vocabulary::{Day, Language};

fn main() -> Result<(), Box<dyn Error>> {
    let directory = PathBuf::from(std::env::args().nth(1).ok_or("say which directory")?);
    let styles = std::env::args().nth(2).unwrap_or_default();
    for (name, document) in [("charts", charts()), ("blocks", blocks())] {
        let pdf = documents::render(&document)?;
        std::fs::write(directory.join(format!("{name}.pdf")), pdf.bytes)?;
        let links: String = ["designsystemet.css", "fordel.css", "app.css", "document.css"]
            .iter()
            .map(|sheet| format!("<link rel=\"stylesheet\" href=\"{styles}/{sheet}\">"))
            .collect();
        let page = format!(
            "<!DOCTYPE html><html lang=\"nb\" data-color-scheme=\"auto\" data-size=\"sm\">\
             <meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\">\
             <title>{name}</title>{links}<main class=\"page\">{}</main></html>",
            documents::html(&document)?
        );
        std::fs::write(directory.join(format!("{name}.html")), page)?;
    }
    Ok(())
}

fn document(title: &str, blocks: Vec<Block>) -> Document {
    Document {
        title: title.into(),
        language: Language::Bokmal,
        sender: "Direktoratet for oppvekst og inkludering".into(),
        reference: "26/01234-17".into(),
        subject: String::new(),
        made_at: Utc.timestamp_opt(1_795_000_000, 0).single().unwrap_or_default(),
        blocks,
    }
}

fn chart(finding: &str, drawing: Drawing, numbers: Numbers) -> Block {
    Block::Chart(Chart { finding: finding.into(), alt: String::new(), drawing, numbers })
}

fn bar(name: &str, value: i64, label: &str) -> Bar {
    Bar { name: name.into(), value, label: label.into() }
}

fn share(value: i64, label: &str) -> Share {
    Share { value, label: label.into() }
}

fn budget(
    name: &str,
    of: (i64, &str),
    used: (i64, &str),
    expected: Option<(i64, &str)>,
) -> BudgetBar {
    BudgetBar {
        name: name.into(),
        budget: share(of.0, of.1),
        used: share(used.0, used.1),
        expected: expected.map(|(value, label)| share(value, label)),
    }
}

fn day(year: i32, month: u32, day: u32) -> Day {
    Day::new(year, month, day).unwrap_or_else(|| Day::at(chrono::DateTime::UNIX_EPOCH))
}

fn span(name: &str, from: Day, to: Day, marks: Vec<Mark>) -> Span {
    let language = Language::Bokmal;
    let label = format!("{}–{}", from.in_words(language), to.in_words(language));
    Span { name: name.into(), from, to, label, marks }
}

fn mark(on: Day, name: &str, done: bool) -> Mark {
    Mark { on, name: name.into(), done }
}

fn stacked(name: &str, shares: &[i64]) -> StackedBar {
    let shares = shares.iter().map(|value| share(*value, &value.to_string())).collect();
    StackedBar { name: name.into(), shares }
}

const COUNTIES: [(&str, &str, i64); 15] = [
    ("42", "Agder", 880),
    ("56", "Finnmark – Finnmárku – Finmarkku", 870),
    ("15", "Møre og Romsdal", 820),
    ("18", "Nordland – Nordlánnda", 690),
    ("34", "Innlandet", 650),
    ("40", "Telemark", 640),
    ("03", "Oslo", 620),
    ("32", "Akershus", 560),
    ("50", "Trøndelag – Trööndelage", 460),
    ("11", "Rogaland", 380),
    ("33", "Buskerud", 340),
    ("46", "Vestland", 280),
    ("31", "Østfold", 90),
    ("39", "Vestfold", 0),
    ("55", "Troms – Romsa – Tromssa", 450),
];

fn label(value: i64) -> String {
    format!("{},{}", value / 10, value % 10)
}

fn tiles(year: i32, numbers: &[(&str, i64)]) -> Drawing {
    let tiles = numbers.iter().map(|(number, value)| Tile {
        number: (*number).into(),
        name: String::new(),
        value: *value,
        label: label(*value),
    });
    Drawing::CountyTiles { year, tiles: tiles.collect() }
}

fn parts(names: &[(&str, bool)]) -> Vec<Part> {
    names
        .iter()
        .map(|(name, stressed)| Part { name: (*name).into(), stressed: *stressed })
        .collect()
}

fn charts() -> Document {
    let counties = COUNTIES.iter().map(|(_, name, value)| bar(name, *value, &label(*value)));
    let tiles_now = COUNTIES.iter().take(14).map(|(number, name, value)| Tile {
        number: (*number).into(),
        name: (*name).into(),
        value: *value,
        label: format!("{} mill.", label(*value)),
    });
    let then: Vec<(&str, i64)> = ["01", "02", "03", "04", "05", "06", "07", "08", "09", "10", "11"]
        .into_iter()
        .zip([10, 250, 470, 33, 120, 90, 80, 40, 20, 300, 210])
        .chain([("12", 410), ("14", 77), ("15", 130), ("16", 222), ("18", 99), ("19", 140)])
        .collect();
    let marks = vec![
        mark(day(2026, 4, 1), "Aksept", true),
        mark(day(2026, 9, 15), "Delrapport", true),
        mark(day(2027, 3, 1), "Rapport", false),
        mark(day(2027, 3, 20), "Regnskap", false),
    ];
    let statuses = [
        stacked("Agder", &[14, 3, 2, 1]),
        stacked("Møre og Romsdal", &[9, 6, 0, 4]),
        stacked("Trøndelag – Trööndelage", &[20, 1, 1, 0]),
        stacked("Oslo", &[0, 0, 0, 0]),
        stacked("Et fylke med et ganske langt navn som tar to linjer", &[3, 3, 3, 3]),
    ];
    let years = ["2021", "2022", "2023", "2024", "2025", "2026"].map(str::to_owned).to_vec();
    let multiple = |name: &str, values: [i64; 6]| Multiple {
        name: name.into(),
        values: values.map(|v| (v >= 0).then(|| share(v, &v.to_string()))).to_vec(),
    };
    let multiples = vec![
        multiple("Agder", [12, 14, 19, 30, 42, 44]),
        multiple("Oslo", [33, 31, 29, 30, 27, 25]),
        multiple("Vestland", [-1, -1, 8, 12, 15, 22]),
        multiple("Møre og Romsdal", [5, 0, 9, 3, 7, -1]),
        multiple("Trøndelag – Trööndelage", [18, 19, 21, 20, 25, 26]),
    ];
    document(
        "Alle diagrammer",
        vec![
            chart(
                "Agder får mest, Vestfold ingenting",
                Drawing::Bars(counties.collect()),
                Numbers::In("tabell 1".into()),
            ),
            chart(
                "Regnskapet svinger rundt null",
                Drawing::Bars(vec![
                    bar("Overført fra i fjor", 120, "12,0"),
                    bar("Avvik", -65, "\u{2212}6,5"),
                    bar("Tilbakebetalt", -10, "\u{2212}1,0"),
                ]),
                Numbers::FromDrawing,
            ),
            chart(
                "To av fire poster er brukt over det ventede",
                Drawing::BudgetAgainstUsed(vec![
                    budget("Lønn", (600, "6,0"), (410, "4,1"), Some((350, "3,5"))),
                    budget("Reiser og møter", (80, "0,8"), (95, "0,95"), Some((60, "0,6"))),
                    budget("Kjøp av tjenester", (300, "3,0"), (60, "0,6"), Some((150, "1,5"))),
                    budget("Utstyr", (40, "0,4"), (0, "0"), None),
                ]),
                Numbers::FromDrawing,
            ),
            chart(
                "Hver femte rapport er sen eller mangler",
                Drawing::Stacked {
                    parts: parts(&[
                        ("levert", false),
                        ("til vurdering", false),
                        ("sen", false),
                        ("mangler", true),
                    ]),
                    bars: statuses.to_vec(),
                },
                Numbers::FromDrawing,
            ),
            chart(
                "De fleste har sagt ja",
                Drawing::Stacked {
                    parts: parts(&[("ja", false), ("nei", true)]),
                    bars: vec![stacked("2025", &[30, 12]), stacked("2026", &[38, 4])],
                },
                Numbers::FromDrawing,
            ),
            chart(
                "Andre periode begynner i januar",
                Drawing::TimeLine {
                    spans: vec![
                        span("Periode 1", day(2026, 3, 1), day(2026, 12, 31), marks),
                        span(
                            "Periode 2",
                            day(2027, 1, 1),
                            day(2027, 12, 31),
                            vec![mark(day(2027, 12, 31), "Sluttrapport", false)],
                        ),
                    ],
                    today: day(2026, 11, 22),
                },
                Numbers::FromDrawing,
            ),
            chart(
                "Fem år med planen",
                Drawing::TimeLine {
                    spans: vec![span("Nasjonal plan", day(2021, 1, 1), day(2027, 12, 31), vec![])],
                    today: day(2026, 11, 22),
                },
                Numbers::In("tabell 3".into()),
            ),
            chart(
                "Agder er nesten firedoblet på fem år",
                Drawing::SmallMultiples { steps: years, charts: multiples },
                Numbers::FromDrawing,
            ),
            chart(
                "Mest til Agder og Finnmark i 2026",
                Drawing::CountyTiles { year: 2026, tiles: tiles_now.collect() },
                Numbers::In("tabell 1".into()),
            ),
            chart("Slik var fylkene i 2013", tiles(2013, &then), Numbers::In("tabell 2".into())),
            chart(
                "Og slik i 2021",
                tiles(2021, &[("54", 300), ("30", 90), ("38", 40), ("42", 410), ("99", 20)]),
                Numbers::FromDrawing,
            ),
            chart(
                "En av fire søknader ble til en tildeling",
                Drawing::Funnel(vec![
                    bar("Søknader", 200, "200"),
                    bar("Innenfor vilkårene", 164, "164"),
                    bar("Innstilt", 71, "71"),
                    bar("Tildelt", 50, "50"),
                    bar("Takket nei", 1, "1"),
                ]),
                Numbers::FromDrawing,
            ),
            chart("Ingenting", Drawing::Bars(Vec::new()), Numbers::FromDrawing),
        ],
    )
}

fn column(head: &str, share: f32, align: Align) -> Column {
    Column { head: head.into(), share, align }
}

fn blocks() -> Document {
    let spanning =
        |text: &str, columns: usize, rows: usize| Cell { text: text.into(), columns, rows };
    let table = Table {
        caption: "Tabell 1: Tildelt og brukt, i kroner".into(),
        groups: vec![
            HeadGroup { head: String::new(), columns: 2 },
            HeadGroup { head: "2025".into(), columns: 2 },
            HeadGroup { head: "2026".into(), columns: 2 },
        ],
        columns: vec![
            column("Fylke", 2.0, Align::Left),
            column("Kommune", 2.0, Align::Left),
            column("Tildelt (kr)", 1.0, Align::Right),
            column("Brukt (kr)", 1.0, Align::Right),
            column("Tildelt (kr)", 1.0, Align::Right),
            column("Brukt (kr)", 1.0, Align::Right),
        ],
        rows: vec![
            Row::section("Sør"),
            Row::data([
                spanning("Agder", 1, 2),
                "Kristiansand".into(),
                "1 200 000".into(),
                "900 000".into(),
                "1 300 000".into(),
                "400 000".into(),
            ]),
            Row::data(["Arendal", "800 000", "800 000", "700 000", "0"]),
            Row::sum(["Sum Agder", "", "2 000 000", "1 700 000", "2 000 000", "400 000"]),
            Row::section("Nord"),
            Row::data(["Nordland".into(), "Bodø".into(), spanning("meldes innen 1. mars", 4, 1)]),
        ],
        total: Some(vec![
            spanning("Sum", 2, 1),
            "2 000 000".into(),
            "1 700 000".into(),
            "2 000 000".into(),
            "400 000".into(),
        ]),
    };
    let figure = |figure: &str, caption: &str, against: &str| KeyFigure {
        figure: figure.into(),
        caption: caption.into(),
        against: against.into(),
    };
    let heading = |level: u8, text: &str| Block::Heading { level, text: text.into() };
    document(
        "Nasjonal statusrapport 2026",
        vec![
            Block::KeyFigures(vec![
                figure("612 mill. kr", "utbetalt til 200 prosjekter", "opp 8 mill. kr fra 2025"),
                figure("84\u{a0}%", "rapporterer god måloppnåelse", ""),
                figure("37", "har bedt om utsatt frist", "som i 2025"),
            ]),
            Block::Contents { depth: 2 },
            heading(2, "Sammendrag"),
            Block::Paragraph(
                Rich::plain("Pengene er brukt som de skulle.")
                    .and(Piece::from(" Se ").noted("Etter forskrift av 1. januar 2026 § 4."))
                    .and(Piece::from("kravene").to(Link::Heading("Krav".into())))
                    .and(Piece::from(" og "))
                    .and(Piece::strong("planen").to(Link::Web("https://example.no/plan".into())))
                    .and(Piece::from(". På samisk: "))
                    .and(Piece::emphasis("ságat ja bálvalusat").in_language("se"))
                    .and(Piece::from(", <b>ikke markering</b> & «tegn».")),
            ),
            Block::Quote("Vi når flere når vi møter dem der de er.\n– Prosjektleder".into()),
            heading(3, "Krav"),
            Block::Numbered(vec!["Rapporter innen fristen".into(), "Send regnskap".into()]),
            Block::Bullets(vec![
                Rich::plain("Ett punkt").and(Piece::from("").noted("En note til.")),
            ]),
            Block::Facts(vec![
                ("Mottaker".into(), "Kristiansand kommune".into()),
                ("Ansvarlig".into(), "Kari Nordmann".into()),
                ("Merknad".into(), Rich::default()),
            ]),
            heading(2, "Tall"),
            Block::Table(table),
            Block::Table(Table {
                caption: "Ingen avvik".into(),
                columns: vec![column("Hva", 1.0, Align::Left), column("Når", 1.0, Align::Left)],
                ..Table::default()
            }),
            Block::Together(vec![
                heading(2, "Vedlegg og kontakt"),
                Block::Small("Rapporten er laget av tallene slik de sto 22. november 2026.".into()),
            ]),
            Block::Attachments(vec![
                Attached { name: "Regnskap".into(), about: "PDF, 120 kB".into() },
                Attached { name: "Revisors uttalelse".into(), about: String::new() },
            ]),
        ],
    )
}
