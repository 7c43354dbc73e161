use std::io::{Cursor, Write};

use khue_base::{Epoch, GridCell, GridSheet};
use rust_xlsxwriter::{ExcelDateTime, Format, Formula, Workbook};
use zip::write::SimpleFileOptions;

use super::*;

fn no_old_text(_: &[u8]) -> Option<(String, &'static str)> {
    None
}

fn read_named(bytes: &[u8], name: &str) -> Result<ReadSheet, SheetRefusal> {
    read(bytes, name, &no_old_text)
}

fn zipped(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut archive = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in parts {
        archive.start_file(*name, SimpleFileOptions::default()).unwrap();
        archive.write_all(content).unwrap();
    }
    archive.finish().unwrap().into_inner()
}

const TYPES: &[u8] = br#"<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>"#;
const ROOT: &[u8] = br#"<Relationships><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>"#;
const RELATIONS: &[u8] = br#"<Relationships><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/></Relationships>"#;

fn workbook_xml(properties: &str) -> String {
    format!(
        r#"<workbook xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">{properties}<sheets><sheet name="L&#7899;p 6A" sheetId="1" r:id="rId1"/></sheets></workbook>"#
    )
}

/// A workbook of one sheet given as XML, with more parts beside it.
fn raw(sheet: &str, properties: &str, more: &[(&str, &[u8])]) -> Vec<u8> {
    let workbook = workbook_xml(properties);
    let mut parts: Vec<(&str, &[u8])> = vec![
        ("[Content_Types].xml", TYPES),
        ("_rels/.rels", ROOT),
        ("xl/workbook.xml", workbook.as_bytes()),
        ("xl/_rels/workbook.xml.rels", RELATIONS),
        ("xl/worksheets/sheet1.xml", sheet.as_bytes()),
    ];
    parts.extend(more);
    zipped(&parts)
}

fn sheet_xml(rows: &str) -> String {
    format!("<worksheet><sheetData>{rows}</sheetData></worksheet>")
}

fn text_at(sheet: &GridSheet, address: &str) -> String {
    sheet.cell(address.parse().unwrap()).map(|cell| cell.text().into_owned()).unwrap_or_default()
}

fn notes(read: &ReadSheet) -> String {
    read.notes.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
}

#[track_caller]
fn refused(bytes: &[u8], name: &str, reason: Unreadable) {
    assert_eq!(read_named(bytes, name).map(|_| ()).map_err(|refusal| refusal.reason), Err(reason));
}

#[test]
fn cells_of_every_kind_are_read() {
    let mut book = Workbook::new();
    let page = book.add_worksheet();
    page.set_name("Học sinh").unwrap();
    let day = Format::new().set_num_format("dd/mm/yyyy");
    let time = Format::new().set_num_format("hh:mm");
    page.write_string(4, 1, "Nguyễn Văn An").unwrap();
    page.write_number(4, 2, 24_201_004_321.0).unwrap();
    page.write_number(4, 3, 8.25).unwrap();
    page.write_boolean(4, 4, true).unwrap();
    page.write_datetime_with_format(4, 5, ExcelDateTime::from_ymd(2014, 9, 5).unwrap(), &day).unwrap();
    page.write_datetime_with_format(4, 6, ExcelDateTime::from_hms(7, 30, 0.0).unwrap(), &time).unwrap();
    page.write_formula(4, 7, Formula::new("=1/0").set_result("#DIV/0!")).unwrap();
    page.write_formula(4, 8, Formula::new("=C5+1").set_result("24201004322")).unwrap();
    page.write_string(4, 9, "31/12/1899").unwrap();
    page.write_number_with_format(4, 10, 60.0, &day).unwrap();
    page.write_number_with_format(4, 11, -5.0, &day).unwrap();
    page.write_string(4, 12, "   ").unwrap();
    page.merge_range(0, 0, 1, 3, "Danh sách", &Format::new()).unwrap();
    page.set_row_hidden(4).unwrap();
    let other = book.add_worksheet();
    other.set_name("DAN_TOC").unwrap().set_hidden(true);
    other.write_row(0, 0, ["Kinh", "01", "x", "y"]).unwrap();
    let read = read_named(&book.save_to_buffer().unwrap(), "hoc sinh.xlsx").unwrap();

    let sheet = &read.grid.sheets[0];
    assert_eq!((sheet.name.as_str(), sheet.hidden, sheet.hidden_rows), ("Học sinh", false, 1));
    let row: Vec<String> =
        sheet.row(5).unwrap().cells.iter().map(|(_, cell)| cell.text().into_owned()).collect();
    assert_eq!(
        row,
        [
            "Nguyễn Văn An",
            "24201004321",
            "8,25",
            "1",
            "05/09/2014",
            "07:30",
            "#DIV/0!",
            "24201004322",
            "31/12/1899",
            "60",
            "-5",
        ]
    );
    assert_eq!(sheet.cell("K5".parse().unwrap()), Some(&GridCell::NoDay(60)));
    assert_eq!(sheet.merged, [khue_base::Merged::parse("A1:D2").unwrap()]);
    assert!(read.grid.sheets[1].hidden);
    assert!(notes(&read).contains("Trang “DAN_TOC” đang bị ẩn"));
    assert!(notes(&read).contains("Trang “Học sinh” có 1 hàng đang ẩn"));
}

