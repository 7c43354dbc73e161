//! `GET /don-vi/{id}/con-thieu`: what is wrong or missing in a school's records.

use std::collections::BTreeMap;

use axum::http::StatusCode;
use axum::response::Response;
use khue_app::Refused;
use khue_app::registry::exchange::invalid_of_unit;
use khue_app::registry::records::{MissingCheck, MissingIn, missing_in_records, name_of_doer};
use khue_base::UnitId;
use khue_rules::registry::checks::Level;

use super::{Place, as_of};
use crate::page::{Choice, Empty, Link, Run, Tag, Tone};
use crate::registry::missing::{CheckGroup, ExplainForm, FindingRow, MissingPage};
use crate::registry::show::day_asked;
use crate::{Asked, Failure, Fields, InPath, Signed, show, show_as};

/// Findings of a check on the page of all.
const SHOWN: usize = 20;
/// Checks that are open at first.
const OPEN: usize = 3;

/// Shows the page; `?kiem-tra=HS-07` shows all findings of one check.
pub async fn page(
    signed: Signed,
    InPath(id): InPath<UnitId>,
    Asked(asked): Asked,
) -> Result<Response, Failure> {
    Ok(show(&filled(&signed, id, &asked, None).await?))
}

/// The page of the check again with what was refused.
pub(in crate::registry) async fn refused(
    signed: &Signed,
    id: UnitId,
    typed: &Fields,
    refused: &Refused,
) -> Result<Response, Failure> {
    Ok(show_as(StatusCode::UNPROCESSABLE_ENTITY, &filled(signed, id, typed, Some(refused)).await?))
}

async fn filled(
    signed: &Signed,
    id: UnitId,
    asked: &Fields,
    refused: Option<&Refused>,
) -> Result<MissingPage, Failure> {
    let day = day_asked(asked, signed.ctx.today())?;
    let missing = missing_in_records(&signed.ctx, id, day).await?;
    let place = Place::find(signed, id, day).await?;
    let here = format!("/don-vi/{id}/con-thieu");
    let one = asked.filled("kiem-tra");
    let wanted = |group: &&MissingCheck| one.is_none_or(|code| code == group.check.code);
    let checks: Vec<&MissingCheck> = missing.checks.iter().filter(wanted).collect();
    let names = names(signed, &checks).await?;
    let groups = checks.iter().enumerate().map(|(number, found)| {
        let mut shown = group(&place, found, number < OPEN, one.is_some(), &names);
        if missing.may_explain {
            shown.explaining = explaining(found, &shown, asked, refused);
        }
        shown
    });
    let unsent = Some(invalid_of_unit(&signed.ctx, id, ("", ""), 0).await?.count).filter(|count| *count > 0);
    let mut shell = place.shell(signed, "Còn thiếu");
    if let Some(refused) = refused {
        shell.errors = signed.refused("Còn thiếu", &[], refused).errors;
        shell.notices.clear();
    }
    Ok(MissingPage {
        as_of: as_of(day, place.today, &here),
        kicker: place.unit.name.clone(),
        heading: "Còn thiếu, cần sửa".to_owned(),
        tabs: place.tabs("/con-thieu"),
        lead: lead(missing.errors, missing.queries),
        explained: match missing.explained {
            0 => String::new(),
            count => format!("{count} điểm đã giải trình."),
        },
        withheld: match missing.withheld {
            0 => String::new(),
            count => {
                format!("{count} kiểm tra về thông tin riêng có kết quả nhưng không hiện với vai này.")
            }
        },
        unsent: unsent.map(|count| {
            Link::new(format!("Hồ sơ chưa gửi lên cấp trên: {count}"), format!("/don-vi/{id}/trao-doi"))
        }),
        groups: groups.collect(),
        empty: all_right(),
        day: day.iso(),
        shell,
        here,
    })
}

/// Names of those who explained.
type Names = BTreeMap<(Option<i64>, Option<khue_base::PersonId>), String>;

async fn names(signed: &Signed, checks: &[&MissingCheck]) -> Result<Names, Failure> {
    let mut session = signed.ctx.read().await?;
    let mut names = Names::new();
    let explained = checks.iter().flat_map(|found| &found.findings);
    for by in explained.filter_map(|one| one.explanation.as_ref()).map(|explanation| explanation.by) {
        if !names.contains_key(&by) {
            let name = name_of_doer(&mut session, by.0, by.1).await?;
            names.insert(by, name.unwrap_or_default());
        }
    }
    Ok(names)
}

