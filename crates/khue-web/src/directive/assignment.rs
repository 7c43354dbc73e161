//! `/viec/{assignment}`: what one unit is asked, its reports, and the decision of the level above.

use crate::page::{Choice, Fact, FileCount, FileField, Link, Run, Shell, Tag, Tone, sample};

/// One assignment.
#[derive(Clone, Debug, Default, askama::Template)]
#[template(path = "directive/assignment.html")]
pub struct AssignmentPage {
    /// The frame.
    pub shell: Shell,
    /// Address of this page; forms post to it followed by `/bao-cao`, `/quyet-dinh`, `/giao-tiep`.
    pub here: String,
    /// `Trường THCS Tân Mỹ · phối hợp`.
    pub kicker: String,
    /// What is asked.
    pub heading: String,
    /// Its state.
    pub state: Tag,
    /// How it stands, in one sentence.
    pub lead: Vec<Run>,
    /// Due day, who asked, directive and section, note of who asked.
    pub facts: Vec<Fact>,
    /// Page of the task.
    pub task: Link,
    /// The form to decide, for the level above, when a report waits.
    pub decision: Option<DecisionForm>,
    /// The form to report, for the unit itself.
    pub report: Option<ReportForm>,
    /// Why nothing can be reported now, when it cannot.
    pub closed: Option<String>,
    /// `Rút lại báo cáo`, while it waits for the level above (`POST {here}/rut-lai`).
    pub withdraw: Option<String>,
    /// How far the units below are, in one sentence: `12 trên 17 trường đã xong`.
    pub roll_up: Vec<Run>,
    /// The units below to which it was passed on.
    pub below: Vec<BelowRow>,
    /// The form to pass it on, for districts and the Department.
    pub pass_on: Option<PassOnForm>,
    /// Earlier reports, newest first.
    pub reports: Vec<SentReport>,
}

/// The form to report (`POST {here}/bao-cao`, multipart).
#[derive(Clone, Debug, Default)]
pub struct ReportForm {
    /// `muc-do`: how far it is.
    pub stages: Vec<Choice>,
    /// `noi-dung`.
    pub text: String,
    /// A figure per target (`so-ID`).
    pub figures: Vec<FigureField>,
    /// `tep`.
    pub files: FileField,
    /// Files of the draft, which stay unless taken out (`bo-tep`).
    pub kept_files: Vec<EvidenceLink>,
    /// `lien-ket`.
    pub link: String,
    /// `Bản nháp ghi lúc 14 giờ 05, 31/5/2021`.
    pub draft: Option<String>,
    /// Version seen, `phien-ban`.
    pub version: String,
}

/// A figure asked for.
#[derive(Clone, Debug, Default)]
pub struct FigureField {
    /// Name of the field, `so-12`.
    pub name: String,
    /// `Giáo viên khối 2 và khối 6 đã tập huấn (%)`.
    pub label: String,
    /// `Đích 100%; lần trước 96,5%`.
    pub hint: String,
    /// As typed.
    pub value: String,
    /// Name of the field for "of how many", such as `tren-12`; empty when a plain number is asked.
    pub whole_name: String,
    /// `trên tổng số`.
    pub whole_label: String,
    /// As typed.
    pub whole_value: String,
}

/// A piece of evidence.
#[derive(Clone, Debug, Default)]
pub struct EvidenceLink {
    /// Its id.
    pub id: String,
    /// `danh-sach-tap-huan.pdf`.
    pub label: String,
    /// Its preview, or an address elsewhere.
    pub href: String,
    /// `PDF · 240 kB`, `liên kết ngoài`.
    pub note: String,
}

/// The form to decide (`POST {here}/quyet-dinh`).
#[derive(Clone, Debug, Default)]
pub struct DecisionForm {
    /// Report it decides, `bao-cao`.
    pub report: String,
    /// `Trường THCS Tân Mỹ gửi lúc 14 giờ 05, 31/5/2021, báo đã xong.`
    pub summary: String,
    /// `li-do`, kept after a refusal.
    pub reason: String,
}

/// A unit to which it was passed on.
#[derive(Clone, Debug, Default)]
pub struct BelowRow {
    /// The unit and its assignment.
    pub unit: Link,
    /// Its state.
    pub state: Tag,
    /// `báo cáo 20/5/2021`.
    pub note: String,
}

/// The form to pass it on (`POST {here}/giao-tiep`).
#[derive(Clone, Debug, Default)]
pub struct PassOnForm {
    /// `don-vi`.
    pub units: Vec<Choice>,
    /// `loai-don-vi`.
    pub kinds: Vec<Choice>,
    /// `ngay-han`.
    pub due_day: String,
    /// `Không muộn hơn 2/6/2021.`
    pub due_hint: String,
    /// `ghi-chu`.
    pub note: String,
}

