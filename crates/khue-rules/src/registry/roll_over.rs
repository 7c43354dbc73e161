//! The turn of a school year: which class each pupil comes into, who repeats, who has finished the level.
//!
//! The plan is made from the year that ends and shown before anything is written. What is not known of a
//! pupil keeps that pupil out of the plan with a reason; it is never decided by silence.

use std::collections::BTreeMap;

/// Grades in the order in which they are passed through, by the codes of the list `grade`.
const GRADES: [&str; 18] =
    ["N1", "N2", "N3", "M3", "M4", "M5", "1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11", "12"];

/// A class of the year that ends.
#[derive(Clone, Debug)]
pub struct Class<'a> {
    /// Its id.
    pub id: i64,
    /// Its name: `6A`, `4 tuổi B`.
    pub name: &'a str,
    /// The code of its grade.
    pub grade: &'a str,
}

/// What the year's result says of a pupil.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Result {
    /// Goes up.
    Promoted,
    /// Repeats the grade.
    Retained,
    /// No result is recorded.
    Unknown,
}

/// A pupil in a class on the last day of the year.
#[derive(Clone, Debug)]
pub struct Pupil {
    /// The pupil's id.
    pub id: i64,
    /// The class.
    pub class: i64,
    /// What the result says. In preschool, where there are no results, everybody goes up with age.
    pub result: Result,
}

/// A class of the next year.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NextClass {
    /// The class from which it comes; none for a class that only repeaters need.
    pub from: Option<i64>,
    /// Its name.
    pub name: String,
    /// The code of its grade.
    pub grade: &'static str,
}

/// Where a pupil goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// Into the class at this place of the plan, one grade up.
    Up(usize),
    /// Into the class at this place of the plan, the same grade once more.
    Again(usize),
    /// The school's last grade is finished.
    Finished,
    /// Nothing is planned: there is no result.
    NoResult,
    /// Nothing is planned: the pupil's class is not among the classes of the year.
    NoClass,
}

/// The turn of the year of one school.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plan {
    /// Classes of the next year, in order of grade and name.
    pub classes: Vec<NextClass>,
    /// A step for each pupil, in the order of the pupils.
    pub steps: Vec<(i64, Step)>,
}

/// Plans the turn of the year. `grades` are the grades that the school teaches. A class moves up as a whole
/// under the name that goes with its new grade; who repeats joins the smallest class of the grade.
pub fn plan(classes: &[Class<'_>], pupils: &[Pupil], grades: &[&str]) -> Plan {
    let mut next: Vec<NextClass> = Vec::new();
    for class in classes {
        if let Some(grade) = grade_after(class.grade).filter(|grade| grades.contains(grade)) {
            next.push(NextClass {
                from: Some(class.id),
                name: name_after(class.name, class.grade, grade),
                grade,
            });
        }
    }
    for pupil in pupils.iter().filter(|pupil| pupil.result == Result::Retained) {
        let Some(class) = classes.iter().find(|class| class.id == pupil.class) else { continue };
        let Some(grade) = GRADES.iter().find(|grade| **grade == class.grade) else { continue };
        // The first grade of the school has classes only once new pupils are admitted.
        if !next.iter().any(|class| class.grade == *grade) {
            next.push(NextClass { from: None, name: class.name.to_owned(), grade });
        }
    }
    let place_of = |grade: &str| GRADES.iter().position(|known| *known == grade);
    next.sort_by(|one, other| {
        (place_of(one.grade), one.name.len(), &one.name).cmp(&(
            place_of(other.grade),
            other.name.len(),
            &other.name,
        ))
    });

    let mut sizes: BTreeMap<usize, usize> = BTreeMap::new();
    let mut steps: Vec<(i64, Step)> = Vec::new();
    for pupil in pupils {
        let step = match (classes.iter().find(|class| class.id == pupil.class), pupil.result) {
            (None, _) => Step::NoClass,
            (Some(class), Result::Unknown) if !is_preschool(class.grade) => Step::NoResult,
            (Some(class), Result::Promoted | Result::Unknown) => {
                match next.iter().position(|next| next.from == Some(class.id)) {
                    Some(place) => Step::Up(place),
                    None => Step::Finished,
                }
            }
            // Told below, when the classes have their own pupils.
            (Some(_), Result::Retained) => Step::Again(0),
        };
        if let Step::Up(place) = step {
            *sizes.entry(place).or_default() += 1;
        }
        steps.push((pupil.id, step));
    }
    for (pupil, (_, step)) in pupils.iter().zip(&mut steps) {
        let Step::Again(place) = step else { continue };
        let grade = classes.iter().find(|class| class.id == pupil.class).map_or("", |class| class.grade);
        let smallest = (0..next.len())
            .filter(|place| next.get(*place).is_some_and(|class| class.grade == grade))
            .min_by_key(|place| (sizes.get(place).copied().unwrap_or_default(), *place));
        *place = smallest.unwrap_or_default();
        *sizes.entry(*place).or_default() += 1;
    }
    Plan { classes: next, steps }
}

fn is_preschool(grade: &str) -> bool {
    grade.starts_with(['N', 'M'])
}

fn grade_after(grade: &str) -> Option<&'static str> {
    let place = GRADES.iter().position(|known| *known == grade)?;
    GRADES.get(place + 1).copied()
}

