//! What the forms of the registry do.

pub mod arrange;
pub mod duplicates;
pub mod exchange;
pub mod import;
pub mod receive;
pub mod record;
pub mod transfer;
