//! `/chi-dao/{id}/ma-tran`: every section × every unit.

use crate::page::{AsOf, Filter, FilterSelect, Link, Matrix, Run, Shell, sample};

/// The whole matrix.
#[derive(Clone, Debug, Default, askama::Template)]
#[template(path = "directive/matrix.html")]
pub struct MatrixPage {
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
    /// What the matrix says, in one sentence.
    pub lead: Vec<Run>,
    /// Which units stand in the columns.
    pub filter: Filter,
    /// `CSV` and `Excel`.
    pub exports: Vec<Link>,
    /// The matrix; empty when nothing is assigned.
    pub matrix: Matrix,
}

impl MatrixPage {
    /// What render tests show.
    pub fn samples() -> Vec<(&'static str, Self)> {
        let full = Self {
            shell: sample::shell_under(
                "Ma trận",
                "Chỉ đạo",
                &[("Chỉ đạo", "/chi-dao"), ("Chỉ thị nhiệm vụ năm học 2020–2021", "/chi-dao/1")],
            ),
            here: "/chi-dao/1/ma-tran".to_owned(),
            heading: "Theo mục của văn bản và theo đơn vị".to_owned(),
            views: super::overview::sample_views("Ma trận"),
            as_of: AsOf {
                text: "Số liệu đến 14 giờ 05, 31/5/2021".to_owned(),
                day: "31/5/2021".to_owned(),
                first: "28/8/2020".to_owned(),
                last: "31/5/2021".to_owned(),
                today: None,
            },
            lead: vec![
                Run::late("Lục Ngạn, Lục Nam và Sơn Động"),
                Run::plain(" quá hạn ở mục II.2 và II.8; "),
                Run::strong("Hiệp Hòa"),
                Run::plain(" chưa báo cáo ba mục."),
            ],
            filter: Filter {
                action: "/chi-dao/1/ma-tran".to_owned(),
                selects: vec![FilterSelect {
                    name: "cap".to_owned(),
                    label: "Đơn vị".to_owned(),
                    choices: sample::choices(&["huyện, thành phố", "sở, ngành", "trường THPT"], 1),
                }],
                found: "9 mục, 10 đơn vị".to_owned(),
                ..Filter::default()
            },
            exports: vec![
                Link::new("Tải CSV", "/chi-dao/1/ma-tran.csv"),
                Link::new("Tải Excel", "/chi-dao/1/ma-tran.xlsx"),
            ],
            matrix: super::overview::sample_matrix(),
        };
        let empty = Self {
            matrix: Matrix::default(),
            lead: vec![Run::plain("Chưa giao nhiệm vụ nào, nên chưa có gì để đối chiếu.")],
            ..full.clone()
        };
        vec![("day-du", full), ("rong", empty)]
    }
}
