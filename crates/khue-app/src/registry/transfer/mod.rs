//! Pupils who change schools or classes, come from outside or leave. A change of schools inside the province needs
//! both sides: one asks, the other answers, and the enrolments of both change in one transaction.

mod accept_transfer;
mod admit_from_outside;
mod ask_for_pupil;
mod begin_transfer;
mod change_class;
mod close_transfer;
mod leave_school;
mod repoint;
mod seat;
mod transfers;

pub use accept_transfer::{AcceptTransfer, accept_transfer};
pub use admit_from_outside::{AdmitFromOutside, admit_from_outside};
pub use ask_for_pupil::{AskForPupil, ask_for_pupil};
pub use begin_transfer::{BeginTransfer, begin_transfer};
pub use change_class::{ChangeClass, change_class};
pub use close_transfer::{CloseTransfer, cancel_transfer, refuse_transfer};
pub use leave_school::{LeaveSchool, Leaving, leave_school};
pub(in crate::registry) use repoint::repoint_transfers;
pub use seat::{Seat, seat_of};
pub use transfers::{Outcome, Transfer, TransferCase, transfer, transfers_of_unit};
