//! `GET /chi-dao/{id}/ra-soat`: the source beside the provisions read from it.

use std::collections::HashMap;

use axum::response::Response;
use khue_app::directive::{
    AdoptedText, DirectiveHead, ProvisionLine, ReviewState, adopted_text, directive_head, provisions,
};
use khue_app::registry::{Unit, UnitFilter, UnitKind, units_as_of};
use khue_app::{OpError, Refused};
use khue_base::{DirectiveId, ProvisionId, UnitId};
use khue_rules::accounts::{Action as Deed, Place};
use khue_rules::directive::reading::{ReadTarget, Span};

use crate::directive::review::{
    Access, AddForm, Adoption, ParagraphKind, Piece, PieceMark, Provision, ProvisionForm, ProvisionStage,
    ReviewPage, ShownLink, SourceParagraph, Suggestion, TargetForm,
};
use crate::directive::words;
use crate::page::{Bar, Choice, ChoiceGroup, Fact, Link, Tag, Tone};
use crate::{Asked, Failure, Fields, InPath, Signed, see_other, show, show_as};

/// Empty rows offered for more targets.
const SPARE_TARGETS: usize = 1;

/// Kinds of obligations, as stored and as shown.
pub(in crate::directive) const KINDS: [(&str, &str); 5] = [
    ("objective", "Mục tiêu"),
    ("task", "Nhiệm vụ"),
    ("solution", "Giải pháp"),
    ("assignment", "Giao việc"),
    ("milestone", "Mốc thời gian"),
];

/// Comparisons of a target, as stored and as shown.
pub(super) const COMPARISONS: [(&str, &str); 5] =
    [("=", "đạt"), (">=", "ít nhất"), ("<=", "nhiều nhất"), (">", "trên"), ("<", "dưới")];

/// Shows the page.
///
/// # Errors
/// [`Failure`] when the directive does not exist for the visitor.
pub async fn page(
    signed: Signed,
    InPath(id): InPath<DirectiveId>,
    Asked(asked): Asked,
) -> Result<Response, Failure> {
    let head = directive_head(&signed.ctx, id).await?;
    if head.state != "review" {
        return Ok(see_other(&format!("/chi-dao/{id}")));
    }
    Ok(show(&built(&signed, head, &asked, None).await?))
}

/// Shows the page again with what was refused and what was typed.
pub(in crate::directive) async fn refused(
    signed: &Signed,
    id: DirectiveId,
    typed: &Fields,
    provision: Option<ProvisionId>,
    refused: &Refused,
) -> Result<Response, Failure> {
    let head = directive_head(&signed.ctx, id).await?;
    let asked = Fields(provision.map(|id| ("sua".to_owned(), id.to_string())).into_iter().collect());
    let mut page = built(signed, head, &asked, Some(refused)).await?;
    if let Some(form) = page.provisions.iter_mut().find_map(|item| item.form.as_mut()) {
        if let Some(text) = typed.filled("noi-dung") {
            text.clone_into(&mut form.text);
        }
        if let Some(day) = typed.filled("ngay-han") {
            day.clone_into(&mut form.due_day);
        }
        if let Some(split) = typed.filled("tach") {
            split.clone_into(&mut form.split);
        }
    }
    typed.text("noi-dung-moi").clone_into(&mut page.added.text);
    Ok(show_as(axum::http::StatusCode::UNPROCESSABLE_ENTITY, &page))
}