/// The form for the findings that are shown and not explained yet.
fn explaining(
    found: &MissingCheck,
    shown: &CheckGroup,
    asked: &Fields,
    refused: Option<&Refused>,
) -> Option<ExplainForm> {
    if found.check.level == Level::Error {
        return None;
    }
    let is_typed = refused.is_some() && asked.text("kiem-tra") == found.check.code;
    let chosen: Vec<&str> = asked.all("ghi").collect();
    let choice = |one: &MissingIn| {
        let value = format!("{}-{}", one.key.id, one.version);
        Choice { label: one.called.clone(), chosen: !is_typed || chosen.contains(&value.as_str()), value }
    };
    let open = found.findings.iter().take(shown.rows.len()).filter(|one| one.explanation.is_none());
    let choices: Vec<Choice> = open.map(choice).collect();
    (!choices.is_empty()).then(|| ExplainForm {
        choices,
        text: if is_typed { asked.text("giai-trinh").to_owned() } else { String::new() },
        error: refused.filter(|_| is_typed).map(|refused| refused.sentence.clone()).unwrap_or_default(),
    })
}

/// How much is found, in one sentence.
pub(crate) fn lead(errors: usize, queries: usize) -> Vec<Run> {
    if errors + queries == 0 {
        return vec![Run::plain("Các kiểm tra không thấy gì trong hồ sơ của trường.")];
    }
    let mut runs = Vec::new();
    if errors > 0 {
        runs.push(Run::late(format!("{} lỗi phải sửa", errors)));
    }
    if queries > 0 {
        if !runs.is_empty() {
            runs.push(Run::plain(", "));
        }
        runs.push(Run::strong(format!("{} điểm cần sửa hoặc giải trình", queries)));
    }
    runs.push(Run::plain(" trong hồ sơ của trường."));
    runs
}

fn group(place: &Place, found: &MissingCheck, open: bool, all: bool, names: &Names) -> CheckGroup {
    let check = found.check;
    let shown = if all { usize::MAX } else { SHOWN };
    let total = found.findings.len();
    let unit = place.unit.id;
    let sep = if place.day == place.today { "?" } else { "&" };
    let code = &check.code;
    CheckGroup {
        code: code.clone(),
        name: check.name.clone(),
        count: total.to_string(),
        level: match check.level {
            Level::Error => Tag::new(Tone::Late, "lỗi"),
            Level::Query if found.open().next().is_none() => Tag::new(Tone::Ok, "đã giải trình"),
            Level::Query => Tag::new(Tone::Soon, "cần giải trình"),
        },
        open,
        fix: check.fix.clone(),
        basis: check.basis.clone(),
        rows: found
            .findings
            .iter()
            .take(shown)
            .map(|one| FindingRow {
                label: one.called.clone(),
                href: format!("/don-vi/{unit}/ho-so/{}/{}{}", one.key.kind.code, one.key.id, place.asked()),
                says: one.says.clone(),
                explanation: one.explanation.as_ref().map(|said| said.text.clone()).unwrap_or_default(),
                by: one.explanation.as_ref().map(|said| by(said, names)).unwrap_or_default(),
            })
            .collect(),
        more: (total > shown).then(|| {
            Link::new(
                format!("Xem cả {total}"),
                format!("{}{sep}kiem-tra={code}#{code}", place.at("/con-thieu")),
            )
        }),
        explaining: None,
    }
}

fn by(said: &khue_app::registry::records::Explanation, names: &Names) -> String {
    let name = names.get(&said.by).filter(|name| !name.is_empty());
    name.map_or_else(|| said.at.to_string(), |name| format!("{name}, {}", said.at))
}

/// What stands there when nothing is found.
pub(crate) fn all_right() -> Empty {
    Empty {
        title: "Không thấy gì cần sửa".to_owned(),
        why: "Kiểm tra chỉ xét điều đã ghi: trường chưa nhập hồ sơ thì cũng không có gì để thấy.".to_owned(),
        step: None,
    }
}
