//! A small bar in a line of a table: how far, and how far it should be.

use super::State;
use super::svg::{INK, Number, escaped};

/// What a small bar shows; values and target in the same unit.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Progress<'a> {
    /// The value reached; absent means not known, which is not zero.
    pub value: Option<f64>,
    /// The target, drawn as a line.
    pub target: Option<f64>,
    /// The full length of the bar.
    pub max: f64,
    /// Gives the colour.
    pub state: State,
    /// The sentence read out, such as `98,1 trên 100 %, chậm`.
    pub spoken: &'a str,
}

/// A bar 100 wide and 18 high that starts at zero. Colour never stands alone: the page
/// writes the value and the sign beside it.
pub fn progress_bar(progress: Progress<'_>) -> String {
    let share =
        |value: f64| if progress.max > 0.0 { (value / progress.max * 100.0).clamp(0.0, 100.0) } else { 0.0 };
    let mut body = String::from(r##"<rect y="5" width="100" height="8" rx="2" fill="#eceae3"/>"##);
    match progress.value {
        Some(value) => {
            let (width, fill) = (Number(share(value)), progress.state.paint().fill);
            body += &format!(r#"<rect y="5" width="{width}" height="8" rx="2" fill="{fill}"/>"#);
        }
        None => body += r##"<path d="M2 9H98" stroke="#6b7480" stroke-dasharray="3 3"/>"##,
    }
    if let Some(target) = progress.target {
        let at = Number(share(target).clamp(0.7, 99.3));
        body += &format!(r#"<path d="M{at} 1V17" stroke="{INK}" stroke-width="1.4"/>"#);
    }
    let spoken = escaped(progress.spoken);
    format!(
        r#"<svg xmlns="http://www.w3.org/2000/svg" class="bar" viewBox="0 0 100 18" preserveAspectRatio="none" role="img" aria-label="{spoken}"><title>{spoken}</title>{body}</svg>"#
    )
}
