//! The steps of setting a school year up, and the load of teachers.

use axum::response::Response;
use khue_app::registry::records::missing_counts;
use khue_app::registry::records::school_year_of;
use khue_app::registry::year::{TeacherLoad, YearSteps, teaching_loads, year_after, year_steps};
use khue_base::{Day, SchoolYear, UnitId};
use khue_rules::registry::year_calendar::year_calendar;

use super::import::start_href;
use super::records::Place;
use super::roll_over::roll_over_href;
use super::split_classes::{split_href, year_of};
use super::year_calendar::calendar_href;
use crate::page::{ColumnKind, Fact, Link, Run, Tag, Tone};
use crate::registry::record_list::{RecordGroup, RecordListPage, RecordRow, columns, figures};
use crate::registry::year::{YearPage, YearStep};
use crate::{Asked, Failure, InPath, Signed, show};

pub(in crate::registry) fn year_href(unit: UnitId, year: SchoolYear) -> String {
    format!("/don-vi/{unit}/nam-hoc?nam-hoc={year}")
}

/// The day for which a year is looked at: today, or its opening when today lies outside.
fn day_in(year: SchoolYear, today: Day) -> Day {
    if school_year_of(today) == year {
        return today;
    }
    Day::new(year.first_year(), 9, 5).unwrap_or(today)
}

/// `GET /don-vi/{id}/nam-hoc`.
pub async fn page(
    signed: Signed,
    InPath(unit): InPath<UnitId>,
    Asked(asked): Asked,
) -> Result<Response, Failure> {
    let today = signed.ctx.today();
    let year = year_of(&asked, today)?;
    let day = day_in(year, today);
    let figures = year_steps(&signed.ctx, unit, year, day).await?;
    let missing = missing_counts(&signed.ctx, unit, day).await?;
    let place = Place::find(&signed, unit, day).await?;
    let steps = steps(&place, year, &figures, missing);
    let done = steps.iter().filter(|step| step.state.tone == Tone::Ok).count();
    let before = SchoolYear::starting(year.first_year() - 1);
    Ok(show(&YearPage {
        shell: place.shell(&signed, "Chuẩn bị năm học"),
        unit: place.unit.name.clone(),
        heading: format!("Chuẩn bị năm học {year}"),
        lead: vec![Run::strong(format!("{done} trong {} bước đã xong", steps.len())), Run::plain(".")],
        steps,
        years: [before, year_after(year)]
            .map(|year| Link::new(format!("Năm học {year}"), year_href(unit, year)))
            .into(),
    }))
}

fn steps(
    place: &Place,
    year: SchoolYear,
    figures: &YearSteps,
    (errors, queries): (usize, usize),
) -> Vec<YearStep> {
    let unit = place.unit.id;
    let start = start_href(unit);
    let before = SchoolYear::starting(year.first_year() - 1);
    let step = |name: &str, href: String, state: Tag, says: String| YearStep {
        what: Link::new(name, href),
        state,
        says,
    };
    let ok = || Tag::new(Tone::Ok, "xong");
    let to_do = || Tag::new(Tone::Quiet, "chưa làm");
    let under_way = || Tag::new(Tone::Active, "đang làm");
    // What is there leads to its list, what is not to where it is brought in.
    let counted = |name: &str, end: &str, count: usize, word: &str, none: &str| {
        if count > 0 {
            step(name, place.at(end), ok(), format!("{count} {word}"))
        } else {
            step(name, start.clone(), to_do(), none.to_owned())
        }
    };
    let level = figures.levels.first().map_or("03", String::as_str);
    let (calendar, says) = match year_calendar(year, level) {
        Ok(found) if !found.terms.is_empty() => (ok(), "Có kế hoạch thời gian của tỉnh"),
        Ok(_) => (Tag::new(Tone::Soon, "cần xác nhận"), "Chỉ có khung của Bộ, chưa có kế hoạch của tỉnh"),
        Err(_) => (Tag::new(Tone::Unknown, "chưa có"), "Chưa có lịch của năm học này"),
    };
    let mut all = vec![
        step("Lịch năm học", calendar_href(year, level), calendar, says.to_owned()),
        match figures.profile {
            Some(id) => step(
                "Thông tin trường",
                place.at(&format!("/ho-so/school_profile/{id}")),
                ok(),
                "Đã có hồ sơ trường; xem lại điều đã đổi".to_owned(),
            ),
            None => step("Thông tin trường", start.clone(), to_do(), "Chưa có hồ sơ trường".to_owned()),
        },
        counted("Điểm trường", "/co-so", figures.sites, "điểm trường", "Chưa ghi điểm trường nào"),
        counted("Phòng học", "/co-so", figures.rooms, "phòng", "Chưa ghi phòng nào"),
        counted("Cán bộ, giáo viên", "/can-bo", figures.staff, "người", "Chưa ghi ai làm việc ở trường"),
    ];
    all.push(step(
        "Kết chuyển từ năm học trước",
        roll_over_href(unit, before),
        match (figures.turn_open, figures.turn_done) {
            (0, 0) => Tag::new(Tone::Unknown, "không có gì"),
            (0, _) => ok(),
            (_, 0) => to_do(),
            _ => under_way(),
        },
        match (figures.turn_open, figures.turn_done) {
            (0, 0) => "Năm học trước không có học sinh".to_owned(),
            (open, done) => format!("{open} học sinh chưa kết chuyển, {done} đã ghi"),
        },
    ));
    all.push(step(
        "Tuyển sinh và chia lớp",
        if figures.admitted == 0 { start.clone() } else { split_href(unit, year) },
        match (figures.waiting, figures.admitted) {
            (0, 0) => to_do(),
            (0, _) => ok(),
            _ => under_way(),
        },
        match (figures.waiting, figures.admitted) {
            (0, 0) => "Chưa nhập danh sách trúng tuyển".to_owned(),
            (0, admitted) => format!("{admitted} em mới vào trường đều có lớp"),
            (waiting, admitted) => format!("{waiting} em chờ chia lớp trong {admitted} em mới vào trường"),
        },
    ));
    all.push(if figures.classes == 0 {
        step("Lớp của năm học", start.clone(), to_do(), "Chưa có lớp nào".to_owned())
    } else {
        let says = format!("{} lớp, {} học sinh", figures.classes, figures.pupils);
        step("Lớp của năm học", place.at("/lop"), ok(), says)
    });
    all.push(step(
        "Giáo viên chủ nhiệm",
        place.at("/lop"),
        match (figures.classes, figures.without_homeroom) {
            (0, _) => to_do(),
            (_, 0) => ok(),
            (all, without) if all == without => to_do(),
            _ => under_way(),
        },
        match (figures.classes, figures.without_homeroom) {
            (0, _) => "Chưa có lớp nào".to_owned(),
            (_, 0) => "Lớp nào cũng có giáo viên chủ nhiệm".to_owned(),
            (_, without) => format!("{without} lớp chưa có giáo viên chủ nhiệm"),
        },
    ));
    let loads = format!("/don-vi/{unit}/phan-cong?nam-hoc={year}");
    all.push(if figures.teaching == 0 {
        step("Phân công giảng dạy", start, to_do(), "Chưa phân công giảng dạy".to_owned())
    } else {
        let state = if figures.above + figures.below == 0 { ok() } else { Tag::new(Tone::Soon, "xem lại") };
        let says = format!(
            "{} phân công; học kì I có {} người vượt định mức, {} người chưa đủ",
            figures.teaching, figures.above, figures.below
        );
        step("Phân công giảng dạy", loads, state, says)
    });
    all.push(step(
        "Còn thiếu, cần sửa",
        place.at("/con-thieu"),
        if errors == 0 { ok() } else { Tag::new(Tone::Soon, "xem lại") },
        format!("{errors} lỗi phải sửa, {queries} điểm cần sửa hoặc giải trình"),
    ));
    all
}

