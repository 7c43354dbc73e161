//! What the forms of the registry do.

pub mod add;
pub mod import;
pub mod record;
