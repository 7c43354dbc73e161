use khue_base::Day;
use resvg::usvg::{Options, Tree};

use super::*;

const HOSTILE: &str = r#"<script>alert("1")</script> & 'x' ]]> "#;

fn frame(title: &str) -> Frame<'_> {
    Frame { id: "c-1", title, width: 720 }
}

fn part(state: State, count: u32) -> Part {
    Part { state, count }
}

fn bars() -> Vec<Bar> {
    let bar = |label: &str, href: Option<&str>, parts: &[Part]| Bar {
        label: label.into(),
        href: href.map(str::to_owned),
        parts: parts.to_vec(),
    };
    vec![
        bar(
            "Sơn Động",
            Some("/tasks?unit=220"),
            &[part(State::Late, 41), part(State::Ok, 60), part(State::Soon, 12)],
        ),
        bar(
            "Thành phố Bắc Giang",
            None,
            &[
                part(State::Ok, 1200),
                part(State::Running, 80),
                part(State::Waiting, 90),
                part(State::None, 60),
            ],
        ),
        bar("Hiệp Hòa", Some("javascript:alert(1)"), &[part(State::None, 3)]),
        bar("Chưa có gì", None, &[]),
    ]
}

fn square(label: &str, state: State, left: i32) -> Shape {
    let (right, bottom) = (left + 100_000, 21_200_000);
    Shape {
        name: format!("Huyện {label}"),
        label: label.into(),
        rings: vec![vec![
            (left, bottom),
            (right, bottom),
            (right, bottom + 90_000),
            (left, bottom + 90_000),
            (left, bottom),
        ]],
        state,
        text: "2 quá hạn".into(),
        href: Some("/units/220".into()),
    }
}

/// Well formed, drawable, nothing from outside, no style attribute that a strict policy blocks.
#[track_caller]
fn check_svg(svg: &str) -> Tree {
    let mut reader = quick_xml::Reader::from_str(svg);
    loop {
        match reader.read_event().unwrap() {
            quick_xml::events::Event::Eof => break,
            quick_xml::events::Event::Start(tag) => {
                let name = tag.name();
                assert_ne!(name.as_ref(), "script");
                for attribute in tag.attributes() {
                    let attribute = attribute.unwrap();
                    let key = attribute.key.as_ref().to_owned();
                    assert!(key != "style" && !key.starts_with("on"), "{key}");
                }
            }
            _ => {}
        }
    }
    Tree::from_str(svg, &Options::default()).unwrap()
}