/// A report that was sent.
#[derive(Clone, Debug, Default)]
pub struct SentReport {
    /// Anchor, `bc-7`.
    pub anchor: String,
    /// `14 giờ 05, 31/5/2021`.
    pub when: String,
    /// `Hoàng Thị Phương Thảo`.
    pub who: String,
    /// Sent, accepted or returned.
    pub state: Tag,
    /// What it says, a paragraph each.
    pub text: Vec<String>,
    /// Figures declared in it.
    pub figures: Vec<Fact>,
    /// Its evidence.
    pub evidence: Vec<EvidenceLink>,
    /// Who decided, when, and why.
    pub decision: Option<String>,
}

impl AssignmentPage {
    /// The field for evidence, `tep`.
    pub fn evidence_field() -> FileField {
        FileField {
            name: "tep".to_owned(),
            label: "Tệp minh chứng".to_owned(),
            accept: ".pdf,.docx,.xlsx,.jpg,.jpeg,.png,.txt,.csv".to_owned(),
            allowed: "PDF, DOCX, XLSX, JPG, PNG, TXT, CSV; mỗi tệp tối đa 20 MB, chọn được nhiều tệp."
                .to_owned(),
            max_bytes: 20 * 1024 * 1024,
            count: FileCount::Many,
        }
    }

    /// What render tests show.
    pub fn samples() -> Vec<(&'static str, Self)> {
        let school = school();
        let error = Self {
            shell: Shell {
                errors: vec![
                    sample::error("so-12", "“chín mươi” không phải là số. Hãy ghi bằng chữ số, như 96,5."),
                    sample::error(
                        "tep",
                        "Tệp “anh.heic” thuộc loại chưa nhận. Hãy lưu ảnh thành JPG hoặc PNG rồi chọn lại.",
                    ),
                ],
                ..school.shell.clone()
            },
            report: school.report.clone().map(|form| ReportForm {
                text: "Đã cử 11 trên 12 giáo viên dự tập huấn <đợt 2>.".to_owned(),
                figures: vec![FigureField {
                    value: "chín mươi".to_owned(),
                    ..form.figures.first().cloned().unwrap_or_default()
                }],
                kept_files: vec![EvidenceLink {
                    id: "9".to_owned(),
                    label: "danh-sach.pdf".to_owned(),
                    href: "/minh-chung/9".to_owned(),
                    note: "PDF · 240 kB".to_owned(),
                }],
                draft: Some("Bản nháp ghi lúc 14 giờ 05, 31/5/2021".to_owned()),
                ..form
            }),
            ..school.clone()
        };
        let closed = Self {
            report: None,
            closed: Some("Sở GDĐT đã đóng việc này ngày 30/5/2021, nên không gửi thêm báo cáo được. Nếu cần bổ sung, hãy liên hệ người giao.".to_owned()),
            state: Tag::new(Tone::Ok, "xong đúng hạn"),
            ..school.clone()
        };
        vec![("truong", school), ("loi", error), ("cap-tren", above()), ("da-dong", closed)]
    }
}

