//! A page of one or several forms about one thing: a pupil who moves, a change of schools, a school that is merged.

use axum::http::StatusCode;
use axum::response::Response;
use khue_app::{OpError, Refused};

use super::edit_record::{FormField, Input};
use super::record::RecordFact;
use crate::page::{Choice, Link, Run, Shell, sample};
use crate::{Failure, Fields, Signed, done, show_as};

/// The page.
#[derive(Clone, Debug, Default, askama::Template)]
#[template(path = "registry/forms.html")]
pub struct FormsPage {
    /// The frame.
    pub shell: Shell,
    /// The unit.
    pub kicker: String,
    /// What it is about.
    pub heading: String,
    /// How it stands, in a sentence.
    pub lead: Vec<Run>,
    /// What is known.
    pub facts: Vec<RecordFact>,
    /// Where more is known.
    pub beside: Option<Link>,
    /// What can be done.
    pub forms: Vec<RecordForm>,
    /// Where giving up leads.
    pub back: Link,
}

/// A form. The names of its fields begin with its own name, so that several stand on one page.
#[derive(Clone, Debug, Default)]
pub struct RecordForm {
    /// Its name, and its id on the page.
    pub anchor: String,
    /// What it does.
    pub heading: String,
    /// When it is used.
    pub says: String,
    /// Where it is sent.
    pub action: String,
    /// What is sent without being seen.
    pub kept: Vec<(String, String)>,
    /// What is filled in.
    pub fields: Vec<FormField>,
    /// The word on its button.
    pub button: String,
}

/// Fills the fields of one form: from what was typed when it comes back, else as it begins.
pub(super) struct Filling<'a> {
    /// The name of the form.
    pub form: &'a str,
    /// What was typed, when the form comes back.
    pub typed: Option<&'a Fields>,
}

impl<'a> Filling<'a> {
    /// The form of that name, on a page of several; `typed` is what came back, with the name of its form.
    pub fn of(form: &'a str, typed: Option<(&str, &'a Fields)>) -> Self {
        Self { form, typed: typed.filter(|(name, _)| *name == form).map(|(_, typed)| typed) }
    }

    /// The name of a field.
    pub fn name(&self, code: &str) -> String {
        format!("{}.{code}", self.form)
    }

    fn value(&self, code: &str, otherwise: &str) -> String {
        self.typed.map_or(otherwise, |typed| typed.text(&self.name(code))).to_owned()
    }

    fn field(&self, code: &str, label: &str, hint: &str, input: Input, otherwise: &str) -> FormField {
        FormField {
            name: self.name(code),
            label: label.to_owned(),
            hint: hint.to_owned(),
            input,
            typed: self.value(code, otherwise),
            choices: Vec::new(),
        }
    }

    /// A line.
    pub fn text(&self, code: &str, label: &str, hint: &str) -> FormField {
        self.field(code, label, hint, Input::Text, "")
    }

    /// A line that is filled at first.
    pub fn known(&self, code: &str, label: &str, hint: &str, known: &str) -> FormField {
        self.field(code, label, hint, Input::Text, known)
    }

    /// A day.
    pub fn day(&self, code: &str, label: &str, hint: &str, known: &str) -> FormField {
        self.field(code, label, hint, Input::Day, known)
    }

    /// One of a list, nothing chosen at first.
    pub fn select(&self, code: &str, label: &str, hint: &str, all: &[(String, String)]) -> FormField {
        let mut field = self.field(code, label, hint, Input::Select, "");
        let none = (String::new(), "(chọn)".to_owned());
        field.choices = choices(std::iter::once(&none).chain(all), |value| *value == field.typed);
        field
    }

    /// Some of a list.
    pub fn checks(&self, code: &str, label: &str, hint: &str, all: &[(String, String)]) -> FormField {
        let mut field = self.field(code, label, hint, Input::Checks, "");
        let name = self.name(code);
        let chosen: Vec<&str> = self.typed.map(|typed| typed.all(&name).collect()).unwrap_or_default();
        field.choices = choices(all.iter(), |value| chosen.contains(&value.as_str()));
        field
    }
}

