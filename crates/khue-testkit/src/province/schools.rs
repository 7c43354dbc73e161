//! Schools: how many of which kind where, their names and their figures.
//!
//! Exact (printed figures of March 2021): 849 schools in the count of the national standard, 691 at level 1,
//! 99 at level 2, 59 below; Lạng Giang 67 of 68, Yên Dũng 59 of 60, Việt Yên 60 of 62, the city 50 of 52.
//! Everything else is assumed so that the parts add up.

use khue_app::registry::{Ownership, UnitKind};

use super::prng::Prng;
use super::territory::{Commune, District, Stay};

/// National standard that a school has reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum NationalStandard {
    /// Not counted: continuing education centres.
    NotCounted,
    /// Counted, not reached.
    NotYet,
    /// Level 1.
    Level1,
    /// Level 2.
    Level2,
}

/// A school with its figures.
#[derive(Clone, Debug)]
pub struct School {
    /// Key of its unit.
    pub key: String,
    /// What it is.
    pub kind: UnitKind,
    /// Who owns it.
    pub ownership: Ownership,
    /// Its name.
    pub name: String,
    /// Its name in tables.
    pub short_name: String,
    /// Its invented code as an institution.
    pub code: String,
    /// Key of its district of 2020.
    pub district: String,
    /// Key of its commune of 2020.
    pub commune: String,
    /// To which commune and district its place has belonged since 2020.
    pub stays: Vec<Stay>,
    /// Latitude and longitude in millionths of a degree, drawn around the commune's.
    pub point: Option<(i64, i64)>,
    /// National standard in March 2021.
    pub standard: NationalStandard,
    /// Classes, or groups of a preschool.
    pub classes: u32,
    /// Pupils, or children.
    pub pupils: u32,
    /// Teachers.
    pub teachers: u32,
    /// Classrooms.
    pub rooms: u32,
    /// Solid ones among them.
    pub solid_rooms: u32,
}

/// Counts of a district: schools in the count of the standard, upper secondary (of them private), primary and
/// lower secondary in one, and how many have not reached the standard.
struct Plan {
    code: &'static str,
    counted: u32,
    upper: u32,
    private_upper: u32,
    joined: u32,
    not_yet: u32,
}

const PLANS: [Plan; 10] = [
    plan("213", 52, 8, 3, 1, 2),
    plan("215", 74, 3, 0, 3, 6),
    plan("216", 96, 5, 1, 3, 6),
    plan("217", 68, 5, 1, 1, 1),
    plan("218", 120, 6, 2, 3, 12),
    plan("219", 141, 6, 1, 3, 16),
    plan("220", 66, 3, 0, 3, 7),
    plan("221", 60, 4, 1, 2, 1),
    plan("222", 62, 4, 1, 0, 2),
    plan("223", 110, 7, 2, 3, 6),
];

/// What private preschools are called, before the commune's name.
const PRIVATE_NAMES: [&str; 5] = [
    "tư thục Hoa Sen ",
    "tư thục Tuổi Thơ ",
    "tư thục Ánh Dương ",
    "tư thục Vành Khuyên ",
    "tư thục Sao Mai ",
];
const LEVEL_2: usize = 99;
const LOWER_SECONDARY: u32 = 242;
const PRIVATE_PRESCHOOLS: u32 = 23;

const fn plan(
    code: &'static str,
    counted: u32,
    upper: u32,
    private_upper: u32,
    joined: u32,
    not_yet: u32,
) -> Plan {
    Plan { code, counted, upper, private_upper, joined, not_yet }
}

