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

/// Compressed data that ends in a line end is legal, but some validators count it wrongly. Its last byte is
/// a sum over the content, so it is compressed once more where that happens.
fn deflate(stream: &mut Stream) -> std::io::Result<()> {
    let mut packed = packed(&stream.content)?;
    let mut filters = vec![name("FlateDecode")];
    while matches!(packed.last(), Some(b'\r' | b'\n')) && filters.len() < 4 {
        packed = self::packed(&packed)?;
        filters.push(name("FlateDecode"));
    }
    if packed.len() + 20 < stream.content.len() {
        match filters.as_slice() {
            [only] => stream.dict.set("Filter", only.clone()),
            _ => stream.dict.set("Filter", filters),
        }
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
    fn no_stream_ends_in_a_line_end_and_each_comes_out_as_it_went_in() {
        let mut twice = 0;
        for seed in 0..2000_u32 {
            let content = seed.to_be_bytes().repeat(41);
            let mut stream = Stream::new(dictionary! {}, content.clone());
            deflate(&mut stream).unwrap();
            assert!(!matches!(stream.content.last(), Some(b'\r' | b'\n')));
            assert_eq!(stream.decompressed_content().unwrap(), content);
            twice += usize::from(stream.dict.get(b"Filter").unwrap().as_array().is_ok());
        }
        assert!(twice > 0, "none of them would have ended so");
    }
}
