//! A report of progress: drafted, sent, then accepted or returned with a reason by the level above.
//!
//! ```text
//! draft ──send──▶ sent ──accept──▶ accepted
//!   ▲              │ └──return(reason)──▶ returned ──send──▶ sent
//!   └──withdraw────┘
//! ```
//!
//! Who the level above is, and who may act, is the caller's matter. What is accepted stays: a new
//! report follows it, it is never edited.

use khue_base::Day;
use serde::{Deserialize, Serialize};

use crate::directive::state::TaskStage;

/// Where a report of progress stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ProgressState {
    /// Being written by the unit.
    Draft,
    /// Waits for the level above.
    Sent,
    /// Accepted by the level above.
    Accepted,
    /// Given back with a reason.
    Returned,
}

impl ProgressState {
    /// All states.
    pub const ALL: [ProgressState; 4] =
        [ProgressState::Draft, ProgressState::Sent, ProgressState::Accepted, ProgressState::Returned];

    /// The code under which it is stored.
    pub fn code(self) -> &'static str {
        match self {
            ProgressState::Draft => "draft",
            ProgressState::Sent => "sent",
            ProgressState::Accepted => "accepted",
            ProgressState::Returned => "returned",
        }
    }

    /// The state stored under `code`.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.code() == code)
    }

    /// As screens name it.
    pub fn name(self) -> &'static str {
        match self {
            ProgressState::Draft => "Bản nháp",
            ProgressState::Sent => "Chờ duyệt",
            ProgressState::Accepted => "Đã duyệt",
            ProgressState::Returned => "Trả lại",
        }
    }
}

/// Why a report is given back: says something, in at most 2,000 characters.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(transparent)]
pub struct Reason(String);

/// Fewest characters of a reason that can say what is missing.
const REASON_MIN: usize = 10;
const REASON_MAX: usize = 2000;

impl Reason {
    /// Reads what was typed.
    ///
    /// # Errors
    /// [`ProgressRefusal::ReasonMissing`], [`ProgressRefusal::ReasonShort`] or
    /// [`ProgressRefusal::ReasonLong`].
    pub fn parse(typed: &str) -> Result<Self, ProgressRefusal> {
        let text = typed.trim();
        let letters = text.chars().filter(|c| c.is_alphanumeric()).count();
        match text.chars().count() {
            _ if letters == 0 => Err(ProgressRefusal::ReasonMissing),
            length if length < REASON_MIN => Err(ProgressRefusal::ReasonShort),
            length if length > REASON_MAX => Err(ProgressRefusal::ReasonLong),
            _ => Ok(Self(text.to_owned())),
        }
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// What somebody does with a report.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ProgressAction {
    /// The unit changes text, figures or evidence.
    Edit,
    /// The unit sends it, for the first time or again.
    Send,
    /// The unit takes it back while nobody has decided.
    Withdraw,
    /// The level above accepts it.
    Accept,
    /// The level above gives it back.
    Return(Reason),
}

/// Why not, and what to do instead.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ProgressRefusal {
    /// Changed after it was sent.
    #[error("Báo cáo đang chờ duyệt nên không sửa được. Rút lại báo cáo, sửa rồi gửi lại.")]
    EditSent,
    /// Changed after it was accepted.
    #[error("Báo cáo đã được duyệt nên không sửa được. Lập báo cáo mới để bổ sung kết quả.")]
    EditAccepted,
    /// Sent twice.
    #[error("Báo cáo đã gửi và đang chờ duyệt, không cần gửi lại.")]
    AlreadySent,
    /// Sent after it was accepted.
    #[error("Báo cáo đã được duyệt. Lập báo cáo mới nếu có kết quả mới.")]
    AlreadyAccepted,
    /// Taken back though not sent.
    #[error("Báo cáo chưa gửi nên không có gì để rút lại. Sửa báo cáo rồi gửi.")]
    NothingToWithdraw,
    /// Taken back after a decision.
    #[error("Báo cáo đã có ý kiến của cấp trên nên không rút lại được. Lập báo cáo mới để bổ sung.")]
    WithdrawDecided,
    /// Decided before it was sent.
    #[error("Báo cáo chưa được gửi nên chưa thể duyệt hay trả lại. Chờ đơn vị gửi.")]
    NotSent,
    /// Decided twice.
    #[error("Báo cáo này đã có người duyệt hoặc trả lại. Tải lại trang để xem kết quả.")]
    AlreadyDecided,
    /// Given back without a reason.
    #[error("Chưa ghi lý do trả lại. Ghi rõ đơn vị cần sửa hoặc bổ sung gì.")]
    ReasonMissing,
    /// A reason too short to say anything.
    #[error("Lý do trả lại quá ngắn (ít nhất 10 ký tự). Ghi rõ đơn vị cần sửa hoặc bổ sung gì.")]
    ReasonShort,
    /// A reason too long to be read.
    #[error("Lý do trả lại quá dài (nhiều nhất 2.000 ký tự). Rút gọn, chi tiết gửi kèm văn bản.")]
    ReasonLong,
}

