//! `GET /ky-bao-cao/{round}`: a round with its schools and sums, and both as files.

use std::collections::BTreeMap;

use axum::http::StatusCode;
use axum::response::Response;
use khue_app::Refused;
use khue_app::registry::UnitKind;
use khue_app::registry::snapshots::{RoundFilter, RoundOverview, SchoolLine, round_overview};
use khue_base::{RoundId, UnitId};
use khue_office::sheet::{Cell, ColumnKind as SheetKind, Sheet, SheetColumn};
use khue_rules::registry::figures::Figures;
use khue_rules::registry::reporting::{State, Step};

use super::school::choices;
use super::tables::{Shown, sheet, tables};
use super::{DUES, HERE, state_tag, written};
use crate::directive::download;
use crate::page::{Choice, Column, ColumnKind, Empty, Filter, FilterSelect, Link, Pager, Run};
use crate::registry::round::{DuesForm, FIGURES, PlaceRow, RoundPage, SchoolRow};
use crate::{Asked, Failure, Fields, InPath, Signed, show, show_as};

/// Schools on one page.
const PAGE_ROWS: usize = 100;
/// Fields that narrow the list.
const NARROWING: [&str; 3] = ["dia-ban", "loai", "trang-thai"];

/// Shows the page.
pub async fn page(
    signed: Signed,
    InPath(round): InPath<RoundId>,
    Asked(asked): Asked,
) -> Result<Response, Failure> {
    Ok(show(&filled(&signed, round, &asked, &Fields::default(), None).await?))
}

/// The page again with what was refused, as it was filtered.
pub(in crate::registry) async fn refused(
    signed: &Signed,
    round: RoundId,
    typed: &Fields,
    refused: &Refused,
) -> Result<Response, Failure> {
    let query = typed.text("ve").split_once('?').map_or("", |(_, query)| query);
    let asked = Fields::decode(query.as_bytes());
    let page = filled(signed, round, &asked, typed, Some(refused)).await?;
    Ok(show_as(StatusCode::UNPROCESSABLE_ENTITY, &page))
}

fn wanted(asked: &Fields) -> RoundFilter {
    RoundFilter {
        place: asked.text("dia-ban").parse().ok(),
        kind: UnitKind::from_code(asked.text("loai")),
        state: State::from_code(asked.text("trang-thai")),
    }
}

async fn filled(
    signed: &Signed,
    round: RoundId,
    asked: &Fields,
    typed: &Fields,
    refused: Option<&Refused>,
) -> Result<RoundPage, Failure> {
    let found = round_overview(&signed.ctx, round, wanted(asked)).await?;
    let here = format!("{HERE}/{round}");
    let title = found.round.name();
    let crumbs = [("Kỳ báo cáo", HERE)];
    let names: BTreeMap<UnitId, &str> =
        found.places.iter().map(|place| (place.id, place.name.as_str())).collect();
    let sums: Figures = found.sums.iter().map(|(code, sum)| (code.clone(), sum.sum)).collect();
    let decides = found.lines.iter().any(|line| line.may_decide);
    let chosen: Vec<&str> = typed.all("truong").collect();
    let query = query_of(asked, None);
    let mut lines: Vec<&SchoolLine> = found.lines.iter().collect();
    lines.sort_by_key(|line| urgency(line.state));
    let number: usize = asked.filled("trang").and_then(|page| page.parse().ok()).unwrap_or(1).max(1);
    let first = (number - 1).saturating_mul(PAGE_ROWS);
    Ok(RoundPage {
        shell: match refused {
            Some(refused) => signed.refused(&title, &crumbs, refused),
            None => signed.shell(&title, &crumbs),
        },
        place: format!("{here}{}", query_of(asked, (number > 1).then_some(number))),
        heading: title,
        lead: lead(&found),
        place_columns: place_columns(),
        places: places(&found, &here),
        filter: filter(&found, asked, &here),
        school_exports: exports(&format!("{here}/truong"), &query),
        decisions: if decides { choices(&Step::DECISIONS) } else { Vec::new() },
        typed: typed.text("loi").to_owned(),
        schools: lines
            .iter()
            .skip(first)
            .take(PAGE_ROWS)
            .map(|line| school(line, &names, round, &chosen))
            .collect(),
        pager: pager(asked, &here, number, lines.len()),
        empty: no_schools(&here),
        sums_note: sums_note(&found),
        sum_exports: if sums.is_empty() { Vec::new() } else { exports(&format!("{here}/tai-ve"), &query) },
        tables: if sums.is_empty() {
            Vec::new()
        } else {
            tables(&Shown { figures: &sums, now: None, opens: None })
        },
        dues: found.may_set_dues.then(|| dues(&found, typed)),
        here,
    })
}

