//! Pictures: a coat of arms, a photograph, a plan.

use std::fmt;
use std::io::Cursor;
use std::sync::Arc;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use image::codecs::jpeg::JpegEncoder;
use image::metadata::Orientation;
use image::{DynamicImage, ImageDecoder, ImageError, ImageFormat, ImageReader, Limits};
use serde::{Deserialize, Serialize};
use zune_jpeg::JpegDecoder;
use zune_jpeg::zune_core::colorspace::ColorSpace;
use zune_jpeg::zune_core::options::DecoderOptions;

/// A picture with what it shows in words, and a caption.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Figure {
    /// The picture.
    pub picture: Picture,
    /// What one who cannot see the picture needs to know of it. If empty, the picture is decoration:
    /// it is shown and never spoken of, and its caption, if it has one, is read as a paragraph.
    pub alt: String,
    /// What is said below the picture. May be empty.
    pub caption: String,
    /// How wide it is drawn, as a share of the column from 0.05 to 1; others are taken as the nearest of
    /// these, and what is no number as 1. A picture that would be taller than 60 % of a page is drawn
    /// narrower.
    pub width: f32,
}

/// A picture that can be drawn: a PNG or a JPEG that has been decoded once to see that it is one.
///
/// In JSON it is its file in Base64, and is checked again when it is read. Transparent parts are shown on
/// white on paper. Colours are taken as sRGB, whatever profile the file names.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Picture {
    file: Arc<[u8]>,
    is_jpeg: bool,
    width: u32,
    height: u32,
}

/// Why bytes are no picture that can be drawn.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NoPicture {
    /// The file is too large.
    #[error("the file of the picture has {0} bytes; at most {most} are possible", most = Picture::MOST_BYTES)]
    Heavy(usize),
    /// It is neither a PNG nor a JPEG.
    #[error("the picture is neither a PNG nor a JPEG")]
    Format,
    /// It has no pixels, or too many.
    #[error(
        "the picture has {width} x {height} pixels; 1 to {side} a side and {all} in all are possible",
        side = Picture::LONGEST_SIDE, all = Picture::MOST_PIXELS
    )]
    Size {
        /// Its width in pixels.
        width: u32,
        /// Its height in pixels.
        height: u32,
    },
    /// It is damaged, or of a kind that cannot be decoded.
    #[error("the picture cannot be decoded: {0}")]
    Unreadable(String),
    /// What should be a file in Base64 is something else.
    #[error("the picture is not written in Base64")]
    Base64,
}

impl From<ImageError> for NoPicture {
    fn from(error: ImageError) -> Self {
        NoPicture::Unreadable(error.to_string())
    }
}

/// The samples of a picture, from left to right and from the top down.
pub(crate) struct Samples {
    /// Whether there is one a pixel; otherwise three, red, green and blue.
    pub(crate) is_grey: bool,
    /// 0 is dark.
    pub(crate) bytes: Vec<u8>,
}

/// How well a JPEG is kept that has to be written anew, from 1 to 100.
const QUALITY: u8 = 90;

impl Picture {
    /// The most bytes that the file of a picture may have: 8 MiB.
    pub const MOST_BYTES: usize = 8 * 1024 * 1024;
    /// The most pixels on each side.
    pub const LONGEST_SIDE: u32 = 8_000;
    /// The most pixels in all, because they are decoded in memory.
    pub const MOST_PIXELS: u32 = 25_000_000;

