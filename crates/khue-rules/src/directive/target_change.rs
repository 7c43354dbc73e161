//! Changing a target of an adopted task.
//!
//! Figures that units declared belong to the target in the unit in which it counts: with another number,
//! comparison or wording they still count, in another unit (`%` becomes `trường`) they would lie. So a
//! change of the unit ends the target and begins another; every other change is a new version of it.

use khue_base::Quantity;

use crate::directive::targets::Comparison;

/// What a target asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Goal {
    /// As shown.
    pub text: String,
    /// The number; none for a target in words.
    pub value: Option<Quantity>,
    /// %, trường, …
    pub unit: Option<String>,
    /// =, >=, <=, >, <.
    pub comparison: String,
    /// Of what.
    pub of_what: Option<String>,
}

/// What somebody typed for a target that has a number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TypedGoal {
    /// The number.
    pub value: Quantity,
    /// %, trường, …
    pub unit: String,
    /// How a figure must stand to the number.
    pub comparison: Comparison,
    /// Of what.
    pub of_what: String,
}

/// What becomes of a target that somebody edited.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TargetFate {
    /// It says the same.
    Kept,
    /// A new version of it; figures declared before count on.
    Changed(Goal),
    /// It ends and another begins; figures declared before stay with the old one.
    Replaced(Goal),
}

/// Longest unit and longest "of what", in characters.
const UNIT_MAX: usize = 40;
const OF_MAX: usize = 300;

/// Why a target is not taken, and what to do instead.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum GoalRefusal {
    /// Nothing says what is counted.
    #[error("Chỉ tiêu mới có số nhưng chưa ghi đếm gì. Hãy ghi đơn vị tính, hoặc của những gì.")]
    NothingCounted,
    /// A number below zero.
    #[error("Chỉ tiêu không được âm. Hãy ghi số từ 0 trở lên.")]
    Negative,
    /// A share above the whole.
    #[error("Chỉ tiêu tính bằng % không vượt quá 100. Hãy ghi lại số, hoặc đổi đơn vị tính.")]
    AboveWhole,
    /// A unit or description that is too long.
    #[error(
        "Đơn vị tính (nhiều nhất 40 ký tự) hoặc phần “của những gì” (nhiều nhất 300 ký tự) quá dài. Hãy rút gọn."
    )]
    Long,
}

impl TypedGoal {
    /// The goal as it is kept and shown: `ít nhất 95% trường tiểu học`.
    ///
    /// # Errors
    /// [`GoalRefusal`] when it is no goal that units can report on.
    pub fn goal(&self) -> Result<Goal, GoalRefusal> {
        let (unit, of_what) = (tidy(&self.unit), tidy(&self.of_what));
        if self.value.thousandths() < 0 {
            return Err(GoalRefusal::Negative);
        }
        if unit.is_empty() && of_what.is_empty() {
            return Err(GoalRefusal::NothingCounted);
        }
        if unit == "%" && self.value > Quantity::whole(100) {
            return Err(GoalRefusal::AboveWhole);
        }
        if unit.chars().count() > UNIT_MAX || of_what.chars().count() > OF_MAX {
            return Err(GoalRefusal::Long);
        }
        let gap = if unit == "%" { "" } else { " " };
        let text = format!("{}{}{gap}{unit} {of_what}", self.comparison.words(), self.value);
        Ok(Goal {
            text: tidy(&text),
            value: Some(self.value),
            unit: (!unit.is_empty()).then_some(unit),
            comparison: self.comparison.code().to_owned(),
            of_what: (!of_what.is_empty()).then_some(of_what),
        })
    }
}

/// What becomes of `old` when somebody types `new` over it.
///
/// # Errors
/// [`GoalRefusal`] when the new one is no goal.
pub fn fate(old: &Goal, new: &TypedGoal) -> Result<TargetFate, GoalRefusal> {
    let same = |old: &Option<String>, new: &str| tidy(old.as_deref().unwrap_or_default()) == tidy(new);
    let same_unit = same(&old.unit, &new.unit);
    if old.value == Some(new.value)
        && same_unit
        && old.comparison == new.comparison.code()
        && same(&old.of_what, &new.of_what)
    {
        // What the directive's own words say stays in these words.
        return Ok(TargetFate::Kept);
    }
    let mut goal = new.goal()?;
    if same_unit && same(&old.of_what, &new.of_what) {
        // The directive says more than number, unit and noun; with another number it still does.
        goal.text = reworded(old, new).unwrap_or(goal.text);
    }
    // Nobody declares a figure for a target in words, so it can get a number in any unit.
    Ok(if same_unit || old.value.is_none() { TargetFate::Changed(goal) } else { TargetFate::Replaced(goal) })
}

/// The old words with the new number and comparison in place of the old; nothing when the old number does
/// not stand in them exactly once.
fn reworded(old: &Goal, new: &TypedGoal) -> Option<String> {
    let number = old.value?.to_string();
    let mut places = old.text.match_indices(&number).filter(|(at, found)| {
        let glued = |c: char| c.is_ascii_digit() || matches!(c, '.' | ',' | '/');
        let (before, after) = (old.text.get(..*at), old.text.get(at + found.len()..));
        !before.is_some_and(|text| text.ends_with(glued))
            && !after.is_some_and(|text| text.starts_with(|c: char| c.is_ascii_digit() || c == '/'))
    });
    let (Some((at, _)), None) = (places.next(), places.next()) else { return None };
    let (head, tail) = (old.text.get(..at)?, old.text.get(at + number.len()..)?);
    if old.comparison == new.comparison.code() {
        return Some(format!("{head}{}{tail}", new.value));
    }
    let words = Comparison::from_code(&old.comparison)?.words();
    let cut = head.len().checked_sub(words.len())?;
    let (head, said) = (head.get(..cut)?, head.get(cut..)?);
    (said.to_lowercase() == words).then(|| format!("{head}{}{}{tail}", new.comparison.words(), new.value))
}

