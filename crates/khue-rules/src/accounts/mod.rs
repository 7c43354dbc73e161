//! Who may do what.

mod may;
mod role;

pub use may::{Action, Place, Refusal, may};
pub use role::Role;
