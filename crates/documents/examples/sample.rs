//! Writes a report, a letter and a document of awkward texts, to be looked at and validated:
//! `cargo run -p documents --example sample -- DIRECTORY`.

use std::error::Error;
use std::path::PathBuf;

use chrono::{TimeZone, Utc};
use documents::{Align, Bar, BarChart, Block, Column, Document, Funnel, KeyFigure, Table};
use vocabulary::Language;

fn main() -> Result<(), Box<dyn Error>> {
    let directory = PathBuf::from(std::env::args().nth(1).ok_or("say which directory")?);
    for (name, document) in [("report", report()), ("letter", letter()), ("awkward", awkward())] {
        let pdf = documents::render(&document)?;
        std::fs::write(directory.join(format!("{name}.pdf")), pdf.bytes)?;
    }
    Ok(())
}

fn document(title: &str, blocks: Vec<Block>) -> Document {
    Document {
        title: title.into(),
        language: Language::Bokmal,
        sender: "Direktoratet for oppvekst og inkludering".into(),
        reference: "26/01234-17".into(),
        subject: "Tilskudd til oppvekst, inkludering og psykisk helse".into(),
        made_at: Utc.timestamp_opt(1_795_000_000, 0).single().unwrap_or_default(),
        blocks,
    }
}

fn heading(level: u8, text: &str) -> Block {
    Block::Heading { level, text: text.into() }
}

fn paragraph(text: &str) -> Block {
    Block::Paragraph(text.into())
}

fn bar(name: &str, value: i64, label: &str) -> Bar {
    Bar { name: name.into(), value, label: label.into() }
}

fn column(head: &str, share: f32, align: Align) -> Column {
    Column { head: head.into(), share, align }
}

fn row(cells: &[&str]) -> Vec<String> {
    cells.iter().map(|cell| (*cell).to_owned()).collect()
}

const COUNTIES: [(&str, i64, &str, &str); 12] = [
    ("Agder", 880, "88,0", "88\u{a0}000\u{a0}000"),
    ("Finnmark – Finnmárku", 870, "87,0", "87\u{a0}000\u{a0}000"),
    ("Møre og Romsdal", 820, "82,0", "82\u{a0}000\u{a0}000"),
    ("Nordland – Nordlánnda", 690, "69,0", "69\u{a0}000\u{a0}000"),
    ("Innlandet", 650, "65,0", "65\u{a0}000\u{a0}000"),
    ("Telemark", 640, "64,0", "64\u{a0}000\u{a0}000"),
    ("Oslo", 620, "62,0", "62\u{a0}000\u{a0}000"),
    ("Akershus", 560, "56,0", "56\u{a0}000\u{a0}000"),
    ("Trøndelag – Trööndelage", 460, "46,0", "46\u{a0}000\u{a0}000"),
    ("Rogaland", 380, "38,0", "38\u{a0}000\u{a0}000"),
    ("Buskerud", 340, "34,0", "34\u{a0}000\u{a0}000"),
    ("Vestland", 280, "28,0", "28\u{a0}000\u{a0}000"),
];