/// The name of a class one grade up: the grade at its beginning is replaced, whatever stands behind stays.
fn name_after(name: &str, grade: &str, next: &str) -> String {
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

#[cfg(test)]
mod tests {
    use super::*;

    const LOWER: [&str; 4] = ["6", "7", "8", "9"];

    fn class<'a>(id: i64, name: &'a str, grade: &'a str) -> Class<'a> {
        Class { id, name, grade }
    }

    fn pupil(id: i64, class: i64, result: Result) -> Pupil {
        Pupil { id, class, result }
    }

    #[test]
    fn a_class_moves_up_as_a_whole_and_the_last_grade_is_finished() {
        let classes = [class(1, "6A", "6"), class(2, "6B", "6"), class(3, "9A", "9")];
        let pupils =
            [pupil(10, 1, Result::Promoted), pupil(11, 2, Result::Promoted), pupil(12, 3, Result::Promoted)];
        let plan = plan(&classes, &pupils, &LOWER);
        let names: Vec<(&str, &str)> =
            plan.classes.iter().map(|class| (class.name.as_str(), class.grade)).collect();
        assert_eq!(names, [("7A", "7"), ("7B", "7")]);
        assert_eq!(plan.steps, [(10, Step::Up(0)), (11, Step::Up(1)), (12, Step::Finished)]);
    }

    #[test]
    fn who_repeats_joins_the_smallest_class_of_the_grade() {
        let classes = [class(1, "6A", "6"), class(2, "6B", "6"), class(3, "7A", "7")];
        let pupils = [
            pupil(10, 1, Result::Promoted),
            pupil(11, 1, Result::Promoted),
            pupil(12, 2, Result::Promoted),
            pupil(13, 3, Result::Retained),
            pupil(14, 3, Result::Retained),
        ];
        let plan = plan(&classes, &pupils, &LOWER);
        let to = |id: i64| plan.steps.iter().find(|(pupil, _)| *pupil == id).map(|(_, step)| *step);
        let named = |step: Option<Step>| match step {
            Some(Step::Again(place)) => plan.classes[place].name.clone(),
            other => panic!("{other:?}"),
        };
        assert_eq!(named(to(13)), "7B");
        assert_eq!(named(to(14)), "7A");
    }

    #[test]
    fn repeaters_of_the_first_grade_get_a_class_of_their_own_name() {
        let classes = [class(1, "6A", "6")];
        let plan = plan(&classes, &[pupil(10, 1, Result::Retained)], &LOWER);
        let kept = plan.classes.iter().find(|class| class.grade == "6").unwrap();
        assert_eq!((kept.from, kept.name.as_str()), (None, "6A"));
        assert!(matches!(plan.steps[0].1, Step::Again(0)));
    }

    #[test]
    fn without_a_result_nothing_is_decided_but_in_preschool() {
        let classes = [class(1, "6A", "6"), class(2, "4 tuổi B", "M4")];
        let pupils =
            [pupil(10, 1, Result::Unknown), pupil(11, 2, Result::Unknown), pupil(12, 7, Result::Promoted)];
        let plan = plan(&classes, &pupils, &["M4", "M5", "6", "7"]);
        assert_eq!(plan.steps[0].1, Step::NoResult);
        assert_eq!(plan.steps[2].1, Step::NoClass);
        let Step::Up(place) = plan.steps[1].1 else { panic!("{:?}", plan.steps[1]) };
        assert_eq!(plan.classes[place].name, "5 tuổi B");
    }

    #[test]
    fn names_follow_the_grade_at_their_beginning_only() {
        for (name, grade, next, expected) in [
            ("1A", "1", "2", "2A"),
            ("9C", "9", "10", "10C"),
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
