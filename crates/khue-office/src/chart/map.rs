//! A map of units coloured by state.

use super::svg::{Anchor, INK, Number, Svg, Text, text_width};
use super::{Frame, State};

/// Steps of the search for the widest place of a shape.
const SEARCH: i32 = 22;
/// Corners that stray less than this many units from the line are left out.
const FINEST: f64 = 0.8;
const MARGIN: f64 = 6.0;

/// One unit on the map.
#[derive(Clone, Debug, PartialEq)]
pub struct Shape {
    /// The unit's full name, read out.
    pub name: String,
    /// The name as written on the map.
    pub label: String,
    /// Closed rings of (longitude, latitude) in millionths of a degree; rings inside others are holes.
    pub rings: Vec<Vec<(i32, i32)>>,
    /// Its state.
    pub state: State,
    /// A few words under the label, such as `2 quá hạn`.
    pub text: String,
    /// Where its records are listed.
    pub href: Option<String>,
}

pub(super) type Point = (f64, f64);

/// How corners on the earth become points of a drawing: north is up, and a degree of longitude is
/// shortened as at the middle of the map.
pub(super) struct Ground {
    west: f64,
    north: f64,
    shortening: f64,
    scale: f64,
    /// The lower edge of the drawing.
    pub(super) bottom: f64,
}

impl Ground {
    /// The ground that shows all `corners` in a drawing of this width; none without corners.
    pub(super) fn under<'a>(corners: impl Iterator<Item = &'a (i32, i32)>, width: f64) -> Option<Self> {
        let mut edges: Option<(i32, i32, i32, i32)> = None;
        for (x, y) in corners {
            let (west, east, south, north) = edges.unwrap_or((*x, *x, *y, *y));
            edges = Some((west.min(*x), east.max(*x), south.min(*y), north.max(*y)));
        }
        let (west, east, south, north) = edges?;
        let (west, east) = (f64::from(west), f64::from(east));
        let (south, north) = (f64::from(south), f64::from(north));
        let shortening = ((south + north) / 2e6).to_radians().cos();
        let scale = (width - 2.0 * MARGIN) / ((east - west) * shortening).max(1.0);
        Some(Self { west, north, shortening, scale, bottom: MARGIN * 2.0 + (north - south) * scale })
    }

    pub(super) fn place(&self, &(longitude, latitude): &(i32, i32)) -> Point {
        let x = MARGIN + (f64::from(longitude) - self.west) * self.shortening * self.scale;
        (x, MARGIN + (self.north - f64::from(latitude)) * self.scale)
    }
}

/// The units with their labels, then the key of the states that occur.
pub fn district_map(frame: Frame<'_>, shapes: &[Shape]) -> String {
    let mut svg = Svg::new(frame);
    let width = f64::from(frame.width.max(240));
    let Some(ground) = Ground::under(shapes.iter().flat_map(|shape| shape.rings.iter().flatten()), width)
    else {
        return svg.finish("chart map", width, 1.0);
    };
    let bottom = ground.bottom;

    let drawn: Vec<Vec<Vec<Point>>> = shapes
        .iter()
        .map(|shape| {
            shape.rings.iter().map(|ring| thinned(ring.iter().map(|at| ground.place(at)).collect())).collect()
        })
        .collect();
    for (shape, rings) in shapes.iter().zip(&drawn) {
        let spoken = format!("{}: {}, {}", shape.name, shape.state.word(), shape.text);
        let spoken = spoken.trim_end_matches([',', ' ']).to_owned();
        svg.linked(shape.href.as_deref(), |svg| {
            svg.tip(&spoken);
            let path: String = rings.iter().map(|ring| outline(ring)).collect();
            let area = format!(
                r##"path d="{path}" fill-rule="evenodd" stroke="#ffffff" stroke-width="1.5" stroke-linejoin="round""##
            );
            svg.shape(shape.state, &area, "");
        });
    }
    // Labels come last, so that no neighbour covers them; the smallest unit first, which
    // has the least room to give way.
    let mut places: Vec<(&Shape, Vec<Place>)> =
        shapes.iter().zip(&drawn).map(|(shape, rings)| (shape, places_inside(rings))).collect();
    let room = |places: &[Place]| places.first().map_or(0.0, |place| place.room);
    places.sort_by(|(_, one), (_, other)| room(one).total_cmp(&room(other)));
    let mut taken: Vec<Plate> = Vec::new();
    for (shape, places) in &places {
        label(&mut svg, shape, places, width, &mut taken);
    }
    let used: Vec<State> =
        State::ALL.into_iter().filter(|state| shapes.iter().any(|shape| shape.state == *state)).collect();
    let key = svg.key(&used, bottom + 6.0, width);
    svg.finish("chart map", width, bottom + 6.0 + key)
}

