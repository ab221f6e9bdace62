//! Documents in which everything stands that has gone wrong somewhere else.

use std::io::Cursor;

use chrono::{TimeZone, Utc};
use documents::{
    Align, Attached, Bar, Block, BudgetBar, Cell, Chart, Column, Document, Drawing, Figure,
    HeadGroup, KeyFigure, Link, Mark, Multiple, Numbers, Part, Picture, Piece, Rich, Row, Share,
    Span, StackedBar, Table, Tile,
};
use image::{DynamicImage, ImageFormat, Rgba, RgbaImage};
use vocabulary::{Day, Language};

/// Letters of the Sámi languages, Greek, Cyrillic, Hebrew, Arabic, symbols, pictures, marks that cannot
/// be composed, and Chinese, which no face here has.
pub const SCRIPTS: [&str; 9] = [
    "Ságat ja bálvalusat: áŋčđŧžš ŊČĐŦŽŠ",
    "Ελληνικά κείμενα",
    "Русский и українська",
    "שלום עולם 2027",
    "مرحبا بالعالم 2027",
    "→ ≥ ≤ − ∑ ☐ ☑ ★",
    "👩‍🚒 👨‍👩‍👧 🇳🇴 👍🏽",
    // In the order that Unicode calls canonical: other programs put marks into it.
    "x\u{328}\u{301} a\u{20D0}b",
    "漢字",
];

/// A word of three hundred letters.
pub fn long_word() -> String {
    "tilskuddsforvaltningsforskrift".repeat(10)
}

const AMOUNT: &str = "11\u{a0}000\u{a0}000";

/// A document with something awkward behind each of its texts: what its template says, and what people
/// write into it.
pub fn made_awkward(document: &Document) -> Document {
    let mut value = serde_json::to_value(document).expect("a document is written as JSON");
    spoil(&mut value, "", &mut 0);
    serde_json::from_value(value).expect("only texts have changed")
}

/// Strings that are no texts, by the name they stand under: words of the model, days, numbers, addresses.
const NO_TEXTS: [&str; 16] = [
    "align", "blocks", "from", "kind", "language", "link", "made_at", "number", "numbers", "on",
    "picture", "style", "to", "today", "Together", "year",
];

fn spoil(value: &mut serde_json::Value, name: &str, count: &mut usize) {
    match value {
        serde_json::Value::String(text) if !NO_TEXTS.contains(&name) => {
            *count += 1;
            text.push(' ');
            text.push_str(SCRIPTS[*count % SCRIPTS.len()]);
            if count.is_multiple_of(23) {
                text.push_str(&long_word());
            }
        }
        serde_json::Value::Array(items) => {
            items.iter_mut().for_each(|item| spoil(item, name, count));
        }
        serde_json::Value::Object(fields) if name != "link" => {
            fields.iter_mut().for_each(|(name, value)| spoil(value, name, count));
        }
        _ => {}
    }
}

/// All of it, in a language.
pub fn documents() -> Vec<(&'static str, Document)> {
    vec![
        ("texts", document(Language::Bokmal, texts())),
        ("tables", document(Language::Nynorsk, tables())),
        ("charts", document(Language::English, charts())),
        ("pictures", document(Language::Nynorsk, pictures())),
        ("window", document(Language::Bokmal, letter())),
        ("long", document(Language::Bokmal, long())),
        ("empty", document(Language::Nynorsk, Vec::new())),
    ]
}

fn document(language: Language, blocks: Vec<Block>) -> Document {
    Document {
        title: "Vanskelig & <farlig> \u{7}tekst ]]> 👩‍🚒 العربية".into(),
        language,
        sender: "Direktoratet for <alt> & Ŋuorra".into(),
        reference: "26/01234-17".into(),
        subject: "Tilskudd (\\\"æøå\")".into(),
        made_at: Utc.timestamp_opt(1_795_000_000, 0).single().unwrap_or_default(),
        blocks,
    }
}

fn heading(level: u8, text: &str) -> Block {
    Block::Heading { level, text: text.into() }
}

fn column(head: &str, share: f32, align: Align) -> Column {
    Column { head: head.into(), share, align }
}

