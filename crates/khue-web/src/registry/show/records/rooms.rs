//! `GET /don-vi/{id}/co-so`: rooms of a school by site and building, with their sums.

use std::collections::{BTreeMap, BTreeSet};

use axum::response::Response;
use khue_app::registry::records::{Names, Record, count_records, may_change};
use khue_base::UnitId;

use super::{Place, add, all_of, file, shown, the};
use crate::page::{ColumnKind, Fact, Link};
use crate::registry::record_list::{RecordGroup, RecordListPage, RecordRow, columns, figures};
use crate::registry::show::day_asked;
use crate::{Asked, Failure, Fields, InPath, Signed, show};

const ROOMS: &[(&str, ColumnKind)] = &[
    ("Phòng", ColumnKind::Text),
    ("Công dụng", ColumnKind::Later),
    ("Mức độ kiên cố", ColumnKind::Later),
    ("Sở hữu", ColumnKind::Later),
    ("Tình trạng", ColumnKind::Later),
    ("Diện tích (m²)", ColumnKind::Figure),
];

/// Shows the list.
pub async fn page(
    signed: Signed,
    InPath(id): InPath<UnitId>,
    Asked(asked): Asked,
) -> Result<Response, Failure> {
    Ok(show(&rooms(&signed, id, &asked).await?.0))
}

/// The same as a file.
pub async fn rooms_file(
    signed: Signed,
    InPath((id, kind)): InPath<(UnitId, String)>,
    Asked(asked): Asked,
) -> Result<Response, Failure> {
    let (page, place) = rooms(&signed, id, &asked).await?;
    file(&page, place.day, &kind, &format!("phong-{}", place.day.iso()))
}

async fn rooms(signed: &Signed, id: UnitId, asked: &Fields) -> Result<(RecordListPage, Place), Failure> {
    let day = day_asked(asked, signed.ctx.today())?;
    let all = async |code: &str| all_of(signed, code, id, day).await;
    let (rooms, buildings, sites) = (all("room").await?, all("building").await?, all("site").await?);
    let classes = count_records(&signed.ctx, the("class")?, id, day).await?;
    let place = Place::find(signed, id, day).await?;
    let steps = if may_change(&signed.ctx, id).await? {
        let kinds = ["room", "building", "site", "land", "equipment", "works"];
        add::links(id, &kinds, &place.asked())
    } else {
        Vec::new()
    };
    let page = RecordListPage {
        steps,
        facts: sums(&rooms, &sites, classes),
        groups: by_place(&place, &rooms, &buildings, &sites),
        ..place.list(signed, "Cơ sở vật chất", "/co-so", "phòng nào")
    };
    Ok((page, place))
}

/// Shares as numerator and denominator; a room without a value is counted apart, never as the bad one.
fn sums(rooms: &[Record], sites: &[Record], classes: i64) -> Vec<Fact> {
    let fact = |name: &str, text: String| Fact { name: name.to_owned(), text, href: None };
    let lessons: Vec<&Record> =
        rooms.iter().filter(|room| room.facts.text("purpose") == Some("hoc")).collect();
    let with = |permanence: Option<&str>| {
        lessons.iter().filter(|room| room.facts.text("permanence") == permanence).count()
    };
    let mut facts = vec![
        fact("Điểm trường", sites.len().to_string()),
        fact("Tổng số phòng", rooms.len().to_string()),
        fact("Phòng học trên lớp", format!("{}/{classes}", lessons.len())),
        fact("Phòng học kiên cố", format!("{}/{}", with(Some("kien-co")), lessons.len())),
        fact("Phòng học tạm", format!("{}/{}", with(Some("tam")), lessons.len())),
    ];
    if with(None) > 0 {
        facts.push(fact("Phòng học chưa ghi mức kiên cố", with(None).to_string()));
    }
    let borrowed = lessons
        .iter()
        .filter(|room| room.facts.text("ownership").is_some_and(|ownership| ownership != "cua-truong"))
        .count();
    facts.push(fact("Phòng học nhờ, mượn, thuê", format!("{borrowed}/{}", lessons.len())));
    facts
}

fn by_place(place: &Place, rooms: &[Record], buildings: &[Record], sites: &[Record]) -> Vec<RecordGroup> {
    let names: BTreeMap<i64, String> =
        buildings.iter().chain(sites).map(|one| (one.key.id.0, one.called())).collect();
    let site_of: BTreeMap<i64, Option<i64>> =
        buildings.iter().map(|one| (one.key.id.0, one.facts.record("site"))).collect();
    // A room stands at its own site, or at that of its building.
    let key = |room: &Record| {
        let building = room.facts.record("building");
        let own = room.facts.record("site");
        (own.or_else(|| building.and_then(|id| site_of.get(&id).copied().flatten())), building)
    };
    let order: Vec<i64> = sites.iter().chain(buildings).map(|one| one.key.id.0).collect();
    let rank = |id: Option<i64>| order.iter().position(|one| Some(*one) == id).unwrap_or(usize::MAX);
    let places: BTreeSet<_> = rooms
        .iter()
        .map(key)
        .map(|(site, building)| ((rank(site), rank(building)), site, building))
        .collect();
    places
        .into_iter()
        .enumerate()
        .map(|(number, (_, site, building))| {
            let named = |id: Option<i64>| id.and_then(|id| names.get(&id).cloned());
            let heading: Vec<String> = [named(site), named(building)].into_iter().flatten().collect();
            let here: Vec<&Record> = rooms.iter().filter(|room| key(room) == (site, building)).collect();
            RecordGroup {
                anchor: format!("noi-{number}"),
                heading: if heading.is_empty() {
                    "Chưa ghi vị trí".to_owned()
                } else {
                    heading.join(" · ")
                },
                note: format!("{} phòng", here.len()),
                columns: columns(ROOMS),
                rows: here.into_iter().map(|room| row(place, room)).collect(),
                ..RecordGroup::default()
            }
        })
        .collect()
}

fn row(place: &Place, room: &Record) -> RecordRow {
    let names = Names::new();
    let of = |code: &str| shown(room, code, &names);
    let note = [of("purpose"), of("permanence"), of("condition")];
    let note: Vec<String> = note.into_iter().filter(|part| !part.is_empty()).collect();
    RecordRow {
        what: Link::new(room.called(), place.at(&format!("/ho-so/room/{}", room.key.id))),
        note: note.join(" · "),
        figures: figures(
            ROOMS,
            vec![of("purpose"), of("permanence"), of("ownership"), of("condition"), of("area_m2")],
        ),
    }
}
