//! Frames and pieces that the samples of many pages share. Names and figures are invented.

use super::{Bar, Chart, Choice, FieldError, Link, NavItem, Notice, OtherPost, Person, Shell, Svg, Tone};

/// The ten districts of the sample province, short names.
pub const DISTRICTS: [&str; 10] = [
    "TP Bắc Giang",
    "Yên Thế",
    "Tân Yên",
    "Lạng Giang",
    "Lục Nam",
    "Lục Ngạn",
    "Sơn Động",
    "Yên Dũng",
    "Việt Yên",
    "Hiệp Hòa",
];

/// A name as long as they come.
pub const LONG_UNIT: &str = "Trường Phổ thông dân tộc bán trú Tiểu học và Trung học cơ sở xã Phú Nhuận – \
     Tân Hoa – Kim Sơn, huyện Lục Ngạn";

/// A task as long as they come.
pub const LONG_TASK: &str = "Phối hợp với Sở Nội vụ, Sở Tài chính và Ủy ban nhân dân các huyện, thành phố rà soát, \
     sắp xếp, bố trí đủ đội ngũ giáo viên, nhân viên theo định mức, bảo đảm mỗi lớp tiểu học có ít nhất 1,5 giáo \
     viên, ưu tiên các xã đặc biệt khó khăn, vùng đồng bào dân tộc thiểu số, và báo cáo kết quả trước ngày 15 hằng \
     tháng";

/// The frame for somebody of the Department who is signed in; `current` is a word of the navigation.
pub fn shell(title: &str, current: &str) -> Shell {
    let item = |label: &str, href: &str| NavItem {
        label: label.to_owned(),
        href: href.to_owned(),
        current: label == current,
    };
    Shell {
        title: title.to_owned(),
        nav: vec![
            item("Chỉ đạo", "/chi-dao"),
            item("Việc của đơn vị", "/viec"),
            item("Báo cáo", "/bao-cao"),
            item("Đơn vị", "/don-vi"),
        ],
        crumbs: Vec::new(),
        person: Some(Person {
            name: "Nguyễn Thị Hoa".to_owned(),
            post: "Chuyên viên · Sở GDĐT".to_owned(),
            other_posts: Vec::new(),
        }),
        csrf: "mau-9f2c41".to_owned(),
        notices: Vec::new(),
        errors: Vec::new(),
        demo_day: Some("31/5/2021".to_owned()),
        query: String::new(),
        place: "/chi-dao".to_owned(),
        language: crate::language::Language::Vietnamese,
    }
}

/// The same with the way to the page.
pub fn shell_under(title: &str, current: &str, crumbs: &[(&str, &str)]) -> Shell {
    let crumbs = crumbs.iter().map(|&(label, href)| Link::new(label, href)).collect();
    Shell { crumbs, ..shell(title, current) }
}

/// The frame for a head of a school with a long name and a second post.
pub fn school_shell(title: &str, current: &str) -> Shell {
    Shell {
        person: Some(Person {
            name: "Hoàng Thị Phương Thảo".to_owned(),
            post: "Hiệu trưởng · Trường THCS Tân Mỹ".to_owned(),
            other_posts: vec![OtherPost {
                value: "17".to_owned(),
                label: "Giáo viên · Trường THCS Tân Mỹ".to_owned(),
            }],
        }),
        ..shell(title, current)
    }
}

/// A notice.
pub fn notice(tone: Tone, text: &str) -> Notice {
    Notice { tone, text: text.to_owned(), link: None }
}

/// A refusal at a field.
pub fn error(field: &str, text: &str) -> FieldError {
    FieldError { field: field.to_owned(), text: text.to_owned() }
}

/// Choices from their labels; values are `1`, `2` and on, and the one numbered `chosen` is chosen.
pub fn choices(labels: &[&str], chosen: usize) -> Vec<Choice> {
    labels
        .iter()
        .zip(1_usize..)
        .map(|(label, number)| Choice {
            value: number.to_string(),
            label: (*label).to_owned(),
            chosen: number == chosen,
        })
        .collect()
}

/// Choices under `tất cả`, which is chosen.
pub fn filter_choices(all: &str, labels: &[&str]) -> Vec<Choice> {
    let first = Choice { value: String::new(), label: all.to_owned(), chosen: true };
    std::iter::once(first).chain(choices(labels, 0)).collect()
}

