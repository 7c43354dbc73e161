use std::io::{Cursor, Write};

use pdf_extract::{
    Dictionary, Document, EncryptionState, EncryptionVersion, Object, Permissions, Stream, dictionary,
};

use super::*;
use crate::document::{docx, pdf, samples};

fn words(text: &str) -> Vec<String> {
    text.split_whitespace().map(str::to_owned).collect()
}

#[track_caller]
fn unicode(bytes: &[u8], name: &str) -> String {
    match text_of(bytes, name).unwrap().text {
        Text::Unicode(text) => text,
        Text::Raw(_) => panic!("{name} came back as bytes"),
    }
}

#[track_caller]
fn refused(bytes: &[u8], name: &str) -> FileRefusal {
    text_of(bytes, name).unwrap_err()
}

fn zipped(parts: &[(&str, &str)]) -> Vec<u8> {
    let mut archive = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in parts {
        archive.start_file(*name, zip::write::SimpleFileOptions::default()).unwrap();
        archive.write_all(content.as_bytes()).unwrap();
    }
    archive.finish().unwrap().into_inner()
}

fn docx_of(body: &str, more: &[(&str, &str)]) -> Vec<u8> {
    let document =
        format!("<w:document xmlns:w='w' xmlns:mc='mc' xmlns:wps='wps'><w:body>{body}</w:body></w:document>");
    let mut parts = vec![("[Content_Types].xml", "<Types/>"), ("word/document.xml", document.as_str())];
    parts.extend(more);
    zipped(&parts)
}

#[track_caller]
fn check_docx(body: &str, text: &str) {
    assert_eq!(unicode(&docx_of(body, &[]), "a.docx"), text);
}

/// A PDF of one page per content stream, with the given resources and more objects.
fn pdf_of(contents: &[&str], mut resources: Dictionary, picture: bool) -> Document {
    let mut document = Document::with_version("1.5");
    let font = document.add_object(dictionary! { "Type" => "Font", "Subtype" => "Type1", "BaseFont" => "Times-Roman", "Encoding" => "WinAnsiEncoding" });
    resources.set("Font", dictionary! { "F1" => font });
    if picture {
        let dots = Stream::new(
            dictionary! { "Type" => "XObject", "Subtype" => "Image", "Width" => 1, "Height" => 1, "ColorSpace" => "DeviceGray", "BitsPerComponent" => 8 },
            vec![0],
        );
        let dots = document.add_object(dots);
        resources.set("XObject", dictionary! { "Im1" => dots });
    }
    let resources = document.add_object(resources);
    let parent = document.new_object_id();
    let pages: Vec<Object> = contents
        .iter()
        .map(|content| {
            let content = document.add_object(Stream::new(Dictionary::new(), content.as_bytes().to_vec()));
            document
                .add_object(dictionary! { "Type" => "Page", "Parent" => parent, "Contents" => content, "Resources" => resources, "MediaBox" => vec![0.into(), 0.into(), 595.into(), 842.into()] })
                .into()
        })
        .collect();
    let count = i64::try_from(pages.len()).unwrap();
    document.objects.insert(
        parent,
        Object::Dictionary(dictionary! { "Type" => "Pages", "Kids" => pages, "Count" => count }),
    );
    let catalog = document.add_object(dictionary! { "Type" => "Catalog", "Pages" => parent });
    document.trailer.set("Root", catalog);
    document.trailer.set(
        "ID",
        vec![Object::string_literal("0123456789abcdef"), Object::string_literal("0123456789abcdef")],
    );
    document
}

fn saved(mut document: Document) -> Vec<u8> {
    let mut bytes = Vec::new();
    document.save_to(&mut bytes).unwrap();
    bytes
}

const TWO_LINES: &str = "BT /F1 12 Tf 72 700 Td (Nhiem vu trong tam cua nam hoc) Tj 0 -14 Td (So: 12/CT) Tj 200 0 Td (Bac Giang, ngay 5) Tj ET";

