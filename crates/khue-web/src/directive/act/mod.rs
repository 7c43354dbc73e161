//! What the forms of the directive area do.

pub mod adopt;
pub mod assignment;
pub mod report;
pub mod review;
pub mod task;
pub mod upload;
pub mod urge;
