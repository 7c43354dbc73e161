//! What a school says about findings of checks that need not be mended.

use std::collections::{BTreeSet, HashMap};

use khue_base::{AccountId, Day, Moment, PersonId, RecordId, UnitId};
use khue_db::{DbError, Session, Statement, Value, sql};
use khue_rules::accounts::Action;
use khue_rules::registry::checks::Level;
use serde_json::json;

use super::keeper::keeper_of;
use super::missing::missing_in_book;
use super::reach::may_at;
use super::school_records::everything;
use crate::accounts::holder_name;
use crate::{Ctx, OpError};

/// Letters that an explanation has at least: a dot explains nothing.
const FEWEST: usize = 5;
/// And at most.
const MOST: usize = 500;

/// What a school says about a finding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Explanation {
    /// Its words.
    pub text: String,
    /// When.
    pub at: Moment,
    /// The account and the person who wrote it.
    pub by: (Option<i64>, Option<PersonId>),
    /// The version of the record about which it was written.
    pub version: i64,
}

/// One text for some findings.
#[derive(Clone, Debug)]
pub struct ExplainFindings {
    /// The unit.
    pub unit: UnitId,
    /// The day for which the checks are run.
    pub day: Day,
    /// The findings: code of the check, record, version of the record that the person saw.
    pub findings: Vec<(String, RecordId, i64)>,
    /// Why it is as it is.
    pub text: String,
}

/// Explains findings. What is explained stands while the record is not changed.
///
/// # Errors
/// Refused when the text says nothing or a finding must be mended; stale when one of them is not there any more;
/// hidden or forbidden when the actor may not change records of the unit.
pub async fn explain_findings(ctx: &Ctx, cmd: ExplainFindings) -> Result<usize, OpError> {
    let mut tx = ctx.begin().await?;
    may_at(ctx, &mut tx, Action::ChangeRecords, &[cmd.unit]).await?;
    let text = cmd.text.trim();
    match text.chars().count() {
        length if length < FEWEST => {
            return Err(OpError::field(
                "giai-trinh",
                "Lời giải trình còn trống hoặc quá ngắn. Hãy ghi vì sao hồ sơ đúng như vậy.",
            ));
        }
        length if length > MOST => {
            return Err(OpError::field(
                "giai-trinh",
                format!("Lời giải trình dài {length} chữ, nhiều nhất {MOST}. Hãy viết gọn lại."),
            ));
        }
        _ => {}
    }
    if cmd.findings.is_empty() {
        return Err(OpError::field("ghi", "Chưa chọn hồ sơ nào để giải trình. Hãy chọn ít nhất một dòng."));
    }
    let sees_all = may_at(ctx, &mut tx, Action::SeeGuarded, &[cmd.unit]).await.is_ok();
    let book = everything(ctx, &mut tx, cmd.unit, cmd.day).await?;
    let missing = missing_in_book(ctx, &mut tx, cmd.unit, &book).await?;
    for (check, record, version) in &cmd.findings {
        // A finding that the actor may not see is not there for the actor.
        let found = missing.checks.iter().find(|one| one.check.code == *check);
        let found = found.filter(|one| sees_all || !one.check.reads_guarded()).ok_or(OpError::Stale)?;
        if found.check.level == Level::Error {
            return Err(OpError::refused(format!(
                "“{}” là lỗi, không giải trình được. Hãy sửa hồ sơ.",
                found.check.name
            )));
        }
        if !found.findings.iter().any(|one| one.key.id == *record && one.version == *version) {
            return Err(OpError::Stale);
        }
    }
    let province = keeper_of(&mut tx, cmd.unit, ctx.today()).await?;
    for (check, record, version) in &cmd.findings {
        let values: [Value; 9] = [
            province.into(),
            cmd.unit.into(),
            check.as_str().into(),
            (*record).into(),
            (*version).into(),
            text.into(),
            ctx.now().into(),
            ctx.actor.account.map(i64::from).into(),
            ctx.actor.person.into(),
        ];
        match tx.execute(INSERT_EXPLANATION, &values).await {
            Ok(_) => {}
            Err(error) if error.is_conflict() => return Err(OpError::Stale),
            Err(error) => return Err(error.into()),
        }
    }
    let checks: BTreeSet<&str> = cmd.findings.iter().map(|(check, _, _)| check.as_str()).collect();
    let detail = json!({ "unit": cmd.unit, "check": checks, "records": cmd.findings.len(), "text": text });
    ctx.audit(&mut tx, "finding.explain", format!("unit/{}", cmd.unit), detail).await?;
    tx.commit().await?;
    Ok(cmd.findings.len())
}

/// The newest explanation of every finding of a unit, by check and record.
pub(super) async fn explanations(
    session: &mut Session,
    province: UnitId,
    unit: UnitId,
) -> Result<HashMap<(String, RecordId), Explanation>, DbError> {
    let rows: Vec<ExplanationRow> = session.all(EXPLANATIONS, &[province.into(), unit.into()]).await?;
    // In order of numbers: the newest comes last.
    let explained = rows.into_iter().map(|row| {
        let explanation = Explanation {
            text: row.text,
            at: row.explained_at,
            by: (row.explained_by, row.explained_by_person),
            version: row.record_version,
        };
        ((row.check_code, row.record_id), explanation)
    });
    Ok(explained.collect())
}

/// Who did something: the person, else the holder of the account; nobody for the program itself.
///
/// # Errors
/// [`DbError`] when the database refuses.
pub async fn name_of_doer(
    session: &mut Session,
    account: Option<i64>,
    person: Option<PersonId>,
) -> Result<Option<String>, DbError> {
    if let Some(person) = person {
        return crate::registry::person_name(session, person).await;
    }
    match account {
        Some(account) => holder_name(session, AccountId(account)).await,
        None => Ok(None),
    }
}

khue_db::row! {
    struct ExplanationRow {
        check_code: String,
        record_id: RecordId,
        record_version: i64,
        text: String,
        explained_at: Moment,
        explained_by: Option<i64>,
        explained_by_person: Option<PersonId>,
    }
}

const EXPLANATIONS: Statement = sql!("sql/explanations.sql");
const INSERT_EXPLANATION: Statement = sql!("sql/insert_explanation.sql");
