//! `/he-thong`: how the machine and its background work stand.

use std::path::Path;

use axum::extract::State;
use axum::response::Response;
use khue_app::accounts::{self, Finding, FindingState};

use crate::page::{Shell, Tag, Tone, sample};
use crate::{AppState, Failure, Signed, show};

/// The state of the system.
#[derive(Clone, Debug, Default, askama::Template)]
#[template(path = "accounts/system.html")]
pub struct SystemPage {
    /// The frame.
    pub shell: Shell,
    /// The answer in a sentence.
    pub lead: String,
    /// What was looked at.
    pub findings: Vec<FindingLine>,
    /// `0 việc đang chờ, 0 việc đã dừng.`
    pub queue: String,
    /// Work given up: what it was, and why.
    pub parked: Vec<(String, String)>,
}

/// A thing that was looked at.
#[derive(Clone, Debug, Default)]
pub struct FindingLine {
    /// What.
    pub what: String,
    /// How it stands.
    pub state: Tag,
    /// What was seen.
    pub words: String,
    /// What to do.
    pub next: Option<String>,
}

/// The page.
pub(super) async fn page(State(state): State<AppState>, signed: Signed) -> Result<Response, Failure> {
    let folders: Vec<&Path> = state.site.folders.iter().map(AsRef::as_ref).collect();
    let system = accounts::see_system(&signed.ctx, &folders).await?;
    let to_mend = system.findings.iter().filter(|finding| finding.state != FindingState::Good).count();
    let lead = match (to_mend, system.parked.len()) {
        (0, 0) => "Hệ thống chạy bình thường, không có gì phải xử lí.".to_owned(),
        (to_mend, parked) => format!("Có {} điểm cần xử lí.", to_mend + parked),
    };
    let waits = system.queue.oldest.map_or_else(String::new, |at| format!(", việc chờ lâu nhất từ {at}"));
    Ok(show(&SystemPage {
        shell: signed.shell("Hệ thống", &[]),
        lead,
        findings: system.findings.iter().map(line).collect(),
        queue: format!(
            "{} việc đang chờ{waits}; {} việc đã dừng.",
            system.queue.pending, system.queue.parked
        ),
        parked: system
            .parked
            .iter()
            .map(|job| {
                let error = job.error.as_deref().unwrap_or("không rõ lí do");
                (format!("{} {}", job.kind, job.key), format!("đã thử {} lần, {error}", job.attempt))
            })
            .collect(),
    }))
}

fn line(finding: &Finding) -> FindingLine {
    let state = match finding.state {
        FindingState::Good => Tag::new(Tone::Ok, "tốt"),
        FindingState::Warn => Tag::new(Tone::Soon, "cần xem"),
        FindingState::Bad => Tag::new(Tone::Late, "phải xử lí ngay"),
    };
    FindingLine {
        what: finding.what.to_owned(),
        state,
        words: finding.words.clone(),
        next: finding.next.clone(),
    }
}

impl SystemPage {
    /// What render tests show.
    pub fn samples() -> Vec<(&'static str, Self)> {
        let good = Self {
            shell: sample::shell("Hệ thống", ""),
            lead: "Hệ thống chạy bình thường, không có gì phải xử lí.".to_owned(),
            findings: vec![FindingLine {
                what: "Cơ sở dữ liệu".to_owned(),
                state: Tag::new(Tone::Ok, "tốt"),
                words: "trả lời trong 1 ms".to_owned(),
                next: None,
            }],
            queue: "0 việc đang chờ; 0 việc đã dừng.".to_owned(),
            parked: Vec::new(),
        };
        let bad = Self {
            lead: "Có 2 điểm cần xử lí.".to_owned(),
            findings: vec![FindingLine {
                what: "Đĩa".to_owned(),
                state: Tag::new(Tone::Late, "phải xử lí ngay"),
                words: "còn trống 1 GB".to_owned(),
                next: Some("Xoá bớt bản sao lưu cũ hoặc gắn thêm đĩa.".to_owned()),
            }],
            parked: vec![(
                "directive.overview directive/7".to_owned(),
                "đã thử 8 lần, không ghi được".to_owned(),
            )],
            ..good.clone()
        };
        vec![("tot", good), ("can-xu-li", bad)]
    }
}
