//! The roll-over of a school into the next year: looked at, written, and written on where it was left.

use std::collections::BTreeSet;

use khue_base::{RecordId, SchoolYear, SourceId, UnitId};
use khue_rules::accounts::Action;

use super::carry::{Along, Carried, Carry, Wanted, draft};
use super::turn::{PupilTurn, Turn, TurnOfYear, YearEnd};
use crate::registry::existing;
use crate::registry::records::{SourceKind, begin_source, finish_source, may_at, write_records};
use crate::{Ctx, OpError};

/// What is to be rolled over.
#[derive(Clone, Debug)]
pub struct RollOverOrder {
    /// The school.
    pub unit: UnitId,
    /// The year that ends.
    pub from: SchoolYear,
    /// Its classes; all of them when none is named.
    pub classes: BTreeSet<RecordId>,
    /// What comes along.
    pub carry: BTreeSet<Carry>,
}

/// What was written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct RolledOver {
    /// What can be taken back; none when everything was so already.
    pub source: Option<SourceId>,
    /// Classes made.
    pub classes: usize,
    /// Pupils who went up.
    pub up: usize,
    /// Pupils who repeat.
    pub again: usize,
    /// Pupils who finished the level.
    pub finished: usize,
    /// Pupils who left.
    pub out: usize,
    /// Pupils of whom nothing could be written.
    pub kept_out: usize,
    /// What came along.
    pub carried: Carried,
}

/// What a roll-over would do, and what is done. Writes nothing.
///
/// # Errors
/// Hidden when the actor may not read records of the unit.
pub async fn preview_roll_over(ctx: &Ctx, order: &RollOverOrder) -> Result<TurnOfYear, OpError> {
    let mut session = ctx.read().await?;
    may_at(ctx, &mut session, Action::ReadRecords, &[order.unit]).await?;
    let end = YearEnd::load(ctx, &mut session, order.unit, order.from).await?;
    let along = Along::load(&mut session, &end).await?;
    drop(session);
    let turns = end.turns();
    let carried = draft(ctx, &end, &along, &turns, &order.wanted())?.carried;
    Ok(end.by_class(turns, carried))
}

/// Writes the next year of the wanted classes in one transaction under one source. What is there already stays;
/// where nothing is left to be done, nothing is written.
///
/// # Errors
/// Refused when a class is none of the year's; hidden or forbidden when the actor may not change records of the
/// unit.
pub async fn roll_over(ctx: &Ctx, order: &RollOverOrder) -> Result<RolledOver, OpError> {
    let mut tx = ctx.begin().await?;
    let mut source = begin_source(ctx, &mut tx, SourceKind::RollOver, order.unit, &order.note()).await?;
    // Two people who press at once must not make every class twice.
    existing(&mut tx, order.unit, ctx.today()).await?;
    let end = YearEnd::load(ctx, &mut tx, order.unit, order.from).await?;
    let is_known = |class: &RecordId| end.classes.iter().any(|known| known.key.id == *class);
    if !order.classes.iter().all(is_known) {
        return Err(OpError::refused(format!(
            "Có lớp đã chọn không thuộc năm học {}. Hãy tải lại trang rồi chọn lại.",
            order.from
        )));
    }
    let along = Along::load(&mut tx, &end).await?;
    let turns = end.turns();
    let wanted = order.wanted();
    let draft = draft(ctx, &end, &along, &turns, &wanted)?;
    let mut done = RolledOver { carried: draft.carried, ..RolledOver::default() };
    let in_wanted = |(row, turn): (_, &PupilTurn)| {
        let row: &crate::registry::records::Record = row;
        wanted.takes(row.facts.record("class").unwrap_or_default()).then(|| turn.turn.clone())
    };
    for turn in end.enrolments.iter().zip(&turns).filter_map(in_wanted) {
        match turn {
            Turn::Up(_) => done.up += 1,
            Turn::Again(_) => done.again += 1,
            Turn::Finished => done.finished += 1,
            Turn::Out => done.out += 1,
            Turn::KeptOut(_) => done.kept_out += 1,
            Turn::Entered(_) | Turn::Ended(_) => {}
        }
    }
    if draft.writes.iter().all(|(_, writes)| writes.is_empty()) {
        tx.roll_back().await?;
        return Ok(done);
    }
    for (kind, writes) in draft.writes {
        if kind.code == "class" {
            done.classes = writes.len();
        }
        write_records(ctx, &mut tx, &mut source, kind, writes).await?;
    }
    done.source = Some(finish_source(ctx, &mut tx, source).await?);
    tx.commit().await?;
    Ok(done)
}

impl RollOverOrder {
    fn wanted(&self) -> Wanted<'_> {
        Wanted { classes: &self.classes, carry: &self.carry }
    }

    fn note(&self) -> String {
        let to = super::year_after(self.from);
        match self.classes.len() {
            0 => format!("Năm học {} sang {to}, cả trường", self.from),
            count => format!("Năm học {} sang {to}, {count} lớp", self.from),
        }
    }
}