fn report() -> Document {
    let running = "Evalueringen peker på at målgruppen i større grad nås når tilbudet legges til arenaer \
        der ungdom allerede oppholder seg. Regnskapet viser et mindreforbruk på 4,2 prosent, som i hovedsak \
        skyldes vakante stillinger i første halvår. I samiske kommuner er informasjonsmateriellet oversatt, \
        blant annet til nordsamisk: «ságat ja bálvalusat nuoraide».";
    let figures = [
        ("612 mill. kr", "utbetalt til 200 prosjekter i 12 fylker"),
        ("84\u{a0}%", "rapporterer god eller svært god måloppnåelse"),
        ("37", "prosjekter har bedt om utsatt frist eller overføring"),
    ];
    let counties =
        COUNTIES.iter().map(|(name, value, label, _)| bar(name, *value, label)).collect();
    document(
        "Nasjonal statusrapport 2025",
        vec![
            heading(1, "Nasjonal statusrapport 2025"),
            heading(2, "Sammendrag"),
            Block::KeyFigures(
                figures
                    .iter()
                    .map(|(figure, caption)| KeyFigure {
                        figure: (*figure).into(),
                        caption: (*caption).into(),
                    })
                    .collect(),
            ),
            paragraph(running),
            heading(2, "Status per fylke"),
            Block::Bars(BarChart {
                caption: "Figur 1. Agder får mest: innvilget tilskudd per fylke, millioner kroner".into(),
                alt: "Liggende stolpediagram over innvilget tilskudd per fylke i millioner kroner. Høyest er \
                    Agder med 88,0, lavest er Vestland med 28,0. Alle verdier står i tabell 1."
                    .into(),
                bars: counties,
            }),
            paragraph(running),
            Block::Table(Table {
                caption: "Tabell 1. Prosjekter, tilskudd og måloppnåelse per fylke".into(),
                columns: vec![
                    column("Fylke", 3.0, Align::Left),
                    column("Prosjekter", 1.3, Align::Right),
                    column("Innvilget (kr)", 1.8, Align::Right),
                    column("Måloppnåelse", 1.7, Align::Right),
                ],
                rows: COUNTIES
                    .iter()
                    .map(|(name, value, _, granted)| {
                        let goal = format!("{}\u{a0}%", value / 10);
                        row(&[*name, &(value / 40).to_string(), *granted, &goal])
                    })
                    .collect(),
                total: Some(row(&["Hele landet", "170", "719\u{a0}000\u{a0}000", "84\u{a0}%"])),
            }),
            heading(2, "Fra søknad til aktivt tilbud"),
            Block::Funnel(Funnel {
                caption: "Figur 2. Ti av 35 intervjuede kommuner har fortsatt et aktivt tilbud".into(),
                alt: "Trakt med tre trinn: 35 intervjuet, 17 har startet, 10 er fortsatt aktive.".into(),
                steps: vec![
                    bar("Intervjuet", 35, "35"),
                    bar("Har startet", 17, "17"),
                    bar("Er fortsatt aktive", 10, "10"),
                    bar("Er evaluert av en uavhengig part", 1, "1"),
                ],
            }),
            Block::Bullets(vec![
                "Fritidskortet er det mest brukte tiltaket.".into(),
                format!("Lang strek: {running}"),
                "Tre kommuner har bedt om utsatt frist.".into(),
            ]),
            heading(3, "Metode"),
            paragraph(running),
            paragraph(running),
            Block::Small("Kilde: kommunenes rapportering per 1. mars 2026.".into()),
            heading(3, "Endring fra året før"),
            Block::Bars(BarChart {
                caption: "Figur 3. To fylker får mindre enn året før, millioner kroner".into(),
                alt: String::new(),
                bars: vec![
                    bar("Agder", 42, "+4,2"),
                    bar("Oslo", 13, "+1,3"),
                    bar("Rogaland", -9, "−0,9"),
                    bar("Vestland", -31, "−3,1"),
                ],
            }),
            paragraph(running),
        ],
    )
}

