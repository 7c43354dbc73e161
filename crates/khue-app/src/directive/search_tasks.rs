//! Finding tasks by words, without accents.

use khue_base::{Day, DirectiveId, TaskId, UnitId, search_key};
use khue_db::{row, sql};
use khue_rules::accounts::{Action, Place};

use crate::{Ctx, OpError};

row! {
    /// A task that was found.
    pub struct TaskFound {
        /// The task.
        id: TaskId,
        /// Its directive.
        directive_id: DirectiveId,
        /// `II.2-03`.
        code: String,
        /// The clause.
        text: String,
        /// Lead unit.
        lead_unit: Option<UnitId>,
        /// Due day.
        due_on: Option<Day>,
        /// Subject of the directive.
        subject: String,
    }
}

/// At most 50 tasks of adopted directives that contain all words of `query`.
///
/// # Errors
/// [`OpError::Hidden`] for those who have no part in directives.
pub async fn search_tasks(ctx: &Ctx, query: &str) -> Result<Vec<TaskFound>, OpError> {
    ctx.may(Action::ReadDirective, Place::Nowhere)?;
    let key = search_key(query);
    let mut words = key.split(' ').filter(|word| !word.is_empty()).map(like);
    let Some(first) = words.next() else { return Ok(Vec::new()) };
    let rest: Vec<String> = words.take(3).collect();
    let word = |index: usize| rest.get(index).cloned().unwrap_or_else(|| "%".to_owned()).into();
    let mut session = ctx.read().await?;
    Ok(session.all(sql!("sql/search_tasks.sql"), &[first.into(), word(0), word(1), word(2)]).await?)
}

/// A pattern that finds the word itself, with the signs that LIKE reads otherwise taken out.
fn like(word: &str) -> String {
    format!("%{}%", word.replace(['%', '_', '\\'], " ").trim())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signs_of_patterns_are_no_patterns() {
        assert_eq!(like("100%"), "%100%");
        assert_eq!(like("%"), "%%");
    }
}
