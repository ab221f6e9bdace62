//! What PDF/A-2a and PDF/UA-1 demand of every document, asked of its objects.

use std::collections::{BTreeMap, BTreeSet};

use lopdf::{Dictionary, Object};

use super::{Element, Opened, kids, string};

/// Everything below.
pub fn assert_sound(opened: &Opened) {
    assert_all_is_marked(opened);
    assert_parents_agree(opened);
    assert_structure_is_sound(opened);
    assert_links_are_sound(opened);
    assert_fonts_are_embedded(opened);
    assert_glyphs_exist(opened);
    assert_all_is_on_the_page(opened);
    assert_pictures_are_sound(opened);
    assert_nothing_is_left_over(opened);
}

/// Operators that put something on the page.
const DRAWING: [&str; 12] = ["Tj", "TJ", "'", "\"", "f", "f*", "F", "S", "s", "B", "Do", "sh"];

/// Every drawing operator stands in content of an element or in an artifact, never in both.
fn assert_all_is_marked(opened: &Opened) {
    for page in 0..opened.pages.len() {
        let mut open: Vec<&str> = Vec::new();
        for operation in opened.operations(page) {
            match operation.operator.as_str() {
                "BMC" | "BDC" => {
                    let tag = operation.operands[0].as_name().unwrap();
                    let owned = operation
                        .operands
                        .get(1)
                        .and_then(|p| p.as_dict().ok())
                        .is_some_and(|p| p.has(b"MCID"));
                    let kind = match tag {
                        b"Artifact" => "artifact",
                        _ if owned => "element",
                        _ => "span",
                    };
                    assert!(kind == "span" || open.is_empty(), "{kind} inside {open:?}");
                    assert!(kind != "span" || open == ["element"], "span inside {open:?}");
                    open.push(kind);
                }
                "EMC" => assert!(open.pop().is_some()),
                operator => {
                    assert!(
                        !DRAWING.contains(&operator) || !open.is_empty(),
                        "{operator} unmarked"
                    );
                }
            }
        }
        assert!(open.is_empty());
    }
}

/// Structure and parent tree tell the same, and both know every stretch of content there is.
fn assert_parents_agree(opened: &Opened) {
    let owners = opened.parent_tree();
    let mut claimed = opened.claimed();
    let count = claimed.len();
    claimed.sort_unstable();
    claimed.dedup_by_key(|(place, _)| *place);
    assert_eq!(claimed.len(), count, "content claimed twice");
    assert_eq!(claimed, owners.into_iter().collect::<Vec<_>>());
    let mut written = Vec::new();
    for page in 0..opened.pages.len() {
        for operation in opened.operations(page).iter().filter(|o| o.operator == "BDC") {
            if let Ok(mcid) = operation.operands[1].as_dict().unwrap().get(b"MCID") {
                written.push((page, mcid.as_i64().unwrap()));
            }
        }
    }
    written.sort_unstable();
    assert_eq!(claimed.into_iter().map(|(place, _)| place).collect::<Vec<_>>(), written);
}

/// What may stand below an element of a type, where the standard says so.
fn may_hold(role: &str) -> Option<&'static [&'static str]> {
    Some(match role {
        "L" => &["Caption", "LI"],
        "LI" => &["Lbl", "LBody"],
        "Table" => &["Caption", "THead", "TBody", "TFoot", "TR"],
        "THead" | "TBody" | "TFoot" => &["TR"],
        "TR" => &["TH", "TD"],
        "TOC" => &["Caption", "TOC", "TOCI"],
        "TOCI" => &["Lbl", "Reference", "P", "TOC"],
        _ => return None,
    })
}

fn assert_structure_is_sound(opened: &Opened) {
    let structure = opened.structure();
    assert_eq!(structure.role, "Document");
    let mut level = 0;
    let mut identifiers = BTreeSet::new();
    for element in structure.all() {
        let said = |key: &[u8]| element.dictionary.get(key).map(string).unwrap_or_default();
        for below in &element.below {
            let parent = below.dictionary.get(b"P").unwrap().as_reference().unwrap();
            assert_eq!(parent, element.id, "{} hangs below another", below.role);
            if let Some(may) = may_hold(&element.role) {
                assert!(may.contains(&below.role.as_str()), "{} in {}", below.role, element.role);
            }
        }
        if element.dictionary.has(b"Lang") {
            assert!(!said(b"Lang").is_empty());
        }
        if element.dictionary.has(b"ID") {
            assert!(identifiers.insert(said(b"ID")), "an identifier twice");
        }
        match element.role.as_str() {
            "H1" | "H2" | "H3" => {
                let this = element.role[1..].parse::<i32>().unwrap();
                assert!(this <= level + 1, "H{this} after H{level}");
                assert!(!said(b"T").is_empty());
                level = this;
            }
            "Figure" => {
                assert!(!said(b"Alt").is_empty());
                let bounds = attributes(element).unwrap().get(b"BBox").unwrap().as_array().unwrap();
                let bounds: Vec<f32> = bounds.iter().map(|side| side.as_float().unwrap()).collect();
                assert!(bounds[0] <= bounds[2] && bounds[1] <= bounds[3], "{bounds:?}");
            }
            "TH" => {
                let attributes = attributes(element).unwrap();
                assert!(attributes.has(b"Scope") || attributes.has(b"Headers"));
            }
            "Note" => assert!(!said(b"ID").is_empty(), "a note without an identifier"),
            "Table" => assert_is_regular(element),
            _ => {}
        }
    }
    assert!(level > 0, "a document has a heading");
    for headers in structure.all().iter().filter_map(|cell| attributes(cell)?.get(b"Headers").ok())
    {
        for head in headers.as_array().unwrap() {
            assert!(identifiers.contains(&string(head)), "a cell names a head that is not there");
        }
    }
}

