//! The structure tree, and the parent tree that leads from marked content and from links back to it.

use lopdf::dictionary;
use lopdf::{Dictionary, Document as Graph, Object, ObjectId, StringFormat};

use crate::display::{LinkArea, Sheets, Target};
use crate::error::RenderError;
use crate::tags::{Kid, Node, NodeId, Numbering, Role, Scope, Tree};

use super::{name, text};

/// Adds the tree to the graph, and marks and links to the pages; the root of the tree.
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
    let links: Vec<Vec<ObjectId>> = sheets
        .pages
        .iter()
        .map(|page| page.links.iter().map(|_| graph.new_object_id()).collect())
        .collect();
    let named = named(nodes);
    let places = Places { ids: &ids, pages, links: &links };
    for (i, node) in nodes.iter().enumerate() {
        let mut element = element(node, parents[i], &places);
        if named[i] {
            element.set("ID", identifier(i));
        }
        graph.objects.insert(ids[i], Object::Dictionary(element));
    }
    // The pages first, then the links: a number tree is sorted by its numbers.
    let mut numbers: Vec<Object> = Vec::with_capacity(pages.len() * 2);
    let mut of_links: Vec<Object> = Vec::new();
    let mut next = pages.len() as i64;
    for (i, (page, id)) in sheets.pages.iter().zip(pages).enumerate() {
        let owners: Vec<Object> =
            page.owners.iter().map(|node| Object::Reference(ids[*node])).collect();
        let owners = graph.add_object(Object::Array(owners));
        numbers.push(Object::Integer(i as i64));
        numbers.push(Object::Reference(owners));
        for (link, annotation) in page.links.iter().zip(&links[i]) {
            of_links.push(Object::Integer(next));
            of_links.push(Object::Reference(ids[link.node]));
            graph.objects.insert(*annotation, Object::Dictionary(link_of(link, next, *id, pages)));
            next += 1;
        }
        let page = graph.get_object_mut(*id)?.as_dict_mut()?;
        page.remove(b"Annots");
        if !links[i].is_empty() {
            let annotations: Vec<Object> =
                links[i].iter().map(|link| Object::Reference(*link)).collect();
            page.set("Annots", annotations);
        }
        page.set("StructParents", i as i64);
        page.set("Tabs", name("S"));
    }
    numbers.extend(of_links);
    let parent_tree = graph.add_object(dictionary! { "Nums" => numbers });
    let mut tree = dictionary! {
        "Type" => name("StructTreeRoot"),
        "K" => ids[Tree::ROOT],
        "ParentTree" => parent_tree,
        "ParentTreeNextKey" => next,
    };
    if named.contains(&true) {
        let names: Vec<Object> = (0..nodes.len())
            .filter(|i| named[*i])
            .flat_map(|i| [identifier(i), Object::Reference(ids[i])])
            .collect();
        let names = graph.add_object(id_tree(names));
        tree.set("IDTree", names);
    }
    graph.objects.insert(root, Object::Dictionary(tree));
    Ok(root)
}

/// A name tree of one level, which a few thousand names allow.
fn id_tree(names: Vec<Object>) -> Dictionary {
    dictionary! { "Names" => names }
}

/// Which elements have an identifier: notes, and the heads that cells name.
fn named(nodes: &[Node]) -> Vec<bool> {
    let mut named: Vec<bool> = nodes.iter().map(|node| node.role == Role::Note).collect();
    for head in nodes.iter().flat_map(|node| &node.headers) {
        named[*head] = true;
    }
    named
}

/// The identifier of an element. Equally long, so that they are sorted as their numbers are.
fn identifier(node: NodeId) -> Object {
    Object::String(format!("e{node:07}").into_bytes(), StringFormat::Literal)
}

/// Where elements, pages and links stand in the graph.
struct Places<'a> {
    ids: &'a [ObjectId],
    pages: &'a [ObjectId],
    links: &'a [Vec<ObjectId>],
}