#[test]
fn bars_start_at_zero_and_link_inside_only() {
    let svg = stacked_states(frame("Sơn Động chậm nhất"), &bars());
    check_svg(&svg);
    assert!(svg.contains(
        r#"href="/tasks?unit=220"><title>Sơn Động: 41 quá hạn, 12 sắp đến hạn, 60 hoàn thành</title>"#
    ));
    assert!(!svg.contains("javascript"));
    assert!(svg.contains("1.430"), "the total in Vietnamese digits");
    assert!(svg.contains("<title>Hiệp Hòa: 3 chưa báo cáo</title>"));
    assert!(
        svg.contains("h1.5v22h-1.5z") && !svg.contains("h0v"),
        "a small count beside a large one stays visible"
    );
    assert!(svg.contains(r#"role="group" aria-labelledby="c-1-title""#), "links would be lost inside an img");
}

#[test]
fn without_links_a_chart_is_a_picture() {
    let svg = stacked_states(frame("t"), &bars()[1..2]);
    assert!(svg.contains(r#"role="img" aria-labelledby="c-1-title"><title id="c-1-title">t</title>"#));
}

#[test]
fn states_are_told_apart_without_colour() {
    let bar = |state| Bar { label: "x".into(), href: None, parts: vec![part(state, 10)] };
    for (dark, light) in
        [(State::Late, State::Ok), (State::Waiting, State::Running), (State::None, State::Soon)]
    {
        let svg = stacked_states(frame("t"), &[bar(dark), bar(light)]);
        assert!(svg.contains(&format!("url(#c-1-{})", dark.key())), "{} has a pattern", dark.key());
        assert!(!svg.contains(&format!("url(#c-1-{})", light.key())), "{} is plain", light.key());
    }
}

#[test]
fn words_of_users_never_become_markup() {
    let mut hostile = bars();
    hostile[0].label = HOSTILE.into();
    hostile[0].href = Some(format!("/x?q={HOSTILE}"));
    check_svg(&stacked_states(Frame { id: "\"><x", title: HOSTILE, width: 340 }, &hostile));
    let mut shape = square(HOSTILE, State::Late, 106_000_000);
    shape.text = HOSTILE.into();
    check_svg(&district_map(frame(HOSTILE), &[shape]));
    let progress = Progress { value: Some(1.0), target: None, max: 2.0, state: State::Ok, spoken: HOSTILE };
    check_svg(&progress_bar(progress));
    check_svg(&states_over_time(
        frame(HOSTILE),
        &[(Day::new(2021, 1, 1).unwrap(), vec![part(State::Ok, 1)])],
    ));
}

/// Left and right end of every text, from its place and its face's widest advance.
fn texts(svg: &str) -> Vec<(String, f64, f64)> {
    let mut reader = quick_xml::Reader::from_str(svg);
    let (mut texts, mut open): (Vec<_>, Option<(f64, f64, String)>) = (Vec::new(), None);
    let mut around = false;
    loop {
        match reader.read_event().unwrap() {
            quick_xml::events::Event::Eof => return texts,
            // Numbers in bars say size, weight and anchor once for a bar.
            quick_xml::events::Event::Start(tag) if tag.name().as_ref() == "g" => {
                around = tag.attributes().any(|one| one.unwrap().key.as_ref() == "font-size");
            }
            quick_xml::events::Event::End(tag) if tag.name().as_ref() == "g" => around = false,
            quick_xml::events::Event::Start(tag) if tag.name().as_ref() == "text" => {
                let value = |name: &str| {
                    let found = tag.attributes().map(Result::unwrap).find(|one| one.key.as_ref() == name);
                    found.map(|one| one.value.to_string())
                };
                let bold = if around || value("font-weight").is_some() { 1.08 } else { 1.0 };
                let own = if around { 12.0 } else { 13.0 };
                let size: f64 = value("font-size").map_or(own, |size| size.parse().unwrap());
                let anchor =
                    value("text-anchor").unwrap_or_else(|| if around { "middle" } else { "" }.into());
                let x = value("x").unwrap().parse().unwrap();
                open = Some((x, size * bold, anchor));
            }
            quick_xml::events::Event::Text(words) => {
                if let Some((x, size, anchor)) = open.take() {
                    let width = svg::text_width(&words, size);
                    let left = match anchor.as_str() {
                        "middle" => x - width / 2.0,
                        "end" => x - width,
                        _ => x,
                    };
                    texts.push((words.to_string(), left, left + width));
                }
            }
            _ => {}
        }
    }
}

#[track_caller]
fn check_texts_inside(svg: &str, width: u16) {
    let texts = texts(svg);
    assert!(texts.len() > 3, "{svg}");
    for (words, left, right) in texts {
        assert!(left >= -0.1 && right <= f64::from(width) + 0.1, "{words}: {left} to {right} of {width}");
    }
}

#[test]
fn no_text_leaves_the_picture() {
    let day = |month, day| Day::new(2021, month, day).unwrap();
    let counts = |late| vec![part(State::Late, late), part(State::Running, 159), part(State::Ok, 766_000)];
    let points = [(day(1, 1), counts(0)), (day(3, 1), counts(40)), (day(5, 31), counts(1_234))];
    let shapes: Vec<Shape> = ["Thành phố Bắc Giang", "Yên Thế", "Sơn Động"]
        .into_iter()
        .zip([State::Late, State::None, State::Soon])
        .zip([106_000_000, 106_100_000, 106_200_000])
        .map(|((label, state), left)| square(label, state, left))
        .collect();
    for width in [240, 340, 380, 460, 600, 720] {
        let frame = Frame { width, ..frame("vừa khung") };
        check_texts_inside(&states_over_time(frame, &points), width);
        check_texts_inside(&stacked_states(frame, &bars()), width);
        check_texts_inside(&district_map(frame, &shapes), width);
    }
}

#[test]
fn room_for_a_text_is_never_less_than_it_takes() {
    let mut faces = resvg::usvg::fontdb::Database::new();
    for face in ["Regular", "Bold"] {
        let path = format!("{}/../../catalogue/fonts/LiberationSerif-{face}.ttf", env!("CARGO_MANIFEST_DIR"));
        faces.load_font_data(std::fs::read(path).unwrap());
    }
    let options = Options { fontdb: std::sync::Arc::new(faces), ..Options::default() };
    for text in ["766 hoàn thành", "Thành phố Bắc Giang", "1.234 chưa báo cáo", "Phần tổ chức thực hiện"]
    {
        let svg = format!(
            r#"<svg xmlns="http://www.w3.org/2000/svg" width="900" height="50" font-family="Liberation Serif" font-weight="700" font-size="13"><text x="0" y="30">{text}</text></svg>"#
        );
        let drawn = Tree::from_str(&svg, &options).unwrap().root().abs_bounding_box().width();
        let room = svg::text_width(text, 13.0);
        assert!(drawn > 10.0 && f64::from(drawn) <= room, "{text}: {drawn} in {room}");
    }
}

#[test]
fn a_small_bar_marks_the_target_and_knows_the_unknown() {
    let bar = |value| Progress {
        value,
        target: Some(92.0),
        max: 100.0,
        state: State::Late,
        spoken: "98,1 trên 100",
    };
    let svg = progress_bar(bar(Some(98.06)));
    check_svg(&svg);
    assert!(svg.contains(r##"width="98.1" height="8" rx="2" fill="#b3261e""##));
    assert!(svg.contains(r#"d="M92 1V17""#));
    let unknown = progress_bar(bar(None));
    assert!(unknown.contains("stroke-dasharray") && !unknown.contains("#b3261e"));
    assert!(progress_bar(bar(Some(f64::NAN))).contains(r#"width="0""#));
    assert!(progress_bar(bar(Some(250.0))).contains(r#"width="100""#));
}

#[test]
fn time_runs_from_the_first_day_to_the_last() {
    let day = |month, day| Day::new(2021, month, day).unwrap();
    let points = [
        (day(1, 1), vec![part(State::Running, 140), part(State::None, 4)]),
        (day(3, 1), vec![part(State::Late, 5), part(State::Running, 100), part(State::Ok, 39)]),
        (day(5, 31), vec![part(State::Late, 9), part(State::Running, 23), part(State::Ok, 112)]),
    ];
    let svg = states_over_time(frame("Quá hạn tăng từ 5 lên 9"), &points);
    check_svg(&svg);
    for text in ["1/1/2021", "31/5/2021", "9 quá hạn", "112 hoàn thành", "0 chưa báo cáo", ">150<", ">0<"]
    {
        assert!(svg.contains(text), "{text}");
    }
    assert!(!states_over_time(frame("trống"), &[]).contains("<path"));
    check_svg(&states_over_time(
        frame("số lớn"),
        &[(day(1, 1), vec![part(State::Ok, u32::MAX), part(State::Ok, u32::MAX)])],
    ));
}

#[test]
fn a_map_labels_every_unit_once() {
    let shapes = [square("Lục Ngạn", State::Late, 106_000_000), square("Yên Thế", State::Ok, 106_100_000)];
    let svg = district_map(frame("Lục Ngạn quá hạn"), &shapes);
    check_svg(&svg);
    assert_eq!(svg.matches(">Lục Ngạn</text>").count(), 1);
    assert!(svg.contains("<title>Huyện Lục Ngạn: quá hạn, 2 quá hạn</title>"));
    let crowd = vec![shapes[0].clone(); 60];
    let labels =
        district_map(Frame { width: 240, ..frame("nhỏ") }, &crowd).matches(">2 quá hạn</text>").count();
    assert!((5..30).contains(&labels), "{labels}: labels give way before they cover each other");
    let empty = Shape { rings: vec![vec![]], ..square("x", State::None, 0) };
    check_svg(&district_map(frame("không có đường biên"), &[empty]));
}

#[test]
fn a_map_of_a_place_paints_it_last_and_alone() {
    let area = |name: &str, marked| Area {
        name: name.to_owned(),
        rings: square(name, State::None, 106_000_000).rings,
        marked,
    };
    let svg = place_map(frame("Lục Ngạn"), &[area("Lục Ngạn", true), area(HOSTILE, false)]);
    check_svg(&svg);
    assert_eq!(svg.matches("#3c7e9c").count(), 1);
    assert!(svg.rfind("<path").unwrap() < svg.find("#3c7e9c").unwrap());
    check_svg(&place_map(frame("không có đường biên"), &[]));
}

#[test]
fn keys_of_states_come_back() {
    for state in State::ALL {
        assert_eq!(State::from_key(state.key()), Some(state));
    }
    assert_eq!(State::from_key("paused"), None);
}
