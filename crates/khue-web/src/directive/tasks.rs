//! `/chi-dao/{id}/nhiem-vu`: all tasks of a directive as a table.

use crate::page::{
    Action, AsOf, Column, ColumnKind, Empty, Figure, Filter, Link, Method, Pager, Shell, Sorted, Tag, Tone,
    sample,
};

/// The table of tasks.
#[derive(Clone, Debug, Default, askama::Template)]
#[template(path = "directive/tasks.html")]
pub struct TasksPage {
    /// The frame.
    pub shell: Shell,
    /// Address of this page.
    pub here: String,
    /// The directive's name.
    pub heading: String,
    /// The other views.
    pub views: Vec<Link>,
    /// The day of the states.
    pub as_of: AsOf,
    /// The filter.
    pub filter: Filter,
    /// What can be done about the place that the filter names.
    pub actions: Vec<Action>,
    /// `CSV` and `Excel`.
    pub exports: Vec<Link>,
    /// Heads; the first is the task, the second its state (of kind `Later`: a phone shows it in the first).
    pub columns: Vec<Column>,
    /// The tasks.
    pub rows: Vec<TaskRow>,
    /// Pages, when there is more than one.
    pub pager: Option<Pager>,
    /// What stands there when nothing matches.
    pub empty: Empty,
}

/// A task's line.
#[derive(Clone, Debug, Default)]
pub struct TaskRow {
    /// The task.
    pub task: Link,
    /// `mục II.2 · Sở GDĐT · hạn 31/5/2021`, shown under the task on a phone.
    pub note: String,
    /// Its state.
    pub state: Tag,
    /// Under the columns after the second, in their order.
    pub figures: Vec<Figure>,
}

impl TasksPage {
    /// What render tests show.
    pub fn samples() -> Vec<(&'static str, Self)> {
        let full = full();
        let empty = Self {
            rows: Vec::new(),
            pager: None,
            filter: Filter {
                text: Some("nước sạch".to_owned()),
                clear: Some("/chi-dao/1/nhiem-vu".to_owned()),
                found: "0 trong 144 nhiệm vụ".to_owned(),
                ..full.filter.clone()
            },
            ..full.clone()
        };
        let long = Self {
            rows: full
                .rows
                .iter()
                .map(|row| TaskRow {
                    task: Link::new(sample::LONG_TASK, "/nhiem-vu/1"),
                    note: format!("mục II.2 · {} · hạn 31/5/2021", sample::LONG_UNIT),
                    ..row.clone()
                })
                .collect(),
            ..full.clone()
        };
        vec![("day-du", full), ("khong-khop", empty), ("ten-dai", long)]
    }
}

fn columns() -> Vec<Column> {
    [
        ("Nhiệm vụ", ColumnKind::Text),
        ("Trạng thái", ColumnKind::Later),
        ("Mục", ColumnKind::Later),
        ("Chủ trì", ColumnKind::Later),
        ("Chỉ tiêu", ColumnKind::LaterFigure),
        ("Hạn", ColumnKind::LaterFigure),
        ("Báo cáo gần nhất", ColumnKind::LaterFigure),
    ]
    .into_iter()
    .map(|(label, kind)| Column {
        href: Some("/chi-dao/1/nhiem-vu?sap=han".to_owned()),
        sorted: if label == "Hạn" { Sorted::Up } else { Sorted::No },
        ..Column::new(label, kind)
    })
    .collect()
}

