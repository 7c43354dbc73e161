//! `/chi-dao/{id}`: the Chairman's page. One directive: what is late, and who must act.

use crate::page::{
    Action, AsOf, Bar, Cell, Chart, Column, ColumnKind, Figure, Filter, FilterSelect, Link, Matrix,
    MatrixRow, Method, Run, Share, Shell, Sorted, Tag, Tone, sample,
};

/// The Chairman's page.
#[derive(Clone, Debug, Default, askama::Template)]
#[template(path = "directive/overview.html")]
pub struct OverviewPage {
    /// The frame.
    pub shell: Shell,
    /// Address of this page, without a query.
    pub here: String,
    /// The directive's name: `Chỉ thị nhiệm vụ năm học 2020–2021`.
    pub heading: String,
    /// `Chỉ thị 09/CT-UBND ngày 28/8/2020 của Chủ tịch UBND tỉnh`.
    pub document: String,
    /// The other views of the same directive; the current one has no address.
    pub views: Vec<Link>,
    /// The day of the figures.
    pub as_of: AsOf,
    /// The answer in one sentence.
    pub lead: Vec<Run>,
    /// What to do about it, most needed first.
    pub actions: Vec<Action>,
    /// All tasks by state, worst first; widths sum to 100.
    pub shares: Vec<Share>,
    /// What to deal with first, worst first; at most six.
    pub urgent: Vec<UrgentRow>,
    /// `tất cả 9 việc`.
    pub urgent_all: Option<Link>,
    /// Numbers to reach, those not reached first.
    pub targets: Vec<TargetRow>,
    /// `tất cả 42 chỉ tiêu`, when not all are shown.
    pub targets_all: Option<Link>,
    /// Filter of the tree (section, unit, state, time).
    pub filter: Filter,
    /// Whether sections with late tasks stand first, and the link that changes it.
    pub order: Vec<OrderLink>,
    /// The directive's own sections in the order shown, each with its tasks.
    pub tree: Vec<TreeSection>,
    /// Section × unit.
    pub matrix: Matrix,
    /// `bảng đầy đủ, xuất Excel`.
    pub matrix_link: Option<Link>,
    /// Map by district.
    pub map: Option<Chart>,
    /// Other charts.
    pub charts: Vec<Chart>,
    /// Heads of the table by unit.
    pub unit_columns: Vec<Column>,
    /// The table by unit.
    pub units: Vec<UnitRow>,
}

/// Something to deal with first.
#[derive(Clone, Debug, Default)]
pub struct UrgentRow {
    /// The task.
    pub title: String,
    /// Its page.
    pub href: String,
    /// How bad it is.
    pub state: Tag,
    /// Who must act and what is missing: `Còn 37 giáo viên ở 14 trường · Sở GDĐT chủ trì · mục II.2`.
    pub who: String,
}

/// A number to reach.
#[derive(Clone, Debug, Default)]
pub struct TargetRow {
    /// What is counted.
    pub name: String,
    /// Its task.
    pub href: String,
    /// `98,1 / 100%`.
    pub now_and_goal: String,
    /// The same in words, for those who do not see the bar: `đạt 98,1% so với đích 100%, chưa đạt`.
    pub says: String,
    /// Drawn when it has a number.
    pub bar: Option<Bar>,
    /// Reported or computed.
    pub source: SourceMark,
    /// `tính từ hồ sơ 849 trường`, `đơn vị báo cáo, chưa đối chiếu`.
    pub source_text: String,
}

/// Where a figure comes from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum SourceMark {
    /// A unit reported it.
    #[default]
    Declared,
    /// Computed from records.
    Computed,
}

/// A link that sets the order of the tree.
#[derive(Clone, Debug, Default)]
pub struct OrderLink {
    /// `Chậm trước`.
    pub label: String,
    /// Where it leads.
    pub href: String,
    /// Whether it is the order now.
    pub current: bool,
}

/// A section of the directive.
#[derive(Clone, Debug, Default)]
pub struct TreeSection {
    /// Anchor, such as `m-II-2`.
    pub anchor: String,
    /// 1 for the outermost, to 3.
    pub level: u8,
    /// `II.2. Đội ngũ nhà giáo`.
    pub name: String,
    /// Counts by state; empty when the section has no task of its own.
    pub states: Vec<Tag>,
    /// Unfolded at first (sections with something late).
    pub open: bool,
    /// Its own tasks.
    pub tasks: Vec<TreeTask>,
}

