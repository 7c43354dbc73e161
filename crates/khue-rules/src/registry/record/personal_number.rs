//! What a personal identification number tells of its holder.

/// A sex, as far as numbers tell it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sex {
    /// Male.
    Male,
    /// Female.
    Female,
}

impl Sex {
    /// The one with this code of the list `sex`; nothing when it is not known.
    pub fn from_code(code: &str) -> Option<Self> {
        match code {
            "1" => Some(Sex::Male),
            "2" => Some(Sex::Female),
            _ => None,
        }
    }
}

/// Sex and year of birth: the fourth digit tells century and sex (0 and 1 for the 1900s, male and female, 2 and
/// 3 for the 2000s and so on), the fifth and sixth the year.
pub fn told_by(personal_number: &str) -> Option<(Sex, i16)> {
    let mut digits =
        personal_number.chars().skip(3).map(|c| c.to_digit(10).and_then(|digit| digit.try_into().ok()));
    let mut digit = || -> Option<i16> { digits.next()? };
    let (century, tens, ones) = (digit()?, digit()?, digit()?);
    let sex = if century % 2 == 0 { Sex::Male } else { Sex::Female };
    Some((sex, 1900 + century / 2 * 100 + tens * 10 + ones))
}