/// The light ground a label is written on: legible over any paint and pattern.
#[derive(Clone, Copy)]
struct Plate {
    left: f64,
    top: f64,
    width: f64,
    height: f64,
}

impl Plate {
    fn meets(&self, other: &Plate) -> bool {
        self.left < other.left + other.width
            && other.left < self.left + self.width
            && self.top < other.top + other.height
            && other.top < self.top + self.height
    }
}

/// Writes name and text at the widest place of the unit that no other label covers; where
/// there is none, as on a phone, the name alone, at last the sign alone.
fn label(svg: &mut Svg, shape: &Shape, places: &[Place], map_width: f64, taken: &mut Vec<Plate>) {
    const SIZE: f64 = 12.0;
    const SIGN: f64 = 12.0;
    let bold_width = |name: &str| text_width(name, SIZE) * 1.05;
    let wordings = [(shape.label.as_str(), shape.text.as_str()), (shape.label.as_str(), ""), ("", "")];
    let plate_at = |(name, text): (&str, &str), place: &Place| {
        let (name, text_width) = (bold_width(name), text_width(text, SIZE - 1.0) + SIGN);
        let width = if text.is_empty() { name + SIGN } else { name.max(text_width) } + 4.0;
        let height = if text.is_empty() { 18.0 } else { 32.0 };
        let left = (place.x - width / 2.0).clamp(0.0, (map_width - width).max(0.0));
        Plate { left, top: (place.y - height / 2.0).max(0.0), width, height }
    };
    // A label far larger than its unit would stand for the neighbours, too.
    let room = places.first().map_or(0.0, |place| place.room);
    let fits = |plate: &Plate| plate.width <= room * 8.0 && plate.height <= room * 3.2;
    let free = |plate: &Plate| fits(plate) && !taken.iter().any(|other| plate.meets(other));
    let placed = wordings
        .into_iter()
        .find_map(|wording| Some((wording, places.iter().map(|place| plate_at(wording, place)).find(free)?)));
    let sign_alone = || places.first().map(|place| (("", ""), plate_at(("", ""), place)));
    let Some(((name, text), plate)) = placed.or_else(sign_alone) else { return };
    taken.push(plate);
    let (middle, top) = (plate.left + plate.width / 2.0, plate.top);
    svg.push(format_args!(
        r##"<g pointer-events="none"><rect x="{}" y="{}" width="{}" height="{}" rx="3" fill="#ffffff" fill-opacity=".88"/>"##,
        Number(plate.left),
        Number(top),
        Number(plate.width),
        Number(plate.height)
    ));
    if text.is_empty() {
        let start = middle - (bold_width(name) + SIGN) / 2.0;
        svg.sign(shape.state, start + SIGN / 2.0, top + 9.0, 8.0, INK);
        svg.text(&Text { size: SIZE, bold: true, ..Text::at(start + SIGN + 1.0, top + 13.0) }, name);
    } else {
        let look = Text { size: SIZE, anchor: Anchor::Middle, bold: true, ..Text::at(middle, top + 13.0) };
        svg.text(&look, name);
        let start = middle - (text_width(text, SIZE - 1.0) + SIGN) / 2.0;
        svg.sign(shape.state, start + SIGN / 2.0, top + 23.0, 8.0, INK);
        svg.text(&Text { size: SIZE - 1.0, ..Text::at(start + SIGN + 1.0, top + 27.0) }, text);
    }
    svg.push(format_args!("</g>"));
}

