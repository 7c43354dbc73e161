//! What a file is by its content.

/// Kinds of content that are told apart, whether taken or refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub enum Content {
    /// PDF.
    Pdf,
    /// A ZIP archive, which office files are.
    Zip,
    /// A compound file: Word, Excel and PowerPoint up to 2003, or an office file under a password.
    Compound,
    /// PNG.
    Png,
    /// JPEG.
    Jpeg,
    /// WebP.
    Webp,
    /// Another picture format.
    OtherImage,
    /// A program for Windows, Linux or macOS.
    Program,
    /// A script that names its interpreter.
    Script,
    /// A web page or SVG, which can carry scripts.
    Markup,
    /// Rich Text Format.
    Rtf,
    /// Another packed archive.
    OtherArchive,
    /// Text in some encoding.
    Text,
    /// None of these.
    Binary,
}

impl Content {
    /// What the content is called towards users.
    pub fn name(self) -> &'static str {
        match self {
            Content::Pdf => "tài liệu PDF",
            Content::Zip => "tệp nén ZIP",
            Content::Compound => "tài liệu Office kiểu cũ (DOC, XLS) hoặc có mật khẩu",
            Content::Png => "ảnh PNG",
            Content::Jpeg => "ảnh JPEG",
            Content::Webp => "ảnh WEBP",
            Content::OtherImage => "ảnh khác (GIF, BMP, TIFF, HEIC)",
            Content::Program => "chương trình máy tính (EXE hoặc tương tự)",
            Content::Script => "tập lệnh",
            Content::Markup => "trang web, SVG hoặc XML",
            Content::Rtf => "tài liệu RTF",
            Content::OtherArchive => "tệp nén",
            Content::Text => "văn bản thuần",
            Content::Binary => "dữ liệu không đọc được",
        }
    }
}

const MARKS: &[(&[u8], Content)] = &[
    (b"PK\x03\x04", Content::Zip),
    (b"PK\x05\x06", Content::Zip),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", Content::Compound),
    (b"\x89PNG\r\n\x1a\n", Content::Png),
    (b"\xff\xd8\xff", Content::Jpeg),
    (b"GIF8", Content::OtherImage),
    (b"BM", Content::OtherImage),
    (b"II*\0", Content::OtherImage),
    (b"MM\0*", Content::OtherImage),
    (b"\x7fELF", Content::Program),
    (b"\xca\xfe\xba\xbe", Content::Program),
    (b"\xcf\xfa\xed\xfe", Content::Program),
    (b"\xce\xfa\xed\xfe", Content::Program),
    (b"#!", Content::Script),
    (b"{\\rtf", Content::Rtf),
    (b"\x1f\x8b", Content::OtherArchive),
    (b"BZh", Content::OtherArchive),
    (b"7z\xbc\xaf\x27\x1c", Content::OtherArchive),
    (b"Rar!", Content::OtherArchive),
    (b"\xfd7zXZ", Content::OtherArchive),
    (b"\x28\xb5\x2f\xfd", Content::OtherArchive),
];

/// Tags that open pages which browsers run; looked for where a text begins.
const MARKUP: &[&str] =
    &["<!doctype", "<html", "<head", "<body", "<svg", "<?xml", "<script", "<?php", "<iframe"];
/// PDF readers look for the mark this far into a file.
const PDF_MARK_WITHIN: usize = 1024;