async fn built(
    signed: &Signed,
    head: DirectiveHead,
    asked: &Fields,
    refused: Option<&Refused>,
) -> Result<ReviewPage, Failure> {
    let id = head.id;
    let here = format!("/chi-dao/{id}/ra-soat");
    let text = adopted_text(&signed.ctx, id).await?;
    let lines = provisions(&signed.ctx, id).await?;
    let mut session = signed.ctx.read().await?;
    let kinds =
        [UnitKind::Province, UnitKind::Office, UnitKind::Department, UnitKind::Agency, UnitKind::District];
    let filter = UnitFilter { kinds: &kinds, ..UnitFilter::default() };
    let units = units_as_of(&mut session, signed.ctx.today(), &filter).await.map_err(OpError::from)?;
    drop(session);
    let shown = asked.text("xem");
    let editing: Option<ProvisionId> = asked.filled("sua").and_then(|id| id.parse().ok());
    let numbers: HashMap<ProvisionId, String> =
        lines.iter().zip(1..).map(|(line, number): (_, u32)| (line.id, number.to_string())).collect();
    let visible: Vec<&ProvisionLine> =
        lines.iter().filter(|line| is_shown(line, shown) || editing == Some(line.id)).collect();
    let heading = words::heading(&head);
    let crumbs = [("Chỉ đạo", "/chi-dao")];
    let may_change = signed.ctx.may(Deed::UploadDirective, Place::Nowhere).is_ok();
    let unseen = lines.iter().filter(|line| line.state == ReviewState::Suggested).count();
    let seen = lines.len() - unseen;
    Ok(ReviewPage {
        shell: match refused {
            Some(refused) => signed.refused(&heading, &crumbs, refused),
            None => signed.shell(&heading, &crumbs),
        },
        adopt_href: format!("/chi-dao/{id}/ban-hanh"),
        document: document_facts(&head, &text),
        warnings: text.warnings.clone(),
        progress: format!("Đã xem {seen} trên {} nội dung", lines.len()),
        progress_bar: Bar {
            filled: words::percent(small(seen), small(lines.len())),
            goal: None,
            tone: if unseen == 0 { Tone::Ok } else { Tone::Active },
        },
        shown: shown_links(&here, &lines, shown),
        accept_rest: (may_change && unseen > 0).then(|| format!("Nhận {unseen} nội dung còn lại")),
        source: source(&text, &lines, &visible, &numbers, &here),
        provisions: visible
            .iter()
            .map(|line| provision(line, &lines, &numbers, &units, &text, &here, editing == Some(line.id)))
            .collect(),
        added: AddForm { text: String::new(), sections: section_choices(&text, "") },
        adoption: adoption(&lines, unseen),
        access: if may_change { Access::Change } else { Access::Read },
        heading,
        here,
    })
}