fn link_of(link: &LinkArea, number: i64, page: ObjectId, pages: &[ObjectId]) -> Dictionary {
    let mut all = link.areas.iter().copied();
    let first = all.next().unwrap_or_default();
    let around = all.fold(first, |[a, b, c, d], [left, bottom, right, top]| {
        [a.min(left), b.min(bottom), c.max(right), d.max(top)]
    });
    let reals = |values: &[f32]| -> Vec<Object> {
        values.iter().map(|value| Object::Real((value * 100.0).round() / 100.0)).collect()
    };
    let mut annotation = dictionary! {
        "Type" => name("Annot"),
        "Subtype" => name("Link"),
        "P" => page,
        "Rect" => reals(&around),
        "Border" => vec![Object::Integer(0), Object::Integer(0), Object::Integer(0)],
        // Printed like the text it lies on.
        "F" => 4,
        "Contents" => text(&link.says),
        "StructParent" => number,
    };
    if link.areas.len() > 1 {
        let corners: Vec<f32> = link
            .areas
            .iter()
            .flat_map(|[left, bottom, right, top]| {
                [*left, *top, *right, *top, *left, *bottom, *right, *bottom]
            })
            .collect();
        annotation.set("QuadPoints", reals(&corners));
    }
    match &link.to {
        Target::Web(address) => annotation.set(
            "A",
            dictionary! {
                "Type" => name("Action"),
                "S" => name("URI"),
                "URI" => Object::String(ascii_address(address), StringFormat::Literal),
            },
        ),
        Target::Place { page, y } => annotation.set(
            "Dest",
            vec![
                Object::Reference(pages[(*page).min(pages.len() - 1)]),
                name("XYZ"),
                Object::Integer(0),
                Object::Real((y * 100.0).round() / 100.0),
                Object::Null,
            ],
        ),
    }
    annotation
}

/// An address of the web in the seven bits that a PDF allows it.
fn ascii_address(address: &str) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(address.len());
    for byte in address.bytes() {
        if byte.is_ascii_graphic() {
            bytes.push(byte);
        } else {
            bytes.extend(format!("%{byte:02X}").into_bytes());
        }
    }
    bytes
}

fn element(node: &Node, parent: ObjectId, places: &Places<'_>) -> Dictionary {
    let mut element = dictionary! {
        "Type" => name("StructElem"),
        "S" => name(node.role.name()),
        "P" => parent,
    };
    let home = node.kids.iter().find_map(|kid| match kid {
        Kid::Content { page, .. } => Some(*page),
        Kid::Node(_) | Kid::Link { .. } => None,
    });
    if let Some(page) = home {
        element.set("Pg", places.pages[page]);
    }
    let mut kids: Vec<Object> = node
        .kids
        .iter()
        .map(|kid| match kid {
            Kid::Node(node) => Object::Reference(places.ids[*node]),
            Kid::Content { page, mcid } if Some(*page) == home => Object::Integer((*mcid).into()),
            Kid::Content { page, mcid } => Object::Dictionary(dictionary! {
                "Type" => name("MCR"),
                "Pg" => places.pages[*page],
                "MCID" => i64::from(*mcid),
            }),
            Kid::Link { page, link } => Object::Dictionary(dictionary! {
                "Type" => name("OBJR"),
                "Pg" => places.pages[*page],
                "Obj" => places.links[*page][*link],
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
    if let Some(language) = &node.language {
        element.set("Lang", text(language));
    }
    if let Some(attributes) = attributes(node) {
        element.set("A", attributes);
    }
    element
}

/// What else is known of an element: of a cell, a figure, a list.
fn attributes(node: &Node) -> Option<Object> {
    let of_cell = node.scope.is_some()
        || node.columns.is_some()
        || node.rows.is_some()
        || !node.headers.is_empty();
    let mut attributes = if of_cell {
        dictionary! { "O" => name("Table") }
    } else if let Some(bounds) = node.bounds {
        let bounds: Vec<Object> = bounds.iter().map(|value| Object::Real(*value)).collect();
        dictionary! { "O" => name("Layout"), "Placement" => name("Block"), "BBox" => bounds }
    } else if let Some(numbering) = node.numbering {
        let numbering = match numbering {
            Numbering::Bullets => "Disc",
            Numbering::Numbers => "Decimal",
        };
        dictionary! { "O" => name("List"), "ListNumbering" => name(numbering) }
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
    if let Some(rows) = node.rows {
        attributes.set("RowSpan", rows as i64);
    }
    if !node.headers.is_empty() {
        let headers: Vec<Object> = node.headers.iter().map(|head| identifier(*head)).collect();
        attributes.set("Headers", headers);
    }
    Some(Object::Dictionary(attributes))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_keeps_to_seven_bits() {
        assert_eq!(ascii_address("https://å.no/a b"), b"https://%C3%A5.no/a%20b");
    }

    #[test]
    fn identifiers_are_sorted_as_their_elements_are() {
        let of = |node| match identifier(node) {
            Object::String(bytes, _) => bytes,
            _ => Vec::new(),
        };
        assert!(of(9) < of(10) && of(99_999) < of(100_000));
    }
}
