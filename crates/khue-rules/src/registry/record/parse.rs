//! Values read from what people type or keep in sheets. What can be understood is taken; what cannot is
//! refused with a sentence that names the field, the text and the way out.

mod code;
mod day;
mod number;
mod person;

use std::fmt;

use khue_base::{Day, to_nfc};

use super::{Field, FieldType, FieldValue, PartialDay};

/// What a text of a field means, and what should be asked about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Parsed {
    /// The value; nothing for an empty cell.
    pub value: Option<FieldValue>,
    /// What looks odd: the value is taken, somebody should look at it.
    pub queries: Vec<Reason>,
}

/// Why a text is refused or asked about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reason {
    /// What is wrong, as a sentence that names the field and the text.
    pub problem: String,
    /// What to do, as a sentence.
    pub fix: String,
}

impl Reason {
    /// A reason with its way out.
    pub fn new(problem: impl Into<String>, fix: impl Into<String>) -> Self {
        Self { problem: problem.into(), fix: fix.into() }
    }
}

/// Both sentences.
impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.problem, self.fix)
    }
}

/// Where the days of a workbook begin to count.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum DaySystem {
    /// 1 is 1/1/1900.
    #[default]
    From1900,
    /// 0 is 1/1/1904.
    From1904,
}

/// What is known where a text stands.
#[derive(Clone, Copy)]
pub struct Context<'a> {
    /// The day on which codes must hold, and after which nothing has happened yet.
    pub day: Day,
    /// How the workbook counts days.
    pub day_system: DaySystem,
    /// Finds records and communes by what people call them.
    pub lookup: &'a dyn Lookup,
}

impl Context<'_> {
    /// Without a workbook and without records to look up.
    pub fn plain(day: Day) -> Context<'static> {
        Context { day, day_system: DaySystem::From1900, lookup: &NoLookup }
    }
}

/// Finds records and communes by what people call them.
pub trait Lookup {
    /// A record of a kind by its code or name.
    fn record(&self, kind: &str, text: &str) -> Found<i64>;
    /// The code of a commune by its code or name on a day.
    fn commune(&self, text: &str, day: Day) -> Found<String>;
}

/// What a lookup found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Found<T> {
    /// One.
    One(T),
    /// Several, by name.
    Many(Vec<String>),
    /// Nothing.
    Nothing,
    /// Not looked: the words are kept as a mention.
    NotLooked,
}

/// Looks nothing up.
#[derive(Clone, Copy, Debug)]
pub struct NoLookup;

impl Lookup for NoLookup {
    fn record(&self, _kind: &str, _text: &str) -> Found<i64> {
        Found::NotLooked
    }

    fn commune(&self, _text: &str, _day: Day) -> Found<String> {
        Found::NotLooked
    }
}

/// Reads a value of `field` from what somebody wrote. Numbers out of number cells are given as Vietnamese
/// writes them: a comma before decimals, no grouping.
///
/// # Errors
/// [`Reason`] when it cannot be taken.
pub fn parse(field: &Field, text: &str, context: &Context<'_>) -> Result<Parsed, Reason> {
    let text = cleaned(text);
    if is_nothing(&text) {
        return if field.must_be_given() {
            Err(Reason::new(format!("Thiếu {}.", lower_first(&field.label)), "Ghi vào ô này."))
        } else {
            Ok(Parsed { value: None, queries: Vec::new() })
        };
    }
    if text.starts_with('#') && text.ends_with(['!', '?', 'A']) && text.is_ascii() {
        return Err(Reason::new(
            format!("{} “{text}” là lỗi công thức của bảng tính.", field.label),
            "Sửa công thức hoặc gõ thẳng giá trị vào ô.",
        ));
    }
    let mut queries = Vec::new();
    let value = read(field, &text, context, &mut queries)?;
    Ok(Parsed { value: Some(value), queries })
}

fn read(
    field: &Field,
    text: &str,
    context: &Context<'_>,
    queries: &mut Vec<Reason>,
) -> Result<FieldValue, Reason> {
    let value = match &field.kind {
        FieldType::Text { max } => FieldValue::Text(words(field, text, *max)?),
        FieldType::Name => FieldValue::Text(person::name(field, text, queries)?),
        FieldType::Day => FieldValue::Day(day::full(field, text, context)?),
        FieldType::PartialDay => FieldValue::Partial(day::partial(field, text, context)?),
        FieldType::Month => FieldValue::Partial(day::month(field, text, context)?),
        FieldType::Year => FieldValue::Year(day::year(field, text)?),
        FieldType::SchoolYear => FieldValue::SchoolYear(day::school_year(field, text)?),
        FieldType::List(list) => FieldValue::Code(code::one(field, list, text, context.day)?),
        FieldType::Lists(list) => FieldValue::Codes(code::several(field, list, text, context.day)?),
        FieldType::Flag => FieldValue::Flag(code::flag(field, text)?),
        FieldType::Whole { min, max } => FieldValue::Whole(number::whole(field, text, *min, *max)?),
        FieldType::Decimal { min, max } => FieldValue::Decimal(number::decimal(field, text, *min, *max)?),
        FieldType::Money => FieldValue::Money(number::money(field, text)?),
        FieldType::Phone => FieldValue::Text(person::phone(field, text, queries)?),
        FieldType::Email => FieldValue::Text(person::email(field, text)?),
        FieldType::PersonalNumber => FieldValue::Text(person::personal_number(field, text, queries)?),
        FieldType::MinistryCode => FieldValue::Text(person::ministry_code(field, text, queries)?),
        FieldType::Commune => commune(field, text, context)?,
        FieldType::Record(kind) => record(field, kind, text, context)?,
    };
    if field.is_past {
        not_later(field, text, &value, context.day)?;
    }
    Ok(value)
}

