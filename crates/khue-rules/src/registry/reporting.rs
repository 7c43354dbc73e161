//! Rounds of the statistics: their days, the way of a school's figures, and the states that they pass.
//!
//! ```text
//! draft ─send→ submitted ─approve→ approved ─lock→ locked
//!                │  ▲                                │ ▲
//!              reject │ send             ask to unlock│ │keep locked
//!                ▼  │                                ▼ │
//!              rejected ◀──────────unlock────── unlock asked
//! ```
//!
//! Days and ways are law (`law/registry`); the Department sets the days of schools and of those who approve.
//! When the day of schools has passed, what was not sent is locked without figures, what was approved is locked
//! with them; what waits for a decision may still be decided.

use khue_base::{Day, SchoolYear};
use khue_law::{Citation, Key, LawError, reporting_chains, reporting_rounds};

pub use khue_law::FirstReceiver;

/// What a round is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum RoundKind {
    /// Statistics of the start of the year.
    StartOfYear,
    /// After the first term.
    MidYear,
    /// Statistics of the end of the year.
    EndOfYear,
}

impl RoundKind {
    /// All of them, in the order of a year.
    pub const ALL: [RoundKind; 3] = [Self::StartOfYear, Self::MidYear, Self::EndOfYear];

    /// The code under which it is stored.
    pub fn code(self) -> &'static str {
        match self {
            Self::StartOfYear => "start-of-year",
            Self::MidYear => "mid-year",
            Self::EndOfYear => "end-of-year",
        }
    }

    /// The one stored under `code`.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.code() == code)
    }

    /// As screens name it.
    pub fn name(self) -> &'static str {
        match self {
            Self::StartOfYear => "Đầu năm học",
            Self::MidYear => "Giữa năm học",
            Self::EndOfYear => "Cuối năm học",
        }
    }
}

/// The days of a round as law fixes and Khuê proposes them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RoundPlan {
    /// The day for which figures are taken.
    pub data_day: Day,
    /// The last day on which schools send.
    pub school_due: Day,
    /// The last day on which districts or communes decide.
    pub approver_due: Day,
    /// The last day on which the Department sends to the Ministry.
    pub department_due: Day,
    /// Where the data day and the Department's day come from.
    pub citation: Citation,
}

/// The days of a round of a school year.
///
/// # Errors
/// [`LawError::Gap`] when the law does not know the round of that year.
pub fn plan(kind: RoundKind, year: SchoolYear) -> Result<RoundPlan, LawError> {
    let found = reporting_rounds()?.at_word(Key::SchoolYear(year), kind.code())?;
    let law = found.value;
    let calendar_year = match kind {
        RoundKind::StartOfYear => year.first_year(),
        RoundKind::MidYear | RoundKind::EndOfYear => year.first_year() + 1,
    };
    let broken = |what: &str| LawError::File {
        file: "law/registry/reporting-rounds.toml".to_owned(),
        problem: format!("{}: no such {what} in {calendar_year}", kind.code()),
    };
    let data_day = law.data_day.in_year(calendar_year).ok_or_else(|| broken("data_day"))?;
    Ok(RoundPlan {
        data_day,
        school_due: data_day.plus_days(law.school_days),
        approver_due: data_day.plus_days(law.approver_days),
        department_due: law.due.in_year(calendar_year).ok_or_else(|| broken("due"))?,
        citation: found.citation.clone(),
    })
}

/// To whom the figures of a school of this kind go first, by the data day.
///
/// # Errors
/// [`LawError::Gap`] when the law does not know the kind or the day.
pub fn first_receiver(school_kind: &str, data_day: Day) -> Result<FirstReceiver, LawError> {
    Ok(reporting_chains()?.at_word(Key::Day(data_day), school_kind)?.value.first)
}

/// How a school's figures stand in a round.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum State {
    /// Nothing was sent.
    Draft,
    /// Sent, waits for a decision.
    Submitted,
    /// Given back.
    Rejected,
    /// The school asks to unlock.
    UnlockAsked,
    /// Accepted.
    Approved,
    /// Closed.
    Locked,
}

