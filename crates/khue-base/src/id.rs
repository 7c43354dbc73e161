//! Typed ids. An id is a 63-bit number made from the time and a random part (`IdMaker` in
//! khue-app), so that no database has to hand out numbers in sequence.

use serde::{Deserialize, Serialize};

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub i64);

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.0.fmt(f)
            }
        }

        impl std::str::FromStr for $name {
            type Err = std::num::ParseIntError;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                text.parse().map(Self)
            }
        }

        impl From<$name> for i64 {
            fn from(id: $name) -> i64 {
                id.0
            }
        }

        impl From<i64> for $name {
            fn from(id: i64) -> Self {
                Self(id)
            }
        }
    )*};
}

ids! {
    /// An organisation in time: a committee, department, district, commune or institution.
    UnitId
    /// A natural person.
    PersonId
    /// A person's role at a unit for a period.
    PostId
    /// A person's means to sign in.
    AccountId
    /// One signed-in browser.
    SessionId
    /// An official document that gives orders.
    DirectiveId
    /// A proposed reading of one obligation, before adoption.
    ProvisionId
    /// An adopted obligation.
    TaskId
    /// A number that a task must reach.
    TargetId
    /// A task given to one unit.
    AssignmentId
    /// One report of progress on an assignment.
    ProgressId
    /// A piece of evidence attached to a progress report.
    EvidenceId
    /// An official report with frozen figures.
    ReportId
    /// A piece of background work.
    JobId
    /// A record of the sector: a pupil, a class, a room.
    RecordId
    /// What wrote records: an edit, an import, a roll-over.
    SourceId
    /// A sheet handed in, before its rows are records.
    ImportId
    /// A round of statistics that the Department opened.
    RoundId
    /// A pupil's change of schools, from the asking to the answer.
    TransferId
    /// A partner of the national exchange.
    LinkId
    /// Records sent together.
    PackageId
    /// A program that reads or writes records of a unit.
    ApplicationId
}
