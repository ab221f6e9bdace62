//! Municipalities and counties through time, organisations, people and what they may do, sign-in.
//!
//! The [`Register`] is the official list of places since 2005 as this program carries it: a number
//! names a place only together with a day, and what became of it is found with
//! [`Register::successor`]. [`import_register`] brings it into the database, where the other crates'
//! rows point to it.
//!
//! An [`Organisation`] gives or receives grants; [`enrol`] makes it known. A [`Person`] acts for
//! organisations in roles ([`add_person`], [`withdraw_role`]) and may sign for them, on the days it is
//! registered for ([`register_signatory`]). Signing in is a link by mail that works once
//! ([`sign_in_link`], [`redeem`]); what a session may do is asked anew at every request ([`actor_of`]),
//! so that a withdrawn role counts at once. Of all secrets only the hash is kept.

mod add_person;
mod enrol;
mod entity;
mod import_register;
mod organisation;
mod person;
pub mod queries;
mod register;
mod register_signatory;
mod repository;
mod sign_in;
mod signatory;
mod token;
mod withdraw_role;

#[cfg(test)]
mod tests;

pub use add_person::{AddPersonError, add_person};
pub use enrol::{EnrolError, enrol};
pub use import_register::{ImportError, Imported, import_register};
pub use organisation::{NewOrganisation, Organisation, OrganisationKind};
pub use person::{NewPerson, Person, RoleHeld};
pub use queries::{
    by_name, directorate_people, list, organisation, people_of, person, person_by_email,
    signatories_on,
};
pub use register::{
    Borders, Change, ChangeKind, County, LanguageForm, Municipality, Register, RegisterError,
};
pub use register_signatory::{SignatoryError, end_signatory, register_signatory};
pub use sign_in::{
    SESSION_LASTS, SignInError, SignInLinkError, actor_of, prune_sessions, redeem, sign_in_link,
    sign_out,
};
pub use signatory::{NewSignatory, Signatory};
pub use token::SecretToken;
pub use withdraw_role::{WithdrawRoleError, withdraw_role};
