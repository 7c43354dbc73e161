//! What the forms of the registry do.

pub mod arrange;
pub mod import;
pub mod record;
pub mod transfer;
