//! Sharing admitted pupils out to classes: alike in size, sex, score and home commune, and always the same
//! for the same list, so that everybody can check how a child came into a class.

use std::collections::BTreeMap;

/// An admitted pupil.
#[derive(Clone, Debug)]
pub struct Admitted<'a> {
    /// The pupil's id.
    pub id: i64,
    /// The code of the sex.
    pub sex: &'a str,
    /// The entrance score in tenths; none where pupils are admitted without one.
    pub score: Option<u32>,
    /// The code of the home commune.
    pub commune: &'a str,
    /// The class that somebody chose by hand, by its place: it stays.
    pub fixed: Option<usize>,
}

/// What counts first when classes cannot be alike in everything.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Balance {
    /// Sex, then score, then commune.
    SexFirst,
    /// Score, then sex, then commune.
    ScoreFirst,
    /// Neighbours together: pupils of one commune share a class as far as sizes allow, then sex and score.
    CommuneTogether,
}

/// A list that cannot be shared out.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SplitError {
    /// There is no class.
    #[error("Chưa có lớp nào để xếp. Hãy ghi số lớp.")]
    NoClass,
    /// A hand choice names a class that does not exist.
    #[error("Có học sinh được chọn tay vào lớp thứ {0}, nhưng chỉ có {1} lớp. Hãy chọn lại lớp.")]
    NoSuchClass(usize, usize),
    /// The classes are too small together.
    #[error("{0} học sinh không xếp hết vào {1} lớp, mỗi lớp nhiều nhất {2}. Hãy thêm lớp hoặc tăng sĩ số.")]
    TooMany(usize, usize, usize),
}

#[derive(Clone, Debug, Default)]
struct Filling<'a> {
    size: usize,
    score: u64,
    by_sex: BTreeMap<&'a str, usize>,
    by_commune: BTreeMap<&'a str, usize>,
}

