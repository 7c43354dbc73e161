//! Reviewing proposed provisions: accept, edit, split, merge, drop, restore, add by hand.

use khue_base::{Day, DirectiveId, ProvisionId, UnitId};
use khue_db::{Tx, sql};
use khue_rules::accounts::{Action, Place};
use khue_rules::directive::reading::{ReadTarget, Span};
use serde_json::json;

use super::directives::head_for;
use super::provisions::{self, ProvisionDetail, ProvisionLine, ReviewState};
use crate::{Ctx, OpError};

/// Room between two provisions as read, so that parts and additions fit between.
pub(super) const STEP: i64 = 1000;

/// One step of the review.
#[derive(Clone, Debug)]
pub enum ReviewStep {
    /// Take it as it is.
    Accept,
    /// Take it with changes.
    Edit(Box<ProvisionEdit>),
    /// Cut it into the given parts, each a clause.
    Split(Vec<String>),
    /// Join it with the next one.
    MergeWithNext,
    /// Leave it out.
    Drop,
    /// Bring it back as proposed.
    Restore,
}

/// A provision's content as edited.
#[derive(Clone, Debug)]
pub struct ProvisionEdit {
    /// The clause.
    pub text: String,
    /// Path of its section.
    pub section: String,
    /// objective, task, solution, assignment, milestone.
    pub kind: String,
    /// Due day.
    pub due_on: Option<Day>,
    /// month, quarter, half-year, year.
    pub repeats: Option<String>,
    /// Lead unit.
    pub lead_unit: Option<UnitId>,
    /// Supporting units.
    pub support_units: Vec<UnitId>,
    /// Targets.
    pub targets: Vec<ReadTarget>,
}

/// A provision added by hand.
#[derive(Clone, Debug)]
pub struct AddProvision {
    /// The directive.
    pub directive: DirectiveId,
    /// After which provision; at the end when absent.
    pub after: Option<ProvisionId>,
    /// Its content.
    pub content: ProvisionEdit,
}

/// Takes one step on a provision of which the person has seen version `seen`.
///
/// # Errors
/// [`OpError::Stale`] when it changed meanwhile; refused when the directive is adopted already or the
/// content cannot be taken.
pub async fn review_provision(
    ctx: &Ctx,
    id: ProvisionId,
    seen: i64,
    step: ReviewStep,
) -> Result<(), OpError> {
    let mut tx = ctx.begin().await?;
    let mut line = provisions::one_of(&mut tx, id).await?;
    open_for_review(ctx, &mut tx, line.directive).await?;
    if line.version != seen {
        return Err(OpError::Stale);
    }
    let action = match step {
        ReviewStep::Accept => {
            line.state = ReviewState::Accepted;
            "provision.accept"
        }
        ReviewStep::Edit(edit) => {
            apply(&mut line, *edit)?;
            "provision.edit"
        }
        ReviewStep::Split(parts) => {
            split(ctx, &mut tx, &mut line, parts).await?;
            "provision.split"
        }
        ReviewStep::MergeWithNext => {
            merge_with_next(ctx, &mut tx, &mut line).await?;
            "provision.merge"
        }
        ReviewStep::Drop => {
            line.state = ReviewState::Dropped;
            "provision.drop"
        }
        ReviewStep::Restore => {
            line.state = ReviewState::Suggested;
            "provision.restore"
        }
    };
    provisions::update(&mut tx, ctx, &line).await?;
    let detail = json!({ "provision": id, "version": seen + 1, "text": line.text });
    ctx.audit(&mut tx, action, format!("directive/{}", line.directive), detail).await?;
    Ok(tx.commit().await?)
}

