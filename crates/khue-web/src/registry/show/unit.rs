//! `GET /don-vi/{id}`: one unit as of a day, with its surroundings, its work and its past.

use axum::response::Response;
use khue_app::OpError;
use khue_app::directive::work_of;
use khue_app::registry::records::{may_change, missing_counts};
use khue_app::registry::{
    Basis, CODE_SYSTEM, Heir, Outlines, Presence, Relation, SCHOOL_CODE_SYSTEM, Share, Succession,
    SuccessionKind, Unit, UnitDetail, UnitKind, commune_outlines_2025, district_outlines_2020, unit_detail,
};
use khue_base::{Day, UnitId};
use khue_office::chart::{Area, Frame, place_map};
use khue_rules::accounts::{Action, may_somewhere};

use super::arrange::{arrange_href, may_arrange};
use super::import::start_href;
use super::records::missing::lead;
use super::records::{Place, may_read};
use super::{as_of, day_asked, unit_href};
use crate::directive::groups_of_unit;
use crate::page::{Fact, Link, Run, Svg, Tag, Tone};
use crate::registry::unit::{Below, Passing, Past, PlaceMap, PostRow, UnitPage, UnitWork};
use crate::{Asked, Failure, InPath, Signed, show};

/// Width of the map, in screen pixels at full size.
const MAP_WIDTH: u16 = 420;

/// Shows the page.
pub async fn page(
    signed: Signed,
    InPath(id): InPath<UnitId>,
    Asked(asked): Asked,
) -> Result<Response, Failure> {
    let today = signed.ctx.today();
    let day = day_asked(&asked, today)?;
    let detail = unit_detail(&signed.ctx, id, day).await?;
    let here_today = day == today && detail.presence == Presence::Present;
    let lines = if here_today { work_of(&signed.ctx, id).await? } else { None };
    let work = match lines {
        None => None,
        Some(lines) => {
            let (lead, groups) = groups_of_unit(&signed, &lines).await?;
            Some(UnitWork { lead, groups })
        }
    };
    let here = format!("/don-vi/{id}");
    let (tabs, missing) = records(&signed, &detail, day, today).await?;
    let (before, after) = passings(&detail, today);
    let changes = here_today
        && may_somewhere(signed.ctx.actor.role, Action::ChangeRecords)
        && may_change(&signed.ctx, id).await?;
    let arranges = here_today
        && (detail.unit.kind.is_school() || detail.unit.kind == UnitKind::Commune)
        && may_arrange(&signed, id).await.is_ok();
    Ok(show(&UnitPage {
        shell: signed.shell(&detail.unit.name, &[("Đơn vị", "/don-vi")]),
        kicker: kicker(&detail),
        heading: detail.unit.name.clone(),
        as_of: as_of(day, today, &here),
        tabs,
        missing,
        absence: absence(&detail, day, today),
        facts: facts(&detail, today),
        work,
        below: below(&detail, today),
        posts: posts(&detail),
        posts_note: if detail.all_posts { "" } else { "Chỉ nêu người đứng đầu và cấp phó." }.to_owned(),
        before,
        after,
        history: history(&detail),
        map: map(&detail)?,
        duplicates: match detail.unit.kind {
            kind if kind.is_school() => changes.then(|| format!("{here}/trung-lap")),
            UnitKind::Department if may_somewhere(signed.ctx.actor.role, Action::ManageUnits) => {
                Some("/trung-lap".to_owned())
            }
            _ => None,
        },
        year: if detail.unit.kind.is_school() { format!("{here}/nam-hoc") } else { String::new() },
        arrange: arranges.then(|| arrange_href(id)),
        import: changes.then(|| start_href(id)),
        here,
    }))
}

/// The views of a school's records and what is missing in them, for those who may read them.
async fn records(
    signed: &Signed,
    detail: &UnitDetail,
    day: Day,
    today: Day,
) -> Result<(Vec<Link>, Vec<Run>), OpError> {
    let unit = &detail.unit;
    let is_there = unit.kind.is_school() && detail.presence == Presence::Present;
    if !is_there || !may_read(signed, unit.id, day).await? {
        return Ok((Vec::new(), Vec::new()));
    }
    let place = Place { unit: unit.clone(), day, today };
    let (errors, queries) = missing_counts(&signed.ctx, unit.id, day).await?;
    let mut said = lead(errors, queries);
    if let Some(first) = said.first_mut() {
        first.href = Some(place.at("/con-thieu"));
    }
    Ok((place.tabs(""), said))
}

