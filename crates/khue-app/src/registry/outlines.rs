//! Outlines of administrative units, for maps.

use serde::Deserialize;

use crate::OpError;

/// Outlines of all units of one map.
#[derive(Clone, Debug, Deserialize)]
pub struct Outlines {
    /// What a map that shows them must say.
    pub note: String,
    /// One for each unit.
    pub outlines: Vec<Outline>,
}

/// The outline of one unit.
#[derive(Clone, Debug, Deserialize)]
pub struct Outline {
    /// Its key in the catalogue of administrative units.
    pub key: String,
    /// Its official code.
    pub code: String,
    /// Its name.
    pub name: String,
    /// Rings of points, longitude and latitude in millionths of a degree; holes are rings too.
    pub rings: Vec<Vec<[i32; 2]>>,
}

/// The districts of Bắc Giang in 2020, approximate.
///
/// # Errors
/// [`OpError::Failed`] when the built-in file is damaged.
pub fn district_outlines_2020() -> Result<Outlines, OpError> {
    Ok(serde_json::from_str(include_str!("../../../../catalogue/geo/districts-2020.json"))?)
}

/// The communes of Bắc Ninh from 1/7/2025.
///
/// # Errors
/// [`OpError::Failed`] when the built-in file is damaged.
pub fn commune_outlines_2025() -> Result<Outlines, OpError> {
    Ok(serde_json::from_str(include_str!("../../../../catalogue/geo/communes-2025.json"))?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn outlines_lie_in_the_province_and_cover_it() {
        for (map, units) in [(district_outlines_2020().unwrap(), 10), (commune_outlines_2025().unwrap(), 99)]
        {
            assert_eq!(map.outlines.len(), units);
            assert_eq!(map.note, "Ranh giới gần đúng");
            for outline in &map.outlines {
                assert!(!outline.rings.is_empty(), "{}", outline.name);
                for [lon, lat] in outline.rings.iter().flatten() {
                    assert!((105_800_000..107_100_000).contains(lon), "{}", outline.name);
                    assert!((20_900_000..21_700_000).contains(lat), "{}", outline.name);
                }
            }
        }
    }
}
