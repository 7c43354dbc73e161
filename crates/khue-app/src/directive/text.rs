//! The text of a directive with its sections: frozen once adopted.

use khue_base::{DirectiveId, TaskId};
use khue_db::{row, sql};
use khue_rules::directive::reading::{Metadata, Paragraph, Span};
use serde::Deserialize;

use super::directives::head_for;
use crate::{Ctx, OpError, files};

/// A directive's text.
#[derive(Clone, Debug)]
pub struct AdoptedText {
    /// One paragraph a line.
    pub text: String,
    /// Places of the paragraphs in it.
    pub paragraphs: Vec<Span>,
    /// Head and foot of the document as read.
    pub metadata: Metadata,
    /// What the reader asked a person to look at.
    pub warnings: Vec<String>,
    /// Headings: path, level, heading, place.
    pub sections: Vec<TextSection>,
    /// SHA-256 of the text.
    pub digest: String,
    /// Whether the digest still fits the text.
    pub intact: bool,
}

row! {
    /// A heading.
    pub struct TextSection {
        /// Path joined by `.`.
        path: String,
        /// 1 for the outermost.
        level: i64,
        /// Its own number.
        number: String,
        /// Its words.
        heading: String,
        /// objective, task, solution, assignment, milestone.
        kind: String,
        /// Place in the text.
        span_start: i64,
        /// Place in the text.
        span_end: i64,
    }
}

row! {
    struct StoredText {
        text: String,
        text_digest: String,
        reading: String,
    }
}

/// What is kept of a reading beside its text, provisions and sections.
#[derive(Deserialize)]
struct StoredReading {
    metadata: Metadata,
    paragraphs: Vec<Paragraph>,
    warnings: Vec<String>,
}

/// The text of a directive.
///
/// # Errors
/// [`OpError::Hidden`] when it does not exist for the actor.
pub async fn adopted_text(ctx: &Ctx, directive: DirectiveId) -> Result<AdoptedText, OpError> {
    let mut session = ctx.read().await?;
    head_for(ctx, &mut session, directive).await?;
    let stored: StoredText = session
        .optional(sql!("sql/directive_text.sql"), &[directive.into()])
        .await?
        .ok_or(OpError::Hidden)?;
    let sections = session.all(sql!("sql/directive_sections.sql"), &[directive.into()]).await?;
    let reading: StoredReading = serde_json::from_str(&stored.reading)?;
    let intact = files::digest(stored.text.as_bytes()) == stored.text_digest;
    Ok(AdoptedText {
        paragraphs: reading.paragraphs.iter().map(|paragraph| paragraph.span).collect(),
        metadata: reading.metadata,
        warnings: reading.warnings,
        text: stored.text,
        digest: stored.text_digest,
        sections,
        intact,
    })
}

/// Where a task stands in the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TaskPlace {
    /// The task.
    pub task: TaskId,
    /// Its place.
    pub span: Span,
}

row! {
    struct StoredPlace {
        id: TaskId,
        span_start: i64,
        span_end: i64,
    }
}

/// Where the tasks of a directive stand in its text, as they were read.
///
/// # Errors
/// [`OpError::Hidden`] when it does not exist for the actor.
pub async fn task_places(ctx: &Ctx, directive: DirectiveId) -> Result<Vec<TaskPlace>, OpError> {
    let mut session = ctx.read().await?;
    head_for(ctx, &mut session, directive).await?;
    let rows: Vec<StoredPlace> = session.all(sql!("sql/task_places.sql"), &[directive.into()]).await?;
    let offset = |bytes: i64| usize::try_from(bytes).unwrap_or_default();
    let place = |row: StoredPlace| TaskPlace {
        task: row.id,
        span: Span { start: offset(row.span_start), end: offset(row.span_end) },
    };
    Ok(rows.into_iter().map(place).collect())
}

/// The file as it was handed in, with its media type and name.
///
/// # Errors
/// [`OpError::Hidden`] when it does not exist for the actor.
pub async fn original_file(ctx: &Ctx, directive: DirectiveId) -> Result<(String, Vec<u8>), OpError> {
    let mut session = ctx.read().await?;
    let head = head_for(ctx, &mut session, directive).await?;
    let rows = session.rows(sql!("sql/original_file.sql"), &[directive.into()]).await?;
    let digest: String = rows.first().ok_or(OpError::Hidden)?.get("file_digest")?;
    Ok((head.file_name, files::content(&mut session, &digest).await?))
}
