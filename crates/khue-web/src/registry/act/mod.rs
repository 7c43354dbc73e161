//! What the forms of the registry do.

pub mod import;
pub mod record;
pub mod transfer;
