//! Which two records may be of one person: the same number, or a name and a birth that slips of the pen
//! would make alike. A person decides; nothing is merged by itself.

use std::collections::{BTreeMap, HashMap};

use khue_base::search_key;

use super::record::PartialDay;

/// What is compared of a person.
#[derive(Clone, Debug)]
pub struct Known<'a> {
    /// The record.
    pub id: i64,
    /// The full name as written.
    pub name: &'a str,
    /// The day of birth, as far as known.
    pub birth: Option<PartialDay>,
    /// The code of the sex.
    pub sex: Option<&'a str>,
    /// The personal identification number.
    pub personal_number: Option<&'a str>,
    /// The identity code of the Ministry.
    pub ministry_code: Option<&'a str>,
    /// The name of the mother or of another guardian.
    pub guardian: Option<&'a str>,
}

/// Why two records may be of one person, the surest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Likeness {
    /// The same personal identification number.
    SameNumber,
    /// The same identity code of the Ministry.
    SameCode,
    /// The same name and birth.
    SameNameAndBirth,
    /// The same name; day and month of birth stand the other way round.
    DayAndMonthSwapped,
    /// The same birth; the names differ by accents only.
    AccentsDiffer,
    /// The same birth; the names differ by one letter.
    LetterDiffers,
    /// The same birth; one name has a part more.
    PartMissing,
    /// The same name and guardian; the births differ in one part.
    BirthPartDiffers,
}

impl Likeness {
    /// In a sentence's middle.
    pub fn words(self) -> &'static str {
        match self {
            Likeness::SameNumber => "cùng số định danh cá nhân",
            Likeness::SameCode => "cùng mã định danh của Bộ",
            Likeness::SameNameAndBirth => "cùng họ tên và ngày sinh",
            Likeness::DayAndMonthSwapped => "cùng họ tên, ngày và tháng sinh đảo chỗ",
            Likeness::AccentsDiffer => "cùng ngày sinh, họ tên chỉ khác dấu",
            Likeness::LetterDiffers => "cùng ngày sinh, họ tên khác một chữ cái",
            Likeness::PartMissing => "cùng ngày sinh, một họ tên thiếu chữ đệm",
            Likeness::BirthPartDiffers => "cùng họ tên và người giám hộ, ngày sinh khác một phần",
        }
    }
}

/// Two records that may be of one person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pair {
    /// The record with the smaller id.
    pub one: i64,
    /// The other.
    pub other: i64,
    /// Why, the surest reason.
    pub likeness: Likeness,
}

