//! `GET /don-vi/{id}/lop` and `/don-vi/{id}/lop/{lop}`: classes of a school, and who is in one.

use std::collections::BTreeMap;

use axum::response::Response;
use khue_app::registry::records::{
    ClassLine, ClassList, InClass, Names, class_list, classes_of_unit, may_change,
};
use khue_base::{RecordId, UnitId};

use super::{Place, add, file, shown};
use crate::directive::work::Fold;
use crate::page::{ColumnKind, Fact, Link};
use crate::registry::record_list::{RecordGroup, RecordListPage, RecordRow, columns, figures};
use crate::registry::show::day_asked;
use crate::{Asked, Failure, Fields, InPath, Signed, show};

const CLASSES: &[(&str, ColumnKind)] = &[
    ("Lớp", ColumnKind::Text),
    ("Sĩ số", ColumnKind::Figure),
    ("Nam", ColumnKind::LaterFigure),
    ("Nữ", ColumnKind::LaterFigure),
    ("!Giáo viên chủ nhiệm", ColumnKind::Later),
    ("!Điểm trường", ColumnKind::Later),
];

/// Heads of a class list.
pub(in crate::registry) const PUPILS: &[(&str, ColumnKind)] = &[
    ("Họ và tên", ColumnKind::Text),
    ("Giới tính", ColumnKind::Later),
    ("Ngày sinh", ColumnKind::Later),
    ("Dân tộc", ColumnKind::Later),
    ("Trạng thái", ColumnKind::Later),
];

/// Shows the classes.
pub async fn page(
    signed: Signed,
    InPath(id): InPath<UnitId>,
    Asked(asked): Asked,
) -> Result<Response, Failure> {
    Ok(show(&classes(&signed, id, &asked).await?.0))
}

/// The same as a file.
pub async fn classes_file(
    signed: Signed,
    InPath((id, kind)): InPath<(UnitId, String)>,
    Asked(asked): Asked,
) -> Result<Response, Failure> {
    let (page, place) = classes(&signed, id, &asked).await?;
    file(&page, place.day, &kind, &format!("lop-{}", place.day.iso()))
}

async fn classes(signed: &Signed, id: UnitId, asked: &Fields) -> Result<(RecordListPage, Place), Failure> {
    let day = day_asked(asked, signed.ctx.today())?;
    let (lines, names) = classes_of_unit(&signed.ctx, id, day).await?;
    let place = Place::find(signed, id, day).await?;
    let steps = if may_change(&signed.ctx, id).await? {
        add::links(id, &["class", "study_group", "pupil"], &place.asked())
    } else {
        Vec::new()
    };
    let sum = |of: fn(&ClassLine) -> i64| lines.iter().map(of).sum::<i64>();
    let mut years: Vec<String> = lines.iter().map(|line| shown(&line.class, "year", &names)).collect();
    years.sort();
    years.dedup();
    let page = RecordListPage {
        facts: vec![
            fact("Năm học", years.join(", ")),
            fact("Số lớp", lines.len().to_string()),
            fact("Học sinh", sum(|line| line.size).to_string()),
            fact("Nam, nữ", format!("{} nam, {} nữ", sum(|line| line.boys), sum(|line| line.girls))),
        ],
        steps,
        groups: by_grade(&place, &lines, &names),
        ..place.list(signed, "Lớp, học sinh", "/lop", "lớp nào")
    };
    Ok((page, place))
}

fn fact(name: &str, text: String) -> Fact {
    Fact { name: name.to_owned(), text, href: None }
}

fn by_grade(place: &Place, lines: &[ClassLine], names: &Names) -> Vec<RecordGroup> {
    let order = khue_rules::registry::record::code_list("grade");
    let rank = |code: Option<&str>| {
        let codes = order.map(|list| list.codes.as_slice()).unwrap_or_default();
        codes.iter().position(|one| Some(one.code.as_str()) == code).unwrap_or(usize::MAX)
    };
    let mut grades: BTreeMap<usize, Vec<&ClassLine>> = BTreeMap::new();
    for line in lines {
        grades.entry(rank(line.class.facts.text("grade"))).or_default().push(line);
    }
    let group = |(number, lines): (usize, Vec<&ClassLine>)| RecordGroup {
        anchor: format!("khoi-{number}"),
        heading: lines.first().map(|line| shown(&line.class, "grade", names)).unwrap_or_default(),
        note: format!("{} lớp, {} học sinh", lines.len(), lines.iter().map(|line| line.size).sum::<i64>()),
        columns: columns(CLASSES),
        rows: lines.iter().map(|line| class_row(place, line, names)).collect(),
        ..RecordGroup::default()
    };
    grades.into_iter().map(group).collect()
}

fn class_row(place: &Place, line: &ClassLine, names: &Names) -> RecordRow {
    let teacher = shown(&line.class, "homeroom_teacher", names);
    RecordRow {
        what: Link::new(line.class.called(), place.at(&format!("/lop/{}", line.class.key.id))),
        note: format!("{} nam, {} nữ", line.boys, line.girls),
        figures: figures(
            CLASSES,
            vec![
                line.size.to_string(),
                line.boys.to_string(),
                line.girls.to_string(),
                teacher,
                shown(&line.class, "site", names),
            ],
        ),
    }
}

