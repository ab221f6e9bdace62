//! The documents that are measured: a national status report of more than forty pages, and an award
//! letter. What is said in them is invented; how much of it there is, is not: twelve counties, two
//! hundred projects and a section for every tenth of them.

use chrono::{TimeZone, Utc};
use documents::{
    Align, Attached, Bar, Block, BudgetBar, Cell, Chart, Column, Document, Drawing, HeadGroup,
    KeyFigure, Link, Numbers, Part, Piece, Rich, Row, Share, StackedBar, Table,
};
use vocabulary::Language;

/// What stands for the number of a document in its texts, so that no two of a run are alike.
pub(crate) const NUMBER: &str = "0000000";

const COUNTIES: [&str; 12] = [
    "Agder",
    "Akershus",
    "Buskerud",
    "Finnmark – Finnmárku",
    "Innlandet",
    "Møre og Romsdal",
    "Nordland – Nordlánnda",
    "Oslo",
    "Rogaland",
    "Telemark",
    "Trøndelag – Trööndelage",
    "Vestland",
];

const PLACES: [&str; 10] = [
    "Nordvik",
    "Sørfjord",
    "Guovdageaidnu – Kautokeino",
    "Østbygda",
    "Åsnes",
    "Kåfjord – Gáivuotna",
    "Lillestrand",
    "Ytre Sula",
    "Hattfjelldal – Aarborte",
    "Bjørkelangen",
];

const FINDINGS: [&str; 6] = [
    "Tilbudet nås av flere unge enn planlagt, særlig der kommunen har lagt det til arenaer der de \
     allerede er. Kommunen melder at samarbeidet mellom skole, helsestasjon og frivillige \
     organisasjoner er blitt fastere, og at det er lettere å finne fram til rett hjelp.",
    "Regnskapet viser et mindreforbruk på 4,2 prosent, som i hovedsak skyldes vakante stillinger i \
     første halvår. Kommunen søker om å overføre midlene til neste periode og har lagt ved en \
     revidert framdriftsplan som er behandlet i kommunestyret.",
    "Måloppnåelsen vurderes som god på to av tre indikatorer. På den tredje, andelen deltakere som \
     er i arbeid eller utdanning etter seks måneder, ligger prosjektet 8 prosentpoeng under målet. \
     Kommunen forklarer dette med få lærlingplasser i regionen.",
    "Informasjonsmateriellet er oversatt til nordsamisk, arabisk og ukrainsk. Brukerundersøkelsen \
     viser at deltakerne i større grad enn før vet hvor de kan henvende seg, men at ventetiden \
     fortsatt oppleves som lang i de minste kommunene.",
    "Prosjektet har hatt skifte av prosjektleder og var uten ledelse i fire måneder. Framdriften er \
     hentet inn igjen, og direktoratet har godkjent at sluttrapporten leveres innen den nye fristen.",
    "Evalueringen peker på at målgruppen nås når tilbudet er gratis, ligger i nærmiljøet og ikke \
     krever henvisning. Kommunen vil føre tilbudet videre over eget budsjett når tilskuddet tar slutt.",
];

/// A project of the report.
struct Project {
    county: &'static str,
    case: String,
    name: String,
    granted: i64,
    used: i64,
    goal: i64,
}

fn projects() -> Vec<Project> {
    (0..200_usize)
        .map(|i| {
            let granted = 450_000 + (i as i64 * 73_129) % 4_200_000 / 1000 * 1000;
            Project {
                county: COUNTIES[i * 7 % COUNTIES.len()],
                case: format!("26/{NUMBER}-{}", i + 1),
                name: format!("{} kommune, tiltak {}", PLACES[i * 3 % PLACES.len()], i + 1),
                granted,
                used: granted * (70 + (i as i64 * 13) % 31) / 100,
                goal: 40 + (i as i64 * 17) % 61,
            }
        })
        .collect()
}

/// Kroner with no-break spaces between thousands.
fn kroner(amount: i64) -> String {
    let digits = amount.to_string();
    let mut text = String::new();
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            text.push('\u{a0}');
        }
        text.push(digit);
    }
    text
}

fn millions(amount: i64) -> String {
    format!("{},{}", amount / 1_000_000, amount % 1_000_000 / 100_000)
}

fn heading(level: u8, text: impl Into<String>) -> Block {
    Block::Heading { level, text: text.into() }
}

fn paragraph(text: impl Into<Rich>) -> Block {
    Block::Paragraph(text.into())
}

fn column(head: &str, share: f32, align: Align) -> Column {
    Column { head: head.into(), share, align }
}