/// The state of a report after `action`.
///
/// # Errors
/// [`ProgressRefusal`] when the report's state does not allow it.
pub fn advance(state: ProgressState, action: &ProgressAction) -> Result<ProgressState, ProgressRefusal> {
    use ProgressState::{Accepted, Draft, Returned, Sent};
    match (action, state) {
        (ProgressAction::Edit, Draft | Returned) => Ok(state),
        (ProgressAction::Edit, Sent) => Err(ProgressRefusal::EditSent),
        (ProgressAction::Edit, Accepted) => Err(ProgressRefusal::EditAccepted),
        (ProgressAction::Send, Draft | Returned) => Ok(Sent),
        (ProgressAction::Send, Sent) => Err(ProgressRefusal::AlreadySent),
        (ProgressAction::Send, Accepted) => Err(ProgressRefusal::AlreadyAccepted),
        (ProgressAction::Withdraw, Sent) => Ok(Draft),
        (ProgressAction::Withdraw, Draft) => Err(ProgressRefusal::NothingToWithdraw),
        (ProgressAction::Withdraw, Accepted | Returned) => Err(ProgressRefusal::WithdrawDecided),
        (ProgressAction::Accept, Sent) => Ok(Accepted),
        (ProgressAction::Return(_), Sent) => Ok(Returned),
        (ProgressAction::Accept | ProgressAction::Return(_), Draft) => Err(ProgressRefusal::NotSent),
        (ProgressAction::Accept | ProgressAction::Return(_), Accepted | Returned) => {
            Err(ProgressRefusal::AlreadyDecided)
        }
    }
}

/// What the unit says of its work in a report.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Claim {
    /// Not begun.
    NotStarted,
    /// Going on.
    InProgress,
    /// Done; asks to be accepted.
    Done,
}

impl Claim {
    /// All claims.
    pub const ALL: [Claim; 3] = [Claim::NotStarted, Claim::InProgress, Claim::Done];

    /// The code under which it is stored.
    pub fn code(self) -> &'static str {
        match self {
            Claim::NotStarted => "not-started",
            Claim::InProgress => "in-progress",
            Claim::Done => "done",
        }
    }

    /// The claim stored under `code`.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|claim| claim.code() == code)
    }

    /// As screens name it.
    pub fn name(self) -> &'static str {
        match self {
            Claim::NotStarted => "Chưa thực hiện",
            Claim::InProgress => "Đang thực hiện",
            Claim::Done => "Đã hoàn thành",
        }
    }
}