fn texts() -> Vec<Block> {
    let word = long_word();
    let mut blocks = vec![
        heading(3, "Et hopp til nivå tre: áŋčđŧžš og 👨‍👩‍👧"),
        Block::Contents { depth: 9 },
        heading(2, "Sammendrag"),
        Block::Paragraph(word.clone().into()),
        Block::Paragraph("Linje en\nLinje to\n\nLinje fire \u{AD}\u{200B}\u{0}slutt".into()),
        Block::Paragraph(Rich::default()),
        Block::Small("\u{200B}".into()),
        heading(2, &word),
    ];
    blocks.extend(SCRIPTS.map(|text| Block::Paragraph(text.into())));
    blocks.extend(SCRIPTS.map(|text| Block::Quote(format!("Midt i ({text}) en setning.").into())));
    blocks.push(mixed());
    blocks.push(Block::Bullets(vec![]));
    blocks.push(Block::Bullets(vec!["".into(), word.clone().into(), "lang ".repeat(900).into()]));
    blocks.push(Block::Numbered((1..=120).map(|i| format!("Punkt nummer {i}").into()).collect()));
    blocks.push(Block::Facts(vec![
        (word.clone(), word.clone().into()),
        (String::new(), "uten ord".into()),
        ("uten svar".into(), Rich::default()),
        ("مرحبا".into(), "שלום".into()),
    ]));
    blocks.push(Block::Attachments(vec![
        Attached { name: word.clone(), about: word },
        Attached { name: "Søknad".into(), about: String::new() },
        Attached { name: String::new(), about: String::new() },
    ]));
    blocks.push(Block::Attachments(vec![]));
    blocks.push(Block::KeyFigures(vec![]));
    blocks.push(Block::KeyFigures(vec![
        KeyFigure {
            figure: format!("{AMOUNT}\u{a0}000 kr"),
            caption: long_word(),
            against: "opp 8 %".into(),
        };
        5
    ]));
    blocks.push(Block::PageBreak);
    blocks.push(Block::PageBreak);
    blocks
}

/// Styles, languages, links over line ends, and notes, in one paragraph.
fn mixed() -> Block {
    let link = |text: &str, to: Link| Piece::from(text).to(to);
    let mut pieces = vec![
        Piece::from("Et avsnitt med "),
        Piece::strong("sterke"),
        Piece::from(" og "),
        Piece::emphasis("uthevede ord"),
        Piece::from(", nordsamisk «"),
        Piece::from("bálvalusat nuoraide").in_language("se"),
        Piece::from("», en lenke til "),
        link(
            "en side på nettet som har et så langt navn at det ikke får plass på én linje i brevet",
            Link::Web("https://example.no/søk?q=æøå&b=<c>".into()),
        ),
        Piece::from(" og én til "),
        link("sammendraget", Link::Heading("Sammendrag".into())),
        Piece::from(", en som ikke finnes: "),
        link("ingensteds", Link::Heading("Ingensteds".into())),
        link(" og en farlig", Link::Web("javascript:alert(1)".into())),
        Piece::from(". Et språk uten mening").in_language("ikke et språk!"),
    ];
    for i in 0..30 {
        pieces.push(Piece::from(" Påstand").noted(format!("Kilde {i}: {}", "lang ".repeat(i * 4))));
    }
    Block::Paragraph(Rich(pieces))
}

fn table(caption: &str, rows: Vec<Row>, total: Option<Vec<Cell>>) -> Block {
    Block::Table(Table {
        caption: caption.into(),
        groups: vec![],
        columns: vec![
            column("Sak", 1.0, Align::Left),
            column("Mottaker med et langt navn i hodet", 2.0, Align::Left),
            column("Beløp (kr)", 0.1, Align::Right),
        ],
        rows,
        total,
    })
}

fn tables() -> Vec<Block> {
    let sum = |what: &str| Some(["Sum", what, AMOUNT].map(Cell::from).into());
    let five_hundred = (1..=500)
        .map(|i| {
            if i % 60 == 1 {
                return Row::section(format!("Fylke {}", i / 60));
            }
            let cells = [format!("26/{i}"), "Guovdageaidnu – Kautokeino".into(), AMOUNT.into()];
            if i % 60 == 0 { Row::sum(cells) } else { Row::data(cells) }
        })
        .collect();
    let tall = "En celle som er høyere enn en side. ".repeat(260);
    let over = |text: &str, columns, rows| Cell { text: text.into(), columns, rows };
    vec![
        heading(1, "Tabeller"),
        table("En tom tabell", vec![], None),
        table("Bare sum", vec![], sum("")),
        table("Fem hundre rader", five_hundred, sum("500 kommuner")),
        table(
            "En høy rad",
            vec![
                Row::data(["1".to_owned(), tall.clone(), AMOUNT.to_owned()]),
                Row::data(["2".to_owned(), long_word(), "−1".to_owned()]),
            ],
            None,
        ),
        Block::Table(Table {
            caption: "Celler over rader og kolonner".into(),
            groups: vec![
                HeadGroup { head: String::new(), columns: 1 },
                HeadGroup { head: "Mål og resultat".into(), columns: 2 },
                HeadGroup { head: "For mange".into(), columns: 9 },
            ],
            columns: ["Fylke", "Mål", "Resultat", "Merknad"]
                .map(|head| column(head, 1.0, Align::Left))
                .into(),
            rows: vec![
                Row {
                    cells: vec![over("Agder", 1, 3), "1".into(), "2".into(), "a".into()],
                    ..Row::default()
                },
                Row { cells: vec![over("over to", 2, 1), "b".into()], ..Row::default() },
                Row { cells: vec![over("over to og to", 2, 2), "c".into()], ..Row::default() },
                Row { cells: vec![over("Oslo", 1, 9), over(&tall, 9, 9)], ..Row::default() },
                Row::section("Et hode"),
                Row { cells: vec![over("null", 0, 0)], ..Row::default() },
                Row { cells: vec![Cell::default(); 6], ..Row::default() },
                Row::data::<Cell>([]),
            ],
            total: Some(vec![over("Sum", 9, 9)]),
        }),
        Block::Table(Table {
            caption: "Mange kolonner".into(),
            columns: (0..16).map(|i| column(&format!("År {i}"), 1.0, Align::Right)).collect(),
            rows: vec![Row::data(vec![AMOUNT; 16]), Row::data(vec!["1"; 18])],
            ..Table::default()
        }),
        Block::Table(Table {
            caption: "Ord i andre skrifter".into(),
            columns: vec![
                column("مرحبا", f32::NAN, Align::Left),
                column("שלום", -1.0, Align::Right),
            ],
            rows: SCRIPTS.map(|text| Row::data([text, text])).into(),
            ..Table::default()
        }),
        Block::Table(Table::default()),
    ]
}

