//! What the address of a request asks for, taken exactly: a parameter that nobody knows is refused, because
//! leaving it out would answer another question.

use std::collections::BTreeMap;

use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use khue_app::FieldProblem;
use khue_app::registry::records::{AsOf, Cursor, Seeing};
use khue_base::{Day, Moment, RecordId, UnitId};

use super::Program;
use crate::Fields;
use crate::failure::Trouble;

/// Records on one page when nobody says how many.
pub const PAGE: u32 = 50;
/// Records on one page at most.
pub const MOST: u32 = 200;

/// The parameters of a request, each taken out when it is read.
pub(super) struct Parameters(BTreeMap<String, String>);

/// The answer to what cannot be understood.
pub(super) fn bad_request(field: &str, sentence: impl Into<String>) -> Box<Response> {
    let sentence = sentence.into();
    let trouble = Trouble {
        fields: vec![FieldProblem { field: field.to_owned(), sentence: sentence.clone() }],
        ..Trouble::new(StatusCode::BAD_REQUEST, "Yêu cầu chưa đúng", &sentence)
    };
    Box::new(trouble.into_response())
}

impl Parameters {
    /// All of them; one that stands twice is refused.
    pub fn of(asked: &Fields) -> Result<Self, Box<Response>> {
        let mut all = BTreeMap::new();
        for (name, value) in &asked.0 {
            if all.insert(name.clone(), value.clone()).is_some() {
                return Err(bad_request(name, format!("Tham số “{name}” có nhiều hơn một lần.")));
            }
        }
        Ok(Self(all))
    }

    /// The text of one.
    pub fn text(&mut self, name: &str) -> Option<String> {
        self.0.remove(name)
    }

    /// What is left and not read yet.
    pub fn rest(self) -> impl Iterator<Item = (String, String)> {
        self.0.into_iter()
    }

    /// Refuses what is left.
    pub fn done(self) -> Result<(), Box<Response>> {
        match self.0.into_keys().next() {
            None => Ok(()),
            Some(name) => Err(unknown(&name)),
        }
    }

    fn read<T>(
        &mut self,
        name: &str,
        wanted: &str,
        read: impl Fn(&str) -> Option<T>,
    ) -> Result<Option<T>, Box<Response>> {
        let Some(text) = self.text(name) else { return Ok(None) };
        let value = read(&text);
        value.map(Some).ok_or_else(|| bad_request(name, format!("Tham số “{name}” phải là {wanted}.")))
    }

    /// `unit`: whose records; the application's own unit when none is named.
    pub fn unit(&mut self, program: &Program) -> Result<UnitId, Box<Response>> {
        let unit = self.read("unit", "mã đơn vị dạng chữ số", |text| text.parse().ok())?;
        Ok(unit.unwrap_or(program.ctx.actor.unit))
    }

    /// `under`: a unit above.
    pub fn under(&mut self) -> Result<Option<UnitId>, Box<Response>> {
        self.read("under", "mã đơn vị dạng chữ số", |text| text.parse().ok())
    }

    /// `as_of` and `known_at`.
    pub fn as_of(&mut self, today: Day) -> Result<AsOf, Box<Response>> {
        let day = self.day(today)?;
        let known = self.read("known_at", "thời điểm dạng 2026-11-24T08:00:00Z", Moment::parse_iso)?;
        Ok(AsOf { day, known })
    }

    /// `as_of`.
    pub fn day(&mut self, today: Day) -> Result<Day, Box<Response>> {
        Ok(self.read("as_of", "ngày dạng 2026-11-24", |text| text.parse().ok())?.unwrap_or(today))
    }

    /// `limit`.
    pub fn limit(&mut self) -> Result<u32, Box<Response>> {
        let fits = |text: &str| text.parse().ok().filter(|limit| (1..=MOST).contains(limit));
        Ok(self.read("limit", "số từ 1 đến 200", fits)?.unwrap_or(PAGE))
    }

    /// `after`: where the page before ended.
    pub fn after(&mut self) -> Result<Option<Cursor>, Box<Response>> {
        self.read("after", "giá trị next của trang trước", read_cursor)
    }

    /// `guarded`.
    pub fn seeing(&mut self) -> Result<Seeing, Box<Response>> {
        let known = |text: &str| match text {
            "true" => Some(Seeing::Guarded),
            "false" => Some(Seeing::Plain),
            _ => None,
        };
        Ok(self.read("guarded", "true hoặc false", known)?.unwrap_or(Seeing::Plain))
    }
}

pub(super) fn unknown(name: &str) -> Box<Response> {
    bad_request(name, format!("Không có tham số “{name}” ở địa chỉ này."))
}

/// A cursor as a word of letters and digits, which nobody needs to understand.
pub(super) fn write_cursor(cursor: &Cursor) -> String {
    let hex: String = cursor.sort_key.bytes().map(|byte| format!("{byte:02x}")).collect();
    format!("{}-{hex}", cursor.id)
}

fn read_cursor(text: &str) -> Option<Cursor> {
    let (id, hex) = text.split_once('-')?;
    let bytes: Option<Vec<u8>> =
        (0..hex.len() / 2).map(|at| u8::from_str_radix(hex.get(at * 2..at * 2 + 2)?, 16).ok()).collect();
    let sort_key = String::from_utf8(bytes?).ok().filter(|_| hex.len().is_multiple_of(2))?;
    // No sort key holds it, and PostgreSQL takes no text with it.
    (!sort_key.contains('\0')).then_some(())?;
    Some(Cursor { sort_key, id: RecordId(id.parse().ok()?) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cursors_come_back() {
        let cursor = Cursor { sort_key: "an thi tran ấn".to_owned(), id: RecordId(12) };
        assert_eq!(read_cursor(&write_cursor(&cursor)), Some(cursor));
        for wrong in ["", "12", "x-61", "12-6", "12-zz", "12-00", "12-ff"] {
            assert_eq!(read_cursor(wrong), None, "{wrong}");
        }
    }
}
