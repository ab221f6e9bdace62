//! Which files are taken, and how large: one table.

/// One kind of file that is taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FileType {
    /// What it is served as.
    pub media_type: &'static str,
    /// What its content is recognised as. Only for tables of text is it another than `media_type`:
    /// nothing in a text says whether its commas separate columns.
    pub content: &'static str,
    /// The endings its name may have, in lower case, without a dot; the first one is given to a name
    /// that has none.
    pub endings: &'static [&'static str],
}

const fn of(media_type: &'static str, endings: &'static [&'static str]) -> FileType {
    FileType { media_type, content: media_type, endings }
}

pub(crate) const PDF: &str = "application/pdf";
pub(crate) const DOCX: &str =
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document";
pub(crate) const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
pub(crate) const PPTX: &str =
    "application/vnd.openxmlformats-officedocument.presentationml.presentation";
pub(crate) const TEXT: &str = "text/plain";

/// What may be handed in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// The largest file, in bytes.
    pub most_bytes: u64,
    /// The most files of one thing. A brake on flooding, not a promise: two that arrive in the same
    /// instant may both be the last.
    pub most_files: u64,
    /// The most bytes of all files of one thing; a brake as above.
    pub most_bytes_in_all: u64,
    /// The kinds of files.
    pub types: &'static [FileType],
}

/// The limits in force.
pub const LIMITS: Limits = Limits {
    most_bytes: 10 * 1024 * 1024,
    most_files: 100,
    most_bytes_in_all: 100 * 1024 * 1024,
    types: &[
        of(PDF, &["pdf"]),
        of(DOCX, &["docx"]),
        of(XLSX, &["xlsx"]),
        of(PPTX, &["pptx"]),
        of("application/vnd.oasis.opendocument.text", &["odt"]),
        of("application/vnd.oasis.opendocument.spreadsheet", &["ods"]),
        of("image/png", &["png"]),
        of("image/jpeg", &["jpg", "jpeg"]),
        of(TEXT, &["txt"]),
        FileType { media_type: "text/csv", content: TEXT, endings: &["csv"] },
    ],
};

impl Limits {
    /// What a file field accepts: `.pdf,.docx,…`. A help to the person who chooses, no check.
    pub fn accept(&self) -> String {
        let endings: Vec<String> = self.endings().map(|ending| format!(".{ending}")).collect();
        endings.join(",")
    }
    /// All endings, in the order of the table.
    pub fn endings(&self) -> impl Iterator<Item = &'static str> {
        self.types.iter().flat_map(|kind| kind.endings.iter().copied())
    }
    /// The kind of file with this content and this ending; without an ending, the first with the
    /// content.
    pub(crate) fn find(&self, content: &str, ending: Option<&str>) -> Option<&'static FileType> {
        self.types.iter().find(|kind| {
            kind.content == content && ending.is_none_or(|ending| kind.endings.contains(&ending))
        })
    }
    pub(crate) fn takes(&self, ending: &str) -> bool {
        self.endings().any(|known| known == ending)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_ending_stands_twice_and_all_are_lower_case() {
        let endings: Vec<&str> = LIMITS.endings().collect();
        for ending in &endings {
            assert_eq!(endings.iter().filter(|other| *other == ending).count(), 1, "{ending}");
            assert_eq!(*ending, ending.to_lowercase());
        }
        assert!(LIMITS.accept().starts_with(".pdf,.docx,.xlsx"));
    }

    #[test]
    fn a_text_is_what_its_name_says_and_a_picture_is_not() {
        let served = |ending| LIMITS.find(TEXT, ending).map(|kind| kind.media_type);
        assert_eq!(served(Some("csv")), Some("text/csv"));
        assert_eq!(served(Some("txt")), Some(TEXT));
        assert_eq!(served(None), Some(TEXT));
        assert_eq!(served(Some("png")), None);
    }
}
