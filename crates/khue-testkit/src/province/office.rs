//! Offices of the province and the districts, with those who work there; and the schools' place among them.

use khue_app::registry::{
    Basis, LoadSuccession, LoadUnit, Ownership, Parent, Relation, Share, SuccessionKind, UnitKind,
};
use khue_base::Day;
use khue_rules::accounts::Role;

use super::staff::{Place, Staff, login_word};
use super::territory::District;
use super::{MERGER, Province, START, Scale, day};

const OLD_PROVINCE: &str = "old-24";
const NEW_PROVINCE: &str = "new-24";
const OLD_OFFICE: &str = "vp-ubnd";
const NEW_OFFICE: &str = "vp-ubnd-2025";
const OLD_DEPARTMENT: &str = "so-gddt";
const NEW_DEPARTMENT: &str = "so-gddt-2025";

/// The first day of the rearrangement of 2025: the city took in Yên Dũng, Chũ was split from Lục Ngạn.
const REARRANGED: &str = "2025-01-01";
const CITY: &str = "old-213";
const MERGED_DISTRICT: &str = "old-221";
const SPLIT_DISTRICT: &str = "old-219";
const NEW_TOWN: &str = "old-224";

/// Other departments that directives name. What the mergers of 2025 made of them is not told here.
const AGENCIES: [(&str, &str); 12] = [
    ("sonv", "Sở Nội vụ"),
    ("sotc", "Sở Tài chính"),
    ("sokhdt", "Sở Kế hoạch và Đầu tư"),
    ("sotttt", "Sở Thông tin và Truyền thông"),
    ("soyt", "Sở Y tế"),
    ("soldtbxh", "Sở Lao động - Thương binh và Xã hội"),
    ("soxd", "Sở Xây dựng"),
    ("sotnmt", "Sở Tài nguyên và Môi trường"),
    ("sokhcn", "Sở Khoa học và Công nghệ"),
    ("sovhttdl", "Sở Văn hóa, Thể thao và Du lịch"),
    ("congan", "Công an tỉnh"),
    ("thanhtra", "Thanh tra tỉnh"),
];

/// From a day until the day before another.
type Stretch = (Day, Option<Day>);

/// Adds the province's and the districts' offices.
pub(super) fn add_offices(province: &mut Province, staff: &mut Staff, districts: &[District]) {
    let (before, after) = ((day(START), Some(day(MERGER))), (day(MERGER), None));
    let department = "Sở Giáo dục và Đào tạo";
    for (key, kind, name, short_name, above, stretch) in [
        (
            OLD_OFFICE,
            UnitKind::Office,
            "Văn phòng UBND tỉnh Bắc Giang".to_owned(),
            "VP UBND tỉnh",
            OLD_PROVINCE,
            before,
        ),
        (
            NEW_OFFICE,
            UnitKind::Office,
            "Văn phòng UBND tỉnh Bắc Ninh".to_owned(),
            "VP UBND tỉnh",
            NEW_PROVINCE,
            after,
        ),
        (
            OLD_DEPARTMENT,
            UnitKind::Department,
            format!("{department} Bắc Giang"),
            "Sở GDĐT",
            OLD_PROVINCE,
            before,
        ),
        (
            NEW_DEPARTMENT,
            UnitKind::Department,
            format!("{department} Bắc Ninh"),
            "Sở GDĐT",
            NEW_PROVINCE,
            after,
        ),
    ] {
        add_office(province, (key, kind), (&name, short_name), above, stretch);
    }
    for (key, name) in AGENCIES {
        add_office(province, (key, UnitKind::Agency), (name, name), OLD_PROVINCE, before);
    }
    for (from, to) in [(OLD_OFFICE, NEW_OFFICE), (OLD_DEPARTMENT, NEW_DEPARTMENT)] {
        pass(province, (from, to), (SuccessionKind::Merge, Share::Whole), MERGER);
    }
    for district in districts {
        let key = office_key(&district.key);
        let name = format!("Phòng Giáo dục và Đào tạo {}", district.name_inside());
        let short_name = format!("Phòng GDĐT {}", district.bare_name());
        let until = last_day(&district.key);
        let names = (name.as_str(), short_name.as_str());
        add_district_office(province, &key, names, &district.key, (day(START), Some(day(until))));
        // The Department keeps the files of the offices that were dissolved; the city's office those of
        // the district that the city took in.
        if district.key == MERGED_DISTRICT {
            pass(province, (&key, &office_key(CITY)), (SuccessionKind::Merge, Share::Whole), REARRANGED);
        } else {
            pass(province, (&key, NEW_DEPARTMENT), (SuccessionKind::Transfer, Share::Part), MERGER);
        }
    }
    if districts.iter().any(|district| district.key == SPLIT_DISTRICT) {
        let (key, from) = (office_key(NEW_TOWN), office_key(SPLIT_DISTRICT));
        let names = ("Phòng Giáo dục và Đào tạo thị xã Chũ", "Phòng GDĐT TX Chũ");
        add_district_office(province, &key, names, NEW_TOWN, (day(REARRANGED), Some(day(MERGER))));
        pass(province, (&from, &key), (SuccessionKind::Split, Share::Part), REARRANGED);
        pass(province, (&key, NEW_DEPARTMENT), (SuccessionKind::Transfer, Share::Part), MERGER);
    }
    add_province_posts(staff);
    for district in districts {
        add_district_posts(province, staff, district);
    }
}