fn letter() -> Document {
    let mut letter = document(
        "Vedtak: Dere får 2\u{a0}450\u{a0}000 kroner i tilskudd til Ungdomsloftet",
        vec![
            Block::AddressField {
                recipient: row(&["Bodø kommune", "Postboks 319", "8001 BODØ"]),
                references: [
                    ("Dato", "21. november 2026"),
                    ("Vår referanse", "26/01234-17"),
                    ("Deres referanse", "2026/4471"),
                    ("Saksbehandler", "Kari Nordmann"),
                ]
                .map(|(name, value)| (name.into(), value.into()))
                .into(),
            },
            paragraph(
                "Vi viser til søknaden deres av 2. september 2026. Direktoratet har innvilget søknaden. \
                 Tilskuddet gjelder for 2027 og blir utbetalt i to deler.",
            ),
            heading(2, "Dette må dere gjøre"),
            Block::Bullets(row(&[
                "Svar på om dere godtar vilkårene innen 15. desember 2026.",
                "Send rapport og revisorbekreftet regnskap innen 1. mars 2028.",
                "Gi oss beskjed hvis prosjektet endrer seg vesentlig.",
            ])),
            Block::Table(Table {
                caption: "Utbetalingsplan".into(),
                columns: vec![
                    column("Del", 1.0, Align::Left),
                    column("Utbetales", 2.0, Align::Left),
                    column("Vilkår", 3.0, Align::Left),
                    column("Beløp (kr)", 1.4, Align::Right),
                ],
                rows: vec![
                    row(&["1", "15. januar 2027", "Vilkårene er godtatt", "1\u{a0}470\u{a0}000"]),
                    row(&["2", "1. juli 2027", "Framdriftsrapport er godkjent", "980\u{a0}000"]),
                ],
                total: Some(row(&["Sum", "", "", "2\u{a0}450\u{a0}000"])),
            }),
            heading(2, "Hvorfor dere får tilskudd"),
            paragraph(
                "Søknaden oppfyller kravene i tilskuddsforskriften § 5. Vi har særlig lagt vekt på at tilbudet \
                 er gratis, er åpent alle hverdager og er utviklet sammen med ungdom i kommunen.",
            ),
            heading(2, "Dere kan klage"),
            paragraph(
                "Dere kan klage på vedtaket innen tre uker fra dere mottok dette brevet. Skriv hva dere mener \
                 er feil, og hvorfor. Klagen sender dere til oss. Dere kan be om å få se dokumentene i saken.",
            ),
            paragraph("Med hilsen"),
            paragraph("Ola Hansen\navdelingsdirektør"),
            Block::Small("Dokumentet er godkjent elektronisk og har derfor ingen signatur.".into()),
        ],
    );
    letter.language = Language::Nynorsk;
    letter
}

fn awkward() -> Document {
    let word = "tilskuddsforvaltningsforskrift".repeat(10);
    let amount = "11\u{a0}000\u{a0}000";
    let table = |caption: &str, rows: Vec<Vec<String>>, total| {
        Block::Table(Table {
            caption: caption.into(),
            columns: vec![
                column("Sak", 1.0, Align::Left),
                column("Mottaker med et langt navn i hodet", 2.0, Align::Left),
                column("Beløp (kr)", 0.1, Align::Right),
            ],
            rows,
            total,
        })
    };
    let many = (1..=200)
        .map(|i| row(&[&format!("26/{i}"), "Guovdageainnu suohkan – Kautokeino kommune", amount]))
        .collect();
    let tall = "En celle som er høyere enn en side. ".repeat(260);
    document(
        "Vanskelig & <farlig> \u{7}tekst 👩‍🚒",
        vec![
            heading(3, "Ságat: áŋčđŧžš, Ελληνικά, Русский, العربية, 漢字, 👨‍👩‍👧 og x\u{301}\u{328}"),
            paragraph(&word),
            paragraph("Linje en\nLinje to\n\nLinje fire \u{AD}\u{200B}\u{0}slutt a\u{20D0}b"),
            heading(2, &word),
            table("En tom tabell", vec![], None),
            table("Bare sum", vec![], Some(row(&["Sum", "", "0"]))),
            table("En lang tabell", many, Some(row(&["Sum", "200 kommuner", amount]))),
            table("En høy rad", vec![row(&["1", &tall, amount]), row(&["2", &word, "−1"])], None),
            Block::Table(Table {
                caption: "Mange kolonner".into(),
                columns: (0..9).map(|i| column(&format!("År {i}"), 1.0, Align::Right)).collect(),
                rows: vec![vec![amount.to_owned(); 9], vec!["1".to_owned(); 11]],
                total: None,
            }),
            Block::Table(Table {
                caption: String::new(),
                columns: vec![],
                rows: vec![],
                total: None,
            }),
            Block::Bars(BarChart {
                caption: "Ingen stolper".into(),
                alt: String::new(),
                bars: vec![],
            }),
            Block::Bars(BarChart {
                caption: "Mange stolper".into(),
                alt: "Åtti stolper".into(),
                bars: (0..80).map(|i| bar(&format!("{word} {i}"), i, &word)).collect(),
            }),
            Block::Bullets(vec![]),
            Block::KeyFigures(vec![]),
            Block::KeyFigures(
                (0..5)
                    .map(|_| KeyFigure {
                        figure: "11\u{a0}000\u{a0}000\u{a0}000 kr".into(),
                        caption: word.clone(),
                    })
                    .collect(),
            ),
            Block::PageBreak,
            Block::PageBreak,
        ],
    )
}
