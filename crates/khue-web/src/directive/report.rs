//! `/bao-cao/{id}`: an official report, its words editable, its figures locked to a day.

use super::review::Access;
use crate::page::{Chart, Fact, Link, Run, Shell, Tag, Tone, sample};

/// An official report.
#[derive(Clone, Debug, Default, askama::Template)]
#[template(path = "directive/report.html")]
pub struct ReportPage {
    /// The frame.
    pub shell: Shell,
    /// Address of this page; the form posts to it.
    pub here: String,
    /// `Báo cáo quý II năm 2021`.
    pub heading: String,
    /// Draft, frozen, or out of date.
    pub state: Tag,
    /// `Số liệu khoá đến hết ngày 31/5/2021.`
    pub lead: Vec<Run>,
    /// What changed since; absent when nothing did.
    pub stale: Option<Stale>,
    /// `Tải PDF`, `Tải DOCX`.
    pub files: Vec<Link>,
    /// Version seen, `phien-ban`.
    pub version: String,
    /// Head of the paper.
    pub letterhead: Letterhead,
    /// Name of the kind and the subject: `BÁO CÁO`, `Kết quả thực hiện …`.
    pub subject: String,
    /// Body, in order.
    pub blocks: Vec<Block>,
    /// Foot of the paper.
    pub signature: Signature,
    /// Whether this person may change it.
    pub access: Access,
}

/// A report whose sources changed after its day was locked.
#[derive(Clone, Debug, Default)]
pub struct Stale {
    /// `3 nhiệm vụ được sửa lùi về trước ngày 31/5/2021 sau khi báo cáo được lập.`
    pub text: String,
    /// What changed, figure by figure: `Quá hạn: 9 → 8`.
    pub changes: Vec<String>,
    /// Where the button posts to lock the figures anew.
    pub refresh_href: String,
}

/// Head of the paper.
#[derive(Clone, Debug, Default)]
pub struct Letterhead {
    /// `UBND TỈNH BẮC GIANG`.
    pub above: String,
    /// `SỞ GIÁO DỤC VÀ ĐÀO TẠO`.
    pub issuer: String,
    /// `so-hieu`: `…/BC-SGDĐT`.
    pub number: String,
    /// `noi-ngay`: `Bắc Giang, ngày 31 tháng 5 năm 2021`.
    pub place_and_day: String,
    /// `kinh-gui`.
    pub to: String,
}

/// A block of the body.
#[derive(Clone, Debug)]
pub enum Block {
    /// A heading of the directive's own sections.
    Heading(String),
    /// A paragraph that may be reworded.
    Paragraph(Paragraph),
    /// A table of locked figures.
    Table(FrozenTable),
    /// A chart of locked figures.
    Picture(Chart),
}

/// A table.
#[derive(Clone, Debug, Default)]
pub struct FrozenTable {
    /// What it shows.
    pub title: String,
    /// Heads of its columns.
    pub head: Vec<FrozenCell>,
    /// Its rows; the first cell of a row names it.
    pub rows: Vec<Vec<FrozenCell>>,
    /// A line below; may be empty.
    pub note: String,
}

/// A cell, or the head of a column.
#[derive(Clone, Debug, Default)]
pub struct FrozenCell {
    /// What stands in it.
    pub text: String,
    /// Whether its column holds figures.
    pub figure: bool,
}

impl FrozenTable {
    /// A table whose columns hold figures where `figures` says so.
    pub fn new(title: String, head: &[String], figures: &[bool], rows: &[Vec<String>], note: String) -> Self {
        let cells = |texts: &[String]| {
            let figures = figures.iter().chain(std::iter::repeat(&false));
            texts
                .iter()
                .zip(figures)
                .map(|(text, figure)| FrozenCell { text: text.clone(), figure: *figure })
                .collect()
        };
        Self { title, head: cells(head), rows: rows.iter().map(|row| cells(row)).collect(), note }
    }
}

/// A paragraph.
#[derive(Clone, Debug, Default)]
pub struct Paragraph {
    /// Name of its field, `doan-3`.
    pub name: String,
    /// `Đoạn 3`, for its label.
    pub label: String,
    /// Its words now.
    pub text: String,
    /// The sentence drafted from data, when the words differ from it.
    pub original: Option<String>,
    /// Figures in it that are locked: `112` → `nhiệm vụ đúng tiến độ`.
    pub locked: Vec<Fact>,
    /// A figure that the words no longer hold: `Câu gốc ghi 9 quá hạn, câu đã sửa không còn số này.`
    pub warning: Option<String>,
}

/// Foot of the paper.
#[derive(Clone, Debug, Default)]
pub struct Signature {
    /// `quyen-han`: `KT. GIÁM ĐỐC`.
    pub authority: String,
    /// `chuc-vu`: `PHÓ GIÁM ĐỐC`.
    pub role: String,
    /// `nguoi-ky`.
    pub name: String,
    /// `noi-nhan`: one recipient a line.
    pub recipients: String,
}

