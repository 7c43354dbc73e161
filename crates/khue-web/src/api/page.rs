//! `/api`: the interface as people read it.

use axum::response::Response;
use khue_rules::accounts::Scope;
use khue_rules::registry::record::{Field, FieldType, Keeper, Kind, kind, kinds};

use super::problem::KINDS;
use super::value::is_asked_for;
use crate::page::{Shell, sample};
use crate::{Visitor, show};

/// The interface, kind by kind.
#[derive(Clone, Debug, Default, askama::Template)]
#[template(path = "api/page.html")]
pub struct ApiPage {
    /// The frame.
    pub shell: Shell,
    /// Scopes: name and what they open.
    pub scopes: Vec<(String, String)>,
    /// Kinds of records.
    pub kinds: Vec<KindPart>,
    /// Refusals: status, name, what to do.
    pub refusals: Vec<(String, String, String)>,
}

/// A kind of record.
#[derive(Clone, Debug, Default)]
pub struct KindPart {
    /// Its name in addresses.
    pub code: String,
    /// As people call it.
    pub title: String,
    /// Whether records are named together with their unit.
    pub keeper: String,
    /// Its fields.
    pub fields: Vec<FieldLine>,
}

/// A field.
#[derive(Clone, Debug, Default)]
pub struct FieldLine {
    /// Its name in JSON.
    pub code: String,
    /// As people call it.
    pub label: String,
    /// What it holds.
    pub holds: String,
    /// The code list or the kind that it is of.
    pub of: String,
    /// `bắt buộc`, `được bảo vệ`, `lọc được`.
    pub marks: String,
}

/// The page.
pub(super) async fn page(visitor: Visitor) -> Response {
    show(&filled(visitor.shell(TITLE), kinds()))
}

const TITLE: &str = "Giao diện lập trình";

fn filled<'a>(shell: Shell, kinds: impl IntoIterator<Item = &'a Kind>) -> ApiPage {
    ApiPage {
        shell,
        scopes: Scope::ALL.map(|scope| (scope.code().to_owned(), scope.name().to_owned())).to_vec(),
        kinds: kinds.into_iter().map(part).collect(),
        refusals: KINDS
            .iter()
            .map(|(status, name, hint)| (status.to_string(), (*name).to_owned(), (*hint).to_owned()))
            .collect(),
    }
}

fn part(kind: &Kind) -> KindPart {
    let keeper = match kind.kept_by {
        Keeper::School => "Do trường giữ: địa chỉ kèm mã của đơn vị.",
        Keeper::Province => "Theo người: địa chỉ không cần đơn vị.",
    };
    let line = |field: &Field| {
        let marks = [
            field.is_required.then_some("bắt buộc"),
            field.guard.is_guarded().then_some("được bảo vệ"),
            is_asked_for(kind, field).then_some("lọc được"),
        ];
        FieldLine {
            code: field.code.clone(),
            label: field.label.clone(),
            holds: holds(&field.kind).to_owned(),
            of: list_or_kind(&field.kind).to_owned(),
            marks: marks.into_iter().flatten().collect::<Vec<_>>().join(", "),
        }
    };
    KindPart {
        code: kind.code.clone(),
        title: kind.title.clone(),
        keeper: keeper.to_owned(),
        fields: kind.fields.iter().map(line).collect(),
    }
}

fn holds(kind: &FieldType) -> &'static str {
    match kind {
        FieldType::Text { .. } | FieldType::Name | FieldType::Phone | FieldType::Email => "chuỗi chữ",
        FieldType::Day => "ngày 2010-05-12",
        FieldType::PartialDay => "ngày 2010-05-12, 2010-05, 2010",
        FieldType::Month => "tháng 2010-05",
        FieldType::Year | FieldType::Whole { .. } | FieldType::Money => "số nguyên",
        FieldType::SchoolYear => "năm học 2020-2021",
        FieldType::List(_) => "một mã",
        FieldType::Lists(_) => "mảng mã",
        FieldType::Flag => "có hay không",
        FieldType::Decimal { .. } => "chuỗi số 12.5",
        FieldType::PersonalNumber => "12 chữ số",
        FieldType::MinistryCode => "10 chữ số",
        FieldType::Commune => "5 chữ số",
        FieldType::Record(_) => "mã bản ghi",
    }
}

fn list_or_kind(kind: &FieldType) -> &str {
    match kind {
        FieldType::List(of) | FieldType::Lists(of) | FieldType::Record(of) => of,
        _ => "",
    }
}

impl ApiPage {
    /// What render tests show.
    pub fn samples() -> Vec<(&'static str, Self)> {
        let some = ["class", "pupil", "site"].into_iter().filter_map(kind);
        vec![("day-du", filled(sample::shell(TITLE, ""), some))]
    }
}