fn document(title: String, blocks: Vec<Block>) -> Document {
    Document {
        title,
        language: Language::Bokmal,
        sender: "Direktoratet for oppvekst og inkludering".into(),
        reference: format!("26/{NUMBER}-17"),
        subject: "Tilskudd til oppvekst, inkludering og psykisk helse".into(),
        made_at: Utc.timestamp_opt(1_795_000_000, 0).single().unwrap_or_default(),
        blocks,
    }
}

/// The national report.
pub(crate) fn national() -> Document {
    let projects = projects();
    let mut blocks = vec![
        heading(1, format!("Nasjonal statusrapport 2026, utgave {NUMBER}")),
        Block::KeyFigures(key_figures(&projects)),
    ];
    blocks.extend(summary());
    blocks.push(heading(2, "Innhold"));
    blocks.push(Block::Contents { depth: 2 });
    blocks.push(Block::PageBreak);
    blocks.extend(counties(&projects));
    blocks.extend(reporting());
    blocks.push(heading(2, "Alle prosjekter"));
    blocks.push(all_projects(&projects));
    for (i, project) in projects.iter().enumerate().filter(|(i, _)| i % 7 == 0) {
        blocks.extend(section(i, project));
    }
    blocks.push(heading(2, "Definisjoner"));
    blocks.push(Block::Facts(
        [
            ("Innvilget", "Det som er lovet i vedtak, før tilbakebetaling."),
            ("Utbetalt", "Det som er overført til mottakerens konto."),
            ("Brukt", "Det som er regnskapsført og bekreftet av revisor."),
            ("Måloppnåelse", "Resultat i prosent av målet, i gjennomsnitt over indikatorene."),
        ]
        .map(|(word, meaning)| (word.to_owned(), meaning.into()))
        .into(),
    ));
    blocks.push(heading(2, "Vedlegg"));
    blocks.push(Block::Attachments(vec![Attached {
        name: "Alle tall som regneark".into(),
        about: "Excel, 84 kB".into(),
    }]));
    document(format!("Nasjonal statusrapport 2026, utgave {NUMBER}"), blocks)
}

fn key_figures(projects: &[Project]) -> Vec<KeyFigure> {
    let granted: i64 = projects.iter().map(|project| project.granted).sum();
    let figure = |figure: String, caption: &str, against: &str| KeyFigure {
        figure,
        caption: caption.into(),
        against: against.into(),
    };
    vec![
        figure(
            format!("{} mill. kr", millions(granted)),
            "innvilget til 200 prosjekter i 12 fylker",
            "opp 8,1 mill. kr fra 2025",
        ),
        figure("84\u{a0}%".into(), "rapporterer god eller svært god måloppnåelse", "opp 3 poeng"),
        figure("37".into(), "prosjekter har bedt om utsatt frist eller overføring", "ned 5"),
    ]
}

fn summary() -> Vec<Block> {
    vec![
        heading(2, "Sammendrag"),
        Block::Paragraph(Rich(vec![
            Piece::from("Tilskuddet når fram. "),
            Piece::strong("Fire av fem prosjekter når målene sine"),
            Piece::from(", og pengene brukes til det de er gitt til"),
            Piece::from(".").noted(
                "Kommunenes rapportering per 1. mars 2026, kontrollert mot regnskap med \
                 revisorbekreftelse.",
            ),
            Piece::from(" I samiske kommuner er materiellet oversatt: «"),
            Piece::from("ságat ja bálvalusat nuoraide").in_language("se"),
            Piece::from("». Mer om ordningen står på "),
            Piece::from("direktoratets nettsider")
                .to(Link::Web("https://example.no/tilskudd".into())),
            Piece::from("."),
        ])),
        Block::Bullets(FINDINGS.iter().take(4).map(|finding| (*finding).into()).collect()),
    ]
}