/// All schools of the full province, by district and kind.
pub(super) fn all_schools(districts: &[District], seed: u64) -> Vec<School> {
    let lower = apportion(LOWER_SECONDARY, &PLANS.map(|plan| plan.counted - plan.upper - plan.joined));
    let mut schools = Vec::new();
    let mut private_preschools = PRIVATE_PRESCHOOLS;
    for (plan, lower) in PLANS.iter().zip(lower) {
        let Some(district) = districts.iter().find(|district| district.code == plan.code) else { continue };
        let mut prng = Prng::new(seed, &format!("schools {}", plan.code));
        let preschool = plan.counted - plan.upper - plan.joined - 2 * lower;
        let mut maker = Maker { district, prng: &mut prng, schools: Vec::new() };
        // Schools for both levels stand in the communes at the end of the list, the others elsewhere first.
        let (apart, joined) = district.communes.split_at(district.communes.len() - plan.joined as usize);
        // Private preschools grow where the industry is.
        let private = match plan.code {
            "213" => 9,
            "222" => 6,
            "221" | "223" | "217" | "216" => 2,
            _ => 0,
        };
        let private = private.min(private_preschools).min(preschool);
        private_preschools -= private;
        maker.series(UnitKind::Preschool, Ownership::Public, &district.communes, preschool - private);
        maker.series(UnitKind::Preschool, Ownership::Private, &district.communes, private);
        maker.series(UnitKind::Primary, Ownership::Public, apart, lower);
        maker.series(UnitKind::PrimaryLowerSecondary, Ownership::Public, joined, plan.joined);
        maker.series(UnitKind::LowerSecondary, Ownership::Public, apart, lower);
        maker.upper_secondary(plan.upper, plan.private_upper);
        maker.centre();
        let mut made = maker.schools;
        mark_not_yet(&mut made, plan, &mut prng);
        schools.extend(made);
    }
    mark_level_2(&mut schools, seed);
    schools
}

/// `total` shared out in the proportions of `weights`, by largest remainders.
fn apportion(total: u32, weights: &[u32; 10]) -> Vec<u32> {
    let sum: u32 = weights.iter().sum();
    let mut shares: Vec<u32> = weights.iter().map(|weight| total * weight / sum).collect();
    let mut order: Vec<usize> = (0..weights.len()).collect();
    order
        .sort_by_key(|place| std::cmp::Reverse(weights.get(*place).map_or(0, |weight| total * weight % sum)));
    let missing = total - shares.iter().sum::<u32>();
    for place in order.into_iter().take(missing as usize) {
        if let Some(share) = shares.get_mut(place) {
            *share += 1;
        }
    }
    shares
}

struct Maker<'a> {
    district: &'a District,
    prng: &'a mut Prng,
    schools: Vec<School>,
}

