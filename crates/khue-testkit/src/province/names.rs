//! Names of people, drawn part by part from counted frequencies.

use super::prng::Prng;

/// A person's sex, as far as names depend on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sex {
    Female,
    Male,
}

/// Lists of parts of names with how often each occurs.
pub(super) struct Names {
    family: Weighted,
    minority: Vec<(&'static str, Weighted)>,
    female: (Weighted, Weighted),
    male: (Weighted, Weighted),
}

/// Names of minority groups by district: about half of the people in Sơn Động and Lục Ngạn, fewer in the
/// other districts of the hills, nearly none elsewhere.
fn minority_percent(district: &str) -> u64 {
    match district {
        "219" | "220" => 48,
        "215" => 25,
        "218" => 14,
        "216" | "217" => 4,
        _ => 0,
    }
}

/// Full names with whether their bearers are women, the same for the same seed: as frequent as in the hills
/// of the province, for measuring with many people.
pub fn draw_names(seed: u64, count: usize) -> impl Iterator<Item = (String, bool)> {
    let (names, mut prng) = (Names::read(), Prng::new(seed, "many names"));
    (0..count).map(move |_| {
        let is_female = prng.happens(48);
        let sex = if is_female { Sex::Female } else { Sex::Male };
        let district = ["213", "215", "216", "218", "219", "223"].get(prng.below(6) as usize);
        (names.draw(&mut prng, sex, district.copied().unwrap_or_default()), is_female)
    })
}

impl Names {
    pub fn read() -> Self {
        let mut minority: Vec<(&'static str, Weighted)> = Vec::new();
        for line in include_str!("../../data/names/family_by_ethnic_assumed.csv").lines().skip(1) {
            let mut cells = line.split(',');
            let (Some(group), Some(family), Some(rank)) = (cells.next(), cells.next(), cells.next()) else {
                continue;
            };
            let weight = 60 / rank.parse::<u64>().unwrap_or(60).max(1);
            match minority.iter_mut().find(|(known, _)| *known == group) {
                Some((_, families)) => families.add(family, weight),
                None => {
                    let mut families = Weighted::default();
                    families.add(family, weight);
                    minority.push((group, families));
                }
            }
        }
        Self {
            family: Weighted::read(include_str!("../../data/names/family.csv")),
            minority,
            female: (
                Weighted::read(include_str!("../../data/names/middle_F.csv")),
                Weighted::read(include_str!("../../data/names/given_F.csv")),
            ),
            male: (
                Weighted::read(include_str!("../../data/names/middle_M.csv")),
                Weighted::read(include_str!("../../data/names/given_M.csv")),
            ),
        }
    }

    /// A full name of somebody of this district (its code; empty for the province).
    pub fn draw(&self, prng: &mut Prng, sex: Sex, district: &str) -> String {
        let group = Self::draw_group(prng, district);
        self.draw_of(prng, sex, group)
    }

    /// The ethnic group of somebody of this district.
    pub fn draw_group(prng: &mut Prng, district: &str) -> &'static str {
        if !prng.happens(minority_percent(district)) {
            return "Kinh";
        }
        // Shares of 2014: Nùng, Tày, Sán Dìu, Hoa, Sán Chay, Dao, in the order of the file.
        match prng.below(100) {
            0..38 => "Nùng",
            38..59 => "Tày",
            59..73 => "Sán Dìu",
            73..86 => "Sán Chay",
            86..95 => "Hoa",
            _ => "Dao",
        }
    }

    /// A full name of somebody of this ethnic group.
    pub fn draw_of(&self, prng: &mut Prng, sex: Sex, group: &str) -> String {
        let family =
            self.minority.iter().find(|(name, _)| *name == group).map_or(&self.family, |(_, list)| list);
        let (middle, given) = match sex {
            Sex::Female => &self.female,
            Sex::Male => &self.male,
        };
        let parts = [family.draw(prng), middle.draw(prng), given.draw(prng)];
        parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ")
    }
}

/// Words with weights.
#[derive(Default)]
struct Weighted {
    words: Vec<(&'static str, u64)>,
    total: u64,
}

impl Weighted {
    fn read(csv: &'static str) -> Self {
        let mut list = Self::default();
        for line in csv.lines().skip(1) {
            // Families and middle names of one letter are slips of the pen in the list.
            if let Some((word, count)) = line.rsplit_once(',')
                && word.chars().count() != 1
            {
                list.add(word, count.parse().unwrap_or_default());
            }
        }
        list
    }

    fn add(&mut self, word: &'static str, weight: u64) {
        self.total += weight;
        self.words.push((word, self.total));
    }

    fn draw(&self, prng: &mut Prng) -> &'static str {
        let at = prng.below(self.total);
        let place = self.words.partition_point(|(_, upto)| *upto <= at);
        self.words.get(place).map_or("", |(word, _)| word)
    }
}
