//! Writing over a report: head, foot and sentences; never its figures.

use std::collections::BTreeMap;

use khue_base::{Day, ReportId};
use khue_rules::accounts::{Action, Place};
use serde_json::json;

use super::content::{ReportWords, Snapshot};
use super::make_report::{one_line, write_version};
use super::report_detail::{StoredReport, may_change, stored_report};
use crate::{Ctx, OpError};

/// Longest paragraph, in letters.
const PARAGRAPH_LETTERS: usize = 8_000;
/// Longest line of head or foot, in letters.
const LINE_LETTERS: usize = 500;
/// Most recipients.
const RECIPIENTS: usize = 40;

/// What happens to the report.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReportStep {
    /// It stays in the making.
    Save,
    /// Its words are final.
    Finish,
}

/// New words for a report, as typed.
#[derive(Clone, Debug)]
pub struct SaveReport {
    /// The report.
    pub report: ReportId,
    /// The version that the person has seen.
    pub seen: i64,
    /// What happens to it.
    pub step: ReportStep,
    /// `12/BC-SGDĐT`.
    pub number: String,
    /// `Bắc Giang, ngày 31 tháng 5 năm 2021`.
    pub place_and_day: String,
    /// What it is about.
    pub subject: String,
    /// To whom.
    pub addressee: String,
    /// `KT. GIÁM ĐỐC`.
    pub authority: String,
    /// The signer's post.
    pub title: String,
    /// The signer's name.
    pub signer: String,
    /// One recipient a line.
    pub recipients: String,
    /// Words of paragraphs by key; those left out stay as they are.
    pub paragraphs: BTreeMap<String, String>,
    /// Keys of paragraphs to read as drafted again.
    pub restored: Vec<String>,
}

/// Writes a new version and answers its number.
///
/// # Errors
/// [`OpError::Stale`] when somebody else wrote one meanwhile; refused when it is final, or a line cannot be
/// read.
pub async fn save_report(ctx: &Ctx, cmd: SaveReport) -> Result<i64, OpError> {
    let mut tx = ctx.begin().await?;
    let stored = stored_for_change(ctx, &mut tx, cmd.report, cmd.seen).await?;
    let snapshot: Snapshot = serde_json::from_str(&stored.content)?;
    let words = written(serde_json::from_str(&stored.words)?, &snapshot, &cmd)?;
    let version = stored.version + 1;
    let (state, action) = match cmd.step {
        ReportStep::Save => ("draft", "report.saved"),
        ReportStep::Finish => ("final", "report.finished"),
    };
    write_version(ctx, &mut tx, cmd.report, version, stored.snapshot, state, &words).await?;
    let detail = json!({ "version": version, "edited": words.edited.keys().collect::<Vec<_>>() });
    ctx.audit(&mut tx, action, format!("report/{}", cmd.report), detail).await?;
    tx.commit().await?;
    Ok(version)
}

/// The report, when the actor may change it and has seen its newest version.
pub(super) async fn stored_for_change(
    ctx: &Ctx,
    session: &mut khue_db::Session,
    report: ReportId,
    seen: i64,
) -> Result<StoredReport, OpError> {
    let stored = stored_report(session, report).await?;
    let action = if stored.state == "final" { Action::ReadDirective } else { Action::ReviewDirective };
    ctx.may(action, Place::Nowhere).map_err(|_| OpError::Hidden)?;
    may_change(ctx, stored.unit_id)?;
    if stored.state == "final" {
        return Err(OpError::refused(
            "Báo cáo này đã chốt, không sửa được nữa. Nếu cần, hãy lập báo cáo mới.",
        ));
    }
    if stored.version != seen {
        return Err(OpError::Stale);
    }
    Ok(stored)
}