impl Maker<'_> {
    /// One school a commune, then second ones and third ones.
    fn series(&mut self, kind: UnitKind, ownership: Ownership, communes: &[Commune], count: u32) {
        if communes.is_empty() {
            return;
        }
        for number in 0..count as usize {
            let round = number / communes.len();
            let Some(commune) = communes.get(number % communes.len()) else { continue };
            let suffix = if round == 0 { String::new() } else { format!(" số {}", round + 1) };
            let (long, short) = match kind {
                UnitKind::Preschool => ("Trường Mầm non", "MN"),
                UnitKind::Primary => ("Trường Tiểu học", "TH"),
                UnitKind::PrimaryLowerSecondary => ("Trường Tiểu học và Trung học cơ sở", "TH&THCS"),
                _ => ("Trường Trung học cơ sở", "THCS"),
            };
            let own = match ownership {
                Ownership::Private => {
                    PRIVATE_NAMES.get(number % PRIVATE_NAMES.len()).copied().unwrap_or_default()
                }
                Ownership::Public => "",
            };
            let name = format!("{long} {own}{}{suffix}", commune.bare_name);
            let short_name = format!("{short} {own}{}{suffix}", commune.bare_name);
            self.add(kind, ownership, name, short_name, commune);
        }
    }

    fn upper_secondary(&mut self, count: u32, private: u32) {
        for number in 0..count {
            let Some(commune) =
                self.district.communes.get((number as usize * 3) % self.district.communes.len())
            else {
                continue;
            };
            let public = number < count - private;
            let district = self.district.bare_name();
            let rest = match (self.district.code.as_str(), number, public) {
                ("213", 0, _) => "Chuyên Bắc Giang".to_owned(),
                ("218", 0, _) => "Lục Nam".to_owned(),
                (_, _, false) => format!("tư thục {}", commune.bare_name),
                _ => format!("{district} số {}", number + 1),
            };
            let ownership = if public { Ownership::Public } else { Ownership::Private };
            let name = format!("Trường Trung học phổ thông {rest}");
            self.add(UnitKind::UpperSecondary, ownership, name, format!("THPT {rest}"), commune);
        }
    }

    fn centre(&mut self) {
        let Some(commune) = self.district.communes.first() else { return };
        let name =
            format!("Trung tâm Giáo dục nghề nghiệp - Giáo dục thường xuyên {}", self.district.name_inside());
        let short_name = format!("TT GDNN-GDTX {}", self.district.bare_name());
        self.add(UnitKind::ContinuingCentre, Ownership::Public, name, short_name, commune);
        if self.district.code == "213" {
            let name = "Trung tâm Giáo dục thường xuyên - Ngoại ngữ, Tin học tỉnh".to_owned();
            let short_name = "TT GDTX-NNTH tỉnh".to_owned();
            self.add(UnitKind::ContinuingCentre, Ownership::Public, name, short_name, commune);
        }
    }

    fn add(
        &mut self,
        kind: UnitKind,
        ownership: Ownership,
        name: String,
        short_name: String,
        commune: &Commune,
    ) {
        let (letter, digit) = match kind {
            UnitKind::Preschool => ("mn", 2),
            UnitKind::Primary => ("th", 4),
            UnitKind::PrimaryLowerSecondary => ("thcs", 6),
            UnitKind::LowerSecondary => ("thcs", 5),
            UnitKind::UpperSecondary => ("thpt", 7),
            _ => ("gdtx", 8),
        };
        let place = self.schools.iter().filter(|school| school.kind == kind).count() + 1;
        let letter = if kind == UnitKind::PrimaryLowerSecondary { "th-thcs" } else { letter };
        let (classes, per_class, teachers_per_10, solid) = self.size(kind, ownership);
        let pupils = classes * per_class + self.prng.between(0, 9);
        let rooms = classes;
        let mut aside = |at: i64| at + i64::from(self.prng.between(0, 12_000)) - 6_000;
        let point = commune.point.map(|(lat, lon)| (aside(lat), aside(lon)));
        self.schools.push(School {
            key: format!("{letter}-{}-{place:02}", self.district.code),
            kind,
            ownership,
            name,
            short_name,
            code: format!("24{}{digit}{place:02}", self.district.code),
            district: self.district.key.clone(),
            commune: commune.key.clone(),
            stays: commune.stays.clone(),
            point,
            standard: if kind == UnitKind::ContinuingCentre {
                NationalStandard::NotCounted
            } else {
                NationalStandard::Level1
            },
            classes,
            pupils,
            teachers: (classes * teachers_per_10).div_ceil(10),
            rooms,
            solid_rooms: (rooms * solid + 50) / 100,
        });
    }

    /// Classes, pupils a class, teachers for ten classes, percent of solid rooms: averages of the assumed
    /// totals of the province.
    fn size(&mut self, kind: UnitKind, ownership: Ownership) -> (u32, u32, u32, u32) {
        let hills = matches!(self.district.code.as_str(), "219" | "220");
        let solid = if hills { self.prng.between(76, 94) } else { self.prng.between(94, 100) };
        let (least, most, per_class, teachers) = match (kind, ownership) {
            (UnitKind::Preschool, Ownership::Private) => (5, 10, 24, 20),
            (UnitKind::Preschool, _) => (9, 20, 26, 19),
            (UnitKind::Primary, _) => (14, 31, 30, 15),
            (UnitKind::PrimaryLowerSecondary, _) => (12, 20, 31, 18),
            (UnitKind::LowerSecondary, _) => (7, 18, 37, 22),
            (UnitKind::UpperSecondary, Ownership::Private) => (8, 16, 41, 20),
            (UnitKind::UpperSecondary, _) => (22, 36, 42, 23),
            _ => (6, 14, 38, 17),
        };
        (self.prng.between(least, most), per_class, teachers, solid)
    }
}

