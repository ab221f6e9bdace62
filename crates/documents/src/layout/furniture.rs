//! Running heads and footers. They are written last, when the number of pages is known.

use crate::display::{Artifact, Item, PAGE_HEIGHT};
use crate::model::Document;
use crate::words;

use super::page::{Paper, RIGHT_EDGE, run};
use super::style::{LEFT, RULE, Style, WIDTH};

const STYLE: Style = Style::SMALL;
/// Where the footer begins, from the upper edge.
const FOOTER_TOP: f32 = PAGE_HEIGHT - 49.0;
const HEADER_TOP: f32 = 37.0;

/// Adds the running title (from page 2) and the footer to every page.
pub(super) fn add(paper: &mut Paper, document: &Document) {
    let count = paper.page() + 1;
    let parts: Vec<&str> = [document.sender.as_str(), document.reference.as_str()]
        .into_iter()
        .filter(|part| !part.is_empty())
        .collect();
    let one = |text: &str, width: f32| {
        paper.breaker.lines_at_most(text, &STYLE, width, 1).into_iter().next()
    };
    let title = one(&document.title, WIDTH);
    let mut furniture: Vec<Vec<Item>> = Vec::with_capacity(count);
    for page in 1..=count {
        let mut items = Vec::new();
        if page > 1 {
            items.push(Item::BeginArtifact(Artifact::Header));
            if let Some(title) = &title {
                items.extend(run(&paper.breaker, title, &STYLE, LEFT, HEADER_TOP));
            }
            let y = PAGE_HEIGHT - 54.0;
            items.push(Item::Rule {
                from: (LEFT, y),
                to: (RIGHT_EDGE, y),
                thickness: 0.5,
                colour: RULE,
            });
            items.push(Item::End);
        }
        items.push(Item::BeginArtifact(Artifact::Footer));
        let mut right = RIGHT_EDGE;
        if let Some(number) = one(&words::page_of(document.language, page, count), WIDTH) {
            right -= number.width;
            items.extend(run(&paper.breaker, &number, &STYLE, right, FOOTER_TOP));
        }
        let width = right - LEFT - 16.0;
        if let Some(left) = one(&parts.join(" · "), width) {
            items.extend(run(&paper.breaker, &left, &STYLE, LEFT, FOOTER_TOP));
        }
        items.push(Item::End);
        furniture.push(items);
    }
    for (page, items) in paper.pages_mut().zip(furniture) {
        page.items.extend(items);
    }
}