fn bar(name: &str, value: i64, label: &str) -> Bar {
    Bar { name: name.into(), value, label: label.into() }
}

fn share(value: i64) -> Share {
    Share { value, label: value.to_string() }
}

fn chart(finding: &str, drawing: Drawing, numbers: Numbers) -> Block {
    Block::Chart(Chart { finding: finding.into(), alt: String::new(), drawing, numbers })
}

fn charts() -> Vec<Block> {
    let word = long_word();
    let day = |month, day| {
        Day::new(2027, month, day).unwrap_or_else(|| Day::at(chrono::DateTime::UNIX_EPOCH))
    };
    let span = |name: &str, from, to| Span {
        name: name.into(),
        from,
        to,
        label: word.clone(),
        marks: vec![Mark { on: day(6, 1), name: word.clone(), done: false }],
    };
    let budget = |name: &str, budget, used, expected: Option<i64>| BudgetBar {
        name: name.into(),
        budget: share(budget),
        used: share(used),
        expected: expected.map(share),
    };
    let tile = |number: &str, value| Tile {
        number: number.into(),
        name: word.clone(),
        value,
        label: value.to_string(),
    };
    let drawings = vec![
        Drawing::Bars(vec![]),
        Drawing::Bars(SCRIPTS.map(|text| bar(text, 1, text)).into()),
        Drawing::Bars(vec![bar("ned", i64::MIN, "−"), bar("opp", i64::MAX, "+"), bar("", 0, "")]),
        Drawing::Bars((0..80).map(|i| bar(&format!("{word} {i}"), i, &word)).collect()),
        Drawing::Funnel(vec![]),
        Drawing::Funnel(vec![bar(&word, 3, "3"), bar("flere enn før", 9, "9"), bar("0", 0, "0")]),
        Drawing::BudgetAgainstUsed(vec![]),
        Drawing::BudgetAgainstUsed(vec![
            budget(&word, 10, 20, Some(-5)),
            budget("null", 0, 0, None),
            budget("mest", i64::MAX, i64::MAX, Some(i64::MAX)),
        ]),
        Drawing::Stacked { parts: vec![], bars: vec![] },
        Drawing::Stacked {
            parts: [&word, "levert", ""]
                .map(|name| Part { name: name.into(), stressed: name.is_empty() })
                .into(),
            bars: vec![
                StackedBar { name: "for få".into(), shares: vec![share(3)] },
                StackedBar { name: word.clone(), shares: vec![share(0); 9] },
                StackedBar { name: "minus".into(), shares: vec![share(-3), share(i64::MAX)] },
            ],
        },
        Drawing::TimeLine { spans: vec![], today: day(1, 1) },
        Drawing::TimeLine {
            spans: vec![
                span("baklengs", day(12, 31), day(1, 1)),
                span("én dag", day(3, 1), day(3, 1)),
            ],
            today: day(7, 1),
        },
        Drawing::SmallMultiples { steps: vec![], charts: vec![] },
        Drawing::SmallMultiples {
            steps: (2008..2028).map(|year| year.to_string()).collect(),
            charts: (0..14)
                .map(|i| Multiple {
                    name: format!("Fylke {i}"),
                    values: (0..20).map(|k| (k % 3 > 0).then(|| share(i * k - 20))).collect(),
                })
                .collect(),
        },
        Drawing::CountyTiles {
            year: 2024,
            tiles: vec![tile("03", 5), tile("99", 1), tile("11", -4)],
        },
        Drawing::CountyTiles { year: 2008, tiles: vec![] },
        Drawing::CountyTiles { year: -1, tiles: vec![tile("", i64::MAX)] },
    ];
    let mut blocks: Vec<Block> = drawings
        .into_iter()
        .enumerate()
        .map(|(i, drawing)| chart(&format!("Finding {i}"), drawing, Numbers::FromDrawing))
        .collect();
    let bars = || Drawing::Bars(vec![bar("Agder", 1, "1")]);
    blocks.push(chart("", bars(), Numbers::In(String::new())));
    blocks.push(chart(&word, bars(), Numbers::Here(Table::default())));
    blocks.push(Block::Together(blocks.iter().take(4).cloned().collect()));
    blocks
}