impl ReportPage {
    /// What render tests show.
    pub fn samples() -> Vec<(&'static str, Self)> {
        let full = full();
        let stale = Self {
            state: Tag::new(Tone::Late, "số liệu đã đổi"),
            stale: Some(Stale {
                text: "Sau khi báo cáo được lập, 2 báo cáo tiến độ gửi trước 31/5/2021 đã được chấp nhận, nên số liệu của ngày ấy đã đổi.".to_owned(),
                changes: sample::words(&["Đã xong: 65 thành 67", "Quá hạn: 9 thành 8"]),
                refresh_href: "/bao-cao/3/khoa-lai".to_owned(),
            }),
            ..full.clone()
        };
        let reading = Self { access: Access::Read, state: Tag::new(Tone::Ok, "đã chốt"), ..full.clone() };
        let error = Self {
            shell: Shell {
                errors: vec![sample::error(
                    "",
                    "Trần Quốc Huy vừa ghi báo cáo này lúc 14 giờ 02. Hãy xem bản của người ấy, rồi ghi lại phần của bạn; những gì bạn nhập vẫn còn ở dưới.",
                )],
                ..full.shell.clone()
            },
            ..full.clone()
        };
        vec![("ban-thao", full), ("so-lieu-doi", stale), ("da-chot", reading), ("loi", error)]
    }
}

fn full() -> ReportPage {
    let locked = |figure: &str, of: &str| Fact {
        name: figure.to_owned(),
        text: of.to_owned(),
        href: Some("/chi-dao/1/nhiem-vu?ngay=31/5/2021".to_owned()),
    };
    ReportPage {
        shell: sample::shell_under("Báo cáo quý II năm 2021", "Chỉ đạo", &[("Chỉ đạo", "/chi-dao"), ("Chỉ thị nhiệm vụ năm học 2020–2021", "/chi-dao/1"), ("Báo cáo", "/chi-dao/1/bao-cao")]),
        here: "/bao-cao/3".to_owned(),
        heading: "Báo cáo quý II năm 2021".to_owned(),
        state: Tag::new(Tone::Soon, "bản thảo"),
        lead: vec![Run::plain("Số liệu khoá đến hết ngày "), Run::strong("31/5/2021"), Run::plain("; câu chữ sửa được, con số thì không.")],
        stale: None,
        files: vec![Link::new("Tải PDF", "/bao-cao/3/tai-ve/pdf"), Link::new("Tải DOCX", "/bao-cao/3/tai-ve/docx")],
        version: "4".to_owned(),
        letterhead: Letterhead {
            above: "UBND TỈNH BẮC GIANG".to_owned(),
            issuer: "SỞ GIÁO DỤC VÀ ĐÀO TẠO".to_owned(),
            number: "      /BC-SGDĐT".to_owned(),
            place_and_day: "Bắc Giang, ngày 31 tháng 5 năm 2021".to_owned(),
            to: "Chủ tịch Ủy ban nhân dân tỉnh".to_owned(),
        },
        subject: "Kết quả thực hiện Chỉ thị nhiệm vụ năm học 2020–2021, quý II năm 2021".to_owned(),
        blocks: vec![
            Block::Heading("I. Kết quả chung".to_owned()),
            Block::Paragraph(Paragraph {
                name: "doan-1".to_owned(),
                label: "Đoạn 1".to_owned(),
                text: "Đến hết ngày 31/5/2021, 112 trong 144 nhiệm vụ đúng tiến độ, 9 nhiệm vụ quá hạn, 12 nhiệm vụ chưa có báo cáo.".to_owned(),
                original: None,
                locked: vec![locked("112", "đúng tiến độ"), locked("144", "nhiệm vụ"), locked("9", "quá hạn"), locked("12", "chưa báo cáo")],
                warning: None,
            }),
            Block::Table(FrozenTable::new(
                "Bảng 1. Nhiệm vụ theo trạng thái".to_owned(),
                &sample::words(&["Trạng thái", "Số nhiệm vụ", "Tỉ lệ"]),
                &[false, true, true],
                &[["Đã xong", "65", "45,1%"], ["Đang làm", "47", "32,6%"], ["Quá hạn", "9", "6,3%"]].map(|row| sample::words(&row)),
                "Số liệu khoá 31/5/2021.".to_owned(),
            )),
            Block::Picture(sample::months_chart()),
            Block::Heading("II.2. Đội ngũ nhà giáo".to_owned()),
            Block::Paragraph(Paragraph {
                name: "doan-2".to_owned(),
                label: "Đoạn 2".to_owned(),
                text: "Việc tập huấn chương trình mới chậm so với yêu cầu do lịch của Bộ lùi; Sở đã bố trí đợt bổ sung trong tháng 6.".to_owned(),
                original: Some("Tập huấn chương trình mới đạt 98,1% so với đích 100%, còn 37 giáo viên ở 14 trường.".to_owned()),
                locked: vec![locked("98,1%", "giáo viên đã tập huấn"), locked("37", "giáo viên chưa tập huấn")],
                warning: Some("Câu gốc ghi 98,1% và 37 giáo viên; câu đã sửa không còn hai số này.".to_owned()),
            }),
        ],
        signature: Signature {
            authority: "KT. GIÁM ĐỐC".to_owned(),
            role: "PHÓ GIÁM ĐỐC".to_owned(),
            name: "Phạm Văn Minh".to_owned(),
            recipients: "Như trên;\nPhòng KGVX, Văn phòng UBND tỉnh;\nLưu: VT, VP.".to_owned(),
        },
        access: Access::Change,
    }
}
