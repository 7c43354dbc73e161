//! The form that changes one record, made from the description of its kind.

use crate::page::{Choice, Shell, sample};

/// The form.
#[derive(Clone, Debug, Default, askama::Template)]
#[template(path = "registry/edit_record.html")]
pub struct EditRecordPage {
    /// The frame.
    pub shell: Shell,
    /// Address of this page, which also takes the form.
    pub here: String,
    /// The kind and the unit.
    pub kicker: String,
    /// What it is called.
    pub heading: String,
    /// The record's page.
    pub back: String,
    /// The newest version when the form was shown.
    pub newest: String,
    /// The day on which it was looked at.
    pub day: String,
    /// Fields that everybody sees who may read the record.
    pub fields: Vec<FormField>,
    /// Guarded fields: what is recorded is not shown.
    pub guarded: Vec<FormField>,
    /// Whether something is typed in them.
    pub guarded_open: bool,
    /// From which day the change holds.
    pub from: String,
    /// Why.
    pub reason: String,
    /// The person whom a new record is about.
    pub of: String,
    /// The enrolment or engagement that is written with a new person: heading and fields.
    pub way: Option<(String, Vec<FormField>)>,
    /// Where the record is ended.
    pub end: Option<EndForm>,
}

/// The form that ends a record.
#[derive(Clone, Debug, Default)]
pub struct EndForm {
    /// Where it is sent.
    pub action: String,
    /// The last day, as typed.
    pub last: String,
    /// Why, as typed.
    pub reason: String,
    /// Whether something was typed.
    pub is_open: bool,
}

impl EditRecordPage {
    /// Whether it makes a record that is not there yet.
    pub fn is_new(&self) -> bool {
        self.newest.is_empty()
    }
}

/// A field of the form.
#[derive(Clone, Debug, Default)]
pub struct FormField {
    /// Name of the field.
    pub name: String,
    /// Its label.
    pub label: String,
    /// How to fill it.
    pub hint: String,
    /// How it is typed.
    pub input: Input,
    /// As typed.
    pub typed: String,
    /// To choose from.
    pub choices: Vec<Choice>,
}

/// How a field is typed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Input {
    /// A line.
    #[default]
    Text,
    /// A day.
    Day,
    /// One of a list.
    Select,
    /// Some of a list.
    Checks,
    /// Not at all.
    Fixed,
}

impl EditRecordPage {
    /// What render tests show.
    pub fn samples() -> Vec<(&'static str, Self)> {
        let field = |name: &str, label: &str, input, typed: &str, choices: Vec<Choice>| FormField {
            name: name.to_owned(),
            label: label.to_owned(),
            hint: String::new(),
            input,
            typed: typed.to_owned(),
            choices,
        };
        let choice = |code: &str, label: &str, chosen| Choice {
            value: code.to_owned(),
            label: label.to_owned(),
            chosen,
        };
        let open = Self {
            shell: sample::shell_under("Sửa: Trần Thị An", "Đơn vị", &[("Đơn vị", "/don-vi")]),
            here: "/don-vi/7/ho-so/pupil/9/sua".to_owned(),
            kicker: "Trường THCS Phong Vân".to_owned(),
            heading: "Sửa: Trần Thị An".to_owned(),
            back: "/hoc-sinh/9".to_owned(),
            newest: "2".to_owned(),
            day: "2021-05-31".to_owned(),
            fields: vec![
                field("full_name", "Họ và tên", Input::Text, "Trần Thị <An>", Vec::new()),
                field(
                    "sex",
                    "Giới tính",
                    Input::Select,
                    "",
                    vec![choice("", "(trống)", false), choice("1", "Nam", false), choice("2", "Nữ", true)],
                ),
                field(
                    "elective_subjects",
                    "Môn lựa chọn",
                    Input::Checks,
                    "",
                    vec![choice("x", "Tin học", true)],
                ),
                field("pupil", "Học sinh", Input::Fixed, "Trần Thị An", Vec::new()),
            ],
            guarded: vec![field("personal_number", "Số định danh cá nhân", Input::Text, "", Vec::new())],
            guarded_open: false,
            from: "1/8/2020".to_owned(),
            reason: String::new(),
            of: String::new(),
            way: None,
            end: Some(EndForm {
                action: "/don-vi/7/ho-so/class/9/ket-thuc".to_owned(),
                last: String::new(),
                reason: String::new(),
                is_open: false,
            }),
        };
        let mut refused = Self { guarded_open: true, reason: "ghi <nhầm>".to_owned(), ..open.clone() };
        refused.shell.errors = vec![sample::error("full_name", "Thiếu họ và tên. Ghi vào ô này.")];
        let class = field("enrolment.class", "Lớp", Input::Select, "", vec![choice("9", "6A1", true)]);
        let mut new = Self {
            here: "/don-vi/7/them/pupil".to_owned(),
            heading: "Thêm học sinh".to_owned(),
            newest: String::new(),
            of: "9".to_owned(),
            way: Some(("Xếp lớp".to_owned(), vec![class])),
            end: None,
            ..open.clone()
        };
        new.shell.title.clone_from(&new.heading);
        vec![("sua", open), ("loi", refused), ("them", new)]
    }
}
