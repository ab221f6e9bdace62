//! Documents of every kind there can be, drawn by chance: the whole model, with texts that have gone
//! wrong somewhere else.

use std::io::Cursor;

use chrono::{TimeZone, Utc};
use documents::{
    Align, Attached, Bar, Block, BudgetBar, Cell, Chart, Column, Document, Drawing, Figure,
    HeadGroup, KeyFigure, Link, Mark, Multiple, Numbers, Part, Picture, Piece, Rich, Row, RowKind,
    Share, Span, StackedBar, Style, Table, Tile,
};
use image::{ColorType, DynamicImage, ImageFormat};
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use vocabulary::{Day, Language};

/// Text of all kinds: ordinary, controls, marks, other scripts in both directions, very long words.
pub fn any_text() -> impl Strategy<Value = String> {
    prop_oneof![
        6 => "[a-zæøåáčđŋšŧž]{1,9}( [a-zæøå0-9,.-]{1,12}){0,9}",
        2 => "[a-zæøå \u{a0}\n]{0,60}",
        1 => any::<String>(),
        1 => "\\PC{0,40}",
        1 => "[\u{0}-\u{2F}\u{300}-\u{310}a\u{200B}-\u{200F}\u{AD}🏽👩‍🚒\u{E000}\u{FFFF}]{0,30}",
        1 => "[α-ωа-яא-תء-ي 0-9().]{0,40}",
        1 => (1_usize..400).prop_map(|n| "Wx".repeat(n)),
        1 => Just(String::new()),
    ]
}

fn any_texts() -> impl Strategy<Value = Vec<String>> {
    vec(any_text(), 0..5)
}

fn any_link() -> impl Strategy<Value = Link> {
    prop_oneof![
        "[a-z]{1,9}".prop_map(|name| Link::Web(format!("https://{name}.no/?q=å b"))),
        "[a-z]{1,9}".prop_map(|name| Link::Web(format!("https://{name}.no/"))),
        Just(Link::Web("mailto:post@dir.example".into())),
        any_text().prop_map(Link::Web),
        any_text().prop_map(Link::Heading),
        Just(Link::Heading("Sammendrag".into())),
    ]
}

fn any_piece() -> impl Strategy<Value = Piece> {
    let style = prop_oneof![Just(Style::Plain), Just(Style::Strong), Just(Style::Emphasis)];
    let language = option::weighted(
        0.2,
        prop_oneof![
            Just("se".to_owned()),
            Just("en-GB".to_owned()),
            Just("ar".to_owned()),
            any_text()
        ],
    );
    let link = option::weighted(0.2, any_link());
    let note = option::weighted(0.15, any_text());
    (any_text(), style, language, link, note)
        .prop_map(|(text, style, language, link, note)| Piece { text, style, language, link, note })
}

pub fn any_rich() -> impl Strategy<Value = Rich> {
    prop_oneof![any_text().prop_map(Rich::plain), vec(any_piece(), 0..5).prop_map(Rich)]
}

fn any_bars() -> impl Strategy<Value = Vec<Bar>> {
    let bar = (any_text(), any_value(), any_text());
    vec(bar.prop_map(|(name, value, label)| Bar { name, value, label }), 0..5)
}

/// Small ones most often, and the ends of what there is.
fn any_value() -> impl Strategy<Value = i64> {
    prop_oneof![0_i64..1000, -1000_i64..1000, any::<i64>(), Just(i64::MIN), Just(i64::MAX)]
}

fn any_share() -> impl Strategy<Value = Share> {
    (any_value(), any_text()).prop_map(|(value, label)| Share { value, label })
}

fn any_day() -> impl Strategy<Value = Day> {
    (1990_i32..2060, 1_u32..13, 1_u32..29)
        .prop_filter_map("a day of the calendar", |(year, month, day)| Day::new(year, month, day))
}

fn any_span() -> impl Strategy<Value = Span> {
    let mark =
        (any_day(), any_text(), any::<bool>()).prop_map(|(on, name, done)| Mark { on, name, done });
    // The last day may come before the first.
    (any_text(), any_day(), any_day(), any_text(), vec(mark, 0..3))
        .prop_map(|(name, from, to, label, marks)| Span { name, from, to, label, marks })
}

