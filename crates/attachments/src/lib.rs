//! Files that people hand in: kept once by content, looked at for viruses, served as downloads.
//!
//! [`receive`] decides what a file is by its content, refuses a name that says otherwise, stores the
//! bytes under their SHA-256 and writes down where they are used. One content has one row and one file,
//! however often and under whatever names it was handed in; each use is an [`Attachment`] of its own and
//! belongs to one thing, whose owner decides who may fetch it: this crate does not know applications.
//!
//! With a scanner, a content waits until the scanner has said what it thinks of it: [`scan`] is the act
//! behind that row of work. [`fetch`] gives nothing away that waits or is infected. What is infected
//! stays, with its finding, until an officer asks for a second look ([`scan_again`]). Without a scanner
//! a content is «not scanned», can be fetched, and is listed by
//! [`queries::not_scanned_for_actor`].
//!
//! The file is there before its row: a crash between the two leaves a file that nobody points to, which
//! costs its bytes and nothing else. [`prune`] sweeps away what no thing uses any more.
//!
//! The store itself ([`FileStore`]) also keeps what the house makes, on a [`Shelf`] of its own; both lie
//! in one [`Place`], a folder or a bucket. [`verify`] goes through a shelf, a part each night, and holds
//! what lies there against the [`Catalogue`] of whoever writes the rows: what is missing or damaged is
//! made again where it can be and told where it cannot, and what no row knows is told and swept later.

mod attachment;
mod catalogue;
mod content;
mod entity;
mod fetch;
mod file_type;
mod finding;
mod handed_in;
mod name;
mod prune;
pub mod queries;
mod receive;
mod remove_use;
mod repository;
mod scan;
mod scan_again;
mod scanner;
mod store;
mod verify;

pub use attachment::{Attachment, Scan, To};
pub use catalogue::{Catalogue, Recorded, not_there, read_through, strangers};
pub use fetch::{FetchError, fetch};
pub use file_type::{FileType, LIMITS, Limits};
pub use finding::{Finding, ShelfRound, Wrong};
pub use handed_in::HandedIn;
pub use prune::{PruneError, prune};
pub use queries::{INVARIANTS, attachment, attachments_of};
pub use receive::{ReceiveError, receive};
pub use remove_use::remove_use;
pub use repository::hold_shelf;
pub use scan::{SCAN, ScanError, Scanned, scan};
pub use scan_again::{ScanAgainError, scan_again};
pub use scanner::{Scanner, ScannerAddressError, ScannerAway, Verdict};
pub use store::{BucketKeys, FileStore, Lying, Place, PlaceError, Shelf, StoreError, hash_of};
pub use verify::{Pace, Verified, VerifyError, verify};
