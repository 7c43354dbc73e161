//! The turn of a school year: which class each pupil comes into, who repeats, who has finished the level.
//!
//! The plan is made from the year that ends and shown before anything is written. It depends on nothing but
//! what it is given, so that a school may carry it out class by class and come to the same end.

use std::collections::BTreeMap;

use super::grade::{grade_after, name_after, order_of};

/// A class of either year.
#[derive(Clone, Debug)]
pub struct Class<'a> {
    /// Its id.
    pub id: i64,
    /// Its name: `6A`, `4 tuổi B`.
    pub name: &'a str,
    /// The code of its grade.
    pub grade: &'a str,
}

/// What is decided of a pupil at the end of the year.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Decision {
    /// Goes up, or has finished the level.
    #[default]
    Up,
    /// Repeats the grade.
    Again,
    /// Leaves school.
    Leaves,
    /// Goes to another school.
    Moves,
}

impl Decision {
    /// All of them, as forms offer them.
    pub const ALL: [Decision; 4] = [Self::Up, Self::Again, Self::Leaves, Self::Moves];

    /// The code under which it is stored; of those who go, the code in the list `enrolment_end`.
    pub fn code(self) -> &'static str {
        match self {
            Self::Up => "len-lop",
            Self::Again => "luu-ban",
            Self::Leaves => "thoi-hoc",
            Self::Moves => "chuyen-di",
        }
    }

    /// The decision with this code.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|decision| decision.code() == code)
    }
}

/// A pupil in a class on the last day of the year.
#[derive(Clone, Debug)]
pub struct Pupil<'a> {
    /// The pupil's id.
    pub id: i64,
    /// The class.
    pub class: i64,
    /// What is decided.
    pub decision: Decision,
    /// The name of the class of the next year that somebody chose by hand.
    pub place: Option<&'a str>,
}

/// A class of the next year.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NextClass {
    /// Its id, when the next year has it already.
    pub id: Option<i64>,
    /// The class from which it comes; none for a class that is there or that only repeaters need.
    pub from: Option<i64>,
    /// Its name.
    pub name: String,
    /// The code of its grade.
    pub grade: String,
}

/// Where a pupil goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// Into the class at this place of the plan, one grade up.
    Up(usize),
    /// Into the class at this place of the plan, the same grade once more.
    Again(usize),
    /// The last grade of the level is finished.
    Finished,
    /// Out of the school.
    Out,
    /// Nothing is planned: the pupil's class is not among the classes of the year.
    NoClass,
    /// Nothing is planned: the class chosen by hand is none of the next year's in the right grade.
    NoPlace,
}

/// The turn of the year of one school.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plan {
    /// Classes of the next year, in order of grade and name.
    pub classes: Vec<NextClass>,
    /// A step for each pupil, in the order of the pupils.
    pub steps: Vec<Step>,
}

