//! `GET /chi-dao`: every directive in one sentence.

use axum::response::Response;
use khue_app::directive::{DirectiveHead, DirectiveLine, directives, overview};
use khue_rules::accounts::{Action as Deed, Place};
use khue_rules::directive::roll_up::StateCounts;

use crate::directive::list::{DirectiveRow, DraftRow, ListPage};
use crate::directive::words;
use crate::page::{Action, Empty, Link, Method, Run, Tag, Tone};
use crate::{Failure, Signed, show};

/// Shows the page.
///
/// # Errors
/// [`Failure`] for those who have no part in directives.
pub async fn page(signed: Signed) -> Result<Response, Failure> {
    let (adopted, drafts): (Vec<_>, Vec<_>) =
        directives(&signed.ctx).await?.into_iter().partition(|(head, _)| head.state == "adopted");
    let mut rows = Vec::new();
    let mut all = StateCounts::default();
    for (head, _) in &adopted {
        let figures = overview(&signed.ctx, head.id).await?;
        let last = figures.tasks.iter().filter_map(|task| task.due_on).max();
        for task in &figures.tasks {
            all.add_judged(&task.judged);
        }
        rows.push(row(head, &figures.counts, last));
    }
    let may_upload = signed.ctx.may(Deed::UploadDirective, Place::Nowhere).is_ok();
    Ok(show(&ListPage {
        shell: signed.shell("Chỉ đạo", &[]),
        lead: lead(adopted.len(), &all),
        actions: if may_upload { vec![upload_action()] } else { Vec::new() },
        drafts: drafts.iter().map(|(head, line)| draft(head, line)).collect(),
        directives: rows,
        empty: Empty {
            title: "Chưa có văn bản nào được ban hành".to_owned(),
            why: "Khi một chỉ thị, kế hoạch được đưa vào, rà soát và ban hành, tiến độ của nó hiện ở đây."
                .to_owned(),
            step: may_upload.then(|| Link::new("Đưa văn bản đầu tiên vào", "/chi-dao/moi")),
        },
    }))
}

fn upload_action() -> Action {
    Action {
        label: "Đưa văn bản vào".to_owned(), href: "/chi-dao/moi".to_owned(), method: Method::Open
    }
}

fn lead(directives: usize, counts: &StateCounts) -> Vec<Run> {
    if directives == 0 {
        return vec![Run::plain("Chưa có văn bản nào đang theo dõi.")];
    }
    let mut runs = vec![
        Run::strong(directives.to_string()),
        Run::plain(format!(" văn bản, {} nhiệm vụ. ", counts.total())),
    ];
    runs.push(match counts.overdue {
        0 => Run::plain("Không có nhiệm vụ nào quá hạn."),
        late => Run::late(format!("{late} nhiệm vụ quá hạn.")),
    });
    runs
}

fn row(head: &DirectiveHead, counts: &StateCounts, last: Option<khue_base::Day>) -> DirectiveRow {
    let href = format!("/chi-dao/{}", head.id);
    let (tone, count) = words::worst(counts);
    let state = match tone {
        Tone::Late => Tag::new(tone, format!("{count} quá hạn")),
        Tone::Soon => Tag::new(tone, format!("{count} sắp đến hạn")),
        _ if counts.total() > 0 && counts.done() == counts.total() => Tag::new(Tone::Ok, "đã xong"),
        _ => Tag::new(Tone::Active, "đúng tiến độ"),
    };
    DirectiveRow {
        title: words::heading(head),
        document: words::document(head),
        sentence: vec![
            Run::strong(counts.done().to_string()),
            Run::plain(format!(" trong {} nhiệm vụ đã xong, {} quá hạn.", counts.total(), counts.overdue)),
        ],
        state,
        deadline: last.map_or(String::new(), |day| format!("hạn cuối {day}")),
        shares: words::shares(counts, &format!("{href}/nhiem-vu")),
        href,
    }
}

fn draft(head: &DirectiveHead, line: &DirectiveLine) -> DraftRow {
    let seen = line.tasks - line.unseen;
    DraftRow {
        title: words::heading(head),
        href: format!("/chi-dao/{}/ra-soat", head.id),
        note: format!("Đã xem {seen} trên {} · đưa vào {}", line.tasks, head.uploaded_at.day()),
        state: if line.unseen == 0 {
            Tag::new(Tone::Ok, "chờ ban hành")
        } else {
            Tag::new(Tone::Soon, format!("còn {} chưa xem", line.unseen))
        },
    }
}
