//! Evidence files: what may be stored, judged by name and content together.

use crate::FileRefusal;
use crate::reading::{Archive, Content, check_size, compound_refusal, content_of, shown_name};

const MOST_PART: u64 = 16 << 20;

/// What an accepted file is, told by its content.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EvidenceKind {
    /// For the `Content-Type` header; send `X-Content-Type-Options: nosniff` with it.
    pub mime: &'static str,
    /// Without the dot, as files of this kind are named.
    pub extension: &'static str,
    /// Whether a browser may show it in the page's origin without running anything.
    pub inline_preview: bool,
}

/// Takes PDF, DOCX, XLSX, ODT, ODS, JPEG, PNG, WEBP, TXT and CSV whose content is what
/// the name says.
///
/// # Errors
/// [`FileRefusal`], one sentence for the user.
pub fn check_evidence(bytes: &[u8], file_name: &str) -> Result<EvidenceKind, FileRefusal> {
    let name = shown_name(file_name);
    check_size(bytes, &name)?;
    let extension = name.rsplit_once('.').map(|(_, end)| end.trim().to_lowercase()).unwrap_or_default();
    let content = content_of(bytes);
    if is_macro_name(&extension) {
        return Err(FileRefusal::Macros { name });
    }
    let Some((expected, kind)) = allowed(&extension) else {
        return Err(FileRefusal::KindNotAllowed { name, extension });
    };
    if content == Content::Compound && expected == Content::Zip {
        return Err(match compound_refusal(bytes, name.clone()) {
            refusal @ FileRefusal::EncryptedOffice { .. } => refusal,
            _ => FileRefusal::Disguised { name, extension, content },
        });
    }
    if content != expected {
        return Err(FileRefusal::Disguised { name, extension, content });
    }
    if content == Content::Zip {
        check_office(bytes, &name, &extension)?;
    }
    Ok(kind)
}

fn allowed(extension: &str) -> Option<(Content, EvidenceKind)> {
    let kind = |mime, extension, inline_preview| EvidenceKind { mime, extension, inline_preview };
    Some(match extension {
        "pdf" => (Content::Pdf, kind("application/pdf", "pdf", true)),
        "jpg" | "jpeg" => (Content::Jpeg, kind("image/jpeg", "jpg", true)),
        "png" => (Content::Png, kind("image/png", "png", true)),
        "webp" => (Content::Webp, kind("image/webp", "webp", true)),
        "txt" => (Content::Text, kind("text/plain; charset=utf-8", "txt", true)),
        // Text as well, but a browser would rather save it.
        "csv" => (Content::Text, kind("text/csv; charset=utf-8", "csv", false)),
        "docx" => (
            Content::Zip,
            kind("application/vnd.openxmlformats-officedocument.wordprocessingml.document", "docx", false),
        ),
        "xlsx" => (
            Content::Zip,
            kind("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xlsx", false),
        ),
        "odt" => (Content::Zip, kind("application/vnd.oasis.opendocument.text", "odt", false)),
        "ods" => (Content::Zip, kind("application/vnd.oasis.opendocument.spreadsheet", "ods", false)),
        _ => return None,
    })
}

fn is_macro_name(extension: &str) -> bool {
    matches!(extension, "docm" | "dotm" | "xlsm" | "xltm" | "xlsb" | "xlam" | "pptm" | "potm" | "ppsm")
}

fn check_office(bytes: &[u8], name: &str, extension: &str) -> Result<(), FileRefusal> {
    let wrong = || FileRefusal::WrongOfficeKind { name: name.to_owned(), extension: extension.to_owned() };
    let mut archive = Archive::open(bytes).map_err(|fault| match fault {
        crate::reading::ArchiveFault::TooLarge => FileRefusal::Bomb { name: name.to_owned() },
        _ => wrong(),
    })?;
    let carries_macros = archive.names().any(|part| {
        let part = part.to_lowercase();
        // Excel 4 macro sheets and both office families' script folders.
        part.contains("vbaproject")
            || part.contains("/macrosheets/")
            || part.starts_with("basic/")
            || part.starts_with("scripts/")
    });
    let types = archive.text("[Content_Types].xml", MOST_PART).unwrap_or_default().to_lowercase();
    if carries_macros || types.contains("macroenabled") || types.contains("vbaproject") {
        return Err(FileRefusal::Macros { name: name.to_owned() });
    }
    let mimetype = archive.text("mimetype", 200).unwrap_or_default();
    let sound = match extension {
        "docx" => {
            archive.names().any(|part| part.starts_with("word/document"))
                && types.contains("wordprocessingml")
        }
        "xlsx" => archive.has("xl/workbook.xml") && types.contains("spreadsheetml"),
        "odt" => mimetype.trim() == "application/vnd.oasis.opendocument.text",
        "ods" => mimetype.trim() == "application/vnd.oasis.opendocument.spreadsheet",
        _ => false,
    };
    if sound { Ok(()) } else { Err(wrong()) }
}