/// The ring without corners that nobody would see: those nearer than [`FINEST`] to the line between
/// their neighbours that stay.
pub(super) fn thinned(ring: Vec<Point>) -> Vec<Point> {
    let Some(last) = ring.len().checked_sub(1) else { return ring };
    let mut keep = vec![false; ring.len()];
    // A ring ends where it begins: it is cut at the corner farthest from there.
    let away =
        |(_, at): &(usize, &Point)| ring.first().map_or(0.0, |start| (at.0 - start.0).hypot(at.1 - start.1));
    let middle = ring.iter().enumerate().max_by(|one, other| away(one).total_cmp(&away(other)));
    let middle = middle.map_or(0, |(at, _)| at);
    let mut open = vec![(0, middle), (middle, last)];
    while let Some((first, end)) = open.pop() {
        for at in [first, end] {
            if let Some(keep) = keep.get_mut(at) {
                *keep = true;
            }
        }
        let (Some(start), Some(stop)) = (ring.get(first), ring.get(end)) else { continue };
        let between = ring.iter().enumerate().take(end).skip(first + 1);
        let off = between.map(|(at, point)| (at, distance(*point, *start, *stop)));
        match off.max_by(|one, other| one.1.total_cmp(&other.1)) {
            Some((at, off)) if off > FINEST => open.extend([(first, at), (at, end)]),
            _ => {}
        }
    }
    ring.into_iter().zip(keep).filter_map(|(point, keep)| keep.then_some(point)).collect()
}

/// A closed path: the first corner, then steps from corner to corner, which are shorter to write.
pub(super) fn outline(ring: &[Point]) -> String {
    let tenths = |value: f64| (value * 10.0).round();
    let mut corners = ring.iter().map(|(x, y)| (tenths(*x), tenths(*y)));
    let Some(mut here) = corners.next().filter(|_| ring.len() > 1) else { return String::new() };
    let mut path = format!("M{} {}l", Number(here.0 / 10.0), Number(here.1 / 10.0));
    for next in corners {
        for step in [next.0 - here.0, next.1 - here.1] {
            let step = Number(step / 10.0).to_string();
            if !path.ends_with('l') && !step.starts_with('-') {
                path.push(' ');
            }
            path.push_str(&step);
        }
        here = next;
    }
    path.push('z');
    path
}

/// A point inside a unit, and how far it is from the border.
struct Place {
    x: f64,
    y: f64,
    room: f64,
}

/// Points of a grid that lie inside, those with most room first.
fn places_inside(rings: &[Vec<Point>]) -> Vec<Place> {
    let points = || rings.iter().flatten();
    let (Some(left), Some(right)) = (low(points().map(|at| at.0)), high(points().map(|at| at.0))) else {
        return Vec::new();
    };
    let (Some(top), Some(bottom)) = (low(points().map(|at| at.1)), high(points().map(|at| at.1))) else {
        return Vec::new();
    };
    let share = |at: i32| f64::from(at) / f64::from(SEARCH);
    let mut places = Vec::new();
    for (row, column) in (1..SEARCH).flat_map(|row| (1..SEARCH).map(move |column| (row, column))) {
        let (x, y) = (left + (right - left) * share(column), top + (bottom - top) * share(row));
        if inside(rings, (x, y)) {
            let room = low(edges(rings).map(|(from, to)| distance((x, y), from, to))).unwrap_or(0.0);
            places.push(Place { x, y, room });
        }
    }
    places.sort_by(|one, other| other.room.total_cmp(&one.room));
    places
}

fn edges(rings: &[Vec<Point>]) -> impl Iterator<Item = (Point, Point)> {
    rings.iter().flat_map(|ring| ring.iter().copied().zip(ring.iter().copied().cycle().skip(1)))
}

fn inside(rings: &[Vec<Point>], (x, y): Point) -> bool {
    let crossings = edges(rings)
        .filter(|((x1, y1), (x2, y2))| (*y1 > y) != (*y2 > y) && x < (x2 - x1) * (y - y1) / (y2 - y1) + x1);
    crossings.count() % 2 == 1
}

fn distance((x, y): Point, (x1, y1): Point, (x2, y2): Point) -> f64 {
    let (dx, dy) = (x2 - x1, y2 - y1);
    let length = dx * dx + dy * dy;
    let along = if length > 0.0 { (((x - x1) * dx + (y - y1) * dy) / length).clamp(0.0, 1.0) } else { 0.0 };
    (x - x1 - along * dx).hypot(y - y1 - along * dy)
}

fn low(values: impl Iterator<Item = f64>) -> Option<f64> {
    values.min_by(f64::total_cmp)
}

fn high(values: impl Iterator<Item = f64>) -> Option<f64> {
    values.max_by(f64::total_cmp)
}