    /// Takes the file of a picture, a PNG or a JPEG.
    ///
    /// It is kept as it is, unless it carries what does not belong into a document (where and with what a
    /// photograph was taken, or that it has to be turned), or is a JPEG that not every reader of a PDF can
    /// show (four colours, more behind its end). Then it is written anew in the same format, once and for
    /// all: what is kept is kept as it is the next time.
    ///
    /// # Errors
    ///
    /// [`NoPicture`] if it is too large, of another format, or damaged.
    pub fn new(file: impl Into<Vec<u8>>) -> Result<Self, NoPicture> {
        let file = file.into();
        if file.len() > Self::MOST_BYTES {
            return Err(NoPicture::Heavy(file.len()));
        }
        let format = format(&file)?;
        let mut decoder = decoder(&file, format)?;
        let turned = decoder.orientation()?;
        let tells_more = decoder.exif_metadata()?.is_some()
            || decoder.xmp_metadata()?.is_some()
            || decoder.iptc_metadata()?.is_some();
        let mut image = DynamicImage::from_decoder(decoder)?;
        let is_jpeg = format == ImageFormat::Jpeg;
        let is_shown = !is_jpeg || is_shown_everywhere(&file)?;
        let file = if is_shown && !tells_more && turned == Orientation::NoTransforms {
            file
        } else {
            image.apply_orientation(turned);
            written(&image, format)?
        };
        if file.len() > Self::MOST_BYTES {
            return Err(NoPicture::Heavy(file.len()));
        }
        let (width, height) = (image.width(), image.height());
        Ok(Picture { file: file.into(), is_jpeg, width, height })
    }

    /// The file, as it is kept.
    pub fn file(&self) -> &[u8] {
        &self.file
    }

    /// Its media type: `image/png` or `image/jpeg`.
    pub fn media_type(&self) -> &'static str {
        if self.is_jpeg { "image/jpeg" } else { "image/png" }
    }

    /// Its width in pixels, at least 1.
    pub fn width(&self) -> u32 {
        self.width
    }

    /// Its height in pixels, at least 1.
    pub fn height(&self) -> u32 {
        self.height
    }

    /// Whether the file is a JPEG, which any reader of a PDF can decode.
    pub(crate) fn is_jpeg(&self) -> bool {
        self.is_jpeg
    }

    /// The file in Base64.
    pub(crate) fn base64(&self) -> String {
        STANDARD.encode(&self.file)
    }

    /// Whether it has no colours, told without its samples.
    pub(crate) fn is_grey(&self) -> Result<bool, NoPicture> {
        Ok(!decoder(&self.file, format(&self.file)?)?.color_type().has_color())
    }

    /// The samples, eight bits each, on white where the picture is transparent.
    pub(crate) fn samples(&self) -> Result<Samples, NoPicture> {
        let image = DynamicImage::from_decoder(decoder(&self.file, format(&self.file)?)?)?;
        let color = image.color();
        let is_grey = !color.has_color();
        let bytes = match (is_grey, color.has_alpha()) {
            (true, false) => image.into_luma8().into_raw(),
            (false, false) => image.into_rgb8().into_raw(),
            (true, true) => on_white(&image.into_luma_alpha8().into_raw(), 2),
            (false, true) => on_white(&image.into_rgba8().into_raw(), 4),
        };
        Ok(Samples { is_grey, bytes })
    }

    /// Its width and height when it is as wide as this share of a column, but no taller than `tallest`.
    /// Both are at least 1, whatever the picture.
    pub(crate) fn size(&self, share: f32, column: f32, tallest: f32) -> (f32, f32) {
        let share = if share.is_nan() { 1.0 } else { share.clamp(0.05, 1.0) };
        let (width, height) = (self.width as f32, self.height as f32);
        let scale = (column * share / width).min(tallest / height);
        ((width * scale).max(1.0), (height * scale).max(1.0))
    }
}

/// PNG or JPEG.
fn format(file: &[u8]) -> Result<ImageFormat, NoPicture> {
    match image::guess_format(file) {
        Ok(format @ (ImageFormat::Png | ImageFormat::Jpeg)) => Ok(format),
        _ => Err(NoPicture::Format),
    }
}

/// What decodes a file of bounded size.
fn decoder(file: &[u8], format: ImageFormat) -> Result<impl ImageDecoder, NoPicture> {
    let mut reader = ImageReader::with_format(Cursor::new(file), format);
    // The size is checked below, so that it can be said.
    reader.limits(Limits::default());
    let decoder = reader.into_decoder()?;
    let (width, height) = decoder.dimensions();
    let sides = 1..=Picture::LONGEST_SIDE;
    let is_bounded =
        sides.contains(&width) && sides.contains(&height) && width * height <= Picture::MOST_PIXELS;
    if is_bounded { Ok(decoder) } else { Err(NoPicture::Size { width, height }) }
}