fn school() -> AssignmentPage {
    let fact = |name: &str, text: &str| Fact { name: name.to_owned(), text: text.to_owned(), href: None };
    AssignmentPage {
        shell: sample::shell_from_school("Cử giáo viên dự tập huấn", &[("Việc của đơn vị", "/viec")]),
        here: "/viec/51".to_owned(),
        kicker: "Trường THCS Tân Mỹ · phối hợp".to_owned(),
        heading: "Cử giáo viên khối 6 dự tập huấn chương trình mới".to_owned(),
        state: Tag::new(Tone::Late, "bị trả lại"),
        lead: vec![
            Run::plain("Phòng GDĐT trả lại ngày 28/5/2021: "),
            Run::strong("thiếu danh sách giáo viên chưa dự"),
            Run::plain(". Hạn 2/6/2021."),
        ],
        facts: vec![
            fact("Hạn", "2/6/2021, còn 2 ngày làm việc"),
            fact("Người giao", "Sở GDĐT, 3/3/2021"),
            fact("Thuộc", "Chỉ thị 09/CT-UBND, mục II.2"),
            fact("Chỉ tiêu", "100% giáo viên khối 2 và khối 6"),
            fact("Yêu cầu thêm", "Gửi kèm danh sách có chữ ký."),
        ],
        task: Link::new("Xem nhiệm vụ", "/nhiem-vu/11"),
        decision: None,
        report: Some(ReportForm {
            stages: sample::choices(&["chưa bắt đầu", "đang làm", "chờ đơn vị khác", "đã xong"], 2),
            text: String::new(),
            figures: vec![FigureField {
                name: "so-12".to_owned(),
                label: "Giáo viên khối 6 đã tập huấn (%)".to_owned(),
                hint: "Đích 100; lần trước 91,7.".to_owned(),
                whole_name: "tren-12".to_owned(),
                whole_label: "trên tổng số".to_owned(),
                ..FigureField::default()
            }],
            files: AssignmentPage::evidence_field(),
            kept_files: Vec::new(),
            link: String::new(),
            draft: None,
            version: "3".to_owned(),
        }),
        closed: None,
        withdraw: None,
        roll_up: Vec::new(),
        below: Vec::new(),
        pass_on: None,
        reports: vec![SentReport {
            anchor: "bc-7".to_owned(),
            when: "16 giờ 40, 26/5/2021".to_owned(),
            who: "Hoàng Thị Phương Thảo".to_owned(),
            state: Tag::new(Tone::Late, "bị trả lại"),
            text: sample::words(&["Trường đã cử 11 trên 12 giáo viên dự tập huấn đợt 1; một giáo viên nghỉ thai sản."]),
            figures: vec![fact("Giáo viên khối 6 đã tập huấn", "91,7%")],
            evidence: vec![
                EvidenceLink { id: "9".to_owned(), label: "quyet-dinh-cu-giao-vien.pdf".to_owned(), href: "/minh-chung/9".to_owned(), note: "PDF · 240 kB".to_owned() },
                EvidenceLink { id: "10".to_owned(), label: "tanmy.bacgiang.example/tap-huan".to_owned(), href: "https://tanmy.bacgiang.example/tap-huan".to_owned(), note: "liên kết ngoài".to_owned() },
            ],
            decision: Some("Nguyễn Văn Sơn, Phòng GDĐT thành phố, trả lại 28/5/2021: thiếu danh sách giáo viên chưa dự; đề nghị gửi kèm.".to_owned()),
        }],
    }
}

/// A district that looks at its own assignment, with schools below and a report to decide.
fn above() -> AssignmentPage {
    let page = school();
    AssignmentPage {
        shell: sample::shell_under(
            "Huyện Lục Ngạn",
            "Chỉ đạo",
            &[("Chỉ đạo", "/chi-dao"), ("Nhiệm vụ 11", "/nhiem-vu/11")],
        ),
        kicker: "Huyện Lục Ngạn · phối hợp".to_owned(),
        heading: sample::LONG_TASK.to_owned(),
        state: Tag::new(Tone::Soon, "chờ duyệt"),
        lead: vec![
            Run::plain("Huyện báo "),
            Run::strong("đã xong"),
            Run::plain(" lúc 14 giờ 05, 31/5/2021; chờ Sở GDĐT quyết định."),
        ],
        decision: Some(DecisionForm {
            report: "8".to_owned(),
            summary: "Huyện Lục Ngạn gửi lúc 14 giờ 05, 31/5/2021, báo đã xong, 98,4%.".to_owned(),
            reason: String::new(),
        }),
        report: None,
        roll_up: vec![
            Run::strong("27"),
            Run::plain(" trên 29 trường đã xong; "),
            Run::late("2 trường quá hạn"),
            Run::plain(". Huyện chỉ xong khi mọi trường xong."),
        ],
        below: vec![
            BelowRow {
                unit: Link::new("Trường THCS Phượng Sơn", "/viec/61"),
                state: Tag::new(Tone::Late, "chậm 12 ngày"),
                note: "báo cáo 20/5/2021".to_owned(),
            },
            BelowRow {
                unit: Link::new(sample::LONG_UNIT, "/viec/62"),
                state: Tag::new(Tone::Ok, "xong 10/5/2021"),
                note: "báo cáo 10/5/2021".to_owned(),
            },
        ],
        pass_on: Some(PassOnForm {
            units: sample::choices(
                &[
                    "Trường THCS Phượng Sơn",
                    "Trường THCS Quý Sơn",
                    "Trường THCS Chũ",
                    "Trường TH Hồng Giang",
                    "Trường TH Nghĩa Hồ",
                    "Trường MN Chũ",
                ],
                1,
            ),
            kinds: sample::choices(&["Mọi trường THCS trong huyện", "Mọi trường tiểu học trong huyện"], 0),
            due_day: String::new(),
            due_hint: "Không muộn hơn 2/6/2021; để trống là lấy ngày ấy.".to_owned(),
            note: String::new(),
        }),
        ..page
    }
}
