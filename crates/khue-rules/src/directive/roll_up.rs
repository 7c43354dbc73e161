//! How a task (or an assignment passed on to units below) stands by what its children say.
//!
//! The rule, from the weakest:
//! 1. What the assigner decided (closed, paused, cancelled) stands.
//! 2. Children called off do not count; without children its own state stands.
//! 3. All done → "đủ điều kiện đóng", shown as waiting: it never closes by itself.
//! 4. One overdue child, or its own due day passed → overdue.
//! 5. All open children handed in → waiting.
//! 6. Anything begun, handed in or done → in progress.
//! 7. All paused → paused.
//! 8. Somebody said "not begun" → not started; else nobody was heard → unknown.

use khue_base::Day;

use crate::directive::state::{Judged, TaskState};

/// How many children stand in each state.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct StateCounts {
    /// Done by the due day.
    pub done_on_time: u32,
    /// Done after it.
    pub done_late: u32,
    /// Open after the due day.
    pub overdue: u32,
    /// Handed in, not decided.
    pub waiting: u32,
    /// Going on.
    pub in_progress: u32,
    /// Said not to have begun.
    pub not_started: u32,
    /// Never heard of.
    pub unknown: u32,
    /// Put off.
    pub paused: u32,
    /// Called off; not part of the total.
    pub cancelled: u32,
    /// Of those not overdue and open: due within a few working days.
    pub soon: u32,
}

impl StateCounts {
    /// Counts one more.
    pub fn add(&mut self, state: TaskState, count: u32) {
        *self.place(state) += count;
    }

    /// Counts one judged child.
    pub fn add_judged(&mut self, judged: &Judged) {
        self.add(judged.state, 1);
        self.soon += u32::from(judged.soon);
    }

    /// How many stand in `state`.
    pub fn of(&self, state: TaskState) -> u32 {
        *self.clone().place(state)
    }

    /// Done, on time or late.
    pub fn done(&self) -> u32 {
        self.done_on_time + self.done_late
    }

    /// All that count.
    pub fn total(&self) -> u32 {
        TaskState::ALL.iter().map(|state| self.of(*state)).sum::<u32>() - self.cancelled
    }

    /// On schedule: done in time, or open and neither overdue nor unheard of.
    pub fn on_schedule(&self) -> u32 {
        self.done_on_time + self.in_progress + self.waiting + self.not_started
    }

    /// `38/60 đơn vị hoàn thành, 3 quá hạn, 2 chờ duyệt, 1 chưa báo cáo`; `children` is the noun.
    pub fn sentence(&self, children: &str) -> String {
        let total = self.total();
        let mut words = match self.done() {
            _ if total == 0 => return format!("chưa có {children} nào được giao"),
            done if done == total => format!("{done}/{total} {children} hoàn thành"),
            0 => format!("chưa có {children} nào hoàn thành (0/{total})"),
            done => format!("{done}/{total} {children} hoàn thành"),
        };
        let rest = [
            (self.done_late, "hoàn thành muộn"),
            (self.overdue, "quá hạn"),
            (self.waiting, "chờ duyệt"),
            (self.in_progress, "đang thực hiện"),
            (self.not_started, "chưa thực hiện"),
            (self.unknown, "chưa báo cáo"),
            (self.paused, "tạm dừng"),
        ];
        for (position, (count, what)) in rest.into_iter().enumerate().filter(|(_, (count, _))| *count > 0) {
            let among = if position == 0 { "trong đó " } else { "" };
            words.push_str(&format!(", {among}{count} {what}"));
        }
        words
    }

    fn place(&mut self, state: TaskState) -> &mut u32 {
        match state {
            TaskState::Overdue => &mut self.overdue,
            TaskState::Unknown => &mut self.unknown,
            TaskState::NotStarted => &mut self.not_started,
            TaskState::InProgress => &mut self.in_progress,
            TaskState::Waiting => &mut self.waiting,
            TaskState::Paused => &mut self.paused,
            TaskState::DoneLate => &mut self.done_late,
            TaskState::DoneOnTime => &mut self.done_on_time,
            TaskState::Cancelled => &mut self.cancelled,
        }
    }
}

/// The state that follows from the children.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RollUp {
    /// The state to show.
    pub state: TaskState,
    /// All children are done: the assigner may close it.
    pub ready_to_close: bool,
    /// Why, in words.
    pub reason: String,
}

/// The state of a task whose own judgement is `own` and whose children stand as `counts`;
/// `children` is the noun for them, as in `đơn vị`.
pub fn roll_up(own: TaskState, counts: &StateCounts, children: &str) -> RollUp {
    let total = counts.total();
    let sentence = counts.sentence(children);
    let plain = |state, reason| RollUp { state, ready_to_close: false, reason };
    if !own.is_open() {
        let decided = own.name().to_lowercase();
        let heard = if total == 0 { String::new() } else { format!("; {sentence}") };
        return plain(own, format!("Người giao việc ghi {decided}{heard}."));
    }
    if total == 0 {
        return plain(own, format!("Chưa có {children} nào được giao."));
    }
    if counts.done() == total {
        return RollUp {
            state: TaskState::Waiting,
            ready_to_close: true,
            reason: format!("{}. Đủ điều kiện đóng.", upper_first(&sentence)),
        };
    }
    let begun = counts.done() + counts.waiting + counts.in_progress > 0;
    let state = if counts.overdue > 0 || own == TaskState::Overdue {
        TaskState::Overdue
    } else if counts.waiting > 0 && counts.done() + counts.waiting == total {
        TaskState::Waiting
    } else if begun {
        TaskState::InProgress
    } else if counts.paused == total {
        TaskState::Paused
    } else if counts.not_started > 0 {
        TaskState::NotStarted
    } else {
        TaskState::Unknown
    };
    let own_late = own == TaskState::Overdue && counts.overdue == 0;
    let late = if own_late { "; nhiệm vụ đã quá hạn chung" } else { "" };
    plain(state, format!("{}{late}.", upper_first(&sentence)))
}

