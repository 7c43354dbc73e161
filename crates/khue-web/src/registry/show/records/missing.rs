//! `GET /don-vi/{id}/con-thieu`: what is wrong or missing in a school's records.

use axum::response::Response;
use khue_app::registry::exchange::invalid_of_unit;
use khue_app::registry::records::{MissingCheck, missing_in_records};
use khue_base::UnitId;
use khue_rules::registry::checks::Level;

use super::{Place, as_of};
use crate::page::{Empty, Link, Run, Tag, Tone};
use crate::registry::missing::{CheckGroup, FindingRow, MissingPage};
use crate::registry::show::day_asked;
use crate::{Asked, Failure, InPath, Signed, show};

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
    let day = day_asked(&asked, signed.ctx.today())?;
    let missing = missing_in_records(&signed.ctx, id, day).await?;
    let place = Place::find(&signed, id, day).await?;
    let here = format!("/don-vi/{id}/con-thieu");
    let one = asked.filled("kiem-tra");
    let wanted = |group: &&MissingCheck| one.is_none_or(|code| code == group.check.code);
    let groups: Vec<CheckGroup> = missing
        .checks
        .iter()
        .filter(wanted)
        .enumerate()
        .map(|(number, found)| group(&place, found, number < OPEN, one.is_some()))
        .collect();
    let unsent = Some(invalid_of_unit(&signed.ctx, id, ("", ""), 0).await?.count).filter(|count| *count > 0);
    Ok(show(&MissingPage {
        shell: place.shell(&signed, "Còn thiếu"),
        as_of: as_of(day, place.today, &here),
        kicker: place.unit.name.clone(),
        heading: "Còn thiếu, cần sửa".to_owned(),
        tabs: place.tabs("/con-thieu"),
        lead: lead(missing.errors, missing.queries),
        withheld: match missing.withheld {
            0 => String::new(),
            count => {
                format!("{count} kiểm tra về thông tin riêng có kết quả nhưng không hiện với vai này.")
            }
        },
        unsent: unsent.map(|count| {
            Link::new(format!("Hồ sơ chưa gửi lên cấp trên: {count}"), format!("/don-vi/{id}/trao-doi"))
        }),
        groups,
        empty: all_right(),
        here,
    }))
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

fn group(place: &Place, found: &MissingCheck, open: bool, all: bool) -> CheckGroup {
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
            })
            .collect(),
        more: (total > shown).then(|| {
            Link::new(
                format!("Xem cả {total}"),
                format!("{}{sep}kiem-tra={code}#{code}", place.at("/con-thieu")),
            )
        }),
    }
}

/// What stands there when nothing is found.
pub(crate) fn all_right() -> Empty {
    Empty {
        title: "Không thấy gì cần sửa".to_owned(),
        why: "Kiểm tra chỉ xét điều đã ghi: trường chưa nhập hồ sơ thì cũng không có gì để thấy.".to_owned(),
        step: None,
    }
}