/// The kind of content of `bytes`.
pub fn content_of(bytes: &[u8]) -> Content {
    // Two letters open a bitmap or a program but also many texts: those need binary content, too.
    let text = looks_like_text(bytes);
    if bytes.starts_with(b"MZ") && !text {
        return Content::Program;
    }
    if let Some((_, content)) = MARKS.iter().find(|(mark, _)| bytes.starts_with(mark))
        && !(text && matches!(content, Content::OtherImage | Content::OtherArchive))
    {
        return *content;
    }
    if bytes.starts_with(b"RIFF") && bytes.get(8..12) == Some(b"WEBP") {
        return Content::Webp;
    }
    if bytes.get(4..8) == Some(b"ftyp") {
        return if bytes.get(8..11).is_some_and(|brand| matches!(brand, b"hei" | b"mif" | b"avi")) {
            Content::OtherImage
        } else {
            Content::Binary
        };
    }
    let start = bytes.get(..PDF_MARK_WITHIN).unwrap_or(bytes);
    let at_mark = start.windows(5).position(|window| window == b"%PDF-");
    if at_mark.is_some_and(|at| at == 0 || !text || start.get(at - 1).is_some_and(|before| *before == b'\n'))
    {
        return Content::Pdf;
    }
    if !text {
        return Content::Binary;
    }
    let opening =
        String::from_utf8_lossy(start).trim_start_matches(['\u{feff}', '\0']).trim_start().to_lowercase();
    if MARKUP.iter().any(|tag| opening.starts_with(tag)) { Content::Markup } else { Content::Text }
}

/// Text has no NUL (but for UTF-16 with its mark) and hardly any control characters;
/// old Vietnamese encodings use the bytes from 0x80 up, so those prove nothing.
fn looks_like_text(bytes: &[u8]) -> bool {
    if bytes.starts_with(b"\xff\xfe") || bytes.starts_with(b"\xfe\xff") {
        return utf16(bytes).is_some();
    }
    let control = |byte: &&u8| {
        (**byte < 0x20 && !matches!(**byte, b'\t' | b'\n' | b'\r' | 0x0b | 0x0c | 0x1b)) || **byte == 0x7f
    };
    !bytes.contains(&0) && bytes.iter().filter(control).count() * 50 <= bytes.len()
}

/// The text of UTF-16 with a byte order mark, if it is sound and has no control characters.
pub(crate) fn utf16(bytes: &[u8]) -> Option<String> {
    let (mark, units) = bytes.split_at_checked(2)?;
    let unit: fn([u8; 2]) -> u16 = match mark {
        b"\xff\xfe" => u16::from_le_bytes,
        b"\xfe\xff" => u16::from_be_bytes,
        _ => return None,
    };
    let pairs = units.as_chunks::<2>();
    if !pairs.1.is_empty() {
        return None;
    }
    let text: String =
        char::decode_utf16(pairs.0.iter().map(|pair| unit(*pair))).collect::<Result<_, _>>().ok()?;
    (!text.chars().any(|c| c.is_control() && !matches!(c, '\t' | '\n' | '\r' | '\u{c}'))).then_some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(bytes: &[u8], content: Content) {
        assert_eq!(content_of(bytes), content);
    }

    #[test]
    fn content_is_told_by_bytes() {
        check(b"%PDF-1.7\n", Content::Pdf);
        check(b"\n\n%PDF-1.4\n\xff\x00", Content::Pdf);
        check("Tệp %PDF-1.4 là gì?".as_bytes(), Content::Text);
        check(b"MZ\x90\0\x03", Content::Program);
        check("MZ là hai chữ cái".as_bytes(), Content::Text);
        check("BM là hai chữ cái".as_bytes(), Content::Text);
        check(b"BM\x00\x00\x01", Content::OtherImage);
        check(b"\x7fELF\x02", Content::Program);
        check(b"#!/bin/sh\n", Content::Script);
        check("\u{feff}  <SVG xmlns=''>".as_bytes(), Content::Markup);
        check(b"<!DOCTYPE html>", Content::Markup);
        check(b"RIFF\x10\0\0\0WEBPVP8 ", Content::Webp);
        check(b"\0\0\0\x18ftypheic", Content::OtherImage);
        check(b"CH\xd8 TH\xde", Content::Text);
        check(b"\xff\xfeC\0H\0", Content::Text);
        check(b"\xff\xfe\x00\x01\x00", Content::Binary);
        check(b"a\0b", Content::Binary);
        let noise: Vec<u8> =
            (0..5000u32).map(|at| (at.wrapping_mul(2_654_435_761) >> 24) as u8 | 1).collect();
        check(&noise, Content::Binary);
    }
}
