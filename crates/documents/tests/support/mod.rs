//! A rendered document, loaded again, and the questions the tests ask of it.

#![allow(clippy::unwrap_used, reason = "whatever is missing fails the test")]
#![allow(dead_code, reason = "each of the test binaries asks some of the questions")]

pub mod any;
pub mod awkward;
pub mod given;
pub mod sound;

use std::collections::BTreeMap;

use chrono::{TimeZone, Utc};
use documents::{Block, Document, Pdf};
use lopdf::content::{Content, Operation};
use lopdf::{Dictionary, Object, ObjectId};
use vocabulary::Language;

/// A document with these blocks.
pub fn document(blocks: Vec<Block>) -> Document {
    Document {
        title: "Statusrapport".into(),
        language: Language::Bokmal,
        sender: "Direktoratet".into(),
        reference: "26/1".into(),
        subject: "Tilskudd".into(),
        made_at: Utc.timestamp_opt(1_795_000_000, 0).unwrap(),
        blocks,
    }
}

/// A rendered document whose objects can be looked up.
pub struct Opened {
    pub graph: lopdf::Document,
    pub pages: Vec<ObjectId>,
    /// What the codes of each font say.
    maps: BTreeMap<Vec<u8>, BTreeMap<u16, String>>,
}

/// An element of the structure: its type, its dictionary and the elements below it.
pub struct Element {
    pub id: ObjectId,
    pub role: String,
    pub dictionary: Dictionary,
    pub below: Vec<Element>,
}

impl Element {
    /// The element and all below it, in reading order.
    pub fn all(&self) -> Vec<&Element> {
        std::iter::once(self).chain(self.below.iter().flat_map(Element::all)).collect()
    }
}

impl Opened {
    pub fn of(pdf: &Pdf) -> Self {
        let graph = lopdf::Document::load_mem(&pdf.bytes).unwrap();
        let pages: Vec<ObjectId> = graph.get_pages().into_values().collect();
        assert_eq!(pages.len(), pdf.pages);
        let mut opened = Opened { graph, pages, maps: BTreeMap::new() };
        opened.maps = opened.character_maps();
        opened
    }

    pub fn operations(&self, page: usize) -> Vec<Operation> {
        let content = self.graph.get_page_content(self.pages[page]);
        Content::decode(&content).unwrap().operations
    }

    pub fn catalog(&self) -> &Dictionary {
        self.graph.catalog().unwrap()
    }

    pub fn resolved<'a>(&'a self, object: &'a Object) -> &'a Object {
        self.graph.dereference(object).unwrap().1
    }

    /// The structure, from the element of the document down.
    pub fn structure(&self) -> Element {
        let root = self.resolved(self.catalog().get(b"StructTreeRoot").unwrap());
        let id = root.as_dict().unwrap().get(b"K").unwrap().as_reference().unwrap();
        self.element(id)
    }

    fn element(&self, id: ObjectId) -> Element {
        let dictionary = self.graph.get_dictionary(id).unwrap().clone();
        let below = kids(&dictionary)
            .iter()
            .filter_map(|kid| kid.as_reference().ok())
            .map(|kid| self.element(kid))
            .collect();
        let role = String::from_utf8(dictionary.get(b"S").unwrap().as_name().unwrap().into());
        Element { id, role: role.unwrap(), dictionary, below }
    }

    /// The entries of the parent tree: a list of elements for a page, one element for an annotation.
    fn parents(&self) -> Vec<(i64, Object)> {
        let root = self.resolved(self.catalog().get(b"StructTreeRoot").unwrap());
        let root = root.as_dict().unwrap();
        let tree = self.resolved(root.get(b"ParentTree").unwrap());
        let numbers = tree.as_dict().unwrap().get(b"Nums").unwrap().as_array().unwrap();
        let entries: Vec<(i64, Object)> =
            numbers.chunks(2).map(|pair| (pair[0].as_i64().unwrap(), pair[1].clone())).collect();
        let keys: Vec<i64> = entries.iter().map(|(key, _)| *key).collect();
        assert!(keys.is_sorted_by(|a, b| a < b), "the keys of the parent tree are not in order");
        let next = root.get(b"ParentTreeNextKey").unwrap().as_i64().unwrap();
        assert!(keys.iter().all(|key| *key < next), "the next key is taken");
        entries
    }

