//! Which record a row means.

use khue_rules::registry::record::{Facts, Field, FieldType, Kind, Reason};

use crate::registry::import::known::{Entry, Held};

/// What a row is in what is recorded.
pub(super) enum Match {
    /// Nothing; whether somebody of the same name and birthday bears another number.
    New(Option<usize>),
    /// A record, and by which way it was found.
    There(usize, usize),
    /// It cannot be told: the field, and why.
    Doubt(String, Reason),
}

pub(super) fn matched(held: &Held, facts: &Facts) -> Match {
    let kind = held.kind;
    let name = |at: usize| {
        let entry = held.entry(at);
        entry.and_then(|entry| entry.rows.last()).map(|row| row.called()).unwrap_or_default()
    };
    let mut by_number: Option<(usize, usize)> = None;
    for (way, field) in numbers(kind) {
        match (held.found_by(way, facts), by_number) {
            ([], _) => {}
            ([one], None) => by_number = Some((*one, way)),
            ([one], Some((before, _))) if *one == before => {}
            ([one], Some((before, _))) => {
                let problem = format!(
                    "{} này là của {}, còn mã khác trong hàng là của {}.",
                    field.label,
                    name(*one),
                    name(before)
                );
                let fix = "Đối chiếu giấy tờ rồi sửa lại mã hoặc số định danh.";
                return Match::Doubt(field.code.clone(), Reason::new(problem, fix));
            }
            (many, _) => {
                let problem = format!("{} này đang ghi cho {} hồ sơ.", field.label, many.len());
                return Match::Doubt(
                    field.code.clone(),
                    Reason::new(problem, "Sửa các hồ sơ trùng trước, rồi nhập lại."),
                );
            }
        }
    }
    if let Some((at, way)) = by_number {
        return Match::There(at, way);
    }
    let mut namesake = None;
    for (way, fields) in kind.identity.iter().enumerate() {
        if numbers(kind).any(|(number, _)| number == way) {
            continue;
        }
        let mut fitting = Vec::new();
        for at in held.found_by(way, facts) {
            let Some(entry) = held.entry(*at).filter(|entry| !entry.is_foreign) else { continue };
            if contradicts(kind, entry, facts) {
                namesake = Some(*at);
            } else {
                fitting.push(*at);
            }
        }
        match fitting.as_slice() {
            [] => {}
            [one] => return Match::There(*one, way),
            many => {
                let labels: Vec<&str> = fields
                    .iter()
                    .filter_map(|code| kind.field(code))
                    .map(|field| field.label.as_str())
                    .collect();
                let problem = format!("Có {} {} trùng {}.", many.len(), kind.name, labels.join(" và "));
                let fix = "Ghi thêm mã để biết hàng này là hồ sơ nào.";
                return Match::Doubt(fields.first().cloned().unwrap_or_default(), Reason::new(problem, fix));
            }
        }
    }
    Match::New(namesake)
}

/// Whether a number, or the place where something stands, is known on both sides and differs.
fn contradicts(kind: &Kind, entry: &Entry, facts: &Facts) -> bool {
    let Some(row) = entry.rows.last() else { return false };
    let deciding = kind.identity.iter().flatten().filter_map(|code| kind.field(code));
    deciding.filter(|field| is_number(field) || matches!(field.kind, FieldType::Record(_))).any(
        |field| match (row.facts.get(&field.code), facts.get(&field.code)) {
            (Some(known), Some(said)) => known != said,
            _ => false,
        },
    )
}

fn is_number(field: &Field) -> bool {
    matches!(field.kind, FieldType::MinistryCode | FieldType::PersonalNumber)
}

/// Ways to find a person by one number alone.
pub(super) fn numbers(kind: &'static Kind) -> impl Iterator<Item = (usize, &'static Field)> {
    kind.identity.iter().enumerate().filter_map(|(way, fields)| match fields.as_slice() {
        [code] => Some((way, kind.field(code).filter(|field| is_number(field))?)),
        _ => None,
    })
}
