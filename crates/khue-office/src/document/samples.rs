//! Documents that tests lay out.

use super::*;

pub(crate) fn words(texts: &[&str]) -> Vec<String> {
    texts.iter().map(|text| (*text).to_owned()).collect()
}

/// A one-page report with every kind of block.
pub(crate) fn report() -> OfficialDocument {
    OfficialDocument {
        superior: Some("Ủy ban nhân dân tỉnh Bắc Giang".into()),
        issuer: "Sở Giáo dục và Đào tạo".into(),
        number: None,
        symbol: "BC-SGDĐT".into(),
        place: "Bắc Giang".into(),
        day: Day::new(2021, 2, 5).unwrap(),
        kind: "Báo cáo".into(),
        subject: "Kết quả thực hiện Chỉ thị về nhiệm vụ năm học 2020 - 2021 (đến hết ngày 31/01/2021)".into(),
        bases: words(&[
            "Căn cứ Chỉ thị số 99/CT-UBND ngày 28 tháng 8 năm 2020 của Chủ tịch Ủy ban nhân dân tỉnh về nhiệm vụ, giải pháp năm học",
            "Căn cứ Kế hoạch số 12/KH-SGDĐT ngày 10 tháng 9 năm 2020",
        ]),
        opening: words(&["Sở Giáo dục và Đào tạo báo cáo Chủ tịch Ủy ban nhân dân tỉnh kết quả thực hiện như sau:"]),
        body: vec![
            Block::Heading { level: 1, text: "I. KẾT QUẢ CHUNG".into() },
            Block::Paragraph("Trong 144 nhiệm vụ được giao, 112 nhiệm vụ đúng tiến độ; 9 nhiệm vụ quá hạn, chủ yếu ở phòng học và bồi dưỡng giáo viên; 3 huyện chưa gửi báo cáo quý. #let x = 1; \\\"ngoặc\\\" & <b>thẻ</b> $mũ$ *sao* _gạch_ @nhãn.".into()),
            Block::List(words(&["Quá hạn: 9 nhiệm vụ, chậm nhất 41 ngày, ở các huyện Lục Ngạn, Sơn Động, Lục Nam và một số trường trung học phổ thông trực thuộc;", "Sắp đến hạn: 12 nhiệm vụ."])),
            Block::Heading { level: 2, text: "1. Quy mô, mạng lưới trường, lớp".into() },
            Block::Table(Table {
                caption: "Tiến độ theo mục của chỉ thị".into(),
                columns: vec![
                    Column { title: "TT".into(), align: Align::Center, weight: 1 },
                    Column { title: "Mục".into(), align: Align::Left, weight: 6 },
                    Column { title: "Được giao".into(), align: Align::Right, weight: 2 },
                    Column { title: "Quá hạn".into(), align: Align::Right, weight: 2 },
                ],
                rows: vec![
                    words(&["1", "Mạng lưới trường, lớp học", "18", "▲ 2"]),
                    words(&["2", "Đội ngũ nhà giáo và cán bộ quản lý giáo dục, bồi dưỡng thường xuyên", "26"]),
                    words(&["3", "Cơ sở vật chất", "22", "✓ 0", "thừa"]),
                ],
                note: Some("Nguồn: đơn vị báo cáo, chưa đối chiếu.".into()),
            }),
            Block::Heading { level: 3, text: "a) Phòng học".into() },
            Block::Figure {
                title: "Sơn Động và Lục Ngạn chiếm hai phần ba số nhiệm vụ quá hạn".into(),
                svg: r##"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 640 160"><rect width="640" height="160" fill="#fbfaf7"/><rect x="160" y="20" width="300" height="40" fill="#b3261e"/><text x="10" y="45" font-size="14" font-family="Inter, sans-serif">Sơn Động</text><text x="10" y="115" font-size="14">Lục Ngạn</text><rect x="160" y="90" width="220" height="40" fill="#1d6b3a"/></svg>"##.into(),
                source: Some("Nguồn: tính từ tiến độ của 849 cơ sở giáo dục.".into()),
            },
            Block::Heading { level: 1, text: "II. KIẾN NGHỊ".into() },
            Block::Paragraph("Đề nghị Chủ tịch Ủy ban nhân dân tỉnh xem xét, chỉ đạo./.".into()),
        ],
        signature: Signature {
            authority: Some("KT. Giám đốc".into()),
            title: "Phó Giám đốc".into(),
            name: Some("Nguyễn Thị Ước".into()),
        },
        recipients: words(&["Chủ tịch UBND tỉnh (b/c)", "Các phòng GDĐT", "Lưu: VT, KHTC"]),
        draft: true,
        footnote: Some("Số liệu khóa đến 14 giờ 05, ngày 31/01/2021; mã kiểm chứng 3f9a 77c2 10be.".into()),
        letter_to: None,
        annex: None,
    }
}

/// About fifteen pages with tables and figures.
pub(crate) fn long_report() -> OfficialDocument {
    let short = report();
    let mut body = Vec::new();
    for section in 1..=9 {
        body.push(Block::Heading {
            level: 1, text: format!("{section}. NHÓM NHIỆM VỤ THỨ {section}")
        });
        for at in 1..=4 {
            body.push(Block::Heading {
                level: 2, text: format!("{section}.{at}. Tình hình thực hiện")
            });
            body.push(Block::Paragraph("Các đơn vị đã rà soát, bổ sung quy hoạch mạng lưới trường, lớp; tổ chức bồi dưỡng giáo viên dạy lớp 2, lớp 6 theo chương trình mới; chỉ đạo công khai theo quy định; tăng cường kiểm tra, đôn đốc việc thực hiện ở cơ sở và xử lý kịp thời các kiến nghị của cha mẹ học sinh. ".repeat(2)));
        }
        let Some(Block::Table(table)) = short.body.iter().find(|block| matches!(block, Block::Table(_)))
        else {
            continue;
        };
        let mut table = table.clone();
        table.rows = (1..=14)
            .map(|at| {
                vec![
                    at.to_string(),
                    format!("Nhiệm vụ số {at} của nhóm {section}"),
                    "12".into(),
                    "▲ 1".into(),
                ]
            })
            .collect();
        body.push(Block::Table(table));
        body.extend(short.body.iter().filter(|block| matches!(block, Block::Figure { .. })).cloned());
    }
    let table = short.body.iter().find(|block| matches!(block, Block::Table(_))).cloned();
    let annex = Annex {
        title: "Danh sách đơn vị".into(),
        issuer: "Sở Giáo dục và Đào tạo".into(),
        body: table.into_iter().collect(),
    };
    OfficialDocument { body, draft: false, annex: Some(annex), ..short }
}

/// A letter to several addressees.
pub(crate) fn letter() -> OfficialDocument {
    OfficialDocument {
        kind: String::new(),
        number: Some("820".into()),
        symbol: "SGDĐT-VP".into(),
        subject: "đôn đốc báo cáo tiến độ thực hiện Chỉ thị".into(),
        letter_to: Some(words(&[
            "Phòng Giáo dục và Đào tạo các huyện, thành phố;",
            "Các trường trung học phổ thông.",
        ])),
        body: vec![Block::Paragraph("Đề nghị các đơn vị gửi báo cáo trước ngày 10/02/2021.".into())],
        bases: Vec::new(),
        draft: false,
        footnote: None,
        ..report()
    }
}