fn attributes(element: &Element) -> Option<&Dictionary> {
    element.dictionary.get(b"A").ok()?.as_dict().ok()
}

/// The rows of a table cover the same columns, cells that reach over several rows included: no place is
/// covered twice, and none is left out.
pub fn assert_is_regular(table: &Element) {
    let all = table.all();
    let rows: Vec<&&Element> = all.iter().filter(|element| element.role == "TR").collect();
    let mut covered: BTreeMap<(usize, usize), &str> = BTreeMap::new();
    for (row, cells) in rows.iter().enumerate() {
        let mut column = 0;
        for cell in &cells.below {
            let reach = |key: &[u8]| {
                let reach = attributes(cell).and_then(|a| a.get(key).ok()?.as_i64().ok());
                usize::try_from(reach.unwrap_or(1)).unwrap()
            };
            while covered.contains_key(&(row, column)) {
                column += 1;
            }
            let (columns, tall) = (reach(b"ColSpan"), reach(b"RowSpan"));
            assert!(
                columns > 0 && tall > 0 && row + tall <= rows.len(),
                "row {row} reaches {tall}"
            );
            for place in
                (row..row + tall).flat_map(|r| (column..column + columns).map(move |c| (r, c)))
            {
                assert!(covered.insert(place, &cell.role).is_none(), "{place:?} is covered twice");
            }
            column += columns;
        }
    }
    let width = covered.keys().map(|(_, column)| column + 1).max().unwrap_or(0);
    assert!(width > 0, "a table without cells");
    assert_eq!(covered.len(), width * rows.len(), "a table with holes");
}

/// Every link lies on its page, says what it is, is printed, and belongs to an element that knows it.
fn assert_links_are_sound(opened: &Opened) {
    let structure = opened.structure();
    let mut known: BTreeMap<_, _> = BTreeMap::new();
    for element in structure.all() {
        let mut links = 0;
        for kid in kids(&element.dictionary) {
            if let Object::Dictionary(kid) = &kid
                && kid.get(b"Type").is_ok_and(|kind| kind.as_name().unwrap() == b"OBJR")
            {
                let annotation = kid.get(b"Obj").unwrap().as_reference().unwrap();
                assert!(known.insert(annotation, element.id).is_none(), "a link of two elements");
                links += 1;
            }
        }
        assert_eq!(links > 0, element.role == "Link", "{} has {links} links", element.role);
    }
    let mut found = 0;
    for page in 0..opened.pages.len() {
        for (id, link) in opened.annotations(page) {
            found += 1;
            assert_eq!(link.get(b"Subtype").unwrap().as_name().unwrap(), b"Link");
            assert!(!string(link.get(b"Contents").unwrap()).trim().is_empty());
            assert_eq!(
                link.get(b"F").unwrap().as_i64().unwrap() & 0b10_0111,
                4,
                "printed and seen"
            );
            let owner = opened.owner_of(link.get(b"StructParent").unwrap().as_i64().unwrap());
            assert_eq!(known.get(&id), Some(&owner), "a link that its element does not know");
            let sides = link.get(b"Rect").unwrap().as_array().unwrap();
            let sides: Vec<f32> = sides.iter().map(|side| side.as_float().unwrap()).collect();
            // Words may be a single mark, which has no width.
            assert!(sides[0] <= sides[2] && sides[1] < sides[3], "{sides:?}");
            match (link.get(b"A"), link.get(b"Dest")) {
                (Ok(action), Err(_)) => {
                    let address = opened.resolved(action).as_dict().unwrap().get(b"URI").unwrap();
                    assert!(address.as_str().unwrap().is_ascii());
                }
                (Err(_), Ok(place)) => {
                    let page = place.as_array().unwrap()[0].as_reference().unwrap();
                    assert!(opened.pages.contains(&page), "a link that leads nowhere");
                }
                _ => panic!("a link leads to one place"),
            }
        }
    }
    assert_eq!(found, known.len(), "a link that lies on no page");
}

fn assert_fonts_are_embedded(opened: &Opened) {
    assert!(!opened.fonts().is_empty());
    for font in opened.fonts().values() {
        assert!(font.has(b"ToUnicode"));
        let below = opened.resolved(font.get(b"DescendantFonts").unwrap()).as_array().unwrap();
        let below = opened.resolved(&below[0]).as_dict().unwrap();
        let descriptor = opened.resolved(below.get(b"FontDescriptor").unwrap()).as_dict().unwrap();
        assert!(descriptor.has(b"FontFile2"));
        let name = descriptor.get(b"FontName").unwrap().as_name().unwrap();
        assert_eq!(name[6], b'+', "a subset has a tag");
    }
}

