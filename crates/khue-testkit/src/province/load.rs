//! Loading the sample province into the registry.

use std::sync::Arc;

use khue_app::registry::{AdminFiles, Loaded, import_admin_units, load as load_units};
use khue_app::{Actor, App, Chance, Ctx, OpError};
use khue_base::{Day, FixedClock, Moment, UnitId};
use khue_db::Db;

use super::Province;

/// Brings the administrative units and the sample province into an empty registry, as the system.
///
/// # Errors
/// As the two operations of the registry.
pub async fn load(ctx: &Ctx, province: &Province) -> Result<Loaded, OpError> {
    load_admin(ctx, province).await?;
    load_units(ctx, &province.records).await
}

/// Brings in the administrative units that the province needs.
///
/// # Errors
/// As the import of the registry.
pub async fn load_admin(ctx: &Ctx, province: &Province) -> Result<(), OpError> {
    let all = AdminFiles::built_in();
    if province.admin_keys.is_empty() {
        import_admin_units(ctx, all).await?;
        return Ok(());
    }
    let has = |key: Option<&str>| key.is_some_and(|key| province.admin_keys.iter().any(|known| known == key));
    let units = kept(all.units, |cells| has(cells.first().copied()));
    let successions =
        kept(all.successions, |cells| has(cells.first().copied()) && has(cells.get(1).copied()));
    import_admin_units(ctx, AdminFiles { units: &units, successions: &successions }).await?;
    Ok(())
}

/// The header and the rows that are wanted.
fn kept(table: &str, wanted: impl Fn(&[&str]) -> bool) -> String {
    let rows = table
        .lines()
        .enumerate()
        .filter(|(place, line)| *place == 0 || wanted(&line.split(',').collect::<Vec<_>>()));
    rows.map(|(_, line)| format!("{line}\n")).collect()
}

/// The system itself at noon of `day`, with a seeded chance: for tests.
pub fn system(db: Db, day: Day) -> Ctx {
    let noon = Moment::start_of(day).plus_ms(12 * 3_600_000);
    let app = App::new(db, Arc::new(FixedClock(noon)), Chance::seeded(2020));
    Ctx { app, actor: Actor::program(UnitId(0)) }
}