/// Shows one class.
pub async fn class(
    signed: Signed,
    InPath((id, class)): InPath<(UnitId, RecordId)>,
    Asked(asked): Asked,
) -> Result<Response, Failure> {
    Ok(show(&one(&signed, id, class, &asked).await?.0))
}

/// The same as a file.
pub async fn class_file(
    signed: Signed,
    InPath((id, class, kind)): InPath<(UnitId, RecordId, String)>,
    Asked(asked): Asked,
) -> Result<Response, Failure> {
    let (page, place) = one(&signed, id, class, &asked).await?;
    file(&page, place.day, &kind, &format!("lop-{class}-{}", place.day.iso()))
}

async fn one(
    signed: &Signed,
    id: UnitId,
    class: RecordId,
    asked: &Fields,
) -> Result<(RecordListPage, Place), Failure> {
    let day = day_asked(asked, signed.ctx.today())?;
    let list = class_list(&signed.ctx, id, class, day).await?;
    let place = Place::find(signed, id, list.day).await?;
    let mut steps = vec![Link::new("Thông tin của lớp", place.at(&format!("/ho-so/class/{class}")))];
    if may_change(&signed.ctx, id).await? {
        let ask = match place.asked() {
            asked if asked.is_empty() => format!("?lop={class}"),
            asked => format!("{asked}&lop={class}"),
        };
        steps.extend(add::links(id, &["pupil"], &ask));
    }
    let name = list.class.called();
    let heading = if name.to_lowercase().starts_with("lớp") { name } else { format!("Lớp {name}") };
    let page = RecordListPage {
        notice: if list.day == day {
            String::new()
        } else {
            format!("Ngày {day} lớp chưa có hoặc không còn; trang cho thấy lớp ngày {}.", list.day)
        },
        facts: class_facts(&list, &place),
        steps,
        groups: vec![
            pupils("danh-sach", "Danh sách lớp".to_owned(), Fold::Open, &list.pupils, &list.names, &place),
            pupils(
                "da-roi-lop",
                format!("Đã rời lớp ({})", list.left.len()),
                Fold::Folded,
                &list.left,
                &list.names,
                &place,
            ),
        ]
        .into_iter()
        .filter(|group| group.fold == Fold::Open || !group.rows.is_empty())
        .collect(),
        ..place.list(signed, &heading, &format!("/lop/{class}"), "học sinh nào")
    };
    Ok((page, place))
}

fn class_facts(list: &ClassList, place: &Place) -> Vec<Fact> {
    let of = |code: &str| shown(&list.class, code, &list.names);
    let with = |sex: &str| list.pupils.iter().filter(|one| one.pupil.facts.text("sex") == Some(sex)).count();
    let mut facts = vec![
        fact("Năm học", of("year")),
        fact("Khối", of("grade")),
        fact("Sĩ số", list.pupils.len().to_string()),
        fact("Nam, nữ", format!("{} nam, {} nữ", with("1"), with("2"))),
    ];
    if let Some(teacher) = list.class.facts.record("homeroom_teacher") {
        let href = Some(format!("/can-bo/{teacher}{}", place.asked()));
        facts.push(Fact { href, ..fact("Giáo viên chủ nhiệm", of("homeroom_teacher")) });
    }
    facts.extend(
        [("Điểm trường", of("site")), ("Phòng học", of("room")), ("Buổi học", of("session"))]
            .into_iter()
            .filter(|(_, text)| !text.is_empty())
            .map(|(name, text)| fact(name, text)),
    );
    facts
}

fn pupils(
    anchor: &str,
    heading: String,
    fold: Fold,
    list: &[InClass],
    names: &Names,
    place: &Place,
) -> RecordGroup {
    let row = |one: &InClass| {
        let of = |code: &str| shown(&one.pupil, code, names);
        let status = shown(&one.enrolment, "status", names);
        let note: Vec<String> = [of("sex"), of("birth_date"), of("ethnic"), status.clone()]
            .into_iter()
            .filter(|one| !one.is_empty())
            .collect();
        // Who went to another school is this school's as of the last day here.
        let asked = match one.enrolment.facts.text("status") {
            Some("chuyen-di") => format!("?ngay={}", one.enrolment.from.plus_days(-1).iso()),
            _ => place.asked(),
        };
        RecordRow {
            what: Link::new(one.pupil.called(), format!("/hoc-sinh/{}{asked}", one.pupil.key.id)),
            note: note.join(" · "),
            figures: figures(PUPILS, vec![of("sex"), of("birth_date"), of("ethnic"), status]),
        }
    };
    RecordGroup {
        anchor: anchor.to_owned(),
        heading,
        fold,
        numbered: true,
        columns: columns(PUPILS),
        rows: list.iter().map(row).collect(),
        ..RecordGroup::default()
    }
}
