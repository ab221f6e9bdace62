//! From printpdf's object graph to PDF/A-2a and PDF/UA-1: structure, outline, metadata, colour profile.
//! All of it is work on dictionaries; no finished bytes are taken apart.

mod icc;
mod outline;
mod streams;
mod structure;
mod xmp;

use lopdf::dictionary;
use lopdf::{Dictionary, Document as Graph, Object, ObjectId, SaveOptions, Stream, StringFormat};
use sha2::{Digest, Sha256};

use crate::display::Sheets;
use crate::error::RenderError;
use crate::model::Document;
use crate::words;

/// Who wrote the file, in Info and XMP alike.
const PRODUCER: &str = "printpdf 0.12 + lopdf";
/// What the text was made with.
const CREATOR: &str = "Fordel";

/// Finishes the graph and writes it.
pub(crate) fn to_bytes(
    mut graph: Graph,
    sheets: &Sheets,
    document: &Document,
) -> Result<Vec<u8>, RenderError> {
    graph.version = "1.7".into();
    let identity = identity(document)?;
    let pages: Vec<ObjectId> = graph.get_pages().into_values().collect();
    let structure = structure::add(&mut graph, sheets, &pages)?;
    let outline = outline::add(&mut graph, &sheets.outline, &pages);
    let metadata = add_metadata(&mut graph, document, identity);
    let intent = add_output_intent(&mut graph);

    let catalog_id = graph.trailer.get(b"Root")?.as_reference()?;
    let catalog = graph.get_object_mut(catalog_id)?.as_dict_mut()?;
    catalog.remove(b"PageLayout");
    catalog.remove(b"PageMode");
    catalog.set("Lang", text(words::language_tag(document.language)));
    catalog.set("MarkInfo", dictionary! { "Marked" => true });
    catalog.set("ViewerPreferences", dictionary! { "DisplayDocTitle" => true });
    catalog.set("StructTreeRoot", structure);
    catalog.set("Metadata", metadata);
    catalog.set("OutputIntents", vec![Object::Dictionary(intent)]);
    if let Some(outline) = outline {
        catalog.set("Outlines", outline);
        catalog.set("PageMode", name("UseOutlines"));
    }

    // Info replaces printpdf's, which holds the machine's chance and must agree with the metadata. It is
    // the only object that is left over; looking for others takes longer than all the rest.
    let left_over = graph.trailer.get(b"Info")?.as_reference()?;
    graph.objects.remove(&left_over);
    let info = graph.add_object(info(document));
    graph.trailer.set("Info", info);
    let id = Object::String(identity.to_vec(), StringFormat::Hexadecimal);
    graph.trailer.set("ID", vec![id.clone(), id]);

    streams::deflate_all(&mut graph)?;
    saved(&mut graph)
}

/// How many objects are packed together, at most: the first that does. One file in fifty needs a second
/// try, and a short one another number than a long one, for it fits into one pack.
const PACKED: [usize; 9] = [200, 199, 198, 150, 97, 60, 31, 17, 11];

/// Writes the file. Packs of objects are put together while it is written; where one happens to end in a
/// line end (see [`streams`]), fewer go into each.
fn saved(graph: &mut Graph) -> Result<Vec<u8>, RenderError> {
    let last = graph.max_id;
    let mut bytes = Vec::new();
    for packed in PACKED {
        let options = SaveOptions::builder()
            .use_object_streams(true)
            .use_xref_streams(true)
            .max_objects_per_stream(packed)
            .compression_level(6)
            .build();
        // Writing numbers the packs after the objects.
        graph.max_id = last;
        bytes.clear();
        graph.save_with_options(&mut bytes, options)?;
        if !streams::any_ends_in_line_end(&bytes) {
            break;
        }
    }
    Ok(bytes)
}

/// The identity of a document is the hash of what it says, so that rendering again gives the same file.
fn identity(document: &Document) -> Result<[u8; 16], RenderError> {
    let digest = Sha256::digest(serde_json::to_vec(document)?);
    let mut identity = [0; 16];
    identity.copy_from_slice(&digest[..16]);
    Ok(identity)
}

fn add_metadata(graph: &mut Graph, document: &Document, identity: [u8; 16]) -> ObjectId {
    let packet = xmp::packet(document, identity).into_bytes();
    let dictionary = dictionary! { "Type" => name("Metadata"), "Subtype" => name("XML") };
    // Archives read the metadata without unpacking anything.
    let stream = Stream::new(dictionary, packet).with_compression(false);
    graph.add_object(stream)
}

fn add_output_intent(graph: &mut Graph) -> Dictionary {
    let profile = graph.add_object(Stream::new(dictionary! { "N" => 3 }, icc::srgb()));
    dictionary! {
        "Type" => name("OutputIntent"),
        "S" => name("GTS_PDFA1"),
        "OutputConditionIdentifier" => text("sRGB IEC61966-2.1"),
        "Info" => text("sRGB IEC61966-2.1"),
        "RegistryName" => text("http://www.color.org"),
        "DestOutputProfile" => profile,
    }
}

fn info(document: &Document) -> Dictionary {
    let date = text(&document.made_at.format("D:%Y%m%d%H%M%SZ").to_string());
    let mut info = dictionary! {
        "Title" => text(&document.title),
        "Creator" => text(CREATOR),
        "Producer" => text(PRODUCER),
        "CreationDate" => date.clone(),
        "ModDate" => date,
    };
    if !document.sender.is_empty() {
        info.set("Author", text(&document.sender));
    }
    if !document.subject.is_empty() {
        info.set("Subject", text(&document.subject));
    }
    if !document.reference.is_empty() {
        info.set("Keywords", text(&document.reference));
    }
    info
}

/// A text string: ASCII as it is, all else as UTF-16.
fn text(text: &str) -> Object {
    if text.is_ascii() {
        return Object::String(text.as_bytes().to_vec(), StringFormat::Literal);
    }
    let mut bytes = vec![0xFE, 0xFF];
    bytes.extend(text.encode_utf16().flat_map(u16::to_be_bytes));
    Object::String(bytes, StringFormat::Hexadecimal)
}

fn name(name: &str) -> Object {
    Object::Name(name.as_bytes().to_vec())
}
