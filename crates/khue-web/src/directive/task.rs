//! `/nhiem-vu/{id}`: a task, whom it is given to, where it comes from, what happened to it.

use super::review::Access;
use crate::page::{
    Bar, Choice, ChoiceGroup, Column, ColumnKind, Event, Fact, Figure, Link, Run, Shell, Tag, Tone, sample,
};

/// A task.
#[derive(Clone, Debug, Default, askama::Template)]
#[template(path = "directive/task.html")]
pub struct TaskPage {
    /// The frame.
    pub shell: Shell,
    /// Address of this page; forms post to it followed by `/giao`, `/sua`, `/dong`, …
    pub here: String,
    /// `Nhiệm vụ 11 · mục II.2 Đội ngũ nhà giáo`.
    pub kicker: String,
    /// The task.
    pub heading: String,
    /// Its state.
    pub state: Tag,
    /// How it stands, in one sentence.
    pub lead: Vec<Run>,
    /// Lead unit, supporting units, deadline and how it was reckoned.
    pub facts: Vec<Fact>,
    /// The paragraph of the source, the task's own words marked.
    pub source: Vec<SourceRun>,
    /// `Xem trong văn bản`.
    pub source_link: Option<Link>,
    /// The way to urge units about it, for those who may.
    pub urge: Option<Link>,
    /// Numbers to reach.
    pub targets: Vec<TaskTarget>,
    /// Numbers that were to be reached once, with what was declared then.
    pub ended_targets: Vec<EndedTarget>,
    /// Documents it cites.
    pub references: Vec<Fact>,
    /// Tasks of other sections that say the same.
    pub duplicates: Vec<Link>,
    /// Heads of the table of assignments; the first is the unit, the second its state.
    pub columns: Vec<Column>,
    /// To whom it is given.
    pub assignments: Vec<AssignmentRow>,
    /// The form to give it to units, for those who may.
    pub assign: Option<AssignForm>,
    /// The form to change it, for those who may.
    pub edit: Option<EditForm>,
    /// Pause, resume, cancel, close: each asks for a reason.
    pub steps: Vec<StepForm>,
    /// What happened, newest first.
    pub history: Vec<Event>,
    /// Whether this person may change it.
    pub access: Access,
}

/// A stretch of the source paragraph.
#[derive(Clone, Debug, Default)]
pub struct SourceRun {
    /// The words.
    pub text: String,
    /// The task's own words, or those around them.
    pub part: SourcePart,
}

/// Whether words are the task's own.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum SourcePart {
    /// Around them.
    #[default]
    Around,
    /// The task's.
    Own,
}

/// A target of a task.
#[derive(Clone, Debug, Default)]
pub struct TaskTarget {
    /// `100% giáo viên dạy khối 2 và khối 6`.
    pub goal: String,
    /// What units reported: `98,1%`, or `chưa có`.
    pub declared: String,
    /// `đơn vị báo cáo, 8 trên 10 huyện`.
    pub declared_note: String,
    /// What records say: `97,9%`, or `chưa nối chỉ số`.
    pub computed: String,
    /// `tính từ hồ sơ 849 trường`, or how to connect one.
    pub computed_note: String,
    /// Where the computed figure opens.
    pub computed_href: Option<String>,
    /// Whether it is reached.
    pub state: Tag,
    /// Drawn when it has a number.
    pub bar: Option<Bar>,
}

/// A target that holds no more.
#[derive(Clone, Debug, Default)]
pub struct EndedTarget {
    /// What it asked for.
    pub goal: String,
    /// `thôi từ 3/3/2021: trùng với nhiệm vụ II.8-02`.
    pub why: String,
    /// What units had reported by then.
    pub declared: String,
}

/// An assignment.
#[derive(Clone, Debug, Default)]
pub struct AssignmentRow {
    /// The unit; leads to the assignment.
    pub unit: Link,
    /// Its state.
    pub state: Tag,
    /// Under the columns after the second: role, due day, last report.
    pub figures: Vec<Figure>,
}

/// The form to give a task to units (`POST {here}/giao`).
#[derive(Clone, Debug, Default)]
pub struct AssignForm {
    /// `vai-tro`: leads or supports.
    pub roles: Vec<Choice>,
    /// `loai-don-vi`: kinds of units, all at once.
    pub kinds: Vec<Choice>,
    /// `huyen`: districts that bound the kinds.
    pub districts: Vec<Choice>,
    /// `don-vi`: single units.
    pub units: Vec<Choice>,
    /// `ngay-han`, as typed.
    pub due_day: String,
    /// `Việc này đến hạn 31/5/2021; để trống là lấy ngày ấy.`
    pub due_hint: String,
    /// `ghi-chu`.
    pub note: String,
}

