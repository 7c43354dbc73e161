//! Filling the pages of the directive area from operations.

pub mod assignment;
pub mod charts;
pub mod compare;
pub mod evidence;
pub mod list;
pub mod matrix;
pub mod overview;
pub mod report;
pub mod reports;
pub mod review;
pub mod search;
pub mod task;
pub mod tasks;
pub mod text;
pub mod urge;
pub mod work;
