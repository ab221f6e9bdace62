//! From the display list to printpdf and on to its object graph. The fonts are cut down to the glyphs
//! used here, because printpdf can do that only with a layout engine of its own.
//!
//! printpdf writes one string a glyph where it is told of glyphs, which takes most of the time of a
//! long document. So text is handed to it as operators that are written out already (one string
//! between two kernings), and the glyphs are shown to it once, on a page that is taken off again.

use std::collections::BTreeMap;
use std::rc::Rc;

use lopdf::ObjectId;
use printpdf::font::{FontMetrics, PdfFont};
use printpdf::{
    Codepoint, Color, DictItem, FontId, Line, LinePoint, Mm, Op, PaintMode, ParsedFont,
    PdfDocument, PdfFontHandle, PdfPage, PdfSaveOptions, Point, Polygon, PolygonRing, Pt, Rect,
    Rgb, TextItem, WindingOrder, XObjectTransform,
};
use subsetter::GlyphRemapper;

use crate::display::{Artifact, Colour, Item, PAGE_HEIGHT, PAGE_WIDTH, Page, Sheets, TextRun};
use crate::error::RenderError;
use crate::fonts::{Face, FaceName, Fonts};
use crate::pictures::Pictures;
use crate::shaping::{Glyph, advance};
use crate::text::REPLACEMENT;

/// Draws the pages with printpdf and hands over its object graph.
pub(crate) fn to_graph(
    sheets: &Sheets,
    fonts: &Fonts,
    title: &str,
) -> Result<lopdf::Document, RenderError> {
    let inks = inks(sheets, fonts);
    let pictures = Pictures::of(sheets);
    let mut pdf = PdfDocument::new(title);
    pdf.resources.xobjects.map.extend(pictures.objects()?);
    for (name, ink) in &inks {
        let font = PdfFont::new(ink.cut(fonts.face(*name))?);
        pdf.resources.fonts.map.insert(font_id(*name), font);
    }
    pdf.pages = sheets.pages.iter().map(|page| draw(page, &inks, &pictures)).collect();
    pdf.pages.push(glyphs_shown(&inks));
    let options = PdfSaveOptions { secure: false, ..PdfSaveOptions::default() };
    // The warnings speak of text outside text sections and of missing fonts; the tests look for both.
    let mut graph = pdf.to_lopdf_document(&options, &mut Vec::new());
    take_last_page_off(&mut graph)?;
    Ok(graph)
}

fn font_id(name: FaceName) -> FontId {
    // Not F1 to F14, which printpdf takes for the fonts that every viewer has.
    FontId(format!("FN{}", name as usize))
}

/// A page with every glyph once: printpdf embeds only what it sees shown.
fn glyphs_shown(inks: &Inks) -> PdfPage {
    let mut ops = vec![Op::StartTextSection];
    for (name, ink) in inks {
        let shown = ink
            .glyphs
            .values()
            .map(|glyph| Codepoint::with_cid(glyph.code, 0.0, glyph.says.to_string()));
        ops.push(Op::SetFont { font: PdfFontHandle::External(font_id(*name)), size: Pt(1.0) });
        ops.push(Op::ShowText { items: vec![TextItem::GlyphIds(shown.collect())] });
    }
    ops.push(Op::EndTextSection);
    PdfPage::new(Mm(10.0), Mm(10.0), ops)
}

/// Takes the page of glyphs out of the graph.
fn take_last_page_off(graph: &mut lopdf::Document) -> Result<(), RenderError> {
    let catalog = graph.catalog()?;
    let pages = catalog.get(b"Pages")?.as_reference()?;
    let pages = graph.get_object_mut(pages)?.as_dict_mut()?;
    let kids = pages.get_mut(b"Kids")?.as_array_mut()?;
    let last = kids.pop();
    let left = kids.len();
    pages.set("Count", left as i64);
    let Some(last) = last.and_then(|page| page.as_reference().ok()) else { return Ok(()) };
    let page = graph.get_dictionary(last)?;
    let own: Vec<ObjectId> = [&b"Contents"[..], b"Resources"]
        .into_iter()
        .filter_map(|key| page.get(key).ok().and_then(|part| part.as_reference().ok()))
        .collect();
    for id in own.into_iter().chain([last]) {
        graph.objects.remove(&id);
    }
    Ok(())
}

/// What is shown of a glyph in one document.
struct Inked {
    /// Its number in the font that is cut down.
    code: u16,
    width: u16,
    /// What the font itself says it is.
    says: Rc<str>,
}

