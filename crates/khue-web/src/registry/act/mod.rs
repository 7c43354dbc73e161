//! What the forms of the registry do.

pub mod record;