#[test]
fn our_own_pdf_and_docx_say_the_same_words() {
    let document = samples::report();
    let from_docx = words(&unicode(&docx(&document).unwrap(), "a.docx"));
    // A PDF adds the page number and the words inside the figure, which DOCX has as a picture.
    let mut added = words(&unicode(&pdf(&document).unwrap(), "a.pdf"));
    for word in &from_docx {
        let at = added.iter().position(|other| other == word);
        added.remove(at.unwrap_or_else(|| panic!("the PDF lacks {word}")));
    }
    added.sort();
    assert_eq!(added, ["2", "Lục", "Ngạn", "Sơn", "Động"]);
    assert!(from_docx.join(" ").contains("Sơn Động và Lục Ngạn chiếm hai phần ba số nhiệm vụ quá hạn"));
}

#[test]
fn pages_of_a_pdf_are_parted_by_form_feeds() {
    let read = text_of(&pdf(&samples::report()).unwrap(), "a.pdf").unwrap();
    assert_eq!((read.pages, read.kind), (Some(2), TextSource::Pdf));
    let Text::Unicode(text) = read.text else { panic!("bytes") };
    let (first, second) = text.split_once('\u{c}').unwrap();
    assert!(first.contains("chủ yếu ở phòng học và bồi dưỡng giáo viên; 3 huyện chưa gửi báo cáo quý.\n"));
    assert!(second.starts_with("2\na) Phòng học\n"), "{second}");
}

#[test]
fn lines_and_columns_of_a_pdf_are_kept() {
    let text = unicode(&saved(pdf_of(&[TWO_LINES], Dictionary::new(), false)), "a.pdf");
    assert_eq!(text, "Nhiem vu trong tam cua nam hoc\nSo: 12/CT\tBac Giang, ngay 5\n");
}

#[test]
fn a_pdf_of_pictures_is_refused_and_a_short_one_is_not() {
    let scan = "q 595 0 0 842 0 0 cm /Im1 Do Q BT /F1 9 Tf 40 40 Td (12/CT) Tj ET";
    let name = "quet.pdf".to_owned();
    assert_eq!(
        refused(&saved(pdf_of(&[scan], Dictionary::new(), true)), "quet.pdf"),
        FileRefusal::ScannedPdf { name }
    );
    let empty = saved(pdf_of(&["q Q"], Dictionary::new(), false));
    assert!(matches!(refused(&empty, "trang.pdf"), FileRefusal::ScannedPdf { .. }));
    let short = saved(pdf_of(&["BT /F1 12 Tf 72 700 Td (Cong van) Tj ET"], Dictionary::new(), false));
    assert_eq!(unicode(&short, "ngan.pdf"), "Cong van\n");
}

#[test]
fn a_password_is_named_but_an_owner_password_alone_opens() {
    let locked = |user: &str| {
        let mut document = pdf_of(&[TWO_LINES], Dictionary::new(), false);
        let version = EncryptionVersion::V2 {
            document: &document,
            owner_password: "chủ",
            user_password: user,
            key_length: 128,
            permissions: Permissions::empty(),
        };
        let state = EncryptionState::try_from(version).unwrap();
        document.encrypt(&state).unwrap();
        saved(document)
    };
    assert!(matches!(refused(&locked("bí mật"), "a.pdf"), FileRefusal::EncryptedPdf { .. }));
    assert!(unicode(&locked(""), "a.pdf").contains("Nhiem vu"));
}

#[test]
fn a_damaged_file_never_takes_us_down() {
    let bare = docx_of("<w:tbl><w:tr><w:tc><w:p><w:r><w:t>chữ</w:t></w:r></w:p></w:tc></w:tr></w:tbl>", &[]);
    for whole in [pdf(&samples::letter()).unwrap(), docx(&samples::letter()).unwrap(), bare] {
        damage(&whole);
    }
}

fn damage(whole: &[u8]) {
    let mut seed = 7u32;
    let mut next = || {
        seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        seed as usize >> 8
    };
    for round in 0..25 {
        let mut damaged = whole.to_vec();
        for _ in 0..=round {
            let at = next() % damaged.len();
            damaged[at] = (next() % 256) as u8;
        }
        damaged.truncate(damaged.len() - next() % (damaged.len() / 2));
        let _ = text_of(&damaged, "a.pdf");
    }
}