/// Adds the schools as units, and their people.
pub(super) fn add_schools(province: &mut Province, staff: &mut Staff) {
    for school in &province.schools {
        // While there are districts, the district keeps its schools, and the Department upper secondary
        // schools and centres; afterwards the commune keeps the former, and the Department guides them all.
        let of_department = matches!(school.kind, UnitKind::UpperSecondary | UnitKind::ContinuingCentre);
        let mut parents = Vec::new();
        for stay in &school.stays {
            let (keeper, guide) = match (&stay.district, of_department) {
                (Some(_), true) => (OLD_DEPARTMENT.to_owned(), OLD_DEPARTMENT.to_owned()),
                (Some(district), false) => (district.clone(), office_key(district)),
                (None, true) => (NEW_DEPARTMENT.to_owned(), NEW_DEPARTMENT.to_owned()),
                (None, false) => (stay.commune.clone(), NEW_DEPARTMENT.to_owned()),
            };
            for (relation, key) in [
                (Relation::Administrative, keeper),
                (Relation::Professional, guide),
                (Relation::Territorial, stay.commune.clone()),
            ] {
                add_parent(&mut parents, Parent { relation, key, from: stay.from, until: stay.until });
            }
        }
        province.records.units.push(LoadUnit {
            key: school.key.clone(),
            kind: school.kind,
            ownership: school.ownership,
            name: school.name.clone(),
            short_name: school.short_name.clone(),
            code: Some(school.code.clone()),
            from: day(START),
            until: None,
            parents,
        });
        staff.school(school);
    }
}

fn add_province_posts(staff: &mut Staff) {
    use Role::*;
    let until = Some(day(MERGER));
    let general = "Chuyên viên Phòng Giáo dục phổ thông";
    let preschool = "Chuyên viên Phòng Giáo dục mầm non";
    for (login, role, title, unit, later) in [
        ("ct.ubnd", ProvinceLeader, "Chủ tịch UBND tỉnh", OLD_PROVINCE, NEW_PROVINCE),
        ("pct.ubnd", ProvinceLeader, "Phó Chủ tịch UBND tỉnh", OLD_PROVINCE, NEW_PROVINCE),
        ("vp.ubnd", ProvinceOffice, "Phó Chánh Văn phòng", OLD_OFFICE, NEW_OFFICE),
        ("cv.vpubnd", ProvinceOffice, "Chuyên viên", OLD_OFFICE, NEW_OFFICE),
        ("gd.sogddt", DepartmentLeader, "Giám đốc Sở", OLD_DEPARTMENT, NEW_DEPARTMENT),
        ("pgd.sogddt", DepartmentLeader, "Phó Giám đốc Sở", OLD_DEPARTMENT, NEW_DEPARTMENT),
        ("cv1.sogddt", DepartmentSpecialist, "Chuyên viên Văn phòng Sở", OLD_DEPARTMENT, NEW_DEPARTMENT),
        ("cv2.sogddt", DepartmentSpecialist, general, OLD_DEPARTMENT, NEW_DEPARTMENT),
        ("cv3.sogddt", DepartmentSpecialist, preschool, OLD_DEPARTMENT, NEW_DEPARTMENT),
        ("thanhtra", Auditor, "Thanh tra viên", "thanhtra", NEW_OFFICE),
        ("quantri", Administrator, "Quản trị hệ thống", OLD_DEPARTMENT, NEW_DEPARTMENT),
    ] {
        let units = [(unit, day(START), until), (later, day(MERGER), None)];
        staff.add(&Place { login, role, title, units: &units, district: "", women: 35 });
    }
    for (key, _) in AGENCIES {
        // An agency reports on its own tasks and decides nothing for others: a clerk's rights.
        let (login, title) = (format!("cv.{key}"), "Chuyên viên Văn phòng");
        let units = [(key, day(START), until)];
        staff.add(&Place { login: &login, role: Clerk, title, units: &units, district: "", women: 50 });
    }
}

