//! Why a document could not be rendered.

/// Why a document could not be rendered. None of these depends on the text of the document.
#[derive(Debug, thiserror::Error)]
pub enum RenderError {
    /// A font that is built into the program cannot be read.
    #[error("the built-in font {font} cannot be used: {reason}")]
    Font {
        /// The PostScript name of the face.
        font: &'static str,
        /// What is wrong with it.
        reason: String,
    },
    /// The writer did not hand over what the finishing step needs.
    #[error("the PDF cannot be put together: {0}")]
    Assembly(#[from] lopdf::Error),
    /// The content could not be put into one identity for the document.
    #[error("the document cannot be given an identity: {0}")]
    Identity(#[from] serde_json::Error),
    /// A picture that could be decoded before cannot be now.
    #[error(transparent)]
    Picture(#[from] crate::model::NoPicture),
    /// A template of the preview could not be filled in.
    #[error("the preview cannot be written: {0}")]
    Html(String),
    /// Compressing or writing into memory failed.
    #[error("the PDF cannot be written: {0}")]
    Writing(#[from] std::io::Error),
}
