//! Compressing the streams.

use std::io::Write;

use flate2::Compression;
use flate2::write::ZlibEncoder;
use lopdf::{Document as Graph, Object, Stream};

use super::name;

/// Compresses every stream that may be and is not yet.
pub(super) fn deflate_all(graph: &mut Graph) -> std::io::Result<()> {
    for object in graph.objects.values_mut() {
        if let Object::Stream(stream) = object
            && stream.allows_compression
            && !stream.dict.has(b"Filter")
        {
            deflate(stream)?;
        }
    }
    Ok(())
}

/// Whether a stream of a written file ends in a line end, before the one that is written behind each.
pub(super) fn any_ends_in_line_end(file: &[u8]) -> bool {
    file.windows(10)
        .any(|end| matches!(end, [b'\r' | b'\n', b'\n', rest @ ..] if rest == b"endstrea"))
}

fn deflate(stream: &mut Stream) -> std::io::Result<()> {
    let mut packed = packed(&stream.content)?;
    // Compressed data that ends in a line end is legal, but some validators count it wrongly. Content
    // and character maps are text and can take a newline, a font file can take a zero; both change the
    // checksum at the end. The other streams are not ours to lengthen.
    let filling = if stream.dict.has(b"Length1") {
        Some(0)
    } else if stream.dict.has(b"N") || stream.dict.has(b"Subtype") {
        None
    } else {
        Some(b'\n')
    };
    for _ in 0..8 {
        let Some(filling) = filling.filter(|_| matches!(packed.last(), Some(b'\r' | b'\n'))) else {
            break;
        };
        stream.content.push(filling);
        if stream.dict.has(b"Length1") {
            stream.dict.set("Length1", stream.content.len() as i64);
        }
        packed = self::packed(&stream.content)?;
    }
    if packed.len() + 20 < stream.content.len() {
        stream.dict.set("Filter", name("FlateDecode"));
        stream.set_content(packed);
    }
    Ok(())
}

fn packed(content: &[u8]) -> std::io::Result<Vec<u8>> {
    let mut encoder = ZlibEncoder::new(Vec::with_capacity(content.len() / 3), Compression::new(6));
    encoder.write_all(content)?;
    encoder.finish()
}

#[cfg(test)]
mod tests {
    use super::*;
    use lopdf::dictionary;

    #[test]
    fn a_line_end_before_the_last_is_seen() {
        assert!(any_ends_in_line_end(b"stream\nab\r\nendstream"));
        assert!(!any_ends_in_line_end(b"stream\nab\nendstream\r\n"));
    }

    #[test]
    fn no_font_ends_in_a_line_end_and_each_says_its_length() {
        for seed in 0..2000_u32 {
            let content = seed.to_be_bytes().repeat(40);
            let length = content.len() as i64;
            let mut stream = Stream::new(dictionary! { "Length1" => length }, content);
            deflate(&mut stream).unwrap();
            assert!(!matches!(stream.content.last(), Some(b'\r' | b'\n')));
            let unpacked = stream.decompressed_content().unwrap().len() as i64;
            assert_eq!(stream.dict.get(b"Length1").unwrap().as_i64().unwrap(), unpacked);
        }
    }
}
