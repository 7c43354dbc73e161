use std::io::{Cursor, Read};

use quick_xml::events::Event;

use super::samples::{letter, long_report, report};
use super::*;

fn parts(file: &[u8]) -> Vec<(String, Vec<u8>)> {
    let mut archive = zip::ZipArchive::new(Cursor::new(file)).unwrap();
    (0..archive.len())
        .map(|at| {
            let mut part = archive.by_index(at).unwrap();
            let mut bytes = Vec::new();
            part.read_to_end(&mut bytes).unwrap();
            (part.name().unwrap().into_owned(), bytes)
        })
        .collect()
}

fn part(file: &[u8], name: &str) -> String {
    let (_, bytes) = parts(file).into_iter().find(|(other, _)| other == name).unwrap();
    String::from_utf8(bytes).unwrap()
}

#[track_caller]
fn check_well_formed(name: &str, markup: &str) {
    let mut reader = quick_xml::Reader::from_str(markup);
    reader.config_mut().check_end_names = true;
    let mut open = 0;
    loop {
        match reader.read_event().unwrap_or_else(|error| panic!("{name}: {error}")) {
            Event::Start(tag) => {
                open += 1;
                assert!(tag.attributes().all(|attribute| attribute.is_ok()), "{name}");
            }
            Event::End(_) => open -= 1,
            Event::Eof => break,
            _ => {}
        }
    }
    assert_eq!(open, 0, "{name}");
}

#[test]
fn a_docx_is_whole() {
    for document in [report(), letter(), long_report()] {
        let file = docx(&document).unwrap();
        let parts = parts(&file);
        let names: Vec<&str> = parts.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(names[0], "[Content_Types].xml");
        for (name, bytes) in &parts {
            if name.ends_with(".png") {
                assert!(bytes.starts_with(b"\x89PNG"));
            } else {
                check_well_formed(name, std::str::from_utf8(bytes).unwrap());
            }
        }
        // Every part that is pointed at is there, and every content type names a part.
        let relations = part(&file, "word/_rels/document.xml.rels");
        for target in relations.split("Target=\"").skip(1).filter_map(|rest| rest.split('"').next()) {
            assert!(names.contains(&format!("word/{target}").as_str()), "{target}");
        }
        let types = part(&file, "[Content_Types].xml");
        for target in types.split("PartName=\"/").skip(1).filter_map(|rest| rest.split('"').next()) {
            assert!(names.contains(&target), "{target}");
        }
        let body = part(&file, "word/document.xml");
        for reference in body.split("r:embed=\"").skip(1).filter_map(|rest| rest.split('"').next()) {
            assert!(relations.contains(&format!("Id=\"{reference}\"")), "{reference}");
        }
        assert!(!body.contains("footnoteReference"));
        // Word refuses a cell without a paragraph at its end.
        assert!(!body.contains("</w:tcPr></w:tc>") && !body.contains("</w:tbl></w:tc>"));
    }
}

