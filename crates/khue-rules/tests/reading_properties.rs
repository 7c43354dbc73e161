//! What holds for every text: no panic, every place inside the text, every task where it says it stands.

#![allow(clippy::unwrap_used, reason = "helpers of tests")]

use khue_rules::directive::reading::{Reading, Span, decode, read};
use proptest::prelude::*;

fn inside(reading: &Reading, span: Span) -> bool {
    span.start <= span.end && reading.text.get(span.start..span.end).is_some()
}

fn squeezed(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Checks every place of a reading of `handed_in`.
fn check(reading: &Reading, handed_in: &str) {
    let slice = |span: Span| reading.text.get(span.start..span.end).unwrap_or_default();
    let mut end = 0;
    for paragraph in &reading.paragraphs {
        assert!(inside(reading, paragraph.span));
        assert!(paragraph.span.start >= end, "paragraphs overlap");
        assert!(!slice(paragraph.span).contains('\n'));
        assert!(
            handed_in.get(paragraph.source.start..paragraph.source.end).is_some(),
            "source of a paragraph"
        );
        end = paragraph.span.end;
    }
    assert_eq!(reading.text.lines().count(), reading.paragraphs.len());
    for task in &reading.tasks {
        assert!(inside(reading, task.span));
        assert_eq!(squeezed(slice(task.span)), squeezed(&task.text));
        assert!(!task.text.is_empty());
        for deadline in &task.deadlines {
            // In a table the time may stand in another cell of the row.
            assert!(inside(reading, deadline.span) && task.span.start <= deadline.span.start);
            assert_eq!(slice(deadline.span), deadline.text);
        }
        for target in &task.targets {
            assert!(
                inside(reading, target.span)
                    && task.span.start <= target.span.start
                    && target.span.end <= task.span.end
            );
            assert_eq!(slice(target.span), target.text);
        }
        for number in &task.references {
            assert!(
                reading.references.iter().any(|reference| reference.number == *number),
                "{number} is not listed"
            );
        }
    }
    for section in &reading.sections {
        assert!(inside(reading, section.span));
        assert_eq!(section.path.len(), section.parent.len() + 1);
        assert_eq!(usize::try_from(section.level).unwrap(), section.path.len());
    }
    for reference in &reading.references {
        assert_eq!(reference.count, reference.spans.len());
        assert!(reference.spans.iter().all(|span| inside(reading, *span)));
    }
    assert!(reading.metadata.legal_bases.iter().all(|basis| inside(reading, basis.span)));
    assert!(reading.metadata.recipients.iter().all(|recipient| inside(reading, recipient.span)));
}

fn check_text(text: &str) {
    if let Ok(reading) = read(text) {
        check(&reading, text);
    }
}

/// Lines of the kind that directives are made of, in any order.
fn official_line() -> impl Strategy<Value = String> {
    prop_oneof![
        Just("CHỈ THỊ"),
        Just("UBND TỈNH LAI CHÂU     CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"),
        Just("Số: 12/CT-UBND     Lai Châu, ngày 01 tháng 9 năm 2020"),
        Just("Căn cứ Luật Giáo dục năm 2019; căn cứ Thông tư số 32/2020/TT-BGDĐT ngày 15/9/2020,"),
        Just("Chủ tịch UBND tỉnh yêu cầu các sở, ngành thực hiện:"),
        Just("QUYẾT ĐỊNH:"),
        Just("Điều 1. Ban hành kèm theo Quyết định này Kế hoạch."),
        Just("I. MỤC TIÊU"),
        Just("1. Nâng cao chất lượng"),
        Just("1.1. Phấn đấu 95% trường đạt chuẩn trước ngày 30/6/2025; xây dựng 12 phòng học."),
        Just("a) Sở Y tế: Chủ trì, phối hợp với Sở Tài chính kiểm tra;"),
        Just("- Đối với cấp tiểu học: tiếp tục rà soát; qua đó sắp xếp trường, lớp"),
        Just("Một là, tăng cường kỷ cương; từng bước chuyển đổi số."),
        Just("giáo viên (GV) các trường, “đặc biệt là vùng cao"),
        Just("Giao Sở Giáo dục và Đào tạo báo cáo UBND tỉnh hằng quý./."),
        Just("Nơi nhận:     KT. CHỦ TỊCH"),
        Just("- Như trên;     PHÓ CHỦ TỊCH"),
        Just("- Lưu: VT.     Nguyễn Văn A"),
        Just("12"),
        Just(""),
        Just(" tục rà soát mạng lưới trường, lớp trên địa bàn theo Kế hoạch số 105/KH-"),
        Just("Gi¸o dôc vµ §µo t¹o cña tØnh"),
        Just("Sôû Giaùo duïc vaø Ñaøo taïo"),
        Just("e\u{302}\u{301} u\u{31b}\u{323}"),
    ]
    .prop_map(str::to_owned)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_text_is_read_or_refused(text in "\\PC{0,400}") {
        check_text(&text);
    }

    #[test]
    fn any_mixture_of_marks_is_read_or_refused(text in "[a-zA-ZĐđăâêôơưáạữ0-9 .;:,/()“”\"\\-+*•%\n\t\r\u{c}]{0,600}") {
        check_text(&text);
    }

    #[test]
    fn any_order_of_official_lines_is_read(lines in prop::collection::vec(official_line(), 1..40), blank in any::<bool>()) {
        check_text(&lines.join(if blank { "\n\n" } else { "\n" }));
    }

    #[test]
    fn any_bytes_are_decoded_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..600)) {
        if let Ok(decoded) = decode(&bytes) {
            check_text(&decoded.text);
        }
    }
}

#[test]
fn a_line_of_a_million_bytes_is_read() {
    let line =
        "Tiếp tục rà soát mạng lưới trường, lớp; phối hợp với các sở, ban, ngành kiểm tra. ".repeat(12_000);
    assert!(line.len() > 1_000_000);
    let reading = read(&line).unwrap();
    assert_eq!(reading.tasks.len(), 24_000);
    assert_eq!(reading.paragraphs.len(), 1);
}

#[test]
fn two_hundred_thousand_opening_quotes_are_read() {
    let reading = read(&format!("Tăng cường kiểm tra {}", "“".repeat(200_000))).unwrap();
    assert_eq!(reading.tasks.len(), 1);
    assert!(reading.warnings.iter().any(|warning| warning.contains("200000 dấu mở")));
}

#[test]
fn three_thousand_nested_numbers_are_read() {
    let text: String =
        (1..=3000).map(|depth| format!("{} Rà soát mạng lưới trường, lớp.\n", "1.".repeat(depth))).collect();
    let reading = read(&text).unwrap();
    check(&reading, &text);
    assert!(reading.sections.iter().all(|section| section.path.len() < 12));
}

#[test]
fn the_json_is_read_back() {
    let reading = read("CHỈ THỊ\nI. MỤC TIÊU\nĐạt chuẩn mức độ 3, 4; bảo đảm từ 95,5% trẻ ra lớp trở lên trước ngày 30/6/2025.\n").unwrap();
    let json = serde_json::to_string(&reading).unwrap();
    assert!(json.contains(r#""value":"3, 4""#), "{json}");
    assert_eq!(serde_json::from_str::<Reading>(&json).unwrap(), reading);
}
