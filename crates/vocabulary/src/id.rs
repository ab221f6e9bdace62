use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};
use uuid::Uuid;

macro_rules! id {
    ($($(#[$about:meta])* $name:ident,)+) => {$(
        $(#[$about])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub Uuid);

        impl $name {
            /// A new one, never seen before, that sorts after the older ones.
            pub fn fresh() -> Self {
                $name(Uuid::now_v7())
            }
        }
        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }
        impl FromStr for $name {
            type Err = uuid::Error;
            fn from_str(text: &str) -> Result<Self, uuid::Error> {
                text.parse().map($name)
            }
        }
    )+};
}

id! {
    /// A national plan under which schemes live.
    ProgrammeId,
    /// A grant scheme.
    SchemeId,
    /// A call for applications.
    CallId,
    /// An application.
    ApplicationId,
    /// One assessor's assessment of one application.
    AssessmentId,
    /// A frame of money: appropriation, scheme, call, county or award.
    EnvelopeId,
    /// One way of sharing out a call's money.
    ScenarioId,
    /// One version of an imported set of weights.
    WeightSetId,
    /// A grant: what became of an awarded application.
    GrantId,
    /// One payment of a funding period.
    InstalmentId,
    /// Something a grant owes by a day.
    DeadlineId,
    /// A report a recipient delivers.
    ReportId,
    /// A letter to one recipient.
    LetterId,
    /// An organisation.
    OrganisationId,
    /// A person who signs in or is written to.
    PersonId,
    /// A status report made by the directorate.
    StatusReportId,
    /// An order of status reports that come by themselves.
    ReportOrderId,
    /// A form in all its versions.
    FormId,
    /// One version of a form.
    FormVersionId,
    /// A file as it was handed in to one thing.
    AttachmentId,
    /// A registered tie of a person to an organisation.
    TieId,
    /// That one person is another's superior, for a time.
    SuperiorId,
    /// A row of background work.
    WorkId,
}
