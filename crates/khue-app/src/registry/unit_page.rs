//! Units as programs read them, page by page.

use khue_base::{Day, UnitId};
use khue_rules::accounts::{Action, Place};

use super::{Chain, SCHOOL_CODE_SYSTEM, Unit, UnitFilter, UnitKind, unit_as_of, unit_by_code, units_as_of};
use crate::{Ctx, OpError};

/// Which units a page shows.
#[derive(Clone, Debug)]
pub struct UnitPageQuery<'a> {
    /// The day.
    pub day: Day,
    /// Of this kind.
    pub kind: Option<UnitKind>,
    /// This unit and those under it.
    pub under: Option<UnitId>,
    /// Words of the name or the code.
    pub search: &'a str,
    /// The unit that bears this code of institutions or of administrative units.
    pub code: Option<&'a str>,
    /// Where the page before ended: sort key and id.
    pub after: Option<(&'a str, UnitId)>,
    /// At most so many.
    pub limit: u32,
}

/// A page of the units of a day, with whether there are more.
///
/// # Errors
/// [`OpError::Hidden`] for who may see no units.
pub async fn unit_page(ctx: &Ctx, query: &UnitPageQuery<'_>) -> Result<(Vec<Unit>, bool), OpError> {
    ctx.may(Action::ReadUnits, Place::Nowhere)?;
    let mut session = ctx.read().await?;
    if let Some(code) = query.code {
        for system in [SCHOOL_CODE_SYSTEM, super::CODE_SYSTEM] {
            if let Some(id) = unit_by_code(&mut session, system, code, query.day).await? {
                return Ok((unit_as_of(&mut session, id, query.day).await?.into_iter().collect(), false));
            }
        }
        return Ok((Vec::new(), false));
    }
    let under = match query.under {
        Some(id) => {
            let unit = unit_as_of(&mut session, id, query.day).await?;
            Some((id, unit.map_or(Chain::Authority, |unit| unit.kind.chain_below())))
        }
        None => None,
    };
    let kinds: Vec<UnitKind> = query.kind.into_iter().collect();
    let filter = UnitFilter {
        kinds: &kinds,
        under,
        search: query.search,
        after: query.after,
        limit: Some(query.limit.saturating_add(1)),
    };
    let mut units = units_as_of(&mut session, query.day, &filter).await?;
    let has_more = units.len() > query.limit as usize;
    units.truncate(query.limit as usize);
    Ok((units, has_more))
}