fn tidy(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `>= 95 % | trường tiểu học`; a dash stands for no unit.
    fn typed(text: &str) -> TypedGoal {
        let (number, of_what) = text.split_once('|').unwrap();
        let mut parts = number.split_whitespace();
        let comparison = Comparison::from_code(parts.next().unwrap()).unwrap();
        let value = parts.next().unwrap().parse().unwrap();
        let unit = parts.next().unwrap().replace('-', "");
        TypedGoal { value, unit, comparison, of_what: of_what.to_owned() }
    }

    #[track_caller]
    fn check(old: &str, new: &str, expected: &str) {
        let old = Goal { text: "cũ".to_owned(), ..typed(old).goal().unwrap() };
        let shown = match fate(&old, &typed(new)) {
            Ok(TargetFate::Kept) => "kept".to_owned(),
            Ok(TargetFate::Changed(goal)) => format!("changed: {}", goal.text),
            Ok(TargetFate::Replaced(goal)) => format!("replaced: {}", goal.text),
            Err(refusal) => format!("{refusal:?}"),
        };
        assert_eq!(shown, expected);
    }

    #[test]
    fn another_unit_is_another_target() {
        check(">= 95 % | trường", ">= 95 % |  trường ", "kept");
        check(">= 95 % | trường", ">= 100 % | trường", "changed: ít nhất 100% trường");
        check(">= 95 % | trường", "= 95 % | trường", "changed: 95% trường");
        check(">= 95 % | trường", ">= 95 % | trường tiểu học", "changed: ít nhất 95% trường tiểu học");
        check(">= 95 % | trường", ">= 95 trường |", "replaced: ít nhất 95 trường");
        check("= 12 trường |", "= 12 lớp |", "replaced: 12 lớp");
        check("= 12 - | trường", "<= 1.500,5 - | trường", "changed: không quá 1.500,5 trường");
    }

    #[test]
    fn the_words_of_the_directive_stay_around_another_number() {
        let check = |text: &str, old: &str, new: &str, expected: &str| {
            let old = Goal { text: text.to_owned(), ..typed(old).goal().unwrap() };
            let fate = fate(&old, &typed(new)).unwrap();
            assert!(matches!(&fate, TargetFate::Changed(goal) if goal.text == expected), "{fate:?}");
        };
        let teachers = "100% giáo viên được phân công dạy lớp 2";
        check(
            teachers,
            "= 100 % | giáo viên",
            "= 95 % | giáo viên",
            "95% giáo viên được phân công dạy lớp 2",
        );
        check(
            teachers,
            "= 100 % | giáo viên",
            ">= 95 % | giáo viên",
            "ít nhất 95% giáo viên được phân công dạy lớp 2",
        );
        check(
            "Ít nhất 25% học sinh vào học nghề",
            ">= 25 % | học sinh",
            "> 30 % | học sinh",
            "trên 30% học sinh vào học nghề",
        );
        // Other words, or a number that stands twice or not at all: only what was typed is sure.
        check(teachers, "= 100 % | giáo viên", "= 95 % | giáo viên khối 2", "95% giáo viên khối 2");
        check("2 phòng cho 2 lớp", "= 2 phòng | học", "= 3 phòng | học", "3 phòng học");
        check("12/2020: 12 phòng", "= 12 phòng | học", "= 15 phòng | học", "12/2020: 15 phòng");
        check("mười hai phòng", "= 12 phòng | học", "= 15 phòng | học", "15 phòng học");
        check("bảo đảm 90% lớp", ">= 90 % | lớp", "<= 80 % | lớp", "không quá 80% lớp");
    }

    #[test]
    fn what_nobody_can_report_on_is_refused() {
        check("= 12 trường |", "= 12 - |", "NothingCounted");
        check("= 12 trường |", "= -1 trường |", "Negative");
        check("= 90 % | lớp", "= 100 % | lớp", "changed: 100% lớp");
        check("= 90 % | lớp", "= 100,1 % | lớp", "AboveWhole");
        check(
            "= 90 % | lớp",
            &format!("= 90 % | {}", "ă".repeat(300)),
            &format!("changed: 90% {}", "ă".repeat(300)),
        );
        check("= 90 % | lớp", &format!("= 90 % | {}", "ă".repeat(301)), "Long");
    }

    #[test]
    fn a_target_in_words_gets_a_number_and_stays_the_same_target() {
        let old = Goal {
            text: "nâng cao chất lượng".to_owned(),
            value: None,
            unit: None,
            comparison: "=".to_owned(),
            of_what: None,
        };
        let fate = fate(&old, &typed(">= 80 % | học sinh"));
        assert!(matches!(fate, Ok(TargetFate::Changed(goal)) if goal.text == "ít nhất 80% học sinh"));
    }
}