/// The form to change a task (`POST {here}/sua`).
#[derive(Clone, Debug, Default)]
pub struct EditForm {
    /// Version seen, `phien-ban`, so that nobody overwrites another's change.
    pub version: String,
    /// `noi-dung`.
    pub text: String,
    /// `chu-tri`.
    pub leads: Vec<ChoiceGroup>,
    /// `ngay-han`… in this form `han-moi`.
    pub due_day: String,
    /// Targets that hold, and empty places for more (`ct-N-so` and on).
    pub targets: Vec<EditTarget>,
    /// `li-do`.
    pub reason: String,
}

/// A target in the form to change its task.
#[derive(Clone, Debug, Default)]
pub struct EditTarget {
    /// Its index in the names of its fields.
    pub index: String,
    /// `ct-N-ma`; empty for a new one.
    pub id: String,
    /// What it says now, or `Chỉ tiêu mới`.
    pub label: String,
    /// What an empty number means here.
    pub hint: String,
    /// `ct-N-ss`.
    pub comparisons: Vec<Choice>,
    /// `ct-N-so`.
    pub value: String,
    /// `ct-N-dv`.
    pub unit: String,
    /// `ct-N-cua`.
    pub of: String,
    /// `ct-N-bo`: the box that ends it; none for a new one.
    pub end: Option<Choice>,
}

impl EditTarget {
    /// Name of its field for the number, under which a refusal is listed.
    pub fn field(&self) -> String {
        format!("ct-{}-so", self.index)
    }
}

impl EditForm {
    /// Whether a refusal belongs to this form, so that it opens by itself.
    pub fn is_refused(&self, shell: &Shell) -> bool {
        let fields = self.targets.iter().map(EditTarget::field);
        shell.any_error(&["noi-dung", "chu-tri", "han-moi", "chi-tieu", "li-do"])
            || fields.into_iter().any(|field| shell.any_error(&[field.as_str()]))
    }
}

/// A step that asks for a reason (`POST {here}/{verb}`, field `li-do-{verb}`).
#[derive(Clone, Debug, Default)]
pub struct StepForm {
    /// Last part of the address: `tam-dung`, `tiep-tuc`, `huy`, `dong`.
    pub verb: String,
    /// `Tạm dừng`.
    pub label: String,
    /// What it does.
    pub hint: String,
    /// Reason, kept after a refusal.
    pub reason: String,
    /// Whether it cannot be undone, and is drawn so.
    pub weight: StepWeight,
}

/// How grave a step is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum StepWeight {
    /// Can be undone.
    #[default]
    Light,
    /// Cannot.
    Grave,
}

impl StepForm {
    /// Name of its field for the reason, under which a refusal is listed.
    pub fn field(&self) -> String {
        format!("li-do-{}", self.verb)
    }
}

impl TaskPage {
    /// What render tests show.
    pub fn samples() -> Vec<(&'static str, Self)> {
        let full = full();
        let reading = Self {
            assign: None,
            edit: None,
            urge: None,
            steps: Vec::new(),
            access: Access::Read,
            ..full.clone()
        };
        let fresh = Self {
            state: Tag::new(Tone::Quiet, "chưa bắt đầu"),
            lead: vec![Run::plain("Chưa giao cho đơn vị nào.")],
            assignments: Vec::new(),
            urge: None,
            targets: Vec::new(),
            ended_targets: Vec::new(),
            references: Vec::new(),
            duplicates: Vec::new(),
            ..full.clone()
        };
        let error = Self {
            shell: Shell {
                errors: vec![
                    sample::error("li-do-dong", "Chưa ghi lí do đóng nhiệm vụ. Hãy ghi rồi gửi lại."),
                    sample::error(
                        "li-do",
                        "Sửa nhiệm vụ đã ban hành phải có lí do, để các đơn vị biết vì sao. Hãy ghi lí do rồi gửi lại.",
                    ),
                    sample::error(
                        "ct-0-so",
                        "Chỉ tiêu này đang để trống số. Hãy ghi số, hoặc đánh dấu thôi theo dõi chỉ tiêu.",
                    ),
                    sample::error(
                        "don-vi",
                        "Chưa chọn đơn vị nào để giao. Hãy chọn loại đơn vị, hoặc từng đơn vị.",
                    ),
                ],
                ..full.shell.clone()
            },
            heading: sample::LONG_TASK.to_owned(),
            ..full.clone()
        };
        vec![("day-du", full), ("chi-xem", reading), ("chua-giao", fresh), ("loi", error)]
    }
}