/// How much each county got: a chart, and a table under heads over several columns.
fn counties(projects: &[Project]) -> Vec<Block> {
    let of = |county: &str, what: fn(&Project) -> i64| {
        projects.iter().filter(|project| project.county == county).map(what).sum::<i64>()
    };
    let mut totals: Vec<(&str, i64, i64, i64)> = COUNTIES
        .iter()
        .map(|county| {
            (*county, of(county, |_| 1), of(county, |p| p.granted), of(county, |p| p.used))
        })
        .collect();
    totals.sort_by_key(|(_, _, granted, _)| -granted);
    let most = totals.first().map_or("", |(county, ..)| county);
    let bars = totals.iter().map(|(county, _, granted, _)| Bar {
        name: (*county).into(),
        value: *granted,
        label: millions(*granted),
    });
    let budgets = totals.iter().map(|(county, _, granted, used)| BudgetBar {
        name: (*county).into(),
        budget: Share { value: *granted, label: millions(*granted) },
        used: Share { value: *used, label: millions(*used) },
        expected: None,
    });
    let chart = |finding: String, alt: &str, drawing| {
        let numbers = Numbers::In("tabell 1".into());
        Block::Chart(Chart { finding, alt: alt.into(), drawing, numbers })
    };
    let row = |name: &str, count: i64, granted: i64, used: i64| {
        [name.to_owned(), count.to_string(), kroner(granted), kroner(used)]
    };
    let sum = |what: fn(&(&str, i64, i64, i64)) -> i64| totals.iter().map(what).sum::<i64>();
    let total = row("Hele landet", sum(|t| t.1), sum(|t| t.2), sum(|t| t.3));
    vec![
        heading(2, "Fylkene"),
        paragraph(FINDINGS[0]),
        chart(
            format!("Figur 1. {most} får mest: innvilget per fylke, millioner kroner"),
            "Liggende stolper over innvilget tilskudd per fylke i millioner kroner. Alle verdier står \
             i tabell 1.",
            Drawing::Bars(bars.collect()),
        ),
        Block::Table(Table {
            caption: "Tabell 1. Prosjekter og tilskudd per fylke".into(),
            groups: vec![
                HeadGroup { head: String::new(), columns: 2 },
                HeadGroup { head: "Kroner".into(), columns: 2 },
            ],
            columns: vec![
                column("Fylke", 3.0, Align::Left),
                column("Prosjekter", 1.3, Align::Right),
                column("Innvilget", 1.8, Align::Right),
                column("Brukt", 1.8, Align::Right),
            ],
            rows: totals.iter().map(|(c, n, g, u)| Row::data(row(c, *n, *g, *u))).collect(),
            total: Some(total.into_iter().map(Cell::from).collect()),
        }),
        paragraph(FINDINGS[1]),
        chart(
            "Figur 2. Ingen fylker bruker mer enn de har, millioner kroner".into(),
            "Liggende stolper over brukt av innvilget tilskudd per fylke i millioner kroner. Alle \
             verdier står i tabell 1.",
            Drawing::BudgetAgainstUsed(budgets.collect()),
        ),
    ]
}

fn reporting() -> Vec<Block> {
    let parts = [("Levert", false), ("Forsinket", true), ("Mangler", true)];
    let bars = COUNTIES.iter().enumerate().map(|(i, county)| {
        let shares = [14 - i % 4, 1 + i % 3, i % 4];
        StackedBar {
            name: (*county).into(),
            shares: shares
                .map(|share| Share { value: share as i64, label: share.to_string() })
                .into(),
        }
    });
    vec![
        heading(2, "Rapportering"),
        paragraph(FINDINGS[2]),
        Block::Chart(Chart {
            finding: "Figur 3. De fleste har levert i tide".into(),
            alt: "Liggende stolper over leverte, forsinkede og manglende rapporter per fylke."
                .into(),
            drawing: Drawing::Stacked {
                parts: parts.map(|(name, stressed)| Part { name: name.into(), stressed }).into(),
                bars: bars.collect(),
            },
            numbers: Numbers::FromDrawing,
        }),
        Block::Quote(FINDINGS[5].into()),
    ]
}

/// Two hundred rows, with a head for each county and its sum.
fn all_projects(projects: &[Project]) -> Block {
    let mut rows = Vec::new();
    for county in COUNTIES {
        rows.push(Row::section(county));
        let own = || projects.iter().filter(|project| project.county == county);
        rows.extend(own().map(|project| {
            Row::data([
                project.name.clone(),
                project.case.clone(),
                kroner(project.granted),
                format!("{}\u{a0}%", project.goal),
            ])
        }));
        let sum: i64 = own().map(|project| project.granted).sum();
        rows.push(Row::sum([format!("Sum {county}"), String::new(), kroner(sum), String::new()]));
    }
    let sum: i64 = projects.iter().map(|project| project.granted).sum();
    Block::Table(Table {
        caption: "Tabell 2. Alle prosjekter".into(),
        groups: Vec::new(),
        columns: vec![
            column("Prosjekt", 3.0, Align::Left),
            column("Sak", 1.4, Align::Left),
            column("Innvilget (kr)", 1.4, Align::Right),
            column("Måloppnåelse", 1.3, Align::Right),
        ],
        rows,
        total: Some(vec!["Alle".into(), "".into(), kroner(sum).into(), "".into()]),
    })
}

