//! Who may do what.

mod may;
mod role;
mod scope;

pub use may::{Action, Place, Refusal, may, may_somewhere};
pub use role::Role;
pub use scope::{Scope, Scopes, may_within};