fn small(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

fn is_shown(line: &ProvisionLine, shown: &str) -> bool {
    match shown {
        "con-lai" => line.state == ReviewState::Suggested,
        "can-xem" => !warnings(line).is_empty() || line.duplicate_of.is_some(),
        "da-bo" => line.state == ReviewState::Dropped,
        _ => true,
    }
}

fn shown_links(here: &str, lines: &[ProvisionLine], shown: &str) -> Vec<ShownLink> {
    let link = |code: &str, label: &str| {
        let count = lines.iter().filter(|line| is_shown(line, code)).count();
        ShownLink {
            label: format!("{label} ({count})"),
            href: if code.is_empty() { here.to_owned() } else { format!("{here}?xem={code}") },
            current: shown == code,
        }
    };
    vec![link("", "Tất cả"), link("con-lai", "Chưa xem"), link("can-xem", "Cần để ý"), link("da-bo", "Đã bỏ")]
}

fn document_facts(head: &DirectiveHead, text: &AdoptedText) -> Vec<Fact> {
    let metadata = &text.metadata;
    let fact =
        |name: &str, text: Option<String>| text.map(|text| Fact { name: name.to_owned(), text, href: None });
    let signer = metadata.signer.as_ref().map(|signer| {
        [&signer.authority, &signer.role, &signer.name]
            .into_iter()
            .flatten()
            .cloned()
            .collect::<Vec<_>>()
            .join(", ")
    });
    let bases: Vec<&str> = metadata.legal_bases.iter().map(|basis| basis.text.as_str()).collect();
    let recipients: Vec<&str> = metadata.recipients.iter().map(|recipient| recipient.name.as_str()).collect();
    let facts = [
        fact("Loại", head.kind.clone()),
        fact("Số, kí hiệu", head.number.clone()),
        fact("Ngày", head.issued_on.map(|day| day.to_string())),
        fact("Nơi ban hành", metadata.issuer.clone()),
        fact("Về việc", metadata.subject.clone()),
        fact("Năm học", metadata.school_year.clone()),
        fact("Người kí", signer),
        fact("Căn cứ", (!bases.is_empty()).then(|| bases.join("; "))),
        fact("Giao cho", (!metadata.addressees.is_empty()).then(|| metadata.addressees.join("; "))),
        fact("Nơi nhận", (!recipients.is_empty()).then(|| recipients.join("; "))),
        fact("Tệp", Some(head.file_name.clone())),
    ];
    facts.into_iter().flatten().collect()
}

fn source(
    text: &AdoptedText,
    lines: &[ProvisionLine],
    visible: &[&ProvisionLine],
    numbers: &HashMap<ProvisionId, String>,
    here: &str,
) -> Vec<SourceParagraph> {
    let mut placed: Vec<&ProvisionLine> =
        lines.iter().filter(|line| line.span.start < line.span.end).collect();
    placed.sort_by_key(|line| line.span.start);
    text.paragraphs
        .iter()
        .map(|paragraph| {
            let heading = text.sections.iter().any(|section| {
                usize::try_from(section.span_start)
                    .is_ok_and(|start| paragraph.start <= start && start < paragraph.end)
            });
            let pieces = pieces(&text.text, *paragraph, &placed)
                .into_iter()
                .map(|(words, line, first)| Piece {
                    text: words.to_owned(),
                    provision: line.map(|line| {
                        let shown = visible.iter().any(|other| other.id == line.id);
                        PieceMark {
                            id: line.id.to_string(),
                            number: numbers.get(&line.id).cloned().unwrap_or_default(),
                            href: if shown {
                                format!("#d-{}", line.id)
                            } else {
                                format!("{here}#d-{}", line.id)
                            },
                            look: match line.state {
                                ReviewState::Suggested => "",
                                ReviewState::Accepted => "done",
                                ReviewState::Dropped => "dropped",
                            },
                            first,
                        }
                    }),
                })
                .collect();
            SourceParagraph {
                kind: if heading { ParagraphKind::Heading } else { ParagraphKind::Text },
                pieces,
            }
        })
        .collect()
}

/// Cuts a paragraph at the places that stand in it: words, the thing that stands there, and whether
/// this is its first stretch. Where two overlap, the earlier keeps its words.
pub(super) fn pieces<'a, T: Placed>(
    text: &'a str,
    paragraph: Span,
    placed: &[&'a T],
) -> Vec<(&'a str, Option<&'a T>, bool)> {
    let cut = |start: usize, end: usize| text.get(start..end).unwrap_or_default();
    let mut pieces = Vec::new();
    let mut at = paragraph.start;
    for thing in placed {
        let span = thing.place();
        if span.end <= at || span.start >= paragraph.end {
            continue;
        }
        let (start, end) = (span.start.max(at), span.end.min(paragraph.end));
        if start > at {
            pieces.push((cut(at, start), None, false));
        }
        pieces.push((cut(start, end), Some(*thing), start == span.start));
        at = end;
    }
    if at < paragraph.end {
        pieces.push((cut(at, paragraph.end), None, false));
    }
    pieces
}

/// Something that stands at a place in the text.
pub(super) trait Placed {
    /// The place.
    fn place(&self) -> Span;
}

impl Placed for ProvisionLine {
    fn place(&self) -> Span {
        self.span
    }
}

fn provision(
    line: &ProvisionLine,
    lines: &[ProvisionLine],
    numbers: &HashMap<ProvisionId, String>,
    units: &[Unit],
    text: &AdoptedText,
    here: &str,
    open: bool,
) -> Provision {
    let kind = KINDS.iter().find(|(code, _)| *code == line.kind).map_or("", |(_, name)| name);
    let verb = line.leading_verb.as_ref().map(|verb| format!(" · động từ “{verb}”")).unwrap_or_default();
    let next = lines.iter().find(|other| other.ordinal > line.ordinal && other.state != ReviewState::Dropped);
    let number = |id: &ProvisionId| numbers.get(id).cloned().unwrap_or_default();
    let duplicates = lines
        .iter()
        .filter(|other| line.duplicate_of == Some(other.id) || other.duplicate_of == Some(line.id))
        .map(|other| {
            Link::new(
                format!("nội dung {} ({})", number(&other.id), words::section_name(&other.section)),
                format!("#d-{}", other.id),
            )
        })
        .collect();
    let (stage, state) = match line.state {
        ReviewState::Suggested => (ProvisionStage::Proposed, Tag::new(Tone::Soon, "đề xuất")),
        ReviewState::Accepted => (ProvisionStage::Accepted, Tag::new(Tone::Ok, "đã nhận")),
        ReviewState::Dropped => (ProvisionStage::Dropped, Tag::new(Tone::Cancelled, "bỏ")),
    };
    Provision {
        id: line.id.to_string(),
        number: number(&line.id),
        state,
        text: line.text.clone(),
        place: format!("{} · {kind}{verb}", words::section_name(&line.section)),
        suggestions: suggestions(line, units),
        warnings: warnings(line),
        duplicates,
        quote: text.text.get(line.span.start..line.span.end).unwrap_or_default().replace('\n', " "),
        stage,
        has_next: next.is_some_and(|next| next.section == line.section),
        edit_href: format!("{here}?sua={}#d-{}", line.id, line.id),
        form: (open && line.state != ReviewState::Dropped).then(|| form(line, units, text)),
    }
}

fn suggestions(line: &ProvisionLine, units: &[Unit]) -> Vec<Suggestion> {
    let name = |id: &UnitId| units.iter().find(|unit| unit.id == *id).map(unit_label);
    let suggestion = |name: &str, text: String, reason: &str| Suggestion {
        name: name.to_owned(),
        text,
        reason: reason.to_owned(),
    };
    let reason =
        if line.units_reason.is_empty() { "bảng phân công mặc định" } else { &line.units_reason };
    let mut all = Vec::new();
    if let Some(lead) = line.lead_unit.as_ref().and_then(name) {
        all.push(suggestion("Chủ trì", lead, reason));
    }
    let support: Vec<String> = line.support_units.iter().filter_map(name).collect();
    if !support.is_empty() {
        all.push(suggestion("Phối hợp", support.join(", "), "cùng căn cứ với đơn vị chủ trì"));
    }
    let carry: Vec<&str> = line
        .detail
        .carry_kinds
        .iter()
        .filter_map(|code| UnitKind::from_code(code))
        .map(UnitKind::name)
        .collect();
    if !carry.is_empty() {
        all.push(suggestion("Thực hiện", carry.join(", "), "giao sau khi ban hành, ở trang của nhiệm vụ"));
    }
    for target in &line.detail.targets {
        let how = if target.qualitative {
            "không có con số, theo dõi bằng lời"
        } else {
            "con số trong câu"
        };
        all.push(suggestion("Chỉ tiêu", target.text.clone(), how));
    }
    if let Some(due) = line.due_on {
        all.push(suggestion("Hạn", due.to_string(), &line.due_reason));
    }
    if let Some(repeats) = line.repeats.as_deref().and_then(khue_rules::directive::due::Repeats::from_code) {
        all.push(suggestion("Định kì", repeats.name().to_owned(), "văn bản ghi"));
    }
    all
}

fn warnings(line: &ProvisionLine) -> Vec<String> {
    let mut warnings = Vec::new();
    if line.leading_verb.is_none() && line.origin == "read" {
        warnings.push("Câu này không bắt đầu bằng động từ; hãy xem có phải nhiệm vụ không.".to_owned());
    }
    if line.lead_unit.is_none() {
        warnings.push("Chưa rõ đơn vị chủ trì.".to_owned());
    }
    if line.due_on.is_none() && line.repeats.is_none() {
        warnings.push("Chưa có thời hạn.".to_owned());
    }
    warnings
}

fn form(line: &ProvisionLine, units: &[Unit], text: &AdoptedText) -> ProvisionForm {
    let actors: Vec<&str> = line.detail.actors.iter().map(|actor| actor.name.as_str()).collect();
    let deadlines: Vec<&str> = line.detail.deadlines.iter().map(|deadline| deadline.text.as_str()).collect();
    let mut targets: Vec<TargetForm> = line
        .detail
        .targets
        .iter()
        .enumerate()
        .map(|(index, target)| target_form(index, Some(target)))
        .collect();
    for spare in 0..SPARE_TARGETS {
        targets.push(target_form(line.detail.targets.len() + spare, None));
    }
    ProvisionForm {
        text: line.text.clone(),
        sections: section_choices(text, &line.section),
        kinds: KINDS
            .iter()
            .map(|(code, name)| Choice {
                value: (*code).into(),
                label: (*name).into(),
                chosen: line.kind == *code,
            })
            .collect(),
        verb: line.leading_verb.clone().unwrap_or_default(),
        actors: actors.join("; "),
        leads: unit_groups(units, line.lead_unit),
        supports: units
            .iter()
            .map(|unit| Choice {
                value: unit.id.to_string(),
                label: unit_label(unit),
                chosen: line.support_units.contains(&unit.id),
            })
            .collect(),
        due_text: deadlines.join("; "),
        due_day: line.due_on.map(|day| day.to_string()).unwrap_or_default(),
        due_reason: line.due_reason.clone(),
        targets,
        split: line.text.clone(),
    }
}

fn target_form(index: usize, target: Option<&ReadTarget>) -> TargetForm {
    let chosen = target.map_or("=", |target| target.comparison.as_str());
    let choice = |(code, name): &(&str, &str)| Choice {
        value: (*code).into(),
        label: (*name).into(),
        chosen: chosen == *code,
    };
    TargetForm {
        index: index.to_string(),
        comparisons: COMPARISONS.iter().map(choice).collect(),
        value: target
            .and_then(|target| target.value.as_ref())
            .map(|number| number.to_string().replace('.', ","))
            .unwrap_or_default(),
        unit: target.and_then(|target| target.unit.clone()).unwrap_or_default(),
        of: target.and_then(|target| target.of.clone()).unwrap_or_default(),
    }
}

/// A unit as work is given to it: a province or district through its committee, others by their short name.
fn unit_label(unit: &Unit) -> String {
    match unit.kind {
        UnitKind::Province | UnitKind::District | UnitKind::Commune => unit.addressed_as(),
        _ => unit.short_name.clone(),
    }
}

/// Units by kind, with "nobody" first.
pub(super) fn unit_groups(units: &[Unit], chosen: Option<UnitId>) -> Vec<ChoiceGroup> {
    let nobody = Choice { value: String::new(), label: "Chưa chọn".to_owned(), chosen: chosen.is_none() };
    let mut groups = vec![ChoiceGroup { label: "Chưa giao".to_owned(), choices: vec![nobody] }];
    for kind in UnitKind::ALL {
        let choices: Vec<Choice> = units
            .iter()
            .filter(|unit| unit.kind == *kind)
            .map(|unit| Choice {
                value: unit.id.to_string(),
                label: unit_label(unit),
                chosen: chosen == Some(unit.id),
            })
            .collect();
        if !choices.is_empty() {
            groups.push(ChoiceGroup { label: kind.name().to_owned(), choices });
        }
    }
    groups
}

fn section_choices(text: &AdoptedText, chosen: &str) -> Vec<Choice> {
    let mut paths: Vec<(String, String)> = text
        .sections
        .iter()
        .map(|section| {
            (section.path.clone(), words::title(&format!("{}. {}", section.path, section.heading)))
        })
        .collect();
    for outside in ["body", "KET"] {
        paths.push((outside.to_owned(), words::title(&words::section_name(outside))));
    }
    paths.into_iter().map(|(value, label)| Choice { chosen: value == chosen, value, label }).collect()
}

fn adoption(lines: &[ProvisionLine], unseen: usize) -> Adoption {
    let accepted: Vec<&ProvisionLine> =
        lines.iter().filter(|line| line.state == ReviewState::Accepted).collect();
    let refusal = if unseen > 0 {
        Some(format!(
            "Còn {unseen} nội dung chưa xem. Hãy nhận, sửa hoặc bỏ từng nội dung, hay nhận tất cả còn lại."
        ))
    } else if accepted.is_empty() {
        Some("Chưa nhận nội dung nào. Hãy nhận hoặc thêm ít nhất một nội dung.".to_owned())
    } else {
        None
    };
    let targets: usize = accepted.iter().map(|line| line.detail.targets.len()).sum();
    let dated = accepted.iter().filter(|line| line.due_on.is_some()).count();
    let dropped = lines.iter().filter(|line| line.state == ReviewState::Dropped).count();
    let leaderless = accepted.iter().filter(|line| line.lead_unit.is_none()).count();
    let mut warnings = Vec::new();
    if leaderless > 0 {
        warnings.push(format!("{leaderless} nhiệm vụ chưa có đơn vị chủ trì."));
    }
    if dated < accepted.len() {
        warnings.push(format!("{} nhiệm vụ không có hạn.", accepted.len() - dated));
    }
    let mut summary = vec![format!("{} nhiệm vụ, {targets} chỉ tiêu, {dated} thời hạn", accepted.len())];
    if dropped > 0 {
        summary.push(format!("{dropped} nội dung bỏ, không công bố"));
    }
    Adoption { summary, warnings, refusal }
}

#[cfg(test)]
mod tests {
    use super::*;

    struct At(Span);

    impl Placed for At {
        fn place(&self) -> Span {
            self.0
        }
    }

    #[test]
    fn a_paragraph_is_cut_at_what_stands_in_it() {
        let at = |start, end| At(Span { start, end });
        let things = [at(0, 3), at(2, 6), at(8, 20)];
        let placed: Vec<&At> = things.iter().collect();
        let cut = pieces("abcdefghij", Span { start: 1, end: 10 }, &placed);
        let said: Vec<(&str, bool, bool)> =
            cut.into_iter().map(|(words, thing, first)| (words, thing.is_some(), first)).collect();
        assert_eq!(
            said,
            [("bc", true, false), ("def", true, false), ("gh", false, false), ("ij", true, true)]
        );
    }
}