/// The class of each pupil, by its place, in the order of the pupils. No class gets more than `most` unless
/// hands put them there; sizes differ by one at most as long as hands and communes do not ask otherwise.
///
/// # Errors
/// [`SplitError`] when there are too few classes.
pub fn split(
    pupils: &[Admitted<'_>],
    classes: usize,
    most: usize,
    balance: Balance,
) -> Result<Vec<usize>, SplitError> {
    if classes == 0 {
        return Err(SplitError::NoClass);
    }
    if let Some(place) = pupils.iter().filter_map(|pupil| pupil.fixed).find(|place| *place >= classes) {
        return Err(SplitError::NoSuchClass(place + 1, classes));
    }
    if pupils.len() > classes.saturating_mul(most) {
        return Err(SplitError::TooMany(pupils.len(), classes, most));
    }
    let mut fillings: Vec<Filling<'_>> = vec![Filling::default(); classes];
    let mut places: Vec<usize> = vec![0; pupils.len()];
    // Hands first: the rest makes up for what they chose.
    let mut rest = Vec::new();
    for (at, pupil) in pupils.iter().enumerate() {
        match pupil.fixed {
            Some(place) => put(&mut fillings, &mut places, at, place, pupil),
            None => rest.push((at, pupil)),
        }
    }
    // The best first, so that the last ones can still even out; the id breaks ties the same way every time.
    rest.sort_by_key(|(_, pupil)| {
        let commune = if balance == Balance::CommuneTogether { pupil.commune } else { "" };
        (commune, std::cmp::Reverse(pupil.score), pupil.sex, pupil.id)
    });
    let even = pupils.len().div_ceil(classes).min(most);
    for (at, pupil) in rest {
        let best = (0..classes)
            .filter_map(|place| {
                fillings.get(place).map(|filling| (cost(filling, pupil, balance, even, most), place))
            })
            .min();
        let (_, place) = best.unwrap_or_default();
        put(&mut fillings, &mut places, at, place, pupil);
    }
    Ok(places)
}

fn put<'a>(
    fillings: &mut [Filling<'a>],
    places: &mut [usize],
    at: usize,
    place: usize,
    pupil: &Admitted<'a>,
) {
    if let (Some(filling), Some(slot)) = (fillings.get_mut(place), places.get_mut(at)) {
        *slot = place;
        filling.size += 1;
        filling.score += u64::from(pupil.score.unwrap_or_default());
        *filling.by_sex.entry(pupil.sex).or_default() += 1;
        *filling.by_commune.entry(pupil.commune).or_default() += 1;
    }
}

/// Less is better; compared from the left.
fn cost(filling: &Filling<'_>, pupil: &Admitted<'_>, balance: Balance, even: usize, most: usize) -> [u64; 6] {
    let count = |number: usize| u64::try_from(number).unwrap_or(u64::MAX);
    let full = u64::from(filling.size >= most) * 2 + u64::from(filling.size >= even);
    let size = count(filling.size);
    let sex = count(filling.by_sex.get(pupil.sex).copied().unwrap_or_default());
    let commune = count(filling.by_commune.get(pupil.commune).copied().unwrap_or_default());
    let together = u64::from(commune == 0);
    match balance {
        Balance::SexFirst => [full, sex, size, filling.score, commune, 0],
        Balance::ScoreFirst => [full, size, filling.score, sex, commune, 0],
        Balance::CommuneTogether => [full, together, size, sex, filling.score, 0],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn list(count: i64) -> Vec<Admitted<'static>> {
        (0..count)
            .map(|id| Admitted {
                id,
                sex: if id % 5 < 2 { "2" } else { "1" },
                score: Some(400 - u32::try_from(id * 7 % 200).unwrap()),
                commune: ["07222", "07225", "07228"][usize::try_from(id % 3).unwrap()],
                fixed: None,
            })
            .collect()
    }

    fn sizes(places: &[usize], classes: usize) -> Vec<usize> {
        (0..classes).map(|class| places.iter().filter(|place| **place == class).count()).collect()
    }

    fn spread(values: &[usize]) -> usize {
        values.iter().max().unwrap() - values.iter().min().unwrap()
    }

    #[test]
    fn classes_are_alike_in_size_and_sex() {
        for balance in [Balance::SexFirst, Balance::ScoreFirst] {
            let pupils = list(173);
            let places = split(&pupils, 4, 45, balance).unwrap();
            assert!(spread(&sizes(&places, 4)) <= 1, "{balance:?} {:?}", sizes(&places, 4));
            let girls: Vec<usize> = (0..4)
                .map(|class| {
                    pupils
                        .iter()
                        .zip(&places)
                        .filter(|(pupil, place)| pupil.sex == "2" && **place == class)
                        .count()
                })
                .collect();
            assert!(
                spread(&girls) <= if balance == Balance::SexFirst { 1 } else { 6 },
                "{balance:?} {girls:?}"
            );
        }
    }

    #[test]
    fn scores_are_alike() {
        let pupils = list(160);
        let places = split(&pupils, 4, 45, Balance::ScoreFirst).unwrap();
        let sums: Vec<usize> = (0..4)
            .map(|class| {
                let own = pupils.iter().zip(&places).filter(|(_, place)| **place == class);
                own.map(|(pupil, _)| pupil.score.unwrap() as usize).sum()
            })
            .collect();
        // Less than a point in tenths and pupil between the classes.
        assert!(spread(&sums) < 400, "{sums:?}");
    }

    #[test]
    fn the_order_of_the_list_does_not_matter() {
        let pupils = list(90);
        let places = split(&pupils, 3, 40, Balance::SexFirst).unwrap();
        let turned: Vec<Admitted<'_>> = pupils.iter().rev().cloned().collect();
        let mut again = split(&turned, 3, 40, Balance::SexFirst).unwrap();
        again.reverse();
        assert_eq!(places, again);
    }

    #[test]
    fn hands_stay_and_the_rest_makes_up_for_them() {
        let mut pupils = list(60);
        for pupil in pupils.iter_mut().take(10) {
            pupil.fixed = Some(1);
        }
        let places = split(&pupils, 2, 40, Balance::SexFirst).unwrap();
        assert!(places[..10].iter().all(|place| *place == 1));
        assert_eq!(sizes(&places, 2), [30, 30]);
    }

    #[test]
    fn neighbours_stay_together_where_sizes_allow() {
        let places = split(&list(90), 3, 45, Balance::CommuneTogether).unwrap();
        assert!(spread(&sizes(&places, 3)) <= 1);
        let pupils = list(90);
        let communes_in = |class: usize| {
            let mut own: Vec<&str> = pupils
                .iter()
                .zip(&places)
                .filter(|(_, place)| **place == class)
                .map(|(pupil, _)| pupil.commune)
                .collect();
            own.sort_unstable();
            own.dedup();
            own.len()
        };
        assert!((0..3).map(communes_in).sum::<usize>() <= 5);
    }

    #[test]
    fn what_cannot_be_shared_out_is_said() {
        assert_eq!(split(&list(3), 0, 35, Balance::SexFirst), Err(SplitError::NoClass));
        assert_eq!(split(&list(80), 2, 35, Balance::SexFirst), Err(SplitError::TooMany(80, 2, 35)));
        let mut pupils = list(3);
        pupils[0].fixed = Some(2);
        assert_eq!(split(&pupils, 2, 35, Balance::SexFirst), Err(SplitError::NoSuchClass(3, 2)));
    }
}
