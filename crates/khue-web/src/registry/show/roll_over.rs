//! Pages of the turn of a school year.

use std::collections::{BTreeMap, BTreeSet};

use axum::http::StatusCode;
use axum::response::Response;
use khue_app::registry::records::school_year_of;
use khue_app::registry::records::{SourceKind, sources_of_unit};
use khue_app::registry::year::{
    Carry, ClassTurn, NextSize, PupilTurn, RollOverOrder, Turn, TurnOfYear, Why, preview_roll_over,
    turn_of_class,
};
use khue_app::{OpError, Refused};
use khue_base::{Day, RecordId, SchoolYear, UnitId};
use khue_rules::registry::grade::grade_after;
use khue_rules::registry::roll_over::Decision;

use super::import::{PAST, past, start_href, unit_name};
use crate::page::{Choice, Link, Run, Tag, Tone};
use crate::registry::import::PastImport;
use crate::registry::roll_over::{ClassTurnPage, NextClassRow, RollOverPage, TurningClass, TurningPupil};
use crate::{Asked, Failure, Fields, InPath, Signed, show, show_as};

/// What may come along, by the value of its box.
pub(in crate::registry) const CARRY: [(&str, Carry); 3] =
    [("chu-nhiem", Carry::Homeroom), ("giang-day", Carry::Teaching), ("nhom", Carry::Groups)];

/// Classes of a new year are made in summer and put right until autumn.
const TURNS_DAYS: i64 = 92;

pub(in crate::registry) fn roll_over_href(unit: UnitId, year: SchoolYear) -> String {
    format!("/don-vi/{unit}/len-lop?tu={year}")
}

/// The year that ends: the one asked for, else the one whose turn it is.
pub(in crate::registry) fn year_asked(fields: &Fields, today: Day) -> Result<SchoolYear, OpError> {
    match fields.filled("tu") {
        None => Ok(school_year_of(today.plus_days(-TURNS_DAYS))),
        Some(typed) => typed.parse().map_err(|error| OpError::field("tu", format!("{error}."))),
    }
}

/// What was written of a kind for a unit, newest first.
pub(in crate::registry) async fn written(
    signed: &Signed,
    unit: UnitId,
    what: SourceKind,
) -> Result<Vec<PastImport>, OpError> {
    let here = start_href(unit);
    let sources = sources_of_unit(&signed.ctx, unit, PAST).await?;
    Ok(sources.iter().filter(|source| source.what == what).map(|source| past(source, &here)).collect())
}

/// `GET /don-vi/{id}/len-lop`.
pub async fn page(
    signed: Signed,
    InPath(unit): InPath<UnitId>,
    Asked(asked): Asked,
) -> Result<Response, Failure> {
    let from = year_asked(&asked, signed.ctx.today())?;
    Ok(show(&whole(&signed, unit, from, None).await?))
}

/// The same with what was refused.
pub(in crate::registry) async fn refused(
    signed: &Signed,
    unit: UnitId,
    from: SchoolYear,
    refused: &Refused,
) -> Result<Response, Failure> {
    Ok(show_as(StatusCode::UNPROCESSABLE_ENTITY, &whole(signed, unit, from, Some(refused)).await?))
}

async fn whole(
    signed: &Signed,
    unit: UnitId,
    from: SchoolYear,
    refused: Option<&Refused>,
) -> Result<RollOverPage, Failure> {
    let carry: BTreeSet<Carry> = CARRY.iter().map(|(_, carry)| *carry).collect();
    let order = RollOverOrder { unit, from, classes: BTreeSet::new(), carry };
    let year = preview_roll_over(&signed.ctx, &order).await?;
    let name = unit_name(signed, unit).await?;
    let up = format!("/don-vi/{unit}");
    let crumbs = [("Đơn vị", "/don-vi"), (name.as_str(), up.as_str())];
    let title = "Kết chuyển năm học";
    let names: BTreeMap<RecordId, &str> =
        year.classes.iter().map(|class| (class.id, class.name.as_str())).collect();
    let counts = [year.carried.homeroom, year.carried.teaching, year.carried.groups];
    let labels = ["giáo viên chủ nhiệm", "phân công giảng dạy", "nhóm học"];
    let carry = CARRY.iter().zip(counts).zip(labels).map(|(((value, _), count), label)| Choice {
        value: (*value).to_owned(),
        label: format!("{count} {label}"),
        chosen: true,
    });
    Ok(RollOverPage {
        shell: match refused {
            Some(refused) => signed.refused(title, &crumbs, refused),
            None => signed.shell(title, &crumbs),
        },
        here: format!("{up}/len-lop"),
        year: from.to_string(),
        heading: format!("{title} {} sang {}", year.from, year.to),
        lead: lead(&year),
        notes: notes(&year),
        classes: year.classes.iter().map(|class| class_row(unit, from, class)).collect(),
        carry: carry.collect(),
        is_open: year.classes.iter().any(|class| class.open() > 0),
        next: year.next.iter().map(|class| next_row(unit, &year, class, &names)).collect(),
        past: written(signed, unit, SourceKind::RollOver).await?,
        empty: RollOverPage::nothing(&start_href(unit)),
        unit: name.clone(),
    })
}

