//! Forms as versioned data: definitions, answers, and what follows from them.
//!
//! A [`Definition`] says what is asked; staff write, publish and copy it, and a published version never
//! changes. [`Answers`] are bound to a version. One engine serves application forms, report templates,
//! questionnaires and scales: it examines answers, reads them back to people, describes them to
//! programs, compares two versions. There are many kinds of questions and four [`Shape`]s of answers;
//! everything but the pages knows the shapes only.
//!
//! A draft may hold anything: what people typed is never lost because it was wrong.

mod answers;
mod breadth;
mod compare;
mod condition;
mod definition;
mod examine;
mod faults;
pub mod fields;
mod imprecise;
mod library;
mod reading;
mod schema;
mod shape;
mod standard;
mod visible;

pub use answers::Answers;
pub use breadth::too_wide;
pub use compare::{Change, Difference, Named, PartKind, compare, differences};
pub use condition::{Condition, Expression};
pub use definition::{
    Check, Choice, Column, Comparison, Definition, FormKind, Grid, KnownFact, Meaning, Question,
    Required, Section, Takes, Words,
};
pub use examine::{At, Doubt, Wrong, examine, examine_draft};
pub use faults::{BadDefinition, Fault, Lack, Many};
pub use imprecise::{ImpreciseDate, ImpreciseDateError};
pub use library::{
    Form, FormError, FormVersion, STANDARD, VersionState, VersionVerb, copy_form,
    discard_form_draft, import_form, latest_published, publish_form, queries, revise_form,
    save_form, shared_version, standard_form, version,
};
pub use reading::{Entry, NamedFile, ReadSection, Reading, Said, read};
pub use schema::json_schema;
pub use shape::{Row, Rows, Shape};
pub use standard::standard;
pub use visible::{Visible, settled};
