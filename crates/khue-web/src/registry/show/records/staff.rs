//! `GET /don-vi/{id}/can-bo`: the staff of a school by group.

use std::collections::BTreeMap;

use axum::response::Response;
use khue_app::registry::records::{Names, Record, may_change};
use khue_base::{Quantity, UnitId};
use khue_rules::registry::record::{FieldValue, code_list};

use super::{Place, add, all_of, file, shown};
use crate::page::{ColumnKind, Fact, Link};
use crate::registry::record_list::{RecordGroup, RecordListPage, RecordRow, columns, figures};
use crate::registry::show::day_asked;
use crate::{Asked, Failure, Fields, InPath, Signed, show};

const STAFF: &[(&str, ColumnKind)] = &[
    ("Họ và tên", ColumnKind::Text),
    ("Vị trí việc làm", ColumnKind::Later),
    ("Môn dạy", ColumnKind::Later),
    ("Trình độ chuyên môn", ColumnKind::Later),
    ("Chuẩn đào tạo", ColumnKind::Later),
    ("Số tiết mỗi tuần", ColumnKind::Figure),
    ("Trạng thái", ColumnKind::Later),
];

/// Shows the list.
pub async fn page(
    signed: Signed,
    InPath(id): InPath<UnitId>,
    Asked(asked): Asked,
) -> Result<Response, Failure> {
    Ok(show(&staff(&signed, id, &asked).await?.0))
}

/// The same as a file.
pub async fn staff_file(
    signed: Signed,
    InPath((id, kind)): InPath<(UnitId, String)>,
    Asked(asked): Asked,
) -> Result<Response, Failure> {
    let (page, place) = staff(&signed, id, &asked).await?;
    file(&page, place.day, &kind, &format!("can-bo-{}", place.day.iso()))
}

async fn staff(signed: &Signed, id: UnitId, asked: &Fields) -> Result<(RecordListPage, Place), Failure> {
    let day = day_asked(asked, signed.ctx.today())?;
    let all = async |code: &str| all_of(signed, code, id, day).await;
    let (people, engagements, teaching) =
        (all("staff").await?, all("engagement").await?, all("teaching").await?);
    let place = Place::find(signed, id, day).await?;
    let lines = lines(&people, &engagements, &teaching);
    let teachers = lines.iter().filter(|line| line.group() == Some("giao-vien")).count();
    let judged = |wanted: &dyn Fn(&str) -> bool| {
        let teachers = lines.iter().filter(|line| line.group() == Some("giao-vien"));
        teachers.filter(|line| line.person.facts.text("standard_state").is_some_and(wanted)).count()
    };
    let fact = |name: &str, text: String| Fact { name: name.to_owned(), text, href: None };
    let page = RecordListPage {
        facts: vec![
            fact("Tổng số", lines.len().to_string()),
            fact("Giáo viên", teachers.to_string()),
            fact(
                "Giáo viên đạt chuẩn trở lên",
                format!("{}/{teachers}", judged(&|state| state != "chua-dat")),
            ),
            fact("Giáo viên chưa ghi mức chuẩn", (teachers - judged(&|_| true)).to_string()),
        ],
        steps: if may_change(&signed.ctx, id).await? {
            add::links(id, &["staff", "teaching"], &place.asked())
        } else {
            Vec::new()
        },
        groups: by_group(&place, &lines),
        ..place.list(signed, "Cán bộ, giáo viên, nhân viên", "/can-bo", "cán bộ nào")
    };
    Ok((page, place))
}

/// Somebody with the work at this school.
struct Line<'a> {
    person: &'a Record,
    engagement: &'a Record,
    /// Periods a week, in thousandths; absent for who teaches nothing.
    load: Option<i64>,
}

impl Line<'_> {
    fn group(&self) -> Option<&str> {
        self.engagement.facts.text("staff_group")
    }
}

fn lines<'a>(people: &'a [Record], engagements: &'a [Record], teaching: &[Record]) -> Vec<Line<'a>> {
    let mut loads: BTreeMap<i64, i64> = BTreeMap::new();
    for row in teaching {
        let periods = match row.facts.get("periods_a_week") {
            Some(FieldValue::Decimal(periods)) => periods.thousandths(),
            _ => 0,
        };
        if let Some(teacher) = row.facts.record("teacher") {
            *loads.entry(teacher).or_default() += periods;
        }
    }
    let work: BTreeMap<i64, &Record> =
        engagements.iter().filter_map(|row| Some((row.facts.record("staff")?, row))).collect();
    people
        .iter()
        .filter_map(|person| {
            let id = person.key.id.0;
            Some(Line { person, engagement: work.get(&id)?, load: loads.get(&id).copied() })
        })
        .collect()
}

fn by_group(place: &Place, lines: &[Line<'_>]) -> Vec<RecordGroup> {
    let codes = code_list("staff_group").map(|list| list.codes.as_slice()).unwrap_or_default();
    let names = Names::new();
    let groups = codes.iter().map(|code| (Some(code.code.as_str()), code.name.as_str()));
    groups
        .chain([(None, "Chưa ghi nhóm")])
        .map(|(group, heading)| {
            let rows: Vec<RecordRow> = lines
                .iter()
                .filter(|line| line.group() == group)
                .map(|line| row(place, line, &names))
                .collect();
            RecordGroup {
                anchor: format!("nhom-{}", group.unwrap_or("khac")),
                heading: format!("{heading} ({})", rows.len()),
                columns: columns(STAFF),
                rows,
                ..RecordGroup::default()
            }
        })
        .filter(|group| !group.rows.is_empty())
        .collect()
}

fn row(place: &Place, line: &Line<'_>, names: &Names) -> RecordRow {
    let of = |code: &str| shown(line.person, code, names);
    let at_work = |code: &str| shown(line.engagement, code, names);
    let load = line.load.map(|load| Quantity::from_thousandths(load).to_string()).unwrap_or_default();
    let note = [at_work("post"), of("main_subject"), of("qualification")];
    let note: Vec<String> = note.into_iter().filter(|part| !part.is_empty()).collect();
    RecordRow {
        what: Link::new(line.person.called(), format!("/can-bo/{}{}", line.person.key.id, place.asked())),
        note: note.join(" · "),
        figures: figures(
            STAFF,
            vec![
                at_work("post"),
                of("main_subject"),
                of("qualification"),
                of("standard_state"),
                load,
                at_work("status"),
            ],
        ),
    }
}