fn pupils(year: &TurnOfYear) -> impl Iterator<Item = &PupilTurn> {
    year.classes.iter().flat_map(|class| &class.pupils).chain(&year.without_class)
}

fn lead(year: &TurnOfYear) -> Vec<Run> {
    let count = |is: fn(&Turn) -> bool| pupils(year).filter(|pupil| is(&pupil.turn)).count();
    let done = count(Turn::is_done);
    if count(Turn::is_open) == 0 {
        return vec![Run::plain("Mọi học sinh đã được kết chuyển, không còn gì để ghi.")];
    }
    vec![
        Run::strong(format!("{} học sinh lên lớp", count(|turn| matches!(turn, Turn::Up(_))))),
        Run::plain(format!(
            ", {} ở lại lớp, {} học hết cấp, {} rời trường",
            count(|turn| matches!(turn, Turn::Again(_))),
            count(|turn| *turn == Turn::Finished),
            count(|turn| *turn == Turn::Out),
        )),
        Run::plain(format!("; đã ghi {done}.")),
    ]
}

fn notes(year: &TurnOfYear) -> Vec<String> {
    let mut counts: BTreeMap<Why, usize> = BTreeMap::new();
    for pupil in pupils(year) {
        if let Turn::KeptOut(why) = pupil.turn {
            *counts.entry(why).or_default() += 1;
        }
    }
    let sentence = |(why, count): (Why, usize)| match why {
        Why::NoClass => {
            format!("{count} học sinh chưa có lớp trong năm học này nên không kết chuyển. Hãy xếp lớp trước.")
        }
        Why::NoPlace => format!(
            "{count} học sinh được chọn vào lớp không còn trong năm học sau. Hãy chọn lại ở trang của lớp."
        ),
        Why::Suspended => {
            format!("{count} học sinh đang bảo lưu nên không kết chuyển; ghi khi các em học trở lại.")
        }
        Why::Elsewhere => {
            format!("{count} học sinh đã được trường khác ghi vào năm học sau nên không kết chuyển.")
        }
        Why::Twice => {
            format!("{count} học sinh đang ở hai lớp cùng lúc. Hãy kết thúc một lớp rồi kết chuyển.")
        }
    };
    let mut notes: Vec<String> = counts.into_iter().map(sentence).collect();
    let carried = year.carried;
    if carried.homeroom_left > 0 {
        notes.push(format!(
            "{} giáo viên chủ nhiệm không còn làm việc ở trường vào đầu năm học sau; lớp của họ chờ phân công.",
            carried.homeroom_left
        ));
    }
    if carried.teaching_left > 0 {
        notes.push(format!(
            "{} phân công giảng dạy không mang theo vì giáo viên không còn ở trường hoặc lớp chuyển sang chương trình mới.",
            carried.teaching_left
        ));
    }
    notes
}

fn class_row(unit: UnitId, from: SchoolYear, class: &ClassTurn) -> TurningClass {
    let figure = |count: usize| if count == 0 { String::new() } else { count.to_string() };
    let (open, done) = (class.open(), class.count(Turn::is_done));
    TurningClass {
        id: class.id.to_string(),
        name: Link::new(&class.name, format!("/don-vi/{unit}/len-lop/{}?tu={from}", class.id)),
        becomes: class.becomes.clone().unwrap_or_default(),
        up: figure(class.count(|turn| matches!(turn, Turn::Up(_)))),
        again: figure(class.count(|turn| matches!(turn, Turn::Again(_)))),
        finished: figure(class.count(|turn| *turn == Turn::Finished)),
        out: figure(class.count(|turn| *turn == Turn::Out)),
        state: match (open, done) {
            (0, 0) => Tag::new(Tone::Unknown, "không có học sinh"),
            (0, _) => Tag::new(Tone::Ok, "đã ghi"),
            (_, 0) => Tag::new(Tone::Quiet, "chưa ghi"),
            (open, _) => Tag::new(Tone::Active, format!("còn {open}")),
        },
        is_open: open > 0,
    }
}

fn next_row(
    unit: UnitId,
    year: &TurnOfYear,
    class: &NextSize,
    names: &BTreeMap<RecordId, &str>,
) -> NextClassRow {
    let day = format!("{}-09-01", year.to.first_year());
    NextClassRow {
        name: Link::new(
            &class.name,
            class.id.map(|id| format!("/don-vi/{unit}/lop/{id}?ngay={day}")).unwrap_or_default(),
        ),
        from: class.from.and_then(|id| names.get(&id)).copied().unwrap_or_default().to_owned(),
        size: class.size.to_string(),
        state: match class.id {
            Some(_) => Tag::new(Tone::Ok, "đã có"),
            None => Tag::new(Tone::Quiet, "sẽ tạo"),
        },
    }
}