fn written(old: ReportWords, snapshot: &Snapshot, cmd: &SaveReport) -> Result<ReportWords, OpError> {
    let (number, symbol) = match cmd.number.split_once('/') {
        Some((number, symbol)) => (line("so-hieu", number)?, line("so-hieu", symbol)?),
        None => (line("so-hieu", &cmd.number)?, old.symbol.clone()),
    };
    let (place, day) = place_and_day(&line("noi-ngay", &cmd.place_and_day)?)?;
    let subject = line("trich-yeu", &cmd.subject)?;
    if subject.is_empty() {
        return Err(OpError::field("trich-yeu", "Trích yếu đang để trống. Hãy ghi báo cáo về việc gì."));
    }
    let recipients: Vec<String> = cmd
        .recipients
        .lines()
        .map(|text| line("noi-nhan", text.trim().trim_start_matches('-').trim_end_matches([';', '.'])))
        .collect::<Result<_, _>>()?;
    let recipients: Vec<String> = recipients.into_iter().filter(|text| !text.is_empty()).collect();
    if recipients.len() > RECIPIENTS {
        return Err(OpError::field("noi-nhan", format!("Có hơn {RECIPIENTS} nơi nhận. Hãy gộp bớt.")));
    }
    let mut edited = old.edited.clone();
    for paragraph in snapshot.paragraphs() {
        let Some(text) = cmd.paragraphs.get(&paragraph.key) else { continue };
        let text = one_line(text);
        if text.chars().count() > PARAGRAPH_LETTERS {
            return Err(OpError::refused(format!(
                "Một đoạn dài quá {PARAGRAPH_LETTERS} chữ. Hãy rút gọn đoạn bắt đầu bằng “{}”.",
                text.chars().take(40).collect::<String>()
            )));
        }
        if text == one_line(&paragraph.text) {
            edited.remove(&paragraph.key);
        } else {
            edited.insert(paragraph.key.clone(), text);
        }
    }
    for key in &cmd.restored {
        edited.remove(key);
    }
    Ok(ReportWords {
        number,
        symbol,
        place,
        day,
        subject,
        addressee: line("kinh-gui", &cmd.addressee)?,
        authority: line("quyen-han", &cmd.authority)?,
        title: line("chuc-vu", &cmd.title)?,
        signer: line("nguoi-ky", &cmd.signer)?,
        recipients,
        edited,
        ..old
    })
}

fn line(field: &str, typed: &str) -> Result<String, OpError> {
    let text = one_line(typed);
    if text.chars().count() > LINE_LETTERS {
        return Err(OpError::field(field, format!("Dòng này dài quá {LINE_LETTERS} chữ. Hãy rút gọn.")));
    }
    Ok(text)
}

/// `Bắc Giang, ngày 31 tháng 5 năm 2021`.
fn place_and_day(text: &str) -> Result<(String, Day), OpError> {
    let parsed = || {
        let (place, day) = text.rsplit_once(',')?;
        let lower = day.to_lowercase();
        let words: Vec<&str> = lower.split_whitespace().collect();
        let ["ngày", day, "tháng", month, "năm", year] = words.as_slice() else { return None };
        let day = Day::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?)?;
        let place = place.trim();
        (!place.is_empty()).then(|| (place.to_owned(), day))
    };
    parsed().ok_or_else(|| {
        OpError::field(
            "noi-ngay",
            "Nơi và ngày chưa đúng thể thức. Hãy viết như “Bắc Giang, ngày 31 tháng 5 năm 2021”.",
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn place_and_day_are_read_as_the_paper_writes_them() {
        let read = |text: &str| place_and_day(text).map(|(place, day)| format!("{place} {}", day.iso())).ok();
        assert_eq!(read("Bắc Giang, ngày 05 tháng 02 năm 2021").as_deref(), Some("Bắc Giang 2021-02-05"));
        assert_eq!(read("Bắc Giang, Ngày 31 tháng 5 năm 2021").as_deref(), Some("Bắc Giang 2021-05-31"));
        assert_eq!(read("Bắc Giang, ngày 31 tháng 2 năm 2021"), None);
        assert_eq!(read("31/5/2021"), None);
    }
}
