//! Units proposed for each provision: the rule names kinds and names, here they become units.

use std::collections::HashMap;

use khue_base::UnitId;
use khue_db::{Session, Tx};
use khue_rules::directive::reading::{ReadTask, Reading, Section};
use khue_rules::directive::suggest::{CatalogueError, Part, Responsibility, SuggestedUnit, find_duplicates};

use crate::registry::{self, UnitFilter, UnitKind};
use crate::{Ctx, OpError};

/// What is proposed for one provision.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Proposed {
    /// Lead unit.
    pub lead: Option<UnitId>,
    /// Supporting units.
    pub support: Vec<UnitId>,
    /// Kinds of units that carry it out, each in its own place.
    pub carry_kinds: Vec<String>,
    /// Why, in Vietnamese.
    pub reason: String,
    /// Position of the earlier provision that it repeats.
    pub duplicate_of: Option<usize>,
}

/// Proposals for the tasks of a reading, in their order.
pub(super) async fn units_for(ctx: &Ctx, tx: &mut Tx, reading: &Reading) -> Result<Vec<Proposed>, OpError> {
    let failed = |error: CatalogueError| OpError::Failed(error.to_string());
    let rules = Responsibility::catalogue().map_err(failed)?;
    let units = known_units(ctx, tx).await?;
    let mut proposals: Vec<Proposed> = reading
        .tasks
        .iter()
        .map(|task| resolve(&rules.suggest_units(task, &headings(task, &reading.sections)), &units))
        .collect();
    for duplicate in find_duplicates(&reading.tasks) {
        if let Some(proposed) = proposals.get_mut(duplicate.second) {
            proposed.duplicate_of = Some(duplicate.first);
        }
    }
    Ok(proposals)
}

/// Headings around a task, outermost first.
fn headings<'a>(task: &ReadTask, sections: &'a [Section]) -> Vec<&'a str> {
    let around = |section: &&Section| {
        let path = section.path.join(".");
        task.section == path || task.section.starts_with(&format!("{path}."))
    };
    sections.iter().filter(around).map(|section| section.heading.as_str()).collect()
}

/// The units that can be meant by one kind or name: those of the province's own level.
async fn known_units(ctx: &Ctx, session: &mut Session) -> Result<Units, OpError> {
    let kinds = [UnitKind::Province, UnitKind::Office, UnitKind::Department, UnitKind::Agency];
    let filter = UnitFilter { kinds: &kinds, ..UnitFilter::default() };
    let mut units = Units::default();
    for unit in registry::units_as_of(session, ctx.today(), &filter).await? {
        units.by_kind.entry(unit.kind.code()).or_insert(unit.id);
        units.by_name.insert(khue_base::search_key(&unit.name), unit.id);
        units.by_name.insert(khue_base::search_key(&unit.short_name), unit.id);
    }
    Ok(units)
}

#[derive(Default)]
struct Units {
    by_kind: HashMap<&'static str, UnitId>,
    by_name: HashMap<String, UnitId>,
}

fn resolve(suggested: &[SuggestedUnit], units: &Units) -> Proposed {
    let mut proposed = Proposed::default();
    let mut reasons: Vec<&str> = Vec::new();
    for suggestion in suggested {
        let one = match &suggestion.name {
            Some(name) => units.by_name.get(&khue_base::search_key(name)),
            None => units.by_kind.get(suggestion.kind.as_str()),
        };
        match (suggestion.part, one) {
            (Part::Lead, Some(unit)) if proposed.lead.is_none() => proposed.lead = Some(*unit),
            (Part::Lead | Part::Support, Some(unit)) if proposed.lead != Some(*unit) => {
                if !proposed.support.contains(unit) {
                    proposed.support.push(*unit);
                }
            }
            // Many units of one kind cannot lead together: each carries it out in its own place.
            (_, None) if suggestion.name.is_none() && !proposed.carry_kinds.contains(&suggestion.kind) => {
                proposed.carry_kinds.push(suggestion.kind.clone());
            }
            _ => continue,
        }
        if !reasons.contains(&suggestion.reason.as_str()) {
            reasons.push(&suggestion.reason);
        }
    }
    if proposed.lead.is_none() {
        proposed.lead = units.by_kind.get(UnitKind::Department.code()).copied();
    }
    proposed.support.retain(|unit| proposed.lead != Some(*unit));
    proposed.reason = reasons.join(" ");
    proposed
}