#[test]
fn a_docx_has_the_form_of_the_decree() {
    let file = docx(&report()).unwrap();
    let (body, styles) = (part(&file, "word/document.xml"), part(&file, "word/styles.xml"));
    let form = [
        r#"<w:pgSz w:w="11906" w:h="16838"/>"#,
        r#"w:top="1134" w:right="850" w:bottom="1134" w:left="1701""#,
        "<w:titlePg/>",
        "<w:tblHeader/>",
        r#"descr="Sơn Động và Lục Ngạn chiếm hai phần ba số nhiệm vụ quá hạn""#,
        ">ỦY BAN NHÂN DÂN TỈNH BẮC GIANG<",
        ">CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM<",
        ">Bắc Giang, ngày 05 tháng 02 năm 2021<",
        ">KT. GIÁM ĐỐC<",
        ">- Lưu: VT, KHTC.<",
        "&lt;b&gt;thẻ&lt;/b&gt;",
    ];
    for text in form {
        assert!(body.contains(text), "{text}");
    }
    assert!(styles.contains(r#"w:ascii="Times New Roman""#) && styles.contains(r#"<w:lang w:val="vi-VN""#));
    assert!(part(&file, "docProps/core.xml").contains("2021-02-05T00:00:00Z"));
}

#[test]
fn a_pdf_is_tagged_archival_and_carries_its_faces() {
    let file = pdf(&report()).unwrap();
    let has = |text: &str| file.windows(text.len()).any(|window| window == text.as_bytes());
    assert!(has("/StructTreeRoot") && has("/Lang(vi-VN)"), "tags and language");
    assert!(has("pdfaid:part>2<") && has("pdfaid:conformance>A<") && has("pdfuaid:part>1<"), "standards");
    assert!(has("/FontFile2") && has("/ToUnicode"), "faces");
}

#[test]
fn a_report_of_fifteen_pages_repeats_heads_of_tables() {
    let file = pdf(&long_report()).unwrap();
    let read = crate::reading::text_of(&file, "a.pdf").unwrap();
    assert!((14..=18).contains(&read.pages.unwrap()), "{:?}", read.pages);
}

#[test]
fn what_users_type_is_never_run() {
    let hostile =
        "#panic() #import \"x\" = a\\ $x$ `c` @r <l> // y /* z */ [ ] { } \u{202e}\u{0} 😀 </w:t> ]]>";
    let mut document = report();
    document.subject = hostile.into();
    document.issuer = hostile.into();
    document.footnote = Some(hostile.into());
    document.recipients = vec![hostile.into()];
    document.body = vec![
        Block::Heading { level: 9, text: hostile.into() },
        Block::Paragraph(hostile.into()),
        Block::List(vec![hostile.into()]),
    ];
    let text = |file: &[u8]| match crate::reading::text_of(file, "a").unwrap().text {
        crate::reading::Text::Unicode(text) => text,
        crate::reading::Text::Raw(_) => panic!("bytes"),
    };
    let shown = "#panic() #import \"x\" = a\\ $x$ `c` @r <l> // y /* z */ [ ] { }";
    assert!(text(&pdf(&document).unwrap()).contains(shown));
    let file = docx(&document).unwrap();
    assert!(text(&file).contains(shown));
    check_well_formed("document", &part(&file, "word/document.xml"));
}

#[test]
fn odd_documents_still_print() {
    let nothing = OfficialDocument {
        superior: None,
        number: Some(String::new()),
        subject: String::new(),
        bases: Vec::new(),
        opening: Vec::new(),
        body: Vec::new(),
        recipients: Vec::new(),
        signature: Signature { authority: None, title: String::new(), name: None },
        footnote: None,
        letter_to: Some(Vec::new()),
        annex: None,
        ..report()
    };
    let wide = Table {
        columns: (0..12)
            .map(|at| Column { title: format!("Cột {at}"), align: Align::Right, weight: 0 })
            .collect(),
        rows: vec![vec!["x".repeat(80); 12], Vec::new()],
        ..Table::default()
    };
    let bare = OfficialDocument {
        body: vec![Block::Table(Table::default()), Block::Table(wide)],
        ..nothing.clone()
    };
    let nameless =
        OfficialDocument { kind: String::new(), issuer: " ".into(), place: String::new(), ..nothing.clone() };
    for document in [nothing, bare, nameless] {
        assert!(pdf(&document).is_ok());
        assert!(docx(&document).is_ok());
    }
}

#[test]
fn a_broken_figure_is_named() {
    let mut document = report();
    document.body = vec![Block::Figure { title: "Hình hỏng".into(), svg: "<svg".into(), source: None }];
    for result in [pdf(&document), docx(&document)] {
        assert!(result.unwrap_err().to_string().contains("“Hình hỏng”"));
    }
}

#[test]
fn charts_and_maps_print() {
    use crate::chart::{Bar, Frame, Part, Shape, State, district_map, stacked_states, states_over_time};
    let frame = Frame { id: "c", title: "Tình hình", width: 600 };
    let parts: Vec<Part> = State::ALL.into_iter().map(|state| Part { state, count: 20 }).collect();
    let bars = [Bar { label: "Lục Ngạn".into(), href: Some("/units/1".into()), parts: parts.clone() }];
    let shape = Shape {
        name: "Huyện Lục Ngạn".into(),
        label: "Lục Ngạn".into(),
        rings: vec![vec![(106_000_000, 21_000_000), (106_500_000, 21_000_000), (106_200_000, 21_400_000)]],
        state: State::Late,
        text: "9 quá hạn".into(),
        href: None,
    };
    let days = [(Day::new(2021, 1, 1).unwrap(), parts.clone()), (Day::new(2021, 5, 31).unwrap(), parts)];
    let drawings =
        [stacked_states(frame, &bars), states_over_time(frame, &days), district_map(frame, &[shape])];
    let figure = |svg: String| Block::Figure { title: "Tình hình".into(), svg, source: None };
    let document = OfficialDocument { body: drawings.into_iter().map(figure).collect(), ..report() };
    assert!(pdf(&document).is_ok());
    assert_eq!(parts_named(&docx(&document).unwrap(), "word/media/"), 3);
}

fn parts_named(file: &[u8], start: &str) -> usize {
    parts(file).iter().filter(|(name, _)| name.starts_with(start)).count()
}

#[test]
fn many_threads_print_at_once() {
    let document = report();
    let first = pdf(&document).unwrap();
    std::thread::scope(|scope| {
        let prints: Vec<_> = (0..4).map(|_| scope.spawn(|| pdf(&document).unwrap())).collect();
        for print in prints {
            assert_eq!(print.join().unwrap(), first, "the same document gives the same bytes");
        }
    });
}