/// Whether a JPEG can stand in a PDF as it is: grey, or in the colours that are supposed where nothing else
/// is said, and with nothing behind its end.
///
/// One that is cut off is refused: `image` would take what is missing for grey.
fn is_shown_everywhere(jpeg: &[u8]) -> Result<bool, NoPicture> {
    let strictly = DecoderOptions::default().set_strict_mode(true);
    let mut decoder = JpegDecoder::new_with_options(Cursor::new(jpeg), strictly);
    decoder.decode().map_err(|error| NoPicture::Unreadable(error.to_string()))?;
    let usual = matches!(decoder.input_colorspace(), Some(ColorSpace::Luma | ColorSpace::YCbCr));
    Ok(usual && jpeg.ends_with(&[0xFF, 0xD9]))
}

/// The picture as a file, and nothing beside it.
fn written(image: &DynamicImage, format: ImageFormat) -> Result<Vec<u8>, NoPicture> {
    let mut file = Vec::new();
    if format == ImageFormat::Jpeg {
        JpegEncoder::new_with_quality(&mut file, QUALITY).encode_image(image)?;
    } else {
        image.write_to(&mut Cursor::new(&mut file), format)?;
    }
    Ok(file)
}

/// Samples of so many a pixel, the last of them how much it covers, laid on white.
fn on_white(samples: &[u8], count: usize) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(samples.len());
    for pixel in samples.chunks_exact(count) {
        let cover = u32::from(pixel[count - 1]);
        bytes.extend(pixel[..count - 1].iter().map(|sample| {
            let mixed = u32::from(*sample) * cover + 255 * (255 - cover);
            ((mixed + 127) / 255) as u8
        }));
    }
    bytes
}

impl fmt::Debug for Picture {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Picture { file, width, height, .. } = self;
        write!(f, "Picture({}, {width} x {height}, {} bytes)", self.media_type(), file.len())
    }
}

impl From<Picture> for String {
    fn from(picture: Picture) -> Self {
        picture.base64()
    }
}

impl TryFrom<String> for Picture {
    type Error = NoPicture;