/// A task in the tree.
#[derive(Clone, Debug, Default)]
pub struct TreeTask {
    /// The task in short.
    pub title: String,
    /// Its page.
    pub href: String,
    /// `Sở GDĐT · hạn 31/5/2021`.
    pub who: String,
    /// `98,1 / 100%`, empty without a target.
    pub target: String,
    /// Its state.
    pub state: Tag,
}

/// A unit's line.
#[derive(Clone, Debug, Default)]
pub struct UnitRow {
    /// The unit and its tasks.
    pub unit: Link,
    /// Its worst state.
    pub state: Tag,
    /// The way to urge it, for those who may.
    pub urge: Option<Link>,
    /// Figures under the columns after `Đơn vị` and `Tình trạng`, in their order.
    pub figures: Vec<Figure>,
}

impl OverviewPage {
    /// What render tests show.
    pub fn samples() -> Vec<(&'static str, Self)> {
        vec![("day-du", full()), ("moi-ban-hanh", fresh()), ("ngay-truoc", past()), ("ten-dai", long())]
    }
}

const SECTIONS: [(&str, &str, &[&str]); 9] = [
    (
        "II-1",
        "II.1. Mạng lưới trường, lớp",
        &[
            "Rà soát quy hoạch điểm trường lẻ ở xã miền núi",
            "Sáp nhập trường dưới 10 lớp cùng xã",
            "Chuẩn bị lớp học cho khu công nghiệp",
        ],
    ),
    (
        "II-2",
        "II.2. Đội ngũ nhà giáo",
        &[
            "Tập huấn chương trình mới cho giáo viên khối 2 và khối 6",
            "Tuyển đủ giáo viên mầm non theo định mức",
            "Bố trí giáo viên dạy liên trường môn tin học, ngoại ngữ",
            "Đánh giá hiệu trưởng theo chuẩn",
        ],
    ),
    (
        "II-3",
        "II.3. Sách giáo khoa và chương trình",
        &["Lựa chọn sách khối 2, khối 6 và công bố danh mục", "Tổ chức dạy thử và góp ý tài liệu địa phương"],
    ),
    (
        "II-4",
        "II.4. Chất lượng giáo dục phổ thông",
        &[
            "Giảm tỉ lệ học sinh chưa hoàn thành lớp học",
            "Kiểm tra việc ra đề theo ma trận",
            "Ôn tập cho học sinh cuối cấp",
        ],
    ),
    (
        "II-5",
        "II.5. Ngoại ngữ và tin học",
        &["Dạy tiếng Anh từ lớp 3 ở mọi trường tiểu học", "Mở phòng máy dùng chung theo cụm xã"],
    ),
    (
        "II-6",
        "II.6. Công khai và quản trị trường học",
        &["Công khai điều kiện bảo đảm chất lượng tại mọi cơ sở", "Thực hiện thu, chi không dùng tiền mặt"],
    ),
    ("II-7", "II.7. An toàn trường học", &["Kiểm tra bếp ăn bán trú", "Tập huấn phòng đuối nước trước hè"]),
    (
        "II-8",
        "II.8. Cơ sở vật chất",
        &[
            "Bảo đảm mỗi lớp một phòng học, xoá phòng tạm",
            "Sửa chữa công trình vệ sinh, nước sạch",
            "Mua sắm thiết bị dạy học tối thiểu khối 2, khối 6",
        ],
    ),
    (
        "II-9",
        "II.9. Chuyển đổi số",
        &["Ký số học bạ điện tử", "Nối dữ liệu trường học với cơ sở dữ liệu dân cư"],
    ),
];

fn section_tone(place: usize) -> (Tone, &'static str) {
    match place {
        1 | 7 => (Tone::Late, "quá hạn"),
        2 | 5 => (Tone::Soon, "sắp đến hạn"),
        8 => (Tone::Unknown, "chưa báo cáo"),
        _ => (Tone::Ok, "đúng tiến độ"),
    }
}

