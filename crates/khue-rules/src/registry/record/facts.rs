//! What is recorded of one thing: a value for each field of its kind, or nothing.

use super::{Field, FieldType, FieldValue, Kind, PartialDay, Reason, Sex, told_by};

/// The values of one record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Facts {
    kind: &'static Kind,
    values: Vec<Option<FieldValue>>,
}

impl Facts {
    /// Nothing known yet.
    pub fn new(kind: &'static Kind) -> Self {
        Self { kind, values: vec![None; kind.fields.len()] }
    }

    /// Values in the order of the kind's fields; missing ones are unknown.
    pub fn from_values(kind: &'static Kind, mut values: Vec<Option<FieldValue>>) -> Self {
        values.resize(kind.fields.len(), None);
        Self { kind, values }
    }

    /// The kind.
    pub fn kind(&self) -> &'static Kind {
        self.kind
    }

    /// The value of a field, when it is known.
    pub fn get(&self, code: &str) -> Option<&FieldValue> {
        self.values.get(self.kind.position(code)?)?.as_ref()
    }

    /// Sets a field; unknown fields are left out.
    pub fn set(&mut self, code: &str, value: Option<FieldValue>) {
        if let Some(slot) = self.kind.position(code).and_then(|at| self.values.get_mut(at)) {
            *slot = value;
        }
    }

    /// The same with a field set.
    pub fn with(mut self, code: &str, value: FieldValue) -> Self {
        self.set(code, Some(value));
        self
    }

    /// All fields with their values, in the order of the kind.
    pub fn iter(&self) -> impl Iterator<Item = (&'static Field, Option<&FieldValue>)> {
        self.kind.fields.iter().zip(self.values.iter().map(Option::as_ref))
    }

    /// The same, given away.
    pub fn into_fields(self) -> impl Iterator<Item = (&'static Field, Option<FieldValue>)> {
        self.kind.fields.iter().zip(self.values)
    }

    /// A value or nothing for every field, in the order of the kind.
    pub fn values(&self) -> &[Option<FieldValue>] {
        &self.values
    }

    /// Words of a field: a name, a number of a paper.
    pub fn text(&self, code: &str) -> Option<&str> {
        match self.get(code)? {
            FieldValue::Text(text) | FieldValue::Code(text) => Some(text),
            _ => None,
        }
    }

    /// Another record that a field names.
    pub fn record(&self, code: &str) -> Option<i64> {
        match self.get(code)? {
            FieldValue::Record(id) => Some(*id),
            _ => None,
        }
    }

    /// Required fields without a value, and mentions that name nothing yet: why it cannot be saved.
    pub fn problems(&self) -> Vec<(&'static Field, Reason)> {
        let mut found = Vec::new();
        for (field, value) in self.iter() {
            let reason = match value {
                None if field.is_required
                    && field.unless.as_ref().is_none_or(|other| self.get(other).is_none()) =>
                {
                    Reason::new(
                        format!("{} chưa có {}.", self.kind.title, super::parse::lower_first(&field.label)),
                        "Ghi vào ô này.",
                    )
                }
                Some(FieldValue::Mention(text)) => Reason::new(
                    format!("{} “{text}” chưa có trong dữ liệu.", field.label),
                    "Kiểm tra lại tên hoặc mã, hoặc nhập bản ghi đó trước.",
                ),
                _ => continue,
            };
            found.push((field, reason));
        }
        found
    }

    /// What looks odd when fields are seen together: the parts of a personal number against sex and birth
    /// year. The record is taken; somebody should look.
    pub fn queries(&self) -> Vec<(&'static Field, Reason)> {
        let mut found = Vec::new();
        for (field, value) in self.iter() {
            let (FieldType::PersonalNumber, Some(FieldValue::Text(number))) = (&field.kind, value) else {
                continue;
            };
            let sex = self.text("sex").and_then(Sex::from_code);
            let birth_year = match (self.get("birth_date"), self.get("birth_year")) {
                (Some(FieldValue::Partial(day)), _) => Some(day.year()),
                (Some(FieldValue::Day(day)), _) => Some(PartialDay::from(*day).year()),
                (_, Some(FieldValue::Year(year))) => Some(*year),
                _ => None,
            };
            found.extend(
                disagreements(field, number, sex, birth_year).into_iter().map(|reason| (field, reason)),
            );
        }
        found
    }
}

fn disagreements(field: &Field, number: &str, sex: Option<Sex>, birth_year: Option<i16>) -> Vec<Reason> {
    let Some((its_sex, its_year)) = told_by(number) else { return Vec::new() };
    let mut found = Vec::new();
    if let Some(year) = birth_year.filter(|year| *year != its_year) {
        found.push(Reason::new(
            format!(
                "{} “{number}” cho biết năm sinh {its_year}, khác năm sinh đã ghi là {year}.",
                field.label
            ),
            "Đối chiếu giấy khai sinh rồi sửa số hoặc ngày sinh.",
        ));
    }
    if sex.is_some_and(|sex| sex != its_sex) {
        let name = if its_sex == Sex::Male { "nam" } else { "nữ" };
        found.push(Reason::new(
            format!("{} “{number}” là số của {name}, khác giới tính đã ghi.", field.label),
            "Đối chiếu giấy khai sinh rồi sửa số hoặc giới tính.",
        ));
    }
    found
}
