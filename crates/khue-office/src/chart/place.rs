//! A map that shows where one unit lies.

use super::Frame;
use super::map::{Ground, outline, thinned};
use super::svg::Svg;

const MARKED: &str = "#3c7e9c";
const OTHER: &str = "#e6e2d8";

/// One unit on the map.
#[derive(Clone, Debug, PartialEq)]
pub struct Area {
    /// The unit's name, read out and shown at the pointer.
    pub name: String,
    /// Closed rings of (longitude, latitude) in millionths of a degree; rings inside others are holes.
    pub rings: Vec<Vec<(i32, i32)>>,
    /// Whether it is the one shown.
    pub marked: bool,
}

/// The units with the marked one in colour.
pub fn place_map(frame: Frame<'_>, areas: &[Area]) -> String {
    let mut svg = Svg::new(frame);
    let width = f64::from(frame.width.max(240));
    let corners = areas.iter().flat_map(|area| area.rings.iter().flatten());
    let Some(ground) = Ground::under(corners, width) else { return svg.finish("chart", width, 1.0) };
    // The marked one comes last, so that no neighbour's border covers its own.
    let (marked, others): (Vec<&Area>, Vec<&Area>) = areas.iter().partition(|area| area.marked);
    for area in others.into_iter().chain(marked) {
        let path: String = area
            .rings
            .iter()
            .map(|ring| outline(&thinned(ring.iter().map(|at| ground.place(at)).collect())))
            .collect();
        let (fill, line) = if area.marked { (MARKED, "#0a3b53") } else { (OTHER, "#ffffff") };
        svg.push(format_args!("<g>"));
        svg.tip(&area.name);
        svg.push(format_args!(
            r#"<path d="{path}" fill="{fill}" fill-rule="evenodd" stroke="{line}" stroke-width="1.5" stroke-linejoin="round"/></g>"#
        ));
    }
    svg.finish("chart", width, ground.bottom)
}