#[test]
fn a_docx_keeps_paragraphs_breaks_and_tables() {
    check_docx(
        "<w:p><w:r><w:t>Một</w:t><w:tab/><w:t xml:space='preserve'>hai </w:t></w:r><w:r><w:t>&amp; ba</w:t><w:br/><w:t>b&#7889;n</w:t></w:r></w:p><w:p/><w:p><w:r><w:t>Năm</w:t></w:r></w:p>",
        "Một\thai & ba\nbốn\n\nNăm",
    );
    let cell = |texts: &[&str]| {
        let lines: String =
            texts.iter().map(|text| format!("<w:p><w:r><w:t>{text}</w:t></w:r></w:p>")).collect();
        format!("<w:tc>{lines}</w:tc>")
    };
    let table = |rows: &[String]| {
        let rows: String = rows.iter().map(|row| format!("<w:tr>{row}</w:tr>")).collect();
        format!("<w:tbl>{rows}</w:tbl>")
    };
    // Issuer and nation side by side come one after the other, plain rows with tabs.
    let head = table(&[
        cell(&["UBND TỈNH", "SỞ GDĐT"]) + &cell(&["CỘNG HÒA", "Độc lập"]),
        cell(&["Số: 12/CT"]) + &cell(&["Bắc Giang, ngày 5"]),
        cell(&["1"]) + &cell(&[""]),
    ]);
    check_docx(&head, "UBND TỈNH\nSỞ GDĐT\nCỘNG HÒA\nĐộc lập\nSố: 12/CT\tBắc Giang, ngày 5\n1");
    let inner = table(&[cell(&["trong"])]);
    check_docx(
        &table(&[format!("<w:tc>{inner}<w:p><w:r><w:t>ngoài</w:t></w:r></w:p></w:tc>")]),
        "trong\nngoài",
    );
}

#[test]
fn a_docx_drops_what_is_not_printed() {
    let run = |text: &str| format!("<w:r><w:t>{text}</w:t></w:r>");
    check_docx(
        &format!(
            "<w:p>{}<w:del>{}<w:r><w:delText>cũ</w:delText></w:r></w:del><w:ins>{}</w:ins><w:r><w:instrText>PAGE</w:instrText></w:r><w:r><w:rPr><w:vanish/></w:rPr><w:t>ẩn</w:t></w:r></w:p>",
            run("giữ "),
            run("bỏ"),
            run("thêm")
        ),
        "giữ thêm",
    );
    let boxed =
        |text: &str| format!("<wps:txbx><w:txbxContent><w:p>{}</w:p></w:txbxContent></wps:txbx>", run(text));
    check_docx(
        &format!(
            "<w:p><w:r><mc:AlternateContent><mc:Choice>{}</mc:Choice><mc:Fallback>{}</mc:Fallback></mc:AlternateContent></w:r>{}</w:p>",
            boxed("trong khung"),
            boxed("trong khung"),
            run("ngoài khung")
        ),
        "trong khung\nngoài khung",
    );
}

