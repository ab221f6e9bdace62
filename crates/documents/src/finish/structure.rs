//! The structure tree, and the parent tree that leads from marked content back to it.

use lopdf::dictionary;
use lopdf::{Document as Graph, Object, ObjectId};

use crate::display::Sheets;
use crate::error::RenderError;
use crate::tags::{Kid, Node, Scope, Tree};

use super::{name, text};

/// Adds the tree to the graph and marks the pages; the root of the tree.
pub(super) fn add(
    graph: &mut Graph,
    sheets: &Sheets,
    pages: &[ObjectId],
) -> Result<ObjectId, RenderError> {
    let root = graph.new_object_id();
    let nodes = &sheets.tree.nodes;
    let ids: Vec<ObjectId> = nodes.iter().map(|_| graph.new_object_id()).collect();
    let mut parents = vec![root; ids.len()];
    for (node, id) in nodes.iter().zip(&ids) {
        for kid in &node.kids {
            if let Kid::Node(kid) = kid {
                parents[*kid] = *id;
            }
        }
    }
    for (i, node) in nodes.iter().enumerate() {
        let element = element(node, parents[i], &ids, pages);
        graph.objects.insert(ids[i], element);
    }
    let mut numbers: Vec<Object> = Vec::with_capacity(pages.len() * 2);
    for (i, (page, id)) in sheets.pages.iter().zip(pages).enumerate() {
        let owners: Vec<Object> =
            page.owners.iter().map(|node| Object::Reference(ids[*node])).collect();
        let owners = graph.add_object(Object::Array(owners));
        numbers.push(Object::Integer(i as i64));
        numbers.push(Object::Reference(owners));
        let page = graph.get_object_mut(*id)?.as_dict_mut()?;
        page.remove(b"Annots");
        page.set("StructParents", i as i64);
        page.set("Tabs", name("S"));
    }
    let parent_tree = graph.add_object(dictionary! { "Nums" => numbers });
    graph.objects.insert(
        root,
        Object::Dictionary(dictionary! {
            "Type" => name("StructTreeRoot"),
            "K" => ids[Tree::ROOT],
            "ParentTree" => parent_tree,
            "ParentTreeNextKey" => pages.len() as i64,
        }),
    );
    Ok(root)
}

fn element(node: &Node, parent: ObjectId, ids: &[ObjectId], pages: &[ObjectId]) -> Object {
    let mut element = dictionary! {
        "Type" => name("StructElem"),
        "S" => name(node.role.name()),
        "P" => parent,
    };
    let home = node.kids.iter().find_map(|kid| match kid {
        Kid::Content { page, .. } => Some(*page),
        Kid::Node(_) => None,
    });
    if let Some(page) = home {
        element.set("Pg", pages[page]);
    }
    let mut kids: Vec<Object> = node
        .kids
        .iter()
        .map(|kid| match kid {
            Kid::Node(node) => Object::Reference(ids[*node]),
            Kid::Content { page, mcid } if Some(*page) == home => Object::Integer((*mcid).into()),
            Kid::Content { page, mcid } => Object::Dictionary(dictionary! {
                "Type" => name("MCR"),
                "Pg" => pages[*page],
                "MCID" => i64::from(*mcid),
            }),
        })
        .collect();
    match kids.pop() {
        Some(only) if kids.is_empty() => element.set("K", only),
        Some(last) => {
            kids.push(last);
            element.set("K", kids);
        }
        None => {}
    }
    if let Some(alt) = &node.alt {
        element.set("Alt", text(alt));
    }
    if let Some(title) = &node.title {
        element.set("T", text(title));
    }
    if let Some(attributes) = attributes(node) {
        element.set("A", attributes);
    }
    Object::Dictionary(element)
}

/// What else is known of an element: of a cell, a figure, a list.
fn attributes(node: &Node) -> Option<Object> {
    let mut attributes = if node.scope.is_some() || node.columns.is_some() {
        dictionary! { "O" => name("Table") }
    } else if let Some(bounds) = node.bounds {
        let bounds: Vec<Object> = bounds.iter().map(|value| Object::Real(*value)).collect();
        dictionary! { "O" => name("Layout"), "Placement" => name("Block"), "BBox" => bounds }
    } else if node.bulleted {
        dictionary! { "O" => name("List"), "ListNumbering" => name("Disc") }
    } else {
        return None;
    };
    match node.scope {
        Some(Scope::Column) => attributes.set("Scope", name("Column")),
        Some(Scope::Row) => attributes.set("Scope", name("Row")),
        None => {}
    }
    if let Some(columns) = node.columns {
        attributes.set("ColSpan", columns as i64);
    }
    Some(Object::Dictionary(attributes))
}
