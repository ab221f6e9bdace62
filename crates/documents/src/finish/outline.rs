//! The outline that viewers show beside the pages. printpdf's own is flat and sorted by name.

use lopdf::dictionary;
use lopdf::{Document as Graph, Object, ObjectId};

use crate::display::OutlineEntry;

use super::{name, text};

/// Adds the headings as a nested outline; nothing if there are none.
pub(super) fn add(
    graph: &mut Graph,
    entries: &[OutlineEntry],
    pages: &[ObjectId],
) -> Option<ObjectId> {
    let branches = branches(entries);
    let (first, last) = (*branches.top.first()?, *branches.top.last()?);
    let root = graph.new_object_id();
    let ids: Vec<ObjectId> = entries.iter().map(|_| graph.new_object_id()).collect();
    for (i, entry) in entries.iter().enumerate() {
        let destination = vec![
            Object::Reference(pages[entry.page]),
            name("XYZ"),
            Object::Integer(0),
            Object::Real(entry.y + 6.0),
            Object::Null,
        ];
        let mut item = dictionary! {
            "Title" => text(&entry.title),
            "Parent" => branches.parents[i].map_or(root, |parent| ids[parent]),
            "Dest" => destination,
        };
        if let Some(before) = branches.before[i] {
            item.set("Prev", ids[before]);
        }
        if let Some(after) = branches.after[i] {
            item.set("Next", ids[after]);
        }
        let below = &branches.below[i];
        if let (Some(first), Some(last)) = (below.first(), below.last()) {
            item.set("First", ids[*first]);
            item.set("Last", ids[*last]);
            // The first level is shown open, the others are closed.
            let count = below.len() as i64;
            item.set("Count", if entry.depth == 1 { count } else { -count });
        }
        graph.objects.insert(ids[i], Object::Dictionary(item));
    }
    let open: usize = branches.top.iter().map(|i| 1 + open_below(*i, entries, &branches)).sum();
    graph.objects.insert(
        root,
        Object::Dictionary(dictionary! {
            "Type" => name("Outlines"),
            "First" => ids[first],
            "Last" => ids[last],
            "Count" => open as i64,
        }),
    );
    Some(root)
}

fn open_below(i: usize, entries: &[OutlineEntry], branches: &Branches) -> usize {
    if entries[i].depth == 1 { branches.below[i].len() } else { 0 }
}

/// How the entries hang together, by their place in the list.
struct Branches {
    top: Vec<usize>,
    parents: Vec<Option<usize>>,
    below: Vec<Vec<usize>>,
    before: Vec<Option<usize>>,
    after: Vec<Option<usize>>,
}

fn branches(entries: &[OutlineEntry]) -> Branches {
    let mut branches = Branches {
        top: Vec::new(),
        parents: vec![None; entries.len()],
        below: vec![Vec::new(); entries.len()],
        before: vec![None; entries.len()],
        after: vec![None; entries.len()],
    };
    let mut open: Vec<usize> = Vec::new();
    for (i, entry) in entries.iter().enumerate() {
        while open.last().is_some_and(|last| entries[*last].depth >= entry.depth) {
            open.pop();
        }
        let parent = open.last().copied();
        branches.parents[i] = parent;
        let siblings = match parent {
            Some(parent) => &mut branches.below[parent],
            None => &mut branches.top,
        };
        if let Some(before) = siblings.last().copied() {
            branches.before[i] = Some(before);
            branches.after[before] = Some(i);
        }
        siblings.push(i);
        open.push(i);
    }
    branches
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entries_hang_below_the_last_of_a_lesser_depth() {
        let entry = |depth| OutlineEntry { depth, title: "x".into(), page: 0, y: 0.0 };
        let branches = branches(&[1, 2, 3, 2, 1].map(entry));
        assert_eq!(branches.parents, [None, Some(0), Some(1), Some(0), None]);
        assert_eq!(branches.top, [0, 4]);
        assert_eq!(branches.after, [Some(4), Some(3), None, None, None]);
        assert_eq!(branches.below[0], [1, 3]);
    }
}
