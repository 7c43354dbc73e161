//! Values of fields in JSON: codes as strings, days as `2010-05-12`, numbers with decimals and ids as strings,
//! because JSON's own numbers lose digits on the way.

use khue_app::FieldProblem;
use khue_base::{Day, Quantity, RecordId};
use khue_rules::registry::record::{Context, Facts, Field, FieldType, FieldValue, Kind, code_list, parse};
use serde_json::{Map, Value, json};

/// A value as JSON.
pub(super) fn to_json(value: &FieldValue) -> Value {
    match value {
        FieldValue::Text(text) | FieldValue::Code(text) | FieldValue::Mention(text) => json!(text),
        FieldValue::Day(day) => json!(day.iso()),
        FieldValue::Partial(day) => json!(day.iso()),
        FieldValue::Year(year) => json!(year),
        FieldValue::SchoolYear(year) => json!(year.to_string()),
        FieldValue::Codes(codes) => json!(codes),
        FieldValue::Flag(flag) => json!(flag),
        FieldValue::Whole(number) | FieldValue::Money(number) => json!(number),
        FieldValue::Decimal(quantity) => json!(decimal(*quantity)),
        FieldValue::Record(id) => json!(id.to_string()),
    }
}

/// With a point before decimals, as programs write.
fn decimal(quantity: Quantity) -> String {
    let thousandths = quantity.thousandths();
    let sign = if thousandths < 0 { "-" } else { "" };
    let (whole, rest) = (thousandths.unsigned_abs() / 1000, thousandths.unsigned_abs() % 1000);
    let decimals = format!("{rest:03}");
    let decimals = decimals.trim_end_matches('0');
    if decimals.is_empty() { format!("{sign}{whole}") } else { format!("{sign}{whole}.{decimals}") }
}

/// Fields as sent, or all that is wrong with them. `place` stands before their names.
pub(super) fn fields(
    kind: &'static Kind,
    sent: &Map<String, Value>,
    day: Day,
    place: &str,
) -> Result<Vec<(&'static Field, Option<FieldValue>)>, Vec<FieldProblem>> {
    let (mut read, mut problems) = (Vec::new(), Vec::new());
    for (code, value) in sent {
        let problem = |sentence: String| FieldProblem { field: format!("{place}/fields/{code}"), sentence };
        let Some(field) = kind.field(code) else {
            problems.push(problem(format!("Loại {} không có trường “{code}”.", kind.code)));
            continue;
        };
        match from_json(field, value, day) {
            Ok(value) => read.push((field, value)),
            Err(sentence) => problems.push(problem(sentence)),
        }
    }
    if problems.is_empty() { Ok(read) } else { Err(problems) }
}

/// Facts made of fields, or what they lack.
pub(super) fn facts(
    kind: &'static Kind,
    read: Vec<(&'static Field, Option<FieldValue>)>,
    place: &str,
) -> Result<Facts, Vec<FieldProblem>> {
    let mut facts = Facts::new(kind);
    for (field, value) in read {
        facts.set(&field.code, value);
    }
    let lacks: Vec<FieldProblem> = facts
        .problems()
        .into_iter()
        .map(|(field, reason)| FieldProblem {
            field: format!("{place}/fields/{}", field.code),
            sentence: reason.to_string(),
        })
        .collect();
    if lacks.is_empty() { Ok(facts) } else { Err(lacks) }
}

/// A value of `field`; nothing for null.
fn from_json(field: &'static Field, value: &Value, day: Day) -> Result<Option<FieldValue>, String> {
    let wrong = |wanted: &str| format!("{} phải là {wanted}.", field.label);
    let text = || value.as_str();
    let read = match (&field.kind, value) {
        (_, Value::Null) => return Ok(None),
        (FieldType::Flag, Value::Bool(flag)) => FieldValue::Flag(*flag),
        (FieldType::Flag, _) => return Err(wrong("true hoặc false")),
        (FieldType::Lists(list), Value::Array(codes)) => {
            let mut read = Vec::with_capacity(codes.len());
            for code in codes {
                let code = code.as_str().ok_or_else(|| wrong("mảng các mã"))?;
                read.push(known_code(field, list, code, day)?);
            }
            read.sort();
            read.dedup();
            if read.is_empty() {
                return Ok(None);
            }
            FieldValue::Codes(read)
        }
        (FieldType::Lists(_), _) => return Err(wrong("mảng các mã")),
        (FieldType::Year | FieldType::Whole { .. } | FieldType::Money, Value::Number(number)) => {
            let number = number.as_i64().ok_or_else(|| wrong("số nguyên"))?;
            return typed(field, &number.to_string(), day);
        }
        (FieldType::Year | FieldType::Whole { .. } | FieldType::Money, _) => return Err(wrong("số nguyên")),
        (FieldType::List(list), _) => {
            FieldValue::Code(known_code(field, list, text().ok_or_else(|| wrong("mã"))?, day)?)
        }
        (FieldType::Record(_), _) => {
            let id: Option<RecordId> = text().and_then(|text| text.parse().ok());
            FieldValue::Record(id.ok_or_else(|| wrong("mã bản ghi dạng chuỗi chữ số"))?.0)
        }
        (FieldType::Commune, _) => {
            let code = text().filter(|code| is_like(code, "ddddd"));
            FieldValue::Code(code.ok_or_else(|| wrong("mã xã, phường gồm 5 chữ số"))?.to_owned())
        }
        (kind, Value::String(text)) => {
            let fits = match kind {
                FieldType::Day => is_like(text, "dddd-dd-dd"),
                FieldType::PartialDay => {
                    ["dddd-dd-dd", "dddd-dd", "dddd"].iter().any(|form| is_like(text, form))
                }
                FieldType::Month => is_like(text, "dddd-dd"),
                FieldType::SchoolYear => is_like(text, "dddd-dddd"),
                FieldType::Decimal { .. } => is_decimal(text),
                _ => true,
            };
            if !fits {
                return Err(wrong(form_of(kind)));
            }
            let text =
                if matches!(kind, FieldType::Decimal { .. }) { text.replace('.', ",") } else { text.clone() };
            return typed(field, &text, day);
        }
        (kind, _) => return Err(wrong(form_of(kind))),
    };
    Ok(Some(read))
}

/// What a query parameter asks of a field.
pub(super) fn from_query(field: &'static Field, text: &str, day: Day) -> Result<FieldValue, String> {
    let value = match &field.kind {
        FieldType::Flag => match text {
            "true" => Value::Bool(true),
            "false" => Value::Bool(false),
            _ => Value::Null,
        },
        FieldType::Year | FieldType::Whole { .. } | FieldType::Money => {
            text.parse::<i64>().map_or(Value::Null, |number| json!(number))
        }
        FieldType::Lists(_) => json!([text]),
        _ => json!(text),
    };
    from_json(field, &value, day)?
        .ok_or_else(|| format!("{} “{text}” không phải là giá trị hợp lệ.", field.label))
}

/// Whether lists can be asked for records by this field: codes, names of others, numbers that prove who it is.
/// Guarded fields are not asked for: the answer would tell what they hold.
pub(super) fn is_asked_for(kind: &Kind, field: &Field) -> bool {
    let is_identity = kind.identity.iter().flatten().any(|code| *code == field.code);
    let is_of_codes = matches!(
        field.kind,
        FieldType::List(_)
            | FieldType::Lists(_)
            | FieldType::Flag
            | FieldType::SchoolYear
            | FieldType::Year
            | FieldType::Commune
            | FieldType::Record(_)
    );
    !field.guard.is_guarded() && (is_of_codes || is_identity)
}

fn typed(field: &Field, text: &str, day: Day) -> Result<Option<FieldValue>, String> {
    parse(field, text, &Context::plain(day)).map(|parsed| parsed.value).map_err(|reason| reason.to_string())
}

fn known_code(field: &Field, list: &str, code: &str, day: Day) -> Result<String, String> {
    let found = code_list(list).and_then(|list| list.by_code(code)).filter(|code| code.holds_on(day));
    found
        .map(|code| code.code.clone())
        .ok_or_else(|| format!("{} “{code}” không có trong danh mục {list} ngày {day}.", field.label))
}

fn form_of(kind: &FieldType) -> &'static str {
    match kind {
        FieldType::Day => "ngày dạng 2010-05-12",
        FieldType::PartialDay => "ngày dạng 2010-05-12, 2010-05 hoặc 2010",
        FieldType::Month => "tháng dạng 2010-05",
        FieldType::SchoolYear => "năm học dạng 2020-2021",
        FieldType::Decimal { .. } => "chuỗi số dạng 12.5",
        _ => "chuỗi chữ",
    }
}

