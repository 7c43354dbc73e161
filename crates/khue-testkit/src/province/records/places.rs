//! What a school says of itself, its sites, land, buildings and rooms.

use khue_app::registry::{Ownership, UnitKind};
use khue_base::Quantity;
use khue_rules::registry::record::FieldValue;

use super::draft::{Fields, code, day, flag, record, text, whole, year};
use super::{Maker, YEARS, on};
use crate::province::prng::Prng;
use crate::province::{NationalStandard, School};

fn decimal(whole: u32) -> Option<FieldValue> {
    Some(FieldValue::Decimal(Quantity::from_thousandths(i64::from(whole) * 1000)))
}

/// Gives the profile, sites, land, buildings and rooms of a school.
pub(super) fn make_places<'a>(maker: &mut Maker<'_, 'a>, school: &'a School) {
    let mut prng = Prng::new(maker.seed, &format!("places {}", school.key));
    let since = (on(YEARS.first().copied().unwrap_or_default(), 8, 1), None);
    let area = school.pupils * prng.between(9, 15);
    make_profile(maker, school, area, &mut prng);
    let site_fields =
        Fields::of("site", ["code", "name", "is_main", "commune", "hamlet", "distance_km", "travel_means"]);
    let commune = school.commune.strip_prefix("old-").unwrap_or_default();
    // Sites beside the main one: in the hills, at preschools and primary schools.
    let hills = matches!(maker.district, 218..=220);
    let young = matches!(school.kind, UnitKind::Preschool | UnitKind::Primary);
    let further = if young && hills {
        prng.between(1, 3)
    } else if young {
        prng.between(0, 1)
    } else {
        0
    };
    let mut sites = Vec::new();
    for number in 0..=further {
        let id = maker.id("site");
        let values = site_fields.fill([
            text(format!("{number:02}")),
            text(if number == 0 {
                "Điểm trường chính".to_owned()
            } else {
                format!("Điểm lẻ thôn {}", number * 3)
            }),
            flag(number == 0),
            code(commune),
            text(format!("Thôn {}", number * 3 + 1)),
            (number > 0)
                .then(|| Quantity::from_thousandths(i64::from(prng.between(9, 62)) * 100))
                .map(FieldValue::Decimal),
            (number > 0).then(|| FieldValue::Codes(vec!["xe-may".to_owned()])),
        ]);
        maker.give("site", id, school, since, values);
        sites.push(id);
    }
    let land = Fields::of("land", ["code", "name", "site", "area_m2", "built_area_m2", "paper"]);
    let mut left = area;
    for (number, site) in sites.iter().enumerate() {
        let own = if number + 1 == sites.len() { left } else { left / 2 };
        left -= own;
        let id = maker.id("land");
        let values = land.fill([
            text(format!("D{}", number + 1)),
            text(format!("Thửa số {}", number + 1)),
            record(*site),
            decimal(own),
            decimal(own / 4),
            code(if prng.happens(87) { "gcn" } else { "dang-lam" }),
        ]);
        maker.give("land", id, school, since, values);
    }
    make_rooms(maker, school, &sites, &mut prng);
}

fn make_rooms<'a>(maker: &mut Maker<'_, 'a>, school: &'a School, sites: &[i64], prng: &mut Prng) {
    let since = (on(YEARS.first().copied().unwrap_or_default(), 8, 1), None);
    let building = Fields::of(
        "building",
        ["code", "name", "site", "storeys", "grade", "permanence", "built_year", "condition"],
    );
    let mut blocks = Vec::new();
    // The first block is solid, the second half-solid or old.
    for (number, (permanence, grade, storeys)) in
        [("kien-co", "3", 3), ("ban-kien-co", "4", 1)].into_iter().enumerate()
    {
        let id = maker.id("building");
        let values = building.fill([
            text(format!("N{}", number + 1)),
            text(if number == 0 { "Nhà lớp học cao tầng" } else { "Nhà cấp 4" }),
            sites.first().copied().and_then(record),
            whole(storeys),
            code(grade),
            code(permanence),
            Some(FieldValue::Year(if number == 0 { 2003 } else { 1988 } + prng.below(15) as i16)),
            code(if number == 0 { "tot" } else { "can-sua" }),
        ]);
        maker.give("building", id, school, since, values);
        blocks.push(id);
    }
    let room = Fields::of(
        "room",
        [
            "code",
            "name",
            "site",
            "building",
            "storey",
            "purpose",
            "permanence",
            "ownership",
            "condition",
            "area_m2",
            "seats",
            "has_internet",
            "is_used",
        ],
    );
    let mut number = 0;
    let mut give =
        |maker: &mut Maker<'_, 'a>, name: String, purpose: &str, is_solid: bool, is_own: bool, area: u32| {
            number += 1;
            let id = maker.id("room");
            let site = if is_solid { sites.first() } else { sites.last() };
            let block = if is_solid { blocks.first() } else { blocks.last() };
            let permanence = if is_solid {
                "kien-co"
            } else if number % 5 == 0 {
                "tam"
            } else {
                "ban-kien-co"
            };
            let values = room.fill([
                text(format!("P{number:03}")),
                text(name),
                site.copied().and_then(record),
                block.copied().and_then(record),
                whole(if is_solid { 1 + number % 3 } else { 1 }),
                code(purpose),
                code(permanence),
                code(if is_own { "cua-truong" } else { "muon" }),
                code(if permanence == "tam" { "xuong-cap" } else { "tot" }),
                decimal(area),
                whole(area * 2 / 3),
                flag(is_solid),
                flag(true),
            ]);
            maker.give("room", id, school, since, values);
        };
    for place in 0..school.rooms {
        let is_solid = place < school.solid_rooms;
        let is_own = is_solid || place % 7 != 0;
        give(maker, format!("Phòng học {}", place + 1), "hoc", is_solid, is_own, 54);
    }
    let special: &[(&str, &str)] = match school.kind {
        UnitKind::Preschool => {
            &[("Nhà bếp", "bep"), ("Phòng y tế", "y-te"), ("Phòng giáo dục nghệ thuật", "da-nang")]
        }
        UnitKind::Primary => &[
            ("Thư viện", "thu-vien"),
            ("Phòng Tin học", "bo-mon-tin"),
            ("Phòng Ngoại ngữ", "bo-mon-ngoai-ngu"),
            ("Phòng y tế", "y-te"),
            ("Phòng thiết bị", "thiet-bi"),
        ],
        _ => &[
            ("Thư viện", "thu-vien"),
            ("Phòng Tin học", "bo-mon-tin"),
            ("Phòng Ngoại ngữ", "bo-mon-ngoai-ngu"),
            ("Phòng Khoa học tự nhiên", "bo-mon-khtn"),
            ("Nhà đa năng", "the-chat"),
            ("Phòng y tế", "y-te"),
        ],
    };
    let offices = [
        ("Phòng hiệu trưởng", "hieu-bo"),
        ("Phòng hội đồng", "giao-vien"),
        ("Nhà vệ sinh nam", "ve-sinh-hs-nam"),
        ("Nhà vệ sinh nữ", "ve-sinh-hs-nu"),
        ("Nhà vệ sinh giáo viên", "ve-sinh-gv"),
    ];
    for (name, purpose) in special.iter().chain(&offices) {
        give(maker, (*name).to_owned(), purpose, true, true, 48);
    }
}