/// Accepts all provisions of a directive that nobody has looked at yet; answers how many.
///
/// # Errors
/// Refused when the directive is adopted already.
pub async fn accept_remaining(ctx: &Ctx, directive: DirectiveId) -> Result<u64, OpError> {
    let mut tx = ctx.begin().await?;
    open_for_review(ctx, &mut tx, directive).await?;
    let values = [directive.into(), ctx.now().into(), ctx.actor.account.into()];
    let accepted = tx.execute(sql!("sql/accept_remaining.sql"), &values).await?;
    ctx.audit(
        &mut tx,
        "provision.accept-all",
        format!("directive/{directive}"),
        json!({ "count": accepted }),
    )
    .await?;
    tx.commit().await?;
    Ok(accepted)
}

/// Adds an obligation that the reader missed.
///
/// # Errors
/// Refused when the directive is adopted already or the content cannot be taken.
pub async fn add_provision(ctx: &Ctx, add: AddProvision) -> Result<ProvisionId, OpError> {
    let mut tx = ctx.begin().await?;
    open_for_review(ctx, &mut tx, add.directive).await?;
    let all = provisions::all_of(&mut tx, add.directive).await?;
    let position = add.after.and_then(|after| all.iter().position(|line| line.id == after));
    let before = position.map_or(all.last(), |index| all.get(index));
    let next = position.and_then(|index| all.get(index + 1));
    let mut line = ProvisionLine {
        id: ctx.id(),
        directive: add.directive,
        ordinal: between(before.map_or(0, |line| line.ordinal), next.map(|line| line.ordinal)),
        version: 1,
        state: ReviewState::Accepted,
        origin: "hand".to_owned(),
        section: String::new(),
        kind: String::new(),
        text: String::new(),
        leading_verb: None,
        span: before.map_or(Span::default(), |line| Span { start: line.span.end, end: line.span.end }),
        detail: ProvisionDetail::default(),
        due_on: None,
        repeats: None,
        due_reason: "do người rà soát ghi".to_owned(),
        lead_unit: None,
        support_units: Vec::new(),
        units_reason: "do người rà soát ghi".to_owned(),
        duplicate_of: None,
    };
    apply(&mut line, add.content)?;
    provisions::insert(&mut tx, ctx, &line).await?;
    let detail = json!({ "provision": line.id, "text": line.text });
    ctx.audit(&mut tx, "provision.add", format!("directive/{}", add.directive), detail).await?;
    tx.commit().await?;
    Ok(line.id)
}

async fn open_for_review(ctx: &Ctx, tx: &mut Tx, directive: DirectiveId) -> Result<(), OpError> {
    let head = head_for(ctx, tx, directive).await?;
    ctx.may(Action::UploadDirective, Place::Nowhere)?;
    if head.state != "review" {
        return Err(OpError::refused(
            "Văn bản đã được thông qua nên không sửa bản rà soát được nữa. Hãy sửa ở từng nhiệm vụ, có ghi lý do.",
        ));
    }
    Ok(())
}

fn apply(line: &mut ProvisionLine, edit: ProvisionEdit) -> Result<(), OpError> {
    let text = edit.text.split_whitespace().collect::<Vec<_>>().join(" ");
    if text.is_empty() {
        return Err(OpError::field(
            "noi-dung",
            "Nội dung nhiệm vụ đang để trống. Hãy ghi nội dung, hoặc chọn Bỏ.",
        ));
    }
    if edit.section.trim().is_empty() {
        return Err(OpError::field("muc", "Chưa chọn mục của văn bản. Hãy chọn mục mà nhiệm vụ thuộc về."));
    }
    if edit.due_on != line.due_on || edit.repeats != line.repeats {
        line.due_reason = "do người rà soát ghi".to_owned();
    }
    if edit.lead_unit != line.lead_unit || edit.support_units != line.support_units {
        line.units_reason = "do người rà soát chọn".to_owned();
    }
    line.state = ReviewState::Accepted;
    line.text = text;
    line.section = edit.section.trim().to_owned();
    line.kind = edit.kind;
    line.due_on = edit.due_on;
    line.repeats = edit.repeats;
    line.lead_unit = edit.lead_unit;
    line.support_units = edit.support_units;
    line.detail.targets = edit.targets;
    Ok(())
}