/// The day on which a task counts as done once its assigner closes it: when the last of its
/// results was handed in, so that a slow decision makes nobody late; without any result, the day of
/// closing.
pub fn finished_on(results: impl IntoIterator<Item = Option<Day>>, closed_on: Day) -> Day {
    results.into_iter().flatten().max().map_or(closed_on, |last| last.min(closed_on))
}

fn upper_first(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map(|first| first.to_uppercase().chain(chars).collect()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `counts` is a list of `state count`; expected is the state, `+` when ready to close, and why.
    #[track_caller]
    fn check(own: &str, counts: &str, expected: &str) {
        let mut all = StateCounts::default();
        for part in counts.split(", ").filter(|part| !part.is_empty()) {
            let (state, count) = part.split_once(' ').unwrap();
            all.add(TaskState::from_code(state).unwrap(), count.parse().unwrap());
        }
        let rolled = roll_up(TaskState::from_code(own).unwrap(), &all, "đơn vị");
        let ready = if rolled.ready_to_close { " +" } else { "" };
        assert_eq!(format!("{}{ready}: {}", rolled.state.code(), rolled.reason), expected);
    }

    #[test]
    fn one_late_child_makes_it_late() {
        check(
            "in-progress",
            "done-on-time 38, overdue 3, waiting 2, in-progress 16, unknown 1",
            "overdue: 38/60 đơn vị hoàn thành, 3 quá hạn, 2 chờ duyệt, 16 đang thực hiện, 1 chưa báo cáo.",
        );
        check("unknown", "overdue 1, done-on-time 59", "overdue: 59/60 đơn vị hoàn thành, 1 quá hạn.");
        check(
            "overdue",
            "done-on-time 59, in-progress 1",
            "overdue: 59/60 đơn vị hoàn thành, 1 đang thực hiện; nhiệm vụ đã quá hạn chung.",
        );
    }

    #[test]
    fn it_never_closes_by_itself() {
        check("in-progress", "done-on-time 60", "waiting +: 60/60 đơn vị hoàn thành. Đủ điều kiện đóng.");
        check(
            "overdue",
            "done-on-time 50, done-late 10",
            "waiting +: 60/60 đơn vị hoàn thành, trong đó 10 hoàn thành muộn. Đủ điều kiện đóng.",
        );
        check(
            "in-progress",
            "done-on-time 59, cancelled 1",
            "waiting +: 59/59 đơn vị hoàn thành. Đủ điều kiện đóng.",
        );
        check("in-progress", "done-on-time 59, waiting 1", "waiting: 59/60 đơn vị hoàn thành, 1 chờ duyệt.");
        check(
            "in-progress",
            "done-on-time 59, paused 1",
            "in-progress: 59/60 đơn vị hoàn thành, 1 tạm dừng.",
        );
        check(
            "done-late",
            "done-late 60",
            "done-late: Người giao việc ghi hoàn thành muộn; 60/60 đơn vị hoàn thành, trong đó 60 hoàn thành muộn.",
        );
    }

    #[test]
    fn not_heard_of_is_not_not_started() {
        check("unknown", "unknown 60", "unknown: Chưa có đơn vị nào hoàn thành (0/60), 60 chưa báo cáo.");
        check(
            "unknown",
            "unknown 59, not-started 1",
            "not-started: Chưa có đơn vị nào hoàn thành (0/60), 1 chưa thực hiện, 59 chưa báo cáo.",
        );
        check(
            "unknown",
            "unknown 59, in-progress 1",
            "in-progress: Chưa có đơn vị nào hoàn thành (0/60), 1 đang thực hiện, 59 chưa báo cáo.",
        );
        check("unknown", "", "unknown: Chưa có đơn vị nào được giao.");
        check("unknown", "cancelled 2", "unknown: Chưa có đơn vị nào được giao.");
    }

    #[test]
    fn the_assigners_word_stands() {
        check(
            "paused",
            "overdue 3",
            "paused: Người giao việc ghi tạm dừng; chưa có đơn vị nào hoàn thành (0/3), 3 quá hạn.",
        );
        check("cancelled", "", "cancelled: Người giao việc ghi huỷ bỏ.");
        check("in-progress", "paused 2", "paused: Chưa có đơn vị nào hoàn thành (0/2), 2 tạm dừng.");
        check("in-progress", "waiting 3", "waiting: Chưa có đơn vị nào hoàn thành (0/3), 3 chờ duyệt.");
    }

    #[test]
    fn a_slow_decision_makes_nobody_late() {
        let day = |iso: &str| iso.parse::<Day>().unwrap();
        let results = [Some(day("2021-05-20")), None, Some(day("2021-05-28"))];
        assert_eq!(finished_on(results, day("2021-06-10")), day("2021-05-28"));
        assert_eq!(finished_on([None], day("2021-06-10")), day("2021-06-10"));
        assert_eq!(finished_on(results, day("2021-05-25")), day("2021-05-25")); // closed before the last
    }

    #[test]
    fn the_total_leaves_out_what_was_called_off() {
        let counts = StateCounts {
            done_on_time: 5,
            done_late: 2,
            cancelled: 3,
            unknown: 1,
            overdue: 1,
            ..Default::default()
        };
        assert_eq!((counts.total(), counts.done(), counts.on_schedule()), (9, 7, 5));
    }
}