fn full() -> TaskPage {
    let fact = |name: &str, text: &str| Fact { name: name.to_owned(), text: text.to_owned(), href: None };
    let columns = [
        ("Đơn vị", ColumnKind::Text),
        ("Trạng thái", ColumnKind::Text),
        ("Vai trò", ColumnKind::Later),
        ("Hạn", ColumnKind::LaterFigure),
        ("Báo cáo gần nhất", ColumnKind::LaterFigure),
    ];
    let row = |unit: &str, state: Tag, figures: [&str; 3]| AssignmentRow {
        unit: Link::new(unit, "/viec/51"),
        state,
        figures: figures
            .iter()
            .zip(columns.iter().skip(2))
            .map(|(text, column)| Figure { text: (*text).to_owned(), kind: column.1 })
            .collect(),
    };
    let event = |when: &str, who: &str, what: &str, note: Option<&str>, tone| Event {
        when: when.to_owned(),
        who: who.to_owned(),
        what: what.to_owned(),
        note: note.map(str::to_owned),
        tone,
    };
    let run = |text: &str, part| SourceRun { text: text.to_owned(), part };
    let step = |verb: &str, label: &str, hint: &str, weight| StepForm {
        verb: verb.to_owned(),
        label: label.to_owned(),
        hint: hint.to_owned(),
        reason: String::new(),
        weight,
    };
    TaskPage {
        shell: sample::shell_under(
            "Nhiệm vụ 11",
            "Chỉ đạo",
            &[
                ("Chỉ đạo", "/chi-dao"),
                ("Chỉ thị nhiệm vụ năm học 2020–2021", "/chi-dao/1"),
                ("Mục II.2", "/chi-dao/1#m-II-2"),
            ],
        ),
        here: "/nhiem-vu/11".to_owned(),
        kicker: "Nhiệm vụ 11 · mục II.2. Đội ngũ nhà giáo".to_owned(),
        heading: "Tập huấn chương trình mới cho 100% giáo viên dạy khối 2 và khối 6".to_owned(),
        state: Tag::new(Tone::Late, "chậm 12 ngày"),
        lead: vec![
            Run::plain("Còn "),
            Run::late("37 giáo viên ở 14 trường"),
            Run::plain(" chưa tập huấn; 8 trên 10 huyện đã xong."),
        ],
        facts: vec![
            fact("Chủ trì", "Sở Giáo dục và Đào tạo"),
            fact("Phối hợp", "UBND các huyện, thành phố"),
            fact("Hạn", "19/5/2021, thứ Tư (“trước 20/5”)"),
            fact("Phiên bản", "2, sửa ngày 3/3/2021"),
        ],
        source: vec![
            run(
                "Sở Giáo dục và Đào tạo phối hợp với Ủy ban nhân dân các huyện, thành phố ",
                SourcePart::Around,
            ),
            run("tập huấn chương trình mới cho 100% giáo viên dạy khối 2 và khối 6", SourcePart::Own),
            run("; rà soát, điều động giáo viên từ nơi thừa đến nơi thiếu.", SourcePart::Around),
        ],
        source_link: Some(Link::new("Xem trong văn bản", "/chi-dao/1/van-ban#nv-11")),
        targets: vec![
            TaskTarget {
                goal: "100% giáo viên dạy khối 2 và khối 6".to_owned(),
                declared: "98,1%".to_owned(),
                declared_note: "đơn vị báo cáo, 8 trên 10 huyện".to_owned(),
                computed: "97,9%".to_owned(),
                computed_note: "tính từ hồ sơ 849 trường".to_owned(),
                computed_href: Some("/chi-so/12".to_owned()),
                state: Tag::new(Tone::Late, "chưa đạt"),
                bar: Some(sample::bar("97.9", "99.6", Tone::Late)),
            },
            TaskTarget {
                goal: "ít nhất 2 cán bộ cốt cán mỗi huyện".to_owned(),
                declared: "22".to_owned(),
                declared_note: "đơn vị báo cáo, chưa đối chiếu".to_owned(),
                computed: "chưa nối chỉ số".to_owned(),
                computed_note: "khi nối, số tính được sẽ thay số báo cáo".to_owned(),
                computed_href: None,
                state: Tag::new(Tone::Ok, "đạt"),
                bar: None,
            },
        ],
        urge: Some(Link::new("Đôn đốc", "/chi-dao/1/don-doc?nhiem-vu=11")),
        ended_targets: vec![EndedTarget {
            goal: "180 phòng học tạm được thay thế".to_owned(),
            why: "thôi từ 9 giờ 20, 3/3/2021: chuyển sang nhiệm vụ II.8-01".to_owned(),
            declared: "112, 8 trên 10 đơn vị".to_owned(),
        }],
        references: vec![Fact {
            name: "Thông tư 32/2018/TT-BGDĐT".to_owned(),
            text: "ban hành Chương trình giáo dục phổ thông, 26/12/2018, Bộ GDĐT".to_owned(),
            href: None,
        }],
        duplicates: vec![Link::new(
            "Nhiệm vụ 98, mục III.1: bồi dưỡng giáo viên trước năm học",
            "/nhiem-vu/98",
        )],
        columns: columns.iter().map(|&(label, kind)| Column::new(label, kind)).collect(),
        assignments: vec![
            row(
                "Sở Giáo dục và Đào tạo",
                Tag::new(Tone::Active, "đang làm"),
                ["chủ trì", "19/5/2021", "28/5/2021"],
            ),
            row(
                "Huyện Lục Ngạn",
                Tag::new(Tone::Late, "chậm 12 ngày"),
                ["phối hợp", "19/5/2021", "20/5/2021"],
            ),
            row("Huyện Sơn Động", Tag::new(Tone::Late, "bị trả lại"), ["phối hợp", "19/5/2021", "12/5/2021"]),
            row(
                "Huyện Hiệp Hòa",
                Tag::new(Tone::Unknown, "chưa báo cáo"),
                ["phối hợp", "19/5/2021", "chưa có"],
            ),
            row(
                "Thành phố Bắc Giang",
                Tag::new(Tone::Ok, "xong 10/5/2021"),
                ["phối hợp", "19/5/2021", "10/5/2021"],
            ),
        ],
        assign: Some(AssignForm {
            roles: sample::choices(&["phối hợp", "chủ trì"], 1),
            kinds: sample::choices(
                &["Trường THPT", "Trường THCS", "Trường tiểu học", "Trường mầm non", "Trung tâm GDNN–GDTX"],
                0,
            ),
            districts: sample::choices(&sample::DISTRICTS, 2),
            units: sample::choices(
                &["Sở Nội vụ", "Sở Tài chính", "Trường THPT Chuyên", sample::LONG_UNIT],
                0,
            ),
            due_day: String::new(),
            due_hint: "Nhiệm vụ đến hạn 19/5/2021; để trống là lấy ngày ấy.".to_owned(),
            note: String::new(),
        }),
        edit: Some(EditForm {
            version: "2".to_owned(),
            text: "Tập huấn chương trình mới cho 100% giáo viên dạy khối 2 và khối 6".to_owned(),
            leads: vec![ChoiceGroup {
                label: "Sở, ngành".to_owned(),
                choices: sample::choices(&["Sở GDĐT", "Sở Nội vụ"], 1),
            }],
            due_day: "19/5/2021".to_owned(),
            targets: vec![
                EditTarget {
                    index: "0".to_owned(),
                    id: "21".to_owned(),
                    label: "100% giáo viên dạy khối 2 và khối 6".to_owned(),
                    hint: String::new(),
                    comparisons: sample::choices(&["đạt", "ít nhất"], 1),
                    value: "100".to_owned(),
                    unit: "%".to_owned(),
                    of: "giáo viên dạy khối 2 và khối 6".to_owned(),
                    end: Some(Choice {
                        value: "1".to_owned(),
                        label: "Thôi theo dõi chỉ tiêu này".to_owned(),
                        chosen: false,
                    }),
                },
                EditTarget {
                    index: "1".to_owned(),
                    label: "Chỉ tiêu mới".to_owned(),
                    hint: "Để trống ô số nếu không thêm.".to_owned(),
                    comparisons: sample::choices(&["đạt", "ít nhất"], 0),
                    ..EditTarget::default()
                },
            ],
            reason: String::new(),
        }),
        steps: vec![
            step(
                "dong",
                "Đóng nhiệm vụ",
                "Nhiệm vụ xong khi người giao đóng lại; các đơn vị không gửi thêm báo cáo.",
                StepWeight::Light,
            ),
            step("tam-dung", "Tạm dừng", "Hạn không tính trong lúc dừng.", StepWeight::Light),
            step(
                "huy",
                "Huỷ nhiệm vụ",
                "Nhiệm vụ vẫn hiện trong văn bản, ghi rõ đã huỷ. Không khôi phục được.",
                StepWeight::Grave,
            ),
        ],
        history: vec![
            event(
                "9 giờ 20, 28/5/2021",
                "Nguyễn Thị Hoa, Sở GDĐT",
                "Trả lại báo cáo của Huyện Sơn Động",
                Some("Thiếu danh sách giáo viên chưa dự; đề nghị gửi kèm."),
                Tone::Late,
            ),
            event(
                "15 giờ 02, 10/5/2021",
                "Nguyễn Thị Hoa, Sở GDĐT",
                "Chấp nhận báo cáo của Thành phố Bắc Giang",
                None,
                Tone::Ok,
            ),
            event(
                "8 giờ 11, 3/3/2021",
                "Trần Quốc Huy, Sở GDĐT",
                "Đổi hạn từ 30/4/2021 sang 19/5/2021",
                Some("Lùi theo lịch tập huấn của Bộ."),
                Tone::Soon,
            ),
            event("10 giờ 00, 28/8/2020", "Văn phòng UBND tỉnh", "Ban hành", None, Tone::Quiet),
        ],
        access: Access::Change,
    }
}
