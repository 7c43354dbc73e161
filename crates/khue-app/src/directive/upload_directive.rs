//! Bringing in a document: its text is read and provisions are proposed for review.

use khue_base::{DirectiveId, ProvisionId, search_key};
use khue_db::{Tx, sql};
use khue_rules::accounts::{Action, Place};
use khue_rules::directive::due::propose_due;
use khue_rules::directive::reading::{ReadTask, Reading};
use serde_json::json;

use super::propose::{self, Proposed};
use super::provisions::{self, ProvisionDetail, ProvisionLine, ReviewState};
use super::review_provision::STEP;
use crate::{Ctx, OpError, files};

/// A document brought in.
#[derive(Clone, Debug)]
pub struct UploadDirective {
    /// Name of the file.
    pub file_name: String,
    /// Kind of the file, as found in its content: `text/plain`, `application/pdf`, …
    pub file_type: String,
    /// The file as handed in.
    pub content: Vec<u8>,
    /// What was read in it.
    pub reading: Reading,
}

/// Keeps the document and proposes its provisions; answers the directive under review.
///
/// # Errors
/// Refused when no obligation was found in the text, or the same document is here already.
pub async fn upload_directive(ctx: &Ctx, cmd: UploadDirective) -> Result<DirectiveId, OpError> {
    ctx.may(Action::UploadDirective, Place::Nowhere)?;
    if cmd.reading.tasks.is_empty() {
        return Err(OpError::field(
            "tep",
            "Không tìm thấy nhiệm vụ nào trong văn bản này. Hãy kiểm tra có phải đúng tệp chỉ thị, kế hoạch không.",
        ));
    }
    let mut tx = ctx.begin().await?;
    let text_digest = files::digest(cmd.reading.text.as_bytes());
    if let Some(row) = tx.rows(sql!("sql/same_text.sql"), &[(&text_digest).into()]).await?.first() {
        let subject: String = row.get("subject")?;
        return Err(OpError::field(
            "tep",
            format!(
                "Văn bản này đã có trong hệ thống: “{subject}”. Hãy mở văn bản đó thay vì tải lên lần nữa."
            ),
        ));
    }
    let id: DirectiveId = ctx.id();
    insert_head(ctx, &mut tx, id, &cmd).await?;
    insert_text(ctx, &mut tx, id, &cmd, &text_digest).await?;
    insert_sections(&mut tx, id, &cmd.reading).await?;
    let proposals = propose::units_for(ctx, &mut tx, &cmd.reading).await?;
    insert_provisions(ctx, &mut tx, id, &cmd.reading, &proposals).await?;
    let detail =
        json!({ "file": cmd.file_name, "provisions": cmd.reading.tasks.len(), "digest": text_digest });
    ctx.audit(&mut tx, "directive.upload", format!("directive/{id}"), detail).await?;
    tx.commit().await?;
    Ok(id)
}

async fn insert_head(ctx: &Ctx, tx: &mut Tx, id: DirectiveId, cmd: &UploadDirective) -> Result<(), OpError> {
    let metadata = &cmd.reading.metadata;
    let subject = metadata.subject.clone().unwrap_or_else(|| cmd.file_name.clone());
    let number = metadata.number.clone().unwrap_or_default();
    let row = [
        id.into(),
        ctx.actor.unit.into(),
        (&metadata.kind).into(),
        (&metadata.number).into(),
        metadata.date.into(),
        (&metadata.place).into(),
        (&metadata.issuer).into(),
        (&subject).into(),
        (&metadata.school_year).into(),
        search_key(&format!("{number} {subject}")).into(),
        (&cmd.file_name).into(),
        ctx.now().into(),
        ctx.actor.account.into(),
    ];
    tx.execute(sql!("sql/insert_directive.sql"), &row).await?;
    Ok(())
}

async fn insert_text(
    ctx: &Ctx,
    tx: &mut Tx,
    id: DirectiveId,
    cmd: &UploadDirective,
    text_digest: &str,
) -> Result<(), OpError> {
    let file_digest = files::store(tx, &cmd.content, ctx.now()).await?;
    let reading = json!({
        "metadata": cmd.reading.metadata,
        "paragraphs": cmd.reading.paragraphs,
        "references": cmd.reading.references,
        "entities": cmd.reading.entities,
        "warnings": cmd.reading.warnings,
    });
    let row = [
        id.into(),
        file_digest.into(),
        (&cmd.file_type).into(),
        (&cmd.reading.text).into(),
        text_digest.into(),
        reading.to_string().into(),
    ];
    tx.execute(sql!("sql/insert_text.sql"), &row).await?;
    Ok(())
}

async fn insert_sections(tx: &mut Tx, id: DirectiveId, reading: &Reading) -> Result<(), OpError> {
    for (ordinal, section) in (0_i64..).zip(&reading.sections) {
        let offset = |bytes: usize| i64::try_from(bytes).unwrap_or(i64::MAX);
        let row = [
            id.into(),
            ordinal.into(),
            section.path.join(".").into(),
            section.level.into(),
            (&section.number).into(),
            (&section.heading).into(),
            kind_code(section.kind)?.into(),
            offset(section.span.start).into(),
            offset(section.span.end).into(),
        ];
        tx.execute(sql!("sql/insert_section.sql"), &row).await?;
    }
    Ok(())
}

async fn insert_provisions(
    ctx: &Ctx,
    tx: &mut Tx,
    directive: DirectiveId,
    reading: &Reading,
    proposals: &[Proposed],
) -> Result<(), OpError> {
    let ids: Vec<ProvisionId> = reading.tasks.iter().map(|_| ctx.id()).collect();
    let mut ordinal = 0;
    for ((task, proposed), id) in reading.tasks.iter().zip(proposals).zip(&ids) {
        ordinal += STEP;
        let due = propose_due(&task.deadlines, &reading.metadata);
        let line = ProvisionLine {
            id: *id,
            directive,
            ordinal,
            version: 1,
            state: ReviewState::Suggested,
            origin: "read".to_owned(),
            section: task.section.clone(),
            kind: kind_code(task.kind)?,
            text: task.text.clone(),
            leading_verb: task.leading_verb.clone(),
            span: task.span,
            detail: ProvisionDetail { carry_kinds: proposed.carry_kinds.clone(), ..detail_of(task) },
            due_on: due.due,
            repeats: due.repeats.map(|repeats| repeats.code().to_owned()),
            due_reason: due.reason,
            lead_unit: proposed.lead,
            support_units: proposed.support.clone(),
            units_reason: proposed.reason.clone(),
            duplicate_of: proposed.duplicate_of.and_then(|position| ids.get(position).copied()),
        };
        provisions::insert(tx, ctx, &line).await?;
    }
    Ok(())
}

fn detail_of(task: &ReadTask) -> ProvisionDetail {
    ProvisionDetail {
        actors: task.actors.clone(),
        targets: task.targets.clone(),
        deadlines: task.deadlines.clone(),
        references: task.references.clone(),
        scope: task.scope.clone(),
        modality: task.modality.clone(),
        report_to: task.report_to.clone(),
        carry_kinds: Vec::new(),
    }
}

fn kind_code(kind: khue_rules::directive::reading::TaskKind) -> Result<String, OpError> {
    let code = serde_json::to_value(kind)?;
    Ok(code.as_str().unwrap_or_default().to_owned())
}