fn words(field: &Field, text: &str, max: usize) -> Result<String, Reason> {
    let length = text.chars().count();
    if length > max {
        return Err(Reason::new(
            format!("{} dài {length} chữ, quá giới hạn {max} chữ.", field.label),
            "Rút gọn nội dung rồi gửi lại.",
        ));
    }
    Ok(text.to_owned())
}

fn not_later(field: &Field, text: &str, value: &FieldValue, day: Day) -> Result<(), Reason> {
    let first = match value {
        FieldValue::Day(value) => Some(*value),
        FieldValue::Partial(value) => Some(value.earliest()),
        FieldValue::Year(year) => PartialDay::year_only(*year).map(PartialDay::earliest),
        _ => None,
    };
    if first.is_some_and(|first| day < first) {
        let day = PartialDay::from(day);
        return Err(Reason::new(
            format!("{} “{text}” ở sau ngày {day}.", field.label),
            "Kiểm tra lại năm rồi ghi lại.",
        ));
    }
    Ok(())
}

fn record(field: &Field, kind: &str, text: &str, context: &Context<'_>) -> Result<FieldValue, Reason> {
    match context.lookup.record(kind, text) {
        Found::One(id) => Ok(FieldValue::Record(id)),
        Found::NotLooked => Ok(FieldValue::Mention(text.to_owned())),
        Found::Many(names) => Err(several_found(field, text, &names)),
        Found::Nothing => Err(Reason::new(
            format!("{} “{text}” chưa có trong dữ liệu.", field.label),
            "Kiểm tra lại tên hoặc mã, hoặc nhập bản ghi đó trước.",
        )),
    }
}

fn commune(field: &Field, text: &str, context: &Context<'_>) -> Result<FieldValue, Reason> {
    match context.lookup.commune(text, context.day) {
        Found::One(code) => Ok(FieldValue::Code(code)),
        Found::NotLooked => Ok(FieldValue::Mention(text.to_owned())),
        Found::Many(names) => Err(several_found(field, text, &names)),
        Found::Nothing => Err(Reason::new(
            format!(
                "{} “{text}” không có trong danh mục xã, phường ngày {}.",
                field.label,
                PartialDay::from(context.day)
            ),
            "Ghi mã 5 chữ số hoặc tên đầy đủ kèm huyện, tỉnh.",
        )),
    }
}

fn several_found(field: &Field, text: &str, names: &[String]) -> Reason {
    let names: Vec<&str> = names.iter().take(4).map(String::as_str).collect();
    Reason::new(
        format!("{} “{text}” có thể là {}.", field.label, names.join(" hoặc ")),
        "Ghi mã thay cho tên, hoặc ghi tên đầy đủ.",
    )
}

/// The text in composed form, on one line, without signs that nobody sees.
fn cleaned(text: &str) -> String {
    let mut clean = String::with_capacity(text.len());
    for c in to_nfc(text).chars() {
        match c {
            '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}' | '\u{ad}' => {}
            c if c.is_whitespace() || c.is_control() => {
                if !clean.is_empty() && !clean.ends_with(' ') {
                    clean.push(' ');
                }
            }
            c => clean.push(c),
        }
    }
    clean.truncate(clean.trim_end().len());
    // Excel shows a leading apostrophe to keep a number as text; some exports write it out.
    match clean.strip_prefix('\'') {
        Some(rest) if rest.starts_with(|c: char| c.is_ascii_digit()) => rest.to_owned(),
        _ => clean,
    }
}

fn is_nothing(text: &str) -> bool {
    text.chars().all(|c| matches!(c, '-' | '–' | '—' | '_' | '.' | '…')) || text.eq_ignore_ascii_case("null")
}

pub(super) fn lower_first(text: &str) -> String {
    let mut chars = text.chars();
    let (first, second) = (chars.next(), chars.clone().next());
    match first {
        // SĐT, CMND stay as they are.
        Some(first) if !second.is_some_and(char::is_uppercase) => first.to_lowercase().chain(chars).collect(),
        _ => text.to_owned(),
    }
}

/// The digits of a number that is an identity, not an amount; spaces, points and hyphens are taken out.
fn digits(text: &str) -> Option<String> {
    let digits: String = text.chars().filter(|c| !matches!(c, ' ' | '.' | '-')).collect();
    (!digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit())).then_some(digits)
}

/// Whether a sheet has turned a long number into `2,42E+10`, which loses its digits.
fn is_scientific(text: &str) -> bool {
    let Some((front, exponent)) = text.split_once(['E', 'e']) else { return false };
    let is_number = |text: &str| {
        !text.is_empty() && text.chars().all(|c| c.is_ascii_digit() || matches!(c, '.' | ',' | '+'))
    };
    is_number(front) && is_number(exponent)
}

fn scientific(field: &Field, text: &str) -> Reason {
    Reason::new(
        format!("{} “{text}” đã bị bảng tính đổi sang dạng số mũ nên mất chữ số.", field.label),
        "Đổi ô sang kiểu Văn bản (Text) rồi gõ lại đủ các chữ số.",
    )
}