    /// Which element owns which (page, MCID), by the parent tree.
    pub fn parent_tree(&self) -> BTreeMap<(usize, i64), ObjectId> {
        let mut owners = BTreeMap::new();
        for (key, owned) in self.parents() {
            let Object::Array(elements) = self.resolved(&owned) else { continue };
            let numbered = |page: &ObjectId| {
                let page = self.graph.get_dictionary(*page).unwrap();
                page.get(b"StructParents").unwrap().as_i64().unwrap() == key
            };
            let page = self.pages.iter().position(numbered).expect("the key of a page");
            for (mcid, owner) in elements.iter().enumerate() {
                owners.insert((page, mcid as i64), owner.as_reference().unwrap());
            }
        }
        owners
    }

    /// Which element owns an annotation, by the number it carries.
    pub fn owner_of(&self, number: i64) -> ObjectId {
        let found = self.parents().into_iter().find(|(key, _)| *key == number);
        found.expect("the number of an annotation is in the parent tree").1.as_reference().unwrap()
    }

    /// The pictures by the names they have on every page.
    pub fn pictures(&self) -> BTreeMap<Vec<u8>, lopdf::Stream> {
        let page = self.graph.get_dictionary(self.pages[0]).unwrap();
        let resources = self.resolved(page.get(b"Resources").unwrap()).as_dict().unwrap();
        let Ok(objects) = resources.get(b"XObject") else { return BTreeMap::new() };
        let objects = self.resolved(objects).as_dict().unwrap();
        let picture = |object| self.resolved(object).as_stream().unwrap().clone();
        objects.iter().map(|(name, object)| (name.clone(), picture(object))).collect()
    }

    /// The annotations of a page.
    pub fn annotations(&self, page: usize) -> Vec<(ObjectId, Dictionary)> {
        let page = self.graph.get_dictionary(self.pages[page]).unwrap();
        let Ok(list) = page.get(b"Annots") else { return Vec::new() };
        let list = self.resolved(list).as_array().unwrap();
        list.iter()
            .map(|annotation| {
                let id = annotation.as_reference().expect("an annotation is an object of its own");
                (id, self.graph.get_dictionary(id).unwrap().clone())
            })
            .collect()
    }

    /// Which (page, MCID) each element claims, by the structure.
    pub fn claimed(&self) -> Vec<((usize, i64), ObjectId)> {
        let mut claimed = Vec::new();
        for element in self.structure().all() {
            for kid in kids(&element.dictionary) {
                let (page, mcid) = match &kid {
                    Object::Integer(mcid) => (element.dictionary.get(b"Pg").unwrap(), *mcid),
                    Object::Dictionary(reference) if reference.has(b"MCID") => (
                        reference.get(b"Pg").unwrap(),
                        reference.get(b"MCID").unwrap().as_i64().unwrap(),
                    ),
                    _ => continue,
                };
                let page = page.as_reference().unwrap();
                let page = self.pages.iter().position(|id| *id == page).unwrap();
                claimed.push(((page, mcid), element.id));
            }
        }
        claimed
    }

    /// All text as it is extracted: what stands behind glyphs, and what the fonts say otherwise.
    pub fn text(&self) -> String {
        (0..self.pages.len()).map(|page| self.page_text(page)).collect()
    }

    pub fn page_text(&self, page: usize) -> String {
        self.runs(page).into_iter().map(|(_, text)| text).collect()
    }

    /// The text in the order of the structure, without what is no part of it.
    pub fn read_out(&self) -> String {
        let mut contents = BTreeMap::new();
        for page in 0..self.pages.len() {
            for (mcid, text) in self.runs(page) {
                if let Some(mcid) = mcid {
                    contents.insert((page, mcid), text);
                }
            }
        }
        let mut text = String::new();
        self.read_element(&self.structure(), &contents, &mut text);
        text
    }

    fn read_element(
        &self,
        element: &Element,
        contents: &BTreeMap<(usize, i64), String>,
        text: &mut String,
    ) {
        if let Ok(says) = element.dictionary.get(b"ActualText") {
            text.push_str(&string(says));
            return;
        }
        let mut below = element.below.iter();
        let home = element.dictionary.get(b"Pg").and_then(Object::as_reference).ok();
        for kid in kids(&element.dictionary) {
            let (page, mcid) = match &kid {
                Object::Reference(_) => {
                    self.read_element(below.next().unwrap(), contents, text);
                    continue;
                }
                Object::Integer(mcid) => (home.unwrap(), *mcid),
                Object::Dictionary(content) if content.has(b"MCID") => (
                    content.get(b"Pg").unwrap().as_reference().unwrap(),
                    content.get(b"MCID").unwrap().as_i64().unwrap(),
                ),
                _ => continue,
            };
            let page = self.pages.iter().position(|id| *id == page).unwrap();
            text.push_str(&contents[&(page, mcid)]);
        }
        // Two elements are never one word.
        text.push('\n');
    }

