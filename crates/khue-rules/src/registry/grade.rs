//! Grades in the order in which children pass through them, and the level to which each belongs.

/// Grades by the codes of the list `grade`, with the codes of their levels.
const GRADES: [(&str, &str); 18] = [
    ("N1", "01"),
    ("N2", "01"),
    ("N3", "01"),
    ("M3", "01"),
    ("M4", "01"),
    ("M5", "01"),
    ("1", "02"),
    ("2", "02"),
    ("3", "02"),
    ("4", "02"),
    ("5", "02"),
    ("6", "03"),
    ("7", "03"),
    ("8", "03"),
    ("9", "03"),
    ("10", "04"),
    ("11", "04"),
    ("12", "04"),
];

/// The place of a grade in their order.
pub fn order_of(grade: &str) -> Option<usize> {
    GRADES.iter().position(|(known, _)| *known == grade)
}

/// The level to which a grade belongs, by the codes of the list `level`.
pub fn level_of(grade: &str) -> Option<&'static str> {
    GRADES.get(order_of(grade)?).map(|(_, level)| *level)
}

/// The next grade of the same level; none for the last one: into another level pupils are admitted.
pub fn grade_after(grade: &str) -> Option<&'static str> {
    let (next, level) = GRADES.get(order_of(grade)? + 1)?;
    (level_of(grade) == Some(level)).then_some(*next)
}

/// The grades of a level, in order.
pub fn grades_of(level: &str) -> impl Iterator<Item = &'static str> {
    GRADES.iter().filter(move |(_, of)| *of == level).map(|(grade, _)| *grade)
}

/// The name of a class one grade up: the grade at its beginning is replaced, whatever stands behind stays.
pub fn name_after(name: &str, grade: &str, next: &str) -> String {
    // Preschool classes are named by age: `4 tuổi B` goes with M4, the class of four-year-olds.
    let (old, new) = match (grade.strip_prefix('M'), next.strip_prefix('M')) {
        (Some(old), Some(new)) => (old, new),
        _ => (grade, next),
    };
    match name.strip_prefix(old) {
        // `10A1` begins with 1, but that 1 is not the grade 1.
        Some(rest) if !rest.starts_with(|c: char| c.is_ascii_digit()) => format!("{new}{rest}"),
        _ => name.to_owned(),
    }
}

/// Names for `count` classes of a grade: those known first, then the following letters or numbers.
pub fn class_names(grade: &str, known: &[String], count: usize) -> Vec<String> {
    let mut names: Vec<String> = known.iter().take(count).cloned().collect();
    let number = grade.trim_start_matches(['N', 'M']);
    let mut next = known.last().cloned();
    while names.len() < count {
        let name = next.as_deref().and_then(following).unwrap_or_else(|| format!("{number}A"));
        // Letters ran out, or names carry nothing that can be counted on.
        let name = if names.contains(&name) { format!("{number}.{}", names.len() + 1) } else { name };
        next = Some(name.clone());
        names.push(name);
    }
    names
}

/// `6B` after `6A`, `10A10` after `10A9`; nothing after `6Z` and `Hoa Sen`.
fn following(name: &str) -> Option<String> {
    let digits = name.chars().rev().take_while(char::is_ascii_digit).count();
    if digits > 0 && digits < name.len() {
        let (head, number) = name.split_at_checked(name.len() - digits)?;
        return Some(format!("{head}{}", number.parse::<u32>().ok()?.checked_add(1)?));
    }
    let last = name.chars().last().filter(|last| ('A'..'Z').contains(last))?;
    let head = name.strip_suffix(last).filter(|head| head.ends_with(|c: char| !c.is_alphabetic()))?;
    Some(format!("{head}{}", char::from_u32(u32::from(last) + 1)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_classes_go_on_as_they_began() {
        let names = |grade: &str, known: &[&str], count| {
            let known: Vec<String> = known.iter().map(|name| (*name).to_owned()).collect();
            class_names(grade, &known, count).join(" ")
        };
        assert_eq!(names("6", &[], 3), "6A 6B 6C");
        assert_eq!(names("6", &["6A", "6B", "6C"], 2), "6A 6B");
        assert_eq!(names("10", &["10A8", "10A9"], 4), "10A8 10A9 10A10 10A11");
        assert_eq!(names("M3", &["3 tuổi A"], 2), "3 tuổi A 3 tuổi B");
        assert_eq!(names("6", &["6Y", "6Z"], 4), "6Y 6Z 6A 6B");
        assert_eq!(names("1", &["Hoa Sen"], 3), "Hoa Sen 1A 1B");
        assert_eq!(names("1", &["1A", "Hoa Sen"], 4), "1A Hoa Sen 1.3 1.4");
    }

    #[test]
    fn a_level_ends_with_its_last_grade() {
        for (grade, next) in
            [("N3", Some("M3")), ("M5", None), ("1", Some("2")), ("5", None), ("9", None), ("12", None)]
        {
            assert_eq!(grade_after(grade), next, "{grade}");
        }
        assert_eq!(grade_after("13"), None);
        assert_eq!(level_of("6"), Some("03"));
        assert_eq!(grades_of("04").collect::<Vec<_>>(), ["10", "11", "12"]);
    }

    #[test]
    fn names_follow_the_grade_at_their_beginning_only() {
        for (name, grade, next, expected) in [
            ("1A", "1", "2", "2A"),
            ("10A1", "10", "11", "11A1"),
            ("11GDTX2", "11", "12", "12GDTX2"),
            ("3 tuổi A", "M3", "M4", "4 tuổi A"),
            ("Hoa Sen", "1", "2", "Hoa Sen"),
            ("10A1", "1", "2", "10A1"),
            ("Nhóm 25-36 tháng A", "N3", "M3", "Nhóm 25-36 tháng A"),
        ] {
            assert_eq!(name_after(name, grade, next), expected, "{name}");
        }
    }
}
