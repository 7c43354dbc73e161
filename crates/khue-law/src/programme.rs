//! `law/registry/programme.toml`: from when on a grade follows which curriculum.

use std::sync::LazyLock;

use serde::Deserialize;

use crate::{LawError, LawTable};

/// The curriculum of a grade.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Programme {
    /// Its code in the list `programme`.
    pub programme: String,
}

/// New curricula by school year and grade; before the first year of a grade it follows an older one.
///
/// # Errors
/// [`LawError::File`] when the embedded file is broken (a test holds it whole).
pub fn programmes() -> Result<&'static LawTable<Programme>, LawError> {
    static TABLE: LazyLock<Result<LawTable<Programme>, LawError>> = LazyLock::new(|| {
        LawTable::parse("law/registry/programme.toml", include_str!("../../../law/registry/programme.toml"))
    });
    TABLE.as_ref().map_err(Clone::clone)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Key;
    use khue_base::SchoolYear;

    #[test]
    fn the_curriculum_of_2018_came_grade_by_grade() {
        let is_new = |year, grade| {
            programmes().unwrap().at_word(Key::SchoolYear(SchoolYear::starting(year)), grade).is_ok()
        };
        for (grade, first) in
            [("1", 2020), ("2", 2021), ("6", 2021), ("10", 2022), ("8", 2023), ("5", 2024), ("12", 2024)]
        {
            assert!(!is_new(first - 1, grade) && is_new(first, grade), "{grade}");
        }
    }
}
