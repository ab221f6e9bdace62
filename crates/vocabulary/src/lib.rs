//! The words that two crates need and that need neither database, network nor clock.
//!
//! Money is whole øre, never a float. A [`Day`] is a day in Norway; a deadline is a day that ends at
//! midnight in Europe/Oslo. An [`Actor`] says who does something and on whose behalf, so that every
//! verb can ask whether it may be done and every query can be scoped to who looks. Time comes from a
//! [`Clock`] that is handed in: "what would go out on 1 April?" is the real code with another clock.
//! A rule that refuses answers with [`NotPossible`], which also says what is possible now.

mod actor;
mod calendar;
mod clock;
mod county_number;
mod day;
mod id;
mod invariant;
mod language;
mod money;
mod not_possible;
mod organisation_number;
mod page;

pub use actor::{Actor, Role};
pub use calendar::{is_public_holiday, is_working_day, next_working_day};
pub use clock::{Clock, FixedClock, RunningClock, SystemClock};
pub use county_number::{CountyNumber, MunicipalityNumber, NumberError};
pub use day::{Day, DayError, Period};
pub use id::{
    ApplicationId, AssessmentId, AttachmentId, CallId, DeadlineId, EnvelopeId, FormId,
    FormVersionId, GrantId, InstalmentId, LetterId, OrganisationId, PersonId, ProgrammeId,
    ReportId, ReportOrderId, ScenarioId, SchemeId, StatusReportId, SuperiorId, TieId, WeightSetId,
    WorkId,
};
pub use invariant::Invariant;
pub use language::Language;
pub use money::{Money, MoneyError};
pub use not_possible::NotPossible;
pub use organisation_number::{OrganisationNumber, OrganisationNumberError};
pub use page::{Look, Page};