/// All pairs among these people that may be one person, the surest first. People are compared only within
/// groups that share a number, a name or a birth, so that the time grows with the number of pairs.
pub fn pairs(people: &[Known<'_>]) -> Vec<Pair> {
    let keys: Vec<String> = people.iter().map(|person| search_key(person.name)).collect();
    let mut groups: HashMap<(u8, String), Vec<usize>> = HashMap::new();
    for (place, (person, key)) in people.iter().zip(&keys).enumerate() {
        let mut put = |kind: u8, key: String| groups.entry((kind, key)).or_default().push(place);
        if let Some(number) = person.personal_number {
            put(0, number.to_owned());
        }
        if let Some(code) = person.ministry_code {
            put(1, code.to_owned());
        }
        put(2, key.clone());
        if let Some(birth) = person.birth.and_then(PartialDay::full) {
            // Among those born on one day the given name or the family name is mostly written alike.
            let mut words = key.split(' ');
            let family = words.next().unwrap_or_default();
            let given = words.next_back().unwrap_or(family);
            put(3, format!("{} {given}", birth.iso()));
            put(4, format!("{} {family}", birth.iso()));
        }
    }
    let mut found: BTreeMap<(i64, i64), Likeness> = BTreeMap::new();
    for group in groups.values() {
        for (number, first) in group.iter().enumerate() {
            for second in group.iter().skip(number + 1) {
                let (Some(one), Some(other)) = (people.get(*first), people.get(*second)) else { continue };
                let (Some(one_key), Some(other_key)) = (keys.get(*first), keys.get(*second)) else {
                    continue;
                };
                if let Some(likeness) = likeness(one, other, one_key, other_key) {
                    let pair = (one.id.min(other.id), one.id.max(other.id));
                    let known = found.entry(pair).or_insert(likeness);
                    *known = likeness.min(*known);
                }
            }
        }
    }
    let mut pairs: Vec<Pair> =
        found.into_iter().map(|((one, other), likeness)| Pair { one, other, likeness }).collect();
    pairs.sort_by_key(|pair| (pair.likeness, pair.one, pair.other));
    pairs
}

fn likeness(one: &Known<'_>, other: &Known<'_>, one_key: &str, other_key: &str) -> Option<Likeness> {
    let same = |one: Option<&str>, other: Option<&str>| one.is_some() && one == other;
    if same(one.personal_number, other.personal_number) {
        return Some(Likeness::SameNumber);
    }
    if same(one.ministry_code, other.ministry_code) {
        return Some(Likeness::SameCode);
    }
    // Two numbers that differ are two people, and so are two sexes, whatever the names say.
    let differ = |one: Option<&str>, other: Option<&str>| one.is_some() && other.is_some() && one != other;
    if differ(one.personal_number, other.personal_number) || differ(one.sex, other.sex) {
        return None;
    }
    let (birth, other_birth) = (one.birth?, other.birth?);
    if birth == other_birth {
        return if one.name == other.name {
            Some(Likeness::SameNameAndBirth)
        } else if one_key == other_key {
            Some(Likeness::AccentsDiffer)
        } else if birth.full().is_none() {
            None
        } else if differ_by_a_letter(one_key, other_key) {
            Some(Likeness::LetterDiffers)
        } else if part_missing(one_key, other_key) {
            Some(Likeness::PartMissing)
        } else {
            None
        };
    }
    if one_key != other_key {
        return None;
    }
    let (first, second) = (birth.full()?.parts(), other_birth.full()?.parts());
    if first.0 == second.0 && (first.1, first.2) == (second.2, second.1) {
        return Some(Likeness::DayAndMonthSwapped);
    }
    let apart = [first.0 != second.0, first.1 != second.1, first.2 != second.2];
    let same_guardian = match (one.guardian, other.guardian) {
        (Some(one), Some(other)) => search_key(one) == search_key(other),
        _ => false,
    };
    let one_part = apart.iter().filter(|apart| **apart).count() == 1;
    (one_part && same_guardian).then_some(Likeness::BirthPartDiffers)
}

/// Whether one letter put in, left out or changed makes one name of the other.
fn differ_by_a_letter(one: &str, other: &str) -> bool {
    let (one, other): (Vec<char>, Vec<char>) = (one.chars().collect(), other.chars().collect());
    let (short, long) = if one.len() <= other.len() { (&one, &other) } else { (&other, &one) };
    if long.len() - short.len() > 1 {
        return false;
    }
    let same_before = short.iter().zip(long.iter()).take_while(|(one, other)| one == other).count();
    let same_after = short
        .iter()
        .rev()
        .zip(long.iter().rev())
        .take(short.len() - same_before)
        .take_while(|(one, other)| one == other)
        .count();
    // In short names one letter makes another name: Vi An and Vi Ân are told apart by accents only.
    long.len() >= 8 && same_before + same_after >= long.len() - 1
}

/// Whether one name is the other without one of its middle parts.
fn part_missing(one: &str, other: &str) -> bool {
    let (one, other): (Vec<&str>, Vec<&str>) = (one.split(' ').collect(), other.split(' ').collect());
    let (short, long) = if one.len() <= other.len() { (one, other) } else { (other, one) };
    if short.len() < 2 || long.len() != short.len() + 1 {
        return false;
    }
    (1..long.len() - 1).any(|left_out| {
        let rest = long.iter().enumerate().filter(|(place, _)| *place != left_out).map(|(_, part)| part);
        rest.eq(short.iter())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn known<'a>(id: i64, name: &'a str, birth: &str) -> Known<'a> {
        Known {
            id,
            name,
            birth: birth.parse().ok(),
            sex: None,
            personal_number: None,
            ministry_code: None,
            guardian: None,
        }
    }

    fn alike(one: Known<'_>, other: Known<'_>) -> Option<Likeness> {
        let found = pairs(&[one, other]);
        assert!(found.len() <= 1, "{found:?}");
        found.first().map(|pair| pair.likeness)
    }

    #[test]
    fn slips_of_the_pen_are_seen_through() {
        let vi = || known(1, "Vi Thị Hoài Thương", "2012-03-05");
        for (name, birth, expected) in [
            ("Vi Thị Hoài Thương", "2012-03-05", Some(Likeness::SameNameAndBirth)),
            ("Vi Thị Hoài Thương", "2012-05-03", Some(Likeness::DayAndMonthSwapped)),
            ("Vi Thi Hoai Thuong", "2012-03-05", Some(Likeness::AccentsDiffer)),
            ("Vi Thị Hoài Thươn", "2012-03-05", Some(Likeness::LetterDiffers)),
            ("Vy Thị Hoài Thương", "2012-03-05", Some(Likeness::LetterDiffers)),
            ("Vi Hoài Thương", "2012-03-05", Some(Likeness::PartMissing)),
            ("Vi Thị Hoài Thương", "2013-03-05", None),
            ("Vi Thị Hoài Liên", "2012-03-05", None),
            ("Lý Thị Hoài Thương", "2012-03-05", None),
            ("Vi Thị Hoài", "2012-03-05", None),
        ] {
            assert_eq!(alike(vi(), known(2, name, birth)), expected, "{name} {birth}");
        }
    }

    #[test]
    fn numbers_and_sexes_decide_before_names() {
        let with = |id: i64, name: &'static str, number: &'static str| Known {
            personal_number: Some(number),
            ..known(id, name, "2012-03-05")
        };
        assert_eq!(
            alike(with(1, "Vi Văn Tám", "024212000001"), with(2, "Lò Văn Chín", "024212000001")),
            Some(Likeness::SameNumber)
        );
        assert_eq!(alike(with(1, "Vi Văn Tám", "024212000001"), with(2, "Vi Văn Tám", "024212000002")), None);
        let sex =
            |id: i64, sex: &'static str| Known { sex: Some(sex), ..known(id, "Vi Thanh An", "2012-03-05") };
        assert_eq!(alike(sex(1, "1"), sex(2, "2")), None);
        assert_eq!(alike(sex(1, "1"), sex(2, "1")), Some(Likeness::SameNameAndBirth));
    }

    #[test]
    fn a_differing_birth_needs_the_same_guardian() {
        let child = |id: i64, birth: &str, guardian: &'static str| Known {
            guardian: Some(guardian),
            ..known(id, "Vi Văn Tám", birth)
        };
        let mother = "Lục Thị Xuân";
        assert_eq!(
            alike(child(1, "2012-03-05", mother), child(2, "2012-03-06", "Luc Thi Xuan")),
            Some(Likeness::BirthPartDiffers)
        );
        assert_eq!(alike(child(1, "2012-03-05", mother), child(2, "2012-03-06", "Hoàng Thị Xuân")), None);
        assert_eq!(alike(child(1, "2012-03-05", mother), child(2, "2013-03-06", mother)), None);
    }

    #[test]
    fn a_birth_known_by_its_year_pairs_only_the_same_name() {
        assert_eq!(
            alike(known(1, "Vi Văn Tám", "2012"), known(2, "Vi Văn Tám", "2012")),
            Some(Likeness::SameNameAndBirth)
        );
        assert_eq!(alike(known(1, "Vi Văn Tám", "2012"), known(2, "Vi Văn Tán", "2012")), None);
    }

    #[test]
    fn the_surest_reason_is_told_once() {
        let one = Known { ministry_code: Some("2412345678"), ..known(1, "Vi Văn Tám", "2012-03-05") };
        let other = Known { id: 2, ..one.clone() };
        assert_eq!(pairs(&[one, other]), [Pair { one: 1, other: 2, likeness: Likeness::SameCode }]);
    }
}
