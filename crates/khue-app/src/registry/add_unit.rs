//! Adding a unit.

use std::collections::BTreeMap;

use khue_base::{Day, UnitId, to_nfc};
use khue_db::Tx;
use serde_json::json;

use super::store::save_records;
use super::{
    Ownership, Relation, Span, UnitFacts, UnitKind, UnitRecord, announce, may_manage, stamp, unit_as_of,
    unit_by_code,
};
use crate::{Ctx, OpError};

const LONGEST_NAME: usize = 200;

/// A unit to add.
#[derive(Clone, Debug)]
pub struct AddUnit {
    /// What it is.
    pub kind: UnitKind,
    /// Who owns it.
    pub ownership: Ownership,
    /// Its full name.
    pub name: String,
    /// Its name in tables; the full name when empty.
    pub short_name: String,
    /// Its first day.
    pub from: Day,
    /// Under whom it stands.
    pub parents: BTreeMap<Relation, UnitId>,
    /// Its codes by system.
    pub codes: BTreeMap<String, String>,
}

/// Adds a unit from a day on.
///
/// # Errors
/// Refused when the name is empty, a parent does not exist on that day or a code is taken; hidden or
/// forbidden when the actor may not manage the parents.
pub async fn add_unit(ctx: &Ctx, cmd: AddUnit) -> Result<UnitId, OpError> {
    let mut tx = ctx.begin().await?;
    for parent in cmd.parents.values() {
        may_manage(ctx, &mut tx, *parent).await?;
    }
    if cmd.parents.is_empty() {
        may_manage(ctx, &mut tx, UnitId(0)).await?;
    }
    let id = insert(ctx, &mut tx, &cmd).await?;
    let detail = json!({ "name": cmd.name, "kind": cmd.kind.code(), "from": cmd.from });
    ctx.audit(&mut tx, "unit.add", format!("unit/{id}"), detail).await?;
    tx.commit().await?;
    Ok(id)
}

/// Writes a new unit; the caller has checked who may and writes the audit entry.
pub(super) async fn insert(ctx: &Ctx, tx: &mut Tx, cmd: &AddUnit) -> Result<UnitId, OpError> {
    let facts = facts_of(cmd)?;
    for parent in cmd.parents.values() {
        if unit_as_of(tx, *parent, cmd.from).await?.is_none() {
            return Err(OpError::field(
                "parent",
                format!(
                    "Đơn vị cấp trên chưa có hoặc đã chấm dứt vào ngày {}. Hãy chọn đơn vị khác.",
                    cmd.from
                ),
            ));
        }
    }
    for (system, code) in &cmd.codes {
        if unit_by_code(tx, system, code, cmd.from).await?.is_some() {
            return Err(OpError::field(
                "code",
                format!(
                    "Mã {code} đang thuộc về một đơn vị khác vào ngày {}. Hãy kiểm tra lại mã.",
                    cmd.from
                ),
            ));
        }
    }
    let id: UnitId = ctx.id();
    let open = |parent: &UnitId| vec![Span::open(cmd.from, *parent)];
    let record = UnitRecord {
        facts: vec![Span::open(cmd.from, facts)],
        parents: cmd.parents.iter().map(|(relation, parent)| (*relation, open(parent))).collect(),
        codes: cmd
            .codes
            .iter()
            .map(|(system, code)| (system.clone(), vec![Span::open(cmd.from, code.clone())]))
            .collect(),
    };
    save_records(tx, stamp(ctx), &BTreeMap::new(), &[(id, record)]).await?;
    announce(ctx, tx, id).await?;
    Ok(id)
}

fn facts_of(cmd: &AddUnit) -> Result<UnitFacts, OpError> {
    let name = checked_name(&cmd.name)?;
    let short_name = match cmd.short_name.trim() {
        "" => name.clone(),
        short => to_nfc(short),
    };
    Ok(UnitFacts { kind: cmd.kind, ownership: cmd.ownership, name, short_name })
}

/// The name in composed form, when it can be a name.
pub(super) fn checked_name(name: &str) -> Result<String, OpError> {
    let name = to_nfc(name.trim());
    if name.is_empty() {
        return Err(OpError::field("name", "Chưa có tên đơn vị. Hãy ghi tên đầy đủ."));
    }
    if name.chars().count() > LONGEST_NAME || name.chars().any(char::is_control) {
        return Err(OpError::field(
            "name",
            format!("Tên đơn vị dài quá {LONGEST_NAME} chữ hoặc có ký tự lạ. Hãy ghi lại tên."),
        ));
    }
    Ok(name)
}