fn lead(found: &RoundOverview) -> Vec<Run> {
    let states: BTreeMap<State, usize> = all_states(found);
    let total: usize = states.values().sum();
    let sent: usize = states.iter().filter(|(state, _)| state.counts()).map(|(_, count)| count).sum();
    let mut runs = vec![
        Run::plain(format!(
            "Số liệu ngày {}; trường gửi đến hết {}, cấp duyệt đến hết {}, Sở gửi Bộ đến hết {}. ",
            found.round.data_day,
            found.round.dues.school,
            found.round.dues.approver,
            found.round.dues.department
        )),
        Run::strong(format!("{sent}/{total} trường")),
        Run::plain(" đã gửi"),
    ];
    for (state, words) in [(State::Submitted, "chờ duyệt"), (State::UnlockAsked, "xin mở khóa")] {
        if let Some(count) = states.get(&state) {
            runs.push(Run::plain(", "));
            let href = format!("{HERE}/{}?trang-thai={}#truong", found.round.id, state.code());
            runs.push(Run::strong(format!("{count} {words}")).to(href));
        }
    }
    runs.push(Run::plain("."));
    runs
}

/// Over all schools of the actor, whatever is filtered.
fn all_states(found: &RoundOverview) -> BTreeMap<State, usize> {
    let mut states = BTreeMap::new();
    for (state, count) in found.by_place.values().flatten() {
        *states.entry(*state).or_default() += count;
    }
    states
}

/// Heads of the table of districts.
pub(in crate::registry) fn place_columns() -> Vec<Column> {
    let mut columns =
        vec![Column::new("Địa bàn", ColumnKind::Text), Column::new("Số trường", ColumnKind::Figure)];
    columns.extend(State::ALL.map(|state| Column::new(state.name(), ColumnKind::Figure)));
    columns
}

fn places(found: &RoundOverview, here: &str) -> Vec<PlaceRow> {
    if found.places.len() < 2 {
        return Vec::new();
    }
    let row = |place: &khue_app::registry::Unit| {
        let counts = found.by_place.get(&Some(place.id));
        let total: usize = counts.map_or(0, |counts| counts.values().sum());
        let of = |state: State| counts.and_then(|counts| counts.get(&state)).map(ToString::to_string);
        let mut cells = vec![total.to_string()];
        cells.extend(State::ALL.map(|state| of(state).unwrap_or_default()));
        PlaceRow {
            place: Link::new(&place.name, format!("{here}?dia-ban={}#truong", place.id)),
            counts: cells,
        }
    };
    found.places.iter().map(row).collect()
}