/// The stage of the assignment once a report stands at `state`.
///
/// A claim of being done makes it wait, its acceptance makes it done as of the day on which the
/// report was sent, its return sets it going again. An assigner's pause or cancellation stays, and
/// so does a result that was accepted before.
pub fn assignment_stage(
    current: (TaskStage, Option<Day>),
    state: ProgressState,
    claim: Claim,
    sent_on: Day,
) -> (TaskStage, Option<Day>) {
    if matches!(current.0, TaskStage::Paused | TaskStage::Cancelled | TaskStage::Done) {
        return current;
    }
    match (state, claim) {
        (ProgressState::Accepted, Claim::Done) => (TaskStage::Done, Some(sent_on)),
        (ProgressState::Sent, Claim::Done) => (TaskStage::Waiting, None),
        (ProgressState::Returned | ProgressState::Draft, Claim::Done) => (TaskStage::InProgress, None),
        (ProgressState::Draft, _) => current,
        (_, Claim::InProgress) => (TaskStage::InProgress, None),
        (_, Claim::NotStarted) => (TaskStage::NotStarted, None),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn returned() -> ProgressAction {
        ProgressAction::Return(Reason::parse("Bổ sung danh sách giáo viên").unwrap())
    }

    /// Every state × every action: the state after it, or the first words of the refusal.
    #[test]
    fn every_action_in_every_state() {
        let table = [
            (
                "draft",
                ["draft", "sent", "Báo cáo chưa gửi", "Báo cáo chưa được gửi", "Báo cáo chưa được gửi"],
            ),
            ("sent", ["Báo cáo đang chờ duyệt", "Báo cáo đã gửi", "draft", "accepted", "returned"]),
            (
                "accepted",
                [
                    "Báo cáo đã được duyệt nên không sửa",
                    "Báo cáo đã được duyệt. Lập",
                    "Báo cáo đã có ý kiến",
                    "Báo cáo này đã có người",
                    "Báo cáo này đã có người",
                ],
            ),
            (
                "returned",
                [
                    "returned",
                    "sent",
                    "Báo cáo đã có ý kiến",
                    "Báo cáo này đã có người",
                    "Báo cáo này đã có người",
                ],
            ),
        ];
        let actions = [
            ProgressAction::Edit,
            ProgressAction::Send,
            ProgressAction::Withdraw,
            ProgressAction::Accept,
            returned(),
        ];
        for (state, row) in table {
            let state = ProgressState::from_code(state).unwrap();
            for (action, expected) in actions.iter().zip(row) {
                let shown = match advance(state, action) {
                    Ok(next) => next.code().to_owned(),
                    Err(refusal) => refusal.to_string(),
                };
                assert!(shown.starts_with(expected), "{state:?} {action:?}: {shown}");
            }
        }
    }

    #[track_caller]
    fn check_reason(typed: &str, expected: Result<&str, ProgressRefusal>) {
        assert_eq!(Reason::parse(typed).as_ref().map(Reason::as_str).map_err(|refusal| *refusal), expected);
    }

    #[test]
    fn a_return_needs_a_reason_that_says_something() {
        check_reason("", Err(ProgressRefusal::ReasonMissing));
        check_reason("  \n …!? ", Err(ProgressRefusal::ReasonMissing));
        check_reason("Sửa lại!!", Err(ProgressRefusal::ReasonShort)); // 9 characters
        check_reason(" Sửa lại !! ", Ok("Sửa lại !!")); // 10
        check_reason("Thiếu minh chứng", Ok("Thiếu minh chứng"));
        let long = "ă".repeat(2000);
        check_reason(&long, Ok(&long));
        check_reason(&format!("{long}ă"), Err(ProgressRefusal::ReasonLong));
    }

    #[track_caller]
    fn check_stage(current: &str, report: &str, claim: &str, expected: &str) {
        let sent = "2021-05-20".parse().unwrap();
        let current = TaskStage::from_code(current).unwrap();
        let done_before = (current == TaskStage::Done).then(|| "2021-03-01".parse().unwrap());
        let (state, claim) = (ProgressState::from_code(report).unwrap(), Claim::from_code(claim).unwrap());
        let (stage, done_on) = assignment_stage((current, done_before), state, claim, sent);
        let shown = format!("{} {}", stage.code(), done_on.map(|day| day.to_string()).unwrap_or_default());
        assert_eq!(shown.trim_end(), expected);
    }

    #[test]
    fn an_assignment_follows_its_report() {
        check_stage("not-started", "sent", "not-started", "not-started");
        check_stage("not-started", "sent", "in-progress", "in-progress");
        check_stage("not-started", "draft", "in-progress", "not-started");
        check_stage("in-progress", "sent", "done", "waiting");
        check_stage("waiting", "accepted", "done", "done 20/5/2021"); // not the day of acceptance
        check_stage("waiting", "returned", "done", "in-progress");
        check_stage("waiting", "draft", "done", "in-progress"); // withdrawn
        check_stage("in-progress", "accepted", "in-progress", "in-progress");
        check_stage("paused", "sent", "done", "paused");
        check_stage("cancelled", "accepted", "done", "cancelled");
        check_stage("done", "sent", "in-progress", "done 1/3/2021");
    }
}