fn any_drawing() -> impl Strategy<Value = Drawing> {
    let budget = (any_text(), any_share(), any_share(), option::of(any_share()))
        .prop_map(|(name, budget, used, expected)| BudgetBar { name, budget, used, expected });
    let part = (any_text(), any::<bool>()).prop_map(|(name, stressed)| Part { name, stressed });
    let stacked =
        (any_text(), vec(any_share(), 0..4)).prop_map(|(name, shares)| StackedBar { name, shares });
    let multiple = (any_text(), vec(option::of(any_share()), 0..5))
        .prop_map(|(name, values)| Multiple { name, values });
    let number = prop_oneof![
        Just("03".to_owned()),
        Just("11".to_owned()),
        Just("50".to_owned()),
        "[0-9]{2}",
        any_text()
    ];
    let tile = (number, any_text(), any_value(), any_text())
        .prop_map(|(number, name, value, label)| Tile { number, name, value, label });
    let year = prop_oneof![Just(2008), Just(2018), Just(2020), Just(2024), any::<i32>()];
    prop_oneof![
        any_bars().prop_map(Drawing::Bars),
        any_bars().prop_map(Drawing::Funnel),
        vec(budget, 0..4).prop_map(Drawing::BudgetAgainstUsed),
        (vec(part, 0..4), vec(stacked, 0..4))
            .prop_map(|(parts, bars)| Drawing::Stacked { parts, bars }),
        (vec(any_span(), 0..4), any_day())
            .prop_map(|(spans, today)| Drawing::TimeLine { spans, today }),
        (any_texts(), vec(multiple, 0..4))
            .prop_map(|(steps, charts)| Drawing::SmallMultiples { steps, charts }),
        (year, vec(tile, 0..5)).prop_map(|(year, tiles)| Drawing::CountyTiles { year, tiles }),
    ]
}

fn any_chart() -> impl Strategy<Value = Chart> {
    let numbers = prop_oneof![
        any_table().prop_map(Numbers::Here),
        any_text().prop_map(Numbers::In),
        Just(Numbers::FromDrawing),
    ];
    (any_text(), any_text(), any_drawing(), numbers)
        .prop_map(|(finding, alt, drawing, numbers)| Chart { finding, alt, drawing, numbers })
}

fn any_cell() -> impl Strategy<Value = Cell> {
    let reach = || prop_oneof![8 => Just(1_usize), 2 => 0_usize..4, 1 => Just(usize::MAX)];
    (any_rich(), reach(), reach()).prop_map(|(text, columns, rows)| Cell { text, columns, rows })
}

fn any_row() -> impl Strategy<Value = Row> {
    let kind = prop_oneof![
        6 => Just(RowKind::Data),
        1 => Just(RowKind::Section),
        1 => Just(RowKind::Sum),
    ];
    (vec(any_cell(), 0..6), kind).prop_map(|(cells, kind)| Row { cells, kind })
}

pub fn any_table() -> impl Strategy<Value = Table> {
    let column = (any_text(), any::<f32>(), any::<bool>()).prop_map(|(head, share, right)| {
        Column { head, share, align: if right { Align::Right } else { Align::Left } }
    });
    let group = (any_text(), 0_usize..4).prop_map(|(head, columns)| HeadGroup { head, columns });
    (
        any_text(),
        vec(group, 0..3),
        vec(column, 0..7),
        vec(any_row(), 0..6),
        option::of(vec(any_cell(), 0..6)),
    )
        .prop_map(|(caption, groups, columns, rows, total)| Table {
            caption,
            groups,
            columns,
            rows,
            total,
        })
}

fn any_riches() -> impl Strategy<Value = Vec<Rich>> {
    vec(any_rich(), 0..5)
}

