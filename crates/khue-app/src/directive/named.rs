//! How the audit log's subjects of this area are called, and what they belong to.

use khue_base::{AssignmentId, Day, DirectiveId, ReportId, TaskId, UnitId};
use khue_db::{row, sql};
use khue_rules::accounts::{Action, Place};

use super::directives::{DirectiveHead, head_for};
use crate::{Ctx, OpError, registry};

/// A thing of this area with the words that name it.
#[derive(Clone, Debug)]
pub enum Named {
    /// A directive.
    Directive(DirectiveHead),
    /// A task with its code and clause.
    Task(TaskId, String),
    /// A report of progress: its assignment, the task and the unit that reports.
    Progress(AssignmentId, String),
    /// An official report.
    Report(ReportId, String),
}

row! {
    struct TaskRow {
        id: TaskId,
        code: String,
        text: String,
    }
}

row! {
    struct ProgressRow {
        id: AssignmentId,
        unit_id: UnitId,
        code: String,
        text: String,
    }
}

row! {
    struct ReportRow {
        id: ReportId,
        as_of: Day,
        subject: String,
    }
}

/// What `subject` of the audit log, such as `task/12`, is called; nothing when it is of another area
/// or there is no such thing.
///
/// # Errors
/// Hidden for all but the auditor.
pub async fn named(ctx: &Ctx, subject: &str) -> Result<Option<Named>, OpError> {
    ctx.may(Action::ReadAudit, Place::Nowhere)?;
    let Some((kind, id)) = subject.split_once('/') else { return Ok(None) };
    let Ok(id) = id.parse::<i64>() else { return Ok(None) };
    let mut db = ctx.read().await?;
    Ok(match kind {
        "directive" => match head_for(ctx, &mut db, DirectiveId(id)).await {
            Ok(head) => Some(Named::Directive(head)),
            Err(OpError::Hidden) => None,
            Err(error) => return Err(error),
        },
        "task" => {
            let row: Option<TaskRow> = db.optional(sql!("sql/task_named.sql"), &[id.into()]).await?;
            row.map(|row| Named::Task(row.id, format!("{} {}", row.code, row.text)))
        }
        "progress" => {
            let row: Option<ProgressRow> = db.optional(sql!("sql/progress_named.sql"), &[id.into()]).await?;
            match row {
                None => None,
                Some(row) => {
                    let unit = registry::unit_as_of(&mut db, row.unit_id, ctx.today()).await?;
                    let unit = unit.map_or(String::new(), |unit| format!("{}: ", unit.name));
                    Some(Named::Progress(row.id, format!("{unit}{} {}", row.code, row.text)))
                }
            }
        }
        "report" => {
            let row: Option<ReportRow> = db.optional(sql!("sql/report_named.sql"), &[id.into()]).await?;
            row.map(|row| Named::Report(row.id, format!("{}, đến {}", row.subject, row.as_of)))
        }
        _ => None,
    })
}