fn kicker(detail: &UnitDetail) -> String {
    let places: Vec<&str> = detail.territory.iter().map(|unit| unit.name.as_str()).collect();
    let kind = detail.unit.kind.name();
    if places.is_empty() { kind.to_owned() } else { format!("{kind} · {}", places.join(", ")) }
}

/// Why the unit is not there on the day, and what is instead.
fn absence(detail: &UnitDetail, day: Day, today: Day) -> Vec<Run> {
    let (first, instead, heirs) = match &detail.presence {
        Presence::Present => return Vec::new(),
        Presence::Ended(heirs) => {
            let until = detail.unit.valid_until.unwrap_or(day);
            (format!("Kết thúc hoạt động từ ngày {until}"), "kế thừa", heirs)
        }
        Presence::NotYet(heirs) => (
            format!("Chưa có vào ngày {day}; có từ ngày {}", detail.unit.valid_from),
            "ngày ấy còn là",
            heirs,
        ),
    };
    let mut runs = vec![Run::strong(first)];
    if heirs.is_empty() {
        runs.push(Run::plain("; danh mục không ghi đơn vị nào kế thừa hay là tiền thân."));
        return runs;
    }
    for (place, heir) in heirs.iter().enumerate() {
        runs.push(Run::plain(if place == 0 { format!("; {instead}: ") } else { ", ".to_owned() }));
        runs.push(Run::strong(&heir.unit.name).to(unit_href(heir.unit.id, day, today)));
        runs.push(Run::plain(reserve(heir)));
    }
    runs.push(Run::plain(". Trang này cho thấy đơn vị "));
    let when = match detail.presence {
        Presence::NotYet(_) => format!("như ngày đầu, {}.", detail.day),
        _ => format!("như ngày cuối, {}.", detail.day),
    };
    runs.push(Run::plain(when));
    runs
}

fn reserve(heir: &Heir) -> String {
    let part = (heir.share == Share::Part).then_some("một phần");
    let doubt = (heir.basis == Basis::Assumed).then_some("cần xác nhận");
    let words: Vec<&str> = part.into_iter().chain(doubt).collect();
    if words.is_empty() { String::new() } else { format!(" ({})", words.join(", ")) }
}

fn facts(detail: &UnitDetail, today: Day) -> Vec<Fact> {
    let unit = &detail.unit;
    let fact = |name: &str, text: &str| Fact { name: name.to_owned(), text: text.to_owned(), href: None };
    let mut facts = vec![fact("Loại", unit.kind.name())];
    if unit.kind.is_school() {
        facts.push(fact("Sở hữu", unit.ownership.name()));
    } else {
        facts.push(fact("Cấp", unit.level.name()));
    }
    if unit.short_name != unit.name {
        facts.push(fact("Tên trong bảng", &unit.short_name));
    }
    for (system, spans) in &detail.record.codes {
        let held = spans.iter().find(|span| span.covers(detail.day));
        if let (Some(name), Some(span)) = (code_name(system), held) {
            facts.push(fact(name, &span.value));
        }
    }
    for (relation, parent) in detail.parents.iter().filter(|(relation, _)| !said_already(detail, *relation)) {
        facts.push(Fact {
            name: relation_words(*relation).to_owned(),
            text: parent.name.clone(),
            href: Some(unit_href(parent.id, detail.day, today)),
        });
    }
    facts
}

fn code_name(system: &str) -> Option<&'static str> {
    match system {
        CODE_SYSTEM => Some("Mã đơn vị hành chính"),
        SCHOOL_CODE_SYSTEM => Some("Mã cơ sở giáo dục"),
        _ => None,
    }
}

/// What stands before the name of a parent.
fn relation_words(relation: Relation) -> &'static str {
    match relation {
        Relation::Administrative => "Trực thuộc",
        Relation::Professional => "Hướng dẫn chuyên môn",
        Relation::Territorial => "Trên địa bàn",
    }
}

/// An administrative unit lies in the one that it stands under: that is said once.
fn said_already(detail: &UnitDetail, relation: Relation) -> bool {
    let parents = &detail.record.parents;
    relation == Relation::Territorial
        && parents.get(&Relation::Territorial) == parents.get(&Relation::Administrative)
}

