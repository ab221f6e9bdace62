//! The typefaces, built into the program, with their measures in 1/1000 em.
//!
//! Inter is under the SIL Open Font License (see `fonts/LICENSE_FONT`), has tabular figures and the
//! letters of the Sámi languages, and those of Greek and Cyrillic. What it lacks (Hebrew, Arabic,
//! Armenian, Georgian, arrows, mathematics, many symbols) is shown in DejaVu Sans, which anybody may
//! embed and pass on (see `fonts/LICENSE_DEJAVU`). A file holds only the faces it uses.

use std::rc::Rc;
use std::sync::OnceLock;

use harfrust::{Direction, Feature, Font, GlyphId, Language, Script, ShapePlan, ShaperFont, Tag};

use crate::error::RenderError;
use crate::text::REPLACEMENT;

/// The faces.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) enum FaceName {
    Regular,
    Italic,
    SemiBold,
    Bold,
    /// What the upright and the italic face lack.
    Wide,
    /// What the bold faces lack.
    WideBold,
}

impl FaceName {
    pub(crate) const ALL: [FaceName; 6] = [
        FaceName::Regular,
        FaceName::Italic,
        FaceName::SemiBold,
        FaceName::Bold,
        FaceName::Wide,
        FaceName::WideBold,
    ];

    /// The name the face carries inside a PDF.
    pub(crate) fn postscript(self) -> &'static str {
        match self {
            FaceName::Regular => "Inter-Regular",
            FaceName::Italic => "Inter-Italic",
            FaceName::SemiBold => "Inter-SemiBold",
            FaceName::Bold => "Inter-Bold",
            FaceName::Wide => "DejaVuSans",
            FaceName::WideBold => "DejaVuSans-Bold",
        }
    }

    /// The font file.
    pub(crate) fn data(self) -> &'static [u8] {
        match self {
            FaceName::Regular => include_bytes!("../fonts/Inter_400Regular.ttf"),
            FaceName::Italic => include_bytes!("../fonts/Inter_400Regular_Italic.ttf"),
            FaceName::SemiBold => include_bytes!("../fonts/Inter_600SemiBold.ttf"),
            FaceName::Bold => include_bytes!("../fonts/Inter_700Bold.ttf"),
            FaceName::Wide => include_bytes!("../fonts/DejaVuSans.ttf"),
            FaceName::WideBold => include_bytes!("../fonts/DejaVuSans-Bold.ttf"),
        }
    }

    /// The face that is asked for what this one lacks.
    pub(crate) fn wide(self) -> FaceName {
        match self {
            FaceName::Regular | FaceName::Italic | FaceName::Wide => FaceName::Wide,
            FaceName::SemiBold | FaceName::Bold | FaceName::WideBold => FaceName::WideBold,
        }
    }

    /// The face for important words among words in this one.
    pub(crate) fn strong(self) -> FaceName {
        match self {
            FaceName::Regular | FaceName::Italic => FaceName::SemiBold,
            FaceName::SemiBold => FaceName::Bold,
            other => other,
        }
    }

    /// The face for words that are set apart among words in this one.
    pub(crate) fn emphasis(self) -> FaceName {
        match self {
            FaceName::Regular => FaceName::Italic,
            FaceName::Italic => FaceName::Regular,
            other => other,
        }
    }

    /// The weight class of OpenType, 400 for regular.
    pub(crate) fn weight(self) -> u16 {
        match self {
            FaceName::Regular | FaceName::Italic | FaceName::Wide => 400,
            FaceName::SemiBold => 600,
            FaceName::Bold | FaceName::WideBold => 700,
        }
    }

    /// Rise and run of the slope of upright strokes.
    pub(crate) fn slope(self) -> (i16, i16) {
        if self == FaceName::Italic { (1000, 176) } else { (1, 0) }
    }
}

/// What is read from a font file once for the whole process.
struct Master {
    name: FaceName,
    font: Font,
    /// Ordinary figures, tabular figures.
    plans: [(Vec<Feature>, ShapePlan); 2],
    units_per_em: f32,
    ascent: i16,
    descent: i16,
    bounds: [i16; 4],
}

