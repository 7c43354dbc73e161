//! Who may do what.

mod may;
mod role;

pub use may::{Action, Place, Refusal, may, may_somewhere};
pub use role::Role;