/// What is told of one project, under the same heads for each.
fn section(i: usize, project: &Project) -> Vec<Block> {
    let finding = |k: usize| FINDINGS[(i + k) % FINDINGS.len()];
    let result = |target: i64, what: &str| {
        let reached = target * project.goal / 100;
        Row::data([what.to_owned(), target.to_string(), reached.to_string()])
    };
    vec![
        heading(2, format!("{} ({})", project.name, project.case)),
        Block::Facts(
            [
                ("Fylke", project.county.to_owned()),
                ("Innvilget", format!("{} kr", kroner(project.granted))),
                ("Brukt", format!("{} kr", kroner(project.used))),
            ]
            .map(|(word, value)| (word.to_owned(), value.into()))
            .into(),
        ),
        heading(3, "Mål og resultater"),
        paragraph(finding(0)),
        Block::Table(Table {
            caption: format!("Mål og resultater, sak {}", project.case),
            groups: Vec::new(),
            columns: vec![
                column("Indikator", 3.0, Align::Left),
                column("Mål", 1.0, Align::Right),
                column("Resultat", 1.0, Align::Right),
            ],
            rows: vec![
                result(120, "Unge som har fått et tilbud"),
                result(60, "Deltakere som har fullført"),
                result(45, "I arbeid eller utdanning etter seks måneder"),
                result(12, "Ansatte som har fått opplæring"),
            ],
            total: None,
        }),
        heading(3, "Økonomi"),
        paragraph(finding(1)),
        heading(3, "Erfaringer"),
        paragraph(finding(2)),
        paragraph(finding(3)),
        Block::Quote(finding(4).into()),
        heading(3, "Veien videre"),
        Block::Numbered(vec![finding(5).into(), finding(1).into()]),
    ]
}

/// The award letter.
pub(crate) fn letter() -> Document {
    let bullets = [
        "Svar på om dere godtar vilkårene innen 15. desember 2026.",
        "Send rapport og revisorbekreftet regnskap innen 1. mars 2028.",
        "Gi oss beskjed hvis prosjektet endrer seg vesentlig.",
    ];
    document(
        "Vedtak: Dere får 2\u{a0}450\u{a0}000 kroner i tilskudd til Ungdomsloftet".into(),
        vec![
            Block::AddressField {
                recipient: ["Bodø kommune", "Postboks 319", "8001 BODØ"].map(Into::into).into(),
                references: [
                    ("Dato", "21. november 2026".to_owned()),
                    ("Vår referanse", format!("26/{NUMBER}-17")),
                    ("Deres referanse", "2026/4471".to_owned()),
                    ("Saksbehandler", "Kari Nordmann".to_owned()),
                ]
                .map(|(name, value)| (name.into(), value))
                .into(),
            },
            heading(1, "Vedtak: Dere får 2\u{a0}450\u{a0}000 kroner i tilskudd til Ungdomsloftet"),
            paragraph(format!(
                "Vi viser til søknaden deres av 2. september 2026 (sak 26/{NUMBER}). Direktoratet har \
                 innvilget søknaden. Tilskuddet gjelder for 2027 og blir utbetalt i to deler."
            )),
            heading(2, "Dette må dere gjøre"),
            Block::Bullets(bullets.map(Into::into).into()),
            Block::Table(Table {
                caption: "Utbetalingsplan".into(),
                groups: Vec::new(),
                columns: vec![
                    column("Del", 1.0, Align::Left),
                    column("Utbetales", 2.0, Align::Left),
                    column("Vilkår", 3.0, Align::Left),
                    column("Beløp (kr)", 1.4, Align::Right),
                ],
                rows: vec![
                    Row::data([
                        "1",
                        "15. januar 2027",
                        "Vilkårene er godtatt",
                        "1\u{a0}470\u{a0}000",
                    ]),
                    Row::data(["2", "1. juli 2027", "Rapporten er godkjent", "980\u{a0}000"]),
                ],
                total: Some(["Sum", "", "", "2\u{a0}450\u{a0}000"].map(Cell::from).into()),
            }),
            heading(2, "Hvorfor dere får tilskudd"),
            paragraph(FINDINGS[5]),
            heading(2, "Dere kan klage"),
            paragraph(
                "Dere kan klage på vedtaket innen tre uker fra dere mottok dette brevet. Skriv hva dere \
                 mener er feil, og hvorfor. Klagen sender dere til oss. Dere kan be om å få se \
                 dokumentene i saken.",
            ),
            paragraph("Med hilsen"),
            paragraph("Ola Hansen\navdelingsdirektør"),
            Block::Small("Dokumentet er godkjent elektronisk og har derfor ingen signatur.".into()),
        ],
    )
}