fn below(detail: &UnitDetail, today: Day) -> Vec<Below> {
    let day = if detail.day == today { String::new() } else { format!("&ngay={}", detail.day.iso()) };
    let row = |(kind, count): &(UnitKind, usize)| Below {
        kind: Link::new(kind.name(), format!("/don-vi?thuoc={}&loai={}{day}", detail.unit.id, kind.code())),
        count: count.to_string(),
    };
    detail.below.iter().map(row).collect()
}

fn posts(detail: &UnitDetail) -> Vec<PostRow> {
    let row = |post: &khue_app::registry::Post| PostRow {
        name: post.person_name.clone(),
        title: if post.title.is_empty() { post.role.name().to_owned() } else { post.title.clone() },
        since: format!("từ {}", post.from),
    };
    detail.posts.iter().map(row).collect()
}

/// Whence the unit came and where it went.
fn passings(detail: &UnitDetail, today: Day) -> (Vec<Passing>, Vec<Passing>) {
    let id = detail.unit.id;
    let passing = |one: &Succession, other: UnitId, day: Day, how: String| Passing {
        unit: Link::new(name_of(detail, other), unit_href(other, day, today)),
        how,
        decision: one.decision.clone(),
        doubt: (one.basis == Basis::Assumed).then(|| Tag::new(Tone::Soon, "cần xác nhận")),
    };
    let (into, out): (Vec<&Succession>, Vec<&Succession>) =
        detail.successions.iter().partition(|one| one.to_unit == id);
    let before = into.into_iter().map(|one| {
        let how = format!("{} từ {}", came(one.kind, one.share), one.day);
        passing(one, one.from_unit, one.day.plus_days(-1), how)
    });
    let after = out.into_iter().map(|one| {
        let how = format!("{} từ {}", went(one.kind, one.share), one.day);
        passing(one, one.to_unit, one.day, how)
    });
    (before.collect(), after.collect())
}

fn came(kind: SuccessionKind, share: Share) -> &'static str {
    match (kind, share) {
        (SuccessionKind::Merge, Share::Whole) => "toàn bộ nhập vào đơn vị này",
        (SuccessionKind::Merge, Share::Part) => "một phần nhập vào đơn vị này",
        (SuccessionKind::Split, _) => "đơn vị này tách ra từ đó",
        (SuccessionKind::Rename, _) => "đổi thành đơn vị này",
        (SuccessionKind::Dissolve, Share::Whole) => "giải thể, toàn bộ về đơn vị này",
        (SuccessionKind::Dissolve, Share::Part) => "giải thể, một phần về đơn vị này",
        (SuccessionKind::Transfer, Share::Whole) => "bàn giao toàn bộ hồ sơ, việc cho đơn vị này",
        (SuccessionKind::Transfer, Share::Part) => "bàn giao một phần hồ sơ, việc cho đơn vị này",
    }
}

fn went(kind: SuccessionKind, share: Share) -> &'static str {
    match (kind, share) {
        (SuccessionKind::Merge, Share::Whole) => "toàn bộ nhập vào đó",
        (SuccessionKind::Merge, Share::Part) => "một phần nhập vào đó",
        (SuccessionKind::Split, _) => "một phần tách ra thành đơn vị đó",
        (SuccessionKind::Rename, _) => "đổi thành đơn vị đó",
        (SuccessionKind::Dissolve, Share::Whole) => "giải thể, toàn bộ về đó",
        (SuccessionKind::Dissolve, Share::Part) => "giải thể, một phần về đó",
        (SuccessionKind::Transfer, Share::Whole) => "bàn giao toàn bộ hồ sơ, việc cho đó",
        (SuccessionKind::Transfer, Share::Part) => "bàn giao một phần hồ sơ, việc cho đó",
    }
}

fn name_of(detail: &UnitDetail, unit: UnitId) -> String {
    detail.names.get(&unit).cloned().unwrap_or_else(|| "đơn vị khác".to_owned())
}

