//! Adopting a directive: the text is frozen and its provisions become tasks.

use std::collections::HashMap;

use khue_base::{DirectiveId, Quantity, TaskId, UnitId, search_key};
use khue_db::{Tx, sql};
use khue_rules::accounts::{Action, Place};
use khue_rules::directive::reading::ReadReference;
use khue_rules::directive::target_change::Goal;
use serde::Deserialize;
use serde_json::json;

use super::assign_task::{Part, give};
use super::change_targets::add_target;
use super::directives::head_for;
use super::provisions::{self, ProvisionLine, ReviewState};
use super::recompute_tally::announce_task;
use crate::{Ctx, OpError};

/// The order to adopt.
#[derive(Clone, Copy, Debug)]
pub struct AdoptDirective {
    /// Which directive.
    pub directive: DirectiveId,
}

/// What was published.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Adopted {
    /// Tasks.
    pub tasks: usize,
    /// Units that got a task by it.
    pub assignments: usize,
}

/// Publishes the accepted provisions as tasks and gives them to the units chosen in the review.
///
/// # Errors
/// Refused while provisions are not looked at, when there are none, or when it is adopted already.
pub async fn adopt_directive(ctx: &Ctx, cmd: AdoptDirective) -> Result<Adopted, OpError> {
    let mut tx = ctx.begin().await?;
    let head = head_for(ctx, &mut tx, cmd.directive).await?;
    ctx.may(Action::AdoptDirective, Place::Nowhere)?;
    if head.state != "review" {
        return Err(OpError::refused(
            "Văn bản này đã được thông qua trước đó. Hãy mở trang theo dõi của văn bản.",
        ));
    }
    let lines = provisions::all_of(&mut tx, cmd.directive).await?;
    let accepted = ready(&lines)?;
    let references = references_of(&mut tx, cmd.directive).await?;
    let frozen = [cmd.directive.into(), ctx.now().into(), ctx.actor.account.into()];
    if tx.execute(sql!("sql/adopt_directive.sql"), &frozen).await? == 0 {
        return Err(OpError::Stale);
    }
    let mut per_section: HashMap<&str, usize> = HashMap::new();
    let ids: HashMap<_, TaskId> = accepted.iter().map(|line| (line.id, ctx.id())).collect();
    let mut assignments = 0;
    for (ordinal, line) in accepted.iter().enumerate() {
        let in_section = per_section.entry(&line.section).or_default();
        *in_section += 1;
        let code = format!("{}-{in_section:02}", line.section);
        let Some(&task) = ids.get(&line.id) else { continue };
        let duplicate_of = line.duplicate_of.and_then(|other| ids.get(&other).copied());
        publish(ctx, &mut tx, line, task, &code, ordinal, duplicate_of).await?;
        cite(&mut tx, task, line, &references).await?;
        let units: Vec<(UnitId, Part)> = line
            .lead_unit
            .map(|unit| (unit, Part::Lead))
            .into_iter()
            .chain(line.support_units.iter().map(|&unit| (unit, Part::Support)))
            .collect();
        assignments += give(ctx, &mut tx, cmd.directive, task, &units, line.due_on, "", None).await?;
        announce_task(ctx, &mut tx, task).await?;
    }
    let published = Adopted { tasks: accepted.len(), assignments };
    let detail = json!({ "tasks": published.tasks, "assignments": published.assignments });
    ctx.audit(&mut tx, "directive.adopt", format!("directive/{}", cmd.directive), detail).await?;
    tx.commit().await?;
    Ok(published)
}

fn ready(lines: &[ProvisionLine]) -> Result<Vec<&ProvisionLine>, OpError> {
    let unseen = lines.iter().filter(|line| line.state == ReviewState::Suggested).count();
    if unseen > 0 {
        return Err(OpError::refused(format!(
            "Còn {unseen} nhiệm vụ chưa rà soát. Hãy nhận, sửa hoặc bỏ từng nhiệm vụ, hay chọn “Nhận tất cả còn lại”."
        )));
    }
    let accepted: Vec<_> = lines.iter().filter(|line| line.state == ReviewState::Accepted).collect();
    if accepted.is_empty() {
        return Err(OpError::refused(
            "Chưa có nhiệm vụ nào được nhận. Hãy nhận hoặc thêm ít nhất một nhiệm vụ.",
        ));
    }
    Ok(accepted)
}

async fn publish(
    ctx: &Ctx,
    tx: &mut Tx,
    line: &ProvisionLine,
    task: TaskId,
    code: &str,
    ordinal: usize,
    duplicate_of: Option<TaskId>,
) -> Result<(), OpError> {
    let ordinal = i64::try_from(ordinal).unwrap_or(i64::MAX);
    let row = [
        task.into(),
        line.directive.into(),
        code.into(),
        (&line.section).into(),
        ordinal.into(),
        duplicate_of.into(),
        line.detail.carry_kinds.join(",").into(),
        ctx.now().into(),
    ];
    tx.execute(sql!("sql/insert_task.sql"), &row).await?;
    let offset = |bytes: usize| i64::try_from(bytes).unwrap_or(i64::MAX);
    let version = [
        task.into(),
        1_i64.into(),
        (&line.kind).into(),
        (&line.text).into(),
        search_key(&format!("{code} {}", line.text)).into(),
        (&line.leading_verb).into(),
        offset(line.span.start).into(),
        offset(line.span.end).into(),
        line.lead_unit.into(),
        line.due_on.into(),
        (&line.repeats).into(),
        "open".into(),
        khue_db::Value::Text(None),
        "Thông qua văn bản".into(),
        ctx.now().into(),
        ctx.actor.account.into(),
        (&ctx.actor.name).into(),
    ];
    tx.execute(sql!("sql/insert_task_version.sql"), &version).await?;
    for (ordinal, target) in line.detail.targets.iter().enumerate() {
        let value = target.value.as_ref().and_then(|number| Quantity::from_json(&number.to_string()).ok());
        let goal = Goal {
            text: target.text.clone(),
            value: value.filter(|_| !target.qualitative),
            unit: target.unit.clone(),
            comparison: target.comparison.clone(),
            of_what: target.of.clone(),
        };
        add_target(ctx, tx, task, i64::try_from(ordinal).unwrap_or(i64::MAX), 1, &goal).await?;
    }
    Ok(())
}

async fn cite(
    tx: &mut Tx,
    task: TaskId,
    line: &ProvisionLine,
    known: &[ReadReference],
) -> Result<(), OpError> {
    for (ordinal, number) in line.detail.references.iter().enumerate() {
        let document = known.iter().find(|reference| &reference.number == number);
        let row = [
            task.into(),
            i64::try_from(ordinal).unwrap_or(i64::MAX).into(),
            document.map_or("Văn bản", |reference| reference.kind.as_str()).into(),
            number.into(),
            document.and_then(|reference| reference.date).into(),
            document.and_then(|reference| reference.title.as_deref()).into(),
        ];
        tx.execute(sql!("sql/insert_reference.sql"), &row).await?;
    }
    Ok(())
}

#[derive(Deserialize)]
struct StoredReferences {
    references: Vec<ReadReference>,
}

async fn references_of(tx: &mut Tx, directive: DirectiveId) -> Result<Vec<ReadReference>, OpError> {
    let rows = tx.rows(sql!("sql/directive_reading.sql"), &[directive.into()]).await?;
    let Some(row) = rows.first() else { return Ok(Vec::new()) };
    let stored: StoredReferences = serde_json::from_str(&row.get::<String>("reading")?)?;
    Ok(stored.references)
}
