//! The frame of all pages and the pieces that they share.

pub mod assets;
pub mod parts;
pub mod refusal;
pub mod sample;
pub mod search;
pub mod shell;

pub use parts::*;
pub use shell::{FieldError, NavItem, Notice, OtherPost, Person, Shell};
