//! How long what is no record is kept (`catalogue/keeping.toml`).

use std::sync::LazyLock;

use serde::Deserialize;

/// For how many days a sheet is kept after it was handed in.
pub fn days_of_sheets() -> i64 {
    static KEEPING: LazyLock<Keeping> = LazyLock::new(|| {
        toml::from_str(FILE).unwrap_or_else(|error| panic!("catalogue/keeping.toml: {error}"))
    });
    KEEPING.handed_in_sheet.days.into()
}

const FILE: &str = include_str!("../../../../catalogue/keeping.toml");

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct Keeping {
    handed_in_sheet: Kept,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Kept {
    days: u16,
    #[expect(dead_code, reason = "for who reads the file")]
    why: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sheets_are_kept_for_some_days_and_not_for_ever() {
        assert!((1..=366).contains(&days_of_sheets()), "{}", days_of_sheets());
    }
}