/// A disc with a soft edge on nothing, and what becomes of it in other colours.
fn disc(width: u32, height: u32) -> DynamicImage {
    let shade = |at: u32, all: u32| (at * 255 / all) as u8;
    let image = RgbaImage::from_fn(width, height, |x, y| {
        let from = |at: u32, all: u32| (at as f32 + 0.5) / all as f32 - 0.5;
        let far = from(x, width).hypot(from(y, height));
        let cover = ((0.5 - far) * 2_000.0).clamp(0.0, 255.0) as u8;
        Rgba([shade(x, width), 90, shade(y, height), cover])
    });
    image.into()
}

/// A picture as a file of this format, in colours or without.
pub fn picture((width, height): (u32, u32), format: ImageFormat, is_grey: bool) -> Picture {
    let disc = disc(width, height);
    let image = match (format, is_grey) {
        (_, true) => disc.into_luma8().into(),
        (ImageFormat::Jpeg, false) => disc.into_rgb8().into(),
        (_, false) => disc,
    };
    let mut file = Cursor::new(Vec::new());
    image.write_to(&mut file, format).expect("a picture is written");
    Picture::new(file.into_inner()).expect("a picture is read")
}

fn pictures() -> Vec<Block> {
    let figure = |picture: &Picture, alt: &str, caption: &str, width| {
        let (picture, alt, caption) = (picture.clone(), alt.into(), caption.into());
        Block::Figure(Figure { picture, alt, caption, width })
    };
    let clear = picture((120, 80), ImageFormat::Png, false);
    let grey = picture((60, 90), ImageFormat::Png, true);
    let photograph = picture((160, 120), ImageFormat::Jpeg, false);
    let pale = picture((40, 40), ImageFormat::Jpeg, true);
    let word = long_word();
    let mut blocks = vec![
        heading(2, "Bilete"),
        figure(&clear, "Ei skive med mjuk kant", "Skiva, gjennomsiktig rundt", 0.4),
        figure(&grey, "Ei grå skive\n\u{7}i to linjer", "", 0.2),
        figure(&photograph, &word, &word, 1.0),
        figure(&pale, "Ei lita skive", "lang ".repeat(1_200).trim(), f32::NAN),
        figure(&clear, "Den same ein gong til", "Den same ein gong til", -3.0),
        figure(&clear, "", "Til pynt, men med ord under", 0.1),
        figure(&grey, "\u{200B}", "\u{AD}", 9.0),
        figure(&picture((1, 3_000), ImageFormat::Png, true), "Ein strek nedover", "", 1.0),
        figure(&picture((3_000, 1), ImageFormat::Png, true), "Ein strek bortover", "", 0.0),
    ];
    blocks.extend(SCRIPTS.map(|text| figure(&pale, text, text, 0.05)));
    let last = figure(&photograph, "Same", "Same", 0.5);
    blocks.push(Block::Together(vec![heading(2, "Saman"), last]));
    blocks
}

/// A letter whose window is too small for its recipient, and a second window.
fn letter() -> Vec<Block> {
    let word = long_word();
    vec![
        Block::AddressField {
            recipient: vec![word.clone(); 40],
            references: vec![(word.clone(), word); 20],
        },
        Block::Paragraph("Med hilsen".into()),
        Block::Paragraph("Ola Hansen\navdelingsdirektør".into()),
        Block::AddressField { recipient: vec![], references: vec![] },
    ]
}

/// Many pages of contents.
fn long() -> Vec<Block> {
    let mut blocks = vec![Block::Contents { depth: 3 }];
    for i in 0..150 {
        blocks.push(heading(
            1 + (i % 3) as u8,
            &format!("Kapittel {i} {}", "med navn ".repeat(i % 14)),
        ));
        blocks.push(Block::Paragraph("Tekst. ".repeat(40).into()));
        blocks.push(Block::Together(vec![
            heading(3, "Sammen"),
            Block::Paragraph("holdt ".repeat(120).into()),
            Block::Bullets(vec!["ett".into(), "to".into()]),
        ]));
    }
    blocks
}