const LOADS: &[(&str, ColumnKind)] = &[
    ("Giáo viên", ColumnKind::Text),
    ("Số tiết", ColumnKind::Figure),
    ("Được giảm", ColumnKind::LaterFigure),
    ("Định mức", ColumnKind::LaterFigure),
    ("So với định mức", ColumnKind::Figure),
];

/// `GET /don-vi/{id}/phan-cong`: what teachers teach against the norm.
pub async fn loads(
    signed: Signed,
    InPath(unit): InPath<UnitId>,
    Asked(asked): Asked,
) -> Result<Response, Failure> {
    let today = signed.ctx.today();
    let year = match asked.filled("nam-hoc") {
        None => school_year_of(today),
        Some(_) => year_of(&asked, today)?,
    };
    let term = if asked.text("hoc-ki") == "2" { 2 } else { 1 };
    let loads = teaching_loads(&signed.ctx, unit, year, term).await?;
    let place = Place::find(&signed, unit, day_in(year, today)).await?;
    let here = format!("/don-vi/{unit}/phan-cong?nam-hoc={year}&hoc-ki=");
    let above = |one: &TeacherLoad| one.load.map_or(0, |load| load.above.thousandths());
    let fact = |name: &str, text: String| Fact { name: name.to_owned(), text, href: None };
    let count = |is: fn(i64) -> bool| loads.iter().filter(|one| is(above(one))).count().to_string();
    let row = |one: &TeacherLoad| RecordRow {
        what: Link::new(&one.name, format!("/can-bo/{}{}", one.teacher, place.asked())),
        note: String::new(),
        figures: figures(
            LOADS,
            vec![
                one.taught.periods.to_string(),
                one.load.map(|load| load.reduced.to_string()).unwrap_or_default(),
                one.load.map(|load| load.norm.to_string()).unwrap_or_default(),
                one.load.map_or_else(|| "chưa có định mức".to_owned(), |load| load.above.to_string()),
            ],
        ),
    };
    let heading = "Phân công giảng dạy";
    let group = RecordGroup {
        anchor: "giao-vien".to_owned(),
        heading: format!("Học kì {} năm học {year}", if term == 2 { "II" } else { "I" }),
        note: "Số tiết mỗi tuần. Chưa ghi số tiết được giảm thì giáo viên chủ nhiệm tính theo mức giảm của luật; trường dân tộc nội trú và kiêm nhiệm khác có định mức riêng, cần tự đối chiếu.".to_owned(),
        numbered: true,
        columns: columns(LOADS),
        rows: loads.iter().map(row).collect(),
        ..RecordGroup::default()
    };
    Ok(show(&RecordListPage {
        facts: vec![
            fact("Giáo viên có giờ dạy", loads.len().to_string()),
            fact("Vượt định mức", count(|above| above > 0)),
            fact("Chưa đủ định mức", count(|above| above < 0)),
        ],
        exports: Vec::new(),
        steps: vec![
            Link::new("Học kì I", format!("{here}1")),
            Link::new("Học kì II", format!("{here}2")),
            Link::new("Chuẩn bị năm học", year_href(unit, year)),
        ],
        groups: if loads.is_empty() { Vec::new() } else { vec![group] },
        ..place.list(&signed, heading, "/phan-cong", "phân công giảng dạy nào")
    }))
}