    /// The stretches of text of a page with the MCID they stand under; none for what is no part of it.
    fn runs(&self, page: usize) -> Vec<(Option<i64>, String)> {
        let maps = &self.maps;
        let mut runs: Vec<(Option<i64>, String)> = vec![(None, String::new())];
        let mut font = Vec::new();
        let mut open: Vec<(Option<String>, Option<i64>)> = Vec::new();
        for operation in self.operations(page) {
            match operation.operator.as_str() {
                "BMC" => open.push((None, None)),
                "BDC" => {
                    let properties = operation.operands[1].as_dict().unwrap();
                    let mcid = properties.get(b"MCID").ok().map(|mcid| mcid.as_i64().unwrap());
                    if mcid.is_some() {
                        runs.push((mcid, String::new()));
                    }
                    let says = properties
                        .get(b"ActualText")
                        .ok()
                        .map(|says| utf16(&says.as_str().unwrap()[2..]));
                    runs.last_mut().unwrap().1.extend(says.iter().map(String::as_str));
                    open.push((says, mcid));
                }
                "EMC" => {
                    let (_, mcid) = open.pop().expect("no marked content is open");
                    runs.extend(mcid.map(|_| (None, String::new())));
                }
                "Tf" => font = operation.operands[0].as_name().unwrap().to_vec(),
                "TJ" if open.iter().all(|(says, _)| says.is_none()) => {
                    for part in operation.operands[0].as_array().unwrap() {
                        if let Ok(codes) = part.as_str() {
                            for code in codes.chunks(2) {
                                let code = u16::from_be_bytes([code[0], code[1]]);
                                runs.last_mut().unwrap().1.push_str(&maps[&font][&code]);
                            }
                        }
                    }
                }
                _ => {}
            }
        }
        runs
    }

    /// The fonts by the name that pages use.
    pub fn fonts(&self) -> BTreeMap<Vec<u8>, Dictionary> {
        let page = self.graph.get_dictionary(self.pages[0]).unwrap();
        let resources = self.resolved(page.get(b"Resources").unwrap()).as_dict().unwrap();
        let fonts = self.resolved(resources.get(b"Font").unwrap()).as_dict().unwrap();
        fonts
            .iter()
            .map(|(name, font)| (name.clone(), self.resolved(font).as_dict().unwrap().clone()))
            .collect()
    }

    fn character_maps(&self) -> BTreeMap<Vec<u8>, BTreeMap<u16, String>> {
        self.fonts()
            .into_iter()
            .map(|(name, font)| {
                let stream = self.resolved(font.get(b"ToUnicode").unwrap()).as_stream().unwrap();
                let map = stream.decompressed_content().unwrap_or_else(|_| stream.content.clone());
                let map = String::from_utf8(map).unwrap();
                let lines = map.lines().filter_map(|line| {
                    let (code, text) = line.strip_prefix('<')?.split_once("> <")?;
                    let text = text.strip_suffix('>')?;
                    let bytes: Option<Vec<u8>> = (0..text.len())
                        .step_by(2)
                        .map(|i| u8::from_str_radix(text.get(i..i + 2)?, 16).ok())
                        .collect();
                    Some((u16::from_str_radix(code, 16).ok()?, utf16(&bytes?)))
                });
                (name, lines.collect())
            })
            .collect()
    }
}

/// What an element consists of, always as a list.
pub fn kids(element: &Dictionary) -> Vec<Object> {
    match element.get(b"K") {
        Ok(Object::Array(kids)) => kids.clone(),
        Ok(kid) => vec![kid.clone()],
        Err(_) => Vec::new(),
    }
}

/// A text string of a PDF.
pub fn string(object: &Object) -> String {
    let bytes = object.as_str().unwrap();
    match bytes.strip_prefix(&[0xFE, 0xFF]) {
        Some(units) => utf16(units),
        None => String::from_utf8(bytes.to_vec()).unwrap(),
    }
}

fn utf16(bytes: &[u8]) -> String {
    let units: Vec<u16> =
        bytes.chunks(2).map(|unit| u16::from_be_bytes([unit[0], unit[1]])).collect();
    String::from_utf16(&units).unwrap()
}
