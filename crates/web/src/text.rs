//! Running text on its way to a page.

/// The paragraphs of a text, parted by empty lines.
pub(crate) fn paragraphs(text: &str) -> Vec<String> {
    let text = text.replace("\r\n", "\n");
    let paragraphs = text.split("\n\n").map(str::trim).filter(|paragraph| !paragraph.is_empty());
    paragraphs.map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn empty_lines_part_paragraphs() {
        assert_eq!(paragraphs("a\nb\r\n\r\n\n c \n"), ["a\nb", "c"]);
        assert!(paragraphs(" \n\n ").is_empty());
    }
}
