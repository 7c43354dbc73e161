//! Charts and maps as SVG, one drawing for page and paper.
//!
//! Made by hand: what a page asks of a chart (direct labels, links and titles per mark,
//! patterns that survive a greyscale print, no style attribute that a strict content
//! policy would block) is what plotting crates leave out, and the rest is arithmetic.
//!
//! Signs are drawn as shapes, so that no face has to have them. Colours are those of
//! the pages. A chart lists nothing that its caller's table does not list too.

mod map;
mod over_time;
mod place;
mod progress;
mod stacked;
mod svg;

pub use map::{Shape, district_map};
pub use over_time::states_over_time;
pub use place::{Area, place_map};
pub use progress::{Progress, progress_bar};
pub use stacked::{Bar, stacked_states};

/// What a chart is called on its page.
#[derive(Clone, Copy, Debug)]
pub struct Frame<'a> {
    /// Unique on the page; ASCII letters, digits and dashes, others are dropped.
    pub id: &'a str,
    /// The finding in one sentence; read out to those who cannot see the chart.
    pub title: &'a str,
    /// Width in units of one screen pixel: about 720 for a page, 600 for paper, 340 for a phone.
    pub width: u16,
}

/// The state of a task, or of the worst task behind a mark.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum State {
    /// Past its deadline.
    Late,
    /// Due within days.
    Soon,
    /// Under way within its time.
    Running,
    /// Sent and waiting for the level above.
    Waiting,
    /// Done.
    Ok,
    /// Nothing reported.
    None,
}

impl State {
    /// All states in the order in which they are drawn: worst first, unknown last.
    pub const ALL: [State; 6] =
        [State::Late, State::Soon, State::Running, State::Waiting, State::Ok, State::None];

    /// The key that pages use in class names.
    pub fn key(self) -> &'static str {
        match self {
            State::Late => "late",
            State::Soon => "soon",
            State::Running => "running",
            State::Waiting => "waiting",
            State::Ok => "ok",
            State::None => "none",
        }
    }

    /// The state of a key, if there is one.
    pub fn from_key(key: &str) -> Option<State> {
        State::ALL.into_iter().find(|state| state.key() == key)
    }

    /// The word printed beside the sign.
    pub fn word(self) -> &'static str {
        match self {
            State::Late => "quá hạn",
            State::Soon => "sắp đến hạn",
            State::Running => "đang làm",
            State::Waiting => "chờ duyệt",
            State::Ok => "hoàn thành",
            State::None => "chưa báo cáo",
        }
    }

    /// Fill, pattern and colour of writing on it.
    fn paint(self) -> Paint {
        let (fill, mark, text) = match self {
            State::Late => ("#b3261e", "#e3a29e", "#ffffff"),
            State::Soon => ("#f0c75e", "", "#1c2733"),
            State::Running => ("#9cc3d5", "", "#1c2733"),
            State::Waiting => ("#d5c9e6", "#8f7ab0", "#1c2733"),
            State::Ok => ("#1d6b3a", "", "#ffffff"),
            State::None => ("#f3f4f6", "#aab1b9", "#1c2733"),
        };
        Paint { fill, mark, text }
    }
}

struct Paint {
    fill: &'static str,
    /// The colour of the pattern's strokes; empty for a plain fill.
    mark: &'static str,
    text: &'static str,
}

/// How many things are in a state.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Part {
    /// The state.
    pub state: State,
    /// How many.
    pub count: u32,
}

#[cfg(test)]
mod tests;
