//! Decisions as pure functions: a module an area, a file a rule.

pub mod accounts;
pub mod directive;
pub mod registry;
pub mod working_days;