#[test]
fn numbers_of_lists_are_printed() {
    let level = |at: usize, format: &str, text: &str| {
        format!(
            "<w:lvl w:ilvl='{at}'><w:start w:val='1'/><w:numFmt w:val='{format}'/><w:lvlText w:val='{text}'/></w:lvl>"
        )
    };
    let numbering = format!(
        "<w:numbering xmlns:w='w'><w:abstractNum w:abstractNumId='4'>{}{}{}</w:abstractNum><w:abstractNum w:abstractNumId='5'>{}</w:abstractNum><w:num w:numId='1'><w:abstractNumId w:val='4'/></w:num><w:num w:numId='2'><w:abstractNumId w:val='4'/><w:lvlOverride w:ilvl='1'><w:startOverride w:val='5'/></w:lvlOverride></w:num><w:num w:numId='3'><w:abstractNumId w:val='5'/></w:num></w:numbering>",
        level(0, "upperRoman", "%1."),
        level(1, "decimal", "%2."),
        level(2, "lowerLetter", "%3)"),
        level(0, "bullet", "\u{f0b7}"),
    );
    let styles = "<w:styles xmlns:w='w'><w:style w:styleId='Muc'><w:pPr><w:numPr><w:numId w:val='1'/></w:numPr></w:pPr></w:style><w:style w:styleId='Con'><w:basedOn w:val='Muc'/><w:pPr><w:numPr><w:ilvl w:val='1'/></w:numPr></w:pPr></w:style></w:styles>";
    let item = |properties: &str, text: &str| {
        format!("<w:p><w:pPr>{properties}</w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>")
    };
    let own = |level: usize, list: usize, text: &str| {
        item(&format!("<w:numPr><w:ilvl w:val='{level}'/><w:numId w:val='{list}'/></w:numPr>"), text)
    };
    let body = [
        item("<w:pStyle w:val='Muc'/>", "Quan điểm"),
        item("<w:pStyle w:val='Con'/>", "Một"),
        own(2, 1, "chữ"),
        own(2, 1, "chữ"),
        item("<w:pStyle w:val='Con'/>", "Hai"),
        item("<w:pStyle w:val='Muc'/>", "Nhiệm vụ"),
        own(1, 2, "Năm"),
        own(0, 3, "gạch"),
        item("<w:pStyle w:val='Muc'/><w:numPr><w:numId w:val='0'/></w:numPr>", "không số"),
    ]
    .concat();
    let file = docx_of(&body, &[("word/numbering.xml", &numbering), ("word/styles.xml", styles)]);
    assert_eq!(
        unicode(&file, "a.docx"),
        "I. Quan điểm\n1. Một\na) chữ\nb) chữ\n2. Hai\nII. Nhiệm vụ\n5. Năm\n- gạch\nkhông số"
    );
}