fn tree() -> Vec<TreeSection> {
    let head = TreeSection {
        anchor: "m-II".to_owned(),
        level: 1,
        name: "II. Nhiệm vụ trọng tâm".to_owned(),
        ..TreeSection::default()
    };
    let rest = SECTIONS.iter().enumerate().map(|(place, &(anchor, name, titles))| {
        let (tone, word) = section_tone(place);
        let tasks = titles.iter().enumerate().map(|(number, title)| TreeTask {
            title: (*title).to_owned(),
            href: format!("/nhiem-vu/{}", place * 10 + number + 1),
            who: "Sở GDĐT · hạn 31/5/2021".to_owned(),
            target: if number == 0 && tone == Tone::Late { "98,1 / 100%".to_owned() } else { String::new() },
            state: match (number, tone) {
                (0, Tone::Late) => Tag::new(Tone::Late, "chậm 12 ngày"),
                (0, Tone::Soon) => Tag::new(Tone::Soon, "còn 5 ngày"),
                (0, Tone::Unknown) => Tag::new(Tone::Unknown, "chưa báo cáo"),
                (1, _) => Tag::new(Tone::Active, "đang làm, 72%"),
                _ => Tag::new(Tone::Ok, "xong 20/4/2021"),
            },
        });
        TreeSection {
            anchor: format!("m-{anchor}"),
            level: 2,
            name: name.to_owned(),
            states: vec![
                Tag::new(tone, format!("{} {word}", if tone == Tone::Ok { titles.len() } else { 1 })),
                Tag::new(Tone::Ok, format!("{} đúng tiến độ", titles.len() - 1)),
            ]
            .into_iter()
            .take(if tone == Tone::Ok { 1 } else { 2 })
            .collect(),
            open: tone == Tone::Late,
            tasks: tasks.collect(),
        }
    });
    std::iter::once(head).chain(rest).collect()
}

/// The matrix of the samples, also shown on its own page.
pub(super) fn sample_matrix() -> Matrix {
    let rows = SECTIONS.iter().enumerate().map(|(place, (anchor, name, _))| MatrixRow {
        head: Link::new(*name, format!("/chi-dao/1#m-{anchor}")),
        cells: sample::DISTRICTS
            .iter()
            .enumerate()
            .map(|(column, district)| {
                let (tone, figure, says) = match (place, column) {
                    (1, 4 | 5) | (7, 5 | 6) => (Tone::Late, "2", "2 quá hạn trong 4 nhiệm vụ"),
                    (1, 3) => (Tone::Late, "1", "1 quá hạn trong 4 nhiệm vụ"),
                    (0 | 7, 4) | (2, 1) | (5, 8) => (Tone::Soon, "1", "1 sắp đến hạn trong 3 nhiệm vụ"),
                    (1 | 7 | 8, 9) | (7 | 8, 8) | (8, 6) => (Tone::Unknown, "", "chưa báo cáo"),
                    _ => (Tone::Ok, "", "đúng tiến độ"),
                };
                if place == 4 && column == 6 {
                    return Cell { says: format!("{district}, {name}: không giao"), ..Cell::default() };
                }
                Cell {
                    tone,
                    figure: figure.to_owned(),
                    says: format!("{district}, {name}: {says}"),
                    href: Some(format!("/chi-dao/1/nhiem-vu?muc={anchor}&don-vi={column}")),
                }
            })
            .collect(),
    });
    Matrix {
        corner: "Mục".to_owned(),
        columns: sample::DISTRICTS
            .iter()
            .map(|name| Link::new(*name, "/chi-dao/1/nhiem-vu?don-vi=1"))
            .collect(),
        rows: rows.collect(),
        urge: sample::DISTRICTS
            .iter()
            .enumerate()
            .map(|(column, _)| (column % 3 == 1).then(|| Link::new("Đôn đốc", "/chi-dao/1/don-doc?don-vi=1")))
            .collect(),
    }
}

/// The filter of the samples' task lists.
pub(super) fn sample_filter(action: &str) -> Filter {
    let section_names: Vec<&str> = SECTIONS.iter().map(|section| section.1).collect();
    let select = |name: &str, label: &str, all: &str, list: &[&str]| FilterSelect {
        name: name.to_owned(),
        label: label.to_owned(),
        choices: sample::filter_choices(all, list),
    };
    Filter {
        action: action.to_owned(),
        selects: vec![
            select("muc", "Mục", "tất cả các mục", &section_names),
            select("don-vi", "Đơn vị", "mọi đơn vị", &sample::DISTRICTS),
            select(
                "trang-thai",
                "Trạng thái",
                "mọi trạng thái",
                &["quá hạn", "sắp đến hạn", "đúng tiến độ", "chưa báo cáo"],
            ),
        ],
        text: Some(String::new()),
        due: Some((String::new(), String::new())),
        found: "144 nhiệm vụ".to_owned(),
        ..Filter::default()
    }
}