fn choices<'a>(
    all: impl Iterator<Item = &'a (String, String)>,
    chosen: impl Fn(&String) -> bool,
) -> Vec<Choice> {
    all.map(|(value, label)| Choice { chosen: chosen(value), value: value.clone(), label: label.clone() })
        .collect()
}

/// What was typed in one form, under the names that operations use.
pub(super) fn typed_in(form: &str, fields: &Fields) -> Fields {
    let prefix = format!("{form}.");
    let own = fields
        .0
        .iter()
        .filter_map(|(name, value)| Some((name.strip_prefix(&prefix)?.to_owned(), value.clone())));
    Fields(own.collect())
}

/// Sends the browser on after one of the forms, with where to and what was done; what was refused is told by
/// `again`, the page with its forms as they were typed.
pub(super) async fn answered<P: AsRef<str>>(
    result: Result<(P, &'static str), OpError>,
    again: impl AsyncFnOnce(Refused) -> Result<Response, Failure>,
) -> Result<Response, Failure> {
    match result {
        Ok((place, said)) => Ok(done(place.as_ref(), said)),
        Err(OpError::Refused(refused)) => again(refused).await,
        Err(error) => Err(Failure(error)),
    }
}

impl FormsPage {
    /// The page that comes back with what was refused in the form of that name.
    pub(super) fn refused(mut self, signed: &Signed, form: &str, refused: &Refused) -> Response {
        let mut refused = refused.clone();
        for problem in &mut refused.fields {
            problem.field = format!("{form}.{}", problem.field);
        }
        let crumbs = std::mem::take(&mut self.shell.crumbs);
        self.shell = signed.refused(&self.heading, &[], &refused);
        self.shell.crumbs = crumbs;
        show_as(StatusCode::UNPROCESSABLE_ENTITY, &self)
    }

    /// What render tests show.
    pub fn samples() -> Vec<(&'static str, Self)> {
        let class = ("7".to_owned(), "5A".to_owned());
        let filling = Filling { form: "lop", typed: None };
        let other = Filling { form: "thoi-hoc", typed: None };
        let fact =
            |name: &str, text: &str, own| RecordFact { name: name.to_owned(), text: text.to_owned(), own };
        let open = Self {
            shell: sample::shell_under("Chuyển trường", "Đơn vị", &[("Đơn vị", "/don-vi")]),
            kicker: "Trường Tiểu học Phong Vân".to_owned(),
            heading: "Chuyển trường".to_owned(),
            lead: vec![Run::strong("Đang chờ trường này trả lời.")],
            facts: vec![fact("Học sinh", "Vi Văn <Tám>", true), fact("Ngày chuyển", "12/10/2020", false)],
            beside: Some(Link::new("Xem hồ sơ", "/hoc-sinh/7")),
            forms: vec![
                RecordForm {
                    anchor: "lop".to_owned(),
                    heading: "Nhận vào lớp".to_owned(),
                    says: String::new(),
                    action: "/don-vi/7/chuyen-truong/9/nhan".to_owned(),
                    kept: vec![("phien-ban".to_owned(), "2".to_owned())],
                    fields: vec![
                        filling.select("lop", "Lớp", "", &[class]),
                        filling.day("ngay", "Từ ngày", "Ghi như 31/5/2021.", "12/10/2020"),
                    ],
                    button: "Nhận học sinh".to_owned(),
                },
                RecordForm {
                    anchor: "thoi-hoc".to_owned(),
                    heading: "Không nhận".to_owned(),
                    action: "/don-vi/7/chuyen-truong/9/tu-choi".to_owned(),
                    fields: vec![other.text("ly-do", "Lý do", "")],
                    button: "Không nhận".to_owned(),
                    ..RecordForm::default()
                },
            ],
            back: Link::new("Về danh sách chuyển trường", "/don-vi/7/chuyen-truong"),
        };
        let mut refused = open.clone();
        refused.shell.errors =
            vec![sample::error("thoi-hoc.ly-do", "Chưa ghi lý do. Hãy ghi ngắn gọn để bên kia biết.")];
        let closed =
            Self { forms: Vec::new(), beside: None, kicker: sample::LONG_UNIT.to_owned(), ..open.clone() };
        vec![("cho-tra-loi", open), ("loi", refused), ("da-xong", closed)]
    }
}