/// Plans the turn of the year. A class moves up as a whole under the name that goes with its new grade, into
/// the class of that name where the next year has it already (`there`); who repeats joins the smallest class
/// of the grade.
pub fn plan(classes: &[Class<'_>], there: &[Class<'_>], pupils: &[Pupil<'_>]) -> Plan {
    let old: BTreeMap<i64, &Class<'_>> = classes.iter().map(|class| (class.id, class)).collect();
    let next = next_classes(classes, there, pupils, &old);
    let from: BTreeMap<i64, usize> =
        next.iter().enumerate().filter_map(|(place, class)| Some((class.from?, place))).collect();
    let mut sizes = vec![0_usize; next.len()];
    let mut steps: Vec<Step> = pupils
        .iter()
        .map(|pupil| {
            let Some(class) = old.get(&pupil.class) else { return Step::NoClass };
            let step = match pupil.decision {
                Decision::Leaves | Decision::Moves => return Step::Out,
                Decision::Up => match grade_after(class.grade) {
                    None => return Step::Finished,
                    Some(grade) => match (pupil.place, from.get(&class.id)) {
                        (Some(name), _) => named(&next, name, grade).map(Step::Up),
                        (None, own) => own.copied().map(Step::Up),
                    },
                },
                Decision::Again => match pupil.place {
                    Some(name) => named(&next, name, class.grade).map(Step::Again),
                    // Told below, when the classes have their own pupils.
                    None => return Step::Again(usize::MAX),
                },
            };
            if let Some(Step::Up(place) | Step::Again(place)) = step
                && let Some(size) = sizes.get_mut(place)
            {
                *size += 1;
            }
            step.unwrap_or(Step::NoPlace)
        })
        .collect();
    for (pupil, step) in pupils.iter().zip(&mut steps) {
        if *step != Step::Again(usize::MAX) {
            continue;
        }
        let grade = old.get(&pupil.class).map_or("", |class| class.grade);
        let of_grade = next.iter().enumerate().filter(|(_, class)| class.grade == grade);
        let smallest = of_grade.map(|(place, _)| place).min_by_key(|place| (sizes.get(*place), *place));
        *step = smallest.map_or(Step::NoPlace, Step::Again);
        if let Some(size) = smallest.and_then(|place| sizes.get_mut(place)) {
            *size += 1;
        }
    }
    Plan { classes: next, steps }
}

fn next_classes(
    classes: &[Class<'_>],
    there: &[Class<'_>],
    pupils: &[Pupil<'_>],
    old: &BTreeMap<i64, &Class<'_>>,
) -> Vec<NextClass> {
    let mut next: Vec<NextClass> = there
        .iter()
        .map(|class| NextClass {
            id: Some(class.id),
            from: None,
            name: class.name.to_owned(),
            grade: class.grade.to_owned(),
        })
        .collect();
    for class in classes {
        let Some(grade) = grade_after(class.grade) else { continue };
        let name = name_after(class.name, class.grade, grade);
        match next.iter_mut().find(|known| known.name == name && known.grade == grade && known.from.is_none())
        {
            Some(known) => known.from = Some(class.id),
            None => next.push(NextClass { id: None, from: Some(class.id), name, grade: grade.to_owned() }),
        }
    }
    for pupil in pupils.iter().filter(|pupil| pupil.decision == Decision::Again) {
        let Some(class) = old.get(&pupil.class) else { continue };
        // The first grade of a level has classes only once new pupils are admitted.
        if !next.iter().any(|known| known.grade == class.grade) {
            next.push(NextClass {
                id: None,
                from: None,
                name: class.name.to_owned(),
                grade: class.grade.to_owned(),
            });
        }
    }
    next.sort_by(|one, other| {
        let key = |class: &NextClass| (order_of(&class.grade), class.name.chars().count());
        key(one).cmp(&key(other)).then_with(|| one.name.cmp(&other.name))
    });
    next
}

fn named(next: &[NextClass], name: &str, grade: &str) -> Option<usize> {
    next.iter().position(|class| class.name == name && class.grade == grade)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn class<'a>(id: i64, name: &'a str, grade: &'a str) -> Class<'a> {
        Class { id, name, grade }
    }

    fn pupil(id: i64, class: i64, decision: Decision) -> Pupil<'static> {
        Pupil { id, class, decision, place: None }
    }

    fn names(plan: &Plan) -> Vec<(&str, &str, Option<i64>)> {
        plan.classes.iter().map(|class| (class.name.as_str(), class.grade.as_str(), class.id)).collect()
    }

    fn named(plan: &Plan, step: Step) -> &str {
        match step {
            Step::Up(place) | Step::Again(place) => &plan.classes[place].name,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn a_class_moves_up_as_a_whole_and_the_last_grade_is_finished() {
        let classes = [class(1, "6A", "6"), class(2, "6B", "6"), class(3, "9A", "9")];
        let pupils = [
            pupil(10, 1, Decision::Up),
            pupil(11, 2, Decision::Up),
            pupil(12, 3, Decision::Up),
            pupil(13, 1, Decision::Leaves),
            pupil(14, 3, Decision::Moves),
            pupil(15, 7, Decision::Up),
        ];
        let plan = plan(&classes, &[], &pupils);
        assert_eq!(names(&plan), [("7A", "7", None), ("7B", "7", None)]);
        let expected = [Step::Up(0), Step::Up(1), Step::Finished, Step::Out, Step::Out, Step::NoClass];
        assert_eq!(plan.steps, expected);
    }

    #[test]
    fn who_repeats_joins_the_smallest_class_of_the_grade() {
        let classes = [class(1, "6A", "6"), class(2, "6B", "6"), class(3, "7A", "7")];
        let pupils = [
            pupil(10, 1, Decision::Up),
            pupil(11, 1, Decision::Up),
            pupil(12, 2, Decision::Up),
            pupil(13, 3, Decision::Again),
            pupil(14, 3, Decision::Again),
        ];
        let plan = plan(&classes, &[], &pupils);
        assert_eq!((named(&plan, plan.steps[3]), named(&plan, plan.steps[4])), ("7B", "7A"));
    }

    #[test]
    fn repeaters_of_the_first_grade_get_a_class_of_their_own_name() {
        let plan = plan(&[class(1, "6A", "6")], &[], &[pupil(10, 1, Decision::Again)]);
        assert_eq!(names(&plan), [("6A", "6", None), ("7A", "7", None)]);
        assert_eq!(plan.steps, [Step::Again(0)]);
    }

    #[test]
    fn classes_that_are_there_are_taken() {
        let classes = [class(1, "6A", "6"), class(2, "6B", "6")];
        let there = [class(21, "7A", "7"), class(22, "7H", "7"), class(23, "6A", "6")];
        let pupils = [pupil(10, 1, Decision::Up), pupil(11, 2, Decision::Again)];
        let plan = plan(&classes, &there, &pupils);
        assert_eq!(
            names(&plan),
            [("6A", "6", Some(23)), ("7A", "7", Some(21)), ("7B", "7", None), ("7H", "7", Some(22))]
        );
        assert_eq!(plan.steps, [Step::Up(1), Step::Again(0)]);
    }

    #[test]
    fn hands_choose_among_classes_of_the_right_grade() {
        let classes = [class(1, "6A", "6"), class(2, "6B", "6"), class(3, "9A", "9")];
        let placed = |id, place| Pupil { place: Some(place), ..pupil(id, 1, Decision::Up) };
        let pupils = [placed(10, "7B"), placed(11, "6A"), placed(12, "7K")];
        let plan = plan(&classes, &[], &pupils);
        assert_eq!(plan.steps, [Step::Up(1), Step::NoPlace, Step::NoPlace]);
    }
}
