//! Filling the pages of pupils who change schools, change classes or leave.

pub mod case;
pub mod list;
pub mod pupil;
pub mod receive;

use khue_app::registry::transfer::{Outcome, Transfer};
use khue_base::UnitId;

use crate::page::{Tag, Tone};

/// The list of a unit.
pub(in crate::registry) fn list_href(unit: UnitId) -> String {
    format!("/don-vi/{unit}/chuyen-truong")
}

/// How a change stands, seen from a unit.
fn state(transfer: &Transfer, unit: UnitId) -> Tag {
    match transfer.outcome {
        None if transfer.to_answer() == unit => Tag::new(Tone::Soon, "chờ trường này trả lời"),
        None => Tag::new(Tone::Active, "chờ bên kia trả lời"),
        Some(Outcome::Accepted) if transfer.undone_by.is_some() => Tag::new(Tone::Cancelled, "đã hoàn tác"),
        Some(Outcome::Accepted) => Tag::new(Tone::Ok, "đã chuyển"),
        Some(Outcome::Refused) => Tag::new(Tone::Late, "không đồng ý"),
        Some(Outcome::Cancelled) => Tag::new(Tone::Cancelled, "đã rút"),
    }
}