    fn try_from(text: String) -> Result<Self, NoPicture> {
        // Looked at first, because decoding it takes memory.
        if text.len() / 4 > Picture::MOST_BYTES / 3 + 1 {
            return Err(NoPicture::Heavy(text.len() / 4 * 3));
        }
        Picture::new(STANDARD.decode(text).map_err(|_| NoPicture::Base64)?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use image::{GrayImage, Luma, Rgb, RgbImage, Rgba, RgbaImage};

    fn file(image: &DynamicImage, format: ImageFormat) -> Vec<u8> {
        written(image, format).unwrap()
    }

    fn red(width: u32, height: u32) -> DynamicImage {
        RgbImage::from_pixel(width, height, Rgb([200, 10, 10])).into()
    }

    #[test]
    fn a_picture_is_kept_as_it_is_and_comes_back_from_json() {
        for (format, media_type) in
            [(ImageFormat::Png, "image/png"), (ImageFormat::Jpeg, "image/jpeg")]
        {
            let file = file(&red(5, 3), format);
            let picture = Picture::new(file.clone()).unwrap();
            assert_eq!((picture.width(), picture.height()), (5, 3));
            assert_eq!((picture.file(), picture.media_type()), (file.as_slice(), media_type));
            let json = serde_json::to_string(&picture).unwrap();
            assert_eq!(json, format!("{:?}", STANDARD.encode(&file)));
            assert_eq!(serde_json::from_str::<Picture>(&json).unwrap(), picture);
        }
    }

    #[test]
    fn what_is_no_picture_is_refused_with_the_reason() {
        let png = file(&red(5, 3), ImageFormat::Png);
        let refused = |file: &[u8]| Picture::new(file).unwrap_err();
        assert_eq!(refused(b""), NoPicture::Format);
        assert_eq!(refused(b"GIF89a\x01\0\x01\0"), NoPicture::Format);
        assert_eq!(refused(b"<svg xmlns='http://www.w3.org/2000/svg'/>"), NoPicture::Format);
        assert!(matches!(refused(&png[..40]), NoPicture::Unreadable(_)));
        assert!(matches!(refused(&png[..png.len() - 20]), NoPicture::Unreadable(_)));
        let jpeg = file(&red(64, 64), ImageFormat::Jpeg);
        for cut in [100, jpeg.len() / 2, jpeg.len() - 20] {
            assert!(matches!(refused(&jpeg[..cut]), NoPicture::Unreadable(_)), "{cut}");
        }
        let wide = file(&GrayImage::new(8_001, 1).into(), ImageFormat::Png);
        assert_eq!(refused(&wide), NoPicture::Size { width: 8_001, height: 1 });
        let many = file(&GrayImage::new(8_000, 3_126).into(), ImageFormat::Png);
        assert_eq!(refused(&many), NoPicture::Size { width: 8_000, height: 3_126 });
        let heavy = vec![0; Picture::MOST_BYTES + 1];
        assert_eq!(refused(&heavy), NoPicture::Heavy(heavy.len()));
        let read = |json: &str| serde_json::from_str::<Picture>(json).unwrap_err().to_string();
        assert!(read("\"%\"").contains("Base64") && read("\"aGVp\"").contains("neither"));
    }

    #[test]
    fn what_a_camera_wrote_into_a_photograph_is_not_kept_but_heeded() {
        // Exif that says only: turned by a quarter, clockwise.
        let exif = b"II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0\x06\0\0\0\0\0\0\0";
        let mut told = vec![0xFF, 0xE1, 0, 2 + 6 + exif.len() as u8];
        told.extend(b"Exif\0\0");
        told.extend(exif);
        let mut photograph = file(&red(32, 16), ImageFormat::Jpeg);
        photograph.splice(2..2, told);
        let picture = Picture::new(photograph.clone()).unwrap();
        assert_eq!((picture.width(), picture.height()), (16, 32));
        assert!(!picture.file().windows(4).any(|four| four == b"Exif"));
        assert_eq!(Picture::new(picture.file()).unwrap(), picture, "written anew once only");
    }

    #[test]
    fn a_jpeg_with_something_behind_its_end_is_written_anew() {
        let clean = file(&red(16, 16), ImageFormat::Jpeg);
        let picture = Picture::new([clean.as_slice(), b"\nmore\n"].concat()).unwrap();
        assert!(is_shown_everywhere(picture.file()).unwrap());
    }

    #[test]
    fn transparent_parts_are_laid_on_white() {
        let mut image = RgbaImage::from_pixel(3, 1, Rgba([0, 100, 200, 255]));
        image.put_pixel(1, 0, Rgba([0, 100, 200, 0]));
        image.put_pixel(2, 0, Rgba([0, 100, 200, 128]));
        let picture = Picture::new(file(&image.into(), ImageFormat::Png)).unwrap();
        let samples = picture.samples().unwrap();
        assert!(!samples.is_grey);
        assert_eq!(samples.bytes, [0, 100, 200, 255, 255, 255, 127, 177, 227]);
        let grey = GrayImage::from_pixel(2, 1, Luma([7]));
        let samples = Picture::new(file(&grey.into(), ImageFormat::Png)).unwrap().samples();
        let samples = samples.unwrap();
        assert!(samples.is_grey && samples.bytes == [7, 7]);
    }

    #[test]
    fn a_picture_has_its_share_of_the_column_and_is_never_too_tall() {
        let picture = Picture::new(file(&red(200, 100), ImageFormat::Png)).unwrap();
        assert_eq!(picture.size(0.5, 400.0, 300.0), (200.0, 100.0));
        assert_eq!(picture.size(f32::NAN, 400.0, 300.0), (400.0, 200.0));
        assert_eq!(picture.size(f32::INFINITY, 400.0, 100.0), (200.0, 100.0));
        assert_eq!(picture.size(-1.0, 400.0, 300.0), (20.0, 10.0));
        let thin = Picture::new(file(&red(1, 2_000), ImageFormat::Png)).unwrap();
        assert_eq!(thin.size(1.0, 400.0, 300.0), (1.0, 300.0));
    }
}