impl State {
    /// All of them, in the order of tables.
    pub const ALL: [State; 6] =
        [Self::Draft, Self::Submitted, Self::Rejected, Self::UnlockAsked, Self::Approved, Self::Locked];

    /// The code under which it is stored.
    pub fn code(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Submitted => "submitted",
            Self::Rejected => "rejected",
            Self::UnlockAsked => "unlock-asked",
            Self::Approved => "approved",
            Self::Locked => "locked",
        }
    }

    /// The one stored under `code`.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.code() == code)
    }

    /// As screens name it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Draft => "chưa gửi",
            Self::Submitted => "chờ duyệt",
            Self::Rejected => "cần gửi lại",
            Self::UnlockAsked => "xin mở khóa",
            Self::Approved => "đã duyệt",
            Self::Locked => "đã khóa",
        }
    }

    /// Whether figures of a school in this state count in sums: they were sent and not given back.
    pub fn counts(self) -> bool {
        !matches!(self, Self::Draft | Self::Rejected)
    }
}

/// What somebody does with a school's figures.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Step {
    /// The school sends them.
    Send,
    /// The level above accepts them.
    Approve,
    /// The level above gives them back, with a text.
    Reject,
    /// The level above closes them.
    Lock,
    /// The school asks to open them again, with a reason.
    AskUnlock,
    /// The level above opens them again, with a reason.
    Unlock,
    /// The level above keeps them closed, with a text.
    KeepLocked,
    /// The day of schools has passed.
    PassDue,
}

impl Step {
    /// All of them.
    pub const ALL: [Step; 8] = [
        Self::Send,
        Self::Approve,
        Self::Reject,
        Self::Lock,
        Self::AskUnlock,
        Self::Unlock,
        Self::KeepLocked,
        Self::PassDue,
    ];

    /// What those above may do, in the order of forms.
    pub const DECISIONS: [Step; 5] =
        [Self::Approve, Self::Reject, Self::Lock, Self::Unlock, Self::KeepLocked];

    /// The code under which it is stored.
    pub fn code(self) -> &'static str {
        match self {
            Self::Send => "send",
            Self::Approve => "approve",
            Self::Reject => "reject",
            Self::Lock => "lock",
            Self::AskUnlock => "ask-unlock",
            Self::Unlock => "unlock",
            Self::KeepLocked => "keep-locked",
            Self::PassDue => "pass-due",
        }
    }

    /// The one stored under `code`.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|step| step.code() == code)
    }

    /// As forms and histories name it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Send => "Gửi số liệu",
            Self::Approve => "Duyệt",
            Self::Reject => "Trả lại",
            Self::Lock => "Khóa số liệu",
            Self::AskUnlock => "Xin mở khóa",
            Self::Unlock => "Mở khóa",
            Self::KeepLocked => "Không mở khóa",
            Self::PassDue => "Tự khóa khi hết hạn",
        }
    }

    /// Whether it needs words: who gives back, opens or refuses says why.
    pub fn needs_words(self) -> bool {
        matches!(self, Self::Reject | Self::AskUnlock | Self::Unlock | Self::KeepLocked)
    }

    /// The state after this step; nothing when it cannot be taken from `state`.
    pub fn from(self, state: State) -> Option<State> {
        use State::*;
        Some(match (self, state) {
            (Self::Send, Draft | Rejected) => Submitted,
            (Self::Approve, Submitted) => Approved,
            (Self::Reject, Submitted | Approved) => Rejected,
            (Self::Lock, Approved) => Locked,
            (Self::AskUnlock, Locked) => UnlockAsked,
            (Self::Unlock, Locked | UnlockAsked) => Rejected,
            (Self::KeepLocked, UnlockAsked) => Locked,
            (Self::PassDue, Draft | Rejected | Approved) => Locked,
            _ => return None,
        })
    }
}