/// A bar.
pub fn bar(filled: &str, goal: &str, tone: Tone) -> Bar {
    Bar { filled: filled.to_owned(), goal: Some(goal.to_owned()), tone }
}

/// Strings from slices.
pub fn words(list: &[&str]) -> Vec<String> {
    list.iter().map(|&word| word.to_owned()).collect()
}

/// A chart of states over months, drawn by hand.
pub fn months_chart() -> Chart {
    Chart {
        title: "Việc quá hạn tăng từ tháng 3, nay là 9".to_owned(),
        picture: Svg(r##"<svg viewBox="0 0 600 190" role="img" aria-label="Số nhiệm vụ quá hạn theo tháng, từ 2 tháng 9/2020 đến 9 tháng 5/2021" font-family="sans-serif" font-size="13"><path d="M30 160h540" stroke="#c9c5ba"/><path d="M40 128 110 132 180 140 250 136 320 130 390 118 460 92 530 40" fill="none" stroke="#b3261e" stroke-width="2.5"/><circle cx="530" cy="40" r="4" fill="#b3261e"/><text x="542" y="44" fill="#a8231b" font-weight="600">9</text><text x="40" y="118" text-anchor="middle" fill="#55616e">2</text><g fill="#55616e" text-anchor="middle"><text x="40" y="180">9/2020</text><text x="180" y="180">11</text><text x="320" y="180">1/2021</text><text x="460" y="180">3</text><text x="530" y="180">5</text></g></svg>"##.to_owned()),
        head: words(&["Tháng", "Quá hạn", "Sắp đến hạn", "Đúng tiến độ"]),
        rows: [["9/2020", "2", "6", "41"], ["11/2020", "2", "9", "55"], ["1/2021", "3", "12", "78"], ["3/2021", "5", "10", "96"], ["5/2021", "9", "11", "112"]]
            .iter().map(|row| words(row)).collect(),
        source: "Tính từ trạng thái của 144 nhiệm vụ vào ngày cuối tháng.".to_owned(),
    }
}

/// A map by district, drawn by hand.
pub fn district_map() -> Chart {
    let places = [
        (300, 170),
        (170, 60),
        (150, 130),
        (300, 100),
        (400, 170),
        (500, 100),
        (560, 190),
        (350, 240),
        (240, 215),
        (120, 200),
    ];
    let late = [0, 0, 0, 1, 2, 3, 3, 0, 0, 0];
    let marks: String = DISTRICTS
        .iter()
        .zip(places)
        .zip(late)
        .map(|((name, (x, y)), late)| {
            let (class, sign) = if late > 0 { ("late", format!("{late} ▲")) } else { ("ok", "✓".to_owned()) };
            format!(
                r##"<g><circle class="{class}" cx="{x}" cy="{y}" r="30"/><text x="{x}" y="{}" text-anchor="middle" fill="#fff" font-weight="700">{sign}</text><text x="{x}" y="{}" text-anchor="middle" fill="#1b2631">{name}</text></g>"##,
                y + 5,
                y + 46
            )
        })
        .collect();
    Chart {
        title: "Quá hạn tập trung ở Sơn Động, Lục Ngạn và Lục Nam".to_owned(),
        picture: Svg(format!(
            r#"<svg viewBox="70 20 550 280" role="img" aria-label="Bản đồ mười huyện với số nhiệm vụ quá hạn" font-family="sans-serif" font-size="13">{marks}</svg>"#
        )),
        head: words(&["Huyện", "Quá hạn", "Được giao"]),
        rows: DISTRICTS
            .iter()
            .zip(late)
            .map(|(name, late)| words(&[name, &late.to_string(), "38"]))
            .collect(),
        source: "Đếm các việc đã giao cho huyện và cơ sở trong huyện.".to_owned(),
    }
}

/// The frame for a school with the way to the page.
pub fn shell_from_school(title: &str, crumbs: &[(&str, &str)]) -> Shell {
    let crumbs = crumbs.iter().map(|&(label, href)| Link::new(label, href)).collect();
    Shell { crumbs, ..school_shell(title, "Việc của đơn vị") }
}