/// `GET /don-vi/{id}/len-lop/{class}`.
pub async fn class(
    signed: Signed,
    InPath((unit, class)): InPath<(UnitId, RecordId)>,
    Asked(asked): Asked,
) -> Result<Response, Failure> {
    let from = year_asked(&asked, signed.ctx.today())?;
    let (turn, next, records) = turn_of_class(&signed.ctx, unit, from, class).await?;
    let name = unit_name(&signed, unit).await?;
    let (up, back) = (format!("/don-vi/{unit}"), roll_over_href(unit, from));
    let crumbs = [("Đơn vị", "/don-vi"), (name.as_str(), up.as_str()), ("Kết chuyển năm học", back.as_str())];
    let heading = format!("Lớp {}", turn.name);
    let is_open = turn.pupils.iter().any(|pupil| !choices(&turn, pupil, &next).is_empty());
    let row = |pupil: &PupilTurn| {
        let record = records.get(&pupil.pupil.0);
        let field =
            record.and_then(|record| record.key.kind.field("birth_date").zip(record.facts.get("birth_date")));
        TurningPupil {
            name: Link::new(
                record.map(|record| record.called()).unwrap_or_default(),
                format!("/hoc-sinh/{}", pupil.pupil),
            ),
            field: format!("hs-{}", pupil.pupil),
            born: field.map(|(field, value)| value.shown(field)).unwrap_or_default(),
            choices: choices(&turn, pupil, &next),
            state: state(&pupil.turn),
        }
    };
    Ok(show(&ClassTurnPage {
        shell: signed.shell(&heading, &crumbs),
        here: format!("{up}/len-lop/{class}"),
        unit: name.clone(),
        year: from.to_string(),
        lead: match &turn.becomes {
            _ if !is_open => vec![Run::plain("Học sinh lớp này đã được kết chuyển.")],
            Some(becomes) => {
                vec![Run::plain("Cả lớp lên "), Run::strong(becomes), Run::plain(", trừ những em chọn khác.")]
            }
            None => vec![Run::plain("Cả lớp học hết cấp, trừ những em chọn khác.")],
        },
        is_open,
        pupils: turn.pupils.iter().map(row).collect(),
        heading,
        back,
    }))
}

/// Where hands may send a pupil: `len-lop`, `len-lop:7B`, `luu-ban` …; nowhere when it is written.
fn choices(class: &ClassTurn, pupil: &PupilTurn, next: &[NextSize]) -> Vec<Choice> {
    if pupil.turn.is_done() {
        return Vec::new();
    }
    let after = grade_after(&class.grade);
    let place = |decision: Decision, place: Option<&str>, label: String| Choice {
        value: place.map_or(decision.code().to_owned(), |place| format!("{}:{place}", decision.code())),
        chosen: pupil.decision == decision && pupil.place.as_deref() == place,
        label,
    };
    let up = class.becomes.as_ref().map_or("Học hết cấp".to_owned(), |name| format!("Lên lớp {name}"));
    let mut all = vec![place(Decision::Up, None, up)];
    let is_other =
        |one: &&NextSize| Some(one.grade.as_str()) == after && class.becomes.as_ref() != Some(&one.name);
    for one in next.iter().filter(is_other) {
        all.push(place(Decision::Up, Some(&one.name), format!("Lên lớp {}", one.name)));
    }
    all.push(place(Decision::Again, None, "Ở lại lớp".to_owned()));
    for one in next.iter().filter(|one| one.grade == class.grade) {
        all.push(place(Decision::Again, Some(&one.name), format!("Ở lại, vào lớp {}", one.name)));
    }
    all.push(place(Decision::Leaves, None, "Thôi học".to_owned()));
    all.push(place(Decision::Moves, None, "Chuyển trường".to_owned()));
    all
}

fn state(turn: &Turn) -> Tag {
    match turn {
        Turn::Entered(Some(class)) => Tag::new(Tone::Ok, format!("đã ghi vào {class}")),
        Turn::Entered(None) => Tag::new(Tone::Ok, "đã ghi vào năm học sau"),
        Turn::Ended(code) if code == "hoan-thanh" => Tag::new(Tone::Ok, "đã ghi học hết cấp"),
        Turn::Ended(_) => Tag::new(Tone::Ok, "đã ghi rời trường"),
        Turn::KeptOut(why) => Tag::new(
            Tone::Soon,
            match why {
                Why::NoClass => "chưa có lớp",
                Why::NoPlace => "lớp đã chọn không còn",
                Why::Suspended => "đang bảo lưu",
                Why::Elsewhere => "trường khác đã ghi vào năm học sau",
                Why::Twice => "đang ở hai lớp",
            },
        ),
        _ => Tag::new(Tone::Quiet, "chưa ghi"),
    }
}
