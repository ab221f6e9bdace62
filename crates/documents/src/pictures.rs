//! The pictures of a document, each once however often it is drawn.

use std::collections::BTreeMap;

use printpdf::xobject::{ExternalStream, ExternalXObject};
use printpdf::{DictItem, XObject, XObjectId};

use crate::display::{Item, Sheets};
use crate::error::RenderError;
use crate::model::Picture;

/// The pictures by their files, numbered as they first occur.
#[derive(Default)]
pub(crate) struct Pictures<'s> {
    numbers: BTreeMap<&'s [u8], usize>,
    all: Vec<&'s Picture>,
}

impl<'s> Pictures<'s> {
    /// Those that are drawn somewhere.
    pub(crate) fn of(sheets: &'s Sheets) -> Self {
        let mut pictures = Pictures::default();
        for item in sheets.pages.iter().flat_map(|page| &page.items) {
            if let Item::Picture { picture, .. } = item
                && !pictures.numbers.contains_key(picture.file())
            {
                pictures.numbers.insert(picture.file(), pictures.all.len());
                pictures.all.push(picture);
            }
        }
        pictures
    }

    /// What a picture is called on every page; nothing if it is drawn nowhere.
    pub(crate) fn id(&self, picture: &Picture) -> Option<XObjectId> {
        self.numbers.get(picture.file()).map(|number| id(*number))
    }

    /// Each with what it is called.
    pub(crate) fn objects(&self) -> Result<Vec<(XObjectId, XObject)>, RenderError> {
        let all = self.all.iter().enumerate();
        all.map(|(number, picture)| Ok((id(number), object(picture)?))).collect()
    }
}

fn id(number: usize) -> XObjectId {
    XObjectId(format!("Im{}", number + 1))
}

/// A JPEG as it is; all else as its samples, which are compressed with the other streams.
fn object(picture: &Picture) -> Result<XObject, RenderError> {
    let name = |name: &str| DictItem::Name(name.as_bytes().to_vec());
    let (is_grey, content) = if picture.is_jpeg() {
        (picture.is_grey()?, picture.file().to_vec())
    } else {
        let samples = picture.samples()?;
        (samples.is_grey, samples.bytes)
    };
    let mut dict: BTreeMap<String, DictItem> = [
        ("Type", name("XObject")),
        ("Subtype", name("Image")),
        ("Width", DictItem::Int(i64::from(picture.width()))),
        ("Height", DictItem::Int(i64::from(picture.height()))),
        ("ColorSpace", name(if is_grey { "DeviceGray" } else { "DeviceRGB" })),
        ("BitsPerComponent", DictItem::Int(8)),
        ("Interpolate", DictItem::Bool(false)),
    ]
    .map(|(key, value)| (key.to_owned(), value))
    .into();
    if picture.is_jpeg() {
        dict.insert("Filter".to_owned(), name("DCTDecode"));
    }
    let stream = ExternalStream { dict, content, compress: !picture.is_jpeg() };
    Ok(XObject::External(ExternalXObject { stream, width: None, height: None, dpi: None }))
}