fn filter(found: &RoundOverview, asked: &Fields, here: &str) -> Filter {
    let choice = |value: &str, label: &str, field: &str| Choice {
        value: value.to_owned(),
        label: label.to_owned(),
        chosen: asked.text(field) == value,
    };
    let select = |name: &str, label: &str, choices: Vec<Choice>| FilterSelect {
        name: name.to_owned(),
        label: label.to_owned(),
        choices,
    };
    let places = found.places.iter().map(|place| choice(&place.id.to_string(), &place.name, "dia-ban"));
    let kinds = UnitKind::SCHOOLS.iter().map(|kind| choice(kind.code(), kind.name(), "loai"));
    let states = State::ALL.iter().map(|state| choice(state.code(), state.name(), "trang-thai"));
    let first = |label: &str, field: &str| std::iter::once(choice("", label, field));
    let is_filtered = NARROWING.iter().any(|field| asked.filled(field).is_some());
    Filter {
        action: here.to_owned(),
        selects: vec![
            select("dia-ban", "Địa bàn", first("Mọi địa bàn", "dia-ban").chain(places).collect()),
            select("loai", "Loại", first("Mọi loại", "loai").chain(kinds).collect()),
            select("trang-thai", "Trạng thái", first("Mọi trạng thái", "trang-thai").chain(states).collect()),
        ],
        clear: is_filtered.then(|| here.to_owned()),
        found: format!("{} trường", found.lines.len()),
        ..Filter::default()
    }
}

fn school(line: &SchoolLine, names: &BTreeMap<UnitId, &str>, round: RoundId, chosen: &[&str]) -> SchoolRow {
    let value = format!("{}-{}", line.unit.id, line.seen);
    let any = line.may_decide && Step::DECISIONS.iter().any(|step| step.from(line.state).is_some());
    SchoolRow {
        choice: if any {
            Choice {
                label: format!("Chọn {}", line.unit.short_name),
                chosen: chosen.contains(&value.as_str()),
                value,
            }
        } else {
            Choice::default()
        },
        school: Link::new(&line.unit.short_name, format!("/don-vi/{}/ky-bao-cao/{round}", line.unit.id)),
        place: line
            .place
            .and_then(|place| names.get(&place))
            .map(|name| (*name).to_owned())
            .unwrap_or_default(),
        state: state_tag(line.state),
        at: line.at.map(|at| at.to_string()).unwrap_or_default(),
        words: line.note.clone(),
        figures: line.figures.as_ref().map(main_figures).unwrap_or_default(),
    }
}

fn main_figures(figures: &Figures) -> Vec<String> {
    FIGURES.map(|(code, _)| figures.get(code).copied().map(written).unwrap_or_default()).to_vec()
}

/// What stands there when no school matches.
pub(in crate::registry) fn no_schools(here: &str) -> Empty {
    Empty {
        title: "Không có trường nào khớp".to_owned(),
        why: "Thử bỏ bớt điều kiện lọc.".to_owned(),
        step: Some(Link::new("Bỏ lọc", here)),
    }
}

fn sums_note(found: &RoundOverview) -> String {
    match found.counted() {
        0 => "Chưa trường nào gửi nên chưa có tổng.".to_owned(),
        counted => format!(
            "Cộng từ {counted} trong {} trường; trường chưa gửi không có trong tổng.",
            found.lines.len()
        ),
    }
}

fn dues(found: &RoundOverview, typed: &Fields) -> DuesForm {
    let days = [found.round.dues.school, found.round.dues.approver, found.round.dues.department];
    let days: Vec<String> = DUES
        .iter()
        .zip(days)
        .map(|(field, day)| typed.filled(field).map_or_else(|| day.to_string(), str::to_owned))
        .collect();
    DuesForm {
        version: found.round.version.to_string(),
        dues: days.try_into().unwrap_or_default(),
        reason: typed.text("ly-do").to_owned(),
    }
}

/// What waits for somebody comes first.
fn urgency(state: State) -> u8 {
    match state {
        State::Submitted => 0,
        State::UnlockAsked => 1,
        State::Rejected => 2,
        State::Draft => 3,
        State::Approved => 4,
        State::Locked => 5,
    }
}

fn pager(asked: &Fields, here: &str, number: usize, total: usize) -> Option<Pager> {
    if total <= PAGE_ROWS {
        return None;
    }
    let last = number.saturating_mul(PAGE_ROWS).min(total);
    let first = ((number - 1).saturating_mul(PAGE_ROWS) + 1).min(total);
    let page = |number: usize| format!("{here}{}#truong", query_of(asked, Some(number)));
    Some(Pager {
        summary: format!("{first}–{last} trong {total} trường"),
        previous: (number > 1).then(|| page(number - 1)),
        next: (last < total).then(|| page(number + 1)),
    })
}