/// The views of the sample directive; `current` has no address.
pub(super) fn sample_views(current: &str) -> Vec<Link> {
    [
        ("Tổng quan", "/chi-dao/1"),
        ("Nhiệm vụ", "/chi-dao/1/nhiem-vu"),
        ("Ma trận", "/chi-dao/1/ma-tran"),
        ("Văn bản", "/chi-dao/1/van-ban"),
        ("So sánh hai ngày", "/chi-dao/1/so-sanh"),
        ("Báo cáo", "/chi-dao/1/bao-cao"),
    ]
    .iter()
    .map(|&(label, href)| Link::new(label, if label == current { "" } else { href }))
    .collect()
}

fn share(start: &str, width: &str, tone: Tone, figure: &str, word: &str) -> Share {
    Share {
        start: start.to_owned(),
        width: width.to_owned(),
        tone,
        figure: figure.to_owned(),
        word: word.to_owned(),
        href: "/chi-dao/1/nhiem-vu?trang-thai=1".to_owned(),
    }
}

fn urgent(title: &str, tone: Tone, word: &str, who: &str) -> UrgentRow {
    UrgentRow {
        title: title.to_owned(),
        href: "/nhiem-vu/11".to_owned(),
        state: Tag::new(tone, word),
        who: who.to_owned(),
    }
}

fn target(
    name: &str,
    figures: &str,
    says: &str,
    bar: Option<Bar>,
    source: SourceMark,
    source_text: &str,
) -> TargetRow {
    TargetRow {
        name: name.to_owned(),
        href: "/nhiem-vu/11".to_owned(),
        now_and_goal: figures.to_owned(),
        says: says.to_owned(),
        bar,
        source,
        source_text: source_text.to_owned(),
    }
}

fn unit_row(name: &str, state: Tag, figures: [&str; 6]) -> UnitRow {
    let kinds = unit_columns().into_iter().skip(2).map(|column| column.kind);
    UnitRow {
        unit: Link::new(name, "/chi-dao/1/nhiem-vu?don-vi=3"),
        urge: (state.tone == Tone::Late).then(|| Link::new("Đôn đốc", "/chi-dao/1/don-doc?don-vi=3")),
        state,
        figures: figures
            .iter()
            .zip(kinds)
            .map(|(text, kind)| Figure { text: (*text).to_owned(), kind })
            .collect(),
    }
}

fn unit_columns() -> Vec<Column> {
    [
        ("Đơn vị", ColumnKind::Text),
        ("Tình trạng", ColumnKind::Text),
        ("Được giao", ColumnKind::LaterFigure),
        ("Quá hạn", ColumnKind::Figure),
        ("Sắp đến hạn", ColumnKind::LaterFigure),
        ("Đã xong", ColumnKind::LaterFigure),
        ("Tỉ lệ xong", ColumnKind::Figure),
        ("Báo cáo gần nhất", ColumnKind::LaterFigure),
    ]
    .into_iter()
    .map(|(label, kind)| Column {
        href: Some("/chi-dao/1?sap=ten#theo-don-vi".to_owned()),
        sorted: if label == "Quá hạn" { Sorted::Down } else { Sorted::No },
        ..Column::new(label, kind)
    })
    .collect()
}

