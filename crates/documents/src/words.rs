//! The few words that the rendering itself puts on a page or into an alternative text.

use vocabulary::Language;

/// "Side 1 av 3".
pub(crate) fn page_of(language: Language, page: usize, pages: usize) -> String {
    match language {
        Language::Bokmal | Language::Nynorsk => format!("Side {page} av {pages}"),
        Language::English => format!("Page {page} of {pages}"),
    }
}

/// The title of a document that was given none.
pub(crate) fn untitled(language: Language) -> &'static str {
    match language {
        Language::Bokmal | Language::Nynorsk => "Dokument",
        Language::English => "Document",
    }
}

/// What a table without rows says.
pub(crate) fn no_rows(language: Language) -> &'static str {
    match language {
        Language::Bokmal => "Ingen rader å vise",
        Language::Nynorsk => "Ingen rader å vise",
        Language::English => "No rows to show",
    }
}

/// What a chart without bars says.
pub(crate) fn no_figures(language: Language) -> &'static str {
    match language {
        Language::Bokmal => "Ingen tall å vise",
        Language::Nynorsk => "Ingen tal å vise",
        Language::English => "No figures to show",
    }
}

/// The tag of the language for `/Lang` and the metadata.
pub(crate) fn language_tag(language: Language) -> &'static str {
    match language {
        Language::Bokmal => "nb-NO",
        Language::Nynorsk => "nn-NO",
        Language::English => "en-GB",
    }
}

/// The hyphenation patterns of the language. There are none for nynorsk alone; the Norwegian ones serve both.
pub(crate) fn hyphenation(language: Language) -> hypher::Lang {
    match language {
        Language::Bokmal | Language::Nynorsk => hypher::Lang::Norwegian,
        Language::English => hypher::Lang::English,
    }
}