/// The filter as an address carries it, on a page of the list.
fn query_of(asked: &Fields, page: Option<usize>) -> String {
    let mut query = form_urlencoded::Serializer::new(String::new());
    for field in NARROWING {
        if let Some(value) = asked.filled(field) {
            query.append_pair(field, value);
        }
    }
    if let Some(page) = page {
        query.append_pair("trang", &page.to_string());
    }
    let query = query.finish();
    if query.is_empty() { query } else { format!("?{query}") }
}

fn exports(place: &str, query: &str) -> Vec<Link> {
    [("CSV", "csv"), ("Excel", "xlsx")]
        .map(|(label, kind)| Link::new(label, format!("{place}/{kind}{query}")))
        .to_vec()
}

/// `GET /ky-bao-cao/{round}/tai-ve/{kind}`: the sums as a file.
pub async fn sums_file(
    signed: Signed,
    InPath((round, kind)): InPath<(RoundId, String)>,
    Asked(asked): Asked,
) -> Result<Response, Failure> {
    let found = round_overview(&signed.ctx, round, wanted(&asked)).await?;
    let count = |number: usize| Some(i64::try_from(number).unwrap_or(i64::MAX));
    let rows = found.sums.iter().map(|(code, sum)| (code.clone(), vec![Some(sum.sum), count(sum.schools)]));
    let notes = vec![format!("Số liệu ngày {}", found.round.data_day), sums_note(&found)];
    let made = sheet(found.round.name(), notes, found.round.data_day, &["Tổng", "Số trường có"], rows);
    download::sheet(&made, &kind, &format!("tong-hop-{}", found.round.data_day.iso()))
}

/// `GET /ky-bao-cao/{round}/truong/{kind}`: the schools as a file.
pub async fn schools_file(
    signed: Signed,
    InPath((round, kind)): InPath<(RoundId, String)>,
    Asked(asked): Asked,
) -> Result<Response, Failure> {
    let found = round_overview(&signed.ctx, round, wanted(&asked)).await?;
    download::sheet(&schools_sheet(&found), &kind, &format!("truong-{}", found.round.data_day.iso()))
}

fn schools_sheet(found: &RoundOverview) -> Sheet {
    let column = |title: &str, width, kind| SheetColumn { title: title.to_owned(), width, kind };
    let mut columns = vec![
        column("Mã", 14, SheetKind::Text),
        column("Trường", 44, SheetKind::Text),
        column("Địa bàn", 26, SheetKind::Text),
        column("Trạng thái", 18, SheetKind::Text),
        column("Cập nhật", 22, SheetKind::Text),
        column("Lời", 40, SheetKind::Text),
    ];
    columns.extend(FIGURES.map(|(_, label)| column(label, 12, SheetKind::Number)));
    let names: BTreeMap<UnitId, &str> =
        found.places.iter().map(|place| (place.id, place.name.as_str())).collect();
    let text = |text: Option<String>| text.filter(|text| !text.is_empty()).map_or(Cell::Empty, Cell::Text);
    let rows = found.lines.iter().map(|line| {
        let mut cells = vec![
            text(line.unit.code.clone()),
            Cell::Text(line.unit.name.clone()),
            text(line.place.and_then(|place| names.get(&place)).map(|name| (*name).to_owned())),
            Cell::Text(line.state.name().to_owned()),
            text(line.at.map(|at| at.to_string())),
            text(Some(line.note.clone())),
        ];
        cells.extend(FIGURES.map(|(code, _)| {
            let number = line.figures.as_ref().and_then(|figures| figures.get(code));
            number.map_or(Cell::Empty, |number| Cell::Whole(*number))
        }));
        cells
    });
    Sheet {
        name: "Các trường".to_owned(),
        title: found.round.name(),
        notes: vec![format!("Số liệu ngày {}", found.round.data_day)],
        day: found.round.data_day,
        columns,
        rows: rows.collect(),
    }
}
