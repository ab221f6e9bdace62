//! Pictures with their captions.

use crate::display::PAGE_HEIGHT;
use crate::lines::{Breaker, Line};
use crate::model::{Figure as Said, Picture};
use crate::tags::{Role, Tree};
use crate::text::is_blank;

use super::page::{Paper, opening_lines};
use super::style::{CAPACITY, LEFT, Style, WIDTH};

/// How much of a page a picture takes at most.
const TALLEST: f32 = CAPACITY * 0.6;
/// Between the picture and its caption.
const CAPTION_GAP: f32 = 4.0;
const BELOW: f32 = 12.0;

/// A picture whose size is known.
pub(super) struct Figure {
    picture: Picture,
    /// Nothing for decoration.
    alt: Option<String>,
    caption: Vec<Line>,
    width: f32,
    height: f32,
}

impl Figure {
    pub(super) fn new(breaker: &Breaker, figure: &Said) -> Self {
        let (width, height) = figure.picture.size(figure.width, WIDTH, TALLEST);
        let caption = if is_blank(&figure.caption) {
            Vec::new()
        } else {
            breaker.lines(&figure.caption, &Style::CAPTION, WIDTH)
        };
        let alt = Some(figure.alt.clone()).filter(|alt| !is_blank(alt));
        Figure { picture: figure.picture.clone(), alt, caption, width, height }
    }

    /// The picture with its first lines; with all of them as far as a page holds it.
    pub(super) fn opening(&self) -> f32 {
        let with = |lines: usize| match lines {
            0 => self.height,
            _ => self.height + CAPTION_GAP + lines as f32 * Style::CAPTION.leading,
        };
        let whole = with(self.caption.len());
        if whole <= CAPACITY { whole } else { with(opening_lines(self.caption.len())) }
    }

    /// The height with the space below.
    pub(super) fn height(&self) -> f32 {
        self.opening() + BELOW
    }

    pub(super) fn place(self, paper: &mut Paper) {
        paper.need(self.opening());
        let (top, bottom) = (paper.y, paper.y + self.height);
        let caption = match self.alt {
            Some(alt) => {
                let figure = paper.tree.add(Tree::ROOT, Role::Figure);
                paper.tree.nodes[figure].alt = Some(alt);
                paper.tree.nodes[figure].bounds =
                    Some([LEFT, PAGE_HEIGHT - bottom, LEFT + self.width, PAGE_HEIGHT - top]);
                paper.begin(figure);
                paper.picture(&self.picture, LEFT, top, self.width, self.height);
                paper.end();
                (figure, Role::Caption)
            }
            None => {
                paper.decoration(|paper| {
                    paper.picture(&self.picture, LEFT, top, self.width, self.height);
                });
                (Tree::ROOT, Role::Paragraph)
            }
        };
        paper.y = bottom;
        if !self.caption.is_empty() {
            paper.y += CAPTION_GAP;
            let caption = paper.tree.add(caption.0, caption.1);
            paper.flow(caption, &self.caption, &Style::CAPTION, 0.0);
        }
        paper.y += BELOW;
    }
}