#[test]
fn each_wrong_file_has_its_own_answer() {
    let wide = |text: &str| -> Vec<u8> { text.encode_utf16().flat_map(u16::to_le_bytes).collect() };
    let compound =
        |stream: &str| [b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".as_slice(), &[0; 600], &wide(stream)].concat();
    let noise: Vec<u8> = (0..30_000u32).map(|at| (at.wrapping_mul(2_654_435_761) >> 23) as u8).collect();
    let cases: &[(&str, Vec<u8>, &str)] = &[
        ("rong.txt", Vec::new(), "không có nội dung"),
        ("trang.txt", b" \n\t ".to_vec(), "không có nội dung"),
        ("to.txt", vec![b'a'; MAX_BYTES + 1], "nặng hơn 20 MB"),
        ("hong.pdf", b"%PDF-1.4\nbroken".to_vec(), "bị hỏng"),
        ("hong.docx", b"PK\x03\x04broken".to_vec(), "bị hỏng"),
        ("nhieu.pdf", noise, "dữ liệu không đọc được"),
        ("cu.doc", compound("WordDocument"), "lưu thành DOCX"),
        ("khoa.docx", compound("EncryptedPackage"), "mật khẩu"),
        ("bang.xls", compound("Workbook"), "bảng tính"),
        (
            "bang.xlsx",
            zipped(&[("[Content_Types].xml", "<Types/>"), ("xl/workbook.xml", "<x/>")]),
            "bảng tính",
        ),
        ("anh.pdf", b"\x89PNG\r\n\x1a\n\0\0".to_vec(), "là ảnh"),
        ("nen.docx", zipped(&[("a.txt", "a")]), "tệp nén ZIP"),
        ("may.docx", b"MZ\x90\0\x03\0".to_vec(), "chương trình máy tính"),
        ("trang.html", b"<!DOCTYPE html><p>x".to_vec(), "trang web"),
        (
            "cat.docx",
            zipped(&[
                ("[Content_Types].xml", "x"),
                ("word/document.xml", "<w:document xmlns:w='w'><w:body><w:p>"),
            ]),
            "bị hỏng",
        ),
        ("trong.docx", docx_of("<w:p/>", &[]), "không có nội dung"),
    ];
    for (name, bytes, answer) in cases {
        let sentence = refused(bytes, name).to_string();
        assert!(
            sentence.contains(answer) && sentence.contains(name) && sentence.contains("; hãy"),
            "{sentence}"
        );
    }
}

#[test]
fn plain_text_comes_back_as_it_is() {
    let long = format!("CHỈ THỊ\n{}", "a".repeat(2_000_000));
    for text in
        ["Thực hiện".as_bytes(), long.as_bytes(), "“".repeat(200_000).as_bytes(), b"CH\xd8 TH\xde v\xd2"]
    {
        let read = text_of(text, "a.pdf").unwrap();
        assert_eq!((read.text, read.kind), (Text::Raw(text.to_vec()), TextSource::Plain));
    }
    let wide: Vec<u8> = "\u{feff}Chỉ thị".encode_utf16().flat_map(u16::to_le_bytes).collect();
    assert_eq!(unicode(&wide, "a.txt"), "Chỉ thị");
}

#[test]
fn bombs_are_bounded() {
    let entities = "<!DOCTYPE x [<!ENTITY a 'aaaaaaaaaa'><!ENTITY b '&a;&a;&a;&a;'>]><w:document xmlns:w='w'><w:body><w:p><w:r><w:t>&b;giữ</w:t></w:r></w:p></w:body></w:document>";
    let file = zipped(&[("[Content_Types].xml", "<Types/>"), ("word/document.xml", entities)]);
    assert_eq!(unicode(&file, "a.docx"), "giữ");
    let deep = "<w:tbl><w:tr><w:tc>".repeat(100_000);
    assert!(matches!(refused(&docx_of(&deep, &[]), "sau.docx"), FileRefusal::BrokenDocx { .. }));
    let large = " ".repeat(usize::try_from(100u64 << 20).unwrap());
    let file = zipped(&[("[Content_Types].xml", "<Types/>"), ("word/document.xml", &large)]);
    assert!(file.len() < 1 << 20);
    assert!(matches!(refused(&file, "bom.docx"), FileRefusal::Bomb { .. }));
}

#[test]
fn names_are_shown_without_tricks() {
    assert_eq!(shown_name("C:\\a\\..\\bc\u{202e}fdp.exe"), "bcfdp.exe");
    assert_eq!(shown_name("../../etc/passwd"), "passwd");
    assert_eq!(shown_name("\n"), "không tên");
}

#[cfg(unix)]
mod in_a_child {
    use std::path::Path;
    use std::time::Duration;

    use super::*;

    fn child(script: &str, limit_ms: u64) -> Result<ExtractedText, FileRefusal> {
        let bytes = b"%PDF-1.4\nx";
        text_of_in_child(
            Path::new("/bin/sh"),
            &["-c", script],
            bytes,
            "a.pdf",
            Duration::from_millis(limit_ms),
        )
    }

    #[test]
    fn its_answer_comes_back() {
        let script = r#"cat >/dev/null; printf '{"Ok":{"text":{"Unicode":"chữ"},"pages":3,"kind":"Pdf"}}'"#;
        assert_eq!(child(script, 20_000).unwrap().pages, Some(3));
        let name = "a.pdf".to_owned();
        assert_eq!(
            child(r#"printf '{"Err":{"ScannedPdf":{"name":"a.pdf"}}}'"#, 20_000),
            Err(FileRefusal::ScannedPdf { name })
        );
    }

    #[test]
    fn a_slow_or_dying_child_is_a_refusal() {
        assert!(matches!(child("sleep 600", 50), Err(FileRefusal::TooSlow { .. })));
        assert!(matches!(child("kill -SEGV $$", 20_000), Err(FileRefusal::BrokenPdf { .. })));
        assert!(matches!(child("echo nonsense", 20_000), Err(FileRefusal::ReaderFailed { .. })));
        let missing =
            text_of_in_child(Path::new("/nowhere"), &[], b"%PDF-1.4\nx", "a.pdf", Duration::from_secs(20));
        assert!(missing.is_err());
    }
}