fn make_profile<'a>(maker: &mut Maker<'_, 'a>, school: &'a School, area: u32, prng: &mut Prng) {
    let fields = Fields::of(
        "school_profile",
        [
            "name",
            "code",
            "levels",
            "type",
            "ownership",
            "area_class",
            "ethnic_region",
            "is_extremely_difficult",
            "commune",
            "phone",
            "national_standard",
            "national_standard_on",
            "accreditation_level",
            "self_assessed_year",
            "land_area_m2",
            "has_two_sessions",
            "has_day_boarding",
            "water_source",
            "has_internet",
            "has_sex_separate_toilets",
        ],
    );
    let (standard, accreditation) = match school.standard {
        NationalStandard::NotCounted => (None, None),
        NationalStandard::NotYet => (Some("0"), None),
        NationalStandard::Level1 => (Some("1"), Some("2")),
        NationalStandard::Level2 => (Some("2"), Some("3")),
    };
    let levels: &[&str] = match school.kind {
        UnitKind::Preschool => &["01"],
        UnitKind::Primary => &["02"],
        UnitKind::PrimaryLowerSecondary => &["02", "03"],
        UnitKind::LowerSecondary => &["03"],
        UnitKind::LowerUpperSecondary => &["03", "04"],
        UnitKind::UpperSecondary => &["04"],
        _ => &["05"],
    };
    let has_standard = matches!(school.standard, NationalStandard::Level1 | NationalStandard::Level2);
    let hills = matches!(maker.district, 219 | 220);
    let starts = YEARS.last().copied().unwrap_or_default();
    let id = maker.id("school_profile");
    let values = fields.fill([
        text(school.name.clone()),
        text(school.code.clone()),
        Some(FieldValue::Codes(levels.iter().map(|level| (*level).to_owned()).collect())),
        code(match school.kind {
            UnitKind::ContinuingCentre => "gdnn-gdtx",
            _ if school.short_name == "THPT Chuyên Bắc Giang" => "chuyen",
            UnitKind::PrimaryLowerSecondary => "lien-cap",
            _ => "thuong",
        }),
        code(if school.ownership == Ownership::Public { "1" } else { "3" }),
        code(if hills {
            "1"
        } else if maker.district == 213 {
            "2"
        } else {
            "3"
        }),
        code(if maker.district == 220 {
            "3"
        } else if maker.district == 219 {
            "2"
        } else {
            "0"
        }),
        flag(maker.district == 220),
        school.commune.strip_prefix("old-").and_then(code),
        text(format!("0204{:07}", prng.below(10_000_000))),
        standard.and_then(code),
        has_standard.then(|| day(2016 + prng.below(5) as i16, 1 + prng.below(12) as i8, 15)).flatten(),
        accreditation.and_then(code),
        (school.standard != NationalStandard::NotCounted && !prng.happens(3)).then(|| year(starts)).flatten(),
        decimal(area),
        flag(matches!(
            school.kind,
            UnitKind::Preschool | UnitKind::Primary | UnitKind::PrimaryLowerSecondary
        )),
        flag(school.kind == UnitKind::Preschool),
        code(if hills { "gieng-khoan" } else { "may" }),
        flag(!(hills && prng.happens(3))),
        flag(!prng.happens(4)),
    ]);
    maker.give("school_profile", id, school, (on(2018, 8, 1), None), values);
}
