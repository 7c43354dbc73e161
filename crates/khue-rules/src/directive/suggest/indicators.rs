//! Whether a target can be computed, and from what.

use std::sync::LazyLock;

use serde::{Deserialize, Serialize};

use super::CatalogueError;
use super::words::{longest_in, read, words_of};
use crate::directive::reading::ReadTarget;

/// Where the figure of a target comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum TargetSource {
    /// Computed from records as soon as they are kept here.
    Computed,
    /// Declared by the units.
    Declared,
}

/// What a target seems to measure.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct TargetGuess {
    /// Key of the indicator, when one fits.
    pub indicator: Option<String>,
    /// Its name.
    pub name: Option<String>,
    /// Where its figure comes from.
    pub source: TargetSource,
    /// Why, in Vietnamese.
    pub reason: String,
}

/// Which targets can be computed.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct IndicatorWords {
    indicator: Vec<IndicatorRule>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct IndicatorRule {
    key: String,
    name: String,
    unit: String,
    all: Vec<Vec<String>>,
    #[serde(default)]
    none: Vec<String>,
}

impl IndicatorWords {
    /// The table of the catalogue.
    ///
    /// # Errors
    /// [`CatalogueError`] when the embedded file is broken.
    pub fn catalogue() -> Result<&'static Self, CatalogueError> {
        static TABLE: LazyLock<Result<IndicatorWords, CatalogueError>> = LazyLock::new(|| {
            read(
                "catalogue/directive/indicators.toml",
                include_str!("../../../../../catalogue/directive/indicators.toml"),
            )
        });
        TABLE.as_ref().map_err(Clone::clone)
    }

    /// What `target` of a task with the text `task_text` seems to measure.
    pub fn guess(&self, target: &ReadTarget, task_text: &str) -> TargetGuess {
        let own = words_of(&format!("{} {}", target.text, target.of.as_deref().unwrap_or_default()));
        // The target's own words first: a task can name several things of which one has a number.
        let around = words_of(task_text);
        let fits = |rule: &&IndicatorRule, text: &str| {
            rule.all.iter().all(|any| longest_in(text, any).is_some())
                && longest_in(text, &rule.none).is_none()
        };
        let unit_fits = |rule: &&IndicatorRule| {
            let unit = target.unit.as_deref().unwrap_or_default();
            target.qualitative
                || unit.is_empty()
                || unit == rule.unit
                || unit == "%"
                || rule.unit.starts_with(unit)
        };
        let rules = || self.indicator.iter().filter(unit_fits);
        let rule = rules().find(|rule| fits(rule, &own)).or_else(|| rules().find(|rule| fits(rule, &around)));
        match rule {
            Some(rule) => TargetGuess {
                indicator: Some(rule.key.clone()),
                name: Some(rule.name.clone()),
                source: TargetSource::Computed,
                reason: format!("Giống chỉ số “{}”, tính được từ hồ sơ khi có dữ liệu.", rule.name),
            },
            None => TargetGuess {
                indicator: None,
                name: None,
                source: TargetSource::Declared,
                reason: "Chưa có chỉ số nào trong hệ thống đo được; lấy số đơn vị báo cáo.".into(),
            },
        }
    }
}