/// Names, kinds, codes and parents as they changed, newest first.
fn history(detail: &UnitDetail) -> Vec<Past> {
    let mut events: Vec<(Day, String)> = Vec::new();
    let mut earlier: Option<&Unit> = None;
    for period in &detail.periods {
        events.extend(changes(detail, earlier, period).into_iter().map(|what| (period.valid_from, what)));
        earlier = Some(period);
        let goes_on = |until: Day| detail.periods.iter().any(|other| other.valid_from == until);
        if let Some(until) = period.valid_until.filter(|until| !goes_on(*until)) {
            events.push((until, "Kết thúc hoạt động".to_owned()));
        }
    }
    let begun = detail.periods.first().map(|first| first.valid_from);
    for (system, spans) in &detail.record.codes {
        let Some(name) = code_name(system) else { continue };
        for (old, new) in spans.iter().zip(spans.iter().skip(1)) {
            events.push((new.from, format!("{name} đổi từ {} thành {}", old.value, new.value)));
        }
        for span in spans.iter().take(1).filter(|span| Some(span.from) != begun) {
            events.push((span.from, format!("{name}: {}", span.value)));
        }
    }
    for (relation, spans) in
        detail.record.parents.iter().filter(|(relation, _)| !said_already(detail, **relation))
    {
        let words = relation_words(*relation);
        for (old, new) in spans.iter().zip(spans.iter().skip(1)) {
            let (old, new_name) = (name_of(detail, old.value), name_of(detail, new.value));
            events.push((new.from, format!("{words}: từ {old} chuyển sang {new_name}")));
        }
        if let Some(first) = spans.first().filter(|first| Some(first.from) != begun) {
            events.push((first.from, format!("{words}: {}", name_of(detail, first.value))));
        }
    }
    events.sort_by_key(|(day, _)| std::cmp::Reverse(*day));
    events.into_iter().map(|(day, what)| Past { when: day.to_string(), what }).collect()
}

/// What a period brought, over the one before it.
fn changes(detail: &UnitDetail, earlier: Option<&Unit>, period: &Unit) -> Vec<String> {
    let Some(earlier) = earlier else {
        let above = detail.record.parents.get(&Relation::Administrative).and_then(|spans| spans.first());
        let above = above.filter(|span| span.from == period.valid_from);
        let above = above.map(|span| format!(", trực thuộc {}", name_of(detail, span.value)));
        return vec![format!("Có trong danh mục: {}{}", period.name, above.unwrap_or_default())];
    };
    let mut changes = Vec::new();
    if earlier.valid_until != Some(period.valid_from) {
        changes.push("Hoạt động trở lại".to_owned());
    }
    if earlier.name != period.name {
        changes.push(format!("Đổi tên từ {} thành {}", earlier.name, period.name));
    }
    if earlier.kind != period.kind {
        changes.push(format!("Chuyển từ {} thành {}", earlier.kind.name(), period.kind.name()));
    }
    if earlier.ownership != period.ownership {
        changes.push(format!("Chuyển từ {} sang {}", earlier.ownership.name(), period.ownership.name()));
    }
    changes
}

/// The district that the unit is or lies in; where there are none any more, the commune.
fn map(detail: &UnitDetail) -> Result<Option<PlaceMap>, OpError> {
    let around = || std::iter::once(&detail.unit).chain(&detail.territory);
    let of_kind = |kind: UnitKind| around().find(|unit| unit.kind == kind);
    let (place, outlines) = match (of_kind(UnitKind::District), of_kind(UnitKind::Commune)) {
        (Some(district), _) => (district, district_outlines_2020()?),
        (None, Some(commune)) => (commune, commune_outlines_2025()?),
        (None, None) => return Ok(None),
    };
    let Outlines { note, outlines } = outlines;
    let marked = |code: &str| place.code.as_deref() == Some(code);
    if !outlines.iter().any(|outline| marked(&outline.code)) {
        return Ok(None);
    }
    let areas: Vec<Area> = outlines
        .into_iter()
        .map(|outline| Area {
            marked: marked(&outline.code),
            name: outline.name,
            rings: outline
                .rings
                .into_iter()
                .map(|ring| ring.into_iter().map(|[x, y]| (x, y)).collect())
                .collect(),
        })
        .collect();
    let title = format!("{} trong tỉnh", place.name);
    let picture = Svg(place_map(Frame { id: "vi-tri", title: &title, width: MAP_WIDTH }, &areas));
    Ok(Some(PlaceMap { title, picture, note }))
}