/// Picks those that have not reached the standard: never where print says that a level is complete.
fn mark_not_yet(schools: &mut [School], plan: &Plan, prng: &mut Prng) {
    let complete: &[UnitKind] = match plan.code {
        "217" => &[UnitKind::Primary, UnitKind::LowerSecondary, UnitKind::PrimaryLowerSecondary],
        "221" => &[UnitKind::Preschool, UnitKind::Primary, UnitKind::PrimaryLowerSecondary],
        _ => &[],
    };
    let mut open: Vec<usize> = (0..schools.len())
        .filter(|place| {
            schools.get(*place).is_some_and(|school| {
                school.standard == NationalStandard::Level1 && !complete.contains(&school.kind)
            })
        })
        .collect();
    for _ in 0..plan.not_yet {
        let place = open.swap_remove(prng.below(open.len() as u64) as usize);
        if let Some(school) = schools.get_mut(place) {
            school.standard = NationalStandard::NotYet;
        }
    }
}

fn mark_level_2(schools: &mut [School], seed: u64) {
    let mut prng = Prng::new(seed, "level 2");
    let mut open: Vec<usize> = (0..schools.len())
        .filter(|place| schools.get(*place).is_some_and(|school| school.standard == NationalStandard::Level1))
        .collect();
    for _ in 0..LEVEL_2.min(open.len()) {
        let place = open.swap_remove(prng.below(open.len() as u64) as usize);
        if let Some(school) = schools.get_mut(place) {
            school.standard = NationalStandard::Level2;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::territory::districts;
    use super::*;

    fn counted(schools: &[School], district: &str) -> (usize, usize) {
        let of = schools.iter().filter(|school| {
            school.district == format!("old-{district}") && school.standard != NationalStandard::NotCounted
        });
        let reached = of.clone().filter(|school| school.standard >= NationalStandard::Level1);
        (reached.count(), of.count())
    }

    #[test]
    fn printed_figures_are_exact_for_every_seed() {
        for seed in [1, 2, 2020] {
            let schools = all_schools(&districts(), seed);
            let with = |standard| schools.iter().filter(|school| school.standard == standard).count();
            let levels =
                [NationalStandard::NotYet, NationalStandard::Level1, NationalStandard::Level2].map(with);
            assert_eq!(levels, [59, 691, 99]);
            assert_eq!(levels.iter().sum::<usize>(), 849);
            for (district, figures) in
                [("217", (67, 68)), ("221", (59, 60)), ("222", (60, 62)), ("213", (50, 52))]
            {
                assert_eq!(counted(&schools, district), figures, "{district}");
            }
            let open = |district: &str, kind: UnitKind| {
                schools.iter().any(|school| {
                    school.district == district
                        && school.kind == kind
                        && school.standard == NationalStandard::NotYet
                })
            };
            assert!(!open("old-217", UnitKind::Primary) && !open("old-217", UnitKind::LowerSecondary));
            assert!(!open("old-221", UnitKind::Preschool) && !open("old-221", UnitKind::Primary));
        }
    }

    #[test]
    fn keys_codes_and_names_are_each_schools_own() {
        let schools = all_schools(&districts(), 1);
        assert_eq!(schools.len(), 860);
        for part in [
            |s: &School| s.key.clone(),
            |s: &School| s.code.clone(),
            |s: &School| format!("{}{}", s.district, s.name),
        ] {
            let mut all: Vec<String> = schools.iter().map(part).collect();
            all.sort();
            let before = all.len();
            all.dedup();
            assert_eq!(all.len(), before);
        }
        let count = |kind| schools.iter().filter(|school| school.kind == kind).count();
        let kinds = [
            UnitKind::Preschool,
            UnitKind::Primary,
            UnitKind::PrimaryLowerSecondary,
            UnitKind::LowerSecondary,
        ];
        assert_eq!(kinds.map(count), [292, 242, 22, 242]);
        assert_eq!([UnitKind::UpperSecondary, UnitKind::ContinuingCentre].map(count), [51, 11]);
    }
}
