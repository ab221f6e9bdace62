//! The metadata packet (XMP): what the file claims to be, what it is called, who made it and when.

use chrono::SecondsFormat;

use crate::model::Document;
use crate::words;

use super::{CREATOR, PRODUCER};

/// What PDF/A demands for every schema it does not know itself: the one of PDF/UA.
const EXTENSION: &str = r#"<rdf:Description rdf:about="" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/" xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
<pdfaSchema:schema>PDF/UA Universal Accessibility Schema</pdfaSchema:schema><pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI><pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource"><pdfaProperty:name>part</pdfaProperty:name><pdfaProperty:valueType>Integer</pdfaProperty:valueType><pdfaProperty:category>internal</pdfaProperty:category><pdfaProperty:description>Indicates, which part of ISO 14289 standard is followed</pdfaProperty:description></rdf:li></rdf:Seq></pdfaSchema:property>
</rdf:li></rdf:Bag></pdfaExtension:schemas></rdf:Description>"#;

/// The packet of a document whose texts are clean.
pub(super) fn packet(document: &Document, identity: [u8; 16]) -> String {
    let language = words::language_tag(document.language);
    let date = document.made_at.to_rfc3339_opts(SecondsFormat::Secs, true);
    let uuid = uuid(identity);
    let alternative = |element: &str, text: &str| {
        let text = escaped(text);
        format!(
            "<{element}><rdf:Alt><rdf:li xml:lang=\"x-default\">{text}</rdf:li></rdf:Alt></{element}>\n"
        )
    };
    let mut said = alternative("dc:title", &document.title);
    if !document.sender.is_empty() {
        let sender = escaped(&document.sender);
        said += &format!("<dc:creator><rdf:Seq><rdf:li>{sender}</rdf:li></rdf:Seq></dc:creator>\n");
    }
    if !document.subject.is_empty() {
        said += &alternative("dc:description", &document.subject);
    }
    if !document.reference.is_empty() {
        said += &format!("<pdf:Keywords>{}</pdf:Keywords>\n", escaped(&document.reference));
    }
    format!(
        r#"<?xpacket begin="{mark}" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmlns:pdf="http://ns.adobe.com/pdf/1.3/" xmlns:xmpMM="http://ns.adobe.com/xap/1.0/mm/" xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/">
<pdfaid:part>2</pdfaid:part><pdfaid:conformance>A</pdfaid:conformance><pdfuaid:part>1</pdfuaid:part>
<dc:format>application/pdf</dc:format>
{said}<dc:language><rdf:Bag><rdf:li>{language}</rdf:li></rdf:Bag></dc:language>
<pdf:Producer>{PRODUCER}</pdf:Producer>
<xmp:CreatorTool>{CREATOR}</xmp:CreatorTool><xmp:CreateDate>{date}</xmp:CreateDate><xmp:ModifyDate>{date}</xmp:ModifyDate><xmp:MetadataDate>{date}</xmp:MetadataDate>
<xmpMM:DocumentID>uuid:{uuid}</xmpMM:DocumentID><xmpMM:InstanceID>uuid:{uuid}</xmpMM:InstanceID>
</rdf:Description>
{EXTENSION}
</rdf:RDF></x:xmpmeta>
<?xpacket end="w"?>"#,
        mark = '\u{feff}',
    )
}

fn uuid(identity: [u8; 16]) -> String {
    let hex = hex::encode(identity);
    [&hex[..8], &hex[8..12], &hex[12..16], &hex[16..20], &hex[20..]].join("-")
}

/// Text that can stand in XML. Control characters were removed before.
fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markup_in_a_text_stays_text() {
        assert_eq!(escaped("a<b> & ]]>"), "a&lt;b&gt; &amp; ]]&gt;");
    }

    #[test]
    fn an_identity_is_written_as_a_uuid() {
        assert_eq!(uuid([0xAB; 16]), "abababab-abab-abab-abab-abababababab");
    }
}