/// Whether a text has this form, in which `d` stands for a digit.
fn is_like(text: &str, form: &str) -> bool {
    text.len() == form.len()
        && text.bytes().zip(form.bytes()).all(|(byte, form)| match form {
            b'd' => byte.is_ascii_digit(),
            other => byte == other,
        })
}

fn is_decimal(text: &str) -> bool {
    let text = text.strip_prefix('-').unwrap_or(text);
    let (whole, rest) = text.split_once('.').unwrap_or((text, "0"));
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    digits(whole) && digits(rest) && rest.len() <= 3
}

#[cfg(test)]
mod tests {
    use khue_rules::registry::record::kind;

    use super::*;

    #[track_caller]
    fn check(code: &str, field: &str, sent: Value, kept: Option<Value>) {
        let field = kind(code).unwrap().field(field).unwrap();
        let read = from_json(field, &sent, "2020-09-05".parse().unwrap());
        match kept {
            Some(kept) => assert_eq!(read.unwrap().as_ref().map_or(Value::Null, to_json), kept),
            None => assert!(read.is_err(), "{field:?} {sent}"),
        }
    }

    #[test]
    fn values_come_back_as_they_were_sent() {
        for (code, field, sent) in [
            ("pupil", "full_name", json!("Trần Thị An")),
            ("pupil", "birth_date", json!("2010-05-12")),
            ("pupil", "birth_date", json!("2010")),
            ("pupil", "sex", json!("2")),
            ("pupil", "sex", Value::Null),
            ("class", "year", json!("2020-2021")),
            ("class", "has_two_sessions", json!(true)),
            ("class", "planned_size", json!(35)),
            ("class", "room", json!("180143985094819841")),
            ("site", "distance_km", json!("12.5")),
            ("site", "commune", json!("07210")),
        ] {
            check(code, field, sent.clone(), Some(sent));
        }
        check("site", "distance_km", json!("12.500"), Some(json!("12.5")));
    }

    #[test]
    fn what_does_not_fit_is_refused() {
        for (code, field, sent) in [
            ("pupil", "full_name", json!(12)),
            ("pupil", "birth_date", json!("12/5/2010")),
            ("pupil", "birth_date", json!("2010-02-31")),
            ("pupil", "birth_date", json!("2021-01-01")),
            ("pupil", "sex", json!("Nữ")),
            ("class", "year", json!("2020-2022")),
            ("class", "has_two_sessions", json!("true")),
            ("class", "planned_size", json!(1000)),
            ("class", "planned_size", json!(1.5)),
            ("class", "room", json!(180_143_985_094_819_841_i64)),
            ("site", "distance_km", json!("12,5")),
            ("site", "distance_km", json!(12.5)),
            ("site", "commune", json!("Tân Mỹ")),
        ] {
            check(code, field, sent, None);
        }
    }
}