/// Small ones and very thin ones, with and without colours and transparency, as both formats.
fn any_picture() -> impl Strategy<Value = Picture> {
    let side = || prop_oneof![6 => 1_u32..12, 1 => 1_u32..300];
    let kind = prop_oneof![
        Just((ColorType::L8, ImageFormat::Jpeg)),
        Just((ColorType::Rgb8, ImageFormat::Jpeg)),
        Just((ColorType::L8, ImageFormat::Png)),
        Just((ColorType::La8, ImageFormat::Png)),
        Just((ColorType::L16, ImageFormat::Png)),
        Just((ColorType::Rgb8, ImageFormat::Png)),
        Just((ColorType::Rgba8, ImageFormat::Png)),
        Just((ColorType::Rgba16, ImageFormat::Png)),
    ];
    (side(), side(), kind, vec(any::<u8>(), 1..64))
        .prop_map(|(width, height, kind, seed)| picture(width, height, kind, &seed))
}

/// A picture of one kind whose samples repeat `seed`.
pub fn picture(
    width: u32,
    height: u32,
    (color, format): (ColorType, ImageFormat),
    seed: &[u8],
) -> Picture {
    let mut samples = seed.iter().copied().cycle();
    let mut painted = image::RgbaImage::new(width, height);
    for pixel in painted.pixels_mut() {
        pixel.0 = [(); 4].map(|()| samples.next().unwrap());
    }
    let painted = DynamicImage::ImageRgba8(painted);
    let painted: DynamicImage = match color {
        ColorType::L8 => painted.into_luma8().into(),
        ColorType::La8 => painted.into_luma_alpha8().into(),
        ColorType::L16 => painted.into_luma16().into(),
        ColorType::Rgb8 => painted.into_rgb8().into(),
        ColorType::Rgba16 => painted.into_rgba16().into(),
        _ => painted,
    };
    let mut file = Cursor::new(Vec::new());
    painted.write_to(&mut file, format).unwrap();
    Picture::new(file.into_inner()).unwrap()
}

fn any_figure() -> impl Strategy<Value = Figure> {
    let width = prop_oneof![3 => 0.0_f32..1.2, 1 => any::<f32>()];
    (any_picture(), any_text(), any_text(), width)
        .prop_map(|(picture, alt, caption, width)| Figure { picture, alt, caption, width })
}

fn any_leaf() -> impl Strategy<Value = Block> {
    let figure = (any_text(), any_text(), any_text())
        .prop_map(|(figure, caption, against)| KeyFigure { figure, caption, against });
    let attached = (any_text(), any_text()).prop_map(|(name, about)| Attached { name, about });
    prop_oneof![
        (any::<u8>(), any_text()).prop_map(|(level, text)| Block::Heading { level, text }),
        (1_u8..4, any_text()).prop_map(|(level, text)| Block::Heading { level, text }),
        Just(Block::Heading { level: 2, text: "Sammendrag".into() }),
        any_rich().prop_map(Block::Paragraph),
        any_rich().prop_map(Block::Small),
        any_rich().prop_map(Block::Quote),
        any_riches().prop_map(Block::Bullets),
        any_riches().prop_map(Block::Numbered),
        vec((any_text(), any_rich()), 0..5).prop_map(Block::Facts),
        vec(figure, 0..7).prop_map(Block::KeyFigures),
        any_table().prop_map(Block::Table),
        any_chart().prop_map(Block::Chart),
        any_figure().prop_map(Block::Figure),
        (any_texts(), vec((any_text(), any_text()), 0..4))
            .prop_map(|(recipient, references)| Block::AddressField { recipient, references }),
        any::<u8>().prop_map(|depth| Block::Contents { depth }),
        vec(attached, 0..4).prop_map(Block::Attachments),
        Just(Block::PageBreak),
    ]
}

pub fn any_block() -> impl Strategy<Value = Block> {
    any_leaf().prop_recursive(2, 8, 4, |inner| vec(inner, 0..4).prop_map(Block::Together))
}

/// A document of any blocks, in any language.
pub fn any_document() -> impl Strategy<Value = Document> {
    let language =
        prop_oneof![Just(Language::Bokmal), Just(Language::Nynorsk), Just(Language::English)];
    (any_text(), language, any_text(), any_text(), any_text(), vec(any_block(), 0..8)).prop_map(
        |(title, language, sender, reference, subject, blocks)| Document {
            title,
            language,
            sender,
            reference,
            subject,
            made_at: Utc.timestamp_opt(1_795_000_000, 0).unwrap(),
            blocks,
        },
    )
}
