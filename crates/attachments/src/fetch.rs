//! Giving a file away.

use crate::{Attachment, FileStore, Scan, StoreError};

/// Why a file is not given away.
#[derive(Debug, thiserror::Error)]
pub enum FetchError {
    /// The scanner has not answered yet.
    #[error("the file waits to be looked at for viruses")]
    Waiting,
    /// The scanner found something.
    #[error("the file is infected: {finding}")]
    Infected {
        /// What the scanner calls it.
        finding: String,
    },
    /// The file is not there or not what it was.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// The bytes of a file, to be served as a download and never shown in place. Whether somebody may have
/// them is for the caller to decide, who knows the thing it was handed in to.
pub async fn fetch(store: &FileStore, attachment: &Attachment) -> Result<Vec<u8>, FetchError> {
    match &attachment.scan {
        Scan::Waiting => Err(FetchError::Waiting),
        Scan::Infected { finding, .. } => Err(FetchError::Infected { finding: finding.clone() }),
        Scan::Clean { .. } | Scan::NotScanned => Ok(store.read(&attachment.hash).await?),
    }
}