/// What a face is used for in one document.
#[derive(Default)]
struct Ink {
    glyphs: BTreeMap<u16, Inked>,
    /// The same by number, because every glyph of every page is looked up.
    places: Vec<Option<(u16, Rc<str>)>>,
    remapper: GlyphRemapper,
}

type Inks = BTreeMap<FaceName, Ink>;

/// What each face that occurs is used for.
fn inks(sheets: &Sheets, fonts: &Fonts) -> Inks {
    let mut inks = Inks::new();
    // Parts of a cluster say nothing by themselves; the cluster carries its text.
    let mut parts: BTreeMap<(FaceName, u16), i32> = BTreeMap::new();
    let items = sheets.pages.iter().flat_map(|page| &page.items);
    for run in items.filter_map(|item| if let Item::Text(run) = item { Some(run) } else { None }) {
        if run.glyphs.is_empty() {
            continue;
        }
        let ink = inks.entry(run.face).or_insert_with(|| Ink::of(fonts.face(run.face)));
        for cluster in clusters(&run.glyphs) {
            match cluster {
                [glyph] => ink.note(glyph.id, glyph.width, &glyph.text),
                several => {
                    parts.extend(several.iter().map(|glyph| ((run.face, glyph.id), glyph.width)));
                }
            }
        }
    }
    let replacement: Rc<str> = REPLACEMENT.encode_utf8(&mut [0; 4]).into();
    for ((face, id), width) in parts {
        if let Some(ink) = inks.get_mut(&face) {
            ink.note(id, width, &replacement);
        }
    }
    for ink in inks.values_mut() {
        ink.number();
    }
    inks
}

impl Ink {
    /// These three stand for other text too; what they say by themselves is fixed beforehand, and only
    /// those that are then noted are kept.
    fn of(face: &Face) -> Self {
        let mut ink = Ink::default();
        for c in [' ', '-', face.stand_in()] {
            if let Some(id) = face.glyph(c) {
                *ink.place(id) = Some((0, c.encode_utf8(&mut [0; 4]).into()));
            }
        }
        ink
    }

    fn place(&mut self, id: u16) -> &mut Option<(u16, Rc<str>)> {
        let at = usize::from(id);
        if at >= self.places.len() {
            self.places.resize(at + 1, None);
        }
        &mut self.places[at]
    }

    /// Takes a glyph in; what is said of it first is kept. Code 0 in its place means that it is known
    /// by its text only.
    fn note(&mut self, id: u16, width: i32, says: &Rc<str>) {
        let place = self.place(id);
        if matches!(place, Some((code, _)) if *code > 0) {
            return;
        }
        let says = match place {
            Some((_, fixed)) => Rc::clone(fixed),
            None => Rc::clone(says),
        };
        *place = Some((1, Rc::clone(&says)));
        self.glyphs.insert(id, Inked { code: 0, width: width.clamp(0, 65_535) as u16, says });
    }

    /// Numbers the glyphs as they will stand in the font that is cut down.
    fn number(&mut self) {
        for (id, glyph) in &mut self.glyphs {
            glyph.code = self.remapper.remap(*id);
            if let Some(Some((code, _))) = self.places.get_mut(usize::from(*id)) {
                *code = glyph.code;
            }
        }
    }

    /// The face with no more than the glyphs used.
    fn cut(&self, face: &Face) -> Result<ParsedFont, RenderError> {
        let postscript = face.name.postscript();
        let bytes = subsetter::subset(face.name.data(), 0, &self.remapper)
            .map_err(|error| RenderError::Font { font: postscript, reason: error.to_string() })?;
        let widths = self.glyphs.values().map(|glyph| (glyph.code, glyph.width)).collect();
        let metrics = FontMetrics { ascent: face.ascent, descent: face.descent };
        let name = format!("{}+{postscript}", self.tag(postscript));
        let mut font = ParsedFont::with_glyph_data(
            bytes,
            0,
            Some(name),
            BTreeMap::new(),
            widths,
            1000,
            metrics,
        );
        let [x_min, y_min, x_max, y_max] = face.bounds;
        let known = &mut font.pdf_font_metrics;
        (known.x_min, known.y_min, known.x_max, known.y_max) = (x_min, y_min, x_max, y_max);
        known.us_weight_class = face.name.weight();
        (known.caret_slope_rise, known.caret_slope_run) = face.name.slope();
        Ok(font)
    }

    /// The glyph's number in the cut font.
    fn code(&self, id: u16) -> u16 {
        self.places.get(usize::from(id)).and_then(Option::as_ref).map_or(0, |(code, _)| *code)
    }

