//! III. The targets.

use khue_base::Quantity;
use khue_rules::directive::sentences::{TargetFacts, short_title, target_met, target_sentence};
use khue_rules::directive::suggest::TargetSource;
use khue_rules::directive::targets::{Comparison, Figure, count};

use super::super::super::overview::{Overview, TargetLine};
use super::body::{Body, SENTENCE_TITLE, TABLE_TITLE};
use super::upper_first;

/// A declared sum as a figure; nothing while it has no value.
pub(in crate::directive::report) fn figure_of(target: &TargetLine) -> Option<Figure> {
    let part = target.numerator?.thousandths();
    let percent = target.unit.as_deref() == Some("%");
    let figure = match target.denominator.map(Quantity::thousandths) {
        None if percent => return None,
        None => Figure::Amount { amount: Quantity::from_thousandths(part) },
        // Counts are whole numbers; amounts with decimals stay in thousandths, whose share is the same.
        Some(whole) => {
            let (part, whole) = if part % 1000 == 0 && whole % 1000 == 0 {
                (part / 1000, whole / 1000)
            } else {
                (part, whole)
            };
            if percent { Figure::Percent { part, whole } } else { Figure::Ratio { part, whole } }
        }
    };
    Figure::sum([figure])
}

pub(super) fn target_facts(target: &TargetLine) -> TargetFacts {
    TargetFacts {
        name: short_title(&target.text, SENTENCE_TITLE),
        comparison: Comparison::from_code(&target.comparison).unwrap_or(Comparison::Equal),
        wanted: target.value,
        unit: target.unit.clone().unwrap_or_default(),
        figure: figure_of(target),
        source: TargetSource::Declared,
        covered: target.units_reported,
        expected: target.units_asked,
        noun: "đơn vị".to_owned(),
        most_missing: Vec::new(),
    }
}

pub(super) fn targets(body: &mut Body, overview: &Overview) {
    body.heading(1, "III. KẾT QUẢ THỰC HIỆN CÁC CHỈ TIÊU");
    let all: Vec<(&TargetLine, TargetFacts)> =
        overview.targets.iter().map(|target| (target, target_facts(target))).collect();
    if all.is_empty() {
        body.sentence("chi-tieu", "Văn bản không đặt chỉ tiêu bằng số.".to_owned(), &[]);
        return;
    }
    let of = |met: Option<bool>| all.iter().filter(|(_, facts)| target_met(facts) == met).count();
    let mut parts = Vec::new();
    for (number, what) in
        [(of(Some(true)), "đạt"), (of(Some(false)), "chưa đạt"), (of(None), "chưa có số liệu để kết luận")]
    {
        if number > 0 {
            parts.push(format!("{number} {what}"));
        }
    }
    let text = format!("Văn bản đặt {} chỉ tiêu bằng số: {}.", all.len(), parts.join(", "));
    body.sentence("chi-tieu", text, &[]);
    for (target, facts) in all.iter().filter(|(_, facts)| target_met(facts) == Some(false)) {
        body.item(&format!("chi-tieu-{}", target.id), target_sentence(facts), &[&facts.name]);
    }
    let rows = all.iter().map(|(target, facts)| target_row(target, facts)).collect();
    let note = "Số liệu do đơn vị báo cáo, chưa đối chiếu với hồ sơ; chỉ tính báo cáo đã được chấp nhận.";
    body.table("Chỉ tiêu và kết quả".to_owned(), &TARGETS, rows, note);
}

const TARGETS: [(&str, u16, bool); 6] = [
    ("Mã số", 12, false),
    ("Chỉ tiêu", 31, false),
    ("Mục tiêu", 13, true),
    ("Đạt được", 20, true),
    ("Đánh giá", 13, false),
    ("Đơn vị có số liệu", 11, true),
];

fn target_row(target: &TargetLine, facts: &TargetFacts) -> Vec<String> {
    let mark = |number: String| match facts.unit.as_str() {
        "" => number,
        "%" => format!("{number}%"),
        unit => format!("{number} {unit}"),
    };
    let wanted = facts.wanted.map_or(String::new(), |wanted| {
        upper_first(&format!("{}{}", facts.comparison.words(), mark(wanted.to_string())))
    });
    let reached = match facts.figure {
        None => "Chưa có số liệu".to_owned(),
        Some(figure @ Figure::Amount { .. }) => mark(figure.shown()),
        Some(figure) => format!("{} ({})", figure.shown(), figure.parts()),
    };
    let verdict = match target_met(facts) {
        Some(true) => "Đạt",
        Some(false) => "Chưa đạt",
        None => "Chưa rõ",
    };
    vec![
        target.code.clone(),
        short_title(&target.text, TABLE_TITLE),
        wanted,
        reached,
        verdict.to_owned(),
        format!("{}/{}", count(facts.covered.into()), count(facts.expected.into())),
    ]
}