/// Why a school cannot send: one sentence with what to do next.
///
/// # Errors
/// The sentence.
pub fn may_send(state: State, data_day: Day, due: Day, today: Day) -> Result<(), String> {
    if today < data_day {
        return Err(format!(
            "Chưa đến ngày chốt số liệu {data_day} nên chưa gửi được. Hãy rà hồ sơ và gửi từ ngày đó."
        ));
    }
    // What was given back may be sent again at any time: whoever gave it back wants it.
    if state == State::Draft && today > due {
        return Err(format!(
            "Hạn gửi {due} đã qua nên không gửi được nữa. Hãy gửi đề nghị mở khóa kèm lý do."
        ));
    }
    match state {
        State::Draft | State::Rejected => Ok(()),
        State::Locked | State::UnlockAsked => {
            Err("Số liệu của kỳ này đã khóa nên không gửi lại được. Hãy gửi đề nghị mở khóa kèm lý do."
                .to_owned())
        }
        State::Submitted | State::Approved => {
            Err("Số liệu đã gửi và đang ở cấp trên. Muốn sửa, hãy đề nghị cấp duyệt trả lại.".to_owned())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(iso: &str) -> Day {
        iso.parse().unwrap()
    }

    #[test]
    fn days_of_a_round_lie_in_its_school_year() {
        let check = |kind, year, expected: [&str; 4]| {
            let plan = plan(kind, SchoolYear::starting(year)).unwrap();
            let found = [plan.data_day, plan.school_due, plan.approver_due, plan.department_due];
            assert_eq!(found.map(Day::iso), expected.map(str::to_owned));
        };
        use RoundKind::*;
        check(StartOfYear, 2020, ["2020-09-30", "2020-10-10", "2020-10-20", "2020-10-30"]);
        check(StartOfYear, 2025, ["2025-09-30", "2025-10-10", "2025-10-20", "2025-10-31"]);
        check(MidYear, 2020, ["2021-01-20", "2021-01-24", "2021-01-28", "2021-01-31"]);
        check(EndOfYear, 2020, ["2021-05-31", "2021-06-10", "2021-06-20", "2021-06-30"]);
        assert!(super::plan(StartOfYear, SchoolYear::starting(2010)).is_err());
    }

    /// Steps from the draft, each `step` or `step!` when it must be refused; then the state.
    #[track_caller]
    fn check(steps: &str, expected: State) {
        let mut state = State::Draft;
        for word in steps.split(' ') {
            let step = Step::from_code(word.trim_end_matches('!')).unwrap();
            let next = step.from(state);
            assert_eq!(next.is_none(), word.ends_with('!'), "{word} from {state:?}");
            state = next.unwrap_or(state);
        }
        assert_eq!(state, expected, "{steps}");
    }

    #[test]
    fn figures_pass_their_states() {
        check("approve! lock! send send! lock! approve lock", State::Locked);
        check("send reject approve! send approve reject send", State::Submitted);
        check("send approve lock reject! send! ask-unlock lock! keep-locked", State::Locked);
        check("send approve lock ask-unlock unlock send", State::Submitted);
        check("send approve lock unlock", State::Rejected);
        check("pass-due send! ask-unlock unlock send", State::Submitted);
        check("send pass-due! approve pass-due", State::Locked);
        check("send reject pass-due", State::Locked);
    }

    #[test]
    fn sending_has_its_days() {
        let check = |state, today: &str, part: &str| {
            let sent = may_send(state, day("2021-05-31"), day("2021-06-10"), day(today));
            let said = sent.err().unwrap_or_default();
            assert!(if part.is_empty() { said.is_empty() } else { said.contains(part) }, "{said}");
        };
        check(State::Draft, "2021-05-30", "Chưa đến ngày chốt");
        check(State::Draft, "2021-05-31", "");
        check(State::Draft, "2021-06-10", "");
        check(State::Draft, "2021-06-11", "đã qua");
        check(State::Rejected, "2021-06-11", "");
        check(State::Locked, "2021-06-01", "đã khóa");
        check(State::Submitted, "2021-06-01", "đã gửi");
    }

    #[test]
    fn the_way_is_the_laws() {
        assert_eq!(first_receiver("primary", day("2021-05-31")), Ok(FirstReceiver::District));
        assert_eq!(first_receiver("primary", day("2025-09-30")), Ok(FirstReceiver::Commune));
        assert_eq!(first_receiver("upper-secondary", day("2021-05-31")), Ok(FirstReceiver::Department));
        assert!(first_receiver("kitchen", day("2021-05-31")).is_err());
    }
}