impl Master {
    fn read(name: FaceName) -> Result<Self, Broken> {
        let broken = |reason: &str| Broken { face: name, reason: reason.to_owned() };
        let font = Font::new(name.data().to_vec(), 0).ok_or_else(|| broken("it is not a font"))?;
        let units_per_em = f32::from(font.units_per_em());
        if units_per_em < 16.0 {
            return Err(broken("it has no units per em"));
        }
        let scaled = |value: i32| (value as f32 * 1000.0 / units_per_em).round() as i16;
        let metrics = font.metrics();
        let line = metrics.hhea_line.as_ref().ok_or_else(|| broken("it has no line metrics"))?;
        let (ascent, descent) = (line.ascender.to_i32(), line.descender.to_i32());
        let bounds = metrics.bounds;
        let bounds = [bounds.x_min, bounds.y_min, bounds.x_max, bounds.y_max];
        let language: Option<Language> = "nb".parse().ok();
        // Ligatures and contextual forms would draw other characters than were written ("->" becomes
        // an arrow), and extraction must give back what was written.
        let plain: Vec<Feature> =
            [b"liga", b"clig", b"calt"].map(|tag| Feature::new(Tag::new(tag), 0, ..)).into();
        let mut tabular = plain.clone();
        tabular.push(Feature::new(Tag::new(b"tnum"), 1, ..));
        let plans = [plain, tabular].map(|features| {
            let plan = ShapePlan::new(
                &font,
                Direction::LeftToRight,
                Some(Script::LATIN),
                language.as_ref(),
                &features,
            );
            (features, plan)
        });
        Ok(Master {
            name,
            plans,
            units_per_em,
            ascent: scaled(ascent),
            descent: scaled(descent),
            bounds: bounds.map(|value| scaled(value.to_i32())),
            font,
        })
    }
}

/// A face that is ready to be shaped with, for one rendering.
pub(crate) struct Face {
    pub(crate) name: FaceName,
    pub(crate) shaper: ShaperFont<'static, 'static>,
    master: &'static Master,
    /// Above the base line, in 1/1000 em.
    pub(crate) ascent: i16,
    /// Below the base line, in 1/1000 em; negative.
    pub(crate) descent: i16,
    /// Left, bottom, right, top of all glyphs, in 1/1000 em.
    pub(crate) bounds: [i16; 4],
}

impl Face {
    fn of(master: &'static Master) -> Self {
        Face {
            name: master.name,
            shaper: ShaperFont::new(&master.font),
            master,
            ascent: master.ascent,
            descent: master.descent,
            bounds: master.bounds,
        }
    }

    /// The features and the plan to shape with.
    pub(crate) fn plan(&self, tabular: bool) -> (&[Feature], &ShapePlan) {
        let (features, plan) = &self.master.plans[usize::from(tabular)];
        (features, plan)
    }

    /// Font units in 1/1000 em.
    pub(crate) fn thousandths(&self, units: i32) -> i32 {
        (units as f32 * 1000.0 / self.master.units_per_em).round() as i32
    }

    /// The glyph of a character, if the face has one.
    pub(crate) fn glyph(&self, c: char) -> Option<u16> {
        self.shaper
            .nominal_glyph(u32::from(c))
            .and_then(|glyph| u16::try_from(glyph.to_u32()).ok())
            .filter(|glyph| *glyph != 0)
    }

    /// The character that is drawn for one the face lacks: the official replacement, an empty box or,
    /// at worst, a question mark.
    pub(crate) fn stand_in(&self) -> char {
        [REPLACEMENT, '□'].into_iter().find(|c| self.glyph(*c).is_some()).unwrap_or('?')
    }

    /// The width of a glyph, in 1/1000 em.
    pub(crate) fn width(&self, glyph: u16) -> i32 {
        self.thousandths(self.shaper.glyph_h_advance(GlyphId::new(u32::from(glyph))))
    }
}

/// The faces, in the order of [`FaceName::ALL`].
pub(crate) struct Fonts(Vec<Face>);

impl Fonts {
    pub(crate) fn face(&self, name: FaceName) -> &Face {
        &self.0[name as usize]
    }
}

#[derive(Clone)]
struct Broken {
    face: FaceName,
    reason: String,
}

impl From<Broken> for RenderError {
    fn from(broken: Broken) -> Self {
        RenderError::Font { font: broken.face.postscript(), reason: broken.reason }
    }
}

/// The faces that are built into the program. Their files are read once in the life of the process.
pub(crate) fn built_in() -> Result<Rc<Fonts>, RenderError> {
    static MASTERS: OnceLock<Result<Vec<Master>, Broken>> = OnceLock::new();
    let masters = MASTERS.get_or_init(|| FaceName::ALL.into_iter().map(Master::read).collect());
    let masters = masters.as_ref().map_err(Broken::clone)?;
    Ok(Rc::new(Fonts(masters.iter().map(Face::of).collect())))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_face_has_what_norwegian_and_sami_text_needs() {
        let fonts = built_in().unwrap();
        for name in FaceName::ALL {
            let face = fonts.face(name);
            assert!(fonts.face(name.wide()).glyph('ع').is_some());
            for c in "æøåÆØÅ§–—“”«»’…•€½éčđŋšŧžáÁČĐŊŠŦŽ ?-−".chars()
            {
                assert!(face.glyph(c).is_some(), "{name:?} lacks {c:?}");
            }
            assert!(face.glyph(face.stand_in()).is_some());
            assert!(face.ascent > 0 && face.descent < 0);
        }
    }
}
