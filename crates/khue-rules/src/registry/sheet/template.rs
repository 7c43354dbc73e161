//! The columns of a sheet to fill in: what stands over them, what may stand in them.

use khue_base::Day;

use crate::registry::record::{Field, FieldType, Kind, code_list};

/// One column of a sheet to fill in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FormColumn {
    /// The field.
    pub field: &'static Field,
    /// What it may hold, in a sentence.
    pub hint: String,
    /// The names to choose from, if there is a list.
    pub choices: Vec<String>,
    /// Whether it finds the record again, so that it must not be changed.
    pub is_key: bool,
}

/// The columns of a kind: its own fields, then those beside it; lists hold what is valid on `day`.
pub fn form_columns(kind: &'static Kind, day: Day) -> Vec<FormColumn> {
    kind.sheet_fields()
        .map(|field| FormColumn {
            field,
            hint: hint(field),
            choices: choices(field, day),
            // The name of a person may be corrected in the sheet; a code may not.
            is_key: kind.identity.iter().any(|identity| identity.as_slice() == [field.code.as_str()]),
        })
        .collect()
}

fn choices(field: &Field, day: Day) -> Vec<String> {
    match &field.kind {
        FieldType::List(list) => code_list(list).map_or_else(Vec::new, |list| {
            list.codes.iter().filter(|code| code.holds_on(day)).map(|code| code.name.clone()).collect()
        }),
        FieldType::Flag => vec!["Có".to_owned(), "Không".to_owned()],
        _ => Vec::new(),
    }
}

fn hint(field: &Field) -> String {
    let what = match &field.kind {
        FieldType::Text { max } => format!("Chữ, không quá {max} ký tự."),
        FieldType::Name => "Họ, chữ đệm và tên.".to_owned(),
        FieldType::Day => "Ngày/tháng/năm, ví dụ 05/09/2014.".to_owned(),
        FieldType::PartialDay => "Ngày/tháng/năm; không rõ thì ghi tháng/năm hoặc năm.".to_owned(),
        FieldType::Month => "Tháng/năm, ví dụ 09/2020.".to_owned(),
        FieldType::Year => "Năm, bốn chữ số.".to_owned(),
        FieldType::SchoolYear => "Năm học, ví dụ 2026-2027.".to_owned(),
        FieldType::List(_) => "Chọn trong danh sách.".to_owned(),
        FieldType::Lists(_) => {
            "Tên hoặc mã trong danh mục; nhiều mục cách nhau bằng dấu chấm phẩy.".to_owned()
        }
        FieldType::Flag => "Có hoặc Không; để trống là chưa biết.".to_owned(),
        FieldType::Whole { .. } => "Số nguyên.".to_owned(),
        FieldType::Decimal { .. } => "Số, tối đa ba chữ số thập phân.".to_owned(),
        FieldType::Money => "Số tiền, đồng.".to_owned(),
        FieldType::Phone => "Số điện thoại, bắt đầu bằng 0.".to_owned(),
        FieldType::Email => "Địa chỉ thư điện tử.".to_owned(),
        FieldType::PersonalNumber => "12 chữ số.".to_owned(),
        FieldType::MinistryCode => "10 chữ số do Bộ cấp.".to_owned(),
        FieldType::Commune => "Mã 5 chữ số hoặc tên xã, phường.".to_owned(),
        FieldType::Record(_) => "Mã hoặc tên đã có trong dữ liệu.".to_owned(),
    };
    if field.is_required { format!("Bắt buộc. {what}") } else { what }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::registry::record::kind;

    #[test]
    fn columns_tell_what_they_hold() {
        let columns = form_columns(kind("pupil").unwrap(), "2026-11-24".parse().unwrap());
        let column = |code: &str| columns.iter().find(|column| column.field.code == code).unwrap();
        assert!(column("ministry_code").is_key && !column("full_name").is_key);
        assert_eq!(column("sex").choices[..2], ["Nam", "Nữ"]);
        assert_eq!(
            column("birth_date").hint,
            "Bắt buộc. Ngày/tháng/năm; không rõ thì ghi tháng/năm hoặc năm."
        );
        assert_eq!(column("can_swim").choices, ["Có", "Không"]);
        assert!(column("full_name").choices.is_empty());
    }
}