fn full() -> TasksPage {
    let row =
        |title: &str, section: &str, state: Tag, lead: &str, target: &str, due: &str, last: &str| TaskRow {
            task: Link::new(title, "/nhiem-vu/11"),
            note: format!("mục {section} · {lead} · hạn {due}"),
            state,
            figures: [section, lead, target, due, last]
                .iter()
                .zip(columns().into_iter().skip(2))
                .map(|(text, column)| Figure { text: (*text).to_owned(), kind: column.kind })
                .collect(),
        };
    TasksPage {
        actions: vec![Action {
            label: "Đôn đốc Lục Ngạn".to_owned(),
            href: "/chi-dao/1/don-doc?don-vi=3".to_owned(),
            method: Method::Open
        }],
        shell: sample::shell_under(
            "Nhiệm vụ",
            "Chỉ đạo",
            &[("Chỉ đạo", "/chi-dao"), ("Chỉ thị nhiệm vụ năm học 2020–2021", "/chi-dao/1")],
        ),
        here: "/chi-dao/1/nhiem-vu".to_owned(),
        heading: "Nhiệm vụ của Chỉ thị nhiệm vụ năm học 2020–2021".to_owned(),
        views: super::overview::sample_views("Nhiệm vụ"),
        as_of: AsOf {
            text: "Số liệu đến 14 giờ 05, 31/5/2021".to_owned(),
            day: "31/5/2021".to_owned(),
            first: "28/8/2020".to_owned(),
            last: "31/5/2021".to_owned(),
            today: None,
        },
        filter: super::overview::sample_filter("/chi-dao/1/nhiem-vu"),
        exports: vec![
            Link::new("Tải CSV", "/chi-dao/1/nhiem-vu.csv"),
            Link::new("Tải Excel", "/chi-dao/1/nhiem-vu.xlsx"),
        ],
        columns: columns(),
        rows: vec![
            row("Tập huấn chương trình mới cho giáo viên khối 2 và khối 6", "II.2", Tag::new(Tone::Late, "chậm 12 ngày"), "Sở GDĐT", "98,1 / 100%", "19/5/2021", "28/5/2021"),
            row("Bảo đảm mỗi lớp một phòng học, xoá phòng tạm", "II.8", Tag::new(Tone::Late, "chậm 3 ngày"), "UBND các huyện", "0,99 / 1", "28/5/2021", "20/5/2021"),
            row("Công khai điều kiện bảo đảm chất lượng tại mọi cơ sở", "II.6", Tag::new(Tone::Soon, "còn 5 ngày"), "Sở GDĐT", "94,6 / 100%", "5/6/2021", "30/5/2021"),
            row("Tuyển đủ giáo viên mầm non theo định mức", "II.2", Tag::new(Tone::Active, "đang làm"), "Sở Nội vụ", "", "30/6/2021", "15/5/2021"),
            row("Nối dữ liệu trường học với cơ sở dữ liệu dân cư", "II.9", Tag::new(Tone::Unknown, "chưa báo cáo"), "Sở TTTT", "", "30/6/2021", "chưa có"),
            row("Mở phòng máy dùng chung theo cụm xã", "II.5", Tag::new(Tone::Paused, "tạm dừng"), "UBND các huyện", "", "30/6/2021", "2/3/2021"),
            row("Đánh giá hiệu trưởng theo chuẩn", "II.2", Tag::new(Tone::Ok, "xong 20/4/2021"), "Sở GDĐT", "100 / 100%", "30/4/2021", "20/4/2021"),
            row("Thi nghề phổ thông", "II.4", Tag::new(Tone::Cancelled, "đã huỷ"), "Sở GDĐT", "", "30/4/2021", "chưa có"),
        ],
        pager: Some(Pager {
            summary: "1–50 trong 144 nhiệm vụ".to_owned(),
            previous: None,
            next: Some("/chi-dao/1/nhiem-vu?trang=2".to_owned()),
        }),
        empty: Empty {
            title: "Không có nhiệm vụ nào khớp".to_owned(),
            why: "Không nhiệm vụ nào của văn bản này có chữ “nước sạch”. Tìm không cần dấu; hãy thử ít chữ hơn."
                .to_owned(),
            step: Some(Link::new("Bỏ lọc để xem cả 144 nhiệm vụ", "/chi-dao/1/nhiem-vu")),
        },
    }
}