fn full() -> OverviewPage {
    OverviewPage {
        shell: sample::shell_under(
            "Chỉ thị nhiệm vụ năm học 2020–2021",
            "Chỉ đạo",
            &[("Chỉ đạo", "/chi-dao")],
        ),
        here: "/chi-dao/1".to_owned(),
        heading: "Chỉ thị nhiệm vụ năm học 2020–2021".to_owned(),
        document: "Chỉ thị 09/CT-UBND ngày 28/8/2020 của Chủ tịch UBND tỉnh".to_owned(),
        views: sample_views("Tổng quan"),
        as_of: AsOf {
            text: "Số liệu đến 14 giờ 05, 31/5/2021".to_owned(),
            day: "31/5/2021".to_owned(),
            first: "28/8/2020".to_owned(),
            last: "31/5/2021".to_owned(),
            today: None,
        },
        lead: vec![
            Run::strong("112"),
            Run::plain(" trong 144 nhiệm vụ đúng tiến độ. "),
            Run::late("9 nhiệm vụ quá hạn").to("/chi-dao/1/nhiem-vu?trang-thai=1"),
            Run::plain(", chủ yếu ở phòng học và tập huấn giáo viên; "),
            Run::strong("3 huyện").to("/chi-dao/1/nhiem-vu?trang-thai=4"),
            Run::plain(" chưa gửi báo cáo quý."),
        ],
        actions: vec![
            Action {
                label: "Lập báo cáo quý II".to_owned(),
                href: "/chi-dao/1/bao-cao".to_owned(),
                method: Method::Open,
            },
            Action {
                label: "Đôn đốc 3 huyện".to_owned(),
                href: "/chi-dao/1/don-doc".to_owned(),
                method: Method::Open,
            },
        ],
        shares: vec![
            share("0", "6.25", Tone::Late, "9", "quá hạn"),
            share("6.25", "7.64", Tone::Soon, "11", "sắp đến hạn"),
            share("13.89", "8.33", Tone::Unknown, "12", "chưa báo cáo"),
            share("22.22", "32.64", Tone::Active, "47", "đang làm"),
            share("54.86", "45.14", Tone::Ok, "65", "đã xong"),
        ],
        urgent: vec![
            urgent(
                "Tập huấn chương trình mới cho giáo viên khối 2 và khối 6",
                Tone::Late,
                "chậm 12 ngày",
                "Còn 37 giáo viên ở 14 trường · Sở GDĐT chủ trì · mục II.2",
            ),
            urgent(
                "Bảo đảm mỗi lớp một phòng học, xoá phòng tạm",
                Tone::Late,
                "thiếu 112 phòng",
                "Sơn Động 41, Lục Ngạn 38, bốn huyện khác 33 · mục II.8",
            ),
            urgent(
                "Công khai điều kiện bảo đảm chất lượng tại mọi cơ sở",
                Tone::Soon,
                "còn 5 ngày",
                "46 trên 849 cơ sở chưa công khai · mục II.6",
            ),
            urgent(
                "Lựa chọn sách khối 2, khối 6 và công bố danh mục",
                Tone::Soon,
                "còn 9 ngày",
                "2 huyện chưa gửi biên bản · mục II.3",
            ),
        ],
        urgent_all: Some(Link::new("tất cả 9 việc quá hạn", "/chi-dao/1/nhiem-vu?trang-thai=1")),
        targets_all: Some(Link::new("tất cả 42 chỉ tiêu", "/chi-dao/7?chi-tieu=tat-ca#chi-tieu")),
        targets: vec![
            target(
                "Giáo viên đã tập huấn chương trình mới",
                "98,1 / 100%",
                "chưa đạt",
                Some(sample::bar("98.1", "99.6", Tone::Late)),
                SourceMark::Computed,
                "tính từ hồ sơ 849 trường",
            ),
            target(
                "Phòng học trên lớp",
                "0,99 / 1",
                "chưa đạt",
                Some(sample::bar("92", "95", Tone::Late)),
                SourceMark::Computed,
                "tính từ sổ phòng học",
            ),
            target(
                "Cơ sở tự đánh giá chất lượng",
                "100 / 100%",
                "đạt",
                Some(sample::bar("99.6", "99.6", Tone::Ok)),
                SourceMark::Declared,
                "đơn vị báo cáo, chưa đối chiếu",
            ),
            target(
                "Trường đạt chuẩn quốc gia",
                "93,0 / 92%",
                "đạt",
                Some(sample::bar("93", "92", Tone::Ok)),
                SourceMark::Computed,
                "790 trên 849, còn hiệu lực",
            ),
            target(
                "Học sinh tiểu học học hai buổi mỗi ngày",
                "? / 95%",
                "chưa có số liệu",
                None,
                SourceMark::Declared,
                "4 trên 10 huyện đã báo cáo",
            ),
        ],
        filter: sample_filter("/chi-dao/1"),
        order: vec![
            OrderLink {
                label: "Chậm trước".to_owned(),
                href: "/chi-dao/1?xep=cham#cay".to_owned(),
                current: true,
            },
            OrderLink {
                label: "Theo thứ tự văn bản".to_owned(),
                href: "/chi-dao/1?xep=muc#cay".to_owned(),
                current: false,
            },
        ],
        tree: tree(),
        matrix: sample_matrix(),
        matrix_link: Some(Link::new("bảng đầy đủ, xuất Excel", "/chi-dao/1/ma-tran")),
        map: Some(sample::district_map()),
        charts: vec![sample::months_chart()],
        unit_columns: unit_columns(),
        units: vec![
            unit_row(
                "Huyện Sơn Động",
                Tag::new(Tone::Late, "3 quá hạn"),
                ["38", "3", "2", "17", "45%", "12/5/2021"],
            ),
            unit_row(
                "Huyện Lục Ngạn",
                Tag::new(Tone::Late, "3 quá hạn"),
                ["38", "3", "1", "19", "50%", "20/5/2021"],
            ),
            unit_row(
                "Huyện Lục Nam",
                Tag::new(Tone::Late, "2 quá hạn"),
                ["38", "2", "2", "20", "53%", "28/5/2021"],
            ),
            unit_row(
                "Huyện Hiệp Hòa",
                Tag::new(Tone::Unknown, "chưa báo cáo quý II"),
                ["38", "0", "3", "22", "58%", "31/3/2021"],
            ),
            unit_row(
                "Thành phố Bắc Giang",
                Tag::new(Tone::Ok, "đúng tiến độ"),
                ["38", "0", "0", "29", "76%", "30/5/2021"],
            ),
        ],
    }
}