#[test]
fn a_stated_dimension_and_claims_of_size_are_not_believed() {
    let rows: String =
        (1..=300).map(|row| format!(r#"<row r="{row}"><c r="BS{row}" t="s"><v>0</v></c></row>"#)).collect();
    for dimension in ["A1:BS4", "B9:A1", "XFD9999999:A1", "nonsense"] {
        let sheet =
            format!(r#"<worksheet><dimension ref="{dimension}"/><sheetData>{rows}</sheetData></worksheet>"#);
        let strings = br#"<sst count="9" uniqueCount="99999999999999"><si><t>An</t></si></sst>"#;
        let read = read_named(&raw(&sheet, "", &[("xl/sharedStrings.xml", strings)]), "a.xlsx").unwrap();
        assert_eq!(read.grid.sheets[0].rows.len(), 300);
        assert_eq!(text_at(&read.grid.sheets[0], "BS300"), "An");
    }
}

#[test]
fn days_follow_the_epoch_of_the_workbook() {
    let styles =
        br#"<styleSheet><cellXfs count="2"><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs></styleSheet>"#;
    let sheet = sheet_xml(r#"<row r="2"><c r="A2" s="1"><v>42793</v></c></row>"#);
    let read =
        read_named(&raw(&sheet, r#"<workbookPr date1904="1"/>"#, &[("xl/styles.xml", styles)]), "mac.xlsx")
            .unwrap();
    assert_eq!(read.grid.epoch, Epoch::Mac1904);
    assert_eq!(text_at(&read.grid.sheets[0], "A2"), "28/02/2021");
    let read = read_named(&raw(&sheet, "", &[("xl/styles.xml", styles)]), "win.xlsx").unwrap();
    assert_eq!(text_at(&read.grid.sheets[0], "A2"), "27/02/2017");
}

#[test]
fn formulas_count_by_their_result_and_nothing_is_run_or_fetched() {
    let sheet = sheet_xml(
        r#"<row r="1"><c r="A1"><f>HYPERLINK("http://x")</f></c><c r="B1" t="str"><f>[1]S!A1</f><v>An</v></c><c r="C1" t="str"><f>""</f><v></v></c></row>"#,
    );
    let book = raw(
        &sheet,
        "",
        &[
            ("xl/vbaProject.bin", b"x"),
            ("xl/externalLinks/externalLink1.xml", b"<externalLink/>"),
            ("xl/media/image1.png", b"x"),
        ],
    );
    let read = read_named(&book, "danh sach.xlsm").unwrap();
    let sheet = &read.grid.sheets[0];
    assert_eq!((text_at(sheet, "A1"), text_at(sheet, "B1")), ("(công thức chưa tính)".into(), "An".into()));
    assert_eq!(sheet.rows[0].cells.len(), 2);
    let told = notes(&read);
    for note in ["có macro", "từ tệp khác", "có ảnh", "có 1 ô công thức chưa tính"] {
        assert!(told.contains(note), "{told}");
    }
}

#[test]
fn names_of_sheets_and_hidden_rows_come_through() {
    let sheet = format!(
        "{}<mergeCells count=\"1\"><mergeCell ref=\"A1:A3\"/></mergeCells></worksheet>",
        sheet_xml(
            r#"<row hidden="1" r="1"><c r="A1" t="inlineStr"><is><t>6A</t></is></c></row><row r="2" hidden="1"/><row r="3"><c r="B3"><v>1</v></c></row>"#
        )
        .trim_end_matches("</worksheet>")
    );
    let read = read_named(&raw(&sheet, "", &[]), "a.xlsx").unwrap();
    let sheet = &read.grid.sheets[0];
    assert_eq!((sheet.name.as_str(), sheet.hidden_rows, sheet.merged.len()), ("Lớp 6A", 1, 1));
}

#[test]
fn a_million_empty_rows_cost_nothing() {
    let mut rows = String::with_capacity(40 << 20);
    for row in 1..=1_000_000 {
        rows.push_str(&format!(r#"<row r="{row}" spans="1:9" ht="15"><c r="A{row}" s="1"/></row>"#));
    }
    rows.push_str(r#"<row r="1000001"><c r="B1000001" t="inlineStr"><is><t>cuối</t></is></c></row>"#);
    let read = read_named(&raw(&sheet_xml(&rows), "", &[]), "a.xlsx").unwrap();
    assert_eq!(read.grid.sheets[0].rows.len(), 1);
    assert_eq!(text_at(&read.grid.sheets[0], "B1000001"), "cuối");
}

#[test]
fn bombs_are_refused_before_they_unpack() {
    let blanks = vec![b' '; 40 << 20];
    let bomb = zipped(&[("xl/workbook.xml", b"<x/>"), ("xl/worksheets/sheet1.xml", &blanks)]);
    assert!(bomb.len() < 1 << 20);
    refused(&bomb, "a.xlsx", Unreadable::Bomb);
    let odd_parts: Vec<(String, Vec<u8>)> =
        (0..10_001).map(|at| (format!("xl/{at}.xml"), Vec::new())).collect();
    let parts: Vec<(&str, &[u8])> =
        odd_parts.iter().map(|(name, content)| (name.as_str(), content.as_slice())).collect();
    refused(&zipped(&parts), "a.xlsx", Unreadable::Bomb);
}

#[test]
fn a_text_used_again_and_again_meets_the_limit() {
    let long = "ă".repeat(40_000);
    let strings = format!("<sst><si><t>{long}</t></si></sst>");
    let one = sheet_xml(r#"<row r="1"><c r="A1" t="s"><v>0</v></c></row>"#);
    let read = read_named(&raw(&one, "", &[("xl/sharedStrings.xml", strings.as_bytes())]), "a.xlsx").unwrap();
    assert_eq!(text_at(&read.grid.sheets[0], "A1").chars().count(), 40_000);
    let rows: String =
        (1..=2000).map(|row| format!(r#"<row r="{row}"><c t="s"><v>0</v></c></row>"#)).collect();
    let many = raw(&sheet_xml(&rows), "", &[("xl/sharedStrings.xml", strings.as_bytes())]);
    refused(&many, "a.xlsx", Unreadable::TooMuchText);
}

#[test]
fn broken_and_odd_content_is_told_by_kind() {
    let good = raw(&sheet_xml(r#"<row r="1"><c r="A1"><v>1</v></c></row>"#), "", &[]);
    refused(&good[..good.len() / 2], "a.xlsx", Unreadable::Broken(SheetFormat::Xlsx));
    let cut = raw("<worksheet><sheetData><row r=\"1\"><c r=\"A1\"", "", &[]);
    refused(&cut, "a.xlsx", Unreadable::Broken(SheetFormat::Xlsx));
    refused(&raw(&sheet_xml(""), "", &[]), "a.xlsx", Unreadable::NoData);
    refused(b" \r\n", "a.csv", Unreadable::Empty);
    refused(&vec![b'a'; MAX_BYTES + 1], "a.csv", Unreadable::TooLarge);
    refused(b"<html><table><tr><td>1</td></tr></table>", "a.xls", Unreadable::WebPage);
    refused(b"<table><tr><td>1</td></tr></table>", "a.xls", Unreadable::WebPage);
    refused(
        b"<?xml version=\"1.0\"?><Workbook xmlns=\"urn:schemas-microsoft-com:office:spreadsheet\"/>",
        "a.xls",
        Unreadable::XmlWorkbook,
    );
    refused(&zipped(&[("word/document.xml", b"<x/>")]), "a.xlsx", Unreadable::Document);
    refused(&zipped(&[("xl/workbook.bin", b"x")]), "a.xlsb", Unreadable::BinaryWorkbook);
    refused(&zipped(&[("a.xlsx", b"x")]), "a.zip", Unreadable::Archive);
    refused(b"%PDF-1.7\n\xff\0", "a.xlsx", Unreadable::Other(Content::Pdf));
    refused(b"\x89PNG\r\n\x1a\n\0", "a.xlsx", Unreadable::Other(Content::Png));
    refused(b"MZ\x90\0\x03", "a.xlsx", Unreadable::Other(Content::Program));
}

#[test]
fn another_extension_is_told_but_content_counts() {
    let read = read_named(b"STT,H\xe1\xbb\x8d t\xc3\xaan\n1,An", "lop.xls").unwrap();
    assert_eq!(read.format, SheetFormat::Csv);
    assert!(notes(&read).contains("Tệp mang đuôi .xls nhưng nội dung là CSV"));
}

fn compound(streams: &[(&str, &[u8])]) -> Vec<u8> {
    let mut file = cfb::CompoundFile::create(Cursor::new(Vec::new())).unwrap();
    for (name, content) in streams {
        file.create_stream(name).unwrap().write_all(content).unwrap();
    }
    file.flush().unwrap();
    file.into_inner().into_inner()
}

fn record(kind: u16, content: &[u8]) -> Vec<u8> {
    [&kind.to_le_bytes()[..], &(content.len() as u16).to_le_bytes(), content].concat()
}

#[test]
fn passwords_have_their_own_sentence() {
    refused(&compound(&[("/EncryptedPackage", b"x")]), "a.xlsx", Unreadable::Password);
    let begin = record(0x0809, &[0, 6, 5, 0, 0, 0, 0, 0]);
    let locked = [begin, record(0x2f, &[0; 6])].concat();
    refused(&compound(&[("/Workbook", &locked)]), "a.xls", Unreadable::Password);
    refused(&compound(&[("/WordDocument", b"x")]), "a.xls", Unreadable::Document);
    let sentence = read_named(&compound(&[("/EncryptedPackage", b"x")]), "a.xlsx").unwrap_err().to_string();
    assert!(sentence.starts_with("Tệp “a.xlsx” có mật khẩu mở tệp"), "{sentence}");
    let ods: &[(&str, &[u8])] = &[
        ("mimetype", b"application/vnd.oasis.opendocument.spreadsheet"),
        ("META-INF/manifest.xml", b"<manifest:file-entry><manifest:encryption-data/></manifest:file-entry>"),
        ("content.xml", b"\x01\x02"),
    ];
    refused(&zipped(ods), "a.ods", Unreadable::Password);
}

#[test]
fn an_old_workbook_as_wide_as_it_is_long_is_refused() {
    let begin = record(0x0809, &[0, 6, 5, 0, 0, 0, 0, 0]);
    let number = |row: u16, column: u16| {
        let mut content = [row.to_le_bytes(), column.to_le_bytes(), [0, 0]].concat();
        content.extend(1f64.to_le_bytes());
        record(0x0203, &content)
    };
    let mut stream = begin.clone();
    stream.extend(record(0x0a, &[]));
    stream.extend(begin);
    stream.extend(number(0, 0));
    stream.extend(number(65_535, 255));
    stream.extend(record(0x0a, &[]));
    refused(&compound(&[("/Workbook", &stream)]), "a.xls", Unreadable::Bomb);
    refused(&compound(&[("/Workbook", b"\x01\x02\x03")]), "a.xls", Unreadable::Broken(SheetFormat::Xls));
}

fn ods(content: &str) -> Vec<u8> {
    zipped(&[
        ("mimetype", b"application/vnd.oasis.opendocument.spreadsheet"),
        ("META-INF/manifest.xml", b"<manifest:manifest/>"),
        ("content.xml", content.as_bytes()),
    ])
}

#[test]
fn open_documents_are_read_with_their_repeats() {
    let content = r#"<office:document-content>
<office:automatic-styles><style:style style:name="ta2"><style:table-properties table:display="false"/></style:style></office:automatic-styles>
<office:spreadsheet>
<table:table table:name="L&#7899;p">
<table:table-header-rows><table:table-row><table:table-cell table:number-columns-spanned="3" table:number-rows-spanned="2" office:value-type="string"><text:p>Danh <text:span>sách</text:span> &amp; lớp</text:p><office:annotation><text:p>ghi chú</text:p></office:annotation><text:p>6A</text:p></table:table-cell><table:covered-table-cell table:number-columns-repeated="2"/></table:table-row></table:table-header-rows>
<table:table-row table:number-rows-repeated="3"/>
<table:table-row table:visibility="filter"><table:table-cell table:number-columns-repeated="2" office:value-type="float" office:value="8.5"><text:p>8,50</text:p></table:table-cell><table:table-cell office:value-type="date" office:date-value="2014-09-05"><text:p>05/09/14</text:p></table:table-cell><table:table-cell office:value-type="boolean" office:boolean-value="true"/><table:table-cell office:value-type="time" office:time-value="PT07H30M00S"/><table:table-cell table:formula="of:=1/0" office:value-type="string"><text:p>#DIV/0!</text:p></table:table-cell><table:table-cell table:number-columns-repeated="16378"/></table:table-row>
<table:table-row table:number-rows-repeated="1048571"><table:table-cell table:number-columns-repeated="16384"/></table:table-row>
</table:table>
<table:table table:name="Ẩn" table:style-name="ta2"><table:table-row><table:table-cell office:value-type="string"><text:p>x</text:p></table:table-cell></table:table-row></table:table>
</office:spreadsheet></office:document-content>"#;
    let read = read_named(&ods(content), "a.ods").unwrap();
    let sheet = &read.grid.sheets[0];
    assert_eq!(sheet.name, "Lớp");
    assert_eq!(text_at(sheet, "A1"), "Danh sách & lớp\n6A");
    let cells: Vec<String> = sheet.rows[1].cells.iter().map(|(_, cell)| cell.text().into_owned()).collect();
    assert_eq!(sheet.rows[1].number, 5);
    assert_eq!(cells, ["8,5", "8,5", "05/09/2014", "1", "07:30", "#DIV/0!"]);
    assert_eq!((sheet.hidden_rows, sheet.merged[0].last.to_string().as_str()), (1, "C2"));
    assert!(read.grid.sheets[1].hidden);

    let flood = r#"<table:table table:name="a"><table:table-row table:number-rows-repeated="1000000"><table:table-cell table:number-columns-repeated="1000" office:value-type="float" office:value="1"/></table:table-row></table:table>"#;
    refused(&ods(flood), "a.ods", Unreadable::TooManyCells);
    refused(&ods("<table:table><table:table-row>"), "a.ods", Unreadable::Broken(SheetFormat::Ods));
}

#[test]
fn every_refusal_says_what_to_do() {
    let reasons = [
        Unreadable::Empty,
        Unreadable::NoData,
        Unreadable::TooLarge,
        Unreadable::Bomb,
        Unreadable::TooManyCells,
        Unreadable::TooMuchText,
        Unreadable::TooManySheets,
        Unreadable::Password,
        Unreadable::BinaryWorkbook,
        Unreadable::WebPage,
        Unreadable::XmlWorkbook,
        Unreadable::Document,
        Unreadable::Archive,
        Unreadable::Other(Content::Png),
        Unreadable::UnknownEncoding,
        Unreadable::OpenQuote { row: 3 },
        Unreadable::Broken(SheetFormat::Xls),
    ];
    let mut seen = std::collections::HashSet::new();
    for reason in reasons {
        let sentence = SheetRefusal { file_name: "a.xlsx".into(), reason }.to_string();
        assert!(sentence.contains("hãy") && sentence.ends_with('.'), "{sentence}");
        assert_eq!(sentence.matches(". ").count(), 0, "{sentence}");
        assert!(seen.insert(sentence));
    }
}
