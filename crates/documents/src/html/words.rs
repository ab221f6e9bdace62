//! The few words that the preview says by itself.

use vocabulary::Language;

/// The words in one language.
#[derive(Clone, Copy)]
pub(super) struct Words {
    pub(super) contents: &'static str,
    pub(super) attachments: &'static str,
    pub(super) notes: &'static str,
    /// Before the number of a note.
    pub(super) note: &'static str,
    /// What leads from a note back to its mark.
    pub(super) back: &'static str,
    /// What opens the numbers of a chart.
    pub(super) numbers: &'static str,
    pub(super) no_figures: &'static str,
    /// What a table is called that has no name.
    pub(super) table: &'static str,
}

pub(super) fn of(language: Language) -> Words {
    let no_figures = crate::words::no_figures(language);
    match language {
        Language::Bokmal => Words {
            contents: "Innhold",
            attachments: "Vedlegg",
            notes: "Noter",
            note: "Note",
            back: "Tilbake til teksten",
            numbers: "Vis tallene i en tabell",
            no_figures,
            table: "Tabell",
        },
        Language::Nynorsk => Words {
            contents: "Innhald",
            attachments: "Vedlegg",
            notes: "Notar",
            note: "Note",
            back: "Tilbake til teksten",
            numbers: "Vis tala i ein tabell",
            no_figures,
            table: "Tabell",
        },
        Language::English => Words {
            contents: "Contents",
            attachments: "Attachments",
            notes: "Notes",
            note: "Note",
            back: "Back to the text",
            numbers: "Show the numbers in a table",
            no_figures,
            table: "Table",
        },
    }
}