/// Adopted, nothing assigned and nothing reported yet.
fn fresh() -> OverviewPage {
    let page = full();
    OverviewPage {
        lead: vec![
            Run::strong("144 nhiệm vụ"),
            Run::plain(" vừa ban hành, "),
            Run::strong("chưa giao cho đơn vị nào").to("/chi-dao/1/nhiem-vu?giao=chua"),
            Run::plain("."),
        ],
        actions: vec![Action {
            label: "Giao 144 nhiệm vụ".to_owned(),
            href: "/chi-dao/1/nhiem-vu?giao=chua".to_owned(),
            method: Method::Open,
        }],
        shares: vec![share("0", "100", Tone::Quiet, "144", "chưa bắt đầu")],
        urgent: Vec::new(),
        urgent_all: None,
        targets: Vec::new(),
        matrix: Matrix::default(),
        matrix_link: None,
        map: None,
        charts: Vec::new(),
        units: Vec::new(),
        ..page
    }
}

/// A day in the past.
fn past() -> OverviewPage {
    let page = full();
    OverviewPage {
        as_of: AsOf {
            text: "Số liệu đến hết ngày 31/12/2020".to_owned(),
            day: "31/12/2020".to_owned(),
            today: Some("/chi-dao/1".to_owned()),
            ..page.as_of
        },
        actions: Vec::new(),
        tree: Vec::new(),
        filter: Filter {
            clear: Some("/chi-dao/1".to_owned()),
            found: "0 trong 144 nhiệm vụ".to_owned(),
            ..page.filter
        },
        ..page
    }
}

fn long() -> OverviewPage {
    let page = full();
    let tree = page
        .tree
        .into_iter()
        .map(|section| TreeSection {
            name: format!(
                "{} và các điều kiện bảo đảm chất lượng giáo dục trên địa bàn toàn tỉnh",
                section.name
            ),
            tasks: section
                .tasks
                .into_iter()
                .map(|task| TreeTask {
                    title: sample::LONG_TASK.to_owned(),
                    who: format!("{} · hạn 31/5/2021", sample::LONG_UNIT),
                    ..task
                })
                .collect(),
            ..section
        })
        .collect();
    OverviewPage {
        heading:
            "Kế hoạch triển khai thực hiện Chương trình hành động của Ban Chấp hành Đảng bộ tỉnh về nâng cao \
                  chất lượng giáo dục và đào tạo giai đoạn 2020–2025, định hướng đến năm 2030"
                .to_owned(),
        urgent: page
            .urgent
            .into_iter()
            .map(|row| UrgentRow {
                title: sample::LONG_TASK.to_owned(),
                who: sample::LONG_UNIT.to_owned(),
                ..row
            })
            .collect(),
        units: page
            .units
            .into_iter()
            .map(|row| UnitRow { unit: Link::new(sample::LONG_UNIT, row.unit.href), ..row })
            .collect(),
        tree,
        ..page
    }
}
