//! Arranging units by a decision: merging, splitting, renaming, changing the level, giving another code, closing.
//! The unit changes, and what a school keeps ends at the old unit and begins at the new one, in one transaction;
//! the preview is the same transaction taken back, so that it shows exactly what would be done.

mod arrange_unit;
mod move_records;

pub use arrange_unit::{
    Arrange, Arranged, Arrangement, CarriedPost, Decision, Into, Part, arrange_unit, preview_arrangement,
};
pub use move_records::Moved;
