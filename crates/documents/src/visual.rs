//! From the order in which a line is read to the order in which it is seen (UAX #9, rule L2).

use std::ops::Range;
use std::rc::Rc;

use unicode_bidi::{BidiInfo, Level};

use crate::inline::Inline;
use crate::lines::Part;
use crate::shaping::{Glyph, advance};

/// The parts of a line, in the order they are read and each where it is seen. `em` is 1/1000 em in
/// points, `base` the level of the line.
pub(crate) fn parts(
    mut glyphs: Vec<Glyph>,
    base: u8,
    em: f32,
    inline: impl Fn(u16) -> Option<Rc<Inline>>,
) -> Vec<Part> {
    let Some(first) = glyphs.first() else { return Vec::new() };
    let (face, piece) = (first.face, first.piece);
    if glyphs.iter().all(|g| g.face == face && g.piece == piece && g.level == 0) {
        let width = seen(&glyphs) as f32 * em;
        return vec![Part { face, x: 0.0, width, inline: inline(piece), glyphs }];
    }
    // Spaces at the end stand where the line ends, whatever stood before them (rule L1).
    for space in glyphs.iter_mut().rev().take_while(|glyph| &*glyph.text == " ") {
        space.level = base;
    }
    let mut clusters = placed(&glyphs);
    // On a line that runs leftwards those spaces stand before its visible beginning.
    if base % 2 == 1 {
        let spaces = advance(&glyphs) - seen(&glyphs);
        clusters.iter_mut().for_each(|cluster| cluster.x -= spaces);
    }
    // What runs leftwards is shown letter by letter in the order it is read, each in its place. So it
    // comes out right for those who follow the order of the file and for those who look where the
    // letters stand.
    let plain = |piece: u16| inline(piece).is_none();
    let joins = |one: &Cluster, next: &Cluster| {
        let (a, b) = (&glyphs[one.range.start], &glyphs[next.range.start]);
        a.level % 2 == 0
            && (a.face, a.level) == (b.face, b.level)
            && (a.piece == b.piece || plain(a.piece) && plain(b.piece))
            && one.x + one.advance == next.x
    };
    clusters
        .chunk_by(joins)
        .map(|several| {
            let all = &glyphs[several[0].range.start..several[several.len() - 1].range.end];
            let leftwards = all[0].level % 2 == 1;
            Part {
                face: all[0].face,
                x: several[0].x as f32 * em,
                width: seen(all) as f32 * em,
                inline: inline(all[0].piece),
                glyphs: if leftwards { turned(all).collect() } else { all.to_vec() },
            }
        })
        .collect()
}

/// Glyphs that share their text, and where they are seen.
struct Cluster {
    range: Range<usize>,
    advance: i32,
    x: i32,
}

/// The clusters in the order they are read, each with its place on the line.
fn placed(glyphs: &[Glyph]) -> Vec<Cluster> {
    let mut clusters: Vec<Cluster> = Vec::with_capacity(glyphs.len());
    for cluster in glyphs.chunk_by(|_, next| next.continues) {
        let start = clusters.last().map_or(0, |before| before.range.end);
        let range = start..start + cluster.len();
        clusters.push(Cluster { range, advance: advance(cluster), x: 0 });
    }
    let levels: Vec<Level> = clusters
        .iter()
        .map(|cluster| Level::new(glyphs[cluster.range.start].level).unwrap_or(Level::ltr()))
        .collect();
    let mut pen = 0;
    for i in BidiInfo::reorder_visual(&levels) {
        clusters[i].x = pen;
        pen += clusters[i].advance;
    }
    clusters
}

/// A cluster in the order its glyphs are seen; the first carries the text.
fn turned(cluster: &[Glyph]) -> impl Iterator<Item = Glyph> + '_ {
    let glyphs = cluster.iter().rev().enumerate();
    glyphs.map(|(i, glyph)| Glyph { continues: i > 0, ..glyph.clone() })
}

/// The width without spaces at the end.
fn seen(glyphs: &[Glyph]) -> i32 {
    let spaces = glyphs.iter().rev().take_while(|glyph| &*glyph.text == " ").count();
    advance(&glyphs[..glyphs.len() - spaces])
}