    /// What the font says of a glyph.
    fn says(&self, id: u16) -> &str {
        self.places.get(usize::from(id)).and_then(Option::as_ref).map_or("", |(_, says)| says)
    }

    /// Six letters that tell subsets of one face apart. They depend on the glyphs only, so that the same
    /// document gives the same bytes.
    fn tag(&self, name: &str) -> String {
        let mut hash: u64 = 0xcbf2_9ce4_8422_2325;
        for byte in name.bytes().chain(self.glyphs.keys().flat_map(|id| id.to_be_bytes())) {
            hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        }
        (0..6).map(|i| char::from(b'A' + ((hash >> (i * 8)) % 26) as u8)).collect()
    }
}

/// Glyphs grouped by the text they share.
fn clusters(glyphs: &[Glyph]) -> impl Iterator<Item = &[Glyph]> {
    glyphs.chunk_by(|_, next| next.continues)
}

fn draw(page: &Page, inks: &Inks, pictures: &Pictures<'_>) -> PdfPage {
    let mut pen = Pen {
        ops: Vec::with_capacity(page.items.len() * 5),
        fill: None,
        font: None,
        in_text: true,
    };
    for item in &page.items {
        pen.draw(item, inks, pictures);
    }
    let mut sheet = PdfPage::new(Mm(210.0), Mm(297.0), pen.ops);
    let full = Rect::from_wh(Pt(PAGE_WIDTH), Pt(PAGE_HEIGHT));
    sheet.media_box = full.clone();
    sheet.trim_box = full.clone();
    sheet.crop_box = full;
    sheet
}

/// The operations of one page in the making.
struct Pen {
    ops: Vec<Op>,
    fill: Option<Colour>,
    /// The face and the size set last, which hold until others are set.
    font: Option<(FaceName, f32)>,
    /// Whether what is drawn belongs to the text, where further text may stand behind glyphs.
    in_text: bool,
}

impl Pen {
    fn draw(&mut self, item: &Item, inks: &Inks, pictures: &Pictures<'_>) {
        match item {
            Item::Begin { role, mcid } => {
                self.in_text = true;
                self.begin(role.name(), vec![("MCID", DictItem::Int(i64::from(*mcid)))]);
            }
            Item::BeginArtifact(artifact) => {
                self.in_text = false;
                let name = |name: &str| DictItem::Name(name.as_bytes().to_vec());
                let pagination =
                    |subtype| vec![("Type", name("Pagination")), ("Subtype", name(subtype))];
                match artifact {
                    Artifact::Decoration => {
                        self.ops.push(Op::BeginMarkedContent { tag: "Artifact".into() });
                    }
                    Artifact::Header => self.begin("Artifact", pagination("Header")),
                    Artifact::Footer => self.begin("Artifact", pagination("Footer")),
                }
            }
            Item::End => self.ops.push(Op::EndMarkedContent),
            Item::Text(run) => {
                if let Some(ink) = inks.get(&run.face) {
                    self.text(run, ink);
                }
            }
            Item::Rectangle { x, y, width, height, fill } => {
                self.fill(*fill);
                self.ops.push(Op::DrawRectangle {
                    rectangle: Rect {
                        x: pt(*x),
                        y: pt(*y),
                        width: pt(*width),
                        height: pt(*height),
                        mode: Some(PaintMode::Fill),
                        winding_order: None,
                    },
                });
            }
            Item::Polygon { points, fill } => {
                self.fill(*fill);
                let points = points.iter().map(|p| line_point(*p)).collect();
                self.ops.push(Op::DrawPolygon {
                    polygon: Polygon {
                        rings: vec![PolygonRing { points }],
                        mode: PaintMode::Fill,
                        winding_order: WindingOrder::NonZero,
                    },
                });
            }
            Item::Rule { from, to, thickness, colour } => {
                self.ops.push(Op::SetOutlineColor { col: rgb(*colour) });
                self.ops.push(Op::SetOutlineThickness { pt: pt(*thickness) });
                let points = vec![line_point(*from), line_point(*to)];
                self.ops.push(Op::DrawLine { line: Line { points, is_closed: false } });
            }
            Item::Picture { picture, x, y, width, height } => {
                let transform = XObjectTransform {
                    translate_x: Some(pt(*x)),
                    translate_y: Some(pt(*y)),
                    scale_x: Some(pt(*width).0),
                    scale_y: Some(pt(*height).0),
                    no_auto_scale: true,
                    ..XObjectTransform::default()
                };
                if let Some(id) = pictures.id(picture) {
                    self.ops.push(Op::UseXobject { id, transform });
                }
            }
        }
    }

