//! Districts and communes of 2020, and to which units each commune belonged since.

use std::collections::BTreeMap;

use khue_app::registry::AdminFiles;
use khue_base::Day;

use super::{START, day};

/// A district of 2020.
#[derive(Clone, Debug)]
pub(super) struct District {
    pub key: String,
    pub code: String,
    /// `Huyện Lục Nam`.
    pub name: String,
    /// The seat first.
    pub communes: Vec<Commune>,
}

/// A commune of 2020.
#[derive(Clone, Debug)]
pub(super) struct Commune {
    pub key: String,
    /// Without `Xã` or `Phường`.
    pub bare_name: String,
    /// Whether it is a `Thị trấn`.
    pub township: bool,
    /// Latitude and longitude in millionths of a degree.
    pub point: Option<(i64, i64)>,
    /// Where this place has belonged since 2020.
    pub stays: Vec<Stay>,
}

/// To which commune and district a place belonged for a period.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stay {
    /// First day.
    pub from: Day,
    /// First day after it.
    pub until: Option<Day>,
    /// Key of the commune.
    pub commune: String,
    /// Key of the district, while there are districts.
    pub district: Option<String>,
}

impl District {
    /// Without `Huyện` or `Thành phố`.
    pub fn bare_name(&self) -> &str {
        bare(&self.name)
    }

    /// Its name inside a sentence: `huyện Lục Nam`.
    pub fn name_inside(&self) -> String {
        let mut letters = self.name.chars();
        letters.next().into_iter().flat_map(char::to_lowercase).chain(letters).collect()
    }
}

/// The ten districts of Bắc Giang with their communes, in the order of their codes.
pub(super) fn districts() -> Vec<District> {
    let rows: Vec<Row> = AdminFiles::built_in().units.lines().skip(1).filter_map(row).collect();
    let went = mergers();
    let of_2020 =
        |level: &'static str| rows.iter().filter(move |row| row.level == level && row.from == day(START));
    let mut districts: Vec<District> = Vec::new();
    for row in of_2020("district") {
        let (key, code, name) = (row.key.to_owned(), row.code.to_owned(), row.name.to_owned());
        districts.push(District { key, code, name, communes: Vec::new() });
    }
    for row in of_2020("commune") {
        if let Some(district) = districts.iter_mut().find(|district| district.key == row.parent) {
            let commune = Commune {
                key: row.key.to_owned(),
                bare_name: bare(row.name).to_owned(),
                township: row.name.starts_with("Thị trấn "),
                point: row.point,
                stays: stays(row.key, &rows, &went),
            };
            // The lists give a district's seat before its other townships.
            let townships = district.communes.iter().filter(|known| known.township).count();
            let place = if commune.township { townships } else { district.communes.len() };
            district.communes.insert(place, commune);
        }
    }
    districts
}

fn bare(name: &str) -> &str {
    ["Thành phố ", "Thị xã ", "Thị trấn ", "Huyện ", "Phường ", "Xã "]
        .iter()
        .find_map(|prefix| name.strip_prefix(prefix))
        .unwrap_or(name)
}

/// Follows a commune through mergers.
fn stays(start: &'static str, rows: &[Row], went: &BTreeMap<&str, (&'static str, Day)>) -> Vec<Stay> {
    let mut stays = Vec::new();
    let (mut key, mut since) = (start, day(START));
    loop {
        for row in rows.iter().filter(|row| row.key == key && row.until.is_none_or(|until| since < until)) {
            stays.push(Stay {
                from: row.from.max(since),
                until: row.until,
                commune: key.to_owned(),
                district: (row.parent != NEW_PROVINCE).then(|| row.parent.to_owned()),
            });
        }
        match went.get(key) {
            Some((next, on)) => (key, since) = (*next, *on),
            None => return stays,
        }
    }
}

const NEW_PROVINCE: &str = "new-24";

fn mergers() -> BTreeMap<&'static str, (&'static str, Day)> {
    let merger = |line: &'static str| {
        let cells: Vec<&'static str> = line.split(',').collect();
        let &[from, to, "merge", _, on, _, _] = cells.as_slice() else { return None };
        Some((from, (to, on.parse().ok()?)))
    };
    AdminFiles::built_in().successions.lines().skip(1).filter_map(merger).collect()
}

struct Row {
    key: &'static str,
    level: &'static str,
    code: &'static str,
    name: &'static str,
    parent: &'static str,
    from: Day,
    until: Option<Day>,
    point: Option<(i64, i64)>,
}

fn row(line: &'static str) -> Option<Row> {
    let cells: Vec<&'static str> = line.split(',').collect();
    let &[key, level, _, code, name, parent, from, until, lat, lon] = cells.as_slice() else { return None };
    Some(Row {
        key,
        level,
        code,
        name,
        parent,
        from: from.parse().ok()?,
        until: until.parse().ok(),
        point: lat.parse().ok().zip(lon.parse().ok()),
    })
}
