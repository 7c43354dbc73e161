//! Forms of the registry.

pub mod import;
