//! `GET /chi-dao/{id}/van-ban`: the adopted text with the state of each task in the margin.

use std::collections::HashMap;

use axum::response::Response;
use khue_app::directive::{AdoptedText, TaskLine, TaskPlace, adopted_text, overview, task_places};
use khue_base::{DirectiveId, TaskId};
use khue_rules::directive::reading::Span;

use super::review::{Placed, pieces};
use crate::directive::text::{MarginTask, TextKind, TextPage, TextParagraph, TextPiece};
use crate::directive::words;
use crate::page::{Fact, Link};
use crate::{Failure, InPath, Signed, show};

impl Placed for TaskPlace {
    fn place(&self) -> Span {
        self.span
    }
}

/// Shows the text.
pub async fn page(signed: Signed, InPath(id): InPath<DirectiveId>) -> Result<Response, Failure> {
    let overview = overview(&signed.ctx, id).await?;
    let text = adopted_text(&signed.ctx, id).await?;
    let mut places = task_places(&signed.ctx, id).await?;
    places.retain(|place| place.span.start < place.span.end);
    places.sort_by_key(|place| place.span.start);
    let tasks: HashMap<TaskId, &TaskLine> = overview.tasks.iter().map(|task| (task.id, task)).collect();
    let heading = words::heading(&overview.head);
    let up = format!("/chi-dao/{id}");
    let head = &overview.head;
    let fact = |name: &str, text: String| Fact { name: name.to_owned(), text, href: None };
    let mut document = vec![fact("Văn bản", words::document(head))];
    if let Some(adopted) = head.adopted_at {
        document.push(fact("Ban hành trên hệ thống", adopted.to_string()));
    }
    let seal =
        if text.intact { "khớp" } else { "KHÔNG khớp: nội dung đã bị sửa ngoài hệ thống" };
    document.push(fact("Mã kiểm tra nguyên văn (SHA-256)", format!("{}, {seal}", text.digest)));
    document.push(Fact {
        name: "Tệp gốc".to_owned(),
        text: head.file_name.clone(),
        href: Some(format!("{up}/van-ban/tep-goc")),
    });
    Ok(show(&TextPage {
        shell: signed.shell(&format!("Văn bản · {heading}"), &[("Chỉ đạo", "/chi-dao"), (&heading, &up)]),
        views: words::views(id, "Văn bản"),
        document,
        contents: text
            .sections
            .iter()
            .map(|section| {
                let label = words::title(&format!("{}. {}", section.path, section.heading));
                Link::new(label, format!("#{}", anchor(&section.path)))
            })
            .collect(),
        paragraphs: paragraphs(&text, &places, &tasks),
        heading,
    }))
}

fn anchor(path: &str) -> String {
    format!("m-{}", path.replace(['.', '~'], "-"))
}

fn paragraphs(
    text: &AdoptedText,
    places: &[TaskPlace],
    tasks: &HashMap<TaskId, &TaskLine>,
) -> Vec<TextParagraph> {
    let placed: Vec<&TaskPlace> = places.iter().collect();
    text.paragraphs
        .iter()
        .map(|paragraph| {
            let section = text.sections.iter().find(|section| {
                usize::try_from(section.span_start)
                    .is_ok_and(|at| paragraph.start <= at && at < paragraph.end)
            });
            let cut = pieces(&text.text, *paragraph, &placed);
            let margin = cut
                .iter()
                .filter(|(_, _, first)| *first)
                .filter_map(|(_, place, _)| tasks.get(&(*place)?.task))
                .map(|task| MarginTask {
                    label: format!("Nhiệm vụ {}", task.code),
                    href: format!("/nhiem-vu/{}", task.id),
                    state: words::task_tag(task),
                })
                .collect();
            TextParagraph {
                anchor: section.map(|section| anchor(&section.path)).unwrap_or_default(),
                kind: match section.map(|section| section.level) {
                    None => TextKind::Text,
                    Some(1) => TextKind::Heading,
                    Some(_) => TextKind::Subheading,
                },
                pieces: cut
                    .into_iter()
                    .map(|(words, place, first)| TextPiece {
                        text: words.to_owned(),
                        anchor: place.filter(|_| first).map(|place| format!("nv-{}", place.task)),
                        href: place.map(|place| format!("/nhiem-vu/{}", place.task)),
                    })
                    .collect(),
                tasks: margin,
            }
        })
        .collect()
}

/// `GET /chi-dao/{id}/van-ban/tep-goc`: the file as it was handed in.
pub async fn original(signed: Signed, InPath(id): InPath<DirectiveId>) -> Result<Response, Failure> {
    let (name, content) = khue_app::directive::original_file(&signed.ctx, id).await?;
    Ok(crate::directive::download::attachment("application/octet-stream", &name, content))
}