async fn split(ctx: &Ctx, tx: &mut Tx, line: &mut ProvisionLine, parts: Vec<String>) -> Result<(), OpError> {
    let parts: Vec<String> = parts
        .iter()
        .map(|part| part.split_whitespace().collect::<Vec<_>>().join(" "))
        .filter(|part| !part.is_empty())
        .collect();
    let Some((first, rest)) = parts.split_first().filter(|(_, rest)| !rest.is_empty()) else {
        return Err(OpError::field("tach", "Chưa thấy chỗ tách. Hãy xuống dòng ở nơi cần tách rồi gửi lại."));
    };
    let all = provisions::all_of(tx, line.directive).await?;
    let next = all.iter().find(|other| other.ordinal > line.ordinal).map(|other| other.ordinal);
    let whole = line.clone();
    let (mut ordinal, mut searched_from) = (line.ordinal, 0);
    for part in rest {
        ordinal = between(ordinal, next);
        let mut piece =
            ProvisionLine { id: ctx.id(), ordinal, version: 1, origin: "split".to_owned(), ..whole.clone() };
        narrow(&mut piece, part, &whole, &mut searched_from);
        provisions::insert(tx, ctx, &piece).await?;
    }
    line.origin = "split".to_owned();
    narrow(line, first, &whole, &mut 0);
    Ok(())
}

/// Keeps in `piece` what its part of the clause contains.
fn narrow(piece: &mut ProvisionLine, part: &str, whole: &ProvisionLine, searched_from: &mut usize) {
    let found =
        whole.text.get(*searched_from..).and_then(|rest| rest.find(part)).map(|at| at + *searched_from);
    if let Some(at) = found.filter(|_| whole.span.end - whole.span.start == whole.text.len()) {
        *searched_from = at + part.len();
        piece.span = Span { start: whole.span.start + at, end: whole.span.start + at + part.len() };
    }
    piece.text = part.to_owned();
    piece.state = ReviewState::Accepted;
    piece.detail.targets.retain(|target| part.contains(&target.text));
    piece.detail.deadlines.retain(|deadline| part.contains(&deadline.text));
    piece.detail.references.retain(|number| part.contains(number.as_str()));
}

async fn merge_with_next(ctx: &Ctx, tx: &mut Tx, line: &mut ProvisionLine) -> Result<(), OpError> {
    let all = provisions::all_of(tx, line.directive).await?;
    let next =
        all.into_iter().find(|other| other.ordinal > line.ordinal && other.state != ReviewState::Dropped);
    let Some(mut next) = next.filter(|next| next.section == line.section) else {
        return Err(OpError::refused("Không có nhiệm vụ nào phía sau trong cùng mục để gộp."));
    };
    line.text = format!("{}; {}", line.text.trim_end_matches(['.', ';']), next.text);
    line.span = Span { start: line.span.start.min(next.span.start), end: line.span.end.max(next.span.end) };
    line.origin = "merged".to_owned();
    line.state = ReviewState::Accepted;
    line.detail.targets.append(&mut next.detail.targets);
    line.detail.deadlines.append(&mut next.detail.deadlines);
    line.detail.references.append(&mut next.detail.references);
    for unit in next.lead_unit.into_iter().chain(next.support_units.iter().copied()) {
        if line.lead_unit != Some(unit) && !line.support_units.contains(&unit) {
            line.support_units.push(unit);
        }
    }
    next.state = ReviewState::Dropped;
    provisions::update(tx, ctx, &next).await
}

fn between(before: i64, next: Option<i64>) -> i64 {
    next.map_or(before + STEP, |next| before + (next - before) / 2)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn additions_stand_between_their_neighbours() {
        assert_eq!(between(1000, Some(2000)), 1500);
        assert_eq!(between(1000, None), 2000);
        assert_eq!(between(0, Some(1000)), 500);
    }
}
