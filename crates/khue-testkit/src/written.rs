//! Records as tests write them.

use khue_base::Day;
use khue_rules::registry::record::{Context, Facts, FieldValue, kind, parse};

/// `full_name: Nguyễn Văn An; sex: Nam`, as people write it on `day`; a number after `#` is a record.
///
/// # Panics
/// When there is no such kind or field, or the text is no value of it.
pub fn written(day: Day, code: &str, text: &str) -> Facts {
    let kind = kind(code).unwrap_or_else(|| panic!("no kind {code}"));
    text.split("; ").fold(Facts::new(kind), |facts, part| {
        let (field, text) = part.split_once(": ").unwrap_or_else(|| panic!("no field in “{part}”"));
        let value = match text.strip_prefix('#').map(str::parse) {
            Some(id) => id.map(FieldValue::Record).ok(),
            None => {
                let known = kind.field(field).unwrap_or_else(|| panic!("no field {field} of {code}"));
                let parsed = parse(known, text, &Context::plain(day));
                parsed.unwrap_or_else(|reason| panic!("{field}: {reason}")).value
            }
        };
        facts.with(field, value.unwrap_or_else(|| panic!("no value in “{part}”")))
    })
}