fn assert_glyphs_exist(opened: &Opened) {
    let mut shown = BTreeSet::new();
    for page in 0..opened.pages.len() {
        for operation in opened.operations(page) {
            match operation.operator.as_str() {
                "TJ" => {
                    for part in operation.operands[0].as_array().unwrap() {
                        if let Object::String(codes, _) = part {
                            assert_eq!(codes.len() % 2, 0, "half a code");
                            assert!(codes.chunks(2).all(|code| code != [0, 0]), ".notdef is shown");
                        }
                    }
                }
                "Tf" => drop(shown.insert(operation.operands[0].as_name().unwrap().to_vec())),
                "Tj" | "'" | "\"" => panic!("text that the questions here do not look at"),
                _ => {}
            }
        }
    }
    let embedded: BTreeSet<Vec<u8>> = opened.fonts().into_keys().collect();
    assert_eq!(shown, embedded, "fonts that are embedded are used, and the other way round");
}

/// Text begins on the page it belongs to.
fn assert_all_is_on_the_page(opened: &Opened) {
    for page in 0..opened.pages.len() {
        for operation in opened.operations(page).iter().filter(|o| o.operator == "Td") {
            let [x, y] = [0, 1].map(|i| operation.operands[i].as_float().unwrap());
            assert!((0.0..595.3).contains(&x) && (0.0..841.9).contains(&y), "text at {x}, {y}");
        }
    }
}

/// Every picture that is named is there, in colours the file accounts for, and is drawn inside a page;
/// every one that is there is drawn.
fn assert_pictures_are_sound(opened: &Opened) {
    let pictures = opened.pictures();
    let mut drawn = BTreeSet::new();
    for page in 0..opened.pages.len() {
        let operations = opened.operations(page);
        for (at, operation) in operations.iter().enumerate().filter(|(_, o)| o.operator == "Do") {
            drawn.insert(operation.operands[0].as_name().unwrap().to_vec());
            let before = &operations[at - 1];
            assert_eq!(
                (before.operator.as_str(), operations[at - 2].operator.as_str()),
                ("cm", "q")
            );
            let place: Vec<f32> =
                before.operands.iter().map(|number| number.as_float().unwrap()).collect();
            let [width, b, c, height, x, y] = place[..] else { panic!("{place:?}") };
            assert!((b, c) == (0.0, 0.0) && width >= 1.0 && height >= 1.0, "{place:?}");
            assert!(x >= 0.0 && y >= 0.0 && x + width < 595.3 && y + height < 841.9, "{place:?}");
        }
    }
    assert_eq!(drawn, pictures.keys().cloned().collect(), "drawn, and there");
    for picture in pictures.values() {
        let said = |key: &[u8]| picture.dict.get(key).unwrap();
        let number = |key: &[u8]| said(key).as_i64().unwrap();
        assert_eq!(said(b"Subtype").as_name().unwrap(), b"Image");
        let samples = match said(b"ColorSpace").as_name().unwrap() {
            b"DeviceGray" => 1,
            b"DeviceRGB" => 3,
            other => panic!("{other:?}"),
        };
        assert!(!said(b"Interpolate").as_bool().unwrap() && !picture.dict.has(b"SMask"));
        assert_eq!(number(b"BitsPerComponent"), 8);
        let (width, height) = (number(b"Width"), number(b"Height"));
        if picture.dict.get(b"Filter").is_ok_and(|f| f.as_name().is_ok_and(|f| f == b"DCTDecode")) {
            let image = image::load_from_memory(&picture.content).unwrap();
            assert_eq!((i64::from(image.width()), i64::from(image.height())), (width, height));
            assert_eq!(i64::from(image.color().channel_count()), samples);
        } else {
            let content =
                picture.decompressed_content().unwrap_or_else(|_| picture.content.clone());
            assert_eq!(content.len() as i64, width * height * samples);
        }
    }
}

/// Every object of the file is reached from its trailer, and every one that is named is there.
fn assert_nothing_is_left_over(opened: &Opened) {
    let mut reached = BTreeSet::new();
    let mut open = vec![Object::Dictionary(opened.graph.trailer.clone())];
    while let Some(object) = open.pop() {
        match object {
            Object::Reference(id) if reached.insert(id) => {
                open.push(opened.graph.get_object(id).expect("a named object").clone());
            }
            Object::Array(parts) => open.extend(parts),
            Object::Dictionary(parts) => open.extend(parts.into_iter().map(|(_, part)| part)),
            Object::Stream(stream) => open.push(Object::Dictionary(stream.dict)),
            _ => {}
        }
    }
    let left: Vec<_> = opened
        .graph
        .objects
        .iter()
        .filter(|(id, object)| {
            // These two hold the others and are named by nobody.
            let kind = object.type_name().unwrap_or_default();
            !reached.contains(id) && kind != b"ObjStm" && kind != b"XRef"
        })
        .collect();
    assert!(left.is_empty(), "{left:?}");
}