    fn begin(&mut self, tag: &str, properties: Vec<(&str, DictItem)>) {
        let map = properties.into_iter().map(|(key, value)| (key.to_owned(), value)).collect();
        self.ops.push(Op::BeginMarkedContentWithProperties {
            tag: tag.to_owned(),
            properties: DictItem::Dict { map },
        });
    }

    fn fill(&mut self, colour: Colour) {
        if self.fill != Some(colour) {
            self.ops.push(Op::SetFillColor { col: rgb(colour) });
            self.fill = Some(colour);
        }
    }

    /// Shows a run. Where glyphs stand for other text than the font says, that text stands behind them.
    fn text(&mut self, run: &TextRun, ink: &Ink) {
        if let Some(says) = run.says.as_deref().filter(|_| self.in_text) {
            self.span(says, |pen| pen.glyphs(run, ink, &run.glyphs, 0));
            return;
        }
        let plain = |cluster: &[Glyph]| match cluster {
            [glyph] => *glyph.text == *ink.says(glyph.id),
            _ => false,
        };
        let mut at = 0;
        let mut x = 0;
        while at < run.glyphs.len() {
            let rest = &run.glyphs[at..];
            let count: usize =
                clusters(rest).take_while(|c| plain(c) || !self.in_text).map(<[Glyph]>::len).sum();
            if count > 0 {
                self.glyphs(run, ink, &rest[..count], x);
                x += advance(&rest[..count]);
                at += count;
            } else if let Some(cluster) = clusters(rest).next() {
                let says = cluster[0].text.to_string();
                self.span(&says, |pen| pen.glyphs(run, ink, cluster, x));
                x += advance(cluster);
                at += cluster.len();
            }
        }
    }

    fn span(&mut self, says: &str, draw: impl FnOnce(&mut Self)) {
        let mut bytes = vec![0xFE, 0xFF];
        bytes.extend(says.encode_utf16().flat_map(u16::to_be_bytes));
        self.begin("Span", vec![("ActualText", DictItem::Bytes(bytes))]);
        draw(self);
        self.ops.push(Op::EndMarkedContent);
    }

    /// Shows glyphs `x` thousandths of an em into the run.
    fn glyphs(&mut self, run: &TextRun, ink: &Ink, glyphs: &[Glyph], mut x: i32) {
        self.fill(run.colour);
        // A moved glyph is shown by itself, because a string moves sideways only.
        for part in glyphs.chunk_by(|a, b| a.shift == (0, 0) && b.shift == (0, 0)) {
            let (right, up) = part[0].shift;
            let em = |units: i32| units as f32 * run.size / 1000.0;
            self.ops.push(Op::StartTextSection);
            if self.font != Some((run.face, run.size)) {
                let font = PdfFontHandle::External(font_id(run.face));
                self.ops.push(Op::SetFont { font, size: Pt(run.size) });
                self.font = Some((run.face, run.size));
            }
            self.ops.push(Op::SetTextCursor {
                pos: Point { x: pt(run.x + em(x + right)), y: pt(run.y + em(up)) },
            });
            let shown = vec![DictItem::Array(strings(ink, part))];
            self.ops.push(Op::Unknown { key: "TJ".into(), value: shown });
            self.ops.push(Op::EndTextSection);
            x += advance(part);
        }
    }
}

/// The glyphs as strings of their numbers, and between them how far the pen goes back.
fn strings(ink: &Ink, glyphs: &[Glyph]) -> Vec<DictItem> {
    let string = |data| DictItem::String { data, literal: true };
    let mut shown = Vec::new();
    let mut codes = Vec::with_capacity(glyphs.len() * 2);
    for (i, glyph) in glyphs.iter().enumerate() {
        codes.extend(ink.code(glyph.id).to_be_bytes());
        let back = glyph.width - glyph.advance;
        if back != 0 && i + 1 < glyphs.len() {
            shown.push(string(std::mem::take(&mut codes)));
            shown.push(DictItem::Int(i64::from(back)));
        }
    }
    shown.push(string(codes));
    shown
}

/// Points to a hundredth, which is finer than any printer and keeps the file small.
fn pt(value: f32) -> Pt {
    Pt((value * 100.0).round() / 100.0)
}

fn line_point((x, y): (f32, f32)) -> LinePoint {
    LinePoint { p: Point { x: pt(x), y: pt(y) }, bezier: false }
}

fn rgb([r, g, b]: Colour) -> Color {
    Color::Rgb(Rgb { r, g, b, icc_profile: None })
}
