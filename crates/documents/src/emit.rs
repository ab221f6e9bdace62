//! From the display list to printpdf and on to its object graph. The fonts are cut down to the glyphs
//! used here, because printpdf can do that only with a layout engine of its own.

use std::collections::BTreeMap;

use printpdf::font::{FontMetrics, PdfFont};
use printpdf::{
    Codepoint, Color, DictItem, FontId, Line, LinePoint, Mm, Op, PaintMode, ParsedFont,
    PdfDocument, PdfFontHandle, PdfPage, PdfSaveOptions, Point, Polygon, PolygonRing, Pt, Rect,
    Rgb, TextItem, WindingOrder,
};
use subsetter::GlyphRemapper;

use crate::display::{Artifact, Colour, Item, PAGE_HEIGHT, PAGE_WIDTH, Page, Sheets, TextRun};
use crate::error::RenderError;
use crate::fonts::{Face, FaceName, Fonts};
use crate::shaping::{Glyph, advance};
use crate::text::REPLACEMENT;

/// Draws the pages with printpdf and hands over its object graph.
pub(crate) fn to_graph(
    sheets: &Sheets,
    fonts: &Fonts,
    title: &str,
) -> Result<lopdf::Document, RenderError> {
    let mut inks = BTreeMap::new();
    for name in FaceName::ALL {
        let ink = Ink::collect(sheets, fonts.face(name));
        if !ink.glyphs.is_empty() {
            inks.insert(name, ink);
        }
    }
    let mut pdf = PdfDocument::new(title);
    for (name, ink) in &inks {
        let font = PdfFont::new(ink.cut(fonts.face(*name))?);
        pdf.resources.fonts.map.insert(font_id(*name), font);
    }
    pdf.pages = sheets.pages.iter().map(|page| draw(page, &inks)).collect();
    let options = PdfSaveOptions { secure: false, ..PdfSaveOptions::default() };
    // The warnings speak of text outside text sections and of missing fonts; the tests look for both.
    Ok(pdf.to_lopdf_document(&options, &mut Vec::new()))
}

fn font_id(name: FaceName) -> FontId {
    // Not F1 to F14, which printpdf takes for the fonts that every viewer has.
    FontId(format!("FN{}", name as usize))
}

/// What a face is used for in one document.
struct Ink {
    /// Every glyph used: its width, and the text that the font itself gives it.
    glyphs: BTreeMap<u16, (u16, String)>,
    remapper: GlyphRemapper,
}

impl Ink {
    fn collect(sheets: &Sheets, face: &Face) -> Self {
        let mut glyphs: BTreeMap<u16, (u16, String)> = BTreeMap::new();
        // These three stand for other text too; what they say by themselves is fixed beforehand.
        let fixed: BTreeMap<u16, char> = [' ', '-', face.stand_in()]
            .into_iter()
            .filter_map(|c| Some((face.glyph(c)?, c)))
            .collect();
        let runs = || {
            sheets.pages.iter().flat_map(|page| &page.items).filter_map(|item| match item {
                Item::Text(run) if run.face == face.name => Some(run),
                _ => None,
            })
        };
        for cluster in runs().flat_map(|run| clusters(&run.glyphs)) {
            if let [glyph] = cluster {
                let text =
                    fixed.get(&glyph.id).map_or_else(|| glyph.text.to_string(), char::to_string);
                glyphs.entry(glyph.id).or_insert((glyph.width.clamp(0, 65_535) as u16, text));
            }
        }
        // Parts of a cluster say nothing by themselves; the cluster carries its text.
        for glyph in runs().flat_map(|run| &run.glyphs) {
            let width = glyph.width.clamp(0, 65_535) as u16;
            glyphs.entry(glyph.id).or_insert_with(|| (width, REPLACEMENT.to_string()));
        }
        let mut remapper = GlyphRemapper::new();
        for id in glyphs.keys() {
            remapper.remap(*id);
        }
        Ink { glyphs, remapper }
    }

    /// The face with no more than the glyphs used.
    fn cut(&self, face: &Face) -> Result<ParsedFont, RenderError> {
        let postscript = face.name.postscript();
        let bytes = subsetter::subset(face.name.data(), 0, &self.remapper)
            .map_err(|error| RenderError::Font { font: postscript, reason: error.to_string() })?;
        let widths =
            self.glyphs.iter().map(|(id, (width, _))| (self.remapped(*id), *width)).collect();
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
    fn remapped(&self, id: u16) -> u16 {
        self.remapper.get(id).unwrap_or(0)
    }

    /// What the font says of a glyph.
    fn says(&self, id: u16) -> &str {
        self.glyphs.get(&id).map_or("", |(_, text)| text)
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

type Inks = BTreeMap<FaceName, Ink>;

fn draw(page: &Page, inks: &Inks) -> PdfPage {
    let mut pen = Pen { ops: Vec::with_capacity(page.items.len() * 5), fill: None, in_text: true };
    for item in &page.items {
        pen.draw(item, inks);
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
    /// Whether what is drawn belongs to the text, where further text may stand behind glyphs.
    in_text: bool,
}

impl Pen {
    fn draw(&mut self, item: &Item, inks: &Inks) {
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
            let codes = part.iter().map(|glyph| Codepoint {
                gid: ink.remapped(glyph.id),
                offset: (glyph.width - glyph.advance) as f32,
                cid: Some(ink.says(glyph.id).to_owned()),
            });
            self.ops.push(Op::StartTextSection);
            self.ops.push(Op::SetFont {
                font: PdfFontHandle::External(font_id(run.face)),
                size: Pt(run.size),
            });
            self.ops.push(Op::SetTextCursor {
                pos: Point { x: pt(run.x + em(x + right)), y: pt(run.y + em(up)) },
            });
            self.ops.push(Op::ShowText { items: vec![TextItem::GlyphIds(codes.collect())] });
            self.ops.push(Op::EndTextSection);
            x += advance(part);
        }
    }
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