fn add_district_posts(province: &Province, staff: &mut Staff, district: &District) {
    let word = login_word(district.bare_name());
    let (office, code) = (office_key(&district.key), district.code.as_str());
    let until = Some(day(last_day(&district.key)));
    for (prefix, title, unit) in [
        ("ubnd", "Phó Chủ tịch UBND cấp huyện", district.key.as_str()),
        ("pgd", "Trưởng phòng", office.as_str()),
    ] {
        let (login, units) = (format!("{prefix}.{word}"), [(unit, day(START), until)]);
        let role = Role::DistrictOfficer;
        staff.add(&Place { login: &login, role, title, units: &units, district: code, women: 35 });
    }
    // Communes that have a school in the province as made; in the full one, two a district.
    let has_school = |key: &str| province.schools.iter().any(|school| school.commune == key);
    let number = if province.scale == Scale::Full { 2 } else { 1 };
    for commune in district.communes.iter().filter(|commune| has_school(&commune.key)).take(number) {
        let login = format!("xa.{}.{word}", login_word(&commune.bare_name));
        let mut units: Vec<(&str, Day, Option<Day>)> = Vec::new();
        for stay in &commune.stays {
            match units.last_mut() {
                Some(last) if last.0 == stay.commune => last.2 = stay.until,
                _ => units.push((&stay.commune, stay.from, stay.until)),
            }
        }
        let (role, title) = (Role::CommuneOfficer, "Công chức Văn hóa - Xã hội");
        staff.add(&Place { login: &login, role, title, units: &units, district: code, women: 45 });
    }
}

fn office_key(district: &str) -> String {
    format!("phong-gddt-{}", district.trim_start_matches("old-"))
}

/// The first day without this district.
fn last_day(district: &str) -> &'static str {
    if district == MERGED_DISTRICT { REARRANGED } else { MERGER }
}

fn pass(province: &mut Province, (from, to): (&str, &str), (kind, share): (SuccessionKind, Share), on: &str) {
    let decision = if on == MERGER { "NQ 202/2025/QH15" } else { "NQ 1191/NQ-UBTVQH15" };
    province.records.successions.push(LoadSuccession {
        from: from.to_owned(),
        to: to.to_owned(),
        day: day(on),
        kind,
        share,
        decision: decision.to_owned(),
        basis: Basis::Assumed,
    });
}

fn add_office(
    province: &mut Province,
    (key, kind): (&str, UnitKind),
    names: (&str, &str),
    above: &str,
    stretch: Stretch,
) {
    let parents =
        [Relation::Administrative, Relation::Territorial].map(|relation| parent(relation, above, stretch));
    push_office(province, (key, kind), names, stretch, parents.to_vec());
}

fn add_district_office(
    province: &mut Province,
    key: &str,
    names: (&str, &str),
    district: &str,
    stretch: Stretch,
) {
    let parents = vec![
        parent(Relation::Administrative, district, stretch),
        parent(Relation::Professional, OLD_DEPARTMENT, stretch),
        parent(Relation::Territorial, district, stretch),
    ];
    push_office(province, (key, UnitKind::DistrictOffice), names, stretch, parents);
}

fn push_office(
    province: &mut Province,
    (key, kind): (&str, UnitKind),
    (name, short_name): (&str, &str),
    (from, until): Stretch,
    parents: Vec<Parent>,
) {
    province.records.units.push(LoadUnit {
        key: key.to_owned(),
        kind,
        ownership: Ownership::Public,
        name: name.to_owned(),
        short_name: short_name.to_owned(),
        code: None,
        from,
        until,
        parents,
    });
}

fn parent(relation: Relation, key: &str, (from, until): Stretch) -> Parent {
    Parent { relation, key: key.to_owned(), from, until }
}

/// Adds a parent, or lengthens the last one of the same relation when it goes on.
fn add_parent(parents: &mut Vec<Parent>, parent: Parent) {
    match parents.iter_mut().rfind(|known| known.relation == parent.relation) {
        Some(last) if last.key == parent.key => last.until = parent.until,
        _ => parents.push(parent),
    }
}