#[cfg(test)]
mod tests {
    use std::io::{Cursor, Write};

    use super::*;

    fn zipped(parts: &[(&str, &str)]) -> Vec<u8> {
        let mut archive = zip::ZipWriter::new(Cursor::new(Vec::new()));
        for (name, content) in parts {
            archive.start_file(*name, zip::write::SimpleFileOptions::default()).unwrap();
            archive.write_all(content.as_bytes()).unwrap();
        }
        archive.finish().unwrap().into_inner()
    }

    const WORD: (&str, &str) = ("[Content_Types].xml", "<Types wordprocessingml/>");
    const MAIN: (&str, &str) = ("word/document.xml", "<x/>");

    #[track_caller]
    fn taken(bytes: &[u8], name: &str, extension: &str, inline_preview: bool) {
        let kind = check_evidence(bytes, name).unwrap();
        assert_eq!((kind.extension, kind.inline_preview), (extension, inline_preview));
    }

    #[track_caller]
    fn refused(bytes: &[u8], name: &str, parts: &[&str]) {
        let sentence = check_evidence(bytes, name).unwrap_err().to_string();
        for part in parts {
            assert!(sentence.contains(part), "{sentence}");
        }
    }

    #[test]
    fn sound_files_are_taken() {
        taken(b"%PDF-1.7\n\xff\0", "Bao cao.PDF", "pdf", true);
        taken(b"\xff\xd8\xff\xe0\0\x10JFIF", "anh.jpeg", "jpg", true);
        taken(b"\x89PNG\r\n\x1a\n\0", "anh.png", "png", true);
        taken(b"RIFF\x10\0\0\0WEBPVP8 ", "anh.webp", "webp", true);
        taken("Đã họp ngày 5/9".as_bytes(), "ghi chú.txt", "txt", true);
        taken(b"a,b\n1,2", "bang.csv", "csv", false);
        taken(&zipped(&[WORD, MAIN]), "kh.docx", "docx", false);
        taken(
            &zipped(&[("[Content_Types].xml", "spreadsheetml"), ("xl/workbook.xml", "")]),
            "b.xlsx",
            "xlsx",
            false,
        );
        taken(&zipped(&[("mimetype", "application/vnd.oasis.opendocument.text")]), "a.odt", "odt", false);
        taken(
            &zipped(&[("mimetype", "application/vnd.oasis.opendocument.spreadsheet")]),
            "a.ods",
            "ods",
            false,
        );
    }

    #[test]
    fn our_own_files_are_taken() {
        let report = crate::document::samples::letter();
        taken(&crate::document::pdf(&report).unwrap(), "a.pdf", "pdf", true);
        taken(&crate::document::docx(&report).unwrap(), "a.docx", "docx", false);
    }

    #[test]
    fn a_disguise_is_named_by_both_sides() {
        refused(b"MZ\x90\0\x03\0", "quyet-dinh.pdf", &["đuôi .pdf", "chương trình máy tính"]);
        refused(b"%PDF-1.7\n\0", "anh.png", &["đuôi .png", "tài liệu PDF"]);
        refused(b"<html><script>x</script>", "a.txt", &["đuôi .txt", "trang web"]);
        refused(b"#!/bin/sh\nrm", "a.csv", &["đuôi .csv", "tập lệnh"]);
        refused(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1\0\0", "a.docx", &["đuôi .docx", "kiểu cũ"]);
        refused(
            &zipped(&[("[Content_Types].xml", "spreadsheetml"), ("xl/workbook.xml", "")]),
            "a.docx",
            &["bên trong không phải tài liệu docx"],
        );
        refused(b"PK\x03\x04xx", "a.xlsx", &["bên trong không phải tài liệu xlsx"]);
    }

    #[test]
    fn kinds_that_run_are_refused() {
        for name in [
            "a.svg",
            "a.html",
            "a.exe",
            "a.js",
            "a.sh",
            "a.zip",
            "a.pdf.exe",
            "a.doc",
            "tên không đuôi",
            "a.pdf\u{202e}.bat",
        ] {
            refused("<svg/>".as_bytes(), name, &["không được nhận làm minh chứng"]);
        }
        refused(b"PK\x03\x04xx", "a.docm", &["macro"]);
        refused(&zipped(&[WORD, MAIN, ("word/vbaProject.bin", "x")]), "a.docx", &["macro"]);
        refused(
            &zipped(&[("[Content_Types].xml", "wordprocessingml macroEnabled"), MAIN]),
            "a.docx",
            &["macro"],
        );
        refused(
            &zipped(&[
                ("mimetype", "application/vnd.oasis.opendocument.text"),
                ("Basic/Standard/M.xml", "x"),
            ]),
            "a.odt",
            &["macro"],
        );
    }

    #[test]
    fn empty_and_huge_files_are_refused() {
        refused(b"", "a.pdf", &["không có nội dung"]);
        refused(&vec![b'a'; (20 << 20) + 1], "a.txt", &["nặng hơn 20 MB"]);
    }
}
